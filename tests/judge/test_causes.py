"""Exceptions of one cause are recognised in the words of another torch, and others are kept apart."""

import pytest

from grader.core.model import Failure
from grader.judge.causes import same_cause

KINDS = {"NotImplementedError": ("RuntimeError", "Exception"), "IndexError": ("LookupError", "Exception")}


def failure(text):
    type_, _, message = text.partition(": ")
    return Failure(type_, message, bases=KINDS.get(type_, ("Exception",)))


def refused(name, given, *overloads):
    lists = "".join(f"\n * ({overload})" for overload in overloads)
    text = f"{name}() received an invalid combination of arguments - got ({given}), but expected one of:"
    return f"TypeError: {text}{lists}"


CAT = refused(
    "cat",
    "Tensor, Tensor",
    "tuple of Tensors tensors, int dim = 0, *, Tensor out = None",
    "tuple of Tensors tensors, name dim, *, Tensor out = None",
)
CUMSUM = refused(
    "cumsum", "", "int dim, *, torch.dtype dtype = None", "name dim, *, torch.dtype dtype = None"
)
CUMSUM_OF = refused("cumsum", "Tensor", "Tensor input, int dim, *, Tensor out = None")
SAME = {
    "classes of other names without forward": (
        'NotImplementedError: Module [Net] is missing the required "forward" function',
        'NotImplementedError: Module [MLP] is missing the required "forward" function',
    ),
    "classes of other names that take no arguments": (
        "TypeError: Net.__init__() takes 1 positional argument but 3 were given",
        "TypeError: MLP.__init__() takes 1 positional argument but 3 were given",
    ),
    "a bool for a tensor": (
        "AttributeError: 'bool' object has no attribute 'sum'",
        "AttributeError: 'bool' object has no attribute 'float'",
    ),
    "numbers and names of the case": (
        "IndexError: index 1 is out of bounds for dimension 0 with size 1",
        "IndexError: index 5 is out of bounds for dimension 1 with size 3",
    ),
    "a more special type": (
        "RuntimeError: \"bitwise_xor_cpu\" not implemented for 'Float'",
        "NotImplementedError: \"bitwise_xor_cpu\" not implemented for 'Float'",
    ),
    "an operation on None": (
        "AttributeError: 'NoneType' object has no attribute 'zero_'",
        "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
    ),
    "two dtypes": (
        "RuntimeError: addmv input tensors must have the same dtype, but got Float, Long, and Float",
        "RuntimeError: expected scalar type Long but found Float",
    ),
    "shapes that do not fit": (
        "RuntimeError: Attempting to broadcast a dimension of length 2 at -1! Mismatching argument at index "
        "1 had (2,); but expected shape should be broadcastable to [4]",
        "RuntimeError: Shape mismatch: objects cannot be broadcast to a single shape",
    ),
    "an argument of another type": (
        "TypeError: cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor",
        CAT,
    ),
    "a method's missing argument": (
        'TypeError: cumsum() missing 1 required positional arguments: "dim"',
        CUMSUM,
    ),
    "a function's missing argument": (
        'TypeError: cumsum() missing 1 required positional arguments: "dim"',
        CUMSUM_OF,
    ),
    "fewer lists of parameters": (
        CUMSUM,
        refused("cumsum", "", "int dim, *, torch.dtype dtype = None", "int dim"),
    ),
}
OTHER = {
    "another attribute that a tensor does not have": (
        "AttributeError: 'Tensor' object has no attribute 'zero'",
        "AttributeError: 'Tensor' object has no attribute 'astype'",
    ),
    "another attribute that a module does not have": (
        "AttributeError: module 'torch' has no attribute 'hadamard'",
        "AttributeError: module 'torch' has no attribute 'linag'",
    ),
    "an attribute of another type": (
        "AttributeError: 'bool' object has no attribute 'sum'",
        "AttributeError: 'tuple' object has no attribute 'sum'",
    ),
    "another type": ("ValueError: no", "KeyError: no"),
    "any exception, raised by hand": ("ValueError: no", "Exception: no"),
    "another dimension of the arguments": (
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 1x3)",
        "RuntimeError: expected scalar type Long but found Float",
    ),
    "an argument of a third type": (
        "TypeError: cat(): argument 'tensors' (position 1) must be tuple of Tensors, not int",
        CAT,
    ),
    "an argument at another place": (
        "TypeError: cat(): argument 'dim' (position 3) must be int, not Tensor",
        CAT,
    ),
    "another function": (
        "TypeError: stack(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor",
        CAT,
    ),
    "more that is missing": (
        'TypeError: cumsum() missing 2 required positional arguments: "input", "dim"',
        CUMSUM,
    ),
    "arguments of other types": (CUMSUM, refused("cumsum", "str", "int dim, *, torch.dtype dtype = None")),
}


@pytest.mark.parametrize("texts", SAME.values(), ids=SAME)
def test_one_cause_is_recognised_in_other_words(texts):
    one, other = map(failure, texts)
    assert same_cause(one, other)
    assert same_cause(other, one)


@pytest.mark.parametrize("texts", OTHER.values(), ids=OTHER)
def test_another_cause_is_not_taken_for_it(texts):
    one, other = map(failure, texts)
    assert not same_cause(one, other)
    assert not same_cause(other, one)
