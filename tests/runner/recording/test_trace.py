"""One call, line by line: what was computed, in bounds, whatever the code does."""

import sys
import textwrap

import pytest
from making import tensor

from grader.core.model import Case, Requirements
from grader.core.value import HOLDS, Array, Opaque
from grader.runner.recording import trace as tracing
from grader.runner.recording.program import ProgramLoader
from grader.runner.wire import Piece, Program, TraceCall


def traced(text, *inputs, task="f", filename="a.py"):
    loader = ProgramLoader()
    piece = Piece(filename, 1, textwrap.dedent(text), (task,), (task,))
    list(loader.load(Program((Piece(filename, 1, "import torch", ("torch",), (task,)), piece))))
    values = inputs or (tensor([3.0, 4.0]),)
    return loader.trace(TraceCall(task, Case(tuple(values), ("",) * len(values), 1))).trace


def told(trace):
    """Line, pass and what was computed: shapes of tensors, types of others."""

    def what(value):
        if isinstance(value, Opaque):
            return value.type
        return value.shape if isinstance(value, Array) and not value.is_python else value.kind

    return [
        (step.line, step.visit, {one.name: what(one.value) for one in step.computed}) for step in trace.steps
    ]


def test_each_statement_is_kept_with_what_it_bound_and_returned():
    text = """\
        def f(x):
            s = (x *
                 x)
            n = len(s); m = n + 1
            return s.sum()
        """
    assert told(traced(text)) == [
        (2, 1, {"s": (2,)}),
        (4, 1, {"n": "int", "m": "int"}),
        (5, 1, {"": ()}),
    ]


def test_small_tensors_keep_their_numbers_and_large_ones_their_shape():
    small, large = traced("def f(x):\n    a = x * 2\n    b = torch.zeros(100, 3)\n    return b\n").steps[:2]
    assert small.computed[0].value.data == tensor([6.0, 8.0]).data
    assert (large.computed[0].value.data, large.computed[0].value.shape) == (None, (100, 3))


def test_a_change_in_place_is_seen():
    text = "def f(x):\n    x[0] = 1\n    row = x[:1]\n    row += 1\n    return None\n"
    assert told(traced(text)) == [
        (2, 1, {"x": (2,)}),
        (3, 1, {"row": (1,)}),
        (4, 1, {"x": (2,), "row": (1,)}),
        (5, 1, {}),
    ]


def test_the_graph_is_told():
    given = tensor([3.0, 4.0], requires_grad=True)
    steps = traced("def f(x):\n    y = x.exp()\n    z = y.detach()\n    return x\n", given).steps
    assert [step.computed[0].graph for step in steps] == ["ExpBackward0", "", "leaf"]


def test_of_a_loop_the_first_the_second_and_the_last_pass_are_kept():
    trace = traced("def f(x):\n    for i in range(40):\n        x = x + 1\n    return x\n")
    assert [(step.line, step.visit, step.visits) for step in trace.steps] == [
        (2, 1, 41),
        (3, 1, 40),
        (2, 2, 41),
        (3, 2, 40),
        (3, 40, 40),
        (2, 41, 41),
        (4, 1, 1),
    ]


def test_helpers_are_followed_and_comprehensions_and_libraries_are_not():
    text = """\
        def f(x):
            rows = [double(row) for row in range(2)]
            return torch.nn.functional.normalize(double(x), dim=0)

        def double(v):
            return v * 2
        """
    assert [(step.line, step.depth) for step in traced(text).steps] == [
        (2, 0),
        (6, 1),
        (6, 1),
        (3, 0),
        (6, 1),
    ]


def test_an_exception_is_told_where_it_left_and_a_caught_one_goes_on():
    text = """\
        def f(x):
            try:
                x.nothing
            except AttributeError:
                pass
            return [][1]
        """
    assert [(step.line, step.raised) for step in traced(text).steps] == [
        (2, ""),
        (3, "AttributeError"),
        (4, ""),
        (5, ""),
        (6, "IndexError"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("loop", "least"),
    [
        ("while True:\n        x = x + 1", 1000),
        (
            "while True:\n        try:\n            x.nothing\n        except Exception:\n            pass",
            1000,
        ),
        ("while True: pass", 1),
    ],
)
def test_a_loop_that_never_ends_is_stopped(loop, least):
    trace = traced(f"def f(x):\n    {loop}\n")
    assert trace.stopped
    assert trace.steps[-1].visits >= least


def test_deep_recursion_and_many_lines_stay_bounded():
    deep = traced("def f(x):\n    return f(x)\n")
    assert len(deep.steps) <= 3
    long = "def f(x):\n" + "".join(f"    y{n} = {n}\n" for n in range(500)) + "    return x\n"
    assert len(traced(long).steps) <= tracing.MOST_STATEMENTS


def test_names_are_bounded_and_odd_objects_do_no_harm():
    text = """\
        class Odd:
            def __eq__(self, other): raise RuntimeError
            __hash__ = None
            @property
            def shape(self): raise RuntimeError

        def f(x):
            odd = Odd()
            a = b = c = d = e = f = g = h = i = j = k = l = m = n = 1
            return odd
        """
    steps = traced(text).steps
    assert steps[0].computed[0].value.type == "Odd"
    assert len(steps[1].computed) == tracing.MOST_NAMES


def test_the_cell_of_a_notebook_is_told():
    assert {step.cell for step in traced("def f(x):\n    return x\n", filename="a.ipynb#7").steps} == {7}


def test_a_tracer_that_was_there_is_put_back():
    def mine(*_):
        return None

    before = sys.gettrace()
    sys.settrace(mine)
    try:
        traced("def f(x):\n    return x\n")
        assert sys.gettrace() is mine
    finally:
        sys.settrace(before)


def test_what_is_no_function_has_no_trace():
    assert traced("f = 3\n").steps == ()


def test_the_end_of_a_with_block_is_no_pass_over_its_header():
    text = """\
        def f(x):
            for n in range(2):
                with torch.no_grad():
                    y = x * n
            with torch.no_grad():
                return y + 1
        """
    assert told(traced(text)) == [
        (2, 1, {"n": "int"}),
        (3, 1, {}),
        (4, 1, {"y": (2,)}),
        (2, 2, {"n": "int"}),
        (3, 2, {}),
        (4, 2, {"y": (2,)}),
        (2, 3, {}),
        (5, 1, {}),
        (6, 1, {"": (2,)}),
    ]


def test_the_body_of_a_class_and_what_is_imported_are_left_out():
    text = """\
        def f(x):
            import math
            class Net(torch.nn.Module):
                size = 2
            return x * math.pi
        """
    steps = traced(text).steps
    assert [step.line for step in steps] == [2, 3, 5]
    assert steps[0].computed == ()


def test_a_long_list_tells_its_length_and_a_module_what_it_is():
    text = "def f(x):\n    many = [0] * 250\n    net = torch.nn.Linear(1, 1)\n    return x\n"
    first, second, _ = traced(text).steps
    assert first.computed[0].value == Opaque("list", HOLDS, "250")
    assert second.computed[0].value.type == "module"


CLOSURE = """\
def f(x):
    def g(y):
        z = y + x
        return z

    return g
"""


def with_y(text, *, call=1, **asked):
    """What is told of a function whose result is read with a second input."""
    loader = ProgramLoader()
    piece = Piece("a.py", 1, text, ("f",), ("f",))
    list(loader.load(Program((Piece("a.py", 1, "import torch", ("torch",), ("f",)), piece))))
    case = Case((tensor([1.0]), tensor([2.0])), ("", ""), 1, names=("x", "y"), extras=1)
    return told(loader.trace(TraceCall("f", case, Requirements(**asked), call)).trace)


def test_the_lines_of_a_function_that_was_returned_are_followed_when_it_is_called():
    assert with_y(CLOSURE, seen_as="result(y)") == [
        (2, 1, {"g": "function"}),
        (6, 1, {"": "function"}),
        (3, 1, {"z": (1,)}),
        (4, 1, {"": (1,)}),
    ]


def test_of_several_calls_only_one_is_followed_with_what_uses_its_result():
    for call in (1, 2):
        lines = [line for line, *_ in with_y(CLOSURE, seen_as="result(y)", calls=2, call=call)]
        assert lines == [2, 6, 3, 4]
