"""Faults that only a GPU shows, found without one; and nothing found where there is none."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from grader.core.model import Case, Requirements, fault_of
from grader.core.value import Array
from grader.course import load
from grader.runner.recording import portable
from grader.runner.recording.portable import portability

ROOT = Path(__file__).parents[3]
LEARNER = "learner.py"
X = ((1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0), (9.0, 10.0, 11.0, 12.0))

WRONG = {
    # the code, the kind of fault, the operation, the line of the fault or of what made the tensor
    "zeros added": ("return torch.zeros(4) + x", "mixed", "add", 2),
    "ones multiplied": ("return x * torch.ones(3, 1)", "mixed", "mul", 2),
    "zeros in a line before": ("z = torch.zeros(3, 4)\n    y = x * 2\n    return y - z", "mixed", "sub", 2),
    "matrix product": ("return x @ torch.ones(4, 2)", "mixed", "mm", 2),
    "matrix and vector": ("v = torch.full((4,), 2.0)\n    return x @ v", "mixed", "mv", 2),
    "concatenated": ("return torch.cat([x, torch.zeros(1, 4)])", "mixed", "cat", 2),
    "stacked": ("return torch.stack([x, torch.zeros(3, 4)])", "mixed", "stack", 2),
    "chosen by a condition": ("return torch.where(x > 2, x, torch.zeros(4))", "mixed", "where", 2),
    "compared with a range": ("return x == torch.arange(4)", "mixed", "eq", 2),
    "a list made a tensor": ("return x + torch.tensor([1.0, 2.0, 3.0, 4.0])", "mixed", "add", 2),
    "a mask": (
        "return x.masked_fill(torch.tensor([True, False, True, False]), 0.0)",
        "mixed",
        "masked_fill",
        2,
    ),
    "in place": ("y = x.clone()\n    y += torch.ones(4)\n    return y", "mixed", "add", 3),
    "added up without dimensions": (
        "s = torch.tensor(0.0)\n    for row in x:\n        s += row.sum()\n    return s",
        "mixed",
        "add",
        4,
    ),
    "added up in an element": (
        "out = torch.zeros(3)\n    for i in range(3):\n        out[i] += x[i].sum()\n    return out",
        "mixed",
        "add",
        4,
    ),
    "scaled without dimensions": (
        "s = torch.ones(())\n    s *= x.sum()\n    return s",
        "mixed",
        "mul",
        3,
    ),
    "random noise": ("return x + torch.randn(3, 4)", "mixed", "add", 2),
    "gathered": ("return x.gather(1, torch.zeros(3, 1, dtype=torch.long))", "mixed", "gather", 2),
    "selected": ("return x.index_select(0, torch.tensor([0, 2]))", "mixed", "index_select", 2),
    "a layer": ("return torch.nn.Linear(4, 2)(x)", "mixed", "addmm", 2),
    "a parameter": (
        "w = torch.nn.Parameter(torch.ones(4, 1))\n    return (x @ w).sum()",
        "mixed",
        "mm",
        2,
    ),
    "an identity indexed": ("return torch.eye(4)[x.long().argmax(1)]", "mixed", "index", 2),
    "written into zeros": (
        "out = torch.zeros(3)\n    for i in range(3):\n        out[i] = x[i].sum()\n    return out",
        "result",
        "",
        2,
    ),
    "rows written into zeros": (
        "out = torch.zeros(3, 4)\n    out[0] = x[0]\n    return out",
        "result",
        "",
        2,
    ),
    "zeros returned": ("return torch.zeros(len(x))", "result", "", 2),
    "a number returned": ("return torch.tensor(float(len(x)))", "result", "", 2),
    "taken to the CPU": ("y = x.cpu()\n    return y.sum(0)", "result", "", 2),
    "taken to the CPU by to": ("return x.to('cpu') * 2", "result", "", 2),
    "one part of two": ("return x, torch.zeros(3)", "result", "", 2),
    "numpy": ("return torch.from_numpy(x.numpy() * 2)", "numpy", "", 2),
    "a function of numpy": ("return torch.as_tensor(np.sqrt(x))", "numpy", "", 2),
    "a GPU by name": ("return x + torch.zeros(4, device='cuda')", "cuda", "", 2),
    "moved to a GPU": ("return x.cuda() * 2", "cuda", "", 2),
}
IN_PLACE = (
    "in place",
    "added up without dimensions",
    "added up in an element",
    "scaled without dimensions",
)
"""Of these the line of the fault is looked at, of others that of what made the tensor."""
RIGHT = {
    "like it": "return x + torch.zeros_like(x)",
    "its device": "return x + torch.ones(4, device=x.device)",
    "new of it": "return x.new_zeros(3, 4) + x",
    "brought there": "return x + torch.ones(4).to(x.device)",
    "brought like it": "return x + torch.ones(4).to(x)",
    "a number": "return x + 1",
    "no dimensions": "return x * torch.tensor(2.0)",
    "no dimensions chosen": "return torch.where(x > 2, x, torch.tensor(0.0))",
    "indices": "return x[torch.arange(2)]",
    "a pair of indices": "return x[torch.arange(3), torch.tensor([0, 1, 2])]",
    "indices of a permutation": "return x[torch.randperm(3)]",
    "written at indices": "y = x.clone()\n    y[torch.tensor([0, 1])] = 0.0\n    return y",
    "a mask of indices": "y = x.clone()\n    y[torch.tensor([True, False, True])] = 0.0\n    return y",
    "a list of indices": "return x[[0, 2]]",
    "copied into it": "y = torch.empty_like(x)\n    y.copy_(torch.ones(3, 4))\n    return y",
    "written into it": "y = x.clone()\n    y[0] = torch.zeros(4)\n    return y",
    "added to without dimensions": "s = x.sum()\n    s += torch.tensor(2.0)\n    return s",
    "filled from it": "s = torch.zeros(3)\n    s.fill_(2.0)\n    return x[0] * 2",
    "a loop": "s = 0\n    for row in x:\n        s = s + row\n    return s",
    "stacked": "return torch.stack([row.sum() for row in x])",
    "norms": "return torch.linalg.vector_norm(x), x.norm(dim=1)",
    "there and back": "return x.cpu().to(x.device)",
    "numpy and back": "return torch.from_numpy(x.cpu().numpy() * 2).to(x.device)",
    "nothing of it used": "helper = torch.zeros(3) + torch.ones(3)\n    return x * 2",
    "a gradient": "w = x.detach().clone().requires_grad_()\n    (w * w).sum().backward()\n    return w.grad",
    "a gradient given": (
        "w = x.detach().clone().requires_grad_()\n    (w * w).backward(torch.ones_like(w))\n    return w.grad"
    ),
    "an optimizer": (
        "w = torch.nn.Parameter(x.detach().clone())\n    o = torch.optim.SGD([w], lr=0.1)\n"
        "    (w * w).sum().backward()\n    o.step()\n    return w.data"
    ),
    "no grad": "with torch.no_grad():\n        y = x * 2\n    return y",
    "one hot": "return torch.nn.functional.one_hot(torch.zeros(3, dtype=torch.long, device=x.device), 4)",
    "einsum": "return torch.einsum('ij,kj->ik', x, x)",
    "a shape": "return x.shape, len(x), x.dtype",
}
UNKNOWN = {
    "an item": "return x * x.sum().item()",
    "a condition": "return x if x.sum() > 0 else -x",
    "a mask": "return x[x > 2]",
    "a loop until": "while x.norm() > 1:\n        x = x / 2\n    return x",
    "a list of numbers": "return torch.tensor([x.sum(), x.mean()])",
    "float of what was taken to the CPU": "return x * float(x.cpu().sum())",
    "an exception of its own": "raise ValueError(x.shape)",
    "no exception of the usual kind": "raise SystemExit(3)",
    "distinct numbers": "return torch.unique(x)",
}


def function(body):
    """A function of x with this body, as a learner's file would have it."""
    names = {"torch": torch, "np": np}
    exec(compile(f"def f(x):\n    {body}\n", LEARNER, "exec"), names)
    return names["f"]


def tensor(rows, **more):
    array = np.array(rows, np.float32)
    return Array("tensor", "float32", array.shape, array.tobytes(), **more)


CASE = Case((tensor(X),), ("x",), 0)


def told(body, case=CASE):
    return portability(function(body), case, Requirements(), sources=[LEARNER])


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_found_with_its_kind_and_its_line(name):
    body, kind, operation, line = WRONG[name]
    found = told(body)
    assert found.told
    fault = found.fault or found.here[0]
    spot = (fault.spot if kind in ("numpy", "cuda") or name in IN_PLACE else fault.maker) or fault.spot
    assert (fault.kind, fault.operation, spot.line) == (kind, operation, line)


@pytest.mark.parametrize("name", RIGHT)
def test_what_works_on_a_gpu_is_left_alone(name):
    found = told(RIGHT[name])
    assert (found.told, found.fault, found.here) == (True, None, ())


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_depends_on_numbers_is_not_judged(name):
    found = told(UNKNOWN[name])
    assert (found.told, found.fault, found.here, found.there) == (False, None, (), ())


@pytest.mark.parametrize("memory", ["contiguous", "transposed", "strided", "expanded"])
def test_arguments_keep_their_layout(memory):
    rows = (X[0],) * 3 if memory == "expanded" else X
    case = Case((tensor(rows, memory=memory),), ("x",), 0)
    here, there = [], []
    body = "keep.append((x.shape, x.stride(), x.device.type))"
    for keep, device in ((here, "cpu"), (there, portable.ELSEWHERE)):
        names = {"keep": keep}
        exec(f"def f(x):\n    {body}\n", names)
        names["f"](*portable.build_all(case, device))
    ((shape, stride, _),), ((other_shape, other_stride, device),) = here, there
    assert (shape, stride, device) == (other_shape, other_stride, "meta")


def test_what_a_function_leaves_behind_is_put_back():
    before = torch.get_default_dtype()
    told("torch.set_default_dtype(torch.float64)\n    torch.set_grad_enabled(False)\n    return x")
    assert (torch.get_default_dtype(), torch.is_grad_enabled()) == (before, True)
    assert torch.zeros(2).device.type == "cpu"


def test_a_learners_except_does_not_hide_a_fault():
    body = "try:\n        return x + torch.zeros(4)\n    except Exception:\n        return x"
    assert told(body).fault.kind == "mixed"


def test_every_call_of_several_is_watched():
    calls = Requirements(calls=2)
    body = "n = len(seen)\n    seen.append(1)\n    return x + torch.zeros(4) if n else x"
    names = {"torch": torch, "seen": []}
    exec(compile(f"def f(x):\n    {body}\n", LEARNER, "exec"), names)
    assert portability(names["f"], CASE, calls, sources=[LEARNER]).fault.kind == "mixed"


def _variants(name):
    exercise = load.load(load.Course(ROOT), name)
    for task in exercise.tasks:
        yield from (
            (task, "reference", task.reference),
            *((task, one.name, one.function) for one in task.rights),
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", [f"exercise_0{n}" for n in range(1, 7)])
def test_no_reference_and_no_right_variant_raises_a_false_alarm(name, keys):
    """On every case that tells anything of a GPU, not only on those that are graded."""
    key = {task.name: task for task in keys[name].tasks}
    source = str(ROOT / "reference" / f"{name}.py")
    alarms, looked = [], 0
    for task, variant, given in _variants(name):
        for one in key[task.name].portable:
            found = portability(given, key[task.name].cases[one.index], task.asked, sources=[source])
            looked += found.told
            if found.told and fault_of(found, one) is not None:
                alarms.append((task.name, variant, one.index))
    assert alarms == []
    assert looked > 0


def test_no_reference_names_a_device():
    """Which would be right on one machine only."""
    for path in (ROOT / "reference").glob("*.py"):
        texts = {
            node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
        }
        assert not texts & {"cuda", "cuda:0"}


@pytest.mark.slow
def test_neither_the_compiler_nor_sympy_is_loaded(tmp_path):
    """Which would take a second for each submission."""
    tell = (
        "import sys, numpy\n"
        "from grader.core.model import Requirements, Case\n"
        "from grader.runner.recording.portable import draws, operations, portability\n"
        "from grader.core.value import Array\n"
        "rows = Array('tensor', 'float32', (2, 2), bytes(16))\n"
        "case = Case((rows, rows), ('x', 'y'), 0)\n"
        "told = portability(lambda x, y: ((x * y) @ x).sum() + x.norm(), case, Requirements())\n"
        "assert not draws(operations(lambda x, y: x * y, case, Requirements()))\n"
        "print(told.told, [name for name in ('sympy', 'torch._dynamo') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"
