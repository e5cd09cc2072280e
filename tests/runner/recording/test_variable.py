"""A variable: its statements run again, in a module of their own."""

import sys

import pytest

from grader.core.model import VARIABLE, Case, Requirements
from grader.runner.recording.program import ProgramLoader
from grader.runner.wire import Assignment, Loaded, Observed, Piece, Program, TraceCall, Unfit

ASKED = Requirements(kind=VARIABLE)
CASE = Case((), (), 0)


def program(*statements, tasks=("x",), whole=False, variables=("x",)):
    """A program of statements, each with the names that it binds."""
    pieces = [
        Piece("a.py", line, text, names, tasks) for line, (text, *names) in enumerate(statements, start=1)
    ]
    pieces = [Piece(one.filename, one.line, one.text, tuple(one.names), one.tasks) for one in pieces]
    return Program(tuple(pieces), whole, variables)


def loaded(program_):
    loader = ProgramLoader()
    (answer,) = (one for one in loader.load(program_) if isinstance(one, Loaded))
    return loader, answer.failures


def observed(program_, name="x", cases=(CASE,)):
    loader, _ = loaded(program_)
    return list(loader.run(Assignment(name, 0, cases, ASKED)))


def value(program_, **more):
    answer = observed(program_, **more)[0]
    assert isinstance(answer, Observed), answer
    return answer.observation


def test_what_only_variables_need_does_not_run_when_a_program_is_loaded():
    loader, failures = loaded(program(("x = 1 / 0", "x")))
    assert (failures, "x" in loader._module.__dict__) == ((), False)
    _, failures = loaded(program(("x = 1 / 0", "x"), tasks=("x", "f")))
    assert [names for names, _ in failures] == [("x",)]


def test_the_value_is_that_after_all_statements_and_a_statement_that_fails_is_passed_over():
    seen = value(program(("x = [1]", "x"), ("x.append(2)",), ("x.append(1 / 0)",), ("x.append(3)",)))
    assert [item.data[0] for item in seen.value.items] == [1, 2, 3]


def test_a_failure_is_that_from_which_the_others_follow():
    statements = (("import not_there", "not_there"), ("y = not_there.f()", "y"), ("x = y + 1", "x"))
    failure = value(program(*statements)).failure
    assert (failure.type, failure.line) == ("ModuleNotFoundError", 1)


def test_names_that_need_each_other_end():
    failure = value(program(("y = x", "y"), ("x = y", "x"))).failure
    assert (failure.type, failure.name) == ("NameError", "x")


@pytest.mark.parametrize("text", ["raise SystemExit(3)", "raise KeyboardInterrupt", "raise BaseException"])
def test_whatever_a_statement_raises_is_an_answer(text):
    failure = value(program((f"if True:\n    {text}\n    x = 1", "x"))).failure
    assert failure.type == text.split()[1].partition("(")[0]


def test_a_name_that_no_statement_binds_is_missing():
    assert observed(program(("if False: x = 1", "x"))) == [Unfit("")]
    assert observed(program(("x = 1", "x"), ("del x",))) == [Unfit("")]


def test_random_numbers_are_the_same_whenever_and_however_often_it_is_asked():
    text = "import torch", "torch"
    alone = program(text, ("x = torch.rand(2).tolist()", "x"))
    others = Program(
        (
            *alone.pieces[:1],
            Piece("a.py", 7, "y = torch.rand(9)", ("y",), ("y",)),
            *alone.pieces[1:],
        ),
        variables=("x", "y"),
    )
    assert value(alone).value == value(others).value == value(alone).value


def test_the_module_of_the_submission_is_back_afterwards():
    loader, _ = loaded(program(("import sys", "sys"), ("x = sys.modules[__name__].__name__", "x")))
    list(loader.run(Assignment("x", 0, (CASE,), ASKED)))
    assert sys.modules["submission"] is loader._module
    assert "x" not in loader._module.__dict__


def test_what_a_library_warns_of_when_it_is_loaded_is_not_the_learners(tmp_path, monkeypatch):
    (tmp_path / "noisy_library.py").write_text("import warnings\nwarnings.warn('old')\n")
    monkeypatch.syspath_prepend(tmp_path)
    statements = ("import noisy_library", "noisy_library"), ("import warnings", "warnings")
    seen = value(program(*statements, ("x = warnings.warn('mine')", "x")))
    assert seen.warnings == ("mine",)


def test_in_a_whole_program_the_value_is_that_of_the_one_run():
    text = "import itertools\nruns = itertools.count()\nx = next(runs)\n"
    piece = Piece("a.py", 1, text, ("itertools", "runs", "x"), ("x",))
    whole = Program((piece,), whole=True, variables=("x",))
    loader, _ = loaded(whole)
    answers = [next(iter(loader.run(Assignment("x", 0, (CASE,), ASKED)))) for _ in range(2)]
    assert [answer.observation.value.data[0] for answer in answers] == [0, 0]
    assert observed(whole, name="y") == [Unfit("")]


def test_a_loop_that_never_ends_is_stopped_while_it_is_traced():
    loader, _ = loaded(program(("x = 0", "x"), ("while True:\n    x += 1", "x"), ("x = 3", "x")))
    trace = loader.trace(TraceCall("x", CASE, ASKED)).trace
    assert trace.stopped
    assert {step.line for step in trace.steps} == {1, 2, 3}
