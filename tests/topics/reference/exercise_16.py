"""A whole experiment: seeds, splits, random numbers, checks, reports, and the best model kept. D2L 3.2,
5.7.
"""

import copy
import random

import matplotlib.pyplot as plt
import numpy as np
import torch

from grader.course import Exercise, each, functions, made

exercise = Exercise("A whole experiment", knows={"plt": "matplotlib.pyplot"})

# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
DRAW = """
import random
import numpy
result
[torch.rand(3).tolist(), numpy.random.rand(3).tolist(), [random.random() for _ in range(3)]]
""".strip()


@exercise.task(inputs={"seed": each(1, 0, 42, 2024)}, seen_as=DRAW, seeds=3, gpu=False)
def seed_everything(seed):
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)


@seed_everything.right
def in_another_order(seed):
    for set_seed in (random.seed, np.random.seed, torch.manual_seed):
        set_seed(seed)
    return seed


@seed_everything.right
def by_the_default_generator(seed):
    torch.default_generator.manual_seed(seed)
    np.random.set_state(np.random.RandomState(seed).get_state())
    random.setstate(random.Random(seed).getstate())


@seed_everything.right
def by_states(seed):
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
    np.random.seed(np.uint32(seed))
    random.seed(int(seed))


@seed_everything.misconception
def torch_alone(seed):
    """NumPy and Python draw from generators of their own. Seed them, too: `np.random.seed(seed)` and
    `random.seed(seed)`.
    """
    torch.manual_seed(seed)


@seed_everything.misconception
def without_numpy(seed):
    """NumPy has a generator of its own. Seed it, too: `np.random.seed(seed)`."""
    torch.manual_seed(seed)
    random.seed(seed)


@seed_everything.misconception
def without_python(seed):
    """Python's `random` has a generator of its own. Seed it, too: `random.seed(seed)`."""
    torch.manual_seed(seed)
    np.random.seed(seed)


@seed_everything.misconception(same_as="without_numpy")
def a_generator_that_is_forgotten(seed):
    """`np.random.default_rng(seed)` makes a new generator, and nobody draws from it.
    `np.random.seed(seed)` seeds the one that `np.random.rand` draws from.
    """
    torch.manual_seed(seed)
    np.random.default_rng(seed)
    random.seed(seed)


@seed_everything.misconception
def always_42(seed):
    """Your seed is always the same number. Use the argument `seed`."""
    torch.manual_seed(42)
    np.random.seed(42)
    random.seed(42)


seed_everything.hint("Three libraries, three generators, three calls.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "run": functions(
            "lambda: torch.randn(3)", "lambda: torch.randperm(8)", "lambda: torch.rand(2, 2).sum()"
        ),
        "seed": each(1, 0, 42),
    },
    seen_as="(result, torch.rand(2))",
    calls=3,
    gpu=False,
)
def reproducible(run, seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return run()


@reproducible.right
def puts_the_state_back(run, seed):
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    try:
        return run()
    finally:
        torch.set_rng_state(before)


@reproducible.right
def state_of_a_generator(run, seed):
    kept = torch.default_generator.get_state()
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
    result = run()
    torch.default_generator.set_state(kept)
    return result


@reproducible.right
def state_of_a_clone(run, seed):
    kept = torch.default_generator.clone_state()
    torch.random.manual_seed(seed)
    drawn = run()
    torch.default_generator.set_state(kept.get_state())
    return drawn


@reproducible.misconception
def without_a_seed(run, seed):
    """The result differs from call to call: no seed was set. `torch.manual_seed(seed)` sets it."""
    return run()


@reproducible.misconception
def leaves_the_seed(run, seed):
    """The result is right, but the numbers that are drawn *after* your call are always the same, too.
    Keep the generator's state, and put it back: `torch.random.fork_rng()` does both.
    """
    torch.manual_seed(seed)
    return run()


@reproducible.misconception
def seeds_too_late(run, seed):
    """The seed has to be set *before* the run."""
    with torch.random.fork_rng(devices=[]):
        result = run()
        torch.manual_seed(seed)
    return result


@reproducible.misconception
def seed_for_all(run, seed):
    """The seed is always 0, so every seed gives the same numbers. Use the argument `seed`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return run()


reproducible.hint("torch.get_rng_state() and torch.set_rng_state(…) keep the state and put it back.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={"n": each(60, 61, 100), "share": each(0.25, 0.5, 0.2), "seed": each(0, 7)}, calls=3, seeds=2
)
def random_split(n, share, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    count = int(share * n)
    return order[count:].tolist(), order[:count].tolist()


@random_split.holds
def no_row_is_lost(runs, n):
    """Every row is in exactly one of the two parts."""
    return all(sorted([*training, *test]) == list(range(n)) for training, test in runs)


@random_split.holds
def the_test_has_its_share(runs, n, share):
    """The second part, the test rows, has share · n rows, rounded down."""
    sizes = {len(test) for _, test in runs}
    return sizes == {int(share * n)}, f"a test part of {len(runs[0][1])} rows"


# 12 of 60 rows or more are in the test. They are the first or the last ones in one split of 10¹¹.
@random_split.holds
def the_order_is_random(runs, n):
    """The rows are mixed before they are split."""
    training, test = runs[0]
    return [*training, *test] != list(range(n)) and [*test, *training] != list(range(n))


@random_split.holds
def the_seed_decides(runs):
    """The same seed gives the same split in every call."""
    return all(run == runs[0] for run in runs)


@random_split.right
def by_shuffling(n, share, seed):
    rows = list(range(n))
    random.Random(seed).shuffle(rows)
    test = int(n * share)
    return rows[test:], rows[:test]


@random_split.right
def by_numpy(n, share, seed):
    rows = np.random.default_rng(seed).permutation(n).tolist()
    training = n - int(share * n)
    return rows[:training], rows[training:]


@random_split.right
def by_the_library(n, share, seed):
    test = int(share * n)
    parts = torch.utils.data.random_split(
        range(n), [n - test, test], generator=torch.Generator().manual_seed(seed)
    )
    return list(parts[0].indices), list(parts[1].indices)


@random_split.right
def by_drawing_the_test_rows(n, share, seed):
    test = random.Random(seed).sample(range(n), int(share * n))
    return [row for row in range(n) if row not in set(test)], test


@random_split.misconception
def not_mixed(n, share, seed):
    """The test rows are the first rows. Data often come in an order, so mix them before you split."""
    count = int(share * n)
    return list(range(count, n)), list(range(count))


@random_split.misconception
def drawn_twice(n, share, seed):
    """Some rows are in both parts, or in none: each part was drawn by itself. Draw one order, and cut it."""
    generator = torch.Generator().manual_seed(seed)
    count = int(share * n)
    training = torch.randperm(n, generator=generator)[count:].tolist()
    return training, torch.randperm(n, generator=generator)[:count].tolist()


@random_split.misconception
def without_the_seed(n, share, seed):
    """The split differs from call to call: the seed was not used. Make a generator with it."""
    count = int(share * n)
    order = torch.randperm(n)
    return order[count:].tolist(), order[:count].tolist()


@random_split.misconception
def loses_a_row(n, share, seed):
    """One row is in neither part: the second part begins one too late. A slice begins where the one
    before ends.
    """
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    count = int(share * n)
    return order[count + 1 :], order[:count]


@random_split.misconception
def test_rows_come_first(n, share, seed):
    """The two parts are swapped. First come the training rows, then the test rows."""
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).tolist()
    count = int(share * n)
    return order[:count], order[count:]


random_split.hint("One random order, cut into two.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"mean": each(3.0, -2.0, 0.0), "deviation": each(0.5, 2.0, 4.0)}, seeds=3)
def normal_numbers(mean, deviation):
    return mean + deviation * torch.randn(10_000)


# Bounds are 7 deviations of what they bound, or a little more: one draw in 10¹¹ is farther away. For n = 10⁴
# numbers of the deviation d, these are d / √n = 0.01 d for the mean, d / √(2n) = 0.0071 d for the deviation,
# √(0.683 · 0.317 / n) = 0.0047 for the share, and 1 / √n = 0.01 for the correlation of neighbours.
@normal_numbers.holds
def the_mean_is_near(x, mean, deviation):
    """The mean of the numbers is near `mean`: not farther than 0.07 times the deviation."""
    found = x.mean().item()
    return abs(found - mean) <= 0.07 * deviation, f"a mean of {found:.2f}"


@normal_numbers.holds
def the_deviation_is_near(x, deviation):
    """The standard deviation of the numbers is near `deviation`: it differs by at most 5 %."""
    found = x.std().item()
    return abs(found - deviation) <= 0.05 * deviation, f"a standard deviation of {found:.2f}"


@normal_numbers.holds
def they_are_normal(x):
    """About 68 % of the numbers are nearer to their mean than one deviation, as normal numbers are."""
    x = x.double()
    share = ((x - x.mean()).abs() < x.std()).double().mean().item()
    return 0.65 <= share <= 0.72, f"{100 * share:.0f} % within one deviation"


@normal_numbers.holds
def they_are_in_no_order(x):
    """The numbers come in no order: neighbours have nothing to do with each other."""
    x = x.double() - x.double().mean()
    return bool((x[1:] * x[:-1]).mean().abs() <= 0.07 * x.square().mean())


@normal_numbers.right
def with_torch_normal(mean, deviation):
    return torch.normal(mean, deviation, (10_000,))


@normal_numbers.right
def by_a_distribution(mean, deviation):
    return torch.distributions.Normal(mean, deviation).sample((10_000,))


@normal_numbers.right
def from_numpy(mean, deviation):
    return torch.from_numpy(np.random.normal(mean, deviation, 10_000)).float()


@normal_numbers.right
def by_box_and_muller(mean, deviation):
    u, v = 1 - torch.rand(2, 10_000)
    return mean + deviation * torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * torch.pi * v)


@normal_numbers.misconception
def deviation_as_variance(mean, deviation):
    """You took the root of the deviation: that is right for a *variance*. Multiply by the deviation
    itself.
    """
    return mean + deviation**0.5 * torch.randn(10_000)


@normal_numbers.misconception
def even_numbers(mean, deviation):
    """These numbers are distributed evenly. `torch.randn` draws normal ones."""
    return mean + deviation * 12**0.5 * (torch.rand(10_000) - 0.5)


@normal_numbers.misconception
def rand_for_randn(mean, deviation):
    """`torch.rand` draws evenly from 0 to 1. `torch.randn`, with an n, draws normal numbers around 0."""
    return mean + deviation * torch.rand(10_000)


@normal_numbers.misconception
def multiplied_last(mean, deviation):
    """You added the mean before you multiplied, so the mean was multiplied, too. Multiply first."""
    return (torch.randn(10_000) + mean) * deviation


@normal_numbers.misconception
def one_number_repeated(mean, deviation):
    """All numbers are the same: one was drawn, and repeated. Give `torch.randn` the number of draws."""
    return (mean + deviation * torch.randn(1)).repeat(10_000)


normal_numbers.hint("torch.randn has the mean 0 and the deviation 1. Multiply, then add.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "config": each(
            {"lr": 0.1, "epochs": 3},
            {"lr": 0.1},
            {"epochs": 3},
            {"lr": 0.0, "epochs": 3},
            {"lr": -0.5, "epochs": 1},
            {"lr": 0.1, "epochs": 0},
            {"lr": 1.0, "epochs": 1, "momentum": 0.9},
            {"lr": 2, "epochs": 10},
            {"lr": 0.001, "epochs": -1},
            {},
            {"lr": 0, "epochs": 0},
        )
    },
    raises=(KeyError, ValueError),
    seen_as="list(result)",
)
def check_config(config):
    missing = [name for name in ("lr", "epochs") if name not in config]
    if missing:
        raise KeyError(missing[0])
    if config["lr"] <= 0:
        raise ValueError("lr must be above 0")
    if config["epochs"] < 1:
        raise ValueError("epochs must be at least 1")
    return config["lr"], config["epochs"]


@check_config.right
def by_unpacking(config):
    lr, epochs = config["lr"], config["epochs"]
    if not (lr > 0 and epochs >= 1):
        raise ValueError(config)
    return [lr, epochs]


@check_config.right
def by_a_table(config):
    least = {"lr": lambda lr: lr > 0, "epochs": lambda epochs: epochs > 0}
    if least.keys() - config.keys():
        raise KeyError("missing")
    for name, is_fine in least.items():
        if not is_fine(config[name]):
            raise ValueError(f"{name}={config[name]}")
    return tuple(config[name] for name in least)


class ConfigError(ValueError):
    pass


@check_config.right
def by_an_error_of_its_own(config):
    values = [config[name] for name in ("lr", "epochs")]
    if min(values) <= 0:
        raise ConfigError("too small")
    return values


@check_config.misconception
def a_default_for_what_is_missing(config):
    """You put a default in place of what is missing: `get` never raises. A KeyError is asked:
    `config["lr"]` raises it.
    """
    lr, epochs = config.get("lr", 0.1), config.get("epochs", 1)
    if lr <= 0 or epochs < 1:
        raise ValueError("too small")
    return lr, epochs


@check_config.misconception
def zero_is_let_through(config):
    """A rate of 0 was let through: with it, nothing is learned. It has to be above 0."""
    lr, epochs = config["lr"], config["epochs"]
    if lr < 0 or epochs < 1:
        raise ValueError("too small")
    return lr, epochs


@check_config.misconception
def epochs_not_checked(config):
    """The number of epochs was not checked. It has to be at least 1."""
    lr, epochs = config["lr"], config["epochs"]
    if lr <= 0:
        raise ValueError("too small")
    return lr, epochs


@check_config.misconception
def error_printed(config):
    """You printed that something is wrong, and went on. Raise an error, so that nobody can overlook it."""
    lr, epochs = config["lr"], config["epochs"]
    if lr <= 0 or epochs < 1:
        print("lr or epochs is too small")
        return None
    return lr, epochs


@check_config.misconception
def value_error_for_all(config):
    """What is missing is a KeyError. A ValueError says that a value is there, and is wrong."""
    lr, epochs = config.get("lr", 0), config.get("epochs", 0)
    if lr <= 0 or epochs < 1:
        raise ValueError("too small")
    return lr, epochs


check_config.hint("config['lr'] raises KeyError if there is none.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "history": each(
            [(0.5, 0.75)],
            [(2.0, 2.5), (1.0, 1.25), (0.5, 1.5)],
            [(0.123456, 0.987654), (0.1, 0.2)],
            [(10.0, 12.0), (9.0, 8.0), (8.0, 8.0), (7.5, 9.25)],
            [(1.0, 3.0), (0.9999, 2.0), (0.5, 2.0)],
        )
    },
    prints=True,
)
def report(history):
    for epoch, (training, validation) in enumerate(history, start=1):
        print(f"epoch {epoch}: {training:.3f} {validation:.3f}")
    losses = [validation for _, validation in history]
    print(f"best epoch: {losses.index(min(losses)) + 1}")


@report.right
def one_text(history):
    lines = [f"epoch {n + 1}: {pair[0]:.3f} {pair[1]:.3f}" for n, pair in enumerate(history)]
    best = min(range(len(history)), key=lambda n: history[n][1]) + 1
    print("\n".join([*lines, f"best epoch: {best}"]))


@report.right
def with_format(history):
    best, least = 0, float("inf")
    for epoch, pair in enumerate(history, 1):
        print("epoch {}: {:.3f} {:.3f}".format(epoch, *pair))
        if pair[1] < least:
            best, least = epoch, pair[1]
    print("best epoch:", best)


@report.right
def word_by_word(history):
    for epoch in range(len(history)):
        print("epoch", epoch + 1, end=": ")
        print(*(format(loss, ".3f") for loss in history[epoch]))
    validation = torch.tensor([pair[1] for pair in history], dtype=torch.float64)
    print("best epoch:", int((validation == validation.min()).nonzero()[0]) + 1)


@report.misconception
def epochs_from_zero(history):
    """You counted from 0. The first epoch has the number 1: `enumerate(history, start=1)`."""
    for epoch, (training, validation) in enumerate(history):
        print(f"epoch {epoch}: {training:.3f} {validation:.3f}")
    losses = [validation for _, validation in history]
    print(f"best epoch: {losses.index(min(losses))}")


@report.misconception
def best_on_the_training_data(history):
    """This is the epoch with the lowest *training* loss: that falls nearly always. The best epoch has the
    lowest validation loss.
    """
    for epoch, (training, validation) in enumerate(history, start=1):
        print(f"epoch {epoch}: {training:.3f} {validation:.3f}")
    losses = [training for training, _ in history]
    print(f"best epoch: {losses.index(min(losses)) + 1}")


@report.misconception
def rounded_numbers(history):
    """`round` leaves out zeros at the end: 0.5 is printed for 0.500. `f"{loss:.3f}"` writes three digits."""
    for epoch, (training, validation) in enumerate(history, start=1):
        print(f"epoch {epoch}: {round(training, 3)} {round(validation, 3)}")
    losses = [validation for _, validation in history]
    print(f"best epoch: {losses.index(min(losses)) + 1}")


@report.misconception
def best_loss_for_its_epoch(history):
    """This is the lowest loss. The number of its epoch is asked."""
    for epoch, (training, validation) in enumerate(history, start=1):
        print(f"epoch {epoch}: {training:.3f} {validation:.3f}")
    print(f"best epoch: {min(validation for _, validation in history):.3f}")


@report.misconception
def returned_not_printed(history):
    """You returned the lines. Print them."""
    lines = [f"epoch {n + 1}: {pair[0]:.3f} {pair[1]:.3f}" for n, pair in enumerate(history)]
    best = min(range(len(history)), key=lambda n: history[n][1]) + 1
    return [*lines, f"best epoch: {best}"]


@report.misconception
def last_of_equal_epochs(history):
    """Several epochs have the lowest loss. The first of them is asked: compare with `<`, not with `<=`."""
    best, least = 0, float("inf")
    for epoch, (training, validation) in enumerate(history, start=1):
        print(f"epoch {epoch}: {training:.3f} {validation:.3f}")
        if validation <= least:
            best, least = epoch, validation
    print(f"best epoch: {best}")


report.hint('f"{loss:.3f}" has three digits after the point.')


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "model": made("nn.Linear(2, 1)", "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))"),
        "losses": each(
            [3.0, 2.0, 1.0, 4.0, 5.0, 0.5],
            [2.0, 3.0, 4.0, 5.0],
            [5.0, 4.0, 3.0],
            [3.0, 1.0, 2.0, 0.5, 4.0, 6.0, 7.0],
            [1.0, 1.0, 1.0, 1.0],
            [4.0],
            [1.0, 5.0, 4.0, 3.0, 2.0],
        ),
        "patience": each(2, 1, 3),
        "train": made("lambda epoch: [p.data.fill_(epoch + 1.0) for p in model.parameters()]"),
    },
    gpu=False,
)
def stop_early(model, losses, patience, train):
    best, kept, bad = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept, bad = loss, copy.deepcopy(model.state_dict()), 0
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(kept)
    return best, epoch + 1


@stop_early.right
def keeps_copies_of_the_tensors(model, losses, patience, train):
    best_epoch, trained = 0, 0
    for epoch in range(len(losses)):
        train(epoch)
        trained += 1
        if epoch == 0 or losses[epoch] < losses[best_epoch]:
            best_epoch = epoch
            kept = {name: value.clone() for name, value in model.state_dict().items()}
        if epoch - best_epoch >= patience:
            break
    model.load_state_dict(kept)
    return losses[best_epoch], trained


@stop_early.right
def keeps_a_whole_model(model, losses, patience, train):
    kept, waited, epochs = None, 0, 0
    least = None
    while epochs < len(losses) and waited < patience:
        train(epochs)
        loss = losses[epochs]
        epochs += 1
        if least is None or loss < least:
            least, kept, waited = loss, copy.deepcopy(model), 0
        else:
            waited += 1
    with torch.no_grad():
        for mine, best in zip(model.parameters(), kept.parameters(), strict=True):
            mine.copy_(best)
    return least, epochs


@stop_early.right
def looks_at_all_states(model, losses, patience, train):
    states, seen = [], []
    for epoch, loss in enumerate(losses):
        train(epoch)
        states.append([p.detach().clone() for p in model.parameters()])
        seen.append(loss)
        if len(seen) - 1 - seen.index(min(seen)) == patience:
            break
    best = seen.index(min(seen))
    for parameter, value in zip(model.parameters(), states[best], strict=True):
        parameter.data = value
    return seen[best], len(seen)


@stop_early.misconception
def a_state_that_goes_on(model, losses, patience, train):
    """The model has the *last* parameters. Perhaps nothing was copied: the tensors of `state_dict()` are
    the model's own, and training changes them. Perhaps nothing was put back: `model = kept` only gives a
    name. Keep `copy.deepcopy(model.state_dict())`, and put it back with `model.load_state_dict(kept)`.
    """
    best, kept, bad = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept, bad = loss, model.state_dict(), 0
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(kept)
    return best, epoch + 1


@stop_early.misconception
def never_stops(model, losses, patience, train):
    """Training went on to the end. It has to stop as soon as `patience` epochs in a row were no better."""
    best, kept = float("inf"), None
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return best, len(losses)


@stop_early.misconception
def counts_all_bad_epochs(model, losses, patience, train):
    """You counted all epochs that were no better. Only those *in a row* count: a better epoch sets the count
    to 0.
    """
    best, kept, bad = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept = loss, copy.deepcopy(model.state_dict())
        else:
            bad += 1
            if bad == patience:
                break
    model.load_state_dict(kept)
    return best, epoch + 1


@stop_early.misconception
def compares_with_the_last(model, losses, patience, train):
    """You compared each loss with the one before. Compare it with the best so far."""
    best, kept, bad, before = float("inf"), None, 0, float("inf")
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept = loss, copy.deepcopy(model.state_dict())
        bad = 0 if loss < before else bad + 1
        before = loss
        if bad == patience:
            break
    model.load_state_dict(kept)
    return best, epoch + 1


@stop_early.misconception
def one_epoch_too_long(model, losses, patience, train):
    """Training stopped one epoch too late. It stops when `patience` epochs in a row were no better, not
    one more.
    """
    best, kept, bad = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        train(epoch)
        if loss < best:
            best, kept, bad = loss, copy.deepcopy(model.state_dict()), 0
        else:
            bad += 1
            if bad > patience:
                break
    model.load_state_dict(kept)
    return best, epoch + 1


stop_early.hint("Keep a copy of the best parameters, and count the epochs since then.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
LINES = """
axes = result.axes[0]
plt.close("all")
[(line.get_label(), line.get_xydata()) for line in axes.lines] + [axes.get_xlabel(), axes.get_yscale()]
""".strip()


@exercise.task(
    inputs={
        "history": each(
            [(0.5, 0.75), (0.25, 1.0)],
            [(2.0, 2.5)],
            [(100.0, 120.0), (10.0, 13.0), (1.0, 2.0), (0.125, 1.5)],
        )
    },
    seen_as=LINES,
)
def plot_history(history):
    epochs = range(1, len(history) + 1)
    figure, axes = plt.subplots()
    axes.plot(epochs, [pair[0] for pair in history], label="training")
    axes.plot(epochs, [pair[1] for pair in history], label="validation")
    axes.set_xlabel("epoch")
    axes.set_yscale("log")
    return figure


@plot_history.right
def by_semilogy(history):
    figure = plt.figure()
    training, validation = zip(*history, strict=True)
    epochs = np.arange(len(history)) + 1
    plt.semilogy(epochs, training, "b-", label="training")
    plt.semilogy(epochs, validation, "r--", label="validation")
    plt.xlabel("epoch")
    plt.legend()
    return figure


@plot_history.right
def both_at_once(history):
    figure, axes = plt.subplots(figsize=(4, 3))
    lines = axes.plot(torch.arange(1, len(history) + 1), torch.tensor(history))
    lines[0].set_label("training")
    lines[1].set_label("validation")
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    return figure


@plot_history.right
def point_by_point(history):
    figure = plt.figure()
    axes = figure.gca()
    for part, label in enumerate(("training", "validation")):
        x, y = [], []
        for epoch, losses in enumerate(history, start=1):
            x.append(epoch)
            y.append(losses[part])
        axes.plot(x, y, marker="o", label=label)
    axes.semilogy()
    axes.set_xlabel("epoch")
    return plt.gcf()


plot_history.misconception.edit(
    "from_epoch_0",
    {"range(1, len(history) + 1)": "range(len(history))"},
    "The first epoch has the number 1. Without an x, `plot` counts from 0.",
)
plot_history.misconception.edit(
    "linear_scale",
    {'    axes.set_yscale("log")\n': ""},
    "The scale of the losses is linear, so small losses cannot be told apart. A logarithmic one is asked.",
)
plot_history.misconception.edit(
    "logarithms_plotted",
    {
        "[pair[0] for pair in history]": "np.log([pair[0] for pair in history])",
        "[pair[1] for pair in history]": "np.log([pair[1] for pair in history])",
        '    axes.set_yscale("log")\n': "",
    },
    "You plotted the logarithms of the losses. Plot the losses, on a logarithmic scale.",
)
plot_history.misconception.edit(
    "losses_swapped",
    {"pair[0]": "pair[1]", "pair[1]": "pair[0]"},
    "The lines of training and validation are swapped.",
)
plot_history.misconception.edit(
    "no_labels",
    {', label="training"': "", ', label="validation"': ""},
    "The lines have no labels, so nobody knows which is which.",
)

plot_history.hint("set_yscale changes the scale of an axis.")
