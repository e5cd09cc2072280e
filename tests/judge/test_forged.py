"""A submission that has taken over its own process can send any message that has the right types.

Whatever it sends, the judge gives a verdict, and never "ungraded": that would take a task that its author
cannot do out of the sum. Messages that the recorder cannot have sent are refused before, by
`runner.process.validation`. The forged ones here are drawn by a seed, since what may be drawn depends on the
task's inputs.
"""

import math
import random

import msgspec
import pytest

from grader.core.fact import Fact
from grader.core.model import ComputedValue, Failure, Observation, Step, Trace
from grader.core.value import (
    GRAD,
    INPUT,
    ITEM,
    ITEM_BYTES,
    REASONS,
    Array,
    Atom,
    Items,
    Made,
    Mapping,
    Opaque,
)
from grader.judge.lines import SourceLines, traced
from grader.judge.marks import marks
from grader.judge.result import judged
from grader.locale.messages import sentence
from grader.runner.process.validation import NUMBERS, is_valid, is_valid_trace
from grader.runner.protocol import TaskRun
from grader.runner.wire import Assignment, Observed, Program, ProtocolError, Traced, answers

KINDS = ("", "tensor", "float", "int", "ndarray", "numpy scalar", "Parameter", "x" * 300, "\x1b[2J{0}%s")
DTYPES = (*ITEM_BYTES, "object", "", "float8_e4m3fn")
SIZES = (0, 1, 2, 3, 7, 10**6, 2**31, 2**62, -1)
TEXTS = ("", "None", "(2, 3)", "nan", "[0]", "\x00\u202e", "y" * 3000, "{0.__class__}", "cpu", "strided")
ITEMS = ("list", "tuple", "torch.Size", "set", "calls", "iterator", "trajectory", "")
MAPPINGS = ("dict", "module", "network", "step", "")
NAMES = ("loss", "w", "b", "output", "trained", "parameters", "buffers", "training", "l1")
PARTS = (INPUT, ITEM, GRAD[0], "key", "call", "step", "network", "", "x" * 300)
INTEGERS = (-5, 0, 1, 2, 10**9, 2**62)


class Forger:
    """Draws messages of the right types."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def one(self, options):
        return self._random.choice(options)

    def maybe(self, make, chance=0.5):
        return make() if self._random.random() < chance else None

    def several(self, make, most=3):
        return tuple(make() for _ in range(self._random.randint(0, most)))

    def array(self, depth=1):
        """Mostly one that the recorder could have made; now and then not."""
        wild = self._random.random() < 0.05
        kind = self.one(KINDS if wild else KINDS[1:7])
        if kind in NUMBERS and not wild:
            return Array(kind, NUMBERS[kind], (), self._random.randbytes(ITEM_BYTES[NUMBERS[kind]]))
        dtype = self.one(DTYPES)
        shape = self.several(lambda: self.one(SIZES if wild else SIZES[: self.one((5, 8))]))
        size = math.prod(shape) * ITEM_BYTES.get(dtype, 0)
        data = self._random.randbytes(size) if dtype in ITEM_BYTES and 0 <= size <= 4096 else None
        text = self.one(TEXTS)
        return Array(
            kind,
            dtype,
            shape,
            data if self._random.random() < 0.8 and min(shape, default=0) >= 0 else None,
            self.one(("cpu", "meta", text)),
            self.one(("strided", "sparse_coo", text)),
            self._random.random() < 0.5,
            self.one(("contiguous", text)),
            self._random.random() < 0.5,
            self.array(0) if depth and kind == "tensor" and self._random.random() < 0.2 else None,
        )

    def value(self, depth=3):
        kind = self._random.random()
        if kind < 0.5 or not depth:
            return self.array()
        if kind < 0.6:
            return Atom(self.one(("str", "NoneType", "torch.dtype")), self.one(TEXTS))
        if kind < 0.65:
            why = self.one(REASONS if self._random.random() < 0.97 else TEXTS)
            made = Opaque(self.one(KINDS), why, self.one(TEXTS))
            return made if self._random.random() < 0.9 else Made("x")
        if kind < 0.85:
            type_ = self.one(ITEMS if self._random.random() < 0.1 else ITEMS[:4])
            return Items(type_, self.several(lambda: self.value(depth - 1)))
        keys = (Atom("str", self.one(NAMES)), Atom("str", self.one(NAMES)), self.value(depth - 1))
        type_ = self.one(MAPPINGS if self._random.random() < 0.1 else MAPPINGS[:2])
        return Mapping(type_, self.several(lambda: (self.one(keys), self.value(depth - 1))))

    def like(self, value):
        """A value as it should be, changed somewhere."""
        if self._random.random() < 0.2:
            return self.value()
        if isinstance(value, Items):
            more = self.several(self.value, 1) if self._random.random() < 0.2 else ()
            return Items(value.type, tuple(map(self.like, value.items)) + more)
        if isinstance(value, Mapping):
            return Mapping(value.type, tuple((key, self.like(item)) for key, item in value.pairs))
        return value

    def path(self):
        """Mostly the `.grad` of an input."""
        if self._random.random() < 0.1:
            return self.several(lambda: (self.one(PARTS), self.one((*INTEGERS, *TEXTS))), 4)
        return (INPUT, self.one(INTEGERS[1:4])), (ITEM, 0), GRAD

    def failure(self):
        number = (None, *NUMBERS)
        return Failure(
            self.one(("ValueError", *KINDS)),
            self.one(TEXTS),
            self.one(number),
            self.one(number),
            self.one(TEXTS),
        )

    def observation(self, honest, task, count):
        """Mostly of the form that a call of a task with so many inputs has."""
        raised = self._random.random() < 0.2
        indices = range(count) if count else (0,)
        graded = task.asked.gradient and not raised
        calls = task.asked.calls
        return Observation(
            value=None if raised else self.value() if honest.value is None else self.like(honest.value),
            failure=self.failure() if raised else None,
            inputs=tuple(map(self.like, honest.inputs)),
            gradient=tuple(self.maybe(self.array) for _ in range(count)) if graded else None,
            gradient_failure=self.maybe(self.failure, 0.2) if graded else None,
            shares=self.several(lambda: self.several(lambda: self.one(indices), 2)) if count else (),
            overlap=self._random.random() < 0.5,
            moved=self.several(self.path),
            call=self.one(range(1, calls + 1)) if raised and calls > 1 else 0,
            stdout=self.one(TEXTS),
            warnings=self.several(lambda: self.one(TEXTS)),
            seconds=self.one((0.0, 1e-3, 1e308, math.nan)[: self.one((3, 4))]),
        )

    def step(self):
        visits = self.one(INTEGERS[2:5])
        return Step(
            self.one(INTEGERS[2:5]),
            self.one((1, visits)),
            visits,
            self.several(lambda: ComputedValue(self.one(TEXTS[:5]), self.value(), self.one(TEXTS[:5]))),
            self.one((None, *INTEGERS[2:5])),
            self.one(INTEGERS[1:4]),
            self.one(TEXTS[:5]),
        )


def facts_of(thing):
    """The facts in a result, but not those that are phrases within them."""
    if isinstance(thing, Fact):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        yield from facts_of([getattr(thing, name) for name in thing.__struct_fields__])
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from facts_of(part)


TASKS = [
    ("exercise_01", "reshape_and_transpose"),
    ("exercise_01", "fill_rows"),
    ("exercise_02", "add_bias"),
    ("exercise_03", "l2_norm"),
    ("exercise_03", "is_symmetric"),
    ("exercise_04", "to_numpy"),
    ("exercise_05", "sum_of_gradients"),
    ("exercise_05", "sgd_step"),
    ("exercise_06", "batches"),
    ("exercise_06", "train"),
    ("exercise_06", "network"),
]


def arrived(message):
    """What the judge makes of a message; None where it takes none of it."""
    try:
        return answers.decode(msgspec.msgpack.encode(message))
    except (msgspec.MsgspecError, ValueError, ProtocolError):
        return None


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "name"), TASKS)
def test_whatever_is_sent_there_is_a_verdict(keys, exercise, name):
    task = next(task for task in keys[exercise].tasks if task.name == name)
    assignment = Assignment(task.name, len(task.parameters), task.cases, task.asked)
    honest = [expected.observation for expected in task.expected]
    taken = 0
    for seed in range(100):
        forger = Forger(seed)
        which = forger.one(range(len(task.cases)))
        sent = Observed(which, forger.observation(honest[which], task, len(task.cases[which].arguments)))
        message = arrived(sent)
        if message is None or not is_valid(message.observation, assignment):
            continue
        taken += 1
        seen = (*honest[:which], message.observation, *honest[which + 1 :])
        result = judged(task, TaskRun(task.name, seen)).result
        assert result.max_score == task.points, seed
        assert 0 <= result.score <= result.max_score, seed
        assert msgspec.json.encode(result)
        assert all(isinstance(sentence(fact), str) for fact in facts_of(result)), seed
    assert taken > 25


@pytest.mark.parametrize("number", [-1, -5, 2**40])
def test_an_input_that_there_cannot_be_has_no_gradient_that_moved(keys, number):
    (task,) = (task for task in keys["exercise_05"].tasks if task.name == "sgd_step")
    assignment = Assignment(task.name, len(task.parameters), task.cases, task.asked)
    honest = task.expected[0].observation
    assert is_valid(honest, assignment)
    assert not is_valid(msgspec.structs.replace(honest, moved=(((INPUT, number), GRAD),)), assignment)


def test_whatever_a_trace_tells_its_lines_are_told():
    told = 0
    for seed in range(500):
        forger = Forger(seed)
        message = arrived(Traced(Trace(forger.several(forger.step), False)))
        if message is None or not is_valid_trace(message.trace):
            continue
        lines = SourceLines(Program(()))
        found = marks(message.trace.steps, lines, inputs={}, mismatch=None)
        listed = [traced(step, lines, found.get(n)) for n, step in enumerate(message.trace.steps)]
        assert all(isinstance(sentence(fact), str) for fact in facts_of(listed)), seed
        told += len(listed)
    assert told > 100
