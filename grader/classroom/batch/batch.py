"""Grade a class: obtain the keys, grade the pending files, write the pages.

Each result is in the gradebook before it is reported. Existing results are not graded again. So a user whose
run was stopped continues by running the same command again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader import submission
from grader.classroom.batch.accepted import with_accepted
from grader.classroom.batch.pages import Pages
from grader.classroom.batch.processes import Executor, WorkerProcesses
from grader.classroom.batch.tally import BatchProgress
from grader.classroom.batch.worker import TIERS, GradedFile, Job, Plan, grader_digest
from grader.classroom.book.gradebook import Attempt, Gradebook, KeyFacts
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.store import Store, write
from grader.classroom.book.texts import of_exercise, of_grader
from grader.core.message import SOURCE, language
from grader.core.model import CPU, Key
from grader.course import key as keys
from grader.course.load import Course
from grader.runner.process.pool import Pool
from grader.runner.wire import Limits

TOGETHER_SECONDS = 0.05
"""Results within this time share one transaction; each costs some milliseconds."""


@dataclass(frozen=True)
class Settings:
    """How a class is graded."""

    tier: str
    hidden: tuple[Path, ...]
    jobs: int
    limits: Limits
    whole: bool = False
    secret: str = ""
    devices: tuple[str, ...] = (CPU,)


Tell = Callable[[BatchProgress], None]


class Batch:
    """One class's folder, graded against a course; all changes to it are made here."""

    def __init__(
        self, store: Store, book: Gradebook, course: Course, rules: Rules, settings: Settings
    ) -> None:
        self._store, self._book, self._course = store, book, course
        self._rules, self._settings = rules, settings

    def prepare(self, exercises: Iterable[str], *, progress: Callable[[str], None]) -> None:
        """Obtain the keys of the exercises, and keep them next to the results."""
        self._book.keep_texts(language(), dict(of_grader()))
        for name in sorted(exercises):
            public = keys.obtain(self._course, name, progress=lambda step: progress(step.task))
            self._book.keep_texts(SOURCE, dict(of_exercise(name, public.text)))
            self._keep_key(self._with_accepted(public))
            secret = self._settings.secret
            if keys.has_hidden(self._course, public, secret):
                hidden = keys.obtain_hidden(self._course, name, secret)
                self._keep_key(self._with_accepted(hidden), hidden=True)

    def _with_accepted(self, key: Key) -> Key:
        """The key with the answers that a teacher has accepted."""
        answers = [
            (task, submission.read(self._store.file(digest, suffix), called=name))
            for exercise, task, _, attempt in self._book.accepted()
            if exercise == key.exercise
            for digest, suffix, name in (self._book.file_of(attempt),)
        ]
        if not answers:
            return key
        with self._pool() as pool:
            return with_accepted(key, answers, pool)

    def _keep_key(self, key: Key, *, hidden: bool = False) -> None:
        tasks = tuple((task.name, task.points, keys.task_digest(task)) for task in key.tasks)
        facts = KeyFacts(key.exercise, key.text.title, key.digest, tasks)
        place, encoded = self._store.key(key.exercise, hidden=hidden), keys.encoded(key)
        if not place.is_file() or place.read_bytes() != encoded:  # perhaps only its texts have changed
            write(place, encoded)
        if self._book.keys(hidden=hidden).get(key.exercise) != facts:
            self._book.set_key(facts, hidden=hidden)

    def pending(self) -> tuple[int, ...]:
        """Ids of the counted files that must be graded.

        They are not graded yet, or were graded with another fingerprint, or their results cannot be read.
        """
        prints = self._fingerprints()
        bad = {row.attempt for row in self._book.bad_rows()}
        return tuple(
            attempt.id
            for attempt in self._book.attempts()
            if attempt.exercise in prints
            and (attempt.graded_with != prints[attempt.exercise] or attempt.id in bad)
        )

    def _fingerprints(self) -> dict[str, str]:
        """By exercise, a digest of everything that a grade depends on, except the file."""
        settings, hidden = self._settings, self._book.keys(hidden=True)
        common = [grader_digest(), settings.tier, settings.whole, settings.limits, settings.devices]
        return {
            name: hashlib.sha256(
                msgspec.json.encode([*common, key.tasks, hidden[name].tasks if name in hidden else ()])
            ).hexdigest()
            for name, key in self._book.keys().items()
        }

    def plan(self) -> Plan:
        """The plan that each worker gets first."""
        public, secret = self._book.keys(), self._book.keys(hidden=True)
        found = tuple((name, self._store.key(name)) for name in public)
        hidden = tuple((name, self._store.key(name, hidden=True)) for name in secret)
        settings = self._settings
        unseen = (*settings.hidden, self._store.folder)
        return Plan(found, hidden, settings.tier, unseen, settings.limits, settings.whole, settings.devices)

    def run(self, tell: Tell, *, executor: Executor | None = None) -> BatchProgress:
        """Grade what is pending, then write the pages that have changed."""
        if self._book.fact("tier") != self._settings.tier:
            self._book.set_facts({"tier": self._settings.tier})
        pending = self.pending()
        pages = Pages(self._grades(), self._store, self._book)
        if not pending and pages.are_current():
            return BatchProgress(0, 0)
        if executor is not None:
            return self._with(executor, pending, tell)
        with WorkerProcesses(self.plan(), max(1, min(self._settings.jobs, len(pending) or 1))) as lanes:
            return self._with(lanes, pending, tell)

    def pages(self) -> None:
        """Write the pages that have changed; nothing is graded."""
        pages = Pages(self._grades(), self._store, self._book)
        if not pages.are_current():
            with WorkerProcesses(self.plan(), 1) as lanes:
                pages.write(lanes)

    def check_acceptable(self, attempt: Attempt, exercise: str, task: str) -> None:
        """Raise UsageError where an answer cannot be accepted as right."""
        key = keys.read(self._store.key(exercise))
        place = self._store.file(attempt.digest, attempt.suffix)
        with self._pool() as pool:
            with_accepted(key, [(task, submission.read(place, called=attempt.name))], pool)

    def _pool(self) -> Pool:
        settings = self._settings
        return Pool(settings.limits, TIERS[settings.tier], (*settings.hidden, self._store.folder))

    def _grades(self) -> Grades:
        return Grades(self._store, self._book, self._rules)

    def _with(self, executor: Executor, pending: Sequence[int], tell: Tell) -> BatchProgress:
        state = BatchProgress(0, len(pending))
        tell(state)
        prints = self._fingerprints()
        again: list[int] = []
        for graded in self._kept(executor.run(self._job(number, prints) for number in pending)):
            state = _counted(state, graded)
            tell(state)
            if any(task.loaded for task in graded.tasks):
                again.append(graded.attempt)
        for attempt in sorted(again):  # they timed out on a busy machine: only a run alone counts
            for _ in self._kept(executor.run([replace(self._job(attempt, prints), known=())])):
                state = replace(state, retried=state.retried + 1)
                tell(state)
        Pages(self._grades(), self._store, self._book).write(executor)
        return state

    def _job(self, number: int, fingerprints: Mapping[str, str]) -> Job:
        (attempt,) = self._book.attempts(number=number)
        path = self._store.file(attempt.digest, attempt.suffix)
        known = self._book.contents(attempt.id) if attempt.graded_with else ()
        return Job(attempt.id, path, attempt.name, attempt.exercise, fingerprints[attempt.exercise], known)

    def _kept(self, results: Iterable[GradedFile]) -> Iterator[GradedFile]:
        """The results, each one after it is in the gradebook."""
        waiting: list[GradedFile] = []
        since = time.monotonic()
        for graded in results:
            waiting.append(graded)
            if time.monotonic() - since > TOGETHER_SECONDS:
                self._book.write(waiting)
                yield from waiting
                waiting, since = [], time.monotonic()
        if waiting:
            self._book.write(waiting)
            yield from waiting


def _counted(state: BatchProgress, graded: GradedFile) -> BatchProgress:
    """The progress after one more file."""
    state = replace(state, done=state.done + 1)
    if graded.fault:
        return replace(state, faults=state.faults + 1)
    if graded.problem is not None:
        return replace(state, unreadable=state.unreadable + 1)
    return replace(state, full=state.full + graded.full)


def changes(
    before: Mapping[tuple[str, str, str], float], after: Mapping[tuple[str, str, str], float]
) -> Iterator[tuple[tuple[str, str, str], float, float]]:
    """Student, exercise and task of each changed score, with old and new score."""
    for place, score in after.items():
        if place in before and before[place] != score:
            yield place, before[place], score
