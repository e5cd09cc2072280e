"""General advice on a kind of mistake, for any task: a dtype, a missing return."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from grader.compare import printed
from grader.compare.numbers import departures
from grader.compare.observations import ATTACHED
from grader.compare.values import NOTHING
from grader.core.fact import Fact
from grader.core.model import (
    VARIABLE,
    Aspect,
    Case,
    Expected,
    Failure,
    Mismatch,
    Observation,
    Side,
    TaskKey,
)
from grader.core.notation import numbers, shown
from grader.core.value import (
    FLAG,
    INPUT,
    ITEM,
    TEXT,
    Array,
    Atom,
    Items,
    Made,
    Opaque,
    Path,
    Table,
    Value,
    leaves,
    tables,
)
from grader.judge.differences import is_of

FUNCTIONS = ("function", "method", "builtin_function_or_method", "method_descriptor", "type")
"""The types of a function that was not called."""
OF_FUNCTIONS = {
    "advice.none": "advice.none_in_variable",
    "advice.list": "advice.list_in_variable",
    "advice.float32": "",
    "advice.float32_some": "",
    "advice.dtype_of": "",
    "advice.generator": "",
}
"""Advice that speaks of `return` or of arguments, and what to say of a variable in its place."""
MEANINGS = (
    # a part of the message of torch or Python, and the code of its meaning
    ("grad can be implicitly created only for scalar outputs", "meaning.scalar"),
    ("view size is not compatible", "meaning.view"),
    ("Trying to backward through the graph a second time", "meaning.freed"),
    ("does not require grad and does not have a grad_fn", "meaning.no_graph"),
    ("a leaf Variable that requires grad is being used in an in-place operation", "meaning.leaf_in_place"),
    ("modified by an inplace operation", "meaning.overwritten"),
    ("Can't call numpy\\(\\) on Tensor that requires grad", "meaning.numpy_grad"),
    (
        "'NoneType' object has no attribute '(zero_|data|detach_?|norm|clone|mul_)'"
        "|unsupported operand.*'NoneType'",
        "meaning.grad_none",
    ),
    ("'Tensor' object has no attribute 'zero'", "meaning.zero"),
    ("must have the same dtype|expected .* to have the same dtype|expected scalar type", "meaning.dtypes"),
    ("Only Tensors of floating point and complex dtype can require gradients", "meaning.integer_grad"),
    ("Boolean value of Tensor with more than one value is ambiguous", "meaning.ambiguous"),
    ("Errno (1|13)\\] (Operation not permitted|Permission denied)", "meaning.not_permitted"),
    ("Torch not compiled with CUDA|Found no NVIDIA driver|No CUDA GPUs are available", "meaning.no_gpu"),
    (
        "to be on the same device|not on the expected device|either on cpu or on the same device",
        "meaning.two_devices",
    ),
    ("device type tensor to numpy", "meaning.numpy_gpu"),
    ("device-side assert", "meaning.device_assert"),
    ("EOF when reading a line", "meaning.input"),
    ("with 0 elements cannot be converted to Scalar", "meaning.none_to_scalar"),
    ("cannot be converted to Scalar", "meaning.to_scalar"),
    ("attribute 'shape' of .* is not writable", "meaning.shape_set"),
    ("'Tensor' object has no attribute 'copy'", "meaning.copy"),
    ("INDICES element is out of DATA bounds|index out of range in self", "meaning.index_out_of_range"),
    ("'type' object does not support the context manager protocol", "meaning.not_entered"),
    ("is not a Module subclass", "meaning.not_a_layer"),
)

ORDER = "advice.order"
TO_FLOAT = ("advice.to_float", "advice.dtype_of")
ON_AXES = ("advice.axis_missing", "advice.axes_missing", "advice.axis_too_many", "advice.axes_too_many")
MISSING = {"advice.axis_missing", "advice.axes_missing"}
LEAF_IN_PLACE = Fact("meaning.leaf_in_place")
VIEW = Fact("meaning.view")


def meaning(message: str) -> Fact | None:
    """Return the meaning of a message of torch or Python, and what to do.

    None if there is no more to say.
    """
    return next((Fact(code) for text, code in MEANINGS if re.search(text, message)), None)


def advice(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> Fact | None:
    """Return what to do about the mistake in the case of that index.

    None if only hints can help.
    """
    told = _advice(task, index, seen, mismatch)
    if task.kind != VARIABLE or told is None or told.code not in OF_FUNCTIONS:
        return told
    code = OF_FUNCTIONS[told.code]
    return Fact(code, {"name": task.name}) if code else None


def in_all(
    told: Fact | None,
    task: TaskKey,
    observations: Sequence[Observation],
    verdicts: Sequence[tuple[Mismatch, ...]],
    shown: Mismatch,
) -> Fact | None:
    """Return advice that fits all failing calls; None if it does not.

    In a small call, an axis that should not be there at all may have the size 1, or two parts may be the
    expected ones in another order. A number of a wrong kind may be a wrong number, too.
    """
    if told is None:
        return None
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    found = [one for index in failing for one in verdicts[index] if one.path == shown.path]
    if told.code == ORDER:
        pairs = [(task.expected[n], observations[n]) for n in failing]
        orders = (other for pair in pairs if (other := _other_order(*pair)) is not None)
        order = next(orders, ())
        return told if all(_are_in_order(*pair, order) for pair in pairs) else None
    if told.code == "advice.rounded":
        pairs = [(task.expected[n], observations[n]) for n in failing]
        return told if all(_is_rounded(*pair, shown.path) for pair in pairs) else None
    if told.code in TO_FLOAT:
        return told if all(one.aspect is not Aspect.VALUES for one in found) else None
    if told.code == "advice.float32" and not _is_of_every_part(told, task, verdicts):
        return Fact("advice.float32_some")
    if told.code not in ON_AXES:
        return told
    shapes = [one for one in found if one.aspect is Aspect.SHAPE]
    raises = any(observations[n].failure is not None for n in failing)
    every = [_on_shape(one) for one in shapes]
    if raises or not all(one == told or _are_missing(one, told) for one in every):
        return None
    dims = set.intersection(*map(_dropped, shapes))
    if told.code == "advice.axis_too_many" and dims:
        return Fact("advice.axis_too_many", {"dim": max(dims)})
    return told


def _are_missing(one: Fact | None, other: Fact) -> bool:
    """Whether axes of size 1 are missing in two calls; `squeeze` drops one or several."""
    return one is not None and {one.code, other.code} <= MISSING


def _is_of_every_part(told: Fact, task: TaskKey, verdicts: Sequence[tuple[Mismatch, ...]]) -> bool:
    """Whether the dtype of an argument is that of each part of the result that has another one."""
    parts = {one.path for verdict in verdicts for one in verdict if one.aspect is Aspect.DTYPE}
    return all(_same_dtype(task, _expected_dtypes(task, path)) == told.args["name"] for path in parts)


def _advice(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> Fact | None:
    expected, path = task.expected[index], mismatch.path
    if seen.failure is not None:
        is_debugger = seen.failure.type == "BdbQuit"
        return (
            Fact("advice.debugger") if is_debugger else _on_error(expected, task.cases[index], seen.failure)
        )
    if (told := _on_printing(expected, seen, mismatch)) is not None:
        return told
    if mismatch.aspect is Aspect.OUTCOME and isinstance(seen.value, Opaque) and _is_error(seen.value.type):
        return Fact("advice.error_returned")
    if _other_order(expected, seen) is not None:
        return Fact(ORDER)
    is_none = is_of(path, ("output",)) and mismatch.got == NOTHING
    if is_of(path, ("parameters", "output")) and mismatch.aspect is not Aspect.SHAPE and not is_none:
        return Fact("advice.network")
    match mismatch.aspect:
        case Aspect.STRUCTURE:
            return _on_kind(mismatch.expected, mismatch.got)
        case Aspect.GRAPH:
            return Fact("advice.graph")
        case Aspect.SHAPE:
            return _on_shape(mismatch)
        case Aspect.DTYPE if isinstance(expected.observation.value, Table):
            return _on_column(task.cases[index], path, str(mismatch.expected))
        case Aspect.DTYPE:
            return _on_dtype(task, mismatch)
        case Aspect.DEVICE:
            return Fact("gpu.made_somewhere", {"ways": ways(first_tensor(task), alike=True)})
        case Aspect.GRADIENT if seen.gradient_failure is not None:
            return meaning(seen.gradient_failure.message)
        case Aspect.GRADIENT:
            return Fact("advice.gradient")
        case Aspect.ATTACHED if mismatch.expected == ATTACHED:
            return Fact("advice.cut")
        case Aspect.INPUTS | Aspect.VALUES if path[-1:] == (FLAG,):
            is_set = mismatch.got == "True"
            return Fact("advice.flag_set", {"name": str(path[0][1])}) if is_set else Fact("advice.flag")
        case Aspect.INPUTS:
            n = place_of(task, mismatch)
            if any(n in known.changed for known in task.expected):  # in other calls
                return Fact("advice.inputs_here", {"name": str(path[0][1])})
            before = expected.observation.inputs[n]
            known = seen.inputs[n] if isinstance(before, Made) else before
            return Fact(_on_changed(known), {"name": str(path[0][1])})
        case Aspect.VALUES if is_of_argument(mismatch) and _is_as_before(task, index, seen, mismatch):
            is_table = isinstance(seen.inputs[place_of(task, mismatch)], Table)
            code = "advice.in_place_table" if is_table else "advice.in_place"
            return Fact(code, {"name": str(path[0][1])})
        case Aspect.VALUES if _is_rounded(expected, seen, path):
            return Fact("advice.rounded")
    return None


def _is_error(type_: str) -> bool:
    """Whether a value of this type is an exception."""
    return type_.endswith(("Error", "Exception"))


def _is_rounded(expected: Expected, seen: Observation, path: Path) -> bool:
    """Whether a part of the result has the expected numbers, rounded to float32."""
    values = expected.observation.value, seen.value
    mine, yours = (dict(leaves(value)).get(path) if value is not None else None for value in values)
    if mine is None or yours is None or {mine.dtype, yours.dtype} != {"float64"} or mine.shape != yours.shape:
        return False
    if mine.data is None or yours.data is None:
        return False
    with np.errstate(all="ignore"):
        rounded = numbers(mine).astype(np.float32).astype(np.float64)
    return not np.array_equal(numbers(mine), numbers(yours)) and np.array_equal(rounded, numbers(yours))


def _on_printing(expected: Expected, seen: Observation, mismatch: Mismatch) -> Fact | None:
    """Give advice to who returned what should be printed, or printed what should be returned."""
    wanted = expected.observation.value
    if expected.prints:
        silent = expected.observation.stdout.strip() and not seen.stdout.strip()
        return Fact("advice.returned") if silent and _is_text(seen.value) and not _is_text(wanted) else None
    if mismatch.got != NOTHING or wanted is None or printed.departure(shown(wanted), seen.stdout) is not None:
        return None
    return Fact("advice.printed")


def _is_text(value: Value | None) -> bool:
    """Whether a value is a text, or some lines of text."""
    lines = value.items if isinstance(value, Items) else (value,)
    return lines != () and all(isinstance(line, Atom) and line.type == "str" for line in lines)


def _on_error(expected: Expected, case: Case, failure: Failure) -> Fact | None:
    """Return the meaning of an error.

    `torch.no_grad()` does not help where the task leaves an input that requires grad as it is.
    """
    told = meaning(failure.message)
    if told == VIEW and expected.changed:
        return Fact("meaning.view_in_place")
    if told != LEAF_IN_PLACE:
        return told
    wanting = {n for n, value in enumerate(case.inputs) if isinstance(value, Array) and value.requires_grad}
    return Fact("meaning.leaf_input") if wanting and wanting.isdisjoint(expected.changed) else told


def _on_changed(before: Value) -> str:
    """Return the code of the advice on an input that was changed."""
    if isinstance(before, Table):
        return "advice.inputs_table"
    if isinstance(before, Array):
        return "advice.inputs_array" if before.kind == "ndarray" else "advice.inputs"
    return "advice.list_changed"


def _on_column(case: Case, path: Path, dtype: str) -> Fact | None:
    """Give advice on a column that has another dtype: it may have been converted."""
    if dtype in (TEXT, "object"):
        return None
    given = (dict(table.parts()) for value in case.inputs for _, table in tables(value))
    columns = [columns[path] for columns in given if path in columns]
    if any(column.dtype == dtype for column in columns):
        return Fact("advice.column_converted", {"dtype": dtype})
    return Fact("advice.astype", {"dtype": dtype})


def is_of_argument(mismatch: Mismatch) -> bool:
    """Whether it is about an argument after the call."""
    return mismatch.path[:1] != () and mismatch.path[0][0] == INPUT


def place_of(task: TaskKey, mismatch: Mismatch) -> int:
    """Return the place of the argument that a departure is about."""
    return task.parameters.index(str(mismatch.path[0][1]))


def first_tensor(task: TaskKey) -> str:
    """Return the first parameter that is a tensor."""
    pairs = zip(task.parameters, task.cases[0].arguments, strict=True)
    tensors = (name for name, value in pairs if isinstance(value, Array) and not value.is_python)
    return next(tensors, "x")


def _same_dtype(task: TaskKey, wanted: Sequence[str]) -> str:
    """Return the first parameter that has the expected dtype in every case; "" if there is none."""
    for n, name in enumerate(task.parameters):
        if _is_array_of_numpy(task.cases[0].arguments[n]):
            continue  # its dtype is none of torch
        if [_dtype(case.arguments[n]) for case in task.cases] == wanted:
            return name
    return ""


def _is_array_of_numpy(value: Value) -> bool:
    return isinstance(value, Array) and value.kind == "ndarray"


def _expected_dtypes(task: TaskKey, path: Path) -> list[str]:
    """Return the expected dtype in every case."""
    return [_dtype(dict(known.observation.arrays()).get(path)) for known in task.expected]


def _dtype(value: Value | None) -> str:
    """Return the dtype of a tensor; "" for a number of Python and for anything else."""
    return value.dtype if isinstance(value, Array) and not value.is_python else ""


def ways(name: str, *, alike: bool) -> str:
    """Write code that makes a tensor on the device of another.

    `alike`: it may have the dtype of the tensor with that name.
    """
    more = f", `torch.zeros_like({name})`, `{name}.new_zeros(…)`" if alike else ""
    return f"`device={name}.device`{more}"


def _on_kind(expected: Side, got: Side) -> Fact | None:
    match expected, got:
        case _, Fact() if got == NOTHING:
            return Fact("advice.none")
        case _, Fact("kind.type", {"type": type_}) if type_ in FUNCTIONS:
            return Fact("advice.not_called")
        case Fact("kind.number", {"type": "float"}), Fact("kind.numpy_scalar"):
            return Fact("advice.item_numpy")
        case Fact("kind.number", {"type": type_}), Fact("kind.tensor" | "kind.numpy_scalar"):
            return Fact("advice.item_int" if type_ == "int" else "advice.item")
        case _, Fact("kind.type", {"type": "generator"}):
            return Fact("advice.generator")
        case Fact("kind.tensor"), Fact("kind.number", {"type": "bool"}):
            return Fact("advice.bool")
        case Fact("kind.tensor"), Fact("kind.number"):
            return Fact("advice.number")
        case Fact("kind.items", {"type": "tuple"}), Fact("kind.items", {"type": "list"}):
            return Fact("advice.list")
    return None


def _on_shape(mismatch: Mismatch) -> Fact | None:
    """Give advice on axes of size 1 that are missing or too many.

    On other shapes no general advice is possible.
    """
    mine, yours = _sizes(mismatch.expected), _sizes(mismatch.got)
    if len(mine) == len(yours) or [n for n in mine if n != 1] != [n for n in yours if n != 1]:
        return None
    if len(yours) < len(mine):
        missing = len(mine) - len(yours)
        return (
            Fact("advice.axis_missing") if missing == 1 else Fact("advice.axes_missing", {"count": missing})
        )
    several = len(yours) - len(mine)
    return Fact("advice.axis_too_many") if several == 1 else Fact("advice.axes_too_many", {"count": several})


def _dropped(mismatch: Mismatch) -> set[int]:
    """Return the axes of size 1 without which a shape is the expected one, counted from either end."""
    mine, yours = _sizes(mismatch.expected), _sizes(mismatch.got)
    found = [n for n, size in enumerate(yours) if size == 1 and (*yours[:n], *yours[n + 1 :]) == mine]
    return {*found, *(n - len(yours) for n in found)}


def _sizes(shape: Side) -> tuple[int, ...]:
    """Return the sizes of a shape; none if one of them is left open."""
    sizes = shape if isinstance(shape, tuple) else ()
    known = tuple(size for size in sizes if isinstance(size, int))
    return known if len(known) == len(sizes) else ()


def _on_dtype(task: TaskKey, mismatch: Mismatch) -> Fact | None:
    expected, got = str(mismatch.expected), str(mismatch.got)
    every = _expected_dtypes(task, mismatch.path)
    name = _same_dtype(task, every)
    if (expected, got) == ("float64", "float32"):
        return Fact("advice.float32", {"name": name}) if name else Fact("advice.float32_some")
    if expected.startswith("float") and got.startswith(("int", "bool")):
        if set(every) - {"", expected}:
            return Fact("advice.dtype_of", {"name": name}) if name else None
        return Fact("advice.to_float", {"dtype": expected})
    return None


def _is_as_before(task: TaskKey, index: int, seen: Observation, mismatch: Mismatch) -> bool:
    """Whether an argument that should have been changed was not changed at all."""
    n = place_of(task, mismatch)
    before, after = task.cases[index].inputs[n], seen.inputs[n]
    if isinstance(before, Table):
        return before == after
    return isinstance(before, Array) and isinstance(after, Array) and before.data == after.data


def _other_order(expected: Expected, seen: Observation) -> tuple[int, ...] | None:
    """Return at which places the expected parts are, if they are the right ones in another order."""
    places = _places(expected, seen)
    if not all(places) or all(place in found for place, found in enumerate(places)):
        return None
    order = tuple(found[0] for found in places)
    return order if len(set(order)) == len(order) else None


def _are_in_order(expected: Expected, seen: Observation, order: Sequence[int]) -> bool:
    """Whether the expected parts are at these places; parts may be equal, so that any order is right."""
    places = _places(expected, seen)
    return len(places) == len(order) and all(at in found for at, found in zip(order, places, strict=True))


def _places(expected: Expected, seen: Observation) -> list[list[int]]:
    """Return for each expected part the places at which it is; none if there are not as many parts."""
    mine, yours = expected.observation.value, seen.value
    if not (isinstance(mine, Items) and isinstance(yours, Items)) or len(mine.items) != len(yours.items):
        return []
    return [
        [at for at, item in enumerate(yours.items) if _is_part(expected, place, part, item)]
        for place, part in enumerate(mine.items)
    ]


def _is_part(expected: Expected, place: int, part: Value, item: Value) -> bool:
    if not (isinstance(part, Array) and isinstance(item, Array)):
        return False
    if (part.kind, part.shape, part.dtype) != (item.kind, item.shape, item.dtype):
        return False
    wrong = departures(part, item, expected.tolerances.get(((ITEM, place),)))
    return wrong is not None and not wrong.any()
