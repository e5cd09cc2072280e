"""Hooks on saved tensors are noticed and removed, also with a torch that does not tell of them."""

import types

import torch

from grader.runner.recording import saved_hooks
from grader.runner.recording.saved_hooks import HookCounter


def test_hooks_are_noticed_and_removed():
    assert not saved_hooks.are_in_use()
    for factor in (2, 3):
        torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x, by=factor: by * x).__enter__()
    assert saved_hooks.are_in_use()
    saved_hooks.remove()
    assert not saved_hooks.are_in_use()
    x = torch.tensor([3.0], requires_grad=True)
    assert torch.autograd.grad((x * x).sum(), x)[0].tolist() == [6.0]


def test_a_counter_counts_the_pairs_that_torch_takes():
    stack = []

    def push(*pair):
        if len(pair) != 2:
            raise TypeError("two functions are needed")
        stack.append(pair)

    autograd = types.SimpleNamespace(
        _push_saved_tensors_default_hooks=push, _pop_saved_tensors_default_hooks=stack.pop
    )
    counter = HookCounter(autograd)
    assert counter.top(True) is None
    autograd._push_saved_tensors_default_hooks(len, len)
    autograd._push_saved_tensors_default_hooks(len, str)
    assert (counter.top(True), stack) == (2, [(len, len), (len, str)])
    autograd._pop_saved_tensors_default_hooks()
    counter.pop()
    assert (counter.top(True), stack) == (None, [])
