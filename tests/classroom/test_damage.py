"""A gradebook that is empty, cut short or damaged is told, and what can be read of it is saved."""

import contextlib
import json
import random
import shutil
import sqlite3
import string

import msgspec
import pytest

from grader.classroom.batch.batch import Batch
from grader.classroom.batch.worker import GradedFile, Scored
from grader.classroom.book import tables
from grader.classroom.book.gradebook import BadRow, Gradebook, KeyFacts
from grader.classroom.book.grades import Grades
from grader.classroom.book.restore import restore
from grader.classroom.book.rules import Rules
from grader.classroom.book.standing import HandedFile, Student
from grader.classroom.book.store import Store
from grader.classroom.overview.overview import Overview
from grader.classroom.session import _reason
from grader.cli.group import cli
from grader.core.errors import GraderError, MachineError, UsageError
from grader.core.fact import Fact
from grader.core.model import Outcome
from grader.core.verdict import Grade, TaskResult
from grader.locale.messages import sentence

STUDENTS = [f"s{number:03}" for number in range(60)]
TASKS = ("mean", "total")
READERS = (
    ("export", "--format", "csv", "-o", "-"),
    ("export", "--format", "json", "-o", "-"),
    ("review",),
    ("regrade",),
)
DECISIONS = (
    ("override", "s001", "mean", "1", "--reason", "well"),
    ("accept", "s001", "mean"),
)


def result(task, student):
    noise = random.Random(student).choices(string.ascii_letters, k=300)
    found = TaskResult(task, Outcome.PASSED, 1.0, 1.0, stdout="".join(noise))
    return msgspec.json.encode(found)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class of sixty, with results of some hundred kilobytes and a decision."""
    store = Store(tmp_path_factory.mktemp("class") / "out")
    store.prepare()
    (store.folder / "keys").mkdir()
    book = Gradebook(store.gradebook, writes=True)
    book.record([HandedFile(Student(id_, in_roster=True), "sums", f"{id_}.py", id_) for id_ in STUDENTS], [])
    book.set_key(KeyFacts("sums", "Sums", "sha256:1", tuple((task, 1.0, "d") for task in TASKS)))
    for attempt in list(book.attempts()):
        scored = tuple(Scored(task, "c", result(task, attempt.student.id)) for task in TASKS)
        head = Grade(2, "sums", attempt.name, 2.0, 2.0, "", "", "", "", skipped=(), tasks=())
        book.write([GradedFile(attempt.id, msgspec.json.encode(head), scored, fingerprint="x")])
    book.override("s007", "sums", "mean", score=0.5, reason="copied", author="me")
    given = {"course": str(store.folder / "gone"), "rules": "", "unconfined": True}
    book.set_facts({"request": json.dumps(given), "tier": "unconfined"})
    book.close()
    return store.folder


@pytest.fixture
def store(made, tmp_path):
    """A copy of the class, to be damaged."""
    return Store(shutil.copytree(made, tmp_path / "out"))


def run(*words):
    cli.main([*map(str, words)], standalone_mode=False)


def refusal(*words):
    with pytest.raises(GraderError) as caught:
        run(*words)
    return str(caught.value)


def command(store, words):
    return (words[0], *words[1:], *(["--dir", store.folder] if words in DECISIONS else [store.folder]))


def batch(store, tmp_path):
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / "s001_exercise_03.py").write_text("def l2_norm(x): pass\n")
    return ("batch", tmp_path / "in", "--out", store.folder, "--unconfined")


def everything(store):
    """All that pages and exports need of a gradebook."""
    book = Gradebook(store.gradebook)
    grades = Grades(store, book, Rules())
    overview = Overview(grades, book)
    for graded in grades.graded():
        overview.add(graded)
        grades.shown(graded)
    overview.view()
    found = {one.student.id: one for one in grades.standings()}
    book.close()
    return found


# ------------------------------------------------------------------------------------- not a gradebook


@pytest.mark.parametrize("words", READERS + DECISIONS, ids=" ".join)
def test_an_empty_gradebook_of_a_class_is_no_new_one(store, words):
    store.gradebook.write_bytes(b"")
    path = store.gradebook
    assert refusal(*command(store, words)) == (
        f"{path} is empty, but its folder holds results of a class. Put a copy of the gradebook in its "
        "place. Without a copy, run `grade batch` on the same download again, into a new folder. "
        f"{store.folder / 'files'} has the files that students handed in, but not their names."
    )
    assert path.read_bytes() == b""


def test_nor_does_a_batch_begin_a_new_one(store, tmp_path):
    store.gradebook.write_bytes(b"")
    assert "is empty, but its folder holds results of a class." in refusal(*batch(store, tmp_path))
    assert store.gradebook.read_bytes() == b""


def test_an_empty_gradebook_in_a_new_folder_is_one(tmp_path):
    store = Store(tmp_path / "out")
    store.prepare()
    store.gradebook.write_bytes(b"")
    with pytest.raises(MachineError) as raised:
        Gradebook(store.gradebook)
    assert str(raised.value) == (
        f"{store.gradebook} is empty. Nothing has been graded here yet: run `grade batch` first."
    )
    Gradebook(store.gradebook, writes=True).close()
    assert list(Gradebook(store.gradebook).students()) == []


@pytest.mark.parametrize("writes", [True, False])
def test_a_database_of_another_program_is_left_alone(tmp_path, writes):
    path = tmp_path / "gradebook.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table submitted_assignment (id text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(MachineError) as raised:
        Gradebook(path, writes=writes)
    assert str(raised.value) == (
        f"{path} is a database of another program, not a gradebook of grade. Choose another folder with "
        "--out."
    )
    assert path.read_bytes() == before


# ---------------------------------------------------------------------------------------------- damage


def said(store, results, decisions):
    return (
        f"{store.gradebook} is damaged. Put a copy of it in its place. Without a copy, run `grade restore "
        f"{store.folder}`: it saves what can be read. That is, of results: {results}; of decisions of "
        f"teachers: {decisions}."
    )


@pytest.mark.parametrize("words", READERS + DECISIONS, ids=" ".join)
def test_a_gradebook_that_was_cut_short_is_damaged(store, words):
    data = store.gradebook.read_bytes()
    store.gradebook.write_bytes(data[: len(data) // 4096 // 2 * 4096])
    message = refusal(*command(store, words))
    assert message.startswith(f"{store.gradebook} is damaged. Put a copy of it in its place.")
    assert "it saves what can be read. That is, of results: " in message


def overwrite(path, pages, content=b"\xff"):
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * 4096 : page * 4096] = content * (4096 // len(content))
    path.write_bytes(data)


def leaves(path):
    """The pages in which results are written."""
    data = path.read_bytes()
    return [n + 1 for n in range(len(data) // 4096) if b'"outcome":"' in data[n * 4096 : (n + 1) * 4096]]


def test_damaged_pages_are_damaged_and_the_rest_can_be_restored(store, capsys):
    middle = leaves(store.gradebook)
    overwrite(store.gradebook, middle[len(middle) // 3 : len(middle) // 3 + 3])
    message = refusal("export", store.folder, "--format", "csv", "-o", "-")
    readable = int(message.partition("of results: ")[2].partition(";")[0])
    assert 60 <= readable < 120
    assert message == said(store, readable, 1)
    run("restore", store.folder)
    out = capsys.readouterr().out
    damaged = store.folder / "gradebook-damaged.db"
    assert out.startswith(
        f"{store.gradebook} is a new gradebook, made of all that can be read. Students: 60. Files: 60. "
        f"Results: {readable}. Decisions of teachers: 1. The damaged gradebook is {damaged}."
    )
    assert damaged.is_file()
    found = everything(store)
    assert set(found) == set(STUDENTS)
    assert (found["s007"].raw, found["s007"].tasks[0].override.reason) == (1.5, "copied")
    whole = [one for one in found.values() if one.problem is None]
    assert all(one.raw == 2.0 for one in whole if one.student.id != "s007")
    again = [one for one in found.values() if one.problem is not None]
    assert 0 < len(again) < 30
    assert f"{len(again)} file" in out
    assert {one.problem.code for one in again} == {"problem.not_yet"}


def test_a_gradebook_that_was_cut_short_can_be_restored_in_part(store):
    data = store.gradebook.read_bytes()
    store.gradebook.write_bytes(data[: len(data) * 3 // 4 // 4096 * 4096])
    for id_ in STUDENTS:
        (store.folder / "files" / id_[:2]).mkdir(parents=True, exist_ok=True)
        (store.folder / "files" / id_[:2] / f"{id_}.py").touch()
    found = restore(store.gradebook)
    assert (found.students, found.files + found.lost) == (60, 60)
    assert 0 < found.lost < 60
    assert 20 < found.results < 120
    assert set(everything(store)) == set(STUDENTS)


def test_a_whole_gradebook_is_not_restored(store):
    before = store.gradebook.read_bytes()
    with pytest.raises(UsageError) as raised:
        run("restore", store.folder)
    assert str(raised.value) == f"{store.gradebook} is not damaged. Nothing was changed."
    assert store.gradebook.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no database" * 99, b"SQLite format 3\0" + bytes(9999)])
def test_what_cannot_be_read_at_all_is_left_as_it_is(store, content):
    store.gradebook.write_bytes(content)
    with pytest.raises(MachineError):
        restore(store.gradebook)
    assert store.gradebook.read_bytes() == content
    assert [path.name for path in store.folder.iterdir() if "restored" in path.name] == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", range(24))
def test_no_damage_is_a_fault_of_the_grader(store, seed):
    """Bytes, pages and halves of pages, anywhere in the file."""
    draw, data = random.Random(seed), bytearray(store.gradebook.read_bytes())
    for _ in range(draw.choice((1, 1, 3, 9))):
        start = draw.randrange(len(data))
        length = draw.choice((1, 8, 100, 2048, 4096))
        kind = draw.choice(("zero", "noise", "ones"))
        piece = {"zero": bytes(length), "ones": b"\xff" * length, "noise": draw.randbytes(length)}[kind]
        data[start : start + length] = piece[: len(data) - start]
    store.gradebook.write_bytes(data)
    for words in READERS[:3]:
        with contextlib.suppress(MachineError, UsageError):
            run(*command(store, words))
    try:
        restore(store.gradebook)
    except MachineError:
        return
    assert set(everything(store)) <= set(STUDENTS)


@pytest.mark.parametrize("table", sorted(tables.metadata.tables))
def test_a_gradebook_that_lacks_a_table_is_damaged(store, table):
    with sqlite3.connect(store.gradebook) as connection:
        connection.execute(f"drop table {table}")
    connection.close()
    for writes in (False, True):
        with pytest.raises(MachineError, match="is damaged"):
            Gradebook(store.gradebook, writes=writes)


# --------------------------------------------------------------------------------------- one bad row


def spoil(store, statement):
    with sqlite3.connect(store.gradebook) as connection:
        connection.execute(statement)
    connection.close()


BAD = [b"{", b'{"task": "mean"}', b"", b"\xff\xfe", b'{"task":"mean","outcome":"passed","score":null}']


@pytest.mark.parametrize("content", BAD)
@pytest.mark.parametrize("column", ["result", "hidden"])
def test_one_bad_row_is_named_and_all_others_are_exported_and_reviewed(store, capsys, content, column):
    if (column, content) == ("hidden", b""):
        pytest.skip("no hidden result")
    spoil(store, f"update results set {column} = x'{content.hex()}' where attempt = 4 and task = 'mean'")
    run("export", store.folder, "--format", "csv", "-o", "-")
    out, err = capsys.readouterr()
    rows = out.splitlines()
    assert [row for row in rows if row.startswith("s003")] == ["s003,,,,,2,0,0,could not be graded: mean,"]
    assert sum(row.endswith(",2,2,0,0,,2") for row in rows) == 58
    assert err == (
        "In the gradebook, the result of s003 in sums, mean cannot be read. It is exported as not graded. "
        "`grade regrade` grades it again.\n"
    )
    for form in ("json", "junit", "github"):
        run("export", store.folder, "--format", form, "-o", "-")
    capsys.readouterr()
    run("review", store.folder)
    assert capsys.readouterr().out.splitlines()[:2] == [
        "s003: sums mean",
        "  In the gradebook, the result of s003 (s003) in mean cannot be read. The task counts as not "
        "graded, until `grade regrade` grades it again.",
    ]


def test_a_bad_row_is_graded_again_and_the_others_are_not(store, monkeypatch):
    monkeypatch.setattr(Batch, "_fingerprints", lambda _self: {"sums": "x"})
    spoil(store, "update results set result = x'00' where attempt = 4 and task = 'mean'")
    spoil(store, "update attempts set grade = x'00' where id = 9")
    spoil(store, "update attempts set problem = '{' where id = 11")
    book = Gradebook(store.gradebook)
    assert book.bad_rows() == (BadRow(4, "s003", "sums", "mean"), BadRow(9, "s008", "sums", ""))
    assert Batch(store, book, None, Rules(), None).pending() == (4, 9, 11)
    assert (book.contents(4), book.contents(5)) == ((("total", "c"),), (("mean", "c"), ("total", "c")))
    book.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update attempts set grade = x'00' where id = 4",
        "update attempts set answers = '{' where id = 4",
        "update attempts set problem = 'x' where id = 4",
        "update attempts set time = 'noon' where id = 4",
        "update overrides set time = 'noon'",
        "update results set result = 7 where attempt = 4",
    ],
)
def test_other_bad_rows_cost_nobody_else_anything(store, statement):
    spoil(store, statement)
    found = everything(store)
    assert sum(one.raw for one in found.values()) >= 2 * 58 + 1.5


def test_a_row_that_another_row_names_and_that_is_gone_is_damage(store):
    book = Gradebook(store.gradebook)
    with pytest.raises(MachineError, match="is damaged"):
        book.file_of(99)
    book.close()


def test_where_not_even_the_students_can_be_read_nothing_is_promised(store):
    overwrite(store.gradebook, [1], b"SQLite format 3\0")
    message = (
        f"{store.gradebook} is damaged, and its students cannot be read. Put a copy of it in its place. "
        "Without a copy, run `grade batch` on the same download again, into a new folder."
    )
    assert refusal("review", store.folder) == refusal("restore", store.folder) == message


@pytest.mark.parametrize(
    ("place", "code"),
    [("a", "move.course_changed"), ("b", "move.unreadable"), ("c", "move.not_graded")],
)
def test_a_score_that_was_not_there_has_not_moved_for_the_course(place, code):
    places = {name: (name, "exercise_03", "mean") for name in "abc"}
    why = Fact("move.course_changed")
    told = _reason(places[place], why, bad={places["b"]}, not_graded={places["c"]})
    assert told == Fact(code)
    assert sentence(told)[:1].islower()
