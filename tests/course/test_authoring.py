"""What is refused where a variable or a class is declared, with file, line, value and remedy."""

import pytest
from kinds import course_of

from grader.core.errors import CourseError
from grader.course import load
from grader.course.making import make

HEAD = "import torch\nfrom grader.course import Exercise, each, tensors\n\nexercise = Exercise('Kinds')\n\n\n"
VARIABLE = HEAD + "@exercise.variable\ndef x():\n    return torch.ones(2)\n\n\n"
CLASS = (
    HEAD + "@exercise.task(inputs={'n': each(1, 2)}, probe='n')\n"
    "class Net(torch.nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
    "    def forward(self, n):\n        return torch.ones(n)\n\n\n"
)
FUNCTION = HEAD + "@exercise.task(inputs={'n': each(1, 2)})\ndef f(n):\n    return n\n\n\n"


@pytest.fixture
def refused(tmp_path):
    """Why a course is refused, without its folder."""

    def why(reference, starter="x = ...\n"):
        course = course_of(tmp_path, starter, reference)
        with pytest.raises(CourseError) as caught:
            make(course, "week_1")
        return str(caught.value).replace(f"{tmp_path}/", "")

    return why


DECLARED = [
    (
        HEAD + "@exercise.variable\ndef x(a, b):\n    return a\n",
        "reference/week_1.py, line 7: The variable 'x' is declared with the parameters a, b. "
        "Write def x(): with the value as its result.",
    ),
    (
        HEAD + "@exercise.variable(points=2)\nclass x:\n    pass\n",
        "reference/week_1.py, line 7: The variable 'x' is declared with a class. "
        "Write def x(): with the value as its result.",
    ),
    (
        HEAD + "@exercise.variable(points=0)\ndef x():\n    return 1\n",
        "reference/week_1.py, line 7: points=0 of task 'x' is not positive. "
        "Write a number above 0, such as points=1.",
    ),
    (
        VARIABLE + "@exercise.variable\ndef x():\n    return 1\n",
        "reference/week_1.py, line 12: The task 'x' is declared twice. Give each task a name of its own.",
    ),
    (
        VARIABLE + "@x.right\ndef other(n):\n    return n\n",
        "reference/week_1.py, line 12: other(n) cannot be called as x(). "
        "Give it the same number of parameters.",
    ),
    (
        VARIABLE + "@x.right\nclass Other:\n    pass\n",
        "reference/week_1.py, line 12: 'x' asks for a variable, and 'Other' is a class. "
        "Write def Other(): with the value as its result.",
    ),
    (
        CLASS + "@Net.right\ndef other(n):\n    return n\n",
        "reference/week_1.py, line 15: Task 'Net' asks for a class, and 'other' is a function. "
        "Write a class under the decorator.",
    ),
    (
        CLASS + "@Net.misconception\nclass Other(torch.nn.Linear):\n    pass\n",
        "reference/week_1.py, line 15: The misconception 'Other' of task 'Net' has no docstring. "
        "Write one that tells the learner what they misunderstood.",
    ),
    (
        CLASS + "@Net.right\nclass Other:\n    def __init__(self):\n        pass\n",
        "reference/week_1.py, line 15: Other() cannot be called as Net(n). "
        "Give it the same number of parameters.",
    ),
    (
        FUNCTION + "@f.right\nclass Other:\n    pass\n",
        "reference/week_1.py, line 12: Task 'f' asks for a function, and 'Other' is a class. "
        "Write a function under the decorator.",
    ),
]


@pytest.mark.parametrize(("reference", "why"), DECLARED)
def test_a_declaration_that_cannot_be_meant_is_refused_with_its_line(refused, reference, why):
    assert refused(reference) == why


NOTHING = [("None", "None"), ("...", "...")]


@pytest.mark.parametrize(("value", "shown"), NOTHING)
def test_a_variable_that_nobody_could_finish_is_refused(refused, value, shown):
    assert refused(HEAD + f"@exercise.variable\ndef x():\n    return {value}\n") == (
        f"reference/week_1.py, line 8: the reference of the variable 'x' gives {shown}, and so does an "
        "unfinished one. Ask for another value."
    )


KINDS = [
    (VARIABLE, "def x():\n    pass\n", "'x' is a function in {starter}, and a variable in {reference}. "
     "Write x = ... in the starter, or @exercise.task in the reference."),
    (FUNCTION, "f = ...\n", "'f' is a variable in {starter}, and a function in {reference}. "
     "Write a function in the starter, or @exercise.variable in the reference."),
    (CLASS, "def Net(n):\n    pass\n", "'Net' is a function in {starter}, and a class in {reference}. "
     "Write the same in both files."),
    (VARIABLE, "x = torch.zeros(2)\n", "{reference} has the task x, and {starter} has no such stub. "
     "Write it in the starter, or remove the task."),
    (VARIABLE.replace("def x", "def value"), "valeu = None\n", "{starter}, line 1: the starter has 'valeu'. "
     "{reference} has no such task, but it has the task 'value'. Did you mean 'value'?"),
    (VARIABLE, "x = None\ny = ...\nz = None\n", "{starter} has y, and {reference} has no such task. "
     "Write it in the reference, or remove it from the starter."),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "starter", "why"), KINDS)
def test_starter_and_reference_have_to_ask_for_the_same(refused, reference, starter, why):
    told = why.format(starter="exercises/week_1.py", reference="reference/week_1.py")
    assert refused(reference, starter) == told


PARAMETERS = {
    "class Net:\n    def __init__(self, n, *, k): pass": ("n", "k"),
    "class Net:\n    pass": (),
    "class Net(torch.nn.Module):\n    pass": (),
    "class Net(torch.nn.Linear):\n    pass": (),
    "class Base:\n    def __init__(self, n): pass\nclass Net(Base):\n    pass": ("n",),
    "import dataclasses\n@dataclasses.dataclass\nclass Net:\n    n: int\n    k: int = 2": ("n", "k"),
    "import typing\nclass Net(typing.NamedTuple):\n    n: int": ("n",),
}


@pytest.mark.parametrize("text", PARAMETERS)
def test_the_parameters_of_a_class_are_those_of_its_own_init(tmp_path, text):
    wanted = PARAMETERS[text]
    inputs = ", ".join(f"{name!r}: each(1)" for name in wanted)
    declared = f"exercise.task(inputs={{{inputs}}})(Net)\n"
    course = course_of(tmp_path, "class Net:\n    pass\n", f"{HEAD}{text}\n\n\n{declared}")
    (task,) = load.load(course, "week_1").tasks
    assert (task.kind, task.parameters) == ("class", wanted)


def test_a_variable_without_options_and_with_some_are_tasks(tmp_path):
    text = (
        VARIABLE
        + "@exercise.variable(points=2, attached=True, weights={'values': 1, 'attached': 3})\n"
        + "def y():\n    return 1.0\n"
    )
    x, y = load.load(course_of(tmp_path, "x = ...\n", text), "week_1").tasks
    assert (x.kind, x.points, x.aspects, x.weights) == ("variable", 1.0, (), {"values": 1.0})
    assert (y.points, y.aspects, y.weights) == (2.0, ("attached",), {"values": 1, "attached": 3})


def test_a_reference_may_use_a_variable_and_a_class_that_are_tasks(tmp_path):
    text = (
        VARIABLE
        + CLASS.removeprefix(HEAD)
        + (
            "class Deep(Net):\n    pass\n\n\n"
            "@exercise.task(inputs={'n': each(1, 2)})\n"
            "def uses(n):\n"
            "    return isinstance(Deep(n), Net), isinstance(n, Net), isinstance(n, uses), x().sum()\n"
        )
    )
    *_, uses = load.load(course_of(tmp_path, "x = ...\n", text), "week_1").tasks
    assert uses(2) == (True, False, False, 2.0)
