"""What a submission says about its own memory and graph earns nothing that values could decide.

Each file in `claims` is wrong in one aspect, and tells the recorder that it is right. The table says what
becomes of it: the aspects that do not hold, and the share of the points. One of them still succeeds. It is no
secret (see the manual's chapter on security), and it earns no more than the points of its own aspect.
"""

from pathlib import Path

import pytest
from making import stubs

from grader import submission
from grader.judge.grade import grade

pytestmark = pytest.mark.slow

CLAIMS = Path(__file__).parent / "claims"
SHARING = ("exercise_01", "two_pieces", ["aliasing"], 2 / 3)
GRAPH = ("exercise_04", "clipped_copy", ["attached"], 2 / 3)
TABLE = {
    "by_the_name_of_a_module": SHARING,
    "by_importing_the_recorder": SHARING,
    "by_the_main_module": SHARING,
    "by_torchs_methods": SHARING,
    "by_a_property_of_tensors": GRAPH,
    "by_a_derived_class": GRAPH,
    "by_reusing_the_gradient": ("exercise_05", "fresh_gradient", ["values"], 0.0),
    "by_the_record_of_steps": ("exercise_06", "train_epoch", ["values"], 0.0),
    "by_the_frames_of_the_caller": ("exercise_01", "two_pieces", [], 1.0),  # still succeeds
}


def graded(key, pool, path, task):
    known = stubs(key)
    # the whole file: what a function does not need would not run, and so could not forge anything
    program = submission.needed(submission.read(path), [task], stubs=known, whole=True)
    (result,) = grade(program, key, pool, tasks=[task]).tasks
    return result


def test_every_file_is_in_the_table():
    assert set(TABLE) == {path.stem for path in CLAIMS.glob("*.py")}


def check(pool, keys, claim):
    exercise, task, broken, share = TABLE[claim]
    result = graded(keys[exercise], pool, CLAIMS / f"{claim}.py", task)
    assert sorted({str(difference.aspect) for difference in result.differences}) == broken
    assert result.score == pytest.approx(share * result.max_score)


@pytest.mark.parametrize("claim", TABLE)
def test_a_claim_changes_nothing_that_values_decide(pool, keys, claim):
    check(pool, keys, claim)


@pytest.mark.parametrize("claim", TABLE)
def test_nor_does_it_where_it_is_confined(confined, keys, claim):
    check(confined, keys, claim)
