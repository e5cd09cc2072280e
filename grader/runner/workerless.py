"""A DataLoader that asks for worker processes does without: the batches and their order are the same."""

from __future__ import annotations

import copy
import warnings
from typing import Any

from torch.utils.data import DataLoader
from torch.utils.data.dataloader import _BaseDataLoaderIter, _SingleProcessDataLoaderIter

WITHOUT = (
    "DataLoader(num_workers={count}) would start processes, which a graded function may not. "
    "It was run without them; the batches are the same."
)
_usual = DataLoader._get_iterator


def do_without_workers() -> None:
    """Let every DataLoader load in the process that it is in, and warn where it was asked not to."""
    DataLoader._get_iterator = _iterator  # type: ignore[method-assign]


def _iterator(self: DataLoader[Any]) -> _BaseDataLoaderIter:
    if not self.num_workers:
        return _usual(self)
    warnings.warn(WITHOUT.format(count=self.num_workers), stacklevel=3)
    alone = copy.copy(self)
    vars(alone).update(num_workers=0, timeout=0, persistent_workers=False, prefetch_factor=None)
    return _SingleProcessDataLoaderIter(alone)
