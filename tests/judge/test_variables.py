"""A variable as a task: which answers pass, and what is said of the others."""

import json

import pytest
from kinds import Answers, course_of, session_of
from submitted import code_cell, notebook

from grader.core.message import speaking
from grader.locale.messages import sentence

STARTER = """
import torch

# The integers from 0 to 11.
x = ...

w = None  # three zeros that require grad

noise = None


def double(n):
    raise NotImplementedError


pair = None
"""
REFERENCE = '''
import torch

from grader.course import Exercise, each

exercise = Exercise("Variables")


@exercise.variable
def x():
    return torch.arange(12)


@x.right
def by_list():
    return torch.tensor(list(range(12)))


@x.misconception
def from_one():
    """`arange` starts at 0."""
    return torch.arange(1, 13)


x.hint("Look up arange.")


@exercise.variable(points=2, attached=True)
def w():
    return torch.zeros(3, requires_grad=True)


@exercise.variable(rtol=1e-6)
def noise():
    return torch.rand(2)


@exercise.task(inputs={"n": each(1, 2)})
def double(n):
    return 2 * n


@exercise.variable(dtype=False)
def pair():
    return torch.ones(2), 3
'''


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    return Answers(session_of(course_of(folder, STARTER, REFERENCE)), tmp_path_factory.mktemp("answers"))


RIGHT = [
    "x = torch.arange(12)",
    "x = torch.tensor(list(range(12)))",
    "x: torch.Tensor = torch.arange(12)",
    "x = ...\nx = torch.arange(12)",
    "x = torch.arange(1, 13)\nx -= 1",
    "x = torch.arange(12)\nx[0] = 5\nx[0] = 0",
    "n = 12\nx = torch.arange(n)\nn = 3",
    "def make(n):\n    return torch.arange(n)\nx = make(12)",
    "x, y = torch.arange(12), 1",
    "y = x = torch.arange(12)",
    "if True:\n    x = torch.arange(12)\nelse:\n    x = None",
    "for k in (11, 12):\n    x = torch.arange(k)",
    "with torch.no_grad():\n    x = torch.arange(12)",
    "try:\n    x = 1 / 0\nexcept ZeroDivisionError:\n    x = torch.arange(12)",
    "print(x := torch.arange(12))",
    "x = torch.arange(12)\nx.view(5, 5)",
    "x = torch.arange(12)\nx[99] = 1",
    "x = torch.arange(3)\ndel x\nx = torch.arange(12)",
    "def x():\n    return 3\nx = torch.arange(12)",
]


@pytest.mark.parametrize("answer", RIGHT)
def test_a_right_value_passes_however_it_is_made(answers, answer):
    assert answers.said(f"import torch\n{answer}\n", "x") == ("passed", "")


@pytest.mark.parametrize("whole", [False, True])
def test_a_whole_file_gives_the_same_values(answers, whole):
    text = "import torch\nx = torch.arange(12)\nw = torch.zeros(3, requires_grad=True)\n"
    text += "def double(n):\n    return n\n"
    found = {task: str(one.outcome) for task, one in answers.results(text, whole=whole).items()}
    assert found == {
        "x": "passed",
        "w": "passed",
        "noise": "missing",
        "double": "failed",
        "pair": "missing",
    }


MISSING = (
    "missing",
    "This file gives no value to the variable x. Assign it at the top level. If you make it in an unusual "
    "way, try --whole-file.",
)
NOT_FINISHED = ("not finished", "")
WRONG = [
    ("y = 1", MISSING),
    ("x: torch.Tensor", MISSING),
    ("x = torch.arange(12)\ndel x", MISSING),
    ("x = torch.arange(12)\nif True:\n    del x", MISSING),
    ("if False:\n    x = 3", MISSING),
    ("def f():\n    x = torch.arange(12)", MISSING),
    ("x = None", NOT_FINISHED),
    ("x = None  # the integers", NOT_FINISHED),
    ("x = ...", NOT_FINISHED),
    ("x = y = None", NOT_FINISHED),
    ("x: torch.Tensor = ...", NOT_FINISHED),
    ("x = torch.arange(12)\nx = None", NOT_FINISHED),
    ("x = ...\ny = torch.zeros(2)\ny.copy_(x)", NOT_FINISHED),
    ("x = torch.arange(12.)", ("failed", "x has dtype float32; int64 is expected.")),
    ("x = torch.arange(12).reshape(3, 4)", ("failed", "x has shape (3, 4); shape (12,) is expected.")),
    (
        "x = torch.arange(1, 13)",
        ("failed", "12 of 12 elements are wrong. The first is [0]: it is 1, 0 is expected."),
    ),
    ("x = list(range(12))", ("failed", "x is a list of 12; a tensor is expected.")),
    ("def x():\n    return torch.arange(12)", ("failed", "x is a function; a tensor is expected.")),
    ("class x:\n    pass", ("failed", "x is a type; a tensor is expected.")),
    ("x = torch.arange(12) / y", ("raised", "NameError: name 'y' is not defined")),
    ("y = 1 / 0\nx = torch.arange(y)", ("raised", "ZeroDivisionError: division by zero")),
    (
        "x = torch.arange(12",
        ("not run", "This is not valid Python: the bracket `(` is never closed; a `)` is missing."),
    ),
]


@pytest.mark.parametrize(("answer", "said"), WRONG)
def test_what_is_wrong_with_a_variable_is_said(answers, answer, said):
    assert answers.said(f"import torch\n{answer}\ndef double(n):\n    return 2 * n\n", "x") == said


ADVICE = [
    ("def f():\n    x = 3", "`x` is assigned only in the function `f`, and exists only there. Assign it at "
     "the top level, outside of all functions."),
    ("if __name__ == '__main__':\n    x = 3", "`x` is defined only under `if __name__ == \"__main__\":`, "
     "which is not run. Move it out of there."),
    ("w = None\nx = w + 1", "This uses `w`, which is not finished yet. Finish `w` first."),
    ("x = 3\n\ndel x", "Line 4 deletes `x`. Leave out this `del`."),
    ("def x():\n    return 3", "`x` is a function here. A variable is asked for: write `x = …` at the top "
     "level, without `def`."),
    ("class x:\n    y = 3", "`x` is a class here. A variable is asked for: write `x = …` at the top level."),
    ("y = [3]\nx = y.append(4)", "`x` is None. Methods that change a value in place return None, such as "
     "`append` of a list. So does `backward()`."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "advice"), ADVICE)
def test_what_to_do_about_a_variable_is_said(answers, answer, advice):
    assert answers.advice(f"import torch\n{answer}\n", "x") == advice


def test_a_variable_with_nearly_the_name_is_told(answers):
    assert answers.advice("import torch\nnoises = torch.rand(2)\n", "noise") == (
        "There is `noises`. If this is the variable, rename it to `noise`."
    )


def test_a_part_of_a_variable_is_named_like_in_python(answers):
    assert answers.said("import torch\npair = torch.ones(3), 3\n", "pair") == (
        "failed",
        "pair[0] has shape (3,); shape (2,) is expected.",
    )


def test_the_graph_counts_where_it_is_asked(answers):
    assert answers.said("import torch\nw = torch.zeros(3)\n", "w")[0] == "failed"
    assert answers.results("import torch\nw = torch.zeros(3, requires_grad=True)\n")["w"].score == 2.0


def test_random_numbers_are_those_of_the_reference_whatever_else_is_drawn(answers):
    text = "import torch\nx = torch.randperm(12)\nnoise = torch.rand(2)\n"
    assert answers.said(text, "noise") == ("passed", "")


def test_a_call_of_a_function_does_not_change_a_variable(answers):
    text = "import torch\nx = torch.arange(12)\ndef double(n):\n    x.zero_()\n    return 2 * n\n"
    found = answers.results(text)
    assert {task: str(found[task].outcome) for task in ("x", "double")} == {"x": "passed", "double": "passed"}


def test_a_misconception_of_a_variable_is_recognised(answers):
    result = answers.results("import torch\nx = 1 + torch.arange(12)\n")["x"]
    assert (result.misconception.name, result.misconception.certain) == ("from_one", True)
    assert (result.counterexample.code, result.tried, result.line) == ("x", 1, 2)


def test_the_lines_of_a_variable_are_traced_without_imports_and_definitions(answers):
    text = "import torch\ndef half(n):\n    return n // 2\nn = half(8)\nx = torch.arange(n)\nx = x + 1\n"
    result = answers.results(text)["x"]
    assert [(row.text, [(one.name, one.value) for one in row.computed]) for row in result.trace] == [
        ("n = half(8)", [("n", "4")]),
        ("return n // 2", [("", "4")]),
        ("x = torch.arange(n)", [("x", "tensor([0, 1, 2, 3])")]),
        ("x = x + 1", [("x", "tensor([1, 2, 3, 4])")]),
    ]
    with speaking("en"):
        marks = [sentence(row.mark) for row in result.trace if row.mark is not None]
    assert marks == ["shape (4,) begins here"]


def test_what_a_variable_prints_and_where_it_fails_is_reported(answers):
    text = "import torch\nprint('hello')\nk = 3\nprint(x := torch.zeros(k))\n"
    assert answers.results(text)["x"].stdout == "tensor([0., 0., 0.])\n"
    result = answers.results("import torch\nk = 0\nx = torch.arange(12 // k)\n")["x"]
    assert (str(result.outcome), result.error.line, result.error.text) == (
        "raised",
        3,
        "x = torch.arange(12 // k)",
    )


def test_of_the_cells_of_a_notebook_a_later_one_wins(answers):
    cells = ["import torch\nx = torch.zeros(3)", "x = torch.arange(12)", "x.shape"]
    text = notebook(*map(code_cell, cells))
    result = answers.results(text, name="week_1.ipynb")["x"]
    assert (str(result.outcome), result.cell, result.line) == ("passed", 2, 1)


def test_a_variable_where_a_function_is_asked_is_told(answers):
    assert answers.said("double = 3\n", "double") == (
        "failed",
        "`double` is a value here (its type is int). A function is asked for: write `def double(n):`.",
    )


def test_a_class_where_a_function_is_asked_is_told_unless_it_gives_what_is_asked(answers):
    wrong = "class double:\n    def __init__(self, n):\n        self.n = 2 * n\n"
    assert answers.said(wrong, "double")[0] == "failed"
    assert (
        answers.advice(wrong, "double")
        == "`double` is a class here. A function is asked for: write `def double(n):`."
    )
    right = "class double(int):\n    def __new__(cls, n):\n        return 2 * n\n"
    assert answers.said(right, "double") == ("passed", "")


def test_what_is_left_open_is_the_text_that_a_learner_reads(answers):
    texts = {name: text.stub for name, text in answers.session.key.text.tasks.items()}
    assert texts["x"] == "# The integers from 0 to 11.\nx = ..."
    assert texts["w"] == "w = None  # three zeros that require grad"


def test_a_key_with_variables_survives_being_written_and_read(answers, tmp_path):
    from grader.course import key as keys

    (tmp_path / "week_1.key").write_bytes(keys.encoded(answers.session.key))
    assert keys.read(tmp_path / "week_1.key") == answers.session.key
    assert [task.signature for task in answers.session.key.tasks] == ["x", "w", "noise", "double(n)", "pair"]
    assert json.dumps([len(task.cases) for task in answers.session.key.tasks]) == "[1, 1, 1, 2, 1]"


SEEN = '''
import torch

from grader.course import Exercise

exercise = Exercise("Seen")


@exercise.variable(seen_as="[result(torch.tensor(float(n))) for n in range(3)]", dtype=False)
def square():
    return lambda x: x**2


@exercise.variable(seeds=3)
def noise():
    return 3 + torch.randn(400)


@noise.holds
def around_3(result):
    """The mean is about 3, and the numbers differ."""
    return bool(abs(result.mean() - 3) < 0.3 and result.std() > 0.5)
'''


def test_a_variable_may_be_seen_as_something_else_and_have_a_property(tmp_path):
    answers = Answers(session_of(course_of(tmp_path, "square = ...\nnoise = ...\n", SEEN)), tmp_path)
    right = "import torch\ndef square(x):\n    return x * x\nnoise = torch.normal(3.0, 2.0, (400,))\n"
    assert {task: str(one.outcome) for task, one in answers.results(right).items()} == {
        "square": "passed",
        "noise": "passed",
    }
    assert answers.said("import torch\nnoise = torch.randn(400)\n", "noise")[0] == "failed"
    assert answers.said("square = torch.square\nimport torch\n", "square")[0] == "raised"
    assert answers.said("import torch\nsquare = torch.square\n", "square") == ("passed", "")
    assert answers.said("square = lambda x: 2 * x\n", "square")[0] == "failed"


def test_a_variable_has_no_hidden_cases(answers):
    from grader.course.making import make_hidden

    hidden = make_hidden(answers.session.course, "week_1", "secret", answers.session.key)
    assert [task.name for task in hidden.tasks] == []


@pytest.mark.slow
def test_a_variable_that_is_never_done_costs_only_itself(answers, pool, tmp_path):
    text = "import torch\nwhile True:\n    x = 3\nw = torch.zeros(3, requires_grad=True)\n"
    found = Answers(answers.session, tmp_path, pool)
    assert found.said(text, "x") == (
        "timed out",
        "It did not finish within 2 s. Is there a loop that never ends?",
    )
    assert found.said(text, "w") == ("passed", "")


DATA = """
from grader.course import Exercise

exercise = Exercise("Data", data="house.csv")


@exercise.variable
def rows():
    with open("house.csv") as file:
        return len(file.readlines())


@exercise.variable
def first():
    return rows()
"""


def test_a_variable_may_be_made_of_a_file_of_data(tmp_path):
    course = course_of(tmp_path, "rows = ...\nfirst = ...\n", DATA)
    (tmp_path / "exercises" / "house.csv").write_text("NumRooms,Price\n3,100\n4,200\n")
    answers = Answers(session_of(course), tmp_path)
    right = "import csv\nrows = len(list(csv.reader(open('house.csv'))))\nfirst = 3\n"
    assert answers.said(right, "rows") == ("passed", "")
    assert answers.said(right, "rows", whole=True) == ("passed", "")
    assert answers.said("rows = len(open('other.csv').read())\n", "rows")[0] == "raised"
