"""The pictures of the README show what `grade` shows today."""

import pytest
from manual import pictures

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_shows_what_is_shown(name, tmp_path, cache):
    kept = (pictures.FOLDER / f"{name}.svg").read_text("utf-8")
    found = pictures.words(pictures.drawn(pictures.PICTURES[name], tmp_path))
    assert len(found) > 10
    assert found == pictures.words(kept), "Run python tests/manual/pictures.py"


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_loads_nothing_from_elsewhere(name):
    kept = (pictures.FOLDER / f"{name}.svg").read_text("utf-8")
    assert "url(http" not in kept.replace('"', "")
    assert "@font-face" not in kept
