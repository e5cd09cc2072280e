"""Every sentence of a verdict: whole, from the fact that is made where something differs."""

import ast
import re
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import number, tensor, tolerance

import grader
from grader.compare import batches
from grader.compare.observations import (
    ATTACHED,
    CUT,
    LEAF,
    NEW_MEMORY,
    NO_GRADIENT,
    ONE_TENSOR,
    SAME_MEMORY,
    TWO_TENSORS,
    compare,
)
from grader.compare.values import NOTHING, TENSOR, kind_of
from grader.core.fact import Fact, texts
from grader.core.message import Message, Plural
from grader.core.model import Aspect, Expected, Failure, Mismatch, Observation, Outcome
from grader.core.value import (
    ASPECT,
    CALL,
    CALLS,
    FLAG,
    GRAD,
    GRADIENT,
    INEXACT,
    INPUT,
    ITEM,
    ITERATED,
    KEY,
    MODULE,
    NETWORK,
    REASONS,
    STEP,
    TRAJECTORY,
    Array,
    Atom,
    Items,
    Made,
    Mapping,
    Opaque,
)
from grader.judge import differences
from grader.judge.advice import MEANINGS, OF_FUNCTIONS
from grader.judge.devices.several import NOT_ON_DEVICE
from grader.judge.explain import TRAITS
from grader.judge.naming import TOLD_BESIDE
from grader.judge.relations import elements, reductions
from grader.locale import advice, outcomes, patterns, phrases, slips, submission
from grader.locale import differences as words_of_differences
from grader.locale.messages import MESSAGES, TEXT, said, sentence
from grader.submission import remedy

VALUES = {"index": "[1, 0]", "expected": "5.0", "got": "25.0", "wrong": 2, "elements": 6}
ONE_VALUE = {**VALUES, "wrong": 1, "elements": 1}
FLOAT = kind_of(number(1.0))
X, W = ((INPUT, "x"),), ((INPUT, "w"),)
PART = ((ITEM, 1),)
SECOND = ((CALL, 2),)


def sentence_of(mismatch, before=""):
    return sentence(differences.fact(mismatch, before))


DIFFERENCES = [
    (
        Mismatch(Aspect.SIGNATURE, (), "l2_norm(x)", "l2_norm(x, y)"),
        "The parameters are wrong: expected l2_norm(x), got l2_norm(x, y).",
    ),
    # ------------------------------------------------------------------------------------ columns
    (
        Mismatch(Aspect.STRUCTURE, (), "['a', 'b']", "['a']", "columns"),
        "The result has the columns ['a']; ['a', 'b'] are expected.",
    ),
    (
        Mismatch(Aspect.STRUCTURE, (), "['a', 'b']", "['b', 'a']", "columns.order"),
        "The result has its columns in the order ['b', 'a']; ['a', 'b'] is expected.",
    ),
    # ------------------------------------------------------------- properties, and what is printed
    (
        Mismatch(Aspect.VALUES, (), "…", "…", "property", {"property": "is_near", "got": "a mean of 4.2"}),
        "The result does not have a property that the task asks for: a mean of 4.2.",
    ),
    (
        Mismatch(Aspect.VALUES, (), "…", "…", "property", {"property": "is_near", "got": ""}),
        "The result does not have a property that the task asks for.",
    ),
    (
        Mismatch(Aspect.VALUES, (("printed", 3),), "'a'", Fact("printed.nothing"), "printed"),
        "What you print ends before line 3; 'a' is expected there.",
    ),
    (
        Mismatch(Aspect.VALUES, (("printed", 3),), Fact("printed.nothing"), "'b'", "printed"),
        "Line 3 of what you print is 'b'; no such line is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, (("printed", 3),), "'a'", "'b'", "printed"),
        "Line 3 of what you print is 'b'; 'a' is expected.",
    ),
    # ------------------------------------------------------------------------------------- outcomes
    (
        Mismatch(Aspect.OUTCOME, (), "tensor(1.)", "ValueError", "raised", {"message": "no {such} thing"}),
        "Your code raised ValueError: no {such} thing",
    ),
    (
        Mismatch(Aspect.OUTCOME, SECOND, "…", "AttributeError", "raised", {"message": "no zero_"}),
        "In the second call, your code raised AttributeError: no zero_",
    ),
    (
        Mismatch(Aspect.OUTCOME, ((CALL, 6),), "…", "AttributeError", "raised", {"message": "no zero_"}),
        "In the 6th call, your code raised AttributeError: no zero_",
    ),
    (
        Mismatch(Aspect.OUTCOME, (), "tensor(1.)", "AssertionError", "raised", {"message": " "}),
        "Your code raised AssertionError",
    ),
    (
        Mismatch(Aspect.OUTCOME, (), "ValueError", "KeyError", "other_error", {"message": "'no'"}),
        "Your code raised KeyError: 'no'. An error of type ValueError is expected here.",
    ),
    (
        Mismatch(Aspect.OUTCOME, (), "ValueError", "TypeError", "other_error", {"message": "It is no list."}),
        "Your code raised TypeError: It is no list. An error of type ValueError is expected here.",
    ),
    (
        Mismatch(Aspect.OUTCOME, (), "ValueError", "tensor(1.)", "returned"),
        "An error of type ValueError is expected here; your function returned a result.",
    ),
    # ---------------------------------------------------------------------- kinds, shapes and dtypes
    (
        Mismatch(Aspect.STRUCTURE, (), TENSOR, FLOAT),
        "The result is a Python float; a tensor is expected.",
    ),
    (
        Mismatch(Aspect.STRUCTURE, ((ITEM, 0),), TENSOR, NOTHING),
        "Part [0] of the result is None; a tensor is expected.",
    ),
    (
        Mismatch(Aspect.STRUCTURE, SECOND, TENSOR, NOTHING),
        "In the second call, the result is None; a tensor is expected.",
    ),
    (
        Mismatch(Aspect.STRUCTURE, (GRAD,), "None", "tensor([1.])"),
        "Part .grad of the result is tensor([1.]); None is expected.",
    ),
    (
        Mismatch(Aspect.GRAPH, PART, FLOAT, TENSOR),
        "Part [1] of the result is a tensor that is connected to the graph; a Python float is expected. If "
        "you keep it, all that it was computed from stays in memory, and memory grows.",
    ),
    (Mismatch(Aspect.SHAPE, (), (), (1,)), "The result has shape (1,); shape () is expected."),
    (
        Mismatch(Aspect.SHAPE, ((KEY, "'l1'"),), (), (1,)),
        "Part ['l1'] of the result has shape (1,); shape () is expected.",
    ),
    (
        Mismatch(Aspect.SHAPE, (*SECOND, (ITEM, 0), (ITEM, 1)), (batches.OPEN, 2), (4, 3)),
        "In the second call, part [0][1] of the result has shape (4, 3); shape (rows, 2) is expected.",
    ),
    (
        Mismatch(Aspect.SHAPE, (*SECOND, (ITEM, 0), (ITEM, 1)), (batches.OPEN,), ()),
        "In the second call, part [0][1] of the result has shape (); shape (rows,) is expected.",
    ),
    (
        Mismatch(Aspect.DTYPE, (), "float64", "float32"),
        "The result has dtype float32; float64 is expected.",
    ),
    (Mismatch(Aspect.DEVICE, (), "cpu", "meta"), "The result is on device meta; cpu is expected."),
    # --------------------------------------------------------------------------------------- values
    (
        Mismatch(Aspect.VALUES, (), "tensor(5.)", "tensor(25.)", "numbers", ONE_VALUE),
        "The result is 25.0; 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, PART, "tensor(5.)", "tensor(25.)", "numbers", ONE_VALUE),
        "Part [1] of the result is 25.0; 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, (), "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong. The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((KEY, "'norms'"),), "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong in part ['norms']. The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, (), "…", "…", "unseen"),
        "The result holds no numbers that can be compared.",
    ),
    (
        Mismatch(Aspect.VALUES, SECOND, "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong in the result of the second call. "
        "The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, (*SECOND, (ITEM, 0)), "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong in part [0] of the second call's result. "
        "The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, (*SECOND, (ITEM, 0)), "tensor(5.)", "tensor(25.)", "numbers", ONE_VALUE),
        "In the second call, part [0] of the result is 25.0; 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((STEP, 3), (KEY, "'w'")), "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong in w in step 3. The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((STEP, 2), (KEY, "'loss'")), "1.0", "9.0", "numbers", ONE_VALUE),
        "In step 2, the loss is 25.0; 5.0 is expected.",
    ),
    (
        Mismatch(Aspect.STRUCTURE, ((STEP, 2),), FLOAT, TENSOR),
        "Step 2 is a tensor; a Python float is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((ASPECT, "output"),), "…", "…", "numbers", VALUES),
        "2 of 6 elements are wrong in your network's output with given parameters. "
        "The first is [1, 0]: it is 25.0, 5.0 is expected.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            ((INPUT, "record"),),
            Fact("steps.calls", {"count": 6}),
            Fact("steps.calls", {"count": 1}),
            "steps",
        ),
        "`record` got 1 call; it should get 6 calls, one for each step.",
    ),
    (
        Mismatch(Aspect.VALUES, (), TWO_TENSORS, ONE_TENSOR, "overlap"),
        "The numbers are right, but both calls return the same memory. The second call changes the result "
        "of the first. Each result should have memory of its own.",
    ),
    (
        Mismatch(Aspect.VALUES, ((INPUT, "params"), (ITEM, 1), GRAD), "None", "tensor([2.])", "afterwards"),
        "After the call, your input params[1].grad is tensor([2.]); None is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((INPUT, "w"), GRAD), SAME_MEMORY, NEW_MEMORY, "moved"),
        "After the call, your input w.grad is another tensor; the same tensor as before is expected.",
    ),
    (
        Mismatch(Aspect.VALUES, PART, "'mean'", "'sum'", "text"),
        "Part [1] of the result is 'sum'; 'mean' is expected.",
    ),
    # ---------------------------------------------------------------------------- shuffled batches
    (
        Mismatch(
            Aspect.VALUES,
            ((CALL, 1),),
            Fact("batches.count", {"count": 4}),
            Fact("batches.endless"),
            "batches.ends",
        ),
        "In the first call, the iterator never ends. It should end after 4 batches.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            ((CALL, 1), (ITEM, 0)),
            Fact("batches.as_many"),
            Fact(
                "batches.rows_and_targets",
                {
                    "rows": Fact("batches.rows", {"count": 4}),
                    "targets": Fact("batches.targets", {"count": 1}),
                },
            ),
            "batches.lengths",
        ),
        "In the first call, a batch has 4 rows and 1 target. It should have as many rows as targets.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            SECOND,
            Fact("batches.last_of", {"count": 2}),
            Fact("batches.no_last"),
            "batches.last",
        ),
        "In the second call, the last batch is missing. It is smaller than the others, since the batch size "
        "does not divide the number of rows.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            ((CALL, 1),),
            Fact("batches.every_row"),
            Fact("batches.missing", {"missing": 1, "rows": Fact("batches.rows", {"count": 7})}),
            "batches.rows_once",
        ),
        "In the first call, not every row comes exactly once: 1 of 7 rows missing.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            ((CALL, 1),),
            Fact("batches.own_target"),
            Fact("batches.other_target", {"count": 1}),
            "batches.together",
        ),
        "In the first call, rows and targets do not match: 1 row with another target. Take both in the same "
        "order.",
    ),
    (
        Mismatch(
            Aspect.VALUES,
            ((CALL, 1),),
            Fact("batches.of", {"sizes": "[4, 3]"}),
            Fact("batches.of", {"sizes": "[7]"}),
            "batches.sizes",
        ),
        "In the first call, there are batches of [7]; batches of [4, 3] are expected.",
    ),
    (
        Mismatch(Aspect.VALUES, ((CALL, 1),), Fact("order.random"), Fact("order.given"), "batches.shuffled"),
        "In the first call, the rows come in the order of the input. The task asks for a random order.",
    ),
    (
        Mismatch(Aspect.VALUES, SECOND, Fact("order.another"), Fact("order.same"), "batches.new_order"),
        "The second call gives the same order as the first. The task asks for a new random order each time.",
    ),
    (
        Mismatch(
            Aspect.VALUES, ((CALL, 3),), Fact("order.of_first"), Fact("order.other"), "batches.same_seed"
        ),
        "With the same seed (`torch.manual_seed`), the order is different. So the random numbers do not "
        "come from a generator that can be seeded, or they were drawn before the call.",
    ),
    # --------------------------------------------------------------------------------- the graph
    (
        Mismatch(Aspect.ATTACHED, (), LEAF, ATTACHED),
        "The values are right, but the result is not a leaf. It was computed from a tensor that requires "
        "grad, so `backward()` leaves nothing in its `.grad`.",
    ),
    (
        Mismatch(Aspect.ATTACHED, (), LEAF, CUT),
        "The values are right, but the result does not require grad.",
    ),
    (
        Mismatch(Aspect.ATTACHED, (), ATTACHED, CUT),
        "The values are right, but the result is cut from the graph: no gradient can flow back.",
    ),
    (
        Mismatch(Aspect.ATTACHED, (), CUT, ATTACHED),
        "The values are right, but the result is still connected to the graph; it should be cut from it.",
    ),
    (
        Mismatch(Aspect.ATTACHED, ((ITEM, 2),), CUT, LEAF),
        "The values are right, but part [2] of the result requires grad, and should not.",
    ),
    (
        Mismatch(Aspect.ATTACHED, SECOND, ATTACHED, LEAF),
        "The values are right, but in the second call, the result is a leaf that requires grad; it "
        "should be attached to the graph.",
    ),
    (
        Mismatch(Aspect.GRADIENT, X, "tensor([1.])", NO_GRADIENT, "none"),
        "The values are right, but no gradient arrives at x.",
    ),
    (
        Mismatch(Aspect.GRADIENT, ((INPUT, "r"),), NO_GRADIENT, "tensor([1.])", "unasked"),
        "The values are right, but a gradient flows to r, and none should.",
    ),
    (
        Mismatch(Aspect.GRADIENT, X, "tensor([1.])", "tensor([2.])"),
        "The values are right, but the gradient with respect to x is not.",
    ),
    (
        Mismatch(
            Aspect.GRADIENT, X, "tensor([1.])", "tensor([2.])", "weighted", {"weights": "tensor([3., 1.])"}
        ),
        "The values are right, but the gradient of (result * tensor([3., 1.])).sum() with respect to x "
        "is not.",
    ),
    (
        Mismatch(Aspect.GRADIENT, X, "tensor([1.])", "tensor([2.])", "weighted_sum"),
        "The values are right, but the gradient of a weighted sum of the result with respect to x is not.",
    ),
    (
        Mismatch(
            Aspect.GRADIENT,
            X,
            "tensor([1.])",
            NO_GRADIENT,
            "raised",
            {"type": "RuntimeError", "message": "no"},
        ),
        "The values are right, but taking the gradient raised RuntimeError: no",
    ),
    # --------------------------------------------------------------------------- views and copies
    (
        Mismatch(Aspect.ALIASING, PART, Fact("memory.copy"), Fact("memory.view", {"names": ("X", "Y")})),
        "The values are right, but part [1] of the result is a view of X and Y: a change of one changes the "
        "other. The task asks for a copy.",
    ),
    (
        Mismatch(Aspect.ALIASING, (), Fact("memory.view", {"names": ("X",)}), Fact("memory.copy")),
        "The values are right, but the result is a copy. The task asks for a view of X, which shares its "
        "memory.",
    ),
    (
        Mismatch(
            Aspect.ALIASING,
            (),
            Fact("memory.view", {"names": ("X",)}),
            Fact("memory.view", {"names": ("Y",)}),
        ),
        "The values are right, but the result is a view of Y; a view of X is expected.",
    ),
]


@pytest.mark.parametrize(("mismatch", "text"), DIFFERENCES)
def test_a_difference_is_a_sentence(mismatch, text):
    assert sentence_of(mismatch) == text


def test_each_aspect_is_among_these_or_below():
    assert {mismatch.aspect for mismatch, _ in DIFFERENCES} == set(Aspect) - {Aspect.INPUTS}


@pytest.mark.parametrize(
    ("path", "before", "after", "text"),
    [
        (
            X,
            "tensor([3.])",
            "tensor([1.])",
            "Your function changed its input x: it was tensor([3.]), now it is tensor([1.]).",
        ),
        (
            ((INPUT, "net"), (KEY, "'training'")),
            "True",
            "False",
            "Your function leaves its input net in eval mode; before, it was in training mode.",
        ),
        (
            ((INPUT, "net"), (KEY, "'0.weight'")),
            "tensor([1.])",
            "tensor([2.])",
            "Your function changed its input net['0.weight']: it was tensor([1.]), now it is tensor([2.]).",
        ),
        (
            (*W, FLAG),
            "True",
            "False",
            "Your function changed its input w.requires_grad: it was True, now it is False.",
        ),
    ],
)
def test_a_changed_input_is_told_as_before_and_after(path, before, after, text):
    assert sentence_of(Mismatch(Aspect.INPUTS, path, before, after), before) == text


NETWORK_PARTS = {
    ((ASPECT, "output"),): "With given parameters, the output of your network",
    ((ASPECT, "trained"),): "In training mode, with given parameters, the output of your network",
    ((ASPECT, "parameters"),): "The list of your network's parameters",
    ((ASPECT, "parameters"), (ITEM, 0)): "In the list of your network's parameters, part [0]",
    ((ASPECT, "buffers"),): "The list of your network's buffers",
    ((ASPECT, "buffers"), (ITEM, 0)): "In the list of your network's buffers, part [0]",
    ((ASPECT, "training"),): "Your network's training mode",
}


@pytest.mark.parametrize("path", NETWORK_PARTS)
def test_every_part_of_a_network_has_a_name(path):
    text = sentence_of(Mismatch(Aspect.VALUES, path, "one", "other", "text"))
    assert text == f"{NETWORK_PARTS[path]} is other; one is expected."


KINDS = [
    (tensor(5.0), "a tensor"),
    (Array("tensor", "float32", (), None, layout="sparse_coo"), "a sparse_coo tensor"),
    (Array("ndarray", "float32", (), np.float32(5).tobytes()), "a NumPy array"),
    (Array("numpy scalar", "float32", (), np.float32(5).tobytes()), "a NumPy float32 scalar"),
    (number(5), "a Python int"),
    (Atom("NoneType", "None"), "None"),
    (Atom("dtype", "torch.float32"), "a dtype"),
    (Items("tuple", (tensor(5.0),)), "a tuple of 1"),
    (Items(ITERATED, (tensor(5.0),)), "an iterator of 1 part"),
    (Items(ITERATED, ()), "an iterator of 0 parts"),
    (Items(TRAJECTORY, (tensor(5.0),)), "1 step"),
    (Mapping(MODULE, ()), "a torch.nn.Module"),
    (
        Mapping("dict", ((Atom("str", "l1"), tensor(5.0)), (number(2), tensor(5.0)))),
        "a dict with keys 'l1', 2",
    ),
    (Made("torch.ones(2)"), "torch.ones(2)"),
    (Opaque("generator"), "a generator"),
    (Opaque("Odd", "unreadable", "ValueError"), "a Odd (could not be read: ValueError)"),
    (Opaque("list", "deep", "12"), "a list (nested more than 12 deep)"),
    (Opaque("list", "long", "10,000"), "a list (more than 10,000 items)"),
    (Opaque("int", "wide"), "a int (beyond 64 bits)"),
    (Opaque("list", "holds", "250"), "a list of 250"),
]


@pytest.mark.parametrize(("value", "text"), KINDS)
def test_a_kind_of_value_has_a_name(value, text):
    assert sentence(kind_of(value)) == text


# ---------------------------------------------------------------------------- whatever is compared

LETTERS = st.text("ab{}%'\"\n", max_size=3)
SHAPES = st.sampled_from([(), (1,), (2,), (2, 1), (0,)])
NAMES = ("x", "w", "record")


@st.composite
def arrays(draw, depth=1):
    if draw(st.integers(0, 3)) == 0:
        return number(draw(st.sampled_from([True, 3, 2.5, float("nan")])))
    dtype, shape = draw(st.sampled_from(["float32", "int64", "bool", "complex64"])), draw(SHAPES)
    elements = np.full(shape, draw(st.integers(0, 2))).astype(dtype)
    return Array(
        draw(st.sampled_from(["tensor", "tensor", "Parameter", "ndarray", "numpy scalar"])),
        dtype,
        shape,
        draw(st.sampled_from([elements.tobytes(), elements.tobytes(), None])),
        draw(st.sampled_from(["cpu", "cpu", "meta"])),
        draw(st.sampled_from(["strided", "strided", "sparse_coo"])),
        draw(st.booleans()),
        leaf=draw(st.booleans()),
        grad=draw(st.none() | arrays(0)) if depth else None,
    )


ATOMS = st.builds(Atom, st.sampled_from(["str", "dtype", "NoneType"]), LETTERS)
OPAQUE = st.builds(Opaque, LETTERS, st.sampled_from(REASONS), LETTERS)
PARTS = st.sampled_from(["parameters", "buffers", "training", "output", "trained"])


def inner(values):
    few = st.lists(values, max_size=3).map(tuple)
    steps = st.lists(
        st.builds(
            lambda loss, w: Mapping("step", ((Atom("str", "loss"), loss), (Atom("str", "w"), w))),
            values,
            values,
        ),
        max_size=3,
    ).map(tuple)
    network = st.dictionaries(PARTS, values, max_size=3)
    return (
        st.builds(Items, st.sampled_from(["list", "tuple", "torch.Size", "set", ITERATED]), few)
        | st.builds(Items, st.just(TRAJECTORY), steps)
        | st.builds(
            Mapping,
            st.sampled_from(["dict", MODULE, "step"]),
            st.lists(st.tuples(ATOMS | values, values), max_size=3).map(tuple),
        )
        | network.map(
            lambda parts: Mapping(NETWORK, tuple((Atom("str", part), value) for part, value in parts.items()))
        )
    )


VALUE = st.recursive(arrays() | ATOMS | OPAQUE | st.builds(Made, LETTERS), inner, max_leaves=6)
RESULT = VALUE | st.builds(Items, st.just(CALLS), st.lists(VALUE, min_size=2, max_size=2).map(tuple))
FAILURES = st.builds(Failure, st.sampled_from(["ValueError", "KeyError"]), LETTERS)
MOVED = st.lists(st.sampled_from([((INPUT, 0), GRAD), ((INPUT, 1), (ITEM, 0), GRAD), ()]), max_size=2)


@st.composite
def changed(draw, value):
    """The value, or another one somewhere in it."""
    if draw(st.integers(0, 4)) == 0:
        return draw(VALUE)
    if isinstance(value, Items):
        more = draw(st.lists(VALUE, max_size=1)) if draw(st.integers(0, 4)) == 0 else []
        return Items(value.type, (*(draw(changed(item)) for item in value.items), *more))
    if isinstance(value, Mapping):
        return Mapping(value.type, tuple((key, draw(changed(item))) for key, item in value.pairs))
    return value


@st.composite
def observations(draw, value, inputs):
    """What a call may do that gives a value, or that raises."""
    raised = draw(st.none() | FAILURES) if draw(st.integers(0, 3)) == 0 else None
    count = len(inputs)
    return Observation(
        value=None if raised else value,
        failure=raised,
        inputs=inputs,
        gradient=draw(st.none() | st.tuples(*[st.none() | arrays(0)] * count)),
        gradient_failure=draw(st.none() | FAILURES),
        shares=tuple(draw(st.lists(st.sampled_from([(), (0,), (0, 1)]), max_size=4))),
        overlap=draw(st.booleans()),
        moved=tuple(draw(MOVED)),
        call=draw(st.integers(0, 7)),
    )


@st.composite
def compared(draw):
    """What is expected of a call, and what another one did; a task in place returns None."""
    in_place, inputs = draw(st.booleans()), tuple(draw(VALUE) for _ in NAMES)
    value = Atom("NoneType", "None") if in_place else draw(RESULT)
    known = draw(observations(value, inputs))
    seen = draw(observations(draw(changed(value)), tuple(draw(changed(one)) for one in inputs)))
    graded = {((GRADIENT, n),): array for n, array in enumerate(known.gradient or ()) if array is not None}
    sticks = {
        path: tolerance(array, 0.25)
        for path, array in graded.items()
        if array.dtype in INEXACT and array.data is not None
    }
    changing = tuple(draw(st.sets(st.integers(0, 2), max_size=2)))
    return Expected(known, sticks, changing, in_place), seen


def is_said(mismatch):
    """Whether a mismatch and both of its sides can be put into words, with all placeholders filled."""
    fact = differences.fact(mismatch, "before")
    text = sentence(fact)
    told = [text, *(said(differences.side(side)) for side in (mismatch.expected, mismatch.got))]
    held = "".join(texts(fact))
    assert all("Fact(" not in one and "Message(" not in one for one in told)
    assert "{" in held or not re.search(r"{\w+}", text)
    return bool(re.match(r"[A-Z0-9`]", text) or text.startswith(tuple(NAMES)))


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150)
@given(compared())
def test_whatever_differs_is_said(pair):
    expected, seen = pair
    for mismatch in compare(expected, seen, NAMES, tuple(Aspect)):
        assert is_said(mismatch)


ROWS = np.arange(28, dtype="float32").reshape(14, 2)
DATA = batches.Data(tensor(ROWS), tensor(ROWS[:, 0]), 4)


@st.composite
def dealt(draw):
    """Batches, mostly of the rows that are asked."""
    order = draw(st.sampled_from([range(14), range(13), range(12), (*range(13), 0), range(13, -1, -1)]))
    order, size = list(order), draw(st.sampled_from([4, 4, 4, 5]))
    targets = ROWS[:, 0] if draw(st.integers(0, 3)) else ROWS[::-1, 0].copy()
    parts = [order[start : start + size] for start in range(0, len(order), size)]
    pairs = [Items("tuple", (tensor(ROWS[part]), tensor(targets[part]))) for part in parts]
    if draw(st.integers(0, 3)) == 0:
        short = Items("tuple", (tensor(ROWS[:4]), tensor(targets[:3])))
        pairs.insert(
            draw(st.integers(0, 2)), draw(VALUE | st.just(Atom("ellipsis", "Ellipsis")) | st.just(short))
        )
    return Items(ITERATED, tuple(pairs)) if draw(st.integers(0, 5)) else draw(VALUE)


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(st.tuples(dealt(), dealt(), dealt()))
def test_whatever_is_dealt_out_is_said(calls):
    broken = batches.departure(DATA, calls)
    assert broken is None or is_said(broken)


# ------------------------------------------------------------------------------------------- traits


@pytest.mark.parametrize("name", TRAITS)
def test_every_trait_and_its_opposite_are_words(name):
    args = {"x": "x", "n": "3"}
    holds, lacks = (sentence(Fact(code, args)) for code in (f"trait.{name}", f"trait.{name}.not"))
    assert holds != lacks
    for text in (holds, lacks):
        assert re.fullmatch(r"[a-z][^{}]+[^{} .]", text)
        assert "x" in text or name == "equal_shapes"


def test_no_two_traits_are_said_alike():
    told = [sentence(Fact(code, {"x": "x", "n": "3"})) for code in patterns.TRAITS]
    assert len(set(told)) == len(told) == 2 * len(TRAITS)


# -------------------------------------------------------------------------------------------- codes

ROOT = Path(grader.__file__).parent
ROOMS = ("compare", "judge", "submission")
"""Where facts of verdicts are made."""
ASPECTS = ("structure", "graph", "shape", "dtype", "device")
SIDES = ("expected", "got")
IN_CELLS = ("gpu.mixed", "gpu.made", "gpu.moved")
IN_PLACE = ("script", "never", "class", "function", "below_raise", "below_return")
MADE = {
    # codes that are no literals where the fact is made: the file, the expression, and all that it can be
    ("compare/batches.py", "f'batches.{kind}'"): (
        "batches.missing_and_extra",
        "batches.missing",
        "batches.extra",
    ),
    ("compare/values.py", "f'kind.{value.type}'"): [f"kind.{type_}" for type_ in (TRAJECTORY, ITERATED)],
    ("compare/values.py", "f'kind.{value.why}'"): [f"kind.{why}" for why in REASONS if why],
    ("judge/advice.py", "_on_changed(known)"): (
        "advice.inputs",
        "advice.inputs_array",
        "advice.inputs_table",
        "advice.list_changed",
    ),
    ("judge/advice.py", "code"): [
        "advice.in_place",
        "advice.in_place_table",
        *filter(None, OF_FUNCTIONS.values()),
        *(code for _, code in MEANINGS),
    ],
    ("judge/advice.py", "ORDER"): ("advice.order",),
    ("judge/suited.py", "f'{advice.code}_{suffix}'"): [
        f"{code}_{suffix}"
        for code in ("advice.float32", "advice.float32_some")
        for suffix in ("cast", "made", "other")
    ],
    ("judge/curves.py", "f'{curve.label.code}_elsewhere'"): (
        "curve.recorded_elsewhere",
        "curve.returned_elsewhere",
    ),
    ("judge/devices/portable.py", "code"): ("gpu.mixed_somewhere", *IN_CELLS),
    ("judge/devices/portable.py", "f'{code}_in_cell'"): [f"{code}_in_cell" for code in IN_CELLS],
    ("judge/devices/several.py", "NOT_ON_DEVICE.get(task.gpu, 'gpu.errors')"): (
        "gpu.errors",
        *NOT_ON_DEVICE.values(),
    ),
    ("judge/differences.py", "mismatch.aspect.value"): ASPECTS,
    ("judge/differences.py", "code"): (
        *("signature", "signature.variable_for_function", "signature.variable_for_class"),
        "signature.function_for_class",
    ),
    ("judge/differences.py", "mismatch.kind"): [
        f"batches.{name}"
        for name in (
            *("ends", "lengths", "last", "rows_once", "together", "sizes"),
            *("shuffled", "new_order", "same_seed"),
        )
    ],
    ("judge/differences.py", "f'gradient.{mismatch.kind}' if mismatch.kind else 'gradient'"): (
        "gradient",
        "gradient.none",
        "gradient.unasked",
        "gradient.weighted_sum",
    ),
    ("judge/differences.py", "f'nth.{number}'"): [
        f"nth.{number}" for number in range(1, differences.NAMED_NUMBERS + 1)
    ],
    ("judge/differences.py", "f'what.{name}'"): [
        f"what.{name}" for name in ("parameters", "buffers", "training", "output", "trained")
    ],
    ("judge/differences.py", "f'what.{name}_part'"): [f"what.{name}_part" for name in differences.LISTED],
    ("judge/example.py", "code"): ("side.loss", "side.in_step"),
    **{
        ("judge/example.py", expression): [f"picture.{role}{of}" for role in SIDES for of in kinds]
        for expression, kinds in {
            "f'picture.{role}_{of}'": ("_gradient", "_afterwards"),
            "f'picture.{role}_aspect'": ("_aspect",),
            "f'picture.{role}_call'": ("_call",),
            "f'picture.{role}_call_part'": ("_call_part",),
            "f'picture.{role}_step'": ("_step",),
            "f'picture.{role}_part'": ("_part",),
            "f'picture.{role}'": ("",),
        }.items()
    },
    ("judge/explain.py", "f'trait.{trait.name}' if holds else f'trait.{trait.name}.not'"): [
        f"trait.{name}{opposite}" for name in TRAITS for opposite in ("", ".not")
    ],
    **{
        ("judge/marks.py", f"f'mark.{{aspect}}_{how}'"): [
            f"mark.{aspect}_{how}" for aspect in ("shape", "dtype")
        ]
        for how in ("begins", "returned")
    },
    ("judge/grade.py", "f'advice.{kind}_for_variable'"): (
        "advice.function_for_variable",
        "advice.class_for_variable",
    ),
    ("judge/cascades.py", "code"): ("advice.uses_wrong", "advice.unfinished"),
    ("judge/naming.py", "f'beside.{code}'"): [f"beside.{code}" for code in TOLD_BESIDE],
    ("judge/relations/elements.py", "code"): [code for code, _ in elements.CHANGES],
    ("judge/relations/factors.py", "code"): ("related.times_some_size", "related.over_some_size"),
    ("judge/relations/factors.py", "f'related.{code}_{kind}'"): [
        f"related.{code}_{kind}" for code in ("times", "over") for kind in ("argument", "size")
    ],
    **{
        ("judge/relations/reductions.py", f"f'related.{{kind}}_{{name}}{over}'"): [
            f"related.{kind}_{name}{over}"
            for kind in ("not_reduced", "reduced_too_far")
            for name, _ in reductions.REDUCTIONS
        ]
        for over in ("", "_over")
    },
    ("judge/relations/relation.py", "MISSING[how.code]"): ("related.mean_missing", "related.sum_missing"),
    ("judge/relations/reductions.py", "f'{code}{of}'"): [
        f"related.{place}{of}" for place in ("first", "last") for of in ("", "_row")
    ],
    ("judge/remark.py", "OTHER_KIND[code]"): ("aspect.no_function", "aspect.no_class"),
    ("judge/remark.py", "f\"state.{outcome.replace(' ', '_')}\""): [
        f"state.{outcome.replace(' ', '_')}" for outcome in Outcome
    ],
    ("judge/remark.py", "f'aspect.{(Aspect.GRADIENT if aspect is Aspect.ATTACHED else aspect)}'"): [
        f"aspect.{aspect}" for aspect in Aspect if aspect is not Aspect.ATTACHED
    ],
    ("judge/result.py", "code"): (
        *("timed_out", "timed_out.slow", "timed_out.loading"),
        *("memory", "memory.loading", "memory.asked", "memory.gpu", "not_run.time", "crashed"),
        *("missing", "missing.variable", "missing.class", "timed_out.variable", "memory.variable"),
    ),
    ("judge/result.py", "f'{code}_at_once'"): ("memory.asked_at_once", "memory.gpu_at_once"),
    ("submission/elsewhere.py", "code"): (
        *("elsewhere.split", "elsewhere.body", "elsewhere.above_in_cell", "elsewhere.above_in_one_cell"),
        *("elsewhere.markdown", "elsewhere.markdown_part", "elsewhere.raw", "elsewhere.raw_part"),
    ),
    ("submission/reasons.py", "f'{code}_in_cell'"): [f"elsewhere.{kind}_in_cell" for kind in IN_PLACE],
    ("submission/reasons.py", "fact.code"): ("elsewhere.below_raise", "elsewhere.below_return_in_cell"),
    ("submission/source.py", "self.message.code"): [
        message.code for message in vars(remedy).values() if isinstance(message, Message)
    ],
    ("judge/slips/evidence.py", "f'slip.{code}'"): tuple(slips.MESSAGES),
    ("submission/reasons.py", "code"): (
        *("missing.rename", "missing.rename_variable", "missing.rename_class"),
        *(f"elsewhere.{kind}" for kind in IN_PLACE),
    ),
}
ELSEWHERE = {
    "hidden.only",
    "hidden.teacher",
    "hidden.too",
    "missing.in_cells",
    "missing.value_in_cells",
    "ungraded.teacher",
}
"""Codes of facts that other rooms make."""


def made():
    """Each place where a fact is made in these rooms: the file, its code or codes, its call."""
    for path in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name("Fact" | "_at"), [code, *_]):
                    yield file, code, node


def codes_of(file, code):
    """All codes that an expression can be."""
    match code:
        case ast.Constant(str(text)):
            return [text]
        case ast.IfExp(body=ast.Constant(str(first)), orelse=ast.Constant(str(second))):
            return [first, second]
    return MADE[file, ast.unparse(code)]


FACTS = [
    pytest.param(file, code, call, id=f"{file}-{call.lineno}-{call.col_offset}")
    for file, code, call in made()
]


@pytest.mark.parametrize(("file", "code", "call"), FACTS)
def test_every_fact_has_a_message_and_fills_it(file, code, call):
    known = given_to(call) if isinstance(code, ast.Constant | ast.IfExp) else None
    for text in codes_of(file, code):
        assert text in (*MESSAGES, *phrases.SUBJECTS, TEXT, "list")
        if text in MESSAGES and known is not None:
            assert fields(MESSAGES[text]) <= known, text


def given_to(call):
    """The names of what a fact is given, where they stand in the call."""
    match call.args[1:]:
        case []:
            return set() if call.func.id == "Fact" else None
        case [ast.Dict(keys)] if all(isinstance(key, ast.Constant) for key in keys):
            names = {key.value for key in keys}
            return names | {"What", "what", "within"} if "what" in names else names
    return None


def fields(message):
    """The placeholders of a message."""
    texts = (message.one, message.many) if isinstance(message, Plural) else (message.text,)
    return {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}


def test_every_way_to_make_a_code_is_known_here():
    used = {(file, ast.unparse(code)) for file, code, _ in made()}
    assert MADE.keys() - used == set()


def test_every_message_is_of_some_fact():
    found = {code for file, expression, _ in made() for code in codes_of(file, expression)}
    codes = {*phrases.PHRASES, *phrases.SUBJECTS, *submission.SKIPPED, *submission.ELSEWHERE}
    codes |= {code for room in (words_of_differences, outcomes, advice, patterns) for code in room.MESSAGES}
    assert codes - found - {mismatch.kind for mismatch, _ in DIFFERENCES} == ELSEWHERE


@pytest.mark.parametrize("code", MESSAGES)
def test_a_plural_counts(code):
    message = MESSAGES[code]
    if isinstance(message, Plural):
        assert "count" in {field for _, field, _, _ in Formatter().parse(message.many)}


def test_numbers_are_words_up_to_five():
    assert [sentence(differences.nth(number)) for number in range(1, 8)] == [
        *("first", "second", "third", "fourth", "fifth"),
        *("6th", "7th"),
    ]
