"""What a reference file says about its exercise, without running it."""

import pytest

from grader.core.errors import CourseError
from grader.course import load
from grader.course.declared import declared
from grader.course.load import Course

HEAD = "from grader.course import Exercise, each\n"
TASK = "\n@exercise.task(inputs={'x': each(1)})\ndef f(x):\n    return x\n"


def loaded(folder, text):
    course = Course(folder)
    course.reference("one").parent.mkdir()
    course.reference("one").write_text(HEAD + text + TASK)
    return load.load(course, "one")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('Exercise("One", check="a.npz")', "a.npz"),
        ('grader.course.Exercise("One", check="a.npz")', "a.npz"),
        ('Exercise("One", check=CHECK)', None),
        ('Exercise("One", **{"check": "a.npz"})', None),
        ('Exercise("One", hidden="check.npz")', None),
        ('Other("One", check="a.npz")', None),
        ('Exercise("One", check="a.npz"', None),
    ],
)
def test_the_value_of_an_option_is_read_from_the_text(text, value):
    assert declared(text.encode(), "check") == value


EXAMPLES = {
    "data": 'data="house.csv"',
    "knows": 'knows={"pd": "pandas"}',
    "check": 'check="check.npz"',
    "hidden": 'hidden="hidden.npz"',
}
UNWRITTEN = {
    "a variable": ('VALUE = {value}\nexercise = Exercise(\n    "One",\n    {option}=VALUE,\n)\n', 5),
    "several options at once": ('exercise = Exercise(\n    "One",\n    **{{"{option}": {value}}}\n)\n', 2),
    "another name of Exercise": ('Named = Exercise\nexercise = Named("One", {option}={value})\n', 1),
    "the second of two": (
        'if 1 < 0:\n    exercise = Exercise("None")\nelse:\n'
        '    exercise = Exercise("One", {option}={value})\n',
        3,
    ),
}
VALUES = {"data": '"a.csv"', "knows": '{"np2": "numpy"}', "check": '"a.npz"', "hidden": '"a.npz"'}


@pytest.mark.parametrize("option", EXAMPLES)
@pytest.mark.parametrize("name", UNWRITTEN)
def test_an_option_that_is_not_written_out_is_refused_with_its_line(tmp_path, name, option):
    text, line = UNWRITTEN[name]
    with pytest.raises(CourseError) as error:
        loaded(tmp_path, text.format(option=option, value=VALUES[option]))
    assert str(error.value) == (
        f"{tmp_path / 'reference' / 'one.py'}, line {line}: {option}=… is read without running the file. "
        f"Write its value out in Exercise(…), such as {EXAMPLES[option]}."
    )


def test_a_variable_is_refused_before_the_file_runs(tmp_path):
    """It may look for a file that was not given to it, which would be a false reason."""
    text = 'NAME = "a.csv"\nexercise = Exercise("One", data=NAME)\nopen(NAME)\n'
    with pytest.raises(CourseError, match=r"line 3: data=… is read without running the file"):
        loaded(tmp_path, text)


@pytest.mark.parametrize(
    "options",
    [
        'check="a.npz", hidden="b.npz"',
        'knows={"np2": "numpy"}',
        "knows=None",
        "knows={}",
        'check=""',
        "data=()",
    ],
)
def test_options_that_are_written_out_are_used(tmp_path, options):
    exercise = loaded(tmp_path, f'exercise = Exercise("One", {options})\n')
    assert [task.name for task in exercise.tasks] == ["f"]
