"""What every report shows, in words, made once from a grade.

Terminal, page and Markdown only lay it out. In text from a submission, control and direction characters are
spelt out here. So this text can control neither a terminal nor a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.core.fact import Fact
from grader.core.long_code import without_long_lists
from grader.core.message import Message
from grader.core.model import Aspect, Outcome, TaskText
from grader.core.verdict import (
    Counterexample,
    Difference,
    Error,
    Feedback,
    Grade,
    Named,
    OnGpu,
    Skipped,
    Slip,
    TaskResult,
)
from grader.judge.cascades import CAUSES
from grader.judge.remark import fails_on_gpu, remark, state
from grader.locale.messages import said, sentence
from grader.locale.submission import ELSEWHERE
from grader.report import devices
from grader.report import labels as words
from grader.report.charts import Chart, chart
from grader.report.code import CodeBlock, TraceRow, code_block, lines_heading, trace_row
from grader.report.drawing import Drawing, drawing
from grader.report.places import address, link, place, ran, where
from grader.report.spot import SpotLine, spot_line
from grader.report.text import clean, digits
from grader.submission.elsewhere import BODY, SPLIT

SIGNS = {
    Outcome.PASSED: ("✓", "right"),
    Outcome.NOT_FINISHED: ("○", "todo"),
    Outcome.MISSING: ("?", "unsure"),
    Outcome.NOT_RUN: ("-", "unsure"),
    Outcome.UNGRADED: ("!", "unsure"),
}
WRONG = ("✗", "wrong")
LONGEST_CALL = 200
DONE = {Outcome.PASSED, Outcome.UNGRADED}
CODE_NAMED = ("what.seen", "structure.none", "structure.unseen")
"""How the codes of facts begin that name a text of the course, in backticks."""
FORM = {Aspect.STRUCTURE, Aspect.SHAPE, Aspect.DTYPE}
TO_WRITE = {Outcome.NOT_FINISHED, Outcome.MISSING}


@dataclass(frozen=True)
class Note:
    """A text of one kind; `ours` marks our own message, with `code` in backticks."""

    kind: str
    text: str
    ours: bool = False

    @property
    def label(self) -> str:
        """The label before the text."""
        return str(words.NOTES[self.kind])


@dataclass(frozen=True)
class TaskCard:
    """Everything that a report shows of one task.

    `spot` is the line that is not valid Python. `is_ours`: the lead is our own message, with `code` in
    backticks.
    `place` is where to look, in words. `link` is the same, in a form that terminals turn into a link.
    `address` is the same with the file.
    """

    name: str
    anchor: str
    sign: str
    kind: str
    outcome: str
    place: str
    link: str
    address: str
    score: str
    remark: str
    told: bool
    lead: str = ""
    is_ours: bool = False
    spot: SpotLine | None = None
    example: tuple[Note, ...] = ()
    further: tuple[tuple[Note, ...], ...] = ()
    drawings: tuple[Drawing, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Note, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    trace: tuple[TraceRow, ...] = ()
    stopped: bool = False
    lines: str = ""
    hints: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[Note, ...]:
        """The notes that say why it is wrong, or what to do."""
        return tuple(note for note in self.notes if note.kind in words.REASONS)

    @property
    def remarks(self) -> tuple[Note, ...]:
        """The other notes."""
        return tuple(note for note in self.notes if note.kind not in words.REASONS)

    @property
    def has_more(self) -> bool:
        """Whether there is more to show than its row in the table."""
        return self.told or (self.kind == "todo" and bool(self.hints))


@dataclass(frozen=True)
class Omission:
    """A piece of the file that was not run: where, what, why.

    `lost` is true if the piece does not even parse; then `spot` is the line to correct.
    """

    place: str
    text: str
    why: str
    lost: bool
    spot: SpotLine | None = None


@dataclass(frozen=True)
class Sheet:
    """Everything that a report shows of one file.

    `share` is that of the points that were earned. `to_fix` is the wrong task to fix next, or empty. `ran`
    says which cells were run.
    """

    anchor: str
    submission: str
    title: str
    score: str
    share: float
    closing: str
    to_fix: str
    done: bool
    cards: tuple[TaskCard, ...]
    ran: str
    skipped: tuple[Omission, ...]
    missing: str
    facts: str

    @property
    def has_lost(self) -> bool:
        """Whether a piece does not parse that no card shows."""
        return any(piece.lost for piece in self.skipped)

    @property
    def line(self) -> str:
        """The file, its score and what to do next, in one line."""
        return " · ".join(part for part in (self.submission, self.score, self.closing) if part)


def sheets(found: Sequence[Feedback], *, missing: Message = words.MISSING) -> tuple[Sheet, ...]:
    """Make one sheet for each grade; `missing` explains a missing function."""
    return tuple(_sheet(feedback, number, missing) for number, feedback in enumerate(found, start=1))


def _sheet(feedback: Feedback, number: int, missing: Message) -> Sheet:
    grade, text = feedback.grade, feedback.text
    anchor = f"file-{number}"
    closing, done = _closing(grade)
    wrong = _next_wrong(grade)
    lost = [result for result in grade.tasks if result.outcome is Outcome.MISSING and not result.advice]
    if not all(map(_is_function, lost)):
        missing = words.MISSING_VALUE if missing is words.MISSING else words.MISSING_VALUE_CELLS
    return Sheet(
        anchor=anchor,
        submission=clean(grade.submission),
        title=clean(text.title),
        score=_score(grade),
        share=grade.score / grade.max_score if grade.max_score else 0.0,
        closing=closing,
        to_fix=wrong.task if wrong is not None else "",
        done=done,
        cards=tuple(card(result, text.task(result.task), anchor, grade.submission) for result in grade.tasks),
        ran=ran(grade.cells),
        skipped=tuple(map(_omission, sorted(_untold(grade), key=lambda piece: not piece.lost))),
        missing=str(missing) if lost else "",
        facts=words.FACTS.format(
            key=grade.key.removeprefix("sha256:")[:12],
            torch=grade.torch,
            device=grade.device,
            tier=devices.confinement(grade),
        ),
    )


def _is_function(result: TaskResult) -> bool:
    """Whether a missing task asks for a function, and not for a variable or a class."""
    return result.error is None or result.error.message.code in ("missing", "missing.in_cells")


def _score(grade: Grade) -> str:
    score, most = digits(grade.score), digits(grade.max_score)
    if not grade.pending:
        return words.SCORE.format(score=score, most=most)
    return words.PENDING.format(score=score, most=most, pending=digits(grade.pending))


def _next_wrong(grade: Grade) -> TaskResult | None:
    """The wrong task to fix next: one that uses no other wrong one, if there is one."""
    wrong = [result for result in grade.tasks if result.outcome not in DONE | TO_WRITE]
    return min(wrong, key=_is_caused, default=None)


def _is_caused(result: TaskResult) -> bool:
    """Whether another task has to be done first."""
    return result.advice is not None and result.advice.code in CAUSES


def _closing(grade: Grade) -> tuple[str, bool]:
    """What to do next, and whether everything is done."""
    wrong = _next_wrong(grade)
    stub = next((result for result in grade.tasks if result.outcome in TO_WRITE), None)
    if wrong is not None:
        return words.NEXT_FIX.format(task=wrong.task), False
    if stub is not None:
        return words.NEXT_WRITE.format(task=stub.task), False
    if grade.has_fault:
        return "", False
    if grade.pending:
        return str(words.REST_RIGHT), True
    return str(words.ALL_RIGHT), True


def _untold(grade: Grade) -> Iterator[Skipped]:
    """The pieces that were not run, except those that the card of a task shows."""
    told = [(result.error.cell, result.error.spot) for result in grade.tasks if result.error]
    cells = {cell for result in grade.tasks for cell in _split(result)}
    for piece in grade.skipped:
        if piece.spot is None or ((piece.cell, piece.spot) not in told and piece.cell not in cells):
            yield piece


def _elsewhere(result: TaskResult) -> Fact | None:
    """Where an answer is that does not count, if one is."""
    found = (result.advice, result.error.message if result.error else None)
    return next((fact for fact in found if fact is not None and fact.code in ELSEWHERE), None)


def _is_written(result: TaskResult) -> bool:
    """Whether an answer is there, but not valid Python or not where it counts; then no hint helps."""
    return result.is_invalid or _elsewhere(result) is not None


def _split(result: TaskResult) -> Iterator[object]:
    """The cells over which a function was split, if that is why it is wrong."""
    for fact in (result.advice, result.error.message if result.error else None):
        if fact is not None and fact.code in (SPLIT, BODY):
            yield from (fact.args["cell"], fact.args["next"])


def _omission(piece: Skipped) -> Omission:
    why = clean(sentence(piece.why))
    if piece.spot is None:
        return Omission(place(piece.cell, piece.line), clean(piece.text), why, piece.lost)
    at, text = place(piece.cell, piece.spot.line), clean(piece.spot.text.strip())
    return Omission(at, text, why, piece.lost, spot_line(piece.spot))


# ---------------------------------------------------------------------------------------- one task


def card(result: TaskResult, text: TaskText, sheet: str, file: str) -> TaskCard:
    """Make the card of one task."""
    sign, kind = SIGNS.get(result.outcome, WRONG)
    told = _told(result, text)
    wrong = result.outcome is not Outcome.PASSED
    at = where(result)
    return TaskCard(
        name=result.task,
        anchor=f"{sheet}-{result.task}",
        sign=sign,
        kind=kind,
        outcome=sentence(state(result.outcome)),
        place=place(*at) if at is not None else "",
        link=link(clean(file), at) if at is not None else "",
        address=address(clean(file), at),
        score=f"{digits(result.score)}/{digits(result.max_score)}",
        remark=remark_text(result),
        told=_is_told(result),
        lead=clean(_lead(result, told)),
        is_ours=_is_written(result) or _names_code(result),
        spot=spot_line(result.error.spot) if result.error and result.error.spot else None,
        example=tuple(_example(result.counterexample)) if result.counterexample else (),
        further=tuple(tuple(_example(call)) for call in result.further if not result.slip),
        drawings=tuple(map(drawing, result.counterexample.pictures)) if result.counterexample else (),
        charts=_charts(result),
        notes=tuple(_notes(result, text, told[1:])),
        code=tuple(code_block(listing, result, is_first=not n) for n, listing in enumerate(result.code)),
        trace=tuple(trace_row(traced, result) for traced in result.trace),
        stopped=result.trace_stopped,
        lines=lines_heading(result),
        hints=tuple(map(clean, text.hints)) if wrong and not _is_written(result) else (),
    )


def _lead(result: TaskResult, told: Sequence[str]) -> str:
    """The first sentence: where an answer is that does not count, what stopped the code, or what differs."""
    if (elsewhere := _elsewhere(result)) is not None:
        return sentence(elsewhere)
    return sentence(result.error.message) if result.error else told[0] if told else ""


def _names_code(result: TaskResult) -> bool:
    """Whether the first difference is about what a text of the course reads, such as `result[0]`."""
    if result.error is not None or not result.differences:
        return False
    message = result.differences[0].message
    facts = [message, *(value for value in message.args.values() if isinstance(value, Fact))]
    return any(fact.code.startswith(CODE_NAMED) for fact in facts)


def _is_told(result: TaskResult) -> bool:
    """Whether there is more to show of a task than its row in the table."""
    match result.outcome:
        case Outcome.PASSED:
            return bool(result.warnings) or fails_on_gpu(result) or any(devices.seen(result))
        case Outcome.NOT_FINISHED | Outcome.MISSING:
            return result.advice is not None
    return True


def _told(result: TaskResult, text: TaskText) -> list[str]:
    """The sentences on what differs.

    A result that is cut from the graph cannot have a right gradient. So the gradient is left out then.
    """
    cut = any(difference.aspect is Aspect.ATTACHED for difference in result.differences)
    return [told(difference, text) for difference in result.differences if not (cut and _follows(difference))]


def told(difference: Difference, text: TaskText) -> str:
    """One difference as a sentence, with its call if that is not the shown call.

    Of a property that the result does not have, it is the course's text.
    """
    message = _property(difference.message, text) or sentence(difference.message)
    if not difference.call:
        return message
    call = "; ".join(difference.call.splitlines())
    if len(call) > LONGEST_CALL:
        return words.ON_ANOTHER_CALL.format(sentence=message)
    return words.ON_CALL.format(call=call, sentence=message)


def _property(fact: Fact, text: TaskText) -> str:
    """Say which property does not hold; empty for any other fact."""
    asked = text.messages.get(str(fact.args.get("property", "")))
    if not asked:
        return ""
    got = str(fact.args.get("got", ""))
    return words.LACKS_AND_HAS.format(asked=asked, got=got) if got else words.LACKS.format(asked=asked)


def _follows(difference: Difference) -> bool:
    return difference.aspect is Aspect.GRADIENT


def remark_text(result: TaskResult) -> str:
    """The remark after a task's score: a word or two."""
    found = remark(result)
    return sentence(found) if found is not None else ""


def _example(example: Counterexample) -> Iterator[Note]:
    if not example.code.isidentifier():  # a variable is not called
        yield Note(words.CALL, clean(without_long_lists(example.code)))
    yield Note(words.EXPECTED, clean(said(example.expected)))
    yield Note(words.GOT, clean(said(example.got)))


def _charts(result: TaskResult) -> tuple[Chart, ...]:
    curves = result.counterexample.curves if result.counterexample else ()
    return tuple(made for curve in curves if (made := chart(curve)) is not None)


def _notes(result: TaskResult, text: TaskText, others: Sequence[str]) -> Iterator[Note]:
    if seen := " ".join(devices.seen(result)):
        yield Note(words.DEVICE, seen)
    shown = any(traced.mark for traced in result.trace) and len(result.trace) > 1  # in the lines already
    shown = shown or result.is_invalid
    if result.error is not None and result.error.line is not None and not shown:
        yield Note(words.LINE, _line(result.error))
    why, second = misconception(result.misconception, text), misconception(result.second, text)
    yield from _what_to_do(result, why)
    yield from [why] if why is not None else []
    yield from [replace(second, kind=words.AND_LIKE)] if second is not None else []
    yield from _on_gpu(result, text)
    if result.patterns:
        yield Note(words.PATTERN, clean(" ".join(map(sentence, result.patterns))))
    for message in others:
        yield Note(words.ALSO, clean(message))
    if result.outcome is not Outcome.PASSED and result.stdout:
        yield Note(words.PRINTED, clean(result.stdout.rstrip("\n")))
    for warning in result.warnings:
        yield Note(words.WARNED, clean(said(warning)))


def _slip(slip: Slip) -> str:
    """A slip after its place: `line 3: …`."""
    return words.LABELLED.format(label=place(slip.cell, slip.line), text=clean(sentence(slip.message)))


def _what_to_do(result: TaskResult, why: Note | None) -> Iterator[Note]:
    """A slip that the code shows, or else advice, unless the headline says it already."""
    advice = result.advice
    is_lead = advice is not None and advice.code in ELSEWHERE
    if advice is not None and _is_caused(result):
        yield Note(words.ADVICE, clean(sentence(advice)), ours=True)
    if result.slip is not None and not is_lead:
        yield Note(words.SLIP, _slip(result.slip), ours=True)
    elif advice is not None and not is_lead and not _is_caused(result) and (not why or _leaves_open(result)):
        yield Note(words.ADVICE, clean(sentence(advice)), ours=True)


def _leaves_open(result: TaskResult) -> bool:
    """Whether the misconception does not explain all that is wrong in the call that is shown."""
    named = result.misconception
    if named is None:
        return False
    is_of_form = bool(result.differences) and result.differences[0].aspect in FORM
    return named.elsewhere or (is_of_form and (named.in_form or named.on_others))


def misconception(named: Named | None, text: TaskText) -> Note | None:
    """The course's text on a misconception; None if the course no longer has one."""
    message = text.messages.get(named.name, "") if named is not None else ""
    if named is None or not message:
        return None
    told = " ".join((message, *map(sentence, named.besides)))
    if named.elsewhere:
        told = words.WHERE_IT_RETURNS.format(text=told)
    elif named.on_others:
        told = words.ON_OTHER_CALLS.format(text=told)
    if named.sometimes:
        told = words.WHERE_IT_FAILS.format(text=told)
    return Note(words.WHY if named.certain else words.LOOKS_LIKE, clean(told), ours=True)


def _on_gpu(result: TaskResult, text: TaskText) -> Iterator[Note]:
    """What would fail on a GPU although it is right on the CPU."""
    told = result.on_gpu
    if told is None or told.message is None or not fails_on_gpu(result):
        return
    yield Note(words.ON_GPU, clean(sentence(told.message)), ours=True)
    if told.line is not None:
        yield Note(words.LINE, _line(told))
    if (why := misconception(told.misconception, text)) is not None:
        yield why


def _line(error: Error | OnGpu) -> str:
    """A line such as `11: return A @ x`; in a notebook `cell 3, line 2: …`."""
    assert error.line is not None
    number = place(error.cell, error.line) if error.cell is not None else str(error.line)
    return words.LABELLED.format(label=number, text=clean(error.text)) if error.text else number
