"""`grade verify`: what is right is proved, and each fault of an author is told with what to mend."""

import kinds
import pytest
from kinds import course_of

from grader.course.load import Course
from grader.workshop.verify import orphans, prove
from tests.coursework import course as small_course

pytestmark = pytest.mark.slow

REFERENCE = '''
import torch

from grader.course import Exercise, tensors

exercise = Exercise("Small")
ROOM = 2


def squares(x):
    return x**ROOM


@exercise.task(inputs={"x": tensors("n")}, gradient=True)
def norm(x):
    return squares(x).sum().sqrt()


@norm.right
@torch.enable_grad()
def by_dot(x):
    return torch.dot(x, x).sqrt()


@norm.right
def by_itself(x):
    return norm(2 * x) / 2


@norm.misconception
def no_root(x):
    """The root is missing."""
    return squares(x).sum()


norm.hint("Three steps.")


@exercise.task(inputs={"X": tensors("m n")})
def clear(X):
    X[:] = 0


@clear.misconception
def by_dot(X):
    """A copy."""
    return X * 0


clear.hint("In place.")
'''
STARTER = "def norm(x):\n    pass\n\n\ndef clear(X):\n    raise NotImplementedError\n"


@pytest.fixture
def proved(tmp_path, pool):
    """Prove a course whose texts were changed: what is proved, and the faults as texts."""

    def prove_it(*changes, starter=STARTER):
        text = REFERENCE
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        for folder, content in (("reference", text), ("exercises", starter)):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "small.py").write_text(content)
        proof = prove(Course(tmp_path), "small", pool, progress=lambda _task: None)
        return proof, [f"{fault.task}: {fault.message}" for fault in proof.faults]

    return prove_it


def test_a_sound_exercise_is_proved(proved):
    proof, faults = proved()
    assert faults == []
    norm, clear = proof.tasks
    assert (norm.rights, norm.wrong, norm.killed, norm.equivalent) == (2, 12, 12, ())
    assert (clear.rights, clear.wrong, clear.killed) == (0, 7, 7)
    assert set(clear.equivalent) == {
        "zeros",
        "detached",
        "another dtype",
        "an extra dimension",
        "transposed",
    }


def device(name, end):
    """A device misconception of norm."""
    return (
        f'@norm.misconception(device=True)\ndef {name}(x):\n    """It lies on the CPU."""\n'
        f"    return (x + torch.zeros(len(x), dtype=x.dtype)).square().sum().sqrt() {end}\n\n\n"
    )


BROKEN = {
    "a reference that works on few cases": (
        [
            (
                "    return squares(x).sum().sqrt()",
                "    if len(x) != 3:\n        raise ValueError\n    return squares(x).sum().sqrt()",
            )
        ],
        "norm: Most cases were left out, 47 of 53: the reference raised ValueError. The first is "
        "norm(torch.tensor([3.])): ValueError. The other cases may prove nothing. Look at the inputs, ",
    ),
    "a reference that is random": (
        [
            (
                "    return squares(x).sum().sqrt()",
                "    return squares(x).sum().sqrt() + torch.seed() * 0 + len(x) * torch.rand(()).round()",
            )
        ],
        "norm: Two runs of the reference differ on norm(",
    ),
    "a right variant that is not": (
        [("torch.dot(x, x).sqrt()", "torch.dot(x, x).sqrt().detach()")],
        "norm: The right variant 'by_dot' fails on norm(torch.tensor([3.], requires_grad=True)): The values "
        "are right, "
        "but the result is cut from the graph: no gradient can flow back. If it is right, the reference, "
        "the inputs "
        "or the prose ask too much. If it is wrong, declare it a misconception.",
    ),
    "a misconception that passes": (
        [("    return squares(x).sum()\n", "    return squares(x).sum().sqrt()\n")],
        "norm: The misconception 'no_root' passes: no case tells it from the reference. Widen the inputs "
        "so that one "
        "does, or remove it.",
    ),
    "a misconception without numbers": (
        [("    return squares(x).sum()\n", "    return lambda: squares(x).sum().sqrt()\n")],
        "norm: The misconception 'no_root' fails on norm(torch.tensor([3.])), but is not recognised as "
        "itself: its result is of type function, which cannot be compared. Write seen_as=…, a text that "
        "reads the result, or remove the misconception.",
    ),
    "a misconception that is random": (
        [
            (
                "    return squares(x).sum()\n",
                "    torch.seed()\n    return squares(x).sum() + torch.rand(())\n",
            )
        ],
        "norm: The misconception 'no_root' fails on norm(torch.tensor([3.])), but is not recognised as "
        "itself. It "
        "behaves differently from run to run; seed what is random in it.",
    ),
    "two misconceptions that are one": (
        [
            (
                'clear.hint("In place.")',
                '@clear.misconception\ndef rebinds(X):\n    """X is another."""\n    X = '
                "torch.zeros_like(X)\n\n\n"
                'clear.hint("In place.")',
            )
        ],
        "clear: The misconception 'rebinds' is recognised as 'by_dot': the two behave the same on every "
        "case. Write @clear.misconception(same_as='by_dot'), or widen the inputs so that a case tells them "
        "apart.",
    ),
    "a tolerance that hides the answer": (
        [("gradient=True", "atol=1e5, dtype=False")],
        "norm: A wrong answer passes: the first result, always instead of the result. It differs from the "
        "reference on norm(torch.tensor([",
    ),
    "no hint": (
        [('clear.hint("In place.")', "")],
        'clear: There is no hint. Write at least one: clear.hint("…").',
    ),
    "no misconception": (
        [
            (
                '@norm.misconception\ndef no_root(x):\n    """The root is missing."""\n    return '
                "squares(x).sum()\n",
                "",
            )
        ],
        "norm: No misconception is declared. Write at least one that learners really have.",
    ),
    "a right variant that would fail on a GPU": (
        [("return norm(2 * x) / 2", "return norm(2 * x + torch.zeros(len(x), dtype=x.dtype)) / 2")],
        "norm: The right variant 'by_itself' would fail on a GPU: With arguments on a GPU, line 27 would "
        "raise: `add` would get tensors on two devices.",
    ),
    "a reference that would fail on a GPU": (
        [("    X[:] = 0\n", "    X[:] = 0 * X + torch.zeros(X.shape, dtype=X.dtype)\n")],
        "clear: The reference itself would fail on a GPU: With arguments on a GPU, line 41 would raise: "
        "`add` would get tensors on two devices. Line 41 makes a tensor on the CPU, even if the arguments "
        "are on a GPU. Make it where they are: `device=X.device`, `torch.zeros_like(X)`, `X.new_zeros(…)`. "
        "Fix it, or write gpu=False. Then this task says nothing about GPUs.",
    ),
    "a device misconception that fails on the CPU": (
        [('norm.hint("Three steps.")', f"{device('half', '/ 2')}norm.hint('Three steps.')")],
        "norm: The device misconception 'half' already fails on the CPU, on norm(torch.tensor([3.])): ",
    ),
    "two device misconceptions that are one": (
        [
            (
                'norm.hint("Three steps.")',
                f"{device('one', '+ 0')}{device('two', '* 1')}norm.hint('Three steps.')",
            )
        ],
        "norm: The misconception 'two' is recognised as 'one': the two behave the same on every case.",
    ),
    "a right variant of another dtype": (
        [("    return norm(2 * x) / 2", "    return (norm(2 * x) / 2).double()")],
        "norm: Only the dtype of the right variant 'by_itself' is wrong, on norm(torch.tensor([3.])): The "
        "result has dtype float64; float32 is expected. If the prose does not ask for a dtype, write "
        "dtype=False in @exercise.task. If it does, declare the variant a misconception.",
    ),
    "a right variant of a half precision": (
        [
            ('inputs={"x": tensors("n")}', 'inputs={"x": tensors("n", low=1, high=1, factors=("",))}'),
            ("    return norm(2 * x) / 2", "    return (norm(2 * x) / 2).half()"),
        ],
        "norm: Only the dtype of the right variant 'by_itself' is wrong, on norm(torch.tensor([1.])): The "
        "result has dtype float16; float32 is expected. If the prose does not ask for a dtype, write "
        "dtype=('float16',) in @exercise.task.",
    ),
    "a right variant of a half precision where any dtype else is accepted": (
        [
            (
                'inputs={"x": tensors("n")}',
                'dtype=False, inputs={"x": tensors("n", low=1, high=1, factors=("",))}',
            ),
            ("    return norm(2 * x) / 2", "    return (norm(2 * x) / 2).half()"),
        ],
        "norm: Only the dtype of the right variant 'by_itself' is wrong, on norm(torch.tensor([1.])): The "
        "result has dtype float16; float32 is expected. If the prose does not ask for a dtype, write "
        "dtype=('float32', 'float64', 'float16') in @exercise.task.",
    ),
    "a right variant of another dtype and other values": (
        [("    return norm(2 * x) / 2", "    return norm(2 * x).double()")],
        "norm: The right variant 'by_itself' fails on norm(torch.tensor([3.])): The result has dtype "
        "float64; float32 is expected.",
    ),
    "a variant that cannot be run": (
        [
            (
                "def by_itself(x):",
                "def by_itself(x, unset=squares(1 / 1 if __name__ != 'submission' else 1 / 0)):",
            )
        ],
        "norm: 'by_itself' could not be run: ZeroDivisionError: division by zero, line 26.",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_told_with_what_to_mend(proved, name):
    changes, told = BROKEN[name]
    _, faults = proved(*changes)
    assert any(fault.startswith(told) for fault in faults), faults


def test_a_reference_that_need_not_work_on_a_gpu_may_say_so(proved):
    _, faults = proved(
        ("    X[:] = 0\n", "    X[:] = 0 * X + torch.zeros(X.shape, dtype=X.dtype)\n"),
        ('inputs={"X": tensors("m n")}', 'inputs={"X": tensors("m n")}, gpu=False'),
    )
    assert faults == []


@pytest.mark.parametrize("option", ["False", '("float32", "float64")'])
def test_a_task_that_does_not_ask_for_a_dtype_accepts_another(proved, option):
    proof, faults = proved(
        ("    return norm(2 * x) / 2", "    return (norm(2 * x) / 2).double()"),
        ("gradient=True", f"gradient=True, dtype={option}"),
    )
    assert faults == []
    norm, _ = proof.tasks
    assert (norm.rights, norm.wrong, norm.killed, norm.equivalent) == (2, 11, 11, ("another dtype",))


def test_a_device_misconception_is_a_misconception(proved):
    _, faults = proved(
        (
            '@norm.misconception\ndef no_root(x):\n    """The root is missing."""\n    return '
            "squares(x).sum()\n",
            device("there", ""),
        )
    )
    assert faults == []


def test_a_starter_that_earns_points_is_told(proved):
    _, faults = proved(starter=STARTER.replace("raise NotImplementedError", "X[:] = 0"))
    assert faults == [
        "clear: The starter's clear counts as written, with score 1. It should count as not finished. Leave "
        "only `raise NotImplementedError`, `pass` or `...` in it."
    ]


@pytest.mark.parametrize(
    "norm",
    [
        "y = None; pass; return y",
        "result = ...; return result",
        "return None",
        "y = squares(x); return y",
        "return clear(x)",
    ],
)
def test_a_starter_that_is_not_right_yet_is_not_finished(proved, norm):
    _, faults = proved(starter=STARTER.replace("    pass", f"    {norm}", 1))
    assert faults == []


def test_other_parameters_in_the_starter_are_told(proved):
    _, faults = proved(starter=STARTER.replace("norm(x)", "norm(v)"))
    assert faults == [
        "norm: The starter has norm(v), the reference norm(x). Give both the same parameters, in the same "
        "order."
    ]


def test_a_course_file_that_cannot_be_used_is_told(proved):
    proof, faults = proved(("exercise = ", "exercise = 1 / 0 or "))
    assert (proof.tasks, len(faults)) == ((), 1)
    assert "this raised ZeroDivisionError: division by zero. Fix that line." in faults[0]


# --------------------------------------------------------------- edits, single tasks, notes, long code


def test_an_edit_of_the_reference_is_a_misconception_that_fails_and_is_recognised(proved):
    before = 'norm.hint("Three steps.")'
    proof, faults = proved(
        (before, f'norm.misconception.edit("halved", {{".sqrt()": ".sqrt() / 2"}}, "Half of it.")\n{before}'),
        (
            'clear.hint("In place.")',
            'clear.misconception.edit("to_one", {"= 0": "= 1"}, "These are ones.")\nclear.hint("In place.")',
        ),
    )
    assert faults == []
    assert [(task.wrong, task.killed) for task in proof.tasks] == [(13, 13), (8, 8)]


def test_after_an_edit_the_name_of_the_reference_is_its_own_again(proved):
    """`by_itself` calls norm: the reference, and not the edit."""
    before = "@norm.right\n@torch.enable_grad()"
    _, faults = proved(
        (
            before,
            f'norm.misconception.edit("halved", {{".sqrt()": ".sqrt() / 2"}}, "Half of it.")\n\n\n{before}',
        )
    )
    assert faults == []


def test_an_edit_that_behaves_as_another_misconception_is_told(proved):
    before = 'norm.hint("Three steps.")'
    _, faults = proved(
        (before, f'norm.misconception.edit("squared", {{".sqrt()": ""}}, "It is squared.")\n{before}')
    )
    assert faults == [
        "norm: The misconception 'squared' is recognised as 'no_root': the two behave the same on every "
        "case. Write @norm.misconception(same_as='no_root'), or widen the inputs so that a case tells them "
        "apart."
    ]


def test_one_task_is_proved_without_the_key_of_the_others(proved, tmp_path, pool):
    proved(("    X[:] = 0", "    X[:] = 1 / 0"))  # a course whose other task cannot be used
    made = []
    proof = prove(Course(tmp_path), "small", pool, progress=made.append, tasks=("norm",))
    assert ([task.task for task in proof.tasks], proof.faults) == (["norm"], ())
    assert set(made) == {"norm"}


def test_a_task_is_proved_with_the_whole_key_if_that_was_made(proved, tmp_path, pool):
    proved(("    X[:] = 0", "    X[:] = -0.0"))
    made = []
    proof = prove(Course(tmp_path), "small", pool, progress=made.append, tasks=("clear",))
    assert [task.task for task in proof.tasks] == ["clear"]
    assert made == ["clear"], "only while it is proved, not while a key is made"


NOTED = {
    "prints": (
        ("    return squares(x).sum().sqrt()", "    print('x is', x)\n    return squares(x).sum().sqrt()"),
        "norm: Note: the reference prints 'x is tensor([3.])' on norm(torch.tensor([3.])). Nobody sees it. "
        "Remove the print, or write prints=True if the task asks for it.",
    ),
    "is random": (
        ("    X[:] = 0", "    X[:] = torch.rand(X.shape, device=X.device)"),
        "clear: Note: the reference is random: with another seed, it does something else on "
        "clear(torch.tensor([[3.]])). A submission must draw the same random numbers in the same order. If "
        "other numbers are right, too, write properties under @clear.holds, with seeds=3. Or let seen_as=… "
        "read what is not random.",
    ),
    "takes long": (
        (
            "    return squares(x).sum().sqrt()",
            "    if x.tolist() == [3.0]:\n        import time\n\n        "
            "time.sleep(1.01)\n    return squares(x).sum().sqrt()",
        ),
        "norm: Note: the reference took 1.",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", NOTED)
def test_a_note_is_no_fault(proved, name):
    change, told = NOTED[name]
    proof, _ = proved(change)
    (note,) = [f"{note.task}: {note.message}" for note in proof.notes if note.task == told[: told.index(":")]]
    assert note.startswith(told)
    assert not any("Note" in fault.message for fault in proof.faults)


def test_a_slow_call_that_the_task_allows_is_not_noted(proved):
    slow = (
        "    return squares(x).sum().sqrt()",
        "    if x.tolist() == [3.0]:\n        import time\n\n        time.sleep(1.01)\n"
        "    return squares(x).sum().sqrt()",
    )
    proof, _ = proved(slow, ("gradient=True", "gradient=True, seconds=30"))
    assert [note.message for note in proof.notes if note.task == "norm"] == []


def test_a_sound_exercise_has_no_notes(proved):
    proof, _ = proved()
    assert proof.notes == ()


def test_a_symmetric_result_may_be_transposed(proved):
    """A @ A.mT is symmetric up to rounding."""
    proof, faults = proved(
        ("    X[:] = 0", "    return X @ X.mT"),
        ("    return X * 0", "    return X.mT @ X"),
    )
    assert faults == []
    assert "transposed" in proof.tasks[1].equivalent


def test_an_object_that_cannot_be_compared_is_not_called_random(proved):
    _, faults = proved(("    X[:] = 0", "    return [X.sum(), iter(())]"))
    (fault,) = [fault for fault in faults if fault.startswith("clear: ")]
    assert "an object of type tuple_iterator, which cannot be compared." in fault
    assert "random" not in fault
    assert "run to run" not in fault


def test_a_fault_shows_no_wall_of_numbers(proved):
    _, faults = proved(
        ('inputs={"x": tensors("n")}', 'inputs={"x": tensors("n", n=(30, 40))}'),
        ("torch.dot(x, x).sqrt()", "torch.dot(x, x).sqrt() * 2"),
    )
    (fault,) = faults
    assert fault.startswith("norm: The right variant 'by_dot' fails on norm(torch.tensor([1., 1., 1., 1., ")
    assert "…]" in fault
    assert len(fault) < 400


def test_orphans_are_told(tmp_path):
    for path in ("reference/a.py", "reference/_shared.py", "exercises/b.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("")
    starter, reference = tmp_path / "exercises" / "b.py", tmp_path / "reference" / "a.py"
    assert [fault.message for fault in orphans(Course(tmp_path))] == [
        f"{starter} has no reference. Write {tmp_path / 'reference' / 'b.py'}, or remove it.",
        f"{reference} has no starter. Write {tmp_path / 'exercises' / 'a.py'}. If it is not an exercise, "
        "begin its name with `_`.",
    ]


def test_a_variable_and_a_class_are_proved_and_so_is_a_right_class_that_derives_from_it(tmp_path, pool):
    course = course_of(tmp_path, kinds.STARTER, kinds.REFERENCE)
    proof = prove(course, "week_1", pool, progress=lambda _task: None)
    assert [str(fault.message) for fault in proof.faults] == []
    assert [(task.task, task.rights, task.wrong, task.killed) for task in proof.tasks] == [
        ("x", 0, 6, 6),
        ("MLP", 1, 5, 5),
    ]


def test_a_starter_with_other_parameters_of_a_class_or_with_the_answer_is_told(tmp_path, pool):
    starter = kinds.STARTER.replace("(self, n)", "(self, n, k)").replace("x = ...", "x = None")
    course = course_of(tmp_path, starter, kinds.REFERENCE)
    faults = prove(course, "week_1", pool, progress=lambda _task: None).faults
    assert [str(fault.message) for fault in faults] == [
        "The starter has MLP(n, k), the reference MLP(n). Give both the same parameters, in the same order."
    ]


# ------------------------------------------------------------------------- what was not written to the end


ASKS = (
    '@exercise.task(inputs={"x": tensors("n")}, cases=8)\ndef f(x):\n    return x + 1\n\n'
    '@f.misconception\ndef two(x):\n    """Add one, not two."""\n    return x + 2\n\nf.hint("Add one.")\n'
)


RAISES = """
@f.holds
def is_next(result, x):
    '''It is the next number.'''
    return [True][0 if bool((result == x + 1).all()) else 1]

@f.right
def fractions(x):
    return x + 1.25

@exercise.task(inputs={"x": tensors("n")}, cases=8)
def g(x):
    return x - 1

@g.misconception
def doubled(x):
    '''Do not double it.'''
    return 2 * x

g.hint("Take 1 away.")
"""


@pytest.mark.slow
def test_a_property_that_fails_on_a_right_variant_costs_only_its_task(tmp_path, pool):
    text = ASKS.partition("@f.misconception")[0] + 'f.hint("Add one.")\n' + RAISES
    course = small_course(tmp_path, text)
    proof = prove(course, "small", pool, progress=lambda _task: None)
    path = course.reference("small")
    line = path.read_text().split("\n").index("def is_next(result, x):") + 1
    assert [(fault.task, fault.message) for fault in proof.faults] == [
        ("f", "No misconception is declared. Write at least one that learners really have."),
        (
            "f",
            f"{path}, line {line}: the property 'is_next' raised IndexError in `return [True][0 if "
            "bool((result == x + 1).all()) else 1]`: list index out of range. A property must be True or "
            "False for every result of the form that the reference gives.",
        ),
    ]
    assert [task.task for task in proof.tasks] == ["g"]


TOLD = """
@f.holds
def is_larger(result, x):
    '''it is larger'''
    return bool((result > x).all())

@f.misconception
def smaller(x):
    '''Smaller'''
    return x - 1
"""


@pytest.mark.slow
def test_what_learners_read_of_a_property_or_misconception_is_a_whole_sentence(tmp_path, pool):
    proof = prove(small_course(tmp_path, ASKS + TOLD), "small", pool, progress=lambda _task: None)
    assert [(fault.task, fault.message) for fault in proof.faults][:2] == [
        (
            "f",
            f"Learners read what {name!r} says: {text!r}. Make it a whole sentence that ends with a full "
            "stop.",
        )
        for name, text in (("smaller", "Smaller"), ("is_larger", "it is larger"))
    ]


@pytest.mark.slow
def test_a_starter_that_imports_what_is_not_installed_is_a_fault_with_the_remedy(tmp_path, pool):
    course = small_course(tmp_path, ASKS)
    path = course.starter("small")
    path.write_text("import no_such_package\n" + path.read_text())
    proof = prove(course, "small", pool, progress=lambda _task: None)
    assert [fault.message for fault in proof.faults] == [
        f"The starter cannot be run as it is: {path}, line 1: The package no_such_package is not installed. "
        "Install it (pip install no_such_package), and write Exercise(…, knows={'no_such_package': "
        "'no_such_package'}). Learners would get this error."
    ]
    assert proof.notes == ()


@pytest.mark.slow
def test_an_import_that_learners_may_not_have_is_noted_once(tmp_path, pool):
    course = small_course(tmp_path, ASKS)
    for path in (course.reference("small"), course.starter("small")):
        path.write_text("import pandas as pd\n" + path.read_text())
    proof = prove(course, "small", pool, progress=lambda _task: None)
    assert [note.message for note in proof.notes] == [
        f"Note: {course.reference('small')}, line 1: the exercise does not know the package pandas. Learners "
        "may not have it. Write Exercise(…, knows={'pd': 'pandas'}). Then only the tasks that use it need it."
    ]
    assert proof.faults == ()


@pytest.mark.slow
def test_a_starter_that_cannot_be_run_is_a_fault_with_its_line(tmp_path, pool):
    course = small_course(tmp_path, ASKS)
    path = course.starter("small")
    path.write_text(path.read_text() + "\n\nDEVICE = nn.Linear(1, 1)\n")
    proof = prove(course, "small", pool, progress=lambda _task: None)
    assert [fault.message for fault in proof.faults] == [
        "The starter cannot be run as it is: NameError: name 'nn' is not defined, line 5. Learners would get "
        "this error."
    ]


@pytest.mark.slow
def test_a_misconception_with_a_misspelt_name_is_a_fault_and_no_explanation(tmp_path, pool):
    course = small_course(tmp_path, ASKS.replace("return x + 2", "return X + 2"))
    proof = prove(course, "small", pool, progress=lambda _task: None)
    assert [fault.message for fault in proof.faults] == [
        "The misconception 'two' raises this error in every case: NameError: name 'X' is not defined, line "
        "11. Is a name misspelt, or an import missing?"
    ]
