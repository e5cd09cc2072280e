"""What a task may ask beside equality: a text that reads the result, printed lines, time, seeds, an atol."""

import pytest

from grader.core.errors import CourseError
from grader.core.notation import numbers
from grader.core.verdict import Named, Outcome
from grader.course.load import Course
from grader.course.making import make_hidden
from grader.workshop.autograder import autograder
from grader.workshop.release import bundle
from grader.workshop.verify import prove
from tests.coursework import graded, key_of, task_of, told

pytestmark = pytest.mark.slow

SLOPE = """
@exercise.task(inputs={"f": functions("lambda x: x * x"), "h": each(0.1), "x": tensors("n")}, cases=8,
               seen_as="result(x)")
def slope(f, h):
    return lambda x: (f(x + h) - f(x - h)) / (2 * h)

@slope.misconception
def a_number(f, h):
    '''This is a number, and not a function.'''
    return f(1 + h) / h
"""


@pytest.fixture(scope="module")
def slope(tmp_path_factory):
    return key_of(tmp_path_factory.mktemp("slope"), SLOPE)


def test_a_text_is_compared_in_place_of_the_result(slope, pool, tmp_path):
    right = "def slope(f, h):\n    def g(x):\n        return (f(x + h) - f(x - h)) / h / 2\n    return g\n"
    wrong = "def slope(f, h):\n    return lambda x: (f(x + h) - f(x)) / h\n"
    assert graded(slope, pool, tmp_path, right)[0].score == 1
    (result,) = graded(slope, pool, tmp_path, wrong)
    assert told(result) == ["`result(x)` is 8.099995; 7.9999924 is expected."]
    assert result.counterexample.code == (
        "h = 0.1\nx = torch.tensor([4.])\nf = lambda x: x * x\nresult = slope(f, h)\nresult(x)"
    )


def test_a_text_may_import_what_it_needs(tmp_path, pool):
    """NumPy's and Python's generators, too, are known by what they draw."""
    key = key_of(
        tmp_path,
        '@exercise.task(inputs={"seed": each(1, 2, 3)}, seen_as="import numpy as np\\nimport random\\n'
        'result\\n[np.random.rand(), random.random()]")\n'
        "def seeded(seed):\n    import random\n    import numpy as np\n"
        "    random.seed(seed)\n    np.random.seed(seed)\n",
    )
    right = "import random, numpy\ndef seeded(seed):\n    numpy.random.seed(seed)\n    random.seed(seed)\n"
    assert graded(key, pool, tmp_path, right)[0].score == 1
    assert graded(key, pool, tmp_path, right.replace("numpy.random.seed(seed)", "pass"))[0].score == 0


def test_a_result_that_the_text_cannot_read_is_told_with_the_error(slope, pool, tmp_path):
    (result,) = graded(slope, pool, tmp_path, "def slope(f, h):\n    return 3.0\n")
    assert told(result) == [
        "The result cannot be read as the task reads it: `result(x)` raised TypeError: 'float' object is not "
        "callable. The result is of type float."
    ]
    assert result.misconception == Named("a_number", certain=True)


def test_an_error_that_ends_its_sentence_itself_gets_no_second_full_stop(slope, pool, tmp_path):
    wrong = "def slope(f, h):\n    def g(x):\n        raise ValueError('Too steep.')\n    return g\n"
    assert told(graded(slope, pool, tmp_path, wrong)[0]) == [
        "The result cannot be read as the task reads it: `result(x)` raised ValueError: Too steep. "
        "The result is of type function."
    ]


ENDLESS = """
@slope.misconception
def calls_itself(f, h):
    '''This function calls itself for ever.'''
    g = lambda x: (lambda y: g(y))(x)
    return g
"""


def test_a_result_that_calls_itself_for_ever_is_known_wherever_it_ends(tmp_path, pool):
    """What was called last decides what Python adds to the message."""
    key = key_of(tmp_path, SLOPE + ENDLESS)
    answer = "def slope(f, h):\n    def g(x):\n        return isinstance(x, list) or g(x + 0)\n    return g\n"
    assert graded(key, pool, tmp_path, answer)[0].misconception.name == "calls_itself"


def test_a_forgotten_return_is_told_as_such(slope, pool, tmp_path):
    answer = "def slope(f, h):\n    def g(x):\n        return (f(x + h) - f(x - h)) / h / 2\n"
    (result,) = graded(slope, pool, tmp_path, answer)
    assert told(result) == [
        "Your function returned None, so `result(x)` cannot be read. Is a `return` missing at the end?"
    ]


def test_what_a_text_does_to_the_inputs_is_not_the_call_s_doing(tmp_path, pool):
    """The text changes the shape of x, and reads by it whether the result is x itself."""
    key = key_of(
        tmp_path,
        '@exercise.task(inputs={"x": tensors("m n")}, seen_as="x.unsqueeze_(0)\\nlist(result.shape)", '
        "cases=9)\n"
        "def same(x):\n    return x\n",
    )
    assert all(expected.changed == () for expected in key.tasks[0].expected)
    answers = {"return x": 1, "y = x\n    return y": 1, "return x.view(x.shape)": 0, "return x.clone()": 0}
    for body, score in answers.items():
        assert graded(key, pool, tmp_path, f"def same(x):\n    {body}\n")[0].score == score, body


def test_the_text_is_read_after_every_call(tmp_path, pool):
    """An optimizer is known by what it does to the parameters in two steps."""
    key = key_of(
        tmp_path,
        '@exercise.task(inputs={"w": tensors("d", requires_grad=True), "lr": each(0.1, 0.5)}, cases=8,\n'
        '    seen_as="for _ in range(2):\\n    w.grad = torch.ones_like(w)\\n    '
        'result.step()\\nw.detach().clone()")\n'
        "def optimizer(w, lr):\n    return torch.optim.SGD([w], lr=lr)\n",
    )
    by_hand = (
        "class Mine:\n    def __init__(self, w, lr):\n        self.w, self.lr = w, lr\n"
        "    def step(self):\n        self.w.data -= self.lr * self.w.grad\n"
        "def optimizer(w, lr):\n    return Mine(w, lr)\n"
    )
    assert graded(key, pool, tmp_path, by_hand)[0].score == 1
    momentum = "import torch\ndef optimizer(w, lr):\n    return torch.optim.SGD([w], lr=lr, momentum=0.9)\n"
    assert graded(key, pool, tmp_path, momentum)[0].score == 0


BAD_TEXTS = {
    "result.nothing()": "seen_as='result.nothing()' of task 'f' raised AttributeError: 'Tensor' object "
    "has no "
    "attribute 'nothing' on the result of the reference. Fix the text.",
    "result is x": "seen_as='result is x' of task 'f' gives True. The process of the submission computes "
    "it, so a "
    "single True or text proves nothing. Let it give the numbers that are compared.",
    "str(result)": "seen_as='str(result)' of task 'f' gives ",
    "[result is x, result is not x]": "seen_as='[result is x, result is not x]' of task 'f' gives [True, "
    "False].",
    "lambda: result": "the reference of task 'f' returns an object of type function, which cannot be "
    "compared.",
}


@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_text_that_cannot_be_graded_is_refused_when_the_key_is_made(tmp_path, text):
    with pytest.raises(CourseError) as caught:
        task_of(
            tmp_path,
            f'@exercise.task(inputs={{"x": tensors("n")}}, seen_as={text!r})\ndef f(x):\n    return x\n',
        )
    assert BAD_TEXTS[text] in str(caught.value)


DECLARED = {
    "seen_as=3": "seen_as=3 of task 'f' is not a text. Write Python in quotes, such as "
    'seen_as="result.tolist()".',
    "seen_as='result['": "seen_as='result[' of task 'f': this is not valid Python: '[' was never closed.",
    "seen_as='x.sum()'": "seen_as='x.sum()' of task 'f' does not use the name result. Read the result by it, "
    "such as result.tolist(). A text that reads only what the call did to the inputs has the word result as "
    "a line of its own.",
    "seen_as='result + y'": "seen_as='result + y' of task 'f' uses y, which is not known. It can use result, "
    'torch, nn, math, np, the inputs (x), and packages that the exercise names: knows={"pd": "pandas"}.',
    "seen_as='result', iterates=True": "Task 'f' has seen_as='result', and also iterates or shuffled. "
    "Each of "
    "them says how the result is read; leave out all but one.",
    "atol=-1": "atol=-1 of task 'f' is not an absolute tolerance. Write a small number from 0, such as "
    "atol=1e-3.",
    "seconds='10'": "seconds='10' of task 'f' is not a time. Write the seconds that a call may take, at "
    "most 600.",
    "seconds=1e9": "seconds=1000000000.0 of task 'f' is not a time. Write the seconds that a call may "
    "take, at "
    "most 600.",
    "seeds=0": "seeds=0 of task 'f' is not a number of seeds. Write a whole number from 1 to 20.",
    "prints=1": "prints=1 of task 'f' is neither True nor False. Write one.",
}


@pytest.mark.parametrize("option", DECLARED)
def test_a_wrong_option_is_told_with_file_line_value_and_remedy(tmp_path, option):
    text = f'@exercise.task(inputs={{"x": tensors("n")}}, {option})\ndef f(x):\n    return x\n'
    with pytest.raises(CourseError) as caught:
        task_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'reference' / 'small.py'}, line 4: {DECLARED[option]}"


PRINTS = """
@exercise.task(inputs={"x": tensors("n")}, cases=12, prints=True)
def report(x):
    for number in x:
        print(f"{number:.2f}")
    print("sum", x.sum().item())
"""


def test_what_a_reference_prints_is_not_shown_when_its_key_is_made(tmp_path, capfd):
    key_of(tmp_path, PRINTS)
    assert capfd.readouterr() == ("", "")


def test_what_is_printed_is_part_of_the_answer(tmp_path, pool):
    key = key_of(tmp_path, PRINTS)
    right = (
        "def report(x):\n    text = [f'{n:.2f}  ' for n in x.tolist()]\n"
        "    print(*text, f'sum {sum(x.tolist(), 0.0)}', sep='\\n')\n    return text\n"
    )
    assert graded(key, pool, tmp_path, right)[0].score == 1
    (result,) = graded(key, pool, tmp_path, right.replace("sum {", "total {"))
    assert told(result) == ["Line 2 of what you print is 'total 3.0'; 'sum 3.0' is expected."]
    assert (result.counterexample.expected, result.counterexample.got) == ("'sum 3.0'", "'total 3.0'")
    (silent,) = graded(key, pool, tmp_path, "def report(x):\n    pass\n    return 3\n")
    assert silent.score == 0


def test_without_prints_nobody_asks_what_is_printed(tmp_path, pool):
    key = key_of(tmp_path, PRINTS.replace("prints=True", "prints=False"))
    assert graded(key, pool, tmp_path, "def report(x):\n    y = x\n")[0].score == 1


def test_a_call_may_take_the_seconds_of_its_task(tmp_path, pool):
    """The pool's own limit is longer; a task that asks for little time gets little."""
    text = '@exercise.task(inputs={"x": tensors("n")}, cases=4, seconds=0.3)\ndef f(x):\n    return x + 0\n'
    key = key_of(tmp_path, text)
    (result,) = graded(key, pool, tmp_path, "import time\ndef f(x):\n    time.sleep(5)\n    return x + 0\n")
    assert result.outcome is Outcome.TIMED_OUT
    assert "0.3 s" in told(result)[0]


def test_an_absolute_tolerance_lets_another_h_pass(tmp_path, pool):
    """Each number may be off by `atol`, and not by more."""
    head = '@exercise.task(inputs={"x": tensors("n", high=9)}, cases=8, atol=0.01)'
    text = f"{head}\ndef f(x):\n    return x / 3\n"
    key = key_of(tmp_path, text)
    assert graded(key, pool, tmp_path, "def f(x):\n    return x / 3 + 0.009\n")[0].score == 1
    assert graded(key, pool, tmp_path, "def f(x):\n    return x / 3 + 0.011\n")[0].score == 0


def test_each_case_is_asked_with_every_seed(tmp_path):
    text = '@exercise.task(inputs={"n": each(2, 3)}, seeds=3)\ndef f(n):\n    return torch.randn(n)\n'
    task = task_of(tmp_path, text)
    cases = sorted(task.cases, key=lambda case: case.rank)
    assert [(case.setup, case.code, case.seed) for case in cases] == [
        ((f"torch.manual_seed({seed})",), (str(n),), seed) for n in (2, 3) for seed in (0, 1, 2)
    ]
    drawn = [tuple(numbers(known.observation.value)) for known in task.expected]
    assert len(set(drawn)) == 6


def test_texts_that_differ_in_their_first_line_are_different_inputs(tmp_path):
    text = (
        '@exercise.task(inputs={"x": made("x = torch.zeros(2)\\nx += 1\\nx", '
        '"x = torch.ones(2)\\nx += 1\\nx")})\n'
        "def f(x):\n    return x + 1\n"
    )
    assert sorted(case.setup[0] for case in task_of(tmp_path, text).cases) == [
        "x = torch.ones(2)",
        "x = torch.zeros(2)",
    ]


BROKEN = """
@exercise.task(inputs={"x": tensors("n")}, cases=4)
def fine(x):
    return x + 1

@exercise.task(inputs={"x": tensors("n")}, cases=4)
def opaque(x):
    return lambda: x
"""


def test_a_task_that_cannot_be_graded_costs_only_itself(tmp_path, pool):
    key = key_of(tmp_path, BROKEN)
    fine, opaque = graded(
        key, pool, tmp_path, "def fine(x):\n    return 1 + x\ndef opaque(x):\n    return 3\n"
    )
    assert (fine.outcome, fine.score) == (Outcome.PASSED, 1)
    assert (opaque.outcome, opaque.score, opaque.max_score) == (Outcome.UNGRADED, 0, 1)
    path = tmp_path / "reference" / "small.py"
    line = path.read_text().split("\n").index("def opaque(x):") + 1
    assert told(opaque) == [
        f"This task of the course cannot be graded: {path}, line {line}: the reference of task "
        "'opaque' returns an object of type function, which cannot be compared. Write seen_as=… with the "
        "numbers "
        'that it stands for, such as seen_as="result(1.0)". The points are still open. Please tell your '
        "teacher."
    ]


def test_a_course_with_a_task_that_cannot_be_graded_is_proved_but_for_it_and_not_released(tmp_path, pool):
    key = key_of(tmp_path, BROKEN)
    proof = prove(Course(tmp_path), "small", pool, progress=lambda _task: None)
    assert [task.task for task in proof.tasks] == ["fine"]
    assert "opaque" in [fault.task for fault in proof.faults if "No answer can be graded" in fault.message]
    with pytest.raises(CourseError, match="Task opaque of small cannot be graded, so nothing is released"):
        bundle(Course(tmp_path), [key])
    with pytest.raises(CourseError, match="Task opaque of small cannot be graded, so nothing is released"):
        autograder(Course(tmp_path), key, None)
    assert make_hidden(Course(tmp_path), "small", "secret", key).tasks[0].name == "fine"


def test_the_only_task_of_an_exercise_is_told_at_once(tmp_path):
    with pytest.raises(CourseError, match="cannot be compared"):
        key_of(tmp_path, BROKEN.partition("\n\n")[2])


def test_a_case_whose_result_the_text_cannot_read_is_left_out(tmp_path):
    """`view` works on no transposed memory; the reference itself is right there."""
    task = task_of(
        tmp_path,
        '@exercise.task(inputs={"x": tensors("m n")}, seen_as="result.view(-1)", cases=24)\n'
        "def doubled(x):\n    return x + x\n",
    )
    assert list(task.dropped) == ["unread"]
    assert task.dropped["unread"] > 0
    assert not any("transpose" in line for case in task.cases for line in (*case.setup, *case.code))
