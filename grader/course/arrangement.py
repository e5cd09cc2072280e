"""The order of a task's inputs: those that others are computed from come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.course import words
from grader.course.inputs import Input, InputError, NamedInput, limits_of
from grader.course.objects import Functions


def arranged(names: Sequence[str], inputs: Mapping[str, Input]) -> tuple[Input, ...]:
    """Return the inputs of a task for drawing: first those with these names, then helpers.

    A helper is used to compute others, and for nothing else. Raises InputError if an input is computed of
    one that does not exist or has no value yet, of itself, or if limits contradict each other.
    """
    needed = frozenset[str]().union(*(word.needs() for word in inputs.values()))
    _check_needs(inputs)
    helpers = [name for name in inputs if name not in names]
    found = [
        NamedInput(name, inputs[name], helper=name in helpers) if name in needed else inputs[name]
        for name in (*names, *helpers)
    ]
    limits_of(found)
    return tuple(found)


def _check_needs(inputs: Mapping[str, Input]) -> None:
    for name, word in inputs.items():
        for needed in sorted(word.needs()):
            if needed not in inputs:
                raise InputError(
                    words.COMPUTED_OF_UNKNOWN, name=name, unknown=needed, inputs=", ".join(inputs)
                )
            if inputs[needed].is_text() and not isinstance(inputs[needed], Functions):
                raise InputError(words.COMPUTED_OF_TEXT, name=name, needed=needed)
    left = dict(inputs)
    while ready := [name for name, word in left.items() if not word.needs() & left.keys()]:
        for name in ready:
            del left[name]
    if left:
        raise InputError(words.COMPUTED_IN_CIRCLE, names=", ".join(left))


def in_turn(inputs: Sequence[Input]) -> list[int]:
    """Return the indices of the inputs, each after those that it is computed from."""
    places = {word.name: n for n, word in enumerate(inputs) if isinstance(word, NamedInput)}
    order: list[int] = []

    def take(n: int) -> None:
        if n in order:
            return
        for name in sorted(inputs[n].needs()):
            take(places[name])
        order.append(n)

    for n in range(len(inputs)):
        take(n)
    return order
