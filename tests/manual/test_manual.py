"""README and manual hold: what they show runs, and what there is, they show."""

import io
import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from making import alone

from grader import manual
from grader.cli.check import GradeRequest, grade_file
from grader.cli.group import COMMANDS, GRADE, cli, grading
from grader.cli.help import SUMMARIES
from grader.core.model import Outcome
from grader.course import load
from grader.course.making import make
from grader.runner.inprocess import InProcess
from grader.workshop.release import OLDEST_TORCH

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CHAPTERS = {topic: manual.chapter(topic) for topic in manual.TOPICS}
ALL = {"README.md": README, **{f"grader/manual/{topic}.md": text for topic, text in CHAPTERS.items()}}
SOLUTION = "def squared_error(y_hat, y):\n    return ((y_hat[:, 0] - y) ** 2).mean()\n"
WRONG = "def squared_error(y_hat, y):\n    return ((y_hat - y) ** 2).mean()\n"


def blocks(language, text=README):
    """The fenced blocks of a language; without one, those of what programs print."""
    parts = re.split(r"^```(\w*)\n", text, flags=re.MULTILINE)[1:]
    opened = zip(parts[::4], parts[1::4], strict=True)  # every other fence closes
    return [text for name, text in opened if name == language]


@pytest.fixture
def course(tmp_path):
    """The course that the README writes out."""
    starter, reference = blocks("python")
    for folder, text in (("exercises", starter), ("reference", reference)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "week_1.py").write_text(text, "utf-8")
    return tmp_path


def test_the_two_commands_that_set_everything_up_are_there():
    assert 'pip install "torch==2.13.0" . && grade demo' in README
    assert 'pip install "torch==2.13.0" ".[dev]" && pytest' in README


def test_the_oldest_torch_is_told_where_somebody_chooses_one():
    assert f"You also need torch {OLDEST_TORCH} or newer." in " ".join(README.split())
    assert (
        f"They may have another torch than the one that made the keys, from {OLDEST_TORCH} on."
        in " ".join(CHAPTERS["authoring"].split())
    )


def test_the_readme_is_one_screen_and_what_it_leaves_out_is_in_the_manual():
    assert len(README.encode()) <= 10_000
    for topic in manual.TOPICS:
        assert f"(grader/manual/{topic}.md)" in README, topic


def test_nothing_says_to_install_this_project_by_its_name_alone():
    """On the index, that name is another project's."""
    said = [*ALL.items(), *((str(path), path.read_text("utf-8")) for path in ROOT.glob("grader/**/*.py"))]
    for place, text in said:
        for words in re.findall(r"(?:pip|uv|pipx|conda) (?:tool )?install ([^\n`&]*)", text):
            assert "grade" not in re.split(r"[ \"']+", words.replace('"grade @', "")), place


def test_the_manual_has_the_chapters_that_are_listed():
    folder = ROOT / "grader" / "manual"
    assert {path.stem for path in folder.glob("*.md")} == set(manual.TOPICS) == set(SUMMARIES)


@pytest.mark.parametrize("place", ALL)
def test_every_link_leads_to_something(place):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", ALL[place]):
        assert (ROOT / place).parent.joinpath(target).exists(), target


def test_the_course_of_the_readme_is_that_of_the_manual():
    assert blocks("python", CHAPTERS["authoring"])[:2] == blocks("python")


def test_the_edit_that_the_manual_shows_is_a_misconception_of_its_course(course):
    (edit,) = [text for text in blocks("python", CHAPTERS["authoring"]) if ".misconception.edit(" in text]
    path = course / "reference" / "week_1.py"
    path.write_text(f"{path.read_text('utf-8')}\n\n{edit}", "utf-8")
    (task,) = load.load(load.Course(course), "week_1").tasks
    assert [variant.name for variant in task.misconceptions] == ["broadcasts", "sums_up"]


def test_every_command_and_every_option_is_documented():
    for name, entry in COMMANDS.items():
        if not entry.hidden:
            assert any(f"`grade {name}" in text for text in ALL.values()), name
    for option in grading.params:
        if isinstance(option, click.Option):
            assert (
                f"`{', '.join(['`, `'.join(option.opts)]) if len(option.opts) > 1 else option.opts[0]}"
                in CHAPTERS["student"]
            )
            assert option.help


@pytest.mark.slow
@pytest.mark.parametrize(("source", "outcome"), [(SOLUTION, Outcome.PASSED), (WRONG, Outcome.FAILED)])
def test_the_course_of_the_readme_grades_right_and_wrong(course, tmp_path, source, outcome):
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "week_1.py"
    path.write_text(source)
    grade = grade_file(path, GradeRequest((path,), course=course), alone(InProcess())).grade
    (task,) = grade.tasks
    assert task.outcome is outcome
    if outcome is Outcome.FAILED:
        assert (task.misconception.name, task.misconception.certain) == ("broadcasts", True)


@pytest.mark.slow
def test_the_misconception_and_the_right_variant_of_the_readme_are_told_apart(course):
    (task,) = make(load.Course(course), "week_1").tasks
    (known,) = task.misconceptions
    assert len(known.observations) > len(task.cases) / 2


def plain(text):
    """Lines without the spaces at their ends, and without seconds."""
    return [re.sub(r"\(\d+ s\)", "( s)", line.rstrip()) for line in text.strip().splitlines()]


@pytest.mark.slow
def test_what_verify_prints_of_the_course_of_the_manual_is_as_shown(course, pool):
    from rich.console import Console

    from grader.workshop import table
    from grader.workshop.verify import prove

    page = io.StringIO()
    console = Console(file=page, width=100)
    proof = prove(load.Course(course), "week_1", pool, progress=lambda _task: None)
    table.show(proof, console)
    table.show_sum([proof], 0, console)
    shown = next(block for block in blocks("", CHAPTERS["authoring"]) if block.startswith("week_1 · Errors"))
    assert plain(page.getvalue()) == plain(shown)


def section(topic, heading):
    """The text of a section of a chapter."""
    return CHAPTERS[topic].partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "heading",
    ["Tables, plots and other packages", "Files of data"],
)
def test_the_starter_and_the_reference_of_a_section_are_an_exercise_that_is_proved(heading, tmp_path, pool):
    from grader.workshop.verify import prove

    starter, reference = blocks("python", section("data", heading))
    for folder, text in (("exercises", starter), ("reference", reference)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shown.py").write_text(text, "utf-8")
    (tmp_path / "exercises" / "prices.csv").write_text("1.5\n2\n4\n")
    proof = prove(load.Course(tmp_path), "shown", pool, progress=lambda _task: None)
    assert [str(fault.message) for fault in proof.faults] == []
    assert [(task.rights, task.wrong == task.killed) for task in proof.tasks] == [(1, True)]


@pytest.mark.slow
def test_the_rows_that_learners_do_not_get_judge_a_task(tmp_path, monkeypatch):
    making, reference = blocks("python", section("data", "Rows that learners do not get"))
    for folder, text in (("exercises", "def signs(X):\n    pass\n"), ("reference", reference)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shown.py").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path / "reference")
    exec(making, {})
    (task,) = make(load.Course(tmp_path), "shown").tasks
    assert task.cases[0].setup == ("X = held_out('X', shape=(200, 4))",)
    assert list(task.expected[0].secrets) == ["y"]


@pytest.fixture
def feedback(monkeypatch, tmp_path):
    """What grading one task of a file prints, in the folder of the file."""
    from rich.console import Console

    from grader.report import terminal

    monkeypatch.chdir(tmp_path)

    def grade(name, text, task, runner=None):
        path = Path(name)
        path.write_text(text)
        page = io.StringIO()
        found = grade_file(path, GradeRequest((path,), tasks=(task,)), alone(runner or InProcess()))
        terminal.render([found], Console(file=page, width=80, highlight=False))
        return "\n".join(plain(page.getvalue()))

    return grade


@pytest.mark.slow
def test_the_feedback_that_the_manual_shows_of_a_traced_call_is_real(feedback):
    text = "def squared_error(y_hat, y):\n    d = y_hat - y\n    return (d ** 2).mean()\n"
    shown = next(block for block in blocks("", CHAPTERS["student"]) if block.startswith("✗ squared_error"))
    assert "\n".join(plain(shown)) in feedback("exercise_02.py", text, "squared_error")


# ------------------------------------------------------------------------- continuous integration

WORKFLOWS = {
    text["name"]: text
    for block in blocks("yaml", CHAPTERS["ci"])
    if isinstance(text := yaml.safe_load(block), dict)
}
LISTS = [
    steps for block in blocks("yaml", CHAPTERS["ci"]) if isinstance(steps := yaml.safe_load(block), list)
]
STEPS = {name: workflow["jobs"][name]["steps"] for name, workflow in WORKFLOWS.items()}
EVERY_STEP = [*LISTS, *STEPS.values()]


def commands(steps):
    """The commands of a list of steps, each as its words."""
    for step in steps:
        for command in re.findall(r"[^&\n]+", step.get("run", "")):
            yield shlex.split(command)


def test_a_course_is_verified_and_students_are_graded():
    assert set(WORKFLOWS) == {"verify", "grade"}
    assert len(LISTS) == 1
    for name in WORKFLOWS:
        assert f"`.github/workflows/{name}.yml`" in CHAPTERS["ci"]


def test_workflows_run_when_they_should_and_may_no_more_than_read():
    triggers = {name: workflow[True] for name, workflow in WORKFLOWS.items()}  # YAML takes `on` for a truth
    assert triggers == {"verify": {"push": None, "pull_request": None}, "grade": "push"}
    for workflow in WORKFLOWS.values():
        assert workflow["permissions"] == {"contents": "read"}
        assert all(job["runs-on"] == "ubuntu-latest" for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", STEPS)
def test_a_workflow_fetches_installs_and_caches_before_it_grades(name):
    steps = STEPS[name]
    assert [step.get("uses", step.get("run", "").split(" ")[0]) for step in steps] == [
        "actions/checkout@v6",
        "actions/setup-python@v6",
        "pip",
        "pip",
        "actions/cache@v5",
        "grade",
    ]
    assert steps[1]["with"]["python-version"] == "3.12"
    torch, ours = (words for words in commands(steps) if words[0] == "pip")
    assert torch == [
        *("pip", "install", "torch==2.13.0", "--index-url", "https://download.pytorch.org/whl/cpu")
    ]
    assert ours[2].startswith("grade @ git+https://")
    assert steps[4]["with"]["path"] == "~/.cache/grade"


def test_the_cache_of_pip_is_told_what_it_depends_on():
    """Without requirements.txt or pyproject.toml, which a course has not, the action fails."""
    given = STEPS["verify"][1]["with"]
    assert (given["cache"], given["cache-dependency-path"]) == ("pip", ".github/workflows/verify.yml")


def test_keys_are_cached_by_what_they_are_made_from():
    key = STEPS["verify"][4]["with"]["key"]
    assert "hashFiles('reference/**', 'exercises/**')" in key


@pytest.mark.parametrize("steps", EVERY_STEP)
def test_every_command_of_ours_in_a_workflow_is_one(steps, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".course").mkdir()
    ours = [words[1:] for words in commands(steps) if words[0] == "grade"]
    assert ours
    for words in ours:
        above = cli.make_context("grade", list(words))
        name, command, rest = cli.resolve_command(above, words if words[0] in COMMANDS else [GRADE, *words])
        assert command.make_context(name, list(rest), parent=above).command is command


def test_code_of_others_is_confined_and_graded_against_a_course_that_is_named():
    (steps,) = LISTS
    *others, grade = commands(steps)
    assert ["sudo", "apt-get", "install", "-y", "bubblewrap"] in others
    assert {"--confined", "--course", ".course", "--format", "github", "--exit-zero"} <= set(grade)
    assert steps[1]["with"]["path"] == grade[grade.index("--course") + 1]


def test_the_outcomes_and_aspects_of_the_json_are_all_named():
    from grader.core.model import Aspect

    text = " ".join(CHAPTERS["json"].split())
    assert ", ".join(Outcome) in text
    assert ", ".join(Aspect) in text
