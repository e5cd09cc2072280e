"""Every sentence of `grade release` and of the autograder that it makes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

# ------------------------------------------------------------------------------ the folder it goes to

NOT_A_FOLDER = Message("{folder} is a file. Name a folder that is new or empty.")
NOT_EMPTY = Message(
    "{folder} is not empty: it holds {what}, and grade overwrites nothing. Name a folder that is new or "
    "empty."
)
EARLIER = Message("{folder} holds an earlier release. Add --replace to replace it, or name a new folder.")
CHANGED = Message(
    "{folder}: {what} has changed since the earlier release. Move it away, or name a new folder."
)
IN_THE_WAY = Message(
    "{folder}: {what} is not from an earlier release, and grade overwrites nothing. Move it away."
)
NOT_WRITTEN = Message("{path} cannot be written: {why}. Choose another folder.")

# -------------------------------------------------------------------------------------- what it contains

NOT_INSTALLED = Message("grade is not installed, so its dependencies are not known. Install it with pip.")


# ------------------------------------------------------------------------------------- what was written

NEXT = Message("Next: look at README.md, zip the folder and send it to your students.")
TASKS = Plural("1 task", "{count} tasks")
CASES = Plural("1 case", "{count} cases")

# ------------------------------------------------------------------------ the instructions in README.md

EXERCISES = Message("Exercises")
ABOUT = Message(
    "You edit a file and run `grade`. A second later you know what is right, what is wrong, and on which "
    "smallest input."
)
SET_UP = Message("Set up")
INSTALL = Message(
    "You need Python 3.11 or newer on Linux (on Windows in its Subsystem for Linux). Your teacher tells you "
    "where to get `grade`. (The package of that name on PyPI is another one.) In its folder, run"
)
KEEP_TORCH = Message(
    "If you already have torch {oldest} or newer, you can keep it: leave out the part in quotation marks."
)
WORK = Message("Work")
FILL_IN = Message(
    "Go to the folder `exercises`, open a file, and fill in a function. In this folder, run as often as you "
    "like:"
)
EXERCISES_ARE = Message("The exercises:")
NOTEBOOKS = Message("Each exercise is a script (`.py`) and a notebook (`.ipynb`). Use one of them.")
MORE = Message("More that you can run in this folder:")
LEAVE_KEYS = Message(
    "Leave the folder `keys` where it is. `grade` compares your functions with what is in it."
)

# ------------------------------------------------------------ what a teacher reads in the zip's scripts

RUN_ONCE = Message("Gradescope runs this once, as root, when it builds the autograder's image.")
OLD_PYTHON = Message("Ubuntu 22.04 has Python 3.10")
REACHABLE = Message(
    "Confined submissions run as another user, and this user must be able to reach the grader."
)
RUN_EACH = Message("Gradescope runs this for each submission. All paths start from the folder of this file.")
EXIT_CODES = Message(
    "0: it was graded. 3: it could not be graded, and the results say why. Otherwise there are no results."
)

# -------------------------------------------------------------------------------- what Gradescope shows

TIERS: Mapping[str, Message] = {
    "namespaces": Message(
        "The submission ran confined (sandbox tier namespaces). It saw Python and a folder of its own, but "
        "no answer keys and no results."
    ),
    "flat": Message(
        "The submission ran confined (sandbox tier flat). It could read Python and a folder of its own, but "
        "no answer keys and no results. It could see which files exist."
    ),
    "unconfined": Message(
        "The submission ran UNCONFINED, with time and memory limits only, since this container cannot "
        "confine it. It could read and change everything in the container. {keys}"
    ),
}
GRADED = Message("Graded: {file}")
NO_RESULT = Message(
    "The autograder failed. This is a fault of the grader or of the machine, not of the submission. It costs "
    "no points: {fault} Please tell your teacher."
)
UNGRADED = Message("{task}: {why}")
NO_COURSE = Message(
    "{folder} does not hold the answer key of one exercise; make the zip again with grade release."
)
NOT_STARTED = Message("the grader stopped before its end (see the standard output).")

BROKEN_TASK = Message("Task {task} of {exercise} cannot be graded, so nothing is released: {why}")
