"""What to do about a kind of mistake: in general, after an error of torch's, on a GPU."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

ADVICE: Mapping[str, Message | Plural] = {
    "advice.debugger": Message(
        "`breakpoint()` was called, and nobody sits at the debugger here. Take it out; `--debug` stops in "
        "your function, on the call that fails."
    ),
    "advice.none": Message(
        "None was returned. Is a `return` missing, or does one stand in a branch that is not taken? Or is "
        "this what it returns: `backward()` gives None, and `.grad` is None as long as no `backward()` has "
        "filled it."
    ),
    "advice.number": Message(
        "`.item()`, `float()`, `len()` and `math` give Python numbers; a tensor's own methods and torch's "
        "functions give tensors."
    ),
    "advice.bool": Message(
        "`==` and `<` compare two tensors element by element and give a tensor. `if`, `all(…)`, "
        "`torch.equal` and `torch.allclose` make one Python bool of it."
    ),
    "advice.network": Message(
        "The parameters are taken in the order of `parameters()`, in which the layers were defined: define "
        "them in the order in which they are used. Layers in a plain list are not found; `nn.ModuleList` "
        "holds them."
    ),
    "advice.item": Message("`.item()` makes a Python number of a tensor of one element."),
    "advice.generator": Message(
        "With `yield` in it, a function gives a generator. To return a list, collect the parts, and return "
        "them."
    ),
    "advice.not_called": Message(
        "This is a function itself, not what it gives. Are the brackets `()` missing behind it?"
    ),
    "advice.list": Message("A tuple is asked: `return a, b` makes one, and `tuple(…)` makes one of a list."),
    "advice.order": Message(
        "On this call, the parts are those that are expected, but they come in another order."
    ),
    "advice.axis_missing": Message(
        "An axis of size 1 is missing. An index such as `[0]` and a sum or mean over an axis drop one (not "
        "with `keepdim=True`); `.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
    ),
    "advice.axis_too_many": Message(
        "There is an axis of size 1 too many. `keepdim=True`, `[None]` and brackets around a whole list add "
        "one; `.squeeze(dim)` drops one."
    ),
    "advice.float32": Message(
        "float32 comes from `.float()`, and from what torch makes without being told a dtype, such as "
        "`torch.zeros(2)`. Take the dtype from an argument: `dtype={name}.dtype`, `torch.zeros_like({name})`."
    ),
    "advice.graph": Message(
        "`.item()` gives the number in a tensor of one element, and leaves the graph behind."
    ),
    "advice.cut": Message(
        "Gradients flow back through tensor operations only. `.item()`, `.detach()`, `.data`, `float()`, "
        "NumPy and `math` leave their graph, and nothing under `torch.no_grad()` is in it."
    ),
    "advice.to_float": Message(
        "`.to(torch.{dtype})` makes floats of them; or make the tensor with `dtype=torch.{dtype}`."
    ),
    "advice.inputs": Message(
        "`{name} += …`, `{name}[…] = …` and methods whose names end in `_` change the tensor itself, also "
        "under another name or through a view of it. Work on a new one, such as `{name}.clone()`."
    ),
    "advice.flag": Message(
        "`requires_grad_()` and `requires_grad = …` set the flag of the caller's own tensor. `detach()` "
        "gives one that is cut from the graph, and `torch.no_grad()` lets a parameter be changed; neither "
        "sets a flag."
    ),
    "advice.list_changed": Message(
        "`.pop()`, `.append()`, `.sort()` and `{name}[…] = …` change the caller's list itself. Work on a "
        "copy of it: `list({name})`."
    ),
    "advice.in_place": Message(
        "The caller's {name} is as it was before. `{name} = …` only gives the name to another tensor. "
        "`{name}[…] = …`, `{name} += …` and methods whose names end in `_` change the caller's own."
    ),
}

MEANINGS: Mapping[str, Message | Plural] = {
    "meaning.scalar": Message(
        "`backward()` without arguments needs a single number. Sum the elements first, or take their mean, "
        "as the task asks."
    ),
    "meaning.freed": Message(
        "`backward()` frees the graph that it went through. Call it once, or pass `retain_graph=True` to all "
        "calls but the last; or compute the result anew."
    ),
    "meaning.no_graph": Message(
        "There is no graph behind this tensor. It was computed under `torch.no_grad()`, from a detached "
        "tensor or with plain numbers, or nothing that it was computed from requires grad."
    ),
    "meaning.leaf_in_place": Message(
        "A parameter may not be changed in place while torch records a graph: put the update under "
        "`with torch.no_grad():`."
    ),
    "meaning.overwritten": Message(
        "A tensor was overwritten whose values torch needs to go back through the graph. `x += …` and "
        "methods whose names end in `_` overwrite; `x = x + …` makes a new tensor."
    ),
    "meaning.numpy_grad": Message("Cut it from the graph first: `.detach().numpy()`."),
    "meaning.grad_none": Message(
        "Here something is None: `.grad` is, as long as no `backward()` has left anything in it, and after "
        "it was set to None."
    ),
    "meaning.zero": Message(
        "The method is `zero_()`. The `_` at the end says that it changes the tensor in place."
    ),
    "meaning.dtypes": Message(
        "Two tensors of different dtypes met. What torch makes without being told a dtype is float32: pass "
        "`dtype=x.dtype`, or make it like another tensor."
    ),
    "meaning.integer_grad": Message("Integers have no gradient. Make floats of them first."),
    "meaning.ambiguous": Message(
        "`if`, `while`, `and` and `or` need one answer, and a comparison of tensors gives many. `.all()`, "
        "`.any()` or a single number such as a norm make one of them."
    ),
    "meaning.not_permitted": Message(
        "A graded function may compute, and write files in the folder that it runs in. Where it is graded "
        "confined, it may not start processes, open connections, or reach other files."
    ),
    "meaning.no_gpu": Message(
        'A GPU is asked for by name, as `.cuda()` and `device="cuda"` do, and there is none here. Take the '
        "device from an argument: with `device=x.device` it works on either."
    ),
    "meaning.two_devices": Message(
        "Tensors of two devices met. What torch makes without being told where lies on the CPU: "
        "`device=x.device`, `torch.zeros_like(x)` and `x.new_zeros(…)` make it where x is."
    ),
    "meaning.numpy_gpu": Message(
        "NumPy takes only tensors on the CPU. torch has nearly all that NumPy has, and works wherever the "
        "tensor lies."
    ),
    "meaning.device_assert": Message(
        "On a GPU, this says that an index was out of range: it was too large, or below 0. On the CPU, torch "
        "names the index."
    ),
    "meaning.input": Message(
        "`input()` waits for somebody to type, and nobody does here. What the function needs comes in its "
        "arguments."
    ),
    "meaning.to_scalar": Message(
        "`.item()` and `float()` work on a single element. Take the sum or the mean first."
    ),
}

GPU: Mapping[str, Message | Plural] = {
    "gpu.mixed": Message(
        "With arguments on a GPU, line {line} would raise: `{operation}` meets tensors on two devices there. "
        "{why}"
    ),
    "gpu.mixed_in_cell": Message(
        "With arguments on a GPU, line {line} of cell {cell} would raise: `{operation}` meets tensors on two "
        "devices there. {why}"
    ),
    "gpu.mixed_somewhere": Message(
        "With arguments on a GPU, it would raise: `{operation}` meets tensors on two devices. {why}"
    ),
    "gpu.result": Message("With arguments on a GPU, the result would lie on the CPU. {why}"),
    "gpu.result_part": Message(
        "With arguments on a GPU, part {path} of the result would lie on the CPU. {why}"
    ),
    "gpu.numpy_raises": Message(
        "With arguments on a GPU, it would raise: NumPy takes only tensors on the CPU. torch has nearly all "
        "that NumPy has, and works wherever the tensor lies."
    ),
    "gpu.numpy": Message(
        "NumPy takes only tensors on the CPU. torch has nearly all that NumPy has, and works wherever the "
        "tensor lies."
    ),
    "gpu.named": Message(
        "A GPU is asked for by name, so that it works only where there is one. Take the device from a tensor "
        "that you are given, as `device={name}.device` does."
    ),
    "gpu.made": Message(
        "What line {line} makes lies on the CPU, wherever the arguments lie. Make it where they are: {ways}."
    ),
    "gpu.made_in_cell": Message(
        "What line {line} of cell {cell} makes lies on the CPU, wherever the arguments lie. "
        "Make it where they are: {ways}."
    ),
    "gpu.made_somewhere": Message(
        "What torch makes without being told where lies on the CPU, wherever the arguments lie. Make it "
        "where they are: {ways}."
    ),
    "gpu.moved": Message(
        "Line {line} takes it to the CPU. Leave it where it is; where the CPU is needed, "
        "`.to({name}.device)` brings it back."
    ),
    "gpu.moved_in_cell": Message(
        "Line {line} of cell {cell} takes it to the CPU. Leave it where it is; where the CPU is needed, "
        "`.to({name}.device)` brings it back."
    ),
    "gpu.not_on_device": Message("Graded on the CPU only: what the task asks for works there alone."),
    "gpu.random": Message("Graded on the CPU only: a GPU draws other random numbers."),
    "gpu.errors": Message(
        "Graded on the CPU only: all that the task asks for are errors, and they are others on a GPU."
    ),
}

MESSAGES: Mapping[str, Message | Plural] = {**ADVICE, **MEANINGS, **GPU}
