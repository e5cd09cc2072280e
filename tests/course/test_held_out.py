"""Held-out data: given as inputs, shown by name; labels reach properties only."""

import os
import threading
import zlib

import msgspec
import numpy as np
import pytest

from grader import submission
from grader.classroom.book.hidden import told
from grader.core.errors import CourseError
from grader.core.model import Outcome
from grader.core.notation import numbers
from grader.course import cache, load, making
from grader.course import key as keys
from grader.course.load import Course
from grader.grading.session import OnlyRunner, Session
from grader.judge.grade import assignment
from grader.locale.messages import sentence
from grader.runner.process.pool import Pool
from grader.runner.sandbox.available import best
from grader.workshop.release import bundle
from grader.workshop.verify import prove

REFERENCE = """
import torch
from grader.course import Exercise, each, held_out

exercise = Exercise("Signs", check="check.npz", hidden="hidden.npz")


@exercise.task(
    inputs={"X": held_out("X").map(torch.from_numpy)}, judged_with={"y": held_out("y")}, dtype=False
)
def signs(X):
    return (X.sum(1) > 0).long()


@signs.holds
def most_are_right(result, y):
    \"\"\"At least 9 of 10 rows are right.\"\"\"
    share = (result.numpy() == y).mean()
    return bool(share >= 0.9), f"{share:.0%}"


@exercise.task(inputs={"n": each(1, 2, 3, 4, 5, 6)}, cases=2)
def doubled(n):
    return 2 * n
"""
STARTER = "def signs(X):\n    pass\n\n\ndef doubled(n):\n    pass\n"
RIGHT = "import torch\n\n\ndef signs(X):\n    return torch.sign(X.sum(1)).clamp(min=0).long()\n"
WRONG = "import torch\n\n\ndef signs(X):\n    return torch.zeros(len(X)).long()\n"


def arrays(seed, rows=300):
    """Rows whose label is the sign of their sum; the labels are 64-bit numbers, so that memory shows them."""
    X = np.random.default_rng(seed).normal(size=(rows, 4)).astype("float32")
    return {"X": X, "y": (X.sum(1) > 0).astype("int64")}


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for folder, text in {"reference": REFERENCE, "exercises": STARTER}.items():
        (root / folder).mkdir(parents=True)
        (root / folder / "signs.py").write_text(text)
    np.savez(root / "reference" / "check.npz", **arrays(1))
    np.savez(root / "reference" / "hidden.npz", **arrays(2))
    return Course(root)


@pytest.fixture
def key(course):
    return making.make(course, "signs")


def labels(seed):
    return arrays(seed)["y"].tobytes()


def test_arrays_are_inputs_and_labels_are_secrets(key):
    task = key.tasks[0]
    assert task.fault is None
    (case,), (expected,) = task.cases, task.expected
    assert case.setup == ("X = held_out('X', shape=(300, 4))",)
    assert (numbers(case.inputs[0]) == arrays(1)["X"]).all()
    assert case.inputs[0].kind == "tensor"
    assert list(expected.secrets) == ["y"]
    assert numbers(expected.secrets["y"]).tobytes() == labels(1)


def test_no_label_is_sent_to_a_submission(key):
    sent = msgspec.msgpack.encode(assignment(key.tasks[0]))
    assert arrays(1)["X"].tobytes() in sent
    assert labels(1) not in sent


def grade(key, runner, folder, text):
    path = folder / "signs.py"
    path.write_text(text)
    session = Session(key)
    prepared = session.prepare(submission.read(path), tasks=["signs"])
    (task,) = session.grade(prepared, OnlyRunner(runner), tasks=["signs"]).grade.tasks
    return task


def memory(pid):
    """What a process has in its memory, as far as it can be read."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        for line in maps:
            place, rights, *_ = line.split()
            start, end = (int(part, 16) for part in place.split("-"))
            if rights.startswith("rw"):
                try:
                    file.seek(start)
                    yield file.read(end - start)
                except (OSError, OverflowError):
                    continue


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


WAITING = (
    "import os, time, torch\n\n\ndef signs(X):\n    open('../began', 'w').close()\n"
    "    end = time.time() + 20\n    while time.time() < end and not os.path.exists('../seen'):\n"
    "        time.sleep(0.01)\n    return (X.sum(1) > 0).long()\n"
)


@pytest.mark.slow
def test_labels_are_in_no_process_that_runs_a_submission(key, tmp_path):
    with Pool() as pool:
        found = []

        def look():
            while not (
                began := [
                    os.path.join(root, "began")
                    for root, _, names in os.walk(pool.scratch)
                    if "began" in names
                ]
            ):
                threading.Event().wait(0.01)
            (child,) = children(pool.warm.pid)
            found.extend(
                (
                    any(arrays(1)["X"].tobytes() in part for part in memory(pid)),
                    any(labels(1) in part for part in memory(pid)),
                )
                for pid in (child, pool.warm.pid)
            )
            open(os.path.join(os.path.dirname(began[0]), "seen"), "w").close()

        try:
            list(memory(os.getpid()))
        except PermissionError:
            pytest.skip("memory cannot be read here")
        watch = threading.Thread(target=look, daemon=True)
        watch.start()
        task = grade(key, pool, tmp_path, WAITING)
        watch.join(10)
    assert task.outcome is Outcome.PASSED
    assert found == [(True, False), (False, False)]  # the child has the rows, and nobody the labels


@pytest.mark.slow
def test_a_confined_submission_reaches_neither_file_nor_key(course, key, tmp_path):
    tier = best()
    if tier is None:
        pytest.skip("no sandbox here")
    place = tmp_path / "signs.key"
    place.write_bytes(keys.encoded(key))
    paths = [str(course.root / "reference" / "check.npz"), str(place)]
    text = (
        f"import torch\n\n\ndef signs(X):\n    for path in {paths!r}:\n        try:\n            open(path)\n"
        "        except OSError:\n            continue\n        raise RuntimeError('reached')\n"
        "    return (X.sum(1) > 0).long()\n"
    )
    with Pool(tier=tier, hidden=[course.root, place]) as pool:
        assert grade(key, pool, tmp_path, text).outcome is Outcome.PASSED
        assert grade(key, pool, tmp_path, RIGHT).outcome is Outcome.PASSED
        assert grade(key, pool, tmp_path, WRONG).outcome is Outcome.FAILED


def test_the_hidden_key_has_the_hidden_arrays_and_a_released_key_none_of_them(course, key):
    hidden = making.make_hidden(course, "signs", "secret", key)
    signs = next(task for task in hidden.tasks if task.name == "signs")
    assert signs.cases[0].setup == ("X = hidden('X', shape=(300, 4))",)
    assert numbers(signs.expected[0].secrets["y"]).tobytes() == labels(2)
    assert hidden.digest != key.digest
    files = bundle(course, [key]).files
    assert not [name for name in files if name.endswith(".npz")]
    released = zlib.decompress(files["keys/signs.key"])
    assert labels(1) in released
    assert labels(2) not in released
    assert arrays(2)["X"].tobytes() not in released


def test_without_the_hidden_file_only_the_other_tasks_have_hidden_cases(course, key):
    (course.root / "reference" / "hidden.npz").unlink()
    hidden = making.make_hidden(course, "signs", "secret", key)
    assert "signs" not in [task.name for task in hidden.tasks]


def test_other_labels_are_another_key(course, key):
    first = cache.cached(course, "signs"), cache.cached(course, "signs", "secret")
    np.savez(course.root / "reference" / "hidden.npz", **arrays(3))
    assert cache.cached(course, "signs") == first[0]
    assert cache.cached(course, "signs", "secret") != first[1]
    np.savez(course.root / "reference" / "check.npz", **{**arrays(1), "y": arrays(2)["y"]})
    assert cache.cached(course, "signs") != first[0]


BROKEN = {
    'check="check.csv"': ("check='check.csv': give the name of a file beside the reference", ""),
    'check="../check.npz"': ("give the name of a file beside the reference that ends in .npz", ""),
    'check="missing.npz"': ("missing.npz cannot be read: No such file or directory. Write it with", ""),
    'check="broken.npz"': ("broken.npz cannot be read: ", ""),
    'check="other.npz"': ("held_out('X'): the file has no such array. It has: x.", ""),
    'check="texts.npz"': ("held_out('X'): this is not an array of numbers, or it is too large.", ""),
    "": ("held_out('X'): the exercise has no file of held-out arrays.", ""),
    'check="check.npz"': ("Task 'f' has judged_with, and no property", ', judged_with={"y": held_out("y")}'),
    "hidden='hidden.npz'": (
        "'y' is an input and a name of judged_with",
        ', judged_with={"X": held_out("y")}',
    ),
    "check='check.npz' ": ('judged_with={"y": held_out("y")}', ', judged_with={"y": 3}'),
}


@pytest.mark.parametrize("given", BROKEN)
def test_what_cannot_be_held_out_is_told(course, given):
    text, option = BROKEN[given]
    folder = course.root / "reference"
    (folder / "broken.npz").write_bytes(b"not an archive")
    np.savez(folder / "other.npz", x=np.zeros(2))
    np.savez(folder / "texts.npz", X=np.array(["a", "b"]))
    lines = (
        "from grader.course import Exercise, held_out\n\n"
        f"exercise = Exercise('One'{', ' if given.strip() else ''}{given.strip()})\n\n\n"
        f"@exercise.task(inputs={{'X': held_out('X')}}{option})\ndef f(X):\n    return X\n"
    )
    (folder / "signs.py").write_text(lines)
    (course.root / "exercises" / "signs.py").write_text("def f(X):\n    pass\n")
    with pytest.raises(CourseError) as raised:
        making.make(course, "signs")
    assert text.replace("'y' is", "'X' is") in str(raised.value)
    assert load.Course(course.root) == course


# ------------------------------------------------------------- a file that only the teacher has


@pytest.fixture
def by_teacher(course):
    """The course with labels in the hidden file alone."""
    path = course.root / "reference" / "signs.py"
    path.write_text(path.read_text().replace('check="check.npz", ', ""))
    (course.root / "reference" / "check.npz").unlink()
    return course


def test_without_a_check_file_the_key_says_that_the_teacher_judges(by_teacher, pool, tmp_path):
    key = making.make(by_teacher, "signs")
    assert [(task.name, task.is_by_teacher, len(task.cases)) for task in key.tasks] == [
        ("signs", True, 0),
        ("doubled", False, 6),
    ]
    files = bundle(by_teacher, [key]).files
    released = zlib.decompress(files["keys/signs.key"])
    for content in arrays(2).values():
        assert content.tobytes() not in released
    for text in (RIGHT, WRONG):
        result = grade(key, pool, tmp_path, text)
        assert (result.outcome, result.score, result.is_by_teacher) == (Outcome.UNGRADED, 0, True)
        assert sentence(result.error.message) == (
            "Your teacher judges this task, with data that is not given out. The points are still open."
        )
    assert grade(key, pool, tmp_path, STARTER).outcome is Outcome.NOT_FINISHED


def test_only_the_hidden_key_judges_it_and_its_student_learns_the_property(by_teacher, pool, tmp_path):
    public = making.make(by_teacher, "signs")
    assert keys.has_hidden(by_teacher, public, "")
    hidden = keys.obtain_hidden(by_teacher, "signs", "", progress=lambda _task: None)
    assert [task.name for task in hidden.tasks] == ["signs"]
    assert numbers(hidden.tasks[0].expected[0].secrets["y"]).tobytes() == labels(2)
    right, wrong = (
        told(grade(public, pool, tmp_path, text), grade(hidden, pool, tmp_path, text))
        for text in (RIGHT, WRONG)
    )
    assert (right.outcome, right.score, right.max_score) == (Outcome.PASSED, 1, 1)
    assert (wrong.outcome, wrong.score, wrong.counterexample) == (Outcome.FAILED, 0, None)
    (difference,) = wrong.differences
    assert difference.message.args == {"property": "most_are_right", "got": "54%"}
    assert (difference.call, difference.expected, difference.got) == ("", "", "")
    crashed = told(
        grade(public, pool, tmp_path, "def signs(X):\n    return X[999]\n"),
        grade(hidden, pool, tmp_path, "def signs(X):\n    return X[999]\n"),
    )
    assert sentence(crashed.error.message) == "It is wrong on data that only your teacher has."


def test_a_task_that_the_teacher_judges_is_proved_with_the_hidden_file(by_teacher, pool):
    proof = prove(by_teacher, "signs", pool, progress=lambda _task: None)
    assert [(task.task, task.cases) for task in proof.tasks] == [("signs", 1), ("doubled", 6)]
    wanting = ("There is no hint.", "No misconception is declared.")
    assert [str(fault.message) for fault in proof.faults if not str(fault.message).startswith(wanting)] == []
    (by_teacher.root / "reference" / "hidden.npz").unlink()
    (fault,) = prove(by_teacher, "signs", pool, progress=lambda _task: None).faults
    assert "hidden.npz cannot be read: No such file or directory. Write it with numpy.savez(…)" in str(
        fault.message
    )
    public = making.make(by_teacher, "signs")
    assert making.make_hidden(by_teacher, "signs", "", public).tasks == ()
