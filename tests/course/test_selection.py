"""Which of the drawn cases are tried, and in which order."""

import torch

from grader.course import each, one_of, selection, tensors
from grader.course.exercise import Exercise
from grader.course.selection import Selection
from grader.course.task_key import TaskMaker
from grader.course.traits import traits
from grader.course.trial import Trial


def total(X, p):
    return (X * p).sum(dim=-1)


def task_of(*, cases=64, variants=()):
    task = Exercise("Test").task(inputs={"X": tensors("m n"), "p": each(1.0, 2.0, -3.0)}, cases=cases)(total)
    for variant in variants:
        task.misconception(variant)
    return task


def maker(task):
    return TaskMaker("exercise_test", task)


def pairs_of_traits(key):
    found = [traits(case, known.observation) for case, known in zip(key.cases, key.expected, strict=True)]
    return {frozenset((one, other)) for case in found for one in case for other in case}


def test_fewer_cases_are_tried_than_are_drawn_and_they_have_the_same_pairs_of_traits():
    few, every = maker(task_of()).make(), maker(task_of()).make_all()
    assert len(few.cases) < 0.8 * len(every.cases)
    assert few.drawn == len(every.cases)
    assert pairs_of_traits(few) == pairs_of_traits(every)


def test_each_of_a_few_values_is_tried():
    codes = {case.code[1] for case in maker(task_of()).make().cases}
    assert codes == {"1.0", "2.0", "-3.0"}


def test_the_ranks_say_which_case_is_easiest_to_read():
    few, every = maker(task_of()).make(), maker(task_of()).make_all()
    ranks = [case.rank for case in few.cases]
    assert sorted(ranks) == list(range(len(ranks)))
    assert ranks[0] == 0
    assert few.cases[0].code == every.cases[0].code
    assert ranks != sorted(ranks)


def wrong_now_and_then(X, p):
    """The sum is off by one where nothing is unusual."""
    return total(X, p) + int(100 * X.abs().sum()) // 100 % 13 // 12


def test_a_misconception_shows_often_if_enough_drawn_cases_show_it(monkeypatch):
    task = task_of(cases=200, variants=[wrong_now_and_then])
    shown = len(maker(task).make().misconceptions[0].observations)
    monkeypatch.setattr(selection, "OFTEN", 0)
    by_chance = len(maker(task).make().misconceptions[0].observations)
    assert by_chance < 3 <= shown


def off_by_little(X, p):
    """The result is off by less than one in a thousand."""
    return total(X, p) * (1 + 2e-4)


def test_a_misconception_that_differs_by_little_shows():
    (known,) = maker(task_of(variants=[off_by_little])).make().misconceptions
    assert len(known.observations) >= 3


def test_cases_that_the_reference_refuses_are_dropped_once():
    def picky(x):
        if len(x) == 2:
            raise ValueError("left out")
        return x.sum()

    task = Exercise("Test").task(inputs={"x": tensors("n")})(picky)
    key = maker(task).make()
    every = TaskMaker("exercise_test", task)
    assert key.dropped == every.make_all().dropped
    assert key.dropped["ValueError"] >= 1
    assert all(case.inputs[0].shape != (2,) for case in key.cases)


def test_a_task_with_one_call_has_one():
    def half():
        return torch.tensor(0.5)

    key = maker(Exercise("Test").task(inputs={})(half)).make()
    assert [(case.code, case.rank) for case in key.cases] == [((), 0)]


def plus_ten(x):
    return x + 10


def plus_twenty(x):
    return x + 20


def plus_thirty(x):
    return x + 30


def test_each_way_to_make_an_input_is_tried():
    changes = (plus_ten, plus_twenty, plus_thirty)
    numbers = tensors("n", low=1, high=9, factors=("",), n=1)

    def mean(x):
        return x.mean()

    task = Exercise("Test").task(inputs={"x": one_of(*map(numbers.map, changes))})(mean)
    chooser = Selection("exercise_test", task, Trial(task))
    drawn = {case.code: case.ways for case in chooser.drawn()}
    ways = {drawn[case.code] for case, _ in chooser.chosen(chooser.drawn())}
    assert ways == {(f"{change.__name__} of TensorSpec",) for change in changes}
