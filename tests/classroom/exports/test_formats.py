"""The table of formats, and what is said where a file to be filled is missing or too much."""

import pytest

from grader.classroom.exports import FORMATS, Fill, check_fill
from grader.core.errors import UsageError


def refused(form, *, given):
    with pytest.raises(UsageError) as caught:
        check_fill(form, given=given)
    return str(caught.value)


def test_each_format_says_whether_it_fills_a_file():
    assert {name: form.fill for name, form in FORMATS.items()} == {
        "csv": Fill.MAY,
        "canvas": Fill.MUST,
        "moodle": Fill.MUST,
        "gradescope": Fill.NEVER,
        "junit": Fill.NEVER,
        "json": Fill.NEVER,
        "github": Fill.NEVER,
    }


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_says_in_a_line_what_it_is_and_how_to_get_what_it_needs(name):
    form = FORMATS[name]
    assert 0 < len(str(form.what)) <= 100
    assert (form.how is not None) == (form.fill is Fill.MUST)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_right_is_accepted(name):
    check_fill(name, given=FORMATS[name].fill is Fill.MUST)


def test_a_missing_gradebook_is_asked_for_with_the_way_to_get_it():
    assert refused("canvas", given=False) == (
        "--format canvas fills a file that you download, and --fill is missing. In Canvas, open Grades, "
        "choose Export, Export Entire Gradebook. Give that file: --fill gradebook.csv. To send the filled "
        "file back, choose Import on the same page."
    )


def test_a_missing_worksheet_is_asked_for_with_the_way_to_get_it():
    assert refused("moodle", given=False) == (
        "--format moodle fills a file that you download, and --fill is missing. In Moodle, open the "
        "assignment's Submissions. Choose Download grading worksheet under Actions. (If it is missing, turn "
        "on Offline grading worksheet under Feedback types in the assignment's settings.) Give that file: "
        "--fill worksheet.csv. To send the filled file back, choose Upload grading worksheet."
    )


def test_a_file_that_nothing_is_filled_in_is_refused():
    assert refused("junit", given=True) == "--format junit fills no file: leave out --fill."


def test_an_unknown_format_is_told_with_those_there_are():
    assert refused("xls", given=False) == (
        "--format 'xls' is not known. The formats are: csv, canvas, moodle, gradescope, junit, json, github."
    )
