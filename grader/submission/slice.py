"""Which top-level statements a function needs, and why others are not run.

What a statement reads *now* it needs as it was before the statement; what the body of a function
reads *later* it needs as it is when the function is called. A name means its last unconditional
binding, and what re-binds or changes it after that. Too much may be kept, never too little; names
made by exec or through another object are not seen.
"""

from __future__ import annotations

import ast
import builtins
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.submission.read import CHANGES_LIBRARY, NOT_NEEDED, ONLY_AS_SCRIPT, SETS_STATE, Statement

Function = ast.FunctionDef | ast.AsyncFunctionDef

_COMPOUND = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match),
)
_COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TYPE_PARAMETERS = ("TypeVar", "ParamSpec", "TypeVarTuple")

_CHANGING_METHODS = frozenset(
    (
        *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem"),
        *("remove", "reverse", "setdefault", "sort", "update"),
    )
)
_CHANGING_FUNCTIONS = frozenset(("setattr", "delattr"))

_STATE = re.compile(
    r"torch(\.\w+)*\.(manual_seed(_all)?|seed(_all)?|set_\w+|use_deterministic_algorithms)"
    r"|numpy\.(random\.(seed|set_state)|set_printoptions|seterr)"
    r"|random\.(seed|setstate)"
    r"|warnings\.(filterwarnings|simplefilter|resetwarnings)"
)
"""Calls that set the state of a whole process, by the names that their libraries give them."""


# ----------------------------------------------------------------------------------- one statement


@dataclass
class _Scope:
    """Names loaded and bound in one scope, and when it runs: now, later, or perhaps both."""

    kind: str
    parent: _Scope | None = None
    now: bool = True
    later: bool = False
    loads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)


class Facts:
    """What one top-level statement does with the names of its module; a walk without recursion."""

    def __init__(self, node: ast.stmt) -> None:
        self.node = node
        self.imports: dict[str, str] = {}
        self.dotted: set[str] = set()
        self.has_star = False
        self.changes: set[str] = set()
        self.stores: set[str] = set()
        self._module = _Scope("module")
        self._scopes = [self._module]
        self._loops: list[tuple[ast.expr, ast.expr]] = []
        self._todo: list[tuple[ast.AST, _Scope]] = [(node, self._module)]
        while self._todo:
            self._visit(*self._todo.pop())
        self._follow_loops()
        self.binds = frozenset(self._module.binds)
        self.now, self.later = self._free()

    @property
    def is_conditional(self) -> bool:
        """Whether what the statement binds may as well stay as it was."""
        return isinstance(self.node, _COMPOUND)

    def _visit(self, node: ast.AST, scope: _Scope) -> None:
        if scope.now:
            self._note_change(node)
        match node:
            case ast.Name():
                self._name(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node, scope)
            case ast.ClassDef():
                self._class(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                self._comprehension(node, scope)
            case ast.NamedExpr():
                self._walrus(node, scope)
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.Global() | ast.Nonlocal():
                scope.outer.update(node.names)
            case ast.AnnAssign():
                self._push(scope, node.target if node.value else None, node.value)
            case _:
                self._other(node, scope)

    def _push(self, scope: _Scope, *nodes: ast.AST | None) -> None:
        self._todo.extend((node, scope) for node in nodes if node is not None)

    def _open(self, kind: str, parent: _Scope, *, now: bool, later: bool) -> _Scope:
        scope = _Scope(kind, parent, now, later)
        self._scopes.append(scope)
        return scope

    def _name(self, node: ast.Name, scope: _Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            scope.loads.add(node.id)
        elif isinstance(node.ctx, ast.Store) or scope is not self._module:
            scope.binds.add(node.id)

    def _function(self, node: Function | ast.Lambda, scope: _Scope) -> None:
        """Decorators and defaults are read now; a def's body later; a lambda's perhaps now as well."""
        if isinstance(node, ast.Lambda):
            inner = self._open("function", scope, now=scope.now, later=True)
            self._push(inner, node.body)
        else:
            inner = self._open("function", scope, now=False, later=True)
            scope.binds.add(node.name)
            self._push(scope, *node.decorator_list)
            self._push(inner, *node.body, *getattr(node, "type_params", ()))
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        inner.binds.update(arg.arg for arg in (*named, arguments.vararg, arguments.kwarg) if arg)
        self._push(scope, *arguments.defaults, *arguments.kw_defaults)

    def _class(self, node: ast.ClassDef, scope: _Scope) -> None:
        inner = self._open("class", scope, now=scope.now, later=scope.later)
        scope.binds.add(node.name)
        self._push(scope, *node.decorator_list, *node.bases, *node.keywords)
        self._push(inner, *node.body, *getattr(node, "type_params", ()))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: _Scope
    ) -> None:
        """The first iterable is read outside; a generator may run now or later."""
        later = scope.later or isinstance(node, ast.GeneratorExp)
        inner = self._open("comprehension", scope, now=scope.now, later=later)
        for index, part in enumerate(node.generators):
            self._push(inner, part.target, *part.ifs)
            self._push(inner if index else scope, part.iter)
            self._loops += [(part.target, part.iter)] if scope.now else []
        values = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        self._push(inner, *values)

    def _walrus(self, node: ast.NamedExpr, scope: _Scope) -> None:
        self._push(scope, node.value)
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        scope.binds.add(node.target.id)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: _Scope) -> None:
        module = f"{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names if module != "__future__." else ():
            root = alias.name.partition(".")[0]
            name = alias.asname or (alias.name if module else root)
            if scope is self._module and alias.name == "*":
                self.has_star = True
            elif scope is self._module:
                self.imports[name] = module + (alias.name if alias.asname or module else root)
                self.dotted.update([root] if "." in alias.name and not alias.asname else [])
            scope.binds.update([name] if name != "*" else [])

    def _other(self, node: ast.AST, scope: _Scope) -> None:
        match node:
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                scope.binds.add(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                scope.binds.add(name)
            case ast.AugAssign(target=ast.Name(id=name)):
                scope.loads.add(name)
            case ast.For() | ast.AsyncFor() if scope.now:
                self._loops.append((node.target, node.iter))
        if type(node).__name__ in _TYPE_PARAMETERS:  # from Python 3.12 on
            scope.binds.add(str(getattr(node, "name", "")))
        self._push(scope, *ast.iter_child_nodes(node))

    # ------------------------------------------------------------------------------------- changes

    def _note_change(self, node: ast.AST) -> None:
        """Note the names whose values this node changes."""
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                self.stores.update(_roots(node))
                self.changes.update(_roots(node))
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
                self.changes.update(_roots(method))
            case ast.Call():
                self.changes.update(_changed_by_call(node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for decorator in node.decorator_list:  # `@add_to_class(Net)`
                    if isinstance(decorator, ast.Call):
                        self.changes.update(_roots(*decorator.args))

    def _follow_loops(self) -> None:
        """Where a loop changes its variable, it changes what it runs over; inner loops first."""
        for target, iterable in reversed(self._loops):
            if self.changes & set(_names(target)):
                self.changes.update(_names(iterable))

    # --------------------------------------------------------------------------------- free names

    def _free(self) -> tuple[frozenset[str], frozenset[str]]:
        """The module's names that are read now, and those that are read later."""
        now: set[str] = set()
        later: set[str] = set()
        for scope in self._scopes:
            free = {name for name in scope.loads if not _is_local(name, scope)}
            now.update(free if scope.now else ())
            later.update(free if scope.later else ())
        return frozenset(now), frozenset(later)


def _is_local(name: str, scope: _Scope) -> bool:
    """Whether a function or comprehension around a load binds its name; class bodies may not have yet."""
    at: _Scope | None = scope
    while at is not None and at.kind != "module":
        if at.kind != "class" and name in at.binds and name not in at.outer:
            return True
        at = at.parent
    return False


def _roots(*nodes: ast.AST) -> Iterator[str]:
    """The names at the root of `w`, `w.grad`, `net[0].weight.data.add_(1)`; none for `f(x).y`."""
    for node in nodes:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.keyword) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ):
            node = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Name):
            yield node.id


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _changed_by_call(node: ast.Call) -> Iterator[str]:
    """The roots that `B.append(4)`, `w.zero_()` or `nn.init.zeros_(w)` change."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    in_place = name.endswith("_") and not name.endswith("__")
    if isinstance(node.func, ast.Attribute) and (in_place or name in _CHANGING_METHODS):
        yield from _roots(node.func)
    if in_place or name in _CHANGING_FUNCTIONS:
        yield from _roots(*node.args, *node.keywords)


# ---------------------------------------------------------------------------------- all statements


class Table:
    """What all statements do with names, and which of them a name needs."""

    def __init__(self, statements: Sequence[Statement], *, whole: bool) -> None:
        self.statements = statements
        self.facts = [Facts(statement.node) for statement in statements]
        self.end = len(self.facts)
        self._dotted = {root for fact in self.facts for root in fact.dotted}
        self._aliases = {name: full for fact in self.facts for name, full in fact.imports.items()}
        self._library = set(self._aliases) - {
            name for fact in self.facts for name in fact.binds if name not in fact.imports
        }
        self._stars = [index for index, fact in enumerate(self.facts) if fact.has_star]
        self._events: dict[str, list[int]] = defaultdict(list)
        self._resets: dict[str, list[int]] = defaultdict(list)
        self.binders: dict[str, list[int]] = defaultdict(list)
        for index, fact in enumerate(self.facts):
            if not (is_main_guard(fact.node) if whole else self.refusal(index)):
                self._add(index, fact)

    def _add(self, index: int, fact: Facts) -> None:
        """Enter a statement under the names that it binds or changes."""
        for name in fact.binds:
            self.binders[name].append(index)
            if not fact.is_conditional and name not in fact.now and not self._adds_submodule(name, fact):
                self._resets[name].append(len(self._events[name]))
            self._events[name].append(index)
        for name in fact.changes - fact.binds - self._library:
            self._events[name].append(index)

    def _adds_submodule(self, name: str, fact: Facts) -> bool:
        """Whether this is an import of a module of which `import a.b` imports a part."""
        return name in self._dotted and isinstance(fact.node, ast.Import)

    def refusal(self, index: int) -> str | None:
        """Why a statement is never run, whoever needs it."""
        fact = self.facts[index]
        if is_main_guard(fact.node):
            return ONLY_AS_SCRIPT
        if isinstance(fact.node, ast.Expr) and self._sets_state(fact.node.value):
            return SETS_STATE
        if fact.stores & self._library and not fact.is_conditional:
            return CHANGES_LIBRARY
        return None

    def remark(self, index: int) -> str | None:
        """Why a statement that nothing needs was not run, if a reader would miss it."""
        fact = self.facts[index]
        if isinstance(fact.node, ast.Assign) and self._sets_state(fact.node.value):
            return SETS_STATE
        if fact.stores & self._library:
            return CHANGES_LIBRARY
        return NOT_NEEDED if _has_effect(fact.node) else None

    def _sets_state(self, value: ast.expr) -> bool:
        if not isinstance(value, ast.Call):
            return False
        parts: list[str] = []
        function: ast.expr = value.func
        while isinstance(function, ast.Attribute):
            parts.append(function.attr)
            function = function.value
        if not isinstance(function, ast.Name):
            return False
        root = self._aliases.get(function.id, function.id)
        return _STATE.fullmatch(".".join([root, *reversed(parts)])) is not None

    def effective(self, name: str, when: int) -> Sequence[int]:
        """The statements before `when` that make a name what it is then, in order."""
        first, last = self.span(name, when)
        return self.events(name)[first:last]

    def events(self, name: str) -> Sequence[int]:
        """The statements that bind or change a name, in order."""
        return self._events.get(name, ())

    def span(self, name: str, when: int) -> tuple[int, int]:
        """Which of a name's events count before `when`: from its last unconditional binding on."""
        last = bisect_left(self.events(name), when)
        resets = self._resets.get(name, ())
        before = bisect_left(resets, last)
        return (resets[before - 1] if before else 0), last

    def all_events(self) -> Iterator[int]:
        """Every statement that binds or changes a name."""
        return (index for events in self._events.values() for index in events)

    def stars_for(self, name: str, when: int) -> Iterable[int]:
        """The `from … import *` that alone can bind a name."""
        if name in self.binders or hasattr(builtins, name) or name.startswith("__"):
            return ()
        return (index for index in self._stars if index < when)


# --------------------------------------------------------------------------------------- one slice

MOST_STEPS = 300_000
"""Steps after which everything is kept; only a file made to be slow comes near."""

_Segment = tuple[str, int]


class Slice:
    """The statements that one function needs (`kept`), and what each star import may have to give.

    A segment is a name's events from one unconditional binding up to the next. It is wanted at one
    or more times: what functions in its value read later, they read then.
    """

    def __init__(self, table: Table, task: str) -> None:
        self.kept: set[int] = set()
        self.stars: dict[int, set[str]] = defaultdict(set)
        self._table = table
        self._times: dict[_Segment, set[int]] = defaultdict(set)
        self._taken: dict[_Segment, int] = {}
        self._reads: dict[_Segment, dict[_Segment, int]] = defaultdict(dict)
        self._later: dict[_Segment, set[str]] = defaultdict(set)
        self._todo = [(task, table.end, table.end)]
        for _ in range(MOST_STEPS):
            if not self._todo:
                return
            if len(self._todo) > MOST_STEPS:
                break
            self._want(*self._todo.pop())
        self.kept.update(table.all_events())

    def _want(self, name: str, before: int, when: int) -> None:
        """Keep what makes `name` what it is before a statement; its value is used at time `when`."""
        for index in self._table.stars_for(name, before):
            self.kept.add(index)
            self.stars[index].add(name)
        first, last = self._table.span(name, before)
        segment = name, first
        times = set() if when in self._times[segment] else {when}
        self._times[segment].add(when)
        if self._take(segment, last):
            times = self._times[segment]
        for time in times:
            reads = self._reads[segment].items()
            self._todo += ((read[0], index, time) for read, index in reads if read != segment)
            self._todo += ((read, time, time) for read in self._later[segment])
            if len(self._todo) > MOST_STEPS:
                return

    def _take(self, segment: _Segment, last: int) -> bool:
        """Keep a segment's events up to `last`; whether there were new ones."""
        name, first = segment
        fresh = self._table.events(name)[self._taken.get(segment, first) : last]
        for index in fresh:
            self.kept.add(index)
            self._later[segment] |= self._table.facts[index].later
            for read in self._table.facts[index].now:
                self._reads[segment][read, self._table.span(read, index)[0]] = index
                self._todo.append((read, index, index))
        self._taken[segment] = max(last, self._taken.get(segment, first))
        return bool(fresh)


def is_main_guard(node: ast.stmt) -> bool:
    """Whether this is `if __name__ == "__main__":`, perhaps with more conditions."""
    if not isinstance(node, ast.If):
        return False
    tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
    return any(_is_main_test(test) for test in tests)


def _is_main_test(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = [test.left, *test.comparators]
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _has_effect(statement: ast.stmt) -> bool:
    """Whether a statement does more than bind names: prints, plots, trains, checks."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Expr) and any(isinstance(part, ast.Call) for part in ast.walk(node)):
            return True
        if not isinstance(node, ast.expr | Function | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(node))
    return False


# --------------------------------------------------------------------------------------- functions


def functions(statement: ast.stmt) -> Iterator[Function]:
    """The functions that a statement defines at the top level, be it within if or try."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, Function):
            yield node
        elif not isinstance(node, ast.expr | ast.ClassDef):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))


def canonical(function: Function) -> str:
    """The body without its docstring as text; parameters count by their place, not by their name."""
    arguments = function.args
    named = [
        *arguments.posonlyargs,
        *arguments.args,
        arguments.vararg,
        *arguments.kwonlyargs,
        arguments.kwarg,
    ]
    places = {argument.arg: f"${index}" for index, argument in enumerate(filter(None, named))}
    try:
        text = "; ".join(ast.dump(statement) for statement in _work(function))
    except RecursionError:
        return "(nested too deeply to be written down)"
    text = re.sub(r"(, )?\b\w+=\[\]", "", text).replace("(, ", "(")  # as ast.dump itself does from 3.13 on
    return re.sub(r"\bName\(id='(\w+)'", lambda m: f"Name(id='{places.get(m[1], m[1])}'", text)


def is_stub(function: Function) -> bool:
    """Whether a function holds nothing but pass, `...`, constants and NotImplementedError."""
    return all(_is_idle(statement) for statement in _work(function))


def _work(function: Function) -> list[ast.stmt]:
    body = function.body
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return body[1:] if has_docstring else body


def _is_idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
        return name in ("NotImplementedError", "NotImplemented")
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_constant or isinstance(statement, ast.Pass)
