"""A sweep that grows gives what a fresh one of that size would, and computes only what is new; forgeries are seen."""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tiny import (
    CUT,
    DRAWS,
    FEW,
    POINTS,
    QUICK,
    SWEEP,
    TINY,
    Before,
    begun,
    content,
    dial,
    make,
    results,
    shards,
)

OPTIONS = ("--no-figures", "--workers", "1")
FEW_REAL = (FEW,)
"""Rows computed in earnest, in three shards."""


def expand(place: Path, *how: str, before: tuple[Before, ...] = QUICK, log: str = "grown"):
    """Give a sweep more; what is computed for it is noted."""
    noted = partial(inside.noted, str(place / log))
    return dial(place, "sweep", "expand", "results/tiny", *how, *OPTIONS, before=(*before, noted))


def computed(place: Path, log: str = "grown") -> int:
    """How many rows were computed."""
    return sum((stop - first) * (last - draw) for first, stop, draw, last in begun(place / log))


def table(place: Path) -> dict:
    """The merged table as columns."""
    return pq.read_table(results(place) / "table.parquet").to_pydict()


@pytest.mark.parametrize(("before", "draws"), in_rings([(QUICK, 300), (FEW_REAL, 9)], 2))
def test_more_draws_are_those_of_a_fresh_sweep(tmp_path, before, draws):
    place, fresh = make(tmp_path / "grown"), make(tmp_path / "fresh")
    dial(place, *SWEEP, before=before).fine()
    old = {path.name: path.read_bytes() for path in shards(place)}
    expand(place, "--draws", f"{draws}", before=before).fine()
    assert computed(place) == POINTS * (draws - DRAWS)
    dial(fresh, *SWEEP, "--draws", f"{draws}", before=before).fine()
    assert content(place) == content(fresh)
    assert {name: (results(place) / "shards" / name).read_bytes() for name in old} == old
    assert (results(place) / "plan-1.json").exists()


@pytest.mark.slow
def test_grown_again_and_again(tmp_path):
    """Draws and points in turn, by hand and by the sweep's own command in between, with kills on the way."""
    place, fresh = make(tmp_path / "grown"), make(tmp_path / "fresh")
    dial(place, *SWEEP, before=QUICK).fine()
    steps = [("--draws", "5"), ("--points", "32"), ("--points", "40", "--draws", "260"), ("--draws", "600")]
    for n, step in enumerate(steps):
        for at in (9, 25):
            command = ("sweep", "expand", "results/tiny", *step, *OPTIONS)
            assert dial(place, *command, before=(*QUICK, partial(inside.killed_at, at))).code == -9
        expand(place, *step, log=f"step-{n}").fine()
        expand(place, *step, log=f"again-{n}").fine()
        assert computed(place, f"again-{n}") == 0
        dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(place / "same")))).fine()
        assert begun(place / "same") == []
    make(fresh, TINY.replace("points: 24", "points: 40"))
    dial(fresh, *SWEEP, "--draws", "600", before=QUICK).fine()
    assert content(place) == content(fresh)
    assert sorted(path.name for path in results(place).glob("plan*")) == [
        "plan-1.json",
        "plan-2.json",
        "plan-3.json",
        "plan-4.json",
        "plan.json",
    ]
    assert len(table(place)["point"]) == 40
    assert set(table(place)["draws"]) == {600}
    assert set(table(place)["failed_draws"]) == {0}


@pytest.mark.slow
def test_more_points_leave_the_old_ones_as_they_were(tmp_path):
    place, fresh = make(tmp_path / "grown"), make(tmp_path / "fresh", TINY.replace("points: 24", "points: 32"))
    dial(place, *SWEEP, before=FEW_REAL).fine()
    before = table(place)
    old = {path.name: path.read_bytes() for path in shards(place)}
    expand(place, "--points", "32", before=FEW_REAL).fine()
    assert computed(place) == (32 - POINTS) * DRAWS
    after = table(place)
    for name, column in before.items():
        assert after[name][:POINTS] == column, name
    assert {name: (results(place) / "shards" / name).read_bytes() for name in old} == old
    dial(fresh, *SWEEP, before=FEW_REAL).fine()
    assert after == table(fresh)
    assert content(place) == content(fresh)


def test_what_cannot_grow(tmp_path):
    place = make(tmp_path)
    dial(place, *SWEEP, before=QUICK).fine()
    expand(place, "--draws", "2").refused(2, "--draws", "a sweep only grows")
    expand(place, "--points", "8").refused(2, "--points", "a sweep only grows")
    expand(place).refused(2, "grows in draws or in points")
    assert sorted(path.name for path in results(place).glob("plan*")) == ["plan.json"]
    for sweep, words in (
        (TINY.replace("sobol", "latin"), "these points cannot grow in number"),
        (TINY.replace("draws: 3\n", ""), "one draw is the central run"),
    ):
        other = make(tmp_path / words[:5], sweep)
        dial(other, *SWEEP, before=QUICK).fine()
        how = ("--points", "32") if "latin" in sweep else ("--draws", "9")
        expand(other, *how).refused(2, words)


def test_parts_of_an_expansion(tmp_path):
    """Interrupted at once, an expansion is a plan; parts compute it."""
    place, fresh = make(tmp_path / "grown"), make(tmp_path / "fresh")
    dial(place, *SWEEP, before=QUICK).fine()
    command = ("sweep", "expand", "results/tiny", "--draws", "9", *OPTIONS)
    assert dial(place, *command, before=(*QUICK, partial(inside.killed_at, 1, "status.json"))).code == -9
    assert (results(place) / "plan-1.json").exists()
    for n in range(3):
        dial(place, *SWEEP, "--shard", f"{n}/3", before=QUICK).fine()
    dial(place, "sweep", "merge", "results/tiny", "--no-figures", before=(CUT,)).fine()
    dial(fresh, *SWEEP, "--draws", "9", before=QUICK).fine()
    assert content(place) == content(fresh)


# -- verify -----------------------------------------------------------------------------------------------------------


def forged(shard: Path, column: str, row: int, change: float) -> Path:
    """A shard with another value in it, signed as it should be."""
    read = pq.read_table(shard)
    values = read[column].to_pylist()
    values[row] += change
    changed = read.set_column(read.schema.get_field_index(column), column, pa.array(values))
    out = pa.BufferOutputStream()
    changed = changed.replace_schema_metadata(read.schema.metadata)
    pq.write_table(changed, out, use_dictionary=False, compression="zstd", write_statistics=False)
    data = out.getvalue().to_pybytes()
    path = shard.with_name(f"{shard.name.rsplit('.', 2)[0]}.{hashlib.sha256(data).hexdigest()[:16]}.parquet")
    shard.unlink()
    path.write_bytes(data)
    return path


@pytest.mark.slow
def test_verify(tmp_path):
    """Passes on what was computed, and finds a forgery, however small, that a checksum cannot."""
    place = make(tmp_path)
    dial(place, *SWEEP, before=FEW_REAL).fine()
    everything = ("sweep", "verify", "results/tiny", "--sample", "3")
    done = dial(place, *everything).fine()
    assert f"3 shards, {POINTS * DRAWS} rows computed again: the same to the last bit" in done.out
    files = {path: path.read_bytes() for path in results(place).rglob("*") if path.is_file()}
    dial(place, "sweep", "verify", "results/tiny").fine()
    assert {path: path.read_bytes() for path in results(place).rglob("*") if path.is_file()} == files
    good = content(place)
    kept = tmp_path / "kept"
    shutil.copytree(results(place) / "shards", kept)
    for n, change in ((0, 1.0), (2, -1e-12)):
        path = forged(shards(place)[n], "goods_receipts_2017_musd", n, change)
        done = dial(place, *everything).refused(1, path.name, "gives other bits when computed again")
        dial(place, *SWEEP, before=FEW_REAL).fine()
        assert content(place) != good, "a forged row is in the table: only verify can tell"
        shutil.rmtree(results(place) / "shards")
        shutil.copytree(kept, results(place) / "shards")
        dial(place, *everything).refused(1, "not what the shards give", "dial sweep merge results/tiny")
    dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
    dial(place, *everything).fine()


def test_verify_where_nothing_is(tmp_path):
    place = make(tmp_path)
    assert dial(place, *SWEEP, before=(*QUICK, partial(inside.killed_at, 1, "status.json"))).code == -9
    for shard in shards(place):
        shard.unlink()
    dial(place, "sweep", "verify", "results/tiny", before=QUICK).refused(1, "no shard is there to verify")
