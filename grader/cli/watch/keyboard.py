"""Keys, one at a time, without Enter, if standard input is a terminal."""

from __future__ import annotations

import os
import sys
from typing import Any


class Keyboard:
    """Reads keys while it is open.

    It is used as a context manager. At the end, the terminal is as before.
    """

    def __init__(self) -> None:
        self._before: list[Any] | None = None

    def __enter__(self) -> Keyboard:
        if sys.stdin is not None and sys.stdin.isatty():
            import termios

            self._before = termios.tcgetattr(sys.stdin.fileno())
            self.take_over()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            import termios

            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._before)

    @property
    def is_there(self) -> bool:
        """Whether standard input is a terminal."""
        return self._before is not None

    def take_over(self) -> None:
        """Read each key as it is pressed, and do not show it.

        This has to be called again after the process was stopped.
        """
        if self._before is not None:
            import tty

            tty.setcbreak(sys.stdin.fileno())

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return sys.stdin.fileno()

    def keys(self) -> str:
        """The keys that were pressed, in order; arrow keys are ignored.

        It is `q` if the terminal is gone.
        """
        typed = os.read(self.fileno(), 64)
        if not typed:
            return "q"
        return "" if typed.startswith(b"\x1b") else typed.decode("utf-8", "ignore").lower()
