"""The JSON contract, version 2: the manual's table is what the types say, and what is written."""

import json
import re
from enum import StrEnum
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from grader import manual
from grader.core import value
from grader.core.fact import Fact
from grader.core.model import Aspect, ExerciseText, Outcome, TaskText
from grader.core.verdict import (
    Counterexample,
    Curve,
    Difference,
    Error,
    Feedback,
    Glimpse,
    Grade,
    Listing,
    Named,
    OnDevice,
    OnGpu,
    Picture,
    Skipped,
    TaskResult,
    TracedLine,
)
from grader.report import contract

CHAPTER = manual.chapter("json")

THIRD = Fact("what.call_part", {"nth": Fact("nth.2"), "path": "[0]"})
WRONG = Fact("values", {"what": THIRD, "got": "9.0", "expected": "3.0"})
NOT_THERE = Fact("gpu.made", {"line": 3, "ways": "`device=x.device`"})
RICH = TaskResult(
    "l2_norm",
    Outcome.FAILED,
    0.5,
    1.0,
    misconception=Named("forgets_the_root", False),
    differences=(Difference(Aspect.VALUES, (("call", 2), ("item", 0)), WRONG, "3.0", "9.0"),),
    counterexample=Counterexample(
        "l2_norm(torch.tensor([3.]))",
        "tensor(3.)",
        Fact("side.no_answer"),
        (Picture("got", Fact("picture.got"), (1,), "float32", ("9.",), (1.0,), "cut"),),
        (Curve(Fact("curve.recorded"), (1.0, 0.5), (1.0, None), 1),),
    ),
    patterns=(
        Fact("pattern.only", {"wrong": Fact("trait.negative", {"x": "x"}), "failing": 2, "such": 3}),
        Fact("list", {"parts": (Fact("aspect.shape"), Fact("aspect.values"))}),
    ),
    stdout="[red]\x1b[31m 名 \u202e\x00\n",
    warnings=("Using a target size", Fact("text", {"text": "It is old."})),
    error=Error(Fact("text", {"text": "ValueError: no"}), 3, 2, "raise ValueError('no')"),
    advice=Fact("advice.item"),
    code=(Listing(2, 1, "def l2_norm(x):\n    return x * x"),),
    trace=(
        TracedLine(
            3,
            1,
            "return x * x",
            1,
            1,
            0,
            (
                Glimpse("", "(1,) float32", "tensor([9.])", "leaf", (1,), "float32"),
                Glimpse("k", Fact("kind.items", {"type": "list", "count": 2})),
            ),
            Fact("mark.cut"),
        ),
    ),
    duration=0.25,
    on_gpu=OnGpu(
        "fails",
        Fact("gpu.result", {"why": NOT_THERE}),
        NOT_THERE,
        3,
        2,
        "return x",
        Named("made_on_the_cpu", True),
    ),
    device="cuda:0",
    devices=(
        OnDevice("cpu", Outcome.PASSED, 1.0),
        OnDevice("cuda:0", Outcome.FAILED, 0.5, (Aspect.DEVICE,)),
        OnDevice("cuda:1", None, 0.0, (), Fact("gpu.random")),
    ),
)
BARE = TaskResult("matvec", Outcome.NOT_FINISHED, 0.0, 1.0)
TEXT = ExerciseText(
    "Norms and linear algebra",
    {
        "l2_norm": TaskText(
            "",
            ("Three steps.",),
            {"forgets_the_root": "The square root is missing.", "made_on_the_cpu": "Make it there."},
        )
    },
)


def make(text=TEXT, **more):
    facts = {
        "version": 2,
        "exercise": "exercise_03",
        "submission": "work/exercise_03.ipynb",
        "score": 0.5,
        "max_score": 2.0,
        "key": "sha256:1f",
        "torch": "2.13.0+cpu",
        "device": "cpu",
        "tier": "unconfined",
        "skipped": (Skipped("exercise_03.ipynb", 4, 2, "!pip list", Fact("skipped.command")),),
        "tasks": (RICH, BARE),
        "cells": (1, 2),
    }
    return Feedback(Grade(**(facts | more)), text)


def written(**more):
    """A report as a program reads it."""
    return json.loads(contract.render([make(**more)]))


# ---------------------------------------------------------------------------------- README's table

UNIONS = (Union, UnionType)
PLAIN = {str: "text", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def fields(struct):
    """The fields of an object in a report, with their types: those of a verdict, then those in words."""
    hints = get_type_hints(struct)
    return {name: hints[name] for name in struct.__struct_fields__} | contract.ADDED.get(struct, {})


def reachable(kind, found=()):
    """Every struct that a value of a type can hold, the first that is met first."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind in found:
            return found
        found = (*found, kind)
        parts = fields(kind).values()
    else:
        parts = get_args(kind)
    for part in parts:
        found = reachable(part, found)
    return found


STRUCTS = reachable(Grade)


def notation(kind):
    """A type as README writes it."""
    if get_origin(kind) in UNIONS:
        return " or ".join(dict.fromkeys(map(notation, get_args(kind))))
    if get_origin(kind) is tuple:
        first, *rest = (notation(part) for part in get_args(kind) if part is not ...)
        return f"[{', '.join((first, *rest))}]"
    if get_origin(kind) is dict:
        return "{name: " + notation(get_args(kind)[1]) + "}"
    if issubclass(kind, (StrEnum, msgspec.Struct)):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
    return PLAIN[kind]


def described():
    """What README says of each object: its fields, as they are written."""
    return dict(re.findall(r"^\| `([\w ]+)` \| (.+?) \| .+ \|$", CHAPTER, re.MULTILINE))


def test_readme_has_every_field_of_every_object_with_its_type_and_nothing_else():
    assert described() == {
        notation(struct): ", ".join(f"`{name}: {notation(kind)}`" for name, kind in fields(struct).items())
        for struct in STRUCTS
    }


def test_readme_names_every_outcome_aspect_and_step_of_a_path():
    steps = ("ITEM", "KEY", "CALL", "STEP", "ASPECT", "INPUT", "GRADIENT", "GRAD", "FLAG")
    kinds = [kind if isinstance(kind, str) else kind[0] for kind in (getattr(value, name) for name in steps)]
    text = " ".join(CHAPTER.split())
    assert f"`{', '.join(Outcome)}`" in text
    assert f"`{', '.join(Aspect)}`" in text
    assert f"`{', '.join(kinds)}`" in text


# ------------------------------------------------------------------------------------ what is written


def misfits(thing, kind, place="grade"):
    """Where a report is not what the types say: a field too many or too few, a value of another type."""
    parts = [part for part in get_args(kind) if part is not ...]
    if get_origin(kind) in UNIONS:
        if all(any(misfits(thing, part)) for part in parts):
            yield f"{place}: {thing!r}"
    elif get_origin(kind) is tuple and isinstance(thing, list):
        parts *= len(thing) if ... in get_args(kind) else 1
        if len(parts) != len(thing):
            yield f"{place}: {thing!r}"
        for number, (item, part) in enumerate(zip(thing, parts, strict=False)):
            yield from misfits(item, part, f"{place}[{number}]")
    elif get_origin(kind) is dict and isinstance(thing, dict):
        for name, item in thing.items():
            yield from misfits(item, parts[1], f"{place}.{name}")
    elif isinstance(thing, dict) and kind in STRUCTS and list(thing) == list(fields(kind)):
        for name, part in fields(kind).items():
            yield from misfits(thing[name], part, f"{place}.{name}")
    elif not is_plain(thing, kind):
        yield f"{place}: {thing!r}"


def is_plain(thing, kind):
    """Whether a text, a number or the like is of a type; a bool is no number."""
    if kind in (Outcome, Aspect):
        return thing in list(kind)
    return type(thing) in ((float, int) if kind is float else (kind,))


@pytest.mark.parametrize("task", [RICH, BARE], ids=["rich", "bare"])
def test_a_report_has_the_fields_and_types_of_the_contract(task):
    assert list(misfits(written(tasks=(task,)), Grade)) == []


def test_the_check_of_fields_and_types_sees_what_is_wrong():
    report = written()
    rich, bare = report["tasks"]
    rich["differences"][0]["message"]["args"]["what"]["args"]["nth"] = None
    rich["differences"][0]["path"] = [["call", None]]
    rich["tried"] = True
    bare["advice"] = {"code": "advice.item", "args": {}}
    bare["outcome"] = "unfinished"
    del rich["misconception"]["certain"]
    found = [fault.partition(":")[0] for fault in misfits(report, Grade)]
    assert found == [
        "grade.tasks[0].misconception",
        "grade.tasks[0].differences[0].path[0][1]",
        "grade.tasks[0].differences[0].message.args.what",
        "grade.tasks[0].tried",
        "grade.tasks[1].outcome",
        "grade.tasks[1].advice",
    ]


def test_what_is_not_there_is_null_or_empty_and_never_left_out():
    assert written(skipped=())["tasks"][1] == {
        "task": "matvec",
        "outcome": "not finished",
        "score": 0,
        "max_score": 1,
        "misconception": None,
        "second": None,
        "further": [],
        "differences": [],
        "counterexample": None,
        "patterns": [],
        "stdout": "",
        "warnings": [],
        "error": None,
        "advice": None,
        "slip": None,
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
        "hints": [],
    }


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_written_as_its_code(outcome):
    assert written(tasks=(TaskResult("f", outcome, 0.0, 1.0),))["tasks"][0]["outcome"] == outcome.value


# --------------------------------------------------------------------------- facts, and what is said


def facts(thing):
    """Every fact of a report, the inner ones of another fact too."""
    if isinstance(thing, dict) and {"code", "args"} <= thing.keys():
        yield thing
    for item in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from facts(item)


def test_a_fact_is_its_code_its_arguments_and_its_message_also_within_another():
    assert written()["tasks"][0]["differences"] == [
        {
            "aspect": "values",
            "path": [["call", 2], ["item", 0]],
            "message": {
                "code": "values",
                "args": {
                    "what": {
                        "code": "what.call_part",
                        "args": {
                            "nth": {"code": "nth.2", "args": {}, "message": "second"},
                            "path": "[0]",
                        },
                        "message": "in the second call, part [0] of the result",
                    },
                    "got": "9.0",
                    "expected": "3.0",
                },
                "message": "In the second call, part [0] of the result is 9.0; 3.0 is expected.",
            },
            "expected": "3.0",
            "got": "9.0",
            "call": "",
        }
    ]


def test_a_list_of_phrases_has_each_of_them_as_a_fact():
    assert written()["tasks"][0]["patterns"][1] == {
        "code": "list",
        "args": {
            "parts": [
                {"code": "aspect.shape", "args": {}, "message": "wrong shape"},
                {"code": "aspect.values", "args": {}, "message": "wrong values"},
            ]
        },
        "message": "wrong shape, wrong values",
    }


def test_every_fact_has_its_message():
    made = "Line 3 makes a tensor on the CPU, even if the arguments are on a GPU. "
    made += "Make it where they are: `device=x.device`."
    assert [(fact["code"], fact["message"]) for fact in facts(written())] == [
        ("skipped.command", "a notebook command"),
        ("values", "In the second call, part [0] of the result is 9.0; 3.0 is expected."),
        ("what.call_part", "in the second call, part [0] of the result"),
        ("nth.2", "second"),
        ("side.no_answer", "no answer"),
        ("picture.got", "got"),
        ("curve.recorded", "loss at each step"),
        ("pattern.only", "Of the calls tried, wrong only when x has a negative element (2 of 3 such calls)."),
        ("trait.negative", "x has a negative element"),
        ("list", "wrong shape, wrong values"),
        ("aspect.shape", "wrong shape"),
        ("aspect.values", "wrong values"),
        ("text", "It is old."),
        ("text", "ValueError: no"),
        ("advice.item", "`.item()` makes a Python number of a tensor of one element."),
        ("kind.items", "a list of 2"),
        ("mark.cut", "the graph is cut here"),
        ("gpu.result", f"With arguments on a GPU, the result would be on the CPU. {made}"),
        ("gpu.made", made),
        ("gpu.made", made),
        ("gpu.random", "Graded on the CPU only: a GPU draws other random numbers."),
    ]


def test_titles_hints_and_misconceptions_are_told_in_the_words_of_the_course():
    rich, bare = (report := written())["tasks"]
    assert report["title"] == "Norms and linear algebra"
    assert (rich["hints"], bare["hints"]) == (["Three steps."], [])
    assert rich["misconception"] == {
        "name": "forgets_the_root",
        "certain": False,
        "besides": [],
        "elsewhere": False,
        "sometimes": False,
        "in_form": False,
        "on_others": False,
        "message": "The square root is missing.",
    }
    assert rich["on_gpu"]["misconception"] == {
        "name": "made_on_the_cpu",
        "certain": True,
        "besides": [],
        "elsewhere": False,
        "sometimes": False,
        "in_form": False,
        "on_others": False,
        "message": "Make it there.",
    }


def test_what_a_course_does_not_say_any_more_is_empty():
    rich, _ = (report := written(text=ExerciseText("Vectors", {})))["tasks"]
    assert report["title"] == "Vectors"
    assert rich["hints"] == []
    assert (rich["misconception"]["name"], rich["misconception"]["message"]) == ("forgets_the_root", "")


def test_what_is_right_needs_no_hints():
    right = TaskResult("l2_norm", Outcome.PASSED, 1.0, 1.0)
    assert written(tasks=(right,))["tasks"][0]["hints"] == []


# ------------------------------------------------------------------------------------------- travelling


@pytest.mark.parametrize("form", [msgspec.json, msgspec.msgpack], ids=["json", "msgpack"])
def test_a_grade_comes_back_as_it_was(form):
    grade = make().grade
    assert form.decode(form.encode(grade), type=Grade) == grade


def test_a_grade_comes_back_from_its_report():
    """Nothing of a verdict is lost in the report: what is beside it in words is passed over."""
    assert msgspec.json.decode(contract.render([make()]), type=Grade) == make().grade


def test_several_submissions_are_a_list_in_their_order():
    names = ["a.py", "b.py", "a.py"]
    report = json.loads(contract.render([make(submission=name) for name in names], several=True))
    assert [grade["submission"] for grade in report] == names


def test_one_of_several_submissions_is_a_list_too():
    """Of two files one may be unreadable; whoever reads the report knows only how many were given."""
    assert json.loads(contract.render([make()], several=True)) == [written()]


def test_a_report_is_indented_and_ends_with_a_new_line():
    text = contract.render([make()])
    assert text.startswith('{\n  "version": 2,\n  "exercise": "exercise_03",\n')
    assert text.endswith("\n}\n")


def test_text_of_a_submission_cannot_break_the_json():
    text = contract.render([make()])
    assert json.loads(text)["tasks"][0]["stdout"] == RICH.stdout
    assert not any(ord(character) < 32 and character != "\n" for character in text)
