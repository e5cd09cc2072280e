"""Commands and options whose help is a message.

The help is translated when it is shown, not when it is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from grader.cli.click_words import SHOW_HELP
from grader.cli.language import LANGUAGE_KEY, speak_as_asked
from grader.core.message import Message, languages

LANG_HELP = Message("The language to speak; otherwise GRADE_LANG, the course's, or the system's.")
HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class SpokenOption(click.Option):
    """An option whose help is a message."""

    def __init__(self, declarations: Sequence[str], *, says: Message, **more: Any) -> None:
        super().__init__(declarations, **more)
        self.says = says

    @property
    def help(self) -> str | None:
        """The help in the current language."""
        return str(self.says)

    @help.setter  # noqa: A003  # click's own name
    def help(self, _text: str | None) -> None:
        """Ignore the text that click's constructor sets: the help is the message."""


class SpokenCommand(click.Command):
    """A command whose help is a message; it takes `--lang`, like every command."""

    def __init__(self, *words: Any, says: Message, **more: Any) -> None:
        super().__init__(*words, **more)
        self.says = says
        self.params.append(LANG)

    @property
    def help(self) -> str | None:
        """The help in the current language."""
        return str(self.says)

    @help.setter  # noqa: A003  # click's own name
    def help(self, _text: str | None) -> None:
        """Ignore the text that click's decorator sets: the help is the message."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's own help option, with its help in the current language.

        Click makes the option only once.
        """
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = str(SHOW_HELP)
        return found


def command(name: str, says: Message, **more: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command with the decorated function as its body."""
    return click.command(name, **{"cls": SpokenCommand, "says": says, **more})


def option(*declarations: str, says: Message, **more: Any) -> Callable[[Callable[..., Any]], Any]:
    """Add an option to the decorated function."""
    return click.option(*declarations, cls=SpokenOption, says=says, **more)


def _complete_language(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    return [language for language in languages() if language.startswith(incomplete)]


def _take_language(ctx: click.Context, _param: click.Parameter, word: str | None) -> None:
    """Use a language from here on; raises UsageError if it does not exist."""
    if word is not None and not ctx.resilient_parsing:
        ctx.meta[LANGUAGE_KEY] = speak_as_asked(word)


LANG = SpokenOption(
    ["--lang"],
    says=LANG_HELP,
    metavar="LANG",
    is_eager=True,
    expose_value=False,
    callback=_take_language,
    shell_complete=_complete_language,
)
"""The option that every command has; all share one object, since it has no state."""
