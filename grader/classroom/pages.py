"""The pages of a class: one per student, and one of all of them. Only what has changed is written."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import msgspec

from grader.classroom import words
from grader.classroom.gradebook import Gradebook
from grader.classroom.grades import Graded, Grades, by_student, notes
from grader.classroom.lanes import Executor
from grader.classroom.overview import Overview
from grader.classroom.standing import Student
from grader.classroom.store import Store, write_pieces
from grader.classroom.work import Page


class Pages:
    """All pages of a class."""

    def __init__(self, grades: Grades, store: Store, book: Gradebook) -> None:
        self._grades, self._store, self._book = grades, store, book

    def are_current(self) -> bool:
        """Whether the pages that are there are of what stands in the gradebook now."""
        return self._book.fact("pages") == self._state() and self._store.class_page.is_file()

    def _state(self) -> str:
        """A digest of all that pages are made of."""
        return hashlib.sha256(
            f"{self._book.state()} {self._grades.rules!r} {reports_digest()}".encode()
        ).hexdigest()

    def write(self, executor: Executor) -> None:
        """Write those that have changed, the class's own last."""
        if self.are_current():
            return
        overview = Overview(self._grades, self._book)
        known = self._book.pages()
        fresh: dict[str, str] = {}
        for _ in executor.run(self._changed(overview, known, fresh)):
            pass
        from grader.report import class_page

        write_pieces(self._store.class_page, class_page.pieces(overview.view()))
        self._book.set_pages(fresh, self._state())

    def _changed(self, overview: Overview, known: dict[str, str], fresh: dict[str, str]) -> Iterator[Page]:
        """The pages of students that have changed; `fresh` is told the digest of each."""
        for student, files in by_student(self._grades.graded()):
            for graded in files:
                overview.add(graded)
            page = self._page(student, files)
            digest = _digest(page)
            if known.get(student.id) != digest or not page.path.is_file():
                fresh[student.id] = digest
                yield page

    def _page(self, student: Student, files: list[Graded]) -> Page:
        shown = [grade for graded in files if (grade := self._grades.shown(graded)) is not None]
        return Page(
            self._store.folder / self._store.page(student),
            msgspec.json.encode(shown),
            tuple(note for graded in files for note in notes(graded.standing)),
            words.FEEDBACK_FOR.format(name=student.called),
        )


def _digest(page: Page) -> str:
    content = {**asdict(page), "path": page.path.name, "grades": hashlib.sha256(page.grades).hexdigest()}
    return hashlib.sha256(msgspec.json.encode([content, reports_digest()])).hexdigest()


@functools.cache
def reports_digest() -> str:
    """A digest of the templates and of the modules that pages are made with."""
    room = Path(__file__).parent.parent / "report"
    digest = hashlib.sha256()
    for path in sorted([*room.glob("*.py"), *room.glob("templates/*"), *Path(__file__).parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
