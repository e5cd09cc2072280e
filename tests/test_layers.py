"""The floors of the house: imports run down, and what is heavy is loaded late."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.classroom.batch import worker
from grader.course import cache
from grader.course import key as keys

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "grader"

FLOORS = (  # lowest first; a module imports from floors below its own, and from its own room
    ("core", "manual"),
    ("compare",),
    ("course", "runner", "submission"),
    ("judge",),
    ("locale",),
    ("report",),
    ("grading",),
    ("workshop", "classroom"),
    ("cli", "integrations"),
    ("__main__", "testing"),
)
THREE = ("course", "runner", "submission")
FROM_COURSE = tuple(
    f"runner.recording.{name}"
    for name in (
        "arrays",
        "building",
        "folder",
        "observe",
        "output",
        "packages",
        "portable",
        "program",
        "values",
    )
)
PLAIN_DATA = ("runner.wire", "runner.protocol", "runner.reasons", "runner.properties")

LIBRARIES = {
    "babel": ("locale/catalogue.py",),
    "hypothesis": (
        "course/computation.py",
        "course/drawing.py",
        "course/frames.py",
        "course/further.py",
        "course/inputs.py",
        "course/objects.py",
        "course/withheld.py",
        "course/sizes.py",
    ),
    "jinja2": ("report/",),
    "nbformat": ("submission/", "course/starters.py"),
    "IPython": ("submission/",),
    "sqlalchemy": ("classroom/",),
    "yaml": ("classroom/intake/layouts.py",),
    "torch": (
        "course/",
        "grading/devices.py",
        "runner/cuda.py",
        "runner/inprocess.py",
        "runner/process/worker.py",
        "runner/recording/",
        "runner/torch_patches.py",
    ),
}
HEAVY = {"torch", "hypothesis", "rich", "jinja2", "nbformat", "IPython"}


# ------------------------------------------------------------------------------ what imports what


def module_name(path, package=PACKAGE):
    """`judge.grade` for grader/judge/grade.py, `judge` for its __init__, `` for the package's own."""
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path, package=PACKAGE):
    """Every module that a file imports anywhere in it, with the line; our own from the package on."""
    known = {module_name(file, package) for file in package.rglob("*.py")}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}, line {node.lineno}: imports are written in full"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield node.lineno, inner if inner.removeprefix("grader.") in known else node.module


def own_imports(path, package=PACKAGE):
    """The modules of the grader that a file imports, without `grader.` before them."""
    for line, name in imported(path, package):
        if name.startswith("grader."):
            yield line, name.removeprefix("grader.")


def room(module):
    return module.partition(".")[0]


def floor(module):
    return next((level for level, rooms in enumerate(FLOORS) if room(module) in rooms), None)


def allowed(module, other):
    """Whether `module` may import `other`, both named as `judge.grade` is."""
    mine, theirs = room(module), room(other)
    if mine == theirs or (other in PLAIN_DATA and floor(module) > floor("core")):
        return True
    if mine == "course" and other in FROM_COURSE:
        return True
    if mine == "judge" and theirs in THREE:
        return module in ("judge.grade", "judge.devices.several")
    return floor(other) < floor(module)


def faults(package=PACKAGE):
    for path in sorted(package.rglob("*.py")):
        module = module_name(path, package)
        for line, other in own_imports(path, package):
            if module and not allowed(module, other):
                yield f"{path.relative_to(package)}, line {line}: {module} may not import {other}"


def test_every_module_stands_on_a_floor():
    lost = [name for path in PACKAGE.rglob("*.py") if (name := module_name(path)) and floor(name) is None]
    assert lost == []


def test_imports_run_down():
    assert list(faults()) == []


def test_the_package_itself_loads_nothing_until_it_is_asked():
    tell = "import sys, grader; print(sorted(name for name in sys.modules if name.startswith('grader')))"
    told = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)
    assert told.stdout == "['grader']\n"


def test_the_rule_sees_imports_wherever_they_stand(tmp_path):
    hidden = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from grader.runner.wire import Case\n"
    observes = "from grader.runner.recording.observe import observe\n"
    for name, text in {
        "core/model.py": hidden,
        "core/notation.py": "",
        "compare/values.py": "import grader.cli.main\n",
        "cli/main.py": "def main():\n    from grader.compare import values\n",
        "judge/words.py": "from grader.runner.process import pool\nfrom grader.runner.wire import Case\n",
        "judge/grade.py": "from grader.runner.process import pool\n",
        "runner/process/pool.py": "from grader.submission import needed\n",
        "runner/wire.py": "",
        "submission/__init__.py": "from grader.runner.wire import Piece\n",
        "course/key.py": f"{observes}from grader.runner.process.pool import Pool\n",
        "runner/recording/observe.py": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    assert list(faults(tmp_path)) == [
        "compare/values.py, line 1: compare.values may not import cli.main",
        "core/model.py, line 3: core.model may not import runner.wire",
        "course/key.py, line 2: course.key may not import runner.process.pool",
        "judge/words.py, line 1: judge.words may not import runner.process.pool",
        "runner/process/pool.py, line 1: runner.process.pool may not import submission",
    ]


@pytest.mark.slow
def test_no_module_imports_itself_by_a_detour():
    graph = {module_name(path): {other for _, other in own_imports(path)} for path in PACKAGE.rglob("*.py")}
    done = set()

    def walk(module, above):
        assert module not in above, " → ".join([*above[above.index(module) :], module])
        if module not in done:
            for other in sorted(graph.get(module, ())):
                walk(other, [*above, module])
            done.add(module)

    for module in sorted(graph):
        walk(module, [])


def needed_by(modules):
    """All modules that these import, and that those import."""
    graph = {module_name(path): {name for _, name in own_imports(path)} for path in PACKAGE.rglob("*.py")}
    found, open_ = set(), set(modules)
    while open_:
        module = open_.pop()
        found.add(module)
        open_ |= graph.get(module, set()) - found
    return found


def test_a_result_that_is_kept_depends_on_every_module_that_makes_it():
    judges = [module_name(path) for path in PACKAGE.joinpath("judge").rglob("*.py")]
    found = needed_by(["submission", "runner.process.child", "runner.process.worker", *judges])
    assert {room(module) for module in found} - set(worker.JUDGING) == set()


@pytest.mark.slow
def test_a_cached_key_depends_on_every_module_that_makes_it():
    found = needed_by(["course.key", "course.maker"])
    covered = {f"{name.replace('/', '.')}." for name in cache.ROOMS}
    files = {name.removesuffix(".py").replace("/", ".") for name in cache.FILES}
    packages = {module for module in found if (PACKAGE / module.replace(".", "/")).is_dir()}
    left = {module for module in found - packages - files if not module.startswith(tuple(covered))}
    assert left == set()


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_a_heavy_library_is_imported_only_where_it_belongs(library):
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for _, name in imported(path)
        if name.partition(".")[0] == library
    }
    assert users
    assert [user for user in sorted(users) if not user.startswith(LIBRARIES[library])] == []


# ------------------------------------------------------------------- what a whole process has loaded

TELL = """
import json, sys
from grader.cli.main import main
try:
    main()
finally:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    with open("loaded.json", "w") as file:
        json.dump(loaded, file)
"""


def run(folder, *words, **environment):
    """Run `grade` in a process of its own: what it loaded, its exit code, its standard output."""
    done = subprocess.run(
        [sys.executable, "-c", TELL, *words],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stderr == ""
    return set(json.loads((folder / "loaded.json").read_text())), done.returncode, done.stdout


@pytest.mark.parametrize("words", [("--help",), ("--lang", "xx", "--help"), ("--help", "--lang", "xx")])
def test_help_loads_nothing_heavy(tmp_path, words):
    loaded, code, text = run(tmp_path, *words)
    assert (loaded & (HEAVY | {"numpy", "msgspec"}), code) == (set(), 0)
    usage = "⟦Usage:⟧" if "xx" in words else "Usage:"
    assert text.startswith(f"{usage} grade FILE... [OPTIONS]\n")


COMMAND_FILES = """
import sys
from grader.cli.group import COMMANDS, cli
try:
    cli.main(sys.argv[1:], prog_name="grade", standalone_mode=False)
finally:
    names = [name for name in COMMANDS if f"grader.cli.{name}" in sys.modules]
    print(names, file=sys.stderr)
"""


@pytest.mark.parametrize(("words", "loaded"), [(["--help"], []), (["init", "--help"], ["init"])])
def test_the_file_of_a_command_is_loaded_when_it_is_called(tmp_path, words, loaded):
    done = subprocess.run(
        [sys.executable, "-c", COMMAND_FILES, *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stderr == f"{loaded}\n"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("grade --ta", "plain,--task"),
        ("grade exercise_03.py --task l2", "plain,l2_norm"),
        ("grade exercise_03.py --exercise exercise_0", "plain,exercise_01"),
    ],
)
def test_completion_loads_nothing_heavy(tmp_path, words, first):
    last = str(len(words.split()) - 1)
    loaded, code, text = run(tmp_path, _GRADE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=last)
    assert (loaded & HEAVY, code) == (set(), 0)
    assert text.splitlines()[0] == first


@pytest.mark.slow
def test_grading_an_unfinished_starter_loads_neither_torch_nor_hypothesis(tmp_path, course, key):
    assert (cache.cached(course, "exercise_03") / keys.OUTLINE).is_file()
    starter = tmp_path / "exercise_03.py"
    starter.write_bytes(course.starter("exercise_03").read_bytes())
    loaded, code, text = run(tmp_path, "exercise_03.py", COLUMNS="80")
    assert (loaded & {"torch", "hypothesis", "nbformat", "IPython"}, code) == (set(), 1)
    assert text.endswith("\n0 of 12 points · Next: write dot_two_ways.\n")


@pytest.mark.slow
def test_grading_with_a_cached_key_leaves_torch_to_the_other_process(tmp_path, course, key):
    solution = ROOT / "tests" / "solutions" / "exercise_03_a.py"
    (tmp_path / "exercise_03.py").write_bytes(solution.read_bytes())
    loaded, code, text = run(tmp_path, "exercise_03.py", COLUMNS="80")
    assert (loaded & {"torch", "hypothesis", "nbformat", "IPython"}, code) == (set(), 0)
    assert text.endswith("\n12 of 12 points · All right.\n")


PYTEST = """
import json, sys
import pytest
pytest.main(sys.argv[1:])
json.dump(sorted({name.partition(".")[0] for name in sys.modules}), open("loaded.json", "w"))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said", "spared"),
    [
        (("--collect-only",), "<Function test_one>", HEAVY | {"click", "numpy", "msgspec"}),
        (("--grade",), "13 passed", {"torch", "hypothesis", "nbformat", "IPython"}),
    ],
)
def test_in_pytest_what_is_heavy_is_loaded_when_it_is_needed(tmp_path, key, words, said, spared):
    solution = ROOT / "tests" / "solutions" / "exercise_03_a.py"
    (tmp_path / "exercise_03.py").write_bytes(solution.read_bytes())
    (tmp_path / "test_other.py").write_text("def test_one():\n    pass\n")
    done = subprocess.run(
        [sys.executable, "-c", PYTEST, "-p", "grade", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert said in done.stdout
    assert set(json.loads((tmp_path / "loaded.json").read_text())) & spared == set()
