"""Answers that a teacher has accepted as right.

A student's answer that behaves like one of them gets full marks. In a key, an accepted answer is among the
misconceptions, since it is recognised in the same way.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Sequence

import msgspec

from grader import submission
from grader.compare.observations import compare
from grader.core.errors import UsageError
from grader.core.message import Message
from grader.core.model import VARIABLE, Key, Misconception, Outcome, TaskKey
from grader.core.verdict import TaskResult
from grader.grading.session import Session
from grader.judge.alike import alike
from grader.judge.grade import assignment
from grader.judge.properties import held
from grader.judge.remark import state
from grader.locale.messages import sentence
from grader.runner.protocol import Runner
from grader.submission import Source

NAME = "accepted answer "


def with_accepted(key: Key, answers: Iterable[tuple[str, Source]], runner: Runner) -> Key:
    """A key that knows these answers as right ones; each has its task and its file.

    Raises UsageError where an answer cannot be run.
    """
    found: dict[str, list[Misconception]] = {}
    tasks = {task.name: task for task in key.tasks}
    for number, (task, source) in enumerate(answers, start=1):
        if task in tasks:
            known = _observed(Session(key), tasks[task], source, f"{NAME}{number}", runner)
            found.setdefault(task, []).append(known)
    changed = tuple(
        msgspec.structs.replace(task, misconceptions=(*found.get(task.name, ()), *task.misconceptions))
        for task in key.tasks
    )
    return msgspec.structs.replace(key, tasks=changed)


def _observed(session: Session, task: TaskKey, source: Source, name: str, runner: Runner) -> Misconception:
    """The cases in which an answer differs from the reference, as a misconception.

    Raises UsageError where the answer cannot be run, or is not even recognised as the same as itself.
    """
    program = session.prepare(source, tasks=[task.name], bare=True).program
    with runner.session(program) as loaded:
        (run,) = loaded.run([assignment(task)])
    run = held(task, run, runner)
    if run.outcome is not None or run.signature is not None or len(run.observations) != len(task.cases):
        why = str(NOT_CALLABLE) if run.outcome is None else sentence(state(run.outcome))
        raise UsageError(NOT_ACCEPTABLE, task=task.name, file=source.name, why=why)
    pairs = enumerate(zip(task.expected, run.observations, strict=True))
    apart = tuple(
        (n, msgspec.structs.replace(seen, stdout="", warnings=(), seconds=0.0))
        for n, (expected, seen) in pairs
        if compare(expected, seen, task.parameters, task.aspects)
    )
    if not all(alike(seen, seen, task.expected[n]) for n, seen in apart):
        why = str(NOT_COMPARABLE)
        raise UsageError(NOT_ACCEPTABLE, task=task.name, file=source.name, why=why)
    return Misconception(name, apart, (name,))


def settled(result: TaskResult) -> TaskResult:
    """A result in which an accepted answer is right.

    If the answer only resembles an accepted one, the misconception is removed.
    """
    if result.second is not None and result.second.name.startswith(NAME):
        result = msgspec.structs.replace(result, second=None)
    named = result.misconception
    if named is None or not named.name.startswith(NAME):
        return result
    if not named.certain:
        return msgspec.structs.replace(result, misconception=result.second, second=None)
    return TaskResult(
        result.task,
        Outcome.PASSED,
        result.max_score,
        result.max_score,
        duration=result.duration,
        tried=result.tried,
    )


def as_variant(source: Source, task: str, *, name: str) -> str:
    """An answer, with the code it needs, as a `right` variant.

    A teacher can paste it into the course's reference.
    """
    needed = submission.needed(source, [task], stubs={})
    if task not in needed.kinds:
        needed = submission.needed(source, [task], stubs={}, kinds={task: VARIABLE})
    texts = [piece.text.strip("\n") for piece in needed.program.pieces]
    texts = [text for text in texts if text not in KNOWN_IMPORTS]
    if task not in needed.kinds and not any(_is_lambda(text, task) for text in texts):
        texts = _as_function(texts, task, name)
    return "\n\n\n".join(_declared(text, task, name) for text in texts) + "\n"


def _declared(text: str, task: str, name: str) -> str:
    """A statement; with the decorator and another name, if it defines the task's function or class."""
    nodes = ast.parse(text).body
    if not any(isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == task for node in nodes):
        return text
    return f"@{task}.right\n" + re.sub(rf"\b(def|class) {task}\b", rf"\1 {name}", text, count=1)


def _is_lambda(text: str, task: str) -> bool:
    """Whether a statement assigns a lambda to a name."""
    match ast.parse(text).body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda())]:
            return name == task
    return False


def _as_function(texts: Sequence[str], task: str, name: str) -> list[str]:
    """The statements of a variable: imports, and a function that returns its value."""
    imports = [text for text in texts if text.startswith(("import ", "from "))]
    body = "\n".join(textwrap.indent(text, "    ") for text in texts if text not in imports)
    return [*imports, f"@{task}.right\ndef {name}():\n{body}\n    return {task}"]


KNOWN_IMPORTS = ("import torch",)
"""Imports that every reference already has."""
NOT_CALLABLE = Message("it cannot be called")
NOT_COMPARABLE = Message("what it returns cannot be compared with other answers")
NOT_ACCEPTABLE = Message(
    "The answer to {task} in {file} cannot be accepted as right: {why}. "
    "Give points for it with `grade override` instead."
)
