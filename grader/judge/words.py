"""Every sentence of the feedback, in one place, so that it can be read, and translated, as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.compare import ATTACHED, CUT, LEAF, NO_GRADIENT
from grader.model import ON_CPU, RANDOM, Aspect, Case, Failure, Fault, Mismatch, Spot, TaskKey

# ------------------------------------------------------------------------------------- differences


RIGHT_BUT = "The values are right, but"
IN_STEP = "In step {number}, "
THE_LOSS = "the loss"
NETWORK = {
    "output": "With given parameters, the output of your network",
    "trained": "In training mode, with given parameters, the output of your network",
    "parameters": "The list of your network's parameters",
    "buffers": "The list of your network's buffers",
    "training": "Your network's training mode",
}
NETWORK_PART = {
    "parameters": "In the list of your network's parameters, part {place}",
    "buffers": "In the list of your network's buffers, part {place}",
}
STEPS = "`{name}` got {got}; {expected} are expected, one for each step."
IN_CALL = "In the {nth} call, "
NTH = ("first", "second", "third", "fourth", "fifth")
OVERLAP = (
    "The numbers are right, but both calls return the same memory: what the second one writes changes what "
    "the first one has returned. Each result should have memory of its own."
)
NO_LEAF = (
    "{what} is no leaf: it was computed from a tensor that requires grad, so `backward()` leaves nothing in "
    "its `.grad`."
)
NO_GRAD = "{what} does not require grad."


def difference(mismatch: Mismatch) -> str:
    """One departure from the reference as a sentence."""
    what = _what(mismatch.path)
    expected, got, facts = mismatch.expected, mismatch.got, mismatch.facts
    match mismatch.aspect:
        case Aspect.SIGNATURE:
            return f"The parameters do not fit: expected {expected}, got {got}."
        case Aspect.OUTCOME:
            return _outcome(mismatch)
        case Aspect.STRUCTURE:
            return f"{what} is {got}; {expected} is expected."
        case Aspect.GRAPH:
            return f"{what} is a tensor that hangs on the graph; {expected} is expected. {KEEPS_GRAPH}"
        case Aspect.SHAPE:
            return f"{what} has shape {got}; shape {expected} is expected."
        case Aspect.DTYPE:
            return f"{what} has dtype {got}; {expected} is expected."
        case Aspect.DEVICE:
            return f"{what} is on device {got}; {expected} is expected."
        case Aspect.VALUES:
            return _values(what, mismatch)
        case Aspect.ATTACHED:
            return f"{RIGHT_BUT} {_attached(_lower(what), expected, got)}"
        case Aspect.GRADIENT if "failure" in facts:
            return f"{RIGHT_BUT} taking the gradient raised {facts['failure']}"
        case Aspect.GRADIENT if expected == NO_GRADIENT:
            return f"{RIGHT_BUT} a gradient flows to {mismatch.path}, and none should."
        case Aspect.GRADIENT if got == NO_GRADIENT:
            return f"{RIGHT_BUT} no gradient arrives at {mismatch.path}."
        case Aspect.GRADIENT:
            return f"{RIGHT_BUT} {_weighed(facts)} with respect to {mismatch.path} is not."
        case Aspect.ALIASING:
            return _aliasing(what, expected, got)
        case Aspect.INPUTS:
            return f"Your function leaves the caller's {mismatch.path} as {got}; it should be {expected}."
    raise AssertionError(mismatch.aspect)


def _what(path: str) -> str:
    """What a path leads to: `The result`, `Part [1] of the result`, `In the second call, the result`."""
    when, part = _call_of(path)
    if part.startswith(" "):
        name, bracket, rest = part[1:].partition("[")
        return (
            NETWORK_PART[name].format(place=f"[{rest}") if bracket and name in NETWORK_PART else NETWORK[name]
        )
    if part and not part.startswith("["):
        return f"{when}{THE_LOSS if part == 'loss' else part}"
    what = f"Part {part} of the result" if part else "The result"
    return f"{when}{_lower(what)}" if when else what


def _call_of(path: str) -> tuple[str, str]:
    """In which of several calls or of the steps of training, and the rest of the path."""
    if found := re.fullmatch(r" step (\d+)\['(.*)'\]", path):
        return IN_STEP.format(number=found[1]), found[2]
    found = re.fullmatch(r"call (\d+)(.*)", path)
    return (IN_CALL.format(nth=nth(int(found[1]))), found[2]) if found else ("", path)


def side_of_step(path: str) -> str:
    """How a value of a step is written: `step 3, w: {value}`."""
    when, part = _call_of(path)
    return f"{when[0].lower()}{when[1:]}{THE_LOSS if part == 'loss' else part}: {{value}}"


def nth(number: int) -> str:
    """Write a small number as `first`, `second`, `6th`."""
    return NTH[number - 1] if 0 < number <= len(NTH) else f"{number}th"


def _outcome(mismatch: Mismatch) -> str:
    expected, got, facts = mismatch.expected, mismatch.got, mismatch.facts
    if "returned" in facts:
        return f"An error of type {expected} is expected here; your function returned a result."
    when, _ = _call_of(mismatch.path)
    yours = "your code raised" if when else "Your code raised"
    raised = f"{when}{yours} {got}: {facts.get('message', '')}".rstrip(": ")
    return f"{raised.rstrip('.')}. {RAISES_INSTEAD.format(type=expected)}" if "asked" in facts else raised


def _attached(what: str, expected: str, got: str) -> str:
    if expected == LEAF:
        return NO_LEAF.format(what=what) if got == ATTACHED else NO_GRAD.format(what=what)
    if got == CUT:
        return f"{what} is cut from the graph: no gradient can flow back."
    if expected == CUT:
        return f"{what} still hangs on the graph; it should be cut from it."
    return f"{what} is {got}; {expected} is asked."


def _lower(what: str) -> str:
    return what[0].lower() + what[1:]


def _weighed(facts: Mapping[str, object]) -> str:
    """Which gradient it is: of the result itself if that is a number, else of its elements' weighted sum."""
    if "weights" not in facts:
        return "the gradient"
    if facts["weights"]:
        return f"the gradient of (result * {facts['weights']}).sum()"
    return "the gradient of a weighted sum of the result"


def _values(what: str, mismatch: Mismatch) -> str:
    facts, (when, path) = mismatch.facts, _call_of(mismatch.path)
    part = f" in part {path}" if path.startswith("[") else f" in {path.strip()}" if path else ""
    if "afterwards" in facts:
        name = f"{mismatch.path}{facts.get('part', '')}"
        return f"Afterwards the caller's {name} is {mismatch.got}; {mismatch.expected} is expected."
    if "steps" in facts:
        return STEPS.format(name=mismatch.path, expected=mismatch.expected, got=mismatch.got)
    if "property" in facts:
        text = PROPERTIES[str(facts["property"])]
        told = text.format(when=when, expected=mismatch.expected, got=mismatch.got)
        return told[0].upper() + told[1:]
    if "overlap" in facts:
        return OVERLAP
    if "unseen" in facts:
        return f"{what} holds no numbers that can be compared."
    if "text" in facts:
        return f"{what} is {mismatch.got}; {mismatch.expected} is expected."
    if facts["elements"] == 1:
        return f"{what} is {facts['got']}; {facts['expected']} is expected."
    return (
        f"{when}{facts['wrong']} of {facts['elements']} elements are wrong{part}. "
        f"The first is {facts['index']}: it is {facts['got']}, {facts['expected']} is expected."
    )


KEEPS_GRAPH = "Whoever keeps it keeps everything that it was computed from, too, and memory grows."
RAISES_INSTEAD = "An error of type {type} is expected here."


def _aliasing(what: str, expected: str, got: str) -> str:
    right = f"{RIGHT_BUT} {_lower(what)}"
    if expected == "a copy":
        return f"{right} is {got}: whoever changes one changes the other. A copy of its own is asked."
    if got == "a copy":
        return f"{right} is a copy; {expected} is asked, which shares its memory."
    return f"{right} is {got}; {expected} is expected."


TRAINING = "['training']"
MODES = {"True": "training mode", "False": "eval mode"}
MODE_CHANGED = "Your function leaves the caller's {name} in {after}; before, it was in {before}."


def changed_input(name: str, part: str, before: str, after: str) -> str:
    """An input, or a part of it, that should have been left alone."""
    if part == TRAINING:
        mode, other = (MODES.get(state, state) for state in (before, after))
        return MODE_CHANGED.format(name=name, before=mode, after=other)
    name = f"{name}{part}"
    return f"Your function changed the caller's {name}: it was {before}, now it is {after}."


RECORDED = "loss recorded in each step"
ON_A_LONGER_CALL = "{label}, on a longer call that fails"
RETURNED_LIST = "numbers of the returned list"

SIDE = {
    Aspect.DEVICE: "on {value}",
    Aspect.ATTACHED: "{value}",
    Aspect.GRADIENT: "gradient of {name}: {value}",
    Aspect.ALIASING: "{value}",
    Aspect.INPUTS: "{name} afterwards: {value}",
}
REQUIRES_GRAD, IN_THE_GRAPH = "requires grad", "in the graph"
EXPECTED = "expected"
GOT = "got"
GRADIENT_OF = ", gradient of {name}"
AFTERWARDS = ", {name} afterwards"
PROPERTIES = {
    "ends": "{when}the iterator goes on for ever. It should end after {expected}.",
    "lengths": "{when}a batch has {got}. It should have as many of either.",
    "last": "{when}the last batch is missing: it is smaller than the others, since the size does not divide "
    "the number of rows.",
    "rows": "{when}not every row comes exactly once: {got}.",
    "together": "{when}rows and targets have come apart: {got}. Both are to be taken in the same order.",
    "sizes": "{when}there are {got}; {expected} are expected.",
    "shuffled": "{when}the rows come in the order in which they were given. A random order is asked.",
    "new order": "The second call gives the same order as the first. A new random order is asked each time.",
    "same seed": "With the same seed (`torch.manual_seed`), the order is another one. So the random numbers "
    "do not come from a generator that can be seeded, or were drawn before the call.",
}
"""Of shuffled batches, what does not hold."""
PART = "part {path}: "
"""What a counterexample shows where the result itself is right."""


LONGEST_CALL = 200
ON_ANOTHER_CALL = "On another call:"


def elsewhere(code: str, sentence: str) -> str:
    """A difference that shows on another call than the counterexample."""
    where = "; ".join(code.splitlines())
    return f"On {where}: {sentence}" if len(where) <= LONGEST_CALL else f"{ON_ANOTHER_CALL} {sentence}"


# ---------------------------------------------------------------------------------------- outcomes

MISSING = "There is no function {signature} in this file. If it is made in an unusual way, try --whole-file."
RENAME = "There is `{other}`: is that the one? Then rename it to `{name}`."
NOT_FINISHED = "Still to be written."
LOST = "Its lines cannot be run: {why}."
DEFINITION_FAILED = "The lines that define it could not be run. {reason}"
TIMED_OUT = "It did not finish within {why} on this input. Is there a loop that never ends?"
SLOW = (
    "It is too slow to be graded: {tried} of {all} calls took more than {why} together, all of them with "
    "right results. --timeout gives it more time."
)
TIMED_OUT_LOADING = "The file's own lines did not finish within {why}, before the function could be called."
OUT_OF_MEMORY_LOADING = "The file's own lines used more than {why} of memory, before the function was called."
OUT_OF_MEMORY = "It used more than {why} of memory on this input."
OUT_OF_MEMORY_RAISED = "It asked for more memory than it may use{amount}."
OUT_OF_MEMORY_THERE = "It asked for more of the GPU's memory than it may use{amount}."
ASKED = " ({gigabytes:.1f} GB at once)"
CRASHED = "It stopped without an answer: {why}."
NO_DEBUGGER = (
    "`breakpoint()` was called, and nobody sits at the debugger here. Take it out; `--debug` stops in your "
    "function, on the call that fails."
)
LIES_BESIDE = (
    "`{module}.py` lies beside your file, but a file is graded alone. Put what you need of it into this one."
)
NOT_RUN = "The {why} that the whole file may take were used up before this was done."
UNGRADED = "The grader itself failed here: {fault}. The task does not count. Please report this."
DID_YOU_MEAN = "Did you mean {name!r}?"
NEVER_RETURNED = "no answer"
UNBOUND = "{message}, because the line that makes it could not be run ({type}: {reason}{place})."


def failure_text(failure: Failure) -> str:
    """An exception as Python prints it, with what may have been meant."""
    message = failure.message.strip()
    text = f"{failure.type}: {message}" if message else failure.type
    if not failure.nearest or "Did you mean" in message:
        return text
    return f"{text.rstrip('.')}. {DID_YOU_MEAN.format(name=failure.nearest)}"


def out_of_memory(failure: Failure) -> str:
    """More memory was asked for than there is; how much, where torch says so."""
    text = OUT_OF_MEMORY_THERE if "CUDA" in failure.message else OUT_OF_MEMORY_RAISED
    asked = re.search(r"allocate (\d{1,15}(?:\.\d{1,2})?) (bytes|MiB|GiB)", failure.message)
    if asked is None:
        return text.format(amount="")
    unit = {"bytes": 2**30, "MiB": 2**10, "GiB": 1}[asked[2]]
    return text.format(amount=ASKED.format(gigabytes=float(asked[1]) / unit))


def place(failure: Failure) -> str:
    """Where, in the learner's own file: `, cell 3, line 2`."""
    cell = f", cell {failure.cell}" if failure.cell is not None else ""
    return f"{cell}, line {failure.line}" if failure.line is not None else cell


def call(task: TaskKey, case: Case, *, times: int = 0) -> str:
    """A case as a call that can be pasted, after the lines that make its arguments if they need any."""
    once = f"{task.name}({', '.join(case.code)})"
    once = f"list({once})" if task.asked.iterates else once
    return "\n".join((*case.setup, *[once] * (times or task.asked.calls)))


# ------------------------------------------------------------------------- of mistakes in general

ADVICE_NONE = (
    "None was returned. Is a `return` missing, or does one stand in a branch that is not taken? Or is this "
    "what it returns: `backward()` gives None, and `.grad` is None as long as no `backward()` has filled it."
)
ADVICE_NUMBER = (
    "`.item()`, `float()`, `len()` and `math` give Python numbers; a tensor's own methods and torch's "
    "functions give tensors."
)
ADVICE_BOOL = (
    "`==` and `<` compare two tensors element by element and give a tensor. `if`, `all(…)`, `torch.equal` "
    "and `torch.allclose` make one Python bool of it."
)
ADVICE_NETWORK = (
    "The parameters are taken in the order of `parameters()`, in which the layers were defined: define them "
    "in the order in which they are used. Layers in a plain list are not found; `nn.ModuleList` holds them."
)
ADVICE_ITEM = "`.item()` makes a Python number of a tensor of one element."
ADVICE_GENERATOR = (
    "With `yield` in it, a function gives a generator. To return a list, collect the parts, and return them."
)
ADVICE_NOT_CALLED = "This is a function itself, not what it gives. Are the brackets `()` missing behind it?"
ADVICE_LIST = "A tuple is asked: `return a, b` makes one, and `tuple(…)` makes one of a list."
ADVICE_ORDER = "On this call, the parts are those that are expected, but they come in another order."
ADVICE_AXIS_MISSING = (
    "An axis of size 1 is missing. An index such as `[0]` and a sum or mean over an axis drop one (not with "
    "`keepdim=True`); `.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
)
ADVICE_AXIS_TOO_MANY = (
    "There is an axis of size 1 too many. `keepdim=True`, `[None]` and brackets around a whole list add one; "
    "`.squeeze(dim)` drops one."
)
ADVICE_FLOAT32 = (
    "float32 comes from `.float()`, and from what torch makes without being told a dtype, such as "
    "`torch.zeros(2)`. Take the dtype from an argument: `dtype={name}.dtype`, `torch.zeros_like({name})`."
)
ADVICE_GRAPH = "`.item()` gives the number in a tensor of one element, and leaves the graph behind."
ADVICE_CUT = (
    "Gradients flow back through tensor operations only. `.item()`, `.detach()`, `.data`, `float()`, NumPy "
    "and `math` leave their graph, and nothing under `torch.no_grad()` is in it."
)
ADVICE_TO_FLOAT = "`.to(torch.{dtype})` makes floats of them; or make the tensor with `dtype=torch.{dtype}`."
ADVICE_INPUTS = (
    "`{name} += …`, `{name}[…] = …` and methods whose names end in `_` change the tensor itself, also under "
    "another name or through a view of it. Work on a new one, such as `{name}.clone()`."
)
ADVICE_FLAG = (
    "`requires_grad_()` and `requires_grad = …` set the flag of the caller's own tensor. `detach()` gives "
    "one that is cut from the graph, and `torch.no_grad()` lets a parameter be changed; neither sets a flag."
)
ADVICE_LIST_CHANGED = (
    "`.pop()`, `.append()`, `.sort()` and `{name}[…] = …` change the caller's list itself. Work on a copy "
    "of it: `list({name})`."
)
ADVICE_IN_PLACE = (
    "The caller's {name} is as it was before. `{name} = …` only gives the name to another tensor. "
    "`{name}[…] = …`, `{name} += …` and methods whose names end in `_` change the caller's own."
)

# ------------------------------------------------------------------------------------ lines, traced

BEGINS_HERE = "{what} begins here"
RETURNED_HERE = "{what} is returned here"
CUT_HERE = "the graph is cut here"
CUT_BY = "the graph is cut here, by {operation}"
NO_LEAF_HERE = "from here on, {name} is another tensor, and no leaf"
KEPT_HERE = "from here on, {name} is a tensor that hangs on the graph"
CHANGED_HERE = "the caller's {name} is changed here"
STRETCHED_HERE = "{first} and {second} are stretched to {made}"
RAISED_HERE = "{type} is raised here"

# ------------------------------------------------------------------------------------- on a GPU

GPU_MIXED = (
    "With arguments on a GPU, line {line} would raise: `{operation}` meets tensors on two devices there."
    " {why}"
)
GPU_MIXED_NOWHERE = (
    "With arguments on a GPU, it would raise: `{operation}` meets tensors on two devices. {why}"
)
GPU_RESULT = "With arguments on a GPU, the result would lie on the CPU. {why}"
GPU_RESULT_PART = "With arguments on a GPU, part {path} of the result would lie on the CPU. {why}"
GPU_RAISES = "With arguments on a GPU, it would raise:"
GPU_NUMPY = (
    "NumPy takes only tensors on the CPU. torch has nearly all that NumPy has, and works wherever the tensor "
    "lies."
)
GPU_NAMED = (
    "A GPU is asked for by name, so that it works only where there is one. Take the device from a tensor "
    "that you are given, as `device={name}.device` does."
)
GPU_MADE = (
    "What line {line} makes lies on the CPU, wherever the arguments lie. Make it where they are: {ways}."
)
GPU_MADE_NOWHERE = (
    "What torch makes without being told where lies on the CPU, wherever the arguments lie. Make it where "
    "they are: {ways}."
)
GPU_WAYS = "`device={name}.device`, `torch.zeros_like({name})`, `{name}.new_zeros(…)`"
GPU_WAY = "`device={name}.device`"
NOT_ON_DEVICE = {
    ON_CPU: "Graded on the CPU only: what the task asks for works there alone.",
    RANDOM: "Graded on the CPU only: a GPU draws other random numbers.",
}
NOTHING_THERE = "Graded on the CPU only: all that the task asks for are errors, and they are others on a GPU."
GPU_MOVED = (
    "Line {line} takes it to the CPU. Leave it where it is; where the CPU is needed, `.to({name}.device)` "
    "brings it back."
)


def on_gpu(fault: Fault, name: str, *, alike: bool) -> str:
    """What would go wrong on a GPU, and what to do about it."""
    if fault.kind == "numpy":
        return f"{GPU_RAISES} {GPU_NUMPY}"
    why = gpu_advice(fault, name, alike=alike)
    if fault.kind == "cuda":
        return why
    if fault.kind == "result":
        return (GPU_RESULT_PART if fault.path else GPU_RESULT).format(path=fault.path, why=why)
    if fault.spot is None:
        return GPU_MIXED_NOWHERE.format(operation=fault.operation, why=why)
    return GPU_MIXED.format(line=_line(fault.spot), operation=fault.operation, why=why)


def gpu_advice(fault: Fault, name: str, *, alike: bool) -> str:
    """What to do about what goes wrong on a GPU; `alike`: what is made may be like the tensor of the name."""
    if fault.kind == "numpy":
        return GPU_NUMPY
    if fault.kind == "cuda":
        return GPU_NAMED.format(name=name)
    ways = gpu_ways(name, alike=alike)
    if fault.maker is None:
        return GPU_MADE_NOWHERE.format(ways=ways)
    return (GPU_MOVED if fault.moved else GPU_MADE).format(line=_line(fault.maker), name=name, ways=ways)


def gpu_ways(name: str, *, alike: bool) -> str:
    """How to make a tensor where another one lies."""
    return (GPU_WAYS if alike else GPU_WAY).format(name=name)


def _line(spot: Spot) -> str:
    return f"{spot.line} of cell {spot.cell}" if spot.cell is not None else str(spot.line)


# ---------------------------------------------------------------------------------------- patterns

ALWAYS = "Of the calls tried, right whenever {right}, wrong whenever {wrong}."
BOTH = "{first} and {second}"
ASIDE = "(Empty inputs and zeros aside.)"
OTHERWISE = "Of the calls tried, wrong whenever {wrong}, right otherwise."
ONLY = "Wrong only when {wrong} ({failing} of {such} such calls)."

RELATED = "In every failing call, {what} is {how}."
THE_RESULT = "the result"
GRADIENT_WITH = "the gradient with respect to {name}"
ALWAYS_ZERO = "0"
NEGATED = "minus the expected one"
TWICE = "exactly twice the expected one"
TIMES = "exactly {factor} times the expected one"
ADDED_UP = "So it may have been added up: gradients add to those that are there, from an earlier call, say."
HALF = "exactly half of the expected one"
SHARE = "exactly 1/{factor} of the expected one"
TIMES_SIZE = "the expected one times a size of the arguments, such as the number of elements or of rows"
SHARE_OF_SIZE = (
    "the expected one divided by a size of the arguments, such as the number of elements or of rows"
)

TRAITS: dict[str, tuple[str, str]] = {
    # what holds, and its opposite; {x} is the parameter, {n} a number or a name
    "scalar": ("{x} has no dimensions", "{x} has dimensions"),
    "two or more dimensions": ("{x} has two or more dimensions", "{x} has fewer than two dimensions"),
    "three dimensions": ("{x} has three dimensions", "{x} has fewer than three dimensions"),
    "empty": ("{x} has no elements", "{x} has elements"),
    "at most one element": ("{x} has at most one element", "{x} has more than one element"),
    "one element": ("{x} has one element", "{x} has more than one element, or none"),
    "size one": ("a dimension of {x} has size 1", "no dimension of {x} has size 1"),
    "one row": ("{x} has one row", "{x} does not have just one row"),
    "one column": ("{x} has one column", "{x} does not have just one column"),
    "square": ("{x} is square", "{x} is not square"),
    "integers": ("{x} holds integers", "{x} holds floats"),
    "float64": ("{x} is float64", "{x} is not float64"),
    "negative": ("{x} has a negative element", "{x} has no negative element"),
    "zero": ("all elements of {x} are zero", "some element of {x} is not zero"),
    "fraction": ("{x} has elements that are not whole numbers", "{x} has only whole numbers"),
    "huge": ("elements of {x} are huge (over 1e18)", "no element of {x} is huge"),
    "extreme": (
        "elements of {x} are huge or tiny (over 1e18, or all under 1e-18)",
        "the elements of {x} are neither huge nor tiny",
    ),
    "layout": (
        "{x} does not lie in memory row by row (a transposed or strided view)",
        "{x} lies in memory row by row",
    ),
    "requires grad": ("{x} requires grad", "{x} does not require grad"),
    "number": ("{x} is {n}", "{x} is not {n}"),
    "even": ("{x} is even", "{x} is not even"),
    "odd": ("{x} is odd", "{x} is not odd"),
    "fractional number": ("{x} is not a whole number", "{x} is a whole number"),
    "equal shapes": ("all inputs have the same shape", "the inputs have different shapes"),
}


def trait(name: str, holds: bool, parameter: str, number: str) -> str:
    """One property of an input, or its opposite."""
    return TRAITS[name][0 if holds else 1].format(x=parameter, n=number)
