"""`grade init`: copy the starters of a course into a folder to work in."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from grader.cli.command import command as defined
from grader.cli.command import option
from grader.cli.language import follow
from grader.cli.options import complete_exercise, course_option
from grader.core.errors import CourseError, UsageError
from grader.core.message import Message
from grader.core.spelling import suggestion
from grader.course import load
from grader.course.key import read
from grader.grading.history import read as read_history
from grader.runner.recording.folder import Files

HELP = Message(
    "Copy the starters of exercises into DIR (here, if none is given).\n\nAn exercise is named, or given by "
    "its number: `grade init 09`. Without one, the next exercise is copied, and with --all each of them. "
    "Nothing is overwritten."
)
ALL = Message("Copy all starters of the course.")
ONE_FOLDER = Message(
    "{name!r} is not the name of an exercise, and only the last word can be a folder. {remedy}"
)
NO_STARTER = Message("{name} has no starter ({path}).")
ALL_THERE = Message("All exercises are done, or are in {folder} already. Name the one to copy.")
NO_STARTERS = Message("{course} has no starters (exercises/*.py).")
WROTE = Message("wrote {path}")
KEPT = Message("kept  {path} (it exists already)")
NEXT = Message("Now open {path}, fill in a function, and run:")
NOT_WRITTEN = Message("{path} cannot be written: {why}. Choose another folder.")
NEARLY = 0.8
"""How near a word must be to an exercise's name to be no folder."""
UNPARSED = Message("{path}, line {line}: this is not valid Python: {why}. Fix it.")


@defined("init", HELP)
@click.argument("words", nargs=-1, metavar="[EXERCISE]... [DIR]", shell_complete=complete_exercise)
@course_option(Message("The course to copy starters from; otherwise the built-in one."))
@option("--all", "every", is_flag=True, says=ALL)
@option("--notebook", is_flag=True, says=Message("As notebooks, one task a section."))
def command(words: tuple[str, ...], course: Path | None, every: bool, notebook: bool) -> None:
    """Copy the starters that do not exist yet, with the files of data beside them."""
    suffix = ".ipynb" if notebook else ".py"
    found = follow(load.find(course, None))
    starters = [name for name in found.names if found.starter(name).is_file()]
    if not starters:
        raise UsageError(NO_STARTERS, course=found.root)
    named, folder = _exercises_and_folder(found, words)
    if lost := [name for name in named if name not in starters]:
        raise UsageError(NO_STARTER, name=lost[0], path=found.starter(lost[0]))
    starters = starters if every else named or [_next(starters, folder)]
    for name in starters:
        target = folder / f"{name}{suffix}"
        wrote = _copy(found.starter(name), target)
        click.echo((WROTE if wrote else KEPT).format(path=target))
    for name in starters:
        for file, content in _data(found, name):
            wrote = _put(content, folder / file)
            click.echo((WROTE if wrote else KEPT).format(path=folder / file))
    first = folder / f"{starters[0]}{suffix}"
    told = ["grade", str(first), *(["--course", str(course)] if course else [])]
    click.echo(f"\n{NEXT.format(path=first)}\n\n    {shlex.join(told)}")


def _exercises_and_folder(course: load.Course, words: Sequence[str]) -> tuple[list[str], Path]:
    """Return the exercises that are named, and the folder to copy into.

    The last word may be a folder. A number, or a word that is nearly an exercise's name, is none.
    """
    named, folder = [], Path()
    for place, word in enumerate(words):
        if (name := course.called(word)) is not None:
            named.append(name)
            continue
        remedy = suggestion(word, course.names, cutoff=NEARLY)
        if word.isdigit() or remedy.near:
            course.check(word)  # raises
        if place < len(words) - 1:
            raise UsageError(ONE_FOLDER, name=word, remedy=remedy)
        folder = Path(word)
    return named, folder


def _next(starters: Sequence[str], folder: Path) -> str:
    """Return the first exercise that is not done and has no file in the folder."""
    known = read_history(folder)
    left = (name for name in starters if not known.is_done(name) and not _is_there(folder, name))
    if (name := next(left, None)) is None:
        raise UsageError(ALL_THERE, folder=folder)
    return name


def _is_there(folder: Path, name: str) -> bool:
    return any((folder / f"{name}{suffix}").exists() for suffix in (".py", ".ipynb"))


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
