"""How a task ended that was not run to its end, and what a learner's code raised."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

MESSAGES: Mapping[str, Message | Plural] = {
    "missing": Message(
        "This file has no function {signature}. If you make it in an unusual way, try --whole-file."
    ),
    "missing.variable": Message(
        "This file gives no value to the variable {signature}. Assign it at the top level. If you make it in "
        "an unusual way, try --whole-file."
    ),
    "missing.class": Message(
        "This file has no class for {signature}. If you make it in an unusual way, try --whole-file."
    ),
    "missing.in_cells": Message(
        "No cell that you have run defines `{task}`. Run the cell that does, then check again."
    ),
    "missing.value_in_cells": Message(
        "No cell that you have run gives `{task}` a value. Run the cell that does, then check again."
    ),
    "missing.rename": Message("There is `{other}`. If this is the function, rename it to `{name}`."),
    "missing.rename_variable": Message("There is `{other}`. If this is the variable, rename it to `{name}`."),
    "missing.rename_class": Message("There is `{other}`. If this is the class, rename it to `{name}`."),
    "missing.inside": Message(
        "`{name}` is assigned only in the function `{function}`, and exists only there. Assign it at the top "
        "level, outside of all functions."
    ),
    "missing.in_script": Message(
        '`{name}` is defined only under `if __name__ == "__main__":`, which is not run. Move it out of there.'
    ),
    "missing.deleted": Message("Line {line} deletes `{name}`. Leave out this `del`."),
    "missing.deleted_in_cell": Message("Cell {cell} deletes `{name}`. Leave out this `del`."),
    "lost.syntax": Message("This is not valid Python: {why}."),
    "lost.syntax_asked": Message("This is not valid Python: {why}"),
    "not_run.definition": Message("The lines that define it could not be run. {reason}"),
    "not_run.time": Message("The whole file may take {why}. That time was used up before this was done."),
    "timed_out": Message("It did not finish within {why} on this input. Is there a loop that never ends?"),
    "timed_out.variable": Message("It did not finish within {why}. Is there a loop that never ends?"),
    "memory.variable": Message("It used more than {why} of memory."),
    "timed_out.slow": Message(
        "It is too slow to be graded. {tried} of {all} calls together took more than {why}; their results "
        "were right. --timeout gives it more time."
    ),
    "timed_out.loading": Message(
        "The file's own lines did not finish within {why}, before the function could be called."
    ),
    "memory": Message("It used more than {why} of memory on this input."),
    "memory.loading": Message(
        "The file's own lines used more than {why} of memory, before the function was called."
    ),
    "memory.asked": Message("It asked for more memory than it may use."),
    "memory.asked_at_once": Message(
        "It asked for more memory than it may use ({gigabytes:.1f} GB in one step)."
    ),
    "memory.gpu": Message("It asked for more of the GPU's memory than it may use."),
    "memory.gpu_at_once": Message(
        "It asked for more of the GPU's memory than it may use ({gigabytes:.1f} GB in one step)."
    ),
    "crashed": Message("It stopped without an answer: {why}."),
    "ungraded": Message(
        "The grader itself failed here: {fault} The points are still open. Please report this."
    ),
    "ungraded.task": Message(
        "This task of the course cannot be graded: {fault} The points are still open. Please tell your "
        "teacher."
    ),
    "ungraded.teacher": Message(
        "Your teacher judges this task, with data that is not given out. The points are still open."
    ),
    "unexplained": Message(
        "This answer is wrong, but the grader failed to explain it: {fault} Please report this."
    ),
    "error.meant": Message("{error}. Did you mean {name!r}?"),
    "error.unbound": Message("{error}, because the line that makes it could not be run ({cause})."),
    "error.unbound_at": Message(
        "{error}, because the line that makes it could not be run ({cause}, line {line})."
    ),
    "error.unbound_in_cell": Message(
        "{error}, because the line that makes it could not be run ({cause}, cell {cell}, line {line})."
    ),
    "beside": Message(
        "`{module}.py` is next to your file, but only your file is graded. Copy what you need from it into "
        "your file."
    ),
}
