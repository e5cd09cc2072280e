"""The answer key: the same bytes wherever it is made, kept by content, fair in what it grades."""

import itertools
import math
import os
import shutil
import subprocess
import sys
import zlib

import msgspec
import numpy as np
import pytest
import torch

from grader.compare.observations import compare
from grader.core.errors import CourseError
from grader.core.model import Key, Requirements
from grader.core.notation import numbers
from grader.core.value import GRADIENT, Array
from grader.course import cache, load, making
from grader.course import key as keys
from grader.course.load import Course
from grader.course.packing import unpacked
from grader.runner.recording.observe import observe

REFERENCE = '''\
"""A small exercise."""

import torch
from grader.course import Exercise, each, tensors

exercise = Exercise("Small")


@exercise.task(inputs={"x": tensors("n")}, gradient=True, cases=24)
def norm(x):
    if len(x) == 1:
        raise ValueError("left out")
    return torch.linalg.vector_norm(x)


@norm.misconception
def squared(x):
    """The root is missing."""
    return (x * x).sum()


@norm.misconception(same_as="squared")
def dotted(x):
    """The root of the dot product is missing."""
    return x @ x


@norm.misconception
def averaged(x):
    """The mean divides by the number of elements."""
    return (x * x).mean().sqrt()


@norm.misconception(same_as="dotted")
def by_products(x):
    """The root of the product is missing."""
    return torch.einsum("i,i->", x, x)


@exercise.task(inputs={"x": tensors("*s", dtypes=("float", "int64")), "p": each(1, 2.5)}, cases=24)
def total(x, p):
    return p * x.sum()


@total.misconception
def without_p(x, p):
    """p is not used."""
    return x.sum()
'''
STARTER = "def norm(x):\n    pass\n\n\ndef total(x, p):\n    pass\n"


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def small(root, reference=REFERENCE, starter=STARTER):
    write(root, "reference/small.py", reference)
    write(root, "exercises/small.py", starter)
    return Course(root)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """Let keys be kept in folders of this test's own, a new one at each call."""
    count = itertools.count()

    def new():
        folder = tmp_path / f"cache {next(count)}"
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
        return folder / "grade" / "keys"

    new()
    return new


@pytest.fixture
def told():
    """What progress was told."""
    return []


@pytest.fixture(scope="module")
def small_key(tmp_path_factory):
    return making.make(small(tmp_path_factory.mktemp("course")), "small")


def kept_bytes(course, name="small"):
    """The bytes of the tasks' keys as they are kept, made now."""
    keys.obtain(course, name)
    return kept_in(cache.cached(course, name))


def kept_in(folder):
    """The files of a folder of the cache, without locks."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".lock"}


def tasks_of(*made):
    return [pytest.param(key, task, id=task.name) for key in made for task in key.tasks]


# ----------------------------------------------------------------------------------- the same bytes

ELSEWHERE = """
import sys
from pathlib import Path
from grader.course import key as keys
from grader.course.load import Course
sys.path.insert(0, ".")
import answer
keys.obtain(Course(Path(sys.argv[1])), "small")
"""


@pytest.mark.slow
def test_a_key_is_the_same_bytes_wherever_and_whenever_it_is_made(tmp_path, empty_cache):
    course = small(tmp_path / "course")
    first = kept_bytes(course)
    empty_cache()
    assert kept_bytes(course) == first
    shutil.copytree(course.root, tmp_path / "far" / "away" / "copy")
    empty_cache()
    assert kept_bytes(Course(tmp_path / "far" / "away" / "copy")) == first
    odd = f"NUMBERS = {[7919 * n for n in range(200)]}\nTEXTS = ['ö', '\\x00']\nHALF = 0.123456789\n"
    write(tmp_path, "answer.py", f"import torch\n{odd}\ndef norm(x):\n    return x + 31337\n")
    folder = empty_cache()
    environment = {**os.environ, "PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "3"}
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(course.root)], cwd=tmp_path, env=environment, check=True
    )
    (place,) = folder.iterdir()
    assert kept_in(place) == first
    assert not (tmp_path / ".hypothesis").exists()


def test_a_key_holds_neither_the_reference_nor_a_path_of_this_machine(tmp_path, empty_cache):
    course = small(tmp_path / "course")
    kept = kept_bytes(course)
    files = (*kept.values(), keys.encoded(keys.obtain(course, "small")))
    data = b"".join(map(zlib.decompress, files))
    assert b"The root is missing." in data
    for secret in (b"vector_norm", b"einsum", b"left out", str(tmp_path).encode()):
        assert secret not in data


def test_a_task_has_the_same_digest_when_it_was_made_and_when_it_was_read(tmp_path):
    made = making.make(small(tmp_path / "course"), "small")
    read = unpacked(keys.encoded(made), Key)
    assert msgspec.msgpack.encode(read) != msgspec.msgpack.encode(made)  # equal texts are not one text
    assert list(map(keys.task_digest, read.tasks)) == list(map(keys.task_digest, made.tasks))


@pytest.mark.slow
def test_the_built_in_course_and_the_checkout_have_the_same_key(course, key):
    """Where the package is installed, the one lies in the wheel and the other here."""
    again = making.make(load.builtin(), "exercise_03")
    assert keys.encoded(again) == keys.encoded(key)


def test_a_key_comes_back_from_its_bytes(small_key):
    data = keys.encoded(small_key)
    assert unpacked(data, Key) == small_key
    assert len(data) < len(msgspec.msgpack.encode(small_key)) / 2


def test_making_a_key_leaves_torch_as_it_was(tmp_path):
    torch.manual_seed(5)
    before = torch.get_num_threads(), torch.get_default_dtype(), torch.is_grad_enabled()
    making.make(small(tmp_path), "small")
    assert (torch.get_num_threads(), torch.get_default_dtype(), torch.is_grad_enabled()) == before


# ------------------------------------------------------------------------------------------- digest


def digest(course):
    return making.make(course, "small").digest


SHORT = """\
from _shared import scale
from grader.course import Exercise, each

exercise = Exercise("Small")


@exercise.task(inputs={"a": each(1, 2, 3)}, points=1)
def double(a):
    '''Two times as much.'''
    return scale(a)


double.hint("Add it to itself.")


@double.misconception
def triple(a):
    '''That is three times as much.'''
    return 3 * a
"""
SHARED = "def scale(a):\n    return 2 * a\n"
STUB = "def double(a):\n    pass\n"


@pytest.fixture
def short(tmp_path):
    """The digest of a short course, after changes of its files."""
    count = itertools.count()

    def make(reference=SHORT, starter=STUB, shared=SHARED):
        sys.modules.pop("_shared", None)
        root = tmp_path / str(next(count))
        write(root, "reference/_shared.py", shared)
        return digest(small(root, reference, starter))

    return make


def test_a_digest_names_its_algorithm_and_is_always_the_same(short):
    assert short() == short()
    assert short().startswith("sha256:")
    assert len(short()) == len("sha256:") + 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("each(1, 2, 3)", "each(1, 2, 4)"),
        ("scale(a)", "a + a"),
        ("points=1", "points=2"),
        ("return 3 * a", "return 4 * a"),
    ],
    ids=["an input", "the reference", "the points", "a misconception"],
)
def test_the_digest_changes_with_every_change_of_the_references_code(short, old, new):
    assert short(SHORT.replace(old, new)) != short()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\n# why\n"),
        ('Exercise("Small")', 'Exercise("Little")'),
        ('Exercise("Small")', 'Exercise(title="Little")'),
        ("Two times as much.", "It is twice `a`."),
        ("That is three times", "You multiply by 3, which is three times"),
        ('double.hint("Add it to itself.")\n', ""),
    ],
    ids=["a comment", "the title", "the title by name", "a docstring", "a message", "a hint"],
)
def test_the_digest_stays_where_only_words_change(short, old, new):
    assert SHORT.replace(old, new) != SHORT
    assert short(SHORT.replace(old, new)) == short()


def test_the_digest_stays_where_only_the_starters_prose_changes(short):
    assert short(starter=f"# Write it as a product.\n\n{STUB}") == short()


def test_the_digest_changes_with_a_file_that_the_reference_imports(short):
    assert short(shared=SHARED.replace("2 * a", "3 * a")) != short()


# -------------------------------------------------------------------------------------------- cache


def test_a_key_is_made_once_and_then_read(tmp_path, empty_cache, told):
    course = small(tmp_path / "course")
    made = keys.obtain(course, "small", progress=told.append)
    steps = [(step.task, step.done, step.count) for step in told]
    assert steps == [("norm", 0, 2), ("norm", 1, 2)]
    assert [step.seconds is None for step in told] == [True, False]
    assert keys.obtain(course, "small", progress=told.append) == made
    assert len(told) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda _data: b"",
        lambda _data: b"\x93\x01\x02\x03",
    ],
    ids=["half", "empty", "something else"],
)
def test_a_cached_key_that_is_no_key_is_made_again(tmp_path, empty_cache, told, spoil):
    course = small(tmp_path / "course", SHORT.replace("scale(a)", "2 * a").partition("\n")[2], STUB)
    made = keys.obtain(course, "small", progress=told.append)
    for name in ("double.key", keys.OUTLINE):
        place = cache.cached(course, "small") / name
        whole = place.read_bytes()
        place.write_bytes(spoil(whole))
        assert keys.obtain(course, "small", progress=told.append) == made
        assert place.read_bytes() == whole
    assert [step.task for step in told if not step.done] == ["double", "double"]


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch, told):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    course = small(tmp_path / "course", SHORT.replace("scale(a)", "2 * a").partition("\n")[2], STUB)
    first = keys.obtain(course, "small", progress=told.append)
    assert keys.obtain(course, "small", progress=told.append) == first
    assert [step.task for step in told if not step.done] == ["double", "double"]


def test_a_key_that_cannot_be_kept_leaves_no_half_of_it_behind(tmp_path, empty_cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    folder = empty_cache()
    course = small(tmp_path / "course", SHORT.replace("scale(a)", "2 * a").partition("\n")[2], STUB)
    monkeypatch.setattr(os, "replace", full)
    keys.obtain(course, "small", progress=lambda _step: None)
    assert [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def test_a_key_is_kept_by_what_it_depends_on(tmp_path, monkeypatch):
    course = small(tmp_path)
    places = [cache.cached(course, "small")]
    for name in ("reference/small.py", "exercises/small.py", "reference/_shared.py"):
        write(
            tmp_path, name, f"{(tmp_path / name).read_text() if (tmp_path / name).exists() else ''}\n# more\n"
        )
        places.append(cache.cached(course, "small"))
    monkeypatch.setattr(cache, "version", lambda package: f"another {package}")
    places.append(cache.cached(course, "small"))
    assert len(set(places)) == 5
    for name in ("reference/other.py", "README.md", "exercises/other.py"):
        write(tmp_path, name, "# no matter\n")
    assert cache.cached(course, "small") == places[-1]
    assert all(path.name.startswith("small-") and path.suffix == "" for path in places)


# ---------------------------------------------------------------------------------- released keys


def test_a_released_key_is_used_without_reference_and_starter(tmp_path, empty_cache, told, small_key):
    (tmp_path / "bundle" / "keys").mkdir(parents=True)
    bundle = Course(tmp_path / "bundle")
    bundle.released("small").write_bytes(keys.encoded(small_key))
    assert bundle.names == ("small",)
    assert keys.obtain(bundle, "small", progress=told.append) == small_key
    assert told == []


def test_a_released_key_of_another_torch_is_used_as_it_is(
    tmp_path, empty_cache, told, small_key, monkeypatch
):
    course, folder = small(tmp_path), empty_cache()
    released = msgspec.structs.replace(small_key, torch="1.13.1+cpu")
    course.released("small").parent.mkdir()
    course.released("small").write_bytes(keys.encoded(released))
    monkeypatch.setattr(cache, "version", lambda _package: "99.0")
    assert keys.obtain(course, "small", progress=told.append) == released
    assert told == []
    assert not folder.exists()


def test_a_released_key_that_is_damaged_is_told(tmp_path, small_key):
    course = Course(tmp_path)
    course.released("small").parent.mkdir()
    data = keys.encoded(small_key)
    course.released("small").write_bytes(data[:1000])
    with pytest.raises(CourseError) as caught:
        keys.obtain(course, "small", progress=lambda _step: None)
    assert str(caught.value) == (
        f"{course.released('small')} is not an answer key of this version of grade: Error -5 while "
        "decompressing data: incomplete or truncated stream. Make it again."
    )
    course.released("small").write_bytes(keys.encoded(msgspec.structs.replace(small_key, version=99)))
    with pytest.raises(CourseError) as caught:
        keys.obtain(course, "small", progress=lambda _step: None)
    assert str(caught.value) == (
        f"{course.released('small')} has version 99; this grade reads {cache.KEY_VERSION}. Make it again."
    )


# -------------------------------------------------------------------------------------- what is in it


def task_of(key, name):
    return next(task for task in key.tasks if task.name == name)


def test_a_task_says_what_is_asked_and_graded(small_key):
    norm, total = small_key.tasks
    assert (small_key.version, small_key.exercise, small_key.text.title) == (
        cache.KEY_VERSION,
        "small",
        "Small",
    )
    assert (norm.signature, small_key.text.task("norm").stub) == ("norm(x)", "def norm(x):\n    pass")
    assert norm.aspects == ("attached", "gradient", "inputs")
    assert norm.weights == {"values": 1.0, "gradient": 1.0, "inputs": 1.0}
    assert (total.signature, total.aspects) == ("total(x, p)", ("inputs",))
    assert total.weights == {"values": 1.0, "inputs": 1.0}


def test_cases_on_which_the_reference_raises_are_left_out_and_counted(small_key):
    norm = task_of(small_key, "norm")
    assert list(norm.dropped) == ["ValueError"]
    assert norm.dropped["ValueError"] >= 2
    assert not any(case.inputs[0].shape == (1,) for case in norm.cases)
    assert task_of(small_key, "total").dropped == {}


def test_cases_are_distinct_and_lie_beside_what_is_expected(key, small_key):
    for task in (*key.tasks, *small_key.tasks):
        assert len({case.code for case in task.cases}) == len(task.cases) == len(task.expected)


def test_every_misconception_has_a_case_that_tells_it_from_the_reference(key, small_key):
    for task in (*key.tasks, *small_key.tasks):
        for known in task.misconceptions:
            assert known.observations, known.name
            for index, seen in known.observations:
                assert compare(task.expected[index], seen, task.parameters, task.aspects), known.name


def test_the_first_case_of_a_misconception_is_short_enough_to_read(key):
    for task in key.tasks:
        for known in task.misconceptions:
            first = min((task.cases[index] for index, _ in known.observations), key=lambda case: case.rank)
            assert sum(len(code) for code in first.code) <= 120, (known.name, first.code)


def test_families_are_closed(key, small_key):
    for task in (*key.tasks, *small_key.tasks):
        family = {known.name: known.family for known in task.misconceptions}
        for name, names in family.items():
            assert name in names
            assert all(family[other] == names for other in names)
    assert {known.name: known.family for known in task_of(small_key, "norm").misconceptions} == {
        "squared": ("squared", "dotted", "by_products"),
        "dotted": ("squared", "dotted", "by_products"),
        "averaged": ("averaged",),
        "by_products": ("squared", "dotted", "by_products"),
    }


# ----------------------------------------------------------------------------------- near is enough


def sticks(task):
    """Every tolerance of a task: its path, the truth, the bound."""
    for case, expected in zip(task.cases, task.expected, strict=True):
        for path, stick in expected.tolerances.items():
            yield case, path, np.frombuffer(stick.truth), np.frombuffer(stick.bound)


def top(truth):
    return np.abs(truth[np.isfinite(truth)]).max(initial=0.0)


def test_bounds_are_finite_positive_and_far_below_the_scale(key, small_key):
    for task in (*key.tasks, *small_key.tasks):
        scales = {}
        for _, path, truth, _ in sticks(task):
            scales[path] = max(scales.get(path, 0.0), top(truth))
        for case, path, truth, bound in sticks(task):
            told = (task.name, case.code, path)
            assert truth.shape == bound.shape, told
            assert np.isfinite(bound).all(), told
            assert (bound >= 0).all(), told
            assert (bound[np.isfinite(truth) & (truth != 0)] > 0).all(), told
            assert (bound <= 1e-3 * scales[path]).all(), told


def test_most_bounds_are_near_rounding(key):
    """A bound of more than 1e-4 of a value lets too much pass; few may be as wide."""
    wide = [
        bound.max() > 1e-4 * top(truth)
        for task in key.tasks
        for _, _, truth, bound in sticks(task)
        if top(truth) > 0
    ]
    assert len(wide) > 300
    assert sum(wide) < 0.02 * len(wide)


def failing(task, function, gradient=False):
    """The cases of a task on which a function does not do what is expected."""
    verdicts = [
        compare(expected, observe(function, case, Requirements(gradient)), task.parameters, task.aspects)
        for case, expected in zip(task.cases, task.expected, strict=True)
    ]
    return [index for index, verdict in enumerate(verdicts) if verdict]


def test_a_sum_in_another_order_is_right(small_key):
    def backwards(x, p):
        s = torch.zeros((), dtype=x.dtype)
        for element in reversed(x.reshape(-1)):
            s = s + element
        return p * s

    def cumulated(x, p):
        return p * x.reshape(-1).cumsum(0)[-1] if x.numel() else p * x.sum()

    total = task_of(small_key, "total")
    assert failing(total, backwards) == []
    assert failing(total, cumulated) == []


@pytest.mark.parametrize("noise", [1e-3, 1e-4, 1e-5])
def test_noise_that_rounding_does_not_make_is_wrong_wherever_it_shows(small_key, noise):
    total = task_of(small_key, "total")
    changed = [
        index
        for index, expected in enumerate(total.expected)
        if expected.observation.value.dtype != "int64" and numbers(expected.observation.value)
    ]
    found = failing(total, lambda x, p: p * x.sum() * (1 if x.dtype is torch.int64 and p == 1 else 1 + noise))
    assert len(changed) > len(total.cases) / 2
    assert len(set(changed) - set(found)) <= len(changed) / 10


def test_a_gradient_is_graded_only_where_there_is_no_kink(key, small_key):
    for task in (task_of(key, "l2_norm"), task_of(small_key, "norm")):
        graded = {True: 0, False: 0}
        for case, expected in zip(task.cases, task.expected, strict=True):
            (x,) = case.inputs
            smooth = x.requires_grad and (0 in x.shape or bool(numbers(x).any()))
            assert (((GRADIENT, 0),) in expected.tolerances) is smooth, case.code
            graded[smooth] += 1
        assert all(graded.values())


def test_at_a_kink_any_gradient_is_right(small_key):
    """At zero the library's gradient is 0, that of the formula nan."""
    norm = task_of(small_key, "norm")
    assert failing(norm, lambda x: (x * x).sum().sqrt(), gradient=True) == []
    assert failing(norm, lambda x: torch.linalg.vector_norm(x), gradient=True) == []
    zeros = [n for n, case in enumerate(norm.cases) if not numbers(case.inputs[0]).any()]
    assert any(norm.cases[n].inputs[0].requires_grad for n in zeros)


def test_integers_and_whole_results_have_no_yardstick(key):
    for task in key.tasks:
        for expected in task.expected:
            value = expected.observation.value
            if isinstance(value, Array) and value.dtype in ("int64", "bool"):
                assert expected.tolerances == {}


def test_a_truth_is_the_reference_in_float64(key):
    norm = task_of(key, "l2_norm")
    for case, path, truth, _ in sticks(norm):
        if path == ():
            exact = math.sqrt(math.fsum(float(number) ** 2 for number in numbers(case.inputs[0])))
            assert truth.item() == pytest.approx(exact, rel=1e-14)


def test_an_expanded_tensor_is_not_written_to(tmp_path):
    reference = """
from grader.course import Exercise, tensors
exercise = Exercise("In place")
@exercise.task(inputs={"X": tensors("m n")})
def clear_first(X):
    X[0] = 0
"""
    (task,) = making.make(small(tmp_path, reference, "def clear_first(X): ..."), "small").tasks
    assert not [case for case in task.cases if case.inputs[0].memory == "expanded"]
    assert task.dropped == {
        "expanded": 2,
        "IndexError": 5,
    }
