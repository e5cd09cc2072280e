"""Convert a starter to a notebook: prose in Markdown, one task per section."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

import nbformat

from grader.course import words
from grader.course.stubs import stub_of

SECTION = "## {heading}\n\n{prose}"
CELL = '    from grader import check\n\n    check("{name}")'
COMMAND = "    grade {name}.ipynb"
_RULE = re.compile(r"^(\w*)\s*─*\s*$")


def as_notebook(source: str, *, name: str) -> str:
    """Return the text of a notebook with a starter's prose and stubs.

    The module's docstring and the comments above each stub become Markdown; everything else is code.
    Raises SyntaxError if the starter does not parse.
    """
    cells = [
        _cell(kind, text, f"{name}-{number}".replace(".", "-")[:64])
        for number, (kind, text) in enumerate(_cells(source, name))
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = nbformat.v4.new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]  # nbformat is untyped
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"  # type: ignore[no-untyped-call]  # likewise


def _cell(kind: str, text: str, identity: str) -> Any:
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    return make(text, id=identity)  # type: ignore[no-untyped-call]  # nbformat is untyped


def _cells(source: str, name: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each cell."""
    tree, lines = ast.parse(source), source.split("\n")
    docstring = ast.get_docstring(tree)
    if docstring is not None:
        title, _, prose = docstring.partition("\n")
        prose = prose.replace(f"{name}.py", f"{name}.ipynb").strip()
        yield "markdown", f"# {title.rstrip('.')}\n\n{prose}".strip()
    body = tree.body[1:] if docstring is not None else tree.body
    end = tree.body[0].end_lineno or 0 if docstring is not None else 0
    code: list[str] = []
    for node in body:
        gap, text = lines[end : _first(node) - 1], lines[_first(node) - 1 : node.end_lineno]
        end = node.end_lineno or end
        stub = stub_of(node, source)
        if stub is None:
            code += [*gap, *text]
            continue
        if "\n".join(code).strip():
            yield "code", "\n".join(code).strip()
        code = []
        yield "markdown", _section(stub.name, gap)
        yield "code", "\n".join(text)
    rest = "\n".join([*code, *lines[end:]]).strip()
    if rest:
        yield "code", rest
    yield "markdown", _closing(name)


def _closing(name: str) -> str:
    """Return the text that explains how to grade the notebook."""
    parts = (words.IN_A_CELL, CELL.format(name=name), words.IN_A_TERMINAL, COMMAND.format(name=name))
    return SECTION.format(heading=words.GRADE_IT, prose="\n\n".join(map(str, parts)))


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _section(name: str, comments: Sequence[str]) -> str:
    """Return a heading and the comments above a stub, without the `#`.

    A line of rules gives the number of the task.
    """
    prose = [line.removeprefix("#").removeprefix(" ") for line in comments if line.startswith("#")]
    heading = f"`{name}`"
    if prose and "─" in prose[0] and (numbered := _RULE.match(prose[0])):
        prose = prose[1:]
        heading = f"{numbered[1]} · {heading}" if numbered[1] else heading
    return SECTION.format(heading=heading, prose="\n".join(prose).strip()).strip()
