"""Options that go together, and which are refused, since they would be ignored without a word."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import click
from click.core import ParameterSource

from grader.core.errors import UsageError
from grader.core.message import Message

ALWAYS = frozenset({"help", "lang"})
"""Options that go with everything."""


def given(context: click.Context) -> Iterator[click.Option]:
    """The options that stand on the command line, in the order in which help shows them."""
    for param in context.command.params:
        source = context.get_parameter_source(param.name) if param.name else None
        if isinstance(param, click.Option) and source is ParameterSource.COMMANDLINE:
            yield param


def only(context: click.Context, name: str, *, beside: Collection[str], why: Message) -> None:
    """Where an option is given, raise UsageError for the first that would be ignored beside it.

    Options are named as the parameters of their command are; `why` has a place for the `option`.
    """
    options = {option.name: option for option in given(context)}
    if name in options:
        for other, option in options.items():
            if other not in {name, *beside} | ALWAYS:
                raise UsageError(why, option=shown(option))


def never_with(context: click.Context, name: str, other: str, *, why: Message) -> None:
    """Raise UsageError for an option that is ignored where another one is given."""
    if {name, other} <= {option.name for option in given(context)}:
        raise UsageError(why)


def shown(option: click.Option) -> str:
    """An option as a message names it: by its longest word."""
    return max(option.opts, key=len)
