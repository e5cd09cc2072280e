"""Markdown for the step summary of GitHub Actions.

A class is a table; a single student is shown task by task. A text with signs other than letters, digits and
blanks is in a code span. In plain text, GitHub makes links of addresses, users and numbers, even after a
backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from grader.classroom.book.standing import Standing, TaskStanding
from grader.classroom.exports import words
from grader.classroom.exports.roll import State, by_exercise, by_student, state, total
from grader.locale.messages import sentence
from grader.report import labels
from grader.report.sheet import SIGNS, WRONG
from grader.report.text import clean, digits

LARGEST = 1_000_000
"""In bytes; GitHub refuses a whole summary of more than 1024 kB."""

_HARMLESS = re.compile(r"[^\W_]+(?: [^\W_]+)*")


def summary(standings: Sequence[Standing], *, largest: int = LARGEST) -> str:
    """The summary; one that is too large ends with the number of missing rows."""
    students = by_student(standings)
    lines = _of_one(standings) if len(students) == 1 else _of_class(standings)
    return _limited(list(lines), largest)


def cell(text: str) -> str:
    """A text in the cell of a table or in a paragraph, shown as it is."""
    plain = " ".join(clean(text).split())
    if not plain or _HARMLESS.fullmatch(plain):
        return plain
    longest = max((len(run) for run in re.findall(r"`+", plain)), default=0)
    fence = "`" * (longest + 1)
    inner = f" {plain} " if plain.startswith("`") or plain.endswith("`") else plain
    return f"{fence}{inner}{fence}".replace("|", r"\|")


def _table(header: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    names = list(header)
    for row in (names, ["---"] * len(names), *rows):
        yield f"| {' | '.join(row)} |"


# --------------------------------------------------------------------------------------- one student


def _of_one(standings: Sequence[Standing]) -> Iterator[str]:
    for standing in standings:
        yield f"### {_heading(standing)}"
        yield ""
        if standing.problem is not None or state(standing) is State.ABSENT:
            yield cell(_problem(standing) or str(words.NOTHING))
            yield ""
        if standing.tasks:
            header = ("", *map(str, (labels.TASK, labels.POINTS, labels.REMARK)))
            yield from _table(header, map(_task, standing.tasks))
            yield ""


def _heading(standing: Standing) -> str:
    """The exercise's title, and the points after the penalty."""
    if state(standing) is State.ABSENT:
        return cell(standing.title or standing.exercise)
    score = words.SCORE.format(score=digits(standing.score), most=digits(standing.max_score))
    text = f"{cell(standing.title or standing.exercise)} · {score}"
    late = words.late(standing.late)
    return f"{text}; {late}" if late else text


def _problem(standing: Standing) -> str:
    return sentence(standing.problem) if standing.problem is not None else ""


def _task(task: TaskStanding) -> tuple[str, ...]:
    sign, _ = SIGNS.get(task.outcome, WRONG)
    points = f"{digits(task.score)}/{digits(task.max_score)}"
    return sign, cell(task.task), points, " ".join(map(cell, words.told(task)))


# ------------------------------------------------------------------------------------------ a class


def _of_class(standings: Sequence[Standing]) -> Iterator[str]:
    students = by_student(standings)
    exercises = tuple(by_exercise(standings))
    yield f"### {words.CLASS.format(count=len(students))}"
    yield ""
    header = (str(words.STUDENT), *map(cell, exercises), str(words.TOTAL))
    yield from _table(header, (_student(those, exercises) for those in students.values()))


def _student(standings: Sequence[Standing], exercises: Sequence[str]) -> tuple[str, ...]:
    there = {standing.exercise: standing for standing in standings}
    scores = (_score(there[exercise]) if exercise in there else "" for exercise in exercises)
    mark = total(standings)
    points = f"{digits(mark.score)}/{digits(mark.max_score)}"
    return cell(mark.student.called), *scores, points if mark.state is State.SETTLED else ""


def _score(standing: Standing) -> str:
    """The points and the lateness, or the reason for no points."""
    match state(standing):
        case State.ABSENT:
            return str(words.NOTHING)
        case State.OPEN:
            return cell(_problem(standing)) or str(labels.STATES["unsure"])
    points = f"{digits(standing.score)}/{digits(standing.max_score)}"
    return ", ".join(part for part in (points, words.late(standing.late)) if part)


# ---------------------------------------------------------------------------------------- the limit


def _limited(lines: Sequence[str], largest: int) -> str:
    """The lines that fit into the limit, and the number of lines left out."""
    sizes = [len(line.encode("utf-8", "replace")) + 1 for line in lines]
    if sum(sizes) <= largest:
        return "\n".join(lines) + "\n"
    room = largest - len(words.LEFT_OUT.format(count=len(lines)).encode()) - 2  # two line ends
    kept = 0
    while kept < len(lines) and sizes[kept] <= room:
        room -= sizes[kept]
        kept += 1
    return "\n".join((*lines[:kept], "", words.LEFT_OUT.format(count=len(lines) - kept))) + "\n"
