"""From a download to a file for another system, from the command line: each layout, each format."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import downloads
import pytest

from grader.runner.sandbox.available import best

pytestmark = [pytest.mark.slow, pytest.mark.long]

TIER = () if best() else ("--unconfined",)


def grade(*words, **env):
    ran = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        capture_output=True,
        env={**os.environ, **env},
        check=False,
    )
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    return ran


def batch(submissions, out, *words):
    ran = grade("batch", submissions, "-o", out, *TIER, *words)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran


@pytest.fixture(scope="module")
def roster(tmp_path_factory):
    path = tmp_path_factory.mktemp("roster") / "students.csv"
    path.write_text(downloads.ROSTER, "utf-8")
    return path


@pytest.mark.parametrize("layout", downloads.DOWNLOADS)
def test_each_layout_is_recognised_graded_and_its_students_known(keys, layout, roster, tmp_path):
    files, out = downloads.DOWNLOADS[layout], tmp_path / "out"
    download = downloads.zipped(tmp_path / "download.zip", files)
    ran = batch(download, out, "--roster", roster, "-e", "exercise_03", "-j", "1")
    said = ran.stderr.decode().splitlines()[0]
    assert said == f"Layout {layout}: 3 files of 3 students."
    found = json.loads(grade("export", out, "-f", "json", "-o", "-").stdout)["students"]
    assert [one["id"] for one in found][:4] == ["2021001", "2021002", "2021003", "2021004"]
    assert [one["exercises"][0]["submitted"] for one in found][:4] == [True, True, True, False]


def test_a_wrong_layout_says_what_was_found(tmp_path):
    download = downloads.zipped(tmp_path / "moodle.zip", downloads.DOWNLOADS["moodle"])
    ran = grade("batch", download, "-o", tmp_path / "out", "--layout", "canvas", *TIER)
    assert ran.returncode == 2
    said = ran.stderr.decode()
    assert "--layout canvas" in said
    assert "moodle" in said
    assert "_assignsubmission_file" in said


@pytest.fixture(scope="module")
def canvas(keys, roster, tmp_path_factory):
    root = tmp_path_factory.mktemp("canvas")
    download = downloads.zipped(root / "canvas.zip", downloads.DOWNLOADS["canvas"])
    batch(download, root / "out", "--roster", roster)
    return root / "out"


GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Exercise 03 (77)
    Points Possible,,,,,12
"Lovelace, Ada",101,2021001,ada,"Mon, 8",
"Turing, Alan",102,2021002,alan,Mon,
王小明,103,2021003,ming,Mon,
"Hopper, Grace",104,2021004,grace,Mon,
"""


def test_canvas_is_filled_and_its_feedback_zipped(canvas, tmp_path):
    (tmp_path / "gradebook.csv").write_text(GRADEBOOK, "utf-8")
    zipped = tmp_path / "feedback.zip"
    ran = grade(
        "export",
        canvas,
        "-f",
        "canvas",
        "--fill",
        tmp_path / "gradebook.csv",
        "-o",
        "-",
        "--feedback",
        zipped,
    )
    assert ran.returncode == 0, ran.stderr
    expected = GRADEBOOK.replace('"Mon, 8",', '"Mon, 8",0').replace("alan,Mon,", "alan,Mon,0")
    assert ran.stdout.decode() == expected.replace("ming,Mon,", "ming,Mon,0")
    with zipfile.ZipFile(zipped) as archive:
        assert sorted(archive.namelist()) == [
            "lovelaceada_101_9001_exercise_03.html",
            "turingalan_LATE_102_9002_exercise_03-1.html",
            "王小明_103_9003_exercise_03.html",
        ]
        assert b"Feedback for Ada Lovelace" in archive.read("lovelaceada_101_9001_exercise_03.html")
    again = grade(
        "export",
        canvas,
        "-f",
        "canvas",
        "--fill",
        tmp_path / "gradebook.csv",
        "-o",
        "-",
        "--feedback",
        zipped,
    )
    assert (again.returncode, b"exists already" in again.stderr) == (2, True)


def test_moodle_is_filled_and_its_feedback_zipped(keys, tmp_path):
    download = downloads.zipped(tmp_path / "moodle.zip", downloads.DOWNLOADS["moodle"])
    batch(download, tmp_path / "out")
    sheet = (
        'Identifier,"Full name",Status,Grade,"Maximum grade","Last modified (grade)","Feedback comments"\r\n'
        '"Participant 701","Ada Lovelace",Submitted,,"100,00",-,\r\n'
    )
    (tmp_path / "worksheet.csv").write_bytes(sheet.encode("utf-8-sig"))
    words = ("-f", "moodle", "--fill", tmp_path / "worksheet.csv", "-o", tmp_path / "a.csv")
    ran = grade("export", tmp_path / "out", *words, "--feedback", tmp_path / "feedback.zip")
    assert ran.returncode == 0, ran.stderr
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert text.startswith(sheet.partition(',,"100')[0] + ",0,")
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        assert "Ada Lovelace_701_assignsubmission_file/feedback.html" in archive.namelist()


def test_every_other_format_comes_out_whole(canvas, tmp_path):
    rows = list(
        csv.reader(io.StringIO(grade("export", canvas, "-f", "csv", "-o", "-").stdout.decode("utf-8-sig")))
    )
    assert [row[0] for row in rows[1:]] == ["2021001", "2021002", "2021003", "2021004"]
    suites = ElementTree.fromstring(grade("export", canvas, "-f", "junit", "-o", "-").stdout)
    assert len(list(suites.iter("testcase"))) >= 36
    result = json.loads(
        grade("export", canvas, "-f", "gradescope", "--student", "Ada Lovelace", "-o", "-").stdout
    )
    assert (result["score"], len(result["tests"])) == (0, 12)
    grade("export", canvas, "-f", "gradescope", "-o", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert len([name for name in archive.namelist() if name.endswith("/results.json")]) == 4
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n")
    ran = grade("export", canvas, "-f", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert ran.stdout == b""
    text = summary.read_text("utf-8")
    assert text.startswith("# before\n")
    assert "Ada Lovelace" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-f", "canvas"), "In Canvas, open Grades, choose Export"),
        (("-f", "json", "--fill", __file__), "--format json fills no file: leave out --fill."),
        (("-f", "csv", "--feedback", "x.zip"), "--feedback makes a zip for Canvas or Moodle"),
        (("-f", "csv", "-e", "exercise_09"), "--exercise exercise_09: nobody has handed that in."),
        (("-f", "csv", "--student", "Adda"), "There is no student 'Adda' in this gradebook."),
        (("-f", "canvas", "--fill", __file__, "--column", "x"), "--column 'x': write EXERCISE=HEADER"),
        (
            ("-f", "canvas", "--fill", __file__, "--column", "exercise_3=x"),
            "--column 'exercise_3=x': no exercise of that name is exported. The exercises are: exercise_03.",
        ),
        (
            ("-f", "csv", "--column", "exercise_03=x"),
            "--column has no effect with --format csv, only with canvas and moodle. Leave it out.",
        ),
        (
            ("-f", "json", "--column", "exercise_03=x"),
            "--column has no effect with --format json, only with canvas and moodle. Leave it out.",
        ),
    ],
)
def test_what_cannot_be_exported_is_told_with_the_remedy(canvas, words, said):
    ran = grade("export", canvas, *words)
    assert (ran.returncode, said in ran.stderr.decode()) == (2, True), ran.stderr.decode()
