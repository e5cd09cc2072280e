"""Every report in two languages: what is ours is in the language of the moment, the rest stays as it is."""

import io
import re

import msgspec
import pytest
from pseudo import assert_annotations_marked, assert_json_marked, assert_marked, assert_page_marked
from rich.console import Console
from sheets import FAILED, OTHERS, RAISED, STOPPED, TEXTS, make

from grader.core import message
from grader.core.fact import Fact
from grader.core.message import speaking
from grader.core.model import Aspect, Outcome, TaskText
from grader.core.verdict import (
    Counterexample,
    Difference,
    Error,
    Glimpse,
    Listing,
    Named,
    OnDevice,
    OnGpu,
    Picture,
    Skipped,
    TaskResult,
    TracedLine,
)
from grader.locale import catalogue
from grader.report import card, contract, github, markdown, page, terminal
from grader.report.github import Refusal
from grader.report.sheet import sheets


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    """A folder with the catalogue of the pseudo-language, as the code has its messages now."""
    folder = tmp_path_factory.mktemp("locale")
    for path, content in catalogue.made(catalogue.PACKAGE).items():
        if path.suffix == ".mo":
            made = folder / path.relative_to(catalogue.PACKAGE / "locale")
            made.parent.mkdir(parents=True)
            made.write_bytes(content)
    return folder


@pytest.fixture
def pseudo(catalogues, monkeypatch):
    """The pseudo-language is spoken."""
    monkeypatch.setattr(message, "CATALOGUES", catalogues)
    message._catalogue.cache_clear()
    with speaking("xx"):
        yield
    message._catalogue.cache_clear()


NAMED = TaskResult(
    "unit_rows",
    Outcome.FAILED,
    0.5,
    1.0,
    misconception=Named("columns", False),
    differences=(
        Difference(
            Aspect.ATTACHED,
            (),
            Fact("attached.cut", {"what": Fact("what.result")}),
            Fact("graph.attached"),
            Fact("graph.cut"),
        ),
    ),
    counterexample=Counterexample(
        "unit_rows(torch.ones(2))",
        Fact("graph.attached"),
        Fact("graph.cut"),
        (Picture("got", Fact("picture.got"), (2,), "float32", ("1.", "1."), (), "cut"),),
    ),
    stdout="12.5\n",
    code=(Listing(2, 4, "def unit_rows(x):\n    return x / x.norm().item()"),),
    trace=(
        TracedLine(3, 4, "n = len(x)", 1, 1, 0, (Glimpse("n", "int", "2"),)),
        TracedLine(
            4,
            4,
            "return x / x.norm().item()",
            2,
            3,
            0,
            (
                Glimpse("x", "(2,) float32", "tensor([1., 1.])", "", (2,), "float32"),
                Glimpse("y", "(2,) float32", "", "MulBackward0", (2,), "float32"),
                Glimpse("parts", Fact("kind.items", {"type": "list", "count": 2})),
                Glimpse("", "(2,) float32", "", "", (2,), "float32"),
            ),
            Fact("mark.cut_by", {"operation": ".item()"}),
        ),
    ),
    trace_call=2,
    line=2,
    cell=4,
    device="cuda:0",
    devices=(
        OnDevice("cpu", Outcome.PASSED, 1.0),
        OnDevice("cuda:0", Outcome.FAILED, 0.5, (Aspect.ATTACHED,)),
        OnDevice("cuda:1", Outcome.FAILED, 0.0, (Aspect.SHAPE, Aspect.DTYPE)),
        OnDevice("cuda:2", Outcome.UNGRADED, 0.0, (), Fact("ungraded", {"fault": "KeyError."})),
    ),
)
GENERAL = TaskResult(
    "total",
    Outcome.FAILED,
    0.0,
    1.0,
    differences=(
        Difference(
            Aspect.OUTCOME, (), Fact("outcome.returned", {"expected": "ValueError"}), "ValueError", ""
        ),
        Difference(
            Aspect.INPUTS,
            (),
            Fact("inputs", {"name": "x", "before": "tensor([3.])", "after": "tensor([9.])"}),
            "",
            "",
            "total(" + "1, " * 100 + ")",
        ),
    ),
    advice=Fact("advice.none"),
    patterns=(Fact("related", {"what": Fact("what.result"), "how": Fact("related.twice")}),),
    line=2,
)
ON_GPU = TaskResult(
    "ones",
    Outcome.PASSED,
    1.0,
    1.0,
    on_gpu=OnGpu(
        "fails",
        Fact(
            "gpu.result_part",
            {"path": "[1]", "why": Fact("gpu.made", {"line": 3, "ways": "`device=x.device`"})},
        ),
        None,
        3,
        2,
        "return torch.ones(2)",
        Named("columns", True),
    ),
)
LOST = TaskResult(
    "shares",
    Outcome.NOT_RUN,
    0.0,
    1.0,
    error=Error(
        Fact("lost.syntax", {"why": Fact("syntax.conflict")}),
        9,
        None,
        "<<<<<<< HEAD",
    ),
)
RENAMED = TaskResult(
    "matmul",
    Outcome.MISSING,
    0.0,
    1.0,
    error=Error(Fact("missing", {"signature": "matmul(A, B)"}), None),
    advice=Fact("missing.rename", {"other": "mat_mul", "name": "matmul"}),
)
SKIPPED = (
    Skipped("a.ipynb", 4, 2, "plt.plot(range(10))", Fact("skipped.not_needed")),
    Skipped("a.ipynb", 5, 1, "def g(:", Fact("skipped.syntax", {"why": "invalid syntax"}), lost=True),
    *(Skipped("a.ipynb", cell, 1, "k = 1", Fact("skipped.state")) for cell in range(6, 13)),
)
SAID = TEXTS | {"unit_rows": TaskText("", ("Divide by it.",), {"columns": "Rows, not columns."})}
SCRIPT = make(*OTHERS, FAILED, RAISED, STOPPED, GENERAL, LOST, RENAMED, texts=SAID)
NOTEBOOK = make(
    ON_GPU,
    NAMED,
    OTHERS[2],
    submission="a.ipynb",
    texts=SAID,
    skipped=SKIPPED,
    cells=(2, 4, 5, 6),
    device="cpu, cuda:0",
    tier="flat",
)
DONE = make(OTHERS[0], submission="b.py", skipped=(), texts=SAID)
EVERYTHING = (SCRIPT, NOTEBOOK, DONE)

OWN = [
    "Broadcasting",
    "work/exercise_02.py",
    "a.ipynb",
    "b.py",
    *("matvec", "lp_norm", "unit_vector", "hadamard", "row_shares", "cosine", "loops", "unit_rows", "total"),
    *("ones", "shares", "matmul"),
    "row_shares(torch.tensor([[3.], [5.]]))",
    "unit_rows(torch.ones(2))",
    "cosine(torch.tensor([3.]))",
    "tensor([[1.], [1.]])",
    "tensor([[1., 0.6000], [1.6667, 1.]])",
    "tensor(1.)",
    "RuntimeError",
    "RuntimeError: expected m1 and m2 to have the same dtype",
    "return torch.dot(x, y)",
    *("def row_shares(X):", "def unused():", "pass", "def cosine(x):", "def loops(x):", "while True:"),
    "total = X.sum(1)",
    "return X / total",
    "def unit_rows(x):",
    "n = len(x)",
    "return x / x.norm().item()",
    "sums: tensor([3., 5.])",
    "for X",
    "Using a target size (torch.Size([2])) that is different",
    *("(2,) float32", "(2, 2) float32", "(1,) float32", "tensor([3., 5.])", "tensor([1., 1.])"),
    *("float32", "float64", "int64", "total", "parts", "grad_fn=<MulBackward0>"),
    "x = x + 1",
    "plt.plot(range(10))",
    "!pip install d2l",
    "def g(:",
    "<<<<<<< HEAD",
    "return torch.ones(2)",
    "drops the axis, for sums of columns.",
    "`X.sum(1)` drops the axis, for sums of *columns*.",
    "Rows, not columns.",
    "Divide by it.",
    "Print the shapes.",
    "`sum` takes keepdim=True.",
    "takes keepdim=True.",
    "invalid syntax",
    "A root is a power.",
    "You have written both parts already.",
]
"""What is a learner's, the course's, Python's or torch's."""


@pytest.mark.slow
def test_the_terminal(pseudo):
    screen = io.StringIO()
    terminal.render(EVERYTHING, Console(file=screen, width=250, highlight=False))
    assert_marked(screen.getvalue(), OWN)


def test_the_feedback_on_one_task(pseudo):
    cards = [card for sheet in sheets(EVERYTHING) for card in sheet.cards]
    for found in cards:
        assert_marked(terminal.feedback(found, "a.ipynb", 250), OWN)


def test_the_page(pseudo):
    text = page.render(EVERYTHING)
    assert_page_marked(text, OWN)
    assert '<html lang="xx">' in text
    for feedback in EVERYTHING:
        assert_page_marked(page.render([feedback]), OWN)


def unfenced(text):
    """A document without its fences, so that labels and comments in code are looked at, too."""
    return re.sub(r"^```\w*$|</?(details|summary)>|\\", "", text, flags=re.MULTILINE)


def test_a_document_in_markdown(pseudo):
    assert_marked(unfenced(markdown.render(EVERYTHING)), OWN)


@pytest.mark.parametrize("live", [True, False])
def test_the_card_of_a_notebook(pseudo, live):
    for feedback in EVERYTHING:
        text = card.render(feedback, live=live)
        assert_page_marked(text, OWN)
        assert text.startswith('<div class="grade-card" lang="xx">')


def test_annotations_of_github_and_the_summary(pseudo):
    refused = [Refusal("c.py", "c.py is empty."), Refusal("d.py", "no memory.")]
    own = [*OWN, "c.py is empty.", "no memory."]
    assert_annotations_marked(github.render(EVERYTHING, refused), own)
    many = make(*[msgspec.structs.replace(STOPPED, task=f"loops_{n}") for n in range(11)], texts={})
    assert_annotations_marked(github.render([many]), OWN)
    assert_marked(github.summary([], refused), own)
    text = github.summary([SCRIPT])
    assert_marked(unfenced(github.cut(text, 1200)), OWN)


def test_the_messages_of_the_json(pseudo):
    codes = ("outcome", "text", "stdout", "code")
    own = [*OWN, "cpu, cuda:0"]
    assert_json_marked(contract.render(EVERYTHING), own, said=("message",), own=codes)


def test_a_language_is_that_of_the_moment_and_codes_are_the_same_in_all(pseudo):
    """Two languages in one process: nothing is kept from one to the next."""
    english = {form: report("en") for form, report in REPORTS.items()}
    assert [form for form, report in REPORTS.items() if report("xx") == english[form]] == []
    assert [form for form, report in REPORTS.items() if report("en") != english[form]] == []
    assert [form for form, text in english.items() if "⟦" in text] == []


def spoken(render):
    def report(language):
        with speaking(language):
            return render()

    return report


def screen():
    page = io.StringIO()
    terminal.render(EVERYTHING, Console(file=page, width=100))
    return page.getvalue()


REPORTS = {
    "terminal": spoken(screen),
    "page": spoken(lambda: page.render(EVERYTHING)),
    "markdown": spoken(lambda: markdown.render(EVERYTHING)),
    "card": spoken(lambda: card.render(NOTEBOOK)),
    "github": spoken(lambda: github.render(EVERYTHING)),
    "json": spoken(lambda: contract.render(EVERYTHING)),
}
