"""JUnit XML: a suite for each exercise, a case for each task of each student.

A wrong answer is a failure. Code that raised, crashed, hung or could not be read is an error. A task that
is not written yet or could not be graded is skipped: it says nothing against the student.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from grader.classroom.book.standing import Standing, TaskStanding
from grader.classroom.exports import words
from grader.classroom.exports.roll import State, by_exercise, state
from grader.core.model import Outcome
from grader.judge import remark
from grader.locale.messages import sentence
from grader.report.text import clean

KINDS = {
    Outcome.PASSED: "",
    Outcome.FAILED: "failure",
    Outcome.RAISED: "error",
    Outcome.TIMED_OUT: "error",
    Outcome.OUT_OF_MEMORY: "error",
    Outcome.CRASHED: "error",
    Outcome.NOT_FINISHED: "skipped",
    Outcome.MISSING: "skipped",
    Outcome.NOT_RUN: "skipped",
    Outcome.UNGRADED: "skipped",
}
COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}

# Characters that XML forbids and `clean` leaves, as they are not control characters.
_NO_XML = re.compile("[\ufffe\uffff]")


def junit(standings: Sequence[Standing]) -> bytes:
    """The document, in UTF-8."""
    root = ElementTree.Element("testsuites")
    for exercise, those in by_exercise(standings).items():
        suite = ElementTree.SubElement(root, "testsuite", name=_text(exercise))
        for standing in those:
            _add(suite, standing)
        _count(suite, sum(task.duration for standing in those for task in standing.tasks))
    _count(root, sum(task.duration for standing in standings for task in standing.tasks))
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _add(suite: ElementTree.Element, standing: Standing) -> None:
    """The cases of one student; one for the exercise itself if nothing can be graded."""
    for task in standing.tasks:
        _add_task(_case(suite, standing, task.task, task.duration), task)
    if standing.problem is not None:
        told = (sentence(standing.problem),)
        _tell(_case(suite, standing, standing.exercise), "error", "problem", told)
    elif state(standing) is State.ABSENT:
        _tell(_case(suite, standing, standing.exercise), "skipped", State.ABSENT, (str(words.NOTHING),))


def _add_task(case: ElementTree.Element, task: TaskStanding) -> None:
    is_full_by_hand = task.override is not None and task.score >= task.max_score
    kind = "" if is_full_by_hand else KINDS[task.outcome]
    if kind:
        _tell(case, kind, task.outcome, words.told(task) or (sentence(remark.state(task.outcome)),))


def _case(
    suite: ElementTree.Element, standing: Standing, name: str, duration: float = 0.0
) -> ElementTree.Element:
    who = f"{standing.exercise}.{standing.student.id}"
    return ElementTree.SubElement(
        suite, "testcase", name=_text(name), classname=_text(who), time=f"{duration:.3f}"
    )


def _tell(case: ElementTree.Element, kind: str, type_: str, told: Sequence[str]) -> None:
    """Add what went wrong: the first line as the message, all lines as the text."""
    element = ElementTree.SubElement(case, kind, message=_text(told[0]))
    if kind != "skipped":  # a skipped case has only a message
        element.set("type", type_)
        element.text = _text("\n".join(told))


def _count(element: ElementTree.Element, duration: float) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for kind, name in COUNTED.items():
        element.set(name, str(sum(case.find(kind) is not None for case in cases)))
    element.set("time", f"{duration:.3f}")


def _text(text: str) -> str:
    return _NO_XML.sub("\ufffd", clean(text))
