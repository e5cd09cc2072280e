"""The names of packages: which one may be meant, under which name pip finds it, and what is imported."""

import pytest

from grader.course.package_names import distribution, is_installed, near_module, near_package
from grader.course.packages import Import, foreign_imports, unknown_import


@pytest.mark.parametrize(
    ("package", "near"),
    [
        ("pandsa", "pandas"),
        ("panda", "pandas"),
        ("matplotib", "matplotlib"),
        ("nunpy", "numpy"),
        ("sklern", "sklearn"),
        ("dattime", "datetime"),
        ("_shard", "_shared"),
        ("no_such_package", ""),
        ("torchvision", ""),  # it exists, and may be missing here
        ("sklearn", ""),
    ],
)
def test_the_package_that_may_be_meant(package, near):
    assert near_package(package, ["_shared"]) == near


@pytest.mark.parametrize(
    ("module", "near"),
    [
        ("matplotlib.pyplt", "matplotlib.pyplot"),
        ("matplotlib.quiz", ""),
        ("no_such_package.sub", ""),
        ("math.sqr", ""),
        ("matplotlib", ""),
    ],
)
def test_the_module_of_a_package_that_may_be_meant(module, near):
    assert near_module(module) == near


def test_pip_finds_some_packages_under_another_name():
    assert [distribution(name) for name in ("sklearn", "PIL", "pandas")] == [
        "scikit-learn",
        "pillow",
        "pandas",
    ]


def test_what_is_installed():
    assert (is_installed("torch"), is_installed("no_such_package")) == (True, False)


IMPORTS = b"""import math, torch
import numpy as np
from _shared import scale
import pandas as pd, matplotlib.pyplot as plt
from matplotlib import pyplot
import no_such_package
def f():
    import rich
"""


def test_imports_that_not_every_learner_may_have():
    assert list(foreign_imports(IMPORTS, {})) == [
        Import(4, "pd", "pandas"),
        Import(4, "plt", "matplotlib.pyplot"),
    ]
    assert list(foreign_imports(IMPORTS, {"x": "pandas", "y": "matplotlib.pyplot"})) == []


@pytest.mark.parametrize(
    ("text", "knows"),
    [
        ("import one.two as t", "{'t': 'one.two'}"),
        ("import one.two", "{'one': 'one'}"),
        ("from one.two import three", "{'one': 'one'}"),
        ("__import__('one')", "{'one': 'one'}"),
    ],
)
def test_an_unknown_import_is_told_as_knows_takes_it(text, knows):
    assert str(unknown_import(text.encode(), 1, "one")) == (
        "The package one is not installed. Install it (pip install one), and write "
        f"Exercise(…, knows={knows})."
    )
