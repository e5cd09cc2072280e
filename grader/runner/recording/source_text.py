"""The text of a submission, where Python looks for the source of a function.

`torch.jit.script` and `inspect.getsource` read the lines of a function. The submission's file does not exist
where it runs. So its lines are put into Python's cache of lines, with the numbers that they have in the file.
"""

from __future__ import annotations

import linecache
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.runner.wire import Piece


def publish(pieces: Iterable[Piece], *, also: Mapping[str, str]) -> None:
    """Put the lines of each file into Python's cache.

    `also` gives, for a file, another name under which Python looks for it.
    """
    found: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        found[piece.filename].append(piece)
    for filename, parts in found.items():
        lines = _lines(parts)
        size = sum(map(len, lines))
        for name in {filename, also.get(filename, filename)}:
            linecache.cache[name] = (size, None, lines, name)  # without a time, it is never looked up on disk


def _lines(parts: Sequence[Piece]) -> list[str]:
    """Return the lines of a file; those of code that does not run are empty."""
    lines: dict[int, list[str]] = defaultdict(list)
    for piece in parts:
        for number, line in enumerate(piece.text.split("\n"), start=piece.line):
            lines[number].append(line)
    # Several statements may stand in one line.
    return ["; ".join(lines.get(number, ())) + "\n" for number in range(1, max(lines, default=0) + 1)]
