"""One task's part of a key.

It has the task's cases, with the reference and the misconceptions observed on them.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from grader.compare.numbers import departures
from grader.compare.observations import compare
from grader.core.errors import CourseError
from grader.core.model import (
    ANYWHERE,
    EXACT,
    ON_CPU,
    RANDOM,
    WITH_INPUTS,
    Case,
    DeviceFault,
    Expected,
    Failure,
    Misconception,
    Observation,
    Portable,
    Property,
    Requirements,
    TaskKey,
    Tolerance,
    fault_of,
)
from grader.core.notation import numbers
from grader.core.value import (
    GRAD,
    INEXACT,
    INPUT,
    Array,
    Atom,
    Made,
    Value,
    leaves,
    tables,
)
from grader.core.watchdog import EndedError, in_time
from grader.course import words
from grader.course.comparable import check_comparable, needs_pandas, raised_text
from grader.course.dropped import DEPARTS, EXPANDED, UNREAD, DropReasons
from grader.course.packages import check_installed
from grader.course.property_trial import in_this_process
from grader.runner.properties import with_properties

if TYPE_CHECKING:
    from grader.course.drawing import DrawnCases
    from grader.course.task import Task
    from grader.course.tolerance import Measurement
    from grader.course.variant import Variant

TINY, NEAR = 45, 1.25
"""How many characters a case may have to be small enough to show a misconception.

Or it may have `NEAR` times as many as the task's smallest case. No smaller one is searched then: of 44
searches that were made from there, 34 found nothing shorter.
"""
SHRINK_TRIES = 150
PORTABLE_CASES = 3
"""The number of cases on which to try whether a right function works on a GPU."""
OTHER_SEED = 1_000
FIRST_CASES, LONGEST_SECONDS = 3, 5.0
"""The first cases show whether the texts of a task end, and how long one may take."""
HIDDEN_CASES = 20
"""The number of hidden cases of a task, in addition to the public ones.

They are drawn from a secret.
"""
PANDAS = "pandas"
NONE = Atom("NoneType", "None")
Before = tuple[Value, ...]
"""The arguments of a call, before the call."""


@dataclass(frozen=True)
class DroppedCase:
    """A case that was left out: its call, and what the reference raised on it, if it did."""

    call: str
    failure: Failure | None


class TaskMaker:
    """Make one task's part of the key; with a secret, of the key of hidden cases."""

    def __init__(
        self, exercise: str, task: Task, secret: str = "", properties: Sequence[Property] = ()
    ) -> None:
        self.name = task.name
        self._task, self._properties = task, tuple(properties)
        seed = f"{exercise}.{task.name}" + (f".{secret}" if secret else "")
        self._start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
        self._dropped: dict[str, int] = {}
        self._seen: dict[tuple[tuple[str, ...], tuple[str, ...]], Observation] = {}
        self._variants: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Observation] = {}
        self._looked: dict[
            tuple[tuple[str, ...], tuple[str, ...]], tuple[Observation, Measurement | None]
        ] = {}

    def make(self) -> TaskKey:
        """Draw cases, observe and freeze.

        Raises CourseError if the reference works on no case.
        """
        task = self._task
        check_installed(task.name, task.asked.knows)
        if task.judged_with and not self._properties:
            raise CourseError(words.JUDGED_WITH_NOTHING, task=task.name)
        cases = self._draw()
        self._check_ends(self.cases(cases[:FIRST_CASES]))
        pairs = self._expect(self.cases(cases))
        extra: list[DrawnCases] = []
        for variant in task.misconceptions:
            extra += self._smaller(variant, pairs, extra)
        if extra:
            cases = in_order([*cases, *extra])
            self._dropped = {}
            pairs = self._expect(self.cases(cases))
        if not pairs:
            raise self._works_on_none(self.cases(cases))
        return self._frozen(pairs)

    def cases(self, drawn: Iterable[DrawnCases]) -> list[Case]:
        """Build drawn cases, each with every seed that the task asks for."""
        seeds = range(self._task.seeds)
        return [case for one in drawn for seed in seeds for case in (self._case(one, seed),)]

    def expect(self, cases: list[Case]) -> list[tuple[Case, Expected]]:
        """Return the usable ones of some cases, each with what the reference does."""
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # sums have one order on every machine
        try:
            return self._expect(cases)
        finally:
            torch.set_num_threads(threads)

    def make_hidden(self, public: TaskKey) -> TaskKey | None:
        """Freeze cases that are not in the public key; None if all are.

        If the public key has none, because a teacher judges the task, they are all that it has.
        """
        if public.is_by_teacher:
            return self.make()
        from grader.course.drawing import drawn

        task, known = self._task, {(case.setup, case.code) for case in public.cases}
        check_installed(task.name, task.asked.knows)
        found = drawn(task.inputs, gradient=task.asked.gradient, count=3 * HIDDEN_CASES, start=self._start)
        cases = [
            case
            for drawn_case in in_order(found)
            for case in self.cases([drawn_case])
            if _content(case) not in known
        ]
        step = max(1, len(cases) // HIDDEN_CASES)  # take small and large cases, not only the smallest
        pairs = self._expect(cases[::step][:HIDDEN_CASES])
        return self._frozen(pairs) if pairs else None

    def _frozen(self, pairs: list[tuple[Case, Expected]]) -> TaskKey:
        task = self._task
        portable, gpu = self._on_gpu([case for case, _ in pairs])
        return TaskKey(
            name=task.name,
            parameters=task.parameters,
            points=task.points,
            aspects=task.aspects,
            weights=task.weights,
            asked=self._asked(pairs),
            cases=tuple(case for case, _ in pairs),
            expected=tuple(expected for _, expected in pairs),
            misconceptions=tuple(self._misconception(variant, pairs) for variant in task.misconceptions),
            dropped=self._dropped,
            portable=portable,
            device_faults=tuple(
                self._device_fault(variant, pairs, portable) for variant in task.device_misconceptions
            ),
            gpu=gpu,
            properties=self._properties,
        )

    def _asked(self, pairs: list[tuple[Case, Expected]]) -> Requirements:
        """Return what to observe; a process that reads or makes tables knows pandas."""
        found = (
            value
            for case, expected in pairs
            for value in (*case.inputs, expected.observation.value, *expected.observation.inputs)
            if value is not None
        )
        return self._task.knowing(PANDAS) if any(map(needs_pandas, found)) else self._task.asked

    def _on_gpu(self, cases: list[Case]) -> tuple[tuple[Portable, ...], str]:
        """Return cases on which the reference would work on a GPU, and the GPU mode.

        The mode says how the task can be graded on a GPU.
        """
        from grader.runner.recording.portable import portability

        task, indices = self._task, _spread(len(cases))
        told = {index: portability(task.reference, cases[index], task.asked) for index in indices}
        if not task.gpu or any(result.fault is not None for result in told.values()):
            return (), ON_CPU
        works = [index for index in indices if told[index].told]
        best = [*works, *(index for index in indices if not told[index].told)]
        portable = tuple(Portable(index, told[index].there) for index in best[:PORTABLE_CASES])
        if (
            not task.shuffled
            and not self._properties
            and any(is_random(task, cases[index]) for index in indices)
        ):
            return portable, RANDOM
        if len(works) < len(indices) or any(told[index].here for index in works):
            return portable, ANYWHERE
        return portable, WITH_INPUTS

    def _device_fault(
        self, variant: Variant, pairs: list[tuple[Case, Expected]], portable: tuple[Portable, ...]
    ) -> DeviceFault:
        """Return how a misconception fails on a GPU; raises CourseError if it does not."""
        from grader.runner.recording.portable import portability

        found = [portability(variant.function, pairs[case.index][0], self._task.asked) for case in portable]
        for told, case in zip(found, portable, strict=True):
            fault = fault_of(told, case)
            if fault is not None:
                return DeviceFault(variant.name, fault.kind, fault.operation, fault.moved)
        if not self._task.gpu:
            text = words.DEVICE_WITHOUT_GPU
        elif not portable:
            text = words.DEVICE_UNTOLD
        else:
            text = words.DEVICE_WORKS if any(told.told for told in found) else words.DEVICE_DEPENDS
        raise CourseError(text, name=variant.name, task=self._task.name)

    def first_dropped(self, reason: str) -> DroppedCase | None:
        """Return the first case that is left out for a reason."""
        for case in self.cases(self._draw()):
            self._dropped = {}
            self.expect([case])
            if reason in self._dropped:
                return DroppedCase(self._call(case), self._looked[_content(case)][0].failure)
        return None

    def _call(self, case: Case) -> str:
        """Write the call of a case on one line, with the lines before it."""
        return "; ".join((*case.setup, f"{self._task.name}({', '.join(case.code)})"))

    def _works_on_none(self, cases: Sequence[Case]) -> CourseError:
        """Make the error for a task without a usable case.

        It says how many cases were dropped for each reason, and where to look.
        """
        known: dict[str, Any] = {
            "task": self._task.name,
            "count": len(cases),
            "reasons": DropReasons(dict(self._dropped)),
        }
        looked = ((case, self._looked[_content(case)][0].failure) for case in cases)
        case, failure = next(
            ((case, failure) for case, failure in looked if failure is not None), (None, None)
        )
        unread = next((seen.value for seen, _ in self._looked.values() if raised_text(seen.value)), None)
        if failure is None and unread is not None:
            check_comparable(unread, self._task.name, self._task.asked)  # raises with the error of the text
        if case is None or failure is None:
            return CourseError(words.WORKS_ON_NONE, **known)
        known |= {"call": self._call(case), "type": failure.type, "why": failure.message.rstrip(".")}
        if failure.line is None:
            return CourseError(words.RAISES_ON_ALL, **known)
        return CourseError(words.RAISES_ON_ALL_IN_LINE, line=failure.line, **known)

    def _draw(self) -> list[DrawnCases]:
        from grader.course.drawing import boundaries, drawn

        task = self._task
        explicit = list(boundaries(task.inputs, gradient=task.asked.gradient))
        room = max(task.cases - len(explicit), task.cases // 3, 1)
        return in_order(
            [*explicit, *drawn(task.inputs, gradient=task.asked.gradient, count=room, start=self._start)]
        )

    def _case(self, drawn: DrawnCases, seed: int = 0) -> Case:
        """Build a drawn case.

        Its inputs get names if several calls, other inputs or properties need them. If the task asks for
        several seeds, the case has one of them.
        """
        task = self._task
        named = task.refers or task.asked.calls > 1 or bool(self._properties)
        case = drawn.case(task.names, len(task.parameters), named=named)
        if task.seeds == 1:
            return case
        line = f"torch.manual_seed({seed})"
        is_made = any(isinstance(value, Made) for value in case.inputs)  # these may be random themselves
        setup = (*((line,) if is_made else ()), *case.setup, line)
        return msgspec.structs.replace(case, seed=seed, setup=setup)

    def _observe(self, function: Callable[..., Any], case: Case) -> Observation:
        return _observed(self._task, function, case)

    def _known(self, case: Case) -> Observation:
        """Observe the reference on a case, once per case."""
        content = _content(case)
        if content not in self._seen:
            self._seen[content] = self._observe(self._task.reference, case)
        return self._seen[content]

    def _expect(self, cases: list[Case]) -> list[tuple[Case, Expected]]:
        """Return the usable cases, each with the reference observed on it.

        On these cases the reference works, and float32 agrees with float64.
        """
        from grader.course.tolerance import freeze

        kept = [(case, *looked) for case in cases if (looked := self._look(case)) is not None]
        frozen = freeze([measured for _, _, measured in kept], self._task.rtol, self._task.atol)
        before = [self._before(case) for case, _, _ in kept]
        calls = [(was, known) for was, (_, known, _) in zip(before, kept, strict=True)]
        free = _works_in_place(calls) or (self._task.asked.prints and _returns_nothing(calls))
        pairs = []
        for (case, known, _), was, tolerances in zip(kept, before, frozen, strict=True):
            expected = Expected(
                known,
                tolerances,
                _changed(was, known, self._task.asked.grads),
                free,
                self._task.shuffled,
                self._task.dtypes,
                bool(self._properties),
                self._task.asked.prints,
                _secrets(self._task),
            )
            self._check_properties(case, expected)
            if _departs_from_itself(expected):
                self._drop(DEPARTS)
            else:
                pairs.append((case, expected))
        return pairs

    def _before(self, case: Case) -> Before:
        """Return a case's arguments before a call.

        Made arguments are observed after a call that does nothing.
        """
        if not any(isinstance(value, Made) for value in case.arguments):
            return case.arguments
        return self._observe(lambda *_: None, case).inputs

    def _look(self, case: Case) -> tuple[Observation, Measurement] | None:
        """Observe and measure the reference on one case, once per case.

        None if the reference raised an exception that the task does not ask for, or if the case is left out
        for another reason.
        """
        from grader.course.tolerance import NOTHING, measure

        content = _content(case)
        if content not in self._looked:
            known = self._known(case)
            if not raised_text(known.value):
                check_comparable(known.value, self._task.name, self._task.asked)
            measured = NOTHING if self._is_asked(known) else None
            if known.failure is None:
                is_random = bool(self._task.shuffled or self._properties)
                measured = (
                    NOTHING if is_random else measure(self._task.reference, case, known, self._task.asked)
                )
            self._looked[content] = (known, measured)
        known, measured = self._looked[content]
        if measured is None:
            assert known.failure is not None
            self._drop(known.failure.type)
        elif raised_text(known.value):
            self._drop(UNREAD)
        elif _writes_into_expanded(case, known):
            self._drop(EXPANDED)
        else:
            return known, measured
        return None

    def _is_asked(self, known: Observation) -> bool:
        """Whether the exception that the reference raised is asked for."""
        return known.failure is not None and any(map(known.failure.is_a, self._task.raises))

    def _check_ends(self, cases: list[Case]) -> None:
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

    def _try(self, cases: list[Case]) -> None:
        with contextlib.suppress(Exception):
            for case in cases:
                known = self._observe(self._task.reference, case)
                secrets = _secrets(self._task)
                self._held(case, Expected(known, {}, free_values=True, secrets=secrets), known)

    def _check_properties(self, case: Case, expected: Expected) -> None:
        """Raise a CourseError if the reference itself does not have a property of the task."""
        once, again = (self._held(case, expected, expected.observation) for _ in range(2))
        known = {"task": self._task.name, "code": self._call(case)}
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

    def _drop(self, reason: str) -> None:
        self._dropped[reason] = self._dropped.get(reason, 0) + 1

    def _differs(self, variant: Variant, case: Case, expected: Expected) -> Observation | None:
        place = (variant.name, *_content(case))
        if place not in self._variants:
            self._variants[place] = self._observe(variant.function, case)
        seen = self._held(case, expected, self._variants[place])
        return seen if compare(expected, seen, self._task.parameters, self._task.aspects) else None

    def _smaller(
        self, variant: Variant, pairs: list[tuple[Case, Expected]], searched: Sequence[DrawnCases]
    ) -> list[DrawnCases]:
        """Return a smaller case than those that were drawn, which shows a misconception; or none.

        None is searched if a drawn one is small, or if one that was searched for another misconception shows
        this one, too.
        """
        from grader.course.drawing import smallest

        first = next((case for case, expected in pairs if self._differs(variant, case, expected)), None)
        if first is not None and _characters(first) <= max(TINY, NEAR * _characters(pairs[0][0])):
            return []

        def tells_apart(drawn: DrawnCases) -> bool:
            case = self._case(drawn)
            known = self._known(case)
            if raised_text(known.value) or (known.failure is not None and not self._is_asked(known)):
                return False
            rough = _rough(self._before(case), known, self._task)
            return self._differs(variant, case, rough) is not None

        if any(map(tells_apart, searched)):
            return []
        found = smallest(
            self._task.inputs,
            tells_apart,
            gradient=self._task.asked.gradient,
            tries=SHRINK_TRIES,
            start=self._start,
        )
        return [found] if found is not None else []

    def _misconception(self, variant: Variant, pairs: list[tuple[Case, Expected]]) -> Misconception:
        seen = ((n, self._differs(variant, case, expected)) for n, (case, expected) in enumerate(pairs))
        apart = tuple((n, observation) for n, observation in seen if observation is not None)
        return Misconception(variant.name, apart, self._family(variant))

    def _family(self, variant: Variant) -> tuple[str, ...]:
        """Return the names that were declared the same, directly or through another."""
        head = {known.name: known.same_as or known.name for known in self._task.misconceptions}

        def first(name: str) -> str:
            return name if head[name] == name else first(head[name])

        return tuple(name for name in head if first(name) == first(variant.name))


def _returns_nothing(calls: list[tuple[Before, Observation]]) -> bool:
    """Whether a reference always returns None."""
    return all(known.value == NONE for _, known in calls if known.failure is None)


def is_random(task: Task, case: Case) -> bool:
    """Whether a call of the reference draws random numbers, and what it does depends on them."""
    from grader.runner.recording.portable import draws

    if not draws(task.reference, case, task.asked):
        return False
    other = msgspec.structs.replace(case, seed=case.seed + OTHER_SEED)
    return _observed(task, task.reference, case) != _observed(task, task.reference, other)


def _observed(task: Task, function: Callable[..., Any], case: Case) -> Observation:
    from grader.runner.recording.observe import observe

    seen = observe(function, case, task.asked)
    printed = seen.stdout if task.asked.prints else ""
    return msgspec.structs.replace(seen, stdout=printed, warnings=(), seconds=0.0)


def _characters(case: Case) -> int:
    return sum(map(len, (*case.setup, *case.code)))


def _content(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the code that a case is called with."""
    return case.setup, case.code


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
    secrets = _secrets(task)
    return Expected(known, tolerances, changed, free, task.shuffled, task.dtypes, properties, prints, secrets)


def _secrets(task: Task) -> dict[str, Value]:
    """Return the values that only the properties of a task get."""
    return {name: word.spec().value() for name, word in task.judged_with.items()}


def _spread(count: int) -> list[int]:
    """Return some indices from small to large: first, last, middle, and between."""
    wanted = [int(count * share) for share in (0, 0.999, 0.5, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6)]
    return list(dict.fromkeys(min(index, count - 1) for index in wanted))


def in_order(cases: list[DrawnCases]) -> list[DrawnCases]:
    """Sort distinct cases, the ones that are easiest to read first."""
    distinct = {drawn.content: drawn for drawn in cases}
    return sorted(distinct.values(), key=lambda drawn: (drawn.weight(), drawn.code, drawn.content))
