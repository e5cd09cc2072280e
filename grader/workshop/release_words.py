"""Every sentence of `grade release` and of the autograder that it makes, so that they can be translated."""

from __future__ import annotations

# ------------------------------------------------------------------------------ the folder it goes to

NOT_A_FOLDER = "{folder} is a file. Name a folder that is new or empty."
NOT_EMPTY = (
    "{folder} is not empty, and nothing is overwritten: it holds {what}. Name a folder that is new or empty."
)
EARLIER = (
    "{folder} holds an earlier release. Say --replace to put this one in its place, or name a new folder."
)
CHANGED = (
    "{folder}: {what} is no longer what the earlier release wrote there. Move it away, or name a new folder."
)
IN_THE_WAY = "{folder}: {what} is not from an earlier release, and nothing is overwritten. Move it away."
NOT_WRITTEN = "{path} cannot be written: {why}. Choose another folder."
ZIP_THERE = "{path} is there already. Say --replace to put the new one in its place, or name another folder."
ZIP_OF_OTHERS = "{path} is there already and is no autograder of grade. Move it away, or name another folder."
FOR_STUDENTS = (
    "{folder} holds a release for students, and an autograder's zip is for teachers only. "
    "Name another folder."
)

# -------------------------------------------------------------------------------------- what goes there

NO_EXERCISES = "{course} has no exercises to release."
NO_STARTER = "{path} is missing. Write the starter of {name}: prose, and a stub for each task."
UNPARSED = "{path}, line {line}: this does not parse: {why}. Mend it."
ONE_EXERCISE = "--gradescope makes the autograder of one exercise at a time. Name one of: {names}."
NOT_FOR_BUNDLES = (
    "--secret goes with --gradescope: a release for students holds no hidden cases. Leave it out."
)
NOT_INSTALLED = (
    "What grade depends on is read from its installation, and it is not installed. Install it with pip."
)

DRAWING = "Drawing the hidden cases of {name} …"

# ------------------------------------------------------------------------------------- what was written

COLUMNS = ("exercise", "title", "tasks", "cases", "size")
WROTE = "Wrote {folder}: starters, answer keys, README.md."
READABLE = (
    "No reference is among them. A key holds what is expected in the calls that students are shown: who "
    "wants to read it can. Grade for marks with hidden cases (--secret)."
)
NEXT = "Next: look at README.md, zip the folder and send it to your students."
WROTE_ZIP = "Wrote {path}: {tasks} tasks, {cases} cases, {hidden}; {size}."
NO_HIDDEN = "no hidden ones"
HIDDEN = "{count} hidden ones"
NEXT_ZIP = (
    "It holds answer keys: give it to nobody but Gradescope.\n"
    "Next: in Gradescope, make a programming assignment with {points} autograder points, upload the zip "
    "under Configure Autograder, and give the container 2 GB of memory or more."
)

# ------------------------------------------------------------------------- what students are told to do

README = """\
# Exercises

You edit a file and run `grade`; a second later you know what is right, what is wrong, and on which smallest
input.

## Set up

You need Python 3.11 or newer on Linux (on Windows in its Subsystem for Linux). Your teacher tells you where
to get `grade`. (The package of that name on PyPI is another one.) In its folder, run

    pip install "torch=={torch}" .

## Work

Go to the folder `exercises`, open a file, fill in a function, and run there, as often as you like:

    grade {first}

There are

{exercises}
{notebooks}
More that you can run there:

    grade list
    grade list {name}
    grade {first} --task {task}
    grade {first} --hint {task}

Leave the folder `keys` where it is: your functions are compared with what is in it.
"""
LISTED = "- `{file}` · {title}"
NOTEBOOKS = "\nEach of them is there as a notebook, too (`.ipynb`): take the one or the other.\n"

# ----------------------------------------------------------------------------- what Gradescope is told

TIERS = {
    "namespaces": (
        "The submission ran confined (tier namespaces): it saw Python and a folder of its own, and neither "
        "answer keys nor results."
    ),
    "flat": (
        "The submission ran confined (tier flat): it could read Python and a folder of its own, and neither "
        "answer keys nor results. It could find out which files there are."
    ),
    "unconfined": (
        "The submission ran UNCONFINED, with limits of time and memory only, since this container cannot "
        "confine it: it could read and change whatever is in the container. {keys}"
    ),
}
KEYS_REMOVED = "The answer keys had been deleted from its disk."
KEYS_LEFT = "The answer keys could not be deleted from its disk."
GRADED = "Graded: {file}"
SCORE_IS = "{score} of {most} points"
NOTHING_FOUND = (
    "Nothing to grade was found: no script or notebook is named {name}.py or {name}.ipynb, and none "
    "defines a function of the exercise. Hand in {name}.py or {name}.ipynb."
)
NO_RESULT = (
    "The autograder failed. That is a fault of the grader or of the machine, not of the submission, and "
    "costs no points: {fault}. Please tell your teacher."
)
UNGRADED = "{task}: {why}"
NO_COURSE = "{folder} does not hold the answer key of one exercise; make the zip again with grade release"
NOT_STARTED = "the grader did not run to its end (see the standard output)"
