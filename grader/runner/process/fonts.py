"""matplotlib's list of fonts: made once on a machine, for the processes that run submissions.

Making it takes seconds, since matplotlib looks at every font of the system. A submission's process reads only
the fonts that come with matplotlib, so the list has no others.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

MOST_SECONDS = 120
MAKING = """
import sys
from pathlib import Path
import matplotlib.font_manager as fonts
every = fonts.findSystemFonts
fonts.findSystemFonts = lambda places=None, *kind, **kinds: every(places, *kind, **kinds) if places else []
name = f"fontlist-v{fonts.FontManager.__version__}.json"
fonts.json_dump(fonts.FontManager(), Path(sys.argv[1]) / name)
"""
PATTERN = "fontlist-v*.json"

Files = tuple[tuple[str, bytes], ...]
"""Names and contents."""


def files() -> Files:
    """Return the list of fonts as files of matplotlib's own cache; none if it cannot be made."""
    try:
        name = f"matplotlib-{version('matplotlib')}-{sha256(MAKING.encode()).hexdigest()[:8]}"
    except PackageNotFoundError:
        return ()
    folder = platformdirs.user_cache_path("grade") / name
    found = _read(folder)
    if found:
        return found
    with tempfile.TemporaryDirectory() as made, contextlib.suppress(OSError, subprocess.SubprocessError):
        _make(Path(made))
        found = _read(Path(made))
        _keep(folder, found)
    return found


def _read(folder: Path) -> Files:
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.glob(PATTERN)))


def _make(folder: Path) -> None:
    """Let matplotlib make its list, in a process of its own."""
    subprocess.run(  # noqa: S603  # our own code, by this interpreter
        [sys.executable, "-P", "-c", MAKING, str(folder)],
        env={**os.environ, "MPLCONFIGDIR": str(folder / "own"), "MPLBACKEND": "Agg"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=MOST_SECONDS,
        check=True,
    )


def _keep(folder: Path, found: Files) -> None:
    """Keep the list, completely or not at all."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in found:
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(content)
            os.replace(file.name, folder / name)
