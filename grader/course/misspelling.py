"""A name in a reference file that does not exist: which one may be meant."""

from __future__ import annotations

import re
import traceback

from grader.core.errors import CourseError
from grader.core.spelling import nearest, suggestion
from grader.course import words

_WANTED = re.compile(r"cannot import name '(\w+)'")
"""How Python begins its message on an import of a name that a module does not have."""


def misspelt(error: BaseException) -> CourseError | None:
    """Explain an error about a name that is not a word of this package, or not defined.

    None if nothing is known of the name that Python does not say.
    """
    if isinstance(error, AttributeError):
        return _attribute(error)
    if isinstance(error, NameError) and error.name and not isinstance(error, UnboundLocalError):
        return _name(error, error.name)
    if isinstance(error, ImportError):
        return _word(error)
    return None


def _attribute(error: AttributeError) -> CourseError | None:
    """Explain an attribute that a word does not have, such as `@norm.hold`."""
    from grader.course.exercise import Exercise
    from grader.course.task import MisconceptionWord, Task

    owners = {Exercise: "@exercise", Task: "@task", MisconceptionWord: "@task.misconception"}
    owner = owners.get(type(error.obj))
    if owner is None or error.name is None:
        return None
    remedy = suggestion(error.name, DECLARING[owner])
    return CourseError(words.UNKNOWN_WORD, word=owner, name=error.name, remedy=remedy)


DECLARING = {
    "@exercise": ("task", "variable"),
    "@task": ("right", "misconception", "holds", "hint"),
    "@task.misconception": ("edit",),
}
"""What can be written after each of these names to declare something."""


def _word(error: ImportError) -> CourseError | None:
    """Explain `from grader.course import tensr`."""
    from grader import course

    wanted = _WANTED.match(str(error))
    if error.name != course.__name__ or wanted is None:
        return None
    remedy = suggestion(wanted[1], course.__all__)
    return CourseError(words.UNKNOWN_WORD, word=course.__name__, name=wanted[1], remedy=remedy)


def _name(error: NameError, name: str) -> CourseError | None:
    """Explain a name that is not defined, such as `tensor` in place of `tensors`."""
    from grader import course

    if name in course.__all__:
        return CourseError(words.WORD_NOT_IMPORTED, name=name)
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    near = nearest(name, [*frame.f_locals, *frame.f_globals, *course.__all__])
    if not near:
        return None
    return CourseError(words.NOT_DEFINED, name=name, remedy=suggestion(name, [near]))
