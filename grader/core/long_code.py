"""Cut the long lists and dicts in code that is shown, as they are cut in values.

The code cannot be pasted then. It is never shortened where a program reads it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.core.notation import ELLIPSIS, LONG, MOST_ELEMENTS, ends

Edit = tuple[int, int, str]
"""The first byte that is replaced, the first one after it, and the text in place of them."""
TYPES = {ast.List: "list", ast.Tuple: "tuple", ast.Dict: "dict"}


def without_long_lists(code: str) -> str:
    """Return code with the first and the last items of its long lists and dicts."""
    if len(code) <= MOST_ELEMENTS:
        return code
    try:
        tree = ast.parse(code)
    except (SyntaxError, RecursionError):  # a text of a course need not be code by itself
        return code
    content = code.encode()
    for start, end, text in sorted(_edits(tree, _starts(content)), reverse=True):
        content = content[:start] + text.encode() + content[end:]
    return content.decode()


def _starts(content: bytes) -> list[int]:
    """Return the byte at which each line begins."""
    starts = [0]
    for line in content.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _edits(node: ast.AST, starts: Sequence[int]) -> Iterator[Edit]:
    """Yield the edits that cut what is long in a node."""
    parts = _parts(node)
    cut = ends(len(parts)) if _count(node) > MOST_ELEMENTS else None
    if cut is None:
        for child in ast.iter_child_nodes(node):
            yield from _edits(child, starts)
        return
    first, last = parts[: cut[0]], parts[-cut[1] :]
    start, end = _range(node, node, starts)
    before, after = LONG.format(type=TYPES[type(node)], count=len(parts), items="\n").split("\n")
    yield start, start, before
    yield _range(*first[-1], starts)[1], _range(*last[0], starts)[0], f", {ELLIPSIS}, "
    yield end, end, after
    for part in (*first, *last):
        for child in dict.fromkeys(part):
            yield from _edits(child, starts)


def _parts(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Return the items of a list, or the keys and values of a dict: the first and the last node of each."""
    match node:
        case ast.List(elts) | ast.Tuple(elts):
            return [(item, item) for item in elts]
        case ast.Dict(keys, values):
            pairs = zip(keys, values, strict=True)
            return [(value if key is None else key, value) for key, value in pairs]
    return []


def _count(node: ast.AST) -> int:
    """Return how many elements are in a list, with those of the lists in it."""
    parts = _parts(node)
    return sum(max(_count(last), 1) for _, last in parts)


def _range(first: ast.AST, last: ast.AST, starts: Sequence[int]) -> tuple[int, int]:
    """Return where the code from one node to another begins and ends."""
    assert isinstance(first, ast.expr)
    assert isinstance(last, ast.expr)
    assert last.end_lineno is not None
    assert last.end_col_offset is not None
    return starts[first.lineno - 1] + first.col_offset, starts[last.end_lineno - 1] + last.end_col_offset
