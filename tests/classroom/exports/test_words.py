"""What is said of a task in exports: the same as on the student's page."""

from standings import RIGHT, TWICE, WRONG

from grader.classroom.exports.words import told


def test_a_right_answer_needs_no_words():
    assert told(RIGHT) == ()


def test_a_certain_misconception_is_told_as_it_is():
    assert told(WRONG)[1] == "Without the absolute value, odd powers cancel."


def test_all_parts_of_a_diagnosis_are_told():
    assert told(TWICE) == (
        "wrong values",
        "Look at: `^` works on bits. A power is written `**`.",
        "Looks like: Without the absolute value, odd powers cancel. Besides, each number is twice as large "
        "as it should be.",
        "And like: This is a mean.",
        "Pattern: Wrong whenever x has a negative element.",
    )
