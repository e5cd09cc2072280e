"""Write a plain value as Python code that makes it."""

from __future__ import annotations

import math

from grader.core.notation import literal, numbers
from grader.core.value import Array, Atom, Items, Made, Mapping, Value


def code_of(value: Value) -> str:
    """Write code that makes a value, such as `[torch.tensor([3.]), 0.5]`."""
    match value:
        case Array(kind="tensor"):
            return literal(value)
        case Array(kind="ndarray"):
            return f"{literal(value)}.numpy()"
        case Array():
            return _number(value)
        case Atom(type="str"):
            return repr(value.text)
        case Atom() | Made():
            return value.text
        case Items():
            return _items(value)
        case Mapping():
            pairs = (f"{code_of(key)}: {code_of(item)}" for key, item in value.pairs)
            return "{" + ", ".join(pairs) + "}"
    return f"<{value.type}>"


def _number(array: Array) -> str:
    number = numbers(array)[()].item()
    if isinstance(number, float) and not math.isfinite(number):
        return f"float('{number}')"
    return repr(number)


def _items(value: Items) -> str:
    inner = [code_of(item) for item in value.items]
    match value.type:
        case "list":
            return f"[{', '.join(inner)}]"
        case "tuple":
            return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"
    return f"{value.type}([{', '.join(inner)}])"
