"""Languages at the door: which one is spoken, and that everything that the doors say is spoken in it."""

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from grader import check
from grader.classroom.book.rules import read_rules
from grader.cli import click_words
from grader.cli import main as entry
from grader.cli.command import LANG
from grader.cli.group import COMMANDS
from grader.core import message
from grader.core.errors import CourseError, UsageError
from grader.core.message import Message, Plural, speaking
from grader.course import elsewhere
from grader.course.load import Course
from grader.grading import keys
from grader.grading.language import chosen
from grader.integrations import functions, notebook, pytest_plugin
from grader.testing import assert_task


def marked(text):
    """A text in the language of the tests: between marks, its placeholders as they are."""
    return f"«{text}»"


def messages():
    """All messages of the doors and of grading, click's included."""
    rooms = ("cli", "grading", "integrations", "core")
    root = Path(message.__file__).parents[1]
    for path in [*(path for room in rooms for path in (root / room).rglob("*.py")), root / "testing.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = {"Message": 1, "Plural": 2}.get(node.func.id, 0)
                words = [part.value for part in node.args[:count] if isinstance(part, ast.Constant)]
                if words:
                    yield tuple(words) if len(words) > 1 else words[0]


def write_catalogue(folder, language):
    """A catalogue in which every message of the doors stands between marks."""
    catalogue = Catalog(locale="en")
    for words in messages():
        told = tuple(map(marked, words)) if isinstance(words, tuple) else marked(words)
        catalogue.add(words, told)
    place = folder / language / "LC_MESSAGES" / "grade.mo"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_mo(file, catalogue)
    return folder


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    return write_catalogue(tmp_path_factory.mktemp("locale"), "zz")


@pytest.fixture(autouse=True)
def _known(catalogues, monkeypatch):
    """There is a language `zz`, and nobody has chosen one."""
    monkeypatch.setattr(message, "CATALOGUES", catalogues)
    message._catalogue.cache_clear()
    for name in ("GRADE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    yield
    message._catalogue.cache_clear()


@pytest.fixture
def grade(monkeypatch, capsys, tmp_path, cache):
    """Call `grade` in this process, in an empty folder: its exit code, what it says, and where."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["grade", *words])
        with pytest.raises(SystemExit) as caught:
            entry.main()
        shown = capsys.readouterr()
        assert message.language() == "en"  # as before, for whoever comes next
        return caught.value.code, shown.out, shown.err

    return call


def in_a_process(catalogues, *words, **environment):
    """A process in which there is the language, too."""
    start = (
        "from pathlib import Path; from grader.core import message; "
        f"message.CATALOGUES = Path({str(catalogues)!r}); from grader.cli.main import main; main()"
    )
    return subprocess.run(
        [sys.executable, "-c", start, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


# ------------------------------------------------------------------------------ which one is spoken


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "zz", "--help"),
        ("--lang=zz", "--help"),
        ("--help", "--lang", "zz"),
        ("--lang", "zz"),
    ],
)
def test_a_language_is_asked_for_before_or_after_anything(grade, words):
    code, out, err = grade(*words)
    assert code == (2 if len(words) == 2 and "--help" not in words else 0)
    shown = out or err
    assert shown.startswith("«Usage:» grade FILE... [OPTIONS]\n         grade COMMAND [OPTIONS]\n")
    assert "  «Grade PyTorch exercises, and explain what went wrong.»\n" in shown
    assert "«Options for grading»:\n" in shown
    words = " ".join(shown.split())
    assert "--timeout SECONDS «Seconds that one call may take.» [«default: 10.0»; x>0] " in words
    assert "-h, --help «Show this message and exit.» " in words
    assert "\n«Commands»:\n  accept    «Accept " in shown
    assert " accept «Accept an answer as right, for all students with the same answer.» " in words


def test_help_is_shown_in_two_languages_one_after_the_other(grade):
    for words in (("--help",), ("init", "--help")):
        shown = [" ".join(grade(*words, "--lang", language)[1].split()) for language in ("en", "zz", "en")]
        assert shown[0] == shown[2]
        assert [text.count("--help «Show this message and exit.»") for text in shown] == [0, 1, 0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_a_language_and_its_help_speaks_it(grade, name):
    for words in (
        (name, "--lang", "zz", "--help"),
        ("--lang", "zz", name, "--help"),
        (name, "--help", "--lang=zz"),
    ):
        code, out, err = grade(*words)
        assert (code, err) == (0, "")
        assert out.startswith("«Usage:» grade ")
        left = re.sub(r"«[^»]*»", "", out.partition("\n")[2])
        left = re.sub(
            r"(?m)^  (-\S+, )?(--?\S+)( / --\S+|, -\S+)*( [A-Z=]+| \[[\w|]+\]| \[\d.*?\])?", "", left
        )
        assert re.sub(r"\[?x>0\]?|\[|\]|;|:|1<=x<=256", "", left).split() == [], left


def test_a_file_is_graded_in_the_language_that_is_asked_for(grade):
    for words in (("nothing", "--lang", "zz"), ("--lang", "zz", "nothing")):
        assert grade(*words)[0] == 4
    code, _, err = grade("exercise_03.py", "-o", "reports/a.json", "--lang", "zz")
    assert (code, err) == (
        2,
        "grade: «--output reports/a.json: the folder reports does not exist. Create it first.»\n",
    )


def test_what_click_finds_wrong_is_told_in_it_too(grade):
    told = {
        ("--zzz",): "«Error: «No such option '--zzz'.»»",
        ("x.py", "--format", "xml"): "«Error: «Invalid value for '-f' / '--format': «'xml' is not one of "
        "'terminal', 'html', 'md', 'json', 'github'.»»»",
        ("x.py", "--timeout", "soon"): "«Error: «Invalid value for '--timeout': "
        "«'soon' is not a valid «number of seconds».»»»",
        (
            "x.py",
            "--timeout",
            "inf",
        ): "«Error: «Invalid value for '--timeout': «inf is not a finite number.»»»",
        ("x.py", "--course", "nowhere"): "«Error: «Invalid value for '--course': "
        "«nowhere does not exist. Name the folder of the course.»»»",
        ("--task", "l2_norm"): "«Error: «Missing argument» 'FILE...'.»",
        ("hint", "a", "b", "c"): "«Error: «Got unexpected extra argument (c)»»",
        ("hint",): "«Error: «Missing argument» 'TASK'.»",
        ("batch", ".", "-o", "x", "-j", "many"): "«Error: «Invalid value for '-j' / '--jobs': "
        "«'many' is not a valid «whole number».»»»",
    }
    for words, last in told.items():
        code, out, err = grade(*words, "--lang", "zz")
        assert (code, out) == (2, "")
        usage, remedy, *_, error = err.splitlines()
        assert usage.startswith("«Usage:» grade ")
        assert re.fullmatch(r"«Try 'grade( \w+)? --help'\.»", remedy)
        assert error == last


def test_a_language_that_there_is_not_is_refused_with_those_that_there_are(grade):
    for words in (("--lang", "klingon", "list"), ("list", "--lang=klingon"), ("x.py", "--lang", "klingon")):
        assert grade(*words) == (
            2,
            "",
            "grade: --lang klingon: grade does not speak this language. It speaks: en, zz.\n",
        )
    assert grade("list", "--lang")[2].splitlines()[-1] == "Error: Option '--lang' requires an argument."


def test_languages_are_completed(grade, monkeypatch):
    monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
    for words in ("grade --lang", "grade x.py --lang", "grade init --lang"):
        monkeypatch.setenv("COMP_WORDS", f"{words} z")
        monkeypatch.setenv("COMP_CWORD", str(len(words.split())))
        assert grade() == (0, "plain,zz\n", "")


@pytest.fixture
def speaker(tmp_path):
    """A course without starters, of which `grade init` says so; it asks for a language of its own."""
    root = tmp_path / "course"
    (root / "reference").mkdir(parents=True)
    (root / "reference" / "norms.py").write_text("")
    (root / "course.toml").write_text('language = "zz"\n')
    return root


def init(grade, speaker, *words):
    code, out, err = grade("init", "--course", str(speaker), *words)
    assert (code, out) == (2, "")
    return {f"grade: {speaker} has no starters (exercises/*.py).\n": "en"}.get(err, err[7:8])


def test_the_course_comes_after_what_is_asked_for_and_before_the_system(grade, speaker, monkeypatch):
    assert init(grade, speaker) == "«"
    assert init(grade, speaker, "--lang", "en") == "en"
    monkeypatch.setenv("GRADE_LANG", "en")
    assert init(grade, speaker) == "en"
    assert init(grade, speaker, "--lang", "zz") == "«"
    monkeypatch.delenv("GRADE_LANG")
    (speaker / "course.toml").write_text('language = "en"\n')
    monkeypatch.setenv("LC_ALL", "zz_ZZ.UTF-8")
    assert init(grade, speaker) == "en"
    for text in ("", 'language = "klingon"\n', "language = 7\n", "language = [\n", "\x00"):
        (speaker / "course.toml").write_text(text)
        assert init(grade, speaker) == "«"


def test_rules_accept_the_language_of_a_course_and_refuse_what_is_none(speaker):
    read_rules(speaker)
    (speaker / "course.toml").write_text("language = 7\n")
    with pytest.raises(CourseError, match=r"language = 7\. Give a text in quotation marks"):
        read_rules(speaker)


def test_the_first_that_is_there_is_chosen(speaker, monkeypatch):
    assert chosen(None) == "en"
    assert chosen(None, Course(speaker)) == "zz"
    monkeypatch.setenv("GRADE_LANG", "klingon")
    assert chosen(None, Course(speaker)) == "zz"
    assert chosen("en", Course(speaker)) == "en"


# ------------------------------------------------------------------------ notebooks, tests, processes


def test_two_calls_in_one_process_speak_two_languages():
    said = {}
    for language in ("zz", "en"):
        with pytest.raises(UsageError) as caught:
            check(lang=language)
        said[language] = (str(caught.value), caught.value._render_traceback_())
    english = "Name what to check: check(l2_norm), or check('exercise_03') for all of it."
    assert said == {
        "zz": (f"«{english}»", [f"grade: «{english}»"]),
        "en": (english, [f"grade: {english}"]),
    }
    assert message.language() == "en"


def test_a_card_is_shown_in_the_language_in_which_it_was_asked_for(monkeypatch):
    spoken = []
    monkeypatch.setattr("grader.report.terminal.render", lambda *_, **__: spoken.append(message.language()))
    monkeypatch.setattr("grader.report.card.render", lambda *_, **__: spoken.append(message.language()) or "")
    grade = type("Grade", (), {"submission": "a.py"})()
    feedback = type("Feedback", (), {"grade": grade})()
    monkeypatch.setattr(notebook, "grades", lambda *_, **__: [feedback])
    cards = [check("a.py", lang=language) for language in ("zz", "en")]
    for card in cards:
        repr(card)
        card._repr_html_()
    assert spoken == ["zz", "zz", "en", "en"]


def test_a_notebook_speaks_as_its_course_or_the_system_does(speaker, monkeypatch):
    def told(**more):
        with pytest.raises(UsageError) as caught:
            check(**more)
        return str(caught.value)[0]

    assert told() == "N"
    assert told(course=speaker) == "«"
    assert told(course=speaker, lang="en") == "N"
    monkeypatch.setenv("LANG", "zz_ZZ.UTF-8")
    assert told() == "«"


@pytest.mark.parametrize("ask", [check, assert_task])
def test_a_language_that_there_is_not_is_refused_in_calls(ask):
    with pytest.raises(UsageError) as caught:
        ask(len, lang="klingon")
    assert str(caught.value) == "lang='klingon': grade does not speak this language. It speaks: en, zz."


def test_a_test_of_ones_own_speaks_the_language_that_it_asks_for():
    for language, told in (("zz", "«len is a function of Python itself"), ("en", "len is a function")):
        with pytest.raises(UsageError) as caught:
            assert_task(len, lang=language)
        assert str(caught.value).startswith(told)


def test_an_interrupt_of_a_notebook_is_told_in_its_language(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(notebook, "grades", interrupted)
    with pytest.raises(notebook.Interrupted) as caught:
        check("a.py", lang="zz")
    assert caught.value._render_traceback_() == ["«Interrupted.»"]


def test_a_key_that_is_made_elsewhere_is_made_in_the_same_language(monkeypatch, speaker):
    given, said = {}, []

    def started(_words, **more):
        given.update(more)
        raise OSError("no process")

    monkeypatch.setattr(elsewhere.subprocess, "Popen", started)
    with speaking("zz"), pytest.raises(OSError, match="no process"):
        _ = keys.keys_without_making(Course(speaker), "norms", say=said.append).outline
    assert given["env"]["GRADE_LANG"] == "zz"
    assert said == [f"«{keys.MAKING_ELSEWHERE.text}»".format(name="norms")]


@pytest.mark.slow
def test_pytest_speaks_the_language_that_is_asked_for(tmp_path, catalogues, key):
    (tmp_path / "exercise_03.py").write_text("def l2_norm(x):\n    raise NotImplementedError\n")
    (tmp_path / "conftest.py").write_text(
        "from pathlib import Path\n\nfrom grader.core import message\n\n"
        f"message.CATALOGUES = Path({str(catalogues)!r})\n"
    )

    def run(*words, **more):
        usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "grade",
                "-p",
                "no:cacheprovider",
                "--grade",
                "-rs",
                *words,
            ],
            cwd=tmp_path,
            env=usual | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200", "NO_COLOR": "1"} | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        ).stdout

    words = ("exercise_03.py", "-k", "l2_norm or matvec")
    for told in (run(*words, "--grade-lang", "zz"), run(*words, GRADE_LANG="zz")):
        assert "SKIPPED [1] exercise_03.py:1: «not written yet»" in told
        assert "«not in the file: matvec(A, x)»" in told
    assert "SKIPPED [1] exercise_03.py:1: not written yet" in run(*words)
    with speaking("zz"):
        assert str(pytest_plugin.HELP_LANG).startswith("«The language to speak;")


def test_a_process_with_a_language_loads_one_catalogue(catalogues):
    done = in_a_process(catalogues, "--help", "--lang", "zz")
    assert done.returncode == 0
    assert done.stdout.startswith("«Usage:» grade FILE... [OPTIONS]\n")


# ----------------------------------------------------------------------------------- click's own texts

UNREACHABLE = {
    "Aborted!",  # ours is said
    "deprecated",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "(dynamic)",
    "env var: {var}",
    "Value must be an iterable.",
    ("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? Did you "
    "mean to pass '--{name}'?",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "unknown error",
    "Could not open file {filename!r}: {message}",
    "Try '{command} {option}' for help.",  # ours is said
    "Missing parameter",
    "Missing parameter: {param_name}",
    "Missing {param_type}",
    "Invalid start character for option ({option})",
    "Argument {name!r} takes {nargs} values.",
    "Choice({choices})",
    ("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{value!r} is not a valid UUID.",
    "{name} {filename!r} is not writable.",
    "{name} {filename!r} is not executable.",
    (
        "{len_type} values are required, but {len_value} was given.",
        "{len_type} values are required, but {len_value} were given.",
    ),
    "Do you want to continue?",
    "Confirm the action without prompting.",
    "%(prog)s, version %(version)s",
    "Show the version and exit.",  # ours is said
}
"""What click can say where no command of ours lets it."""


def clicks_own():
    """Every text of click that it looks up, in the modules whose texts can be seen."""
    for name in click_words.MODULES:
        module = import_module(f"click.{name}")
        for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
                if node.func.id == "_" and texts:
                    yield texts[0]
                elif node.func.id == "ngettext":
                    yield tuple(texts[:2])


def test_clicks_texts_are_those_that_the_installed_click_has():
    listed = {(text.one, text.many) if isinstance(text, Plural) else text.text for text in click_words.TEXTS}
    there = set(clicks_own())
    assert listed - there == {"required"}  # click looks it up by a variable
    assert there - listed == UNREACHABLE


def test_click_asks_our_catalogues():
    click_words.install()
    for name in click_words.MODULES:
        module = import_module(f"click.{name}")
        assert getattr(module, "_", message.translated) is message.translated
        assert getattr(module, "ngettext", message.translated_plural) is message.translated_plural
    with speaking("zz"):
        assert click.Choice(["a"]).get_metavar(LANG, click.Context(click.Command("x"))) == "[a]"
        with pytest.raises(click.UsageError, match=r"^«'b' is not «?'?a"):
            click.Choice(["a"]).convert("b", None, None)


def test_help_of_a_command_is_a_message_and_not_a_text():
    for name in COMMANDS:
        command = import_module(f"grader.cli.{name}").command
        assert isinstance(command.says, Message)
        assert [
            param.name
            for param in command.params
            if isinstance(param, click.Option) and not hasattr(param, "says")
        ] == []


def test_functions_know_their_language():
    with functions.in_language("zz", None):
        assert message.language() == "zz"
    assert message.language() == "en"
