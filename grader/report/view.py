"""What every report shows, made from a grade once: the terminal, HTML and Markdown only lay it out.

Text that comes from a submission has its control and direction characters spelt out here, so that it
can steer neither a terminal nor a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.model import Aspect, Outcome
from grader.report import devices, words
from grader.report.charts import Chart, chart
from grader.report.drawing import Drawing, drawing
from grader.report.places import place, ran, where
from grader.report.text import clean, digits
from grader.verdict import (
    Counterexample,
    Difference,
    Error,
    Glimpse,
    Grade,
    Listing,
    Skipped,
    TaskResult,
    Traced,
)

SIGNS = {
    Outcome.PASSED: ("✓", "right"),
    Outcome.NOT_FINISHED: ("○", "todo"),
    Outcome.MISSING: ("?", "unsure"),
    Outcome.NOT_RUN: ("-", "unsure"),
    Outcome.UNGRADED: ("!", "unsure"),
}
WRONG = ("✗", "wrong")
HEADERS = ("for ", "while ", "async for ", "with ", "async with ")
GRAPH = {Aspect.OUTCOME, Aspect.STRUCTURE, Aspect.GRAPH, Aspect.ATTACHED, Aspect.GRADIENT}
"""Where something like this is amiss, the lines tell of the graph."""
DONE = {Outcome.PASSED, Outcome.UNGRADED}
TO_WRITE = {Outcome.NOT_FINISHED, Outcome.MISSING}


@dataclass(frozen=True)
class Note:
    """A label and what there is to say under it; `ours` is a message in which `code` stands in backticks."""

    label: str
    text: str
    ours: bool = False


@dataclass(frozen=True)
class Computed:
    """What one pass over a line computed, in words."""

    passes: str
    parts: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True)
class CodeLine:
    """A line of the learner's own, what it computed on the call that is shown, and whether it failed."""

    number: int
    text: str
    computed: tuple[Computed, ...] = ()
    mark: str = ""
    failing: bool = False


@dataclass(frozen=True)
class Code:
    """A stretch of the learner's own code; `place` names a notebook's cell."""

    place: str
    lines: tuple[CodeLine, ...]


@dataclass(frozen=True)
class TraceRow:
    """One pass over one line, in the order of the run."""

    number: int
    depth: int
    text: str
    passes: str
    parts: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Card:
    """All there is to say of one task.

    `place` is where to look, in words; `link` is the same as a terminal makes a link of it.
    """

    name: str
    anchor: str
    sign: str
    kind: str
    outcome: str
    place: str
    link: str
    score: str
    remark: str
    told: bool
    lead: str = ""
    example: tuple[Note, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Note, ...] = ()
    code: tuple[Code, ...] = ()
    trace: tuple[TraceRow, ...] = ()
    stopped: bool = False
    which: str = ""
    hints: tuple[str, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there is more to say than its row in the table does."""
        return self.told or (self.kind == "todo" and bool(self.hints))


@dataclass(frozen=True)
class Omission:
    """A piece of the file that was not run: where, what, why; `lost` if it does not even parse."""

    place: str
    text: str
    why: str
    lost: bool


@dataclass(frozen=True)
class Sheet:
    """All there is to say of one file. `ran` tells of a notebook which cells were run."""

    anchor: str
    submission: str
    title: str
    score: str
    closing: str
    done: bool
    cards: tuple[Card, ...]
    ran: str
    skipped: tuple[Omission, ...]
    missing: str
    facts: str

    @property
    def line(self) -> str:
        """The file, its score and what to do next, in one line."""
        return " · ".join(part for part in (self.submission, self.score, self.closing) if part)


def sheets(grades: Sequence[Grade], *, missing: str = words.MISSING) -> tuple[Sheet, ...]:
    """One sheet for each grade; `missing` says what it means that a function is missing."""
    return tuple(_sheet(grade, number, missing) for number, grade in enumerate(grades, start=1))


def _sheet(grade: Grade, number: int, missing: str) -> Sheet:
    anchor = f"file-{number}"
    closing, done = _closing(grade)
    is_missing = any(result.outcome is Outcome.MISSING and not result.advice for result in grade.tasks)
    return Sheet(
        anchor=anchor,
        submission=clean(grade.submission),
        title=clean(grade.title),
        score=words.SCORE.format(score=digits(grade.score), most=digits(grade.max_score)),
        closing=closing,
        done=done,
        cards=tuple(_card(result, anchor, grade.submission) for result in grade.tasks),
        ran=ran(grade.cells),
        skipped=tuple(map(_omission, sorted(grade.skipped, key=lambda piece: not piece.lost))),
        missing=missing if is_missing else "",
        facts=words.FACTS.format(
            key=grade.key.removeprefix("sha256:")[:12],
            torch=grade.torch,
            device=grade.device,
            tier=words.FACT_NAMES.get(grade.tier, grade.tier) + devices.reach(grade),
        ),
    )


def _closing(grade: Grade) -> tuple[str, bool]:
    """What to do next, and whether that is nothing."""
    wrong = next((result for result in grade.tasks if result.outcome not in DONE | TO_WRITE), None)
    stub = next((result for result in grade.tasks if result.outcome in TO_WRITE), None)
    if wrong is not None:
        return words.NEXT_FIX.format(task=wrong.task), False
    if stub is not None:
        return words.NEXT_WRITE.format(task=stub.task), False
    if any(result.outcome is Outcome.UNGRADED for result in grade.tasks):
        return "", False
    return words.ALL_RIGHT, True


def _omission(piece: Skipped) -> Omission:
    return Omission(place(piece.cell, piece.line), clean(piece.text), clean(piece.why), piece.lost)


# ---------------------------------------------------------------------------------------- one task


def _card(result: TaskResult, sheet: str, file: str) -> Card:
    sign, kind = SIGNS.get(result.outcome, WRONG)
    told = _told(result)
    wrong = result.outcome is not Outcome.PASSED
    return Card(
        name=result.task,
        anchor=f"{sheet}-{result.task}",
        sign=sign,
        kind=kind,
        outcome=str(result.outcome),
        place=place(*found) if (found := where(result)) else "",
        link=_link(result, file),
        score=f"{digits(result.score)}/{digits(result.max_score)}",
        remark=remark(result),
        told=_is_told(result),
        lead=clean(result.error.message if result.error else told[0] if told else ""),
        example=tuple(_example(result.counterexample)) if result.counterexample else (),
        drawings=tuple(map(drawing, result.counterexample.pictures)) if result.counterexample else (),
        charts=_charts(result),
        notes=tuple(_notes(result, told[1:])),
        code=tuple(_code(listing, result) for listing in result.code),
        trace=tuple(_trace_row(traced, result) for traced in result.trace),
        stopped=result.trace_stopped,
        which=words.IN_CALL.format(number=result.trace_call) if result.trace_call else "",
        hints=tuple(map(clean, result.hints)) if wrong else (),
    )


def _link(result: TaskResult, file: str) -> str:
    """`exercise_03.py:27`, in a notebook `cell 3, line 2`."""
    if (found := where(result)) is None:
        return ""
    cell, line = found
    return f"{clean(file)}:{line}" if cell is None else place(cell, line)


def _is_told(result: TaskResult) -> bool:
    """Whether there is more to say of a task than its row in the table does."""
    match result.outcome:
        case Outcome.PASSED:
            return bool(result.warnings) or devices.fails_on_gpu(result) or any(devices.seen(result))
        case Outcome.NOT_FINISHED:
            return False
        case Outcome.MISSING:
            return bool(result.advice)
    return True


def _told(result: TaskResult) -> list[str]:
    """The sentences on what differs. That a cut graph gives no right gradient goes without saying."""
    cut = any(difference.aspect is Aspect.ATTACHED for difference in result.differences)
    return [difference.message for difference in result.differences if not (cut and _follows(difference))]


def _follows(difference: Difference) -> bool:
    return difference.aspect is Aspect.GRADIENT


def remark(result: TaskResult) -> str:
    """A word or two behind a task's score."""
    if result.outcome is Outcome.PASSED:
        alone = any(one.outcome is None for one in result.devices)
        return words.NOT_ON_GPU if devices.fails_on_gpu(result) else words.CPU_ALONE if alone else ""
    told = str(result.outcome)
    if result.outcome is Outcome.FAILED and result.differences:
        told = ", ".join(dict.fromkeys(map(_remark_on, result.differences)))
    is_right_elsewhere = any(one.outcome is Outcome.PASSED for one in result.devices)
    return (
        words.REMARK_ON.format(remark=told, device=devices.named(result.device))
        if is_right_elsewhere
        else told
    )


def _remark_on(difference: Difference) -> str:
    is_asked = difference.aspect is Aspect.OUTCOME and difference.expected.endswith(("Error", "Exception"))
    return words.NO_ERROR if is_asked else words.ASPECTS[difference.aspect]


def _example(example: Counterexample) -> Iterator[Note]:
    yield Note(words.CALL, clean(example.code))
    yield Note(words.EXPECTED, clean(example.expected))
    yield Note(words.GOT, clean(example.got))


def _charts(result: TaskResult) -> tuple[Chart, ...]:
    curves = result.counterexample.curves if result.counterexample else ()
    return tuple(made for curve in curves if (made := chart(curve)) is not None)


def _notes(result: TaskResult, others: Sequence[str]) -> Iterator[Note]:
    if seen := " ".join(devices.seen(result)):
        yield Note(words.DEVICE, seen)
    shown = any(traced.mark for traced in result.trace) and len(result.trace) > 1  # among the lines already
    if result.error is not None and result.error.line is not None and not shown:
        yield Note(words.LINE, _line(result.error))
    if result.misconception is not None:
        label = words.WHY if result.misconception.certain else words.LOOKS_LIKE
        yield Note(label, clean(result.misconception.message), ours=True)
    elif result.advice:
        yield Note(words.ADVICE, clean(result.advice), ours=True)
    yield from _on_gpu(result)
    if result.pattern:
        yield Note(words.PATTERN, clean(result.pattern))
    for message in others:
        yield Note(words.ALSO, clean(message))
    if result.outcome is not Outcome.PASSED and result.stdout:
        yield Note(words.PRINTED, clean(result.stdout.rstrip("\n")))
    for warning in result.warnings:
        yield Note(words.WARNED, clean(warning))


def _on_gpu(result: TaskResult) -> Iterator[Note]:
    """What would go wrong on a GPU with what is right on the CPU."""
    told = result.on_gpu
    if told is None or not devices.fails_on_gpu(result):
        return
    yield Note(words.ON_GPU, clean(told.message), ours=True)
    if told.line is not None:
        yield Note(words.LINE, _line(Error("", told.line, told.cell, told.text)))
    if told.misconception is not None:
        label = words.WHY if told.misconception.certain else words.LOOKS_LIKE
        yield Note(label, clean(told.misconception.message), ours=True)


def _line(error: Error) -> str:
    """`11: return A @ x`, in a notebook `cell 3, line 2: …`."""
    assert error.line is not None
    number = place(error.cell, error.line) if error.cell is not None else str(error.line)
    return f"{number}: {clean(error.text)}" if error.text else number


# ------------------------------------------------------------------------- the learner's own lines


def _trace_row(traced: Traced, result: TaskResult) -> TraceRow:
    return TraceRow(
        traced.line,
        traced.depth,
        clean(traced.text),
        _passes(traced, result.trace_stopped),
        _parts(traced, result),
        clean(traced.mark),
    )


def _passes(traced: Traced, stopped: bool) -> str:
    """Which pass this is; a loop's own line is passed once more than the lines in it, which tells nothing."""
    if traced.visits <= 1 or traced.text.startswith(HEADERS):
        return ""
    # of a call that was stopped, nobody knows how many there would have been
    return (words.VISIT if stopped else words.VISIT_OF).format(visit=traced.visit, visits=traced.visits)


def _parts(traced: Traced, result: TaskResult) -> tuple[str, ...]:
    """What a line computed; with the graph, where that is what it is about."""
    first = result.differences[0].aspect if result.differences else Aspect.OUTCOME
    with_graph = first in GRAPH and any(one.graph for row in result.trace for one in row.computed)
    return tuple(_part(one, with_graph=with_graph) for one in traced.computed)


def _part(glimpse: Glimpse, *, with_graph: bool) -> str:
    """`s: (2,) float32 = tensor([3., 7.])`, where the graph is told also `grad_fn=<SumBackward1>`."""
    name = clean(glimpse.name) or words.RETURNS
    kind, value = clean(glimpse.kind), clean(glimpse.value)
    if not kind.startswith("("):  # a number or the like says by itself what it is
        return f"{name}: {value or kind}"
    graph = f", {_graph(glimpse.graph)}" if with_graph and "float" in kind else ""
    return f"{name}: {kind}" + (f" = {value}" if value else "") + graph


def _graph(operation: str) -> str:
    """How a tensor hangs on the graph, as torch prints it."""
    if operation == "leaf":
        return words.LEAF
    return f"grad_fn=<{clean(operation)}>" if operation else words.NO_GRAPH


def _code(listing: Listing, result: TaskResult) -> Code:
    computed: dict[int, list[Computed]] = {}
    marks: dict[int, str] = {}
    for traced in result.trace:
        if traced.cell == listing.cell:
            row = Computed(_passes(traced, result.trace_stopped), _parts(traced, result), clean(traced.mark))
            computed.setdefault(traced.line, []).append(row)
            marks[traced.line] = marks.get(traced.line) or clean(traced.mark)
    error = result.error
    failing = error.line if error is not None and error.cell == listing.cell else None
    lines = tuple(
        CodeLine(
            number,
            clean(text),
            tuple(row for row in computed.get(number, ()) if row.parts),
            marks.get(number, ""),
            number == failing,
        )
        for number, text in enumerate(listing.text.split("\n"), start=listing.line)
    )
    return Code(words.CELL.format(cell=listing.cell) if listing.cell is not None else "", lines)
