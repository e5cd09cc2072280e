"""Slips that the learner's own source shows."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural

MESSAGES: Mapping[str, Message | Plural] = {
    "slip.comparison": Message(
        "`==` compares, and nothing uses the answer here. To give `{left}` a new value, write `{left} = …`."
    ),
    "slip.comparison_in_place": Message(
        "`==` compares, and nothing uses the answer here. `{left} -= …` and `{left}[…] = …` change the "
        "tensor itself."
    ),
    "slip.not_called": Message(
        "This names the method `{method}` and does not call it. Write the brackets: `.{call}`."
    ),
    "slip.size_not_called": Message(
        "In torch, `size` is a method: `.size()` is the shape. `.numel()` counts the elements."
    ),
    "slip.caret": Message("`^` works on bits. A power is written `**`."),
    "slip.not_imported": Message("`{name}` is not imported here. Write `{line}` at the top of your file."),
    "slip.other_case": Message(
        "`{name}` is not defined, but `{meant}` is. In Python, capital and small letters are different."
    ),
    "slip.not_the_parameter": Message(
        "This reads the variable `{name}` of your file. The parameter is called `{parameter}`, and nothing "
        "reads it."
    ),
    "slip.compared_with_nan": Message(
        "NaN is not equal to anything, not even to itself: `==` with it is always False, and `!=` always "
        "True. `isna()` of a table and `torch.isnan(…)` find missing numbers."
    ),
    "slip.returns_none_in_place": Message(
        "With `inplace=True`, `{method}` changes the object and returns None. Without it, `{method}` returns "
        "a new one."
    ),
    "slip.unread": Message("Nothing in your function reads `{parameter}`, and the result depends on it."),
    "slip.replaced": Message(
        "This gives the name `{name}` to the result of `{code}`. So `{name}` is not your function. Use "
        "another name here."
    ),
    "slip.unused": Message(
        "`{code}` makes a new value, and nothing uses it here. It changes nothing that it is made of: give "
        "the new value a name, and use that."
    ),
    "slip.unused_in_place": Message(
        "`{code}` makes a new value, and nothing uses it here. `{left} {operator} …` changes the tensor "
        "itself."
    ),
    "slip.unused_twin": Message(
        "`{method}` makes a new tensor, and nothing uses it here. `{method}_` changes the tensor itself."
    ),
    "slip.unused_context": Message(
        "Alone on a line, `torch.{method}()` does nothing. Write `with torch.{method}():`, and below it, "
        "indented, the lines that it is for."
    ),
    "slip.shuffled_rows": Message(
        "`random.shuffle` swaps two entries at a time. The rows of a tensor are views, so that some rows are "
        "overwritten by others. Shuffle their numbers: `torch.randperm(len({name}))`."
    ),
    "slip.rebound": Message(
        "`{name} = …` makes a new tensor, and your input does not change. `{name} {operator} …` changes the "
        "tensor itself."
    ),
    "slip.rebound_leaf": Message(
        "`{name} = …` makes a new tensor, which has no `.grad`. The tensor that you were given does not "
        "change. Write `{name} {operator} …` under `torch.no_grad()`."
    ),
    "slip.before_loop": Message(
        "`{name}` is computed once, before the loop, with the parameters of that time. Compute it in each "
        "step, inside the loop."
    ),
    "slip.none_of_method": Message(
        "`{method}()` returns None, so `{name}` is None after this line. Write the call in a line of its own."
    ),
    "slip.none_of_helper": Message(
        "Your `{helper}` has no `return`, so it returns None. `{name}` is None after this line."
    ),
    "slip.early_return": Message(
        "This `return` is inside the loop, so it ends the loop in its first pass. Indent it as far as the "
        "loop itself."
    ),
    "slip.early_decision": Message(
        "This ends the loop in its first pass, so the other passes are never made. Write `{code}` after the "
        "loop."
    ),
    "slip.lost_result": Message(
        "This computes a result and does not return it. Write `return` before it: `return {code}`."
    ),
    "slip.lost_name": Message(
        "Your function has no `return`, so it returns None. If `{name}` is the result, end with `return "
        "{name}`."
    ),
    "slip.printed": Message(
        "`print` shows a value and returns None. Your function must return it: `return {code}`."
    ),
    "slip.returns_none": Message(
        "`{method}()` returns None. Call it in a line of its own, and return the result in the next line."
    ),
    "slip.init": Message(
        "Python calls `__init__`, with two underscores on each side. In `{of}` it is spelt `{name}`, so "
        "nothing calls it."
    ),
    "slip.forward": Message(
        "A module's method is called `forward`. In `{of}` it is spelt `{name}`, so torch does not find it."
    ),
    "slip.no_super": Message(
        "`__init__` of `{of}` does not call `super().__init__()`. Write that as its first line, before any "
        "layer or parameter."
    ),
    "slip.super_late": Message(
        "`super().__init__()` comes too late. Write it as the first line of `__init__`, before any layer or "
        "parameter."
    ),
    "slip.super_not_called": Message("This calls nothing. Write the brackets: `super().__init__()`."),
    "slip.super_brackets": Message("The brackets after `super` are missing. Write `super().__init__()`."),
    "slip.pair": Message(
        "`{method}` returns two tensors here: values and indices. Take one of them: `.values` or `.indices`."
    ),
    "slip.pair_index": Message(
        "`{method}` returns two tensors here: values and indices. Take `.values` or `.indices`. `{index}` "
        "returns only the indices."
    ),
}
