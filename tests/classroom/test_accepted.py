"""Which answers can be accepted as right: those that are recognised when they come again."""

import pytest
from sums import NAN, TWICE, write_course

from grader import submission
from grader.classroom.batch.accepted import NAME, as_variant, settled, with_accepted
from grader.core.errors import UsageError
from grader.core.model import Outcome
from grader.core.verdict import Named, TaskResult
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


@pytest.mark.parametrize("certain", [True, False])
def test_an_answer_that_only_looks_like_an_accepted_one_gets_no_points_and_no_name(certain):
    accepted, other = Named(f"{NAME}1", certain), Named("sum_for_mean", False)
    for first, second in ((accepted, other), (other, accepted), (accepted, None)):
        found = settled(TaskResult("mean", Outcome.FAILED, 0.0, 1.0, misconception=first, second=second))
        if certain and first is accepted:
            assert (found.outcome, found.score) == (Outcome.PASSED, 1.0)
            continue
        assert (found.outcome, found.score) == (Outcome.FAILED, 0.0)
        named = found.misconception
        assert (named and named.name, found.second) == (None if second is None else other.name, None)


@pytest.mark.parametrize("result", ["(n for n in x)", "[x] * 9_900", "10**30", "lambda: x"])
def test_one_that_cannot_be_compared_is_refused(key, tmp_path, result):
    with pytest.raises(UsageError) as told:
        accepted(key, tmp_path, f"def mean(x):\n    return {result}\n\n{TWICE}")
    assert str(told.value) == (
        f"The answer to mean in {tmp_path / 'sums.py'} cannot be accepted as right: what it returns cannot "
        "be compared with other answers. Give points for it with `grade override` instead."
    )


VARIANTS = [
    ("import torch\ndef f(x):\n    return x\n", "@f.right\ndef mine(x):\n    return x\n"),
    ("class f:\n    a = 1\n    b = 2\n", "@f.right\nclass mine:\n    a = 1\n    b = 2\n"),
    (
        "import math\nimport torch\nk = math.floor(2.5)\nprint(k)\nf = torch.ones(k)\nf[0] = 3\n",
        "import math\n\n\n@f.right\ndef mine():\n    k = math.floor(2.5)\n    f = torch.ones(k)\n"
        "    f[0] = 3\n    return f\n",
    ),
]


@pytest.mark.parametrize(("text", "variant"), VARIANTS)
def test_an_accepted_answer_can_be_pasted_into_the_reference(tmp_path, text, variant):
    path = tmp_path / "a.py"
    path.write_text(text)
    assert as_variant(submission.read(path), "f", name="mine") == variant
