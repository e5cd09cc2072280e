"""The gradebook of Canvas: scores filled in, and nothing else touched."""

from dataclasses import replace

import pytest
from standings import ADA, ALAN, BY_HAND, UNSURE, WANG, WRONG, absent, late, standing

from grader.classroom.exports import canvas, words
from grader.classroom.exports.cells import CsvTable
from grader.core.errors import UsageError
from grader.core.fact import verbatim

GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Exercise 3 (901),Norms quiz (902),Exercise 03 Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,12.00,10.00,(read only)
"Lovelace, Ada",11,u1,ada,"Monday, 8 am",,9.00,75.5
"Turing, Alan",12,u2,alan@example.com,Monday,EX,,
王小明,99,2024003,wang,Monday,3,,
"Hopper, Grace",14,u4,grace,Monday,,,
"Student, Test",15,t5,t5,Monday,,,
"""


def fill(text, *standings, **options):
    return canvas.fill(CsvTable.read(text.encode(), name="gradebook.csv"), standings, **options)


def error(text, *standings, **options):
    with pytest.raises(UsageError) as caught:
        fill(text, *standings, **options)
    return str(caught.value)


def test_only_the_scores_of_those_who_handed_in_are_filled():
    filled = fill(GRADEBOOK, standing(ADA), standing(ALAN), standing(WANG))
    assert filled.data.decode() == GRADEBOOK.replace('8 am",,', '8 am",10,').replace(
        "wang,Monday,3", "wang,Monday,10"
    )
    assert filled.written == 2
    assert filled.remarks == (
        "Excused, so their cells were left as they are: Alan Turing.",
        "No submission of theirs is known, so their cells were left as they are: Hopper, Grace.",
    )


def test_who_handed_in_nothing_keeps_the_cell_as_it_is():
    filled = fill(GRADEBOOK, absent(ADA), absent(ALAN), absent(WANG))
    assert (filled.data.decode(), filled.written) == (GRADEBOOK, 0)
    assert filled.remarks == (
        "No submission of theirs is known, so their cells were left as they are: Lovelace, Ada; Turing, "
        "Alan; 王小明; Hopper, Grace.",
    )


def test_what_could_not_be_graded_is_not_written_as_zero():
    unsure, problem = standing(ADA, UNSURE), standing(WANG, problem=verbatim("The file is no Python."))
    filled = fill(GRADEBOOK, unsure, problem)
    assert (filled.data.decode(), filled.written) == (GRADEBOOK, 0)
    assert filled.remarks[0] == (
        "Not graded yet, so their cells were left as they are: Ada Lovelace; 王小明."
    )


def test_what_a_person_decided_is_written_even_if_nothing_was_handed_in():
    by_hand = replace(UNSURE, score=5.0, override=BY_HAND)
    filled = fill(GRADEBOOK, replace(standing(ADA, by_hand), file=""))
    assert '8 am",5,9.00' in filled.data.decode()


def test_what_a_person_decided_counts_though_the_file_could_not_be_graded():
    by_hand = replace(UNSURE, score=5.0, override=BY_HAND)
    filled = fill(GRADEBOOK, standing(ADA, by_hand, problem=verbatim("The file is no Python.")))
    assert '8 am",5,9.00' in filled.data.decode()


def test_scores_are_scaled_to_what_the_assignment_is_worth():
    filled = fill(GRADEBOOK, late(ADA), columns={"exercise_03": "(902)"})
    assert '"Monday, 8 am",,6.67,75.5' in filled.data.decode()
    assert filled.remarks[0] == (
        "The scores were scaled from 12 to the 10 points of the column 'Norms quiz (902)'."
    )


@pytest.mark.parametrize("points", ["", "0", "12.00", "12,00"])
def test_scores_are_not_scaled_without_need(points):
    sheet = f'Student,ID,Section,Exercise 3 (901)\nPoints Possible,,,"{points}"\nAda,11,A,\n'
    comma = "9.5" if "," not in points else '"9,5"'
    filled = fill(sheet, replace(standing(ADA), score=9.5))
    assert filled.data.decode() == sheet.replace("11,A,", f"11,A,{comma}")
    assert filled.remarks == ()


def test_a_semicolon_and_a_decimal_comma_stay():
    sheet = "Student;ID;Section;Exercise 3 (901)\nPoints Possible;;;10,00\nAda;11;A;\n"
    assert fill(sheet, late(ADA)).data.decode().endswith("Ada;11;A;6,67\n")


def test_students_are_found_by_id_then_by_login_then_by_name():
    sheet = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 3 (901)\n"
        '"Turing, Alan",11,x,y,A,\n"Nobody",98,x2,WANG@example.cn,A,\n"Turing, Alan M.",97,x3,y3,A,\n'
    )
    alan = replace(ALAN, lms="", name="M. Alan Turing")
    filled = fill(sheet, standing(ADA), standing(WANG), standing(alan))
    assert [line[-3:] for line in filled.data.decode().splitlines()[1:]] == [",10", ",10", ",10"]
    assert filled.remarks == ("Matched by name alone, please check: M. Alan Turing.",)


def test_a_name_that_two_have_is_nobodys():
    sheet = "Student,ID,Section,Exercise 3 (901)\nAda Lovelace,1,A,\nLovelace Ada,2,A,\n"
    filled = fill(sheet, standing(replace(ADA, lms="")))
    assert (filled.data.decode(), filled.written) == (sheet, 0)
    assert filled.remarks == (
        "Not in gradebook.csv, so nothing was written for: Ada Lovelace.",
        "No submission of theirs is known, so their cells were left as they are: Ada Lovelace; Lovelace Ada.",
    )


def test_two_students_of_one_name_get_no_score_by_it():
    sheet = "Student,ID,Section,Exercise 3 (901)\nAda Lovelace,1,A,\n"
    twins = [standing(replace(ADA, lms="", id=number)) for number in ("a", "b")]
    assert fill(sheet, *twins).written == 0


def test_a_row_is_filled_for_one_student_only():
    sheet = "Student,ID,Section,Exercise 3 (901)\nAda Lovelace,11,A,\n"
    other = replace(ADA, lms="", id="other")
    filled = fill(sheet, standing(ADA), replace(standing(other), score=1.0))
    assert filled.data.decode().endswith("11,A,10\n")
    assert filled.remarks == ("Not in gradebook.csv, so nothing was written for: Ada Lovelace.",)


def test_names_in_two_columns_are_one_name():
    sheet = "LastName,FirstName,ID,SIS User ID,Section,Exercise 3 (901)\nLovelace,Ada,1,2,A,\n"
    assert fill(sheet, standing(replace(ADA, lms=""))).data.decode().endswith("A,10\n")


@pytest.mark.parametrize(
    "header",
    ["exercise_03", "Exercise 3", "EXERCISE-03!", "Norms and Linear Algebra", "Week 4: Exercise 3 (norms)"],
)
def test_an_assignment_is_found_by_name_or_title(header):
    sheet = f"Student,ID,Section,{header} (901),Exercise 13 (902)\nAda,11,A,,\n"
    assert fill(sheet, standing(ADA)).data.decode().endswith("11,A,10,\n")


def test_a_title_that_is_the_exercises_own_is_preferred():
    sheet = "Student,ID,Section,Exercise 3 again (901),Exercise 3 (902)\nAda,11,A,,\n"
    assert fill(sheet, standing(ADA)).data.decode().endswith("11,A,,10\n")


def test_a_column_that_canvas_does_not_read_is_not_filled():
    sheet = (
        "Student,ID,Section,Exercise 3 (901),My exercise 3 (902),Exercise 3 (read only) (903)\n"
        "Points Possible,,,(read only),12,12\nAda,11,A,,,\n"
    )
    assert fill(sheet, standing(ADA)).data.decode().endswith("11,A,,10,\n")


def test_several_exercises_are_filled_at_once_and_remarks_name_them():
    sheet = "Student,ID,Section,Exercise 3 (901),Errors (902)\nAda,11,A,,\n"
    other = standing(ADA, exercise="exercise_04", title="Errors", score=3.0)
    filled = fill(sheet, standing(ADA), other, absent(ALAN), standing(WANG, exercise="exercise_04"))
    assert filled.data.decode().endswith("11,A,10,3\n")
    assert filled.remarks == ("exercise_04: Not in gradebook.csv, so nothing was written for: 王小明.",)


def test_an_unknown_penalty_is_told():
    unknown = standing(ADA, late=replace(late().late, days=0, penalty=0.0, unknown=True))
    assert fill(GRADEBOOK, unknown).remarks[0] == (
        "Late by an unknown time, so no penalty was taken: Ada Lovelace."
    )


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (
            "Homework 3 (901),Homework 4 (902),Total",
            "gradebook.csv has no column for exercise_03 (Norms and linear algebra). Its assignments are: "
            "Homework 3 (901), Homework 4 (902). Say which one it is with --column "
            "exercise_03='Homework 3 (901)', or choose other exercises with --exercise.",
        ),
        (
            "Total",
            "gradebook.csv has no column for exercise_03 (Norms and linear algebra). Its assignments are: "
            "(nothing). Say which one it is with --column exercise_03='Homework 3 (12345)', or choose "
            "other exercises with --exercise.",
        ),
        (
            "Exercise 3 part 1 (901),Exercise 3 part 2 (902)",
            "gradebook.csv has several columns that may be exercise_03 (Norms and linear algebra): "
            "Exercise 3 part 1 (901), Exercise 3 part 2 (902). Say which one it is with --column "
            "exercise_03='Exercise 3 part 1 (901)'.",
        ),
    ],
)
def test_a_column_that_is_not_sure_is_asked_for(headers, message):
    assert error(f"Student,ID,Section,{headers}\nAda,11,A\n", standing(ADA)) == message


def test_a_column_that_is_named_wrongly_is_told_with_those_there_are():
    assert error(GRADEBOOK, standing(ADA), columns={"exercise_03": "(903)"}) == (
        "--column exercise_03='(903)': gradebook.csv has no such column. Its columns are: Exercise 3 (901), "
        "Norms quiz (902)."
    )


def test_two_exercises_do_not_share_a_column():
    other = standing(ADA, exercise="exercise_04")
    columns = {"exercise_03": "901", "exercise_04": "Exercise 3 (901)"}
    assert error(GRADEBOOK, standing(ADA), other, columns=columns) == (
        "gradebook.csv: the column 'Exercise 3 (901)' would be filled for exercise_03 and for exercise_04. "
        "Use --column to say which column belongs to which."
    )


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("Identifier,Full name,Grade\n", "Identifier, Full name, Grade"),
        ("", "(nothing)"),
        ("Student,Name\n", "Student, Name"),
    ],
)
def test_what_is_no_gradebook_is_refused_with_the_way_to_get_one(text, headers):
    assert error(text, standing(ADA)) == (
        "gradebook.csv is not a gradebook of Canvas: its first row does not begin with Student and ID, but "
        f"with {headers}. {words.GET_CANVAS}"
    )


def test_a_hostile_name_is_spelt_out_in_remarks():
    assert fill(GRADEBOOK, standing(replace(ADA, lms="", id="x", email="", name="\x1b[2JAda"))).remarks[
        0
    ] == ("Not in gradebook.csv, so nothing was written for: \\x1b[2JAda.")


def test_part_of_the_points_is_written_as_it_is():
    assert '8 am",4,9.00' in fill(GRADEBOOK, standing(ADA, WRONG)).data.decode()
