"""Call a course's own function that makes an input, or changes one.

The function gets Python objects, and returns anything that can be an input. The random sources are seeded
before, so the same arguments give the same input. A function that fails is a fault of the course: the error
has the file, the line and the arguments.
"""

from __future__ import annotations

import inspect
import traceback
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from grader.core.errors import CourseError
from grader.core.notation import code
from grader.core.value import Array, Items, Made, Value, leaves
from grader.core.value import Mapping as Pairs
from grader.course import words
from grader.course.silence import silence
from grader.runner.recording.building import BuildError, build, make
from grader.runner.recording.values import plain

LONGEST = 200
"""The most characters of a value in an error."""
FLOATING = ("float", "bfloat", "complex")

Function = Callable[..., Any]


class FunctionError(CourseError):
    """A function of an input failed. `is_placed` says whether the text names file and line."""

    @property
    def is_placed(self) -> bool:
        """Whether the function is in a file, so that the text names it."""
        return self.message is words.IN_LINE


def called(function: Function, arguments: Mapping[str, Value]) -> Value:
    """Return what a function makes of arguments that it takes by name.

    Raises FunctionError if the function raises, or returns what cannot be an input.
    """
    return _result(function, lambda things: function(**things), arguments)


def changed(function: Function, value: Value) -> Value:
    """Return what a function of one argument makes of a value."""
    return _result(function, lambda things: function(*things.values()), {"": value})


def _result(
    function: Function, call: Callable[[dict[str, Any]], Any], arguments: Mapping[str, Value]
) -> Value:
    from grader.runner.recording.observe import seed_all  # reading a course does not need it

    things = {name: _thing(value) for name, value in arguments.items()}
    seed_all(zlib.crc32(msgspec.msgpack.encode(arguments)))
    try:
        with silence():
            result = call(things)
    except Exception as error:  # the course's own function may raise anything
        name, why = type(error).__name__, str(error).rstrip(".")
        fault = CourseError(words.FUNCTION_FAILED, type=name, why=why, given=_written(arguments))
        raise _placed(function, fault, error) from error
    value = with_flag(plain(result), None)
    if not is_input(value):
        fault = CourseError(
            words.NO_INPUT_RETURNED, value=f"{result!r:.{LONGEST}}", given=_written(arguments)
        )
        raise _placed(function, fault)
    return value


def _thing(value: Value) -> Any:
    """Return the object that a function gets; its tensors do not require grad."""
    return make(value.text, {}) if isinstance(value, Made) else build(with_flag(value, False))


def with_flag(value: Value, requires_grad: bool | None) -> Value:
    """Return a value whose tensors of floats require grad or do not, as leaves without a `.grad`.

    With None, each keeps its flag.
    """
    match value:
        case Array(kind="tensor"):
            flag = value.requires_grad if requires_grad is None else requires_grad
            flag = flag and value.dtype.startswith(FLOATING)
            return Array(
                value.kind, value.dtype, value.shape, value.data, requires_grad=flag, memory=value.memory
            )
        case Items():
            items = tuple(with_flag(item, requires_grad) for item in value.items)
            return msgspec.structs.replace(value, items=items)
        case Pairs():
            pairs = tuple((key, with_flag(item, requires_grad)) for key, item in value.pairs)
            return msgspec.structs.replace(value, pairs=pairs)
    return value


def is_input(value: Value) -> bool:
    """Whether a value can be an input: the object that is built from it has the same value."""
    if any(array.data is None for _, array in leaves(value)):
        return False
    try:
        return plain(build(value)) == value
    except BuildError:
        return False


def _written(arguments: Mapping[str, Value]) -> str:
    """Write the arguments: `B=torch.tensor([3.]), k=2`; the end of long ones is left out."""
    texts = (f"{name}={code(value)}" if name else code(value) for name, value in arguments.items())
    return ", ".join(text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in texts)


def _placed(function: Function, fault: CourseError, error: BaseException | None = None) -> FunctionError:
    """Add the function's file and line to a fault; the line that raised, if it is in that file."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return FunctionError(fault.message, **fault.arguments)
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    inside = [frame.lineno for frame in frames if frame.filename == code.co_filename and frame.lineno]
    line = inside[-1] if inside else code.co_firstlineno
    return FunctionError(words.IN_LINE, path=code.co_filename, line=line, why=fault)
