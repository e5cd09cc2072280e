"""Modes that run a reference in float64 as if its numbers were narrower.

`Rounding` moves operands as rounding might, and `NarrowDraws` draws the random numbers of float32. Neither
says how near is near enough: `grader.course.tolerance` does.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

DRAWING = ("aten::randn", "aten::rand", "aten::normal")
"""Operations that draw floats of a dtype."""
POOL = 4096
"""How many random signs are drawn at once."""
SELECT = "amax amin aminmax max min maximum minimum cummax cummin median nanmedian kthvalue mode sort topk"
COMPARE = "argmax argmin argsort eq ne lt le gt ge isclose equal heaviside sign sgn unique nonzero"
WHOLE = "floor ceil round trunc frac fix remainder fmod floor_divide bucketize searchsorted"
COPY = "_local_scalar_dense _to_copy copy clone empty empty_like empty_strided new_empty new_empty_strided"
SET = "fill zero index_put masked_fill masked_scatter scatter index_copy index_fill"
NOT_ROUNDED = frozenset(" ".join((SELECT, COMPARE, WHOLE, COPY, SET)).split())
"""Operations whose operands stay as they are.

They select, compare, count, copy or set numbers, or give memory that is not yet set. A moved operand would
break a tie that the call really has.
"""


class _Mode(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own is untyped
    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Do not wrap this mode for torch.compile.

        Wrapping would import the compiler, which takes more than a second.
        """
        return False


class NarrowDraws(_Mode):  # type: ignore[no-untyped-call]  # torch's own is untyped
    """Draw float32 numbers where float64 is asked for, and widen them.

    A float64 draw gives other numbers.
    """

    def __torch_dispatch__(
        self, operation: Any, _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if not _draws(operation):
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


class Rounding(_Mode):  # type: ignore[no-untyped-call]  # torch's own is untyped
    """Multiply each operand of every operation by 1 ± eps/2, also in the backward pass.

    A number that is used twice is moved twice, each time in its own way. So a difference of two numbers that
    cancel exactly moves by what rounding does to the two. With `watches`, `forward` and `backward` are the
    largest finite numbers that occurred in each pass.
    """

    def __init__(self, eps: float, seed: int, *, watches: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's own is untyped
        signs = torch.randint(0, 2, (POOL,), generator=torch.Generator().manual_seed(seed)) * 2 - 1
        self._pool = 1 + eps / 2 * signs.double()
        self._at = 0
        self._watches = watches
        self.forward = self.backward = 0.0

    def __torch_dispatch__(
        self, operation: Any, _types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if not _rounds(operation):
            return operation(*args, **named)
        reads = _reads(operation)
        given = [self._moved(arg) if own else arg for arg, own in zip(args, reads, strict=False)]
        result = operation(*given, **named)
        if self._watches:
            read = (arg for arg, own in zip(given, reads, strict=False) if own)
            self._watch((*read, *(result if isinstance(result, tuple | list) else (result,))))
        if _writes(operation) and isinstance(result, torch.Tensor):
            return result.copy_(self._moved(result))
        return result

    def _moved(self, thing: Any) -> Any:
        if not isinstance(thing, torch.Tensor) or not _is_float(thing) or not _is_read(thing):
            return thing
        return thing * self._signs(thing.numel()).to(thing.dtype).view(thing.shape)

    def _signs(self, count: int) -> torch.Tensor:
        if self._at + count > len(self._pool):
            self._at = (self._at + 1) % 97  # another part of the pool than before
            if count > len(self._pool) - 97:
                self._pool = self._pool.repeat(2 + (count + 97) // len(self._pool))
        self._at += count
        return self._pool[self._at - count : self._at]

    def _watch(self, things: tuple[Any, ...]) -> None:
        largest = max(map(_largest, things), default=0.0)
        if torch._C._current_graph_task_id() == -1:
            self.forward = max(self.forward, largest)
        else:
            self.backward = max(self.backward, largest)


@cache
def _draws(operation: Any) -> bool:
    """Whether an operation draws random numbers."""
    return torch.Tag.nondeterministic_seeded in operation.tags


@cache
def _reads(operation: Any) -> tuple[bool, ...]:
    """Return which arguments an operation only reads."""
    return tuple(how.alias_info is None for how in operation._schema.arguments)


@cache
def _rounds(operation: Any) -> bool:
    """Whether an operation computes new numbers, and so rounds them."""
    schema = operation._schema
    if not schema.returns or _draws(operation):
        return False
    is_view = any(given.alias_info is not None and not given.alias_info.is_write for given in schema.returns)
    return not is_view and schema.name.partition("::")[2].rstrip("_") not in NOT_ROUNDED


@cache
def _writes(operation: Any) -> bool:
    alias = operation._schema.returns[0].alias_info
    return alias is not None and bool(alias.is_write)


def _is_float(tensor: torch.Tensor) -> bool:
    return tensor.dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16)


def _is_read(tensor: torch.Tensor) -> bool:
    """Whether a tensor has memory; zeros of forward-mode AD have none, and their shapes are of `meta`."""
    return tensor.is_cpu and not tensor._is_zerotensor()


def _largest(thing: Any) -> float:
    """Return the largest finite number of a tensor; 0 for anything else."""
    if (
        not isinstance(thing, torch.Tensor)
        or not _is_float(thing)
        or not thing.numel()
        or not _is_read(thing)
    ):
        return 0.0
    largest = float(torch.linalg.vector_norm(thing, float("inf")))
    return largest if largest < float("inf") else float(thing.abs().nan_to_num(0.0, 0.0, 0.0).max())
