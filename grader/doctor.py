"""`grade doctor`: versions, what this machine can do, and what is amiss with its remedy."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import platformdirs

from grader import __version__, confining, gpus
from grader.course import load
from grader.errors import GraderError

PACKAGES = ("torch", "numpy", "hypothesis", "nbformat", "ipython", "msgspec", "rich", "click")


def examine() -> bool:
    """Print one line a fact; whether everything that grading needs works."""
    well = True
    for look in (_software, _machine, _course, _cache, _runner, _tiers, _gpu):
        for name, fact, good in _safely(look):
            well &= good
            click.echo(f"{'  ' if good else '! '}{name:<12} {fact}")
    click.echo("\nGrading works here." if well else "\nSomething is amiss: see the lines marked with !.")
    return well


Fact = tuple[str, str, bool]


def _safely(look: Callable[[], Iterator[Fact]]) -> Iterator[Fact]:
    try:
        yield from look()
    except (GraderError, OSError) as error:
        yield look.__name__.strip("_"), str(error), False


def _software() -> Iterator[Fact]:
    yield "grade", __version__, True
    yield "python", f"{platform.python_version()} ({sys.executable})", True
    for package in PACKAGES:
        try:
            yield package, version(package), True
        except PackageNotFoundError:
            yield package, f"missing; install it with: pip install {package}", False


def _machine() -> Iterator[Fact]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield (
        "machine",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB",
        True,
    )


def _course() -> Iterator[Fact]:
    course = load.find(None, Path.cwd() / "submission.py")
    yield "course", f"{course.root} ({', '.join(course.names)})", True


def _cache() -> Iterator[Fact]:
    folder = platformdirs.user_cache_path("grade")
    parent = next(place for place in (folder, *folder.parents) if place.exists())
    if os.access(parent, os.W_OK):
        yield "keys", f"kept in {folder / 'keys'}", True
    else:
        yield "keys", f"{folder} cannot be written: keys are made afresh each time", True


def _runner() -> Iterator[Fact]:
    from grader.runner.pool import Pool

    start = time.perf_counter()
    with Pool() as pool:
        ready = pool.torch
        warm = time.perf_counter()
        pid, _, channel = pool.fork()
        channel.socket.close()
        pool.end(pid, grace_seconds=1)
        forked = time.perf_counter()
    yield "runner", f"torch {ready} in {warm - start:.1f} s, a fork in {(forked - warm) * 1000:.0f} ms", True


def _tiers() -> Iterator[Fact]:
    yield from ((name, fact, True) for name, fact in confining.facts())


def _gpu() -> Iterator[Fact]:
    yield "gpu", gpus.told(gpus.look()), True
