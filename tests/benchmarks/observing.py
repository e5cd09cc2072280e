"""What observing a case and grading a right submission cost, for each exercise; see README.md."""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(Path(__file__).parent)]

from speed import GRADE, IMPORT, tell  # noqa: E402  # its folder is on the path only now

EXERCISES = tuple(f"exercise_0{number}" for number in range(1, 7))
MOST_OBSERVING = 0.11
"""Milliseconds of a case over the learner's own call, for each second of `import torch`."""
MOST_OF_A_BATCH = dict.fromkeys(EXERCISES[:4], 0.08) | dict.fromkeys(EXERCISES[4:], 0.2)
"""Seconds of a right submission in a batch, for each second of `import torch`."""
FEW = 2


def right(exercise: str) -> Path:
    return ROOT / "tests" / "solutions" / f"{exercise}_a.py"


# -------------------------------------------------------------------------------------- CPU seconds


def of_command(command: list[str], folder: Path) -> float:
    """The CPU seconds of a whole command and of all processes that it starts."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def of_call(function: Callable[[], object]) -> float:
    """The CPU seconds of a call in this process."""
    start = time.process_time()
    function()
    return time.process_time() - start


def of_processes(pid: int) -> int:
    """The CPU ticks of a process, of those below it, and of those that have ended below it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, fields[11:15])) + sum(map(of_processes, map(int, below)))


def below() -> float:
    """The CPU seconds of all processes below this one."""
    own = os.getpid()
    children = Path(f"/proc/self/task/{own}/children").read_text().split()
    return sum(map(of_processes, map(int, children))) / os.sysconf("SC_CLK_TCK")


# --------------------------------------------------------------------------------------- one case


def observing(exercise: str, folder: Path, runs: int) -> bool:
    """A case of a right solution in one process until it is sent, over the call alone."""
    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import assignment
    from grader.runner.recording.program import ProgramLoader
    from grader.runner.wire import frame

    key = obtain(load.builtin(), exercise, progress=lambda _task: None)
    needed = submission.needed(submission.read(right(exercise)), [task.name for task in key.tasks], stubs={})
    loader = ProgramLoader()
    list(loader.load(needed.program))
    assignments = [assignment(task) for task in key.tasks]
    functions = [loader._module.__dict__[task.name] for task in key.tasks]

    def observed() -> None:
        for one in assignments:
            for answer in loader.run(one):
                frame(answer)

    def alone() -> float:
        return sum(_alone(*pair) for pair in zip(functions, assignments, strict=True))

    observed(), alone()
    gc.collect(), gc.freeze()  # as in the process of a submission
    cases = sum(len(task.cases) for task in key.tasks)
    rows = [
        (1000 * (of_call(observed) - alone()) / cases, of_command(IMPORT, folder), 1000 * alone() / cases)
        for _ in range(runs)
    ]
    value = statistics.median(over / imported for over, imported, _ in rows)
    over, imported, call = (statistics.median(column) for column in zip(*rows, strict=True))
    note = f"{1000 * over:.0f} µs over {1000 * call:.0f} µs, {cases} cases, import {imported:.2f} s"
    limit = MOST_OBSERVING if exercise == "exercise_03" else float("inf")
    return tell(f"{exercise}: observing a case / import torch, 1/1000", value, limit, note)


def _alone(function, assignment) -> float:
    """The CPU seconds that the calls of a function take by themselves."""
    from contextlib import suppress

    from grader.runner.recording.building import build_all
    from grader.runner.recording.packages import names

    total = 0.0
    for case in assignment.cases:
        given = build_all(case, packages=names(assignment.asked.knows))[: len(case.arguments)]
        for _ in range(assignment.asked.calls):
            start = time.process_time()
            with suppress(Exception):
                result = function(*given)
                list(result) if assignment.asked.iterates else None
            total += time.process_time() - start
    return total


# --------------------------------------------------------------------------------- one submission


def fork_and_case(exercise: str, count: int) -> str:
    """What a submission costs by itself, and what each case adds, in milliseconds of both sides."""
    from msgspec.structs import replace

    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.grading.session import OnlyRunner, Session
    from grader.runner.process.pool import Pool

    whole = obtain(load.builtin(), exercise, progress=lambda _task: None)
    first = [
        replace(
            task,
            cases=task.cases[:1],
            expected=task.expected[:1],
            misconceptions=(),
            portable=tuple(replace(portable, index=0) for portable in task.portable),
        )
        for task in whole.tasks
    ]
    keys = (whole, replace(whole, tasks=tuple(first)))
    source = submission.read(right(exercise))
    with Pool() as pool:
        assert pool.torch

        def once(session: Session) -> None:
            session.grade(session.prepare(source), OnlyRunner(pool))

        many, few = (_each(once, Session(key), count) for key in keys)
    cases = sum(len(task.cases) for task in whole.tasks) - len(whole.tasks)
    each = (many - few) / cases
    return f"{1000 * (few - each * len(whole.tasks)):.0f} ms + {1000 * each:.3f} ms a case"


def _each(function: Callable, argument: object, count: int) -> float:
    """The CPU seconds of a call in this process and in those below it."""
    function(argument)
    start, start_below = time.process_time(), below()
    for _ in range(count):
        function(argument)
    return (time.process_time() - start + below() - start_below) / count


def in_a_batch(exercise: str, folder: Path, runs: int, count: int) -> bool:
    """A right submission in a batch of one job, without what the batch itself costs."""
    few, many = (_written(folder / f"{exercise}-{number}", exercise, number) for number in (FEW, count))

    def seconds(submissions: Path) -> float:
        shutil.rmtree(folder / "out", ignore_errors=True)
        words = ["batch", str(submissions), "-o", str(folder / "out"), "-j", "1", "--unconfined"]
        return of_command([*GRADE, *words], folder)

    rows = [((seconds(many) - seconds(few)) / (count - FEW), of_command(IMPORT, folder)) for _ in range(runs)]
    value = statistics.median(mine / base for mine, base in rows)
    mine, base = (statistics.median(column) for column in zip(*rows, strict=True))
    note = f"{1000 * mine:.0f} ms / {base:.2f} s; {fork_and_case(exercise, count)}"
    limit = MOST_OF_A_BATCH[exercise]
    return tell(f"{exercise}: a right submission in a batch / import torch", value, limit, note)


def _written(folder: Path, exercise: str, count: int) -> Path:
    """A folder of right submissions, none like another."""
    folder.mkdir()
    text = right(exercise).read_text("utf-8")
    for number in range(count):
        (folder / f"student{number:03}_{exercise}.py").write_text(f"# {number}\n{text}", "utf-8")
    return folder


def lines(folder: Path, exercises: list[str], runs: int, count: int) -> Iterator[bool]:
    for exercise in exercises:
        yield observing(exercise, folder, runs)
        yield in_a_batch(exercise, folder, runs, count)


def main() -> int:
    import warnings

    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="pairs per ratio")
    parser.add_argument("--count", type=int, default=12, help="submissions in a batch")
    parser.add_argument("--only", choices=EXERCISES, nargs="+", default=EXERCISES, help="these exercises")
    given = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    print(f"load {os.getloadavg()[0]:.1f}, torch {torch.__version__}")
    with tempfile.TemporaryDirectory() as name:
        kept = list(lines(Path(name), given.only, given.runs, given.count))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
