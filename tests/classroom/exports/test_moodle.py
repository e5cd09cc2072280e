"""The grading worksheet of Moodle, in several languages: grades filled in, and nothing else touched."""

from dataclasses import replace

import pytest
from standings import ADA, ALAN, WANG, WRONG, absent, late, standing

from grader.classroom.exports import moodle, words
from grader.classroom.exports.cells import CsvTable
from grader.core.errors import UsageError

ENGLISH = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 11","Ada Lovelace",ada@example.com,"Submitted for grading",,12.00,Yes,\
"Sunday, 1 March 2026, 11:05 PM",-,
"Participant 12","Alan Turing",alan@example.com,"Submitted for grading",3.00,12.00,Yes,-,\
"Monday, 2 March 2026","See me."
"Participant 14","Grace Hopper",grace@example.com,"No submission",,12.00,Yes,-,-,
"""
CHINESE = """\
识别码,全名,电子邮件地址,状态,成绩,最高成绩,允许更改成绩,最后修改（学生）,最后修改（教师）,评语反馈
参与者11,王小明,wang@example.cn,已提交,,100.00,是,-,-,
参与者12,李雷,lilei@example.cn,已提交,,100.00,是,-,-,
"""  # noqa: RUF001  # Moodle's own headers
GERMAN = """\
ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,\
Zuletzt geändert (Bewertung),Feedback als Kommentar
Teilnehmer/in11,Ada Lovelace,ada@example.com,Abgegeben,,"12,00",Ja,-,
Teilnehmer/in12,Alan Turing,alan@example.com,Abgegeben,,"12,00",Ja,-,
"""


def fill(text, *standings, **options):
    return moodle.fill(CsvTable.read(text.encode("utf-8-sig"), name="worksheet.csv"), standings, **options)


def filled_text(text, *standings, **options):
    return fill(text, *standings, **options).data.decode("utf-8-sig")


def error(text, *standings, **options):
    with pytest.raises(UsageError) as caught:
        fill(text, *standings, **options)
    return str(caught.value)


def test_grades_and_comments_are_filled_and_dates_are_not():
    filled = fill(ENGLISH, late(ADA), standing(ALAN), absent(replace(ADA, id="x", lms="14", name="")))
    ada = '"Sunday, 1 March 2026, 11:05 PM",-,'
    expected = (
        ENGLISH.replace('grading",,12', 'grading",8,12')
        .replace(ada, f"{ada}10 of 12 points; 2 days late: \N{MINUS SIGN}20 %")
        .replace("3.00,12", "10,12")
    )
    assert filled.data.decode("utf-8-sig") == expected
    assert filled.data.startswith(b"\xef\xbb\xbf")
    assert (filled.written, filled.remarks) == (
        2,
        ("No submission of theirs is known, so their cells were left as they are: Grace Hopper.",),
    )


def test_comments_can_be_left_alone():
    assert filled_text(ENGLISH, late(ADA), comments=False) == ENGLISH.replace('grading",,12', 'grading",8,12')


@pytest.mark.parametrize(
    "own",
    ["9 of 12 points", "9.5 of 12 points; late", "9 of 12 points; 1 day late: \N{MINUS SIGN}10 %"],
)
def test_a_comment_of_an_earlier_export_is_replaced(own):
    sheet = ENGLISH.replace("See me.", own)
    assert filled_text(sheet, standing(ALAN)) == ENGLISH.replace("3.00", "10").replace(
        '"See me."', "10 of 12 points"
    )


@pytest.mark.parametrize("own", ["9 of 12 points, and well done", "See: 3 of 4 points are for style"])
def test_a_comment_of_the_teachers_own_stays(own):
    sheet = ENGLISH.replace("See me.", own)
    assert filled_text(sheet, standing(ALAN)) == sheet.replace("3.00", "10")


def test_a_chinese_worksheet_is_filled_and_scaled():
    filled = fill(
        CHINESE,
        standing(replace(WANG, lms="11"), WRONG),
        absent(replace(ALAN, lms="", name="李雷", email="")),
    )
    assert filled.data.decode("utf-8-sig") == CHINESE.replace("已提交,,", "已提交,33.33,", 1).replace(
        "-,-,", "-,-,4 of 12 points", 1
    )
    assert filled.remarks == (
        "The scores were scaled from 12 to the 100 points of the column '成绩'.",
        "No submission of theirs is known, so their cells were left as they are: 李雷.",
    )


def test_a_worksheet_in_another_language_is_known_by_its_identifiers_and_asks_for_the_grades():
    assert error(GERMAN, standing(ADA)) == (
        "worksheet.csv: grade does not know which column holds the grades. Its columns are: ID, "
        "Vollständiger "
        "Name, E-Mail-Adresse, Status, Bewertung, Bestwertung, Bewertung kann geändert werden, Zuletzt "
        "geändert (Bewertung), Feedback als Kommentar. Choose one with --column exercise_03='Bewertung'."
    )
    columns = {"exercise_03": "Bewertung"}
    assert filled_text(GERMAN, standing(ADA), columns=columns) == GERMAN.replace(
        "Abgegeben,,", "Abgegeben,10,", 1
    )


def test_a_decimal_comma_is_kept():
    sheet = '识别码,成绩,最高成绩\n参与者11,,"10,00"\n'
    assert filled_text(sheet, late(ADA)) == sheet.replace("11,,", '11,"6,67",')


def test_students_are_found_by_participant_then_by_address_then_by_number_then_by_name():
    sheet = (
        "Identifier,Full name,ID number,Email address,Grade\n"
        "Participant 11,x,,,\nParticipant 2,x,,ALAN@example.com,\nParticipant 3,x,2024003,,\n"
        "Participant 4,Hopper Grace,,,\n"
    )
    grace = replace(ADA, id="g", name="Grace Hopper", email="", lms="")
    filled = fill(sheet, standing(ADA), *(standing(replace(one, lms="")) for one in (ALAN, WANG, grace)))
    assert [line.rpartition(",")[2] for line in filled.data.decode().splitlines()[1:]] == ["10"] * 4
    assert filled.remarks == ("Matched by name alone, please check: Grace Hopper.",)


def test_a_worksheet_without_names_is_filled_for_blind_marking():
    sheet = "Identifier,Status,Grade\nParticipant 11,x,\nParticipant 12,x,\n"
    filled = fill(sheet, standing(replace(ADA, name="")))
    assert filled.data.decode("utf-8-sig").endswith("Participant 11,x,10\nParticipant 12,x,\n")
    assert filled.remarks == (
        "No submission of theirs is known, so their cells were left as they are: Participant 12.",
    )


def test_several_exercises_are_refused():
    assert error(ENGLISH, standing(ADA), standing(ADA, exercise="exercise_04")) == (
        "worksheet.csv is the worksheet of one assignment, and the class has several exercises: "
        "exercise_03, exercise_04. Use --exercise to choose one."
    )


@pytest.mark.parametrize(
    "sheet",
    ["Name,Grade\nAda,1\n", "Identifier,Grade\nParticipant 1,\nParticipant 1,\n", "Identifier,Grade\n"],
)
def test_what_is_no_worksheet_is_refused_with_the_way_to_get_one(sheet):
    assert error(sheet, standing(ADA)) == (
        "worksheet.csv is not a grading worksheet of Moodle: no column holds identifiers such as "
        f"'Participant 12345'. Its columns are: {sheet.splitlines()[0].replace(',', ', ')}. "
        f"{words.GET_MOODLE}"
    )


def test_a_scale_of_words_is_refused():
    assert error("Identifier,Grade,Scale\nParticipant 1,,Good\n", standing(ADA)) == (
        "worksheet.csv is graded on a scale of words ('Scale'), not in points. Choose Point under Grade in "
        "the assignment's settings and download the worksheet again."
    )


def test_two_columns_of_one_name_are_refused():
    assert error("Identifier,Grade,Grade\nParticipant 1,,\n", standing(ADA)) == (
        "worksheet.csv has several columns called 'Grade'. Leave only the one to be filled under that name."
    )


def test_a_column_that_is_not_there_is_told():
    assert error(CHINESE, standing(ADA), columns={"exercise_03": "Grade"}).startswith(
        "--column exercise_03='Grade': worksheet.csv has no such column. Its columns are: 识别码, 全名, "
    )


def test_nothing_known_leaves_the_worksheet_as_it_is():
    assert filled_text(ENGLISH) == ENGLISH
