"""A tiny sweep in this process, its rows made up: what is computed, written, merged, seen and told, by hand."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.common.errors import BadInput, RunFailed, StorageTrouble
from sim.sweeps import plan as plans
from sim.sweeps import shards as shards_
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.folder import finished, is_sweep, newest_plan, statuses, to_go_on
from sim.sweeps.merge import merge
from sim.sweeps.pieces import Computed, Span
from sim.sweeps.plan import expanded, plan_of
from sim.sweeps.plan_json import read_plan, read_record
from sim.sweeps.report import found_words, state_words
from sim.sweeps.run import How, Part, go_on, run_sweep
from sim.sweeps.shards import covering, is_of, read_rows, scan, set_aside, shard_bytes, write_shard
from sim.sweeps.verify import look, same_table, verify
from tests.rings import in_rings
from tests.sweep.inside import made_up, value_of
from tests.sweep.tiny import make

COMMAND = ("dial", "sweep", "tiny.yaml")
ROWS, SHARDS = 72, 8


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The sweep, read once; cut in eight shards, with rows that say which they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "BLOCK", 1)
        patch.setattr(plans, "NARROWEST", 1)
        patch.setattr(plans, "FEWEST_SHARDS", SHARDS)
        patch.setattr(shards_, "compute", made_up)
        yield read_sweep(make(tmp_path_factory.mktemp("sweep")) / "tiny.yaml")


@pytest.fixture(scope="module")
def plan(here):
    """Its plan, made once for all tests: that is what takes time."""
    return plan_of(here)


@pytest.fixture
def once(plan, monkeypatch):
    monkeypatch.setattr("sim.sweeps.run.plan_of", lambda sweep: plan)
    return plan


@pytest.fixture(scope="module")
def whole(here, plan, tmp_path_factory):
    """The sweep as it was run once, whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.sweeps.run.plan_of", lambda sweep: plan)
        return run(here, tmp_path_factory.mktemp("whole"))


@pytest.fixture
def folder(whole, tmp_path):
    """A copy of its folder."""
    return Path(shutil.copytree(whole.folder, tmp_path / "tiny"))


def run(here, out: Path, **how):
    return run_sweep(here, out, How(figures=False, **how), COMMAND)


def test_a_whole_sweep_by_hand(whole, folder):
    assert (whole.computed, whole.damaged, whole.failed, whole.folder.name) == (ROWS, (), (), "tiny")
    assert is_sweep(folder)
    assert len(list((folder / "shards").iterdir())) == SHARDS
    table = pq.read_table(folder / "table.parquet").to_pydict()
    assert table["point"] == list(range(24))
    for point, run_ in zip(table["point"], table["run"], strict=True):
        row = {name: table[name][point] for name in ("mean_musd", "q05_musd", "q50_musd", "q95_musd", "failed_draws")}
        least = value_of(run_, 0, 0)
        assert list(row.values()) == pytest.approx([least + 1, least + 0.1, least + 1, least + 1.9, 0])
    assert {*table["draws"], *table["year"], *table["output"]} == {3, 2017, "goods.receipts"}
    assert len((folder / "table.csv").read_text().splitlines()) == 25
    (told,) = statuses(folder)
    assert (told.part, told.said.state, told.said.rows, told.said.rows_done) == ("", "finished", ROWS, ROWS)
    assert told.alive is False
    assert not (folder / "failed.json").exists()


def test_what_is_there_is_not_computed_again(here, once, folder, tmp_path):
    content = json.loads((folder / "provenance.json").read_text())["content_sha256"]
    assert run(here, tmp_path).computed == 0
    gone = sorted((tmp_path / "tiny" / "shards").iterdir())[1:3]
    for path in gone:
        path.unlink()
    again = run(here, tmp_path)
    assert again.computed == 18
    assert json.loads((again.folder / "provenance.json").read_text())["content_sha256"] == content


def test_a_damaged_shard_is_set_aside_and_its_rows_alone_are_redone(here, once, folder, tmp_path):
    first, *_ = sorted((folder / "shards").iterdir())
    first.write_bytes(first.read_bytes()[:-1])
    (folder / "shards" / "notes.txt").write_text("mine")
    with pytest.raises(RunFailed, match=f"damaged shards: {first.name}"):
        verify(folder, 1)
    assert look(read_record(newest_plan(folder)), folder)[1] == 9
    with pytest.raises(RunFailed, match="9 of 72 rows are missing"):
        finished(folder)
    swept = run(here, tmp_path)
    assert (swept.computed, swept.damaged) == (9, (first.name,))
    assert [path.name for path in (folder / "quarantine").iterdir()] == [first.name]
    assert (folder / "shards" / "notes.txt").read_text() == "mine"
    assert verify(folder, 99) == sorted(scan(folder, once.identity).shards)


def test_parts_have_every_shard_once_and_are_merged_when_all_have_ended(here, once, whole, tmp_path):
    computed = [run(here, tmp_path, part=Part(n, 3)).computed for n in (0, 2)]
    folder = tmp_path / "tiny"
    assert computed == [27, 18]
    with pytest.raises(RunFailed, match="27 of 72 rows are missing; run the parts"):
        merge(folder, False, COMMAND)
    assert {told.part: told.said.rows for told in statuses(folder)} == {"0-of-3": 27, "2-of-3": 18}
    assert run(here, tmp_path, part=Part(1, 3)).results is None
    swept = merge(folder, False, COMMAND)
    assert (swept.computed, swept.plan.rows) == (0, ROWS)
    assert pq.read_table(folder / "table.parquet").equals(pq.read_table(whole.folder / "table.parquet"))
    assert (folder / "table.csv").read_bytes() == (whole.folder / "table.csv").read_bytes()


def failing(*bad: int, error: type[Exception] = RunFailed):
    """Work that no piece with one of these runs survives."""

    def work(piece, identity: str, source: str) -> bytes:
        if any(piece.span.first_run <= run < piece.span.stop_run for run in bad):
            raise error("lost" if error is RunFailed else "")
        return shard_bytes(piece, identity, source)

    return work


def test_a_point_that_fails_costs_its_own_row_alone(here, once, tmp_path):
    swept = run(here, tmp_path, work=failing(5, 6))
    assert swept.computed == ROWS - 6
    assert sorted((f.span.first_run, f.span.stop_run, f.reason) for f in swept.failed) == [
        (5, 6, "lost"),
        (6, 7, "lost"),
    ]
    told = json.loads((swept.folder / "failed.json").read_text())
    assert [(row["run"], row["reason"]) for row in told] == [(5, "lost"), (6, "lost")]
    assert all(once.points.run[row["point"]] == row["run"] for row in told)
    assert swept.results.failed.tolist() == [3 if n in (5, 6) else 0 for n in range(24)]
    assert np.flatnonzero(np.isnan(swept.results.values[0, 0])).tolist() == [5, 6]
    (status,) = statuses(swept.folder)
    assert (status.said.state, status.said.runs_failed, status.said.rows_done) == ("failed", 2, ROWS - 6)
    mended = run(here, tmp_path)
    assert (mended.computed, mended.failed) == (6, ())
    assert not (swept.folder / "failed.json").exists()


@pytest.mark.slow
def test_want_of_memory_is_told_as_that(here, once, tmp_path):
    swept = run(here, tmp_path, work=failing(0, error=MemoryError))
    assert [(f.span, f.reason) for f in swept.failed] == [(Span(0, 1, 0, 3), "out of memory")]


def test_draws_without_a_finite_end_are_counted_and_left_out(here, once, whole, tmp_path, monkeypatch):
    def some_lost(piece) -> Computed:
        found = made_up(piece)
        lost = {3: [1], 4: [0, 1, 2]}
        for n, (run_, draw) in enumerate(np.ndindex(piece.span.runs, piece.span.draws)):
            if draw in lost.get(run_ + piece.span.first_run, []):
                found.values[:, n] = np.nan
        return found

    monkeypatch.setattr(shards_, "compute", some_lost)
    results = run(here, tmp_path).results
    assert results.failed.tolist() == [{3: 1, 4: 3}.get(n, 0) for n in range(24)]
    mean = dict(zip(results.statistics, results.values[:, 0], strict=True))["mean_musd"]
    assert mean[[2, 3]].tolist() == [2001, 3001]  # of draws 0 and 2
    assert math.isnan(mean[4])
    words = found_words(replace(whole, results=results))
    assert "- 4 draws had no finite end and are left out" in words


def test_what_was_found_names_the_lowest_and_the_highest_point(whole):
    lines = found_words(whole).splitlines()
    assert lines[1].startswith("24 points, 3 draws each on common random numbers")
    assert lines[3] == "goods.receipts 2017, USD million a year"
    assert lines[4].startswith("  lowest        1 (90 % of draws: 0 to 2):")
    assert lines[5].startswith("  highest  23,000 (90 % of draws: 23,000 to 23,000):")
    assert len(lines) == 6


def test_how_a_sweep_stands(once, folder):
    record = read_record(newest_plan(folder))
    assert (record.rows, record.draws, record.seed, record.spans) == (ROWS, 3, once.seed, once.spans)
    assert f"table: {folder / 'table.parquet'}" in state_words(record, folder, 0, (), ())
    words = state_words(record, folder, 18, ("one", "two"), list(statuses(folder)))
    assert "54 of 72 rows are on disk (75 %)" in words
    assert "damaged: one, two; their rows are computed again" in words
    assert "go on: dial sweep" in words
    assert "finished, 1 s of work (host" in words
    (folder / "table.parquet").unlink()
    assert "all there; merge:" in state_words(record, folder, 0, (), ())


@pytest.mark.parametrize("name", in_rings(["table.parquet", "table.csv", "provenance.json"], 3))
def test_a_merged_file_that_is_not_what_its_shards_give_is_named(folder, name):
    (folder / name).write_bytes((folder / name).read_bytes().replace(b"1", b"2", 3))
    with pytest.raises(RunFailed, match=name):
        verify(folder, 1)
    merge(folder, False, COMMAND)
    assert same_table(pq.read_table(folder / "table.parquet"), folder / "table.parquet")


def test_a_shard_that_comes_out_otherwise_is_named(folder, monkeypatch):
    last_bit = lambda piece: replace(found := made_up(piece), values=np.nextafter(found.values, np.inf))  # noqa: E731
    monkeypatch.setattr(shards_, "compute", last_bit)
    with pytest.raises(RunFailed, match="gives other bits when computed again"):
        verify(folder, 1)


def test_the_plan_on_disk_is_the_plan(once, whole):
    read = read_plan(newest_plan(whole.folder))
    assert (read.identity, read.spans, read.runs, read.stages) == (once.identity, once.spans, once.runs, once.stages)
    assert np.array_equal(read.points.values, once.points.values)
    assert np.array_equal(read.points.run, once.points.run)
    assert to_go_on(whole.folder)[1].identity == once.identity
    one, other = read.piece(once.spans[3]), once.piece(once.spans[3])
    for name in ("span", "outputs", "draws", "seed", "sampler", "streams"):
        assert getattr(one, name) == getattr(other, name), name
    for mine, theirs in zip(one.members, other.members, strict=True):
        assert mine.dials == theirs.dials
        assert {n: q.value for n, q in mine.numbers.items()} == {n: q.value for n, q in theirs.numbers.items()}


def test_an_expansion_computes_what_is_new_alone(here, once, folder):
    for more, rows in (({"draws": 5, "points": None}, 24 * 2), ({"draws": None, "points": 32}, 8 * 3)):
        grown = expanded(here, once, **more)
        assert grown.rows - once.rows == rows
        assert grown.spans[: len(once.spans)] == once.spans
    swept = go_on(grown, folder, How(figures=False), COMMAND)
    assert (swept.computed, swept.plan.points.runs) == (24, 32)
    assert newest_plan(folder).name == "plan-1.json"
    with pytest.raises(StorageTrouble, match="another dial has just expanded this sweep"):
        go_on(once, folder, How(figures=False), COMMAND)
    assert expanded(here, once, None, 24) is once
    for more in ({"draws": 2, "points": None}, {"draws": None, "points": 23}, {"draws": None, "points": None}):
        with pytest.raises(BadInput):
            expanded(here, once, **more)


# -- shards by themselves ---------------------------------------------------------------------------------------------


def test_a_shard_is_of_its_sweep_its_rows_and_its_bytes(once, tmp_path):
    (tmp_path / "shards").mkdir()
    piece = once.piece(Span(2, 4, 0, 3))
    data = shard_bytes(piece, "mine", shards_.source_hash())
    shard = write_shard(tmp_path, piece.span, data)
    assert shard.path.name.startswith("runs_0000002-0000003_draws_0000000-0000002.")
    columns = [output.column for output in once.outputs]
    assert read_rows(shard, columns).tolist() == [[[2000, 2001, 2002], [3000, 3001, 3002]]]
    assert scan(tmp_path, "mine").shards == (shard,)
    assert scan(tmp_path, "another").damaged == (shard.path.name,)
    renamed = shard.path.with_name(shard.path.name.replace("0000003_", "0000004_"))
    shard.path.rename(renamed)
    assert scan(tmp_path, "mine").damaged == (renamed.name,), "it has other rows than its name says"
    set_aside(tmp_path, [renamed.name, renamed.name])
    assert scan(tmp_path, "mine") == shards_.Scan((), ())
    with pytest.raises(BadInput, match="a worker runs other source"):
        shard_bytes(piece, "mine", "other")


@pytest.mark.parametrize(
    ("first", "draw", "ours"), [(2, 0, True), (3, 0, True), (1, 0, False), (4, 0, False), (2, 3, False)]
)
def test_a_damaged_shard_is_of_the_part_whose_rows_its_name_says(first, draw, ours):
    name = f"runs_{first:07d}-{first:07d}_draws_{draw:07d}-{draw + 2:07d}.{'0' * 16}.parquet"
    assert is_of(name, [Span(2, 4, 0, 3)]) == ours
    assert not is_of("notes.txt", [Span(2, 4, 0, 3)])


def covered(there, planned):
    chosen, missing = covering([shards_.Shard(span, Path(str(n))) for n, span in enumerate(there)], planned)
    return [shard.span for shard in chosen], missing


def test_a_whole_shard_is_taken_before_its_parts_and_gaps_are_missing():
    whole, left, right, middle = (Span(a, b, 0, 3) for a, b in ((0, 4), (0, 2), (2, 4), (1, 2)))
    assert covered([left, whole, right], [whole]) == ([whole], [])
    assert covered([right, left], [whole]) == ([left, right], [])
    assert covered([middle], [whole]) == ([middle], [Span(0, 1, 0, 3), Span(2, 4, 0, 3)])
    assert covered([Span(0, 5, 0, 3)], [whole]) == ([], [whole]), "beyond what was planned"
    assert covered([replace(whole, stop_draw=2)], [whole]) == ([], [whole]), "of other draws"
    assert covered([], [whole]) == ([], [whole])


def test_a_piece_is_halved_by_its_runs(once):
    left, right = once.piece(Span(2, 5, 0, 3)).halves()
    assert (left.span, right.span) == (Span(2, 3, 0, 3), Span(3, 5, 0, 3))
    assert (len(left.members), len(right.members)) == (1, 2)
    assert (*left.members, *right.members) == once.piece(Span(2, 5, 0, 3)).members
