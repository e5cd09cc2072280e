"""Generic wrong answers: code for the runner that makes them from a reference.

Each must fail wherever it differs from the reference. If a task works in place and returns None, its changed
inputs are changed again in the same way.
"""

from __future__ import annotations

ANOTHER_DTYPE = "another dtype"
NOTHING = "nothing"
TRANSPOSED = "transposed"
KINDS: dict[str, str] = {
    "zeros": "_zeros",
    "ones": "_ones",
    "the input itself": "_the_input",
    NOTHING: "_nothing",
    "detached": "_detached",
    ANOTHER_DTYPE: "_another_dtype",
    "an extra dimension": "_an_extra_dimension",
    TRANSPOSED: "_transposed",
    "the first result, always": "_the_first_result",
    "inputs changed in place": "_inputs_changed",
}
"""The maker in `MAKERS` of each kind, by the code of the kind."""
WITH_PARAMETERS = ("the input itself", "the first result, always", "inputs changed in place")
"""The kinds that make sense only for a task with parameters."""

MAKERS = '''
import numpy as _numpy
import torch as _torch


def _changed(thing, change):
    """Every tensor and number in a nested result, changed."""
    if isinstance(thing, (list, tuple)):
        items = [_changed(item, change) for item in thing]
        return tuple(items) if isinstance(thing, tuple) else items
    if isinstance(thing, dict):
        return {key: _changed(item, change) for key, item in thing.items()}
    if isinstance(thing, _torch.Tensor):
        return change(thing)
    if isinstance(thing, _numpy.ndarray):
        return change(_torch.from_numpy(thing.copy())).numpy()
    if type(thing) in (bool, int, float):
        return _number(thing, change)
    return _table(thing, change) if _is_table(thing) else thing


def _is_table(thing):
    return type(thing).__module__.startswith("pandas") and hasattr(thing, "iloc")


def _table(thing, change):
    """A DataFrame or a Series with its numbers changed, if they are still as many."""
    if hasattr(thing, "columns"):
        table = thing.copy()
        for place in range(table.shape[1]):
            table.isetitem(place, _table(thing.iloc[:, place], change))
        return table
    if not _holds_numbers(thing):
        return thing
    numbers = change(_torch.from_numpy(thing.to_numpy().copy())).numpy()
    return type(thing)(numbers, index=thing.index, name=thing.name) if len(numbers) == len(thing) else thing


def _holds_numbers(series):
    return isinstance(series.dtype, _numpy.dtype) and series.dtype.kind in "if"


def _spoil(thing):
    """Change the numbers of an array or a table in place."""
    if isinstance(thing, _numpy.ndarray) and thing.dtype.kind in "if":
        thing[...] = thing * 2 + 1
    elif _is_table(thing) and hasattr(thing, "columns"):
        for place in range(thing.shape[1]):
            if _holds_numbers(thing.iloc[:, place]):
                thing.isetitem(place, thing.iloc[:, place] * 2 + 1)
    elif _is_table(thing) and _holds_numbers(thing):
        thing.iloc[:] = thing * 2 + 1


def _number(number, change):
    tensor = _torch.tensor(number, dtype=_torch.float64 if type(number) is float else None)
    changed = change(tensor)
    return changed.item() if changed.shape == () and changed.dtype is tensor.dtype else changed


def _tensors(given):
    """The tensors that a function was given, those in lists, too."""
    things = [item for thing in given for item in (thing if isinstance(thing, list) else [thing])]
    return [thing for thing in things if isinstance(thing, _torch.Tensor)]


def _copies(given):
    return [tensor.detach().clone() for tensor in _tensors(given)]


def _with(change):
    """A maker of functions that change what the reference returns, or what it does to its inputs."""

    def maker(reference):
        def wrong(*given):
            before = _copies(given)
            result = reference(*given)
            if result is not None:
                return _changed(result, change)
            for thing, old in zip(_tensors(given), before):
                if not _torch.equal(thing.detach(), old):
                    new = change(thing.detach().clone())
                    if new.shape == thing.shape and new.dtype is thing.dtype:
                        thing.data.copy_(new)

        return wrong

    return maker


def _other(tensor):
    return tensor.to(_torch.float32 if tensor.dtype is _torch.float64 else _torch.float64)


_zeros = _with(_torch.zeros_like)
_ones = _with(_torch.ones_like)
_detached = _with(lambda tensor: tensor.detach())
_another_dtype = _with(_other)
_an_extra_dimension = _with(lambda tensor: tensor[None])
_transposed = _with(lambda tensor: tensor.permute(*reversed(range(tensor.dim()))))


def _the_input(reference):
    return lambda *given: given[0]


def _nothing(reference):
    return lambda *given: None


def _the_first_result(reference):
    seen = []

    def wrong(*given):
        if not seen:
            before = _copies(given)
            result = reference(*given)
            changed = [new for new, old in zip(_tensors(given), before) if not _torch.equal(new, old)]
            seen.append((_changed(result, lambda tensor: tensor.detach().clone()), _copies(changed)))
            return result
        result, inputs = seen[0]
        for new in inputs:
            for thing in _tensors(given):
                if (thing.shape, thing.dtype) == (new.shape, new.dtype):
                    thing.data.copy_(new)
        return _changed(result, lambda tensor: tensor.clone())

    return wrong


def _inputs_changed(reference):
    def wrong(*given):
        result = _changed(reference(*given), lambda tensor: tensor.clone())
        for thing in _tensors(given):
            if 0 not in thing.stride():
                thing.data.mul_(2).add_(1)
        for thing in given:
            _spoil(thing)
            if isinstance(thing, list):
                thing.append(0)
        return result

    return wrong
'''
