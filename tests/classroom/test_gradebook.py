"""The gradebook and the folder around it: what is kept, and what is said when it cannot be."""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys

import msgspec
import pytest

from grader.classroom.batch.worker import GradedFile, Scored
from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.standing import HandedFile, IntakeNotes, Leftover, Student
from grader.classroom.book.store import Store, find, write
from grader.core.errors import MachineError, UsageError
from grader.core.fact import Fact, verbatim
from grader.core.model import Outcome
from grader.core.verdict import TaskResult

ADA, MING = Student("ada", "Ada Lovelace"), Student("2023/../x", "王小明")
RESULT = msgspec.json.encode(TaskResult("f", Outcome.PASSED, 1.0, 1.0))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "out")
    store.prepare()
    return store


@pytest.fixture
def book(store):
    book = Gradebook(store.gradebook, writes=True)
    yield book
    book.close()


def found(student, name, digest, rank):
    return HandedFile(student, "week_1", name, digest, rank=(rank,))


def test_of_several_files_the_latest_counts_and_all_are_kept(book):
    book.record([found(ADA, "a.py", "1", 1), found(ADA, "b.py", "2", 3), found(ADA, "c.py", "3", 2)], [MING])
    (attempt,) = book.attempts()
    assert (attempt.name, attempt.attempts, attempt.student) == ("b.py", 3, ADA)
    assert [student.id for student in book.students()] == [MING.id, ADA.id]


def test_a_later_download_counts_and_keeps_what_was_graded(book):
    book.record([found(ADA, "a.py", "1", 9)], [])
    (first,) = book.attempts()
    book.write([GradedFile(first.id, b"", (Scored("f", "x", RESULT),), fingerprint="key")])
    book.record([found(ADA, "a.py", "2", 1)], [])
    (second,) = book.attempts()
    assert (second.id == first.id, second.graded_with, second.attempts) == (False, "", 2)
    book.record([found(ADA, "a.py", "1", 9)], [])
    (again,) = book.attempts()
    assert (again.id, again.graded_with) == (first.id, "key")
    assert [one.task for one in book.results(again.id)] == ["f"]


def test_results_that_still_hold_are_left_and_tasks_that_are_gone_go(book):
    book.record([found(ADA, "a.py", "1", 1)], [])
    (attempt,) = book.attempts()
    book.write([GradedFile(attempt.id, b"", (Scored("f", "x", RESULT), Scored("g", "y", RESULT)))])
    book.write([GradedFile(attempt.id, b"", (Scored("f", "x"),))])
    (left,) = book.results(attempt.id)
    assert (left.task, left.content, left.public.score) == ("f", "x", 1.0)


STRANGER = Student("Participant 9", "Ada L.")
KNOWN = Student("ada", "Ada Lovelace", in_roster=True)


def test_a_stranger_whose_student_is_known_now_is_forgotten(book):
    book.record([found(STRANGER, "a.py", "1", 1), found(MING, "m.py", "2", 1)], [])
    (first, _) = list(book.attempts())
    book.write([GradedFile(first.id, b"", (Scored("f", "x", RESULT),), fingerprint="key")])
    book.record([found(KNOWN, "a.py", "1", 1), found(MING, "m.py", "2", 1)], [])
    assert [(one.student.id, one.name) for one in book.attempts()] == [(MING.id, "m.py"), ("ada", "a.py")]
    assert [student.id for student in book.students()] == [MING.id, "ada"]


def test_a_stranger_for_whom_a_teacher_decided_stays(book):
    book.record([found(STRANGER, "a.py", "1", 1)], [])
    book.override(STRANGER.id, "week_1", "f", score=1.0, reason="well", author="me")
    book.record([found(KNOWN, "a.py", "1", 1)], [])
    assert [student.id for student in book.students()] == [STRANGER.id, "ada"]


def test_a_stranger_with_another_file_of_that_name_stays(book):
    book.record([found(STRANGER, "a.py", "1", 1)], [])
    book.record([found(KNOWN, "a.py", "2", 1)], [])
    book.record([found(KNOWN, "a.py", "1", 2), found(STRANGER, "a.py", "1", 1)], [])
    assert [one.student.id for one in book.attempts()] == [STRANGER.id, "ada"]


# ------------------------------------------------------------------------------------------ texts

SQUARED, FORGETS = "course/sums/mean/squared", "course/sums/mean/forgets"


def test_the_last_text_of_each_code_and_language_is_kept(book):
    book.keep_texts("en", {SQUARED: "It is squared.", FORGETS: "The sum."})
    book.keep_texts("zh_CN", {SQUARED: "平方了。"})
    book.keep_texts("en", {SQUARED: "You square it."})
    book.keep_texts("en", {})
    assert book.texts("en") == {FORGETS: "The sum.", SQUARED: "You square it."}
    assert book.texts("zh_CN") == {FORGETS: "The sum.", SQUARED: "平方了。"}


def test_a_text_that_a_language_lacks_is_english_and_else_in_any(book):
    book.keep_texts("zh_CN", {SQUARED: "平方了。"})
    book.keep_texts("de", {SQUARED: "Quadriert.", FORGETS: "Die Summe."})
    assert book.texts("fr") == {FORGETS: "Die Summe.", SQUARED: "Quadriert."}
    book.keep_texts("en", {SQUARED: "You square it."})
    assert book.texts("fr") == {FORGETS: "Die Summe.", SQUARED: "You square it."}


def test_what_pages_are_made_of_changes_with_a_text(book):
    states = [book.state()]
    for language, text in (("en", "It is squared."), ("en", "You square it."), ("zh_CN", "平方了。")):
        book.keep_texts(language, {SQUARED: text})
        states.append(book.state())
    book.keep_texts("en", {SQUARED: "You square it."})
    assert len(set(states)) == 4
    assert book.state() == states[-1]


# ------------------------------------------------------------------------------------------ facts


def test_why_a_file_could_not_be_graded_comes_back_as_it_was(book):
    book.record([found(ADA, "a.py", "1", 1)], [])
    (attempt,) = book.attempts()
    inner = Fact("leftover.unreadable", {"why": "I/O error", "line": 3, "share": 0.5, "all": ("a", 1)})
    problem = Fact("problem.fault", {"fault": inner})
    book.write([GradedFile(attempt.id, problem=problem, fault=True)])
    (attempt,) = book.attempts()
    assert (attempt.problem, attempt.fault) == (problem, True)
    book.write([GradedFile(attempt.id)])
    (attempt,) = book.attempts()
    assert attempt.problem is None


def test_what_is_said_of_a_download_comes_back_as_it_was(book):
    assert book.notes() == IntakeNotes()
    notes = IntakeNotes((Leftover("a.txt", Fact("leftover.only_code")),), (verbatim("Li is new."),))
    book.keep_notes(notes)
    assert book.notes() == notes


# ------------------------------------------------------------------------------- the folder around it


def test_a_students_id_is_never_a_path(store):
    page = store.page(MING)
    assert re.fullmatch(r"students/2023----x-[0-9a-f]{8}\.html", page.as_posix())
    assert store.page(Student("../../etc/passwd")).parent.as_posix() == "students"
    assert store.page(Student("a" * 900)).name != store.page(Student("a" * 901)).name
    assert store.page(Student("王")) != store.page(Student("李"))


def test_the_same_content_is_kept_once(store):
    first, second = store.keep(b"x = 1", ".PY"), store.keep(b"x = 1", ".py")
    assert first == second
    assert first == store.file(hashlib.sha256(b"x = 1").hexdigest(), ".py")
    assert first.read_bytes() == b"x = 1"


def test_a_file_that_is_no_gradebook_is_told(tmp_path):
    (tmp_path / "gradebook.db").write_text("no database, but long enough to be taken for one" * 9)
    with pytest.raises(
        MachineError, match=r"gradebook\.db is not a gradebook, or it is damaged\. Restore it"
    ):
        Gradebook(tmp_path / "gradebook.db")


def test_a_gradebook_of_another_version_is_refused(store, book):
    with sqlite3.connect(store.gradebook) as connection:
        connection.execute("update facts set value = '99' where name = 'version'")
    connection.close()
    with pytest.raises(UsageError, match=r"is a gradebook of version '99'; this grade reads 2\."):
        Gradebook(store.gradebook)


def test_a_folder_without_a_gradebook_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"holds no gradebook\. Go to the folder"):
        find(tmp_path)


LIMITED = """
import resource
import sys
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from grader.classroom.book.gradebook import Gradebook
from grader.core.errors import MachineError
book = Gradebook(Path(sys.argv[1]), writes=True)
kept = 0
try:
    for number in range(100):
        book.set_facts({f"fact {number}": "x" * 4000})
        kept += 1
except MachineError as error:
    print(kept, error)
"""


@pytest.mark.slow
def test_a_disk_that_is_full_is_told_and_loses_nothing_that_was_kept(store):
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(store.gradebook)], capture_output=True, text=True, check=True
    )
    kept, _, said = ran.stdout.partition(" ")
    assert int(kept) > 0
    assert "cannot be " in said
    book = Gradebook(store.gradebook)
    assert [len(book.fact(f"fact {number}")) for number in range(int(kept))] == [4000] * int(kept)
    assert book.fact(f"fact {kept}") == ""


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_on_a_really_full_disk_everything_that_was_announced_is_there(tmp_path):
    command = ["unshare", "-m", sys.executable, "-c", FULL, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in ran.stderr:
        pytest.skip("this machine does not let root mount anything")
    assert ran.stdout.splitlines() == ["the disk is full", "kept"], ran.stderr


FULL = """
import subprocess, sys
from pathlib import Path
folder = Path(sys.argv[1])
small = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder]
if subprocess.run(small, capture_output=True).returncode:
    sys.exit("unshare: no mount")
from grader.classroom.book.gradebook import Gradebook
from grader.core.errors import MachineError
book, kept = Gradebook(folder / "gradebook.db", writes=True), 0
try:
    while True:
        book.set_facts({f"fact {kept}": "x" * 9000})
        kept += 1
except MachineError as error:
    print("the disk is full" if "the disk is full" in str(error) else error)
again = Gradebook(folder / "gradebook.db")
print("kept" if kept and all(again.fact(f"fact {n}") for n in range(kept)) else "lost")
"""


def test_a_page_that_cannot_be_written_is_told_with_its_path(tmp_path):
    (tmp_path / "students").write_text("in the way")
    with pytest.raises(
        MachineError, match=r"students/a\.html cannot be written: .*run the same command again\."
    ):
        write(tmp_path / "students" / "a.html", b"page")
