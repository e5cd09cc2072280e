"""The files of a download: all that are there, each as it lies, and nothing that it should not be."""

import gc
import io
import os
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from downloads import ADA, ALAN, encoded, encrypted, folder, link, zipped
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.intake.archive import Caps, Unreadable, open_archive
from grader.core.errors import UsageError
from grader.locale.messages import sentence

JUNK = "A system or an editor made this file, not a student."


def contents(path, **caps):
    """What is read of each file, or why not, and what is left over."""
    read = {}
    with open_archive(path, caps=Caps(**caps)) as archive:
        for entry in archive.entries:
            try:
                read[entry.name] = entry.read()
            except Unreadable as error:
                read[entry.name] = sentence(error.why)
    return read, {leftover.name: sentence(leftover.why) for leftover in archive.leftovers}


def in_memory(files):
    target = io.BytesIO()
    zipped(target, files)
    return target.getvalue()


# ---------------------------------------------------------------------------------- what is there


@pytest.mark.parametrize("make", [folder, zipped])
def test_files_are_read_with_their_paths(tmp_path, make):
    path = make(tmp_path / "hw.zip", {"b/ex.py": ALAN, "a/c/ex.py": ADA, "王/Ünï 'x'.py": "3"})
    read, leftovers = contents(path)
    assert read == {"a/c/ex.py": ADA.encode(), "b/ex.py": ALAN.encode(), "王/Ünï 'x'.py": b"3"}
    assert list(read) == sorted(read)
    assert leftovers == {}


@pytest.mark.parametrize("make", [folder, zipped])
def test_zip_files_inside_are_looked_into_one_level_deep(tmp_path, make):
    inner = in_memory({"ex.py": ADA, "more/deeper.ZIP": in_memory({"ex.py": ALAN})})
    read, leftovers = contents(make(tmp_path / "hw.zip", {"ada.zip": inner, "b.py": ALAN}))
    assert read == {"ada.zip/ex.py": ADA.encode(), "b.py": ALAN.encode()}
    assert leftovers == {
        "ada.zip/more/deeper.ZIP": (
            "It is a zip file inside a zip file. grade does not look into it: unpack it, and give the folder."
        )
    }


@pytest.mark.parametrize("make", [folder, zipped])
@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"Rar!\x1a\x07\x01\0", ".rar"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", ".7z"),
        (b"\x1f\x8b\x08\0", ".gz"),
        (b"BZh91AY&SY", ".bz2"),
    ],
)
def test_another_archive_that_is_called_zip_is_named_as_what_it_is(tmp_path, make, start, kind):
    _, leftovers = contents(make(tmp_path / "hw.zip", {"ada.zip": start + bytes(99), "b.py": ALAN}))
    assert leftovers == {
        "ada.zip": f"It is a {kind} archive, and grade opens only zip files. Unpack it, and give the folder."
    }
    path = tmp_path / "class.zip"
    path.write_bytes(start + bytes(99))
    with pytest.raises(UsageError) as raised:
        open_archive(path)
    assert str(raised.value) == (
        f"{path} is a {kind} archive, not a zip file. Unpack it, and name the folder that you get."
    )


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("/srv/class/ada/ex.py", "srv/class/ada/ex.py"),
        ("C:\\Users\\ta\\class\\ada\\ex.py", "Users/ta/class/ada/ex.py"),
        ("C:/class/ada/ex.py", "class/ada/ex.py"),
        ("\\\\server\\share\\ada\\ex.py", "server/share/ada/ex.py"),
        ("./ada//ex.py", "ada/ex.py"),
    ],
)
def test_absolute_paths_are_read_as_relative_ones(tmp_path, name, place):
    read, leftovers = contents(zipped(tmp_path / "hw.zip", {name: ADA, "b.py": ALAN}))
    assert (read, leftovers) == ({place: ADA.encode(), "b.py": ALAN.encode()}, {})


def test_an_absolute_path_and_the_same_relative_one_are_told(tmp_path):
    read, leftovers = contents(zipped(tmp_path / "hw.zip", {"/ada/ex.py": ADA, "ada/ex.py": ALAN}))
    assert read == {"ada/ex.py": ALAN.encode()}
    assert leftovers == {"ada/ex.py (1)": "The zip file holds a later file of the same name."}


def test_many_zip_files_inside_are_read_in_any_order(tmp_path):
    path = zipped(
        tmp_path / "hw.zip", {f"{n}.zip": in_memory({"a.py": f"{n}", "b.py": ""}) for n in range(9)}
    )
    with open_archive(path) as archive:
        back = [entry.read() for entry in reversed(archive.entries) if entry.name.endswith("a.py")]
    assert back == [b"8", b"7", b"6", b"5", b"4", b"3", b"2", b"1", b"0"]


def test_times_are_those_of_the_folder_or_the_zip_file(tmp_path):
    path = folder(tmp_path / "class", {"a.py": ADA})
    os.utime(path / "a.py", (1_772_366_400, 1_772_366_400))
    (entry,) = open_archive(path).entries
    assert (entry.time, entry.size) == (datetime(2026, 3, 1, 12, tzinfo=UTC), len(ADA))
    (entry,) = open_archive(zipped(tmp_path / "a.zip", {"a.py": ADA})).entries
    assert (entry.time, entry.size) == (datetime(2026, 3, 1, 12, tzinfo=UTC), len(ADA))
    (entry,) = open_archive(zipped(tmp_path / "b.zip", {"a.py": ADA}, time=(1980, 1, 1, 0, 0, 0))).entries
    assert entry.time is None


@pytest.mark.parametrize("make", [folder, zipped])
def test_what_systems_make_is_left_over_folder_by_folder(tmp_path, make):
    files = {
        "__MACOSX/._a.py": "",
        "__MACOSX/ada/._b.py": "",
        "ada/.git/objects/ab/cd": "",
        "ada/.ipynb_checkpoints/ex-checkpoint.ipynb": "",
        "ada/__pycache__/ex.cpython-311.pyc": "",
        "ada/.DS_Store": "",
        "ada/._ex.py": "",
        "ada/Thumbs.db": "",
        "ada/ex.py": ADA,
    }
    read, leftovers = contents(make(tmp_path / "hw.zip", files))
    assert read == {"ada/ex.py": ADA.encode()}
    assert leftovers == {
        "__MACOSX/": JUNK,
        "ada/.git/": JUNK,
        "ada/.ipynb_checkpoints/": JUNK,
        "ada/__pycache__/": JUNK,
        "ada/.DS_Store": JUNK,
        "ada/._ex.py": JUNK,
        "ada/Thumbs.db": JUNK,
    }


def test_the_folder_of_a_class_that_has_been_graded_is_left_over(tmp_path):
    path = folder(
        tmp_path, {"out/gradebook.db": "", "out/.lock": "", "out/files/ab/abc.py": ADA, "a.py": ADA}
    )
    assert contents(path) == (
        {"a.py": ADA.encode()},
        {"out/": "This is the folder of a class that has been graded."},
    )
    read, _ = contents(path / "out")
    assert sorted(read) == [".lock", "files/ab/abc.py", "gradebook.db"]


# ------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_without_the_flag_for_utf_8_are_what_they_were(tmp_path, encoding):
    read, _ = contents(encoded(tmp_path / "hw.zip", "王小明/作业三.py", encoding))
    assert read == {"王小明/作业三.py": ADA.encode()}


def test_a_name_in_no_known_encoding_is_left_as_zip_files_have_it(tmp_path):
    read, _ = contents(encoded(tmp_path / "hw.zip", "Andr\xe9.py", "cp437"))
    assert read == {"Andr\xe9.py": ADA.encode()}


def test_a_name_on_disk_that_is_not_utf_8_survives(tmp_path):
    for name in ("王.py".encode("gb18030"), b"\xff\xff.py"):
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
            file.write(name)
    read, _ = contents(tmp_path)
    assert read == {"王.py": "王.py".encode("gb18030"), "\\xff\\xff.py": b"\xff\xff.py"}


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("/etc/ada.py", "etc/ada.py"),
        ("C:/work/ada.py", "work/ada.py"),
        ("C:\\work\\ada.py", "work/ada.py"),
        ("work\\\\.\\ada.py", "work/ada.py"),
        ("//server/ada.py", "server/ada.py"),
    ],
)
def test_a_path_in_a_zip_file_is_relative(tmp_path, name, known_as):
    assert contents(zipped(tmp_path / "hw.zip", {name: ADA})) == ({known_as: ADA.encode()}, {})


@pytest.mark.parametrize("name", ["../ada.py", "a/../../ada.py", "a\\..\\ada.py"])
def test_a_path_that_leads_out_of_a_zip_file_is_left_over(tmp_path, name):
    left = {name.replace("\\", "/"): "Its path leads out of the zip file."}
    assert contents(zipped(tmp_path / "hw.zip", {name: ADA})) == ({}, left)


LETTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0:"), min_size=1, max_size=3)
PATHS = st.lists(LETTERS | st.sampled_from(["..", ".", "a", "__MACOSX", "/", "\\"]), min_size=1, max_size=4)


@given(st.lists(PATHS.map("/".join), max_size=4, unique=True))
def test_whatever_the_names_no_file_is_lost_and_no_path_is_absolute(names):
    with TemporaryDirectory() as base:
        read, leftovers = contents(zipped(Path(base) / "hw.zip", dict.fromkeys(names, ADA)))
    for name in read:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
    for name in names:
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        known = any("/".join(parts[:count]).removesuffix("/") in _bare(leftovers) for count in range(99))
        assert "/".join(parts) in read or known or name.endswith(("/", "\\")) or name in leftovers


def _bare(names):
    return {name.removesuffix("/") for name in names}


def test_of_two_files_of_one_name_the_later_counts(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"a//b.py": ADA, "a/b.py": ALAN})
    left = {"a/b.py (1)": "The zip file holds a later file of the same name."}
    assert contents(path) == ({"a/b.py": ALAN.encode()}, left)


# ------------------------------------------------------------------------------------ what it is not


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "none",
            None,
            "{path} does not exist. Name the folder or the zip file with the submissions.",
        ),
        (
            "ex.py",
            b"",
            "{path} is a single file. "
            "Grade it with `grade {path}`, or name the folder or zip file of a class.",
        ),
        (
            "hw.rar",
            b"Rar!\x1a",
            "{path} is neither a folder nor a zip file. Unpack it, and name the folder that you get.",
        ),
        ("hw.zip", b"PK", "{path} is damaged: File is not a zip file. Download it again."),
    ],
)
def test_what_is_no_download_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as raised:
        open_archive(path)
    assert str(raised.value) == message.format(path=path)


def test_a_zip_file_of_another_name_is_a_zip_file(tmp_path):
    assert contents(zipped(tmp_path / "hw", {"a.py": ADA})) == ({"a.py": ADA.encode()}, {})


def test_an_encrypted_zip_file_is_refused(tmp_path):
    path = encrypted(tmp_path / "hw.zip", {"a.py": ADA})
    with pytest.raises(UsageError) as raised:
        open_archive(path)
    assert str(raised.value) == (
        f"{path} is encrypted. Unpack it with its password, and name the folder that you get."
    )


def test_a_zip_file_that_is_cut_off_is_refused(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"a.py": ADA * 100})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UsageError) as raised:
        open_archive(path)
    assert str(raised.value) == f"{path} is damaged: File is not a zip file. Download it again."


# ------------------------------------------------------------------- what costs only itself


@pytest.mark.parametrize("make", [folder, zipped])
def test_a_zip_file_inside_that_cannot_be_read_costs_only_itself(tmp_path, make):
    locked = encrypted(tmp_path / "locked.zip", {"a.py": ADA}).read_bytes()
    files = {"a.zip": b"PK", "b.zip": locked, "c.zip": in_memory({}), "d.py": ADA}
    assert contents(make(tmp_path / "hw", files)) == (
        {"d.py": ADA.encode()},
        {
            "a.zip": "This zip file is damaged: File is not a zip file.",
            "b.zip": "This zip file is encrypted.",
            "c.zip": "This zip file is empty.",
        },
    )


def test_a_file_that_is_damaged_costs_only_itself(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"a.py": bytes(range(256)) * 9, "b.py": ALAN})
    data = bytearray(path.read_bytes())
    data[40:60] = bytes(20)
    path.write_bytes(bytes(data))
    read, _ = contents(path)
    assert read["a.py"].startswith("It cannot be read: ")
    assert read["b.py"] == ALAN.encode()


def test_links_are_followed_to_files_of_the_download_only(tmp_path):
    path = folder(tmp_path / "class", {"a/ex.py": ADA})
    secret = folder(tmp_path / "secret", {"key.py": "secret"})
    (path / "inside.py").symlink_to("a/ex.py")
    (path / "out.py").symlink_to(secret / "key.py")
    (path / "up.py").symlink_to("../secret/key.py")
    (path / "folder").symlink_to(secret)
    (path / "own").symlink_to("a")
    (path / "nothing.py").symlink_to("gone")
    (path / "itself.py").symlink_to("itself.py")
    why = "This is a link to something that is not a file of the download."
    assert contents(path) == (
        {"a/ex.py": ADA.encode(), "inside.py": ADA.encode()},
        dict.fromkeys(("folder", "itself.py", "nothing.py", "out.py", "own", "up.py"), why),
    )


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path):
    path = folder(tmp_path / "class", {"a.py": ADA})
    secret = folder(tmp_path / "secret", {"key.py": "secret"})
    with open_archive(path) as archive:
        (path / "a.py").unlink()
        (path / "a.py").symlink_to(secret / "key.py")
        with pytest.raises(Unreadable) as raised:
            archive.entries[0].read()
    assert sentence(raised.value.why) == "It cannot be read: Too many levels of symbolic links."


def test_links_in_zip_files_are_left_over(tmp_path):
    path = zipped(tmp_path / "hw.zip", {link("a.py"): "/etc/passwd", "b.py": ADA})
    why = "This is a link to something that is not a file of the download."
    assert contents(path) == ({"b.py": ADA.encode()}, {"a.py": why})


def test_what_is_no_ordinary_file_is_left_over_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    assert contents(tmp_path) == ({}, {"pipe.py": "This is not an ordinary file."})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_left_over(tmp_path):
    path = folder(tmp_path, {"a.py": ADA, "b/c.py": ADA, "d.zip": ""})
    (path / "a.py").chmod(0)
    (path / "d.zip").chmod(0)
    (path / "b").chmod(0)
    try:
        read, leftovers = contents(path)
    finally:
        (path / "b").chmod(0o700)
    assert read == {"a.py": "It cannot be read: Permission denied."}
    why = "It cannot be read: Permission denied."
    assert leftovers == {"b": why, "d.zip": why}


def test_unusual_compression_is_not_read(tmp_path):
    path = tmp_path / "hw.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as made:
        made.writestr("a.py", "x" * 10**6)
    why = "It is compressed in an unusual way. Zip it with the system's own tool."
    assert contents(path) == ({}, {"a.py": why})


CHANGES = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), min_size=1, max_size=4)


@given(CHANGES, st.integers(100, 2000), st.booleans())
def test_whatever_is_wrong_with_a_zip_file_is_a_reason_and_no_fault(changes, length, nested):
    data = bytearray(in_memory({"a.py": ADA, "b.zip": in_memory({"王.py": ALAN}), "c.ipynb": ADA}))
    for place, value in changes:
        data[place % len(data)] = value
    with TemporaryDirectory() as base:
        path = folder(Path(base) / "class", {"a.zip": bytes(data[:length]), "b.py": ALAN})
        try:
            read, leftovers = contents(path if nested else path / "a.zip")
        except UsageError:  # so it is for the download itself
            assert not nested
            return
    assert all(why.endswith(".") for why in leftovers.values())
    assert read.get("b.py") == ALAN.encode() or not nested


# ------------------------------------------------------------------------------------------ limits


@pytest.mark.parametrize("make", [folder, zipped])
def test_a_file_that_is_too_large_costs_only_itself(tmp_path, make):
    path = make(tmp_path / "hw", {"a.py": "x" * 3_000_000, "b.py": ADA})
    left = {"a.py": "It has 3 MB; at most 2 MB are read."}
    assert contents(path, file=2_000_000) == ({"b.py": ADA.encode()}, left)


def test_a_file_that_grows_is_not_read(tmp_path):
    path = folder(tmp_path, {"a.py": ADA})
    with open_archive(path, caps=Caps(file=1_000_000)) as archive:
        (path / "a.py").write_text("x" * 2_000_000)
        with pytest.raises(Unreadable) as raised:
            archive.entries[0].read()
    assert sentence(raised.value.why) == "It has 2 MB; at most 1 MB are read."


@pytest.mark.parametrize("make", [folder, zipped])
def test_no_more_is_read_than_may_be_in_all(tmp_path, make):
    path = make(tmp_path / "hw", {"a.py": "x" * 1_500_000, "b.py": "x" * 1_500_000, "c.py": ADA})
    read, _ = contents(path, total=2_000_000)
    assert read == {
        "a.py": b"x" * 1_500_000,
        "b.py": "2 MB of this download have been read already; more is not read.",
        "c.py": ADA.encode(),
    }


def test_zip_files_inside_count_as_well(tmp_path):
    noise = os.urandom(1_500_000)
    path = zipped(tmp_path / "hw.zip", {f"{n}.zip": in_memory({"a.py": noise}) for n in "ab"})
    read, leftovers = contents(path, total=2_000_000)
    why = "2 MB of this download have been read already; more is not read."
    assert (read, leftovers) == ({"a.zip/a.py": why}, {"b.zip": why})


@pytest.mark.parametrize("make", [folder, zipped])
def test_no_more_files_are_looked_at_than_may_be(tmp_path, make):
    path = make(tmp_path / "hw", {f"{n}.py": ADA for n in range(9)})
    read, leftovers = contents(path, entries=3)
    assert list(read) == ["0.py", "1.py", "2.py"]
    assert leftovers == {"3.py": "grade has looked at 3 files. This file and those after it are left out."}


def test_a_zip_file_inside_with_too_many_files_is_not_opened(tmp_path):
    path = folder(tmp_path, {"a.zip": in_memory({f"{n}": "" for n in range(9)}), "b.py": ADA})
    why = "It holds more files than grade looks at (5 in all). Leave out data and libraries."
    assert contents(path, entries=5) == ({"b.py": ADA.encode()}, {"a.zip": why})


def test_a_bomb_takes_no_memory(tmp_path):
    bomb = in_memory({"ex.py": bytes(150_000_000)})
    bomb = bomb.replace((150_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path = zipped(tmp_path / "hw.zip", {"a.zip": bomb})
    tracemalloc.start()
    try:
        read, _ = contents(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read["a.zip/ex.py"].startswith("It cannot be read: Bad CRC-32")
    assert peak < 5_000_000


def test_no_file_stays_open(tmp_path):
    path = zipped(tmp_path / "hw.zip", {"a.zip": in_memory({"ex.py": ADA}), "b.py": ADA})
    before = set(os.listdir("/proc/self/fd"))
    contents(path)
    gc.collect()
    assert set(os.listdir("/proc/self/fd")) == before
