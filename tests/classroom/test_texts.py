"""What a course says: reworded it grades nothing, and it outlives the course that said it."""

import shutil
import zipfile
from pathlib import Path

import pytest
from sums import FILES, TIER, grade, page, results, write_course, write_files

pytestmark = [pytest.mark.slow, pytest.mark.long]

OLD = {
    'Exercise("Sums")': 'Exercise("Means and twice")',
    'mean.hint("Divide.")': 'mean.hint("Count what is there.")',
    "The sum is not divided by the length.": "Your `mean` is a total: divide it.",
}
SAID = ("Sums", "Divide.", "The sum is not divided by the length.")
NEW = ("Means and twice", "Count what is there.", "is a total: divide it.")


def reworded(root: Path) -> None:
    path = root / "reference" / "sums.py"
    text = path.read_text()
    for before, after in OLD.items():
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def written(out):
    """All that a class has to read: pages of students, the class page, and what is exported of them."""
    pages = {path.stem: path.read_text("utf-8") for path in out.glob("students/*.html")}
    pages["class"] = (out / "index.html").read_text("utf-8")
    pages |= {form: grade("export", out, "--format", form, "-o", "-").stdout for form in ("json", "junit")}
    made = out.with_suffix(".zip")
    grade("export", out, "--format", "gradescope", "-o", made, "--replace")
    with zipfile.ZipFile(made) as archive:
        pages["gradescope"] = "".join(archive.read(name).decode() for name in archive.namelist())
    pages["review"] = grade("review", "-d", out).stdout
    return pages


@pytest.fixture(scope="module")
def course(tmp_path_factory, cache):
    return write_course(tmp_path_factory.mktemp("course"))


@pytest.fixture
def own(course, tmp_path):
    return shutil.copytree(course, tmp_path / "course")


@pytest.fixture
def class_(own, tmp_path):
    """A class of its own, graded with a course of its own."""
    files = write_files(tmp_path / "files", FILES)
    out = tmp_path / "out"
    ran = grade("batch", files, "-o", out, "--course", own, *TIER)
    assert ran.returncode == 0, ran.stderr
    return out


def test_rewording_a_course_grades_nothing_and_shows_the_new_words_everywhere(class_, own):
    before, read = results(class_), written(class_)
    assert {text for text in SAID if any(text in one for one in read.values())} == set(SAID)
    reworded(own)
    ran = grade("regrade", class_)
    nothing = "0 files were graded again; all pages are up to date.\nNobody's score has moved.\n"
    assert (ran.stdout, ran.returncode) == (nothing, 0)
    assert results(class_) == before  # with their durations: none was run again
    read = written(class_)
    assert [(place, text) for place, one in read.items() for text in SAID if text in one] == []
    grace = page(class_, "grace")
    assert all(text in grace for text in NEW)
    assert NEW[2] in read["class"]
    assert grade("regrade", class_).stdout == nothing


def test_every_page_can_be_made_when_the_course_is_gone(class_, own):
    read = written(class_)
    shutil.rmtree(own)
    for path in class_.glob("students/*.html"):
        path.unlink()
    (class_ / "index.html").unlink()
    ran = grade("override", "alan", "mean", "1.5", "--reason", "fair", "-d", class_)
    assert (ran.stdout, ran.returncode) == ("alan, sums mean: 0 → 1.5.\n", 0), ran.stderr
    made = written(class_)
    assert made.keys() == read.keys()
    changed = {place for place in made if made[place] != read[place]}
    assert {place for place in changed if place.startswith(("ada", "grace", "ming"))} == set()
    assert all(text in page(class_, "grace") for text in SAID)


def test_a_page_of_a_misconception_that_was_deleted_can_be_made(class_, own):
    path = own / "reference" / "sums.py"
    text = path.read_text()
    start, end = text.index("@mean.misconception"), text.index("mean.hint(")
    path.write_text(text[:start] + text[end:])
    ran = grade("override", "grace", "twice", "0.5", "--reason", "late", "-d", class_)
    assert ran.returncode == 0, ran.stderr
    assert SAID[2] in page(class_, "grace")
