"""Our own table, and a teacher's, as CSV."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standings import ADA, ALAN, BY_HAND, HOSTILE, UNSURE, WANG, absent, late, standing

from grader.classroom.exports.cells import CsvTable
from grader.classroom.exports.table import fill, table
from grader.core.errors import UsageError
from grader.core.fact import verbatim

TEACHERS = """\
2026 春季学期 作业成绩,,,
,,,
学号,姓名,成绩（录入项）,评语（录入项）,平时成绩
2024001,Ada Lovelace,,,90
2024003,王 小明,5,很好,80
2024009,韩梅梅,,,70
"""  # noqa: RUF001  # as the form has it


def read(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def filled_with(text, *standings):
    return fill(CsvTable.read(text.encode("gb18030"), name="成绩.csv"), standings)


def test_a_table_holds_every_student_and_exercise():
    other = {"exercise": "exercise_04", "title": "Errors", "max_score": 4.0}
    data = table([late(ADA), standing(ADA, score=4.0, **other), absent(WANG), standing(ALAN, UNSURE)])
    assert data.decode("utf-8-sig") == (
        "Student ID,Name,Email,Group,exercise_03 score,exercise_03 max,exercise_03 days late,"
        "exercise_03 penalty,exercise_03 problem,exercise_04 score,exercise_04 max,exercise_04 days late,"
        "exercise_04 penalty,exercise_04 problem,Total\r\n"
        "2024001,Ada Lovelace,ada@example.com,A,8,12,2,0.2,,4,4,0,0,,12\r\n"
        "2024003,王小明,wang@example.cn,B,,12,0,0,nothing handed in,,,,,,\r\n"
        "2024002,Alan Turing,alan@example.com,B,,12,0,0,could not be graded: lp_norm,,,,,,\r\n"
    )
    assert data.startswith(b"\xef\xbb\xbf")


def test_a_problem_and_an_unknown_delay_are_told():
    unknown = replace(late().late, days=0, penalty=0.0, unknown=True)
    rows = read(table([standing(ADA, problem=verbatim("It is no Python."), late=unknown)]))
    assert rows[1][4:] == ["", "12", "?", "0", "It is no Python.", ""]


def test_a_table_of_nobody_is_its_header():
    assert table([]).decode("utf-8-sig") == "Student ID,Name,Email,Group,Total\r\n"


@pytest.mark.slow
@given(st.text(max_size=20) | st.just(HOSTILE))
def test_no_text_of_a_student_is_a_formula_or_breaks_the_table(text):
    student = replace(ADA, id=text, name=text, email=text, group=text)
    rows = read(table([standing(student, problem=verbatim(text))]))
    assert [len(row) for row in rows] == [10, 10]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[1])


def test_a_teachers_table_is_filled_by_id_and_keeps_everything_else():
    filled = filled_with(TEACHERS, late(ADA), standing(replace(WANG, name="")), absent(ALAN))
    assert filled.data == (
        TEACHERS.replace("Lovelace,,,", "Lovelace,8,10 of 12 points; 2 days late: \N{MINUS SIGN}20 %,")
        .replace("小明,5,", "小明,10,")
        .encode("gb18030")
    )
    assert (filled.written, filled.remarks) == (
        2,
        ("No submission of theirs is known, so their cells were left as they are: 韩梅梅.",),
    )


def test_without_an_id_a_name_that_nobody_else_has_is_enough():
    filled = filled_with(TEACHERS, standing(replace(WANG, id="x")))
    assert "小明,10,很好".encode("gb18030") in filled.data
    assert filled.remarks[0] == "Matched by name alone, please check: 王小明."


def test_of_several_exercises_the_sum_is_filled():
    other = standing(ADA, exercise="exercise_04", title="Errors", score=3.5, max_score=4.0, raw=3.5)
    filled = filled_with(TEACHERS, late(ADA), other, absent(WANG), absent(WANG, exercise="exercise_04"))
    line = filled.data.decode("gb18030").splitlines()[3]
    assert line == (
        "2024001,Ada Lovelace,11.5,Norms and linear algebra: 10 of 12 points; 2 days late: "
        "\N{MINUS SIGN}20 % · Errors: 3.5 of 4 points,90"
    )
    again = fill(CsvTable.read(filled.data, name="成绩.csv"), [standing(ADA)])
    assert again.data.decode("gb18030").splitlines()[3] == "2024001,Ada Lovelace,10,10 of 12 points,90"


def test_no_comment_is_a_formula():
    two = [standing(ADA, title="=1+1"), standing(ADA, exercise="exercise_04", title="Errors")]
    line = filled_with(TEACHERS, *two).data.decode("gb18030").splitlines()[3]
    assert line == "2024001,Ada Lovelace,20,'=1+1: 10 of 12 points · Errors: 10 of 12 points,90"


def test_of_several_exercises_one_that_is_not_graded_keeps_the_cell():
    other = standing(ADA, UNSURE, exercise="exercise_04")
    assert filled_with(TEACHERS, standing(ADA), other).written == 0


def test_an_id_that_excel_keeps_as_text_is_known():
    filled = fill(CsvTable.read(b'ID,Score\n"=""2024001""",\n', name="a.csv"), [standing(ADA)])
    assert filled.data == b'ID,Score\n"=""2024001""",10\n'


def test_a_score_set_by_hand_counts():
    by_hand = replace(UNSURE, score=5.0, override=BY_HAND)
    filled = fill(CsvTable.read(b"id;grade\n2024001;\n", name="a.csv"), [standing(ADA, by_hand)])
    assert filled.data == b"id;grade\n2024001;5\n"


@pytest.mark.parametrize("text", ["学号,姓名\n1,Ada\n", "\n" * 10 + "ID,Score\n"])
def test_a_table_without_a_known_header_is_refused(text):
    with pytest.raises(UsageError) as caught:
        filled_with(text, standing(ADA))
    assert str(caught.value) == (
        "成绩.csv: none of the first 10 rows names a student's column (学号, 学工号, 学生学号, student id, "
        "id, 姓名, name) and a score's column (成绩, 得分, 分数, 总分, score, grade). Give the score's "
        "column one of these names."
    )


def test_an_empty_table_is_refused():
    with pytest.raises(UsageError) as caught:
        filled_with("", standing(ADA))
    assert str(caught.value) == "成绩.csv has no rows. Download it again."


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(UsageError) as caught:
        filled_with("ID,Score,Score\n", standing(ADA))
    assert str(caught.value) == (
        "成绩.csv has several columns called 'score'. Leave only the one to be filled under that name."
    )
