"""The process that makes task keys: `python -m grader.course.maker`.

It reads jobs from standard input and writes answers to standard output. Once it has loaded torch and the
exercise, it forks a worker for each core.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from grader.core.errors import CourseError
from grader.course.elsewhere import Answer, Job, encoded, receive_job, send
from grader.course.here import Here
from grader.course.load import Course

NICE = 10
"""By how much other work goes before what is made in the background."""
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Answer jobs until the input ends."""
    _end_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a reference prints is no answer
    import torch

    torch.set_num_threads(1)
    here: Here | None = None
    jobs = os.fdopen(0, "rb", 0)
    while (job := receive_job(jobs)) is not None:
        here = here or Here(Course(Path(job.root)), job.name)
        if job.background:
            os.nice(NICE)
        for answer in _answers(here, job):
            if not job.background:
                send(answer, answers)
        if job.background:
            return


def _answers(here: Here, job: Job) -> Iterator[bytes]:
    if not job.tasks:
        yield encoded(_outlined(here))
    elif (jobs := min(len(job.tasks), _cores())) == 1:
        yield from (encoded(_made(here, task)) for task in job.tasks)
    else:
        yield from _made_by_workers(here, job.tasks, jobs)


def _outlined(here: Here) -> Answer:
    try:
        return Answer(outline=here.outline)
    except CourseError as error:
        return Answer(fault=str(error))


def _made(here: Here, task: str) -> Answer:
    try:
        return Answer(task=here.task(task))
    except CourseError as error:
        return Answer(fault=str(error))


_here: list[Here] = []
"""The maker that forked workers inherit."""


def _made_by_workers(here: Here, tasks: Sequence[str], jobs: int) -> Iterator[bytes]:
    """Yield the key of each task when it is ready; the workers have torch and the exercise loaded.

    They answer in bytes: a pickled key is not the same bytes again.
    """
    _here[:] = [here]
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, initializer=_end_with_parent) as workers:
        for future in as_completed([workers.submit(_made_in_worker, task) for task in tasks]):
            yield future.result()


def _made_in_worker(task: str) -> bytes:
    return encoded(_made(_here[0], task))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _end_with_parent() -> None:
    """Let the kernel end this process when its parent ends; elsewhere than on Linux, a closed pipe does."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
