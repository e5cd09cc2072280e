"""From a fact to a sentence: phrases within it, several of them, and codes that are not known here."""

import pytest

from grader.core.fact import Fact
from grader.locale.messages import joined, remembering, said, sentence


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["x"], "x"), (["x", "y"], "x and y"), (["x", "y", "z"], "x, y and z")]
)
def test_names_are_joined(parts, text):
    assert joined(parts) == text


def test_a_phrase_stands_within_a_sentence():
    view = Fact("memory.view", {"names": ("x", Fact("what.part", {"path": "[0]"}))})
    assert sentence(view) == "a view of x and part [0] of the result"
    assert sentence(Fact("list", {"parts": (Fact("memory.copy"), "x", 3)})) == "a copy, x, 3"


def test_what_is_a_text_already_is_said_as_it_is():
    assert said("{x} %s") == "{x} %s"
    assert sentence(Fact("text", {"text": "{x} %s"})) == "{x} %s"
    assert sentence(Fact("mark.raised", {"type": "{type}"})) == "{type} is raised here"


def test_a_code_of_another_version_is_said_by_the_text_that_was_kept():
    fact = Fact("mark.odd", {"name": "x"})
    with remembering({"mark.odd": "{name} is odd"}):
        assert sentence(fact) == "x is odd"
        assert sentence(Fact("lost.syntax", {"why": fact})) == "This is not valid Python: x is odd."
    assert sentence(fact) == "mark.odd"
