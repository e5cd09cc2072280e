"""A CSV file taken apart to fill some cells; every other byte stays as it was.

Quoting, delimiter, line ends, byte order mark and encoding are kept. Workbooks and files that are not text
are refused. A file is neither repaired nor completed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from grader.classroom.exports import words
from grader.core.errors import UsageError
from grader.submission.decode import printable

DELIMITERS = (",", ";", "\t")
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of .xlsx and .xls files."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
ENCODINGS = ("utf-8", "gb18030")

# Full-width signs are included: some spreadsheets take them for the ASCII ones. So is the text after a
# semicolon, a tab or a line end: a spreadsheet with another delimiter begins a cell at this point.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[=+\-@＝＋－＠\t\r\n])")  # noqa: RUF001  # they are meant
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')


def neutral(text: str) -> str:
    """A student's text as a cell that no spreadsheet takes for a formula."""
    return _FORMULA.sub("'", text)


@dataclass(frozen=True)
class Cell:
    """A cell as written in the file, with its quotes, and the text that it means."""

    raw: str
    text: str


@dataclass(frozen=True)
class CsvRow:
    """A line of cells and its line end, which may be empty at the end of the file."""

    cells: tuple[Cell, ...]
    end: str

    def text(self, column: int) -> str:
        """The text of a cell without blanks around it; empty if the row is too short."""
        return self.cells[column].text.strip() if column < len(self.cells) else ""


@dataclass(frozen=True)
class CsvTable:
    """A CSV file; `name` is what messages call it."""

    name: str
    rows: tuple[CsvRow, ...]
    mark: bytes = b""
    encoding: str = "utf-8"
    delimiter: str = ","

    @classmethod
    def read(cls, data: bytes, *, name: str) -> CsvTable:
        """Take a file apart; raises UsageError where it is not text."""
        mark, encoding, text = _decoded(data, name)
        delimiter = _delimiter(text)
        return cls(name, _rows(text, delimiter), mark, encoding, delimiter)

    @property
    def headers(self) -> tuple[str, ...]:
        """The texts of the first row."""
        return tuple(cell.text.strip() for cell in self.rows[0].cells) if self.rows else ()

    def with_cell(self, row: int, column: int, text: str) -> CsvTable:
        """The same file with another text in one cell.

        A row that is too short gets empty cells.
        """
        cells = list(self.rows[row].cells)
        cells += [Cell("", "")] * (column + 1 - len(cells))
        cells[column] = _cell(printable(text), self.delimiter)
        changed = replace(self.rows[row], cells=tuple(cells))
        return replace(self, rows=(*self.rows[:row], changed, *self.rows[row + 1 :]))

    def data(self) -> bytes:
        """The file as bytes."""
        lines = (self.delimiter.join(cell.raw for cell in row.cells) + row.end for row in self.rows)
        return self.mark + "".join(lines).encode(self.encoding)


def _decoded(data: bytes, name: str) -> tuple[bytes, str, str]:
    """The byte order mark, the encoding and the text; raises UsageError if not text."""
    if data.startswith(WORKBOOKS):
        raise UsageError(words.WORKBOOK, name=name)
    marked = [(mark, encoding) for mark, encoding in MARKS if data.startswith(mark)]
    for mark, encoding in marked or [(b"", encoding) for encoding in ENCODINGS]:
        try:
            text = data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # almost any bytes are valid GB18030, but text has no zero
            return mark, encoding, text
    raise UsageError(words.NO_TEXT, name=name)


def _delimiter(text: str) -> str:
    """The most frequent delimiter in the first line that has one, outside quotes."""
    for line in re.split(r"[\r\n]", _QUOTED.sub("", text)):  # other line separators may be part of a cell
        counts = [line.count(delimiter) for delimiter in DELIMITERS]
        if any(counts):
            return DELIMITERS[counts.index(max(counts))]
    return DELIMITERS[0]


def _rows(text: str, delimiter: str) -> tuple[CsvRow, ...]:
    """The rows of a text.

    A quote counts only at the beginning of a cell. Text after the closing quote belongs to the cell.
    """
    one = re.compile(
        rf'(?P<quoted>"(?P<inner>(?:[^"]++|"")*+)(?:"|\Z))?(?P<rest>[^{delimiter}\r\n]*+)'
        rf"(?P<end>{delimiter}|\r\n|\r|\n|\Z)"
    )
    rows: list[CsvRow] = []
    cells: list[Cell] = []
    position = 0
    while position < len(text) or cells:
        found = one.match(text, position)
        assert found is not None, "every text begins with a cell"
        inner = (found["inner"] or "").replace('""', '"')
        cells.append(Cell((found["quoted"] or "") + found["rest"], inner + found["rest"]))
        if found["end"] != delimiter:
            rows.append(CsvRow(tuple(cells), found["end"]))
            cells = []
        position = found.end()
    return tuple(rows)


def _cell(text: str, delimiter: str) -> Cell:
    """A cell with quotes only where it needs them.

    Text with a tab gets quotes, too: a spreadsheet may take a tab for the delimiter.
    """
    if any(special in text for special in (delimiter, '"', "\t", "\r", "\n")):
        return Cell('"' + text.replace('"', '""') + '"', text)
    return Cell(text, text)
