"""The pages of a class: one per student, and the class page.

Only pages that have changed are written.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import msgspec

from grader.classroom import words
from grader.classroom.batch.processes import Executor
from grader.classroom.batch.worker import Page
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.grades import CountedFile, Grades, by_student, notes
from grader.classroom.book.standing import Student
from grader.classroom.book.store import Store, write_pieces
from grader.classroom.book.texts import of_another_version
from grader.classroom.overview.overview import Overview
from grader.core.message import language


class Pages:
    """All pages of a class."""

    def __init__(self, grades: Grades, store: Store, book: Gradebook) -> None:
        self._grades, self._store, self._book = grades, store, book
        self._texts = of_another_version(grades.kept_texts)

    def are_current(self) -> bool:
        """Whether the existing pages show the current state of the gradebook."""
        return self._book.fact("pages") == self._state() and self._store.class_page.is_file()

    def _state(self) -> str:
        """A digest of everything that the pages are made from."""
        return hashlib.sha256(
            f"{self._book.state()} {self._grades.rules!r} {language()} {reports_digest()}".encode()
        ).hexdigest()

    def write(self, executor: Executor) -> None:
        """Write the pages that have changed, the class page last."""
        if self.are_current():
            return
        overview = Overview(self._grades, self._book)
        known = self._book.pages()
        fresh: dict[str, str] = {}
        for _ in executor.run(self._changed(overview, known, fresh)):
            pass
        from grader.report.class_page import page as class_page

        write_pieces(self._store.class_page, class_page.pieces(overview.view()))
        self._book.set_pages(fresh, self._state())

    def _changed(self, overview: Overview, known: dict[str, str], fresh: dict[str, str]) -> Iterator[Page]:
        """The students' pages that have changed; adds the digest of each to `fresh`."""
        for student, files in by_student(self._grades.graded()):
            for graded in files:
                overview.add(graded)
            page = self._page(student, files)
            if page.path.is_file() and all(map(_is_better_left, files)):
                continue
            digest = _digest(page)
            if known.get(student.id) != digest or not page.path.is_file():
                fresh[student.id] = digest
                yield page

    def _page(self, student: Student, files: list[CountedFile]) -> Page:
        shown = [grade for graded in files if (grade := self._grades.shown(graded)) is not None]
        return Page(
            self._store.folder / self._store.page(student),
            msgspec.json.encode(shown),
            tuple(note for graded in files for note in notes(graded.standing)),
            words.FEEDBACK_FOR.format(name=student.called),
            language(),
            self._texts,
        )


def _is_better_left(graded: CountedFile) -> bool:
    """Whether the existing page says more than a new one would.

    An existing page can say why an answer is wrong when the gradebook no longer knows the reason.
    """
    by_hand = any(task.override is not None for task in graded.standing.tasks)
    return graded.attempt.is_outdated and not by_hand


def _digest(page: Page) -> str:
    content = {**asdict(page), "path": page.path.name, "feedback": hashlib.sha256(page.feedback).hexdigest()}
    return hashlib.sha256(msgspec.json.encode([content, reports_digest()])).hexdigest()


@functools.cache
def reports_digest() -> str:
    """A digest of the code, templates and messages that pages are made with."""
    package = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for room in ("core", "locale", "report", "classroom"):
        for path in sorted((package / room).rglob("*")):
            digest.update(path.read_bytes() if path.is_file() and path.suffix != ".pyc" else b"")
    return digest.hexdigest()
