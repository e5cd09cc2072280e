"""How downloads are laid out: each is recognised, each file is its student's, and none is lost."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from downloads import (
    ADA,
    ALAN,
    CANVAS_ANONYMOUS,
    DOWNLOADS,
    METADATA,
    MING,
    MOODLE_BLIND,
    MOODLE_FLAT,
    folder,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.intake.archive import ArchiveEntry, open_archive
from grader.classroom.intake.layouts import LAYOUTS, LIKENESS, moment, rank_of, recognise
from grader.classroom.intake.naming import KnownStudents, student_of
from grader.core.errors import UsageError
from grader.locale.messages import sentence

NAMES = ("exercise_01", "exercise_03")
ONLY_CODE = "Only scripts (.py) and notebooks (.ipynb) are graded."
ASIDE = "It is not in the folder of submissions."
NO_NAME = "Its name does not say which student it is from."


def read(path, wanted=None, *, ids=()):
    known = KnownStudents(frozenset(ids), lambda name: name in ids)
    with open_archive(path) as archive:
        return recognise(archive, NAMES, wanted, known=known)


def brief(layout):
    """The layout's name, who handed in what as it names it, and what is left over."""
    return (
        layout.name,
        [(one.who, one.shown, one.hint) for one in layout.uploads],
        {leftover.name: sentence(leftover.why) for leftover in layout.leftovers},
    )


def of(tmp_path, files):
    return brief(read(zipped(tmp_path / "class.zip", files)))


EXPECTED = {
    "flat": (
        [
            ("Ada Lovelace", "Ada Lovelace", "Ada Lovelace.py"),
            ("alan_turing", "alan_turing", "alan_turing_exercise_03.py"),
            ("王小明", "王小明", "exercise_03_王小明.ipynb"),
        ],
        {"notes.txt": ONLY_CODE},
    ),
    "folders": (
        [
            ("2021002", "2021002", "2021002/homework/solution.py"),
            ("Ada Lovelace", "Ada Lovelace", "Ada Lovelace/exercise_03.py"),
            ("王 小明", "王 小明", "王 小明/exercise_03.ipynb"),
        ],
        {"王 小明/report.pdf": ONLY_CODE},
    ),
    "nbgrader": (
        [
            ("2021001", "2021001", "exercise_03/norms.py"),
            ("2021002", "2021002", "exercise_03/norms.py"),
            ("2021003", "2021003", "exercise_03/norms.ipynb"),
        ],
        {
            "autograded/2021001/exercise_03/norms.ipynb": ASIDE,
            "gradebook.db": ONLY_CODE,
            "release/exercise_03/norms.ipynb": ASIDE,
            "source/exercise_03/norms.ipynb": ASIDE,
        },
    ),
    "canvas": (
        [
            ("101", "lovelaceada", "exercise_03.py"),
            ("102", "turingalan", "exercise_03-1.py"),
            ("103", "王小明", "exercise_03.ipynb"),
        ],
        {
            "hoppergrace_104_text.html": "The student typed this text into the page; it is not a file.",
            "hoppergrace_104_link.html": "The student handed in a link, not a file.",
        },
    ),
    "moodle": (
        [
            ("Participant 701", "Ada Lovelace", "exercise_03.py"),
            ("Participant 702", "Alan Turing", "week/exercise_03.py"),
            ("Participant 703", "王小明", "exercise_03.ipynb"),
        ],
        {
            "Grace Hopper_704_assignsubmission_onlinetext/onlinetext.html": (
                "The student typed this text into the page; it is not a file."
            )
        },
    ),
    "gradescope": (
        [
            ("2021001", "Ada Lovelace", "exercise_03.py"),
            ("2021002", "Alan Turing", "exercise_03.py"),
            ("ming@example.org", "王小明", "work/exercise_03.ipynb"),
        ],
        {"assignment_55_export/submission_2/data.csv": ONLY_CODE},
    ),
}


@pytest.mark.parametrize("make", [folder, zipped])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_recognised_and_read(tmp_path, name, make):
    handed, leftovers = EXPECTED[name]
    path = make(tmp_path / "class.zip", DOWNLOADS[name])
    assert brief(read(path)) == (name, handed, leftovers)
    assert brief(read(path, name)) == (name, handed, leftovers)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_recognised_in_a_folder_at_the_top(tmp_path, name):
    path = zipped(tmp_path / "hw.zip", {f"hw3/again/{file}": text for file, text in DOWNLOADS[name].items()})
    layout = read(path)
    assert layout.name == name
    assert [one.who for one in layout.uploads] == [who for who, _, _ in EXPECTED[name][0]]


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_file_is_dropped_without_a_word(tmp_path, name):
    layout = read(zipped(tmp_path / "class.zip", DOWNLOADS[name]))
    known = {one.name for one in layout.uploads} | {leftover.name for leftover in layout.leftovers}
    read_for_it = {file for file in DOWNLOADS[name] if file.endswith(("timestamp.txt", "metadata.yml"))}
    assert known == set(DOWNLOADS[name]) - read_for_it


# ---------------------------------------------------------------------------------- a wrong layout


@pytest.mark.parametrize(
    ("wanted", "given_", "message"),
    [
        (
            "canvas",
            "moodle",
            "--layout canvas: no file is named like a Canvas download's (`lovelaceada_123_456_hw.py`). "
            "It looks like the layout moodle: 3 folders end in _assignsubmission_file.",
        ),
        (
            "moodle",
            "canvas",
            "--layout moodle: no folder and no file is named like a Moodle download's "
            "(`Ada Lovelace_123_assignsubmission_file`). "
            "It looks like the layout canvas: 3 files are named like `lovelaceada_123_456_hw.py`.",
        ),
        (
            "gradescope",
            "nbgrader",
            "--layout gradescope: no submission_metadata.yml is next to the folders of submissions. "
            "It looks like the layout nbgrader: 3 students' folders are in submitted.",
        ),
        (
            "nbgrader",
            "folders",
            "--layout nbgrader: no file is in `submitted/<student>/<assignment>`. "
            "It looks like the layout folders: 3 folders are named by a student.",
        ),
        (
            "folders",
            "flat",
            "--layout folders: no script and no notebook is in a folder of a student. "
            "It looks like the layout flat: 3 files are named by a student.",
        ),
        (
            "flat",
            "gradescope",
            "--layout flat: no script and no notebook at the top has a student's name. "
            "It looks like the layout gradescope: 2 submissions are listed in submission_metadata.yml.",
        ),
        (
            "blackboard",
            "flat",
            "--layout blackboard is not known. The layouts are: gradescope, canvas, moodle, nbgrader, "
            "folders, flat.",
        ),
    ],
)
def test_a_wrong_layout_is_refused_with_the_right_one(tmp_path, wanted, given_, message):
    with pytest.raises(UsageError) as raised:
        read(folder(tmp_path, DOWNLOADS[given_]), wanted)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        (
            {"a/report.pdf": "", "b/report.PDF": "", "c/notes": "", "d.txt": ""},
            "holds no script (.py) and no notebook (.ipynb), but 2 .pdf, 1 ?, 1 .txt.",
        ),
        ({}, "holds no script (.py) and no notebook (.ipynb): it is empty."),
    ],
)
def test_nothing_to_grade_is_told_with_what_there_is(tmp_path, files, counts):
    with pytest.raises(UsageError) as raised:
        read(folder(tmp_path, files))
    assert str(raised.value) == (
        f"{tmp_path} {counts} Give a download as it comes from one of gradescope, canvas, moodle, nbgrader, "
        "or name each file or folder after its student."
    )


@pytest.mark.parametrize("wanted", [None, "canvas", "flat"])
def test_files_that_name_no_student_are_no_class(tmp_path, wanted):
    with pytest.raises(UsageError) as raised:
        read(folder(tmp_path, {"exercise_01.py": ADA, "exercise_03.py": ADA}), wanted)
    assert str(raised.value) == (
        f"{tmp_path} holds 2 .py, and no name says which student a file is from. Give a download as it comes "
        "from one of gradescope, canvas, moodle, nbgrader, or name each file or folder after its student."
    )


# ---------------------------------------------------------------------------------- folders and flat


def test_one_student_in_a_folder_keeps_it(tmp_path):
    expected = ("folders", [("ada", "ada", "hw/ada/exercise_03.py")], {})
    assert of(tmp_path, {"hw/ada/exercise_03.py": ADA}) == expected


def whose(tmp_path, files, ids=()):
    layout = read(folder(tmp_path / "class", files), ids=ids)
    return layout.name, [(one.who, one.name) for one in layout.uploads]


@pytest.mark.parametrize(
    ("files", "ids", "name", "students"),
    [
        (["s1/homework.py"], ["s1", "s2"], "folders", ["s1"]),
        (["s1/homework.py"], [], "folders", ["s1"]),
        (["hw/s1/homework.py"], ["s1"], "folders", ["s1"]),
        (["hw/s1/homework.py"], ["homework"], "flat", ["homework"]),
        (["hw/ada_exercise_03.py"], [], "flat", ["ada"]),
        (["exercise_03/ada.py"], [], "flat", ["ada"]),
        (["s1/part_1.py", "s1/part_2.py"], ["s1"], "folders", ["s1", "s1"]),
        (
            ["ann/a.py", "ann_/a.py", "_bob/a.py", "-dash/a.py"],
            [],
            "folders",
            ["-dash", "_bob", "ann", "ann_"],
        ),
        (["ann/a.py", "ann_/a.py"], ["ann", "ann_"], "folders", ["ann", "ann_"]),
        (["ann.py", "ann_.py"], [], "flat", ["ann", "ann_"]),
        (["exercise_03/a.py", "exercise_01/a.py"], ["exercise_03"], "folders", ["exercise_03"]),
        (["A/s1/x.py", "A/s2/x.py", "B/s3/x.py"], ["s1", "s2", "s3"], "folders", ["s1", "s2", "s3"]),
        (["A/s1.py", "B/s2.py", "B/s3.py"], ["s1", "s2", "s3"], "flat", ["s1", "s2", "s3"]),
        (["s1/s2/x.py", "s2/y.py", "s3/y.py"], ["s1", "s2", "s3"], "folders", ["s1", "s2", "s3"]),
        (["s1/s1.py", "s2/s2.py"], ["s1", "s2"], "folders", ["s1", "s2"]),
    ],
)
def test_a_folder_that_is_an_id_of_the_roster_is_its_students(tmp_path, files, ids, name, students):
    found, handed = whose(tmp_path, dict.fromkeys(files, ADA), ids)
    assert (found, [who for who, _ in handed if who in students]) == (name, students)


def test_absolute_paths_change_no_student(tmp_path):
    files = {"/srv/class/ann/a.py": ADA, "/srv/class/ann_/a.py": ADA, "/srv/class/bob/exercise_03.py": ALAN}
    _, handed, leftovers = of(tmp_path, files)
    assert ([who for who, _, _ in handed], leftovers) == (["ann", "ann_", "bob"], {})
    inner = zipped(tmp_path / "inner.zip", {"C:\\Users\\me\\exercise_03.py": ADA}).read_bytes()
    _, handed, _ = brief(read(folder(tmp_path / "class", {"ann_.zip": inner, "bob.zip": inner})))
    assert [who for who, _, _ in handed] == ["ann_", "bob"]


def ungraded(layout):
    return [(one.who, one.shown, one.name, sentence(one.why)) for one in layout.ungraded]


TEXT = "The student typed this text into the page; it is not a file."
RAR = "It is a .rar archive, and grade opens only zip files. Unpack it, and give the folder."


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"ada/a.py": ADA, "bob/a.pdf": "", "bob/a.rar": "", "cy/exercise_03.docx": ""},
            [
                ("bob", "bob", "bob/a.pdf", ONLY_CODE),
                ("bob", "bob", "bob/a.rar", RAR),
                ("cy", "cy", "cy/exercise_03.docx", ONLY_CODE),
            ],
        ),
        (
            {**DOWNLOADS["canvas"], "hoppergrace_LATE_104_77_hw.rar": ""},
            [
                (
                    "104",
                    "hoppergrace",
                    "hoppergrace_104_link.html",
                    "The student handed in a link, not a file.",
                ),
                ("104", "hoppergrace", "hoppergrace_104_text.html", TEXT),
                ("104", "hoppergrace", "hoppergrace_LATE_104_77_hw.rar", RAR),
            ],
        ),
        (CANVAS_ANONYMOUS, [("anon_Xc3", "anon_Xc3", "anon_Xc3_text.html", TEXT)]),
        (
            DOWNLOADS["moodle"],
            [
                (
                    "Participant 704",
                    "Grace Hopper",
                    "Grace Hopper_704_assignsubmission_onlinetext/onlinetext.html",
                    TEXT,
                )
            ],
        ),
        (
            {**DOWNLOADS["nbgrader"], "submitted/2021004/exercise_03/norms.pdf": ""},
            [("2021004", "2021004", "submitted/2021004/exercise_03/norms.pdf", ONLY_CODE)],
        ),
        (
            DOWNLOADS["gradescope"],
            [("ming@example.org", "王小明", "assignment_55_export/submission_2/data.csv", ONLY_CODE)],
        ),
    ],
)
def test_a_students_file_that_cannot_be_graded_stays_the_students(tmp_path, files, expected):
    layout = read(folder(tmp_path, files))
    assert ungraded(layout) == expected
    assert {name for _, _, name, _ in expected} <= {leftover.name for leftover in layout.leftovers}


def test_an_archive_that_cannot_be_read_stays_its_students(tmp_path):
    inner = zipped(
        tmp_path / "inner.zip", {"again.zip": zipped(tmp_path / "x.zip", {"a.py": ADA}).read_bytes()}
    )
    files = {"ada.py": ADA, "bob.zip": b"PK", "cy.zip": inner.read_bytes(), "dan.7z": b"", "eve.py": ADA}
    layout = read(folder(tmp_path / "class", files), ids=("bob", "cy", "dan"))
    assert [(who, name) for who, _, name, _ in ungraded(layout)] == [
        ("dan", "dan.7z"),
        ("bob", "bob.zip"),
        ("cy", "cy.zip/again.zip"),
    ]
    assert [leftover.name for leftover in layout.leftovers] == ["dan.7z"]


def test_folders_of_exercises_are_looked_through(tmp_path):
    files = {"exercise_01/ada.py": ADA, "exercise_03/ada.py": ADA, "Exercise_03/alan/main.py": ALAN}
    name, handed, _ = of(tmp_path, files)
    assert (name, [(who, hint) for who, _, hint in handed]) == (
        "flat",
        [
            ("alan", "Exercise_03/alan/main.py"),
            ("ada", "exercise_01/ada.py"),
            ("ada", "exercise_03/ada.py"),
        ],
    )


def test_zip_files_are_folders_of_their_students(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"main.py": ADA, "lib/other.py": ADA}).read_bytes()
    path = folder(tmp_path / "class", {"ada_exercise_03.zip": inner, "alan.zip": inner})
    assert [(one.who, one.name) for one in read(path).uploads] == [
        ("ada", "ada_exercise_03.zip/lib/other.py"),
        ("ada", "ada_exercise_03.zip/main.py"),
        ("alan", "alan.zip/lib/other.py"),
        ("alan", "alan.zip/main.py"),
    ]


def test_files_beside_folders_are_taken_unless_a_layout_is_named(tmp_path):
    path = folder(tmp_path, {"ada/ex.py": ADA, "alan/ex.py": ALAN, "ming.py": MING, "exercise_03.py": ADA})
    assert [one.who for one in read(path).uploads] == ["ada", "alan", "ming"]
    assert brief(read(path))[2] == {"exercise_03.py": NO_NAME}
    assert [one.who for one in read(path, "folders").uploads] == ["ada", "alan"]
    assert brief(read(path, "flat"))[2] == {
        "ada/ex.py": "Its name does not fit this layout (flat), so its student is not known.",
        "alan/ex.py": "Its name does not fit this layout (flat), so its student is not known.",
        "exercise_03.py": NO_NAME,
    }


def test_archives_of_other_kinds_are_to_be_unpacked(tmp_path):
    _, _, leftovers = of(tmp_path, {"ada.py": ADA, "alan.rar": "", "ming.tar.gz": "", "grace.7z": ""})
    assert leftovers == {
        name: f"It is a {kind} archive, and grade opens only zip files. Unpack it, and give the folder."
        for name, kind in (("alan.rar", ".rar"), ("ming.tar.gz", ".gz"), ("grace.7z", ".7z"))
    }


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada Lovelace.py", "Ada Lovelace"),
        ("Ada Lovelace (2).py", "Ada Lovelace"),
        ("Ada Lovelace (2021001).py", "Ada Lovelace (2021001)"),
        ("ada_exercise_03.ipynb", "ada"),
        ("ada-EXERCISE_03 (1).ipynb", "ada"),
        ("exercise_03_ada.py", "ada"),
        ("exercise_03 - 王小明.py", "王小明"),
        ("王小明exercise_03.py", "王小明"),
        ("2021001_exercise_03_王小明.py", "2021001_王小明"),
        ("ada_exercise_031.py", "ada_exercise_031"),
        ("Lovelace, Ada.zip", "Lovelace, Ada"),
        ("ada.b@example.org.py", "ada.b@example.org"),
        ("linda.py", "linda"),
        ("lin_linda.py", "linda"),
        ("lin.py", ""),
        ("exercise_03.py", ""),
        ("e\u0301mile.py", "\xe9mile"),
        ("ann_", "ann_"),
        ("_bob", "_bob"),
        ("-dash", "-dash"),
        ("ann_.py", "ann_"),
        ("ann__exercise_03.py", "ann_"),
        ("exercise_03__bob.ipynb", "_bob"),
        ("exercise_03_-dash.ipynb", "-dash"),
        ("Ada_Lovelace_-_exercise_03.py", "Ada_Lovelace"),
        ("Ada Lovelace -- exercise_03.py", "Ada Lovelace"),
        ("ada_exercise_03.ipynb.json", "ada"),
        ("ada_exercise_03 (1).py.txt", "ada"),
        ("exercise_03__.py", ""),
        ("İ_exercise_03.py", "İ"),
    ],
)
def test_a_student_is_what_a_name_says_beside_the_exercise(name, student):
    assert student_of(name, ("exercise_03", "exercise_01", "lin")) == student


@pytest.mark.parametrize(
    ("name", "ids", "student"),
    [
        ("exercise_03", {"exercise_03"}, "exercise_03"),
        ("ann (2)", {"ann", "ann (2)"}, "ann (2)"),
        ("ann (2)", {"ann"}, "ann"),
        ("ann_exercise_03", {"ann", "ann_exercise_03"}, "ann_exercise_03"),
        ("ann.py", {"ann.py", "ann"}, "ann.py"),
        ("ann__exercise_03.py", {"ann", "ann_"}, "ann_"),
        ("ann__exercise_03.py", {"ann", "ann__"}, "ann__"),
        ("ann__exercise_03.py", {"ann"}, "ann"),
        ("exercise_03_-dash.py", {"dash"}, "dash"),
        ("exercise_03_-dash.py", {"_-dash"}, "_-dash"),
        ("_exercise_03.py", {"_"}, "_"),
    ],
)
def test_an_id_of_the_roster_is_never_changed(name, ids, student):
    assert student_of(name, NAMES, ids) == student


@given(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=20), st.sampled_from(["{}_{}", "{1} {0}"])
)
def test_any_name_beside_an_exercise_is_found_again(student, form):
    alone = student_of(f"{student}.py", NAMES)
    assert student_of(form.format(student, "exercise_03") + ".py", NAMES) == alone


# ----------------------------------------------------------------------------------- single layouts


def test_canvas_says_what_is_late_and_which_is_later(tmp_path):
    files = {
        "lovelaceada_LATE_101_20000000000000002_a.py": ADA,
        "lovelaceada_101_20000000000000001_b.py": ADA,
        "van_der_berg_7_55_9_hw_3_4_5.py": ALAN,
    }
    handed = read(zipped(tmp_path / "class.zip", files)).uploads
    assert [(one.who, one.shown, one.hint, one.late) for one in handed] == [
        ("101", "lovelaceada", "b.py", False),
        ("101", "lovelaceada", "a.py", True),
        ("7", "van_der_berg", "9_hw_3_4_5.py", False),
    ]
    assert handed[1].rank > handed[0].rank


def test_anonymous_files_of_canvas_are_told_apart(tmp_path):
    layout = read(zipped(tmp_path / "class.zip", CANVAS_ANONYMOUS))
    assert [(one.who, one.lms, one.late) for one in layout.uploads] == [
        ("anon_Xb2", "", True),
        ("anon_Xa1", "", False),
    ]
    assert brief(layout)[2] == {
        "anon_Xc3_text.html": "The student typed this text into the page; it is not a file."
    }


def test_a_zip_file_in_a_canvas_download_is_its_students(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"exercise_03/a.py": ADA}).read_bytes()
    path = zipped(tmp_path / "class.zip", {"lovelaceada_101_9001_hw.zip": inner})
    assert brief(read(path)) == ("canvas", [("101", "lovelaceada", "hw.zip/exercise_03/a.py")], {})


def test_a_file_that_is_not_canvass_is_left_over(tmp_path):
    name, _, leftovers = of(tmp_path, {**DOWNLOADS["canvas"], "starter.py": ADA})
    assert name == "canvas"
    assert leftovers["starter.py"] == (
        "Its name does not fit this layout (canvas), so its student is not known."
    )


def test_one_odd_name_does_not_make_a_layout(tmp_path):
    files = {"ada.py": ADA, "alan.py": ALAN, "ming_1_2_hw.py": MING, "x_7_assignsubmission_file/a.py": ADA}
    name, handed, _ = of(tmp_path, files)
    assert (name, [who for who, _, _ in handed]) == (
        "flat",
        ["ada", "alan", "ming_1_2_hw", "x_7_assignsubmission_file"],
    )


def test_moodle_without_folders(tmp_path):
    layout = read(zipped(tmp_path / "class.zip", MOODLE_FLAT))
    assert [(one.who, one.shown, one.lms, one.hint) for one in layout.uploads] == [
        ("Participant 701", "Ada Lovelace", "701", "exercise_03.py"),
        ("Participant 702", "Alan Turing", "702", "exercise_03 (2).py"),
        ("Participant 703", "王小明", "703", "my_hw_3.ipynb"),
    ]
    assert LIKENESS[layout.sign].format(count=layout.count) == (
        "It looks like the layout moodle: 3 files are named like "
        "`Ada Lovelace_123_assignsubmission_file_hw.py`."
    )
    assert [sentence(leftover.why) for leftover in layout.leftovers] == [
        "The student typed this text into the page; it is not a file."
    ]


@pytest.mark.parametrize("word", ["Participant", "参与者"])
def test_moodle_with_blind_marking(tmp_path, word):
    files = {name.replace("Participant", word): text for name, text in MOODLE_BLIND.items()}
    shown = [(one.who, one.shown) for one in read(zipped(tmp_path / "class.zip", files)).uploads]
    assert shown == [("Participant 701", f"{word} 701"), ("Participant 702", f"{word} 702")]


def test_moodle_with_teams_before_the_names(tmp_path):
    files = {
        "Team 1-Ada Lovelace_701_assignsubmission_file_/a.py": ADA,
        "Team 1-Jean-Paul Sartre_702_assignsubmission_file_/a.py": ADA,
    }
    uploads = read(zipped(tmp_path / "class.zip", files)).uploads
    assert [(one.shown, one.teams, one.in_teams) for one in uploads] == [
        ("Team 1-Ada Lovelace", (("Team 1", "Ada Lovelace"),), True),
        (
            "Team 1-Jean-Paul Sartre",
            (("Team 1", "Jean-Paul Sartre"), ("Team 1-Jean", "Paul Sartre")),
            True,
        ),
    ]


def test_a_hyphen_alone_makes_no_team(tmp_path):
    files = {
        "Jean-Paul Sartre_701_assignsubmission_file/a.py": ADA,
        "Ada Lovelace_702_assignsubmission_file/a.py": ADA,
    }
    uploads = read(zipped(tmp_path / "class.zip", files)).uploads
    assert [(one.teams, one.in_teams) for one in uploads] == [
        ((), False),
        ((("Jean", "Paul Sartre"),), False),
    ]


def test_nbgrader_gives_the_times(tmp_path):
    times = [one.time for one in read(folder(tmp_path, DOWNLOADS["nbgrader"])).uploads]
    assert times == [
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        None,
        datetime(2026, 3, 2, 20, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    ]


@pytest.mark.parametrize("name", ["submitted", "hand-ins"])
def test_nbgraders_folder_may_be_given_itself(tmp_path, name):
    files = {file.removeprefix("submitted/"): text for file, text in DOWNLOADS["nbgrader"].items()}
    path = folder(tmp_path / name, {file: text for file, text in files.items() if file.startswith("2021")})
    assert brief(read(path)) == ("nbgrader", EXPECTED["nbgrader"][0], {})


def test_a_timestamp_of_a_student_makes_no_nbgrader(tmp_path):
    files = {f"hw3/s{n}/exercise_03.py": ADA for n in range(5)} | {"hw3/s1/timestamp.txt": ""}
    name, handed, leftovers = of(tmp_path, files)
    assert (name, [who for who, _, _ in handed]) == ("folders", ["s0", "s1", "s2", "s3", "s4"])
    assert leftovers == {"hw3/s1/timestamp.txt": ONLY_CODE}


def test_gradescopes_teams_and_times(tmp_path):
    handed = read(folder(tmp_path, DOWNLOADS["gradescope"])).uploads
    assert [(one.who, one.lms, one.email, one.time) for one in handed] == [
        ("2021001", "2021001", "ada@example.org", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2021002", "2021002", "alan@example.org", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("ming@example.org", "", "ming@example.org", datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
    ]
    assert handed[0].entry is handed[1].entry


def test_gradescope_may_be_given_from_inside(tmp_path):
    path = folder(tmp_path, DOWNLOADS["gradescope"]) / "assignment_55_export"
    assert brief(read(path))[:2] == ("gradescope", EXPECTED["gradescope"][0])


def test_a_submission_that_gradescopes_list_lacks_is_known_by_its_folder(tmp_path):
    path = folder(tmp_path, {"submission_metadata.yml": METADATA, "submission_9/a.py": ADA, "b.py": ADA})
    _, handed, leftovers = brief(read(path))
    assert handed == [("submission_9", "submission_9", "a.py")]
    assert leftovers == {
        "b.py": "Its name does not fit this layout (gradescope), so its student is not known."
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a\n", "it holds list, not a mapping"),
        ("", "it holds NoneType, not a mapping"),
    ],
)
def test_a_broken_list_of_gradescopes_is_refused(tmp_path, text, why):
    path = folder(tmp_path, {"submission_metadata.yml": text, "submission_1/a.py": ADA})
    with pytest.raises(UsageError) as raised:
        read(path)
    assert str(raised.value) == (
        f"{path}, submission_metadata.yml: this is not Gradescope's list of submissions: {why}. "
        "Download it again."
    )


@pytest.mark.parametrize("text", ["a: [", "a: !!python/object/apply:os.getcwd []", "[" * 5000, "\0"])
def test_a_list_that_is_no_plain_yaml_is_refused(tmp_path, text):
    path = folder(tmp_path, {"submission_metadata.yml": text, "submission_1/a.py": ADA})
    with pytest.raises(UsageError, match=r"submission_metadata\.yml: this is not Gradescope's list"):
        read(path)


def test_a_list_of_a_students_own_changes_nothing(tmp_path):
    name, handed, _ = of(tmp_path, {"ada/submission_metadata.yml": "[", "ada/a.py": ADA, "alan/a.py": ALAN})
    assert (name, [who for who, _, _ in handed]) == ("folders", ["ada", "alan"])


# ------------------------------------------------------------------------------------ order and time


def ranks(path):
    return [one.hint for one in sorted(read(path).uploads, key=lambda one: one.rank)]


def test_names_order_files_of_one_time_as_people_count(tmp_path):
    names = ["hw.py", "hw2.py", "hw10.py", "hw (2).py", "hw (10).py", "hw-1.py", "hw-2.ipynb"]
    path = zipped(tmp_path / "class.zip", {f"ada/{name}": ADA for name in names} | {"alan/x.py": ADA})
    assert [name.removeprefix("ada/") for name in ranks(path)][:-1] == names


def test_a_file_that_was_changed_later_is_the_later_one(tmp_path):
    old = zipped(tmp_path / "old.zip", {"z.py": ADA}, time=(2026, 3, 1, 12, 0, 0)).read_bytes()
    new = zipped(tmp_path / "new.zip", {"a.py": ADA}, time=(2026, 3, 1, 12, 5, 0)).read_bytes()
    path = folder(tmp_path / "class", {"ada/1.zip": new, "ada/2.zip": old, "alan/3.zip": new})
    assert ranks(path)[:2] == ["ada/2.zip/z.py", "ada/1.zip/a.py"]


@given(st.lists(st.text(max_size=8), min_size=2, max_size=5))
def test_any_two_ranks_can_be_compared(names):
    made = [rank_of(ArchiveEntry(name, 0), hint=name, number=len(name)) for name in names]
    for one, other in pairwise(made):
        assert (one < other) is not (one >= other)


CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-01 12:30:15.123456 UTC", datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)),
        ("2026-03-01T12:30:15Z", datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)),
        ("2026-03-01T12:30:15+08:00", datetime(2026, 3, 1, 12, 30, 15, tzinfo=CHINA)),
        ("2026-03-01 12:30 +0800", datetime(2026, 3, 1, 12, 30, tzinfo=CHINA)),
        ("2026/3/1 9:05", datetime(2026, 3, 1, 9, 5, tzinfo=CHINA)),
        ("2026年3月1日 12\uff1a30", datetime(2026, 3, 1, 12, 30, tzinfo=CHINA)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=CHINA)),
        (
            "2026-03-01 12:30 America/New_York",
            datetime(2026, 3, 1, 12, 30, tzinfo=ZoneInfo("America/New_York")),
        ),
        ("2026-03-01 12:30 ../../etc/passwd", None),
        ("2026-03-01 12:30 +99:00", None),
        ("2026-02-30", None),
        ("01/03/2026", None),
        ("", None),
    ],
)
def test_times_are_read_as_systems_write_them(text, time):
    assert moment(text, zone=CHINA) == time


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_time_survives_being_written(time):
    whole = time.replace(microsecond=0, tzinfo=UTC)
    assert moment(whole.isoformat()) == whole
    assert moment(str(whole)) == whole
