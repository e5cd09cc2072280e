"""Exercise, task, right, misconception, hint: the words that a reference file is written in.

Every mistake in their use is a `CourseError` that names the file, the line, the value and the remedy.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from grader.course.inputs import Input, as_input
from grader.course.objects import MadeOf, RecordOf
from grader.errors import CourseError
from grader.model import EXACT, LOOSE, Asked, Aspect
from grader.shuffled import CALLS

Function = TypeVar("Function", bound=Callable[..., Any])

MOST_CALLS = 5
NO_OTHER = "None is declared yet: write that one first."
WEIGHED = (Aspect.VALUES, Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING, Aspect.INPUTS)


@dataclass(frozen=True)
class Variant:
    """Another function for a task: a right one, or a misconception with what a learner should read.

    With `device`, it is right on a CPU and would fail on a GPU.
    """

    name: str
    function: Callable[..., Any]
    message: str = ""
    same_as: str = ""
    device: bool = False


@dataclass(frozen=True)
class Options:
    """What a task asks beside the values, and how much it counts; see `Exercise.task`."""

    gradient: bool = False
    attached: bool = False
    aliasing: bool = False
    grads: bool | str = False
    calls: int = 1
    iterates: bool = False
    shuffled: tuple[str, ...] = ()
    probe: str = ""
    rtol: float = 0.0
    raises: tuple[type[Exception], ...] = ()
    points: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    cases: int = 64
    gpu: bool = True


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
        grads: bool | Literal["exact"] = False,
        calls: int = 1,
        iterates: bool = False,
        shuffled: tuple[str, str, str] | tuple[()] = (),
        probe: str = "",
        rtol: float = 0.0,
        raises: type[Exception] | tuple[type[Exception], ...] = (),
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        cases: int = 64,
        gpu: bool = True,
    ) -> Callable[[Callable[..., Any]], Task]:
        """Declare the reference function below as a task.

        `inputs` gives each parameter a word: tensors(…), each(…), one_of(…). `gradient=True` grades
        what autograd makes of the result, `attached=True` only whether it hangs on the graph,
        `aliasing=True` with which inputs it shares memory, `grads=True` what the call leaves in the
        `.grad` of the inputs ("exact": None is not as good as zeros, nor new memory as good as the
        old). The function is called `calls` times on the same inputs; what it returns is gone through
        if it `iterates`, and may be `shuffled` batches of the parameters X and y of a size: then named
        properties are graded in place of equality. A module that it returns is tried on the input
        `probe`. Numbers may differ by `rtol` times the largest beside what rounding explains. Inputs
        that are no parameters serve to make others. Calls on which the reference raises one of `raises`
        are asked, all others on which it raises are left out. The points are shared equally by values,
        gradient and aliasing (where graded) and inputs (left alone as the reference leaves them), or as
        `weights` say. A task that does not go with a GPU says `gpu=False`.
        """
        asked = raises if isinstance(raises, tuple) else (raises,)
        options = Options(
            gradient=gradient,
            attached=attached,
            aliasing=aliasing,
            grads=grads,
            calls=calls,
            iterates=iterates,
            shuffled=shuffled,
            probe=probe,
            rtol=rtol,
            raises=asked,
            points=points,
            weights=dict(weights or {}),
            cases=cases,
            gpu=gpu,
        )

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
        self.names = (*self.parameters, *(name for name in inputs if name not in self.parameters))
        self.inputs = self._take_inputs(inputs, options.probe)
        self.asked = self._take_asked(options)
        self.rtol = self._take_rtol(options.rtol)
        self.shuffled = self._take_shuffled(options.shuffled)
        self._attached = options.attached
        self.gpu = options.gpu
        self.raises = self._take_raises(options.raises)
        self.points = self._take_points(options.points)
        self.cases = self._take_cases(options.cases)
        self.weights = self._take_weights(dict(options.weights))
        self.rights: list[Variant] = []
        self.misconceptions: list[Variant] = []
        self.device_misconceptions: list[Variant] = []
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

    def misconception(self, function: Any = None, *, same_as: str = "", device: bool = False) -> Any:
        """Declare a wrong answer that learners really give; its docstring is what they read.

        `same_as` names another misconception of this task that behaves alike on every case. With `device`,
        it is right on a CPU, and fails with arguments on a GPU.
        """
        if function is None:
            return lambda given: self.misconception(given, same_as=same_as, device=device)
        name = function.__name__
        _check_flag("device", device, f"the misconception {name!r}")
        message = inspect.getdoc(function) or ""
        if not message:
            raise _broken(
                f"The misconception {name!r} of task {self.name!r} has no docstring.",
                "Write one that tells the learner what they misunderstood.",
            )
        every = (*self.misconceptions, *self.device_misconceptions)
        known = [variant.name for variant in every if variant.device == device]
        if name in [variant.name for variant in every]:
            raise _broken(f"The misconception {name!r} is declared twice.", "Give each a name of its own.")
        if same_as and same_as not in known:
            raise _broken(
                f"same_as={same_as!r} names no earlier misconception of task {self.name!r}.",
                f"Use one of: {', '.join(known)}." if known else NO_OTHER,
            )
        self._check_arity(function)
        variant = Variant(name, function, " ".join(message.split()), same_as, device)
        (self.device_misconceptions if device else self.misconceptions).append(variant)
        return function

    def hint(self, text: str) -> None:
        """Add a hint; learners get them one at a time."""
        if not isinstance(text, str) or not text.strip():
            raise _broken(
                f"A hint of task {self.name!r} is empty: {text!r}.", "Write a sentence, or remove it."
            )
        self.hints.append(" ".join(text.split()))

    def _take_inputs(self, inputs: Mapping[str, Any], probe: str) -> tuple[Input, ...]:
        if not set(self.parameters) <= set(inputs):
            raise _broken(
                f"The inputs of task {self.name!r} are {', '.join(inputs) or 'none'}; "
                f"its parameters are {', '.join(self.parameters) or 'none'}.",
                "Give each parameter one input of the same name.",
            )
        try:
            taken = tuple(as_input(inputs[name]) for name in self.names)
        except TypeError as error:
            raise _broken(f"In task {self.name!r}, {error}", "") from error
        used = {name for word in taken if isinstance(word, MadeOf | RecordOf) for name in word.refers()}
        if unknown := used - set(self.names):
            raise _broken(
                f"In task {self.name!r}, an input is made from {', '.join(sorted(unknown))}.",
                f"What is known there is torch, nn, math and the inputs: {', '.join(self.names)}.",
            )
        used.add(probe)
        if probe and probe not in self.names:
            what = f"probe={probe!r} of task {self.name!r} is no input."
            raise _broken(what, f"Name one of: {', '.join(self.names)}.")
        if idle := [name for name in self.names[len(self.parameters) :] if name not in used]:
            raise _broken(
                f"The input {idle[0]!r} of task {self.name!r} is no parameter of it, and no made(…) uses it.",
                "Remove it, or make it a parameter.",
            )
        self.refers = bool(used - {""})
        return taken

    def _take_asked(self, options: Options) -> Asked:
        for name in ("gradient", "attached", "aliasing", "iterates", "gpu"):
            _check_flag(name, getattr(options, name), f"task {self.name!r}")
        grads = {False: "", True: LOOSE, EXACT: EXACT}.get(options.grads)
        if grads is None:
            what = f"grads={options.grads!r} of task {self.name!r} is unknown."
            raise _broken(what, f"Write grads=True or grads={EXACT!r}.")
        if type(options.calls) is not int or not 1 <= options.calls <= MOST_CALLS:
            what = f"calls={options.calls!r} of task {self.name!r} is no count."
            raise _broken(what, f"Write a whole number from 1 to {MOST_CALLS}, or nothing.")
        if options.shuffled:
            return Asked(calls=CALLS, iterates=True)
        if options.calls > 1 and (options.gradient or options.aliasing):
            raise _broken(
                f"Task {self.name!r} asks for {options.calls} calls, and for a gradient or aliasing.",
                "These are of one call; leave one of them out.",
            )
        return Asked(
            options.gradient, options.aliasing, grads, options.calls, options.iterates, options.probe
        )

    def _take_shuffled(self, names: tuple[str, ...]) -> tuple[int, ...]:
        if names and (
            not isinstance(names, tuple) or len(names) != 3 or not set(names) <= set(self.parameters)
        ):
            raise _broken(
                f"shuffled={names!r} of task {self.name!r} cannot be used.",
                'Name three parameters: rows, targets and the size of a batch, such as ("X", "y", "k").',
            )
        return tuple(self.parameters.index(name) for name in names)

    def _take_rtol(self, rtol: float) -> float:
        if not _is_amount(rtol) or rtol >= 1:
            what = f"rtol={rtol!r} of task {self.name!r} is no share."
            raise _broken(what, "Write a small number from 0, such as rtol=1e-5.")
        return float(rtol)

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


def _check_flag(name: str, value: object, whose: str) -> None:
    if type(value) is not bool:
        raise _broken(f"{name}={value!r} of {whose} is neither True nor False.", "Write one.")


def _broken(what: str, remedy: str) -> CourseError:
    """A CourseError at the line of the course file that is being read."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "grader":
        frame = frame.f_back
    place = f"{frame.f_code.co_filename}, line {frame.f_lineno}: " if frame is not None else ""
    return CourseError(f"{place}{what} {remedy}".rstrip())
