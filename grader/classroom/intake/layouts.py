"""How a download is laid out: which file belongs to which student.

Every system names files and folders in its own way. A layout is recognised by these names, and turns the
files into uploads. A file that is not graded becomes a leftover with a reason; no file is dropped. Only
Gradescope's list of submissions and nbgrader's times are read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, available_timezones

from grader.classroom.book.standing import Leftover
from grader.classroom.intake.archive import Archive, ArchiveEntry, Unreadable
from grader.classroom.intake.naming import KnownStudents, student_of, without_suffix
from grader.core.errors import UsageError
from grader.core.fact import Fact
from grader.core.message import Message, Plural
from grader.submission.decode import kind, stem

LAYOUTS = ("gradescope", "canvas", "moodle", "nbgrader", "folders", "flat")
"""The layouts' names, in the order in which they are tried."""
SYSTEMS = ", ".join(LAYOUTS[:4])

NOT_A_LAYOUT = Message("--layout {wanted} is not known. The layouts are: {known}.")
NO_FILE = Message(
    "{path} holds no script (.py) and no notebook (.ipynb): it is empty. Give a download as it comes from "
    "one of {systems}, or name each file or folder after its student."
)
NO_CODE = Message(
    "{path} holds no script (.py) and no notebook (.ipynb), but {counts}. Give a download as it comes from "
    "one of {systems}, or name each file or folder after its student."
)
NO_STUDENT = Message(
    "{path} holds {counts}, and no name says which student a file is from. Give a download as it comes from "
    "one of {systems}, or name each file or folder after its student."
)
WRONG_LAYOUT = Message("{lack} {likeness}")
"""Two sentences: why the named layout does not fit, and which one may."""
LACK = {
    "gradescope": Message(
        "--layout gradescope: no submission_metadata.yml is next to the folders of submissions."
    ),
    "canvas": Message(
        "--layout canvas: no file is named like a Canvas download's (`lovelaceada_123_456_hw.py`)."
    ),
    "moodle": Message(
        "--layout moodle: no folder and no file is named like a Moodle download's "
        "(`Ada Lovelace_123_assignsubmission_file`)."
    ),
    "nbgrader": Message("--layout nbgrader: no file is in `submitted/<student>/<assignment>`."),
    "folders": Message("--layout folders: no script and no notebook is in a folder of a student."),
    "flat": Message("--layout flat: no script and no notebook at the top has a student's name."),
}
LIKENESS = {
    "gradescope": Plural(
        "It looks like the layout gradescope: {count} submission is listed in submission_metadata.yml.",
        "It looks like the layout gradescope: {count} submissions are listed in submission_metadata.yml.",
    ),
    "canvas": Plural(
        "It looks like the layout canvas: {count} file is named like `lovelaceada_123_456_hw.py`.",
        "It looks like the layout canvas: {count} files are named like `lovelaceada_123_456_hw.py`.",
    ),
    "moodle": Plural(
        "It looks like the layout moodle: {count} folder ends in _assignsubmission_file.",
        "It looks like the layout moodle: {count} folders end in _assignsubmission_file.",
    ),
    "moodle flat": Plural(
        "It looks like the layout moodle: {count} file is named like "
        "`Ada Lovelace_123_assignsubmission_file_hw.py`.",
        "It looks like the layout moodle: {count} files are named like "
        "`Ada Lovelace_123_assignsubmission_file_hw.py`.",
    ),
    "nbgrader": Plural(
        "It looks like the layout nbgrader: {count} student's folder is in submitted.",
        "It looks like the layout nbgrader: {count} students' folders are in submitted.",
    ),
    "folders": Plural(
        "It looks like the layout folders: {count} folder is named by a student.",
        "It looks like the layout folders: {count} folders are named by a student.",
    ),
    "flat": Plural(
        "It looks like the layout flat: {count} file is named by a student.",
        "It looks like the layout flat: {count} files are named by a student.",
    ),
}
BAD_LIST = Message("{path}, {name}: this is not Gradescope's list of submissions: {why}. Download it again.")
NO_MAPPING = Message(
    "{path}, {name}: this is not Gradescope's list of submissions: it holds {kind}, not a mapping. "
    "Download it again."
)

ONLY_CODE = Fact("leftover.only_code")
ONLINE_TEXT = Fact("leftover.online_text")
ONLINE_LINK = Fact("leftover.online_link")
OTHER_KIND = Fact("leftover.other_kind")
NO_NAME = Fact("leftover.no_name")
NOT_SUBMITTED = Fact("leftover.not_submitted")
ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".zipx", ".lzh")


@dataclass(frozen=True)
class Upload:
    """A file that was handed in.

    `who` is the key of the student, `shown` the name as the download gives it. `teams` are other readings of
    that name: a team and a name. `in_teams`: all names of the download can be read so. `hint` is the path as
    the student or the assignment names it. A larger `rank` is a later file. `why` is the reason if the file
    cannot be graded.
    """

    name: str
    who: str
    shown: str
    entry: ArchiveEntry
    hint: str
    lms: str = ""
    email: str = ""
    teams: tuple[tuple[str, str], ...] = ()
    in_teams: bool = False
    time: datetime | None = None
    late: bool = False
    rank: tuple[float | str, ...] = ()
    why: Fact | None = None


@dataclass(frozen=True)
class Layout:
    """A download as one layout reads it.

    `ungraded` are files of a student that cannot be graded. They are among the leftovers, too.
    `sign` is the key in `LIKENESS` by which it is recognised; `count` counts such files or folders.
    """

    name: str
    uploads: tuple[Upload, ...]
    leftovers: tuple[Leftover, ...]
    sign: str = ""
    count: int = 0
    ungraded: tuple[Upload, ...] = ()


def recognise(
    archive: Archive,
    names: Sequence[str],
    wanted: str | None = None,
    *,
    known: KnownStudents = KnownStudents(),  # noqa: B008  # it is frozen
) -> Layout:
    """Read a download by the wanted layout, else by the first that fits.

    `names` are the exercises'.

    Raises UsageError where no layout of that name exists, or none finds a student's file.
    """
    if wanted is not None and wanted not in LAYOUTS:
        raise UsageError(NOT_A_LAYOUT, wanted=wanted, known=", ".join(LAYOUTS))
    if not gradable(archive.entries):
        message = NO_CODE if archive.entries else NO_FILE
        raise UsageError(message, path=archive.path, counts=_counts(archive), systems=SYSTEMS)
    readers = _readers(archive, names, known)
    layout = _fitting(archive, readers) if wanted is None else readers[wanted]()
    if layout.uploads:
        return layout
    found = layout if wanted is None else _fitting(archive, readers)
    if wanted is None or not found.uploads:
        raise UsageError(NO_STUDENT, path=archive.path, counts=_counts(archive), systems=SYSTEMS)
    likeness = LIKENESS[found.sign].format(count=found.count)
    raise UsageError(WRONG_LAYOUT, lack=LACK[wanted], likeness=likeness)


def gradable(entries: Iterable[ArchiveEntry]) -> list[ArchiveEntry]:
    """The scripts and notebooks among files."""
    return [entry for entry in entries if entry.why is None and kind(entry.name)]


Readers = Mapping[str, Callable[[], Layout]]
"""A way to read the download, by the layout's name; without a name, it is folders or flat."""


def _fitting(archive: Archive, readers: Readers) -> Layout:
    """The first layout that accounts for half of the files.

    A few files with odd names are not enough for a layout.
    """
    for name in LAYOUTS[:-2]:
        layout = readers[name]()
        known = {upload.name for upload in layout.uploads}
        others = [entry for entry in gradable(archive.entries) if entry.name not in known]
        if name == "nbgrader":
            others = [entry for entry in others if ASIDE.isdisjoint(entry.name.split("/"))]
        if known and len(known) >= len(others):
            return layout
    return readers[""]()


def _readers(archive: Archive, names: Sequence[str], known: KnownStudents) -> Readers:
    plain = {name: partial(_plain, archive, names, known, wanted=name) for name in ("", *LAYOUTS[-2:])}
    return {
        "gradescope": partial(_gradescope, archive),
        "canvas": partial(_canvas, archive),
        "moodle": partial(_moodle, archive),
        "nbgrader": partial(_nbgrader, archive),
        **plain,
    }


def _counts(archive: Archive) -> str:
    """The number of files by suffix: `3 .pdf, 1 .txt`."""
    suffixes = Counter(PurePosixPath(entry.name).suffix.lower() or "?" for entry in archive.entries)
    return ", ".join(f"{count} {suffix}" for suffix, count in suffixes.most_common())


@dataclass
class _Pile:
    """Collects the uploads and leftovers of one layout, file by file."""

    layout: str
    uploads: list[Upload] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    ungraded: list[Upload] = field(default_factory=list)

    def add(self, upload: Upload, why: Fact | None = None) -> None:
        """Add a student's file; one that cannot be graded is left over, too."""
        entry = upload.entry
        if why is None and gradable([entry]):
            self.uploads.append(upload)
        else:
            reason = entry.why or why or _no_code(entry.name)
            self.ungraded.append(replace(upload, why=reason))
            self._leave(entry, reason)

    def leave(self, entry: ArchiveEntry, why: Fact) -> None:
        """Add a leftover; a file that no layout could grade gets its own reason."""
        self._leave(entry, why if kind(entry.name) else _no_code(entry.name))

    def _leave(self, entry: ArchiveEntry, why: Fact) -> None:
        if entry.why is None:  # otherwise the archive has left it over already
            self.leftovers.append(Leftover(entry.name, why))

    def closed(self, count: int, sign: str = "") -> Layout:
        """The finished layout; `count` is the number of files or folders of its sign."""
        uploads, ungraded = tuple(self.uploads), tuple(self.ungraded)
        return Layout(self.layout, uploads, tuple(self.leftovers), sign or self.layout, count, ungraded)


def _no_code(name: str) -> Fact:
    """Why a file that is neither a script nor a notebook is not graded."""
    suffix = PurePosixPath(name).suffix.lower()
    return Fact("leftover.other_kind_of_archive", {"kind": suffix}) if suffix in ARCHIVES else ONLY_CODE


def _not_named(layout: str) -> Fact:
    return Fact("leftover.not_named", {"layout": layout})


# ------------------------------------------------------------------------------------------- Canvas

CANVAS = re.compile(
    r"(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d{1,20})_(?P<id>\d{1,20})_(?P<file>.+)", re.DOTALL
)
ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<who>anon_[^_]+)(?:_(?P<id>\d{1,20}))?_(?P<file>.+)", re.DOTALL)
CANVAS_TEXT = re.compile(
    r"(?:(?P<who>.+?)(?P<late>_LATE)?_(?P<user>\d{1,20})(?:_\d{1,20})?|(?P<early>LATE_)?(?P<anon>anon_[^_]+))"
    r"_(?P<kind>text|link)\.html",
    re.DOTALL,
)
"""What a student typed into the page, or a link; Canvas writes a file for it."""


def _canvas(archive: Archive) -> Layout:
    pile = _Pile("canvas")
    for entry in archive.handed_in:
        place, match = _matching(entry, ANONYMOUS, CANVAS)
        if text := CANVAS_TEXT.fullmatch(PurePosixPath(entry.name).name):
            pile.add(_canvas_text(entry, text), ONLINE_TEXT if text["kind"] == "text" else ONLINE_LINK)
        elif match is None:
            pile.leave(entry, _not_named("canvas"))
        else:
            user = match.groupdict().get("user") or ""
            hint = "/".join((match["file"], *place))
            rank = rank_of(entry, number=int(match["id"] or -1), hint=hint)
            who, late = user or match["who"], match["late"] is not None
            pile.add(Upload(entry.name, who, match["who"], entry, hint, user, late=late, rank=rank))
    return pile.closed(len(pile.uploads))


def _canvas_text(entry: ArchiveEntry, match: re.Match[str]) -> Upload:
    user, shown = match["user"] or "", match["who"] or match["anon"]
    late = bool(match["late"] or match["early"])
    return Upload(entry.name, user or shown, shown, entry, f"{match['kind']}.html", user, late=late)


def _matching(entry: ArchiveEntry, *forms: re.Pattern[str]) -> tuple[list[str], re.Match[str] | None]:
    """The first part of a path that has one of these forms, and the parts after it.

    Returns the parts after it, and the match; no parts and None without a match.
    """
    parts = entry.name.split("/")
    for count, part in enumerate(parts, 1):
        for form in forms:
            if match := form.fullmatch(part):
                return parts[count:], match
    return [], None


# ------------------------------------------------------------------------------------------- Moodle

MOODLE = re.compile(
    r"(?P<who>.+?)_(?P<id>\d{1,20})_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
PARTICIPANT = "Participant {id}"
"""Moodle's own name for a student whose name it hides.

It is a part of ids, so it is the same in every language.
"""


def _moodle(archive: Archive) -> Layout:
    pile, found, folders = _Pile("moodle"), [], set()
    for entry in archive.handed_in:
        place, match = _matching(entry, MOODLE)
        if match is None:
            pile.leave(entry, _not_named("moodle"))
        else:
            found.append((entry, match, "/".join(part for part in (match["file"], *place) if part)))
            is_folder = match["kind"] == "file" and gradable([entry]) and not match["file"]
            folders |= {match.string} if is_folder else set()
    shown = _participants({match["id"]: match["who"] for _, match, _ in found})
    for entry, match, hint in found:
        name, teams, in_teams = shown[match["id"]]
        who, rank = PARTICIPANT.format(id=match["id"]), rank_of(entry, hint=hint)
        pile.add(
            Upload(
                entry.name, who, name, entry, hint, match["id"], teams=teams, in_teams=in_teams, rank=rank
            ),
            MOODLE_KINDS.get(match["kind"], OTHER_KIND),
        )
    return pile.closed(len(folders)) if folders else pile.closed(len(pile.uploads), "moodle flat")


MOODLE_KINDS = {"file": None, "onlinetext": ONLINE_TEXT}


def _participants(names: dict[str, str]) -> dict[str, tuple[str, tuple[tuple[str, str], ...], bool]]:
    """The shown name, its other readings, and whether all are in teams, by participant id.

    With blind marking all have the same name, in the site's language. For teams, Moodle writes the team's
    name before the student's, with a hyphen between. Both may have hyphens of their own.
    """
    different = set(names.values())
    if different == {"Participant"} or (len(different) == 1 and len(names) > 1):
        return {key: (f"{name} {key}", (), False) for key, name in names.items()}
    in_teams = len(names) > 1 and all("-" in name for name in names.values())
    return {key: (name, tuple(_teams(name)), in_teams) for key, name in names.items()}


def _teams(shown: str) -> Iterator[tuple[str, str]]:
    """A team and a student's name, for each hyphen; the longest name first."""
    for hyphen in re.finditer("-", shown):
        team, name = shown[: hyphen.start()].strip(), shown[hyphen.end() :].strip()
        if team and name:
            yield team, name


# ----------------------------------------------------------------------------------------- nbgrader


def _nbgrader(archive: Archive) -> Layout:
    """Files below the folder `submitted`, which may itself be the given folder."""
    pile, students = _Pile("nbgrader"), set()
    top = _submitted(archive)
    times = dict(_times(archive))
    for entry in archive.handed_in:
        parts = entry.name.split("/")
        if entry.name in times:
            continue
        if top is None or tuple(parts[: len(top)]) != top or len(parts) < len(top) + 2:
            pile.leave(entry, NOT_SUBMITTED)
        else:
            who, *rest = parts[len(top) :]
            time, hint = times.get("/".join((*top, who, rest[0], TIMESTAMP))), "/".join(rest)
            rank = rank_of(entry, time=time, hint=hint)
            pile.add(Upload(entry.name, who, who, entry, hint, time=time, rank=rank))
            students.add(who)
    return pile.closed(len(students))


TIMESTAMP = "timestamp.txt"
ASIDE = frozenset(("source", "release", "autograded", "feedback", "solution"))
"""The folders next to `submitted`, with copies of the same notebooks."""


def _submitted(archive: Archive) -> tuple[str, ...] | None:
    """The folder that contains the students' folders; None if it is not found."""
    named: Counter[tuple[str, ...]] = Counter()
    timed: Counter[tuple[str, ...]] = Counter()
    folders, is_given = set(), archive.path.resolve().name == "submitted"
    for entry in archive.entries:
        parts = tuple(entry.name.split("/"))
        if "submitted" in parts[:-3]:
            named[parts[: parts.index("submitted") + 1]] += 1
        elif is_given and len(parts) == 3:
            named[()] += 1
        elif parts[-1] == TIMESTAMP and len(parts) >= 3:
            timed[parts[:-3]] += 1
        elif gradable([entry]):
            folders.add(parts[:-1])
    if not named and 2 * timed.total() >= len(folders):  # a student may hand in a file of that name, too
        named = timed
    return max(named, key=lambda top: (named[top], top)) if named else None


def _times(archive: Archive) -> Iterator[tuple[str, datetime | None]]:
    """The times of submission, by the names of the files that contain them."""
    for entry in archive.entries:
        if PurePosixPath(entry.name).name == TIMESTAMP:
            try:
                text = entry.read()[:200].decode("utf-8", "replace")
            except Unreadable:
                text = ""
            yield entry.name, moment(text, zone=UTC)


# --------------------------------------------------------------------------------------- Gradescope

METADATA = "submission_metadata.yml"


def _gradescope(archive: Archive) -> Layout:
    """Files in the folders that the list names.

    A file counts for all students who handed it in together.
    """
    pile = _Pile("gradescope")
    if (listed := _list_of(archive)) is None:
        return Layout("gradescope", (), ())
    top, known = listed.name.removesuffix(METADATA), _submissions(archive, listed)
    for entry in archive.handed_in:
        folder, _, hint = entry.name.removeprefix(top).partition("/")
        if entry is listed:
            continue
        if not entry.name.startswith(top) or not hint:
            pile.leave(entry, _not_named("gradescope"))
        else:
            for upload in _submitters(entry, folder, hint, known.get(folder, {})):
                pile.add(upload)
    return pile.closed(len(known))


def _list_of(archive: Archive) -> ArchiveEntry | None:
    """The list next to all submissions; None if it is not found.

    A list that a student has handed in is next to the student's own files only.
    """
    files = gradable(archive.entries)
    for entry in archive.entries:
        if PurePosixPath(entry.name).name == METADATA:
            top = entry.name.removesuffix(METADATA)
            if all(file.name.startswith(top) for file in files):
                return entry
    return None


def _submitters(
    entry: ArchiveEntry, folder: str, hint: str, submission: dict[object, object]
) -> Iterator[Upload]:
    created = submission.get(":created_at")
    time = created if isinstance(created, datetime) else moment(_text(created), zone=UTC)
    time = time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time
    rank = rank_of(entry, time=time, hint=hint)
    people = submission.get(":submitters")
    listed = [person for person in people if isinstance(person, dict)] if isinstance(people, list) else []
    for person in listed or [{}]:
        name, sid, email = (_text(person.get(key)) for key in (":name", ":sid", ":email"))
        who, shown = sid or email or folder, name or sid or email or folder
        yield Upload(entry.name, who, shown, entry, hint, sid, email, time=time, rank=rank)


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, (str, int)) else ""


def _submissions(archive: Archive, listed: ArchiveEntry) -> dict[str, dict[object, object]]:
    """The list's entry for each folder; the list is YAML with Ruby's symbols as keys.

    Raises UsageError where it is not such a list.
    """
    import yaml  # type: ignore[import-untyped]  # it has no types

    class YamlLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # untyped, see above
        """As safe as its base class: Ruby's objects become plain mappings and texts."""

    YamlLoader.add_multi_constructor("!ruby/", _ruby)
    try:
        data = yaml.load(listed.read(), YamlLoader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, Unreadable, ValueError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise UsageError(BAD_LIST, path=archive.path, name=listed.name, why=why) from error
    if not isinstance(data, dict):
        kind = type(data).__name__
        raise UsageError(NO_MAPPING, path=archive.path, name=listed.name, kind=kind)
    return {str(key): value for key, value in data.items() if isinstance(value, dict)}


def _ruby(loader: object, _suffix: str, node: object) -> object:
    """A Ruby object as plain data; for a time with a zone, only the time."""
    kind = type(node).__name__.removesuffix("Node").lower()
    deep = {} if kind == "scalar" else {"deep": True}
    value = getattr(loader, f"construct_{kind}")(node, **deep)
    return value["utc"] if isinstance(value, dict) and "utc" in value else value


# --------------------------------------------------------------------------------- folders and flat


def _plain(archive: Archive, names: Sequence[str], known: KnownStudents, *, wanted: str) -> Layout:
    """Files or folders named by students.

    They are below folders that all files share, or that name an exercise, or that hold the students of the
    roster.
    """
    pile, who_of = _Pile(wanted), partial(student_of, exercises=names, ids=known.ids)
    found: dict[str, list[str]] = {"folders": [], "flat": []}
    tree = _Tree.of(archive, who_of, known, wanted=wanted)
    for entry in archive.handed_in:
        parts = tree.below(entry)
        layout, name = ("flat", without_suffix(parts[0])) if len(parts) == 1 else ("folders", parts[0])
        who = who_of(name)
        if not who or layout != (wanted or layout):
            pile.leave(entry, _not_named(wanted) if who else NO_NAME)
        elif not gradable([entry]) and layout == "flat" and not known.has(who):
            pile.leave(entry, ONLY_CODE)
        else:
            found[layout] += [who] if gradable([entry]) else []
            rank = rank_of(entry, hint=entry.name)
            pile.add(Upload(entry.name, who, who, entry, entry.name, rank=rank))
    pile.layout = wanted or ("folders" if len(found["folders"]) >= len(found["flat"]) else "flat")
    named = found[pile.layout]
    return pile.closed(len(set(named) if pile.layout == "folders" else named))


@dataclass(frozen=True)
class _Tree:
    """Where in the folders of a download the students are.

    The first `shared` folders hold all files. Of the others, `level` are outside of the students' own.
    """

    who_of: Callable[[str], str]
    shared: int
    level: int = 0

    @classmethod
    def of(
        cls, archive: Archive, who_of: Callable[[str], str], known: KnownStudents, *, wanted: str
    ) -> _Tree:
        split = [entry.name.split("/") for entry in gradable(archive.entries)]
        cut = [parts[:-1] if wanted == "folders" else parts for parts in split]
        tree = cls(who_of, _shared(cut, who_of, known))
        levels: Counter[int] = Counter()
        for entry in gradable(archive.entries):
            parts = tree.below(entry)
            levels.update(level for level, part in enumerate(parts) if known.has(who_of(part)))
        most = max(levels.values(), default=0)
        return replace(tree, level=min((level for level in levels if levels[level] == most), default=0))

    def below(self, entry: ArchiveEntry) -> list[str]:
        """The path of a file, from the student on; folders of an exercise are left out."""
        parts = entry.name.split("/")[self.shared :]
        while len(parts) > 1 and not self.who_of(parts[0]):
            del parts[0]
        return parts[self.level :] or parts


def _shared(split: Sequence[Sequence[str]], who_of: Callable[[str], str], known: KnownStudents) -> int:
    """The number of top folders that all files share, without a student's own folder."""
    depth = 0
    while all(len(parts) > depth + 1 for parts in split) and len({parts[depth] for parts in split}) == 1:
        folder, inside = split[0][depth], [parts[-1] for parts in split if len(parts) == depth + 2]
        if known.has(who_of(folder)) or not all(map(who_of, inside)):
            break
        if len(split) == len(inside) == 1 and who_of(folder) and _says_only(inside[0], who_of, known):
            break
        depth += 1
    return depth


def _says_only(name: str, who_of: Callable[[str], str], known: KnownStudents) -> bool:
    """Whether the only file's name is neither known nor has an exercise in it.

    Then `s1/homework.py` is from s1.
    """
    who = who_of(name)
    return who == stem(name) and not known.has(who)


# --------------------------------------------------------------------------------- order and time


def rank_of(
    entry: ArchiveEntry, *, hint: str, time: datetime | None = None, number: int = -1
) -> tuple[float | str, ...]:
    """The order of two files: a later file has a larger rank.

    It consists of the file's time, its number, the minute of its change, and its name. Seconds of the change
    do not count, as files that are unpacked at once have about the same time.
    """
    when = -1.0 if time is None else time.timestamp()
    changed = -1.0 if entry.time is None else entry.time.timestamp() // 60
    words = re.split(r"([0-9]{1,15})", PurePosixPath(hint).stem.casefold())
    natural = (float(word) if index % 2 else word for index, word in enumerate(words))
    return (when, number, changed, *natural, -1.0, hint)


MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2})[:\uff1a](\d{2})(?:[:\uff1a](\d{2})(?:[.,]\d+)?)?)?\s*(\S*)"
)
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


def moment(text: str, *, zone: tzinfo | None = None) -> datetime | None:
    """A date and time, year first, as systems write them; None for other text.

    A text without a zone is in `zone`, else in this machine's zone. A date alone is its first minute.
    """
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    own = _zone(match[7]) if match[7] else zone
    if match[7] and own is None:
        return None
    numbers = [int(match[group] or 0) for group in range(1, 7)]
    try:
        time = datetime(*numbers, tzinfo=own)  # type: ignore[arg-type, misc]  # six numbers, no seventh
        return time if own is not None else time.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _zone(word: str) -> tzinfo | None:
    if word in ("Z", "UTC", "GMT"):
        return UTC
    if offset := OFFSET.fullmatch(word):
        minutes = int(offset[2]) * 60 + int(offset[3])
        shift = timedelta(minutes=-minutes if offset[1] == "-" else minutes)
        return timezone(shift) if abs(shift) < timedelta(days=1) else None
    # zoneinfo uses a zone's name as a file's name: allow known names only
    return ZoneInfo(word) if word in available_timezones() else None
