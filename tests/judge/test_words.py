"""Every sentence of the feedback: whole, and without a brace left over."""

import re
from string import Formatter

import pytest
from making import expected, tensor
from msgspec import structs

from grader.judge import words
from grader.judge.result import judge
from grader.model import Aspect, Case, Failure, Mismatch, Observation, Outcome, TaskKey
from grader.runner.pool import TaskRun
from grader.verdict import Counterexample, Error

VALUES = {"index": "[1, 0]", "expected": "5.0", "got": "25.0", "wrong": 2, "elements": 6}

DIFFERENCES = {
    Aspect.SIGNATURE: [
        (
            Mismatch(Aspect.SIGNATURE, "", "l2_norm(x)", "l2_norm(x, y)"),
            "The parameters do not fit: expected l2_norm(x), got l2_norm(x, y).",
        )
    ],
    Aspect.OUTCOME: [
        (
            Mismatch(Aspect.OUTCOME, "", "tensor(1.)", "ValueError", {"message": "no {such} thing"}),
            "Your code raised ValueError: no {such} thing",
        ),
        (
            Mismatch(Aspect.OUTCOME, "call 2", "…", "AttributeError", {"message": "no zero_"}),
            "In the second call, your code raised AttributeError: no zero_",
        ),
        (
            Mismatch(Aspect.OUTCOME, "", "tensor(1.)", "AssertionError", {"message": ""}),
            "Your code raised AssertionError",
        ),
        (
            Mismatch(Aspect.OUTCOME, "", "ValueError", "tensor(1.)", {"returned": 1}),
            "An error of type ValueError is expected here; your function returned a result.",
        ),
    ],
    Aspect.STRUCTURE: [
        (
            Mismatch(Aspect.STRUCTURE, "", "a tensor", "a Python float"),
            "The result is a Python float; a tensor is expected.",
        ),
        (
            Mismatch(Aspect.STRUCTURE, "[0]", "a tensor", "None"),
            "Part [0] of the result is None; a tensor is expected.",
        ),
    ],
    Aspect.GRAPH: [
        (
            Mismatch(Aspect.GRAPH, "[1]", "a Python float", "a tensor"),
            "Part [1] of the result is a tensor that hangs on the graph; a Python float is expected. Whoever "
            "keeps it keeps everything that it was computed from, too, and memory grows.",
        ),
    ],
    Aspect.SHAPE: [
        (
            Mismatch(Aspect.SHAPE, "", "()", "(1,)"),
            "The result has shape (1,); shape () is expected.",
        ),
        (
            Mismatch(Aspect.SHAPE, "['l1']", "()", "(1,)"),
            "Part ['l1'] of the result has shape (1,); shape () is expected.",
        ),
    ],
    Aspect.DTYPE: [
        (
            Mismatch(Aspect.DTYPE, "", "float64", "float32"),
            "The result has dtype float32; float64 is expected.",
        )
    ],
    Aspect.DEVICE: [
        (
            Mismatch(Aspect.DEVICE, "", "cpu", "meta"),
            "The result is on device meta; cpu is expected.",
        )
    ],
    Aspect.VALUES: [
        (
            Mismatch(Aspect.VALUES, "", "tensor(5.)", "tensor(25.)", {**VALUES, "wrong": 1, "elements": 1}),
            "The result is 25.0; 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "[1]", "tensor(5.)", "tensor(25.)", {**VALUES, "elements": 1}),
            "Part [1] of the result is 25.0; 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "", "…", "…", VALUES),
            "2 of 6 elements are wrong. The first is [1, 0]: it is 25.0, 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "['norms']", "…", "…", VALUES),
            "2 of 6 elements are wrong in part ['norms']. The first is [1, 0]: it is 25.0, 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "", "…", "…", {"unseen": 1}),
            "The result holds no numbers that can be compared.",
        ),
        (
            Mismatch(Aspect.VALUES, "call 2", "…", "…", VALUES),
            "In the second call, 2 of 6 elements are wrong. The first is [1, 0]: it is 25.0, 5.0 is "
            "expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "call 2[0]", "tensor(5.)", "tensor(25.)", {**VALUES, "elements": 1}),
            "In the second call, part [0] of the result is 25.0; 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, " step 3['w']", "…", "…", VALUES),
            "In step 3, 2 of 6 elements are wrong in w. The first is [1, 0]: it is 25.0, 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, " step 2['loss']", "1.0", "9.0", {**VALUES, "elements": 1}),
            "In step 2, the loss is 25.0; 5.0 is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "record", "6 calls", "3 calls", {"steps": 1}),
            "`record` got 3 calls; 6 calls are expected, one for each step.",
        ),
        (
            Mismatch(Aspect.VALUES, "call 1", "every row once", "1 of 7 rows missing", {"property": "rows"}),
            "In the first call, not every row comes exactly once: 1 of 7 rows missing.",
        ),
        (
            Mismatch(Aspect.VALUES, "", "…", "…", {"overlap": 1}),
            "The numbers are right, but both calls return the same memory: what the second one writes "
            "changes what the first one has returned. Each result should have memory of its own.",
        ),
        (
            Mismatch(Aspect.VALUES, "params", "None", "tensor([2.])", {"afterwards": 1, "part": "[1].grad"}),
            "Afterwards the caller's params[1].grad is tensor([2.]); None is expected.",
        ),
        (
            Mismatch(Aspect.VALUES, "[1]", "'mean'", "'sum'", {"text": 1}),
            "Part [1] of the result is 'sum'; 'mean' is expected.",
        ),
    ],
    Aspect.ATTACHED: [
        (
            Mismatch(Aspect.ATTACHED, "", "a leaf that requires grad", "attached to the graph"),
            "The values are right, but the result is no leaf: it was computed from a tensor that requires "
            "grad, so `backward()` leaves nothing in its `.grad`.",
        ),
        (
            Mismatch(Aspect.ATTACHED, "", "a leaf that requires grad", "cut from the graph"),
            "The values are right, but the result does not require grad.",
        ),
        (
            Mismatch(Aspect.ATTACHED, "", "attached to the graph", "cut from the graph"),
            "The values are right, but the result is cut from the graph: no gradient can flow back.",
        ),
        (
            Mismatch(Aspect.ATTACHED, "", "cut from the graph", "attached to the graph"),
            "The values are right, but the result still hangs on the graph; it should be cut from it.",
        ),
        (
            Mismatch(Aspect.ATTACHED, "[2]", "cut from the graph", "attached to the graph"),
            "The values are right, but part [2] of the result still hangs on the graph; it should be cut "
            "from it.",
        ),
    ],
    Aspect.GRADIENT: [
        (
            Mismatch(Aspect.GRADIENT, "x", "tensor([1.])", "no gradient"),
            "The values are right, but no gradient arrives at x.",
        ),
        (
            Mismatch(Aspect.GRADIENT, "r", "no gradient", "tensor([1.])"),
            "The values are right, but a gradient flows to r, and none should.",
        ),
        (
            Mismatch(Aspect.GRADIENT, "x", "tensor([1.])", "tensor([2.])"),
            "The values are right, but the gradient with respect to x is not.",
        ),
        (
            Mismatch(Aspect.GRADIENT, "x", "tensor([1.])", "tensor([2.])", {"weights": "tensor([3., 1.])"}),
            "The values are right, but the gradient of (result * tensor([3., 1.])).sum() with respect to x "
            "is not.",
        ),
        (
            Mismatch(Aspect.GRADIENT, "x", "tensor([1.])", "tensor([2.])", {"weights": ""}),
            "The values are right, but the gradient of a weighted sum of the result with respect to x is "
            "not.",
        ),
        (
            Mismatch(Aspect.GRADIENT, "x", "tensor([1.])", "no gradient", {"failure": "RuntimeError: no"}),
            "The values are right, but taking the gradient raised RuntimeError: no",
        ),
    ],
    Aspect.INPUTS: [
        (
            Mismatch(Aspect.INPUTS, "w", "tensor([1.])", "tensor([2.])"),
            "Your function leaves the caller's w as tensor([2.]); it should be tensor([1.]).",
        ),
    ],
}
PAIRS = [
    pytest.param(mismatch, sentence, id=f"{aspect}-{n}")
    for aspect, pairs in DIFFERENCES.items()
    for n, (mismatch, sentence) in enumerate(pairs)
]


@pytest.mark.parametrize(("mismatch", "sentence"), PAIRS)
def test_a_difference_is_a_sentence(mismatch, sentence):
    assert words.difference(mismatch) == sentence


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_has_a_sentence(aspect):
    sentence = words.difference(Mismatch(aspect, "", "one", "other", VALUES))
    assert re.fullmatch(r"[A-Z0-9][^{}]+[^{} ]", sentence)


def test_a_changed_input_is_told_as_before_and_after():
    assert words.changed_input("x", "", "tensor([3.])", "tensor([1.])") == (
        "Your function changed the caller's x: it was tensor([3.]), now it is tensor([1.])."
    )


def test_a_mode_that_was_changed_is_told_as_a_mode():
    assert words.changed_input("net", "['training']", "True", "False") == (
        "Your function leaves the caller's net in eval mode; before, it was in training mode."
    )


def test_a_flag_is_told_as_what_the_learner_writes():
    assert words.changed_input("w", ".requires_grad", "True", "False") == (
        "Your function changed the caller's w.requires_grad: it was True, now it is False."
    )


def test_a_long_call_is_not_repeated():
    assert words.elsewhere("x = 1\n" * 50, "It differs.") == "On another call: It differs."


def test_every_property_of_batches_has_a_sentence():
    for name in words.PROPERTIES:
        sentence = words.difference(Mismatch(Aspect.VALUES, "call 1", "one", "other", {"property": name}))
        assert re.fullmatch(r"[A-Z][^{}]+\.", sentence)


@pytest.mark.parametrize("part", ["output", "trained", "parameters", "parameters[0]", "buffers", "training"])
def test_every_part_of_a_network_has_a_name(part):
    sentence = words.difference(Mismatch(Aspect.VALUES, f" {part}", "one", "other", {"text": 1}))
    assert re.fullmatch(r"[A-Z][^{}]+ is other; one is expected\.", sentence)


def test_a_difference_on_another_call_names_the_call():
    assert words.elsewhere("f(torch.tensor([3.]))", "The result is 1.0; 3.0 is expected.") == (
        "On f(torch.tensor([3.])): The result is 1.0; 3.0 is expected."
    )


# ------------------------------------------------------------------------------------------- traits


@pytest.mark.parametrize("name", words.TRAITS)
def test_every_trait_and_its_opposite_are_words(name):
    holds, lacks = words.trait(name, True, "x", "3"), words.trait(name, False, "x", "3")
    assert holds != lacks
    for text in (holds, lacks):
        assert re.fullmatch(r"[a-z][^{}]+[^{} .]", text)
        assert "x" in text or name == "equal shapes"


def test_no_two_traits_are_said_alike():
    said = [words.trait(name, holds, "x", "3") for name in words.TRAITS for holds in (True, False)]
    assert len(set(said)) == len(said)


# ------------------------------------------------------------------------------------------ templates

FIELDS = {
    "MISSING": {"signature"},
    "NOT_FINISHED": set(),
    "LOST": {"why"},
    "DEFINITION_FAILED": {"reason"},
    "TIMED_OUT": {"why"},
    "SLOW": {"tried", "all", "why"},
    "TIMED_OUT_LOADING": {"why"},
    "OUT_OF_MEMORY": {"why"},
    "OUT_OF_MEMORY_LOADING": {"why"},
    "OUT_OF_MEMORY_RAISED": {"amount"},
    "OUT_OF_MEMORY_THERE": {"amount"},
    "ASKED": {"gigabytes"},
    "CRASHED": {"why"},
    "NOT_RUN": {"why"},
    "UNGRADED": {"fault"},
    "NOTHING_THERE": set(),
    "ON_CPU": set(),
    "RANDOM": set(),
    "GPU_RAISES": set(),
    "NEVER_RETURNED": set(),
    "RAISES_INSTEAD": {"type"},
    "DID_YOU_MEAN": {"name"},
    "EXPECTED": set(),
    "GOT": set(),
    "GRADIENT_OF": {"name"},
    "AFTERWARDS": {"name"},
    "BEGINS_HERE": {"what"},
    "RETURNED_HERE": {"what"},
    "CUT_HERE": set(),
    "CHANGED_HERE": {"name"},
    "ADVICE_NONE": set(),
    "ADVICE_ITEM": set(),
    "ADVICE_NETWORK": set(),
    "ADVICE_GENERATOR": set(),
    "ADVICE_NUMBER": set(),
    "ADVICE_BOOL": set(),
    "ADVICE_NOT_CALLED": set(),
    "ADVICE_ORDER": set(),
    "ADVICE_CUT": set(),
    "ADVICE_GRAPH": set(),
    "KEEPS_GRAPH": set(),
    "ADVICE_LIST_CHANGED": {"name"},
    "ATTACHED": set(),
    "CUT": set(),
    "ADVICE_LIST": set(),
    "ADVICE_AXIS_MISSING": set(),
    "ADVICE_AXIS_TOO_MANY": set(),
    "ADVICE_FLOAT32": {"name"},
    "ADVICE_TO_FLOAT": {"dtype"},
    "ADVICE_INPUTS": {"name"},
    "ADVICE_IN_PLACE": {"name"},
    "CUT_BY": {"operation"},
    "STRETCHED_HERE": {"first", "second", "made"},
    "RAISED_HERE": {"type"},
    "UNBOUND": {"message", "type", "reason", "place"},
    "RENAME": {"other", "name"},
    "ALWAYS": {"right", "wrong"},
    "BOTH": {"first", "second"},
    "ASIDE": set(),
    "OTHERWISE": {"wrong"},
    "ADVICE_FLAG": set(),
    "LEAF": set(),
    "REQUIRES_GRAD": set(),
    "IN_THE_GRAPH": set(),
    "NO_GRAD": {"what"},
    "NO_LEAF": {"what"},
    "IN_CALL": {"nth"},
    "IN_STEP": {"number"},
    "THE_LOSS": set(),
    "STEPS": {"name", "expected", "got"},
    "OVERLAP": set(),
    "NO_LEAF_HERE": {"name"},
    "KEPT_HERE": {"name"},
    "RECORDED": set(),
    "RETURNED_LIST": set(),
    "ON_A_LONGER_CALL": {"label"},
    "ON_ANOTHER_CALL": set(),
    "TRAINING": set(),
    "MODE_CHANGED": {"name", "before", "after"},
    "ONLY": {"wrong", "failing", "such"},
    "NO_GRADIENT": set(),
    "RIGHT_BUT": set(),
    "PART": {"path"},
    "RELATED": {"what", "how"},
    "THE_RESULT": set(),
    "GRADIENT_WITH": {"name"},
    "ALWAYS_ZERO": set(),
    "NEGATED": set(),
    "TWICE": set(),
    "TIMES": {"factor"},
    "HALF": set(),
    "ADDED_UP": set(),
    "SHARE": {"factor"},
    "TIMES_SIZE": set(),
    "SHARE_OF_SIZE": set(),
    "NO_DEBUGGER": set(),
    "GPU_MIXED": {"line", "operation", "why"},
    "GPU_MIXED_NOWHERE": {"operation", "why"},
    "GPU_RESULT": {"why"},
    "GPU_RESULT_PART": {"path", "why"},
    "GPU_NUMPY": set(),
    "GPU_NAMED": {"name"},
    "GPU_MADE": {"line", "ways"},
    "GPU_MADE_NOWHERE": {"ways"},
    "GPU_WAY": {"name"},
    "GPU_WAYS": {"name"},
    "GPU_MOVED": {"line", "name"},
    "LIES_BESIDE": {"module"},
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_template_has_the_fields_that_are_filled(name):
    found = {field for _, field, _, _ in Formatter().parse(getattr(words, name)) if field is not None}
    assert found == FIELDS[name]


def test_every_template_is_held_here():
    templates = {name for name, value in vars(words).items() if name.isupper() and isinstance(value, str)}
    assert templates - FIELDS.keys() == set()


# ------------------------------------------------------------------------------------------- outcomes

CASES = tuple(Case((tensor([float(n)]),), (f"torch.tensor([{n}.])",), 0) for n in range(3))
TASK = TaskKey(
    name="f",
    parameters=("x",),
    points=2.0,
    aspects=("inputs",),
    weights={"values": 1.0, "inputs": 1.0},
    hints=("Look.",),
    stub="",
    cases=CASES,
    expected=tuple(expected(tensor(float(n)), inputs=case.inputs) for n, case in enumerate(CASES)),
    misconceptions=(),
    dropped={},
)
RIGHT = tuple(expected.observation for expected in TASK.expected)


def raised(failure):
    return Observation(failure=failure, inputs=CASES[0].inputs)


OUTCOMES = {
    "passed": (TaskRun("f", RIGHT), Outcome.PASSED, None),
    "failed": (
        TaskRun("f", (Observation(value=tensor(9.0), inputs=CASES[0].inputs), *RIGHT[1:])),
        Outcome.FAILED,
        None,
    ),
    "raised": (
        TaskRun("f", (raised(Failure("ValueError", "no {such} thing", 7, 3)), *RIGHT[1:])),
        Outcome.RAISED,
        Error("ValueError: no {such} thing", 7, 3),
    ),
    "raised without a message": (
        TaskRun("f", (raised(Failure("AssertionError", " ", 7)), *RIGHT[1:])),
        Outcome.RAISED,
        Error("AssertionError", 7),
    ),
    "raised for a name that failed": (
        TaskRun(
            "f",
            (raised(Failure("NameError", "name 'np' is not defined", 7, 3, "np")), *RIGHT[1:]),
            failures=((("np",), Failure("ModuleNotFoundError", "No module named 'numpy'", 1, 2)),),
        ),
        Outcome.RAISED,
        Error(
            "NameError: name 'np' is not defined, because the line that makes it could not be run "
            "(ModuleNotFoundError: No module named 'numpy', cell 2, line 1).",
            7,
            3,
        ),
    ),
    "too much memory at once": (
        TaskRun(
            "f",
            (
                raised(
                    Failure(
                        "RuntimeError", "can't allocate memory: you tried to allocate 8589934592 bytes", 7
                    )
                ),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        Error("It asked for more memory than it may use (8.0 GB at once).", 7),
    ),
    "too much of a GPU's memory at once": (
        TaskRun(
            "f",
            (
                raised(Failure("OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 MiB. G", 7)),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        Error("It asked for more of the GPU's memory than it may use (0.0 GB at once).", 7),
    ),
    "more than a GPU has": (
        TaskRun(
            "f",
            (
                raised(Failure("OutOfMemoryError", "CUDA out of memory. Tried to allocate 4.25 GiB.", 7)),
                *RIGHT[1:],
            ),
        ),
        Outcome.OUT_OF_MEMORY,
        Error("It asked for more of the GPU's memory than it may use (4.2 GB at once).", 7),
    ),
    "too much memory for Python": (
        TaskRun("f", (raised(Failure("MemoryError", "", 7)), *RIGHT[1:])),
        Outcome.OUT_OF_MEMORY,
        Error("It asked for more memory than it may use.", 7),
    ),
    "too much memory by and by": (
        TaskRun("f", RIGHT[:1], Outcome.OUT_OF_MEMORY, "2 GB"),
        Outcome.OUT_OF_MEMORY,
        Error("It used more than 2 GB of memory on this input.", None),
    ),
    "timed out": (
        TaskRun("f", RIGHT[:1], Outcome.TIMED_OUT, "10 s"),
        Outcome.TIMED_OUT,
        Error("It did not finish within 10 s on this input. Is there a loop that never ends?", None),
    ),
    "timed out before it could be called": (
        TaskRun("f", (), Outcome.TIMED_OUT, "10 s", while_loading=True, line=4),
        Outcome.TIMED_OUT,
        Error("The file's own lines did not finish within 10 s, before the function could be called.", 4),
    ),
    "too much memory before it could be called": (
        TaskRun("f", (), Outcome.OUT_OF_MEMORY, "2 GB", while_loading=True, line=4),
        Outcome.OUT_OF_MEMORY,
        Error("The file's own lines used more than 2 GB of memory, before the function was called.", 4),
    ),
    "crashed": (
        TaskRun("f", (), Outcome.CRASHED, "the system ended its process with SIGSEGV"),
        Outcome.CRASHED,
        Error("It stopped without an answer: the system ended its process with SIGSEGV.", None),
    ),
    "not run for lack of time": (
        TaskRun("f", (), Outcome.NOT_RUN, "60 s"),
        Outcome.NOT_RUN,
        Error("The 60 s that the whole file may take were used up before this was done.", None),
    ),
    "not run since its definition failed": (
        TaskRun(
            "f", signature="", failures=((("f",), Failure("NameError", "name 'jit' is not defined", 3)),)
        ),
        Outcome.NOT_RUN,
        Error("The lines that define it could not be run. NameError: name 'jit' is not defined", 3),
    ),
    "missing": (
        TaskRun("f", signature=""),
        Outcome.MISSING,
        Error(
            "There is no function f(x) in this file. If it is made in an unusual way, try --whole-file.", None
        ),
    ),
    "too slow, but right so far": (
        TaskRun("f", RIGHT[:2], Outcome.TIMED_OUT, "20 s", partial=True),
        Outcome.TIMED_OUT,
        Error(
            "It is too slow to be graded: 2 of 3 calls took more than 20 s together, all of them with "
            "right results. --timeout gives it more time.",
            None,
        ),
    ),
    "too slow, and wrong": (
        TaskRun(
            "f",
            (RIGHT[0], Observation(value=tensor(9.0), inputs=CASES[1].inputs)),
            Outcome.TIMED_OUT,
            "20 s",
            partial=True,
        ),
        Outcome.FAILED,
        None,
    ),
    "too much memory at the second call": (
        TaskRun(
            "f",
            (RIGHT[0], raised(Failure("MemoryError", "", 7))),
            Outcome.OUT_OF_MEMORY,
            "2 GB",
            partial=True,
        ),
        Outcome.OUT_OF_MEMORY,
        Error("It asked for more memory than it may use.", 7),
    ),
    "other parameters": (TaskRun("f", signature="f(x, y)"), Outcome.FAILED, None),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_became_of_a_task_is_told_in_words(name):
    run, outcome, error = OUTCOMES[name]
    result = judge(TASK, run)
    assert (result.outcome, result.error) == (outcome, error)
    assert result.score == (2.0 if outcome is Outcome.PASSED else 0.0)


def bare(example):
    """A counterexample without what is drawn of it."""
    return structs.replace(example, pictures=())


def test_a_call_that_never_came_back_is_shown_with_its_input():
    result = judge(TASK, TaskRun("f", RIGHT[:1], Outcome.TIMED_OUT, "10 s"))
    assert bare(result.counterexample) == Counterexample("f(torch.tensor([1.]))", "tensor(1.)", "no answer")
    assert [(picture.role, picture.label) for picture in result.counterexample.pictures] == [
        ("input", "x"),
        ("expected", "expected"),
    ]
    assert result.differences == ()


def test_a_failure_elsewhere_is_told_with_its_call():
    wrong = Observation(value=tensor([1.0]), inputs=CASES[1].inputs)
    changed = Observation(value=tensor(2.0), inputs=(tensor([7.0]),))
    result = judge(TASK, TaskRun("f", (RIGHT[0], wrong, changed)))
    assert bare(result.counterexample) == Counterexample(
        "f(torch.tensor([1.]))", "tensor(1.)", "tensor([1.])"
    )
    assert [difference.message for difference in result.differences] == [
        "The result has shape (1,); shape () is expected.",
        "On f(torch.tensor([2.])): "
        "Your function changed the caller's x: it was tensor([2.]), now it is tensor([7.]).",
    ]


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (Failure("ValueError", "no"), ""),
        (Failure("ValueError", "no", 3), ", line 3"),
        (Failure("ValueError", "no", 3, 2), ", cell 2, line 3"),
    ],
)
def test_a_place_is_told_as_far_as_it_is_known(failure, text):
    assert words.place(failure) == text


def warned(*often):
    warning = ("torch.range is deprecated",)
    seen = [
        Observation(value=known.value, inputs=known.inputs, warnings=warning if there else ())
        for known, there in zip(RIGHT, often, strict=True)
    ]
    return judge(TASK, TaskRun("f", tuple(seen))).warnings


def test_a_right_answer_is_told_what_torch_warns_of_on_most_inputs_only():
    assert warned(False, True, True) == ("torch.range is deprecated",)
    assert warned(True, False, False) == ()
