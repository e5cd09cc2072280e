"""Which answers can be accepted as right: those that are recognised when they come again."""

import pytest
from sums import NAN, TWICE, write_course

from grader import submission
from grader.classroom.batch.accepted import with_accepted
from grader.core.errors import UsageError
from grader.course.key import obtain
from grader.course.load import Course
from grader.runner.inprocess import InProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def key(cache, tmp_path_factory):
    return obtain(
        Course(write_course(tmp_path_factory.mktemp("course"))), "sums", progress=lambda _task: None
    )


def accepted(key, tmp_path, text):
    path = tmp_path / "sums.py"
    path.write_text(text)
    return with_accepted(key, [("mean", submission.read(path))], InProcess())


def test_an_answer_that_comes_again_can_be_accepted(key, tmp_path):
    known = accepted(key, tmp_path, NAN).tasks[0].misconceptions[0]
    assert known.family == (known.name,)
    assert known.observations


@pytest.mark.parametrize("result", ["(n for n in x)", "[x] * 9_900", "10**30", "lambda: x"])
def test_one_that_cannot_be_compared_is_refused(key, tmp_path, result):
    with pytest.raises(UsageError) as told:
        accepted(key, tmp_path, f"def mean(x):\n    return {result}\n\n{TWICE}")
    assert str(told.value) == (
        f"The answer to mean in {tmp_path / 'sums.py'} cannot be accepted as right: what it returns cannot "
        "be compared with other answers. Give points for it with `grade override` instead."
    )
