"""Optimizers and gradients work as ever, and torch's compiler is not loaded for them."""

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
    ("first", "fits", "lacks"),
    [
        ("", True, False),
        ("for name in torch_patches._CONDITIONS: del vars(symbols)[name]", False, True),
        ("vars(symbols).update(dict.fromkeys(torch_patches._CONDITIONS))", False, False),
    ],
    ids=["as it is", "without functions that each torch asks for", "with something else in their place"],
)
def test_a_stand_in_that_does_not_fit_this_torch_is_not_used(first, fits, lacks):
    told = subprocess.run(
        [sys.executable, "-c", FITS.format(first=first)], capture_output=True, text=True, check=True
    )
    fits_now, missing, *others = json.loads(told.stdout)
    assert (fits_now, bool(missing), *others) == (fits, lacks, [4], not fits)
    assert all(name.startswith(f"{GONE}.") for name in missing)


GRADIENTS = """
import json, sys, torch
{first}
x = torch.tensor([1.0, 2.0])
f = lambda x: (x * x * x).sum()
w = x.clone().requires_grad_()
(w * w).backward(torch.tensor([1.0, 10.0]))
value, pull = torch.func.vjp(f, x)
given = [torch.func.grad(f)(x), w.grad, pull(torch.tensor(2.0))[0], value]
given += [torch.func.jacrev(lambda x: x * x)(x), torch.func.vmap(torch.func.grad(f))(torch.eye(2))]
given += torch.autograd.grad(w * w, w, torch.tensor([3.0, 4.0]))
given += [torch.autograd.functional.jacobian(lambda x: x * x, x, vectorize=True)]
given += [torch.autograd.functional.hvp(f, x, x)[1], torch.func.grad(torch.func.grad(lambda x: x**3))(x[1])]
torch.testing.assert_close(x, x)
try:
    (w * w).backward(torch.ones(3))
except RuntimeError as error:
    given += [str(error)]
told = [one.tolist() if isinstance(one, torch.Tensor) else one for one in given]
print(json.dumps([told, "torch._dynamo" in sys.modules, "sympy" in sys.modules]))
"""


def gradients(first=""):
    told = subprocess.run(
        [sys.executable, "-c", GRADIENTS.format(first=first)], capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


def test_a_gradient_is_taken_as_ever_without_the_compiler():
    ours, *loaded = gradients("import grader.runner.recording.observe")
    theirs, *loaded_by_torch = gradients()
    assert ours == theirs
    assert (loaded, loaded_by_torch) == ([False, False], [True, True])


SIZES = """
import json, sys, torch
{first}
F = torch.nn.functional
p, weight = torch.tensor([[0.25], [0.5]]), torch.tensor([1.0, 2.0])
pooled, places = F.max_pool2d(torch.arange(16.0).reshape(1, 1, 4, 4), 2, return_indices=True)
told = [list(torch.broadcast_shapes((2, 1), (3,), 1)), list(torch.broadcast_shapes())]
told += [one.tolist() for one in torch.unravel_index(torch.tensor([5, 2]), (2, 3))]
told += [F.binary_cross_entropy(p, p, weight=weight[:1]).item(), F.max_unpool2d(pooled, places, 2).tolist()]
for wrong in (
    lambda: torch.broadcast_shapes((2,), (3,)),
    lambda: torch.broadcast_shapes("a"),
    lambda: torch.unravel_index(torch.tensor([1.0]), (2, 3)),
    lambda: torch._check(False),
):
    try:
        wrong()
    except Exception as error:  # the words of whatever torch raises are compared
        told.append([type(error).__name__, str(error)])
print(json.dumps([told, "sympy" in sys.modules]))
"""


def sizes(first=""):
    told = subprocess.run(
        [sys.executable, "-c", SIZES.format(first=first)], capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


def test_sizes_are_checked_as_ever_without_symbolic_ones():
    ours, loaded = sizes("import grader.runner.recording.observe")
    theirs, loaded_by_torch = sizes()
    assert ours == theirs
    assert (loaded, loaded_by_torch) == (False, True)


DETERMINISTIC = """
import json, sys, torch
from grader.runner import torch_patches
torch_patches.do_without_compiling()
torch.use_deterministic_algorithms(True, warn_only=True)
told = [torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()]
torch.use_deterministic_algorithms(False)
told += [torch.are_deterministic_algorithms_enabled(), "torch._inductor" in sys.modules]
print(json.dumps(told))
"""


def test_deterministic_algorithms_are_set_without_loading_the_compiler():
    told = subprocess.run([sys.executable, "-c", DETERMINISTIC], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [True, True, False, False]


COMPILES = """
import json, sys, torch
from grader.runner import torch_patches
torch_patches.do_without_compiling()
@torch.compile
def f(x): return x + 1
@torch.compile(fullgraph=True, backend="inductor")
def g(x): return x + 2
@torch.compiler.disable
def h(x): return x + 3
net = torch.compile(torch.nn.Identity(), dynamic=True)
x = torch.tensor(1.0)
print(json.dumps([f(x).item(), g(x).item(), h(x).item(), net(x).item(), "torch._dynamo" in sys.modules]))
"""


def test_a_compiled_function_runs_as_it_is_written():
    told = subprocess.run([sys.executable, "-c", COMPILES], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == [2.0, 3.0, 4.0, 1.0, False]
