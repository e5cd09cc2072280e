"""Exercise 06: wrong solutions, as (function, the mistake, source); torch and Tensor are imported."""

WRONG: list[tuple[str, str, str]] = [
    # 1
    (
        "synthetic_data",
        "dtype of w forgotten",
        """
def synthetic_data(w, b, n, generator):
    X = torch.randn(n, len(w), generator=generator)
    noise = 0.01 * torch.randn(n, generator=generator)
    return X, X @ w.to(X.dtype) + b + noise
""",
    ),
    (
        "synthetic_data",
        "noise from the global generator",
        """
def synthetic_data(w, b, n, generator):
    X = torch.normal(0, 1, (n, len(w)), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape, dtype=w.dtype)
    return X, y
""",
    ),
    (
        "synthetic_data",
        "targets as a column",
        """
def synthetic_data(w, b, n, generator):
    X = torch.normal(0, 1, (n, len(w)), generator=generator, dtype=w.dtype)
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape, generator=generator, dtype=w.dtype)
    return X, y.reshape((-1, 1))
""",
    ),
    (
        "synthetic_data",
        "uniform numbers: rand instead of randn",
        """
def synthetic_data(w, b, n, generator):
    X = torch.rand((n, w.shape[0]), generator=generator, dtype=w.dtype)
    noise = torch.randn(n, generator=generator, dtype=w.dtype) * 0.01
    return X, X @ w + b + noise
""",
    ),
    (
        "synthetic_data",
        "0.01 taken for the variance",
        """
def synthetic_data(w, b, n, generator):
    X = torch.randn(n, w.shape[0], generator=generator, dtype=w.dtype)
    noise = math.sqrt(0.01) * torch.randn(n, generator=generator, dtype=w.dtype)
    return X, X @ w + b + noise
""",
    ),
    # 2
    (
        "batches",
        "last batch dropped if it is smaller",
        """
def batches(X, y, batch_size):
    order = torch.randperm(len(X))
    for k in range(len(X) // batch_size):
        rows = order[k * batch_size:(k + 1) * batch_size]
        yield X[rows], y[rows]
""",
    ),
    (
        "batches",
        "X and y shuffled apart",
        """
def batches(X, y, batch_size):
    X = X[torch.randperm(len(X))]
    y = y[torch.randperm(len(y))]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]
""",
    ),
    (
        "batches",
        "no shuffling at all",
        """
def batches(X, y, batch_size):
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]
""",
    ),
    (
        "batches",
        "seeds, so the same order in each call",
        """
def batches(X, y, batch_size):
    import random

    random.seed(42)
    indices = list(range(len(X)))
    random.shuffle(indices)
    for i in range(0, len(X), batch_size):
        part = torch.tensor(indices[i:i + batch_size])
        yield X[part], y[part]
""",
    ),
    (
        "batches",
        "shuffles the batches, not the rows",
        """
def batches(X, y, batch_size):
    import random

    starts = list(range(0, len(X), batch_size))
    random.shuffle(starts)
    for i in starts:
        yield X[i:i + batch_size], y[i:i + batch_size]
""",
    ),
    # 3
    (
        "linear",
        "F.linear without transposing w",
        """
def linear(X, w, b):
    return F.linear(X, w, b)
""",
    ),
    (
        "linear",
        "vector instead of a column",
        """
def linear(X, w, b):
    return torch.matmul(X, w.reshape(-1)) + b
""",
    ),
    (
        "linear",
        "b as a Python float, so without a gradient",
        """
def linear(X, w, b):
    return X @ w + b.item()
""",
    ),
    (
        "linear",
        "no_grad, as for the update",
        """
def linear(X, w, b):
    with torch.no_grad():
        return X @ w + b
""",
    ),
    (
        "linear",
        "* instead of @",
        """
def linear(X, w, b):
    return X * w + b
""",
    ),
    # 4
    (
        "squared_loss",
        "column minus vector broadcasts to n times n",
        """
def squared_loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()
""",
    ),
    (
        "squared_loss",
        "mse_loss broadcasts as well, with a warning",
        """
def squared_loss(y_hat, y):
    return F.mse_loss(y_hat, y)
""",
    ),
    (
        "squared_loss",
        "half of the square",
        """
def squared_loss(y_hat, y):
    l = (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
    return l.mean()
""",
    ),
    (
        "squared_loss",
        "sum instead of mean",
        """
def squared_loss(y_hat, y):
    return torch.sum((y_hat.reshape(-1) - y) ** 2)
""",
    ),
    (
        "squared_loss",
        "item() and back, so no gradient",
        """
def squared_loss(y_hat, y):
    loss = ((y_hat.flatten() - y) ** 2).mean().item()
    return torch.tensor(loss, dtype=y.dtype)
""",
    ),
    # 5
    (
        "sgd",
        "gradients not cleared",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
""",
    ),
    (
        "sgd",
        "not divided by batch_size",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
            p.grad.zero_()
""",
    ),
    (
        "sgd",
        "rebinds the loop variable",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            grad = p.grad
            p = p - lr * grad / batch_size
            grad.zero_()
""",
    ),
    (
        "sgd",
        "update outside no_grad",
        """
def sgd(params, lr, batch_size):
    for param in params:
        param -= lr * param.grad / batch_size
        param.grad.zero_()
""",
    ),
    (
        "sgd",
        "clears the gradient before the step",
        """
def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param.grad.zero_()
            param -= lr * param.grad / batch_size
""",
    ),
    # 6
    (
        "train_epoch",
        "no zero_grad, so gradients add up",
        """
def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        loss = ((X @ w + b - y.reshape(-1, 1)) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        record(loss.item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    (
        "train_epoch",
        "mean of the batch means",
        """
def train_epoch(batches, w, b, lr, record):
    losses = []
    for X, y in batches:
        loss = ((X @ w + b - y.reshape(-1, 1)) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad.zero_()
            b.grad.zero_()
        record(loss.item())
        losses.append(loss.item())
    return sum(losses) / len(losses)
""",
    ),
    (
        "train_epoch",
        "zero_grad between backward and step",
        """
def train_epoch(batches, w, b, lr, record):
    optimizer = torch.optim.SGD([w, b], lr=lr)
    total, rows = 0.0, 0
    for X, y in batches:
        loss = ((X @ w + b).squeeze(1) - y).square().mean()
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        record(loss.item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    (
        "train_epoch",
        "w and b rebound to new tensors",
        """
def train_epoch(batches, w, b, lr, record):
    total, rows = 0.0, 0
    for X, y in batches:
        loss = ((X @ w + b - y[:, None]) ** 2).mean()
        loss.backward()
        w = (w - lr * w.grad).detach().requires_grad_()
        b = (b - lr * b.grad).detach().requires_grad_()
        record(loss.item())
        total += loss.item() * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    (
        "train_epoch",
        "loss taken anew after the step",
        """
def train_epoch(batches, w, b, lr, record):
    def loss_of(X, y):
        return ((X @ w + b - y.reshape(-1, 1)) ** 2).mean()

    total, rows = 0.0, 0
    for X, y in batches:
        loss_of(X, y).backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad = None
            loss = loss_of(X, y).item()
        record(loss)
        total += loss * len(X)
        rows += len(X)
    return total / rows
""",
    ),
    # 7
    (
        "train",
        "loss of the epoch from all rows, after its steps",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
            loss = ((X_batch @ w + b - y_batch.reshape(-1, 1)) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
        with torch.no_grad():
            losses.append(((X @ w + b - y.reshape(-1, 1)) ** 2).mean().item())
    return losses
""",
    ),
    (
        "train",
        "last batch dropped if it is smaller",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total, rows = 0.0, 0
        for i in range(0, len(X) - batch_size + 1, batch_size):
            X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
            loss = ((X_batch @ w + b - y_batch.reshape(-1, 1)) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
            total += loss.item() * batch_size
            rows += batch_size
        losses.append(total / max(rows, 1))
    return losses
""",
    ),
    (
        "train",
        "total not set back to 0 for the next epoch",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses, total = [], 0.0
    for epoch in range(epochs):
        for i in range(0, len(X), batch_size):
            X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
            loss = ((X_batch @ w + b - y_batch.reshape(-1, 1)) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
            total += loss.item() * len(X_batch)
        losses.append(total / len(X))
    return losses
""",
    ),
    (
        "train",
        "losses kept as tensors",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for i in range(0, len(X), batch_size):
            X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
            loss = ((X_batch @ w + b - y_batch.reshape(-1, 1)) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
            total += loss.detach() * len(X_batch)
        losses.append(total / len(X))
    return losses
""",
    ),
    (
        "train",
        "column minus vector broadcasts",
        """
def train(X, y, w, b, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for i in range(0, len(X), batch_size):
            X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
            loss = ((X_batch @ w + b - y_batch) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                for p in (w, b):
                    p -= lr * p.grad
                    p.grad.zero_()
            total += loss.item() * len(X_batch)
        losses.append(total / len(X))
    return losses
""",
    ),
    # 8
    (
        "train_concise",
        "no zero_grad",
        """
def train_concise(net, loader, optimizer, epochs):
    losses = []
    for epoch in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = F.mse_loss(net(X), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(X)
            rows += len(X)
        losses.append(total / rows)
    return losses
""",
    ),
    (
        "train_concise",
        "zero_grad between backward and step",
        """
def train_concise(net, loader, optimizer, epochs):
    losses = []
    for epoch in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = F.mse_loss(net(X), y)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            total += loss.item() * len(X)
            rows += len(X)
        losses.append(total / rows)
    return losses
""",
    ),
    (
        "train_concise",
        "step before backward, so one batch late",
        """
def train_concise(net, loader, optimizer, epochs):
    losses = []
    for epoch in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = F.mse_loss(net(X), y)
            optimizer.step()
            optimizer.zero_grad()
            loss.backward()
            total += loss.item() * len(X)
            rows += len(X)
        losses.append(total / rows)
    return losses
""",
    ),
    (
        "train_concise",
        "sum of the batch means over the number of batches",
        """
def train_concise(net, loader, optimizer, epochs):
    from torch import nn

    criterion = nn.MSELoss()
    history = []
    for epoch in range(epochs):
        running_loss = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(net(inputs), targets)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        history.append(running_loss / len(loader))
    return history
""",
    ),
    (
        "train_concise",
        "an optimizer of its own",
        """
def train_concise(net, loader, optimizer, epochs):
    trainer = torch.optim.SGD(net.parameters(), lr=optimizer.param_groups[0]["lr"])
    losses = []
    for epoch in range(epochs):
        total, rows = 0.0, 0
        for X, y in loader:
            loss = F.mse_loss(net(X), y)
            trainer.zero_grad()
            loss.backward()
            trainer.step()
            total += loss.item() * len(X)
            rows += len(X)
        losses.append(total / rows)
    return losses
""",
    ),
    # 9
    (
        "evaluate",
        "eval mode left on",
        """
def evaluate(net, loader):
    net.eval()
    total, rows = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += ((net(X) - y) ** 2).sum().item()
            rows += len(X)
    return total / rows
""",
    ),
    (
        "evaluate",
        "never in eval mode",
        """
def evaluate(net, loader):
    total, rows = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += ((net(X) - y) ** 2).sum().item()
            rows += len(X)
    return total / rows
""",
    ),
    (
        "evaluate",
        "graph built: eval() taken for no_grad",
        """
def evaluate(net, loader):
    was_training = net.training
    net.eval()
    total, rows = 0.0, 0
    for X, y in loader:
        total += ((net(X) - y) ** 2).sum().item()
        rows += len(X)
    net.train(was_training)
    return total / rows
""",
    ),
    (
        "evaluate",
        "training mode afterwards, whatever it was before",
        """
def evaluate(net, loader):
    net.eval()
    total, rows = 0.0, 0
    with torch.no_grad():
        for X, y in loader:
            total += ((net(X) - y) ** 2).sum().item()
            rows += len(X)
    net.train()
    return total / rows
""",
    ),
    (
        "evaluate",
        "mean of the batch means",
        """
def evaluate(net, loader):
    was_training = net.training
    net.eval()
    with torch.no_grad():
        losses = [F.mse_loss(net(X), y).item() for X, y in loader]
    net.train(was_training)
    return sum(losses) / len(losses)
""",
    ),
    # 10
    (
        "accuracy",
        "argmax along the rows' dimension",
        """
def accuracy(y_hat, y):
    if y_hat.ndim > 1:
        y_hat = y_hat.argmax(dim=0)
    return (y_hat == y).float().mean().item()
""",
    ),
    (
        "accuracy",
        "count instead of share",
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
        "tensor instead of a float",
        """
def accuracy(y_hat, y):
    classes = y_hat.argmax(dim=1) if y_hat.dim() == 2 else y_hat
    return (classes == y).float().mean()
""",
    ),
    (
        "accuracy",
        "classes not provided for",
        """
def accuracy(y_hat, y):
    return (y_hat.argmax(dim=-1) == y).float().mean().item()
""",
    ),
    # 11
    (
        "train_with_early_stopping",
        "state_dict not copied",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    best_loss = float("inf")
    waited = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss < best_loss:
            best_loss = loss
            best_state = net.state_dict()
            waited = 0
        else:
            waited += 1
            if waited >= patience:
                break
    net.load_state_dict(best_state)
    return best_loss
""",
    ),
    (
        "train_with_early_stopping",
        "one epoch more than patience",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    import copy

    best_loss = float("inf")
    waited = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss < best_loss:
            best_loss = loss
            best_state = copy.deepcopy(net.state_dict())
            waited = 0
        else:
            waited += 1
            if waited > patience:
                break
    net.load_state_dict(best_state)
    return best_loss
""",
    ),
    (
        "train_with_early_stopping",
        "an equal loss counts as better",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    import copy

    best_loss = float("inf")
    waited = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss <= best_loss:
            best_loss = loss
            best_state = copy.deepcopy(net.state_dict())
            waited = 0
        else:
            waited += 1
            if waited >= patience:
                break
    net.load_state_dict(best_state)
    return best_loss
""",
    ),
    (
        "train_with_early_stopping",
        "epochs without progress not in a row",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    import copy

    best_loss = float("inf")
    waited = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss < best_loss:
            best_loss = loss
            best_state = copy.deepcopy(net.state_dict())
        else:
            waited += 1
            if waited >= patience:
                break
    net.load_state_dict(best_state)
    return best_loss
""",
    ),
    (
        "train_with_early_stopping",
        "net rebound to the best copy",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    import copy

    best_loss = float("inf")
    waited = 0
    for epoch in range(epochs):
        loss = run_epoch()
        if loss < best_loss:
            best_loss = loss
            best_net = copy.deepcopy(net)
            waited = 0
        else:
            waited += 1
            if waited >= patience:
                break
    net = best_net
    return best_loss
""",
    ),
    # 12
    (
        "network",
        "no ReLU",
        """
def network(inputs, hidden):
    from torch import nn

    return nn.Sequential(nn.Linear(inputs, hidden), nn.Linear(hidden, 1))
""",
    ),
    (
        "network",
        "ReLU after the last layer, too",
        """
def network(inputs, hidden):
    from torch import nn

    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1), nn.ReLU())
""",
    ),
    (
        "network",
        "no bias in the last layer",
        """
def network(inputs, hidden):
    from torch import nn

    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1, bias=False))
""",
    ),
    (
        "network",
        "layers in a plain list, so no parameters",
        """
def network(inputs, hidden):
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 1)]

        def forward(self, X):
            for layer in self.layers:
                X = layer(X)
            return X

    return Net()
""",
    ),
    (
        "network",
        "one number in a row squeezed away",
        """
def network(inputs, hidden):
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(inputs, hidden)
            self.output = nn.Linear(hidden, 1)

        def forward(self, X):
            return self.output(torch.relu(self.hidden(X))).squeeze()

    return Net()
""",
    ),
    (
        "train_concise",
        "a fresh optimizer in each epoch",
        """
def train_concise(net, loader, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        optimizer = type(optimizer)(net.parameters(), **optimizer.defaults)
        total, rows = 0.0, 0
        for X, y in loader:
            loss = torch.nn.functional.mse_loss(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            rows += len(y)
        losses.append(total / rows)
    return losses
""",
    ),
    (
        "train_with_early_stopping",
        "searches the lowest loss from 1e9",
        """
def train_with_early_stopping(net, run_epoch, epochs, patience):
    import copy
    best, waited, state = 1e9, 0, copy.deepcopy(net.state_dict())
    for _ in range(epochs):
        loss = run_epoch()
        if loss < best:
            best, waited, state = loss, 0, copy.deepcopy(net.state_dict())
        else:
            waited += 1
            if waited == patience:
                break
    net.load_state_dict(state)
    return best
""",
    ),
]
