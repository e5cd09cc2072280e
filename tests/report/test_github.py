"""For GitHub Actions: annotations that say enough, and commands that are all ours."""

import re

import msgspec
import pytest
from sheets import FAILED, OTHERS, RAISED, STOPPED, hostile, literal, make

from grader.core.fact import Fact
from grader.core.model import Aspect, Outcome
from grader.core.value import KEY
from grader.core.verdict import Counterexample, Difference, Error, Skipped, TaskResult
from grader.report.github import Refusal, cut, render, summary

COMMANDS = {"error", "warning", "notice", "debug", "group", "add-mask", "stop-commands", "set-env", "pwned"}
PWNED = "a\n::error::pwned\r::add-mask::e\r\n  ::stop-commands::x\n##[error]pwned %0A::error::pwned%0D%25"
PASSED, STUB, MISSING, UNGRADED = OTHERS
LOST = Skipped("a.py", None, 9, "def g(:", Fact("skipped.syntax", {"why": "invalid syntax"}), lost=True)


def commands(text):
    """What the runner of GitHub takes for commands in what a step prints: name, properties, message."""
    return [command for line in re.split(r"\r\n|\r|\n", text) if (command := parsed(line))]


def parsed(line):
    """One line, as the runner reads it: `::name a=b,c=d::message`, or `##[name a=b;c=d]message` anywhere."""
    line = line.lstrip()
    if line.startswith("::") and "::" in line[2:]:
        head, message = line[2:].split("::", 1)
        name, _, rest = head.partition(" ")
        if name.lower() in COMMANDS:
            pairs = [part.split("=", 1) for part in rest.strip().split(",") if part]
            return name, {key: unescaped(value) for key, value in pairs}, unescaped(message)
    if found := re.search(r"##\[([\w-]+).*?\]", line):
        return found[1], {}, line
    return None


def unescaped(text):
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def plain(text):
    """The lines that are no commands."""
    return [line for line in text.splitlines() if parsed(line) is None]


# -------------------------------------------------------------------------------- what is annotated


def test_annotations_as_they_are_printed():
    assert (
        render([make(PASSED, STUB, FAILED, skipped=())])
        == """\
::error file=work/exercise_02.py,line=8,endLine=8,title=row_shares%3A wrong shape%2C wrong values::\
The result has shape (2, 2); shape (2, 1) is expected.%0Acall: row_shares(torch.tensor([[3.], [5.]]))%0A\
expected: tensor([[1.], [1.]])%0Agot: tensor([[1., 0.6000], [1.6667, 1.]])%0A\
Why: `X.sum(1)` drops the axis, for sums of *columns*.%0A\
Pattern: Of the calls tried, right whenever X has one row, wrong whenever X does not have just one row.
::notice file=work/exercise_02.py,title=lp_norm%3A not finished::It is not written yet.
1 error and 1 notice.
work/exercise_02.py · 1 of 3 points · Next: fix row_shares.
"""
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_kind_of_annotation(outcome):
    kinds = {
        Outcome.PASSED: [],
        Outcome.NOT_FINISHED: ["notice"],
        Outcome.MISSING: ["notice"],
        Outcome.UNGRADED: ["warning"],
    }
    task = TaskResult("matvec", outcome, 0.0, 1.0)
    found = commands(render([make(task, skipped=())]))
    assert [kind for kind, _, _ in found] == kinds.get(outcome, ["error"])
    assert all(message for _, _, message in found)


def test_errors_come_first_then_warnings_then_notices_whatever_the_order_of_files_and_tasks():
    one = make(STUB, UNGRADED, FAILED, skipped=(LOST,))
    found = commands(render([one, make(STOPPED, skipped=(), submission="b.py")], [Refusal("c.py", "Empty.")]))
    assert [(kind, properties["file"]) for kind, properties, _ in found] == [
        ("error", "c.py"),
        ("error", "work/exercise_02.py"),
        ("error", "b.py"),
        ("warning", "work/exercise_02.py"),
        ("warning", "work/exercise_02.py"),
        ("notice", "work/exercise_02.py"),
    ]


def test_a_task_that_raised_is_annotated_where_it_did():
    error = Error(literal("RuntimeError: no"), 11, None, "return A @ x")
    task = TaskResult("matvec", Outcome.RAISED, 0.0, 1.0, error=error, line=10)
    ((_, properties, message),) = commands(render([make(task, skipped=())]))
    assert (properties["line"], properties["endLine"]) == ("11", "11")
    assert message == "RuntimeError: no"


def test_a_task_that_stands_nowhere_has_a_file_and_no_line():
    ((_, properties, message),) = commands(render([make(MISSING, skipped=())]))
    assert properties == {"file": "work/exercise_02.py", "title": "unit_vector: missing"}
    assert message == "It is not written yet."


def test_in_a_notebook_the_message_tells_cell_and_line():
    error, ungraded = commands(render([make(RAISED, UNGRADED, skipped=(), submission="a.ipynb")]))
    assert error[1] == {"file": "a.ipynb", "title": "cosine: raised"}
    first, *_, line = error[2].splitlines()
    assert first == "cell 4, line 3: RuntimeError: expected m1 and m2 to have the same dtype"
    assert line == "Your line: cell 4, line 3: return torch.dot(x, y)"
    assert ungraded[2] == (
        "The grader itself failed here: KeyError. The points are still open. Please report this."
    )


def test_what_does_not_parse_is_a_warning_and_what_is_not_needed_is_none():
    unneeded = Skipped("a.py", None, 3, "print(1)", Fact("skipped.not_needed"))
    ((kind, properties, message),) = commands(render([make(PASSED, skipped=(unneeded, LOST))]))
    assert (kind, properties["line"], properties["title"]) == ("warning", "9", "Not run")
    assert message == "this is not valid Python: invalid syntax\ndef g(:"


def test_what_does_not_parse_in_a_notebook_tells_its_cell():
    lost = msgspec.structs.replace(LOST, cell=3, line=2)
    ((_, properties, message),) = commands(render([make(PASSED, skipped=(lost,))]))
    assert "line" not in properties
    assert message.startswith("cell 3, line 2: this is not valid Python")


def test_a_task_whose_definition_does_not_parse_is_told_once():
    error = Error(Fact("lost.syntax", {"why": "invalid syntax"}), 9, None, "def g(:")
    task = TaskResult("g", Outcome.NOT_RUN, 0.0, 1.0, error=error, line=9)
    assert [kind for kind, _, _ in commands(render([make(task, skipped=(LOST,))]))] == ["error"]


def test_a_message_is_short():
    differences = (Difference(Aspect.VALUES, (), literal("It differs."), "", ""),)
    long = Counterexample("f(\n" + "  1,\n" * 50 + ")", "x" * 10_000, "1")
    task = TaskResult("f", Outcome.FAILED, 0.0, 1.0, differences=differences, counterexample=long)
    ((_, _, message),) = commands(render([make(task, skipped=())]))
    assert len(message) < 1_000
    assert message.startswith("It differs.\ncall: f(\n")
    assert message.endswith(" …\ngot: 1")


def test_the_log_says_how_many_there_are_and_how_many_are_shown():
    many = [msgspec.structs.replace(FAILED, task=f"task_{n}") for n in range(11)]
    assert plain(render([make(*many, STUB, STUB, skipped=(LOST,))]))[0] == (
        "11 errors, 1 warning and 2 notices. "
        "GitHub shows the first 10 of a kind in each step; all of them are in this log."
    )
    assert plain(render([make(*many[:10], skipped=())]))[0] == "10 errors."


def test_full_marks_are_one_line():
    assert render([make(PASSED, skipped=())]) == "work/exercise_02.py · 1 of 1 points · All right.\n"


def test_each_file_has_a_line():
    files = [make(PASSED, skipped=(), submission=name) for name in ("a.py", "b.py")]
    assert render(files) == "a.py · 1 of 1 points · All right.\nb.py · 1 of 1 points · All right.\n"


def test_a_file_that_cannot_be_graded_is_an_error():
    text = render([], [Refusal("a.py", "a.py is empty: it has no code.")])
    assert text == "::error file=a.py,title=Not graded::a.py is empty: it has no code.\n1 error.\n"


# -------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("w/repo/a.py", "a.py"),
        ("w/repo/sub/../sub/a.py", "sub/a.py"),
        ("w/other/a.py", "w/other/a.py"),
        ("./w/repo/link.py", "link.py"),
        ("w/linked/a.py", "a.py"),
        ("{root}/w/repo/sub/a.py", "sub/a.py"),
        ("{root}/a.py", "{root}/a.py"),
    ],
)
def test_files_are_named_from_the_workspace(tmp_path, monkeypatch, given, shown):
    (tmp_path / "w" / "repo" / "sub").mkdir(parents=True)
    (tmp_path / "w" / "linked").symlink_to(tmp_path / "w" / "repo")
    (tmp_path / "w" / "repo" / "link.py").symlink_to("/etc/passwd")
    monkeypatch.chdir(tmp_path)
    given, shown = (text.format(root=tmp_path) for text in (given, shown))
    ((_, properties, _),) = commands(render([], [Refusal(given, "No.")], workspace=tmp_path / "w" / "repo"))
    assert properties["file"] == shown


def test_without_a_workspace_a_file_is_named_as_it_was_given():
    ((_, properties, _),) = commands(render([], [Refusal("/tmp/a, b: c=d%.py", "No.")]))
    assert properties["file"] == "/tmp/a, b: c=d%.py"


# ------------------------------------------------------------------------- text of a submission


def test_what_github_reads_is_escaped():
    refusal = Refusal("a,b:c%\n.py", "100 %, a:b\nsecond: line")
    line = render([], [refusal]).splitlines()[0]
    assert line == ("::error file=a%2Cb%3Ac%25%0A.py,title=Not graded::100 %25, a:b%0Asecond: line")


def test_what_looks_escaped_already_stays_as_it_is():
    ((_, _, message),) = commands(render([], [Refusal("a.py", "%0A::error::pwned%250D")]))
    assert message == "%0A::error::pwned%250D"


def everything_hostile(text):
    """A grade in which all that may come from a submission is one text."""
    task = TaskResult(
        "row_shares",
        Outcome.FAILED,
        0.0,
        1.0,
        differences=(Difference(Aspect.VALUES, ((KEY, text),), literal(text), text, text),),
        counterexample=Counterexample(text, text, literal(text)),
        patterns=(literal(text),),
        stdout=text,
        warnings=(text,),
        error=Error(literal(text), 2, None, text),
        advice=literal(text),
    )
    why = Fact("skipped.syntax", {"why": text})
    skipped = (Skipped(text, None, 1, text, why, lost=True), Skipped(text, 3, 1, text, why, lost=True))
    return make(task, submission=text, title=text, skipped=skipped)


@pytest.mark.parametrize("start", ["", "::error::", "  ::stop-commands::", "##[add-mask]", "\n::", "\r##["])
def test_text_of_a_submission_cannot_be_a_command(start):
    text = f"{start}{PWNED}"
    printed = render([everything_hostile(text), hostile()], [Refusal(text, text)])
    found = commands(printed)
    assert [kind for kind, _, _ in found] == ["error"] * 3 + ["warning"] * 2
    assert len(found) == sum(line.startswith("::") for line in printed.splitlines())
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in plain(printed))
    assert len(plain(printed)) == 3  # how many, and a line for each of the files
    assert not set(printed) & {"\r", "\x1b", "\x00", "\u2028", "\x85"}
    assert all(set(properties) <= {"file", "line", "endLine", "title"} for _, properties, _ in found)


def test_control_and_direction_characters_are_spelt_out():
    printed = render([everything_hostile("a\x1b[31m\u202e\x00\x85\u2028\x0b\x0c.py")])
    assert not set(printed) & set("\x1b\u202e\x00\x85\u2028\x0b\x0c")
    assert r"a\x1b[31m\u202e\x00\x85\u2028\x0b\x0c.py" in printed


# ---------------------------------------------------------------------------------------- summary


def test_the_summary_is_the_report_and_what_could_not_be_graded():
    text = summary(
        [make(FAILED)], [Refusal("b.py", "b.py is empty."), Refusal("c_1.py", "No <b>\n# memory.")]
    )
    assert text.startswith("<!-- Report of grade -->\n# Feedback on ")
    assert text.endswith("\n\n## Not graded\n\n- b.py is empty.\n- c\\_1.py: No \\<b\\> \\# memory.\n")
    nothing = summary([], [Refusal("b.py", "b.py is empty.")])
    assert nothing == "<!-- Report of grade -->\n\n## Not graded\n\n- b.py is empty.\n"


LEFT_OUT = "**The rest is left out: the summary of this step has no more room.**\n"


def test_a_summary_that_fits_is_not_cut():
    text = summary([make(FAILED)])
    assert cut(text, len(text.encode())) == text


def test_a_summary_is_cut_before_a_heading_and_says_so():
    many = [msgspec.structs.replace(FAILED, task=f"task_{n}", stdout="# 名\n## b\n```\n") for n in range(20)]
    text = summary([make(*many)])
    for room in range(200, len(text.encode()), 997):
        short = cut(text, room)
        assert len(short.encode()) <= room
        assert short.endswith(LEFT_OUT)
        kept = short.removesuffix(LEFT_OUT)
        assert text.startswith(kept)
        assert re.match(r"#+ ", text[len(kept) :])
        assert kept.count("<details>") == kept.count("</details>")
        fences = [line for line in kept.splitlines() if re.fullmatch(r"(`{3,})\w*", line)]
        assert sum("text" in line or "python" in line for line in fences) * 2 <= len(fences)


def test_where_nothing_fits_the_sentence_stands_alone_or_nothing_does():
    text = summary([make(FAILED)])
    assert cut(text, len(LEFT_OUT)) == LEFT_OUT
    assert cut(text, len(LEFT_OUT) - 1) == ""
    assert cut(text, -5) == ""
