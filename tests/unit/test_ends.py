"""However a run ends: stops that are heard once, workers that are killed, drafts whose writers are dead."""

from __future__ import annotations

import errno
import os
import signal
import socket
import stat
import threading
import time

import pytest

from sim.cli import main as command
from sim.common.errors import RunFailed, StorageTrouble
from sim.runs import draws
from sim.runs.pool import in_order
from sim.store.folders import LONG_AGO, new_files, new_folder
from sim.store.lock import LOCK, _dead, alone_in
from sim.store.manifest import provenance_of
from sim.store.storage import write_whole
from tests.sweep.tasks import always_killed, killed_after_the_first, once_killed
from tests.sweep.tiny import in_child

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GONE = 2**22 + 1
"""No process has this number."""


@pytest.fixture
def heard():
    """The handlers of a command that a terminal starts, whoever started the tests, and ignores what."""
    before = [signal.signal(stop, signal.SIG_DFL) for stop in STOPS]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for stop, handler in zip(STOPS, before, strict=True):
        signal.signal(stop, handler)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("first", STOPS)
@pytest.mark.parametrize("second", STOPS)
def test_a_stop_is_heard_once_while_what_is_done_is_written(monkeypatch, capsys, first, second):
    written = []

    def work(options):
        try:
            os.kill(os.getpid(), first)
            raise AssertionError("was not heard")
        finally:
            os.kill(os.getpid(), second)
            written.append("all")

    before = [signal.getsignal(stop) for stop in STOPS]
    monkeypatch.setattr(command, "_check", work)
    assert command.main(["check", "x"]) == command.INTERRUPTED
    assert written == ["all"]
    assert "interrupted" in capsys.readouterr().err
    assert [signal.getsignal(stop) for stop in STOPS] == before


def test_a_stop_that_was_ignored_from_the_start_stays_ignored(monkeypatch):
    """As under nohup."""
    monkeypatch.setattr(command, "_check", lambda options: os.kill(os.getpid(), signal.SIGHUP) or 0)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert command.main(["check", "x"]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def killed_once(marker: str) -> list[int]:
    return list(in_order(once_killed, ((marker, n) for n in range(3)), 2))


def killed_always() -> str:
    try:
        return str(list(in_order(always_killed, [(), ()], 2)))
    except RunFailed as error:
        return str(error)


@pytest.mark.slow
def test_a_killed_worker_costs_its_task_and_is_tried_again(tmp_path):
    assert in_child(killed_once, str(tmp_path / "marker")) == [0, 1, 2]
    assert (tmp_path / "marker").exists()


@pytest.mark.slow
def test_a_task_that_ends_every_worker_is_given_up():
    assert "ended its worker process 3 times" in in_child(killed_always)


@pytest.mark.slow
def test_draws_done_before_workers_die_again_and_again_are_kept(tmp_path, monkeypatch, capsys):
    """As the run of so many draws, with what it took and how to go on; the error is that of a run that failed."""
    monkeypatch.setattr(draws, "run_chunk", killed_after_the_first)
    short = ("--set", "horizon.start=2017-08", "--set", "horizon.end=2017-09")
    asked = ("run", "unscr_2371", *short, "--out", str(tmp_path), "--no-figures", "--workers", "2")
    assert command.main([*asked, "--draws", "1024"]) == 1
    told = capsys.readouterr().err
    assert "error: a task ended its worker process 3 times (exit code -9)" in told
    (kept,) = (path.parent for path in tmp_path.rglob("provenance.json"))
    done = provenance_of(kept).draws
    assert 1 < done < 1024
    assert f"{done} of 1,024 draws are written" in told
    monkeypatch.undo()
    assert command.main([*asked, "--draws", str(done)]) == 0
    assert f"already run, nothing redone: {kept}" in capsys.readouterr().out


def left(folder, name: str, holder: str | None) -> None:
    draft = folder / f".{name}.0123abcd.tmp"
    draft.mkdir()
    (draft / "table").write_text("half")
    if holder is not None:
        (draft / LOCK).write_text(holder)


def test_drafts_of_dead_writers_go_with_the_next_run_and_no_others(tmp_path):
    here = socket.gethostname()
    left(tmp_path, "dead", f"host {here}, pid {GONE}\n")
    left(tmp_path, "elsewhere", f"host {here}-2, pid 1\n")
    left(tmp_path, "silent", None)
    left(tmp_path, "old", None)
    long_ago = time.time() - LONG_AGO - 10
    os.utime(tmp_path / ".old.0123abcd.tmp", (long_ago, long_ago))
    (tmp_path / "mine").mkdir()
    (tmp_path / ".link.0123abcd.tmp").symlink_to(tmp_path / "mine")
    (tmp_path / ".notes.tmp").mkdir()
    with new_folder(tmp_path / "run") as draft:
        (draft.folder / "table").write_text("whole")
    names = [".elsewhere.0123abcd.tmp", ".link.0123abcd.tmp", ".notes.tmp", ".silent.0123abcd.tmp", "mine", "run"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["datapackage.json", "table"]


def test_a_holder_is_asked_whether_he_lives_without_being_disturbed(monkeypatch):
    heard = []
    before = signal.signal(signal.SIGHUP, lambda *_: heard.append("hangup"))
    try:
        here = socket.gethostname()
        assert not _dead(f"host {here}, pid {os.getpid()}")
        assert _dead(f"host {here}, pid {GONE}")
        assert not _dead(f"host {here}-2, pid {GONE}"), "of another host nobody knows"
        assert not _dead("somebody's notes")
        monkeypatch.setattr(os, "kill", lambda pid, stop: (_ for _ in ()).throw(PermissionError(errno.EPERM, "")))
        assert not _dead(f"host {here}, pid {GONE}"), "a process of somebody else lives as well"
        time.sleep(0)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert heard == []


def test_files_are_as_open_to_others_as_their_writer_has_it(tmp_path):
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "table", b"x")
        with alone_in(tmp_path):
            modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("table", LOCK)]
    finally:
        os.umask(before)
    assert modes == [0o644, 0o644]


def next_run(folder) -> list[str]:
    with new_folder(folder / "run"):
        pass
    return [path.name for path in folder.iterdir()]


@pytest.mark.slow
def test_a_draft_that_is_being_written_stays(tmp_path):
    left(tmp_path, "going", None)
    with alone_in(tmp_path / ".going.0123abcd.tmp"):
        assert ".going.0123abcd.tmp" in in_child(next_run, tmp_path)


@pytest.mark.parametrize("write", [new_folder, new_files])
def test_threads_of_one_process_leave_each_others_drafts(tmp_path, write):
    """In one results folder: another thread's draft stays, and so does its lock, as other processes see it."""

    def other() -> None:
        with new_folder(tmp_path / "other"):
            pass

    with write(tmp_path / "one" if write is new_folder else tmp_path) as given:
        draft = given.folder if write is new_folder else given
        (draft / "table").write_text("half")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert draft.name in in_child(next_run, tmp_path)
        (draft / "figure").write_text("whole")
    assert {"table", "figure", "other"} <= {path.name for path in tmp_path.rglob("*")}


def test_a_figure_is_not_drawn_over_a_link(tmp_path):
    (tmp_path / "thesis.png").write_text("mine")
    (tmp_path / "a.png").symlink_to(tmp_path / "thesis.png")
    with pytest.raises(StorageTrouble, match=r"a\.png: is in the way: a link"), new_files(tmp_path) as draft:
        (draft / "a.png").write_text("drawn")
    assert (tmp_path / "thesis.png").read_text() == "mine"
    assert (tmp_path / "a.png").is_symlink()
