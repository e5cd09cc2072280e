"""How near is near enough: the truth and an element-wise bound for one case.

    bound = 4 · max(1, √N / 4) · (eps · |t| + S + eps · U)

t is the truth: the reference run in float64, or in the case's dtypes if it raises in float64. eps is that of
the case's dtype. N is the number of elements of the largest input. S is the largest movement of the output
over three runs in float64. In these runs every operand of every operation, also in the backward pass, is
perturbed by ± eps/2, each use of it on its own.

U is for what the reference does not show. A right answer may take another way to the same result, and its
intermediate results may cancel where those of the reference do not: `x.exp() / x.exp().sum()` instead of
`torch.softmax`, or x² - 2xy + y² instead of (x - y)². They are larger than the task's usual result, but not
much, and no larger than products of the numbers at hand:

    U = min(8 · usual, max(M, M²))        for a gradient: 16 · usual

M is the largest of the inputs; if none of them has floats, it is the largest operand or intermediate result.
For a gradient, it includes those of the backward pass. So inputs of 1e-30 do not get the bound of inputs of
3, also if the reference scales them to 1 and back. The usual result is the larger of
max |t| here and the median of max |t| over those cases of the task in which the truth is more than rounding
in float64. (A gradient that is zero except for rounding is not.) If there is no such case, U is max(M, M²).

The bound is capped at 1e-3 of the usual result.

The factors were measured: no false alarm on right variants and on hundreds of pairs of mathematically equal
formulas (`tests/course/test_equal_formulas.py`), while zeros and noise of 1e-4 fail.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import numpy as np
import torch

from grader.core.model import Case, Observation, Requirements, Tolerance
from grader.core.notation import numbers
from grader.core.value import GRADIENT, INEXACT, INPUT, Array, Items, Path, Value, leaves
from grader.course.rounding import NarrowDraws, Rounding
from grader.runner.recording.observe import observe
from grader.runner.recording.values import DTYPES

RUNS = 3
CAP = 1e-3
JITTER = 1e-5
LARGER, LARGER_GRADIENT = 8.0, 16.0
"""How much larger than the usual result the intermediate results on another way may be.

Measured: an entropy needed 3, and its gradient 10.
"""
SURE, SURE_IF_SMALL, SMALL = 100.0, 1e9, 16.0
"""A truth is no rounding error in float64 if it is `SURE` times S, as S would be in float64.

S is too small by far for an operation such as softmax, which does not show its intermediate results. So a
truth of less than `SMALL` times the rounding of the largest number must be `SURE_IF_SMALL` times S.
"""
LARGEST_ROOT = 1e150
"""The square of this is still far from infinity."""
STEADY = 1e-2
"""A gradient is graded if jitter of the inputs moves it by less than this share.

The jitter is `JITTER`.
"""

Numbers = np.ndarray[Any, Any]
See = Callable[[Callable[..., Any], Case, Requirements], Observation]
"""Observes a reference on a case."""


@dataclass(frozen=True)
class Measurement:
    """The truths and movements of one case, by path, before all cases are put together.

    `slack` is the bound without U. `share` is the part of the bound for each unit of U, and `reach` is
    max(M, M²). A truth of at most `doubt` may be nothing but rounding in float64.
    """

    truths: Mapping[Path, Numbers]
    slack: Mapping[Path, Numbers]
    share: Mapping[Path, float]
    reach: Mapping[Path, float]
    doubt: Mapping[Path, float]


NOTHING = Measurement({}, {}, {}, {}, {})
"""Of a case without numbers to measure."""


def measure(
    reference: Callable[..., Any], case: Case, known: Observation, asked: Requirements
) -> Measurement:
    """Run the reference in float64, plainly and perturbed.

    `known` is the reference observed in its own dtype. A reference that raises in float64 is run in the
    dtypes of the case.
    """
    is_narrow = _case_eps(case) > _eps("float64")
    with NarrowDraws() if is_narrow else nullcontext():  # type: ignore[no-untyped-call]  # torch's own is untyped
        return _measured(reference, case, known, asked)


def _measured(
    reference: Callable[..., Any], case: Case, known: Observation, asked: Requirements
) -> Measurement:
    paths = _paths(known, case)
    if not paths:
        return NOTHING
    see: See = _observe_wide
    wide = case_in_float64(case)
    truth = _arrays(see(reference, wide, asked), wide)
    if paths and not truth:  # the reference has numbers of its own, in another dtype, and raised
        see, wide = observe, case
        truth = _arrays(see(reference, wide, asked), wide)
    moved = dict.fromkeys(paths, 0.0)
    given = _given(wide)
    largest, forward, backward = max(map(_top, given), default=0.0), 0.0, 0.0
    for run in range(RUNS):
        with Rounding(_case_eps(case), case.seed + run, watches=run == 0) as rounding:
            perturbed = _arrays(see(reference, wide, asked), wide)
        forward, backward = max(forward, rounding.forward), max(backward, rounding.backward)
        for path in paths:
            moved[path] = max(moved[path], _movement(truth.get(path), perturbed.get(path)))
    largest = largest if given else forward
    steady = _steady_gradients(partial(see, reference), wide, truth, asked) if asked.gradient else set()
    kept = [path for path in paths if path in truth and (not _is_gradient(path) or path in steady)]
    factor = _factor(case)
    with np.errstate(all="ignore"):
        slack = {
            path: factor * (_eps(paths[path].dtype) * np.abs(truth[path]) + moved[path]) for path in kept
        }
    return Measurement(
        {path: truth[path] for path in kept},
        slack,
        {path: factor * _hidden_eps(paths[path], case) for path in kept},
        {path: _reach(max(largest, backward) if _is_gradient(path) else largest) for path in kept},
        {path: _doubt(moved[path] / _case_eps(case), max(largest, forward, backward)) for path in kept},
    )


def _factor(case: Case) -> float:
    widest = max((math.prod(array.shape) for value in case.inputs for _, array in leaves(value)), default=1)
    return 4 * max(1.0, math.sqrt(widest) / 4)


def _doubt(moved: float, largest: float) -> float:
    """Return up to which size a truth may be rounding in float64.

    `moved` is S, divided by the eps with which it was measured.
    """
    return _eps("float64") * max(SURE * moved, min(SURE_IF_SMALL * moved, SMALL * largest))


def _reach(largest: float) -> float:
    """Return how large a product of two numbers of a case may be."""
    return max(largest, min(largest, LARGEST_ROOT) ** 2)


def _given(case: Case) -> list[Numbers]:
    """Return the inexact numbers of a case's inputs."""
    arrays = [array for value in case.inputs for _, array in leaves(value)]
    return [numbers(array) for array in arrays if array.dtype in INEXACT and array.data is not None]


def freeze(
    measured: Sequence[Measurement], rtol: float = 0.0, atol: float = 0.0
) -> list[dict[Path, Tolerance]]:
    """Put the bounds of a task's cases together, and freeze them.

    `rtol` times the largest element is added. No bound is smaller than `atol`.
    """
    usual = _usual(measured)
    return [
        {path: _tolerance(case, path, usual.get(path), rtol, atol) for path in case.truths}
        for case in measured
    ]


def _usual(measured: Sequence[Measurement]) -> dict[Path, float]:
    """Return the median of the largest truths, by path.

    A path is missing if its truths are all zero except for rounding.
    """
    tops: dict[Path, list[float]] = {}
    for case in measured:
        for path, truth in case.truths.items():
            if _top(truth) > case.doubt[path]:
                tops.setdefault(path, []).append(_top(truth))
    return {path: statistics.median(found) for path, found in tops.items()}


def _tolerance(case: Measurement, path: Path, usual: float | None, rtol: float, atol: float) -> Tolerance:
    truth, reach = case.truths[path], case.reach[path]
    top = _top(truth)
    scale = max(top, reach if usual is None else usual)
    hidden = min(scale * (LARGER_GRADIENT if _is_gradient(path) else LARGER), reach)
    slack = case.slack[path] + case.share[path] * hidden + rtol * top
    bound = np.minimum(slack, CAP * scale)
    bound = np.maximum(np.where(np.isfinite(bound), bound, 0.0), atol)
    most = max(CAP * scale, atol)
    return Tolerance(np.ascontiguousarray(truth).tobytes(), np.ascontiguousarray(bound).tobytes(), most)


def _top(truth: Numbers) -> float:
    finite = np.abs(truth[np.isfinite(truth)])
    return float(finite.max()) if finite.size else 0.0


def case_in_float64(case: Case) -> Case:
    """Return the case with every floating input in float64, exactly.

    Complex inputs become complex128.
    """
    return msgspec.structs.replace(case, inputs=tuple(_widen(value) for value in case.inputs))


def _widen(value: Value) -> Value:
    if isinstance(value, Items):
        return Items(value.type, tuple(_widen(item) for item in value.items))
    if not isinstance(value, Array) or value.dtype not in INEXACT or value.is_python:
        return value
    wide = "complex128" if value.dtype.startswith("complex") else "float64"
    grad = _widen(value.grad) if value.grad is not None else None
    assert grad is None or isinstance(grad, Array)
    return msgspec.structs.replace(value, dtype=wide, data=numbers(value).astype(wide).tobytes(), grad=grad)


def _observe_wide(reference: Callable[..., Any], case: Case, asked: Requirements) -> Observation:
    torch.set_default_dtype(torch.float64)
    return observe(reference, case, asked)  # `observe` restores the default dtype


def _case_eps(case: Case) -> float:
    inexact = _inexact(case)
    tensors = [dtype for dtype in inexact if dtype != "float64"] or inexact[:1] or ["float32"]
    return max(_eps(dtype) for dtype in tensors)


def _inexact(case: Case) -> list[str]:
    return [array.dtype for value in case.inputs for _, array in leaves(value) if array.dtype in INEXACT]


def _hidden_eps(array: Array, case: Case) -> float:
    """Return the eps of the intermediate results on another way to an array.

    A Python number may have been computed in a narrower dtype than its own.
    """
    if not _inexact(case) and not array.is_python:
        return _eps(array.dtype)
    return max(_eps(array.dtype), _case_eps(case))


def _eps(dtype: str) -> float:
    return float(torch.finfo(DTYPES[dtype]).eps)


def _is_gradient(path: Path) -> bool:
    return path[:1] != () and path[0][0] == GRADIENT


def _paths(known: Observation, case: Case) -> dict[Path, Array]:
    """Return all inexact arrays of an observation, by path.

    Inputs are included only if the call changed them.
    """
    found = dict(leaves(known.value)) if known.value is not None else {}
    found |= {((GRADIENT, n),): grad for n, grad in enumerate(known.gradient or ()) if grad is not None}
    for n, (before, after) in enumerate(zip(case.arguments, known.inputs, strict=True)):
        was = dict(leaves(before, ((INPUT, n),)))
        now = leaves(after, ((INPUT, n),))
        found |= {path: array for path, array in now if path not in was or array.data != was[path].data}
    return {path: array for path, array in found.items() if array.dtype in INEXACT and array.data is not None}


def _arrays(observed: Observation, case: Case) -> dict[Path, Numbers]:
    wide = {"complex64": np.complex128, "complex128": np.complex128}
    return {
        path: numbers(a).astype(wide.get(a.dtype, np.float64)) for path, a in _paths(observed, case).items()
    }


def _movement(truth: Numbers | None, moved: Numbers | None) -> float:
    if truth is None or moved is None or truth.shape != moved.shape or not truth.size:
        return 0.0
    with np.errstate(all="ignore"):
        distance = np.abs(moved - truth)
    return float(distance[np.isfinite(distance)].max(initial=0.0))


def _steady_gradients(
    see: Callable[[Case, Requirements], Observation],
    case: Case,
    truth: Mapping[Path, Numbers],
    asked: Requirements,
) -> set[Path]:
    """Return the gradients that are finite and stable under small input changes.

    At such inputs no kink of the function is near.
    """
    steady = {path for path in truth if _is_gradient(path) and np.isfinite(truth[path]).all()}
    for run in range(2):
        near = _nudged(case, run)
        nudged = _arrays(see(near, asked), near)
        for path in list(steady):
            there = nudged.get(path)
            close = STEADY * max(_top(truth[path]), 1e-12)
            if there is None or _movement(truth[path], there) > close or not np.isfinite(there).all():
                steady.discard(path)
    return steady


def _nudged(case: Case, run: int) -> Case:
    random = np.random.default_rng(case.seed + run)

    def nudge(value: Value) -> Value:
        if not isinstance(value, Array) or not value.requires_grad:
            return value
        signs = random.choice([-JITTER, JITTER], size=value.shape)
        given = numbers(value)
        return msgspec.structs.replace(value, data=(given + signs).astype(given.dtype).tobytes())

    return msgspec.structs.replace(case, inputs=tuple(nudge(value) for value in case.inputs))
