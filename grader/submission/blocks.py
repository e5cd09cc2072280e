"""A text that does not parse, split into top-level blocks.

Each block is parsed separately. A broken block never breaks another one. A block ends before the next line
that can begin a statement. If brackets or strings are open there, the block ends where all have ended. A
function is never split in two: a block that can only be its end is joined to it, and both are broken.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from grader.core.model import CLASS, FUNCTION, VARIABLE
from grader.submission.commands import (
    as_python,
    cell_magic,
    commented,
    effort,
    is_command,
    mentions_call,
    timed,
    without_calls,
    without_prompts,
)
from grader.submission.lexical import Reach
from grader.submission.limits import COMMAND_STEPS, COMMANDS, PARSED_IN_VAIN, STATEMENTS, Tally
from grader.submission.source import Reason, SyntaxFault
from grader.submission.syntax import Function, parse, size, statements

_STARTS = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s#)\]}]")
_DEFINITION = re.compile(r"(?:>>> )?(?:@|(?:async|def|class)\b)")
_DEFINED = {
    VARIABLE: re.compile(r"^(?:>>> )?(\w+)\s*(?::[^=\n]*)?=(?!=)", re.MULTILINE),
    CLASS: re.compile(r"^(?:>>> )?class\s+(\w+)", re.MULTILINE),
    FUNCTION: re.compile(r"^(?:>>> )?(?:async\s+)?def\s+(\w+)", re.MULTILINE),
}
"""What defines a name at the top level, in text that does not parse."""
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
    def size(self) -> int:
        """The number of statements; a block that does not parse counts as one."""
        return 1 if isinstance(self.tree, SyntaxFault) or not self.tree.body else size(self.tree)

    @property
    def fault(self) -> SyntaxFault | None:
        """The fault of a block that does not parse."""
        return self.tree if isinstance(self.tree, SyntaxFault) else None

    @property
    def is_definition(self) -> bool:
        """Whether the block begins like a function or a class."""
        return _DEFINITION.match("".join(self.lines[:1])) is not None

    @property
    def broken(self) -> Iterator[tuple[str, str]]:
        """The names that a block defines which does not parse, each with what it is."""
        text = "\n".join(self.lines) if self.fault else ""
        return ((name, kind) for kind, pattern in _DEFINED.items() for name in pattern.findall(text))

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


def blocks(text: str, tally: Tally, *, is_notebook: bool) -> tuple[list[Block], SyntaxFault | None]:
    """Split a text into blocks if necessary; also return its first fault.

    The `tally` counts what is read of the file. Raises SubmissionError if that is too much.

    The fault of a script is Python's message about the whole text. A cell may contain text that is not
    Python, so its fault is that of the first broken block.
    """
    lines = without_prompts(text.split("\n")) if is_notebook else text.split("\n")
    tree = parse("\n".join(lines))
    if isinstance(tree, ast.Module) and not mentions_call(text):
        tally.add(STATEMENTS, size(tree))
        return [Block(0, lines, lines, tree)], None
    parts = list(_whole(_recovered(lines, tally, is_notebook=is_notebook), tally, is_notebook=is_notebook))
    faults = [tree] if isinstance(tree, SyntaxFault) and not is_notebook else []
    faults += [block.fault for block in parts if block.fault]
    return parts, next(iter(faults), None)


def _recovered(lines: Sequence[str], tally: Tally, *, is_notebook: bool) -> Iterator[Block]:
    """Yield all lines in blocks.

    A block that seems to end later is one only if all of it parses.
    """
    first = 0
    if is_notebook and (magic := cell_magic(lines)):
        line, first = magic
        yield Block(0, lines[:first], commented(lines[:first]), commands=(line,))
    starts = _starts(lines, first)
    yield Block(first, lines[first : starts[0]], lines[first : starts[0]])
    ends = Reach(lines, skipped=is_command).ends(starts)
    tally.check(STATEMENTS, _count(ends))
    at = 0
    while starts[at] < len(lines):
        end = ends[at] or at + 1
        is_long = end > at + 1 and tally.in_vain < PARSED_IN_VAIN
        block = _block(
            lines[starts[at] : starts[end if is_long else at + 1]], starts[at], tally, is_notebook=is_notebook
        )
        if block.fault and is_long:
            tally.in_vain += sum(map(len, block.lines))
            block = _block(lines[starts[at] : starts[at + 1]], starts[at], tally, is_notebook=is_notebook)
        tally.add(STATEMENTS, block.size)
        yield block
        at = bisect_left(starts, block.start + len(block.lines))


def _count(ends: Sequence[int | None]) -> int:
    """Return the number of blocks, if every long one parses."""
    at = number = 0
    while at < len(ends) - 1:
        at, number = ends[at] or at + 1, number + 1
    return number


def _whole(parts: Iterable[Block], tally: Tally, *, is_notebook: bool) -> Iterator[Block]:
    """Join to a function the later blocks that can only be its end.

    The blocks between them are joined, too.
    """
    group: list[Block] = []
    for part in parts:
        if part.is_definition:
            yield from _mended(group, tally, is_notebook=is_notebook)
            group = []
        group.append(part)
    yield from _mended(group, tally, is_notebook=is_notebook)


def _mended(group: Sequence[Block], tally: Tally, *, is_notebook: bool) -> Iterator[Block]:
    """Join a definition and what follows it, up to the last end of a function."""
    last = max((index for index, part in enumerate(group) if part.is_end), default=0)
    end = last + 1 if last and group[0].is_cut else 0
    if end:
        lines = [line for part in group[:end] for line in part.lines]
        yield _block(lines, group[0].start, tally, is_notebook=is_notebook)
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


def _block(lines: Sequence[str], start: int, tally: Tally, *, is_notebook: bool) -> Block:
    """Parse one block without its notebook commands."""
    if (statement := timed(lines[0])) is not None:
        lines_run = [statement, *commented(lines[1:])]
        return Block(start, lines, lines_run, parse("\n".join(lines_run)))
    if is_command(lines[0]):
        return Block(start, lines, commented(lines), commands=(0,))
    run, tree = _parsed(lines, tally, is_notebook=is_notebook)
    if isinstance(tree, SyntaxFault):
        return Block(start, lines, commented(lines), _moved(tree, start))
    python, commands = without_calls(run, tree)
    if python != run:
        tree = parse("\n".join(python))
    return Block(start, lines, python, tree, commands)


def _parsed(
    lines: Sequence[str], tally: Tally, *, is_notebook: bool
) -> tuple[Sequence[str], ast.Module | SyntaxFault]:
    """Return the lines as Python, and their tree.

    In a notebook, lines that do not parse are read as IPython reads them.
    """
    tree = parse("\n".join(lines))
    steps = effort(lines) if isinstance(tree, SyntaxFault) and is_notebook else 0
    if 0 < steps <= COMMAND_STEPS:
        tally.add(COMMANDS, steps)
        python = as_python(lines)
        other = parse("\n".join(python))
        if isinstance(other, ast.Module):
            return python, other
    return lines, tree


def _moved(fault: SyntaxFault, by: int) -> SyntaxFault:
    """Count a fault's line, and the lines in its message, from the start of the text."""
    if isinstance(fault.message, Reason):
        return replace(fault, message=fault.message.moved(by), line=fault.line + by)
    message = re.sub(r"\bon line (\d+)", lambda match: f"on line {int(match[1]) + by}", fault.message)
    return replace(fault, message=message, line=fault.line + by)
