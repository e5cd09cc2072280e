"""The class page: complete, in order, self-contained, and never steered by anyone's text."""

import base64
import hashlib
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from classes import NO_SCORE, STEERING, clusters_of, crowd, empty, hostile, large, long, usual, waiting
from hypothesis import given
from hypothesis import strategies as st
from sheets import HOSTILE

from grader.report.class_page import labels as class_words
from grader.report.class_page import page as class_page
from grader.report.class_page.page import address, short, step
from grader.report.class_page.view import Bar, Issue, Member, TaskRow, histogram

VOID = {"meta", "input"}
PERCENT = "\N{NO-BREAK SPACE}%"
DASH = "\N{EN DASH}"
CLASSES = (usual, large, empty, waiting, long, hostile)


class Page(HTMLParser):
    """The elements of a page, and its text, without that of folded parts if `folded` is False."""

    def __init__(self, text, *, folded=True):
        super().__init__()
        self.folded = folded
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        is_folded = "details" in self.open and self.open[-1] != "summary"
        if not set(self.open) & {"style", "script", "head"} and (self.folded or not is_folded):
            self.texts.append(data)

    def all(self, name):
        return [value for _, each, value in self.attributes if each == name]

    @property
    def text(self):
        return " ".join(" ".join(self.texts).replace("\N{NO-BREAK SPACE}", " ").split())


def page_of(view, **options):
    return Page(class_page.render(view), **options)


@pytest.fixture(scope="module")
def page():
    return page_of(usual())


# ------------------------------------------------------------------------------------ what is there


def test_all_that_a_teacher_should_know_is_there_and_in_order(page):
    parts = (
        "Deep learning, spring 2026",
        "30 students, 28 of them handed something in.",
        "Graded on 21 November 2026 from submissions.zip .",
        "How many points there were Tensors",
        "How the tasks went In each exercise, the task with the fewest points comes first.",
        "What the class misunderstands (4) A misconception has a name",
        "At a glance, the most frequent first 16 16 students without_keepdim Broadcasting · row_shares",
        "16 students: without_keepdim Broadcasting · row_shares misconception X.sum(1) has shape (m,): "
        "broadcasting takes it for a row , so that column j is divided by the sum of row j. Keep the axis "
        "with keepdim=True . One of their calls call row_shares(torch.tensor([[3.], [5.]])) expected "
        "tensor([[1.], [1.]]) got tensor([[1., 0.6000], [1.6667, 1.]]) The code of one of them "
        "def row_shares(X): total = X.sum(1) return X / total Who 王小明",
        "and 4 more",
        "5 students: Right whenever X has one column, wrong whenever X does not have just one column. "
        "Broadcasting · squared_distances shared pattern One of their calls",
        "1 mistake of a single student 1 student: Right whenever x is not zero, wrong whenever x is zero.",
        "What you should look at (3) To look at (2) Student Where Why Ada Lovelace Broadcasting, "
        "row_shares Two runs of the same call gave different results.",
        "Could not be graded (1) Student Where Why 李雷 Broadcasting hw2.ipynb is not a notebook: it ends "
        "in the middle of a cell.",
        "Who handed nothing in (2) Grace Hopper 2 韩梅梅 3",
        "All students (30) Find by name, ID or group",
        "Name ID Group Tensors Broadcasting Linear algebra Total Remark Ada Lovelace 2023000 Monday",
        "Files that were not graded (2) File Why turingalan_123_456_report.pdf",
        "A PDF holds no code that can be run.",
        "How this was graded torch 2.13.0 on cpu, answer keys of 21 November 2026.",
        "Back to the top",
    )
    rest = page.text
    for part in parts:
        assert part in rest, part
        rest = rest[rest.index(part) :]


def test_every_place_of_the_contents_is_in_the_page(page):
    inner = [link[1:] for link in page.all("href") if link.startswith("#")]
    ids = page.all("id")
    assert {"points", "tasks", "clusters", "issues", "absent", "students", "leftovers"} <= set(inner)
    assert set(inner) <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_student_is_a_link_where_there_is_a_page():
    people = (Member("Ada Lovelace", "students/a b.html"), Member("Alan Turing", ""))
    text = class_page.render(replace(empty(), absent=people))
    assert '<li><a href="./students/a%20b.html">Ada Lovelace</a></li><li>Alan Turing</li>' in text


def test_what_went_wrong_most_often_comes_first():
    text = page_of(usual()).text
    found = re.findall(r"(\d+) students?: (\S+)", text)
    assert found == [
        ("16", "without_keepdim"),
        ("5", "Right"),
        ("5", "always_the_first_axis"),
        ("3", "without_absolute_value"),
        ("1", "Right"),
    ]


def test_what_only_one_student_did_is_folded():
    assert "x is zero" in page_of(usual()).text
    assert "x is zero" not in page_of(usual(), folded=False).text


def test_few_groups_need_no_overview():
    some = [cluster for cluster in clusters_of(crowd(30)) if len(cluster.members) > 1]
    assert "At a glance" not in page_of(replace(usual(), clusters=tuple(some[:3]))).text
    assert "At a glance" in page_of(replace(usual(), clusters=tuple(some))).text


@pytest.mark.parametrize(("count", "words"), [(12, None), (13, "and 1 more"), (14, "and 2 more")])
def test_a_long_list_of_students_is_folded(count, words):
    cluster = replace(clusters_of(crowd(30))[1], members=tuple(crowd(count)))
    page = page_of(replace(empty(), clusters=(cluster,)), folded=False)
    assert ("Grace Hopper 2" in page.text) is False
    assert page.tags.count("details") == (words is not None)
    assert words is None or words in page.text


def test_a_long_list_of_reasons_is_folded():
    issues = tuple(Issue(f"student {n}", "", "Tensors", "why") for n in range(17))
    view = replace(empty(), review=issues, leftovers=tuple((f"file {n}", "why") for n in range(11)))
    text = page_of(view, folded=False).text
    assert "To look at (17)" in text
    assert ("student 14" in text, "student 15" in text, "and 2 more" in text) == (True, False, True)
    assert ("file 9" in text, "file 10" in text, "and 1 more" in text) == (True, False, True)


def test_columns_of_which_nothing_is_known_are_left_out():
    assert "Name Tensors Total Ada Lovelace" in page_of(waiting()).text


# -------------------------------------------------------------------------------------- the charts


def test_a_histogram_counts_on_an_edge_upwards():
    bars = histogram([0.0, 0.1, 0.3, 8.4 / 12, 0.999, 1.0, 1.2, -0.1])
    assert [bar.count for bar in bars] == [2, 1, 0, 1, 0, 0, 0, 1, 0, 3]
    assert bars[0] == Bar(f"0{DASH}10{PERCENT}", 2, f"2 students with 0{DASH}10{PERCENT} of the points")
    assert bars[1].note == f"1 student with 10{DASH}20{PERCENT} of the points"


@given(st.lists(st.floats(0, 1)))
def test_a_histogram_counts_everyone_once(shares):
    assert sum(bar.count for bar in histogram(shares)) == len(shares)


@given(st.lists(st.floats(0, 1)))
def test_the_bars_of_a_histogram_lie_within_their_frame(shares):
    chart = class_page._histogram("Tensors", histogram(shares))
    for column in chart.columns:
        assert chart.left <= column.x
        assert column.x + column.width <= chart.right
        assert 0 < column.y <= column.y + column.height <= chart.bottom + 0.1
    assert len({tick.at for tick in chart.up}) == len(chart.up) <= 6


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([], "Nobody has points here yet."),
        ([0.55], f"1 student, all at 50{DASH}60 %."),
        ([0.95, 1.0], f"2 students, all at 90{DASH}100 %."),
        (
            [0.0, 0.05, 0.55, 0.95, 0.97, 1.0],
            f"6 students. The median is 50{DASH}60 %. The largest group, 3, is at 90{DASH}100 %.",
        ),
    ],
)
def test_what_a_histogram_shows_is_told_in_words(shares, sentence):
    page = page_of(replace(empty(), distributions=(("Tensors", histogram(shares)),)))
    assert "How many points there were Tensors" in page.text
    assert sentence in page.text
    assert f"Tensors: {sentence}" in [
        label.replace("\N{NO-BREAK SPACE}", " ") for label in page.all("aria-label")
    ]


def test_the_axis_of_a_histogram_has_round_numbers():
    chart = class_page._histogram("Tensors", histogram([0.5] * 37 + [0.95] * 3))
    assert [tick.text for tick in chart.up] == ["0", "10", "20", "30"]
    assert [tick.text for tick in chart.across] == [f"{n}{PERCENT}" for n in (0, 20, 40, 60, 80, 100)]


def test_the_hardest_task_of_an_exercise_comes_first():
    rows = (
        TaskRow("Broadcasting", "outer_sum", 3, 1, 0, 0, 0.75),
        TaskRow("Tensors", "matvec", 4, 0, 0, 0, 1.0, 3),
        TaskRow("Broadcasting", "row_shares", 1, 1, 1, 1, 0.25),
        TaskRow("Tensors", "late", 0, 0, 0, 0, 0.0),
    )
    text = page_of(replace(empty(), tasks=rows)).text
    shown = text[text.index("not graded Broadcasting") : text.index("What the class misunderstands (0) No")]
    assert shown == (
        "not graded Broadcasting "
        "row_shares ✓ 1 ✗ 1 ○ 1 ! 1 mean 25 % 1 right, 1 wrong, 1 to do, 1 not graded "
        "outer_sum ✓ 3 ✗ 1 mean 75 % 3 right, 1 wrong "
        "Tensors late no student matvec ✓ 4 mean 100 % 4 right, not on a GPU: 3 of the right ones "
    )


@given(*[st.integers(0, 1000)] * 4)
def test_the_parts_of_a_bar_fill_it(right, wrong, todo, unsure):
    parts = class_page._went(TaskRow("Tensors", "matvec", right, wrong, todo, unsure, 0.5)).parts
    assert len(parts) == sum(bool(count) for count in (right, wrong, todo, unsure))
    assert sum(part.width for part in parts) == pytest.approx(100 if parts else 0, abs=0.05)
    for part, after in pairwise(parts):
        assert part.start + part.width == pytest.approx(after.start, abs=0.05)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0"), (0.001, "1"), (0.5, "50"), (0.999, "99"), (1.0, "100")]
)
def test_a_share_is_0_or_100_percent_only_where_it_is(share, text):
    assert class_words.percent(share) == f"{text}{PERCENT}"


# ------------------------------------------------------------------------------- classes of all sizes


def test_the_page_of_an_empty_class_makes_sense():
    assert page_of(empty()).text == (
        "Skip to the results Deep learning "
        "How many points there were How the tasks went What the class misunderstands (0) "
        "What you should look at (0) Who handed nothing in (0) All students (0) "
        "Files that were not graded (0) "
        "How many points there were No exercise has been graded yet. "
        "How the tasks went No task has been graded yet. "
        "What the class misunderstands (0) No two students went wrong in the same way. "
        "What you should look at (0) "
        "To look at (0) Nothing: the grader is certain of every verdict. "
        "Could not be graded (0) Nothing: every file could be graded. "
        "Who handed nothing in (0) Nobody: every student handed something in. "
        "All students (0) No students yet. "
        "Files that were not graded (0) None: every file was graded. "
        "Back to the top"
    )


def test_a_class_before_the_first_submission_makes_sense():
    text = page_of(waiting()).text
    assert "Tensors 0 % 20 % 40 % 60 % 80 % 100 % share of the points Nobody has points here yet." in text
    assert "Tensors outer_sum no student" in text
    assert "Who handed nothing in (3) Ada Lovelace Alan Turing Grace Hopper" in text
    assert f"Ada Lovelace {NO_SCORE} {NO_SCORE}" in text


def test_the_time_of_a_page_grows_as_its_students_do_and_not_faster():
    def seconds(view):
        start = time.process_time()
        class_page.render(view)
        return time.process_time() - start

    few, many = usual(count=100), usual(count=1600)
    assert min(seconds(many) for _ in range(3)) < 4 * 16 * min(seconds(few) for _ in range(3))


def test_a_thousand_students_fit_into_a_page():
    text = class_page.render(large())
    assert len(text.encode()) < 3_000_000
    assert text.count('<tr><th scope="row">') == 1000
    assert text.count("<article") == 40


@pytest.mark.parametrize("make", CLASSES)
def test_the_pieces_make_the_page(make):
    view = make()
    assert "".join(class_page.pieces(view)) == class_page.render(view)


def test_a_large_page_comes_in_many_pieces():
    sizes = [len(piece) for piece in class_page.pieces(large())]
    assert len(sizes) > 20
    assert max(sizes) < sum(sizes) / 2


@pytest.mark.parametrize(
    ("share", "number"), [(-1.0, 0), (0.0, 0), (0.02, 0), (0.03, 1), (0.5, 10), (1.0, 20), (1.5, 20)]
)
def test_a_share_is_drawn_in_steps_that_the_style_knows(share, number):
    row = replace(usual().rows[0], share=share)
    text = class_page.render(replace(usual(), rows=(row,)))
    assert step(share) == number
    assert f'<td class="n total s{number}" data-share="{share}">' in text
    assert number == 0 or f".s{number} {{ --share: " in text


def test_a_long_text_of_a_student_is_cut():
    assert short("a\r\nb\x0c\n") == "a\nb\x0c"
    assert short("\n".join("x" * 60)) == "\n".join("x" * 60)
    assert short("\n".join("x" * 61)) == "\n".join("x" * 60) + "\n… and 1 more line"
    assert short("\n".join("x" * 9_000)) == "\n".join("x" * 60) + "\n… and 8,940 more lines"
    assert short("y" * 5_000) == "y" * 4_000 + "…"


# --------------------------------------------------------------------- self-contained, and not steered


@pytest.mark.slow
@pytest.mark.parametrize("make", CLASSES)
def test_a_page_needs_nothing_from_elsewhere(make):
    text = class_page.render(make())
    assert all(link.startswith(("#", "./")) for link in Page(text).all("href"))
    own = (
        re.search(r"<style>(.*?)</style>", text, re.S)[1]
        + re.search(r"<script>(.*?)</script>", text, re.S)[1]
    )
    for word in ("url(", "@import", "http:", "https:", "fetch(", "eval("):
        assert word not in own


@pytest.mark.slow
@pytest.mark.parametrize("make", CLASSES)
def test_the_policy_allows_our_own_script_and_style_alone(make):
    text = class_page.render(make())
    (policy,) = (value for value in Page(text).all("content") if "src" in value)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.S)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.S)
    style, script = (base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in (style, script))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_what_only_a_script_can_do_is_not_shown_without_one(page):
    assert "button" not in page.tags
    assert ("div", "hidden", None) in page.attributes
    assert page.all("aria-sort") == []


def test_every_text_is_shown_literally():
    page, calm = page_of(hostile()), page_of(usual())
    assert page.tags.count("script") == page.tags.count("style") == 1
    assert set(page.tags) <= set(calm.tags)
    assert {name for _, name, _ in page.attributes} <= {name for _, name, _ in calm.attributes}
    assert page.text.count("alert(1)") >= 40
    assert "{{ 7*7 }}" in page.text


def test_no_text_becomes_an_address():
    links = {link for link in page_of(hostile()).all("href") if not link.startswith("#")}
    assert "./javascript%3Aalert%283%29" in links
    assert ".///example.org/x" in links
    assert all(re.fullmatch(r"\./[\w./%#~-]*", link) for link in links)


@given(st.text())
def test_an_address_is_always_relative_and_plain(text):
    assert re.fullmatch(r"\./[A-Za-z0-9_./%#~-]*", address(text))


@pytest.mark.parametrize("make", CLASSES)
def test_control_and_direction_characters_are_spelt_out(make):
    assert not set(class_page.render(make())) & set(STEERING)


def test_control_characters_are_spelt_out_the_same_way_everywhere():
    text = class_page.render(replace(empty(), title="a\x1b[31m\u202e\x00", summary=("b\u2028c\ud800",)))
    assert "<h1>a\\x1b[31m\\u202e\\x00</h1>" in text
    assert "<p>b\\u2028c\\ud800</p>" in text


def test_every_row_has_as_many_cells_as_the_table_has_headings():
    text = class_page.render(usual())
    table = text[text.index('<table id="table"') :]
    heads = table[: table.index("</thead>")].count("<th ")
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', table)
    assert len(rows) == 30
    assert {row.count("<td") + 1 for row in rows} == {heads} == {8}


def test_the_hostile_text_is_what_it_should_be():
    assert "<script>" in HOSTILE
    assert "\u202e" in STEERING
