"""The skeleton of a task: texts and code that an author fills in.

What is left to fill in begins with a marker, so `grade verify` finds it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.message import Message
from grader.workshop.bench import root_of

MARK = "TODO:"
"""How every text begins that is still to be filled in, in each language."""
LONGEST_LINE = 88
WORD = "tensors"
"""The word that each parameter gets first."""
PACKAGE = "grader.course"

PROSE = Message("say what the function does, show a small example, and say why it matters.")
RESULT = Message("say what it returns, with shape and dtype.")
ANSWER = Message("write the right answer.")
MISUNDERSTOOD = Message("say what the learner misunderstood, and what is right.")
WRONG_ANSWER = Message("write a wrong answer that learners give, and name it after the mistake.")
FIRST_HINT = Message("write a hint that shows the first step, not the answer.")
HOW_TO_GRADE = Message("Fill in the functions below, then run")

STARTER = '''

# {prose}
def {task}({parameters}):
    """{result}"""
    raise NotImplementedError
'''
REFERENCE = '''

@{exercise}.task(inputs={{{inputs}}})
def {task}({parameters}):
    raise NotImplementedError("{answer}")


@{task}.misconception
def to_be_named({parameters}):
    """{misunderstood}"""
    raise NotImplementedError("{wrong}")


{task}.hint("{hint}")
'''
NEW_STARTER = '''"""{title}.

{how}

    grade {name}.py
"""

import torch
'''
NEW_REFERENCE = '''"""{title}."""

import torch

from grader.course import Exercise

exercise = Exercise({title!r})
'''


@dataclass(frozen=True)
class TaskSkeleton:
    """A task to be written: its name and its parameters."""

    task: str
    parameters: tuple[str, ...]

    def starter(self) -> str:
        """Return what is added to the starter."""
        return STARTER.format(
            prose=_open(PROSE), task=self.task, parameters=self._parameters, result=_open(RESULT)
        )

    def reference(self, exercise: str) -> str:
        """Return what is added to the reference; `exercise` is the variable's name in it."""
        return REFERENCE.format(
            exercise=exercise,
            inputs=", ".join(f'"{name}": {WORD}("n")' for name in self.parameters),
            task=self.task,
            parameters=self._parameters,
            answer=_open(ANSWER),
            misunderstood=_open(MISUNDERSTOOD),
            wrong=_open(WRONG_ANSWER),
            hint=_open(FIRST_HINT),
        )

    @property
    def _parameters(self) -> str:
        return ", ".join(self.parameters)


def _open(text: Message) -> str:
    return f"{MARK} {text}".replace("\\", "\\\\").replace('"', '\\"')


def new_starter(name: str, title: str) -> str:
    """Return a starter without tasks."""
    return NEW_STARTER.format(title=_in_docstring(title), how=HOW_TO_GRADE, name=name)


def new_reference(title: str) -> str:
    """Return a reference without tasks."""
    return NEW_REFERENCE.format(title=title).replace(f'"""{title}."""', f'"""{_in_docstring(title)}."""', 1)


def _in_docstring(title: str) -> str:
    """Return a title that can be written between three quotes."""
    return title.replace("\\", "\\\\").replace('"', '\\"').rstrip(".")


def variable(tree: ast.Module) -> str | None:
    """Return the name of the variable that holds the exercise; None if there is none."""
    for node in tree.body:
        match node:
            case ast.Assign(
                [ast.Name(name)], ast.Call(ast.Name("Exercise") | ast.Attribute(attr="Exercise"))
            ):
                return name
    return None


def with_word(source: str) -> str:
    """Return a reference that also imports the word which each parameter gets first."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE and node.level == 0:
            if any(alias.name in (WORD, "*") and alias.asname is None for alias in node.names):
                return source
            assert node.end_lineno is not None
            lines[node.lineno - 1 : node.end_lineno] = _import(node.names)
            return "".join(lines)
    first = next(node.lineno for node in tree.body if _is_exercise(node))
    lines[first - 1 : first - 1] = [f"from {PACKAGE} import {WORD}\n"]
    return "".join(lines)


def _is_exercise(node: ast.stmt) -> bool:
    return variable(ast.Module([node], [])) is not None


def _import(known: Sequence[ast.alias]) -> Iterator[str]:
    """Write an import of the known names and the word; on several lines if it is long."""
    names = [alias.name if alias.asname is None else f"{alias.name} as {alias.asname}" for alias in known]
    names = sorted([*names, WORD], key=lambda name: (name[0].islower(), name))
    line = f"from {PACKAGE} import {', '.join(names)}\n"
    if len(line) <= LONGEST_LINE:
        yield line
        return
    yield f"from {PACKAGE} import (\n"
    yield from (f"    {name},\n" for name in names)
    yield ")\n"


# ------------------------------------------------------------------------------- what is still open


@dataclass(frozen=True)
class OpenPlace:
    """A text that is still to be filled in: the task, the line of the file, and the text."""

    task: str
    line: int
    text: str


def open_in_starter(source: str) -> Iterator[OpenPlace]:
    """Find what is to be filled in in a starter: in comments and docstrings of its functions."""
    lines, end = source.split("\n"), 0
    for node in ast.parse(source).body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.FunctionDef):
            for number in range(end + 1, last + 1):
                if MARK in lines[number - 1]:
                    yield OpenPlace(node.name, number, _text(lines[number - 1]))
        end = last


def open_in_reference(source: str, tasks: Sequence[str]) -> Iterator[OpenPlace]:
    """Find what is to be filled in in a reference: texts of tasks, misconceptions and hints."""
    for node in ast.parse(source).body:
        task = _task_of(node, tasks)
        for part in ast.walk(node) if task else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and MARK in part.value:
                yield OpenPlace(task, part.lineno, _text(part.value))


def _text(line: str) -> str:
    return MARK + line.partition(MARK)[2].split("\n")[0].rstrip().removesuffix('"""').removesuffix('")')


def _task_of(node: ast.stmt, tasks: Sequence[str]) -> str:
    """Return the task that a statement of a reference is a part of; "" if it is none's."""
    if isinstance(node, ast.FunctionDef):
        roots = [root_of(decorator) for decorator in node.decorator_list]
        return next((root for root in roots if root in tasks), node.name if node.name in tasks else "")
    root = root_of(node.value) if isinstance(node, ast.Expr) else ""
    return root if root in tasks else ""
