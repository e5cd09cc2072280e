"""A download taken in: every file is a student's in an exercise, or is left over with the reason."""

import hashlib
import time
import unicodedata
from datetime import UTC, datetime

import pytest
from downloads import ADA, ALAN, DOWNLOADS, MING, MOODLE_BLIND, ROSTER, folder, zipped
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.book.standing import HandedFile, Leftover, Student
from grader.classroom.intake.download import Intake, identifier, take_in
from grader.classroom.intake.roster import Roster, read_roster
from grader.core.errors import UsageError
from grader.core.fact import Fact
from grader.locale.messages import sentence


@pytest.fixture
def store(tmp_path):
    """Where files are kept, and by their digests how often each was."""
    return tmp_path / "store", {}


@pytest.fixture
def taken(store, course):
    """What is found in a download."""
    place, counts = store
    place.mkdir()

    def keep(content, suffix):
        digest = hashlib.sha256(content).hexdigest()
        counts[digest] = counts.get(digest, 0) + 1
        path = place / f"{digest}{suffix}"
        path.write_bytes(content)
        return path

    def take(path, roster=None, *, layout=None, exercise=None):
        return take_in(path, course, roster=roster, layout=layout, exercise=exercise, keep=keep)

    return take


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text(ROSTER, "utf-8")
    return read_roster(path)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def whose(intake):
    return [(found.student.id, found.exercise, found.name) for found in intake.found]


def said(intake):
    return tuple(map(sentence, intake.remarks))


def reasons(intake):
    return {leftover.name: sentence(leftover.why) for leftover in intake.leftovers}


# ---------------------------------------------------------------------------------------- students


@pytest.mark.parametrize("make", [folder, zipped])
@pytest.mark.parametrize("name", ["flat", "folders", "nbgrader", "canvas", "moodle"])
def test_a_class_is_taken_in_from_every_layout(tmp_path, taken, roster, name, make):
    intake = taken(make(tmp_path / "class.zip", DOWNLOADS[name]), roster)
    students = {found.student.id: (found.exercise, found.digest) for found in intake.found}
    assert intake.layout == name
    assert students == {
        "2021001": ("exercise_03", digest(ADA)),
        "2021002": ("exercise_03", digest(ALAN)),
        "2021003": ("exercise_03", digest(MING)),
    }
    assert (intake.unmatched, intake.remarks) == ((), ())


def test_all_that_is_known_of_a_file_is_told(tmp_path, taken, roster):
    files = {"lovelaceada_LATE_101_9001_exercise_03.py": ADA, "notes.txt": ""}
    intake = taken(zipped(tmp_path / "class.zip", files), roster)
    rank = (-1.0, 9001, 29539440.0, "exercise_", 3.0, "", -1.0, "exercise_03.py")
    assert intake == Intake(
        layout="canvas",
        found=(
            HandedFile(
                Student("2021001", "Ada Lovelace", "ada@example.org", "A", lms="101", in_roster=True),
                "exercise_03",
                "lovelaceada_LATE_101_9001_exercise_03.py",
                digest(ADA),
                late=True,
                rank=rank,
            ),
        ),
        leftovers=(Leftover("notes.txt", Fact("leftover.only_code")),),
    )


def test_without_a_roster_students_are_who_the_download_says(tmp_path, taken):
    intake = taken(folder(tmp_path / "class", DOWNLOADS["gradescope"]))
    assert [found.student for found in intake.found] == [
        Student("2021001", "Ada Lovelace", "ada@example.org", lms="2021001"),
        Student("2021002", "Alan Turing", "alan@example.org", lms="2021002"),
        Student("ming@example.org", "王小明", "ming@example.org"),
    ]
    assert intake.unmatched == ()


def test_a_file_of_several_students_is_read_once_and_counts_for_each(tmp_path, taken, store, roster):
    intake = taken(folder(tmp_path / "class", DOWNLOADS["gradescope"]), roster)
    name = "assignment_55_export/submission_1/exercise_03.py"
    assert whose(intake)[:2] == [("2021001", "exercise_03", name), ("2021002", "exercise_03", name)]
    assert [found.time for found in intake.found] == [
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 2, 12, 30, tzinfo=UTC),
    ]
    assert store[1][digest(ADA)] == 1


def test_who_is_not_in_the_roster_is_told(tmp_path, taken, roster):
    files = {"ada lovelace.py": ADA, "stranger.py": ALAN, "stranger_exercise_01.py": ALAN}
    intake = taken(folder(tmp_path / "class", files), roster)
    assert intake.unmatched == (Student("stranger"),)
    assert [found.student.in_roster for found in intake.found] == [True, False, False]


def test_a_name_that_could_be_several_students_is_given_to_none(tmp_path, taken):
    known = Roster((Student("1", "Li Wei", in_roster=True), Student("2", "Wei Li", in_roster=True)))
    intake = taken(folder(tmp_path / "class", {"liwei/exercise_03.py": ADA, "2/exercise_03.py": ALAN}), known)
    assert intake.unmatched == (Student("liwei"),)
    assert [found.student.id for found in intake.found] == ["2", "liwei"]
    assert said(intake) == (
        "liwei (liwei/exercise_03.py) could be several students of the roster: Li Wei (1), Wei Li (2). "
        "It was given to none of them.",
    )


def test_two_accounts_of_one_name_are_not_one_student(tmp_path, taken, roster):
    files = {"lovelaceada_101_1_exercise_03.py": ADA, "lovelaceada_102_2_exercise_03.py": ALAN}
    intake = taken(zipped(tmp_path / "class.zip", files), roster)
    assert [found.student.id for found in intake.found] == ["101", "102"]
    assert said(intake) == (
        "2 accounts in the download are called lovelaceada, and one student in the roster (2021001). The "
        "name alone does not decide which account is that student.",
    )


def test_of_two_accounts_of_one_name_the_one_with_the_number_is_the_students(tmp_path, taken):
    known = Roster((Student("102", "Ada Lovelace", in_roster=True),))
    files = {"lovelaceada_101_1_exercise_03.py": ADA, "lovelaceada_102_2_exercise_03.py": ALAN}
    intake = taken(zipped(tmp_path / "class.zip", files), known)
    assert [(found.student.id, found.student.in_roster) for found in intake.found] == [
        ("101", False),
        ("102", True),
    ]


def test_what_a_team_of_moodles_handed_in_counts_for_its_members(tmp_path, taken, roster):
    path = folder(tmp_path / "class", {"A_9_assignsubmission_file/exercise_03.py": ADA})
    intake = taken(path, roster)
    assert [(found.student.id, found.student.lms) for found in intake.found] == [
        ("2021001", "9"),
        ("2021002", "9"),
    ]
    assert said(intake) == ("A is a group of the roster. Its submission counts for all of its 2 students.",)


def test_with_blind_marking_nobody_is_guessed(tmp_path, taken, roster):
    intake = taken(folder(tmp_path / "class", MOODLE_BLIND), roster)
    assert intake.unmatched == (
        Student("Participant 701", lms="701"),
        Student("Participant 702", lms="702"),
    )


def test_the_rosters_time_counts_where_the_download_has_none(tmp_path, taken):
    when = datetime(2026, 3, 1, 12, tzinfo=UTC)
    known = Roster((Student("ada", in_roster=True), Student("alan", in_roster=True)), {"ada": when})
    intake = taken(folder(tmp_path / "class", {"ada.py": ADA, "alan.py": ALAN}), known)
    assert [found.time for found in intake.found] == [when, None]


def test_a_team_with_hyphens_before_a_name_with_hyphens_is_understood(tmp_path, taken):
    known = Roster(
        (
            Student("M3", "Anne-Marie Li", group="Team B-2", in_roster=True),
            Student("M4", "Ada Lovelace", in_roster=True),
        )
    )
    files = {
        "Ada Lovelace_207_assignsubmission_file/exercise_03.py": ADA,
        "Team B-2-Anne-Marie Li_206_assignsubmission_file/exercise_03.py": ALAN,
    }
    intake = taken(folder(tmp_path / "class", files), known)
    assert [found.student.id for found in intake.found] == ["M4", "M3"]
    assert intake.unmatched == ()


@pytest.mark.parametrize("like", ["anna_", "ANNA", "hw anna"])
def test_a_name_like_an_id_is_not_given_to_a_student_who_has_a_file_of_that_id(tmp_path, taken, like):
    known = Roster((Student("anna", "Anna Li", in_roster=True), Student("bob", in_roster=True)))
    path = folder(tmp_path / "class", {"anna/exercise_03.py": ADA, f"{like}/exercise_03.py": ALAN})
    intake = taken(path, known)
    assert {found.student.id: found.digest for found in intake.found} == {
        "anna": digest(ADA),
        like: digest(ALAN),
    }
    assert said(intake) == (
        f"{like} ({like}/exercise_03.py) is like the id anna, and another file has that very id. It was not "
        "given to anna.",
    )
    alone = taken(folder(tmp_path / "alone", {f"{like}/exercise_03.py": ALAN}), known)
    assert [found.student.id for found in alone.found] == ["anna"]


# -------------------------------------------------------------------------- files that are not graded


def aside(intake):
    return [
        (file.student, file.exercise, file.name, sentence(file.why), file.certain) for file in intake.ungraded
    ]


def test_what_a_student_handed_in_instead_of_a_file_to_grade_is_kept(tmp_path, taken, roster):
    files = {
        "2021001/exercise_03.pdf": "",
        "2021002/homework.py": "x = 1\n",
        "2021003/exercise_03.py": ADA,
        "2021003/report.pdf": "",
        "2021004/exercise_03.zip": b"PK",
        "stranger/exercise_03.pdf": "",
    }
    intake = taken(folder(tmp_path / "class", files), roster)
    only_code = "Only scripts (.py) and notebooks (.ipynb) are graded."
    no_exercise = "Neither its name nor its functions say which exercise it solves. Name it with --exercise."
    assert aside(intake) == [
        ("2021001", "exercise_03", "2021001/exercise_03.pdf", only_code, True),
        (
            "2021004",
            "exercise_03",
            "2021004/exercise_03.zip",
            "This zip file is damaged: File is not a zip file.",
            True,
        ),
        ("2021002", "", "2021002/homework.py", no_exercise, True),
    ]
    assert [student.id for student in intake.only_ungraded] == ["2021001", "2021004", "2021002"]
    assert {leftover.name: leftover.student for leftover in intake.leftovers} == {
        "2021001/exercise_03.pdf": "2021001",
        "2021002/homework.py": "2021002",
        "2021003/report.pdf": "2021003",
        "2021004/exercise_03.zip": "2021004",
        "stranger/exercise_03.pdf": "",
    }


def test_without_a_roster_the_folder_is_the_student(tmp_path, taken):
    intake = taken(folder(tmp_path / "class", {"ada/exercise_03.py": ADA, "bob/exercise_03.rar": ""}))
    assert [(file.student, file.name) for file in intake.ungraded] == [("bob", "bob/exercise_03.rar")]
    assert intake.only_ungraded == (Student("bob"),)


def test_a_file_of_another_exercise_is_kept_and_data_are_not(tmp_path, taken):
    files = {
        "ada/exercise_01.py": "def outer_sum(x): pass\n",
        "ada/exercise_03.docx": "",
        "ada/data.csv": "",
        "ada/more.rar": "",
    }
    intake = taken(folder(tmp_path / "class", files | {"bob/exercise_03.py": ADA}))
    assert [(file.exercise, file.name) for file in intake.ungraded] == [
        ("exercise_03", "ada/exercise_03.docx"),
        ("", "ada/more.rar"),
    ]


def test_a_name_of_several_students_is_kept_for_each_of_them(tmp_path, taken):
    known = Roster((Student("1", "Li Wei", in_roster=True), Student("2", "Wei Li", in_roster=True)))
    intake = taken(folder(tmp_path / "class", {"liwei/exercise_03.py": ADA, "2/exercise_03.py": ALAN}), known)
    why = "Its name fits several students."
    assert aside(intake) == [("1", "exercise_03", "liwei/exercise_03.py", why, False)]


def test_two_accounts_of_one_name_may_both_be_the_students(tmp_path, taken, roster):
    files = {"lovelaceada_101_1_exercise_03.py": ADA, "lovelaceada_102_2_exercise_03.py": ALAN}
    intake = taken(zipped(tmp_path / "class.zip", files), roster)
    assert [(file.student, file.name, file.certain) for file in intake.ungraded] == [
        ("2021001", name, False) for name in files
    ]


def test_of_a_folder_full_of_other_files_some_are_kept(tmp_path, taken):
    files = {f"ada/page {number}.png": "" for number in range(99)} | {"bob/exercise_03.py": ADA}
    assert len(taken(folder(tmp_path / "class", files)).ungraded) == 20


def test_what_a_browser_adds_to_a_name_changes_nothing(tmp_path, taken, roster):
    files = {
        "2021001/exercise_03.py.txt": ADA,
        "2021003/exercise_03.ipynb.json": MING,
        "2021002.py.txt": ALAN,
    }
    intake = taken(folder(tmp_path / "class", files), roster)
    assert [(found.student.id, found.digest) for found in intake.found] == [
        ("2021001", digest(ADA)),
        ("2021002", digest(ALAN)),
        ("2021003", digest(MING)),
    ]
    assert sorted(path.suffix for path in (tmp_path / "store").iterdir()) == [".ipynb", ".py", ".py"]


# --------------------------------------------------------------------------------------- exercises


def test_several_files_for_one_exercise_are_all_found_and_the_last_has_the_largest_rank(tmp_path, taken):
    files = {
        "ada/exercise_03.py": ADA,
        "ada/exercise_03 (2).py": ADA + "# 2",
        "ada/exercise_03 (10).py": ADA + "# 10",
        "ada/exercise_01.py": ALAN,
    }
    found = taken(zipped(tmp_path / "class.zip", files)).found
    assert {one.student.id for one in found} == {"ada"}
    third = sorted((one for one in found if one.exercise == "exercise_03"), key=lambda one: one.rank)
    assert [one.digest for one in third] == [digest(ADA), digest(ADA + "# 2"), digest(ADA + "# 10")]


def test_the_innermost_name_that_says_the_exercise_counts(tmp_path, taken):
    files = {
        "exercise_01/ada/exercise_03/main.py": "no code (",
        "exercise_01/ada/main.py": "no code (",
        "exercise_01/alan/exercise_03/exercise_05.py": "no code (",
    }
    assert whose(taken(folder(tmp_path / "class", files))) == [
        ("ada", "exercise_03", "exercise_01/ada/exercise_03/main.py"),
        ("ada", "exercise_01", "exercise_01/ada/main.py"),
        ("alan", "exercise_05", "exercise_01/alan/exercise_03/exercise_05.py"),
    ]


def test_where_no_name_says_it_the_functions_do(tmp_path, taken):
    path = folder(tmp_path / "class", {"ada.py": ADA, "ming.ipynb": MING})
    assert whose(taken(path, exercise="exercise_01")) == [
        ("ada", "exercise_03", "ada.py"),
        ("ming", "exercise_03", "ming.ipynb"),
    ]


def test_where_nothing_says_it_the_exercise_that_was_named_counts(tmp_path, taken):
    files = {
        "ada.py": "x = 1\n",
        "alan.py": "def (",
        "ming.ipynb": "{",
        "grace.py": "",
        "exercise_03_li.py": "",
    }
    path = folder(tmp_path / "class", files)
    assert whose(taken(path, exercise="exercise_01")) == [
        ("ada", "exercise_01", "ada.py"),
        ("alan", "exercise_01", "alan.py"),
        ("li", "exercise_03", "exercise_03_li.py"),
        ("grace", "exercise_01", "grace.py"),
        ("ming", "exercise_01", "ming.ipynb"),
    ]
    assert taken(path, exercise="exercise_01").leftovers == ()


def test_where_nothing_says_it_and_none_was_named_the_file_is_left_over(tmp_path, taken):
    files = {"ada.py": "x = 1\n", "alan.py": "def (", "grace.py": ""}
    intake = taken(folder(tmp_path / "class", files))
    assert intake.found == ()
    assert reasons(intake) == {
        "ada.py": (
            "Neither its name nor its functions say which exercise it solves. Name it with --exercise."
        ),
        "alan.py": (
            "Its name does not say an exercise, and its functions cannot be read: alan.py, line 1: this is "
            "not valid Python: invalid syntax. "
            "Nothing in the file could be read; correct this line first."
        ),
        "grace.py": (
            "Its name does not say an exercise, and its functions cannot be read: grace.py is empty: it has "
            "no code. "
            "Save your work in the editor and try again."
        ),
    }


def test_functions_of_several_exercises_decide_only_if_one_has_more(tmp_path, taken):
    first, third = "def outer_sum(x): pass\n", "def l2_norm(x): pass\ndef lp_norm(x): pass\n"
    files = {"ada.py": "def l2_norm(x): pass\n", "alan.py": third + "def no_task(): pass\n" + first}
    assert [name for _, name, _ in whose(taken(folder(tmp_path / "class", files)))] == [
        "exercise_03",
        "exercise_03",
    ]


def test_an_exercise_that_is_not_there_is_refused_before_anything_is_read(tmp_path, taken):
    with pytest.raises(UsageError, match=r"^There is no exercise 'exercise_99' in "):
        taken(tmp_path / "none", exercise="exercise_99")


# ------------------------------------------------------------------------------- names, and much


def test_what_cannot_be_read_is_left_over(tmp_path, taken):
    path = folder(tmp_path / "class", {"ada.py": ADA, "alan.zip": "PK", "__MACOSX/x.py": ""})
    data = bytearray(zipped(tmp_path / "b.zip", {"exercise_03.py": bytes(range(256)) * 9}).read_bytes())
    data[60:80] = bytes(20)
    (path / "ming.zip").write_bytes(bytes(data))
    intake = taken(path)
    assert whose(intake) == [("ada", "exercise_03", "ada.py")]
    assert list(reasons(intake)) == ["__MACOSX/", "alan.zip", "ming.zip/exercise_03.py"]
    assert reasons(intake)["ming.zip/exercise_03.py"].startswith("It cannot be read: ")


@pytest.mark.parametrize("make", [folder, zipped])
def test_unusual_names_survive(tmp_path, taken, make):
    names = ["<b>&'\"=1+1", "a\x1b[31m\u202eb", "{0} %s $HOME `x`", "王 小明", "\U0001f600", "-rf", "x" * 150]
    intake = taken(make(tmp_path / "class.zip", {f"{name}/exercise_03.py": ADA for name in names}))
    assert {found.name for found in intake.found} == {f"{name}/exercise_03.py" for name in names}
    ids = {found.student.id for found in intake.found}
    assert ids == {
        "<b>&'\"=1+1",
        "a\\x1b[31m\\u202eb~" + digest("a\x1b[31m\u202eb")[:8],
        "{0} %s $HOME `x`",
        "王 小明",
        "\U0001f600",
        "-rf",
        "x" * 91 + "~" + digest("x" * 150)[:8],
    }


STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(), st.text())
def test_two_keys_never_become_one_id(one, other):
    for who in (one, other):
        assert len(identifier(who)) <= 100
        assert {unicodedata.category(letter) for letter in identifier(who)}.isdisjoint(STEERING)
    assert (identifier(one) == identifier(other)) is (one == other)


def test_a_class_of_three_hundred_is_taken_in_without_parsing(tmp_path, taken, monkeypatch):
    from grader import submission

    monkeypatch.setattr(submission, "read", None)
    files = {f"s{n}_exercise_03.py": f"{ADA}# {n}\n" for n in range(300)}
    path = zipped(tmp_path / "class.zip", files)
    start = time.process_time()
    intake = taken(path)
    assert len(intake.found) == 300
    assert time.process_time() - start < 2
