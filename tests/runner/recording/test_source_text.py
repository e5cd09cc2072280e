"""Decorators and functions that read the source find it, though there is no file."""

import textwrap

import pytest
from making import tensor

from grader.core.model import Case
from grader.runner.recording.program import ProgramLoader
from grader.runner.wire import Assignment, Loaded, Observed, Piece, Program


def returned(*pieces, task="f"):
    """What `f` returns, by the value's text or number."""
    loader = ProgramLoader()
    program = Program(tuple(Piece(file, line, textwrap.dedent(text), (), ()) for file, line, text in pieces))
    answers = [
        *loader.load(program),
        *loader.run(Assignment(task, 1, (Case((tensor([3.0, 4.0]),), ("",), 0),))),
    ]
    assert [answer.failures for answer in answers if isinstance(answer, Loaded)] == [()]
    (seen,) = [answer.observation for answer in answers if isinstance(answer, Observed)]
    assert seen.failure is None
    return seen.value


GET = (
    "import inspect\n"
    "def f(x):\n"
    "    lines, first = inspect.getsourcelines(g)\n"
    "    return str(first) + ': ' + ''.join(lines)\n"
)


@pytest.mark.parametrize("file", ["a.py", "a.ipynb#3"])
def test_a_function_has_its_lines_and_their_numbers(file):
    value = returned((file, 1, GET), (file, 12, "@staticmethod\ndef g(y):\n    return y  # why"))
    assert value.text == "12: @staticmethod\ndef g(y):\n    return y  # why\n"


def test_functions_of_two_cells_are_not_confused():
    value = returned(
        ("a.ipynb#1", 1, "def h(): pass"), ("a.ipynb#2", 1, "def g(): return 2"), ("a.ipynb#3", 1, GET)
    )
    assert value.text == "1: def g(): return 2\n"


def test_a_class_of_a_script_has_its_lines():
    text = "import inspect\nclass C:\n    a = 1\n\ndef f(x):\n    return inspect.getsource(C)\n"
    assert returned(("a.py", 1, text)).text == "class C:\n    a = 1\n"


def test_statements_in_one_line_are_all_there():
    value = returned(
        ("a.py", 1, GET),
        ("a.py", 7, "a = 1"),
        ("a.py", 7, "g = lambda: [\n    a]"),
        ("a.py", 10, "import os"),
    )
    assert value.text == "7: a = 1; g = lambda: [\n    a]\n"


@pytest.mark.parametrize("file", ["a.py", "a.ipynb#3"])
def test_a_scripted_function_is_compiled(file):
    text = """\
        import torch
        from typing import List, Optional

        @torch.jit.script
        def g(x: torch.Tensor, more: Optional[List[torch.Tensor]] = None) -> torch.Tensor:
            return torch.sqrt((x * x).sum())

        def f(x):
            return g(x)
        """
    assert returned((file, 1, text)) == tensor(5.0)
