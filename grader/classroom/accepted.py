"""Answers that a teacher has accepted as right: whoever's answer behaves like one of them has full marks.

In a key, an accepted answer stands among the misconceptions, since it is recognised in the same way.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader import submission
from grader.compare import compare
from grader.errors import UsageError
from grader.judge.grade import assignment
from grader.model import Key, Misconception, Outcome, TaskKey
from grader.runner.protocol import Runner
from grader.submission import Source
from grader.verdict import TaskResult

NAME = "accepted answer "


@dataclass(frozen=True)
class Accepted:
    """An answer that was accepted: of which task, and the file that it stands in."""

    task: str
    path: Path
    called: str


def with_accepted(key: Key, answers: Iterable[Accepted], runner: Runner) -> Key:
    """A key that knows answers as right ones; raises UsageError where one does not come back."""
    found: dict[str, list[Misconception]] = {}
    tasks = {task.name: task for task in key.tasks}
    for number, answer in enumerate(answers, start=1):
        if answer.task in tasks:
            known = _observed(tasks[answer.task], answer, f"{NAME}{number}", runner)
            found.setdefault(answer.task, []).append(known)
    changed = tuple(
        msgspec.structs.replace(task, misconceptions=(*found.get(task.name, ()), *task.misconceptions))
        for task in key.tasks
    )
    return msgspec.structs.replace(key, tasks=changed)


def _observed(task: TaskKey, answer: Accepted, name: str, runner: Runner) -> Misconception:
    """What an answer does where it departs from the reference."""
    source = submission.read(answer.path, called=answer.called)
    program = submission.needed(source, [task.name], stubs={}).program
    with runner.session(program) as session:
        (run,) = session.run([assignment(task)])
    if run.outcome is not None or run.signature is not None or len(run.observations) != len(task.cases):
        raise UsageError(
            NOT_ACCEPTABLE.format(
                task=task.name, file=answer.called, why=run.outcome or "it cannot be called"
            )
        )
    pairs = enumerate(zip(task.expected, run.observations, strict=True))
    apart = tuple(
        (n, msgspec.structs.replace(seen, stdout="", warnings=(), seconds=0.0))
        for n, (expected, seen) in pairs
        if compare(expected, seen, task.parameters, task.aspects)
    )
    return Misconception(name, "", apart, (name,))


def settled(result: TaskResult) -> TaskResult:
    """A result in which an accepted answer is a right one, and is never what another only looks like."""
    named = result.misconception
    if named is None or not named.name.startswith(NAME):
        return result
    if not named.certain:
        return msgspec.structs.replace(result, misconception=None)
    return TaskResult(
        result.task,
        Outcome.PASSED,
        result.max_score,
        result.max_score,
        duration=result.duration,
        tried=result.tried,
    )


def as_variant(source: Source, task: str, *, name: str) -> str:
    """An answer, with what it needs, as a `right` variant to be pasted into the course's reference."""
    texts = []
    for piece in submission.needed(source, [task], stubs={}).program.pieces:
        text = piece.text.strip("\n")
        if any(isinstance(node, ast.FunctionDef) and node.name == task for node in ast.parse(text).body):
            text = f"@{task}.right\n" + re.sub(rf"\bdef {task}\b", f"def {name}", text, count=1)
        if text not in KNOWN_IMPORTS:
            texts.append(text)
    return "\n\n\n".join(texts) + "\n"


KNOWN_IMPORTS = ("import torch",)
"""What every reference has already."""
NOT_ACCEPTABLE = (
    "The answer to {task} in {file} cannot be accepted as right: {why}. "
    "Give points for it with `grade override` instead."
)
