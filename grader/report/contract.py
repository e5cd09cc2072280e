"""The JSON contract, version 2.

It is a `grader.core.verdict.Grade`, or a list of them for several files. In addition to its `code` and its
`args`, each fact has a `message` in the language of the report. The course's texts for an exercise, a task
and a misconception are next to their names. The manual's chapter on JSON has all fields in a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grader.core.fact import Fact
from grader.core.model import Outcome, TaskText
from grader.core.verdict import Feedback, Grade, Named, TaskResult
from grader.locale.messages import sentence

NO_HINTS = (Outcome.PASSED, Outcome.UNGRADED)
ADDED: Mapping[type[msgspec.Struct], Mapping[str, type]] = {
    Grade: {"title": str},
    TaskResult: {"hints": tuple[str, ...]},
    Named: {"message": str},
    Fact: {"message": str},
}
"""The texts that are added to the fields of a verdict: their names and types."""


def render(found: Sequence[Feedback], *, several: bool = False) -> str:
    """Render one submission as an object, several as a list.

    With `several`, a single submission is a list, too. The indent is two spaces.
    """
    content = [_grade(feedback) for feedback in found]
    chosen = content if several or len(content) > 1 else content[0]
    return msgspec.json.format(msgspec.json.encode(chosen), indent=2).decode() + "\n"


def fact_fields(fact: Fact) -> dict[str, Any]:
    """A fact as JSON: its code, arguments, and message in the current language."""
    found: dict[str, Any] = _said(fact, TaskText(""))
    return found


def _grade(feedback: Feedback) -> dict[str, Any]:
    grade, text = feedback.grade, feedback.text
    fields: dict[str, Any] = _said(msgspec.structs.replace(grade, tasks=()), TaskText(""))
    tasks = [_said(result, text.task(result.task)) for result in grade.tasks]
    return {**fields, "tasks": tasks, "title": text.title}


def _said(thing: Any, text: TaskText) -> Any:
    """A value as JSON, with its texts added."""
    match thing:
        case msgspec.Struct():
            fields = {name: _said(getattr(thing, name), text) for name in thing.__struct_fields__}
            return fields | _words(thing, text)
        case tuple() | list():
            return [_said(item, text) for item in thing]
        case dict():
            return {name: _said(item, text) for name, item in thing.items()}
    return thing


def _words(thing: msgspec.Struct, text: TaskText) -> dict[str, Any]:
    match thing:
        case Fact():
            return {"message": sentence(thing)}
        case Named():
            return {"message": text.messages.get(thing.name, "")}
        case TaskResult():
            return {"hints": () if thing.outcome in NO_HINTS or thing.is_invalid else text.hints}
    return {}
