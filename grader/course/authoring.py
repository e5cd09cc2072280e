"""The words of a reference file: exercise, task, right, misconception, hint.

Every mistake in their use is a `CourseError` that names the file, the line, the value and the remedy.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

import msgspec

from grader.compare.batches import CALLS
from grader.core.errors import CourseError
from grader.core.message import Message
from grader.core.model import (
    ANY_DTYPE,
    CLASS,
    EXACT,
    FUNCTION,
    LOOSE,
    VARIABLE,
    Aspect,
    Requirements,
)
from grader.course import packages, words
from grader.course.arrangement import arranged
from grader.course.data import checked as checked_data
from grader.course.edited import EditedSource, edited
from grader.course.inputs import Input, InputError, as_input
from grader.course.objects import check_text
from grader.course.withheld import HeldOut
from grader.course.withheld import checked as checked_arrays
from grader.runner.recording.building import free_names
from grader.runner.recording.packages import prepare
from grader.runner.recording.values import DTYPES

Function = TypeVar("Function", bound=Callable[..., Any])

MOST_CALLS = 5
MOST_SECONDS = 600.0
MOST_SEEDS = 20
WEIGHED = (Aspect.VALUES, Aspect.ATTACHED, Aspect.GRADIENT, Aspect.ALIASING, Aspect.INPUTS)


@dataclass(frozen=True)
class Variant:
    """Another function for a task: a right one, or a misconception.

    `message` is the text that a learner reads. With `device`, it is right on a CPU and would fail on a GPU.
    An edit of the reference has a `source` of its own.
    """

    name: str
    function: Callable[..., Any]
    message: str = ""
    same_as: str = ""
    device: bool = False
    source: EditedSource | None = None


@dataclass(frozen=True)
class PropertyFunction:
    """A property of a task's result: the name of its function, and the line in which that begins.

    `message` is the text that a learner reads.
    """

    name: str
    parameters: tuple[str, ...]
    message: str
    line: int


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


class Exercise:
    """One exercise: a title and its tasks, in the order in which they are written.

    `knows` are names that the texts of its tasks can use in addition to torch, nn, math and np:
    `knows={"pd": "pandas"}`. Tables of pandas are values in such an exercise. `data` are files beside the
    starters. They are given out with them, and lie in the current folder of every call. `check` and `hidden`
    are files of arrays beside the reference, which are never given out; see `held_out`.
    """

    def __init__(
        self,
        title: str,
        *,
        knows: Mapping[str, str] | None = None,
        data: str | tuple[str, ...] = (),
        check: str = "",
        hidden: str = "",
    ) -> None:
        if not isinstance(title, str) or not title.strip():
            raise _broken(words.NO_TITLE, title=title)
        self.title = title
        try:
            self.knows = packages.checked(knows or {})
            self.data = checked_data(data)
            self.check, self.hidden = (checked_arrays("check", check), checked_arrays("hidden", hidden))
        except CourseError as error:
            raise _at_line(error) from error
        prepare(module for _, module in self.knows)
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
        dtype: bool | tuple[str, ...] = True,
        raises: type[Exception] | tuple[type[Exception], ...] = (),
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        cases: int = 64,
        gpu: bool = True,
        atol: float = 0.0,
        seen_as: str = "",
        prints: bool = False,
        seconds: float = 0.0,
        seeds: int = 1,
        judged_with: Mapping[str, Any] | None = None,
    ) -> Callable[[Callable[..., Any]], Task]:
        """Declare the reference function or class below as a task.

        `inputs` gives each parameter a word: tensors(…), each(…), one_of(…). Inputs that are not parameters
        are used to make others.

        What is graded: with `gradient=True`, the gradients that autograd computes from the result; with
        `attached=True`, only whether the result is connected to the graph; with `aliasing=True`, the inputs
        with which it shares memory; with `grads=True`, the `.grad` of the inputs after the call. With
        `grads="exact"`, None does not count as zeros, and new memory does not count as the old.

        Of a class, the parameters are those of its own `__init__`, without `self`. It is called, and the
        instance is graded.

        The function is called `calls` times on the same inputs. With `iterates`, the returned value is
        iterated over. With `shuffled`, it is batches of the parameters X and y, in a size; named properties
        are then graded instead of equality. A returned module is tried on the input `probe`.

        Numbers may differ by `rtol` times the largest one, in addition to the rounding bound, and by `atol`
        if that is more. With
        `dtype=False`, the result may have any dtype, except float16 and bfloat16. With a tuple of dtypes, it
        may have one of them, too: `dtype=("float32", "float64")`. Its values are graded all the same.

        With `seen_as`, the value of a text is graded in place of the result: `seen_as="result.tolist()"`. The
        text knows `result`, and the inputs by their names. It runs after each call, in the process of the
        submission. With `prints`, what the call prints is graded, too.

        With `judged_with`, properties get held-out arrays in addition to inputs, such as labels:
        `judged_with={"y": held_out("y")}`. The process of a submission never has them.

        Each call may take `seconds`. The function is called with `seeds` different seeds in each case.

        A call on which the reference raises one of `raises` is asked. All other calls on which it raises are
        left out.

        The points are shared equally by values, gradient and aliasing (if graded), and inputs (left as the
        reference leaves them), or as `weights` say. A task that cannot be graded on a GPU has `gpu=False`.
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
            dtype=dtype,
            raises=asked,
            points=points,
            weights=dict(weights or {}),
            cases=cases,
            gpu=gpu,
            atol=atol,
            seen_as=seen_as,
            prints=prints,
            seconds=seconds,
            seeds=seeds,
            knows=self.knows,
            judged_with=judged_with or {},
        )

        return lambda reference: self._declared(Task(reference, inputs, options))

    def variable(
        self,
        reference: Callable[[], Any] | None = None,
        *,
        attached: bool = False,
        iterates: bool = False,
        rtol: float = 0.0,
        dtype: bool | tuple[str, ...] = True,
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        atol: float = 0.0,
        seen_as: str = "",
        seconds: float = 0.0,
        seeds: int = 1,
    ) -> Any:
        """Declare a variable as a task: the function below, without parameters, returns its value.

        The learner assigns the value to that name at the top level. The options are those of `task`.
        """
        options = Options(
            attached=attached,
            iterates=iterates,
            rtol=rtol,
            dtype=dtype,
            points=points,
            weights=dict(weights or {}),
            gpu=False,
            atol=atol,
            seen_as=seen_as,
            seconds=seconds,
            seeds=seeds,
            kind=VARIABLE,
            knows=self.knows,
        )

        def declare(given: Callable[[], Any]) -> Task:
            if isinstance(given, type):
                raise _broken(words.VARIABLE_IS_CLASS, task=given.__name__)
            if parameters := ", ".join(inspect.signature(given).parameters):
                raise _broken(words.VARIABLE_HAS_PARAMETERS, task=given.__name__, parameters=parameters)
            return self._declared(Task(given, {}, options))

        return declare if reference is None else declare(reference)

    def _declared(self, task: Task) -> Task:
        if any(known.name == task.name for known in self.tasks):
            raise _broken(words.TASK_TWICE, task=task.name)
        self.tasks.append(task)
        return task


class Task:
    """A reference function or class, and everything that is declared for it."""

    def __init__(self, reference: Callable[..., Any], inputs: Mapping[str, Any], options: Options) -> None:
        self.name = reference.__name__
        self.reference = reference
        self.kind = options.kind or (CLASS if isinstance(reference, type) else FUNCTION)
        self.parameters = _parameters(reference)
        self.names = (*self.parameters, *(name for name in inputs if name not in self.parameters))
        self._knows = options.knows
        self.inputs = self._take_inputs(inputs, options)
        self.asked = self._take_asked(options)
        self.find_packages()
        self.judged_with = self._take_judged_with(options.judged_with)
        self.rtol = self._take_rtol(options.rtol)
        self.atol = self._take_atol(options.atol)
        self.seeds = self._take_seeds(options.seeds)
        self.shuffled = self._take_shuffled(options.shuffled)
        self.dtypes = self._take_dtypes(options.dtype, options.shuffled)
        self._attached = options.attached
        self.gpu = options.gpu
        self.raises = self._take_raises(options.raises)
        self.points = self._take_points(options.points)
        self.cases = self._take_cases(options.cases)
        self.weights = self._take_weights(dict(options.weights))
        self.properties: list[PropertyFunction] = []
        self.rights: list[Variant] = []
        self.misconceptions: list[Variant] = []
        self.device_misconceptions: list[Variant] = []
        self.hints: list[str] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the reference, so one reference can use another."""
        return self.reference(*args, **kwargs)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        """Let a class of the reference file derive from a class that is a task."""
        return (self.reference,)

    def __instancecheck__(self, thing: object) -> bool:
        """Let a reference ask whether something is an instance of a class that is a task."""
        return isinstance(self.reference, type) and isinstance(thing, self.reference)

    @property
    def aspects(self) -> tuple[str, ...]:
        """The aspects that are graded in addition to the chain that ends in the values."""
        attached = (Aspect.ATTACHED,) if self.asked.gradient or self._attached else ()
        gradient = (Aspect.GRADIENT,) if self.asked.gradient else ()
        memory = (Aspect.ALIASING,) if self.asked.aliasing else ()
        inputs = (Aspect.INPUTS,) if self.kind != VARIABLE else ()
        return (*attached, *gradient, *memory, *inputs)

    def right(self, function: Function) -> Function:
        """Declare another right answer: it must get full marks."""
        self._check_variant(function)
        self.rights.append(Variant(function.__name__, function))
        return function

    @property
    def misconception(self) -> MisconceptionWord:
        """Declare a wrong answer that learners really give."""
        return MisconceptionWord(self)

    def take_misconception(self, variant: Variant) -> None:
        """Add a misconception; raises CourseError if it cannot be one."""
        name, message, same_as, device = variant.name, variant.message, variant.same_as, variant.device
        if type(device) is not bool:
            raise _broken(words.NO_FLAG_OF_MISCONCEPTION, option="device", value=device, name=name)
        if not isinstance(message, str) or not message.strip():
            text = words.NO_DOCSTRING if variant.source is None else words.NO_MESSAGE
            raise _broken(text, name=name, task=self.name)
        every = (*self.misconceptions, *self.device_misconceptions)
        known = [variant.name for variant in every if variant.device == device]
        if name in self._message_names() or name in [one.name for one in self.properties]:
            raise _broken(words.MISCONCEPTION_TWICE, name=name)
        if same_as and same_as not in known:
            text = words.SAME_AS_UNKNOWN if known else words.SAME_AS_NOTHING
            raise _broken(text, same_as=same_as, task=self.name, known=", ".join(known))
        self._check_variant(variant.function)
        variant = replace(variant, message=" ".join(message.split()))
        (self.device_misconceptions if device else self.misconceptions).append(variant)

    def holds(self, function: Function) -> Function:
        """Declare a property that the result must have, in place of the reference's numbers.

        The function gets the result, and the inputs before the call that it names as its other parameters.
        With several calls, it gets a list of their results. It returns True or False, or a pair of that and
        a text on what the result is. Learners read its docstring. The properties are asked in their order.
        """
        name, message = function.__name__, inspect.getdoc(function) or ""
        parameters = tuple(inspect.signature(function).parameters)
        if not message:
            raise _broken(words.PROPERTY_NO_DOCSTRING, name=name, task=self.name)
        if name in (known.name for known in self.properties) or name in self._message_names():
            raise _broken(words.PROPERTY_TWICE, name=name)
        if not parameters or parameters[0] in self.names:
            raise _broken(words.PROPERTY_NO_RESULT, name=name, task=self.name)
        if unknown := [other for other in parameters[1:] if other not in (*self.names, *self.judged_with)]:
            raise _broken(
                words.PROPERTY_UNKNOWN,
                name=name,
                unknown=unknown[0],
                task=self.name,
                inputs=", ".join(self.names),
            )
        if self.shuffled or self.asked.gradient:
            raise _broken(words.PROPERTY_BESIDE, name=name, task=self.name)
        line = function.__code__.co_firstlineno
        self.properties.append(PropertyFunction(name, parameters, " ".join(message.split()), line))
        return function

    def _message_names(self) -> list[str]:
        """Return the names of all misconceptions."""
        return [known.name for known in (*self.misconceptions, *self.device_misconceptions)]

    def hint(self, text: str) -> None:
        """Add a hint; learners get them one at a time."""
        if not isinstance(text, str) or not text.strip():
            raise _broken(words.EMPTY_HINT, task=self.name, text=text)
        self.hints.append(" ".join(text.split()))

    def _take_inputs(self, inputs: Mapping[str, Any], options: Options) -> tuple[Input, ...]:
        probe = options.probe
        if not set(self.parameters) <= set(inputs):
            raise _broken(
                words.OTHER_INPUTS if inputs else words.NO_INPUTS,
                task=self.name,
                inputs=", ".join(inputs),
                parameters=", ".join(self.parameters),
            )
        try:
            taken = {name: as_input(inputs[name]) for name in self.names}
        except InputError as error:
            raise _broken(words.NO_INPUT, task=self.name, **error.arguments) from error
        used = {name for word in taken.values() for name in word.refers()}
        used -= dict(self._knows).keys()
        if unknown := used - set(self.names):
            raise _broken(
                words.MADE_FROM_UNKNOWN,
                task=self.name,
                unknown=", ".join(sorted(unknown)),
                inputs=", ".join(self.names),
            )
        used |= {probe} | self._take_seen_as(options.seen_as)
        if probe and probe not in self.names:
            raise _broken(words.UNKNOWN_PROBE, probe=probe, task=self.name, inputs=", ".join(self.names))
        needed = {name for word in taken.values() for name in word.needs()}
        if idle := [name for name in self.names[len(self.parameters) :] if name not in used | needed]:
            raise _broken(words.IDLE_INPUT, name=idle[0], task=self.name)
        self.refers = bool(used - {""})
        self.names = tuple(name for name in self.names if name in used or name in self.parameters)
        try:
            return arranged(self.names, taken)
        except InputError as error:
            raise _broken(words.OF_TASK, task=self.name, why=error) from error

    def _take_seen_as(self, text: str) -> frozenset[str]:
        """Return the inputs that a text uses which reads the result."""
        if text == "":
            return frozenset()
        if not isinstance(text, str):
            raise _broken(words.SEEN_AS_NO_TEXT, text=text, task=self.name)
        try:
            check_text(text)
        except InputError as error:
            raise _broken(words.SEEN_AS_BROKEN, text=text, task=self.name, why=error) from error
        free = free_names(text) - dict(self._knows).keys()
        if "result" not in free:
            raise _broken(words.SEEN_AS_WITHOUT_RESULT, text=text, task=self.name)
        if unknown := sorted(free - {"result", *self.names}):
            raise _broken(
                words.SEEN_AS_UNKNOWN,
                text=text,
                task=self.name,
                unknown=unknown[0],
                inputs=", ".join(self.names),
            )
        return (free - {"result"}) | {"result"}

    def knowing(self, package: str) -> Requirements:
        """Return what to observe, with a package that the exercise knows."""
        more = [pair for pair in self._knows if packages.root(pair[1]) == package]
        known = tuple(pair for pair in self._knows if pair in (*self.asked.knows, *more))
        return msgspec.structs.replace(self.asked, knows=known)

    def _take_judged_with(self, given: Mapping[str, Any]) -> dict[str, HeldOut]:
        is_right = isinstance(given, Mapping) and all(
            isinstance(name, str) and name.isidentifier() and isinstance(word, HeldOut)
            for name, word in given.items()
        )
        if not is_right:
            raise _broken(words.WRONG_JUDGED_WITH, given=given, task=self.name)
        if twice := [name for name in given if name in self.names]:
            raise _broken(words.JUDGED_WITH_INPUT, name=twice[0], task=self.name)
        return dict(given)

    def find_packages(self) -> None:
        """Find out which packages this task needs; again when all functions of the file are known."""
        texts = {name for word in self.inputs for name in word.refers()}
        texts |= free_names(self.asked.seen_as) if self.asked.seen_as else set()
        needed = packages.needed(self._knows, self.reference, self.inputs, texts)
        self.asked = msgspec.structs.replace(self.asked, knows=needed)

    def _take_asked(self, options: Options) -> Requirements:
        for name in ("gradient", "attached", "aliasing", "iterates", "gpu", "prints"):
            value = getattr(options, name)
            if type(value) is not bool:
                raise _broken(words.NO_FLAG, option=name, value=value, task=self.name)
        grads = {False: "", True: LOOSE, EXACT: EXACT}.get(options.grads)
        if grads is None:
            raise _broken(words.UNKNOWN_GRADS, grads=options.grads, task=self.name, exact=EXACT)
        if type(options.calls) is not int or not 1 <= options.calls <= MOST_CALLS:
            raise _broken(words.NO_COUNT_OF_CALLS, calls=options.calls, task=self.name, most=MOST_CALLS)
        if not _is_amount(options.seconds) or options.seconds > MOST_SECONDS:
            raise _broken(
                words.WRONG_SECONDS, seconds=options.seconds, task=self.name, most=f"{MOST_SECONDS:g}"
            )
        if options.seen_as and (options.probe or options.iterates or options.shuffled):
            raise _broken(words.SEEN_AS_BESIDE, text=options.seen_as, task=self.name)
        seconds = float(options.seconds)
        if options.shuffled:
            return Requirements(calls=CALLS, iterates=True, seconds=seconds, kind=self.kind)
        if options.calls > 1 and (options.gradient or options.aliasing):
            raise _broken(words.ONE_CALL_ONLY, task=self.name, calls=options.calls)
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
            self.kind,
        )

    def _take_shuffled(self, names: tuple[str, ...]) -> tuple[int, ...]:
        if names and (
            not isinstance(names, tuple) or len(names) != 3 or not set(names) <= set(self.parameters)
        ):
            raise _broken(words.WRONG_SHUFFLED, names=names, task=self.name)
        return tuple(self.parameters.index(name) for name in names)

    def _take_dtypes(self, dtype: Any, shuffled: tuple[str, ...]) -> tuple[str, ...]:
        """Return the dtypes that are accepted beside that of the reference's result."""
        if type(dtype) is not bool and not (
            isinstance(dtype, tuple)
            and dtype
            and all(isinstance(name, str) and name in DTYPES for name in dtype)
        ):
            raise _broken(words.WRONG_DTYPE, dtype=dtype, task=self.name)
        if shuffled and dtype is not True:
            raise _broken(words.DTYPE_OF_BATCHES, dtype=dtype, names=shuffled, task=self.name)
        if isinstance(dtype, tuple):
            return dtype
        return () if dtype else (ANY_DTYPE,)

    def _take_rtol(self, rtol: float) -> float:
        if not _is_amount(rtol) or rtol >= 1:
            raise _broken(words.WRONG_RTOL, rtol=rtol, task=self.name)
        return float(rtol)

    def _take_atol(self, atol: float) -> float:
        if not _is_amount(atol):
            raise _broken(words.WRONG_ATOL, atol=atol, task=self.name)
        return float(atol)

    def _take_seeds(self, seeds: int) -> int:
        if type(seeds) is not int or not 1 <= seeds <= MOST_SEEDS:
            raise _broken(words.NO_COUNT_OF_SEEDS, seeds=seeds, task=self.name, most=MOST_SEEDS)
        return seeds

    def _take_raises(self, raises: tuple[Any, ...]) -> tuple[str, ...]:
        """Return the names of the exceptions that the task asks for."""
        wrong = [type_ for type_ in raises if not (isinstance(type_, type) and issubclass(type_, Exception))]
        if wrong:
            raise _broken(words.NO_EXCEPTION, type=wrong[0], task=self.name)
        return tuple(type_.__name__ for type_ in raises)

    def _take_points(self, points: float) -> float:
        if not _is_amount(points) or points == 0:
            raise _broken(words.WRONG_POINTS, points=points, task=self.name)
        return float(points)

    def _take_cases(self, cases: int) -> int:
        if type(cases) is not int or cases < 1:
            raise _broken(words.NO_COUNT_OF_CASES, cases=cases, task=self.name)
        return cases

    def _take_weights(self, weights: dict[str, float]) -> dict[str, float]:
        graded = [str(aspect) for aspect in WEIGHED if aspect == Aspect.VALUES or aspect in self.aspects]
        if self.asked.gradient:
            graded.remove(Aspect.ATTACHED)  # a right gradient is also attached
        wrong = [name for name, weight in weights.items() if name not in graded or not _is_amount(weight)]
        if wrong or (weights and not sum(weights.values()) > 0):
            raise _broken(words.WRONG_WEIGHTS, weights=weights, task=self.name, graded=", ".join(graded))
        return weights or dict.fromkeys(graded, 1.0)

    def _check_variant(self, function: Callable[..., Any]) -> None:
        """Raise a CourseError for a function in place of a class, or with other parameters."""
        if isinstance(function, type) != (self.kind == CLASS):
            raise _broken(words.OTHER_VARIANT[self.kind], task=self.name, name=function.__name__)
        try:
            inspect.signature(function).bind(*self.parameters)
        except TypeError as error:
            raise _broken(
                words.OTHER_ARITY,
                function=f"{function.__name__}{inspect.signature(function)}",
                call=f"{self.name}({', '.join(self.parameters)})",
            ) from error


@dataclass(frozen=True)
class MisconceptionWord:
    """`@task.misconception`, and `task.misconception.edit(…)`."""

    task: Task

    def __call__(self, function: Any = None, *, same_as: str = "", device: bool = False) -> Any:
        """Declare a wrong answer that learners really give; they read its docstring.

        `same_as` names another misconception of this task that behaves the same on every case. With
        `device`, it is right on a CPU, and fails with arguments on a GPU.
        """
        if function is None:
            return lambda given: self(given, same_as=same_as, device=device)
        message = _docstring(function)
        self.task.take_misconception(Variant(function.__name__, function, message, same_as, device))
        return function

    def edit(
        self, name: str, edits: Mapping[str, str], message: str, *, same_as: str = "", device: bool = False
    ) -> None:
        """Declare the reference with a few edits as a wrong answer.

        `edits` maps each old text to a new one: `{"w -= lr * g": "w = w - lr * g"}`. Each old text occurs
        exactly once in the source of the reference function. Learners read the message.
        """
        reference = self.task.reference
        if not isinstance(name, str) or not name.isidentifier():
            raise _broken(words.NO_NAME_OF_EDIT, name=name, task=self.task.name)
        if not isinstance(edits, Mapping) or not edits or not _are_texts(edits):
            raise _broken(words.NO_EDITS, name=name, task=self.task.name, edits=edits)
        try:
            source = edited(reference, edits)
            function = source.compiled(reference)
        except CourseError as error:
            raise _broken(words.OF_EDIT, name=name, task=self.task.name, why=error) from error
        except Exception as error:  # what is evaluated when a function is defined may raise anything
            why = f"{type(error).__name__}: {error}"
            raise _broken(words.EDIT_FAILS, name=name, task=self.task.name, why=why) from error
        self.task.take_misconception(Variant(name, function, message, same_as, device, source))


def _are_texts(edits: Mapping[Any, Any]) -> bool:
    return all(isinstance(text, str) for pair in edits.items() for text in pair)


def _parameters(reference: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the parameters; of a class, those that its own `__init__` takes.

    A class that only inherits `__init__` from a library has none.
    """
    if isinstance(reference, type):
        makers = [base for base in reference.__mro__ if {"__init__", "__new__"} & set(vars(base))]
        if makers[0].__module__ != reference.__module__:
            return ()
    return tuple(inspect.signature(reference).parameters)


def _docstring(function: Callable[..., Any]) -> str:
    """Return the docstring; one that a class inherits, or that a dataclass makes, does not count."""
    if not isinstance(function, type):
        return inspect.getdoc(function) or ""
    text = inspect.cleandoc(function.__doc__ or "")
    return "" if text.startswith(f"{function.__name__}(") else text


def _is_amount(number: Any) -> bool:
    """Whether this is a finite number that is not negative."""
    return isinstance(number, int | float) and math.isfinite(number) and number >= 0


def _broken(message: Message, **arguments: Any) -> CourseError:
    """Make a CourseError at the line of the course file that is being read."""
    return _at_line(CourseError(message, **arguments))


def _at_line(error: CourseError) -> CourseError:
    """Return an error with the line of the course file that is being read."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "grader":
        frame = frame.f_back
    if frame is None:
        return error
    return CourseError(words.IN_LINE, path=frame.f_code.co_filename, line=frame.f_lineno, why=error)
