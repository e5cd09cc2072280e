"""Whether our recorder can have sent a message from a submission's process.

A submission may take over its process and send any message of the right types. A message passes only if it
has the form of a call of the task. It must also not be larger than the recorder allows. Any other message is
refused as a whole, and the judge never sees it.
"""

from __future__ import annotations

import math

import msgspec

from grader.core.fact import Fact, Shown
from grader.core.limits import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TRACE,
    MOST_COMPUTED,
    MOST_ITEMS,
    MOST_WARNINGS,
    TEXTS_OF_AN_ITEM,
)
from grader.core.model import (
    CLASS,
    FUNCTION,
    VARIABLE,
    ComputedValue,
    Failure,
    Observation,
    Portability,
    Requirements,
    Trace,
)
from grader.core.value import (
    CALLS,
    CELLS,
    FRAME,
    GRAD,
    INDEX,
    INPUT,
    ITEM,
    ITERATED,
    KEY,
    MODULE,
    NDARRAY,
    NETWORK,
    PYTHON_NUMBERS,
    REASONS,
    SEEN,
    SERIES,
    TRAJECTORY,
    Array,
    Atom,
    Column,
    Items,
    Made,
    Mapping,
    Opaque,
    Path,
    Table,
    Value,
)
from grader.runner import reasons
from grader.runner.probes import Probes
from grader.runner.wire import Assignment, Unfit

DEEPEST = 30
LONGEST_PATH = 2 * DEEPEST
MOST_ELEMENTS = 2**56
MOST_NUMBER = 10**9
"""These limits, and some of `grader.core.limits`, are larger than the recorder's: here the form matters."""

NUMBERS = dict(zip(PYTHON_NUMBERS, ("bool", "int64", "float64", "complex128"), strict=True))
KINDS = (*PYTHON_NUMBERS, "tensor", "Parameter", "ndarray", "numpy scalar")
WAYS = (ITEM, KEY, GRAD[0], INPUT)
"""The steps of the paths that a child sends."""
MISFITS = {FUNCTION: ("", VARIABLE), CLASS: ("", VARIABLE, FUNCTION)}
"""What a name can stand for that is no function, or no class; empty if it is one."""
SEQUENCES = ("list", "tuple", "torch.Size", "set", "frozenset")
STEP = "step"
TABLES = (FRAME, SERIES, INDEX, NDARRAY)
PARTS = ("parameters", "buffers", "training", "output", "trained")
"""What is recorded of a network, in this order."""


def is_valid(seen: Observation, assignment: Assignment) -> bool:
    """Whether an observation has the form of a call of this task."""
    asked, given = assignment.asked, assignment.cases[0].arguments
    raised = seen.failure is not None
    gradient = seen.gradient
    return (
        (seen.value is None) == raised
        and (raised or _is_result(seen.value, assignment))
        and _is_failure(seen.failure)
        and len(seen.inputs) == len(given)
        and all(map(_is_input, seen.inputs))
        and (gradient is None or (asked.gradient and not raised and len(gradient) == len(given)))
        and all(array is None or _is_array(array, with_grad=False) for array in gradient or ())
        and (seen.gradient_failure is None or (asked.gradient and not raised))
        and _is_failure(seen.gradient_failure)
        and 0 <= seen.call <= asked.calls
        and (seen.call > 0) == (raised and asked.calls > 1)
        and len(seen.stdout) <= LONGEST_TEXT
        and len(seen.warnings) <= MOST_WARNINGS
        and all(map(_is_warning, seen.warnings))
        and seen.broken is None  # only the judge tries properties
        and not seen.is_tried
    )


def is_valid_probes(probes: Probes, assignment: Assignment) -> bool:
    """Whether the probes are those of a call of this task."""
    asked, given = assignment.asked, assignment.cases[0].arguments
    return (
        (asked.aliasing or not probes.shares)
        and all(len(readings) == len(given) for readings in probes.shares)
        and all(_is_path(path) for path, _ in probes.moved)
    )


def is_valid_misfit(unfit: Unfit, assignment: Assignment) -> bool:
    """Whether a name can stand for this, where the task asks for what it asks for."""
    kind = assignment.asked.kind
    if kind == VARIABLE:
        return unfit == Unfit("")
    return unfit.kind in MISFITS[kind] and (not unfit.kind or bool(unfit.signature))


def with_known_time(seen: Observation, most_seconds: float) -> Observation:
    """Return the observation with a duration that its call can have had.

    A submission can change the clocks of its process. `most_seconds` is the time that the judge measured.
    """
    if 0 <= seen.seconds <= most_seconds:
        return seen
    return msgspec.structs.replace(seen, seconds=most_seconds if seen.seconds > most_seconds else 0.0)


def is_valid_trace(trace: Trace) -> bool:
    """Whether a trace has lines and values that a call can have."""
    computed = [value for step in trace.steps for value in step.computed]
    texts = (*(step.raised for step in trace.steps), *(text for value in computed for text in _names(value)))
    if len(computed) > MOST_COMPUTED or sum(map(len, texts)) > LONGEST_TRACE:
        return False
    return all(
        0 < step.line <= MOST_NUMBER
        and 0 < step.visit <= step.visits
        and (step.cell is None or 0 < step.cell <= MOST_NUMBER)
        and 0 <= step.depth <= MOST_NUMBER
        and len(step.raised) <= LONGEST_NAME
        and all(
            len(computed.name) <= LONGEST_NAME
            and len(computed.graph) <= LONGEST_NAME
            and _is_value(computed.value)
            for computed in step.computed
        )
        for step in trace.steps
    )


def _names(computed: ComputedValue) -> tuple[str, str]:
    return computed.name, computed.graph


def is_valid_portability(told: Portability) -> bool:
    """Whether a portability has lines and paths that a call can have."""
    faults = [*told.here, *([told.fault] if told.fault is not None else [])]
    spots = [spot for fault in faults for spot in (fault.spot, fault.maker) if spot is not None]
    texts = [text for fault in faults for text in (fault.kind, fault.operation)]
    paths = [*(fault.path for fault in faults), *told.there]
    return (
        all(0 < spot.line <= MOST_NUMBER for spot in spots)
        and all(spot.cell is None or 0 < spot.cell <= MOST_NUMBER for spot in spots)
        and all(len(text) <= LONGEST_NAME for text in texts)
        and all(map(_is_path, paths))
    )


def _is_path(path: Path) -> bool:
    """Whether a path and its names are as short as those of a call."""
    return len(path) <= LONGEST_PATH and all(
        kind in WAYS and (0 <= name <= MOST_NUMBER if isinstance(name, int) else len(name) <= LONGEST_NAME)
        for kind, name in path
    )


def _is_warning(warning: Shown) -> bool:
    """Whether a warning is a text, or one of the runner's own with its number."""
    if not isinstance(warning, Fact):
        return len(warning) <= LONGEST_TEXT
    count = warning.args.get("count")
    return (
        warning.code == reasons.WITHOUT_WORKERS.code
        and len(warning.args) == 1
        and type(count) is int
        and 0 < count <= MOST_NUMBER
    )


def _is_failure(failure: Failure | None) -> bool:
    if failure is None:
        return True
    numbers = (number for number in (failure.line, failure.cell) if number is not None)
    names = (failure.type, failure.nearest, failure.name or "", *failure.bases)
    return (
        all(0 <= number <= MOST_NUMBER for number in numbers)
        and all(len(name) <= LONGEST_NAME for name in names)
        and len(failure.message) <= LONGEST_TEXT
    )


def _is_result(value: Value | None, assignment: Assignment) -> bool:
    asked = assignment.asked
    results: tuple[Value | None, ...] = (value,)
    if asked.calls > 1:
        if not isinstance(value, Items) or value.type != CALLS or len(value.items) != asked.calls:
            return False
        results = value.items
    return all(_is_one_result(result, asked) for result in results)


def _is_one_result(value: Value | None, asked: Requirements) -> bool:
    """Whether this is a value, or the record of an iterated or probed result."""
    if asked.iterates and isinstance(value, Items) and value.type == ITERATED:
        return all(map(_is_value, value.items))
    if asked.probe and isinstance(value, Mapping) and value.type == NETWORK:
        names = tuple(key.text for key, _ in value.pairs if isinstance(key, Atom) and key.type == "str")
        parts = (*PARTS, SEEN) if asked.seen_as else PARTS
        return names == parts and all(_is_value(part) for _, part in value.pairs)
    return value is not None and _is_value(value)


def _is_input(value: Value) -> bool:
    """Whether this is a value, a text of the course that made it, or training steps."""
    if isinstance(value, Array):
        return _is_array(value)
    if isinstance(value, Items) and value.type == TRAJECTORY:
        return all(map(_is_step, value.items))
    return isinstance(value, Made) or _is_value(value)


def _is_step(value: Value) -> bool:
    return (
        isinstance(value, Mapping)
        and value.type == STEP
        and all(isinstance(key, Atom) and key.type == "str" for key, _ in value.pairs)
        and all(_is_value(part) for _, part in value.pairs)
    )


def count_items(seen: Observation) -> int:
    """Return how many items all values of an observation have."""
    open_: list[Value] = [*seen.inputs, *([seen.value] if seen.value is not None else [])]
    count = 0
    while open_:
        one = open_.pop()
        count += 1
        if isinstance(one, Items):
            open_ += one.items
        elif isinstance(one, Mapping):
            open_ += [part for pair in one.pairs for part in pair]
        elif isinstance(one, Table):
            open_ += one.values()
            count += _texts(one) // TEXTS_OF_AN_ITEM
    return count


def _columns(table: Table) -> list[Column]:
    return [*table.columns, *([table.index] if table.index is not None else [])]


def _texts(table: Table) -> int:
    return sum(len(column.texts or ()) for column in _columns(table))


def _is_value(value: Value) -> bool:
    """Whether the recorder can make this value of an object.

    Its depth and number of items are limited, and it has none of the runner's own types.
    """
    if isinstance(value, Array):
        return _is_array(value)
    open_: list[tuple[Value, int]] = [(value, 0)]
    count = 0
    while open_:
        one, depth = open_.pop()
        count += 1
        if depth > DEEPEST or count > 2 * MOST_ITEMS or not _is_piece(one):
            return False
        if isinstance(one, Items):
            open_ += [(item, depth + 1) for item in one.items]
        elif isinstance(one, Mapping):
            open_ += [(part, depth + 1) for pair in one.pairs for part in pair]
        elif isinstance(one, Table):
            open_ += [(part, depth + 1) for part in one.values()]
            count += _texts(one) // TEXTS_OF_AN_ITEM
    return True


def _is_piece(value: Value) -> bool:
    match value:
        case Array():
            return _is_array(value)
        case Opaque(type=type_, why=why, detail=text):
            return len(type_) <= LONGEST_NAME and why in REASONS and len(text) <= LONGEST_TEXT
        case Atom(type=type_, text=text):
            return len(type_) <= LONGEST_NAME and len(text) <= LONGEST_TEXT
        case Items(type=type_):
            return type_ in SEQUENCES
        case Mapping(type=type_):
            return type_ in ("dict", MODULE)
        case Table(kind=kind):
            return kind in TABLES and all(map(_is_column, _columns(value)))
    return False


def _is_column(column: Column) -> bool:
    """Whether the recorder can make this column; the length of its parts is that of the table."""
    numbers = column.numbers
    return (
        len(column.dtype) <= LONGEST_NAME
        and set(column.missing) <= {0, 1}
        and all(len(text) <= LONGEST_TEXT for text in column.texts or ())
        and (
            numbers is None or (numbers.kind == CELLS and numbers.grad is None and not numbers.requires_grad)
        )
    )


def _is_array(array: Array, *, with_grad: bool = True) -> bool:
    if array.kind in NUMBERS:
        return array.dtype == NUMBERS[array.kind] and array.shape == () and array.data is not None
    return (
        array.kind in KINDS
        and _is_shape(array)
        and len(array.dtype) <= LONGEST_NAME
        and len(array.device) <= LONGEST_NAME
        and len(array.layout) <= LONGEST_NAME
        and len(array.memory) <= LONGEST_NAME
        and (
            array.grad is None
            or (with_grad and array.kind in ("tensor", "Parameter") and _is_grad(array.grad))
        )
    )


def _is_shape(array: Array) -> bool:
    """Whether a tensor can have this shape; numbers that were sent have filled it already."""
    if array.data:
        return True
    return all(size >= 0 for size in array.shape) and (
        math.prod(max(size, 1) for size in array.shape) <= MOST_ELEMENTS
    )


def _is_grad(grad: Array) -> bool:
    return grad.kind == "tensor" and _is_array(grad, with_grad=False)
