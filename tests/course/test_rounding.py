"""Rounding is played through: each use of a number is moved on its own, and ties stay ties."""

import pytest
import torch

from grader.course.rounding import POOL, Rounding

EPS = 2.0**-23


def moved(function, *given, seed=0, **options):
    """What a function of float64 tensors returns with rounding, and the mode."""
    with Rounding(EPS, seed, **options) as rounding:
        result = function(*given)
    return result, rounding


def test_numbers_that_cancel_exactly_move_by_their_own_rounding():
    x = torch.tensor([3.0, -7.0], dtype=torch.float64)
    differences = torch.stack([moved(lambda x: x - x, x, seed=seed)[0] for seed in range(20)])
    assert differences.abs().max(0).values.tolist() == [3 * EPS, 7 * EPS]


def test_a_maximum_is_one_of_the_elements_and_its_gradient_a_number():
    x = torch.tensor([1.0, 5.0, 2.0], dtype=torch.float64, requires_grad=True)

    def gradient(x):
        return torch.autograd.grad(x.amax(0) * 1.0, x)[0]

    result, _ = moved(gradient, x)
    assert (result - torch.tensor([0.0, 1.0, 0.0])).abs().max() < 4 * EPS
    assert moved(lambda x: (x == x.amax(0)).tolist(), x)[0] == [False, True, False]


def test_the_same_seed_moves_alike_and_another_one_otherwise():
    x = torch.ones(50, dtype=torch.float64)
    first, again, other = (moved(lambda x: x * 3, x, seed=seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert (first - 3).abs().max() <= 2 * 3 * EPS


def test_a_tensor_may_be_larger_than_the_pool_of_signs():
    x = torch.ones(2 * POOL + 5, dtype=torch.float64)
    result, _ = moved(lambda x: x * 1.0, x)
    assert set(result.tolist()) == {1 - EPS / 2, 1 + EPS / 2}


def test_what_works_in_place_is_moved_in_its_memory():
    x = torch.ones(20, dtype=torch.float64)
    result, _ = moved(lambda x: x.mul_(2), x)
    assert result is x
    assert 0 < (x - 2).abs().max() <= 2 * EPS


def test_the_largest_numbers_of_both_passes_are_watched():
    x = torch.tensor([2.0, -3.0], dtype=torch.float64, requires_grad=True)
    _, rounding = moved(lambda x: torch.autograd.grad((x * 100).sum() * 7, x), x, watches=True)
    assert abs(rounding.forward - 700) < 1e-3
    assert abs(rounding.backward - 700) < 1e-3
    _, blind = moved(lambda x: x * 100, x)
    assert (blind.forward, blind.backward) == (0.0, 0.0)


def test_memory_that_is_not_set_and_what_is_not_finite_are_not_watched():
    x = torch.tensor([2.0, float("inf"), float("nan")], dtype=torch.float64)

    def into_new_memory(x):
        return torch.empty_like(x).copy_(x) * 2

    _, rounding = moved(into_new_memory, x, watches=True)
    assert abs(rounding.forward - 4) < 1e-5


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")  # torch's own use of it
def test_the_zeros_of_forward_mode_are_not_read():
    """They have no memory; reading them ended the whole process."""
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    result, watched = moved(torch.func.hessian(lambda x: (x**3).sum()), x, watches=True)
    assert (result - torch.diag(6 * x)).abs().max() < 100 * EPS
    assert watched.forward >= 6
