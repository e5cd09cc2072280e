"""A misconception as an edit of the reference."""

import pytest
import torch

from grader.core.errors import CourseError
from grader.course import load
from grader.course.load import Course
from grader.course.making import without_words

REFERENCE = '''
import torch
from grader.course import Exercise, each, tensors

exercise = Exercise("Steps")
RATE = 0.5


@exercise.task(inputs={"w": tensors("n"), "lr": each(0.5)})
@torch.no_grad()
def step(w, lr):
    """One step.

    In place.
    """
    size = (w - 1).sum()
    w -= lr * RATE
    return w, size


'''


@pytest.fixture
def loaded(tmp_path):
    """Load a course whose reference has some more lines at its end: its path, and its task."""

    def load_it(more):
        (tmp_path / "reference").mkdir(exist_ok=True)
        path = tmp_path / "reference" / "a.py"
        path.write_text(REFERENCE + more)
        (task,) = load.load(Course(tmp_path), "a").tasks
        return path, task

    return load_it


def variant(task):
    (found,) = task.misconceptions
    return found


def test_an_edit_is_the_reference_with_other_text(loaded):
    _, task = loaded('step.misconception.edit("rebinds", {"w -= lr": "w = w - lr"}, "A new\\n  tensor.")\n')
    found = variant(task)
    assert (found.name, found.message, found.same_as, found.device) == ("rebinds", "A new tensor.", "", False)
    w = torch.ones(2)
    result, _ = found.function(w, 0.5)
    assert (result.tolist(), w.tolist()) == ([0.75, 0.75], [1.0, 1.0])
    task.reference(w, 0.5)
    assert w.tolist() == [0.75, 0.75]


def test_its_lines_and_its_globals_are_those_of_the_reference(loaded):
    path, task = loaded(
        'step.misconception.edit("fails", {"lr * RATE": "lr / (RATE - RATE)"}, "It fails.")\n'
    )
    function = variant(task).function
    with pytest.raises(ZeroDivisionError) as caught:
        function(torch.ones(2), 0.5)
    last = caught.traceback[-1]
    assert (str(last.path), last.lineno + 1) == (str(path), 17)
    assert variant(task).source.line == 10
    assert variant(task).source.text.startswith("@torch.no_grad()\ndef step(w, lr):\n")


def test_several_edits_are_made_at_once(loaded):
    edits = '{"lr * RATE": "RATE * lr", "RATE\\n": "RATE  # lr * RATE\\n"}'
    with pytest.raises(CourseError, match="overlaps"):
        loaded(f'step.misconception.edit("a", {edits}, "A.")\n')
    _, task = loaded('step.misconception.edit("a", {"w - 1": "w + lr", "w -= lr": "w += w - 1"}, "A.")\n')
    assert "size = (w + lr).sum()\n    w += w - 1 * RATE\n" in variant(task).source.text


def test_a_decorator_of_the_function_can_be_edited_and_that_of_the_task_is_none(loaded):
    _, task = loaded('step.misconception.edit("tracks", {"@torch.no_grad()\\n": ""}, "Tracked.")\n')
    w = torch.ones(2, requires_grad=True)
    assert variant(task).function(w * 1, 0.5)[0].requires_grad
    assert not variant(task).source.text.startswith("@")


def test_it_takes_the_options_of_a_misconception(loaded):
    _, task = loaded(
        'step.misconception.edit("a", {"RATE": "1"}, "A.")\n'
        'step.misconception.edit("b", {"RATE": "1.0"}, "B.", same_as="a")\n'
        'step.misconception.edit("c", {"(w - 1)": "(w - 1).cpu()"}, "C.", device=True)\n'
    )
    assert [(found.name, found.same_as) for found in task.misconceptions] == [("a", ""), ("b", "a")]
    assert [(found.name, found.device) for found in task.device_misconceptions] == [("c", True)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            '"a", {"w": "x"}, "A."',
            "The edit 'a' of task 'step': the text 'w' occurs 4 times in the source of the reference. Write "
            "a text that occurs exactly once.",
        ),
        (
            '"a", {"v -= lr": "v"}, "A."',
            "The edit 'a' of task 'step': the text 'v -= lr' occurs 0 times in the source of the reference. "
            "Write a text that occurs exactly once.",
        ),
        (
            '"a", {"": "v"}, "A."',
            "The edit 'a' of task 'step': the text '' occurs 0 times in the source of the reference. Write "
            "a text that occurs exactly once.",
        ),
        (
            '"a", {"exercise": "v"}, "A."',
            "The edit 'a' of task 'step': the text 'exercise' occurs 0 times in the source of the reference. "
            "Write a text that occurs exactly once.",
        ),
        (
            '"a", {"w - 1": "w - 1"}, "A."',
            "The edit 'a' of task 'step': the text 'w - 1' is replaced by itself. Write another new text.",
        ),
        (
            '"a", {"w -= lr": "w -= )"}, "A."',
            "The edit 'a' of task 'step' makes a function that cannot be defined: SyntaxError: unmatched ')' "
            "(a.py, line 17).",
        ),
        (
            '"a", {"step(w, lr)": "step(w)"}, "A."',
            "step(w) cannot be called as step(w, lr). Give it the same number of parameters.",
        ),
        (
            '"a", {"step(w, lr)": "other(w, lr)"}, "A."',
            "The edit 'a' of task 'step' makes a function that cannot be defined: KeyError: 'step'.",
        ),
        (
            '"a", {}, "A."',
            "The edit 'a' of task 'step' has edits={}. Write a dict from old texts to new ones, "
            'such as {"x + 1": "x - 1"}.',
        ),
        (
            '"a", [("w", "x")], "A."',
            "The edit 'a' of task 'step' has edits=[('w', 'x')]. Write a dict from old texts to new ones, "
            'such as {"x + 1": "x - 1"}.',
        ),
        (
            '"a", {"RATE": 1}, "A."',
            "The edit 'a' of task 'step' has edits={'RATE': 1}. Write a dict from old texts to new ones, "
            'such as {"x + 1": "x - 1"}.',
        ),
        (
            '"no name", {"RATE": "1"}, "A."',
            "The edit 'no name' of task 'step' has no name. Write a name such as 'rebinds'.",
        ),
        (
            '"a", {"RATE": "1"}, "  "',
            "The edit 'a' of task 'step' has no message. Write what the learner misunderstood, as the "
            "third argument.",
        ),
        (
            '"a", {"RATE": "1"}, "A.", same_as="b"',
            "same_as='b' names no earlier misconception of task 'step'. None is declared yet: write that "
            "one first.",
        ),
        (
            '"a", {"RATE": "1"}, "A.", device=1',
            "device=1 of the misconception 'a' is neither True nor False. Write one.",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_told_with_file_and_line(loaded, tmp_path, arguments, told):
    with pytest.raises(CourseError) as caught:
        loaded(f"step.misconception.edit({arguments})\n")
    assert str(caught.value) == f"{tmp_path / 'reference' / 'a.py'}, line 21: {told}"


def test_a_second_edit_of_one_name_is_refused(loaded):
    with pytest.raises(CourseError, match="The misconception 'a' is declared twice"):
        loaded('step.misconception.edit("a", {"RATE": "1"}, "A.")\n' * 2)


def test_the_message_of_an_edit_is_no_part_of_what_is_graded():
    edit = 'step.misconception.edit("a", {"RATE": "1"}, %s)\n'
    first, second, named = (without_words(edit % message) for message in ('"A."', '"B."', 'message="C."'))
    assert first == second == named
    assert without_words(edit.replace("RATE", "lr") % '"A."') != first


CLASS = """
from __future__ import annotations
import torch
from grader.course import Exercise, size, tensors

exercise = Exercise("Networks")


@exercise.task(inputs={"d": size("d"), "X": tensors("n d", dtypes=("float32",))}, probe="X")
class Net(torch.nn.Module):
    def __init__(self, d: Unknown):
        super().__init__()
        self.layer = torch.nn.Linear(d, 1)

    def forward(self, X):
        return self.layer(X)


Net.misconception.edit("adds_one", {"self.layer(X)": "self.layer(X) + 1"}, "One too many.")


@exercise.variable
def pi():
    return 3.14


pi.misconception.edit("rounds", {"3.14": "3"}, "Keep the digits.")
"""


def test_a_class_and_a_variable_can_be_edited(tmp_path):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "a.py").write_text(CLASS)
    net, pi = load.load(Course(tmp_path), "a").tasks
    made = variant(net).function(2)
    X = torch.ones(3, 2)
    assert torch.equal(made(X), made.layer(X) + 1)
    assert variant(net).source.line == 10
    assert variant(pi).function() == 3
