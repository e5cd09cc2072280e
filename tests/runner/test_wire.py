"""Frames: what goes in comes out, and what is no frame is refused before it is read."""

import socket
import struct
from contextlib import contextmanager, suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.model import Observation
from grader.core.value import REASONS, Array, Atom, Items, Mapping, Opaque
from grader.runner.wire import LARGEST_FRAME, Channel, Done, Observed, ProtocolError, Unfit, answers

arrays = st.integers(0, 5).flatmap(
    lambda n: st.builds(
        Array, st.just("tensor"), st.just("float32"), st.just((n,)), st.binary(min_size=4 * n, max_size=4 * n)
    )
)
atoms = st.builds(Atom, st.sampled_from(["str", "NoneType"]), st.text(max_size=20))
values = st.recursive(
    arrays | atoms | st.builds(Opaque, st.text(max_size=5), st.sampled_from(REASONS), st.text(max_size=5)),
    lambda inner: (
        st.builds(Items, st.sampled_from(["list", "tuple"]), st.lists(inner, max_size=3).map(tuple))
        | st.builds(Mapping, st.just("dict"), st.lists(st.tuples(atoms, inner), max_size=3).map(tuple))
    ),
    max_leaves=8,
)


@contextmanager
def pair():
    mine, yours = socket.socketpair()
    with mine, yours:
        yield Channel(mine), Channel(yours)


@given(values, st.text(max_size=50))
def test_an_observation_survives_the_journey(value, text):
    with pair() as (sender, receiver):
        message = Observed(3, Observation(value=value, stdout=text, inputs=(value,)))
        sender.send(message)
        sender.send(Done())
        assert receiver.receive(answers) == message
        assert receiver.receive(answers) == Done()


def test_a_message_that_arrives_in_pieces_is_waited_for():
    with pair() as (_, receiver):
        body = msgspec.msgpack.encode(Unfit("f(x)"))
        frame = struct.pack("<I", len(body)) + body
        for byte in frame[:-1]:
            receiver.feed(bytes([byte]))
            assert receiver.take(answers) is None
        receiver.feed(frame[-1:])
        assert receiver.take(answers) == Unfit("f(x)")


def test_a_frame_that_is_too_large_is_refused_by_its_length_alone():
    with pair() as (_, receiver):
        receiver.feed(struct.pack("<I", LARGEST_FRAME + 1))
        with pytest.raises(ProtocolError, match="over the limit"):
            receiver.take(answers)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_a_protocol_error(data):
    with pair() as (_, receiver):
        receiver.feed(struct.pack("<I", len(data)) + data)
        with suppress(ProtocolError):
            receiver.take(answers)


@pytest.mark.slow
@given(values, st.data())
def test_a_frame_that_was_changed_anywhere_is_a_message_or_is_refused(value, data):
    body = bytearray(msgspec.msgpack.encode(Observed(0, Observation(value=value, inputs=(value,)))))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with pair() as (_, receiver):
        receiver.feed(struct.pack("<I", len(body)) + body)
        with suppress(ProtocolError):
            assert receiver.take(answers) is not None


def test_more_items_than_may_be_are_refused_by_their_count_alone():
    most = b"\xdd" + struct.pack(">I", 2**30)
    whole = msgspec.msgpack.encode(Observed(0, Observation(value=Items("list", ()))))
    body = whole.replace(b"items\x90", b"items" + most)
    assert body != whole
    with pair() as (_, receiver):
        receiver.feed(struct.pack("<I", len(body)) + body)
        with pytest.raises(ProtocolError, match="length <= 4000"):
            receiver.take(answers)


@pytest.mark.parametrize(
    "body",
    [
        msgspec.msgpack.encode({"type": "observed", "index": 0, "observation": {"value": "text"}}),
        msgspec.msgpack.encode({"type": "no such", "index": 0}),
        b"\x91" * 50_000 + b"\x00",
        msgspec.msgpack.encode(
            {
                "type": "observed",
                "index": 0,
                "observation": {
                    "value": {
                        "is": "array",
                        "kind": "tensor",
                        "dtype": "float32",
                        "shape": [10**6],
                        "data": b"1234",
                    }
                },
            }
        ),
        msgspec.msgpack.encode(
            {
                "type": "observed",
                "index": 0,
                "observation": {
                    "value": {
                        "is": "array",
                        "kind": "tensor",
                        "dtype": "object",
                        "shape": [1],
                        "data": b"12345678",
                    }
                },
            }
        ),
    ],
    ids=["wrong type", "unknown message", "nested 50,000 deep", "shape that lies", "dtype that is none"],
)
def test_a_body_that_is_no_message_is_refused(body):
    with pair() as (_, receiver):
        receiver.feed(struct.pack("<I", len(body)) + body)
        with pytest.raises(ProtocolError, match="could not be read"):
            receiver.take(answers)


def test_the_end_of_the_other_side_is_seen():
    with pair() as (sender, receiver):
        sender.socket.close()
        assert receiver.receive(answers) is None
