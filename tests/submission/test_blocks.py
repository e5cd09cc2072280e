"""Code that does not parse costs only itself."""

from __future__ import annotations

import pytest
from submitted import Write, grade, reasons, refusal, texts

from grader.core.fact import Fact
from grader.core.model import FUNCTION
from grader.core.verdict import Skipped, Spot
from grader.submission import Place, read
from grader.submission.functions import defined


def test_a_broken_block_loses_only_itself(write: Write) -> None:
    path = write('''\
        import torch
        x = torch.ones((2, 3)
        @torch.no_grad()
        def f(x)
            return x

        def g(x):
            """Text at
        column 0:
        def inside(): pass
        """
            return [
        x,
        ]
        if x = 1:
            pass
        else:
            pass
        def h(x): return x
        ''')
    submission = grade(path, "f", "g", "h")
    assert submission.found == {"g", "h"}
    assert [piece.line for piece in submission.program.pieces] == [7, 19]
    assert reasons(submission) == [
        (
            2,
            "x = torch.ones((2, 3)",
            "this is not valid Python: the bracket `(` is never closed; a `)` is missing",
        ),
        (3, "@torch.no_grad()", "this is not valid Python: the colon `:` is missing at the end of this line"),
        (
            15,
            "if x = 1:",
            "this is not valid Python: `=` assigns a value; a condition compares with `==`",
        ),
    ]
    assert defined(read(path), FUNCTION) == {"f", "g", "h"}


def test_a_string_that_never_ends_loses_only_its_function(write: Write) -> None:
    path = write('def g():\n    """Text\n    return 1\n\ndef f():\n    """Text"""\n    return 2\n')
    submission = grade(path)
    assert texts(submission) == ['def f():\n    """Text"""\n    return 2']
    assert reasons(submission) == [
        (
            1,
            "def g():",
            'this is not valid Python: the string that begins here has no end; a `"""` is missing',
        )
    ]


STRAY = "this `return` is in no function; indent it like the other lines of its function"
END_IN_ANOTHER_BLOCK = """\
import torch
def f(x):
    if x:
        y = 1
{rest}
@deco
def g(x): return x
"""


@pytest.mark.parametrize(
    ("rest", "why", "line"),
    [
        ("return y", STRAY, 5),
        ("y = 2\n\nif y:\n    return y\nreturn 0", STRAY, 8),
        (
            "y = y.sum()\n    return y",
            "this line is indented by 4, more than the line above (0); only a colon `:` begins a block",
            6,
        ),
        (
            "...     return y",
            "the prompts `>>>` and `...` of a session are not code; delete them",
            5,
        ),
        (
            "<<<<<<< HEAD\n    return y\n=======\n    return 2\n>>>>>>> b",
            "a merge conflict of Git is not resolved here",
            5,
        ),
    ],
)
def test_a_function_whose_end_is_broken_is_not_run_by_halves(
    write: Write, rest: str, why: str, line: int
) -> None:
    text = END_IN_ANOTHER_BLOCK.format(rest=rest)
    for path in write(text), write([text]):
        submission = grade(path, "f", "g")
        assert submission.found == {"g"}
        assert reasons(submission)[0] == (2, "def f(x):", f"this is not valid Python: {why}")
        assert submission.broken == {"f": submission.skipped[0]}
        assert submission.skipped[0].spot is not None
        assert submission.skipped[0].spot.line == line


@pytest.mark.parametrize(
    "whole",
    [
        "    return x",
        "    raise ValueError",
        "    if x:\n        return 1\n    else:\n        return 2",
        "    with x:\n        return 1",
        "    def inner(): return 1\n    return inner",
    ],
)
def test_a_stray_return_does_not_cost_a_function_that_is_whole(write: Write, whole: str) -> None:
    submission = grade(write(f"def f(x):\n{whole}\nk = 1\n\nreturn k\n"))
    assert len(texts(submission)) == 1
    assert reasons(submission)[-1][1:] == ("return k", f"this is not valid Python: {STRAY}")


def test_a_broken_block_with_a_function_of_its_own_is_no_end_of_one(write: Write) -> None:
    path = write("def plot():\n    print()\nif k = 1:\n    def g():\n        return 1\ndef f(): plot()\n")
    assert len(texts(grade(path))) == 2


def test_each_line_of_a_merge_conflict_is_named(write: Write) -> None:
    path = write("<<<<<<< HEAD\nk = 1\n=======\nk = 2\n>>>>>>> b\ndef f(): return k\n")
    submission = grade(path)
    assert texts(submission) == ["k = 2", "def f(): return k"]
    why = "this is not valid Python: a merge conflict of Git is not resolved here"
    assert reasons(submission) == [(1, "<<<<<<< HEAD", why), (3, "=======", why), (5, ">>>>>>> b", why)]


def test_a_function_behind_a_prompt_is_broken_rather_than_missing(write: Write) -> None:
    submission = grade(
        write(">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\ndef g():\n    ...\n"), "f", "g"
    )
    assert submission.stubs == {"g"}
    assert submission.broken == {"f": submission.skipped[0]}
    why = "this is not valid Python: the prompts `>>>` and `...` of a session are not code; delete them"
    assert reasons(submission) == [(1, ">>> def f(x):", why), (4, ">>> f(1)", why)]


def test_the_prompts_of_a_session_are_taken_off_a_cell_as_jupyter_does(write: Write) -> None:
    cells = ["\n>>> def f(x):\n...     return [...,\n... x]\n>>> f(1)", "def g():\n    ...\n... x"]
    submission = grade(write(cells), "f", "g")
    assert texts(submission) == ["def f(x):\n    return [...,\nx]", "def g():\n    ..."]
    assert submission.places["f"] == Place(1, 2)


def test_a_body_that_is_missing_is_told_by_one_line(write: Write) -> None:
    assert reasons(grade(write("def g():\n    # todo\n\n\ndef f(): return 1\n"))) == [
        (
            1,
            "def g():",
            "this is not valid Python: an indented line of code must follow this line; a comment does not "
            "count",
        )
    ]


def test_lines_in_messages_count_from_the_top_of_the_file(write: Write) -> None:
    path = write("def f(): return 1\n\ndef g():\n  f((1,\n    2])\n")
    assert reasons(grade(path)) == [
        (
            3,
            "def g():",
            "this is not valid Python: `]` cannot close the bracket `(` of line 4; a `)` is needed first",
        )
    ]


def test_a_script_that_does_not_parse_at_all_is_refused(write: Write) -> None:
    assert refusal(write("# hello\ndef f(x)\n    return x\n")) == (
        "exercise_03.py, line 2: this is not valid Python: the colon `:` is missing at the end of this line. "
        "Nothing in the file could be read; correct this line first."
    )


def test_a_broken_script_without_a_wanted_function_is_refused(write: Write) -> None:
    assert refusal(write("import torch\nif x = 1:\n    pass\n")) == (
        "exercise_03.py, line 2: this is not valid Python: `=` assigns a value; a condition compares "
        "with `==`. "
        "Correct this line first: the rest of the file defines no function of this exercise."
    )


def test_a_notebook_that_does_not_parse_at_all_names_the_cell(write: Write) -> None:
    assert refusal(write(["# a", "\ndef f(x)\n    return x"])) == (
        "exercise_03.ipynb, cell 2, line 2: this is not valid Python: the colon `:` is missing at the end of "
        "this line. Nothing in the file could be read; correct this line first."
    )


def test_a_broken_cell_does_not_stop_a_notebook(write: Write) -> None:
    submission = grade(write(["def f(:\n  return 1", "x = 1"]))
    assert submission.found == frozenset()
    assert submission.skipped == (
        Skipped(
            "exercise_03.ipynb",
            1,
            1,
            "def f(:",
            Fact("skipped.syntax", {"why": Fact("syntax.unclosed_before", {"bracket": "(", "right": ")"})}),
            lost=True,
            spot=Spot(1, 6, 1, "def f(:"),
        ),
    )
    assert reasons(submission) == [
        (
            1,
            "def f(:",
            "this is not valid Python: the bracket `(` is not closed before the colon `:`; a `)` is missing",
        )
    ]


@pytest.mark.parametrize("code", ["-" * 50_000 + "1", "a" + ".b" * 50_000, "(" * 5_000, "lambda:" * 9_000])
def test_code_nested_too_deeply_loses_only_itself(write: Write, code: str) -> None:
    submission = grade(write(f"{code}\ndef f(): return 1\n"))
    assert submission.found == {"f"}
    assert reasons(submission)[0][2].startswith("this is not valid Python: ")


def test_a_long_expression_is_no_trouble(write: Write) -> None:
    assert len(texts(grade(write(f"k = 0{' + 1' * 900}\ndef f(): return k\n")))) == 2


def test_invalid_escapes_do_not_warn(write: Write) -> None:
    assert len(texts(grade(write("s = '\\d'\ndef f(): return s is 1\n")))) == 2
