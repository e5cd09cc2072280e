"""Ratios of whole commands and of grading to observing; see README.md beside this file."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GRADE = [sys.executable, "-m", "grader"]
MARK = "⟦"
IMPORT = [sys.executable, "-c", "import torch"]


def seconds(command: list[str], folder: Path) -> float:
    """The wall time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def ratio(command: list[str], base: list[str], folder: Path, runs: int) -> tuple[float, float, float]:
    """The median of the ratios of pairs, after one warm-up, and the medians of both times."""
    seconds(command, folder), seconds(base, folder)
    pairs = [(seconds(command, folder), seconds(base, folder)) for _ in range(runs)]
    middle = statistics.median
    return middle(a / b for a, b in pairs), middle(a for a, _ in pairs), middle(b for _, b in pairs)


def tell(name: str, value: float, limit: float, note: str) -> bool:
    print(f"{'ok  ' if value <= limit else 'OVER'} {name:<52} {value:6.2f}  (limit {limit:g}; {note})")
    return value <= limit


def whole_commands(folder: Path, runs: int) -> list[bool]:
    kept = []
    for name, words, limit in (
        ("grade, all right, cached key", [*GRADE, "exercise_03.py"], 1.5),
        ("grade, half wrong, cached key", [*GRADE, "sample_exercise_03.py"], 1.5),
        ("grade, untouched starter", [*GRADE, "starter_exercise_03.py"], 1.5),
        ("grade --help", [*GRADE, "--help"], 0.05),
        *spoken(folder),
    ):
        value, mine, base = ratio(words, IMPORT, folder, runs)
        kept.append(tell(f"{name} / import torch", value, limit, f"{mine:.3f} s / {base:.3f} s"))
    return kept


def spoken(folder: Path) -> list[tuple[str, list[str], float]]:
    """Help in the pseudo-language, which shows what a catalogue costs; nothing until there is `--lang`."""
    words = [*GRADE, "--lang", "xx", "--help"]
    told = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout
    if MARK not in told:
        print("     grade --lang xx --help is not in the pseudo-language")
        return []
    return [("grade --lang xx --help", words, 0.05)]


def first_run(folder: Path, runs: int) -> bool:
    ratios, times = [], []
    for _ in range(max(3, runs // 3)):
        shutil.rmtree(folder / "cache", ignore_errors=True)
        mine, base = seconds([*GRADE, "exercise_03.py"], folder), seconds(IMPORT, folder)
        ratios.append(mine / base)
        times.append(mine)
    note = f"{statistics.median(times):.2f} s"
    return tell("grade, all tasks, no key / import torch", statistics.median(ratios), 6, note)


def grading_and_observing(runs: int) -> bool:
    """Everything that grading adds to observing the same cases in one process, both warm."""
    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import assignment, grade
    from grader.runner.inprocess import InProcess
    from grader.runner.process.pool import Pool

    key = obtain(load.builtin(), "exercise_03", progress=lambda _task: None)
    stubs = {task.name: submission.stub(key.text.task(task.name).stub) for task in key.tasks}
    path = ROOT / "tests" / "solutions" / "exercise_03_a.py"
    ratios, times = [], []
    with Pool() as pool:
        assert pool.torch
        for _ in range(runs):
            start = time.perf_counter()
            needed = submission.needed(submission.read(path), list(stubs), stubs=stubs)
            assert grade(needed, key, pool).score == len(key.tasks)
            middle = time.perf_counter()
            with InProcess().session(needed.program) as session:
                list(session.run([assignment(task) for task in key.tasks]))
            end = time.perf_counter()
            ratios.append((middle - start) / (end - middle))
            times.append((middle - start, end - middle))
    mine, base = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    note = f"{mine:.0f} ms / {base:.0f} ms"
    return tell("grading / observing in one process", statistics.median(ratios), 2, note)


def training(runs: int) -> bool:
    """Grading the training loops, against the bare references on the same cases in one process, both warm."""
    import warnings

    import torch

    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import grade
    from grader.runner.process.pool import Pool

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    course = load.builtin()
    key = obtain(course, "exercise_06", progress=lambda _task: None)
    stubs = {task.name: submission.stub(key.text.task(task.name).stub) for task in key.tasks}
    path = ROOT / "tests" / "solutions" / "exercise_06_b.py"
    references = {task.name: task.reference for task in load.load(course, "exercise_06").tasks}
    ratios, times = [], []
    with Pool() as pool:
        assert pool.torch
        for _ in range(runs):
            start = time.perf_counter()
            needed = submission.needed(submission.read(path), list(stubs), stubs=stubs)
            assert grade(needed, key, pool).score == len(key.tasks)
            middle = time.perf_counter()
            for task in key.tasks:
                run_bare(references[task.name], task)
            end = time.perf_counter()
            ratios.append((middle - start) / (end - middle))
            times.append((middle - start, end - middle))
    mine, base = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    note = f"{mine:.0f} ms / {base:.0f} ms"
    return tell("grading exercise_06 / its bare reference", statistics.median(ratios), 3, note)


def confinement() -> list[bool]:
    """What an honest submission with 12 calls costs confined, above unconfined, and in all."""
    import msgspec

    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import grade
    from grader.runner.process.pool import Pool
    from grader.runner.sandbox.available import lacks
    from grader.runner.sandbox.tiers import FLAT, NAMESPACES

    whole = obtain(load.builtin(), "exercise_03", progress=lambda _task: None)
    task = next(task for task in whole.tasks if task.name == "l2_norm")
    task = msgspec.structs.replace(
        task, cases=task.cases[:12], expected=task.expected[:12], misconceptions=(), portable=()
    )
    key = msgspec.structs.replace(whole, tasks=(task,))
    path = ROOT / "tests" / "runner" / "sandbox" / "submissions" / "000_honest_correct.py"
    program = submission.needed(submission.read(path), ["l2_norm"], stubs={})

    def once(pool: Pool) -> float:
        start = time.perf_counter()
        assert grade(program, key, pool).score == 1
        return 1000 * (time.perf_counter() - start)

    kept = []
    for tier in (NAMESPACES, FLAT):
        if lacks(tier):
            print(f"     the tier {tier.name} cannot be used here: {lacks(tier)[0]}")
            continue
        with Pool() as free, Pool(tier=tier) as confined:
            assert free.torch == confined.torch
            pairs = [(once(confined), once(free)) for _ in range(110)][10:]
        extra = statistics.median(mine - base for mine, base in pairs)
        mine, base = (statistics.median(column) for column in zip(*pairs, strict=True))
        note = f"{mine:.0f} - {base:.0f}, median of 100"
        kept.append(tell(f"12 calls, {tier.name} - unconfined, ms", extra, 40, note))
        kept.append(tell(f"12 calls, {tier.name}, ms", mine, 60, "median of 100"))
    return kept


def run_bare(reference, task) -> None:
    """A reference on all cases of its task, as often as it is called, and nothing else."""
    from grader.runner.recording.building import build_all

    for case in task.cases:
        for _ in range(task.asked.calls):
            result = reference(*build_all(case)[: len(case.arguments)])
            if task.asked.iterates:
                list(result)


def several(folder: Path, runs: int) -> bool:
    """Three exercises in one command, against the dearest alone and the observing of the others."""
    names = [f"exercise_0{number}.py" for number in (1, 2, 3)]
    alone = {name: [*GRADE, name] for name in names}
    for command in (*alone.values(), [*GRADE, *names]):
        seconds(command, folder)
    ratios, times = [], []
    for _ in range(runs):
        together = seconds([*GRADE, *names], folder)
        each = {name: seconds(command, folder) for name, command in alone.items()}
        dearest = max(each, key=lambda name: each[name])
        others = sum(observing(name.removesuffix(".py")) for name in names if name != dearest)
        ratios.append(together / (each[dearest] + others))
        times.append((together, each[dearest], others))
    mine, base, rest = (statistics.median(column) for column in zip(*times, strict=True))
    note = f"{mine:.2f} s / ({base:.2f} s + {rest:.2f} s)"
    return tell("three exercises / (dearest alone + observing others)", statistics.median(ratios), 1.3, note)


def observing(exercise: str) -> float:
    """Seconds to observe a right solution on all cases in this process."""
    from grader import submission
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import assignment
    from grader.runner.inprocess import InProcess

    key = obtain(load.builtin(), exercise, progress=lambda _task: None)
    path = ROOT / "tests" / "solutions" / f"{exercise}_a.py"
    needed = submission.needed(submission.read(path), [task.name for task in key.tasks], stubs={})
    start = time.perf_counter()
    with InProcess().session(needed.program) as session:
        list(session.run([assignment(task) for task in key.tasks]))
    return time.perf_counter() - start


def page_size(folder: Path) -> bool:
    """Kilobytes of the page of an exercise in which everything is wrong."""
    text = "\n\n".join(f"def {name}(*given):\n    given = given[0] + 1\n    return given" for name in tasks())
    (folder / "wrong_exercise_02.py").write_text(text + "\n")
    page = folder / "page.html"
    seconds([*GRADE, "wrong_exercise_02.py", "-o", str(page)], folder)
    return tell("page of an exercise, all wrong, kB", page.stat().st_size / 1000, 300, "12 tasks")


def tasks() -> tuple[str, ...]:
    from grader.course import load
    from grader.course.key import tasks as tasks_of

    return tasks_of(load.builtin(), "exercise_02")


def peak_memory(folder: Path) -> bool:
    """Peak resident memory of the judge (its runner not counted) above that of a process with torch."""
    mine = _peak(["exercise_03.py"], folder)
    base = _peak([], folder)
    return tell(
        "judge's peak memory - import torch, MB",
        (mine - base) / 1024,
        100,
        f"{mine // 1024} - {base // 1024}",
    )


PEAK = """
import atexit, runpy, sys
def tell():  # not getrusage: its peak counts the process that this one was forked from
    with open("/proc/self/status") as status:
        open("peak", "w").write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
atexit.register(tell)
runpy.run_module("grader", run_name="__main__") if len(sys.argv) > 1 else __import__("torch")
"""


def _peak(words: list[str], folder: Path) -> int:
    """Peak resident kilobytes of a judge with these words, or of importing torch without any."""
    subprocess.run([sys.executable, "-c", PEAK, *words], cwd=folder, capture_output=True, check=False)
    return int((folder / "peak").read_text())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="pairs per ratio")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for number in (1, 2, 3):
            name = f"exercise_0{number}"
            shutil.copy(ROOT / "tests" / "solutions" / f"{name}_a.py", folder / f"{name}.py")
        shutil.copy(ROOT / "exercises" / "exercise_03.py", folder / "starter_exercise_03.py")
        from grader.cli import sample

        (folder / "sample_exercise_03.py").write_text(sample.TEXT.replace("while x.norm() != 1:", "if True:"))
        kept = [
            first_run(folder, runs),
            *whole_commands(folder, runs),
            grading_and_observing(runs),
            training(runs),
            *confinement(),
            several(folder, runs),
            page_size(folder),
            peak_memory(folder),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
