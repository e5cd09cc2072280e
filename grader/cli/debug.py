"""`grade debug TASK FILE`: repeat the failing call in a debugger.

The call runs in this process.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from grader import submission
from grader.cli.columns import columns, padded
from grader.cli.command import command as defined
from grader.cli.exit_codes import FULL, NOT_FULL
from grader.cli.hint import check_order
from grader.cli.language import follow
from grader.cli.options import COURSE_OF_FILE, EXERCISE_OF_FILE, FILE_OF_TASK, TASK, TIMEOUT, WHOLE_FILE
from grader.cli.status import obtain_key, status
from grader.core.errors import UsageError
from grader.core.long_code import without_long_lists
from grader.core.message import Message
from grader.core.model import Outcome
from grader.core.verdict import TaskResult
from grader.course import load
from grader.course.key import outline
from grader.grading.session import Session, exercise_of, limits
from grader.judge.remark import state
from grader.locale.messages import said, sentence
from grader.report.text import clean
from grader.runner.process.pool import Pool
from grader.runner.wire import TraceCall
from grader.submission import Source

HELP = Message("Stop in the function of a task, on the call that fails, in a debugger.")
NO_DEBUGGER = Message(
    "PYTHONBREAKPOINT names {name}, which cannot be used: {why}. Install it, or unset PYTHONBREAKPOINT to "
    "use pdb."
)
LOOKING = Message("Looking for a call on which {task} fails …")
RIGHT = Message("{task} is right on all {count} calls: no call fails, so there is none to stop in.")
NOTHING = Message("{task} is {outcome}: there is no failing call to stop in.")
FAILS = Message("{task} · {outcome}: {message}")
CALL, EXPECTED, GOT = Message("call"), Message("expected"), Message("got")
PDB = Message(
    "Stopped at its first line.  n next line · s into a call · p x print x · l list · c go on · q quit"
)
OTHER = Message("Stopped at its first line, in {name}.")
RETURNED = Message("It returned {value}. What is expected: {expected}")
RAISED = Message("It raised {error}")
LEFT = Message("Left the debugger.")


@defined("debug", HELP)
@TASK
@FILE_OF_TASK
@EXERCISE_OF_FILE
@COURSE_OF_FILE
@WHOLE_FILE
@TIMEOUT
def command(
    task: str, file: Path, exercise: str | None, course: Path | None, whole_file: bool, timeout: float
) -> None:
    """Stop in the function of a task."""
    check_order(task, file, command="grade debug")
    sys.exit(debug(task, file, exercise=exercise, course_folder=course, whole=whole_file, timeout=timeout))


def debug(
    task: str,
    path: Path,
    *,
    exercise: str | None,
    course_folder: Path | None,
    whole: bool,
    timeout: float,
) -> int:
    """Find the failing call, and repeat it, stopped at the function's first line.

    Returns the exit code.
    """
    hook = _debugger()
    course = follow(load.find(course_folder, path))
    with Pool(limits(timeout)) as pool:
        source = submission.read(path)
        name = exercise_of(source, course, exercise)
        session = Session(outline(course, name), course)
        session.check_tasks([task])
        session = Session(obtain_key(course, name, [task]), course)
        asked = session.task(task)
        needed = session.prepare(source, whole=whole)
        with status(LOOKING.format(task=task)) as update:
            update("")
            found = session.judge(needed, asked, pool)
    if found.case is None:
        click.echo(_without_call(found.result))
        return FULL if found.result.outcome is Outcome.PASSED else NOT_FULL
    _tell(found.result)
    from grader.runner.recording import debugger

    click.echo(OTHER.format(name=hook) if hook else PDB)
    example = found.result.counterexample
    try:
        call = TraceCall(task, found.case, asked.asked, found.call)
        value = debugger.debug(needed.program, call, _texts(source), usual=not hook)
        ended = RETURNED.format(value=repr(value), expected=clean(said(example.expected)) if example else "")
    except debugger.Quit:
        click.echo(LEFT)
        return NOT_FULL
    except Exception as error:  # the learner's own error
        ended = RAISED.format(error=f"{type(error).__name__}: {error}")
    click.echo(ended)
    return NOT_FULL


def _debugger() -> str:
    """The name of what `breakpoint()` calls; empty for pdb.

    Raises UsageError if it cannot be imported.
    """
    name = os.environ.get("PYTHONBREAKPOINT", "")
    if name in ("", "0", "pdb.set_trace"):  # "0" switches breakpoints off, but one is asked for here
        return ""
    module, _, attribute = name.rpartition(".")
    try:
        getattr(importlib.import_module(module or "builtins"), attribute)
    except (ImportError, AttributeError) as error:
        raise UsageError(NO_DEBUGGER, name=name, why=error) from error
    return name


def _without_call(result: TaskResult) -> str:
    if result.outcome is Outcome.PASSED:
        return RIGHT.format(task=result.task, count=result.tried)
    nothing = NOTHING.format(task=result.task, outcome=sentence(state(result.outcome)))
    return f"{nothing} {clean(sentence(result.error.message))}" if result.error else nothing


def _tell(result: TaskResult) -> None:
    """Print the call, and what is wrong with it."""
    told = result.error.message if result.error else result.differences[0].message
    click.echo(
        FAILS.format(task=result.task, outcome=sentence(state(result.outcome)), message=clean(sentence(told)))
    )
    if (example := result.counterexample) is not None:
        click.echo()
        width = max(map(columns, map(str, (CALL, EXPECTED, GOT))))
        call = without_long_lists(example.code)
        lines = [(CALL, call), (EXPECTED, example.expected), (GOT, example.got)]
        for label, text in lines[1:] if example.code.isidentifier() else lines:  # a variable is not called
            click.echo("\n".join(_labelled(padded(str(label), width), clean(said(text)))))
        click.echo()


def _labelled(label: str, text: str) -> list[str]:
    first, *others = text.split("\n")
    return [f"  {label}  {first}", *(f"  {' ' * columns(label)}  {line}" for line in others)]


def _texts(source: Source) -> dict[str, str]:
    return {unit.filename: unit.text for unit in source.units}
