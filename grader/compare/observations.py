"""Two observations of one call: in what do they differ?

The judge's only notion of right and wrong. It works on plain data with NumPy, never broadcasts, and
trusts nothing that it did not compute. The aspects from outcome to values are a chain, as
`grader.compare.values` has it: the first that fails makes the rest moot. Attachment to the graph,
gradient and inputs then stand side by side.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import msgspec

from grader.compare import batches as shuffled
from grader.compare.values import (
    Yardsticks,
    departures,
    difference,
    first_wrong,
    pairs,
    same_bits,
    structures,
)
from grader.core.cotangent import weights
from grader.core.fact import Arguments, Fact, Shown
from grader.core.model import Aspect, Expected, Failure, Mismatch, Observation, Yardstick
from grader.core.notation import elements, numbers, shown
from grader.core.value import (
    CALL,
    CALLS,
    FLAG,
    GRAD,
    GRADIENT,
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


def compare(
    expected: Expected, got: Observation, parameters: Sequence[str], aspects: Sequence[str]
) -> tuple[Mismatch, ...]:
    """All aspects of one case that do not hold, the chain's first failing one alone.

    `aspects` are the task's graded ones beside the chain: attached, gradient, aliasing, inputs.
    """
    chain = _chain(expected, got, parameters)
    if chain:
        return chain
    found: list[Mismatch] = []
    for aspect, look in BESIDE.items():
        if aspect in aspects and not _is_moot(aspect, expected, aspects):
            found += look(expected, got, parameters)
    return tuple(found)


def _is_moot(aspect: str, expected: Expected, aspects: Sequence[str]) -> bool:
    """Whether a result hangs on the graph does not matter where gradients are graded, and here is none."""
    return aspect == Aspect.ATTACHED and Aspect.GRADIENT in aspects and not graded_gradients(expected)


# --------------------------------------------------------------------------------------- the chain


def _chain(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    known = expected.observation
    if (raised := _outcome(known, got)) is not None:
        return (raised,)
    if known.failure is not None:
        return ()
    result = () if expected.free else _result(expected, got)
    return result or _changed_inputs(expected, got, parameters) or _moved(expected, got, parameters)


def _result(expected: Expected, got: Observation) -> tuple[Mismatch, ...]:
    known = expected.observation
    if expected.shuffled:
        return shuffled_departure(expected, got)
    assert known.value is not None
    assert got.value is not None
    return difference(known.value, got.value, expected.yardsticks) or _overlapping(known, got)


def shuffled_departure(expected: Expected, got: Observation) -> tuple[Mismatch, ...]:
    """The first property of shuffled batches that does not hold."""
    features, targets, size = (expected.observation.inputs[n] for n in expected.shuffled)
    assert isinstance(features, Array)
    assert isinstance(targets, Array)
    assert isinstance(size, Array)
    data = shuffled.Data(features, targets, int(numbers(size)))
    calls = got.value.items if isinstance(got.value, Items) and got.value.type == CALLS else ()
    broken = shuffled.departure(data, calls) if len(calls) == shuffled.CALLS else None
    return (broken,) if broken is not None else ()


def _overlapping(known: Observation, got: Observation) -> tuple[Mismatch, ...]:
    """Results of several calls that lie in the same memory, and should not."""
    if not got.overlap or known.overlap:
        return ()
    return (Mismatch(Aspect.VALUES, (), TWO_TENSORS, ONE_TENSOR, "overlap"),)


def _changed_inputs(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    """What a task that works in place is about: it is a value, and `pass` gives none of it."""
    for n in sorted(expected.changed, key=lambda n: not _is_trajectory(expected.observation.inputs[n])):
        mine, yours = expected.observation.inputs[n], got.inputs[n] if n < len(got.inputs) else None
        if isinstance(mine, Items) and _is_trajectory(mine):
            if found := _steps(mine, yours, expected.yardsticks, n, parameters[n]):
                return found
            continue
        differs = _first_departure(mine, yours, expected.yardsticks, n)
        if differs is not None:
            part, left, changed = differs
            return (Mismatch(Aspect.VALUES, ((INPUT, parameters[n]), *part), left, changed, "afterwards"),)
    return ()


def _is_trajectory(value: Value) -> bool:
    """Whether these are the steps of a training loop: they tell where it went wrong, its end does not."""
    return isinstance(value, Items) and value.type == TRAJECTORY


def _steps(
    mine: Items, yours: Value | None, yardsticks: Yardsticks, n: int, name: str
) -> tuple[Mismatch, ...]:
    """Where the steps that a training loop tells of are other ones: the first step that departs."""
    theirs = yours.items if isinstance(yours, Items) else ()
    for place, (left, right) in enumerate(zip(mine.items, theirs, strict=False)):
        path = (item_part(mine, place),)
        if found := difference(left, right, yardsticks, path=path, prefix=((INPUT, n),)):
            return found
    if len(mine.items) == len(theirs):
        return ()
    expected, got = (Fact("steps.calls", {"count": len(items)}) for items in (mine.items, theirs))
    return (Mismatch(Aspect.VALUES, ((INPUT, name),), expected, got, "steps"),)


def _moved(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    """A `.grad` that should have stayed where it lies in memory, and did not."""
    for path in got.moved:
        if path in expected.observation.moved or not path or path[0][0] != INPUT:
            continue
        n, part = path[0][1], path[1:]
        if isinstance(n, int) and n < len(parameters):
            place = ((INPUT, parameters[n]), *part)
            return (Mismatch(Aspect.VALUES, place, SAME_MEMORY, NEW_MEMORY, "moved"),)
    return ()


def state(value: Value, part: Path) -> str:
    """An input, or the part of it at a path, as text; a `.grad` that is not there is None."""
    if not part:
        return shown(value)
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
    """Where a result should hang on the graph and does not, or the other way round."""
    known = expected.observation
    if known.value is None or got.value is None:
        return []
    leaves_count = known.gradient is None  # where a gradient is graded, it is enough that it arrives
    found = []
    for path, *pair in pairs(known.value, got.value):
        mine, yours = (_graph_state(array, leaf=leaves_count and array.leaf) for array in pair)
        if mine != yours:
            found.append(Mismatch(Aspect.ATTACHED, path, mine, yours))
    return found


def _graph_state(array: Array, *, leaf: bool) -> Fact:
    if not array.requires_grad:
        return CUT
    return LEAF if leaf else ATTACHED


def graded_gradients(expected: Expected) -> list[int]:
    """The inputs whose gradients are graded in a case: those with a yardstick.

    Where there is one, that none arrives at another input is asked, too.
    """
    taken = expected.observation.gradient or ()
    graded = {n for n in range(len(taken)) if ((GRADIENT, n),) in expected.yardsticks}
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
        differs = _one_gradient(mine, yours, expected.yardsticks.get(((GRADIENT, n),)), parameters[n])
        if differs is not None:
            found.append(_with_weights(differs, expected, got))
    return found


def _with_weights(differs: Mismatch, expected: Expected, got: Observation) -> Mismatch:
    """The same with how the gradient was taken: with which weights, or what taking it raised."""
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
    mine: Array | None, yours: Array | None, yardstick: Yardstick | None, name: str
) -> Mismatch | None:
    """A missing gradient and one of zeros are the same."""
    some = mine or yours
    assert some is not None
    zeros = Array("tensor", some.dtype, some.shape, bytes(len(some.data or b"")))
    known, seen = mine or zeros, yours or zeros
    if same_bits(known, seen):
        return None
    args: Arguments = {}
    if seen.shape == known.shape and seen.dtype == known.dtype:
        wrong = departures(known, seen, yardstick)
        if wrong is not None and not wrong.any():
            return None
        args = first_wrong(known, seen, wrong) if wrong is not None else {}
    kind = "none" if yours is None else "unasked" if mine is None else ""
    return Mismatch(Aspect.GRADIENT, ((INPUT, name),), _gradient(mine), _gradient(yours), kind, args)


def _gradient(gradient: Array | None) -> Shown:
    return shown(gradient) if gradient is not None else NO_GRADIENT


def _aliasing(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    """Where a result should share memory with an input and does not, or the other way round."""
    value = expected.observation.value
    tensors = [(path, array) for path, array in leaves(value) if array.kind in TENSORS] if value else []
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
        differs = _first_departure(mine, yours, expected.yardsticks, n)
        if differs is not None:
            part, left, changed = differs
            found.append(Mismatch(Aspect.INPUTS, ((INPUT, name), *part), left, changed))
    return found


Departure = tuple[Path, str, str]
"""The path of a part, and what it is on either side."""


def _first_departure(mine: Value, yours: Value | None, yardsticks: Yardsticks, n: int) -> Departure | None:
    """The first part of an input that is not left as it should be; the whole where the form differs."""
    if yours is None:
        return (), shown(mine), shown(yours)
    part = _departing_part(mine, yours, yardsticks, n)
    return None if part is None else (part, state(mine, part), state(yours, part))


def _departing_part(mine: Value, yours: Value, yardsticks: Yardsticks, n: int) -> Path | None:
    if differs := next(structures(mine, yours, ()), None):
        if differs.path[-1:] != (GRAD,):
            return ()
        flag = (*differs.path[:-1], FLAG)  # what does not require grad has no gradient either
        return flag if state(mine, flag) != state(yours, flag) else differs.path
    both = list(pairs(mine, yours))
    for path, left, right in both:
        if left.device != right.device:
            return path
        if same_bits(left, right):
            continue
        if left.shape != right.shape or left.dtype != right.dtype:
            return path
        wrong = departures(left, right, yardsticks.get(((INPUT, n), *path)))
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
