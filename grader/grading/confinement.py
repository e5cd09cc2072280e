"""Which tier a command grades in, and every sentence about tiers that is not in a report."""

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
        "can be used: bubblewrap, Landlock and seccomp: a submission sees Python and a folder of its own, "
        "and nothing else"
    ),
    FLAT.name: Message(
        "can be used: Landlock and seccomp, no namespaces: the same, but a submission can find out which "
        "files there are"
    ),
}
ALWAYS = Message("without --confined: deadlines and limits only, for your own files")
LACKING = Message("cannot be used. {lacks}")
NO_TIER = Message("This machine cannot confine submissions.\n{reasons}\n{remedy}")
REASON = "  {tier}: {lacks}"
UNCONFINED_REMEDY = Message(
    "Submissions of others could read your files and reach the network here. If this machine is thrown away "
    "afterwards, or holds nothing that matters, say --unconfined."
)
FOUND_COURSE = Message(
    "--confined: {root} lies above the file and is a course, and a course is run unconfined. If it is yours, "
    "name it with --course; else name the one to grade with."
)
REMEDY = Message("Your own files can be graded without --confined.")


def tier_for(confined: bool) -> Tier:
    """The tier that promises most, if it is to be confined; raises MachineError with what is missing."""
    return _best(REMEDY) if confined else UNCONFINED


def tier_for_others() -> Tier:
    """The tier for the files of others; raises MachineError with what is missing, and what that takes."""
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
    """Raise UsageError where a course was found beside files of others: it would be run unconfined."""
    for course in courses:
        if course != builtin():
            raise UsageError(FOUND_COURSE, root=course.root)


def hidden(courses: Iterable[Course], files: Iterable[Path]) -> tuple[Path, ...]:
    """What no submission may read, even where it lies inside the Python installation."""
    roots = [course.root for course in courses]
    return (*roots, platformdirs.user_cache_path("grade"), *(path.resolve().parent for path in files))


def facts() -> Iterator[tuple[str, str]]:
    """Each tier by its name, and what it promises here, or what it lacks."""
    for tier in (NAMESPACES, FLAT):
        lacks = _sentences(tier)
        yield tier.name, LACKING.format(lacks=lacks) if lacks else str(AT_HAND[tier.name])
    yield UNCONFINED.name, str(ALWAYS)


def _sentences(tier: Tier) -> str:
    return " ".join(map(str, available.lacks(tier)))
