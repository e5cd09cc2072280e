"""One task's result: from observations to points and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from grader.compare.observations import compare
from grader.core.fact import Arguments, Fact, Shown
from grader.core.model import (
    FUNCTION,
    VARIABLE,
    Aspect,
    Case,
    Failure,
    Mismatch,
    Observation,
    Outcome,
    TaskKey,
)
from grader.core.value import Array
from grader.core.verdict import Counterexample, Error, TaskResult
from grader.judge.curves import curves
from grader.judge.departures import Verdicts, difference, told_differences
from grader.judge.differences import raised
from grader.judge.example import call_of, counterexample, never_returned
from grader.judge.explain import pattern
from grader.judge.naming import name_misconceptions
from grader.judge.reading import easiest_first, rearranged
from grader.judge.reasons import reasons
from grader.judge.score import score
from grader.judge.shown_case import further_cases, shown_case
from grader.runner.protocol import TaskRun

WITHOUT_INPUT = {"timed_out": "timed_out.variable", "memory": "memory.variable"}
"""What is said of a variable, which has no input."""
MOSTLY = 0.5
CUTTING = "detach()"
"""What torch advises where code makes a number or a new tensor of one that requires grad."""


@dataclass(frozen=True)
class JudgedTask:
    """A task's result; for a failed one, also the case that is shown.

    `mismatch` is the first thing that is wrong in that case.
    """

    result: TaskResult
    case: Case | None = None
    mismatch: Mismatch | None = None
    call: int = 1


def judge(task: TaskKey, run: TaskRun) -> TaskResult:
    """Turn the observations of one task into its result."""
    return judged(task, run).result


def judged(task: TaskKey, run: TaskRun) -> JudgedTask:
    """Turn them into the result, with the case that is shown."""
    if run.signature is not None:
        return JudgedTask(_unfit(task, run))
    if run.while_loading:
        return JudgedTask(_lost_in_loading(task, run))
    verdicts: Verdicts = [
        compare(expected, seen, task.parameters, task.aspects)
        for expected, seen in zip(task.expected, run.observations, strict=False)
    ]
    if run.outcome is None and not any(verdicts):
        return JudgedTask(_passed(task, run))
    order = easiest_first(task, run)
    task, run = rearranged(task, run, order)
    verdicts = [verdicts[index] for index in order]
    if run.outcome is not None and not (run.partial and any(verdicts)):
        index = min(len(run.observations), len(task.cases) - 1)
        return JudgedTask(_cut_short(task, run, verdicts, index), task.cases[index])
    verdicts = _without_refusals(task, verdicts)
    index = shown_case(task, verdicts)
    return JudgedTask(
        _failed(task, run, verdicts, index),
        task.cases[index],
        verdicts[index][0],
        _which_call(task, run.observations[index], verdicts[index][0]),
    )


def _which_call(task: TaskKey, seen: Observation, mismatch: Mismatch) -> int:
    """Return which of several calls shows a mismatch.

    It is the call that raised or is named, else the last.
    """
    if task.asked.calls == 1:
        return 1
    return seen.call or call_of(mismatch) or task.asked.calls


def _without_refusals(task: TaskKey, verdicts: Verdicts) -> Verdicts:
    """Replace the errors that come from writing into an expanded argument.

    Code that writes into an argument raises if the argument is an expanded one. That is the same mistake.
    """
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


def empty(
    task: TaskKey, outcome: Outcome, message: Fact | None = None, line: int | None = None
) -> TaskResult:
    """Return the result of a task whose function was not called."""
    error = Error(message, line) if message is not None else None
    return TaskResult(task.name, outcome, 0.0, task.points, error=error)


def missing(task: TaskKey) -> TaskResult:
    """Return the result of a task whose function is missing."""
    code = "missing" if task.kind == FUNCTION else f"missing.{task.kind}"
    return empty(task, Outcome.MISSING, Fact(code, {"signature": task.signature}))


def _why(run: TaskRun, **counts: int) -> Arguments:
    """Return the arguments of the message about how a run ended.

    They say how long it took, how much it used, or what stopped it.
    """
    return {**({"why": run.why} if run.why is not None else {}), **counts}


# ------------------------------------------------------------------------------- what was not called


def _unfit(task: TaskKey, run: TaskRun) -> TaskResult:
    if run.signature:
        kind = f"{run.kind}_for_{task.kind}" if run.kind else ""
        mismatch = Mismatch(
            Aspect.SIGNATURE, (), task.signature, run.signature, kind, {"name": task.name} if kind else {}
        )
        return TaskResult(task.name, Outcome.FAILED, 0.0, task.points, differences=(difference(mismatch),))
    for names, failure in run.failures:
        if task.name in names:
            message = Fact("not_run.definition", {"reason": failure_fact(failure, run)})
            error = Error(message, failure.line, failure.cell)
            return msgspec.structs.replace(empty(task, Outcome.NOT_RUN), error=error)
    return missing(task)


def _lost_in_loading(task: TaskKey, run: TaskRun) -> TaskResult:
    assert run.outcome is not None
    code = {
        Outcome.TIMED_OUT: "timed_out.loading",
        Outcome.OUT_OF_MEMORY: "memory.loading",
        Outcome.NOT_RUN: "not_run.time",
    }.get(run.outcome, "crashed")
    return empty(task, run.outcome, Fact(code, _why(run)), run.line)


# ----------------------------------------------------------------------------------- what was called


def _passed(task: TaskKey, run: TaskRun) -> TaskResult:
    warned = [seen.warnings for seen in run.observations if seen.warnings]
    often = len(warned) >= MOSTLY * len(run.observations)  # else torch warns only for an unusual input
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
    """Return the result if a call never returned.

    The calls before it may still show a misconception.
    """
    assert run.outcome is not None
    code = {
        Outcome.TIMED_OUT: "timed_out.slow" if run.partial else "timed_out",
        Outcome.OUT_OF_MEMORY: "memory",
        Outcome.NOT_RUN: "not_run.time",
    }.get(run.outcome, "crashed")
    code = WITHOUT_INPUT.get(code, code) if task.kind == VARIABLE else code
    counts = {"tried": len(run.observations), "all": len(task.cases)} if run.partial else {}
    passing = [not verdict for verdict in verdicts]
    seen = run.observations[-1] if run.observations else Observation()
    return TaskResult(
        task.name,
        run.outcome,
        0.0,
        task.points,
        differences=tuple(told_differences(task, run.observations, verdicts, shown_case=-1)),
        misconception=next(iter(name_misconceptions(task, run.observations, passing)), None),
        counterexample=never_returned(task, index),
        patterns=tuple(pattern(task, [*passing, False])),
        stdout=seen.stdout,
        warnings=seen.warnings,
        error=Error(Fact(code, _why(run, **counts)), None),
        duration=_duration(run),
        tried=len(run.observations) + 1,
        wrong=sum(map(bool, verdicts)) + 1,
        loaded=run.starved,
    )


def _failed(task: TaskKey, run: TaskRun, verdicts: Verdicts, first: int) -> TaskResult:
    seen = run.observations[first]
    broken = {mismatch.aspect for verdict in verdicts for mismatch in verdict}
    failing = [index for index, verdict in enumerate(verdicts) if verdict]
    found = reasons(task, run.observations, verdicts, first)
    return TaskResult(
        task.name,
        _outcome(seen),
        score(task.points, task.weights, broken),
        task.points,
        misconception=found.misconception,
        second=found.second,
        differences=tuple(
            told_differences(
                task,
                run.observations,
                verdicts,
                shown_case=first,
                is_named=found.misconception is not None and found.misconception.certain,
            )
        ),
        counterexample=counterexample(
            task, first, seen, verdicts[first][0], curves(task, run.observations, failing, first)
        ),
        further=() if found.explained else tuple(_further(task, run, verdicts, first)),
        patterns=found.patterns,
        stdout=seen.stdout,
        warnings=tuple(_fitting(task, seen)),
        error=_error(seen, run),
        advice=found.advice,
        duration=_duration(run),
        tried=len(verdicts),
        wrong=len(failing),
        loaded=run.starved,
    )


def _fitting(task: TaskKey, seen: Observation) -> Iterator[Shown]:
    """Yield the warnings without those whose advice would cut a result from the graph that must not be."""
    is_connected = {Aspect.ATTACHED, Aspect.GRADIENT} & set(task.aspects)
    for warning in seen.warnings:
        if not (is_connected and isinstance(warning, str) and CUTTING in warning):
            yield warning


def _further(task: TaskKey, run: TaskRun, verdicts: Verdicts, first: int) -> Iterator[Counterexample]:
    """Yield more calls that fail, without pictures: three examples tell what one does not."""
    for index in further_cases(task, verdicts, first):
        found = counterexample(task, index, run.observations[index], verdicts[index][0])
        yield msgspec.structs.replace(found, pictures=(), curves=())


def _outcome(seen: Observation) -> Outcome:
    if seen.failure is None:
        return Outcome.FAILED
    return Outcome.OUT_OF_MEMORY if seen.failure.is_out_of_memory else Outcome.RAISED


def _error(seen: Observation, run: TaskRun) -> Error | None:
    failure = seen.failure or seen.gradient_failure
    if failure is None:
        return None
    if failure.is_out_of_memory:
        return Error(_out_of_memory(failure), failure.line, failure.cell)
    return Error(failure_fact(failure, run), failure.line, failure.cell)


def failure_fact(failure: Failure, run: TaskRun | None = None) -> Fact:
    """Write an exception as Python prints it, with the name that may have been meant.

    If the name of a NameError is unbound because its line failed to run, the fact says so.
    """
    error = raised(failure.type, failure.message)
    for names, cause in run.failures if run is not None else ():
        if failure.name in names:
            return _unbound(error, cause)
    if not failure.nearest or "Did you mean" in error:
        return Fact("text", {"text": error})
    return Fact("error.meant", {"error": error.rstrip("."), "name": failure.nearest})


def _unbound(error: str, cause: Failure) -> Fact:
    args: Arguments = {"error": error, "cause": f"{cause.type}: {cause.message}"}
    if cause.line is None:
        return Fact("error.unbound", args)
    if cause.cell is None:
        return Fact("error.unbound_at", {**args, "line": cause.line})
    return Fact("error.unbound_in_cell", {**args, "cell": cause.cell, "line": cause.line})


_ASKED = re.compile(r"allocate (\d{1,15}(?:\.\d{1,2})?) (bytes|MiB|GiB)")


def _out_of_memory(failure: Failure) -> Fact:
    """Say that the code asked for too much memory; how much, if torch says so."""
    code = "memory.gpu" if "CUDA" in failure.message else "memory.asked"
    asked = _ASKED.search(failure.message)
    if asked is None:
        return Fact(code)
    unit = {"bytes": 2**30, "MiB": 2**10, "GiB": 1}[asked[2]]
    return Fact(f"{code}_at_once", {"gigabytes": float(asked[1]) / unit})


def _duration(run: TaskRun) -> float:
    return sum(seen.seconds for seen in run.observations)
