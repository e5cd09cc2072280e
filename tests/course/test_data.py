"""Files of data of an exercise: beside the starters, in the key, in the folder of every call."""

import os
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from grader import submission
from grader.cli.init import command as init
from grader.core.errors import CourseError
from grader.core.model import Outcome
from grader.core.notation import numbers
from grader.course import cache, data, load, making
from grader.course import key as keys
from grader.course.load import Course
from grader.grading.session import OnlyRunner, Session
from grader.runner.inprocess import InProcess
from grader.runner.process.pool import Pool
from grader.runner.sandbox.available import best
from grader.workshop.release import bundle

REFERENCE = """
from pathlib import Path

import numpy as np
import torch
from grader.course import Exercise, each, made

exercise = Exercise("House", data=("prices.csv", "rooms.npz"))
FIRST = float(Path("prices.csv").read_text().split()[0])


@exercise.task(inputs={"n": each(1, 2, 3)})
def total(n):
    Path("left.txt").write_text("x")
    return sum(float(line) for line in Path("prices.csv").read_text().split()[:n])


@exercise.task(inputs={"rooms": made("torch.from_numpy(np.load('rooms.npz')['rooms'][:3])")})
def mean(rooms):
    return rooms.mean()


@mean.holds
def is_between(result, rooms):
    \"\"\"The mean is between the smallest and the largest.\"\"\"
    return bool(rooms.min() <= result <= rooms.max())
"""
STARTER = "def total(n):\n    pass\n\n\ndef mean(rooms):\n    pass\n"
RIGHT = (
    "def total(n):\n    with open('prices.csv') as file:\n"
    "        return sum([float(line) for line in file][:n])\n\n\n"
    "def mean(rooms):\n    return rooms.sum() / 3\n"
)
WRONG = RIGHT.replace("[:n]", "[:1]").replace("sum() / 3", "sum()")
PRICES = b"1.5\n2\n4\n"


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    for folder, text in {"reference": REFERENCE, "exercises": STARTER}.items():
        (root / folder).mkdir(parents=True)
        (root / folder / "house.py").write_text(text)
    (root / "exercises" / "prices.csv").write_bytes(PRICES)
    np.savez(root / "exercises" / "rooms.npz", rooms=np.array([2.0, 3.0, 7.0, 100.0]))
    return Course(root)


def outcomes(key, runner, text, folder):
    path = folder / "house.py"
    path.write_text(text)
    session = Session(key)
    feedback = session.grade(session.prepare(submission.read(path)), OnlyRunner(runner))
    return [task.outcome for task in feedback.grade.tasks]


def test_a_key_holds_the_files_and_is_made_in_a_folder_of_its_own(course, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    key = making.make(course, "house")
    assert [name for name, _ in key.data] == ["prices.csv", "rooms.npz"]
    assert dict(key.data)["prices.csv"] == PRICES
    assert [float(numbers(one.observation.value)) for one in key.tasks[0].expected] == [1.5, 3.5, 7.5]
    assert Path.cwd() == tmp_path
    assert sorted(os.listdir(tmp_path)) == ["course"]
    assert key.tasks[1].cases[0].setup == ("rooms = torch.from_numpy(np.load('rooms.npz')['rooms'][:3])",)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["pool", "confined", "in process"])
def test_every_call_finds_the_files_of_the_key(course, tmp_path, monkeypatch, where):
    key = making.make(course, "house")
    (course.root / "exercises" / "prices.csv").write_bytes(b"0\n0\n0\n")  # a learner's edit changes nothing
    monkeypatch.chdir(tmp_path)
    passed, failed = [Outcome.PASSED] * 2, [Outcome.FAILED] * 2
    if where == "in process":
        assert outcomes(key, InProcess(), RIGHT, tmp_path) == passed
        assert outcomes(key, InProcess(), WRONG, tmp_path) == failed
        return
    tier = best() if where == "confined" else None
    if where == "confined" and tier is None:
        pytest.skip("no sandbox here")
    with Pool(**({"tier": tier} if tier is not None else {})) as pool:
        assert outcomes(key, pool, RIGHT, tmp_path) == passed
        assert outcomes(key, pool, WRONG, tmp_path) == failed
        spoilt = RIGHT.replace("def mean", "open('prices.csv', 'w').close()\n\n\ndef mean")
        assert outcomes(key, pool, spoilt, tmp_path)[1] == Outcome.PASSED
        assert outcomes(key, pool, RIGHT, tmp_path) == passed  # each child has the files anew


@pytest.mark.slow
def test_init_and_release_give_the_files_out_and_overwrite_none(course, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "prices.csv").write_text("mine")
    done = CliRunner().invoke(init, [str(folder), "--course", str(course.root)])
    assert done.exit_code == 0, done.output
    assert f"kept  {folder / 'prices.csv'} (it exists already)" in done.output
    assert f"wrote {folder / 'rooms.npz'}" in done.output
    assert (folder / "prices.csv").read_text() == "mine"
    files = bundle(course, [making.make(course, "house")]).files
    assert files["exercises/prices.csv"] == PRICES
    for name, content in files.items():
        path = tmp_path / "bundle" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    released = keys.obtain(Course(tmp_path / "bundle"), "house", progress=lambda _task: None)
    assert dict(released.data)["prices.csv"] == PRICES


def test_other_data_is_another_key(course):
    first, task = cache.cached(course, "house"), making.make(course, "house").tasks[0]
    (course.root / "exercises" / "prices.csv").write_bytes(b"0\n")
    assert cache.cached(course, "house") != first
    assert keys.task_digest(task) != keys.task_digest(task, (("prices.csv", PRICES),))


WORDS = {
    '"missing.csv"': r"exercises/missing\.csv cannot be read: No such file or directory\. Put the file",
    '("a.csv", "a.csv")': r"one\.py: data=\('a.csv', 'a.csv'\): a file is named twice",
    '"../a.csv"': r"data='\.\./a.csv': give the name of a file beside the starters",
    '"one.py"': "give the name of a file beside the starters",
    '["a.csv"]': "give the name of a file beside the starters",
    "7": "data=7: give the name of a file beside the starters",
    '"a" + ".csv"': r"one\.py, line 3: data=… is read without running the file\. .* such as data=\"house",
    '"large.csv"': r"large\.csv has 9,000,000 bytes\. All files of data .* may have 8,388,608 bytes",
}


@pytest.mark.parametrize("given", WORDS)
def test_a_file_that_is_missing_huge_or_no_file_is_told(tmp_path, given):
    for folder in ("reference", "exercises"):
        (tmp_path / folder).mkdir()
    (tmp_path / "exercises" / "large.csv").write_bytes(b"0" * 9_000_000)
    text = "from grader.course import Exercise, each\n\nexercise = Exercise('One', data=GIVEN)\n"
    text += "\n\n@exercise.task(inputs={'x': each(1)})\ndef f(x):\n    return x\n"
    (tmp_path / "reference" / "one.py").write_text(text.replace("GIVEN", given))
    with pytest.raises(CourseError, match=WORDS[given]):
        load.load(Course(tmp_path), "one")


def test_a_broken_file_costs_only_the_task_that_reads_it(course):
    (course.root / "exercises" / "rooms.npz").write_bytes(b"not an archive")
    first, second = making.make(course, "house").tasks
    assert first.fault is None
    assert second.fault is not None


def test_data_is_read_from_the_text_of_the_file():
    assert data.named_by(b"exercise = Exercise('One', data='a.csv')") == ("a.csv",)
    assert data.named_by(b"exercise = Exercise('One')") == ()
