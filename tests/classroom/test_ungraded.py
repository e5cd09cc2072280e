"""What was handed in and cannot be graded, or is nobody's: it is told, and never taken for nothing."""

import csv
import io

import pytest

from grader.classroom.batch.worker import GradedFile
from grader.classroom.book.gradebook import Gradebook, KeyFacts
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.standing import HandedFile, IntakeNotes, Leftover, Student, UngradedFile
from grader.classroom.book.store import Store
from grader.classroom.exports.roll import State, state
from grader.classroom.exports.table import table
from grader.classroom.overview.overview import Overview, issue
from grader.cli.batch import unsure
from grader.core.fact import Fact
from grader.locale.messages import sentence

ANN, BOB, CY, DAN = (Student(id_, id_.title(), in_roster=True) for id_ in ("ann", "bob", "cy", "dan"))
ONLY_CODE = Fact("leftover.only_code")
RAR = Fact("leftover.other_kind_of_archive", {"kind": ".rar"})
SEVERAL = Fact("leftover.several")
PDF = UngradedFile("ann", "sums", "ann/sums.pdf", ONLY_CODE)
PERHAPS = (
    "Perhaps the student handed in sums.py. The name fits several students, so it counts for none of them."
)
STRANGER = Student("Participant 9", "Zoe")


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "out")
    store.prepare()
    return store


@pytest.fixture
def book(store):
    """A class of four, in which Dan handed in a file that can be graded, and so did a stranger."""
    book = Gradebook(store.gradebook, writes=True)
    found = [HandedFile(DAN, "sums", "dan/sums.py", "1"), HandedFile(STRANGER, "sums", "Zoe_9/sums.py", "2")]
    book.record(found, [ANN, BOB, CY, DAN])
    book.set_key(KeyFacts("sums", "Sums", "sha256:1", (("mean", 2.0, "d"),)))
    book.write([GradedFile(attempt.id, fingerprint="x") for attempt in book.attempts()])
    yield book
    book.close()


def cells(store, book):
    data = table(list(Grades(store, book, Rules()).standings())).decode("utf-8-sig")
    return {row["Student ID"]: row for row in csv.DictReader(io.StringIO(data))}


def overview(store, book):
    grades = Grades(store, book, Rules())
    found = Overview(grades, book)
    for graded in grades.graded():
        found.add(graded)
    return found


def test_a_file_that_cannot_be_graded_is_no_zero_and_not_nothing(store, book):
    book.keep_ungraded([PDF], {PDF.name})
    rows = cells(store, book)
    said = "The student handed in sums.pdf, which cannot be graded."
    assert (rows["ann"]["sums score"], rows["ann"]["sums problem"], rows["ann"]["Total"]) == ("", said, "")
    assert (rows["bob"]["sums score"], rows["bob"]["sums problem"]) == ("", "nothing handed in")
    ann, bob = list(Grades(store, book, Rules()).standings())[:2]
    assert (state(ann), ann.file, ann.is_submitted) == (State.OPEN, "ann/sums.pdf", True)
    assert (state(bob), bob.is_submitted) == (State.ABSENT, False)


def test_several_such_files_are_named_up_to_three(store, book):
    files = [UngradedFile("ann", "", f"ann/{number}.png", ONLY_CODE) for number in range(4)]
    book.keep_ungraded(files, ())
    said = "The student handed in 0.png, 1.png, 2.png, …, which cannot be graded."
    assert cells(store, book)["ann"]["sums problem"] == said


def test_a_teachers_score_counts_for_such_a_file(store, book):
    book.keep_ungraded([PDF], ())
    book.override("ann", "sums", "mean", score=1.5, reason="read by hand", author="me")
    row = cells(store, book)["ann"]
    assert (row["sums score"], row["sums max"], row["Total"]) == ("1.5", "2", "1.5")


def test_a_file_that_is_graded_later_replaces_it(store, book):
    book.keep_ungraded([PDF, UngradedFile("bob", "", "bob.rar", RAR)], ())
    book.record([HandedFile(ANN, "sums", "ann/sums.py", "3")], [])
    assert cells(store, book)["ann"]["sums problem"].startswith("It is not graded yet.")
    assert [file.student for file in book.ungraded()] == ["ann", "bob"]


def test_a_second_download_adds_to_the_first_and_replaces_what_it_holds(book):
    other = UngradedFile("bob", "sums", "bob.rar", RAR)
    book.keep_ungraded([PDF, other], ())
    later = UngradedFile("cy", "sums", "late/cy.rar", RAR)
    book.keep_ungraded([later], {later.name, "bob.rar"})
    assert book.ungraded() == (PDF, later)


def test_a_name_of_several_students_is_told_of_each(store, book):
    perhaps = UngradedFile("bob", "sums", "li/sums.py", SEVERAL, certain=False)
    book.keep_ungraded([perhaps], ())
    assert cells(store, book)["bob"]["sums problem"] == PERHAPS
    bob = list(Grades(store, book, Rules()).standings())[1]
    assert (state(bob), bob.is_submitted) == (State.OPEN, False)


def test_all_of_it_is_looked_at_and_on_the_page(store, book):
    several = Fact("intake.several", {"shown": "li", "name": "li/sums.py", "students": "Bob (bob), Cy (cy)"})
    notes = IntakeNotes(
        (
            Leftover(PDF.name, ONLY_CODE, "ann"),
            Leftover("notes.txt", ONLY_CODE),
            Leftover("__MACOSX/", Fact("leftover.junk")),
            Leftover("source/sums.py", Fact("leftover.not_submitted")),
        ),
        (several, Fact("intake.for_all", {"shown": "A", "count": 2})),
    )
    book.keep_notes(notes)
    book.keep_ungraded([PDF, UngradedFile("bob", "sums", "li/sums.py", SEVERAL, certain=False)], ())
    found = overview(store, book)
    nobody = "Nobody is known who handed this file in. Only scripts (.py) and notebooks (.ipynb) are graded."
    expected = [
        ("li", "", sentence(several)),
        ("notes.txt", "", nobody),
        (
            "Ann",
            "sums",
            "The student handed in sums.pdf, which cannot be graded. Only scripts (.py) and notebooks "
            "(.ipynb) are graded.",
        ),
        ("Bob", "sums", "Perhaps this student handed in sums.py. The name fits several students."),
        ("Zoe", "sums", "This student is not in the roster. The file is Zoe_9/sums.py."),
    ]
    assert [(one.who, one.where, one.why) for one in map(issue, found.looks())] == expected
    view = found.view()
    assert [member.name for member in view.absent] == ["Cy"]
    assert [(one.who, one.why) for one in view.ungraded] == [
        ("Ann", "The student handed in sums.pdf, which cannot be graded."),
        ("Bob", PERHAPS),
    ]
    assert found.counts().absent == 1
    assert list(unsure(found.looks())) == [
        "These files are not graded, or their student is not certain:",
        *(f"  {who}, {where}: {why}" if where else f"  {who}: {why}" for who, where, why in expected),
    ]


def test_a_file_that_cannot_be_read_is_among_them(store, book):
    (*_, zoe) = book.attempts()
    book.write([GradedFile(zoe.id, problem=Fact("file.empty", {"file": "a.py"}), fingerprint="x")])
    lines = list(unsure(overview(store, book).looks()))
    empty = "a.py is empty: it has no code. Save your work in the editor and try again."
    assert lines[-1] == f"  Zoe, sums: {empty}"


def test_without_a_roster_nobody_is_a_stranger(store):
    book = Gradebook(store.gradebook, writes=True)
    book.record([HandedFile(Student("ann"), "sums", "ann.py", "1")], [])
    book.set_key(KeyFacts("sums", "Sums", "sha256:1", (("mean", 2.0, "d"),)))
    assert [issue(look).why for look in overview(store, book).looks()] == [
        "It is not graded yet. Run the same `grade batch` again to continue."
    ]
    book.close()


def test_of_many_files_of_nobody_some_are_named_and_the_others_counted(store, book):
    book.keep_notes(IntakeNotes(tuple(Leftover(f"{number}.png", ONLY_CODE) for number in range(99))))
    looks = [issue(look) for look in overview(store, book).looks()]
    assert len(looks) == 22
    assert (looks[20].who, looks[20].why) == (
        "20.png",
        "Nobody is known who handed in 79 more files. The page of the class lists them.",
    )
    assert list(unsure(overview(store, book).looks()))[-1] == "  12 more: see `grade review`."
