"""`grade init`: copy the starters of a course into a folder to work in."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import NEW_FOLDER, course_option
from grader.core.errors import CourseError, UsageError
from grader.core.message import Message
from grader.course import load
from grader.course.key import read
from grader.runner.recording.folder import Files

HELP = Message("Copy the starters into DIR (here, if none is given).\n\nNothing is overwritten.")
NO_STARTERS = Message("{course} has no starters (exercises/*.py).")
WROTE = Message("wrote {path}")
KEPT = Message("kept  {path} (it exists already)")
NEXT = Message("Now open {path}, fill in a function, and run:")
NOT_WRITTEN = Message("{path} cannot be written: {why}. Choose another folder.")
UNPARSED = Message("{path}, line {line}: this is not valid Python: {why}. Fix it.")


@defined("init", HELP)
@click.argument("folder", default=".", type=NEW_FOLDER, metavar="[DIR]")
@course_option(Message("The course to copy starters from; otherwise the built-in one."))
@option("--notebook", is_flag=True, says=Message("As notebooks, one task a section."))
def command(folder: Path, course: Path | None, notebook: bool) -> None:
    """Copy every starter that does not exist yet, with the files of data beside it."""
    suffix = ".ipynb" if notebook else ".py"
    found = follow(load.find(course, None))
    starters = [name for name in found.names if found.starter(name).is_file()]
    if not starters:
        raise UsageError(NO_STARTERS, course=found.root)
    for name in starters:
        target = folder / f"{name}{suffix}"
        wrote = _copy(found.starter(name), target)
        click.echo((WROTE if wrote else KEPT).format(path=target))
    for name in starters:
        for file, content in _data(found, name):
            wrote = _put(content, folder / file)
            click.echo((WROTE if wrote else KEPT).format(path=folder / file))
    first = folder / f"{starters[0]}{suffix}"
    words = ["grade", str(first), *(["--course", str(course)] if course else [])]
    click.echo(f"\n{NEXT.format(path=first)}\n\n    {shlex.join(words)}")


def _data(course: load.Course, name: str) -> Files:
    """The files of data of an exercise; of a released one, they are in its key."""
    released = course.released(name)
    return read(released).data if released.is_file() else load.data_files(course, name)


def _copy(starter: Path, target: Path) -> bool:
    """Copy a starter, as a notebook if the target is one.

    Returns False if the target exists already.
    """
    return _put(_text(starter, target).encode(), target)


def _put(content: bytes, target: Path) -> bool:
    """Write a new file; returns False if it exists already."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(NOT_WRITTEN, path=target, why=error.strerror) from error
    return True


def _text(starter: Path, target: Path) -> str:
    source = starter.read_text("utf-8")
    if target.suffix != ".ipynb":
        return source
    from grader.course.starters import as_notebook

    try:
        return as_notebook(source, name=starter.stem)
    except SyntaxError as error:
        raise CourseError(UNPARSED, path=starter, line=error.lineno, why=error.msg) from error
