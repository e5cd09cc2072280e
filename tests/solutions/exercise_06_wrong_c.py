"""Wrong solutions of exercise 06 by an author who saw only the starter.

torch, math, torch.nn.functional as F and Tensor are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── synthetic_data ─────────────────────────────
    (
        "synthetic_data",
        "copies the book's torch.normal and forgets the generator AND forgets the dtype of w",
        """
def synthetic_data(w, b, n, generator):
    X = torch.normal(0, 1, (n, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape)
    return X, y
""",
    ),
    (
        "synthetic_data",
        "takes 0.01 for the variance and draws noise with its root as standard deviation",
        """
def synthetic_data(w: Tensor, b: float, n: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    d = w.shape[0]
    X = torch.randn(n, d, generator=generator, dtype=w.dtype)
    noise = math.sqrt(0.01) * torch.randn(n, generator=generator, dtype=w.dtype)
    return X, X @ w + b + noise
""",
    ),
    (
        "synthetic_data",
        "makes the noise a column, so y becomes an (n, n) matrix",
        """
def synthetic_data(w, b, n, generator):
    X = torch.randn((n, len(w)), generator=generator, dtype=w.dtype)
    noise = torch.randn((n, 1), generator=generator, dtype=w.dtype) * 0.01
    y = X @ w + b + noise
    return X, y
""",
    ),
    (
        "synthetic_data",
        "draws the noise before X AND draws X with rand, which is uniform",
        """
def synthetic_data(w, b, n, generator):
    noise = 0.01 * torch.randn(n, generator=generator, dtype=w.dtype)
    X = torch.rand(n, w.numel(), generator=generator, dtype=w.dtype)
    y = torch.mv(X, w) + b + noise
    return X, y
""",
    ),
    # ── batches ─────────────────────────────
    (
        "batches",
        "goes through the rows in their order, never shuffles",
        """
def batches(X: Tensor, y: Tensor, batch_size: int):
    n = len(X)
    for i in range(0, n, batch_size):
        j = min(i + batch_size, n)
        yield X[i:j], y[i:j]
""",
    ),
    (
        "batches",
        "shuffles X and y each with a permutation of its own, so rows lose their targets",
        """
def batches(X, y, batch_size):
    X = X[torch.randperm(len(X))]
    y = y[torch.randperm(len(y))]
    return list(zip(X.split(batch_size), y.split(batch_size)))
""",
    ),
    (
        "batches",
        "writes return for yield in the loop, so only the first batch comes back",
        """
import random

def batches(X, y, batch_size):
    idx = list(range(len(X)))
    random.shuffle(idx)   # 打乱顺序
    for i in range(0, len(X), batch_size):
        batch = torch.tensor(idx[i:i + batch_size])
        return X[batch], y[batch]
""",
    ),
    (
        "batches",
        "draws each batch anew with replacement AND drops the rows that do not fill a batch",
        """
def batches(X, y, batch_size):
    n = X.shape[0]
    for _ in range(n // batch_size):
        pick = torch.randint(0, n, (batch_size,))
        yield X[pick], y[pick]
""",
    ),
    (
        "batches",
        "seeds torch inside, so each call gives the same order AND drops the last smaller batch",
        """
from torch.utils.data import DataLoader, TensorDataset

def batches(X, y, batch_size):
    torch.manual_seed(42)
    return DataLoader(TensorDataset(X, y), batch_size, shuffle=True, drop_last=True)
""",
    ),
    (
        "batches",
        "takes random starting rows and slices from there, so rows overlap and others never come",
        """
def batches(X, y, batch_size):
    order = torch.randperm(len(X))
    for start in order[::batch_size].tolist():
        yield X[start:start + batch_size], y[start:start + batch_size]
""",
    ),
    # ── linear ─────────────────────────────
    (
        "linear",
        "multiplies by the transposed w, as in nn.Linear",
        """
def linear(X: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return X @ w.T + b
""",
    ),
    (
        "linear",
        "sums the products by row without keepdim, so the predictions are a vector",
        """
def linear(X, w, b):
    return (X * w.reshape(1, -1)).sum(dim=1) + b
""",
    ),
    (
        "linear",
        "takes the number out of b, which then gets no gradient AND flattens the predictions",
        """
def linear(X, w, b):
    y_hat = torch.matmul(X, w).flatten()
    return y_hat + b.item()
""",
    ),
    # ── squared_loss ─────────────────────────────
    (
        "squared_loss",
        "subtracts the vector from the column, which broadcasts to a matrix",
        """
def squared_loss(y_hat: Tensor, y: Tensor) -> Tensor:
    return ((y_hat - y) ** 2).mean()
""",
    ),
    (
        "squared_loss",
        "halves the squares as the book does AND does not take the mean",
        """
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
""",
    ),
    (
        "squared_loss",
        "squares the mean of the differences instead of averaging the squares",
        """
def squared_loss(y_hat, y):
    diff = y_hat[:, 0] - y
    return diff.mean() ** 2
""",
    ),
    (
        "squared_loss",
        "makes y a row where a column is needed, so all pairs are compared AND takes the root of the mean",
        """
def squared_loss(y_hat, y):
    y = y.view(1, -1)
    return torch.sqrt(torch.mean((y_hat - y) ** 2))
""",
    ),
    # ── sgd ─────────────────────────────
    (
        "sgd",
        "clears only the last parameter's gradient, because the line stands outside the loop",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    (
        "sgd",
        "forgets to divide by the batch size",
        """
def sgd(params: list[Tensor], lr: float, batch_size: int) -> None:
    for p in params:
        p.data.sub_(lr * p.grad)
        p.grad = None
""",
    ),
    (
        "sgd",
        "makes a new list of new tensors instead of changing them AND forgets to clear the gradients",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        params = [p - lr * p.grad / batch_size for p in params]
""",
    ),
    (
        "sgd",
        "writes // for the division by the batch size",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * (p.grad // batch_size)
            p.grad.zero_()
""",
    ),
    # ── train_epoch ─────────────────────────────
    (
        "train_epoch",
        "returns the mean over the batches, so a small last batch counts as much as the others",
        """
def train_epoch(batches, w: Tensor, b: Tensor, lr: float, record) -> float:
    losses = []
    for X, y in batches:
        loss = ((X @ w + b).squeeze(1) - y).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad = None
        record(loss.item())
        losses.append(loss.item())
    return sum(losses) / len(losses)
""",
    ),
    (
        "train_epoch",
        "records the loss computed anew after the step AND never clears the gradients",
        """
def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        y = y.reshape(-1, 1)
        loss = ((X @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            record(((X @ w + b - y) ** 2).mean().item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    (
        "train_epoch",
        "divides the step by the batch size although the loss is a mean already AND records the loss as a tensor",
        """
def train_epoch(batches, w, b, lr, record):
    total, n = 0.0, 0
    for X, y in batches:
        y_hat = X @ w + b
        loss = F.mse_loss(y_hat, y.reshape(y_hat.shape))
        loss.backward()
        with torch.no_grad():
            for param in [w, b]:
                param -= lr * param.grad / len(X)
                param.grad.zero_()
        record(loss)
        total += float(loss) * len(X)
        n += len(X)
    return total / n
""",
    ),
    (
        "train_epoch",
        "rebinds w and b to new tensors, so the caller's never change",
        """
def train_epoch(batches, w, b, lr, record):
    total, n = 0.0, 0
    for X, y in batches:
        loss = ((X @ w + b - y[:, None]) ** 2).mean()
        loss.backward()
        w = (w - lr * w.grad).detach().requires_grad_()
        b = (b - lr * b.grad).detach().requires_grad_()
        record(loss.item())
        total += loss.item() * y.numel()
        n += y.numel()
    return total / n
""",
    ),
    (
        "train_epoch",
        "clears the gradient of w only AND adds the mean losses without weights, then divides by the rows",
        """
def train_epoch(batches, w, b, lr, record):
    total = 0.0
    rows = 0
    for X, y in batches:
        pred = (X @ w + b).reshape(y.shape)
        loss = torch.mean((pred - y) ** 2)
        if w.grad is not None:
            w.grad.zero_()
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        record(loss.item())
        total += loss.item()
        rows += len(y)
    return total / rows
""",
    ),
    (
        "train_epoch",
        "calls record before the step",
        """
def train_epoch(batches, w, b, lr, record):
    loss_sum = 0.0
    count = 0
    for X, y in batches:
        l = ((torch.mm(X, w) + b).view(-1) - y).square().mean()
        record(l.item())
        l.backward()
        with torch.no_grad():
            w.sub_(lr * w.grad)
            b.sub_(lr * b.grad)
        w.grad, b.grad = None, None
        loss_sum += l.item() * X.shape[0]
        count += X.shape[0]
    return loss_sum / count
""",
    ),
    # ── train ─────────────────────────────
    (
        "train",
        "reports the loss over all data after each epoch, as the book prints it, and not the losses of the steps",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    history = []
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            Xb, yb = X[i:i + batch_size], y[i:i + batch_size]
            l = ((Xb @ w + b - yb.reshape(-1, 1)) ** 2).mean()
            l.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
        with torch.no_grad():
            train_l = ((X @ w + b - y.reshape(-1, 1)) ** 2).mean()
            history.append(float(train_l))
    return history
""",
    ),
    (
        "train",
        "shuffles the rows in each epoch AND averages over the batches instead of the rows",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    result = []
    for _ in range(epochs):
        perm = torch.randperm(len(X))
        losses = []
        for idx in perm.split(batch_size):
            loss = ((X[idx] @ w + b).squeeze(1) - y[idx]).pow(2).mean()
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
            w.grad = b.grad = None
            losses.append(loss.item())
        result.append(sum(losses) / len(losses))
    return result
""",
    ),
    (
        "train",
        "makes the list of losses anew in each epoch, so only the last epoch is returned",
        """
def train(X: Tensor, y: Tensor, w: Tensor, b: Tensor, lr: float, epochs: int, batch_size: int) -> list[float]:
    n = X.shape[0]
    for epoch in range(epochs):
        losses = []
        total = 0.0
        for start in range(0, n, batch_size):
            Xb = X[start:start + batch_size]
            yb = y[start:start + batch_size]
            loss = F.mse_loss((Xb @ w + b)[:, 0], yb)
            loss.backward()
            with torch.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
                w.grad.zero_()
                b.grad.zero_()
            total += loss.item() * len(Xb)
        losses.append(total / n)
    return losses
""",
    ),
    (
        "train",
        "forgets to clear the gradients AND returns tensors instead of floats",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        total = 0
        for Xb, yb in zip(X.split(batch_size), y.split(batch_size)):
            l = ((Xb @ w + b - yb.unsqueeze(1)) ** 2).mean()
            l.backward()
            w.data -= lr * w.grad
            b.data -= lr * b.grad
            total += l.detach() * len(Xb)
        losses.append(total / len(X))
    return losses
""",
    ),
    (
        "train",
        "leaves the incomplete last batch out",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    def step(Xb, yb):
        loss = ((Xb @ w + b).reshape(-1) - yb).pow(2).mean()
        w.grad = None
        b.grad = None
        loss.backward()
        with torch.no_grad():
            w.sub_(w.grad, alpha=lr)
            b.sub_(b.grad, alpha=lr)
        return loss.item() * len(yb)

    out = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for i in range(0, len(X) - batch_size + 1, batch_size):
            total += step(X[i:i + batch_size], y[i:i + batch_size])
            rows += batch_size
        out.append(total / max(rows, 1))
    return out
""",
    ),
    # ── train_concise ─────────────────────────────
    (
        "train_concise",
        "forgets optimizer.zero_grad()",
        """
from torch import nn

def train_concise(net: nn.Module, loader, optimizer, epochs: int) -> list[float]:
    loss_fn = nn.MSELoss()
    history = []
    for _ in range(epochs):
        total, n = 0.0, 0
        for X, y in loader:
            loss = loss_fn(net(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(X)
            n += len(X)
        history.append(total / n)
    return history
""",
    ),
    (
        "train_concise",
        "trains on the sum of the squares AND clears the gradients between backward and step",
        """
from torch import nn

def train_concise(net, loader, optimizer, epochs):
    loss = nn.MSELoss(reduction='sum')
    res = []
    for epoch in range(epochs):
        total, n = 0.0, 0
        for X, y in loader:
            l = loss(net(X), y)
            l.backward()
            optimizer.zero_grad()
            optimizer.step()
            total += l.item()
            n += X.shape[0]
        res.append(total / n)
    return res
""",
    ),
    (
        "train_concise",
        "makes an optimizer of its own with a fixed learning rate AND keeps only the loss of the last batch of each epoch",
        """
from torch import nn

def train_concise(net, loader, optimizer, epochs):
    loss = nn.MSELoss()
    trainer = torch.optim.SGD(net.parameters(), lr=0.03)   # 优化算法
    losses = []
    for epoch in range(epochs):
        for X, y in loader:
            l = loss(net(X), y)
            trainer.zero_grad()
            l.backward()
            trainer.step()
        losses.append(l.item())
    return losses
""",
    ),
    (
        "train_concise",
        "makes one step per epoch, because optimizer.step() stands outside the inner loop",
        """
def train_concise(net, loader, optimizer, epochs):
    history = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(net(X), y)
            loss.backward()
            total += loss.item() * len(y)
            rows += len(y)
        optimizer.step()
        history.append(total / rows)
    return history
""",
    ),
    (
        "train_concise",
        "adds up the losses as tensors, so the list holds tensors with their whole graph",
        """
from torch import nn

def train_concise(net, loader, optimizer, epochs):
    criterion = nn.MSELoss()
    means = []
    for epoch in range(1, epochs + 1):
        running = 0
        seen = 0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(net(inputs), targets)
            loss.backward()
            optimizer.step()
            running += loss * inputs.size(0)
            seen += inputs.size(0)
        means.append(running / seen)
    return means
""",
    ),
    # ── evaluate ─────────────────────────────
    (
        "evaluate",
        "forgets eval mode, no_grad seems enough",
        """
def evaluate(net, loader) -> float:
    total, n = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += ((net(X) - y) ** 2).sum().item()
            n += len(X)
    return total / n
""",
    ),
    (
        "evaluate",
        "leaves the network in eval mode AND averages the means of the batches",
        """
@torch.no_grad()
def evaluate(net, loader):
    net.eval()
    losses = []
    for X, y in loader:
        losses.append(F.mse_loss(net(X), y).item())
    return sum(losses) / len(losses)
""",
    ),
    (
        "evaluate",
        "always goes to training mode afterwards, also if the network was in eval mode before",
        """
from torch import nn

def evaluate(net: nn.Module, loader) -> float:
    net.eval()
    loss = nn.MSELoss(reduction="sum")
    s, n = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            s += loss(net(X), y).item()
            n += y.shape[0]
    net.train()
    return s / n
""",
    ),
    (
        "evaluate",
        "writes torch.no_grad without parentheses in the with statement",
        """
def evaluate(net, loader):
    was_training = net.training
    net.eval()
    total = 0.0
    count = 0
    with torch.no_grad:
        for X, y in loader:
            total += float(((net(X) - y) ** 2).sum())
            count += len(X)
    net.train(was_training)
    return total / count
""",
    ),
    (
        "evaluate",
        "believes that item() is enough and builds a graph in each pass AND forgets to divide the sum by the rows",
        """
def evaluate(net, loader):
    mode = net.training
    net.eval()
    total = 0.0
    for X, y in loader:
        total += F.mse_loss(net(X), y, reduction='sum').item()
    net.train(mode)
    return total
""",
    ),
    # ── accuracy ─────────────────────────────
    (
        "accuracy",
        "takes the largest score of each column instead of each row",
        """
def accuracy(y_hat: Tensor, y: Tensor) -> float:
    if y_hat.ndim == 2:
        y_hat = y_hat.argmax(dim=0)
    return (y_hat == y).float().mean().item()
""",
    ),
    (
        "accuracy",
        "returns the number of right predictions, as the book's function does",
        """
def accuracy(y_hat, y):
    if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum())
""",
    ),
    (
        "accuracy",
        "compares the largest score itself instead of its position AND does not think of predicted classes in a vector",
        """
def accuracy(y_hat, y):
    pred = torch.max(y_hat, dim=1)[0]
    right = (pred == y).sum().item()
    return right / len(y)
""",
    ),
    (
        "accuracy",
        "divides with // AND returns a tensor",
        """
def accuracy(y_hat, y):
    pred = y_hat.argmax(1) if y_hat.dim() > 1 else y_hat
    correct = (pred == y).sum()
    return correct // len(y)
""",
    ),
    # ── train_with_early_stopping ─────────────────────────────
    (
        "train_with_early_stopping",
        "keeps net.state_dict() without copying it, so it is overwritten by the next epoch",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    best = float('inf')
    best_state = None
    bad = 0
    for _ in range(epochs):
        loss = run_epoch()
        if loss < best:
            best, bad = loss, 0
            best_state = net.state_dict()
        else:
            bad += 1
            if bad >= patience:
                break
    net.load_state_dict(best_state)
    return best
""",
    ),
    (
        "train_with_early_stopping",
        "lets an equal loss count as an improvement AND returns the loss of the last epoch",
        """
import copy

def train_with_early_stopping(net, run_epoch, epochs, patience):
    best_loss = math.inf
    wait = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss <= best_loss:
            best_loss = loss
            state = copy.deepcopy(net.state_dict())
            wait = 0
        else:
            wait += 1
        if wait == patience:
            break
    net.load_state_dict(state)
    return loss
""",
    ),
    (
        "train_with_early_stopping",
        "assigns the best copy to the local name net, so the caller's network stays as it was last",
        """
import copy
from torch import nn

def train_with_early_stopping(net: nn.Module, run_epoch, epochs: int, patience: int) -> float:
    best = float("inf")
    best_net = None
    counter = 0
    for _ in range(epochs):
        val = run_epoch()
        if val < best:
            best = val
            best_net = copy.deepcopy(net)
            counter = 0
        else:
            counter += 1
            if counter >= patience:
                break
    net = best_net
    return best
""",
    ),
    (
        "train_with_early_stopping",
        "never resets the counter, so bad epochs need not be in a row",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    best, no_improve = math.inf, 0
    saved = {}
    for e in range(epochs):
        l = run_epoch()
        if l < best:
            best = l
            saved = {k: v.clone() for k, v in net.state_dict().items()}
        else:
            no_improve += 1
        if no_improve >= patience:
            break
    net.load_state_dict(saved)
    return best
""",
    ),
    (
        "train_with_early_stopping",
        "stops one epoch too late with > patience AND does not put the best parameters back",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    losses = []
    waited = 0
    for _ in range(epochs):
        loss = run_epoch()
        if not losses or loss < min(losses):
            waited = 0
        else:
            waited += 1
        losses.append(loss)
        if waited > patience:
            break
    return min(losses)
""",
    ),
    (
        "train_with_early_stopping",
        "puts the best parameters back only when it stops early, not when the epochs run out",
        """
import copy

def train_with_early_stopping(net, run_epoch, epochs, patience):
    best = None
    since = 0
    for _ in range(epochs):
        loss = run_epoch()
        if best is None or loss < best:
            best = loss
            weights = copy.deepcopy(net.state_dict())
            since = 0
        else:
            since += 1
            if since == patience:
                net.load_state_dict(weights)   # 恢复最好的参数
                break
    return best
""",
    ),
    (
        "train_with_early_stopping",
        "calls run_epoch() once more to get the loss it has just compared",
        """
import copy

def train_with_early_stopping(net, run_epoch, epochs, patience):
    best = float('inf')
    state = copy.deepcopy(net.state_dict())
    count = 0
    for i in range(epochs):
        if run_epoch() < best:
            best = run_epoch()
            state = copy.deepcopy(net.state_dict())
            count = 0
        else:
            count += 1
        if count >= patience:
            break
    net.load_state_dict(state)
    return best
""",
    ),
    # ── network ─────────────────────────────
    (
        "network",
        "keeps the layers in a plain list, so net.parameters() is empty",
        """
from torch import nn

class Net(nn.Module):
    def __init__(self, inputs, hidden):
        super().__init__()
        self.layers = [nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1)]

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

def network(inputs, hidden):
    return Net(inputs, hidden)
""",
    ),
    (
        "network",
        "forgets super().__init__()",
        """
from torch import nn

class MLP(nn.Module):
    def __init__(self, inputs, hidden):
        self.hidden = nn.Linear(inputs, hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, X):
        return self.out(F.relu(self.hidden(X)))

def network(inputs: int, hidden: int) -> nn.Module:
    return MLP(inputs, hidden)
""",
    ),
    (
        "network",
        "puts the ReLU behind the output AND gives the second layer no bias",
        """
from torch import nn

def network(inputs, hidden):
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.Linear(hidden, 1, bias=False),
        nn.ReLU(),
    )
""",
    ),
    (
        "network",
        "defines the output layer before the hidden one AND squeezes the result to a vector",
        """
from torch import nn

def network(inputs, hidden):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.output = nn.Linear(hidden, 1)
            self.hidden = nn.Linear(inputs, hidden)
            self.act = nn.ReLU()

        def forward(self, x):
            return self.output(self.act(self.hidden(x))).squeeze(-1)

    return Net()
""",
    ),
    (
        "network",
        "hands the class nn.ReLU to Sequential instead of an instance",
        """
from torch import nn

def network(inputs, hidden):
    net = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU, nn.Linear(hidden, 1))
    return net
""",
    ),
]
