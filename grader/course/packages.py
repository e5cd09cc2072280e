"""The packages that a course knows in addition to torch: `Exercise("…", knows={"pd": "pandas"})`.

They are named in the reference file, so that the key of an exercise is found without running it. A package
that is not installed costs only the tasks that need it.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import Any

from grader.core.errors import CourseError
from grader.course import words
from grader.course.declared import declared
from grader.course.package_names import distribution, is_installed, near_module, near_package

Knows = tuple[tuple[str, str], ...]
"""Names, each with its module."""

OURS = ("torch", "nn", "math", "Recorder")
OPTION = "knows"
ALWAYS = ("torch", "numpy", "hypothesis", "grader")
"""The packages that are there wherever this one is."""
STAND_IN = "__absent__"
ANY = "hypothesis"
"""The package of strategies, which may draw anything."""


def root(module: str) -> str:
    """Return the package of a module: `matplotlib` for `matplotlib.pyplot`."""
    return module.partition(".")[0]


def checked(knows: Mapping[str, str]) -> Knows:
    """Return the names with their modules; raises CourseError for what is neither."""
    if not isinstance(knows, Mapping):
        raise CourseError(words.KNOWS_NO_DICT, knows=knows)
    for name, module in knows.items():
        parts = module.split(".") if isinstance(module, str) else [""]
        is_name = isinstance(name, str) and name.isidentifier() and name not in OURS
        if not is_name or not all(part.isidentifier() for part in parts):
            raise CourseError(words.WRONG_KNOWS, name=name, module=module)
    return tuple(knows.items())


def known_by(text: bytes) -> dict[str, str]:
    """Return what a reference file says that its exercise knows; nothing is run."""
    value = declared(text, OPTION)
    return (
        value if isinstance(value, dict) and all(isinstance(module, str) for module in value.values()) else {}
    )


def versions(modules: Iterable[str]) -> list[str]:
    """Return the version of each package, as major.minor; without it for a package that is absent."""
    return [f"{package} {_version(package)}" for package in sorted(set(map(root, modules)))]


def _version(package: str) -> str:
    try:
        whole = version(package)
    except PackageNotFoundError:
        named = packages_distributions().get(package, [])
        whole = version(named[0]) if named else ""
    return ".".join(whole.split(".")[:2])


# ------------------------------------------------------------------------------- which task needs them


def needed(knows: Knows, reference: Any, things: Sequence[Any], texts: Iterable[str]) -> Knows:
    """Return the part of what an exercise knows that a task needs.

    `things` are its words for inputs and the values in them, `texts` the names in its texts.
    """
    if not knows:
        return ()
    used = {*_names(reference, set()), *texts}
    packages = {package for thing in things for package in _packages(thing)}
    return tuple((name, module) for name, module in knows if name in used or {root(module), ANY} & packages)


def _packages(thing: Any) -> Iterator[str]:
    """Yield the packages that a word for an input needs."""
    if isinstance(thing, Absent):
        yield object.__getattribute__(thing, "package")
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from _packages(item)
    elif isinstance(thing, dict):
        yield from _packages([*thing, *thing.values()])
    elif root(type(thing).__module__) == __name__.partition(".")[0]:
        yield from _packages(list(getattr(thing, "__dict__", {}).values()))
    else:
        yield root(type(thing).__module__)


def _names(thing: Any, seen: set[int]) -> Iterator[str]:
    """Yield the global names that a function of the course uses, also through its other functions."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, type):
        for member in vars(thing).values():
            yield from _names(member, seen)
    function = getattr(thing, "reference", thing)
    if not isinstance(function, types.FunctionType):
        return
    for name in _global_names(function.__code__):
        yield name
        other = function.__globals__.get(name)
        if getattr(other, "__module__", None) == function.__module__ or hasattr(other, "reference"):
            yield from _names(other, seen)


def _global_names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _global_names(constant)


def check_installed(task: str, knows: Knows) -> None:
    """Raise CourseError, with the remedy, if a package that a task needs is not installed."""
    from grader.runner.recording.packages import prepare

    absent = prepare(module for _, module in knows)
    for module in (module for _, module in knows if root(module) in absent):
        package = root(module)
        if is_installed(package):
            raise _unimported(task, module, absent[package])
        if near := near_package(package):
            name = distribution(package)
            raise CourseError(words.NO_PACKAGE_NEAR, task=task, package=package, near=near, name=name)
    if absent:
        names = " ".join(map(distribution, absent))
        raise CourseError(words.NO_PACKAGE, task=task, packages=", ".join(absent), names=names)


def _unimported(task: str, module: str, why: str) -> CourseError:
    """Make the error for a module of an installed package that cannot be imported."""
    facts = {"task": task, "module": module, "why": why.rstrip(".")}
    if near := near_module(module):
        return CourseError(words.NO_MODULE_NEAR, **facts, near=near)
    return CourseError(words.NO_MODULE, **facts)


@dataclass(frozen=True)
class Import:
    """An import of a package in a course file: its line, and a name and a module as `knows` takes them."""

    line: int
    name: str
    module: str

    @property
    def package(self) -> str:
        """The package of the module."""
        return root(self.module)


def unknown_import(text: bytes, line: int, package: str, neighbours: Iterable[str] = ()) -> CourseError:
    """Make the error for an import, in a line of a course file, of a package that is not installed."""
    if near := near_package(package, neighbours):
        return CourseError(words.IMPORT_NEAR, package=package, near=near)
    found = (one for one in _imports(ast.parse(text)) if (one.line, one.package) == (line, package))
    place = next(found, Import(line, package, package))
    return CourseError(
        words.IMPORT_ABSENT,
        package=package,
        name=place.name,
        module=place.module,
        distribution=distribution(package),
    )


def foreign_imports(text: bytes, knows: Mapping[str, str]) -> Iterator[Import]:
    """Yield the imports at the top level of a course file that work here, and not for every learner.

    Each package is given once. What the exercise knows, and modules beside the file, are left out.
    """
    seen = {*ALWAYS, *map(root, knows.values()), *sys.stdlib_module_names}
    for found in _imports(ast.parse(text)):
        if found.package not in seen and found.package[0] != "_" and is_installed(found.package):
            seen.add(found.package)
            yield found


def _imports(tree: ast.Module) -> Iterator[Import]:
    """Yield the imports at the top level of a course file."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = root(alias.name)
                yield Import(node.lineno, alias.asname or package, alias.name if alias.asname else package)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield Import(node.lineno, root(node.module), root(node.module))


# ------------------------------------------------------------------------------- packages that are absent


class Absent:
    """Stands for a package that is not installed, and for all that comes from it."""

    def __init__(self, package: str) -> None:
        self.package = package

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(object.__getattribute__(self, "package"))

    def __call__(self, *_args: Any, **_options: Any) -> Absent:
        """Return another stand-in."""
        return Absent(self.package)

    def __getitem__(self, _key: Any) -> Absent:
        return Absent(self.package)

    def __iter__(self) -> Iterator[Absent]:
        """Return an empty iterator: Python would otherwise go through `self[0]`, `self[1]`, … for ever."""
        return iter(())


def with_stand_ins(tree: ast.Module, absent: Iterable[str]) -> ast.Module:
    """Return a reference file whose imports of absent packages give stand-ins."""
    packages = set(absent)
    tree.body = [part for node in tree.body for part in _stand_in(node, packages)]
    return ast.fix_missing_locations(tree)


def _stand_in(node: ast.stmt, packages: set[str]) -> list[ast.stmt]:
    if isinstance(node, ast.ImportFrom) and root(node.module or "") in packages and not node.level:
        bound = [(alias.asname or alias.name, root(node.module or "")) for alias in node.names]
    elif isinstance(node, ast.Import) and any(root(alias.name) in packages for alias in node.names):
        bound = [
            (alias.asname or root(alias.name), root(alias.name))
            for alias in node.names
            if root(alias.name) in packages
        ]
        node.names = [alias for alias in node.names if root(alias.name) not in packages]
        kept: list[ast.stmt] = [node] if node.names else []
        return kept + [_bound(name, package, node) for name, package in bound]
    else:
        return [node]
    return [_bound(name, package, node) for name, package in bound]


def _bound(name: str, package: str, place: ast.stmt) -> ast.stmt:
    made = ast.parse(f"{name} = {STAND_IN}({package!r})").body[0]
    return ast.copy_location(made, place)
