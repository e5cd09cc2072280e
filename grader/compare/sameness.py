"""Whether a call did exactly what the reference did: then there is nothing to compare.

What cannot be read, such as a function, is not the same as anything, not even as itself.
"""

from __future__ import annotations

from grader.core.model import Expected, Observation
from grader.core.value import Array, Atom, Items, Made, Mapping, Value


def is_same_call(expected: Expected, got: Observation) -> bool:
    """Whether all that is judged of a call is as in the reference's call.

    It is False where a call is judged by its properties, and where the reference raises.
    """
    known = expected.observation
    return (
        known.failure is None
        and got.failure is None
        and got.gradient_failure is None
        and not (expected.shuffled or expected.free_values)
        and is_same(known.value, got.value)
        and len(known.inputs) == len(got.inputs)
        and all(map(is_same, known.inputs, got.inputs))
        and known.gradient == got.gradient
        and all(gradient is None or _is_read(gradient) for gradient in known.gradient or ())
        and (known.shares, known.overlap, known.moved) == (got.shares, got.overlap, got.moved)
        and (known.stdout == got.stdout or not expected.prints)
    )


def is_same(mine: Value | None, yours: Value | None) -> bool:
    """Whether two values are equal in all that can be seen of them, and all was seen."""
    return mine == yours and mine is not None and _is_read(mine)


def _is_read(value: Value) -> bool:
    """Whether all parts of a value were read.

    A table is not looked into: its cells are compared one by one.
    """
    if isinstance(value, Array):
        return value.data is not None and (value.grad is None or value.grad.data is not None)
    if isinstance(value, Items):
        return all(map(_is_read, value.items))
    if isinstance(value, Mapping):
        return all(_is_read(key) and _is_read(item) for key, item in value.pairs)
    return isinstance(value, Atom | Made)
