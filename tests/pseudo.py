"""What a screen, a page or an export says outside the marks of the pseudo-language.

In the language `xx` each message stands between marks, `⟦…⟧`, one inside another where a message fills a
placeholder. What stands outside of all marks has not gone through the catalogue. That may be a user's own
text, a path or code, which a test names in `allowed`; everything else is a fault:

    with speaking("xx"):
        assert_marked(screen(), allowed=["exercise_03.py", "l2_norm"])

Let nothing cut lines short: a mark without its partner is a fault, too. Where the cells of a table are broken
into lines, the marks of two cells get mixed and less is seen: give the table room (`COLUMNS=200`).
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

OPEN, CLOSE = "⟦⟧"
WORD = re.compile(r"[^\W\d_]{2,}")
"""Two letters in a row: numbers, signs, box drawing, and the single letters of keys and names are none."""

TERMINAL = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-Za-z]")
"""Links, and colours."""
CODE = re.compile(
    r"""
    ^```.*?^```[ ]*$                                                # a block of code
    | `[^`\n]+`                                                     # code in a line
    | <!--.*?-->
    | \]\([^()\s]*\)                                                # where a link of Markdown leads to
    | https?://\S+
    | ^[ ]*(?:\$[ ])?grade(?:[ ][a-z-]+)?                           # a command on a line of its own, and what
      (?:[ ](?:--?[\w-]+|[\w-]*[./][\w./-]*|\[?[A-Z]{2,}\]?(?:\.\.\.)?))*(?=\s|$)             # may follow it
    | ^grade:                                                       # whose error it is
    | (?<![\w-])--?[A-Za-z][\w-]*(?:[ =][A-Z]{2,}(?![\w]))?         # an option, and what stands for its value
    | \[[A-Z]{2,}\](?:\.\.\.)?                                      # [OPTIONS]
    | \[[\w-]+(?:\|[\w-]+)+\]                                       # [html|json]
    | (?<![\w.])\d[\d.,]*[ ]?(?:ns|µs|ms|min|kB|MB|GB|KiB|MiB|GiB)(?!\w)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
"""What is the same in all languages, and may stand outside the marks wherever it is."""

PAGE_ATTRIBUTES = ("alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "label")
PAGE_ATTRIBUTES += ("data-none", "data-some", "placeholder", "title")
"""The data- are sentences that the class page shows while somebody searches."""
NOT_SHOWN = ("script", "style", "template")
CODE_OF_A_PAGE = ("code", "kbd", "pre", "samp", "var")
INLINE = (
    "a",
    "abbr",
    "b",
    "bdi",
    "button",
    "em",
    "i",
    "mark",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
)


# --------------------------------------------------------------------------------------------- texts


def assert_marked(text, allowed=()):
    """Fail where words stand outside the marks, and where nothing is marked at all."""
    _assert(text, [("", text)], allowed)


def outside(text, allowed=()):
    """The words outside the marks, but for those that are allowed, in their order."""
    return " ".join(word for word, _ in unmarked(text, allowed))


def unmarked(text, allowed=()):
    """Each word outside the marks, with the line in which it stands."""
    text = TERMINAL.sub("", text)
    rest = _without_marked(text)
    for pattern in (*map(_pattern, sorted(allowed, key=_length, reverse=True)), CODE):
        rest = pattern.sub(_blank, rest)
    lines = text.splitlines()
    for number, line in enumerate(rest.splitlines()):
        yield from ((word, lines[number].strip()) for word in WORD.findall(line))


def _without_marked(text):
    """The text with everything between marks made blank; ValueError for a mark without its partner."""
    kept, opened = [], []
    for place, sign in enumerate(text):
        if sign == OPEN:
            opened.append(place)
        elif sign == CLOSE and not opened:
            raise ValueError(f"nothing opens what is closed here: {text[max(0, place - 60) : place + 1]!r}")
        kept.append(" " if (opened or sign == CLOSE) and sign != "\n" else sign)
        if sign == CLOSE:
            opened.pop()
    if opened:
        raise ValueError(f"nothing closes what is opened here: {text[opened[0] : opened[0] + 60]!r}")
    return "".join(kept)


def _pattern(allowed):
    """A text that is allowed, in whole words, however its lines are broken; a pattern as it is."""
    if isinstance(allowed, re.Pattern):
        return allowed
    text = r"\s+".join(map(re.escape, allowed.split()))
    before, after = (
        (r"(?<!\w)" if allowed[:1].isalnum() else ""),
        (r"(?!\w)" if allowed[-1:].isalnum() else ""),
    )
    return re.compile(f"{before}{text}{after}")


def _length(allowed):
    return len(getattr(allowed, "pattern", allowed))


def _blank(found):
    return re.sub(r"[^\n]", " ", found[0])


def _assert(whole, parts, allowed):
    """No part, named by its place, has words outside the marks; at least one thing in the whole is marked."""
    faults = [fault for place, part in parts for fault in _faults(place, part, allowed)]
    assert not faults, "outside the marks:\n" + "\n".join(faults)
    assert OPEN in whole, f"nothing is marked: {whole[:200]!r}"


def _faults(place, part, allowed):
    where = f"{place}: " if place else ""
    try:
        lines = {}
        for word, line in unmarked(part, allowed):
            lines.setdefault(line, []).append(word)
    except ValueError as error:
        return [f"  {where}{error}"]
    return [f"  {where}{' '.join(words)!r} in {line!r}" for line, words in lines.items()]


# --------------------------------------------------------------------------------- pages and exports


def assert_page_marked(page, allowed=(), *, attributes=PAGE_ATTRIBUTES):
    """The same of what a page shows, and of the attributes that are shown or read aloud."""
    read = _Page(attributes)
    read.feed(page)
    read.close()
    _assert(page, [("", "".join(read.texts)), *read.values], allowed)


class _Page(HTMLParser):
    """The text of a page, a line for each block, with code made blank; and values of attributes."""

    def __init__(self, attributes):
        super().__init__()
        self.attributes, self.texts, self.values = attributes, [], []
        self.hidden = self.code = 0

    def handle_starttag(self, tag, given):
        self._count(tag, 1)
        self.values += [
            (f"{name} of <{tag}>", value) for name, value in given if name in self.attributes and value
        ]

    def handle_endtag(self, tag):
        self._count(tag, -1)

    def _count(self, tag, step):
        self.hidden += step * (tag in NOT_SHOWN)
        self.code += step * (tag in CODE_OF_A_PAGE)
        if tag not in (*INLINE, *CODE_OF_A_PAGE):
            self.texts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.texts.append(re.sub(r"[^\n⟦⟧]", " ", data) if self.code else data)


def assert_annotations_marked(text, allowed=()):
    """The same of workflow commands of GitHub: of titles and messages, and of the lines between them."""
    parts = []
    for line in text.splitlines():
        found = re.fullmatch(r"::\w+(?: (?P<given>.*?))?::(?P<message>.*)", line)
        title = re.search(r"(?:^|,)title=([^,]*)", (found and found["given"]) or "")
        parts.append(_unescaped(found["message"]) if found else line)
        parts += [_unescaped(title[1])] if title else []
    _assert(text, [("", part) for part in parts], allowed)


def _unescaped(text):
    for code, sign in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def assert_json_marked(text, allowed=(), *, said=("message",), own=()):
    """The same of JSON: of each string under the keys `said`, and of each other one that has spaces.

    What stands under the keys `own` is a user's own text, or code.
    """
    parts = list(_strings(json.loads(text), "", said, own))
    _assert(json.dumps(json.loads(text), ensure_ascii=False), parts, allowed)


def _strings(value, place, said, own):
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in own:
                yield from _strings(item, f"{place}.{key}".lstrip("."), said, own)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, f"{place}[{number}]", said, own)
    elif isinstance(value, str) and (
        " " in value or re.split(r"[.\[]", place.rstrip("[]0123456789"))[-1] in said
    ):
        yield place, value


def assert_csv_marked(text, allowed=(), *, head=False, own=(), delimiter=","):
    """The same of a table: of each cell but those of the columns `own`; of the first row if it is the `head`.

    A first row is left alone where another system demands its names.
    """
    names, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter)
    parts = [("the first row", name) for name in names if head]
    for number, row in enumerate(rows, 2):
        cells = zip(names, row, strict=True)
        parts += [(f"row {number}, {name}", cell) for name, cell in cells if name not in own]
    _assert(text, parts, allowed)


def assert_xml_marked(text, allowed=(), *, attributes=("message",)):
    """The same of XML such as JUnit's: of the texts of elements, and of these attributes."""
    parts = []
    for element in ElementTree.fromstring(text).iter():
        parts += [(f"<{element.tag}>", part) for part in (element.text, element.tail) if part]
        parts += [(f"{name} of <{element.tag}>", element.get(name, "")) for name in attributes]
    _assert(text, parts, allowed)
