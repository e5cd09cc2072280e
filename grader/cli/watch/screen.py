"""What is shown: the progress of the exercise, and one task.

On a terminal, it replaces what was shown before.
"""

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
class ScreenContent:
    """What to show of a file: its feedback, the current task, and what is new.

    `news` are sentences, each with whether it is good. `hints` are those of the task that were shown so far.
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
    """Shows the state of a file, on a terminal or as plain text.

    Without a terminal, nothing is erased.
    """

    keys: bool
    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=False))

    def show(self, shown: ScreenContent) -> None:
        """Show everything in one write, so nothing flickers."""
        body, foot = self._rendered(self._parts(shown)), self._rendered(self._foot(shown))
        if self.console.is_terminal:
            room = self.console.height - len(foot) - 2  # one of them is the line of the cursor
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

    def _parts(self, shown: ScreenContent) -> Iterator[RenderableType]:
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

    def _foot(self, shown: ScreenContent) -> Iterator[RenderableType]:
        if shown.timing:
            yield Text(shown.timing, "dim")
        if self.keys:
            pairs = [] if shown.whole_list else words.KEYS
            keys = Text(" · ").join(Text.assemble((key, "bold"), f" {what}") for key, what in pairs)
            yield keys if pairs else Text(str(words.ANY_KEY))


def _head(shown: ScreenContent, sheet: Sheet | None) -> RenderableType:
    """The file, the score, and a sign for each task; the current one is highlighted."""
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


def _task(shown: ScreenContent, sheet: Sheet) -> Iterator[RenderableType]:
    """The current task: what is wrong with it, or what it asks for."""
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


def _text(shown: ScreenContent) -> TaskText:
    """The course's texts on the current task."""
    if shown.feedback is None or shown.task is None:
        return TaskText("")
    return shown.feedback.text.task(shown.task.name)


def _to_write(card: TaskCard, stub: str) -> Iterator[RenderableType]:
    """What a function should do that does not exist yet, in the exercise's words."""
    style = terminal.STYLES[card.kind]
    state = str(words.TO_WRITE) if card.kind == "todo" else card.outcome
    yield Text.assemble((f"{card.sign} {card.name}", f"bold {style}"), (f" · {state}", style))
    yield Text()
    yield Padding(Text(clean(asked(stub))), (0, 0, 0, 2))


def asked(stub: str) -> str:
    """A stub without its line `raise NotImplementedError`."""
    lines = [line for line in stub.rstrip().split("\n") if line.strip() != "raise NotImplementedError"]
    return "\n".join(lines).rstrip()


def _hints(hints: Sequence[str], count: int) -> Iterator[RenderableType]:
    for number, hint in enumerate(hints, start=1):
        yield Text()
        label = words.HINT.format(number=number, count=count)
        yield Padding(Text.assemble((label, "bold"), "  ", clean(hint)), (0, 0, 0, 2))
