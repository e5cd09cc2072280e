"""What is right by another formula passes, also where numbers cancel; what is nearly right fails."""

import inspect
from dataclasses import dataclass

import pytest
import torch
from equal_formulas import ALWAYS_ZERO, FAMILIES, Family

from grader.compare.observations import compare
from grader.core.model import Requirements, TaskKey
from grader.course.exercise import Exercise
from grader.course.task_key import TaskMaker
from grader.runner.recording.observe import observe

CASES = 40
NOISE = 1e-4

pytestmark = [pytest.mark.slow, pytest.mark.long]

EVERY = {**FAMILIES, **ALWAYS_ZERO}
REFERENCES = [(name, place) for name, family in EVERY.items() for place in range(len(family.formulas))]


@dataclass(frozen=True)
class Tried:
    """A family, the place of the formula that is the reference, and its key."""

    family: Family
    place: int
    key: TaskKey

    @property
    def reference(self):
        return self.family.formulas[self.place]

    def failing(self, function):
        """The aspects that do not hold, by the index of the case."""
        found = {}
        for index, (case, expected) in enumerate(zip(self.key.cases, self.key.expected, strict=True)):
            seen = observe(function, case, Requirements(gradient=True))
            if wrong := compare(expected, seen, self.key.parameters, self.key.aspects):
                found[index] = [mismatch.aspect.value for mismatch in wrong]
        return found


def where_defined(family, formula):
    """The formula, which raises where the family is not defined: such cases are left out."""

    def checked(*given):
        if not family.defined(*given):
            raise ValueError("left out")
        return formula(*given)

    checked.__signature__ = inspect.signature(formula)
    return checked


def made(name, place):
    family = EVERY[name]
    reference = where_defined(family, family.formulas[place])
    task = Exercise("Equal").task(inputs=family.inputs, gradient=True, cases=CASES)(reference)
    return Tried(family, place, TaskMaker("equal_formulas", task).make_all())


@pytest.fixture(scope="module", params=REFERENCES, ids=[f"{name} {place}" for name, place in REFERENCES])
def tried(request):
    return made(*request.param)


def test_there_are_at_least_twenty_pairs():
    assert len(FAMILIES) == 32
    assert sum(len(family.formulas) * (len(family.formulas) - 1) for family in EVERY.values()) >= 40


def test_every_equal_formula_passes(tried):
    answers = enumerate(tried.family.formulas)
    assert {place: failing for place, answer in answers if (failing := tried.failing(answer))} == {}


def test_a_dropped_term_fails(tried):
    assert len(tried.failing(tried.family.dropped)) > len(tried.key.cases) / 3


def test_noise_and_zeros_fail(tried):
    if tried.family in ALWAYS_ZERO.values():
        pytest.skip("zeros are right here, and noise is in no relation to them")
    zeros = tried.failing(lambda *given: tried.reference(*given) * 0)
    noise = tried.failing(lambda *given: tried.reference(*given) * (1 + NOISE))
    assert len(zeros) > len(tried.key.cases) / 5
    assert len(noise) > 0.7 * len(zeros)


def test_noise_and_zeros_in_the_gradient_fail(tried):
    if tried.family in ALWAYS_ZERO.values():
        pytest.skip("zeros are right here, and noise is in no relation to them")

    def times(factor):
        def answer(*given):
            result = tried.reference(*given)
            return result.detach() + factor * (result - result.detach())

        return tried.failing(answer)

    zeros, noise = times(0), times(1 + NOISE)
    assert {aspect for wrong in (zeros, noise) for found in wrong.values() for aspect in found} == {
        "gradient"
    }
    assert len(zeros) >= 5
    assert len(noise) > 0.7 * len(zeros)


def test_noise_fails_where_all_that_is_right_is_zero():
    for name, family in ALWAYS_ZERO.items():
        key = made(name, 0)
        reference = family.formulas[0]

        def noisy(x, reference=reference):
            return reference(x) + NOISE * x.sum()

        def noisy_gradient(x, reference=reference):
            return reference(x) + NOISE * (x.sum() - x.sum().detach())

        assert len(key.failing(noisy)) > len(key.key.cases) / 2
        assert {aspect for found in key.failing(noisy_gradient).values() for aspect in found} == {"gradient"}


def test_the_softmax_of_the_issue_is_told_from_a_wrong_one():
    tried = made("softmax", 0)
    assert tried.failing(lambda x: torch.softmax(x, 0)) == {}
    assert tried.failing(lambda x: torch.softmax(x.detach(), 0) + (x - x.detach()).sum() * 1e-4) != {}
