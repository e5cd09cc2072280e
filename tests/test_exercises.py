"""Exercise 03 can be passed, failed and explained."""

import importlib.util
from pathlib import Path

import pytest
import torch

from grader.compare import compare
from grader.course import load
from grader.judge.grade import _assignment, judge
from grader.model import Aspect, Outcome
from grader.runner.inprocess import observe_function
from grader.runner.pool import Pool
from grader.runner.wire import Limits, Piece, Program

ROOT = Path(__file__).parent.parent
EXERCISE = load.load(load.Course(ROOT), "exercise_03")
TASKS = {task.name: task for task in EXERCISE.tasks}
RIGHT = [(task.name, variant) for task in EXERCISE.tasks for variant in task.rights]
WRONG = [(task.name, variant) for task in EXERCISE.tasks for variant in task.misconceptions]
SOLUTIONS = sorted((ROOT / "tests" / "solutions").glob("exercise_03_[a-z].py"))


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def graded(key):
    tasks = {task.name: task for task in key.tasks}

    def grade(name, function):
        return judge(tasks[name], observe_function(function, _assignment(tasks[name])))

    return grade


def test_every_task_has_what_a_learner_needs():
    for task in EXERCISE.tasks:
        assert task.hints, task.name
        assert task.rights, task.name
        assert task.misconceptions, task.name
    assert 6 <= len(EXERCISE.tasks) <= 12


@pytest.mark.parametrize("name", TASKS)
def test_the_reference_gets_full_marks_and_its_key_is_rich(key, graded, name):
    assert graded(name, TASKS[name].reference).outcome is Outcome.PASSED
    task = next(task for task in key.tasks if task.name == name)
    assert len(task.cases) >= 40
    assert task.cases[0].code != task.cases[-1].code


@pytest.mark.parametrize(("name", "variant"), RIGHT, ids=[f"{n}-{v.name}" for n, v in RIGHT])
def test_a_right_variant_gets_full_marks(graded, name, variant):
    result = graded(name, variant.function)
    assert (result.outcome, result.differences) == (Outcome.PASSED, ())


@pytest.mark.parametrize(("name", "variant"), WRONG, ids=[f"{n}-{v.name}" for n, v in WRONG])
def test_a_misconception_fails_and_is_recognised(key, graded, name, variant):
    result = graded(name, variant.function)
    assert result.score < result.max_score
    task = next(task for task in key.tasks if task.name == name)
    family = next(known.family for known in task.misconceptions if known.name == variant.name)
    assert result.misconception is not None
    assert result.misconception.certain
    assert result.misconception.name in family
    assert result.counterexample is not None


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", TASKS)
def test_a_solution_written_from_the_prose_alone_gets_full_marks(graded, path, name):
    result = graded(name, getattr(module(path), name))
    assert (result.outcome, result.differences) == (Outcome.PASSED, ())


def test_there_are_three_independent_solutions():
    assert len(SOLUTIONS) >= 3


# ------------------------------------------------------------------------- generic wrong answers


def changed(value, change):
    if isinstance(value, tuple):
        return tuple(changed(item, change) for item in value)
    return change(value) if isinstance(value, torch.Tensor) else value


def other_dtype(tensor):
    return tensor.to(torch.float64 if tensor.dtype is torch.float32 else torch.float32)


GENERIC = {
    "zeros": lambda task: lambda *given: changed(task.reference(*given), torch.zeros_like),
    "ones": lambda task: lambda *given: changed(task.reference(*given), torch.ones_like),
    "the input": lambda task: lambda *given: given[0],
    "another dtype": lambda task: lambda *given: changed(task.reference(*given), other_dtype),
    "an extra dimension": lambda task: lambda *given: changed(task.reference(*given), lambda t: t[None]),
    "a little noise": lambda task: lambda *given: changed(task.reference(*given), lambda t: t * (1 + 1e-5)),
    "None": lambda task: lambda *given: None,
    "a Python list": lambda task: lambda *given: changed(task.reference(*given), lambda t: t.tolist()),
    "always False": lambda task: lambda *given: False,
    "always True": lambda task: lambda *given: True,
}


@pytest.mark.parametrize("wrong", GENERIC)
@pytest.mark.parametrize("name", TASKS)
def test_a_generic_wrong_answer_fails_wherever_it_differs(key, graded, name, wrong):
    function = GENERIC[wrong](TASKS[name])
    result = graded(name, function)
    same = name == "is_symmetric" and wrong in (
        "zeros",
        "ones",
        "another dtype",
        "an extra dimension",
        "a little noise",
        "a Python list",
    )
    integers_only = wrong == "a little noise" and name == "l1_and_max_norm"
    if same:  # its result is a Python bool, so these changes leave it as it is
        assert result.outcome is Outcome.PASSED
    else:
        assert result.score < result.max_score, integers_only


@pytest.mark.parametrize("name", TASKS)
def test_changing_an_input_costs_points_though_the_result_is_right(graded, name):
    reference = TASKS[name].reference

    def meddles(*given):
        result = reference(*given)
        if 0 not in given[0].stride():  # an expanded tensor refuses to be written to
            given[0].data.mul_(2).add_(1)
        return result

    result = graded(name, meddles)
    assert result.outcome is Outcome.FAILED
    found = {difference.aspect for difference in result.differences}
    assert Aspect.INPUTS in found
    assert found <= {Aspect.INPUTS, Aspect.GRADIENT}  # the graph had kept the input, too
    assert 0 < result.score < result.max_score


@pytest.mark.parametrize("name", ["l2_norm", "cosine_similarity"])
def test_a_cut_graph_costs_the_gradient_only(graded, name):
    result = graded(name, lambda *given: TASKS[name].reference(*given).detach())
    assert {difference.aspect for difference in result.differences} == {Aspect.ATTACHED, Aspect.GRADIENT}
    assert result.score == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", ["l2_norm", "cosine_similarity"])
def test_a_gradient_of_another_size_costs_the_gradient_only(graded, name):
    def doubled(*given):
        result = TASKS[name].reference(*given)
        return result.detach() + 2 * (result - result.detach())

    result = graded(name, doubled)
    assert {difference.aspect for difference in result.differences} == {Aspect.GRADIENT}
    assert result.score == pytest.approx(2 / 3)


def test_the_starter_earns_nothing(key):
    from grader import submission
    from grader.judge.grade import grade
    from grader.runner.inprocess import InProcess

    source = submission.read(ROOT / "exercises" / "exercise_03.py")
    stubs = {task.name: submission.stub(task.stub) for task in key.tasks}
    result = grade(submission.needed(source, list(stubs), stubs=stubs), key, InProcess())
    assert [task.outcome for task in result.tasks] == [Outcome.NOT_FINISHED] * len(key.tasks)
    assert result.score == 0


def test_comparing_uses_nothing_but_the_key(key):
    task = next(task for task in key.tasks if task.name == "l2_norm")
    for expected in task.expected:
        assert compare(expected, expected.observation, task.parameters, task.aspects) == ()


# -------------------------------------------------------------- wrong answers as learners write them

WRITTEN = module(ROOT / "tests" / "solutions" / "exercise_03_wrong.py").WRONG


@pytest.fixture(scope="module")
def quick_pool():
    with Pool(Limits(call_seconds=1.0, memory_bytes=2**29)) as pool:
        yield pool


@pytest.mark.parametrize(("name", "mistake", "source"), WRITTEN, ids=[f"{t}-{m}" for t, m, _ in WRITTEN])
def test_a_wrong_answer_as_learners_write_it_fails_with_a_message(key, quick_pool, name, mistake, source):
    task = next(task for task in key.tasks if task.name == name)
    imports = Piece("a.py", 1, "import math, torch\nfrom torch import Tensor\n", (), (name,))
    program = Program((imports, Piece("a.py", 3, source, (name,), (name,))))
    (run,) = quick_pool.run(program, [_assignment(task)])
    result = judge(task, run)
    assert result.score < result.max_score
    assert result.counterexample is not None
    assert result.differences or result.error
