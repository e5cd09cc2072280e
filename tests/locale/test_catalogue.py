import gettext
import hashlib
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.locale import catalogue

ROOT = Path(__file__).parents[2]

CODE = '''
"""Message("in a docstring") is none."""
from grader.core.message import Message, Plural

# Translators: {path} is the file's name.
WROTE = Message("Wrote {path}.")
FILES = Plural("1 file", "{count} files", code="files")
LONG = Message(
    "A text in two pieces, since a line of code has an end; "
    "in a catalogue it stands in one line."
)


def show(message: Message, why: Message | Plural = WROTE) -> str:
    """Not a message."""
    return isinstance(message, Message) and str("this one neither") or why.format(path="{count} files")
'''
TEMPLATE = "{# Translators: of a page #}\n<p>{{ _('In a template') }}</p>\n{% trans %}A block{% endtrans %}\n"
POT = r"""# The messages of grade.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit"

#. {path} is the file's name.
#: grader/cli/init.py grader/cli/main.py
#, python-brace-format
msgid "Wrote {path}."
msgstr ""

#: grader/cli/main.py
#, python-brace-format
msgid "1 file"
msgid_plural "{count} files"
msgstr[0] ""
msgstr[1] ""

#: grader/cli/main.py
msgid "A text in two pieces, since a line of code has an end; in a catalogue it stands in one line."
msgstr ""

#. of a page
#: grader/report/templates/page.html.j2
msgid "In a template"
msgstr ""

#: grader/report/templates/page.html.j2
msgid "A block"
msgstr ""

"""
PO = r"""# Translated by Ada.
msgid ""
msgstr ""
"Last-Translator: Ada\n"
"Content-Type: text/plain; charset=utf-8\n"

msgid "Gone"
msgstr "Fort"

# A note of Ada's.
msgid "Wrote {path}."
msgstr "{path} ist geschrieben."

msgid "1 file"
msgid_plural "{count} files"
msgstr[0] "1 Datei"
msgstr[1] "{count} Dateien"

"""
UPDATED = r"""# Translated by Ada.
msgid ""
msgstr ""
"Language: de\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit"

# A note of Ada's.
#. {path} is the file's name.
#: grader/cli/init.py grader/cli/main.py
#, python-brace-format
msgid "Wrote {path}."
msgstr "{path} ist geschrieben."

#: grader/cli/main.py
#, python-brace-format
msgid "1 file"
msgid_plural "{count} files"
msgstr[0] "1 Datei"
msgstr[1] "{count} Dateien"

#: grader/cli/main.py
msgid "A text in two pieces, since a line of code has an end; in a catalogue it stands in one line."
msgstr ""

#. of a page
#: grader/report/templates/page.html.j2
msgid "In a template"
msgstr ""

#: grader/report/templates/page.html.j2
msgid "A block"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Fort"

"""


@pytest.fixture
def package(tmp_path):
    """A package with two modules, a template and a language that was begun."""
    for name, text in {
        "cli/main.py": CODE,
        "cli/init.py": 'TEXT = Message("Wrote {path}.")\n',
        "report/templates/page.html.j2": TEMPLATE,
        "locale/de/LC_MESSAGES/grade.po": PO,
    }.items():
        path = tmp_path / "grader" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "grader"


@pytest.fixture
def command(package, monkeypatch):
    """The command on the made-up package."""
    monkeypatch.setattr(catalogue, "PACKAGE", package)
    return catalogue.main


def file(package, name):
    return (package / "locale" / name).read_text("utf-8")


def translations(package, language):
    content = catalogue.made(package)[package / "locale" / language / "LC_MESSAGES" / "grade.mo"]
    return gettext.GNUTranslations(io.BytesIO(content))


def test_the_catalogues_of_grade_are_current():
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, content in catalogue.made(ROOT / "grader").items()
        if not path.is_file() or path.read_bytes() != content
    ]
    assert stale == [], "run python -m grader.locale.catalogue"
    assert list(catalogue.faults(ROOT / "grader")) == []


def test_the_template_lists_all_messages_without_dates_and_line_numbers(package, command):
    assert command([]) == 0
    assert file(package, "grade.pot") == POT


def test_a_language_keeps_its_translations_and_loses_what_is_gone(package, command):
    command([])
    assert file(package, "de/LC_MESSAGES/grade.po") == UPDATED


def test_a_second_run_changes_nothing(package, command, capsys):
    command([])
    capsys.readouterr()
    assert command([]) == 0
    assert capsys.readouterr().out == "messages: 5\nmessages in de: 2\n"


def test_a_message_that_is_there_again_has_its_translation_again(package, command):
    command([])
    (package / "cli" / "back.py").write_text('X = Message("Gone")\n')
    command([])
    text = file(package, "de/LC_MESSAGES/grade.po")
    assert '#: grader/cli/back.py\nmsgid "Gone"\nmsgstr "Fort"\n' in text
    assert "#~" not in text


def test_a_reworded_message_is_not_guessed(package, command):
    path = package / "cli" / "init.py"
    path.write_text('TEXT = Message("Wrote the file {path}.")\n')
    command([])
    text = file(package, "de/LC_MESSAGES/grade.po")
    assert 'msgid "Wrote the file {path}."\nmsgstr ""\n' in text
    assert "fuzzy" not in text


def test_what_is_compiled_is_what_was_translated(package):
    german = translations(package, "de")
    assert german.gettext("Wrote {path}.") == "{path} ist geschrieben."
    assert [german.ngettext("1 file", "{count} files", count) for count in (0, 1, 2)] == [
        "{count} Dateien",
        "1 Datei",
        "{count} Dateien",
    ]
    assert german.gettext("A block") == "A block"
    assert german.info() == {
        "language": "de",
        "plural-forms": "nplurals=2; plural=(n != 1);",
        "content-type": "text/plain; charset=utf-8",
        "content-transfer-encoding": "8bit",
    }


def test_the_pseudo_language_wraps_every_message(package):
    pseudo = translations(package, "xx")
    assert pseudo.gettext("Wrote {path}.") == "⟦Wrote {path}.⟧"
    assert pseudo.gettext("In a template") == "⟦In a template⟧"
    assert [pseudo.ngettext("1 file", "{count} files", count) for count in (0, 1, 2)] == [
        "⟦{count} files⟧",
        "⟦1 file⟧",
        "⟦{count} files⟧",
    ]
    assert pseudo.gettext("this one neither") == "this one neither"


def test_the_pseudo_language_has_no_file_to_be_edited(package, command):
    command([])
    assert [path.name for path in (package / "locale" / "xx" / "LC_MESSAGES").iterdir()] == ["grade.mo"]


def test_a_language_is_begun(package, command, capsys):
    command(["zh_CN"])
    text = file(package, "zh_CN/LC_MESSAGES/grade.po")
    assert text.startswith(
        '# The messages of grade in zh_CN.\nmsgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    )
    assert 'msgid_plural "{count} files"\nmsgstr[0] ""\n\n' in text
    assert capsys.readouterr().out.endswith("messages: 5\nmessages in de: 2\nmessages in zh_CN: 0\n")
    assert translations(package, "zh_CN").ngettext("1 file", "{count} files", 1) == "1 file"


def test_a_check_names_what_is_stale_and_changes_nothing(package, command, capsys):
    command([])
    (package / "cli" / "new.py").write_text('X = Message("New")\n')
    before = {path: path.read_bytes() for path in package.rglob("*.*")}
    capsys.readouterr()
    assert command(["--check"]) == 1
    assert capsys.readouterr().out == (
        "grader/locale/grade.pot is stale: run python -m grader.locale.catalogue\n"
        "grader/locale/de/LC_MESSAGES/grade.po is stale: run python -m grader.locale.catalogue\n"
        "grader/locale/xx/LC_MESSAGES/grade.mo is stale: run python -m grader.locale.catalogue\n"
        "messages: 6\nmessages in de: 2\n"
    )
    assert {path: path.read_bytes() for path in package.rglob("*.*")} == before


def test_a_check_passes_when_all_is_current(package, command, capsys):
    command([])
    capsys.readouterr()
    assert command(["--check"]) == 0
    assert capsys.readouterr().out == "messages: 5\nmessages in de: 2\n"


@pytest.mark.parametrize(
    ("translation", "told"),
    [
        ("{pfad} ist da", "de: '{pfad} ist da' does not have the placeholders of 'Wrote {path}.'"),
        ("ist da", "de: 'ist da' does not have the placeholders of 'Wrote {path}.'"),
        ("{path ist da", "de: '{path ist da' does not have the placeholders of 'Wrote {path}.'"),
    ],
)
def test_a_translation_with_other_placeholders_is_a_fault(package, command, capsys, translation, told):
    path = package / "locale" / "de" / "LC_MESSAGES" / "grade.po"
    path.write_text(PO.replace("{path} ist geschrieben.", translation))
    assert command([]) == 1
    assert told in capsys.readouterr().out.splitlines()


def test_a_plural_form_may_leave_out_its_number(package):
    path = package / "locale" / "de" / "LC_MESSAGES" / "grade.po"
    path.write_text(PO.replace("1 Datei", "Eine Datei"))
    assert list(catalogue.faults(package)) == []
    path.write_text(PO.replace("{count} Dateien", "{zahl} Dateien"))
    assert list(catalogue.faults(package)) == [
        "de: '{zahl} Dateien' does not have the placeholders of '{count} files'"
    ]


def test_a_template_that_cannot_be_read_is_not_passed_over(package):
    (package / "report" / "templates" / "page.html.j2").write_text("{% trans %}without an end")
    with pytest.raises(Exception, match="unclosed translation block"):
        catalogue.made(package)


@pytest.mark.parametrize("other", ["1", "2"])
def test_the_same_code_gives_the_same_bytes(tmp_path, package, other):
    """In processes with other hashes, in another folder."""
    shutil.copytree(package, tmp_path / other / "grader")
    code = (
        "import hashlib, pathlib, sys; from grader.locale import catalogue; "
        "files = catalogue.made(pathlib.Path(sys.argv[1])); "
        "print(*(hashlib.sha256(files[path]).hexdigest() for path in files))"
    )
    run = [sys.executable, "-c", code, str(tmp_path / other / "grader")]
    told = subprocess.run(
        run,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": other, "PYTHONPATH": str(ROOT)},
    )
    here = [hashlib.sha256(content).hexdigest() for content in catalogue.made(package).values()]
    assert told.stdout.split() == here


def test_the_wheel_and_the_sdist_leave_no_catalogue_out():
    """What is not ignored by git goes into both; the package is taken as a whole."""
    ignored = (ROOT / ".gitignore").read_text().split()
    assert [pattern for pattern in ignored if Path("grade.mo").match(pattern)] == []


def test_babel_is_not_needed_at_run_time():
    code = (
        "import sys; sys.modules['babel'] = None; from grader.core import message; message.speak('xx'); "
        "from grader.locale import messages; print(messages.joined(['a', 'b']))"
    )
    told = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True
    )
    assert told.stdout == "⟦a and b⟧\n"
