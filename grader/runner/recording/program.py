"""A submission's code in this process: run its pieces, observe its functions."""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from grader.core.model import (
    CLASS,
    CPU,
    FUNCTION,
    VARIABLE,
    Case,
    Failure,
    Observation,
    Portability,
    Requirements,
    Trace,
)
from grader.runner import cuda
from grader.runner.probes import Probes
from grader.runner.recording.failures import describe
from grader.runner.recording.observe import Unusable, record, seed_all
from grader.runner.recording.output import Output
from grader.runner.recording.portable import portability
from grader.runner.recording.source_text import publish
from grader.runner.recording.state import restore, usual
from grader.runner.recording.trace import statement_lines, trace, with_headers
from grader.runner.recording.values import type_name
from grader.runner.recording.variable import VariableMaker, quiet_lines
from grader.runner.wire import (
    Answer,
    Assignment,
    Began,
    Done,
    Loaded,
    Lost,
    MoveCall,
    Moved,
    Observed,
    Piece,
    Program,
    TraceCall,
    Traced,
    Unfit,
    cell_of,
)

MODULE = "submission"
LONGEST_SIGNATURE = 300
LOADING_SEED = 0
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)
"""The types of what a learner calls a function."""
_NOTHING = object()
"""Stands for a name that has no value."""


class ProgramLoader:
    """One submission's module, with the results of its pieces.

    The functions get their inputs on a device.
    """

    def __init__(self, device: str = CPU) -> None:
        self._device = device
        self._module = types.ModuleType(MODULE)
        self._sources: set[str] = set()
        self._program = Program(())
        self._output = Output()
        self._state = usual()

    def load(self, program: Program) -> Iterator[Answer]:
        """Run the pieces in order; the names of a piece that fails stay unbound.

        A whole program stops at its first failure, as in Python. What only variables need runs when they are
        observed.
        """
        sys.modules[MODULE] = self._module
        self._program = program
        self._sources = {piece.filename for piece in program.pieces}
        paths = {name: os.path.abspath(os.path.basename(name)) for name in self._sources}
        script = next((name for name in self._sources if cell_of(name) is None), None)
        if script is not None:
            self._module.__file__ = paths[script]
        publish(program.pieces, also=paths)
        failures: list[tuple[tuple[str, ...], Failure]] = []
        seed_all(LOADING_SEED)
        for index, piece in enumerate(program.pieces):
            yield Began(index)
            if _is_for_variables(piece, program):
                continue
            failure = self._execute(piece)
            restore(self._state)
            if failure is None:
                continue
            failures.append((piece.names, failure))
            if program.whole:
                break
            for name in piece.names:
                self._module.__dict__.pop(name, None)
        yield Loaded(tuple(failures))

    def _execute(self, piece: Piece) -> Failure | None:
        with self._output.recorded(lasting=True), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self._run_piece(piece, self._module)
            except BaseException as error:  # a submission may raise anything, including SystemExit
                return describe(error, self._sources)
            return None

    def _run_piece(self, piece: Piece, module: types.ModuleType) -> None:
        """Run a piece in a module; raises what the piece raises."""
        flags = __future__.annotations.compiler_flag
        code = compile(self._tree(piece), piece.filename, "exec", flags=flags, dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102  # this process exists to run the submission

    def _tree(self, piece: Piece) -> ast.Module:
        """Return a piece's tree, with the line numbers of the learner's file.

        Raises SyntaxError, or another exception of the parser.
        """
        tree = ast.parse(piece.text, piece.filename)
        ast.increment_lineno(tree, piece.line - 1)
        return tree

    def run(self, assignment: Assignment) -> Iterator[Answer]:
        """Observe one task's function, class or variable on every case."""
        function = self._callable(assignment.task, assignment.asked)
        misfit = _misfit(function, assignment)
        if misfit is not None:
            yield misfit
            return
        for index, case in enumerate(assignment.cases):
            try:
                seen, probes = self._recorded(function, case, assignment.asked)
            except Unusable as unusable:
                yield Observed(index, unusable.seen)
                yield Lost()
                return
            if isinstance(function, VariableMaker) and function.is_unbound:
                yield Unfit("")
                return
            yield Observed(index, seen, probes)
        yield Done()

    def _callable(self, task: str, asked: Requirements) -> Any:
        """Return what a task's name stands for, or _NOTHING.

        For a variable, it is a function that returns the value.
        """
        if asked.kind == VARIABLE and not self._program.whole:
            return VariableMaker(task, self._program.pieces, self._module, self._run_piece)
        if task not in self._module.__dict__:
            return _NOTHING
        value = self._module.__dict__[task]
        return (lambda: value) if asked.kind == VARIABLE else value

    def _recorded(
        self, function: Callable[..., Any], case: Case, asked: Requirements
    ) -> tuple[Observation, Probes]:
        """Record one call, with the streams that the submission has had while it was loaded."""
        return record(
            function,
            case,
            asked,
            sources=self._sources,
            device=self._device,
            output=self._output,
            state=self._state,
        )

    def trace(self, request: TraceCall) -> Traced:
        """Call one task's function once more, line by line."""
        function = self._callable(request.task, request.asked)
        if not callable(function):
            return Traced(Trace(()))
        trees = [(_parsed(piece), piece.filename) for piece in self._program.pieces]
        statements = {
            place: first for tree, filename in trees for place, first in statement_lines(tree, filename)
        }
        traced = trace(
            function,
            request.case,
            request.asked,
            call=request.call,
            sources=self._sources,
            device=self._device,
            statements=statements,
            blocks={place for tree, filename in trees for place in with_headers(tree, filename)},
        )
        if request.asked.kind == VARIABLE:
            quiet = {line for tree, filename in trees for line in quiet_lines(tree, filename)}
            steps = tuple(step for step in traced.steps if step.depth or (step.cell, step.line) not in quiet)
            traced = Trace(steps, traced.stopped)
        return Traced(traced, lost=not cuda.is_usable(self._device))

    def move(self, request: MoveCall) -> Moved:
        """Call one task's function on tensors in place of a GPU's."""
        function = self._callable(request.task, request.asked)
        if not callable(function):
            return Moved(Portability(told=False))
        return Moved(portability(function, request.case, request.asked, sources=self._sources))


def _parsed(piece: Piece) -> ast.Module:
    """Return a piece's tree, or an empty one if the piece does not parse."""
    try:
        tree = ast.parse(piece.text, piece.filename)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # in a whole file; it did not run either
        return ast.Module([], [])
    ast.increment_lineno(tree, piece.line - 1)
    return tree


def _is_for_variables(piece: Piece, program: Program) -> bool:
    """Whether only variables need a piece."""
    return not program.whole and bool(piece.tasks) and set(piece.tasks) <= set(program.variables)


def _misfit(function: Any, assignment: Assignment) -> Unfit | None:
    """Return what a name stands for, or how to call it, if the task cannot call it.

    Returns None if it is what the task asks for, and takes the number of the task's arguments.
    """
    if function is _NOTHING:
        return Unfit("")
    is_class = issubclass(type(function), type)  # its `__class__` may lie
    if assignment.asked.kind == CLASS and not is_class:
        if isinstance(function, FUNCTIONS):
            return Unfit(_signature(function, assignment) or f"{assignment.task}(…)", FUNCTION)
        return Unfit(type_name(function), VARIABLE)
    if not callable(function):
        return Unfit(type_name(function), VARIABLE)
    try:
        inspect.signature(function).bind(*range(assignment.arity))
    except BaseException:  # a student's `__signature__` may raise anything
        signature = _signature(function, assignment)
        return Unfit(signature) if signature else None
    return None


def _signature(function: Callable[..., Any], assignment: Assignment) -> str:
    """Return how a function can be called; "" if it is a built-in without a signature."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""  # the call itself shows it
    except BaseException as error:  # a student's `__signature__` may raise anything
        return f"{assignment.task}(<{type_name(error)}>)"
    return f"{assignment.task}({_parameters(signature)})"[:LONGEST_SIGNATURE]


def _parameters(signature: inspect.Signature) -> str:
    bare = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=inspect.Parameter.empty if parameter.default is inspect.Parameter.empty else ...,
        )
        for parameter in signature.parameters.values()
    ]
    return str(inspect.Signature(bare)).strip("()").replace("=Ellipsis", "=…")
