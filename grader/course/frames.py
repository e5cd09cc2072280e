"""The frames of cases: what all inputs of one case share.

Boundary frames are explicit. Random ones are drawn by Hypothesis. Sizes stay in the limits that the inputs
of the task give their dimensions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from grader.course.combinations import Row, combinations
from grader.course.inputs import TENTHS, Input, Limit, Sizes, limits_of, names_of, scales_of

FLOATS = ("float32", "float64")
SIZES = (1, 2, 3, 4, 5, 0, 7, 13, 40)
LARGEST = max(SIZES)
FEW_SIZES = 10
"""If a dimension has at most so many sizes, all are drawn."""
MOST_ROWS = 60
"""The most further rows of choices for which a task gets boundary cases."""
SizesByName = dict[str, int | tuple[int, ...]]
Limits = Mapping[str, Limit]


def boundary_frames(inputs: Sequence[Input], *, gradient: bool) -> Iterator[tuple[Sizes, Row]]:
    """Yield the explicit frames, each with the choice of every input.

    The row of choices is empty if all inputs take the frame's.
    """
    names, limits = names_of(inputs), limits_of(inputs)
    usual = [_usual(names, start, limits) for start in (2, 1, 3)]
    plain_frames = [Sizes(sizes) for sizes in usual]
    for choice in range(max((word.choices() for word in inputs), default=1)):
        yield from ((replace(frame, choice=choice), ()) for frame in plain_frames)
    yield from _scaled(plain_frames[0], inputs)
    for sizes, note in _odd(names, limits):
        yield Sizes(sizes, note=note), ()
        if gradient:
            yield Sizes(sizes, requires_grad=True, note=note), ()
    for numbers in ("zeros", "ones", "low"):
        yield replace(plain_frames[0], numbers=numbers, note=numbers), ()
    for memory in ("transposed", "strided", "expanded"):
        yield from ((replace(frame, memory=memory, note=memory), ()) for frame in plain_frames[::2])
    if gradient:
        for frame in plain_frames:
            yield from (
                (replace(frame, requires_grad=True, dtype=dtype, factor="/ 3"), ()) for dtype in FLOATS
            )


def _scaled(frame: Sizes, inputs: Sequence[Input]) -> Iterator[tuple[Sizes, Row]]:
    """Yield a frame with each factor and dtype.

    The choices of two inputs also meet in other pairs than when all are taken in step.
    """
    most = max((word.choices() for word in inputs), default=1)
    every = itertools.product(range(most), scales_of(inputs), FLOATS)
    wanted = [(choice, factor, dtype) for choice, factor, dtype in every if _is_wanted(choice, factor, dtype)]
    more = combinations([word.alternatives() for word in inputs]) if wanted else []
    rows = [*more, *((choice,) * len(inputs) for choice in range(most))]
    for n, (choice, factor, dtype) in enumerate(wanted):
        row = rows[n % len(rows)] if more else rows[choice]
        yield replace(frame, choice=choice, dtype=dtype, factor=factor), _mixed(row, choice, inputs)
    for row in more[len(wanted) :][:MOST_ROWS]:
        yield frame, _mixed(row, 0, inputs)


def _mixed(row: Row, choice: int, inputs: Sequence[Input]) -> Row:
    """Return a row in which inputs without alternatives take the choice of the frame."""
    return tuple(own if word.alternatives() > 1 else choice for own, word in zip(row, inputs, strict=True))


def _is_wanted(choice: int, factor: str, dtype: str) -> bool:
    """Whether a factor is used with a choice and a dtype; tenths are used once with each dtype."""
    return factor != TENTHS or (choice < len(FLOATS) and dtype == FLOATS[choice])


# -------------------------------------------------------------------------------------- explicit sizes


def _usual(names: Sequence[str], start: int, limits: Limits) -> SizesByName:
    """Return sizes that are all different: `n` is 2, `m` is 3, and so on.

    Starred names have `start` axes. A size outside the limits is replaced by one within.
    """
    sizes: SizesByName = {}
    for offset, name in enumerate(names):
        if name.startswith("*"):
            sizes[name] = tuple(range(2, 2 + start))
        else:
            sizes[name] = _another(start + offset, limits.get(name), tuple(sizes.values()))
    return sizes


def _another(size: int, limit: Limit | None, taken: Sequence[Any]) -> int:
    """Return a size within the limit; if one is left, one that is not taken yet."""
    if limit is None:
        return next(other for other in itertools.count(size) if other not in taken)
    least, most = limit
    within = size if least <= size <= most else least + size % (most - least + 1)
    others = range(least, min(most, least + len(taken)) + 1)
    return next((other for other in (within, *others) if other not in taken), within)


def _odd(names: Sequence[str], limits: Limits) -> Iterator[tuple[SizesByName, str]]:
    """Yield sizes that are all one or all two (square), or one of them 0 or 1.

    A dimension with limits is the smallest and the largest instead. A starred name gets ranks 0 to 3.
    """
    usual = _usual(names, 2, limits)
    named = [name for name in names if not name.startswith("*")]
    for size in _equal(named, limits):
        yield {**usual, **dict.fromkeys(named, size)}, "all sizes equal"
    for name in named:
        for size in _edges(limits.get(name)):
            yield {**usual, name: size}, f"size {size}"
    for name in (name for name in names if name.startswith("*")):
        for sizes in ((), (1,), (4,), (0,), (2, 2), (1, 3), (3, 1), (0, 2), (2, 1, 3), (2, 3, 2)):
            yield {**usual, name: sizes}, f"{len(sizes)} dimensions"


def _equal(named: Sequence[str], limits: Limits) -> list[int]:
    """Return two sizes that all dimensions may have; fewer if the limits allow no two."""
    if not named:
        return []
    least = max([1, *(limits[name][0] for name in named if name in limits)])
    most = min([least + 1, *(limits[name][1] for name in named if name in limits)])
    return list(range(least, most + 1))


def _edges(limit: Limit | None) -> list[int]:
    """Return the sizes at which functions fail: 1 and 0, or the ends of the limit.

    A large end is left out: each boundary case would have a tensor of this size.
    """
    if limit is None:
        return [1, 0]
    least, most = limit
    ends = [size for size in (1, 0) if least <= size <= most] + [least]
    return list(dict.fromkeys([*ends, most] if most <= LARGEST else ends))


# --------------------------------------------------------------------------------------- drawn frames


@st.composite
def frames(draw: st.DrawFn, inputs: Sequence[Input], gradient: bool, all_sizes: Sequence[int]) -> Sizes:
    """Draw a frame; sizes without limits are some of `all_sizes`."""
    names, limits = names_of(inputs), limits_of(inputs)
    sizes: SizesByName = {}
    same = draw(st.booleans()) and draw(st.booleans())
    for name in sorted(names, key=lambda name: name not in limits):  # the others can be equal to these
        if name.startswith("*"):
            rank = draw(st.sampled_from((1, 2, 0, 3)))
            sizes[name] = tuple(draw(st.sampled_from(all_sizes[:7])) for _ in range(rank))
        else:
            taken = [number for number in sizes.values() if isinstance(number, int)]
            sizes[name] = _drawn(draw, limits.get(name), all_sizes, taken, same)
    dtype = draw(st.sampled_from(FLOATS))
    memory = draw(st.sampled_from(("contiguous", "contiguous", "transposed", "strided")))
    requires_grad = gradient and not draw(st.booleans())
    return Sizes(sizes, dtype, memory, requires_grad, choice=draw(st.integers(0, 11)))


def _drawn(
    draw: st.DrawFn, limit: Limit | None, all_sizes: Sequence[int], taken: Sequence[int], same: bool
) -> int:
    """Draw a size: the first that is taken if all shall be the same, else another one."""
    if limit is None:
        size = draw(st.sampled_from(all_sizes))
        return taken[0] if taken and same else size + (size in taken and size > 0)
    least, most = limit
    allowed = _allowed(limit, all_sizes)
    size = draw(st.sampled_from(allowed))
    if taken and same and least <= taken[0] <= most:
        return taken[0]
    return next((other for other in (size, *allowed) if other not in taken), size)


def _allowed(limit: Limit, all_sizes: Sequence[int]) -> list[int]:
    """Return sizes within a limit, the simplest first: all of few, else some from end to end."""
    least, most = limit
    if most - least < FEW_SIZES:
        return sorted(range(least, most + 1), key=lambda size: (size == 0, size))
    usual = [size for size in all_sizes if least <= size <= most]
    spread = [least + (most - least) * part // 4 for part in range(1, 5)]
    return list(dict.fromkeys([*usual, least, *spread]))
