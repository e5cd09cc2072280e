"""Click's own texts as messages: catalogues contain them, and translate them.

Click's modules bind gettext under the names `_` and `ngettext`. `install` binds these names to our
catalogues. Texts of another release of click that are not listed stay English.
"""

from __future__ import annotations

import importlib

from grader.core.message import Message, Plural, translated, translated_plural

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types")
"""The modules of click whose texts our commands can show."""

FILE, DIRECTORY, PATH = Message("file"), Message("directory"), Message("path")
"""Click's names for the kinds of path.

Click itself would translate them when an option is defined, not when it is shown.
"""
SHOW_HELP = Message("Show this message and exit.")

TEXTS: tuple[Message | Plural, ...] = (
    FILE,
    DIRECTORY,
    PATH,
    # help
    Message("Usage:"),
    Message("Options"),
    Message("Commands"),
    Message("Positional arguments"),
    SHOW_HELP,
    Message("default: {default}"),
    Message("required"),
    # what is wrong with the words of a command
    Message("Error: {message}"),
    Message("Missing command."),
    Message("No such command {name!r}."),
    Message("No such option {name!r}."),
    Plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    Message("Option {name!r} does not take a value."),
    Plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    Plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    Message("Missing argument"),
    Message("Missing option"),
    Message("Choose from:\n\t{choices}"),
    # what is wrong with a value
    Message("Invalid value: {message}"),
    Message("Invalid value for {param_hint}: {message}"),
    Plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    Message("{value!r} is not a valid {number_type}."),
    Message("{value} is not in the range {range}."),
    Message("{name} {filename!r} does not exist."),
    Message("{name} {filename!r} is a file."),
    Message("{name} {filename!r} is a directory."),
    Message("{name} {filename!r} is not readable."),
)


def install() -> None:
    """Make click use our catalogues, in the current language."""
    for name in MODULES:
        module = importlib.import_module(f"click.{name}")
        for bound, ours in (("_", translated), ("ngettext", translated_plural)):
            if hasattr(module, bound):
                setattr(module, bound, ours)
