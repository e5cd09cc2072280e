"""A submitted file, read: the statements that parse, and a report of the rest.

Nothing runs here. A part that cannot be read does not affect the rest. A script is parsed as a whole. It is
split into blocks only if that fails. A notebook's cells are read as Jupyter shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.fact import Fact
from grader.submission.blocks import Block, blocks
from grader.submission.decode import contents, kind, printable
from grader.submission.notebook import cells, refuse_notebook
from grader.submission.reasons import (
    EMPTY,
    NOTEBOOK_COMMAND,
    NOTHING_READ,
    does_not_parse,
    skip_text,
    syntax_error,
)
from grader.submission.source import Place, Source, Statement, Unit


def read(path: Path, *, called: str = "") -> Source:
    """Parse a script or a notebook; raises SubmissionError if nothing can be read.

    `called` is the file's name in reports, if it is not the path.
    """
    name = printable(called or str(path))
    filename = printable(Path(name).name)
    source = Source(name, path, tuple(_units(path, contents(path, name=name), name, filename)))
    if not source.units:
        raise SubmissionError(EMPTY, file=name)
    if not source.statements and (error := syntax_error(source)):
        raise SubmissionError(NOTHING_READ, error=error)
    return source


def read_cells(cells: Iterable[tuple[int, str]], *, name: str) -> Source:
    """Parse the code of cells as it was run, each cell with its number."""
    units = (_unit(printable(code), f"{name}#{cell}", cell=cell) for cell, code in cells if code.strip())
    return Source(name, Path(name), tuple(units))


def _units(path: Path, text: str, name: str, filename: str) -> Iterator[Unit]:
    """Yield the script, or the cells that contain code."""
    if kind(path.name) == ".ipynb":
        for cell, code in cells(text, name=name):
            if code.strip():
                yield _unit(code, f"{filename}#{cell}", cell=cell)
    elif text.strip():
        refuse_notebook(text, name=name)
        yield _unit(text, filename, cell=None)


def _unit(text: str, filename: str, *, cell: int | None) -> Unit:
    """Parse a script or a cell."""
    parts, fault = blocks(text, is_notebook=cell is not None)
    return Unit(
        filename=filename,
        cell=cell,
        text="\n".join(line for block in parts for line in block.run),
        statements=tuple(
            Statement(filename, Place(cell, line), code, node)
            for block in parts
            for line, code, node in block.statements()
        ),
        lost=tuple(
            skip_text(code, Place(cell, line), filename=filename, why=why, lost=why != NOTEBOOK_COMMAND)
            for line, code, why in _lost(parts)
        ),
        broken=frozenset().union(*(block.broken for block in parts)),
        fault=fault,
    )


def _lost(parts: Iterable[Block]) -> Iterator[tuple[int, str, Fact]]:
    """Yield line, text and reason of commands and of code that does not parse.

    Lines left over from a broken block are part of that block.
    """
    after_fault = False
    for block in parts:
        for command in block.commands:
            yield block.start + command + 1, block.lines[command], NOTEBOOK_COMMAND
        if block.fault and (block.is_definition or not after_fault):
            line = block.start + 1
            yield line, "\n".join(block.lines), does_not_parse(block.fault, line=line)
        after_fault = block.fault is not None
