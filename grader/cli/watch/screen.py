"""What is shown: how far the exercise is, and one task; on a terminal in place of what was there before."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.watch import words
from grader.core.model import TaskKey, TaskText
from grader.core.verdict import Feedback
from grader.report import terminal
from grader.report.sheet import Sheet, TaskCard, sheets
from grader.report.text import clean

CLEAR = "\x1b[H\x1b[2J"


@dataclass(frozen=True)
class Shown:
    """What there is to show of a file: the feedback on it, the task that is looked at, and what is new.

    `news` are sentences, each with whether it is good; `hints` those that were shown of the task so far.
    """

    file: str
    feedback: Feedback | None = None
    task: TaskKey | None = None
    news: tuple[tuple[str, bool], ...] = ()
    hints: tuple[str, ...] = ()
    note: str = ""
    whole_list: bool = False
    problem: str = ""
    timing: str = ""


@dataclass
class Screen:
    """Where it is shown. Without a terminal, nothing is taken away, and only what is new is told."""

    keys: bool
    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=False))

    def show(self, shown: Shown) -> None:
        """Show it, in one go so that nothing flickers."""
        body, foot = self._rendered(self._parts(shown)), self._rendered(self._foot(shown))
        if self.console.is_terminal:
            room = self.console.height - len(foot) - 2  # one is for what the cursor stands in
            if len(body) > room > 0:
                body = [*body[:room], str(words.NO_ROOM)]
            sys.stdout.write("\n".join([f"{CLEAR}{body[0]}", *body[1:], *foot, ""]))
        else:
            sys.stdout.write("\n".join([*(line.rstrip() for line in [*body, *foot]), "", ""]))
        sys.stdout.flush()

    def _rendered(self, parts: Iterator[RenderableType]) -> list[str]:
        with self.console.capture() as captured:
            self.console.print(Group(*parts))
        return captured.get().removesuffix("\n").split("\n")

    def _parts(self, shown: Shown) -> Iterator[RenderableType]:
        sheet = sheets([shown.feedback])[0] if shown.feedback is not None else None
        yield _head(shown, sheet)
        if shown.problem:
            yield Text()
            yield Text(clean(shown.problem), "yellow")
            if sheet is not None:
                yield Text(str(words.EARLIER), "dim")
        for sentence, good in shown.news:
            yield Text()
            yield Text(f"✓ {sentence}" if good else sentence, "green" if good else "")
        if sheet is not None and shown.whole_list:
            yield Text()
            yield terminal.summary(sheet.cards)
        elif sheet is not None and shown.task is not None:
            yield from _task(shown, sheet)
        yield Text()

    def _foot(self, shown: Shown) -> Iterator[RenderableType]:
        if shown.timing:
            yield Text(shown.timing, "dim")
        if self.keys:
            pairs = [] if shown.whole_list else words.KEYS
            keys = Text(" · ").join(Text.assemble((key, "bold"), f" {what}") for key, what in pairs)
            yield keys if pairs else Text(str(words.ANY_KEY))


def _head(shown: Shown, sheet: Sheet | None) -> RenderableType:
    """The file and the score, and a sign for each task; that of the one that is looked at stands out."""
    name = Text(clean(shown.file), "bold")
    if sheet is None:
        return name
    line = Table.grid(expand=True)
    line.add_column(overflow="fold")
    line.add_column(justify="right", no_wrap=True)
    line.add_row(name.append(f" · {sheet.title}", "not bold"), Text(sheet.score, "bold"))
    here = shown.task.name if shown.task is not None else ""
    signs = (
        Text(f" {card.sign} ", f"{terminal.STYLES[card.kind]}{' reverse' if card.name == here else ''}")
        for card in sheet.cards
    )
    return Group(line, Text("").join(signs))


def _task(shown: Shown, sheet: Sheet) -> Iterator[RenderableType]:
    """The task that is looked at: what is wrong with it, or what is asked."""
    task = shown.task
    assert task is not None
    card = next(card for card in sheet.cards if card.name == task.name)
    if card.told or card.kind == "right":
        yield from terminal.section(card, "")
    else:
        yield Text()
        yield from _to_write(card, _text(shown).stub)
    yield from _hints(shown.hints, len(_text(shown).hints))
    if shown.note:
        yield Text()
        yield Padding(Text(shown.note, "dim"), (0, 0, 0, 2))


def _text(shown: Shown) -> TaskText:
    """What the course says of the task that is looked at."""
    if shown.feedback is None or shown.task is None:
        return TaskText("")
    return shown.feedback.text.task(shown.task.name)


def _to_write(card: TaskCard, stub: str) -> Iterator[RenderableType]:
    """What a function that is not there yet should do, as the exercise says it."""
    style = terminal.STYLES[card.kind]
    state = str(words.TO_WRITE) if card.kind == "todo" else card.outcome
    yield Text.assemble((f"{card.sign} {card.name}", f"bold {style}"), (f" · {state}", style))
    yield Text()
    yield Padding(Text(clean(asked(stub))), (0, 0, 0, 2))


def asked(stub: str) -> str:
    """A stub without the line that says that it is one."""
    lines = [line for line in stub.rstrip().split("\n") if line.strip() != "raise NotImplementedError"]
    return "\n".join(lines).rstrip()


def _hints(hints: Sequence[str], count: int) -> Iterator[RenderableType]:
    for number, hint in enumerate(hints, start=1):
        yield Text()
        label = words.HINT.format(number=number, count=count)
        yield Padding(Text.assemble((label, "bold"), "  ", clean(hint)), (0, 0, 0, 2))
