"""Small makers of the plain values that tests compare."""

from contextlib import nullcontext

import numpy as np

from grader import submission
from grader.core.fact import Fact
from grader.core.model import Expected, Observation, Tolerance
from grader.core.notation import numbers, shown
from grader.core.value import GRADIENT, Array, leaves
from grader.locale.messages import sentence
from grader.runner.process.pools import Pools


def tensor(elements, dtype="float32", **more):
    array = np.asarray(elements, dtype=dtype)
    return Array("tensor", dtype, array.shape, array.tobytes(), **more)


def number(value):
    dtype = {bool: "bool", int: "int64", float: "float64"}[type(value)]
    return Array(type(value).__name__, dtype, (), np.asarray(value, dtype).tobytes())


def expected(value, *, bound=1e-6, inputs=(), gradient=None):
    """An expectation whose truth is the value itself, with one bound for every element."""
    seen = Observation(value=value, inputs=inputs, gradient=gradient)
    arrays = dict(leaves(value)) | {((GRADIENT, n),): grad for n, grad in enumerate(gradient or ()) if grad}
    return Expected(
        seen, {path: tolerance(array, bound) for path, array in arrays.items() if array.data is not None}
    )


def tolerance(array, bound):
    truth = numbers(array).astype(np.complex128 if "complex" in array.dtype else np.float64)
    return Tolerance(truth.tobytes(), np.full(truth.shape, float(bound)).tobytes())


def words(argument):
    """A phrase as it is said, an array as it is shown; a text, a number or a shape as it is."""
    if isinstance(argument, Array):
        return shown(argument)
    return sentence(argument) if isinstance(argument, Fact) else argument


def stubs(key):
    """The starter's functions of all tasks, as a submission is compared with them."""
    return {task.name: submission.stub(key.text.task(task.name).stub) for task in key.tasks}


def alone(runner):
    """One runner, for what is graded on the CPU alone."""
    return Pools(("cpu",), lambda _device: nullcontext(runner))


def observe_all(runner, program, assignments):
    """Observe assignments in a session of their own."""
    with runner.session(program) as session:
        return list(session.run(assignments))
