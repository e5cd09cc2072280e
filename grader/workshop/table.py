"""What was proved, in the terminal: a table of the tasks, then what to fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.core.model import CPU
from grader.course.dropped import DropReason
from grader.workshop import words
from grader.workshop.mutants import MutantProof, TaskMutants, written
from grader.workshop.proof import Proof, ProofFault, TaskProof


def show(proof: Proof, console: Console) -> None:
    """Print one exercise's table, the tasks that were not run, and its faults."""
    title = proof.title if proof.device == CPU else words.ON.format(title=proof.title, device=proof.device)
    console.print(_heading(proof.exercise, title))
    if proof.tasks:
        console.print(_table(proof.tasks, {fault.task for fault in proof.faults}))
        for part in _remarks(proof.tasks):
            console.print(Padding(part, (0, 0, 0, 2)))
    if proof.left:
        left = words.LEFT.format(tasks=", ".join(proof.left))
        console.print(Padding(Text(f"\n{left}", "dim"), (0, 0, 0, 2)))
    show_faults(proof.faults, console)
    show_faults(proof.notes, console, sign=("! ", "yellow"))
    console.print()


def _heading(name: str, title: str) -> Text:
    """Write the name and the title of an exercise; the name alone if the title is not known."""
    return Text.assemble((name, "bold"), *([" · ", title] if title != name else []))


def _table(tasks: Sequence[TaskProof], faulty: Set[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    table.add_column(str(words.TASK), overflow="fold")
    for name in (words.CASES, words.DRAWN, words.DROPPED, words.RIGHT, words.KILLED):
        table.add_column(str(name), justify="right")
    for task in tasks:
        well = task.task not in faulty
        table.add_row(
            Text("✓" if well else "✗", "green" if well else "red"),
            task.task,
            str(task.cases),
            str(task.drawn or ""),
            str(sum(task.dropped.values()) or ""),
            str(task.rights),
            Text(f"{task.killed}/{task.wrong}", "" if task.killed == task.wrong else "red"),
        )
    return table


def _remarks(tasks: Sequence[TaskProof]) -> Iterator[RenderableType]:
    """Which generic wrong answers change nothing, and why cases were dropped."""
    kinds: dict[str, list[str]] = {}
    reasons: dict[str, list[str]] = {}
    for task in tasks:
        for kind in task.equivalent:
            kinds.setdefault(str(words.KINDS[kind]), []).append(task.task)
        for reason, count in task.dropped.items():
            reasons.setdefault(str(DropReason(reason)), []).append(f"{task.task} {count}")
    for heading, found in ((words.EQUIVALENT, kinds), (words.REASONS, reasons)):
        if found:
            rows = Table.grid(padding=(0, 2))
            for name, where in found.items():
                rows.add_row(Text(name, "dim"), Text(_everywhere(where, tasks), "dim"))
            yield Text(f"\n{heading}", "dim")
            yield Padding(rows, (0, 0, 0, 2))


def _everywhere(where: Sequence[str], tasks: Sequence[TaskProof]) -> str:
    """The names of some tasks, or one label for all of them."""
    return str(words.ALL_TASKS) if len(where) == len(tasks) > 1 else ", ".join(where)


def show_mutants(proof: MutantProof, console: Console) -> None:
    """Print one exercise's mutants by task, those that are equal, and those to fix."""
    console.print(_heading(proof.exercise, proof.title))
    if proof.tasks:
        console.print(_mutants(proof.tasks))
        for part in _equal(proof.tasks):
            console.print(Padding(part, (0, 0, 0, 2)))
    show_faults(proof.faults, console)
    console.print()


def _mutants(tasks: Sequence[TaskMutants]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    table.add_column(str(words.TASK), overflow="fold")
    for name in (words.EDITS, words.MUTANTS, words.FAILED, words.EQUAL, words.MISSED):
        table.add_column(str(name), justify="right")
    for task in tasks:
        missed = len(task.missed)
        counts = (task.kinds, task.mutants, task.failed, len(task.survivors) - missed)
        table.add_row(
            Text("✗" if missed else "✓", "red" if missed else "green"),
            task.task,
            *map(str, counts),
            Text(str(missed), "red" if missed else ""),
        )
    return table


def _equal(tasks: Sequence[TaskMutants]) -> Iterator[RenderableType]:
    """The edits that pass and differ on no further input."""
    rows = Table.grid(padding=(0, 2))
    for task in tasks:
        for survivor in task.survivors:
            if not survivor.code:
                edit = survivor.edit
                where = f"{task.task}:{edit.line}"
                rows.add_row(*(Text(text, "dim") for text in (where, written(edit), f"{survivor.tried:,}")))
    if rows.row_count:
        yield Text(f"\n{words.EQUAL_EDITS}", "dim")
        yield Padding(rows, (0, 0, 0, 2))


def show_sum_of_mutants(proofs: Sequence[MutantProof], console: Console) -> None:
    """Print one line on the mutants of all exercises together."""
    faults = sum(len(proof.faults) for proof in proofs)
    if faults:
        console.print(Text(words.FAULTS.format(count=faults), "bold red"))
        return
    tasks = [task for proof in proofs for task in proof.tasks]
    text = words.MUTANTS_WELL.format(
        exercises=words.EXERCISES.format(count=len(proofs)),
        tasks=words.TASKS.format(count=len(tasks)),
        failed=sum(task.failed for task in tasks),
        mutants=sum(task.mutants for task in tasks),
        equal=sum(len(task.survivors) for task in tasks),
        seconds=sum(proof.seconds for proof in proofs),
    )
    console.print(Text(text, "bold green"))


def show_faults(
    faults: Sequence[ProofFault], console: Console, *, sign: tuple[str, str] = ("✗ ", "red")
) -> None:
    """Print what an author has to fix, or with another sign, what an author should know."""
    for fault in faults:
        where = f"{fault.task}: " if fault.task else ""
        console.print(Padding(Text.assemble(sign, (where, "bold"), fault.message), (0, 0, 0, 2)))


def show_sum(proofs: Sequence[Proof], faults: int, console: Console) -> None:
    """Print one line on all exercises together."""
    tasks = [task for proof in proofs for task in proof.tasks]
    count = len(proofs)
    if faults:
        console.print(Text(words.FAULTS.format(count=faults), "bold red"))
        return
    text = words.ALL_WELL.format(
        exercises=words.EXERCISES.format(count=count),
        tasks=words.TASKS.format(count=len(tasks)),
        killed=sum(task.killed for task in tasks),
        wrong=sum(task.wrong for task in tasks),
        seconds=sum(proof.seconds for proof in proofs),
    )
    console.print(Text(text, "bold green"))
