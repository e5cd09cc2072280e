"""Whether a right function would work on a GPU, told from calls on tensors that stand for a GPU's."""

from __future__ import annotations

import msgspec

from grader.judge import words
from grader.judge.lines import Lines
from grader.model import ANYWHERE, Aspect, DeviceFault, Fault, Spot, TaskKey, fault_of
from grader.runner.protocol import Session
from grader.runner.wire import MoveCall
from grader.value import INEXACT, Array, Items
from grader.verdict import Named, OnGpu, TaskResult

WORKS, FAILS, UNKNOWN = "works", "fails", "unknown"
CHOOSES = "is_available"
"""Code in which this stands chooses a device by itself, and would choose another one on a GPU."""


def on_gpu(task: TaskKey, lines: Lines, session: Session) -> OnGpu | None:
    """Try a few calls; None where the reference itself would not work on a GPU, or that cannot be told."""
    if not task.portable:
        return None
    if any(CHOOSES in piece.text for piece in lines.program.pieces if task.name in piece.tasks):
        return OnGpu(UNKNOWN)
    state = UNKNOWN if task.gpu == ANYWHERE else WORKS
    for portable in task.portable:
        told = session.move(MoveCall(task.name, task.cases[portable.index], task.asked))
        fault = fault_of(told, portable) if told is not None else None
        if fault is not None:
            return _fails(task, fault, lines)
        if told is None or not told.told:
            state = UNKNOWN
    return OnGpu(state)


def with_cause(task: TaskKey, result: TaskResult, lines: Lines, session: Session) -> TaskResult:
    """A result on a GPU; where something lies on the CPU that should not, with the line that it is from."""
    if not _is_about_devices(result) or (result.misconception is not None and result.misconception.certain):
        return result
    found = on_gpu(task, lines, session)
    if found is None or found.state != FAILS:
        return result
    named = found.misconception or result.misconception
    return msgspec.structs.replace(result, advice=found.advice, misconception=named)


def _is_about_devices(result: TaskResult) -> bool:
    """Whether a result is wrong in what a device has to do with."""
    if any(difference.aspect is Aspect.DEVICE for difference in result.differences):
        return True
    return result.error is not None and "device" in result.error.message


def _fails(task: TaskKey, fault: Fault, lines: Lines) -> OnGpu:
    spot = fault.maker or fault.spot
    name, alike = _tensor(task)
    known = recognised(task.device_faults, fault)
    return OnGpu(
        FAILS,
        fault_text(task, fault),
        words.gpu_advice(fault, name, alike=alike),
        spot.line if spot is not None else None,
        spot.cell if spot is not None else None,
        _text(spot, lines),
        Named(known.name, known.message, fault.kind != "result") if known is not None else None,
    )


def fault_text(task: TaskKey, fault: Fault) -> str:
    """What would go wrong on a GPU, and what to do about it."""
    name, alike = _tensor(task)
    return words.on_gpu(fault, name, alike=alike)


def recognised(known: tuple[DeviceFault, ...], fault: Fault) -> DeviceFault | None:
    """The known answer that fails in this way."""
    return next((one for one in known if (one.kind, one.operation, one.moved) == of(fault)), None)


def of(fault: Fault) -> tuple[str, str, bool]:
    """By what a fault is recognised."""
    return fault.kind, fault.operation, fault.moved


def _text(spot: Spot | None, lines: Lines) -> str:
    return lines.text((spot.cell, spot.line)) if spot is not None else ""


def _tensor(task: TaskKey) -> tuple[str, bool]:
    """An argument that is a tensor, as code, and whether it has a dtype that most of what is made has."""
    named = list(zip(task.parameters, task.cases[-1].arguments, strict=True))
    named += [
        (f"{name}[0]", value.items[0]) for name, value in named if isinstance(value, Items) and value.items
    ]
    tensors = [(name, value) for name, value in named if isinstance(value, Array) and not value.is_python]
    floats = [name for name, value in tensors if value.dtype in INEXACT]
    return (floats[0], True) if floats else (tensors[0][0] if tensors else "x", False)
