"""All data about students, for programs: JSON, version 2.

`students[]` are `id, name, email, group, exercises[]`, in the order of the roster. An exercise is `exercise,
title, score, raw, max_score, late, submitted, file, time, attempts, problem, tasks[]`. `raw` is the sum of
the tasks' scores; `score` is the score that counts, after the penalty. `problem` says why a file could not
be graded; it is null or `code, args, message`. So are `remark`, `slip`, and each of `besides` and `patterns`.
`late` is `days, penalty, unknown`. A task is `task, outcome, graded, score, max_score, remark, misconception,
message, certain, besides, second, second_message, slip, patterns, duration, override`. `graded` are the
grader's points. `override` is null or `score, reason, author, time`. Times are ISO 8601 or null. Texts are
unchanged: code that shows them must escape them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from grader.classroom.book.standing import Override, Standing, TaskStanding
from grader.classroom.exports.roll import by_student
from grader.report.contract import fact_fields

VERSION = 2

Json = dict[str, object]


def as_json(standings: Sequence[Standing]) -> bytes:
    """The standings as a file, indented by two spaces."""
    students = [_student(those) for those in by_student(standings).values()]
    content = {"version": VERSION, "students": students}
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")  # other programs cannot read a lone surrogate


def _student(standings: Sequence[Standing]) -> Json:
    student = standings[0].student
    return {
        "id": student.id,
        "name": student.name,
        "email": student.email,
        "group": student.group,
        "exercises": list(map(_exercise, standings)),
    }


def _exercise(standing: Standing) -> Json:
    late = standing.late
    return {
        "exercise": standing.exercise,
        "title": standing.title,
        "score": standing.score,
        "raw": standing.raw,
        "max_score": standing.max_score,
        "late": {"days": late.days, "penalty": late.penalty, "unknown": late.unknown},
        "submitted": standing.is_submitted,
        "file": standing.file,
        "time": _time(standing.time),
        "attempts": standing.attempts,
        "problem": fact_fields(standing.problem) if standing.problem is not None else None,
        "tasks": list(map(_task, standing.tasks)),
    }


def _task(task: TaskStanding) -> Json:
    return {
        "task": task.task,
        "outcome": str(task.outcome),
        "graded": task.graded,
        "score": task.score,
        "max_score": task.max_score,
        "remark": fact_fields(task.remark) if task.remark is not None else None,
        "misconception": task.misconception,
        "message": task.message,
        "certain": task.certain,
        "besides": list(map(fact_fields, task.besides)),
        "second": task.second,
        "second_message": task.second_message,
        "slip": fact_fields(task.slip) if task.slip is not None else None,
        "patterns": list(map(fact_fields, task.patterns)),
        "duration": task.duration,
        "override": _override(task.override),
    }


def _override(override: Override | None) -> Json | None:
    if override is None:
        return None
    return {
        "score": override.score,
        "reason": override.reason,
        "author": override.author,
        "time": _time(override.time),
    }


def _time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
