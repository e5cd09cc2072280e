"""One task's part of a key: its cases, the reference and the misconceptions observed on them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from grader.compare.observations import compare
from grader.compare.values import departures
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
    Misconception,
    Observation,
    Portable,
    TaskKey,
    Yardstick,
    fault_of,
)
from grader.core.notation import numbers
from grader.core.value import GRAD, INEXACT, INPUT, MODULE, Array, Atom, Made, Mapping, Opaque, Value, leaves
from grader.course import words

if TYPE_CHECKING:
    from grader.course.authoring import Task, Variant
    from grader.course.drawing import Drawn
    from grader.course.yardstick import Measured

TINY = 45
"""A misconception that a case of at most this weight tells apart needs no smaller one."""
SHRINK_TRIES = 150
PORTABLE_CASES = 3
"""Cases on which is tried whether a right function would work on a GPU."""
OTHER_SEED = 1_000
HIDDEN_CASES = 20
"""Cases of a task that are drawn from a secret, beside those that everybody may see."""
DEPARTS, EXPANDED = "departs", "expanded"
"""Why a case is left out; else it is the type of the exception that the reference raised."""

NONE = Atom("NoneType", "None")
Before = tuple[Value, ...]
"""The arguments of a call before it."""


@dataclass(frozen=True)
class DropReason:
    """Why a case was left out, by its code; put into words when it is shown."""

    code: str

    def __str__(self) -> str:
        """The reason as a phrase."""
        known = words.DROPPED.get(self.code)
        return str(known) if known is not None else words.REFERENCE_RAISED.format(type=self.code)


@dataclass(frozen=True)
class DropReasons:
    """Why cases were left out and how many, by the reasons' codes; put into words when it is shown."""

    counts: dict[str, int]

    def __str__(self) -> str:
        """Each reason with its number."""
        return ", ".join(f"{DropReason(code)} ({count})" for code, count in self.counts.items())


class TaskMaker:
    """Makes one task's part of the key; with a secret, of the key of hidden cases."""

    def __init__(self, exercise: str, task: Task, secret: str = "") -> None:
        self._task = task
        seed = f"{exercise}.{task.name}" + (f".{secret}" if secret else "")
        self._start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
        self._dropped: dict[str, int] = {}
        self._looked: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Observation, Measured | None]] = {}

    def make(self) -> TaskKey:
        """Draw, observe and freeze; raises CourseError where the reference works on no case."""
        task = self._task
        cases = self._draw()
        pairs = self._expect([self._case(drawn) for drawn in cases])
        extra = [case for variant in task.misconceptions if (case := self._smaller(variant, pairs))]
        if extra:
            cases = in_order([*cases, *extra])
            self._dropped = {}
            pairs = self._expect([self._case(drawn) for drawn in cases])
        if not pairs:
            raise self._works_on_none(len(cases))
        return self._frozen(pairs)

    def make_hidden(self, public: TaskKey) -> TaskKey | None:
        """Freeze cases that the public key does not have; None where there are no others."""
        from grader.course.drawing import drawn

        task, known = self._task, {(case.setup, case.code) for case in public.cases}
        found = drawn(task.inputs, gradient=task.asked.gradient, count=3 * HIDDEN_CASES, start=self._start)
        cases = [case for one in in_order(found) if (case := self._case(one)) and _content(case) not in known]
        step = max(1, len(cases) // HIDDEN_CASES)  # from small to large ones, not the smallest alone
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
            asked=task.asked,
            cases=tuple(case for case, _ in pairs),
            expected=tuple(expected for _, expected in pairs),
            misconceptions=tuple(self._misconception(variant, pairs) for variant in task.misconceptions),
            dropped=self._dropped,
            portable=portable,
            device_faults=tuple(
                self._device_fault(variant, pairs, portable) for variant in task.device_misconceptions
            ),
            gpu=gpu,
        )

    def _on_gpu(self, cases: list[Case]) -> tuple[tuple[Portable, ...], str]:
        """A few cases on which the reference would work on a GPU, and how the task goes with one."""
        from grader.runner.recording.portable import portability

        task, indices = self._task, _spread(len(cases))
        told = {index: portability(task.reference, cases[index], task.asked) for index in indices}
        if not task.gpu or any(one.fault is not None for one in told.values()):
            return (), ON_CPU
        works = [index for index in indices if told[index].told]
        best = [*works, *(index for index in indices if not told[index].told)]
        portable = tuple(Portable(index, told[index].there) for index in best[:PORTABLE_CASES])
        if not task.shuffled and any(self._is_random(cases[index]) for index in indices):
            return portable, RANDOM
        if len(works) < len(indices) or any(told[index].here for index in works):
            return portable, ANYWHERE
        return portable, WITH_INPUTS

    def _is_random(self, case: Case) -> bool:
        """Whether random numbers are drawn in a call, and what comes of it depends on them."""
        from grader.runner.recording.portable import draws

        task, other = self._task, msgspec.structs.replace(case, seed=case.seed + OTHER_SEED)
        if not draws(task.reference, case, task.asked):
            return False
        return self._observe(task.reference, case) != self._observe(task.reference, other)

    def _device_fault(
        self, variant: Variant, pairs: list[tuple[Case, Expected]], portable: tuple[Portable, ...]
    ) -> DeviceFault:
        """How a misconception fails on a GPU; raises CourseError where it does not."""
        from grader.runner.recording.portable import portability

        found = [portability(variant.function, pairs[one.index][0], self._task.asked) for one in portable]
        for told, one in zip(found, portable, strict=True):
            fault = fault_of(told, one)
            if fault is not None:
                return DeviceFault(variant.name, fault.kind, fault.operation, fault.moved)
        if not self._task.gpu:
            text = words.DEVICE_WITHOUT_GPU
        elif not portable:
            text = words.DEVICE_UNTOLD
        else:
            text = words.DEVICE_WORKS if any(told.told for told in found) else words.DEVICE_DEPENDS
        raise CourseError(text, name=variant.name, task=self._task.name)

    def _works_on_none(self, count: int) -> CourseError:
        """What was dropped how often, and what to look at."""
        known: dict[str, Any] = {
            "task": self._task.name,
            "count": count,
            "reasons": DropReasons(dict(self._dropped)),
        }
        failures = (known.failure for known, _ in self._looked.values() if known.failure is not None)
        failure = next(failures, None)
        if failure is None:
            return CourseError(words.WORKS_ON_NONE, **known)
        known |= {"type": failure.type, "why": failure.message.rstrip(".")}
        if failure.line is None:
            return CourseError(words.RAISES_ON_ALL, **known)
        return CourseError(words.RAISES_ON_ALL_IN_LINE, line=failure.line, **known)

    def _draw(self) -> list[Drawn]:
        from grader.course.drawing import boundaries, drawn

        task = self._task
        explicit = list(boundaries(task.inputs, gradient=task.asked.gradient))
        room = max(task.cases - len(explicit), task.cases // 3, 1)
        return in_order(
            [*explicit, *drawn(task.inputs, gradient=task.asked.gradient, count=room, start=self._start)]
        )

    def _case(self, drawn: Drawn) -> Case:
        """A drawn case, its inputs named where several calls or other inputs need them."""
        task = self._task
        return drawn.case(task.names, len(task.parameters), named=task.refers or task.asked.calls > 1)

    def _observe(self, function: Callable[..., Any], case: Case) -> Observation:
        from grader.runner.recording.observe import observe

        seen = observe(function, case, self._task.asked)
        return msgspec.structs.replace(seen, stdout="", warnings=(), seconds=0.0)

    def _expect(self, cases: list[Case]) -> list[tuple[Case, Expected]]:
        """The reference on every case on which it works and float32 agrees with float64."""
        from grader.course.yardstick import freeze

        kept = [(case, *looked) for case in cases if (looked := self._look(case)) is not None]
        frozen = freeze([measured for _, _, measured in kept], self._task.rtol)
        before = [self._before(case) for case, _, _ in kept]
        calls = [(was, known) for was, (_, known, _) in zip(before, kept, strict=True)]
        free = _works_in_place(calls)
        pairs = []
        for (case, known, _), was, yardsticks in zip(kept, before, frozen, strict=True):
            expected = Expected(
                known, yardsticks, _changed(was, known, self._task.asked.grads), free, self._task.shuffled
            )
            if _departs_from_itself(expected):
                self._drop(DEPARTS)
            else:
                pairs.append((case, expected))
        return pairs

    def _before(self, case: Case) -> Before:
        """A case's arguments before a call; those that are made, as a call that does nothing leaves them."""
        if not any(isinstance(value, Made) for value in case.arguments):
            return case.arguments
        return self._observe(lambda *_: None, case).inputs

    def _look(self, case: Case) -> tuple[Observation, Measured] | None:
        """The reference on one case, observed and measured once; None where it raised unasked."""
        from grader.course.yardstick import Measured, measure

        content = _content(case)
        if content not in self._looked:
            known = self._observe(self._task.reference, case)
            self._check_kind(known.value)
            measured = Measured({}, {}) if self._is_asked(known) else None
            if known.failure is None:
                random = bool(self._task.shuffled)
                measured = (
                    Measured({}, {})
                    if random
                    else measure(self._task.reference, case, known, self._task.asked)
                )
            self._looked[content] = (known, measured)
        known, measured = self._looked[content]
        if measured is None:
            assert known.failure is not None
            self._drop(known.failure.type)
        elif _writes_into_expanded(case, known):
            self._drop(EXPANDED)
        else:
            return known, measured
        return None

    def _check_kind(self, value: Value | None) -> None:
        """Say which option is missing where a reference returns what does not speak for itself."""
        asked, name = self._task.asked, self._task.name
        if isinstance(value, Opaque) and value.type == "generator" and not asked.iterates:
            raise CourseError(words.GENERATOR, task=name)
        if isinstance(value, Mapping) and value.type == MODULE:
            raise CourseError(words.MODULE, task=name)

    def _is_asked(self, known: Observation) -> bool:
        """Whether what the reference raised is part of the question."""
        return known.failure is not None and any(map(known.failure.is_a, self._task.raises))

    def _drop(self, reason: str) -> None:
        self._dropped[reason] = self._dropped.get(reason, 0) + 1

    def _differs(self, variant: Variant, case: Case, expected: Expected) -> Observation | None:
        seen = self._observe(variant.function, case)
        return seen if compare(expected, seen, self._task.parameters, self._task.aspects) else None

    def _smaller(self, variant: Variant, pairs: list[tuple[Case, Expected]]) -> Drawn | None:
        """A smaller case than the deck has that tells a misconception from the reference, if there is one."""
        from grader.course.drawing import smallest

        first = next((case for case, expected in pairs if self._differs(variant, case, expected)), None)
        if first is not None and sum(map(len, (*first.setup, *first.code))) <= TINY:
            return None

        def tells_apart(drawn: Drawn) -> bool:
            case = self._case(drawn)
            known = self._observe(self._task.reference, case)
            if known.failure is not None and not self._is_asked(known):
                return False
            rough = _rough(self._before(case), known, self._task.shuffled)
            return self._differs(variant, case, rough) is not None

        return smallest(
            self._task.inputs,
            tells_apart,
            gradient=self._task.asked.gradient,
            tries=SHRINK_TRIES,
            start=self._start,
        )

    def _misconception(self, variant: Variant, pairs: list[tuple[Case, Expected]]) -> Misconception:
        seen = ((n, self._differs(variant, case, expected)) for n, (case, expected) in enumerate(pairs))
        apart = tuple((n, observation) for n, observation in seen if observation is not None)
        return Misconception(variant.name, apart, self._family(variant))

    def _family(self, variant: Variant) -> tuple[str, ...]:
        """The names that were declared the same, directly or through another."""
        head = {other.name: other.same_as or other.name for other in self._task.misconceptions}

        def first(name: str) -> str:
            return name if head[name] == name else first(head[name])

        return tuple(name for name in head if first(name) == first(variant.name))


def _content(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a case is called with, as it is written."""
    return case.setup, case.code


def _changed(before: Before, known: Observation, grads: str = "") -> tuple[int, ...]:
    """The inputs that the reference does not leave as they were; a `.grad` of zeros may be as none."""

    def content(value: Value) -> list[tuple[object, ...]]:
        return [
            (path, array.shape, array.dtype, array.data)
            for path, array in leaves(value)
            if path[-1:] != (GRAD,) or grads == EXACT or any(array.data or b"")
        ]

    pairs = enumerate(zip(before, known.inputs, strict=True))
    return tuple(n for n, (was, now) in pairs if content(was) != content(now))


def _works_in_place(calls: list[tuple[Before, Observation]]) -> bool:
    """Whether a reference returns None and changes an input: what is returned is then not asked."""
    returned = [known.value for _, known in calls if known.failure is None]
    nothing = all(value == NONE for value in returned)
    return nothing and any(_changed(before, known) for before, known in calls)


def _writes_into_expanded(case: Case, known: Observation) -> bool:
    """Whether an input of which all rows are one in memory was written to: torch advises against it."""
    pairs = zip(case.arguments, known.inputs, strict=True)
    return any(
        isinstance(before, Array)
        and isinstance(after, Array)
        and before.memory == "expanded"
        and before.data != after.data
        for before, after in pairs
    )


def _departs_from_itself(expected: Expected) -> bool:
    """Whether the reference, in the case's own dtype, is farther from the truth than the bound allows."""
    arrays = dict(expected.observation.arrays())
    found = (departures(arrays[path], arrays[path], stick) for path, stick in expected.yardsticks.items())
    return any(wrong is None or wrong.any() for wrong in found)


def _rough(before: Before, known: Observation, shuffled: tuple[int, ...]) -> Expected:
    """An expectation that is good enough to look for a small case: a thousandth of the largest element."""
    import numpy as np

    changed = _changed(before, known)
    yardsticks = {}
    for path, array in known.arrays():
        left = path[:1] != () and path[0][0] == INPUT and path[0][1] not in changed
        if not left and array.dtype in INEXACT and array.data is not None:
            truth = numbers(array).astype(np.complex128 if "complex" in array.dtype else np.float64)
            bound = np.full(truth.shape, 1e-3 * np.abs(truth).max(initial=0.0))
            yardsticks[path] = Yardstick(truth.tobytes(), bound.tobytes())
    return Expected(known, yardsticks, changed, known.value == NONE and bool(changed), shuffled)


def _spread(count: int) -> list[int]:
    """Some indices from small to large: the first, the last, the middle, and what lies between."""
    wanted = [int(count * share) for share in (0, 0.999, 0.5, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6)]
    return list(dict.fromkeys(min(index, count - 1) for index in wanted))


def in_order(cases: list[Drawn]) -> list[Drawn]:
    """Distinct cases, the ones that are easiest to read first."""
    distinct = {drawn.code: drawn for drawn in cases}
    return sorted(distinct.values(), key=lambda drawn: (drawn.weight(), drawn.code))
