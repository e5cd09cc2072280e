"""Rules of messages. `python tests/locale/test_messages.py` lists what is left to be made a message."""

import ast
import re
import sys
import textwrap
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from grader.core.message import Message, Plural, speaking
from grader.locale import catalogue
from grader.locale.messages import LIST, MESSAGES, TEXT
from grader.locale.phrases import SUBJECTS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "grader"

PLAIN = ("compare", "grading", "locale")
"""The rooms in which no literal reads like a sentence that is no message. The others hold SQL, words of
torch that are looked for, and programs that are written to a file."""

MESSAGE = ("Message", "Plural")
SAYS = ("echo", "secho", "print", "fail", "confirm", "prompt")
"""Calls whose arguments a user reads; so are those of every error that is raised."""
READ = ("help", "short_help", "epilog", "prompt")
"""Keywords whose values a user reads, whatever is called."""
FREE = {
    "locale/catalogue.py": "only developers run it",
    "core/value.py": "of bytes between two processes of ours, refused as they are decoded",
    "AttributeError": "Python's own, for a name that is not there; hasattr() takes it back",
    "ProtocolError": "of bytes between two processes of ours: for whoever mends grade",
}
OF_A_LIBRARY = "grader/cli/click_words.py"
"""Texts of a library, whose placeholders are not ours."""
RECOGNISED: dict[str, str] = {}
"""Literals that only read like a sentence, and what they are: words of a library that are looked for, SQL."""
NAMES = ("grade", "torch", "pytest", "bubblewrap", "libseccomp")
"""Names that stay as they are, and with which a sentence may begin."""

WORD = re.compile(r"[^\W\d_]{2,}")
PROSE = re.compile(r"[^\W\d_]{2}[,.:;]?\s+\(?[^\W\d_]")
CODE = re.compile(r"grade( [a-z-]+)*|(?:bold|dim|italic)(?: (?:red|green|yellow|blue|cyan|magenta))?")
"""A command, and a style of rich."""
OPEN_END = re.compile(
    r"(?:^|\s)(?:a|an|and|(?<!\w there )(?:are|were)|as|because|but|by|for|from|if|into|is|nor|of|or|than"
    r"|that|the|to|whose|with)$|[,(\[“«—-]$"
)
MIDDLE = re.compile(
    r"(?:are|because|by|can|cannot|could|did|do|does|for|from|had|has|have|in|is|may|must|of|on|should|than|that|to|was"
    r"|were|which|will|with|would)\s"
)
OPEN_START = re.compile(r"^(?:[,.;:)\]”»!?](?:\s|$)|(?:and|but|or|nor)\s(?!\S+ more$))")


@cache
def trees():
    """Every module of the package, by its path in it."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def room(path):
    """The folder of a module in the package, `top` for one that stands in none."""
    return path.partition("/")[0] if "/" in path else "top"


def callee(node):
    """The last name of what is called: `echo` of `click.echo(…)`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


# ----------------------------------------------------------------------- (a) what is said is a message


def unmarked(tree):
    """Line and text of each literal that is shown and is no message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from () if callee(node.exc) in FREE else said(node.exc, whole=False)
        elif callee(node) in SAYS:
            yield from said(node, whole=True)
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in READ:
                    yield from literals(keyword.value, whole=True)


def said(call, *, whole):
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        yield from literals(argument, whole=whole)


def literals(node, *, whole=False):
    """Literals of an argument that hold words; a single word counts where it is the `whole` argument."""
    if callee(node) in MESSAGE:
        return
    if isinstance(node, ast.JoinedStr):
        if any(isinstance(part, ast.Constant) and words(part.value) for part in node.values):
            yield node.lineno, ast.unparse(node)
        for part in node.values:
            yield from literals(part) if isinstance(part, ast.FormattedValue) else ()
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str) and (PROSE.search(node.value) or (whole and words(node.value))):
            yield from () if CODE.fullmatch(node.value) else [(node.lineno, repr(node.value))]
    elif callee(node) == "format" and isinstance(node.func, ast.Attribute) and text_of(node.func.value):
        if words(text_of(node.func.value)):
            yield node.lineno, ast.unparse(node)
    else:
        for child in ast.iter_child_nodes(node):
            yield from literals(child)


def text_of(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def words(text):
    return [word for word in WORD.findall(text) if word not in NAMES]


def of_the_room(name, rule):
    """Where a rule finds something in a room."""
    return [
        f"grader/{path}:{line}: {text}"
        for path, tree in trees().items()
        if room(path) == name and path not in FREE
        for line, text in sorted(set(rule(tree)))
    ]


@pytest.mark.parametrize("name", sorted(set(map(room, trees()))))
def test_what_a_room_says_is_a_message(name):
    assert of_the_room(name, unmarked) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("click.echo('Wrote it.')", ["'Wrote it.'"]),
        ("click.echo('Done')", ["'Done'"]),
        ("click.echo(f'Wrote {path}.')", ["f'Wrote {path}.'"]),
        ("click.echo('Wrote {}.'.format(path))", ["'Wrote {}.'.format(path)"]),
        ("console.print(left, 'of all')", ["'of all'"]),
        ("print('a' if x else 'it is long')", ["'it is long'"]),
        ("print(WROTE.format(path=f'{a} and {b}'))", ["f'{a} and {b}'"]),
        ("raise UsageError('No such task.')", ["'No such task.'"]),
        ("raise ValueError(f'{x!r} is no input')", ["f'{x!r} is no input'"]),
        ("raise _broken(path, 'this is no table')", ["'this is no table'"]),
        ("@click.option('--open', help='Show it.')\ndef f(): ...", ["'Show it.'"]),
        ("context.fail('That will not do.')", ["'That will not do.'"]),
        ("click.echo(WROTE.format(path=path))", []),
        ("click.echo(str(PLAIN), err=True)", []),
        ("click.echo(Message('Wrote {path}.').format(path=path))", []),
        ("click.echo(f'grade: {error}')", []),
        ("click.echo(f'{path}:{line}')", []),
        ("click.echo('grade init')", []),
        ("console.print(text, style='bold red')", []),
        ("raise UsageError(NO_TASK, task=task, outcome='wrong_dtype')", []),
        ("raise AttributeError(f'no attribute {name}')", []),
        ("open('a file', encoding='utf-8')", []),
        ("raise", []),
    ],
)
def test_the_rule_sees_what_is_said(code, found):
    assert [text for _, text in unmarked(ast.parse(code))] == found


# --------------------------------------------------------------------------- (b) to (d) what a message is


def written(code=None):
    """Place, kind and texts of each message as the code has it; a text that is no literal is None."""
    modules = trees() if code is None else {"": ast.parse(code)}
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if callee(node) in MESSAGE:
                count = 1 + (callee(node) == "Plural")
                texts = [text_of(argument) for argument in node.args[:count]]
                yield f"grader/{path}:{node.lineno}", callee(node), (*texts, *[None] * (count - len(texts)))


def fields(text):
    """The placeholders of a text, each with how it is written; ValueError where a brace is left open."""
    return [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]


def misformed(texts):
    """What is wrong with the placeholders of a message, or None."""
    try:
        names = [{name for name, _ in fields(text or "")} for text in texts]
    except ValueError as error:
        return str(error)
    for name in set().union(*names):
        if not name.isidentifier():
            return f"{{{name}}} has no name of its own"
    if len(texts) == 2 and names[0] - {"count"} != names[1] - {"count"}:
        return f"one has {sorted(names[0])}, many have {sorted(names[1])}"
    return None


def glued(text):
    """Why a text looks like a part of a sentence, or None; a guess from its ends and its brackets."""
    bare = re.sub(r"\{[^{}]*\}|`[^`]*`", "_", text)
    if OPEN_END.search(bare.rstrip("…")):
        return "its end is open"
    if OPEN_START.search(bare):
        return "its start is open"
    if bare.endswith(".") and MIDDLE.match(bare):
        return "it ends as a sentence and starts in the middle of one"
    pairs = ("()", "[]", "“”")
    if any(bare.count(opened) != bare.count(closed) for opened, closed in pairs) or "`" in bare:
        return "a bracket or a quotation mark has no partner"
    return None


GLUED_BY_LOOKS: dict[str, str] = {}
"""Texts that only look like a part of a sentence, and why they are none."""


def test_the_text_of_a_message_is_a_literal():
    """Only what is written out can be found by who makes the catalogue."""
    assert [place for place, _, texts in written() if None in texts] == []


def test_the_catalogue_has_every_message():
    entries = [entry.id for entry in catalogue.extracted(PACKAGE) if entry.id]
    plurals = {entry for entry in entries if isinstance(entry, tuple)}
    singles = {entry for entry in entries if isinstance(entry, str)} | {one for one, _ in plurals}
    lost = [
        f"{place}: {texts}"
        for place, kind, texts in written()
        if (texts not in plurals if kind == "Plural" else texts[0] and texts[0] not in singles)
    ]
    assert lost == []


def test_placeholders_have_names_and_both_forms_of_a_plural_have_the_same():
    wrong = [
        f"{place}: {why}"
        for place, _, texts in written()
        if not place.startswith(OF_A_LIBRARY) and (why := misformed(texts))
    ]
    assert wrong == []


def test_a_message_neither_begins_nor_ends_with_a_space():
    wrong = [
        f"{place}: {text!r}"
        for place, _, texts in written()
        for text in texts
        if text and text != text.strip()
    ]
    assert wrong == []


def test_a_message_is_no_part_of_a_sentence():
    wrong = [
        f"{place}: {text!r}: {why}"
        for place, _, texts in written()
        for text in texts
        if text and text not in GLUED_BY_LOOKS and (why := glued(text))
    ]
    assert wrong == []


def test_every_message_can_be_shown_in_every_language():
    """With something in each placeholder: a number where a number's format is asked for."""
    with speaking("xx"):
        for place, kind, texts in written():
            if None in texts or texts == ("",):
                continue
            given = {name: 2 if spec else "x" for text in texts for name, spec in fields(text)}
            made = Message(*texts) if kind == "Message" else Plural(*texts)
            text = made.format(**given) if kind == "Message" else made.format(**given | {"count": 2})
            assert (text[0], text[-1]) == ("⟦", "⟧"), place


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("A = Message('a' 'b', code='c')", [("ab",)]),
        ("A = Plural('1 file', '{count} files')", [("1 file", "{count} files")]),
        ("A = Message(f'{a} b')", [(None,)]),
        ("A = Message(TEXT)", [(None,)]),
        ("A = Plural('1 file')", [("1 file", None)]),
    ],
)
def test_the_rule_sees_messages(code, texts):
    assert [found for _, _, found in written(code)] == texts


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (("{path} is {size:,} bytes, {what!r}",), None),
        (("{{x}} stays",), None),
        (("1 file of {of}", "{count} files of {of}"), None),
        (("{} is empty",), "{} has no name of its own"),
        (("{0} is empty",), "{0} has no name of its own"),
        (("{a.b} is empty",), "{a.b} has no name of its own"),
        (("{path is empty",), "expected '}' before end of string"),
        (("1 file", "{count} files of {of}"), "one has [], many have ['count', 'of']"),
    ],
)
def test_the_rule_sees_misformed_placeholders(texts, why):
    assert misformed(texts) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Wrote {path}.", None),
        ("{before} and {last}", None),
        ("wrong shape", None),
        ("the reference of task {task!r} returns a module. Write iterates=True.", None),
        ("a submission can find out which files there are", None),
        ("on the CPU", None),
        ("nothing handed in", None),
        ("and {count:,} more", None),
        ("torch cannot be loaded.", None),
        ("`grade init` wrote nothing.", None),
        ("Loading…", None),
        ("The file (a notebook)", None),
        ("it ended with", "its end is open"),
        ("{count} of the", "its end is open"),
        ("There are", "its end is open"),
        ("The kernel,", "its end is open"),
        ("Did you mean “", "its end is open"),
        (", and {last}", "its start is open"),
        ("and {last}", "its start is open"),
        (". Give a number", "its start is open"),
        ("cannot be read.", "it ends as a sentence and starts in the middle of one"),
        ("Its message (it is long", "a bracket or a quotation mark has no partner"),
        ("Run `grade init", "a bracket or a quotation mark has no partner"),
    ],
)
def test_the_rule_sees_parts_of_sentences(text, why):
    assert glued(text) == why


# ------------------------------------------------------------------------- (e) facts have their messages


def facts(modules):
    """Place, code and names of arguments of each fact that is written out; None for names that are not."""
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if callee(node) == "Fact" and node.args and (code := text_of(node.args[0])):
                yield f"grader/{path}:{node.lineno}", code, names_given(node)


def names_given(call):
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg == "args")]
    if not given:
        return set()
    if isinstance(given[0], ast.Dict) and all(text_of(key) for key in given[0].keys):
        return {text_of(key) for key in given[0].keys}
    if callee(given[0]) == "dict" and not given[0].args and all(word.arg for word in given[0].keywords):
        return {word.arg for word in given[0].keywords}
    return None


def unsaid(modules, messages):
    """Facts of which there is no message, or whose message asks for more than they give."""
    for place, code, names in facts(modules):
        message = messages.get(code)
        if message is None:
            yield f"{place}: there is no message {code!r}"
        elif names is not None and (missing := asked(message) - whole(names)):
            yield f"{place}: the message {code!r} asks for {sorted(missing)}, too"


def whole(names):
    """What fills a message: of a subject, its three forms."""
    return names | {"What", "what", "within"} if "what" in names else names


def asked(message):
    texts = (message.text,) if isinstance(message, Message) else (message.one, message.many)
    return {name for text in texts for name, _ in fields(text)} | (set() if len(texts) == 1 else {"count"})


def test_every_fact_has_a_message_and_gives_what_it_asks_for():
    subjects = {code: subject.inside for code, subject in SUBJECTS.items()}
    special = {TEXT: Message("{text}"), LIST: Message("{parts}")}
    assert list(unsaid(trees(), {**MESSAGES, **subjects, **special})) == []


def test_the_rule_sees_facts():
    messages = {"a": Message("{x} and {y}"), "b": Plural("1", "{count}"), "c": Message("c")}
    code = """
        Fact("a", {"x": 1, "y": 2}), Fact("a", {"x": 1}), Fact("a", args=dict(x=1)), Fact("a", {**given})
        Fact("b", {"count": 3}), Fact("b"), Fact("c"), Fact("c", {"more": 1}), Fact("d"), Fact(code)
        Fact("a", given)
    """
    modules = {"m.py": ast.parse("if x:" + code)}
    assert list(unsaid(modules, messages)) == [
        "grader/m.py:2: the message 'a' asks for ['y'], too",
        "grader/m.py:2: the message 'a' asks for ['y'], too",
        "grader/m.py:3: the message 'b' asks for ['count'], too",
        "grader/m.py:3: there is no message 'd'",
    ]


# ------------------------------------------------------------------- whatever reads like a sentence


def prose(tree):
    """Line and text of each literal of three words or more that is no message and no docstring."""
    spared = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and text_of(node.value) is not None:
            spared.add(node.value)
        elif isinstance(node, ast.Assert) or callee(node) in (*MESSAGE, *FREE):
            spared |= set(ast.walk(node))
    for node in ast.walk(tree):
        text = "" if node in spared else text_of(node) or ""
        if len(WORD.findall(text)) > 2 and PROSE.search(text) and text not in RECOGNISED:
            yield node.lineno, repr(text)


@pytest.mark.parametrize("name", PLAIN)
def test_in_a_room_every_literal_that_reads_like_a_sentence_is_a_message(name):
    assert of_the_room(name, prose) == []


def test_the_rule_sees_what_reads_like_a_sentence():
    code = """
        '''A docstring of some words.'''
        TEXT = "This is a sentence."
        WROTE = Message("This is a sentence, too.")
        assert x, "This is for developers."
        f(f"{x} has the shape of {y}"), f("wrong_dtype", "a.py", "two words", key="utf-8")
    """
    assert list(prose(ast.parse(textwrap.dedent(code)))) == [
        (3, "'This is a sentence.'"),
        (6, "' has the shape of '"),
    ]


def main():
    """List what is printed or raised and is no message; with --all, whatever reads like a sentence."""
    rule = prose if "--all" in sys.argv else unmarked
    left = {name: of_the_room(name, rule) for name in sorted(set(map(room, trees())))}
    print(*(line for lines in left.values() for line in lines), sep="\n")
    print(*(f"{len(lines):4} left in {name}" for name, lines in left.items()), sep="\n")
    print(f"{len(list(written()))} messages in the code")


if __name__ == "__main__":
    main()
