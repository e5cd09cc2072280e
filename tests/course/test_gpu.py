"""How a task goes with a GPU, as its key says: found out from the reference, without one."""

import pytest

from grader.core.model import ANYWHERE, ON_CPU, RANDOM, WITH_INPUTS
from grader.course import load, making

GOES = {
    # the reference's result, the task's option, how it goes
    "an operation": ("x * 2", "", WITH_INPUTS),
    "what is made where the argument is": ("x + torch.ones_like(x)", "", WITH_INPUTS),
    "a number": ("x.sum().item()", "", ANYWHERE),
    "a result on the CPU": ("torch.tensor(float(len(x)))", "", ANYWHERE),
    "two devices": ("x + torch.ones(len(x))", "", ON_CPU),
    "NumPy": ("torch.from_numpy(x.numpy() * 2)", "", ON_CPU),
    "left to the CPU": ("x * 2", ", gpu=False", ON_CPU),
    "random numbers": ("x * torch.rand_like(x)", "", RANDOM),
    "random numbers of the CPU": ("x * torch.rand(len(x)).to(x.device)", "", RANDOM),
    "random numbers that change nothing": ("x + 0 * torch.rand_like(x).clamp(0, 1)", "", WITH_INPUTS),
    "a loader, which draws a seed": (
        "sum(part.sum() for part in torch.utils.data.DataLoader(x, batch_size=2))",
        "",
        WITH_INPUTS,
    ),
}


def made(folder, result, option="", further=""):
    """The key of a task with this result."""
    head = "import torch\nfrom grader.course import Exercise, tensors\n\nexercise = Exercise('One')\n\n\n"
    asked = f"@exercise.task(inputs={{'x': tensors('n', dtypes=('float32',), low=1)}}, cases=12{option})\n"
    for name, text in {
        "reference": f"{head}{asked}def f(x):\n    return {result}\n{further}",
        "exercises": "def f(x):\n    raise NotImplementedError\n",
    }.items():
        (folder / name).mkdir()
        (folder / name / "one.py").write_text(text)
    (task,) = making.make(load.Course(folder), "one").tasks
    return task


@pytest.mark.parametrize("name", GOES)
def test_a_task_goes_with_a_gpu_as_its_reference_does(tmp_path, name):
    result, option, goes = GOES[name]
    assert made(tmp_path, result, option).gpu == goes


def lengths(task):
    """The lengths of the tensors with which a right function is tried."""
    return [task.cases[one.index].inputs[0].shape[0] for one in task.portable]


def test_a_right_function_is_tried_once_if_the_reference_always_does_the_same(tmp_path):
    assert len(lengths(made(tmp_path, "x * 2 + 1"))) == 1


def test_it_is_tried_on_each_way_that_the_reference_takes(tmp_path):
    tried = lengths(made(tmp_path, "x * 2 + 1 if len(x) > 2 else x - 1"))
    assert len(tried) == 2
    assert min(tried) <= 2 < max(tried)


def test_it_is_tried_where_a_misconception_fails(tmp_path):
    wrong = (
        '\n\n@f.misconception(device=True)\ndef kept_apart(x):\n    """It is made on the CPU."""\n'
        "    return x * 2 + (torch.zeros(len(x)) if len(x) == 1 else 0)\n"
    )
    task = made(tmp_path, "x * 2", further=wrong)
    assert 1 in lengths(task)
    assert [fault.operation for fault in task.device_faults] == ["add"]
