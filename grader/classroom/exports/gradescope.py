"""A student's results.json, as Gradescope reads it from an autograder.

A penalty for being late is taken only if asked, since Gradescope takes its own. Only the standard output is
hidden from the student: a hidden test would hide the total, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from grader.classroom.book.standing import Standing, TaskStanding
from grader.classroom.exports import words
from grader.classroom.exports.roll import by_exercise
from grader.locale.messages import sentence
from grader.report.text import clean


def results(standings: Sequence[Standing], *, output: str = "", late: bool = False) -> bytes:
    """The results of one student, as JSON.

    `output` goes above them. With `late` the penalty is taken here.
    """
    exercises = by_exercise(standings)
    tests = [
        _test(task, f"{first}.{second}" if len(exercises) > 1 else str(second))
        for first, those in enumerate(exercises.values(), start=1)
        for second, task in enumerate(those[0].tasks, start=1)
    ]
    score = sum(standing.score if late else standing.raw for standing in standings)
    content = {
        "score": float(score),
        "output": clean("\n\n".join(_output(standings, output, late=late))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {},
        "tests": tests,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _output(standings: Sequence[Standing], output: str, *, late: bool) -> Iterator[str]:
    if output:
        yield output
    for standing in standings:
        if standing.problem is not None:
            yield sentence(standing.problem)
        if late and standing.late.penalty:
            yield words.comment(standing)


def _test(task: TaskStanding, number: str) -> dict[str, object]:
    return {
        "score": float(task.score),
        "max_score": float(task.max_score),
        "status": "passed" if task.score >= task.max_score else "failed",
        "name": clean(task.task),
        "name_format": "text",
        "number": number,
        "output": "\n".join(words.told(task)),
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {},
    }
