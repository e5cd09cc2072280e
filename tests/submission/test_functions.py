"""Functions that are not finished, and their canonical text."""

from __future__ import annotations

import pytest
from submitted import Write, function, grade

from grader.submission import canonical


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "'''Doc.'''",
        "'''Doc.'''; pass",
        "0; ...",
        "raise NotImplementedError",
        "raise NotImplementedError()",
        "raise NotImplementedError('your turn') from None",
        "raise NotImplemented",
        "'''Doc.'''\n    pass\n    raise NotImplementedError",
        "return None",
        "return",
        "return ...",
        "return None, None",
        "y = None; pass; return y",
        "result = ...; return result",
        "result: int = None; return result",
        "result: int; return NotImplemented",
        "a, b = None, None; return a, b",
        "a = b = None; return [a, b]",
        "import torch; pass",
        "with no_grad():\n        pass",
    ],
)
def test_a_function_that_does_nothing_is_a_stub(write: Write, body: str) -> None:
    submission = grade(write(f"def f(x):\n    {body}\n"))
    assert submission.found == submission.stubs == {"f"}


@pytest.mark.parametrize(
    "body",
    [
        "y = x\n    raise NotImplementedError",
        "raise ValueError",
        "return 0",
        "return []",
        "return x",
        "return y",
        "y = None; z = 1; return y",
        "y = 0; return y",
        "x.y = None",
        "x[0] = None",
        "with no_grad():\n        x.zero_()",
        "for y in x:\n        pass",
        "yield None",
    ],
)
def test_a_function_with_work_in_it_is_not_a_stub(write: Write, body: str) -> None:
    assert grade(write(f"def f(x):\n    {body}\n")).stubs == frozenset()


def test_a_function_as_the_starter_has_it_is_a_stub(write: Write) -> None:
    starter = canonical(function("def f(x, p):\n    '''Doc.'''\n    n = len(x)\n    return n\n"))
    path = write("@deco\ndef f(X: int, q=2):\n    # todo\n    n = len(X)\n    return n\n")
    submission = grade(path, stubs={"f": starter})
    assert submission.stubs == submission.unchanged == {"f"}
    path = write("def f(x, p):\n    n = len(p)\n    return n\n")
    assert grade(path, stubs={"f": starter}).stubs == frozenset()


DELEGATES = {
    "f": canonical(function("def f(x): return g(x)")),
    "g": canonical(function("def g(x): return h(x)")),
}


@pytest.mark.parametrize(
    ("text", "stubs", "unchanged"),
    [
        ("def f(x): return g(x)\ndef g(x): return x + 1\n", set(), set()),
        ("def f(x): return g(x)\ndef g(x): ...\n", {"f", "g"}, set()),
        ("def f(x): return g(x)\ndef g(x): return h(x)\ndef h(x): ...\n", {"f", "g"}, set()),
        ("def f(x): return g(x)\ndef g(x): return h(x)\ndef h(x): return 1\n", set(), set()),
        ("def f(x): return g(x) + 1\ndef g(x): return x\n", set(), set()),
        ("def f(x): return g(x)\nfrom m import g\n", set(), set()),
        ("def f(x): return g(x)\n", {"f"}, {"f"}),
    ],
)
def test_a_function_that_only_calls_another_is_as_finished_as_that(
    write: Write, text: str, stubs: set[str], unchanged: set[str]
) -> None:
    submission = grade(write(text), "f", "g", stubs=DELEGATES)
    assert (submission.stubs, submission.unchanged) == (stubs, unchanged)


def test_functions_of_the_starter_that_call_each_other_can_be_read(write: Write) -> None:
    text = "def f(x): return g(x)\ndef g(x): return f(x)\n"
    given = {**DELEGATES, "g": canonical(function("def g(x): return f(x)"))}
    submission = grade(write(text), "f", "g", stubs=given)
    assert submission.stubs == submission.unchanged == {"f", "g"}


def test_canonical_text_is_the_same_for_all_versions_of_python() -> None:
    assert canonical(function("def f(x):\n    return g(lambda y: (x, y), z)\n")) == (
        "Return(value=Call(func=Name(id='g', ctx=Load()), args=[Lambda(args=arguments(args=[arg(arg='y')]), "
        "body=Tuple(elts=[Name(id='$0', ctx=Load()), Name(id='y', ctx=Load())], ctx=Load())), "
        "Name(id='z', ctx=Load())]))"
    )


def test_the_last_definition_says_whether_a_function_is_finished(write: Write) -> None:
    assert grade(write("def f(): return 1\ndef f(): pass\n")).stubs == {"f"}
    assert grade(write("def f(): pass\nif 1:\n    def f(): return 1\n")).stubs == frozenset()
