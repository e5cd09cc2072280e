"""In the pseudo-language, a door says nothing outside the marks but names, paths, code and numbers."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pexpect
import pytest
from pseudo import assert_json_marked, assert_marked, assert_page_marked, assert_xml_marked

from grader.cli.group import COMMANDS
from grader.course import load
from grader.runner.sandbox.available import best

pytestmark = pytest.mark.slow

TIER = () if best() else ("--unconfined",)
TEXT = """\
import torch

print("hello")


def matvec(A, x):
    return A @ y


def l2_norm(x):
    return (x * x).sum()


def hadamard(A, B):
    return A * B


def matmul(A, B):
    raise NotImplementedError
"""
NAMES = ("exercise_03.py", *load.builtin().names, *re.findall(r"def (\w+)", TEXT))
CODE = re.compile(r"(torch\.)?tensor\(.*?\)+|l2_norm\(.*?\)+")
STARTER = '"""Sums."""\n\n\ndef total(x):\n    """The sum of x."""\n    raise NotImplementedError\n'
REFERENCE = '''
from grader.course import Exercise, tensors

exercise = Exercise("Sums")


@exercise.task(inputs={"x": tensors("n", dtypes=("float32",))})
def total(x):
    return x.sum()

@total.misconception
def averages(x):
    """The mean."""
    return x.mean()

total.hint("Which method adds up?")
'''


def grade(*words, cwd=None, keys="", **environment):
    """Run the command in a process that speaks the pseudo-language: its exit code, and all that it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        cwd=cwd,
        input=keys,
        capture_output=True,
        text=True,
        env={**os.environ, "GRADE_LANG": "xx", "COLUMNS": "240", **environment},
        check=False,
        timeout=300,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def folder(tmp_path, cache, keys):
    (tmp_path / "exercise_03.py").write_text(TEXT)
    return tmp_path


@pytest.mark.long
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help(name):
    code, said = grade(*filter(None, [name, "--help"]))
    assert code == 0
    shown = re.compile(r"(?m)^⟦Usage:⟧ grade.*\n( +grade.*\n)?")
    ranges = re.compile(r"; \d?<?=?x[<>].*?\]|\[\d<=x<=\d+\]|EXERCISE=HEADER")
    if name:
        assert_marked(said, allowed=[shown, ranges])
    else:
        first = re.compile(r"(?m)^ {6}grade (init|exercise_01\.py)|^  [a-z]+(?=  )")
        assert_marked(said, allowed=[shown, ranges, first])


def test_the_first_minutes(folder):
    titles = [load.load(load.builtin(), name).title for name in load.builtin().names]
    code, said = grade("init", "work", cwd=folder)
    assert code == 0
    assert_marked(said)
    for words in (("list",), ("list", "exercise_03")):
        code, said = grade(*words, cwd=folder)
        assert code == 0
        tasks = [line.split()[0] for line in said.splitlines()[2:] if words[1:] and line.startswith("  ")]
        assert_marked(said, allowed=[*NAMES, *titles, *tasks])
    code, said = grade("doctor", cwd=folder)
    machine = re.compile(r"(?m)^. (python|torch|numpy|hypothesis|nbformat|ipython|msgspec|rich|click) .*$")
    tiers = re.compile(r"(?m)^  (namespaces|flat|unconfined) ")
    assert_marked(said, allowed=[machine, tiers, str(load.builtin().root), *NAMES])


def test_hints_and_the_debugger(folder):
    hints = []
    for _ in range(2):
        code, said = grade("hint", "l2_norm", "exercise_03.py", cwd=folder)
        assert code == 0
        assert_marked(said)
        hints.append(re.match(r"⟦Hint \d of \d for l2_norm: (.*)⟧", said)[1])
    code, said = grade("hint", "l2_norm", "exercise_03.py", cwd=folder)
    assert_marked(said, allowed=hints)
    code, said = grade("debug", "l2_norm", "exercise_03.py", cwd=folder, keys="c\n", PYTHONBREAKPOINT="")
    assert code == 1
    pdb = re.compile(r"(?m)^> .*\n-> .*$|\(Pdb\)")
    assert_marked(said, allowed=[pdb, CODE])
    code, said = grade("debug", "hadamard", "exercise_03.py", cwd=folder)
    assert code == 0
    assert_marked(said)


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        ("nothing.py",),
        ("docter",),
        ("l2_norm",),
        ("exercise_03.py", "--task", "l2norm"),
        ("exercise_03.py", "--exercise", "zzz"),
        ("exercise_03.py", "--course", "."),
        ("exercise_03.py", "--open", "-f", "json"),
        ("exercise_03.py", "--open", "-o", "a.json"),
        ("exercise_03.py", "--hint", "l2_norm", "--open"),
        ("exercise_03.py", "--debug", "--confined"),
        ("exercise_03.py", "-o", "a.pdf"),
        ("exercise_03.py", "--device", "gpu"),
        ("exercise_03.py", "--frobnicate"),
        ("exercise_03.py", "--timeout", "never"),
        ("exercise_03.py", "--lang", "klingon"),
        ("hint", "exercise_03.py", "l2_norm"),
        ("watch", "nothing.py"),
        ("watch", "work"),
        ("release", "out", "--gradescope"),
        ("release", "out", "--secret", "x"),
        ("review", "."),
        ("batch", "exercise_03.py", "-o", ".", "-j", "0"),
    ],
)
def test_what_cannot_be_done(folder, words):
    (folder / "work").mkdir()
    code, said = grade(*words, cwd=folder)
    assert code in (2, 4)
    assert_marked(said, allowed=[re.compile(r"(?m)^⟦Usage:⟧ grade.*$")])


def test_watching(folder):
    given = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1", "GRADE_LANG": "xx"}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "grader", "watch", "exercise_03.py"],
        cwd=str(folder),
        env={name: value for name, value in given.items() if name not in ("COLUMNS", "LINES")},
        dimensions=(60, 200),
        encoding="utf-8",
        timeout=300,
    )
    screens = []
    for key, last in (
        ("", "quit⟧"),
        ("h", "Hint 1 of"),
        ("l", "any key: back⟧"),
        ("x", "quit⟧"),
        ("n", "quit⟧"),
    ):
        child.send(key)
        child.expect(f"{last}.*?\r\n")
        screens.append((child.before + child.after).rpartition("\x1b[H\x1b[2J")[2])
    child.close(force=True)
    hint = re.compile(r"(?<=⟧  )[A-Z].*$", re.MULTILINE)
    for screen in screens[::2]:
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen).replace("\r", "")
        keys = re.compile(r"(?m)^\w ⟦")
        names = re.compile(r"(?m)^ *\S?  \w+ +\d/\d")
        shown = re.compile(r"(?m)^exercise_03\.py · Norms and linear algebra")
        raised = re.compile(r"NameError.*$", re.MULTILINE)
        code = re.compile(r"(?<=⟧)  +\w+\(.*$", re.MULTILINE)
        stub = re.compile(r"(?m)^ *def \w+\(.*\n.*\"\"\" *$")
        assert_marked(plain, allowed=[hint, keys, names, shown, raised, code, stub, CODE, *NAMES])


def test_pytest(folder):
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "grade",
            "-p",
            "no:cacheprovider",
            "--grade",
            "-rs",
            "exercise_03.py",
            "--grade-lang",
            "xx",
            "-k",
            "l2_norm or matmul or frobenius",
        ],
        cwd=folder,
        env=usual | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    told = ran.stdout.partition("= FAILURES =")[2]
    own = re.compile(r"(?m)^.*[=_]{4,}.*$|^SKIPPED \[\d+\]|^exercise_03\.py:\d+")
    assert_marked(told, allowed=[own, CODE, *NAMES, "This is the squared norm: the square root is missing."])
    helps = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "grade", "--help"],
        cwd=folder,
        env=usual | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200", "GRADE_LANG": "xx"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    group = helps.partition("⟦grade: exercises as tests⟧:")[2].partition("\n\n")[0]
    assert group.count("⟦") == 5
    assert_marked(group)


@pytest.fixture(scope="module")
def sums(tmp_path_factory, cache):
    root = tmp_path_factory.mktemp("course")
    for part, text in (("exercises", STARTER), ("reference", REFERENCE)):
        (root / part).mkdir()
        (root / part / "sums.py").write_text(text)
    return root


def test_an_author(sums, tmp_path):
    own = [str(sums), str(tmp_path), "Sums", "total", "sums"]
    for words in (
        ("verify",),
        ("verify", "--mutants"),
        ("release", tmp_path / "students"),
        ("release", tmp_path / "teachers", "sums", "--gradescope", "--secret", "x"),
        ("release", tmp_path / "students", "--replace"),
        ("release", tmp_path / "students"),
    ):
        code, said = grade(*words, "--course", sums)
        assert code == (2 if words == ("release", tmp_path / "students") and "--replace" in said else 0), said
        assert_marked(said, allowed=own)


@pytest.mark.long
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('Exercise("Sums")', "Exercise(3)"),
        ('inputs={"x": tensors("n", dtypes=("float32",))}', "inputs={}"),
        ('dtypes=("float32",)', 'dtypes=("float31",)'),
        ('tensors("n"', "tensors(-1"),
        ("return x.sum()", "return x.summ()"),
        ('"""The mean."""', ""),
        ("total.hint(", "total.hint(3, "),
        ("def total(x)", "def total(x"),
        ("def averages(x)", "def averages(y, z)"),
    ],
)
def test_a_broken_course(sums, tmp_path, old, new):
    root = shutil.copytree(sums, tmp_path / "course")
    path = root / "reference" / "sums.py"
    assert old in REFERENCE
    path.write_text(REFERENCE.replace(old, new, 1))
    code, said = grade("verify", "--course", root)
    assert code != 0, said
    own = [str(root), "sums", "total", "averages", "summ", re.compile(r"'[^'\n]*'"), "Tensor"]
    assert_marked(said, allowed=own)


def test_a_class(sums, tmp_path):
    handed, out = tmp_path / "handed", tmp_path / "out"
    handed.mkdir()
    answers = {"ada": "return x.sum()", "alan": "return x.mean()", "grace": "return x.sum() + 1"}
    for name, answer in answers.items():
        (handed / f"{name}_sums.py").write_text(f"def total(x):\n    {answer}\n")
    (handed / "notes.pdf").write_text("")
    (tmp_path / "roster.csv").write_text("id,name\nada,Ada\nalan,Alan\nhopper,Hopper\n")
    own = [
        str(tmp_path),
        str(sums),
        "Sums",
        "total",
        "sums",
        "ada",
        "Ada",
        "alan",
        "Alan",
        "grace",
        "Hopper",
        "notes.pdf",
    ]
    batch = ("batch", handed, "-o", out, "--course", sums, "--roster", tmp_path / "roster.csv", *TIER)
    for words, right in (
        (batch, 0),
        (batch, 0),
        (("review", out), 0),
        (("override", "alan", "total", "0.5", "--reason", "mercy", "-d", out), 0),
        (("override", "alan", "total", "2", "--reason", "mercy", "-d", out), 2),
        (("override", "alen", "total", "1", "--reason", "mercy", "-d", out), 2),
        (("accept", "grace", "total", "-d", out), 0),
        (("accept", "ada", "total", "-d", out), 2),
        (("regrade", out), 0),
        (("export", out, "-f", "csv", "-o", tmp_path / "grades.csv"), 0),
        (("export", out, "-f", "csv", "-o", tmp_path / "grades.csv"), 2),
        (("export", out, "-f", "csv", "--column", "x"), 2),
    ):
        code, said = grade(*words)
        assert code == right, said
        assert_marked(said, allowed=[*own, "mercy", re.compile(rf"{re.escape(str(out))}\S+")])
    code, said = grade("export", out, "-f", "json", "-o", "-")
    assert code == 0
    assert_json_marked(said, allowed=[*own, "The mean."], said=())
    read_by_others(out, [*own, "mercy", "hopper", "handed", "The mean.", "Which method adds up?"])


def read_by_others(out, own):
    """Every page of a class, and the exports in which sentences stand."""
    own += [re.compile(r"(torch\.)?tensor\(.*?\)+|total\(.*?\)+|float32")]
    pages = [out / "index.html", *out.glob("students/*.html")]
    assert len(pages) > 3
    for page in pages:
        assert_page_marked(page.read_text("utf-8"), allowed=own)
    for form, holds in (("junit", assert_xml_marked), ("github", assert_marked)):
        code, said = grade("export", out, "-f", form, "-o", "-")
        assert code == 0, said
        holds(said, allowed=own)
    made = out.with_suffix(".zip")
    assert grade("export", out, "-f", "gradescope", "-o", made)[0] == 0
    with zipfile.ZipFile(made) as archive:
        told = [json.loads(archive.read(name)) for name in archive.namelist()]
    assert_json_marked(json.dumps(told), said=("output",), allowed=own)


def test_autograding(tmp_path):
    """Where there is nothing to be graded with, the results say so."""
    code, _ = grade("autograde", tmp_path)
    assert code == 3
    assert_json_marked(
        (tmp_path / "results" / "results.json").read_text(), said=("output",), allowed=[str(tmp_path)]
    )
