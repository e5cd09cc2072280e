"""A task as it is asked on another device.

It has the same cases, with the reference's results on that device. The key is made on the CPU. On a GPU the
same numbers are expected within the same bounds. A result is on the device of its arguments. Cases on which
the reference raises are not asked on a GPU. On a GPU, torch itself raises another exception, or raises too
late: the device is then no longer usable.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from grader.core.model import ANYWHERE, CPU, WITH_INPUTS, Case, Expected, Misconception, Observation, TaskKey
from grader.core.value import TRAJECTORY, Array, Atom, Items, Made, Mapping, Value
from grader.judge.reading import only
from grader.runner.protocol import TaskRun

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


def goes_on(task: TaskKey, device: str) -> bool:
    """Whether a task can be graded on a device."""
    return device == CPU or (task.gpu in (WITH_INPUTS, ANYWHERE) and bool(_asked(task)))


def asked_on(task: TaskKey, device: str) -> TaskKey:
    """Return the task as it is asked on a device on which it can be graded."""
    if device == CPU:
        return task
    task = only(task, _asked(task))
    where = [device if _has_tensors(case) else CPU for case in task.cases]
    return msgspec.structs.replace(
        task,
        cases=tuple(_case_on(case, device) for case in task.cases),
        expected=tuple(map(_expected_on, task.expected, where)),
        misconceptions=tuple(
            _misconception_on(misconception, where) for misconception in task.misconceptions
        ),
    )


def seen_on(task: TaskKey, run: TaskRun, device: str) -> TaskRun:
    """Return the observations on a device.

    If the task does not ask for the device of its results, it counts as expected. The device of the input
    tensors and networks after the call is always compared.
    """
    if device == CPU or task.gpu != ANYWHERE:
        return run
    pairs = zip(task.cases, run.observations, strict=False)
    moved = (_results_on(seen, device if _has_tensors(case) else CPU) for case, seen in pairs)
    return replace(run, observations=tuple(moved))


def _asked(task: TaskKey) -> list[int]:
    """Return the cases that are asked on a GPU."""
    return [n for n, expected in enumerate(task.expected) if expected.observation.failure is None]


def _has_tensors(case: Case) -> bool:
    """Whether any argument of a function is on a device."""
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


def _results_on(seen: Observation, device: str) -> Observation:
    """Move what a call returned, and what it recorded, to another device."""
    there = _observation_on(seen, device)
    kept = tuple(
        new if isinstance(old, Items) and old.type == TRAJECTORY else old
        for old, new in zip(seen.inputs, there.inputs, strict=True)
    )
    return msgspec.structs.replace(there, inputs=kept)


def _value_on(value: Value, device: str) -> Value:
    match value:
        case Array():
            return _array_on(value, device)
        case Atom(type="device"):
            return Atom("device", repr_of(device))
        case Items():
            return Items(value.type, tuple(_value_on(item, device) for item in value.items))
        case Mapping():
            return Mapping(value.type, tuple((key, _value_on(item, device)) for key, item in value.pairs))
    return value


def repr_of(device: str) -> str:
    """Write a device as torch does: `device(type='cuda', index=0)`."""
    kind, _, index = device.partition(":")
    return f"device(type='{kind}'{f', index={index}' if index else ''})"


def _array_on(array: Array, device: str) -> Array:
    if array.kind not in TENSORS or array.device == device:
        return array
    grad = _array_on(array.grad, device) if array.grad is not None else None
    return msgspec.structs.replace(array, device=device, grad=grad)


def _case_on(case: Case, device: str) -> Case:
    setup = "\n".join(case.setup)
    return msgspec.structs.replace(
        case,
        code=tuple(code_on(text, device) for text in case.code),
        setup=tuple(code_on(setup, device).split("\n")) if setup else (),
    )


# ------------------------------------------------------------------------------- code to be pasted


def code_on(text: str, device: str) -> str:
    """Rewrite Python code to make its tensors and networks on a device.

    It adds `device=`, or a call of `.to()`.
    """
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
    """Yield the outermost calls that make a tensor or a network."""
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
