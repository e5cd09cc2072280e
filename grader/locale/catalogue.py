"""The catalogues of the messages: make them from the code, or check them.

    python -m grader.locale.catalogue             write the files that have changed
    python -m grader.locale.catalogue --check     change nothing; exit with 1 if a file is stale, and name it
    python -m grader.locale.catalogue zh_CN       also begin a new language

`grade.pot` lists all messages. A translator edits `grade.po`. grade reads `grade.mo` when it runs. All of
them are committed, except for the pseudo-language's .po, which nobody edits. Only developers run this: it
needs Babel, and grade itself does not. The same code gives the same bytes, without a date or a line number.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from grader.core.message import DOMAIN, MARKS, PSEUDO

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from babel.messages.catalog import Message as Entry

PACKAGE = Path(__file__).parents[1]
KEYWORDS = {"Message": (1,), "Plural": (1, 2)}
COMMENT = "Translators:"
"""The beginning of a comment above a message that is for its translators."""
TEMPLATES = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""How the templates are read, as `grader.report.engine` does.

An error in a template is raised.
"""
CONTENT = "text/plain; charset=utf-8"


def main(words: Collection[str]) -> int:
    """Write the stale files, or with --check only name them.

    Faults in translations are printed. The result is the exit code.
    """
    begun = [word for word in words if word != "--check"]
    files = made(PACKAGE, begun)
    stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    for path in stale:
        if "--check" in words:
            print(f"{path.relative_to(PACKAGE.parent)} is stale: run python -m {__spec__.name}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content := files[path])
            print(f"wrote {path.relative_to(PACKAGE.parent)} ({len(content):,} bytes)")
    wrong = list(faults(PACKAGE))
    for line in (*wrong, *summary(PACKAGE)):
        print(line)
    return 1 if wrong or ("--check" in words and stale) else 0


# ------------------------------------------------------------------------------------------- the files


def made(package: Path, begun: Collection[str] = ()) -> dict[Path, bytes]:
    """Return the right content of each catalogue file, by path."""
    template = extracted(package)
    folder = package / "locale"
    files = {folder / f"{DOMAIN}.pot": _as_po(template)}
    for language in sorted({*languages(package), *begun}):
        catalogue = updated(folder / language / "LC_MESSAGES" / f"{DOMAIN}.po", language, template)
        files[folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"] = _as_po(catalogue)
        files[folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"] = _as_mo(catalogue, language)
    files[folder / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo"] = _as_mo(pseudo(template), PSEUDO)
    return files


def languages(package: Path) -> list[str]:
    """Return the languages that have a translation file."""
    return sorted(path.parents[1].name for path in package.glob(f"locale/*/LC_MESSAGES/{DOMAIN}.po"))


def extracted(package: Path) -> Catalog:
    """Collect all messages of a package's code and templates, in file order."""
    template = _empty(None)
    for path in sorted([*package.rglob("*.py"), *package.glob("report/templates/*.j2")]):
        place = path.relative_to(package.parent).as_posix()
        for line, message, comments, context in _read(path):
            template.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return template


def _read(path: Path) -> list[Any]:
    """Return line, message, comments and context of each message of a file."""
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

    if path.suffix == ".py":
        return extract_from_file("python", path, KEYWORDS, [COMMENT], strip_comment_tags=True)
    method = "jinja2.ext:babel_extract"
    return extract_from_file(method, path, DEFAULT_KEYWORDS, [COMMENT], TEMPLATES, strip_comment_tags=True)


def updated(path: Path, language: str, template: Catalog) -> Catalog:
    """Return a language's translations of the current messages.

    Translations of removed messages are kept as comments.
    """
    from babel.messages.pofile import read_po

    catalogue = _empty(language)
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale=language, domain=DOMAIN)
        _take_back(old, template)
        old.update(template, no_fuzzy_matching=True)
        catalogue.header_comment = old.header_comment
        catalogue.obsolete = old.obsolete
    else:
        old = template
    for entry in old:
        if entry.id:
            catalogue[entry.id] = entry.clone()
    return catalogue


def _take_back(old: Catalog, template: Catalog) -> None:
    """Restore the translation of a message that was removed and has come back."""
    for key, entry in [*old.obsolete.items()]:
        if template.get(entry.id, entry.context):
            old[entry.id] = old.obsolete.pop(key)


def pseudo(template: Catalog) -> Catalog:
    """Make the test language, in which each message is between marks."""
    catalogue = _empty(PSEUDO)
    for entry in template:
        if entry.id:
            marked = tuple(text.join(MARKS) for text in _texts(entry.id))
            catalogue.add(entry.id, marked if entry.pluralizable else marked[0], context=entry.context)
    return catalogue


def _empty(language: str | None) -> Catalog:
    """Make an empty catalogue with a stable header.

    The header has nothing that depends on the day or on the version of Babel.
    """
    from babel.messages.catalog import Catalog

    class Bare(Catalog):
        @property
        def mime_headers(self) -> list[tuple[str, str]]:
            told = [("Language", language), ("Plural-Forms", self.plural_forms)] if language else []
            return [*told, ("Content-Type", CONTENT), ("Content-Transfer-Encoding", "8bit")]

        @mime_headers.setter
        def mime_headers(self, _headers: object) -> None:
            """Ignore the headers of a file."""

    comment = f"# The messages of grade{f' in {language}' if language else ''}."
    return Bare(language, domain=DOMAIN, header_comment=comment, fuzzy=False)


def _as_po(catalogue: Catalog) -> bytes:
    from babel.messages.pofile import write_po

    file = BytesIO()
    write_po(file, catalogue, width=0, sort_by_file=True, include_lineno=False)
    return file.getvalue()


def _as_mo(catalogue: Catalog, language: str) -> bytes:
    from babel.messages.mofile import write_mo

    compiled = _empty(language)
    for entry in filter(_translated, catalogue):
        compiled[entry.id] = (
            entry.clone()
        )  # without this, Babel gives an untranslated plural its English singular
    file = BytesIO()
    write_mo(file, compiled)
    return file.getvalue()


# ------------------------------------------------------------------------------------------- checks


def faults(package: Path) -> Iterator[str]:
    """Yield translations whose placeholders are not those of their message.

    Such a translation could not be shown.
    """
    for language, entries in _translations(package).items():
        for entry in entries:
            forms = [placeholders(text) for text in _texts(entry.id)]
            needed = set.intersection(*forms) - ({"count"} if entry.pluralizable else set())
            for text in filter(None, _texts(entry.string)):
                if not needed <= placeholders(text) <= set().union(*forms):
                    yield f"{language}: {text!r} does not have the placeholders of {_texts(entry.id)[-1]!r}"


def placeholders(text: str) -> set[str]:
    """Return the names in braces in a text; for an unclosed brace, Python's message."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        return {str(error)}


def summary(package: Path) -> Iterator[str]:
    """Yield the number of messages, and how many of them each language has."""
    entries = [entry for entry in extracted(package) if entry.id]
    yield f"messages: {len(entries)}"
    for language, there in _translations(package).items():
        yield f"messages in {language}: {sum(map(_translated, there))}"


def _translations(package: Path) -> Mapping[str, list[Entry]]:
    from babel.messages.pofile import read_po

    found = {}
    for language in languages(package):
        with (package / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
            found[language] = [entry for entry in read_po(file, locale=language) if entry.id]
    return found


def _translated(entry: Entry) -> bool:
    return bool(entry.id) and all(_texts(entry.string)) and not entry.fuzzy


def _texts(text: str | Collection[str] | None) -> list[str]:
    return [text or ""] if isinstance(text, str) or text is None else list(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
