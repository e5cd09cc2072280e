"""The phrases in a verdict's sentences: the result, a tensor, the first call.

`{What}` and `{what}` are the subject of a sentence, at its beginning and inside it. `{within}` is the form
for elements that are in the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.core.message import Message, Plural


@dataclass(frozen=True)
class Subject:
    """The subject of a sentence in three forms.

    The forms are for the beginning of a sentence, for its inside, and for elements in the subject.
    """

    beginning: Message
    inside: Message
    within: Message


SUBJECTS: Mapping[str, Subject] = {
    "what.result": Subject(Message("The result"), Message("the result"), Message("the result")),
    "what.part": Subject(
        Message("Part {path} of the result"), Message("part {path} of the result"), Message("part {path}")
    ),
    "what.seen": Subject(Message("`{text}`"), Message("`{text}`"), Message("`{text}`")),
    "what.seen_part": Subject(
        Message("Part {path} of `{text}`"),
        Message("part {path} of `{text}`"),
        Message("part {path} of `{text}`"),
    ),
    "what.column": Subject(
        Message("Column {name} of the result"),
        Message("column {name} of the result"),
        Message("column {name}"),
    ),
    "what.index": Subject(
        Message("The index of the result"), Message("the index of the result"), Message("the index")
    ),
    "what.call": Subject(
        Message("In the {nth} call, the result"),
        Message("in the {nth} call, the result"),
        Message("the result of the {nth} call"),
    ),
    "what.call_part": Subject(
        Message("In the {nth} call, part {path} of the result"),
        Message("in the {nth} call, part {path} of the result"),
        Message("part {path} of the {nth} call's result"),
    ),
    "what.loss": Subject(
        Message("In step {number}, the loss"),
        Message("in step {number}, the loss"),
        Message("the loss of step {number}"),
    ),
    "what.in_step": Subject(
        Message("In step {number}, {name}"),
        Message("in step {number}, {name}"),
        Message("{name} in step {number}"),
    ),
    "what.step": Subject(Message("Step {number}"), Message("step {number}"), Message("step {number}")),
    "what.name": Subject(Message("{name}"), Message("{name}"), Message("{name}")),
    "what.gradient": Subject(
        Message("The gradient with respect to {name}"),
        Message("the gradient with respect to {name}"),
        Message("the gradient with respect to {name}"),
    ),
    "what.change": Subject(
        Message("The change of {name}"), Message("the change of {name}"), Message("the change of {name}")
    ),
    "what.output": Subject(
        Message("With given parameters, the output of your network"),
        Message("with given parameters, the output of your network"),
        Message("your network's output with given parameters"),
    ),
    "what.trained": Subject(
        Message("In training mode, with given parameters, the output of your network"),
        Message("in training mode, with given parameters, the output of your network"),
        Message("your network's output in training mode, with given parameters"),
    ),
    "what.parameters": Subject(
        Message("The list of your network's parameters"),
        Message("the list of your network's parameters"),
        Message("your network's parameters"),
    ),
    "what.parameters_part": Subject(
        Message("In the list of your network's parameters, part {path}"),
        Message("in the list of your network's parameters, part {path}"),
        Message("part {path} of your network's parameters"),
    ),
    "what.buffers": Subject(
        Message("The list of your network's buffers"),
        Message("the list of your network's buffers"),
        Message("your network's buffers"),
    ),
    "what.buffers_part": Subject(
        Message("In the list of your network's buffers, part {path}"),
        Message("in the list of your network's buffers, part {path}"),
        Message("part {path} of your network's buffers"),
    ),
    "what.training": Subject(
        Message("Your network's training mode"),
        Message("your network's training mode"),
        Message("your network's training mode"),
    ),
}

PHRASES: Mapping[str, Message | Plural] = {
    "nth.1": Message("first"),
    "nth.2": Message("second"),
    "nth.3": Message("third"),
    "nth.4": Message("fourth"),
    "nth.5": Message("fifth"),
    "nth.later": Message("{number}th"),
    # ------------------------------------------------------------------------- kinds of values
    "kind.tensor": Message("a tensor"),
    "kind.tensor_of_layout": Message("a {layout} tensor"),
    "kind.tensor_of_shape": Message("a tensor of shape {shape}"),
    "kind.ndarray": Message("a NumPy array"),
    "kind.ndarray_of": Message("a NumPy array of {dtype}"),
    "kind.table": Message("a pandas {type}"),
    "kind.numpy_scalar": Message("a NumPy {dtype} scalar"),
    "kind.number": Message("a Python {type}"),
    "kind.none": Message("None"),
    "kind.type": Message("a {type}"),
    "kind.trajectory": Plural("1 step", "{count} steps"),
    "kind.iterator": Plural("an iterator of 1 part", "an iterator of {count} parts"),
    "kind.items": Message("a {type} of {count}"),
    "kind.module": Message("a torch.nn.Module"),
    "kind.dict": Message("a dict with keys {keys}"),
    "kind.unreadable": Message("a {type} (could not be read: {detail})"),
    "kind.deep": Message("a {type} (nested more than {detail} deep)"),
    "kind.long": Message("a {type} (more than {detail} items)"),
    "kind.wide": Message("a {type} (beyond 64 bits)"),
    "kind.holds": Message("a {type} of {detail}"),
    "kind.unseen": Message("a {type} (reading it raised {detail})"),
    "table.missing": Message("missing"),
    "dtype.one_of": Message("one of {dtypes}"),
    "shape.open": Message("(rows, {sizes})"),
    "shape.rows": Message("(rows,)"),
    # --------------------------------------------------------------- graph, memory, gradients
    "gradient.no": Message("no gradient"),
    "graph.attached": Message("attached to the graph"),
    "graph.cut": Message("cut from the graph"),
    "graph.leaf": Message("a leaf that requires grad"),
    "memory.same": Message("the same tensor as before"),
    "memory.new": Message("another tensor"),
    "memory.copy": Message("a copy"),
    "memory.view": Message("a view of {names}"),
    "memory.of_each_call": Message("a tensor of its own from each call"),
    "memory.of_all_calls": Message("the same memory from each call"),
    "mode.training": Message("training mode"),
    "mode.eval": Message("eval mode"),
    "steps.calls": Plural("1 call", "{count} calls"),
    # -------------------------------------------------------------------------- shuffled batches
    "batches.iterator": Message("an iterator of batches"),
    "batches.pair": Message("a pair of tensors"),
    "batches.count": Plural("1 batch", "{count} batches"),
    "batches.endless": Message("batches without end"),
    "batches.rows": Plural("1 row", "{count} rows"),
    "batches.targets": Plural("1 target", "{count} targets"),
    "batches.rows_and_targets": Message("{rows} and {targets}"),
    "batches.as_many": Message("as many rows as targets"),
    "batches.last_of": Message("a last batch of {count}"),
    "batches.no_last": Message("no last, smaller batch"),
    "batches.every_row": Message("every row once"),
    "batches.missing": Message("{missing} of {rows} missing"),
    "batches.extra": Message("{extra} too many or changed"),
    "batches.missing_and_extra": Message("{missing} of {rows} missing, {extra} too many or changed"),
    "batches.own_target": Message("each row with its own target"),
    "batches.other_target": Plural("1 row with another target", "{count} rows with another target"),
    "batches.of": Message("batches of {sizes}"),
    "order.random": Message("a random order"),
    "order.given": Message("the order in which they were given"),
    "order.another": Message("another order than in the first call"),
    "order.same": Message("the same order"),
    "order.of_first": Message("the order of the first call: the same seed"),
    "order.other": Message("another order"),
    # ------------------------------------------------------------- the sides of a counterexample
    "side.no_answer": Message("no answer"),
    "side.for_example": Message("for example {value}"),
    "printed.nothing": Message("nothing more"),
    "side.part": Message("part {path}: {value}"),
    "side.device": Message("on {value}"),
    "side.gradient": Message("gradient of {name}: {value}"),
    "side.afterwards": Message("{name} afterwards: {value}"),
    "side.loss": Message("in step {number}, the loss: {value}"),
    "side.in_step": Message("in step {number}, {name}: {value}"),
    "picture.expected": Message("expected"),
    "picture.got": Message("got"),
    "picture.expected_part": Message("expected {path}"),
    "picture.got_part": Message("got {path}"),
    "picture.expected_gradient": Message("expected, gradient of {name}"),
    "picture.got_gradient": Message("got, gradient of {name}"),
    "picture.expected_afterwards": Message("expected, {name} afterwards"),
    "picture.got_afterwards": Message("got, {name} afterwards"),
    "picture.expected_aspect": Message("expected {aspect}"),
    "picture.got_aspect": Message("got {aspect}"),
    "picture.expected_call": Message("expected in call {number}"),
    "picture.got_call": Message("got in call {number}"),
    "picture.expected_call_part": Message("expected {path} in call {number}"),
    "picture.got_call_part": Message("got {path} in call {number}"),
    "picture.expected_step": Message("expected {path} in step {number}"),
    "picture.got_step": Message("got {path} in step {number}"),
    "picture.number": Message("Python {type}"),
    "curve.recorded": Message("loss at each step"),
    "curve.returned": Message("numbers of the returned list"),
    "curve.recorded_elsewhere": Message("loss at each step, on a longer call that fails"),
    "curve.returned_elsewhere": Message("numbers of the returned list, on a longer call that fails"),
}
