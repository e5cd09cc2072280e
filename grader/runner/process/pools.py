"""A pool for each device that grades submissions, and if needed for the CPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack

from grader.runner.process.pool import Pool


class Pools:
    """Pools by device, used as a context manager.

    Those of the `devices` are started at once.
    """

    def __init__(self, devices: Sequence[str], start: Callable[[str], AbstractContextManager[Pool]]) -> None:
        self.devices = tuple(devices)
        self._start = start
        self._pools: dict[str, Pool] = {}
        self._open = ExitStack()
        with ExitStack() as undone:
            undone.callback(self.close)
            for device in self.devices:
                self[device]
            undone.pop_all()

    def __enter__(self) -> Pools:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getitem__(self, device: str) -> Pool:
        """Return the pool of a device."""
        if device not in self._pools:
            self._pools[device] = self._open.enter_context(self._start(device))
        return self._pools[device]

    def close(self) -> None:
        """End all pools."""
        self._pools.clear()
        self._open.close()
