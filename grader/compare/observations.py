"""Compare two observations of one call.

This alone decides what is right and wrong. It works on plain data with NumPy, never broadcasts, and trusts
nothing that it did not compute. The aspects from outcome to values are a chain, as in
`grader.compare.values`: when one fails, those after it are not compared. Only a wrong dtype does not hide
wrong values. Attachment to the graph, gradient and inputs are then compared independently.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import msgspec

from grader.compare import batches as shuffled
from grader.compare import printed, tables
from grader.compare.numbers import departures, first_wrong, same_bits
from grader.compare.sameness import is_same, is_same_call
from grader.compare.values import Yardsticks, difference, pairs, structures
from grader.core.cotangent import weights
from grader.core.fact import Arguments, Fact, Shown
from grader.core.model import Aspect, Expected, Failure, Mismatch, Observation, Tolerance
from grader.core.notation import elements, numbers, shown
from grader.core.value import (
    CALL,
    CALLS,
    CELLS,
    FLAG,
    GRAD,
    GRADIENT,
    INEXACT,
    INPUT,
    TRAJECTORY,
    Array,
    Items,
    Path,
    Value,
    item_part,
    leaves,
)

NO_GRADIENT = Fact("gradient.no")
SAME_MEMORY, NEW_MEMORY = Fact("memory.same"), Fact("memory.new")
ATTACHED, CUT, LEAF = Fact("graph.attached"), Fact("graph.cut"), Fact("graph.leaf")
TWO_TENSORS, ONE_TENSOR = Fact("memory.of_each_call"), Fact("memory.of_all_calls")
COPY = Fact("memory.copy")
TENSORS = ("tensor", "Parameter")
FEW_WEIGHTS = 12
MOST_OF_EXAMPLE = 300
"""How many characters are shown of a result that lacks a property: nobody compares its numbers one by one."""


def compare(
    expected: Expected, got: Observation, parameters: Sequence[str], aspects: Sequence[str]
) -> tuple[Mismatch, ...]:
    """Return all aspects of one case that do not hold.

    If the chain fails, only its first failing aspect is returned, but beside a wrong dtype also wrong values.
    `aspects` are the task's graded ones in addition to the chain: attached, gradient, aliasing, inputs.
    """
    if is_same_call(expected, got):
        return ()
    chain = _chain(expected, got, parameters)
    if chain:
        return chain
    found: list[Mismatch] = []
    for aspect, look in BESIDE.items():
        if aspect in aspects and not _is_moot(aspect, expected, aspects):
            found += look(expected, got, parameters)
    return tuple(found)


def hidden(
    expected: Expected, got: Observation, parameters: Sequence[str], aspects: Sequence[str]
) -> Iterator[Mismatch]:
    """Yield what `compare` leaves out of a call with a wrong result, and what does not depend on it.

    These are changed arguments, which may be the reason, and floats that are not connected to the graph.
    """
    known = expected.observation
    if known.failure is not None or got.failure is not None or expected.free_values or expected.shuffled:
        return
    if Aspect.INPUTS in aspects:
        yield from _inputs(expected, got, parameters)
    is_asked = {Aspect.ATTACHED, Aspect.GRADIENT} & set(aspects)
    if is_asked and not list(structures(known.value, got.value, ())):
        floats = {path for path, array in leaves(got.value) if array.dtype in INEXACT} if got.value else set()
        cut = _attached(expected, got, parameters)
        yield from (one for one in cut if one.got == CUT and one.path in floats)


def _is_moot(aspect: str, expected: Expected, aspects: Sequence[str]) -> bool:
    """Whether the attachment to the graph does not matter in this case.

    It does not matter if gradients are graded and this case has none.
    """
    return aspect == Aspect.ATTACHED and Aspect.GRADIENT in aspects and not graded_gradients(expected)


# --------------------------------------------------------------------------------------- the chain


def _chain(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    known = expected.observation
    if (raised := _outcome(known, got)) is not None:
        return (raised,)
    if known.failure is not None:
        return ()
    result = () if expected.free else _result(expected, got)
    result = result or _printed(expected, got)
    return result or _changed_inputs(expected, got, parameters) or _moved(expected, got, parameters)


def departs_in_form(expected: Expected, got: Observation) -> bool:
    """Whether a call ended otherwise, or gave another kind of result, than the reference.

    Kinds, shapes, dtypes and devices count; numbers do not. A property is only asked of a result of the form
    that is expected.
    """
    known = expected.observation
    if known.failure is not None or got.failure is not None or known.value is None or got.value is None:
        return True
    dtypes = expected.dtypes
    return bool(difference(known.value, got.value, {}, dtypes=dtypes, free_values=True))


def _result(expected: Expected, got: Observation) -> tuple[Mismatch, ...]:
    known = expected.observation
    if expected.shuffled:
        return shuffled_departure(expected, got)
    assert known.value is not None
    assert got.value is not None
    free_values = expected.free_values
    found = difference(
        known.value, got.value, expected.tolerances, dtypes=expected.dtypes, free_values=free_values
    )
    found = found or (_without_property(known, got) if free_values else ())
    return found or _overlapping(known, got)


def _without_property(known: Observation, got: Observation) -> tuple[Mismatch, ...]:
    """Find a property of the task that the result does not have."""
    assert got.is_tried  # otherwise every result of the right form would be right
    if got.broken is None:
        return ()
    example = Fact("side.for_example", {"value": shown(known.value, most=MOST_OF_EXAMPLE)})
    args: Arguments = {"property": got.broken.property, "got": got.broken.got}
    return (Mismatch(Aspect.VALUES, (), example, shown(got.value, most=MOST_OF_EXAMPLE), "property", args),)


def _printed(expected: Expected, got: Observation) -> tuple[Mismatch, ...]:
    """Find the first printed line that differs."""
    if not expected.prints:
        return ()
    found = printed.departure(expected.observation.stdout, got.stdout)
    return (found,) if found is not None else ()


def shuffled_departure(expected: Expected, got: Observation) -> tuple[Mismatch, ...]:
    """Return the first property of shuffled batches that does not hold."""
    features, targets, size = (expected.observation.inputs[n] for n in expected.shuffled)
    assert isinstance(features, Array)
    assert isinstance(targets, Array)
    assert isinstance(size, Array)
    data = shuffled.Data(features, targets, int(numbers(size)))
    calls = got.value.items if isinstance(got.value, Items) and got.value.type == CALLS else ()
    broken = shuffled.departure(data, calls) if len(calls) == shuffled.CALLS else None
    return (broken,) if broken is not None else ()


def _overlapping(known: Observation, got: Observation) -> tuple[Mismatch, ...]:
    """Find results of several calls that share memory and should not."""
    if not got.overlap or known.overlap:
        return ()
    return (Mismatch(Aspect.VALUES, (), TWO_TENSORS, ONE_TENSOR, "overlap"),)


def _changed_inputs(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    """Find the first wrong input among those that the task changes in place.

    Such an input counts as a value: a function that only does `pass` gets no points.
    """
    if expected.free_values:  # the properties say what is right
        return ()
    for n in sorted(expected.changed, key=lambda n: not _is_trajectory(expected.observation.inputs[n])):
        mine, yours = expected.observation.inputs[n], got.inputs[n] if n < len(got.inputs) else None
        if isinstance(mine, Items) and _is_trajectory(mine):
            if found := _steps(mine, yours, expected.tolerances, n, parameters[n]):
                return found
            continue
        differs = _first_departure(mine, yours, expected.tolerances, n)
        if differs is not None:
            part, left, changed = differs
            return (Mismatch(Aspect.VALUES, ((INPUT, parameters[n]), *part), left, changed, "afterwards"),)
    return ()


def _is_trajectory(value: Value) -> bool:
    """Whether these are the steps of a training loop.

    Steps are compared first: they show where the loop went wrong, and its end does not.
    """
    return isinstance(value, Items) and value.type == TRAJECTORY


def _steps(
    mine: Items, yours: Value | None, tolerances: Yardsticks, n: int, name: str
) -> tuple[Mismatch, ...]:
    """Find the first recorded step of a training loop that departs."""
    theirs = yours.items if isinstance(yours, Items) else ()
    for place, (left, right) in enumerate(zip(mine.items, theirs, strict=False)):
        path = (item_part(mine, place),)
        if found := difference(left, right, tolerances, path=path, prefix=((INPUT, n),)):
            return found
    if len(mine.items) == len(theirs):
        return ()
    expected, got = (Fact("steps.calls", {"count": len(items)}) for items in (mine.items, theirs))
    return (Mismatch(Aspect.VALUES, ((INPUT, name),), expected, got, "steps"),)


def _moved(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    """Find a `.grad` that should have stayed at its place in memory and did not."""
    for path in got.moved:
        if path in expected.observation.moved or not path or path[0][0] != INPUT:
            continue
        n, part = path[0][1], path[1:]
        if isinstance(n, int) and n < len(parameters):
            place = ((INPUT, parameters[n]), *part)
            return (Mismatch(Aspect.VALUES, place, SAME_MEMORY, NEW_MEMORY, "moved"),)
    return ()


def state(value: Value, part: Path) -> str:
    """Write an input, or the part of it at a path; a missing `.grad` is None."""
    if not part:
        return shown(value)
    if (text := tables.state(value, part)) is not None:
        return text
    is_flag = part[-1] == FLAG
    array = dict(leaves(value)).get(part[:-1] if is_flag else part)
    if array is None:
        return "None"
    return str(array.requires_grad) if is_flag else shown(array)


def _outcome(known: Observation, got: Observation) -> Mismatch | None:
    asked, raised = known.failure, got.failure
    if asked is None and raised is not None:
        path: Path = ((CALL, got.call),) if got.call else ()
        return _raised(path, shown(known.value), raised, "raised")
    if asked is not None and raised is None:
        return Mismatch(Aspect.OUTCOME, (), asked.type, shown(got.value), "returned")
    if asked is not None and raised is not None and not raised.is_a(asked.type):
        return _raised((), asked.type, raised, "other_error")
    return None


def _raised(path: Path, expected: str, failure: Failure, kind: str) -> Mismatch:
    return Mismatch(Aspect.OUTCOME, path, expected, failure.type, kind, {"message": failure.message})


# ------------------------------------------------------------------------------------ side by side


def _attached(expected: Expected, got: Observation, _: Sequence[str]) -> list[Mismatch]:
    """Find results whose connection to the graph is not as expected.

    A case in which nothing can be differentiated shows no mistake.
    """
    known = expected.observation
    if known.value is None or got.value is None or _has_empty_input(known):
        return []
    leaves_count = known.gradient is None  # where a gradient is graded, it is enough that it arrives
    found = []
    for path, *pair in pairs(known.value, got.value):
        mine, yours = (_graph_state(array, leaf=leaves_count and array.leaf) for array in pair)
        is_moot = _is_empty(pair[0]) or (yours == CUT and _is_flat(expected))
        if mine != yours and not is_moot:
            found.append(Mismatch(Aspect.ATTACHED, path, mine, yours))
    return found


def _has_empty_input(known: Observation) -> bool:
    """Whether an input has no elements.

    A loop over it leaves a right result as it began, without a graph.
    """
    return any(_is_empty(array) for value in known.inputs for _, array in leaves(value))


def _is_empty(array: Array) -> bool:
    return array.kind in TENSORS and 0 in array.shape


def _is_flat(expected: Expected) -> bool:
    """Whether the graded gradients are all zero here: a constant has the same."""
    taken = expected.observation.gradient or ()
    graded = [taken[n] for n in graded_gradients(expected)]
    return bool(graded) and not any(value is not None and numbers(value).any() for value in graded)


def _graph_state(array: Array, *, leaf: bool) -> Fact:
    if not array.requires_grad:
        return CUT
    return LEAF if leaf else ATTACHED


def graded_gradients(expected: Expected) -> list[int]:
    """Return the inputs whose gradients are graded in a case.

    These are the inputs with a tolerance. If there is one, other inputs must have no gradient where the
    reference has none.
    """
    taken = expected.observation.gradient or ()
    graded = {n for n in range(len(taken)) if ((GRADIENT, n),) in expected.tolerances}
    if not graded:
        return []
    wanting = {n for n, value in enumerate(expected.observation.inputs) if _requires_grad(value)}
    return sorted(graded | {n for n in wanting if taken[n] is None})


def _requires_grad(value: Value) -> bool:
    return isinstance(value, Array) and value.requires_grad


def _gradients(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    found = []
    for n in graded_gradients(expected):
        mine = (expected.observation.gradient or ())[n]
        yours = got.gradient[n] if got.gradient else None
        if mine is None and yours is None:
            continue
        differs = _one_gradient(mine, yours, expected.tolerances.get(((GRADIENT, n),)), parameters[n])
        if differs is not None:
            found.append(_with_weights(differs, expected, got))
    return found


def _with_weights(differs: Mismatch, expected: Expected, got: Observation) -> Mismatch:
    """Add to a mismatch how the gradient was taken.

    That is the weights, or what taking the gradient raised.
    """
    if (failure := got.gradient_failure) is not None:
        raised = {"type": failure.type, "message": failure.message}
        return msgspec.structs.replace(differs, kind="raised", args={**differs.args, **raised})
    value = expected.observation.value
    if differs.kind or (isinstance(value, Array) and math.prod(value.shape) == 1):
        return differs
    if isinstance(value, Array) and math.prod(value.shape) <= FEW_WEIGHTS:
        given = {"weights": f"tensor({elements(weights(value.shape))})"}
        return msgspec.structs.replace(differs, kind="weighted", args={**differs.args, **given})
    return msgspec.structs.replace(differs, kind="weighted_sum")


def _one_gradient(
    mine: Array | None, yours: Array | None, tolerance: Tolerance | None, name: str
) -> Mismatch | None:
    """Compare one gradient; a missing gradient counts as zeros."""
    some = mine or yours
    assert some is not None
    known, seen = mine or _zeros_like(some), yours or _zeros_like(some)
    if same_bits(known, seen):
        return None
    args: Arguments = {}
    if seen.shape == known.shape and seen.dtype == known.dtype:
        wrong = departures(known, seen, tolerance)
        if wrong is not None and not wrong.any():
            return None
        args = first_wrong(known, seen, wrong) if wrong is not None else {}
    kind = "none" if yours is None else "unasked" if mine is None else ""
    return Mismatch(Aspect.GRADIENT, ((INPUT, name),), _gradient(mine), _gradient(yours), kind, args)


def _zeros_like(array: Array) -> Array:
    """Return zeros of the same form, or an array that cannot be read, like the given one."""
    data = bytes(len(array.data)) if array.data is not None else None
    return Array("tensor", array.dtype, array.shape, data)


def _gradient(gradient: Array | None) -> Shown:
    return shown(gradient) if gradient is not None else NO_GRADIENT


def _aliasing(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    """Find results that should share memory with an input and do not, or vice versa."""
    value = expected.observation.value
    tensors = [
        (path, array)
        for path, array in (leaves(value) if value else ())
        if array.kind in (*TENSORS, "ndarray")
    ]
    told = itertools.chain(got.shares, itertools.repeat(()))
    rows = zip(tensors, expected.observation.shares, told, strict=False)
    return [
        Mismatch(Aspect.ALIASING, path, _memory(mine, parameters), _memory(yours, parameters))
        for (path, _), mine, yours in rows
        if mine != yours
    ]


def _memory(shares: tuple[int, ...], parameters: Sequence[str]) -> Fact:
    names = tuple(parameters[n] for n in shares)
    return Fact("memory.view", {"names": names}) if names else COPY


def _inputs(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    found = []
    for n, (name, mine) in enumerate(zip(parameters, expected.observation.inputs, strict=True)):
        yours = got.inputs[n] if n < len(got.inputs) else None
        if n in expected.changed:
            continue
        differs = _first_departure(mine, yours, expected.tolerances, n)
        if differs is not None:
            part, left, changed = differs
            found.append(Mismatch(Aspect.INPUTS, ((INPUT, name), *part), left, changed))
    return found


Departure = tuple[Path, str, str]
"""The path of a part, and its text on either side."""


def _first_departure(mine: Value, yours: Value | None, tolerances: Yardsticks, n: int) -> Departure | None:
    """Find the first part of an input that is not as expected.

    If the form differs, it is the whole input.
    """
    if yours is None:
        return (), shown(mine), shown(yours)
    if is_same(mine, yours):
        return None
    part = _departing_part(mine, yours, tolerances, n)
    return None if part is None else (part, state(mine, part), state(yours, part))


def _departing_part(mine: Value, yours: Value, tolerances: Yardsticks, n: int) -> Path | None:
    if differs := next(structures(mine, yours, ()), None):
        if differs.path[-1:] != (GRAD,):
            return ()
        flag = (*differs.path[:-1], FLAG)  # a tensor that does not require grad has no gradient either
        return flag if state(mine, flag) != state(yours, flag) else differs.path
    for pair in tables.pairs(mine, yours, ()):
        if (place := tables.first_departure(*pair, tolerances, ((INPUT, n),))) is not None:
            return place
    both = [pair for pair in pairs(mine, yours) if pair[1].kind != CELLS]
    for path, left, right in both:
        if left.device != right.device:
            return path
        if same_bits(left, right):
            continue
        if left.shape != right.shape or left.dtype != right.dtype:
            return path
        wrong = departures(left, right, tolerances.get(((INPUT, n), *path)))
        if wrong is None or wrong.any():
            return path
    flags = (path for path, left, right in both if left.requires_grad != right.requires_grad)
    return next(((*path, FLAG) for path in flags if path[-1:] != (GRAD,)), None)


BESIDE: dict[str, Callable[[Expected, Observation, Sequence[str]], list[Mismatch]]] = {
    Aspect.ATTACHED: _attached,
    Aspect.GRADIENT: _gradients,
    Aspect.ALIASING: _aliasing,
    Aspect.INPUTS: _inputs,
}
