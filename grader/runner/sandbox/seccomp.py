"""Which system calls a submission may make: those that computing in Python needs.

All other calls answer as in an old kernel (ENOSYS), so libraries fall back. Calls that a user may try (a
process, a connection, a debugger) answer EPERM. The filter is compiled by libseccomp, which knows the numbers
of each processor. It is called through ctypes. Its Python package would ask `ldconfig` or a compiler where
the library is, which a confined process cannot do.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Iterator

from grader.core.errors import MachineError
from grader.runner import reasons

LIBRARY = "libseccomp.so.2"

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000
_NE, _EQ, _MASKED_EQ = 1, 4, 7
_ATTRIBUTE_BAD_ARCH = 2
_NO_SUCH_CALL = -1

_CLONE_THREAD = 0x10000
_CLONE_NEW = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x80
"""Namespaces: mount, cgroup, uts, ipc, user, pid, net, time."""
_UNIX = 1

ALLOWED = """
    access faccessat faccessat2 chdir fchdir getcwd close close_range creat open openat openat2 dup dup2
    dup3 read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek stat
    fstat lstat newfstatat fstatat64 statx statfs fstatfs readlink readlinkat getdents getdents64
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr mkdir mkdirat rmdir unlink unlinkat
    rename renameat renameat2 link linkat symlink symlinkat mknod mknodat ftruncate fallocate fsync
    fdatasync fadvise64 readahead sendfile copy_file_range splice tee umask pipe pipe2 eventfd eventfd2
    timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4 poll ppoll select pselect6
    epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2
    recvfrom recvmsg recvmmsg sendto sendmsg sendmmsg shutdown getsockopt setsockopt getsockname
    getpeername brk mmap munmap mprotect mremap madvise msync mlock mlock2 munlock mlockall munlockall
    membarrier futex futex_waitv futex_wait futex_wake futex_requeue set_robust_list get_robust_list
    set_tid_address rseq rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend
    rt_sigtimedwait sigaltstack pause alarm getitimer setitimer timer_create timer_delete
    timer_getoverrun timer_gettime timer_settime nanosleep clock_nanosleep clock_gettime clock_getres
    gettimeofday time times getcpu sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_getattr sched_get_priority_max sched_get_priority_min sched_rr_get_interval getpriority getpid
    getppid gettid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid getgroups
    getrlimit getrusage sysinfo uname getrandom capget arch_prctl restart_syscall wait4 waitid exit
    exit_group
"""

FORBIDDEN = """
    fork vfork execve execveat setsid setpgid socket connect bind listen accept accept4 tkill
    rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd ptrace process_vm_readv
    process_vm_writev kcmp process_madvise mount umount2 pivot_root chroot open_tree move_mount fsopen
    fsconfig fsmount fspick mount_setattr unshare setns keyctl add_key request_key bpf userfaultfd
    perf_event_open io_uring_setup io_uring_enter io_uring_register memfd_create memfd_secret shmget
    shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink
    truncate chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes utimensat
    futimesat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr flock sync syncfs setuid
    setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset sethostname
    setdomainname settimeofday clock_settime clock_adjtime adjtimex sched_setaffinity sched_setscheduler
    sched_setparam sched_setattr setpriority ioprio_set personality modify_ldt iopl ioperm reboot swapon
    swapoff syslog acct quotactl vhangup init_module finit_module delete_module kexec_load
    kexec_file_load open_by_handle_at name_to_handle_at fanotify_init fanotify_mark inotify_init
    inotify_init1 seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self
"""
"""Calls that answer "not permitted", so a user who tries one sees the reason."""

ONLY = {
    # The call, the argument to check, the values that it may have.
    "fcntl": (1, (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1025, 1030, 1031, 1032, 1034)),
    "ioctl": (1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
    "prctl": (0, (2, 3, 15, 16, 21, 23, 39, 0x53564D41)),
    "prlimit64": (0, (0,)),
    "setrlimit": (0, tuple(range(16))),
    "socketpair": (0, (_UNIX,)),
}
"""Calls that are dangerous with some arguments.

Without this, `fcntl` could make the kernel send signals to other processes (F_SETOWN). `prctl` could let a
child outlive its parent (PR_SET_PDEATHSIG).
"""
_SIGNALS = ("kill", "tgkill")
OF_A_GPU = (
    (0xFF00, 0x4600),
    (0xFF00, 0x4700),
    (0xFFFFFF00, 0),
    (0xFFFFFFFF, 0x30000001),
    (0xFFFFFFFF, 0x30000002),
)
"""Masks and values of `ioctl` requests for a GPU.

They are those of NVIDIA's driver, of Windows, and of unified memory.
"""
FOR_A_GPU = ("bind", "listen", "memfd_create")
"""Calls that the driver's library makes.

It uses a socket to which nobody can connect, and memory.
"""


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class Filter:
    """The filter, almost compiled.

    It is made once, and each child loads it with its own pid.
    """

    def __init__(self, *, on_cpu: bool = True) -> None:
        """Raises OSError if the library is missing, MachineError if it refuses a rule."""
        self._library = _library()
        self._context = ctypes.c_void_p(self._library.seccomp_init(_ERRNO | errno.ENOSYS))
        if not self._context:
            raise MachineError(reasons.NO_FILTER)
        self._check(
            self._library.seccomp_attr_set(self._context, _ATTRIBUTE_BAD_ARCH, ctypes.c_uint32(_KILL_PROCESS))
        )
        for name in ALLOWED.split():
            self._rule(_ALLOW, name)
        for name in FORBIDDEN.split():
            if on_cpu or name not in ("socket", *FOR_A_GPU):
                self._rule(_ERRNO | errno.EPERM, name)
        for name in () if on_cpu else FOR_A_GPU:
            self._rule(_ALLOW, name)
        if not on_cpu:
            self._rule(_ALLOW, "socket", (0, _EQ, _UNIX, 0))
            self._rule(_ERRNO | errno.EPERM, "socket", (0, _NE, _UNIX, 0))
        for name, (argument, values) in ONLY.items():
            for value in values:
                self._rule(_ALLOW, name, (argument, _EQ, value, 0))
        for mask, value in () if on_cpu else OF_A_GPU:
            self._rule(_ALLOW, "ioctl", (1, _MASKED_EQ, mask, value))
        self._rule(_ALLOW, "prlimit64", (2, _EQ, 0, 0))
        self._rule(_ALLOW, "clone", (0, _MASKED_EQ, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD))
        self._rule(_ERRNO | errno.EPERM, "clone", (0, _MASKED_EQ, _CLONE_THREAD, 0))

    def load(self, pid: int) -> None:
        """Put the calling thread under the filter permanently.

        It may then send signals to `pid` only.
        """
        for name in _SIGNALS:
            self._rule(_ALLOW, name, (0, _EQ, pid, 0))
            self._rule(_ERRNO | errno.EPERM, name, (0, _NE, pid, 0))
        self._check(self._library.seccomp_load(self._context))

    def _rule(self, action: int, name: str, *comparisons: tuple[int, int, int, int]) -> None:
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number == _NO_SUCH_CALL:
            return  # newer than the library, which allows no call that it does not know
        array = (_Comparison * len(comparisons))(*(_Comparison(*comparison) for comparison in comparisons))
        code = self._library.seccomp_rule_add_array(
            self._context, ctypes.c_uint32(action), number, len(comparisons), array
        )
        if code != -errno.EDOM:  # the call belongs to another processor
            self._check(code)

    def _check(self, code: int) -> None:
        if code < 0:
            raise MachineError(reasons.RULE_REFUSED, why=os.strerror(-code))


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(LIBRARY, use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    return library


def missing() -> Iterator[MachineError | str]:
    """Yield what this machine lacks for the filter: an error, or the system's text."""
    try:
        Filter()
    except MachineError as error:
        yield error
    except (OSError, AttributeError) as error:
        yield str(error)
