"""A class in several languages: facts have none, and each page is in the one that is asked for."""

import gettext
from dataclasses import replace

import msgspec
import pytest
from classes import empty
from standings import ADA, late, standing

from grader.classroom.batch.pages import Pages
from grader.classroom.batch.worker import GradedFile, Page, Plan, Worker
from grader.classroom.book.gradebook import Gradebook, KeyFacts
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.standing import HandedFile, IntakeNotes, Leftover, Student
from grader.classroom.book.store import Store
from grader.classroom.book.texts import of_grader
from grader.classroom.exports import filling, table
from grader.classroom.exports.cells import CsvTable
from grader.classroom.overview.overview import Overview
from grader.core import message
from grader.core.fact import Fact
from grader.core.message import language, speaking
from grader.locale.messages import sentence
from grader.report.class_page import page as class_page
from grader.runner.wire import Limits


class Marked(gettext.NullTranslations):
    """A language in which each message stands between marks."""

    def gettext(self, text):
        return f"⟦{text}⟧"

    def ngettext(self, one, many, count):
        return f"⟦{one if count == 1 else many}⟧"


@pytest.fixture(autouse=True)
def marked(monkeypatch):
    there = {"xx": Marked()}
    monkeypatch.setattr(message, "_catalogue", lambda name: there.get(name, gettext.NullTranslations()))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "out")
    store.prepare()
    return store


@pytest.fixture
def book(store):
    """A class of one student, whose file could not be graded."""
    book = Gradebook(store.gradebook, writes=True)
    book.record([HandedFile(Student("ada"), "sums", "ada.py", "1")], [])
    book.set_key(KeyFacts("sums", "Sums", "sha256:1", (("mean", 2.0, "d"),)))
    (attempt,) = book.attempts()
    book.write(
        [GradedFile(attempt.id, problem=Fact("problem.fault", {"fault": "KeyError"}), fingerprint="x")]
    )
    why = Fact("leftover.unread", {"why": Fact("leftover.unreadable", {"why": "I/O error"})})
    book.keep_notes(IntakeNotes((Leftover("b.py", why),), (Fact("intake.stranger", {"name": "Ada"}),)))
    yield book
    book.close()


def view_of(store, book):
    overview = Overview(Grades(store, book, Rules()), book)
    for graded in Grades(store, book, Rules()).graded():
        overview.add(graded)
    return overview.view()


# ------------------------------------------------------------------------------------ the class page


def test_what_was_kept_once_is_said_in_either_language(store, book):
    fault = "A fault of the grader, not of the file: KeyError. Please report it."
    english, other = view_of(store, book), None
    with speaking("xx"):
        other = view_of(store, book)
    unread = (
        "Its name does not say an exercise, and its functions cannot be read: It cannot be read: I/O error."
    )
    assert [one.why for one in english.review] == [
        f"Nobody is known who handed this file in. {unread}",
        fault,
    ]
    assert [one.why for one in other.review][1:] == [f"⟦{fault}⟧"]
    assert english.leftovers == (("b.py", unread),)
    assert other.leftovers == (
        ("b.py", f"⟦{unread.replace('It cannot', '⟦It cannot').replace('error.', 'error.⟧')}⟧"),
    )
    assert (english.summary[-1], other.summary[-1]) == (
        "Ada is not in the roster.",
        "⟦Ada is not in the roster.⟧",
    )


def test_a_class_page_says_its_language_and_every_label_in_it():
    with speaking("xx"):
        text = class_page.render(empty())
    assert '<html lang="xx">' in text
    assert "⟦Nothing: the grader is certain of every verdict.⟧" in text
    assert '<html lang="en">' in class_page.render(empty())


def test_a_language_of_a_country_is_written_as_pages_write_it():
    with speaking("zh_CN"):
        assert '<html lang="zh-CN">' in class_page.render(empty())


# ------------------------------------------------------------------------------------ students' pages


class Nobody:
    """Takes jobs and does none of them; these are the pages that it was to write."""

    def __init__(self):
        self.pages = []

    def run(self, jobs):
        self.pages += jobs
        return iter(())


def pages_of(store, book):
    nobody = Nobody()
    Pages(Grades(store, book, Rules()), store, book).write(nobody)
    for page in nobody.pages:
        page.path.parent.mkdir(exist_ok=True)
        page.path.touch()
    return nobody.pages


def test_a_page_is_made_anew_in_another_language_and_only_then(store, book):
    (first,) = pages_of(store, book)
    assert (first.language, first.heading) == ("en", "Feedback for ada")
    assert pages_of(store, book) == []
    with speaking("xx"):
        (second,) = pages_of(store, book)
        assert pages_of(store, book) == []
    assert (second.language, second.heading) == ("xx", "⟦Feedback for ada⟧")
    fault = "⟦A fault of the grader, not of the file: KeyError. Please report it.⟧"
    assert second.notes == (f"⟦Sums could not be graded: {fault}⟧",)


def test_a_page_is_made_anew_when_a_text_of_another_version_changes(store, book):
    pages_of(store, book)
    book.keep_texts("en", {"mark.odd": "{name} is odd"})
    (page,) = pages_of(store, book)
    assert page.texts == {"mark.odd": "{name} is odd"}
    book.keep_texts("en", {"course/norms/l2_norm/why/squared": "The root.", "aspect.values": "known here"})
    assert pages_of(store, book) == []
    book.keep_texts("en", {"mark.odd": "{name} is no tensor"})
    (page,) = pages_of(store, book)
    assert page.texts == {"mark.odd": "{name} is no tensor"}


def test_the_graders_own_texts_are_kept_in_the_language_of_the_moment():
    with speaking("xx"):
        kept = dict(of_grader())
    assert kept["aspect.values"] == "⟦wrong values⟧"
    assert kept["gradebook.migrated"].startswith(
        "⟦An earlier version of grade made this gradebook. `grade regrade` grades {count} files again."
    )


def test_a_judge_writes_a_page_in_its_language_and_speaks_its_own_afterwards(tmp_path, monkeypatch):
    from grader.report import page as report

    spoken = []
    monkeypatch.setattr(report, "render", lambda *_args, **_more: spoken.append(language()) or "page")
    worker = Worker(Plan((), (), "unconfined", (), Limits(), False))
    worker.page(Page(tmp_path / "ada.html", msgspec.json.encode([]), language="xx"))
    worker.close()
    assert (spoken, language()) == (["xx"], "en")


# --------------------------------------------------------------------------------------------- exports


def test_a_table_is_in_the_language_of_the_moment():
    with speaking("xx"):
        header = table.table([late(ADA)]).decode("utf-8-sig").splitlines()[0]
    assert header.startswith("⟦Student ID⟧,⟦Name⟧,⟦Email⟧,⟦Group⟧,⟦exercise_03 score⟧,")


SHEET = "Student ID,Name,Score,Comment\n2024001,Ada Lovelace,{score},{comment}\n"


@pytest.mark.parametrize(("days", "penalty"), [(0, 0.0), (1, 0.0), (1, 0.1), (2, 0.2), (31, 0.5)])
def test_a_comment_that_an_export_in_another_language_wrote_is_ours(monkeypatch, days, penalty):
    monkeypatch.setattr(filling, "languages", lambda: ("en", "xx"))
    filling._own_comment.cache_clear()
    sheet = CsvTable.read(SHEET.format(score="", comment="").encode(), name="sheet.csv")
    with speaking("xx"):
        first = table.fill(sheet, [late(ADA, days, penalty)])
    again = CsvTable.read(first.data, name="sheet.csv")
    assert again.rows[1].text(3) != ""
    second = table.fill(again, [standing(ADA)])
    assert second.data.decode() == SHEET.format(score="10", comment="10 of 12 points")
    filling._own_comment.cache_clear()


def test_a_comment_of_a_teachers_own_stays():
    text = SHEET.format(score="", comment="Late by 2 days; 10 of 12 points").encode()
    filled = table.fill(CsvTable.read(text, name="sheet.csv"), [standing(ADA)])
    assert filled.data.decode() == SHEET.format(score="10", comment="Late by 2 days; 10 of 12 points")


def test_a_reason_of_a_move_is_a_phrase_in_either_language():
    why = Fact("move.accepted", {"name": "Ada"})
    with speaking("xx"):
        assert sentence(why) == "⟦the answer of Ada was accepted⟧"
    assert sentence(replace_name(why)) == "the answer of Li was accepted"


def replace_name(fact):
    return msgspec.structs.replace(fact, args={"name": "Li"})


def test_a_student_without_a_file_is_told_in_the_language_of_the_moment():
    with speaking("xx"):
        row = table.table([replace(standing(ADA), file="", tasks=())]).decode().splitlines()[1]
    assert row.endswith(",⟦nothing handed in⟧,")
