"""Tokens and brackets of any text, without parsing it."""

from __future__ import annotations

import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission.commands import is_command
from grader.submission.lexical import Reach, count


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("x = 1\n", 3),
        ("x = 'a b c' # d e f\n", 4),
        ("x = '''a\nb''' + \"\"\"c\"\"\"", 5),
        (r"x = 'a\'b' + 'c'", 5),
        ("x = 'a b\ny = 1", 6),
        ("x = f'{a} {b}'", 12),
        ("[(1,), {2: 3}]", 12),
        ("'''never\nends", 3),
    ],
)
def test_tokens_are_counted(text: str, number: int) -> None:
    assert count(text) == number


SKIPPED = ("COMMENT", "NEWLINE", "NL", "ENDMARKER", "INDENT", "DEDENT", "ENCODING")


def test_python_counts_about_as_many_tokens() -> None:
    text = __import__("inspect").getsource(Reach)
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    number = sum(1 for token in found if tokenize.tok_name[token.type] not in SKIPPED)
    assert number <= count(text) <= 1.2 * number


def ends(text: str) -> list[int | None]:
    """Where a block ends that begins in each line, if each line may begin one."""
    lines = text.split("\n")
    return Reach(lines, skipped=is_command).ends(range(len(lines) + 1))[:-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\nb", [1, 2]),
        ("f(\n1\n)\nb", [3, 2, 3, 4]),
        ("f(\n[\n]\n)", [4, 3, 3, 4]),
        ("f(\n) + g(\n)", [3, 3, 3]),
        ("x = '''\na(\n'''\nb", [3, 2, 3, 4]),
        ("f(\nb", [None, 2]),
        ("f(\n[\n)\nb", [None, None, 3, 4]),
        ("f('a\n)", [None, 2]),
        ("x = '''\nb\nf(\n)", [None, 2, 4, 4]),
        ("!ls (\nf(\n)", [1, 3, 3]),
        ("f(\n%s\n)", [3, 2, 3]),
        ("# (\nb", [1, 2]),
        ("'\\\n(' + (\n)", [3, 3, 3]),
        ("f(\n) + g(\nb", [None, None, 3]),
    ],
)
def test_a_block_ends_where_its_brackets_and_strings_have_ended(text: str, found: list[int | None]) -> None:
    assert ends(text) == found


@given(st.text(alphabet="ab'\"()[]{}\\#\n !%"))
def test_any_text_has_ends_after_its_lines(text: str) -> None:
    assert all(end is None or line < end <= text.count("\n") + 1 for line, end in enumerate(ends(text)))
    assert count(text) <= len(text) * 2
