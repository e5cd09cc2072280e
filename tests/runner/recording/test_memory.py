"""Which tensors share memory: every layout and dtype, and the inputs are as before afterwards."""

import pytest
import torch

from grader.core.model import Observation
from grader.core.value import GRAD, INPUT
from grader.runner.probes import with_memory
from grader.runner.recording.memory import grads, probes


def shares(result, *given):
    return with_memory(Observation(), probes([result], given, {}, aliasing=True)).shares


def overlap(*results):
    return with_memory(Observation(), probes(results, (), {}, aliasing=False)).overlap


X = torch.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("result", "given", "known"),
    [
        (X, (X,), ((0,),)),
        (X[1:], (X,), ((0,),)),
        (X.t(), (X.clone(), X), ((1,),)),
        (X.clone(), (X,), ((),)),
        (X + 0, (X,), ((),)),
        ((X[0], X[0].clone()), (X,), ((0,), ())),
        (X[:0], (X,), ((),)),
        (X.expand(4, 2, 3), (X,), ((0,),)),
        (X[:, 1], (X[:, 1],), ((0,),)),
        (X[:, 0], (X[:, 1],), ((),)),
        (X.detach(), (X,), ((0,),)),
        (X.to_sparse(), (X,), ((),)),
        (torch.empty(2, device="meta"), (X,), ((),)),
        (3.0, (X,), ()),
        (X, (3, X), ((1,),)),
    ],
)
def test_a_result_shares_memory_with_an_input(result, given, known):
    before = X.clone()
    assert shares(result, *given) == known
    assert torch.equal(X, before)


@pytest.mark.parametrize(
    "dtype", [torch.bool, torch.uint8, torch.int64, torch.float16, torch.bfloat16, torch.complex64]
)
@pytest.mark.parametrize("number", [0, 1])
def test_it_is_found_for_every_dtype_and_number(dtype, number):
    x = torch.full((3,), number, dtype=dtype)
    assert shares(x[1:], x) == ((0,),)
    assert shares(x[1:].clone(), x) == ((),)
    assert x.tolist() == [number] * 3


def test_it_is_found_for_tensors_of_every_mode():
    leaf = torch.ones(2, requires_grad=True)
    assert shares(leaf.detach(), leaf) == ((0,),)
    with torch.inference_mode():
        made = torch.ones(2)
    assert shares(made, made) == ((0,),)
    assert shares(torch.tensor([float("nan")]), torch.tensor([float("nan")])) == ((),)
    turned = torch.ones(2, dtype=torch.complex64).conj()
    assert shares(turned, turned) == ((0,),)


def test_results_of_several_calls_overlap():
    assert overlap(X, X)
    assert overlap(X, X.clone(), X[0])
    assert overlap((X[0], X.clone()), [X.clone(), X[0]])
    assert not overlap(X, X.clone())
    assert not overlap(X[:0], X[:0])
    flags = torch.zeros(1, dtype=torch.bool)
    assert overlap(flags, (flags, flags))


def test_a_gradient_that_is_another_tensor_has_moved():
    def moved(change):
        w = torch.ones(2, requires_grad=True)
        w.grad = torch.ones(2)
        before = grads([w])
        change(w)
        return with_memory(Observation(), probes([None], [w], before, aliasing=False)).moved

    assert moved(lambda w: w.grad.zero_()) == ()
    assert moved(lambda w: setattr(w, "grad", None)) == ()
    assert moved(lambda w: setattr(w, "grad", torch.ones(2))) == (((INPUT, 0), GRAD),)
