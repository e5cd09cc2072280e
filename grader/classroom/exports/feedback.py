"""Students' pages in a zip file that Moodle or Canvas takes as feedback in bulk.

Both know the students by ids in the files' names, which come from the download. For a student whose file
had no ids, nothing can be sent. A student's text in such a name is reduced to letters, digits and a few
other signs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence

from grader.classroom.book.standing import Standing
from grader.classroom.exports import words
from grader.classroom.exports.filling import FilledSheet
from grader.report.text import clean

PageOf = Callable[[Standing], bytes]

TIME = (1980, 1, 1, 0, 0, 0)
"""A fixed time: the same pages always give the same bytes."""
LONGEST = 80

_MOODLE = re.compile(r"(?P<who>[^_]+)_(?P<id>\d+)_assignsubmission_file")
_CANVAS = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
_UNUSUAL = re.compile(r"[^\w .-]+")


def moodle_zip(standings: Sequence[Standing], page_of: PageOf) -> FilledSheet:
    """A zip file for Moodle, with a file for each student with a page.

    For example `Ada Lovelace_12345_assignsubmission_file/feedback.html`.
    """
    return _zip(standings, page_of, name_of=_moodle_name, system="Moodle")


def canvas_zip(standings: Sequence[Standing], page_of: PageOf) -> FilledSheet:
    """A zip file for Canvas: `lovelaceada_123_456_hw.html` for each student with a page."""
    return _zip(standings, page_of, name_of=_canvas_name, system="Canvas")


def _zip(
    standings: Sequence[Standing],
    page_of: PageOf,
    *,
    name_of: Callable[[Standing], tuple[str, str] | None],
    system: str,
) -> FilledSheet:
    handed_in = [standing for standing in standings if standing.is_submitted]
    named = [(standing, name) for standing in handed_in if (name := name_of(standing)) is not None]
    pages = dict(_full_names([pair for pair in named if pair[0].page]))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for full, standing in pages.items():
            _add(archive, full, page_of(standing))
    lost = [_described(standing) for standing in handed_in if name_of(standing) is None]
    without = [standing.student.called for standing, _ in named if not standing.page]
    return FilledSheet(content.getvalue(), len(pages), tuple(_remarks(lost, without, system)))


def _full_names(named: Sequence[tuple[Standing, tuple[str, str]]]) -> Iterator[tuple[str, Standing]]:
    """The names of the feedback, with their standings.

    Several exercises in one folder or zip file get different names. The members of a group share one name:
    an upload for one of them is for all.
    """
    exercises: dict[tuple[str, str], set[str]] = {}
    for standing, name in named:
        exercises.setdefault(name, set()).add(standing.exercise)
    for standing, (before, after) in named:
        between = f"_{standing.exercise}" if len(exercises[before, after]) > 1 else ""
        yield f"{before}{between}{after}", standing


def _add(archive: zipfile.ZipFile, name: str, page: bytes) -> None:
    info = zipfile.ZipInfo(name, TIME)
    info.create_system = 3  # Unix, on every system: the bytes are then the same
    info.external_attr = 0o644 << 16
    archive.writestr(info, page, zipfile.ZIP_DEFLATED)


def _remarks(lost: Sequence[str], without: Sequence[str], system: str) -> Iterator[str]:
    if lost:
        yield words.NO_IDS.format(system=system, names=clean("; ".join(lost)))
    if without:
        yield words.NO_PAGE.format(names=clean("; ".join(without)))


def _described(standing: Standing) -> str:
    return f"{standing.student.called} ({standing.file})"


# ------------------------------------------------------------------------- the names of the download


def _moodle_name(standing: Standing) -> tuple[str, str] | None:
    """The feedback's name, before and after the exercise's name; None without ids."""
    found = _part(standing, _MOODLE)
    if found is None:
        return None
    return f"{_usual(found['who'])}_{found['id']}_assignsubmission_file/feedback", ".html"


def _canvas_name(standing: Standing) -> tuple[str, str] | None:
    found = _part(standing, _CANVAS)
    if found is None:
        return None
    stem = found["file"].rpartition(".")[0] or found["file"]
    start = f"{_usual(found['who'])}{found['late'] or ''}_{found['id']}_{found['attachment']}"
    return f"{start}_{_usual(stem)}", ".html"


def _part(standing: Standing, form: re.Pattern[str]) -> re.Match[str] | None:
    """The part of the file's path that has ids.

    It is the outermost one, as students choose the inner names.
    """
    found = [match for part in standing.file.split("/") if (match := form.match(part))]
    lms = standing.student.lms
    return next((match for match in found if lms in ("", match["id"])), None)


def _usual(text: str) -> str:
    """A text of a download as a part of a name, with only safe characters."""
    return _UNUSUAL.sub(" ", text).strip(" .")[:LONGEST].strip(" .") or "x"
