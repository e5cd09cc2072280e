"""Exercise, task, right, misconception, hint: the words that a reference file is written in.

Every mistake in their use is a `CourseError` that names the file, the line, the value and the remedy.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grader.course.inputs import Input, as_input
from grader.errors import CourseError
from grader.model import Asked, Aspect

Function = TypeVar("Function", bound=Callable[..., Any])

NO_OTHER = "None is declared yet: write that one first."
WEIGHED = (Aspect.VALUES, Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING, Aspect.INPUTS)


@dataclass(frozen=True)
class Variant:
    """Another function for a task: a right one, or a misconception with what a learner should read."""

    name: str
    function: Callable[..., Any]
    message: str = ""
    same_as: str = ""


@dataclass(frozen=True)
class Options:
    """What a task asks beside the values, and how much it counts; see `Exercise.task`."""

    gradient: bool = False
    attached: bool = False
    aliasing: bool = False
    raises: tuple[type[Exception], ...] = ()
    points: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    cases: int = 64


class Exercise:
    """One exercise: a title and its tasks, in the order in which they are written."""

    def __init__(self, title: str) -> None:
        if not isinstance(title, str) or not title.strip():
            raise _broken(f"Exercise({title!r}) has no title.", 'Write Exercise("Norms").')
        self.title = title
        self.tasks: list[Task] = []

    def task(
        self,
        *,
        inputs: Mapping[str, Any],
        gradient: bool = False,
        attached: bool = False,
        aliasing: bool = False,
        raises: type[Exception] | tuple[type[Exception], ...] = (),
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        cases: int = 64,
    ) -> Callable[[Callable[..., Any]], Task]:
        """Declare the reference function below as a task.

        `inputs` gives each parameter a word: tensors(…), each(…), one_of(…). `gradient=True` grades
        what autograd makes of the result, `attached=True` only whether it hangs on the graph,
        `aliasing=True` with which inputs it shares memory. Calls
        on which the reference raises one of `raises` are asked, all others on which it raises are
        left out. The points are shared equally by values, gradient and aliasing (where graded) and
        inputs (left alone as the reference leaves them), or as `weights` say.
        """
        asked = raises if isinstance(raises, tuple) else (raises,)
        options = Options(gradient, attached, aliasing, asked, points, dict(weights or {}), cases)

        def declare(reference: Callable[..., Any]) -> Task:
            task = Task(reference, inputs, options)
            if any(other.name == task.name for other in self.tasks):
                raise _broken(
                    f"The task {task.name!r} is declared twice.", "Give each task a name of its own."
                )
            self.tasks.append(task)
            return task

        return declare


class Task:
    """A reference function and what is known around it."""

    def __init__(self, reference: Callable[..., Any], inputs: Mapping[str, Any], options: Options) -> None:
        self.name = reference.__name__
        self.reference = reference
        self.parameters = tuple(inspect.signature(reference).parameters)
        self.inputs = self._take_inputs(inputs)
        self.asked = Asked(options.gradient, options.aliasing)
        self._attached = options.attached
        self.raises = self._take_raises(options.raises)
        self.points = self._take_points(options.points)
        self.cases = self._take_cases(options.cases)
        self.weights = self._take_weights(dict(options.weights))
        self.rights: list[Variant] = []
        self.misconceptions: list[Variant] = []
        self.hints: list[str] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the reference, so that one reference may use another."""
        return self.reference(*args, **kwargs)

    @property
    def aspects(self) -> tuple[str, ...]:
        """What is graded beside the chain that ends in the values."""
        attached = (Aspect.ATTACHED,) if self.asked.gradient or self._attached else ()
        gradient = (Aspect.GRADIENT,) if self.asked.gradient else ()
        memory = (Aspect.ALIASING,) if self.asked.aliasing else ()
        return (*attached, *gradient, *memory, Aspect.INPUTS)

    def right(self, function: Function) -> Function:
        """Declare another right answer: it must get full marks."""
        self._check_arity(function)
        self.rights.append(Variant(function.__name__, function))
        return function

    def misconception(self, function: Any = None, *, same_as: str = "") -> Any:
        """Declare a wrong answer that learners really give; its docstring is what they read.

        `same_as` names another misconception of this task that behaves alike on every case.
        """
        if function is None:
            return lambda given: self.misconception(given, same_as=same_as)
        name = function.__name__
        message = inspect.getdoc(function) or ""
        if not message:
            raise _broken(
                f"The misconception {name!r} of task {self.name!r} has no docstring.",
                "Write one that tells the learner what they misunderstood.",
            )
        known = [variant.name for variant in self.misconceptions]
        if name in known:
            raise _broken(f"The misconception {name!r} is declared twice.", "Give each a name of its own.")
        if same_as and same_as not in known:
            raise _broken(
                f"same_as={same_as!r} names no earlier misconception of task {self.name!r}.",
                f"Use one of: {', '.join(known)}." if known else NO_OTHER,
            )
        self._check_arity(function)
        self.misconceptions.append(Variant(name, function, " ".join(message.split()), same_as))
        return function

    def hint(self, text: str) -> None:
        """Add a hint; learners get them one at a time."""
        if not isinstance(text, str) or not text.strip():
            raise _broken(
                f"A hint of task {self.name!r} is empty: {text!r}.", "Write a sentence, or remove it."
            )
        self.hints.append(" ".join(text.split()))

    def _take_inputs(self, inputs: Mapping[str, Any]) -> tuple[Input, ...]:
        if set(inputs) != set(self.parameters):
            raise _broken(
                f"The inputs of task {self.name!r} are {', '.join(inputs) or 'none'}; "
                f"its parameters are {', '.join(self.parameters) or 'none'}.",
                "Give each parameter one input of the same name.",
            )
        try:
            return tuple(as_input(inputs[name]) for name in self.parameters)
        except TypeError as error:
            raise _broken(f"In task {self.name!r}, {error}", "") from error

    def _take_raises(self, raises: tuple[Any, ...]) -> tuple[str, ...]:
        """The names of the exceptions that are asked."""
        wrong = [type_ for type_ in raises if not (isinstance(type_, type) and issubclass(type_, Exception))]
        if wrong:
            what = f"raises={wrong[0]!r} of task {self.name!r} is no type of exception."
            raise _broken(what, "Write raises=ValueError, or several in a tuple.")
        return tuple(type_.__name__ for type_ in raises)

    def _take_points(self, points: float) -> float:
        if not _is_amount(points) or points == 0:
            what = f"points={points!r} of task {self.name!r} is not positive."
            raise _broken(what, "Write a number above 0, such as points=1.")
        return float(points)

    def _take_cases(self, cases: int) -> int:
        if type(cases) is not int or cases < 1:
            what = f"cases={cases!r} of task {self.name!r} is no count."
            raise _broken(what, "Write a whole number from 1, or nothing.")
        return cases

    def _take_weights(self, weights: dict[str, float]) -> dict[str, float]:
        graded = [str(aspect) for aspect in WEIGHED if aspect == Aspect.VALUES or aspect in self.aspects]
        if self.asked.gradient:
            graded.remove(Aspect.ATTACHED)  # that there is a gradient is a part of its being right
        wrong = [name for name, weight in weights.items() if name not in graded or not _is_amount(weight)]
        if wrong or (weights and not sum(weights.values()) > 0):
            raise _broken(
                f"weights={weights!r} of task {self.name!r} cannot be used.",
                f"Give numbers from 0, not all 0, for: {', '.join(graded)}.",
            )
        return weights or dict.fromkeys(graded, 1.0)

    def _check_arity(self, function: Callable[..., Any]) -> None:
        try:
            inspect.signature(function).bind(*self.parameters)
        except TypeError as error:
            raise _broken(
                f"{function.__name__}{inspect.signature(function)} cannot be called as "
                f"{self.name}({', '.join(self.parameters)}).",
                "Give it the same number of parameters.",
            ) from error


def _is_amount(number: Any) -> bool:
    """Whether this is a finite number from 0."""
    return isinstance(number, int | float) and math.isfinite(number) and number >= 0


def _broken(what: str, remedy: str) -> CourseError:
    """A CourseError at the line of the course file that is being read."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "grader":
        frame = frame.f_back
    place = f"{frame.f_code.co_filename}, line {frame.f_lineno}: " if frame is not None else ""
    return CourseError(f"{place}{what} {remedy}".rstrip())
