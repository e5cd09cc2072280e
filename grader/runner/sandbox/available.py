"""Which sandbox tiers this machine can run, and what the other tiers lack."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from grader.core.message import Message
from grader.runner.sandbox import bubblewrap as sandbox
from grader.runner.sandbox import landlock, seccomp
from grader.runner.sandbox.readable import Readable, closed_on_the_way, installation, unreadable
from grader.runner.sandbox.tiers import FLAT, NAMESPACES, Tier

CHECK_SECONDS = 20
INSTALLERS = (
    ("apt-get", "apt install"),
    ("dnf", "dnf install"),
    ("zypper", "zypper install"),
    ("pacman", "pacman -S"),
)
PACKAGES = {"bwrap": "bubblewrap", "setpriv": "util-linux", "seccomp": "libseccomp"}
"""The system's packages; in Debian, the name of the last one has a number."""


@dataclass(frozen=True)
class Lack:
    """What a tier lacks on this machine, and the remedy, if one exists.

    The text is made when it is shown.
    """

    what: Message
    remedy: Message | None = None
    arguments: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return both sentences in one line."""
        sentences = [sentence for sentence in (self.what, self.remedy) if sentence is not None]
        return " ".join(sentence.format(**self.arguments) for sentence in sentences)


def best() -> Tier | None:
    """Return the strongest tier that this machine can run; None if it can run none."""
    return next((tier for tier in (NAMESPACES, FLAT) if not lacks(tier)), None)


def lacks(tier: Tier) -> tuple[Lack, ...]:
    """Return what a confined tier lacks here; empty if it was tried and works."""
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
        yield Lack(NO_SECCOMP, INSTALL, {"why": why, "command": _command("seccomp")})


def _programs() -> Iterator[Lack]:
    for program in sandbox.programs():
        if shutil.which(program) is None:
            known = {"program": program, "package": PACKAGES[program], "command": _command(program)}
            yield Lack(NO_PROGRAM, INSTALL, known)


def _of_flat(readable: Readable) -> Iterator[Lack]:
    if not sandbox.is_root():
        return
    if (path := unreadable(readable)) is not None:
        yield Lack(CLOSED, OPEN_IT, {"path": path})
    if (path := closed_on_the_way(tempfile.gettempdir())) is not None:
        yield Lack(CLOSED_TEMPORARY, OPEN_TEMPORARY, {"path": path})


def _of_namespaces(tier: Tier, readable: Readable) -> Iterator[Lack]:
    """Start a sandbox in which Python does nothing, and yield what fails."""
    command = sandbox.command(tier, readable, [sys.executable, "-I", "-S", "-c", ""])
    try:
        tried = subprocess.run(  # noqa: S603  # our own command
            command, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False, cwd="/"
        )
    except subprocess.TimeoutExpired:
        yield Lack(TOO_SLOW, arguments={"seconds": CHECK_SECONDS})
        return
    if tried.returncode:
        said = tried.stderr.strip().splitlines()
        if said:
            yield Lack(REFUSED, _remedy(said), {"said": said[-1][:300]})
        else:
            yield Lack(ENDED_WITH, arguments={"status": tried.returncode})


def _remedy(said: list[str]) -> Message | None:
    text = " ".join(said)
    if "nknown option" in text:
        return OLD
    if any(word in text for word in ("ermission", "not permitted", "namespace")):
        return FORBIDDEN
    return None


def _command(program: str) -> str:
    """Return the command that installs a program.

    If no installer is known, return the name of its package.
    """
    package = PACKAGES[program]
    for installer, command in INSTALLERS:
        if shutil.which(installer):
            number = "2" if installer == "apt-get" and program == "seccomp" else ""
            return f"{command} {package}{number}"
    return package


NOT_LINUX = Message("Submissions can be confined on Linux only (on Windows in its Subsystem for Linux).")
NO_LANDLOCK = Message("The kernel has no Landlock, or has it switched off. Linux 5.13 or newer has it.")
NO_SECCOMP = Message("The library libseccomp cannot be used ({why}).")
NO_PROGRAM = Message("The program {program}, of the package {package}, is missing.")
INSTALL = Message("Install it as root: {command}")
CLOSED = Message("Other users cannot read {path}, so root cannot run submissions as another user.")
OPEN_IT = Message("Use a Python that all users can read, or bubblewrap, or grade as an ordinary user.")
CLOSED_TEMPORARY = Message("Other users cannot enter {path}, so a submission would have no place to write.")
OPEN_TEMPORARY = Message("Set TMPDIR to a folder that all users can enter, such as /tmp.")
REFUSED = Message("bubblewrap cannot make a sandbox here: {said}.")
ENDED_WITH = Message("bubblewrap cannot make a sandbox here: exit code {status}.")
OLD = Message("Its version is too old: 0.8 or newer is needed.")
FORBIDDEN = Message(
    "It may not make namespaces. In a container, this is usual. On Ubuntu, bubblewrap needs an AppArmor "
    "profile that allows `userns`."
)
TOO_SLOW = Message("A sandbox did not start within {seconds} s.")
