"""One task's result: from what was observed to points and words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader.compare import compare, state
from grader.judge import words
from grader.judge.advice import advice
from grader.judge.curves import curves
from grader.judge.example import counterexample, never_returned
from grader.judge.explain import name_misconception, pattern
from grader.judge.relation import relation
from grader.judge.score import CHAIN, score
from grader.model import Aspect, Case, Failure, Mismatch, Observation, Outcome, TaskKey
from grader.runner.protocol import TaskRun
from grader.value import Array, Made
from grader.verdict import Difference, Error, TaskResult

MOSTLY = 0.5
FEW_PARTS = 2
GRAPH = {Aspect.ATTACHED, Aspect.GRADIENT}

Verdicts = Sequence[tuple[Mismatch, ...]]


@dataclass(frozen=True)
class Judged:
    """A task's result, and of a failed one the case that is shown and the first thing wrong with it."""

    result: TaskResult
    case: Case | None = None
    mismatch: Mismatch | None = None
    call: int = 1


def judge(task: TaskKey, run: TaskRun) -> TaskResult:
    """Turn what was observed of one task into its result."""
    return judged(task, run).result


def judged(task: TaskKey, run: TaskRun) -> Judged:
    """The same, with the case that is shown."""
    if run.signature is not None:
        return Judged(_unfit(task, run))
    if run.while_loading:
        return Judged(_lost_in_loading(task, run))
    verdicts: Verdicts = [
        compare(expected, seen, task.parameters, task.aspects)
        for expected, seen in zip(task.expected, run.observations, strict=False)
    ]
    if run.outcome is not None and not (run.partial and any(verdicts)):
        index = min(len(run.observations), len(task.cases) - 1)
        return Judged(_cut_short(task, run, verdicts, index), task.cases[index])
    if not any(verdicts):
        return Judged(_passed(task, run))
    verdicts = _without_refusals(task, verdicts)
    index = _first_failing(verdicts)
    return Judged(
        _failed(task, run, verdicts, index),
        task.cases[index],
        verdicts[index][0],
        _which_call(task, run.observations[index], verdicts[index][0]),
    )


def _which_call(task: TaskKey, seen: Observation, mismatch: Mismatch) -> int:
    """In which of several calls a mismatch shows: the one that raised or is named, else the last."""
    if task.asked.calls == 1:
        return 1
    named = re.match(r"call (\d)", mismatch.path)
    return seen.call or (int(named[1]) if named else task.asked.calls)


def _first_failing(verdicts: Verdicts) -> int:
    """The first case in which the result itself is wrong, else the first in which anything is."""
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    wrong = (index for index in failing if any(mismatch.aspect in CHAIN for mismatch in verdicts[index]))
    return next(wrong, failing[0])


def _without_refusals(task: TaskKey, verdicts: Verdicts) -> Verdicts:
    """Whoever writes into an argument raises where it is an expanded one: that is the same mistake."""
    refused = {index for index, verdict in enumerate(verdicts) if _refuses(task, index, verdict)}
    writes = [mismatch for verdict in verdicts for mismatch in verdict if mismatch.aspect is Aspect.INPUTS]
    others = {
        mismatch.aspect
        for index, verdict in enumerate(verdicts)
        for mismatch in verdict
        if index not in refused
    }
    if not writes or Aspect.OUTCOME in others:
        return verdicts
    return [(writes[0],) if index in refused else verdict for index, verdict in enumerate(verdicts)]


def _refuses(task: TaskKey, index: int, verdict: tuple[Mismatch, ...]) -> bool:
    """Whether a call with an expanded argument raised."""
    inputs = task.cases[index].inputs
    is_expanded = any(isinstance(value, Array) and value.memory == "expanded" for value in inputs)
    return is_expanded and any(mismatch.aspect is Aspect.OUTCOME for mismatch in verdict)


def empty(task: TaskKey, outcome: Outcome, message: str = "", line: int | None = None) -> TaskResult:
    """The result of a task of which nothing was called."""
    error = Error(message, line) if message else None
    return TaskResult(task.name, outcome, 0.0, task.points, error=error, hints=task.hints)


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
            return msgspec.structs.replace(empty(task, Outcome.NOT_RUN), error=error)
    return empty(task, Outcome.MISSING, words.MISSING.format(signature=task.signature))


def _lost_in_loading(task: TaskKey, run: TaskRun) -> TaskResult:
    assert run.outcome is not None
    text = {
        Outcome.TIMED_OUT: words.TIMED_OUT_LOADING,
        Outcome.OUT_OF_MEMORY: words.OUT_OF_MEMORY_LOADING,
        Outcome.NOT_RUN: words.NOT_RUN,
    }.get(run.outcome, words.CRASHED)
    return empty(task, run.outcome, text.format(why=run.why), run.line)


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
        tried=len(run.observations),
    )


def _cut_short(task: TaskKey, run: TaskRun, verdicts: Verdicts, index: int) -> TaskResult:
    """A call that never came back; what came before it may still name a misconception."""
    assert run.outcome is not None
    text = {
        Outcome.TIMED_OUT: words.SLOW if run.partial else words.TIMED_OUT,
        Outcome.OUT_OF_MEMORY: words.OUT_OF_MEMORY,
        Outcome.NOT_RUN: words.NOT_RUN,
    }.get(run.outcome, words.CRASHED)
    passing = [not verdict for verdict in verdicts]
    seen = run.observations[-1] if run.observations else Observation()
    return TaskResult(
        task.name,
        run.outcome,
        0.0,
        task.points,
        differences=tuple(_differences(task, verdicts, shown_case=-1)),
        misconception=name_misconception(task, run.observations, passing),
        counterexample=never_returned(task, index),
        pattern=pattern(task, [*passing, False]),
        stdout=seen.stdout,
        warnings=seen.warnings,
        error=Error(text.format(why=run.why, tried=len(run.observations), all=len(task.cases)), None),
        hints=task.hints,
        duration=_duration(run),
        tried=len(run.observations) + 1,
        wrong=sum(map(bool, verdicts)) + 1,
        loaded=run.starved,
    )


def _failed(task: TaskKey, run: TaskRun, verdicts: Verdicts, first: int) -> TaskResult:
    passing = [not verdict for verdict in verdicts]
    seen = run.observations[first]
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    failing = [index for index, passes in enumerate(passing) if not passes]
    named = name_misconception(task, run.observations, passing, first)
    related = None if named and named.certain else relation(task, run.observations, verdicts)
    told = pattern(task, passing, graph_only=broken <= GRAPH)
    return TaskResult(
        task.name,
        _outcome(seen),
        score(task.points, task.weights, broken),
        task.points,
        misconception=named,
        differences=tuple(_differences(task, verdicts, shown_case=first)),
        counterexample=counterexample(
            task, first, seen, verdicts[first][0], curves(task, run.observations, failing, first)
        ),
        pattern=" ".join(text for text in (related, told) if text) or None,
        stdout=seen.stdout,
        warnings=seen.warnings,
        error=_error(seen, run),
        hints=task.hints,
        advice=advice(task, first, seen, verdicts[first][0]),
        duration=_duration(run),
        tried=len(verdicts),
        wrong=len(failing),
        loaded=run.starved,
    )


def _outcome(seen: Observation) -> Outcome:
    if seen.failure is None:
        return Outcome.FAILED
    return Outcome.OUT_OF_MEMORY if seen.failure.is_out_of_memory else Outcome.RAISED


def _differences(task: TaskKey, verdicts: Verdicts, *, shown_case: int) -> Iterator[Difference]:
    """The first departure in each aspect: those of the shown case first, others with their call.

    What autograd makes of it is moot where the values themselves are not right in every case.
    """
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    told = {Aspect.ATTACHED, Aspect.GRADIENT} if broken & CHAIN else set()
    order = sorted(range(len(verdicts)), key=lambda index: (index != shown_case, index))
    for index in order:
        new = _few([mismatch for mismatch in verdicts[index] if mismatch.aspect not in told])
        for mismatch in new:
            told.add(mismatch.aspect)
            given = _difference(mismatch)
            if mismatch.aspect is Aspect.INPUTS:
                part = str(mismatch.facts.get("part", ""))
                n = task.parameters.index(mismatch.path)
                value = task.cases[index].inputs[n]
                if isinstance(
                    value, Made
                ):  # of which only the run knows what it is, and the reference leaves it
                    value = task.expected[index].observation.inputs[n]
                message = words.changed_input(mismatch.path, part, state(value, part), mismatch.got)
                given = msgspec.structs.replace(given, message=message)
            if index != shown_case:
                message = words.elsewhere(words.call(task, task.cases[index]), given.message)
                given = msgspec.structs.replace(given, message=message)
            yield given


def _few(mismatches: Sequence[Mismatch]) -> Iterator[Mismatch]:
    """Of each aspect the first few parts; of a long list the first that is wrong tells enough."""
    for _, group in itertools.groupby(mismatches, key=lambda mismatch: mismatch.aspect):
        parts = list(group)
        yield from parts if len(parts) <= FEW_PARTS else parts[:1]


def _difference(mismatch: Mismatch) -> Difference:
    return Difference(
        mismatch.aspect, mismatch.path, words.difference(mismatch), mismatch.expected, mismatch.got
    )


def _error(seen: Observation, run: TaskRun) -> Error | None:
    failure = seen.failure or seen.gradient_failure
    if failure is None:
        return None
    if failure.is_out_of_memory:
        return Error(words.out_of_memory(failure), failure.line, failure.cell)
    return Error(words.failure_text(_explained(failure, run)), failure.line, failure.cell)


def _explained(failure: Failure, run: TaskRun) -> Failure:
    """A NameError whose name is unbound since its line failed to run says so."""
    for names, cause in run.failures:
        if failure.name in names:
            message = words.UNBOUND.format(
                message=failure.message, type=cause.type, reason=cause.message, place=words.place(cause)
            )
            return msgspec.structs.replace(failure, message=message, nearest="")
    return failure


def _duration(run: TaskRun) -> float:
    return sum(seen.seconds for seen in run.observations)
