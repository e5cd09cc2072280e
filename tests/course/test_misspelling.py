"""A name in a reference file that does not exist: which one may be meant."""

import pytest

from grader.core.errors import CourseError
from grader.course import load
from grader.course.load import Course

HEAD = 'from grader.course import Exercise, each\nexercise = Exercise("Norms")\n'
TASK = '@exercise.task(inputs={"x": each(1)})\ndef norm(x):\n    return x\n'
WRONG = {
    "a word of a task": (
        f"{HEAD}{TASK}@norm.hold\ndef p(r):\n    ...\n",
        6,
        "@task has no 'hold'. Did you mean 'holds'?",
    ),
    "a word of an exercise": (
        f"{HEAD}@exercise.varable\ndef norm():\n    ...\n",
        3,
        "@exercise has no 'varable'. Did you mean 'variable'?",
    ),
    "a word of an exercise that nothing is near to": (
        f"{HEAD}@exercise.quiz\ndef norm():\n    ...\n",
        3,
        "@exercise has no 'quiz'. It has: task, variable.",
    ),
    "a word of a misconception": (
        f"{HEAD}{TASK}norm.misconception.edits('a', {{}}, 'b')\n",
        6,
        "@task.misconception has no 'edits'. Did you mean 'edit'?",
    ),
    "a word that is not imported": (
        HEAD + TASK.replace("each(1)", 'tensors("n")'),
        3,
        "tensors is not imported. Write from grader.course import tensors.",
    ),
    "a name that is near to a word": (
        HEAD + TASK.replace("each(1)", "eech(1)"),
        3,
        "eech is not defined. Did you mean 'each'?",
    ),
    "a name that is near to one of the file": (
        f"{HEAD}{TASK}nrom.hint('Look.')\n",
        6,
        "nrom is not defined. Did you mean 'norm'?",
    ),
    "a name that nothing is near to": (
        f"{HEAD}{TASK}quiz.hint('Look.')\n",
        6,
        "this raised NameError: name 'quiz' is not defined. Fix that line.",
    ),
    "an import of a word": (
        f"{HEAD}from grader.course import tensr\n{TASK}",
        3,
        "grader.course has no 'tensr'. Did you mean 'tensors'?",
    ),
    "an attribute of something else": (
        f"{HEAD}{TASK}norm.name.hold\n",
        6,
        "this raised AttributeError: 'str' object has no attribute 'hold'. Fix that line.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_misspelt_name_is_told_with_the_nearest(tmp_path, name):
    text, line, why = WRONG[name]
    course = Course(tmp_path)
    course.reference("norms").parent.mkdir()
    course.reference("norms").write_text(text)
    with pytest.raises(CourseError) as error:
        load.load(course, "norms")
    assert str(error.value) == f"{course.reference('norms')}, line {line}: {why}"
