"""Suggest the known words that are nearest to an unknown one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.core.message import Message

DID_YOU_MEAN = Message("Did you mean {near!r}?")
ONE_OF = Message("Did you mean one of these: {near}?")
THERE_ARE = Message("It has: {known}.")


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the known word that is nearest to a misspelt one; "" if none is near.

    `cutoff` is from 0 to 1.
    """
    return next(iter(several(word, known, cutoff=cutoff, most=1)), "")


def several(word: str, known: Iterable[str], *, cutoff: float = 0.6, most: int = 3) -> tuple[str, ...]:
    """Return the known words that are near to a misspelt one, the nearest first."""
    every = list(known)
    same = [one for one in every if _without_zeros(one) == _without_zeros(word)]
    near = difflib.get_close_matches(word, every, n=most, cutoff=cutoff)
    return tuple(dict.fromkeys((*same, *near)))[:most]


def _without_zeros(word: str) -> str:
    """Return a word whose numbers have no zeros in front: `exercise_3` means `exercise_03`."""
    return re.sub(r"0+(?=\d)", "", word)


@dataclass(frozen=True)
class Suggestion:
    """A suggestion, worded when it is shown: the near words, or else all known words."""

    near: tuple[str, ...]
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        if len(self.near) == 1:
            return DID_YOU_MEAN.format(near=self.near[0])
        if self.near:
            return ONE_OF.format(near=", ".join(map(repr, self.near)))
        return THERE_ARE.format(known=", ".join(self.known))


def suggestion(word: str, known: Iterable[str], *, cutoff: float = 0.5) -> Suggestion:
    """Suggest the nearest known word; if none is near, all known words."""
    words = tuple(known)
    return Suggestion(several(word, words, cutoff=cutoff, most=1), words)
