"""The zip of an autograder for Gradescope, and the choice of the file to grade.

The zip holds this package, one exercise's answer keys and two scripts, but no reference. In one language, the
same keys and the same grader make the same bytes.
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
from grader.submission.decode import kind
from grader.workshop import release_words as words
from grader.workshop.release import check_whole, starter

MARKER = "made-by-grade-release"
"""A file that marks a zip as ours, and also the folder where it was unpacked."""
PACKAGE = Path(__file__).parents[1]
DISTRIBUTION = "grade"
LEFT_OUT = frozenset({"builtin", "__pycache__"})
"""A wheel keeps the built-in course in `builtin`, references included."""
RUN_MODE, READ_MODE = 0o100755, 0o100644
MOST_FILES = 1_000
"""The most files of a submission that are examined."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def autograder(course: Course, public: Key, hidden: Key | None) -> bytes:
    """An exercise's autograder, as the bytes of a zip; raises CourseError if a task cannot be graded."""
    check_whole(public)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in sorted(_entries(course, public, hidden)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # Unix, so the mode counts on every system
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()


def is_autograder(path: Path) -> bool:
    """Whether a file is a zip that this module made."""
    try:
        with zipfile.ZipFile(path) as archive:
            return MARKER in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _entries(course: Course, public: Key, hidden: Key | None) -> Iterator[tuple[str, bytes, int]]:
    """Name, content and mode of each file."""
    name = public.exercise
    yield "setup.sh", setup(public.packages).encode(), RUN_MODE
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


def setup(more: Sequence[str] = ()) -> str:
    """The script that installs Python, torch, the dependencies of the grader, and more packages.

    The versions of torch and of these packages are those installed on this machine. Raises MachineError if
    grade is not installed.
    """
    try:
        needed = requires(DISTRIBUTION) or []
    except PackageNotFoundError as error:
        raise MachineError(words.NOT_INSTALLED) from error
    wanted = [package for package in needed if "extra" not in package.partition(";")[2]]
    others = [package for package in wanted if re.split(r"[^\w.-]", package)[0] != "torch"]
    torch = f"torch=={version('torch').partition('+')[0]}"
    return SETUP.format(
        torch=shlex.quote(torch),
        packages=" ".join(shlex.quote(package) for package in sorted((*others, *map(_installed, more)))),
        run_once=_comment(words.RUN_ONCE),
        old_python=_comment(words.OLD_PYTHON),
        reachable=_comment(words.REACHABLE),
    )


def _installed(package: str) -> str:
    """A package with its version on this machine, if it is installed."""
    try:
        return f"{package}=={version(package)}"
    except PackageNotFoundError:
        return package


def run_script() -> str:
    """The script that grades what was handed in."""
    failed = {"output": words.NO_RESULT.format(fault=words.NOT_STARTED)}
    return RUN.format(
        run_each=_comment(words.RUN_EACH),
        exit_codes=_comment(words.EXIT_CODES),
        failed=shlex.quote(json.dumps(failed)),
    )


def _comment(message: Message) -> str:
    """A message as a comment in a script, in one line in every language."""
    return f"# {' '.join(str(message).split())}"


# ------------------------------------------------------------------------------- which file to grade


def find_submission(folder: Path, course: Course, tasks: Sequence[str]) -> Path | None:
    """Find the script or notebook to grade; None if it is not clear.

    The first choice is a file with the name of the exercise. The next is the file that defines the most
    tasks. The last is the only file. Among several equal files, it is the latest.
    """
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
    """Scripts and notebooks, in folders that are not hidden.

    Links are left out, because they may lead anywhere.
    """
    found = 0
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            path = Path(above, name)
            wanted = kind(name) != "" and not name.startswith(".")
            if wanted and path.is_file() and not path.is_symlink() and found < MOST_FILES:
                found += 1
                yield path


def _latest_first(path: Path) -> tuple[float, str]:
    return -path.stat().st_mtime, str(path)


def _defines(path: Path, tasks: Iterable[str]) -> int:
    try:
        return len(submission.defined_names(submission.read(path)).intersection(tasks))
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
