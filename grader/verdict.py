"""The grade: what is said of a submission. These are the fields of the JSON contract, version 1."""

from __future__ import annotations

from msgspec import Struct

from grader.model import CPU, Aspect, Outcome


class Skipped(Struct, frozen=True):
    """A piece of the submission that was not run, and why. `cell` is None for a script.

    `lost`: it does not parse, so that it could not be run.
    """

    file: str
    cell: int | None
    line: int
    text: str
    why: str
    lost: bool = False


class Difference(Struct, frozen=True):
    """One aspect that did not hold, in words."""

    aspect: Aspect
    path: str
    message: str
    expected: str
    got: str


class Picture(Struct, frozen=True):
    """A tensor of the counterexample, to be drawn: an argument, what was expected, or what came out.

    `role` is "input", "expected" or "got"; `label` names it. `elements` are its numbers as texts, in C
    order; there are none where it is too large to be drawn. `off` says for each element how wrong it is,
    from 0 (right) to 1; it is empty where there is nothing to compare it with. `graph` tells how it hangs on
    the graph, where it does or should.
    """

    role: str
    label: str
    shape: tuple[int, ...]
    dtype: str
    elements: tuple[str, ...] = ()
    off: tuple[float, ...] = ()
    graph: str = ""


class Curve(Struct, frozen=True):
    """Numbers in the order of steps or epochs, such as losses: those that were expected, those that came.

    One that is not finite is None. `first` is the place of the first that departs, -1 where none does.
    """

    label: str
    expected: tuple[float | None, ...]
    got: tuple[float | None, ...]
    first: int = -1


class Counterexample(Struct, frozen=True):
    """The smallest failing call, as code that can be pasted."""

    code: str
    expected: str
    got: str
    pictures: tuple[Picture, ...] = ()
    curves: tuple[Curve, ...] = ()


class Named(Struct, frozen=True):
    """A misconception that was recognised; `certain` is False where it only looks like it."""

    name: str
    message: str
    certain: bool


class Error(Struct, frozen=True):
    """What stopped the learner's code, and the line (in a notebook also the cell) of theirs where it did."""

    message: str
    line: int | None
    cell: int | None = None
    text: str = ""


class Listing(Struct, frozen=True):
    """A stretch of the learner's own code: the graded function, or a helper that took part."""

    line: int
    cell: int | None
    text: str


class Glimpse(Struct, frozen=True):
    """What a line computed: the name it got (empty: it was returned), its kind, its value where it is small.

    `graph` is the operation by which it hangs on the graph, "leaf", or empty.
    """

    name: str
    kind: str
    value: str = ""
    graph: str = ""


class Traced(Struct, frozen=True):
    """One pass over one line of the learner's, in the call that is shown.

    `visit` counts the passes over the line from 1, `visits` is how many there were; `depth` is 0 in the
    graded function. `mark` says in a few words what went wrong in this line, where that is known.
    """

    line: int
    cell: int | None
    text: str
    visit: int
    visits: int
    depth: int
    computed: tuple[Glimpse, ...] = ()
    mark: str = ""


class OnGpu(Struct, frozen=True):
    """Whether a right function would work on a GPU, too, as far as can be told without one: no points.

    `state` is "works", "fails" or "unknown": that depends on numbers, or on something else that cannot be
    seen. `message` says what would go wrong, in which line of which cell, and ends with the `advice`;
    `misconception` is the one that was recognised.
    """

    state: str
    message: str = ""
    advice: str = ""
    line: int | None = None
    cell: int | None = None
    text: str = ""
    misconception: Named | None = None


class OnDevice(Struct, frozen=True):
    """What became of a task on one of the devices that were asked: the outcome, the score, what did not hold.

    `outcome` is None where the task is not graded on that device, and `message` says why.
    """

    device: str
    outcome: Outcome | None
    score: float
    aspects: tuple[Aspect, ...] = ()
    message: str = ""


class TaskResult(Struct, frozen=True):
    """What became of one task.

    `advice` is what there is to say of this kind of mistake in general; it is empty where there is nothing.

    `trace` is of the call in the counterexample, of several calls the one whose number `trace_call` is (else
    0); `trace_stopped` tells that it was ended after many lines.

    Of `tried` calls, `wrong` were so. `loaded`: it timed out while the machine had more to do than it could.
    `line`, in a notebook of `cell`, is where the function is defined; None where it is not. `on_gpu` is None
    where the function is not right, or the task itself does not go with a GPU.

    All this was seen on the `device`. Where others than the CPU were asked, `devices` has a word for each.
    """

    task: str
    outcome: Outcome
    score: float
    max_score: float
    misconception: Named | None = None
    differences: tuple[Difference, ...] = ()
    counterexample: Counterexample | None = None
    pattern: str | None = None
    stdout: str = ""
    warnings: tuple[str, ...] = ()
    error: Error | None = None
    hints: tuple[str, ...] = ()
    advice: str = ""
    code: tuple[Listing, ...] = ()
    trace: tuple[Traced, ...] = ()
    trace_stopped: bool = False
    trace_call: int = 0
    duration: float = 0.0
    tried: int = 0
    wrong: int = 0
    loaded: bool = False
    line: int | None = None
    cell: int | None = None
    on_gpu: OnGpu | None = None
    device: str = CPU
    devices: tuple[OnDevice, ...] = ()


class Grade(Struct, frozen=True):
    """One submission graded against one exercise's key, on one or several devices (`cpu, cuda:0`).

    `cells` are those of a notebook that were run.
    """

    version: int
    exercise: str
    title: str
    submission: str
    score: float
    max_score: float
    key: str
    torch: str
    device: str
    tier: str
    skipped: tuple[Skipped, ...]
    tasks: tuple[TaskResult, ...]
    cells: tuple[int, ...] = ()
