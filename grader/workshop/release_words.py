"""Every sentence of `grade release` and of the autograder that it makes, so that they can be translated."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

# ------------------------------------------------------------------------------ the folder it goes to

NOT_A_FOLDER = Message("{folder} is a file. Name a folder that is new or empty.")
NOT_EMPTY = Message(
    "{folder} is not empty, and nothing is overwritten: it holds {what}. Name a folder that is new or empty."
)
EARLIER = Message(
    "{folder} holds an earlier release. Say --replace to put this one in its place, or name a new folder."
)
CHANGED = Message(
    "{folder}: {what} is no longer what the earlier release wrote there. Move it away, or name a new folder."
)
IN_THE_WAY = Message(
    "{folder}: {what} is not from an earlier release, and nothing is overwritten. Move it away."
)
NOT_WRITTEN = Message("{path} cannot be written: {why}. Choose another folder.")

# -------------------------------------------------------------------------------------- what goes there

NOT_INSTALLED = Message(
    "What grade depends on is read from its installation, and it is not installed. Install it with pip."
)


# ------------------------------------------------------------------------------------- what was written

NEXT = Message("Next: look at README.md, zip the folder and send it to your students.")
TASKS = Plural("1 task", "{count} tasks")
CASES = Plural("1 case", "{count} cases")

# ------------------------------------------------------------- what students are told to do, in README.md

EXERCISES = Message("Exercises")
ABOUT = Message(
    "You edit a file and run `grade`; a second later you know what is right, what is wrong, and on which "
    "smallest input."
)
SET_UP = Message("Set up")
INSTALL = Message(
    "You need Python 3.11 or newer on Linux (on Windows in its Subsystem for Linux). Your teacher tells you "
    "where to get `grade`. (The package of that name on PyPI is another one.) In its folder, run"
)
WORK = Message("Work")
FILL_IN = Message(
    "Go to the folder `exercises`, open a file, fill in a function, and run there, as often as you like:"
)
EXERCISES_ARE = Message("The exercises:")
NOTEBOOKS = Message("Each of them is there as a notebook, too (`.ipynb`): take the one or the other.")
MORE = Message("More that you can run there:")
LEAVE_KEYS = Message("Leave the folder `keys` where it is: your functions are compared with what is in it.")

# ------------------------------------------------------------ what a teacher reads in the zip's scripts

RUN_ONCE = Message("Gradescope runs this once, as root, when it builds the autograder's image.")
OLD_PYTHON = Message("Ubuntu 22.04 has Python 3.10")
REACHABLE = Message("Confined submissions run as another user, who has to reach the grader.")
RUN_EACH = Message(
    "Gradescope runs this for each submission. All paths start from the folder that this file stands in."
)
EXIT_CODES = Message(
    "0: it was graded. 3: it could not be, and the results say why. Else it did not come to results."
)

# ----------------------------------------------------------------------------- what Gradescope is told

TIERS: Mapping[str, Message] = {
    "namespaces": Message(
        "The submission ran confined (tier namespaces): it saw Python and a folder of its own, and neither "
        "answer keys nor results."
    ),
    "flat": Message(
        "The submission ran confined (tier flat): it could read Python and a folder of its own, and neither "
        "answer keys nor results. It could find out which files there are."
    ),
    "unconfined": Message(
        "The submission ran UNCONFINED, with limits of time and memory only, since this container cannot "
        "confine it: it could read and change whatever is in the container. {keys}"
    ),
}
GRADED = Message("Graded: {file}")
NO_RESULT = Message(
    "The autograder failed. That is a fault of the grader or of the machine, not of the submission, and "
    "costs no points: {fault} Please tell your teacher."
)
UNGRADED = Message("{task}: {why}")
NO_COURSE = Message(
    "{folder} does not hold the answer key of one exercise; make the zip again with grade release."
)
NOT_STARTED = Message("the grader did not run to its end (see the standard output).")
