"""Grades that hold everything a report can show, and texts that try to break it."""

from grader.core.fact import Fact
from grader.core.model import Aspect, ExerciseText, Outcome, TaskText
from grader.core.value import KEY
from grader.core.verdict import (
    Counterexample,
    Curve,
    Difference,
    Error,
    Feedback,
    Glimpse,
    Grade,
    Listing,
    Named,
    Picture,
    Skipped,
    TaskResult,
    TracedLine,
)

HOSTILE = (
    "</code></style><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} \"'`*_|# [a](javascript:b)"
)

RESULT = Fact("what.result")
SHAPE = Fact("shape", {"what": RESULT, "expected": "(2, 1)", "got": "(2, 2)"})
TWO_WRONG = Fact(
    "values.elements", {"wrong": 2, "elements": 4, "index": "[0, 1]", "got": "0.6000", "expected": "1."}
)
ONE_ROW = Fact(
    "pattern.always",
    {"right": Fact("trait.one_row", {"x": "X"}), "wrong": Fact("trait.one_row.not", {"x": "X"})},
)

FAILED = TaskResult(
    "row_shares",
    Outcome.FAILED,
    0.0,
    1.0,
    misconception=Named("without_keepdim", True),
    differences=(
        Difference(Aspect.SHAPE, (), SHAPE, "(2, 1)", "(2, 2)"),
        Difference(Aspect.VALUES, (), TWO_WRONG, "", "", "row_shares(…)"),
    ),
    counterexample=Counterexample(
        "row_shares(torch.tensor([[3.], [5.]]))",
        "tensor([[1.], [1.]])",
        "tensor([[1., 0.6000], [1.6667, 1.]])",
        (
            Picture("input", "X", (2, 1), "float32", ("3.", "5."), (), "leaf"),
            Picture("expected", Fact("picture.expected"), (2, 1), "float32", ("1.", "1.")),
            Picture(
                "got",
                Fact("picture.got"),
                (2, 2),
                "float32",
                ("1.", "0.6", "1.7", "1."),
                (0.0, 0.4, 1.0, 0.0),
            ),
            Picture(
                "got",
                Fact("picture.got_part", {"path": "[1]"}),
                (2, 2, 10),
                "float32",
                tuple(map(str, range(40))),
                (),
            ),
            Picture("got", Fact("picture.got_part", {"path": "[2]"}), (9, 9), "float64"),
            Picture("got", Fact("picture.got_part", {"path": "[3]"}), (0, 3), "int64"),
            Picture("got", Fact("picture.got_part", {"path": "[4]"}), (), "float32", ("7.",), (1.0,)),
        ),
        (
            Curve(Fact("curve.recorded"), (9.0, 4.0, 2.0, 1.0), (9.0, 4.0, 6.0, None), 2),
            Curve(Fact("curve.returned"), (100.0, 10.0, 1.0), (100.0,), 1),
        ),
    ),
    patterns=(ONE_ROW,),
    stdout="sums: tensor([3., 5.])\nfor X\n",
    warnings=("Using a target size (torch.Size([2])) that is different",),
    code=(
        Listing(8, None, "def row_shares(X):\n    total = X.sum(1)\n    return X / total"),
        Listing(20, None, "def unused():\n    pass"),
    ),
    trace=(
        TracedLine(
            9,
            None,
            "total = X.sum(1)",
            1,
            1,
            0,
            (Glimpse("total", "(2,) float32", "tensor([3., 5.])", shape=(2,), dtype="float32"),),
        ),
        TracedLine(
            10,
            None,
            "return X / total",
            1,
            40,
            0,
            (Glimpse("", "(2, 2) float32", shape=(2, 2), dtype="float32"),),
            Fact("mark.shape_begins", {"got": "(2, 2)"}),
        ),
    ),
    line=8,
)
RAISED = TaskResult(
    "cosine",
    Outcome.RAISED,
    0.0,
    1.0,
    counterexample=Counterexample("cosine(torch.tensor([3.]))", "tensor(1.)", "RuntimeError"),
    error=Error(
        Fact("text", {"text": "RuntimeError: expected m1 and m2 to have the same dtype"}),
        3,
        4,
        "return torch.dot(x, y)",
    ),
    code=(Listing(2, 4, "def cosine(x):\n    return torch.dot(x, y)"),),
    line=2,
    cell=4,
)
STOPPED = TaskResult(
    "loops",
    Outcome.TIMED_OUT,
    0.0,
    1.0,
    error=Error(Fact("timed_out", {"why": "2 s"}), None),
    code=(Listing(1, None, "def loops(x):\n    while True:\n        x = x + 1"),),
    trace=(
        TracedLine(
            3,
            None,
            "x = x + 1",
            9000,
            9000,
            0,
            (Glimpse("x", "(1,) float32", shape=(1,), dtype="float32"),),
        ),
    ),
    trace_stopped=True,
)
OTHERS = (
    TaskResult("matvec", Outcome.PASSED, 1.0, 1.0),
    TaskResult("lp_norm", Outcome.NOT_FINISHED, 0.0, 1.0),
    TaskResult("unit_vector", Outcome.MISSING, 0.0, 1.0),
    TaskResult(
        "hadamard",
        Outcome.UNGRADED,
        0.0,
        0.0,
        error=Error(Fact("ungraded", {"fault": "KeyError."}), None),
    ),
)
SKIPPED = (
    Skipped("a.ipynb", 4, 2, "plt.plot(range(10))", Fact("skipped.not_needed")),
    Skipped("a.ipynb", 5, 1, "!pip install d2l", Fact("skipped.command")),
)
TEXTS = {
    "row_shares": TaskText(
        "",
        ("Print the shapes.", "`sum` takes keepdim=True."),
        {"without_keepdim": "`X.sum(1)` drops the axis, for sums of *columns*."},
    ),
    "cosine": TaskText("", ("You have written both parts already.",)),
    "lp_norm": TaskText("", ("A root is a power.",)),
}
"""What the course says of these tasks."""


def make(*tasks, title="Broadcasting", texts=TEXTS, **more):
    """A grade of these tasks, with what the course says of them."""
    facts = {
        "version": 2,
        "exercise": "exercise_02",
        "submission": "work/exercise_02.py",
        "score": sum(task.score for task in tasks),
        "max_score": sum(task.max_score for task in tasks),
        "key": "sha256:0123456789abcdef",
        "torch": "2.13.0",
        "device": "cpu",
        "tier": "unconfined",
        "skipped": SKIPPED,
        "tasks": tasks,
    }
    return Feedback(Grade(**(facts | more)), ExerciseText(title, texts))


RICH = make(*OTHERS, FAILED, RAISED, STOPPED)


def literal(text):
    """What Python or a learner said, as a fact."""
    return Fact("text", {"text": text})


def hostile():
    """A grade in which every text that may come from a submission tries to be markup."""
    what = Fact("what.part", {"path": HOSTILE})
    difference = Fact("structure", {"what": what, "expected": HOSTILE, "got": literal(HOSTILE)})
    task = TaskResult(
        "row_shares",
        Outcome.FAILED,
        0.0,
        1.0,
        differences=(
            Difference(Aspect.STRUCTURE, ((KEY, HOSTILE),), difference, HOSTILE, HOSTILE),
            Difference(Aspect.VALUES, (), literal(HOSTILE), HOSTILE, HOSTILE, HOSTILE),
        ),
        counterexample=Counterexample(
            HOSTILE,
            HOSTILE,
            literal(HOSTILE),
            (Picture("got", literal(HOSTILE), (1,), HOSTILE, (HOSTILE,), (1.0,), "cut"),),
            (Curve(literal(HOSTILE), (1.0, 2.0), (1.0, 3.0), 1),),
        ),
        patterns=(literal(HOSTILE),),
        stdout=f"{HOSTILE}\n{HOSTILE}",
        warnings=(HOSTILE,),
        error=Error(literal(HOSTILE), 2, None, HOSTILE),
        code=(Listing(1, None, f"def f():\n    {HOSTILE}\n    ```"),),
        trace=(
            TracedLine(
                2, None, HOSTILE, 1, 1, 0, (Glimpse(HOSTILE, literal(HOSTILE), HOSTILE),), literal(HOSTILE)
            ),
        ),
    )
    skipped = (Skipped("a.py", None, 1, HOSTILE, literal(HOSTILE)),)
    return make(
        task,
        submission=HOSTILE,
        title=HOSTILE,
        texts={"row_shares": TaskText("", ("a hint",))},
        skipped=skipped,
    )
