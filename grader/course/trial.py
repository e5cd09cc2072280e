"""A task's reference and its misconceptions, observed on cases; each once."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from grader.compare.numbers import departures
from grader.compare.observations import compare
from grader.core.errors import CourseError
from grader.core.model import EXACT, Case, Expected, Observation, Property, Tolerance
from grader.core.notation import numbers
from grader.core.value import GRAD, INEXACT, INPUT, Array, Atom, Made, Value, leaves, tables
from grader.core.watchdog import EndedError, in_time
from grader.course import words
from grader.course.comparable import check_comparable, raised_text
from grader.course.dropped import DEPARTS, EXPANDED, UNREAD
from grader.course.property_trial import in_this_process
from grader.runner.properties import with_properties

if TYPE_CHECKING:
    from grader.course.task import Task
    from grader.course.tolerance import Measurement
    from grader.course.variant import Variant

OTHER_SEED = 1_000
LONGEST_SECONDS = 5.0
"""How long a text or a property of a task may take, for each call."""
NONE = Atom("NoneType", "None")
Before = tuple[Value, ...]
"""The arguments of a call, before the call."""
Content = tuple[tuple[str, ...], tuple[str, ...]]
"""The code that a case is called with."""
Pairs = list[tuple[Case, Expected]]
"""Cases, each with what the reference does on it."""


class Trial:
    """Observes a task's reference and its misconceptions on cases.

    Cases on which the reference is of no use are dropped, each for a reason.
    """

    def __init__(self, task: Task, properties: Sequence[Property] = ()) -> None:
        self._task, self._properties = task, tuple(properties)
        self._dropped: dict[Content, str] = {}
        self._seen: dict[Content, Observation] = {}
        self._variants: dict[tuple[str, Content], Observation] = {}
        self._measured: dict[Content, Measurement] = {}

    @property
    def dropped(self) -> dict[str, int]:
        """How many cases were dropped, by the code of the reason."""
        return dict(Counter(self._dropped.values()))

    def reason(self, case: Case) -> str:
        """Return the code of the reason why a case was dropped, or ""."""
        return self._dropped.get(content_of(case), "")

    def unread(self) -> Value | None:
        """Return a result that a text of the course could not read, if there is one."""
        return next((seen.value for seen in self._seen.values() if raised_text(seen.value)), None)

    def known(self, case: Case) -> Observation:
        """Observe the reference on a case, once per case."""
        content = content_of(case)
        if content not in self._seen:
            self._seen[content] = self._observe(self._task.reference, case)
        return self._seen[content]

    def is_usable(self, case: Case) -> bool:
        """Whether the reference works on a case; if not, the case is dropped.

        Raises CourseError if its result cannot be compared.
        """
        known = self.known(case)
        if not raised_text(known.value):
            check_comparable(known.value, self._task.name, self._task.asked)
        if known.failure is not None and not self._is_asked(known):
            reason = known.failure.type
        elif raised_text(known.value):
            reason = UNREAD
        else:
            reason = EXPANDED if _writes_into_expanded(case, known) else ""
        self._drop(case, reason)
        return not reason

    def expect(self, cases: Sequence[Case]) -> Pairs:
        """Return the usable cases, each with the reference observed on it.

        On these cases the reference works, and float32 agrees with float64.
        """
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # sums have one order on every machine
        try:
            return self._expect(cases)
        finally:
            torch.set_num_threads(threads)

    def _expect(self, cases: Sequence[Case]) -> Pairs:
        from grader.course.tolerance import freeze

        kept = [(case, self.known(case)) for case in cases if self.is_usable(case)]
        measured = [self._measure(case, known) for case, known in kept]
        frozen = freeze(measured, self._task.rtol, self._task.atol)
        before = [self._before(case) for case, _ in kept]
        calls = [(was, known) for was, (_, known) in zip(before, kept, strict=True)]
        free = _works_in_place(calls) or (self._task.asked.prints and _returns_nothing(calls))
        pairs = []
        for (case, known), was, tolerances in zip(kept, before, frozen, strict=True):
            expected = Expected(
                known,
                tolerances,
                _changed(was, known, self._task.asked.grads),
                free,
                self._task.shuffled,
                self._task.dtypes,
                bool(self._properties),
                self._task.asked.prints,
                secrets_of(self._task),
            )
            self._check_properties(case, expected)
            if _departs_from_itself(expected):
                self._drop(case, DEPARTS)
            else:
                pairs.append((case, expected))
        return pairs

    def _measure(self, case: Case, known: Observation) -> Measurement:
        """Measure how near is near enough on a usable case, once per case."""
        from grader.course.tolerance import NOTHING, measure

        is_judged_otherwise = bool(self._task.shuffled or self._properties)
        if known.failure is not None or is_judged_otherwise:
            return NOTHING
        content = content_of(case)
        if content not in self._measured:
            self._measured[content] = measure(self._task.reference, case, known, self._task.asked)
        return self._measured[content]

    def differs(self, variant: Variant, case: Case, expected: Expected | None = None) -> Observation | None:
        """Return what a misconception does on a usable case if it differs from the reference, else None.

        Without the expectation, it has to differ by more than a bound that is good enough to search: a
        thousandth of the largest element.
        """
        if expected is None:
            expected = _rough(self._before(case), self.known(case), self._task)
        place = variant.name, content_of(case)
        if place not in self._variants:
            self._variants[place] = self._observe(variant.function, case)
        seen = self._held(case, expected, self._variants[place])
        return seen if compare(expected, seen, self._task.parameters, self._task.aspects) else None

    def shows(self, variant: Variant, case: Case) -> bool:
        """Whether a case is usable, and a misconception differs on it by more than a rough bound."""
        known = self.known(case)
        if raised_text(known.value) or (known.failure is not None and not self._is_asked(known)):
            return False
        return self.differs(variant, case) is not None

    def check_ends(self, cases: Sequence[Case]) -> None:
        """Raise a CourseError if a text or a property of the task does not end.

        They are tried in a process that can be ended. What they raise is raised later, where it is explained.
        """
        if not self._task.asked.seen_as and not self._properties:
            return
        seconds = max(LONGEST_SECONDS, self._task.asked.seconds) * len(cases)
        try:
            in_time(lambda: self._try(cases), seconds=seconds)
        except EndedError as error:
            raise CourseError(words.TOO_SLOW, task=self._task.name, seconds=seconds) from error

    def _try(self, cases: Sequence[Case]) -> None:
        with contextlib.suppress(Exception):
            for case in cases:
                known = self._observe(self._task.reference, case)
                secrets = secrets_of(self._task)
                self._held(case, Expected(known, {}, free_values=True, secrets=secrets), known)

    def _check_properties(self, case: Case, expected: Expected) -> None:
        """Raise a CourseError if the reference itself does not have a property of the task."""
        once, again = (self._held(case, expected, expected.observation) for _ in range(2))
        known = {"task": self._task.name, "code": call_of(self._task, case)}
        if once.broken != again.broken:
            name = (once.broken or again.broken).property  # type: ignore[union-attr]  # one of them is not None
            raise CourseError(words.PROPERTY_CHANGES, name=name, **known)
        if once.broken is not None:
            got = once.broken.got
            text = words.PROPERTY_OF_REFERENCE_GOT if got else words.PROPERTY_OF_REFERENCE
            raise CourseError(text, name=once.broken.property, got=got, **known)

    def _held(self, case: Case, expected: Expected, seen: Observation) -> Observation:
        """Return an observation that says which property its result does not have."""
        (told,) = with_properties(
            self._properties, [(case, expected, seen)], in_this_process, self._task.asked.knows
        )
        return told

    def _drop(self, case: Case, reason: str) -> None:
        """Note why a case is dropped; with "", that it is not."""
        self._dropped.pop(content_of(case), None)
        if reason:
            self._dropped[content_of(case)] = reason

    def _is_asked(self, known: Observation) -> bool:
        """Whether the exception that the reference raised is asked for."""
        return known.failure is not None and any(map(known.failure.is_a, self._task.raises))

    def _before(self, case: Case) -> Before:
        """Return a case's arguments before a call.

        Made arguments are observed after a call that does nothing.
        """
        if not any(isinstance(value, Made) for value in case.arguments):
            return case.arguments
        return self._observe(lambda *_: None, case).inputs

    def _observe(self, function: Callable[..., Any], case: Case) -> Observation:
        return _observed(self._task, function, case)


def call_of(task: Task, case: Case) -> str:
    """Write the call of a case on one line, with the lines before it."""
    return "; ".join((*case.setup, f"{task.name}({', '.join(case.code)})"))


def is_random(task: Task, case: Case) -> bool:
    """Whether a call of the reference draws random numbers, and what it does depends on them."""
    from grader.runner.recording.portable import draws, operations

    if not draws(operations(task.reference, case, task.asked)):
        return False
    other = msgspec.structs.replace(case, seed=case.seed + OTHER_SEED)
    return _observed(task, task.reference, case) != _observed(task, task.reference, other)


def _observed(task: Task, function: Callable[..., Any], case: Case) -> Observation:
    from grader.runner.recording.observe import observe

    seen = observe(function, case, task.asked)
    printed = seen.stdout if task.asked.prints else ""
    return msgspec.structs.replace(seen, stdout=printed, warnings=(), seconds=0.0)


def content_of(case: Case) -> Content:
    """Return the code that a case is called with."""
    return case.setup, case.code


def _returns_nothing(calls: list[tuple[Before, Observation]]) -> bool:
    """Whether a reference always returns None."""
    return all(known.value == NONE for _, known in calls if known.failure is None)


def _changed(before: Before, known: Observation, grads: str = "") -> tuple[int, ...]:
    """Return the inputs that the reference changes.

    Unless `grads` is "exact", a `.grad` of zeros counts as a missing one.
    """

    def content(value: Value) -> list[tuple[object, ...]]:
        return [
            (path, array.shape, array.dtype, array.data)
            for path, array in leaves(value)
            if path[-1:] != (GRAD,) or grads == EXACT or any(array.data or b"")
        ] + list(tables(value))

    pairs = enumerate(zip(before, known.inputs, strict=True))
    return tuple(n for n, (was, now) in pairs if content(was) != content(now))


def _works_in_place(calls: list[tuple[Before, Observation]]) -> bool:
    """Whether a reference returns None and changes an input.

    The returned value is then not asked for.
    """
    returned = [known.value for _, known in calls if known.failure is None]
    nothing = all(value == NONE for value in returned)
    return nothing and any(_changed(before, known) for before, known in calls)


def _writes_into_expanded(case: Case, known: Observation) -> bool:
    """Whether an expanded input was written to: all its rows share one memory.

    torch advises against it.
    """
    pairs = zip(case.arguments, known.inputs, strict=True)
    return any(
        isinstance(before, Array)
        and isinstance(after, Array)
        and before.memory == "expanded"
        and before.data != after.data
        for before, after in pairs
    )


def _departs_from_itself(expected: Expected) -> bool:
    """Whether the reference itself departs from the truth by more than the bound.

    The reference is run in the case's own dtype.
    """
    arrays = dict(expected.observation.arrays())
    found = (departures(arrays[path], arrays[path], stick) for path, stick in expected.tolerances.items())
    return any(wrong is None or wrong.any() for wrong in found)


def _rough(before: Before, known: Observation, task: Task) -> Expected:
    """Make an expectation that is good enough to search for a small case.

    The bound is a thousandth of the largest element.
    """
    import numpy as np

    changed = _changed(before, known)
    tolerances = {}
    for path, array in known.arrays():
        left = path[:1] != () and path[0][0] == INPUT and path[0][1] not in changed
        if not left and array.dtype in INEXACT and array.data is not None:
            truth = numbers(array).astype(np.complex128 if "complex" in array.dtype else np.float64)
            bound = np.full(truth.shape, 1e-3 * np.abs(truth).max(initial=0.0))
            tolerances[path] = Tolerance(truth.tobytes(), bound.tobytes())
    free = known.value == NONE and (bool(changed) or task.asked.prints)
    properties = bool(task.properties)
    prints = task.asked.prints
    secrets = secrets_of(task)
    return Expected(known, tolerances, changed, free, task.shuffled, task.dtypes, properties, prints, secrets)


def secrets_of(task: Task) -> dict[str, Value]:
    """Return the values that only the properties of a task get."""
    return {name: word.spec().value() for name, word in task.judged_with.items()}
