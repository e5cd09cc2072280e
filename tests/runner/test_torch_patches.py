"""Optimizers work as ever, and torch's compiler is not loaded for them."""

import json
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_an_optimizer_steps_as_ever_without_the_compiler(name):
    *ours, loaded = steps(name, "import grader.runner.recording.observe")
    *theirs, loaded_by_torch = steps(name)
    assert ours == theirs
    assert (loaded, loaded_by_torch) == (False, True)
