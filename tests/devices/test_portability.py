"""What is told of a GPU without one, against the device: who is accused fails there, and nobody else does."""

import msgspec
import pytest

from grader.core.model import fault_of
from grader.core.value import leaves
from grader.course import load
from grader.judge.devices.asked import goes_on
from grader.judge.grade import assignment
from grader.judge.reading import only
from grader.runner.wire import MoveCall
from grader.workshop.bench import lay_out

pytestmark = [pytest.mark.slow, pytest.mark.long]

NAMES = load.builtin().names
OF_DEVICES = ("to be on the same device", "device type tensor to numpy")


def entries(bench, name):
    """All functions of the bench for a task, beside those that are made for any."""
    yield bench.references[name]
    for group in (bench.rights, bench.misconceptions, bench.device_misconceptions):
        yield from group[name]


def fails(seen, there):
    """Whether a call went wrong since something lay on the CPU."""
    if seen.failure is not None:
        return any(text in seen.failure.message for text in OF_DEVICES)
    found = dict(leaves(seen.value))
    return any(path in found and found[path].device == "cpu" for path in there)


@pytest.mark.parametrize("name", NAMES)
def test_who_is_accused_fails_and_who_is_told_to_work_does(name, course, keys, far, device):
    bench = lay_out(course.reference(name), load.load(course, name))
    tasks = [task for task in keys[name].tasks if goes_on(task, device)]
    asked = [(task, entry) for task in tasks for entry in entries(bench, task.name)]
    wrong, accused, told = [], 0, 0
    with far.session(bench.program) as session:
        assignments = []
        for task, entry in asked:
            few = only(task, [one.index for one in task.portable])
            assignments.append(msgspec.structs.replace(assignment(few), task=entry.name))
        runs = list(session.run(assignments))
        for (task, entry), run in zip(asked, runs, strict=True):
            for one, seen in zip(task.portable, run.observations, strict=False):
                moved = session.move(MoveCall(entry.name, task.cases[one.index], task.asked))
                fault = fault_of(moved, one)
                accused, told = accused + (fault is not None), told + moved.told
                known = moved.told or fault is not None
                if known and fails(seen, one.there) != (fault is not None):
                    wrong.append((entry.name, one.index, fault, seen.failure))
    assert wrong == []
    assert told > 0
    print(f"{name}: {len(asked)} functions, {told} calls told, {accused} accused")
