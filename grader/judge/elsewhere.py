"""A task as it is asked on another device: the same cases, with what the reference gives there.

The key is made on the CPU. On a GPU the same numbers are expected within the same bounds, and a result lies
where its arguments do. What the reference refuses is not asked there: torch itself refuses with another
exception, or once the device is of no further use.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from grader.model import (
    ANYWHERE,
    CPU,
    WITH_INPUTS,
    Case,
    Expected,
    Misconception,
    Observation,
    TaskKey,
)
from grader.runner.protocol import TaskRun
from grader.value import Array, Items, Made, Mapping, Value, leaves

TENSORS = ("tensor", "Parameter")
FACTORIES = {
    "tensor",
    "empty",
    "zeros",
    "ones",
    "full",
    "eye",
    "arange",
    "linspace",
    "randn",
    "rand",
    "randint",
}
LACKING = re.compile(r"not implemented for '(\w+)'")
"""What torch says where a device lacks an operation for a dtype, by its name in C++."""
DTYPES = {
    "Bool": "bool",
    "Byte": "uint8",
    "Char": "int8",
    "Short": "int16",
    "Int": "int32",
    "Long": "int64",
    "Half": "float16",
    "BFloat16": "bfloat16",
}


def goes_on(task: TaskKey, device: str) -> bool:
    """Whether a task can be graded on a device."""
    return device == CPU or (task.gpu in (WITH_INPUTS, ANYWHERE) and bool(_asked(task)))


def asked_on(task: TaskKey, device: str) -> TaskKey:
    """The task as it is asked on a device on which it goes."""
    if device == CPU:
        return task
    task = only(task, _asked(task))
    where = [device if _has_tensors(case) else CPU for case in task.cases]
    return msgspec.structs.replace(
        task,
        cases=tuple(_case_on(case, device) for case in task.cases),
        expected=tuple(map(_expected_on, task.expected, where)),
        misconceptions=tuple(_misconception_on(one, where) for one in task.misconceptions),
    )


def seen_on(task: TaskKey, run: TaskRun, device: str) -> tuple[TaskKey, TaskRun]:
    """What was seen on a device, and the task without the cases that torch itself cannot do there."""
    if device == CPU:
        return task, run
    seen = list(run.observations)
    if task.gpu == ANYWHERE:
        seen = [
            _observation_on(one, device if _has_tensors(case) else CPU)
            for case, one in zip(task.cases, seen, strict=False)
        ]
    pairs = enumerate(zip(task.expected, seen, strict=False))
    lacking = {index for index, (expected, one) in pairs if _is_lacking(expected, one)}
    if not lacking:
        return task, replace(run, observations=tuple(seen))
    task = only(task, [index for index in range(len(task.cases)) if index not in lacking])
    return task, replace(run, observations=tuple(one for n, one in enumerate(seen) if n not in lacking))


def only(task: TaskKey, kept: Sequence[int]) -> TaskKey:
    """The task with some of its cases."""
    places = {index: place for place, index in enumerate(kept)}
    return msgspec.structs.replace(
        task,
        cases=tuple(task.cases[index] for index in kept),
        expected=tuple(task.expected[index] for index in kept),
        misconceptions=tuple(_with_cases(one, places) for one in task.misconceptions),
        portable=tuple(
            msgspec.structs.replace(one, index=places[one.index])
            for one in task.portable
            if one.index in places
        ),
    )


def _with_cases(one: Misconception, places: dict[int, int]) -> Misconception:
    """A misconception with the cases that are left, by their new numbers."""
    left = tuple((places[n], seen) for n, seen in one.observations if n in places)
    return msgspec.structs.replace(one, observations=left)


def _asked(task: TaskKey) -> list[int]:
    """The cases that are asked on a GPU."""
    return [n for n, expected in enumerate(task.expected) if expected.observation.failure is None]


def _is_lacking(expected: Expected, seen: Observation) -> bool:
    """Whether a device lacks an operation for the dtype that a result is to have: nobody can do it there."""
    found = LACKING.search(seen.failure.message) if seen.failure is not None else None
    value = expected.observation.value
    if found is None or value is None:
        return False
    return DTYPES.get(found[1]) in {array.dtype for _, array in leaves(value) if array.kind in TENSORS}


def _has_tensors(case: Case) -> bool:
    """Whether anything that a function is given lies on a device."""
    return any(_is_on_device(value) for value in case.inputs)


def _is_on_device(value: Value) -> bool:
    match value:
        case Array():
            return value.kind in TENSORS
        case Items():
            return any(map(_is_on_device, value.items))
        case Mapping():
            return any(_is_on_device(item) for _, item in value.pairs)
    return isinstance(value, Made)


# --------------------------------------------------------------------------------- with another device


def _expected_on(expected: Expected, device: str) -> Expected:
    return msgspec.structs.replace(expected, observation=_observation_on(expected.observation, device))


def _misconception_on(one: Misconception, where: Sequence[str]) -> Misconception:
    there = tuple((n, _observation_on(seen, where[n])) for n, seen in one.observations)
    return msgspec.structs.replace(one, observations=there)


def _observation_on(seen: Observation, device: str) -> Observation:
    return msgspec.structs.replace(
        seen,
        value=_value_on(seen.value, device) if seen.value is not None else None,
        inputs=tuple(_value_on(value, device) for value in seen.inputs),
    )


def _value_on(value: Value, device: str) -> Value:
    match value:
        case Array():
            return _array_on(value, device)
        case Items():
            return Items(value.type, tuple(_value_on(item, device) for item in value.items))
        case Mapping():
            return Mapping(value.type, tuple((key, _value_on(item, device)) for key, item in value.pairs))
    return value


def _array_on(array: Array, device: str) -> Array:
    if array.kind not in TENSORS or array.device == device:
        return array
    grad = _array_on(array.grad, device) if array.grad is not None else None
    return msgspec.structs.replace(array, device=device, grad=grad)


# ----------------------------------------------------------------------------------- code to be pasted


def _case_on(case: Case, device: str) -> Case:
    setup = "\n".join(case.setup)
    return msgspec.structs.replace(
        case,
        code=tuple(code_on(text, device) for text in case.code),
        setup=tuple(code_on(setup, device).split("\n")) if setup else (),
    )


def code_on(text: str, device: str) -> str:
    """Python that makes its tensors and networks on a device: with `device=`, or taken there at once."""
    lines = text.encode().split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    added: list[tuple[int, str]] = []
    for call in _makers(ast.parse(text)):
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        end = starts[call.end_lineno - 1] + call.end_col_offset
        if _is_network(call) or any(keyword.arg == "generator" for keyword in call.keywords):
            added.append((end, f'.to("{device}")'))
        else:
            added.append((end - 1, f', device="{device}"'))
    data = text.encode()
    for place, part in sorted(added, reverse=True):
        data = data[:place] + part.encode() + data[place:]
    return data.decode()


def _makers(node: ast.AST) -> Iterator[ast.Call]:
    """The outermost calls that make a tensor or a network."""
    if isinstance(node, ast.Call) and (_is_network(node) or _is_factory(node)):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _makers(child)


def _is_network(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith("torch.nn.")


def _is_factory(call: ast.Call) -> bool:
    name = ast.unparse(call.func).removeprefix("torch.")
    return isinstance(call.func, ast.Attribute) and name in FACTORIES
