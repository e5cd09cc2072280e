"""The skeleton of a task: texts and code that an author fills in.

What is left to fill in begins with a marker, so `grade verify` finds it.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.message import Message
from grader.core.model import CLASS, VARIABLE
from grader.course.stubs import stub_of
from grader.workshop.bench import root_of
from grader.workshop.task_shape import INIT, TaskShape

MARK = "TODO:"
"""How every text begins that is still to be filled in, in each language."""
LONGEST_LINE = 88
WORD = "tensors"
"""The word that each parameter gets first."""
PACKAGE = "grader.course"
TORCH = "torch"
IMPORTS = {"torch": "import torch", "nn": "from torch import nn"}
"""How the base of a module is imported."""

PROSE = Message("say what the function does, show a small example, and say why it matters.")
PROSE_OF_CLASS = Message("say what the class is for, show a small example, and say why it matters.")
PROSE_OF_VARIABLE = Message("say what to assign, with shape and dtype, and say why it matters.")
RESULT = Message("say what it returns, with shape and dtype.")
CONTENT = Message("say what an instance holds and what its methods return, with shape and dtype.")
ANSWER = Message("write the right answer.")
MISUNDERSTOOD = Message("say what the learner misunderstood, and what is right.")
WRONG_ANSWER = Message("write a wrong answer that learners give, and name it after the mistake.")
ANOTHER_ANSWER = Message("write another right answer of a different design.")
PROPERTY = Message("say in a whole sentence what must hold of the result.")
HOLDS = Message("return True or False, or a pair of that and a text on what the result is.")
FIRST_HINT = Message("write a hint that shows the first step, not the answer.")
HOW_TO_GRADE = Message("Fill in the functions below, then run")

MISCONCEPTION, RIGHT, HELD = "to_be_named", "another_answer", "to_be_named_too"
"""What the functions are called that an author names."""
RESULTS, PROBES = ("result", "returned"), ("x", "X", "probe")
"""Names for the result in a property, and for the input that a module is tried on."""
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
    """A task to be written: its name and its shape, with a right variant and a property if asked for."""

    task: str
    shape: TaskShape
    with_right: bool = False
    with_property: bool = False

    def starter(self) -> str:
        """Return what is added to the starter."""
        if self.shape.kind == VARIABLE:
            return f"\n\n# {_open(PROSE_OF_VARIABLE)}\n{self.task} = ...\n"
        is_class = self.shape.kind == CLASS
        prose, result = (PROSE_OF_CLASS, CONTENT) if is_class else (PROSE, RESULT)
        return f"\n\n# {_open(prose)}\n{self._definition(self.task, '', _open(result))}"

    def reference(self, exercise: str) -> str:
        """Return what is added to the reference; `exercise` is the variable's name in it."""
        parts = [f"@{exercise}.{self._word}\n{self._definition(self.task, _open(ANSWER))}"]
        if self.with_property:
            parts.append(f"@{self.task}.holds\n{self._property()}")
        if self.with_right:
            parts.append(f"@{self.task}.right\n{self._definition(self._named(RIGHT), _open(ANOTHER_ANSWER))}")
        wrong = self._definition(self._named(MISCONCEPTION), _open(WRONG_ANSWER), _open(MISUNDERSTOOD))
        parts += [f"@{self.task}.misconception\n{wrong}", f'{self.task}.hint("{_open(FIRST_HINT)}")\n']
        return "".join(f"\n\n{part}" for part in parts)

    @property
    def _word(self) -> str:
        """The word that declares the task, with its options."""
        if self.shape.kind == VARIABLE:
            return "variable"
        inputs = [f'"{name}": {WORD}("n")' for name in self.shape.parameters]
        options = ""
        if self.shape.is_module:
            probe = next(name for name in PROBES if name not in self.shape.parameters)
            inputs.append(f'"{probe}": {WORD}("n", dtypes=("float32",))')
            options = f', probe="{probe}"'
        return f"task(inputs={{{', '.join(inputs)}}}{options})"

    def _named(self, name: str) -> str:
        """Write the name of a variant as that of a class or a function is written."""
        return name.title().replace("_", "") if self.shape.kind == CLASS else name

    def _property(self) -> str:
        result = next(name for name in RESULTS if name not in self.shape.parameters)
        parameters = (result, *self.shape.parameters)
        return _function(HELD, ", ".join(parameters), _open(HOLDS), _open(PROPERTY))

    def _definition(self, name: str, text: str, docstring: str = "") -> str:
        """Write a function or class that is to be filled in."""
        if self.shape.kind != CLASS:
            return _function(name, ", ".join(self.shape.parameters), text, docstring)
        base = f"({self.shape.base})" if self.shape.base else ""
        first = f'    """{docstring}"""\n' if docstring else ""
        methods = [
            _function(one.name, one.parameters, text, calls_init=bool(base) and one.name == INIT)
            for one in self.shape.methods
        ]
        body = "\n".join(textwrap.indent(method, "    ") for method in methods) or "    pass\n"
        return f"class {name}{base}:\n{first}" + ("\n" if first else "") + body


def _function(name: str, parameters: str, text: str, docstring: str = "", *, calls_init: bool = False) -> str:
    """Write a function that is to be filled in."""
    lines = [f"def {name}({parameters}):"]
    lines += [f'    """{docstring}"""'] if docstring else []
    lines += ["    super().__init__()"] if calls_init else []
    lines.append(f'    raise NotImplementedError("{text}")' if text else "    raise NotImplementedError")
    return "\n".join(lines) + "\n"


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


def with_name(source: str, name: str) -> str:
    """Return a file that also imports `torch` or `nn`, if `name` is one of these and it lacks it."""
    line = IMPORTS.get(name)
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    bound = {alias.asname or alias.name for node in imports for alias in node.names}
    if line is None or name in bound:
        return source
    has_docstring = ast.get_docstring(tree) is not None
    of_torch = [node for node in imports if TORCH in [alias.name for alias in node.names]]
    above = next(iter([*of_torch[-1:], *imports[-1:], *(tree.body[:1] if has_docstring else ())]), None)
    lines = source.splitlines(keepends=True)
    place = (above.end_lineno or 0) if above is not None else 0
    gap = ["\n"] if has_docstring and not imports else []
    lines[place:place] = [*gap, f"{line}\n"]
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
    """Find what is to be filled in in a starter: in comments and docstrings of its tasks."""
    lines, end = source.split("\n"), 0
    for node in ast.parse(source).body:
        last = node.end_lineno or node.lineno
        stub = stub_of(node, source)
        for number in range(end + 1, last + 1):
            if stub is not None and MARK in lines[number - 1]:
                yield OpenPlace(stub.name, number, _text(lines[number - 1]))
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
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        roots = [root_of(decorator) for decorator in node.decorator_list]
        return next((root for root in roots if root in tasks), node.name if node.name in tasks else "")
    root = root_of(node.value) if isinstance(node, ast.Expr) else ""
    return root if root in tasks else ""
