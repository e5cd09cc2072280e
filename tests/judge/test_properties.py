"""A task without a single right answer is judged by properties, in a process that holds no submission."""

import pytest

from grader.cli.list import _parts as graded_parts
from grader.compare.observations import compare
from grader.core.errors import CourseError
from grader.core.model import Observation
from grader.core.verdict import Named, Outcome
from grader.course import trial
from grader.course.load import Course
from grader.report.sheet import card
from grader.workshop.mutants import try_mutants
from grader.workshop.verify import prove
from tests.coursework import course, graded, key_of, task_of, told

pytestmark = pytest.mark.slow

NUMBERS = '''
ALLOWED = 0.5

def near(a, b):
    """Used by both properties."""
    return abs(a - b) < ALLOWED

@exercise.task(inputs={"n": each(400, 1000), "mu": each(3.0, -2.0)}, seeds=2)
def normal(n, mu):
    return torch.randn(n) + mu

@normal.holds
def mean_is_near(x, mu):
    """The mean of the numbers is within 0.5 of `mu`."""
    return near(x.mean().item(), mu), f"a mean of {x.mean():.2f}"

@normal.holds
def deviation_is_near_one(numbers):
    """The standard deviation of the numbers is within 0.5 of 1."""
    return near(numbers.std(), 1.0)

@normal.misconception
def without_mean(n, mu):
    """The mean was not added."""
    return torch.randn(n)
'''


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return key_of(tmp_path_factory.mktemp("normal"), NUMBERS)


ANSWERS = {
    "return torch.normal(mu, 1.0, (n,))": [],
    "return torch.randn(n).flip(0) * 1.1 + mu": [],
    "return torch.full((n,), mu)": ["The result does not have a property that the task asks for."],
    "return torch.randn(n) + mu + 1": [
        "The result does not have a property that the task asks for: a mean of 4.06."
    ],
    "return torch.randn(n, 1) + mu": ["The result has shape (400, 1); shape (400,) is expected."],
    "return torch.full((n,), float('nan'))": [
        "The result does not have a property that the task asks for: a mean of nan."
    ],
    "return [mu] * n": ["The result is a list of 400; a tensor is expected."],
}


@pytest.mark.parametrize("body", ANSWERS)
def test_every_result_that_has_the_properties_is_right_and_no_other(key, pool, tmp_path, body):
    (result,) = graded(key, pool, tmp_path, f"import torch\ndef normal(n, mu):\n    {body}\n")
    assert told(result) == ANSWERS[body]
    assert result.score == (not ANSWERS[body])


def test_the_learner_reads_what_is_asked(key, pool, tmp_path):
    (result,) = graded(
        key, pool, tmp_path, "import torch\ndef normal(n, mu):\n    return torch.randn(n) - mu\n"
    )
    shown = card(result, key.text.task("normal"), "s", "answer.py")
    notes = {note.label: note.text for note in shown.notes}
    assert shown.lead == (
        "This does not hold: The mean of the numbers is within 0.5 of `mu`. Your result: a mean of -2.94."
    )
    assert notes.get("Why") is None  # another mean than that of the known mistake
    assert [note.text for note in shown.example][1:] == [
        "for example <tensor: size=(400,), dtype=float32>",
        "<tensor: size=(400,), dtype=float32>",
    ]


def test_a_mistake_is_known_by_what_its_property_says(key, pool, tmp_path):
    """Drawn in another way, it is the same mistake; a mean that is wrong in another way is not."""
    other = "import torch\ndef normal(n, mu):\n    return torch.randn(2 * n)[n:]\n"
    assert graded(key, pool, tmp_path, other)[0].misconception.name == "without_mean"
    twice = "import torch\ndef normal(n, mu):\n    return torch.randn(n) + 2 * mu\n"
    assert graded(key, pool, tmp_path, twice)[0].misconception is None
    same = "import torch\ndef normal(n, mu):\n    return torch.randn(n)\n"
    assert graded(key, pool, tmp_path, same)[0].misconception == Named("without_mean", certain=True)


def test_near_numbers_explain_an_answer_only_if_they_do_so_in_every_case(key, pool, tmp_path):
    """For `mu` above 0 its mean is that of the known mistake, and for others it is 5."""
    answer = "import torch\ndef normal(n, mu):\n    return torch.randn(n) + (0 if mu > 0 else 5)\n"
    assert graded(key, pool, tmp_path, answer)[0].misconception is None


SMALL = '''
@exercise.task(inputs={"n": each(500, 1000)}, seeds=2)
def small(n):
    return 0.01 * torch.randn(n)

@small.holds
def deviation_is_near(x):
    """The deviation is near 0.01."""
    return abs(x.std().item() - 0.01) < 0.002, f"a deviation of {x.std():.5f}"

@small.misconception
def square(n):
    """This is the square of the deviation."""
    return 0.01**2 * torch.randn(n)
'''


def test_how_near_small_numbers_are_follows_from_the_digits_that_are_written(tmp_path, pool):
    """0.00010 is not 0.00000, nor 0.00030: neither answer has squared the deviation."""
    key = key_of(tmp_path, SMALL)
    answer = "import torch\ndef small(n):\n    return {} * torch.randn(n)\n"
    named = {
        factor: graded(key, pool, tmp_path, answer.format(factor))[0].misconception
        for factor in ("1e-4", "0", "3e-4")
    }
    assert named == {"1e-4": Named("square", certain=True), "0": None, "3e-4": None}


def test_a_property_travels_with_all_that_it_uses_and_nothing_else(key):
    (task,) = key.tasks
    first, second = task.properties
    assert (first.name, first.parameters) == ("mean_is_near", ("x", "mu"))
    assert first.code == (
        "ALLOWED = 0.5\n\n"
        "def near(a, b):\n    return abs(a - b) < ALLOWED\n\n"
        "def mean_is_near(x, mu):\n    return (near(x.mean().item(), mu), f'a mean of {x.mean():.2f}')"
    )
    assert "randn" not in second.code
    assert key.text.task("normal").messages == {
        "without_mean": "The mean was not added.",
        "mean_is_near": "The mean of the numbers is within 0.5 of `mu`.",
        "deviation_is_near_one": "The standard deviation of the numbers is within 0.5 of 1.",
    }


def test_a_property_runs_apart_from_the_submission(key, pool, tmp_path):
    """A submission that replaces what the property uses changes only its own process."""
    answer = (
        "import torch\ntorch.Tensor.mean = lambda x, *a, **k: torch.tensor(3.0)\n"
        "def normal(n, mu):\n    return torch.zeros(n)\n"
    )
    (result,) = graded(key, pool, tmp_path, answer)
    assert result.score == 0


SHARES = '''
@exercise.task(inputs={"n": each(50, 100)}, calls=3)
def split(n):
    order = torch.randperm(n)
    return order[: n // 2], order[n // 2 :]

@split.holds
def no_row_is_lost(runs, n):
    """Every row is in exactly one part."""
    return all(sorted([*a.tolist(), *b.tolist()]) == list(range(n)) for a, b in runs)

@split.holds
def the_seed_decides(runs):
    """The same seed gives the same split, and another seed another one."""
    first, second, third = (torch.cat(run) for run in runs)
    return torch.equal(first, third) and not torch.equal(first, second)
'''


def test_of_several_calls_the_property_gets_all_results(tmp_path, pool):
    """Every second call has the same seed."""
    key = key_of(tmp_path, SHARES)
    start = "import torch, random\ndef split(n):\n    "
    right = f"{start}a = list(range(n))\n    random.shuffle(a)\n    a = torch.tensor(a)\n    "
    assert graded(key, pool, tmp_path, f"{right}return a[: n // 2], a[n // 2 :]\n")[0].score == 1
    for wrong in (
        f"{start}a = torch.arange(n)\n    return a[: n // 2], a[n // 2 :]\n",
        f"{start}a = torch.randint(n, (n,))\n    return a[: n // 2], a[n // 2 :]\n",
    ):
        assert graded(key, pool, tmp_path, wrong)[0].score == 0


DRAWN = '''
@exercise.task(inputs={
    "X": made("torch.randn(20, 2)"), "y": made("X @ w"), "w": made("torch.randn(2)"),
    "new": made("torch.randn(5, 2)"),
}, seen_as="result(new)", seeds=2)
def fit(X, y):
    w = torch.linalg.lstsq(X, y[:, None]).solution
    return lambda X: (X @ w)[:, 0]

@fit.holds
def near(got, new, w):
    """The predictions are near."""
    return bool(((got - new @ w).abs() < 1e-3).all())
'''


def test_the_call_that_is_shown_draws_the_same_inputs(tmp_path):
    """The seed is set before the inputs are drawn, and once more before the call."""
    case = task_of(tmp_path, DRAWN).cases[1]
    assert (case.setup[0], case.setup[-1], case.seed) == ("torch.manual_seed(1)", "torch.manual_seed(1)", 1)


def test_of_a_long_result_without_a_property_only_the_beginning_is_shown(tmp_path, pool):
    """Its numbers are not those of the reference, so that nobody compares them one by one."""
    text = (
        "@exercise.task(inputs={'n': each(400)})\ndef f(n):\n    return list(range(n))\n"
        "@f.holds\ndef ascending(r):\n    'It ascends.'\n    return r == sorted(r)\n"
    )
    answer = "def f(n):\n    return list(range(n))[::-1]\n"
    (result,) = graded(key_of(tmp_path, text), pool, tmp_path, answer)
    assert result.counterexample.got == "<list: len=400, [399, 398, 397, 396, …, 1, 0]>"
    assert len(result.counterexample.got) < 600


def test_inputs_that_are_drawn_are_for_the_property_those_of_the_call(tmp_path, pool):
    """It names them in an order of its own, and leaves out some: that must not change what is drawn."""
    key = key_of(tmp_path, DRAWN)
    answer = "import torch\ndef fit(X, y):\n    w = torch.linalg.pinv(X) @ y\n    return lambda X: X @ w{}\n"
    assert graded(key, pool, tmp_path, answer.format(""))[0].score == 1
    assert graded(key, pool, tmp_path, answer.format(" + 0.01"))[0].score == 0


TASK = '@exercise.task(inputs={"x": tensors("n")}, cases=6)\ndef f(x):\n    return x.sum()\n\n'
AUTHORS = {
    "@f.holds\ndef p(r):\n    return True\n": "The property 'p' of task 'f' has no docstring. Write one that "
    "tells the learner what must hold.",
    "@f.holds\ndef p():\n    'It holds.'\n": "The property 'p' of task 'f' needs the result as its first "
    "parameter, under a name that no input has.",
    "@f.holds\ndef p(x):\n    'It holds.'\n": "The property 'p' of task 'f' needs the result as its first "
    "parameter, under a name that no input has.",
    "@f.holds\ndef p(r, y):\n    'It holds.'\n": "The property 'p' asks for y, which is not an input of task "
    "'f'. Its inputs are: x.",
    "@f.holds\ndef p(r):\n    'It holds.'\n    return False\n": "the reference of task 'f' does not have the "
    "property 'p' in ",
    "@f.holds\ndef p(r):\n    'It holds.'\n    return 1\n": "the property 'p' gave 1. It must give True or "
    'False, or a pair such as (False, "73 %").',
    "@f.holds\ndef p(r):\n    'It holds.'\n    return r.nothing\n": "the property 'p' raised AttributeError "
    "in `return r.nothing`: 'Tensor' object has no "
    "attribute 'nothing'. A property must be True or False for every result of "
    "the form "
    "that the reference gives.",
    "import time\n@f.holds\ndef p(r):\n    'It holds.'\n    return time.time() > 0\n": "the property 'p' "
    "uses "
    "the module time. What holds must not depend on the time. For a limit on the time of a call, write "
    "seconds=…",
    "@f.holds\ndef p(r, x):\n    'It holds.'\n    return bool(r == f(x))\n": "the property 'p' uses the task "
    "'f'. Its code is part of the answer key, and the solution would be, too. Write what it needs in a "
    "function "
    "of its own.",
    "import random\n@f.holds\ndef p(r):\n    'It holds.'\n    return STATE.append(1) or len(STATE) % 2 == 1\n"
    "STATE = []\n": "the property 'p' of task 'f' does not always give the same answer for one result. "
    "Let it "
    "draw no random numbers.",
}


@pytest.mark.parametrize("text", AUTHORS)
def test_a_property_that_cannot_be_used_is_told_to_its_author(tmp_path, text):
    with pytest.raises(CourseError) as caught:
        task_of(tmp_path, TASK + text)
    assert AUTHORS[text] in str(caught.value)
    source = (tmp_path / "reference" / "small.py").read_text()
    line = source.split("\n").index("@f.holds") + 1
    place = f"{tmp_path / 'reference' / 'small.py'}, line "
    assert str(caught.value).startswith((f"{place}{line}: ", f"{place}{line + 1}: "))


def test_a_text_that_cannot_read_the_reference_s_result_is_told_with_the_line_of_the_option(tmp_path):
    task = TASK.replace("cases=6", "\n    seen_as='result.nothing'")
    with pytest.raises(CourseError) as caught:
        task_of(tmp_path, task)
    path = tmp_path / "reference" / "small.py"
    line = path.read_text().split("\n").index("    seen_as='result.nothing')") + 1
    assert str(caught.value) == (
        f"{path}, line {line}: seen_as='result.nothing' of task 'f' raised AttributeError: 'Tensor' object "
        "has no attribute 'nothing' on the result of the reference. Fix the text."
    )


def test_a_property_that_fails_on_an_answer_costs_no_points(tmp_path, pool):
    """It works for the reference's results and raises for another: the author's fault, not the learner's."""
    text = "@f.holds\ndef p(r):\n    'It is below 100.'\n    return [True][int(r.item() >= 100)]\n"
    key = key_of(tmp_path, TASK + text)
    (result,) = graded(key, pool, tmp_path, "def f(x):\n    return x.sum() + 1000\n")
    assert (result.outcome, result.score, result.max_score) == (Outcome.UNGRADED, 0, 1)
    assert (
        "the property 'p' raised IndexError in `return [True][int(r.item() >= 100)]`: list index"
        in (told(result)[0])
    )
    (shape,) = graded(key, pool, tmp_path, "def f(x):\n    return x + 1000\n")
    assert shape.outcome is Outcome.FAILED


def test_a_property_that_never_ends_costs_no_points(tmp_path, pool):
    text = (
        "@f.holds\ndef p(r):\n    'It is small.'\n    while r.item() > 500:\n        pass\n    return True\n"
    )
    key = key_of(tmp_path, TASK + text)
    pool.limits, usual = type(pool.limits)(call_seconds=0.5), pool.limits
    try:
        (result,) = graded(key, pool, tmp_path, "def f(x):\n    return x.sum() + 1000\n")
    finally:
        pool.limits = usual
    assert (result.outcome, result.max_score) == (Outcome.UNGRADED, 1)
    assert "the property 'p' gave no answer: 0.5 s." in told(result)[0]


def test_texts_and_properties_that_never_end_are_told_when_the_key_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "LONGEST_SECONDS", 0.2)
    forever = "@f.holds\ndef p(r):\n    'It holds.'\n    while True:\n        pass\n"
    text = TASK.replace("cases=6", "seen_as='[n for n in iter(int, 1)] and result'")
    for reference in (TASK + forever, text):
        with pytest.raises(CourseError, match="task 'f' gave no answer within"):
            task_of(tmp_path, reference)


def test_nothing_is_right_before_its_properties_were_tried(key):
    """A place that forgets to try them must not let every result of the right form pass."""
    (task,) = key.tasks
    with pytest.raises(AssertionError):
        compare(task.expected[0], Observation(value=task.expected[0].observation.value), ("n", "mu"), ())


def test_a_property_cannot_be_combined_with_what_it_replaces(tmp_path):
    text = (
        TASK.replace("cases=6", "gradient=True") + "@f.holds\ndef p(r):\n    'It holds.'\n    return True\n"
    )
    with pytest.raises(CourseError, match="has the property 'p', and gradient=True or shuffled"):
        task_of(tmp_path, text)


def test_a_property_that_even_nothing_has_is_a_fault_of_the_course(tmp_path, pool):
    """A task that works in place must ask for what a function that does nothing does not do."""
    text = (
        '@exercise.task(inputs={"x": tensors("n", low=1)}, seen_as="result\\nx")\ndef f(x):\n    x += 1\n\n'
        "@f.holds\ndef p(x_now):\n    'All numbers are positive.'\n    return bool((x_now > 0).all())\n"
    )
    course(tmp_path, text)
    proof = prove(Course(tmp_path), "small", pool, progress=lambda _task: None)
    assert (
        "A function that does nothing has all properties of task 'f'. Ask for one that it does not have."
        in [fault.message for fault in proof.faults]
    )


def test_what_a_task_asks_is_listed(key, tmp_path):
    (task,) = key.tasks
    assert [str(part) for part in graded_parts(task)] == ["properties of the result"]
    text = '@exercise.task(inputs={"x": tensors("n")}, prints=True)\ndef f(x):\n    print(x)\n'
    assert [str(part) for part in graded_parts(task_of(tmp_path, text))] == ["what is printed"]
    text = text.replace("print(x)", "return print(x) or x")
    assert [str(part) for part in graded_parts(task_of(tmp_path, text))] == ["result", "what is printed"]


def test_mutants_of_a_task_with_properties_fail_by_its_properties(tmp_path, pool):
    course(tmp_path, NUMBERS)
    proof = try_mutants(Course(tmp_path), "small", pool, progress=lambda _: None, further=20)
    (found,) = proof.tasks
    assert found.mutants > 5
    assert not found.missed
