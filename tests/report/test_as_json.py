"""The JSON contract, version 1: its keys, their order, their types."""

import json

import msgspec
import pytest

from grader.model import Aspect, Outcome
from grader.report import as_json
from grader.verdict import (
    Counterexample,
    Curve,
    Difference,
    Error,
    Glimpse,
    Grade,
    Listing,
    Named,
    OnDevice,
    OnGpu,
    Picture,
    Skipped,
    TaskResult,
    Traced,
)

NUMBER = (int, float)
WHOLE_OR_NULL = (int, type(None))
TEXT_OR_NULL = (str, type(None))
CONTRACT = {
    "version": int,
    "exercise": str,
    "title": str,
    "submission": str,
    "score": NUMBER,
    "max_score": NUMBER,
    "key": str,
    "torch": str,
    "device": str,
    "tier": str,
    "skipped": list,
    "tasks": list,
    "cells": list,
}
SKIPPED = {"file": str, "cell": WHOLE_OR_NULL, "line": int, "text": str, "why": str, "lost": bool}
TASK = {
    "task": str,
    "outcome": str,
    "score": NUMBER,
    "max_score": NUMBER,
    "misconception": (dict, type(None)),
    "differences": list,
    "counterexample": (dict, type(None)),
    "pattern": TEXT_OR_NULL,
    "stdout": str,
    "warnings": list,
    "error": (dict, type(None)),
    "hints": list,
    "advice": str,
    "code": list,
    "trace": list,
    "trace_stopped": bool,
    "trace_call": int,
    "duration": NUMBER,
    "tried": int,
    "wrong": int,
    "loaded": bool,
    "line": WHOLE_OR_NULL,
    "cell": WHOLE_OR_NULL,
    "on_gpu": (dict, type(None)),
    "device": str,
    "devices": list,
}
MISCONCEPTION = {"name": str, "message": str, "certain": bool}
DIFFERENCE = {"aspect": str, "path": str, "message": str, "expected": str, "got": str}
COUNTEREXAMPLE = {"code": str, "expected": str, "got": str, "pictures": list, "curves": list}
CURVE = {"label": str, "expected": list, "got": list, "first": int}
PICTURE = {
    "role": str,
    "label": str,
    "shape": list,
    "dtype": str,
    "elements": list,
    "off": list,
    "graph": str,
}
LISTING = {"line": int, "cell": WHOLE_OR_NULL, "text": str}
GLIMPSE = {"name": str, "kind": str, "value": str, "graph": str}
TRACED = {
    "line": int,
    "cell": WHOLE_OR_NULL,
    "text": str,
    "visit": int,
    "visits": int,
    "depth": int,
    "computed": list,
    "mark": str,
}
ON_GPU = {
    "state": str,
    "message": str,
    "advice": str,
    "line": WHOLE_OR_NULL,
    "cell": WHOLE_OR_NULL,
    "text": str,
    "misconception": (dict, type(None)),
}
ON_DEVICE = {
    "device": str,
    "outcome": (str, type(None)),
    "score": NUMBER,
    "aspects": list,
    "message": str,
}
ERROR = {"message": str, "line": WHOLE_OR_NULL, "cell": WHOLE_OR_NULL, "text": str}

RICH = TaskResult(
    "l2_norm",
    Outcome.FAILED,
    0.5,
    1.0,
    misconception=Named("forgets_the_root", "The square root is missing.", False),
    differences=(Difference(Aspect.VALUES, "[0]", "The result is 9.0.", "3.0", "9.0"),),
    counterexample=Counterexample(
        "l2_norm(torch.tensor([3.]))",
        "tensor(3.)",
        "tensor(9.)",
        (Picture("got", "got", (1,), "float32", ("9.",), (1.0,)),),
        (Curve("loss", (1.0, 0.5), (1.0, None), 1),),
    ),
    pattern="Right whenever x is scalar.",
    stdout="[red]\x1b[31m 名 \u202e\x00\n",
    warnings=("Using a target size",),
    error=Error("ValueError: no", 3, 2, "raise ValueError('no')"),
    hints=("Three steps.",),
    code=(Listing(2, 1, "def l2_norm(x):\n    return x * x"),),
    trace=(Traced(3, 1, "return x * x", 1, 1, 0, (Glimpse("", "(1,) float32", "tensor([9.])"),), "here"),),
    duration=0.25,
    on_gpu=OnGpu("fails", "It would raise. Make it there.", "Make it there.", 3, 2, "return x", None),
    device="cuda:0",
    devices=(
        OnDevice("cpu", Outcome.PASSED, 1.0),
        OnDevice("cuda:0", Outcome.FAILED, 0.5, (Aspect.DEVICE,)),
        OnDevice("cuda:1", None, 0.0, (), "Graded on the CPU only."),
    ),
)
BARE = TaskResult("matvec", Outcome.NOT_FINISHED, 0.0, 1.0)


def make(**more):
    facts = {
        "version": 1,
        "exercise": "exercise_03",
        "title": "Norms and linear algebra",
        "submission": "work/exercise_03.ipynb",
        "score": 0.5,
        "max_score": 2.0,
        "key": "sha256:1f",
        "torch": "2.13.0+cpu",
        "device": "cpu",
        "tier": "unconfined",
        "skipped": (Skipped("exercise_03.ipynb", 4, 2, "!pip list", "a notebook command"),),
        "tasks": (RICH, BARE),
    }
    return Grade(**(facts | more))


def misfits(thing, contract):
    """The keys whose value is of another type than the contract says; a bool is no number."""
    return [
        key
        for key, kinds in contract.items()
        if key not in thing
        or not isinstance(thing[key], kinds)
        or (isinstance(thing[key], bool) and kinds is not bool)
    ]


def test_a_report_has_exactly_the_keys_of_the_contract():
    assert list(json.loads(as_json.render([make()], several=False))) == list(CONTRACT)


def test_a_report_has_the_types_of_the_contract():
    report = json.loads(as_json.render([make()], several=False))
    assert misfits(report, CONTRACT) == []
    assert (report["version"], report["key"]) == (1, "sha256:1f")


@pytest.mark.parametrize("index", [0, 1], ids=["rich", "bare"])
def test_a_task_has_exactly_the_keys_and_types_of_the_contract(index):
    task = json.loads(as_json.render([make()], several=False))["tasks"][index]
    assert list(task) == list(TASK)
    assert misfits(task, TASK) == []


@pytest.mark.parametrize(
    ("find", "contract"),
    [
        (lambda report: report["skipped"][0], SKIPPED),
        (lambda report: report["tasks"][0]["misconception"], MISCONCEPTION),
        (lambda report: report["tasks"][0]["differences"][0], DIFFERENCE),
        (lambda report: report["tasks"][0]["counterexample"], COUNTEREXAMPLE),
        (lambda report: report["tasks"][0]["error"], ERROR),
        (lambda report: report["tasks"][0]["counterexample"]["pictures"][0], PICTURE),
        (lambda report: report["tasks"][0]["counterexample"]["curves"][0], CURVE),
        (lambda report: report["tasks"][0]["code"][0], LISTING),
        (lambda report: report["tasks"][0]["on_gpu"], ON_GPU),
        (lambda report: report["tasks"][0]["devices"][1], ON_DEVICE),
        (lambda report: report["tasks"][0]["devices"][2], ON_DEVICE),
        (lambda report: report["tasks"][0]["trace"][0], TRACED),
        (lambda report: report["tasks"][0]["trace"][0]["computed"][0], GLIMPSE),
    ],
    ids=[
        "skipped",
        "misconception",
        "difference",
        "counterexample",
        "error",
        "picture",
        "curve",
        "listing",
        "on a GPU",
        "on a device",
        "not on a device",
        "traced",
        "glimpse",
    ],
)
def test_a_part_has_exactly_the_keys_and_types_of_the_contract(find, contract):
    part = find(json.loads(as_json.render([make()], several=False)))
    assert list(part) == list(contract)
    assert misfits(part, contract) == []


def test_what_is_not_there_is_null_or_empty_and_never_left_out():
    assert json.loads(as_json.render([make(skipped=())], several=False))["tasks"][1] == {
        "task": "matvec",
        "outcome": "not finished",
        "score": 0,
        "max_score": 1,
        "misconception": None,
        "differences": [],
        "counterexample": None,
        "pattern": None,
        "stdout": "",
        "warnings": [],
        "error": None,
        "hints": [],
        "advice": "",
        "code": [],
        "trace": [],
        "trace_stopped": False,
        "trace_call": 0,
        "duration": 0,
        "tried": 0,
        "wrong": 0,
        "loaded": False,
        "line": None,
        "cell": None,
        "on_gpu": None,
        "device": "cpu",
        "devices": [],
    }


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_written_as_its_words(outcome):
    report = json.loads(as_json.render([make(tasks=(TaskResult("f", outcome, 0.0, 1.0),))], several=False))
    assert report["tasks"][0]["outcome"] == outcome.value


def test_a_report_comes_back_as_the_same_grade():
    grade = make()
    assert msgspec.json.decode(as_json.render([grade], several=False), type=Grade) == grade


def test_several_submissions_are_a_list_in_their_order():
    grades = [make(submission="a.py"), make(submission="b.py"), make(submission="a.py")]
    assert msgspec.json.decode(as_json.render(grades, several=True), type=list[Grade]) == grades


def test_one_of_several_submissions_is_a_list_too():
    """Of two files one may be unreadable; whoever reads the report knows only how many were given."""
    assert msgspec.json.decode(as_json.render([make()], several=True), type=list[Grade]) == [make()]


def test_a_report_is_indented_and_ends_with_a_new_line():
    text = as_json.render([make()], several=False)
    assert text.startswith('{\n  "version": 1,\n  "exercise": "exercise_03",\n')
    assert text.endswith("\n}\n")


def test_text_of_a_submission_cannot_break_the_json():
    text = as_json.render([make()], several=False)
    assert json.loads(text)["tasks"][0]["stdout"] == RICH.stdout
    assert not any(ord(character) < 32 and character != "\n" for character in text)
