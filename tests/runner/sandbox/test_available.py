"""Which tier is chosen, and what is said where one cannot be had."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hostile import TIERS, need

from grader.core.errors import MachineError
from grader.grading import confinement as confining
from grader.runner.sandbox import available, landlock, seccomp
from grader.runner.sandbox import bubblewrap as sandbox
from grader.runner.sandbox.readable import Readable, installation
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, UNCONFINED

TELL = "from grader.runner.sandbox.available import best; print(best().name if best() else None)"


def test_the_tier_that_promises_most_is_taken():
    need(NAMESPACES)
    assert confining.tier_for(True) == NAMESPACES
    assert confining.tier_for(False) == UNCONFINED


def test_where_namespaces_are_forbidden_the_flat_tier_is_taken():
    need(NAMESPACES)
    inside = ("--unshare-user", "--disable-userns", "--bind", "/", "/", "--dev-bind", "/dev", "/dev")
    if os.geteuid() == 0:
        pytest.skip("root is not kept from namespaces so")
    command = [shutil.which("bwrap"), *inside, "--proc", "/proc", "--", sys.executable, "-c", TELL]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == FLAT.name


def test_without_bubblewrap_the_command_that_installs_it_is_told(monkeypatch, tmp_path):
    (tmp_path / "apt-get").write_text("#!/bin/sh\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = " ".join(map(str, available.lacks(NAMESPACES)))
    assert "The program bwrap, of the package bubblewrap, is missing." in said
    assert "Install it as root: apt install bubblewrap" in said


def test_a_machine_that_can_confine_nothing_says_why_and_what_helps(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "LIBRARY", "libnone.so.9")
    with pytest.raises(MachineError) as refused:
        confining.tier_for(True)
    text = str(refused.value)
    assert text.startswith("This machine cannot confine submissions.\n  namespaces: ")
    assert "Landlock" in text
    assert "libseccomp cannot be used (libnone.so.9" in text
    assert text.endswith("\nYour own files can be graded without --confined.")


def test_root_needs_a_temporary_folder_that_others_may_enter(monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(sandbox, "is_root", lambda: True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = " ".join(map(str, available.lacks(FLAT)))
    assert f"Other users cannot enter {tmp_path}, so a submission would have no place to write." in said
    assert "Set TMPDIR to a folder that all users can enter, such as /tmp." in said


def test_a_class_is_refused_with_what_it_takes_to_grade_it_all_the_same(monkeypatch):
    monkeypatch.setattr(available, "best", lambda: None)
    with pytest.raises(MachineError) as refused:
        confining.tier_for_others()
    text = str(refused.value)
    assert text.startswith("This machine cannot confine submissions.\n  namespaces: ")
    assert text.endswith("or holds nothing that matters, add --unconfined.")
    assert "without --confined" not in text


@pytest.mark.parametrize("name", TIERS)
def test_doctor_tells_each_tier(name):
    told = dict(confining.facts())
    assert told[name].startswith("cannot be used. " if available.lacks(TIERS[name]) else "can be used: ")
    assert told[UNCONFINED.name] == "without --confined: deadlines and limits only, for your own files"


def test_what_is_hidden_is_taken_out_of_what_may_be_read(tmp_path):
    for path in ("site/torch/a.py", "site/course/reference/b.py", "site/other/c.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "link").symlink_to("site")
    site, course = str(tmp_path / "site"), str(tmp_path / "site" / "course" / "reference")
    readable = Readable((site, str(tmp_path / "link")), (course,), "/")
    whole, listed = readable.split()
    assert set(whole) == {f"{site}/torch", f"{site}/other"}
    assert set(listed) == {site, f"{site}/course"}
    assert readable.masked() == (course,)


def test_the_built_in_course_and_what_is_needed_are_told_apart():
    readable = installation([Path("/"), Path(sys.prefix)])
    assert readable.hidden == () or all("builtin" in path for path in readable.hidden)
    assert any(path.endswith("lib") for path in readable.paths)
