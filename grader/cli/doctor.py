"""`grade doctor`: versions, what this machine can do, and how to fix problems."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import platformdirs

from grader import __version__
from grader.cli.columns import padded
from grader.cli.command import command as defined
from grader.cli.exit_codes import FAULT, FULL
from grader.cli.language import follow
from grader.core.errors import GraderError
from grader.core.message import Message
from grader.course import load
from grader.course.load import Course
from grader.grading import confinement, devices

HELP = Message("Show versions, what this machine can do, and what is missing.")
WELL = Message("Grading works here.")
AMISS = Message("Something is missing or broken: see the lines marked with !.")
PACKAGES = ("torch", "numpy", "hypothesis", "nbformat", "ipython", "msgspec", "rich", "click")

PYTHON = "{version} ({path})"
MISSING = Message("missing; install it with: pip install {package}")
MACHINE, COURSE, KEYS = Message("machine"), Message("course"), Message("keys")
RUNNER, GPU = Message("runner"), Message("gpu")
THIS_MACHINE = Message("{system} {processor}, {cores} cores, {memory:.0f} GB")
THIS_COURSE = "{root} ({exercises})"
KEPT = Message("kept in {folder}")
NOT_KEPT = Message("{folder} cannot be written, so answer keys are made again each time")
STARTED = Message("torch {version} in {seconds:.1f} s, a fork in {milliseconds:.0f} ms")
LABEL_COLUMNS = 12


@dataclass(frozen=True)
class Finding:
    """One line: its label, its text, and whether grading works with that."""

    name: str
    text: str
    good: bool = True


@defined("doctor", HELP)
def command() -> None:
    """Print one line for each fact.

    The exit code is that of a fault if something that grading needs does not work.
    """
    with suppress(GraderError):  # problems with the course are shown below
        follow(_here())
    well = True
    for label, look in LOOKS.items():
        for found in _safely(look, label):
            well &= found.good
            click.echo(f"{'  ' if found.good else '! '}{padded(found.name, LABEL_COLUMNS)} {found.text}")
    click.echo(f"\n{WELL if well else AMISS}")
    sys.exit(FULL if well else FAULT)


def _here() -> Course:
    return load.find(None, Path.cwd() / "submission.py")


def _safely(look: Callable[[], Iterator[Finding]], label: Message) -> Iterator[Finding]:
    try:
        yield from look()
    except (GraderError, OSError) as error:
        yield Finding(str(label), str(error), good=False)


def _software() -> Iterator[Finding]:
    yield Finding("grade", __version__)
    yield Finding("python", PYTHON.format(version=platform.python_version(), path=sys.executable))
    for package in PACKAGES:
        try:
            yield Finding(package, version(package))
        except PackageNotFoundError:
            yield Finding(package, MISSING.format(package=package), good=False)


def _machine() -> Iterator[Finding]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system, processor = platform.system(), platform.machine()
    text = THIS_MACHINE.format(system=system, processor=processor, cores=os.cpu_count(), memory=memory)
    yield Finding(str(MACHINE), text)


def _course() -> Iterator[Finding]:
    course = _here()
    text = THIS_COURSE.format(root=course.root, exercises=", ".join(course.names))
    yield Finding(str(COURSE), text)


def _cache() -> Iterator[Finding]:
    folder = platformdirs.user_cache_path("grade")
    parent = next(place for place in (folder, *folder.parents) if place.exists())
    can = os.access(parent, os.W_OK)
    yield Finding(str(KEYS), KEPT.format(folder=folder / "keys") if can else NOT_KEPT.format(folder=folder))


def _runner() -> Iterator[Finding]:
    from grader.runner.process.pool import Pool

    start = time.perf_counter()
    with Pool() as pool:
        ready = pool.torch
        warm = time.perf_counter()
        pid, _, channel = pool.fork()
        channel.socket.close()
        pool.end(pid, grace_seconds=1)
        forked = time.perf_counter()
    text = STARTED.format(version=ready, seconds=warm - start, milliseconds=(forked - warm) * 1000)
    yield Finding(str(RUNNER), text)


def _tiers() -> Iterator[Finding]:
    yield from (Finding(name, text) for name, text in confinement.facts())


def _gpu() -> Iterator[Finding]:
    yield Finding(str(GPU), devices.told(devices.look()))


LOOKS: Mapping[Message, Callable[[], Iterator[Finding]]] = {
    Message("software"): _software,
    MACHINE: _machine,
    COURSE: _course,
    KEYS: _cache,
    RUNNER: _runner,
    Message("confinement"): _tiers,
    GPU: _gpu,
}
"""The checks, each with the label of its line if it fails."""
