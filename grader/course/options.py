"""The options of a task, and what is wrong with them.

Each check returns what the task keeps of an option, or raises CourseError with the line, the value and the
remedy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.compare.batches import CALLS
from grader.core.model import ANY_DTYPE, EXACT, LOOSE, Aspect, Requirements
from grader.course import packages, words
from grader.course.broken import broken, is_amount
from grader.runner.recording.values import DTYPES

MOST_CALLS = 5
MOST_SECONDS = 600.0
MOST_SEEDS = 20
WEIGHED = (Aspect.VALUES, Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING, Aspect.INPUTS)


@dataclass(frozen=True)
class Options:
    """What a task asks in addition to the values, and its weights.

    See `Exercise.task`.
    """

    gradient: bool = False
    attached: bool = False
    aliasing: bool = False
    grads: bool | str = False
    calls: int = 1
    iterates: bool = False
    shuffled: tuple[str, ...] = ()
    probe: str = ""
    rtol: float = 0.0
    dtype: bool | tuple[str, ...] = True
    raises: tuple[type[Exception], ...] = ()
    points: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    cases: int = 64
    gpu: bool = True
    atol: float = 0.0
    seen_as: str = ""
    prints: bool = False
    seconds: float = 0.0
    seeds: int = 1
    kind: str = ""
    knows: packages.Knows = ()
    judged_with: Mapping[str, Any] = field(default_factory=dict)


def requirements(options: Options, task: str, kind: str) -> Requirements:
    """Return what to observe in a task's calls."""
    for name in ("gradient", "attached", "aliasing", "iterates", "gpu", "prints"):
        value = getattr(options, name)
        if type(value) is not bool:
            raise broken(words.NO_FLAG, option=name, value=value, task=task)
    grads = {False: "", True: LOOSE, EXACT: EXACT}.get(options.grads)
    if grads is None:
        raise broken(words.UNKNOWN_GRADS, grads=options.grads, task=task, exact=EXACT)
    if type(options.calls) is not int or not 1 <= options.calls <= MOST_CALLS:
        raise broken(words.NO_COUNT_OF_CALLS, calls=options.calls, task=task, most=MOST_CALLS)
    if not is_amount(options.seconds) or options.seconds > MOST_SECONDS:
        raise broken(words.WRONG_SECONDS, seconds=options.seconds, task=task, most=f"{MOST_SECONDS:g}")
    if options.seen_as and (options.iterates or options.shuffled):
        raise broken(words.SEEN_AS_BESIDE, text=options.seen_as, task=task)
    seconds = float(options.seconds)
    if options.shuffled:
        return Requirements(calls=CALLS, iterates=True, seconds=seconds, kind=kind)
    if options.calls > 1 and (options.gradient or options.aliasing):
        raise broken(words.ONE_CALL_ONLY, task=task, calls=options.calls)
    return Requirements(
        options.gradient,
        options.aliasing,
        grads,
        options.calls,
        options.iterates,
        options.probe,
        options.seen_as,
        options.prints,
        seconds,
        kind,
    )


def shuffled_places(names: tuple[str, ...], task: str, parameters: Sequence[str]) -> tuple[int, ...]:
    """Return the places of rows, targets and batch size among the parameters."""
    if names and (not isinstance(names, tuple) or len(names) != 3 or not set(names) <= set(parameters)):
        raise broken(words.WRONG_SHUFFLED, names=names, task=task)
    return tuple(parameters.index(name) for name in names)


def accepted_dtypes(dtype: Any, shuffled: tuple[str, ...], task: str) -> tuple[str, ...]:
    """Return the dtypes that are accepted beside that of the reference's result."""
    if type(dtype) is not bool and not (
        isinstance(dtype, tuple) and dtype and all(isinstance(name, str) and name in DTYPES for name in dtype)
    ):
        raise broken(words.WRONG_DTYPE, dtype=dtype, task=task)
    if shuffled and dtype is not True:
        raise broken(words.DTYPE_OF_BATCHES, dtype=dtype, names=shuffled, task=task)
    if isinstance(dtype, tuple):
        return dtype
    return () if dtype else (ANY_DTYPE,)


def relative(rtol: float, task: str) -> float:
    """Return a relative tolerance."""
    if not is_amount(rtol) or rtol >= 1:
        raise broken(words.WRONG_RTOL, rtol=rtol, task=task)
    return float(rtol)


def absolute(atol: float, task: str) -> float:
    """Return an absolute tolerance."""
    if not is_amount(atol):
        raise broken(words.WRONG_ATOL, atol=atol, task=task)
    return float(atol)


def count_of_seeds(seeds: int, task: str) -> int:
    """Return with how many seeds each call is made."""
    if type(seeds) is not int or not 1 <= seeds <= MOST_SEEDS:
        raise broken(words.NO_COUNT_OF_SEEDS, seeds=seeds, task=task, most=MOST_SEEDS)
    return seeds


def names_of_errors(raises: tuple[Any, ...], task: str) -> tuple[str, ...]:
    """Return the names of the exceptions that the task asks for."""
    wrong = [type_ for type_ in raises if not (isinstance(type_, type) and issubclass(type_, Exception))]
    if wrong:
        raise broken(words.NO_EXCEPTION, type=wrong[0], task=task)
    return tuple(type_.__name__ for type_ in raises)


def amount_of_points(points: float, task: str) -> float:
    """Return the points of a task."""
    if not is_amount(points) or points == 0:
        raise broken(words.WRONG_POINTS, points=points, task=task)
    return float(points)


def count_of_cases(cases: int, task: str) -> int:
    """Return about how many calls are made."""
    if type(cases) is not int or cases < 1:
        raise broken(words.NO_COUNT_OF_CASES, cases=cases, task=task)
    return cases


def checked_weights(weights: dict[str, float], task: str, aspects: Sequence[str]) -> dict[str, float]:
    """Return how the points are shared by the graded aspects."""
    graded = [str(aspect) for aspect in WEIGHED if aspect == Aspect.VALUES or aspect in aspects]
    if Aspect.GRADIENT in aspects:
        graded.remove(Aspect.ATTACHED)  # a right gradient is also attached
    wrong = [name for name, weight in weights.items() if name not in graded or not is_amount(weight)]
    if wrong or (weights and not sum(weights.values()) > 0):
        raise broken(words.WRONG_WEIGHTS, weights=weights, task=task, graded=", ".join(graded))
    return weights or dict.fromkeys(graded, 1.0)
