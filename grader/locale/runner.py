"""The messages on how a run ended and on what failed in the runner, by code."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core import watchdog
from grader.core.message import Message, Plural
from grader.runner import properties, reasons

MESSAGES: Mapping[str, Message | Plural] = {**reasons.MESSAGES, **properties.MESSAGES, **watchdog.MESSAGES}
