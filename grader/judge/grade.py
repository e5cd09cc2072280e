"""Make a grade from a submission and a key."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from importlib.metadata import version

import msgspec

from grader.core.errors import MachineError
from grader.core.fact import Fact, texts
from grader.core.limits import MOST_ITEMS_UNWATCHED, MOST_STEPS
from grader.core.model import CLASS, CPU, FUNCTION, VARIABLE, Key, Outcome, Step, TaskKey
from grader.core.verdict import Error, Grade, Skipped, TaskResult
from grader.core.watchdog import EndedError, in_time
from grader.judge.cascades import with_cascades
from grader.judge.devices.asked import asked_on, seen_on
from grader.judge.devices.portable import on_gpu, with_cause
from grader.judge.lines import SourceLines, traced
from grader.judge.marks import marks
from grader.judge.properties import held
from grader.judge.result import JudgedTask, empty, judged, missing
from grader.judge.slips.evidence import Evidence
from grader.judge.slips.slip import with_slip
from grader.judge.suited import suited
from grader.judge.unexplained import unexplained, ungraded
from grader.runner.protocol import Cancelled, LoadedProgram, Runner, TaskRun
from grader.runner.wire import Assignment, TraceCall, cell_of
from grader.submission import ELSEWHERE, Submission

GRADE_VERSION = 2
WORTH_TRACING = (Outcome.FAILED, Outcome.RAISED, Outcome.TIMED_OUT)
"""The outcomes for which a trace tells more.

Code that ran out of memory or crashed would do so again.
"""


def grade(
    submission: Submission,
    key: Key,
    runner: Runner,
    *,
    tasks: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _task: None,
) -> Grade:
    """Grade a submission against a key.

    `tasks` selects tasks; then only the code that they need is run.
    """
    submission = needed_by(submission, tasks) if tasks else submission
    wanted = (task for task in key.tasks if not tasks or task.name in tasks)
    asked = [asked_on(task, runner.device) for task in wanted]
    results = {task.name: result for task in asked if (result := _unrun(submission, task))}
    to_run = [task for task in asked if task.name not in results]
    found: dict[str, JudgedTask] = {}
    try:
        with runner.session(submission.program) as session:
            by_name = {task.name: task for task in to_run}
            following = iter([*by_name, ""])
            progress(next(following))
            for run in session.run([assignment(task) for task in to_run]):
                progress(next(following, ""))
                graded = _judged(by_name[run.task], run, runner)
                found[run.task] = _as_finished(submission, by_name[run.task], graded)
            told = [(by_name[name], graded) for name, graded in found.items()]
            results |= _with_lines(submission, session, told, runner.device)
    except MachineError as fault:
        results = {**{name: graded.result for name, graded in found.items()}, **results}
        results |= {task.name: ungraded(task, fault) for task in to_run if task.name not in results}
    results = with_cascades({task.name: results[task.name] for task in asked}, submission.program)
    there = (msgspec.structs.replace(results[task.name], device=runner.device) for task in asked)
    ordered = tuple(_placed(result, submission) for result in there)
    return Grade(
        version=GRADE_VERSION,
        exercise=key.exercise,
        submission=submission.name,
        score=sum(result.score for result in ordered),
        max_score=sum(result.max_score for result in ordered),
        key=key.digest,
        torch=_torch_version(),
        device=runner.device,
        tier=runner.tier,
        skipped=skipped(submission, tasks),
        tasks=ordered,
        cells=_cells(submission, {task.name for task in asked}),
    )


@functools.cache
def _torch_version() -> str:
    """Return the version of torch; to look it up costs as much as ten calls."""
    return version("torch")


def skipped(submission: Submission, tasks: Sequence[str]) -> tuple[Skipped, ...]:
    """Return the code that was not run.

    If only some tasks are graded, it is only the code that could not be run.
    """
    return tuple(piece for piece in submission.skipped if piece.lost or not tasks)


_NO_MODULE = re.compile(r"No module named '(\w+)'")


def _placed(result: TaskResult, submission: Submission) -> TaskResult:
    """Add the place where the result's function is defined, or should be."""
    module = _missing_module(result)
    if module and (submission.path.parent / f"{module}.py").is_file():
        result = msgspec.structs.replace(result, advice=Fact("beside", {"module": module}))
    place, lost = submission.places.get(result.task), submission.broken.get(result.task)
    if place is not None:
        return msgspec.structs.replace(result, line=place.line, cell=place.cell)
    if lost is not None:
        return msgspec.structs.replace(result, line=lost.line, cell=lost.cell)
    return result


def _missing_module(result: TaskResult) -> str:
    """Return the module that Python did not find when it ran a function, or ""."""
    if result.error is None:
        return ""
    found = next((match for text in texts(result.error.message) if (match := _NO_MODULE.search(text))), None)
    return found[1] if found is not None else ""


def _cells(submission: Submission, tasks: Set[str]) -> tuple[int, ...]:
    """Return the cells of a notebook that were run for these tasks, even in part."""
    pieces = [piece for piece in submission.program.pieces if not tasks.isdisjoint(piece.tasks)]
    found = {cell_of(piece.filename) for piece in pieces}
    return tuple(sorted(cell for cell in found if cell is not None))


def _with_lines(
    submission: Submission, session: LoadedProgram, found: Sequence[tuple[TaskKey, JudgedTask]], device: str
) -> dict[str, TaskResult]:
    """Return the results with the learner's own lines.

    Each line has its text and the values that one more call computed in it.
    """
    lines = SourceLines(submission.program)
    return {task.name: _explained(task, graded, lines, session, device) for task, graded in found}


def _explained(
    task: TaskKey, graded: JudgedTask, lines: SourceLines, session: LoadedProgram, device: str
) -> TaskResult:
    """Return a result with the learner's lines, and with what would happen on a GPU.

    If the grader cannot explain it, the result stays as it is.
    """
    try:
        result = _one_with_lines(task, graded, lines, session)
        if device != CPU:
            return with_cause(task, result, lines, session)
        if result.outcome is not Outcome.PASSED:
            return result
        return msgspec.structs.replace(result, on_gpu=on_gpu(task, lines, session))
    except (MachineError, Cancelled):
        raise
    except Exception:  # the verdict is known; only its explanation is lost
        return graded.result


def _one_with_lines(task: TaskKey, one: JudgedTask, lines: SourceLines, session: LoadedProgram) -> TaskResult:
    result = one.result
    if result.outcome in (Outcome.PASSED, Outcome.UNGRADED):
        return result
    trace = None
    if one.case is not None and result.outcome in WORTH_TRACING:
        trace = session.trace(TraceCall(task.name, one.case, task.asked, one.call))
    steps = trace.steps[:MOST_STEPS] if trace is not None else ()
    inputs = dict(zip(task.parameters, one.case.arguments, strict=True)) if one.case is not None else {}
    ended = _with_end(steps, task.name) if task.kind == VARIABLE else steps
    found = marks(ended, lines, inputs=inputs, mismatch=one.mismatch)
    error = result.error
    if error is not None and error.line is not None:
        error = msgspec.structs.replace(error, text=lines.text((error.cell, error.line)))
    places = [(step.cell, step.line) for step in steps]
    places += [(error.cell, error.line)] if error is not None and error.line is not None else []
    result = msgspec.structs.replace(result, error=error)
    evidence = Evidence(result, lines, steps, one.mismatch, found, task.idle)
    result = msgspec.structs.replace(with_slip(evidence), advice=suited(evidence))
    return msgspec.structs.replace(
        result,
        code=lines.listing(task.name, places),
        trace=tuple(traced(step, lines, found.get(n)) for n, step in enumerate(steps)),
        trace_stopped=trace is not None and trace.stopped,
        trace_call=one.call if task.asked.calls > 1 else 0,
    )


def _with_end(steps: Sequence[Step], name: str) -> Sequence[Step]:
    """Return the steps of a variable as those of a function that returns its value."""
    for n in reversed(range(len(steps))):
        last = next((known for known in steps[n].computed if known.name == name), None)
        if last is not None and steps[n].depth == 0:
            returned = msgspec.structs.replace(last, name="")
            step = msgspec.structs.replace(steps[n], computed=(*steps[n].computed, returned))
            return (*steps[:n], step, *steps[n + 1 :])
    return steps


def judge_one(submission: Submission, task: TaskKey, runner: Runner) -> JudgedTask:
    """Return one task's result, with the case that is shown; raises MachineError."""
    submission = needed_by(submission, [task.name])
    if (result := _unrun(submission, task)) is not None:
        return JudgedTask(result)
    with runner.session(submission.program) as session:
        (run,) = session.run([assignment(task)])
    if run.fault is not None:
        raise run.fault
    return _as_finished(submission, task, judged(task, held(task, run, runner)))


def needed_by(submission: Submission, tasks: Sequence[str]) -> Submission:
    """Return a submission with only the code that some tasks need.

    Code that other tasks need may fail, or never end.
    """
    program = submission.program
    if program.whole:
        return submission
    pieces = tuple(piece for piece in program.pieces if not set(tasks).isdisjoint(piece.tasks))
    return replace(submission, program=msgspec.structs.replace(program, pieces=pieces))


def assignment(task: TaskKey, *, name: str = "", kind: str = "") -> Assignment:
    """Return what the runner has to observe for a task.

    With a `name` and a `kind`, it is a function or class of that name, in place of what the task asks for.
    """
    asked = msgspec.structs.replace(task.asked, kind=kind or task.kind)
    return Assignment(name or task.name, len(task.parameters), task.cases, asked)


def is_written(submission: Submission, task: TaskKey) -> bool:
    """Whether a task's code can be run."""
    return _unrun(submission, task) is None


def _unrun(submission: Submission, task: TaskKey) -> TaskResult | None:
    """Return the result of a task whose function is missing or not written yet.

    None if the function can be run.
    """
    if task.fault is not None and not task.is_by_teacher:
        return empty(task, Outcome.UNGRADED, Fact("ungraded.task", {"fault": task.fault}))
    if task.name in submission.stubs - submission.unchanged:
        return _not_finished(submission, task)
    if (lost := submission.broken.get(task.name)) is not None:
        if (elsewhere := _elsewhere(submission, task)) is not None:
            return empty(task, Outcome.NOT_RUN, elsewhere)
        return msgspec.structs.replace(empty(task, Outcome.NOT_RUN), error=_not_valid(lost))
    if task.name not in submission.found and not submission.program.whole:
        return msgspec.structs.replace(missing(task), advice=submission.advice.get(task.name))
    return empty(task, Outcome.UNGRADED, task.fault) if task.is_by_teacher else None


def _not_finished(submission: Submission, task: TaskKey) -> TaskResult:
    """Return the result of an unfinished function, with the place of an answer that does not count."""
    advice = submission.advice.get(task.name)
    return msgspec.structs.replace(empty(task, Outcome.NOT_FINISHED), advice=advice)


def _elsewhere(submission: Submission, task: TaskKey) -> Fact | None:
    """Return where the rest of a function is that is never reached."""
    advice = submission.advice.get(task.name)
    return advice if advice is not None and advice.code.startswith(ELSEWHERE) else None


def _told_alone(result: TaskResult, why: Fact) -> TaskResult:
    """Return a result with only one reason: half of a function explains nothing else."""
    return msgspec.structs.replace(
        result,
        error=Error(why, None),
        differences=(),
        counterexample=None,
        misconception=None,
        second=None,
        advice=None,
        patterns=(),
    )


def _not_valid(lost: Skipped) -> Error:
    """Return the error of a definition that is not valid Python."""
    assert lost.spot is not None
    spot, why = lost.spot, lost.why.args["why"]
    ends = isinstance(why, str) and why.endswith(("?", "."))
    message = Fact("lost.syntax_asked" if ends else "lost.syntax", {"why": why})
    return Error(message, spot.line, lost.cell, spot.text, spot)


def _as_finished(submission: Submission, task: TaskKey, graded: JudgedTask) -> JudgedTask:
    """Return the result of a function, unless it is the starter's and not right.

    Such a function is not finished. If a wrong answer is something else than the task asks for, or uses a
    variable that is not finished, that is the advice.
    """
    if graded.result.outcome in (Outcome.PASSED, Outcome.UNGRADED):
        return graded
    if task.name in submission.unchanged:
        return JudgedTask(_not_finished(submission, task))
    if (elsewhere := _elsewhere(submission, task)) is not None:
        return JudgedTask(_told_alone(graded.result, elsewhere))
    advice = _on_kind(submission.kinds.get(task.name, task.kind), task) or _on_unfinished(
        submission, task.name
    )
    if advice is None or graded.result.outcome not in (Outcome.FAILED, Outcome.RAISED):
        return graded
    return replace(graded, result=msgspec.structs.replace(graded.result, advice=advice))


def _on_unfinished(submission: Submission, task: str) -> Fact | None:
    """Return advice on a variable that a task's code uses and that is not finished yet."""
    names = {name for piece in submission.program.pieces if task in piece.tasks for name in piece.names}
    left = sorted(names & submission.stubs & set(submission.program.variables) - {task})
    return Fact("advice.unfinished", {"name": left[0]}) if left else None


def _on_kind(kind: str, task: TaskKey) -> Fact | None:
    """Return advice on a definition that is no definition of what the task asks for."""
    if task.kind == VARIABLE and kind in (FUNCTION, CLASS):
        return Fact(f"advice.{kind}_for_variable", {"name": task.name})
    if task.kind == FUNCTION and kind == CLASS:
        return Fact("advice.class_for_function", {"name": task.name, "signature": task.signature})
    return None


def _judged(task: TaskKey, run: TaskRun, runner: Runner) -> JudgedTask:
    device = runner.device
    if run.fault is not None:
        return JudgedTask(ungraded(task, run.fault))
    try:
        seen = held(task, seen_on(task, run, device), runner)
        if run.items > MOST_ITEMS_UNWATCHED:
            return in_time(lambda: judged(task, seen))
        return judged(task, seen)
    except EndedError as fault:
        return JudgedTask(ungraded(task, fault))
    except (MachineError, Cancelled):
        raise
    except Exception as fault:  # an error of the grader must never cost a student points
        return JudgedTask(unexplained(task, run, device, fault))
