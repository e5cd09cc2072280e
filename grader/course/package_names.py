"""The names of packages: which one may be meant, and under which name pip finds it."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from importlib.util import find_spec

from grader.core.spelling import nearest

DISTRIBUTIONS = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""The packages that pip finds under another name."""
USUAL = (
    *DISTRIBUTIONS,
    "matplotlib",
    "numpy",
    "pandas",
    "scipy",
    "seaborn",
    "sympy",
    "torch",
    "torchaudio",
    "torchvision",
)
"""The packages that a course may mean, installed or not."""
LIKE = 0.75
"""How much alike two names are, from 0 to 1, if one may be meant by the other."""


def distribution(package: str) -> str:
    """Return the name under which pip finds a package."""
    return DISTRIBUTIONS.get(package, package)


def is_installed(package: str) -> bool:
    """Whether a package can be found here; its modules may be broken all the same."""
    return find_spec(package) is not None


def near_package(package: str, neighbours: Iterable[str] = ()) -> str:
    """Return the package, or the module beside the file, that may be meant by an unknown one; "" if none."""
    if package in USUAL:
        return ""
    installed = sorted(name for name in packages_distributions() if name.isidentifier() and name[0] != "_")
    found = (nearest(package, some, cutoff=LIKE) for some in (neighbours, USUAL, installed))
    return next(filter(None, found), nearest(package, sys.stdlib_module_names, cutoff=LIKE))


def near_module(module: str) -> str:
    """Return the module of an installed package that may be meant by an unknown one; "" if none is near."""
    parent, _, name = module.rpartition(".")
    try:
        paths = importlib.import_module(parent).__path__ if parent else ()
    except (ImportError, AttributeError):  # the parent is unknown, too, or is no package
        return ""
    near = nearest(name, [found.name for found in pkgutil.iter_modules(paths)], cutoff=LIKE)
    return f"{parent}.{near}" if near else ""
