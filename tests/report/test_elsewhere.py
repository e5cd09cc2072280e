"""An answer that does not count: the task itself says where it is, once, and offers no hint."""

import pytest
from rich.console import Console
from sheets import make

from grader.core.fact import Fact
from grader.core.model import Outcome, TaskText
from grader.core.verdict import Error, Skipped, Spot, TaskResult
from grader.report import github, markdown, page, terminal

HINTS = {"f": TaskText("", ("Multiply by two.",), {})}
ABOVE = Fact("elsewhere.above_in_cell", {"name": "f", "cell": 2, "copy": 3})
SPLIT = Fact("elsewhere.split", {"name": "f", "cell": 2, "next": 3})
MARKDOWN = Fact("elsewhere.markdown", {"name": "f", "cell": 2})
NO_FUNCTION = Error(Fact("missing", {"signature": "f(x)"}), None)

UNFINISHED = TaskResult("f", Outcome.NOT_FINISHED, 0.0, 1.0, advice=ABOVE, line=1, cell=3)
HALF = TaskResult("f", Outcome.FAILED, 0.0, 1.0, error=Error(SPLIT, None), line=1, cell=2)
MISSING = TaskResult("f", Outcome.MISSING, 0.0, 1.0, error=NO_FUNCTION, advice=MARKDOWN)
TOLD = {
    "unfinished": (
        UNFINISHED,
        "Cell 2 has an answer to `f`, but the unfinished copy in cell 3 replaces it. Delete the copy.",
    ),
    "split": (HALF, "Cell 3 begins indented: the function `f` was split. Join cells 2 and 3."),
    "missing": (
        MISSING,
        "Cell 2 is Markdown and holds `def f`. Make it a code cell: select it and press y.",
    ),
}


def rendered(*results, width=80, **more):
    with (console := Console(width=width, highlight=False)).capture() as captured:
        terminal.render([make(*results, texts=HINTS, submission="a.ipynb", **more)], console)
    return captured.get()


@pytest.mark.parametrize("case", TOLD)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_says_where_the_answer_is(case, width):
    result, told = TOLD[case]
    text = " ".join(rendered(result, width=width, skipped=()).split())
    assert text.count(told) == 1
    assert "Hint" not in text
    assert "--whole-file" not in text


@pytest.mark.parametrize("case", TOLD)
def test_page_and_markdown_say_where_the_answer_is(case):
    result, told = TOLD[case]
    graded = make(result, texts=HINTS, skipped=(), submission="a.ipynb")
    assert told.replace("`f`", "<code>f</code>").replace("`def f`", "<code>def f</code>") in page.render(
        [graded]
    )
    assert markdown.plain(told) in markdown.render([graded])
    assert told.partition(".")[0] in github.render([graded])
    assert "Multiply by two." not in page.render([graded])


def test_the_cells_of_a_split_function_are_not_listed_again():
    lost = Skipped(
        "a.ipynb", 3, 1, "return y", Fact("skipped.syntax", {"why": "x"}), True, Spot(1, 1, 4, "    return y")
    )
    other = Skipped(
        "a.ipynb", 5, 1, "return z", Fact("skipped.syntax", {"why": "x"}), True, Spot(1, 1, 4, "    return z")
    )
    text = rendered(HALF, skipped=(lost, other))
    assert "return y" not in text
    assert "return z" in text


def test_an_unfinished_task_has_no_card_if_no_answer_is_elsewhere():
    text = rendered(TaskResult("f", Outcome.NOT_FINISHED, 0.0, 1.0), skipped=())
    assert text.count("not finished") == 1
