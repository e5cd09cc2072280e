"""Zip files of feedback: named so that Moodle and Canvas find the students again."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standings import ADA, ALAN, WANG, absent, standing

from grader.classroom.exports.feedback import canvas_zip, moodle_zip


def page(one):
    return f"<p>{one.student.id} {one.exercise}</p>".encode()


def contents(filled):
    with zipfile.ZipFile(io.BytesIO(filled.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_each_folder_of_moodle_gets_the_feedback_of_its_student():
    filled = moodle_zip([standing(ADA), absent(ALAN), standing(WANG)], page)
    assert contents(filled) == {
        "Ada Lovelace_11_assignsubmission_file/feedback.html": "<p>2024001 exercise_03</p>",
        "王小明_13_assignsubmission_file/feedback.html": "<p>2024003 exercise_03</p>",
    }
    assert (filled.written, filled.remarks) == (2, ())


@pytest.mark.parametrize(
    "file",
    [
        "hw3/Ada Lovelace_11_assignsubmission_file/exercise_03.py",
        "Ada Lovelace_11_assignsubmission_file_/exercise_03.py",
        "Ada Lovelace_11_assignsubmission_file_exercise_03.py",
        "Ada Lovelace_11_assignsubmission_file/hw.zip/exercise_03.py",
        "Ada Lovelace_11_assignsubmission_file/Alan Turing_12_assignsubmission_file/exercise_03.py",
    ],
)
def test_every_form_of_a_moodle_download_is_known(file):
    for student in (ADA, replace(ADA, lms="")):
        filled = moodle_zip([standing(student, file=file)], page)
        assert list(contents(filled)) == ["Ada Lovelace_11_assignsubmission_file/feedback.html"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("lovelaceada_11_456_exercise_03.py", "lovelaceada_11_456_exercise_03.html"),
        ("lovelaceada_LATE_11_456_hw-1.ipynb", "lovelaceada_LATE_11_456_hw-1.html"),
        ("hw/lovelaceada_11_456_hw.tar.gz/a_1_2_b.py", "lovelaceada_11_456_hw.tar.html"),
        ("lovelaceada_11_456_no suffix", "lovelaceada_11_456_no suffix.html"),
        ("lovelaceada_11_456_..", "lovelaceada_11_456_x.html"),
        ("lovelaceada_11_456_a\\..\\b:c\x1b.py", "lovelaceada_11_456_a .. b c.html"),
    ],
)
def test_feedback_for_canvas_keeps_the_ids_of_the_attachment(file, expected):
    assert list(contents(canvas_zip([standing(ADA, file=file)], page))) == [expected]


def test_several_exercises_of_one_folder_have_files_of_their_own():
    two = [standing(ADA), standing(ADA, exercise="exercise_04")]
    assert list(contents(moodle_zip(two, page))) == [
        "Ada Lovelace_11_assignsubmission_file/feedback_exercise_03.html",
        "Ada Lovelace_11_assignsubmission_file/feedback_exercise_04.html",
    ]
    same = [replace(one, file="lovelaceada_11_456_hw.zip/x.py") for one in two]
    assert list(contents(canvas_zip(same, page))) == [
        "lovelaceada_11_456_hw_exercise_03.html",
        "lovelaceada_11_456_hw_exercise_04.html",
    ]


def test_a_group_gets_one_file():
    file = "Group 1_7_assignsubmission_file/exercise_03.py"
    group = [standing(replace(student, lms="7"), file=file) for student in (ADA, ALAN)]
    assert moodle_zip(group, page).written == 1


def test_whose_file_has_no_ids_or_other_ones_is_told():
    mine = standing(ADA, file="exercise_03_ada.py")
    others = standing(ALAN, file="Ada Lovelace_11_assignsubmission_file/x.py")
    assert moodle_zip([mine, others], page).remarks == (
        "Their files have no ids of Moodle, so the zip has no feedback for: Ada Lovelace "
        "(exercise_03_ada.py); Alan Turing (Ada Lovelace_11_assignsubmission_file/x.py).",
    )
    assert canvas_zip([mine], page).remarks == (
        "Their files have no ids of Canvas, so the zip has no feedback for: Ada Lovelace "
        "(exercise_03_ada.py).",
    )


def test_who_has_no_page_is_told():
    filled = moodle_zip([standing(ADA, page="")], page)
    assert (contents(filled), filled.remarks) == ({}, ("No page exists for: Ada Lovelace.",))


def test_the_same_pages_make_the_same_bytes():
    assert moodle_zip([standing(ADA)], page).data == moodle_zip([standing(ADA)], page).data
    with zipfile.ZipFile(io.BytesIO(moodle_zip([standing(ADA)], page).data)) as archive:
        assert [info.date_time for info in archive.infolist()] == [(1980, 1, 1, 0, 0, 0)]


PART = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(PART, PART)
def test_names_lead_nowhere_else_and_keep_the_ids(who, name):
    file = f"{who}_11_456_{name}.py"
    for path in contents(canvas_zip([standing(ADA, file=file)], page)):
        assert not re.search(r"[/\\:\x00-\x1f]", path)
        assert "_11_456_" in path
    file = f"{who.replace('_', ' ')}_11_assignsubmission_file/{name}.py"
    for path in contents(moodle_zip([standing(ADA, file=file)], page)):
        assert path.count("/") == 1
        assert path.split("_")[1:] == ["11", "assignsubmission", "file/feedback.html"]
