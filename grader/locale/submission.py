"""The messages on code that was not run and files that cannot be read, by code."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural
from grader.submission import reasons, remedy

SKIPPED: Mapping[str, Message | Plural] = {
    "skipped.command": Message("a notebook command"),
    "skipped.not_needed": Message("not needed by a graded function"),
    "skipped.state": Message("sets global state"),
    "skipped.library": Message("changes a library"),
    "skipped.script": Message("runs only as a script"),
    "skipped.syntax": Message("this is not valid Python: {why}"),
    "skipped.defined_again": Message("`{name}` is defined again in line {line}"),
    "skipped.defined_again_in_cell": Message("`{name}` is defined again in cell {cell}"),
    "skipped.made_value": Message("would make `{name}` a value, not a function"),
    "skipped.made_value_of_class": Message("would make `{name}` a value, not a class"),
}

MESSAGES: Mapping[str, Message | Plural] = {
    **SKIPPED,
    **{
        message.code: message
        for message in (*vars(reasons).values(), *vars(remedy).values())
        if isinstance(message, Message) and message.code
    },
}
