"""What leaves a course for students: starters, the answer keys of the calls they are shown, a README.

It reads no reference: a key holds inputs, what came of them, and what an author wrote for students. It
overwrites nothing but an earlier release of its own, and of that only files that nobody has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.course.key import encoded
from grader.course.load import Course
from grader.course.starters import as_notebook
from grader.errors import CourseError, UsageError
from grader.model import Key
from grader.workshop import release_words as words

MARKER = ".grade-release"
"""The file by which a release knows an earlier one: the digests of all its other files."""
_NAMED = 3


@dataclass(frozen=True)
class Part:
    """One exercise of a release, and how much there is of it; `size` is in bytes."""

    name: str
    title: str
    tasks: int
    cases: int
    size: int


@dataclass(frozen=True)
class Bundle:
    """A release: the content of each file by its path in the folder, with "/" between the parts."""

    files: Mapping[str, bytes]
    parts: tuple[Part, ...]


def bundle(course: Course, keys: Sequence[Key], *, notebook: bool = True) -> Bundle:
    """Gather what students get of some exercises; `notebook`: their starters as notebooks, too."""
    files: dict[str, bytes] = {}
    parts = []
    for key in keys:
        mine = dict(_files(course, key, notebook=notebook))
        cases = sum(len(task.cases) for task in key.tasks)
        parts.append(Part(key.exercise, key.title, len(key.tasks), cases, sum(map(len, mine.values()))))
        files |= mine
    files["README.md"] = _readme(keys, notebook=notebook).encode()
    return Bundle(files, tuple(parts))


def starter(course: Course, name: str) -> bytes:
    """An exercise's starter as it stands; raises CourseError where there is none."""
    path = course.starter(name)
    if not path.is_file():
        raise CourseError(words.NO_STARTER.format(path=path, name=name))
    return path.read_bytes()


def _files(course: Course, key: Key, *, notebook: bool) -> Iterator[tuple[str, bytes]]:
    name, source = key.exercise, starter(course, key.exercise)
    yield f"exercises/{name}.py", source
    if notebook:
        try:
            yield f"exercises/{name}.ipynb", as_notebook(source.decode("utf-8-sig"), name=name).encode()
        except (SyntaxError, ValueError) as error:
            place, line = course.starter(name), getattr(error, "lineno", None) or 1
            raise CourseError(words.UNPARSED.format(path=place, line=line, why=error)) from error
    yield f"keys/{name}.key", encoded(key)


def _readme(keys: Sequence[Key], *, notebook: bool) -> str:
    first = keys[0]
    listed = (words.LISTED.format(file=f"{key.exercise}.py", title=key.title) for key in keys)
    return words.README.format(
        torch=first.torch.partition("+")[0],
        first=f"{first.exercise}.py",
        name=first.exercise,
        task=first.tasks[0].name,
        exercises="\n".join(listed),
        notebooks=words.NOTEBOOKS if notebook else "",
    )


# ------------------------------------------------------------------------------------------ writing it


def check_place(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that is not new or empty, nor an unchanged earlier release that may be replaced."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(words.NOT_A_FOLDER.format(folder=folder))
    present = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
    if not present:
        return
    earlier = _earlier(folder)
    if not earlier:
        raise UsageError(words.NOT_EMPTY.format(folder=folder, what=_some(present)))
    if not replace:
        raise UsageError(words.EARLIER.format(folder=folder))
    changed = [name for name, digest in earlier.items() if _digest(folder / name) not in ("", digest)]
    if changed:
        raise UsageError(words.CHANGED.format(folder=folder, what=_some(changed)))


def write(found: Bundle, folder: Path, *, replace: bool) -> None:
    """Write a release into a folder; raises UsageError where something of others would be overwritten."""
    check_place(folder, replace=replace)
    earlier = _earlier(folder)
    strange = [name for name in found.files if name not in earlier and (folder / name).exists()]
    if strange:
        raise UsageError(words.IN_THE_WAY.format(folder=folder, what=_some(strange)))
    for name in earlier.keys() - found.files.keys():
        (folder / name).unlink(missing_ok=True)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in found.files.items()}
    put(folder / MARKER, msgspec.json.format(msgspec.json.encode(digests), indent=1) + b"\n")
    for name, content in found.files.items():
        put(folder / name, content)


def put(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it; raises UsageError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(words.NOT_WRITTEN.format(path=path, why=error.strerror)) from error


def is_release(folder: Path) -> bool:
    """Whether a folder holds a release for students."""
    return bool(_earlier(folder))


def _earlier(folder: Path) -> dict[str, str]:
    """The digests of an earlier release's files; none where there is no such release."""
    try:
        found = msgspec.json.decode((folder / MARKER).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}
    inside = folder.resolve()
    return {name: digest for name, digest in found.items() if inside in (folder / name).resolve().parents}


def _digest(path: Path) -> str:
    """The digest of a file; empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
