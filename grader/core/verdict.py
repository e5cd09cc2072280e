"""The grade of a submission, as codes, paths and arguments.

It has no sentences and no texts of a course: `grader.locale` makes the sentences when they are shown. The
JSON contract, version 2, has these fields, and next to each fact its sentence (`grader.report.contract`).
"""

from __future__ import annotations

from msgspec import Struct

from grader.core.fact import Fact, Shown
from grader.core.model import BY_TEACHER, CPU, Aspect, ExerciseText, Outcome
from grader.core.value import Path


class Spot(Struct, frozen=True):
    """Where a line of code is not valid Python; `text` is the whole line.

    `column` counts characters from 1, and `width` of them are meant. A column of 0 means the whole line.
    """

    line: int
    column: int
    width: int
    text: str


class Skipped(Struct, frozen=True):
    """A piece of the submission that was not run, and why.

    `cell` is None for a script. `lost`: it does not parse, so it could not be run. Then `spot` is where.
    """

    file: str
    cell: int | None
    line: int
    text: str
    why: Fact
    lost: bool = False
    spot: Spot | None = None


class Difference(Struct, frozen=True):
    """One aspect that did not hold, and where.

    `call` is the code of the call that shows it, if that is not the counterexample's call.
    """

    aspect: Aspect
    path: Path
    message: Fact
    expected: Shown
    got: Shown
    call: str = ""


class Picture(Struct, frozen=True):
    """A tensor of the counterexample, to be drawn.

    `role` is "input", "expected" or "got". `label` names it: an argument, or a part of the result.
    `elements` are its numbers as texts, in C order; empty if it is too large to be drawn. `off` says for
    each element how wrong it is, from 0 (right) to 1; it is empty if there is nothing to compare it with.
    `graph` is a code that says how the tensor is connected to the graph, if it is or should be: "leaf",
    "inside" or "cut".
    """

    role: str
    label: Shown
    shape: tuple[int, ...]
    dtype: Shown
    elements: tuple[str, ...] = ()
    off: tuple[float, ...] = ()
    graph: str = ""


class Curve(Struct, frozen=True):
    """Numbers in the order of steps or epochs, such as losses: expected and got.

    A number that is not finite is None. `first` is the place of the first that departs, or -1 if none does.
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
    """A misconception that was recognised.

    `certain` is False if the answer only looks like it. The course's texts have its message, under its name.
    `besides` says what else was done to the numbers. `elsewhere`: it explains only calls other than the one
    that is shown, which raises. `sometimes`: it explains all calls that fail, but not why others are right.
    `in_form`: the form of the result is wrong besides, such as its dtype. `on_others`: it does not show in
    the call that is shown.
    """

    name: str
    certain: bool
    besides: tuple[Fact, ...] = ()
    elsewhere: bool = False
    sometimes: bool = False
    in_form: bool = False
    on_others: bool = False


class Error(Struct, frozen=True):
    """What stopped the learner's code, and the line; in a notebook also the cell.

    If the line is not valid Python, `spot` is where.
    """

    message: Fact
    line: int | None
    cell: int | None = None
    text: str = ""
    spot: Spot | None = None


class Slip(Struct, frozen=True):
    """A slip that the learner's source shows, and its line; in a notebook also the cell.

    Examples are `==` for `=` and a method without brackets.
    """

    message: Fact
    line: int
    cell: int | None = None


class Listing(Struct, frozen=True):
    """A piece of the learner's own code: the graded function, or a helper it used."""

    line: int
    cell: int | None
    text: str


class Glimpse(Struct, frozen=True):
    """A value that a line computed: name, kind, and the value if it is small.

    `name` is empty if the value was returned. `shape` and `dtype` are those of a tensor. `graph` is the
    operation by which it is connected to the graph, "leaf", or empty.
    """

    name: str
    kind: Shown
    value: str = ""
    graph: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str = ""


class TracedLine(Struct, frozen=True):
    """One pass over one line of the learner's code, in the call that is shown.

    `visit` counts the passes over the line from 1, and `visits` is their number. `depth` is 0 in the graded
    function. `mark` says what went wrong in this line, if that is known.
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
    """Whether a right function would also work on a GPU; it gives no points.

    This is found out without a GPU. `state` is "works", "fails" or "unknown": the answer depends on numbers,
    or on something else that cannot be seen. `message` says what would go wrong; `line` and `cell` say
    where. `advice` says what to do about it. `misconception` is the one that was recognised.
    """

    state: str
    message: Fact | None = None
    advice: Fact | None = None
    line: int | None = None
    cell: int | None = None
    text: str = ""
    misconception: Named | None = None


class OnDevice(Struct, frozen=True):
    """The result of a task on one of the requested devices.

    `aspects` are those that did not hold. `outcome` is None if the task is not graded on that device;
    `message` then says why.
    """

    device: str
    outcome: Outcome | None
    score: float
    aspects: tuple[Aspect, ...] = ()
    message: Fact | None = None


class TaskResult(Struct, frozen=True):
    """The result of one task.

    `further` are more failing calls, if nothing explains the first one. `second` is a further misconception,
    beside the first. `advice` is general advice on this kind of
    mistake; a `slip` is shown in its place. `patterns` say what all failing calls have in common, in their
    numbers or their inputs.

    `trace` belongs to the call in the counterexample. Of several calls, it is the one with the number
    `trace_call` (else 0). `trace_stopped` says that the call was ended after many lines.

    `wrong` of the `tried` calls were wrong. `loaded`: the task timed out while the machine was overloaded.
    `line`, and in a notebook `cell`, is where the function is defined; None if it is not. `on_gpu` is None
    if the function is not right, or if the task itself does not work on a GPU.

    All this was observed on the `device`. If devices other than the CPU were requested, `devices` has an
    entry for each.
    """

    task: str
    outcome: Outcome
    score: float
    max_score: float
    misconception: Named | None = None
    second: Named | None = None
    differences: tuple[Difference, ...] = ()
    counterexample: Counterexample | None = None
    further: tuple[Counterexample, ...] = ()
    patterns: tuple[Fact, ...] = ()
    stdout: str = ""
    warnings: tuple[Shown, ...] = ()
    error: Error | None = None
    advice: Fact | None = None
    slip: Slip | None = None
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

    @property
    def is_by_teacher(self) -> bool:
        """Whether only a teacher has the data with which this task is graded."""
        return self.error is not None and self.error.message.code == BY_TEACHER

    @property
    def is_invalid(self) -> bool:
        """Whether its lines are not valid Python; then no hint about its content helps."""
        return self.error is not None and self.error.spot is not None


class Grade(Struct, frozen=True):
    """One submission graded with one exercise's key, on one or several devices.

    Several devices are written as `cpu, cuda:0`. `cells` are the cells of a notebook that were run.
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

    @property
    def has_fault(self) -> bool:
        """Whether there is a task that could not be graded, and that no teacher is to judge."""
        return any(one.outcome is Outcome.UNGRADED and not one.is_by_teacher for one in self.tasks)

    @property
    def pending(self) -> float:
        """The points of tasks that the grader could not grade; they are in the maximum."""
        return sum(result.max_score for result in self.tasks if result.outcome is Outcome.UNGRADED)


class Feedback(Struct, frozen=True):
    """A grade and the course's texts on the exercise, in one language.

    Every report is made from it.
    """

    grade: Grade
    text: ExerciseText
