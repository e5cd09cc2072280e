"""What a person decides: overrides, accepted answers, a course that was mended; and who moves."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sums import FILES, RIGHT, TIER, TWICE, grade, page, results, write_course, write_files

from grader.core.notation import numbers as values
from grader.course import load
from grader.course.key import obtain_hidden

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def course(tmp_path_factory, cache):
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def first(course, tmp_path_factory):
    """The class, graded once."""
    root = tmp_path_factory.mktemp("sums")
    submissions = write_files(root / "files", FILES)
    ran = grade("batch", submissions, "-o", root / "out", "--course", course, *TIER)
    assert ran.returncode == 0, ran.stderr
    return root / "out"


@pytest.fixture
def out(first, tmp_path):
    return shutil.copytree(first, tmp_path / "out")


def scores(out):
    """The score of each student."""
    found = json.loads(grade("export", out, "--format", "json", "-o", "-").stdout)
    return {one["id"]: one["exercises"][0]["score"] for one in found["students"]}


def test_everybody_has_what_the_reference_gives(first):
    assert scores(first) == {"ada": 3.0, "alan": 1.0, "grace": 1.0, "ming": 1.0}


def test_an_override_counts_and_its_reason_is_on_the_page(out):
    ran = grade("override", "alan", "mean", "1.5", "--reason", "nan is fair <for> nothing", "-d", out)
    assert (ran.stdout, ran.returncode) == ("alan, sums mean: 0 → 1.5.\n", 0)
    assert scores(out)["alan"] == 2.5
    said = "mean counts 1.5 of 2 points. A teacher decided this: nan is fair &lt;for&gt; nothing"
    assert said in page(out, "alan")
    assert "changed by hand" in (out / "index.html").read_text("utf-8")


def test_an_override_can_be_withdrawn(out):
    grade("override", "alan", "mean", "1.5", "--reason", "mercy", "-d", out)
    ran = grade("override", "alan", "mean", "-", "-d", out)
    assert ran.stdout == "alan, sums mean: 1.5 → 0.\n"
    assert scores(out)["alan"] == 1.0
    assert "A teacher decided this" not in page(out, "alan")


def test_points_for_who_handed_nothing_in_are_in_every_table(course, tmp_path):
    out, roster = tmp_path / "out", tmp_path / "roster.csv"
    roster.write_text("id,name\nada,Ada\neve,Eve\n")
    words = ("--course", course, "--roster", roster)
    grade("batch", write_files(tmp_path / "files", {"ada": RIGHT}), "-o", out, *words, *TIER)
    grade("override", "eve", "mean", "2", "--reason", "said it aloud", "-d", out)
    assert scores(out) == {"ada": 3.0, "eve": 2.0}
    row = (out / "index.html").read_text("utf-8").partition(">eve<")[2].partition("</tr>")[0]
    assert re.findall(r">([^<>\n]+)<", row)[:3] == ["2", "2 of 3", "changed by hand"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("alan", "mean", "-"), "alan has no override of sums mean to withdraw."),
        (
            ("alen", "mean", "1", "--reason", "x"),
            "There is no student 'alen' in this gradebook. Did you mean 'alan'?",
        ),
        (
            ("alan", "meen", "1", "--reason", "x"),
            "There is no task 'meen' in this gradebook. Did you mean 'mean'?",
        ),
        (("alan", "mean", "3", "--reason", "x"), "3 is not between 0 and 2, the points of mean."),
        (("alan", "mean", "-1", "--reason", "x"), "-1 is not between 0 and 2, the points of mean."),
        (("alan", "mean", "two", "--reason", "x"), "'two' is not a number. Give the points that count"),
        (("alan", "mean", "1"), "An override needs --reason: the student reads it."),
        (
            ("alan", "sums/mean", "1", "--reason", "x", "-e", "norms"),
            "sums/mean names one exercise, and --exercise norms names another. Leave one of them out.",
        ),
    ],
)
def test_what_cannot_be_overridden_is_told_with_the_remedy(first, words, said):
    ran = grade("override", *words, "-d", first)
    assert ran.returncode == 2
    assert said in ran.stderr


def test_an_accepted_answer_is_right_for_all_whose_answers_behave_like_it(out):
    ran = grade("accept", "alan", "mean", "-d", out)
    assert ran.returncode == 0, ran.stderr
    assert scores(out) == {"ada": 3.0, "alan": 3.0, "grace": 1.0, "ming": 3.0}
    table = [re.split(r"\s{2,}", line.strip()) for line in ran.stdout.splitlines()[:3]]
    assert table == [
        ["student", "exercise", "task", "score", "why"],
        ["alan", "sums", "mean", "0 → 2", "the answer of alan was accepted"],
        ["ming", "sums", "mean", "0 → 2", "the answer of alan was accepted"],
    ]
    assert "The scores of 2 students have moved." in ran.stdout
    variant = (out / "accepted" / "sums_mean_1.py").read_text()
    assert variant == "@mean.right\ndef accepted_1(x):\n    return x.mean()\n"
    assert "The sum is not divided by the length." in page(out, "grace")  # it is told what it was before


def test_an_override_below_full_marks_makes_a_right_answer_a_wrong_one_on_the_page(out):
    grade("override", "ada", "mean", "0.5", "--reason", "not your own", "-d", out)
    text = page(out, "ada")
    assert "A teacher decided this: not your own" in text
    assert "All right." not in text
    assert scores(out)["ada"] == 1.5


def test_a_student_is_graded_anew_when_that_is_asked(out):
    before = results(out)
    ran = grade("regrade", out, "--student", "ADA")
    assert ran.stdout == "1 file was graded again; all pages are up to date.\nNobody's score has moved.\n"
    after = results(out)
    assert {name for name, _ in before if before[name, "mean"] != after[name, "mean"]} == {"ada_sums.py"}


def test_what_is_not_graded_yet_is_no_zero(out):
    book = sqlite3.connect(out / "gradebook.db")
    with book:
        book.execute("update attempts set graded_with = null, grade = null where name = 'ada_sums.py'")
        book.execute(
            "delete from results where attempt = (select id from attempts where name = 'ada_sums.py')"
        )
    book.close()
    said = "It is not graded yet. Run the same `grade batch` again to continue."
    assert f"ada: sums\n  {said}" in grade("review", out).stdout
    row = next(
        line for line in grade("export", out, "-f", "csv", "-o", "-").stdout.splitlines() if "ada" in line
    )
    assert said in row
    assert row.startswith("ada,,,,,0,0,0,")  # id, name, email, group, no score, of 0


def test_an_accepted_answer_does_not_silence_an_override(out):
    grade("override", "alan", "mean", "0.5", "--reason", "half of it", "-d", out)
    ran = grade("accept", "alan", "mean", "-d", out)
    assert "alan has an override of sums mean: 0.5 points still count." in ran.stdout
    assert scores(out)["alan"] == 1.5


def test_a_class_is_not_graded_with_another_course_unless_it_is_named(out, course, tmp_path):
    files = write_files(tmp_path / "files", FILES)
    before = results(out)
    ran = grade("batch", files, "-o", out, *TIER)
    assert ran.returncode == 2
    assert f"{out} was graded with the course {course}, not with " in ran.stderr
    assert ran.stderr.endswith("Name the course to grade with: --course DIR.\n")
    assert results(out) == before
    assert grade("batch", files, "-o", out, "--course", course, *TIER).returncode == 0


def test_another_class_is_not_mixed_in(out, course, tmp_path):
    others = write_files(tmp_path / "others", {"hopper": RIGHT})
    ran = grade("batch", others, "-o", out, "--course", course, *TIER)
    assert ran.returncode == 2
    assert "holds another class: the 1 student who handed something in here is not known there." in ran.stderr


def test_an_extension_that_cannot_be_read_is_told_before_anything_is_graded(course, tmp_path):
    (tmp_path / "roster.csv").write_text("id,name,extension\nada,Ada,soon\n")
    submissions = write_files(tmp_path / "files", FILES)
    words = ("--course", course, "--roster", tmp_path / "roster.csv")
    ran = grade("batch", submissions, "-o", tmp_path / "out", *words, *TIER)
    assert ran.returncode == 2
    assert (
        "roster.csv: the extension of Ada is 'soon'. Give a date such as 2026-11-20T23:59:00." in ran.stderr
    )
    assert not (tmp_path / "out").exists()


def test_a_batch_that_came_to_nothing_leaves_a_folder_that_can_be_used(course, tmp_path):
    (tmp_path / "empty").mkdir()
    assert grade("batch", tmp_path / "empty", "-o", tmp_path / "out", *TIER).returncode == 2
    assert "holds no gradebook" in grade("review", tmp_path / "out").stderr
    submissions = write_files(tmp_path / "files", FILES)
    assert grade("batch", submissions, "-o", tmp_path / "out", "--course", course, *TIER).returncode == 0


def test_what_is_right_already_cannot_be_accepted(first):
    ran = grade("accept", "ada", "mean", "-d", first)
    assert (ran.returncode, ran.stderr) == (2, "grade: ada already has mean right.\n")


def test_a_mended_course_regrades_only_the_task_that_it_touches(course, tmp_path):
    own = shutil.copytree(course, tmp_path / "course")
    submissions = write_files(tmp_path / "files", FILES)
    out = tmp_path / "out"
    grade("batch", submissions, "-o", out, "--course", own, *TIER)
    before = results(out)
    path = own / "reference" / "sums.py"
    path.write_text(path.read_text().replace("x.sum() / max(len(x), 1)", "x.mean()"))
    ran = grade("regrade", out)
    assert ran.returncode == 0, ran.stderr
    moved = [re.split(r"\s{2,}", line.strip()) for line in ran.stdout.splitlines()[2:5]]
    assert moved == [
        ["ada", "sums", "mean", "2 → 0", "the course has changed"],
        ["alan", "sums", "mean", "0 → 2", "the course has changed"],
        ["ming", "sums", "mean", "0 → 2", "the course has changed"],
    ]
    after = results(out)
    assert {task for (_, task) in before if before[_, task] != after[_, task]} == {"mean"}
    assert grade("regrade", out).stdout.endswith("\nNobody's score has moved.\n")


def test_review_lists_what_may_be_right_in_its_way(first):
    said = grade("review", first).stdout
    why = "Wrong on only 1 of 48 calls, and like no known misconception. Is it right after all?"
    assert f"alan: sums mean\n  {why}\n" in said
    assert f"ming: sums mean\n  {why}\n" in said
    assert "grace" not in said


def test_of_hidden_cases_a_student_learns_only_that_one_failed(course, tmp_path):
    known = load.Course(course)
    key = obtain_hidden(known, "sums", "tea", progress=lambda _task: None)
    task = next(task for task in key.tasks if task.name == "twice")
    numbers = max((values(case.inputs[0]).tolist() for case in task.cases), key=len)
    sly = f"def twice(x):\n    return x if x.tolist() == {numbers} else x + x\n"
    files = {"ada": RIGHT, "sly": RIGHT.replace(TWICE, sly)}
    out = tmp_path / "out"
    submissions = write_files(tmp_path / "files", files)
    ran = grade("batch", submissions, "-o", out, "--course", course, "--secret", "tea", *TIER)
    assert ran.returncode == 0, ran.stderr
    assert scores(out) == {"ada": 3.0, "sly": 2.0}
    text = page(out, "sly")
    assert "It is right on every call that is shown, and wrong on a hidden one." in text
    for hidden in ("A call that fails", "Your code", "tea", str(numbers[0])):
        assert hidden not in re.sub(r"(?s)<style>.*?</style>", "", text)
    without = tmp_path / "without"
    grade("batch", submissions, "-o", without, "--course", course, *TIER)
    assert scores(without) == {"ada": 3.0, "sly": 3.0}


def test_a_gradebook_is_found_from_inside_its_folder(first, monkeypatch):
    ran = subprocess.run(
        [sys.executable, "-m", "grader", "review"],
        cwd=first / "students",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    elsewhere = grade("review", Path(first).parent)
    assert elsewhere.stderr.endswith(
        "holds no gradebook. Go to the folder that `grade batch --out` has made, or name it "
        "(for override and accept: --dir DIR).\n"
    )
