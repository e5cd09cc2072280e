"""The examples in the prose of a starter: they are found, and tried with the reference."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
import torch

from grader.course.load import Course

Example = tuple[tuple[str, ...], str, bool, str]
"""Lines to run first, a call, whether it raises, and what it gives."""


def examples(course: Course, name: str) -> Iterator[Example]:
    """The examples in the comments of a starter."""
    text = course.starter(name).read_text("utf-8")
    for block in re.findall(r"(?:^#     .*\n)+", text, re.MULTILINE):
        before = []
        for line in re.sub(r"\n#\s+->", "  ->", block).splitlines():
            match = re.fullmatch(r"#\s+(.+?)\s+(?:->|(raises))\s+(.+)", line)
            if match:
                *first, call = re.split(r"\s{3,}", match[1])
                before += first
                yield tuple(before), call, bool(match[2]), match[3]
            else:
                before.append(line.removeprefix("#").strip())


def check_example(
    references: Mapping[str, Callable[..., object]],
    before: tuple[str, ...],
    call: str,
    raises: bool,
    result: str,
) -> None:
    """Try an example with the references of its exercise."""
    names = {
        "torch": torch,
        "nn": torch.nn,
        "random": random,
        "tensor": torch.tensor,
        "array": np.array,
        "float32": np.float32,
        **references,
    }
    for line in before:
        exec(line, names)
    if raises:
        with pytest.raises(eval(result)):
            eval(call, names)
        return
    found = eval(call, names)
    found = found.detach() if isinstance(found, torch.Tensor) else found
    torch.testing.assert_close(found, eval(result, names), rtol=0, atol=1e-4)
