"""Reports of saved files: a thread that waits, and a descriptor to wait on."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

SUFFIXES = (".py", ".ipynb")
STEP_MILLISECONDS = 10
"""How long nothing else may change before a change is reported."""
DEBOUNCE_MILLISECONDS = 100
RETRY_SECONDS = 0.5


class Changes:
    """Waits for changes of some files, and of all files in some folders.

    It is used as a context manager.
    """

    def __init__(self, files: Sequence[Path], folders: Sequence[Path] = ()) -> None:
        whole = {path.resolve() for path in folders}
        self._whole = {str(path) for path in whole}
        self._folders = sorted({path.resolve().parent for path in files} | whole)
        self._names = {path.name for path in files}
        self._stop = threading.Event()
        self._end, self._told = os.pipe()
        os.set_blocking(self._told, False)
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Changes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        os.close(self._end)
        os.close(self._told)

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._end

    def wake(self) -> None:
        """Wake the code that waits."""
        with contextlib.suppress(BlockingIOError):  # the pipe is full, so the code wakes anyway
            os.write(self._told, b".")

    def clear(self) -> None:
        """Discard all reports so far."""
        os.read(self._end, 2**16)

    def _watch(self) -> None:
        """Report every change; a folder that is gone may come back."""
        while not self._stop.is_set():
            try:
                self._until_gone()
            except (OSError, RuntimeError):
                self._stop.wait(RETRY_SECONDS)

    def _is_wanted(self, path: Path) -> bool:
        return path.name in self._names or (str(path.parent) in self._whole and path.suffix in SUFFIXES)

    def _until_gone(self) -> None:
        from watchfiles import watch

        there = [folder for folder in self._folders if folder.is_dir()]
        if not there:
            raise FileNotFoundError
        for _ in watch(
            *there,
            watch_filter=lambda _change, path: self._is_wanted(Path(path)),
            step=STEP_MILLISECONDS,
            debounce=DEBOUNCE_MILLISECONDS,
            rust_timeout=200,
            stop_event=self._stop,
            recursive=False,
            raise_interrupt=False,
        ):
            self.wake()
