"""Plain English: short sentences and plain words in every message, in the README and in the manual."""

import re
from pathlib import Path

import pytest

from grader import manual
from grader.locale import catalogue

ROOT = Path(__file__).parents[2]
MOST_WORDS = 25
"""In a sentence; 20 is what to aim at."""
AVERAGE = 14
"""Words in a sentence of a chapter."""
NOT_PLAIN = re.compile(
    r"\b(mend\w*|(?:is|are|was|were|be) told|a person|whoever|of which|whatever|anew|amiss|hangs? on the"
    r"|lies (?:on|in|beside)|wherever|as it stands|as they stand|is there already|of its own accord"
    r"|(?<!there )is no (?!longer|more)[a-z]+)\b",
    re.IGNORECASE,
)


def sentences(text):
    """The sentences of a text, without what stands for values."""
    text = re.sub(r"\{\w+[^}]*\}|`[^`]*`", "x", text)
    return [part for part in re.split(r"(?<=[.!?:])\s+", " ".join(text.split())) if part]


def messages():
    """Every text of the catalogue."""
    for entry in catalogue.extracted(catalogue.PACKAGE):
        yield from entry.id if isinstance(entry.id, tuple) else (entry.id,)


def test_messages_are_plain():
    assert {
        text: found for text in messages() if (found := [one[0] for one in NOT_PLAIN.finditer(text)])
    } == {}


def test_sentences_of_messages_are_short():
    assert [text for text in messages() if any(len(s.split()) > MOST_WORDS for s in sentences(text))] == []


def prose(text):
    """The running text of a chapter: without code, tables, headings and lists of terms."""
    text = re.sub(r"(?ms)^```.*?^```$", "", text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    blocks = [block for block in re.split(r"\n\s*\n|\n(?=[-|#!])", text) if block.strip()]
    return [block.lstrip("- ") for block in blocks if block.strip()[0] not in "#|!"]


CHAPTERS = {"README": (ROOT / "README.md").read_text("utf-8")} | {
    topic: manual.chapter(topic) for topic in manual.TOPICS
}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_plain(name):
    found = [sentence for block in prose(CHAPTERS[name]) for sentence in sentences(block)]
    counts = [len(sentence.split()) for sentence in found]
    assert [sentence for sentence in found if len(sentence.split()) > MOST_WORDS] == []
    assert sum(counts) / len(counts) <= AVERAGE
    assert [match[0] for sentence in found for match in NOT_PLAIN.finditer(sentence)] == []
