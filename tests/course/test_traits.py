"""What is unusual in a case has a name, whatever the numbers are."""

import pytest
import torch

from grader.core.model import Case, Failure, Observation
from grader.core.value import INPUT
from grader.course.traits import options, traits
from grader.runner.recording.values import plain

X = ((INPUT, 0),)


def traits_of(*values, result=None, failure=None):
    case = Case(tuple(map(plain, values)), tuple("?" for _ in values), 0)
    known = Observation(None if failure else plain(result), Failure(failure, "", None) if failure else None)
    return traits(case, known)


@pytest.mark.parametrize(
    ("tensor", "trait"),
    [
        (torch.zeros(0), ("size", 0, 0)),
        (torch.ones(1, 2), ("size", 1, 2)),
        (torch.ones(40), ("size", 0, 3)),
        (torch.ones(40), ("many", True)),
        (torch.ones(2, 2), ("equal sizes", True)),
        (torch.ones(()), ("rank", 0)),
        (torch.tensor([1.0, -2.0]), ("sign", True, True)),
        (torch.tensor([-1.0, -2.0]), ("sign", True, False)),
        (torch.tensor([0.0, 2.0]), ("zero", True, True)),
        (torch.tensor([0.5, 2.0]), ("whole", True)),
        (torch.tensor([1e-30]), ("magnitude", -8)),
        (torch.tensor([0.0]), ("magnitude", None)),
        (torch.tensor([3.0, 3.0]), ("constant", True)),
        (torch.tensor([3.0, 1.0, 3.0]), ("repeated", True)),
        (torch.tensor([3.0, 3.0001]), ("nearly equal", True)),
        (torch.tensor([3.0, 3.1]), ("nearly equal", False)),
        (torch.tensor([3.0, -1.0, -2.0]), ("balanced", True)),
        (torch.tensor([1.0, 2.0]), ("begins with", True, False)),
        (torch.tensor([2.0, 1.0]), ("begins with", False, True)),
        (torch.tensor([float("inf"), 1.0]), ("finite", False)),
        (torch.tensor([True, False]), ("dtype", "bool")),
        (torch.tensor([3 + 4j]), ("constant", True)),
        (torch.tensor([1e308, 1e308], dtype=torch.float64), ("balanced", False)),
    ],
)
def test_a_tensor_has_a_trait(tensor, trait):
    assert (X, *trait) in traits_of(tensor)


def test_an_empty_tensor_has_no_sign():
    assert not [trait for trait in traits_of(torch.zeros(0)) if "sign" in trait]


def test_numbers_that_are_not_finite_have_no_sign():
    assert not [trait for trait in traits_of(torch.tensor([float("nan")])) if "sign" in trait]


def test_two_inputs_may_have_the_same_size():
    assert ("same size", (0, 0), (1, 1)) in traits_of(torch.ones(3), torch.ones(2, 3))
    assert not [t for t in traits_of(torch.ones(3), torch.ones(2, 4)) if t[0] == "same size"]


def test_the_result_has_traits_of_its_own():
    result = (("result", 0),)
    assert (result, "sign", True, False) in traits_of(torch.ones(2), result=torch.tensor(-1.0))
    assert ("raises", "ValueError") in traits_of(torch.ones(2), failure="ValueError")


def test_a_tensor_in_a_list_has_its_own_traits():
    found = traits_of([torch.ones(2), torch.zeros(0)])
    assert {(path, size) for path, *trait in found for size in trait[2:] if trait[:1] == ["size"]} == {
        ((*X[:1], ("item", 0)), 2),
        ((*X[:1], ("item", 1)), 0),
    }


def test_each_of_a_few_texts_is_a_trait_and_none_of_many_is():
    few = [("1", "x"), ("2", "x")]
    assert options(few) == [
        {(0, "text", "1"), (1, "text", "x")},
        {(0, "text", "2"), (1, "text", "x")},
    ]
    many = [(str(n), "x") for n in range(40)]
    assert options(many) == [{(1, "text", "x")}] * 40
