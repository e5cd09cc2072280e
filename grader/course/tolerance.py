"""How near is near enough: the truth and an element-wise bound for one case.

    bound = 4 · max(1, √N / 4) · (eps · |t| + S)

t is the truth: the reference run in float64. eps is that of the case's dtype. N is the number of elements of
the largest input. S is the largest movement of the output over three runs in float64. In these runs the
result of every operation, also in the backward pass, is perturbed by ± eps/2.

The bound is capped at 1e-3 of the larger of two numbers. One is max |t| here. The other is the median of max
|t| over those cases of the task in which the truth is larger than its own rounding. (A gradient that is zero
except for rounding is not.)

The factor was measured: no false alarm on right variants, while zeros and noise of 1e-6 fail.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from grader.core.model import Case, Observation, Requirements, Tolerance
from grader.core.notation import numbers
from grader.core.value import GRADIENT, INEXACT, INPUT, Array, Items, Path, Value, leaves
from grader.runner.recording.observe import observe
from grader.runner.recording.values import DTYPES, dtype_name

RUNS = 3
CAP = 1e-3
JITTER = 1e-5
DRAWING = ("aten::randn", "aten::rand", "aten::normal")
"""Operations that draw floats of a dtype."""
STEADY = 1e-2
"""A gradient is graded if jitter of the inputs moves it by less than this share.

The jitter is `JITTER`.
"""

Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Measurement:
    """The truths and movements of one case, by path, before the cap is applied.

    The cap needs all cases of the task.
    """

    truths: Mapping[Path, Numbers]
    slack: Mapping[Path, Numbers]


def measure(
    reference: Callable[..., Any], case: Case, known: Observation, asked: Requirements
) -> Measurement:
    """Run the reference in float64, plainly and perturbed.

    `known` is the reference observed in its own dtype.
    """
    with _draws_of(case):
        return _measured(reference, case, known, asked)


def _measured(
    reference: Callable[..., Any], case: Case, known: Observation, asked: Requirements
) -> Measurement:
    wide = case_in_float64(case)
    paths = _paths(known, case)
    truth = _arrays(_observe_wide(reference, wide, asked), wide)
    moved = dict.fromkeys(paths, 0.0)
    for run in range(RUNS):
        with _Rounding(_case_eps(case), case.seed + run):
            perturbed = _arrays(_observe_wide(reference, wide, asked), wide)
        for path in paths:
            moved[path] = max(moved[path], _movement(truth.get(path), perturbed.get(path)))
    steady = _steady_gradients(reference, wide, truth, asked) if asked.gradient else set()
    kept = [path for path in paths if not _is_gradient(path) or path in steady]
    widest = max((math.prod(array.shape) for value in case.inputs for _, array in leaves(value)), default=1)
    factor = 4 * max(1.0, math.sqrt(widest) / 4)
    truths = {path: truth[path] for path in kept if path in truth}
    with np.errstate(all="ignore"):
        slack = {
            path: factor * (_eps(paths[path].dtype) * np.abs(values) + moved[path])
            for path, values in truths.items()
        }
    return Measurement(truths, slack)


def freeze(measured: Sequence[Measurement], rtol: float = 0.0) -> list[dict[Path, Tolerance]]:
    """Cap the bounds of a task's cases together, and freeze them.

    `rtol` times the largest element is added.
    """
    tops: dict[Path, list[float]] = {}
    for case in measured:
        for path, truth in case.truths.items():
            usual = tops.setdefault(path, [])
            if _top(truth) > _top(case.slack[path]):  # else it is zero except for rounding
                usual.append(_top(truth))
    return [
        {
            path: Tolerance(
                np.ascontiguousarray(truth).tobytes(),
                _capped(
                    case.slack[path] + rtol * _top(truth),
                    max(_top(truth), statistics.median(tops[path] or [0.0])),
                ).tobytes(),
            )
            for path, truth in case.truths.items()
        }
        for case in measured
    ]


def _capped(slack: Numbers, scale: float) -> Numbers:
    bound = np.minimum(slack, CAP * scale)
    return np.ascontiguousarray(np.where(np.isfinite(bound), bound, 0.0))


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
    inexact = [array.dtype for value in case.inputs for _, array in leaves(value) if array.dtype in INEXACT]
    tensors = [dtype for dtype in inexact if dtype != "float64"] or inexact[:1] or ["float32"]
    return max(_eps(dtype) for dtype in tensors)


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
    reference: Callable[..., Any], case: Case, truth: Mapping[Path, Numbers], asked: Requirements
) -> set[Path]:
    """Return the gradients that are finite and stable under small input changes.

    At such inputs no kink of the function is near.
    """
    steady = {path for path in truth if _is_gradient(path) and np.isfinite(truth[path]).all()}
    for run in range(2):
        near = _nudged(case, run)
        nudged = _arrays(_observe_wide(reference, near, asked), near)
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
        return msgspec.structs.replace(value, data=(numbers(value) + signs).tobytes())

    return msgspec.structs.replace(case, inputs=tuple(nudge(value) for value in case.inputs))


@contextmanager
def _draws_of(case: Case) -> Iterator[None]:
    """Draw random numbers as in the case's own dtype, although float64 is run."""
    is_narrow = _case_eps(case) > _eps("float64")
    with _NarrowDraws() if is_narrow else nullcontext():  # type: ignore[no-untyped-call]  # torch's own is untyped
        yield


class _NarrowDraws(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own is untyped
    """Draw float32 numbers where float64 is asked for, and widen them.

    A float64 draw gives other numbers.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Do not wrap this mode for torch.compile, as with `_Rounding`."""
        return False

    def __torch_dispatch__(
        self, operation: Any, _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if torch.Tag.nondeterministic_seeded not in operation.tags:
            return operation(*args, **named)
        given = tuple(map(_narrow, args))
        if operation._schema.name.endswith("_"):
            drawn = operation(given[0].clone(), *given[1:], **named)
            return args[0].copy_(drawn)
        if operation._schema.name in DRAWING and named.get("dtype") in (None, torch.float64):
            named = {**named, "dtype": torch.float32}
        drawn = operation(*given, **named)
        floats = isinstance(drawn, torch.Tensor) and drawn.dtype is torch.float32
        return drawn.double() if floats else drawn


def _narrow(thing: Any) -> Any:
    wide = isinstance(thing, torch.Tensor) and thing.dtype is torch.float64
    return thing.float() if wide else thing


class _Rounding(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own is untyped
    """Multiply the result of every operation by 1 ± eps/2, as rounding might."""

    def __init__(self, eps: float, seed: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's own is untyped
        self._half = eps / 2
        self._generator = torch.Generator().manual_seed(seed)

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Do not wrap this mode for torch.compile.

        Wrapping would import the compiler, which takes more than a second.
        """
        return False

    def __torch_dispatch__(
        self, operation: Any, _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = operation(*args, **(kwargs or {}))
        returns = operation._schema.returns
        if isinstance(result, torch.Tensor) and returns and returns[0].alias_info is None:
            return self._perturb(result)
        if isinstance(result, torch.Tensor) and returns and returns[0].alias_info.is_write:
            return result.copy_(self._perturb(result)) if result.is_floating_point() else result
        return result

    def _perturb(self, result: torch.Tensor) -> torch.Tensor:
        if not result.is_floating_point() or dtype_name(result.dtype) not in INEXACT:
            return result
        signs = torch.randint(0, 2, result.shape, generator=self._generator, dtype=result.dtype) * 2 - 1
        return result * (1 + self._half * signs)
