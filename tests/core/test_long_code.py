"""Long lists in code that is shown: only their ends are left, in any nesting; other code stays."""

import pytest

from grader.core.long_code import without_long_lists

LONG = repr([n / 2 for n in range(400)])
CUT = "<list: len=400, [0.0, 0.5, 1.0, 1.5, …, 199.0, 199.5]>"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (f"f({LONG}, 3)", f"f({CUT}, 3)"),
        (f"f(torch.tensor({LONG}))", f"f(torch.tensor({CUT}))"),
        (f"x = {LONG}\nf(x, {LONG})", f"x = {CUT}\nf(x, {CUT})"),
        (f"f('äé', {LONG}, 'ö')", f"f('äé', {CUT}, 'ö')"),
        (f"f([{LONG}, 1])", f"f([{CUT}, 1])"),
        (f"f({tuple(range(61))})", "f(<tuple: len=61, (0, 1, 2, 3, …, 59, 60)>)"),
        (
            f"f({ {f'k{n}': n for n in range(61)} })",
            "f(<dict: len=61, {'k0': 0, 'k1': 1, 'k2': 2, 'k3': 3, …, 'k59': 59, 'k60': 60}>)",
        ),
        (
            f"f({[[1, 2]] * 40})",
            "f(<list: len=40, [[1, 2], [1, 2], [1, 2], [1, 2], …, [1, 2], [1, 2]]>)",
        ),
        (
            f"f({[[1, 2]] * 4 + [list(range(100))]})",
            "f([[1, 2], [1, 2], [1, 2], [1, 2], <list: len=100, [0, 1, 2, 3, …, 98, 99]>])",
        ),
        (f"f({LONG[:-1]}, *xs, **{{}}])", f"f({LONG[:-1]}, *xs, **{{}}])"),
    ],
)
def test_only_the_ends_of_a_long_list_are_shown(code, text):
    assert without_long_lists(code) == text


@pytest.mark.parametrize(
    "code",
    [
        "f([1, 2, 3])",
        f"f({list(range(60))})",
        "f(torch.randn(40, 50, generator=torch.Generator().manual_seed(3)))",
        f"f('{'x' * 500}')",
        f"this is no code, and it has more than sixty characters: {LONG}",
    ],
)
def test_other_code_stays_as_it_is(code):
    assert without_long_lists(code) == code
