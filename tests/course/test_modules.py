"""A module is tried on a probe with given parameters; a text may read its initial numbers as well."""

import pytest

from grader.core.errors import CourseError
from tests.coursework import graded, key_of, told

pytestmark = pytest.mark.slow

INITIAL = """
@exercise.task(inputs={"x": tensors("n", dtypes=("float32",))}, probe="x", cases=6,
               seen_as="[p.detach() for p in result.parameters()]")
def line():
    class Line(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones(1))
            self.offset = torch.nn.Parameter(torch.zeros(1))

        def forward(self, x):
            return self.scale * x + self.offset

    return Line()

@line.misconception
def starts_at_zero():
    '''The scale starts at 1.'''
    module = line.reference()
    torch.nn.init.zeros_(module.scale)
    return module
"""
ANSWER = """
import torch
class Line(torch.nn.Module):
    def __init__(self, scale, offset):
        super().__init__()
        self.a = torch.nn.Parameter(torch.tensor([scale]))
        self.b = torch.nn.Parameter(torch.tensor([offset]))
    def forward(self, x):
        return x.mul(self.a).add(self.b)
def line():
    return Line({numbers})
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return key_of(tmp_path_factory.mktemp("line"), INITIAL)


def test_initial_numbers_are_compared_before_other_numbers_are_put_in(key, pool, tmp_path):
    assert graded(key, pool, tmp_path, ANSWER.format(numbers="1.0, 0.0"))[0].score == 1
    (zeros,) = graded(key, pool, tmp_path, ANSWER.format(numbers="0.0, 0.0"))
    assert (zeros.score, zeros.misconception.name) == (0, "starts_at_zero")
    (sevens,) = graded(key, pool, tmp_path, ANSWER.format(numbers="1.0, 7.0"))
    assert told(sevens) == [
        "Part [1] of `[p.detach() for p in result.parameters()]` is 7.0; 0.0 is expected.",
    ]
    assert sevens.counterexample.code == (
        "x = torch.tensor([3.])\nresult = line()\n[p.detach() for p in result.parameters()]"
    )


def test_what_the_module_does_still_counts(key, pool, tmp_path):
    answer = ANSWER.format(numbers="1.0, 0.0").replace(".add(self.b)", ".sub(self.b)")
    (result,) = graded(key, pool, tmp_path, answer)
    assert result.score == 0
    assert told(result)[0].startswith("With given parameters, the output of your network is ")


def test_a_module_that_the_text_cannot_read_is_told_with_the_error(pool, tmp_path):
    key = key_of(
        tmp_path, INITIAL.replace("[p.detach() for p in result.parameters()]", "result.scale.detach()")
    )
    (result,) = graded(key, pool, tmp_path, ANSWER.format(numbers="1.0, 0.0"))
    assert told(result) == [
        "The result cannot be read as the task reads it: `result.scale.detach()` raised "
        "AttributeError: 'Line' object has no attribute 'scale'. The result is of type Line."
    ]


BAD = {
    'probe="x", seen_as="result.training"': "seen_as='result.training' of task 'f' gives True. The process "
    "of the submission computes it, so a single True or text proves nothing. Let it give the numbers that "
    "are compared.",
    'probe="x", seen_as="result.nothing"': "seen_as='result.nothing' of task 'f' raised AttributeError: "
    "'Linear' object has no attribute 'nothing' on the result of the reference. Fix the text.",
}


@pytest.mark.parametrize("options", BAD)
def test_a_text_that_proves_nothing_of_a_module_is_refused(tmp_path, options):
    reference = (
        f'@exercise.task(inputs={{"x": tensors("n 1", dtypes=("float32",))}}, cases=4, {options})\n'
        "def f():\n    return torch.nn.Linear(1, 1)\n"
    )
    with pytest.raises(CourseError) as caught:
        key_of(tmp_path, reference)
    assert BAD[options] in str(caught.value)


def test_a_text_beside_a_probe_needs_a_module(tmp_path):
    with pytest.raises(CourseError) as caught:
        key_of(
            tmp_path,
            '@exercise.task(inputs={"x": tensors("n")}, cases=4, probe="x", seen_as="result * 2")\n'
            "def f(x):\n    return x\n",
        )
    assert (
        "Task 'f' has seen_as='result * 2' and probe. Together they read a module, and the reference returns "
        "none. Leave out probe." in str(caught.value)
    )
