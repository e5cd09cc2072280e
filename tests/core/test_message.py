import contextvars
import gettext
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grader.core import message
from grader.core.errors import UsageError
from grader.core.message import Message, Plural, known, language, languages, preferred, speak, speaking
from grader.locale import catalogue

ROOT = Path(__file__).parents[2]
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

WROTE = Message("Wrote {path}.")
FILES = Plural("1 file", "{count} files of {of}")
KIND = Message("no file")

CODE = 'A = Message("Wrote {path}."), Message("no file"), Plural("1 file", "{count} files of {of}")\n'
GERMAN = {"Wrote {path}.": "{path} ist geschrieben.", "no file": "keine Datei"}
GERMAN_FILES = ("eine Datei", "{count} von {of} Dateien")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Catalogues: German, Chinese of two countries, Portuguese of two, and the pseudo-language."""
    package = tmp_path_factory.mktemp("made") / "grader"
    package.mkdir()
    (package / "code.py").write_text(CODE)
    write(package, "de", "zh_CN", "zh_TW", "pt", "pt_BR")
    path = package / "locale" / "de" / "LC_MESSAGES" / "grade.po"
    text = path.read_text("utf-8")
    for original, translation in GERMAN.items():
        text = text.replace(f'msgid "{original}"\nmsgstr ""', f'msgid "{original}"\nmsgstr "{translation}"')
    for form, translation in enumerate(GERMAN_FILES):
        text = text.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{translation}"')
    path.write_text(text, encoding="utf-8")
    write(package)
    return package / "locale"


def write(package, *begun):
    for path, content in catalogue.made(package, begun).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.fixture(autouse=True)
def catalogues(made, monkeypatch):
    """Those that were made, and nothing said before a test."""
    monkeypatch.setattr(message, "CATALOGUES", made)
    message._catalogue.cache_clear()
    with speaking("en"):
        yield
    message._catalogue.cache_clear()


@pytest.fixture
def environment(monkeypatch):
    """Set what the environment says of the language, and nothing else of it."""

    def set_to(**values):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_to


@pytest.fixture
def opened(monkeypatch):
    """The catalogues that were opened since, by language."""
    found = []

    class Translations(gettext.GNUTranslations):
        def __init__(self, file):
            found.append(Path(file.name).parents[1].name)
            super().__init__(file)

    monkeypatch.setattr(message._gettext, "GNUTranslations", Translations)
    return found


# ------------------------------------------------------------------------------------------ messages


def test_in_the_source_a_message_is_its_own_text():
    assert WROTE.format(path="a.py") == "Wrote a.py."
    assert str(KIND) == "no file"


def test_a_message_is_translated_when_it_is_shown():
    made_before = Message("Wrote {path}.")
    with speaking("de"):
        assert made_before.format(path="a.py") == "a.py ist geschrieben."
        assert str(KIND) == "keine Datei"
    assert made_before.format(path="a.py") == "Wrote a.py."


def test_a_message_can_fill_the_placeholder_of_another():
    with speaking("de"):
        assert WROTE.format(path=KIND) == "keine Datei ist geschrieben."
    with speaking("xx"):
        assert WROTE.format(path=KIND) == "⟦Wrote ⟦no file⟧.⟧"


@pytest.mark.parametrize(
    ("spoken", "count", "text"),
    [
        ("en", 0, "0 files of 9"),
        ("en", 1, "1 file"),
        ("en", 2, "2 files of 9"),
        ("de", 1, "eine Datei"),
        ("de", 5, "5 von 9 Dateien"),
        ("xx", 1, "⟦1 file⟧"),
        ("xx", 3, "⟦3 files of 9⟧"),
        ("zh_CN", 1, "1 file"),  # not translated yet
        ("zh_CN", 3, "3 files of 9"),
    ],
)
def test_a_plural_has_the_form_of_its_number(spoken, count, text):
    with speaking(spoken):
        assert FILES.format(count=count, of=9) == text


def test_what_is_not_translated_yet_is_shown_in_the_source():
    with speaking("de"):
        assert str(Message("Not in any catalogue.")) == "Not in any catalogue."


def test_an_empty_message_is_empty_in_every_language():
    """Gettext has the header of the catalogue under the empty text."""
    with speaking("de"):
        assert str(Message("")) == ""


def test_an_error_is_put_into_words_when_it_is_shown():
    error = UsageError(WROTE, path="a.py")
    with speaking("de"):
        assert str(error) == "a.py ist geschrieben."
    assert str(error) == "Wrote a.py."
    with speaking("de"):
        assert str(UsageError(FILES, count=1, of=2)) == "eine Datei"


def test_a_text_of_a_library_is_translated_where_the_catalogue_has_it():
    with speaking("de"):
        assert message.translated("no file") == "keine Datei"
        assert message.translated("No such option") == "No such option"
        assert message.translated_plural("1 file", "{count} files of {of}", 1) == "eine Datei"


def test_a_message_shows_its_source_to_developers():
    with speaking("de"):
        assert repr(KIND) == "Message('no file')"
        assert repr(FILES) == "Plural('1 file', '{count} files of {of}')"


# ---------------------------------------------------------------------------------- languages at once


def test_languages_can_be_nested():
    told = [str(KIND)]
    with speaking("de"):
        told.append(str(KIND))
        with speaking("xx"):
            told.append(str(KIND))
            with speaking("en"):
                told.append(str(KIND))
        told.append(str(KIND))
    assert told == ["no file", "keine Datei", "⟦no file⟧", "no file", "keine Datei"]


def test_after_an_error_the_language_before_is_spoken():
    with pytest.raises(UsageError, match=r"Wrote a\.py"), speaking("de"):
        raise UsageError(WROTE, path="a.py")
    assert language() == "en"


def test_from_now_on_another_language_is_spoken():
    with speaking("xx"):
        speak("de")
        assert (language(), str(KIND)) == ("de", "keine Datei")
    assert language() == "en"


def test_two_threads_speak_two_languages_at_the_same_time():
    both, told = threading.Barrier(2, timeout=120), {}

    def tell(name):
        with speaking(name):
            for number in range(50):
                both.wait()
                told.setdefault(name, set()).add(WROTE.format(path=number % 2))

    threads = [threading.Thread(target=tell, args=(name,)) for name in ("de", "xx")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {
        "de": {"0 ist geschrieben.", "1 ist geschrieben."},
        "xx": {"⟦Wrote 0.⟧", "⟦Wrote 1.⟧"},
    }
    assert language() == "en"


def test_a_thread_that_is_given_the_context_speaks_its_language():
    told = []
    with speaking("de"):
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(lambda: told.append(str(KIND)),))
        thread.start()
        thread.join()
    assert told == ["keine Datei"]


def test_a_language_without_a_catalogue_shows_the_source():
    with speaking("tlh"):
        assert str(KIND) == "no file"
        assert FILES.format(count=2, of=3) == "2 files of 3"


# ------------------------------------------------------------------------------- which language is meant


def test_languages_are_those_that_have_a_catalogue():
    """The pseudo-language is for tests: it is not offered."""
    assert languages() == ("en", "de", "pt", "pt_BR", "zh_CN", "zh_TW")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("zh_CN", "zh_CN"),
        ("zh-CN", "zh_CN"),
        ("zh_cn", "zh_CN"),
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh_CN@pinyin", "zh_CN"),
        (" zh-CN ", "zh_CN"),
        ("zh", "zh_CN"),
        ("ZH", "zh_CN"),
        ("zh_TW", "zh_TW"),
        ("zh-Hans-CN", "zh_CN"),
        ("pt_PT", "pt"),
        ("pt_BR.UTF-8", "pt_BR"),
        ("de_AT.ISO-8859-15@euro", "de"),
        ("en", "en"),
        ("en_GB.UTF-8", "en"),
        ("xx", "xx"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("", None),
        (" ", None),
        (".UTF-8", None),
        ("nonsense", None),
        ("z", None),
        ("zhuang", None),
        ("../../etc", None),
        ("de/LC_MESSAGES", None),
        ("*", None),
        ("fr_FR", None),
    ],
)
def test_the_language_that_a_name_means(wanted, found):
    assert known(wanted) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((), "en"),
        ((None,), "en"),
        (("de",), "de"),
        ((None, "de"), "de"),
        (("", "de"), "de"),
        (("de", "zh"), "de"),
        (("fr", "zh"), "zh_CN"),
        (("C", "zh"), "en"),
        (("fr",), "en"),
    ],
)
def test_the_first_that_is_asked_for_and_there(environment, wanted, found):
    environment()
    assert preferred(*wanted) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "pt_BR.UTF-8"}, "pt_BR"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "en"),  # the first that is set decides
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "zh_CN"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:zh_TW:de"}, "zh_TW"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:en:zh_TW"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": ""}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "::"}, "de"),
        ({"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "zh_CN"}, "zh_CN"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh_CN"}, "zh_CN"),
        ({"LANG": "C", "LANGUAGE": "zh_CN"}, "en"),  # who asks for C asks for no translation
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "POSIX", "LANGUAGE": "zh_CN"}, "en"),
        ({"LANGUAGE": "zh_CN"}, "en"),
        ({"LANG": "nonsense"}, "en"),
    ],
)
def test_what_the_environment_says(environment, values, found):
    environment(**values)
    assert preferred() == found


def test_what_is_asked_for_goes_before_the_environment(environment):
    environment(LC_ALL="de_DE.UTF-8", LANGUAGE="de")
    assert preferred("zh") == "zh_CN"
    assert preferred("fr", None) == "de"
    assert preferred("en") == "en"


@pytest.mark.parametrize(
    "values", [{}, {"LANG": "zh_CN.UTF-8"}, {"LANG": "zh_CN.UTF-8", "LANGUAGE": "de:en"}]
)
def test_gettext_itself_reads_the_environment_alike(environment, values):
    """The libraries that grade uses, such as click, look for their catalogues in the same order."""
    environment(**values)
    path = gettext.find("grade", message.CATALOGUES)
    assert preferred() == (Path(path).parents[1].name if path else "en")


# ------------------------------------------------------------------------------------ what is loaded


def test_only_the_catalogue_that_is_spoken_is_opened_and_once(opened):
    assert (known("de"), preferred("de")) == ("de", "de")
    assert opened == []
    with speaking("de"):
        assert opened == []
        for _ in range(3):
            str(KIND), WROTE.format(path=1), FILES.format(count=2, of=3)
    assert opened == ["de"]


def test_the_source_opens_no_catalogue(opened, environment):
    environment(LANG="en_US.UTF-8")
    with speaking(preferred()):
        str(KIND), WROTE.format(path=1), FILES.format(count=2, of=3)
    assert opened == []


OPENED = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from grader.core.message import preferred, speak
from grader.locale.messages import AND
assert not [name for name in opened if name.endswith((".mo", ".po", ".pot"))]
speak(preferred(*sys.argv[1:]))
AND.format(before="a", last="b")
print(*(name.rsplit("locale", 1)[1] for name in opened if name.endswith((".mo", ".po", ".pot"))))
"""


@pytest.mark.parametrize(
    ("words", "files"), [(["xx"], "/xx/LC_MESSAGES/grade.mo\n"), (["en"], "\n"), ([], "\n")]
)
def test_a_process_opens_one_catalogue_or_none(words, files):
    told = run("-c", OPENED, *words)
    assert told == files


def test_messages_load_nothing_but_gettext():
    code = (
        "import sys, typing, re, gettext, pathlib, contextlib, functools, contextvars, collections.abc; "
        "import __future__; before = set(sys.modules); import grader.core.message; "
        "print(*sorted(set(sys.modules) - before))"
    )
    assert run("-c", code) == "grader grader.core grader.core.message\n"


def run(*words):
    """What a process says, which is started in the source language."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run(
        [sys.executable, *words],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
