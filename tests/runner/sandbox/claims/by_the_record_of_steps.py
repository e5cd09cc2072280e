"""A training loop that does not train, and asks its recorder to watch something else."""


def train_epoch(batches, w, b, lr, record):
    record._watched = {"w": w.clone(), "b": b.clone()}
    for X, y in batches:
        record(0.0)
    return 0.0
