"""A key in a file holds nothing twice, and is the same key when it is read."""

import zlib

import msgspec
import pytest
import torch

from grader.core.model import Key, Repeat, TaskKey
from grader.course import each, tensors
from grader.course.exercise import Exercise
from grader.course.packing import packed, unpacked
from grader.course.slim import NOTHING, slim, whole
from grader.course.task_key import TaskMaker

DATA = torch.randn(300, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def predict(X, w):
    return X @ w


def doubled(X, w):
    """The result is doubled."""
    return 2 * (X @ w)


def overwritten(X, w):
    """w is changed."""
    result = X @ w
    w += 1
    return result


@pytest.fixture(scope="module")
def task():
    inputs = {"X": each(DATA, DATA[:4]), "w": tensors("n", n=8, dtypes=("float64",))}
    asked = Exercise("Test").task(inputs=inputs)(predict)
    for wrong in (doubled, overwritten):
        asked.misconception(wrong)
    return TaskMaker("exercise_test", asked).make()


def test_a_key_is_the_same_after_it_was_kept(task, keys):
    assert whole(slim(task)) == task
    assert unpacked(packed(task), TaskKey) == task
    for key in keys.values():
        assert unpacked(packed(key), Key) == key


def test_a_large_input_and_its_code_are_kept_once(task):
    data = DATA.numpy().tobytes()
    raw = zlib.decompress(packed(task))
    assert raw.count(data) == 1
    assert msgspec.msgpack.encode(task).count(data) > 2 * len(task.cases)
    code = next(case.code[0] for case in task.cases if case.inputs[0].shape == DATA.shape)
    assert raw.count(code.encode()) == 1


def test_a_misconception_is_kept_as_what_it_changes(task):
    kept = slim(task)
    of_result, of_input = (known.observations for known in kept.misconceptions)
    assert all(seen.inputs == (NOTHING, NOTHING) and seen.value is not None for _, seen in of_result)
    assert all(seen.inputs[0] == NOTHING and seen.value is None for _, seen in of_input if not seen.failure)
    assert any(seen.inputs[1] != NOTHING for _, seen in of_input)


def test_equal_values_are_one_object_in_memory(task):
    read = unpacked(packed(task), TaskKey)
    large = [case.inputs[0] for case in read.cases if case.inputs[0].shape == DATA.shape]
    assert len({id(value) for value in large}) == 1
    for case, expected in zip(read.cases, read.expected, strict=True):
        assert expected.observation.inputs[0] is case.inputs[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"parts": (Repeat("inputs", 999, 0, 0, 0),)}, "out of range"),
        ({"parts": (Repeat("inputs", 1, 0, 0, 99),)}, "out of range"),
        ({"expected": ()}, "shorter"),
        ({"misconceptions": ()}, "shorter"),
    ],
)
def test_a_key_that_does_not_fit_together_is_refused(task, change, told):
    kept = slim(task)
    broken = msgspec.structs.replace(kept, repeats=msgspec.structs.replace(kept.repeats, **change))
    with pytest.raises((LookupError, ValueError), match=told):
        whole(broken)
