"""One call of a learner's function in a debugger, stopped at its first line.

It runs in this process. The debugger is the one that `breakpoint()` starts. Nothing is limited, so use it for
your own code only.
"""

from __future__ import annotations

import ast
import linecache
import pdb
import sys
import types
from bdb import BdbQuit
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.core.model import VARIABLE, Case, Requirements
from grader.runner.recording.building import build_all
from grader.runner.recording.observe import seed_all
from grader.runner.recording.packages import names
from grader.runner.recording.program import ProgramLoader
from grader.runner.recording.results import used
from grader.runner.wire import Piece, Program, TraceCall

STOPS = "__grade_stops__"
OURS = ("grader", "grader.*", "click", "click.*", "__main__", "runpy")
"""Modules in which the debugger does not stop."""
AT_ONCE = sys.version_info >= (3, 13)
"""Whether a debugger stops at the line that calls it, as from Python 3.13 on.

Before, it stops at the next line.
"""


class Quit(Exception):  # noqa: N818  # what a learner may do
    """The user left the debugger before the call returned."""


def debug(program: Program, request: TraceCall, texts: Mapping[str, str], *, usual: bool = True) -> Any:
    """Call one task's function for its case, and stop in the call that fails.

    Returns the function's result. `texts` are the whole texts of the files and cells, for the debugger to
    show. Their keys are the names of the program's pieces. `usual` means that the debugger is pdb. Raises
    Quit if the user leaves the debugger, and any exception of the function.
    """
    if request.asked.kind == VARIABLE:
        program = msgspec.structs.replace(program, whole=False)  # its statements run again, and stop
    loader = _SourceLoader(request.task, request.asked.kind)
    named = {name: _shown(name, text) for name, text in texts.items()}
    pieces = tuple(msgspec.structs.replace(piece, filename=named[piece.filename]) for piece in program.pieces)
    for _ in loader.load(msgspec.structs.replace(program, pieces=pieces)):
        pass
    before = sys.breakpointhook
    if usual:
        sys.breakpointhook = _stop
    try:
        return loader.call(request.case, request.asked, request.call)
    except BdbQuit:
        raise Quit from None
    finally:
        sys.breakpointhook = before


def _stop() -> None:
    """Stop at the line that called this, and later in none of our own lines."""
    pdb.Pdb(skip=OURS).set_trace(sys._getframe(1))


def _shown(name: str, text: str) -> str:
    """Return the name under which a debugger finds a text.

    The text is put into Python's source cache, which a cell needs.
    """
    path = str(Path(name).absolute())
    lines = [f"{line}\n" for line in text.split("\n")]
    linecache.cache[path] = (len(text), None, lines, path)
    return path


class _SourceLoader(ProgramLoader):
    """Loads a program that stops on request.

    It stops at the start of one function, in a class at its first method, or where a variable is assigned.
    """

    def __init__(self, task: str, kind: str) -> None:
        super().__init__()
        self._task, self._kind = task, kind
        self._waits, self._inserted = False, kind == VARIABLE

    def _stops(self) -> bool:
        """Whether to stop now; True only once."""
        waits, self._waits = self._waits, False
        return waits

    def _run_piece(self, piece: Piece, module: types.ModuleType) -> None:
        module.__dict__[STOPS] = self._stops
        super()._run_piece(piece, module)

    def _tree(self, piece: Piece) -> ast.Module:
        tree = super()._tree(piece)
        if self._kind == VARIABLE:
            _insert_before(tree, self._task)
            return tree
        for function in _definitions(tree, self._task):
            _insert(function)
            self._inserted = True
        return tree

    def call(self, case: Case, asked: Requirements, turns: int) -> Any:
        """Call the function `turns` times, and stop in the last call."""
        function = self._callable(self._task, asked)
        seed_all(case.seed)
        inputs = build_all(case, packages=names(asked.knows))
        given = inputs[: len(case.arguments)]
        probe = inputs[case.names.index(asked.probe)] if asked.probe else None
        for turn in range(turns):
            seed_all(case.seed + turn % 2)
            if turn < turns - 1:
                used(function(*given), asked, probe)
        self._waits = True
        try:
            if not self._inserted:  # made without a `def`
                return used(pdb.Pdb(skip=OURS).runcall(function, *given), asked, probe)
            return used(function(*given), asked, probe)
        finally:
            sys.settrace(None)  # a user who steps further has seen all that exists


def _definitions(tree: ast.Module, name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a name; of a class of that name, `__init__` or else its first method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            yield node
        elif isinstance(node, ast.ClassDef) and node.name == name:
            methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
            yield from sorted(methods, key=lambda method: method.name != "__init__")[:1]


def _insert_before(tree: ast.Module, name: str) -> None:
    """Insert the stop before each top-level statement that assigns to a name."""
    body: list[ast.stmt] = []
    for statement in tree.body:
        if _assigns(statement, name):
            line = statement.lineno
            body.append(_stop_at(line if AT_ONCE else line - 1 or line + 1))  # another one, to stop at this
        body.append(statement)
    tree.body = body


def _assigns(statement: ast.stmt, name: str) -> bool:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Store) for node in names)


def _insert(function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Insert the stop before a function's first statement."""
    start = 1 if ast.get_docstring(function, clean=False) is not None else 0
    first = function.body[min(start, len(function.body) - 1)]
    function.body.insert(start, _stop_at(first.lineno if AT_ONCE else function.lineno))


def _stop_at(line: int) -> ast.stmt:
    """Return the statement that stops, with a line of the file."""
    (stop,) = ast.parse(f"if {STOPS}(): __import__('sys').breakpointhook()").body
    for node in ast.walk(stop):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = line  # type: ignore[attr-defined]  # this node has one
    return stop
