"""Options that are refused, because another option would make them useless."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import click
from click.core import ParameterSource

from grader.core.errors import UsageError
from grader.core.message import Message

ALWAYS = frozenset({"help", "lang"})
"""Options that go with every other option."""


def given(context: click.Context) -> Iterator[click.Option]:
    """The options on the command line, in the order in which help shows them."""
    for param in context.command.params:
        source = context.get_parameter_source(param.name) if param.name else None
        if isinstance(param, click.Option) and source is ParameterSource.COMMANDLINE:
            yield param


def only(context: click.Context, name: str, *, beside: Collection[str], why: Message) -> None:
    """Raise UsageError for the first option that would be ignored because of `name`.

    Options are named like the parameters of their command. `why` has a placeholder for the `option`.
    """
    options = {option.name: option for option in given(context)}
    if name in options:
        for parameter, option in options.items():
            if parameter not in {name, *beside} | ALWAYS:
                raise UsageError(why, option=shown(option))


def never_with(context: click.Context, name: str, other: str, *, why: Message) -> None:
    """Raise UsageError if both options are given, because `name` would be ignored."""
    if {name, other} <= {option.name for option in given(context)}:
        raise UsageError(why)


def shown(option: click.Option) -> str:
    """The name of an option in a message: its longest word."""
    return max(option.opts, key=len)
