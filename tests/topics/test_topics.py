"""A course on the topics of exercises 07 to 16: what the words of a task have to carry."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from prose import check_example, examples

from grader.course import load
from grader.runner.process.pool import Pool
from grader.runner.recording.folder import write
from grader.runner.wire import Limits
from grader.workshop.verify import orphans, prove

COURSE = load.Course(Path(__file__).parent)
NAMES = COURSE.names
EXERCISES = {name: load.load(COURSE, name) for name in NAMES}
TASKS = [(name, task) for name, exercise in EXERCISES.items() for task in exercise.tasks]
IDS = [f"{name}-{task.name}" for name, task in TASKS]
EXAMPLES = [(name, *example) for name in NAMES for example in examples(COURSE, name)]
WITHOUT_A_CALL = ["report", "parameter_shapes"]
"""Tasks whose example shows printed lines, and variables."""


@pytest.fixture(scope="module")
def patient_pool():
    with Pool(Limits(call_seconds=10.0, total_seconds=300.0, memory_bytes=2**29)) as pool:
        yield pool


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_right_answer_passes_and_every_wrong_one_is_recognised(name, patient_pool, cache):
    proof = prove(COURSE, name, patient_pool, progress=lambda _task: None)
    assert [f"{fault.task}: {fault.message}" for fault in proof.faults] == []
    assert [task.task for task in proof.tasks] == [task.name for task in EXERCISES[name].tasks]
    assert [task.task for task in proof.tasks if "nothing" in task.equivalent] == []


def test_no_file_is_an_orphan():
    assert list(orphans(COURSE)) == []


@pytest.mark.parametrize(("name", "task"), TASKS, ids=IDS)
def test_a_task_has_three_right_answers_and_three_misconceptions(name, task):
    assert len(task.rights) >= 3
    assert len(task.misconceptions) >= 3


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "before", "call", "raises", "result"), EXAMPLES)
@pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")  # torch's own use of it
def test_an_example_in_the_prose_holds(exercise, before, call, raises, result, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(load.data_files(COURSE, exercise))
    references = {task.name: task.reference for task in EXERCISES[exercise].tasks}
    known = {"np": np, "pd": pd, **references}
    check_example(known, before, call, raises, result)


@pytest.mark.parametrize("name", NAMES)
def test_every_task_has_an_example(name):
    called = " ".join(" ".join((*before, call)) for other, before, call, *_ in EXAMPLES if other == name)
    asked = [task.name for task in EXERCISES[name].tasks if task.name not in WITHOUT_A_CALL]
    assert [task for task in asked if f"{task}(" not in called] == []
