"""A file's text: what can be read at all, in which encoding, and why the rest is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from submitted import Write, grade, refusal, texts

from grader.submission import Place


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


@pytest.mark.parametrize("content", [b"x = 1\0", "x = 1".encode("utf-16"), b"x = '\xff'"])
def test_bytes_that_are_no_text_are_refused(write: Write, content: bytes) -> None:
    assert refusal(write(content)) == (
        "exercise_03.py is not text that can be read. If it holds code, save it with encoding UTF-8."
    )


def test_a_script_that_is_too_large_is_refused(write: Write) -> None:
    assert refusal(write(b"#" * 5_500_000)) == (
        "exercise_03.py has 5.5 MB; at most 5 MB are read. Keep only code in it, and load data from other "
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


def test_lone_surrogates_in_a_notebook_do_no_harm(write: Write) -> None:
    assert texts(grade(write(["s = '\ud800'\ndef f(): return s"]))) == ["s = '?'", "def f(): return s"]
