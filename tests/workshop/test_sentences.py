"""Whether a text of a course is a whole sentence, as far as its form shows it."""

import pytest

from grader.workshop.sentences import is_sentence


@pytest.mark.parametrize(
    "text",
    [
        "This is the mean.",
        "`torch.tensor` copies, although many notes say that it shares.",
        "Is the first hour 0?",
        'The key is "a".',
        "The words are (see `a.b.`)",
        "这是平均值。",
        "A copy.",
    ],
)
def test_a_sentence(text):
    assert is_sentence(text)


@pytest.mark.parametrize("text", ["double it", "Mean.", "", "The mean is", "x.", "It holds: `x`"])
def test_what_is_no_sentence(text):
    assert not is_sentence(text)
