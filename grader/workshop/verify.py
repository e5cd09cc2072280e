"""Prove an exercise: it can be passed, failed and explained.

Each fault says what to fix. Everything runs on the runner that submissions run on. The same judge judges it.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator, Sequence, Set
from pathlib import Path

import msgspec

from grader import submission
from grader.compare.numbers import HALF
from grader.compare.observations import compare
from grader.core.errors import CourseError
from grader.core.interrupts import Interrupts
from grader.core.message import Message
from grader.core.model import (
    ANY_DTYPE,
    CPU,
    ON_CPU,
    Aspect,
    Case,
    Expected,
    Failure,
    Key,
    Misconception,
    Mismatch,
    Observation,
    Outcome,
    TaskKey,
)
from grader.core.verdict import OnGpu, TaskResult
from grader.course import load, packages
from grader.course import words as course_words
from grader.course.comparable import unreadable
from grader.course.dropped import DropReason
from grader.course.exercise import Exercise
from grader.course.key import obtain
from grader.course.load import Course
from grader.course.making import first_dropped, make_hidden
from grader.course.places import line_of
from grader.course.silence import silence
from grader.course.task import Task
from grader.course.trial import is_random
from grader.grading.session import OnlyRunner, Session
from grader.judge.devices.portable import FAILS, fault_fact, on_gpu
from grader.judge.grade import assignment
from grader.judge.lines import SourceLines
from grader.judge.properties import held
from grader.judge.result import failure_fact, judge
from grader.locale.messages import Sentence, sentence
from grader.runner.protocol import Runner, TaskRun
from grader.runner.recording.folder import Files, in_folder_of
from grader.runner.wire import MoveCall
from grader.workshop import words
from grader.workshop.bench import Bench, Candidate, lay_out
from grader.workshop.devices import prove_there
from grader.workshop.generic import ANOTHER_DTYPE, NOTHING, TRANSPOSED
from grader.workshop.noise import NOISE, exactly, noisy
from grader.workshop.proof import Proof, ProofFault, TaskProof, reason
from grader.workshop.sentences import is_sentence
from grader.workshop.skeleton import open_in_reference, open_in_starter
from grader.workshop.symmetry import is_symmetric

SLOW = 1.0
"""A reference whose call takes more seconds than this is slow, which `verify` notes."""
LONGEST_PRINTED = 60
MOST_MOVED = 10
"""About how many cases are used to check that the reference works on a GPU."""
UNKNOWN_NAME = ("NameError", "ImportError", "ModuleNotFoundError")
"""The errors of a function that was not written to the end."""
FULL = ("float32", "float64")
"""The dtypes that a message names in place of `dtype=False`, next to a half precision."""
_NOT_FOUND = re.compile(r"No module named '(\w+)'\.?")
"""Python's message on a package that is not installed."""
Progress = Callable[[str], None]
"""Called before each task, with the task's name."""


def orphans(course: Course) -> Iterator[ProofFault]:
    """Find the files of a course that lack their counterpart."""
    for path in sorted(course.root.glob("exercises/*.py")):
        if not course.reference(path.stem).is_file() and not course.released(path.stem).is_file():
            other = course.reference(path.stem)
            yield ProofFault("", CourseError(words.ORPHAN_STARTER, path=path, other=other))
    for path in sorted(course.root.glob("reference/[!_]*.py")):
        if not course.starter(path.stem).is_file():
            other = course.starter(path.stem)
            yield ProofFault("", CourseError(words.ORPHAN_REFERENCE, path=path, other=other))


def prove(
    course: Course, name: str, runner: Runner, *, progress: Progress, tasks: Sequence[str] = ()
) -> Proof:
    """Prove one exercise, or some of its tasks; an unusable course file is a fault like others."""
    start = time.perf_counter()
    try:
        exercise = load.load(course, name)
        left = [fault for fault in unfilled(course, name, exercise) if not tasks or fault.task in tasks]
        every = {task.name for task in exercise.tasks}
        meant = (set(tasks) or every) - {fault.task for fault in left}
        if not meant:
            return Proof(name, exercise.title, (), tuple(left), time.perf_counter() - start)
        asked = () if meant == every else meant
        key = obtain(course, name, progress=lambda step: progress(step.task), tasks=asked)
    except CourseError as error:
        return Proof(name, name, (), (ProofFault("", error),), time.perf_counter() - start)
    bench = lay_out(course.reference(name), exercise, key.data)
    if runner.device != CPU:
        return _proved_there(bench, _only(key, meant), runner, progress, start)
    try:
        key = _with_hidden(course, name, _only(key, meant))
    except CourseError as error:
        return Proof(name, exercise.title, (), (*left, ProofFault("", error)), time.perf_counter() - start)
    proofs, notes = [], [*_foreign_imports(course, name, exercise)]
    faults = [*_agreement(course, name, exercise), *_starter(course, name, key, runner)]
    faults = [*left, *(fault for fault in faults if fault.task in meant)]
    faults += _whole_starter(course, name, key, runner)
    known = {task.name: task for task in exercise.tasks}
    for task_key in key.tasks:
        if task_key.fault is not None:
            fault = CourseError(words.BROKEN_TASK, why=Sentence(task_key.fault))
            faults.append(ProofFault(task_key.name, fault))
            continue
        progress(task_key.name)
        prover = _Prover(bench, known[task_key.name], task_key, runner, key.data)
        try:
            proof, found = prover.prove()
        except CourseError as error:  # a property failed on an answer that the key does not have
            faults.append(_placed(course.reference(name), task_key.name, error))
            continue
        proofs.append(proof)
        faults += [*_dropped(course, name, exercise, known[task_key.name], task_key), *found]
        notes += prover.notes
    seconds = time.perf_counter() - start
    return Proof(name, exercise.title, tuple(proofs), tuple(faults), seconds, notes=tuple(notes))


def _placed(path: Path, task: str, error: CourseError) -> ProofFault:
    """Return a fault of a task's property, with its line in the reference."""
    line = line_of(error, task=task, source=path.read_text("utf-8"))
    return ProofFault(task, CourseError(course_words.IN_LINE, path=path, line=line, why=error))


def _only(key: Key, tasks: Set[str]) -> Key:
    """A key without the tasks that are not meant."""
    return msgspec.structs.replace(key, tasks=tuple(task for task in key.tasks if task.name in tasks))


def _proved_there(bench: Bench, key: Key, runner: Runner, progress: Progress, start: float) -> Proof:
    """Prove on a GPU what only a GPU can show."""
    tasks: list[TaskProof] = []
    faults: list[ProofFault] = []
    left = []
    for task in key.tasks:
        progress(f"{task.name} ({runner.device})")
        found = prove_there(bench, task, runner)
        if found is None:
            left.append(task.name)
            continue
        tasks.append(found[0])
        faults += found[1]
    seconds = time.perf_counter() - start
    return Proof(
        key.exercise, key.text.title, tuple(tasks), tuple(faults), seconds, runner.device, tuple(left)
    )


# ----------------------------------------------------------------------- what is checked without a run


def unfilled(course: Course, name: str, exercise: Exercise) -> Iterator[ProofFault]:
    """Find what `grade new` has left to fill in, in the starter and in the reference."""
    starter, reference = course.starter(name), course.reference(name)
    tasks = [task.name for task in exercise.tasks]
    found = [(reference, place) for place in open_in_reference(reference.read_text("utf-8"), tasks)]
    if starter.is_file():
        with contextlib.suppress(SyntaxError, ValueError):  # reported when the key is made
            text = starter.read_text("utf-8")
            found = [*((starter, place) for place in open_in_starter(text)), *found]
    for task in tasks:
        for path, place in found:
            if place.task == task:
                error = CourseError(words.UNFILLED, path=path, line=place.line, text=place.text)
                yield ProofFault(task, error)


def _agreement(course: Course, name: str, exercise: Exercise) -> Iterator[ProofFault]:
    """Check that every task has a hint and a misconception, and that its texts are sentences.

    Starter and reference must have the same parameters, too.
    """
    stubs = load.stubs(course, name)
    for task in exercise.tasks:
        if not task.hints:
            yield ProofFault(task.name, CourseError(words.NO_HINT, task=task.name))
        if not task.misconceptions and not task.device_misconceptions:
            yield ProofFault(task.name, CourseError(words.NO_MISCONCEPTION))
        yield from _texts(task)
        starter = ", ".join(stubs[task.name].parameters)
        reference = ", ".join(task.parameters)
        if starter != reference:
            error = CourseError(words.OTHER_PARAMETERS, task=task.name, starter=starter, reference=reference)
            yield ProofFault(task.name, error)


def _with_hidden(course: Course, name: str, key: Key) -> Key:
    """Return the key with the cases of the tasks that a teacher judges.

    Raises CourseError if their file cannot be read.
    """
    left = [task.name for task in key.tasks if task.is_by_teacher]
    if not left:
        return key
    hidden = {task.name: task for task in make_hidden(course, name, "", key, tasks=left).tasks}
    return msgspec.structs.replace(key, tasks=tuple(hidden.get(task.name, task) for task in key.tasks))


def _texts(task: Task) -> Iterator[ProofFault]:
    """Check that what misconceptions and properties say to learners are whole sentences."""
    texts = {known.name: known.message for known in (*task.misconceptions, *task.device_misconceptions)}
    texts |= {known.name: known.message for known in task.properties}
    for name, text in texts.items():
        if not is_sentence(text):
            yield ProofFault(task.name, CourseError(words.NO_SENTENCE, name=name, text=text))


def _dropped(course: Course, name: str, exercise: Exercise, task: Task, key: TaskKey) -> Iterator[ProofFault]:
    """Find a task most of whose cases were left out, with the first one for the most frequent reason."""
    dropped = sum(key.dropped.values())
    if 2 * dropped <= key.drawn:
        return
    code = max(key.dropped, key=lambda code: key.dropped[code])
    facts = {"dropped": dropped, "all": key.drawn, "reason": DropReason(code)}
    first = first_dropped(course, name, exercise, task, code)
    call = first.call if first is not None else key.name
    if first is None or first.failure is None:
        yield ProofFault(key.name, CourseError(words.MOST_DROPPED, call=call, **facts))
    else:
        error = str(_raised(first.failure)).rstrip(".")
        yield ProofFault(key.name, CourseError(words.MOST_RAISED, call=call, error=error, **facts))


def _starter(course: Course, name: str, key: Key, runner: Runner) -> Iterator[ProofFault]:
    """Check that the starter earns nothing: every task must be `not finished`.

    A function of the starter may do something, as long as it is not right.
    """
    session = Session(key, course)
    needed = session.prepare(submission.read(course.starter(name)))
    broken = {task.name for task in key.tasks if task.fault is not None}
    for result in session.grade(needed, OnlyRunner(runner)).grade.tasks:
        if result.task in broken:
            continue
        if result.outcome is not Outcome.NOT_FINISHED or result.score:
            error = CourseError(words.STARTER_EARNS, task=result.task, score=result.score)
            yield ProofFault(result.task, error)


def _whole_starter(course: Course, name: str, key: Key, runner: Runner) -> Iterator[ProofFault]:
    """Check that the starter can be run from its first line to its last, as a learner runs it."""
    asked = next((task for task in key.tasks if task.fault is None), None)
    if asked is None:
        return
    needed = Session(key, course).prepare(submission.read(course.starter(name)), whole=True)
    with runner.session(needed.program) as session:
        (run,) = session.run([assignment(asked)])
    for _, failure in run.failures:
        why = _absent(course.starter(name), failure) or _raised(failure)
        yield ProofFault("", CourseError(words.STARTER_FAILS, why=why))


def _absent(starter: Path, failure: Failure) -> CourseError | None:
    """Make the error for an import of a package that is not installed; None for any other failure."""
    package = _NOT_FOUND.fullmatch(failure.message)
    if failure.type != ModuleNotFoundError.__name__ or failure.line is None or package is None:
        return None
    why = packages.unknown_import(starter.read_bytes(), failure.line, package[1])
    return CourseError(course_words.IN_LINE, path=starter, line=failure.line, why=why)


def _foreign_imports(course: Course, name: str, exercise: Exercise) -> Iterator[ProofFault]:
    """Note the imports of packages that the exercise does not know, and that learners may not have."""
    seen = dict(exercise.knows)
    for path in (course.reference(name), course.starter(name)):
        for found in packages.foreign_imports(path.read_bytes(), seen):
            seen[found.name] = found.module
            error = CourseError(
                words.UNKNOWN_IMPORT,
                path=path,
                line=found.line,
                package=found.package,
                name=found.name,
                module=found.module,
            )
            yield ProofFault("", error)


# -------------------------------------------------------------------------------- what has to be run


class _Prover:
    """Runs and judges all functions on the bench for one task."""

    def __init__(self, bench: Bench, task: Task, key: TaskKey, runner: Runner, data: Files = ()) -> None:
        self._bench, self._task, self._key, self._runner, self._data = bench, task, key, runner, data
        self._faults: list[ProofFault] = []
        self.notes: list[ProofFault] = []
        """What the author should know, and need not fix."""

    def prove(self) -> tuple[TaskProof, list[ProofFault]]:
        name = self._task.name
        reference, rights = self._bench.references[name], self._bench.rights[name]
        misconceptions, generics = self._bench.misconceptions[name], self._bench.generics[name]
        on_devices = self._bench.device_misconceptions[name]
        entries = [reference, reference, *rights, *misconceptions, *generics, *on_devices]
        once, again, *rest = self._run(entries)
        self._check_reference(once, again)
        self._note(once)
        self._check_on_gpu()
        for entry, run in zip(rights, rest, strict=False):
            self._check_right(entry, run)
        killed = sum(
            self._check_misconception(entry, run)
            for entry, run in zip(misconceptions, rest[len(rights) :], strict=False)
        )
        wrong, equivalent = len(misconceptions), []
        verdicts = {NOISE: self._noise()}
        rest = rest[len(rights) + len(misconceptions) :]
        killed += sum(
            self._check_device_misconception(entry, run)
            for entry, run in zip(on_devices, rest[len(generics) :], strict=True)
        )
        wrong += len(on_devices)
        for entry, run in zip(generics, rest, strict=False):
            verdicts[entry.kind] = self._generic(entry, run, once)
        for kind, fails in verdicts.items():
            if fails is None and (self._key.asked.seen_as or self._key.properties):
                continue  # it changes what is returned, and not what is compared
            if fails is None:
                equivalent.append(kind)
            else:
                wrong, killed = wrong + 1, killed + fails
        proof = TaskProof(
            name,
            len(self._key.cases),
            self._key.dropped,
            len(rights),
            wrong,
            killed,
            tuple(equivalent),
            self._key.drawn,
        )
        return proof, self._faults

    def _run(self, entries: Sequence[Candidate]) -> list[TaskRun]:
        """Observe functions of the bench on all cases of the task."""
        assignments = [assignment(self._key, name=entry.name, kind=entry.stands_for) for entry in entries]
        with self._runner.session(self._bench.program) as session:
            return list(session.run(assignments))

    def _fault(self, text: Message, **facts: object) -> None:
        self._faults.append(ProofFault(self._task.name, CourseError(text, task=self._task.name, **facts)))

    def _judged(self, entry: Candidate, run: TaskRun) -> TaskResult:
        result = judge(self._key, held(self._key, run, self._runner))
        if result.outcome in (Outcome.MISSING, Outcome.NOT_RUN):
            cause = next((cause for names, cause in run.failures if entry.name in names), None)
            why = _raised(cause) if cause else reason(result)
            is_reference = entry is self._bench.references[self._task.name]
            self._fault(
                words.REFERENCE_NOT_RUN if is_reference else words.NOT_RUN, name=entry.kind, reason=why
            )
        return result

    def _check_reference(self, once: TaskRun, again: TaskRun) -> None:
        result = self._judged(self._bench.references[self._task.name], once)
        if result.outcome is not Outcome.PASSED:
            self._fault(words.REFERENCE_FAILS, reason=reason(result))
        runs = zip(self._key.cases, once.observations, again.observations, strict=False)
        changing = [case for case, first, second in runs if _bare(first) != _bare(second)]
        if changing:
            self._fault(words.REFERENCE_DIFFERS, code=self._call(min(changing, key=_rank).code))

    def _note(self, run: TaskRun) -> None:
        """Note a reference that prints, that is random, or that takes long."""
        pairs = list(zip(self._key.cases, run.observations, strict=False))
        printed = next((pair for pair in pairs if pair[1].stdout.strip()), None)
        if printed is not None and not self._task.asked.prints:
            text = printed[1].stdout.strip().split("\n")[0][:LONGEST_PRINTED]
            self._add_note(words.PRINTS, printed=text, code=self._call(printed[0].code))
        slowest = max(pairs, key=lambda pair: pair[1].seconds, default=None)
        usual = self._key.asked.calls * max(SLOW, self._key.asked.seconds)
        if slowest is not None and slowest[1].seconds > usual:
            self._add_note(words.SLOW, seconds=slowest[1].seconds, code=self._call(slowest[0].code))
        has_properties = self._task.shuffled or self._task.properties
        is_free = has_properties or bool(self._key.asked.probe)  # a probe replaces initial numbers
        random = None if is_free else self._random_case()
        if random is not None:
            self._add_note(words.RANDOM, code=self._call(random.code))

    def _random_case(self) -> Case | None:
        """A case on which the reference does something else with another seed; a few are tried."""
        cases = self._key.cases
        with Interrupts(), silence(), in_folder_of(self._data):
            some = cases[:: max(1, len(cases) // MOST_MOVED)]
            return next((case for case in some if is_random(self._task, case)), None)

    def _add_note(self, text: Message, **facts: object) -> None:
        self.notes.append(ProofFault(self._task.name, CourseError(text, task=self._task.name, **facts)))

    def _check_on_gpu(self) -> None:
        """Check that the reference would work on a GPU, unless the task says gpu=False."""
        if self._key.gpu != ON_CPU or not self._task.gpu:
            return
        entry, cases = self._bench.references[self._task.name], self._key.cases
        asked = assignment(self._key, kind=entry.stands_for).asked
        with self._runner.session(self._bench.program) as session:
            for case in cases[:: max(1, len(cases) // MOST_MOVED)]:
                told = session.move(MoveCall(entry.name, case, asked))
                if told is not None and told.fault is not None:
                    self._fault(
                        words.REFERENCE_FAILS_ON_GPU, reason=Sentence(fault_fact(self._key, told.fault))
                    )
                    return

    def _check_right(self, entry: Candidate, run: TaskRun) -> None:
        result = self._judged(entry, run)
        if result.outcome not in (Outcome.PASSED, Outcome.MISSING, Outcome.NOT_RUN):
            option = self._other_dtype(run)
            text = words.RIGHT_HAS_OTHER_DTYPE if option else words.RIGHT_FAILS
            self._fault(text, name=entry.kind, code=_code(result), reason=reason(result), option=option)
        elif (told := self._on_gpu(entry)) is not None and told.message is not None and told.state == FAILS:
            self._fault(words.RIGHT_FAILS_ON_GPU, name=entry.kind, reason=Sentence(told.message))

    def _other_dtype(self, run: TaskRun) -> str:
        """The option with which a variant would pass, if only its dtype is wrong; else ""."""
        if run.outcome is not None or run.signature is not None:
            return ""
        pairs = list(zip(self._key.expected, run.observations, strict=True))
        found = [mismatch for pair in pairs for mismatch in self._compared(*pair)]
        if any(mismatch.aspect is not Aspect.DTYPE for mismatch in found):
            return ""
        got = tuple(dict.fromkeys(str(mismatch.got) for mismatch in found))
        if any(self._compared(msgspec.structs.replace(known, dtypes=got), seen) for known, seen in pairs):
            return ""
        if not set(got) & set(HALF):
            return "dtype=False"
        accepted = FULL if self._task.dtypes == (ANY_DTYPE,) else self._task.dtypes
        return f"dtype={(*accepted, *got)!r}"

    def _on_gpu(self, entry: Candidate) -> OnGpu | None:
        """Whether a function of the bench would work on a GPU."""
        task = msgspec.structs.replace(self._key, name=entry.name)
        with self._runner.session(self._bench.program) as session:
            return on_gpu(task, SourceLines(self._bench.program), session)

    def _check_misconception(self, entry: Candidate, run: TaskRun) -> bool:
        """Whether a misconception fails; also check that it is recognised."""
        result = self._judged(entry, run)
        if result.outcome is Outcome.PASSED:
            self._fault(words.SURVIVES, name=entry.kind)
            return False
        if (error := _never_runs(run)) is not None:
            self._fault(words.NEVER_RUNS, name=entry.kind, error=_raised(error))
            return True
        known = next(known for known in self._key.misconceptions if known.name == entry.kind)
        named = result.misconception
        if named is None or not named.certain:
            self._not_named(entry, known, _code(result))
        elif named.name not in known.family:
            self._fault(words.NAMED_OTHERWISE, name=entry.kind, other=named.name)
        return True

    def _not_named(self, entry: Candidate, known: Misconception, code: str) -> None:
        """Say why a misconception is not recognised as itself."""
        opaque = (part.type for _, seen in known.observations for part in unreadable(seen.value))
        if type_ := next(opaque, ""):
            self._fault(words.NOT_COMPARABLE, name=entry.kind, code=code, type=type_)
        else:
            self._fault(words.NOT_NAMED, name=entry.kind, code=code)

    def _check_device_misconception(self, entry: Candidate, run: TaskRun) -> bool:
        """Whether a device misconception is right on the CPU, and found without a GPU.

        Also check that it is recognised as itself.
        """
        result = self._judged(entry, run)
        if result.outcome is not Outcome.PASSED:
            self._fault(words.FAILS_ON_CPU, name=entry.kind, code=_code(result), reason=reason(result))
            return False
        told = self._on_gpu(entry)
        if told is None or told.state != FAILS:
            self._fault(words.WORKS_ON_GPU, name=entry.kind)
            return False
        if told.misconception is None:
            self._fault(words.NOT_NAMED_THERE, name=entry.kind)
        elif told.misconception.name != entry.kind:
            self._fault(words.NAMED_OTHERWISE, name=entry.kind, other=told.misconception.name)
        return True

    def _generic(self, entry: Candidate, run: TaskRun, reference: TaskRun) -> bool | None:
        """Whether a generic wrong answer fails.

        None if it does not differ from the reference on any case, or only in a dtype that the task accepts.
        Also None if it has all properties of the task: many different results may have them. But a function
        that does nothing must not have them.
        """
        if self._key.properties:
            if judge(self._key, held(self._key, run, self._runner)).outcome is not Outcome.PASSED:
                return True
            if entry.kind != NOTHING:
                return None
            self._fault(words.NOTHING_HOLDS)
            return False
        pairs = zip(self._key.expected, reference.observations, run.observations, strict=False)
        differs = [bool(self._compared(exactly(expected, known), seen)) for expected, known, seen in pairs]
        if run.outcome is None and not any(differs):
            return None
        if judge(self._key, run).outcome is not Outcome.PASSED:
            return True
        if self._task.dtypes and entry.kind == ANOTHER_DTYPE:
            return None
        if entry.kind == TRANSPOSED and all(map(is_symmetric, reference.observations)):
            return None
        case = min(
            (case for case, is_other in zip(self._key.cases, differs, strict=False) if is_other), key=_rank
        )
        self._fault(words.GENERIC_SURVIVES, kind=words.KINDS[entry.kind], code=self._call(case.code))
        return False

    def _noise(self) -> bool | None:
        """Whether one element that is off by twice its bound fails in every case.

        Cases without a bound are skipped. None if no case has a bound.
        """
        moved = 0
        for case, expected in zip(self._key.cases, self._key.expected, strict=True):
            for seen in noisy(expected):
                moved += 1
                if not self._compared(expected, seen):
                    self._fault(words.NOISE_SURVIVES, code=self._call(case.code))
                    return False
        return True if moved else None

    def _compared(self, expected: Expected, seen: Observation) -> tuple[Mismatch, ...]:
        return compare(expected, seen, self._key.parameters, self._key.aspects)

    def _call(self, code: Sequence[str]) -> str:
        return self._key.called_with(code)


def _raised(cause: Failure) -> Sentence | CourseError:
    """What a definition raised when it was run, and in which line."""
    told = Sentence(failure_fact(cause))
    if cause.line is None:
        return told
    return CourseError(words.RAISED_IN_LINE, error=sentence(told.fact).rstrip("."), line=cause.line)


def _never_runs(run: TaskRun) -> Failure | None:
    """Return the error of a function that uses an unknown name, or lacks an import, in every case."""
    failures = [seen.failure for seen in run.observations]
    if not failures or any(failure is None or failure.type not in UNKNOWN_NAME for failure in failures):
        return None
    return failures[0]


def _bare(seen: Observation) -> Observation:
    """An observation without what may differ from run to run."""
    return msgspec.structs.replace(seen, seconds=0.0, stdout="", warnings=())


def _rank(case: Case) -> int:
    return case.rank


def _code(result: TaskResult) -> str:
    return result.counterexample.code if result.counterexample else result.task
