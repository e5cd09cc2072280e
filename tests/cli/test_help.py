"""`grade help`: the manual in the terminal."""

import os
import re
import sys

import click
import pexpect
import pytest
from click.testing import CliRunner

from grader import manual
from grader.cli.group import COMMANDS, cli


def said(*words):
    ran = CliRunner().invoke(cli, list(words), prog_name="grade")
    return ran.output if ran.exception is None else ran.exception


def test_the_chapters_are_listed_with_what_is_in_them():
    rows = [re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in said("help").splitlines()[2:-4]]
    assert [row[0] for row in rows] == list(manual.TOPICS)
    assert all(len(row) == 2 and row[1] for row in rows)


@pytest.mark.parametrize("topic", manual.TOPICS)
def test_a_chapter_in_a_pipe_is_its_markdown(topic):
    assert said("help", topic) == manual.chapter(topic)


def test_the_help_of_a_command_is_what_it_says_itself():
    for name, entry in COMMANDS.items():
        if not entry.hidden and name != "help":
            assert said("help", name) == said(name, "--help"), name


def test_a_chapter_that_does_not_exist_is_refused_with_the_nearest():
    assert str(said("help", "studnet")) == (
        "The manual has no chapter 'studnet', and grade has no such command. Did you mean 'student'?"
    )


def test_chapters_and_commands_are_completed():
    command = cli.get_command(click.Context(cli), "help")
    (topic,) = (param for param in command.params if param.name == "topic")
    found = topic.shell_complete(click.Context(command), "in")
    assert [item.value for item in found] == ["inputs", "init"]


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_chapter_in_a_terminal_is_laid_out_and_no_line_is_too_long(columns):
    given = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    env = given | {"PAGER": "cat", "TERM": "xterm-256color"}
    words = ["-m", "grader", "help", "student"]
    child = pexpect.spawn(
        sys.executable, words, env=env, encoding="utf-8", dimensions=(24, columns), timeout=60
    )
    child.expect(pexpect.EOF)
    lines = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", child.before).splitlines()
    assert any("For students" in line for line in lines)
    assert not any(line.startswith(("#", "| ---")) for line in lines)
    assert max(map(len, lines)) <= min(columns, 100)
