"""Whatever a submission does on a device costs that task only, and is told as it was."""

import textwrap

import pytest
from making import observe_all, tensor

from grader.core.errors import MachineError
from grader.core.model import Case, Outcome, Requirements
from grader.core.notation import numbers
from grader.core.value import Items, Made
from grader.runner.process.pool import Pool
from grader.runner.wire import Assignment, Limits, Piece, Program, TraceCall

pytestmark = pytest.mark.slow

X = tensor([3.0, -4.0])
LEAF = tensor([3.0, -4.0], requires_grad=True)
CASES = tuple(Case((tensor([float(n), -4.0]),), ("",), n) for n in range(3))
OUT_OF_RANGE = "x[torch.tensor([99], device=x.device)]"


def program(**bodies):
    pieces = [Piece("a.py", 1, "import torch", ("torch",), tuple(bodies))]
    for name, body in bodies.items():
        text = f"def {name}(x):\n" + textwrap.indent(body, "    ") + "\n"
        pieces.append(Piece("a.py", 1, text, (name,), (name,)))
    return Program(tuple(pieces))


def observed(pool, cases=CASES, asked=None, **bodies):
    """What comes of functions on a pool's device, by name."""
    assignments = [Assignment(name, 1, tuple(cases), asked or Requirements()) for name in bodies]
    return {run.task: run for run in observe_all(pool, program(**bodies), assignments)}


def test_arguments_and_results_lie_on_the_device(far, device):
    runs = observed(far, right="return x * 2", told="return str(x.device)", home="return x.cpu()")
    value = runs["right"].observations[2].value
    assert (value.device, value.data) == (device, tensor([4.0, -8.0]).data)
    assert runs["told"].observations[0].value.text == device
    assert runs["home"].observations[0].value.device == "cpu"


def test_tensors_of_two_devices_do_not_meet(far):
    runs = observed(far, mixed="return x + torch.ones(2)", allowed="return x + torch.tensor(1.0)")
    failure = runs["mixed"].observations[0].failure
    assert (failure.type, failure.line) == ("RuntimeError", 2)
    assert "to be on the same device" in failure.message
    assert runs["allowed"].outcome is None
    assert runs["allowed"].observations[0].failure is None


def test_gradients_and_what_is_left_in_grad_come_from_the_device(far, device):
    case = Case((LEAF,), ("",), 0)
    runs = observed(far, [case], Requirements(gradient=True), square="return (x * x).sum()")
    (gradient,) = runs["square"].observations[0].gradient
    assert gradient.data == tensor([6.0, -8.0]).data
    runs = observed(far, [case], Requirements(grads="loose"), back="(x * x).sum().backward()")
    (after,) = runs["back"].observations[0].inputs
    assert (after.device, after.grad.data) == (device, tensor([6.0, -8.0]).data)


def test_views_are_seen(far):
    runs = observed(far, CASES, Requirements(aliasing=True), view="return x[:1]", copy="return x.clone()")
    assert runs["view"].observations[0].shares == ((0,),)
    assert runs["copy"].observations[0].shares == ((),)


def test_memory_layouts_are_those_that_the_case_names(far):
    rows = [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    layouts = {"contiguous": (3, 1), "transposed": (1, 2), "strided": (6, 2), "expanded": (0, 1)}
    cases = [Case((tensor(rows, memory=name),), ("",), 0) for name in layouts]
    seen = observed(far, cases, strides="return x.stride()")["strides"].observations
    strides = [tuple(int(numbers(one)) for one in seen_one.value.items) for seen_one in seen]
    assert dict(zip(layouts, strides, strict=True)) == layouts


def test_what_a_course_makes_is_taken_there_and_keeps_its_graph(far, device):
    names = ("net", "h", "pair", "x")
    text = "torch.manual_seed(3)\nnet = torch.nn.Linear(2, 1)\nnet"
    made = (Made(text), Made("torch.sin(x)"), Made("[x, {'a': torch.ones(2)}]"), LEAF)
    case = Case(made, ("",) * 4, 7, names=names)
    body = (
        "    (h * net.weight[0] * pair[1]['a']).sum().backward()\n"
        "    return x.grad, [p.device.type for p in net.parameters()], h.is_leaf, x.is_leaf, pair[0] is x"
    )
    pieces = (Piece("a.py", 1, f"def f(net, h, pair, x):\n{body}\n", ("f",), ("f",)),)
    (run,) = observe_all(far, Program(pieces), [Assignment("f", 4, (case,))])
    assert run.observations[0].failure is None
    grad, devices, *flags = run.observations[0].value.items
    assert grad.device == device
    assert {one.text for one in devices.items} == {device.partition(":")[0]}
    assert [bool(numbers(flag)) for flag in flags] == [False, True, True]


def test_random_numbers_of_the_course_are_those_of_the_cpu(pools, device):
    made = Made("torch.nn.Linear(2, 2).weight.detach()")
    case = Case((made,), ("",), 5, names=("x",))
    one, other = (
        observed(pools[where], [case], f="return x * 1")["f"].observations[0].value.data
        for where in ("cpu", device)
    )
    assert one == other


def test_random_numbers_are_the_same_each_time(far):
    body = "return torch.rand(4, device=x.device)"
    first, second = (observed(far, f=body)["f"].observations for _ in range(2))
    assert [one.value.data for one in first] == [one.value.data for one in second]


LATE = {
    "before": "return x * 2",
    "bad": f"if x[0] > 0:\n    {OUT_OF_RANGE}\nreturn x * 2",
    "after": "return x * 3",
    "again": f"return {OUT_OF_RANGE}",
    "last": "return x * 4",
}


class TestAFailureThatComesLate:
    """An index out of range is told after the operation, and leaves the device of no use to the process."""

    @pytest.fixture
    def runs(self, far):
        return observed(far, **LATE)

    def test_it_is_the_calls_own(self, runs):
        seen = runs["bad"].observations
        assert [one.failure is None for one in seen] == [True, False]
        assert "device-side assert" in seen[1].failure.message
        assert seen[1].value is None
        assert seen[1].inputs == CASES[1].inputs

    def test_what_was_observed_before_it_stands(self, runs):
        assert runs["bad"].partial
        assert runs["bad"].outcome is Outcome.CRASHED
        assert runs["bad"].observations[0].value.data == tensor([0.0, -8.0]).data

    def test_the_other_tasks_are_observed_afresh(self, runs):
        for name in ("before", "after", "last"):
            assert runs[name].outcome is None
            assert len(runs[name].observations) == 3
        assert runs["again"].partial
        assert len(runs["again"].observations) == 1


def test_who_catches_it_has_failed_nevertheless(far):
    body = f"try:\n    {OUT_OF_RANGE}.sum().item()\nexcept Exception:\n    pass\nreturn torch.ones(2)"
    runs = observed(far, bad=body, last="return x")
    (seen,) = runs["bad"].observations
    assert "device-side assert" in seen.failure.message
    assert runs["last"].outcome is None


@pytest.mark.parametrize("last", [False, True], ids=["met by another operation", "met by nothing"])
def test_one_that_comes_with_the_gradient_is_told_with_it(far, last):
    body = (
        "class Late(torch.autograd.Function):\n"
        "    @staticmethod\n"
        "    def forward(ctx, x):\n"
        "        return x * 2\n"
        "    @staticmethod\n"
        "    def backward(ctx, grad):\n"
        "        twice = grad * 2\n"
        "        twice[torch.tensor([99], device=grad.device)]\n"
        f"        return {'twice' if last else 'twice * 1'}\n"
        "return Late.apply(x)"
    )
    runs = observed(
        far, [Case((LEAF,), ("",), 0)] * 2, Requirements(gradient=True), bad=body, last="return x * 2"
    )
    (seen,) = runs["bad"].observations
    assert seen.value.data == tensor([6.0, -8.0]).data
    assert "device-side assert" in seen.gradient_failure.message
    assert seen.failure is None
    assert len(runs["last"].observations) == 2


def test_memory_of_the_device_is_bounded(far):
    most = far.limits.memory_bytes // 4
    runs = observed(
        far,
        little=f"torch.ones({most // 2}, device=x.device)\nreturn x",
        much=f"torch.ones({most + 2**20}, device=x.device)\nreturn x",
        last="return x * 2",
    )
    assert runs["little"].outcome is None
    assert (runs["much"].outcome, runs["much"].partial) == (Outcome.OUT_OF_MEMORY, True)
    assert len(runs["much"].observations) == 1
    assert len(runs["last"].observations) == 3


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("while True: x + 1", Outcome.TIMED_OUT), ("import os; os._exit(3)", Outcome.CRASHED)],
)
def test_whoever_hangs_or_ends_is_replaced(far, body, outcome):
    runs = observed(far, bad=body, last="return x * 2")
    assert runs["bad"].outcome is outcome
    assert len(runs["last"].observations) == 3


def test_a_failing_call_is_traced_and_so_is_the_next_one(far):
    bodies = {
        "bad": f"y = x * 2\nz = {OUT_OF_RANGE}\nreturn z",
        "worse": "a = x + 1\nreturn a + torch.ones(2)",
    }
    with far.session(program(**bodies)) as session:
        traces = [session.trace(TraceCall(name, CASES[1])) for name in (*bodies, *bodies)]
    for trace, name in zip(traces, ("y", "a", "y", "a"), strict=True):
        assert trace is not None
        assert [one.name for one in trace.steps[0].computed] == [name]
    assert traces[1].steps[1].raised == "RuntimeError"


def test_what_a_call_changes_of_torch_is_put_back(far):
    runs = observed(
        far,
        changes="torch.set_default_device('cpu' if x.is_cpu else x.device)\ntorch.set_grad_enabled(False)\n"
        "return x",
        after="return str(torch.zeros(1).device), torch.is_grad_enabled()",
    )
    device, on = runs["after"].observations[0].value.items
    assert (device.text, bool(numbers(on))) == ("cpu", True)


def test_tf32_is_off_and_what_is_deterministic_is_asked_for(far):
    body = (
        "import os\n"
        "return [torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32,\n"
        "        torch.backends.cudnn.benchmark, os.environ['NVIDIA_TF32_OVERRIDE'] != '0',\n"
        "        not torch.are_deterministic_algorithms_enabled(),\n"
        "        os.environ['CUBLAS_WORKSPACE_CONFIG'] != ':4096:8']"
    )
    value = observed(far, f=body)["f"].observations[0].value
    assert isinstance(value, Items)
    assert [bool(numbers(item)) for item in value.items] == [False] * 6


def test_a_device_that_cannot_be_opened_is_the_machines_fault():
    with Pool(Limits(), device="cuda:99") as pool, pytest.raises(MachineError) as raised:
        observed(pool, f="return x")
    assert str(raised.value).startswith("cuda:99 cannot be used by the process in which submissions run: ")


def test_on_the_cpu_no_gpu_is_seen(pools, monkeypatch):
    body = "import os\nreturn os.environ.get('CUDA_VISIBLE_DEVICES')"
    assert observed(pools["cpu"], f=body)["f"].observations[0].value.text == ""


def test_whoever_uses_up_the_time_of_the_file_is_not_let_off(device, pools):
    """A child that cannot be opened in time since there is none is no fault of the machine."""
    import msgspec

    far = pools[device]
    before, far.limits = far.limits, msgspec.structs.replace(far.limits, total_seconds=1.0)
    try:
        runs = observed(far, slow="while True: pass", last="return x * 2")
    finally:
        far.limits = before
    assert [runs[name].outcome for name in runs] == [Outcome.NOT_RUN] * 2


def test_memory_that_earlier_calls_keep_is_the_tasks_own(far):
    keep = far.limits.memory_bytes // 4 - 2**20
    body = f"import builtins\nbuiltins.kept = torch.ones({keep}, device=x.device)\nreturn x"
    big = tuple(Case((tensor([0.0] * 2**21),), ("",), n) for n in range(2))
    runs = observed(far, big, hoards=body, last="return x * 2")
    assert runs["hoards"].outcome is Outcome.OUT_OF_MEMORY
    assert len(runs["last"].observations) == 2


def test_autocast_and_tf32_do_not_outlast_a_task(far):
    body = (
        "torch.set_autocast_enabled('cuda', True)\n"
        "torch.backends.cuda.matmul.fp32_precision = 'tf32'\nreturn x"
    )
    after = "return torch.is_autocast_enabled('cuda'), torch.backends.cuda.matmul.allow_tf32"
    runs = observed(far, changes=body, after=after)
    assert runs["changes"].outcome is None
    assert [bool(numbers(one)) for one in runs["after"].observations[0].value.items] == [False, False]
