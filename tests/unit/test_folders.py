"""Folders that appear whole and know what was changed in them: drafts, manifests, the newest run."""

from __future__ import annotations

import json
import os
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from sim.common.errors import BadInput, StorageTrouble
from sim.store import lock
from sim.store.folders import as_written, finished, new_files, new_folder, remove_left
from sim.store.manifest import PROVENANCE, altered, provenance_of, provenance_text, renewed, write_manifest
from sim.store.provenance import run_id, source_hash
from sim.store.runs import runs_below
from tests.unit.broken import broken_off
from tests.worlds import scenario_from

HERE = socket.gethostname()
GONE = 2**22 + 1
"""No process has this number."""


# -- folders ----------------------------------------------------------------------------------------------------------


def written(place: Path) -> Path:
    with new_folder(place) as draft:
        (draft.folder / "table.csv").write_text("month,draw\n2017-01,0\n")
        (draft.folder / "revenue.svg").write_text("<svg/>")
        (draft.folder / "more").mkdir()
        (draft.folder / "more" / "notes.txt").touch()
        (draft.folder / PROVENANCE).write_text(json.dumps({"schema_version": 1, "run": "0123"}))
    return place


def test_a_folder_appears_whole_and_the_first_one_stays(tmp_path):
    broken_off(new_folder(tmp_path / "runs" / "one"), lambda draft: (draft.folder / "table.csv").write_text("half"))
    assert list((tmp_path / "runs").iterdir()) == []
    assert not finished(tmp_path / "runs" / "one")
    one = written(tmp_path / "runs" / "one")
    before = (one / PROVENANCE).read_bytes()
    with new_folder(one) as draft:
        (draft.folder / "table.csv").write_text("later")
    assert (one / PROVENANCE).read_bytes() == before
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["one"]
    assert finished(one)
    assert altered(one) == []


def test_what_is_no_run_is_in_the_way(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(StorageTrouble, match="no finished run"):
        finished(tmp_path / "run")


def test_a_folder_that_was_changed_stays_and_the_next_stands_beside_it(tmp_path):
    one = written(tmp_path / "run")
    assert as_written(one) == (one, [])
    (one / "table.csv").write_text("forged")
    second, found = as_written(one)
    assert (second, len(found)) == (tmp_path / "run-2", 1)
    assert "table.csv" in found[0]
    (written(second) / "table.csv").write_text("forged")
    third, found = as_written(one)
    assert (third, len(found)) == (tmp_path / "run-3", 2)
    written(third)
    assert as_written(one)[0] == third


def test_files_come_into_a_folder_and_its_manifest_together(tmp_path):
    one = written(tmp_path / "run")
    broken_off(new_files(one), lambda draft: (draft / "revenue.svg").write_text("<svg>half"))
    assert (one / "revenue.svg").read_text() == "<svg/>"
    with new_files(one) as draft:
        (draft / "revenue.svg").write_text("<svg>new</svg>")
        (draft / "dial.svg").write_text("<svg/>")
    assert altered(one) == []
    assert {"dial.svg", "revenue.svg", "table.csv"} <= set(provenance_of(one).files_sha256)
    (one / "dial.svg").write_text("forged")
    assert altered(one) == ["dial.svg"]
    os.symlink(tmp_path / "his", one / "link.svg")
    broken_off(new_files(one), lambda draft: [(draft / name).touch() for name in ("a.svg", "link.svg")], StorageTrouble)
    assert not (one / "a.svg").exists(), "all or nothing"


def test_a_draft_nobody_holds_goes_once_its_writer_is_dead_or_it_is_a_day_old(tmp_path):
    def draft(name: str, holder: str, age: float) -> Path:
        place = tmp_path / f".{name}.0123abcd.tmp"
        place.mkdir()
        for path in (place / lock.LOCK, place):
            if path.name == lock.LOCK:
                path.write_text(holder)
            then = path.stat().st_mtime - age
            os.utime(path, (then, then))
        return place

    dead, elsewhere = draft("dead", f"host {HERE}, pid {GONE}", 0), draft("far", "host far, pid 1", 24 * 3600 - 60)
    old = draft("old", "host far, pid 1", 24 * 3600 + 60)
    new_file, old_file = (tmp_path / f".{name}.csv.0123abcd.tmp" for name in ("new", "gone"))
    for path, age in ((new_file, 60.0), (old_file, 24 * 3600 + 60)):
        path.touch()
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    remove_left(tmp_path)
    there = {path: path.exists() for path in (dead, elsewhere, old, new_file, old_file)}
    assert list(there.values()) == [False, True, False, True, False]


# -- manifests --------------------------------------------------------------------------------------------------------


def manifest(folder: Path, **about: object) -> Path:
    (folder / "figures").mkdir(parents=True)
    for name in ("table.csv", "figures/map.png", "revenue_alt.txt"):
        (folder / name).write_text(name)
    (folder / PROVENANCE).write_text(json.dumps({"schema_version": 1, **about}))
    write_manifest(folder)
    return folder


def test_a_manifest_knows_what_changed_what_went_and_what_came(tmp_path):
    one = manifest(tmp_path / "a")
    assert altered(one) == []
    (one / "later.csv").touch()
    assert altered(one) == []
    (one / "figures" / "map.png").unlink()  # it is drawn again from what is there
    (one / "revenue_alt.txt").unlink()
    assert altered(one) == []
    (one / "revenue_alt.txt").write_text("forged")
    (one / "table.csv").unlink()
    assert altered(one) == ["revenue_alt.txt", "table.csv"]


def test_a_provenance_that_was_edited_vouches_for_nothing(tmp_path):
    one = manifest(tmp_path / "a", version="0.1.0")
    text = (one / PROVENANCE).read_text()
    (one / PROVENANCE).write_text(text.replace("0.1.0", "0.2.0"))
    assert altered(one) == [PROVENANCE]
    assert renewed(one, ["table.csv"]) == ""
    (one / PROVENANCE).write_text(provenance_text({"schema_version": 1}, one, []))
    assert altered(one) == [PROVENANCE], "nor does one without any hash"
    assert renewed(one, ["table.csv"]) == ""
    (one / PROVENANCE).unlink()
    assert altered(one) == [PROVENANCE]
    write_manifest(one)
    assert not (one / PROVENANCE).exists()


def test_what_is_drawn_anew_is_all_that_is_hashed_anew(tmp_path):
    one = manifest(tmp_path / "a")
    for name in ("table.csv", "revenue_alt.txt"):
        (one / name).write_text("other")
    (one / PROVENANCE).write_text(renewed(one, ["revenue_alt.txt"]))
    assert altered(one) == ["table.csv"]


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("draws", [1, 10_000_000], [0, 10_000_001]),
        ("run", ["", "a" * 64], ["a" * 65, "a b"]),
        ("version", ["", "v" * 300], ["v" * 301, "a\x1b[2J"]),
        ("schema_version", [1], [0]),
    ],
)
def test_both_ends_of_what_a_provenance_may_say(tmp_path, key, good, bad):
    for n, value in enumerate(good):
        assert getattr(provenance_of(manifest(tmp_path / f"good{n}", **{key: value})), key) == value
    for n, value in enumerate(bad):
        with pytest.raises(BadInput, match="the provenance is damaged"):
            provenance_of(manifest(tmp_path / f"bad{n}", **{key: value}))


def test_both_ends_of_a_provenances_size(tmp_path):
    for size, said in ((16_000_000, "NUL|binary|JSON"), (16_000_001, "too large")):
        (tmp_path / PROVENANCE).write_bytes(bytes(size))
        with pytest.raises(BadInput, match=said):
            provenance_of(tmp_path)


def test_a_value_that_has_not_the_form_is_repeated_back(tmp_path):
    with pytest.raises(BadInput, match=r"draws .*\(given: 0\)"):
        provenance_of(manifest(tmp_path / "a", draws=0))


def test_a_run_and_a_source_are_known_by_twelve_digits():
    scenario = scenario_from({"start": "2017-01", "months": 1, "base_year": 2016, "partners": {}, "streams": {}})
    ids = {run_id(scenario), run_id(replace(scenario, seed=7)), run_id(replace(scenario, draws=7)), source_hash()}
    assert len(ids) == 4
    assert all(re.fullmatch("[0-9a-f]{12}", one) for one in ids)


def test_the_newest_run_stands_for_its_scenario(tmp_path):
    old, new = (written(tmp_path / "a" / name) for name in ("one", "two"))
    os.utime(old / PROVENANCE, (1e9, 1e9))
    assert runs_below([tmp_path / "a", old]) == [new, old]
    os.utime(new / PROVENANCE, (9e8, 9e8))
    assert runs_below([tmp_path / "a"]) == [old]
    assert runs_below([tmp_path / "none"]) == [tmp_path / "none"]
