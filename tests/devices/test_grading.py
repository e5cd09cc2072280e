"""A submission graded on several devices: what counts, what is told, and where it was."""

import textwrap

import pytest

from grader import submission
from grader.core.model import Aspect, Outcome
from grader.core.verdict import Feedback
from grader.grading.session import Session
from grader.locale.messages import said, sentence
from grader.report.sheet import sheets
from grader.runner.process.pools import Pools

pytestmark = pytest.mark.slow

TEXT = """\
import torch


def hadamard(A, B):
    return A * B


def l2_norm(x):
    zeros = torch.zeros(len(x), dtype=x.dtype)
    return (zeros + x).square().sum().sqrt()


def matvec(A, x):
    out = torch.zeros(len(A), dtype=x.dtype)
    for i in range(len(A)):
        out[i] = (A[i].to(x.dtype) * x).sum()
    return out


def lp_norm(x, p):
    return torch.zeros(3) + x


def dot_two_ways(x, y):
    if x.device.type != "cpu":
        x[torch.tensor([99], device=x.device)]
    return x @ y, (x * y).sum()


def frobenius_norm(A):
    if A.device.type != "cpu":
        A.new_ones(2**29)
    return A.square().sum(dim=(-2, -1)).sqrt()


def l1_and_max_norm(x):
    return x.abs().sum(), x.abs().max()
"""


def graded(path, key, pools, text=TEXT, tasks=()):
    path.write_text(textwrap.dedent(text))
    session = Session(key)
    whole = session.grade(session.prepare(submission.read(path)), pools, tasks=tasks).grade
    return {result.task: result for result in whole.tasks}, whole


def sheet_of(whole, key):
    (sheet,) = sheets([Feedback(whole, key.text)])
    return sheet


@pytest.fixture
def results(tmp_path, key, pools):
    return graded(tmp_path / "exercise_03.py", key, pools)


def by_device(result):
    return {one.device: one for one in result.devices}


def test_a_task_is_right_where_it_is_right_on_every_device(results, device):
    found, whole = results
    assert whole.device == f"cpu, {device}"
    assert (found["hadamard"].outcome, found["hadamard"].score) == (Outcome.PASSED, 1.0)
    assert {one: told.outcome for one, told in by_device(found["hadamard"]).items()} == {
        "cpu": Outcome.PASSED,
        device: Outcome.PASSED,
    }
    assert found["hadamard"].on_gpu is None
    assert whole.score == 2.0


def test_what_is_right_on_the_cpu_alone_is_told_with_the_device_and_the_line(results, device):
    result = results[0]["l2_norm"]
    assert (result.outcome, result.score, result.device) == (Outcome.RAISED, 0.0, device)
    assert result.error.line == 10
    assert f'device="{device}"' in result.counterexample.code
    assert sentence(result.advice).startswith(
        "Line 9 makes a tensor on the CPU, even if the arguments are on a GPU."
    )
    told = by_device(result)
    assert (told["cpu"].outcome, told["cpu"].score) == (Outcome.PASSED, 1.0)
    assert (told[device].outcome, told[device].aspects) == (Outcome.RAISED, (Aspect.OUTCOME,))


def test_a_result_on_the_wrong_device_is_that(results, device):
    result = results[0]["matvec"]
    assert (result.outcome, result.device) == (Outcome.FAILED, device)
    (difference,) = result.differences
    assert (difference.aspect, difference.expected, difference.got) == (Aspect.DEVICE, device, "cpu")
    assert sentence(difference.message) == f"The result is on device cpu; {device} is expected."
    example = result.counterexample
    assert (said(example.expected), said(example.got)) == (f"on {device}", "on cpu")
    assert "Line 14" in sentence(result.advice)


def test_what_is_wrong_on_both_is_shown_on_the_cpu(results, device):
    result = results[0]["lp_norm"]
    assert result.device == "cpu"
    assert "device=" not in result.counterexample.code
    assert by_device(result)[device].outcome is Outcome.RAISED


def test_a_poisoned_device_and_a_full_one_cost_their_task_alone(results, device):
    found = results[0]
    assert (found["dot_two_ways"].outcome, found["dot_two_ways"].device) == (Outcome.RAISED, device)
    assert "index was out of range" in sentence(found["dot_two_ways"].advice)
    assert (found["frobenius_norm"].outcome, found["frobenius_norm"].device) == (
        Outcome.OUT_OF_MEMORY,
        device,
    )
    assert found["l1_and_max_norm"].outcome is Outcome.PASSED


def test_what_is_not_there_is_so_on_every_device(results):
    result = results[0]["unit_vector"]
    assert (result.outcome, result.devices) == (Outcome.MISSING, ())


def test_reports_tell_on_which_device(results, key, device):
    sheet = sheet_of(results[1], key)
    cards = {card.name: card for card in sheet.cards}
    assert cards["l2_norm"].remark == f"raised on {device}"
    notes = {note.label: note.text for note in cards["l2_norm"].notes}
    assert notes["Device"] == f"This was on {device}. On the CPU it is right."
    both = {note.label: note.text for note in cards["lp_norm"].notes}
    assert (
        both["Device"] == f"This was on the CPU. On {device} it is not right either (raised for some inputs)."
    )
    assert (cards["hadamard"].remark, cards["hadamard"].told) == ("", False)
    assert f"on cpu, {device}" in sheet.facts
    assert "GPU's driver" not in sheet.facts  # it was not confined


def test_only_some_tasks_can_be_asked(tmp_path, key, pools):
    found, whole = graded(tmp_path / "exercise_03.py", key, pools, tasks=("hadamard", "l2_norm"))
    assert list(found) == ["hadamard", "l2_norm"]
    assert (whole.score, whole.max_score) == (1.0, 2.0)


def test_a_device_alone_is_graded_alone(tmp_path, key, pools, device):
    class Only:
        devices = (device,)

        def __getitem__(self, one):
            assert one == device
            return pools[one]

    found, whole = graded(tmp_path / "exercise_03.py", key, Only(), tasks=("hadamard", "matvec"))
    assert whole.device == device
    assert found["hadamard"].outcome is Outcome.PASSED
    assert [one.device for one in found["matvec"].devices] == [device]
    sheet = sheet_of(whole, key)
    assert {card.name: card.remark for card in sheet.cards} == {"hadamard": "", "matvec": "wrong device"}


def test_what_does_not_go_there_is_graded_on_the_cpu(tmp_path, keys, pools, device):
    class Far:
        devices = (device,)

        def __getitem__(self, one):
            return pools[one]

    text = "def to_numpy(x):\n    return x.detach().numpy().copy()\n"
    for runners in (Far(), pools):
        found, whole = graded(tmp_path / "exercise_04.py", keys["exercise_04"], runners, text, ("to_numpy",))
        result = found["to_numpy"]
        assert result.device == "cpu"
        told = by_device(result)
        assert (told[device].outcome, told["cpu"].outcome) == (None, result.outcome)
        assert sentence(told[device].message).startswith("Graded on the CPU only")
    if result.outcome is Outcome.PASSED:
        sheet = sheet_of(whole, keys["exercise_04"])
        assert sheet.cards[0].remark == "graded on the CPU only"


def test_a_known_fault_is_named(tmp_path, keys, pools):
    text = """\
        import torch

        def zeros_and_ones(X):
            z = torch.zeros(X.shape, dtype=X.dtype)
            return z, z + 1
    """
    found, _ = graded(tmp_path / "exercise_01.py", keys["exercise_01"], pools, text, ("zeros_and_ones",))
    result = found["zeros_and_ones"]
    assert result.differences[0].aspect is Aspect.DEVICE
    assert (result.misconception.name, result.misconception.certain) == ("on_the_default_device", False)


def test_a_device_that_cannot_be_used_costs_nothing(tmp_path, key, pools):
    from grader.runner.process.pool import Pool

    def start(device):
        return Pool(pools["cpu"].limits, device=device)

    with Pools(("cpu", "cuda:99"), start) as both:
        found, whole = graded(tmp_path / "exercise_03.py", key, both, tasks=("hadamard",))
    result = found["hadamard"]
    assert (result.outcome, result.score, result.device) == (Outcome.PASSED, 1.0, "cpu")
    told = by_device(result)["cuda:99"]
    assert told.outcome is Outcome.UNGRADED
    assert "cuda:99 cannot be used" in sentence(told.message)
    sheet = sheet_of(whole, key)
    assert sheet.cards[0].told
    (note,) = sheet.cards[0].notes
    assert note.text.startswith("On cuda:99 it could not be graded: ")


def test_the_report_of_a_confined_one_states_the_weaker_promise(results, key):
    import msgspec

    whole = results[1]
    for tier, is_said in (("namespaces", True), ("flat", True), ("unconfined", False)):
        sheet = sheet_of(msgspec.structs.replace(whole, tier=tier), key)
        assert ("It could reach the GPU's driver, so this protects less" in sheet.facts) is is_said
    sheet = sheet_of(msgspec.structs.replace(whole, tier="namespaces", device="cpu"), key)
    assert "driver" not in sheet.facts


def test_an_argument_that_is_taken_to_the_cpu_is_changed(tmp_path, keys, pools, device):
    """What the caller holds is to stay where it is."""
    text = """\
        import torch

        def evaluate(net, loader):
            mode = net.training
            net.eval()
            total = rows = 0
            with torch.no_grad():
                for X, y in loader:
                    total += torch.nn.functional.mse_loss(net(X), y).item() * len(y)
                    rows += len(y)
            net.train(mode)
            return total / rows
    """
    found, _ = graded(tmp_path / "exercise_06.py", keys["exercise_06"], pools, text, ("evaluate",))
    assert found["evaluate"].outcome is Outcome.PASSED
    moves = text.replace("return total", "net.cpu()\n            return total")
    found, _ = graded(tmp_path / "exercise_06.py", keys["exercise_06"], pools, moves, ("evaluate",))
    told = by_device(found["evaluate"])
    assert told["cpu"].outcome is Outcome.PASSED
    assert (told[device].outcome, told[device].aspects) == (Outcome.FAILED, (Aspect.INPUTS,))


def test_batches_lie_where_the_data_lies(tmp_path, keys, pools, device):
    text = """\
        import torch

        def batches(X, y, batch_size):
            order = torch.randperm(len(X))
            for start in range(0, len(X), batch_size):
                rows = order[start:start + batch_size].to(X.device)
                yield X[rows].cpu(), y[rows]
    """
    found, _ = graded(tmp_path / "exercise_06.py", keys["exercise_06"], pools, text, ("batches",))
    told = by_device(found["batches"])
    assert told["cpu"].outcome is Outcome.PASSED
    assert (told[device].outcome, told[device].aspects) == (Outcome.FAILED, (Aspect.DEVICE,))
