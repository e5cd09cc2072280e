"""Which tiers this machine can run, and what is missing for those that it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

from grader.runner import landlock, sandbox, seccomp
from grader.runner.readable import Readable, closed_on_the_way, installation, unreadable
from grader.runner.tiers import FLAT, NAMESPACES, Tier

CHECK_SECONDS = 20
INSTALLERS = (
    ("apt-get", "apt install"),
    ("dnf", "dnf install"),
    ("zypper", "zypper install"),
    ("pacman", "pacman -S"),
)
PACKAGES = {"bwrap": "bubblewrap", "setpriv": "util-linux", "seccomp": "libseccomp"}
"""The system's packages; Debian's own name of the last one has a number."""


@dataclass(frozen=True)
class Lack:
    """What a tier lacks on this machine, and the remedy, if there is one; both as sentences."""

    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.what} {self.remedy}".rstrip()


def best() -> Tier | None:
    """The tier that promises most among those that this machine can run; None if there is none."""
    return next((tier for tier in (NAMESPACES, FLAT) if not lacks(tier)), None)


def lacks(tier: Tier) -> tuple[Lack, ...]:
    """What a confined tier lacks here; nothing, if it was tried and works."""
    if sys.platform != "linux":
        return (Lack(NOT_LINUX),)
    readable = installation()
    found = tuple(_of_every_tier())
    if tier.name == FLAT.name:
        return (*found, *_of_flat(readable))
    programs = tuple(_programs())
    return (*programs, *found) if programs or found else tuple(_of_namespaces(tier, readable))


def _of_every_tier() -> Iterator[Lack]:
    if not landlock.version():
        yield Lack(NO_LANDLOCK)
    for why in seccomp.missing():
        yield Lack(NO_SECCOMP.format(why=why), _install("seccomp"))


def _programs() -> Iterator[Lack]:
    for program in sandbox.programs():
        if shutil.which(program) is None:
            yield Lack(NO_PROGRAM.format(program=program, package=PACKAGES[program]), _install(program))


def _of_flat(readable: Readable) -> Iterator[Lack]:
    if not sandbox.is_root():
        return
    if (path := unreadable(readable)) is not None:
        yield Lack(CLOSED.format(path=path), OPEN_IT)
    if (path := closed_on_the_way(tempfile.gettempdir())) is not None:
        yield Lack(CLOSED_TEMPORARY.format(path=path), OPEN_TEMPORARY)


def _of_namespaces(tier: Tier, readable: Readable) -> Iterator[Lack]:
    """Start a sandbox in which Python does nothing."""
    command = sandbox.command(tier, readable, [sys.executable, "-I", "-S", "-c", ""])
    try:
        tried = subprocess.run(  # noqa: S603  # our own command
            command, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False, cwd="/"
        )
    except subprocess.TimeoutExpired:
        yield Lack(TOO_SLOW.format(seconds=CHECK_SECONDS))
        return
    if tried.returncode:
        said = tried.stderr.strip().splitlines()
        yield Lack(
            REFUSED.format(said=said[-1][:300] if said else f"exit code {tried.returncode}"), _remedy(said)
        )


def _remedy(said: list[str]) -> str:
    text = " ".join(said)
    if "nknown option" in text:
        return OLD
    if any(word in text for word in ("ermission", "not permitted", "namespace")):
        return FORBIDDEN
    return ""


def _install(program: str) -> str:
    package = PACKAGES[program]
    for installer, command in INSTALLERS:
        if shutil.which(installer):
            number = "2" if installer == "apt-get" and program == "seccomp" else ""
            return INSTALL.format(command=f"{command} {package}{number}")
    return INSTALL.format(command=package)


NOT_LINUX = "Submissions can be confined on Linux only (on Windows in its Subsystem for Linux)."
NO_LANDLOCK = "The kernel has no Landlock, or has it switched off. Linux 5.13 or newer has it."
NO_SECCOMP = "The library libseccomp cannot be used ({why})."
NO_PROGRAM = "The program {program}, of the package {package}, is missing."
INSTALL = "Install it as root: {command}"
CLOSED = "{path} is closed to other users, so that root cannot hand over to one that may read Python."
OPEN_IT = "Use a Python that all users may read, or bubblewrap, or grade as an ordinary user."
CLOSED_TEMPORARY = "{path} is closed to other users, so that a submission would have no place to write."
OPEN_TEMPORARY = "Set TMPDIR to a folder that all users may enter, such as /tmp."
REFUSED = "bubblewrap cannot make a sandbox here: {said}."
OLD = "Its version is too old: 0.8 or newer is needed."
FORBIDDEN = (
    "Namespaces are forbidden to it: inside a container that is usual; on Ubuntu, bubblewrap needs an "
    "AppArmor profile that allows `userns`."
)
TOO_SLOW = "A sandbox did not start within {seconds} s."
