"""Combine the choices of several inputs so that every two of them meet."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

Row = tuple[int, ...]
"""The choice of each input in one boundary case."""


def combinations(counts: Sequence[int]) -> list[Row]:
    """Return rows of choices in which every two choices of two inputs meet.

    Pairs that meet when all inputs take their choices in step are left out.
    """
    pairs = itertools.combinations(range(len(counts)), 2)
    left = [(i, a, j, b) for i, j in pairs for a in range(counts[i]) for b in range(counts[j])]
    met = {(i, n % counts[i], j, n % counts[j]) for i, _, j, _ in left for n in range(max(counts))}
    left = [pair for pair in left if pair not in met]
    rows: list[Row] = []
    while left:
        chosen = {left[0][0]: left[0][1], left[0][2]: left[0][3]}
        for n in range(len(counts)):
            if n not in chosen:
                chosen[n] = max(
                    range(counts[n]), key=lambda choice: _meeting({**chosen, n: choice}, left)
                )  # used at once
        left = [pair for pair in left if not _meets(chosen, pair)]
        rows.append(tuple(chosen[n] for n in range(len(counts))))
    return rows


def every_row(counts: Sequence[int]) -> list[Row]:
    """Return the rows in step, then those in which the other pairs meet."""
    in_step = [tuple(n % count for count in counts) for n in range(max(counts, default=1))]
    return [*in_step, *combinations(counts)]


def _meeting(chosen: Mapping[int, int], left: Sequence[tuple[int, int, int, int]]) -> int:
    """Return how many pairs meet in a row in which some choices are made."""
    return sum(_meets(chosen, pair) for pair in left)


def _meets(chosen: Mapping[int, int], pair: tuple[int, int, int, int]) -> bool:
    i, a, j, b = pair
    return chosen.get(i) == a and chosen.get(j) == b
