"""What crosses rooms: plain, frozen values that are also the wire format and the key's format.

Everything here is a `msgspec.Struct`: decoding one checks every type, so a value that has come from
a submission's process is either of these types or an error. Nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from grader.core.fact import Argument, Shown
from grader.core.value import GRADIENT, INPUT, Array, Path, Value, leaves

# ------------------------------------------------------------------------------- one call, observed

Few = Meta(max_length=1_000)
"""What a submission's process may send of anything but values: counted before it is read."""

OUT_OF_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "Cannot allocate memory",
    "CUDA out of memory",
    "CUDA error: out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
)
"""What torch, CUDA and the system say where Python would raise a MemoryError."""


CPU = "cpu"
"""The device on which keys are made; others are `cuda:0` and the like."""

LOOSE, EXACT = "loose", "exact"
"""How `.grad` is compared: a missing one is as good as zeros, or it is not."""


class Asked(Struct, frozen=True, omit_defaults=True):
    """What is to be observed of a task's calls, beside what every call shows.

    `gradient`: what autograd makes of the result. `aliasing`: with which inputs the result shares memory.
    `grads`: the `.grad` of the inputs afterwards; "loose": none is as good as one of zeros; "exact": these
    are told apart, and so is whether a `.grad` lies where it lay before. `calls`: how often the function
    is called, on the same inputs. `iterates`: what it returns is gone through, and `probe` names the input
    that a module is given which it returns.
    """

    gradient: bool = False
    aliasing: bool = False
    grads: str = ""
    calls: int = 1
    iterates: bool = False
    probe: str = ""


class Case(Struct, frozen=True, omit_defaults=True):
    """One call's inputs, in the order of the parameters; the last `extras` only serve to make others.

    `code` is the same call's arguments as Python that can be pasted, after the lines of `setup`; `note`
    names a boundary. `names` are those by which inputs that are made know the others.
    """

    inputs: tuple[Value, ...]
    code: tuple[str, ...]
    seed: int
    note: str = ""
    setup: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    extras: int = 0

    @property
    def arguments(self) -> tuple[Value, ...]:
        """The inputs that the function is called with."""
        return self.inputs[: len(self.inputs) - self.extras]


class Failure(Struct, frozen=True, omit_defaults=True):
    """An exception that a submission's code raised: type, message, where in the learner's own code.

    `name` is the unbound name of a NameError. `bases` are the types that its own is derived from.
    `nearest` is what the learner may have meant by a name or an attribute that there is not.
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
        """Whether more memory was asked for than there is."""
        return self.type == "MemoryError" or any(text in self.message for text in OUT_OF_MEMORY)


class Observation(Struct, frozen=True, omit_defaults=True):
    """All that one call did.

    `value` is None when the call raised (`failure` says what, and `call` in which of several). Of several
    calls, `value` has the result of each as it was returned, and `overlap` tells whether results of
    different calls share memory. `inputs` are the caller's tensors after the call; `moved` are the paths of
    their `.grad` that lie elsewhere in memory than before, where that is asked. `gradient` has an entry per
    input (None: nothing reached it), or is None where no gradient was taken; `gradient_failure` says why
    taking it raised. `shares` has an entry per tensor of the result, in order: the inputs with which it
    shares memory (empty where the task does not ask). `warnings` are Python's words, or facts where they are
    the runner's own. Times are in seconds.
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

    def arrays(self) -> Iterator[tuple[Path, Array]]:
        """All arrays of result, gradients and inputs, with the paths by which yardsticks name them."""
        if self.value is not None:
            yield from leaves(self.value)
        for n, gradient in enumerate(self.gradient or ()):
            if gradient is not None:
                yield ((GRADIENT, n),), gradient
        for n, value in enumerate(self.inputs):
            yield from leaves(value, ((INPUT, n),))


class Spot(Struct, frozen=True):
    """A line of the learner's own; in a notebook, of a cell."""

    line: int
    cell: int | None = None


class GpuFault(Struct, frozen=True, omit_defaults=True):
    """What would go wrong on a GPU, and where.

    `kind` is "mixed": tensors of two devices meet in an `operation`; "result": the part of the result at
    `path` lies on the CPU; "numpy": NumPy is given a tensor that is not on the CPU; "cuda": a GPU is asked
    for by name. `maker` is where the tensor was made that lies on the CPU; `moved`, that it was taken there.
    """

    kind: str
    operation: str = ""
    path: Path = ()
    spot: Spot | None = None
    maker: Spot | None = None
    moved: bool = False


class Portability(Struct, frozen=True, omit_defaults=True):
    """What one call on tensors that stand for a GPU's came to.

    `told` is False where that depends on numbers, or on something else that cannot be seen. `here` are the
    parts of the result that lie on the CPU, each as the fault that it would be, `there` those that do not.
    """

    told: bool = True
    fault: GpuFault | None = None
    here: Annotated[tuple[GpuFault, ...], Few] = ()
    there: Annotated[tuple[Path, ...], Few] = ()


class Computed(Struct, frozen=True, omit_defaults=True):
    """What a line computed: a name that it bound or changed, and its value; the elements only of small ones.

    `name` is empty for what the function returns. `graph` is the operation by which a tensor hangs on the
    graph, such as "MulBackward0", or "leaf".
    """

    name: str
    value: Value
    graph: str = ""


class Step(Struct, frozen=True, omit_defaults=True):
    """One pass over one statement of the learner's, by its first line; `visit` counts its passes from 1.

    `depth` is 0 in the function that was called, 1 in one that it calls. `raised` is the type of the
    exception that left the statement.
    """

    line: int
    visit: int
    visits: int
    computed: Annotated[tuple[Computed, ...], Few] = ()
    cell: int | None = None
    depth: int = 0
    raised: str = ""


class Trace(Struct, frozen=True):
    """The statements that one call ran, in order: of each the first, the second and the last pass.

    `stopped` tells that the call was ended after many lines.
    """

    steps: Annotated[tuple[Step, ...], Meta(max_length=10_000)]
    stopped: bool = False


# ------------------------------------------------------------------------------------ the answer key


class Yardstick(Struct, frozen=True):
    """The truth and the bound for one array: float64 (or complex128) elements, bound as float64."""

    truth: bytes
    bound: bytes


class Expected(Struct, frozen=True, omit_defaults=True):
    """The reference observed on one case, with a yardstick per inexact array, by its path.

    Paths are those of `leaves` for the value; those of a gradient and of an input that the reference changes
    begin with its number. `changed` are the inputs that it changes:
    they are judged like a result. `free`: the task works in place and returns None, so that what a
    submission returns is not asked. `shuffled`: the result is batches in a random order, of which named
    properties are asked; the places of X, y and the size of a batch among the inputs.
    """

    observation: Observation
    yardsticks: dict[Path, Yardstick]
    changed: tuple[int, ...] = ()
    free: bool = False
    shuffled: tuple[int, ...] = ()


class Misconception(Struct, frozen=True):
    """A known wrong answer: what it does where it departs from the reference.

    `observations` are pairs of a case's index and the observation there; on all other cases it does
    what the reference does. `family` holds the names that behave alike (itself included).
    """

    name: str
    observations: tuple[tuple[int, Observation], ...]
    family: tuple[str, ...]


class Portable(Struct, frozen=True):
    """A case that tells whether a function would work on a GPU: its index, and the reference's result there.

    `there` are the paths of the parts that lie on the GPU; none where the reference depends on numbers.
    """

    index: int
    there: tuple[Path, ...]


def fault_of(told: Portability, portable: Portable) -> GpuFault | None:
    """What goes wrong in a call: a fault in it, or a part of the result that should not lie on the CPU."""
    if told.fault is not None:
        return told.fault
    return next((fault for fault in told.here if fault.path in portable.there), None)


WITH_INPUTS, ANYWHERE, ON_CPU, RANDOM = "with inputs", "anywhere", "on cpu", "random"
"""How a task goes with a GPU: its results lie with the inputs; where they lie is not asked; it does not,
since the reference itself works on a CPU alone; it does not, since random numbers are others there."""


class DeviceFault(Struct, frozen=True):
    """A known answer that is right on a CPU and fails on a GPU: how it is recognised."""

    name: str
    kind: str
    operation: str = ""
    moved: bool = False


class TaskKey(Struct, frozen=True):
    """All that grading one task needs.

    `portable` are a few cases on which the reference would work on a GPU, or it cannot be told whether it
    would; none where it would not.
    `gpu` is how the task goes with one.
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
    asked: Asked = Asked()
    portable: tuple[Portable, ...] = ()
    device_faults: tuple[DeviceFault, ...] = ()
    gpu: str = ON_CPU

    @property
    def signature(self) -> str:
        """The call as the exercise writes it: `lp_norm(x, p)`."""
        return f"{self.name}({', '.join(self.parameters)})"


class TaskText(Struct, frozen=True):
    """What a course says of a task: the starter's stub, hints, and a message for each misconception's name.

    It is apart from what the task asks, so that other words are no other task.
    """

    stub: str
    hints: tuple[str, ...] = ()
    messages: dict[str, str] = {}


class ExerciseText(Struct, frozen=True):
    """What a course says of an exercise, in one language."""

    title: str
    tasks: dict[str, TaskText]

    def task(self, name: str) -> TaskText:
        """What is said of a task; nothing, where the course has forgotten it."""
        return self.tasks.get(name, TaskText(""))


class Key(Struct, frozen=True):
    """The answer key of one exercise: what is asked, and what is said of it.

    `digest` covers inputs and sources, neither output bits nor words.
    """

    version: int
    exercise: str
    digest: str
    torch: str
    tasks: tuple[TaskKey, ...]
    text: ExerciseText


# ------------------------------------------------------------------------------------------ verdicts


class Aspect(StrEnum):
    """What is compared. The first eight are a chain: the first that fails makes the rest moot."""

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
    """What became of a task."""

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


class Mismatch(Struct, frozen=True):
    """One departure from the reference, as data: `grader.judge.differences` has the fact of each.

    `kind` says which departure of its aspect it is. `expected` and `got` are what differs: shapes as tuples,
    texts of Python's, phrases. `args` is what else there is to know of this kind.
    """

    aspect: Aspect
    path: Path
    expected: Argument
    got: Argument
    kind: str = ""
    args: dict[str, Argument] = {}
