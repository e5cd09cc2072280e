"""A small course with a variable or a class as a task, and what is said of a file that answers it."""

from textwrap import dedent

from grader import submission
from grader.core.message import speaking
from grader.course.load import Course
from grader.course.making import make
from grader.grading.session import OnlyRunner, Session
from grader.locale.messages import sentence
from grader.runner.inprocess import InProcess


def course_of(folder, starter, reference):
    """A course with one exercise, week_1."""
    for name, text in (("exercises", starter), ("reference", reference)):
        (folder / name).mkdir()
        (folder / name / "week_1.py").write_text(dedent(text), "utf-8")
    return Course(folder)


def session_of(course):
    return Session(make(course, "week_1"), course)


class Answers:
    """Grades answers to one exercise in this process."""

    def __init__(self, session, folder, runner=None):
        self.session, self._folder, self._runner = session, folder, runner or InProcess()

    def needed(self, text, *, whole=False, name="week_1.py"):
        path = self._folder / name
        path.write_text(dedent(text) if name.endswith(".py") else text, "utf-8")
        return self.session.prepare(submission.read(path), whole=whole)

    def feedback(self, text, *, whole=False, name="week_1.py"):
        needed = self.needed(text, whole=whole, name=name)
        return self.session.grade(needed, OnlyRunner(self._runner))

    def results(self, text, **more):
        """The results by task."""
        return {result.task: result for result in self.feedback(text, **more).grade.tasks}

    def said(self, text, task, **more):
        """The outcome of a task, and the first sentence about it."""
        result = self.results(text, **more)[task]
        with speaking("en"):
            if result.error is not None:
                return str(result.outcome), sentence(result.error.message)
            told = [sentence(one.message) for one in result.differences]
        return str(result.outcome), told[0] if told else ""

    def advice(self, text, task, **more):
        """The advice on a task."""
        with speaking("en"):
            return sentence(self.results(text, **more)[task].advice)


STARTER = '''"""Week 1: kinds."""

import torch
from torch import nn

# 1 ──────────
# The integers from 0 to 11.
x = ...


# 2 ──────────
# A network with n hidden units.
class MLP(nn.Module):
    """Two linear layers, and ReLU between them."""

    def __init__(self, n):
        super().__init__()
        raise NotImplementedError

    def forward(self, X):
        raise NotImplementedError
'''
REFERENCE = '''
import torch
from torch import nn

from grader.course import Exercise, each, tensors

exercise = Exercise("Kinds")


@exercise.variable
def x():
    return torch.arange(12)


@x.misconception
def from_one():
    """The first number is 0."""
    return torch.arange(1, 13)


x.hint("arange.")


@exercise.task(inputs={"n": each(1, 3), "X": tensors("m 2", dtypes=("float32",))}, probe="X")
class MLP(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.hidden = nn.Linear(2, n)
        self.output = nn.Linear(n, 1)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))


@MLP.right
class Derived(MLP):
    pass


@MLP.misconception
class NoActivation(MLP):
    """Without ReLU, it is one linear map."""

    def forward(self, X):
        return self.output(self.hidden(X))


MLP.hint("ReLU.")
'''
"""A variable and a class, in one exercise."""
NETWORK = """
class MLP(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.hidden = nn.Linear(2, n)
        self.output = nn.Linear(n, 1)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))
"""
RIGHT = f"import torch\nfrom torch import nn\nx = torch.arange(12)\n{NETWORK}"
WRONG = RIGHT.replace("arange(12)", "arange(1, 13)").replace("torch.relu(self.hidden(X))", "self.hidden(X)")
