"""The slip that is told of a wrong answer: the first rule that finds one."""

from __future__ import annotations

from collections.abc import Callable

from grader.core.verdict import Slip, TaskResult
from grader.judge.slips import flow, modules, statements
from grader.judge.slips import names as spelling
from grader.judge.slips.evidence import Evidence

RULES: tuple[Callable[[Evidence], Slip | None], ...] = (
    statements.comparison,
    spelling.not_imported,
    spelling.other_case,
    spelling.replaced,
    statements.action_not_called,
    statements.result_not_called,
    statements.caret,
    modules.misspelt_init,
    modules.misspelt_forward,
    modules.super_brackets,
    modules.no_super,
    modules.pair,
    spelling.not_the_parameter,
    flow.before_loop,
    flow.none_kept,
    statements.early_return,
    statements.lost_result,
    statements.rebound,
)
"""What is certain of itself comes first."""
SAID_BY_NAME = ("slip.rebound", "slip.rebound_leaf", "slip.caret")
"""Slips that a misconception says, too, if one is named."""


def found_slip(evidence: Evidence) -> Slip | None:
    """Return the first slip that can be the reason for a wrong answer."""
    found = (rule(evidence) for rule in RULES)
    slip = next((one for one in found if one is not None), None)
    return None if slip is not None and _is_said(evidence.result, slip) else slip


def _is_said(result: TaskResult, slip: Slip) -> bool:
    named = result.misconception
    return named is not None and slip.message.code in SAID_BY_NAME
