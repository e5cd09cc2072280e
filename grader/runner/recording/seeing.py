"""Read a result by a text of the course, such as `result.tolist()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.runner.recording.building import make
from grader.runner.recording.failures import text_of
from grader.runner.recording.results import Unseen
from grader.runner.recording.values import type_name


def seen_as(text: str, result: Any, inputs: Mapping[str, Any]) -> Any:
    """Return the value of a text for a result, or `Unseen` if the text raises.

    The text knows `result`, and the inputs by their names.
    """
    try:
        return make(text, {**inputs, "result": result})
    except BaseException as error:  # a submission's result may make the text raise anything
        return Unseen((type_name(result), f"{type_name(error)}: {text_of(error)}"))
