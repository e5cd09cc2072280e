"""What outlives a call: gradients in `.grad`, calls on the same inputs, inputs made from others, leaves."""

import pytest
import torch

from grader.core.errors import CourseError
from grader.core.model import Outcome
from grader.course import functions, list_of, made, tensors
from grader.course.load import Course
from grader.course.making import make
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import said, sentence
from grader.runner.inprocess import observe_function

REFERENCE = '''
import torch
from grader.course import Exercise, each, functions, list_of, made, tensors

exercise = Exercise("State")


@exercise.task(
    inputs={"w": tensors("n", requires_grad=True, grads=("left", "none")), "lr": each(0.5)}, grads=True
)
def step(w, lr):
    if w.grad is not None:
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None


@step.misconception
def keeps_the_gradient(w, lr):
    """Clear it."""
    if w.grad is not None:
        with torch.no_grad():
            w -= lr * w.grad


@exercise.task(inputs={"params": list_of(tensors("n", requires_grad=True, grads=("left",)))}, grads="exact")
def zeroed(params):
    for p in params:
        p.grad.zero_()


@zeroed.misconception
def dropped(params):
    """Keep the memory."""
    for p in params:
        p.grad = None


@exercise.task(inputs={"x": tensors("n", requires_grad=True)}, calls=2)
def gradient(x):
    x.grad = None
    (x * x).sum().backward()
    return x.grad


@gradient.misconception
def adds_up(x):
    """Clear it."""
    (x * x).sum().backward()
    return x.grad.clone()


@exercise.task(inputs={"loss": made("(w * w).sum()"), "w": tensors("n", requires_grad=True)})
def of_a_loss(loss, w):
    loss.backward()
    return w.grad


@of_a_loss.misconception
def detached(loss, w):
    """It is a number."""
    return loss.detach()


@exercise.task(inputs={"net": made("lambda x: x @ W"), "x": tensors("n"), "W": tensors("n m")})
def through(net, x):
    return net(x)


@through.misconception
def twice(net, x):
    """Once."""
    return 2 * net(x)


@exercise.task(inputs={"x": tensors("n")}, attached=True)
def leaf(x):
    return (2 * x).requires_grad_()


@leaf.misconception
def no_leaf(x):
    """Ask for grad last."""
    return 2 * x.clone().requires_grad_()


@exercise.task(inputs={"x": tensors("n")}, rtol=1e-3)
def rough(x):
    return x / 3


@rough.misconception
def too_rough(x):
    """1 percent is too much."""
    return x / 3 * 1.01
'''
NAMES = ("step(w, lr)", "zeroed(params)", "gradient(x)", "of_a_loss(loss, w)", "through(net, x)", "leaf(x)")
STARTER = "".join(f"def {name}: ...\n" for name in (*NAMES, "rough(x)"))


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    return {
        task.name: task for task in make(course(tmp_path_factory.mktemp("course"), REFERENCE), "state").tasks
    }


def course(root, reference, starter=STARTER):
    for folder, text in (("reference", reference), ("exercises", starter)):
        (root / folder).mkdir()
        (root / folder / "state.py").write_text(text)
    return Course(root)


@pytest.fixture(scope="module")
def graded(tasks):
    def grade(name, function):
        return judge(tasks[name], observe_function(function, assignment(tasks[name])))

    return grade


def lead(result):
    return sentence(result.differences[0].message)


# ------------------------------------------------------------------------------ what is left in .grad


@pytest.mark.slow
def test_zeros_are_as_good_as_none(graded):
    def zeroes(w, lr):
        if w.grad is not None:
            w.data -= lr * w.grad
            w.grad.zero_()

    assert graded("step", zeroes).outcome is Outcome.PASSED


def test_a_gradient_that_is_left_is_told(graded):
    def keeps(w, lr):
        if w.grad is not None:
            w.data -= lr * w.grad

    result = graded("step", keeps)
    assert lead(result).startswith("After the call, your input w.grad is tensor([7.")
    assert result.counterexample.code.splitlines()[1].startswith("w.grad = torch.tensor(")
    assert said(result.counterexample.got).startswith("w.grad afterwards: tensor([7.")
    assert result.misconception.certain


def test_a_parameter_that_is_bound_anew_has_not_changed(graded):
    def rebinds(w, lr):
        if w.grad is not None:
            w = w - lr * w.grad

    assert lead(graded("step", rebinds)).startswith("After the call, your input w is tensor([")


def test_exact_tells_none_from_zeros_and_new_memory_from_old(graded):
    assert (
        graded("zeroed", lambda params: [p.grad.mul_(0) for p in params] and None).outcome is Outcome.PASSED
    )

    def drops(params):
        for p in params:
            p.grad = None

    def anew(params):
        for p in params:
            p.grad = torch.zeros_like(p)

    assert "params[0].grad is None; tensor([0." in lead(graded("zeroed", drops))
    assert "params[0].grad is another tensor; the same tensor as before" in lead(graded("zeroed", anew))


def test_other_tensors_in_a_list_are_not_the_callers(graded):
    def replaces(params):
        params[:] = [p.detach().requires_grad_() for p in params]
        for p in params:
            p.grad = torch.zeros_like(p)

    def appends(params):
        for p in params:
            p.grad.zero_()
        params.append(0)

    assert graded("zeroed", replaces).score == 0
    assert graded("zeroed", appends).score == 0


def test_a_flag_that_is_left_switched_off_is_told_of_parameters_too(graded):
    def frozen(params):
        for p in params:
            p.grad.zero_()
            p.requires_grad_(False)

    def stepped(w, lr):
        w.requires_grad_(False)
        if w.grad is not None:
            w -= lr * w.grad
            w.grad = None

    assert "params[0].requires_grad is False; True is expected" in lead(graded("zeroed", frozen))
    assert "w.requires_grad is False; True is expected" in lead(graded("step", stepped))


# ------------------------------------------------------------------------------------- several calls


def test_a_second_call_is_judged_like_the_first(graded):
    def adds(x):
        (x * x).sum().backward()
        return x.grad.clone()

    result = graded("gradient", adds)
    assert "of the second call" in lead(result)
    assert result.counterexample.code.splitlines()[-2:] == ["gradient(x)", "gradient(x)"]
    assert result.misconception.certain


def test_what_raises_in_the_second_call_is_told_of_it(graded):
    def once(x):
        if x.grad is not None:
            raise ValueError("again")
        (x * x).sum().backward()
        return x.grad

    result = graded("gradient", once)
    assert result.outcome is Outcome.RAISED
    assert lead(result) == "In the second call, your code raised ValueError: again"


def test_results_of_two_calls_must_not_lie_in_the_same_memory(graded):
    def shares(x):
        if x.grad is not None:
            x.grad.zero_()
        (x * x).sum().backward()
        return x.grad

    assert "both calls return the same memory" in lead(graded("gradient", shares))


# ----------------------------------------------------------------------------------- made from others


def test_an_input_is_made_from_another(graded, tasks):
    case = tasks["of_a_loss"].cases[0]
    assert [line.partition(" = ")[0] for line in case.setup] == ["w", "loss"]
    assert graded("of_a_loss", lambda loss, w: torch.autograd.grad(loss, w)[0]).outcome is Outcome.PASSED


def test_an_input_that_is_no_parameter_serves_to_make_another(graded, tasks):
    case = tasks["through"].cases[0]
    assert [line.partition(" = ")[0] for line in case.setup] == ["x", "W", "net"]
    assert len(case.arguments) == 2
    names = {"torch": torch, "through": lambda net, x: net(x)}
    exec("\n".join(case.setup), names)
    assert eval(f"through({', '.join(case.code)})", names).dim() == 1
    assert graded("through", lambda net, x: net(x)).outcome is Outcome.PASSED


# ---------------------------------------------------------------------------------------------- leaves


def test_a_leaf_is_told_from_what_was_computed(graded):
    result = graded("leaf", lambda x: 2 * x.clone().requires_grad_())
    assert "the result is not a leaf" in lead(result)
    assert 0 < result.score < 1
    assert "does not require grad" in lead(graded("leaf", lambda x: 2 * x))


def test_a_tolerance_of_the_tasks_own_is_added(graded):
    assert graded("rough", lambda x: x / 3 * 1.0005).outcome is Outcome.PASSED
    assert graded("rough", lambda x: x / 3 * 1.002).outcome is Outcome.FAILED


# --------------------------------------------------------------------------------- mistakes of authors

WRONG = {
    'inputs={"x": tensors("n")}, grads="all"': "grads='all' of task 'f' is unknown",
    'inputs={"x": tensors("n")}, calls=0': "calls=0 of task 'f' is not a number of calls",
    'inputs={"x": tensors("n")}, calls=2, gradient=True': "2 calls, and for a gradient",
    'inputs={"x": tensors("n")}, rtol=-1': "rtol=-1 of task 'f' is not a relative tolerance",
    'inputs={"x": tensors("n"), "y": tensors("n")}': "'y' of task 'f' is not a parameter",
    'inputs={"x": tensors("n")}, gradient="no"': "gradient='no' of task 'f' is neither True nor False",
    'inputs={"x": tensors("n")}, iterates=5': "iterates=5 of task 'f' is neither True nor False",
    'inputs={"x": made("a + 1"), "a": made("b + 1"), "b": made("a + 1")}': "made from each other: a, b",
    'inputs={"x": made("y + 1")}': "an input is made from y",
}


@pytest.mark.parametrize("options", WRONG)
def test_what_cannot_be_asked_is_told_with_a_remedy(tmp_path, options):
    text = (
        "from grader.course import Exercise, made, tensors\n"
        f'exercise = Exercise("State")\n@exercise.task({options})\ndef f(x):\n    return x\n'
    )
    with pytest.raises(CourseError) as raised:
        make(course(tmp_path, text, "def f(x): ...\n"), "state")
    assert WRONG[options] in str(raised.value)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (lambda: made(), "at least one"),
        (lambda: made("x ="), "not valid Python"),
        (lambda: made("y = 1"), "must be an expression"),
        (lambda: list_of(), "at least one"),
        (lambda: made(3), "write a text"),
        (lambda: functions(len), "write each as a text"),
        (lambda: tensors("n", dtypes="float"), "is a text; write a tuple"),
        (lambda: tensors("n", grads=("old",)), 'use "none", "left"'),
    ],
)
def test_a_word_that_makes_no_sense_is_refused(word, why):
    with pytest.raises(ValueError, match=why):
        word()


KINDS = {
    "yield x": "returns a generator. Write iterates=True.",
    "return torch.nn.Linear(1, 1)": "returns a module. Write probe=…",
}


@pytest.mark.parametrize("body", KINDS)
def test_an_option_that_is_missing_is_named(tmp_path, body):
    text = (
        "import torch\nfrom grader.course import Exercise, tensors\n"
        f'exercise = Exercise("State")\n@exercise.task(inputs={{"x": tensors("n")}})\ndef f(x):\n    {body}\n'
    )
    with pytest.raises(CourseError) as raised:
        make(course(tmp_path, text, "def f(x): ...\n"), "state")
    assert KINDS[body] in str(raised.value)


def test_inputs_are_made_in_the_order_in_which_they_need_each_other(tmp_path):
    text = (
        "from grader.course import Exercise, made, tensors\n"
        'exercise = Exercise("State")\n'
        '@exercise.task(inputs={"loss": made("h.sum()"), "h": made("2 * x"), "x": tensors("n")})\n'
        "def f(loss, h):\n    return loss + h.sum()\n"
    )
    (task,) = make(course(tmp_path, text, "def f(loss, h): ...\n"), "state").tasks
    assert [line.partition(" = ")[0] for line in task.cases[0].setup] == ["x", "h", "loss"]


def test_what_is_made_at_random_is_made_alike(tmp_path):
    text = (
        "from grader.course import Exercise, made, tensors\n"
        'exercise = Exercise("State")\n'
        'X = tensors("n 2", dtypes=("float32",))\n'
        '@exercise.task(inputs={"net": made("nn.Linear(2, 1)"), "X": X})\n'
        "def f(net, X):\n    return net(X).detach()\n"
    )
    (task,) = make(course(tmp_path, text, "def f(net, X): ...\n"), "state").tasks
    assert not task.dropped
