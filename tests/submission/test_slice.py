"""Of a file is run what the graded functions need, in the order in which it stands."""

from __future__ import annotations

import pytest
from submitted import Write, grade, reasons, texts

from grader.core.fact import Fact
from grader.core.model import FUNCTION
from grader.core.verdict import Skipped
from grader.runner.wire import Piece, Program
from grader.submission import Place, read
from grader.submission.functions import defined

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


def test_annotations_that_are_looked_up_are_dependencies(write: Write) -> None:
    path = write("""\
        from typing import Any, List
        import torch, dataclasses
        T = int
        U = int
        @dataclasses.dataclass
        class C:
            y: U
        @torch.jit.script
        def f(x: "List[T]") -> Any:
            z: C = x
            return z
        """)
    assert [text.partition("\n")[0] for text in texts(grade(path))] == [
        "from typing import Any",
        "from typing import List",
        "import torch",
        "import dataclasses",
        "T = int",
        "U = int",
        "@dataclasses.dataclass",
        "@torch.jit.script",
    ]


@pytest.mark.parametrize(
    "line", ["f = torch.jit.script(f)", "print(get_type_hints(f))", "def g(): f.__annotations__"]
)
def test_annotations_are_dependencies_where_the_file_reads_annotations(write: Write, line: str) -> None:
    path = write(
        f"import torch\nfrom typing import Any, get_type_hints\ndef f(x: Any):\n    return x\n{line}\n"
    )
    assert "from typing import Any" in texts(grade(path))


def test_what_is_registered_with_a_function_is_kept_with_it(write: Write) -> None:
    path = write("""\
        from functools import singledispatch
        @singledispatch
        def f(x): return 0
        @f.register
        def _(x: int): return 1
        @f.register(str)
        def g(x): return 2
        """)
    assert len(texts(grade(path))) == 4


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
    assert defined(read(path), FUNCTION) == {"f"}


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
        Skipped(
            "exercise_03.ipynb",
            2,
            1,
            "def f():",
            Fact("skipped.defined_again_in_cell", {"name": "f", "cell": 3}),
        ),
    )
    assert reasons(submission) == [(1, "def f():", "`f` is defined again in cell 3")]
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
        (3, "torch.allclose = lambda *a: True", "changes a library"),
        (4, "np.core[0] = 1", "changes a library"),
        (5, "torch.backends.cudnn.deterministic = True", "changes a library"),
    ]
