"""A grade for GitHub Actions: annotations for the log, and a Markdown summary.

GitHub's runner reads a line as a command if it begins with `::`, also after blanks, or contains `##[`. So
annotations are escaped, as GitHub asks, and no other line can be read as a command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.model import Outcome
from grader.core.verdict import Feedback, Grade, Spot, TaskResult
from grader.locale.messages import joined, sentence
from grader.report import labels as words
from grader.report import markdown as as_markdown
from grader.report.places import place, where
from grader.report.sheet import DONE, TO_WRITE, TaskCard, sheets
from grader.report.spot import spot_line
from grader.report.text import clean

ERROR, WARNING, NOTICE = "error", "warning", "notice"
KINDS = (ERROR, WARNING, NOTICE)
"""The order in which they are printed; GitHub shows only the first of each kind."""
MOST_SHOWN = 10
"""The most annotations of a kind that GitHub shows for a step, as it documents."""
MOST_LINES = 6
MOST_CHARACTERS = 400
TOLD = (words.SLIP, words.WHY, words.LOOKS_LIKE, words.ADVICE, words.PATTERN)
"""The notes of an annotation in addition to the call; the summary has the others."""

_FENCE = re.compile(r"(`{3,})\w*")


@dataclass(frozen=True)
class Refusal:
    """A file that could not be graded at all, and why; `spot` is the line of a script that is not valid."""

    file: str
    message: str
    spot: Spot | None = None


@dataclass(frozen=True)
class _Annotation:
    kind: str
    file: str
    title: str
    message: str
    line: int | None = None

    def command(self, workspace: Path | None) -> str:
        """The command line that makes this annotation."""
        named = {"file": _path(self.file, workspace)}
        if self.line is not None:
            named |= {"line": str(self.line), "endLine": str(self.line)}
        named["title"] = self.title
        properties = ",".join(f"{name}={_property(value)}" for name, value in named.items())
        return f"::{self.kind} {properties}::{_data(self.message)}"


def render(
    found: Sequence[Feedback], refusals: Sequence[Refusal] = (), *, workspace: Path | None = None
) -> str:
    """The text for standard output.

    It has the annotations, errors first, then their number, then a line for each file. File names in
    annotations are relative to the folder `workspace`, if the files are in it.
    """
    annotations = sorted(_annotations(found, refusals), key=lambda one: KINDS.index(one.kind))
    lines = [annotation.command(workspace) for annotation in annotations]
    lines += map(_text, [*_counted(annotations), *(sheet.line for sheet in sheets(found))])
    return "".join(f"{line}\n" for line in lines)


def summary(found: Sequence[Feedback], refusals: Sequence[Refusal] = ()) -> str:
    """The report as Markdown, with the files that could not be graded."""
    parts = [as_markdown.render(found)] if found else [f"{as_markdown.MARK}\n"]
    if refusals:
        parts += [f"\n## {words.NOT_GRADED}\n\n", *map(_refused, refusals)]
    return "".join(parts)


def cut(text: str, room: int) -> str:
    """Cut a summary to `room` bytes at a heading, and add a sentence that says so.

    The text is empty if even this sentence does not fit.
    """
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
    """The offsets of headings outside of fences, in characters and in bytes."""
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
    is_named = refusal.file in refusal.message
    labelled = words.LABELLED.format(label=clean(refusal.file), text=message)
    return f"- {as_markdown.plain(message if is_named else labelled)}\n"


# --------------------------------------------------------------------------------- what is annotated


def _annotations(found: Sequence[Feedback], refusals: Sequence[Refusal]) -> Iterator[_Annotation]:
    for refusal in refusals:
        code = spot_line(refusal.spot).lines() if refusal.spot else ()
        message = "\n".join(map(_short, (clean(refusal.message), *code)))
        line = refusal.spot.line if refusal.spot else None
        yield _Annotation(ERROR, refusal.file, str(words.NOT_GRADED), message, line)
    for feedback, sheet in zip(found, sheets(found), strict=True):
        grade = feedback.grade
        for result, card in zip(grade.tasks, sheet.cards, strict=True):
            if result.outcome is not Outcome.PASSED:
                yield _of_task(result, card, grade.submission)
        yield from _of_lost(grade)


def _of_task(result: TaskResult, card: TaskCard, file: str) -> _Annotation:
    kind = NOTICE if result.outcome in TO_WRITE else WARNING if result.outcome in DONE else ERROR
    title = words.TITLE_OF_TASK.format(task=card.name, remark=card.remark)
    parts = [card.lead or (str(words.NOT_WRITTEN) if kind == NOTICE else card.remark)]
    at = where(result)
    is_there = at is not None and at[0] is None and result.error is not None and at[1] == result.error.line
    told = TOLD if is_there else (words.LINE, *TOLD)  # GitHub shows the annotation at the line
    parts += card.spot.lines() if card.spot is not None else ()
    notes = [*card.example, *(note for note in card.notes if note.kind in told)]
    parts += [words.LABELLED.format(label=note.label, text=note.text) for note in notes]
    return _at(kind, file, title, list(map(_short, parts)), at)


def _of_lost(grade: Grade) -> Iterator[_Annotation]:
    """Annotate code that does not parse, unless the annotation of a task shows it."""
    told = {(result.error.cell, result.error.line) for result in grade.tasks if result.error}
    for piece in grade.skipped:
        at = (piece.cell, piece.spot.line if piece.spot else piece.line)
        if piece.lost and at not in told:
            code = spot_line(piece.spot).lines() if piece.spot else (clean(piece.text),)
            yield _at(WARNING, grade.submission, str(words.LOST), [clean(sentence(piece.why)), *code], at)


def _at(
    kind: str, file: str, title: str, parts: Sequence[str], at: tuple[int | None, int] | None
) -> _Annotation:
    """Make an annotation of a line.

    GitHub does not know the lines of a notebook, so the text names the cell and the line.
    """
    cell, line = at or (None, None)
    if cell is None or line is None:
        return _Annotation(kind, file, title, "\n".join(parts), line)
    first = words.LABELLED.format(label=place(cell, line), text=parts[0])
    return _Annotation(kind, file, title, "\n".join([first, *parts[1:]]))


def _counted(found: Sequence[_Annotation]) -> Iterator[str]:
    """How many annotations there are, and whether GitHub shows only some of them."""
    counts = {kind: sum(annotation.kind == kind for annotation in found) for kind in KINDS}
    told = [words.COUNTED[kind].format(count=count) for kind, count in counts.items() if count]
    if told:
        sentences = [words.COUNTS.format(counts=joined(told))]
        if max(counts.values()) > MOST_SHOWN:
            sentences.append(words.SOME_SHOWN.format(most=MOST_SHOWN))
        yield " ".join(sentences)


def _path(file: str, workspace: Path | None) -> str:
    """A file as GitHub names it: relative to the workspace, with forward slashes."""
    path = Path(file)
    if workspace is not None:
        # a link keeps its own name, not that of its target
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
    """A line that is never read as a command, for every file name."""
    line = _defused(clean(text)).replace("\n", r"\n")
    return rf"\{line}" if line.lstrip().startswith("::") else line


def _defused(text: str) -> str:
    return text.replace("##[", r"##\[")
