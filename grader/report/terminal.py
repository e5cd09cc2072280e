"""A grade in the terminal: what is wrong and why, then one line a task.

Text that comes from a submission is shown literally: its control characters are spelt out, and it is
never read as markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.model import Aspect, Difference, Error, Grade, Outcome, Skipped, TaskResult

MOST_LINES = 12
MOST_CHARACTERS = 1_500
MOST_SKIPPED = 6
LABEL = 9
SHORT_NAME = 24

STYLES = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.NOT_FINISHED: ("○", "dim"),
    Outcome.MISSING: ("?", "yellow"),
    Outcome.NOT_RUN: ("-", "yellow"),
    Outcome.UNGRADED: ("!", "yellow"),
}
WRONG = ("✗", "red")
DONE = {Outcome.PASSED, Outcome.UNGRADED}
TO_WRITE = {Outcome.NOT_FINISHED, Outcome.MISSING}

MAY_BE = "Why"
LOOKS_LIKE = "Looks like"
PATTERN = "Pattern"
ALSO = "Also"
HINT = "Hint"
PRINTED = "You printed"
WARNED = "torch warned"
LINE = "Your line"
EXPECTED = "expected"
GOT = "got"
CALL = "call"
SKIPPED = "Not run:"
MISSING = (
    "Missing: the file defines no function of that name. If it is made in an unusual way, try --whole-file."
)
MORE = "… and {count} more (all are in --format json)"
SCORE = "{score} of {most} points"
ALL_RIGHT = "All right."
NEXT_FIX = "Next: mend {task}."
NEXT_WRITE = "Next: write {task}."


def render(grades: Sequence[Grade], console: Console) -> None:
    """Print the feedback on each submission, wrapped to the console's width."""
    for index, grade in enumerate(grades):
        if index:
            console.print()
        console.print(_grade(grade))


def _grade(grade: Grade) -> RenderableType:
    parts: list[RenderableType] = [_heading(grade)]
    told = [result for result in grade.tasks if _needs_telling(result)]
    parts += [part for result in told for part in _task(result)]
    parts += [Text(), _summary(grade)]
    if any(result.outcome is Outcome.MISSING for result in grade.tasks):
        parts += [Text(), Text(MISSING, "dim")]
    if grade.skipped:
        parts.append(_skipped(grade.skipped))
    parts += [Text(), _closing(grade)]
    return Group(*parts)


def _heading(grade: Grade) -> Text:
    return Text.assemble((clean(grade.submission), "bold"), " · ", clean(grade.title))


def _needs_telling(result: TaskResult) -> bool:
    return result.outcome not in (Outcome.PASSED, Outcome.NOT_FINISHED, Outcome.MISSING) or bool(
        result.outcome is Outcome.PASSED and result.warnings
    )


def _mark(outcome: Outcome) -> tuple[str, str]:
    return STYLES.get(outcome, WRONG)


def _task(result: TaskResult) -> Iterator[RenderableType]:
    sign, style = _mark(result.outcome)
    yield Text()
    title = Text.assemble((f"{sign} {result.task}", f"bold {style}"), (f" · {result.outcome}", style))
    yield _Title(title)
    yield from (Padding(part, (0, 0, 0, 2)) for part in _body(result))


class _Title:
    """A heading with a rule behind it, where there is room for one."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        fits = self._text.cell_len + 4 <= options.max_width
        yield Rule(self._text, align="left", style="dim") if fits else self._text


def _body(result: TaskResult) -> Iterator[RenderableType]:
    cut = any(difference.aspect is Aspect.ATTACHED for difference in result.differences)
    told = [difference.message for difference in result.differences if not (cut and _follows(difference))]
    if result.error is not None:
        yield Text(_short(clean(result.error.message)))
    elif told:
        yield Text(_short(clean(told[0])))
    if result.counterexample is not None:
        yield Text()
        yield _example(result)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True, min_width=LABEL)
    rows.add_column(overflow="fold")
    for label, text in _notes(result, told[1:]):
        rows.add_row(label, text)
    if rows.row_count:
        yield Text()
        yield rows


def _follows(difference: Difference) -> bool:
    """That a cut graph gives no right gradient goes without saying."""
    return difference.aspect is Aspect.GRADIENT


def _example(result: TaskResult) -> Table:
    example = result.counterexample
    assert example is not None
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True, min_width=LABEL)
    table.add_column(overflow="fold")
    table.add_row(CALL, Text(_short(clean(example.code)), style="cyan"))
    table.add_row(EXPECTED, Text(_short(clean(example.expected)), style="green"))
    table.add_row(GOT, Text(_short(clean(example.got)), style="red"))
    return table


def _notes(result: TaskResult, others: Sequence[str]) -> Iterator[tuple[str, Text]]:
    if result.error is not None and result.error.line is not None:
        yield LINE, Text(_place(result.error))
    if result.misconception is not None:
        yield MAY_BE if result.misconception.certain else LOOKS_LIKE, Text(result.misconception.message)
    if result.pattern:
        yield PATTERN, Text(clean(result.pattern))
    for message in others:
        yield ALSO, Text(_short(clean(message)))
    if result.outcome is not Outcome.PASSED and result.stdout:
        yield PRINTED, Text(_short(clean(result.stdout.rstrip("\n"))))
    for warning in result.warnings:
        yield WARNED, Text(_short(clean(warning)))
    if result.misconception is None and result.hints and result.outcome is not Outcome.PASSED:
        yield HINT, Text(result.hints[0])


def _place(error: Error) -> str:
    """`11: return A @ x`, in a notebook `cell 3, line 2: …`."""
    number = f"cell {error.cell}, line {error.line}" if error.cell is not None else str(error.line)
    return f"{number}: {clean(error.text)}" if error.text else number


def _short(text: str) -> str:
    lines = text.split("\n")
    cut = text if len(lines) <= MOST_LINES else "\n".join([*lines[:MOST_LINES], "…"])
    return cut if len(cut) <= MOST_CHARACTERS else f"{cut[:MOST_CHARACTERS]} …"


def _summary(grade: Grade) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    short = all(len(result.task) <= SHORT_NAME for result in grade.tasks)
    table.add_column(no_wrap=short, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for result in grade.tasks:
        sign, style = _mark(result.outcome)
        score = f"{_number(result.score)}/{_number(result.max_score)}"
        table.add_row(Text(sign, style), Text(result.task), Text(score, "dim"), Text(_remark(result), style))
    return table


def _remark(result: TaskResult) -> str:
    """A word or two behind a task's score."""
    if result.outcome is Outcome.PASSED:
        return ""
    if result.outcome is Outcome.FAILED and result.differences:
        aspects = list(dict.fromkeys(_ASPECTS[difference.aspect] for difference in result.differences))
        return ", ".join(aspects)
    return str(result.outcome)


_ASPECTS = {
    Aspect.SIGNATURE: "other parameters",
    Aspect.OUTCOME: "raised for some inputs",
    Aspect.STRUCTURE: "another kind of result",
    Aspect.SHAPE: "wrong shape",
    Aspect.DTYPE: "wrong dtype",
    Aspect.DEVICE: "wrong device",
    Aspect.VALUES: "wrong values",
    Aspect.ATTACHED: "gradient",
    Aspect.GRADIENT: "gradient",
    Aspect.ALIASING: "view or copy",
    Aspect.INPUTS: "changes its input",
}


def _skipped(skipped: Sequence[Skipped]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for piece in skipped[:MOST_SKIPPED]:
        cell = f"cell {piece.cell}, " if piece.cell is not None else ""
        table.add_row(f"{cell}line {piece.line}", Text(f"{clean(piece.text)}  ({clean(piece.why)})", "dim"))
    rest = len(skipped) - MOST_SKIPPED
    tail = [Text(MORE.format(count=rest), "dim")] if rest > 0 else []
    return Group(Text(), Text(SKIPPED, "dim"), Padding(Group(table, *tail), (0, 0, 0, 2)))


def _closing(grade: Grade) -> Text:
    score = Text(SCORE.format(score=_number(grade.score), most=_number(grade.max_score)), "bold")
    wrong = next((result for result in grade.tasks if result.outcome not in DONE | TO_WRITE), None)
    stub = next((result for result in grade.tasks if result.outcome in TO_WRITE), None)
    if wrong is not None:
        return score.append(" · ").append(NEXT_FIX.format(task=wrong.task))
    if stub is not None:
        return score.append(" · ").append(NEXT_WRITE.format(task=stub.task))
    if any(result.outcome is Outcome.UNGRADED for result in grade.tasks):
        return score
    return score.append(" · ").append(ALL_RIGHT, "green")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def clean(text: str) -> str:
    """A text with its control and direction characters spelt out, so that it cannot steer a terminal."""
    return "".join(character if _harmless(character) else _spelt(character) for character in text)


def _harmless(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _spelt(character: str) -> str:
    return "    " if character == "\t" else character.encode("unicode_escape").decode()
