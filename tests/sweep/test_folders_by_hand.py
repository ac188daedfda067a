"""What is said of a sweep's folder, its plan and its tables, in this process and of rows that are made up."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.common.errors import BadInput, RunFailed, StorageTrouble
from sim.sweeps import folder as folders
from sim.sweeps import plan as plans
from sim.sweeps import shards as shards_
from sim.sweeps import table as tables
from sim.sweeps import verify
from sim.sweeps.design.axes import Output
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.design.sources import Source
from sim.sweeps.folder import check_newest, folder_of, newest_plan, planned, status_of, statuses
from sim.sweeps.merge import merge
from sim.sweeps.plan import Stage, expanded, plan_of
from sim.sweeps.plan_json import _check_places, computed_by_another, read_record
from sim.sweeps.run import How, Part, go_on, run_sweep
from sim.sweeps.shards import scan
from sim.sweeps.table import results_of, write_table
from tests.sweep.inside import made_up
from tests.sweep.tiny import TINY, make

COMMAND = ("dial", "sweep", "tiny.yaml")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The sweep, read once, with two outputs; cut in eight shards of rows that say which they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "BLOCK", 1)
        patch.setattr(plans, "NARROWEST", 1)
        patch.setattr(plans, "FEWEST_SHARDS", 8)
        patch.setattr(shards_, "compute", made_up)
        text = TINY.replace("[goods.receipts]", "[goods.receipts, coal.receipts]")
        yield read_sweep(make(tmp_path_factory.mktemp("sweep"), text) / "tiny.yaml")


@pytest.fixture(scope="module")
def whole(here, tmp_path_factory):
    """The sweep as it was run once, whole."""
    return run_sweep(here, tmp_path_factory.mktemp("whole"), How(figures=False), COMMAND)


@pytest.fixture
def folder(whole, tmp_path):
    """A copy of its folder."""
    return Path(shutil.copytree(whole.folder, tmp_path / "tiny"))


def refused(folder: Path) -> str:
    """What verify says against a folder."""
    with pytest.raises(RunFailed) as told:
        verify.verify(folder, 1)
    return str(told.value)


# -- verify -----------------------------------------------------------------------------------------------------------


def test_so_many_shards_are_tried_as_are_asked_for(folder):
    shards = scan(folder, newest_identity(folder)).shards
    assert (len(shards), len(verify.verify(folder, 3)), verify.verify(folder, 99)) == (8, 3, list(shards))
    assert verify.look(read_record(newest_plan(folder)), folder)[1] == 0
    (folder / "table.parquet").unlink()
    (folder / "table.csv").write_text("somebody's")
    assert len(verify.verify(folder, 1)) == 1, "what is not merged has no table to be wrong"
    for shard in shards:
        shard.path.unlink()
    assert refused(folder) == f"{folder}: no shard is there to verify"


def newest_identity(folder: Path) -> str:
    return read_record(newest_plan(folder)).identity


def forged(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 3))


@pytest.mark.parametrize(
    ("gone", "changed", "named"),
    [
        ([], ["table.csv"], ["table.csv"]), (["table.csv"], [], ["table.csv"]),
        ([], ["datapackage.json"], ["datapackage.json"]), (["datapackage.json"], [], ["datapackage.json"]),
        (["provenance.json"], [], ["provenance.json"]), ([], ["provenance.json"], ["provenance.json"]),
        ([], ["table.csv", "datapackage.json"], ["table.csv", "datapackage.json"]),
        (["table.csv"], ["table.parquet"], ["table.parquet", "table.csv"]),
    ],
)  # fmt: skip
def test_every_file_that_is_not_what_the_shards_give_is_named_once(folder, gone, changed, named):
    for name in gone:
        (folder / name).unlink()
    for name in changed:
        forged(folder / name)
    names = ", ".join(str(folder / name) for name in named)
    assert refused(folder) == f"{names}: not what the shards give; dial sweep merge {folder} writes it anew"
    merge(folder, False, COMMAND)
    assert verify.verify(folder, 1)


def test_a_provenance_of_other_content_is_named(folder, monkeypatch):
    before = verify.write_merged
    monkeypatch.setattr(verify, "write_merged", lambda *given: (before(*given)[0], "another"))
    assert refused(folder).startswith(f"{folder / 'provenance.json'}: not what")


def test_a_table_without_a_spreadsheet_is_sound(folder, monkeypatch):
    monkeypatch.setattr(tables, "MOST_OF_A_SPREADSHEET", 47)
    merge(folder, False, COMMAND)
    assert not (folder / "table.csv").exists()
    assert verify.verify(folder, 1)
    monkeypatch.setattr(tables, "MOST_OF_A_SPREADSHEET", 48)
    merge(folder, False, COMMAND)
    assert len((folder / "table.csv").read_text().splitlines()) == 49


@pytest.mark.parametrize("by", ["", "numpy 1.0, here 2.0"])
def test_a_shard_of_other_bits_says_what_computes_otherwise(folder, monkeypatch, by):
    monkeypatch.setattr(verify, "gives_again", lambda shard, piece: shard.span.first_run > 0)
    monkeypatch.setattr(verify, "computed_by_another", lambda plan: by)
    with pytest.raises(RunFailed, match="gives other bits when computed again") as told:
        verify.verify(folder, 99)
    assert str(told.value).endswith(by or "it may be from a machine with another processor or libraries")
    assert "runs_0000000-" in str(told.value)


def test_another_program_is_told_by_what_differs(whole):
    about = whole.plan.about
    assert computed_by_another(whole.plan) == ""
    other = replace(whole.plan, about=about | {"numpy": "1.0", "source": "abc"})
    said = f"the program's source abc, here {about['source']}; numpy 1.0, here {about['numpy']}"
    assert computed_by_another(other) == said


def test_a_folder_with_the_name_of_a_shard_is_none(folder):
    first, *others = sorted((folder / "shards").iterdir())
    first.unlink()
    first.mkdir()
    scanned = scan(folder, newest_identity(folder))
    assert scanned.damaged == (first.name,)
    assert [shard.path for shard in scanned.shards] == others


def test_a_part_leaves_damaged_shards_of_others(here, folder):
    for path in sorted((folder / "shards").iterdir())[:2]:
        forged(path)
    (folder / "table.parquet").unlink()
    swept = run_sweep(here, folder.parent, How(figures=False, part=Part(1, 3)), COMMAND)
    assert (swept.computed, len(swept.damaged)) == (9, 1)
    assert len(list((folder / "quarantine").iterdir())) == 1
    assert len(scan(folder, swept.plan.identity).damaged) == 1


# -- folders ----------------------------------------------------------------------------------------------------------


def lay(folder: Path, whole, *names: str) -> Path:
    """A folder with some files of the sweep's own, or of a stranger where a name begins with '?'."""
    folder.mkdir()
    for name in names:
        path = folder / name.removeprefix("?").rstrip("/")
        if name.endswith("/"):
            path.mkdir()
        elif name.startswith(("settings", "points")):
            shutil.copy(whole.folder / name, path)
        else:
            path.touch()
    return folder


@pytest.mark.parametrize(
    ("names", "in_the_way"),
    [
        ([], False), ([".lock", ".lock-0-of-2", "settings.parquet", "points.parquet", "shards/"], False),
        (["plan.json", "notes.txt"], False), (["notes.txt"], True), (["?settings.parquet"], True),
        (["?points.parquet"], True), (["shards/", "shards/mine.txt"], True), (["?shards"], True), ([".lock/"], True),
        (["settings.parquet", "table.csv"], True), ([".lock-0-of-2x"], True),
    ],
)  # fmt: skip
def test_a_folder_is_taken_that_is_empty_or_begun(here, whole, tmp_path, names, in_the_way):
    folder = lay(tmp_path / "tiny", whole, *names)
    if not in_the_way:
        assert folder_of(here, tmp_path) == folder
        return
    with pytest.raises(StorageTrouble, match="is in the way, and is not a sweep") as told:
        folder_of(here, tmp_path)
    assert str(folder) in str(told.value)


def test_a_file_that_somebody_took_away_meanwhile_is_not_in_the_way(tmp_path):
    assert folders._left_by_us(tmp_path / "gone")


def test_an_expanded_sweep_whose_file_has_other_draws_is_another(here, whole, folder):
    grown = expanded(here, whole.plan, 5, None)
    go_on(grown, folder, How(figures=False), COMMAND)
    assert planned(whole.plan, here, folder).stages == grown.stages
    for draws in (2, 5):
        with pytest.raises(BadInput, match="was begun as another sweep") as told:
            planned(plan_of(replace(here, draws=draws)), here, folder)
        assert "points or draws" in told.value.problems[0].given
    check_newest(grown, folder)
    for other in (whole.plan, replace(grown, stages=(grown.stages[0], Stage(24, 9)))):
        with pytest.raises(StorageTrouble, match="run the command again"):
            check_newest(other, folder)


def test_a_status_goes_on_with_the_seconds_of_earlier_sessions(folder, monkeypatch):
    path = folder / "status.json"
    status = status_of(folder, 72, 9)
    status.began -= 100
    status.say("interrupted")
    assert json.loads(path.read_text())["seconds"] == pytest.approx(100, abs=3)
    again = status_of(folder, 72, 9)
    assert again.before == pytest.approx(100, abs=3)
    again.more(9)
    assert json.loads(path.read_text())["rows_done"] == 18, "the first rows are written at once"
    again.more(9)
    assert (again.done, json.loads(path.read_text())["rows_done"]) == (27, 18)
    again.written -= folders.STATUS_EVERY
    again.more(0)
    assert json.loads(path.read_text())["rows_done"] == 27
    assert status_of(folder, 72, 9, "0-of-2").before == 0
    monkeypatch.setattr(folders.socket, "gethostname", lambda: "elsewhere")
    assert [told.alive for told in statuses(folder)] == [None]
    path.write_text("{")
    assert list(statuses(folder)) == []


@pytest.mark.parametrize(
    ("chosen", "columns", "settings", "wrong"),
    [
        ([[0], [1]], {}, 2, ""), ([[0], [2]], {}, 2, "a value that its axis has not"), ([[-1], [0]], {}, 2, "has not"),
        ([[0], [1]], {"setting": [0, 2]}, 2, "a setting that is not there"),
        ([[0], [1]], {"run": [-1, 0]}, 2, "not there"), ([[0], [1]], {"run": [0]}, 2, "not as many"),
        ([[0], [1]], {"setting": [0, 0, 0]}, 2, "not as many"), ([[0], [1]], {}, 3, "not as many"),
        ([[0.0], [1.0]], {}, 2, "not as many"), ([[0], [1]], {"run": [0.0, 1.0]}, 2, "not as many"),
    ],
)  # fmt: skip
def test_points_that_a_plan_does_not_have_are_told(chosen, columns, settings, wrong):
    sources = [Source("axis", "a", ("1", "2"), (), ())]
    given = {"run": [0, 1], "setting": [0, 1]} | columns
    arrays = {name: np.array(column) for name, column in given.items()}
    if not wrong:
        _check_places(sources, np.array(chosen), arrays, settings, 2)
        return
    with pytest.raises(ValueError, match=wrong):
        _check_places(sources, np.array(chosen), arrays, settings, 2)


# -- tables -----------------------------------------------------------------------------------------------------------


def test_a_draw_counts_where_all_its_outputs_are_finite(monkeypatch):
    rows = np.array([[1.0, 2.0, 6.0], [1.0, np.nan, 3.0]])
    monkeypatch.setattr(tables, "_by_run", lambda shards, columns: iter([(0, rows), (2, rows[:, :2])]))
    found = results_of([], [Output("goods", "denied", 2017), Output("coal", "denied", 2017)], 3, 3)
    assert found.failed.tolist() == [1, 3, 3], "a run that is not there has no sound draw, nor one of too few"
    assert found.values[0, :, 0].tolist() == [3.5, 2]
    assert np.isnan(found.values[:, :, 1:]).all()


def test_a_table_written_in_parts_is_the_same_table(whole, tmp_path, monkeypatch):
    about = {"seed": 1}
    for name, rows in (("one", 100_000), ("two", 10)):
        monkeypatch.setattr(tables, "ROWS_AT_ONCE", rows)
        write_table(tmp_path / f"{name}.parquet", whole.plan.points, whole.plan.outputs, whole.results, about)
    assert pq.read_table(tmp_path / "one.parquet").equals(pq.read_table(tmp_path / "two.parquet"))
    assert pq.ParquetFile(tmp_path / "two.parquet").metadata.num_row_groups == 5, "five points at a time"
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
