"""What is kept of a class: each fact has a message, and what the message needs."""

import ast
import string
from pathlib import Path

import pytest

from grader.core.message import Plural
from grader.locale import classroom

PACKAGE = Path(classroom.__file__).parents[1]


def facts():
    """Every fact that is written down in the classroom or a command: its place, code and arguments."""
    for room in ("classroom", "cli"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fact":
                    code, arguments = node.args[0], node.args[1] if len(node.args) > 1 else ast.Dict([], [])
                    assert isinstance(code, ast.Constant), f"{path}, line {node.lineno}"
                    assert isinstance(arguments, ast.Dict), f"{path}, line {node.lineno}"
                    yield f"{path.name}:{node.lineno}", code.value, {key.value for key in arguments.keys}


FACTS = list(facts())


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("place", "code", "arguments"), FACTS, ids=[place for place, _, _ in FACTS])
def test_each_fact_has_a_message_and_what_it_needs(place, code, arguments):
    message = classroom.MESSAGES[code]
    texts = (message.one, message.many) if isinstance(message, Plural) else (message.text,)
    needed = set().union(*map(placeholders, texts))
    assert needed <= arguments
    assert arguments - needed <= {"count"}  # by which a language may choose its form


def test_each_message_is_of_a_fact():
    assert set(classroom.MESSAGES) == {code for _, code, _ in FACTS}
