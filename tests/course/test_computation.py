"""Computed inputs: a Python function makes them of others, and they are shown by their value."""

import numpy as np
import pytest
import torch

from grader.core.errors import CourseError
from grader.course import (
    Exercise,
    computed,
    each,
    functions,
    index,
    list_of,
    made,
    one_of,
    record,
    size,
    tensors,
)
from grader.course.drawing import boundaries, drawn, smallest
from grader.course.further import further
from grader.course.load import Course
from grader.course.making import make, make_hidden
from grader.runner.recording.building import build, build_all


def task_of(function, inputs, **options):
    return Exercise("Computed").task(inputs=inputs, **options)(function)


def cases_of(task, *, gradient=False, count=20):
    found = [
        *boundaries(task.inputs, gradient=gradient),
        *drawn(task.inputs, gradient=gradient, count=count, start=1),
    ]
    return [entry.case(task.names, len(task.parameters), named=task.refers) for entry in found]


def of_matrix(A): ...


def test_it_is_a_value_of_other_inputs_that_need_not_be_parameters():
    task = task_of(of_matrix, {"A": computed(lambda B: B @ B.mT), "B": tensors("m n")})
    cases = cases_of(task)
    assert task.names == ("A",)
    assert ("torch.tensor([[26., 32.], [32., 65.]])",) in [case.code for case in cases]
    for case in cases:
        (value,) = map(build, case.inputs)
        assert torch.allclose(value, value.mT)
        assert torch.equal(eval(case.code[0], {"torch": torch}), value)
    assert {build(case.inputs[0]).dtype for case in cases} == {torch.float32, torch.float64}


def test_a_parameter_may_be_computed_of_another():
    def predict(X, w, y): ...

    inputs = {"X": tensors("n d"), "w": tensors("d"), "y": computed(lambda X, w: X @ w)}
    for case in cases_of(task_of(predict, inputs)):
        X, w, y = map(build, case.inputs)
        torch.testing.assert_close(y, X @ w)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (lambda n: n / 2, "1.5"),
        (lambda n: f"{n} rows", "'3 rows'"),
        (lambda n: [n, float("inf"), None], "[3, float('inf'), None]"),
        (lambda n: (torch.ones(n),), "(torch.tensor([1., 1., 1.]),)"),
        (lambda n: {"rows": n, "all": n > 2}, "{'rows': 3, 'all': True}"),
        (lambda n: np.arange(n) + 0.5, "np.array([0.5, 1.5, 2.5])"),
        (lambda n: torch.ones(n).shape, "torch.Size([3])"),
        (lambda n: torch.zeros(n).bool(), "torch.tensor([False, False, False])"),
    ],
)
def test_it_may_be_any_plain_value(result, code):
    (case, *_) = cases_of(task_of(of_matrix, {"A": computed(result), "n": each(3)}))
    assert case.code == (code,)
    value = build(case.inputs[0])
    pasted = eval(code, {"torch": torch, "np": np})
    assert type(value) is type(pasted)
    assert str(value) == str(pasted)


def test_chains_are_computed_in_turn_whatever_their_order():
    inputs = {
        "A": computed(lambda C: C + 1),
        "C": computed(lambda B, n: B * n),
        "n": size("k"),
        "B": tensors("k", dtypes=("int64",)),
    }
    case = cases_of(task_of(of_matrix, inputs))[0]
    assert case.code == ("torch.tensor([7, -7])",)


def test_it_works_inside_other_words_and_with_a_change():
    inputs = {
        "A": one_of(
            computed(lambda B: B.sum()), list_of(computed(lambda B: B + 1).map(lambda C: 2 * C), each(5))
        ),
        "B": tensors("n", dtypes=("int64",)),
    }
    codes = {case.code[0] for case in cases_of(task_of(of_matrix, inputs))}
    assert {"torch.tensor(-1)", "[torch.tensor([8, -6]), 5]"} <= codes


def test_a_made_text_may_use_it():
    def loss_of(loss): ...

    inputs = {"loss": made("(A * A).sum()"), "A": computed(lambda B: B + 1), "B": tensors("n")}
    task = task_of(loss_of, inputs)
    assert task.names == ("loss", "A")
    for case in cases_of(task):
        loss, A = build_all(case)
        assert torch.equal(loss, (A * A).sum())
    assert cases_of(task)[0].setup == ("A = torch.tensor([7., -1.])", "loss = (A * A).sum()")


def test_it_may_use_a_function():
    def of_values(f, x, y): ...

    inputs = {"f": functions("lambda x: x * x"), "x": tensors("n"), "y": computed(lambda f, x: f(x))}
    for case in cases_of(task_of(of_values, inputs)):
        _, x, y = build_all(case)
        assert torch.equal(y, x * x)


def test_requires_grad_is_kept_and_follows_in_a_task_with_gradients():
    inputs = {"A": computed(lambda B: (B * 2).requires_grad_()), "B": tensors("n")}
    assert all(case.inputs[0].requires_grad for case in cases_of(task_of(of_matrix, inputs)))
    plain = {"A": computed(lambda B: [B * 2, len(B)]), "B": tensors("n", requires_grad=True)}
    flags = [case.inputs[0].items[0].requires_grad for case in cases_of(task_of(of_matrix, plain))]
    assert not any(flags)
    asked = [
        case.inputs[0].items[0].requires_grad for case in cases_of(task_of(of_matrix, plain), gradient=True)
    ]
    assert set(asked) == {True, False}


def test_random_numbers_are_the_same_each_time():
    def codes():
        inputs = {"A": computed(lambda B: torch.randn(len(B)) + np.random.rand()), "B": tensors("n")}
        return [case.code for case in cases_of(task_of(of_matrix, inputs))]

    assert codes() == codes()


def test_the_smallest_case_is_found_by_shrinking_what_it_is_computed_of():
    task = task_of(of_matrix, {"A": computed(lambda B: B + 1), "B": tensors("n", dtypes=("int64",))})

    def is_negative(entry):
        return bool((build(entry.case().inputs[0]) < 0).any())

    found = smallest(task.inputs, is_negative, gradient=False, tries=150, start=3)
    assert found.case().code == ("torch.tensor([-1])",)


def test_a_computed_tensor_of_zeros_is_not_shown_first():
    from grader.course.selection import in_order

    task = task_of(of_matrix, {"A": computed(lambda B: 2 * B), "B": tensors("n")})
    entries = in_order([*boundaries(task.inputs, gradient=False)])
    assert entries[0].code == ("torch.tensor([6.])",)


def test_further_inputs_compute_it_of_wider_ones():
    task = task_of(of_matrix, {"A": computed(lambda B: 2 * B), "B": tensors("n")})
    chunks = further(task.inputs, gradient=False, count=200, start=3)
    found = [build(entry.case().inputs[0]) for chunk in chunks for entry in chunk]
    assert any((value < -200).any() for value in found)
    assert {len(value) for value in found} >= {0, 1, 6, 17}


def test_a_parameter_with_a_default_is_no_input():
    task = task_of(of_matrix, {"A": computed(lambda n, k=10: n * k), "n": each(3)})
    assert {case.code for case in cases_of(task)} == {("30",)}


# ------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize("function", [3, "B @ B.mT", torch.linalg.inv, lambda *all: 1, lambda **all: 1])
def test_what_is_no_function_of_inputs_is_refused(function):
    with pytest.raises(ValueError, match=r"computed\(") as caught:
        computed(function)
    assert str(caught.value) == (
        f"computed({function!r}): write a function whose parameters are other inputs, such as "
        "computed(lambda B: B @ B.mT)."
    )


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"A": computed(lambda B, C: C), "B": tensors("n")},
            "In task 'of_matrix': A is computed of C, which is not an input. Name inputs: A, B. If it is a "
            "constant, write it in the function.",
        ),
        (
            {"A": computed(lambda B: B), "B": computed(lambda A: A)},
            "In task 'of_matrix': The inputs A, B are computed of each other. Compute one of them without "
            "the others.",
        ),
        (
            {"A": computed(lambda A: A)},
            "In task 'of_matrix': The inputs A are computed of each other. Compute one of them without the "
            "others.",
        ),
        (
            {"A": computed(lambda B: B), "B": made("torch.ones(3)")},
            "In task 'of_matrix': A is computed of B, which is made only when the submission runs. Compute "
            "it of other inputs, or write made(…) for A, too.",
        ),
        (
            {"A": computed(lambda log: log), "log": record()},
            "In task 'of_matrix': A is computed of log, which is made only when the submission runs. "
            "Compute it of other inputs, or write made(…) for A, too.",
        ),
        (
            {"A": computed(lambda B: B), "B": tensors("n", n=(1, 2)), "C": tensors("n", n=7)},
            "The input 'C' of task 'of_matrix' is not a parameter, and nothing uses it. Make it a parameter, "
            "use it in another input, in seen_as=… or as probe=…, or remove it.",
        ),
        (
            {"A": computed(lambda B, C: B), "B": tensors("n", n=(1, 2)), "C": tensors("n", n=7)},
            "In task 'of_matrix': The inputs contradict each other: n is in (1, 2) and in (7, 7), and no "
            "size is in both. Give one of the two dimensions another name.",
        ),
    ],
)
def test_inputs_that_cannot_be_computed_are_refused_with_file_and_line(inputs, message):
    with pytest.raises(CourseError) as caught:
        task_of(of_matrix, inputs)
    assert str(caught.value).startswith(f"{__file__}, line ")
    assert str(caught.value).partition(": ")[2] == message


COURSE = '''
import torch
from grader.course import Exercise, computed, each, size, tensors

exercise = Exercise("Computed")


@exercise.task(
    inputs={
        "A": computed(lambda B: B @ B.mT),
        "B": tensors("m n"),
    }
)
def trace(A):
    return A.trace()


@trace.misconception
def of_all(A):
    """This is the sum of all numbers."""
    return A.sum()


trace.hint("The diagonal.")
'''


@pytest.fixture
def written(tmp_path):
    """A course with one task; some text of its reference is replaced."""

    def write(*change):
        for folder in ("reference", "exercises"):
            (tmp_path / folder).mkdir(exist_ok=True)
        assert not change or change[0] in COURSE
        (tmp_path / "reference" / "a.py").write_text(COURSE.replace(*change) if change else COURSE)
        (tmp_path / "exercises" / "a.py").write_text("def trace(A):\n    raise NotImplementedError\n")
        return Course(tmp_path)

    return write


@pytest.mark.slow
def test_a_key_has_the_values_and_a_small_case_for_the_misconception(written):
    course = written()
    key = make(course, "a")
    (task,) = key.tasks
    assert all(len(case.inputs) == 1 for case in task.cases)
    assert task.misconceptions[0].observations
    (hidden,) = make_hidden(course, "a", "secret", key).tasks
    assert len(hidden.cases) > 10
    assert not {case.code for case in hidden.cases} & {case.code for case in task.cases}


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (
            "lambda B: B @ B.inverse()",
            "this function raised RuntimeError: linalg.inv: A must be batches of square matrices, but they "
            "are 1 by 2 matrices. Its arguments were: B=torch.tensor([[0., 0.]]). Make it work on every "
            "input that can be drawn, or restrict the inputs.",
        ),
        (
            "lambda B: {1, 2}",
            "this function returned {1, 2}, which cannot be an input. Its arguments were: "
            "B=torch.tensor([[0., 0.]]). Return a tensor, an array, a number, a text, or "
            "a list, tuple or dict of these.",
        ),
        (
            "lambda B: torch.nn.Linear(1, 1)",
            "this function returned Linear(in_features=1, out_features=1, bias=True), which cannot be an "
            "input. ",
        ),
        (
            "lambda B: torch.nn.Parameter(B)",
            "this function returned Parameter containing:\ntensor([[0., 0.]], requires_grad=True), which "
            "cannot be an input. ",
        ),
        ("lambda B: B.to_sparse()", "this function returned tensor(indices="),
        ("lambda B: print", "this function returned <built-in function print>, which cannot be an input. "),
    ],
)
def test_a_function_that_fails_is_told_with_file_line_and_arguments(written, function, told):
    course = written("lambda B: B @ B.mT", function)
    with pytest.raises(CourseError) as caught:
        make(course, "a")
    place = f"{course.reference('a')}, line 10: "
    assert str(caught.value).startswith(place + told)
    assert str(caught.value).endswith(" Look at the inputs of task 'trace'.")


def test_the_line_is_the_one_that_raised(written):
    line = 'exercise = Exercise("Computed")\n'
    gram = "def gram(B):\n    if not len(B):\n        raise ValueError('no row')\n    return B @ B.mT\n"
    course = written(line, f"{line}\n\n{gram}")
    path = course.reference("a")
    path.write_text(path.read_text().replace("lambda B: B @ B.mT", "gram"))
    with pytest.raises(CourseError) as caught:
        make(course, "a")
    assert str(caught.value) == (
        f"{path}, line 10: this function raised ValueError: no row. Its arguments were: "
        "B=torch.empty((0, 0), dtype=torch.float32). Make it work on every input that can be drawn, or "
        "restrict the inputs. Look at the inputs of task 'trace'."
    )


# ------------------------------------------------------------------------------------- changed values


def test_every_word_of_values_has_a_change():
    words = {
        "numbers": (each(1, 2).map(lambda n: 10 * n), {"10", "20"}),
        "a size": (size("n").map(lambda n: [n]), {"[2]", "[1]", "[3]"}),
        "an index": (index("n").map(float), {"0.0", "1.0"}),
        "options": (one_of(each(1), each("a")).map(str.upper if False else str), {"'1'", "'a'"}),
        "a change": (each(1).map(lambda n: n + 1).map(lambda n: n / 4), {"0.5"}),
    }
    for name, (word, expected) in words.items():
        task = task_of(lambda A, x: None, {"A": word, "x": tensors("n", n=(1, 3), dtypes=("int64",))})
        assert expected <= {case.code[0] for case in cases_of(task)}, name


def test_changed_lists_require_grad_as_before():
    word = list_of(tensors("n", requires_grad=True), each(2)).map(lambda pair: (pair[0] * pair[1], "twice"))
    for case in cases_of(task_of(of_matrix, {"A": word})):
        tensor, text = build(case.inputs[0])
        assert (tensor.requires_grad, tensor.is_leaf, text) == (True, True, "twice")


@pytest.mark.parametrize(
    "word", [made("x.sum()"), functions("lambda x: x"), record(), one_of(each(1), made("x"))]
)
def test_a_text_has_no_change(word):
    with pytest.raises(ValueError, match="map") as caught:
        word.map(lambda x: x)
    assert str(caught.value) == (
        ".map() cannot change what a text makes when the submission runs. Write the change in the text: "
        'made("2 * x").'
    )


def test_a_change_is_a_function():
    with pytest.raises(ValueError, match="map") as caught:
        tensors("n").map(2)
    assert str(caught.value) == ".map(2): write a function, such as .map(lambda x: x + 1)."


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ('tensors("m n").map(lambda A: A.inverse())', "this function raised RuntimeError: linalg.inv: "),
        (
            'size("m").map(lambda m: object)',
            "this function returned <class 'object'>, which cannot be an input. ",
        ),
    ],
)
def test_a_change_that_fails_is_told_with_file_and_line(written, word, told):
    course = written("computed(lambda B: B @ B.mT)", word)
    path = course.reference("a")
    path.write_text(
        path.read_text().replace("def trace(A)", "def trace(A, B)").replace("of_all(A)", "of_all(A, B)")
    )
    with pytest.raises(CourseError) as caught:
        make_without_stubs(course)
    assert str(caught.value).startswith(f"{path}, line 10: {told}")
    assert str(caught.value).endswith(" Look at the inputs of task 'trace'.")


def make_without_stubs(course):
    course.starter("a").write_text("def trace(A, B):\n    raise NotImplementedError\n")
    return make(course, "a")
