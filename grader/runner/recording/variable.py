"""A variable of a submission: the statements that give it its value are run anew, and the value is taken.

They run in a module of their own. So neither a call of a function nor another variable changes the value, and
its random numbers do not depend on other variables.
"""

from __future__ import annotations

import ast
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from grader.runner.recording.trace import Enough
from grader.runner.wire import Piece, cell_of

_IMPORTS = ("import ", "from ")
_QUIET = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

RunPiece = Callable[[Piece, types.ModuleType], None]
"""Runs a piece in a module; raises what the piece raises."""


class UnboundVariable(Exception):  # noqa: N818  # not an error of ours; nobody reads it
    """No statement has given the variable a value, and none has failed."""


class VariableMaker:
    """Called like a function without parameters, it returns a variable's value.

    `is_unbound` says that the last call found no value. `home` is the module that the submission runs in.
    """

    def __init__(
        self, name: str, pieces: Sequence[Piece], home: types.ModuleType, run_piece: RunPiece
    ) -> None:
        self._name, self._home, self._run_piece = name, home, run_piece
        self._pieces = [piece for piece in pieces if name in piece.tasks]
        self.is_unbound = False

    def __call__(self) -> Any:
        """Run the statements; raises what kept the variable from having a value.

        As for functions, the names of a statement that fails stay unbound, and the next one runs.
        """
        self.is_unbound = False
        failures: dict[str, BaseException] = {}
        with _module_like(self._home) as module:
            for piece in self._pieces:
                error = self._raised(piece, module)
                for name in piece.names:
                    failures.pop(name, None)
                    if error is not None:
                        module.__dict__.pop(name, None)
                        failures[name] = error
        if self._name in module.__dict__:
            return module.__dict__[self._name]
        cause = _cause(self._name, failures)
        self.is_unbound = cause is None
        raise cause or UnboundVariable(self._name)

    def _raised(self, piece: Piece, module: types.ModuleType) -> BaseException | None:
        """Run a piece; return what it raised."""
        try:
            if not piece.text.startswith(_IMPORTS):
                self._run_piece(piece, module)
                return None
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what a library warns of when it is loaded
                self._run_piece(piece, module)
        except Enough:
            raise
        except BaseException as error:  # a submission may raise anything, including SystemExit
            return error
        return None


@contextmanager
def _module_like(home: types.ModuleType) -> Iterator[types.ModuleType]:
    """Put an empty module in the place of the submission's, for as long as it is used."""
    module = types.ModuleType(home.__name__)
    if getattr(home, "__file__", None) is not None:
        module.__file__ = home.__file__
    before = sys.modules.get(home.__name__)
    sys.modules[home.__name__] = module
    try:
        yield module
    finally:
        if before is not None:
            sys.modules[home.__name__] = before


def _cause(name: str, failures: Mapping[str, BaseException]) -> BaseException | None:
    """Return why a name has no value: the first failure, if others follow from it."""
    error = failures.get(name)
    seen = {name}
    while isinstance(error, NameError) and type(error.name) is str and error.name in failures.keys() - seen:
        seen.add(error.name)
        error = failures[error.name]
    return error


def quiet_lines(tree: ast.Module, filename: str) -> Iterator[tuple[int | None, int]]:
    """Yield cell and line of the statements that compute nothing: imports and definitions."""
    for node in tree.body:
        if isinstance(node, _QUIET):
            decorators: list[ast.expr] = getattr(node, "decorator_list", [])
            for line in (node.lineno, *(decorator.lineno for decorator in decorators)):
                yield cell_of(filename), line
