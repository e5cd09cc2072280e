"""A submitted file becomes the statements that the graded functions need, and a report of the rest."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from grader.errors import SubmissionError
from grader.model import Case
from grader.runner.program import Loader
from grader.runner.wire import Assignment, Loaded, Observed, Piece, Program
from grader.submission import (
    CHANGES_LIBRARY,
    NOT_NEEDED,
    NOTEBOOK_COMMAND,
    ONLY_AS_SCRIPT,
    SETS_STATE,
    Place,
    Submission,
    canonical,
    defined_functions,
    needed,
    read,
)
from grader.value import Array
from grader.verdict import Skipped

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a script's text, a notebook's cells or bytes into the current folder; return a relative path."""
    monkeypatch.chdir(tmp_path)

    def to_file(content: str | bytes | Sequence[str], name: str = "") -> Path:
        if isinstance(content, bytes):
            path = Path(name or "exercise_03.py")
            path.write_bytes(content)
        elif isinstance(content, str):
            path = Path(name or "exercise_03.py")
            path.write_text(dedent(content), encoding="utf-8")
        else:
            path = Path(name or "exercise_03.ipynb")
            path.write_text(notebook(*(code_cell(dedent(source)) for source in content)), encoding="utf-8")
        return path

    return to_file


def code_cell(source: object) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def notebook(*cells: object, **others: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **others})


def grade(path: Path, *tasks: str, whole: bool = False, stubs: Mapping[str, str] | None = None) -> Submission:
    return needed(read(path), tasks or ("f",), stubs=stubs or {}, whole=whole)


def texts(submission: Submission) -> list[str]:
    return [piece.text for piece in submission.program.pieces]


def reasons(submission: Submission) -> list[tuple[int, str, str]]:
    return [(skipped.line, skipped.text, skipped.why) for skipped in submission.skipped]


def refusal(path: Path, *tasks: str, whole: bool = False) -> str:
    with pytest.raises(SubmissionError) as caught:
        grade(path, *tasks, whole=whole)
    return str(caught.value)


def function(source: str) -> ast.FunctionDef:
    node = ast.parse(dedent(source)).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


# ---------------------------------------------------------------------------------- files that cannot be read


def test_a_file_that_does_not_exist_is_named(write: Write) -> None:
    assert refusal(Path("work/exercise_03.py")) == (
        "work/exercise_03.py does not exist. Check the spelling and the folder you are in."
    )


def test_a_folder_is_refused(write: Write) -> None:
    Path("work.py").mkdir()
    assert refusal(Path("work.py")) == "work.py is a folder. Name the one .py or .ipynb file in it to grade."


def test_another_suffix_is_refused(write: Write) -> None:
    assert refusal(write("def f(): ...", "exercise_03.txt")) == (
        "exercise_03.txt is neither a script nor a notebook. Give a .py or an .ipynb file."
    )


@pytest.mark.parametrize("content", ["", " \n\t\r\n", b"\xef\xbb\xbf\n"])
def test_a_file_of_nothing_but_white_space_is_empty(write: Write, content: str | bytes) -> None:
    assert refusal(write(content)) == (
        "exercise_03.py is empty: it has no code. Save your work in the editor and try again."
    )


def test_a_notebook_without_code_is_empty(write: Write) -> None:
    message = "exercise_03.ipynb is empty: it has no code. Save your work in the editor and try again."
    assert refusal(write(["", " \n"])) == message
    assert refusal(write("", "exercise_03.ipynb")) == message
    assert refusal(write(notebook(cells=None), "exercise_03.ipynb")) == message


@pytest.mark.parametrize("content", [b"x = 1\0", "x = 1".encode("utf-16"), b"x = '\xff'"])
def test_bytes_that_are_no_text_are_refused(write: Write, content: bytes) -> None:
    assert refusal(write(content)) == (
        "exercise_03.py is not text that can be read. If it holds code, save it with encoding UTF-8."
    )


def test_a_script_that_is_too_large_is_refused(write: Write) -> None:
    assert refusal(write(b"#" * 5_500_000)) == (
        "exercise_03.py is 5.5 MB large; at most 5 MB are read. "
        "Keep only code in it and load data from files of their own."
    )


def test_a_notebook_that_is_too_large_is_refused(write: Write) -> None:
    path = write([""])
    with path.open("r+b") as file:
        file.truncate(100_000_001)
    assert refusal(path) == (
        "exercise_03.ipynb is 100.0 MB large; at most 100 MB are read. "
        "Clear its outputs in Jupyter (Kernel, Restart Kernel and Clear Outputs) and save it."
    )


def test_a_damaged_notebook_is_refused_with_its_line(write: Write) -> None:
    assert refusal(write('{\n"cells": [,\n', "a.ipynb")) == (
        "a.ipynb, line 2: this is not a notebook (its JSON is damaged). "
        "Open it in Jupyter and save it again, or copy its code to a .py file."
    )
    assert refusal(write("[" * 100_000, "a.ipynb")).startswith("a.ipynb: this is not a notebook")


def test_a_json_list_is_no_notebook(write: Write) -> None:
    assert refusal(write("[1, 2]", "a.ipynb")) == (
        "a.ipynb is JSON, but no notebook. Open your work in Jupyter and save it as .ipynb, "
        "or copy its code to a .py file."
    )


def test_a_merge_conflict_in_a_notebook_is_refused_with_its_line(write: Write) -> None:
    text = notebook(code_cell("def f(): return 1"), code_cell("x = 1"))
    cut = text.index("{", 20)
    assert refusal(write(f"{text[:cut]}\n<<<<<<< HEAD\n=======\n>>>>>>> b\n{text[cut:]}", "a.ipynb")) == (
        "a.ipynb, line 2: a merge conflict of Git is not resolved here. In a text editor, keep one side of "
        "each conflict, delete the lines that begin with <<<<<<<, ======= and >>>>>>>, and save it."
    )


def test_text_that_is_no_notebook_is_refused_with_its_beginning(write: Write) -> None:
    assert refusal(write("\nimport torch\ndef f(): return 1\n", "week.1.ipynb")) == (
        "week.1.ipynb is not a notebook: it begins with 'import torch'. "
        "If it is Python code, rename it to week.1.py; if not, save or download your notebook again."
    )


@pytest.mark.parametrize("content", [notebook(code_cell("x = 1")), '{"worksheets": [], "nbformat": 3}'])
def test_a_notebook_with_the_suffix_of_a_script_is_refused(write: Write, content: str) -> None:
    Path("work").mkdir()
    assert refusal(write(content, "work/week.1.py")) == (
        "work/week.1.py holds a notebook, not a script. Rename it to week.1.ipynb."
    )


def test_a_script_that_begins_with_a_dict_is_a_script(write: Write) -> None:
    assert texts(grade(write('{"k": 1}\ndef f(): return 1\n'))) == ["def f(): return 1"]
    assert grade(write('{"k": 1}\n')).found == frozenset()


# -------------------------------------------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(write: Write, encoding: str, newline: str) -> None:
    source = "名 = '张量'\ndef f():\n    return 名\n".replace("\n", newline)
    submission = grade(write(source.encode(encoding)))
    assert texts(submission) == ["名 = '张量'", "def f():\n    return 名"]
    assert submission.places == {"f": Place(None, 2)}


def test_lone_surrogates_in_a_notebook_do_no_harm(write: Write) -> None:
    assert texts(grade(write(["s = '\ud800'\ndef f(): return s"]))) == ["s = '?'", "def f(): return s"]


# ----------------------------------------------------------------------------------------- pieces of a script


def test_only_what_a_function_needs_is_run_in_order(write: Write) -> None:
    path = write("""\
        import torch
        import pandas
        scale = 2
        unused = scale + 1
        def helper(x):
            return x * scale
        def f(x):
            return torch.relu(helper(x)) + offset
        offset = 1
        """)
    assert grade(path, "f").program == Program(
        (
            Piece("exercise_03.py", 1, "import torch", ("torch",), ("f",)),
            Piece("exercise_03.py", 3, "scale = 2", ("scale",), ("f",)),
            Piece("exercise_03.py", 5, "def helper(x):\n    return x * scale", ("helper",), ("f",)),
            Piece(
                "exercise_03.py", 7, "def f(x):\n    return torch.relu(helper(x)) + offset", ("f",), ("f",)
            ),
            Piece("exercise_03.py", 9, "offset = 1", ("offset",), ("f",)),
        )
    )


def test_a_piece_names_every_task_that_needs_it(write: Write) -> None:
    path = write("import torch\nk = 1\ndef f(): return k\ndef g(): return torch.ones(f())\n")
    pieces = grade(path, "g", "f", "missing").program.pieces
    assert [(piece.names, piece.tasks) for piece in pieces] == [
        (("torch",), ("g",)),
        (("k",), ("g", "f")),
        (("f",), ("g", "f")),
        (("g",), ("g",)),
    ]


def test_imports_of_several_names_are_pieces_of_their_own(write: Write) -> None:
    path = write("""\
        import os, torch.nn as nn
        from torch import (
            relu,
            sigmoid as s, tanh,
        )
        def f(x): return nn.Linear, s(relu(x))
        """)
    pieces = grade(path).program.pieces
    assert [(piece.line, piece.text, piece.names) for piece in pieces[:-1]] == [
        (1, "import torch.nn as nn", ("nn",)),
        (3, "from torch import relu", ("relu",)),
        (4, "from torch import sigmoid as s", ("s",)),
    ]


def test_an_import_of_a_submodule_keeps_the_import_before_it(write: Write) -> None:
    path = write("import xml.dom\nimport xml.sax\nimport xml\ndef f(): return xml.dom\n")
    assert texts(grade(path))[:3] == ["import xml.dom", "import xml.sax", "import xml"]


def test_statements_that_share_a_line_come_apart(write: Write) -> None:
    path = write("""\
        é = 1; unused = 0; b = [é,
          2]; c = 3; \\
        d = 4
        def f(): return b, c, d
        """)
    assert [(piece.line, piece.text) for piece in grade(path).program.pieces[:-1]] == [
        (1, "é = 1"),
        (1, "b = [é,\n  2]"),
        (2, "c = 3"),
        (3, "d = 4"),
    ]


def test_decorators_belong_to_the_text_and_def_is_the_place(write: Write) -> None:
    path = write("import torch\n\n@torch.no_grad()\n# why\ndef f(x):\n    return x  # done\n")
    submission = grade(path)
    assert submission.program.pieces[1].line == 3
    assert submission.program.pieces[1].text == "@torch.no_grad()\n# why\ndef f(x):\n    return x"
    assert submission.places == {"f": Place(None, 5)}


def test_annotations_need_nothing(write: Write) -> None:
    path = write("""\
        from typing import Any
        T = print("slow")
        def f(x: Any, *y: T) -> T:
            z: T = x
            return z
        """)
    assert texts(grade(path)) == ["def f(x: Any, *y: T) -> T:\n    z: T = x\n    return z"]


def test_defaults_decorators_and_inner_functions_are_dependencies(write: Write) -> None:
    path = write("""\
        a = b = c = d = e = g = 1
        from m import deco
        A = 1
        B = 2
        C = 3
        D = 4
        E = 5
        @deco(A)
        def f(x=B):
            class Inner(list):
                k = C
            def inner(y):
                return lambda z: [z + D for z in range(y) if E]
            return inner(x)
        """)
    assert texts(grade(path))[:-1] == ["from m import deco", "A = 1", "B = 2", "C = 3", "D = 4", "E = 5"]


def test_names_that_are_only_local_need_nothing(write: Write) -> None:
    path = write("""\
        x = y = z = n = e = w = i = slow()
        def f(x, *, n=1):
            y = [z for z in x if (w := z)]
            try:
                y += [w for i in y]
            except ValueError as e:
                raise e
            def g(i):
                return i + n
            return g(y)
        """)
    assert len(texts(grade(path))) == 1


def test_a_function_made_by_lambda_assignment_or_import_is_found(write: Write) -> None:
    path = write("import torch\nfrom torch import relu\nf = lambda x: torch.abs(x)\ng = f\nh = eval('f')\n")
    submission = grade(path, "f", "g", "relu", "abs")
    assert submission.found == {"f", "g", "relu"}
    assert submission.places == {"f": Place(None, 3), "g": Place(None, 4), "relu": Place(None, 2)}
    assert defined_functions(read(path)) == {"f"}


def test_builtins_stay_builtins_unless_they_are_bound(write: Write) -> None:
    path = write("def max(x): return x\ndef f(x): return max(x), sum(x), hidden(x)\n")
    assert texts(grade(path)) == [
        "def max(x): return x",
        "def f(x): return max(x), sum(x), hidden(x)",
    ]


def test_a_star_import_is_kept_where_nothing_else_binds_a_name(write: Write) -> None:
    star = write("from torch import *\ndef f(x): return relu(x) + ones(1)\ndef g(x): return abs(x)\n")
    assert grade(star, "f", "g").program.pieces[0] == Piece(
        "exercise_03.py", 1, "from torch import *", ("ones", "relu"), ("f",)
    )
    bound = write("from torch import *\ndef relu(x): return x\ndef f(x): return relu(x) + sum(x)\n")
    assert len(texts(grade(bound))) == 2


def test_a_star_import_that_may_fail_does_not_take_names_from_one_before_it(write: Write) -> None:
    path = write("from torch import *\nfrom m import *\ndef f(x): return relu(x)\ndef g(x): return ones(x)\n")
    assert [piece.names for piece in grade(path, "f", "g").program.pieces[:2]] == [("ones", "relu"), ()]


# ---------------------------------------------------------------------------------------- bound several times


def test_only_the_last_binding_of_a_name_is_kept(write: Write) -> None:
    path = write("k = 1\nk = k + 1\nk = 5\nk += 1\nk = k * 2\ndef f(): return k\n")
    assert texts(grade(path))[:-1] == ["k = 5", "k += 1", "k = k * 2"]


def test_a_conditional_binding_is_kept_with_what_comes_before(write: Write) -> None:
    path = write("""\
        k = 1
        k = 2
        if k > 1:
            k = 3
        for j in []:
            k = j
        try:
            from m import k
        except ImportError:
            pass
        with open("a"):
            k = 4
        def f(): return k
        """)
    kept = [piece.line for piece in grade(path).program.pieces]
    assert kept == [2, 3, 5, 7, 11, 13]


def test_a_statement_gets_a_name_as_it_was_before_it(write: Write) -> None:
    path = write("rate = 1\nw = rate * 2\nrate = slow()\nrate = 3\ndef f(): return w + rate\n")
    assert texts(grade(path))[:-1] == ["rate = 1", "w = rate * 2", "rate = 3"]


def test_an_instance_brings_what_its_methods_read_later(write: Write) -> None:
    path = write("""\
        class Net:
            def forward(self): return helper()
        net = Net()
        def helper(): return 1
        def f(): return net.forward()
        """)
    assert len(texts(grade(path))) == 4


def test_a_wanted_function_that_is_defined_again_is_reported(write: Write) -> None:
    path = write("def f(): return 1\ndef g(): return 1\ndef g(): return 2\n\ndef f(): return 2\n")
    submission = grade(path)
    assert texts(submission) == ["def f(): return 2"]
    assert reasons(submission) == [(1, "def f(): return 1", "`f` is defined again in line 5")]
    assert submission.places == {"f": Place(None, 5)}


@pytest.mark.parametrize(
    "statement",
    ["f = f(1)", "f: float = f(1)[0].item()", "f = 2 @ x", "f = [f]", "f = -1"],
)
def test_a_wanted_function_is_not_replaced_by_a_value(write: Write, statement: str) -> None:
    path = write(f"def f(x): return x\n{statement}\nprint(f)\n")
    submission = grade(path)
    assert texts(submission) == ["def f(x): return x"]
    assert reasons(submission)[0] == (2, statement, "would make `f` a value, not a function")
    assert grade(path, whole=True).skipped == ()


@pytest.mark.parametrize(
    "statement", ["y = f = f(1)", "f = timed(f)", "f = partial(f, 1)", "f = h = f", "f = (lambda x: f(x))"]
)
def test_a_wanted_function_may_be_replaced_by_what_may_be_a_function(write: Write, statement: str) -> None:
    assert texts(grade(write(f"def f(x): return x\n{statement}\n")))[-1] == statement


def test_in_a_notebook_the_later_cell_is_named(write: Write) -> None:
    submission = grade(write(["x = 1", "def f():\n    return 1", "\ndef f():\n    return 2"]))
    assert submission.skipped == (
        Skipped("exercise_03.ipynb", 2, 1, "def f():", "`f` is defined again in cell 3"),
    )
    assert submission.places == {"f": Place(3, 2)}


# ---------------------------------------------------------------------------------------------------- changes


@pytest.mark.parametrize(
    "change",
    [
        "B.append(4)",
        "B.requires_grad_()",
        "B[0].weight.data.fill_(0)",
        "B.grad = None",
        "B[0] = 1",
        "B += [1]",
        "del B[0]",
        "nn.init.zeros_(B)",
        "nn.init.normal_(tensor=B[0].weight, std=1)",
        "setattr(B, 'k', 1)",
        "last = B.pop()",
        "for b in B:\n    b.zero_()",
        "for b, _ in zip(B, B):\n    b.data[0] = 1",
        "with nn.no_grad():\n    B -= 1",
        "if B:\n    B.clear()",
        "@nn.add_to_class(B)\ndef method(self): ...",
    ],
)
def test_a_statement_that_changes_a_kept_name_is_kept_with_it(write: Write, change: str) -> None:
    path = write(f"from torch import nn\nB = make()\n{change}\ndef f(): return B\n")
    kept = texts(grade(path))
    assert change in kept
    assert kept[-2:] == [change, "def f(): return B"]


@pytest.mark.parametrize(
    "other", ["print(B)", "y = B.sum()", "C.append(B)", "train(B)", "B.x", "def g():\n    B.pop()"]
)
def test_a_statement_that_only_reads_a_kept_name_is_not_kept(write: Write, other: str) -> None:
    path = write(f"B = [1]\nC = []\n{other}\ndef f(): return B\n")
    assert texts(grade(path)) == ["B = [1]", "def f(): return B"]


def test_a_change_to_a_library_is_reported_and_not_run(write: Write) -> None:
    path = write("""\
        import torch
        import numpy as np
        torch.allclose = lambda *a: True
        np.core[0] = 1
        torch.backends.cudnn.deterministic = True
        def f(): return torch, np
        """)
    submission = grade(path)
    assert texts(submission) == ["import torch", "import numpy as np", "def f(): return torch, np"]
    assert reasons(submission) == [
        (3, "torch.allclose = lambda *a: True", CHANGES_LIBRARY),
        (4, "np.core[0] = 1", CHANGES_LIBRARY),
        (5, "torch.backends.cudnn.deterministic = True", CHANGES_LIBRARY),
    ]


# -------------------------------------------------------------------------------------------- what is skipped


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
    assert reasons(submission) == [(4, call, SETS_STATE)]


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
    assert reasons(submission) == [(2, "if __name__ == '__main__':", ONLY_AS_SCRIPT)]


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
        (7, 'print("hello")', NOT_NEEDED),
        (8, "for epoch in range(3):", NOT_NEEDED),
        (12, "assert f() == 1", NOT_NEEDED),
    ]


def test_a_long_statement_is_reported_by_eighty_characters(write: Write) -> None:
    (skipped,) = grade(write(f"print('{'a' * 100}',\n 1)\ndef f(): return 1\n")).skipped
    assert skipped == Skipped("exercise_03.py", None, 1, f"print('{'a' * 72}…", NOT_NEEDED)
    assert len(skipped.text) == 80


# ------------------------------------------------------------------------------------------------ broken code


def test_a_broken_block_loses_only_itself(write: Write) -> None:
    path = write('''\
        import torch
        x = torch.ones((2, 3)
        @torch.no_grad()
        def f(x)
            return x

        def g(x):
            """Text at
        column 0:
        def inside(): pass
        """
            return [
        x,
        ]
        if x = 1:
            pass
        else:
            pass
        def h(x): return x
        ''')
    submission = grade(path, "f", "g", "h")
    assert submission.found == {"g", "h"}
    assert [piece.line for piece in submission.program.pieces] == [7, 19]
    assert reasons(submission) == [
        (2, "x = torch.ones((2, 3)", "this does not parse: '(' was never closed"),
        (3, "@torch.no_grad()", "this does not parse: expected ':' (line 4)"),
        (
            15,
            "if x = 1:",
            "this does not parse: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        ),
    ]
    assert defined_functions(read(path)) == {"f", "g", "h"}


def test_a_string_that_never_ends_loses_only_its_function(write: Write) -> None:
    path = write('def g():\n    """Text\n    return 1\n\ndef f():\n    """Text"""\n    return 2\n')
    submission = grade(path)
    assert texts(submission) == ['def f():\n    """Text"""\n    return 2']
    assert reasons(submission) == [
        (1, "def g():", "this does not parse: unterminated triple-quoted string literal (line 2)")
    ]


END_IN_ANOTHER_BLOCK = """\
import torch
def f(x):
    if x:
        y = 1
{rest}
@deco
def g(x): return x
"""


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("return y", "'return' outside function (line 5)"),
        ("y = 2\n\nif y:\n    return y\nreturn 0", "'return' outside function (line 8)"),
        ("y = y.sum()\n    return y", "unexpected indent (line 6)"),
        (
            "...     return y",
            "the prompts `>>>` and `...` of a session are no code; delete them (line 5)",
        ),
        (
            "<<<<<<< HEAD\n    return y\n=======\n    return 2\n>>>>>>> b",
            "a merge conflict of Git is not resolved here (line 5)",
        ),
    ],
)
def test_a_function_whose_end_is_broken_is_not_run_by_halves(write: Write, rest: str, why: str) -> None:
    text = END_IN_ANOTHER_BLOCK.format(rest=rest)
    for path in write(text), write([text]):
        submission = grade(path, "f", "g")
        assert submission.found == {"g"}
        assert reasons(submission)[0] == (2, "def f(x):", f"this does not parse: {why}")
        assert submission.broken == {"f": submission.skipped[0]}


@pytest.mark.parametrize(
    "whole",
    [
        "    return x",
        "    raise ValueError",
        "    if x:\n        return 1\n    else:\n        return 2",
        "    with x:\n        return 1",
        "    def inner(): return 1\n    return inner",
    ],
)
def test_a_stray_return_does_not_cost_a_function_that_is_whole(write: Write, whole: str) -> None:
    submission = grade(write(f"def f(x):\n{whole}\nk = 1\n\nreturn k\n"))
    assert len(texts(submission)) == 1
    assert reasons(submission)[-1][1:] == ("return k", "this does not parse: 'return' outside function")


def test_a_broken_block_with_a_function_of_its_own_is_no_end_of_one(write: Write) -> None:
    path = write("def plot():\n    print()\nif k = 1:\n    def g():\n        return 1\ndef f(): plot()\n")
    assert len(texts(grade(path))) == 2


def test_each_line_of_a_merge_conflict_is_named(write: Write) -> None:
    path = write("<<<<<<< HEAD\nk = 1\n=======\nk = 2\n>>>>>>> b\ndef f(): return k\n")
    submission = grade(path)
    assert texts(submission) == ["k = 2", "def f(): return k"]
    why = "this does not parse: a merge conflict of Git is not resolved here"
    assert reasons(submission) == [(1, "<<<<<<< HEAD", why), (3, "=======", why), (5, ">>>>>>> b", why)]


def test_a_function_behind_a_prompt_is_broken_rather_than_missing(write: Write) -> None:
    submission = grade(
        write(">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\ndef g():\n    ...\n"), "f", "g"
    )
    assert submission.stubs == {"g"}
    assert submission.broken == {"f": submission.skipped[0]}
    why = "this does not parse: the prompts `>>>` and `...` of a session are no code; delete them"
    assert reasons(submission) == [(1, ">>> def f(x):", why), (4, ">>> f(1)", why)]


def test_the_prompts_of_a_session_are_taken_off_a_cell_as_jupyter_does(write: Write) -> None:
    cells = ["\n>>> def f(x):\n...     return [...,\n... x]\n>>> f(1)", "def g():\n    ...\n... x"]
    submission = grade(write(cells), "f", "g")
    assert texts(submission) == ["def f(x):\n    return [...,\nx]", "def g():\n    ..."]
    assert submission.places["f"] == Place(1, 2)


def test_a_body_that_is_missing_is_told_by_one_line(write: Write) -> None:
    assert reasons(grade(write("def g():\n    # todo\n\n\ndef f(): return 1\n"))) == [
        (
            1,
            "def g():",
            "this does not parse: expected an indented block after function definition on line 1",
        )
    ]


def test_lines_in_messages_count_from_the_top_of_the_file(write: Write) -> None:
    path = write("def f(): return 1\n\ndef g():\nx = 1\n")
    assert reasons(grade(path)) == [
        (
            3,
            "def g():",
            "this does not parse: expected an indented block after function definition on line 3",
        )
    ]


def test_a_script_that_does_not_parse_at_all_is_refused(write: Write) -> None:
    assert refusal(write("# hello\ndef f(x)\n    return x\n")) == (
        "exercise_03.py, line 2: this does not parse: expected ':'. "
        "Nothing in the file could be read; correct this line first."
    )


def test_a_broken_script_without_a_wanted_function_is_refused(write: Write) -> None:
    assert refusal(write("import torch\nif x = 1:\n    pass\n")) == (
        "exercise_03.py, line 2: this does not parse: invalid syntax. "
        "Maybe you meant '==' or ':=' instead of '='? "
        "Correct this line first: the rest of the file defines no function of this exercise."
    )


def test_a_notebook_that_does_not_parse_at_all_names_the_cell(write: Write) -> None:
    assert refusal(write(["# a", "\ndef f(x)\n    return x"])) == (
        "exercise_03.ipynb, cell 2, line 2: this does not parse: expected ':'. "
        "Nothing in the file could be read; correct this line first."
    )


def test_a_broken_cell_does_not_stop_a_notebook(write: Write) -> None:
    submission = grade(write(["def f(:\n  return 1", "x = 1"]))
    assert submission.found == frozenset()
    assert submission.skipped == (
        Skipped("exercise_03.ipynb", 1, 1, "def f(:", "this does not parse: invalid syntax", lost=True),
    )


@pytest.mark.parametrize("code", ["-" * 50_000 + "1", "a" + ".b" * 50_000, "(" * 5_000, "lambda:" * 9_000])
def test_code_nested_too_deeply_loses_only_itself(write: Write, code: str) -> None:
    submission = grade(write(f"{code}\ndef f(): return 1\n"))
    assert submission.found == {"f"}
    assert submission.skipped[0].why.startswith("this does not parse: ")


def test_a_long_expression_is_no_trouble(write: Write) -> None:
    assert len(texts(grade(write(f"k = 0{' + 1' * 900}\ndef f(): return k\n")))) == 2


def test_invalid_escapes_do_not_warn(write: Write) -> None:
    assert len(texts(grade(write("s = '\\d'\ndef f(): return s is 1\n")))) == 2


# -------------------------------------------------------------------------------------------------- notebooks


def test_cells_are_counted_as_jupyter_shows_them(write: Write) -> None:
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "# Norms"}
    cells = (
        markdown,
        code_cell(["k = 1\n", "\n", "j = 2"]),
        markdown,
        code_cell("\ndef f():\n  return k + j"),
    )
    submission = grade(write(notebook(*cells), "a.ipynb"))
    assert submission.program.pieces == (
        Piece("a.ipynb#2", 1, "k = 1", ("k",), ("f",)),
        Piece("a.ipynb#2", 3, "j = 2", ("j",), ("f",)),
        Piece("a.ipynb#4", 2, "def f():\n  return k + j", ("f",), ("f",)),
    )
    assert submission.places == {"f": Place(4, 2)}


def test_a_notebook_and_a_script_of_the_same_code_give_the_same_pieces(write: Write) -> None:
    cells = [
        "import torch, math\nfrom torch import nn",
        "w = torch.ones(3); b = 2\nnn.init.zeros_(w)\nprint(w)",
        "@torch.no_grad()\ndef f(x):\n    '''Doc.'''\n    return g(x) @ w + b",
        "for i in range(3):\n    b += i\ndef g(x): return math.pi",
    ]
    from_cells, from_script = grade(write(cells)), grade(write("\n".join(cells)))
    assert texts(from_cells) == texts(from_script)
    assert [one.text for one in from_cells.skipped] == [one.text for one in from_script.skipped]
    assert len(texts(from_cells)) == 9


def test_reading_twice_gives_the_same(write: Write) -> None:
    path = write("from m import *\na, b = c = 1, 2\ndef f(): return a, b, c, d, e\ndef g(): return f\n")
    assert grade(path, "f", "g") == grade(path, "f", "g")


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": [{"cell_type": "code", "source": "def f(): return 1"}]}',
        notebook(*[{**code_cell("def f(): return 1"), "id": "a"}] * 2, None, 3, {"cell_type": "code"}),
        notebook({**code_cell("def f(): return 1"), "metadata": None}, metadata=None, nbformat=5),
        '{"nbformat": 3, "worksheets": [{"cells": '
        '[{"cell_type": "code", "input": ["def f(): return 1"], "language": "python", "outputs": []}]}]}',
        '{"nbformat": 4, "cells": null, "worksheets": [{"cells": '
        '[{"cell_type": "code", "input": "def f(): return 1", "language": "python", "outputs": []}]}]}',
        '{"nbformat": 1, "cells": [{"cell_type": "code", "code": "def f(): return 1"}]}',
    ],
)
def test_code_is_recovered_from_irregular_and_old_notebooks(write: Write, content: str) -> None:
    assert texts(grade(write(content, "a.ipynb"))) == ["def f(): return 1"]


@pytest.mark.parametrize(
    ("version", "lines"),
    [(2, ["def f():", "  return 1"]), (3, ["def f():", "  return 1"]), (3, ["def f():\n", "  return 1"])],
)
def test_the_lines_of_old_notebooks_need_no_ends(write: Write, version: int, lines: list[str]) -> None:
    code = {"cell_type": "code", "input": lines, "language": "python", "outputs": []}
    path = write(json.dumps({"nbformat": version, "worksheets": [{"cells": [code]}]}), "a.ipynb")
    assert texts(grade(path)) == ["def f():\n  return 1"]


def test_the_headings_of_an_old_notebook_may_have_lines(write: Write) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Norms\n", "and more"]},
        {"cell_type": "code", "input": "def f(): return 1", "language": "python", "outputs": []},
    ]
    path = write(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}), "a.ipynb")
    assert grade(path).places == {"f": Place(2, 1)}


def test_an_old_notebook_that_cannot_be_converted_says_what_to_do(write: Write) -> None:
    assert refusal(write('{"nbformat": 3, "worksheets": [{"cells": [{}]}]}', "a.ipynb")) == (
        "a.ipynb is a notebook of the old format 3 that could not be converted. "
        "Open it in Jupyter and save it again, or copy its code to a .py file."
    )


def test_notebook_commands_are_skipped_and_the_code_around_them_is_kept(write: Write) -> None:
    cells = [
        "%matplotlib inline\n!pip install 'd2l (\nk = 1",
        "if k:\n    !pip install d2l\n    j = 2\nfiles = !ls\ntorch.add?\nget_ipython().system('ls')",
        "%%time\ndef f():\n    return k + j",
        "%%bash\ndef f(): broken",
        "  i = 3\n  def g():\n    return i",
    ]
    submission = grade(write(cells), "f", "g")
    assert [(piece.filename, piece.line, piece.text) for piece in submission.program.pieces] == [
        ("exercise_03.ipynb#1", 3, "k = 1"),
        ("exercise_03.ipynb#2", 1, "if k:\n    pass\n    j = 2"),
        ("exercise_03.ipynb#3", 2, "def f():\n    return k + j"),
        ("exercise_03.ipynb#5", 1, "i = 3"),
        ("exercise_03.ipynb#5", 2, "def g():\n  return i"),
    ]
    assert {skipped.why for skipped in submission.skipped} == {NOTEBOOK_COMMAND}
    assert [(skipped.cell, skipped.line, skipped.text) for skipped in submission.skipped] == [
        (1, 1, "%matplotlib inline"),
        (1, 2, "!pip install 'd2l ("),
        (2, 2, "!pip install d2l"),
        (2, 4, "files = !ls"),
        (2, 5, "torch.add?"),
        (2, 6, "get_ipython().system('ls')"),
        (3, 1, "%%time"),
        (4, 1, "%%bash"),
    ]


def test_an_exported_script_loses_its_notebook_commands(write: Write) -> None:
    path = write("get_ipython().run_line_magic('matplotlib', 'inline')\ndef f(): return 1\n")
    assert reasons(grade(path)) == [
        (1, "get_ipython().run_line_magic('matplotlib', 'inline')", NOTEBOOK_COMMAND)
    ]


def test_a_line_that_is_timed_runs_and_is_timed_by_nobody(write: Write) -> None:
    cells = [
        "%time j = 3",
        "%time  h = (1 +\n 2)",
        "%timeit k = 2\n%time",
        "%time 3 +\n%time !ls",
        "if j:\n    %time i = 4; n = 5",
        "def f(): return i + j + n",
    ]
    submission = grade(write(cells))
    assert [piece.text for piece in submission.program.pieces] == [
        "j = 3",
        "if j:\n    i = 4; n = 5",
        "def f(): return i + j + n",
    ]
    assert [(one.cell, one.line, one.text) for one in submission.skipped if one.why == NOTEBOOK_COMMAND] == [
        (2, 1, "%time  h = (1 +"),
        (3, 1, "%timeit k = 2"),
        (3, 2, "%time"),
        (4, 1, "%time 3 +"),
        (4, 2, "%time !ls"),
    ]


# ------------------------------------------------------------------------------------------------ other names


def test_a_function_with_nearly_the_name_is_told(write: Write) -> None:
    submission = grade(write("def l2norm(x): return 1\ndef unlike(): return 2\n"), "l2_norm", "matvec")
    assert submission.similar == {"l2_norm": "l2norm"}


def test_a_function_of_another_task_is_not_taken_for_a_slip(write: Write) -> None:
    submission = grade(write("def l2_norm(x): return 1\n"), "l2_norm", "l1_norm")
    assert submission.similar == {}


# ------------------------------------------------------------------------------------------------------ stubs


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "'''Doc.'''",
        "'''Doc.'''; pass",
        "0; ...",
        "raise NotImplementedError",
        "raise NotImplementedError()",
        "raise NotImplementedError('your turn') from None",
        "raise NotImplemented",
        "'''Doc.'''\n    pass\n    raise NotImplementedError",
    ],
)
def test_a_function_that_does_nothing_is_a_stub(write: Write, body: str) -> None:
    submission = grade(write(f"def f(x):\n    {body}\n"))
    assert submission.found == submission.stubs == {"f"}


@pytest.mark.parametrize("body", ["return None", "y = x\n    raise NotImplementedError", "raise ValueError"])
def test_a_function_with_work_in_it_is_not_a_stub(write: Write, body: str) -> None:
    assert grade(write(f"def f(x):\n    {body}\n")).stubs == frozenset()


def test_a_function_as_the_starter_has_it_is_a_stub(write: Write) -> None:
    starter = canonical(function("def f(x, p):\n    '''Doc.'''\n    n = len(x)\n    return n\n"))
    path = write("@deco\ndef f(X: int, q=2):\n    # todo\n    n = len(X)\n    return n\n")
    assert grade(path, stubs={"f": starter}).stubs == {"f"}
    path = write("def f(x, p):\n    n = len(p)\n    return n\n")
    assert grade(path, stubs={"f": starter}).stubs == frozenset()


def test_canonical_text_is_the_same_for_all_versions_of_python() -> None:
    assert canonical(function("def f(x):\n    return g(lambda y: (x, y), z)\n")) == (
        "Return(value=Call(func=Name(id='g', ctx=Load()), args=[Lambda(args=arguments(args=[arg(arg='y')]), "
        "body=Tuple(elts=[Name(id='$0', ctx=Load()), Name(id='y', ctx=Load())], ctx=Load())), "
        "Name(id='z', ctx=Load())]))"
    )


def test_the_last_definition_says_whether_a_function_is_finished(write: Write) -> None:
    assert grade(write("def f(): return 1\ndef f(): pass\n")).stubs == {"f"}
    assert grade(write("def f(): pass\nif 1:\n    def f(): return 1\n")).stubs == frozenset()


# ------------------------------------------------------------------------------------------------ whole files


def test_a_whole_script_is_one_piece(write: Write) -> None:
    source = "import torch\ntorch.manual_seed(0)\nk = 1\nk = 2\ndef f(): return k\nprint(f())\n"
    submission = grade(write(source), "f", "g", whole=True)
    assert submission.program == Program(
        (Piece("exercise_03.py", 1, source, ("f", "k", "torch"), ("f", "g")),), whole=True
    )
    assert submission.found == {"f"}
    assert submission.skipped == ()


def test_a_whole_notebook_is_one_piece_a_cell(write: Write) -> None:
    cells = ["%matplotlib inline\nk = 1", "", "print(k)\nx = (1,\ndef f():\n    !ls\n    return k"]
    submission = grade(write(cells), whole=True)
    assert submission.program == Program(
        (
            Piece("exercise_03.ipynb#1", 1, "# %matplotlib inline\nk = 1", ("k",), ("f",)),
            Piece(
                "exercise_03.ipynb#3",
                1,
                "print(k)\n# x = (1,\ndef f():\n    pass\n    return k",
                ("f",),
                ("f",),
            ),
        ),
        whole=True,
    )
    assert [(one.cell, one.line, one.why) for one in submission.skipped] == [
        (1, 1, NOTEBOOK_COMMAND),
        (3, 2, "this does not parse: '(' was never closed"),
        (3, 4, NOTEBOOK_COMMAND),
    ]


def test_a_whole_script_must_parse(write: Write) -> None:
    assert refusal(write("def f(): return 1\nx = (1,\n"), whole=True) == (
        "exercise_03.py, line 2: this does not parse: '(' was never closed. "
        "The whole file can run only when all of it parses."
    )


# ------------------------------------------------------------------------------------------ programs that run


def run(submission: Submission, task: str = "f") -> tuple[int, list[tuple[str, ...]]]:
    """Load a program and call a function without arguments: its int, and the names that failed."""
    loader = Loader()
    (loaded,) = [answer for answer in loader.load(submission.program) if isinstance(answer, Loaded)]
    case = Case(inputs=(), code=(), seed=0)
    observed = next(iter(loader.run(Assignment(task, 0, (case,)))))
    assert isinstance(observed, Observed)
    value = observed.observation.value
    assert isinstance(value, Array), observed.observation.failure
    assert value.data is not None
    return int.from_bytes(value.data, "little", signed=True), [names for names, _ in loaded.failures]


@pytest.fixture
def _own_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "submission", sys)


@pytest.mark.usefixtures("_own_module")
def test_a_messy_notebook_runs_and_a_missing_import_costs_only_its_name(write: Write) -> None:
    cells = [
        "!pip install d2l_missing\nimport d2l_missing, torch\nfrom torch import nn",
        "w = torch.ones(3)\nnn.init.constant_(w, 2.)\nB = []\nfor i in range(4):\n    B.append(i)",
        "x = (1,",
        "def plot(): d2l_missing.plot()\nplot()\nraise SystemExit",
        "def f(k: Missing = len(B)) -> Missing:\n    if k < 0: plot()\n    return int(w.sum()) + helper(k)",
        "@torch.no_grad()\ndef helper(k): return k * scale\nscale = 10",
    ]
    assert run(grade(write(cells))) == (46, [("d2l_missing",)])


@pytest.mark.usefixtures("_own_module")
def test_a_slice_gives_what_the_whole_file_gives(write: Write) -> None:
    path = write("""\
        rate = 1
        def step(w): return w + rate
        w = step(1)
        rate = 10
        class Counter:
            total = rate
            def add(self, n):
                self.total += n * factor
        counter = Counter()
        factor = 100
        counter.add(w)
        w = step(w)
        factor = 5
        step = lambda w: step_by(w, 1000)
        def step_by(w, n): return w + n + factor
        def f(): return step(w) + counter.total
        """)
    assert run(grade(path)) == run(grade(path, whole=True)) == (1227, [])


# ----------------------------------------------------------------------------------------------------- weight


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = "import sys, grader.submission as s; print(*sorted(sys.modules.keys() & set(sys.argv[1:])))"
    heavy = ("torch", "numpy", "hypothesis", "nbformat", "IPython", "jinja2", "rich")
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
