"""What of a GPU reaches a confined submission, and only where it is asked for.

There need not be one here: another node stands for a GPU's, and the submission computes on the CPU.
"""

import subprocess
import sys

import pytest
from hostile import LIMITS, TIERS, need
from making import observe_all, tensor

from grader.core.model import Case
from grader.runner import cuda as gpu
from grader.runner.process.pool import Pool
from grader.runner.sandbox.readable import installation
from grader.runner.wire import Assignment, Piece, Program

pytestmark = pytest.mark.slow

TEXT = """\
import os

def reach(x):
    told = []
    for path in ("/dev/full", "/dev/tty", "/dev/kmsg"):
        try:
            os.close(os.open(path, os.O_RDWR))
            told.append("done")
        except OSError as error:
            told.append("refused")
    return (*told, os.environ.get("NVIDIA_TF32_OVERRIDE", ""), os.environ.get("CUDA_VISIBLE_DEVICES", ""))
"""


class WithNodes(Pool):
    """A pool in whose sandbox a GPU's nodes are, and whose submissions compute on the CPU nevertheless."""

    def _started(self):
        if self._readable is not None:
            self._readable = installation((), "cuda:0")
        return super()._started()


def told(pool):
    case = Case((tensor([1.0]),), ("",), 0)
    program = Program((Piece("a.py", 1, TEXT, ("reach",), ("reach",)),))
    (run,) = observe_all(pool, program, [Assignment("reach", 1, (case,))])
    return [one.text for one in run.observations[0].value.items]


@pytest.mark.parametrize("name", TIERS)
def test_the_nodes_are_within_reach_on_a_gpu_and_nothing_else_is(name, monkeypatch):
    need(TIERS[name])
    monkeypatch.setattr(gpu, "NODES", ("full",))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    with WithNodes(LIMITS, TIERS[name]) as pool:
        assert told(pool) == ["done", "refused", "refused", "0", "1"]
    with Pool(LIMITS, TIERS[name]) as pool:
        assert told(pool) == ["refused", "refused", "refused", "", ""]


def test_all_nodes_of_the_driver_are_named(tmp_path):
    names = (
        "nvidia0",
        "nvidia12",
        "nvidiactl",
        "nvidia-uvm",
        "nvidia-uvm-tools",
        "dxg",
        "null",
        "nvidia_x",
        "sda",
    )
    (tmp_path / "nvidia-caps").mkdir()
    for name in (*names, "nvidia-caps/nvidia-cap1"):
        (tmp_path / name).touch()
    found = {path.removeprefix(f"{tmp_path}/") for path in gpu.nodes("cuda:0", tmp_path)}
    assert found == {*names[:6], "nvidia-caps/nvidia-cap1"}
    assert gpu.nodes("cpu", tmp_path) == ()


def test_the_drivers_library_is_found_where_the_environment_says(tmp_path, monkeypatch):
    (tmp_path / "driver").mkdir()
    (tmp_path / "driver" / "libcuda.so.1").touch()
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{tmp_path}/other:{tmp_path}/driver:")
    assert ("LD_LIBRARY_PATH", f"{tmp_path}/driver") in installation((), "cuda:0").told
    assert "LD_LIBRARY_PATH" not in gpu.environment("cuda:0")  # who is not confined keeps what there is
    assert f"{tmp_path}/driver" in gpu.files("cuda:0")
    assert f"{tmp_path}/driver" in installation((), "cuda:0").paths
    assert gpu.libraries("cpu") == {}
    assert gpu.files("cpu") == ()


FILTERED = """\
import ctypes, errno, os, sys
from grader.runner.sandbox.landlock import no_new_privileges
from grader.runner.sandbox.seccomp import Filter
filter = Filter(on_cpu=sys.argv[1] == "cpu")
no_new_privileges()
libc = ctypes.CDLL(None, use_errno=True)
descriptor = os.open("/dev/null", os.O_RDWR)
filter.load(os.getpid())
for request in (0xC0384627, 0xC00846D6, 0xC0104701, 25, 0x30000001, 0x30000003, 0x5412, 0x5423, 0x89A0):
    libc.ioctl(descriptor, ctypes.c_ulong(request), None)
    print(errno.errorcode[ctypes.get_errno()])
"""


@pytest.mark.parametrize(
    ("device", "answers"),
    [("cpu", ["ENOSYS"] * 9), ("cuda:0", ["ENOTTY"] * 5 + ["ENOSYS"] * 4)],
)
def test_the_filter_lets_the_drivers_requests_through_and_no_others(device, answers):
    """What reaches the kernel is answered by a node that knows no request: ENOTTY."""
    need(TIERS["flat"])
    done = subprocess.run(
        [sys.executable, "-c", FILTERED, device], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == answers


CALLED = """\
import errno, os, socket, sys
from grader.runner.sandbox.landlock import no_new_privileges
from grader.runner.sandbox.seccomp import Filter
Filter(on_cpu=sys.argv[1] == "cpu")
filter = Filter(on_cpu=sys.argv[1] == "cpu")
no_new_privileges()
mine, theirs = socket.socketpair()
filter.load(os.getpid())

def told(act):
    try:
        act()
        return "done"
    except OSError as error:
        return errno.errorcode[error.errno]

print(told(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).bind("\\0cuda-uvmfd-test")))
print(told(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect("\\0cuda-uvmfd-test")))
print(told(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)))
print(told(lambda: os.close(os.memfd_create("m"))))
"""


@pytest.mark.parametrize(
    ("device", "answers"),
    [("cpu", ["EPERM"] * 4), ("cuda:0", ["done", "EPERM", "EPERM", "done"])],
)
def test_the_drivers_library_may_have_a_socket_to_which_nobody_connects(device, answers):
    need(TIERS["flat"])
    done = subprocess.run([sys.executable, "-c", CALLED, device], capture_output=True, text=True, check=True)
    assert done.stdout.split() == answers


NAMED = """\
import os, sys
from grader.runner.sandbox.landlock import LandlockRules
LandlockRules(()).enforce(("/proc/self",), (), ("/proc/self/task",) if sys.argv[1] != "cpu" else ())
for path in (f"/proc/self/task/{os.getpid()}/comm", "/proc/self/oom_score_adj"):
    try:
        os.close(os.open(path, os.O_WRONLY))
        print("done")
    except OSError:
        print("refused")
"""


@pytest.mark.parametrize(("device", "answers"), [("cpu", ["refused"] * 2), ("cuda:0", ["done", "refused"])])
def test_only_on_a_gpu_threads_may_be_named(device, answers):
    need(TIERS["flat"])
    done = subprocess.run([sys.executable, "-c", NAMED, device], capture_output=True, text=True, check=True)
    assert done.stdout.split() == answers


LIMITED = """\
import resource, sys
from grader.runner.sandbox.confine import _limit
from grader.runner.wire import Limits
_limit(Limits(), on_cpu=sys.argv[1] == "cpu")
print(resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY)
"""


@pytest.mark.parametrize(("device", "is_unlimited"), [("cpu", "False"), ("cuda:0", "True")])
def test_only_the_address_space_is_not_limited_on_a_gpu(device, is_unlimited):
    done = subprocess.run([sys.executable, "-c", LIMITED, device], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == is_unlimited


@pytest.mark.parametrize("name", TIERS)
def test_a_confined_device_that_cannot_be_opened_is_told(name):
    from grader.core.errors import MachineError

    need(TIERS[name])
    with Pool(LIMITS, TIERS[name], device="cuda:99") as pool, pytest.raises(MachineError) as raised:
        told(pool)
    assert "cuda:99 cannot be used by the process in which submissions run" in str(raised.value)
