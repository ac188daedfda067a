"""A sweep's folder is read wherever it lies: without its file, on another program; only going on needs both."""

from __future__ import annotations

import json
import shutil
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.reading.reference import shipped
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.folder import newest_plan, to_go_on
from sim.sweeps.plan import plan_of
from sim.sweeps.plan_json import read_plan, write_plan
from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.test_refusals import another_source, signed
from tests.sweep.tiny import BASE, CUT, QUICK, SWEEP, TINY, begun, content, dial, make, results, shards

MIXED = """
title: Every kind of axis
base: base.yaml
bundles: {old: [unscr_2270], both: {bundle: [unscr_2270, unscr_2371], under_test: [unscr_2371]}}
cases: {own: {}, silent: {campaign.notices: false, partners.china.dial: 3}}
axes:
  campaign.dial: [2, [{from: 2016-01-01, dial: 4}, {from: 2017-06-01, dial: 9}]]
  behaviour.tau_k: [6 months]
  behaviour.theta: {sobol: range}
  partners.russia.dial: {sobol: [1, 9]}
points: 2
draws: 3
outputs: [goods.denied, coal.receipts]
"""
WITH_FIGURES = ("sweep", "tiny.yaml", "--workers", "1")
READING = (("status",), ("merge", "--no-figures"), ("verify", "--sample", "99"))


def moved(place: Path, to: Path) -> Path:
    """The results alone, in another place; all that they were made of is gone."""
    shutil.copytree(results(place), to / "results" / "tiny")
    shutil.rmtree(place)
    return to


def on_another(place: Path, verb: str, *words: str, **program: object):
    """A command by another program than the one that computed."""
    modules = ("sim.sweeps.plan", "sim.sweeps.merge", "sim.sweeps.shards")
    before = (CUT, *(partial(inside.attributes, module, **program) for module in modules))
    return dial(place, "sweep", verb, "results/tiny", *words, before=before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A finished sweep, computed in earnest."""
    place = make(tmp_path_factory.mktemp("whole"), MIXED)
    dial(place, *WITH_FIGURES).fine()
    return place


@pytest.fixture
def copy(whole, tmp_path) -> Path:
    """A copy of it with its file."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.slow
def test_without_its_file_in_another_place(copy, whole, tmp_path):
    """Status, merge and verify; the table and the figures are drawn again, to the last byte."""
    there = moved(copy, tmp_path / "elsewhere")
    for path in results(there).glob("[tg]*"):  # the table and the figures
        path.unlink()
    status = dial(there, "sweep", "status", "results/tiny").fine()
    assert "48 of 48 rows are on disk" in status.out
    assert "merge: dial sweep merge results/tiny" in status.out
    dial(there, "sweep", "merge", "results/tiny").fine()
    assert content(there) == content(whole)
    for path in results(whole).glob("[tg]*"):
        assert (results(there) / path.name).read_bytes() == path.read_bytes(), path.name
    done = dial(there, "sweep", "verify", "results/tiny", "--sample", "99").fine()
    assert f"{len(shards(whole))} shards, 48 rows computed again" in done.out
    dial(there, "sweep", "expand", "results/tiny", "--draws", "9").refused(2, "the sweep's file is gone", "tiny.yaml")


def test_a_whole_project_that_is_moved_goes_on(copy):
    """The plan names its file by the way from its folder."""
    path = newest_plan(results(copy))
    assert json.loads(path.read_bytes())["file"] == "../../tiny.yaml"
    assert str(copy.parent.parent) not in path.read_text()
    dial(copy, "sweep", "expand", "results/tiny", "--draws", "4", "--no-figures", "--workers", "1").fine()


def test_a_shipped_sweep_goes_on_from_wherever_its_folder_is(tmp_path, monkeypatch):
    """It is named by its name, which means the shipped one also beside a folder of that name."""
    file = shipped() / "sweeps" / "dial_small.yaml"
    plan = plan_of(read_sweep(file))
    folder = tmp_path / "dial_small"
    folder.mkdir()
    write_plan(plan, folder / "plan.json")
    assert json.loads((folder / "plan.json").read_bytes())["file"] == "dial_small"
    monkeypatch.chdir(tmp_path)
    _, again = to_go_on(Path("dial_small"))
    assert again.file == str(file)
    assert again.identity == plan.identity


def test_a_plan_that_is_read_is_the_plan_that_was_written(whole):
    fresh, read = plan_of(read_sweep(whole / "tiny.yaml")), read_plan(newest_plan(results(whole)))
    assert read.identity == fresh.identity
    assert len(read.points) == len(fresh.points) == 16
    for span in fresh.spans:
        one, other = fresh.piece(span), read.piece(span)
        assert other.span == one.span
        assert other.outputs == one.outputs
        assert other.streams == one.streams
        assert other.settings == one.settings
        for mine, theirs in zip(one.members, other.members, strict=True):
            assert theirs.dials == mine.dials
            assert theirs.numbers.keys() == mine.numbers.keys()
            for name, number in mine.numbers.items():
                assert theirs.numbers[name].value == number.value
    assert [read.points.words(n) for n in range(16)] == [fresh.points.words(n) for n in range(16)]
    assert np.array_equal(read.points.values, fresh.points.values)


@pytest.mark.parametrize(("verb", "words"), [(verb, words) for verb, *words in READING], ids=[v for v, *_ in READING])
def test_another_program_is_named_and_not_refused(copy, whole, verb, words):
    """The table still says which source computed its rows."""
    done = on_another(copy, verb, *words, source_hash=another_source, __version__="9.9.9").fine()
    assert "note: computed by another program: " in done.err
    assert "here 9.9.9" in done.err
    assert "the program's source" in done.err
    assert content(copy) == content(whole)
    about = json.loads((results(copy) / "plan.json").read_bytes())["about"]
    assert set(pq.read_table(results(copy) / "table.parquet")["source"].to_pylist()) == {about["source"]}


def test_the_same_program_is_not_named(whole):
    assert "note" not in dial(whole, "sweep", "status", "results/tiny").fine().err


def test_going_on_with_another_program_is_refused(copy):
    for verb, words in (("expand", ("--draws", "9")),):
        done = on_another(copy, verb, *words, source_hash=another_source)
        done.refused(2, "was begun as another sweep", "changed: the program's source")


@pytest.mark.parametrize("verb", [verb for verb, *_ in READING])
def test_a_newer_schema_is_refused_in_words(copy, verb):
    path = results(copy) / "plan.json"
    plan = json.loads(path.read_bytes())
    plan["about"]["schema_version"] = 99
    path.write_text(signed(plan))
    done = dial(copy, "sweep", verb, "results/tiny")
    done.refused(2, "results/tiny/plan.json: was written by a newer version", "schema up to 1")


@pytest.mark.parametrize(
    ("name", "how"), in_rings(product(["points.parquet", "settings.parquet"], ["gone", "cut", "another's"]), 2)
)
def test_points_or_settings_that_are_damaged(tmp_path, name, how):
    """Status needs neither; merge and verify say what to do, and it helps."""
    place = make(tmp_path / "place")
    dial(place, *SWEEP, before=QUICK).fine()
    before = content(place)
    path = results(place) / name
    data = path.read_bytes()
    if how == "another's":
        other = make(tmp_path / "other", TINY.replace("[2, 8]", "[3, 8]"), BASE + "behaviour: {gamma: 0.77}\n")
        dial(other, *SWEEP, before=QUICK).fine()
        data = (results(other) / name).read_bytes()
    path.unlink() if how == "gone" else path.write_bytes(data[:-9] if how == "cut" else data)
    dial(place, "sweep", "status", "results/tiny", before=QUICK).fine()
    for verb in ("merge", "verify"):
        done = dial(place, "sweep", verb, "results/tiny", before=QUICK)
        done.refused(2, f"results/tiny/{name}", "missing or damaged", "give the sweep's own command again")
    log = place / "log"
    dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(log)))).fine()
    assert begun(log) == []
    dial(place, "sweep", "verify", "results/tiny", before=QUICK).fine()
    assert content(place) == before


def test_status_writes_nothing(copy):
    """Not even where shards are gone, or on a disk that takes no files."""
    shutil.rmtree(results(copy) / "shards")
    files = {path: path.stat().st_mtime_ns for path in results(copy).rglob("*")}
    copy.chmod(0o755)
    results(copy).chmod(0o555)
    done = dial(copy, "sweep", "status", "results/tiny", before=(CUT, inside.without_root)).fine()
    results(copy).chmod(0o755)
    assert "0 of 48 rows are on disk" in done.out
    assert {path: path.stat().st_mtime_ns for path in results(copy).rglob("*")} == files
