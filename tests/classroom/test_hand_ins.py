"""A class as students really hand in: each file is graded as its student's, and none is lost."""

import csv
import io
import os
import subprocess
import sys

import pytest
from downloads import ADA, folder, zipped

from grader.runner.sandbox.available import best

pytestmark = [pytest.mark.slow, pytest.mark.long]

TIER = () if best() else ("--unconfined",)
RIGHT = "import torch\ndef l2_norm(x):\n    return (x * x).sum().sqrt()\n"
WRONG = "import torch\ndef l2_norm(x):\n    return x.sum()\n"
LOOP = "import torch\ndef l2_norm(x):\n    while True:\n        pass\n"
ROSTER = "id,name\nann,Ann Li\nann_,Ann Wu\n_bob,Bob\ncy,Cy\ndan,Dan\neve,Eve\nfay,Fay\ngus,Gus\n"


def grade(*words):
    ran = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "GRADE_LANG": "en"},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class's folder, and what `grade batch` said at its end."""
    place = tmp_path_factory.mktemp("class")
    inner = zipped(place / "inner.zip", {"again.zip": zipped(place / "x.zip", {"a.py": ADA}).read_bytes()})
    files = {
        "ann/exercise_03.py": RIGHT,
        "ann_/exercise_03.py": LOOP,
        "_bob/exercise_03.py.txt": f"# caf\xe9, d\xe9j\xe0 vu\n{RIGHT}".encode("cp1252"),
        "cy/exercise_03.pdf": "",
        "dan/exercise_03.rar": b"Rar!\x1a\x07",
        "eve/exercise_03.ipynb.txt": "not a notebook",
        "fay.zip": inner.read_bytes(),
        "zoe/exercise_03.py": WRONG,
    }
    (place / "roster.csv").write_text(ROSTER)
    submissions = folder(place / "submissions", files)
    words = ("--roster", place / "roster.csv", "--timeout", "2")
    return place / "out", grade("batch", submissions, "-o", place / "out", *words, *TIER)


def test_each_file_is_its_students_and_what_is_not_graded_is_no_zero(graded):
    out, _ = graded
    rows = csv.DictReader(io.StringIO(grade("export", out, "-f", "csv", "-o", "-").lstrip("\ufeff")))
    found = {row["Student ID"]: (row["exercise_03 score"], row["exercise_03 problem"]) for row in rows}
    assert found.pop("eve")[1].startswith("eve/exercise_03.ipynb.txt is not a notebook: it begins with ")
    assert found == {
        "ann": ("1", ""),
        "ann_": ("0", ""),
        "_bob": ("1", ""),
        "cy": ("", "The student handed in exercise_03.pdf, which cannot be graded."),
        "dan": ("", "The student handed in exercise_03.rar, which cannot be graded."),
        "fay": ("", "The student handed in again.zip, which cannot be graded."),
        "gus": ("", "nothing handed in"),
        "zoe": ("0", ""),
    }


def test_the_terminal_and_the_review_name_them_and_no_endless_loop(graded):
    out, said = graded
    review = grade("review", out)
    for why in (
        "The student handed in exercise_03.pdf, which cannot be graded. Only scripts (.py) and notebooks "
        "(.ipynb) are graded.",
        "The student handed in exercise_03.rar, which cannot be graded. It is a .rar archive, and grade "
        "opens only zip files. Unpack it, and give the folder.",
        "The student handed in again.zip, which cannot be graded. It is a zip file inside a zip file. grade "
        "does not look into it: unpack it, and give the folder.",
        "This student is not in the roster. The file is zoe/exercise_03.py.",
        "eve/exercise_03.ipynb.txt is not a notebook: it begins with 'not a notebook'.",
    ):
        assert why in said
        assert why in review
    assert "overloaded" not in review
    assert "1 student of the roster handed nothing in." in said
