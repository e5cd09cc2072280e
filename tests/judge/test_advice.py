"""What is said of a kind of mistake in general, what torch means, and that else nothing is said."""

import errno
import os

import msgspec
import numpy as np
import pytest
import torch
from making import expected, number, tensor

from grader.compare.observations import ATTACHED, COPY, CUT
from grader.compare.printed import NOTHING_MORE
from grader.compare.values import NOTHING, TENSOR, kind_of
from grader.core.fact import Fact
from grader.core.model import Aspect, Case, Expected, Failure, Mismatch, Observation, TaskKey
from grader.core.value import ASPECT, FLAG, INPUT, ITEM, PRINTED, Array, Atom, Items, Mapping, Opaque
from grader.judge.advice import MEANINGS, advice, in_all, meaning
from grader.locale.messages import sentence

X = tensor([3.0, 4.0])
ROWS = Items("list", (number(1),))
X_PATH, ROWS_PATH, FIRST = ((INPUT, "x"),), ((INPUT, "rows"),), ((ITEM, 0),)
INT, FLOAT, BOOL = kind_of(number(1)), kind_of(number(1.0)), kind_of(number(True))
LIST, TUPLE = kind_of(Items("list", (X, X))), kind_of(Items("tuple", (X, X)))
A_DICT = kind_of(Mapping("dict", ((Atom("str", "n"), X),)))
SCALAR = kind_of(Array("numpy scalar", "int64", ()))
GENERATOR, METHOD = kind_of(Opaque("generator")), kind_of(Opaque("builtin_function_or_method"))
SAID = {
    "no return": (Mismatch(Aspect.STRUCTURE, (), TENSOR, NOTHING), "None was returned."),
    "a number for a tensor": (Mismatch(Aspect.STRUCTURE, (), TENSOR, FLOAT), "`.item()`"),
    "a bool for a tensor": (Mismatch(Aspect.STRUCTURE, (), TENSOR, BOOL), "`==` and `<`"),
    "a tensor for a number": (Mismatch(Aspect.STRUCTURE, (), FLOAT, TENSOR), "`.item()` makes"),
    "a tensor for an int": (Mismatch(Aspect.STRUCTURE, (), INT, TENSOR), "`int(…)` makes"),
    "a NumPy scalar for a number": (
        Mismatch(Aspect.STRUCTURE, (), FLOAT, SCALAR),
        "`.item()` and `float(…)`",
    ),
    "a number that keeps its graph": (Mismatch(Aspect.GRAPH, (), FLOAT, TENSOR), "`.item()` gives"),
    "a generator for a list": (
        Mismatch(Aspect.STRUCTURE, (), LIST, GENERATOR),
        "A function with `yield` in it",
    ),
    "a network in another order": (
        Mismatch(Aspect.VALUES, ((ASPECT, "output"),), "1", "2", "numbers", {"elements": 1}),
        "The param",
    ),
    "a parameter of a network": (
        Mismatch(Aspect.VALUES, ((ASPECT, "parameters"), (ITEM, 0)), "'1'", "'2'", "text"),
        "The param",
    ),
    "a method": (Mismatch(Aspect.STRUCTURE, (), INT, METHOD), "This is a function, not its result."),
    "a list for a tuple": (Mismatch(Aspect.STRUCTURE, (), TUPLE, LIST), "The task asks for a tuple."),
    "an axis is missing": (Mismatch(Aspect.SHAPE, (), (2, 1), (2,)), "An axis of size 1 is missing."),
    "an axis too many": (Mismatch(Aspect.SHAPE, FIRST, (), (1,)), "There is one axis of size 1 too many."),
    "float32 for float64": (
        Mismatch(Aspect.DTYPE, (), "float64", "float32"),
        "`.float()` gives float32.",
    ),
    "integers for floats": (Mismatch(Aspect.DTYPE, (), "float32", "int64"), "`.to(torch.float32)`"),
    "booleans for floats": (Mismatch(Aspect.DTYPE, (), "float32", "bool"), "`.to(torch.float32)`"),
    "the dtype of an argument": (
        Mismatch(Aspect.DTYPE, (), "float64", "bool"),
        "The result has the dtype of x",
    ),
    "another device": (
        Mismatch(Aspect.DEVICE, (), "cuda:0", "cpu"),
        "Without a `device`, torch makes tensors on the CPU, even if the arguments are on a GPU.",
    ),
    "a cut graph": (Mismatch(Aspect.ATTACHED, (), ATTACHED, CUT), "Gradients flow back"),
    "a changed tensor": (Mismatch(Aspect.INPUTS, X_PATH, "1", "2"), "`x += …`, `x[…] = …`, `x.data = …`"),
    "a changed list": (Mismatch(Aspect.INPUTS, ROWS_PATH, "1", "2"), "`.pop()`, `.append()`"),
    "a changed flag": (
        Mismatch(Aspect.INPUTS, (*X_PATH, FLAG), "True", "False"),
        "`requires_grad_()` and `requires_grad = …` set the flag",
    ),
    "a flag that was set": (
        Mismatch(Aspect.INPUTS, (*X_PATH, FLAG), "False", "True"),
        "`requires_grad_()` and `requires_grad = …` set the flag of your input itself. Set it on a tensor",
    ),
    "not in place": (
        Mismatch(Aspect.VALUES, X_PATH, "1", "2", "afterwards"),
        "Your input x has not changed.",
    ),
}
NOT_SAID = [
    Mismatch(Aspect.STRUCTURE, (), INT, A_DICT),
    Mismatch(Aspect.STRUCTURE, (), Fact("batches.pair"), Fact("kind.tensor_of_shape", {"shape": "(2,)"})),
    Mismatch(Aspect.SHAPE, (), (2, 3), (3, 2)),
    Mismatch(Aspect.SHAPE, (), (2, 1), (1, 2)),
    Mismatch(Aspect.SHAPE, (), (2, 1, 1), (1, 2, 1)),
    Mismatch(Aspect.SHAPE, (), (2,), ()),
    Mismatch(Aspect.SHAPE, (), ("rows", 2), (2,)),
    Mismatch(Aspect.DTYPE, (), "int64", "float32"),
    Mismatch(Aspect.VALUES, (), "1", "2", "numbers", {"elements": 1}),
    Mismatch(Aspect.OUTCOME, (), "tensor(1.)", "RuntimeError", "raised", {"message": "no"}),
    Mismatch(Aspect.ALIASING, (), COPY, Fact("memory.view", {"names": ("X",)})),
    Mismatch(Aspect.ATTACHED, (), CUT, ATTACHED),
]


def task(value):
    return TaskKey(
        name="f",
        parameters=("x", "rows"),
        points=1.0,
        aspects=("inputs",),
        weights={"values": 1.0},
        cases=(Case((X, ROWS), ("", ""), 0),),
        expected=(expected(value, inputs=(X, ROWS)),),
        misconceptions=(),
        dropped={},
    )


def said(mismatch, value=None, got=None, inputs=(X, ROWS)):
    value = X if value is None else value
    seen = Observation(value=X if got is None else got, inputs=inputs)
    told = advice(task(value), 0, seen, mismatch)
    return told and sentence(told)


def test_the_dtype_is_taken_from_an_argument_that_has_it_in_every_call():
    single, double, counts = tensor([1.0]), tensor([1.0], "float64"), tensor([1], "int64")
    given = [(1.0, double, double), (1.0, counts, double), (1.0, single, single)]
    cases = tuple(Case((number(p), A, x), ("", "", ""), 0) for p, A, x in given)
    both = msgspec.structs.replace(task(X), parameters=("p", "A", "x"), cases=cases)
    wrong = Mismatch(Aspect.DTYPE, (), "float64", "float32")
    for results, told in (
        ((double, double, single), Fact("advice.float32", {"name": "x"})),
        ((double, single, single), Fact("advice.float32_some")),  # as sums of integers are
    ):
        known = msgspec.structs.replace(both, expected=tuple(map(expected, results)))
        assert advice(known, 0, Observation(value=single), wrong) == told


def told_of_all(told, *mismatches, seen=None):
    """Advice on the first departure of several, each in a call of its own."""
    observations = seen or [Observation(value=X)] * len(mismatches)
    key = msgspec.structs.replace(
        task(X), expected=tuple(expected(one.value or X) for one in observations), cases=task(X).cases * 9
    )
    return in_all(told, key, observations, [(one,) for one in mismatches], mismatches[0])


TOO_MANY, ELSEWHERE = Fact("advice.axis_too_many"), Mismatch(Aspect.SHAPE, FIRST, (3,), (2, 2))


@pytest.mark.parametrize(
    ("wanted", "got", "told"),
    [
        ((2,), (2, 1), {"dim": 1}),
        ((2,), (1, 2), {"dim": 0}),
        ((2, 3), (2, 3, 1), {"dim": -1}),
        ((), (2,), None),
    ],
)
def test_advice_on_an_axis_fits_every_wrong_shape(wanted, got, told):
    shown, more = (Mismatch(Aspect.SHAPE, (), *sizes) for sizes in (((1,), (1, 1)), (wanted, got)))
    found = told_of_all(TOO_MANY, shown, more, ELSEWHERE)
    assert found == (told and Fact("advice.axis_too_many", told))
    assert told_of_all(Fact("advice.item"), shown, more) == Fact("advice.item")


def test_numbers_that_are_rounded_to_float32_are_told_so():
    third = tensor([1 / 3, 0.1], "float64")
    rounded = tensor(np.float32([1 / 3, 0.1]).tolist(), "float64")
    other = tensor([1 / 3, 0.2], "float64")
    wrong = Mismatch(Aspect.VALUES, (), "1", "2", "numbers", {"elements": 1})
    known = task(third)
    for got, told in ((rounded, Fact("advice.rounded")), (other, None)):
        assert advice(known, 0, Observation(value=got, inputs=(X, ROWS)), wrong) == told
    both = msgspec.structs.replace(known, cases=known.cases * 2, expected=(expected(third), expected(third)))
    seen = [Observation(value=rounded), Observation(value=other)]
    assert in_all(Fact("advice.rounded"), both, seen, [(wrong,), (wrong,)], wrong) is None


def test_an_error_that_is_returned_is_to_be_raised():
    failing = Expected(Observation(failure=Failure("ValueError", "no", 1)), {})
    known = msgspec.structs.replace(task(X), expected=(failing,))
    wrong = Mismatch(Aspect.OUTCOME, (), "ValueError", "<ValueError>", "returned")
    assert advice(known, 0, Observation(value=Opaque("ValueError")), wrong) == Fact("advice.error_returned")
    assert advice(known, 0, Observation(value=X), wrong) is None


def test_a_dtype_that_another_part_must_not_have_is_not_advised():
    """The sum of integers has their dtype, their mean has not."""
    double, counts, single = tensor([1.0], "float64"), tensor([1], "int64"), tensor([1.0])
    tried = msgspec.structs.replace(
        task(X), parameters=("x",), cases=tuple(Case((x,), ("",), 0) for x in (double, counts))
    )
    results = (Items("tuple", (double, double)), Items("tuple", (counts, single)))
    known = msgspec.structs.replace(tried, expected=tuple(map(expected, results)))
    wrong = [Mismatch(Aspect.DTYPE, ((ITEM, n),), "float64", "float32") for n in range(2)]
    seen = [Observation(value=result) for result in results]
    told = Fact("advice.float32", {"name": "x"})
    assert in_all(told, known, seen, [tuple(wrong), ()], wrong[0]) == Fact("advice.float32_some")
    assert in_all(told, known, seen, [(wrong[0],), ()], wrong[0]) == told


def test_an_argument_that_other_calls_change_needs_no_copy():
    """An empty list of rows to fill changes nothing, and the task is to write into x."""
    key = msgspec.structs.replace(task(X), expected=(expected(X, inputs=(X, ROWS)),) * 2)
    other = msgspec.structs.replace(key.expected[1], changed=(0,))
    seen, wrong = Observation(value=X, inputs=(X, ROWS)), Mismatch(Aspect.INPUTS, X_PATH, "1", "2")
    assert advice(key, 0, seen, wrong) == Fact("advice.inputs", {"name": "x"})
    key = msgspec.structs.replace(key, expected=(key.expected[0], other))
    assert advice(key, 0, seen, wrong) == Fact("advice.inputs_here", {"name": "x"})


def test_two_axes_too_many_are_two():
    assert said(Mismatch(Aspect.SHAPE, (), (2,), (2, 1, 1))).startswith("There are 2 axes of size 1")


def test_advice_on_an_axis_is_for_calls_that_return():
    seen = [Observation(value=X), Observation(failure=Failure("RuntimeError", "sizes"))]
    shown = Mismatch(Aspect.SHAPE, (), (1,), (1, 1))
    raised = Mismatch(Aspect.OUTCOME, (), "1", "RuntimeError", "raised", {"message": "sizes"})
    assert told_of_all(TOO_MANY, shown, raised, seen=seen) is None


def test_a_number_that_is_wrong_is_not_only_of_a_wrong_dtype():
    shown, wrong = Mismatch(Aspect.DTYPE, (), "float32", "int64"), Mismatch(Aspect.VALUES, (), "4.", "1.")
    to_float = Fact("advice.to_float", {"dtype": "float32"})
    assert told_of_all(to_float, shown) == to_float
    assert told_of_all(to_float, shown, wrong) is None


def test_parts_in_another_order_are_so_in_every_call():
    """Parts that are equal may be in any order."""
    one, other, equal = (tensor([number]) for number in (1.0, 2.0, 3.0))
    pairs = [((one, other), (other, one)), ((equal, equal), (equal, equal)), ((one, other), (one, equal))]
    key = msgspec.structs.replace(
        task(X), expected=tuple(expected(Items("tuple", right)) for right, _ in pairs)
    )
    seen = [Observation(value=Items("tuple", wrong)) for _, wrong in pairs]
    shown = Mismatch(Aspect.VALUES, FIRST, one, other)
    order = Fact("advice.order")
    assert advice(key, 0, seen[0], shown) == order
    assert in_all(order, key, seen[:2], [(shown,), (shown,)], shown) == order
    assert in_all(order, key, seen, [(shown,)] * 3, shown) is None


@pytest.mark.parametrize("name", SAID)
def test_a_kind_of_mistake_has_advice(name):
    mismatch, start = SAID[name]
    assert said(mismatch).startswith(start)


def test_advice_names_the_learners_own_argument():
    assert "`dtype=x.dtype`, `torch.zeros_like(x)`" in said(SAID["float32 for float64"][0])


@pytest.mark.parametrize("mismatch", NOT_SAID, ids=str)
def test_nothing_is_said_where_nothing_general_fits(mismatch):
    assert said(mismatch) is None


def test_an_argument_that_was_changed_in_another_way_was_not_left_alone():
    mismatch, _ = SAID["not in place"]
    assert said(mismatch, inputs=(tensor([9.0, 4.0]), ROWS)) is None


LINES = "0: 3.0\n1: 4.0\n"
ENDS = Mismatch(Aspect.VALUES, ((PRINTED, 1),), "'0: 3.0'", NOTHING_MORE, "printed")
NONE = Mismatch(Aspect.STRUCTURE, (), TENSOR, NOTHING)
NO_TEXT = (number(1), Items("list", ()), Items("list", (number(1),)), Atom("NoneType", "None"))


def on_printing(mismatch, *, prints, value, stdout, wanted=X, lines=LINES):
    asked = task(wanted)
    known = Observation(value=wanted, inputs=(X, ROWS), stdout=lines)
    wanted = msgspec.structs.replace(asked.expected[0], observation=known, prints=prints)
    asked = msgspec.structs.replace(asked, expected=(wanted,))
    told = advice(asked, 0, Observation(value=value, inputs=(X, ROWS), stdout=stdout), mismatch)
    return told and told.code


@pytest.mark.parametrize(
    "value", [Atom("str", "0: 3.0\n1: 4.0"), Items("list", (Atom("str", "0: 3.0"), Atom("str", "1: 4.0")))]
)
def test_who_returns_the_text_that_should_be_printed_is_told(value):
    assert on_printing(ENDS, prints=True, value=value, stdout="") == "advice.returned"
    assert on_printing(ENDS, prints=True, value=value, stdout="0: 4.0\n") is None


@pytest.mark.parametrize("value", NO_TEXT, ids=str)
def test_who_returns_no_text_is_not_told_to_print_it(value):
    assert on_printing(ENDS, prints=True, value=value, stdout="") is None


def test_a_text_that_the_task_itself_returns_need_not_be_printed():
    value = Atom("str", "0: 3.0")
    assert on_printing(ENDS, prints=True, value=value, stdout="", wanted=value) is None
    assert on_printing(ENDS, prints=True, value=value, stdout="", lines="") is None


def test_who_prints_the_result_instead_of_returning_it_is_told():
    nothing = Atom("NoneType", "None")
    assert on_printing(NONE, prints=False, value=nothing, stdout="tensor([3., 4.])\n") == "advice.printed"
    assert on_printing(NONE, prints=False, value=nothing, stdout="now\n") == "advice.none"
    assert on_printing(NONE, prints=False, value=nothing, stdout="") == "advice.none"


LEAF = tensor([3.0, 4.0], requires_grad=True, leaf=True)
REFUSED = "a leaf Variable that requires grad is being used in an in-place operation."
NO_GRAD, NEW_TENSOR = "meaning.leaf_in_place", "meaning.leaf_input"


@pytest.mark.parametrize(
    ("given", "changed", "code"),
    [
        (LEAF, (0,), NO_GRAD),  # a parameter that the task updates
        (LEAF, (), NEW_TENSOR),  # an input that the task leaves as it is
        (X, (), NO_GRAD),  # a parameter that the function makes itself
    ],
)
def test_no_grad_is_advised_only_where_a_parameter_may_change(given, changed, code):
    asked = task(X)
    case = Case((given, ROWS), ("", ""), 0)
    wanted = msgspec.structs.replace(asked.expected[0], changed=changed)
    asked = msgspec.structs.replace(asked, cases=(case,), expected=(wanted,))
    seen = Observation(failure=Failure("RuntimeError", REFUSED))
    mismatch = Mismatch(Aspect.OUTCOME, (), "tensor(1.)", "RuntimeError", "raised", {"message": REFUSED})
    assert advice(asked, 0, seen, mismatch) == Fact(code)


def parts(*values):
    return Items("tuple", values)


A, B, C = tensor([1.0]), tensor([2.0]), tensor([[1.0]])
ANY = Mismatch(Aspect.VALUES, FIRST, "1", "2", "numbers", {"elements": 1})
ORDER = "On this call, the parts are right, but their order is wrong."


@pytest.mark.parametrize(
    ("got", "order"),
    [
        (parts(B, A, C), True),
        (parts(C, A, B), True),
        (parts(A, A, C), False),
        (parts(A, B, A), False),
        (parts(B, A), False),
        (parts(B, A, B), False),
        (A, False),
    ],
)
def test_parts_in_another_order_are_told(got, order):
    assert (said(ANY, parts(A, B, C), got) == ORDER) is order


# ------------------------------------------------------------------------ what a message of torch means


def leaf(*numbers):
    return torch.tensor(numbers, requires_grad=True)


def twice_back():
    y = (leaf(1.0, 2.0) ** 2).sum()
    y.backward()
    y.backward()


def overwritten():
    y = leaf(1.0, 2.0).exp()
    y += 1
    y.sum().backward()


def leaf_in_place():
    w = leaf(1.0)
    w -= 1


def refused():
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def without_a_gpu():
    raise AssertionError("Torch not compiled with CUDA enabled")  # as `.cuda()` does, where there is none


def nobody_types():
    raise EOFError("EOF when reading a line")  # as `input()` does without a terminal


def two_devices():
    torch.cat([torch.ones(2), torch.ones(2, device="meta")])


AcceleratorError = getattr(torch, "AcceleratorError", RuntimeError)  # an older torch raises a RuntimeError


def out_of_range_on_a_gpu():
    raise AcceleratorError("CUDA error: device-side assert triggered")  # as CUDA does, later


def never_entered():
    with torch.no_grad:
        pass


RAISING = {
    "single number": lambda: (leaf(1.0, 2.0) * 2).backward(),
    "retain_graph": twice_back,
    "in such an order": lambda: torch.ones(2, 3).T.view(6),
    "has no graph": lambda: torch.tensor(1.0).backward(),
    "no_grad():": leaf_in_place,
    "overwritten": overwritten,
    ".detach().numpy()": lambda: leaf(1.0).numpy(),
    "until a `backward()`": lambda: leaf(1.0).grad.zero_(),
    "zero_()": lambda: leaf(1.0).detach().zero(),
    "different dtypes": lambda: torch.ones(2, 2) @ torch.ones(2).double(),
    "Integers": lambda: torch.arange(4, requires_grad=True),
    "one answer": lambda: bool(torch.tensor([1.0, 2.0]) > 1),
    "start processes": refused,
    "ask for a GPU by name": without_a_gpu,
    "Tensors of two devices met": two_devices,
    "NumPy takes only tensors on the CPU": lambda: torch.ones(2, device="meta").numpy(),
    "index was out of range": out_of_range_on_a_gpu,
    "waits for the keyboard": nobody_types,
    "`with torch.no_grad():`": never_entered,
    "`nn.ReLU()`": lambda: torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.ReLU),
    "has several. A sum": lambda: torch.tensor([1.0, 2.0]).item(),
    "has none": lambda: torch.tensor([]).item(),
    "by an assignment": lambda: setattr(torch.ones(2), "shape", (1, 2)),
    "`.clone()`": lambda: torch.ones(2).copy(),
    "is below 0, or too large": lambda: torch.ones(2).index_select(0, torch.tensor([2])),
}


@pytest.mark.parametrize("part", RAISING)
def test_a_message_of_this_torch_is_explained(part):
    with pytest.raises(
        (RuntimeError, AttributeError, OSError, EOFError, AssertionError, TypeError, IndexError)
    ) as raised:
        RAISING[part]()
    assert part in sentence(meaning(str(raised.value)))


def test_each_meaning_is_tried():
    assert len(RAISING) == len(MEANINGS)


def test_another_message_is_left_as_it_is():
    assert meaning("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)") is None


def test_arithmetic_with_a_gradient_that_is_none_is_explained():
    with pytest.raises(TypeError) as raised:
        0.1 * leaf(1.0).grad
    assert "`.grad` is" in sentence(meaning(str(raised.value)))
