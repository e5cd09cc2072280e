"""Make task keys in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from grader.core.model import Key, TaskKey
from grader.course.cache import cached, kept
from grader.course.load import Course

if TYPE_CHECKING:
    from grader.course.making import Maker


class Here:
    """Makes task keys one after the other, and keeps each in the cache.

    Raises CourseError if the exercise cannot be loaded.
    """

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._folder = cached(course, name)

    @cached_property
    def _maker(self) -> Maker:
        from grader.course.making import Maker

        return Maker(self._course, self._name)

    @property
    def outline(self) -> Key:
        """The key without cases."""
        return self._maker.outline()

    def make(self, tasks: Sequence[str]) -> Iterator[TaskKey]:
        """Yield the key of each task."""
        for task in tasks:
            yield self.task(task)

    def task(self, name: str) -> TaskKey:
        """Return the key of a task; it is made if it is not in the cache."""
        return kept(self._folder / f"{name}.key", TaskKey, lambda: self._maker.task(name))

    def close(self) -> None:
        """Leave nothing."""
