"""What a submission can see and do from inside, and that each layer holds something that no other holds."""

import copy
import importlib.util
import json
import os
import platform
from pathlib import Path

import pytest
from hostile import LIMITS, TIERS, need

from grader.runner.process.pool import Pool
from grader.runner.sandbox.bubblewrap import SCRATCH_BYTES
from grader.runner.sandbox.tiers import AROUND, NAMESPACES, WITHIN

pytestmark = [pytest.mark.slow, pytest.mark.long]

PROBE = Path(__file__).parent / "probe.py"
TAKEN_OUT = Path(importlib.util.find_spec("numpy").origin).parent / "f2py"
"""Stands for a course inside the Python installation."""
TOLD = {
    "CUDA_VISIBLE_DEVICES",
    "HOME",
    "LANG",
    "LC_CTYPE",
    "LOGNAME",
    "MALLOC_ARENA_MAX",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PATH",
    "PWD",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
    "PYTHONUSERBASE",
    "TMPDIR",
    "USER",
}


def own(name):
    return os.readlink(f"/proc/self/ns/{name}")


def is_another(name):
    return lambda fact: fact != own(name)


NOTHING = "0" * 16
HOLDS = {
    # the probe's name: whether what it tells is what the tier `namespaces` promises
    "pid": is_another("pid"),
    "network": is_another("net"),
    "ipc": is_another("ipc"),
    "user": is_another("user"),
    "hostname": lambda name: name == "grade" != platform.node(),
    "mounts": lambda exists: exists is False,
    "read-only": lambda is_so: is_so is True,
    "hidden": lambda exists: exists is False,
    "scratch size": lambda size: size == SCRATCH_BYTES,
    "capabilities": lambda sets: sets == [NOTHING] * 5,
    "environment": lambda names: set(names) <= TOLD,
    "session": lambda leads: leads is True,
    "limits": lambda hard: hard == [0, 256, 64 * 2**20, 0],
    "landlock": lambda errors: (
        errors.pop("write to its folder") == "done"
        and errors.pop("read beyond") in ("EACCES", "ENOENT")
        and errors.pop("read its parent") in ("EACCES", "ENOENT")
        and errors.pop("open the terminal") in ("EACCES", "ENOENT")
        and errors.pop("read what is taken out") in ("EACCES", "ENOENT")
        and set(errors.values()) == {"EACCES"}
    ),
    "seccomp": lambda errors: (
        errors.pop("signal itself") == "done"
        and errors.pop("keep alive") == "ENOSYS"
        and set(errors.values()) == {"EPERM"}
    ),
    "no new privileges": lambda value: value == ["1"],
    "filter": lambda value: value == ["2"],
    "descriptors": lambda targets: targets == ["/dev/null"] * 3 + ["socket"],
    "gpu": lambda devices: devices == [],
}
OF_THE_FLAT_TIER = {
    **{name: holds for name, holds in HOLDS.items() if name not in (*AROUND, "user")},
    "environment": HOLDS["environment"],
    "capabilities": lambda sets: sets[:3] == [NOTHING] * 3,
}
"""What the flat tier promises; it cannot hide that a file is there."""


@pytest.fixture(scope="module")
def probe(canaries, tmp_path_factory):
    path = tmp_path_factory.mktemp("probe") / "exercise_03.py"
    text = PROBE.read_text().replace("@BEYOND@", str(canaries / "solution.py"))
    path.write_text(text.replace("@TAKEN_OUT@", str(TAKEN_OUT / "__init__.py")))
    return path


def facts(tier, grader, probe):
    with Pool(LIMITS, tier, hidden=[TAKEN_OUT]) as pool:
        (result,) = grader(pool, probe).tasks
    assert result.stdout, result
    return json.loads(result.stdout.splitlines()[0])


@pytest.mark.parametrize("name", TIERS)
def test_every_promise_of_a_tier_is_kept(name, grader, probe):
    need(TIERS[name])
    told = facts(TIERS[name], grader, probe)
    wanted = HOLDS if name == NAMESPACES.name else OF_THE_FLAT_TIER
    assert {name: told[name] for name, holds in wanted.items() if not holds(copy.deepcopy(told[name]))} == {}


def why_not(layer):
    if layer == "mounts" and os.geteuid() == 0:
        return "as root, only the mounts make Python reachable for the user that root becomes"
    if layer == "read-only" and os.geteuid() == 0:
        return "as root, what is bound for the user that root becomes is read-only twice"
    return ""


@pytest.mark.parametrize("layer", AROUND + WITHIN)
def test_without_a_layer_its_probe_tells_so(layer, grader, probe):
    need(NAMESPACES)
    if reason := why_not(layer):
        pytest.skip(reason)
    told = facts(NAMESPACES.without(layer), grader, probe)
    lost = {name: told[name] for name, holds in HOLDS.items() if not holds(copy.deepcopy(told[name]))}
    assert layer in lost
    assert set(lost) == {layer, *ALSO.get(layer, ())}


ALSO = {"seccomp": ("filter",)}
"""What else is lost with a layer."""
