"""Small courses for tests: a reference's text as a key, and answers that are graded with it."""

from __future__ import annotations

import ast
from pathlib import Path

from grader import submission
from grader.core.model import Key, TaskKey
from grader.core.verdict import TaskResult
from grader.course.load import Course
from grader.course.making import make
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.runner.protocol import Runner

HEAD = (
    "import torch\nfrom grader.course import Exercise, each, functions, made, tensors\n"
    "exercise = Exercise('Small')\n"
)


def course(folder: Path, reference: str, name: str = "small") -> Course:
    """A course of one exercise; every function and class of the reference that is a task gets a stub."""
    text = HEAD + reference
    tasks = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        and any("exercise.task" in ast.unparse(d) for d in node.decorator_list)
    ]
    stubs = [f"def {task.name}({ast.unparse(task.args)}):\n    raise NotImplementedError\n" for task in tasks]
    for part, content in (("reference", text), ("exercises", "\n\n".join(stubs))):
        (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / part / f"{name}.py").write_text(content)
    return Course(folder)


def key_of(folder: Path, reference: str) -> Key:
    """The key of such a course."""
    return make(course(folder, reference), "small")


def task_of(folder: Path, reference: str) -> TaskKey:
    """The key of its only task."""
    (task,) = key_of(folder, reference).tasks
    return task


def graded(key: Key, runner: Runner, folder: Path, answer: str, **options: object) -> list[TaskResult]:
    """The results of an answer, which is the text of a file."""
    path = folder / "answer.py"
    path.write_text(answer)
    stubs = {task.name: submission.stub(key.text.task(task.name).stub) for task in key.tasks}
    needed = submission.needed(submission.read(path), list(stubs), stubs=stubs)
    return list(grade(needed, key, runner, **options).tasks)  # type: ignore[arg-type]  # as grade's own


def told(result: TaskResult) -> list[str]:
    """The sentences on what is wrong."""
    found = [sentence(difference.message) for difference in result.differences]
    return [*found, *([sentence(result.error.message)] if result.error is not None else [])]
