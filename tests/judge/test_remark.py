"""What stands in a few words behind a task's score."""

import pytest

from grader.core.fact import Fact
from grader.core.model import CPU, Aspect, Outcome
from grader.core.verdict import Difference, OnDevice, OnGpu, TaskResult
from grader.judge.remark import remark
from grader.locale.messages import sentence


def result(outcome, *differences, **more):
    return TaskResult(
        "f",
        outcome,
        0.0,
        1.0,
        differences=tuple(Difference(aspect, (), Fact(code), "", "") for aspect, code in differences),
        **more,
    )


def said(result):
    told = remark(result)
    return told and sentence(told)


SHAPE, CUT = (Aspect.SHAPE, "shape"), (Aspect.ATTACHED, "attached.cut")
GRADIENT, INPUTS = (Aspect.GRADIENT, "gradient.none"), (Aspect.INPUTS, "inputs")
HERE, FAILS_THERE = OnDevice(CPU, Outcome.PASSED, 1.0), OnDevice("cuda:0", Outcome.FAILED, 0.0)


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (result(Outcome.PASSED), None),
        (result(Outcome.PASSED, on_gpu=OnGpu("works")), None),
        (result(Outcome.PASSED, on_gpu=OnGpu("fails")), "right; not on a GPU"),
        (result(Outcome.PASSED, devices=(HERE, OnDevice("cuda:0", None, 0.0))), "graded on the CPU only"),
        (result(Outcome.FAILED, SHAPE), "wrong shape"),
        (result(Outcome.FAILED, (Aspect.SIGNATURE, "signature")), "other parameters"),
        (result(Outcome.FAILED, (Aspect.SIGNATURE, "signature.function_for_class")), "no class"),
        (result(Outcome.FAILED, (Aspect.SIGNATURE, "signature.variable_for_function")), "no function"),
        (result(Outcome.FAILED, CUT, GRADIENT, INPUTS), "gradient, changes its input"),
        (result(Outcome.FAILED, (Aspect.OUTCOME, "outcome.returned")), "no error where one is asked"),
        (result(Outcome.FAILED, (Aspect.OUTCOME, "outcome.raised")), "raised for some inputs"),
        (result(Outcome.RAISED, (Aspect.OUTCOME, "outcome.raised")), "raised"),
        (result(Outcome.NOT_FINISHED), "not finished"),
        (
            result(Outcome.FAILED, SHAPE, device="cuda:0", devices=(HERE, FAILS_THERE)),
            "wrong shape on cuda:0",
        ),
        (
            result(Outcome.FAILED, SHAPE, devices=(OnDevice("cuda:0", Outcome.PASSED, 1.0),)),
            "wrong shape on the CPU",
        ),
    ],
)
def test_a_task_has_a_few_words(result, text):
    assert said(result) == text
