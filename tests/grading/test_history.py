"""What a learner has reached in a folder is kept beside the files, whole, and is never in the way."""

import json

import msgspec
import pytest

from grader.core.model import Outcome
from grader.core.verdict import Grade, TaskResult
from grader.grading import history as progress
from grader.grading.history import FolderHistory, TaskHistory


def graded(*tasks, exercise="exercise_03"):
    results = tuple(TaskResult(name, outcome, score, 1.0) for name, outcome, score in tasks)
    return Grade(2, exercise, "a.py", 0.0, 1.0, "", "", "cpu", "unconfined", (), results)


def test_a_folder_without_state_has_no_progress(tmp_path):
    assert progress.read(tmp_path) == FolderHistory()
    assert list(tmp_path.iterdir()) == []


def test_the_last_grade_of_each_task_is_kept(tmp_path):
    progress.record(tmp_path, graded(("a", Outcome.FAILED, 0.0), ("b", Outcome.PASSED, 1.0)))
    progress.record(tmp_path, graded(("a", Outcome.PASSED, 1.0)))
    progress.record(tmp_path, graded(("c", Outcome.RAISED, 0.0), exercise="exercise_01"))
    assert progress.read(tmp_path).exercises == {
        "exercise_03": {
            "a": TaskHistory(Outcome.PASSED, 1.0, 1.0),
            "b": TaskHistory(Outcome.PASSED, 1.0, 1.0),
        },
        "exercise_01": {"c": TaskHistory(Outcome.RAISED, 0.0, 1.0)},
    }


def test_an_untouched_starter_takes_nothing_away(tmp_path):
    progress.record(tmp_path, graded(("a", Outcome.PASSED, 1.0), ("b", Outcome.NOT_FINISHED, 0.0)))
    progress.record(tmp_path, graded(("a", Outcome.NOT_FINISHED, 0.0), ("b", Outcome.MISSING, 0.0)))
    known = progress.read(tmp_path)
    assert known.task("exercise_03", "a") == TaskHistory(Outcome.PASSED, 1.0, 1.0)
    assert known.task("exercise_03", "b") == TaskHistory(Outcome.NOT_FINISHED, 0.0, 1.0)


def test_hints_stay_counted_when_a_task_is_graded(tmp_path):
    progress.change(tmp_path, lambda known: known.with_task("exercise_03", "a", TaskHistory(hints=2)))
    progress.record(tmp_path, graded(("a", Outcome.FAILED, 0.0)))
    assert progress.read(tmp_path).task("exercise_03", "a") == TaskHistory(Outcome.FAILED, 0.0, 1.0, 2)


def test_the_folder_is_not_for_version_control(tmp_path):
    progress.record(tmp_path, graded(("a", Outcome.PASSED, 1.0)))
    assert sorted(path.name for path in (tmp_path / ".grade").iterdir()) == [".gitignore", "progress.json"]
    assert (tmp_path / ".grade" / ".gitignore").read_text("utf-8").endswith("\n*\n")
    assert json.loads(progress.place(tmp_path).read_text("utf-8"))["version"] == 1


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 99}', b'{"exercises": {"a": {"b": 3}}}', b"\xff"]
)
def test_a_file_that_cannot_be_read_is_set_aside_and_not_lost(tmp_path, content):
    place = progress.place(tmp_path)
    place.parent.mkdir()
    place.write_bytes(content)
    progress.record(tmp_path, graded(("a", Outcome.PASSED, 1.0)))
    assert place.with_name("progress.json.unreadable").read_bytes() == content
    assert progress.read(tmp_path).task("exercise_03", "a").outcome is Outcome.PASSED


def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path):
    (tmp_path / ".grade").write_text("a file in its place")
    progress.record(tmp_path, graded(("a", Outcome.PASSED, 1.0)))
    assert (tmp_path / ".grade").read_text() == "a file in its place"


def test_what_is_written_comes_back(tmp_path):
    known = FolderHistory().with_task("e", "t", TaskHistory(Outcome.TIMED_OUT, 0.25, 1.0, 3))
    progress.change(tmp_path, lambda _: known)
    assert progress.read(tmp_path) == known
    assert msgspec.json.decode(msgspec.json.encode(known), type=FolderHistory) == known


# ----------------------------------------------------------------------------- the path of a course

RIGHT, WRONG = TaskHistory(Outcome.PASSED, 1.0, 1.0), TaskHistory(Outcome.FAILED, 0.0, 1.0)
HINTED = TaskHistory(hints=1)


@pytest.mark.parametrize(
    ("tasks", "asked", "done", "reached"),
    [
        ({}, (), False, None),
        ({"a": HINTED}, (), False, None),
        ({"a": RIGHT}, (), True, 1.0),
        ({"a": RIGHT}, ("a", "b"), False, 1.0),
        ({"a": RIGHT, "b": WRONG}, (), False, 1.0),
        ({"a": RIGHT, "b": HINTED}, (), True, 1.0),
        ({"a": RIGHT, "b": HINTED}, ("a", "b"), False, 1.0),
    ],
)
def test_an_exercise_is_done_if_all_its_tasks_have_all_points(tasks, asked, done, reached):
    known = FolderHistory(exercises={"norms": tasks})
    assert (known.is_done("norms", asked), known.reached("norms")) == (done, reached)


@pytest.mark.parametrize(
    ("exercises", "following"),
    [
        ({}, "a"),
        ({"a": {"x": RIGHT}}, "b"),
        ({"b": {"x": WRONG}}, "b"),
        ({"b": {"x": HINTED}}, "a"),
        ({"a": {"x": WRONG}, "b": {"x": WRONG}}, "a"),
        ({name: {"x": RIGHT} for name in "abc"}, None),
    ],
)
def test_what_was_begun_comes_before_what_is_new(exercises, following):
    assert FolderHistory(exercises=exercises).following(dict.fromkeys("abc", ("x",))) == following
