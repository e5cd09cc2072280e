"""One task's result: its outcome, its points, and what is said of it."""

import pytest
from making import expected, tensor
from msgspec import structs

from grader.core.fact import Fact
from grader.core.model import Case, Failure, Observation, Outcome, TaskKey
from grader.core.verdict import Counterexample
from grader.judge.result import judge
from grader.locale.messages import said, sentence
from grader.runner.process.pool import TaskRun

CASES = tuple(Case((tensor([float(n)]),), (f"torch.tensor([{n}.])",), 0) for n in range(3))
TASK = TaskKey(
    name="f",
    parameters=("x",),
    points=2.0,
    aspects=("inputs",),
    weights={"values": 1.0, "inputs": 1.0},
    cases=CASES,
    expected=tuple(expected(tensor(float(n)), inputs=case.inputs) for n, case in enumerate(CASES)),
    misconceptions=(),
    dropped={},
)
RIGHT = tuple(expected.observation for expected in TASK.expected)


def raised(failure):
    return Observation(failure=failure, inputs=CASES[0].inputs)


def error(text, line, cell=None):
    return text, line, cell


OUTCOMES = {
    "passed": (TaskRun("f", RIGHT), Outcome.PASSED, None),
    "failed": (
        TaskRun("f", (Observation(value=tensor(9.0), inputs=CASES[0].inputs), *RIGHT[1:])),
        Outcome.FAILED,
        None,
    ),
    "raised": (
        TaskRun("f", (raised(Failure("ValueError", "no {such} thing", 7, 3)), *RIGHT[1:])),
        Outcome.RAISED,
        error("ValueError: no {such} thing", 7, 3),
    ),
    "raised without a message": (
        TaskRun("f", (raised(Failure("AssertionError", " ", 7)), *RIGHT[1:])),
        Outcome.RAISED,
        error("AssertionError", 7),
    ),
    "raised for a name that failed": (
        TaskRun(
            "f",
            (raised(Failure("NameError", "name 'np' is not defined", 7, 3, "np")), *RIGHT[1:]),
            failures=((("np",), Failure("ModuleNotFoundError", "No module named 'numpy'", 1, 2)),),
        ),
        Outcome.RAISED,
        error(
            "NameError: name 'np' is not defined, because the line that makes it could not be run "
            "(ModuleNotFoundError: No module named 'numpy', cell 2, line 1).",
            7,
            3,
        ),
    ),
    "raised for a name that failed in a script": (
        TaskRun(
            "f",
            (raised(Failure("NameError", "name 'np' is not defined", 7, name="np")), *RIGHT[1:]),
            failures=((("np",), Failure("ModuleNotFoundError", "No module named 'numpy'", 1)),),
        ),
        Outcome.RAISED,
        error(
            "NameError: name 'np' is not defined, because the line that makes it could not be run "
            "(ModuleNotFoundError: No module named 'numpy', line 1).",
            7,
        ),
    ),
    "raised for a name that failed nobody knows where": (
        TaskRun(
            "f",
            (raised(Failure("NameError", "name 'np' is not defined", 7, name="np")), *RIGHT[1:]),
            failures=((("np",), Failure("ModuleNotFoundError", "No module named 'numpy'")),),
        ),
        Outcome.RAISED,
        error(
            "NameError: name 'np' is not defined, because the line that makes it could not be run "
            "(ModuleNotFoundError: No module named 'numpy').",
            7,
        ),
    ),
    "raised for a name that may be another": (
        TaskRun(
            "f",
            (
                raised(Failure("AttributeError", "no attribute 'sume'.", 7, nearest="sum")),
                *RIGHT[1:],
            ),
        ),
        Outcome.RAISED,
        error("AttributeError: no attribute 'sume'. Did you mean 'sum'?", 7),
    ),
    "too much memory at once": (
        TaskRun(
            "f",
            (
                raised(
                    Failure(
                        "RuntimeError", "can't allocate memory: you tried to allocate 8589934592 bytes", 7
                    )
                ),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        error("It asked for more memory than it may use (8.0 GB in one step).", 7),
    ),
    "too much of a GPU's memory at once": (
        TaskRun(
            "f",
            (
                raised(Failure("OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 MiB. G", 7)),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        error("It asked for more of the GPU's memory than it may use (0.0 GB in one step).", 7),
    ),
    "more than a GPU has": (
        TaskRun(
            "f",
            (
                raised(Failure("OutOfMemoryError", "CUDA out of memory. Tried to allocate 4.25 GiB.", 7)),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        error("It asked for more of the GPU's memory than it may use (4.2 GB in one step).", 7),
    ),
    "too much memory for Python": (
        TaskRun("f", (raised(Failure("MemoryError", "", 7)), *RIGHT[1:])),
        Outcome.OUT_OF_MEMORY,
        error("It asked for more memory than it may use.", 7),
    ),
    "too much memory by and by": (
        TaskRun("f", RIGHT[:1], Outcome.OUT_OF_MEMORY, "2 GB"),
        Outcome.OUT_OF_MEMORY,
        error("It used more than 2 GB of memory on this input.", None),
    ),
    "timed out": (
        TaskRun("f", RIGHT[:1], Outcome.TIMED_OUT, "10 s"),
        Outcome.TIMED_OUT,
        error("It did not finish within 10 s on this input. Is there a loop that never ends?", None),
    ),
    "timed out before it could be called": (
        TaskRun("f", (), Outcome.TIMED_OUT, "10 s", while_loading=True, line=4),
        Outcome.TIMED_OUT,
        error("The file's own lines did not finish within 10 s, before the function could be called.", 4),
    ),
    "too much memory before it could be called": (
        TaskRun("f", (), Outcome.OUT_OF_MEMORY, "2 GB", while_loading=True, line=4),
        Outcome.OUT_OF_MEMORY,
        error("The file's own lines used more than 2 GB of memory, before the function was called.", 4),
    ),
    "crashed": (
        TaskRun("f", (), Outcome.CRASHED, "the system ended its process with SIGSEGV"),
        Outcome.CRASHED,
        error("It stopped without an answer: the system ended its process with SIGSEGV.", None),
    ),
    "not run for lack of time": (
        TaskRun("f", (), Outcome.NOT_RUN, "60 s"),
        Outcome.NOT_RUN,
        error("The whole file may take 60 s. That time was used up before this was done.", None),
    ),
    "not run since its definition failed": (
        TaskRun(
            "f", signature="", failures=((("f",), Failure("NameError", "name 'jit' is not defined", 3)),)
        ),
        Outcome.NOT_RUN,
        error("The lines that define it could not be run. NameError: name 'jit' is not defined", 3),
    ),
    "missing": (
        TaskRun("f", signature=""),
        Outcome.MISSING,
        error("This file has no function f(x). If you make it in an unusual way, try --whole-file.", None),
    ),
    "too slow, but right so far": (
        TaskRun("f", RIGHT[:2], Outcome.TIMED_OUT, "20 s", partial=True),
        Outcome.TIMED_OUT,
        error(
            "It is too slow to be graded. 2 of 3 calls together took more than 20 s; their results were "
            "right. --timeout gives it more time.",
            None,
        ),
    ),
    "too slow, and wrong": (
        TaskRun(
            "f",
            (RIGHT[0], Observation(value=tensor(9.0), inputs=CASES[1].inputs)),
            Outcome.TIMED_OUT,
            "20 s",
            partial=True,
        ),
        Outcome.FAILED,
        None,
    ),
    "too much memory at the second call": (
        TaskRun(
            "f",
            (RIGHT[0], raised(Failure("MemoryError", "", 7))),
            Outcome.OUT_OF_MEMORY,
            "2 GB",
            partial=True,
        ),
        Outcome.OUT_OF_MEMORY,
        error("It asked for more memory than it may use.", 7),
    ),
    "other parameters": (TaskRun("f", signature="f(x, y)"), Outcome.FAILED, None),
}


def found(result):
    return result.error and error(sentence(result.error.message), result.error.line, result.error.cell)


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_became_of_a_task_is_told_in_words(name):
    run, outcome, told = OUTCOMES[name]
    result = judge(TASK, run)
    assert (result.outcome, found(result)) == (outcome, told)
    assert result.score == (2.0 if outcome is Outcome.PASSED else 0.0)


def bare(example):
    """A counterexample without what is drawn of it."""
    return structs.replace(example, pictures=())


def test_a_call_that_never_came_back_is_shown_with_its_input():
    result = judge(TASK, TaskRun("f", RIGHT[:1], Outcome.TIMED_OUT, "10 s"))
    assert bare(result.counterexample) == Counterexample(
        "f(torch.tensor([1.]))", "tensor(1.)", Fact("side.no_answer")
    )
    assert said(result.counterexample.got) == "no answer"
    assert [(picture.role, said(picture.label)) for picture in result.counterexample.pictures] == [
        ("input", "x"),
        ("expected", "expected"),
    ]
    assert result.differences == ()


def test_a_failure_elsewhere_is_told_with_its_call():
    wrong = Observation(value=tensor([1.0]), inputs=CASES[1].inputs)
    changed = Observation(value=tensor(2.0), inputs=(tensor([7.0]),))
    result = judge(TASK, TaskRun("f", (RIGHT[0], wrong, changed)))
    assert bare(result.counterexample) == Counterexample(
        "f(torch.tensor([1.]))", "tensor(1.)", "tensor([1.])"
    )
    assert [(difference.call, sentence(difference.message)) for difference in result.differences] == [
        ("", "The result has shape (1,); shape () is expected."),
        (
            "f(torch.tensor([2.]))",
            "Your function changed its input x: it was tensor([2.]), now it is tensor([7.]).",
        ),
    ]


def warned(*often):
    warning = ("torch.range is deprecated",)
    seen = [
        Observation(value=known.value, inputs=known.inputs, warnings=warning if there else ())
        for known, there in zip(RIGHT, often, strict=True)
    ]
    return judge(TASK, TaskRun("f", tuple(seen))).warnings


def test_a_right_answer_is_told_what_torch_warns_of_on_most_inputs_only():
    assert warned(False, True, True) == ("torch.range is deprecated",)
    assert warned(True, False, False) == ()


ADVICE = "Consider using tensor.detach() first."


@pytest.mark.parametrize(
    ("aspects", "shown"), [(("inputs",), (ADVICE, "slow")), (("attached", "inputs"), ("slow",))]
)
def test_no_warning_advises_to_cut_a_result_that_must_be_connected(aspects, shown):
    task = structs.replace(TASK, aspects=aspects)
    wrong = [
        Observation(value=tensor(77.0), inputs=known.inputs, warnings=(ADVICE, "slow")) for known in RIGHT
    ]
    assert judge(task, TaskRun("f", tuple(wrong))).warnings == shown
