"""Two hundred submissions, every third of them hostile: the honest ones get the grades they get alone."""

import random

import pytest
from hostile import LIMITS, SUBMISSIONS, TIERS, need, without_times

from grader.runner.process.pool import Pool

pytestmark = pytest.mark.slow

COUNT = 200
SLOW = "034 061 064 067 072 075 204 205 206 208 217 222 224 225 228 242 243 245 246 250"
"""Files that take their whole time; a few of them come, once each."""


def honest(number):
    """An honest answer, right or wrong in one of several ways, told apart by its number."""
    bodies = (
        "return (x * x).sum().sqrt()",
        "return torch.linalg.vector_norm(x)",
        "return (x * x).sum()",
        "return x.abs().sum()",
        "return (x * x).sum().sqrt().detach()",
        "x *= x\n    return x.sum().sqrt()",
        "return x.norm(dim=0)",
        "print(x)\n    return torch.sqrt(torch.dot(x, x))",
        "raise NotImplementedError",
    )
    return f"import torch\n\ndef l2_norm(x):\n    # {number}\n    {bodies[number % len(bodies)]}\n"


def hostile():
    """Hostile files without end, each kind at least once, in a fixed disorder."""
    files = sorted(SUBMISSIONS.glob("[0-9]*.py"))[5:]
    chance = random.Random(7)
    chance.shuffle(files)
    quick = [file for file in files if file.name[:3] not in SLOW]
    slow = [file for file in files if file.name[:3] in SLOW]
    yield from sorted((*quick, *slow[:6]), key=lambda _file: chance.random())
    while True:
        yield chance.choice(quick)


@pytest.mark.parametrize("name", TIERS)
def test_hostile_neighbours_change_no_grade(name, canaries, course, grader, tmp_path):
    need(TIERS[name])
    alone = {}
    with Pool(LIMITS, TIERS[name], hidden=[course.root]) as pool:
        for number in range(9):
            path = tmp_path / f"alone_{number}_exercise_03.py"
            path.write_text(honest(number))
            alone[number] = without_times(grader(pool, path))
    neighbours = hostile()
    with Pool(LIMITS, TIERS[name], hidden=[course.root]) as pool:
        for number in range(COUNT):
            if number % 3 == 2:
                grader.outcome(pool, next(neighbours), whole=number % 2 == 0)
                continue
            path = tmp_path / f"student_{number}_exercise_03.py"
            path.write_text(honest(number % 9))
            got = without_times(grader(pool, path))
            assert got | {"submission": ""} == alone[number % 9] | {"submission": ""}
