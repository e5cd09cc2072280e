"""Arguments that a word of a reference file does not take: the line, the value, and the remedy."""

import pytest

from grader.core.errors import CourseError
from grader.course import Exercise, computed, each, list_of, made, one_of, record, size, tensors

exercise = Exercise("Norms")


@exercise.task(inputs={"x": tensors("n")})
def norm(x):
    return x.norm()


UNKNOWN = {
    "an option of a task": (
        lambda: exercise.task(inputs={}, gradiant=True),
        "@exercise.task(…) has no option gradiant=True. Did you mean 'gradient'?",
    ),
    "an option of a variable": (
        lambda: exercise.variable(atoll=1e-3),
        "@exercise.variable(…) has no option atoll=0.001. Did you mean 'atol'?",
    ),
    "an option that only a task has": (
        lambda: exercise.variable(cases=3),
        "@exercise.variable(…) has no option cases=3. It has: attached, iterates, rtol, dtype, points, "
        "weights, atol, seen_as, seconds, seeds.",
    ),
    "an option of an exercise": (
        lambda: Exercise("Norms", know={"pd": "pandas"}),
        "Exercise(…) has no option know={'pd': 'pandas'}. Did you mean 'knows'?",
    ),
    "an option of a misconception": (
        lambda: norm.misconception(same_sa="x"),
        "@task.misconception has no option same_sa='x'. Did you mean 'same_as'?",
    ),
    "an option of an edit": (
        lambda: norm.misconception.edit("a", {"x": "y"}, "It is y.", devise=True),
        "task.misconception.edit(…) has no option devise=True. Did you mean 'device'?",
    ),
    "an option of a property": (
        lambda: norm.holds(points=2),
        "@task.holds has no options. Leave out points=2.",
    ),
    "an option of a right variant": (
        lambda: norm.right(points=2),
        "@task.right has no options. Leave out points=2.",
    ),
    "an option of a hint": (
        lambda: norm.hint("Look.", after=2),
        "task.hint(…) has no options. Leave out after=2.",
    ),
    "an option of each": (lambda: each(1, 2, low=3), "each(…) has no options. Leave out low=3."),
    "an option of one_of": (lambda: one_of(each(1), low=3), "one_of(…) has no options. Leave out low=3."),
    "an option of made": (lambda: made("x", knows="x"), "made(…) has no options. Leave out knows='x'."),
    "an option of record": (lambda: record("x", step=2), "record(…) has no options. Leave out step=2."),
    "an option of size": (lambda: size("x", low=2), "size(…) has no options. Leave out low=2."),
    "an option of list_of": (
        lambda: list_of(each(1), count=2),
        "list_of(…) has no options. Leave out count=2.",
    ),
    "an option of computed": (
        lambda: computed(lambda x: x, low=2),
        "computed(…) has no options. Leave out low=2.",
    ),
    "a long value": (
        lambda: each(0, values="x" * 100),
        f"each(…) has no options. Leave out values='{'x' * 59}….",
    ),
    "no inputs": (
        lambda: exercise.task(points=2),
        "@exercise.task(…) does not take these arguments. Write it like this: "
        '@exercise.task(inputs={"x": tensors("n")})',
    ),
    "a task without brackets": (
        lambda: exercise.task(norm.reference),
        "@exercise.task(…) does not take these arguments. Write it like this: "
        '@exercise.task(inputs={"x": tensors("n")})',
    ),
    "a property with brackets": (
        lambda: norm.holds(),
        "@task.holds does not take these arguments. Write it like this: @norm.holds",
    ),
    "dimensions as several texts": (
        lambda: tensors("n", "m"),
        'tensors(…) does not take these arguments. Write it like this: tensors("m n", m=(3, 8))',
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_arguments_that_a_word_does_not_take_are_refused_with_the_line(name):
    call, text = UNKNOWN[name]
    with pytest.raises(CourseError) as error:
        call()
    place, _, why = str(error.value).partition(": ")
    assert why == text
    assert place == f"{__file__}, line {call.__code__.co_firstlineno}"


def test_arguments_that_a_word_takes_are_passed_on():
    task = exercise.task(inputs={"x": tensors("n")}, gradient=True, points=2.0)(lambda x: x.norm())
    assert (task.asked.gradient, task.points, task.parameters) == (True, 2.0, ("x",))


def test_an_error_in_the_call_itself_is_not_one_of_its_arguments():
    """A function of the course may raise a TypeError, too."""

    class Values:
        def __iter__(self):
            raise TypeError("no values")

    with pytest.raises(TypeError, match="no values"):
        tensors("n", dtypes=Values())
