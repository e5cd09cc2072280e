"""A submitted file as top-level statements: bytes → text → cells → what parses, and what does not.

Nothing is ever run here, and one broken block never costs another. A script is parsed whole; only
where that fails is it taken apart into its top-level blocks. A notebook's cells are read as Jupyter
shows them, its commands (`!pip`, `%matplotlib`, `torch.add?`) taken out.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.model import Skipped

LARGEST_BYTES = {".py": 5_000_000, ".ipynb": 100_000_000}
LONGEST_TEXT = 80
LONGEST_MESSAGE = 200
ALLOW_INCOMPLETE = 0x4000
"""The compiler's flag by which `codeop` tells unfinished code from wrong code."""

# ------------------------------------------------------- why something was not run (to be translated)

DOES_NOT_PARSE = "this does not parse: {message}"
NOTEBOOK_COMMAND = "a notebook command"
NOT_NEEDED = "not needed by a graded function"
SETS_STATE = "sets global state"
CHANGES_LIBRARY = "changes a library"
ONLY_AS_SCRIPT = "runs only as a script"
AGAIN_IN_LINE = "`{name}` is defined again in line {line}"
AGAIN_IN_CELL = "`{name}` is defined again in cell {cell}"

# ------------------------------------------------------------------------------------------- values


@dataclass(frozen=True)
class Place:
    """Where something stands; `cell` counts all of a notebook's cells from 1, None in a script."""

    cell: int | None
    line: int


@dataclass(frozen=True)
class Fault:
    """Why Python cannot read a text, and the line where it says so."""

    message: str
    line: int


@dataclass(frozen=True)
class Statement:
    """One top-level statement, with its text from column 0; imports hold one name each."""

    filename: str
    place: Place
    text: str
    node: ast.stmt


@dataclass(frozen=True)
class Unit:
    """A script, or one code cell. In a cell's `text`, what cannot be run is commented out."""

    filename: str
    cell: int | None
    text: str
    statements: tuple[Statement, ...]
    lost: tuple[Skipped, ...]
    broken: frozenset[str]
    fault: Fault | None


@dataclass(frozen=True)
class Source:
    """A submitted file, parsed. `name` is the path as the user gave it."""

    name: str
    path: Path
    units: tuple[Unit, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements that parse, in order."""
        return tuple(statement for unit in self.units for statement in unit.statements)

    @property
    def lost(self) -> tuple[Skipped, ...]:
        """What does not parse, and notebook commands."""
        return tuple(skipped for unit in self.units for skipped in unit.lost)

    @property
    def broken(self) -> frozenset[str]:
        """Functions whose `def` stands in a block that does not parse."""
        return frozenset(name for unit in self.units for name in unit.broken)

    @property
    def is_script(self) -> bool:
        """Whether this is one script rather than a notebook's cells."""
        return all(unit.cell is None for unit in self.units)

    @property
    def fault(self) -> str | None:
        """The first fault as a sentence with file, cell and line; None if all of it parses."""
        for unit in self.units:
            if unit.fault is not None:
                cell = "" if unit.cell is None else f", cell {unit.cell}"
                why = DOES_NOT_PARSE.format(message=unit.fault.message)
                end = "" if why.endswith(("?", ".")) else "."
                return f"{self.name}{cell}, line {unit.fault.line}: {why}{end}"
        return None


def skip(place: Place, *, filename: str, text: str, why: str) -> Skipped:
    """Report the statement at a place as not run, by its first line."""
    file = filename if place.cell is None else filename.rpartition("#")[0]
    first = text.strip().partition("\n")[0].rstrip()
    shown = first if len(first) <= LONGEST_TEXT else first[: LONGEST_TEXT - 1] + "…"
    return Skipped(file, place.cell, place.line, shown, why)


# ------------------------------------------------------------------------------------------ reading


def read(path: Path) -> Source:
    """Parse a script or a notebook once; SubmissionError where nothing in it can be read."""
    name = _clean(str(path))
    text = _decode(_bytes(path, name), name)
    filename = _clean(path.name)
    if path.suffix.lower() == ".ipynb":
        cells = _cells(text, name)
        units = tuple(_unit(f"{filename}#{cell}", cell, code) for cell, code in cells if code.strip())
    else:
        units = (_unit(filename, None, text),) if text.strip() else ()
    if not units:
        raise SubmissionError(f"{name} is empty: it has no code. Save your work in the editor and try again.")
    source = Source(name, path, units)
    if source.fault is not None and not source.statements:
        raise SubmissionError(f"{source.fault} Nothing in the file could be read; correct this line first.")
    return source


def _bytes(path: Path, name: str) -> bytes:
    """Read the file's bytes, having looked at what it is and how large."""
    try:
        if not path.exists():
            raise SubmissionError(f"{name} does not exist. Check the spelling and the folder you are in.")
        if path.is_dir():
            raise SubmissionError(f"{name} is a folder. Name the one .py or .ipynb file in it to grade.")
        largest = LARGEST_BYTES.get(path.suffix.lower())
        if largest is None or not path.is_file():
            raise SubmissionError(f"{name} is neither a script nor a notebook. Give a .py or an .ipynb file.")
        if path.stat().st_size > largest:
            raise SubmissionError(_too_large(path, name, largest))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SubmissionError(f"{name} cannot be read: {why}. Check the file and its permissions.") from error


def _too_large(path: Path, name: str, largest: int) -> str:
    size = f"{name} is {path.stat().st_size / 1e6:.1f} MB large; at most {largest // 10**6} MB are read."
    if path.suffix.lower() == ".py":
        return f"{size} Keep only code in it and load data from files of their own."
    return f"{size} Clear its outputs in Jupyter (Kernel, Restart Kernel and Clear Outputs) and save it."


def _decode(data: bytes, name: str) -> str:
    """Decode UTF-8, with or without a byte order mark, else GB18030; lines end in a newline."""
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise SubmissionError(
        f"{name} is not text that can be read. If it holds code, save it with encoding UTF-8."
    )


def _clean(text: str) -> str:
    """Replace lone surrogates, which no report could be written with."""
    return text.encode("utf-8", "replace").decode("utf-8")


# ---------------------------------------------------------------------------------------- notebooks


def _cells(text: str, name: str) -> Iterator[tuple[int, str]]:
    """The code cells of a notebook with their numbers, counted over all cells."""
    content = _json(text, name)
    cells = content.get("cells")
    if content.get("nbformat") in (1, 2, 3) or (not cells and content.get("worksheets")):
        cells = _converted(content, name)
    for number, cell in enumerate(cells if isinstance(cells, list) else [], start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            lines = source if isinstance(source, list) else [source]
            code = "".join(line for line in lines if isinstance(line, str))
            yield number, _clean(code).replace("\r\n", "\n").replace("\r", "\n")


def _json(text: str, name: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SubmissionError(
            f"{name}{where}: this is not a notebook (its JSON is damaged). "
            f"Open it in Jupyter and save it again, or copy its code to a .py file."
        ) from error
    if not isinstance(content, dict):
        raise SubmissionError(
            f"{name} is JSON, but no notebook. Open your work in Jupyter and save it as .ipynb, "
            f"or copy its code to a .py file."
        )
    return content


def _converted(content: dict[str, Any], name: str) -> object:
    """The cells of a notebook older than version 4, as version 4 has them.

    Newer ones are read as they are: nbformat's validation refuses notebooks whose code is intact.
    """
    import nbformat

    version = content.get("nbformat") if content.get("nbformat") in (1, 2) else 3
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole = {"metadata": {}, "nbformat_minor": 0, **content, "nbformat": version}
            old = nbformat.from_dict(whole)  # type: ignore[no-untyped-call]  # nbformat is untyped
            return nbformat.convert(old, 4).get("cells")  # type: ignore[no-untyped-call]  # likewise
    except Exception as error:  # its converters raise whatever a damaged notebook makes them raise
        raise SubmissionError(
            f"{name} is a notebook of the old format {version} that could not be converted. "
            f"Open it in Jupyter and save it again, or copy its code to a .py file."
        ) from error


# ------------------------------------------------------------------------------------------ parsing


def parse(text: str) -> ast.Module | Fault:
    """Parse Python as `ast.parse` does; whatever stops it is a value."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are the learner's affair
            return ast.parse(text)
    except SyntaxError as error:
        message = re.sub(r" \(detected at line \d+\)", "", str(error.msg))
        return Fault(message[:LONGEST_MESSAGE], error.lineno or 1)
    except (RecursionError, MemoryError):
        return Fault("it is nested too deeply", 1)
    except ValueError as error:
        return Fault(str(error)[:LONGEST_MESSAGE], 1)


def _is_incomplete(text: str) -> bool:
    """Whether more lines could make this parse: a bracket, a string or a header is open."""
    flags = ast.PyCF_ONLY_AST | ALLOW_INCOMPLETE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        return error.msg == "incomplete input"
    except (RecursionError, MemoryError, ValueError):
        return False
    return False


@dataclass(frozen=True)
class _Block:
    """Lines parsed on their own from line `start` (from 0); `run` is what of them can be run.

    `commands` are the lines of notebook commands among them, counted from 0 within the block.
    """

    start: int
    lines: Sequence[str]
    run: Sequence[str]
    tree: ast.Module | Fault
    commands: tuple[int, ...] = ()


def _unit(filename: str, cell: int | None, text: str) -> Unit:
    """Parse a script or a cell; block by block where that fails or where it holds commands."""
    lines = text.split("\n")
    tree = parse(text)
    if isinstance(tree, ast.Module) and "get_ipython" not in text:
        blocks = [_Block(0, lines, lines, tree)]
    else:
        blocks = list(_recover(lines, is_notebook=cell is not None))
    failed = [block for block in blocks if isinstance(block.tree, Fault)]
    faults = [block.tree for block in failed if isinstance(block.tree, Fault)]
    return Unit(
        filename=filename,
        cell=cell,
        text="\n".join(line for block in blocks for line in block.run),
        statements=tuple(s for block in blocks for s in _statements(block, filename, cell=cell)),
        lost=tuple(_lost(blocks, filename, cell=cell)),
        broken=frozenset(name for block in failed for name in _DEF.findall("\n".join(block.lines))),
        fault=tree if isinstance(tree, Fault) and cell is None else next(iter(faults), None),
    )


def _lost(blocks: Iterable[_Block], filename: str, *, cell: int | None) -> Iterator[Skipped]:
    """Report commands and what does not parse; lines left over from a broken block go with it."""
    after_fault = False
    for block in blocks:
        for line in block.commands:
            place = Place(cell, block.start + line + 1)
            yield skip(place, filename=filename, text=block.lines[line], why=NOTEBOOK_COMMAND)
        if isinstance(block.tree, Fault) and (not after_fault or _OPENS.match(block.lines[0])):
            yield _fault_report(block, block.tree, Place(cell, block.start + 1), filename)
        after_fault = isinstance(block.tree, Fault)


def _fault_report(block: _Block, fault: Fault, place: Place, filename: str) -> Skipped:
    where = "" if fault.line == place.line else f" (line {fault.line})"
    why = DOES_NOT_PARSE.format(message=fault.message + where)
    return skip(place, filename=filename, text="\n".join(block.lines), why=why)


# ------------------------------------------------------------------------------- broken text, by blocks

LOOKAHEAD = 5_000_000
"""Characters to parse in search of ends of blocks, so that a long broken file takes no longer."""

_STARTS = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
_OPENS = re.compile(r"@|(?:async|def|class)\b")
_DEF = re.compile(r"^(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_COMMAND = re.compile(r"[%!?]|[\w.]+\?\??\s*$")
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_RUNS_ITS_CELL = ("time", "capture", "prun")


def _recover(lines: Sequence[str], *, is_notebook: bool) -> Iterator[_Block]:
    """Take a text apart into top-level blocks, each parsed on its own."""
    done = 0
    if is_notebook and (magic := _CELL_MAGIC.match("\n".join(lines))):
        first = next(index for index, line in enumerate(lines) if line.strip())
        done = first + 1 if magic[1] in _RUNS_ITS_CELL else len(lines)
        yield _Block(0, lines[:done], _commented(lines[:done]), ast.Module([], []), (first,))
    starts, budget = _starts(lines, done), LOOKAHEAD
    yield _Block(done, lines[done : starts[0]], lines[done : starts[0]], ast.Module([], []))
    for position, start in enumerate(starts[:-1]):
        if start < done:
            continue  # it was the inside of the block before
        done, spent = _end(lines, starts[position:], budget)
        budget -= spent
        yield _parsed(lines[start:done], start, is_notebook=is_notebook)


def _starts(lines: Sequence[str], first: int) -> list[int]:
    """The lines from `first` on at which a top-level statement may begin, then the number of lines."""
    starts: list[int] = []
    decorated = False
    for index in range(first, len(lines)):
        line = lines[index]
        continued = index > first and lines[index - 1].endswith("\\")
        code = bool(line.strip()) and not line.lstrip().startswith("#")
        if code and not continued and (not starts or _STARTS.match(line)):
            if not decorated:
                starts.append(index)
            decorated = line.startswith("@")
    return [*starts, len(lines)]


def _end(lines: Sequence[str], starts: Sequence[int], budget: int) -> tuple[int, int]:
    """The end of the block at `starts[0]`, and the characters that were parsed to find it.

    It is the next start, or a later one where only more lines make complete what was begun.
    """
    spent = 0
    for end in starts[1:]:
        text = "\n".join(lines[starts[0] : end]) + "\n"
        spent += len(text)
        if isinstance(parse(text), ast.Module):
            return end, spent
        if spent > budget or not _is_incomplete(text):
            break
    return starts[1], spent


def _parsed(lines: Sequence[str], start: int, *, is_notebook: bool) -> _Block:
    """Parse one block; notebook commands in it are taken out."""
    if _COMMAND.match(lines[0]):
        return _Block(start, lines, _commented(lines), ast.Module([], []), (0,))
    run, tree = lines, parse("\n".join(lines))
    if isinstance(tree, Fault) and is_notebook:
        run, tree = _transformed(lines, tree)
    if isinstance(tree, Fault):
        return _Block(start, lines, _commented(lines), _moved(tree, start))
    run, commands = _without_commands(run, tree)
    if commands:
        tree = parse("\n".join(run))
    return _Block(start, lines, run, tree, commands)


def _commented(lines: Iterable[str]) -> list[str]:
    return [f"# {line}" for line in lines]


def _moved(fault: Fault, by: int) -> Fault:
    """Count a fault's line, and the lines that its message names, from the start of the unit."""
    message = re.sub(r"\bon line (\d+)", lambda m: f"on line {int(m[1]) + by}", fault.message)
    return Fault(message, fault.line + by)


def _transformed(lines: Sequence[str], fault: Fault) -> tuple[Sequence[str], ast.Module | Fault]:
    """Turn IPython's syntax into Python: commands in the midst of code, a cell indented throughout."""
    text = "\n".join(lines)
    if not (re.search("[%!?]", text) or text[0].isspace()):
        return lines, fault
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        manager = TransformerManager()  # type: ignore[no-untyped-call]  # IPython is untyped here
        python = manager.transform_cell(text).rstrip("\n")
    except Exception:  # its transformers raise whatever unfinished text makes them raise
        return lines, fault
    tree = parse(python)
    if isinstance(tree, Fault):
        return lines, fault
    run = python.split("\n")
    return run + [""] * (len(lines) - len(run)), tree


def _without_commands(lines: Sequence[str], tree: ast.Module) -> tuple[Sequence[str], tuple[int, ...]]:
    """Put `pass` in the place of `get_ipython()…` statements; also the lines where they stood."""
    if "get_ipython" not in "\n".join(lines):
        return lines, ()
    run = list(lines)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_command(node)]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = run[first].encode()[: node.col_offset].decode()
        after = run[last].encode()[node.end_col_offset or 0 :].decode()
        run[first : last + 1] = [f"{before}pass{after}"] + [""] * (last - first)
    return run, tuple(sorted(node.lineno - 1 for node in found))


def _is_command(node: ast.stmt) -> bool:
    """Whether a statement is `get_ipython()…`, or assigns what that gives."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) else None
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id == "get_ipython"


# --------------------------------------------------------------------------------------- statements


def _statements(block: _Block, filename: str, *, cell: int | None) -> Iterator[Statement]:
    """The statements of a block, with the text of each and its place in the unit."""
    if isinstance(block.tree, Fault):
        return
    for node in block.tree.body:
        first, text = _text(node, block.run)
        ast.increment_lineno(node, block.start)
        if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1:
            yield from _imports(node, filename, cell=cell)
        else:
            yield Statement(filename, Place(cell, first + block.start), text, node)


def _text(node: ast.stmt, lines: Sequence[str]) -> tuple[int, str]:
    """A statement's first line, decorators included, and its text from column 0."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    last = node.end_lineno or node.lineno
    own = list(lines[first - 1 : last])
    own[-1] = own[-1].encode()[: node.end_col_offset].decode()
    if not decorators:
        own[0] = own[0].encode()[node.col_offset :].decode()
    return first, "\n".join(own)


def _imports(node: ast.Import | ast.ImportFrom, filename: str, *, cell: int | None) -> Iterator[Statement]:
    """One statement for each name, so that an import that fails loses only its own."""
    for alias in node.names:
        one: ast.Import | ast.ImportFrom
        if isinstance(node, ast.Import):
            one = ast.Import(names=[alias])
        else:
            one = ast.ImportFrom(module=node.module, names=[alias], level=node.level)
        ast.copy_location(one, alias)
        yield Statement(filename, Place(cell, alias.lineno), ast.unparse(one), one)
