"""Let through what a signal raises while other code runs, which may catch it.

Ctrl-C raises KeyboardInterrupt. Another signal raises what the program's handler raises, such as SystemExit.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)  # Windows has no SIGHUP
Handler = Callable[[int, FrameType | None], Any]


class Interrupts:
    """Raise at the end of the block what a signal raised in it.

    Only the main thread receives signals; in another one, the block is as it is.
    """

    def __init__(self) -> None:
        self._raised: BaseException | None = None
        self._before: dict[int, Handler] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
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
        if self._raised is not None and self._raised is not error:
            raise self._raised
