"""What a worker of a batch does with one file: read it, grade what has changed.

Runs in a child process; see `processes`. It learns nothing about students except their files.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from grader import submission
from grader.classroom.batch.accepted import settled
from grader.classroom.batch.answers import answers
from grader.classroom.book.store import write
from grader.core.errors import GraderError, SubmissionError
from grader.core.fact import Fact, plain
from grader.core.message import SOURCE, speaking
from grader.core.model import CPU, Key
from grader.core.verdict import Feedback, Grade, TaskResult
from grader.course import key as keys
from grader.grading.session import Session
from grader.locale.messages import remembering
from grader.runner.process.pool import Pool
from grader.runner.process.pools import Pools
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, UNCONFINED
from grader.runner.wire import Limits, Program
from grader.submission import Submission

TIERS = {tier.name: tier for tier in (NAMESPACES, FLAT, UNCONFINED)}


@dataclass(frozen=True)
class Plan:
    """What all files of a batch are graded with.

    The keys are by exercise. `tier` is the sandbox tier. `hidden` are paths that submissions must not see.
    """

    keys: tuple[tuple[str, Path], ...]
    hidden_keys: tuple[tuple[str, Path], ...]
    tier: str
    hidden: tuple[Path, ...]
    limits: Limits
    whole: bool
    devices: tuple[str, ...] = (CPU,)


@dataclass(frozen=True)
class Job:
    """A file to grade. `name` is what reports call it.

    `known` are the tasks that have results, with the contents of these. `fingerprint` is a digest of what the
    file is graded with, except the file itself. It comes back with the result.
    """

    attempt: int
    path: Path
    name: str
    exercise: str
    fingerprint: str = ""
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Scored:
    """One task's results as JSON; both are None where the known results still hold."""

    task: str
    content: str
    result: bytes | None = None
    hidden: bytes | None = None
    loaded: bool = False


@dataclass(frozen=True)
class GradedFile:
    """The result of a job: a grade without its tasks, and the tasks; or the problem.

    `answers` are digests of the graded functions as written, without names and comments.
    """

    attempt: int
    grade: bytes = b""
    tasks: tuple[Scored, ...] = ()
    full: bool = False
    problem: Fact | None = None
    fault: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True)
class Page:
    """A student's page to write, in `language`.

    `feedback` is what the page shows of each file, as JSON; `notes` go above it. `texts` are messages of
    another version of this grader, by their codes.
    """

    path: Path
    feedback: bytes
    notes: tuple[str, ...] = ()
    heading: str = ""
    language: str = SOURCE
    texts: Mapping[str, str] = field(default_factory=dict)


class Worker:
    """Grades files, one after the other, with one warm process for each device."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pools = Pools(plan.devices, self._started)
        self._keys = {name: _LoadedKey(keys.read(path)) for name, path in plan.keys}
        self._hidden = {name: _LoadedKey(keys.read(path)) for name, path in plan.hidden_keys}

    def close(self) -> None:
        """End the warm processes."""
        self._pools.close()

    def _started(self, device: str) -> Pool:
        return Pool(self._plan.limits, TIERS[self._plan.tier], self._plan.hidden, device=device)

    def grade(self, job: Job) -> GradedFile:
        """Grade a file; any error becomes a problem of the result."""
        try:
            found = self._graded(job)
        except SubmissionError as error:
            found = GradedFile(job.attempt, problem=error.fact)
        except Exception as error:  # a fault of the grader: the other files still get graded
            text = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
            text = text.rstrip(".")
            found = GradedFile(job.attempt, problem=Fact("problem.fault", {"fault": plain(text)}), fault=True)
        return replace(found, fingerprint=job.fingerprint)

    def page(self, page: Page) -> None:
        """Write a student's page."""
        from grader.report import page as as_html

        found = msgspec.json.decode(page.feedback, type=list[Feedback])
        with speaking(page.language), remembering(page.texts):
            write(page.path, as_html.render(found, notes=page.notes, heading=page.heading).encode())

    def _graded(self, job: Job) -> GradedFile:
        loaded, hidden = self._keys[job.exercise], self._hidden.get(job.exercise)
        source = submission.read(job.path, called=job.name)
        needed = loaded.session.prepare(source, whole=self._plan.whole)
        contents = {
            task: _content(needed, task, digests, self._plan) for task, digests in _both(loaded, hidden)
        }
        known = dict(job.known)
        to_run = [task for task, content in contents.items() if known.get(task) != content]
        public = settled_grade(loaded.session.grade(needed, self._pools, tasks=to_run or ("",)).grade)
        secret = self._with_hidden(needed, hidden, public)
        results = {result.task: result for result in public.tasks}
        tasks = tuple(
            _scored(task, content, results.get(task), secret.get(task)) for task, content in contents.items()
        )
        return GradedFile(
            job.attempt,
            msgspec.json.encode(msgspec.structs.replace(public, tasks=(), skipped=needed.skipped)),
            tasks,
            full=bool(results) and all(result.score >= result.max_score for result in results.values()),
            answers=tuple(answers(source, list(contents), needed.stubs)),
        )

    def _with_hidden(
        self, needed: Submission, hidden: _LoadedKey | None, public: Grade
    ) -> dict[str, TaskResult]:
        """Results on hidden cases, for the tasks that earn points on the public ones, or have none."""
        if hidden is None:
            return {}
        worth = [
            result.task
            for result in public.tasks
            if (result.score > 0 or result.is_by_teacher) and result.task in hidden.digests
        ]
        if not worth:
            return {}
        graded = settled_grade(hidden.session.grade(needed, self._pools, tasks=worth).grade)
        return {result.task: result for result in graded.tasks}


def settled_grade(found: Grade) -> Grade:
    """A grade in which accepted answers are right."""
    return msgspec.structs.replace(found, tasks=tuple(map(settled, found.tasks)))


class _LoadedKey:
    """A key to grade with, and the digests of its tasks."""

    def __init__(self, key: Key) -> None:
        self.session = Session(key)
        self.digests = {task.name: keys.task_digest(task, key.data) for task in key.tasks}


def _both(loaded: _LoadedKey, hidden: _LoadedKey | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each task with the digests of its public and its hidden cases."""
    for task, digest in loaded.digests.items():
        yield task, (digest, hidden.digests.get(task, "") if hidden else "")


def _scored(task: str, content: str, result: TaskResult | None, hidden: TaskResult | None) -> Scored:
    if result is None:
        return Scored(task, content)
    return Scored(
        task,
        content,
        msgspec.json.encode(result),
        msgspec.json.encode(hidden) if hidden is not None else None,
        loaded=result.loaded or (hidden is not None and hidden.loaded),
    )


def _content(needed: Submission, task: str, digests: Sequence[str], plan: Plan) -> str:
    """A digest of everything that a task's result depends on.

    This is the needed source, the key, the grader and the limits.
    """
    digest = hashlib.sha256(grader_digest().encode())
    parts: list[object] = [task, *digests, plan.whole, plan.tier, plan.limits, plan.devices]
    parts += [task in needed.stubs, task in needed.found, needed.advice.get(task), needed.broken.get(task)]
    parts.append(_pieces(needed.program, task))
    digest.update(msgspec.json.encode(parts))
    return digest.hexdigest()


def _pieces(program: Program, task: str) -> list[object]:
    """The parts of a file that a task needs, without the name of the stored file."""
    return [
        (piece.filename.rpartition("#")[1:], piece.line, piece.text, piece.names)
        for piece in program.pieces
        if task in piece.tasks
    ]


@functools.cache
def grader_digest() -> str:
    """A digest of this grader's own files and of the torch version that it uses."""
    from importlib.metadata import version

    package = Path(__file__).parents[2]
    digest = hashlib.sha256(version("torch").encode())
    for room in JUDGING:
        for path in sorted((package / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


JUDGING = ("core", "compare", "runner", "judge", "submission")
"""The packages that a result depends on, in addition to its key."""
