"""Whether a right function would work on a GPU.

The answer comes from calls on tensors that stand in for tensors on a GPU.
"""

from __future__ import annotations

import msgspec

from grader.core.fact import Arguments, Fact, texts
from grader.core.model import ANYWHERE, Aspect, DeviceFault, GpuFault, Spot, TaskKey, fault_of
from grader.core.notation import written
from grader.core.value import INEXACT, Array, Items
from grader.core.verdict import Named, OnGpu, TaskResult
from grader.judge.advice import ways
from grader.judge.lines import SourceLines
from grader.runner.protocol import LoadedProgram
from grader.runner.wire import MoveCall

WORKS, FAILS, UNKNOWN = "works", "fails", "unknown"
CHOOSES = "is_available"
"""A name in code that chooses its device itself.

On a GPU such code would choose another device.
"""


def on_gpu(task: TaskKey, lines: SourceLines, session: LoadedProgram) -> OnGpu | None:
    """Try a few calls.

    None if the reference itself would not work on a GPU, or if that is unknown.
    """
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


def with_cause(task: TaskKey, result: TaskResult, lines: SourceLines, session: LoadedProgram) -> TaskResult:
    """Return a result on a GPU.

    If a tensor is wrongly on the CPU, add advice with the line that made it.
    """
    if not _is_about_devices(result) or (result.misconception is not None and result.misconception.certain):
        return result
    found = on_gpu(task, lines, session)
    if found is None or found.state != FAILS:
        return result
    named = found.misconception or result.misconception
    return msgspec.structs.replace(result, advice=found.advice, misconception=named)


def _is_about_devices(result: TaskResult) -> bool:
    """Whether a result is wrong in something that depends on the device."""
    if any(difference.aspect is Aspect.DEVICE for difference in result.differences):
        return True
    return result.error is not None and any("device" in text for text in texts(result.error.message))


def _fails(task: TaskKey, fault: GpuFault, lines: SourceLines) -> OnGpu:
    spot = fault.maker or fault.spot
    name, alike = _tensor(task)
    known = recognised(task.device_faults, fault)
    return OnGpu(
        FAILS,
        fault_fact(task, fault),
        advice(fault, name, alike=alike),
        spot.line if spot is not None else None,
        spot.cell if spot is not None else None,
        _text(spot, lines),
        Named(known.name, fault.kind != "result") if known is not None else None,
    )


def fault_fact(task: TaskKey, fault: GpuFault) -> Fact:
    """Return what would go wrong on a GPU, and what to do about it."""
    name, alike = _tensor(task)
    if fault.kind == "numpy":
        return Fact("gpu.numpy_raises")
    why = advice(fault, name, alike=alike)
    if fault.kind == "cuda":
        return why
    if fault.kind == "result":
        path: Arguments = {"path": written(fault.path)} if fault.path else {}
        return Fact("gpu.result_part" if path else "gpu.result", {**path, "why": why})
    code = "gpu.mixed" if fault.spot is not None else "gpu.mixed_somewhere"
    return _at(code, fault.spot, {"operation": fault.operation, "why": why})


def advice(fault: GpuFault, name: str, *, alike: bool) -> Fact:
    """Return what to do about a fault on a GPU.

    `alike`: a new tensor may have the dtype of the tensor with that name.
    """
    if fault.kind == "numpy":
        return Fact("gpu.numpy")
    if fault.kind == "cuda":
        return Fact("gpu.named", {"name": name})
    if fault.maker is None:
        return Fact("gpu.made_somewhere", {"ways": ways(name, alike=alike)})
    if fault.moved:
        return _at("gpu.moved", fault.maker, {"name": name})
    return _at("gpu.made", fault.maker, {"ways": ways(name, alike=alike)})


def _at(code: str, spot: Spot | None, args: Arguments) -> Fact:
    """Return a fact with its line, and in a notebook with its cell."""
    if spot is None:
        return Fact(code, args)
    if spot.cell is None:
        return Fact(code, {"line": spot.line, **args})
    return Fact(f"{code}_in_cell", {"line": spot.line, "cell": spot.cell, **args})


def recognised(known: tuple[DeviceFault, ...], fault: GpuFault) -> DeviceFault | None:
    """Return the known answer that fails in this way."""
    return next(
        (answer for answer in known if (answer.kind, answer.operation, answer.moved) == of(fault)), None
    )


def of(fault: GpuFault) -> tuple[str, str, bool]:
    """Return the properties by which a fault is recognised."""
    return fault.kind, fault.operation, fault.moved


def _text(spot: Spot | None, lines: SourceLines) -> str:
    return lines.text((spot.cell, spot.line)) if spot is not None else ""


def _tensor(task: TaskKey) -> tuple[str, bool]:
    """Return an argument that is a tensor, as code.

    Also return whether it has a dtype that most new tensors have.
    """
    largest = max(task.cases, key=lambda case: case.rank)
    named = list(zip(task.parameters, largest.arguments, strict=True))
    named += [
        (f"{name}[0]", value.items[0]) for name, value in named if isinstance(value, Items) and value.items
    ]
    tensors = [(name, value) for name, value in named if isinstance(value, Array) and not value.is_python]
    floats = [name for name, value in tensors if value.dtype in INEXACT]
    return (floats[0], True) if floats else (tensors[0][0] if tensors else "x", False)
