"""`grade verify --mutants`: which edited references fail, and which pass or are equal."""

import ast
import io
import re

import kinds
import pytest
from kinds import course_of
from rich.console import Console

from grader.course.load import Course
from grader.workshop import table
from grader.workshop.edit_kinds import Scope
from grader.workshop.mutant_code import mutants_of
from grader.workshop.mutants import try_mutants, written

REFERENCE = """
from grader.course import Exercise, each, tensors

exercise = Exercise("Small")
POWER = 2


def powers(x):
    return x**POWER


@exercise.task(inputs={"x": tensors("n")})
def norm(x):
    return powers(x).sum().sqrt()


@norm.right
def powers_of_two(x):
    return x.norm()


@exercise.task(inputs={"n": each(1, 2, 3, 4, 5, 8)})
def halves(n):
    return (n + 1) // 2 if n > 2 else 0
"""
STARTER = "def norm(x):\n    pass\n\n\ndef halves(n):\n    pass\n"


def tried(folder, pool, *, changes=(), further=60, tasks=()):
    """The mutants of that course, and what to fix as texts."""
    text = REFERENCE
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    for name, content in (("reference", text), ("exercises", STARTER)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "small.py").write_text(content)
    proof = try_mutants(
        Course(folder), "small", pool, progress=lambda _text: None, tasks=tasks, further=further
    )
    return proof, [f"{fault.task}: {fault.message}" for fault in proof.faults]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, pool):
    """All mutants of the course, tried once."""
    return tried(tmp_path_factory.mktemp("course"), pool)


def test_a_mutant_is_an_edit_of_the_reference_or_of_what_it_uses():
    source = REFERENCE
    edits = [mutant.edit for mutant in mutants_of(source, "norm", Scope(graph=False))]
    shown = {f"{edit.line}: {edit.before} → {edit.after}" for edit in edits}
    assert {
        "5: POWER = 2 → POWER = 3",
        "9: x ** POWER → x * POWER",
        "14: powers(x).sum() → powers(x).mean()",
    } <= {text.replace("return ", "") for text in shown}
    assert not any(line in range(17, 20) for line in (edit.line for edit in edits))
    assert len(edits) == len({edit.text for edit in edits})


def test_a_mutant_uses_its_own_edit_and_leaves_the_file_alone():
    (mutant,) = [
        mutant
        for mutant in mutants_of(REFERENCE, "norm", Scope(graph=False))
        if mutant.edit.after == "POWER = 3"
    ]
    names = {"POWER": 2}
    exec(mutant.piece.text, names)  # made above
    assert names[mutant.name].__code__.co_name == "norm"
    assert names["POWER"] == 2
    assert [node.name for node in ast.parse(mutant.piece.text).body[0].body if hasattr(node, "name")] == [
        "powers",
        "norm",
    ]


def test_a_parameter_is_not_the_function_of_the_same_name():
    source = "@exercise.task(inputs={})\ndef batches(n):\n    return n\n\n\n"
    source += "@exercise.task(inputs={})\ndef epoch(batches):\n    return batches + 1\n"
    lines = {mutant.edit.line for mutant in mutants_of(source, "epoch", Scope())}
    assert lines == {8}


@pytest.mark.slow
def test_what_changes_the_result_fails_and_what_does_not_is_equal(whole):
    proof, faults = whole
    assert faults == []
    norm, halves = proof.tasks
    assert (norm.task, halves.task) == ("norm", "halves")
    equal = {f"{known.edit.before} → {known.edit.after}" for known in norm.survivors}
    assert "powers(x) → powers(-x)" in equal
    assert not any("mean" in edit for edit in equal)
    assert norm.failed == norm.mutants - len(norm.survivors) > 20
    assert all(survivor.tried > 0 for survivor in norm.survivors)
    assert norm.missed == halves.missed == ()


@pytest.mark.slow
@pytest.mark.long
def test_a_mutant_that_never_returns_fails(tmp_path, pool):
    endless = "def halves(n):\n    while n > 1:\n        n -= 2\n    return n\n"
    before = REFERENCE[REFERENCE.index("def halves") :]
    proof, faults = tried(tmp_path, pool, changes=((before, endless),), tasks=["halves"])
    (halves,) = proof.tasks
    assert faults == []
    assert "n -= 2  →  pass" not in map(written, (survivor.edit for survivor in halves.survivors))
    assert halves.failed == halves.mutants - len(halves.survivors) > 10


@pytest.mark.slow
def test_a_mutant_that_differs_outside_the_key_is_a_fault_with_its_input(tmp_path, pool):
    odd_only = (("1, 2, 3, 4, 5, 8", "1, 3, 5"),)
    proof, faults = tried(tmp_path, pool, changes=odd_only, tasks=["halves"])
    assert faults == [
        f"halves: line 24: {edit} passes, but differs from the reference on:\n"
        f"halves({number})\nWiden the inputs so that a case shows it."
        for edit, number in (
            ("(n + 1) // 2 if n > 2 else 0  →  (n + 1) // 2 if n >= 2 else 0", 2),
            ("n > 2  →  n > 1", 2),
            ("n + 1  →  n + 2", 4),
        )
    ]
    assert len(proof.tasks[0].missed) == 3


@pytest.mark.slow
def test_two_runs_give_the_same_and_a_task_can_be_named(whole, tmp_path, pool):
    again, _ = tried(tmp_path, pool, tasks=["halves"])
    assert again.tasks == whole[0].tasks[1:]


@pytest.mark.slow
def test_the_table_has_the_numbers_of_each_task_and_the_equal_edits(whole):
    proof, _ = whole
    console = Console(width=100, record=True, file=io.StringIO())
    table.show_mutants(proof, console)
    table.show_sum_of_mutants([proof], console)
    text = console.export_text()
    norm, halves = proof.tasks
    row = re.search(r"✓  norm +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)", text)
    assert row is not None
    equal = len(norm.survivors)
    assert list(map(int, row.groups())) == [norm.kinds, norm.mutants, norm.failed, equal, 0]
    assert "norm:14" in text
    assert (
        f"1 exercise: 2 tasks, {norm.failed + halves.failed} of {norm.mutants + halves.mutants} mutants"
        in text
    )


def test_a_course_file_that_cannot_be_used_is_a_fault(tmp_path, pool):
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "small.py").write_text("exercise = 1 / 0")
    proof = try_mutants(Course(tmp_path), "small", pool, progress=lambda _text: None)
    assert (proof.tasks, len(proof.faults)) == ((), 1)
    assert "this raised ZeroDivisionError: division by zero. Fix that line." in proof.faults[0].message


def test_of_variables_and_classes_the_edits_fail(tmp_path, pool):
    course = course_of(tmp_path, kinds.STARTER, kinds.REFERENCE)
    proof = try_mutants(course, "week_1", pool, progress=lambda _text: None, further=20)
    assert [(task.task, task.mutants > 5, task.missed) for task in proof.tasks] == [
        ("x", True, ()),
        ("MLP", True, ()),
    ]
