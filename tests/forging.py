"""Draws messages that a submission could send after it took over its own process.

They have the right types. What they say is drawn by a seed: mostly near to what an honest call sends.
"""

import math
import random

import msgspec
import numpy as np

from grader.core.model import ComputedValue, Failure, Observation, Step
from grader.core.notation import numbers
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
from grader.runner.probes import Probes, Reading
from grader.runner.process.validation import NUMBERS
from grader.runner.wire import Observed

KINDS = ("", "tensor", "float", "int", "ndarray", "numpy scalar", "Parameter", "x" * 300, "\x1b[2J{0}%s")
DTYPES = (*ITEM_BYTES, "object", "", "float8_e4m3fn")
SIZES = (0, 1, 2, 3, 7, 10**6, 2**31, 2**62, -1)
TEXTS = ("", "None", "(2, 3)", "nan", "[0]", "\x00\u202e", "y" * 3000, "{0.__class__}", "cpu", "strided")
ITEMS = ("list", "tuple", "torch.Size", "set", "calls", "iterator", "trajectory", "")
MAPPINGS = ("dict", "module", "network", "step", "")
NAMES = ("loss", "w", "b", "output", "trained", "parameters", "buffers", "training", "l1")
PARTS = (INPUT, ITEM, GRAD[0], "key", "call", "step", "network", "", "x" * 300)
FLOATS = ("float16", "float32", "float64")
FACTORS = (0, -1, 0.5, 2, 3, 1e-310, 1e-30, 1e300, math.inf, math.nan)
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
            more = ((Atom("str", "more"), self.value()),) if self._random.random() < 0.1 else ()
            return Mapping(value.type, tuple((key, self.like(item)) for key, item in value.pairs) + more)
        if isinstance(value, Array) and self._random.random() < 0.5:
            return self.near(value)
        return value

    def near(self, array):
        """An array that differs in its numbers, its form or its graph alone."""
        way = self._random.random()
        if way < 0.1:
            return msgspec.structs.replace(array, data=None, layout="sparse_coo")
        if way < 0.2:
            return msgspec.structs.replace(array, requires_grad=not array.requires_grad, leaf=way < 0.15)
        if array.data is None or array.dtype not in FLOATS:
            return array
        if way < 0.3:
            dtype = self.one(FLOATS)
            with np.errstate(all="ignore"):
                data = numbers(array).astype(dtype).tobytes()
            return msgspec.structs.replace(array, dtype=dtype, data=data)
        with np.errstate(all="ignore"):
            found = (numbers(array) * self.one(FACTORS) + self.one((0, 0, 1e-3))).astype(array.dtype)
        return msgspec.structs.replace(array, data=found.tobytes())

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
        graded = task.asked.gradient and not raised
        calls = task.asked.calls
        return Observation(
            value=None if raised else self.value() if honest.value is None else self.like(honest.value),
            failure=self.failure() if raised else None,
            inputs=tuple(map(self.like, honest.inputs)),
            gradient=tuple(map(self.gradient, honest.gradient or (None,) * count)) if graded else None,
            gradient_failure=self.maybe(self.failure, 0.2) if graded else None,
            call=self.one(range(1, calls + 1)) if raised and calls > 1 else 0,
            stdout=self.one(TEXTS),
            warnings=self.several(lambda: self.one(TEXTS)),
            seconds=self.one((0.0, 1e-3, 1e308, math.nan)[: self.one((3, 4))]),
        )

    def gradient(self, honest):
        if honest is not None and self._random.random() < 0.7:
            return self.near(honest)
        return self.maybe(self.array)

    def reading(self):
        return Reading(self.one((b"", b"abcd")), self.one((b"", b"abcd", b"abce")))

    def probes(self, task, count):
        return Probes(
            self.several(lambda: tuple(self.reading() for _ in range(count))) if task.asked.aliasing else (),
            self.several(self.reading),
            self.several(lambda: (self.path(), self.reading())),
        )

    def observed(self, index, honest, task):
        """One message about a call of a task, near to what an honest call sends."""
        count = len(task.cases[index].arguments)
        return Observed(index, self.observation(honest, task, count), self.probes(task, count))

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
