"""From a save to the verdict of `grade watch` in a terminal, against `import torch`; see README.md here."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect

ROOT = Path(__file__).parent.parent.parent
LIMIT = 0.1
"""Of what `import torch` takes, for 95 of 100 saves."""
SAVES = {
    # exercise: a task, and a wrong body for it; without one, a remark is added to a right one
    "exercise_01": ("number_of_elements", "    return len(x)\n"),
    "exercise_03": ("l2_norm", "    return (x * x).sum()\n"),
    "exercise_06": ("train_epoch", ""),
}


def importing() -> float:
    """Seconds that `import torch` takes, as a whole process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure; 1 if a ratio is above its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="saves of each kind")
    parser.add_argument("--busy", type=int, default=0, help="other processes that keep the machine busy")
    given = parser.parse_args()
    with others(given.busy):
        kept = [measured(name, given.runs) for name in SAVES]
    return 0 if all(kept) else 1


@contextlib.contextmanager
def others(count: int) -> Iterator[None]:
    """So many processes that do nothing but count."""
    command = [sys.executable, "-c", "while True: pass"]
    started = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def measured(exercise: str, runs: int) -> bool:
    """Save a file again and again, right and wrong in turn, among the other tasks solved; tell the ratio."""
    solution = (ROOT / "tests" / "solutions" / f"{exercise}_a.py").read_text("utf-8")
    name, wrong = SAVES[exercise]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{exercise}.py"
        path.write_text(solution)
        words = ["-m", "grader", "watch", path.name]
        child = pexpect.spawn(
            sys.executable, words, cwd=folder, dimensions=(40, 100), encoding="utf-8", timeout=120
        )
        child.expect("graded at")
        times, ratios = [], []
        for turn in range(2 * runs):
            child.expect("q.*quit")
            time.sleep(0.2)
            base = importing()
            text = solution if turn % 2 else _with(solution, name, wrong)
            start = time.perf_counter()
            path.write_text(text)
            child.expect("graded at")
            times.append(time.perf_counter() - start)
            ratios.append(times[-1] / base)
        child.send("q")
        child.expect(pexpect.EOF)
        child.close()
    value = statistics.quantiles(ratios, n=20, method="inclusive")[-1]
    kept = value <= LIMIT
    note = f"median {statistics.median(ratios):.3f}, limit {LIMIT}; {statistics.median(times):.3f} s"
    print(f"{'ok  ' if kept else 'OVER'} {exercise}, save to verdict / import torch  {value:.3f}  ({note})")
    return kept


def _with(text: str, name: str, body: str) -> str:
    """A solution in which one function has another body, or the same with a remark."""
    changed, count = re.subn(
        rf"(?ms)^(def {name}\([^\n]*\n)(.*?)(?=^\S|\Z)",
        lambda match: match[1] + (f"{body}\n\n" if body else f"    # a remark\n{match[2]}"),
        text,
    )
    assert count == 1, (name, count)
    return changed


if __name__ == "__main__":
    os.environ.setdefault("TERM", "xterm")
    sys.exit(main())
