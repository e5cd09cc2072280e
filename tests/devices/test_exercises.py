"""The built-in exercises on a device: what is right is right there, and what is wrong is not."""

import pytest

from grader.course import load
from grader.workshop.verify import prove

pytestmark = [pytest.mark.slow, pytest.mark.long]

NAMES = load.builtin().names
LEFT = {
    "exercise_04": ("to_numpy",),
    "exercise_06": ("synthetic_data", "network"),
    "exercise_07": ("two_arrays", "two_tensors"),
    "exercise_13": ("train",),
}


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_proved_there(name, course, keys, far, device):
    proof = prove(course, name, far, progress=lambda _task: None)
    assert [fault.message for fault in proof.faults] == []
    assert (proof.device, proof.left) == (device, LEFT.get(name, ()))
    assert len(proof.tasks) + len(proof.left) == len(keys[name].tasks)
    assert all(task.cases and task.killed == task.wrong for task in proof.tasks)
