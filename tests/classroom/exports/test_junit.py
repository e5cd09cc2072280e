"""JUnit XML: complete, and well formed whatever a student writes."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from standings import ADA, ALAN, BY_HAND, HOSTILE, RIGHT, WANG, WRONG, absent, standing

from grader.classroom.exports.junit import KINDS, junit
from grader.core.fact import verbatim
from grader.core.model import Outcome


def cases(*standings):
    return list(ElementTree.fromstring(junit(standings)).iter("testcase"))


def test_a_document_as_it_is_read():
    problem = replace(absent(ALAN), file="x.py", problem=verbatim("x.py is no Python."))
    assert junit([standing(ADA), problem, absent(WANG)]).decode() == (
        """\
<?xml version='1.0' encoding='utf-8'?>
<testsuites tests="4" failures="1" errors="1" skipped="1" time="0.750">
  <testsuite name="exercise_03" tests="4" failures="1" errors="1" skipped="1" time="0.750">
    <testcase name="dot" classname="exercise_03.2024001" time="0.250" />
    <testcase name="lp_norm" classname="exercise_03.2024001" time="0.500">
      <failure message="wrong values" type="failed">wrong values
Without the absolute value, odd powers cancel.
Pattern: Wrong whenever x has a negative element.</failure>
    </testcase>
    <testcase name="exercise_03" classname="exercise_03.2024002" time="0.000">
      <error message="x.py is no Python." type="problem">x.py is no Python.</error>
    </testcase>
    <testcase name="exercise_03" classname="exercise_03.2024003" time="0.000">
      <skipped message="nothing handed in" />
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_kind(outcome):
    (case,) = cases(standing(ADA, replace(WRONG, outcome=outcome)))
    assert [element.tag for element in case] == ([KINDS[outcome]] if KINDS[outcome] else [])


def test_an_outcome_of_which_nothing_is_said_is_named():
    task = replace(RIGHT, outcome=Outcome.NOT_FINISHED)
    (case,) = cases(standing(ADA, task))
    assert case.find("skipped").attrib == {"message": "not finished"}


def test_full_points_by_hand_are_no_failure():
    assert list(cases(standing(ADA, replace(WRONG, score=6.0, override=BY_HAND)))[0]) == []
    assert len(cases(standing(ADA, replace(WRONG, score=5.0, override=BY_HAND)))[0]) == 1


def test_each_exercise_is_a_suite():
    root = ElementTree.fromstring(junit([standing(ADA), standing(ADA, WRONG, exercise="exercise_04")]))
    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [
        ("exercise_03", "2"),
        ("exercise_04", "1"),
    ]


TEXTS = st.text(st.characters() | st.sampled_from("\0\x1b\x85\u2028\ud800\udfff\ufffe\uffff<&]\"'"))


@given(TEXTS)
@example(HOSTILE)
@example("\ufffe\uffff\ud800\0")
def test_any_text_is_well_formed_and_read_as_text(text):
    student = replace(ADA, id=text)
    task = replace(WRONG, task=text, remark=verbatim(text or "x"), message=text, patterns=(verbatim(text),))
    problem = verbatim(text) if text else None
    root = ElementTree.fromstring(junit([standing(student, task, exercise=text, problem=problem)]))
    tags = {"testsuites", "testsuite", "testcase", "failure", "error"}
    assert {element.tag for element in root.iter()} <= tags
    assert root.attrib["tests"] == ("2" if text else "1")


def test_a_harmless_text_is_kept_as_it_is():
    (case,) = cases(standing(replace(ADA, id="王 & <b>"), replace(RIGHT, task="a\nb")))
    assert (case.get("name"), case.get("classname")) == ("a\nb", "exercise_03.王 & <b>")
