"""What an author, a teacher or a student reads of these rooms can be translated: a message, never glued."""

import ast
from pathlib import Path

import pytest

import grader
from grader.core.message import Message, Plural
from grader.course import words as course_words
from grader.workshop import generic, noise, release_words
from grader.workshop import words as verify_words

PACKAGE = Path(grader.__file__).parent
ROOMS = ("course", "runner", "workshop")
PYTHONS_OWN = {"AttributeError"}
"""Raised where Python's protocols ask for it, with words in Python's manner; nobody is shown them."""


def raised(path):
    """Each error that a file raises, or hands on as a value: its class, its first argument, its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name.endswith(("Error", "Warning")) or name == "_broken":
                yield name, node.args[0] if node.args else None, node.lineno


def is_message(node):
    """Whether an argument is a message, or something that was made elsewhere: a name, one of two names."""
    if isinstance(node, ast.IfExp):
        return is_message(node.body) and is_message(node.orelse)
    if isinstance(node, ast.Subscript):  # of a table of messages
        return is_message(node.value)
    return isinstance(node, ast.Name | ast.Attribute)


def faults(path):
    return [
        f"{path.relative_to(PACKAGE)}, line {line}: {name}({ast.unparse(argument) if argument else ''})"
        for name, argument, line in raised(path)
        if name not in PYTHONS_OWN and not is_message(argument)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_every_error_takes_a_message(room):
    found = sorted((PACKAGE / room).rglob("*.py"))
    assert sum(len(list(raised(path))) for path in found) > 5
    assert [fault for path in found for fault in faults(path)] == []


@pytest.mark.parametrize(
    "text",
    [
        'raise CourseError("It is broken.")',
        'raise CourseError(f"{path} is broken.")',
        "raise CourseError(BROKEN.format(path=path))",
        'raise CourseError(A + "b")',
        "raise CourseError()",
        'return UsageError(A if a else "b")',
        'raise _broken("It is broken.", task=name)',
    ],
)
def test_what_is_no_message_would_be_seen(tmp_path, text):
    (tmp_path / "a.py").write_text(f"def f():\n    {text}\n")
    assert not all(is_message(argument) for _, argument, _ in raised(tmp_path / "a.py"))


def test_words_are_messages():
    """A text that is no message would be shown in English whatever is asked for."""
    for module in (course_words, verify_words, release_words):
        for name, thing in vars(module).items():
            if name.isupper():
                parts = (
                    thing.values()
                    if isinstance(thing, dict)
                    else thing
                    if isinstance(thing, tuple)
                    else [thing]
                )
                assert all(isinstance(part, Message | Plural) for part in parts), f"{module.__name__}.{name}"


def test_every_generic_wrong_answer_has_a_label():
    assert set(verify_words.KINDS) == {*generic.KINDS, noise.NOISE}
