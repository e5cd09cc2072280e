"""What a submission prints: streams that stand for the terminal and keep its first characters.

The same two streams serve for the whole life of a submission. A logging handler or a default argument may
have taken one of them while the file was loaded, and its text still counts for the call that prints it. They
have all that a program asks of `sys.stdout`: an encoding, a buffer for bytes, a descriptor. Text that is
written to the descriptor itself is not seen.
"""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from grader.runner.recording.budget import well_formed

LONGEST_OUTPUT = 10_000
"""The most characters that are kept of one call; an ellipsis replaces the rest."""


class Output:
    """The standard output and the standard error of one submission, as one text."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = LONGEST_OUTPUT
        self._streams = (
            TextStream(self._keep, descriptor=1, name="<stdout>", errors="strict"),
            TextStream(self._keep, descriptor=2, name="<stderr>", errors="backslashreplace"),
        )
        self._current: tuple[Any, Any] = self._streams
        """What the submission has as `sys.stdout` and `sys.stderr`."""

    @contextmanager
    def recorded(self, *, lasting: bool = False) -> Iterator[None]:
        """Keep what is printed from now on, in place of what was printed before.

        `lasting` means that a stream which the submission puts in place of ours stays for what follows.
        """
        self._kept, self._room = [], LONGEST_OUTPUT
        before = sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__
        _set(*self._current, *self._streams)
        try:
            yield
        finally:
            left = getattr(sys, "stdout", None), getattr(sys, "stderr", None)
            out, err = self._streams
            for stream in left:
                if stream is not out and stream is not err:
                    _flush(stream)
            if lasting:
                self._current = left
            _set(*before)

    def text(self) -> str:
        """Return the text that was kept."""
        return well_formed("".join(self._kept))

    def _keep(self, text: str) -> None:
        """Keep the part of a text that still fits."""
        if self._room > 0:
            kept = text[: self._room]
            self._kept.append(kept)
            self._room -= len(kept)
            if self._room == 0:
                self._kept.append("\n…")


def _set(*streams: Any) -> None:
    """Set the streams of this process, and those with which it began."""
    sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]  # final by convention


def _flush(stream: Any) -> None:
    """Let a stream of the submission's own pass on what it still holds."""
    with suppress(BaseException):  # it may be closed, be None, or raise anything
        stream.flush()


class TextStream(io.TextIOBase):
    """A text stream that never fails to write, and has what a program asks of `sys.stdout`.

    `keep` receives all text, also that of bytes which are written to the buffer. Closing it does nothing.
    """

    mode = "w"

    def __init__(self, keep: Callable[[str], None], *, descriptor: int, name: str, errors: str) -> None:
        self._keep, self._descriptor, self.name = keep, descriptor, name
        self._settings = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=errors, line_buffering=True)
        """Python's own stream: it checks and holds the settings, and no text is written to it."""
        self._buffer = ByteStream(self)

    def write(self, text: str) -> int:
        """Keep the text; report that all was written."""
        if not isinstance(text, str):
            self._settings.write(text)  # type: ignore[unreachable]  # raises Python's own error
        kept = str.__str__(text)
        self._keep(kept)
        return len(kept)

    def reconfigure(self, **settings: Any) -> None:
        """Change settings as the standard output does; raises what it raises."""
        self._settings.reconfigure(**settings)
        self._buffer.forget()

    @property
    def buffer(self) -> ByteStream:
        """The stream for bytes; they are read in the stream's encoding."""
        return self._buffer

    def detach(self) -> ByteStream:  # type: ignore[override]  # any binary stream will do
        """Return the stream for bytes; this stream still works."""
        return self._buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute in the base class
        """The encoding; UTF-8 unless the submission has set another one."""
        return self._settings.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]  # an attribute in the base class
        """What an encoder would do with a character that does not fit."""
        return self._settings.errors

    @property
    def line_buffering(self) -> bool:
        """Whether a real stream would pass on every line at once."""
        return self._settings.line_buffering

    @property
    def write_through(self) -> bool:
        """Whether a real stream would pass on every text at once."""
        return self._settings.write_through

    def writable(self) -> bool:
        """Text may always be written."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the process's own stream; nothing is kept of it."""
        return self._descriptor

    def flush(self) -> None:
        """Do nothing: all text is kept at once."""

    def close(self) -> None:
        """Do nothing: the stream serves again for the next call."""


class ByteStream(io.BufferedIOBase):
    """The stream for bytes beneath a text stream; it keeps them as text."""

    mode = "wb"

    def __init__(self, above: TextStream) -> None:
        self._above = above
        self.name = above.name
        self._decoder: codecs.IncrementalDecoder | None = None

    def write(self, data: Any) -> int:
        """Keep bytes as text; a character may come in several parts."""
        raw = memoryview(data).tobytes()
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(self._above.encoding)(errors="replace")
        self._above.write(self._decoder.decode(raw))
        return len(raw)

    def forget(self) -> None:
        """Begin again: the encoding may be another one."""
        self._decoder = None

    @property
    def raw(self) -> ByteStream:
        """The stream without a buffer: this one, which has none."""
        return self

    def detach(self) -> ByteStream:  # type: ignore[override]  # it is its own raw stream
        """Return the stream without a buffer."""
        return self

    def writable(self) -> bool:
        """Bytes may always be written."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the process's own stream."""
        return self._above.fileno()

    def flush(self) -> None:
        """Do nothing: all bytes are kept at once."""

    def close(self) -> None:
        """Do nothing: a wrapper that is collected must not close it."""
