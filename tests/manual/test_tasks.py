"""The chapter on tasks holds: its parts are one exercise, which is proved, and its options exist."""

import ast
import inspect
import re

import pytest

from grader import manual
from grader.course.exercise import Exercise
from grader.course.load import Course
from grader.workshop.verify import prove

CHAPTER = manual.chapter("tasks")
PARTS = re.findall(r"^```python\n(.*?)^```", CHAPTER, re.DOTALL | re.MULTILINE)
OPTIONS = {name for option in re.findall(r"^\| `(\w+)=", CHAPTER, re.MULTILINE) for name in option.split("=")}
RIGHT = {"limiter", "noise", "report", "slope"}
"""The tasks of which the chapter shows another right answer."""


def stub(node: ast.FunctionDef | ast.ClassDef, is_variable: bool) -> str:
    """What a learner finds of a task in the starter."""
    if is_variable:
        return f"{node.name} = ..."
    if isinstance(node, ast.FunctionDef):
        return f"def {node.name}({ast.unparse(node.args)}):\n    raise NotImplementedError"
    methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
    head = f"class {node.name}({ast.unparse(node.bases[0])}):"
    return "\n".join(
        [
            head,
            *(
                f"    def {part.name}({ast.unparse(part.args)}): raise NotImplementedError"
                for part in methods
            ),
        ]
    )


@pytest.fixture(scope="module")
def proof(tmp_path_factory, pool):
    """The exercise of the whole chapter, proved."""
    folder = tmp_path_factory.mktemp("thermometer")
    reference = "\n\n".join(PARTS)
    stubs = ["import torch\nfrom torch import nn"]
    for node in ast.parse(reference).body:
        kinds = [ast.unparse(known).partition("(")[0] for known in getattr(node, "decorator_list", [])]
        if set(kinds) & {"exercise.task", "exercise.variable"}:
            stubs.append(stub(node, "exercise.variable" in kinds))
    for part, text in (("reference", reference), ("exercises", "\n\n".join(stubs))):
        (folder / part).mkdir()
        (folder / part / "thermometer.py").write_text(text)
    return prove(Course(folder), "thermometer", pool, progress=lambda _task: None)


@pytest.mark.slow
def test_the_exercise_of_the_chapter_is_proved(proof):
    assert [f"{fault.task}: {fault.message}" for fault in proof.faults] == []
    assert [task.task for task in proof.tasks] == [
        *("hours", "Calibration", "limiter", "optimizer", "noise", "two_halves", "fit", "report"),
        *("mean_of_rooms", "slope"),
    ]
    assert all(task.wrong == task.killed > 0 for task in proof.tasks)
    assert {task.task for task in proof.tasks if task.rights} == RIGHT


def test_every_option_of_a_task_is_in_the_tables_and_every_option_there_exists():
    known = set(inspect.signature(Exercise.task).parameters) - {"self", "inputs"}
    assert known == OPTIONS
