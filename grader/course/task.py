"""A task of an exercise: its reference, its inputs, and all that is declared for it."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import CodeType, FunctionType
from typing import Any, TypeVar

import msgspec

from grader.core.errors import CourseError
from grader.core.model import CLASS, FUNCTION, VARIABLE, Aspect, Requirements
from grader.course import packages, words
from grader.course.arguments import checked
from grader.course.arrangement import arranged
from grader.course.broken import broken
from grader.course.edited import edited
from grader.course.inputs import Input, InputError, as_input
from grader.course.objects import check_text
from grader.course.options import (
    Options,
    absolute,
    accepted_dtypes,
    amount_of_points,
    checked_weights,
    count_of_cases,
    count_of_seeds,
    names_of_errors,
    relative,
    requirements,
    shuffled_places,
)
from grader.course.variant import PropertyFunction, Variant, docstring
from grader.course.withheld import HeldOut
from grader.runner.recording.building import free_names

Function = TypeVar("Function", bound=Callable[..., Any])


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
        self.asked = requirements(options, self.name, self.kind)
        self.find_packages()
        self.judged_with = self._take_judged_with(options.judged_with)
        self.rtol = relative(options.rtol, self.name)
        self.atol = absolute(options.atol, self.name)
        self.seeds = count_of_seeds(options.seeds, self.name)
        self.shuffled = shuffled_places(options.shuffled, self.name, self.parameters)
        self.dtypes = accepted_dtypes(options.dtype, options.shuffled, self.name)
        self._attached = options.attached
        self.gpu = options.gpu
        self.raises = names_of_errors(options.raises, self.name)
        self.points = amount_of_points(options.points, self.name)
        self.cases = count_of_cases(options.cases, self.name)
        self.weights = checked_weights(dict(options.weights), self.name, self.aspects)
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

    @property
    def idle(self) -> tuple[str, ...]:
        """The parameters that the reference or another right answer does not read."""
        functions = (self.reference, *(variant.function for variant in self.rights))
        codes = [function.__code__ for function in functions if isinstance(function, FunctionType)]
        return tuple(name for name in self.parameters if any(name not in _read(code) for code in codes))

    @checked("@task.right", "@norm.right")
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
            raise broken(words.NO_FLAG_OF_MISCONCEPTION, option="device", value=device, name=name)
        if not isinstance(message, str) or not message.strip():
            text = words.NO_DOCSTRING if variant.source is None else words.NO_MESSAGE
            raise broken(text, name=name, task=self.name)
        every = (*self.misconceptions, *self.device_misconceptions)
        known = [variant.name for variant in every if variant.device == device]
        if name in self._message_names() or name in [one.name for one in self.properties]:
            raise broken(words.MISCONCEPTION_TWICE, name=name)
        if same_as and same_as not in known:
            text = words.SAME_AS_UNKNOWN if known else words.SAME_AS_NOTHING
            raise broken(text, same_as=same_as, task=self.name, known=", ".join(known))
        self._check_variant(variant.function)
        variant = replace(variant, message=" ".join(message.split()))
        (self.device_misconceptions if device else self.misconceptions).append(variant)

    @checked("@task.holds", "@norm.holds")
    def holds(self, function: Function) -> Function:
        """Declare a property that the result must have, in place of the reference's numbers.

        The function gets the result, and the inputs before the call that it names as its other parameters.
        With several calls, it gets a list of their results. It returns True or False, or a pair of that and
        a text on what the result is. Learners read its docstring. The properties are asked in their order.
        """
        name, message = function.__name__, inspect.getdoc(function) or ""
        parameters = tuple(inspect.signature(function).parameters)
        if not message:
            raise broken(words.PROPERTY_NO_DOCSTRING, name=name, task=self.name)
        if name in (known.name for known in self.properties) or name in self._message_names():
            raise broken(words.PROPERTY_TWICE, name=name)
        if not parameters or parameters[0] in self.names:
            raise broken(words.PROPERTY_NO_RESULT, name=name, task=self.name)
        if unknown := [other for other in parameters[1:] if other not in (*self.names, *self.judged_with)]:
            raise broken(
                words.PROPERTY_UNKNOWN,
                name=name,
                unknown=unknown[0],
                task=self.name,
                inputs=", ".join(self.names),
            )
        if self.shuffled or self.asked.gradient:
            raise broken(words.PROPERTY_BESIDE, name=name, task=self.name)
        line = function.__code__.co_firstlineno
        self.properties.append(PropertyFunction(name, parameters, " ".join(message.split()), line))
        return function

    def _message_names(self) -> list[str]:
        """Return the names of all misconceptions."""
        return [known.name for known in (*self.misconceptions, *self.device_misconceptions)]

    @checked("task.hint(…)", 'norm.hint("What is the sum of squares?")')
    def hint(self, text: str) -> None:
        """Add a hint; learners get them one at a time."""
        if not isinstance(text, str) or not text.strip():
            raise broken(words.EMPTY_HINT, task=self.name, text=text)
        self.hints.append(" ".join(text.split()))

    def _take_inputs(self, inputs: Mapping[str, Any], options: Options) -> tuple[Input, ...]:
        probe = options.probe
        if not set(self.parameters) <= set(inputs):
            raise broken(
                words.OTHER_INPUTS if inputs else words.NO_INPUTS,
                task=self.name,
                inputs=", ".join(inputs),
                parameters=", ".join(self.parameters),
            )
        try:
            taken = {name: as_input(inputs[name]) for name in self.names}
        except InputError as error:
            raise broken(words.NO_INPUT, task=self.name, **error.arguments) from error
        used = {name for word in taken.values() for name in word.refers()}
        used -= dict(self._knows).keys()
        if unknown := used - set(self.names):
            raise broken(
                words.MADE_FROM_UNKNOWN,
                task=self.name,
                unknown=", ".join(sorted(unknown)),
                inputs=", ".join(self.names),
            )
        used |= {probe} | self._take_seen_as(options.seen_as)
        if probe and probe not in self.names:
            raise broken(words.UNKNOWN_PROBE, probe=probe, task=self.name, inputs=", ".join(self.names))
        needed = {name for word in taken.values() for name in word.needs()}
        if idle := [name for name in self.names[len(self.parameters) :] if name not in used | needed]:
            raise broken(words.IDLE_INPUT, name=idle[0], task=self.name)
        self.refers = bool(used - {""})
        self.names = tuple(name for name in self.names if name in used or name in self.parameters)
        try:
            return arranged(self.names, taken)
        except InputError as error:
            raise broken(words.OF_TASK, task=self.name, why=error) from error

    def _take_seen_as(self, text: str) -> frozenset[str]:
        """Return the inputs that a text uses which reads the result."""
        if text == "":
            return frozenset()
        if not isinstance(text, str):
            raise broken(words.SEEN_AS_NO_TEXT, text=text, task=self.name)
        try:
            check_text(text)
        except InputError as error:
            raise broken(words.SEEN_AS_BROKEN, text=text, task=self.name, why=error) from error
        free = free_names(text) - dict(self._knows).keys()
        if "result" not in free:
            raise broken(words.SEEN_AS_WITHOUT_RESULT, text=text, task=self.name)
        if unknown := sorted(free - {"result", *self.names}):
            raise broken(
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
            raise broken(words.WRONG_JUDGED_WITH, given=given, task=self.name)
        if twice := [name for name in given if name in self.names]:
            raise broken(words.JUDGED_WITH_INPUT, name=twice[0], task=self.name)
        return dict(given)

    def find_packages(self) -> None:
        """Find out which packages this task needs; again when all functions of the file are known."""
        texts = {name for word in self.inputs for name in word.refers()}
        texts |= free_names(self.asked.seen_as) if self.asked.seen_as else set()
        needed = packages.needed(self._knows, self.reference, self.inputs, texts)
        self.asked = msgspec.structs.replace(self.asked, knows=needed)

    def _check_variant(self, function: Callable[..., Any]) -> None:
        """Raise a CourseError for a function in place of a class, or with other parameters."""
        if isinstance(function, type) != (self.kind == CLASS):
            raise broken(words.OTHER_VARIANT[self.kind], task=self.name, name=function.__name__)
        try:
            inspect.signature(function).bind(*self.parameters)
        except TypeError as error:
            raise broken(
                words.OTHER_ARITY,
                function=f"{function.__name__}{inspect.signature(function)}",
                call=f"{self.name}({', '.join(self.parameters)})",
            ) from error


def _parameters(reference: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the parameters; of a class, those that its own `__init__` takes.

    A class that only inherits `__init__` from a library has none.
    """
    if isinstance(reference, type):
        makers = [base for base in reference.__mro__ if {"__init__", "__new__"} & set(vars(base))]
        if makers[0].__module__ != reference.__module__:
            return ()
    return tuple(inspect.signature(reference).parameters)


@dataclass(frozen=True)
class MisconceptionWord:
    """`@task.misconception`, and `task.misconception.edit(…)`."""

    task: Task

    @checked("@task.misconception", "@norm.misconception")
    def __call__(self, function: Any = None, *, same_as: str = "", device: bool = False) -> Any:
        """Declare a wrong answer that learners really give; they read its docstring.

        `same_as` names another misconception of this task that behaves the same on every case. With
        `device`, it is right on a CPU, and fails with arguments on a GPU.
        """
        if function is None:
            return lambda given: self(given, same_as=same_as, device=device)
        message = docstring(function)
        self.task.take_misconception(Variant(function.__name__, function, message, same_as, device))
        return function

    @checked(
        "task.misconception.edit(…)", 'norm.misconception.edit("doubles", {"x": "2 * x"}, "x is doubled.")'
    )
    def edit(
        self, name: str, edits: Mapping[str, str], message: str, *, same_as: str = "", device: bool = False
    ) -> None:
        """Declare the reference with a few edits as a wrong answer.

        `edits` maps each old text to a new one: `{"w -= lr * g": "w = w - lr * g"}`. Each old text occurs
        exactly once in the source of the reference function. Learners read the message.
        """
        reference = self.task.reference
        if not isinstance(name, str) or not name.isidentifier():
            raise broken(words.NO_NAME_OF_EDIT, name=name, task=self.task.name)
        if not isinstance(edits, Mapping) or not edits or not _are_texts(edits):
            raise broken(words.NO_EDITS, name=name, task=self.task.name, edits=edits)
        try:
            source = edited(reference, edits)
            function = source.compiled(reference)
        except CourseError as error:
            raise broken(words.OF_EDIT, name=name, task=self.task.name, why=error) from error
        except Exception as error:  # what is evaluated when a function is defined may raise anything
            why = f"{type(error).__name__}: {error}"
            raise broken(words.EDIT_FAILS, name=name, task=self.task.name, why=why) from error
        self.task.take_misconception(Variant(name, function, message, same_as, device, source))


def _are_texts(edits: Mapping[Any, Any]) -> bool:
    return all(isinstance(text, str) for pair in edits.items() for text in pair)


def _read(code: CodeType) -> set[str]:
    """Return the names that a function reads, or keeps for one inside it."""
    read = set(code.co_cellvars)
    for step in dis.get_instructions(code):
        names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
        if step.opname.startswith("LOAD_FAST"):  # from Python 3.13 on, two names may be loaded at once,
            read.update(names)
        elif step.opname.startswith("STORE_FAST_LOAD_FAST"):  # or one is stored, and another one loaded
            read.add(names[-1])
    return read
