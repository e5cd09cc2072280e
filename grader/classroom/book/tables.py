"""The tables of the gradebook, version 2. Sentences are kept as facts, in JSON.

A task's result is JSON, as `--format json` writes it. `migration` updates an older gradebook.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

VERSION = 2

metadata = MetaData()

facts = Table("facts", metadata, Column("name", String, primary_key=True), Column("value", String))

students = Table(
    "students",
    metadata,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("group", String, nullable=False),
    Column("extension", String, nullable=False),
    Column("lms", String, nullable=False),
    Column("in_roster", Boolean, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", ForeignKey("students.id"), nullable=False),
    Column("exercise", String, nullable=False),
    Column("counted", Integer),  # the attempt whose grade counts
    UniqueConstraint("student", "exercise"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("suffix", String, nullable=False),
    Column("time", String),
    Column("late", Boolean, nullable=False),
    Column("graded_with", String),  # a digest of all that its grade depends on, except the file
    Column("grade", LargeBinary),  # the grade without its tasks
    Column("problem", String, nullable=False, server_default=""),  # a fact: the reason for a missing grade
    Column("fault", Boolean, nullable=False, server_default="0"),  # the problem is a fault of the grader
    Column("answers", String, nullable=False, server_default=""),  # tasks and digests of their functions
    UniqueConstraint("submission", "name", "digest"),
)

results = Table(
    "results",
    metadata,
    Column("attempt", ForeignKey("attempts.id"), primary_key=True),
    Column("task", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", String, nullable=False),  # a digest of the result's source, key and grader
    Column("result", LargeBinary, nullable=False),
    Column("hidden", LargeBinary),
    Column("loaded", Boolean, nullable=False, server_default="0"),  # it timed out on a busy machine
)

keys = Table(
    "keys",
    metadata,
    Column("exercise", String, primary_key=True),
    Column("hidden", Boolean, primary_key=True),
    Column("title", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("tasks", String, nullable=False),  # names, points and digests of its tasks, as JSON
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", ForeignKey("students.id"), nullable=False),
    Column("exercise", String, nullable=False),
    Column("task", String, nullable=False),
    Column("score", Float),  # null: the grader's own score counts again
    Column("reason", String, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
)

accepted = Table(
    "accepted",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("exercise", String, nullable=False),
    Column("task", String, nullable=False),
    Column("student", ForeignKey("students.id"), nullable=False),
    Column("attempt", ForeignKey("attempts.id"), nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("student", ForeignKey("students.id"), nullable=False),
    Column("exercise", String, nullable=False),
    Column("task", String, nullable=False),
    Column("before", Float, nullable=False),
    Column("after", Float, nullable=False),
    Column("why", String, nullable=False),  # a fact
    Column("time", String, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("student", ForeignKey("students.id"), primary_key=True),
    Column("content", String, nullable=False),  # a digest of the page's content
)

texts = Table(
    "texts",
    metadata,
    Column("code", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("text", String, nullable=False),  # the course's latest text with this code
)
