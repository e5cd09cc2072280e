"""What a line computed, as a trace tells it."""

import pytest
from making import number, tensor

from grader.core.model import ComputedValue, Step
from grader.core.value import Array, Atom, Items, Mapping, Opaque
from grader.judge.lines import SourceLines, traced
from grader.locale.messages import said
from grader.runner.wire import Piece, Program

LINES = SourceLines(Program((Piece("a.ipynb#2", 3, "def f(x):\n    y = x\n", ("f",), ("f",)),)))


def line_of(value, graph=""):
    step = Step(4, 1, 2, (ComputedValue("y", value, graph),), cell=2)
    return traced(step, LINES, None)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (tensor([3.0, 4.0]), "(2,) float32", "tensor([3., 4.])"),
        (tensor([0.0] * 5), "(5,) float32", ""),
        (Array("Parameter", "float32", (2, 3), None), "(2, 3) float32", ""),
        (number(2.5), "float", "2.5"),
        (Atom("NoneType", "None"), "None", "None"),
        (Atom("str", "mean"), "str", "'mean'"),
        (Items("tuple", (number(1), number(2))), "a tuple of 2", ""),
        (Opaque("list", "holds", "250"), "a list of 250", ""),
        (Opaque("SGD"), "SGD", ""),
        (Mapping("module", ()), "a torch.nn.Module", ""),
    ],
)
def test_a_value_is_told_by_its_kind_and_itself_where_it_is_short(value, kind, text):
    (glimpse,) = line_of(value).computed
    assert (glimpse.name, said(glimpse.kind), glimpse.value) == ("y", kind, text)


def test_a_tensor_is_told_with_its_shape_and_its_place_in_the_graph():
    (glimpse,) = line_of(tensor([3.0, 4.0]), "MulBackward0").computed
    assert (glimpse.shape, glimpse.dtype, glimpse.graph) == ((2,), "float32", "MulBackward0")
    assert line_of(number(1)).computed[0].shape is None


def test_a_line_has_its_cell_and_its_text():
    line = line_of(number(1))
    assert (line.cell, line.line, line.text, line.visit, line.visits) == (2, 4, "y = x", 1, 2)


def test_of_a_very_long_line_the_end_is_left_out():
    text = "def f(x):\n    return x" + " + x" * 1000 + "\n"
    lines = SourceLines(Program((Piece("a.py", 1, text, ("f",), ("f",)),)))
    assert lines.text((None, 2)) == ("return x" + " + x" * 1000)[:300] + " …"
    (listing,) = lines.listing("f", [])
    assert [len(line) for line in listing.text.split("\n")] == [9, 302]
