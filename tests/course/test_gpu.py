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


@pytest.mark.parametrize("name", GOES)
def test_a_task_goes_with_a_gpu_as_its_reference_does(tmp_path, name):
    result, option, goes = GOES[name]
    head = "import torch\nfrom grader.course import Exercise, tensors\n\nexercise = Exercise('One')\n\n\n"
    asked = f"@exercise.task(inputs={{'x': tensors('n', dtypes=('float32',), low=1)}}, cases=12{option})\n"
    for folder, text in {
        "reference": f"{head}{asked}def f(x):\n    return {result}\n",
        "exercises": "def f(x):\n    raise NotImplementedError\n",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(text)
    (task,) = making.make(load.Course(tmp_path), "one").tasks
    assert task.gpu == goes
