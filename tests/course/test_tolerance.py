"""Tolerance comes from the problem: what rounding can do passes, what it cannot do does not."""

import numpy as np
import pytest
import torch

from grader.compare.observations import compare
from grader.core.model import Aspect, Observation, Requirements
from grader.core.value import GRADIENT, INPUT
from grader.course.dropped import DEPARTS
from grader.course.exercise import Exercise
from grader.course.inputs import tensors
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import said, sentence
from grader.runner.inprocess import observe_function
from grader.runner.recording.observe import observe


def made(reference, **options):
    task = Exercise("Test").task(**options)(reference)
    return TaskMaker("exercise_test", task).make_all()


def fails(task, function, gradient=False):
    seen = [observe(function, case, Requirements(gradient)) for case in task.cases]
    verdicts = [
        compare(e, s, task.parameters, task.aspects) for e, s in zip(task.expected, seen, strict=True)
    ]
    return [verdict for verdict in verdicts if verdict]


def total(x):
    return x.sum()


def test_another_order_of_summation_passes():
    task = made(total, inputs={"x": tensors("n")})

    def one_by_one(x):
        s = torch.zeros((), dtype=x.dtype)
        for element in x.flip(0):
            s = s + element
        return s

    assert fails(task, one_by_one) == []


@pytest.mark.parametrize("share", [1e-3, 1e-4, 1e-5])
def test_noise_above_rounding_fails(share):
    task = made(total, inputs={"x": tensors("n")})
    assert len(fails(task, lambda x: x.sum() * (1 + share))) > len(task.cases) / 2


def test_every_bound_is_finite_and_at_most_a_thousandth_of_the_scale():
    task = made(lambda x: torch.exp(x / 9), inputs={"x": tensors("n")})
    for expected in task.expected:
        stick = expected.tolerances[()]
        truth, bound = np.frombuffer(stick.truth), np.frombuffer(stick.bound)
        assert np.isfinite(bound).all()
        assert (bound <= 1e-3 * max(np.abs(truth).max(initial=0), 1.01)).all()
        assert (bound > 0).all()


def test_a_case_on_which_the_reference_is_not_itself_in_float64_is_dropped():
    def cancels(x):
        return (x + 1e8) - 1e8

    task = made(cancels, inputs={"x": tensors("n", factors=("/ 3",))})
    assert task.dropped[DEPARTS] > 5
    assert all(
        value.dtype == "float64" or not any(value.shape) or fine(value)
        for case in task.cases
        for value in case.inputs
    )


def fine(value):
    """Whether x + 1e8 is exact in float32: only for multiples of 8, such as zeros."""
    return not (np.frombuffer(value.data, value.dtype) % 8).any()


def test_a_gradient_is_graded_where_it_is_steady_and_not_at_a_kink():
    task = made(lambda x: x.abs().sum(), inputs={"x": tensors("n", factors=("",))}, gradient=True)
    for case, expected in zip(task.cases, task.expected, strict=True):
        (value,) = case.inputs
        numbers = np.frombuffer(value.data, value.dtype)
        graded = ((GRADIENT, 0),) in expected.tolerances
        assert graded == (value.requires_grad and (numbers != 0).all())


def test_right_and_wrong_gradients_are_told_apart_away_from_the_kink():
    task = made(lambda x: x.abs().sum(), inputs={"x": tensors("n")}, gradient=True)
    assert fails(task, lambda x: torch.where(x >= 0, x, -x).sum(), gradient=True) == []
    assert fails(task, lambda x: x.detach().abs().sum() + x.sum() - x.sum().detach(), gradient=True) != []


def test_an_input_that_the_reference_changes_is_compared_with_tolerance():
    def scale(x):
        x /= 3

    def scale_otherwise(x):
        x.mul_(1 / 3)

    task = made(scale, inputs={"x": tensors("n")})
    assert any(((INPUT, 0),) in expected.tolerances for expected in task.expected)
    assert fails(task, scale_otherwise) == []
    assert {mismatch.aspect for verdict in fails(task, lambda x: None) for mismatch in verdict} == {
        Aspect.VALUES
    }
    assert fails(task, lambda x: x / 3) != []


def test_what_counts_or_indexes_is_compared_exactly():
    task = made(lambda x: (x.argmax(), len(x)), inputs={"x": tensors("n")})
    assert all(expected.tolerances == {} for expected in task.expected)
    assert isinstance(task.expected[0].observation, Observation)


def test_a_task_in_place_gives_no_points_for_doing_nothing():
    def step(w, g):
        w -= g

    def rebinds(w, g):
        w = w - g

    def changes_both(w, g):
        w -= g
        g.zero_()

    task = made(step, inputs={"w": tensors("n"), "g": tensors("n", low=1)})

    def result(function):
        return judge(task, observe_function(function, assignment(task)))

    assert (result(step).score, result(rebinds).score, result(changes_both).score) == (1.0, 0.0, 0.5)
    assert [sentence(difference.message) for difference in result(rebinds).differences] == [
        "After the call, your input w is tensor([3.]); tensor([-3.]) is expected."
    ]
    assert said(result(rebinds).counterexample.expected) == "w afterwards: tensor([-3.])"


def softmax(x):
    e = (x - x.amax(0, keepdim=True)).exp()
    return e / e.sum(0, keepdim=True)


def naive_softmax(x):
    e = x.exp()
    return e / e.sum(0, keepdim=True)


def test_rounding_where_the_reference_cancels_exactly_passes():
    task = made(softmax, inputs={"x": tensors("n")}, gradient=True)
    one = [index for index, case in enumerate(task.cases) if case.inputs[0].shape == (1,)]
    assert one
    for index in one:  # the only possible result is 1, and its gradient 0
        for path, stick in task.expected[index].tolerances.items():
            assert np.frombuffer(stick.truth)[0] == (0 if path else 1)
            assert 1e-16 < np.frombuffer(stick.bound)[0] < 1e-4
    cases = [case for case in task.cases if case.inputs[0].shape != (0,)]
    assert len(cases) > 40
    for answer in (lambda x: torch.softmax(x, 0), naive_softmax):
        wrong = fails(task, answer, gradient=True)
        assert [m for verdict in wrong for m in verdict if m.aspect is not Aspect.OUTCOME] == []
    assert fails(task, lambda x: softmax(x) + 1e-4 * (x - x.detach()), gradient=True) != []


@pytest.mark.parametrize("factor", ["* 1e-30", "* 1e30"])
def test_inputs_of_another_size_do_not_get_the_bound_of_usual_ones(factor):
    task = made(lambda x: x * 3, inputs={"x": tensors("n", low=1, factors=("", factor))})
    tiny = [
        n for n, case in enumerate(task.cases) if factor in case.code[0] and 0 not in case.inputs[0].shape
    ]
    assert len(tiny) > 5
    for index in tiny:
        (stick,) = task.expected[index].tolerances.values()
        truth, bound = np.frombuffer(stick.truth), np.frombuffer(stick.bound)
        assert (bound < 1e-4 * np.abs(truth).max()).all()
    seen = [observe(lambda x: x * 0 if x.abs().max() < 1e-9 else x * 3, task.cases[n]) for n in tiny]
    wrong = [
        compare(task.expected[n], got, task.parameters, task.aspects)
        for n, got in zip(tiny, seen, strict=True)
    ]
    assert all(wrong) == (factor == "* 1e-30")


def test_a_reference_that_scales_its_inputs_to_1_and_back_gives_tiny_inputs_no_wider_bound():
    def norm(x):
        largest = x.abs().max()
        return largest * (x / largest).norm()

    def small_number_added(x):
        largest = x.abs().max() + 1e-6
        return largest * (x / largest).norm()

    task = made(norm, inputs={"x": tensors("n", low=1, factors=("", "* 1e-30"))})
    assert fails(task, small_number_added) != []
    assert fails(task, lambda x: x.norm()) != []


def test_a_task_whose_results_are_all_zero_has_bounds_of_rounding():
    task = made(lambda x: (x - x.mean()).sum(), inputs={"x": tensors("n", low=1)})
    shifted = fails(task, lambda x: x.sum() - len(x) * x.mean())
    assert [m for verdict in shifted for m in verdict if m.aspect is not Aspect.VALUES] == []
    assert fails(task, lambda x: 1e-4 * x.sum()) != []
    assert all(
        (np.frombuffer(stick.bound) < 1e-2).all()
        for expected in task.expected
        for stick in expected.tolerances.values()
    )


def test_memory_that_is_not_set_is_not_measured():
    task = made(lambda x: torch.empty_like(x).copy_(x) * 2, inputs={"x": tensors("n")})
    bounds = [
        np.frombuffer(stick.bound).max(initial=0) for e in task.expected for stick in e.tolerances.values()
    ]
    assert max(bounds) < 1e-3


def test_the_second_way_of_a_dtype_is_bounded_by_the_narrower_one():
    task = made(lambda x: x / 3, inputs={"x": tensors("n")}, dtype=False)
    assert fails(task, lambda x: x.float() / 3) == []
    assert fails(task, lambda x: x.double() / 3) == []
    assert {m.aspect for verdict in fails(task, lambda x: x.half() / 3) for m in verdict} >= {Aspect.DTYPE}
    assert {m.aspect for verdict in fails(task, lambda x: (x / 3).long()) for m in verdict} == {Aspect.VALUES}
    assert fails(task, lambda x: x.float() / 3 * (1 + 1e-4)) != []


def test_a_named_half_precision_passes_with_its_own_rounding_and_not_with_noise():
    task = made(lambda x: x / 4, inputs={"x": tensors("n", factors=("",))}, dtype=("float16", "float32"))
    fine = [n for n, case in enumerate(task.cases) if 0 < np.prod(case.inputs[0].shape) < 30]
    assert len(fine) > 20
    for n in fine:
        for factor, holds in ((1, True), (1.01, not any(np.frombuffer(task.cases[n].inputs[0].data, "b")))):
            seen = observe(lambda x, factor=factor: (x / 4 * factor).half(), task.cases[n])
            assert (compare(task.expected[n], seen, task.parameters, task.aspects) == ()) == holds


def test_a_reference_that_raises_in_float64_is_measured_in_the_dtypes_of_the_case():
    """Its own weights are float32, and torch multiplies no float64 by them."""
    weight = torch.tensor([0.25, -1.5, 2.0])
    sizes = {"inputs": {"x": tensors("n 3", dtypes=("float32",))}}
    task = made(lambda x: x @ weight, **sizes)
    assert all(expected.tolerances for expected in task.expected)
    assert fails(task, lambda x: (x * weight).sum(1)) == []
    assert fails(task, lambda x: (x.double() @ weight.double()).float()) == []
    assert fails(task, lambda x: x @ weight * (1 + 1e-4)) != []
    wider = made(lambda x: x @ weight, **sizes, atol=0.5)
    assert fails(wider, lambda x: x @ weight + 0.4) == []
    assert fails(wider, lambda x: x @ weight + 0.6) != []


def test_gradients_of_a_reference_that_raises_in_float64_are_measured():
    weight = torch.tensor([0.25, -1.5, 2.0])
    task = made(
        lambda x: (x @ weight).square().sum(),
        inputs={"x": tensors("n 3", dtypes=("float32",), requires_grad=True)},
        gradient=True,
    )
    assert fails(task, lambda x: (x * weight).sum(1).pow(2).sum(), True) == []
    wrong = fails(task, lambda x: (x @ weight).square().sum() + x.sum() - x.detach().sum(), True)
    assert {m.aspect for verdict in wrong for m in verdict} == {Aspect.GRADIENT}
