"""A call as code that can be pasted, with what it is given on another device."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FACTORIES = {
    "tensor",
    "empty",
    "zeros",
    "ones",
    "full",
    "eye",
    "arange",
    "linspace",
    "randn",
    "rand",
    "randint",
}


def code_on(text: str, device: str) -> str:
    """Python that makes its tensors and networks on a device: with `device=`, or taken there at once."""
    lines = text.encode().split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    added: list[tuple[int, str]] = []
    for call in _makers(ast.parse(text)):
        assert call.end_lineno is not None
        assert call.end_col_offset is not None
        end = starts[call.end_lineno - 1] + call.end_col_offset
        if _is_network(call) or any(keyword.arg == "generator" for keyword in call.keywords):
            added.append((end, f'.to("{device}")'))
        else:
            added.append((end - 1, f', device="{device}"'))
    data = text.encode()
    for place, part in sorted(added, reverse=True):
        data = data[:place] + part.encode() + data[place:]
    return data.decode()


def _makers(node: ast.AST) -> Iterator[ast.Call]:
    """The outermost calls that make a tensor or a network."""
    if isinstance(node, ast.Call) and (_is_network(node) or _is_factory(node)):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _makers(child)


def _is_network(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith("torch.nn.")


def _is_factory(call: ast.Call) -> bool:
    name = ast.unparse(call.func).removeprefix("torch.")
    return isinstance(call.func, ast.Attribute) and name in FACTORIES
