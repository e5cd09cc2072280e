"""Notebook commands (`!pip`, `%matplotlib`, `torch.add?`), removed from the code.

Python in the same lines stays. Every line keeps its number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from grader.submission.lexical import count
from grader.submission.syntax import parse, span

_COMMAND = re.compile(r"[%!?]|[\w.]+\?\??\s*$")
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_RUNS_ITS_CELL = ("time", "capture", "prun")
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_TIME = re.compile(r"%time +(?=\S)")
_COMMAND_INSIDE = re.compile(r"^[^\S\n]*[%!?]|=[^\S\n]*[%!]|\?[^\S\n]*$", re.MULTILINE)
EFFORT_OF_A_CALL = 50
_CALL = "get_ipython"
"""The function that IPython calls for commands; an exported notebook contains it."""


def is_command(line: str) -> bool:
    """Whether a line at column 0 is a command and not Python."""
    return _COMMAND.match(line) is not None


def mentions_call(text: str) -> bool:
    """Whether code that parses may contain commands."""
    return _CALL in text


def cell_magic(lines: Sequence[str]) -> tuple[int, int] | None:
    """Find a cell's magic (`%%time`).

    Return its line, and how many lines are not Python because of it.
    """
    magic = _CELL_MAGIC.match("\n".join(lines))
    if magic is None:
        return None
    line = magic[0].count("\n")
    return line, line + 1 if magic[1] in _RUNS_ITS_CELL else len(lines)


def without_prompts(lines: Sequence[str]) -> Sequence[str]:
    """Remove the prompts of a copied session from a cell.

    As in IPython, this happens only if the first line has a prompt.
    """
    first = next((line for line in lines if line.strip()), "")
    return [_PROMPT.sub("", line, count=1) for line in lines] if re.match(">>>(?: |$)", first) else lines


def commented(lines: Iterable[str]) -> list[str]:
    """Turn lines into comments."""
    return [f"# {line}" for line in lines]


def effort(lines: Sequence[str]) -> int:
    """Return the steps that IPython takes to read code that does not parse; 0: it need not.

    IPython reads all of the code again for each command in it.
    """
    text = "\n".join(lines)
    often = len(_COMMAND_INSIDE.findall(text))
    if not (often or text[:1].isspace() or re.search("[%!?]", text)):
        return 0
    return EFFORT_OF_A_CALL + (often + 1) * count(text)


def as_python(lines: Sequence[str]) -> Sequence[str]:
    """Turn IPython's syntax into Python.

    That covers commands within code, and a cell that is indented as a whole.
    """
    text = "\n".join(lines)
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        manager = TransformerManager()  # type: ignore[no-untyped-call]  # IPython is untyped here
        python = manager.transform_cell(text).rstrip("\n").split("\n")
    except Exception:  # its transformers can raise any exception for unfinished text
        return lines
    return python + [""] * (len(lines) - len(python))


def without_calls(lines: Sequence[str], tree: ast.Module) -> tuple[Sequence[str], tuple[int, ...]]:
    """Replace `get_ipython()…` statements with `pass`; also return their lines.

    `%time x = f()` runs the code after it. That code stays, and its line does not count as lost.
    """
    if not mentions_call("\n".join(lines)):
        return lines, ()
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_call(node)]
    codes = [_timed_call(node) for node in found]
    lost = (node.lineno - 1 for node, code in zip(found, codes, strict=True) if code is None)
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    places = (span(node, lines) for node in found)
    edits = [
        (starts[line] + column, starts[last] + end, code or "pass")
        for (line, column, last, end), code in zip(places, codes, strict=True)
    ]
    return _edited("\n".join(lines), sorted(edits)).split("\n"), tuple(sorted(lost))


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Replace parts of a text; the lines after a part keep their numbers."""
    parts: list[str] = []
    at = owed = 0
    for start, end, code in [*edits, (len(text), len(text), "")]:
        between = text[at:start]
        if owed and "\n" in between:
            line, _, rest = between.partition("\n")
            between, owed = line + "\n" * (owed + 1) + rest, 0
        parts += [between, code]
        owed += text.count("\n", start, end)
        at = end
    return "".join(parts) + "\n" * owed


def timed(line: str) -> str | None:
    """Return the Python statement after `%time` in a line, if one exists."""
    start = _TIME.match(line)
    code = line[start.end() :] if start else ""
    return code if code and isinstance(parse(code), ast.Module) else None


def _timed_call(node: ast.stmt) -> str | None:
    """Return the statement in the call that IPython makes from a `%time` line."""
    match node:
        case ast.Expr(
            ast.Call(ast.Attribute(_, "run_line_magic"), [ast.Constant("time"), ast.Constant(str(code))])
        ) if "\n" not in code:
            return timed(f"%time {code.lstrip()}")
    return None


def _is_call(node: ast.stmt) -> bool:
    """Whether a statement is `get_ipython()…`, or assigns its result."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) else None
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and value.id == _CALL
