"""Data that learners do not get: `Exercise("…", check="check.npz", hidden="hidden.npz")`.

The files lie beside the reference and are never given out. A key is made from one of them: the public key
from the check file, the key of hidden cases from the hidden file. `held_out("X")` is one of the arrays as an
input. Labels are given to properties only: `judged_with={"y": held_out("y")}`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from hypothesis import strategies as st

from grader.core.errors import CourseError
from grader.core.value import Array, Value
from grader.course import words
from grader.course.arguments import checked as taking
from grader.course.inputs import Input, InputError, Sizes
from grader.course.specs import Spec
from grader.runner.recording.values import plain

CHECK, HIDDEN = "held_out", "hidden"
"""How an array of each file is shown."""
SUFFIX = ".npz"
MOST_BYTES = 16 * 2**20

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class HeldOutArrays:
    """The arrays of a file, and how they are shown."""

    shown: str
    arrays: Mapping[str, np.ndarray[Any, Any]]


_given: ContextVar[HeldOutArrays | None] = ContextVar("held out", default=None)


@contextmanager
def given(arrays: HeldOutArrays | None) -> Iterator[None]:
    """Let `held_out` take these arrays while a key is made."""
    token = _given.set(arrays)
    try:
        yield
    finally:
        _given.reset(token)


@dataclass(frozen=True)
class HeldOut(Input):
    """An array of the file that a key is made from; made by `held_out`."""

    name: str
    changes: tuple[Change, ...] = ()

    def map(self, change: Change) -> HeldOut:
        """Change the array by a function: `held_out("X").map(torch.from_numpy)`."""
        if not callable(change):
            raise InputError(words.WRONG_MAP, change=change)
        return replace(self, changes=(*self.changes, change))

    def spec(self) -> HeldOutSpec:
        """Return the array; raises CourseError if there is none of that name."""
        arrays = _given.get()
        if arrays is None:
            raise CourseError(words.HELD_OUT_WITHOUT_FILE, name=self.name)
        if self.name not in arrays.arrays:
            raise CourseError(words.HELD_OUT_UNKNOWN, name=self.name, known=", ".join(arrays.arrays))
        thing: Any = arrays.arrays[self.name]
        for change in self.changes:
            thing = change(thing)
        return HeldOutSpec(arrays.shown, self.name, thing)

    def boundary(self, _frame: Sizes) -> Spec | None:
        """Use the array."""
        return self.spec()

    def draw(self, _draw: st.DrawFn, _frame: Sizes) -> Spec:
        """Use the array."""
        return self.spec()


@dataclass(frozen=True, eq=False)
class HeldOutSpec(Spec):
    """A held-out array; shown by its name and shape."""

    shown: str
    name: str
    thing: Any

    def value(self) -> Value:
        """Return the array as a plain input; raises CourseError if it cannot be one."""
        value = plain(self.thing)
        if not isinstance(value, Array) or value.data is None:
            raise CourseError(words.HELD_OUT_NO_NUMBERS, name=self.name)
        return msgspec.structs.replace(value, memory="contiguous")

    def code(self) -> str:
        """Write the name and the shape; the numbers stay with the teacher."""
        sizes = tuple(self.thing.shape) if isinstance(self.thing, np.ndarray | torch.Tensor) else ()
        return f"{self.shown}({self.name!r}, shape={sizes})"

    def weight(self) -> tuple[int, int, int]:
        """Return the weight of an array that is large and cannot be read."""
        return 1, 0, 0


@taking("held_out(…)", 'held_out("X")')
def held_out(name: str) -> HeldOut:
    """An array that learners do not get: `held_out("X")`.

    It is the array of that name in the exercise's check file; in hidden cases, in its hidden file.
    """
    if not isinstance(name, str) or not name:
        raise InputError(words.WRONG_HELD_OUT, name=name)
    return HeldOut(name)


def uses(thing: Any) -> bool:
    """Whether a word for an input is, or is made of, a held-out array."""
    if isinstance(thing, HeldOut):
        return True
    if isinstance(thing, list | tuple):
        return any(map(uses, thing))
    return isinstance(thing, Input) and uses(list(vars(thing).values()))


def checked(option: str, name: Any) -> str:
    """Return the name of a file of arrays; raises CourseError for anything else."""
    is_name = isinstance(name, str) and (not name or (name.endswith(SUFFIX) and name == Path(name).name))
    if not is_name:
        raise CourseError(words.WRONG_ARRAYS, option=option, name=name)
    return str(name)


def read(path: Path, shown: str) -> HeldOutArrays:
    """Read the arrays of a file; raises CourseError if it is missing, too large or broken."""
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise CourseError(words.ARRAYS_TOO_LARGE, path=path, size=size, most=MOST_BYTES)
        with np.load(path, allow_pickle=False) as file:
            return HeldOutArrays(shown, {name: file[name] for name in file.files})
    except OSError as error:
        raise CourseError(words.NO_ARRAYS, path=path, why=error.strerror or str(error)) from error
    except (ValueError, EOFError, zipfile.BadZipFile, AttributeError) as error:
        raise CourseError(words.NO_ARRAYS, path=path, why=str(error).rstrip(".")) from error
