"""The line in which it went wrong is marked where that can be known, and nothing is marked at a guess."""

import textwrap

import pytest

from grader import submission
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.runner.inprocess import InProcess

HEADER = "import math\nimport torch\n"
MARKED = {
    "a dtype that begins where memory is allocated": (
        "exercise_03",
        """\
        def matmul(A, B):
            C = torch.zeros(len(A), B.shape[1])
            for i in range(len(A)):
                C[i] = A[i] @ B
            return C
        """,
        ("C = torch.zeros(len(A), B.shape[1])", "dtype float32 begins here"),
    ),
    "a shape that begins where the axis is dropped": (
        "exercise_02",
        """\
        def mean_along(X, axis):
            m = X.sum(axis)
            return m / X.shape[axis]
        """,
        ("m = X.sum(axis)", "shape (2,) begins here"),
    ),
    "a shape does not begin in a loop's variable": (
        "exercise_01",
        """\
        def total_and_mean(x):
            total = x[0].clone()
            for part in x[1:]:
                total = total + part
            return total, total / len(x)
        """,
        ("total = x[0].clone()", "shape (2,) begins here"),
    ),
    "a shape that two tensors can have caused is only said to be returned": (
        "exercise_02",
        """\
        def column_spread(X):
            mu = X.mean(0, keepdim=True)
            return ((X - mu) ** 2).mean(0, keepdim=True).sqrt()
        """,
        ("return ((X - mu) ** 2).mean(0, keepdim=True).sqrt()", "shape (1, 2) is returned here"),
    ),
    "nothing where the shapes are to be stretched": (
        "exercise_02",
        """\
        def squared_distances(A, B):
            a = (A**2).sum(1, keepdim=True)
            b = (B**2).sum(1)
            both = a + b
            return both + 2 * A @ B.T
        """,
        None,
    ),
    "a shape that an argument has is only said to be returned": (
        "exercise_03",
        """\
        def l2_norm(x):
            s = x * x
            return s.sqrt()
        """,
        ("return s.sqrt()", "shape (2,) is returned here"),
    ),
    "a shape that begins in a helper": (
        "exercise_02",
        """\
        def row_shares(X):
            return X / sums(X)

        def sums(M):
            total = M.sum(1)
            return total
        """,
        ("return X / sums(X)", "shape (2, 2) begins here"),
    ),
    "a shape of one part begins where that part is made": (
        "exercise_01",
        """\
        def join(A, B):
            beside = torch.cat([A, B], dim=0)
            below = torch.cat([A, B])
            return below, beside, torch.stack([A, B])
        """,
        ("beside = torch.cat([A, B], dim=0)", "shape (2, 2) begins here"),
    ),
    "a shape is not traced to the value of another part": (
        "exercise_01",
        """\
        def join(A, B):
            below = torch.cat([A, B])
            beside = below.clone()
            return below, beside, torch.stack([A, B])
        """,
        ("beside = below.clone()", "shape (2, 2) begins here"),
    ),
    "a shape that begins in a pair": (
        "exercise_09",
        """\
        def one_of_each_row(X, columns):
            best = X.max(dim=1, keepdim=True)
            return best.values
        """,
        ("best = X.max(dim=1, keepdim=True)", "shape (2, 1) begins here"),
    ),
    "a shape that a slice happens to have, too": (
        "exercise_03",
        """\
        def hadamard(A, B):
            C = A @ B.T
            return C[:, :2]
        """,
        ("return C[:, :2]", "shape (1, 1) is returned here"),
    ),
    "a shape is not made by writing into an element": (
        "exercise_03",
        """\
        def hadamard(A, B):
            C = torch.zeros(*A.shape, 1, dtype=A.dtype)
            for i in range(len(A)):
                C[i] = (A[i] * B[i]).reshape(-1, 1)
            return C
        """,
        ("C = torch.zeros(*A.shape, 1, dtype=A.dtype)", "shape (1, 2, 1) begins here"),
    ),
    "a graph is not cut by a call that only takes a dtype": (
        "exercise_07",
        """\
        def predict(a, w):
            y = torch.from_numpy(a).to(w.dtype) @ w.detach()
            return y.to(w)
        """,
        ("y = torch.from_numpy(a).to(w.dtype) @ w.detach()", "the graph is cut here, by .detach()"),
    ),
    "nothing where a tensor is made of a table": (
        "exercise_08",
        """\
        def load_table(path):
            import pandas as pd
            df = pd.read_csv(path)
            inputs = df.iloc[:, :-1]
            kept = inputs.fillna(inputs.mean(numeric_only=True)).iloc[:, :1]
            X = torch.tensor(kept.to_numpy(dtype="float32"))
            return X, torch.tensor(df.iloc[:, -1].to_numpy(dtype="float32"))
        """,
        None,
    ),
    "nothing where an array is made of a list of tables": (
        "exercise_08",
        """\
        def load_table(path):
            import pandas as pd
            df = pd.read_csv(path)
            parts = [df.iloc[:, :1].fillna(0)]
            parts.append(parts[0] + 1)
            X = torch.tensor(pd.concat(parts).to_numpy(dtype="float32"))
            return X, torch.tensor(df.iloc[:, -1].to_numpy(dtype="float32"))
        """,
        None,
    ),
    "a graph that is cut by item": (
        "exercise_03",
        """\
        def l2_norm(x):
            n = torch.tensor(1.0)
            s = math.sqrt((x * x).sum().item())
            return torch.tensor(s, dtype=x.dtype) * n
        """,
        ("s = math.sqrt((x * x).sum().item())", "the graph is cut here, by .item()"),
    ),
    "a graph that is cut under no_grad": (
        "exercise_03",
        """\
        def l2_norm(x):
            with torch.no_grad():
                s = (x * x).sum()
            return s.sqrt()
        """,
        ("s = (x * x).sum()", "the graph is cut here"),
    ),
    "two shapes that are stretched": (
        "exercise_02",
        """\
        def squared_error(y_hat, y):
            d = y_hat - y
            return (d * d).mean()
        """,
        ("d = y_hat - y", "(2, 1) and (2,) are stretched to (2, 2)"),
    ),
    "an exception, in the innermost line": (
        "exercise_03",
        """\
        def l2_norm(x):
            s = helper(x)
            return s

        def helper(v):
            w = v + 1
            return w.nothing
        """,
        ("return w.nothing", "AttributeError is raised here"),
    ),
    "an argument that is changed through another name": (
        "exercise_03",
        """\
        def unit_vector(x):
            n = x.norm()
            y = x
            if n > 0:
                y /= n
            return y
        """,
        ("y /= n", "the input x is changed here"),
    ),
    "a name that is given to another tensor": (
        "exercise_03",
        """\
        def unit_vector(x):
            x = x.double()
            x *= 2
            return x
        """,
        ("x = x.double()", "dtype float64 begins here"),
    ),
    "an argument whose name was given away before it was changed": (
        "exercise_03",
        """\
        def hadamard(A, B):
            C = A
            A = A.clone()
            C *= B
            return C
        """,
        None,
    ),
    "a parameter's name that is given to another tensor": (
        "exercise_06",
        """\
        def train_epoch(batches, w, b, lr, record):
            for X, y in batches:
                loss = ((X @ w + b).squeeze(1) - y).square().mean()
                loss.backward()
                w = w - lr * w.grad
                b = b - lr * b.grad
                record(loss.item())
            return loss.item()
        """,
        ("w = w - lr * w.grad", "from here on, w is another tensor, not the one that was passed in"),
    ),
    "a parameter that goes by another name in a loop": (
        "exercise_05",
        """\
        def sgd_step(params, lr):
            with torch.no_grad():
                for p in params:
                    if p.grad is not None:
                        p = p - lr * p.grad
        """,
        ("p = p - lr * p.grad", "from here on, p is another tensor, not the one that was passed in"),
    ),
    "a sum that becomes a tensor with its graph": (
        "exercise_06",
        """\
        def train_epoch(batches, w, b, lr, record):
            total, rows = 0, 0
            for X, y in batches:
                loss = ((X @ w + b).squeeze(1) - y).square().mean()
                loss.backward()
                for p in (w, b):
                    p.data -= lr * p.grad
                    p.grad = None
                record(loss.item())
                total += loss * len(y)
                rows += len(y)
            return total / rows
        """,
        ("total += loss * len(y)", "from here on, total is a tensor that is connected to the graph"),
    ),
    "wrong values alone tell no line": (
        "exercise_03",
        """\
        def l2_norm(x):
            s = (x * x).sum()
            return s
        """,
        None,
    ),
    "an exception that was caught is none": (
        "exercise_03",
        """\
        def l2_norm(x):
            try:
                x.nothing
            except AttributeError:
                s = x.sum()
            return s
        """,
        None,
    ),
}


@pytest.fixture(scope="module")
def results(keys):
    def graded(exercise, text, tmp_path):
        path = tmp_path / f"{exercise}.py"
        path.write_text(HEADER + textwrap.dedent(text))
        key = keys[exercise]
        source = submission.read(path)
        needed = submission.needed(source, [task.name for task in key.tasks], stubs={})
        name = text.split("(")[0].split()[-1]
        return next(result for result in grade(needed, key, InProcess()).tasks if result.task == name)

    return graded


@pytest.mark.parametrize("name", MARKED)
def test_the_line_is_marked(results, tmp_path, name):
    exercise, text, mark = MARKED[name]
    result = results(exercise, text, tmp_path)
    assert [(line.text, sentence(line.mark)) for line in result.trace if line.mark] == (
        [mark] if mark else []
    )


@pytest.mark.parametrize(
    "line",
    [
        "d = torch.cat([y_hat, y.reshape(-1, 1)], dim=1)",  # as large as a table of all pairs, for two rows
        "d = y_hat.reshape(-1, 1) @ y.reshape(1, -1)",
        "d = torch.outer(y_hat.reshape(-1), y)",
    ],
)
def test_what_is_as_large_but_not_stretched_is_not_said_to_be(results, tmp_path, line):
    text = f"def squared_error(y_hat, y):\n    {line}\n    return (d ** 2).mean()\n"
    marked = [sentence(row.mark) for row in results("exercise_02", text, tmp_path).trace if row.mark]
    assert not [mark for mark in marked if "stretched" in mark]


def test_a_right_answer_is_not_traced(results, tmp_path):
    result = results("exercise_03", "def l2_norm(x):\n    return x.norm()\n", tmp_path)
    assert (result.trace, result.code) == ((), ())


def test_a_notebook_is_marked_by_cell_and_line(keys, tmp_path):
    import nbformat

    cells = [
        nbformat.v4.new_code_cell("import torch"),
        nbformat.v4.new_code_cell("# mine\ndef l2_norm(x):\n    return x.float().norm()"),
    ]
    path = tmp_path / "exercise_03.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    needed = submission.needed(submission.read(path), ["l2_norm"], stubs={})
    (result,) = grade(needed, keys["exercise_03"], InProcess(), tasks=("l2_norm",)).tasks
    assert [(line.cell, line.line, sentence(line.mark)) for line in result.trace] == [
        (2, 3, "dtype float32 begins here")
    ]
    assert [(code.cell, code.line) for code in result.code] == [(2, 2)]
