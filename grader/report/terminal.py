"""A grade in the terminal: what is wrong with the next task and why, then one line for each task."""

from __future__ import annotations

import io
import shlex
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.core.message import Plural
from grader.core.verdict import Feedback
from grader.report import labels as words
from grader.report.charts import Chart
from grader.report.code import HEADERS, TraceRow
from grader.report.sheet import Note, Omission, Sheet, TaskCard, sheets
from grader.report.spot import SpotLine

MOST_LINES = 12
MOST_CALL_LINES = 30
MOST_CHARACTERS = 1_500
MOST_SKIPPED = 6
MOST_TRACED = 10
FIRST_TRACED = 4
LABEL = 9
SHORT_NAME = 30

STYLES = {"right": "green", "wrong": "red", "todo": "dim", "unsure": "yellow"}
EXAMPLE = {words.CALL: "cyan", words.EXPECTED: "green", words.GOT: "red"}


def render(
    found: Sequence[Feedback],
    console: Console,
    *,
    commands: bool = True,
    options: Sequence[str] = (),
    whole: bool = True,
) -> None:
    """Print the feedback on each submission, wrapped to the console's width.

    Unless the `whole` is asked for, only the next task to fix is shown in full: who reads of twelve mistakes
    at once fixes none.

    Without `commands`, no command to type is named, because the code is in cells that were run. `options`
    are those with which a command finds the exercise of a file.
    """
    missing = words.MISSING if commands else words.MISSING_CELLS
    for index, sheet in enumerate(sheets(found, missing=missing)):
        if index:
            console.print()
        file = shlex.join((sheet.submission, *options)) if commands else ""
        console.print(_sheet(sheet, file, whole=whole or not commands))


def feedback(card: TaskCard, file: str, width: int, options: Sequence[str] = ()) -> str:
    """The feedback on one task as plain text: no heading; where to look at the end."""
    page = io.StringIO()
    console = Console(
        file=page, width=width, highlight=False, color_system=None, force_terminal=False, force_jupyter=False
    )
    console.print(Group(*_body(card, shlex.join((file, *options)) if file else "")))
    page.write(f"\n{words.LABELLED.format(label=card.address, text=card.outcome)}")
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n"))


def _sheet(sheet: Sheet, file: str, *, whole: bool) -> RenderableType:
    parts: list[RenderableType] = [Text.assemble((sheet.submission, "bold"), " · ", sheet.title)]
    told = [card for card in sheet.cards if card.told]
    shown = told if whole else [card for card in told if card.name == sheet.to_fix] or told
    parts += [part for card in shown for part in section(card, file)]
    parts += [Text(), summary(sheet.cards)]
    if len(shown) < len(told):
        parts += [Text(), Text(words.FURTHER.format(count=len(told) - len(shown), file=file), "dim")]
    if sheet.missing:
        parts += [Text(), Text(sheet.missing, "dim")]
    skipped = [piece for piece in sheet.skipped if piece.lost or not sheet.done]
    if skipped or not sheet.done:
        parts += _run_and_not(sheet.ran, skipped, words.MORE if file else words.MORE_CELLS)
    return Group(*parts, Text(), _closing(sheet))


def section(card: TaskCard, file: str) -> Iterator[RenderableType]:
    """The feedback on one task, under its heading.

    `file` is the file as a command names it, with the options that it needs. Without it, no command is named.
    """
    style = STYLES[card.kind]
    yield Text()
    title = Text.assemble((f"{card.sign} {card.name}", f"bold {style}"), (f" · {card.outcome}", style))
    yield _Title(title, Text(f" · {card.link}" if card.link else "", "dim"))
    yield from (Padding(part, (0, 0, 0, 2)) for part in _body(card, file))


class _Title:
    """A heading, followed by a place and a rule if there is room for them."""

    def __init__(self, text: Text, place: Text) -> None:
        self._text, self._place = text, place

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        room = options.max_width - 4
        whole = Text.assemble(self._text, self._place)
        text = whole if whole.cell_len <= room else self._text
        yield Rule(text, align="left", style="dim") if text.cell_len <= room else text


def _body(card: TaskCard, file: str) -> Iterator[RenderableType]:
    if card.lead:
        yield Text(_short(card.lead))
    if card.spot is not None:
        yield Text()
        yield Padding(_Spot(card.spot), (0, 0, 0, 2))
    if card.example:
        yield Text()
        yield _rows(card.example, "dim", EXAMPLE, most=MOST_CALL_LINES)
    for call in card.further:
        yield Text()
        yield _rows(call, "dim", EXAMPLE, most=MOST_CALL_LINES)
    for chart in card.charts:
        yield Text()
        yield Text(chart.label, "bold")
        yield Padding(_plot(chart), (0, 0, 0, 2))
    trace = _shown(card.trace)
    if trace:
        yield Text()
        yield Text(card.lines, "bold")
        yield Padding(_trace(trace, card.stopped), (0, 0, 0, 2))
    notes = list(card.notes)
    if file and card.hints and not card.reasons:
        notes.append(Note(words.HINT, words.ASK_HINT.format(file=file, task=card.name)))
    if notes:
        yield Text()
        yield _rows(notes, "bold", {})


class _Spot:
    """A line that is not valid Python under its number, with carets; cut if there is no room."""

    def __init__(self, spot: SpotLine) -> None:
        self._spot = spot

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        number = f"{self._spot.number}  "
        text, *carets = self._spot.lines(options.max_width - len(number))
        yield Text.assemble((number, "dim"), text, no_wrap=True)
        yield from (Text(" " * len(number) + line, "bold red", no_wrap=True) for line in carets)


def _rows(notes: Sequence[Note], style: str, styles: dict[str, str], *, most: int = MOST_LINES) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style=style, no_wrap=True, min_width=LABEL)
    table.add_column(overflow="fold")
    for note in notes:
        table.add_row(note.label, Text(_short(note.text, most), styles.get(note.kind, "")))
    return table


def _plot(chart: Chart) -> RenderableType:
    """The plot and its summary; only the summary if the plot would be wrapped."""
    return _Wide(Text("\n".join(chart.lines), no_wrap=True), Text(chart.summary))


class _Wide:
    """A drawing with a text below it; only the text if the drawing does not fit."""

    def __init__(self, drawn: Text, instead: Text) -> None:
        self._drawn, self._instead = drawn, instead

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        widest = max(map(len, self._drawn.plain.splitlines()))
        yield self._drawn if widest <= options.max_width else self._instead
        if widest <= options.max_width:
            yield self._instead


def _short(text: str, most: int = MOST_LINES) -> str:
    lines = text.split("\n")
    cut = text if len(lines) <= most else "\n".join([*lines[:most], "…"])
    return cut if len(cut) <= MOST_CHARACTERS else f"{cut[:MOST_CHARACTERS]} …"


# --------------------------------------------------------------------------------- the line trace


def _shown(trace: Sequence[TraceRow]) -> list[TraceRow | None]:
    """The rows around the marked row, or else the first and the last rows.

    None means rows that are left out. A single row is not shown: the message above says the same.
    """
    trace = [row for row in trace if row.parts or row.mark or not row.text.startswith(HEADERS)]
    if len(trace) < 2:
        return []
    marked = next((index for index, row in enumerate(trace) if row.mark), None)
    if len(trace) <= MOST_TRACED:
        wanted = set(range(len(trace)))
    elif marked is None:
        wanted = {*range(FIRST_TRACED), *range(len(trace) - MOST_TRACED + FIRST_TRACED, len(trace))}
    else:
        wanted = {index for index in range(marked - 3, marked + 3) if 0 <= index < len(trace)}
        wanted.add(len(trace) - 1)
    rows: list[TraceRow | None] = []
    for index, row in enumerate(trace):
        if index in wanted:
            rows.append(row)
        elif not rows or rows[-1] is not None:
            rows.append(None)
    return rows


def _trace(rows: Sequence[TraceRow | None], stopped: bool) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    for row in rows:
        if row is None:
            table.add_row("…")
            continue
        passes = f"  ({row.passes})" if row.passes else ""
        code = Text(f"{'  ' * row.depth}{row.text}", "bold" if row.mark else "").append(passes, "dim")
        computed = Text(_short("\n".join(row.parts)), "cyan")
        if row.mark:
            computed.append("\n" if row.parts else "").append(f"← {row.mark}", "bold yellow")
        table.add_row(str(row.number), code, computed)
    if stopped:
        table.add_row("", Text(str(words.AND_SO_ON), "dim"))
    return table


# -------------------------------------------------------------------------------------- the summary


def summary(cards: Sequence[TaskCard]) -> Table:
    """A line for each task: its sign, its points, and what is wrong with it."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    short = all(len(card.name) <= SHORT_NAME for card in cards)
    table.add_column(no_wrap=short, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for card in cards:
        style = STYLES[card.kind]
        table.add_row(
            Text(card.sign, style), Text(card.name), Text(card.score, "dim"), Text(card.remark, style)
        )
    return table


def _run_and_not(ran: str, skipped: Sequence[Omission], more: Plural) -> Iterator[RenderableType]:
    if ran or skipped:
        yield Text()
    if ran:
        yield Text(ran, "dim")
    if skipped:
        yield _skipped(skipped, more)


def _skipped(skipped: Sequence[Omission], more: Plural) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for piece in skipped[:MOST_SKIPPED]:
        if piece.spot is None:
            table.add_row(piece.place, Text(f"{piece.text}  ({piece.why})", "dim"))
        else:
            table.add_row(piece.place, Group(Text(piece.why), _Spot(piece.spot)))
    rest = len(skipped) - MOST_SKIPPED
    tail = [Text(more.format(count=rest), "dim")] if rest > 0 else []
    return Group(Text(str(words.NOT_RUN), "dim"), Padding(Group(table, *tail), (0, 0, 0, 2)))


def _closing(sheet: Sheet) -> Text:
    score = Text(sheet.score, "bold")
    if sheet.closing:
        score.append(" · ").append(sheet.closing, "green" if sheet.done else "")
    return score
