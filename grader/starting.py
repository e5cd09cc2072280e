"""`grade init` and `grade demo`: the first minutes."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

import click

from grader import sample
from grader.course import load
from grader.errors import CourseError, UsageError
from grader.grading import Request, grade_file
from grader.model import CPU
from grader.preparing import obtain_key
from grader.runner.pool import Pool
from grader.runner.pools import Pools
from grader.runner.wire import Limits
from grader.showing import show_in_terminal

DEMO_TIMEOUT = 2.0


def copy_starters(folder: Path, course_folder: Path | None, *, notebook: bool) -> None:
    """Copy every starter that is not there yet, and make its key, so that grading starts at once."""
    suffix = ".ipynb" if notebook else ".py"
    course = load.find(course_folder, None)
    starters = [name for name in course.names if course.starter(name).is_file()]
    if not starters:
        raise UsageError(f"{course.root} has no starters (exercises/*.py).")
    for name in starters:
        target = folder / f"{name}{suffix}"
        wrote = _copy(course.starter(name), target)
        click.echo(f"wrote {target}" if wrote else f"kept  {target} (it was there already)")
    for name in starters:
        obtain_key(course, name)
    first = folder / f"{starters[0]}{suffix}"
    words = ["grade", str(first), *(["--course", str(course_folder)] if course_folder else [])]
    click.echo(f"\nNow open {first}, fill in a function, and run:\n\n    {shlex.join(words)}")


def _copy(starter: Path, target: Path) -> bool:
    """Copy a starter, as a notebook if the target is one; False if the target was there already."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(_text(starter, target))
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}. Choose another folder.") from error
    return True


def _text(starter: Path, target: Path) -> str:
    source = starter.read_text("utf-8")
    if target.suffix != ".ipynb":
        return source
    from grader.course.starters import as_notebook

    try:
        return as_notebook(source, name=starter.stem)
    except SyntaxError as error:
        raise CourseError(
            f"{starter}, line {error.lineno}: this does not parse: {error.msg}. Mend it."
        ) from error


def run_demo() -> None:
    """Write a sample submission into a new temporary folder, grade it, show the feedback."""
    folder = Path(tempfile.mkdtemp(prefix="grade-demo-"))
    path = folder / f"{sample.EXERCISE}.py"
    path.write_text(sample.TEXT, "utf-8")
    request = Request((path,), course=load.builtin().root, timeout=DEMO_TIMEOUT)
    limits = Limits(call_seconds=DEMO_TIMEOUT)
    with Pools((CPU,), lambda _device: Pool(limits)) as pools:
        show_in_terminal([grade_file(path, request, pools)])
    click.echo(f"\nThis was a sample. It lies in {path}: mend a function, and run\n\n    grade {path}")
