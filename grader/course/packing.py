"""Keys as bytes in a file: MessagePack, compressed."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any, TypeVar

import msgspec

Packed = TypeVar("Packed")
_encoder = msgspec.msgpack.Encoder()


def packed(value: Any) -> bytes:
    """Return the bytes of a key, or of a part of one; the same key gives the same bytes."""
    return zlib.compress(_encoder.encode(value))


def unpacked(data: bytes, kind: type[Packed]) -> Packed:
    """Return what bytes hold; raises ValueError if they do not hold this kind."""
    try:
        found: Packed = _decoder(kind).decode(zlib.decompress(data))  # type: ignore[arg-type]  # a type is hashable
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return found


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
