"""The classic faults of training with autograd, as learners write them: each is told by its name."""

import io
import re
import textwrap

import pytest
from making import stubs
from rich.console import Console

from grader import submission
from grader.core.verdict import Feedback
from grader.judge.grade import grade
from grader.report import page as as_html
from grader.report import terminal

CLASSIC = {
    "gradients are never cleared": (
        "exercise_06",
        "no_zero_grad",
        """
        def train_concise(net, loader, optimizer, epochs):
            criterion = nn.MSELoss()
            history = []
            for epoch in range(epochs):
                running, seen = 0.0, 0
                for X, y in loader:
                    l = criterion(net(X), y)
                    l.backward()
                    optimizer.step()
                    running += l.item() * X.shape[0]
                    seen += X.shape[0]
                history.append(running / seen)
            return history
        """,
    ),
    "gradients are cleared after backward": (
        "exercise_06",
        "zero_grad_after_backward",
        """
        def train_concise(net, loader, optimizer, epochs):
            history = []
            for epoch in range(epochs):
                losses, sizes = [], []
                for X, y in loader:
                    pred = net(X)
                    loss = ((pred - y) ** 2).mean()
                    loss.backward()
                    optimizer.zero_grad()
                    optimizer.step()
                    losses.append(loss.item())
                    sizes.append(len(X))
                history.append(sum(l * n for l, n in zip(losses, sizes)) / sum(sizes))
            return history
        """,
    ),
    "the step comes before backward": (
        "exercise_06",
        "step_before_backward",
        """
        def train_concise(net, loader, optimizer, epochs):
            out = []
            for _ in range(epochs):
                total = n = 0
                for X, y in loader:
                    loss = torch.nn.functional.mse_loss(net(X), y)
                    optimizer.step()
                    optimizer.zero_grad()
                    loss.backward()
                    total += float(loss) * len(y)
                    n += len(y)
                out.append(total / n)
            return out
        """,
    ),
    "the update is in the graph": (
        "exercise_06",
        "updates_in_the_graph",
        """
        def train_epoch(batches, w, b, lr, record):
            total, n = 0.0, 0
            for X, y in batches:
                y_hat = X @ w + b
                loss = ((y_hat.squeeze(1) - y) ** 2).mean()
                loss.backward()
                w -= lr * w.grad
                b -= lr * b.grad
                w.grad.zero_()
                b.grad.zero_()
                record(loss.item())
                total += loss.item() * len(y)
                n += len(y)
            return total / n
        """,
    ),
    "the parameter's name is given to a new tensor": (
        "exercise_06",
        "rebinds_without_graph",
        """
        def train_epoch(batches, w, b, lr, record):
            total, n = 0.0, 0
            for X, y in batches:
                l = ((X @ w + b).reshape(-1) - y).pow(2).mean()
                l.backward()
                with torch.no_grad():
                    w = w - lr * w.grad
                    b = b - lr * b.grad
                record(l.item())
                total += l.item() * len(y)
                n += len(y)
            return total / n
        """,
    ),
    "a column minus a vector": (
        "exercise_06",
        "n_by_n",
        """
        def squared_loss(y_hat, y):
            diff = y_hat - y
            return diff.pow(2).mean()
        """,
    ),
    "item() cuts the graph": (
        "exercise_04",
        "constant_mean",
        """
        def centred_exp(x):
            e = torch.exp(x)
            m = e.mean().item()
            return e - m
        """,
    ),
    "data goes past the graph": (
        "exercise_04",
        "writes_past_the_graph",
        """
        def centred_exp(x):
            y = torch.exp(x)
            y.data -= y.data.mean()
            return y
        """,
    ),
    "the last batch is dropped": (
        "exercise_06",
        "loses_the_last_batch",
        """
        def batches(X, y, batch_size):
            idx = torch.randperm(X.shape[0])
            for i in range(X.shape[0] // batch_size):
                j = idx[i * batch_size : (i + 1) * batch_size]
                yield X[j], y[j]
        """,
    ),
    "features and labels are shuffled apart": (
        "exercise_06",
        "shuffles_apart",
        """
        def batches(X, y, batch_size):
            n = len(y)
            a, b = torch.randperm(n), torch.randperm(n)
            for i in range(0, n, batch_size):
                yield X[a[i : i + batch_size]], y[b[i : i + batch_size]]
        """,
    ),
    "the average of batch means": (
        "exercise_06",
        "average_of_batches",
        """
        def evaluate(net, loader):
            mode = net.training
            net.eval()
            total = 0.0
            with torch.no_grad():
                for X, y in loader:
                    total += nn.MSELoss()(net(X), y).item()
            net.train(mode)
            return total / len(loader)
        """,
    ),
    "the loss is summed with its graph": (
        "exercise_06",
        "keeps_the_graphs",
        """
        def train(X, y, w, b, lr, epochs, batch_size):
            history = []
            for epoch in range(epochs):
                total = 0
                for i in range(0, len(X), batch_size):
                    xb, yb = X[i : i + batch_size], y[i : i + batch_size]
                    loss = ((xb @ w + b).flatten() - yb).square().mean()
                    loss.backward()
                    with torch.no_grad():
                        for p in (w, b):
                            p -= lr * p.grad
                            p.grad.zero_()
                    total += loss * len(xb)
                history.append(total / len(X))
            return history
        """,
    ),
    "backward twice without retain_graph": (
        "exercise_05",
        "graph_is_gone",
        """
        def both_gradients(a, b, x):
            a.backward()
            ga = x.grad.clone()
            x.grad.zero_()
            b.backward()
            gb = x.grad.clone()
            return ga, gb
        """,
    ),
    "rows of the Jacobian are one tensor": (
        "exercise_05",
        "rows_are_one",
        """
        def jacobian(f, x):
            y = f(x)
            J = []
            for i in range(y.numel()):
                if x.grad is not None:
                    x.grad.zero_()
                y[i].backward(retain_graph=True)
                J.append(x.grad)
            return torch.stack(J)
        """,
    ),
    "argmax along the wrong dimension": (
        "exercise_06",
        "along_the_columns",
        """
        def accuracy(y_hat, y):
            if len(y_hat.shape) > 1:
                y_hat = y_hat.argmax(axis=0)
            cmp = y_hat.type(y.dtype) == y
            return float(cmp.type(torch.float32).mean())
        """,
    ),
    "eval mode is left on": (
        "exercise_06",
        "stays_in_eval_mode",
        """
        def evaluate(net, loader):
            net.eval()
            losses = []
            with torch.no_grad():
                for X, y in loader:
                    losses.append((net(X) - y) ** 2)
            return torch.cat(losses).mean().item()
        """,
    ),
}


@pytest.mark.parametrize("fault", CLASSIC)
def test_a_classic_fault_is_told_by_its_name(fault, keys, course, pool, tmp_path):
    exercise, misconception, code = CLASSIC[fault]
    code = textwrap.dedent(code).strip()
    name = re.match(r"def (\w+)", code)[1]
    starter = course.starter(exercise).read_text("utf-8")
    path = tmp_path / f"{exercise}.py"
    path.write_text(
        re.sub(rf"def {name}\(.*?raise NotImplementedError", code.replace("\\", r"\\"), starter, flags=re.S)
    )
    key = keys[exercise]
    starter = stubs(key)
    needed = submission.needed(submission.read(path), list(starter), stubs=starter)
    graded = grade(needed, key, pool, tasks=[name])
    (result,) = graded.tasks
    assert result.score < result.max_score
    assert result.misconception is not None
    assert (result.misconception.name, result.misconception.certain) == (misconception, True)

    page, told = io.StringIO(), [Feedback(graded, key.text)]
    terminal.render(told, Console(file=page, width=100))
    first = key.text.task(name).messages[misconception].split("`")[0].strip()[:60]
    assert squeezed(first) in squeezed(page.getvalue())
    assert squeezed(first) in squeezed(re.sub(r"<[^>]+>", "", as_html.render(told)).replace("&#39;", "'"))


def squeezed(text):
    return "".join(text.split())
