"""Keys as bytes in a file: MessagePack, compressed, without what a key holds twice."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

from grader.core.model import Key, TaskKey
from grader.course.slim import slim, whole

Packed = TypeVar("Packed")
BROKEN = (zlib.error, msgspec.MsgspecError, ValueError, LookupError)
"""What is raised for bytes that hold something else, or only a part."""
_encoder = msgspec.msgpack.Encoder()


def packed(value: Any) -> bytes:
    """Return the bytes of a key, or of a part of one; the same key gives the same bytes."""
    return zlib.compress(_encoder.encode(_with_tasks(value, slim)))


def unpacked(data: bytes, kind: type[Packed]) -> Packed:
    """Return what bytes hold; raises one of `BROKEN` if they do not hold this kind."""
    found: Packed = _decoder(kind).decode(zlib.decompress(data))  # type: ignore[arg-type]  # a type is hashable
    whole_key: Packed = _with_tasks(found, whole)
    return whole_key


def _with_tasks(value: Any, change: Callable[[TaskKey], TaskKey]) -> Any:
    """Return a key, or a part of one, with its tasks changed."""
    if isinstance(value, TaskKey):
        return change(value)
    if isinstance(value, Key):
        return msgspec.structs.replace(value, tasks=tuple(map(change, value.tasks)))
    return value


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
