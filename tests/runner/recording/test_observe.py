"""One call, recorded: odd results, odd objects, odd exceptions."""

import collections
import gc
import random
import weakref

import numpy as np
import pytest
import torch
from making import number, tensor

from grader.core.limits import MOST_ITEMS
from grader.core.model import Case, Observation, Requirements
from grader.core.value import DEEP, LONG, WIDE, Array, Atom, Items, Mapping, Opaque
from grader.runner.recording.building import build
from grader.runner.recording.observe import observe
from grader.runner.recording.output import LONGEST_OUTPUT
from grader.runner.recording.values import plain


def call(function, *inputs, gradient=False):
    values = tuple(value if isinstance(value, Array) else plain(value) for value in inputs)
    return observe(function, Case(values, ("",) * len(values), 7), Requirements(gradient))


@pytest.mark.parametrize(
    ("thing", "value"),
    [
        (3, number(3)),
        (3.5, number(3.5)),
        (True, number(True)),
        (None, Atom("NoneType", "None")),
        ("mean", Atom("str", "mean")),
        (torch.float64, Atom("dtype", "torch.float64")),
        (torch.Size([2, 3]), Items("torch.Size", (number(2), number(3)))),
        ((torch.tensor([1.0]), [2]), Items("tuple", (tensor([1.0]), Items("list", (number(2),))))),
        ({"a": torch.tensor(1)}, Mapping("dict", ((Atom("str", "a"), tensor(1, "int64")),))),
        (torch.tensor([True]), tensor([True], "bool")),
        (np.array([1.0, 2.0]), Array("ndarray", "float64", (2,), np.array([1.0, 2.0]).tobytes())),
        (np.float32(2), Array("numpy scalar", "float32", (), np.float32(2).tobytes())),
        (torch.tensor([1 + 2j], dtype=torch.complex128), tensor([1 + 2j], "complex128")),
        (collections.OrderedDict(a=1), Mapping("dict", ((Atom("str", "a"), number(1)),))),
        (
            torch.nn.Parameter(torch.ones(1)),
            Array("Parameter", "float32", (1,), np.ones(1, "f4").tobytes(), requires_grad=True),
        ),
        (torch.max(torch.tensor([[1.0]]), 0), Items("tuple", (tensor([1.0]), tensor([0], "int64")))),
        (10**30, Opaque("int", WIDE)),
        (torch.empty(2, device="meta"), Array("tensor", "float32", (2,), None, device="meta")),
        (torch.eye(2).to_sparse(), Array("tensor", "float32", (2, 2), None, layout="sparse_coo")),
    ],
    ids=str,
)
def test_results_become_plain_values(thing, value):
    assert plain(thing) == value


@pytest.mark.filterwarnings("ignore")
def test_a_quantized_and_a_nested_tensor_have_no_numbers():
    quantized = torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)
    assert (plain(quantized).dtype, plain(quantized).data) == ("quint8", None)
    nested = torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])
    assert (plain(nested).layout, plain(nested).data) == ("nested", None)


def test_bfloat16_travels():
    value = plain(torch.tensor([1.5, -2.0], dtype=torch.bfloat16))
    assert torch.equal(build(value), torch.tensor([1.5, -2.0], dtype=torch.bfloat16))


class Liar(torch.Tensor):
    """Says of everything that it is equal."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


def test_a_tensor_subclass_is_reduced_to_its_numbers():
    assert plain(torch.tensor([1.0, 2.0]).as_subclass(Liar)) == tensor([1.0, 2.0])


class Unreadable:
    """Fails at whatever is asked of it."""

    __hash__ = None

    def __eq__(self, other):
        return True

    def __repr__(self):
        raise RuntimeError("no")

    @property
    def __class__(self):
        return torch.Tensor


def test_an_object_that_lies_is_opaque():
    assert plain(Unreadable()) == Opaque("Unreadable")


def test_containers_that_never_end_are_cut():
    loop = []
    loop.append(loop)
    cut = plain(loop)
    while isinstance(cut, Items):
        (cut,) = cut.items
    assert cut == Opaque("list", DEEP, "20")
    assert plain(list(range(MOST_ITEMS))) == Opaque(
        "list", LONG, "4,000"
    )  # with the list itself, one too many
    assert len(plain(list(range(MOST_ITEMS - 1))).items) == MOST_ITEMS - 1
    assert plain(x for x in iter(int, 1)) == Opaque("generator")


def test_an_exception_is_recorded_with_its_type_and_message():
    def fails(x):
        raise ValueError("no such luck")

    seen = call(fails, 1)
    assert (seen.value, seen.failure.type, seen.failure.message) == (None, "ValueError", "no such luck")


def test_exceptions_that_are_no_exceptions_are_recorded_too():
    class Strange(BaseException):
        def __str__(self):
            raise RuntimeError

    def strange(x):
        raise Strange

    def leaves(x):
        raise SystemExit(3)

    assert call(strange, 1).failure.message == "<exception str() failed>"
    assert call(leaves, 1).failure.type == "SystemExit"


def test_what_is_printed_is_kept_up_to_a_limit(capsys):
    def chatty(x):
        for _ in range(1000):
            print("x" * 1000)

    seen = call(chatty, 1)
    assert seen.stdout.startswith("xxx")
    assert len(seen.stdout) < LONGEST_OUTPUT + 100
    assert capsys.readouterr().out == ""


def test_warnings_of_torch_are_kept():
    seen = call(lambda y: torch.nn.functional.mse_loss(torch.ones(2, 1), y), tensor([1.0, 1.0]))
    assert seen.warnings[0].startswith("Using a target size (torch.Size([2]))")


def test_inputs_are_recorded_as_the_call_left_them():
    def zeroes(x):
        x.zero_()

    assert call(zeroes, tensor([1.0, 2.0])).inputs == (tensor([0.0, 0.0]),)


def test_a_gradient_is_taken_for_inputs_that_require_it():
    x = tensor([3.0, -4.0], requires_grad=True)
    twice = call(lambda x: 2 * x.sum(), x, gradient=True).gradient[0]
    once = call(lambda x: x.sum(), x, gradient=True).gradient[0]
    assert np.frombuffer(twice.data, "f4").tolist() == (2 * np.frombuffer(once.data, "f4")).tolist()
    assert call(lambda x: x.detach().sum(), x, gradient=True).gradient == (None,)


def test_a_gradient_that_raises_is_recorded():
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, grad):
            raise ArithmeticError("not today")

    seen = call(Broken.apply, tensor([1.0], requires_grad=True), gradient=True)
    assert seen.gradient == (None,)
    assert "not today" in seen.gradient_failure.message


def test_random_sources_are_seeded_before_each_call():
    def draws(x):
        return torch.rand(1), random.random(), float(np.random.rand())

    assert call(draws, 1).value == call(draws, 1).value


def test_global_state_is_put_back():
    def meddles(x):
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)

    call(meddles, 1)
    assert torch.is_grad_enabled()
    assert torch.get_default_dtype() is torch.float32


def test_layouts_are_rebuilt():
    for memory in ("transposed", "strided", "expanded"):
        value = tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], memory=memory)
        made = build(value)
        assert made.tolist() == [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
        assert not made.is_contiguous()


def test_an_observation_of_the_same_call_is_the_same():
    def function(x):
        print("hello")
        return (x * x).sum(), [x.shape]

    first, second = (call(function, tensor([1.0, 2.0])) for _ in range(2))
    assert Observation(first.value, first.failure, first.inputs) == Observation(
        second.value, second.failure, second.inputs
    )


def test_what_a_failed_call_had_allocated_is_given_back_at_once():
    class Large:
        pass

    kept = []

    def fails(x):
        large = Large()
        kept.append(weakref.ref(large))
        raise ValueError

    gc.disable()
    try:
        call(fails, 1)
        assert kept[0]() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("make", [torch.empty, torch.Tensor, torch.ones(1).new_empty])
def test_memory_that_was_never_set_shows(make):
    seen = call(lambda: make(3))
    assert np.isnan(np.frombuffer(seen.value.data, "f4")).all()


def test_filling_unset_memory_leaves_no_trace():
    seen = call(lambda x: x.put_(torch.tensor([0, 0]), torch.tensor([1.0, 2.0])), torch.zeros(2))
    assert seen.warnings == ()
    assert not torch.are_deterministic_algorithms_enabled()


def test_a_warning_of_torch_is_told_without_its_own_files():
    def warns():
        import warnings

        warnings.warn("Use it so. (Triggered internally at /pytorch/aten/Context.cpp:186.)", stacklevel=1)

    assert call(warns).warnings == ("Use it so.",)


def test_a_sparse_gradient_arrives_with_all_its_elements():
    class Sparse(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, grad):
            return grad.to_sparse()

    seen = call(Sparse.apply, tensor([1.0, 2.0], requires_grad=True), gradient=True)
    assert seen.gradient == (tensor([1.0, 2.0]),) or seen.gradient[0].data is not None


def test_the_clock_is_the_one_before_the_submission_came(monkeypatch):
    def lies(x):
        monkeypatch.setattr("time.perf_counter", lambda: 1.7e308)
        return x

    assert 0 <= call(lies, 1.0).seconds < 1e3
