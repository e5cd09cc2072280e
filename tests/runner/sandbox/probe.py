"""A submission that tells what it can see and do, instead of a norm. BEYOND and TAKEN_OUT are filled in."""

import ctypes
import errno
import json
import os
import resource
import socket
import torch

BEYOND, TAKEN_OUT = "@BEYOND@", "@TAKEN_OUT@"


def error(act):
    try:
        act()
    except OSError as refused:
        return errno.errorcode.get(refused.errno, refused.errno)
    except Exception as refused:
        return type(refused).__name__
    return "done"


def status(*names):
    with open("/proc/self/status") as file:
        lines = dict(line.split(":", 1) for line in file.read().splitlines() if ":" in line)
    return [lines[name].strip() for name in names]


def raw(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def facts():
    yield "pid", os.readlink("/proc/self/ns/pid")
    yield "network", os.readlink("/proc/self/ns/net")
    yield "ipc", os.readlink("/proc/self/ns/ipc")
    yield "user", os.readlink("/proc/self/ns/user")
    yield "hostname", os.uname().nodename
    yield "mounts", os.path.exists(BEYOND)
    yield "read-only", bool(os.statvfs(torch.__file__).f_flag & os.ST_RDONLY)
    yield "hidden", os.path.exists(TAKEN_OUT)
    place = os.statvfs(".")
    yield "scratch size", place.f_blocks * place.f_frsize
    yield "capabilities", status("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    yield "environment", sorted(os.environ)
    yield "session", os.getsid(0) == os.getpid()
    yield (
        "limits",
        [
            resource.getrlimit(getattr(resource, "RLIMIT_" + name))[1]
            for name in ("CORE", "NOFILE", "FSIZE", "MEMLOCK")
        ],
    )
    yield (
        "landlock",
        {
            "list /": error(lambda: os.listdir("/")),
            "list /proc": error(lambda: os.listdir("/proc")),
            "read its parent": error(lambda: open(f"/proc/{os.getppid()}/environ")),
            "read beyond": error(lambda: open(BEYOND)),
            "read what is taken out": error(lambda: open(TAKEN_OUT)),
            "write above its folder": error(lambda: open("../../x", "w")),
            "write to its folder": error(lambda: open("../x", "w")),
            "open the terminal": error(lambda: open("/dev/tty")),
        },
    )
    yield "no new privileges", status("NoNewPrivs")
    yield "filter", status("Seccomp")
    yield "descriptors", sorted(target for name in os.listdir("/proc/self/fd") if (target := link(name)))
    yield "gpu", [name for name in ("/dev/nvidia0", "/dev/nvidiactl", "/dev/dri") if os.path.exists(name)]
    yield (
        "seccomp",
        {
            "fork": error(lambda: os.fork() or os._exit(0)),
            "execve": error(lambda: os.execv("/none", ["none"])),
            "socket": error(socket.socket),
            "signal its parent": error(lambda: os.kill(os.getppid(), 0)),
            "signal itself": error(lambda: os.kill(os.getpid(), 0)),
            "pidfd_open": error(lambda: os.pidfd_open(os.getpid())),
            "memfd_create": error(lambda: os.memfd_create("x")),
            "chmod": error(lambda: os.chmod("..", 0o700)),
            "truncate": error(lambda: os.truncate("../x", 0)),
            "setxattr": error(lambda: os.setxattr("..", "user.x", b"")),
            "ptrace": error(lambda: raw("ptrace", 16, os.getppid(), 0, 0)),
            "unshare": error(lambda: raw("unshare", 0x10000000)),
            "mount": error(lambda: raw("mount", b"none", b"/proc", b"tmpfs", 0, None)),
            "personality": error(lambda: raw("personality", 0x0040000)),
            "shmget": error(lambda: raw("shmget", 7, 4096, 0o1600)),
            "msgget": error(lambda: raw("msgget", 7, 0o1600)),
            "keep alive": error(lambda: raw("prctl", 1, 0, 0, 0, 0)),
            "chroot": error(lambda: os.chroot(".")),
            "setuid": error(lambda: os.setuid(0)),
        },
    )  # last: some of it changes the process, if it is let


def link(name):
    try:
        return os.readlink(f"/proc/self/fd/{name}").partition(":")[0]
    except OSError:
        return None  # that with which the folder was listed


told = []


def l2_norm(x):
    if not told:
        told.append(json.dumps(dict(facts())))
    print(told[0])  # in each call: any of them may be the one that is shown
    return x.norm() + 1
