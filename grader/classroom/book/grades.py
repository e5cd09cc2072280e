"""Scores that count: the gradebook's results, the teacher's overrides, the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import msgspec

from grader.classroom import words
from grader.classroom.book.gradebook import Attempt, Gradebook, KeyFacts, Result
from grader.classroom.book.hidden import told
from grader.classroom.book.rules import Rules, lateness
from grader.classroom.book.standing import (
    Late,
    Override,
    Standing,
    Student,
    TaskStanding,
    UngradedFile,
    task_standing,
)
from grader.classroom.book.store import Store
from grader.classroom.book.texts import exercise_text
from grader.core.fact import Fact, plain
from grader.core.message import language
from grader.core.model import Aspect, ExerciseText, Outcome
from grader.core.verdict import Difference, Error, Feedback, TaskResult
from grader.locale.messages import sentence
from grader.report.text import digits

NOT_YET = Fact("problem.not_yet")
ONLY_CODE = Fact("leftover.only_code")
MOST_NAMED = 3
"""At most so many files that cannot be graded are named."""


@dataclass(frozen=True)
class CountedFile:
    """A file that counts, with its results; `tasks` are as the student sees them."""

    attempt: Attempt
    standing: Standing
    results: tuple[Result, ...]
    tasks: tuple[TaskResult, ...]


class Grades:
    """All scores in a class's folder, under the course's rules."""

    def __init__(self, store: Store, book: Gradebook, rules: Rules) -> None:
        self._store, self._book, self._rules = store, book, rules
        self._keys = book.keys()
        self._overrides = book.overrides()
        self._ungraded: dict[str, list[UngradedFile]] = defaultdict(list)
        for file in book.ungraded():
            self._ungraded[file.student].append(file)
        self._kept = book.texts(language())
        self._texts = {name: exercise_text(name, self._kept) for name in self._keys}

    @property
    def rules(self) -> Rules:
        """The course's rules."""
        return self._rules

    @property
    def kept_texts(self) -> Mapping[str, str]:
        """All texts that the gradebook keeps, by their codes."""
        return self._kept

    def text(self, exercise: str) -> ExerciseText:
        """The course's text on an exercise, in the language that was set on opening."""
        return self._texts[exercise]

    def _title(self, exercise: str) -> str:
        return self._texts[exercise].title or self._keys[exercise].title

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that were graded, in order."""
        return tuple(self._keys)

    def key(self, exercise: str) -> KeyFacts:
        """The facts of an exercise's key."""
        return self._keys[exercise]

    def graded(self) -> Iterator[CountedFile]:
        """Each file that counts, one after the other."""
        for attempt in self._book.attempts():
            if attempt.exercise in self._keys:
                yield self.of(attempt)

    def of(self, attempt: Attempt) -> CountedFile:
        """The results and the standing of one file."""
        results = tuple(self._pending(attempt, result) for result in self._book.results(attempt.id))
        tasks = tuple(told(result.public, result.hidden) for result in results)
        return CountedFile(attempt, self._standing(attempt, tasks), results, tasks)

    def _pending(self, attempt: Attempt, result: Result) -> Result:
        """A result; one that cannot be read stays in the maximum, and names the student."""
        if not result.is_unreadable:
            return result
        student, points = attempt.student, self._points(attempt.exercise, result.task)
        why = Fact("problem.bad_row", {"student": student.called, "id": student.id, "task": result.task})
        error = Error(why, None)
        public = msgspec.structs.replace(result.public, max_score=points, error=error)
        return replace(result, public=public)

    def standings(self) -> Iterator[Standing]:
        """Each student in each exercise, in the roster's order.

        Students who handed nothing in are included.
        """
        found: dict[tuple[str, str], Standing] = {}
        waiting = iter(self.graded())
        following = next(waiting, None)
        for student in self._book.students():
            while following is not None and following.attempt.student.id == student.id:
                found[student.id, following.attempt.exercise] = following.standing
                following = next(waiting, None)
            for exercise in self._keys:
                yield found.get((student.id, exercise)) or self.nothing(student, exercise)
            found.clear()

    def nothing(self, student: Student, exercise: str) -> Standing:
        """The standing of a student without a graded file, with any scores by a teacher.

        If the student handed in a file that cannot be graded, that is the problem.
        """
        key, files = self._keys[exercise], self._handed_in_vain(student, exercise)
        certain = [file for file in files if file.certain]
        results = self._unrun(key, Outcome.NOT_RUN if certain else Outcome.MISSING)
        given = [task for task in results if certain or (student.id, exercise, task.task) in self._overrides]
        tasks = tuple(self._task(student, exercise, task) for task in given)
        score = sum(task.score for task in tasks)
        return Standing(
            student,
            exercise,
            self._title(exercise),
            key.max_score,
            tasks,
            score,
            score,
            file=certain[0].name if certain else "",
            attempts=len(certain),
            problem=_not_graded(certain or files),
        )

    def _handed_in_vain(self, student: Student, exercise: str) -> list[UngradedFile]:
        """A student's files that may be of an exercise, and are not graded."""
        return [
            file
            for file in self._ungraded.get(student.id, ())
            if file.exercise == exercise or file.exercise not in self._keys
        ]

    def in_vain(self, student: Student, exercise: str) -> UngradedFile | None:
        """The file to show of those that are not graded; None if there is none."""
        files = self._handed_in_vain(student, exercise)
        return min(files, key=lambda file: (not file.certain, file.why == ONLY_CODE), default=None)

    def _unrun(self, key: KeyFacts, outcome: Outcome) -> tuple[TaskResult, ...]:
        """Results of tasks that were not run."""
        return tuple(TaskResult(name, outcome, 0.0, points) for name, points, _ in key.tasks)

    def _standing(self, attempt: Attempt, results: tuple[TaskResult, ...]) -> Standing:
        key = self._keys[attempt.exercise]
        student, problem = attempt.student, attempt.problem
        if not attempt.graded_with:
            problem, results = NOT_YET, self._unrun(key, Outcome.UNGRADED)
        elif problem is not None:
            results = self._unrun(key, Outcome.UNGRADED if attempt.fault else Outcome.NOT_RUN)
        tasks = tuple(self._task(student, attempt.exercise, result) for result in results)
        late = lateness(
            self._rules, attempt.exercise, student=student, submitted=attempt.time, said_late=attempt.late
        )
        raw = sum(task.score for task in tasks)
        return Standing(
            student,
            attempt.exercise,
            self._title(attempt.exercise),
            sum(task.max_score for task in tasks),
            tasks,
            raw,
            raw * (1 - late.penalty),
            late,
            attempt.name,
            attempt.time,
            attempt.attempts,
            problem,
            self._store.page(student).as_posix(),
        )

    def _task(self, student: Student, exercise: str, result: TaskResult) -> TaskStanding:
        override = self._overrides.get((student.id, exercise, result.task))
        points = self._points(exercise, result.task)
        standing = task_standing(result, self._texts[exercise].task(result.task))
        if override is None:
            return standing
        lowered = result.outcome is Outcome.PASSED and override.score < points
        outcome = Outcome.FAILED if lowered else result.outcome
        return replace(standing, outcome=outcome, score=override.score, max_score=points, override=override)

    def _points(self, exercise: str, task: str) -> float:
        return next((points for name, points, _ in self._keys[exercise].tasks if name == task), 0.0)

    # ------------------------------------------------------------------------------ student pages

    def shown(self, graded: CountedFile) -> Feedback | None:
        """The feedback on a file for the student's page; None if it could not be graded."""
        head = self._book.grade(graded.attempt.id)
        if head is None:
            return None
        scores = {task.task: task for task in graded.standing.tasks}
        tasks = tuple(_as_it_counts(task, scores[task.task]) for task in graded.tasks)
        score, most = sum(task.score for task in tasks), sum(task.max_score for task in tasks)
        grade = msgspec.structs.replace(head, tasks=tasks, score=score, max_score=most)
        return Feedback(grade, self.text(graded.attempt.exercise))


def _not_graded(files: Sequence[UngradedFile]) -> Fact | None:
    """Why a student's files are not graded; None if no file is known."""
    if not files:
        return None
    names = [PurePosixPath(file.name).name for file in files]
    named = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    if files[0].certain:
        return Fact("problem.not_gradable", {"files": plain(named)})
    return Fact("problem.perhaps", {"files": plain(named)})


def _as_it_counts(result: TaskResult, standing: TaskStanding) -> TaskResult:
    """A result with the score that counts; one that a teacher lowered is not right."""
    differences = result.differences
    if standing.outcome is not result.outcome and standing.override is not None:
        said = Difference(Aspect.VALUES, (), _overridden(standing, standing.override), "", "")
        differences = (said, *differences)
    return msgspec.structs.replace(
        result,
        outcome=standing.outcome,
        score=standing.score,
        max_score=standing.max_score,
        differences=differences,
    )


def notes(standing: Standing) -> Iterator[str]:
    """The notes above a student's feedback.

    They tell a teacher's decisions, lateness, and why a file could not be graded.
    """
    if standing.problem is not None:
        yield words.NOT_GRADED.format(title=standing.title, why=sentence(standing.problem))
    for task in standing.tasks:
        if task.override is not None:
            yield sentence(_overridden(task, task.override))
    yield from _late(standing, standing.late)


def _overridden(task: TaskStanding, override: Override) -> Fact:
    score, most = digits(override.score), digits(task.max_score)
    return Fact("override.said", {"task": task.task, "score": score, "most": most, "reason": override.reason})


def _late(standing: Standing, late: Late) -> Iterator[str]:
    if late.unknown:
        yield words.LATE_UNKNOWN.format(title=standing.title)
    elif late.penalty:
        yield words.LATE.format(
            title=standing.title,
            count=late.days,
            share=f"{late.penalty:.0%}",
            raw=digits(standing.raw),
            score=digits(standing.score),
        )


def by_student(graded: Iterator[CountedFile]) -> Iterator[tuple[Student, list[CountedFile]]]:
    """The files grouped by student; files of one student must be adjacent."""
    group: list[CountedFile] = []
    for file in graded:
        if group and group[0].attempt.student.id != file.attempt.student.id:
            yield group[0].attempt.student, group
            group = []
        group.append(file)
    if group:
        yield group[0].attempt.student, group


def is_wrong(outcome: Outcome) -> bool:
    """Whether the student's answer is wrong, rather than not finished."""
    return outcome not in (Outcome.PASSED, Outcome.NOT_FINISHED, Outcome.MISSING, Outcome.UNGRADED)
