"""Grade a submission on several devices, in one grade.

The worst device decides the result of a task.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from grader.core.fact import Fact
from grader.core.model import CPU, ON_CPU, RANDOM, Key, Outcome, TaskKey
from grader.core.verdict import Grade, OnDevice, TaskResult
from grader.judge.devices.asked import goes_on
from grader.judge.grade import grade, skipped
from grader.runner.protocol import Runners
from grader.submission import Submission

ALIKE = (Outcome.MISSING, Outcome.NOT_FINISHED)
"""The outcomes without a run; they are the same on every device."""
NOT_ON_DEVICE = {ON_CPU: "gpu.not_on_device", RANDOM: "gpu.random"}


def grade_on(
    submission: Submission,
    key: Key,
    runners: Runners,
    *,
    tasks: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _task: None,
) -> Grade:
    """Grade a submission on each device.

    A task that can be graded on none of them is graded on the CPU.
    """
    if runners.devices == (CPU,):
        return grade(submission, key, runners[CPU], tasks=tasks, progress=progress)
    asked = [task for task in key.tasks if not tasks or task.name in tasks]
    chosen = {device: [task.name for task in asked if goes_on(task, device)] for device in runners.devices}
    left = [task.name for task in asked if not any(task.name in names for names in chosen.values())]
    chosen[CPU] = [task.name for task in asked if task.name in {*chosen.get(CPU, ()), *left}]
    grades = [
        grade(submission, key, runners[device], tasks=names, progress=_telling(progress, device))
        for device, names in sorted(chosen.items(), key=lambda pair: pair[0] != CPU)
        if names
    ]
    if not grades:  # without a task, any device will do
        grades = [grade(submission, key, runners[runners.devices[0]], tasks=("",))]
    found = {
        task.name: [result for graded in grades for result in graded.tasks if result.task == task.name]
        for task in asked
    }
    merged = tuple(_merged(task, found[task.name], runners.devices) for task in asked)
    return msgspec.structs.replace(
        grades[0],
        score=sum(result.score for result in merged),
        max_score=sum(result.max_score for result in merged),
        device=", ".join(runners.devices),
        skipped=skipped(submission, tasks),
        tasks=merged,
        cells=tuple(sorted({cell for graded in grades for cell in graded.cells})),
    )


def _telling(progress: Callable[[str], None], device: str) -> Callable[[str], None]:
    return lambda task: progress(f"{task} ({device})" if task else "")


def _merged(task: TaskKey, results: Sequence[TaskResult], devices: Sequence[str]) -> TaskResult:
    """Return the result that is shown, with the result on each device.

    It is the one of the first device on which the task is not right. A result that the grader could not
    grade does not count if another device has one that it could.
    """
    graded = [result for result in results if result.outcome is not Outcome.UNGRADED] or results
    shown = next((result for result in graded if result.outcome is not Outcome.PASSED), graded[0])
    if shown.outcome in ALIKE:
        return shown
    told = [_on_device(result) for result in results]
    known = {entry.device for entry in told}
    told += [
        OnDevice(device, None, 0.0, message=Fact(NOT_ON_DEVICE.get(task.gpu, "gpu.errors")))
        for device in devices
        if device not in known
    ]
    on_gpu = shown.on_gpu if len(graded) == 1 and shown.device == CPU else None
    score = min(result.score for result in graded)
    return msgspec.structs.replace(shown, score=score, devices=tuple(told), on_gpu=on_gpu)


def _on_device(result: TaskResult) -> OnDevice:
    aspects = tuple(dict.fromkeys(difference.aspect for difference in result.differences))
    message = result.error.message if result.outcome is Outcome.UNGRADED and result.error else None
    return OnDevice(result.device, result.outcome, result.score, aspects, message)
