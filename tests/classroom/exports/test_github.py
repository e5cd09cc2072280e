"""The step summary: readable, within the limit, and never steered by a student's text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from standings import ADA, ALAN, BY_HAND, HOSTILE, UNSURE, WANG, WRONG, absent, late, standing

from grader.classroom.exports.github import cell, summary
from grader.core.fact import verbatim
from grader.report.text import clean


def test_a_class_is_a_table_of_students():
    other = {"exercise": "exercise_04", "title": "Errors", "max_score": 4.0}
    problem = standing(WANG, problem=verbatim("It is no Python: line 1."))
    text = summary([late(ADA), absent(ADA, **other), standing(ALAN, UNSURE), problem])
    assert text == (
        "### Results of 3 students\n"
        "\n"
        "| Student | `exercise_03` | `exercise_04` | Total |\n"
        "| --- | --- | --- | --- |\n"
        "| Ada Lovelace | 8/12, 2 days late: \N{MINUS SIGN}20 % | nothing handed in | 8/16 |\n"
        "| Alan Turing | not graded |  |  |\n"
        "| 王小明 | `It is no Python: line 1.` |  |  |\n"
    )


def test_a_single_student_is_a_table_of_tasks():
    by_hand = replace(WRONG, remark=None, message="", patterns=(), score=5.0, override=BY_HAND)
    text = summary([late(ADA), absent(ADA, title="Errors, again"), standing(ADA, by_hand, title="")])
    assert text == (
        "### Norms and linear algebra · 8 of 12 points; 2 days late: \N{MINUS SIGN}20 %\n"
        "\n"
        "|  | Task | Points | Remark |\n"
        "| --- | --- | --- | --- |\n"
        "| ✓ | dot | 6/6 |  |\n"
        "| ✗ | `lp_norm` | 4/6 | wrong values `Without the absolute value, odd powers cancel.` "
        "`Pattern: Wrong whenever x has a negative element.` |\n"
        "\n"
        "### `Errors, again`\n"
        "\n"
        "nothing handed in\n"
        "\n"
        "### `exercise_03` · 5 of 12 points\n"
        "\n"
        "|  | Task | Points | Remark |\n"
        "| --- | --- | --- | --- |\n"
        "| ✗ | `lp_norm` | 5/6 | `Set by hand: The idea is right.` |\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("a|b", "`a\\|b`"),
        ("`", "`` ` ``"),
        ("a``b", "```a``b```"),
        ("www.example.com", "`www.example.com`"),
        ("@ada", "`@ada`"),
        ("#1", "`#1`"),
        ("two\n lines", "two lines"),
        ("", ""),
    ],
)
def test_a_text_in_a_cell(text, expected):
    assert cell(text) == expected


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
TEXTS = st.text(st.sampled_from("|\\`*_[]()<>!#&;:@/.-=~$ \n\tabw1王\x1b\u202e"), max_size=30)


@given(TEXTS | st.just(HOSTILE))
def test_no_text_of_a_student_becomes_markup(text):
    student = replace(ADA, id=text, name=text)
    made = MARKDOWN.parse(
        summary([standing(student, title="T"), standing(ALAN, title="T", problem=verbatim(text))])
    )
    inner = [child for token in made if token.type == "inline" for child in token.children]
    assert {child.type for child in inner} <= {"text", "code_inline"}
    assert sum(token.type == "tr_open" for token in made) == 3
    first = made[[token.type for token in made].index("tbody_open") + 3]
    assert first.content.strip() == cell(text).replace("\\|", "|")
    shown = "".join(child.content for child in first.children)
    assert shown.strip() == " ".join(clean(text).split())


@given(TEXTS | st.just(HOSTILE))
def test_no_text_of_a_task_becomes_markup(text):
    task = replace(WRONG, task=text, remark=verbatim(text), message=text, patterns=(verbatim(text),))
    made = MARKDOWN.parse(summary([standing(ADA, task, title=text or "T", problem=verbatim(text))]))
    inner = [child for token in made if token.type == "inline" for child in token.children]
    assert {child.type for child in inner} <= {"text", "code_inline"}
    assert sum(token.type == "tr_open" for token in made) == 2


def test_a_summary_within_the_limit_is_whole_and_a_larger_one_says_what_it_lacks():
    everybody = [standing(replace(ADA, id=str(number))) for number in range(100)]
    whole = summary(everybody)
    size = len(whole.encode())
    assert summary(everybody, largest=size) == whole
    shorter = summary(everybody, largest=1000)
    assert shorter.splitlines() == [
        *whole.splitlines()[: len(shorter.splitlines()) - 2],
        "",
        f"{104 - len(shorter.splitlines()) + 2} more rows were left out: GitHub shows no more than this.",
    ]


@given(st.integers(200, 5000))
def test_a_summary_is_never_larger_than_it_may_be(largest):
    everybody = [standing(replace(ADA, id=str(number), name="王" * (number % 7))) for number in range(60)]
    assert len(summary(everybody, largest=largest).encode()) <= largest


def test_a_summary_of_nobody_is_still_one():
    assert summary([]).startswith("### Results of 0 students\n")
