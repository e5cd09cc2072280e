"""Whether two exceptions have the same cause, though another torch words or types it in another way.

A key holds the texts of the torch that made it. A submission may run with another one. Here two texts are the
same cause only if that can be read from them. Otherwise no misconception is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.core.model import Failure

NONE = "'NoneType'"
"""A part of Python's messages when a value is None and should not be."""
_ANY = "Exception"
"""Nearly every error is of this kind, so it says nothing. Torch itself raises errors of narrower kinds."""
_LACKS = re.compile(r"(?P<type>(module )?'[\w.]+')( object)? has no attribute (?P<name>'\w+')")
_WITH_MANY = ("'Tensor'", "module ")
"""What has many attributes; of anything else, such as a tuple for a tensor, the type is the mistake."""
_NAMES = re.compile(r"'[^']*'|\[\w+\]|\w+(?=\.__init__\(\))|\W|\d")
_IN_RECURSION = re.compile(r"(maximum recursion depth exceeded).*", re.DOTALL)
_REWORDED = (
    re.compile(r"must have the same dtype|expected .* to have (the )?same dtype|expected scalar type"),
    re.compile(
        r"Attempting to broadcast a dimension of length|objects cannot be broadcast to a single shape"
        r"|The size of tensor a \(\d+\) must match the size of tensor b"
    ),
    re.compile(r"Only Tensors of floating point (and complex )?dtype can require gradients"),
)
"""The texts of one cause in several versions of torch."""

_WRONG = re.compile(
    r"(?P<name>\w+)\(\): argument '\w+' \(position (?P<place>\d+)\) must be .*, not (?P<type>.*)"
)
_MISSING = re.compile(r"(?P<name>\w+)\(\) missing (?P<count>\d+) required positional arguments?: .*")
_NO_OVERLOAD = re.compile(
    r"(?P<name>\w+)\(\) received an invalid combination of arguments - got \((?P<given>.*?)\), "
    r"but expected one of:(?P<overloads>.*)",
    re.DOTALL,
)
_OVERLOAD = re.compile(r"^ \* \((.*)\)$", re.MULTILINE)
"""The messages of torch when arguments do not fit.

A function with one list of parameters has the first two, and one with several lists has the third. How many
lists a function has depends on the version.
"""


def same_cause(mine: Failure, yours: Failure) -> bool:
    """Whether two exceptions have the same cause.

    Their types must be the same, or one a kind of the other: a torch may raise a more special one.
    """
    if NONE in mine.message and NONE in yours.message:  # the operation on None does not matter
        return True
    one, other = mine.message, yours.message
    if not _types_agree(mine, yours) or _lack_others(one, other):
        return False
    return letters(one) == letters(other) or _is_reworded(one, other) or _arguments_agree(one, other)


def _types_agree(mine: Failure, yours: Failure) -> bool:
    related = mine.is_a(yours.type) or yours.is_a(mine.type)
    return mine.type == yours.type or (related and _ANY not in (mine.type, yours.type))


def _lack_others(one: str, other: str) -> bool:
    """Whether two messages say that an attribute is missing, of other types or under another name."""
    mine, yours = _LACKS.match(one), _LACKS.match(other)
    if mine is None or yours is None:
        return False
    if not mine["type"].startswith(_WITH_MANY):
        return mine["type"] != yours["type"]
    return (mine["type"], mine["name"]) != (yours["type"], yours["name"])


def letters(message: str) -> str:
    """Return a message without its numbers, quoted names and names of classes.

    These depend on the case and the code. So does where code that calls itself for ever is at its end.
    """
    return _NAMES.sub("", _IN_RECURSION.sub(r"\1", message))


def _is_reworded(one: str, other: str) -> bool:
    return any(cause.search(one) and cause.search(other) for cause in _REWORDED)


# ------------------------------------------------------------------------- arguments that do not fit


@dataclass(frozen=True)
class _Refused:
    """A call that fits none of a function's lists of parameters; `given` are the types of its arguments."""

    name: str
    given: tuple[str, ...]
    overloads: tuple[str, ...]

    @classmethod
    def read(cls, message: str) -> _Refused | None:
        if (found := _NO_OVERLOAD.match(message)) is None:
            return None
        given = tuple(part.strip() for part in found["given"].split(",") if part.strip())
        return cls(found["name"], given, tuple(_OVERLOAD.findall(found["overloads"])))

    def lacks(self, count: int) -> bool:
        """Whether so many arguments are missing for one of the lists."""
        return any(len(self.given) + count == _required(overload) for overload in self.overloads)


def _required(overload: str) -> int:
    """Return how many arguments of a list have no default and may be given by place."""
    by_place = overload.partition("*,")[0]
    return sum("=" not in part for part in by_place.split(",") if part.strip())


def _arguments_agree(one: str, other: str) -> bool:
    """Whether two messages say the same of a call whose arguments do not fit."""
    mine, yours = _Refused.read(one), _Refused.read(other)
    if mine is not None and yours is not None:
        return (mine.name, mine.given) == (yours.name, yours.given)
    if mine is not None:
        return _says(other, mine)
    return yours is not None and _says(one, yours)


def _says(message: str, call: _Refused) -> bool:
    """Whether a message on the only list of parameters says what is wrong with this call."""
    if (wrong := _WRONG.match(message)) is not None:
        place = int(wrong["place"])
        given = call.given[place - 1] if place <= len(call.given) else ""
        return (wrong["name"], wrong["type"]) == (call.name, given)
    missing = _MISSING.match(message)
    return missing is not None and missing["name"] == call.name and call.lacks(int(missing["count"]))
