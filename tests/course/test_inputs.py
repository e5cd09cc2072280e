"""Cases: what is drawn, and that the code of a case makes exactly that case."""

import math
import sys
import types

import pytest
import torch
from hypothesis import strategies as st

from grader.course import each, index, indices, one_of, size, tensors
from grader.course.drawing import DrawnCases, boundaries, drawn, smallest
from grader.runner.recording.building import build

WORDS = {
    "matrix and vector": [tensors("m n", dtypes=("float", "int64")), tensors("n")],
    "any shape": [tensors("*s", factors=("", "* 1e30", "* 1e-30"))],
    "options": [one_of(tensors("n n").map(lambda A: A + A.mT), tensors("b m n")), each(1, 2.5, float("inf"))],
}


def cases(words, gradient=True):
    found = [*boundaries(words, gradient=gradient), *drawn(words, gradient=gradient, count=40, start=1)]
    return [entry.case() for entry in found]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_code_of_a_case_makes_its_inputs(words):
    for case in cases(words):
        for code, value in zip(case.code, case.inputs, strict=True):
            pasted, built = eval(code, {"torch": torch}), build(value)
            if not isinstance(built, torch.Tensor):
                assert pasted == built
                continue
            assert pasted.dtype == built.dtype, code
            assert pasted.requires_grad == built.requires_grad, code
            assert torch.equal(pasted, built), code
            if built.numel() > 1:
                assert pasted.is_contiguous() == built.is_contiguous(), code


def test_one_name_has_one_size_in_all_inputs():
    for case in cases(WORDS["matrix and vector"]):
        matrix, vector = case.inputs
        assert matrix.shape[1] == vector.shape[0]


def test_the_boundaries_hold_what_hides_faults():
    found = cases([tensors("m n")])
    shapes = {case.inputs[0].shape for case in found}
    assert {(2, 3), (1, 1), (2, 2)} <= shapes
    assert any(0 in shape for shape in shapes)
    assert {case.inputs[0].dtype for case in found} == {"float32", "float64"}
    assert {case.inputs[0].memory for case in found} == {"contiguous", "transposed", "strided", "expanded"}
    assert {case.inputs[0].requires_grad for case in found} == {True, False}
    assert sum(shape[0] == shape[1] for shape in shapes) < len(shapes) / 3


def test_the_boundaries_hold_vectors_shorter_than_one():
    found = [build(entry.case().inputs[0]) for entry in boundaries([tensors("n")], gradient=False)]
    assert {value.dtype for value in found if 0 < value.norm() < 1 < len(value)} >= {torch.float32}
    rows = [build(entry.case().inputs[0]) for entry in boundaries([tensors("m n", low=1)], gradient=False)]
    assert any((value.sum(1) > 0).all() and (value.sum(1) < 1).any() for value in rows if value.numel() > 1)


def test_the_boundaries_hold_tensors_of_low_numbers_only():
    found = [entry.case() for entry in boundaries([tensors("m n")], gradient=False)]
    (low,) = [case.inputs[0] for case in found if case.note == "low"]
    assert build(low).tolist() == [[-23.0, -24.0, -21.0], [-22.0, -25.0, -26.0]]


def test_low_numbers_are_within_the_limits_of_the_course_and_of_the_dtype():
    words = {
        "limits": tensors("n", low=-2, high=5),
        "labels": tensors("n", dtypes=("int64",), low=0, high=3),
        "few bits": tensors("n", dtypes=("int8",)),
        "no sign": tensors("n", dtypes=("uint8",), low=0),
    }
    found = {
        name: [
            build(entry.case().inputs[0]).min().item()
            for entry in boundaries([word], gradient=False)
            if entry.note == "low"
        ]
        for name, word in words.items()
    }
    assert found == {"limits": [-2.0], "labels": [0], "few bits": [-9], "no sign": [0]}


def pairs_of(words, first, second):
    """The values of two plain inputs that meet in a boundary case."""
    every = [entry.case().inputs for entry in boundaries(words, gradient=False)]
    return {(build(inputs[first]), build(inputs[second])) for inputs in every}


def test_the_options_of_two_inputs_are_combined_and_not_only_in_step():
    words = [tensors("n"), each("a", "b"), each(1, 2, 3), each(True, False)]
    assert pairs_of(words, 1, 2) == {(letter, number) for letter in "ab" for number in (1, 2, 3)}
    assert pairs_of(words, 2, 3) == {(number, flag) for number in (1, 2, 3) for flag in (True, False)}
    assert pairs_of(words, 1, 3) == {(letter, flag) for letter in "ab" for flag in (True, False)}


def test_combining_options_makes_hardly_more_cases():
    together = [tensors("n"), each("a", "b"), each(1, 2, 3)]
    alone = [tensors("n"), each(1, 2, 3)]
    counts = [len({entry.code for entry in boundaries(words, gradient=False)}) for words in (alone, together)]
    assert counts == [28, 29]


def test_any_shape_means_rank_zero_to_three():
    ranks = {len(case.inputs[0].shape) for case in cases([tensors("*s")])}
    assert ranks == {0, 1, 2, 3}


def test_no_input_requires_grad_where_gradients_are_not_asked():
    assert not any(
        value.requires_grad for case in cases([tensors("n")], gradient=False) for value in case.inputs
    )


def test_float64_cases_hold_thirds_which_show_a_lost_dtype():
    found = [case.inputs[0] for case in cases([tensors("n")]) if case.inputs[0].dtype == "float64"]
    assert any((build(value) != build(value).float().double()).any() for value in found)


def test_drawing_twice_gives_the_same_whatever_local_code_is_imported(monkeypatch, tmp_path):
    words = [tensors("m n", high=9000), each(*range(40))]
    before = [case.code for case in cases(words)]
    path = tmp_path / "many_constants.py"
    path.write_text(f"NUMBERS = {list(range(1000, 9000, 7))}\n")
    module = types.ModuleType("many_constants")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "many_constants", module)
    assert [case.code for case in cases(words)] == before


def test_a_strategy_of_the_course_may_be_used():
    from grader.course.inputs import as_input

    word = as_input(st.sampled_from(["sum", "mean"]))
    assert {case.code for case in cases([word])} == {("'sum'",), ("'mean'",)}


def test_the_smallest_case_is_found_by_shrinking():
    words = [tensors("n")]

    def negative_sum(entry: DrawnCases) -> bool:
        return bool(build(entry.case().inputs[0]).sum() < 0)

    found = smallest(words, negative_sum, gradient=False, tries=150, start=3)
    assert found.case().code == ("torch.tensor([-1.])",)
    assert smallest(words, lambda _entry: False, gradient=False, tries=20, start=3) is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: tensors("m-n"),
            'tensors(\'m-n\'): write dimensions as names or numbers, such as "n", "m n", "n 1", "*s".',
        ),
        (
            lambda: tensors("n", dtypes=("float31",)),
            "tensors('n'): dtypes=('float31',); use \"float\" or names such as \"int64\".",
        ),
        (lambda: each(), "each() needs at least one value, such as each(1, 2)."),
    ],
)
def test_a_word_that_cannot_be_meant_says_so(make, message):
    with pytest.raises(ValueError, match=r"tensors|each") as caught:
        make()
    assert str(caught.value) == message


def test_cases_are_ordered_from_readable_to_large():
    from grader.course.selection import in_order

    words = [tensors("n")]
    entries = in_order([*boundaries(words, gradient=False), *drawn(words, gradient=False, count=40, start=1)])
    first, last = entries[0].case(), entries[-1].case()
    assert first.code == ("torch.tensor([3.])",) or math.prod(first.inputs[0].shape) <= 2
    assert math.prod(last.inputs[0].shape) > 10


def test_sizes_and_indices_go_with_the_dimension_that_they_name():
    words = [tensors("m n"), size("n"), index("m"), indices("n")]
    found = cases(words)
    for case in found:
        matrix, count, row, columns = (build(value) for value in case.inputs)
        assert count == matrix.shape[1]
        assert 0 <= row < max(matrix.shape[0], 1)
        assert all(0 <= column < count for column in columns)
    assert {(matrix.shape[0], build(row)) for matrix, _, row, _ in (case.inputs for case in found)} >= {
        (3, 0),
        (3, 2),
        (3, 1),
    }
    assert {build(columns) == [] for *_, columns in (case.inputs for case in found)} == {True, False}


@pytest.mark.parametrize(("word", "name"), [(size, "size"), (index, "index"), (indices, "indices")])
def test_a_size_names_one_dimension(word, name):
    with pytest.raises(ValueError, match=name) as caught:
        word("m n")
    assert str(caught.value) == f"{name}('m n'): name one dimension, such as {name}(\"n\")."


def test_a_range_holds_for_large_tensors_as_well():
    for case in cases([tensors("m n", low=1, high=3, factors=("", "/ 10"))]):
        (value,) = case.inputs
        scale = 10 if "/ 10" in case.code[0] else 1
        whole = (build(value).detach() * scale).round()
        assert torch.allclose(build(value).detach() * scale, whole)
        assert whole.numel() == 0 or (whole.min() >= 1 and whole.max() <= 3)
