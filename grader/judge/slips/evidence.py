"""What a rule on slips looks at: the learner's syntax trees, and what one call did."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from grader.core.fact import Argument, Fact, texts
from grader.core.model import Mismatch, Outcome, Step
from grader.core.value import INPUT
from grader.core.verdict import Slip, TaskResult
from grader.judge.lines import Part, SourceLines

LONGEST_CODE = 60
Node = TypeVar("Node", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTION_NODES: tuple[type[Function], ...] = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Evidence:
    """A wrong answer: its result so far, its code, and the steps of the call that is shown.

    `mismatch` is what is wrong first in that call. `marks` say what went wrong in which step. `idle` are
    parameters that a right answer need not read.
    """

    result: TaskResult
    lines: SourceLines
    steps: Sequence[Step] = ()
    mismatch: Mismatch | None = None
    marks: Mapping[int, Fact] = field(default_factory=dict)
    idle: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The task's definition, and those of the file that it uses."""
        return self.lines.reached(self.result.task)

    @cached_property
    def function(self) -> tuple[Function, int | None] | None:
        """The task's function and its cell; None if it is not made by a `def`."""
        for part in self.parts[:1]:
            if isinstance(part.node, Function):
                return part.node, part.cell
        return None

    def found(self, kind: type[Node] | tuple[type[Node], ...]) -> Iterator[tuple[Node, int | None]]:
        """Return all nodes of one or several kinds, each with its cell."""
        return ((node, cell) for node, cell in self._nodes if isinstance(node, kind))

    @cached_property
    def _nodes(self) -> tuple[tuple[ast.AST, int | None], ...]:
        """All nodes; nearly every rule looks at some of them."""
        return tuple((node, part.cell) for part in self.parts for node in part.nodes)

    def statements(self, kind: type[Node] | tuple[type[Node], ...]) -> Iterator[tuple[Node, int | None]]:
        """Yield the statements of a kind that the call ran."""
        return ((node, cell) for node, cell in self.found(kind) if self.has_run(node, cell))

    def has_run(self, node: ast.AST, cell: int | None) -> bool:
        """Whether the call that is shown ran the statement."""
        return (cell, getattr(node, "lineno", 0)) in self._ran

    @cached_property
    def _ran(self) -> frozenset[tuple[int | None, int]]:
        return frozenset((step.cell, step.line) for step in self.steps)

    @property
    def is_explained(self) -> bool:
        """Whether a misconception explains every result, and no input was to be changed."""
        named, path = self.result.misconception, self.mismatch.path if self.mismatch is not None else ()
        is_of_input = path[:1] != () and path[0][0] == INPUT
        return named is not None and named.certain and not is_of_input

    # ------------------------------------------------------------------------------ what it raised

    @cached_property
    def error(self) -> str:
        """The exception as Python prints it, and what caused it; "" if there is none."""
        return " ".join(texts(self.result.error.message)) if self.result.error is not None else ""

    @property
    def has_raised(self) -> bool:
        """Whether the call that is shown raised an exception."""
        return self.result.outcome not in (Outcome.FAILED, Outcome.TIMED_OUT)

    def raised_in(self, node: ast.AST, cell: int | None) -> bool:
        """Whether the exception came from a line of the node."""
        error = self.result.error
        if not self.has_raised or error is None or error.line is None or error.cell != cell:
            return False
        first = getattr(node, "lineno", 0)
        return first <= error.line <= (getattr(node, "end_lineno", first) or first)

    @cached_property
    def failing(self) -> ast.stmt | None:
        """The statement that raised, in the learner's own code."""
        error = self.result.error
        if not self.has_raised or error is None or error.line is None:
            return None
        return self.lines.statement((error.cell, error.line))

    def can_lead_to_error(self, name: str) -> bool:
        """Whether there is no exception, or it came from a statement that reads the name."""
        return not self.has_raised or (self.failing is not None and name in reads(self.failing))


def slip(code: str, node: ast.AST, cell: int | None, /, **args: Argument) -> Slip:
    """Make a slip at the first line of a node."""
    return Slip(Fact(f"slip.{code}", args), getattr(node, "lineno", 1), cell)


def code_of(node: ast.AST) -> str:
    """Write a node as code, if that is short; else "…"."""
    text = ast.unparse(node)
    return text if len(text) <= LONGEST_CODE and "\n" not in text and "`" not in text else "…"


def names(node: ast.AST, context: type[ast.expr_context]) -> Iterator[str]:
    """Yield the names that are read (`ast.Load`) or bound (`ast.Store`) in a node."""
    return (
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)
    )


def reads(node: ast.AST) -> set[str]:
    """Return the names that a node reads; of a compound statement, those of its header."""
    match node:
        case ast.For(iter=header) | ast.While(test=header) | ast.If(test=header):
            return set(names(header, ast.Load))
        case ast.With(items=items):
            return {name for item in items for name in names(item, ast.Load)}
        case ast.AugAssign(target=ast.Name(name)):
            return {name, *names(node, ast.Load)}
    return set(names(node, ast.Load))


def root(node: ast.expr) -> str:
    """Return the name that an expression begins with: `w` of `w.grad[0]`; "" if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def parameters(function: Function) -> list[str]:
    """Return the names of a function's parameters."""
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def own(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body without those of functions and classes inside it."""
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
