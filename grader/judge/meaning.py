"""What torch means by an error message that says little to who meets it for the first time."""

from __future__ import annotations

import re


def meaning(message: str) -> str:
    """What a message of the library means, and what to do; empty where there is no more to say."""
    return next((meant for text, meant in MEANT if re.search(text, message)), "")


MEANT: tuple[tuple[str, str], ...] = (
    # what the library says, and what that means
    (
        "grad can be implicitly created only for scalar outputs",
        "`backward()` without arguments needs a single number. Sum the elements first, or take their mean, "
        "as the task asks.",
    ),
    (
        "Trying to backward through the graph a second time",
        "`backward()` frees the graph that it went through. Call it once, or pass `retain_graph=True` to all "
        "calls but the last; or compute the result anew.",
    ),
    (
        "does not require grad and does not have a grad_fn",
        "There is no graph behind this tensor. It was computed under `torch.no_grad()`, from a detached "
        "tensor or with plain numbers, or nothing that it was computed from requires grad.",
    ),
    (
        "a leaf Variable that requires grad is being used in an in-place operation",
        "A parameter may not be changed in place while torch records a graph: put the update under "
        "`with torch.no_grad():`.",
    ),
    (
        "modified by an inplace operation",
        "A tensor was overwritten whose values torch needs to go back through the graph. `x += …` and "
        "methods whose names end in `_` overwrite; `x = x + …` makes a new tensor.",
    ),
    (
        "Can't call numpy\\(\\) on Tensor that requires grad",
        "Cut it from the graph first: `.detach().numpy()`.",
    ),
    (
        "'NoneType' object has no attribute '(zero_|data|detach_?|norm|clone|mul_)'"
        "|unsupported operand.*'NoneType'",
        "Here something is None: `.grad` is, as long as no `backward()` has left anything in it, and after "
        "it was set to None.",
    ),
    (
        "'Tensor' object has no attribute 'zero'",
        "The method is `zero_()`. The `_` at the end says that it changes the tensor in place.",
    ),
    (
        "must have the same dtype|expected .* to have the same dtype|expected scalar type",
        "Two tensors of different dtypes met. What torch makes without being told a dtype is float32: pass "
        "`dtype=x.dtype`, or make it like another tensor.",
    ),
    (
        "Only Tensors of floating point and complex dtype can require gradients",
        "Integers have no gradient. Make floats of them first.",
    ),
    (
        "Boolean value of Tensor with more than one value is ambiguous",
        "`if`, `while`, `and` and `or` need one answer, and a comparison of tensors gives many. `.all()`, "
        "`.any()` or a single number such as a norm make one of them.",
    ),
    (
        "Errno (1|13)\\] (Operation not permitted|Permission denied)",
        "A graded function may compute, and write files in the folder that it runs in. Where it is graded "
        "confined, it may not start processes, open connections, or reach other files.",
    ),
    (
        "Torch not compiled with CUDA|Found no NVIDIA driver|No CUDA GPUs are available",
        'A GPU is asked for by name, as `.cuda()` and `device="cuda"` do, and there is none here. Take the '
        "device from an argument: with `device=x.device` it works on either.",
    ),
    (
        "to be on the same device|not on the expected device|either on cpu or on the same device",
        "Tensors of two devices met. What torch makes without being told where lies on the CPU: "
        "`device=x.device`, `torch.zeros_like(x)` and `x.new_zeros(…)` make it where x is.",
    ),
    (
        "device type tensor to numpy",
        "NumPy takes only tensors on the CPU. torch has nearly all that NumPy has, and works wherever the "
        "tensor lies.",
    ),
    (
        "device-side assert",
        "On a GPU, this says that an index was out of range: it was too large, or below 0. On the CPU, torch "
        "names the index.",
    ),
    (
        "EOF when reading a line",
        "`input()` waits for somebody to type, and nobody does here. What the function needs comes in its "
        "arguments.",
    ),
    (
        "cannot be converted to Scalar",
        "`.item()` and `float()` work on a single element. Take the sum or the mean first.",
    ),
)
