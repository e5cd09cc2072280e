"""An error as it is kept and as it travels: its code and arguments, without its words."""

import pickle
from pathlib import Path

from grader.core.errors import SubmissionError, UsageError
from grader.core.fact import Fact
from grader.core.message import Message, Plural

DEEP = Message("{path} cannot be read: {why}", code="submission.unread")
SHORT = Plural("{count} line", "{count} lines", code="submission.short")


def test_an_error_with_a_code_is_kept_without_its_words():
    inner = SubmissionError(SHORT, count=3)
    error = SubmissionError(DEEP, path=Path("a.py"), why=inner)
    short = Fact("submission.short", {"count": 3})
    assert error.fact == Fact("submission.unread", {"path": "a.py", "why": short})


def test_an_argument_of_any_other_kind_is_kept_as_text():
    error = UsageError(DEEP, path=("a", 1, None), why=Message("empty", code="submission.empty"))
    why = Fact("submission.empty")
    assert error.fact == Fact("submission.unread", {"path": ("a", 1, "None"), "why": why})


def test_an_error_without_a_code_is_kept_as_it_is_said():
    said = Fact("text", {"text": "No line 3."})
    assert UsageError(Message("No line {line}."), line=3).fact == said
    assert UsageError("No line 3.").fact == said


def test_a_text_that_no_file_takes_is_spelt_out():
    assert UsageError("a\ud800").fact == Fact("text", {"text": "a\\ud800"})
    error = SubmissionError(DEEP, path="\udc80.py", why=("\ud800",))
    assert error.fact.args == {"path": "\\udc80.py", "why": ("\\ud800",)}


def test_an_error_comes_through_to_another_process():
    error = pickle.loads(pickle.dumps(SubmissionError(DEEP, path="a.py", why="it is empty")))
    assert (type(error), str(error)) == (SubmissionError, "a.py cannot be read: it is empty")
    assert error.fact.code == "submission.unread"
