"""A release for students: what is in it, what can never be in it, and that grading works with it alone."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zlib
from pathlib import Path

import msgspec
import pytest

from grader.cli.release import ReleaseRequest, release
from grader.core.errors import CourseError, UsageError
from grader.course.key import obtain, read
from grader.course.load import Course
from grader.workshop.release import MARKER, OLDEST_TORCH, bundle, write

REFERENCE = '''\
"""Notes of the teacher that no student should see."""

import torch
from _shared import doubled_and_shifted
from grader.course import Exercise, each, tensors
from hypothesis import strategies as st

exercise = Exercise("Errors")
WEIGHTS_OF_THE_TEACHER = (0.125, 0.875)


def symmetric_part_of(matrix):
    transposed_of_it = matrix.mT
    return matrix + transposed_of_it


@exercise.task(inputs={"y_hat": tensors("n 1"), "y": tensors("n")}, gradient=True, cases=20)
def squared_error(y_hat, y):
    flattened_prediction = y_hat.reshape(-1)
    return ((flattened_prediction - y) ** 2).mean()


@squared_error.right
def with_dot(y_hat, y):
    all_the_differences = y_hat[:, 0] - y
    return all_the_differences @ all_the_differences / len(y)


@squared_error.misconception
def broadcasts(y_hat, y):
    """(n, 1) minus (n,) is an n by n table."""
    return ((y_hat - y) ** 2).mean()


squared_error.hint("Print the shape of the difference first.")


@exercise.task(
    inputs={
        "A": tensors("n n").map(lambda given: given + 3 * given.mT.triu().mT),
        "B": tensors("n n").map(symmetric_part_of),
        "k": st.integers(1, 3).map(lambda drawn_number: drawn_number * 2 + 1 - 1),
        "sign": each(1, -1),
    },
    raises=IndexError,
    cases=20,
)
def mixed(A, B, k, sign):
    if len(A) == 3:
        raise IndexError("three rows are too many")
    return doubled_and_shifted(A @ B, k) * sign


@mixed.misconception
def other_way_round(A, B, k, sign):
    """Products of matrices do not commute."""
    if len(A) == 3:
        raise IndexError(f"three rows are too many, says {__file__.rpartition('/')[2]}")
    return doubled_and_shifted(B @ A, k) * sign


mixed.hint("Which of the two comes first?")
'''
SHARED = "def doubled_and_shifted(values, offset):\n    return 2 * values + offset - 1\n"
STARTER = '''\
"""Week 1: errors."""


# The mean of the squared differences.
def squared_error(y_hat, y):
    """The mean squared error of y_hat, shape (n, 1), and y, shape (n,)."""
    raise NotImplementedError


# Twice A B, shifted by k - 1, with a sign; IndexError for three rows.
def mixed(A, B, k, sign):
    """As the text says."""
    raise NotImplementedError
'''
RIGHT = """\
def squared_error(y_hat, y):
    return ((y_hat[:, 0] - y) ** 2).mean()


def mixed(A, B, k, sign):
    if A.shape[0] == 3:
        raise IndexError
    return (A @ B + A @ B + k - 1) * sign
"""
WRONG = "def squared_error(y_hat, y):\n    return ((y_hat - y) ** 2).mean()\n"
README = """\
# Exercises

You edit a file and run `grade`. A second later you know what is right, what is wrong, and on which smallest
input.

## Set up

You need Python 3.11 or newer on Linux (on Windows in its Subsystem for Linux). Your teacher tells you where
to get `grade`. (The package of that name on PyPI is another one.) In its folder, run

    pip install "torch=={torch}" .

If you already have torch {oldest} or newer, you can keep it: leave out the part in quotation marks.

## Work

Go to the folder `exercises`, open a file, and fill in a function. In this folder, run as often as you like:

    grade week_1.py

The exercises:

- `week_1.py` · Errors

Each exercise is a script (`.py`) and a notebook (`.ipynb`). Use one of them.

More that you can run in this folder:

    grade list
    grade list week_1
    grade week_1.py --task squared_error
    grade week_1.py --hint squared_error

Leave the folder `keys` where it is. `grade` compares your functions with what is in it.
"""
FILES = [MARKER, "README.md", "exercises/week_1.ipynb", "exercises/week_1.py", "keys/week_1.key"]


@pytest.fixture(scope="module")
def small(tmp_path_factory, cache):
    root = tmp_path_factory.mktemp("kept_by_the_teacher")
    for name, text in {
        "reference/week_1.py": REFERENCE,
        "reference/_shared.py": SHARED,
        "exercises/week_1.py": STARTER,
        "course.toml": 'secret = "of nobody\'s business"\n',
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return Course(root)


@pytest.fixture(scope="module")
def key(small):
    return obtain(small, "week_1", progress=lambda _task: None)


@pytest.fixture(scope="module")
def released(small, key, tmp_path_factory):
    folder = tmp_path_factory.mktemp("released")
    write(bundle(small, [key]), folder, replace=False)
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# --------------------------------------------------------------------------------- what cannot be there


def is_property(node):
    """Whether it is a function that is decorated with `@task.holds`."""
    return any(ast.unparse(one).endswith(".holds") for one in getattr(node, "decorator_list", ()))


def secrets(course):
    """The lines of code in all functions of a course, as far as no text for students has them.

    A property is needed where an answer is judged, so its code travels in the key.
    """
    found, said = set(), "".join(path.read_text() for path in course.root.glob("exercises/*.py"))
    for path in course.root.glob("reference/*.py"):
        source = path.read_text("utf-8")
        tree, lines = ast.parse(source), source.split("\n")
        tree.body = [node for node in tree.body if not is_property(node)]
        said += "\n".join(
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        for node in ast.walk(tree):
            if isinstance(node, ast.Lambda):
                found.add(ast.get_source_segment(source, node.body))
            elif isinstance(node, ast.FunctionDef):
                body = node.body[ast.get_docstring(node) is not None :]
                found |= {line for part in body for line in lines[part.lineno - 1 : part.end_lineno]}
    stripped = {line.strip() for line in found}
    return {line for line in stripped if len(line) > 20 and line not in said}


def texts(value):
    """All texts in what was decoded."""
    if isinstance(value, dict):
        yield from texts([*value, *value.values()])
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str | bytes):
        yield value.encode() if isinstance(value, str) else value


def readable(name, data):
    """All stretches of text in a file, as it lies there and decoded."""
    decoded = []
    if name.endswith(".key"):
        decoded = list(texts(msgspec.msgpack.decode(zlib.decompress(data))))
    elif name.endswith(".ipynb"):
        decoded = list(texts(json.loads(data)))
    return b"\n".join(re.findall(rb"[\t\x20-\x7e\x80-\xff]{10,}", b"\0".join([data, *decoded])))


def leaks(found, course):
    """What of a course's references or folder can be read in a release, with the file it is read in."""
    wanted = {*secrets(course), str(course.root), course.root.name + "/", "reference/"}
    files = {name: readable(name, data) for name, data in found.files.items()}
    return {(name, line) for name, text in files.items() for line in wanted if line.encode() in text}


@pytest.mark.slow
def test_no_line_of_a_reference_is_released_with_the_built_in_course(course, keys):
    assert len(secrets(course)) > 500
    found = bundle(course, list(keys.values()))
    assert leaks(found, course) == set()


@pytest.mark.slow
def test_no_line_of_a_courses_own_functions_strategies_or_helpers_is_released(small, key):
    assert {
        "return ((flattened_prediction - y) ** 2).mean()",
        "return all_the_differences @ all_the_differences / len(y)",
        "given + 3 * given.mT.triu().mT",
        "transposed_of_it = matrix.mT",
        "drawn_number * 2 + 1 - 1",
        "return 2 * values + offset - 1",
    } < secrets(small)
    found = bundle(small, [key])
    assert leaks(found, small) == set()
    everything = b"".join(found.files.values())
    for name in (
        "with_dot",
        "symmetric_part_of",
        "drawn_number",
        "WEIGHTS_OF",
        "Notes of",
        "nobody's business",
    ):
        assert name.encode() not in everything


def test_a_leak_would_be_seen(small, key):
    found = bundle(small, [key])
    line = "return 2 * values + offset - 1"
    name = key.tasks[0].name
    said = msgspec.structs.replace(key.text.task(name), hints=(line,))
    text = msgspec.structs.replace(key.text, tasks={**key.text.tasks, name: said})
    careless = msgspec.structs.replace(key, text=text)
    seen = leaks(bundle(small, [careless]), small)
    assert seen == {("keys/week_1.key", line)}
    (small.root / "exercises" / "week_1.py").write_text(STARTER + f"# see {small.root}\n")
    try:
        again = bundle(small, [key])
    finally:
        (small.root / "exercises" / "week_1.py").write_text(STARTER)
    assert ("exercises/week_1.py", str(small.root)) in leaks(again, small)
    assert found.files.keys() == again.files.keys()


# ----------------------------------------------------------------------------------------- what is there


def test_a_release_holds_starters_keys_and_a_readme(released, key):
    assert names(released) == FILES
    readme = README.format(torch=key.torch.partition("+")[0], oldest=OLDEST_TORCH)
    assert (released / "README.md").read_text() == readme
    assert (released / "exercises" / "week_1.py").read_text() == STARTER
    notebook = json.loads((released / "exercises" / "week_1.ipynb").read_text())
    assert "".join(notebook["cells"][0]["source"]) == "# Week 1: errors"
    assert read(released / "keys" / "week_1.key") == key


def test_the_oldest_torch_is_that_of_the_package():
    needed = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert f"torch>={OLDEST_TORCH}" in needed["project"]["dependencies"]


def test_the_same_course_is_released_as_the_same_bytes(small, key):
    assert bundle(small, [key]) == bundle(small, [key])


def test_without_notebooks(small, key):
    found = bundle(small, [key], notebook=False)
    assert sorted(found.files) == ["README.md", "exercises/week_1.py", "keys/week_1.key"]
    assert "notebook" not in found.files["README.md"].decode()


def test_what_was_written_is_told(small, key, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "100")
    folder = tmp_path / "students"
    release(ReleaseRequest(folder, course=small.root))
    assert names(folder) == FILES
    cases = sum(len(task.cases) for task in key.tasks)
    size = sum(path.stat().st_size for path in folder.glob("*/*")) / 1e6
    assert "\n".join(line.rstrip() for line in capsys.readouterr().out.split("\n")) == (
        "exercise  title   tasks  cases    size\n"
        f"week_1    Errors      2  {cases:>5}  {size:.1f} MB\n"
        f"Wrote {folder}: starters, answer keys, README.md.\n"
        "They contain no reference. A key contains the expected results of the calls that students see, and "
        "a student can read it. To grade for marks, use hidden cases (--secret).\n"
        "Next: look at README.md, zip the folder and send it to your students.\n"
    )


# ------------------------------------------------------------------------------------- nothing is lost


def test_a_folder_with_anything_in_it_is_refused(small, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path, course=small.root, replace=True))
    assert str(refused.value) == (
        f"{tmp_path} is not empty: it holds thesis.txt, and grade overwrites nothing. Name a folder that is "
        "new or empty."
    )
    assert names(tmp_path) == ["thesis.txt"]


def test_a_file_is_no_folder(small, tmp_path):
    (tmp_path / "students").write_text("")
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path / "students", course=small.root))
    assert str(refused.value) == f"{tmp_path / 'students'} is a file. Name a folder that is new or empty."


def test_an_earlier_release_is_replaced_only_if_that_is_said(small, key, tmp_path):
    write(bundle(small, [key]), tmp_path, replace=False)
    fewer = bundle(small, [key], notebook=False)
    with pytest.raises(UsageError) as refused:
        write(fewer, tmp_path, replace=False)
    assert str(refused.value) == (
        f"{tmp_path} holds an earlier release. Add --replace to replace it, or name a new folder."
    )
    (tmp_path / "syllabus.txt").write_text("Mondays at ten")
    write(fewer, tmp_path, replace=True)
    assert names(tmp_path) == [name for name in [*FILES, "syllabus.txt"] if not name.endswith(".ipynb")]
    write(bundle(small, [key]), tmp_path, replace=True)
    assert names(tmp_path) == [*FILES, "syllabus.txt"]


def test_what_somebody_has_changed_in_a_release_is_not_overwritten(small, key, tmp_path):
    write(bundle(small, [key]), tmp_path, replace=False)
    (tmp_path / "exercises" / "week_1.py").write_text(RIGHT)
    with pytest.raises(UsageError) as refused:
        write(bundle(small, [key]), tmp_path, replace=True)
    assert str(refused.value) == (
        f"{tmp_path}: exercises/week_1.py has changed since the earlier release. Move it away, or name a new "
        "folder."
    )
    assert (tmp_path / "exercises" / "week_1.py").read_text() == RIGHT


def test_what_somebody_has_put_into_a_release_is_not_overwritten(small, key, tmp_path):
    write(bundle(small, [key], notebook=False), tmp_path, replace=False)
    (tmp_path / "exercises" / "week_1.ipynb").write_text("{}")
    with pytest.raises(UsageError) as refused:
        write(bundle(small, [key]), tmp_path, replace=True)
    assert str(refused.value) == (
        f"{tmp_path}: exercises/week_1.ipynb is not from an earlier release, and grade overwrites nothing. "
        "Move it away."
    )
    assert (tmp_path / "exercises" / "week_1.ipynb").read_text() == "{}"


def test_a_forged_marker_leads_to_no_file_outside(small, key, tmp_path):
    folder, outside = tmp_path / "students", tmp_path / "thesis.txt"
    outside.write_text("")
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    folder.mkdir()
    (folder / MARKER).write_text(json.dumps({"../thesis.txt": nothing, "gone.txt": nothing}))
    write(bundle(small, [key]), folder, replace=True)
    assert outside.exists()


# --------------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            {"secret": "abc"},
            "--secret goes with --gradescope: a release for students holds no hidden cases. Leave it out.",
        ),
        ({"exercises": ("week_2",)}, "There is no exercise 'week_2' in {root}. Did you mean 'week_1'?"),
    ],
)
def test_what_cannot_be_released_is_told(small, tmp_path, asked, text):
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path / "new", course=small.root, **asked))
    assert str(refused.value) == text.format(root=small.root)
    assert not (tmp_path / "new").exists()


def test_an_exercise_without_a_starter_is_not_released(key, tmp_path):
    with pytest.raises(CourseError) as broken:
        bundle(Course(tmp_path), [key])
    path = tmp_path / "exercises" / "week_1.py"
    assert str(broken.value) == (
        f"{path} is missing. Write the starter of week_1: prose, and a stub for each task."
    )


# ------------------------------------------------------------------------------------ grading with it

TELL = """
import json, os, sys
from grader.cli.main import main
try:
    main()
finally:
    loaded = {name.partition(".")[0] for name in sys.modules}
    with open(os.environ["TELL"], "w") as file:
        json.dump(sorted(loaded & {"torch", "hypothesis"}), file)
"""


@pytest.fixture(scope="module")
def student(released, tmp_path_factory):
    """Run `grade` in a copy of a release, at home nowhere else: its exit code and its output."""
    home = tmp_path_factory.mktemp("home")
    folder = shutil.copytree(released, home / "week 1") / "exercises"

    def run(*words, **files):
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        place = home / "loaded.json"
        own = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TELL": str(place), "COLUMNS": "80"}
        done = subprocess.run(
            [sys.executable, "-c", TELL, *words],
            cwd=folder,
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.stderr == ""
        assert json.loads(place.read_text()) == []
        assert not (home / "cache").exists()
        return done.returncode, done.stdout

    return run


@pytest.mark.slow
def test_a_right_submission_has_full_marks_without_the_reference(student):
    code, text = student("week_1.py", week_1=RIGHT)
    assert text == (
        "week_1.py · Errors\n\n✓  squared_error  1/1\n✓  mixed          1/1\n\n2 of 2 points · All right.\n"
    )
    assert code == 0


@pytest.mark.slow
def test_a_wrong_submission_is_told_why_without_the_reference(student):
    code, text = student("week_1.py", week_1=WRONG)
    assert "(n, 1) minus (n,) is an n by n table." in text
    assert text.endswith("\n0 of 2 points · Next: fix squared_error.\n")
    assert code == 1


@pytest.mark.slow
def test_the_exercises_and_what_was_reached_are_listed_without_the_reference(student):
    assert student("week_1.py", week_1=RIGHT)[0] == 0
    code, text = student("list")
    assert text.splitlines()[0].split() == ["exercise", "title", "tasks", "points", "yours", "here"]
    assert text.splitlines()[1].split() == ["✓", "week_1", "Errors", "2", "2", "2"]
    assert code == 0


def test_a_hint_is_shown_without_the_reference(student):
    code, text = student("week_1.py", "--hint", "mixed", week_1=STARTER)
    assert text == (
        "Hint 1 of 1 for mixed: Which of the two comes first?\n"
        "That was the last hint. `grade FILE` shows what your function does.\n"
    )
    assert code == 0


@pytest.mark.slow
def test_a_file_of_another_name_is_known_by_its_functions(student):
    code, text = student("mine.py", "--task", "squared_error", mine=RIGHT, week_1=STARTER)
    assert text.endswith("\n1 of 1 points · All right.\n")
    assert code == 0
