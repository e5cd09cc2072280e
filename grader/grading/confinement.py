"""Which sandbox tier a command uses, and the messages about tiers.

The messages in reports are elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import platformdirs

from grader.core.errors import MachineError, UsageError
from grader.core.message import Message
from grader.course.load import Course, builtin
from grader.runner.sandbox import available
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, UNCONFINED, Tier

AT_HAND = {
    NAMESPACES.name: Message(
        "can be used: bubblewrap, Landlock and seccomp. A submission sees only Python and a folder of its own"
    ),
    FLAT.name: Message(
        "can be used: Landlock and seccomp, no namespaces. The same, but a submission can see which files "
        "exist"
    ),
}
ALWAYS = Message("without --confined: deadlines and limits only, for your own files")
LACKING = Message("cannot be used. {lacks}")
NO_TIER = Message("This machine cannot confine submissions.\n{reasons}\n{remedy}")
REASON = "  {tier}: {lacks}"
UNCONFINED_REMEDY = Message(
    "On this machine, submissions could read your files and reach the network. If the machine is thrown away "
    "afterwards, or holds nothing that matters, add --unconfined."
)
FOUND_COURSE = Message(
    "--confined: the folder {root} above the file is a course, and a course is run unconfined. If it is "
    "yours, name it with --course. Otherwise name the course to grade with."
)
REMEDY = Message("Your own files can be graded without --confined.")


def tier_for(confined: bool) -> Tier:
    """Return the strongest tier if `confined`, else the unconfined one.

    Raises MachineError with what is missing.
    """
    return _best(REMEDY) if confined else UNCONFINED


def tier_for_others() -> Tier:
    """Return the strongest tier, for the files of other people.

    Raises MachineError with what is missing, and the option to grade without a sandbox.
    """
    return _best(UNCONFINED_REMEDY)


def _best(remedy: Message) -> Tier:
    found = available.best()
    if found is None:
        reasons = "\n".join(
            REASON.format(tier=tier.name, lacks=_sentences(tier)) for tier in (NAMESPACES, FLAT)
        )
        raise MachineError(NO_TIER, reasons=reasons, remedy=remedy)
    return found


def check_courses(courses: Iterable[Course]) -> None:
    """Raise UsageError for a course found above submitted files.

    A course runs unconfined, so the user has to name it.
    """
    for course in courses:
        if course != builtin():
            raise UsageError(FOUND_COURSE, root=course.root)


def hidden(courses: Iterable[Course], files: Iterable[Path]) -> tuple[Path, ...]:
    """Return the paths that no submission may read.

    They are hidden even inside the Python installation.
    """
    roots = [course.root for course in courses]
    return (*roots, platformdirs.user_cache_path("grade"), *(path.resolve().parent for path in files))


def facts() -> Iterator[tuple[str, str]]:
    """Yield each tier's name, with what it promises here or what it lacks."""
    for tier in (NAMESPACES, FLAT):
        lacks = _sentences(tier)
        yield tier.name, LACKING.format(lacks=lacks) if lacks else str(AT_HAND[tier.name])
    yield UNCONFINED.name, str(ALWAYS)


def _sentences(tier: Tier) -> str:
    return " ".join(map(str, available.lacks(tier)))
