"""Downloads of a class as each system writes them, as a folder or a zip file, and the class's roster.

Every one holds exercise_03 of Ada Lovelace, Alan Turing and 王小明, and files that are not graded.
"""

import json
import stat
import zipfile

ROSTER = (
    "id,name,email,group\n2021001,Ada Lovelace,ada@example.org,A\n2021002,Alan Turing,alan@example.org,A\n"
)
ROSTER += "2021003,王小明,ming@example.org,B\n2021004,Grace Hopper,grace@example.org,B\n"

CODE = "def l2_norm(x):\n    return {}\n"
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "a",
            "metadata": {},
            "outputs": [],
            "source": "def l2_norm(x):\n    return 3\n",
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
ADA, ALAN, MING = CODE.format(1), CODE.format(2), json.dumps(NOTEBOOK)
METADATA = """\
---
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: '2021001'
    :email: ada@example.org
  - :name: Alan Turing
    :sid: '2021002'
    :email: alan@example.org
  :created_at: 2026-03-01 12:00:00.000000000 Z
  :score: 1.0
submission_2:
  :submitters:
  - :name: 王小明
    :sid:
    :email: ming@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-03-02 12:30:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Asia/Shanghai
    time: 2026-03-02 20:30:00.000000000 Z
"""

DOWNLOADS = {
    "flat": {
        "Ada Lovelace.py": ADA,
        "alan_turing_exercise_03.py": ALAN,
        "exercise_03_王小明.ipynb": MING,
        "notes.txt": "",
    },
    "folders": {
        "Ada Lovelace/exercise_03.py": ADA,
        "2021002/homework/solution.py": ALAN,
        "王 小明/exercise_03.ipynb": MING,
        "王 小明/report.pdf": "",
    },
    "nbgrader": {
        "source/exercise_03/norms.ipynb": MING,
        "release/exercise_03/norms.ipynb": MING,
        "submitted/2021001/exercise_03/norms.py": ADA,
        "submitted/2021001/exercise_03/timestamp.txt": "2026-03-01 12:00:00.000000 UTC",
        "submitted/2021002/exercise_03/norms.py": ALAN,
        "submitted/2021003/exercise_03/norms.ipynb": MING,
        "submitted/2021003/exercise_03/timestamp.txt": "2026-03-02 20:30:00.000000 Asia/Shanghai\n",
        "autograded/2021001/exercise_03/norms.ipynb": MING,
        "gradebook.db": "",
    },
    "canvas": {
        "lovelaceada_101_9001_exercise_03.py": ADA,
        "turingalan_LATE_102_9002_exercise_03-1.py": ALAN,
        "王小明_103_9003_exercise_03.ipynb": MING,
        "hoppergrace_104_text.html": "",
        "hoppergrace_104_link.html": "",
    },
    "moodle": {
        "Ada Lovelace_701_assignsubmission_file/exercise_03.py": ADA,
        "Alan Turing_702_assignsubmission_file_/week/exercise_03.py": ALAN,
        "王小明_703_assignsubmission_file/exercise_03.ipynb": MING,
        "Grace Hopper_704_assignsubmission_onlinetext/onlinetext.html": "",
    },
    "gradescope": {
        "assignment_55_export/submission_metadata.yml": METADATA,
        "assignment_55_export/submission_1/exercise_03.py": ADA,
        "assignment_55_export/submission_2/work/exercise_03.ipynb": MING,
        "assignment_55_export/submission_2/data.csv": "",
    },
}
MOODLE_FLAT = {
    "Ada Lovelace_701_assignsubmission_file_exercise_03.py": ADA,
    "Alan Turing_702_assignsubmission_file_exercise_03 (2).py": ALAN,
    "王小明_703_assignsubmission_file_my_hw_3.ipynb": MING,
    "Grace Hopper_704_assignsubmission_onlinetext_onlinetext.html": "",
}
MOODLE_BLIND = {
    "Participant_701_assignsubmission_file/exercise_03.py": ADA,
    "Participant_702_assignsubmission_file/exercise_03.py": ALAN,
}
CANVAS_ANONYMOUS = {
    "anon_Xa1_9001_exercise_03.py": ADA,
    "LATE_anon_Xb2_9002_exercise_03.py": ALAN,
    "anon_Xc3_text.html": "",
}


def folder(path, files):
    """A folder that holds these files."""
    for name, content in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(path, files, *, time=(2026, 3, 1, 12, 0, 0)):
    """A zip file that holds these files; a name may also be a ZipInfo."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, time)
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def link(name):
    """A link in a zip file; its content is where it leads."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encoded(path, name, encoding, content=ADA):
    """A zip file with a name in an encoding of its own, without the flag for UTF-8."""
    raw = name.encode(encoding)
    zipped(path, {"x" * len(raw): content})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    return path


def encrypted(path, files):
    """A zip file that says of its files that they are encrypted."""
    data = bytearray(zipped(path, files).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    path.write_bytes(bytes(data))
    return path
