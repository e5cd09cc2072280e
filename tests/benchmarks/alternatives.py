"""What grading the same class costs with otter-grader, nbgrader, pytest and `grade`; see README.md."""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent.parent
PINNED = ("torch==2.13.0", "otter-grader==7.0.0", "nbgrader==0.9.6", "pytest==9.2.0", "nbformat==5.11.1")
HALVES = ("a", "b")
"""With what the ids of each half of the class begin."""
JOBS = len(HALVES)
NO_GPU = (
    "pip found a torch for GPUs. Let it find the CPU build, and run this again: "
    "PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu"
)
FEW = 2
"""The submissions of the small class, whose cost is that of starting and ending."""
LIMITS = {"otter run": 100, "nbgrader autograde": 50, "pytest": 50}
"""How many times the wall time of `grade batch` each of the others must take, at least."""


# ----------------------------------------------------------------------------------------- the exercise


class Norm(NamedTuple):
    """A task: a parameter, what `grade` draws for it and how often, and answers as expressions of it.

    About 100 calls are left of those that are drawn, since some are equal.
    """

    parameter: str
    drawn: str
    cases: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]


NORMS = {
    "l1_norm": Norm(
        "x",
        'tensors("n")',
        123,
        ("x.abs().sum()", "torch.linalg.vector_norm(x, 1)", "torch.where(x < 0, -x, x).sum()"),
        ("x.sum()", "x.abs().mean()", "x.abs().sum().item()", "x.sum().abs()", "sum_of_sizes(x)"),
    ),
    "l2_norm": Norm(
        "x",
        'tensors("n")',
        129,
        ("(x * x).sum().sqrt()", "torch.linalg.vector_norm(x)", "torch.sqrt(torch.dot(x, x))"),
        ("(x * x).sum()", "x.abs().sum()", "(x * x).mean().sqrt()", "x.sum().pow(2).sqrt()", "x.norm"),
    ),
    "squared_l2_norm": Norm(
        "x",
        'tensors("n")',
        120,
        ("(x * x).sum()", "torch.dot(x, x)", "x.pow(2).sum()"),
        ("(x * x).sum().sqrt()", "x.sum() ** 2", "x * x", "(x * x).sum().float()", "x @ x.T @ x"),
    ),
    "max_norm": Norm(
        "x",
        'tensors("n")',
        133,
        ("x.abs().max()", "torch.linalg.vector_norm(x, float('inf'))", "torch.maximum(x.max(), -x.min())"),
        ("x.max()", "x.abs().argmax()", "x.abs().max(dim=0)", "x.abs().min()", "max(x, 0)"),
    ),
    "frobenius_norm": Norm(
        "X",
        'tensors("m n")',
        114,
        ("(X * X).sum().sqrt()", "torch.linalg.matrix_norm(X)", "X.flatten().norm()"),
        ("(X * X).sum()", "X.abs().sum()", "X.norm(dim=1)", "torch.trace(X)", "(X @ X).sum().sqrt()"),
    ),
    "row_norms": Norm(
        "X",
        'tensors("m n")',
        113,
        ("(X * X).sum(dim=1).sqrt()", "X.norm(dim=1)", "torch.linalg.vector_norm(X, dim=1)"),
        (
            "(X * X).sum(dim=0).sqrt()",
            "(X * X).sum(dim=1)",
            "X.norm()",
            "X.norm(dim=1, keepdim=True)",
            "X[0]",
        ),
    ),
}
"""The first right answer of a task is its reference."""

HEAD = "import torch\n\n\n"
STUB = "raise NotImplementedError"


def function(task: str, body: str) -> str:
    """The source of a function with one statement."""
    return f"def {task}({NORMS[task].parameter}):\n    {body}\n"


def answers(number: int) -> dict[str, str]:
    """The functions of a submission by task; of ten, four are right, five partly wrong, one is unfinished."""
    chance = random.Random(number)
    found = {task: f"return {chance.choice(norm.right)}" for task, norm in NORMS.items()}
    if number % 10 in (1, 3, 5, 7, 9):
        for task in chance.sample(sorted(NORMS), 3):
            found[task] = f"return {chance.choice(NORMS[task].wrong)}"
    if number % 10 == 4:
        for task in chance.sample(sorted(NORMS), 2):
            found[task] = STUB
    return {task: function(task, body) for task, body in found.items()}


def students(count: int) -> dict[str, dict[str, str]]:
    """The functions that each student hands in, by id."""
    return {f"{HALVES[number % JOBS]}{number:04}": answers(number) for number in range(count)}


def reference() -> str:
    """The exercise as an author of a course for `grade` writes it."""
    parts = ["import torch\n\nfrom grader.course import Exercise, tensors\n\nexercise = Exercise('Norms')\n"]
    for task, norm in NORMS.items():
        asked = f'@exercise.task(inputs={{"{norm.parameter}": {norm.drawn}}}, cases={norm.cases})'
        parts.append(f"{asked}\n{function(task, f'return {norm.right[0]}')}")
        for number, expression in enumerate(norm.wrong[:2]):
            wrong = f'"""`{expression}` is another number."""\n    return {expression}'
            named = function(task, wrong).replace(f"def {task}", f"def wrong_{task}_{number}")
            parts.append(f"@{task}.misconception\n{named}")
        parts.append(f'{task}.hint("Write down what happens to each element.")\n')
    return "\n\n".join(parts)


# ----------------------------------------------------------------------------------------- the environment


@dataclass(frozen=True)
class Environment:
    """A folder with a Python that knows all of the tools, and a home in which they write what they like."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    def make(self) -> None:
        """Install the tools and what `grade` needs, if they are not there; refuse a torch for GPUs."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        done = self.folder / "installed"
        wanted = "\n".join([*PINNED, *project["dependencies"]])
        if not (done.is_file() and done.read_text("utf-8") == wanted):
            say("making the environment")
            venv.create(self.folder / "venv", with_pip=True, clear=True)
            pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, *wanted.splitlines()], check=True, stderr=subprocess.DEVNULL)
            done.write_text(wanted, "utf-8")
        if self.ask("import torch; print(torch.version.cuda)") != "None":
            raise SystemExit(
                "This torch is for GPUs. Let pip find the CPU build of torch, and run this again."
            )

    def variables(self, **more: str) -> dict[str, str]:
        """The variables of a process that keeps its files in this folder."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "PYTHON"))}
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        path = f"{self.python.parent}{os.pathsep}{kept.get('PATH', '')}"
        own = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PATH": path}
        return {**kept, **own, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "GRADE_LANG": "en", **more}

    def run(self, *words: object, cwd: Path, fails: bool = False, **more: str) -> str:
        """What a process prints; it may end with an error only where wrong answers make it do so."""
        command, variables = [str(self.python), *map(str, words)], self.variables(**more)
        ended = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
        if ended.returncode not in ((0, 1) if fails else (0,)):
            raise SystemExit(f"{' '.join(command)}\n{ended.stdout}\n{ended.stderr}")
        return ended.stdout

    def ask(self, code: str, *words: object, **more: str) -> str:
        """What a few lines of Python print."""
        return self.run("-c", code, *words, cwd=self.folder, **more).strip()


def notebook(cells: list[str]) -> str:
    """A plain notebook of these code cells."""
    return json.dumps(
        {
            "cells": [_cell(f"cell-{number}", source) for number, source in enumerate(cells)],
            "metadata": {
                "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def _cell(identifier: str, source: str) -> dict:
    shape = {"cell_type": "code", "outputs": [], "execution_count": None, "metadata": {}}
    return {**shape, "id": identifier, "source": source}


# ----------------------------------------------------------------------------------------- the tools

Verdicts = dict[str, tuple[bool, ...]]
"""Whether each task is right, by student."""


class Tool(Protocol):
    """A way to grade the class: prepared once, timed in `grade`, and asked for its verdicts."""

    name: str

    def prepare(self) -> None: ...
    def grade(self) -> None: ...
    def verdicts(self) -> Verdicts: ...


MAKE = """
import sys
from pathlib import Path
import msgspec
import torch
from grader.course.key import encoded
from grader.course.load import Course, load
from grader.course.making import Maker
from grader.course.task_key import TaskMaker
from grader.runner.recording.building import build_all
torch.set_num_threads(1)
course, released, cases = Course(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3])
tasks = load(course, "norms").tasks
made = tuple(TaskMaker("norms", task).make_all() for task in tasks)
key = msgspec.structs.replace(Maker(course, "norms").outline(), tasks=made)
(released / "norms.key").write_bytes(encoded(key))
for task, known in zip(tasks, made):
    arguments = [build_all(case)[0] for case in known.cases]
    torch.save([(argument, task.reference(argument)) for argument in arguments], cases / task.name)
print(*sorted(len(known.cases) for known in made))
"""
"""Makes a released key with all calls that are drawn, and writes them with the reference's results.

`grade` would choose fewer. All tools get the same calls here.
"""


TIER = "from grader.runner.sandbox.available import best; print(best())"


class Grade:
    """`grade batch`, with a course of its own, whose key is made before."""

    def __init__(self, environment: Environment, folder: Path, hand_in: dict, *, notebooks: bool) -> None:
        self.name = "grade batch, notebooks" if notebooks else "grade batch"
        self._environment, self._folder, self._students = environment, folder, hand_in
        self._notebooks, self._round = notebooks, 0
        self._unconfined: list[str] = []
        self.calls = ""
        """How many calls each task has."""

    def prepare(self) -> None:
        """Write the course and the submissions, and make the key."""
        stubs = HEAD + starter()
        for name, text in (
            ("full/reference", reference()),
            ("full/exercises", stubs),
            ("course/exercises", stubs),
        ):
            (self._folder / name).mkdir(parents=True)
            (self._folder / name / "norms.py").write_text(text, "utf-8")
        for name in ("course/keys", "cases"):
            (self._folder / name).mkdir()
        (self._folder / "submissions").mkdir()
        for student, functions in self._students.items():
            cells, place = [HEAD, *functions.values()], self._folder / "submissions" / f"{student}_norms"
            if self._notebooks:
                place.with_suffix(".ipynb").write_text(notebook(cells), "utf-8")
            else:
                place.with_suffix(".py").write_text("\n\n".join(cells), "utf-8")
        places = (self._folder / name for name in ("full", "course/keys", "cases"))
        self.calls = self._environment.ask(MAKE, *places, PYTHONPATH=str(ROOT))
        if self._environment.ask(TIER, PYTHONPATH=str(ROOT)) == "None":
            say("nothing can be confined here: grade batch --unconfined")
            self._unconfined = ["--unconfined"]

    def grade(self) -> None:
        """Grade the class into a new folder."""
        self._round += 1
        words = ["--course", "course", "-o", f"out{self._round}", "-j", str(JOBS), *self._unconfined]
        self._run("batch", "submissions", *words)

    def verdicts(self) -> Verdicts:
        """Read the exported grades of the last round."""
        self._run("export", f"out{self._round}", "--format", "json", "-o", f"grades{self._round}.json")
        grades = json.loads((self._folder / f"grades{self._round}.json").read_text("utf-8"))
        return {student: tuple(passed[task] for task in NORMS) for student, passed in _passed(grades)}

    def _run(self, *words: str) -> None:
        self._environment.run("-m", "grader", *words, cwd=self._folder, PYTHONPATH=str(ROOT))


def starter() -> str:
    """What students get: a stub for each task."""
    docstrings = {task: f'"""The {task.replace("_", " ")}."""\n    {STUB}' for task in NORMS}
    return "\n\n".join(function(task, body) for task, body in docstrings.items())


def _passed(grades: dict) -> Iterator[tuple[str, dict[str, bool]]]:
    """Each student with whether each task is right."""
    for student in grades["students"]:
        (exercise,) = student["exercises"]
        yield student["id"], {task["task"]: task["outcome"] == "passed" for task in exercise["tasks"]}


CHECK = """
import torch

def check(function, task):
    for argument, expected in torch.load({cases!r} + task):
        torch.testing.assert_close(function(argument), expected, equal_nan=True)
"""


def in_parallel(work: Callable[[str], None], parts: Collection[str]) -> None:
    """Do the work for each part of the class, two at a time, and say how far it is."""
    with ThreadPoolExecutor(JOBS) as pool:
        for number, _ in enumerate(pool.map(work, parts), 1):
            if number % 20 == 0:
                say(f"  {number} of {len(parts)}")


class Otter:
    """`otter run`, which grades one notebook without a container."""

    name = "otter run"

    def __init__(self, environment: Environment, folder: Path, hand_in: dict, *, check: str) -> None:
        self._environment, self._folder, self._students = environment, folder, hand_in
        self._check = check

    def prepare(self) -> None:
        """Generate the autograder from a test file for each task, and write the notebooks."""
        (self._folder / "tests").mkdir(parents=True)
        for task in NORMS:
            body = f"@test_case(points=1)\ndef test_{task}({task}):\n    check({task}, {task!r})\n"
            head = f"from otter.test_files import test_case\nOK_FORMAT, name, points = False, {task!r}, 1\n"
            (self._folder / "tests" / f"{task}.py").write_text(f"{head}{self._check}\n\n{body}", "utf-8")
        self._environment.run("-m", "otter", "generate", "-t", "tests", cwd=self._folder)
        for student, functions in self._students.items():
            (self._folder / student).mkdir()
            text = notebook([HEAD, *functions.values()])
            (self._folder / student / "norms.ipynb").write_text(text, "utf-8")

    def grade(self) -> None:
        """Start the tool for each submission."""
        in_parallel(self._grade, self._students)

    def _grade(self, student: str) -> None:
        """Two kernels that start at once may take the same port, and one dies: start that one once more."""
        words = ["run", f"{student}/norms.ipynb", "-a", "autograder.zip", "-o", student, "--no-logo"]
        try:
            self._environment.run("-m", "otter", *words, cwd=self._folder)
        except SystemExit as error:
            if "Kernel died" not in str(error) and "Address already in use" not in str(error):
                raise
            say(f"  {student}: the kernel of otter died; once more")
            self._environment.run("-m", "otter", *words, cwd=self._folder)

    def verdicts(self) -> Verdicts:
        """Read the results."""
        return {student: self._verdict(student) for student in self._students}

    def _verdict(self, student: str) -> tuple[bool, ...]:
        results = json.loads((self._folder / student / "results.json").read_text("utf-8"))
        scores = {test["name"].split(" - ")[0]: test.get("score", 0) for test in results["tests"]}
        return tuple(scores[task] == 1 for task in NORMS)


class Pytest:
    """A fresh pytest for each submission, with a test for each task."""

    name = "pytest"

    def __init__(self, environment: Environment, folder: Path, hand_in: dict, *, check: str) -> None:
        self._environment, self._folder, self._students = environment, folder, hand_in
        self._check = check

    def prepare(self) -> None:
        """Write the submissions, each with the tests beside it."""
        tests = (
            f"import norms\nimport pytest\n{self._check}\n\n@pytest.mark.parametrize('task', {list(NORMS)})\n"
        )
        tests += "def test_norm(task):\n    check(getattr(norms, task), task)\n"
        for student, functions in self._students.items():
            place = self._folder / student
            place.mkdir(parents=True)
            (place / "norms.py").write_text("\n\n".join([HEAD, *functions.values()]), "utf-8")
            (place / "test_norms.py").write_text(tests, "utf-8")
            (place / "pytest.ini").write_text("[pytest]\n", "utf-8")

    def grade(self) -> None:
        """Start the tool for each submission."""
        in_parallel(self._grade, self._students)

    def _grade(self, student: str) -> None:
        words = ["-q", "-p", "no:cacheprovider", "--junitxml=results.xml", "test_norms.py"]
        self._environment.run("-m", "pytest", *words, cwd=self._folder / student, fails=True)

    def verdicts(self) -> Verdicts:
        """Read the results."""
        return {student: self._verdict(student) for student in self._students}

    def _verdict(self, student: str) -> tuple[bool, ...]:
        cases = ElementTree.parse(self._folder / student / "results.xml").iter("testcase")
        passed = {case.get("name"): case.find("failure") is None for case in cases}
        return tuple(passed[f"test_norm[{task}]"] for task in NORMS)


SCORES = """
import json, sys
from nbgrader.api import Gradebook
found = {}
for student in sys.argv[1:]:
    with Gradebook(f"sqlite:///gradebook_{student[0]}.db") as book:
        grades = book.find_submission_notebook("norms", "norms", student).grades
        found[student] = {grade.name: grade.auto_score for grade in grades}
print(json.dumps(found))
"""


class Nbgrader:
    """`nbgrader autograde`, which grades one by one: two of them, each with a database and half a class."""

    name = "nbgrader autograde"

    def __init__(self, environment: Environment, folder: Path, hand_in: dict, *, check: str) -> None:
        self._environment, self._folder, self._students = environment, folder, hand_in
        self._check = check

    def prepare(self) -> None:
        """Generate the assignment, and fill in its solution cells as the students did."""
        source = self._folder / "source" / "norms" / "norms.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(self._source(), "utf-8")
        self._run("generate_assignment", "norms", "--create")
        release = (self._folder / "release" / "norms" / "norms.ipynb").read_text("utf-8")
        for student, functions in self._students.items():
            place = self._folder / "submitted" / student / "norms"
            place.mkdir(parents=True)
            (place / "norms.ipynb").write_text(_filled(release, functions), "utf-8")
        for half in HALVES:
            shutil.copy(self._folder / "gradebook.db", self._folder / f"gradebook_{half}.db")

    def _source(self) -> str:
        cells = [_cell("head", HEAD + self._check)]
        for task, norm in NORMS.items():
            solved = f"### BEGIN SOLUTION\n    return {norm.right[0]}\n    ### END SOLUTION"
            cells.append(_graded(_cell(f"own-{task}", function(task, solved)), f"own_{task}", solution=True))
            cells.append(_graded(_cell(f"test-{task}", f"check({task}, {task!r})"), task, solution=False))
        return json.dumps({**json.loads(notebook([])), "cells": cells})

    def grade(self) -> None:
        """Grade both halves of the class at the same time."""
        in_parallel(self._grade, HALVES)

    def _grade(self, half: str) -> None:
        words = [f"--student={half}*", f"--db=sqlite:///gradebook_{half}.db", "--force"]
        self._run("autograde", "norms", *words)

    def verdicts(self) -> Verdicts:
        """Read the scores from the databases."""
        found = json.loads(self._environment.run("-c", SCORES, *self._students, cwd=self._folder))
        return {student: tuple(scores[task] == 1 for task in NORMS) for student, scores in found.items()}

    def _run(self, *words: str) -> None:
        self._environment.run("-m", "nbgrader", *words, cwd=self._folder)


def _graded(cell: dict, identifier: str, *, solution: bool) -> dict:
    told = {"grade_id": identifier, "schema_version": 3, "task": False, "locked": not solution}
    told |= {"solution": solution, "grade": not solution, **({} if solution else {"points": 1})}
    return {**cell, "metadata": {"nbgrader": told}}


def _filled(release: str, functions: dict[str, str]) -> str:
    found = json.loads(release)
    for cell in found["cells"]:
        task = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix("own_")
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = functions[task]
    return json.dumps(found)


# ----------------------------------------------------------------------------------------- the comparison


class Cost(NamedTuple):
    """Seconds for each submission."""

    wall: float
    cpu: float


def say(text: str) -> None:
    """Print a line of progress at once."""
    print(f"     {text}", flush=True)


def cost(tool: Tool, count: int) -> Cost:
    """What grading the whole class costs, with all processes that it starts."""
    before, start = os.times(), time.perf_counter()
    tool.grade()
    wall = time.perf_counter() - start
    _wait_for_orphans()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall / count, cpu / count)


def _adopt_orphans() -> None:
    """Make processes that outlive their parent this process's children, so that their time is counted."""
    set_child_subreaper = 36
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def agree(tool: Tool, expected: Verdicts) -> None:
    """Refuse a tool that finds other answers right: it does not check the same."""
    found = tool.verdicts()
    other = {student for student in expected if found.get(student) != expected[student]}
    if other or found.keys() != expected.keys():
        lines = [
            f"{student}: {found.get(student)} instead of {expected[student]}" for student in sorted(other)
        ]
        raise SystemExit("\n".join([f"{tool.name} and grade do not agree:", *lines]))


TOOLS = {kind.name: kind for kind in (Otter, Nbgrader, Pytest)}


def compare(environment: Environment, folder: Path, count: int, names: Collection[str]) -> bool:
    """Grade the same class with each tool, and tell what it costs; `grade` runs before and after each."""
    hand_in = students(count)
    mine = Grade(environment, folder / "grade", hand_in, notebooks=False)
    few = Grade(environment, folder / "few", dict(list(hand_in.items())[:FEW]), notebooks=False)
    for own in (mine, few):
        prepare(own)
    say(f"calls of each task: {mine.calls}")
    check = CHECK.format(cases=f"{folder / 'grade' / 'cases'}/")
    few.grade()  # until everything has been read from the disk once
    start = timed(few, FEW)
    before, kept, expected = timed(mine, count), [], mine.verdicts()
    say(f"{sum(map(sum, expected.values()))} of {count * len(NORMS)} answers are right")
    for kind in (TOOLS[name] for name in names):
        tool = kind(environment, folder / kind.__name__, hand_in, check=check)
        prepare(tool)
        theirs, after = timed(tool, count), timed(mine, count)
        agree(tool, expected)
        average = Cost(*map(statistics.mean, zip(before, after, strict=True)))
        kept.append(tell(tool.name, theirs, average))
        more = theirs.cpu / steady(average, start, count)
        say(f"  without starting and ending grade batch: CPU {more:.0f}")
        before = after
    notebooks = Grade(environment, folder / "notebooks", hand_in, notebooks=True)
    prepare(notebooks)
    timed(notebooks, count)
    agree(notebooks, expected)
    return all(kept)


def prepare(tool: Tool) -> None:
    """Make what the tool grades."""
    say(f"{tool.name}: preparing")
    tool.prepare()


def timed(tool: Tool, count: int) -> Cost:
    """Grade the class, and print what it costs."""
    found = cost(tool, count)
    load = f"load {os.getloadavg()[0]:.1f}"
    say(f"{tool.name}: {found.wall:.3f} s wall, {found.cpu:.3f} s CPU a submission; {load}")
    return found


def steady(whole: Cost, start: Cost, count: int) -> float:
    """CPU seconds of one more submission, by what a class of a few costs."""
    return (whole.cpu * count - start.cpu * FEW) / (count - FEW)


def tell(name: str, theirs: Cost, mine: Cost) -> bool:
    """Print how many times the cost of `grade` it is, and return whether that is enough."""
    ratio, limit = theirs.wall / mine.wall, LIMITS[name]
    note = f"at least {limit}; {theirs.wall:.2f} s / {mine.wall:.4f} s; CPU {theirs.cpu / mine.cpu:.0f}"
    told = "ok  " if ratio >= limit else "LOW "
    print(f"{told} {name + ' / grade batch':<40} {ratio:6.1f}  ({note})", flush=True)
    return ratio >= limit


def versions(environment: Environment) -> str:
    """The versions of what is compared."""
    names = [*(pin.split("==")[0] for pin in PINNED), "numpy", "ipykernel", "nbclient"]
    code = "import sys, importlib.metadata as m; print(*(f'{n} {m.version(n)},' for n in sys.argv[1:]))"
    return environment.ask(code, *names) + f" Python {sys.version.split()[0]}, {os.cpu_count()} cores"


def main() -> int:
    """Make the environment, and compare the tools in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="submissions in the class, more than 2 (60)")
    parser.add_argument(
        "--environment", type=Path, metavar="DIR", help="make the environment in DIR, keep it, use it again"
    )
    parser.add_argument("--tool", action="append", choices=TOOLS, help="compare with this tool only")
    given = parser.parse_args()
    if given.count <= FEW:
        parser.error(f"--count must be more than {FEW}.")
    _adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = Environment((given.environment or folder / "environment").resolve())
        environment.make()
        say(versions(environment))
        kept = compare(environment, folder / "class", given.count, given.tool or TOOLS)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
