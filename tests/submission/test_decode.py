"""A file's text: what can be read at all, in which encoding, and why the rest is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from submitted import Write, grade, refusal, texts

from grader.submission import Place
from grader.submission.decode import kind


def test_a_file_that_does_not_exist_is_named(write: Write) -> None:
    assert refusal(Path("work/exercise_03.py")) == (
        "work/exercise_03.py does not exist. Check the spelling and the folder you are in."
    )


def test_a_folder_is_refused(write: Write) -> None:
    Path("work.py").mkdir()
    assert refusal(Path("work.py")) == "work.py is a folder. Name the one .py or .ipynb file in it to grade."


def test_another_suffix_is_refused(write: Write) -> None:
    assert refusal(write("def f(): ...", "exercise_03.txt")) == (
        "exercise_03.txt is neither a script nor a notebook. Give a .py or an .ipynb file."
    )


@pytest.mark.parametrize("content", ["", " \n\t\r\n", b"\xef\xbb\xbf\n"])
def test_a_file_of_nothing_but_white_space_is_empty(write: Write, content: str | bytes) -> None:
    assert refusal(write(content)) == (
        "exercise_03.py is empty: it has no code. Save your work in the editor and try again."
    )


NO_TEXT = "is not text that can be read. If the file holds code, save it with encoding UTF-8."


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        (b"x = 1\n\0", 2, "0x00"),
        (b"\x89PNG\r\n\x1a\n\0", 3, "0x00"),
        ("x = 1\n".encode("utf-16-le"), 1, "0x00"),
        ("x = 1\ny = '\0'\n".encode("utf-16"), 2, "0x00"),
        ("x = 1\r\ny = 2\r\n".encode("utf-16")[:-1], 3, "0x0A"),
        (b"x = 1\r\ny = 2\rz\x81 = 3\n", 3, "0x81"),
        ("x = 1\n# caf\xe9\ncaf\xe9 = 2\n".encode("cp1252"), 3, "0xE9"),
        ("x = 1\n# 张\n".encode()[:-2] + b"\n# \xff\x81\n", 2, "0xE5"),
    ],
)
def test_a_byte_that_is_no_text_is_named_with_its_line(
    write: Write, content: bytes, line: int, byte: str
) -> None:
    assert refusal(write(content)) == f"exercise_03.py, line {line}: the byte {byte} {NO_TEXT}"


def test_a_script_that_is_too_large_is_refused(write: Write) -> None:
    assert refusal(write(b"#" * 5_500_000)) == (
        "exercise_03.py has 5.5 MB; at most 3 MB are read. Keep only code in it, and load data from other "
        "files."
    )


def test_a_notebook_that_is_too_large_is_refused(write: Write) -> None:
    path = write([""])
    with path.open("r+b") as file:
        file.truncate(100_000_001)
    assert refusal(path) == (
        "exercise_03.ipynb has 100.0 MB; at most 100 MB are read. Clear its outputs in Jupyter (Kernel, "
        "Restart Kernel and Clear Outputs) and save it."
    )


# -------------------------------------------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(write: Write, encoding: str, newline: str) -> None:
    source = "名 = '张量'\ndef f():\n    return 名\n".replace("\n", newline)
    submission = grade(write(source.encode(encoding)))
    assert texts(submission) == ["名 = '张量'", "def f():\n    return 名"]
    assert submission.places == {"f": Place(None, 2)}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"])
def test_a_byte_order_mark_says_the_encoding(write: Write, encoding: str) -> None:
    source = "\ufeff名 = 'é'\r\ndef f():\r\n    return 名\r\n"
    assert texts(grade(write(source.encode(encoding)))) == ["名 = 'é'", "def f():\n    return 名"]


def test_a_notebook_may_be_utf_16_too(write: Write) -> None:
    path = write(["s = 'é'\ndef f(): return s"])
    path.write_text(path.read_text("utf-8"), "utf-16")
    assert texts(grade(path)) == ["s = 'é'", "def f(): return s"]


@pytest.mark.parametrize(
    "comment",
    [
        "# déjà vu, naïve, Straße, señor",
        "# caf\xe9",
        "# 20 °C ± ½, £5 \u2013 “quoted” …",
        "# it\u2019s the student\u2019s own",
        "#: ÇA, c\u2019est l\u2019œuvre",
    ],
)
def test_windows_1252_in_comments_and_strings_is_read(write: Write, comment: str) -> None:
    source = f'{comment}\ns = """é\n# à"""\ndef f():\n    return s + \'\xff\\\'é\'\n'
    assert texts(grade(write(source.encode("cp1252"))))[0] == 's = """é\n# à"""'


@pytest.mark.parametrize(
    "source",
    [
        "# 计算向量的范数\n",
        "# 計算範數\n",
        "# 喆\n",
        "# 名\n",
        "s = '①②'  # x→y、见《书》\n",
        "# the 2-norm of 张量 (tensor)\n",
        "张 = 'é'\n",
    ],
)
def test_chinese_text_is_never_taken_for_windows_1252(write: Write, source: str) -> None:
    path = write((source + "s = '范数'\ndef f():\n    return s\n").encode("gb18030"))
    assert "s = '范数'" in texts(grade(path))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("latin-1", "café = 1"), ("shift_jis", "名 = 1"), ("big5", "範 = 1"), ("koi8-r", "имя = 1")],
)
def test_the_encoding_that_a_file_declares_is_used(write: Write, encoding: str, text: str) -> None:
    name = text.partition(" ")[0]
    source = f"#!/usr/bin/python\n# -*- coding: {encoding} -*-\n{text}\ndef f():\n    return {name}\n"
    assert texts(grade(write(source.encode(encoding))))[0] == text


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "rot13", "none-such", "ascii"])
def test_a_declared_encoding_that_does_not_fit_is_left_aside(write: Write, encoding: str) -> None:
    source = f"# coding: {encoding}\ns = '范数'\ndef f():\n    return s\n"
    assert texts(grade(write(source.encode("gb18030"))))[0] == "s = '范数'"


# --------------------------------------------------------------------------------- what is added to names


@pytest.mark.parametrize("added", [".txt", ".json", ".TXT"])
def test_what_a_browser_adds_to_a_name_does_not_count(write: Write, added: str) -> None:
    assert texts(grade(write("def f(): return 1", f"exercise_03.py{added}"))) == ["def f(): return 1"]
    path = write(["def f(): return 2"])
    assert texts(grade(path.rename(f"{path}{added}"))) == ["def f(): return 2"]


def test_a_notebooks_name_over_something_else_is_told(write: Write) -> None:
    assert refusal(write("def f(): return 1", "exercise_03.ipynb.txt")) == (
        "exercise_03.ipynb.txt is not a notebook: it begins with 'def f(): return 1'. If it is Python code, "
        "rename it to exercise_03.py; if not, save or download your notebook again."
    )
    assert refusal(write('{"cells": []}', "exercise_03.py.txt")) == (
        "exercise_03.py.txt holds a notebook, not a script. Rename it to exercise_03.ipynb."
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.py", ".py"),
        ("a.PY", ".py"),
        ("a.ipynb", ".ipynb"),
        ("a.ipynb.json", ".ipynb"),
        ("a.b.py.txt", ".py"),
        ("a.txt", ""),
        ("a.json", ""),
        ("a.pyc", ""),
        ("a.py.zip", ""),
        ("a.py.html", ""),
        ("py", ""),
    ],
)
def test_the_kind_of_a_file_is_in_its_name(name: str, expected: str) -> None:
    assert kind(name) == expected


def test_lone_surrogates_in_a_notebook_do_no_harm(write: Write) -> None:
    assert texts(grade(write(["s = '\ud800'\ndef f(): return s"]))) == ["s = '?'", "def f(): return s"]
