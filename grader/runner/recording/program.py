"""A submission's code in this process: run its pieces, observe its functions."""

from __future__ import annotations
import __future__

import ast
import inspect
import os
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from grader.core.model import CPU, Case, Failure, Observation, Portability, Requirements, Trace
from grader.runner import cuda
from grader.runner.probes import Probes
from grader.runner.recording.failures import describe
from grader.runner.recording.observe import Unusable, record
from grader.runner.recording.output import Output
from grader.runner.recording.portable import portability
from grader.runner.recording.source_text import publish
from grader.runner.recording.state import restore, usual
from grader.runner.recording.trace import statement_lines, trace, with_headers
from grader.runner.recording.values import type_name
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


class ProgramLoader:
    """One submission's module, with the results of its pieces.

    The functions get their inputs on a device.
    """

    def __init__(self, device: str = CPU) -> None:
        self._device = device
        self._module = types.ModuleType(MODULE)
        self._sources: set[str] = set()
        self._pieces: tuple[Piece, ...] = ()
        self._output = Output()

    def load(self, program: Program) -> Iterator[Answer]:
        """Run the pieces in order; the names of a piece that fails stay unbound.

        A whole program stops at its first failure, as in Python.
        """
        sys.modules[MODULE] = self._module
        self._pieces = program.pieces
        self._sources = {piece.filename for piece in program.pieces}
        paths = {name: os.path.abspath(os.path.basename(name)) for name in self._sources}
        script = next((name for name in self._sources if cell_of(name) is None), None)
        if script is not None:
            self._module.__file__ = paths[script]
        publish(program.pieces, also=paths)
        failures: list[tuple[tuple[str, ...], Failure]] = []
        for index, piece in enumerate(program.pieces):
            yield Began(index)
            state = usual()
            failure = self._execute(piece)
            restore(state)
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
            return self._run_piece(piece)

    def _run_piece(self, piece: Piece) -> Failure | None:
        try:
            tree = self._tree(piece)
            flags = __future__.annotations.compiler_flag
            code = compile(tree, piece.filename, "exec", flags=flags, dont_inherit=True)
            exec(code, self._module.__dict__)  # noqa: S102  # this process exists to run the submission
        except BaseException as error:  # a submission may raise anything, including SystemExit
            return describe(error, self._sources)
        return None

    def _tree(self, piece: Piece) -> ast.Module:
        """Return a piece's tree, with the line numbers of the learner's file.

        Raises SyntaxError, or another exception of the parser.
        """
        tree = ast.parse(piece.text, piece.filename)
        ast.increment_lineno(tree, piece.line - 1)
        return tree

    def run(self, assignment: Assignment) -> Iterator[Answer]:
        """Observe one task's function on every case."""
        function = self._module.__dict__.get(assignment.task)
        if not callable(function):
            yield Unfit("")
            return
        misfit = _misfit(function, assignment)
        if misfit is not None:
            yield Unfit(misfit)
            return
        for index, case in enumerate(assignment.cases):
            try:
                seen, probes = self._recorded(function, case, assignment.asked)
            except Unusable as unusable:
                yield Observed(index, unusable.seen)
                yield Lost()
                return
            yield Observed(index, seen, probes)
        yield Done()

    def _recorded(
        self, function: Callable[..., Any], case: Case, asked: Requirements
    ) -> tuple[Observation, Probes]:
        """Record one call, with the streams that the submission has had while it was loaded."""
        return record(function, case, asked, sources=self._sources, device=self._device, output=self._output)

    def trace(self, request: TraceCall) -> Traced:
        """Call one task's function once more, line by line."""
        function = self._module.__dict__.get(request.task)
        if not callable(function):
            return Traced(Trace(()))
        trees = [(_parsed(piece), piece.filename) for piece in self._pieces]
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
        return Traced(traced, lost=not cuda.is_usable(self._device))

    def move(self, request: MoveCall) -> Moved:
        """Call one task's function on tensors in place of a GPU's."""
        function = self._module.__dict__.get(request.task)
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


def _misfit(function: Callable[..., Any], assignment: Assignment) -> str | None:
    """Return how to call a function that does not take the task's arguments.

    Returns None if it takes their number.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None  # a built-in without a signature: the call itself shows it
    except BaseException as error:  # a student's `__signature__` may raise anything
        return f"{assignment.task}(<{type_name(error)}>)"
    try:
        signature.bind(*range(assignment.arity))
    except TypeError:
        return f"{assignment.task}({_parameters(signature)})"[:LONGEST_SIGNATURE]
    return None


def _parameters(signature: inspect.Signature) -> str:
    bare = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=inspect.Parameter.empty if parameter.default is inspect.Parameter.empty else ...,
        )
        for parameter in signature.parameters.values()
    ]
    return str(inspect.Signature(bare)).strip("()").replace("=Ellipsis", "=…")
