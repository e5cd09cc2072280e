"""The entry point: every failure becomes a message and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import click

from grader.cli import click_words
from grader.cli.exit_codes import FAULT, FULL, INTERRUPTED, USAGE
from grader.cli.group import cli
from grader.cli.language import first_chosen
from grader.core.errors import GraderError
from grader.core.message import Message, speaking

NO_WINDOWS = Message("Windows is not supported. Run grade in the Windows Subsystem for Linux.")
TRY_HELP = Message("Try '{command} --help'.")
ERROR = Message("Error: {message}")
STOPPED = Message("Interrupted.")
OUR_FAULT = Message("a fault of the grader, not of your file: {fault}")
REPORT = Message("Please report it with what GRADE_DEBUG=1 shows.")


def main() -> None:
    """Run the command line."""
    click_words.install()
    with speaking(first_chosen(sys.argv[1:])):
        if sys.platform == "win32":
            click.echo(f"grade: {NO_WINDOWS}", err=True)
            sys.exit(FAULT)
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, _end)
        sys.exit(_guarded(lambda: cli.main(prog_name="grade", standalone_mode=False)))


def _end(number: int, _frame: object) -> None:
    """End as Python normally ends, so the runner and its folder are removed, too."""
    sys.exit(128 + number)


def _guarded(run: Callable[[], Any]) -> int:
    try:
        code = run()
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        usage, called = (error.ctx.get_usage(), error.ctx.command_path) if error.ctx else ("", "grade")
        remedy, said = TRY_HELP.format(command=called.strip()), ERROR.format(message=error.format_message())
        click.echo(f"{usage}\n{remedy}\n\n{said}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(STOPPED, err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has closed the pipe
        return FULL
    except GraderError as error:
        from grader.report.spot import refusal  # `grade --help` needs no msgspec

        click.echo(f"grade: {refusal(error)}", err=True)
        return error.exit_code
    except Exception as error:  # our own fault: one line here, and the details on request
        if os.environ.get("GRADE_DEBUG"):
            raise
        fault = OUR_FAULT.format(fault=f"{type(error).__name__}: {error}")
        click.echo(f"grade: {fault}\n{REPORT}", err=True)
        return FAULT
    return code if isinstance(code, int) else FULL
