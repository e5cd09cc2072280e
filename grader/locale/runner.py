"""The messages of how a run ended, and of what failed in the runner, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.message import Message, Plural
from grader.runner import reasons

MESSAGES: Mapping[str, Message | Plural] = reasons.MESSAGES
