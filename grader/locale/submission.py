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
    "skipped.never": Message("is under a condition that never holds"),
    "skipped.syntax": Message("this is not valid Python: {why}"),
    "skipped.defined_again": Message("`{name}` is defined again in line {line}"),
    "skipped.defined_again_in_cell": Message("`{name}` is defined again in cell {cell}"),
    "skipped.made_value": Message("would make `{name}` a value, not a function"),
    "skipped.made_value_of_class": Message("would make `{name}` a value, not a class"),
}

ELSEWHERE: Mapping[str, Message | Plural] = {
    "elsewhere.above": Message(
        "Line {line} has an answer to `{name}`, but the unfinished copy in line {copy} replaces it. Delete "
        "the copy."
    ),
    "elsewhere.above_in_cell": Message(
        "Cell {cell} has an answer to `{name}`, but the unfinished copy in cell {copy} replaces it. Delete "
        "the copy."
    ),
    "elsewhere.above_in_one_cell": Message(
        "Cell {cell} has an answer to `{name}`, but the unfinished copy in its line {copy} replaces it. "
        "Delete the copy."
    ),
    "elsewhere.script": Message(
        'Line {line} defines `{name}` under `if __name__ == "__main__":`, which is not run. Move it out of '
        "there."
    ),
    "elsewhere.script_in_cell": Message(
        'Cell {cell} defines `{name}` under `if __name__ == "__main__":`, which is not run. Move it out of '
        "there."
    ),
    "elsewhere.never": Message(
        "Line {line} defines `{name}` under a condition that never holds. Move it out of there."
    ),
    "elsewhere.never_in_cell": Message(
        "Cell {cell} defines `{name}` under a condition that never holds. Move it out of there."
    ),
    "elsewhere.class": Message(
        "Line {line} defines `{name}` as a method of the class `{outer}`. Define it outside of the class, at "
        "the left edge."
    ),
    "elsewhere.class_in_cell": Message(
        "Cell {cell} defines `{name}` as a method of the class `{outer}`. Define it outside of the class, at "
        "the left edge."
    ),
    "elsewhere.function": Message(
        "Line {line} defines `{name}` inside the function `{outer}`. Define it outside, at the left edge."
    ),
    "elsewhere.function_in_cell": Message(
        "Cell {cell} defines `{name}` inside the function `{outer}`. Define it outside, at the left edge."
    ),
    "elsewhere.below_raise": Message(
        "Line {line} still raises NotImplementedError, so the lines of `{name}` below it are never run. "
        "Delete line {line}."
    ),
    "elsewhere.below_raise_in_cell": Message(
        "Line {line} of cell {cell} still raises NotImplementedError, so the lines of `{name}` below it are "
        "never run. Delete that line."
    ),
    "elsewhere.below_return": Message(
        "Line {line} returns None, so the lines of `{name}` below it are never run. Delete line {line}."
    ),
    "elsewhere.below_return_in_cell": Message(
        "Line {line} of cell {cell} returns None, so the lines of `{name}` below it are never run. Delete "
        "that line."
    ),
    "elsewhere.split": Message(
        "Cell {next} begins indented: the function `{name}` was split. Join cells {cell} and {next}."
    ),
    "elsewhere.body": Message(
        "Cell {next} begins indented, like the body of a function. Move its lines into `{name}` in cell "
        "{cell}."
    ),
    "elsewhere.markdown": Message(
        "Cell {cell} is Markdown and holds `def {name}`. Make it a code cell: select it and press y."
    ),
    "elsewhere.markdown_part": Message(
        "Cell {cell} is Markdown and holds `def {name}` among other text. Copy the function to a code cell."
    ),
    "elsewhere.raw": Message(
        "Cell {cell} is a raw cell and holds `def {name}`. Make it a code cell: select it and press y."
    ),
    "elsewhere.raw_part": Message(
        "Cell {cell} is a raw cell and holds `def {name}` among other text. Copy the function to a code cell."
    ),
}
"""Where an answer is that does not count."""

MESSAGES: Mapping[str, Message | Plural] = {
    **SKIPPED,
    **ELSEWHERE,
    **{
        message.code: message
        for message in (*vars(reasons).values(), *vars(remedy).values())
        if isinstance(message, Message) and message.code
    },
}
