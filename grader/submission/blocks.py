"""A text that does not parse, split into top-level blocks.

Each block is parsed separately. A broken block never breaks another one. A block ends before the next line
that can begin a statement. If the statement is only complete with more lines, the block ends later. A
function is never split in two: a block that can only be its end is joined to it, and both are broken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.submission.commands import (
    as_python,
    cell_magic,
    commented,
    is_command,
    mentions_call,
    timed,
    without_calls,
    without_prompts,
)
from grader.submission.source import SyntaxFault
from grader.submission.syntax import ALLOW_INCOMPLETE, INCOMPLETE, Function, parse, statements

LOOKAHEAD = 5_000_000
"""The most characters to parse in search of block ends.

It limits the time for a long broken file.
"""

_STARTS = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
_DEFINITION = re.compile(r"(?:>>> )?(?:@|(?:async|def|class)\b)")
_DEF = re.compile(r"^(?:>>> )?(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_INNER_DEF = re.compile(r"^[^\w\n#]*(?:async\s+)?def\b", re.MULTILINE)
_RETURN = re.compile(r"^[^\w\n#'\"]*return\b", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Lines parsed separately; `run` is the part that can run.

    `start` is the first line, counted from 0. The line of a fault counts from the start of the text.
    `commands` are the lines of notebook commands, counted from 0 in the block.
    """

    start: int
    lines: Sequence[str]
    run: Sequence[str]
    tree: ast.Module | SyntaxFault = field(default_factory=lambda: ast.Module([], []))
    commands: tuple[int, ...] = ()

    @property
    def fault(self) -> SyntaxFault | None:
        """The fault of a block that does not parse."""
        return self.tree if isinstance(self.tree, SyntaxFault) else None

    @property
    def is_definition(self) -> bool:
        """Whether the block begins like a function or a class."""
        return _DEFINITION.match("".join(self.lines[:1])) is not None

    @property
    def broken(self) -> frozenset[str]:
        """The names of the functions in a block that does not parse."""
        return frozenset(_DEF.findall("\n".join(self.lines)) if self.fault else ())

    @property
    def is_cut(self) -> bool:
        """Whether this definition may continue in the next block.

        It may if it does not end with a return or a raise.
        """
        body = self.tree.body if isinstance(self.tree, ast.Module) else []
        end = body[-1] if body else None
        while isinstance(end, Function | ast.ClassDef | ast.With) or (isinstance(end, ast.If) and end.orelse):
            end = (end.orelse if isinstance(end, ast.If) else end.body)[-1]
        return self.is_definition and not isinstance(end, ast.Return | ast.Raise)

    @property
    def is_end(self) -> bool:
        """Whether this block can only be the end of a function.

        Such a block does not parse and contains a return.
        """
        text = "\n".join(self.lines)
        return bool(self.fault and _RETURN.search(text) and not _INNER_DEF.search(text))

    def statements(self) -> Iterator[tuple[int, str, ast.stmt]]:
        """Yield each statement of a block that parses, with its line and its text."""
        body = self.tree.body if isinstance(self.tree, ast.Module) else []
        for line, text, node in statements(body, self.run):
            yield self.start + line, text, ast.increment_lineno(node, self.start)


def blocks(text: str, *, is_notebook: bool) -> tuple[list[Block], SyntaxFault | None]:
    """Split a text into blocks if necessary; also return its first fault.

    The fault of a script is Python's message about the whole text. A cell may contain text that is not
    Python, so its fault is that of the first broken block.
    """
    lines = without_prompts(text.split("\n")) if is_notebook else text.split("\n")
    tree = parse("\n".join(lines))
    if isinstance(tree, ast.Module) and not mentions_call(text):
        return [Block(0, lines, lines, tree)], None
    parts = list(_whole(_recovered(lines, is_notebook=is_notebook), is_notebook=is_notebook))
    faults = [tree] if isinstance(tree, SyntaxFault) and not is_notebook else []
    faults += [block.fault for block in parts if block.fault]
    return parts, next(iter(faults), None)


def _recovered(lines: Sequence[str], *, is_notebook: bool) -> Iterator[Block]:
    """Yield all lines in blocks."""
    first = 0
    if is_notebook and (magic := cell_magic(lines)):
        line, first = magic
        yield Block(0, lines[:first], commented(lines[:first]), commands=(line,))
    starts = _starts(lines, first)
    yield Block(first, lines[first : starts[0]], lines[first : starts[0]])
    at, budget = 0, LOOKAHEAD
    while starts[at] < len(lines):
        end, spent = _end(lines, starts, at=at, budget=budget)
        yield _block(lines[starts[at] : starts[end]], starts[at], is_notebook=is_notebook)
        at, budget = end, budget - spent


def _whole(parts: Iterable[Block], *, is_notebook: bool) -> Iterator[Block]:
    """Join to a function the later blocks that can only be its end.

    The blocks between them are joined, too.
    """
    group: list[Block] = []
    for part in parts:
        if part.is_definition:
            yield from _mended(group, is_notebook=is_notebook)
            group = []
        group.append(part)
    yield from _mended(group, is_notebook=is_notebook)


def _mended(group: Sequence[Block], *, is_notebook: bool) -> Iterator[Block]:
    """Join a definition and what follows it, up to the last end of a function."""
    last = max((index for index, part in enumerate(group) if part.is_end), default=0)
    end = last + 1 if last and group[0].is_cut else 0
    if end:
        lines = [line for part in group[:end] for line in part.lines]
        yield _block(lines, group[0].start, is_notebook=is_notebook)
    yield from group[end:]


def _starts(lines: Sequence[str], first: int) -> list[int]:
    """Return the lines from `first` on that can begin a top-level statement.

    The last element is the number of lines.
    """
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


def _end(lines: Sequence[str], starts: Sequence[int], *, at: int, budget: int) -> tuple[int, int]:
    """Return which start ends the block that begins at start number `at`.

    Also return the number of characters parsed to find it.
    """
    spent = 0
    for end in range(at + 1, len(starts)):
        text = "\n".join(lines[starts[at] : starts[end]]) + "\n"
        spent += len(text)
        tree = parse(text, flags=ALLOW_INCOMPLETE)
        if isinstance(tree, ast.Module):
            return end, spent
        if spent > budget or tree.message != INCOMPLETE:
            break
    return at + 1, spent


def _block(lines: Sequence[str], start: int, *, is_notebook: bool) -> Block:
    """Parse one block without its notebook commands."""
    if (statement := timed(lines[0])) is not None:
        lines_run = [statement, *commented(lines[1:])]
        return Block(start, lines, lines_run, parse("\n".join(lines_run)))
    if is_command(lines[0]):
        return Block(start, lines, commented(lines), commands=(0,))
    run, tree = _parsed(lines, is_notebook=is_notebook)
    if isinstance(tree, SyntaxFault):
        return Block(start, lines, commented(lines), _moved(tree, start))
    python, commands = without_calls(run, tree)
    if python != run:
        tree = parse("\n".join(python))
    return Block(start, lines, python, tree, commands)


def _parsed(lines: Sequence[str], *, is_notebook: bool) -> tuple[Sequence[str], ast.Module | SyntaxFault]:
    """Return the lines as Python, and their tree.

    In a notebook, lines that do not parse are read as IPython reads them.
    """
    tree = parse("\n".join(lines))
    if isinstance(tree, SyntaxFault) and is_notebook:
        python = as_python(lines)
        other = parse("\n".join(python))
        if isinstance(other, ast.Module):
            return python, other
    return lines, tree


def _moved(fault: SyntaxFault, by: int) -> SyntaxFault:
    """Count a fault's line, and the lines in its message, from the start of the text."""
    if not isinstance(fault.message, str):
        return SyntaxFault(fault.message, fault.line + by)
    message = re.sub(r"\bon line (\d+)", lambda match: f"on line {int(match[1]) + by}", fault.message)
    return SyntaxFault(message, fault.line + by)
