"""Grades that hold everything a report can show, and texts that try to break it."""

from grader.model import Aspect, Outcome
from grader.verdict import (
    Counterexample,
    Curve,
    Difference,
    Error,
    Glimpse,
    Grade,
    Listing,
    Named,
    Picture,
    Skipped,
    TaskResult,
    Traced,
)

HOSTILE = (
    "</code></style><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} \"'`*_|# [a](javascript:b)"
)

FAILED = TaskResult(
    "row_shares",
    Outcome.FAILED,
    0.0,
    1.0,
    misconception=Named("without_keepdim", "`X.sum(1)` drops the axis, for sums of *columns*.", True),
    differences=(
        Difference(
            Aspect.SHAPE, "", "The result has shape (2, 2); shape (2, 1) is expected.", "(2, 1)", "(2, 2)"
        ),
        Difference(Aspect.VALUES, "", "On row_shares(…): 2 of 4 elements are wrong.", "", ""),
    ),
    counterexample=Counterexample(
        "row_shares(torch.tensor([[3.], [5.]]))",
        "tensor([[1.], [1.]])",
        "tensor([[1., 0.6000], [1.6667, 1.]])",
        (
            Picture("input", "X", (2, 1), "float32", ("3.", "5."), (), "requires grad"),
            Picture("expected", "expected", (2, 1), "float32", ("1.", "1.")),
            Picture("got", "got", (2, 2), "float32", ("1.", "0.6", "1.7", "1."), (0.0, 0.4, 1.0, 0.0)),
            Picture("got", "got [1]", (2, 2, 10), "float32", tuple(map(str, range(40))), ()),
            Picture("got", "got [2]", (9, 9), "float64"),
            Picture("got", "got [3]", (0, 3), "int64"),
            Picture("got", "got [4]", (), "float32", ("7.",), (1.0,)),
        ),
        (
            Curve("loss recorded in each step", (9.0, 4.0, 2.0, 1.0), (9.0, 4.0, 6.0, None), 2),
            Curve("numbers of the returned list", (100.0, 10.0, 1.0), (100.0,), 1),
        ),
    ),
    pattern="Right whenever X has one row, wrong whenever X does not have just one row.",
    stdout="sums: tensor([3., 5.])\nfor X\n",
    warnings=("Using a target size (torch.Size([2])) that is different",),
    hints=("Print the shapes.", "`sum` takes keepdim=True."),
    code=(
        Listing(8, None, "def row_shares(X):\n    total = X.sum(1)\n    return X / total"),
        Listing(20, None, "def unused():\n    pass"),
    ),
    trace=(
        Traced(9, None, "total = X.sum(1)", 1, 1, 0, (Glimpse("total", "(2,) float32", "tensor([3., 5.])"),)),
        Traced(
            10,
            None,
            "return X / total",
            1,
            40,
            0,
            (Glimpse("", "(2, 2) float32"),),
            "shape (2, 2) begins here",
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
    error=Error("RuntimeError: expected m1 and m2 to have the same dtype", 3, 4, "return torch.dot(x, y)"),
    hints=("You have written both parts already.",),
    code=(Listing(2, 4, "def cosine(x):\n    return torch.dot(x, y)"),),
    line=2,
    cell=4,
)
STOPPED = TaskResult(
    "loops",
    Outcome.TIMED_OUT,
    0.0,
    1.0,
    error=Error("It did not finish within 2 s on this input.", None),
    code=(Listing(1, None, "def loops(x):\n    while True:\n        x = x + 1"),),
    trace=(Traced(3, None, "x = x + 1", 9000, 9000, 0, (Glimpse("x", "(1,) float32"),)),),
    trace_stopped=True,
)
OTHERS = (
    TaskResult("matvec", Outcome.PASSED, 1.0, 1.0),
    TaskResult("lp_norm", Outcome.NOT_FINISHED, 0.0, 1.0, hints=("A root is a power.",)),
    TaskResult("unit_vector", Outcome.MISSING, 0.0, 1.0),
    TaskResult("hadamard", Outcome.UNGRADED, 0.0, 0.0, error=Error("The grader itself failed here.", None)),
)
SKIPPED = (
    Skipped("a.ipynb", 4, 2, "plt.plot(range(10))", "not needed by a graded function"),
    Skipped("a.ipynb", 5, 1, "!pip install d2l", "a notebook command"),
)


def make(*tasks, **more):
    facts = {
        "version": 1,
        "exercise": "exercise_02",
        "title": "Broadcasting",
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
    return Grade(**(facts | more))


RICH = make(*OTHERS, FAILED, RAISED, STOPPED)


def hostile():
    """A grade in which every text that may come from a submission tries to be markup."""
    task = TaskResult(
        "row_shares",
        Outcome.FAILED,
        0.0,
        1.0,
        differences=(Difference(Aspect.VALUES, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        counterexample=Counterexample(
            HOSTILE,
            HOSTILE,
            HOSTILE,
            (Picture("got", HOSTILE, (1,), HOSTILE, (HOSTILE,), (1.0,), HOSTILE),),
            (Curve(HOSTILE, (1.0, 2.0), (1.0, 3.0), 1),),
        ),
        pattern=HOSTILE,
        stdout=f"{HOSTILE}\n{HOSTILE}",
        warnings=(HOSTILE,),
        error=Error(HOSTILE, 2, None, HOSTILE),
        hints=("a hint",),
        code=(Listing(1, None, f"def f():\n    {HOSTILE}\n    ```"),),
        trace=(Traced(2, None, HOSTILE, 1, 1, 0, (Glimpse(HOSTILE, HOSTILE, HOSTILE),), HOSTILE),),
    )
    return make(
        task, submission=HOSTILE, title=HOSTILE, skipped=(Skipped("a.py", None, 1, HOSTILE, HOSTILE),)
    )
