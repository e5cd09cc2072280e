"""Two observations of one call: in what do they differ?

The judge's only notion of right and wrong. It works on plain data with NumPy, never broadcasts, and
trusts nothing that it did not compute. The aspects from outcome to values are a chain, as
`grader.difference` has it: the first that fails makes the rest moot. Attachment to the graph,
gradient and inputs then stand side by side.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence

from grader import shuffled
from grader.cotangent import weights
from grader.difference import Facts, departures, difference, pairs, same_bits, structures, value_facts
from grader.model import Aspect, Expected, Failure, Mismatch, Observation, Yardstick
from grader.notation import elements, numbers, shown
from grader.value import CALLS, TRAJECTORY, Array, Items, Value, item_path, leaves

NO_GRADIENT = "no gradient"
FLAG = ".requires_grad"
"""The part of an input that is its flag, behind the path of a leaf."""
SAME_MEMORY, NEW_MEMORY = "the same tensor as before", "another tensor"
ATTACHED, CUT, LEAF = "attached to the graph", "cut from the graph", "a leaf that requires grad"
TWO_TENSORS, ONE_TENSOR = "a tensor of its own from each call", "the same memory from each call"
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
    return (Mismatch(Aspect.VALUES, "", TWO_TENSORS, ONE_TENSOR, {"overlap": 1}),)


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
            return (Mismatch(Aspect.VALUES, parameters[n], left, changed, {"afterwards": 1, "part": part}),)
    return ()


def _is_trajectory(value: Value) -> bool:
    """Whether these are the steps of a training loop: they tell where it went wrong, its end does not."""
    return isinstance(value, Items) and value.type == TRAJECTORY


def _steps(
    mine: Items, yours: Value | None, yardsticks: dict[str, Yardstick], n: int, name: str
) -> tuple[Mismatch, ...]:
    """Where the steps that a training loop tells of are other ones: the first step that departs."""
    theirs = yours.items if isinstance(yours, Items) else ()
    for place, (left, right) in enumerate(zip(mine.items, theirs, strict=False)):
        path = item_path(mine, "", place)
        if found := difference(left, right, yardsticks, path=path, prefix=f"input {n}"):
            return found
    if len(mine.items) == len(theirs):
        return ()
    expected, got = (f"{len(items)} calls" for items in (mine.items, theirs))
    return (Mismatch(Aspect.VALUES, name, expected, got, {"steps": 1}),)


def _moved(expected: Expected, got: Observation, parameters: Sequence[str]) -> tuple[Mismatch, ...]:
    """A `.grad` that should have stayed where it lies in memory, and did not."""
    for path in got.moved:
        if path not in expected.observation.moved and (place := re.fullmatch(r"input (\d{1,3})(.*)", path)):
            n, part = int(place[1]), place[2]
            if n < len(parameters):
                facts: Facts = {"afterwards": 1, "part": part, "moved": 1}
                return (Mismatch(Aspect.VALUES, parameters[n], SAME_MEMORY, NEW_MEMORY, facts),)
    return ()


def state(value: Value, part: str) -> str:
    """An input, or the part of it at a path, as text; a `.grad` that is not there is None."""
    if not part:
        return shown(value)
    array = dict(leaves(value)).get(part.removesuffix(FLAG))
    if array is None:
        return "None"
    return str(array.requires_grad) if part.endswith(FLAG) else shown(array)


def _outcome(known: Observation, got: Observation) -> Mismatch | None:
    if known.failure is None and got.failure is not None:
        call, failure = f"call {got.call}" if got.call else "", got.failure
        return Mismatch(Aspect.OUTCOME, call, shown(known.value), failure.type, _failure_facts(failure))
    if known.failure is not None and got.failure is None:
        return Mismatch(Aspect.OUTCOME, "", known.failure.type, shown(got.value), {"returned": 1})
    if known.failure is not None and got.failure is not None and not got.failure.is_a(known.failure.type):
        facts = {**_failure_facts(got.failure), "asked": known.failure.type}
        return Mismatch(Aspect.OUTCOME, "", known.failure.type, got.failure.type, facts)
    return None


def _failure_facts(failure: Failure) -> Facts:
    return {"message": failure.message}


# ------------------------------------------------------------------------------------ side by side


def _attached(expected: Expected, got: Observation, _: Sequence[str]) -> list[Mismatch]:
    """Where a result should hang on the graph and does not, or the other way round."""
    known = expected.observation
    if known.value is None or got.value is None:
        return []
    leaves_count = known.gradient is None  # where a gradient is graded, it is enough that it arrives
    texts = (
        (path, *(_graph_text(one, leaf=leaves_count and one.leaf) for one in pair))
        for path, *pair in pairs(known.value, got.value)
    )
    return [Mismatch(Aspect.ATTACHED, path, mine, yours) for path, mine, yours in texts if mine != yours]


def _graph_text(array: Array, *, leaf: bool) -> str:
    if not array.requires_grad:
        return CUT
    return LEAF if leaf else ATTACHED


def graded_gradients(expected: Expected) -> list[int]:
    """The inputs whose gradients are graded in a case: those with a yardstick.

    Where there is one, that none arrives at another input is asked, too.
    """
    taken = expected.observation.gradient or ()
    graded = {n for n in range(len(taken)) if f"gradient {n}" in expected.yardsticks}
    if not graded:
        return []
    wanting = {n for n, value in enumerate(expected.observation.inputs) if _requires_grad(value)}
    return sorted(graded | {n for n in wanting if taken[n] is None})


def _requires_grad(value: Value) -> bool:
    return isinstance(value, Array) and value.requires_grad


def _gradient(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    found = []
    for n in graded_gradients(expected):
        mine = (expected.observation.gradient or ())[n]
        yours = got.gradient[n] if got.gradient else None
        if mine is None and yours is None:
            continue
        differs = _one_gradient(mine, yours, expected.yardsticks.get(f"gradient {n}"), parameters[n])
        if differs is not None:
            facts = {**differs.facts, **_taken(expected, got)}
            found.append(Mismatch(differs.aspect, differs.path, differs.expected, differs.got, facts))
    return found


def _taken(expected: Expected, got: Observation) -> Facts:
    """How the gradient was taken: with which weights, and what that raised."""
    if (failure := got.gradient_failure) is not None:
        return {"failure": f"{failure.type}: {failure.message}"}
    value = expected.observation.value
    if isinstance(value, Array) and math.prod(value.shape) == 1:
        return {}
    if isinstance(value, Array) and math.prod(value.shape) <= FEW_WEIGHTS:
        return {"weights": f"tensor({elements(weights(value.shape))})"}
    return {"weights": ""}


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
    facts: Facts = {}
    if seen.shape == known.shape and seen.dtype == known.dtype:
        wrong = departures(known, seen, yardstick)
        if wrong is not None and not wrong.any():
            return None
        facts = value_facts(known, seen, wrong) if wrong is not None else {}
    return Mismatch(Aspect.GRADIENT, name, _gradient_text(mine), _gradient_text(yours), facts)


def _gradient_text(gradient: Array | None) -> str:
    return shown(gradient) if gradient is not None else NO_GRADIENT


def _aliasing(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    """Where a result should share memory with an input and does not, or the other way round."""
    value = expected.observation.value
    tensors = [(path, array) for path, array in leaves(value) if array.kind in TENSORS] if value else []
    told = itertools.chain(got.shares, itertools.repeat(()))
    rows = zip(tensors, expected.observation.shares, told, strict=False)
    return [
        Mismatch(Aspect.ALIASING, path, _memory_text(mine, parameters), _memory_text(yours, parameters))
        for (path, _), mine, yours in rows
        if mine != yours
    ]


def _memory_text(shares: tuple[int, ...], parameters: Sequence[str]) -> str:
    names = " and ".join(parameters[n] for n in shares)
    return f"a view of {names}" if names else "a copy"


def _inputs(expected: Expected, got: Observation, parameters: Sequence[str]) -> list[Mismatch]:
    found = []
    for n, (name, mine) in enumerate(zip(parameters, expected.observation.inputs, strict=True)):
        yours = got.inputs[n] if n < len(got.inputs) else None
        if n in expected.changed:
            continue
        differs = _first_departure(mine, yours, expected.yardsticks, n)
        if differs is not None:
            part, left, changed = differs
            found.append(Mismatch(Aspect.INPUTS, name, left, changed, {"part": part}))
    return found


Departure = tuple[str, str, str]
"""The path of a part, and what it is on either side."""


def _first_departure(
    mine: Value, yours: Value | None, yardsticks: dict[str, Yardstick], n: int
) -> Departure | None:
    """The first part of an input that is not left as it should be; the whole where the form differs."""
    if yours is None:
        return "", shown(mine), shown(yours)
    part = _departing_part(mine, yours, yardsticks, n)
    return None if part is None else (part, state(mine, part), state(yours, part))


def _departing_part(mine: Value, yours: Value, yardsticks: dict[str, Yardstick], n: int) -> str | None:
    if differs := next(structures(mine, yours, ""), None):
        if not differs.path.endswith(".grad"):
            return ""
        flag = (
            f"{differs.path.removesuffix('.grad')}{FLAG}"  # what does not require grad has no gradient either
        )
        return flag if state(mine, flag) != state(yours, flag) else differs.path
    both = list(pairs(mine, yours))
    for path, left, right in both:
        if left.device != right.device:
            return path
        if same_bits(left, right):
            continue
        if left.shape != right.shape or left.dtype != right.dtype:
            return path
        wrong = departures(left, right, yardsticks.get(f"input {n}{path}"))
        if wrong is None or wrong.any():
            return path
    flags = (path for path, left, right in both if left.requires_grad != right.requires_grad)
    return next((f"{path}{FLAG}" for path in flags if not path.endswith(".grad")), None)


BESIDE: dict[str, Callable[[Expected, Observation, Sequence[str]], list[Mismatch]]] = {
    Aspect.ATTACHED: _attached,
    Aspect.GRADIENT: _gradient,
    Aspect.ALIASING: _aliasing,
    Aspect.INPUTS: _inputs,
}
