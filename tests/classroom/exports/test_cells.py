"""CSV files: taken apart and put together byte for byte, filled one cell at a time."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.exports.cells import CsvTable, neutral
from grader.core.errors import UsageError

LETTERS = st.sampled_from('ab"",,;\t\r\n 王é=')
FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=8)
MARKED = [("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe")]


def texts(sheet):
    return [[cell.text for cell in row.cells] for row in sheet.rows]


@given(st.text(LETTERS, max_size=60), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
def test_reading_and_writing_is_the_identity_whatever_the_file_holds(text, encoding):
    data = text.encode(encoding)
    assert CsvTable.read(data, name="a.csv").data() == data


@given(st.binary(max_size=60))
def test_bytes_come_back_as_they_were_or_are_refused(data):
    try:
        sheet = CsvTable.read(data, name="a.csv")
    except UsageError:
        return
    assert sheet.data() == data


@given(
    st.lists(st.lists(FIELD, min_size=2, max_size=5), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
)
def test_cells_are_those_that_a_csv_writer_wrote(rows, delimiter, how):
    end, quoting = how
    rows = [["head"] * len(rows[0]), *rows]
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    sheet = CsvTable.read(page.getvalue().encode("utf-8-sig"), name="a.csv")
    assert (sheet.delimiter, texts(sheet)) == (delimiter, rows)


@given(
    st.lists(st.lists(FIELD, min_size=2, max_size=5), min_size=1, max_size=5),
    FIELD.filter(bool),
    st.data(),
)
def test_filling_a_cell_changes_that_cell_and_no_other(rows, text, data):
    page = io.StringIO(newline="")
    csv.writer(page, quoting=data.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))).writerows(
        [["head"] * 2, *rows]
    )
    before = CsvTable.read(page.getvalue().encode("utf-8-sig"), name="a.csv")
    row = data.draw(st.integers(0, len(before.rows) - 1))
    column = data.draw(st.integers(0, len(before.rows[row].cells) - 1))
    after = CsvTable.read(before.with_cell(row, column, text).data(), name="a.csv")
    expected = [[cell.raw for cell in line.cells] for line in before.rows]
    assert after.rows[row].cells[column].text == text
    found = [[cell.raw for cell in line.cells] for line in after.rows]
    expected[row][column] = found[row][column]
    assert found == expected
    assert [line.end for line in after.rows] == [line.end for line in before.rows]


def test_quotes_stay_where_they_are_and_come_only_where_they_are_needed():
    sheet = CsvTable.read(b'"a",b\r\n"1",2\r\n3,"x\r\ny"', name="a.csv")
    sheet = sheet.with_cell(1, 1, "7.5").with_cell(2, 0, 'say "a, b"')
    assert sheet.data() == b'"a",b\r\n"1",7.5\r\n"say ""a, b""","x\r\ny"'


def test_a_row_that_is_too_short_gets_empty_cells():
    sheet = CsvTable.read(b"a;b;c\n1\n", name="a.csv")
    assert sheet.with_cell(1, 2, "7").data() == b"a;b;c\n1;;7\n"


def test_the_delimiter_is_the_one_of_the_first_line_that_has_any():
    sheet = CsvTable.read(b'"Points, and more"\nName;"a,b,c";Grade\nAda;1,5;2,5\n', name="a.csv")
    assert texts(sheet)[1:] == [["Name", "a,b,c", "Grade"], ["Ada", "1,5", "2,5"]]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("学号,成绩\n1,\n".encode("gb18030"), "gb18030"),
        ("学号,成绩\n1,\n".encode(), "utf-8"),
        ("学号,成绩\n1,\n".encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + "学号,成绩\n1,\n".encode("utf-16-be"), "utf-16-be"),
        (b"\x84\x31\x95\x33" + "学号,成绩\n1,\n".encode("gb18030"), "gb18030"),
    ],
)
def test_the_encoding_is_kept(data, encoding):
    sheet = CsvTable.read(data, name="a.csv")
    assert (sheet.encoding, sheet.headers) == (encoding, ("学号", "成绩"))
    assert sheet.with_cell(1, 1, "优").data() == data[: -len("\n".encode(encoding))] + "优\n".encode(encoding)


@pytest.mark.parametrize("data", [b"PK\x03\x04\x14\x00\x06\x00", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_refused_with_the_remedy(data):
    with pytest.raises(UsageError) as caught:
        CsvTable.read(data, name="grades.xlsx")
    assert str(caught.value) == (
        "grades.xlsx is a workbook, not CSV. Save it as CSV (in Excel: Save As, CSV UTF-8) and give that "
        "file."
    )


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xff\xff", b"\xff\xfea"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UsageError) as caught:
        CsvTable.read(data, name="grades.csv")
    assert str(caught.value) == (
        "grades.csv is not text that can be read. Save it as CSV with encoding UTF-8 and give that file."
    )


def test_an_empty_file_has_no_rows():
    assert CsvTable.read(b"", name="a.csv").headers == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),  # noqa: RUF001  # a full-width sign
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("a;=1", "a;'=1"),
        ("Ada-Marie = A", "Ada-Marie = A"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_made_text(text, expected):
    assert neutral(text) == expected


@pytest.mark.parametrize("text", ["\t\x1e", "\t\t", "\x1e;", "a;b"])
def test_what_stands_in_a_header_does_not_make_another_delimiter(text):
    table = CsvTable.read(b"head,head\r\n1,2\r\n", name="a.csv").with_cell(0, 0, text)
    again = CsvTable.read(table.data(), name="a.csv")
    assert (again.delimiter, again.rows[0].cells[0].text) == (",", text)
