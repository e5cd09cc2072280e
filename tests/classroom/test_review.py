"""What you should look at, what the class misunderstands, and what a student is told of hidden cases."""

import textwrap

import msgspec
import pytest

from grader.classroom.batch.answers import answers, shape
from grader.classroom.book.gradebook import Attempt, Result
from grader.classroom.book.grades import CountedFile
from grader.classroom.book.hidden import told
from grader.classroom.book.standing import Late, Override, Standing, Student, task_standing
from grader.classroom.overview.clusters import Patterns
from grader.classroom.overview.review import Queue, near_identical
from grader.core.fact import Fact, verbatim
from grader.core.model import Aspect, Outcome, TaskText
from grader.core.verdict import Counterexample, Difference, Error, Listing, Named, Slip, TaskResult
from grader.locale.messages import sentence
from grader.report.class_page.view import Member
from grader.submission import read

WRONG = TaskResult(
    "f",
    Outcome.FAILED,
    0.0,
    1.0,
    differences=(Difference(Aspect.VALUES, (), verbatim("The result is 9.0."), "3.0", "9.0"),),
    counterexample=Counterexample("f(3.)", "3.", "9."),
    code=(Listing(1, None, "def f(x):\n    return x * x"),),
    patterns=(verbatim("Right whenever x is 1."),),
    tried=60,
    wrong=40,
)
WHY = "The *root* is missing."
TEXT = TaskText("", (), {"forgets": WHY, "mean": "This is a mean."})
NAMED = msgspec.structs.replace(WRONG, misconception=Named("forgets", True))
RIGHT = TaskResult("f", Outcome.PASSED, 1.0, 1.0, tried=60)


def graded(name, *results, hidden=None, loaded=False, late=Late(), problem=None, override=None):  # noqa: B008
    student = Student(name, name.title())
    tasks = tuple(task_standing(one, TEXT, override=override) for one in results)
    standing = Standing(
        student, "week_1", "Week 1", 1.0, tasks, late=late, file="a.py", problem=problem, page=f"{name}.html"
    )
    attempt = Attempt(1, student, "week_1", "a.py", "", ".py", None, False, "", problem, False, 1)
    found = tuple(Result(one.task, "", one, hidden, loaded) for one in results)
    return CountedFile(attempt, standing, found, tuple(results))


def looks(*files):
    queue = Queue()
    for one in files:
        queue.add(one)
    return [
        (tuple(student.id for student in look.students), look.task, sentence(look.why))
        for look in queue.looks(iter(()))
    ]


# ------------------------------------------------------------------------------------------ the queue


def test_right_answers_and_known_misconceptions_need_nobody():
    assert looks(graded("ada", RIGHT), graded("alan", NAMED)) == []


def test_failures_without_a_name_are_gathered_by_what_is_wrong():
    raised = msgspec.structs.replace(
        WRONG,
        outcome=Outcome.RAISED,
        error=Error(verbatim("ValueError: too small"), 3),
        differences=(Difference(Aspect.OUTCOME, (), verbatim("It raised."), "3.0", "ValueError"),),
    )
    assert looks(graded("ada", WRONG), graded("alan", raised), graded("grace", WRONG)) == [
        (("ada", "grace"), "f", "Like no known misconception (wrong values)."),
        (("alan",), "f", "Like no known misconception (raised ValueError)."),
    ]


def test_a_failure_on_few_calls_is_looked_at_by_itself():
    few = msgspec.structs.replace(WRONG, wrong=3)
    why = "Wrong on only 3 of 60 calls, and like no known misconception. Is it right after all?"
    assert looks(graded("ada", few)) == [(("ada",), "f", why)]


@pytest.mark.parametrize(
    ("file", "task", "why"),
    [
        (
            graded("ada", msgspec.structs.replace(NAMED, outcome=Outcome.TIMED_OUT), loaded=True),
            "f",
            "It timed out while the machine was overloaded. On a quiet machine, run: grade regrade "
            "--student ada",
        ),
        (
            graded(
                "ada", TaskResult("f", Outcome.UNGRADED, 0.0, 0.0, error=Error(verbatim("A fault."), None))
            ),
            "f",
            "A fault.",
        ),
        (
            graded(
                "ada",
                msgspec.structs.replace(
                    NAMED, error=Error(Fact("unexplained", {"fault": verbatim("KeyError.")}), None)
                ),
            ),
            "f",
            "This answer is wrong, but the grader failed to explain it: KeyError. Please report this.",
        ),
        (graded("ada", problem=verbatim("It does not parse.")), "", "It does not parse."),
        (
            graded("ada", RIGHT, late=Late(unknown=True)),
            "",
            "The download says that it came late, but not by how much. Decide what that costs.",
        ),
    ],
)
def test_what_the_grader_is_not_sure_of_is_looked_at(file, task, why):
    assert looks(file) == [(("ada",), task, why)]


ABOVE = Fact("elsewhere.above_in_cell", {"name": "f", "cell": 2, "copy": 3})
SPLIT = Fact("elsewhere.split", {"name": "f", "cell": 2, "next": 3})


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (
            TaskResult("f", Outcome.NOT_FINISHED, 0.0, 1.0, advice=ABOVE),
            "Cell 2 has an answer to `f`, but the unfinished copy in cell 3 replaces it. Delete the copy.",
        ),
        (
            TaskResult("f", Outcome.FAILED, 0.0, 1.0, error=Error(SPLIT, None)),
            "Cell 3 begins indented: the function `f` was split. Join cells 2 and 3.",
        ),
    ],
)
def test_an_answer_that_does_not_count_is_looked_at(result, why):
    assert looks(graded("ada", result)) == [(("ada",), "f", why)]


def test_an_unfinished_task_without_an_answer_elsewhere_needs_nobody():
    rename = Fact("missing.rename", {"other": "g", "name": "f"})
    assert looks(graded("ada", TaskResult("f", Outcome.NOT_FINISHED, 0.0, 1.0))) == []
    assert looks(graded("ada", TaskResult("f", Outcome.MISSING, 0.0, 1.0, advice=rename))) == []


def test_what_a_person_has_decided_is_not_looked_at_again():
    from datetime import UTC, datetime

    decided = Override(1.0, "well", "me", datetime(2026, 1, 1, tzinfo=UTC))
    few = msgspec.structs.replace(WRONG, wrong=3)
    assert looks(graded("ada", WRONG, override=decided), graded("alan", few, override=decided)) == []


# ---------------------------------------------------------------------------------- near-identical

LONG = """
def f(x, y):
    total = 0
    for row in x:
        total = total + (row * y).sum()
    return total / len(x)
"""
SAME = '''
def f(first, second):
    """Another one's."""
    s = 0
    for r in first:  # each row
        s = s + (r * second).sum()

    return s / len(first)
'''


def digests(tmp_path, text, *, unfinished=frozenset()):
    path = tmp_path / "a.py"
    path.write_text(text)
    return list(answers(read(path), ["f"], unfinished))


def test_names_comments_and_layout_do_not_make_another_answer(tmp_path):
    assert digests(tmp_path, LONG) == digests(tmp_path, SAME) != []
    assert digests(tmp_path, LONG) != digests(tmp_path, LONG.replace("len(x)", "len(y)"))


def test_a_class_is_an_answer_too(tmp_path):
    first, second = (f"class f:\n{textwrap.indent(text, '    ')}" for text in (LONG, SAME))
    assert digests(tmp_path, first) != []
    assert digests(tmp_path, first) == digests(tmp_path, first.replace("total", "sums"))
    assert digests(tmp_path, first) != digests(tmp_path, first.replace("len(x)", "len(y)"))
    assert digests(tmp_path, second) != []


def test_short_answers_and_starters_count_for_nothing(tmp_path):
    long = "def f(x):\n    y = (x * x).sum().sqrt() / (x.abs().max() + x.abs().min())\n    return y\n"
    assert digests(tmp_path, long) == []
    assert digests(tmp_path, LONG, unfinished=frozenset({"f"})) == []


def test_a_function_nested_without_end_has_no_shape(tmp_path):
    import ast

    deep = ast.parse("def f(x):\n    return " + "-" * 900 + "x\n").body[0]
    assert isinstance(shape(deep), str)


def test_students_who_share_most_of_their_rare_answers_are_a_group():
    def own(name):
        return [(f"t{number}", f"{name}{number}") for number in range(4)]

    pairs = {"ada": own("a"), "alan": [*own("a")[:3], ("t3", "other")], "grace": own("g"), "ming": own("m")}
    given = ((name, "week_1", tuple(found)) for name, found in pairs.items())
    (look,) = near_identical(given, {name: Student(name) for name in pairs})
    assert [student.id for student in look.students] == ["ada", "alan"]
    assert (
        sentence(look.why)
        == "The same answers to at least 3 tasks, apart from names and layout. Few others have them."
    )


def test_what_many_write_is_no_group():
    same = tuple((f"t{number}", "usual") for number in range(6))
    names = [f"s{number}" for number in range(8)]
    found = near_identical(
        ((name, "week_1", same) for name in names), {name: Student(name) for name in names}
    )
    assert list(found) == []


# ---------------------------------------------------------------------------------------- clusters


def test_clusters_gather_by_misconception_or_by_what_is_wrong_and_where():
    patterns = Patterns()
    other = msgspec.structs.replace(WRONG, patterns=(verbatim("Wrong whenever x is long."),))
    for name, result in (("ada", NAMED), ("alan", WRONG), ("grace", WRONG), ("ming", RIGHT), ("li", other)):
        patterns.add(graded(name, result))
    found = [(one.label, one.message, one.named, one.members) for one in patterns.clusters()]
    assert found == [
        (
            "wrong values",
            "Right whenever x is 1.",
            False,
            (Member("Alan", "alan.html"), Member("Grace", "grace.html")),
        ),
        ("forgets", WHY, True, (Member("Ada", "ada.html"),)),
    ]
    first = patterns.clusters()[0]
    assert (first.call, first.expected, first.got) == ("f(3.)", "3.", "9.")
    assert first.code == "def f(x):\n    return x * x"


def clusters_of(*results):
    """Each cluster's message, whether it has a name, and how many students are in it."""
    patterns = Patterns()
    for number, result in enumerate(results):
        patterns.add(graded(f"s{number}", result))
    return {(one.message, one.named, len(one.members)) for one in patterns.clusters()}


def test_who_made_two_known_mistakes_is_counted_with_each():
    mean = Named("mean", certain=False)
    both = msgspec.structs.replace(NAMED, second=mean)
    assert clusters_of(both, msgspec.structs.replace(WRONG, misconception=mean)) == {
        (WHY, True, 1),
        ("This is a mean.", True, 2),
    }


def test_the_same_slip_makes_a_cluster():
    slip = msgspec.structs.replace(WRONG, slip=Slip(Fact("slip.caret"), 2))
    told = "`^` works on bits. A power is written `**`."
    assert clusters_of(slip, slip, WRONG) == {(told, False, 2)}


def test_a_wrong_dtype_with_wrong_values_is_a_cluster_of_its_own():
    dtype = Difference(Aspect.DTYPE, (), verbatim("The result has dtype int64."), "float32", "int64")
    only = msgspec.structs.replace(WRONG, differences=(dtype,))
    both = msgspec.structs.replace(WRONG, differences=(dtype, *WRONG.differences))
    patterns = Patterns()
    for name, result in (("ada", only), ("alan", both), ("grace", only), ("ming", both), ("li", both)):
        patterns.add(graded(name, result))
    assert [(one.label, len(one.members)) for one in patterns.clusters()] == [
        ("wrong dtype, wrong values", 3),
        ("wrong dtype", 2),
    ]


# ------------------------------------------------------------------------------------- hidden cases


def test_of_a_hidden_failure_the_student_learns_that_and_the_misconception():
    seen = told(RIGHT, NAMED)
    assert (seen.outcome, seen.score, seen.misconception) == (Outcome.FAILED, 0.0, NAMED.misconception)
    assert (
        sentence(seen.error.message) == "It is right on every call that is shown, and wrong on a hidden one."
    )
    assert (seen.counterexample, seen.differences, seen.patterns, seen.trace, seen.code) == (
        None,
        *[()] * 4,
    )


def test_hidden_cases_never_raise_a_score_and_what_is_not_graded_changes_nothing():
    partly = msgspec.structs.replace(WRONG, score=0.5)
    assert told(partly, RIGHT) == partly
    assert told(RIGHT, None) == RIGHT
    assert told(RIGHT, TaskResult("f", Outcome.UNGRADED, 0.0, 0.0)) == RIGHT
    lower = told(partly, WRONG)
    assert lower.score == 0.0
    assert sentence(lower.differences[-1].message) == "On a hidden call, more is wrong than is shown here."
