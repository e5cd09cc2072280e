"""The grade: what is said of a submission, as codes, paths and arguments.

No sentence stands here, and nothing that a course says: `grader.locale` makes sentences when they are shown.
The JSON contract, version 2, has these fields, and beside each fact its sentence (`grader.report.contract`).
"""

from __future__ import annotations

from msgspec import Struct

from grader.core.fact import Fact, Shown
from grader.core.model import CPU, Aspect, ExerciseText, Outcome
from grader.core.value import Path


class Skipped(Struct, frozen=True):
    """A piece of the submission that was not run, and why. `cell` is None for a script.

    `lost`: it does not parse, so that it could not be run.
    """

    file: str
    cell: int | None
    line: int
    text: str
    why: Fact
    lost: bool = False


class Difference(Struct, frozen=True):
    """One aspect that did not hold, and where.

    `call` is code of the call in which it shows, where that is another one than the counterexample.
    """

    aspect: Aspect
    path: Path
    message: Fact
    expected: Shown
    got: Shown
    call: str = ""


class Picture(Struct, frozen=True):
    """A tensor of the counterexample, to be drawn: an argument, what was expected, or what came out.

    `role` is "input", "expected" or "got"; `label` names it: an argument, or what it is of. `elements` are
    its numbers as texts, in C order; none where it is too large to be drawn. `off` says for each element
    how wrong it is, from 0 (right) to 1; it is empty where there is nothing to compare it with. `graph` is a
    code that tells how it is connected to the graph, where it is or should be: "leaf", "inside" or "cut".
    """

    role: str
    label: Shown
    shape: tuple[int, ...]
    dtype: Shown
    elements: tuple[str, ...] = ()
    off: tuple[float, ...] = ()
    graph: str = ""


class Curve(Struct, frozen=True):
    """Numbers in the order of steps or epochs, such as losses: those that were expected, those that came.

    One that is not finite is None. `first` is the place of the first that departs, -1 where none does.
    """

    label: Fact
    expected: tuple[float | None, ...]
    got: tuple[float | None, ...]
    first: int = -1


class Counterexample(Struct, frozen=True):
    """The smallest failing call, as code that can be pasted."""

    code: str
    expected: Shown
    got: Shown
    pictures: tuple[Picture, ...] = ()
    curves: tuple[Curve, ...] = ()


class Named(Struct, frozen=True):
    """A misconception that was recognised; `certain` is False where it only looks like it.

    What it says stands among the course's texts, under its name.
    """

    name: str
    certain: bool


class Error(Struct, frozen=True):
    """What stopped the learner's code, and the line (in a notebook also the cell) of theirs where it did."""

    message: Fact
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

    `shape` and `dtype` are those of a tensor.
    `graph` is the operation by which it is connected to the graph, "leaf", or empty.
    """

    name: str
    kind: Shown
    value: str = ""
    graph: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str = ""


class TracedLine(Struct, frozen=True):
    """One pass over one line of the learner's, in the call that is shown.

    `visit` counts the passes over the line from 1, `visits` is how many there were; `depth` is 0 in the
    graded function. `mark` says what went wrong in this line, where that is known.
    """

    line: int
    cell: int | None
    text: str
    visit: int
    visits: int
    depth: int
    computed: tuple[Glimpse, ...] = ()
    mark: Fact | None = None


class OnGpu(Struct, frozen=True):
    """Whether a right function would work on a GPU, too, as far as can be told without one: no points.

    `state` is "works", "fails" or "unknown": that depends on numbers, or on something else that cannot be
    seen. `message` says what would go wrong, in which line of which cell, and `advice` what to do about it;
    `misconception` is the one that was recognised.
    """

    state: str
    message: Fact | None = None
    advice: Fact | None = None
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
    message: Fact | None = None


class TaskResult(Struct, frozen=True):
    """What became of one task.

    `advice` is what there is to say of this kind of mistake in general. `patterns` are what all failing calls
    have in common, in their numbers or their inputs.

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
    patterns: tuple[Fact, ...] = ()
    stdout: str = ""
    warnings: tuple[Shown, ...] = ()
    error: Error | None = None
    advice: Fact | None = None
    code: tuple[Listing, ...] = ()
    trace: tuple[TracedLine, ...] = ()
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


class Feedback(Struct, frozen=True):
    """A grade, with what the course says of the exercise in one language: what every report is made from."""

    grade: Grade
    text: ExerciseText
