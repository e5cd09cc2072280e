"""What is wrong in a line that Python cannot read, and what to type instead.

Python's own message and place decide which rule speaks. Where no rule does, Python's message stays. A rule
says nothing that may not be so: it looks at the line again.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.core.message import Message
from grader.core.spelling import several
from grader.submission.lexical import Bracket, open_bracket
from grader.submission.source import Reason, SyntaxFault

CHINESE_SIGN = Message(
    "`{sign}` is a sign of a Chinese keyboard; type `{right}` with the keyboard set to English",
    code="syntax.chinese_sign",
)
CURLY_QUOTE = Message(
    "`{sign}` is a curly quote of a text program; type the straight quote `{right}`",
    code="syntax.curly_quote",
)
OTHER_SIGN = Message("Python does not know the sign `{sign}`; type `{right}`", code="syntax.other_sign")
SPECIAL_SPACE = Message(
    "this space is a special character ({number}), often copied from a web page; type a normal space",
    code="syntax.special_space",
)
INVISIBLE = Message("an invisible character ({number}) is here; delete it", code="syntax.invisible")
TABS = Message(
    "tabs and spaces are mixed at the start of lines; use four spaces for each level, and no tabs",
    code="syntax.tabs",
)
UNINDENT = Message(
    "this line is indented by {found}, which fits no block above it; the line above is indented by {above}",
    code="syntax.unindent",
)
INDENT = Message(
    "this line is indented by {found}, more than the line above ({above}); only a colon `:` begins a block",
    code="syntax.indent",
)
INDENT_FIRST = Message(
    "this line is indented, but no block begins above it; delete the spaces before it",
    code="syntax.indent_first",
)
PRINT = Message("`print` needs round brackets; write `{right}`", code="syntax.print")
COLON = Message("the colon `:` is missing at the end of this line", code="syntax.colon")
COLON_HERE = Message("a colon `:` is missing here", code="syntax.colon_here")
UNCLOSED = Message("the bracket `{bracket}` is never closed; a `{right}` is missing", code="syntax.unclosed")
UNCLOSED_BEFORE = Message(
    "the bracket `{bracket}` is not closed before the colon `:`; a `{right}` is missing",
    code="syntax.unclosed_before",
)
MISMATCH = Message(
    "`{got}` cannot close the bracket `{bracket}`; a `{right}` is needed first", code="syntax.mismatch"
)
MISMATCH_AT = Message(
    "`{got}` cannot close the bracket `{bracket}` of line {line}; a `{right}` is needed first",
    code="syntax.mismatch_at",
)
UNMATCHED = Message(
    "this `{got}` closes no bracket; delete it, or open a `{bracket}` before it",
    code="syntax.unmatched",
)
EQUAL = Message("`=` assigns a value; a condition compares with `==`", code="syntax.equal")
EQUAL_IN_RETURN = Message(
    "a `return` cannot assign with `=`; to compare, write `==`", code="syntax.equal_in_return"
)
COMMA = Message(
    "two values are side by side; perhaps a comma `,` or a sign such as `*` is missing between them",
    code="syntax.comma",
)
COMMA_IN_PARAMETERS = Message(
    "a comma `,` is missing between two parameters", code="syntax.comma_in_parameters"
)
INCOMPLETE = Message("a value is missing after `{sign}`", code="syntax.incomplete")
PRODUCT = Message(
    "`{text}` is neither a number nor a name; a product is written `{right}`", code="syntax.product"
)
DIGIT = Message("a name cannot begin with a digit, as `{text}` does", code="syntax.digit")
STRING = Message("the string that begins here has no end; a `{quote}` is missing", code="syntax.string")
APOSTROPHE = Message(
    "the `'` in `{text}` ends the string; put double quotes around the whole string",
    code="syntax.apostrophe",
)
RETURN = Message(
    "this `return` is in no function; indent it like the other lines of its function", code="syntax.return"
)
BODY = Message("an indented line of code must follow this line", code="syntax.body")
BODY_OF_COMMENTS = Message(
    "an indented line of code must follow this line; a comment does not count", code="syntax.body_of_comments"
)
ELIF = Message("Python writes `elif`, not `{word}`", code="syntax.elif")
NO_SIGN = Message("Python has no `{sign}`; write `{right}`", code="syntax.no_sign")
DEFINITION = Message("a function begins with `def` in Python, not with `{word}`", code="syntax.definition")
KEYWORD = Message(
    "`{word}` is a word of Python and cannot be a name; choose another one, such as `{right}`",
    code="syntax.keyword",
)
MISSPELT = Message("`{word}` is not a word of Python; did you mean `{right}`?", code="syntax.misspelt")
BACKSLASH = Message(
    "a backslash must be the last character of its line; delete what follows it", code="syntax.backslash"
)
MERGE_CONFLICT = Message("a merge conflict of Git is not resolved here", code="syntax.conflict")
PROMPT_COPIED = Message(
    "the prompts `>>>` and `...` of a session are not code; delete them", code="syntax.prompts"
)
MARKDOWN_FENCE = Message("this line is Markdown, not Python; delete it", code="syntax.markdown_fence")
TOO_DEEP = Message("it is nested too deeply", code="syntax.deep")

CURLY = {**dict.fromkeys("“”„‟«»〝〞", '"'), **dict.fromkeys("\u2018\u2019\u201a\u201b", "'")}
CHINESE = {"、": ",", "。": ".", "【": "[", "】": "]", "「": '"', "」": '"', "《": "<", "》": ">", "￥": "$"}
OTHERS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00d7\u22c5\u2217", "*"),
    **{
        "÷": "/",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "→": "->",
        "…": "...",
        "\u00b4": "'",
        "²": "**2",
        "³": "**3",
    },
}
FULL_WIDTH = ("\uff01", "\uff5e")
"""The first and the last full-width form of a character of ASCII."""
RIGHT = {"(": ")", "[": "]", "{": "}"}
LEFT = {right: left for left, right in RIGHT.items()}
LONGEST_CALL = 60
SHORT = 30

_CONDITION = re.compile(r"\s*(if|elif|while|assert)\b")
_ELIF = re.compile(r"\s*(else\s+if|elseif|elsif)\b")
_OPERATOR = re.compile(r"(?<!-)(\*\*|//|==|!=|<=|>=|[-=+*/%@<>]|\b(?:and|or|not|in|is))\s*$")
_HEADER = re.compile(r"\s*(if|elif|while|for|with|def|class|except)\b")
_OTHER_DEF = re.compile(r"\s*(function|func|fun|fn|define|void)\s+\w+\s*\(")
_DEF = re.compile(r"\s*(async\s+)?def\s+\w+\s*\(")
_FIRST_WORD = re.compile(r"\s*([A-Za-z]+)\s")
FIRST_WORDS = (
    "return",
    "import",
    "from",
    "for",
    "while",
    "if",
    "with",
    "def",
    "class",
    "raise",
    "yield",
    "del",
)
NEARLY = 0.6
"""How near a word must be to one of these."""
_APOSTROPHE = re.compile(r"\b(?![fFrRbBuU]{1,2}')([A-Za-z]+)(')[A-Za-z]+")
_STARTS = {
    re.compile(r"[<|>]{7} |={7}$"): MERGE_CONFLICT,
    re.compile(r"\s*(>>>( |$)|\.\.\. +[^\s#])"): PROMPT_COPIED,
    re.compile(r"\s*```\w*\s*$"): MARKDOWN_FENCE,
}
"""Lines that are not Python, for a reason that Python does not report."""


@dataclass(frozen=True)
class Place:
    """What Python says of a text, and where; `column` counts from 1, and 0 means the whole line."""

    message: str
    lines: Sequence[str]
    line: int
    column: int = 0
    width: int = 1

    @property
    def text(self) -> str:
        """The line."""
        return self.lines[self.line - 1] if 0 < self.line <= len(self.lines) else ""

    @property
    def before(self) -> str:
        """What stands before the place in its line."""
        return self.text[: max(self.column - 1, 0)]

    @property
    def after(self) -> str:
        """What stands at the place and after it."""
        return self.text[max(self.column - 1, 0) :]

    @property
    def meant(self) -> str:
        """The characters that are meant."""
        return self.after[: self.width]

    @property
    def above(self) -> str:
        """The last line with code above this one."""
        every = reversed(self.lines[: self.line - 1])
        return next((line for line in every if line.strip() and not line.lstrip().startswith("#")), "")

    def says(self, message: Message | str, **arguments: str | int) -> SyntaxFault:
        """Make the fault of this place."""
        said = message if isinstance(message, str) else Reason(message, arguments)
        return SyntaxFault(said, self.line, min(self.column, len(self.text) + 1), self.width, self.text)

    def moved(self, column: int, width: int = 1, line: int = 0) -> Place:
        """Return another place of the same text."""
        return replace(self, line=line or self.line, column=column, width=width)


def told(place: Place) -> SyntaxFault:
    """Say what is wrong at a place: by the first rule that knows, else in Python's words."""
    for rule in RULES:
        if (fault := rule(place)) is not None:
            return fault
    return place.says(place.message)


def stray_return(line: int, column: int, lines: Sequence[str]) -> SyntaxFault:
    """Return the fault of a `return` outside of a function; its column counts from 0."""
    return Place("", lines, line, column + 1, len("return")).says(RETURN)


def unreadable(why: Message | str) -> SyntaxFault:
    """Return the fault of a text for which Python gives no place."""
    return SyntaxFault(why if isinstance(why, str) else Reason(why), 1)


# ------------------------------------------------------------------------------------ characters


def _start(place: Place) -> SyntaxFault | None:
    """The rules for lines of Git and of sessions."""
    found = (message for pattern, message in _STARTS.items() if pattern.match(place.text))
    message = next(found, None)
    return place.moved(0).says(message) if message is not None else None


def _sign(place: Place) -> SyntaxFault | None:
    if not (match := re.match(r"invalid character '(.)'", place.message)):
        return None
    sign = match[1]
    if sign in CURLY:
        return place.says(CURLY_QUOTE, sign=sign, right=CURLY[sign])
    if FULL_WIDTH[0] <= sign <= FULL_WIDTH[1]:
        return place.says(CHINESE_SIGN, sign=sign, right=unicodedata.normalize("NFKC", sign))
    if sign in CHINESE:
        return place.says(CHINESE_SIGN, sign=sign, right=CHINESE[sign])
    return place.says(OTHER_SIGN, sign=sign, right=OTHERS[sign]) if sign in OTHERS else None


def _space(place: Place) -> SyntaxFault | None:
    if not (match := re.match(r"invalid non-printable character (U\+(\w+))", place.message)):
        return None
    is_space = unicodedata.category(chr(int(match[2], 16))) == "Zs"
    return place.says(SPECIAL_SPACE if is_space else INVISIBLE, number=match[1])


# ------------------------------------------------------------------------------------ indentation


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _indentation(place: Place) -> SyntaxFault | None:
    found = _indent(place.text)
    at = place.moved(1, max(found, 1))
    message = place.message
    is_unindent = message.startswith("unindent does not match")
    if message.startswith("inconsistent use of tabs"):
        return at.says(TABS)
    if not is_unindent and message != "unexpected indent":
        return None
    if {" ", "\t"} <= {*place.text[:found], *place.above[: _indent(place.above)]}:
        return at.says(TABS)
    if is_unindent:
        return at.says(UNINDENT, found=found, above=_indent(place.above))
    if not place.above:
        return at.says(INDENT_FIRST)
    return at.says(INDENT, found=found, above=_indent(place.above)) if found > _indent(place.above) else None


def _body(place: Place) -> SyntaxFault | None:
    """A body that is missing: shown is the line that needs one."""
    match = re.match(r"expected an indented block after .* on line (\d+)", place.message)
    if match is None:
        return None
    line = int(match[1])
    header = place.moved(len(place.lines[line - 1].rstrip()) + 1, line=line)
    below = next(filter(str.strip, place.lines[line:]), "")
    return header.says(BODY_OF_COMMENTS if below.lstrip().startswith("#") else BODY)


# -------------------------------------------------------------------------------------- brackets


def _bracket(place: Place) -> SyntaxFault | None:
    if match := re.fullmatch(r"'(.)' was never closed", place.message):
        return place.moved(place.column).says(UNCLOSED, bracket=match[1], right=RIGHT[match[1]])
    if match := re.fullmatch(r"unmatched '(.)'", place.message):
        return place.says(UNMATCHED, got=match[1], bracket=LEFT[match[1]])
    pattern = r"closing parenthesis '(.)' does not match opening parenthesis '(.)'(?: on line (\d+))?"
    if (match := re.fullmatch(pattern, place.message)) is None:
        return None
    signs = {"got": match[1], "bracket": match[2], "right": RIGHT[match[2]]}
    return place.says(MISMATCH_AT, **signs, line=int(match[3])) if match[3] else place.says(MISMATCH, **signs)


def _open_at_colon(place: Place) -> SyntaxFault | None:
    """A bracket that is still open at the colon of an `if` or a `def`."""
    if place.message != "invalid syntax" or place.after.partition("#")[0].strip() != ":":
        return None
    above = place.lines[: place.line - 1]
    bracket: Bracket | None = open_bracket("\n".join([*above, place.before]))
    if bracket is None or not _HEADER.match(place.lines[bracket.line - 1]):
        return None  # `f(a: 1)` has another mistake
    at = place.moved(bracket.column, line=bracket.line)
    return at.says(UNCLOSED_BEFORE, bracket=bracket.sign, right=RIGHT[bracket.sign])


# ---------------------------------------------------------------------------- words and statements


def _elif(place: Place) -> SyntaxFault | None:
    match = _ELIF.match(place.text)
    if match is None or place.message not in ("invalid syntax", "expected ':'"):
        return None
    return place.moved(match.start(1) + 1, len(match[1])).says(ELIF, word=match[1])


def _colon(place: Place) -> SyntaxFault | None:
    if place.message != "expected ':'":
        return None
    rest = place.after.partition("#")[0].strip()
    if not rest:
        return place.moved(len(place.before.rstrip()) + 1).says(COLON)
    return None if rest.endswith(":") else place.says(COLON_HERE)


def _print(place: Place) -> SyntaxFault | None:
    if not place.message.startswith("Missing parentheses in call to 'print'"):
        return None
    match = re.match(r"print\s+([^#]*?)\s*;?\s*$", place.after)
    right = f"print({match[1]})" if match else ""
    if match is None or match[1].endswith(",") or len(right) > LONGEST_CALL:
        right = "print(…)"
    return place.says(PRINT, right=right)


def _equal(place: Place) -> SyntaxFault | None:
    """An assignment where a comparison is meant."""
    sign = re.compile(r"(?<![=!<>:])=(?!=)")
    if "instead of '='" in place.message and _CONDITION.match(place.text):
        is_target = place.message.startswith("cannot assign")
        found = sign.search(place.text, place.column - 1 + (place.width if is_target else 0))
        return place.moved(found.start() + 1).says(EQUAL) if found else None
    if place.message == "invalid syntax" and re.match(r"\s*return\b", place.text) and place.meant == "=":
        return place.says(EQUAL_IN_RETURN) if sign.match(place.text, place.column - 1) else None
    return None


def _return(place: Place) -> SyntaxFault | None:
    return place.says(RETURN) if place.message == "'return' outside function" else None


def _other_words(place: Place) -> SyntaxFault | None:
    """Words and signs of other languages."""
    if place.message != "invalid syntax":
        return None
    if match := _OTHER_DEF.match(place.text):
        return place.moved(match.start(1) + 1, len(match[1])).says(DEFINITION, word=match[1])
    if match := re.fullmatch(r"\s*([\w.\[\]]+)(\+\+|--)\s*;?", place.text):
        right = f"{match[1]} {match[2][0]}= 1"
        return place.moved(match.start(2) + 1, 2).says(NO_SIGN, sign=match[2], right=right)
    for sign, right in {"&&": "and", "||": "or"}.items():
        if place.text[max(place.column - 2, 0) : place.column] == sign:
            return place.moved(place.column - 1, 2).says(NO_SIGN, sign=sign, right=right)
    return place.says(NO_SIGN, sign="!", right="not") if re.match(r"!(?!=)", place.after) else None


def _misspelt(place: Place) -> SyntaxFault | None:
    """A first word that is nearly one of Python: `retrun x`; with the right word, the line can be read."""
    match = _FIRST_WORD.match(place.text)
    if match is None or place.message != "invalid syntax" or place.before.strip() != match[1]:
        return None
    line = place.text[match.end(1) :].rstrip()
    body = " pass" if line.endswith(":") else ""
    near = () if keyword.iskeyword(match[1]) else several(match[1], FIRST_WORDS, cutoff=NEARLY)
    right = next((word for word in near if _can_be_read(f"def f():\n {word}{line}{body}")), None)
    if right is None:
        return None
    return place.moved(match.start(1) + 1, len(match[1])).says(MISSPELT, word=match[1], right=right)


def _can_be_read(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _keyword(place: Place) -> SyntaxFault | None:
    """A word of Python that is used as a name: `lambda = 0.1`, or as a parameter."""
    if place.message != "invalid syntax":
        return None
    assigned = re.fullmatch(r"\s*([A-Za-z]+)\s*", place.before) if re.match(r"=(?!=)", place.after) else None
    if assigned and keyword.iskeyword(assigned[1]):
        at = place.moved(assigned.start(1) + 1, len(assigned[1]))
        return at.says(KEYWORD, word=assigned[1], right=f"{assigned[1]}_")
    parameter = re.match(r"([A-Za-z]+)\s*[,=):]", place.after)
    if parameter and keyword.iskeyword(parameter[1]) and re.fullmatch(rf"{_DEF.pattern}[^()]*", place.before):
        at = place.moved(place.column, len(parameter[1]))
        return at.says(KEYWORD, word=parameter[1], right=f"{parameter[1]}_")
    return None


# ------------------------------------------------------------------------------- values and strings


def _comma(place: Place) -> SyntaxFault | None:
    if place.message == "invalid syntax. Perhaps you forgot a comma?":
        return _between(place).says(COMMA)
    if place.message != "invalid syntax" or not re.match(r"\w", place.after):
        return None
    names = rf"{_DEF.pattern}[^()]*\b\w+\s+"
    if re.fullmatch(names, place.before) and not re.match(r"(\w+)\s*\(", place.after):
        return place.says(COMMA_IN_PARAMETERS)
    number = re.search(r"(?<![\w.])\d+(\.\d*)?\s+$", place.before)
    word = re.match(r"\w+", place.after)
    if number is None or word is None or keyword.iskeyword(word[0]):
        return None
    return place.moved(number.start() + 1, place.column - number.start() - 1 + len(word[0])).says(COMMA)


def _between(place: Place) -> Place:
    """Return the place between two long values; short ones are shown themselves."""
    if len(place.meant) <= SHORT:
        return place
    for gap in re.finditer(r"\s+", place.meant):
        if _is_value(place.meant[: gap.start()]) and _is_value(place.meant[gap.end() :]):
            return place.moved(place.column + gap.start(), len(gap[0]))
    return place


def _is_value(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _incomplete(place: Place) -> SyntaxFault | None:
    """A value that is missing at the end of a line, or before a bracket."""
    is_end = place.after.partition("#")[0].strip()[:1] in ("", ":", ")", "]", "}", ",")
    sign = _OPERATOR.search(place.before)
    if place.message != "invalid syntax" or not is_end or sign is None:
        return None
    return place.moved(len(place.before.rstrip()) + 1).says(INCOMPLETE, sign=sign[1])


def _number(place: Place) -> SyntaxFault | None:
    if place.message != "invalid decimal literal":
        return None
    for match in re.finditer(r"(?<![\w.])(\d+)([A-Za-z_]\w*)", place.text):
        if match.start() < place.column <= match.end() + 1 and not re.match(r"[eEjJ]\d*$", match[2]):
            at = place.moved(match.start() + 1, len(match[0]))
            is_target = not place.text[: match.start()].strip() and re.match(
                r"\s*=(?!=)", place.text[match.end() :]
            )
            if is_target or place.text[: match.start()].endswith(("def ", "class ")):
                return at.says(DIGIT, text=_cut(match[0]))
            return at.says(PRODUCT, text=_cut(match[0]), right=_cut(f"{match[1]} * {match[2]}"))
    return None


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


def _string(place: Place) -> SyntaxFault | None:
    match = re.match(r"unterminated (triple-quoted )?(?:f-)?string literal", place.message)
    quote = re.match(r"[A-Za-z]*(\"{3}|'{3}|[\"'])", place.after)
    if match is None or quote is None:
        return None
    if not match[1] and quote[1] == "'" and (inner := _APOSTROPHE.search(place.before)):
        return place.moved(inner.start(2) + 1).says(APOSTROPHE, text=_cut(inner[0]))
    sign = quote[1] if match[1] else quote[1][0]
    return place.moved(place.column, len(quote[0])).says(STRING, quote=sign)


def _format_string(place: Place) -> SyntaxFault | None:
    """Python's message on an f-string, which has a place of its own; shown is where the string begins."""
    if not place.message.startswith("f-string: "):
        return None
    match = re.search(r"\b[rR]?[fF][rR]?[\"']", place.text)
    at = place.moved(match.start() + 1, len(match[0])) if match else place.moved(0)
    return at.says(place.message)


def _backslash(place: Place) -> SyntaxFault | None:
    wanted = place.message == "unexpected character after line continuation character"
    return place.says(BACKSLASH) if wanted else None


RULES: Sequence[Callable[[Place], SyntaxFault | None]] = (
    _start,
    _sign,
    _space,
    _indentation,
    _body,
    _bracket,
    _open_at_colon,
    _elif,
    _colon,
    _print,
    _equal,
    _return,
    _other_words,
    _misspelt,
    _keyword,
    _comma,
    _incomplete,
    _number,
    _string,
    _format_string,
    _backslash,
)
"""The rules, tried in this order."""
