"""A fact: a code and its arguments, with the texts that are in it."""

from grader.core.fact import Fact, texts


def test_what_python_said_is_found_in_a_fact_wherever_it_stands():
    inner = Fact("text", {"text": "No module named 'x'"})
    fact = Fact("list", {"parts": (inner, "b", 3), "why": Fact("lost.syntax", {"why": "c"}), "count": 4})
    assert list(texts(fact)) == ["No module named 'x'", "b", "c"]
