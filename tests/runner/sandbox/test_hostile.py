"""Hostile and awkward submissions: the exact verdict, nothing left of them, and the next one graded as ever.

`verdicts.tsv` says what each tries and what becomes of it, by slice and with the whole file run; where
time and memory race, all outcomes that are possible stand there.
"""

import csv
from pathlib import Path

import pytest
import traces
from hostile import CANARY, HONEST, SUBMISSIONS, WRONG, without_times

pytestmark = [pytest.mark.slow, pytest.mark.long]

LINES = (Path(__file__).parent / "verdicts.tsv").read_text().splitlines()
TABLE = list(csv.DictReader(LINES, delimiter="\t"))
NEVER_PRINTED = (
    "changed /",
    "struck",
    "met /",
    "found ",
    "owned",
    "wrote ",
    "typed",
    "listening",
    "connected",
)
"""What a submission prints where it has got through."""


@pytest.fixture(scope="module")
def alone(confined, grader):
    """What the honest submissions get before anything hostile has run."""
    return {path: without_times(grader(confined, path)) for path in (HONEST, WRONG)}


def test_every_file_has_its_verdict():
    assert {row["file"] for row in TABLE} == {path.name for path in SUBMISSIONS.glob("*.py")}


@pytest.mark.parametrize("loading", ["slice", "whole"])
@pytest.mark.parametrize("row", TABLE, ids=[row["file"].removesuffix(".py") for row in TABLE])
def test_a_hostile_file_gets_its_verdict_and_leaves_nothing(confined, grader, alone, row, loading):
    before = traces.all_of(confined)
    outcome, result = grader.outcome(confined, SUBMISSIONS / row["file"], whole=loading == "whole")
    assert outcome in row[loading].split(" / ")
    assert result is None or (result.score == result.max_score) == (outcome == "passed")
    assert traces.all_of(confined) == before
    if result is not None and not row["file"].startswith(("210", "211")):
        assert CANARY not in str(result)
        assert not [word for word in NEVER_PRINTED if word in result.stdout]
    honest = HONEST if loading == "slice" else WRONG
    assert without_times(grader(confined, honest)) == alone[honest]
