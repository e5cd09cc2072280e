"""Single edits: what is made of a function, and what is not counted."""

import ast

import pytest

from grader.workshop.edit_kinds import Scope
from grader.workshop.edits import edits


def made(source, **scope):
    """All edits of a function, as the code that changes."""
    return {f"{edit.before} → {edit.after}" for edit in all_edits(source, **scope)}


def all_edits(source, **scope):
    return list(edits(ast.parse(source).body[0], Scope(**scope)))


MADE = {
    "a number": (
        "def f(x):\n    return x[2]",
        {"x[2] → x[3]", "x[2] → x[1]", "x[2] → x[0]", "x[2] → x[-2]", "x[2] → x[4]"},
    ),
    "a small step of a float": ("def f(x):\n    y = 0.5", {"y = 0.5 → y = 0.5005", "y = 0.5 → y = -0.5"}),
    "an operator": ("def f(x, y):\n    z = x @ y", {"z = x @ y → z = x * y", "z = x @ y → z = y @ x"}),
    "an operand": ("def f(x, y):\n    z = x - y", {"z = x - y → z = x", "z = x - y → z = y - x"}),
    "a comparison": ("def f(x):\n    y = x < 0", {"y = x < 0 → y = x <= 0", "y = x < 0 → y = x != 0"}),
    "a condition": (
        "def f(x):\n    if x:\n        y = 1",
        {"if x: … → if not x: …", "if x: … → if True: …", "if x: … → if False: …"},
    ),
    "a logical operator": (
        "def f(x, y):\n    z = x and y",
        {"z = x and y → z = x or y", "z = x and y → z = x"},
    ),
    "a dimension": (
        "def f(x):\n    y = x.sum(dim=0)",
        {
            "y = x.sum(dim=0) → y = x.sum(dim=1)",
            "y = x.sum(dim=0) → y = x.sum(dim=-1)",
            "y = x.sum(dim=0) → y = x.sum(dim=0, keepdim=True)",
            "y = x.sum(dim=0) → y = x.sum()",
        },
    ),
    "a flag": (
        "def f(x):\n    y = x.sum(0, keepdim=True)",
        {"x.sum(0, keepdim=True) → x.sum(0, keepdim=False)"},
    ),
    "an argument": ("def f(x, y):\n    z = g(x, y)", {"z = g(x, y) → z = g(y, x)", "z = g(x, y) → z = g(x)"}),
    "a method": ("def f(x):\n    y = x.max()", {"x.max() → x.min()", "y = x.max() → y = x"}),
    "a detach": ("def f(x):\n    y = x.detach()", {"y = x.detach() → y = x", "x.detach() → x.clone()"}),
    "a bound": ("def f(x):\n    y = x.clamp(min=0)", {"y = x.clamp(min=0) → y = x.clamp(max=0)"}),
    "an order of a norm": ("def f(x):\n    y = x.norm()", {"y = x.norm() → y = x.norm(p=1.0)"}),
    "a range": (
        "def f(n):\n    for i in range(n):\n        g(i)",
        {f"for i in range(n): … → for i in range({ends}): …" for ends in ("n + 1", "n - 1", "1, n")},
    ),
    "a slice": ("def f(x):\n    y = x[1:]", {"x[1:] → x[2:]", "x[1:] → x[:]"}),
    "elements": ("def f(x, y):\n    return x, y", {"return (x, y) → return (y, x)"}),
    "a variable": ("def f(x, y):\n    z = x.T", {"x.T → y.T"}),
    "an in-place statement": (
        "def f(x, y):\n    x += y",
        {"x += y → x = y", "x += y → x = x + y", "x += y → x -= y"},
    ),
    "a deleted statement": ("def f(x):\n    x.zero_()", {"x.zero_() → pass"}),
    "two statements": ("def f(x):\n    g(x)\n    h(x)", {"g(x); h(x) → h(x); g(x)"}),
    "a context": (
        "def f(x):\n    with no_grad():\n        g(x)\n        h(x)",
        {"with no_grad(): … → g(x); h(x)"},
    ),
    "a jump": ("def f(x):\n    for y in x:\n        break", {"break → continue"}),
    "one target of several": ("def f(x):\n    y = z = x", {"y = z = x → y = x", "y = z = x → z = x"}),
    "a divisor": (
        "def f(x, y):\n    z = x / y",
        {"x / y → x / y.clamp(min=1.0)", "x / y → x / (y + 1e-06)"},
    ),
    "a constant of the file": ("STEP = 2", {"STEP = 2 → STEP = 3"}),
}


@pytest.mark.parametrize("name", MADE)
def test_an_edit_is_made(name):
    source, expected = MADE[name]
    assert expected <= made(source)


def test_an_edit_knows_its_line_and_the_whole_text():
    source = "def f(x):\n    y = x.sum(0)\n    return y.sqrt()"
    (edit,) = [edit for edit in all_edits(source) if edit.after == "x.mean(0)"]
    assert (edit.kind, edit.line, edit.before) == ("method", 2, "x.sum(0)")
    assert edit.text == "def f(x):\n    y = x.mean(0)\n    return y.sqrt()"


def test_no_edit_is_made_twice_or_changes_nothing():
    source = "def f(x, n):\n    '''Say.'''\n    return x.sum(dim=0)[1:n] + 1 - x.mean(dim=1)"
    texts = [edit.text for edit in all_edits(source)]
    assert len(texts) == len(set(texts)) > 40
    assert ast.unparse(ast.parse(source)) not in texts


def test_what_does_not_parse_is_no_edit():
    source = "def f(x):\n    global y\n    y = x"
    for edit in all_edits(source):
        compile(edit.text, "edit", "exec")


def test_the_text_of_an_exception_and_a_docstring_are_left_alone():
    source = "def f(x):\n    'two'\n    raise ValueError('sum', 2)"
    assert made(source) == {"raise ValueError('sum', 2) → pass"}


GUARDED = "def f(x):\n    if not len(x):\n        raise ValueError\n    return x.sqrt()"


def test_a_condition_that_only_leaves_cases_out_is_left_alone():
    assert not any("len" in edit or "raise" in edit for edit in made(GUARDED))
    asked = made(GUARDED, raises=("ValueError",))
    assert {"if not len(x): … → if len(x): …", "raise ValueError → pass"} <= asked


def test_the_definition_is_as_before_afterwards():
    source = "def f(x, y):\n    for i in range(3):\n        x += y[i] / 2\n    return x"
    definition = ast.parse(source).body[0]
    list(edits(definition, Scope()))
    assert ast.unparse(definition) == source


def test_no_detach_is_inserted_where_the_graph_is_not_graded():
    source = "def f(x):\n    return 2 * x"
    assert "2 * x → 2 * x.detach()" in made(source)
    assert not any("detach" in edit for edit in made(source, graph=False))


def test_a_long_line_is_cut_to_what_differs():
    source = f"def f(x):\n    return g({', '.join('x' * 1 for _ in range(40))}, 7)"
    shown = [edit for edit in all_edits(source) if edit.kind == "number"]
    assert (shown[0].before, shown[0].after) == ("… x, x, x, x, x, 7)", "… x, x, x, x, x, 8)")
