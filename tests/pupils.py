"""Generated submissions to exercise 03, as a class hands them in: right, wrong, unfinished, endless."""

import json
import random
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOLUTIONS = sorted((ROOT / "tests" / "solutions").glob("exercise_03_[a-d].py"))
WRONG = ROOT / "tests" / "solutions" / "exercise_03_wrong.py"
STARTER = ROOT / "exercises" / "exercise_03.py"
HEAD = "import math\n\nimport torch\nimport torch.nn.functional as F\nfrom torch import Tensor\n\n"


def functions(text):
    """The source of each top-level function, with helpers and constants before it, by name."""
    parts = re.split(r"(?m)^(?=def )", text)
    found = {re.match(r"def (\w+)", part)[1]: part.rstrip() + "\n" for part in parts[1:]}
    return {name: part for name, part in found.items() if not re.search(r"\b_[a-z]", part)}


STUBS = functions(STARTER.read_text("utf-8"))
RIGHT = [functions(path.read_text("utf-8")) for path in SOLUTIONS]
MISTAKES = {
    "l2_norm": "def l2_norm(x):\n    return (x * x).sum()\n",
    "lp_norm": "def lp_norm(x, p):\n    return (x ** p).sum() ** (1 / p)\n",
    "unit_vector": "def unit_vector(x):\n    return x / x.sum()\n",
    "matmul": "def matmul(A, B):\n    return A * B\n",
    "frobenius_norm": "def frobenius_norm(X):\n    return X.abs().sum()\n",
    "is_symmetric": "def is_symmetric(A):\n    return torch.equal(A, A)\n",
    "cosine_similarity": "def cosine_similarity(x, y):\n    return torch.dot(x, y)\n",
}
ENDLESS = "def l2_norm(x):\n    while True:\n        pass\n"


def text_of(number, kind):
    """A submission's text; the same number and kind give the same."""
    chance = random.Random(number)
    own = {name: chance.choice([one for one in RIGHT if name in one])[name] for name in STUBS}
    if kind == "wrong":
        for name in chance.sample(sorted(MISTAKES), 3):
            own[name] = MISTAKES[name]
    if kind == "unfinished":
        for name in chance.sample(sorted(STUBS), 5):
            own[name] = STUBS[name]
    if kind == "endless":
        own["l2_norm"] = ENDLESS
    if kind == "broken":
        own["l2_norm"] = "def l2_norm(x:\n    return\n"
    return HEAD + f"# submission {number}\n\n\n" + "\n\n".join(own.values())


def kind_of(number, *, endless=True):
    """Of ten: four right, four wrong, one unfinished, and one that is broken or, seldom, never ends."""
    last = "endless" if endless and number % 50 == 9 else "broken" if number % 20 == 9 else "wrong"
    return ("right", "wrong", "right", "wrong", "unfinished", "wrong", "right", "wrong", "right", last)[
        number % 10
    ]


def notebook(text):
    """The same as a notebook, a function a cell."""
    cells = re.split(r"(?m)^(?=def )", text)
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell}
                for cell in cells
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
    )


def write_class(folder, count, *, endless=True):
    """A flat folder of submissions, every fifth one a notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = text_of(number, kind_of(number, endless=endless))
        name = f"student{number:04}_exercise_03"
        if number % 5 == 3:
            (folder / f"{name}.ipynb").write_text(notebook(text), "utf-8")
        else:
            (folder / f"{name}.py").write_text(text, "utf-8")
    return folder
