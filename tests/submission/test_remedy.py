"""Each frequent syntax error gets its place and a remedy; a near miss keeps Python's own words."""

# ruff: noqa: RUF001  # full-width signs are tested here

from __future__ import annotations

import ast

import pytest

from grader.submission.source import SyntaxFault
from grader.submission.syntax import parse

CHINESE = "`{}` is a sign of a Chinese keyboard; type `{}` with the keyboard set to English"
CURLY = "`{}` is a curly quote of a text program; type the straight quote `{}`"
SPACE = "this space is a special character ({}), often copied from a web page; type a normal space"
TABS = "tabs and spaces are mixed at the start of lines; use four spaces for each level, and no tabs"
COLON = "the colon `:` is missing at the end of this line"
CLOSED = "the bracket `{}` is never closed; a `{}` is missing"
EQUAL = "`=` assigns a value; a condition compares with `==`"
SIDE_BY_SIDE = (
    "two values are side by side; perhaps a comma `,` or a sign such as `*` is missing between them"
)
STRING = "the string that begins here has no end; a `{}` is missing"
RETURN = "this `return` is in no function; indent it like the other lines of its function"
NO_BODY = "an indented line of code must follow this line"
ELIF = "Python writes `elif`, not `{}`"

FAULTS = {
    # characters
    "def f（x):\n    pass": (CHINESE.format("（", "("), 1, "（"),
    "def f(x， y):\n    pass": (CHINESE.format("，", ","), 1, "，"),
    "def f(x)：\n    pass": (CHINESE.format("：", ":"), 1, "："),
    "x = y。sum()": (CHINESE.format("。", "."), 1, "。"),
    "x = f(y、 z)": (CHINESE.format("、", ","), 1, "、"),
    "x = '，' + ，": (CHINESE.format("，", ","), 1, "，"),
    "x = “a”": (CURLY.format("“", '"'), 1, "“"),
    "x = \u2018a\u2019": (CURLY.format("\u2018", "'"), 1, "\u2018"),
    "x = 1 \u2212 y": ("Python does not know the sign `\u2212`; type `-`", 1, "\u2212"),
    "x = 1 \u00d7 y": ("Python does not know the sign `\u00d7`; type `*`", 1, "\u00d7"),
    "x =\xa01": (SPACE.format("U+00A0"), 1, "\xa0"),
    "x =\u30001": (SPACE.format("U+3000"), 1, "\u3000"),
    "x = 1\u200b": ("an invisible character (U+200B) is here; delete it", 1, "\u200b"),
    # indentation
    "def f(x):\n    y = x\n\treturn y": (TABS, 3, "\t"),
    "def f(x):\n\ty = x\n        return y": (TABS, 3, "        "),
    "def f(x):\n    y = x\n        z = 1\n    return y": (
        "this line is indented by 8, more than the line above (4); only a colon `:` begins a block",
        3,
        "        ",
    ),
    "# a\n  x = 1": (
        "this line is indented, but no block begins above it; delete the spaces before it",
        2,
        "  ",
    ),
    "def f(x):\n    y = 1\n   return y": (
        "this line is indented by 3, which fits no block above it; the line above is indented by 4",
        3,
        "   ",
    ),
    "def f(x):\nreturn x": (NO_BODY, 1, ""),
    "def f(x):\n    # todo\n": (f"{NO_BODY}; a comment does not count", 1, ""),
    "def f(x):\n    y = x\nreturn y": (RETURN, 3, "return"),
    # brackets
    "def f(x):\n    y = g(h(x)\n    return y": (CLOSED.format("(", ")"), 2, "("),
    "x = [1, 2\ny = 3": (CLOSED.format("[", "]"), 1, "["),
    "x = {1: 2\ny = 3": (CLOSED.format("{", "}"), 1, "{"),
    "if (x > 1:\n    pass": (
        "the bracket `(` is not closed before the colon `:`; a `)` is missing",
        1,
        "(",
    ),
    "x = f(\n  1, 2]": ("`]` cannot close the bracket `(` of line 1; a `)` is needed first", 2, "]"),
    "x = f(1, 2]": ("`]` cannot close the bracket `(`; a `)` is needed first", 1, "]"),
    "x = (1, 2))": ("this `)` closes no bracket; delete it, or open a `(` before it", 1, ")"),
    # words
    "def f(x)\n    pass": (COLON, 1, ""),
    "if x > 1  # more\n    pass": (COLON, 1, " "),
    "for i in range(3)\n    pass": (COLON, 1, ""),
    "class A(B)\n    pass": (COLON, 1, ""),
    "if x:\n    pass\nelse\n    pass": (COLON, 3, ""),
    "def f(x) return x": ("a colon `:` is missing here", 1, "return"),
    "if x:\n    pass\nelseif y:\n    pass": (ELIF.format("elseif"), 3, "elseif"),
    "if x:\n    pass\nelse if y:\n    pass": (ELIF.format("else if"), 3, "else if"),
    "print x": ("`print` needs round brackets; write `print(x)`", 1, "print x"),
    "print 'a', x  # b": ("`print` needs round brackets; write `print(…)`", 1, "print 'a', x"),
    "if x = 1:\n    pass": (EQUAL, 1, "="),
    "if f(x=2) = 1:\n    pass": (EQUAL, 1, "="),
    "while x.y = 1:\n    pass": (EQUAL, 1, "="),
    "def f(x):\n    return x = 1": (
        "a `return` cannot assign with `=`; to compare, write `==`",
        2,
        "=",
    ),
    "lambda = 0.1": (
        "`lambda` is a word of Python and cannot be a name; choose another one, such as `lambda_`",
        1,
        "lambda",
    ),
    "def f(x, lambda):\n    pass": (
        "`lambda` is a word of Python and cannot be a name; choose another one, such as `lambda_`",
        1,
        "lambda",
    ),
    "function f(x):\n    pass": (
        "a function begins with `def` in Python, not with `function`",
        1,
        "function",
    ),
    "def f(A, x):\n    retrun A @ x": (
        "`retrun` is not a word of Python; did you mean `return`?",
        2,
        "retrun",
    ),
    "improt torch": ("`improt` is not a word of Python; did you mean `import`?", 1, "improt"),
    "fro x in y:\n    pass": ("`fro` is not a word of Python; did you mean `for`?", 1, "fro"),
    "x++": ("Python has no `++`; write `x += 1`", 1, "++"),
    "if x && y:\n    pass": ("Python has no `&&`; write `and`", 1, "&&"),
    "if x || y:\n    pass": ("Python has no `||`; write `or`", 1, "||"),
    "if !x:\n    pass": ("Python has no `!`; write `not`", 1, "!"),
    # values and strings
    "f(x y)": (SIDE_BY_SIDE, 1, "x y"),
    "f(x,\n  y\n  z)": (SIDE_BY_SIDE, 2, "y"),
    "f([value * value for value in x] dtype=int)": (SIDE_BY_SIDE, 1, " "),
    "y = 2 x": (SIDE_BY_SIDE, 1, "2 x"),
    "def f(x y):\n    pass": ("a comma `,` is missing between two parameters", 1, "y"),
    "def f(x):\n    x =\n    return x": ("a value is missing after `=`", 2, ""),
    "y = x +  # more": ("a value is missing after `+`", 1, " "),
    "f(x ** )": ("a value is missing after `**`", 1, " "),
    "if x and:\n    pass": ("a value is missing after `and`", 1, ":"),
    "y = 2x": ("`2x` is neither a number nor a name; a product is written `2 * x`", 1, "2x"),
    "1d = 3": ("a name cannot begin with a digit, as `1d` does", 1, "1d"),
    "x = 'abc": (STRING.format("'"), 1, "'"),
    'def f(x):\n    """doc\n    return x': (STRING.format('"""'), 2, '"""'),
    "x = 'it's'": ("the `'` in `it's` ends the string; put double quotes around the whole string", 1, "'"),
    "x = 1 + \\ 2": ("a backslash must be the last character of its line; delete what follows it", 1, " "),
    # what Python does not report
    "<<<<<<< HEAD": ("a merge conflict of Git is not resolved here", 1, "<<<<<<< HEAD"),
    ">>> x = 1": (
        "the prompts `>>>` and `...` of a session are not code; delete them",
        1,
        ">>> x = 1",
    ),
    "```python": ("this line is Markdown, not Python; delete it", 1, "```python"),
}
"""Code, with what is said of it, the line, and the characters that are meant."""

PYTHONS = {
    "result A @ x": "invalid syntax",
    "retrun A @ x y": "invalid syntax",
    "f(dim: 1)": "invalid syntax",
    "x = {1: 2: 3}": "invalid syntax",
    "f(x) = 3": "cannot assign to function call here. Maybe you meant '==' instead of '='?",
    "f(a=1, 2)": "positional argument follows keyword argument",
    "x = 3\u00b0": "invalid character '\u00b0' (U+00B0)",
    "💡 = 1": "invalid character '💡' (U+1F4A1)",
    "x = $a": "invalid syntax",
    "exec 'x'": "Missing parentheses in call to 'exec'. Did you mean exec(...)?",
    "def f:\n    pass": "expected '('",
    "for i in x y:\n    pass": "invalid syntax",
    "x = f'{a'": "f-string: expecting '}'",
    "x != = 3": "invalid syntax",
    "def f(x) ->:\n    pass": "expected ':'",
    "y = 1e": "invalid decimal literal",
}
"""Code of which nothing better is known."""


def fault(text: str) -> SyntaxFault:
    found = parse(text)
    assert not isinstance(found, ast.Module)
    return found


def meant(found: SyntaxFault) -> str:
    """The characters that the carets point to."""
    if found.column == 0:
        return found.text
    return found.text[found.column - 1 : found.column - 1 + found.width]


@pytest.mark.parametrize("text", FAULTS)
def test_a_frequent_mistake_is_told_with_its_place_and_a_remedy(text: str) -> None:
    found = fault(text)
    assert (str(found.message), found.line, meant(found)) == FAULTS[text]
    assert found.text == text.split("\n")[found.line - 1]


@pytest.mark.parametrize("text", PYTHONS)
def test_where_nothing_better_is_known_python_itself_is_quoted(text: str) -> None:
    assert str(fault(text).message) == PYTHONS[text]


def test_what_is_missing_at_the_end_of_a_line_is_shown_after_its_last_character() -> None:
    found = fault("if x > 1   \n    pass")
    assert (found.line, found.column) == (1, len("if x > 1") + 1)


def test_the_column_counts_characters_and_not_bytes() -> None:
    found = fault("中文 = f（x)")
    assert (found.column, meant(found)) == (7, "（")


@pytest.mark.parametrize("text", ["x = '，'", "# “a”\nx = 1", 'x = """\n（\n"""', "s = 'print x'"])
def test_signs_in_strings_and_comments_are_welcome(text: str) -> None:
    assert isinstance(parse(text), ast.Module)


@pytest.mark.parametrize("text", ["(" * 5_000, "-" * 50_000 + "1", "x = 'a\0b'"])
def test_text_of_any_kind_has_a_fault_that_can_be_shown(text: str) -> None:
    found = fault(text)
    assert found.line == 1
    assert 0 <= found.column <= len(found.text) + 1
