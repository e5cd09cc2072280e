"""Classes as the class page shows them: usual, large and empty ones, and texts that try to break it."""

import random
from dataclasses import replace

from sheets import HOSTILE

from grader.report.class_page.view import ClassView, Cluster, Issue, Member, StudentRow, TaskRow, histogram

STEERING = "\x1b\u202e\x00\t\u2028"
"""Characters that steer a terminal or the direction of a line."""

NO_SCORE = "\N{EN DASH}"
NAMES = (
    "Ada Lovelace",
    "Alan Turing",
    "Grace Hopper",
    "王小明",
    "李雷",
    "韩梅梅",
    "Édouard Lucas",
    "Katherine Johnson",
    "Emmy Noether",
    "Al-Khwārizmī",
)
DAYS = ("Monday", "Tuesday", "Wednesday")
TITLES = ("Tensors", "Broadcasting", "Linear algebra", "Derivatives", "Training", "Classification")
TASKS = ("outer_sum", "row_shares", "centre_columns", "mean_along", "squared_distances", "add_bias")

SHARES_CODE = """\
def row_shares(X):
    total = X.sum(1)
    return X / total
"""
DISTANCES_CODE = """\
def squared_distances(X, y):
    # each row minus y, as a column
    difference = X.sum(dim=1, keepdim=True) - y
    squares = difference ** 2
    return squares.sum(dim=1)
"""


def member(number, name):
    return Member(name, f"students/{number:04}.html")


def crowd(count):
    """So many students, each of a name of their own."""
    return [
        member(n, NAMES[n] if n < len(NAMES) else f"{NAMES[n % len(NAMES)]} {n // len(NAMES) + 1}")
        for n in range(count)
    ]


def clusters_of(people):
    """What is misunderstood, of all sizes and both kinds; the smallest first, so that an order shows."""
    third = len(people) // 3
    return (
        Cluster(
            "Derivatives",
            "gradient_of_norm",
            "Right whenever x is not zero, wrong whenever x is zero.",
            "",
            False,
            tuple(people[:1]),
            "gradient_of_norm(torch.zeros(3))",
            "tensor([0., 0., 0.])",
            "tensor([nan, nan, nan])",
        ),
        Cluster(
            "Linear algebra",
            "lp_norm",
            "without_absolute_value",
            "You take powers of `x` itself: with an odd `p`, negative elements *cancel* positive ones.",
            True,
            tuple(people[2:5]),
            "lp_norm(torch.tensor([-3., 3.]), 3)",
            "tensor(3.7798)",
            "tensor(0.)",
        ),
        Cluster(
            "Broadcasting",
            "squared_distances",
            "Right whenever X has one column, wrong whenever X does not have just one column.",
            "",
            False,
            tuple(people[4 : 4 + third // 2]),
            "squared_distances(torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([1., 1.]))",
            "tensor([1., 13.])",
            "tensor([8., 72.])",
            DISTANCES_CODE,
        ),
        Cluster(
            "Broadcasting",
            "row_shares",
            "without_keepdim",
            "`X.sum(1)` has shape (m,): broadcasting takes it for a *row*, so that column j is divided by "
            "the sum of row j. Keep the axis with `keepdim=True`.",
            True,
            tuple(people[3 : 3 + third + 6]),
            "row_shares(torch.tensor([[3.], [5.]]))",
            "tensor([[1.], [1.]])",
            "tensor([[1., 0.6000],\n        [1.6667, 1.]])",
            SHARES_CODE,
        ),
        Cluster(
            "Broadcasting",
            "mean_along",
            "always_the_first_axis",
            "The mean is always taken along axis 0, whatever `dim` is.",
            True,
            tuple(people[1:6]),
            "mean_along(torch.tensor([[1., 3.]]), 1)",
            "tensor([2.])",
            "tensor([1., 3.])",
        ),
    )


def tasks_of(exercises, count):
    draw = random.Random(3)
    rows = []
    for title in exercises:
        for task in TASKS:
            wrong = draw.randint(0, count // 2)
            todo, unsure = draw.randint(0, count // 5), draw.choice((0, 0, 0, count // 20))
            right = count - wrong - todo - unsure
            rows.append(TaskRow(title, task, right, wrong, todo, unsure, right / count))
    return tuple(rows)


def rows_of(people, exercises):
    draw = random.Random(7)
    rows = []
    for number, one in enumerate(people):
        shares = [min(1.0, max(0.0, draw.gauss(0.72, 0.25))) for _ in exercises]
        absent = number % 13 == 12
        scores = tuple(NO_SCORE if absent else f"{12 * share:.1f}" for share in shares)
        total = 0.0 if absent else sum(shares) / len(shares)
        remark = (
            "nothing handed in" if absent else "2 days late: \N{MINUS SIGN}20 %" if number % 9 == 4 else ""
        )
        rows.append(
            StudentRow(
                one.name,
                f"{2023000 + number}",
                DAYS[number % 3],
                "" if absent else one.page,
                scores,
                f"{12 * len(shares) * total:.1f}",
                total,
                remark,
            )
        )
    return tuple(rows)


def usual(*, count=30, exercises=TITLES[:3]):
    """A class with something in every part of the page."""
    people = crowd(count)
    rows = rows_of(people, exercises)
    shares = [
        [float(row.scores[place]) / 12 for row in rows if row.scores[place] != NO_SCORE]
        for place in range(len(exercises))
    ]
    absent = tuple(Member(row.name, "") for row in rows if not row.page)
    return ClassView(
        title="Deep learning, spring 2026",
        summary=(
            f"{count} students, {count - len(absent)} of them handed something in.",
            "Graded on 21 November 2026 from `submissions.zip`.",
        ),
        columns=exercises,
        distributions=tuple(
            (title, histogram(found)) for title, found in zip(exercises, shares, strict=True)
        ),
        tasks=tasks_of(exercises, count),
        clusters=clusters_of(people),
        rows=rows,
        ungraded=(
            Issue(
                "李雷", "", "Broadcasting", "`hw2.ipynb` is not a notebook: it ends in the middle of a cell."
            ),
        ),
        review=(
            Issue(
                "Ada Lovelace",
                "students/0000.html",
                "Broadcasting, `row_shares`",
                "Two runs of the same call gave different results.",
            ),
            Issue("Grace Hopper", "students/0002.html", "Tensors", "It is late, but not known by how much."),
        ),
        absent=absent,
        leftovers=(
            ("turingalan_123_456_report.pdf", "A PDF holds no code that can be run."),
            ("__MACOSX/._hw2.py", "The system made it; no student did."),
        ),
        facts=("torch 2.13.0 on cpu, answer keys of 21 November 2026.", "The code was run confined."),
    )


def large():
    """A thousand students, six exercises, forty groups of up to three hundred."""
    people, draw = crowd(1000), random.Random(5)
    view = usual(count=1000, exercises=TITLES)
    clusters = tuple(
        Cluster(
            TITLES[number % 6],
            TASKS[number % 6],
            f"misconception_{number}" if number % 3 else f"Right whenever n is {number}, wrong otherwise.",
            "You divide by `n`, and the sum is over *m* elements." if number % 3 else "",
            bool(number % 3),
            tuple(draw.sample(people, draw.randint(1, 300))),
            "row_shares(torch.tensor([[3.], [5.]]))",
            "tensor([[1.], [1.]])",
            "tensor([[1., 0.6000], [1.6667, 1.]])",
            SHARES_CODE * 20,
        )
        for number in range(40)
    )
    issues = tuple(
        Issue(one.name, one.page, "Training", "It was stopped after 60 s.") for one in people[:200]
    )
    leftovers = tuple((f"{one.name}/notes.pdf", "A PDF holds no code that can be run.") for one in people)
    return replace(view, clusters=clusters, review=issues, ungraded=issues, leftovers=leftovers)


def empty():
    """A class in which nobody has handed anything in, and of which no roster is known."""
    return ClassView("Deep learning", (), (), (), (), (), (), (), (), (), (), ())


def waiting():
    """A class with a roster and an exercise, before the first submission."""
    people = crowd(3)
    return replace(
        empty(),
        columns=("Tensors",),
        distributions=(("Tensors", histogram([])),),
        tasks=(TaskRow("Tensors", "outer_sum", 0, 0, 0, 0, 0.0),),
        rows=tuple(StudentRow(one.name, one.name, "", "", (NO_SCORE,), NO_SCORE, 0.0) for one in people),
        absent=tuple(Member(one.name, "") for one in people),
    )


def long():
    """Names, titles and texts without an end or a space in sight."""
    view = usual()
    name, title = "Wolfeschlegelsteinhausenbergerdorff" * 4, "Backpropagation_through_time_" * 3
    people = tuple(Member(name, f"students/{n}.html") for n in range(20))
    cluster = Cluster(
        title, "task_" * 20, "label_" * 20, "`word` " * 60, True, people, "f(" + "x" * 900 + ")"
    )
    code = Cluster(title, "task", "A pattern.", "", False, people[:2], code="x = 1\n" * 500 + "y" * 300)
    return replace(
        view,
        title=title,
        columns=tuple(title for _ in range(3)),
        tasks=(TaskRow(title, "task_" * 20, 1000, 1, 1, 1, 0.999),),
        clusters=(cluster, code),
        rows=tuple(
            StudentRow(name, name, name, "p.html", ("1", "2", "3"), "6", 0.5, "word " * 40) for _ in range(3)
        ),
        review=(Issue(name, "p.html", title, "word" * 60),),
        leftovers=((name + ".pdf", "word" * 60),),
    )


def hostile():
    """A class in which every text tries to be markup, a script, an address or a formula."""
    text = HOSTILE + STEERING
    people = tuple(Member(text, page) for page in ("javascript:alert(3)", "//example.org/x", text))
    cluster = Cluster(text, text, text, text, True, people, text, text, text, text)
    return ClassView(
        title=text,
        summary=(text,),
        columns=(text,),
        distributions=((text, histogram([0.1, 0.2])),),
        tasks=(TaskRow(text, text, 1, 2, 3, 4, 0.3),),
        clusters=(cluster, replace(cluster, named=False), replace(cluster, members=people[:1])),
        rows=(StudentRow(text, text, text, text, (text,), text, 0.5, text),),
        ungraded=(Issue(text, text, text, text),),
        review=(Issue(text, "javascript:alert(4)", text, text),),
        absent=people,
        leftovers=((text, text),),
        facts=(text,),
    )
