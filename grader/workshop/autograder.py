"""What Gradescope is given, and which file it gives back: an autograder's zip, and the one to grade.

The zip holds this package, one exercise's keys and two scripts, and no reference. The same keys and the same
grader make the same bytes in one language.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from grader import submission
from grader.core.errors import MachineError, SubmissionError
from grader.core.message import Message
from grader.core.model import Key
from grader.course.key import encoded
from grader.course.load import Course
from grader.submission.decode import LARGEST_BYTES
from grader.workshop import release_words as words
from grader.workshop.release import starter

MARKER = "made-by-grade-release"
"""A file in the zip by which it is known as one of ours, and what it was unpacked to."""
PACKAGE = Path(__file__).parents[1]
DISTRIBUTION = "grade"
LEFT_OUT = frozenset({"builtin", "__pycache__"})
"""A wheel keeps the built-in course in the first, references included."""
RUN_MODE, READ_MODE = 0o100755, 0o100644
MOST_FILES = 1_000
"""Files of a submission that are looked at."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def autograder(course: Course, public: Key, hidden: Key | None) -> bytes:
    """An exercise's autograder, as the bytes of a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in sorted(_entries(course, public, hidden)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # of a Unix system: so the mode counts, wherever it was made
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()


def is_autograder(path: Path) -> bool:
    """Whether a file is a zip that was made here."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MARKER in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _entries(course: Course, public: Key, hidden: Key | None) -> Iterator[tuple[str, bytes, int]]:
    """Name, content and mode of each file."""
    name = public.exercise
    yield "setup.sh", setup().encode(), RUN_MODE
    yield "run_autograder", run_script().encode(), RUN_MODE
    yield MARKER, b"", READ_MODE
    yield f"course/exercises/{name}.py", starter(course, name), READ_MODE
    yield f"course/keys/{name}.key", encoded(public), READ_MODE
    if hidden is not None:
        yield f"course/hidden/{name}.key", encoded(hidden), READ_MODE
    for path in PACKAGE.rglob("*"):
        inside = path.relative_to(PACKAGE)
        ours = not LEFT_OUT.intersection(inside.parts) and not path.name.startswith(".")
        if ours and path.is_file():
            yield f"grade/grader/{inside.as_posix()}", path.read_bytes(), READ_MODE


def setup() -> str:
    """The script that installs Python, torch as it is here, and what the grader depends on."""
    try:
        needed = requires(DISTRIBUTION) or []
    except PackageNotFoundError as error:
        raise MachineError(words.NOT_INSTALLED) from error
    wanted = [one for one in needed if "extra" not in one.partition(";")[2]]
    others = [one for one in wanted if re.split(r"[^\w.-]", one)[0] != "torch"]
    torch = f"torch=={version('torch').partition('+')[0]}"
    return SETUP.format(
        torch=shlex.quote(torch),
        packages=" ".join(shlex.quote(one) for one in sorted(others)),
        run_once=_comment(words.RUN_ONCE),
        old_python=_comment(words.OLD_PYTHON),
        reachable=_comment(words.REACHABLE),
    )


def run_script() -> str:
    """The script that grades what was handed in."""
    failed = {"output": words.NO_RESULT.format(fault=words.NOT_STARTED)}
    return RUN.format(
        run_each=_comment(words.RUN_EACH),
        exit_codes=_comment(words.EXIT_CODES),
        failed=shlex.quote(json.dumps(failed)),
    )


def _comment(message: Message) -> str:
    """A comment in a script, in one line whatever its language."""
    return f"# {' '.join(str(message).split())}"


# -------------------------------------------------------------------------------- which file is meant


def find_submission(folder: Path, course: Course, tasks: Sequence[str]) -> Path | None:
    """The script or notebook to grade: by its name, else what it defines; the only one; else the latest."""
    files = sorted(_candidates(folder), key=_latest_first)
    named = [path for path in files if course.named_by(path) is not None]
    if named:
        return named[0]
    counts = {path: _defines(path, tasks) for path in files}
    most = max(counts.values(), default=0)
    if most:
        return next(path for path in files if counts[path] == most)
    return files[0] if len(files) == 1 else None


def _candidates(folder: Path) -> Iterator[Path]:
    """Scripts and notebooks, in folders that are not hidden; no links, which may lead anywhere."""
    found = 0
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            path = Path(above, name)
            wanted = path.suffix.lower() in LARGEST_BYTES and not name.startswith(".")
            if wanted and path.is_file() and not path.is_symlink() and found < MOST_FILES:
                found += 1
                yield path


def _latest_first(path: Path) -> tuple[float, str]:
    return -path.stat().st_mtime, str(path)


def _defines(path: Path, tasks: Iterable[str]) -> int:
    try:
        return len(submission.defined_functions(submission.read(path)).intersection(tasks))
    except SubmissionError:
        return 0


# ------------------------------------------------------------------------------------------ the scripts

SETUP = """\
#!/usr/bin/env bash
{run_once}
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
here=$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)

apt-get update
apt-get install -y --no-install-recommends bubblewrap libseccomp2 python3 python3-venv

can_be_used() {{
  "$1" -c 'import ensurepip, sys, venv
v = sys.version_info
sys.exit(v < (3, 11) or v.releaselevel != "final")' 2>/dev/null
}}
python=
for candidate in python3 python3.13 python3.12 python3.11; do
  if can_be_used "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then  {old_python}
  apt-get install -y software-properties-common gpg-agent
  add-apt-repository -y ppa:deadsnakes/ppa
  apt-get update
  apt-get install -y --no-install-recommends python3.12 python3.12-venv
  python=python3.12
fi

"$python" -m venv /opt/grade
install() {{ /opt/grade/bin/python -m pip install --no-cache-dir "$@"; }}
install --index-url https://download.pytorch.org/whl/cpu {torch}
install {packages}

{reachable}
chmod -R a+rX "$here/grade"
chmod a+x "$here" "$here/.."
"""
RUN = """\
#!/usr/bin/env bash
{run_each}
root=$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)
results=$root/results/results.json
mkdir -p "$root/results"
rm -rf "$results"

export PATH="/opt/grade/bin:$PATH" PYTHONPATH="$root/source/grade" PYTHONDONTWRITEBYTECODE=1
python3 -P -m grader autograde "$root"
code=$?

{exit_codes}
if {{ [ "$code" -ne 0 ] && [ "$code" -ne 3 ]; }} || [ ! -f "$results" ]; then
  rm -rf "$results"
  printf '%s\\n' {failed} > "$results"
  [ "$code" -ne 0 ] || code=3
fi
exit "$code"
"""
