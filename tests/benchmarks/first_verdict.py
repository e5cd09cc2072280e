"""How long the first verdict on each task takes, with no key at all, per `import torch`; see README.md."""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from speed import GRADE, IMPORT, ROOT, seconds, tell

EVERY = 5
"""After how many tasks `import torch` is timed again."""


def answer(exercise: str, task: str) -> str:
    """A starter in which one function is written."""
    solution = ast.parse((ROOT / "tests" / "solutions" / f"{exercise}_a.py").read_text("utf-8"))
    imports = [node for node in solution.body if isinstance(node, ast.Import | ast.ImportFrom)]
    (written,) = (node for node in solution.body if getattr(node, "name", "") == task)
    starter = (ROOT / "exercises" / f"{exercise}.py").read_text("utf-8")
    return "\n\n".join([starter, *map(ast.unparse, [*imports, written])])


def tasks() -> list[tuple[str, str]]:
    """Each exercise with each of its tasks."""
    from grader.course import load
    from grader.course.key import tasks as tasks_of

    course = load.builtin()
    return [(name, task) for name in course.names for task in tasks_of(course, name)]


def first(folder: Path, exercise: str, task: str) -> float:
    """The wall time of `grade FILE`, in an empty environment."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    (folder / f"{exercise}.py").write_text(answer(exercise, task), "utf-8")
    return seconds([*GRADE, f"{exercise}.py"], folder)


def main() -> int:
    """Time the first verdict on every task, and `grade init`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="time one task in N")
    parser.add_argument("--names", action="store_true", help="print the ratio of each task")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        seconds(IMPORT, folder)
        ratios, base = {}, seconds(IMPORT, folder)
        for number, (exercise, task) in enumerate(tasks()[:: given.every]):
            if number % EVERY == 0:
                base = seconds(IMPORT, folder)
            ratios[task] = first(folder, exercise, task) / base
            if given.names:
                print(f"     {exercise} {task:<26} {ratios[task]:5.2f}", flush=True)
        init = statistics.median(
            seconds([*GRADE, "init", f"new_{n}"], folder) / seconds(IMPORT, folder) for n in range(5)
        )
    dearest = max(ratios, key=lambda task: ratios[task])
    note = f"{len(ratios)} tasks, import torch {base:.2f} s, load {os.getloadavg()[0]:.1f}"
    kept = [
        tell("first verdict, no key / import torch, median", statistics.median(ratios.values()), 2.5, note),
        tell("first verdict, no key / import torch, dearest", ratios[dearest], 5, dearest),
        tell("grade init / import torch", init, 0.5, "copies the starters"),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main())
