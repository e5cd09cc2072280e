"""The pictures of the README, from what `grade` shows in a terminal; run this file to draw them anew.

Each picture is a program run in a terminal of its own, and what was on its screen at the end, as SVG.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pexpect
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FOLDER = Path(__file__).parents[2] / "grader" / "manual"
CLEAR = "\x1b[H\x1b[2J"
CLOCK = re.compile(r"graded at \d\d:\d\d:\d\d in \d+\.\d\d s")
AS_AT = "graded at 21:14:05 in 0.09 s"


@dataclass(frozen=True)
class Picture:
    """A command on a file, what is typed once the last of the texts is seen, and the size of its terminal."""

    title: str
    words: tuple[str, ...]
    file: str
    text: str
    seen: str
    rows: int
    columns: int = 86
    keys: Mapping[str, str] = field(default_factory=dict)


SQUARED = '''"""Exercise 02."""

import torch


def squared_error(y_hat, y):
    d = y_hat - y
    return (d ** 2).mean()
'''
NORMS = '''"""Exercise 03."""

import torch


def dot_two_ways(x, y):
    return torch.dot(x, y), (x * y).sum()


def matvec(A, x):
    return A.to(x.dtype) @ x


def matmul(A, B):
    return A @ B


def hadamard(A, B):
    return A * B


def l2_norm(x):
    return (x * x).sum()
'''
STUBS = "".join(
    f"\n\ndef {signature}:\n    raise NotImplementedError\n"
    for signature in (
        "l1_and_max_norm(x)",
        "lp_norm(x, p)",
        "frobenius_norm(A)",
        "unit_vector(x)",
        "cosine_similarity(x, y)",
        "is_symmetric(A)",
        "stable_l2_norm(x)",
    )
)
PICTURES = {
    "verdict": Picture(
        "grade exercise_02.py -t squared_error",
        ("exercise_02.py", "-t", "squared_error"),
        "exercise_02.py",
        SQUARED,
        r"Next: fix squared_error",
        60,
    ),
    "watch": Picture(
        "grade watch exercise_03.py",
        ("watch", "exercise_03.py"),
        "exercise_03.py",
        NORMS + STUBS,
        r"graded at [^\n]*\n[^\n]*quit[^\n]*\n",
        30,
        keys={"q": "quit"},
    ),
}


def without_size(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables, without what would say another size than the terminal's own."""
    return {name: value for name, value in variables.items() if name not in ("COLUMNS", "LINES")}


def screen(picture: Picture, folder: Path) -> str:
    """What is on the screen of a program at the end, with its colours."""
    (folder / picture.file).write_text(picture.text, "utf-8")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "grader", *picture.words],
        cwd=str(folder),
        env={**without_size(os.environ), "TERM": "xterm-256color", "GRADE_LANG": "en"},
        dimensions=(picture.rows, picture.columns),
        encoding="utf-8",
        timeout=300,
    )
    child.expect(picture.seen)
    shown = child.before + child.after
    for key in picture.keys:
        child.send(key)
    child.expect(pexpect.EOF)
    child.close()
    shown = re.sub(r"\x1b\[\?25[lh]|\x1b\[2?K|\x1b\]8;[^\x1b]*\x1b\\", "", shown.rpartition(CLEAR)[2])
    lines = [
        line.rstrip("\r").rpartition("\r")[2] for line in shown.split("\n")
    ]  # without what was overwritten
    return CLOCK.sub(AS_AT, "\n".join(lines).strip("\n"))


def drawn(picture: Picture, folder: Path) -> str:
    """The picture, as SVG that loads nothing."""
    text = Text.from_ansi(screen(picture, folder))
    console = Console(record=True, width=picture.columns, file=io.StringIO(), highlight=False)
    console.print(text, "", sep="\n", soft_wrap=True)  # below the last line, underscores are cut off
    svg = console.export_svg(title=picture.title, theme=MONOKAI, unique_id="grade")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # fonts from the net
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip() + "\n"


def words(svg: str) -> list[str]:
    """The text of a picture, line by line, whatever it is drawn with."""
    rows: dict[float, list[str]] = {}
    for y, text in re.findall(r'<text class="grade-r\d+"[^>]* y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        rows.setdefault(float(y), []).append(unescape(text).replace("\xa0", " "))
    return ["".join(rows[y]).rstrip() for y in sorted(rows)]


if __name__ == "__main__":
    for name, picture in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            (FOLDER / f"{name}.svg").write_text(drawn(picture, Path(folder)), "utf-8")
            print(f"wrote {name}.svg")
