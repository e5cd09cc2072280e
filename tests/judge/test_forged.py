"""A submission that has taken over its own process can send any message that has the right types.

Whatever it sends, the judge gives a verdict, never "ungraded", and every format can hold it. Messages that
the recorder cannot have sent are refused before, by `runner.process.validation`. The forged ones here are
drawn by a seed, since what may be drawn depends on the task's inputs.
"""

import csv
import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import msgspec
import pytest
from forging import Forger
from rich.console import Console

from grader.classroom.book.standing import Standing, Student, task_standing
from grader.classroom.exports import as_json, gradescope, junit, table
from grader.classroom.exports import github as as_summary
from grader.core.fact import Fact
from grader.core.model import Outcome, Trace
from grader.core.value import GRAD, INPUT
from grader.core.verdict import Feedback, Grade, TaskResult
from grader.judge.lines import SourceLines, traced
from grader.judge.marks import marks
from grader.judge.reading import only
from grader.judge.result import judged
from grader.locale.messages import sentence
from grader.report import card, contract, github, markdown, page, terminal
from grader.runner.probes import Probes, Reading, with_memory
from grader.runner.process.validation import (
    is_valid,
    is_valid_probes,
    is_valid_trace,
    with_known_time,
)
from grader.runner.protocol import TaskRun
from grader.runner.wire import Assignment, Program, ProtocolError, Traced, answers

ACCEPTED = 160
"""The accepted messages for each task; with 71 tasks, more than ten thousand."""
CASES = 8
"""About so many cases of a task are judged each time."""
SHOWN = 80
"""One in so many verdicts is shown in every format."""
ANN = Student("7", "Ann", in_roster=True)


def facts_of(thing):
    """The facts in a result, but not those that are phrases within them."""
    if isinstance(thing, Fact):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        yield from facts_of([getattr(thing, name) for name in thing.__struct_fields__])
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from facts_of(part)


def arrived(message):
    """What the judge makes of a message; None where it takes none of it."""
    try:
        return answers.decode(msgspec.msgpack.encode(message))
    except (msgspec.MsgspecError, ValueError, ProtocolError):
        return None


def accepted(task, first=0):
    """Observations that the judge accepts, with the seed and the case, without end."""
    assignment = Assignment(task.name, len(task.parameters), task.cases, task.asked)
    seed = first
    while True:
        seed += 1
        forger = Forger(seed)
        index = forger.one(range(len(task.cases)))
        message = arrived(forger.observed(index, task.expected[index].observation, task))
        if (
            message is not None
            and is_valid(message.observation, assignment)
            and is_valid_probes(message.probes, assignment)
        ):
            yield seed, index, with_known_time(with_memory(message.observation, message.probes), 20.0)


def verdict(task, index, seen):
    honest = [expected.observation for expected in task.expected]
    return judged(task, TaskRun(task.name, (*honest[:index], seen, *honest[index + 1 :]))).result


def check_verdict(task, result, seed):
    assert result.max_score == task.points, seed
    assert 0 <= result.score <= result.max_score, seed
    assert result.outcome is not Outcome.UNGRADED, seed
    assert 0 <= result.duration < 1e6, seed
    assert msgspec.json.decode(msgspec.json.encode(result), type=TaskResult) == result, seed
    assert all(isinstance(sentence(fact), str) for fact in facts_of(result)), seed


def check_formats(key, result):
    """The verdict is written in every format, and read back where a program reads it."""
    grade = Grade(
        2, key.exercise, "a.py", result.score, result.max_score, key.digest, "2", "cpu", "flat", (), (result,)
    )
    told = Feedback(grade, key.text)
    assert msgspec.json.decode(msgspec.json.encode(told), type=Feedback) == told
    assert json.loads(contract.render([told]))["tasks"][0]["task"] == result.task
    assert page.render([told]).rstrip().endswith("</html>")
    assert card.render(told)
    assert markdown.render([told])
    assert github.render([told])
    terminal.render([told], Console(file=io.StringIO(), width=80))
    check_exports(key, result)


def check_exports(key, result):
    task = task_standing(result, key.text.task(result.task))
    time = datetime(2026, 3, 1, tzinfo=UTC)
    standing = Standing(
        ANN, key.exercise, "", task.max_score, (task,), task.score, task.score, file="a.py", time=time
    )
    assert json.loads(as_json.as_json([standing]))
    rows = list(csv.reader(io.StringIO(table.table([standing]).decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert ElementTree.fromstring(junit.junit([standing])).tag == "testsuites"
    assert json.loads(gradescope.results([standing]))["tests"]
    assert as_summary.summary([standing])


@pytest.mark.slow
@pytest.mark.parametrize("exercise", [f"exercise_0{n}" for n in range(1, 7)])
def test_whatever_is_sent_there_is_a_verdict_that_every_format_can_hold(keys, exercise):
    for whole in keys[exercise].tasks:
        task = only(whole, range(0, len(whole.cases), len(whole.cases) // CASES))
        for count, (seed, index, seen) in zip(range(ACCEPTED), accepted(task), strict=False):
            result = verdict(task, index, seen)
            check_verdict(task, result, (task.name, seed))
            if count % SHOWN == 0:
                check_formats(keys[exercise], result)


@pytest.mark.parametrize("number", [-1, -5, 2**40])
def test_an_input_that_there_cannot_be_has_no_gradient_that_moved(keys, number):
    (task,) = (task for task in keys["exercise_05"].tasks if task.name == "sgd_step")
    assignment = Assignment(task.name, len(task.parameters), task.cases, task.asked)
    assert is_valid_probes(Probes(moved=((((INPUT, 0), GRAD), Reading(b"a", b"b")),)), assignment)
    assert not is_valid_probes(Probes(moved=((((INPUT, number), GRAD), Reading(b"a", b"b")),)), assignment)


def test_whatever_a_trace_tells_its_lines_are_told():
    told = 0
    for seed in range(500):
        forger = Forger(seed)
        message = arrived(Traced(Trace(forger.several(forger.step), False)))
        if message is None or not is_valid_trace(message.trace):
            continue
        lines = SourceLines(Program(()))
        found = marks(message.trace.steps, lines, inputs={}, mismatch=None)
        listed = [traced(step, lines, found.get(n)) for n, step in enumerate(message.trace.steps)]
        assert all(isinstance(sentence(fact), str) for fact in facts_of(listed)), seed
        told += len(listed)
    assert told > 100
