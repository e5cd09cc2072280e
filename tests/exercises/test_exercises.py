"""The built-in exercises can be passed, failed and explained."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
import torch
from making import observe_all
from prose import check_example, examples

from grader.compare.observations import compare
from grader.core.model import Aspect, Outcome
from grader.course import load
from grader.judge.grade import assignment
from grader.judge.properties import held
from grader.judge.result import judge
from grader.runner.inprocess import observe_function
from grader.runner.process.pool import Pool
from grader.runner.recording.folder import in_folder_of
from grader.runner.wire import Limits, Piece, Program
from grader.workshop.verify import orphans, prove

ROOT = Path(__file__).parents[2]
COURSE = load.Course(ROOT)
NAMES = COURSE.names
EXERCISES = {name: load.load(COURSE, name) for name in NAMES}
FILES = {name: load.data_files(COURSE, name) for name in NAMES}
SOLUTIONS = sorted((ROOT / "tests" / "solutions").glob("exercise_??_[a-z].py"))
SOLVED = [(path, task.name) for path in SOLUTIONS for task in EXERCISES[path.stem[:11]].tasks]


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def tasks(keys):
    return {(name, task.name): task for name, key in keys.items() for task in key.tasks}


@pytest.fixture(scope="module")
def graded(tasks, quick_pool):
    def grade(exercise, name, function):
        task = tasks[exercise, name]
        with in_folder_of(FILES[exercise]):
            run = replace(observe_function(function, assignment(task)), files=FILES[exercise])
        return judge(task, held(task, run, quick_pool))

    return grade


@pytest.fixture(scope="module")
def quick_pool():
    with Pool(Limits(call_seconds=3.0, total_seconds=300.0, memory_bytes=2**29)) as pool:
        yield pool


# --------------------------------------------------------------------------------------- as a whole


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_proved(name, keys, quick_pool):
    proof = prove(COURSE, name, quick_pool, progress=lambda _task: None)
    assert proof.faults == ()
    assert [task.task for task in proof.tasks] == [task.name for task in EXERCISES[name].tasks]


def test_no_file_is_an_orphan():
    assert list(orphans(COURSE)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_has_what_learners_need(name, keys):
    exercise = EXERCISES[name]
    assert 6 <= len(exercise.tasks) <= 12
    for task in exercise.tasks:
        assert len(task.rights) >= 2, task.name
    for task in keys[name].tasks:
        assert len(task.cases) >= (3 if task.asked.seconds else 10), task.name  # a training takes seconds
        assert sum(task.dropped.values()) < task.drawn / 4, task.name


@pytest.mark.parametrize("name", NAMES)
def test_comparing_uses_nothing_but_the_key(name, keys):
    for task in keys[name].tasks:
        for expected in task.expected:
            seen = msgspec.structs.replace(expected.observation, is_tried=True)
            assert compare(expected, seen, task.parameters, task.aspects) == ()


# ---------------------------------------------------------------------------- answers of other hands


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("path", "name"), SOLVED, ids=[f"{path.stem}-{name}" for path, name in SOLVED])
def test_a_solution_written_from_the_prose_alone_gets_full_marks(graded, path, name):
    result = graded(path.stem[:11], name, getattr(module(path), name))
    assert (result.outcome, result.differences) == (Outcome.PASSED, ())


@pytest.mark.parametrize("name", NAMES)
def test_there_are_three_independent_solutions(name):
    assert len([path for path in SOLUTIONS if path.stem.startswith(name)]) >= 3


WRITTEN = [
    (path.stem[:11], *entry)
    for path in sorted((ROOT / "tests" / "solutions").glob("exercise_??_wrong*.py"))
    for entry in module(path).WRONG
]
HEADER = "import math, torch\nimport numpy as np\nimport torch.nn.functional as F\nfrom torch import Tensor\n"


def header(exercise):
    """What the learners' file imports; a package only where the exercise knows it."""
    return HEADER + "".join(f"import {module} as {name}\n" for name, module in EXERCISES[exercise].knows)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(
    ("exercise", "name", "mistake", "source"), WRITTEN, ids=[f"{e}-{t}-{m}" for e, t, m, _ in WRITTEN]
)
def test_a_wrong_answer_as_learners_write_it_fails_with_a_message(
    tasks, quick_pool, exercise, name, mistake, source
):
    task = tasks[exercise, name]
    imports = header(exercise)
    pieces = (
        Piece("a.py", 1, imports, (), (name,)),
        Piece("a.py", 1 + imports.count("\n"), source, (name,), (name,)),
    )
    program = Program(pieces, files=FILES[exercise])
    (run,) = observe_all(quick_pool, program, [assignment(task)])
    result = judge(task, held(task, run, quick_pool))
    assert result.score < result.max_score
    assert result.counterexample is not None or result.outcome is Outcome.FAILED
    assert result.differences or result.error


# ------------------------------------------------------------------------------- what costs how much


@pytest.mark.parametrize("name", [task.name for task in EXERCISES["exercise_03"].tasks])
def test_changing_an_input_costs_points_though_the_result_is_right(graded, name):
    reference = next(task.reference for task in EXERCISES["exercise_03"].tasks if task.name == name)

    def meddles(*given):
        result = reference(*given)
        if 0 not in given[0].stride():  # an expanded tensor refuses to be written to
            given[0].data.mul_(2).add_(1)
        return result

    result = graded("exercise_03", name, meddles)
    assert result.outcome is Outcome.FAILED
    found = {difference.aspect for difference in result.differences}
    assert Aspect.INPUTS in found
    assert found <= {Aspect.INPUTS, Aspect.GRADIENT}  # the graph had kept the input, too
    assert 0 < result.score < result.max_score


WITH_GRADIENT = [
    (name, task.name, task.reference)
    for name in NAMES
    for task in EXERCISES[name].tasks
    if task.asked.gradient
]


BESIDE = {Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING}


class Twice(torch.autograd.Function):
    @staticmethod
    def forward(_context, x):
        return x.view_as(x)

    @staticmethod
    def backward(_context, gradient):
        return 2 * gradient


def parts(result, change):
    return tuple(map(change, result)) if isinstance(result, tuple) else change(result)


@pytest.mark.parametrize(("exercise", "name", "reference"), WITH_GRADIENT)
def test_a_cut_graph_costs_the_gradient_only(graded, exercise, name, reference):
    result = graded(exercise, name, lambda *given: parts(reference(*given), torch.Tensor.detach))
    assert {difference.aspect for difference in result.differences} >= {Aspect.ATTACHED, Aspect.GRADIENT}
    assert {difference.aspect for difference in result.differences} <= BESIDE
    assert 1 / 2 <= result.score <= 3 / 4


@pytest.mark.parametrize(("exercise", "name", "reference"), WITH_GRADIENT)
def test_a_gradient_of_another_size_costs_the_gradient_only(graded, exercise, name, reference):
    def doubled(*given):
        return parts(reference(*given), lambda part: Twice.apply(part) if part.requires_grad else part)

    result = graded(exercise, name, doubled)
    assert {difference.aspect for difference in result.differences} == {Aspect.GRADIENT}
    assert result.score in (pytest.approx(2 / 3), pytest.approx(3 / 4))


# -------------------------------------------------------------------------------------------- prose


EXAMPLES = [(name, *example) for name in NAMES for example in examples(COURSE, name)]


@pytest.mark.long
@pytest.mark.parametrize(("exercise", "before", "call", "raises", "result"), EXAMPLES)
def test_an_example_in_the_prose_holds(exercise, before, call, raises, result):
    references = {task.name: task.reference for task in EXERCISES[exercise].tasks}
    with in_folder_of(FILES[exercise]):
        check_example({"np": np, "pd": pd, **references}, before, call, raises, result)


@pytest.mark.parametrize("name", NAMES)
def test_every_task_has_an_example(name):
    called = " ".join(
        " ".join((*before, call)) for exercise, before, call, *_ in EXAMPLES if exercise == name
    )
    assert [task.name for task in EXERCISES[name].tasks if f"{task.name}(" not in called] == []
