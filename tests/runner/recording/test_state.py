"""What a submission leaves changed in torch is put back, and the next call does not notice."""

import pytest
import torch
from making import tensor
from torch.utils._python_dispatch import TorchDispatchMode

from grader.core.model import Case, Failure, Requirements
from grader.core.value import Array, Items, Made, Mapping
from grader.runner.recording.observe import observe
from grader.runner.recording.results import MOST_GIVEN
from grader.runner.recording.state import _modes, _settings, usual


class _Idle(TorchDispatchMode):
    def __torch_dispatch__(self, operation, _types, args=(), kwargs=None):
        return operation(*args, **(kwargs or {}))


def many_threads():
    torch.set_num_threads(torch.get_num_threads() + 1)


LEFT_CHANGED = {
    "grad mode": lambda: torch.set_grad_enabled(False),
    "no_grad that is never left": lambda: torch.no_grad().__enter__(),
    "inference mode that is never left": lambda: torch.inference_mode().__enter__(),
    "default dtype": lambda: torch.set_default_dtype(torch.float64),
    "default device": lambda: torch.set_default_device("meta"),
    "anomaly mode": lambda: torch.autograd.set_detect_anomaly(True, check_nan=False),
    "deterministic mode": lambda: torch.use_deterministic_algorithms(True),
    "threads": many_threads,
    "precision": lambda: torch.set_float32_matmul_precision("medium"),
    "autocast": lambda: torch.autocast("cpu").__enter__(),
    "hook on all modules": lambda: torch.nn.modules.module.register_module_forward_hook(
        lambda *_: torch.ones(1)
    ),
    "hook on saved tensors": lambda: torch.autograd.graph.saved_tensors_hooks(
        lambda x: x, lambda x: 2 * x
    ).__enter__(),
    "mode around all operations": lambda: _Idle().__enter__(),
    "random state": lambda: torch.manual_seed(3),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", LEFT_CHANGED)
@pytest.mark.parametrize("raises", [False, True], ids=["returns", "raises"])
def test_what_a_call_leaves_changed_is_put_back(what, raises):
    def careless(x):
        LEFT_CHANGED[what]()
        if raises:
            raise ValueError("after that")
        return x.detach().clone()

    def next_one(x):
        draw = torch.rand(2)
        return torch.nn.Linear(2, 1)(torch.ones(2)).shape[0] * (x * x).sum() * 1.5, draw, torch.zeros(2)

    case = Case((tensor([1.0, 2.0], requires_grad=True),), ("x",), 5)
    before, alone = (*_modes(), *_settings()), observe(next_one, case, Requirements(gradient=True))
    observe(careless, case)
    assert (*_modes(), *_settings()) == before
    after = observe(next_one, case, Requirements(gradient=True))
    assert (after.value, after.gradient, after.failure) == (alone.value, alone.gradient, None)


def test_nothing_is_restored_where_nothing_was_changed():
    assert usual() == (*_modes(), *_settings())


# ------------------------------------------------------------------------------------------ iterators


def gone_through(function):
    return observe(function, Case((), (), 1), Requirements(iterates=True))


def test_what_an_iterator_gives_is_the_value():
    def three():
        yield from range(3)

    value = gone_through(three).value
    assert (value.type, len(value.items)) == ("iterator", 3)


def test_of_an_iterator_no_more_is_taken_than_is_needed_to_know_that_there_is_more():
    taken = []

    def counting():
        while True:
            taken.append(len(taken))
            yield taken[-1]

    gone_through(counting)
    assert len(taken) == MOST_GIVEN + 1


def test_an_iterator_without_end_is_cut():
    def forever():
        while True:
            yield 1

    value = gone_through(forever).value
    assert len(value.items) < MOST_GIVEN
    assert value.items[-1].type == "ellipsis"


def test_what_an_iterator_raises_is_the_calls_failure():
    def breaks():
        yield 1
        raise ValueError("in the middle")

    assert gone_through(breaks).failure == Failure(
        "ValueError", "in the middle", bases=("Exception", "BaseException")
    )


@pytest.mark.parametrize("thing", [None, 3, "ab", torch.ones(2)])
def test_what_is_no_iterator_stays_as_it_is(thing):
    assert not isinstance(gone_through(lambda: thing).value, Items)


# ------------------------------------------------------------------------------- modules and recorders


def test_a_module_is_its_parameters_buffers_and_mode():
    text = "net = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1))\nnet.eval()\nnet"
    case = Case((Made(text),), ("net",), 1, names=("net",))
    (net,) = observe(lambda net: net.train(), case).inputs
    assert isinstance(net, Mapping)
    state = {key.text: value for key, value in net.pairs}
    assert state["0.weight"].shape == (1, 2)
    assert "1.running_mean" in state
    assert state["training"].data == b"\x01"


def test_a_returned_module_is_tried_on_a_probe_with_given_parameters():
    case = Case((tensor([[1.0, 2.0]]),), (), 1, names=("X",), extras=1)
    made = [observe(lambda: torch.nn.Linear(2, 1), case, Requirements(probe="X")).value for _ in range(2)]
    assert made[0] == made[1]  # though what they begin with is random
    parts = {key.text: value for key, value in made[0].pairs}
    assert [item.text for item in parts["parameters"].items] == ["(1, 2) float32", "(1,) float32"]
    assert isinstance(parts["output"], Array)


def test_a_module_that_cannot_take_the_probe_has_failed():
    case = Case((tensor([[1.0, 2.0]]),), (), 1, names=("X",), extras=1)
    assert (
        observe(lambda: torch.nn.Linear(3, 1), case, Requirements(probe="X")).failure.type == "RuntimeError"
    )


def test_a_recorder_keeps_each_loss_with_what_is_watched():
    inputs = (Made("Recorder(w=w)"), tensor([1.0], requires_grad=True))
    case = Case(inputs, ("record", "w"), 1, names=("record", "w"))

    def steps(record, w):
        for n in range(3):
            w.data += 1
            record(float(n))

    record, _ = observe(steps, case).inputs
    assert record.type == "trajectory"
    assert [dict(step.pairs)[step.pairs[1][0]].data for step in record.items] == [
        tensor([2.0 + n]).data for n in range(3)
    ]
