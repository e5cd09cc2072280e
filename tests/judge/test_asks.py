"""What a task may ask beside a result: an error, a view or a copy, a change in place."""

import pytest
import torch

from grader.core.errors import CourseError
from grader.core.model import Outcome
from grader.course import functions
from grader.course.load import Course
from grader.course.making import make
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import said, sentence
from grader.runner.inprocess import observe_function

REFERENCE = '''
import torch
from grader.course import Exercise, each, functions, index, tensors

exercise = Exercise("Asks")


SHAPES = each((), (1,), (2,), (3,), (3, 1), (3, 2), (2, 2))

@exercise.task(inputs={"s": SHAPES, "t": SHAPES}, raises=ValueError)
def broadcast(s, t):
    try:
        return tuple(torch.broadcast_shapes(s, t))
    except RuntimeError:
        raise ValueError("they do not go together") from None


@broadcast.misconception
def from_the_left(s, t):
    """Shapes are lined up at their ends."""
    rank = max(len(s), len(t))
    s, t = s + (1,) * (rank - len(s)), t + (1,) * (rank - len(t))
    if any(a != b and 1 not in (a, b) for a, b in zip(s, t)):
        raise ValueError
    return tuple(map(max, zip(s, t)))


@exercise.task(inputs={"X": tensors("m n")}, aliasing=True)
def halves(X):
    return X[: len(X) // 2], X[len(X) // 2 :].clone()


@halves.misconception
def two_views(X):
    """A slice is a view."""
    return X[: len(X) // 2], X[len(X) // 2 :]


@exercise.task(inputs={"x": tensors("n", requires_grad=True)}, attached=True)
def positive_part(x):
    return x.detach().clamp(min=0)


@positive_part.misconception
def in_the_graph(x):
    """Detach it."""
    return x.clamp(min=0)


@exercise.task(inputs={"x": tensors("n", requires_grad=True)}, gradient=True)
def sum_of_squares(x):
    return (x * x).sum()


@sum_of_squares.misconception
def of_the_data(x):
    """The data is cut from the graph."""
    return (x.data * x.data).sum()


ELEMENTWISE = functions("lambda x: x * x", "lambda x: torch.sin(x)")


@exercise.task(inputs={"f": ELEMENTWISE, "x": tensors("n")}, gradient=True)
def twice(f, x):
    return 2 * f(x)


@twice.misconception
def calls_it_once_more(f, x):
    """f is called once."""
    return 2 * f(f(x))


@exercise.task(inputs={"losses": tensors("n", requires_grad=True)})
def total(losses):
    return losses.sum().item()


@total.misconception
def keeps_the_graph(losses):
    """This is a tensor with all of its graph."""
    return losses.sum()


@exercise.task(inputs={"X": tensors("m n"), "i": index("m")})
def clear(X, i):
    X[i] = 0


@clear.misconception
def clears_a_copy(X, i):
    """The caller's X is as it was."""
    X = X.clone()
    X[i] = 0
    return X
'''
STARTER = """
def broadcast(s, t): ...
def halves(X): ...
def positive_part(x): ...
def sum_of_squares(x): ...
def twice(f, x): ...
def total(losses): ...
def clear(X, i): ...
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    for folder, text in (("reference", REFERENCE), ("exercises", STARTER)):
        (root / folder).mkdir()
        (root / folder / "asks.py").write_text(text)
    tasks = {task.name: task for task in make(Course(root), "asks").tasks}

    def grade(name, function):
        return judge(tasks[name], observe_function(function, assignment(tasks[name])))

    return grade


def told(result):
    return [(str(difference.aspect), sentence(difference.message)) for difference in result.differences]


def sides(result):
    return said(result.counterexample.expected), said(result.counterexample.got)


def patterns(result):
    return [sentence(pattern) for pattern in result.patterns]


# ---------------------------------------------------------------------------------------------- errors


@pytest.mark.slow
def test_an_error_that_is_asked_must_be_raised(graded):
    def checks(s, t):
        try:
            return tuple(torch.broadcast_shapes(s, t))
        except RuntimeError:
            raise ValueError from None

    assert graded("broadcast", checks).outcome is Outcome.PASSED
    assert graded("broadcast", lambda s, t: checks(t, s)).outcome is Outcome.PASSED


def test_an_error_derived_from_the_one_that_is_asked_is_right(graded):
    class DoNotFit(ValueError):
        pass

    def checks(s, t):
        try:
            return torch.broadcast_shapes(s, t)
        except RuntimeError:
            raise DoNotFit from None

    assert graded("broadcast", checks).outcome is Outcome.PASSED


def test_another_error_is_told_with_the_one_that_is_asked(graded):
    result = graded("broadcast", lambda s, t: torch.broadcast_shapes(s, t))
    assert result.outcome is Outcome.RAISED
    ((aspect, message),) = told(result)
    assert aspect == "outcome"
    assert message.startswith("Your code raised RuntimeError: ")
    assert message.endswith(". An error of type ValueError is expected here.")
    assert sides(result) == ("ValueError", "RuntimeError")


def test_no_error_where_one_is_asked_is_told(graded):
    result = graded("broadcast", lambda s, t: tuple(max(s, t)))
    assert (
        "outcome",
        "An error of type ValueError is expected here; your function returned a result.",
    ) in told(result)


# -------------------------------------------------------------------------------------- views and copies


def test_a_view_where_a_copy_is_asked_costs_its_share(graded):
    result = graded("halves", lambda X: (X[: len(X) // 2], X[len(X) // 2 :]))
    assert told(result) == [
        (
            "aliasing",
            "The values are right, but part [1] of the result is a view of X: a change of one changes the "
            "other. The task asks for a copy.",
        )
    ]
    assert result.score == pytest.approx(2 / 3)
    assert (result.misconception.name, result.misconception.certain) == ("two_views", True)
    assert sides(result) == ("part [1]: a copy", "part [1]: a view of X")


def test_a_copy_where_a_view_is_asked_costs_its_share(graded):
    result = graded("halves", lambda X: (X[: len(X) // 2].clone(), X[len(X) // 2 :].clone()))
    assert told(result) == [
        (
            "aliasing",
            "The values are right, but part [0] of the result is a copy. The task asks for a view of X, "
            "which shares its memory.",
        )
    ]


def test_a_view_of_a_view_is_a_view_and_any_copy_is_a_copy(graded):
    assert (
        graded("halves", lambda X: (X[:][: len(X) // 2], X.clone()[len(X) // 2 :])).outcome is Outcome.PASSED
    )


# ---------------------------------------------------------------------------------------------- in place


@pytest.mark.parametrize("returned", [None, 1])
def test_what_a_task_in_place_returns_is_not_asked(graded, returned):
    def clears(X, i):
        X[i].zero_()
        return X if returned else None

    assert graded("clear", clears).outcome is Outcome.PASSED


def test_a_changed_copy_is_not_a_change_in_place(graded):
    def copies(X, i):
        return torch.where((torch.arange(len(X)) == i).unsqueeze(1), 0, X)

    result = graded("clear", copies)
    assert result.score == 0
    assert (result.misconception.name, result.misconception.certain) == ("clears_a_copy", True)
    assert sentence(result.differences[0].message) == (
        "After the call, your input X is tensor([[3., -4.]]); tensor([[0., 0.]]) is expected."
    )
    assert said(result.counterexample.expected) == "X afterwards: tensor([[0., 0.]])"


def test_an_error_in_a_task_in_place_shows_what_was_expected_of_the_input(graded):
    def raises(X, i):
        X[len(X)] = 0

    result = graded("clear", raises)
    assert result.outcome is Outcome.RAISED
    assert sides(result) == ("X afterwards: tensor([[0., 0.]])", "IndexError")


# ---------------------------------------------------------------------------------------------- authors


def test_what_is_no_error_cannot_be_asked(tmp_path):
    for folder, text in (
        ("reference", REFERENCE.replace("raises=ValueError", "raises=5")),
        ("exercises", STARTER),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "asks.py").write_text(text)
    with pytest.raises(CourseError) as caught:
        make(Course(tmp_path), "asks")
    assert str(caught.value) == (
        f"{tmp_path / 'reference' / 'asks.py'}, line 10: raises=5 of task 'broadcast' is not a type of "
        "exception. Write raises=ValueError, or several in a tuple."
    )


def test_an_error_that_is_asked_names_a_misconception_whatever_its_message(graded):
    def from_the_left(s, t):
        padded = [tuple(shape) + (1,) * (3 - len(shape)) for shape in (s, t)]
        if any(a != b and 1 not in (a, b) for a, b in zip(*padded, strict=True)):
            raise ValueError("in words of my own")
        return tuple(max(pair) for pair in zip(*padded, strict=True))[: max(len(s), len(t))]

    result = graded("broadcast", from_the_left)
    assert (result.misconception.name, result.misconception.certain) == ("from_the_left", True)


def test_who_writes_into_an_argument_is_not_told_that_an_expanded_one_refuses(graded):
    def doubles(X):
        X *= 2
        X /= 2
        X += 1
        return X[: len(X) // 2] - 1, X[len(X) // 2 :] - 1

    result = graded("halves", doubles)
    assert "raised" not in " ".join(sentence(difference.message) for difference in result.differences)


# ----------------------------------------------------------------------------------------- the graph


def test_a_result_that_should_be_cut_costs_its_share(graded):
    result = graded("positive_part", lambda x: x.clamp(min=0))
    assert told(result) == [
        (
            "attached",
            "The values are right, but the result is still connected to the graph; it should be cut from it.",
        )
    ]
    assert result.score == pytest.approx(2 / 3)
    assert result.misconception.name == "in_the_graph"


def test_a_loop_over_an_empty_input_need_not_be_attached(graded):
    def with_a_loop(x):
        total = x.new_zeros(())
        for element in x:
            total = total + element * element
        return total

    assert graded("sum_of_squares", with_a_loop).outcome is Outcome.PASSED
    cut = graded("sum_of_squares", lambda x: with_a_loop(x).detach())
    assert {difference.aspect for difference in cut.differences} >= {"attached"}
    assert cut.misconception.name == "of_the_data"


def test_a_function_is_an_argument_like_another(graded):
    assert graded("twice", lambda f, x: f(x) + f(x)).outcome is Outcome.PASSED
    result = graded("twice", lambda f, x: 2 * f(f(x)))
    assert result.counterexample.code.startswith("twice(lambda x: ")
    assert result.misconception.name == "calls_it_once_more"


def test_a_number_that_keeps_its_graph_is_told_as_that(graded):
    result = graded("total", lambda losses: losses.sum())
    ((aspect, sentence),) = told(result)
    assert aspect == "graph"
    assert sentence.startswith(
        "The result is a tensor that is connected to the graph; a Python float is expected."
    )
    assert result.score == 0


def test_a_tensor_without_a_graph_is_another_kind_of_thing(graded):
    ((aspect, _),) = told(graded("total", lambda losses: losses.sum().detach()))
    assert aspect == "structure"


def test_what_all_failing_calls_have_in_common_in_their_numbers_is_told(graded):
    half = graded("twice", lambda f, x: f(x))
    assert patterns(half)[0] == "In every failing call, the result is exactly half of the expected one."
    doubled = graded("twice", lambda f, x: 2 * f(x) + 2 * (f(x) - f(x).detach()))
    assert patterns(doubled)[:2] == [
        "In every failing call, the gradient with respect to x is exactly twice the expected one.",
        "So it may have been added up: gradients are added to `.grad`, for example to those of an earlier "
        "call.",
    ]
    tripled = graded("twice", lambda f, x: 2 * f(x) + 4 * (f(x) - f(x).detach()))
    assert patterns(tripled)[0] == (
        "In every failing call, the gradient with respect to x is exactly 3 times the expected one."
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [("lambda x: (", "cannot be evaluated"), ("3", "is not a function"), ("lambda x: y", None)],
)
def test_a_function_that_is_none_is_refused_where_it_is_declared(text, why):
    if why is None:
        assert functions(text).choices() == 1  # what it does when it is called is the course's own affair
        return
    with pytest.raises(ValueError, match=why):
        functions(text)


def test_no_functions_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        functions()
