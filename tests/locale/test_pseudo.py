import re

import pytest
from pseudo import (
    assert_annotations_marked,
    assert_csv_marked,
    assert_json_marked,
    assert_marked,
    assert_page_marked,
    assert_xml_marked,
    outside,
)

from grader.core.errors import CourseError, UsageError
from grader.core.message import Message, Plural, speaking
from grader.locale.messages import joined


def failure(check, *given, **named):
    """What a check says when it fails."""
    with pytest.raises(AssertionError) as told:
        check(*given, **named)
    return str(told.value)


# --------------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("text", "allowed", "left"),
    [
        ("⟦Wrote a.py.⟧", (), ""),
        ("⟦Wrote ⟦no file⟧.⟧ ⟦Done.⟧", (), ""),
        ("⟦Wrote a file\nof many lines.⟧\n", (), ""),
        ("Wrote ⟦a file⟧.", (), "Wrote"),
        ("⟦one⟧ of ⟦many⟧", (), "of"),
        ("⟦one⟧and⟦two⟧", (), "and"),
        ("Nothing at all", (), "Nothing at all"),
        ("", (), ""),
        # what is the same in all languages
        ("12 · 3.5 % │ ━━ → • ✓ ✗ (1/2) … 1,000", (), ""),
        ("12 ms, 3.5 kB, 2 s, 10 GiB", (), ""),
        ("12 files", (), "files"),
        ("q ⟦quit⟧  r ⟦run again⟧", (), ""),
        ("  -o, --output FILE  ⟦Where to write.⟧", (), ""),
        ("  --format [html|json]  ⟦How to write.⟧", (), ""),
        ("⟦Usage:⟧ grade FILE... [OPTIONS]", ("grade FILE...",), ""),
        ("⟦Now run:⟧\n\n    grade exercise_03.py --task l2_norm\n", ("l2_norm",), ""),
        ("    $ grade batch inbox/ -o out.csv FILE...\n", (), ""),
        ("grade this file", (), "file"),
        ("⟦Run⟧ `grade init` ⟦first.⟧", (), ""),
        ("⟦See⟧ https://example.org/some-page.", (), ""),
        ("[⟦Open⟧](some/page.html) <!-- made by grade -->", (), ""),
        ("⟦Yours:⟧\n```python\ndef f():\n    return wrong\n```\n⟦end⟧", (), ""),
        ("grade: ⟦No such task.⟧", (), ""),
        ("grade: No such task.", (), "No such task"),
        ("well-known", (), "well known"),
        # what a test allows
        ("│ l2_norm │ ⟦right⟧ │", ("l2_norm",), ""),
        ("│ l2_norm │ right │", ("l2_norm",), "right"),
        ("exercise_03.py:12 ⟦right⟧", ("exercise_03.py",), ""),
        ("exercise_03.py", ("exercise_03",), "py"),
        ("normal", ("norm",), "normal"),
        ("/tmp/a b/c.py", ("a b", "/tmp/a b/c.py"), ""),
        ("a long user's\n   text ⟦end⟧", ("a long user's text",), ""),
        ("run 7f3ab2 ⟦end⟧", (re.compile(r"run [0-9a-f]+"),), ""),
        ("(yes) ⟦end⟧", ("(yes)",), ""),
        # what a terminal shows
        ("\x1b[1;31m⟦wrong⟧\x1b[0m", (), ""),
        ("\x1b]8;id=1;file:///tmp/a.py\x1b\\⟦a.py⟧\x1b]8;;\x1b\\", (), ""),
        ("\x1b[31mwrong\x1b[0m", (), "wrong"),
    ],
)
def test_what_stands_outside_the_marks(text, allowed, left):
    assert outside(text, allowed) == left


def test_a_text_that_is_marked_passes():
    assert_marked("⟦Wrote a.py.⟧\n  l2_norm  3 / 4\n", allowed=["l2_norm"])


def test_a_failure_shows_the_words_and_their_lines():
    text = "⟦Wrote a.py.⟧\n  It has 12 lines ⟦now⟧.\n⟦x⟧ of ⟦y⟧\n"
    assert failure(assert_marked, text) == (
        "outside the marks:\n  'It has lines' in 'It has 12 lines ⟦now⟧.'\n  'of' in '⟦x⟧ of ⟦y⟧'"
    )


def test_a_text_in_which_nothing_is_marked_proves_nothing():
    assert failure(assert_marked, "12 of", allowed=["of"]) == "nothing is marked: '12 of'"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("⟦Cut off…", "outside the marks:\n  nothing closes what is opened here: '⟦Cut off…'"),
        ("⟦a⟧ b⟧", "outside the marks:\n  nothing opens what is closed here: '⟦a⟧ b⟧'"),
    ],
)
def test_a_message_that_was_cut_is_a_fault(text, told):
    assert failure(assert_marked, text) == told


# --------------------------------------------------------------------------------- pages and exports

PAGE = """<!doctype html>
<html lang="xx"><head><title>⟦Report⟧</title><style>.wrong { color: red }</style></head>
<body><!-- made by grade --><h1 title="⟦The title⟧">⟦Task <code>l2_norm</code> is <b>wrong</b>.⟧</h1>
<a class="skip" href="#main" aria-label="⟦Skip &amp; go⟧">⟦Skip⟧</a><pre>def f():
    return wrong</pre><p>exercise_03.py</p><img alt="⟦A curve⟧"><input placeholder="⟦Find⟧">
<script>const text = "Some words";</script></body></html>
"""


def test_a_page_that_is_marked_passes():
    assert_page_marked(PAGE, allowed=["exercise_03.py"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("⟦Report⟧", "Report", "'Report' in 'Report'"),
        ('"⟦The title⟧"', '"The title"', "title of <h1>: 'The title' in 'The title'"),
        ("⟦Skip &amp; go⟧", "Skip &amp; go", "aria-label of <a>: 'Skip go' in 'Skip & go'"),
        ("⟦A curve⟧", "A curve", "alt of <img>: 'curve' in 'A curve'"),
        ("⟦Find⟧", "⟦Find", "placeholder of <input>: nothing closes what is opened here: '⟦Find'"),
        ("<p>", "<p>in <b>two</b> parts: ", "'in two parts' in 'in two parts: exercise_03.py'"),
        ("</b>.⟧</h1>", "</b>⟧</h1><p>done</p>", "'done' in 'done'"),
    ],
)
def test_what_a_page_says_outside_the_marks_is_a_fault(old, new, told):
    assert old in PAGE
    page = PAGE.replace(old, new)
    assert failure(assert_page_marked, page, allowed=["exercise_03.py"]) == f"outside the marks:\n  {told}"


def test_annotations_of_github():
    good = (
        "::error file=exercise_03.py,line=3,title=⟦l2_norm%3A wrong%2C twice⟧::⟦It is 3.%0AIt should be 4.⟧\n"
        "::notice::⟦All right.⟧\n⟦A line of its own⟧\n"
    )
    assert_annotations_marked(good)
    told = failure(
        assert_annotations_marked, good.replace("⟦l2_norm%3A wrong%2C twice⟧", "it is wrong%2C twice")
    )
    assert told == "outside the marks:\n  'it is wrong twice' in 'it is wrong, twice'"
    told = failure(assert_annotations_marked, good.replace("⟦All right.⟧", "All right.%0AGo on."))
    assert told == "outside the marks:\n  'All right' in 'All right.'\n  'Go on' in 'Go on.'"
    told = failure(assert_annotations_marked, good.replace("⟦A line of its own⟧", "A line"))
    assert told == "outside the marks:\n  'line' in 'A line'"


def test_json():
    good = """{"version": 2, "source": "a user's text", "tasks": [
        {"name": "l2_norm", "outcome": "wrong_dtype", "message": "\\u27e6Wrong.\\u27e7",
         "notes": ["⟦Two words⟧"]}]}"""
    assert_json_marked(good, own=["source"])
    told = failure(assert_json_marked, good)
    assert told == "outside the marks:\n  source: 'user text' in \"a user's text\""
    told = failure(assert_json_marked, good.replace("\\u27e6Wrong.\\u27e7", "Wrong"), own=["source"])
    assert told == "outside the marks:\n  tasks[0].message: 'Wrong' in 'Wrong'"
    told = failure(assert_json_marked, good.replace("⟦Two words⟧", "Two words"), own=["source"])
    assert told == "outside the marks:\n  tasks[0].notes[0]: 'Two words' in 'Two words'"
    one_word = good.replace("⟦Two words⟧", "Two")
    assert_json_marked(one_word, own=["source"])
    told = failure(assert_json_marked, one_word, own=["source"], said=["message", "notes"])
    assert told == "outside the marks:\n  tasks[0].notes[0]: 'Two' in 'Two'"


def test_csv():
    good = "\ufeffID,Name,Note\n1,Ada Lovelace,⟦3 of 4 points⟧\n2,Alan,\n"
    assert_csv_marked(good, own=["Name"])
    assert_csv_marked(good, allowed=["Ada Lovelace", "Alan"])
    told = failure(assert_csv_marked, good, own=["Name"], head=True)
    assert told == (
        "outside the marks:\n  the first row: 'ID' in 'ID'\n  the first row: 'Name' in 'Name'\n"
        "  the first row: 'Note' in 'Note'"
    )
    told = failure(assert_csv_marked, good.replace("⟦3 of 4 points⟧", "3 points"), own=["Name"])
    assert told == "outside the marks:\n  row 2, Note: 'points' in '3 points'"
    assert_csv_marked(good.replace(",", ";"), own=["Name"], delimiter=";")


def test_xml():
    good = """<testsuites><testsuite name="exercise_03"><testcase name="l2_norm">
        <failure message="⟦It is wrong.⟧" type="wrong">⟦It is &lt; 3.⟧</failure>
        </testcase></testsuite></testsuites>"""
    assert_xml_marked(good)
    told = failure(assert_xml_marked, good.replace("⟦It is &lt; 3.⟧", "It is"))
    assert told == "outside the marks:\n  <failure>: 'It is' in 'It is'"
    told = failure(assert_xml_marked, good.replace("⟦It is wrong.⟧", "wrong"))
    assert told == "outside the marks:\n  message of <failure>: 'wrong' in 'wrong'"


# ------------------------------------------------------------------------------------ first uses


def test_a_list_in_the_pseudo_language():
    with speaking("xx"):
        assert_marked(joined(["l2_norm", "dot", "mean"]), allowed=["l2_norm"])
        assert joined(["l2_norm", "dot", "mean"]) == "⟦l2_norm, dot and mean⟧"


def test_what_is_not_in_the_catalogue_is_seen():
    with speaking("xx"):
        lost = CourseError(Message("This was never extracted: {path}."), path="a.py")
        assert failure(assert_marked, str(lost), allowed=["a.py"]) == (
            "outside the marks:\n  'This was never extracted' in 'This was never extracted: a.py.'"
        )
        lost = UsageError(Plural("1 lost file", "{count} lost files"), count=2)
        assert outside(str(lost)) == "lost files"
