"""All that is known of students, as JSON."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from standings import ADA, ALAN, BY_HAND, HOSTILE, WRONG, absent, late, standing

from grader.classroom.exports.as_json import as_json
from grader.core.fact import Fact

NEGATIVE = "Wrong whenever x has a negative element."


def test_a_document_as_programs_read_it():
    ada = replace(late(ADA), tasks=(replace(WRONG, score=5.0, override=BY_HAND),))
    assert json.loads(as_json([ada, absent(ALAN)])) == {
        "version": 2,
        "students": [
            {
                "id": "2024001",
                "name": "Ada Lovelace",
                "email": "ada@example.com",
                "group": "A",
                "exercises": [
                    {
                        "exercise": "exercise_03",
                        "title": "Norms and linear algebra",
                        "score": 8.0,
                        "raw": 10.0,
                        "max_score": 12.0,
                        "late": {"days": 2, "penalty": 0.2, "unknown": False},
                        "submitted": True,
                        "file": "Ada Lovelace_11_assignsubmission_file/exercise_03.py",
                        "time": "2026-03-01T23:05:00+00:00",
                        "attempts": 1,
                        "problem": None,
                        "tasks": [
                            {
                                "task": "lp_norm",
                                "outcome": "failed",
                                "graded": 4.0,
                                "score": 5.0,
                                "max_score": 6.0,
                                "remark": {"code": "aspect.values", "args": {}, "message": "wrong values"},
                                "misconception": "no_abs",
                                "message": "Without the absolute value, odd powers cancel.",
                                "certain": True,
                                "besides": [],
                                "second": "",
                                "second_message": "",
                                "slip": None,
                                "patterns": [
                                    {"code": "text", "args": {"text": NEGATIVE}, "message": NEGATIVE}
                                ],
                                "duration": 0.5,
                                "override": {
                                    "score": 5.0,
                                    "reason": "The idea is right.",
                                    "author": "Grace Hopper",
                                    "time": "2026-03-02T09:30:00+00:00",
                                },
                            }
                        ],
                    }
                ],
            },
            {
                "id": "2024002",
                "name": "Alan Turing",
                "email": "alan@example.com",
                "group": "B",
                "exercises": [
                    {
                        "exercise": "exercise_03",
                        "title": "Norms and linear algebra",
                        "score": 0.0,
                        "raw": 0.0,
                        "max_score": 12.0,
                        "late": {"days": 0, "penalty": 0.0, "unknown": False},
                        "submitted": False,
                        "file": "",
                        "time": None,
                        "attempts": 0,
                        "problem": None,
                        "tasks": [],
                    }
                ],
            },
        ],
    }


def test_why_a_file_could_not_be_graded_is_a_code_and_a_sentence():
    problem = Fact("problem.fault", {"fault": "KeyError: 'a'"})
    (student,) = json.loads(as_json([standing(ADA, problem=problem)]))["students"]
    assert student["exercises"][0]["problem"] == {
        "code": "problem.fault",
        "args": {"fault": "KeyError: 'a'"},
        "message": "A fault of the grader, not of the file: KeyError: 'a'. Please report it.",
    }


def test_a_student_has_all_exercises_in_one_place():
    content = json.loads(as_json([standing(ADA), standing(ALAN), standing(ADA, exercise="exercise_04")]))
    found = [(one["id"], [each["exercise"] for each in one["exercises"]]) for one in content["students"]]
    assert found == [("2024001", ["exercise_03", "exercise_04"]), ("2024002", ["exercise_03"])]


@given(st.text() | st.just(HOSTILE))
def test_texts_come_back_as_they_were(text):
    content = json.loads(as_json([standing(replace(ADA, name=text), replace(WRONG, message=text))]))
    expected = text.encode("utf-8", "replace").decode()
    (student,) = content["students"]
    assert (student["name"], student["exercises"][0]["tasks"][0]["message"]) == (expected, expected)


def test_a_lone_surrogate_is_replaced():
    assert '"name": "Ada?"' in as_json([standing(replace(ADA, name="Ada\ud800"))]).decode()
