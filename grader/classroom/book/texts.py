"""The texts of a course's exercises, as a gradebook keeps them: by their codes.

    course/exercise_03/title                  the title
    course/exercise_03/l2_norm/hints          the hints, as JSON
    course/exercise_03/l2_norm/why/squared    the message of a misconception

So a page can be made when the course is gone, or when a misconception was deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from grader.core.message import Message
from grader.core.model import ExerciseText, TaskText
from grader.locale.messages import MESSAGES

COURSE, TITLE, HINTS, WHY = "course", "title", "hints", "why"


def of_exercise(exercise: str, text: ExerciseText) -> Iterator[tuple[str, str]]:
    """The texts of an exercise by their codes."""
    yield f"{COURSE}/{exercise}/{TITLE}", text.title
    for task, said in text.tasks.items():
        yield f"{COURSE}/{exercise}/{task}/{HINTS}", msgspec.json.encode(said.hints).decode()
        for name, message in said.messages.items():
            yield f"{COURSE}/{exercise}/{task}/{WHY}/{name}", message


def of_grader() -> Iterator[tuple[str, str]]:
    """The grader's own messages by their codes, in the current language."""
    for code, message in MESSAGES.items():
        yield code, str(message) if isinstance(message, Message) else message.of_many


def exercise_text(exercise: str, texts: Mapping[str, str]) -> ExerciseText:
    """The texts of an exercise, as far as they were kept."""
    title, tasks = "", dict[str, TaskText]()
    for code, text in texts.items():
        match code.split("/", 4):
            case [kind, name, what] if (kind, name, what) == (COURSE, exercise, TITLE):
                title = text
            case [kind, name, task, what] if (kind, name, what) == (COURSE, exercise, HINTS):
                known = tasks.get(task, TaskText(""))
                hints = msgspec.json.decode(text, type=tuple[str, ...])
                tasks[task] = msgspec.structs.replace(known, hints=hints)
            case [kind, name, task, what, why] if (kind, name, what) == (COURSE, exercise, WHY):
                known = tasks.get(task, TaskText(""))
                tasks[task] = msgspec.structs.replace(known, messages={**known.messages, why: text})
    return ExerciseText(title, tasks)


def of_another_version(texts: Mapping[str, str]) -> dict[str, str]:
    """The kept messages that this grader lacks.

    Results that another version of the grader has made may use them.
    """
    return {code: text for code, text in texts.items() if "/" not in code and code not in MESSAGES}
