"""Every sentence of the exports, in one place, so that it can be read, and translated, as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.standing import Late, Standing, TaskStanding
from grader.report import words as labels
from grader.report.text import clean, digits

# --------------------------------------------------------------------------------- what can be exported

CSV = "a table of all students and exercises for spreadsheets; with --fill, a table of your own, filled"
CANVAS = "the gradebook that you exported from Canvas, filled"
MOODLE = "the grading worksheet that you downloaded from a Moodle assignment, filled"
GRADESCOPE = "a student's results.json for Gradescope"
JUNIT = "JUnit XML, which most systems for continuous integration show"
JSON = "all that is known, for programs"
GITHUB = "Markdown for the step summary of GitHub Actions"

UNKNOWN_FORMAT = "--format {form!r} is not known. The formats are: {known}."
NEEDS_FILL = "--format {form} fills a file that you download, and --fill is missing. {how}"
TAKES_NO_FILL = "--format {form} fills no file: leave out --fill."
GET_CANVAS = (
    "In Canvas, open Grades, choose Export, Export Entire Gradebook, and give that file: "
    "--fill gradebook.csv. The filled one goes back by Import on the same page."
)
GET_MOODLE = (
    "In Moodle, open the assignment's Submissions, choose Download grading worksheet under Actions (if it is "
    "missing, turn on Offline grading worksheet under Feedback types in the assignment's settings), and "
    "give that file: --fill worksheet.csv. The filled one goes back by Upload grading worksheet."
)

# --------------------------------------------------------------------------------- a file to be filled

WORKBOOK = "{name} is a workbook, not CSV. Save it as CSV (in Excel: Save As, CSV UTF-8) and give that file."
NO_TEXT = "{name} is not text that can be read. Save it as CSV with encoding UTF-8 and give that file."
NO_ROWS = "{name} has no rows. Download it again."
NO_HEADER = (
    "{name}: none of the first {count} rows names a student's column ({who}) and a score's column ({score}). "
    "Give the score's column one of these names."
)
NOT_CANVAS = (
    "{name} is no gradebook of Canvas: its first row does not begin with Student and ID, but with "
    "{headers}. {how}"
)
NO_COLUMN = (
    "{name} has no column for {exercise} ({title}). Its assignments are: {headers}. Say which one it is with "
    "--column {exercise}='{example}', or leave the exercise out."
)
NO_SUCH_COLUMN = "{name} has no column {wanted!r}, which --column gives for {exercise}. There are: {headers}."
SEVERAL_COLUMNS = (
    "{name} has several columns that may be {exercise} ({title}): {headers}. Say which one it is with "
    "--column {exercise}='{example}'."
)
SAME_COLUMN = (
    "{name}: the column {header!r} would be filled for {first} and for {second}. Say with --column which "
    "columns are theirs."
)
SAME_HEADER = "{name} has several columns called {header!r}. Leave only the one to be filled under that name."
ONE_WORKSHEET = (
    "{name} is the worksheet of one assignment, and there are several exercises: {exercises}. Name the one "
    "that it is for with --exercise."
)
NOT_MOODLE = (
    "{name} is no grading worksheet of Moodle: no column holds identifiers such as 'Participant 12345'. Its "
    "columns are: {headers}. {how}"
)
NO_GRADE_COLUMN = (
    "{name}: none of the columns is known as the one for grades. They are: {headers}. Say which one it is "
    "with --column {exercise}='{example}'."
)
ON_A_SCALE = (
    "{name} is graded on a scale of words ({header}), not in points. Choose Point under Grade in the "
    "assignment's settings and download the worksheet again."
)
EMPTY = "(nothing)"

# ------------------------------------------------------------------------------ what is said of filling

SCALED = "The scores were scaled from {most} to the {points} points of the column {header}."
BY_NAME = "Found by their names alone, please check: {names}."
LOST = "Not in {name}, so nothing was written for: {names}."
OPEN = "Not graded yet, so their cells were left as they are: {names}."
ABSENT = "Nothing that they handed in is known, so their cells were left as they are: {names}."
EXCUSED = "Excused, so their cells were left as they are: {names}."
LATE_UNKNOWN = "Late by an unknown time, so no penalty was taken: {names}."
OF_EXERCISE = "{exercise}: {remark}"
NO_IDS = "Their files carry no ids of {system}, so that there is no feedback to upload for: {names}."
NO_PAGE = "There is no page to send to: {names}."
NO_FEEDBACK_ID = "{who} ({file})"

# ----------------------------------------------------------------------------------- what is said of work

SCORE = labels.SCORE
DAY_LATE = "1 day late"
DAYS_LATE = "{days} days late"
JUST_LATE = "late"
PENALTY = "{late}: \N{MINUS SIGN}{percent} %"
UNGRADED = "could not be graded: {tasks}"
NOTHING = "nothing handed in"
BY_HAND = "Set by hand: {reason}"
LABELLED = "{label}: {text}"

ID = "Student ID"
NAME = "Name"
EMAIL = "Email"
GROUP = "Group"
TOTAL = "Total"
EXERCISE_COLUMNS = ("{exercise} score", "{exercise} max", "{exercise} days late", "{exercise} penalty")
PROBLEM_COLUMN = "{exercise} problem"
DAYS_UNKNOWN = "?"

STUDENT = "Student"
SUMMARY = "{exercise} · {score}"
SUMMARY_LATE = "{summary}; {late}"
CLASS = "Results of {students}"
STUDENTS = ("1 student", "{count} students")
LEFT_OUT = (
    "One more row was left out: GitHub shows no more than this.",
    "{count} more rows were left out: GitHub shows no more than this.",
)


def late(how: Late) -> str:
    """How late, in whole days, and the share of the score that it costs; empty if in time."""
    if how.unknown:
        said = JUST_LATE
    elif not how.days:
        return ""
    else:
        said = DAY_LATE if how.days == 1 else DAYS_LATE.format(days=how.days)
    return PENALTY.format(late=said, percent=digits(100 * how.penalty)) if how.penalty else said


def comment(standing: Standing) -> str:
    """One line on a score: the points before the penalty, and how late it was."""
    score = SCORE.format(score=digits(standing.raw), most=digits(standing.max_score))
    return "; ".join(part for part in (score, late(standing.late)) if part)


def told(task: TaskStanding) -> tuple[str, ...]:
    """What there is to say of a task, one line each: the same that the student's page says."""
    return tuple(map(clean, _told(task)))


def _told(task: TaskStanding) -> Iterator[str]:
    if task.remark:
        yield task.remark
    if task.message:
        unsure = bool(task.misconception) and not task.certain
        yield LABELLED.format(label=labels.LOOKS_LIKE, text=task.message) if unsure else task.message
    if task.pattern:
        yield LABELLED.format(label=labels.PATTERN, text=task.pattern)
    if task.override is not None:
        yield BY_HAND.format(reason=task.override.reason)
