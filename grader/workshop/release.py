"""What students get of a course: starters, answer keys of shown calls, a README.

No reference is read. A key holds inputs, their results, and what an author wrote for students. A release
overwrites only an earlier release, and only files in it that nobody has changed.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.core.errors import CourseError, UsageError
from grader.core.message import Message
from grader.core.model import Key
from grader.course import words as course_words
from grader.course.key import encoded
from grader.course.load import Course, unparsed
from grader.course.package_names import distribution
from grader.course.starters import as_notebook
from grader.locale.messages import Sentence
from grader.workshop import release_words as words

MARKER = ".grade-release"
"""The file that marks a release; it holds the digests of all its other files."""
COMMANDS = (
    "grade list",
    "grade list {name}",
    "grade {name}.py --task {task}",
    "grade {name}.py --hint {task}",
)
"""Other commands that students can run."""
OLDEST_TORCH = "2.6"
"""The oldest torch with which keys of another one were tried."""
WIDTH = 110
_NAMED = 3


@dataclass(frozen=True)
class ReleasePart:
    """One exercise of a release, with counts; `size` is in bytes."""

    name: str
    title: str
    tasks: int
    cases: int
    size: int


@dataclass(frozen=True)
class Bundle:
    """A release: the content of each file by its path in the folder.

    The parts of a path are separated by "/".
    """

    files: Mapping[str, bytes]
    parts: tuple[ReleasePart, ...]


def bundle(course: Course, keys: Sequence[Key], *, notebook: bool = True) -> Bundle:
    """Collect what students get of some exercises.

    With `notebook`, starters are included as notebooks, too. Raises CourseError if a task cannot be graded.
    """
    files: dict[str, bytes] = {}
    parts = []
    for key in keys:
        check_whole(key)
        mine = dict(_files(course, key, notebook=notebook))
        cases = sum(len(task.cases) for task in key.tasks)
        parts.append(
            ReleasePart(key.exercise, key.text.title, len(key.tasks), cases, sum(map(len, mine.values())))
        )
        files |= mine
    files["README.md"] = _readme(keys, notebook=notebook).encode()
    return Bundle(files, tuple(parts))


def check_whole(key: Key) -> None:
    """Raise CourseError if a task of a key cannot be graded: nobody should get such a key."""
    for task in key.tasks:
        if task.fault is not None and not task.is_by_teacher:
            raise CourseError(
                words.BROKEN_TASK, exercise=key.exercise, task=task.name, why=Sentence(task.fault)
            )


def starter(course: Course, name: str) -> bytes:
    """An exercise's starter, unchanged; raises CourseError if it does not exist."""
    path = course.starter(name)
    if not path.is_file():
        raise CourseError(course_words.NO_STARTER, path=path, name=name)
    return path.read_bytes()


def _files(course: Course, key: Key, *, notebook: bool) -> Iterator[tuple[str, bytes]]:
    name, source = key.exercise, starter(course, key.exercise)
    yield f"exercises/{name}.py", source
    if notebook:
        try:
            yield f"exercises/{name}.ipynb", as_notebook(source.decode("utf-8-sig"), name=name).encode()
        except (SyntaxError, ValueError) as error:
            raise unparsed(course.starter(name), error) from error
    yield from ((f"exercises/{file}", content) for file, content in key.data)
    yield f"keys/{name}.key", encoded(key)


def _readme(keys: Sequence[Key], *, notebook: bool) -> str:
    """The instructions for students, in Markdown."""
    first = keys[0]
    name, task = first.exercise, first.tasks[0].name
    torch = f'"torch=={first.torch.partition("+")[0]}"'
    packages = sorted({package for key in keys for package in key.packages})
    parts = (
        f"# {words.EXERCISES}",
        _filled(words.ABOUT),
        f"## {words.SET_UP}",
        _filled(words.INSTALL),
        f"    pip install {' '.join((torch, *map(distribution, packages), '.'))}",
        _filled(words.KEEP_TORCH.format(oldest=OLDEST_TORCH)),
        f"## {words.WORK}",
        _filled(words.FILL_IN),
        f"    grade {name}.py",
        _filled(words.EXERCISES_ARE),
        "\n".join(f"- `{key.exercise}.py` · {key.text.title}" for key in keys),
        *([_filled(words.NOTEBOOKS)] if notebook else []),
        _filled(words.MORE),
        "\n".join(f"    {command.format(name=name, task=task)}" for command in COMMANDS),
        _filled(words.LEAVE_KEYS),
    )
    return "\n\n".join(parts) + "\n"


def _filled(message: Message | str) -> str:
    """A paragraph, wrapped to lines of at most `WIDTH` characters."""
    return textwrap.fill(str(message), WIDTH, break_long_words=False, break_on_hyphens=False)


# ------------------------------------------------------------------------------------------ writing it


def check_place(folder: Path, *, replace: bool) -> None:
    """Raise UsageError for a folder that a release must not be written to.

    A folder may be new or empty. With `replace`, it may also be an unchanged earlier release.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(words.NOT_A_FOLDER, folder=folder)
    present = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
    if not present:
        return
    earlier = _earlier(folder)
    if not earlier:
        raise UsageError(words.NOT_EMPTY, folder=folder, what=_some(present))
    if not replace:
        raise UsageError(words.EARLIER, folder=folder)
    changed = [name for name, digest in earlier.items() if _digest(folder / name) not in ("", digest)]
    if changed:
        raise UsageError(words.CHANGED, folder=folder, what=_some(changed))


def write(found: Bundle, folder: Path, *, replace: bool) -> None:
    """Write a release into a folder.

    Raises UsageError if a file that is not from an earlier release would be overwritten.
    """
    check_place(folder, replace=replace)
    earlier = _earlier(folder)
    strange = [name for name in found.files if name not in earlier and (folder / name).exists()]
    if strange:
        raise UsageError(words.IN_THE_WAY, folder=folder, what=_some(strange))
    for name in earlier.keys() - found.files.keys():
        (folder / name).unlink(missing_ok=True)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in found.files.items()}
    put(folder / MARKER, msgspec.json.format(msgspec.json.encode(digests), indent=1) + b"\n")
    for name, content in found.files.items():
        put(folder / name, content)


def put(path: Path, content: bytes) -> None:
    """Write a file, and create the folders above it; raises UsageError on failure."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(words.NOT_WRITTEN, path=path, why=error.strerror) from error


def is_release(folder: Path) -> bool:
    """Whether a folder holds a release for students."""
    return bool(_earlier(folder))


def _earlier(folder: Path) -> dict[str, str]:
    """The digests of an earlier release's files; empty if no such release exists."""
    try:
        found = msgspec.json.decode((folder / MARKER).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}
    inside = folder.resolve()
    return {name: digest for name, digest in found.items() if inside in (folder / name).resolve().parents}


def _digest(path: Path) -> str:
    """The digest of a file; empty if the file does not exist."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
