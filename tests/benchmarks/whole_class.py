"""What grading a class costs: rates, ratios, memory, the size of the class page; see README.md."""

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
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

import pupils  # noqa: E402
from speed import tell  # noqa: E402

GRADE = [sys.executable, "-m", "grader"]
ONE_CORE = ["taskset", "-c", "0"]


def batch(submissions: Path, out: Path, jobs: int, *, before: list[str] | None = None) -> float:
    """Seconds of a whole `grade batch`."""
    shutil.rmtree(out, ignore_errors=True)
    return again(submissions, out, jobs, before=before)


def again(submissions: Path, out: Path, jobs: int, *, before: list[str] | None = None) -> float:
    """The same into a folder that may hold results."""
    command = [*(before or []), *GRADE, "batch", str(submissions), "-o", str(out), "-j", str(jobs)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def rates(folder: Path, count: int) -> list[bool]:
    """Submissions a second with one job and two, and an unchanged class again."""
    submissions = pupils.write_class(folder / "all", count)
    one = batch(submissions, folder / "one", 1)
    two = batch(submissions, folder / "two", 2)
    second = statistics.median(again(submissions, folder / "two", 2) for _ in range(5))
    note = f"{count / one:.2f} and {count / two:.2f} a second"
    return [
        tell("two jobs: times as slow as half of one job", two / (one / 2), 2 / 1.8, note),
        tell(
            "an unchanged class again / the first time", second / two, 1 / 50, f"{second:.2f} s / {two:.1f} s"
        ),
    ]


def on_one_core(folder: Path, count: int, sample: int) -> list[bool]:
    """Without those that never end: against a fresh pytest for each, and against observing in one process."""
    submissions = pupils.write_class(folder / "quick", count, endless=False)
    few = pupils.write_class(folder / "few", 2, endless=False)
    whole = batch(submissions, folder / "core", 1, before=ONE_CORE)
    start = batch(few, folder / "start", 1, before=ONE_CORE)
    each = whole / count
    files = sorted(submissions.iterdir())[:: max(1, count // sample)]
    suite = statistics.mean(pytest_seconds(folder, path) for path in files if path.suffix == ".py")
    command = [*ONE_CORE, sys.executable, __file__, "--observe", str(submissions)]
    observing = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / count
    steady = (whole - start) / (count - 2)
    return [
        tell(
            "a submission / in a pytest of its own, in 1/40",
            40 * each / suite,
            1,
            f"{1000 * each:.0f} ms / {suite:.2f} s",
        ),
        tell(
            "a submission / observing it in one process",
            each / observing,
            1.5,
            f"{1000 * each:.0f} ms / {1000 * observing:.0f} ms",
        ),
        tell("  the same without starting and ending", steady / observing, 1.5, f"{1000 * steady:.0f} ms"),
    ]


PYTEST = """
import importlib.util, sys, torch, pytest
from grader.runner.recording.building import build_all
spec = importlib.util.spec_from_file_location("submission", {path!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
CASES = torch.load({cases!r}, weights_only=False)
@pytest.mark.parametrize("task", list(CASES))
def test_task(task):
    for arguments, expected in CASES[task]:
        got = getattr(module, task)(*arguments)
        for one, other in zip(*((x if isinstance(x, tuple) else (x,)) for x in (got, expected)), strict=True):
            assert type(one) is type(other)
            if isinstance(one, torch.Tensor):
                torch.testing.assert_close(one, other, equal_nan=True)
            else:
                assert one == other
"""


def pytest_seconds(folder: Path, path: Path) -> float:
    """Seconds of a fresh pytest on one core, with the reference's results on the same calls asserted."""
    cases = folder / "cases.pt"
    if not cases.is_file():
        _write_cases(cases)
    test = folder / "test_one.py"
    test.write_text(PYTEST.format(path=str(path), cases=str(cases)))
    command = [
        *ONE_CORE,
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        str(test),
    ]
    start = time.perf_counter()
    subprocess.run([*command, "-c", os.devnull], check=False, capture_output=True, cwd=folder)
    return time.perf_counter() - start


def _write_cases(place: Path) -> None:
    import torch

    from grader.course import load
    from grader.course.key import obtain
    from grader.runner.recording.building import build_all

    course = load.builtin()
    key = obtain(course, pupils_exercise(), progress=lambda _task: None)
    references = {task.name: task.reference for task in load.load(course, key.exercise).tasks}
    found = {}
    for task in key.tasks:
        found[task.name] = []
        for case in task.cases:
            arguments = build_all(case)[: len(case.arguments)]
            with torch.no_grad():
                found[task.name].append(
                    (tuple(arguments), references[task.name](*build_all(case)[: len(arguments)]))
                )
    torch.save(found, place)


def pupils_exercise() -> str:
    return "exercise_03"


def observe(submissions: Path) -> None:
    """Print the seconds that observing all of them takes in this process, once torch is there."""
    import warnings

    import torch

    from grader import submission
    from grader.core.errors import SubmissionError
    from grader.course import load
    from grader.course.key import obtain
    from grader.judge.grade import assignment
    from grader.runner.inprocess import InProcess

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    key = obtain(load.builtin(), pupils_exercise(), progress=lambda _task: None)
    stubs = {task.name: submission.stub(key.text.task(task.name).stub) for task in key.tasks}
    total = 0.0
    for path in sorted(submissions.iterdir()):
        try:
            needed = submission.needed(submission.read(path), list(stubs), stubs=stubs)
        except SubmissionError:
            continue
        asked = [task for task in key.tasks if task.name in needed.found - needed.stubs]
        start = time.perf_counter()
        with InProcess().session(needed.program) as session:
            list(session.run([assignment(task) for task in asked]))
        total += time.perf_counter() - start
    print(total)


# ------------------------------------------------------------------------------- the coordinator alone

COORDINATE = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {here!r}]
from whole_class import coordinate
coordinate(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


class Canned:
    """An executor that has graded everything before: results of a small class, given again and again."""

    def __init__(self, results: list) -> None:
        self._results = results

    def run(self, jobs):
        from dataclasses import replace

        from grader.classroom.batch.worker import Job

        for number, job in enumerate(jobs):
            if isinstance(job, Job):
                yield replace(
                    self._results[number % len(self._results)],
                    attempt=job.attempt,
                    fingerprint=job.fingerprint,
                )


def coordinate(folder: Path, count: int, graded: Path) -> None:
    """All that a batch does beside grading and rendering students' pages."""
    from grader.classroom.batch.batch import Batch, Settings
    from grader.classroom.book.gradebook import Gradebook
    from grader.classroom.book.rules import Rules
    from grader.classroom.book.store import Store
    from grader.classroom.intake.download import take_in
    from grader.course import load
    from grader.runner.wire import Limits

    store, course = Store(folder / f"out-{count}"), load.builtin()
    store.prepare()
    book = Gradebook(store.gradebook, writes=True)
    intake = take_in(folder / f"in-{count}", course, roster=None, layout=None, exercise=None, keep=store.keep)
    book.record(intake.found, ())
    del intake
    batch = Batch(store, book, course, Rules(), Settings("unconfined", (), 1, Limits()))
    batch.prepare({pupils_exercise()}, progress=lambda _task: None)
    batch.run(lambda _state: None, executor=Canned(_canned(graded)))


def _canned(graded: Path) -> list:
    """What came of a class that was graded for real."""
    import msgspec

    from grader.classroom.batch.worker import GradedFile, Scored
    from grader.classroom.book.gradebook import Gradebook

    book, found = Gradebook(graded / "gradebook.db"), []
    for attempt in book.attempts():
        tasks = tuple(
            Scored(one.task, one.content, msgspec.json.encode(one.public)) for one in book.results(attempt.id)
        )
        head = book.grade(attempt.id)
        found.append(
            GradedFile(attempt.id, msgspec.json.encode(head) if head else b"", tasks, problem=attempt.problem)
        )
    return found


def large_classes(folder: Path, graded: Path, counts: tuple[int, ...]) -> list[bool]:
    """Peak memory of the coordinator, by the number of submissions; the class page's size."""
    peaks = {}
    for count in counts:
        place = folder / f"in-{count}"
        place.mkdir()
        for number in range(count):
            (place / f"student{number:05}_exercise_03.py").write_text(f"x = {number}\n")
        code = COORDINATE.format(tests=str(ROOT / "tests"), here=str(Path(__file__).parent))
        command = [sys.executable, "-c", code, str(folder), str(count), str(graded)]
        start = time.perf_counter()
        peaks[count] = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"     {count} files: {time.perf_counter() - start:.1f} s beside it, {peaks[count] // 1024} MB")
    page = (folder / "out-1000" / "index.html").stat().st_size / 1e6
    few, many = counts[0], counts[-1]
    return [
        tell(
            f"peak memory at {many} / at {few}",
            peaks[many] / peaks[few],
            1.2,
            f"{peaks[many] // 1024} / {peaks[few] // 1024} MB",
        ),
        tell("class page of 1,000 students, MB", page, 3, "exercise 03"),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="submissions in the class")
    parser.add_argument("--sample", type=int, default=12, help="submissions that get a pytest of their own")
    parser.add_argument("--observe", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.observe:
        observe(given.observe)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch(pupils.write_class(folder / "first", 2, endless=False), folder / "warm", 1)  # the key is made
        kept = [
            *rates(folder, given.count),
            *on_one_core(folder, given.count, given.sample),
            *large_classes(folder, folder / "core", (100, 1000, 5000)),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
