"""A grade for GitHub Actions: annotations for the log, and Markdown for the summary of the step.

The runner of GitHub takes a line for a command that begins with `::`, be it after blanks, or that holds
`##[` anywhere. So annotations are escaped, as GitHub asks, and no other line can be either.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import Outcome
from grader.report import as_markdown, words
from grader.report.places import place, where
from grader.report.text import clean, joined
from grader.report.view import DONE, TO_WRITE, Card, sheets
from grader.verdict import Grade, TaskResult

ERROR, WARNING, NOTICE = "error", "warning", "notice"
KINDS = (ERROR, WARNING, NOTICE)
"""In the order in which they are printed: GitHub shows the first ones of each kind only."""
MOST_SHOWN = 10
"""Of each kind and step, as GitHub documents it."""
MOST_LINES = 6
MOST_CHARACTERS = 400
TOLD = (words.WHY, words.LOOKS_LIKE, words.ADVICE, words.PATTERN)
"""What is told beside the call; all else is in the summary."""

_FENCE = re.compile(r"(`{3,})\w*")


@dataclass(frozen=True)
class Refusal:
    """A file that could not be graded at all, and why."""

    file: str
    message: str


@dataclass(frozen=True)
class _Annotation:
    kind: str
    file: str
    title: str
    message: str
    line: int | None = None

    def command(self, workspace: Path | None) -> str:
        """The line that makes it."""
        named = {"file": _path(self.file, workspace)}
        if self.line is not None:
            named |= {"line": str(self.line), "endLine": str(self.line)}
        named["title"] = self.title
        properties = ",".join(f"{name}={_property(value)}" for name, value in named.items())
        return f"::{self.kind} {properties}::{_data(self.message)}"


def render(
    grades: Sequence[Grade], refusals: Sequence[Refusal] = (), *, workspace: Path | None = None
) -> str:
    """What goes to standard output: annotations, errors first, then how many, and a line for each file.

    `workspace` is the folder that the files of annotations are counted from, if they lie in it.
    """
    found = sorted(_annotations(grades, refusals), key=lambda one: KINDS.index(one.kind))
    lines = [one.command(workspace) for one in found]
    lines += map(_text, [*_counted(found), *(sheet.line for sheet in sheets(grades))])
    return "".join(f"{line}\n" for line in lines)


def summary(grades: Sequence[Grade], refusals: Sequence[Refusal] = ()) -> str:
    """The report as Markdown, with the files that could not be graded."""
    parts = [as_markdown.render(grades)] if grades else [f"{as_markdown.MARK}\n"]
    if refusals:
        parts += [f"\n## {words.NOT_GRADED}\n\n", *map(_refused, refusals)]
    return "".join(parts)


def cut(text: str, room: int) -> str:
    """As much of a summary as there is room for, in bytes, and a sentence that says so; else nothing."""
    if len(text.encode()) <= room:
        return text
    tail = f"{words.SUMMARY_CUT}\n"
    room -= len(tail.encode())
    whole = 0
    for heading, size in _headings(text):
        if size > room:
            break
        whole = heading
    return text[:whole] + tail if room >= 0 else ""


def _headings(text: str) -> Iterator[tuple[int, int]]:
    """Where headings begin, in characters and in bytes: there, no fence is open."""
    fence, start, size = "", 0, 0
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif opened := _FENCE.fullmatch(line):
            fence = opened[1]
        elif line.startswith("#"):
            yield start, size
        start += len(line) + 1
        size += len(line.encode()) + 1


def _refused(refusal: Refusal) -> str:
    message = clean(refusal.message)
    named = message if refusal.file in refusal.message else f"{clean(refusal.file)}: {message}"
    return f"- {as_markdown.plain(named)}\n"


# --------------------------------------------------------------------------------- what is annotated


def _annotations(grades: Sequence[Grade], refusals: Sequence[Refusal]) -> Iterator[_Annotation]:
    for refusal in refusals:
        yield _Annotation(ERROR, refusal.file, words.NOT_GRADED, _short(clean(refusal.message)))
    for grade, sheet in zip(grades, sheets(grades), strict=True):
        for result, card in zip(grade.tasks, sheet.cards, strict=True):
            if result.outcome is not Outcome.PASSED:
                yield _of_task(result, card, grade.submission)
        yield from _of_lost(grade)


def _of_task(result: TaskResult, card: Card, file: str) -> _Annotation:
    kind = NOTICE if result.outcome in TO_WRITE else WARNING if result.outcome in DONE else ERROR
    title = words.TITLE_OF_TASK.format(task=card.name, remark=card.remark)
    parts = [card.lead or words.NOT_WRITTEN if kind == NOTICE else card.lead or card.remark]
    at = where(result)
    is_there = at is not None and at[0] is None and result.error is not None and at[1] == result.error.line
    told = TOLD if is_there else (words.LINE, *TOLD)  # GitHub shows it at the line
    parts += [f"{note.label}: {note.text}" for note in card.example]
    parts += [f"{note.label}: {note.text}" for note in card.notes if note.label in told]
    return _at(kind, file, title, "\n".join(map(_short, parts)), at)


def _of_lost(grade: Grade) -> Iterator[_Annotation]:
    """What does not parse; the definition of a task is told with the task."""
    told = {(result.error.cell, result.error.line) for result in grade.tasks if result.error}
    for piece in grade.skipped:
        if piece.lost and (piece.cell, piece.line) not in told:
            message = f"{clean(piece.why)}\n{clean(piece.text)}"
            yield _at(WARNING, grade.submission, words.LOST, message, (piece.cell, piece.line))


def _at(kind: str, file: str, title: str, message: str, at: tuple[int | None, int] | None) -> _Annotation:
    """An annotation of a line; a notebook has none that GitHub knows, so its cell and line are told."""
    if at is None:
        return _Annotation(kind, file, title, message)
    cell, line = at
    if cell is None:
        return _Annotation(kind, file, title, message, line)
    return _Annotation(kind, file, title, f"{place(cell, line)}: {message}")


def _counted(found: Sequence[_Annotation]) -> Iterator[str]:
    """How many there are, and that GitHub does not show them all."""
    counts = {kind: sum(one.kind == kind for one in found) for kind in KINDS}
    told = [_number(kind, count) for kind, count in counts.items() if count]
    if told:
        more = f" {words.SOME_SHOWN.format(most=MOST_SHOWN)}" if max(counts.values()) > MOST_SHOWN else ""
        yield f"{joined(told)}.{more}"


def _number(kind: str, count: int) -> str:
    one, many = words.COUNTED[kind]
    return one if count == 1 else many.format(count=count)


def _path(file: str, workspace: Path | None) -> str:
    """A file as GitHub names it: from the workspace, with forward slashes."""
    path = Path(file)
    if workspace is not None:
        # a link is named itself, not what it leads to
        whole = Path(os.path.realpath(path.parent), path.name)
        folder = Path(os.path.realpath(workspace))
        if whole.is_relative_to(folder):
            path = whole.relative_to(folder)
    return path.as_posix()


# ------------------------------------------------------------------------------------------ escaping


def _short(text: str) -> str:
    lines = text.strip("\n").split("\n")
    some = "\n".join(lines if len(lines) <= MOST_LINES else [*lines[:MOST_LINES], "…"])
    return some if len(some) <= MOST_CHARACTERS else f"{some[:MOST_CHARACTERS]} …"


def _data(text: str) -> str:
    return _defused(clean(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _text(text: str) -> str:
    """A line that is nothing but text, whatever a file's name holds."""
    line = _defused(clean(text)).replace("\n", r"\n")
    return rf"\{line}" if line.lstrip().startswith("::") else line


def _defused(text: str) -> str:
    return text.replace("##[", r"##\[")
