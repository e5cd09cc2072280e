"""Python text as Python reads it: its tree or its fault, and the text of a node.

Positions in a tree count lines from 1 and columns in bytes of UTF-8. The lists of lines are those of the
text.
"""

from __future__ import annotations

import ast
import re
import warnings
from array import array
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache

from grader.submission.remedy import TOO_DEEP, Place, stray_return, told, unreadable
from grader.submission.source import SyntaxFault

LONGEST_MESSAGE = 200

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parse(text: str) -> ast.Module | SyntaxFault:
    """Parse Python as `ast.parse` does; a syntax error is returned as a value.

    A `return` outside of a function is a fault, too, though it parses.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings such as invalid escapes are for the learner
            tree = compile(text, "<unknown>", "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
            assert isinstance(tree, ast.Module)
            return _stray_return(tree, text) or tree
    except SyntaxError as error:
        return told(_place(error, text.split("\n")))
    except (RecursionError, MemoryError):
        return unreadable(TOO_DEEP)
    except ValueError as error:
        return unreadable(str(error)[:LONGEST_MESSAGE])


def _place(error: SyntaxError, lines: Sequence[str]) -> Place:
    """Return what Python says, and where; the place ends in the line where it begins."""
    message = re.sub(r" \(detected at line \d+\)", "", str(error.msg))[:LONGEST_MESSAGE]
    line = error.lineno or 1
    column = max(error.offset or 0, 0)
    is_there = line <= len(lines) and column <= len(lines[line - 1]) + 1
    if not is_there:
        return Place(message, lines, line)
    end = error.end_offset or 0 if error.end_lineno == line else len(lines[line - 1].rstrip()) + 1
    return Place(message, lines, line, column, max(end - column, 1))


def _stray_return(tree: ast.Module, text: str) -> SyntaxFault | None:
    """Return the first `return` outside of a function.

    Python refuses it only after it has parsed the text.
    """
    inner = (node for statement in tree.body for node in outside_definitions(statement))
    found = [(node.lineno, node.col_offset) for node in inner if isinstance(node, ast.Return)]
    if not found:
        return None
    lines, (line, offset) = text.split("\n"), min(found)
    return stray_return(line, _column(lines[line - 1], offset), lines)


def span(node: ast.stmt, lines: Sequence[str]) -> tuple[int, int, int, int]:
    """Return the line and the column where a node begins, and those where it ends; from 0."""
    first, last = node.lineno - 1, last_line(node) - 1
    return first, _column(lines[first], node.col_offset), last, _column(lines[last], node.end_col_offset or 0)


def _column(line: str, offset: int) -> int:
    """Return the column, in characters, of an offset in bytes of UTF-8."""
    return offset if line.isascii() else _columns(line)[offset]


@lru_cache(maxsize=4)  # the statements of one line come one after the other
def _columns(line: str) -> Sequence[int]:
    """Return the column of each byte of a line, and of its end."""
    sizes = ((column, len(character.encode())) for column, character in enumerate(line))
    return array("I", [*(column for column, size in sizes for _ in range(size)), len(line)])


def size(tree: ast.Module) -> int:
    """Return the number of statements; an import of several names is several."""
    imports = ast.Import | ast.ImportFrom
    return sum(len(node.names) if isinstance(node, imports) else 1 for node in tree.body)


def last_line(node: ast.stmt) -> int:
    """Return the line in which a node ends."""
    return node.end_lineno or node.lineno


def statements(body: Iterable[ast.stmt], lines: Sequence[str]) -> Iterator[tuple[int, str, ast.stmt]]:
    """Yield each statement with its first line and its text.

    An import of several names becomes several statements. One that fails then loses only its own name.
    """
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom) and len(node.names) > 1:
            for alias in node.names:
                one = copy(node)
                one.names = [alias]
                yield alias.lineno, ast.unparse(one), one
        else:
            yield *_text(node, lines), node


def _text(node: ast.stmt, lines: Sequence[str]) -> tuple[int, str]:
    """Return a statement's first line and its text from column 0.

    Decorators are included.
    """
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    text = "\n".join(lines[first - 1 : last_line(node)])
    _, column, last, end = span(node, lines)
    start = 0 if decorators else column
    return first, text[start : len(text) - len(lines[last]) + end]


def outside_definitions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield a statement and the nodes in it, except those inside a definition.

    Functions, classes and expressions are yielded, but not what is inside them.
    """
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.expr | Function | ast.ClassDef):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))
