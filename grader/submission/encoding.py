"""The encoding of a file: bytes become text, or the line that is not text is named.

UTF-8 comes first, then what the file itself says: a byte order mark, or a `coding` comment. Bytes that are
valid GB18030 are read as that, unless they look like Windows-1252. That encoding is used only where its odd
bytes are in comments or strings.
"""

from __future__ import annotations

import codecs
import re

from grader.core.errors import SubmissionError
from grader.submission.reasons import NO_TEXT

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # it begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
"""The byte order marks, with the encodings that they stand for."""
CODING = re.compile(rb"^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")
"""A `coding` comment in the first or second line, as Python reads it."""
LEGACY = re.compile(r"cp\d|iso8859|koi8|mac|big5|euc|gb|shift_jis|johab")
"""The names of the encodings that such a comment can choose."""
WESTERN, CHINESE = "cp1252", "gb18030"

_RUN = re.compile(rb"(?:[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9]))++")
"""Characters of GB18030 beyond ASCII, one after the other."""
_LETTERS = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e]|[\xd8-\xfe][\xc0-\xfe])++")
"""Those that are letters of Windows-1252: one before an ASCII letter, or two that are no common character."""
_LEGIBLE = re.compile(
    r"""\#[^\n]*+
    | \"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:\"{3}|\\?\Z)
    | '{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3}|\\?\Z)
    | "(?:[^"\\\n]++|\\.)*+
    | '(?:[^'\\\n]++|\\.)*+""",
    re.VERBOSE | re.DOTALL,
)
"""A comment or a string, also one that does not end."""
_ODD = re.compile(r"[^\0-\x7f]")


def text_of(data: bytes, name: str) -> str:
    """The text of a file; raises SubmissionError with the line that is not text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding, name)
    if (zero := data.find(b"\0")) >= 0:
        raise _no_text(data[:zero], data[zero], name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    if encoding := _declared(data):
        return _whole(data, encoding, name)
    encoding = _likely(data)
    if not encoding:
        raise _no_text(data[:first], data[first], name)
    text = _whole(data, encoding, name)
    if encoding == WESTERN and (odd := _odd_in_code(text)) is not None:
        raise _no_text(data[:odd], data[odd], name)
    return text


def _whole(data: bytes, encoding: str, name: str) -> str:
    """The text in an encoding that the file has; raises SubmissionError."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise _no_text(before.encode("utf-8", "replace"), data[error.start], name) from error
    if (zero := text.find("\0")) >= 0:
        raise _no_text(text[:zero].encode("utf-8", "replace"), 0, name)
    return text


def _declared(data: bytes) -> str:
    """The encoding that a `coding` comment names; empty where it does not fit."""
    match = CODING.match(data)
    try:
        known = codecs.lookup(match[1].decode()).name if match else ""
        if LEGACY.match(known):
            data.decode(known)
            return known
    except (LookupError, UnicodeDecodeError):
        pass
    return ""


def _likely(data: bytes) -> str:
    """The encoding that a file's bytes are most likely in; empty if there is none."""
    found = likely(data)
    if found == WESTERN and _decodes(data, CHINESE) and _odd_in_code(data.decode(WESTERN)) is not None:
        return CHINESE
    return found


def likely(data: bytes) -> str:
    """The encoding that bytes which are not UTF-8 are most likely in; empty if there is none."""
    western, chinese = _decodes(data, WESTERN), _decodes(data, CHINESE)
    if western and (not chinese or _looks_western(data)):
        return WESTERN
    return CHINESE if chinese else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_western(data: bytes) -> bool:
    """Whether most characters beyond ASCII look like single letters of Windows-1252.

    As GB18030, such a letter and the ASCII letter after it are one character. Chinese writes several
    characters in a row, and nearly none of them ends in an ASCII letter.
    """
    runs = _RUN.findall(data)
    letters = sum(_LETTERS.fullmatch(run) is not None for run in runs)
    return 2 * letters > len(runs)


def _odd_in_code(text: str) -> int | None:
    """Where the first character beyond ASCII is that is in no comment and no string."""
    blank = _LEGIBLE.sub(lambda match: " " * len(match[0]), text)
    odd = _ODD.search(blank)
    return odd.start() if odd else None


def _no_text(before: bytes, byte: int, name: str) -> SubmissionError:
    """Return the error for a byte that is not text, after the bytes before it."""
    lines = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return SubmissionError(NO_TEXT, file=name, line=lines.count(b"\n") + 1, byte=f"0x{byte:02X}")
