"""What a judge of a batch does with one file: read it, grade what has changed, say what came out.

Runs in a process of its own; see `lanes`. It is told nothing of students but their files.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader import submission
from grader.classroom import words
from grader.classroom.accepted import settled
from grader.classroom.answers import answers
from grader.classroom.store import write
from grader.course import key as keys
from grader.errors import SubmissionError
from grader.judge.on_devices import grade_on
from grader.model import CPU, Key
from grader.runner.pool import Pool
from grader.runner.pools import Pools
from grader.runner.tiers import FLAT, NAMESPACES, UNCONFINED
from grader.runner.wire import Limits, Program
from grader.submission import Submission
from grader.verdict import Grade, TaskResult

TIERS = {tier.name: tier for tier in (NAMESPACES, FLAT, UNCONFINED)}


@dataclass(frozen=True)
class Plan:
    """What all files of a batch are graded with: keys by exercise, the tier, what is hidden, the devices."""

    keys: tuple[tuple[str, Path], ...]
    hidden_keys: tuple[tuple[str, Path], ...]
    tier: str
    hidden: tuple[Path, ...]
    limits: Limits
    whole: bool
    devices: tuple[str, ...] = (CPU,)


@dataclass(frozen=True)
class Job:
    """A file to grade. `name` is what reports call it; `known` are contents of results that there are.

    `fingerprint` is of what it is graded with, beside the file; it comes back with the result.
    """

    attempt: int
    path: Path
    name: str
    exercise: str
    fingerprint: str = ""
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Scored:
    """One task's results as JSON; both are None where those that are known still hold."""

    task: str
    content: str
    result: bytes | None = None
    hidden: bytes | None = None
    loaded: bool = False


@dataclass(frozen=True)
class Graded:
    """What came of a job: a grade without its tasks, and these; or why there is none.

    `answers` are digests of the graded functions as they are written, names and comments aside.
    """

    attempt: int
    grade: bytes = b""
    tasks: tuple[Scored, ...] = ()
    full: bool = False
    problem: str = ""
    fault: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True)
class Page:
    """A student's page to write: grades as JSON, and what else there is to say above them."""

    path: Path
    grades: bytes
    notes: tuple[str, ...] = ()
    heading: str = ""


class Worker:
    """Grades files, one after the other, with one warm process for each device."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pools = Pools(plan.devices, self._started)
        self._keys = {name: _Loaded(keys.read(path)) for name, path in plan.keys}
        self._hidden = {name: _Loaded(keys.read(path)) for name, path in plan.hidden_keys}

    def close(self) -> None:
        """End the warm processes."""
        self._pools.close()

    def _started(self, device: str) -> Pool:
        return Pool(self._plan.limits, TIERS[self._plan.tier], self._plan.hidden, device=device)

    def grade(self, job: Job) -> Graded:
        """Grade a file; whatever it holds, something is said of it."""
        try:
            found = self._graded(job)
        except SubmissionError as error:
            found = Graded(job.attempt, problem=str(error))
        except Exception as error:  # whatever it is, it is ours, and the other files are to be graded
            text = f"{type(error).__name__}: {error}".rstrip(".")
            found = Graded(job.attempt, problem=words.FAULT.format(fault=text), fault=True)
        return replace(found, fingerprint=job.fingerprint)

    def page(self, page: Page) -> None:
        """Write a student's page."""
        from grader.report import as_html

        grades = msgspec.json.decode(page.grades, type=list[Grade])
        write(page.path, as_html.render(grades, notes=page.notes, heading=page.heading).encode())

    def _graded(self, job: Job) -> Graded:
        loaded, hidden = self._keys[job.exercise], self._hidden.get(job.exercise)
        source = submission.read(job.path, called=job.name)
        needed = submission.needed(source, list(loaded.stubs), stubs=loaded.stubs, whole=self._plan.whole)
        contents = {
            task: _content(needed, task, digests, self._plan) for task, digests in _both(loaded, hidden)
        }
        known = dict(job.known)
        to_run = [task for task, content in contents.items() if known.get(task) != content]
        public = settled_grade(grade_on(needed, loaded.key, self._pools, tasks=to_run or ("",)))
        secret = self._with_hidden(needed, hidden, public)
        results = {result.task: result for result in public.tasks}
        tasks = tuple(
            _scored(task, content, results.get(task), secret.get(task)) for task, content in contents.items()
        )
        return Graded(
            job.attempt,
            msgspec.json.encode(msgspec.structs.replace(public, tasks=(), skipped=needed.skipped)),
            tasks,
            full=bool(results) and all(one.score >= one.max_score for one in results.values()),
            answers=tuple(answers(source, list(contents), needed.stubs)),
        )

    def _with_hidden(
        self, needed: Submission, hidden: _Loaded | None, public: Grade
    ) -> dict[str, TaskResult]:
        """Results on hidden cases, of the tasks that earn anything on the others."""
        if hidden is None:
            return {}
        worth = [result.task for result in public.tasks if result.score > 0 and result.task in hidden.stubs]
        if not worth:
            return {}
        graded = settled_grade(grade_on(needed, hidden.key, self._pools, tasks=worth))
        return {result.task: result for result in graded.tasks}


def settled_grade(found: Grade) -> Grade:
    """A grade in which accepted answers are right."""
    return msgspec.structs.replace(found, tasks=tuple(map(settled, found.tasks)))


class _Loaded:
    """A key, with its starters' functions and the digests of its tasks."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.stubs = {task.name: submission.stub(task.stub) for task in key.tasks}
        self.digests = {task.name: keys.task_digest(task) for task in key.tasks}


def _both(loaded: _Loaded, hidden: _Loaded | None) -> Iterator[tuple[str, tuple[str, ...]]]:
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
    """A digest of all that a task's result is made of: needed source, key, grader, limits."""
    digest = hashlib.sha256(grader_digest().encode())
    parts: list[object] = [task, *digests, plan.whole, plan.tier, plan.limits, plan.devices]
    parts += [task in needed.stubs, task in needed.found, needed.similar.get(task), needed.broken.get(task)]
    parts.append(_pieces(needed.program, task))
    digest.update(msgspec.json.encode(parts))
    return digest.hexdigest()


def _pieces(program: Program, task: str) -> list[object]:
    """What of a file a task needs, without the name under which it is kept."""
    return [
        (piece.filename.rpartition("#")[1:], piece.line, piece.text, piece.names)
        for piece in program.pieces
        if task in piece.tasks
    ]


@functools.cache
def grader_digest() -> str:
    """A digest of this grader's own files and of the torch that it grades with."""
    from importlib.metadata import version

    package = Path(__file__).parent.parent
    digest = hashlib.sha256(version("torch").encode())
    for room in ("", "runner", "judge", "submission"):
        for path in sorted((package / room).glob("*.py")):
            if room or path.stem in CORE:
                digest.update(path.read_bytes())
    return digest.hexdigest()


CORE = ("compare", "cotangent", "difference", "model", "notation", "shuffled", "value", "verdict")
