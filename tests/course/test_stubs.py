"""What a starter leaves open: functions, classes and variables."""

import ast
from textwrap import dedent

import pytest

from grader.course.stubs import stubs_of

SOURCE = '''
"""Week 1."""

import torch

LR = 0.1

# 1 ──────────
# The numbers.
#     x[0]  ->  0
x = ...

y: int = None  # a number


@torch.no_grad()
def f(a, b):
    """Two."""


class Open:
    def __init__(self, n):
        self.n = n

    def double(self):
        """Twice n."""
        raise NotImplementedError


class Whole:
    def one(self):
        return 1


class Empty:
    """To do."""
'''


def test_the_stubs_are_found_in_their_order_with_their_parameters():
    source = dedent(SOURCE)
    found = list(stubs_of(ast.parse(source), source))
    assert [(stub.name, stub.kind, stub.parameters, stub.certain) for stub in found] == [
        ("x", "variable", (), True),
        ("y", "variable", (), False),
        ("f", "function", ("a", "b"), True),
        ("Open", "class", ("n",), True),
        ("Empty", "class", (), True),
    ]


def test_the_text_of_a_variable_has_its_comments_since_it_has_no_docstring():
    source = dedent(SOURCE)
    texts = {stub.name: stub.text for stub in stubs_of(ast.parse(source), source)}
    assert texts["x"] == "# The numbers.\n#     x[0]  ->  0\nx = ..."
    assert texts["y"] == "y: int = None  # a number"


@pytest.mark.parametrize("line", ["x = 3", "x = y = None", "x, y = None, None", "x.y = None", "x += 1"])
def test_what_has_a_value_or_no_single_name_is_no_stub(line):
    assert list(stubs_of(ast.parse(line), line)) == []
