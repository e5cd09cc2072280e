"""The list of a class: read from any table, and a file is given to nobody rather than to the wrong one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from downloads import ROSTER
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.book.standing import Student
from grader.classroom.intake.archive import ArchiveEntry
from grader.classroom.intake.layouts import Upload
from grader.classroom.intake.roster import Roster, folded, read_roster
from grader.core.errors import UsageError


def roster(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "students.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


def handed(who, shown=None, **more):
    return Upload("a.py", who, who if shown is None else shown, ArchiveEntry("a.py", 0), "a.py", **more)


def matched(known, *given_, **more):
    student = known.match(handed(*given_, **more))
    return None if student is None else student.id


ADA = Student("2021001", "Ada Lovelace", "ada@example.org", "A", in_roster=True)
MING = Student("2021003", "王小明", "ming@example.org", "B", in_roster=True)


# ------------------------------------------------------------------------------------------ tables


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030"])
def test_western_and_chinese_names_are_told_apart(tmp_path, encoding):
    western, chinese = ("Jürgen Groß", "Zoë Müller", "José Martínez"), ("王小明", "李雷", "Ada 王")
    names = western if encoding == "cp1252" else chinese
    text = "id,name\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names))
    assert [student.name for student in roster(tmp_path, text, encoding).students] == list(names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read_in_any_encoding_with_any_delimiter(tmp_path, encoding, delimiter):
    students = roster(tmp_path, ROSTER.replace(",", delimiter), encoding).students
    assert [student.id for student in students] == ["2021001", "2021002", "2021003", "2021004"]
    assert (students[0], students[2]) == (ADA, MING)


@pytest.mark.parametrize(
    ("text", "student"),
    [
        ("学号,姓名,邮箱,班级\n2021001,Ada Lovelace,ada@example.org,A\n", ADA),
        ("Section;E-Mail;SID;First Name;Last Name\nA;ada@example.org;2021001;Ada;Lovelace\n", ADA),
        ('"STUDENT_ID"\t"Name"\t"mail"\t"组"\n 2021001 \tAda Lovelace\tada@example.org\tA\n', ADA),
        ("2026 选课名单,,,\n\n学工号,姓名,电子邮件,小组\n2021001,Ada Lovelace,ada@example.org,A\n", ADA),
        ("id\n2021001\n", Student("2021001", in_roster=True)),
        ("Name\nAda Lovelace\n", Student("Ada Lovelace", "Ada Lovelace", in_roster=True)),
        ("name,email\nAda,a@b.org\n", Student("a@b.org", "Ada", "a@b.org", in_roster=True)),
        ('id,name\n1,"Lovelace, Ada"\n', Student("1", "Lovelace, Ada", in_roster=True)),
        ("id,延期\n1,3\n", Student("1", extension="3", in_roster=True)),
        ("id,name,extension\n1\n", Student("1", in_roster=True)),
        ("id,name\n1,a\x1b\u202eb\n", Student("1", "a\\x1b\\u202eb", in_roster=True)),
        (
            "Student,ID,SIS Login ID,Section,HW (9)\n    Points Possible,,,,9\nAda Lovelace,101,al,A,\n",
            Student("101", "Ada Lovelace", group="A", in_roster=True),
        ),
        (
            "Identifier,Full name,Email address\nParticipant 701,Ada,ada@example.org\n",
            Student("ada@example.org", "Ada", "ada@example.org", lms="701", in_roster=True),
        ),
    ],
)
def test_columns_are_known_by_many_names(tmp_path, text, student):
    assert roster(tmp_path, text).students == (student,)


def test_a_roster_may_give_times(tmp_path):
    known = roster(tmp_path, "id,提交时间\n1,2026-03-01 12:30Z\n2,\n")
    assert [known.time_of(student) for student in known.students] == [
        datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        None,
    ]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)))
def test_what_a_table_holds_is_read_again(tmp_path_factory, names):
    import csv
    import io

    table = io.StringIO(newline="")
    rows = [(str(number), name) for number, name in enumerate(names) if name[0] not in "\t"]
    csv.writer(table).writerows([("id", "name"), ("x", "Ada"), *rows])
    path = tmp_path_factory.mktemp("roster") / "students.csv"
    path.write_bytes(table.getvalue().encode("utf-8"))
    assert [(one.id, one.name) for one in read_roster(path).students[1:]] == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "number,mark\n1,2\n",
            "{path}, line 1: no column is called id or name. The columns are: 'number', 'mark'. Call one id "
            "(or 学号) and one name (or 姓名).",
        ),
        (
            "id,name\n1,Ada\n\n2,Alan\n1,Grace\n",
            "{path}, line 5: line 2 has the same id 1. Remove one line, or correct its id.",
        ),
        (
            "id,name\n",
            "{path} names no student. Write a line of headers, such as id,name, then a line for each "
            "student.",
        ),
        (
            "",
            "{path} names no student. Write a line of headers, such as id,name, then a line for each "
            "student.",
        ),
        (
            "id,name\n2.02E+09,Ada\n",
            "{path}, line 2: a spreadsheet has shortened the id 2.02E+09. In the spreadsheet, give the "
            "column the format Text, and write the ids again.",
        ),
        (
            "id,submitted\n1,yesterday\n",
            "{path}, line 2: 'yesterday' is not a time. Write it as 2026-03-31 23:59, or leave it out.",
        ),
        (
            f'id,name\n1,"{"x" * 200_000}"\n',
            "{path}, line 2: this cannot be read as a table: field larger than field limit (131072). Fix "
            "that line.",
        ),
        (
            "PK\x03\x04",
            "{path} is a workbook, not a table as text. Save it as CSV (UTF-8) and name that file.",
        ),
        ("id\n\0\n", "{path} is not text. Save the roster as CSV (UTF-8) and name that file."),
    ],
)
def test_what_is_wrong_with_a_roster_is_told_with_line_value_and_remedy(tmp_path, text, message):
    with pytest.raises(UsageError) as raised:
        roster(tmp_path, text)
    assert str(raised.value) == message.format(path=tmp_path / "students.csv")


def test_a_roster_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError) as raised:
        read_roster(tmp_path / "none.csv")
    assert str(raised.value) == (
        f"{tmp_path / 'none.csv'} cannot be read: No such file or directory. "
        "Check the file and its permissions."
    )


# ----------------------------------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("who", "student"),
    [
        ("2021001", "2021001"),
        (" 2021001 ", "2021001"),
        ("ada@example.org", "2021001"),
        ("ADA@Example.org", "2021001"),
        ("ada", "2021001"),
        ("Ada Lovelace", "2021001"),
        ("ada_lovelace", "2021001"),
        ("lovelaceada", "2021001"),
        ("Lovelace, Ada", "2021001"),
        ("ÁDA  LÔVELACE", "2021001"),
        ("王小明", "2021003"),
        ("王 小明", "2021003"),
        ("2021003_王小明_作业三", "2021003"),
        ("作业三-王小明", "2021003"),
        ("Ada Lovelace (2021001)", "2021001"),
        ("2021001 2021003", None),
        ("Ada", "2021001"),
        ("Lovelace", None),
        ("小明", None),
        ("20210011", None),
        ("", None),
    ],
)
def test_a_student_is_known_by_id_address_and_name(tmp_path, who, student):
    assert matched(roster(tmp_path, ROSTER), who) == student


@pytest.mark.parametrize(
    "shown", ["Gabriel García Márquez", "Garcia Marquez, Gabriel", "garcíamárquezgabriel"]
)
def test_names_of_several_words_are_known_in_every_order(shown):
    known = Roster((Student("1", "Gabriel García Márquez"),))
    assert matched(known, "101", shown, lms="101") == "1"


def test_a_name_that_two_students_have_is_nobodys():
    known = Roster((Student("1", "Li Wei"), Student("2", "Wei Li"), Student("3", "Ada Lovelace")))
    assert matched(known, "liwei") is None
    assert [student.id for student in known.candidates(handed("liwei"))] == ["1", "2"]
    assert matched(known, "2") == "2"


def test_of_two_students_of_a_name_the_number_tells():
    known = Roster((Student("101", "Li Wei"), Student("102", "Li Wei")))
    assert matched(known, "102", "weili", lms="102") == "102"


def test_a_number_of_another_system_is_a_worse_witness_than_a_name():
    known = Roster((Student("101", "Alan Turing"), Student("102", "Ada Lovelace")))
    assert matched(known, "101", "lovelaceada", lms="101") == "102"
    assert matched(known, "101", "somebody", lms="101") == "101"


def test_a_participant_of_moodles_is_known_by_name_or_by_the_rosters_number(tmp_path):
    known = roster(
        tmp_path, "Identifier,Full name\nParticipant 701,Ada Lovelace\nParticipant 702,Alan Turing\n"
    )
    assert matched(known, "Participant 702", "Participant 702", lms="702") == "Alan Turing"
    assert matched(known, "Participant 799", "Ada Lovelace", lms="799") == "Ada Lovelace"


def test_an_address_outweighs_a_name():
    known = Roster((Student("1", "Ada Lovelace", "a@x.org"), Student("2", "Alan Turing", "b@x.org")))
    assert matched(known, "9", "Ada Lovelace", lms="9", email="B@x.org") == "2"
    assert matched(known, "9", "nobody", lms="9", email="a@mail.x.org") == "1"


def test_of_a_team_before_a_name_the_name_counts(tmp_path):
    known = roster(tmp_path, ROSTER)
    teams = (("Team 1", "Ada Lovelace"),)
    team = handed("Participant 7", "Team 1-Ada Lovelace", lms="7", teams=teams, in_teams=True)
    assert known.match(team) == ADA
    assert known.match(replace(team, in_teams=False)) is None
    assert known.match(replace(team, teams=())) is None


def test_a_team_that_is_the_students_group_needs_no_other_sign():
    marie, anne = Student("1", "Marie Li", group="Team B-2-Anne"), Student("2", "Anne-Marie Li", group="B-2")
    known = Roster((marie, anne, Student("3", "Marie Li", group="C")))
    readings = (("B", "2-Anne-Marie Li"), ("B-2", "Anne-Marie Li"), ("B-2-Anne", "Marie Li"))
    assert known.match(handed("7", "B-2-Anne-Marie Li", lms="7", teams=readings)) == anne
    other = (("Team B", "2-Anne-Marie Li"), ("Team B-2", "Anne-Marie Li"), ("Team B-2-Anne", "Marie Li"))
    assert known.match(handed("7", "Team B-2-Anne-Marie Li", lms="7", teams=other)) == marie
    stranger = handed("7", "Anne-Marie Lo", lms="7", teams=(("Anne", "Marie Lo"),))
    assert known.candidates(stranger) == ()


def test_a_name_with_a_hyphen_is_not_shortened_to_another_students():
    known = Roster((Student("1", "Marie Li", group="A"),))
    assert known.candidates(handed("7", "Anne-Marie Li", lms="7", teams=(("Anne", "Marie Li"),))) == ()


def test_an_id_that_is_the_same_to_the_letter_comes_first():
    ids = ("ann", "Ann", "ann_", "_bob", "bob", "-dash")
    known = Roster(tuple(Student(id_) for id_ in ids))
    assert [matched(known, id_) for id_ in ids] == list(ids)
    assert [student.id for student in known.candidates(handed("ANN"))] == ["ann", "Ann"]


def test_the_members_of_a_group(tmp_path):
    known = roster(tmp_path, ROSTER)
    assert [student.id for student in known.members("A")] == ["2021001", "2021002"]
    assert known.members("") == ()


@given(st.text(), st.text())
def test_matching_never_fails(name, other):
    known = Roster((Student("1", name, other), Student("2", other, name)))
    known.candidates(handed(name, other, lms=other, email=name))
    assert folded(name) == folded(folded(name))


def test_times_without_a_zone_are_in_the_courses(tmp_path):
    from zoneinfo import ZoneInfo

    path = tmp_path / "students.csv"
    path.write_text("id,submitted\nada,2026-11-20 23:00\n")
    roster = read_roster(path, zone=ZoneInfo("Asia/Shanghai"))
    assert roster.time_of(roster.students[0]).isoformat() == "2026-11-20T23:00:00+08:00"
