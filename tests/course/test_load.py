"""Finding a course, and what the author of a broken one is told: file, line, value, remedy."""

import contextlib
import gettext
import re
import signal
import sys
import zlib
from pathlib import Path

import pytest
from making import stubs

from grader import submission
from grader.core import message as messages
from grader.core.errors import CourseError, UsageError
from grader.core.model import Outcome
from grader.core.verdict import Counterexample, Feedback, Named
from grader.course import key as keys
from grader.course import load, making
from grader.course.load import Course
from grader.judge.grade import grade
from grader.locale.messages import sentence
from grader.runner.inprocess import InProcess

HEAD = """\
import torch
from grader.course import Exercise, each, tensors
exercise = Exercise("Norms")

"""
TASK = """\
@exercise.task(inputs={"x": tensors("n")})
def norm(x):
    return x.norm()

"""
STUB = "def norm(x):\n    raise NotImplementedError\n"


@pytest.fixture(autouse=True)
def no_neighbours(monkeypatch):
    """No test sees what another imported."""
    for name in [name for name in sys.modules if name.startswith("_shared")]:
        monkeypatch.delitem(sys.modules, name)
    yield
    sys.modules.pop("_shared", None)


@pytest.fixture
def course(tmp_path):
    """Write a course of one exercise: its reference, its starter (None: none), its neighbours."""

    def write(reference, starter=STUB, **neighbours):
        for name, text in {
            "reference/norms.py": reference,
            "exercises/norms.py": starter,
            **{f"reference/{name}.py": text for name, text in neighbours.items()},
        }.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            if text is not None:
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Course(tmp_path)

    return write


# ----------------------------------------------------------------------------------------- finding one


def made(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


def test_the_course_that_is_given_comes_first(tmp_path):
    given = made(tmp_path / "given", "reference/a.py")
    near = made(tmp_path / "near", "reference/a.py", "exercises/a.py", "work/a.py")
    assert load.find(given, near / "work" / "a.py") == Course(given)


def test_the_nearest_course_above_the_submission_comes_next(tmp_path):
    made(tmp_path, "reference/a.py", "exercises/a.py")
    near = made(tmp_path / "near", "reference/a.py", "exercises/a.py", "deep/work/a.py")
    assert load.find(None, near / "deep" / "work" / "a.py") == Course(near)
    assert load.find(None, tmp_path / "other" / "a.py") == Course(tmp_path)


def test_a_course_is_found_from_a_relative_path_and_by_a_relative_folder(tmp_path, monkeypatch):
    made(tmp_path / "mine", "reference/a.py", "exercises/a.py", "work/a.py")
    monkeypatch.chdir(tmp_path / "mine" / "work")
    assert load.find(None, Path("a.py")) == Course(tmp_path / "mine")
    assert load.find(Path(".."), None) == Course(tmp_path / "mine")


def test_released_keys_make_a_course_too(tmp_path):
    made(tmp_path, "keys/a.key", "work/a.py")
    assert load.find(None, tmp_path / "work" / "a.py") == Course(tmp_path)


@pytest.mark.parametrize(
    "names",
    [
        ("reference/_shared.py", "exercises/a.py"),
        ("exercises/a.py",),
        ("reference/a.py",),
        ("keys/notes.txt",),
    ],
)
def test_a_folder_that_only_looks_like_a_course_is_passed_by(tmp_path, names):
    """Many a project has a folder `reference`; its files are not run for that."""
    made(tmp_path, *names)
    assert load.find(None, tmp_path / "a.py") == load.builtin()


def test_the_built_in_course_comes_last(tmp_path):
    built_in = load.find(None, tmp_path / "a.py")
    assert built_in == load.find(None, None) == load.builtin()
    assert "exercise_03" in built_in.names


def test_a_folder_that_is_no_course_is_refused(tmp_path):
    with pytest.raises(UsageError) as caught:
        load.find(tmp_path, None)
    assert str(caught.value) == (
        f"{tmp_path} is not a course: it has neither reference/*.py nor keys/*.key. Name the folder that "
        "holds them."
    )


def test_the_exercises_are_those_with_a_reference_or_a_key(tmp_path):
    made(tmp_path, "reference/b.py", "reference/_shared.py", "keys/a.key", "keys/b.key", "exercises/c.py")
    assert Course(tmp_path).names == ("a", "b")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("exercise_3", "Did you mean 'exercise_03'?"), ("zzz", "It has: exercise_01, exercise_03.")],
)
def test_an_unknown_exercise_is_told_with_the_nearest(tmp_path, name, remedy):
    course = Course(made(tmp_path, "reference/exercise_01.py", "reference/exercise_03.py"))
    with pytest.raises(UsageError) as caught:
        course.check(name)
    assert str(caught.value) == f"There is no exercise {name!r} in {tmp_path}. {remedy}"


# -------------------------------------------------------------------------------------- broken courses


def refusal(course, make=load.load):
    """What is said of a broken course, with the course's folder left out."""
    with pytest.raises(CourseError) as caught:
        make(course, "norms")
    return str(caught.value).replace(f"{course.root}/", "")


def with_option(option):
    return HEAD + TASK.replace('tensors("n")}', f'tensors("n")}}, {option}')


def wrong(text):
    return HEAD + TASK + text


NEEDS_DOCSTRING = '@norm.misconception\ndef squared(x):\n    """The root is missing."""\n    return x @ x\n'

BROKEN = {
    "a package that is not installed": (
        "import no_such.part as part\n" + HEAD,
        "reference/norms.py, line 1: The package no_such is not installed. Install it (pip install no_such), "
        "and write Exercise(…, knows={'part': 'no_such.part'}).",
    ),
    "a package with a typo": (
        "import nunpy as np\n" + HEAD,
        "reference/norms.py, line 1: There is no package nunpy. Did you mean 'numpy'?",
    ),
    "a package that a function needs when it is defined": (
        HEAD + "def late():\n    from scipi import stats\n\nlate()\n",
        "reference/norms.py, line 6: There is no package scipi. Did you mean 'scipy'?",
    ),
    "a module that a package does not have": (
        "import torch.nothing\n" + HEAD,
        "reference/norms.py, line 1: this raised ModuleNotFoundError: No module named 'torch.nothing'. Fix "
        "that line.",
    ),
    "a syntax error": (
        HEAD + "def norm(x:\n    return x.norm()\n",
        "reference/norms.py, line 5: this is not valid Python: '(' was never closed. Fix it.",
    ),
    "a null byte": (
        b"x = 1\0",
        "reference/norms.py: this is not valid Python: source code string cannot contain null bytes. Fix it.",
    ),
    "an exception": (
        HEAD + "def half(n):\n    return n / 0\n\nx = half(3)\n",
        "reference/norms.py, line 6: this raised ZeroDivisionError: division by zero. Fix that line.",
    ),
    "an exit": (
        HEAD + "import sys\nsys.exit(3)\n",
        "reference/norms.py, line 6: this raised SystemExit: 3. Fix that line.",
    ),
    "no exercise": (
        "import torch\n",
        "reference/norms.py defines 0 exercises; it should define one. "
        'Write exercise = Exercise("Title") once, at the top.',
    ),
    "two exercises": (
        HEAD + 'other = Exercise("Sums")\n' + TASK,
        "reference/norms.py defines 2 exercises; it should define one. "
        'Write exercise = Exercise("Title") once, at the top.',
    ),
    "an exercise without a title": (
        HEAD.replace('"Norms"', '" "') + TASK,
        "reference/norms.py, line 3: Exercise(' ') has no title. Write Exercise(\"Norms\").",
    ),
    "an exercise that builds on none before it": (
        HEAD.replace('"Norms"', '"Norms", after="sums"') + TASK,
        "reference/norms.py: the exercise builds on 'sums', and none of that name comes before it. "
        "These do: -.",
    ),
    "no task": (
        HEAD,
        "reference/norms.py: the exercise has no task. Write a function under @exercise.task(inputs={…}).",
    ),
    "a task twice": (
        HEAD + TASK + TASK,
        "reference/norms.py, line 9: The task 'norm' is declared twice. Give each task a name of its own.",
    ),
    "an input too few": (
        HEAD + TASK.replace("norm(x)", "norm(x, p)"),
        "reference/norms.py, line 5: The inputs of task 'norm' are x; its parameters are x, p. "
        "Give each parameter one input of the same name.",
    ),
    "an input of another name": (
        HEAD + TASK.replace("norm(x)", "norm(y)"),
        "reference/norms.py, line 5: The inputs of task 'norm' are x; its parameters are y. "
        "Give each parameter one input of the same name.",
    ),
    "no inputs": (
        HEAD + TASK.replace('{"x": tensors("n")}', "{}"),
        "reference/norms.py, line 5: Task 'norm' has no inputs; its parameters are x. Give each parameter "
        "one input of the same name.",
    ),
    "an input that is no word": (
        HEAD + TASK.replace('tensors("n")', '"n"'),
        "reference/norms.py, line 5: In task 'norm', 'n' is not an input; use tensors(…), each(…), "
        "one_of(…) or a Hypothesis strategy.",
    ),
    "dimensions that cannot be read": (
        HEAD + TASK.replace('"n"', '"m-n"'),
        "reference/norms.py, line 5: tensors('m-n'): write dimensions as names or "
        'numbers, such as "n", "m n", "n 1", "*s".',
    ),
    "each() of nothing": (
        HEAD + TASK.replace('tensors("n")', "each()"),
        "reference/norms.py, line 5: each() needs at least one value, such as each(1, 2).",
    ),
    "a misconception without docstring": (
        wrong("@norm.misconception\ndef squared(x):\n    return x @ x\n"),
        "reference/norms.py, line 9: The misconception 'squared' of task 'norm' has no docstring. "
        "Write one that tells the learner what they misunderstood.",
    ),
    "a misconception twice": (
        wrong(NEEDS_DOCSTRING + NEEDS_DOCSTRING),
        "reference/norms.py, line 13: The misconception 'squared' is declared twice. "
        "Give each a name of its own.",
    ),
    "same_as the unknown": (
        wrong(
            NEEDS_DOCSTRING + NEEDS_DOCSTRING.replace("squared", "b").replace("ion\n", 'ion(same_as="a")\n')
        ),
        "reference/norms.py, line 13: same_as='a' names no earlier misconception of task 'norm'. "
        "Use one of: squared.",
    ),
    "same_as where there is none": (
        wrong(NEEDS_DOCSTRING.replace("ion\n", 'ion(same_as="a")\n')),
        "reference/norms.py, line 9: same_as='a' names no earlier misconception of task 'norm'. "
        "None is declared yet: write that one first.",
    ),
    "a misconception of another arity": (
        wrong(NEEDS_DOCSTRING.replace("(x)", "(x, y)")),
        "reference/norms.py, line 9: squared(x, y) cannot be called as norm(x). "
        "Give it the same number of parameters.",
    ),
    "a right answer of another arity": (
        wrong("@norm.right\ndef by_hand():\n    return 1\n"),
        "reference/norms.py, line 9: by_hand() cannot be called as norm(x). "
        "Give it the same number of parameters.",
    ),
    "an empty hint": (
        wrong('norm.hint(" ")\n'),
        "reference/norms.py, line 9: A hint of task 'norm' is empty: ' '. Write a sentence, or remove it.",
    ),
    **{
        f"dtype={dtype}": (
            with_option(f"dtype={dtype}"),
            f"reference/norms.py, line 5: dtype={dtype} of task 'norm' is neither True nor False, and no "
            "tuple of dtypes. If the task does not ask for a dtype, write dtype=False. To accept several, "
            'name them: dtype=("float32", "float64").',
        )
        for dtype in ("'float32'", "()", "('float31',)", "1", "['float32']")
    },
    "points=0": (
        with_option("points=0"),
        "reference/norms.py, line 5: points=0 of task 'norm' is not positive. "
        "Write a number above 0, such as points=1.",
    ),
    "points=-1": (
        with_option("points=-1"),
        "reference/norms.py, line 5: points=-1 of task 'norm' is not positive. "
        "Write a number above 0, such as points=1.",
    ),
    **{
        f"weights={weights}": (
            with_option(f"weights={weights}"),
            f"reference/norms.py, line 5: weights={weights} of task 'norm' cannot be used. "
            "Give numbers from 0, not all 0, for: values, inputs.",
        )
        for weights in (
            "{'value': 1}",
            "{'values': -1}",
            "{'values': 0}",
            "{'gradient': 1}",
            "{'values': 'x'}",
        )
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_reference_is_told_with_its_line_and_a_remedy(course, name):
    text, message = BROKEN[name]
    assert refusal(course(text)) == message


class Marked(gettext.NullTranslations):
    """A language in which every message stands between marks."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, msgid1, msgid2, n):
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_told_of_a_broken_reference_is_in_the_language_in_which_it_is_shown(
    course, name, monkeypatch
):
    text, message = BROKEN[name]
    with pytest.raises(CourseError) as caught:
        load.load(course(text), "norms")
    monkeypatch.setattr(messages, "_catalogue", lambda _language: Marked())
    marked = str(caught.value)
    assert (marked[0], marked[-1]) == ("⟦", "⟧")
    assert re.sub("[⟦⟧]", "", marked).replace(f"{course('').root}/", "") == message


@pytest.mark.parametrize("option", ["points=float('inf')", "weights={'values': float('inf')}"])
def test_points_that_are_not_finite_are_refused(course, option):
    """They would make a score of infinity or nan."""
    message = refusal(course(with_option(option)))
    assert message.startswith("reference/norms.py, line 5: ")
    assert "inf" in message


def test_a_mistake_in_a_neighbour_is_told_at_the_line_that_imports_it(course):
    broken = course("from _shared import scale\n" + HEAD, _shared="scale = 1\nscale.x\n")
    assert refusal(broken) == (
        "reference/norms.py, line 1: this raised AttributeError: 'int' object has no attribute 'x'. Fix that "
        "line."
    )


def test_a_neighbour_can_be_imported_and_nothing_of_it_stays_on_the_path(course):
    before = list(sys.path)
    exercise = load.load(
        course("from _shared import TITLE\n" + HEAD + TASK, _shared="TITLE = 'x'\n"), "norms"
    )
    assert [task.name for task in exercise.tasks] == ["norm"]
    assert sys.path == before


def test_two_courses_may_each_have_a_neighbour_of_one_name(tmp_path):
    found = []
    for title in ("One", "Other"):
        folder = tmp_path / title / "reference"
        folder.mkdir(parents=True)
        (folder / "_shared.py").write_text(f"TITLE = {title!r}\n")
        (folder / "norms.py").write_text(
            "from _shared import TITLE\n" + HEAD.replace('"Norms"', "TITLE") + TASK
        )
        found.append(load.load(Course(tmp_path / title), "norms").title)
    assert found == ["One", "Other"]


def test_one_exercise_may_have_two_names(course):
    assert load.load(course(HEAD + "norms = exercise\n" + TASK), "norms").title == "Norms"


# --------------------------------------------------------------------------- broken when the key is made


def test_a_starter_that_is_missing_is_told(course):
    assert refusal(course(HEAD + TASK, None), making.make) == (
        "exercises/norms.py is missing. Write the starter of norms: prose, and a stub for each task."
    )


def test_a_starter_that_does_not_parse_is_told_with_its_line(course):
    assert refusal(course(HEAD + TASK, "import torch\n\ndef norm(x:\n    pass\n"), making.make) == (
        "exercises/norms.py, line 3: this is not valid Python: '(' was never closed. Fix it."
    )


def test_a_starter_and_a_reference_that_disagree_are_told_by_their_functions(course):
    starter = "def size(x):\n    pass\n\ndef helper(x):\n    pass\n"
    assert refusal(course(HEAD + TASK, starter), making.make) == (
        "exercises/norms.py has size, helper, and reference/norms.py has no such task. reference/norms.py "
        "has the task norm, and the starter has no such stub. Give both files the same names."
    )


def test_a_typo_in_a_starter_is_told_with_its_line_and_the_name_in_the_reference(course):
    starter = "def helper(x):\n    pass\n\ndef nrom(x):\n    pass\n"
    assert refusal(course(HEAD + TASK, starter), making.make) == (
        "exercises/norms.py, line 4: the starter has 'nrom'. reference/norms.py has no such task, but it has "
        "the task 'norm'. Did you mean 'norm'?"
    )


def test_a_reference_that_works_on_no_case_is_told_with_its_file_and_the_reason(course):
    message = refusal(course(HEAD + TASK.replace("x.norm()", "x.nrom()")), making.make)
    assert message.startswith("reference/norms.py")
    assert "the reference of task 'norm' works on none of " in message
    assert "the reference raised AttributeError (" in message
    assert message.endswith(
        "The first is norm(torch.tensor([2.])): AttributeError: 'Tensor' object has no attribute 'nrom'."
    )


def test_a_reference_whose_results_never_agree_is_asked_whether_it_is_random(course):
    noisy = TASK.replace("x.norm()", "x.norm() + 1000 * next(FLIP)")
    message = refusal(course(HEAD + "import itertools\nFLIP = itertools.count(1)\n" + noisy), making.make)
    assert message.endswith(
        "Does it lose most of its digits in float32? Or is it random? Then write a property under "
        "@norm.holds, with seeds=3."
    )


@pytest.mark.parametrize("cases", [0, -1, "'many'"])
def test_a_number_of_cases_that_cannot_be_meant_is_refused_with_its_line(course, cases):
    message = refusal(course(with_option(f"cases={cases}")), making.make)
    assert message.startswith(f"reference/norms.py, line 5: cases={cases} of task 'norm' ")


def test_few_cases_are_allowed(course):
    (task,) = making.make(course(with_option("cases=2")), "norms").tasks
    assert len(task.cases) >= 2


def test_a_task_without_parameters_is_graded_or_refused(course):
    text = HEAD + "@exercise.task(inputs={})\ndef norm():\n    return torch.ones(2)\n"
    with contextlib.suppress(CourseError):  # to refuse it is fine, to fall over it is not
        (task,) = making.make(course(text, "def norm():\n    pass\n"), "norms").tasks
        assert [case.inputs for case in task.cases] == [()]


@pytest.mark.parametrize(
    "word", ["each(object())", "each(lambda: 1)", 'tensors("n").map(lambda x: x.nothing)']
)
def test_an_input_that_cannot_be_made_is_a_fault_of_the_course(course, word):
    message = refusal(course(HEAD + TASK.replace('tensors("n")', word)), making.make)
    assert message.startswith("reference/norms.py")
    assert "norm" in message


# --------------------------------------------------------------------------------- a course, end to end

SUMS = '''\
from grader.course import Exercise, each

exercise = Exercise("Sums")


@exercise.task(inputs={"a": each(1, 2, 3), "b": each(1, 2, -4)}, points=2)
def larger(a, b):
    return a if a > b else b


@larger.misconception
def always_the_first(a, b):
    """This is the first one, whatever the second is."""
    return a


larger.hint("Compare them.")


@exercise.task(inputs={"word": each("mean", "sum", "")})
def shout(word):
    return [word.upper(), len(word)]


shout.hint("Strings have a method for it.")
'''
STARTER = '''\
def larger(a, b):
    """The larger one of two numbers."""
    first = a  # to begin with
    return first


def shout(word):
    pass
'''


@pytest.fixture
def graded(tmp_path):
    """Grade a submission to the exercise in this process."""
    for folder, text in (("reference", SUMS), ("exercises", STARTER)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "sums.py").write_text(text)
    key = making.make(Course(tmp_path), "sums")

    def run(text):
        path = tmp_path / "answer.py"
        path.write_text(text)
        starter = stubs(key)
        needed = submission.needed(submission.read(path), list(starter), stubs=starter)
        return Feedback(grade(needed, key, InProcess()), key.text)

    return run


def test_a_right_submission_gets_all_points(graded):
    text = "def larger(a, b): return max(a, b)\ndef shout(word): return [word.upper(), len(word)]\n"
    feedback = graded(text)
    found = feedback.grade
    assert (found.exercise, feedback.text.title, found.score, found.max_score) == ("sums", "Sums", 3.0, 3.0)
    assert [task.outcome for task in found.tasks] == [Outcome.PASSED] * 2


def test_a_wrong_submission_is_explained(graded):
    feedback = graded("def larger(a, b): return a\ndef shout(word): return [word.lower(), len(word)]\n")
    found, text = feedback.grade, feedback.text.task("larger")
    larger, shout = found.tasks
    assert (found.score, larger.outcome, shout.outcome) == (0.0, Outcome.FAILED, Outcome.FAILED)
    assert larger.misconception == Named("always_the_first", True)
    assert text.messages["always_the_first"] == "This is the first one, whatever the second is."
    assert text.hints == ("Compare them.",)
    assert larger.counterexample == Counterexample("larger(1, 2)", "2", "1")
    assert sentences(larger) == ["The result is 1; 2 is expected."]
    assert shout.counterexample == Counterexample("shout('sum')", "['SUM', 3]", "['sum', 3]")
    assert sentences(shout) == ["Part [0] of the result is 'sum'; 'SUM' is expected."]


def sentences(result):
    return [sentence(difference.message) for difference in result.differences]


def test_an_unfinished_submission_earns_nothing(graded):
    found = graded(STARTER).grade
    assert (found.score, [task.outcome for task in found.tasks]) == (0.0, [Outcome.NOT_FINISHED] * 2)
    renamed = graded("def larger(x, y):\n    # my own words\n    first = x\n    return first\n").grade
    assert [task.outcome for task in renamed.tasks] == [Outcome.NOT_FINISHED, Outcome.MISSING]
    half = graded("def shout(word): return [word.upper(), len(word)]\n").grade
    assert (half.score, [task.outcome for task in half.tasks]) == (1.0, [Outcome.MISSING, Outcome.PASSED])


# ---------------------------------------------------------------- signals and prints while a course loads


SIGNALLED = """
import os
import signal

try:
    os.kill(os.getpid(), signal.{signal})
    import time

    time.sleep(60)
except {caught}:
    pass
"""


@pytest.mark.parametrize("caught", ["ZeroDivisionError", "BaseException"])
def test_an_interrupt_while_a_course_loads_is_one(course, caught):
    text = SIGNALLED.format(signal="SIGINT", caught=caught) + HEAD + TASK
    with pytest.raises(KeyboardInterrupt):
        load.load(course(text), "norms")


@pytest.mark.parametrize("caught", ["ZeroDivisionError", "BaseException"])
def test_an_end_while_a_course_loads_is_no_fault_of_the_course(course, caught):
    before = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        text = SIGNALLED.format(signal="SIGTERM", caught=caught) + HEAD + TASK
        with pytest.raises(SystemExit) as ended:
            load.load(course(text), "norms")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 128 + signal.SIGTERM


def test_an_interrupt_while_a_key_is_made_is_one(course):
    text = HEAD + TASK.replace("return", "import os, signal; os.kill(os.getpid(), signal.SIGINT); return")
    with pytest.raises(KeyboardInterrupt):
        making.make(course(text), "norms")


def test_what_a_course_prints_and_warns_is_not_shown(course, capfd):
    noise = "import sys, warnings\nprint('loud', file=sys.{})\nwarnings.warn('loud')\n"
    inside = "print('loud'); print('loud', file=sys.stderr); warnings.warn('loud'); return"
    text = HEAD + noise.format("stdout") + noise.format("stderr") + TASK.replace("return", inside)
    text = text.replace('tensors("n")', 'tensors("n").map(lambda x: print("loud") or x)')
    key = making.make(course(text), "norms")
    hidden = making.make_hidden(course(text), "norms", "secret", key)
    assert capfd.readouterr() == ("", "")
    assert not any(b"loud" in zlib.decompress(keys.encoded(one)) for one in (key, hidden))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *(("3", "week_03"), ("03", "week_03"), ("10", "week_10"), ("4", None), ("x", None), ("week_3", None)),
        *(("week_03", "week_03"), ("week_03.py", "week_03"), ("week_10.ipynb", "week_10")),
    ],
)
def test_an_exercise_is_found_by_its_name_its_file_or_its_number(tmp_path, word, name):
    (tmp_path / "reference").mkdir()
    for known in ("week_03", "week_10", "a_4", "b_4"):
        (tmp_path / "reference" / f"{known}.py").write_text("")
    assert load.Course(tmp_path).called(word) == name
