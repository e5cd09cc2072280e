"""Frames: the sizes that the inputs of a case share, within the limits of the task."""

import pytest
import torch

from grader.course import each, functions, index, indices, list_of, one_of, size, tensors
from grader.course.drawing import boundaries, drawn
from grader.course.further import further
from grader.runner.recording.building import build


def values(words, *, count=60):
    """The inputs of all boundary cases and of some that are drawn."""
    found = [
        *boundaries(words, gradient=False),
        *drawn(words, gradient=False, count=count, start=1),
    ]
    return [tuple(map(build, entry.case().inputs)) for entry in found]


def test_a_dimension_has_the_sizes_of_its_range_and_the_others_have_all():
    shapes = {value.shape for (value,) in values([tensors("m n", m=(3, 8))], count=200)}
    assert {rows for rows, _ in shapes} == {3, 4, 5, 6, 7, 8}
    assert {columns for _, columns in shapes} >= {0, 1, 2, 3, 4, 5, 7, 13, 40}


def test_a_number_fixes_a_size():
    shapes = {value.shape for (value,) in values([tensors("m n", m=4)])}
    assert {rows for rows, _ in shapes} == {4}
    assert {columns for _, columns in shapes} >= {0, 1, 2, 3}


def test_the_boundary_cases_have_the_ends_of_a_range():
    entries = list(boundaries([tensors("m n", m=(3, 8))], gradient=False))
    noted = {entry.note: build(entry.case().inputs[0]).shape for entry in entries if entry.note}
    assert noted["size 3"][0] == 3
    assert noted["size 8"][0] == 8
    assert noted["all sizes equal"] in {(3, 3), (4, 4)}


@pytest.mark.parametrize(
    ("limit", "sizes"),
    [
        ((0, 2), {0, 1, 2}),
        ((1, 40), {1, 2, 3, 40}),
        ((2, 2), {2}),
        ((50, 1000), {50, 51, 52, 53}),
    ],
)
def test_the_ends_of_a_range_are_boundaries_unless_they_are_large(limit, sizes):
    found = {
        len(build(entry.case().inputs[0])) for entry in boundaries([tensors("n", n=limit)], gradient=False)
    }
    assert found == sizes


def test_a_wide_range_is_drawn_from_end_to_end():
    found = {len(value) for (value,) in values([tensors("n", n=(50, 1000))], count=200)}
    assert {50, 287, 525, 762, 1000} <= found
    assert all(50 <= size <= 1000 for size in found)


def test_a_range_holds_for_all_words_of_a_task():
    words = [
        tensors("n"),
        size("n"),
        index("n"),
        indices("n"),
        indices("n", "k"),
        list_of(tensors("n"), tensors("k n", n=(2, 3))),
    ]
    found = values(words)
    assert {len(vector) for vector, *_ in found} == {2, 3}
    for vector, count, place, places, tensor, (again, matrix) in found:
        assert count == len(vector) == len(again) == matrix.shape[1]
        assert 0 <= place < count
        assert all(0 <= number < count for number in [*places, *tensor.tolist()])


def test_a_range_within_one_of_several_words_holds_too():
    found = values([one_of(tensors("n", n=(5, 6)), tensors("n 2")), tensors("n")])
    assert {len(vector) for _, vector in found} == {5, 6}


def test_several_ranges_of_one_dimension_all_hold():
    found = values([tensors("n", n=(1, 4)), tensors("n", n=(3, 9))])
    assert {len(vector) for vector, _ in found} == {3, 4}


def test_further_inputs_keep_to_the_range():
    chunks = further([tensors("m n", m=(3, 8)).map(lambda X: X + 1)], gradient=False, count=200, start=3)
    shapes = {build(entry.case().inputs[0]).shape for chunk in chunks for entry in chunk}
    assert {rows for rows, _ in shapes} == {3, 4, 5, 6, 7, 8}


def test_a_changed_tensor_keeps_to_the_range():
    assert {len(value) for (value,) in values([tensors("n", n=(2, 3)).map(torch.abs)])} == {2, 3}


def test_usual_cases_are_not_square_beside_a_fixed_size():
    entries = list(boundaries([tensors("m n", m=4)], gradient=False))
    usual = [build(entry.case().inputs[0]).shape for entry in entries if not entry.note]
    assert all(rows != columns for rows, columns in usual)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tensors("m n", k=3), "tensors('m n'): k=3 names no dimension. It has: "),
        (
            lambda: tensors("m n", dtype=("int64",)),
            "tensors('m n'): dtype=('int64',) names no dimension. Did you mean 'dtypes'?",
        ),
        (lambda: tensors("*s", s=3), "tensors('*s'): s=3 names no dimension. It has: "),
        (lambda: tensors("m 3", m=(8, 3)), "tensors('m 3'): m=(8, 3) is not a size. "),
        (lambda: tensors("m", m=(-1, 3)), "tensors('m'): m=(-1, 3) is not a size. "),
        (lambda: tensors("m", m=-1), "tensors('m'): m=-1 is not a size. "),
        (lambda: tensors("m", m=(1, 2, 3)), "tensors('m'): m=(1, 2, 3) is not a size. "),
        (lambda: tensors("m", m=True), "tensors('m'): m=True is not a size. "),
        (
            lambda: tensors("m", m=2.0),
            "tensors('m'): m=2.0 is not a size. Write m=4, or the smallest and the largest size: m=(3, 8).",
        ),
    ],
)
def test_a_range_that_cannot_be_meant_says_so(make, message):
    with pytest.raises(ValueError, match="tensors") as caught:
        make()
    assert str(caught.value).startswith(message)


# ------------------------------------------------------------------------------------------ choices


def met(words, first, second):
    """The values of two inputs that meet in a boundary case."""
    entries = boundaries(words, gradient=False)
    inputs = [entry.case().inputs for entry in entries]
    return {(build(found[first]), build(found[second])) for found in inputs}


def test_choices_meet_in_a_task_without_tensors_when_they_are_drawn():
    words = [each("a", "b"), functions("lambda x: x", "lambda x: -x"), each(1, 2, 3)]
    entries = drawn(words, gradient=False, count=120, start=1)
    assert len({entry.code for entry in entries}) == 12


def test_all_choices_meet_also_if_there_are_more_than_calls_with_factors():
    words = [tensors("n", factors=("",)), each(*range(6)), each(*range(7))]
    assert met(words, 1, 2) == {(i, j) for i in range(6) for j in range(7)}


def test_choices_meet_inside_a_list():
    entries = boundaries([list_of(each("a", "b"), each(1, 2, 3))], gradient=False)
    found = {tuple(build(entry.case().inputs[0])) for entry in entries}
    assert found == {(text, n) for text in "ab" for n in (1, 2, 3)}


def test_a_list_of_many_choices_gets_a_bounded_number_of_calls():
    words = [list_of(each(*range(9)), each(*range(9)))]
    assert len({entry.code for entry in boundaries(words, gradient=False)}) == 12


def test_the_dtypes_of_two_inputs_are_not_drawn_in_step():
    words = [tensors("n", dtypes=("float32", "int64")), tensors("n", dtypes=("int64", "bool"))]
    entries = drawn(words, gradient=False, count=60, start=1)
    dtypes = {tuple(array.dtype for array in entry.case().inputs) for entry in entries}
    assert dtypes == {(first, second) for first in ("float32", "int64") for second in ("int64", "bool")}
    inside = drawn([list_of(*words)], gradient=False, count=60, start=1)
    assert {tuple(array.dtype for array in entry.case().inputs[0].items) for entry in inside} == dtypes
