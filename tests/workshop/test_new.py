"""The skeleton of a task: both files or none, nothing overwritten, and proved to be unfinished."""

import os
import stat

import pytest

from grader.core.errors import CourseError, UsageError
from grader.course import load
from grader.course.load import Course
from grader.workshop.new import NewTask, add, parameters, place
from grader.workshop.skeleton import HOLDS, WRONG_ANSWER
from grader.workshop.verify import prove

STARTER = '''"""Week 1.

Fill in the functions below, then run

    grade week_1.py
"""

import torch


# TODO: say what the function does, show a small example, and say why it matters.
def total(x, y):
    """TODO: say what it returns, with shape and dtype."""
    raise NotImplementedError
'''
REFERENCE = '''"""Week 1."""

import torch

from grader.course import Exercise, tensors

exercise = Exercise('Week 1')


@exercise.task(inputs={"x": tensors("n"), "y": tensors("n")})
def total(x, y):
    raise NotImplementedError("TODO: write the right answer.")


@total.misconception
def to_be_named(x, y):
    """TODO: say what the learner misunderstood, and what is right."""
    raise NotImplementedError("TODO: write a wrong answer that learners give, and name it after the mistake.")


total.hint("TODO: write a hint that shows the first step, not the answer.")
'''


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def texts(course, name="week_1"):
    return course.starter(name).read_text("utf-8"), course.reference(name).read_text("utf-8")


def test_a_new_exercise_gets_both_files(course):
    starter, reference = add(course, NewTask("total", "week_1", ("x", "y")))
    assert (starter, reference) == (course.starter("week_1"), course.reference("week_1"))
    assert texts(course) == (STARTER, REFERENCE)
    assert stat.S_IMODE(starter.stat().st_mode) == 0o644
    assert sorted(path.name for path in course.root.rglob("*.py")) == ["week_1.py", "week_1.py"]


def test_a_second_task_follows_the_first(course):
    add(course, NewTask("total", "week_1", ("x", "y")))
    add(course, NewTask("twice", "week_1", ("x",)))
    starter, reference = texts(course)
    assert starter.startswith(STARTER)
    assert starter.count("\n\n\n# TODO: ") == 2
    assert starter.endswith(
        'def twice(x):\n    """TODO: say what it returns, with shape and dtype."""\n    raise '
        "NotImplementedError\n"
    )
    assert reference.startswith(REFERENCE)
    assert reference.count("from grader.course import") == 1
    assert [task.name for task in load.load(course, "week_1").tasks] == ["total", "twice"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from grader.course import Exercise, each", "from grader.course import Exercise, each, tensors\n"),
        ("from grader.course import Exercise, tensors", "from grader.course import Exercise, tensors\n"),
        ("from grader.course import *", "from grader.course import *\n"),
        (
            "from grader.course import (\n    each,\n    Exercise\n)",
            "from grader.course import Exercise, each, tensors\n",
        ),
        (
            "from grader.course import Exercise, functions, index, indices, list_of, made, one_of, record",
            "from grader.course import (\n    Exercise,\n    functions,\n    index,\n    indices,\n"
            "    list_of,\n"
            "    made,\n    one_of,\n    record,\n    tensors,\n)\n",
        ),
        (
            "from grader.course.exercise import Exercise",
            "from grader.course.exercise import Exercise\nfrom grader.course import tensors\n",
        ),
    ],
)
def test_the_word_for_tensors_is_imported(course, before, after):
    course.reference("a").parent.mkdir()
    course.starter("a").parent.mkdir()
    course.starter("a").write_text('"""A."""\n')
    course.reference("a").write_text(f'"""A."""\n{before}\nweek = Exercise("A")\n')
    add(course, NewTask("total", "a", ("x",)))
    _, reference = texts(course, "a")
    assert reference.startswith(f'"""A."""\n{after}week = Exercise("A")\n\n\n@week.task(')
    assert load.load(course, "a").title == "A"


@pytest.mark.parametrize("title", ['Say "hello"', "Path \\n", "Ends.", "It's"])
def test_a_title_may_hold_anything(course, title):
    add(course, NewTask("total", "week_1", ("x",), title))
    assert load.load(course, "week_1").title == title


def test_verify_says_what_is_to_be_filled_in(course, pool):
    add(course, NewTask("total", "week_1", ("x",)))
    proof = prove(course, "week_1", pool, progress=lambda _task: None)
    assert proof.tasks == ()
    starter, reference = course.starter("week_1"), course.reference("week_1")
    assert {fault.task for fault in proof.faults} == {"total"}
    assert [fault.message for fault in proof.faults] == [
        f"{path}, line {line}: This is still to be filled in: TODO: {text}"
        for path, line, text in (
            (starter, 11, "say what the function does, show a small example, and say why it matters."),
            (starter, 13, "say what it returns, with shape and dtype."),
            (reference, 12, "write the right answer."),
            (reference, 17, "say what the learner misunderstood, and what is right."),
            (reference, 18, "write a wrong answer that learners give, and name it after the mistake."),
            (reference, 21, "write a hint that shows the first step, not the answer."),
        )
    ]


@pytest.mark.slow
def test_a_skeleton_that_is_filled_in_is_proved_beside_one_that_is_not(course, pool):
    add(course, NewTask("total", "week_1", ("x",)))
    for path, *changes in (
        (
            course.starter("week_1"),
            ("TODO: say what the function does, show", "Sum all numbers; show"),
            ("TODO: say what it", "What it"),
        ),
        (
            course.reference("week_1"),
            ('raise NotImplementedError("TODO: write the right answer.")', "return x.sum()"),
            ("TODO: say what the learner misunderstood, and what is right.", "This is the mean."),
            (f'raise NotImplementedError("TODO: {WRONG_ANSWER}")', "return x.mean()"),
            ("TODO: write a hint that shows the first step, not the answer.", "Add them."),
        ),
    ):
        for old, new in changes:
            text = path.read_text()
            assert old in text
            path.write_text(text.replace(old, new))
    add(course, NewTask("other", "week_1", ("x",)))
    proof = prove(course, "week_1", pool, progress=lambda _task: None)
    assert [task.task for task in proof.tasks] == ["total"]
    assert {fault.task for fault in proof.faults} == {"other"}
    alone = prove(course, "week_1", pool, progress=lambda _task: None, tasks=("total",))
    assert ([task.task for task in alone.tasks], alone.faults) == (["total"], ())


CLASS_STARTER = '''

# TODO: say what the class is for, show a small example, and say why it matters.
class Net(torch.nn.Module):
    """TODO: say what an instance holds and what its methods return, with shape and dtype."""

    def __init__(self, n):
        super().__init__()
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError
'''
CLASS_REFERENCE = '''

@exercise.task(inputs={"n": tensors("n"), "x": tensors("n", dtypes=("float32",))}, probe="x")
class Net(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        raise NotImplementedError("TODO: write the right answer.")

    def forward(self, x):
        raise NotImplementedError("TODO: write the right answer.")


@Net.misconception
class ToBeNamed(torch.nn.Module):
    """TODO: say what the learner misunderstood, and what is right."""

    def __init__(self, n):
        super().__init__()
        raise NotImplementedError("TODO: WRONG")

    def forward(self, x):
        raise NotImplementedError("TODO: WRONG")


Net.hint("TODO: write a hint that shows the first step, not the answer.")
'''.replace("WRONG", str(WRONG_ANSWER))


def test_a_class_is_a_module_with_its_methods(course):
    add(course, NewTask("Net", "week_1", ("n",), kind="class"))
    starter, reference = texts(course)
    assert starter.endswith(f"import torch\n{CLASS_STARTER}")
    assert reference.endswith(f"exercise = Exercise('Week 1')\n{CLASS_REFERENCE}")
    (task,) = load.load(course, "week_1").tasks
    assert (task.kind, task.parameters, task.asked.probe) == ("class", ("n",), "x")


VARIABLE_REFERENCE = '''

@exercise.variable
def hours():
    raise NotImplementedError("TODO: write the right answer.")


@hours.misconception
def to_be_named():
    """TODO: say what the learner misunderstood, and what is right."""
    raise NotImplementedError("TODO: write a wrong answer that learners give, and name it after the mistake.")


hours.hint("TODO: write a hint that shows the first step, not the answer.")
'''


def test_a_variable_is_open_in_the_starter_and_a_function_in_the_reference(course):
    add(course, NewTask("hours", "week_1", kind="variable"))
    starter, reference = texts(course)
    assert starter.endswith(
        "import torch\n\n\n# TODO: say what to assign, with shape and dtype, and say why it matters.\n"
        "hours = ...\n"
    )
    assert reference.endswith(f"exercise = Exercise('Week 1')\n{VARIABLE_REFERENCE}")
    assert load.load(course, "week_1").tasks[0].kind == "variable"


PROPERTY = '''

@total.holds
def to_be_named_too(result, x):
    """TODO: say in a whole sentence what must hold of the result."""
    raise NotImplementedError("TODO: HOLDS")


@total.right
def another_answer(x):
    raise NotImplementedError("TODO: write another right answer of a different design.")


@total.misconception
'''.replace("HOLDS", str(HOLDS))


def test_a_property_and_another_right_answer_are_added_if_asked_for(course):
    add(course, NewTask("total", "week_1", with_right=True, with_property=True))
    assert PROPERTY in texts(course)[1]
    (task,) = load.load(course, "week_1").tasks
    assert [known.name for known in task.properties] == ["to_be_named_too"]
    assert [known.name for known in task.rights] == ["another_answer"]


def test_the_result_of_a_property_has_a_name_that_no_input_has(course):
    add(course, NewTask("total", "week_1", ("result",), with_property=True))
    assert "def to_be_named_too(returned, result):" in texts(course)[1]


@pytest.mark.parametrize("kind", ["function", "class", "variable"])
def test_what_each_kind_leaves_open_is_found_in_both_files(course, pool, kind):
    add(course, NewTask("Total", "week_1", kind=kind, with_right=True, with_property=True))
    proof = prove(course, "week_1", pool, progress=lambda _task: None)
    assert {fault.task for fault in proof.faults} == {"Total"}
    assert all(text.count("TODO:") for text in texts(course))
    assert len(proof.faults) == sum(text.count("TODO:") for text in texts(course))


# ---------------------------------------------------------------------------------- one half is there


HALVES = {
    "a function": (
        NewTask("total", "a"),
        "def total(x, y):\n    raise NotImplementedError\n",
        '@exercise.task(inputs={"x": tensors("n"), "y": tensors("n")})\ndef total(x, y):\n',
    ),
    "a variable": (
        NewTask("hours", "a"),
        "hours = ...\n",
        "@exercise.variable\ndef hours():\n",
    ),
    "a class": (
        NewTask("Net", "a"),
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self, n):\n        pass\n\n"
        "    def forward(self, x, mask=None):\n        pass\n",
        "class Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n",
    ),
    "a class that is no module": (
        NewTask("Point", "a"),
        "class Point:\n    def __init__(self, x):\n        pass\n",
        '@exercise.task(inputs={"x": tensors("n")})\nclass Point:\n    def __init__(self, x):\n        raise',
    ),
}


@pytest.mark.parametrize("name", HALVES)
def test_a_reference_is_written_for_what_a_starter_has(course, name):
    new, starter, reference = HALVES[name]
    course.starter("a").parent.mkdir()
    course.starter("a").write_text(starter)
    assert add(course, new) == (course.reference("a"),)
    assert course.starter("a").read_text() == starter
    assert reference in course.reference("a").read_text()
    assert [task.name for task in load.load(course, "a").tasks] == [new.task]


REFERENCES = {
    "a function": (
        "@week.task(inputs={})\ndef total(x, *, k=2):\n    return x\n",
        'def total(x, k):\n    """TODO: say what it returns, with shape and dtype."""\n    '
        "raise NotImplementedError\n",
    ),
    "a variable": ("@week.variable\ndef total():\n    return 1\n", "matters.\ntotal = ...\n"),
    "a class": (
        "@week.task(inputs={})\nclass total(nn.Module):\n    def __init__(self, n):\n        self.n = n\n\n"
        "    def forward(self, x, mask=None):\n        return x\n",
        "    def forward(self, x, mask=None):\n        raise NotImplementedError\n",
    ),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_a_stub_is_written_for_what_a_reference_has(course, name):
    text, stub = REFERENCES[name]
    course.reference("a").parent.mkdir()
    reference = f"from grader.course import Exercise\nfrom torch import nn\nweek = Exercise('A')\n{text}"
    course.reference("a").write_text(reference)
    assert add(course, NewTask("total", "a")) == (course.starter("a"),)
    assert course.reference("a").read_text() == reference
    written = course.starter("a").read_text()
    assert written.endswith(stub)
    assert ("from torch import nn" in written) == (name == "a class")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (
            NewTask("total", "a", kind="class"),
            "and it is of another kind. Leave out --kind, or choose another name.",
        ),
        (
            NewTask("total", "a", ("x", "y")),
            "with other parameters: x. Leave out --inputs, or choose another name.",
        ),
    ],
)
def test_a_half_that_is_not_as_asked_for_is_refused(course, new, why):
    course.starter("a").parent.mkdir()
    course.starter("a").write_text("\ndef total(x):\n    pass\n")
    with pytest.raises(UsageError) as caught:
        add(course, new)
    assert str(caught.value) == f"{course.starter('a')}, line 2: total exists already, {why}"
    assert not course.reference("a").exists()


def test_a_half_that_is_as_asked_for_is_kept(course):
    course.starter("a").parent.mkdir()
    course.starter("a").write_text("def total(x):\n    pass\n")
    assert add(course, NewTask("total", "a", ("x",), kind="function")) == (course.reference("a"),)


def test_a_variable_has_no_parameters(course):
    with pytest.raises(UsageError) as caught:
        add(course, NewTask("hours", "a", ("x",), kind="variable"))
    assert str(caught.value) == "A variable has no parameters. Leave out --inputs."
    assert list(course.root.iterdir()) == []


# ------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (
            NewTask("2nd", "week_1", ("x",)),
            "'2nd' is not a name of a Python function. Write letters, digits and _, such as my_task.",
        ),
        (
            NewTask("class", "week_1", ("x",)),
            "'class' is not a name of a Python function. Write letters, digits and _, such as my_task.",
        ),
        (
            NewTask("total", "../week", ("x",)),
            "'../week' is not a name of an exercise. Write letters, digits and _, such as week_1. It begins "
            "with a letter.",
        ),
        (
            NewTask("total", "_shared", ("x",)),
            "'_shared' is not a name of an exercise. Write letters, digits and _, such as week_1. It begins "
            "with a letter.",
        ),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(course, new, message):
    with pytest.raises(UsageError) as caught:
        add(course, new)
    assert str(caught.value) == message
    assert list(course.root.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "text", "line"),
    [
        ("reference", 'from grader.course import Exercise\nexercise = Exercise("A")\ndef total(x): ...\n', 3),
        ("reference", 'from grader.course import Exercise\nexercise = Exercise("A")\ntotal = 3\n', 3),
        ("reference", "from grader.course import Exercise\nfrom math import fsum as total\n", 2),
        ("exercises", "\n\nfrom math import fsum as total\n", 3),
        ("exercises", "class total:\n    def __init__(self, x):\n        self.x = x\n", 1),
        ("exercises", "total: int = 3\n", 1),
    ],
)
def test_a_task_that_exists_is_refused_and_nothing_is_written(course, folder, text, line):
    (course.root / folder).mkdir()
    path = course.root / folder / "a.py"
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        add(course, NewTask("total", "a", ("x",)))
    assert str(caught.value) == f"{path}, line {line}: total exists already. Choose another name."
    assert path.read_text() == text
    assert [found.name for found in course.root.rglob("*.py")] == ["a.py"]


def test_a_file_that_is_broken_or_defines_no_exercise_is_refused(course):
    path = course.reference("a")
    path.parent.mkdir()
    path.write_text("def f(:\n")
    with pytest.raises(CourseError) as caught:
        add(course, NewTask("total", "a", ("x",)))
    assert str(caught.value) == f"{path}, line 1: this is not valid Python: invalid syntax. Fix it."
    path.write_text("import torch\n")
    with pytest.raises(CourseError) as caught:
        add(course, NewTask("total", "a", ("x",)))
    assert str(caught.value) == (
        f'{path} defines no exercise. Write exercise = Exercise("Title") at the top, below the imports.'
    )
    assert not course.starter("a").exists()


def test_a_title_for_an_exercise_that_has_one_is_refused(course):
    add(course, NewTask("total", "a", ("x",)))
    with pytest.raises(UsageError) as caught:
        add(course, NewTask("other", "a", ("x",), "A"))
    assert str(caught.value) == f"{course.reference('a')} exists already, with a title. Leave out --title."


def test_both_files_are_written_or_none(course, monkeypatch):
    add(course, NewTask("total", "a", ("x",)))
    before = texts(course, "a")
    replace, done = os.replace, []

    def fails_the_second_time(source, target):
        if done:
            raise OSError(28, "No space left on device")
        done.append(target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_the_second_time)
    with pytest.raises(UsageError) as caught:
        add(course, NewTask("other", "a", ("x",)))
    assert str(caught.value) == f"{course.reference('a')} cannot be written: No space left on device."
    assert texts(course, "a") == before
    assert sorted(path.name for path in course.root.rglob("*") if path.is_file()) == ["a.py", "a.py"]


def test_a_file_keeps_its_rights(course):
    add(course, NewTask("total", "a", ("x",)))
    course.starter("a").chmod(0o600)
    add(course, NewTask("other", "a", ("x",)))
    assert stat.S_IMODE(course.starter("a").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("inputs", "found"), [("x, y", ("x", "y")), ("x", ("x",)), (" X  y_hat ", ("X", "y_hat")), ("", ())]
)
def test_inputs_are_names(inputs, found):
    assert parameters(inputs) == found


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ("x, 2", "--inputs 'x, 2': '2' is not a name. Write names, such as --inputs \"x, y\"."),
        (
            "x, lambda",
            "--inputs 'x, lambda': 'lambda' is not a name. Write names, such as --inputs \"x, y\".",
        ),
        ("x, x", "--inputs 'x, x': 'x' is there twice. Give each parameter a name of its own."),
    ],
)
def test_inputs_that_are_no_names_are_refused(inputs, message):
    with pytest.raises(UsageError) as caught:
        parameters(inputs)
    assert str(caught.value) == message


def test_the_course_is_the_one_around_the_folder_or_the_folder_itself(course, tmp_path):
    inside = tmp_path / "notes" / "week_1"
    inside.mkdir(parents=True)
    assert place(None, inside).root == inside.resolve()
    add(course, NewTask("total", "a", ("x",)))
    assert place(None, inside).root == tmp_path.resolve()
    assert place(tmp_path / "notes", inside).root == (tmp_path / "notes").resolve()
