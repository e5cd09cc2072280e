"""How a result differs from the expected one: as sentences, and in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

DIFFERENCES: Mapping[str, Message | Plural] = {
    "signature": Message("The parameters are wrong: expected {expected}, got {got}."),
    "signature.variable_for_function": Message(
        "`{name}` is a value here (its type is {got}). A function is asked for: write `def {expected}:`."
    ),
    "signature.variable_for_class": Message(
        "`{name}` is a value here (its type is {got}). A class is asked for: write `class {name}` at the top "
        "level."
    ),
    "signature.function_for_class": Message(
        "`{name}` is a function here. A class is asked for: write `class {name}` at the top level, so that "
        "`{expected}` makes an instance."
    ),
    "outcome.raised": Message("Your code raised {error}"),
    "outcome.raised_in_call": Message("In the {nth} call, your code raised {error}"),
    "outcome.other_error": Message("Your code raised {error}. An error of type {expected} is expected here."),
    "outcome.returned": Message(
        "An error of type {expected} is expected here; your function returned a result."
    ),
    "structure": Message("{What} is {got}; {expected} is expected."),
    "structure.none": Message(
        "Your function returned None, so `{text}` cannot be read. Is a `return` missing at the end?"
    ),
    "structure.unseen": Message(
        "{What} cannot be read as the task reads it: `{text}` raised {detail}. The result is of type {type}."
    ),
    "columns": Message("{What} has the columns {got}; {expected} are expected."),
    "columns.order": Message("{What} has its columns in the order {got}; {expected} is expected."),
    "graph": Message(
        "{What} is a tensor that is connected to the graph; {expected} is expected. If you keep it, all that "
        "it was computed from stays in memory, and memory grows."
    ),
    "shape": Message("{What} has shape {got}; shape {expected} is expected."),
    "dtype": Message("{What} has dtype {got}; {expected} is expected."),
    "device": Message("{What} is on device {got}; {expected} is expected."),
    "values": Message("{What} is {got}; {expected} is expected."),
    "values.elements": Message(
        "{wrong} of {elements} elements are wrong. The first is {index}: it is {got}, {expected} is expected."
    ),
    "values.elements_of": Message(
        "{wrong} of {elements} elements are wrong in {within}. "
        "The first is {index}: it is {got}, {expected} is expected."
    ),
    "values.cell": Message("The only cell of {within} is {got}; {expected} is expected."),
    "values.cells": Message(
        "{wrong} of {elements} cells are wrong in {within}. "
        "The first is in row {row}: it is {got}, {expected} is expected."
    ),
    "values.unseen": Message("{What} holds no numbers that can be compared."),
    "values.property": Message("The result does not have a property that the task asks for."),
    "values.property_got": Message("The result does not have a property that the task asks for: {got}."),
    "values.printed": Message("Line {number} of what you print is {got}; {expected} is expected."),
    "values.printed_too_little": Message(
        "What you print ends before line {number}; {expected} is expected there."
    ),
    "values.printed_too_much": Message("Line {number} of what you print is {got}; no such line is expected."),
    "values.afterwards": Message("After the call, your input {name} is {got}; {expected} is expected."),
    "values.steps": Message("`{name}` got {got}; it should get {expected}, one for each step."),
    "values.overlap": Message(
        "The numbers are right, but both calls return the same memory. The second call changes the result of "
        "the first. Each result should have memory of its own."
    ),
    "batches.ends": Message("In the {nth} call, the iterator never ends. It should end after {expected}."),
    "batches.lengths": Message(
        "In the {nth} call, a batch has {got}. It should have as many rows as targets."
    ),
    "batches.last": Message(
        "In the {nth} call, the last batch is missing. It is smaller than the others, since the batch size "
        "does not divide the number of rows."
    ),
    "batches.rows_once": Message("In the {nth} call, not every row comes exactly once: {got}."),
    "batches.together": Message(
        "In the {nth} call, rows and targets do not match: {got}. Take both in the same order."
    ),
    "batches.sizes": Message("In the {nth} call, there are {got}; {expected} are expected."),
    "batches.shuffled": Message(
        "In the {nth} call, the rows come in the order of the input. The task asks for a random order."
    ),
    "batches.new_order": Message(
        "The second call gives the same order as the first. The task asks for a new random order each time."
    ),
    "batches.same_seed": Message(
        "With the same seed (`torch.manual_seed`), the order is different. So the random numbers do not come "
        "from a generator that can be seeded, or they were drawn before the call."
    ),
    "attached.cut": Message(
        "The values are right, but {what} is cut from the graph: no gradient can flow back."
    ),
    "attached.cut_besides": Message("Besides, {what} is cut from the graph: no gradient can flow back."),
    "attached.new_leaf": Message("The values are right, but {what} requires grad, and should not."),
    "attached.kept": Message(
        "The values are right, but {what} is still connected to the graph; it should be cut from it."
    ),
    "attached.other": Message("The values are right, but {what} is {got}; it should be {expected}."),
    "attached.no_leaf": Message(
        "The values are right, but {what} is not a leaf. It was computed from a tensor that requires grad, "
        "so `backward()` leaves nothing in its `.grad`."
    ),
    "attached.no_grad": Message("The values are right, but {what} does not require grad."),
    "gradient": Message("The values are right, but the gradient with respect to {name} is not."),
    "gradient.weighted": Message(
        "The values are right, but the gradient of (result * {weights}).sum() with respect to {name} is not."
    ),
    "gradient.weighted_sum": Message(
        "The values are right, but the gradient of a weighted sum of the result with respect to {name} is "
        "not."
    ),
    "gradient.none": Message("The values are right, but no gradient arrives at {name}."),
    "gradient.unasked": Message("The values are right, but a gradient flows to {name}, and none should."),
    "gradient.raised": Message("The values are right, but taking the gradient raised {error}"),
    "aliasing.view_for_copy": Message(
        "The values are right, but {what} is {got}: a change of one changes the other. The task asks for a "
        "copy."
    ),
    "aliasing.copy_for_view": Message(
        "The values are right, but {what} is a copy. The task asks for {expected}, which shares its memory."
    ),
    "aliasing.other": Message("The values are right, but {what} is {got}; {expected} is expected."),
    "inputs": Message("Your function changed its input {name}: it was {before}, now it is {after}."),
    "inputs.mode": Message("Your function leaves its input {name} in {after}; before, it was in {before}."),
    "hidden.only": Message("It is right on every call that is shown, and wrong on a hidden one."),
    "hidden.teacher": Message("It is wrong on data that only your teacher has."),
    "hidden.too": Message("On a hidden call, more is wrong than is shown here."),
}

STATES: Mapping[str, Message | Plural] = {
    # how a task ended, and in a few words what is wrong with it
    "state.passed": Message("passed"),
    "state.failed": Message("failed"),
    "state.raised": Message("raised"),
    "state.not_finished": Message("not finished"),
    "state.missing": Message("missing"),
    "state.timed_out": Message("timed out"),
    "state.out_of_memory": Message("out of memory"),
    "state.crashed": Message("crashed"),
    "state.not_run": Message("not run"),
    "state.ungraded": Message("ungraded"),
    "aspect.no_error": Message("no error where one is asked"),
    "aspect.signature": Message("other parameters"),
    "aspect.no_function": Message("no function"),
    "aspect.no_class": Message("no class"),
    "aspect.outcome": Message("raised for some inputs"),
    "aspect.structure": Message("another kind of result"),
    "aspect.graph": Message("keeps its graph"),
    "aspect.shape": Message("wrong shape"),
    "aspect.dtype": Message("wrong dtype"),
    "aspect.device": Message("wrong device"),
    "aspect.values": Message("wrong values"),
    "aspect.gradient": Message("gradient"),
    "aspect.aliasing": Message("view or copy"),
    "aspect.inputs": Message("changes its input"),
    "remark.not_on_gpu": Message("right; not on a GPU"),
    "remark.cpu_alone": Message("graded on the CPU only"),
    "remark.on_cpu": Message("{remark} on the CPU"),
    "remark.on_device": Message("{remark} on {device}"),
}

MESSAGES: Mapping[str, Message | Plural] = {**DIFFERENCES, **STATES}
