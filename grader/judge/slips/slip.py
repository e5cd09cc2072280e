"""The slip in the code of a wrong answer: the first rule that finds one."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from grader.core.verdict import Slip, TaskResult
from grader.judge.slips import flow, modules, statements
from grader.judge.slips import names as spelling
from grader.judge.slips.evidence import Evidence

RULES: tuple[Callable[[Evidence], Slip | None], ...] = (
    statements.comparison,
    spelling.not_imported,
    spelling.other_case,
    spelling.replaced,
    statements.compared_with_nan,
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
    statements.unused,
    statements.shuffled_rows,
    spelling.unread,
)
"""What is certain of itself comes first."""
SAID_BY_NAME = ("slip.caret", "slip.early_return", "slip.pair", "slip.pair_index", "slip.compared_with_nan")
"""Slips that a misconception says, too, if it is certain."""
REBOUND = ("slip.rebound", "slip.rebound_leaf")
"""Slips that it says even if the answer only looks like it."""
WITHOUT_EFFECT = ("slip.comparison", "slip.comparison_in_place", "slip.not_called", "slip.rebound_leaf")
"""Slips by which a statement has no effect, or not the one that was meant.

The answer may then behave like a misconception whose words are not true of it.
"""


def with_slip(evidence: Evidence) -> TaskResult:
    """Return the result with the first slip that can be the reason for it.

    If a slip makes a statement idle, it takes the place of a misconception that is certain.
    """
    result = evidence.result
    found = (rule(evidence) for rule in RULES)
    slip = next((one for one in found if one is not None), None)
    if slip is None or _is_said(evidence, slip):
        return result
    named = result.misconception
    if named is not None and named.certain and slip.message.code in WITHOUT_EFFECT:
        named = None
    return msgspec.structs.replace(result, slip=slip, misconception=named)


def _is_said(evidence: Evidence, slip: Slip) -> bool:
    """Whether a misconception says the same; one that only raises the same error does not."""
    named, code = evidence.result.misconception, slip.message.code
    if named is None:
        return False
    if code in REBOUND:
        return not evidence.has_raised
    return named.certain and code in SAID_BY_NAME
