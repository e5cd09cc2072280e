"""The class page: one self-contained HTML file on how a class did, for a teacher.

One small script sorts and searches the table of students. The page is readable without it. A policy in the
page forbids every other script and style, and everything from other servers. Every text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from typing import Final
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from grader.core.message import language
from grader.report.charts import Tick
from grader.report.class_page import labels as words
from grader.report.class_page.view import Bar, ClassView, Cluster, TaskRow
from grader.report.engine import environment
from grader.report.page import MARK, inline
from grader.report.text import clean

POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"
SHOWN: Final = {"members": 12, "issues": 15, "absent": 40, "leftovers": 10, "overview": 3}
"""How many items of a list are visible; the rest is folded.

`overview` is different: more groups than this get an overview.
"""
LONGEST, MOST_LINES = 4_000, 60
"""Limits for a text from a student's file: characters, and lines."""
STEPS = 20
PLACE = "\0"
"""A placeholder in a sentence for elements of the page."""
CHUNK = 50
"""How many parts of the template make a piece of the page."""

WIDTH, HEIGHT = 340, 170
LEFT, RIGHT, TOP, BOTTOM = 34, 20, 18, 38
GAP = 3
MOST_TICKS = 4
EVERY = 2
"""The distance, in bars, between the numbers under the axis."""
ROOM_FOR_A_DIGIT = 0.05
"""The share of a bar that each character of a label inside it needs."""


@dataclass(frozen=True)
class Column:
    """A bar of a histogram, as a rectangle; `middle` is the position of its number."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    note: str


@dataclass(frozen=True)
class Histogram:
    """How the points of one exercise are distributed, as geometry and in words."""

    title: str
    summary: str
    columns: tuple[Column, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class BarPart:
    """A part of a bar: start and width in percent, and a label if it fits."""

    kind: str
    start: float
    width: float
    label: str


@dataclass(frozen=True)
class TaskBar:
    """The results of one task: the parts of its bar, and the same in words."""

    task: str
    parts: tuple[BarPart, ...]
    mean: str
    told: str


@dataclass(frozen=True)
class Group:
    """Students with the same mistake.

    `anchor` is the group's anchor in the page. `share` is its size in percent of the largest group.
    """

    cluster: Cluster
    anchor: str
    share: float


def render(view: ClassView) -> str:
    """Render the whole page."""
    return "".join(pieces(view))


def pieces(view: ClassView) -> Iterator[str]:
    """Render the page piece by piece, in order.

    The page of a large class need not be in memory as a whole.
    """
    engine = _engine()
    groups, alone = _groups(view.clusters)
    stream = engine.get_template("class.html.j2").stream(
        view=view,
        words=words,
        language=language().replace("_", "-"),
        shown=SHOWN,
        mark=Markup(MARK),  # noqa: S704  # our own constant
        style=_own(engine, "style.css", "class.css"),
        script=_own(engine, "class.js"),
        policy=_policy(engine),
        histograms=[_histogram(title, bars) for title, bars in view.distributions],
        exercises=_exercises(view.tasks),
        groups=groups,
        alone=alone,
        with_id=any(row.id != row.name for row in view.rows),
        with_group=any(row.group for row in view.rows),
        with_remark=any(row.remark for row in view.rows),
    )
    stream.enable_buffering(CHUNK)
    # Escaped text may still contain characters that control a terminal or the text direction.
    return (_harmless(piece) for piece in stream)


def _harmless(piece: str) -> str:
    """Do the same as `clean`, but faster.

    `clean` looks at every character; here, a printable line is skipped as a whole.
    """
    return "\n".join(line if line.isprintable() else clean(line) for line in piece.split("\n"))


@cache
def _engine() -> Environment:
    """The template engine with the filters of our template.

    It is made once, because compiling a template takes longer than rendering a page.
    """
    engine = environment(autoescape=True)
    engine.filters |= {
        "inline": inline,
        "address": address,
        "short": short,
        "step": step,
        "headline": headline,
    }
    return engine


def headline(label: Markup, count: int) -> Markup:
    """A headline such as `3 students: without_keepdim`; the label contains elements."""
    before, _, after = words.CLUSTER.format(count=count, label=PLACE).partition(PLACE)
    return escape(before) + label + escape(after)


def address(page: str) -> str:
    """The link to a page, relative to this page, for every possible file name."""
    return "./" + quote(page, safe="/#", errors="replace")


def step(share: float) -> int:
    """A share from 0 to 1 as a number of steps.

    The style sheet has the lengths of the steps, as the classes .s1 to .s20.
    """
    return round(STEPS * min(max(share, 0), 1))


def short(text: str) -> str:
    """A text from a student's file, cut if it is too long for the page."""
    text = text.replace("\r\n", "\n").rstrip("\n")
    lines = text[:LONGEST].split("\n")
    left = text.count("\n") + 1 - MOST_LINES
    if len(lines) > MOST_LINES:
        return "\n".join([*lines[:MOST_LINES], words.CUT.format(count=left)])
    return "\n".join(lines) + ("…" if len(text) > LONGEST else "")


# ---------------------------------------------------------------------------- our own style and script


def _own(engine: Environment, *names: str) -> Markup:
    """Our own files, joined and unescaped."""
    assert engine.loader is not None
    texts = [engine.loader.get_source(engine, name)[0] for name in names]
    return Markup("\n".join(texts))  # noqa: S704  # our own files


def _policy(engine: Environment) -> str:
    style, script = _own(engine, "style.css", "class.css"), _own(engine, "class.js")
    return POLICY.format(style=_digest(style), script=_digest(script))


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# -------------------------------------------------------------------------------------------- geometry


def _histogram(title: str, bars: Sequence[Bar]) -> Histogram:
    largest = max((bar.count for bar in bars), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)
    room = HEIGHT - TOP - BOTTOM
    columns = []
    for place, bar in enumerate(bars):
        height = room * bar.count / max(largest, 1)
        x, y = LEFT + place * step, HEIGHT - BOTTOM - height
        x, y, width, height, middle = _rounded(x + GAP / 2, y, step - GAP, height, x + step / 2)
        note = bar.note or words.BAR.format(label=bar.label, count=bar.count)
        columns.append(Column(x, y, width, height, middle, bar.count, note))
    return Histogram(title, _summary(bars), tuple(columns), _across(len(bars)), _up(largest))


def _rounded(*numbers: float) -> list[float]:
    return [round(number, 1) for number in numbers]


def _across(count: int) -> tuple[Tick, ...]:
    """The edges of the bars, as shares."""
    step = (WIDTH - LEFT - RIGHT) / max(count, 1)
    places = range(0, count + 1, EVERY)
    return tuple(Tick(round(LEFT + n * step, 1), words.percent(n / count)) for n in places if count)


def _up(largest: int) -> tuple[Tick, ...]:
    """A few round numbers of students, starting at 0."""
    if not largest:
        return ()
    rough = largest / MOST_TICKS
    scale = 10 ** math.floor(math.log10(rough)) if rough >= 1 else 1
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    room = HEIGHT - TOP - BOTTOM
    return tuple(
        Tick(round(HEIGHT - BOTTOM - room * number / largest, 1), str(number))
        for number in range(0, largest + 1, step)
    )


def _summary(bars: Sequence[Bar]) -> str:
    """The median and the largest group of students, in words."""
    total = sum(bar.count for bar in bars)
    if not total:
        return str(words.NOBODY)
    mode = max(bars, key=lambda bar: bar.count)
    if mode.count == total:
        return words.ALL_IN_ONE.format(count=total, mode=mode.label)
    below = accumulate(bar.count for bar in bars)
    median = next(bar for bar, count in zip(bars, below, strict=True) if 2 * count >= total)
    return words.MEDIAN.format(count=total, median=median.label, largest=mode.count, mode=mode.label)


def _exercises(tasks: Sequence[TaskRow]) -> list[tuple[str, list[TaskBar]]]:
    """The tasks of each exercise, the hardest first; exercises keep their order."""
    places = {name: place for place, name in enumerate(dict.fromkeys(row.exercise for row in tasks))}
    rows = sorted(tasks, key=lambda row: (places[row.exercise], row.mean))
    return [(name, [_went(row) for row in own]) for name, own in groupby(rows, lambda row: row.exercise)]


def _went(row: TaskRow) -> TaskBar:
    counts = {"right": row.right, "wrong": row.wrong, "todo": row.todo, "unsure": row.unsure}
    total = sum(counts.values())
    told = [words.COUNTED_KINDS[kind].format(count=count) for kind, count in counts.items() if count]
    if row.cpu_only:
        told.append(words.CPU_ONLY.format(count=row.cpu_only))
    mean = words.MEAN.format(share=words.percent(row.mean)) if total else ""
    return TaskBar(row.task, _parts(counts, total), mean, ", ".join(told) or str(words.NO_ONE_TRIED))


def _parts(counts: dict[str, int], total: int) -> tuple[BarPart, ...]:
    parts, start = [], 0.0
    for kind, count in counts.items():
        if count:
            label = f"{words.KINDS[kind][0]} {count}"
            share = count / total
            fits = share >= ROOM_FOR_A_DIGIT * len(label)
            parts.append(BarPart(kind, round(start, 2), round(100 * share, 2), label if fits else ""))
            start += 100 * share
    return tuple(parts)


def _groups(clusters: Sequence[Cluster]) -> tuple[list[Group], list[Group]]:
    """Clusters of several students, largest first, and those of a single student."""
    found = sorted(clusters, key=lambda cluster: -len(cluster.members))
    most = max((len(cluster.members) for cluster in found), default=1)
    groups = [
        Group(cluster, f"cluster-{number}", round(100 * len(cluster.members) / most, 1))
        for number, cluster in enumerate(found, 1)
    ]
    several = [group for group in groups if len(group.cluster.members) > 1]
    return several, groups[len(several) :]
