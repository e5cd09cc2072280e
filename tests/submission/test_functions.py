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
    ],
)
def test_a_function_that_does_nothing_is_a_stub(write: Write, body: str) -> None:
    submission = grade(write(f"def f(x):\n    {body}\n"))
    assert submission.found == submission.stubs == {"f"}


@pytest.mark.parametrize("body", ["return None", "y = x\n    raise NotImplementedError", "raise ValueError"])
def test_a_function_with_work_in_it_is_not_a_stub(write: Write, body: str) -> None:
    assert grade(write(f"def f(x):\n    {body}\n")).stubs == frozenset()


def test_a_function_as_the_starter_has_it_is_a_stub(write: Write) -> None:
    starter = canonical(function("def f(x, p):\n    '''Doc.'''\n    n = len(x)\n    return n\n"))
    path = write("@deco\ndef f(X: int, q=2):\n    # todo\n    n = len(X)\n    return n\n")
    assert grade(path, stubs={"f": starter}).stubs == {"f"}
    path = write("def f(x, p):\n    n = len(p)\n    return n\n")
    assert grade(path, stubs={"f": starter}).stubs == frozenset()


def test_canonical_text_is_the_same_for_all_versions_of_python() -> None:
    assert canonical(function("def f(x):\n    return g(lambda y: (x, y), z)\n")) == (
        "Return(value=Call(func=Name(id='g', ctx=Load()), args=[Lambda(args=arguments(args=[arg(arg='y')]), "
        "body=Tuple(elts=[Name(id='$0', ctx=Load()), Name(id='y', ctx=Load())], ctx=Load())), "
        "Name(id='z', ctx=Load())]))"
    )


def test_the_last_definition_says_whether_a_function_is_finished(write: Write) -> None:
    assert grade(write("def f(): return 1\ndef f(): pass\n")).stubs == {"f"}
    assert grade(write("def f(): pass\nif 1:\n    def f(): return 1\n")).stubs == frozenset()
