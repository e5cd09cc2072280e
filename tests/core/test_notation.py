"""How values are written: long ones are cut, in bounded time."""

import pytest
from making import number, tensor

from grader.core.limits import LONGEST_SHOWN, MOST_ITEMS
from grader.core.notation import named_keys, shown
from grader.core.value import Atom, Items, Mapping, Opaque


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (number(2.5), "2.5"),
        (tensor([3.0, 0.25]), "tensor([3., 0.2500])"),
        (Atom("str", "it's"), '"it\'s"'),
        (Atom("dtype", "torch.float64"), "torch.float64"),
        (Items("list", ()), "[]"),
        (Items("tuple", (number(1),)), "(1,)"),
        (Items("tuple", (number(1), number(2))), "(1, 2)"),
        (Items("torch.Size", (number(1),)), "torch.Size([1])"),
        (Items("calls", (number(1), number(2))), "1; 2"),
        (Mapping("dict", ((Atom("str", "a"), Items("list", (number(1),))),)), "{'a': [1]}"),
        (
            Mapping("network", ((Atom("str", "parameters"), Items("list", (Atom("str", "(4, 3)"),))),)),
            "parameters: (4, 3)",
        ),
        (Opaque("generator"), "<generator>"),
    ],
    ids=str,
)
def test_values_are_written_as_in_python(value, text):
    assert shown(value) == text


ROW = tensor([float(n) for n in range(60)])


@pytest.mark.parametrize(
    "value",
    [
        Items("list", (ROW,) * (MOST_ITEMS - 1)),
        Items("list", (Items("tuple", (Items("list", (ROW,) * 100),) * 10),)),
        Items("calls", (Items("list", (ROW,) * 2000),) * 2),
        Mapping("dict", tuple((Atom("str", "k" * 90), ROW) for _ in range(2000))),
        Mapping("network", ((Atom("str", "parameters"), Items("list", (Atom("str", "p" * 90),) * 2000)),)),
        Atom("str", "x" * 20_000),
    ],
    ids=str,
)
def test_of_a_long_value_the_end_is_left_out(value):
    text = shown(value)
    assert "…" in text[-40:]
    assert LONGEST_SHOWN / 2 < len(text) < LONGEST_SHOWN + 100


def test_of_many_keys_the_first_are_named():
    value = Mapping("dict", tuple((Atom("str", f"k{n}"), number(n)) for n in range(30)))
    assert named_keys(value) == ", ".join([*(f"'k{n}'" for n in range(20)), "…"])
    assert named_keys(Mapping("dict", value.pairs[:2])) == "'k0', 'k1'"
