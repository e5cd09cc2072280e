"""results.json, as Gradescope documents it."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from standings import ADA, BY_HAND, HOSTILE, RIGHT, WRONG, absent, late, standing

from grader.classroom.exports.gradescope import results
from grader.core.fact import verbatim

FIELDS = {
    "score": float,
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
}
TEST_FIELDS = {
    "score": float,
    "max_score": float,
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "visibility": str,
    "extra_data": dict,
}


def test_the_results_of_a_student():
    assert json.loads(results([late(ADA)], output="Graded by grade.")) == {
        "score": 10.0,
        "output": "Graded by grade.",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {},
        "tests": [
            {
                "score": 6.0,
                "max_score": 6.0,
                "status": "passed",
                "name": "dot",
                "name_format": "text",
                "number": "1",
                "output": "",
                "output_format": "text",
                "visibility": "visible",
                "extra_data": {},
            },
            {
                "score": 4.0,
                "max_score": 6.0,
                "status": "failed",
                "name": "lp_norm",
                "name_format": "text",
                "number": "2",
                "output": "wrong values\nWithout the absolute value, odd powers cancel.\n"
                "Pattern: Wrong whenever x has a negative element.",
                "output_format": "text",
                "visibility": "visible",
                "extra_data": {},
            },
        ],
    }


def test_the_penalty_is_taken_where_it_is_asked():
    content = json.loads(results([late(ADA)], late=True))
    assert (content["score"], content["output"]) == (
        8.0,
        "10 of 12 points; 2 days late: \N{MINUS SIGN}20 %",
    )


def test_several_exercises_are_numbered_apart():
    content = json.loads(results([standing(ADA), standing(ADA, RIGHT, exercise="exercise_04")]))
    assert [test["number"] for test in content["tests"]] == ["1.1", "1.2", "2.1"]
    assert content["score"] == 16.0


def test_a_file_that_could_not_be_graded_is_told():
    problem = replace(absent(ADA), problem=verbatim("exercise_03.py is no Python."))
    content = json.loads(results([problem], output="Graded by grade."))
    assert content["output"] == "Graded by grade.\n\nexercise_03.py is no Python."
    assert (content["score"], content["tests"]) == (0.0, [])


def test_what_only_looks_like_a_misconception_and_what_a_person_set_is_told_so():
    unsure = replace(WRONG, remark=None, patterns=(), certain=False, score=6.0, override=BY_HAND)
    (test,) = json.loads(results([standing(ADA, unsure)]))["tests"]
    assert test["output"] == (
        "Looks like: Without the absolute value, odd powers cancel.\nSet by hand: The idea is right."
    )
    assert test["status"] == "passed"


@given(st.text() | st.just(HOSTILE) | st.just("\ud800\x1b"))
def test_the_fields_have_the_documented_types_and_no_control_characters(text):
    task = replace(WRONG, task=text, remark=verbatim(text), message=text, patterns=(verbatim(text),))
    content = json.loads(results([standing(ADA, task, problem=verbatim(text))], output=text))
    assert {name: type(value) for name, value in content.items()} == FIELDS
    for test in content["tests"]:
        assert {name: type(value) for name, value in test.items()} == TEST_FIELDS
        assert test["status"] in ("passed", "failed")
    texts = content["output"] + "".join(test["name"] + test["output"] for test in content["tests"])
    assert not {sign for sign in texts if ord(sign) < 32 and sign != "\n"}
