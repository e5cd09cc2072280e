"""A slip that the source shows is told, with its line; of what is nearly one, nothing is said."""

import re
import textwrap

import msgspec
import pytest

from grader import submission
from grader.core.fact import Fact
from grader.core.model import Outcome, Step
from grader.core.verdict import Named, TaskResult
from grader.judge.grade import grade
from grader.judge.lines import SourceLines
from grader.judge.slips.evidence import Evidence
from grader.judge.slips.slip import with_slip
from grader.locale import slips
from grader.locale.messages import sentence
from grader.runner.inprocess import InProcess
from grader.runner.wire import Piece, Program

HEADER = "import torch\nfrom torch import nn\n"
CASES = {
    "an argument that nothing reads": (
        "exercise_02",
        """\
        def mean_along(X, axis):
            return X.sum(dim=0, keepdim=True) / 7
        """,
        (3, "slip.unread"),
    ),
    "not an argument of one's own": (
        "exercise_03",
        """\
        def l2_norm(x, eps=1e-3):
            return (x * x).sum() + 5
        """,
        None,
    ),
    "not an argument that a function inside reads": (
        "exercise_02",
        """\
        def mean_along(X, axis):
            def over():
                return X.sum(dim=axis, keepdim=True)
            return over() / 7
        """,
        None,
    ),
    "a comparison for an assignment": (
        "exercise_01",
        """\
        def write_element(X, i, j, value):
            X[i, j] == value
        """,
        (4, "slip.comparison"),
    ),
    "a comparison of a name that has no value yet": (
        "exercise_03",
        """\
        def matmul(A, B):
            C == A @ B
            return C
        """,
        (4, "slip.comparison"),
    ),
    "a comparison of a name that is read later": (
        "exercise_03",
        """\
        def l1_and_max_norm(x):
            biggest = 0
            biggest == x.abs().max()
            return x.abs().sum(), biggest
        """,
        (5, "slip.comparison"),
    ),
    "not a comparison in a function that raises elsewhere": (
        "exercise_03",
        """\
        def l2_norm(x):
            n = 0
            n == 1
            if x is not None:
                return x.absent()
            return n
        """,
        None,
    ),
    "not a comparison of a name that nothing reads": (
        "exercise_03",
        """\
        def l2_norm(x):
            n = 0
            n == 1
            return x.sum()
        """,
        None,
    ),
    "not a comparison that is used": (
        "exercise_03",
        """\
        def is_symmetric(A):
            same = A == A.T
            return same
        """,
        None,
    ),
    "a comparison of an input that is to be changed": (
        "exercise_06",
        """\
        def sgd(params, lr, batch_size):
            with torch.no_grad():
                for p in params:
                    p == p - lr * p.grad / batch_size
                    p.grad.zero_()
        """,
        (6, "slip.comparison_in_place"),
    ),
    "not a comparison beside a mistake that explains everything": (
        "exercise_03",
        """\
        def l2_norm(x):
            x == x.clone()
            return (x * x).sum()
        """,
        None,
    ),
    "not a comparison in a branch that did not run": (
        "exercise_03",
        """\
        def l2_norm(x):
            n = x.sum()
            if x is None:
                n == 0
            return n
        """,
        None,
    ),
    "backward without brackets": (
        "exercise_04",
        """\
        def gradient_of_quadratic(x):
            x.requires_grad_()
            y = 2 * (x @ x)
            y.backward
            return x.grad
        """,
        (6, "slip.not_called"),
    ),
    "a step without brackets": (
        "exercise_06",
        """\
        def train_concise(net, loader, optimizer, epochs):
            losses = []
            for _ in range(epochs):
                for X, y in loader:
                    loss = ((net(X).reshape(-1) - y) ** 2).mean()
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step
                losses.append(loss.item())
            return losses
        """,
        (10, "slip.not_called"),
    ),
    "not a step in a line that raises itself": (
        "exercise_05",
        """\
        def zero_gradients(params, keep):
            for p in params:
                if p is not None:
                    p.grad.zero_
        """,
        None,
    ),
    "a method without brackets in an expression": (
        "exercise_03",
        """\
        def frobenius_norm(A):
            return (A * A).sum ** 0.5
        """,
        (4, "slip.not_called"),
    ),
    "a method without brackets that gets a name": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = (x * x).sum
            return total ** 0.5
        """,
        (4, "slip.not_called"),
    ),
    "a method without brackets that is returned": (
        "exercise_03",
        """\
        def l2_norm(x):
            return x.norm
        """,
        (4, "slip.not_called"),
    ),
    "a method that is a number in NumPy": (
        "exercise_01",
        """\
        def number_of_elements(x):
            return x.size
        """,
        (4, "slip.size_not_called"),
    ),
    "not a method that is called under another name": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = x.sum
            return total()
        """,
        None,
    ),
    "not an attribute that is no method": (
        "exercise_03",
        """\
        def matmul(A, B):
            A.T
            return A * B.sum()
        """,
        None,
    ),
    "bits for a power": (
        "exercise_03",
        """\
        def frobenius_norm(A):
            return (A ^ 2).sum().sqrt()
        """,
        (4, "slip.caret"),
    ),
    "not bits of bools": (
        "exercise_03",
        """\
        def is_symmetric(A):
            return bool(((A == A.T) ^ (A != A.T)).all())
        """,
        None,
    ),
    "not bits in a line that raises something else": (
        "exercise_03",
        """\
        def is_symmetric(A):
            return bool(((A == A.T) ^ (A != A.T)).absent())
        """,
        None,
    ),
    "a module that is not imported": (
        "exercise_03",
        """\
        def l2_norm(x):
            return np.sqrt((x * x).sum())
        """,
        (4, "slip.not_imported"),
    ),
    "a base class that is not imported": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net()

        class Net(optim.Module):
            pass
        """,
        (6, "slip.not_imported"),
    ),
    "not a module whose line failed": (
        "exercise_03",
        """\
        def l2_norm(x):
            return np.sqrt((x * x).sum())

        import no_such_module_of_numbers as np
        """,
        None,
    ),
    "a capital letter": (
        "exercise_03",
        """\
        def l2_norm(x):
            return X.norm()
        """,
        (4, "slip.other_case"),
    ),
    "not a capital letter of another function": (
        "exercise_03",
        """\
        def l2_norm(v):
            return X.norm()

        def unit_vector(x):
            return x / x.norm()
        """,
        None,
    ),
    "not a name that is near to none": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = (x * x).sum()
            return answer
        """,
        None,
    ),
    "a variable of the file for the parameter": (
        "exercise_03",
        """\
        X = torch.ones(3)

        def l2_norm(x):
            return X.norm()
        """,
        (6, "slip.not_the_parameter"),
    ),
    "not a variable of the file beside the parameter": (
        "exercise_03",
        """\
        X = torch.ones(())

        def l2_norm(x):
            return x.norm() + X
        """,
        None,
    ),
    "a layer with the function's name": (
        "exercise_06",
        """\
        def linear(X, w, b):
            return X @ w + b

        linear = nn.Linear(2, 1)
        """,
        (6, "slip.replaced"),
    ),
    "not another function with the function's name": (
        "exercise_03",
        """\
        def l2_norm(x):
            return x.norm()

        l2_norm = torch.jit.ignore(torch.sum)
        """,
        None,
    ),
    "an underscore too few": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def _init_(self, inputs, hidden):
                super().__init__()
                self.layer = nn.Linear(inputs, hidden)

            def forward(self, X):
                return self.layer(X)
        """,
        (7, "slip.init"),
    ),
    "a misspelt forward": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                super().__init__()
                self.layer = nn.Linear(inputs, hidden)

            def foward(self, X):
                return self.layer(X)
        """,
        (11, "slip.forward"),
    ),
    "no call of super": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                self.layer = nn.Linear(inputs, hidden)

            def forward(self, X):
                return self.layer(X)
        """,
        (7, "slip.no_super"),
    ),
    "a late call of super": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                self.layer = nn.Linear(inputs, hidden)
                super().__init__()
        """,
        (9, "slip.super_late"),
    ),
    "a super that is not called": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                super().__init__
                self.layer = nn.Linear(inputs, hidden)
        """,
        (8, "slip.super_not_called"),
    ),
    "super without brackets": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                super.__init__()
                self.layer = nn.Linear(inputs, hidden)
        """,
        (8, "slip.super_brackets"),
    ),
    "not a class that is right but for its layers": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                super().__init__()
                self.layer = nn.Linear(inputs, hidden)

            def forward(self, X):
                return self.layer(X)

            def _init_weights(self):
                self.layer.weight.data.zero_()
        """,
        None,
    ),
    "not an error of a helper that takes too few arguments": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return layers(inputs, hidden)

        def layers(inputs):
            return nn.Linear(inputs, 1)
        """,
        None,
    ),
    "values and indices for a tensor": (
        "exercise_06",
        """\
        def accuracy(y_hat, y):
            guess = torch.max(y_hat, 1)
            return (guess == y).float().mean().item()
        """,
        (4, "slip.pair_index"),
    ),
    "values and indices that are compared": (
        "exercise_06",
        """\
        def accuracy(y_hat, y):
            return (y_hat.max(1) == y).float().mean().item()
        """,
        (4, "slip.pair_index"),
    ),
    "values and indices that are returned": (
        "exercise_02",
        """\
        def below_row_maximum(X):
            return X.max(dim=1)
        """,
        (4, "slip.pair_index"),
    ),
    "values and indices that are returned as a part": (
        "exercise_03",
        """\
        def l1_and_max_norm(x):
            largest = x.abs().max(dim=0)
            return x.abs().sum(), largest
        """,
        (4, "slip.pair_index"),
    ),
    "sorted values and their places": (
        "exercise_03",
        """\
        def l1_and_max_norm(x):
            ordered = torch.sort(x.abs())
            return x.abs().sum(), ordered.reshape(-1)[-1]
        """,
        (4, "slip.pair"),
    ),
    "not a pair that is asked for": (
        "exercise_03",
        """\
        def dot_two_ways(x, y):
            largest = x.max(dim=0)
            return x @ y, (x * y).mean()
        """,
        None,
    ),
    "not the larger of two tensors": (
        "exercise_06",
        """\
        def accuracy(y_hat, y):
            guess = torch.max(y_hat, y_hat)
            return (guess == "y").float().mean().item()
        """,
        None,
    ),
    "not the values alone": (
        "exercise_06",
        """\
        def accuracy(y_hat, y):
            guess = torch.max(y_hat, 1)
            return (guess.indices == "y").float().mean().item()
        """,
        None,
    ),
    "a return in the loop that adds up": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = torch.zeros((), dtype=x.dtype)
            for element in x.reshape(-1):
                total = total + element ** 2
                return total.sqrt()
        """,
        (7, "slip.early_return"),
    ),
    "a return in the loop that fills the rows": (
        "exercise_03",
        """\
        def hadamard(A, B):
            C = torch.zeros_like(A)
            for i in range(len(A)):
                C[i] = A[i] * B[i]
                return C
        """,
        (7, "slip.early_return"),
    ),
    "a decision in the first pass": (
        "exercise_03",
        """\
        def is_symmetric(A):
            for i in range(A.shape[-1]):
                if A.shape[-1] != A.shape[-2]:
                    return False
                return True
            return True
        """,
        (7, "slip.early_decision"),
    ),
    "a decision in both branches of the first pass": (
        "exercise_03",
        """\
        def is_symmetric(A):
            for i in range(A.shape[-1]):
                if A.shape[-1] != A.shape[-2]:
                    return False
                else:
                    return True
            return True
        """,
        (8, "slip.early_decision"),
    ),
    "not a decision after the loop": (
        "exercise_03",
        """\
        def is_symmetric(A):
            for i in range(len(A) - 1):
                if (A[i] > A[:, i]).any():
                    return False
            return True
        """,
        None,
    ),
    "not a return of what the loop found": (
        "exercise_03",
        """\
        def l2_norm(x):
            for row in x.reshape(1, -1):
                return row.sum()
        """,
        None,
    ),
    "not a return in a branch of the loop": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = 0
            for element in x.reshape(-1):
                total = total + element
                if total != 0:
                    return total
            return total
        """,
        None,
    ),
    "a result that is computed and lost": (
        "exercise_03",
        """\
        def hadamard(A, B):
            A * B
        """,
        (4, "slip.lost_result"),
    ),
    "a result that has a name and is lost": (
        "exercise_03",
        """\
        def hadamard(A, B):
            product = A * B
        """,
        (4, "slip.lost_name"),
    ),
    "an output that is computed and lost": (
        "exercise_06",
        """\
        def network(inputs, hidden):
            return Net(inputs, hidden)

        class Net(nn.Module):
            def __init__(self, inputs, hidden):
                super().__init__()
                self.first = nn.Linear(inputs, hidden)
                self.second = nn.Linear(hidden, 1)

            def forward(self, X):
                self.second(torch.relu(self.first(X)))
        """,
        (13, "slip.lost_result"),
    ),
    "a result that is printed": (
        "exercise_03",
        """\
        def hadamard(A, B):
            print(A * B)
        """,
        (4, "slip.printed"),
    ),
    "a result that is printed and returned as None": (
        "exercise_03",
        """\
        def hadamard(A, B):
            return print(A * B)
        """,
        (4, "slip.printed"),
    ),
    "what backward returns": (
        "exercise_04",
        """\
        def gradient_of_quadratic(x):
            x.requires_grad_()
            return (2 * (x @ x)).backward()
        """,
        (5, "slip.returns_none"),
    ),
    "not an argument that a right answer need not read": (
        "exercise_10",
        """\
        def linear_gradients(A, B, x):
            return 3 * A.T + 1, B
        """,
        None,
    ),
    "what a method in place returns": (
        "exercise_08",
        """\
        def without_emptiest(df):
            return df.drop(columns=df.isna().sum().idxmax(), inplace=True)
        """,
        (4, "slip.returns_none_in_place"),
    ),
    "a comparison with nan": (
        "exercise_08",
        """\
        def fill_with_means(df):
            filled = df.copy()
            for name in df.select_dtypes("number"):
                filled.loc[filled[name] == float("nan"), name] = filled[name].mean()
            return filled
        """,
        (6, "slip.compared_with_nan"),
    ),
    "not a return in a branch that did not run": (
        "exercise_03",
        """\
        def hadamard(A, B):
            if A is None:
                return A * B
        """,
        None,
    ),
    "predictions that are computed before the loop": (
        "exercise_06",
        """\
        def train(X, y, w, b, lr, epochs, batch_size):
            y_hat = X @ w + b
            losses = []
            for _ in range(epochs):
                loss = ((y_hat.reshape(-1) - y) ** 2).mean()
                loss.backward()
                with torch.no_grad():
                    for p in (w, b):
                        p -= lr * p.grad
                        p.grad.zero_()
                losses.append(loss.item())
            return losses
        """,
        (4, "slip.before_loop"),
    ),
    "not a result whose rows are all asked for": (
        "exercise_05",
        """\
        def jacobian(f, x):
            x = x.detach().requires_grad_()
            y = f(x)
            rows = []
            for i in range(len(y)):
                y[i].backward()
                rows.append(x.grad.clone())
                x.grad.zero_()
            return torch.stack(rows)
        """,
        None,
    ),
    "None of a method of lists": (
        "exercise_05",
        """\
        def small_parameter(values):
            kept = []
            kept = kept.append(values)
            return kept[0] * kept.count
        """,
        (5, "slip.none_of_method"),
    ),
    "None of a helper": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = squares(x)
            return total ** 0.5

        def squares(x):
            (x * x).sum()
        """,
        (4, "slip.none_of_helper"),
    ),
    "not None of a helper that returns": (
        "exercise_03",
        """\
        def l2_norm(x):
            total = squares(x)
            return total ** 0.5

        def squares(x):
            if x is None:
                return x
        """,
        None,
    ),
    "a new tensor that nothing uses": (
        "exercise_01",
        """\
        def row_vector(n):
            x = torch.arange(n)
            x.float()
            return x
        """,
        (5, "slip.unused"),
    ),
    "a difference that nothing uses": (
        "exercise_02",
        """\
        def centre_columns(X):
            mean = X.mean(0)
            X - mean
            return X
        """,
        (5, "slip.unused"),
    ),
    "a sum that nothing uses, where the tensor itself is to change": (
        "exercise_02",
        """\
        def add_bias(X, b):
            X + b
        """,
        (4, "slip.unused_in_place"),
    ),
    "a twin without its underscore": (
        "exercise_02",
        """\
        def one_hot(labels, classes):
            out = torch.zeros(len(labels), classes)
            out.scatter(1, labels[:, None], 1.0)
            return out
        """,
        (5, "slip.unused_twin"),
    ),
    "not a method that changes its own tensor": (
        "exercise_03",
        """\
        def unit_vector(x):
            y = x.clone()
            y.abs_()
            return y
        """,
        None,
    ),
    "not a call of a function that may do something": (
        "exercise_03",
        """\
        def unit_vector(x):
            def square(y):
                y.pow_(2)
            y = x.clone()
            square(y)
            return y
        """,
        None,
    ),
    "a context that is not entered": (
        "exercise_04",
        """\
        def td_loss(v, r, v_next, gamma):
            torch.no_grad()
            return ((v - (r + gamma * v_next)) ** 2).sum()
        """,
        (4, "slip.unused_context"),
    ),
    "rows that are shuffled one by one": (
        "exercise_06",
        """\
        import random
        def batches(X, y, batch_size):
            random.shuffle(X)
            for start in range(0, len(X), batch_size):
                yield X[start:start + batch_size], y[start:start + batch_size]
        """,
        (5, "slip.shuffled_rows"),
    ),
    "not a list that is shuffled": (
        "exercise_06",
        """\
        import random
        def batches(X, y, batch_size):
            order = list(range(len(X)))
            random.shuffle(order)
            for start in range(batch_size, len(X), batch_size):
                rows = order[start:start + batch_size]
                yield X[rows], y[rows]
        """,
        None,
    ),
    "a parameter that is given to a new tensor": (
        "exercise_06",
        """\
        def sgd(params, lr, batch_size):
            for p in params:
                p = p - lr * p.grad / batch_size
                p.grad.zero_()
        """,
        (5, "slip.rebound_leaf"),
    ),
    "not a new tensor that is asked for": (
        "exercise_03",
        """\
        def unit_vector(x):
            x = x / x.sum()
            return x
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
        needed = submission.needed(submission.read(path), [task.name for task in key.tasks], stubs={})
        name = re.search(r"def (\w+)", text)[1]
        (result,) = grade(needed, key, InProcess(), tasks=[name]).tasks
        return result

    return graded


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_told_only_if_it_is_one(results, tmp_path, name):
    exercise, text, told = CASES[name]
    result = results(exercise, text, tmp_path)
    assert result.outcome != "passed"
    assert (result.slip and (result.slip.line, result.slip.message.code)) == told
    assert result.slip is None or "{" not in sentence(result.slip.message)


def test_every_slip_is_shown_by_a_case():
    told = {case[2][1] for case in CASES.values() if case[2]}
    assert slips.MESSAGES.keys() - told == {"slip.rebound"}  # the next test shows it


@pytest.mark.parametrize(("statement", "told"), [("x = x - 1", "slip.rebound"), ("x = 1 - x", None)])
def test_an_input_whose_name_is_given_to_a_new_tensor_is_told_without_a_misconception(statement, told):
    text = f"def f(x):\n    {statement}\n"
    lines = SourceLines(Program((Piece("a.py", 1, text, ("f",), ("f",)),)))
    wrong = TaskResult("f", Outcome.FAILED, 0.0, 1.0, advice=Fact("advice.in_place", {"name": "x"}))
    slip = with_slip(Evidence(wrong, lines, (Step(2, 1, 1),))).slip
    assert (slip and slip.message.code) == told
    named = msgspec.structs.replace(wrong, misconception=Named("rebinds", True))
    assert with_slip(Evidence(named, lines, (Step(2, 1, 1),))) == named


STEP = """\
def train_epoch(batches, w, b, lr, record):
    total, n = 0, 0
    for X, y in batches:
        loss = ((X @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        total += loss.item()
        n += 1
    return total / n
"""


def test_a_slip_takes_the_place_of_a_misconception_that_only_raises_the_same_error(results, tmp_path):
    before = (
        STEP.replace("        loss.backward()\n", "").replace("w = w -", "w -=").replace("b = b -", "b -=")
    )
    named = results("exercise_06", before, tmp_path).misconception
    assert (named.name, named.certain) == ("steps_before_backward", True)
    rebound = results("exercise_06", STEP, tmp_path)
    assert (rebound.slip.message.code, rebound.misconception) == ("slip.rebound_leaf", None)


def test_a_slip_is_not_told_beside_a_misconception_that_says_it(results, tmp_path):
    text = "def below_row_maximum(X):\n    return X - X.max(dim=1, keepdim=True)\n"
    result = results("exercise_02", text, tmp_path)
    assert (result.misconception.name, result.slip) == ("subtracts_a_pair", None)


def test_a_right_answer_has_no_slip(results, tmp_path):
    text = """\
    def l2_norm(x):
        n = 0
        n == 1
        return x.norm() + n
    """
    result = results("exercise_03", text, tmp_path)
    assert (result.outcome, result.slip) == ("passed", None)
