"""Let through what a signal raises while other code runs, which may catch it.

Ctrl-C raises KeyboardInterrupt. Another signal raises what the program's handler raises, such as SystemExit.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, ClassVar

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP
Handler = Callable[[int, FrameType | None], Any]


class Interrupts:
    """Raise at the end of the block what a signal raised in it.

    Only the main thread receives signals; in another one, the block is as it is. A block inside another one
    raises what the outer one has noted, and costs next to nothing.
    """

    _noting_now: ClassVar[Interrupts | None] = None

    def __init__(self) -> None:
        self._raised: BaseException | None = None
        self._before: dict[int, Handler] = {}
        self._outer: Interrupts | None = None

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is not threading.main_thread():
            return self
        self._outer = Interrupts._noting_now
        if self._outer is None:
            Interrupts._noting_now = self
            for number in SIGNALS:
                handler = signal.getsignal(number)
                if callable(handler):
                    self._before[number] = handler
                    signal.signal(number, self._noting(handler))
        return self

    def _noting(self, handler: Handler) -> Handler:
        def noting(number: int, frame: FrameType | None) -> None:
            try:
                handler(number, frame)
            except BaseException as error:  # whatever it is, it is raised again at the end of the block
                self._raised = error
                raise

        return noting

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if Interrupts._noting_now is self:
            Interrupts._noting_now = None
        raised = self._raised if self._outer is None else self._outer._raised
        if raised is not None and raised is not error:
            raise raised
