"""Write plain values as short text, as a learner would see them in Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from grader.core.limits import LONGEST_SHOWN, MOST_KEYS
from grader.core.table_text import table_cells, table_code, table_summary
from grader.core.value import (
    CALLS,
    COLUMN,
    FLAG,
    GRAD,
    ITEM,
    KEY,
    LABELS,
    NETWORK,
    PLACE,
    ROW,
    Array,
    Atom,
    Items,
    Made,
    Mapping,
    Path,
    Table,
    Value,
    key_text,
)

MOST_ELEMENTS = 60
"""The most elements that are written of one value; a longer list is cut, a larger tensor is only named."""
FIRST_ITEMS, LAST_ITEMS = 4, 2
"""The items at either end of a long list that are written."""
ELLIPSIS = "…"
LONG = "<{type}: len={count}, {items}>"
"""A list or a dict that is cut."""
LONGEST_KEY = 100
DEFAULT_DTYPES = ("float32", "int64", "bool")


def numbers(array: Array) -> np.ndarray[Any, Any]:
    """Return the elements of an array that has data.

    bfloat16 is widened to float32.
    """
    data = array.data or b""
    if array.dtype == "bfloat16":
        wide = np.frombuffer(data, np.uint16).astype(np.uint32) << 16
        return wide.view(np.float32).reshape(array.shape)
    return np.frombuffer(data, array.dtype).reshape(array.shape)


def shown(value: Value | None, *, dtypes: bool = False, most: int = LONGEST_SHOWN) -> str:
    """Write a value as text: `tensor([3., 4.])`, `5.0`, `(tensor(1.), tensor(2.))`.

    With `dtypes`, also the dtypes that torch leaves out when it prints are written. The end of a text of
    more than `most` characters is left out.
    """
    return "-" if value is None else _Writer(dtypes, most).text(value)


def ends(count: int) -> tuple[int, int] | None:
    """Return how many items are written at either end of a long list; None if all of them are."""
    return (FIRST_ITEMS, LAST_ITEMS) if count > FIRST_ITEMS + LAST_ITEMS + 1 else None


def _size(value: Value) -> int:
    """Return how many elements are written of a value."""
    match value:
        case Items():
            return sum(max(_size(item), 1) for item in value.items)
        case Mapping():
            return sum(max(_size(item), 1) for _, item in value.pairs)
        case Array():
            count = int(np.prod(value.shape))
            return count if count <= MOST_ELEMENTS else 1
    return 1


class _Writer:
    """Writes one value, up to `most` characters."""

    def __init__(self, dtypes: bool, most: int) -> None:
        self._dtypes, self._room = dtypes, most

    def text(self, value: Value) -> str:
        match value:
            case Items():
                return self._items(value)
            case Mapping() if value.type == NETWORK:
                parts = ((f"{key_text(key)[1:-1]}: ", item) for key, item in value.pairs)
                return "; ".join(self._several(parts, self._bare))
            case Mapping():
                labelled = [(f"{key_text(key)}: ", item) for key, item in value.pairs]
                inner, count = self._listed(labelled, _size(value))
                return _cut("dict", count, "{" + ", ".join(inner) + "}")
        return self._fitting(_leaf(value, self._dtypes))

    def _fitting(self, text: str) -> str:
        """Return the part of a text that has room."""
        room, self._room = self._room, self._room - len(text)
        return text if self._room >= 0 else text[: max(room, 0)] + "…"

    def _several(self, parts: Iterable[tuple[str, Value]], write: Callable[[Value], str]) -> Iterator[str]:
        """Yield each part with a label before it, and an ellipsis for those without room."""
        for label, part in parts:
            if self._room <= 0:
                yield "…"
                return
            yield self._fitting(label) + write(part)

    def _listed(self, parts: list[tuple[str, Value]], size: int) -> tuple[list[str], int]:
        """Write the parts of a list, and return their number if the list is cut, else 0."""
        cut = ends(len(parts)) if size > MOST_ELEMENTS else None
        if cut is None:
            return list(self._several(parts, self.text)), 0
        first, last = parts[: cut[0]], parts[-cut[1] :]
        written = [*self._several(first, self.text), ELLIPSIS, *self._several(last, self.text)]
        return written, len(parts)

    def _items(self, value: Items) -> str:
        parts = [("", item) for item in value.items]
        if value.type == CALLS:
            return "; ".join(self._several(parts, self.text))
        inner, count = self._listed(parts, _size(value))
        if value.type == "list":
            return _cut("list", count, f"[{', '.join(inner)}]")
        if value.type == "tuple":
            return _cut("tuple", count, f"({inner[0]},)" if len(parts) == 1 else f"({', '.join(inner)})")
        return _cut(value.type, count, f"{value.type}([{', '.join(inner)}])")

    def _bare(self, value: Value) -> str:
        """Write a value without brackets and quotes around its parts."""
        if isinstance(value, Items):
            parts = (("", item) for item in value.items)
            return ", ".join(self._several(parts, self._bare)) or "[]"
        return self._fitting(value.text) if isinstance(value, Atom) else self.text(value)


def _cut(type_: str, count: int, text: str) -> str:
    """Return the text of a list, with the number of its items if some are left out."""
    return LONG.format(type=type_, count=count, items=text) if count else text


def named_keys(value: Mapping) -> str:
    """Name the keys of a dict; of many keys, the first ones."""
    names = [key_text(key)[:LONGEST_KEY] for key, _ in value.pairs[:MOST_KEYS]]
    return ", ".join([*names, "…"] if len(value.pairs) > MOST_KEYS else names)


def _leaf(value: Value, dtypes: bool) -> str:
    match value:
        case Array():
            return _array(value, dtypes)
        case Atom(type="str"):
            return repr(value.text)
        case Atom() | Made():
            return value.text
        case Table():
            return table(value, python_number)
    return f"<{value.type}>"


def table(value: Table, number: Callable[[Any], str]) -> str:
    """Write a small table as code that makes it, and name a large one."""
    if table_cells(value) > MOST_ELEMENTS:
        return table_summary(value, shown)
    return table_code(value, shown, lambda cell: number(cell.item()))


def _array(array: Array, dtypes: bool) -> str:
    if array.is_python and array.data is not None:
        return python_number(numbers(array)[()].item())
    word = "tensor" if array.kind == "Parameter" else array.kind
    notes = _notes(array, dtypes)
    if array.data is None or np.prod(array.shape) > MOST_ELEMENTS:
        return f"<{word}: {', '.join([f'size={shape(array.shape)}', *(notes or [f'dtype={array.dtype}'])])}>"
    body = elements(numbers(array))
    if 0 in array.shape:
        notes.insert(0, f"size={shape(array.shape)}")
    return f"{word}({', '.join([body, *notes])})"


def python_number(number: Any) -> str:
    """Write a Python number; a float gets no more digits than a float32 has."""
    if not isinstance(number, float) or not np.isfinite(number):
        return repr(number)
    return repr(float(f"{number:.7g}"))


def _notes(array: Array, dtypes: bool) -> list[str]:
    is_plain = array.dtype in DEFAULT_DTYPES and not dtypes
    notes = [] if is_plain else [f"dtype={array.dtype}"]
    if array.layout != "strided":
        notes.append(f"layout={array.layout}")
    if array.device != "cpu":
        notes.append(f"device='{array.device}'")
    return notes


def written(path: Path) -> str:
    """Write the path into a value as Python does: `[0]['l1'].grad`.

    A call or a step of training is not written.
    """
    texts = {
        ITEM: "[{}]",
        KEY: "[{}]",
        GRAD[0]: ".grad",
        FLAG[0]: ".requires_grad",
        COLUMN: "[{}]",
        PLACE: ".iloc[:, {}]",
        ROW: ".iloc[{}]",
        LABELS[0]: ".index",
    }
    return "".join(texts[kind].format(name) for kind, name in path if kind in texts)


def shape(sizes: tuple[int, ...]) -> str:
    """Write a shape as Python does: `()`, `(3,)`, `(2, 3)`."""
    return str(tuple(sizes))


def elements(array: np.ndarray[Any, Any], write: Callable[[Any], str] | None = None) -> str:
    """Write the elements in nested brackets.

    Each is written by `write`, or else by `element`.
    """
    if array.size == 0:
        return "[]"
    if array.ndim == 0:
        return (write or element)(array[()])
    flat = array.reshape(-1)
    texts = list(map(write, flat) if write is not None else map(element, flat.tolist()))
    for size in reversed(array.shape):
        texts = [f"[{', '.join(texts[n : n + size])}]" for n in range(0, len(texts), size)]
    return texts[0]


def element(number: Any) -> str:
    """Write one element: `3.`, `0.3333`, `1.2e-09`, `nan`, `True`, `7`."""
    if isinstance(number, bool | int | np.bool_ | np.integer):
        return str(number)
    if isinstance(number, complex | np.complexfloating):
        return f"{element(number.real)}{'+' if not number.imag < 0 else '-'}{element(abs(number.imag))}j"
    value = float(number)
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}."
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e5 else f"{value:.4g}"


def precise(number: Any) -> str:
    """Write one element with all digits of its dtype: `3.`, `0.33333334`."""
    if isinstance(number, np.floating):
        value = float(number)
        if math.isfinite(value) and not (value == int(value) and abs(value) < 1e6):
            return str(number)
        return element(value)
    return element(number)


def code(value: Value) -> str:
    """Write code that makes exactly this value, where NumPy is `np` and pandas is `pd`.

    A value that no short code makes, such as a module, is only named.
    """
    match value:
        case Array(kind="ndarray") if value.data is not None:
            return _ndarray_code(value)
        case Array() if value.is_python and value.data is not None:
            return _python_code(numbers(value)[()].item())
        case Array(kind="tensor") if value.data is not None:
            return literal(value)
        case Items(type="list" | "tuple"):
            inner = ", ".join(map(code, value.items))
            return f"[{inner}]" if value.type == "list" else f"({inner}{',' * (len(value.items) == 1)})"
        case Items(type="torch.Size"):
            return f"torch.Size([{', '.join(map(code, value.items))}])"
        case Mapping(type="dict"):
            return "{" + ", ".join(f"{code(key)}: {code(item)}" for key, item in value.pairs) + "}"
        case Table():
            return table_code(value, code, _exactly)
        case Atom():
            return _atom_code(value)
    return shown(value)


PANDAS_ATOMS = {"NAType": "pd.NA", "NaTType": "pd.NaT"}
"""The code of the values of pandas that stand for a missing one."""
PANDAS_TIMES = ("Timestamp", "Timedelta", "Period", "Interval")
"""The types of pandas that are given by their text."""


def _atom_code(atom: Atom) -> str:
    if atom.type in PANDAS_ATOMS:
        return PANDAS_ATOMS[atom.type]
    if atom.type in PANDAS_TIMES:
        return f"pd.{atom.type}({atom.text!r})"
    return repr(atom.text) if atom.type == "str" else atom.text


def _python_code(number: Any) -> str:
    if isinstance(number, float) and not np.isfinite(number):
        return f"float('{number}')"
    return repr(number)


def _exactly(cell: Any) -> str:
    """Write an element of an array with all digits of its dtype."""
    return str(cell) if isinstance(cell, np.generic) else repr(cell)


def _ndarray_code(array: Array) -> str:
    """Write an ndarray, with the order of its elements in memory."""
    given, suffix = numbers(array), ""
    if flipped := flipped_axes(array.memory):
        given = np.flip(given, flipped)
        slices = ["::-1" if axis in flipped else ":" for axis in range(given.ndim)]
        suffix = f"[{', '.join(slices[: max(flipped) + 1])}]"
    elif array.memory == "transposed":
        given, suffix = given.T, ".T"
    if 0 in array.shape:
        return f"np.empty({shape(array.shape)}, dtype={array.dtype!r})"
    is_plain = array.dtype in ("int64", "float64", "bool")
    dtype = "" if is_plain else f", dtype={array.dtype!r}"
    return f"np.array({elements(given, _element_code)}{dtype}){suffix}"


def _element_code(number: Any) -> str:
    if isinstance(number, np.floating) and not np.isfinite(number):
        return f"float('{number}')"
    return str(number)


FLIPPED = "flipped"
"""The memory layout of an ndarray with negative strides; the axes follow."""


def flipped_axes(memory: str) -> tuple[int, ...]:
    """Return the axes along which an ndarray's elements lie backwards in memory."""
    word, *axes = memory.split()
    return tuple(map(int, axes)) if word == FLIPPED else ()


def literal(array: Array) -> str:
    """Write code that makes exactly this tensor."""
    grad = ", requires_grad=True" if array.requires_grad else ""
    dtype = "" if array.dtype in DEFAULT_DTYPES else f", dtype=torch.{array.dtype}"
    if 0 in array.shape:
        return f"torch.empty({shape(array.shape)}, dtype=torch.{array.dtype}{grad})"
    return f"torch.tensor({elements(numbers(array), precise)}{dtype}{grad})"
