"""Single edits of a function, as a learner's slip of one token or one line would make them.

An edit is a value: which kind it is, where, and the whole text afterwards. Edits that give the same text, or
the original one, are made once or not at all. Nothing is run here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.workshop.edit_kinds import EXPRESSIONS, LISTS, STATEMENTS, Scope

LONGEST = 60
"""A shown text of more characters is cut to what differs and a little around it."""
AROUND = 16
CUT = "…"
SHORTENED = ast.Raise | ast.JoinedStr
"""What is left as it is: an exception's text is not graded."""


@dataclass(frozen=True)
class Edit:
    """One edit: its kind, its line in the file, and the code before and after it.

    `text` is the whole definition with the edit.
    """

    kind: str
    line: int
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class _Change:
    """Another value for one field of a node."""

    kind: str
    holder: ast.AST
    field: str
    value: object


def edits(definition: ast.stmt, scope: Scope) -> Iterator[Edit]:
    """Yield the edits of a function, class or constant, in the order of the code."""
    known = {ast.unparse(definition)}
    parents = {child: node for node in ast.walk(definition) for child in ast.iter_child_nodes(node)}
    for change in list(_changes(definition, scope.of(definition))):
        edit = _made(definition, change, parents)
        if edit.text not in known and _parses(edit.text):
            known.add(edit.text)
            yield edit


def _changes(node: ast.AST, scope: Scope) -> Iterator[_Change]:
    """Yield the changes of a node's fields, and then those below it."""
    if scope.leaves_out(node):
        return
    for field, value in _fields(node):
        if isinstance(value, ast.expr):
            for kind, other in _instead(value, node, scope):
                yield _Change(kind, node, field, other)
        elif isinstance(value, list):
            yield from _changes_of_list(node, field, value, scope)
    if isinstance(node, ast.stmt):
        for make in STATEMENTS:
            for kind, field, new in make(node):
                yield _Change(kind, node, field, new)
    for _, value in _fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, SHORTENED):
                yield from _changes(child, scope)


def _changes_of_list(holder: ast.AST, field: str, items: list[ast.AST], scope: Scope) -> Iterator[_Change]:
    """Yield the changes of one element, and those of the list as a whole."""
    for n, item in enumerate(items):
        if isinstance(item, ast.expr):
            for kind, new in _instead(item, holder, scope):
                yield _Change(kind, holder, field, [*items[:n], new, *items[n + 1 :]])
    for make in LISTS:
        for kind, replaced in make(field, items, scope):
            yield _Change(kind, holder, field, replaced)


def _fields(node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield the fields that can be edited: neither decorators nor annotations."""
    for field, value in ast.iter_fields(node):
        if field not in ("decorator_list", "annotation", "returns", "ctx"):
            yield field, value


def _instead(node: ast.expr, holder: ast.AST, scope: Scope) -> Iterator[tuple[str, ast.expr]]:
    for make in EXPRESSIONS:
        yield from make(node, holder, scope)


def _parses(text: str) -> bool:
    try:
        compile(text, "edit", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


# ------------------------------------------------------------------------------------- as text


def _made(definition: ast.stmt, change: _Change, parents: dict[ast.AST, ast.AST]) -> Edit:
    """Make a change, write the definition down, and undo the change."""
    shown = _shown(change.holder, parents)
    old = getattr(change.holder, change.field)
    before = _lines(shown, change.field, old, change.value)
    setattr(change.holder, change.field, change.value)
    after = _lines(shown, change.field, change.value, old)
    text = ast.unparse(ast.fix_missing_locations(definition))
    setattr(change.holder, change.field, old)
    line = _line(old, change.value) or getattr(shown, "lineno", 0)
    return Edit(change.kind, line, *_cut(before, after), text)


def _shown(holder: ast.AST, parents: dict[ast.AST, ast.AST]) -> ast.AST:
    """Return the smallest code around a change that can be read by itself."""
    while not isinstance(holder, ast.expr | ast.stmt) or isinstance(holder, ast.Slice | ast.UnaryOp):
        holder = parents[holder]
    return holder


def _lines(shown: ast.AST, field: str, here: object, there: object) -> str:
    """Write the code of one side of a change on one line."""
    if field in ("body", "orelse") and isinstance(here, list) and isinstance(there, list):
        first, last = _differing(here, there)
        return "; ".join(map(_line_of, here[first : len(here) - last]))
    return _line_of(shown)


def _line_of(node: ast.AST) -> str:
    """Write a node on one line; the body of a compound statement is left out."""
    first, *more = ast.unparse(node).split("\n")
    return f"{first} {CUT}" if more else first


def _differing(here: list[ast.AST], there: list[ast.AST]) -> tuple[int, int]:
    """Return how many nodes two lists share at their beginning, and at their end."""
    most = min(len(here), len(there))
    first = next((n for n in range(most) if here[n] is not there[n]), most)
    rest = most - first
    return first, next((n for n in range(rest) if here[-1 - n] is not there[-1 - n]), rest)


def _line(old: object, new: object) -> int:
    """Return the line of the first node that a change replaces; 0 if it is not known."""
    if isinstance(old, list) and isinstance(new, list):
        first = _differing(old, new)[0]
        return getattr(old[min(first, len(old) - 1)], "lineno", 0) if old else 0
    return getattr(old, "lineno", 0)


def _cut(before: str, after: str) -> tuple[str, str]:
    """Leave out what two long texts share, but for a little around the difference."""
    if max(len(before), len(after)) <= LONGEST:
        return before, after
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    rest = most - first
    last = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    first, last = max(first - AROUND, 0), max(last - AROUND, 0)
    head, tail = CUT if first else "", CUT if last else ""
    return tuple(f"{head}{text[first : len(text) - last]}{tail}" for text in (before, after))  # type: ignore[return-value]  # of two
