"""The autograder for Gradescope: what is in its zip, and what it does in a folder like Gradescope's."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from grader.cli import autograde as grading
from grader.cli.autograde import autograde
from grader.cli.release import ReleaseRequest, release
from grader.core.errors import MachineError, UsageError
from grader.course.key import obtain, obtain_hidden, read
from grader.course.load import Course
from grader.runner.sandbox import available
from grader.workshop import autograder as autograders
from grader.workshop.autograder import MARKER, autograder, find_submission

SECRET = "of nobody's business"
REFERENCE = '''\
from grader.course import Exercise, tensors

exercise = Exercise("Sums")


@exercise.task(inputs={"x": tensors("n", dtypes=("float32",), factors=("",))}, cases=12, points=2)
def total(x):
    what_the_teacher_returns = x.sum()
    return what_the_teacher_returns


@total.misconception
def averaged(x):
    """The mean divides by the number of elements."""
    return x.mean()


total.hint("Which method adds up?")


@exercise.task(inputs={"x": tensors("n", dtypes=("float32",), factors=("",))}, cases=12)
def doubled(x):
    return what_only_the_teacher_has(x)


def what_only_the_teacher_has(x):
    return x + x


@doubled.misconception
def unchanged(x):
    """It returns x as it is."""
    return x


doubled.hint("x + x")
'''
STARTER = "def total(x):\n    raise NotImplementedError\n\n\ndef doubled(x):\n    raise NotImplementedError\n"
RIGHT = "def total(x):\n    return x.sum()\n\n\ndef doubled(x):\n    return 2 * x\n"
WRONG = "def total(x):\n    return x.mean()\n\n\ndef doubled(x):\n    return 2 * x\n"
ONLY_SHOWN = """\
def total(x):
    return x.sum()


def doubled(x):
    shown = SHOWN
    return 2 * x if x.tolist() in shown else x
"""
READS = """\
def total(x):
    text = open(ROOT + "/source/course/keys/sums.key", "rb").read()
    return x.sum() if text else 0


def doubled(x):
    found = []
    for name in ("keys", "hidden"):
        try:
            found.append(open(ROOT + "/source/course/" + name + "/sums.key", "rb").read())
        except OSError:
            pass
    return 2 * x if found else x
"""
FORGES = """\
import os


def total(x):
    for name in ("results.json", "results.ready"):
        try:
            with open(ROOT + "/results/" + name, "w") as file:
                file.write('{"score": 1000}')
        except OSError:
            pass
    return x.mean()


def doubled(x):
    return 2 * x
"""
TOLD_WHY = f"""\
sums.py · Sums

✗ total · failed · sums.py:1 {"─" * 71}
  The result is -0.5; -1.0 is expected.

  call       total(torch.tensor([3., -4.]))
  expected   tensor(-1.)
  got        tensor(-0.5000)

  Why        The mean divides by the number of elements.

✗  total    0/2  wrong values
✓  doubled  1/1

1 of 3 points · Next: fix total."""
NOTHING_FOUND = (
    "Nothing to grade was found. No file is named sums.py or sums.ipynb, and none defines a function of the "
    "exercise. Hand in sums.py or sums.ipynb."
)
FAILED = (
    "The autograder failed. This is a fault of the grader or of the machine, not of the submission. It costs "
    "no points: {fault}. Please tell your teacher."
)
CONFINED = {
    "namespaces": (
        "The submission ran confined (sandbox tier namespaces). It saw Python and a folder of its own, but "
        "no answer keys and no results."
    ),
    "flat": (
        "The submission ran confined (sandbox tier flat). It could read Python and a folder of its own, but "
        "no answer keys and no results. It could see which files exist."
    ),
}
UNCONFINED = (
    "The submission ran UNCONFINED, with time and memory limits only, since this container cannot confine "
    "it. It could read and change everything in the container. The answer keys had been deleted from its "
    "disk."
)
METADATA = {
    "id": 1,
    "created_at": "2026-03-01T23:05:00.000000-08:00",
    "assignment": {"title": "Sums", "total_points": "3.0", "due_date": "2026-03-01T23:00:00.000000-08:00"},
    "submission_method": "upload",
    "users": [{"email": "ada@example.com", "id": 1, "name": "Ada Lovelace"}],
    "previous_submissions": [],
}


@pytest.fixture(scope="module")
def sums(tmp_path_factory, cache):
    root = tmp_path_factory.mktemp("kept_by_the_teacher")
    for name, text in {"reference/sums.py": REFERENCE, "exercises/sums.py": STARTER}.items():
        (root / name).parent.mkdir()
        (root / name).write_text(text)
    return Course(root)


@pytest.fixture(scope="module")
def public(sums):
    return obtain(sums, "sums", progress=lambda _task: None)


@pytest.fixture(scope="module")
def hidden(sums):
    return obtain_hidden(sums, "sums", SECRET, progress=lambda _task: None)


@pytest.fixture(scope="module")
def zipped(sums, public, hidden):
    return autograder(sums, public, hidden)


@pytest.fixture
def container(zipped, tmp_path):
    """A folder as Gradescope lays it out, before anything is handed in."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, tmp_path / "source")).chmod(entry.external_attr >> 16)
    shutil.copy(tmp_path / "source" / "run_autograder", tmp_path / "run_autograder")
    for name in ("submission", "results"):
        (tmp_path / name).mkdir()
    (tmp_path / "submission_metadata.json").write_text(json.dumps(METADATA))
    return tmp_path


def hand_in(container, **files):
    for name, text in files.items():
        path = container / "submission" / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def run(container, **environment):
    """Run the autograder as Gradescope does; its exit code and its results."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["./run_autograder"],
        cwd=container,
        env={**os.environ, "PATH": path, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, json.loads((container / "results" / "results.json").read_text("utf-8"))


def row(task, number, score, most, said=""):
    return {
        "score": score,
        "max_score": most,
        "status": "passed" if score == most else "failed",
        "name": task,
        "name_format": "text",
        "number": number,
        "output": said,
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {},
    }


def valid(results):
    """Results without what differs from case to case, once they are seen to be as Gradescope wants them."""
    frame = {name: results[name] for name in results if name not in ("score", "output", "tests")}
    assert frame == {
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {},
    }
    return results["score"], results["tests"]


def tier_said(results):
    """The tier that the first sentence of the output names; it is told in full."""
    first = results["output"].partition("\n\n")[0]
    return next(name for name, text in {**CONFINED, "unconfined": UNCONFINED}.items() if text == first)


# --------------------------------------------------------------------------------------------- the zip


@pytest.mark.slow
def test_the_zip_holds_scripts_keys_the_grader_and_no_reference(zipped, sums, public, hidden, tmp_path):
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}
        content = b"".join(archive.read(name) for name in modes)
        archive.extractall(tmp_path)
    others = {name: mode for name, mode in modes.items() if not name.startswith("grade/grader/")}
    assert others == {
        "setup.sh": "0o100755",
        "run_autograder": "0o100755",
        MARKER: "0o100644",
        "course/exercises/sums.py": "0o100644",
        "course/keys/sums.key": "0o100644",
        "course/hidden/sums.key": "0o100644",
    }
    module = Path(grading.__file__)
    assert (tmp_path / "grade/grader/cli/autograde.py").read_bytes() == module.read_bytes()
    assert "grade/grader/report/templates/report.html.j2" in modes
    assert not [name for name in modes if re.search(r"builtin|reference|__pycache__|\.pyc", name)]
    for secret in (
        b"what_the_teacher_returns",
        b"what_only_the_teacher_has",
        SECRET.encode(),
        bytes(sums.root),
    ):
        assert secret not in (tmp_path / "course/keys/sums.key").read_bytes()
        assert secret not in content
    assert read(tmp_path / "course/keys/sums.key") == public
    assert read(tmp_path / "course/hidden/sums.key") == hidden


def test_the_same_keys_make_the_same_bytes(zipped, sums, public, hidden):
    assert autograder(sums, public, hidden) == zipped


def test_a_built_in_course_inside_the_package_is_left_out(sums, public, tmp_path, monkeypatch):
    for name in ("builtin/reference/a.py", "cli.py", "__pycache__/cli.pyc", ".DS_Store"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setattr(autograders, "PACKAGE", tmp_path)
    with zipfile.ZipFile(io.BytesIO(autograder(sums, public, None))) as archive:
        names = archive.namelist()
    assert [name for name in names if name.startswith("grade/")] == ["grade/grader/cli.py"]
    assert not [name for name in names if "hidden" in name]


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash(container, script):
    path = container / "source" / script
    assert path.read_text().startswith("#!/usr/bin/env bash\n")
    done = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_setup_installs_torch_as_it_is_here_and_what_the_package_needs(monkeypatch):
    asked = []
    needed = ["rich>=13.7", "torch>=2.6", "torch-like>=1", "mypy>=1.13; extra == 'dev'", "click>=8.1"]
    needed.append('tomli>=2; python_version < "3.11"')
    monkeypatch.setattr(autograders, "requires", lambda name: asked.append(name) or needed)
    monkeypatch.setattr(autograders, "version", {"torch": "2.13.0+cpu"}.get)
    lines = autograders.setup().splitlines()
    assert asked == ["grade"]
    assert [line for line in lines if line.startswith(("install ", "apt-get install"))] == [
        "apt-get install -y --no-install-recommends bubblewrap libseccomp2 python3 python3-venv",
        "install --index-url https://download.pytorch.org/whl/cpu torch==2.13.0",
        """install 'click>=8.1' 'rich>=13.7' 'tomli>=2; python_version < "3.11"' 'torch-like>=1'""",
    ]


def test_what_the_installed_package_needs_is_read_from_its_metadata():
    (line,) = (line for line in autograders.setup().splitlines() if line.startswith("install 'click"))
    assert {"'click>=8.2'", "'msgspec>=0.19'", "'rich>=13.7'"} < set(line.split())
    assert "ruff" not in line


def test_a_grader_that_is_not_installed_cannot_say_what_it_needs(monkeypatch):
    monkeypatch.setattr(autograders, "DISTRIBUTION", "no such distribution")
    with pytest.raises(MachineError) as failed:
        autograders.setup()
    assert str(failed.value) == (
        "grade is not installed, so its dependencies are not known. Install it with pip."
    )


# ------------------------------------------------------------------------------------- making the zip


def test_a_zip_is_made_and_told(sums, public, hidden, zipped, tmp_path, capsys):
    release(ReleaseRequest(tmp_path, ("sums",), course=sums.root, gradescope=True, secret=SECRET))
    path = tmp_path / "sums-autograder.zip"
    assert path.read_bytes() == zipped
    count = sum(len(task.cases) for task in public.tasks)
    secret = sum(len(task.cases) for task in hidden.tasks)
    assert capsys.readouterr().out == (
        f"Wrote {path}: 2 tasks, {count} cases, {secret} hidden ones; {len(zipped) / 1e6:.1f} MB.\n"
        "It contains answer keys: give it to nobody but Gradescope.\n"
        "Next: in Gradescope, make a programming assignment with 3 autograder points. Upload the zip "
        "under Configure Autograder. Give the container at least 2 GB of memory.\n"
    )


def test_the_courses_own_secret_is_taken_and_an_empty_one_takes_none(sums, zipped, tmp_path, capsys):
    rules = sums.root / "course.toml"
    rules.write_text(f'secret = "{SECRET}"\n')
    try:
        release(ReleaseRequest(tmp_path / "a", course=sums.root, gradescope=True))
        release(ReleaseRequest(tmp_path / "b", course=sums.root, gradescope=True, secret=""))
    finally:
        rules.unlink()
    assert (tmp_path / "a" / "sums-autograder.zip").read_bytes() == zipped
    assert "no hidden ones" in capsys.readouterr().out.splitlines()[3]
    with zipfile.ZipFile(tmp_path / "b" / "sums-autograder.zip") as archive:
        assert "course/hidden/sums.key" not in archive.namelist()


def test_nothing_but_an_earlier_autograder_is_replaced(sums, tmp_path):
    path = tmp_path / "sums-autograder.zip"
    path.write_text("a thesis")
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path, course=sums.root, gradescope=True, replace=True))
    assert str(refused.value) == (
        f"{path} exists already and is not an autograder of grade. Move it away, or name another folder."
    )
    assert path.read_text() == "a thesis"
    path.unlink()
    release(ReleaseRequest(tmp_path, course=sums.root, gradescope=True))
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path, course=sums.root, gradescope=True))
    assert str(refused.value) == (
        f"{path} exists already. Add --replace to replace it, or name another folder."
    )
    release(ReleaseRequest(tmp_path, course=sums.root, gradescope=True, replace=True))


def test_it_does_not_go_among_what_students_get(sums, tmp_path):
    release(ReleaseRequest(tmp_path, course=sums.root))
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path, course=sums.root, gradescope=True, replace=True))
    assert str(refused.value) == (
        f"{tmp_path} holds a release for students, but an autograder's zip is for teachers only. Name "
        "another folder."
    )
    assert not list(tmp_path.glob("*.zip"))


def test_an_autograder_is_for_one_exercise(course, tmp_path):
    with pytest.raises(UsageError) as refused:
        release(ReleaseRequest(tmp_path, ("exercise_01", "exercise_02"), course=course.root, gradescope=True))
    assert str(refused.value) == (
        "--gradescope makes the autograder of one exercise at a time. Name one of: exercise_01, exercise_02."
    )


# ------------------------------------------------------------------------ in a folder like Gradescope's


@pytest.mark.slow
def test_a_right_submission(container):
    hand_in(container, sums_py=RIGHT)
    code, results = run(container)
    tests = [row("total", "1", 2.0, 2.0), row("doubled", "2", 1.0, 1.0)]
    assert (code, *valid(results)) == (0, 3.0, tests)
    tier = tier_said(results)
    assert results["output"].partition("\n\n")[2] == (
        "sums.py · Sums\n\n✓  total    2/2\n✓  doubled  1/1\n\n3 of 3 points · All right."
    )
    assert (container / "source/course/keys/sums.key").exists() == (tier != "unconfined")


@pytest.mark.slow
def test_a_wrong_submission_is_told_why(container):
    hand_in(container, sums_py=WRONG)
    code, results = run(container)
    said = "wrong values\nThe mean divides by the number of elements."
    tests = [row("total", "1", 0.0, 2.0, said), row("doubled", "2", 1.0, 1.0)]
    assert (code, *valid(results)) == (0, 1.0, tests)
    assert tier_said(results)
    assert results["output"].partition("\n\n")[2] == TOLD_WHY


def test_nothing_handed_in(container):
    hand_in(
        container, notes_txt="I was ill.", helper_py="def total_of_all(x):\n    return x\n", b_py="a = 1\n"
    )
    code, results = run(container)
    tests = [row("total", "1", 0.0, 2.0, "not run"), row("doubled", "2", 0.0, 1.0, "not run")]
    assert (code, *valid(results)) == (0, 0.0, tests)
    assert results["output"] == NOTHING_FOUND


@pytest.mark.slow
def test_a_submission_that_cannot_be_read(container):
    hand_in(container, sums_py=b"\x00\x01\x02")
    code, results = run(container)
    tests = [row("total", "1", 0.0, 2.0, "not run"), row("doubled", "2", 0.0, 1.0, "not run")]
    assert (code, *valid(results)) == (0, 0.0, tests)
    assert results["output"] == (
        "Graded: sums.py\n\n"
        "sums.py, line 1: the byte 0x00 is not text that can be read. If the file holds code, save it with "
        "encoding UTF-8."
    )


@pytest.mark.slow
def test_a_name_that_is_no_text_is_no_fault(container):
    Path(os.fsdecode(os.fsencode(container) + b"/submission/sums_\xff.py")).write_bytes(b"")
    code, results = run(container)
    assert (code, valid(results)[0]) == (0, 0.0)
    assert results["output"] == (
        "Graded: sums_\\udcff.py\n\n"
        "sums_?.py is empty: it has no code. Save your work in the editor and try again."
    )


@pytest.mark.slow
def test_a_submission_that_reads_the_keys_finds_none(container):
    hand_in(container, sums_py=f"ROOT = {str(container)!r}\n{READS}")
    code, results = run(container)
    score, tests = valid(results)
    assert (code, score, [test["score"] for test in tests]) == (0, 0.0, [0.0, 0.0])
    assert tests[0]["output"] == "raised"
    assert tests[1]["output"].startswith("wrong values\nIt returns x as it is.")


@pytest.mark.slow
def test_a_submission_that_writes_the_results_changes_nothing(container):
    hand_in(container, sums_py=f"ROOT = {str(container)!r}\n{FORGES}")
    code, results = run(container)
    score, tests = valid(results)
    assert (code, score, [test["score"] for test in tests]) == (0, 1.0, [0.0, 1.0])


@pytest.mark.slow
def test_hidden_cases_are_graded_and_not_shown(container, public):
    case_texts = [str(eval_list(case.code[0])) for case in public.tasks[1].cases]
    hand_in(container, sums_py=ONLY_SHOWN.replace("SHOWN", f"[{', '.join(case_texts)}]"))
    code, results = run(container)
    score, (total, doubled) = valid(results)
    assert (code, score, total) == (0, 2.0, row("total", "1", 2.0, 2.0))
    assert doubled["score"] == 0.0
    assert "It is right on every call that is shown, and wrong on a hidden one." in results["output"]
    assert "call  " not in results["output"]


def eval_list(code):
    """The elements of a tensor that a case's code makes."""
    import torch

    return eval(code, {"torch": torch}).tolist()


# ------------------------------------------------------------------------------------------- faults


def test_a_key_of_another_version_is_no_score(container):
    (container / "source/course/keys/sums.key").write_bytes(b"")
    hand_in(container, sums_py=RIGHT)
    code, results = run(container)
    assert (code, list(results)) == (3, ["output", "output_format"])
    assert results["output"].startswith(
        "The autograder failed. This is a fault of the grader or of the machine"
    )


COMMAND = "import click, pathlib\n@click.command()\n@click.argument('root')\ndef command(root):\n"


@pytest.mark.parametrize(
    ("module", "ended"),
    [
        ("raise SystemExit(1)\n", 1),
        ("raise SystemExit(0)\n", 3),
        ("raise ImportError('msgspec')\n", 3),
        (f"{COMMAND}    (pathlib.Path(root) / 'results/results.json').write_text('1')\n    END\n", 137),
    ],
)
def test_where_the_grader_did_not_come_to_its_end_no_file_is_its_result(container, module, ended):
    (container / "results/results.json").write_text('{"score": 1000}')
    module = module.replace("END", "import os; os.kill(os.getpid(), 9)")
    (container / "source/grade/grader/cli/autograde.py").write_text(module)
    code, results = run(container)
    fault = "the grader stopped before its end (see the standard output)"
    assert (code, results) == (ended, {"output": FAILED.format(fault=fault)})


def test_a_folder_without_a_course_is_told(tmp_path):
    assert autograde(tmp_path) == 3
    assert json.loads((tmp_path / "results/results.json").read_text()) == {
        "output": FAILED.format(
            fault=(
                f"{tmp_path}/source/course does not hold the answer key of one exercise; "
                "make the zip again with grade release"
            )
        ),
        "output_format": "text",
    }


def test_a_task_that_the_grader_cannot_grade_costs_nothing(container, monkeypatch):
    def refuses(*_arguments, **_options):
        raise MachineError("The system refused what the grader needs: out of descriptors.")

    monkeypatch.setattr("grader.runner.process.pool.Pool.session", refuses)
    monkeypatch.setattr(available, "best", lambda: None)
    hand_in(container, sums_py=RIGHT)
    assert autograde(container) == 3
    results = json.loads((container / "results/results.json").read_text())
    assert list(results) == ["output", "output_format"]
    assert "total: " in results["output"]
    assert "The system refused what the grader needs: out of descriptors." in results["output"]


# ----------------------------------------------------------------------------------------- unconfined


@pytest.fixture
def unconfined(monkeypatch):
    monkeypatch.setattr(available, "best", lambda: None)


@pytest.mark.slow
@pytest.mark.usefixtures("unconfined")
def test_keys_are_deleted_before_an_unconfined_submission_runs(container):
    hand_in(container, sums_py=f"ROOT = {str(container)!r}\n{READS}")
    assert autograde(container) == 0
    results = json.loads((container / "results/results.json").read_text())
    score, tests = valid(results)
    assert (score, [test["score"] for test in tests]) == (0.0, [0.0, 0.0])
    assert tests[0]["output"] == "raised"
    assert results["output"].partition("\n\n")[0] == UNCONFINED
    assert not list((container / "source/course").rglob("*.key"))


@pytest.mark.slow
@pytest.mark.usefixtures("unconfined")
def test_an_unconfined_submission_that_writes_results_is_overwritten(container):
    hand_in(container, sums_py=f"ROOT = {str(container)!r}\n{FORGES}")
    assert autograde(container) == 0
    score, _ = valid(json.loads((container / "results/results.json").read_text()))
    assert score == 1.0


@pytest.mark.slow
@pytest.mark.usefixtures("unconfined")
def test_keys_that_are_not_an_unpacked_autograders_are_never_deleted(container):
    (container / "source" / MARKER).unlink()
    hand_in(container, sums_py=RIGHT)
    assert autograde(container) == 0
    results = json.loads((container / "results/results.json").read_text())
    assert (
        results["output"].partition("\n\n")[0].endswith("The answer keys could not be deleted from its disk.")
    )
    assert (container / "source/course/keys/sums.key").exists()


# ---------------------------------------------------------------------------------- which file is meant


@pytest.fixture
def found(container, public):
    """Which of several files is graded; of all, the first was written last."""

    def find(**files):
        hand_in(container, **files)
        for age, path in enumerate(sorted((container / "submission").rglob("*.*"))):
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
        course = Course(container / "source" / "course")
        path = find_submission(container / "submission", course, [task.name for task in public.tasks])
        return path and path.relative_to(container / "submission").as_posix()

    return find


@pytest.mark.parametrize(
    ("files", "meant"),
    [
        ({}, None),
        ({"a_py": "x = 1\n"}, "a.py"),
        ({"a_py": "x = 1\n", "b_py": "x = 1\n"}, None),
        ({"a_py": "x = 1\n", "b_py": "def total(x): ...\n"}, "b.py"),
        ({"a_py": "def total(x): ...\n", "b_py": RIGHT}, "b.py"),
        ({"a_py": RIGHT, "b_py": RIGHT}, "a.py"),
        ({"a_py": RIGHT, "my_sums_py": "x = 1\n"}, "my_sums.py"),
        ({"sums_a_py": RIGHT, "sums_b_py": RIGHT}, "sums_a.py"),
        ({"week__sums_py": RIGHT}, "week/sums.py"),
        ({"a_py": b"\x00", "b_py": RIGHT}, "b.py"),
        ({".git__sums_py": RIGHT, "a_py": "x = 1\n"}, "a.py"),
        ({"._sums_py": b"\x00", "a_py": "x = 1\n"}, "a.py"),
    ],
)
def test_the_file_is_found_by_name_by_what_it_defines_and_by_time(found, files, meant):
    assert found(**files) == meant


def test_links_are_not_followed(found, container):
    outside = container / "sums.py"
    outside.write_text(RIGHT)
    (container / "submission" / "sums.py").symlink_to(outside)
    assert found() is None


def test_the_packages_of_an_exercise_are_installed_in_the_version_of_this_machine():
    (line,) = (
        line
        for line in autograders.setup(["no-such", "pandas"]).splitlines()
        if " click" in line or "'click" in line
    )
    assert f"pandas=={version('pandas')}" in line.split()
    assert "no-such" in line.split()
