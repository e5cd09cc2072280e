"""What the class page shows, as values; the classroom fills them in, `class_page` lays them out.

Nothing here knows how a page looks, and nothing here escapes a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.class_page import labels as words

BARS = 10


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: `label` names its range, `count` are the students, `note` tells it in words."""

    label: str
    count: int
    note: str = ""


@dataclass(frozen=True)
class TaskRow:
    """How one task went: students by what became of it; `mean` is the mean share of its points, 0 to 1.

    `cpu_only` are those of the right ones who would not be so on a GPU.
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
    """A student as a link: `page` is relative to the class page, empty if there is none."""

    name: str
    page: str


@dataclass(frozen=True)
class Cluster:
    """Students who went wrong in the same way.

    `label` is the misconception's name, or what the failures share; `message` is what its students read (our
    markup: `code` in backticks, *emphasis*). `call`, `expected`, `got` are one student's failing call;
    `code` is that student's own function. All texts are raw: they are escaped when they are laid out.
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
    """A student's row of the table: scores as they are shown, `share` of all points from 0 to 1."""

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
    """Something that a person should look at, or that could not be graded: of whom, where, why."""

    who: str
    page: str
    where: str
    why: str


@dataclass(frozen=True)
class ClassView:
    """All that the class page shows. `columns` are the exercises, `facts` lines on how it was graded.

    `distributions` gives, for each exercise, a histogram of the share of points, as `histogram` makes it:
    the first bar begins at 0, the last one ends at 1, and all are equally wide.
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
    """Shares of points in ten bars; a share on an edge counts upwards, and 1 (or more) in the last."""
    counts = Counter(min(max(int(share * BARS + 1e-9), 0), BARS - 1) for share in shares)
    return tuple(_bar(place, counts[place]) for place in range(BARS))


def _bar(place: int, count: int) -> Bar:
    label = words.RANGE.format(low=100 * place // BARS, high=100 * (place + 1) // BARS)
    return Bar(label, count, words.BAR_NOTE.format(count=count, label=label))
