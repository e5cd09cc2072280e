"""Ask the properties of a task of what a submission returned.

A property is a function of the course. It runs on plain values that were built anew, in a process that holds
no submission. Each property is asked only of results that have all properties before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from grader.compare.observations import departs_in_form
from grader.core.errors import CourseError
from grader.core.message import Message
from grader.core.model import Broken, Case, Expected, Failure, Observation, Property, Requirements
from grader.core.notation import numbers, shown
from grader.core.value import Array, Atom, Items, Value
from grader.core.value import Mapping as Pairs
from grader.runner.wire import Assignment, Piece, Program

FILENAME = "property"
LONGEST_GOT = 300

RAISED = Message(
    "the property {name!r} raised {type}: {why}. A property must be True or False for every result of the "
    "form that the reference gives.",
    code="property.raised",
)
RAISED_IN = Message(
    "the property {name!r} raised {type} in `{code}`: {why}. A property must be True or False for every "
    "result of the form that the reference gives.",
    code="property.raised_in",
)
NO_ANSWER = Message(
    'the property {name!r} gave {value}. It must give True or False, or a pair such as (False, "73 %").',
    code="property.no_answer",
)
ENDED = Message("the property {name!r} gave no answer: {why}.", code="property.ended")
MESSAGES: Mapping[str, Message] = {message.code: message for message in (RAISED, RAISED_IN, NO_ANSWER, ENDED)}

Observe = Callable[[Program, Assignment], Sequence[Observation]]
"""Runs a program, and observes one of its functions on each case."""
Asked = tuple[Case, Expected, Observation]
"""A case, what the reference does in it, and what was observed."""


def with_properties(
    properties: Sequence[Property],
    asked: Sequence[Asked],
    observe: Observe,
    knows: tuple[tuple[str, str], ...] = (),
) -> tuple[Observation, ...]:
    """Return the observations, each with the first property that its result does not have.

    Without properties, they are unchanged. `knows` are the packages that the task needs.

    Raises CourseError if a property fails itself.
    """
    if not properties:
        return tuple(seen for *_, seen in asked)
    broken: dict[int, Broken] = {}
    left = [n for n, (_, expected, seen) in enumerate(asked) if not departs_in_form(expected, seen)]
    for one in properties:
        if not left:
            break
        cases = tuple(_case(one, *asked[n]) for n in left)
        names = tuple(_inputs(*asked[left[0]][:2]))
        assignment = Assignment(one.name, 1 + len(names), cases, Requirements(knows=knows))
        seen = observe(program(one, names), assignment)
        for n, answer in zip(left, seen, strict=True):
            holds, got = _answer(one, answer)
            if not holds:
                broken[n] = Broken(one.name, got)
        left = [n for n in left if n not in broken]
    found = (seen for *_, seen in asked)
    return tuple(
        msgspec.structs.replace(seen, is_tried=True, broken=broken.get(n)) for n, seen in enumerate(found)
    )


def program(one: Property, names: Sequence[str]) -> Program:
    """Return the program that defines a property as a function of the result and of all inputs.

    All are built in the order in which the task has them: inputs that are drawn are then those of the call.
    """
    given = ", ".join((one.parameters[0], *names))
    asked = f"{one.name} = (lambda _of: lambda {given}: _of({', '.join(one.parameters)}))({one.name})"
    return Program((Piece(FILENAME, 1, f"{one.code}\n\n{asked}", (one.name,), (one.name,)),))


def _inputs(case: Case, expected: Expected) -> dict[str, Value]:
    """Return the inputs of a case and the labels that only properties get, by name."""
    return dict(zip(case.names, case.inputs, strict=True)) | expected.secrets


def _case(one: Property, case: Case, expected: Expected, seen: Observation) -> Case:
    """Return the call of a property: with the result, and with all inputs and labels."""
    assert seen.value is not None
    inputs = _inputs(case, expected)
    values = (buildable(seen.value), *inputs.values())
    return Case(values, (), case.seed, names=(one.parameters[0], *inputs))


def buildable(value: Value) -> Value:
    """Return the value as an input: tensors without a graph, the results of several calls in a list."""
    match value:
        case Array():
            kind = "tensor" if value.kind == "Parameter" else value.kind
            return Array(kind, value.dtype, value.shape, value.data, value.device)
        case Items(type="tuple" | "torch.Size" | "set" | "frozenset" | "list"):
            return Items(value.type, tuple(map(buildable, value.items)))
        case Items():
            return Items("list", tuple(map(buildable, value.items)))
        case Pairs():
            return Pairs("dict", tuple((key, buildable(part)) for key, part in value.pairs))
    return value


def _answer(one: Property, seen: Observation) -> tuple[bool, str]:
    """Return whether the property holds, and what it says of the result."""
    if seen.failure is not None:
        raise _raised(one, seen.failure)
    value, got = seen.value, ""
    if isinstance(value, Items) and value.type == "tuple" and len(value.items) == 2:
        value, said = value.items
        got = said.text if isinstance(said, Atom) else shown(said)
    if not isinstance(value, Array) or value.dtype != "bool" or value.data is None or len(value.data) != 1:
        raise CourseError(NO_ANSWER, name=one.name, value=shown(seen.value)[:LONGEST_GOT])
    return bool(_first(value)), got[:LONGEST_GOT].rstrip(".")


def _raised(one: Property, failure: Failure) -> CourseError:
    """Make the error for a property that raised; with the line of its code, if that is known."""
    facts = {"name": one.name, "type": failure.type, "why": failure.message.rstrip(".")}
    lines = one.code.split("\n")
    if failure.line is None or not 0 < failure.line <= len(lines):
        return CourseError(RAISED, **facts)
    return CourseError(RAISED_IN, **facts, code=lines[failure.line - 1].strip()[:LONGEST_GOT])


def _first(array: Array) -> Any:
    return numbers(array).reshape(-1)[0]
