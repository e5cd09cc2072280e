"""What being late costs: a pure function of the course's rules, and reading these from course.toml."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.book.gradebook import Gradebook
from grader.classroom.book.rules import Rules, due_date, lateness, read_rules
from grader.classroom.book.standing import Late, Student
from grader.classroom.book.store import Store
from grader.classroom.session import rules_of
from grader.core.errors import CourseError

DUE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
KEPT = "[late]\npenalty_per_day = 0.1\ncap = 0.5\n"
ADA = Student("s1", "Ada Lovelace")
RULES = Rules({"exercise_03": DUE}, penalty_per_day=0.1, cap=0.5, grace_days=1)


def late(after, *, rules=RULES, student=ADA, exercise="exercise_03"):
    return lateness(rules, exercise, student=student, submitted=DUE + after)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(days=-3), Late(0, 0.0)),
        (timedelta(0), Late(0, 0.0)),
        (timedelta(seconds=59.9), Late(0, 0.0)),
        (timedelta(seconds=60), Late(1, 0.0)),
        (timedelta(days=1), Late(1, 0.0)),
        (timedelta(days=1, seconds=59), Late(1, 0.0)),
        (timedelta(days=1, seconds=60), Late(2, 0.1)),
        (timedelta(days=4), Late(4, pytest.approx(0.3))),
        (timedelta(days=40), Late(40, 0.5)),
    ],
)
def test_each_day_that_has_begun_costs_its_share_up_to_the_cap(after, expected):
    assert late(after) == expected


@pytest.mark.parametrize(
    ("due", "after", "days"),
    [
        ("2026-11-20T23:59:00", "2026-11-20T23:59:59.999", 0),
        ("2026-11-20T23:59:00", "2026-11-21T00:00:00", 1),
        ('"2026-11-20 23:59"', "2026-11-20T23:59:30", 0),
        ("2026-11-20T23:59:59", "2026-11-20T23:59:59.5", 0),
        ("2026-11-20T23:59:30", "2026-11-20T23:59:30.5", 0),
        ("2026-11-20T23:59:30", "2026-11-20T23:59:31", 1),
        ("2026-11-20", "2026-11-20T23:59:59.5", 0),
        ("2026-11-20", "2026-11-21T00:00:00", 1),
    ],
)
def test_a_due_date_lasts_until_its_minute_or_its_second_ends(tmp_path, due, after, days):
    (tmp_path / "course.toml").write_text(f'timezone = "UTC"\n[exercises.exercise_03]\ndue = {due}\n')
    rules, moment = read_rules(tmp_path), datetime.fromisoformat(after)
    assert lateness(rules, "exercise_03", student=ADA, submitted=moment).days == days
    given_by_the_roster = Student("s2", extension=due.strip('"'))
    earlier = Rules({"exercise_03": DUE - timedelta(days=30)}, zone=UTC)
    assert lateness(earlier, "exercise_03", student=given_by_the_roster, submitted=moment).days == days


def test_an_extension_in_days_or_as_a_date_moves_the_due_date():
    rules = Rules({"exercise_03": DUE}, 0.1, extensions={"s1": 2, "s2": DUE + timedelta(days=7)})
    assert late(timedelta(days=2), rules=rules) == Late(0, 0.0)
    assert late(timedelta(days=3), rules=rules) == Late(1, 0.1)
    assert late(timedelta(days=7), rules=rules, student=Student("s2")) == Late(0, 0.0)
    assert late(timedelta(days=1), rules=rules, student=Student("s3")) == Late(1, 0.1)
    of_the_roster = Student("s4", extension="2026-11-22")
    assert late(timedelta(days=2), rules=rules, student=of_the_roster) == Late(0, 0.0)


def test_an_extension_that_ends_before_the_due_date_takes_nothing_away():
    rules = Rules({"exercise_03": DUE}, 0.1, extensions={"s1": DUE - timedelta(days=7)})
    assert due_date(rules, "exercise_03", ADA) == DUE


def test_without_a_due_date_or_a_time_nothing_is_late():
    assert late(timedelta(days=9), exercise="exercise_04") == Late()
    assert lateness(RULES, "exercise_03", student=ADA, submitted=None) == Late()


def test_a_download_that_only_says_late_leaves_the_penalty_to_a_person():
    said = lateness(RULES, "exercise_03", student=ADA, submitted=None, said_late=True)
    assert said == Late(0, 0.0, unknown=True)


@given(st.floats(-1e6, 1e7), st.floats(0, 1e6), st.floats(0, 1), st.floats(0, 1), st.integers(0, 9))
def test_the_penalty_is_a_share_and_never_falls_with_time(seconds, more, per_day, cap, grace):
    rules = Rules({"exercise_03": DUE}, per_day, cap, grace)
    sooner, later = (
        late(timedelta(seconds=seconds), rules=rules),
        late(timedelta(seconds=seconds + more), rules=rules),
    )
    assert 0 <= sooner.penalty <= later.penalty <= cap <= 1


FILE = """
timezone = "Asia/Shanghai"
secret = "tea"
[late]
penalty_per_day = 0.25
cap = 0.75
grace_days = 2
[exercises.week_1]
due = 2026-11-20T23:59:00
[exercises.week_2]
due = 2026-11-27
[exercises.week_3]
due = "2026-11-27T12:00:00+00:00"
[extensions]
2023001 = 3
"2023002" = 2026-12-01
"""


def test_the_file_is_read_with_its_time_zone(tmp_path):
    (tmp_path / "course.toml").write_text(FILE)
    rules = read_rules(tmp_path)
    assert (rules.penalty_per_day, rules.cap, rules.grace_days, rules.secret) == (0.25, 0.75, 2, "tea")
    assert rules.due == {
        "week_1": datetime(2026, 11, 20, 15, 59, tzinfo=UTC),
        "week_2": datetime(2026, 11, 27, 15, 59, 59, tzinfo=UTC),
        "week_3": datetime(2026, 11, 27, 12, tzinfo=UTC),
    }
    assert rules.extensions == {"2023001": 3.0, "2023002": datetime(2026, 12, 1, 15, 59, 59, tzinfo=UTC)}
    assert lateness(rules, "week_1", student=ADA, submitted=datetime(2026, 11, 21, 0, 0)) == Late(1, 0.0)


def test_a_course_without_the_file_has_no_rules(tmp_path):
    assert read_rules(tmp_path) == Rules()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("late = 3", "late is 3. Make it a table: [late]."),
        ("[late]\ncap = 2", "cap = 2. Give a number from 0 to 1."),
        ("[late]\npenalty = 1", "late.penalty is not known. Known here: cap, grace_days, penalty_per_day."),
        ("[exercises.a]\ndue = 3", "exercises.a.due is 3. Give a date such as 2026-11-20T23:59:00."),
        ("[exercises]\na = 3", "exercises.a is 3. Write [exercises.a] above due = …"),
        ('timezone = "Mars"', "timezone = 'Mars' is not known. Write a name such as Europe/London."),
        ("secret = 3", "secret = 3. Give a text in quotation marks."),
        ('[extensions]\ns = "soon"', "extensions.s is 'soon'. Give a date such as 2026-11-20T23:59:00."),
    ],
)
def test_a_broken_file_is_told_with_value_and_remedy(tmp_path, text, said):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(CourseError) as refused:
        read_rules(tmp_path)
    assert str(refused.value) == f"{tmp_path / 'course.toml'}: {said}"


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path):
    (tmp_path / "course.toml").write_text("a = = 3")
    with pytest.raises(CourseError, match=r"course\.toml: this is not TOML: .*line 1.*Fix that line\."):
        read_rules(tmp_path)


def test_rules_hold_when_their_course_is_gone(tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    store = Store(tmp_path)
    book = Gradebook(store.gradebook, writes=True)
    book.set_facts({"request": json.dumps({"course": str(course), "rules": ""}), "rules": KEPT})
    assert rules_of(store, book) == Rules()  # it is there, and has none any more
    course.rmdir()
    assert rules_of(store, book) == Rules(penalty_per_day=0.1, cap=0.5)
    book.close()
