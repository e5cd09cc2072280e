"""The one use case: a submission and a key make a grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version

import msgspec

from grader.compare import compare
from grader.errors import MachineError
from grader.judge import words
from grader.judge.explain import name_misconception, pattern
from grader.judge.score import CHAIN, score
from grader.model import (
    Aspect,
    Counterexample,
    Difference,
    Error,
    Failure,
    Grade,
    Key,
    Mismatch,
    Observation,
    Outcome,
    TaskKey,
    TaskResult,
)
from grader.notation import shown
from grader.runner.confine import TIER
from grader.runner.pool import Runner, TaskRun
from grader.runner.wire import Assignment, Program, cell_of
from grader.submission import Submission

GRADE_VERSION = 1
MOSTLY = 0.5
MEMORY_MESSAGES = ("can't allocate memory", "not enough memory")

Verdicts = Sequence[tuple[Mismatch, ...]]


def grade(
    submission: Submission,
    key: Key,
    runner: Runner,
    *,
    tasks: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _task: None,
) -> Grade:
    """Grade a submission against a key; `tasks` chooses some, in the key's order."""
    asked = [task for task in key.tasks if not tasks or task.name in tasks]
    results = {task.name: result for task in asked if (result := _unrun(submission, task))}
    to_run = [task for task in asked if task.name not in results]
    by_name = {task.name: task for task in to_run}
    try:
        for run in runner.run(submission.program, [assignment(task) for task in to_run]):
            progress(run.task)
            results[run.task] = _with_source(_judged(by_name[run.task], run), submission.program)
    except MachineError as fault:
        results |= {task.name: _ungraded(task, fault) for task in to_run if task.name not in results}
    ordered = tuple(results[task.name] for task in asked)
    return Grade(
        version=GRADE_VERSION,
        exercise=key.exercise,
        title=key.title,
        submission=submission.name,
        score=sum(result.score for result in ordered),
        max_score=sum(result.max_score for result in ordered),
        key=key.digest,
        torch=version("torch"),
        device="cpu",
        tier=TIER,
        skipped=submission.skipped,
        tasks=ordered,
    )


def assignment(task: TaskKey) -> Assignment:
    """What the runner is to observe for a task."""
    return Assignment(
        task.name,
        len(task.parameters),
        gradient=Aspect.GRADIENT in task.aspects,
        cases=task.cases,
        aliasing=Aspect.ALIASING in task.aspects,
    )


def _unrun(submission: Submission, task: TaskKey) -> TaskResult | None:
    """The result of a task whose function is not there, or not written yet."""
    if task.name in submission.stubs:
        return _empty(task, Outcome.NOT_FINISHED)
    if (lost := submission.broken.get(task.name)) is not None:
        error = Error(words.LOST.format(why=lost.why.rstrip(".")), lost.line, lost.cell, lost.text)
        return msgspec.structs.replace(_empty(task, Outcome.NOT_RUN), error=error)
    if task.name not in submission.found and not submission.program.whole:
        return _empty(task, Outcome.MISSING, words.MISSING.format(signature=task.signature))
    return None


def _empty(task: TaskKey, outcome: Outcome, message: str = "", line: int | None = None) -> TaskResult:
    error = Error(message, line) if message else None
    return TaskResult(task.name, outcome, 0.0, task.points, error=error, hints=task.hints)


def judge(task: TaskKey, run: TaskRun) -> TaskResult:
    """Turn what was observed of one task into its result."""
    if run.signature is not None:
        return _unfit(task, run)
    if run.outcome is not None and run.line is not None:
        return _lost_in_loading(task, run)
    verdicts = [
        compare(expected, seen, task.parameters, task.aspects)
        for expected, seen in zip(task.expected, run.observations, strict=False)
    ]
    if run.outcome is not None:
        return _cut_short(task, run, verdicts)
    if not any(verdicts):
        return _passed(task, run)
    return _failed(task, run, verdicts)


# ------------------------------------------------------------------------------- what was not called


def _unfit(task: TaskKey, run: TaskRun) -> TaskResult:
    if run.signature:
        mismatch = Mismatch(Aspect.SIGNATURE, "", task.signature, run.signature)
        differences = (_difference(mismatch),)
        return TaskResult(
            task.name, Outcome.FAILED, 0.0, task.points, differences=differences, hints=task.hints
        )
    for names, failure in run.failures:
        if task.name in names:
            message = words.DEFINITION_FAILED.format(reason=words.failure_text(_explained(failure, run)))
            error = Error(message, failure.line, failure.cell)
            return msgspec.structs.replace(_empty(task, Outcome.NOT_RUN), error=error)
    return _empty(task, Outcome.MISSING, words.MISSING.format(signature=task.signature))


def _judged(task: TaskKey, run: TaskRun) -> TaskResult:
    try:
        return judge(task, run)
    except Exception as fault:  # a fault of ours, whatever it is, must not cost a student points
        return _ungraded(task, fault)


def _ungraded(task: TaskKey, fault: Exception) -> TaskResult:
    """A task that the grader could not grade: it counts neither for nor against."""
    message = words.UNGRADED.format(fault=f"{type(fault).__name__}: {fault}".rstrip("."))
    return TaskResult(task.name, Outcome.UNGRADED, 0.0, 0.0, error=Error(message, None))


def _with_source(result: TaskResult, program: Program) -> TaskResult:
    """The learner's line itself beside its number."""
    error = result.error
    if error is None or error.line is None:
        return result
    for piece in program.pieces:
        lines = piece.text.split("\n")
        if cell_of(piece.filename) == error.cell and 0 <= error.line - piece.line < len(lines):
            text = lines[error.line - piece.line].strip()
            return msgspec.structs.replace(result, error=msgspec.structs.replace(error, text=text))
    return result


def _lost_in_loading(task: TaskKey, run: TaskRun) -> TaskResult:
    assert run.outcome is not None
    text = {
        Outcome.TIMED_OUT: words.TIMED_OUT_LOADING,
        Outcome.OUT_OF_MEMORY: words.OUT_OF_MEMORY_LOADING,
        Outcome.NOT_RUN: words.NOT_RUN,
    }.get(run.outcome, words.CRASHED)
    return _empty(task, run.outcome, text.format(why=run.why), run.line)


# ----------------------------------------------------------------------------------- what was called


def _passed(task: TaskKey, run: TaskRun) -> TaskResult:
    warned = [seen.warnings for seen in run.observations if seen.warnings]
    often = len(warned) >= MOSTLY * len(run.observations)  # else only an odd input makes torch warn
    return TaskResult(
        task.name,
        Outcome.PASSED,
        task.points,
        task.points,
        stdout=run.observations[0].stdout,
        warnings=warned[0] if often and warned else (),
        duration=_duration(run),
    )


def _cut_short(task: TaskKey, run: TaskRun, verdicts: Verdicts) -> TaskResult:
    """A call that never came back; what came before it may still name a misconception."""
    assert run.outcome is not None
    text = {
        Outcome.TIMED_OUT: words.TIMED_OUT,
        Outcome.OUT_OF_MEMORY: words.OUT_OF_MEMORY,
        Outcome.NOT_RUN: words.NOT_RUN,
    }.get(run.outcome, words.CRASHED)
    passing = [not verdict for verdict in verdicts]
    index = min(len(run.observations), len(task.cases) - 1)
    seen = run.observations[-1] if run.observations else Observation()
    example = Counterexample(
        words.call(task, task.cases[index]),
        _expected_text(task, index),
        words.NEVER_RETURNED,
    )
    return TaskResult(
        task.name,
        run.outcome,
        0.0,
        task.points,
        differences=tuple(_differences(task, verdicts, shown_case=-1)),
        misconception=name_misconception(task, run.observations, passing),
        counterexample=example,
        pattern=pattern(task, [*passing, False]),
        stdout=seen.stdout,
        warnings=seen.warnings,
        error=Error(text.format(why=run.why), None),
        hints=task.hints,
        duration=_duration(run),
    )


def _failed(task: TaskKey, run: TaskRun, verdicts: Verdicts) -> TaskResult:
    passing = [not verdict for verdict in verdicts]
    first = passing.index(False)
    seen = run.observations[first]
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    return TaskResult(
        task.name,
        _outcome(seen),
        score(task.points, task.weights, broken),
        task.points,
        misconception=name_misconception(task, run.observations, passing),
        differences=tuple(_differences(task, verdicts, shown_case=first)),
        counterexample=_counterexample(task, first, seen, verdicts[first]),
        pattern=pattern(task, passing),
        stdout=seen.stdout,
        warnings=seen.warnings,
        error=_error(seen, run),
        hints=task.hints,
        duration=_duration(run),
    )


def _outcome(seen: Observation) -> Outcome:
    if seen.failure is None:
        return Outcome.FAILED
    return Outcome.OUT_OF_MEMORY if _is_memory(seen.failure) else Outcome.RAISED


def _is_memory(failure: Failure) -> bool:
    return failure.type == "MemoryError" or any(text in failure.message for text in MEMORY_MESSAGES)


def _counterexample(
    task: TaskKey, index: int, seen: Observation, verdict: tuple[Mismatch, ...]
) -> Counterexample:
    code = words.call(task, task.cases[index])
    first = verdict[0]
    told = words.SIDE.get(Aspect.INPUTS if "afterwards" in first.facts else first.aspect)
    if told is not None:
        return Counterexample(
            code,
            told.format(name=first.path, value=first.expected),
            told.format(name=first.path, value=first.got),
        )
    got = shown(seen.value) if seen.failure is None else seen.failure.type
    return Counterexample(code, _expected_text(task, index), got)


def _expected_text(task: TaskKey, index: int) -> str:
    """What a case should give: a result, an exception, or for a task in place what becomes of its inputs."""
    expected = task.expected[index]
    known = expected.observation
    if known.failure is not None:
        return known.failure.type
    if not expected.free:
        return shown(known.value)
    return ", ".join(
        words.SIDE[Aspect.INPUTS].format(name=task.parameters[n], value=shown(known.inputs[n]))
        for n in expected.changed or range(len(known.inputs))
    )


def _differences(task: TaskKey, verdicts: Verdicts, *, shown_case: int) -> Iterator[Difference]:
    """The first departure in each aspect: those of the shown case first, others with their call.

    What autograd makes of it is moot where the values themselves are not right in every case.
    """
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    told = {Aspect.ATTACHED, Aspect.GRADIENT} if broken & CHAIN else set()
    order = sorted(range(len(verdicts)), key=lambda index: (index != shown_case, index))
    for index in order:
        new = [mismatch for mismatch in verdicts[index] if mismatch.aspect not in told]
        for mismatch in new:
            told.add(mismatch.aspect)
            given = _difference(mismatch)
            if mismatch.aspect is Aspect.INPUTS:
                before = shown(task.cases[index].inputs[task.parameters.index(mismatch.path)])
                message = words.changed_input(mismatch.path, before, mismatch.got)
                given = msgspec.structs.replace(given, message=message)
            if index != shown_case:
                message = words.elsewhere(words.call(task, task.cases[index]), given.message)
                given = msgspec.structs.replace(given, message=message)
            yield given


def _difference(mismatch: Mismatch) -> Difference:
    return Difference(
        mismatch.aspect, mismatch.path, words.difference(mismatch), mismatch.expected, mismatch.got
    )


def _error(seen: Observation, run: TaskRun) -> Error | None:
    failure = seen.failure or seen.gradient_failure
    if failure is None:
        return None
    if _is_memory(failure):
        return Error(words.out_of_memory(failure), failure.line, failure.cell)
    return Error(words.failure_text(_explained(failure, run)), failure.line, failure.cell)


def _explained(failure: Failure, run: TaskRun) -> Failure:
    """A NameError whose name is unbound since its line failed to run says so."""
    for names, cause in run.failures:
        if failure.name in names:
            message = words.UNBOUND.format(
                message=failure.message, type=cause.type, reason=cause.message, place=words.place(cause)
            )
            return Failure(failure.type, message, failure.line, failure.cell, failure.name)
    return failure


def _duration(run: TaskRun) -> float:
    return sum(seen.seconds for seen in run.observations)
