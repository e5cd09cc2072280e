"""A page: complete, self-contained, and never steered by a submission's text."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from sheets import FAILED, HOSTILE, OTHERS, RICH, hostile, make

from grader.core.fact import Fact
from grader.core.model import Aspect
from grader.core.verdict import Difference
from grader.report import page as as_html
from grader.report.engine import breakable
from grader.report.page import inline

VOID = {"meta", "br", "img", "input", "link", "hr", "wbr"}


class Page(HTMLParser):
    """The elements of a page, and their text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts, self.ids = [], [], [], []
        self.attributes = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def page():
    return Page(as_html.render([RICH]))


def test_everything_that_a_learner_should_know_is_there(page):
    for part in (
        "Feedback on work/exercise_02.py",
        "1 of 6 points",
        "Next: fix row_shares.",
        "The result has shape (2, 2); shape (2, 1) is expected.",
        "row_shares(torch.tensor([[3.], [5.]]))",
        "X.sum(1) drops the axis, for sums of columns .",
        "Of the calls tried, right whenever X has one row, wrong whenever X does not have just one row.",
        "On row_shares(…): 2 of 4 elements are wrong. The first is [0, 1]: it is 0.6000, 1. is expected.",
        "sums: tensor([3., 5.]) for X",
        "Using a target size (torch.Size([2])) that is different",
        "total: (2,) float32 = tensor([3., 5.])",
        "← shape (2, 2) begins here",
        "pass 1 of 40 · returns: (2, 2) float32",
        "Hint 2 of 2 sum takes keepdim=True.",
        "cell 4, line 3: return torch.dot(x, y)",
        "← it stopped here",
        "The traced call was stopped after many lines.",
        "pass 9000 · x: (1,) float32",
        "What was not run (2)",
        "cell 5, line 1 !pip install d2l a notebook command",
        "Missing: the file defines no function of that name.",
        "X (2, 1) float32, requires grad",
        "got [1] (2, 2, 10) float32",
        "too large to draw",
        "no elements",
        "loss at each step expected got",
        "The first number that differs is number 3: it is 6, 2 is expected. "
        "From number 4 on, values are nan or inf. They are not drawn.",
        "It did not finish within 2 s on this input. Is there a loop that never ends?",
        "The grader itself failed here: KeyError. The points are still open. Please report this.",
        "Answer key 0123456789ab",
    ):
        assert part in page.text, part


def test_wrong_elements_are_told_by_more_than_a_colour(page):
    assert ("class", "off off2") in page.attributes
    assert ("class", "off off5") in page.attributes
    assert "1.7 wrong" in page.text


def test_a_page_needs_nothing_from_elsewhere():
    text = as_html.render([RICH])
    assert not re.search(r"(src|href)=\"(?!#)", text)
    assert "<script" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_every_link_leads_somewhere(page):
    links = [value for name, value in page.attributes if name == "href"]
    assert links
    assert all(link.removeprefix("#") in page.ids for link in links)
    assert len(page.ids) == len(set(page.ids))


def test_what_is_right_has_a_row_and_no_more():
    page = Page(as_html.render([make(OTHERS[0], skipped=())]))
    assert "article" not in page.tags
    assert "1 of 1 points · All right." in page.text


def test_a_card_tells_where_to_look(page):
    assert "row_shares failed line 8 0/1 points" in page.text
    assert "cosine raised cell 4, line 3 0/1 points" in page.text
    assert "loops timed out 0/1 points" in page.text  # nobody knows where
    assert ("class", "place") in page.attributes


@pytest.mark.parametrize("task", [FAILED, OTHERS[0]], ids=["a wrong one", "all right"])
def test_a_notebook_always_tells_which_cells_were_run(task):
    page = Page(as_html.render([make(task, skipped=(), cells=(4,))]))
    assert "Run: cell 4, as far as your functions need it. Answer key" in page.text
    page = Page(as_html.render([make(task, cells=(1, 2, 3, 4, 6))]))
    assert "Run: cells 1 to 4 and 6, as far as your functions need them. What was not run (2)" in page.text


def test_a_script_has_no_cells_that_were_run(page):
    assert "Run:" not in page.text


def test_an_unfinished_task_offers_its_hints(page):
    assert "Hint 1 of 1 A root is a power." in page.text


def test_several_files_have_an_index():
    page = Page(as_html.render([RICH, make(FAILED, submission="b.py")]))
    assert page.tags.count("nav") == 1
    assert page.tags.count("section") == 2
    assert "Feedback on 2 files" in page.text
    assert len(page.ids) == len(set(page.ids))


def test_text_of_a_submission_is_shown_literally():
    page = Page(as_html.render([hostile()]))
    assert set(page.tags) & {"script", "img"} == set()
    assert page.tags.count("style") == 1
    assert page.text.count("alert(1)") >= 10
    assert "{{ 7*7 }}" in page.text
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any((value or "").startswith("javascript") for _, value in page.attributes)


def test_control_and_direction_characters_are_spelt_out():
    text = as_html.render([make(OTHERS[0], submission="a\x1b[31m\u202e\x00.py")])
    assert not set(text) & {"\x1b", "\u202e", "\x00"}
    assert "\\x1b[31m\\u202e\\x00.py" in text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("use `X.sum(1)` now", "use <code>X.sum(1)</code> now"),
        ("sums of *columns*.", "sums of <em>columns</em>."),
        ("m * n and a*b", "m * n and a*b"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
        ("a ` alone", "a ` alone"),
        ("", ""),
    ],
)
def test_a_message_has_its_code_and_emphasis_as_elements(text, html):
    assert inline(text) == html


def test_what_a_text_of_the_course_reads_is_code_in_the_headline():
    read = Fact("structure.none", {"text": "result[0]"})
    differs = Difference(Aspect.STRUCTURE, (), read, "", "")
    page = as_html.render([make(msgspec.structs.replace(FAILED, error=None, differences=(differs,)))])
    assert "so <code>result[0]</code> cannot be read" in page


def test_a_long_name_is_broken_after_an_underscore():
    assert breakable("train_with_early_stopping") == "train_<wbr>with_<wbr>early_<wbr>stopping"
    assert breakable("<i>_") == "&lt;i&gt;_<wbr>"


def test_the_hostile_text_is_what_it_should_be():
    assert "<script>" in HOSTILE
    assert "{{" in HOSTILE


def test_what_stands_above_the_feedback_of_a_class_is_escaped_and_spelt_out():
    page = as_html.render([make()], notes=["late <b>\u202e"], heading="Feedback for <i>")
    assert '<p class="note">late &lt;b&gt;\\u202e</p>' in page
    assert "<title>Feedback for &lt;i&gt;</title>" in page
