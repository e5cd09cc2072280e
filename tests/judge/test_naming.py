"""Which misconceptions a wrong answer holds: alone, beside another departure, or two at once."""

import msgspec
import numpy as np
import pytest
from making import expected, number, tensor

from grader.core.model import Broken, Case, Failure, Misconception, Observation, Property, TaskKey
from grader.core.value import Items
from grader.core.verdict import Named
from grader.judge import naming
from grader.judge.alike import alike
from grader.judge.naming import name_misconceptions
from grader.locale.messages import sentence


def task(*cases, misconceptions=(), right=None):
    """A task whose expected results are the numbers of its cases: 0, 1, 2, …"""
    right = right or [tensor(float(n)) for n in range(len(cases))]
    pairs = zip(right, cases, strict=True)
    return TaskKey(
        name="f",
        parameters=("x",),
        points=1.0,
        aspects=("inputs",),
        weights={"values": 1.0},
        cases=tuple(Case(inputs, tuple("?" for _ in inputs), 0) for inputs in cases),
        expected=tuple(expected(value, inputs=inputs) for value, inputs in pairs),
        misconceptions=misconceptions,
        dropped={},
    )


def ones(*shape):
    return tensor(np.ones(shape))


def one(task, observations, passing, shown=None):
    """The first name, or None."""
    return next(iter(name_misconceptions(task, observations, passing, shown)), None)


# -------------------------------------------------------------------------------- one on every case

CASES = [(tensor([float(n)]),) for n in range(8)]


def seen(value):
    return Observation(value=tensor(value), inputs=CASES[0])


def known(name, values):
    """A misconception that gives other values than 0, 1, 2, … on some cases."""
    return Misconception(
        name,
        tuple((n, Observation(value=tensor(value), inputs=CASES[n])) for n, value in values.items()),
        (name,),
    )


def named(values, *misconceptions, shown=None):
    """What is said of a submission that gives other values than 0, 1, 2, … on some cases."""
    observations = [
        Observation(value=tensor(values.get(n, float(n))), inputs=inputs) for n, inputs in enumerate(CASES)
    ]
    passing = [n not in values for n in range(len(CASES))]
    return one(task(*CASES, misconceptions=misconceptions), observations, passing, shown)


def alone(values, known, shown):
    """The one misconception that is named without anything beside it."""
    observations = [
        Observation(value=tensor(values.get(n, float(n))), inputs=inputs) for n, inputs in enumerate(CASES)
    ]
    passing = [n not in values for n in range(len(CASES))]
    return naming._Answer(task(*CASES, misconceptions=(known,)), observations, passing).alone(shown)


SQUARES = known("squares", {2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0})
NEGATES = known("negates", {6: -6.0, 7: -7.0})


def test_calls_that_are_all_right_have_no_name():
    """So it is if the first call that fails never returns."""
    assert named({}, SQUARES, NEGATES) is None


def test_a_submission_that_does_the_same_on_every_case_has_the_misconception():
    assert named({2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0}, NEGATES, SQUARES) == Named("squares", True)


def test_a_submission_that_does_the_same_on_most_failing_cases_looks_like_it():
    assert named({2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0, 6: 100.0}, SQUARES) == Named("squares", False)
    assert named({2: 4.0, 3: 9.0, 4: 100.0, 5: 100.0}, SQUARES) == Named("squares", False)


def test_a_submission_that_does_the_same_on_few_failing_cases_does_not_look_like_it():
    assert named({2: 4.0, 3: 100.0, 4: 100.0, 5: 100.0}, SQUARES) is None


def test_a_right_answer_where_the_misconception_is_wrong_contradicts_it():
    assert named({2: 4.0, 3: 9.0, 4: 16.0}, SQUARES) is None


def test_a_misconception_must_explain_the_case_that_is_shown():
    values = {2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0, 6: 100.0}
    assert named(values, SQUARES, shown=2) == Named("squares", False)
    assert named(values, SQUARES, shown=6) is None


def test_a_misconception_that_does_something_else_on_the_shown_case_is_compared_there_only(monkeypatch):
    compared = []
    monkeypatch.setattr(naming, "alike", lambda *given, **_: compared.append(given) or alike(*given))
    assert alone({2: 0.0, 3: 9.0, 4: 16.0, 5: 25.0}, SQUARES, shown=2) is None
    assert len(compared) == 1
    assert named({2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0}, SQUARES, shown=2) == Named("squares", True)
    assert len(compared) == 1 + 4


def test_of_two_misconceptions_the_one_that_explains_more_is_named():
    both = {2: 4.0, 3: 9.0, 4: 16.0, 5: 25.0, 6: -6.0, 7: -7.0}
    assert named(both, NEGATES, SQUARES) == Named("squares", False)
    everything = known("everything", both)
    assert named(both, NEGATES, SQUARES, everything) == Named("everything", True)


def test_of_two_that_explain_as_much_the_first_is_named():
    values = {6: -6.0, 7: -7.0}
    assert named(values, NEGATES, known("also", values)).name == "negates"


def test_another_wrong_answer_is_no_known_misconception():
    assert named({0: 5.0, 1: 5.0}, SQUARES, NEGATES) is None
    assert named({0: 5.0}) is None


def test_the_same_exception_is_the_same_misconception():
    raising = Observation(failure=Failure("RuntimeError", "size (2) must match 'A'"), inputs=CASES[0])
    other = Observation(failure=Failure("RuntimeError", "size (3) must match 'x'", line=7), inputs=CASES[0])
    misconception = Misconception("transposes", ((1, raising),), ("transposes",))
    right = [Observation(value=tensor(float(n)), inputs=inputs) for n, inputs in enumerate(CASES)]
    passing = [n != 1 for n in range(8)]
    such = task(*CASES, misconceptions=(misconception,))
    assert one(such, [right[0], other, *right[2:]], passing) == Named("transposes", True)
    different = Observation(failure=Failure("ValueError", "size (3) must match 'x'"), inputs=CASES[0])
    assert one(such, [right[0], different, *right[2:]], passing) is None


@pytest.mark.parametrize(
    ("empty", "refused", "name"),
    [
        (ones(0), True, Named("adds_dtypes", False)),  # another torch takes it
        (ones(0), False, None),
        (ones(2), True, None),
    ],
    ids=["raised for an empty input", "another result for it", "raised for an input that is not empty"],
)
def test_an_empty_input_that_only_another_torch_refuses_contradicts_no_misconception(empty, refused, name):
    inputs = (empty,)
    error = Observation(failure=Failure("RuntimeError", "must have the same dtype"), inputs=inputs)
    seen = ((0, error), (1, error), (2, error if refused else Observation(value=tensor(9.0), inputs=inputs)))
    misconception = Misconception("adds_dtypes", seen, ("adds_dtypes",))
    such = task((ones(1),), (ones(3),), inputs, misconceptions=(misconception,))
    right = Observation(value=tensor(2.0), inputs=inputs)
    assert one(such, [error, error, right], [False, False, True]) == name
    assert one(such, [error, error, error], [False, False, False]) == (Named("adds_dtypes", refused))


def test_rounding_does_not_hide_a_misconception():
    assert named({2: 4.00001, 3: 9.0, 4: 16.0, 5: 24.99999}, SQUARES).certain
    assert named({2: 4.1, 3: 9.1, 4: 16.1, 5: 25.1}, SQUARES) is None


# -------------------------------------------------------------------------------- two at once

XS = [(tensor(np.arange(1.0, n + 2)),) for n in range(6)]
"""Vectors of one to six elements."""
WRONG = Failure("RuntimeError", "it does not fit")


def at(value, n, **more):
    return Observation(value=value, inputs=XS[n], **more)


def held(answer, right, *wrong, shown=None):
    """The names and what is said beside them, of an answer and misconceptions as functions of a vector."""
    truths = [right(x) for (x,) in rows()]
    known = tuple(
        Misconception(
            name,
            tuple(
                (n, called(function, n)) for n in range(len(XS)) if called(function, n) != at(truths[n], n)
            ),
            (name,),
        )
        for name, function in wrong
    )
    observations = [called(answer, n) for n in range(len(XS))]
    passing = [
        observation == at(truth, n)
        for n, (observation, truth) in enumerate(zip(observations, truths, strict=True))
    ]
    such = task(*XS, misconceptions=known, right=truths)
    return [
        (named.name, " ".join(map(sentence, named.besides)))
        for named in name_misconceptions(such, observations, passing, shown)
    ]


def rows():
    return [(np.arange(1.0, n + 2),) for n in range(6)]


def called(function, n):
    found = function(rows()[n][0])
    return found if isinstance(found, Observation) else at(found, n)


def total(x):
    return tensor(x.sum())


def largest(x):
    return tensor(x.max() + 2)


def test_a_misconception_is_named_beside_a_wrong_kind():
    assert held(lambda x: number(float(x.max() + 2)), total, ("largest", largest)) == [("largest", "")]


def test_a_misconception_is_named_beside_a_wrong_dtype_or_axis():
    assert held(lambda x: tensor([x.max() + 2], "float64"), total, ("largest", largest)) == [("largest", "")]


def test_what_is_like_a_misconception_but_for_its_form_is_never_certain(monkeypatch):
    """An accepted answer is known as one, and only a certain name gives its points."""
    found = []
    monkeypatch.setattr(
        naming, "Named", lambda *args, **more: found.append(Named(*args, **more)) or found[-1]
    )
    held(lambda x: number(float(x.max() + 2)), total, ("largest", largest))
    assert [named.certain for named in found] == [False]


def test_a_form_alone_is_no_misconception_of_numbers():
    """All numbers are right, so nothing shows the misconception."""
    assert held(lambda x: number(float(x.sum())), total, ("largest", largest)) == []


def test_a_wrong_form_of_the_misconception_itself_must_be_in_the_answer():
    as_float = ("as_float", lambda x: number(float(x.max() + 2)))
    assert held(lambda x: tensor([x.max() + 2]), total, as_float) == []


def test_other_numbers_in_another_form_are_not_named():
    assert held(lambda x: number(float(x.max() + 3)), total, ("largest", largest)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda wrong, x: wrong / 2, "each number is half as large as it should be"),
        (lambda wrong, x: -wrong, "the sign is wrong"),
        (lambda wrong, x: wrong**2, "each number is the square of what it should be"),
        (lambda wrong, x: wrong / len(x), "each number should be `len(x)` times as large"),
    ],
)
def test_a_misconception_is_named_beside_a_factor(change, words):
    ((name, text),) = held(
        lambda x: tensor(change((x**3).sum() + 2, x)), total, ("powers", lambda x: tensor((x**3).sum() + 2))
    )
    assert name == "powers"
    assert words in text


def test_a_factor_stands_beside_a_misconception_that_is_right_in_some_calls():
    """Of one number, the largest is the sum."""
    ((name, text),) = held(lambda x: tensor(x.max() / 2), total, ("largest", lambda x: tensor(x.max())))
    assert (name, "half as large" in text) == ("largest", True)


def test_a_factor_of_the_right_numbers_is_no_factor_of_a_misconception():
    """Twice the sum is also four times half of it."""
    assert held(lambda x: tensor(2 * x.sum()), total, ("half", lambda x: tensor(x.sum() / 2))) == []


def test_a_factor_that_one_call_does_not_have_is_not_told():
    assert (
        held(
            lambda x: tensor(((x**3).sum() + 2) / (2 if len(x) > 1 else 3)),
            total,
            ("powers", lambda x: tensor((x**3).sum() + 2)),
        )
        == []
    )


def pair(one, other):
    return Items("tuple", (tensor(one), tensor(other)))


PARTS = (
    ("no_root", lambda x: pair((x**2).sum() + 4, x.max())),
    ("smallest", lambda x: pair(np.sqrt((x**2).sum() + 4), x.min() - 1)),
)


def norms(x):
    return pair(np.sqrt((x**2).sum() + 4), x.max())


def test_two_misconceptions_in_two_parts_of_a_result_are_both_named():
    assert held(lambda x: pair((x**2).sum() + 4, x.min() - 1), norms, *PARTS) == [
        ("no_root", ""),
        ("smallest", ""),
    ]


def test_a_part_whose_mistake_is_not_known_does_not_hide_the_other():
    assert held(lambda x: pair((x**2).sum() + 4, x.mean() + 0.3), norms, *PARTS) == [("no_root", "")]


def test_a_misconception_of_two_parts_is_not_named_for_one_of_them():
    both = ("both", lambda x: pair((x**2).sum() + 4, x.min() - 1))
    assert held(lambda x: pair((x**2).sum() + 4, x.max()), norms, both) == []


def short(change):
    return lambda x: tensor(change(x) if len(x) < 3 else x.sum())


def long(change):
    return lambda x: tensor(change(x) if len(x) > 3 else x.sum())


def test_two_misconceptions_in_different_calls_are_both_named():
    known = ("short", short(lambda x: x.sum() + 0.5)), ("long", long(lambda x: x.max() + 0.25))
    assert sorted(
        held(
            lambda x: tensor(x.sum() + 0.5 if len(x) < 3 else x.max() + 0.25 if len(x) > 3 else x.sum()),
            total,
            *known,
        )
    ) == [("long", ""), ("short", "")]
    assert held(lambda x: tensor(x.sum() + 0.5 if len(x) < 3 else x.max() + 9.25), total, *known) == []


def test_a_call_that_raises_does_not_hide_what_the_others_show():
    (named,) = held(
        lambda x: Observation(failure=WRONG, inputs=(tensor(x),)) if len(x) == 1 else largest(x),
        total,
        ("largest", largest),
        shown=0,
    )
    assert named == ("largest", "")


def test_a_right_call_contradicts_a_misconception_in_another_form():
    assert (
        held(
            lambda x: number(float(x.max() + 2)) if len(x) > 1 else tensor(x.sum()),
            total,
            ("largest", largest),
        )
        == []
    )


# ------------------------------------------------------------------------------- on some calls only


def changed(n, *, result=0.0):
    """What a function does that leaves its argument as it is, though it is to be changed."""
    return Observation(value=tensor(result), inputs=CASES[n])


def on_some(seen, *known):
    """The names of an answer to eight calls, each of which is to set its argument to 9."""
    key = task(*CASES, misconceptions=known, right=[tensor(0.0)] * len(CASES))
    right = Observation(value=tensor(0.0), inputs=(tensor([9.0]),))
    key = msgspec.structs.replace(
        key,
        expected=tuple(msgspec.structs.replace(one, observation=right, changed=(0,)) for one in key.expected),
    )
    observations = [seen.get(n, right) for n in range(len(CASES))]
    return name_misconceptions(key, observations, [n not in seen for n in range(len(CASES))])


COPIES = Misconception("copies", tuple((n, changed(n)) for n in range(8)), ("copies",))


def test_a_copy_that_is_made_in_some_calls_only_is_named():
    seen = {n: changed(n) for n in (2, 4, 6)}
    assert on_some(seen, COPIES) == (Named("copies", False, sometimes=True),)


def test_a_copy_in_two_calls_may_have_another_reason():
    assert on_some({n: changed(n) for n in (2, 4)}, COPIES) == ()


def test_wrong_numbers_in_some_calls_are_not_named():
    """What two mistakes do in some calls may be the same by chance."""
    wrong = Misconception("wrong", tuple((n, changed(n, result=5.0)) for n in range(8)), ("wrong",))
    assert on_some({n: changed(n, result=5.0) for n in (2, 4, 6)}, wrong) == ()


# ------------------------------------------------------------------------------ in which calls it shows


def test_a_misconception_that_the_shown_call_does_not_show_is_said_to_be_of_others():
    first, last = ("short", short(lambda x: x.sum() + 1)), ("long", long(lambda x: x.sum() - 1))
    truths = [total(x) for (x,) in rows()]
    known = tuple(
        Misconception(
            name,
            tuple((n, called(does, n)) for n in range(6) if called(does, n) != at(truths[n], n)),
            (name,),
        )
        for name, does in (first, last)
    )
    answers = [x.sum() + (1 if len(x) < 3 else -1 if len(x) > 3 else 0) for (x,) in rows()]
    observations = [at(tensor(answer), n) for n, answer in enumerate(answers)]
    passing = [len(x) == 3 for (x,) in rows()]
    made = task(*XS, misconceptions=known, right=truths)
    for shown, on_others in ((0, "long"), (5, "short")):
        found = name_misconceptions(made, observations, passing, shown)
        assert [(one.name, one.on_others) for one in found][1:] == [(on_others, True)]
        assert not found[0].on_others


def test_a_misconception_that_changes_an_argument_is_not_named_for_a_part_alone():
    def changes(x):
        return at(
            pair((x**2).sum() + 4, x.max()),
            len(x) - 1,
        )

    n_inputs = tuple((tensor(x[0] + 9),) for x in rows())
    truths = [norms(x) for (x,) in rows()]
    mistake = Misconception(
        "changes",
        tuple(
            (n, Observation(value=pair((x**2).sum() + 4, x.max()), inputs=n_inputs[n]))
            for n, (x,) in enumerate(rows())
        ),
        ("changes",),
    )
    answers = [changes(x) for (x,) in rows()]
    made = task(*XS, misconceptions=(mistake,), right=truths)
    assert name_misconceptions(made, answers, [False] * 6) == ()
    without = msgspec.structs.replace(
        mistake, observations=tuple((n, changes(x)) for n, (x,) in enumerate(rows()))
    )
    other = [at(pair((x**2).sum() + 4, x.mean() + 0.3), n) for n, (x,) in enumerate(rows())]
    assert [
        one.name
        for one in name_misconceptions(task(*XS, misconceptions=(without,), right=truths), other, [False] * 6)
    ] == ["changes"]
    assert name_misconceptions(made, other, [False] * 6) == ()


def test_whether_a_result_is_connected_to_the_graph_does_not_hide_wrong_numbers():
    def attached(function):
        return lambda x: msgspec.structs.replace(function(x), requires_grad=True, leaf=False)

    mistake = ("largest", attached(largest))
    assert held(largest, total, mistake) == [("largest", "")]
    assert held(total, lambda x: tensor(x.sum(), "float64"), ("tensor", attached(total))) == []


def of_a_property(answer, wrong):
    """The names where results are judged by a property, which no number of a result but 7 has."""
    broken = Broken("is_seven", "")
    seven = [at(tensor(7.0), n) for n in range(6)]
    mistake = Misconception(
        "mistake",
        tuple((n, msgspec.structs.replace(at(wrong, n), is_tried=True, broken=broken)) for n in range(6)),
        ("mistake",),
    )
    made = task(*XS, misconceptions=(mistake,), right=[one.value for one in seven])
    made = msgspec.structs.replace(
        made,
        properties=(Property("is_seven", (), ""),),
        expected=tuple(msgspec.structs.replace(one, free_values=True) for one in made.expected),
    )
    seen = [
        msgspec.structs.replace(at(value, n), is_tried=True, broken=broken)
        for n, value in enumerate(map(answer, range(6)))
    ]
    return [(one.name, one.in_form) for one in name_misconceptions(made, seen, [False] * 6)]


def test_beside_a_property_a_misconception_is_named_in_the_calls_of_the_right_form():
    def sometimes_double(n):
        return tensor(3.0, "float64" if n < 3 else "float32")

    assert of_a_property(sometimes_double, tensor(3.0)) == [("mistake", True)]
    assert of_a_property(lambda n: tensor(3.0, "float64" if n < 5 else "float32"), tensor(3.0)) == []


def test_of_two_that_explain_the_rest_the_one_that_claims_less_is_named():
    first = ("first", short(lambda x: x.sum() + 1))
    more = ("more", lambda x: tensor(x.sum() - 1 if len(x) > 2 else x.sum() + 5))
    less = ("less", lambda x: tensor(x.sum() - 1 if len(x) > 2 else x.sum()))
    assert {
        name
        for name, _ in held(
            lambda x: tensor(x.sum() + 1 if len(x) < 3 else x.sum() - 1), total, first, more, less
        )
    } == {"first", "less"}


def test_a_second_name_explains_the_part_that_the_first_leaves_open():
    def of_long(x):
        return pair(np.sqrt((x**2).sum() + 4), x.min() - 1 if len(x) > 4 else x.max())

    def answer(x):
        return pair((x**2).sum() + 4, x.min() - 1 if len(x) > 4 else x.max())

    assert held(answer, norms, PARTS[0], ("of_long", of_long), shown=0) == [("no_root", ""), ("of_long", "")]
