"""Advice on a kind of mistake: in general, after an error of torch, on a GPU."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

ADVICE: Mapping[str, Message | Plural] = {
    "advice.debugger": Message(
        "`breakpoint()` was called, and nobody can use the debugger here. Remove it. `--debug` stops in your "
        "function, on the call that fails."
    ),
    "advice.none": Message(
        "None was returned. Is a `return` missing, or is it in a branch that did not run?"
    ),
    "advice.no_return": Message("Your function has no `return` with a value, so it returns None."),
    "advice.return_not_reached": Message(
        "This call reached no `return` with a value, so it returned None. Is the `return` in a branch or in "
        "a loop that did not run?"
    ),
    "advice.none_is_grad": Message(
        "Your `return` ran, and its value was None. `.grad` is None until a `backward()` fills it."
    ),
    "advice.return_of_none": Message(
        "Your `return` ran, and its value was None. Print that value before the `return` to see where it "
        "becomes None."
    ),
    "advice.returned": Message(
        "Your function returned a text and printed nothing. The task asks to print it: `print(…)`."
    ),
    "advice.printed": Message(
        "Your function printed the result and returned None. The task asks to return it: `return …`."
    ),
    "advice.number": Message(
        "`.item()`, `float()`, `len()` and `math` give Python numbers. Methods of tensors and functions of "
        "torch give tensors."
    ),
    "advice.number_only": Message("Methods of tensors and functions of torch give tensors."),
    "advice.bool_only": Message("`==` and `<` compare two tensors element by element and give a tensor."),
    "advice.bool": Message(
        "`==` and `<` compare two tensors element by element and give a tensor. `if`, `all(…)`, "
        "`torch.equal` and `torch.allclose` make one Python bool of it."
    ),
    "advice.network": Message(
        "The parameters are compared in the order of `parameters()`, the order in which you define the "
        "layers. Define layers in the order in which you use them."
    ),
    "advice.network_list": Message(
        "The parameters are compared in the order of `parameters()`, the order in which you define the "
        "layers. Define layers in the order in which you use them. `parameters()` does not find layers in a "
        "plain list; use `nn.ModuleList`."
    ),
    "advice.network_lost": Message(
        "`parameters()` does not find layers in a plain list; use `nn.ModuleList`."
    ),
    "advice.item_int": Message("`int(…)` makes a Python int of a tensor of one element."),
    "advice.item": Message("`.item()` makes a Python number of a tensor of one element."),
    "advice.generator": Message(
        "A function with `yield` in it returns a generator. To return a list, collect the parts, then return "
        "the list."
    ),
    "advice.generator_expression": Message(
        "`(… for …)` in round brackets gives a generator. `[… for …]` gives a list."
    ),
    "advice.not_called": Message(
        "This is a function, not its result. Call it: write its arguments in brackets after it, and not into "
        "the brackets before."
    ),
    "advice.none_in_variable": Message(
        "`{name}` is None. Methods that change a value in place return None, such as `append` of a list. So "
        "does `backward()`."
    ),
    "advice.list_in_variable": Message(
        "The task asks for a tuple. `{name} = a, b` makes one, and `tuple(…)` makes one from a list."
    ),
    "advice.function_for_variable": Message(
        "`{name}` is a function here. A variable is asked for: write `{name} = …` at the top level, without "
        "`def`."
    ),
    "advice.class_for_variable": Message(
        "`{name}` is a class here. A variable is asked for: write `{name} = …` at the top level."
    ),
    "advice.unfinished": Message("This uses `{name}`, which is not finished yet. Finish `{name}` first."),
    "advice.uses_wrong": Message("This uses your `{name}`, which is wrong. Fix `{name}` first."),
    "advice.class_for_function": Message(
        "`{name}` is a class here. A function is asked for: write `def {signature}:`."
    ),
    "advice.list": Message(
        "The task asks for a tuple. `return a, b` makes one, and `tuple(…)` makes one from a list."
    ),
    "advice.order": Message("On this call, the parts are right, but their order is wrong."),
    "advice.axis_missing": Message(
        "An axis of size 1 is missing. An index such as `[0]` drops an axis. So does a sum or mean over an "
        "axis, without `keepdim=True`. `.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
    ),
    "advice.axis_squeezed": Message(
        "An axis of size 1 is missing. `.squeeze()` drops every axis of size 1, and `.squeeze(dim)` drops "
        "that one. Leave it out, or name only an axis that should go."
    ),
    "advice.axes_missing": Message(
        "{count} axes of size 1 are missing. An index such as `[0]` drops an axis. So does a sum or mean "
        "over an axis, without `keepdim=True`. `.unsqueeze(…)` and `.reshape(…)` add one."
    ),
    "advice.axes_squeezed": Message(
        "{count} axes of size 1 are missing. `.squeeze()` drops every axis of size 1, and `.squeeze(dim)` "
        "drops that one. Leave it out, or name only an axis that should go."
    ),
    "advice.axis_indexed": Message(
        "An axis of size 1 is missing. An index such as `[0]` drops an axis, and a slice such as `[0:1]` "
        "keeps it. `.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
    ),
    "advice.axis_reduced": Message(
        "An axis of size 1 is missing. A sum or mean over an axis drops it, and `keepdim=True` keeps it. "
        "`.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
    ),
    "advice.axis_to_add": Message(
        "An axis of size 1 is missing. `.unsqueeze(…)`, `[:, None]` and `.reshape(…)` add one."
    ),
    "advice.axes_too_many": Message("There are {count} axes of size 1 too many. `.squeeze(dim)` drops one."),
    "advice.axes_kept": Message(
        "There are {count} axes of size 1 too many. `keepdim=True` keeps an axis that is reduced: leave it "
        "out."
    ),
    "advice.axis_flattened": Message(
        "An axis of size 1 is missing. To flatten joins axes into one, and an axis of size 1 is lost then."
    ),
    "advice.gradient": Message("Some of the result is not connected to the graph."),
    "advice.gradient_cut": Message(
        "Not connected to the graph: the results of {ways}. For the gradient, such a value counts as a "
        "constant."
    ),
    "advice.rounded": Message(
        "These are the expected numbers, rounded to float32, which has only about 7 digits. `.float()` gives "
        "float32, and so may calls of torch without a `dtype`. Later, the lost digits do not come back."
    ),
    "advice.error_returned": Message("Your function returned the error. `raise` it, in place of `return`."),
    "advice.item_numpy": Message("`.item()` and `float(…)` make a Python number of a NumPy number."),
    "advice.axis_to_drop": Message("There is one axis of size 1 too many. `.squeeze(dim)` drops one."),
    "advice.axis_to_drop_here": Message(
        "There is one axis of size 1 too many: axis {dim}. `.squeeze({dim})` drops it."
    ),
    "advice.axis_too_many": Message(
        "There is one axis of size 1 too many. `keepdim=True` and a slice such as `[:, -1:]` keep one; "
        "`[None]` and brackets around a value add one. `.squeeze(dim)` drops one."
    ),
    "advice.float32": Message(
        "`.float()` gives float32. So may calls of torch without a `dtype`. Take the dtype from an argument: "
        "`dtype={name}.dtype`, `torch.zeros_like({name})`."
    ),
    "advice.float32_some": Message(
        "`.float()` gives float32. So may calls of torch without a `dtype`. For a float64 argument, the "
        "result is float64."
    ),
    "advice.float32_some_cast": Message(
        "`.float()` and `torch.float32` give float32. For a float64 argument, the result is float64: leave "
        "floats as they are."
    ),
    "advice.float32_some_made": Message(
        "Without a `dtype`, you may get float32 from {ways}. For a float64 argument, the result is float64."
    ),
    "advice.float32_some_other": Message("For a float64 argument, the result is float64."),
    "advice.dtype_of": Message("The result has the dtype of {name}: `dtype={name}.dtype`."),
    "advice.float32_cast": Message(
        "`.float()` and `torch.float32` give float32. Take the dtype from an argument: `.to({name}.dtype)`, "
        "`dtype={name}.dtype`."
    ),
    "advice.float32_made": Message(
        "Without a `dtype`, you may get float32 from {ways}. Take the dtype from an argument: "
        "`dtype={name}.dtype`."
    ),
    "advice.float32_other": Message(
        "Take the dtype from an argument: `.to({name}.dtype)`, `dtype={name}.dtype`."
    ),
    "advice.graph": Message(
        "`.item()` gives the number in a tensor of one element. The number is not connected to the graph."
    ),
    "advice.cut": Message(
        "Gradients flow back only through tensor operations. `.item()`, `.detach()`, `.data`, `float()`, "
        "NumPy and `math` leave the graph. Nothing under `torch.no_grad()` is in the graph."
    ),
    "advice.cut_by": Message(
        "Gradients flow back only through tensor operations. These leave the graph: {ways}."
    ),
    "advice.cut_under": Message(
        "Gradients flow back only through tensor operations. Nothing under `torch.no_grad()` is in the graph."
    ),
    "advice.cut_and_under": Message(
        "Gradients flow back only through tensor operations. These leave the graph: {ways}. Nothing under "
        "`torch.no_grad()` is in the graph."
    ),
    "advice.cut_somewhere": Message(
        "Gradients flow back only through tensor operations on floats. Comparisons and `argmax` have no "
        "gradient. A new tensor is not connected to your inputs."
    ),
    "advice.to_float": Message(
        "`.to(torch.{dtype})` converts to floats. Or make the tensor with `dtype=torch.{dtype}`."
    ),
    "advice.inputs_here": Message("Other calls change {name}, but here nothing of it is to change."),
    "advice.inputs": Message(
        "`{name} += …`, `{name}[…] = …`, `{name}.data = …` and methods with a `_` at the end change the "
        "tensor itself. So do changes under another name, or through a view. Work on a new tensor, such as "
        "`{name}.clone()`."
    ),
    "advice.inputs_array": Message(
        "`{name} += …` and `{name}[…] = …` change the array itself. So do changes through a view or a tensor "
        "that shares its memory. Work on a copy: `{name}.copy()`."
    ),
    "advice.inputs_table": Message(
        "`{name}[…] = …`, `{name}.loc[…] = …` and methods with `inplace=True` change the table itself. Work "
        "on a copy: `{name}.copy()`."
    ),
    "advice.astype": Message("`astype({dtype!r})` gives a column the expected dtype."),
    "advice.column_converted": Message(
        "The table that you were given has dtype {dtype} in this column. Look for what converts it."
    ),
    "advice.flag": Message(
        "`requires_grad_()` and `requires_grad = …` set the flag of your input itself. `detach()` gives a "
        "tensor that is cut from the graph. `torch.no_grad()` lets you change a parameter. Neither sets the "
        "flag."
    ),
    "advice.flag_set": Message(
        "`requires_grad_()` and `requires_grad = …` set the flag of your input itself. Set it on a tensor of "
        "your own: `{name} = {name}.detach().clone().requires_grad_()`."
    ),
    "advice.list_changed": Message(
        "`.pop()`, `.append()`, `.sort()` and `{name}[…] = …` change your input itself. Work on a copy: "
        "`list({name})`."
    ),
    "advice.in_place": Message(
        "Your input {name} has not changed. `{name} = …` only gives the name to another tensor. `{name}[…] = "
        "…`, `{name} += …` and methods with a `_` at the end change your input itself."
    ),
    "advice.in_place_only": Message(
        "Your input {name} has not changed. `{name}[…] = …`, `{name} += …` and methods with a `_` at the end "
        "change your input itself."
    ),
    "advice.in_place_nothing": Message(
        "Your input {name} has not changed. A line that writes into it ran, but in this call it wrote what "
        "was there already, or its index chose nothing."
    ),
    "advice.in_place_not_reached": Message(
        "Your input {name} has not changed. This call ran no line that changes it."
    ),
    "advice.in_place_copy": Message(
        "Your input {name} has not changed. These may make a new tensor: {ways}. `{name}[…] = …` and methods "
        "with a `_` at the end change your input itself."
    ),
    "advice.in_place_table": Message(
        "Your input {name} has not changed. Methods such as `drop` and `fillna` return a new table. "
        "`{name}[…] = …` and methods with `inplace=True` change your input itself."
    ),
}

MEANINGS: Mapping[str, Message | Plural] = {
    "meaning.scalar": Message(
        "`backward()` without arguments, and `autograd.grad`, need a single number. Often, a sum or a mean "
        "is missing."
    ),
    "meaning.view": Message(
        "These numbers lie in memory in such an order that a view cannot have this shape, as with a "
        "transpose or an expanded tensor. `reshape` works for all tensors: it copies the numbers where it "
        "must."
    ),
    "meaning.view_in_place": Message(
        "These numbers lie in memory in such an order that a view cannot have this shape, as with a "
        "transpose or an expanded tensor. `reshape` would copy them, and what you write would not reach the "
        "tensor that you were given. Write into that tensor itself, in the shape that it has."
    ),
    "meaning.freed": Message(
        "`backward()` frees the graph that it went through. Call it once, or pass `retain_graph=True` to all "
        "calls but the last. Or compute the result again."
    ),
    "meaning.freed_in_training": Message(
        "`backward()` frees the graph that it went through. Compute the result and the loss again in each "
        "step, with the new parameters."
    ),
    "meaning.no_graph_under": Message(
        "This tensor has no graph. It was computed under `torch.no_grad()`, or nothing that it was computed "
        "from requires grad."
    ),
    "meaning.no_graph_cut": Message(
        "This tensor has no graph. These leave the graph: {ways}. Or nothing that it was computed from "
        "requires grad."
    ),
    "meaning.no_graph_or_cut": Message(
        "This tensor has no graph. Nothing under `torch.no_grad()` is in the graph, and these leave it: "
        "{ways}. Or nothing that it was computed from requires grad."
    ),
    "meaning.no_graph_leaf": Message(
        "This tensor has no graph. Nothing that it was computed from requires grad, or one of the operations "
        "has no gradient, such as `argmax` or `<`."
    ),
    "meaning.no_graph": Message(
        "This tensor has no graph. It was computed under `torch.no_grad()`, from a detached tensor or from "
        "plain numbers. Or nothing that it was computed from requires grad."
    ),
    "meaning.leaf_in_place": Message(
        "You cannot change a parameter in place while torch records a graph. Put the update under `with "
        "torch.no_grad():`."
    ),
    "meaning.leaf_input": Message(
        "An input that requires grad cannot be changed in place. `x += …`, `x[…] = …` and methods with a `_` "
        "at the end change it. The task leaves its inputs as they are: compute a new tensor, such as `y = x "
        "+ 1`."
    ),
    "meaning.overwritten": Message(
        "You have overwritten a tensor, and torch needs its old values to go back through the graph. `x += "
        "…` and methods with a `_` at the end overwrite. `x = x + …` makes a new tensor."
    ),
    "meaning.numpy_grad": Message("Cut it from the graph first: `.detach().numpy()`."),
    "meaning.grad_none": Message(
        "Something here is None. `.grad` is None until a `backward()` fills it, and after you set it to None."
    ),
    "meaning.grad_none_yet": Message(
        "Something here is None. `.grad` is None until a `backward()` fills it."
    ),
    "meaning.none": Message(
        "Something here is None. Print the values that this line uses to see which one it is."
    ),
    "meaning.zero": Message(
        "The method is called `zero_()`. The `_` at the end says that it changes the tensor in place."
    ),
    "meaning.dtypes": Message(
        "Two tensors of different dtypes met. Without a `dtype`, torch makes float32. Pass `dtype=x.dtype`, "
        "or make the tensor like another one."
    ),
    "meaning.dtypes_only": Message(
        "Two tensors of different dtypes met. `.to(x.dtype)` converts a tensor to the dtype of x."
    ),
    "meaning.integer_grad": Message("Integers have no gradient. Convert them to floats first."),
    "meaning.ambiguous": Message(
        "`if`, `while`, `and` and `or` need one answer, and a comparison of tensors gives many. `.all()`, "
        "`.any()` or a single number such as a norm gives one. Where each element has an answer of its own, "
        "use no `if`: use the comparison itself, a mask such as `x[x < 0]`, or `torch.where`."
    ),
    "meaning.not_permitted": Message(
        "A graded function may compute, and write files in the folder that it runs in. When it is confined, "
        "it may not start processes, open connections, or reach other files."
    ),
    "meaning.no_gpu": Message(
        '`.cuda()` and `device="cuda"` ask for a GPU by name, and this machine has none. Take the device '
        "from an argument: `device=x.device` works on a CPU and on a GPU."
    ),
    "meaning.two_devices": Message(
        "Tensors of two devices met. Without a `device`, torch makes tensors on the CPU. `device=x.device`, "
        "`torch.zeros_like(x)` and `x.new_zeros(…)` make them where x is."
    ),
    "meaning.numpy_gpu": Message(
        "NumPy takes only tensors on the CPU. torch has nearly all functions of NumPy, and they work on "
        "every device."
    ),
    "meaning.device_assert": Message(
        "On a GPU, this error means that an index was out of range: too large, or below 0. On the CPU, torch "
        "names the index."
    ),
    "meaning.input": Message(
        "`input()` waits for the keyboard, and nobody can type here. Your function gets all that it needs in "
        "its arguments."
    ),
    "meaning.not_entered": Message(
        "A class stands after `with`, and an object is needed. Write the brackets: `with torch.no_grad():`."
    ),
    "meaning.not_a_layer": Message(
        "A network is made of layers, and this is none. If it is a class, write the brackets: `nn.ReLU()`."
    ),
    "meaning.none_to_scalar": Message(
        "`.item()` and `float()` work on a single element, and this tensor has none."
    ),
    "meaning.shape_set": Message(
        "A tensor gets no new shape by an assignment, as an array does. `reshape` and `view` return a tensor "
        "with another shape."
    ),
    "meaning.copy": Message("`.copy()` is NumPy's. In torch, it is `.clone()`."),
    "meaning.index_out_of_range": Message(
        "An index is out of range: it is below 0, or too large for the axis along which it counts."
    ),
    "meaning.to_scalar": Message(
        "`.item()` and `float()` work on a single element, and this tensor has several. A sum or a mean is a "
        "single one. `.detach()` cuts a whole tensor from the graph."
    ),
}

GPU: Mapping[str, Message | Plural] = {
    "gpu.mixed": Message(
        "With arguments on a GPU, line {line} would raise: `{operation}` would get tensors on two devices. "
        "{why}"
    ),
    "gpu.mixed_in_cell": Message(
        "With arguments on a GPU, line {line} of cell {cell} would raise: `{operation}` would get tensors on "
        "two devices. {why}"
    ),
    "gpu.mixed_somewhere": Message(
        "With arguments on a GPU, it would raise: `{operation}` would get tensors on two devices. {why}"
    ),
    "gpu.result": Message("With arguments on a GPU, the result would be on the CPU. {why}"),
    "gpu.result_part": Message(
        "With arguments on a GPU, part {path} of the result would be on the CPU. {why}"
    ),
    "gpu.numpy_raises": Message(
        "With arguments on a GPU, it would raise: NumPy takes only tensors on the CPU. torch has nearly all "
        "functions of NumPy, and they work on every device."
    ),
    "gpu.numpy": Message(
        "NumPy takes only tensors on the CPU. torch has nearly all functions of NumPy, and they work on "
        "every device."
    ),
    "gpu.named": Message(
        "Your code asks for a GPU by name, so it works only on a machine with a GPU. Take the device from an "
        "argument: `device={name}.device`."
    ),
    "gpu.made": Message(
        "Line {line} makes a tensor on the CPU, even if the arguments are on a GPU. Make it where they are: "
        "{ways}."
    ),
    "gpu.made_in_cell": Message(
        "Line {line} of cell {cell} makes a tensor on the CPU, even if the arguments are on a GPU. Make it "
        "where they are: {ways}."
    ),
    "gpu.made_somewhere": Message(
        "Without a `device`, torch makes tensors on the CPU, even if the arguments are on a GPU. Make them "
        "where the arguments are: {ways}."
    ),
    "gpu.moved": Message(
        "Line {line} takes it to the CPU. Leave it where it is; where the CPU is needed, "
        "`.to({name}.device)` brings it back."
    ),
    "gpu.moved_in_cell": Message(
        "Line {line} of cell {cell} takes it to the CPU. Leave it where it is; where the CPU is needed, "
        "`.to({name}.device)` brings it back."
    ),
    "gpu.not_on_device": Message("Graded on the CPU only: the task works only on a CPU."),
    "gpu.random": Message("Graded on the CPU only: a GPU draws other random numbers."),
    "gpu.errors": Message(
        "Graded on the CPU only: the task asks only for errors, and a GPU raises other errors."
    ),
}

MESSAGES: Mapping[str, Message | Plural] = {**ADVICE, **MEANINGS, **GPU}
