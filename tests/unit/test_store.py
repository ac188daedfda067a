"""Files that are whole or not there, and locks with one holder, each by itself on a few bytes."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from sim.common.errors import StorageTrouble
from sim.store import lock, storage
from tests.children import in_child
from tests.unit.broken import broken_off

HERE = socket.gethostname()
GONE = 2**22 + 1
"""No process has this number."""


# -- files ------------------------------------------------------------------------------------------------------------


def test_what_stands_at_a_place(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe")
    names = {name: storage.kind_of(tmp_path / name) for name in ("file", "folder", "link", "nowhere", "pipe", "gone")}
    link = "a link"
    assert list(names.values()) == ["a file", "a folder", link, link, "no regular file", ""]


def test_a_file_is_whole_however_little_the_system_takes_at_a_time(tmp_path, monkeypatch):
    taken, write = [], os.write

    def little(descriptor: int, data: memoryview) -> int:
        taken.append(len(data))
        return write(descriptor, data[:3])

    monkeypatch.setattr(os, "write", little)
    storage.write_whole(tmp_path / "table", b"abcdefgh")
    assert (tmp_path / "table").read_bytes() == b"abcdefgh"
    assert taken == [8, 5, 2]


def test_a_writer_that_fails_leaves_what_was_there(tmp_path):
    storage.write_whole(tmp_path / "table", b"old")
    file = broken_off(storage.whole_file(tmp_path / "table"), lambda file: file.write(b"new"))
    assert file.write(b"last words") == 10, "a writer that has failed may still say something"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("table", b"old")]


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_nothing_is_written_in_the_place_of_somebody_elses(tmp_path, kind):
    place = tmp_path / "table"
    place.symlink_to(tmp_path / "his") if kind == "link" else place.mkdir()
    with pytest.raises(StorageTrouble, match="table"):
        storage.write_whole(place, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_a_link_that_leads_nowhere_is_called_that(tmp_path):
    (tmp_path / "out").symlink_to(tmp_path / "gone")
    (tmp_path / "file").touch()
    for name, said in (
        ("out", "is a link to .*gone, which does not exist"),
        ("file", "cannot be written or read: file"),
    ):
        with pytest.raises(StorageTrouble, match=said), storage.storage(tmp_path):
            (tmp_path / name).mkdir()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EFBIG, errno.EIO])
def test_the_disk_speaks_in_one_voice_whichever_library_met_it(tmp_path, number):
    """Arrow has words of its own around the system's; what helps is told where something does."""
    plain = os.strerror(number).lower()
    said = set()
    for words in (os.strerror(number), f"Error writing bytes to file. Detail: [errno {number}] {os.strerror(number)}"):
        with pytest.raises(StorageTrouble) as raised, storage.storage(tmp_path):
            raise OSError(number, words)
        said.add(str(raised.value))
    (one,) = said
    assert one.startswith(f"{tmp_path}: cannot be written or read: {plain}")
    assert ("fix: " in one) == (number != errno.EIO)


def test_drafts_are_beside_their_place_and_nobody_elses(tmp_path):
    one, other = (storage.draft_of(tmp_path / "table.csv") for _ in range(2))
    assert one != other
    assert one.parent == tmp_path
    for draft in (one, other):
        assert storage.DRAFT.fullmatch(draft.name)
        draft.touch()
    assert storage.DRAFT.fullmatch(".two\nlines.0123abcd.tmp")
    (tmp_path / ".table.csv.0123abc.tmp").touch()  # a digit short
    (tmp_path / ".table.csv.0123abcg.tmp").touch()
    assert set(storage.drafts_in(tmp_path)) == {one, other}
    storage.remove_drafts(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".table.csv.0123abc.tmp", ".table.csv.0123abcg.tmp"]


def test_a_probe_goes_and_takes_only_empty_ones_with_it(tmp_path):
    (tmp_path / ".probe.0123abcd.tmp").touch()
    (tmp_path / ".probe.4567abcd.tmp").write_text("not ours")
    storage.can_be_written(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []
    storage.can_be_written(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [".probe.4567abcd.tmp"]
    with pytest.raises(StorageTrouble, match="no folder can have this name"):
        storage.can_be_written(tmp_path / "a\0b")


# -- locks ------------------------------------------------------------------------------------------------------------


def in_other(do, *given) -> str:
    """What another process is told that does something: nothing if it succeeds."""
    said = given[0] / "said"

    def work() -> int:
        try:
            with do(*given):
                said.write_text("")
        except StorageTrouble as error:
            said.write_text(str(error))
        return 0

    assert in_child(work, 20, 20) == 0
    return said.read_text()


def test_a_folder_has_one_holder_who_says_who_he_is(tmp_path):
    with lock.alone_in(tmp_path):
        assert f"host {HERE}, pid {os.getpid()}" in in_other(lock.alone_in, tmp_path)
        assert f"host {HERE}, pid {os.getpid()}" in in_other(lock.part_of, tmp_path, "1-of-2")
        assert lock.is_lock(tmp_path / lock.LOCK)
        assert lock.of_this_host(tmp_path / lock.LOCK)
    assert (tmp_path / lock.LOCK).read_text() == ""
    assert in_other(lock.alone_in, tmp_path) == ""


def test_a_lock_says_its_holder_alone_and_nothing_once_he_is_done(tmp_path):
    place = tmp_path / lock.LOCK
    place.write_text("host a-name-much-longer-than-any-other-host-has, pid 123456789\n")
    with lock.alone_in(tmp_path):
        assert place.read_text() == f"host {HERE}, pid {os.getpid()}\n"
    assert place.read_bytes() == b""


def test_a_lock_that_is_a_second_name_of_a_file_is_not_touched(tmp_path):
    (tmp_path / "notes").write_text("mine")
    os.link(tmp_path / "notes", tmp_path / lock.LOCK)
    with pytest.raises(StorageTrouble, match="a second name of another file"), lock.alone_in(tmp_path):
        pass
    assert (tmp_path / "notes").read_text() == "mine"


def test_whoever_wants_the_whole_is_told_of_the_parts_holder_and_a_part_only_of_its_own(tmp_path):
    with lock.part_of(tmp_path, "1-of-2"):
        (tmp_path / ".lock-2-of-2").write_text("host far, pid 7\n")
        assert "host far, pid 7" not in in_other(lock.part_of, tmp_path, "1-of-2")
    (tmp_path / ".lock-1-of-2").write_text("host far, pid 7\n")
    (tmp_path / ".lock-2-of-2").unlink()
    with lock._locked(tmp_path / lock.LOCK, tmp_path, shared=True):
        assert "host far, pid 7" in in_other(lock.alone_in, tmp_path)


def test_parts_work_side_by_side_and_nobody_beside_the_whole(tmp_path):
    with lock.part_of(tmp_path, "1-of-2"):
        assert in_other(lock.part_of, tmp_path, "2-of-2") == ""
        assert f"pid {os.getpid()}" in in_other(lock.part_of, tmp_path, "1-of-2")
        assert f"pid {os.getpid()}" in in_other(lock.alone_in, tmp_path)


@pytest.mark.parametrize(
    ("text", "ours", "here"),
    [
        (f"host {HERE}, pid 12\n", True, True),
        (f"host {HERE}-2, pid 999999999\n", True, False),
        ("", True, False),
        (f"host {HERE}, pid 1234567890", False, False),  # no process has so long a number
        (f"host {HERE}, pid ", False, False),
        ("my notes", False, False),
    ],
)
def test_what_a_lock_says(tmp_path, text, ours, here):
    (tmp_path / "lock").write_text(text)
    assert (lock.is_lock(tmp_path / "lock"), lock.of_this_host(tmp_path / "lock")) == (ours, here)
    assert not lock.is_held(tmp_path / "lock"), "whatever it says: the system knows"


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        (f"host {HERE}, pid {GONE}", True),
        (f"host {HERE}, pid {os.getpid()}", False),
        (f"host {HERE}-2, pid {GONE}", False),  # nobody here knows
        ("my notes", False),
    ],
    ids=["gone", "this one", "of another host", "no lock of ours"],
)
def test_a_dead_holder_is_known_by_his_number(tmp_path, text, dead):
    assert lock._dead(text) == dead
    (tmp_path / "lock").write_text(text)
    assert lock._holder([tmp_path / "none", tmp_path / "lock"]) == ("" if dead else text)


def test_a_lock_is_held_as_the_system_knows_it(tmp_path):
    place = tmp_path / lock.LOCK
    assert not lock.is_held(place)
    with lock.alone_in(tmp_path):
        assert in_child(lambda: int(lock.is_held(place)), 20, 20) == 1
    assert in_child(lambda: int(lock.is_held(place)), 20, 20) == 0
