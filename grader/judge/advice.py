"""What there is to say of a kind of mistake in general, whatever the task: a dtype, a missing return."""

from __future__ import annotations

import re

from grader.compare import ATTACHED, FLAG
from grader.difference import departures
from grader.judge import words
from grader.judge.meaning import meaning
from grader.model import Aspect, Expected, Mismatch, Observation, TaskKey
from grader.value import Array, Items, Value

FUNCTIONS = ("a function", "a method", "a builtin_function_or_method", "a method_descriptor", "a type")


def advice(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> str:
    """A sentence on what is wrong with the case of that index; empty where only hints can help."""
    expected = task.expected[index]
    if seen.failure is not None:
        return words.NO_DEBUGGER if seen.failure.type == "BdbQuit" else meaning(seen.failure.message)
    if _in_another_order(expected, seen):
        return words.ADVICE_ORDER
    if mismatch.path.startswith((" parameters", " output")):
        return words.ADVICE_NETWORK
    match mismatch.aspect:
        case Aspect.STRUCTURE:
            return _on_kind(mismatch.expected, mismatch.got)
        case Aspect.GRAPH:
            return words.ADVICE_GRAPH
        case Aspect.SHAPE:
            return _on_shape(_sizes(mismatch.expected), _sizes(mismatch.got))
        case Aspect.DTYPE:
            return _on_dtype(mismatch.expected, mismatch.got, _first_tensor(task))
        case Aspect.DEVICE:
            ways = words.gpu_ways(_first_tensor(task), alike=True)
            return words.GPU_MADE_NOWHERE.format(ways=ways)
        case Aspect.GRADIENT if seen.gradient_failure is not None:
            return meaning(seen.gradient_failure.message)
        case Aspect.ATTACHED if mismatch.expected == ATTACHED:
            return words.ADVICE_CUT
        case Aspect.INPUTS | Aspect.VALUES if str(mismatch.facts.get("part", "")).endswith(FLAG):
            return words.ADVICE_FLAG
        case Aspect.INPUTS:
            before = task.cases[index].inputs[task.parameters.index(mismatch.path)]
            text = words.ADVICE_INPUTS if isinstance(before, Array) else words.ADVICE_LIST_CHANGED
            return text.format(name=mismatch.path)
        case Aspect.VALUES if "afterwards" in mismatch.facts and _is_as_before(task, index, seen, mismatch):
            return words.ADVICE_IN_PLACE.format(name=mismatch.path)
    return ""


def _first_tensor(task: TaskKey) -> str:
    """The first parameter that is a tensor."""
    pairs = zip(task.parameters, task.cases[0].arguments, strict=True)
    tensors = (name for name, value in pairs if isinstance(value, Array) and not value.is_python)
    return next(tensors, "x")


def _on_kind(expected: str, got: str) -> str:
    if got == "None":
        return words.ADVICE_NONE
    if got in FUNCTIONS:
        return words.ADVICE_NOT_CALLED
    if expected.startswith("a Python ") and got in (
        "a tensor",
        "a NumPy float32 scalar",
        "a NumPy float64 scalar",
    ):
        return words.ADVICE_ITEM
    if got.startswith("a generator"):
        return words.ADVICE_GENERATOR
    if expected == "a tensor" and got == "a Python bool":
        return words.ADVICE_BOOL
    if expected == "a tensor" and got.startswith("a Python "):
        return words.ADVICE_NUMBER
    if expected.startswith("a tuple") and got.startswith("a list"):
        return words.ADVICE_LIST
    return ""


def _sizes(shape: str) -> tuple[int, ...]:
    """The sizes that a shape's text tells; of `(rows, 2)`, which leaves one open, none."""
    return tuple(int(size) for size in re.findall(r"\d+", shape)) if "rows" not in shape else ()


def _on_shape(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """Of axes of size 1 that are missing or too many; of other shapes nothing general can be said."""
    if len(expected) == len(got) or [n for n in expected if n != 1] != [n for n in got if n != 1]:
        return ""
    return words.ADVICE_AXIS_MISSING if len(got) < len(expected) else words.ADVICE_AXIS_TOO_MANY


def _on_dtype(expected: str, got: str, tensor: str) -> str:
    if (expected, got) == ("float64", "float32"):
        return words.ADVICE_FLOAT32.format(name=tensor)
    if expected.startswith("float") and got.startswith(("int", "bool")):
        return words.ADVICE_TO_FLOAT.format(dtype=expected)
    return ""


def _is_as_before(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> bool:
    """Whether an argument that was to be changed was not changed at all."""
    n = task.parameters.index(mismatch.path)
    before, after = task.cases[index].inputs[n], seen.inputs[n]
    return isinstance(before, Array) and isinstance(after, Array) and before.data == after.data


def _in_another_order(expected: Expected, seen: Observation) -> bool:
    """Whether the parts of a result are those that are expected, at other places."""
    mine, yours = expected.observation.value, seen.value
    if not (isinstance(mine, Items) and isinstance(yours, Items)) or len(mine.items) != len(yours.items):
        return False
    places = [
        [at for at, item in enumerate(yours.items) if _is_part(expected, place, part, item)]
        for place, part in enumerate(mine.items)
    ]
    if not all(places) or all(place in found for place, found in enumerate(places)):
        return False
    return len({found[0] for found in places}) == len(places)


def _is_part(expected: Expected, place: int, part: Value, item: Value) -> bool:
    if not (isinstance(part, Array) and isinstance(item, Array)):
        return False
    if (part.kind, part.shape, part.dtype) != (item.kind, item.shape, item.dtype):
        return False
    wrong = departures(part, item, expected.yardsticks.get(f"[{place}]"))
    return wrong is not None and not wrong.any()
