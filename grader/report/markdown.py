"""A grade as Markdown, for a pull request, a step summary or an issue.

Text of a submission is in fenced code, or every special character of Markdown in it is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.core.verdict import Feedback
from grader.report import labels as words
from grader.report.code import CodeLine
from grader.report.engine import environment, title
from grader.report.sheet import Note, sheets

MARK = "<!-- Report of grade -->"
"""The first line of a report; it marks a file that a later report may replace."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$@#]|^[-+=]|(?<=^\d)[.)])")


def render(feedbacks: Sequence[Feedback]) -> str:
    """Render one document for all submissions, with an index if there are several."""
    engine = environment(autoescape=False)  # Markdown has its own escaping, in these filters
    engine.filters |= {"plain": plain, "fenced": fenced, "labelled": labelled, "listed": listed}
    found = sheets(feedbacks)
    text = engine.get_template("report.md.j2").render(title=title(found), sheets=found, mark=MARK)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def plain(text: str) -> str:
    """Escape a text for Markdown, as one paragraph; also for the cell of a table."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str, language: str = "text") -> str:
    """Put a text into a code fence that the text itself cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def labelled(notes: Sequence[Note]) -> str:
    """Show labels and texts in two columns."""
    width = max(len(note.label) for note in notes)
    return "\n".join(f"{note.label:<{width}}  {note.text}" for note in notes)


def listed(lines: Sequence[CodeLine]) -> str:
    """The learner's lines, each with what it computed as a comment."""
    return "\n".join(_numbered(lines))


def _numbered(lines: Sequence[CodeLine]) -> Iterator[str]:
    width = len(str(lines[-1].number))
    for line in lines:
        last = line.computed[-1] if line.computed else None
        said = ", ".join(last.parts) if last else ""
        said = words.LABELLED.format(label=last.passes, text=said) if last and last.passes else said
        mark = f" ← {line.mark}" if line.mark else f" ← {words.HERE}" if line.failing else ""
        behind = f"{said}{mark}".strip()
        yield f"{line.number:>{width}}  {line.text}" + (f"    # {behind}" if behind else "")
