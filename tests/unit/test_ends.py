"""However a run ends: stops that are heard once, workers that are killed, drafts whose writers are dead."""

from __future__ import annotations

import os
import signal
import socket
import time

import pytest

from sim.cli import main as command
from sim.common.errors import RunFailed, StorageTrouble
from sim.runs.pool import in_order
from sim.store.folders import LONG_AGO, new_files, new_folder
from sim.store.lock import LOCK, alone_in
from tests.sweep.tasks import always_killed, once_killed
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


def test_a_killed_worker_costs_its_task_and_is_tried_again(tmp_path):
    assert in_child(killed_once, str(tmp_path / "marker")) == [0, 1, 2]
    assert (tmp_path / "marker").exists()


def test_a_task_that_ends_every_worker_is_given_up():
    assert "ended its worker process 3 times" in in_child(killed_always)


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
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["table"]


def next_run(folder) -> list[str]:
    with new_folder(folder / "run"):
        pass
    return [path.name for path in folder.iterdir()]


def test_a_draft_that_is_being_written_stays(tmp_path):
    left(tmp_path, "going", None)
    with alone_in(tmp_path / ".going.0123abcd.tmp"):
        assert ".going.0123abcd.tmp" in in_child(next_run, tmp_path)


def test_a_figure_is_not_drawn_over_a_link(tmp_path):
    (tmp_path / "thesis.png").write_text("mine")
    (tmp_path / "a.png").symlink_to(tmp_path / "thesis.png")
    with pytest.raises(StorageTrouble, match=r"a\.png: is in the way: a link"), new_files(tmp_path) as draft:
        (draft / "a.png").write_text("drawn")
    assert (tmp_path / "thesis.png").read_text() == "mine"
    assert (tmp_path / "a.png").is_symlink()
