"""A grade in the terminal: complete at every width, and never steered by a submission's text."""

import io
import re

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from grader.core.fact import Fact
from grader.core.model import Aspect, ExerciseText, Outcome, TaskText
from grader.core.verdict import (
    Counterexample,
    Difference,
    Error,
    Feedback,
    Glimpse,
    Grade,
    Named,
    Skipped,
    Slip,
    TaskResult,
    TracedLine,
)
from grader.report import terminal

WIDTHS = (40, 60, 120)


HINTS = {
    "l2_norm": ("Three steps.", "The last is a root."),
    "cosine_similarity": ("You have written both parts already.",),
    "matvec": ("Look at the shapes.", "Use @."),
}
MESSAGES = {
    "forgets_the_root": "This is the squared norm: the square root is missing.",
    "star": "`*` is no matrix product.",
}


def make(*tasks, hints=HINTS, **more):
    """A grade of these tasks, with what the course says of them."""
    facts = {
        "version": 2,
        "exercise": "exercise_03",
        "submission": "exercise_03.py",
        "score": sum(task.score for task in tasks),
        "max_score": sum(task.max_score for task in tasks),
        "key": "sha256:0",
        "torch": "2.13.0",
        "device": "cpu",
        "tier": "unconfined",
        "skipped": (),
        "tasks": tasks,
    }
    texts = {task.task: TaskText("", hints.get(task.task, ()), MESSAGES) for task in tasks}
    return Feedback(Grade(**(facts | more)), ExerciseText("Norms and linear algebra", texts))


def result(task, outcome, **more):
    score = 1.0 if outcome is Outcome.PASSED else 0.0
    return TaskResult(task, outcome, **({"score": score, "max_score": 1.0} | more))


def literal(text):
    """What Python or a learner said, as a fact."""
    return Fact("text", {"text": text})


def difference(message, aspect=Aspect.VALUES):
    fact = message if isinstance(message, Fact) else literal(message)
    return Difference(aspect, (), fact, "tensor(3.)", "tensor(9.)")


def error(text, *place):
    return Error(literal(text), *(place or (None,)))


def rendered(*grades, width=100, **options):
    page = io.StringIO()
    terminal.render(grades, Console(file=page, width=width, highlight=False, **options))
    return page.getvalue()


def lines(*grades, **options):
    """The page without the spaces that fill its lines."""
    return [line.rstrip() for line in rendered(*grades, **options).splitlines()]


def squeezed(text):
    """A text without white space, so that it is found however it was wrapped."""
    return "".join(text.split())


WRONG = result(
    "l2_norm",
    Outcome.FAILED,
    score=0.25,
    differences=(
        difference(
            Fact(
                "values.elements", {"wrong": 2, "elements": 3, "index": "[1]", "got": "25.", "expected": "5."}
            )
        ),
        difference(
            Fact("inputs", {"name": "x", "before": "tensor([3.])", "after": "tensor([9.])"}), Aspect.INPUTS
        ),
    ),
    counterexample=Counterexample(
        "l2_norm(torch.tensor([3., -4., 1., 2., -5., 6., -2., 8.], dtype=torch.float64, requires_grad=True)",
        "tensor([3., 5., 7.], dtype=float64)",
        "tensor([3., 25., 49.], dtype=float64)",
    ),
    misconception=Named("forgets_the_root", True),
    patterns=(
        Fact(
            "pattern.always",
            {
                "right": Fact("trait.one_element", {"x": "x"}),
                "wrong": Fact("trait.one_element.not", {"x": "x"}),
            },
        ),
    ),
    stdout="squares: tensor([ 9., 16.])\nfor x = 3\n",
    warnings=(
        "Using a target size (torch.Size([2])) that is different: 使用不同的目标大小会导致错误的结果。",
    ),
)
RAISED = result(
    "cosine_similarity",
    Outcome.RAISED,
    error=error("RuntimeError: expected m1 and m2 to have the same dtype", 11, 3, "return torch.dot(x, y)"),
)
NEEDLESS = Fact("skipped.not_needed")
SKIPPED = tuple(
    Skipped("a.ipynb", cell, 2, f"plot_number_{cell}(torch.arange(100), figure_size=(10, 10))", NEEDLESS)
    for cell in range(1, 10)
)


# ------------------------------------------------------------------------------------- a whole page


def test_a_page_as_a_learner_sees_it():
    grade = make(
        result("matvec", Outcome.PASSED),
        result(
            "l2_norm",
            Outcome.FAILED,
            differences=(
                difference(Fact("values", {"what": Fact("what.result"), "got": "9.0", "expected": "3.0"})),
            ),
            counterexample=Counterexample("l2_norm(torch.tensor([3.]))", "tensor(3.)", "tensor(9.)"),
            misconception=Named("forgets_the_root", True),
            patterns=(
                Fact(
                    "related", {"what": Fact("what.result"), "how": Fact("related.constant", {"number": "0"})}
                ),
                Fact("pattern.otherwise", {"wrong": Fact("trait.empty.not", {"x": "x"})}),
            ),
            line=27,
        ),
        result("lp_norm", Outcome.NOT_FINISHED),
        skipped=SKIPPED[:1],
    )
    assert lines(grade, width=60) == [
        "exercise_03.py · Norms and linear algebra",
        "",
        "✗ l2_norm · failed · exercise_03.py:27 ─────────────────────",
        "  The result is 9.0; 3.0 is expected.",
        "",
        "  call       l2_norm(torch.tensor([3.]))",
        "  expected   tensor(3.)",
        "  got        tensor(9.)",
        "",
        "  Why        This is the squared norm: the square root is",
        "             missing.",
        "  Pattern    In every failing call, the result is 0. Of the",
        "             calls tried, wrong whenever x has elements,",
        "             right otherwise.",
        "",
        "✓  matvec   1/1",
        "✗  l2_norm  0/1  wrong values",
        "○  lp_norm  0/1  not finished",
        "",
        "Not run:",
        "  cell 1, line 2  plot_number_1(torch.arange(100),",
        "                  figure_size=(10, 10))  (not needed by a",
        "                  graded function)",
        "",
        "1 of 3 points · Next: fix l2_norm.",
    ]


def test_full_marks_are_one_line_a_task():
    grade = make(result("matvec", Outcome.PASSED, stdout="debug\n"), result("lp_norm", Outcome.PASSED))
    assert lines(grade) == [
        "exercise_03.py · Norms and linear algebra",
        "",
        "✓  matvec   1/1",
        "✓  lp_norm  1/1",
        "",
        "2 of 2 points · All right.",
    ]


def test_several_submissions_stand_apart():
    one, other = make(result("matvec", Outcome.PASSED)), make(result("matvec", Outcome.NOT_FINISHED))
    assert lines(one, other) == [*lines(one), "", *lines(other)]


# ------------------------------------------------------------------------------------------- widths


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_longer_than_the_terminal_is_wide(width):
    grade = make(
        *(result(f"task_{outcome.name.lower()}", outcome) for outcome in Outcome),
        WRONG,
        RAISED,
        submission="a/long/way/down/into/the/folders/of/this/machine/exercise_03.py",
        skipped=SKIPPED,
    )
    assert [line for line in rendered(grade, width=width).splitlines() if cell_len(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_lost_at_any_width(width):
    page = squeezed(rendered(make(WRONG, RAISED, skipped=SKIPPED), width=width))
    texts = [
        "exercise_03.py · Norms and linear algebra",
        "✗ l2_norm · failed ─",
        "2 of 3 elements are wrong. The first is [1]: it is 25., 5. is expected.",
        f"call {WRONG.counterexample.code}",
        f"expected {WRONG.counterexample.expected}",
        f"got {WRONG.counterexample.got}",
        "Why This is the squared norm: the square root is missing.",
        "Pattern Of the calls tried, right whenever x has one element, wrong whenever x has more than one "
        "element, or none.",
        "Also Your function changed its input x: it was tensor([3.]), now it is tensor([9.]).",
        f"You printed {WRONG.stdout}",
        f"Warning {WRONG.warnings[0]}",
        "✗ cosine_similarity · raised ─",
        "RuntimeError: expected m1 and m2 to have the same dtype",
        "Your line cell 3, line 11: return torch.dot(x, y)",
        "Hint grade exercise_03.py --hint cosine_similarity",
        "✗ l2_norm 0.25/1 wrong values, changes its input",
        "✗ cosine_similarity 0/1 raised",
        *(
            f"cell {piece.cell}, line 2 {piece.text} (not needed by a graded function)"
            for piece in SKIPPED[:6]
        ),
        "… and 3 more (all are in --format json)",
        "0.25 of 2 points · Next: fix l2_norm.",
    ]
    assert [text for text in texts if squeezed(text) not in page] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_name_of_a_task_is_whole_wherever_it_stands(width):
    name = "accumulated_gradient_of_all_batches"
    page = squeezed(rendered(make(result(name, Outcome.OUT_OF_MEMORY)), width=width))
    assert f"✗{name}·outofmemory" in page
    assert page.count("0/1outofmemory") == 1
    assert page.replace("0/1outofmemory", "").count(f"✗{name}") == 2  # its row may be folded
    assert f"Next:fix{name}." in page


# ----------------------------------------------------------------------------------------- outcomes

ROWS = {
    Outcome.PASSED: "✓  matvec  1/1",
    Outcome.FAILED: "✗  matvec  0/1  wrong values",
    Outcome.RAISED: "✗  matvec  0/1  raised",
    Outcome.NOT_FINISHED: "○  matvec  0/1  not finished",
    Outcome.MISSING: "?  matvec  0/1  missing",
    Outcome.TIMED_OUT: "✗  matvec  0/1  timed out",
    Outcome.OUT_OF_MEMORY: "✗  matvec  0/1  out of memory",
    Outcome.CRASHED: "✗  matvec  0/1  crashed",
    Outcome.NOT_RUN: "-  matvec  0/1  not run",
    Outcome.UNGRADED: "!  matvec  0/1  ungraded",
}
DONE = {
    Outcome.PASSED: "1 of 1 points · All right.",
    Outcome.NOT_FINISHED: "0 of 1 points · Next: write matvec.",
    Outcome.MISSING: "0 of 1 points · Next: write matvec.",
}
MENDED = (
    Outcome.FAILED,
    Outcome.RAISED,
    Outcome.TIMED_OUT,
    Outcome.OUT_OF_MEMORY,
    Outcome.CRASHED,
    Outcome.NOT_RUN,
)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_row(outcome):
    differences = (difference("No."),) if outcome is Outcome.FAILED else ()
    assert ROWS[outcome] in lines(make(result("matvec", outcome, differences=differences)))


@pytest.mark.parametrize("outcome", [*DONE, *MENDED])
def test_every_outcome_leads_to_a_next_step(outcome):
    told = DONE.get(outcome, "0 of 1 points · Next: fix matvec.")
    assert lines(make(result("matvec", outcome)))[-1] == told


def test_a_fault_of_the_grader_is_not_for_the_learner_to_mend():
    assert lines(make(result("matvec", Outcome.UNGRADED)))[-1] == "0 of 1 points, 1 still open"


@pytest.mark.parametrize("outcome", [*MENDED, Outcome.UNGRADED])
def test_why_a_task_earned_nothing_is_told(outcome):
    assert "  Such is life." in lines(make(result("matvec", outcome, error=error("Such is life."))))


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_has_a_remark(aspect):
    grade = make(result("matvec", Outcome.FAILED, differences=(difference("So it is.", aspect),)))
    row = next(line for line in lines(grade) if line.startswith("✗  matvec  0/1  "))
    assert re.fullmatch(r"✗  matvec  0/1  [a-z ]{5,30}", row)


def test_a_warning_of_torch_is_told_of_a_right_answer_too():
    grade = make(result("matvec", Outcome.PASSED, warnings=("Using a target size that is different.",)))
    assert lines(grade)[2:5] == [
        "✓ matvec · passed " + "─" * 82,
        "",
        "  Warning    Using a target size that is different.",
    ]


def test_no_hint_is_shown_unasked_and_none_is_offered_beside_a_misconception():
    page = lines(make(result("matvec", Outcome.FAILED)))
    assert "  Hint       grade exercise_03.py --hint matvec" in page
    assert not [hint for hint in HINTS["matvec"] if hint in "".join(page)]
    page = lines(make(result("matvec", Outcome.FAILED, misconception=Named("star", False))))
    assert "  Looks like  `*` is no matrix product." in page
    assert "Hint" not in "".join(page)


def test_what_was_done_besides_and_a_second_misconception_stand_beside_the_first():
    star = Named("star", False, besides=(Fact("beside.half"),))
    page = lines(make(result("matvec", Outcome.FAILED, misconception=star, second=Named("star", False))))
    assert (
        "  Looks like  `*` is no matrix product. Besides, each number is half as large as it should be."
        in page
    )
    assert "  And like    `*` is no matrix product." in page


def test_what_explains_only_other_calls_does_not_hide_the_advice_on_this_one():
    star = Named("star", False, elsewhere=True)
    found = result("matvec", Outcome.RAISED, misconception=star, advice=Fact("advice.item"))
    page = "\n".join(lines(make(found)))
    assert "Try         `.item()` makes a Python number" in page
    assert "Looks like  On the calls that do not raise: `*` is no matrix product." in page


def test_what_explains_only_the_calls_that_fail_says_so():
    star = Named("star", False, sometimes=True)
    page = "\n".join(lines(make(result("matvec", Outcome.FAILED, misconception=star))))
    assert "Looks like  On the calls that fail: `*` is no matrix product." in page


def in_short(*results):
    """The lines of a grade of which only the next task to fix is shown in full."""
    page = io.StringIO()
    terminal.render([make(*results)], Console(file=page, width=100, highlight=False), whole=False)
    return [line.rstrip() for line in page.getvalue().split("\n")]


SEVERAL = [
    result(name, Outcome.FAILED, differences=(difference(Fact("values.overlap")),))
    for name in ("l2_norm", "matvec", "hadamard")
]


def test_only_the_next_task_to_fix_is_shown_in_full_and_the_others_in_a_line_each():
    page = in_short(*SEVERAL)
    assert [line for line in page if "─" in line] == [
        line for line in page if line.startswith("✗ l2_norm · ")
    ]
    assert [line.split()[1] for line in page if line.startswith("✗  ")] == ["l2_norm", "matvec", "hadamard"]
    assert "Why 2 others are wrong: grade exercise_03.py --all" in page
    assert page.index("0 of 3 points · Next: fix l2_norm.") > page.index(
        "Why 2 others are wrong: grade exercise_03.py --all"
    )
    assert "Why another one is wrong: grade exercise_03.py --all" in in_short(*SEVERAL[:2])


def test_one_wrong_task_is_shown_in_full_and_no_option_is_named():
    assert not [line for line in in_short(SEVERAL[0], result("matvec", Outcome.PASSED)) if "--all" in line]


def test_a_task_that_uses_another_wrong_one_is_not_the_next_to_fix():
    caused = msgspec.structs.replace(SEVERAL[0], advice=Fact("advice.uses_wrong", {"name": "matvec"}))
    page = in_short(caused, SEVERAL[1])
    assert page[-2] == "0 of 2 points · Next: fix matvec."
    assert [line for line in page if line.startswith("✗ matvec · ")]
    assert not [line for line in page if line.startswith("✗ l2_norm · ")]


def test_what_is_said_of_right_tasks_is_shown_if_none_is_wrong():
    warned = result("matvec", Outcome.PASSED, warnings=("It is old.",))
    assert "  Warning    It is old." in in_short(warned)
    assert "  Warning    It is old." not in in_short(warned, SEVERAL[0])


def test_a_slip_comes_first_with_its_line_in_place_of_advice():
    slip = Slip(Fact("slip.comparison", {"left": "X"}), 3)
    given = {"misconception": Named("star", True), "advice": Fact("advice.item"), "slip": slip}
    page = lines(make(result("matvec", Outcome.FAILED, **given)))
    at = page.index(
        "  Look at    line 3: `==` compares, and nothing uses the answer here. To give `X` a new value, write"
    )
    assert page[at + 1 : at + 3] == ["             `X = …`.", "  Why        `*` is no matrix product."]
    in_cell = lines(make(result("matvec", Outcome.FAILED, slip=Slip(Fact("slip.caret"), 3, 2))))
    assert "  Look at    cell 2, line 3: `^` works on bits. A power is written `**`." in in_cell
    assert "Try" not in "".join(page)


def test_the_command_for_a_hint_has_the_options_that_find_the_exercise():
    page = io.StringIO()
    options = ("--exercise", "exercise_03", "--course", "my course")
    grade = make(result("matvec", Outcome.FAILED))
    terminal.render([grade], Console(file=page, width=100), options=options)
    command = "grade exercise_03.py --exercise exercise_03 --course 'my course' --hint matvec"
    assert squeezed(command) in squeezed(page.getvalue())


def test_points_are_written_without_needless_digits():
    tasks = [result("a", Outcome.FAILED, score=score, max_score=3.0) for score in (0.0, 1.5, 2 / 3, 2.0)]
    page = lines(make(*tasks))
    assert [line.split()[2] for line in page if line.startswith("✗  a")] == ["0/3", "1.5/3", "0.67/3", "2/3"]
    assert page[-1] == "4.17 of 12 points · Next: fix a."


# ----------------------------------------------------------------------------- where to look

STANDS = {"line": 27}
IN_CELL = {"line": 2, "cell": 3}
PLACES = {
    "where the function stands": ("exercise_03.py:27", STANDS),
    "in a notebook": ("cell 3, line 2", IN_CELL),
    "where it failed": ("exercise_03.py:29", STANDS | {"error": error("no", 29)}),
    "where it failed in a cell": ("cell 3, line 4", IN_CELL | {"error": error("no", 4, 3)}),
    "not where a helper in another cell failed": ("cell 3, line 2", IN_CELL | {"error": error("no", 4, 1)}),
    "not where nobody knows in which cell": ("cell 3, line 2", IN_CELL | {"error": error("no", 4)}),
    "not where nobody knows the line": ("exercise_03.py:27", STANDS | {"error": error("no", None)}),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_title_tells_where_to_look(case):
    place, given = PLACES[case]
    title = f"✗ l2_norm · raised · {place} "
    assert lines(make(result("l2_norm", Outcome.RAISED, **given)))[2] == title.ljust(100, "─")


def test_a_title_of_what_stands_nowhere_has_no_place():
    page = lines(make(result("l2_norm", Outcome.CRASHED, error=error("It crashed."))))
    assert page[2] == "✗ l2_norm · crashed ".ljust(100, "─")


@pytest.mark.parametrize(
    ("width", "title"),
    [
        (42, "✗ l2_norm · failed · exercise_03.py:27 ───"),
        (41, "✗ l2_norm · failed ──────────────────────"),
        (22, "✗ l2_norm · failed ───"),
        (21, "✗ l2_norm · failed"),
    ],
)
def test_where_there_is_no_room_the_place_goes_before_the_rule(width, title):
    page = lines(make(result("l2_norm", Outcome.FAILED, **STANDS)), width=width)
    assert title in page


def test_a_path_is_given_as_the_user_gave_it_so_that_a_terminal_can_open_it():
    grade = make(result("l2_norm", Outcome.FAILED, **STANDS), submission="../mine/a b.py")
    assert "✗ l2_norm · failed · ../mine/a b.py:27 ─" in rendered(grade)


# ------------------------------------------------------------------------------ what was not run

BROKEN = Fact("skipped.syntax", {"why": "invalid syntax"})
RAN = "Run: cells 2, 3 and 5 to 8, as far as your functions need them."


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((3,), "Run: cell 3, as far as your functions need it."),
        ((3, 4), "Run: cells 3 and 4, as far as your functions need them."),
        ((3, 4, 5), "Run: cells 3 to 5, as far as your functions need them."),
        ((1, 3, 9), "Run: cells 1, 3 and 9, as far as your functions need them."),
        ((2, 3, 5, 6, 7, 8), RAN),
        ((1, 2, 3, 5, 6, 7), "Run: cells 1 to 3 and 5 to 7, as far as your functions need them."),
    ],
)
def test_the_cells_that_were_run_are_told(cells, told):
    assert told in lines(make(result("matvec", Outcome.FAILED), cells=cells))


def test_the_cells_that_were_run_stand_above_what_was_not():
    page = lines(make(result("matvec", Outcome.FAILED), cells=(2, 3, 5, 6, 7, 8), skipped=SKIPPED[:1]))
    first = page.index(RAN)
    assert page[first - 1 : first + 2] == ["", RAN, "Not run:"]


def test_at_full_marks_cells_are_told_only_beside_what_does_not_parse():
    done = result("matvec", Outcome.PASSED)
    assert "Run:" not in rendered(make(done, cells=(2,), skipped=SKIPPED))
    broken = Skipped("a.ipynb", 9, 1, "def g(:", BROKEN, lost=True)
    assert "Run: cell 2," in rendered(make(done, cells=(2,), skipped=(broken,)))


def test_a_script_tells_no_cells():
    assert "Run:" not in rendered(make(result("matvec", Outcome.FAILED), skipped=SKIPPED))


@pytest.mark.parametrize("count", [1, 6, 7, 9])
def test_at_most_six_skipped_pieces_are_shown(count):
    page = lines(make(result("matvec", Outcome.FAILED), skipped=SKIPPED[:count]))
    assert sum("plot_number_" in line for line in page) == min(count, 6)
    more = [line for line in page if "more" in line]
    assert more == ([f"  … and {count - 6} more (all are in --format json)"] if count > 6 else [])


def test_a_skipped_piece_of_a_script_has_no_cell():
    piece = Skipped("a.py", None, 7, "print(1)", NEEDLESS)
    page = lines(make(result("matvec", Outcome.FAILED), skipped=(piece,)))
    assert "  line 7  print(1)  (not needed by a graded function)" in page


def test_at_full_marks_only_what_does_not_parse_is_told():
    unneeded = Skipped("a.py", None, 7, "print(1)", NEEDLESS)
    broken = Skipped("a.py", None, 9, "def g(:", BROKEN, lost=True)
    page = "\n".join(lines(make(result("matvec", Outcome.PASSED), skipped=(unneeded, broken))))
    assert "print(1)" not in page
    assert "  line 9  def g(:  (this is not valid Python: invalid syntax)" in page


def test_what_does_not_parse_is_told_before_what_is_not_needed():
    broken = Skipped("a.py", 9, 1, "def g(:", BROKEN, lost=True)
    page = lines(make(result("matvec", Outcome.FAILED), skipped=(*SKIPPED, broken)))
    shown = [line for line in page if "cell" in line]
    assert "def g(:" in shown[0]


def test_what_does_not_parse_is_not_said_to_be_unneeded():
    piece = Skipped(
        "a.py", None, 7, "def lp_norm(x:", Fact("skipped.syntax", {"why": "'(' was never closed"})
    )
    page = "\n".join(lines(make(result("lp_norm", Outcome.MISSING), skipped=(piece,))))
    assert "this is not valid Python: '(' was never closed" in page
    assert "no graded function needs it" not in page


# -------------------------------------------------------------------------- text of a submission

HOSTILE = (
    "[red]no[/red] [/] [bold [link=https://example.org]here[/link] :smile: {x} %s "
    "\x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u202c\u2066\u200b\ufeff \r\x00\x08\x7f\u2028\u2029\x85"
)
LITERAL = (
    "[red]no[/red] [/] [bold [link=https://example.org]here[/link] :smile: {x} %s "
    "\\x1b[2J\\x1b]0;owned\\x07\\x9b31m \\u202eevil\\u202c\\u2066\\u200b\\ufeff "
    "\\r\\x00\\x08\\x7f\\u2028\\u2029\\x85"
)
FIELDS = {
    "the file's name": {"submission": HOSTILE},
    "what was skipped": {"skipped": (Skipped("a.py", None, 1, HOSTILE, NEEDLESS),)},
    "why it was skipped": {
        "skipped": (Skipped("a.py", None, 1, "x", Fact("skipped.syntax", {"why": HOSTILE})),)
    },
    "what was printed": {"stdout": HOSTILE},
    "a warning": {"warnings": (HOSTILE,)},
    "an error": {"error": error(HOSTILE)},
    "a line": {"error": error("no", 3, None, HOSTILE)},
    "a difference": {"differences": (difference(HOSTILE),)},
    "a part of a sentence": {"differences": (difference(Fact("gradient.raised", {"error": HOSTILE})),)},
    "another difference": {"differences": (difference("no"), difference(HOSTILE))},
    "what was got": {"counterexample": Counterexample("f()", "1", HOSTILE)},
    "a pattern": {"patterns": (literal(HOSTILE),)},
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("terminal_is_real", [False, True])
def test_text_of_a_submission_is_shown_literally(field, terminal_is_real):
    given = FIELDS[field]
    ours = {name: given[name] for name in given if name in ("submission", "skipped")}
    theirs = {name: given[name] for name in given if name not in ours}
    grade = make(result("matvec", Outcome.FAILED, **theirs), **ours)
    options = {"force_terminal": True, "color_system": "truecolor"} if terminal_is_real else {}
    page = re.sub(r"\x1b\[[\d;]*m", "", rendered(grade, width=300, **options))
    assert LITERAL in page
    assert re.findall(r"[^\n\x20-\x7e·✗─…]", page) == []


def test_there_are_no_escape_codes_in_a_pipe_and_only_colours_on_a_terminal():
    grade = make(WRONG, RAISED, skipped=SKIPPED)
    plain = rendered(grade)
    assert "\x1b" not in plain
    coloured = rendered(grade, force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_letters_of_all_scripts_and_tabs_are_left_as_they_are():
    grade = make(result("matvec", Outcome.FAILED, stdout="名\t= 'ä' 😀 e\u0301 العربية\n"))
    assert "  You printed  名    = 'ä' 😀 e\u0301 العربية" in lines(grade)


def test_many_printed_lines_are_cut():
    printed = "".join(f"row {n}\n" for n in range(100))
    grade = make(result("matvec", Outcome.FAILED, stdout=printed), hints={})
    page = lines(grade)
    first = page.index("  You printed  row 0")
    assert page[first + 11 : first + 14] == ["               row 11", "               …", ""]


def test_as_many_lines_as_fit_are_not_cut():
    grade = make(result("matvec", Outcome.FAILED, stdout="".join(f"row {n}\n" for n in range(12))))
    assert "               row 11" in lines(grade)
    assert "…" not in rendered(grade)


@pytest.mark.parametrize(
    "long",
    [
        {"stdout": "x" * 10_000},
        {"counterexample": Counterexample("f()", "1", f"[{', '.join(map(str, range(5_000)))}]")},
    ],
    ids=["what was printed", "what was got"],
)
def test_one_endless_line_is_cut_as_well(long):
    """Nothing that a submission says pushes the rest off the screen; all of it is in the JSON report."""
    count = len(lines(make(result("matvec", Outcome.FAILED, **long)), width=80))
    assert count < 60


def test_a_cut_graph_is_told_once_and_not_again_as_a_wrong_gradient():
    differences = (difference("It is cut.", Aspect.ATTACHED), difference("It differs.", Aspect.GRADIENT))
    page = rendered(make(result("matvec", Outcome.FAILED, differences=differences)))
    assert "It is cut." in page
    assert "It differs." not in page


# ------------------------------------------------------------------------------------ lines, traced


def glimpse(name, shape, value, graph=""):
    return Glimpse(name, f"{shape} float32", value, graph, shape, "float32")


LINES = (
    TracedLine(3, None, "with torch.no_grad():", 1, 1, 0),
    TracedLine(4, None, "length = x.norm()", 1, 1, 0, (glimpse("length", (), "tensor(5.)"),)),
    TracedLine(5, None, "y = x / 5", 1, 1, 0, (glimpse("y", (2,), "tensor([1., 1.])", "DivBackward0"),)),
    TracedLine(6, None, "return x", 1, 1, 0, (glimpse("", (2,), "tensor([5., 5.])", "leaf"),)),
)


def traced(aspect):
    differences = (difference("It differs.", aspect),)
    return lines(make(result("f", Outcome.FAILED, differences=differences, trace=LINES)), width=120)


def test_a_trace_tells_of_the_graph_where_the_graph_is_what_is_wrong():
    page = "\n".join(traced(Aspect.GRADIENT))
    assert "length: () float32 = tensor(5.), no graph" in page
    assert "y: (2,) float32 = tensor([1., 1.]), grad_fn=<DivBackward0>" in page
    assert "tensor([5., 5.]), requires_grad=True" in page
    assert "grad_fn" not in "\n".join(traced(Aspect.VALUES))
