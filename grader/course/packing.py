"""Keys as bytes in a file: MessagePack, compressed."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any, TypeVar

import msgspec

Packed = TypeVar("Packed")
BROKEN = (zlib.error, msgspec.MsgspecError, ValueError)
"""What is raised for bytes that hold something else, or only a part."""
_encoder = msgspec.msgpack.Encoder()


def packed(value: Any) -> bytes:
    """Return the bytes of a key, or of a part of one; the same key gives the same bytes."""
    return zlib.compress(_encoder.encode(value))


def unpacked(data: bytes, kind: type[Packed]) -> Packed:
    """Return what bytes hold; raises one of `BROKEN` if they do not hold this kind."""
    found: Packed = _decoder(kind).decode(zlib.decompress(data))  # type: ignore[arg-type]  # a type is hashable
    return found


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
