"""What is not ours stays as it was: links, and files and folders of the user's own where ours belong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.sweep.tiny import QUICK, SWEEP, content, dial, make, results, shards, uninterrupted

PARTS = (".lock", "shards", "quarantine")


def theirs(folder: Path) -> dict[str, bytes | str]:
    """Every file and link below a folder."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
    return found


@pytest.fixture
def mine(tmp_path) -> Path:
    """A folder of the user's own, beside that of the sweep."""
    folder = tmp_path / "mine"
    (folder / "below").mkdir(parents=True)
    (folder / "thesis.txt").write_text("mine")
    (folder / ".draft.0123abcd.tmp").write_text("mine")
    return folder


@pytest.mark.parametrize("part", [".lock", ".lock-0-of-2"])
@pytest.mark.parametrize("how", [os.symlink, os.link], ids=["a link", "a second name"])
@pytest.mark.parametrize("planned", [False, True])
def test_a_lock_that_is_a_name_of_somebodys_file(tmp_path, mine, part, how, planned):
    place = make(tmp_path / "place")
    if planned:
        dial(place, *SWEEP, "--shard", "1/2", before=QUICK).fine()
        (results(place) / part).unlink(missing_ok=True)
    results(place).mkdir(parents=True, exist_ok=True)
    how(mine / "thesis.txt", results(place) / part)
    before = theirs(tmp_path / "mine")
    done = dial(place, *SWEEP, "--shard", "0/2", before=QUICK)
    done.refused(3, f"results/tiny/{part}" if planned else "results/tiny", "is in the way", "move it away")
    assert theirs(tmp_path / "mine") == before


def test_a_lock_that_is_a_link_to_nothing_makes_no_file(tmp_path):
    place = make(tmp_path / "place")
    dial(place, *SWEEP, before=QUICK).fine()
    (results(place) / ".lock").unlink()
    (results(place) / ".lock").symlink_to(tmp_path / "nowhere")
    dial(place, *SWEEP, before=QUICK).refused(3, "results/tiny/.lock", "a link")
    assert not (tmp_path / "nowhere").exists()


def test_a_lock_that_is_a_pipe_is_not_waited_for(tmp_path):
    place = make(tmp_path / "place")
    dial(place, *SWEEP, before=QUICK).fine()
    (results(place) / ".lock").unlink()
    os.mkfifo(results(place) / ".lock")
    dial(place, *SWEEP, before=QUICK).refused(3, "results/tiny/.lock", "no regular file")


@pytest.mark.parametrize("part", ["shards", "quarantine"])
def test_a_folder_of_ours_that_is_a_link(tmp_path, mine, part):
    """Nothing is moved or removed where a link leads, however much it looks like ours."""
    place = make(tmp_path / "place")
    dial(place, *SWEEP, before=QUICK).fine()
    shard = min(shards(place))
    shard.write_bytes(b"damaged")
    if (results(place) / part).exists():
        (results(place) / part).rename(tmp_path / "kept")
    if part == "shards":
        (mine / shard.name).write_bytes(b"mine, of a name like theirs")
    (results(place) / part).symlink_to(mine)
    before = theirs(tmp_path)
    for again in range(2):
        dial(place, *SWEEP, before=QUICK).refused(3, f"results/tiny/{part}", "a link", "move it away")
        assert theirs(mine) == {name[5:]: data for name, data in before.items() if name.startswith("mine/")}, again


@pytest.mark.parametrize("name", ["shards", "shards of pottery", ".notes", ".lock"])
def test_a_folder_without_a_plan_is_ours_only_where_it_is_empty(tmp_path, name):
    place = make(tmp_path)
    there = results(place) / name
    results(place).mkdir(parents=True)
    if name == "shards":
        there.mkdir()
        (there / "amphora.txt").write_text("mine")
    else:
        there.write_text("mine")
    before = theirs(results(place))
    dial(place, *SWEEP, before=QUICK).refused(3, "results/tiny: is in the way, and no sweep")
    assert theirs(results(place)) == before


def test_what_a_sweep_killed_before_its_plan_leaves_is_no_hindrance(tmp_path):
    place = make(tmp_path)
    (results(place) / "shards").mkdir(parents=True)
    (results(place) / ".lock").write_text("host elsewhere, pid 7\n")
    (results(place) / ".plan.json.0123abcd.tmp").write_text("{")
    dial(place, *SWEEP, before=QUICK).fine()
    assert not (results(place) / ".plan.json.0123abcd.tmp").exists()
    assert content(place) == uninterrupted(quick=True)


ODD = ("notes.txt", "copy of {}", "{}.bak", "{}~", "{}\n", ".mine.tmp", ".{}.tmp")


def test_only_names_of_our_own_form_are_moved_or_removed(tmp_path):
    """Among the shards and beside the table: the rows that a renamed shard held are computed again."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    folders = (results(place), results(place) / "shards")
    shard = min(shards(place))
    names = [name.format(shard.name) for name in ODD]
    for folder in folders:
        for name in names:
            (folder / name).write_text("mine")
        (folder / ".a link.0123abcd.tmp").symlink_to(tmp_path / "base.yaml")
    (results(place) / "failed-exams.json").write_text("mine")
    shard.unlink()
    done = dial(place, *SWEEP, before=QUICK).fine()
    assert "damaged" not in done.err
    assert not (results(place) / "quarantine").exists()
    assert {(folder / name).read_text() for folder in folders for name in names} == {"mine"}
    assert all((folder / ".a link.0123abcd.tmp").is_symlink() for folder in folders)
    assert (results(place) / "failed-exams.json").read_text() == "mine"
    assert content(place) == uninterrupted(quick=True)


def test_results_behind_a_link_that_leads_nowhere(tmp_path):
    place = make(tmp_path)
    (place / "results").symlink_to("unmounted")
    dial(place, *SWEEP, before=QUICK).refused(3, "results", "is a link to unmounted, which does not exist")
    assert not (place / "unmounted").exists()
