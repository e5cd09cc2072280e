"""One call, line by line: what the learner's statements computed, in their order.

Only frames whose file is the learner's are followed. For a statement that runs often, the first, second and
last pass are kept. A call is stopped after `MOST_EVENTS` lines or `MOST_SECONDS`.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
import torch

from grader.core.model import CLASS, CPU, Case, ComputedValue, Requirements, Step, Trace
from grader.core.value import HOLDS, Opaque
from grader.runner.recording.observe import Unusable, observe
from grader.runner.recording.results import used
from grader.runner.recording.values import plain, type_name
from grader.runner.wire import cell_of

MOST_EVENTS = 20_000
MOST_SECONDS = 1.0
MOST_STATEMENTS = 200
MOST_NAMES = 12
MOST_ITEMS = 100
MOST_BYTES = 256
"""The most bytes of one value; a larger tensor is kept without its numbers."""

_INSIDE = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
"""Frames that are a part of one expression."""

MODULE_BODY = "<module>"
"""A frame of top-level statements, which run again for a variable."""

Place = tuple[str, int]
"""A file, and the first line of a statement in it."""


class Enough(BaseException):
    """Ends a call that runs too long; the learner's `except Exception` misses it."""


def trace(
    function: Callable[..., Any],
    case: Case,
    asked: Requirements,
    *,
    call: int = 1,
    sources: Collection[str],
    statements: Mapping[Place, int],
    blocks: Collection[Place] = (),
    device: str = CPU,
) -> Trace:
    """Call a function like `observe`, and keep what the lines of one call computed.

    `statements` maps each line to the first line of its statement. `blocks` are the headers of `with`
    statements. What runs when the result is used is followed, too: the methods of an instance, and a function
    that was returned.
    """
    tracer = _Tracer(sources, statements, blocks)
    turns, before = itertools.count(1), sys.gettrace()
    is_used = asked.kind == CLASS or bool(asked.seen_as or asked.probe)

    def followed(*inputs: Any) -> Any:
        if next(turns) != call:
            sys.settrace(before)
            return function(*inputs)
        sys.settrace(tracer.enter)
        try:
            result = function(*inputs)
            return used(result, asked, None) if asked.iterates else result
        finally:
            if not is_used:
                sys.settrace(before)

    bare = msgspec.structs.replace(asked, gradient=False, aliasing=False)
    try:
        with _alarm(tracer.stop), suppress(Unusable):
            observe(followed, case, bare, device=device)
    finally:
        sys.settrace(before)
    return Trace(tuple(tracer.steps()), tracer.stopped)


@contextmanager
def _alarm(stop: Callable[[], None]) -> Iterator[None]:
    """Stop a call in time, even if a loop is all in one line.

    The passes of such a loop are not recorded.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: stop())
    signal.setitimer(signal.ITIMER_REAL, 1.5 * MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def with_headers(tree: ast.Module, filename: str) -> Iterator[Place]:
    """Yield the headers of `with` statements.

    When a block ends, Python runs its header once more.
    """
    return ((filename, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.With | ast.AsyncWith))


def statement_lines(tree: ast.Module, filename: str) -> Iterator[tuple[Place, int]]:
    """Yield each line of a file with the first line of its innermost statement.

    For a compound statement, only its header counts.
    """
    for node in ast.walk(tree):  # outer ones first, so inner ones replace them
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
            for line in range(node.lineno, max(last, node.lineno) + 1):
                yield (filename, line), node.lineno


@dataclass
class _TracedStatement:
    """The passes of one statement: the first, second and last, and their number."""

    visits: int = 0
    kept: list[tuple[int, Step]] = field(default_factory=list)

    def keep(self, number: int, step: Step) -> None:
        if len(self.kept) > 2:
            self.kept.pop()
        self.kept.append((number, step))


@dataclass
class _TracedFrame:
    """A followed frame: its current statement, and its names before that."""

    depth: int
    at: Place | None = None
    number: int = 0
    visit: int = 0
    raised: str = ""
    before: dict[str, tuple[int, int]] = field(default_factory=dict)
    entered: set[Place] = field(default_factory=set)


class _Tracer:
    """The interpreter calls it for every line; it keeps what the line before changed."""

    def __init__(
        self, sources: Collection[str], statements: Mapping[Place, int], blocks: Collection[Place]
    ) -> None:
        self._sources, self._lines, self._blocks = sources, statements, blocks
        self._statements: dict[Place, _TracedStatement] = {}
        self._frames: dict[types.FrameType, _TracedFrame] = {}
        self._events = 0
        self._until = time.monotonic() + MOST_SECONDS
        self.stopped = False

    def steps(self) -> Iterator[Step]:
        """Return the steps that were kept, in the order of the run."""
        kept = [
            (number, msgspec.structs.replace(step, visits=statement.visits))
            for statement in self._statements.values()
            for number, step in statement.kept
        ]
        return (step for _, step in sorted(kept, key=lambda entry: entry[0]))

    def enter(self, frame: types.FrameType, event: str, _arg: object) -> Callable[..., Any] | None:
        """Follow a frame if it is the learner's."""
        code = frame.f_code
        if event != "call" or code.co_filename not in self._sources or code.co_name in _INSIDE:
            return None
        if not code.co_flags & inspect.CO_NEWLOCALS and code.co_name != MODULE_BODY:
            return None  # the body of a class
        if frame not in self._frames:
            self._frames[frame] = _TracedFrame(len(self._frames))
            self._frames[frame].before = _fingerprints(frame)
        return self._follow

    def _follow(self, frame: types.FrameType, event: str, arg: Any) -> Callable[..., Any]:
        followed = self._frames[frame]
        if event == "line":
            self._count()
            self._line(frame, followed)
        elif event == "exception":
            followed.raised = type_name(arg[1])
        elif event == "return":
            self._return(frame, followed, arg)
        return self._follow

    def _count(self) -> None:
        self._events += 1
        if self._events > MOST_EVENTS or time.monotonic() > self._until:
            self.stop()

    def stop(self) -> None:
        """Keep the statements that are running now, and end the call."""
        self.stopped = True
        for frame, followed in self._frames.items():
            self._finish(frame, followed)
        raise Enough

    def _line(self, frame: types.FrameType, followed: _TracedFrame) -> None:
        place = (frame.f_code.co_filename, frame.f_lineno)
        first = (place[0], self._lines.get(place, place[1]))
        if first == followed.at and not followed.raised:
            return  # another line of the same statement
        if first in self._blocks and self._leaves(followed, first):
            return
        self._finish(frame, followed)
        known = self._statements.get(first)
        if known is None:
            if len(self._statements) >= MOST_STATEMENTS:
                return
            known = self._statements[first] = _TracedStatement()
        known.visits += 1
        followed.at, followed.number, followed.visit = first, self._events, known.visits

    def _leaves(self, followed: _TracedFrame, header: Place) -> bool:
        """Whether a block ends at its header, and does not begin.

        The statement that ran last then continues until its end.
        """
        left = header in followed.entered
        (followed.entered.discard if left else followed.entered.add)(header)
        return left

    def _return(self, frame: types.FrameType, followed: _TracedFrame, result: object) -> None:
        returned = [] if followed.raised or result is None else [_computed("", result)]
        self._finish(frame, followed, returned)
        if not frame.f_code.co_flags & 0x20:  # a generator continues after it yields
            self._frames.pop(frame, None)

    def _finish(
        self, frame: types.FrameType, followed: _TracedFrame, returned: list[ComputedValue] | None = None
    ) -> None:
        """Keep what the statement that ran until now has computed."""
        if followed.at is None:
            return
        now = _fingerprints(frame)
        names = [
            name
            for name, print_ in now.items()
            if followed.before.get(name) != print_
            and not isinstance(frame.f_locals[name], types.ModuleType)
            and not name.startswith("__")
        ]
        computed = [_computed(name, frame.f_locals[name]) for name in names[:MOST_NAMES]]
        filename, line = followed.at
        step = Step(
            line,
            followed.visit,
            followed.visit,
            (*computed, *(returned or ())),
            cell_of(filename),
            followed.depth,
            followed.raised,
        )
        self._statements[followed.at].keep(followed.number, step)
        followed.before, followed.at, followed.raised = now, None, ""


def _fingerprints(frame: types.FrameType) -> dict[str, tuple[int, int]]:
    """Return, for each name, numbers that show a change.

    They differ if the name was bound again, or if its value was changed in place.
    """
    return {name: (id(value), _version(value)) for name, value in frame.f_locals.items()}


def _version(thing: object) -> int:
    """Return a tensor's count of in-place changes; for a list or a dict, its length."""
    if isinstance(thing, torch.Tensor):
        try:
            return int(torch._C.TensorBase._version.__get__(thing))  # type: ignore[attr-defined]
        except RuntimeError:  # an inference tensor does not count them
            return 0
    return len(thing) if type(thing) in (list, dict) else 0  # type: ignore[arg-type]


def _computed(name: str, thing: object) -> ComputedValue:
    if isinstance(thing, (list, tuple, dict)) and len(thing) > MOST_ITEMS:
        return ComputedValue(name, Opaque(type_name(thing), HOLDS, str(len(thing))))
    return ComputedValue(name, plain(thing, most_items=MOST_ITEMS, most_bytes=MOST_BYTES), _graph(thing))


def _graph(thing: object) -> str:
    """Return the operation that connects a tensor to the graph."""
    if not isinstance(thing, torch.Tensor):
        return ""
    base = torch.Tensor.as_subclass(thing, torch.Tensor) if type(thing) is not torch.Tensor else thing
    if base.grad_fn is not None:
        return type_name(base.grad_fn)
    return "leaf" if base.requires_grad else ""
