"""What the class page shows, as values.

The classroom fills them in, and `class_page` lays them out. Nothing here depends on how the page looks.
Nothing here escapes a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.class_page import labels as words

BARS = 10


@dataclass(frozen=True)
class Bar:
    """A bar of a chart.

    `label` names its range, `count` is the number of students, `note` says the same in words.
    """

    label: str
    count: int
    note: str = ""


@dataclass(frozen=True)
class TaskRow:
    """The results of one task: how many students have each outcome.

    `mean` is the mean share of its points, 0 to 1. `cpu_only` counts the right answers that would not be
    right on a GPU.
    """

    exercise: str
    task: str
    right: int
    wrong: int
    todo: int
    unsure: int
    mean: float
    cpu_only: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A student as a link; `page` is relative to the class page, or empty."""

    name: str
    page: str


@dataclass(frozen=True)
class Cluster:
    """Students who made the same mistake.

    `label` is the misconception's name, or what the failures have in common. `message` is the text that
    these students read, in our markup: `code` in backticks, *emphasis*. `call`, `expected` and `got` are one
    student's failing call. `code` is that student's own function. All texts are raw; the page escapes them.
    """

    exercise: str
    task: str
    label: str
    message: str
    named: bool
    members: tuple[Member, ...]
    call: str = ""
    expected: str = ""
    got: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student's row in the table.

    `scores` are texts, as they are shown. `share` is the share of all points, from 0 to 1.
    """

    name: str
    id: str
    group: str
    page: str
    scores: tuple[str, ...]
    total: str
    share: float
    remark: str = ""


@dataclass(frozen=True)
class Issue:
    """Something to check by hand, or that could not be graded: who, where, why."""

    who: str
    page: str
    where: str
    why: str


@dataclass(frozen=True)
class ClassView:
    """Everything that the class page shows.

    `columns` are the exercises. `facts` are lines on how the class was graded. `distributions` has, for each
    exercise, a histogram of the share of points, as `histogram` makes it. Its first bar begins at 0, its last
    bar ends at 1, and all bars have the same width.
    """

    title: str
    summary: tuple[str, ...]
    columns: tuple[str, ...]
    distributions: tuple[tuple[str, tuple[Bar, ...]], ...]
    tasks: tuple[TaskRow, ...]
    clusters: tuple[Cluster, ...]
    rows: tuple[StudentRow, ...]
    ungraded: tuple[Issue, ...]
    review: tuple[Issue, ...]
    absent: tuple[Member, ...]
    leftovers: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]


def histogram(shares: Sequence[float]) -> tuple[Bar, ...]:
    """Count shares of points in ten bars.

    A share on an edge counts in the upper bar. A share of 1 or more counts in the last bar.
    """
    counts = Counter(min(max(int(share * BARS + 1e-9), 0), BARS - 1) for share in shares)
    return tuple(_bar(place, counts[place]) for place in range(BARS))


def _bar(place: int, count: int) -> Bar:
    label = words.RANGE.format(low=100 * place // BARS, high=100 * (place + 1) // BARS)
    return Bar(label, count, words.BAR_NOTE.format(count=count, label=label))
