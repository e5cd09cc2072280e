"""Further inputs: wider than those of a key, and still what the course allows."""

import torch
from hypothesis import strategies as st

from grader.course import each, list_of, one_of, tensors
from grader.course.further import further
from grader.course.inputs import as_input
from grader.runner.recording.building import build


def inputs_of(*words, count=200, gradient=False):
    """Further inputs of some words, built."""
    chunks = further(words, gradient=gradient, count=count, start=3)
    return [tuple(map(build, entry.case().inputs)) for chunk in chunks for entry in chunk]


def tensors_of(word, **more):
    return [value for (value,) in inputs_of(word, **more)]


def test_they_are_distinct_and_the_same_each_time():
    def codes():
        chunks = further([tensors("m n")], gradient=False, count=300, start=3)
        return [entry.code for chunk in chunks for entry in chunk]

    once = codes()
    assert 250 < len(set(once)) == len(once) <= 300
    assert codes() == once


def test_they_have_what_a_key_has_not():
    found = tensors_of(tensors("n"))
    lengths = {len(value) for value in found}
    assert lengths >= {0, 1, 6, 17}
    assert any(0 < value.norm() < 0.5 for value in found if len(value) > 3), "fractions"
    signs = [torch.signbit(value[value == 0]) for value in found]
    assert any(sign.any() for sign in signs), "negative zeros"
    assert any(not sign.all() for sign in signs if len(sign)), "positive zeros"
    assert any(len(value) > 5 and len(value.unique()) == 2 for value in found), "ties"
    assert any(len(value) > 3 and (value < -100).all() for value in found), "low numbers"
    assert {value.dtype for value in found} == {torch.float32, torch.float64}


def test_they_keep_to_the_limits_of_the_course():
    for value in tensors_of(tensors("n", low=1, high=4)):
        assert ((value * 10 * 7 * 8).round() > 0).all()
        assert (value <= 4).all()
    for value in tensors_of(tensors("n", dtypes=("int64",), low=0, high=2)):
        assert value.dtype == torch.int64
        assert set(value.tolist()) <= {0, 1, 2}
    for value in tensors_of(tensors("n 3", low=-2, high=2, factors=("",))):
        assert torch.equal(value, value.round())


def test_python_numbers_lie_between_those_of_the_course():
    found = [value for (value,) in inputs_of(each(1, 4, 9), count=60)]
    assert set(found) == set(range(1, 10))
    floats = {value for (value,) in inputs_of(each(0.5, 1.0), count=60)}
    assert all(0.5 <= value <= 1.0 for value in floats)
    assert len(floats) > 5
    assert {value for (value,) in inputs_of(each(True, False), count=60)} == {True, False}
    assert {value for (value,) in inputs_of(each("sum", "mean"), count=60)} == {"sum", "mean"}


def test_lists_of_numbers_get_other_lengths_and_orders():
    found = [value for (value,) in inputs_of(each([3.0, 1.0], [2.0, 5.0, 4.0]), count=100)]
    assert {len(value) for value in found} == {1, 2, 3}
    assert {item for value in found for item in value} == {1.0, 2.0, 3.0, 4.0, 5.0}


def test_parts_of_other_words_are_wider_too():
    symmetric = tensors("n n").map(lambda A: A + A.mT)
    for (value,) in inputs_of(one_of(symmetric, tensors("n"))):
        assert value.dim() == 1 or torch.equal(value, value.mT)
    sizes = {value[0].shape for (value,) in inputs_of(list_of(tensors("m n", requires_grad=True)))}
    assert (6, 11) in sizes or (11, 6) in sizes or any(6 in shape for shape in sizes)


def test_a_strategy_of_the_course_is_drawn_from():
    strategy = st.lists(st.sampled_from((1, 2, 5)), min_size=1, max_size=2).map(tuple)
    kept = strategy.filter(lambda sizes: sizes != (5, 5))
    found = {value for (value,) in inputs_of(as_input(kept), count=200)}
    assert len(found) == 11
    assert (5, 5) not in found
