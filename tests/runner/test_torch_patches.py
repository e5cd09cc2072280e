"""Optimizers work as ever, and torch's compiler is not loaded for them."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

STEPS = """
import json, sys, torch
{first}
w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.{name}([w], lr=0.5)
graphs = []
for _ in range(3):
    optimizer.zero_grad()
    (w * w).sum().backward()
    optimizer.step(lambda: graphs.append(torch.is_grad_enabled()) or (w * w).sum())
state = optimizer.state_dict()["param_groups"][0]["lr"]
print(json.dumps([w.tolist(), graphs, torch.is_grad_enabled(), state, "torch._dynamo" in sys.modules]))
"""


def steps(name, first=""):
    script = STEPS.format(name=name, first=first)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return json.loads(told.stdout)


@pytest.mark.long
@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_an_optimizer_steps_as_ever_without_the_compiler(name):
    *ours, loaded = steps(name, "import grader.runner.recording.observe")
    *theirs, loaded_by_torch = steps(name)
    assert ours == theirs
    assert (loaded, loaded_by_torch) == (False, True)


FITS = """
import json, sys
from grader.runner import torch_patches
symbols = torch_patches._STAND_INS["torch.fx.experimental.symbolic_shapes"]
{first}
import grader.runner.recording.observe
import torch
with torch_patches.with_plain_sizes():
    shape = list(torch.cat([torch.empty(2, 3, device="meta")] * 2).softmax(1).sum(1).shape)
fits, missing = torch_patches.plain_sizes_fit(), sorted(torch_patches.missing)
print(json.dumps([fits, missing, shape, "sympy" in sys.modules]))
"""
GONE = "torch.fx.experimental.symbolic_shapes"


@pytest.mark.parametrize(
    ("first", "fits", "missing"),
    [
        ("", True, []),
        ("del vars(symbols)['guard_or_false']", False, [f"{GONE}.guard_or_false"]),
        ("vars(symbols)['guard_or_false'] = None", False, []),
    ],
)
def test_a_stand_in_that_does_not_fit_this_torch_is_not_used(first, fits, missing):
    told = subprocess.run(
        [sys.executable, "-c", FITS.format(first=first)], capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == [fits, missing, [4], not fits]
