"""Another dial works in the same folder: what it removes between two looks of ours is no trouble of ours."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.store import folders
from sim.store.folders import new_files, new_folder, remove_left
from sim.store.lock import LOCK, is_held, of_this_host
from sim.store.storage import DRAFT, can_be_written, draft_of, remove_drafts
from sim.sweeps.folder import folder_of

DEAD = f"host {socket.gethostname()}, pid {2**22 + 1}\n"


def drafts(folder: Path) -> None:
    """What others are just now writing in a folder: a probe, a file, and a folder that says who writes it."""
    draft_of(folder / "probe").touch()
    draft_of(folder / "table.csv").write_text("1,2\n")
    one = draft_of(folder / "run")
    one.mkdir()
    (one / LOCK).write_text(DEAD)


def others(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if DRAFT.fullmatch(path.name)]


@pytest.fixture(params=["before", "after"])
def vanishing(request, monkeypatch):
    """Drafts and the locks in them go right before, or right after, the first look at each."""
    real = Path.lstat

    def gone(path: Path) -> None:
        if DRAFT.fullmatch(path.name) or DRAFT.fullmatch(path.parent.name):
            with suppress(OSError):
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

    def lstat(path: Path) -> os.stat_result:
        if request.param == "before":
            gone(path)
        found = real(path)
        gone(path)
        return found

    monkeypatch.setattr(Path, "lstat", lstat)


def a_folder(folder: Path) -> None:
    with new_folder(folder / "run") as draft:
        (draft.folder / "table.csv").write_text("1,2\n")
        drafts(folder)


def files(folder: Path) -> None:
    with new_files(folder) as draft:
        (draft / "figure.svg").write_text("<svg/>")


@pytest.mark.parametrize("work", [can_be_written, remove_left, remove_drafts])
def test_what_vanishes_under_our_eyes_is_no_trouble(tmp_path, vanishing, work):
    drafts(tmp_path)
    work(tmp_path)
    assert others(tmp_path) == [] or work is can_be_written


@pytest.mark.parametrize("asked", [of_this_host, is_held])
def test_a_lock_that_vanishes_is_nobodys(tmp_path, vanishing, asked):
    drafts(tmp_path)
    (draft,) = (path for path in others(tmp_path) if path.is_dir())
    assert not asked(draft / LOCK)


def test_a_folder_whose_writer_is_just_done_is_not_taken_for_a_dead_ones(tmp_path, monkeypatch):
    """He removes his lock while he holds it; between our look at the name and at the lock he did both."""
    drafts(tmp_path)
    (draft,) = (path for path in others(tmp_path) if path.is_dir())
    held = folders.is_held

    def done(lock: Path) -> bool:
        lock.unlink()
        return held(lock)

    monkeypatch.setattr(folders, "is_held", done)
    remove_left(tmp_path)
    assert draft.is_dir()


def test_a_folder_whose_writer_is_dead_goes(tmp_path):
    drafts(tmp_path)
    remove_left(tmp_path)
    assert not [path for path in others(tmp_path) if path.is_dir()]


@pytest.mark.parametrize("event", ["a draft goes", "the plan comes"])
def test_a_sweep_begun_a_moment_ago_is_no_strangers_folder(tmp_path, monkeypatch, event):
    """Others begin the same sweep: drafts go, and the plan and then shards come, while we look at what is there."""
    folder = tmp_path / "a"
    (folder / "shards").mkdir(parents=True)
    drafts(folder)
    listed = os.listdir

    def listdir(path: Path) -> list[str]:
        names = listed(path)
        if path == folder and event == "a draft goes":
            remove_drafts(folder)
        elif path == folder:
            (folder / "plan.json").write_text("{}")
            (folder / "shards" / "0.parquet").touch()
        return names

    monkeypatch.setattr(os, "listdir", listdir)
    assert folder_of(SimpleNamespace(name="a"), tmp_path) == folder


@pytest.mark.parametrize(("work", "made"), [(a_folder, "run/table.csv"), (files, "figure.svg")])
def test_results_come_to_their_place_beside_others(tmp_path, work, made):
    drafts(tmp_path)
    work(tmp_path)
    assert (tmp_path / made).is_file()
