"""A class as a task: which answers pass, and what is said of the others."""

import pytest
from kinds import Answers, course_of, session_of

from grader.core.message import speaking
from grader.locale.messages import sentence

STARTER = '''
import torch
from torch import nn


class MLP(nn.Module):
    """Two linear layers with ReLU between them; `n` hidden units."""

    def __init__(self, n):
        super().__init__()
        raise NotImplementedError

    def forward(self, X):
        raise NotImplementedError


class Plain(nn.Module):
    """One linear layer from 3 to 2."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, X):
        """The output."""
        raise NotImplementedError
'''
REFERENCE = '''
import torch
from torch import nn

from grader.course import Exercise, each, tensors

exercise = Exercise("Classes")


@exercise.task(
    inputs={"n": each(1, 3), "X": tensors("m 2", dtypes=("float32",))}, probe="X"
)
class MLP(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.hidden = nn.Linear(2, n)
        self.output = nn.Linear(n, 1)

    def forward(self, X):
        return self.output(torch.relu(self.hidden(X)))


@MLP.right
class Sequential(nn.Sequential):
    def __init__(self, n):
        super().__init__(nn.Linear(2, n), nn.ReLU(), nn.Linear(n, 1))


@MLP.right
class Derived(MLP):
    pass


@MLP.misconception
class Linear(nn.Module):
    """Without an activation, two linear layers are one."""

    def __init__(self, n):
        super().__init__()
        self.hidden = nn.Linear(2, n)
        self.output = nn.Linear(n, 1)

    def forward(self, X):
        return self.output(self.hidden(X))


MLP.hint("Write forward last.")


@exercise.task(inputs={"X": tensors("m 3", dtypes=("float32",))}, probe="X")
class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, X):
        return self.layer(X)
'''
HEAD = "import abc, dataclasses, functools, torch\nfrom torch import nn\n"
INIT = """    def __init__(self, n):
        super().__init__()
        self.hidden = nn.Linear(2, n)
        self.output = nn.Linear(n, 1)
"""
FORWARD = "    def forward(self, X):\n        return self.output(torch.relu(self.hidden(X)))\n"
OPEN = "    def forward(self, X):\n        raise NotImplementedError\n"
WHOLE = f"class MLP(nn.Module):\n{INIT}{FORWARD}"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    return Answers(session_of(course_of(folder, STARTER, REFERENCE)), tmp_path_factory.mktemp("answers"))


RIGHT = {
    "as the reference": WHOLE,
    "in a sequence": (
        "class MLP(nn.Sequential):\n    def __init__(self, n):\n"
        "        super().__init__(nn.Linear(2, n), nn.ReLU(), nn.Linear(n, 1))\n"
    ),
    "other names": WHOLE.replace("hidden", "a").replace("output", "b"),
    "with a base of its own": f"class Base(nn.Module):\n{INIT}\nclass MLP(Base):\n{FORWARD}",
    "isinstance": WHOLE.replace("return", "assert isinstance(self, MLP)\n        return"),
    "super with its own name": WHOLE.replace("super()", "super(MLP, self)"),
    "written twice": f"class MLP(nn.Module):\n{INIT}{OPEN}\n{WHOLE}",
    "within an if": "if True:\n" + "".join(f"    {line}\n" for line in WHOLE.splitlines()),
    "a method added later": (
        f"class MLP(nn.Module):\n{INIT}\ndef forward(self, X):\n"
        "    return self.output(torch.relu(self.hidden(X)))\nMLP.forward = forward\n"
    ),
    "a metaclass": (
        "class Meta(type):\n    pass\n" + WHOLE.replace("(nn.Module)", "(nn.Module, metaclass=Meta)")
    ),
    "an optional parameter": WHOLE.replace("(self, n)", "(self, n, bias=True)"),
    "slots": WHOLE.replace("    def __init__", "    __slots__ = ()\n\n    def __init__"),
    "a class that prints": WHOLE + "    print('made')\n",
    "an alias": WHOLE.replace("class MLP", "class Network") + "MLP = Network\n",
}


@pytest.mark.parametrize("how", RIGHT)
def test_a_right_class_passes_however_it_is_written(answers, how):
    assert answers.said(HEAD + RIGHT[how], "MLP") == ("passed", "")


def test_a_whole_file_may_define_it(answers):
    assert answers.said(HEAD + WHOLE, "MLP", whole=True) == ("passed", "")


MISSING = (
    "missing",
    "This file has no class for MLP(n). If you make it in an unusual way, try --whole-file.",
)
FUNCTION = (
    "failed",
    "`MLP` is a function here. A class is asked for: write `class MLP` at the top level, so that `MLP(n)` "
    "makes an instance.",
)
LYING = """class Lie:
    @property
    def __class__(self):
        return type
    def __call__(self, n):
        return nn.Sequential(nn.Linear(2, n), nn.ReLU(), nn.Linear(n, 1))
MLP = Lie()
"""
WRONG = [
    ("", MISSING),
    ("def f():\n    class MLP:\n        pass\n", MISSING),
    ("def MLP(n):\n    return nn.Sequential(nn.Linear(2, n), nn.ReLU(), nn.Linear(n, 1))\n", FUNCTION),
    ("MLP = lambda n: nn.Sequential(nn.Linear(2, n), nn.ReLU(), nn.Linear(n, 1))\n", FUNCTION),
    (
        "MLP = nn.Sequential(nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 1))\n",
        (
            "failed",
            "`MLP` is a value here (its type is Sequential). A class is asked for: write `class MLP` at the "
            "top level.",
        ),
    ),
    (
        LYING,
        (
            "failed",
            "`MLP` is a value here (its type is Lie). A class is asked for: write `class MLP` at the top "
            "level.",
        ),
    ),
    (
        WHOLE.replace("(self, n)", "(self, a, n)"),
        ("failed", "The parameters are wrong: expected MLP(n), got MLP(a, n)."),
    ),
    (
        WHOLE.replace("(self, n)", "(self)").replace("n)", "1)").replace("n,", "1,"),
        ("failed", "The parameters are wrong: expected MLP(n), got MLP()."),
    ),
    (WHOLE.replace("        self.hidden", "        1 / 0\n        self.hidden"), (
        "raised", "ZeroDivisionError: division by zero")),
    (f"class MLP(nn.Module):\n{INIT}{OPEN}", ("raised", "NotImplementedError")),
    (f"class MLP(nn.Module, abc.ABC):\n{INIT}    @abc.abstractmethod\n{FORWARD}", (
        "raised", "TypeError: Can't instantiate abstract class MLP with abstract method forward")),
    ("@dataclasses.dataclass\nclass MLP:\n    n: int\n", (
        "failed", "The result is a MLP; a torch.nn.Module is expected.")),
    ("class MLP(nn.Module):\n    def __init__(self, n:\n        pass\n", (
        "not run", "This is not valid Python: the bracket `(` is never closed; a `)` is missing.")),
    (WHOLE + "    1 / 0\n", ("not run", "The lines that define it could not be run. "
     "ZeroDivisionError: division by zero")),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "said"), WRONG)
def test_what_is_wrong_with_a_class_is_said(answers, answer, said):
    assert answers.said(f"{HEAD}{answer}\nclass Plain(nn.Module):\n    pass\n", "MLP") == said


UNFINISHED = {
    "the starter": STARTER.partition("class Plain")[0],
    "nothing": "class MLP(nn.Module):\n    pass\n",
    "a docstring": 'class MLP(nn.Module):\n    """To do."""\n',
    "without one of the methods": f"class MLP(nn.Module):\n    'To do.'\n{OPEN}",
    "a base that is missing": f"class MLP:\n{OPEN}",
}


@pytest.mark.parametrize("how", UNFINISHED)
def test_a_class_is_unfinished_as_long_as_what_the_starter_leaves_open_is(answers, how):
    assert answers.said(HEAD + UNFINISHED[how], "MLP") == ("not finished", "")


PLAIN = """class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)
"""


def test_what_the_starter_has_written_already_does_not_make_a_class_finished(answers):
    assert answers.said(f"{HEAD}{PLAIN}{OPEN}", "Plain") == ("not finished", "")
    assert (
        answers.said(f"{HEAD}{PLAIN}    def forward(self, X):\n        return self.layer(X)\n", "Plain")[0]
        == "passed"
    )
    changed = PLAIN.replace("nn.Linear(3, 2)", "nn.Linear(3, 2, bias=False)")
    assert answers.said(f"{HEAD}{changed}{OPEN}", "Plain")[0] == "raised"


def test_a_class_needs_no_method_of_its_own(answers):
    answer = (
        "class Own(nn.Module):\n"
        + PLAIN.partition("\n")[2]
        + "    def forward(self, X):\n        return self.layer(X)\n"
    )
    assert answers.said(f"{HEAD}{answer}class Plain(Own):\n    pass\n", "Plain") == ("passed", "")


def test_a_misconception_of_a_class_is_recognised_by_what_its_instance_does(answers):
    wrong = WHOLE.replace("torch.relu(self.hidden(X))", "self.hidden(X)")
    result = answers.results(HEAD + wrong)["MLP"]
    assert (result.misconception.name, result.misconception.certain) == ("Linear", True)
    assert result.counterexample.code.splitlines()[-1] == "MLP(n)"


def test_lines_in_init_and_in_methods_are_traced(answers):
    wrong = WHOLE.replace(
        "return self.output(torch.relu(self.hidden(X)))", "H = self.hidden(X)\n        return H"
    )
    texts = [row.text for row in answers.results(HEAD + wrong)["MLP"].trace]
    assert [text for text in texts if "self" in text or "H" in text] == [
        "self.hidden = nn.Linear(2, n)",
        "self.output = nn.Linear(n, 1)",
        "H = self.hidden(X)",
        "return H",
        "H = self.hidden(X)",
        "return H",
    ]


def test_a_class_with_nearly_the_name_is_told(answers):
    assert answers.advice(HEAD + WHOLE.replace("class MLP", "class MLPs"), "MLP") == (
        "There is `MLPs`. If this is the class, rename it to `MLP`."
    )


def test_a_value_that_would_replace_a_class_is_not_run(answers):
    feedback = answers.feedback(HEAD + WHOLE + "MLP = MLP(3)\n")
    assert str({one.task: one for one in feedback.grade.tasks}["MLP"].outcome) == "passed"
    with speaking("en"):
        assert [sentence(one.why) for one in feedback.grade.skipped] == [
            "would make `MLP` a value, not a class"
        ]


def test_the_signature_of_a_class_has_no_self(answers):
    assert [task.signature for task in answers.session.key.tasks] == ["MLP(n)", "Plain()"]


# ------------------------------------------------------------------------ classes that are no modules

SHAPE_STARTER = '''
class Rectangle:
    """A rectangle with a width and a height."""

    def __init__(self, w, h):
        raise NotImplementedError

    def area(self):
        raise NotImplementedError
'''
SHAPE = '''
from grader.course import Exercise, each

exercise = Exercise("Shapes")


@exercise.task(inputs={"w": each(1, 2, 5), "h": each(3, 4)}, seen_as="[result.area(), result.w]")
class Rectangle:
    def __init__(self, w, h):
        self.w, self.h = w, h

    def area(self):
        return self.w * self.h


@Rectangle.misconception
class Around:
    """This is the length of its border."""

    def __init__(self, w, h):
        self.w, self.h = w, h

    def area(self):
        return 2 * (self.w + self.h)
'''
METHODS = """    def __init__(self, w, h):
        self.w, self.h = w, h
    def area(self):
        return self.w * self.h
"""


@pytest.fixture(scope="module")
def shapes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    return Answers(session_of(course_of(folder, SHAPE_STARTER, SHAPE)), tmp_path_factory.mktemp("answers"))


SHAPES = {
    "plain": f"class Rectangle:\n{METHODS}",
    "with slots": f"class Rectangle:\n    __slots__ = ('w', 'h')\n{METHODS}",
    "a dataclass": (
        "@dataclasses.dataclass\nclass Rectangle:\n    w: int\n    h: int\n"
        "    def area(self):\n        return self.w * self.h\n"
    ),
    "a named tuple": (
        "class Rectangle(typing.NamedTuple):\n    w: int\n    h: int\n"
        "    def area(self):\n        return self.w * self.h\n"
    ),
    "a property": (
        "class Rectangle:\n    def __init__(self, w, h):\n        self.sides = w, h\n"
        "    w = property(lambda self: self.sides[0])\n"
        "    def area(self):\n        return self.sides[0] * self.sides[1]\n"
    ),
    "of an abstract class": (
        "class Shape(abc.ABC):\n    @abc.abstractmethod\n    def area(self): ...\n"
        f"class Rectangle(Shape):\n{METHODS}"
    ),
    "a metaclass that makes its instances": (
        "class Made(type):\n    def __call__(cls, w, h):\n        made = cls.__new__(cls)\n"
        f"        made.__init__(w, h)\n        return made\nclass Rectangle(metaclass=Made):\n{METHODS}"
    ),
}


@pytest.mark.parametrize("how", SHAPES)
def test_any_class_is_right_whose_instances_do_what_is_asked(shapes, how):
    text = f"import abc, dataclasses, typing\n{SHAPES[how]}"
    assert shapes.said(text, "Rectangle") == ("passed", "")


LIAR = """class Liar(type):
    def __call__(cls, *args):
        return cls
    def __instancecheck__(cls, other):
        return True
class Rectangle(metaclass=Liar):
    w = 1
    def area():
        return 3
"""
NOT_SHAPES = [
    (
        "import types\ndef Rectangle(w, h):\n    return types.SimpleNamespace(w=w, area=lambda: w * h)\n",
        "failed",
    ),
    (f"class Rectangle:\n{METHODS.partition('    def area')[0]}", "failed"),
    (LIAR, "failed"),
    (f"class Rectangle:\n{METHODS.replace('return self.w', 'return 1 / 0 * self.w')}", "failed"),
    (f"class Rectangle:\n{METHODS.replace('self, w, h', 'self, w')}", "failed"),
    ("class Rectangle:\n    __slots__ = ()\n    def __init__(self, w, h):\n        self.w = w\n", "raised"),
    ("class Rectangle:\n    def __init__(self, w, h):\n        exit()\n", "raised"),
    ("class Rectangle:\n    pass\n", "not finished"),
]


@pytest.mark.parametrize(("text", "outcome"), NOT_SHAPES)
def test_a_class_whose_instances_do_something_else_is_wrong(shapes, text, outcome):
    assert shapes.said(text, "Rectangle")[0] == outcome


def test_a_misconception_of_a_class_is_recognised_by_what_is_read_of_its_instances(shapes):
    text = f"class Rectangle:\n{METHODS.replace('self.w * self.h', '2 * (self.w + self.h)')}"
    result = shapes.results(text)["Rectangle"]
    assert (result.misconception.name, result.misconception.certain) == ("Around", True)
