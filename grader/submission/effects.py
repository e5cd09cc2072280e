"""What a statement does in addition to binding names.

Some of these effects are reasons not to run it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from grader.core.fact import Fact
from grader.submission.facts import Facts
from grader.submission.reasons import (
    CHANGES_LIBRARY,
    NEVER,
    NOT_NEEDED,
    ONLY_AS_SCRIPT,
    SETS_STATE,
    made_value,
)
from grader.submission.syntax import outside_definitions

_STATE = re.compile(
    r"torch(\.\w+)*\.(manual_seed(_all)?|seed(_all)?|set_\w+|use_deterministic_algorithms)"
    r"|numpy\.(random\.(seed|set_state)|set_printoptions|seterr)"
    r"|random\.(seed|setstate)"
    r"|warnings\.(filterwarnings|simplefilter|resetwarnings)"
)
"""Calls that set the state of the whole process, by their full names."""

OURS = ("grader.check", "grader.integrations.notebook.check")
"""Calls that ask for feedback; nobody misses them in a report."""

_VALUE = ast.BinOp | ast.Compare | ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.UnaryOp
"""Expressions whose values are certainly not functions."""


@dataclass(frozen=True)
class Libraries:
    """The imports of a file with full names; `names` are only bound by imports."""

    full_names: Mapping[str, str]
    names: frozenset[str]


def libraries(statements: Iterable[Facts]) -> Libraries:
    """Collect the imports of a file's statements."""
    full_names: dict[str, str] = {}
    others: set[str] = set()
    for fact in statements:
        full_names.update(fact.imports)
        others |= fact.binds - fact.imports.keys()
    return Libraries(full_names, frozenset(full_names.keys() - others))


def refusal(fact: Facts, known: Libraries, *, defined: Mapping[str, str], whole: bool) -> Fact | None:
    """Return why a statement never runs, even if a function needs it.

    A whole file runs except for its main guard. `defined` are the graded functions and classes that another
    statement binds, each with what it is.
    """
    if _is_main_guard(fact.node):
        return ONLY_AS_SCRIPT
    if whole:
        return None
    if never_runs(fact.node):
        return NEVER
    if isinstance(fact.node, ast.Expr) and _sets_state(fact.node.value, known):
        return SETS_STATE
    if fact.stores & known.names and not fact.is_conditional:
        return CHANGES_LIBRARY
    if name := _made_a_value(fact.node, defined):
        return made_value(name, defined[name])
    return None


def remark(fact: Facts, known: Libraries) -> Fact | None:
    """Return why an unneeded statement did not run, if a reader would miss it."""
    if isinstance(fact.node, ast.Assign) and _sets_state(fact.node.value, known):
        return SETS_STATE
    if fact.stores & known.names:
        return CHANGES_LIBRARY
    if isinstance(fact.node, ast.Expr) and _called(fact.node.value, known) in OURS:
        return None
    return NOT_NEEDED if _does_more_than_bind(fact.node) else None


def never_runs(node: ast.stmt) -> bool:
    """Whether this is `if False:`, or a condition as plain, without an `else`."""
    if not isinstance(node, ast.If) or node.orelse:
        return False
    return isinstance(node.test, ast.Constant) and not node.test.value


def _is_main_guard(node: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`, perhaps with more conditions."""
    if not isinstance(node, ast.If):
        return False
    tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
    return any(_is_main_test(test) for test in tests)


def _is_main_test(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
        case ast.Compare(ast.Constant("__main__"), [ast.Eq()], [ast.Name("__name__")]):
            return True
    return False


def _sets_state(value: ast.expr, known: Libraries) -> bool:
    """Whether this is a call of a function in _STATE."""
    return _STATE.fullmatch(_called(value, known)) is not None


def _called(value: ast.expr, known: Libraries) -> str:
    """Return the full name of the called function; empty if it is not such a call.

    The name it was imported under does not matter.
    """
    parts: list[str] = []
    function = value.func if isinstance(value, ast.Call) else None
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if not isinstance(function, ast.Name):
        return ""
    root = known.full_names.get(function.id, function.id)
    return ".".join([root, *reversed(parts)])


def _made_a_value(node: ast.stmt, wanted: Collection[str]) -> str | None:
    """Return the wanted function or class that an assignment replaces with a value.

    An example is `f = f(x)`.
    """
    match node:
        case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
            is_value = isinstance(value, _VALUE) or _is_result(value, name)
            return name if name in wanted and is_value else None
    return None


def _is_result(value: ast.expr, name: str) -> bool:
    """Whether this is the result of a call of a function, or a part of it.

    Examples are `f(x)` and `f(x)[0].item()`.
    """
    while isinstance(value, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            return value.func.id == name
        value = value.func if isinstance(value, ast.Call) else value.value
    return False


def _does_more_than_bind(statement: ast.stmt) -> bool:
    """Whether a statement prints, plots, trains or checks."""
    for node in outside_definitions(statement):
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Expr) and any(isinstance(part, ast.Call) for part in ast.walk(node)):
            return True
    return False
