"""Every sentence on why code is not run, in one place, so that it can be translated as a whole."""

from __future__ import annotations

from grader.submission.source import Fault, Place, Source, Statement
from grader.verdict import Skipped

NOTEBOOK_COMMAND = "a notebook command"
NOT_NEEDED = "not needed by a graded function"
SETS_STATE = "sets global state"
CHANGES_LIBRARY = "changes a library"
ONLY_AS_SCRIPT = "runs only as a script"
MERGE_CONFLICT = "a merge conflict of Git is not resolved here"
PROMPT_COPIED = "the prompts `>>>` and `...` of a session are no code; delete them"

LONGEST_TEXT = 80


def does_not_parse(fault: Fault, *, line: int) -> str:
    """Say what is wrong with code, and in which line unless that is the line reported or in the message."""
    # Where a body is missing, Python names the line that lacks it, and means any line up to the next code.
    is_told = fault.line == line or fault.message.startswith("expected an indented block")
    where = "" if is_told else f" (line {fault.line})"
    return f"this does not parse: {fault.message}{where}"


def defined_again(name: str, *, at: Place, later: Place) -> str:
    """Say that a function is defined once more, in a later line or cell."""
    where = f"line {later.line}" if later.cell == at.cell else f"cell {later.cell}"
    return f"`{name}` is defined again in {where}"


def no_function(name: str) -> str:
    """Say that a statement would replace a function by a value."""
    return f"would make `{name}` a value, not a function"


def syntax_error(source: Source) -> str | None:
    """Tell the first fault with its file, cell and line; None if all of it parses."""
    for unit in source.units:
        if unit.fault is not None:
            cell = "" if unit.cell is None else f", cell {unit.cell}"
            why = does_not_parse(unit.fault, line=unit.fault.line)
            end = "" if why.endswith(("?", ".")) else "."
            return f"{source.name}{cell}, line {unit.fault.line}: {why}{end}"
    return None


def skip(statement: Statement, why: str) -> Skipped:
    """Report a statement as not run."""
    return skip_text(statement.text, statement.place, filename=statement.filename, why=why)


def skip_text(text: str, place: Place, *, filename: str, why: str, lost: bool = False) -> Skipped:
    """Report the text at a place as not run, by its first line."""
    file = filename if place.cell is None else filename.rpartition("#")[0]
    first = text.strip().partition("\n")[0].rstrip()
    shown = first if len(first) <= LONGEST_TEXT else first[: LONGEST_TEXT - 1] + "…"
    return Skipped(file, place.cell, place.line, shown, why, lost)
