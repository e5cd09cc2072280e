"""Whether a text of a course is a whole sentence, as far as its form shows it."""

from __future__ import annotations

import re

FEWEST = 2
"""The words of a sentence in a language that writes spaces between words."""
_END = re.compile(r"""[.!?…][`'")\]]*$""")
_WIDE_END = re.compile("[\u3002\uff01\uff1f\u2026][\u300d\u300f\u201d\u2019\uff09`]*$")
"""How a sentence ends in Chinese and Japanese."""


def is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, and has more than a word."""
    if _WIDE_END.search(text):
        return True
    return _END.search(text) is not None and len(text.split()) >= FEWEST
