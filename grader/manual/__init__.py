"""The manual: one chapter for each kind of reader, as Markdown files in this folder."""

from __future__ import annotations

from importlib.resources import files

TOPICS = (
    "student",
    "notebook",
    "pytest",
    "teacher",
    "layouts",
    "exports",
    "authoring",
    "tasks",
    "inputs",
    "data",
    "devices",
    "ci",
    "json",
    "security",
    "architecture",
)
"""The chapters, in the order in which they are listed."""


def chapter(topic: str) -> str:
    """The text of a chapter, as Markdown; `topic` is one of TOPICS."""
    return files(__name__).joinpath(f"{topic}.md").read_text("utf-8")
