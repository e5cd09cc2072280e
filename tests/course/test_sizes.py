"""Indices as a tensor, below the size of another dimension."""

import pytest
import torch

from grader.course import indices, tensors
from grader.course.drawing import boundaries, drawn
from grader.runner.recording.building import build


def entries(words):
    return [*boundaries(words, gradient=False), *drawn(words, gradient=False, count=100, start=1)]


def test_indices_with_dimensions_are_a_tensor_below_the_other_size():
    found = [tuple(map(build, entry.case().inputs)) for entry in entries([tensors("k d"), indices("k", "n")])]
    for table, rows in found:
        assert rows.dtype is torch.int64
        assert rows.dim() == 1
        assert rows.numel() == 0 or (rows.min() >= 0 and rows.max() < len(table))
        table[rows]
    assert {len(rows) for _, rows in found} >= {0, 1, 2, 3, 40}
    assert any(len(rows) > 30 and len(rows.unique()) > 2 for _, rows in found)


def test_the_boundaries_have_the_first_the_last_and_repeated_indices():
    words = [tensors("k"), indices("k", "n")]
    codes = {
        entry.code
        for entry in boundaries(words, gradient=False)
        if entry.code[0] == "torch.tensor([3., -4.])"
    }
    assert {code for _, code in codes} >= {
        "torch.tensor([1, 0, 0])",
        "torch.tensor([0, 0, 0])",
        "torch.tensor([1, 1, 1])",
        "torch.tensor([0, 1, 1])",
    }


def test_there_are_no_indices_into_nothing():
    found = [tuple(map(build, entry.case().inputs)) for entry in entries([tensors("k"), indices("k", "n")])]
    into_nothing = [rows for table, rows in found if len(table) == 0]
    assert {len(rows) for rows in into_nothing} == {0}


@pytest.mark.parametrize(("dims", "rank"), [("n 1", 2), ("3", 1), ("m n", 2), ("k", 1)])
def test_they_may_have_any_dimensions(dims, rank):
    found = [entry.case().inputs[1].shape for entry in entries([tensors("k"), indices("k", dims)])]
    assert {len(shape) for shape in found} == {rank}


def test_they_may_have_any_shape():
    found = [entry.case().inputs[1].shape for entry in entries([tensors("k"), indices("k", "*s")])]
    assert {len(shape) for shape in found} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: indices("k m", "n"), "indices('k m'): name one dimension, such as indices(\"n\")."),
        (lambda: indices(3), 'indices(3): name one dimension, such as indices("n").'),
        (
            lambda: indices("k", "n-1"),
            'indices(\'n-1\'): write dimensions as names or numbers, such as "n", "m n", "n 1", "*s".',
        ),
    ],
)
def test_dimensions_that_cannot_be_meant_are_refused(make, message):
    with pytest.raises(ValueError, match="indices") as caught:
        make()
    assert str(caught.value) == message


# ---------------------------------------------------------------------------------------- bool tensors


def bools(word):
    """The bool tensors of a word that have at least two elements."""
    found = [build(entry.case().inputs[0]) for entry in entries([word])]
    return [value for value in found if value.dtype is torch.bool and value.numel() > 1]


@pytest.mark.parametrize(
    "word",
    [
        tensors("m n", dtypes=("bool",)),
        tensors("m n", dtypes=("bool", "float")),
        tensors("m n", dtypes=("int64", "bool"), low=2, high=7),
        tensors("m n", dtypes=("bool",), low=-9, high=-1),
    ],
    ids=["alone", "beside floats", "with a range above", "with a range below"],
)
def test_tensors_of_bools_hold_both_values(word):
    found = bools(word)
    mixed = [value for value in found if value.any() and not value.all()]
    assert len(mixed) > 0.7 * len(found)
    large = [value.float().mean() for value in found if value.numel() > 100]
    assert large
    assert all(0.2 < share < 0.8 for share in large)


def test_the_code_of_large_tensors_of_bools_makes_them():
    for entry in entries([tensors("m n", dtypes=("bool",))]):
        assert torch.equal(eval(entry.code[0], {"torch": torch}), build(entry.case().inputs[0]))
