"""The fact of each departure: which message it has, and the message's arguments."""

from __future__ import annotations

from collections.abc import Sequence

from grader.compare.batches import OPEN
from grader.compare.observations import ATTACHED, COPY, CUT, LEAF
from grader.compare.printed import NOTHING_MORE
from grader.core.fact import Arguments, Fact
from grader.core.model import Aspect, Mismatch, Side
from grader.core.notation import shape, shown, written
from grader.core.value import ASPECT, CALL, COLUMN, INPUT, KEY, LABELS, SEEN, STEP, Array, Path

TRAINING = (KEY, "'training'")
"""The path step to the flag that says whether a module is in training mode."""
MODES = {"True": Fact("mode.training"), "False": Fact("mode.eval")}
LISTED = ("parameters", "buffers", SEEN)
NAMED_NUMBERS = 5
LOSS = "loss"
AFTERWARDS = "afterwards"
"""An argument that other calls are to change."""
BESIDE = "beside"
"""The numbers are wrong as well."""


def fact(mismatch: Mismatch, before: str = "") -> Fact:
    """Return the fact of a difference.

    `before` is the old value of an argument that should have been left unchanged.
    """
    match mismatch.aspect:
        case Aspect.SIGNATURE:
            code = f"signature.{mismatch.kind}" if mismatch.kind else "signature"
            return Fact(code, {**_both(mismatch), **mismatch.args})
        case Aspect.OUTCOME:
            return _outcome(mismatch)
        case Aspect.STRUCTURE if mismatch.kind:
            return Fact(mismatch.kind, {"what": subject(mismatch.path), **_both(mismatch)})
        case Aspect.VALUES:
            return _values(mismatch)
        case Aspect.ATTACHED:
            return _attached(mismatch)
        case Aspect.GRADIENT:
            return _gradient(mismatch)
        case Aspect.ALIASING:
            return _aliasing(mismatch)
        case Aspect.INPUTS:
            return _changed(mismatch, before)
    return Fact(mismatch.aspect.value, {"what": subject(mismatch.path), **_both(mismatch)})


def _both(mismatch: Mismatch) -> Arguments:
    return {"expected": side(mismatch.expected), "got": side(mismatch.got)}


def side(argument: Side) -> str | Fact:
    """Return one side of a departure, as text or as a phrase."""
    match argument:
        case Fact():
            return argument
        case Array():
            return shown(argument)
        case (first, *sizes) if first == OPEN:
            return Fact("shape.open", {"sizes": ", ".join(map(str, sizes))}) if sizes else Fact("shape.rows")
        case tuple():
            return shape(argument)  # type: ignore[arg-type]  # the sizes of a shape
    return str(argument)


# ----------------------------------------------------------------------------------------- phrases


def subject(path: Path) -> Fact:
    """Return a phrase for the place that a path leads to.

    Examples are the result, part [1] of the result, the result in the second call.
    """
    match path:
        case ():
            return Fact("what.result")
        case ((kind, int(number)),) if kind == CALL:
            return Fact("what.call", {"nth": nth(number)})
        case ((kind, int(number)), *rest) if kind == CALL:
            return Fact("what.call_part", {"nth": nth(number), "path": written(tuple(rest))})
        case ((kind, int(number)), *rest) if kind == STEP:
            return _of_step(number, tuple(rest))
        case ((kind, str(name)),) if kind == COLUMN:
            return Fact("what.column", {"name": name})
        case (part,) if part == LABELS:
            return Fact("what.index")
        case ((kind, str(name)),) if kind == ASPECT:
            return Fact(f"what.{name}")
        case ((kind, str(name)), *rest) if kind == ASPECT and name in LISTED:
            return Fact(f"what.{name}_part", {"path": written(tuple(rest))})
        case ((kind, str(name)), *rest) if kind == ASPECT:
            return Fact(f"what.{name}")
        case ((kind, str()), *_) if kind == INPUT:
            return Fact("what.name", {"name": named(path)})
    return Fact("what.part", {"path": written(path)})


def _of_step(number: int, rest: Path) -> Fact:
    name = step_name(rest)
    if name == LOSS:
        return Fact("what.loss", {"number": number})
    return (
        Fact("what.in_step", {"number": number, "name": name})
        if name
        else Fact("what.step", {"number": number})
    )


def step_name(rest: Path) -> str:
    """Write the part of a step that a path leads to: `loss`, `w`, `w.grad`.

    The quotes of a key are left out.
    """
    match rest:
        case ((kind, str(key)), *more) if kind == KEY:
            return f"{key.strip(chr(39))}{written(tuple(more))}"
    return written(rest)


def named(path: Path) -> str:
    """Write an argument, or a part of it, as in Python: `x`, `x.grad`, `ws[0]`."""
    return f"{path[0][1]}{written(path[1:])}"


def nth(number: int) -> Fact:
    """Return a small number as a word: first, second."""
    return Fact(f"nth.{number}") if 0 < number <= NAMED_NUMBERS else Fact("nth.later", {"number": number})


# ------------------------------------------------------------------------------------------ aspects


def _outcome(mismatch: Mismatch) -> Fact:
    expected, got = map(side, (mismatch.expected, mismatch.got))
    if mismatch.kind == "returned":
        return Fact("outcome.returned", {"expected": expected})
    error = raised(str(got), str(mismatch.args["message"]))
    if mismatch.kind == "other_error":
        return Fact("outcome.other_error", {"error": error.rstrip("."), "expected": expected})
    match mismatch.path:
        case ((kind, int(number)), *_) if kind == CALL:
            return Fact("outcome.raised_in_call", {"nth": nth(number), "error": error})
    return Fact("outcome.raised", {"error": error})


def raised(type_: str, message: str) -> str:
    """Write an exception as Python prints it."""
    message = message.strip()
    return f"{type_}: {message}" if message else type_


def _values(mismatch: Mismatch) -> Fact:
    args, path = mismatch.args, mismatch.path
    match mismatch.kind:
        case "afterwards" | "moved":
            return Fact("values.afterwards", {"name": named(path), **_both(mismatch)})
        case "steps":
            return Fact("values.steps", {"name": named(path), **_both(mismatch)})
        case "overlap":
            return Fact("values.overlap")
        case "unseen":
            return Fact("values.unseen", {"what": subject(path)})
        case "property" if args["got"]:
            return Fact("values.property_got", {"property": args["property"], "got": args["got"]})
        case "property":
            return Fact("values.property", {"property": args["property"]})
        case "printed":
            return _printed(int(path[0][1]), mismatch)
        case "text":
            return Fact("values", {"what": subject(path), **_both(mismatch)})
        case "cell":
            what = subject(path)
            return Fact(
                "values.cell" if what.code == "what.column" else "values", {"what": what, **_both(mismatch)}
            )
        case "cells":
            return Fact("values.cells", {"what": subject(path), **args})
        case "elements":
            return Fact("values.elements_of", {"what": subject(path), **args, "index": args["row"]})
        case "numbers" if args["elements"] == 1:
            sides = {"expected": args["expected"], "got": args["got"]}
            return Fact("values", {"what": subject(path), **sides})
        case "numbers" if not path:
            return Fact("values.elements", args)
        case "numbers":
            return Fact("values.elements_of", {"what": subject(path), **args})
    return Fact(mismatch.kind, _of_batches(path, _both(mismatch)))


def _printed(number: int, mismatch: Mismatch) -> Fact:
    """Return the fact of a printed line that is wrong, missing or one too many."""
    if mismatch.got == NOTHING_MORE:
        return Fact("values.printed_too_little", {"number": number, "expected": side(mismatch.expected)})
    if mismatch.expected == NOTHING_MORE:
        return Fact("values.printed_too_much", {"number": number, "got": side(mismatch.got)})
    return Fact("values.printed", {"number": number, **_both(mismatch)})


def _of_batches(path: Path, sides: Arguments) -> Arguments:
    """Return the arguments of the messages on batches: the call, and both sides."""
    number = path[0][1] if path and path[0][0] == CALL else 1
    return {"nth": nth(int(number)), **sides}


def _attached(mismatch: Mismatch) -> Fact:
    expected, got = mismatch.expected, mismatch.got
    what: Arguments = {"what": subject(mismatch.path)}
    if expected == LEAF:
        return Fact("attached.no_leaf" if got == ATTACHED else "attached.no_grad", what)
    if got == CUT:
        return Fact("attached.cut_besides" if mismatch.kind == BESIDE else "attached.cut", what)
    if expected == CUT and got == LEAF:
        return Fact("attached.new_leaf", what)
    return Fact("attached.kept" if expected == CUT else "attached.other", {**what, **_both(mismatch)})


def _gradient(mismatch: Mismatch) -> Fact:
    args, name = mismatch.args, named(mismatch.path)
    match mismatch.kind:
        case "raised":
            return Fact("gradient.raised", {"error": raised(str(args["type"]), str(args["message"]))})
        case "weighted":
            return Fact("gradient.weighted", {"name": name, "weights": args["weights"]})
    return Fact(f"gradient.{mismatch.kind}" if mismatch.kind else "gradient", {"name": name})


def _aliasing(mismatch: Mismatch) -> Fact:
    args: Arguments = {"what": subject(mismatch.path), **_both(mismatch)}
    if mismatch.expected == COPY:
        return Fact("aliasing.view_for_copy", args)
    return Fact("aliasing.copy_for_view" if mismatch.got == COPY else "aliasing.other", args)


def _changed(mismatch: Mismatch, before: str) -> Fact:
    path, after = mismatch.path, str(side(mismatch.got))
    if path[1:] == (TRAINING,) and before in MODES and after in MODES:
        return Fact("inputs.mode", {"name": str(path[0][1]), "before": MODES[before], "after": MODES[after]})
    if mismatch.kind == AFTERWARDS:
        return Fact("values.afterwards", {"name": named(path), "expected": before, "got": after})
    return Fact("inputs", {"name": named(path), "before": before, "after": after})


def is_of(path: Path, parts: Sequence[str]) -> bool:
    """Whether a path leads to one of these parts of a network."""
    return path[:1] != () and path[0][0] == ASPECT and path[0][1] in parts
