"""A gradebook of version 1: decisions are kept, files are graded again, and a crash harms nothing."""

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from grader.classroom.batch.pages import Pages
from grader.classroom.batch.worker import GradedFile
from grader.classroom.book import migration
from grader.classroom.book.gradebook import Gradebook, Move
from grader.classroom.book.grades import Grades
from grader.classroom.book.rules import Rules
from grader.classroom.book.standing import IntakeNotes, Leftover, Override, Student
from grader.classroom.book.store import Store
from grader.classroom.overview.overview import Overview
from grader.core.errors import MachineError, UsageError
from grader.core.fact import Fact, verbatim
from grader.core.model import Outcome
from grader.locale.messages import sentence

VERSION_1 = """
CREATE TABLE facts (name VARCHAR NOT NULL, value VARCHAR, PRIMARY KEY (name));
CREATE TABLE students (id VARCHAR NOT NULL, position INTEGER NOT NULL, name VARCHAR NOT NULL,
 email VARCHAR NOT NULL, "group" VARCHAR NOT NULL, extension VARCHAR NOT NULL, lms VARCHAR NOT NULL,
 in_roster BOOLEAN NOT NULL, PRIMARY KEY (id));
CREATE TABLE submissions (id INTEGER NOT NULL, student VARCHAR NOT NULL, exercise VARCHAR NOT NULL,
 counted INTEGER, PRIMARY KEY (id), UNIQUE (student, exercise),
 FOREIGN KEY(student) REFERENCES students (id));
CREATE TABLE attempts (id INTEGER NOT NULL, submission INTEGER NOT NULL, name VARCHAR NOT NULL,
 digest VARCHAR NOT NULL, suffix VARCHAR NOT NULL, time VARCHAR, late BOOLEAN NOT NULL,
 graded_with VARCHAR, grade BLOB, problem VARCHAR DEFAULT '' NOT NULL, fault BOOLEAN DEFAULT '0' NOT NULL,
 answers VARCHAR DEFAULT '' NOT NULL, PRIMARY KEY (id), UNIQUE (submission, name, digest),
 FOREIGN KEY(submission) REFERENCES submissions (id));
CREATE TABLE results (attempt INTEGER NOT NULL, task VARCHAR NOT NULL, position INTEGER NOT NULL,
 content VARCHAR NOT NULL, result BLOB NOT NULL, hidden BLOB, loaded BOOLEAN DEFAULT '0' NOT NULL,
 PRIMARY KEY (attempt, task), FOREIGN KEY(attempt) REFERENCES attempts (id));
CREATE TABLE keys (exercise VARCHAR NOT NULL, hidden BOOLEAN NOT NULL, title VARCHAR NOT NULL,
 digest VARCHAR NOT NULL, tasks VARCHAR NOT NULL, PRIMARY KEY (exercise, hidden));
CREATE TABLE overrides (id INTEGER NOT NULL, student VARCHAR NOT NULL, exercise VARCHAR NOT NULL,
 task VARCHAR NOT NULL, score FLOAT, reason VARCHAR NOT NULL, author VARCHAR NOT NULL,
 time VARCHAR NOT NULL, PRIMARY KEY (id), FOREIGN KEY(student) REFERENCES students (id));
CREATE TABLE accepted (id INTEGER NOT NULL, exercise VARCHAR NOT NULL, task VARCHAR NOT NULL,
 student VARCHAR NOT NULL, attempt INTEGER NOT NULL, author VARCHAR NOT NULL, time VARCHAR NOT NULL,
 PRIMARY KEY (id), FOREIGN KEY(student) REFERENCES students (id),
 FOREIGN KEY(attempt) REFERENCES attempts (id));
CREATE TABLE moves (id INTEGER NOT NULL, student VARCHAR NOT NULL, exercise VARCHAR NOT NULL,
 task VARCHAR NOT NULL, before FLOAT NOT NULL, after FLOAT NOT NULL, why VARCHAR NOT NULL,
 time VARCHAR NOT NULL, PRIMARY KEY (id), FOREIGN KEY(student) REFERENCES students (id));
CREATE TABLE pages (student VARCHAR NOT NULL, content VARCHAR NOT NULL, PRIMARY KEY (student),
 FOREIGN KEY(student) REFERENCES students (id));
"""
"""The tables as the first version made them."""
REQUEST = json.dumps({"course": "/course", "rules": "/rules.toml", "secret": "tea"})
INTAKE = json.dumps({"leftovers": [["notes.txt", "Only scripts are graded."]], "remarks": ["Li is new."]})
FACTS = {"version": "1", "title": "Week 1", "tier": "flat", "torch": "2.13", "layout": "flat"}
FACTS |= {"pages": "state", "request": REQUEST, "intake": INTAKE}
STUDENTS = [
    ("ada", 1, "Ada Lovelace", "ada@example.org", "A", "3", "11", True),
    ("alan", 2, "Alan Turing", "", "", "", "", False),
    ("grace", 3, "Grace Hopper", "", "", "", "", True),
    ("ming", 4, "王小明", "", "", "", "", True),
]
TASKS = json.dumps([["mean", 2.0, "d1"], ["twice", 1.0, "d2"]])


def result(task, outcome, score, most):
    """A result as version 1 kept it, with sentences."""
    difference = {"aspect": "values", "path": "", "message": "The result is 9.", "expected": "3", "got": "9"}
    said = {"differences": [difference], "pattern": "Wrong whenever x is long.", "tried": 60, "wrong": 40}
    return json.dumps({"task": task, "outcome": outcome, "score": score, "max_score": most} | said).encode()


GRADE = json.dumps(
    {
        "version": 1,
        "exercise": "sums",
        "title": "Sums",
        "submission": "ada.py",
        "score": 1.0,
        "max_score": 3.0,
        "key": "sha256:1",
        "torch": "2.13",
        "device": "cpu",
        "tier": "flat",
        "skipped": [{"file": "ada.py", "cell": None, "line": 1, "text": "x", "why": "It reads a file."}],
        "tasks": [],
    }
).encode()
ATTEMPTS = [  # id, submission, name, digest, suffix, time, late, graded_with, grade, problem, fault, answers
    (1, 1, "ada_old.py", "d0", ".py", None, False, "print", GRADE, "", False, ""),
    (2, 1, "ada.py", "d1", ".py", "2026-03-01T12:00:00+00:00", True, "print", GRADE, "", False, "[]"),
    (3, 2, "alan.py", "d2", ".py", None, False, "print", None, "alan.py is empty.", False, ""),
    (4, 3, "grace.py", "d3", ".py", None, False, None, None, "", False, ""),
    (5, 4, "ming.py", "d4", ".py", None, False, "print", GRADE, "", False, "[]"),
]
RESULTS = [  # attempt, task, position, content, result, hidden, loaded
    (2, "mean", 0, "c", result("mean", "failed", 0.0, 2.0), None, False),
    (2, "twice", 1, "c", result("twice", "passed", 1.0, 1.0), result("twice", "timed out", 0.5, 1.0), False),
    (5, "mean", 0, "c", result("mean", "passed", 2.0, 2.0), None, False),
    (5, "twice", 1, "c", b"no result", None, False),
]
DECIDED = "2026-03-02T09:30:00+00:00"


@pytest.fixture
def store(tmp_path):
    """A class that was graded by the first version, with all that a teacher has decided."""
    store = Store(tmp_path / "out")
    store.prepare()
    book = sqlite3.connect(store.gradebook)
    book.executescript(VERSION_1)

    def insert(table, rows):
        rows = list(rows)
        marks = ", ".join("?" * len(rows[0]))
        book.executemany(f"insert into {table} values ({marks})", rows)

    insert("facts", FACTS.items())
    insert("students", STUDENTS)
    places = enumerate(zip(("ada", "alan", "grace", "ming"), (2, 3, 4, 5), strict=True), start=1)
    insert("submissions", ((number, who, "sums", counted) for number, (who, counted) in places))
    insert("attempts", ATTEMPTS)
    insert("results", RESULTS)
    insert("keys", [("sums", False, "Sums", "sha256:1", TASKS), ("sums", True, "Sums", "sha256:2", TASKS)])
    insert("overrides", [(1, "ada", "sums", "mean", 1.5, "nan is fair", "me", DECIDED)])
    insert("accepted", [(1, "sums", "mean", "ming", 5, "me", DECIDED)])
    insert("moves", [(1, "ada", "sums", "mean", 0.0, 1.5, "nan is fair", DECIDED)])
    insert("pages", [("ada", "digest")])
    book.commit()
    book.close()
    return store


@pytest.fixture
def book(store):
    book = Gradebook(store.gradebook, writes=True)
    yield book
    book.close()


def copy_of(store):
    return store.folder / "gradebook-v1.db"


def rows(path, query):
    book = sqlite3.connect(path)
    found = book.execute(query).fetchall()
    book.close()
    return found


# ------------------------------------------------------------------------------------ what is kept


def test_how_many_files_are_graded_again_is_said_with_the_copy_of_the_old_file(store, book):
    assert sentence(book.migrated) == (
        "An earlier version of grade made this gradebook. `grade regrade` grades 2 files again. Your "
        f"decisions are kept, and {copy_of(store)} is a copy of the old gradebook."
    )
    assert rows(copy_of(store), "select value from facts where name = 'version'") == [("1",)]
    assert rows(copy_of(store), "select result from results where attempt = 2 and task = 'mean'") == [
        (result("mean", "failed", 0.0, 2.0),)
    ]


def test_it_is_said_once(store, book):
    again = Gradebook(store.gradebook)
    assert (again.migrated, again.fact("version")) == (None, "2")
    assert list(store.folder.glob("gradebook-v1*")) == [copy_of(store)]


def test_students_files_rules_and_keys_are_kept(book):
    assert list(book.students())[:2] == [
        Student("ada", "Ada Lovelace", "ada@example.org", "A", "3", "11", in_roster=True),
        Student("alan", "Alan Turing"),
    ]
    ada, *_ = book.attempts()
    assert (ada.name, ada.digest, ada.suffix, ada.late, ada.attempts) == ("ada.py", "d1", ".py", True, 2)
    assert ada.time == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert book.file_of(1) == ("d0", ".py", "ada_old.py")
    assert book.fact("request") == REQUEST
    assert book.keys()["sums"].tasks == (("mean", 2.0, "d1"), ("twice", 1.0, "d2"))
    assert book.keys(hidden=True)["sums"].digest == "sha256:2"


def test_what_a_teacher_has_decided_is_kept(store, book):
    time = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert book.overrides() == {("ada", "sums", "mean"): Override(1.5, "nan is fair", "me", time)}
    assert book.accepted() == (("sums", "mean", "ming", 5),)
    book.moved([Move("ada", "sums", "mean", 1.5, 2.0, Fact("move.course_changed"))])
    assert rows(store.gradebook, "select why from moves order by id") == [
        ('{"code":"text","args":{"text":"nan is fair"}}',),
        ('{"code":"move.course_changed","args":{}}',),
    ]


def test_sentences_that_were_kept_stay_as_they_are(book):
    assert book.notes() == IntakeNotes(
        (Leftover("notes.txt", verbatim("Only scripts are graded.")),), (verbatim("Li is new."),)
    )
    (alan,) = book.attempts(student="alan")
    assert (alan.problem, alan.fault, alan.is_outdated) == (verbatim("alan.py is empty."), False, True)


# ------------------------------------------------------------------------- what is graded again


def test_points_count_until_the_files_are_graded_again(store, book):
    standings = {one.student.id: one for one in Grades(store, book, Rules()).standings()}
    scores = {name: [task.score for task in one.tasks] for name, one in standings.items()}
    assert scores == {"ada": [1.5, 0.5], "alan": [0.0, 0.0], "grace": [0.0, 0.0], "ming": [0.0, 0.0]}
    assert [task.outcome for task in standings["ada"].tasks] == [Outcome.FAILED, Outcome.TIMED_OUT]
    not_yet = Fact("problem.not_yet")
    problems = {name: one.problem for name, one in standings.items()}
    assert problems == {
        "ada": None,
        "alan": verbatim("alan.py is empty."),
        "grace": not_yet,
        "ming": not_yet,  # what came of it could not be read
    }


def test_all_that_was_graded_is_graded_again_and_nothing_of_it_is_reused(book):
    assert [(one.name, one.graded_with) for one in book.attempts()] == [
        ("ada.py", "version 1"),
        ("alan.py", "version 1"),
        ("grace.py", ""),
        ("ming.py", ""),
    ]
    assert [content for _, content in book.contents(2)] == ["", ""]
    book.write([GradedFile(2, fingerprint="now")])
    (ada,) = book.attempts(student="ada")
    assert (ada.is_outdated, ada.graded_with) == (False, "now")


def test_why_an_answer_was_wrong_is_not_guessed(store, book):
    overview = Overview(Grades(store, book, Rules()), book)
    for graded in Grades(store, book, Rules()).graded():
        overview.add(graded)
    view = overview.view()
    assert view.clusters == ()
    not_yet = "It is not graded yet. Run the same `grade batch` again to continue."
    only_points = (
        "Only the points are known, from an earlier version of grade. `grade regrade` grades 2 files again."
    )
    assert [(one.who, one.why) for one in view.review] == [
        ("notes.txt", "Nobody is known who handed this file in. Only scripts are graded."),
        ("Alan Turing", "This student is not in the roster. The file is alan.py."),
        ("Alan Turing", "alan.py is empty."),
        ("Grace Hopper", not_yet),
        ("王小明", not_yet),
        ("Ada Lovelace, Alan Turing", only_points),
    ]
    assert view.summary[-1] == "Li is new."


class Nobody:
    """Takes jobs and does none of them; these are the pages that it was to write."""

    def __init__(self):
        self.pages = []

    def run(self, jobs):
        self.pages += jobs
        return iter(())


def test_a_page_that_explains_more_than_a_new_one_would_stays(store, book):
    students = {student.id: student for student in book.students()}
    places = {name: store.folder / store.page(student) for name, student in students.items()}
    for name in ("ada", "alan", "grace"):
        places[name].parent.mkdir(exist_ok=True)
        places[name].write_text("as it was")
    nobody = Nobody()
    Pages(Grades(store, book, Rules()), store, book).write(nobody)
    assert [page.path for page in nobody.pages] == [places["ada"], places["grace"], places["ming"]]


# ------------------------------------------------------------------------------ what is in the way


def test_to_read_it_brings_it_up_to_date_too(store):
    book = Gradebook(store.gradebook)
    assert book.migrated.args["count"] == 2
    assert book.texts("en") == {}


@pytest.mark.parametrize("statement", range(len(migration.STATEMENTS)))
def test_a_crash_in_the_middle_leaves_the_old_gradebook(store, monkeypatch, statement):
    before = rows(store.gradebook, "select * from attempts"), rows(store.gradebook, "select * from facts")
    broken = (*migration.STATEMENTS[: statement + 1], "no statement")
    monkeypatch.setattr(migration, "STATEMENTS", broken)
    with pytest.raises(MachineError, match=r"gradebook\.db cannot be used: near \"no\": syntax error\."):
        Gradebook(store.gradebook, writes=True)
    assert before == (
        rows(store.gradebook, "select * from attempts"),
        rows(store.gradebook, "select * from facts"),
    )
    monkeypatch.undo()
    book = Gradebook(store.gradebook, writes=True)
    assert book.migrated.args == {"count": 2, "copy": str(store.folder / "gradebook-v1-2.db")}
    book.close()


def test_who_is_interrupted_finds_no_half_of_a_copy(store, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(migration.shutil, "copymode", interrupted)
    before = store.gradebook.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        Gradebook(store.gradebook, writes=True)
    assert store.gradebook.read_bytes() == before
    assert [path.name for path in store.folder.iterdir()] == ["gradebook.db"]


def no_room(*_args, **_more):
    raise OSError(28, "No space left on device")


def test_where_it_cannot_be_written_a_reader_is_told_what_to_do(store, monkeypatch):
    monkeypatch.setattr(migration.tempfile, "mkstemp", no_room)
    with pytest.raises(UsageError) as raised:
        Gradebook(store.gradebook)
    assert str(raised.value) == (
        f"{store.gradebook} was made by an earlier version of grade and cannot be updated: No space left on "
        "device. Run `grade regrade` once where you can write to the folder."
    )


def test_where_it_cannot_be_written_a_writer_is_told_what_is_in_the_way(store, monkeypatch):
    monkeypatch.setattr(migration.tempfile, "mkstemp", no_room)
    with pytest.raises(MachineError, match=r"gradebook\.db cannot be written: No space left on device\."):
        Gradebook(store.gradebook, writes=True)
