"""The packages that a course knows in addition to torch: `Exercise("…", knows={"pd": "pandas"})`.

They are named in the reference file, so that the key of an exercise is found without running it. A package
that is not installed costs only the tasks that need it.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import Any

from grader.core.errors import CourseError
from grader.course import words
from grader.course.declared import declared

Knows = tuple[tuple[str, str], ...]
"""Names, each with its module."""

OURS = ("torch", "nn", "math", "Recorder")
OPTION = "knows"
STAND_IN = "__absent__"
ANY = "hypothesis"
"""The package of strategies, which may draw anything."""


def root(module: str) -> str:
    """Return the package of a module: `matplotlib` for `matplotlib.pyplot`."""
    return module.partition(".")[0]


def checked(knows: Mapping[str, str]) -> Knows:
    """Return the names with their modules; raises CourseError for what is neither."""
    if not isinstance(knows, Mapping):
        raise CourseError(words.WRONG_KNOWS, name=knows, module="")
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
    if absent:
        raise CourseError(words.NO_PACKAGE, task=task, packages=", ".join(absent), names=" ".join(absent))


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
