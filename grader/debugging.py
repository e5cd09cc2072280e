"""`grade FILE --task TASK --debug`: the failing call once more, in this process, in a debugger."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import click

from grader import submission
from grader.course import load
from grader.errors import UsageError
from grader.grading import Request
from grader.judge.grade import judge_one
from grader.model import CPU, Outcome
from grader.preparing import check_tasks, exercise_of, limits, obtain_key, prepare
from grader.report.text import clean
from grader.runner.pool import Pool
from grader.runner.wire import TraceCall
from grader.status import status
from grader.submission import Source
from grader.verdict import TaskResult

ONE = "--debug stops in one function of one file: name one file, and one task with --task."
NOT_WITH = "--debug runs the file in this process; {option} does not go with it. Leave it out."
NO_DEBUGGER = (
    "PYTHONBREAKPOINT names {name}, which cannot be used: {why}. Install it, or unset PYTHONBREAKPOINT to "
    "use pdb."
)
LOOKING = "Looking for a call on which {task} fails …"
RIGHT = "{task} is right on all {count} calls: there is no failing call to stop in."
NOTHING = "{task} is {outcome}: there is no failing call to stop in. {message}"
FAILS = "{task} · {outcome}: {message}"
PDB = "Stopped at its first line.  n next line · s into a call · p x print x · l list · c go on · q quit"
OTHER = "Stopped at its first line, in {name}."
RETURNED = "It returned {value}. What is expected: {expected}"
RAISED = "It raised {error}"
LEFT = "Left the debugger."


def debug(request: Request) -> int:
    """Find the failing call, and make it once more, stopped at the function's first line."""
    path, task = _asked(request)
    hook = _debugger()
    course = load.find(request.course, path)
    with Pool(limits(request.timeout)) as pool:
        source = submission.read(path)
        key = obtain_key(course, exercise_of(source, course, request.exercise))
        check_tasks([task], key)
        (asked,) = (one for one in key.tasks if one.name == task)
        prepared = prepare(source, key, whole=request.whole_file).submission
        with status(LOOKING.format(task=task)) as update:
            update("")
            found = judge_one(prepared, asked, pool)
    if found.case is None:
        click.echo(_without_call(found.result))
        return 0 if found.result.outcome is Outcome.PASSED else 1
    _tell(found.result)
    from grader.runner import debugger

    click.echo(OTHER.format(name=hook) if hook else PDB)
    example = found.result.counterexample
    try:
        call = TraceCall(task, found.case, asked.asked, found.call)
        value = debugger.debug(prepared.program, call, _texts(source), usual=not hook)
        ended = RETURNED.format(value=repr(value), expected=clean(example.expected) if example else "")
    except debugger.Quit:
        click.echo(LEFT)
        return 1
    except Exception as error:  # the learner's own, of which the call above has told
        ended = RAISED.format(error=f"{type(error).__name__}: {error}")
    click.echo(ended)
    return 1


def _asked(request: Request) -> tuple[Path, str]:
    options = {
        "--confined": request.confined,
        "--open": request.opened,
        "--format": request.form is not None,
        "--output": request.output is not None,
        "--device": request.device != CPU,
    }
    for option, given in options.items():
        if given:
            raise UsageError(NOT_WITH.format(option=option))
    if len(request.files) != 1 or len(request.tasks) != 1:
        raise UsageError(ONE)
    return request.files[0], request.tasks[0]


def _debugger() -> str:
    """What `breakpoint()` calls, empty for pdb; raises UsageError where that is not there."""
    name = os.environ.get("PYTHONBREAKPOINT", "")
    if name in ("", "0", "pdb.set_trace"):  # "0" switches breakpoints off, but --debug asks for one
        return ""
    module, _, attribute = name.rpartition(".")
    try:
        getattr(importlib.import_module(module or "builtins"), attribute)
    except (ImportError, AttributeError) as error:
        raise UsageError(NO_DEBUGGER.format(name=name, why=error)) from error
    return name


def _without_call(result: TaskResult) -> str:
    if result.outcome is Outcome.PASSED:
        return RIGHT.format(task=result.task, count=result.tried)
    message = clean(result.error.message) if result.error else ""
    return NOTHING.format(task=result.task, outcome=result.outcome, message=message).strip()


def _tell(result: TaskResult) -> None:
    """Say what the call is, and what is wrong with it."""
    told = result.error.message if result.error else result.differences[0].message
    click.echo(FAILS.format(task=result.task, outcome=result.outcome, message=clean(told)))
    if (example := result.counterexample) is not None:
        click.echo()
        for label, text in (("call", example.code), ("expected", example.expected), ("got", example.got)):
            click.echo("\n".join(_labelled(label, clean(text))))
        click.echo()


def _labelled(label: str, text: str) -> list[str]:
    first, *others = text.split("\n")
    return [f"  {label:<8}  {first}", *(f"            {line}" for line in others)]


def _texts(source: Source) -> dict[str, str]:
    return {unit.filename: unit.text for unit in source.units}
