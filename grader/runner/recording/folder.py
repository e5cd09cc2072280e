"""A folder that holds the files of data of an exercise, to run its code in."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

Files = tuple[tuple[str, bytes], ...]
"""Names and contents."""


@contextlib.contextmanager
def in_folder_of(files: Files) -> Iterator[None]:
    """Run in a new folder that holds the files, and go back.

    What is written there is not written into the user's folder.
    """
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        os.chdir(folder)
        try:
            write(files)
            yield
        finally:
            os.chdir(before)


def write(files: Files) -> None:
    """Write the files into the current folder."""
    for name, content in files:
        with open(os.path.basename(name), "wb") as file:
            file.write(content)
