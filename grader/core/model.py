"""The data that packages exchange: plain, frozen values.

They are also the wire format and the format of the answer key. Everything here is a `msgspec.Struct`:
decoding one checks every type. A value from a submission's process is therefore either of these types or an
error. Nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from grader.core.fact import Argument, Fact, Shown
from grader.core.limits import MOST_FEW
from grader.core.value import GRADIENT, INPUT, Array, Path, Value, leaves

# ------------------------------------------------------------------------------- one call, observed

Few = Meta(max_length=MOST_FEW)
"""How many items a submission's process may send of anything but values.

The items are counted before they are read.
"""

OUT_OF_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "Cannot allocate memory",
    "CUDA out of memory",
    "CUDA error: out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
)
"""Parts of the messages of torch, CUDA and the system that mean a MemoryError."""


CPU = "cpu"
"""The device on which keys are made; others are `cuda:0` and the like."""

LOOSE, EXACT = "loose", "exact"
"""How `.grad` is compared.

"loose": a missing `.grad` counts as zeros. "exact": it does not.
"""


FUNCTION, VARIABLE, CLASS = "function", "variable", "class"
"""What the name of a task stands for in the learner's file.

A function is called. Of a variable, the value is observed. A class is called, and the instance is observed.
"""
KINDS = (FUNCTION, VARIABLE, CLASS)


class Requirements(Struct, frozen=True, omit_defaults=True):
    """What to observe in a task's calls, in addition to what every call shows.

    `gradient`: the gradients that autograd computes from the result. `aliasing`: the inputs with which the
    result shares memory. `grads`: the `.grad` of the inputs afterwards. With "loose", a missing one counts
    as zeros. With "exact", it does not, and a `.grad` has to stay at its place in memory. `calls`: how often
    the function is called, on the same inputs. `iterates`: the returned value is iterated over. `probe`
    names the input that is passed to a returned module. `seen_as` is a text of the course: its value is
    observed in place of the result. `prints`: what the call prints is part of the result. `seconds` are those
    that a call may take; with 0, it is the runner's limit. `kind` says what the task's name stands for.
    `knows` are the names that the course's texts know in addition to torch, each with its module.
    """

    gradient: bool = False
    aliasing: bool = False
    grads: str = ""
    calls: int = 1
    iterates: bool = False
    probe: str = ""
    seen_as: str = ""
    prints: bool = False
    seconds: float = 0.0
    kind: str = FUNCTION
    knows: tuple[tuple[str, str], ...] = ()


class Case(Struct, frozen=True, omit_defaults=True):
    """The inputs of one call, in the order of the parameters.

    The last `extras` inputs only serve to make others. `code` has the same call's arguments as Python that
    can be pasted, after the lines of `setup`. `note` names a boundary. `names` are the inputs' names, by
    which the text of a made input refers to the others. `rank` is its place among the task's cases if these
    are sorted by how easy they are to read.
    """

    inputs: tuple[Value, ...]
    code: tuple[str, ...]
    seed: int
    note: str = ""
    setup: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    extras: int = 0
    rank: int = 0

    @property
    def arguments(self) -> tuple[Value, ...]:
        """The inputs that the function is called with."""
        return self.inputs[: len(self.inputs) - self.extras]


class Failure(Struct, frozen=True, omit_defaults=True):
    """An exception that a submission's code raised: type, message, line and cell.

    The line is in the learner's own code. `name` is the unbound name of a NameError. `bases` are the base
    classes of the exception's type. `nearest` is the known name or attribute that the learner may have
    meant.
    """

    type: str
    message: str
    line: int | None = None
    cell: int | None = None
    name: str | None = None
    bases: Annotated[tuple[str, ...], Few] = ()
    nearest: str = ""

    def is_a(self, type_: str) -> bool:
        """Whether `except type_` would catch it."""
        return type_ == self.type or type_ in self.bases

    @property
    def is_out_of_memory(self) -> bool:
        """Whether the code asked for more memory than the machine has."""
        return self.type == "MemoryError" or any(text in self.message for text in OUT_OF_MEMORY)


class Broken(Struct, frozen=True, omit_defaults=True):
    """A property of a task that a result does not have, by its name; `got` is what the result has instead."""

    property: str
    got: str = ""


class Observation(Struct, frozen=True, omit_defaults=True):
    """Everything that one call did.

    `value` is None if the call raised. `failure` then has the exception, and `call` says which of several
    calls raised it. With several calls, `value` has each result as it was returned. `overlap` says whether
    results of different calls share memory. `inputs` are the input tensors after the call. `moved` are the
    paths of those inputs' `.grad` that are elsewhere in memory than before, if the task asks for that.
    `gradient` has an entry per input (None: no gradient reached it), or is None if no gradient was taken.
    `gradient_failure` says why taking it raised. `shares` has an entry per tensor of the result, in order:
    the inputs with which it shares memory (empty if the task does not ask). `warnings` are Python's texts,
    or facts for the runner's own warnings. Times are in seconds. `is_tried` says that the task's properties
    were tried on the result, and `broken` is the first that the result does not have. The judge finds that
    out: no process of a submission can send it.
    """

    value: Value | None = None
    failure: Failure | None = None
    inputs: Annotated[tuple[Value, ...], Few] = ()
    gradient: Annotated[tuple[Array | None, ...], Few] | None = None
    gradient_failure: Failure | None = None
    shares: Annotated[tuple[Annotated[tuple[int, ...], Few], ...], Few] = ()
    overlap: bool = False
    moved: Annotated[tuple[Path, ...], Few] = ()
    call: int = 0
    stdout: str = ""
    warnings: Annotated[tuple[Shown, ...], Few] = ()
    seconds: float = 0.0
    is_tried: bool = False
    broken: Broken | None = None

    def arrays(self) -> Iterator[tuple[Path, Array]]:
        """Yield all arrays of result, gradients and inputs, with their paths.

        The tolerances have the same paths.
        """
        if self.value is not None:
            yield from leaves(self.value)
        for n, gradient in enumerate(self.gradient or ()):
            if gradient is not None:
                yield ((GRADIENT, n),), gradient
        for n, value in enumerate(self.inputs):
            yield from leaves(value, ((INPUT, n),))


class Spot(Struct, frozen=True):
    """A line of the learner's code; in a notebook, with its cell."""

    line: int
    cell: int | None = None


class GpuFault(Struct, frozen=True, omit_defaults=True):
    """A fault that would happen on a GPU, and its place.

    `kind` is "mixed": tensors of two devices meet in an `operation`; "result": the part of the result at
    `path` is on the CPU; "numpy": NumPy gets a tensor that is not on the CPU; "cuda": the code names a GPU
    explicitly. `maker` is the place where the tensor on the CPU was made. `moved` says that the tensor was
    moved to the CPU at that place.
    """

    kind: str
    operation: str = ""
    path: Path = ()
    spot: Spot | None = None
    maker: Spot | None = None
    moved: bool = False


class Portability(Struct, frozen=True, omit_defaults=True):
    """The result of one call on tensors that stand in for tensors on a GPU.

    `told` is False if the result depends on numbers, or on something else that cannot be seen. `here` are
    the parts of the result that are on the CPU, each as the fault that it would be. `there` are the paths of
    the others.
    """

    told: bool = True
    fault: GpuFault | None = None
    here: Annotated[tuple[GpuFault, ...], Few] = ()
    there: Annotated[tuple[Path, ...], Few] = ()


class ComputedValue(Struct, frozen=True, omit_defaults=True):
    """A value that a line computed, with the name that it bound or changed.

    Elements are kept only for small values. `name` is empty for the returned value. `graph` is the operation
    by which a tensor is connected to the graph, such as "MulBackward0", or "leaf".
    """

    name: str
    value: Value
    graph: str = ""


class Step(Struct, frozen=True, omit_defaults=True):
    """One pass over one statement of the learner's code, given by its first line.

    `visit` counts the passes over it from 1. `depth` is 0 in the function that was called, and 1 in a
    function that it calls. `raised` is the type of the exception that left the statement.
    """

    line: int
    visit: int
    visits: int
    computed: Annotated[tuple[ComputedValue, ...], Few] = ()
    cell: int | None = None
    depth: int = 0
    raised: str = ""


class Trace(Struct, frozen=True):
    """The statements that one call ran, in order.

    Of each statement, the first, the second and the last pass are kept. `stopped` says that the call was
    ended after many lines.
    """

    steps: Annotated[tuple[Step, ...], Meta(max_length=10_000)]
    stopped: bool = False


# ------------------------------------------------------------------------------------ the answer key


class Tolerance(Struct, frozen=True, omit_defaults=True):
    """The truth and the bound of one array.

    The truth is float64 or complex128, the bound is float64. `most` is the largest bound that the array may
    have in a narrower dtype.
    """

    truth: bytes
    bound: bytes
    most: float = 0.0


ANY_DTYPE = "any"
"""Stands for the dtypes that a result may have if its dtype is not asked for."""


class Expected(Struct, frozen=True, omit_defaults=True):
    """The reference observed on one case, with a tolerance per inexact array.

    Yardsticks are found by path. Paths are those of `leaves` for the value. The path of a gradient, or of an
    input that the reference changes, begins with the input's number. `changed` are the inputs that the
    reference changes: they are judged like a result. `free`: the task works in place and returns None, and
    the returned value is not judged. `shuffled`: the result is batches in a random order, judged by named
    properties; it has the places of X, y and the batch size among the inputs. `dtypes` are dtypes in which
    the result is as good as in the reference's own; `ANY_DTYPE` stands for all but the half precisions.
    `free_values`: the values are judged by the task's properties, and not by those of the reference.
    `prints`: what the call prints is judged, too. `secrets` are values, such as labels, that only the task's
    properties get. The process of a submission never has them.
    """

    observation: Observation
    tolerances: dict[Path, Tolerance]
    changed: tuple[int, ...] = ()
    free: bool = False
    shuffled: tuple[int, ...] = ()
    dtypes: tuple[str, ...] = ()
    free_values: bool = False
    prints: bool = False
    secrets: dict[str, Value] = {}


class Property(Struct, frozen=True):
    """A property that the result of a task must have, as a function of the course.

    `code` is Python that defines the function `name`. The function is called with the result, and with the
    inputs before the call that `parameters` name.
    """

    name: str
    parameters: tuple[str, ...]
    code: str


class Misconception(Struct, frozen=True):
    """A known wrong answer: its observations where they differ from the reference's.

    `observations` are pairs of a case's index and the observation. On all other cases it does what the
    reference does. `family` has the names of misconceptions that behave the same (itself included).
    """

    name: str
    observations: tuple[tuple[int, Observation], ...]
    family: tuple[str, ...]


class Portable(Struct, frozen=True):
    """A case that shows whether a function would work on a GPU, by its index.

    `there` are the paths of the reference's parts that are on the GPU; none if the reference depends on
    numbers.
    """

    index: int
    there: tuple[Path, ...]


def fault_of(told: Portability, portable: Portable) -> GpuFault | None:
    """Return what goes wrong in a call, or None.

    That is a fault in the call, or a part of the result that should not be on the CPU.
    """
    if told.fault is not None:
        return told.fault
    return next((fault for fault in told.here if fault.path in portable.there), None)


WITH_INPUTS, ANYWHERE, ON_CPU, RANDOM = "with inputs", "anywhere", "on cpu", "random"
"""How a task can be graded on a GPU.

WITH_INPUTS: its results are on the device of the inputs. ANYWHERE: the device of its results is not judged.
ON_CPU: it cannot, because the reference itself works only on a CPU. RANDOM: it cannot, because a GPU draws
other random numbers.
"""


class DeviceFault(Struct, frozen=True):
    """How to recognise a known answer that is right on a CPU and fails on a GPU."""

    name: str
    kind: str
    operation: str = ""
    moved: bool = False


class Repeat(Struct, frozen=True, array_like=True):
    """A part of a case that an earlier case has, too: a large input, or its code."""

    part: str
    case: int
    place: int
    earlier_case: int
    earlier_place: int


class Repeats(Struct, frozen=True):
    """What is left out of a task's key in a file, since the key holds it elsewhere.

    `parts` are those of cases. The other fields have a mark for each observation. It says which fields are
    those of the inputs before the call, or of the reference.
    """

    parts: tuple[Repeat, ...]
    expected: tuple[int, ...]
    misconceptions: tuple[tuple[int, ...], ...]


BY_TEACHER = "ungraded.teacher"
"""The code of what is said of a task that only a teacher can judge."""


class TaskKey(Struct, frozen=True):
    """Everything that is needed to grade one task.

    The cases are in the order in which they find most wrong answers. They are chosen of `drawn` ones.
    In a file, `repeats` says what is left out.
    `portable` are a few cases on which the reference would work on a GPU, or on which that cannot be seen.
    It is empty if the reference would not work on a GPU. `gpu` says how the task can be graded on a GPU.
    `properties` are judged in their order. `fault` says why nobody's answer can be graded with this key; such
    a task has no cases. If it is BY_TEACHER, the key of hidden cases has them. `is_made` is False as long as
    only the question is known, and no case. `idle` are parameters that some right answer does not read.
    """

    name: str
    parameters: tuple[str, ...]
    points: float
    aspects: tuple[str, ...]
    weights: dict[str, float]
    cases: tuple[Case, ...]
    expected: tuple[Expected, ...]
    misconceptions: tuple[Misconception, ...]
    dropped: dict[str, int]
    asked: Requirements = Requirements()
    portable: tuple[Portable, ...] = ()
    device_faults: tuple[DeviceFault, ...] = ()
    gpu: str = ON_CPU
    properties: tuple[Property, ...] = ()
    fault: Fact | None = None
    is_made: bool = True
    drawn: int = 0
    repeats: Repeats | None = None
    idle: tuple[str, ...] = ()

    @property
    def is_by_teacher(self) -> bool:
        """Whether the task's data are in the key of hidden cases alone, which only a teacher has."""
        return self.fault is not None and self.fault.code == BY_TEACHER

    @property
    def kind(self) -> str:
        """What the name stands for: a function, a variable or a class."""
        return self.asked.kind

    @property
    def signature(self) -> str:
        """The call as the exercise writes it: `lp_norm(x, p)`; a variable has only its name."""
        return self.called_with(self.parameters)

    def called_with(self, arguments: Iterable[str]) -> str:
        """Return a call as Python, from the code of its arguments."""
        return self.name if self.kind == VARIABLE else f"{self.name}({', '.join(arguments)})"


class TaskText(Struct, frozen=True):
    """The texts of a course about a task: stub, hints, messages of misconceptions and properties.

    The messages are found by the name of the misconception or property. The texts are separate from what the
    task asks: a change of words does not make it another task.
    """

    stub: str
    hints: tuple[str, ...] = ()
    messages: dict[str, str] = {}


class ExerciseText(Struct, frozen=True):
    """The texts of a course about an exercise, in one language; `after` are exercises that come before it."""

    title: str
    tasks: dict[str, TaskText]
    after: tuple[str, ...] = ()

    def task(self, name: str) -> TaskText:
        """Return the texts of a task; empty ones if the course has none."""
        return self.tasks.get(name, TaskText(""))


class Key(Struct, frozen=True):
    """The answer key of one exercise: what is asked, and the course's texts.

    `digest` covers inputs and sources. It covers neither the bits of outputs nor the texts. `data` are the
    files of data: their names and contents.
    """

    version: int
    exercise: str
    digest: str
    torch: str
    tasks: tuple[TaskKey, ...]
    text: ExerciseText
    data: tuple[tuple[str, bytes], ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that its tasks need in addition to torch."""
        modules = (module for task in self.tasks for _, module in task.asked.knows)
        return tuple(sorted({module.partition(".")[0] for module in modules}))


# ------------------------------------------------------------------------------------------ verdicts


class Aspect(StrEnum):
    """What is compared.

    The first eight form a chain: when one fails, those after it are not compared. Values are compared also
    if the dtype is wrong.
    """

    SIGNATURE = "signature"
    OUTCOME = "outcome"
    STRUCTURE = "structure"
    GRAPH = "graph"
    SHAPE = "shape"
    DTYPE = "dtype"
    DEVICE = "device"
    VALUES = "values"
    ATTACHED = "attached"
    GRADIENT = "gradient"
    ALIASING = "aliasing"
    INPUTS = "inputs"


class Outcome(StrEnum):
    """How grading a task ended."""

    PASSED = "passed"
    FAILED = "failed"
    RAISED = "raised"
    NOT_FINISHED = "not finished"
    MISSING = "missing"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    NOT_RUN = "not run"
    UNGRADED = "ungraded"


Side = Argument | Array
"""One side of a departure."""


class Mismatch(Struct, frozen=True):
    """One departure from the reference, as data.

    `grader.judge.differences` has the fact of each. `kind` says which departure of its aspect it is.
    `expected` and `got` are the two sides: shapes as tuples, Python's texts, phrases, and arrays that are
    written only if they are shown. `args` has further details of this kind.
    """

    aspect: Aspect
    path: Path
    expected: Side
    got: Side
    kind: str = ""
    args: dict[str, Argument] = {}
