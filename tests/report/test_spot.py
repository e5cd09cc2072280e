"""A line that is not valid Python: carets below its place, at every width, in every report, once."""

# ruff: noqa: RUF001  # full-width signs are tested here

import msgspec
import pytest
from rich.console import Console
from sheets import make

from grader.core.fact import Fact
from grader.core.model import Outcome, TaskText
from grader.core.verdict import Error, Skipped, Spot, TaskResult
from grader.report import contract, github, markdown, page, terminal
from grader.report.spot import columns, spot_line

COLON = Fact("syntax.colon")
MISSING = Spot(8, 17, 1, "def matvec(A, x)")
FAULT = Error(Fact("lost.syntax", {"why": COLON}), 8, None, MISSING.text, MISSING)
TASK = TaskResult("matvec", Outcome.NOT_RUN, 0.0, 1.0, error=FAULT, line=7)
LOST = Skipped("a.py", None, 7, "@deco", Fact("skipped.syntax", {"why": COLON}), True, MISSING)
HINTS = {"matvec": TaskText("", ("Multiply each row by x.",), {})}
TOLD = "This is not valid Python: the colon `:` is missing at the end of this line."


def lines(spot: Spot, width: int = 80) -> tuple[str, ...]:
    return spot_line(spot).lines(width)


def rendered(*graded: object, width: int = 80) -> str:
    with (console := Console(width=width, highlight=False)).capture() as captured:
        terminal.render(graded, console)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


# ---------------------------------------------------------------------------------------- one line


@pytest.mark.parametrize(
    ("spot", "shown"),
    [
        (MISSING, ("def matvec(A, x)", "                ^")),
        (Spot(1, 5, 3, "x = y z"), ("x = y z", "    ^^^")),
        (Spot(1, 6, 1, "中 = f（x)"), ("中 = f（x)", "      ^^")),
        (Spot(1, 1, 1, "\treturn y"), ("→   return y", "^^^^")),
        (Spot(1, 6, 1, "x = 1\u200b"), ("x = 1\\u200b", "     ^^^^^^")),
        (Spot(1, 0, 1, "<<<<<<< HEAD"), ("<<<<<<< HEAD",)),
    ],
)
def test_carets_stand_below_the_characters_that_are_meant(spot: Spot, shown: tuple[str, ...]) -> None:
    assert lines(spot) == shown


LONG = "y = torch.add(" + ", ".join(f"x{n}" for n in range(60)) + " z)"


@pytest.mark.parametrize("width", [20, 40, 52, 72, 112])
@pytest.mark.parametrize("column", [1, 100, len(LONG) - 2, len(LONG) + 1])
def test_a_long_line_is_cut_around_its_place(width: int, column: int) -> None:
    text, carets = lines(Spot(3, column, 1, LONG), width)
    assert columns(text) <= width
    assert columns(carets) <= width
    assert carets.count("^") == 1
    assert (text + " ")[carets.index("^")] == (LONG + " ")[column - 1]


# ------------------------------------------------------------------------------------- the reports


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_shows_the_line_once_with_its_number_in_the_link(width: int) -> None:
    text = rendered(make(TASK, skipped=(LOST,), submission="a.py", texts=HINTS), width=width)
    assert "- matvec · not run · a.py:8 ─" in text
    assert "\n\n    8  def matvec(A, x)\n                       ^\n" in text
    assert " ".join(text.split()).count("the colon `:` is missing at the end of this line") == 1
    assert "Not run:" not in text


def test_a_piece_without_a_task_is_shown_with_carets_below_not_run() -> None:
    right = TaskResult("l2_norm", Outcome.PASSED, 1.0, 1.0)
    page = rendered(make(right, skipped=(LOST,)), width=100)
    assert (
        "Not run:\n"
        "  line 8  this is not valid Python: the colon `:` is missing at the end of this line\n"
        "          8  def matvec(A, x)\n"
        "                             ^\n"
    ) in page


def test_no_hint_about_the_content_is_given() -> None:
    graded = make(TASK, skipped=(LOST,), texts=HINTS)
    assert "Hint" not in rendered(graded)
    for text in page.render([graded]), markdown.render([graded]), contract.render([graded]):
        assert "Multiply each row" not in text
    unfinished = make(msgspec.structs.replace(TASK, outcome=Outcome.NOT_FINISHED, error=None), texts=HINTS)
    assert "Multiply each row" in page.render([unfinished])


def test_the_page_marks_the_place_and_shows_it_once() -> None:
    text = page.render([make(TASK, skipped=(LOST,), texts=HINTS)])
    assert text.count("<code>def matvec(A, x)<mark>\u00a0</mark></code>") == 1
    assert "the colon <code>:</code> is missing" in text
    assert "What was not run" not in text


def test_markdown_shows_the_line_with_carets() -> None:
    text = markdown.render([make(TASK, skipped=(LOST,), texts=HINTS)])
    assert "```python\ndef matvec(A, x)\n                ^\n```" in text


def test_github_annotates_the_line_that_is_to_be_corrected_once() -> None:
    text = github.render([make(TASK, skipped=(LOST,), submission="a.py", texts=HINTS)])
    assert text.count("line=8") == 1
    alone = github.render([make(TaskResult("f", Outcome.PASSED, 1.0, 1.0), skipped=(LOST,))])
    assert "line=8" in alone


def test_github_annotates_the_line_for_which_a_file_is_not_graded() -> None:
    refused = github.render([], [github.Refusal("a.py", "a.py, line 8: it is not valid.", MISSING)])
    assert refused.startswith(
        "::error file=a.py,line=8,endLine=8,title=Not graded::a.py, line 8: it is not valid.%0A"
        "def matvec(A, x)%0A                ^\n"
    )


@pytest.mark.parametrize("text", ["[red]x[/red] <b>`", "\x1b[2J\u202e = ("])
def test_text_of_a_line_controls_no_report(text: str) -> None:
    spot = Spot(1, 1, 1, text)
    graded = make(msgspec.structs.replace(TASK, error=msgspec.structs.replace(FAULT, spot=spot)))
    assert "\x1b" not in rendered(graded)
    assert "<b>`" not in page.render([graded])
    assert ("[red]x[/red]" in text) == ("[red]x[/red]" in rendered(graded))


def test_the_sentence_is_whole() -> None:
    assert TOLD in " ".join(rendered(make(TASK)).split())
