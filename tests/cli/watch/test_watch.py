"""`grade watch`, in a real pseudo-terminal: saved, half-saved, renamed, deleted; and its keys."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import kinds
import pexpect
import pytest

from grader.core.model import Outcome
from grader.grading import history as progress

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
STARTER = (ROOT / "exercises" / "exercise_03.py").read_text("utf-8")
WRONG = "    return (x * x).sum()\n"
RIGHT = "    return (x * x).sum() ** 0.5\n"
ENDLESS = "    while True:\n        pass\n"
CLEAR = "\x1b[H\x1b[2J"
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", "NO_COLOR": "1"}


def written(body, task="l2_norm", text=STARTER):
    """The starter with the body of one function written."""
    head, _, rest = text.partition(f"def {task}(")
    inside, _, after = rest.partition("    raise NotImplementedError\n")
    return f"{head}def {task}({inside}{body}{after}"


PATIENCE = 120
"""Seconds in which a busy machine has shown what is waited for."""


class Watch:
    """`grade watch` in a terminal, and the file that it watches."""

    def __init__(self, folder, *words, text=STARTER, size=(40, 90)):
        self.file = folder / "exercise_03.py"
        self.seen = []
        if text is not None:
            self.file.write_text(text)
        given = {name: value for name, value in {**os.environ, **TERMINAL}.items() if value}
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "grader", "watch", *words],
            cwd=str(folder),
            env=given,
            dimensions=size,
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def screen(self, *wanted, without=()):
        """The next screen that shows all that is wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.child.expect(r"(quit|any key: back)\r\n")
            shown = (self.child.before + self.child.after).rpartition(CLEAR)[2].replace("\r", "")
            plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
            self.seen.append(plain)
            if all(part in " ".join(plain.split()) for part in wanted) and not any(
                part in plain for part in without
            ):
                return plain
        raise AssertionError(f"never shown: {wanted}")

    def save(self, body, task="l2_norm"):
        self.file.write_text(written(body, task))

    def press(self, key):
        self.child.send(key)

    def left(self):
        """The exit code, once it has ended."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def watch(tmp_path, cache, key):
    started = []

    def start(*words, **options):
        started.append(Watch(tmp_path, *words, **options))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)


def test_a_save_shows_the_verdict_and_what_is_right_moves_on(watch):
    it = watch("exercise_03.py")
    first = it.screen("0 of 12 points", "dot_two_ways · to be written")
    assert "○  ○  ○  ○  ○" in first
    assert "The dot product of two vectors of shape (n,)" in first
    assert "raise NotImplementedError" not in first
    it.save(WRONG)
    wrong = it.screen("✗ l2_norm · failed · exercise_03.py:", "The result is 25.0; 5.0 is expected.")
    assert "This is the squared norm: the square root is missing." in wrong
    assert "--hint" not in wrong
    it.save(RIGHT)
    right = it.screen("✓ l2_norm is right.", "1 of 12 points", "l1_and_max_norm · to be written")
    assert "○  ○  ○  ○  ✓  ○" in right
    it.press("q")
    assert it.left() == 0
    known = progress.read(it.file.parent).task("exercise_03", "l2_norm")
    assert (known.outcome, known.score) == (Outcome.PASSED, 1.0)


def test_keys_show_hints_the_next_task_and_the_list(watch):
    it = watch("exercise_03.py", text=written(WRONG))
    it.screen("✗ l2_norm · failed")
    it.press("h")
    it.screen("✗ l2_norm · failed", "Hint 1 of 2")
    it.press("h")
    it.screen("Hint 1 of 2", "Hint 2 of 2")
    it.press("h")
    it.screen("These were all hints for l2_norm.")
    assert progress.read(it.file.parent).task("exercise_03", "l2_norm").hints == 2
    it.press("n")
    it.screen("l1_and_max_norm · to be written", without=["Hint"])
    it.press("l")
    assert "✗  l2_norm            0/1  wrong values\n" in it.screen("any key: back")
    it.press("x")
    it.screen("l1_and_max_norm · to be written")
    it.press("\x1b[A")  # an arrow is no key of ours
    it.press("Q")
    assert it.left() == 0


def test_a_new_save_overtakes_a_loop_that_never_ends(watch):
    it = watch("exercise_03.py", "--timeout", "3600")
    it.screen("dot_two_ways · to be written")
    it.save(ENDLESS)
    time.sleep(1.0)
    it.save(RIGHT)
    it.screen("✓ l2_norm is right.")
    it.save(ENDLESS)
    time.sleep(1.0)
    it.press("q")
    assert it.left() == 0


def test_a_file_that_is_saved_half_way_is_not_judged(watch):
    it = watch("exercise_03.py")
    it.screen("dot_two_ways · to be written")
    it.seen.clear()
    whole = written(RIGHT)
    cut = whole.index("** 0.5") + 1
    with it.file.open("w") as file:
        file.write(whole[:cut])
        file.flush()
        time.sleep(0.08)
        file.write(whole[cut:])
    it.screen("✓ l2_norm is right.")
    assert len(it.seen) == 1  # nothing was shown of the first half


def test_a_file_that_does_not_parse_is_told_and_what_was_found_stays(watch):
    it = watch("exercise_03.py")
    it.screen("dot_two_ways · to be written")
    it.file.write_text("def l2_norm(x:\n    return x\n")
    told = it.screen("exercise_03.py, line 1: this is not valid Python", "Below is what was found before.")
    assert "dot_two_ways · to be written" in told
    it.save(RIGHT)
    it.screen("✓ l2_norm is right.", without=["not valid Python"])
    it.file.write_text(written("    return (x\n"))
    it.screen("l2_norm · not run", "This is not valid Python: the bracket `(` is never closed", "return (x ^")
    it.file.write_text("")
    it.screen("exercise_03.py is empty")


def test_a_renamed_or_deleted_file_is_waited_for(watch):
    it = watch("exercise_03.py")
    it.screen("dot_two_ways · to be written")
    other = it.file.with_name("norms.py")
    it.file.rename(other)
    it.screen("exercise_03.py no longer exists. It seems to be norms.py now.")
    other.unlink()
    new = it.file.with_name("exercise_03.py.tmp")  # as editors save: another file takes the place
    new.write_text(written(RIGHT))
    new.rename(it.file)
    it.screen("✓ l2_norm is right.", without=["no longer exists"])
    it.file.unlink()
    it.screen("exercise_03.py no longer exists. It is graded again when it is back.")
    it.save(WRONG)
    it.screen("✗ l2_norm · failed", without=["no longer exists"])


def test_its_folder_may_go_and_come_back(tmp_path, watch):
    folder = tmp_path / "week"
    folder.mkdir()
    (folder / "exercise_03.py").write_text(STARTER)
    it = watch("week/exercise_03.py", text=None)
    it.screen("dot_two_ways · to be written")
    folder.rename(tmp_path / "elsewhere")
    it.screen("exercise_03.py no longer exists.")
    folder.mkdir()
    (folder / "exercise_03.py").write_text(written(RIGHT))
    it.screen("1 of 12 points")


def test_without_a_name_all_exercises_here_are_watched_and_the_saved_one_is_shown(tmp_path, watch, keys):
    path = tmp_path / "exercise_01.py"
    path.write_bytes((ROOT / "exercises" / "exercise_01.py").read_bytes())
    (tmp_path / "notes.py").write_text("print(1)\n")
    it = watch()  # which writes exercise_03.py, the latest
    it.screen("exercise_03.py · Norms", "dot_two_ways · to be written")
    path.write_text(path.read_text() + "\n# saved\n")
    it.screen("exercise_01.py · Tensor operations")
    it.save(WRONG)
    it.screen("exercise_03.py · Norms", "✗ l2_norm · failed")
    new = tmp_path / "exercise_02.py"
    new.write_bytes((ROOT / "exercises" / "exercise_02.py").read_bytes())
    it.screen("exercise_02.py · Broadcasting")


def test_where_the_last_exercise_is_done_the_next_one_is_shown(tmp_path, watch):
    done = progress.TaskHistory(Outcome.PASSED, 1.0, 1.0)
    progress.change(tmp_path, lambda known: known.with_task("exercise_03", "l2_norm", done))
    for name in ("exercise_01", "exercise_02"):
        (tmp_path / f"{name}.py").write_bytes((ROOT / "exercises" / f"{name}.py").read_bytes())
    it = watch()  # which writes exercise_03.py, the latest
    it.screen("exercise_01.py · Tensor operations")


def test_a_folder_may_be_named(tmp_path, watch):
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "exercise_03.py").write_text(STARTER)
    it = watch("week", text=None)
    it.screen("week/exercise_03.py · Norms", "dot_two_ways · to be written")


def test_keys_are_answered_while_something_runs(watch):
    it = watch("exercise_03.py", "--timeout", "3600", text=written(WRONG))
    it.screen("✗ l2_norm · failed")
    it.save(ENDLESS)
    time.sleep(0.5)
    it.press("l")
    it.screen("any key: back")


def test_in_a_low_window_the_verdict_stays_and_the_rest_is_cut(watch):
    it = watch("exercise_03.py", text=written(WRONG), size=(12, 90))
    shown = it.screen(
        "✗ l2_norm · failed", "The result is 25.0; 5.0 is expected.", "a higher window shows the rest"
    )
    assert shown.count("\n") <= 12


def test_only_what_a_save_can_have_changed_is_graded_again(tmp_path, watch):
    calls = tmp_path / "calls"
    noting = f"    open({str(calls)!r}, 'a').write('.')\n    return A @ x.to(A.dtype)\n"
    it = watch("exercise_03.py", text=written(noting, "matvec"))
    it.screen("✗ matvec")
    often = len(calls.read_text())
    it.file.write_text(written(RIGHT, text=written(noting, "matvec")))
    it.screen("✓ l2_norm is right.")
    assert len(calls.read_text()) == often > 40
    it.file.write_text(written(RIGHT, text=written(noting.replace("A @", "A  @"), "matvec")))
    it.screen("✗ matvec")
    assert len(calls.read_text()) > often


def test_the_terminal_is_left_as_it_was(tmp_path, cache, key):
    (tmp_path / "exercise_03.py").write_text(STARTER)
    shell = pexpect.spawn(
        "/bin/sh", cwd=str(tmp_path), encoding="utf-8", timeout=PATIENCE, dimensions=(40, 90)
    )
    for ending in ("q", "\x03"):
        words = f"{sys.executable} -m grader watch exercise_03.py"
        shell.sendline(f"stty -a | md5sum; {words}; echo code $?; stty -a | md5sum")
        shell.expect(r"([0-9a-f]{32})  -")
        before = shell.match[1]
        shell.expect("quit")
        time.sleep(0.3)
        shell.send(ending)
        shell.expect(r"code (\d+)")
        assert shell.match[1] == "0"
        shell.expect(r"([0-9a-f]{32})  -")
        assert shell.match[1] == before
    shell.close(force=True)


def test_a_window_of_another_size_is_drawn_anew(watch):
    it = watch("exercise_03.py", text=written(WRONG))
    it.screen("✗ l2_norm · failed")
    it.child.setwinsize(40, 50)
    narrow = it.screen("✗ l2_norm · failed")
    assert max(map(len, narrow.splitlines())) <= 50


def test_paused_and_brought_back_it_goes_on(watch):
    it = watch("exercise_03.py", text=written(WRONG))
    it.screen("✗ l2_norm · failed")
    os.kill(it.child.pid, signal.SIGSTOP)
    it.save(RIGHT)
    os.kill(it.child.pid, signal.SIGCONT)
    it.screen("✓ l2_norm is right.")
    it.press("q")
    assert it.left() == 0


def test_into_a_pipe_each_verdict_is_a_text_of_its_own(tmp_path, cache, key):
    (tmp_path / "exercise_03.py").write_text(written(WRONG))
    with subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", "exercise_03.py"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        text = ""
        while "graded at" not in text:
            text += watching.stdout.readline()
        (tmp_path / "exercise_03.py").write_text(written(RIGHT))
        while "l2_norm is right" not in text:
            text += watching.stdout.readline()
        watching.terminate()
        rest, errors = watching.communicate(timeout=PATIENCE)
    assert "\x1b" not in text + rest
    assert "q quit" not in text + rest
    assert errors == ""
    assert watching.returncode == 128 + signal.SIGTERM


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["exercise_3.py"], "exercise_3.py does not exist."),
        ([], "No file in this folder is named like an exercise."),
        (["."], "No file in this folder is named like an exercise."),
        (["--exercise", "exercise_99", "mine.py"], "There is no exercise 'exercise_99'"),
    ],
)
def test_what_cannot_be_watched_is_told(tmp_path, cache, key, words, told):
    (tmp_path / "mine.py").write_text(STARTER)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "watch", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert told in done.stderr
    assert done.returncode == 2 or "does not exist" in told
    assert done.stdout == ""


def test_a_variable_and_a_class_are_watched(tmp_path, watch):
    course = kinds.course_of(tmp_path, kinds.STARTER, kinds.REFERENCE).root
    file = tmp_path / "week_1.py"
    file.write_text(kinds.STARTER)
    it = watch("week_1.py", "--course", str(course), text=None)
    it.screen("0 of 2 points", "x · to be written", "# The integers from 0 to 11. x = ...")
    file.write_text(kinds.STARTER.replace("x = ...", "x = torch.arange(1, 13)"))
    it.screen("✗ x · failed · week_1.py:8", "The first number is 0.")
    file.write_text(kinds.STARTER.replace("x = ...", "x = torch.arange(12)"))
    shown = it.screen("✓ x is right.", "MLP · to be written", "Two linear layers, and ReLU between them.")
    assert "raise NotImplementedError" not in shown
    file.write_text(kinds.RIGHT)
    it.screen("2 of 2 points", "every task of this exercise is done.", without=("Next:",))
