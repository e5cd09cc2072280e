"""The judge's notion of right and wrong, aspect by aspect."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from making import expected, number, tensor, words
from msgspec import structs

from grader.compare.numbers import all_near
from grader.compare.observations import compare
from grader.core.model import ANY_DTYPE, Aspect, Failure, Observation
from grader.core.value import INPUT, ITEM, KEY, Array, Atom, Items, Mapping, Opaque
from grader.judge.alike import alike

BESIDE = (Aspect.ATTACHED, Aspect.GRADIENT, Aspect.INPUTS)
X = ((INPUT, "x"),)


@given(
    *(
        hnp.arrays(
            "float64", 3, elements=st.sampled_from([0.0, 1.0, 1.0001, 2.0, math.inf, -math.inf, math.nan])
        ),
    )
    * 2,
)
def test_all_near_is_what_numpy_says(mine, yours):
    """Only the way to it is shorter, if all numbers are finite."""
    assert all_near(mine, yours, 1e-4, 2.0) == np.allclose(yours, mine, rtol=1e-4, atol=2e-4, equal_nan=True)


def verdict(want, got, aspects=BESIDE, **more):
    found = compare(want, Observation(value=got, **more), ("x",)[: len(want.observation.inputs)], aspects)
    return [(m.aspect, m.path, words(m.expected), words(m.got)) for m in found]


@given(
    hnp.arrays(
        st.sampled_from(["float32", "float64", "int64", "bool"]), hnp.array_shapes(min_dims=0, min_side=0)
    )
)
def test_a_value_equals_itself_whatever_it_holds(array):
    value = tensor(array, str(array.dtype))
    assert verdict(expected(value, bound=0), value) == []


def test_nan_matches_only_nan_and_infinity_only_itself():
    want = expected(tensor([math.nan, math.inf, -math.inf, 1.0]), bound=1e-3)
    assert verdict(want, tensor([math.nan, math.inf, -math.inf, 1.0])) == []
    for wrong in (
        [0.0, math.inf, -math.inf, 1.0],
        [math.nan, math.nan, -math.inf, 1.0],
        [math.nan, math.inf, math.inf, 1.0],
        [math.nan, 1e38, -math.inf, 1.0],
        [math.nan, math.inf, -math.inf, math.nan],
    ):
        assert [m[0] for m in verdict(want, tensor(wrong))] == [Aspect.VALUES]


def test_minus_zero_is_zero():
    assert verdict(expected(tensor([0.0]), bound=0), tensor([-0.0])) == []


def test_the_bound_is_per_element_and_counts_itself():
    want = expected(tensor([1.0, 2.0], "float64"), bound=0.25)
    assert verdict(want, tensor([1.25, 1.75], "float64")) == []
    assert [m[0] for m in verdict(want, tensor([1.25, 1.74], "float64"))] == [Aspect.VALUES]


def test_shapes_that_broadcast_are_not_equal():
    assert verdict(expected(tensor([1.0, 1.0])), tensor([[1.0], [1.0]])) == [(Aspect.SHAPE, (), (2,), (2, 1))]
    assert verdict(expected(tensor(5.0)), tensor([5.0])) == [(Aspect.SHAPE, (), (), (1,))]


def test_another_dtype_is_not_equal():
    assert verdict(expected(tensor([1.0])), tensor([1.0], "float64")) == [
        (Aspect.DTYPE, (), "float32", "float64")
    ]


@pytest.mark.parametrize(
    ("got", "dtype"), [([1.0, 2.5], "float64"), ([1.0, 2.5], "float16"), ([1.0 + 1e-9, 2.5], "float64")]
)
def test_right_values_of_another_dtype_are_not_called_wrong(got, dtype):
    found = verdict(expected(tensor([1.0, 2.5])), tensor(got, dtype))
    assert found == [(Aspect.DTYPE, (), "float32", dtype)]


def test_wrong_values_are_told_beside_a_wrong_dtype():
    assert verdict(expected(tensor([1.0, 2.5])), tensor([1, 2], "int64")) == [
        (Aspect.DTYPE, (), "float32", "int64"),
        (Aspect.VALUES, (), "tensor([1., 2.5000])", "tensor([1, 2])"),
    ]
    assert verdict(expected(tensor([1, 2], "int64")), tensor([1.0, 2.5])) == [
        (Aspect.DTYPE, (), "int64", "float32"),
        (Aspect.VALUES, (), "tensor([1, 2])", "tensor([1., 2.5000])"),
    ]
    parts = expected(Items("tuple", (tensor([1.0]), tensor([2.0]))))
    assert [m[:2] for m in verdict(parts, Items("tuple", (tensor([1.0], "float64"), tensor([3.0]))))] == [
        (Aspect.DTYPE, ((ITEM, 0),)),
        (Aspect.VALUES, ((ITEM, 1),)),
    ]


def test_a_dtype_without_numbers_is_only_a_wrong_dtype():
    unseen = Array("tensor", "complex32", (1,))
    assert verdict(expected(tensor([1.0])), unseen) == [(Aspect.DTYPE, (), "float32", "complex32")]


def with_dtypes(want, *dtypes, most=1e-3):
    """The expectation of a task that accepts dtypes, with bounds that may grow to `most`."""
    sticks = {path: structs.replace(stick, most=most) for path, stick in want.tolerances.items()}
    return structs.replace(want, dtypes=dtypes, tolerances=sticks)


def test_values_of_a_narrower_dtype_get_its_tolerance_and_no_more_than_the_most():
    double = with_dtypes(expected(tensor([1.0], "float64"), bound=4 * 2.0**-52), ANY_DTYPE)
    assert verdict(double, tensor([1 + 4 * 2.0**-23])) == []
    assert verdict(double, tensor([1 + 4 * 2.0**-23], "float64")) != []
    assert [m[0] for m in verdict(double, tensor([1 + 5 * 2.0**-23]))] == [Aspect.VALUES]
    half = with_dtypes(expected(tensor([1.0]), bound=4 * 2.0**-23), "float16")
    assert verdict(half, tensor([1 + 2.0**-10], "float16")) == []
    assert [m[0] for m in verdict(half, tensor([1 + 2 * 2.0**-10], "float16"))] == [Aspect.VALUES]


def test_values_of_a_wider_dtype_get_the_tolerance_of_the_reference():
    single = with_dtypes(expected(tensor([1.0]), bound=4 * 2.0**-23), ANY_DTYPE)
    assert verdict(single, tensor([1 + 4 * 2.0**-23], "float64")) == []
    assert [m[0] for m in verdict(single, tensor([1 + 5 * 2.0**-23], "float64"))] == [Aspect.VALUES]


@pytest.mark.parametrize("dtype", ["float64", "int64", "bool", "int8", "complex64"])
def test_a_released_dtype_may_be_any_but_the_values_count(dtype):
    want = with_dtypes(expected(tensor([1.0, 0.0])), ANY_DTYPE)
    assert verdict(want, tensor([1, 0], dtype)) == []
    assert [m[0] for m in verdict(want, tensor([1, 1], dtype))] == [Aspect.VALUES]


@pytest.mark.parametrize(("dtype", "holds"), [("float16", [1.0]), ("float16", [1.001])])
def test_a_half_precision_is_right_only_if_it_is_named(dtype, holds):
    """With three digits, nearly every number looks right."""
    want = expected(tensor([1.0]))
    assert verdict(with_dtypes(want, ANY_DTYPE), tensor(holds, dtype))[0] == (
        Aspect.DTYPE,
        (),
        "float32",
        "float16",
    )
    assert verdict(with_dtypes(want, "float16", "float32"), tensor([1.0], dtype)) == []


def test_only_the_named_dtypes_are_accepted_and_the_reference_has_one_of_its_own():
    want = with_dtypes(expected(tensor([1.0])), "float64")
    assert verdict(want, tensor([1.0])) == verdict(want, tensor([1.0], "float64")) == []
    assert verdict(want, tensor([1], "int64")) == [(Aspect.DTYPE, (), "one of float32, float64", "int64")]


def test_a_number_of_python_has_a_kind_and_no_dtype():
    want = with_dtypes(expected(number(1.0)), ANY_DTYPE)
    assert [m[0] for m in verdict(want, number(1))] == [Aspect.STRUCTURE]
    assert [m[0] for m in verdict(want, tensor(1.0))] == [Aspect.STRUCTURE]


def test_another_device_is_not_equal():
    got = Array("tensor", "float32", (1,), None, device="meta")
    assert verdict(expected(tensor([1.0])), got) == [(Aspect.DEVICE, (), "cpu", "meta")]


@pytest.mark.parametrize(
    ("got", "text"),
    [
        (number(5.0), "a Python float"),
        (number(5), "a Python int"),
        (Atom("NoneType", "None"), "None"),
        (Array("ndarray", "float32", (), np.float32(5).tobytes()), "a NumPy array"),
        (Array("numpy scalar", "float32", (), np.float32(5).tobytes()), "a NumPy float32 scalar"),
        (Items("tuple", (tensor(5.0),)), "a tuple of 1"),
        (Opaque("generator"), "a generator"),
        (Array("tensor", "float32", (), None, layout="sparse_coo"), "a sparse_coo tensor"),
    ],
)
def test_a_tensor_is_not_a_number_an_array_or_a_container(got, text):
    assert verdict(expected(tensor(5.0)), got) == [(Aspect.STRUCTURE, (), "a tensor", text)]


def test_a_python_bool_is_not_a_tensor_and_not_an_int():
    assert verdict(expected(number(True)), tensor(True, "bool")) == [
        (Aspect.STRUCTURE, (), "a Python bool", "a tensor")
    ]
    assert verdict(expected(number(True)), number(1)) == [
        (Aspect.STRUCTURE, (), "a Python bool", "a Python int")
    ]


def test_nested_results_are_compared_by_path():
    want = expected(
        Mapping(
            "dict", ((Atom("str", "l1"), tensor(7.0)), (Atom("str", "l2"), Items("list", (tensor(5.0),))))
        )
    )
    same = Mapping(
        "dict", ((Atom("str", "l2"), Items("list", (tensor(5.0),))), (Atom("str", "l1"), tensor(7.0)))
    )
    assert verdict(want, same) == []
    wrong = Mapping(
        "dict", ((Atom("str", "l1"), tensor(7.0)), (Atom("str", "l2"), Items("list", (tensor(6.0),))))
    )
    assert [m[:2] for m in verdict(want, wrong)] == [(Aspect.VALUES, ((KEY, "'l2'"), (ITEM, 0)))]
    missing = Mapping("dict", ((Atom("str", "l1"), tensor(7.0)),))
    assert verdict(want, missing) == [
        (Aspect.STRUCTURE, (), "a dict with keys 'l1', 'l2'", "a dict with keys 'l1'")
    ]
    as_tuple = Mapping(
        "dict", ((Atom("str", "l1"), tensor(7.0)), (Atom("str", "l2"), Items("tuple", (tensor(5.0),))))
    )
    assert verdict(want, as_tuple) == [(Aspect.STRUCTURE, ((KEY, "'l2'"),), "a list of 1", "a tuple of 1")]


def test_strings_dtypes_and_sizes_are_values():
    assert verdict(expected(Atom("str", "mean")), Atom("str", "sum")) == [
        (Aspect.VALUES, (), "'mean'", "'sum'")
    ]
    assert verdict(expected(Atom("dtype", "torch.float32")), Atom("dtype", "torch.float32")) == []
    size = Items("torch.Size", (number(2), number(3)))
    assert verdict(expected(size), Items("torch.Size", (number(2), number(4)))) == [
        (Aspect.VALUES, ((ITEM, 1),), "3", "4")
    ]
    assert verdict(expected(size), Items("tuple", (number(2), number(3))))[0][0] == Aspect.STRUCTURE


def test_a_torch_size_is_a_tuple():
    two = (number(2), number(3))
    assert verdict(expected(Items("tuple", two)), Items("torch.Size", two)) == []
    assert verdict(expected(Items("list", two)), Items("torch.Size", two))[0][0] == Aspect.STRUCTURE


def test_two_opaque_things_are_never_equal():
    assert verdict(expected(Opaque("generator")), Opaque("generator"))[0][0] == Aspect.STRUCTURE


def test_an_exception_is_a_difference_in_outcome():
    found = compare(expected(tensor(1.0)), Observation(failure=Failure("ValueError", "no")), (), ())
    assert [(m.aspect, m.expected, m.got) for m in found] == [(Aspect.OUTCOME, "tensor(1.)", "ValueError")]


def test_the_first_aspect_that_fails_makes_the_rest_moot():
    want = expected(tensor([1.0]), inputs=(tensor([1.0]),))
    assert [m[0] for m in verdict(want, tensor([[9.0]], "float64"), inputs=(tensor([9.0]),))] == [
        Aspect.SHAPE
    ]


def test_a_changed_input_is_told_beside_right_values():
    want = expected(tensor([1.0]), inputs=(tensor([1.0, 2.0]),))
    assert verdict(want, tensor([1.0]), inputs=(tensor([1.0, 2.0]),)) == []
    changed = verdict(want, tensor([1.0]), inputs=(tensor([1.0, 0.0]),))
    assert changed == [(Aspect.INPUTS, X, "tensor([1., 2.])", "tensor([1., 0.])")]


def test_a_gradient_is_compared_and_a_missing_one_is_zero():
    x, out = tensor([3.0], requires_grad=True), tensor(9.0, requires_grad=True)
    want = expected(out, inputs=(x,), gradient=(tensor([6.0]),))
    assert verdict(want, out, inputs=(x,), gradient=(tensor([6.0]),)) == []
    assert [m[:2] for m in verdict(want, out, inputs=(x,), gradient=(tensor([12.0]),))] == [
        (Aspect.GRADIENT, X)
    ]
    assert [m[0] for m in verdict(want, out, inputs=(x,), gradient=(None,))] == [Aspect.GRADIENT]
    zero = expected(out, inputs=(x,), gradient=(tensor([0.0]),))
    assert verdict(zero, out, inputs=(x,), gradient=(None,)) == []


def test_where_a_gradient_is_graded_none_may_arrive_where_there_should_be_none():
    x, r, out = tensor([3.0], requires_grad=True), tensor([2.0], requires_grad=True), tensor(9.0)
    want = expected(out, inputs=(x, r), gradient=(tensor([6.0]), None))
    found = compare(
        want, Observation(out, inputs=(x, r), gradient=(tensor([6.0]), tensor([1.0]))), "xr", BESIDE
    )
    assert [(m.aspect, m.path, words(m.expected)) for m in found] == [
        (Aspect.GRADIENT, ((INPUT, "r"),), "no gradient")
    ]


def test_a_result_that_is_cut_from_the_graph_is_told():
    x = tensor([3.0], requires_grad=True)
    want = expected(tensor(9.0, requires_grad=True), inputs=(x,), gradient=(tensor([6.0]),))
    found = verdict(want, tensor(9.0), inputs=(x,), gradient=(None,))
    assert (Aspect.ATTACHED, (), "attached to the graph", "cut from the graph") in found


ATTACHED, CUT = {"requires_grad": True, "leaf": False}, {}


@pytest.mark.parametrize("gradient", [None, (tensor([]),)])
@pytest.mark.parametrize(("mine", "yours"), [(ATTACHED, CUT), (CUT, ATTACHED)])
def test_the_graph_of_an_empty_input_does_not_matter(gradient, mine, yours):
    x = tensor([], requires_grad=True)
    want = expected(tensor(0.0, **mine), inputs=(x,), gradient=gradient)
    aspects = BESIDE if gradient else ("attached",)
    assert verdict(want, tensor(0.0, **yours), aspects, inputs=(x,), gradient=gradient and (None,)) == []


def test_the_graph_of_an_empty_result_does_not_matter():
    x = tensor([1.0], requires_grad=True)
    want = expected(tensor([], **ATTACHED), inputs=(x,), gradient=(tensor([0.0]),))
    assert verdict(want, tensor([]), inputs=(x,), gradient=(None,)) == []


def test_a_constant_is_right_where_the_gradient_is_zero():
    x = tensor([-1.0], requires_grad=True)
    want = expected(tensor(0.0, **ATTACHED), inputs=(x,), gradient=(tensor([0.0]),))
    assert verdict(want, tensor(0.0), inputs=(x,), gradient=(None,)) == []
    cut = expected(tensor(0.0), inputs=(x,), gradient=(tensor([0.0]),))
    assert [m[0] for m in verdict(cut, tensor(0.0, **ATTACHED), inputs=(x,), gradient=(None,))] == [
        "attached"
    ]


def test_the_graph_of_an_input_with_elements_matters():
    x = tensor([3.0], requires_grad=True)
    want = expected(tensor(9.0, **ATTACHED), inputs=(x,))
    assert verdict(want, tensor(9.0), ("attached",), inputs=(x,)) == [
        (Aspect.ATTACHED, (), "attached to the graph", "cut from the graph")
    ]


def test_where_the_gradient_is_not_graded_neither_is_the_graph():
    x = tensor([0.0], requires_grad=True)
    want = expected(tensor(0.0, requires_grad=True), inputs=(x,), gradient=(tensor([0.0]),))
    ungraded = type(want)(want.observation, {(): want.tolerances[()]})
    assert verdict(ungraded, tensor(0.0), inputs=(x,), gradient=(tensor([math.nan]),)) == []


def test_numbers_that_cannot_be_seen_are_never_right():
    got = Array("tensor", "float32", (1,), None)
    assert [m[0] for m in verdict(expected(tensor([1.0])), got)] == [Aspect.VALUES]


def test_exceptions_are_alike_by_type_and_letters():
    want = expected(tensor(1.0))
    first = Observation(failure=Failure("RuntimeError", "mat1 (2x3) and 'A'"))
    assert alike(first, Observation(failure=Failure("RuntimeError", "mat1 (4x5) and 'B'")), want)
    assert not alike(first, Observation(failure=Failure("RuntimeError", "other words")), want)
    assert not alike(first, Observation(failure=Failure("ValueError", "mat1 (2x3) and 'A'")), want)


def test_whatever_is_done_with_none_is_the_same_mistake():
    def raised(type_, message):
        return Observation(failure=Failure(type_, message))

    times = raised("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'")
    power = raised("TypeError", "unsupported operand type(s) for ** or pow(): 'NoneType' and 'int'")
    method = raised("AttributeError", "'NoneType' object has no attribute 'zero_'")
    want = expected(number(1.0))
    assert alike(times, power, want)
    assert alike(times, method, want)
    assert not alike(times, raised("TypeError", "can't multiply sequence by non-int of type 'float'"), want)


def test_wrong_answers_are_alike_within_rounding_only():
    want = expected(tensor(5.0))
    assert alike(Observation(value=tensor(25.0)), Observation(value=tensor(25.000002)), want)
    assert not alike(Observation(value=tensor(25.0)), Observation(value=tensor(25.1)), want)
