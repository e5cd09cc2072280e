"""A task as it is asked on another device: which cases, with what expected, written how."""

import pytest
import torch
from making import expected, number, tensor

from grader.core.model import (
    ANYWHERE,
    ON_CPU,
    RANDOM,
    WITH_INPUTS,
    Case,
    Expected,
    Failure,
    Misconception,
    Observation,
    Portable,
    TaskKey,
)
from grader.core.value import CALLS, Items, Made, Mapping
from grader.judge.devices.asked import asked_on, code_on, goes_on, seen_on
from grader.runner.protocol import TaskRun
from grader.runner.recording.building import build_all
from grader.runner.recording.values import plain

REFUSED = Expected(Observation(failure=Failure("ValueError", "no"), inputs=(number(0),)), {})
ONE = tensor([1.0])
THERE = tensor([1.0], device="cuda:1")


def task(cases, wanted, *, gpu=WITH_INPUTS, **more):
    return TaskKey(
        "f", ("x",), 1.0, (), {}, tuple(cases), tuple(wanted), **{"misconceptions": (), **more},
        dropped={}, gpu=gpu,
    )  # fmt: skip


def case(*inputs, code="x"):
    return Case(inputs, (code,) * len(inputs), 0)


@pytest.mark.parametrize(
    ("gpu", "goes"), [(WITH_INPUTS, True), (ANYWHERE, True), (ON_CPU, False), (RANDOM, False)]
)
def test_a_task_goes_on_a_gpu_as_its_key_says(gpu, goes):
    asked = task([case(ONE)], [expected(ONE)], gpu=gpu)
    assert goes_on(asked, "cuda:0") is goes
    assert goes_on(asked, "cpu")


def test_a_task_of_which_all_is_refused_does_not_go():
    assert not goes_on(task([case(number(0))], [REFUSED]), "cuda:0")


def test_on_the_cpu_nothing_changes():
    asked = task([case(ONE)], [expected(ONE)])
    assert asked_on(asked, "cpu") is asked
    run = TaskRun("f", (Observation(value=ONE),))
    assert seen_on(asked, run, "cpu") is run


def test_results_are_expected_where_the_arguments_lie():
    inner = Mapping("dict", ((number(1), ONE),))
    result = Items(CALLS, (Items("list", (ONE, number(2.0))), inner))
    there = asked_on(task([case(ONE)], [expected(result)]), "cuda:1").expected[0].observation.value
    assert there == Items(
        CALLS, (Items("list", (THERE, number(2.0))), Mapping("dict", ((number(1), THERE),)))
    )


def test_without_a_tensor_among_the_arguments_they_are_expected_on_the_cpu():
    wanted = [expected(ONE)] * 4
    cases = [case(number(3)), case(Items("list", (number(1),))), case(Items("list", (ONE,))), case(Made("x"))]
    there = asked_on(task(cases, wanted), "cuda:1")
    assert [one.observation.value.device for one in there.expected] == ["cpu", "cpu", "cuda:1", "cuda:1"]


def test_a_grad_lies_with_its_tensor():
    leaf = tensor([1.0], requires_grad=True, grad=ONE)
    there = asked_on(task([case(leaf)], [expected(ONE, inputs=(leaf,))]), "cuda:1")
    (after,) = there.expected[0].observation.inputs
    assert (after.device, after.grad.device) == ("cuda:1", "cuda:1")


def test_what_is_refused_is_not_asked_and_everything_keeps_its_case():
    wrong = Misconception("w", ((0, Observation(value=ONE)), (2, Observation(value=ONE))), ("w",))
    asked = task(
        [case(ONE), case(ONE), case(ONE)],
        [REFUSED, expected(ONE), expected(ONE)],
        misconceptions=(wrong,),
        portable=(Portable(0, ((),)), Portable(2, ((),))),
    )
    there = asked_on(asked, "cuda:1")
    assert (len(there.cases), len(there.expected)) == (2, 2)
    assert there.misconceptions[0].observations == ((1, Observation(value=THERE)),)
    assert [one.index for one in there.portable] == [1]


def test_where_it_is_not_asked_any_device_is_right():
    asked = asked_on(task([case(ONE), case(ONE)], [expected(ONE)] * 2, gpu=ANYWHERE), "cuda:1")
    run = TaskRun("f", (Observation(value=ONE), Observation(value=THERE)))
    seen = seen_on(asked, run, "cuda:1")
    assert [one.value.device for one in seen.observations] == ["cuda:1", "cuda:1"]
    strict = seen_on(asked_on(task([case(ONE)] * 2, [expected(ONE)] * 2), "cuda:1"), run, "cuda:1")
    assert [one.value.device for one in strict.observations] == ["cpu", "cuda:1"]


def test_a_device_that_is_returned_is_that_of_the_arguments():
    there = asked_on(task([case(ONE)], [expected(plain(torch.device("cpu")))]), "cuda:1").expected[0]
    assert there.observation.value == plain(torch.device("cuda:1"))
    there = asked_on(task([case(ONE)], [expected(plain(torch.device("cpu")))]), "meta").expected[0]
    assert there.observation.value == plain(torch.device("meta"))


CODES = {
    "torch.tensor([3.])": 'torch.tensor([3.], device="cuda:0")',
    "torch.tensor([3.], requires_grad=True)": 'torch.tensor([3.], requires_grad=True, device="cuda:0")',
    "(torch.tensor([[5., 9.]]) / 3).T.contiguous().T": (
        '(torch.tensor([[5., 9.]], device="cuda:0") / 3).T.contiguous().T'
    ),
    "[torch.zeros(2), (torch.empty((0, 2)), 3)]": (
        '[torch.zeros(2, device="cuda:0"), (torch.empty((0, 2), device="cuda:0"), 3)]'
    ),
    "torch.randn(1, 4, generator=torch.Generator().manual_seed(0))": (
        'torch.randn(1, 4, generator=torch.Generator().manual_seed(0)).to("cuda:0")'
    ),
    "torch.nn.Linear(2, 1).to(X.dtype)": 'torch.nn.Linear(2, 1).to(X.dtype).to("cuda:0")',
    "torch.nn.Sequential(torch.nn.Linear(2, 1))": 'torch.nn.Sequential(torch.nn.Linear(2, 1)).to("cuda:0")',
    "lambda x: torch.sin(x)": "lambda x: torch.sin(x)",
    "torch.float64": "torch.float64",
    "'é'; torch.ones(2)": "'é'; torch.ones(2, device=\"cuda:0\")",
    "a = torch.ones(\n    2,\n    3\n)\nb = 'é', torch.ones(1)": (
        'a = torch.ones(\n    2,\n    3\n, device="cuda:0")\nb = \'é\', torch.ones(1, device="cuda:0")'
    ),
}


@pytest.mark.parametrize("text", CODES)
def test_code_makes_its_tensors_there(text):
    assert code_on(text, "cuda:0") == CODES[text]


NAMES = [f"exercise_{number:02d}" for number in range(1, 7)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")  # a network without inputs
def test_code_to_be_pasted_makes_what_the_runner_makes(name, keys):
    """On `meta`, which every machine has."""
    for asked in keys[name].tasks:
        if not goes_on(asked, "meta"):
            continue
        for made in asked_on(asked, "meta").cases[::5]:
            wanted = build_all(made, "meta")[: len(made.arguments)]
            known = {"torch": torch}
            exec("\n".join(made.setup), known)
            found = [eval(text, known) for text in made.code]
            for given, other, value in zip(wanted, found, made.arguments, strict=True):
                if not isinstance(value, Made):
                    assert plain(given) == plain(other)
                elif isinstance(given, torch.nn.Module):
                    devices = {one.device.type for one in other.parameters()}
                    assert devices == {one.device.type for one in given.parameters()} == {"meta"}
