"""What is not run because of what it does, and what of it a reader is told."""

from __future__ import annotations

import pytest
from submitted import Write, grade, reasons, texts

from grader.core.verdict import Skipped
from grader.submission import NOT_NEEDED


@pytest.mark.parametrize(
    "call",
    [
        "torch.manual_seed(0)",
        "torch.cuda.manual_seed_all(0)",
        "torch.set_default_dtype(torch.float64)",
        "torch.set_grad_enabled(False)",
        "torch.set_num_threads(1)",
        "torch.set_default_device('cpu')",
        "torch.use_deterministic_algorithms(True)",
        "torch.autograd.set_detect_anomaly(True)",
        "torch.set_printoptions(precision=2)",
        "np.random.seed(0)",
        "random.seed(0)",
        "warnings.filterwarnings('ignore')",
        "warnings.simplefilter('ignore')",
        "seed_all(0)",
        "_ = torch.manual_seed(0)",
    ],
)
def test_a_call_that_sets_global_state_is_not_run(write: Write, call: str) -> None:
    imports = (
        "import torch, random, warnings\nimport numpy as np\nfrom torch import manual_seed as seed_all\n"
    )
    submission = grade(write(f"{imports}{call}\ndef f(): return torch, np, random, warnings, seed_all\n"))
    assert len(texts(submission)) == 6
    assert reasons(submission) == [(4, call, "sets global state")]


def test_a_main_guard_is_never_run(write: Write) -> None:
    path = write("""\
        k = 1
        if __name__ == '__main__':
            k = 2
            def f(): return 3
            print(f())
        if __name__ != '__main__':
            k = 4
        def g(): return k
        """)
    submission = grade(path, "f", "g")
    assert submission.found == {"g"}
    assert [piece.line for piece in submission.program.pieces] == [1, 6, 8]
    assert reasons(submission) == [(2, "if __name__ == '__main__':", "runs only as a script")]


def test_a_star_import_in_a_main_guard_is_never_run(write: Write) -> None:
    path = write("if __name__ == '__main__':\n    from m import *\ndef f(): return hidden\n")
    assert texts(grade(path)) == ["def f(): return hidden"]


def test_skipped_statements_with_effects_are_reported_and_others_are_not(write: Write) -> None:
    path = write('''\
        """A docstring."""
        import pandas
        # a comment
        data = pandas.read_csv("a.csv")
        data
        class Unused: pass
        print("hello")
        for epoch in range(3):
            train(data)
        for i in range(3):
            total = i
        assert f() == 1
        def f(): return 1
        ''')
    assert reasons(grade(path)) == [
        (7, 'print("hello")', "not needed by a graded function"),
        (8, "for epoch in range(3):", "not needed by a graded function"),
        (12, "assert f() == 1", "not needed by a graded function"),
    ]


def test_a_long_statement_is_reported_by_eighty_characters(write: Write) -> None:
    (skipped,) = grade(write(f"print('{'a' * 100}',\n 1)\ndef f(): return 1\n")).skipped
    assert skipped == Skipped("exercise_03.py", None, 1, f"print('{'a' * 72}…", NOT_NEEDED)
    assert len(skipped.text) == 80
