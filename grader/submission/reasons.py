"""Why code does not run, as facts; the messages on a file that cannot be read."""

from __future__ import annotations

from grader.core.errors import SubmissionError, argument
from grader.core.fact import Fact
from grader.core.message import Message
from grader.core.model import CLASS, FUNCTION
from grader.core.verdict import Skipped
from grader.submission.source import Place, Source, Statement, SyntaxFault

NOTEBOOK_COMMAND = Fact("skipped.command")
NOT_NEEDED = Fact("skipped.not_needed")
SETS_STATE = Fact("skipped.state")
CHANGES_LIBRARY = Fact("skipped.library")
ONLY_AS_SCRIPT = Fact("skipped.script")
NEVER = Fact("skipped.never")

SYNTAX = Message("{file}, line {line}: this is not valid Python: {why}.", code="file.syntax")
SYNTAX_ASKED = Message("{file}, line {line}: this is not valid Python: {why}", code="file.syntax_asked")
"""The same message, for a reason that ends in a question mark or a full stop."""
SYNTAX_IN_CELL = Message(
    "{file}, cell {cell}, line {line}: this is not valid Python: {why}.", code="file.syntax_in_cell"
)
SYNTAX_ASKED_IN_CELL = Message(
    "{file}, cell {cell}, line {line}: this is not valid Python: {why}", code="file.syntax_asked_in_cell"
)
NOT_READ_IN_TIME = Message("{file} could not be read. {why} It is not graded.", code="file.not_in_time")
NOTHING_READ = Message(
    "{error} Nothing in the file could be read; correct this line first.", code="file.nothing_read"
)
WHOLE_FILE = Message("{error} The whole file can run only when all of it is valid Python.", code="file.whole")
NO_FUNCTION = Message(
    "{error} Correct this line first: the rest of the file defines no function of this exercise.",
    code="file.no_function",
)
EMPTY = Message(
    "{file} is empty: it has no code. Save your work in the editor and try again.", code="file.empty"
)
UNREAD = Message("{file} cannot be read: {why}. Check the file and its permissions.", code="file.unread")
GONE = Message("{file} does not exist. Check the spelling and the folder you are in.", code="file.gone")
GONE_MEANT = Message("{file} does not exist. Did you mean {near}?", code="file.gone_meant")
FOLDER = Message("{file} is a folder. Name the one .py or .ipynb file in it to grade.", code="file.folder")
OTHER_KIND = Message(
    "{file} is neither a script nor a notebook. Give a .py or an .ipynb file.", code="file.other_kind"
)
LARGE_SCRIPT = Message(
    "{file} has {size:.1f} MB; at most {most} MB are read. Keep only code in it, and load data from other "
    "files.",
    code="file.large_script",
)
LARGE_NOTEBOOK = Message(
    "{file} has {size:.1f} MB; at most {most} MB are read. Clear its outputs in Jupyter (Kernel, Restart "
    "Kernel and Clear Outputs) and save it.",
    code="file.large_notebook",
)
MANY_VALUES = Message(
    "{file} has {count:,} commas; at most {most:,} are read. Clear its outputs in Jupyter (Kernel, "
    "Restart Kernel and Clear Outputs) and save it.",
    code="file.many_values",
)
MANY_CELLS = Message(
    "{file} has {count:,} cells with code; at most {most:,} are read. Delete cells that no answer needs.",
    code="file.many_cells",
)
MANY_OLD_CELLS = Message(
    "{file} is a notebook of an old format with {count:,} cells; at most {most:,} are converted. Open it in "
    "Jupyter, delete cells that no answer needs, and save it.",
    code="file.many_old_cells",
)
MANY_CHARACTERS = Message(
    "{file} has {count:,} characters of code; at most {most:,} are read. Keep only code in it, and load data "
    "from other files.",
    code="file.many_characters",
)
MANY_LINES = Message(
    "{file} has {count:,} lines of code; at most {most:,} are read. Keep only code in it, and load data "
    "from other files.",
    code="file.many_lines",
)
MANY_TOKENS = Message(
    "{file} has {count:,} tokens, such as names and numbers; at most {most:,} are read. Keep only code "
    "in it, and load data from other files.",
    code="file.many_tokens",
)
MANY_STATEMENTS = Message(
    "{file} has {count:,} statements outside of functions, or more; at most {most:,} are read. Keep only "
    "code in it that an answer needs.",
    code="file.many_statements",
)
MANY_COMMANDS = Message(
    "{file} has broken code with notebook commands that takes {count:,} steps to read, or more; at most "
    "{most:,} are taken. Delete cells that no answer needs.",
    code="file.many_commands",
)
NO_TEXT = Message(
    "{file}, line {line}: the byte {byte} is not text that can be read. If the file holds code, save it with "
    "encoding UTF-8.",
    code="file.no_text_in_line",
)
IS_NOTEBOOK = Message("{file} holds a notebook, not a script. Rename it to {name}.", code="file.is_notebook")
OTHER_JSON = Message(
    "{file} is JSON, but not a notebook. Open your work in Jupyter and save it as .ipynb, or copy its code "
    "to a .py file.",
    code="file.other_json",
)
CONFLICT = Message(
    "{file}, line {line}: a merge conflict of Git is not resolved here. In a text editor, keep one side of "
    "each conflict. Delete the lines that begin with <<<<<<<, ======= and >>>>>>>, and save the file.",
    code="file.conflict",
)
NO_NOTEBOOK = Message(
    "{file} is not a notebook: it begins with {begins!r}. If it is Python code, rename it to {python}; if "
    "not, save or download your notebook again.",
    code="file.no_notebook",
)
DAMAGED = Message(
    "{file}: this is not a notebook (its JSON is damaged). Open it in Jupyter and save it again, or copy its "
    "code to a .py file.",
    code="file.damaged",
)
DAMAGED_AT = Message(
    "{file}, line {line}: this is not a notebook (its JSON is damaged). Open it in Jupyter and save it "
    "again, or copy its code to a .py file.",
    code="file.damaged_at",
)
OLD_FORMAT = Message(
    "{file} is a notebook of the old format {version} that could not be converted. Open it in Jupyter and "
    "save it again, or copy its code to a .py file.",
    code="file.old_format",
)

LONGEST_TEXT = 80


def does_not_parse(fault: SyntaxFault) -> Fact:
    """Return what is wrong with code that does not parse; the fault's `spot` is where."""
    return Fact("skipped.syntax", {"why": argument(fault.message)})


def defined_again(name: str, *, at: Place, later: Place) -> Fact:
    """Return the fact that a function is defined again, in a later line or cell."""
    if later.cell == at.cell or later.cell is None:
        return Fact("skipped.defined_again", {"name": name, "line": later.line})
    return Fact("skipped.defined_again_in_cell", {"name": name, "cell": later.cell})


def in_place(code: str, place: Place, **names: str) -> Fact:
    """Return a fact about code at a place; in a notebook, its code ends in `_in_cell`."""
    if place.cell is None:
        return Fact(code, {**names, "line": place.line})
    return Fact(f"{code}_in_cell", {**names, "cell": place.cell})


def line_in_place(code: str, place: Place, **names: str) -> Fact:
    """Return a fact about one line, which needs its number in a notebook, too."""
    fact = in_place(code, place, **names)
    return Fact(fact.code, {**fact.args, "line": place.line})


def made_value(name: str, kind: str) -> Fact:
    """Return the fact that a statement would replace a function or a class with a value."""
    return Fact("skipped.made_value_of_class" if kind == CLASS else "skipped.made_value", {"name": name})


def deleted(name: str, at: Place) -> Fact:
    """Return the fact that a line or a cell deletes a name."""
    if at.cell is None:
        return Fact("missing.deleted", {"name": name, "line": at.line})
    return Fact("missing.deleted_in_cell", {"name": name, "cell": at.cell})


def renamed(name: str, other: str, kind: str) -> Fact:
    """Return the fact that a name of the file is nearly the one that is asked for."""
    code = "missing.rename" if kind == FUNCTION else f"missing.rename_{kind}"
    return Fact(code, {"other": other, "name": name})


def only_inside(name: str, function: str) -> Fact:
    """Return the fact that a variable exists only in a function."""
    return Fact("missing.inside", {"name": name, "function": function})


def syntax_error(source: Source) -> SubmissionError | None:
    """Return the first fault with its file, cell and line; None if all of it parses."""
    for unit in source.units:
        if unit.fault is not None:
            return _syntax(source.name, unit.cell, unit.fault)
    return None


def _syntax(file: str, cell: int | None, fault: SyntaxFault) -> SubmissionError:
    ends = str(fault.message).endswith(("?", "."))
    if cell is None:
        message = SYNTAX_ASKED if ends else SYNTAX
        error = SubmissionError(message, file=file, line=fault.line, why=fault.message)
    else:
        message = SYNTAX_ASKED_IN_CELL if ends else SYNTAX_IN_CELL
        error = SubmissionError(message, file=file, cell=cell, line=fault.line, why=fault.message)
    return error.at(fault.spot)


def skip(statement: Statement, why: Fact) -> Skipped:
    """Report that a statement does not run."""
    return skip_text(statement.text, statement.place, filename=statement.filename, why=why)


def skip_text(
    text: str, place: Place, *, filename: str, why: Fact, fault: SyntaxFault | None = None
) -> Skipped:
    """Report that the text at a place does not run, by its first line.

    It is lost if it has a fault.
    """
    file = filename if place.cell is None else filename.rpartition("#")[0]
    first = text.strip().partition("\n")[0].rstrip()
    shown = first if len(first) <= LONGEST_TEXT else first[: LONGEST_TEXT - 1] + "…"
    spot = fault.spot if fault is not None else None
    return Skipped(file, place.cell, place.line, shown, why, fault is not None, spot)
