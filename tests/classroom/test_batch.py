"""A class graded for real: what comes out, what is kept, what is done again."""

import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import msgspec
import pupils
import pytest

from grader.core.verdict import TaskResult
from grader.runner.sandbox.available import best

pytestmark = [pytest.mark.slow, pytest.mark.long]

COUNT = 14
FIELDS = ("student", "exercise", "task", "outcome")
TIER = () if best() else ("--unconfined",)
"""Where nothing can be confined, the tests of classes say so, as a teacher would."""


def grade(*words, env=None):
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        check=False,
    )


def batch(submissions, out, *words):
    return grade("batch", submissions, "-o", out, *TIER, *words)


def content(out):
    """All that a gradebook says, times aside."""
    book = sqlite3.connect(out / "gradebook.db")
    rows = book.execute(
        "select s.student, a.name, a.digest, a.problem, a.grade, r.task, r.position, r.result, r.hidden,"
        " r.content"
        " from submissions s join attempts a on a.id = s.counted left join results r on r.attempt = a.id"
        " order by s.student, s.exercise, r.position"
    ).fetchall()
    book.close()
    return [tuple(timeless(value) for value in row) for row in rows]


def timeless(value):
    if not isinstance(value, bytes):
        return value
    found = json.loads(value)
    found.pop("duration", None)
    return json.dumps(found)


def pages(out):
    """All pages by their paths; durations are in none of them."""
    return {path.relative_to(out): path.read_text("utf-8") for path in sorted(out.rglob("*.html"))}


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    return pupils.write_class(tmp_path_factory.mktemp("class") / "week 3", COUNT, endless=False)


@pytest.fixture(scope="module")
def graded(keys, submissions, tmp_path_factory):
    """The class, graded once with two jobs; tests that change something take a copy."""
    out = tmp_path_factory.mktemp("graded") / "out"
    ran = batch(submissions, out, "-j", "2")
    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), ran.stderr
    return out, ran


@pytest.fixture
def own(graded, tmp_path):
    """A copy of the graded class."""
    return shutil.copytree(graded[0], tmp_path / "out")


def test_the_class_is_summed_up(graded):
    out, ran = graded
    lines = ran.stdout.splitlines()
    assert lines[0] == "14 files of 14 students: 6 with full marks."
    assert lines[-3:] == [
        f"The class:   {out}/index.html",
        f"To look at:  grade review {out}",
        f"To publish:  grade export {out} --format csv",
    ]
    assert ran.stderr.splitlines()[0] == "Layout flat: 14 files of 14 students."
    assert re.search(r"^14 of 14 graded, \d+\.\d a second; 6 with full marks", ran.stderr, re.MULTILINE)
    assert list(out.glob("students/*.html")) != []


def test_everybody_gets_what_the_file_alone_gets(graded, submissions, tmp_path):
    out, _ = graded
    book = sqlite3.connect(out / "gradebook.db")
    for number in (1, 2, 4):
        path = tmp_path / f"student{number:04}_exercise_03.py"
        path.write_bytes((submissions / path.name).read_bytes())
        alone = json.loads(grade(path, "--format", "json", "--exit-zero").stdout)
        rows = book.execute(
            "select r.result from results r join attempts a on a.id = r.attempt where a.name = ?"
            " order by position",
            (path.name,),
        )
        found = [msgspec.json.decode(result, type=TaskResult) for (result,) in rows]
        told = [msgspec.convert(one, TaskResult) for one in alone["tasks"]]
        untimed = [[msgspec.structs.replace(one, duration=0.0) for one in those] for those in (found, told)]
        assert untimed[0] == untimed[1]


def test_a_broken_file_costs_only_its_student(graded):
    out, _ = graded
    book = sqlite3.connect(out / "gradebook.db")
    found = book.execute("select name, problem from attempts where problem != ''").fetchall()
    assert [name for name, _ in found] == []
    ((outcome,),) = book.execute(
        "select result from results r join attempts a on a.id = r.attempt"
        " where a.name = 'student0009_exercise_03.py' and r.task = 'l2_norm'"
    )
    assert json.loads(outcome)["outcome"] == "not run"


def test_one_and_two_jobs_give_the_same(graded, submissions, tmp_path):
    ran = batch(submissions, tmp_path / "one", "-j", "1", "--title", "week 3")
    assert ran.returncode == 0
    assert content(tmp_path / "one") == content(graded[0])
    one, two = pages(tmp_path / "one"), pages(graded[0])
    assert list(one) == list(two)
    for path, text in one.items():
        assert text.splitlines() == two[path].splitlines()


# ---------------------------------------------------------------------------- again, and interrupted


def test_an_unchanged_class_is_not_graded_again_and_nothing_is_written(own, submissions):
    before = {path: path.stat().st_mtime_ns for path in own.rglob("*.html")}
    ran = batch(submissions, own)
    assert ran.returncode == 0
    assert "Nothing has changed, so nothing was graded again." in ran.stdout
    assert {path: path.stat().st_mtime_ns for path in own.rglob("*.html")} == before


def test_only_what_has_changed_is_graded_again(own, submissions, tmp_path):
    changed = shutil.copytree(submissions, tmp_path / "week 3")
    path = changed / "student0001_exercise_03.py"
    path.write_text(pupils.text_of(2, "right"))
    ran = batch(changed, own)
    assert "Of these, 1 file had to be graded now; the others were graded before." in ran.stdout
    assert "14 files of 14 students: 7 with full marks." in ran.stdout
    book = sqlite3.connect(own / "gradebook.db")
    ((count,),) = book.execute("select count(*) from attempts where name = ?", (path.name,))
    assert count == 2  # the earlier one is kept


def test_a_killed_batch_goes_on_where_it_was_and_comes_to_the_same(graded, submissions, tmp_path):
    out, kills = tmp_path / "out", 0
    command = [sys.executable, "-m", "grader", "batch", submissions, "-o", out, "-j", "2", *TIER]
    for wait in (0.8, 5.0, 4.0):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
            time.sleep(wait)
            run.kill()
            said = run.stderr.read()
        kills += run.returncode == -signal.SIGKILL
        done = re.findall(r"^(\d+) of \d+ graded", said, re.MULTILINE)
        begun = re.search(r"^Grading (\d+) file", said, re.MULTILINE)
        if done and begun:
            kept = COUNT - int(begun[1]) + int(done[-1])
            assert len({row[0] for row in content(out) if row[4]}) >= kept
    assert kills
    assert batch(submissions, out, "-j", "2").returncode == 0
    assert content(out) == content(graded[0])
    assert pages(out) == pages(graded[0])


def test_an_interrupted_batch_ends_its_judges_and_says_how_it_goes_on(submissions, tmp_path):
    command = [sys.executable, "-m", "grader", "batch", submissions, "-o", tmp_path / "out", *TIER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        while "graded" not in run.stderr.readline():
            pass
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=300)
    assert run.returncode == 130
    assert said.endswith(
        "Stopped. The results so far are kept. Run the same command again to continue.\n\nInterrupted.\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a file that is read-only; see the next test")
def test_a_read_only_gradebook_is_told_before_anything_is_graded(own, submissions):
    before = (own / "gradebook.db").read_bytes()
    (own / "gradebook.db").chmod(0o400)
    ran = batch(submissions, own, "--title", "another")
    assert ran.returncode == 3
    assert "gradebook.db cannot be written: it is read-only." in ran.stderr
    assert (own / "gradebook.db").read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount anything read-only")
@pytest.mark.parametrize("what", ["", "gradebook.db"])
def test_on_a_read_only_disk_it_is_told_before_anything_is_graded(own, submissions, what):
    place = own / what
    mount = f"mount --bind {place} {place} && mount -o remount,ro,bind {place}"
    words = [sys.executable, "-m", "grader", "batch", submissions, "-o", own, *TIER]
    command = f"{mount} || exit 77; exec {shlex.join(map(str, words))}"
    ran = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False)
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this machine does not let root mount anything")
    assert ran.returncode == 3
    assert "cannot be " in ran.stderr
    assert "Grading" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_two_at_once_do_not_write_into_one_folder(own, submissions):
    from grader.classroom.book.store import Store

    with Store(own).alone():
        ran = batch(submissions, own)
    assert ran.returncode == 2
    assert f"Another `grade` is writing to {own}." in ran.stderr


def test_a_folder_that_holds_other_things_is_refused(submissions, tmp_path):
    (tmp_path / "thesis.tex").touch()
    ran = batch(submissions, tmp_path)
    assert (ran.returncode, list(tmp_path.iterdir())) == (2, [tmp_path / "thesis.tex"])
    assert "this folder holds other files, and no gradebook" in ran.stderr
