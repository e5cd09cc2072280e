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
        Items("calls", (ROW,) * (MOST_ITEMS - 1)),
        Items("list", (Items("tuple", (Items("list", (ROW,) * 6),) * 6),)),
        Mapping("dict", ((Atom("str", "k" * 90), Items("list", (ROW,) * 7)),) * 7),
        Mapping("network", ((Atom("str", "parameters"), Items("list", (Atom("str", "p" * 90),) * 2000)),)),
        Atom("str", "x" * 20_000),
    ],
    ids=str,
)
def test_of_a_long_value_the_end_is_left_out(value):
    text = shown(value)
    assert "…" in text[-40:]
    assert LONGEST_SHOWN / 2 < len(text) < LONGEST_SHOWN + 100


HALVES = Items("list", tuple(number(n / 2) for n in range(400)))
CUT = "<list: len=400, [0.0, 0.5, 1.0, 1.5, …, 199.0, 199.5]>"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (HALVES, CUT),
        (Items("tuple", (HALVES, number(1))), f"({CUT}, 1)"),
        (Items("calls", (HALVES, HALVES)), f"{CUT}; {CUT}"),
        (Items("tuple", (number(0),) * 61), "<tuple: len=61, (0, 0, 0, 0, …, 0, 0)>"),
        (Items("torch.Size", (number(0),) * 61), "<torch.Size: len=61, torch.Size([0, 0, 0, 0, …, 0, 0])>"),
        (
            Mapping("dict", tuple((Atom("str", f"k{n}"), number(n)) for n in range(61))),
            "<dict: len=61, {'k0': 0, 'k1': 1, 'k2': 2, 'k3': 3, …, 'k59': 59, 'k60': 60}>",
        ),
        (
            Items("list", (Items("list", (number(1), number(2))),) * 40),
            "<list: len=40, [[1, 2], [1, 2], [1, 2], [1, 2], …, [1, 2], [1, 2]]>",
        ),
        (
            Items("list", (tensor([1.0] * 20),) * 8),
            f"<list: len=8, [{', '.join([str(shown(tensor([1.0] * 20)))] * 4)}, …, "
            f"{', '.join([str(shown(tensor([1.0] * 20)))] * 2)}]>",
        ),
    ],
    ids=str,
)
def test_a_long_list_is_written_by_its_ends_and_its_length(value, text):
    assert shown(value) == text


@pytest.mark.parametrize("value", [(number(7),) * 60, (tensor([1.0] * 300),) * 60])
def test_a_list_of_sixty_is_written_in_full(value):
    assert "…" not in shown(Items("list", value))


def test_of_many_keys_the_first_are_named():
    value = Mapping("dict", tuple((Atom("str", f"k{n}"), number(n)) for n in range(30)))
    assert named_keys(value) == ", ".join([*(f"'k{n}'" for n in range(20)), "…"])
    assert named_keys(Mapping("dict", value.pairs[:2])) == "'k0', 'k1'"
