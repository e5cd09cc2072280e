"""A submitted file, read: the statements that parse, and a report of the rest.

Nothing runs here. A part that cannot be read does not affect the rest. A script is parsed as a whole. It is
split into blocks only if that fails. A notebook's cells are read as Jupyter shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from grader.core.errors import MachineError, SubmissionError
from grader.core.fact import Fact
from grader.core.watchdog import EndedError, in_time
from grader.submission.blocks import Block, blocks
from grader.submission.decode import contents, kind, printable
from grader.submission.lexical import count
from grader.submission.limits import CELLS, CHARACTERS, LINES, TOKENS, UNWATCHED_CHARACTERS, Tally
from grader.submission.notebook import CODE, cells, refuse_notebook
from grader.submission.reasons import (
    EMPTY,
    NOT_READ_IN_TIME,
    NOTEBOOK_COMMAND,
    NOTHING_READ,
    does_not_parse,
    skip_text,
    syntax_error,
)
from grader.submission.source import OtherCell, Place, Source, Statement, SyntaxFault, Unit

MOST_OTHER_CELLS = 200
_DEFINES = re.compile(r"^(?:def|class)\s", re.MULTILINE)


def read(path: Path, *, called: str = "") -> Source:
    """Parse a script or a notebook; raises SubmissionError if nothing can be read.

    `called` is the file's name in reports, if it is not the path.
    """
    name = printable(called or str(path))
    filename = printable(Path(name).name)
    text = contents(path, name=name)
    found = list(cells(text, name=name)) if kind(path.name) == ".ipynb" else []
    texts: list[_Text] = [
        (code, f"{filename}#{cell}", cell) for cell, of, code in found if of == CODE and code.strip()
    ]
    texts += _script(text, name, filename) if kind(path.name) == ".py" else ()
    others = (OtherCell(cell, of, text) for cell, of, text in found if of != CODE and _DEFINES.search(text))
    source = Source(name, path, _units(texts, name), tuple(islice(others, MOST_OTHER_CELLS)))
    if not source.units:
        raise SubmissionError(EMPTY, file=name)
    if not source.statements and (error := syntax_error(source)):
        raise SubmissionError(NOTHING_READ, error=error).at(error.spot)
    return source


def read_cells(cells: Iterable[tuple[int, str]], *, name: str) -> Source:
    """Parse the code of cells as it was run, each cell with its number."""
    texts = [(printable(code), f"{name}#{cell}", cell) for cell, code in cells if code.strip()]
    return Source(name, Path(name), _units(texts, name))


_Text = tuple[str, str, int | None]
"""The text of a script or a cell, its file name in tracebacks, and the cell."""


def _script(text: str, name: str, filename: str) -> Iterator[_Text]:
    """Yield the script, if it has any text."""
    if text.strip():
        refuse_notebook(text, name=name)
        yield text, filename, None


def _units(texts: Sequence[_Text], name: str) -> tuple[Unit, ...]:
    """Parse a script or cells; much code first in a process that can be ended."""
    if sum(len(text) for text, _, _ in texts) > UNWATCHED_CHARACTERS:
        try:
            in_time(lambda: len(_parsed(texts, Tally(name))))
        except EndedError as error:
            raise MachineError(NOT_READ_IN_TIME, file=name, why=error) from error
    return _parsed(texts, Tally(name))


def _parsed(texts: Sequence[_Text], tally: Tally) -> tuple[Unit, ...]:
    """Parse a script or cells; raises SubmissionError if there is too much of them."""
    tally.add(CELLS, len(texts))
    tally.add(CHARACTERS, sum(len(text) for text, _, _ in texts))
    tally.add(LINES, sum(text.count("\n") + 1 for text, _, _ in texts))
    tally.add(TOKENS, sum(count(text) for text, _, _ in texts))
    return tuple(_unit(text, filename, tally, cell=cell) for text, filename, cell in texts)


def _unit(text: str, filename: str, tally: Tally, *, cell: int | None) -> Unit:
    """Parse a script or a cell."""
    parts, fault = blocks(text, tally, is_notebook=cell is not None)
    return Unit(
        filename=filename,
        cell=cell,
        text="\n".join(line for block in parts for line in block.run),
        written=text,
        statements=tuple(
            Statement(filename, Place(cell, line), code, node)
            for block in parts
            for line, code, node in block.statements()
        ),
        lost=tuple(
            skip_text(code, Place(cell, line), filename=filename, why=why, fault=fault)
            for line, code, why, fault in _lost(parts)
        ),
        broken={name: kind for block in parts for name, kind in block.broken},
        fault=fault,
    )


def _lost(parts: Iterable[Block]) -> Iterator[tuple[int, str, Fact, SyntaxFault | None]]:
    """Yield line, text, reason and fault of commands and of code that does not parse.

    Lines left over from a broken block are part of that block.
    """
    after_fault = False
    for block in parts:
        for command in block.commands:
            yield block.start + command + 1, block.lines[command], NOTEBOOK_COMMAND, None
        if block.fault and (block.is_definition or not after_fault):
            yield block.start + 1, "\n".join(block.lines), does_not_parse(block.fault), block.fault
        after_fault = block.fault is not None
