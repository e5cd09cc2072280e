"""Training loops gone wild: each task has its own outcome, and the next one is graded as ever."""

import textwrap

import pytest
from making import stubs

from grader import submission
from grader.core.model import Outcome
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.runner.process.pool import Pool
from grader.runner.wire import Limits

pytestmark = [pytest.mark.slow, pytest.mark.long]

RIGHT = """
import torch
from torch import nn


def linear(X, w, b):
    return X @ w + b


def squared_loss(y_hat, y):
    return ((y_hat.reshape(y.shape) - y) ** 2).mean()


def network(inputs, hidden):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1))


def accuracy(y_hat, y):
    if y_hat.dim() == 2:
        y_hat = y_hat.argmax(1)
    return (y_hat == y).float().mean().item()
"""
EVALUATE = """
def evaluate(net, loader):
    {before}
    mode = net.training
    net.eval()
    with torch.no_grad():
        losses = torch.cat([(net(X) - y) ** 2 for X, y in loader])
    net.train(mode)
    {after}
    return losses.mean().item()
"""
STATE = {
    "anomaly mode": "torch.autograd.set_detect_anomaly(True)",
    "default dtype": "torch.set_default_dtype(torch.float64)",
    "grad mode": "torch.set_grad_enabled(False)",
    "deterministic algorithms": "torch.use_deterministic_algorithms(True)",
    "random state": "torch.manual_seed(0)",
    "default device": "torch.set_default_device('meta')",
    "hook on all modules": "nn.modules.module.register_module_forward_hook(lambda m, x, y: y * 0)",
}


@pytest.fixture(scope="module")
def quick():
    with Pool(Limits(call_seconds=4.0, total_seconds=120.0, memory_bytes=2**30)) as pool:
        yield pool


@pytest.fixture
def graded(keys, quick, tmp_path):
    def run(text):
        path = tmp_path / "exercise_06.py"
        path.write_text(RIGHT + textwrap.dedent(text))
        starter = stubs(keys["exercise_06"])
        needed = submission.needed(submission.read(path), list(starter), stubs=starter)
        results = {result.task: result for result in grade(needed, keys["exercise_06"], quick).tasks}
        for name in ("linear", "squared_loss", "network", "accuracy"):
            assert results[name].outcome is Outcome.PASSED, (name, results[name].differences)
        return results

    return run


@pytest.mark.parametrize("what", STATE)
def test_what_an_evaluation_leaves_changed_harms_no_other_task(graded, what):
    result = graded(EVALUATE.format(before="pass", after=STATE[what]))["evaluate"]
    assert result.outcome is Outcome.PASSED


def test_a_loop_that_never_ends_is_ended(graded):
    result = graded(
        """
        def train(X, y, w, b, lr, epochs, batch_size):
            losses = []
            while True:
                loss = squared_loss(linear(X, w, b), y)
                loss.backward()
                losses.append(loss.item())
            return losses
        """
    )["train"]
    assert result.outcome is Outcome.TIMED_OUT
    assert "Is there a loop that never ends?" in sentence(result.error.message)


def test_a_loop_that_diverges_is_told_with_its_first_step(graded):
    result = graded(
        """
        def train_epoch(batches, w, b, lr, record):
            total, rows = 0.0, 0
            for X, y in batches:
                loss = squared_loss(linear(X, w, b), y)
                loss.backward()
                for p in (w, b):
                    p.data -= 1e30 * p.grad
                    p.grad = None
                record(loss.item())
                total += loss.item() * len(y)
                rows += len(y)
            return total / rows
        """
    )["train_epoch"]
    assert result.outcome is Outcome.FAILED
    assert sentence(result.differences[0].message).startswith("In step 1, w is ")
    (curve,) = result.counterexample.curves
    assert None in curve.got  # not finite


def test_an_optimizer_of_other_tensors_changes_nothing(graded, keys):
    result = graded(
        """
        def train_concise(net, loader, optimizer, epochs):
            dead = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
            losses = []
            for _ in range(epochs):
                total, rows = 0.0, 0
                for X, y in loader:
                    dead.zero_grad()
                    net.zero_grad()
                    loss = nn.functional.mse_loss(net(X), y)
                    loss.backward()
                    dead.step()
                    total += loss.item() * len(y)
                    rows += len(y)
                losses.append(total / rows)
            return losses
        """
    )["train_concise"]
    assert result.misconception.name == "zero_grad_after_backward"
    messages = keys["exercise_06"].text.task("train_concise").messages
    assert "The network never changes" in messages[result.misconception.name]


def test_batches_without_end_are_named(graded):
    result = graded(
        """
        def batches(X, y, batch_size):
            while True:
                yield X[:batch_size], y[:batch_size]
        """
    )["batches"]
    assert result.outcome is Outcome.FAILED
    assert "the iterator never ends" in sentence(result.differences[0].message)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("None", "part [0] of the result is None"),
        ("X, y, y", "a pair of tensors is expected"),
        ("'rows', 'targets'", "a tensor is expected"),
        ("object(), y", "a tensor is expected"),
        ("X.to_sparse(), y", "a tensor is expected"),
        ("X[0], y[0]", "shape (rows"),
        ("X.double().half(), y", "float16"),
    ],
)
def test_garbage_from_an_iterator_is_named(graded, given, told):
    result = graded(f"def batches(X, y, batch_size):\n    yield {given}\n")["batches"]
    assert result.outcome in (Outcome.FAILED, Outcome.RAISED)
    assert told in " ".join(sentence(difference.message) for difference in result.differences)


def test_an_iterator_that_raises_in_the_middle_has_raised(graded):
    result = graded("def batches(X, y, batch_size):\n    yield X, y\n    raise KeyError('lost')\n")["batches"]
    assert result.outcome is Outcome.RAISED
    assert sentence(result.error.message) == "KeyError: 'lost'"


def test_an_iterator_that_hangs_is_ended(graded):
    result = graded("def batches(X, y, batch_size):\n    yield X, y\n    while True: pass\n")["batches"]
    assert result.outcome is Outcome.TIMED_OUT
