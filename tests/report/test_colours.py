"""A line of code on a page: its words have classes, and nothing of it is lost or becomes an element."""

import html
import re

import pytest

from grader.report.colours import coloured

PARTS = {
    "return x": '<span class="word">return</span> x',
    "x = 3.5  # a remark": 'x = <span class="digits">3.5</span>  <span class="comment"># a remark</span>',
    "a and b": 'a <span class="word">and</span> b',
}


@pytest.mark.parametrize("line", PARTS)
def test_words_have_classes(line):
    assert coloured(line) == PARTS[line]


@pytest.mark.parametrize(
    "line",
    ["", "    ", "\tx = 1", "x = '<b>&'", "if x < 3 & y:", "def f(", 'x = """open', "名 = 1  # 注", "$?"],
)
def test_the_text_stays_and_is_escaped(line):
    shown = re.sub(r"</?span[^>]*>", "", coloured(line))
    assert html.unescape(shown) == line
    assert "<" not in shown
