"""General advice names only what the learner's code has."""

import dataclasses

import pytest

from grader.core.fact import Fact
from grader.core.model import Aspect, Mismatch, Outcome, Step
from grader.core.value import ASPECT
from grader.core.verdict import Error, TaskResult
from grader.judge.advice import LEAF_IN_PLACE
from grader.judge.lines import SourceLines
from grader.judge.slips.evidence import Evidence
from grader.judge.suited import SUITS, suited
from grader.locale.messages import sentence
from grader.runner.wire import Piece, Program

X = {"name": "x", "count": 2}
SUITED = {
    "no return": ("advice.none", "def f(x):\n    x.sum()", "advice.no_return"),
    "a return that was not reached": (
        "advice.none",
        "def f(x):\n    x\n    if x is None:\n        return x",
        "advice.return_not_reached",
    ),
    "a gradient that is None": ("advice.none", "def f(x):\n    return x.grad", "advice.none_is_grad"),
    "another value that is None": ("advice.none", "def f(x):\n    return g(x)", "advice.return_of_none"),
    "numbers of Python": ("advice.number", "def f(x):\n    return x.item()", "advice.number"),
    "numbers of nothing": ("advice.number", "def f(x) -> float:\n    return 1.0", "advice.number_only"),
    "one bool": ("advice.bool", "def f(x):\n    return torch.equal(x, x)", "advice.bool"),
    "a bool of nothing": ("advice.bool", "def f(x):\n    return True", "advice.bool_only"),
    "layers without a list": (
        "advice.network",
        "def f(n):\n    return nn.Sequential(nn.Linear(n, 1))",
        "advice.network",
    ),
    "layers in a list": (
        "advice.network",
        "def f(n):\n    layers = [nn.Linear(n, n) for _ in range(2)]",
        "advice.network_list",
    ),
    "layers in a list of torch": (
        "advice.network",
        "def f(n):\n    return nn.ModuleList([nn.Linear(n, n)])",
        "advice.network",
    ),
    "yield": ("advice.generator", "def f(x):\n    yield x", "advice.generator"),
    "round brackets": (
        "advice.generator",
        "def f(x):\n    return (a for a in x)",
        "advice.generator_expression",
    ),
    "another iterator": ("advice.generator", "def f(x):\n    return g(x)", None),
    "an axis that is squeezed": (
        "advice.axis_missing",
        "def f(x):\n    return x[0].sum(1).squeeze()",
        "advice.axis_squeezed",
    ),
    "axes that are squeezed": (
        "advice.axes_missing",
        "def f(x):\n    return x.squeeze()",
        "advice.axes_squeezed",
    ),
    "axes that an index drops": (
        "advice.axes_missing",
        "def f(x):\n    return x[0, 0]",
        "advice.axes_missing",
    ),
    "an axis that is squeezed in place": (
        "advice.axis_missing",
        "def f(x):\n    x.squeeze_()\n    return x",
        "advice.axis_squeezed",
    ),
    "a float of Python": (
        "advice.float32_some",
        "def f(x):\n    return torch.zeros(2) * float(x[0])",
        "advice.float32_some_made",
    ),
    "a gradient without a word that cuts it": (
        "advice.gradient",
        "def f(x):\n    return torch.autograd.grad(x.sum(), x, create_graph=len(x) > 1)[0]",
        "advice.gradient",
    ),
    "a gradient with its graph": (
        "advice.gradient",
        "def f(x):\n    return torch.autograd.grad(x.sum(), x, create_graph=True)[0]",
        None,
    ),
    "an axis that is flattened": (
        "advice.axis_missing",
        "def f(x):\n    return nn.Flatten(0)(x)",
        "advice.axis_flattened",
    ),
    "axes that are kept": (
        "advice.axes_too_many",
        "def f(x):\n    return x.sum((0, 1), keepdim=True)",
        "advice.axes_kept",
    ),
    "axes that come from elsewhere": (
        "advice.axes_too_many",
        "def f(x):\n    return x[None, None]",
        "advice.axes_too_many",
    ),
    "a gradient past a number": (
        "advice.gradient",
        "def f(x):\n    return x / x.norm().item()",
        "advice.gradient_cut",
    ),
    "a wrong gradient of a whole graph": ("advice.gradient", "def f(x):\n    return x * x", None),
    "an index and a sum": ("advice.axis_missing", "def f(x):\n    return x.sum(1)[0]", "advice.axis_missing"),
    "an index": ("advice.axis_missing", "def f(x):\n    return x[0]", "advice.axis_indexed"),
    "a sum over an axis": (
        "advice.axis_missing",
        "def f(x):\n    return torch.mean(x, 1)",
        "advice.axis_reduced",
    ),
    "a sum over everything": (
        "advice.axis_missing",
        "def f(x):\n    return torch.mean(x)",
        "advice.axis_to_add",
    ),
    "a sum that keeps the axis": (
        "advice.axis_missing",
        "def f(x: list[int]) -> tuple[int, int]:\n    return x.sum(1, keepdim=True)",
        "advice.axis_to_add",
    ),
    "an axis that is kept": (
        "advice.axis_too_many",
        "def f(x):\n    return x.sum(1, keepdim=True)",
        "advice.axis_too_many",
    ),
    "an axis that is added": (
        "advice.axis_too_many",
        "def f(x):\n    return x[:, None]",
        "advice.axis_too_many",
    ),
    "an axis of an argument": ("advice.axis_too_many", "def f(x):\n    return x * 2", "advice.axis_to_drop"),
    "a cast and a new tensor": (
        "advice.float32",
        "def f(x):\n    return x.float() + torch.zeros(2)",
        "advice.float32",
    ),
    "a cast": ("advice.float32", "def f(x):\n    return x.float()", "advice.float32_cast"),
    "a new tensor": (
        "advice.float32",
        "def f(x: float) -> float:\n    return torch.zeros(2)",
        "advice.float32_made",
    ),
    "a cast where arguments may be integers": (
        "advice.float32_some",
        "def f(x):\n    return x.float()",
        "advice.float32_some_cast",
    ),
    "neither": ("advice.float32", "def f(x):\n    return g(x)", "advice.float32_other"),
    "what leaves the graph": ("advice.cut", "def f(x):\n    return x.detach()", "advice.cut_by"),
    "no graph at all": (
        "advice.cut",
        "def f(x):\n    with torch.no_grad():\n        return x * 2",
        "advice.cut_under",
    ),
    "both": (
        "advice.cut",
        "def f(x):\n    with torch.no_grad():\n        return x.item()",
        "advice.cut_and_under",
    ),
    "none of them": ("advice.cut", "def f(x):\n    return x > 0", "advice.cut_somewhere"),
    "a name that is given away": ("advice.in_place", "def f(x):\n    x = x + 1", "advice.in_place"),
    "a copy that is changed": (
        "advice.in_place",
        "def f(x):\n    x.reshape(-1)[0] = 1",
        "advice.in_place_copy",
    ),
    "a copy of something else": (
        "advice.in_place",
        "def f(x):\n    (x + 1).reshape(-1)[0] = 1",
        "advice.in_place_only",
    ),
    "a line that did not run": (
        "advice.in_place",
        "def f(x):\n    for i in range(0):\n        x[i] = 1",
        "advice.in_place_not_reached",
    ),
    "a line that did run": ("advice.in_place", "def f(x):\n    x[0] = x[0]", "advice.in_place_nothing"),
    "a name that is only read": ("advice.in_place", "def f(x):\n    return x + 1", "advice.in_place_only"),
    "a graph that is used twice": (
        "meaning.freed",
        "def f(x):\n    for i in x:\n        x[i].backward()",
        "meaning.freed",
    ),
    "a graph that is used in each step": (
        "meaning.freed",
        "def f(x):\n    for i in x:\n        x.backward()\n        optimizer.step()",
        "meaning.freed_in_training",
    ),
    "a graph that is used in each step of one's own": (
        "meaning.freed",
        "def f(x):\n    while x:\n        x.backward()\n        with torch.no_grad():\n            x -= 1",
        "meaning.freed_in_training",
    ),
    "no graph under no_grad": (
        "meaning.no_graph",
        "def f(x):\n    with torch.no_grad():\n        y = x\n    y.backward()",
        "meaning.no_graph_under",
    ),
    "no graph after detach": (
        "meaning.no_graph",
        "def f(x):\n    x.detach().backward()",
        "meaning.no_graph_cut",
    ),
    "no graph for two reasons": (
        "meaning.no_graph",
        "def f(x):\n    with torch.no_grad():\n        y = torch.tensor(x)\n    y.backward()",
        "meaning.no_graph_or_cut",
    ),
    "no graph at the beginning": (
        "meaning.no_graph",
        "def f(x):\n    x.sum().backward()",
        "meaning.no_graph_leaf",
    ),
    "no gradient yet": ("meaning.grad_none", "def f(x):\n    x.grad.zero_()", "meaning.grad_none_yet"),
    "no gradient any more": (
        "meaning.grad_none",
        "def f(x):\n    x.grad.zero_()\n    x.grad = None",
        "meaning.grad_none",
    ),
    "None that is no gradient": ("meaning.grad_none", "def f(x):\n    x.norm()", "meaning.none"),
    "a new tensor of another dtype": (
        "meaning.dtypes",
        "def f(x):\n    return x @ torch.ones(2)",
        "meaning.dtypes",
    ),
    "arguments of two dtypes": ("meaning.dtypes", "def f(x, y):\n    return x @ y", "meaning.dtypes_only"),
    "advice that names no cause": ("meaning.leaf_in_place", "def f(x):\n    x += 1", "meaning.leaf_in_place"),
}


def evidence(code, text, *steps):
    lines = SourceLines(Program((Piece("a.py", 1, text, ("f",), ("f",)),)))
    outcome = Outcome.RAISED if code.startswith("meaning.") else Outcome.FAILED
    error = Error(Fact("text", {"text": "an error"}), 2) if outcome is Outcome.RAISED else None
    wrong = TaskResult("f", outcome, 0.0, 1.0, error=error, advice=Fact(code, X))
    return Evidence(wrong, lines, steps or (Step(2, 1, 1),))


@pytest.mark.parametrize("name", SUITED)
def test_advice_names_what_the_code_has(name):
    code, text, told = SUITED[name]
    advice = suited(evidence(code, text))
    assert (advice.code if advice else None) == told
    if advice is not None:
        assert "{" not in sentence(advice)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def f(n):\n    return nn.Linear(n, 1)", None),
        ("def f(n):\n    layers = [nn.Linear(n, 1)]", "advice.network_lost"),
    ],
)
def test_too_few_parameters_are_not_said_to_be_in_another_order(text, told):
    three, four = (Fact("kind.items", {"type": "list", "count": count}) for count in (3, 4))
    mismatch = Mismatch(Aspect.STRUCTURE, ((ASPECT, "parameters"),), four, three)
    advice = suited(dataclasses.replace(evidence("advice.network", text), mismatch=mismatch))
    assert (advice.code if advice else None) == told


def test_every_advice_that_is_suited_has_a_case():
    assert {code for code, _, _ in SUITED.values()} - {LEAF_IN_PLACE.code} == SUITS.keys()


def test_what_leaves_the_graph_is_written_as_in_the_code():
    text = "def f(x):\n    return math.sqrt(x.item()) + float(x.data) + np.pi"
    assert sentence(suited(evidence("advice.cut", text))) == (
        "Gradients flow back only through tensor operations. These leave the graph: `.item()`, `.data`, "
        "`float()` and `math`."
    )


def test_advice_without_the_code_stays_as_it_is():
    assert suited(evidence("advice.none", "def g(x):\n    return x.grad")) == Fact("advice.none", X)
