"""Shards that are flipped, cut, empty, foreign or misnamed: each is seen and set aside, only its rows are redone."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from functools import partial
from pathlib import Path

import pytest

from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tiny import (
    QUICK,
    SHARDS,
    SWEEP,
    TINY,
    begun,
    content,
    dial,
    lost_and_doubled,
    make,
    results,
    shards,
    span_of,
    uninterrupted,
)

NORMAL, SLOW, GARBLED = 11, 132, 25
AT_ONCE = 3


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A finished sweep."""
    place = make(tmp_path_factory.mktemp("whole"))
    dial(place, *SWEEP, before=QUICK).fine()
    return place


@pytest.fixture(scope="module")
def foreign(tmp_path_factory) -> list[Path]:
    """The shards of another sweep, whole in themselves: the same rows with another seed."""
    place = make(tmp_path_factory.mktemp("foreign"), TINY + "seed: 5\n")
    dial(place, *SWEEP, before=QUICK).fine()
    return shards(place)


# -- what happens to a shard ------------------------------------------------------------------------------------------


def flipped(shard: Path, others, foreign, dice: random.Random) -> None:
    data = bytearray(shard.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    shard.write_bytes(data)


def truncated(shard: Path, others, foreign, dice: random.Random) -> None:
    data = shard.read_bytes()
    shard.write_bytes(data[: dice.randrange(1, len(data))])


def emptied(shard: Path, others, foreign, dice: random.Random) -> None:
    shard.write_bytes(b"")


def zeroed(shard: Path, others, foreign, dice: random.Random) -> None:
    """As a crash of the machine may leave it: the right length, and nothing in it."""
    shard.write_bytes(bytes(shard.stat().st_size))


def lengthened(shard: Path, others, foreign, dice: random.Random) -> None:
    shard.write_bytes(shard.read_bytes() + dice.randbytes(dice.randrange(1, 100)))


def replaced(shard: Path, others, foreign, dice: random.Random) -> None:
    """By another sweep's shard of the same rows, under its own name: whole, and not ours."""
    (same,) = (other for other in foreign if span_of(other) == span_of(shard))
    shutil.copy(same, shard.with_name(same.name))
    shard.unlink()


def under_our_name(shard: Path, others, foreign, dice: random.Random) -> None:
    """Another sweep's shard under the name of ours."""
    (same,) = (other for other in foreign if span_of(other) == span_of(shard))
    shutil.copy(same, shard)


def misnamed(shard: Path, others, foreign, dice: random.Random) -> None:
    """The rows of another shard of this sweep, with their own hash."""
    other = dice.choice(others)
    hash_of_other = other.name.rsplit(".", 2)[1]
    name = f"{shard.name.rsplit('.', 2)[0]}.{hash_of_other}.parquet"
    shutil.copy(other, shard.with_name(name))
    shard.unlink()


def no_parquet(shard: Path, others, foreign, dice: random.Random) -> None:
    """Something else, signed as it should be."""
    data = dice.randbytes(dice.choice((0, 1, 12, 1000)))
    digest = hashlib.sha256(data).hexdigest()[:16]
    shard.with_name(f"{shard.name.rsplit('.', 2)[0]}.{digest}.parquet").write_bytes(data)
    shard.unlink()


def garbled_and_signed(shard: Path, others, foreign, dice: random.Random) -> None:
    """Some bytes garbled, and signed anew: of the rows, or of the end, which says how they are to be read."""
    data = bytearray(shard.read_bytes())
    far = dice.choice((400, len(data)))
    for _ in range(dice.randrange(1, 20)):
        data[-dice.randrange(1, far)] = dice.randrange(256)
    digest = hashlib.sha256(data).hexdigest()[:16]
    shard.write_bytes(data)
    shard.rename(shard.with_name(f"{shard.name.rsplit('.', 2)[0]}.{digest}.parquet"))


def made_a_folder(shard: Path, others, foreign, dice: random.Random) -> None:
    shard.unlink()
    shard.mkdir()


DAMAGES = (flipped, flipped, truncated, emptied, zeroed, lengthened, replaced, under_our_name, misnamed, no_parquet,
           made_a_folder)  # fmt: skip


def damage_often(tmp_path: Path, whole: Path, foreign: list[Path], wanted: int) -> None:
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    damages = [DAMAGES[n % len(DAMAGES)] for n in range(wanted)]  # each of them, and so often
    dice.shuffle(damages)
    for n in range(0, wanted, AT_ONCE):
        place = tmp_path / f"{n}"
        shutil.copytree(whole, place)
        there = shards(place)
        hit = dice.sample(there, len(damages[n : n + AT_ONCE]))
        others = [shard for shard in there if shard not in hit]
        before = {path: path.read_bytes() for path in others}
        for damage, shard in zip(damages[n : n + AT_ONCE], hit, strict=True):
            damage(shard, others, foreign, dice)
        damaged = {path.name for path in (results(place) / "shards").iterdir()} - {path.name for path in others}
        assert len(damaged) == len(hit)
        redone_as_they_should_be(place, {span_of(shard) for shard in hit}, damaged)
        assert {path: path.read_bytes() for path in others} == before
        shutil.rmtree(place)
    print(f"{wanted} damaged shards (seed {seed}): all seen and set aside, only their rows redone")


def redone_as_they_should_be(place: Path, spans: set, damaged: set[str]) -> None:
    """The next run sets damaged files aside, computes those rows and no other, and gives the same content."""
    log = place / "log"
    status = dial(place, "sweep", "status", "results/tiny", before=QUICK).fine()
    assert all(repr(name)[1:-1] in status.out or name in status.out for name in damaged), status
    dial(place, "sweep", "verify", "results/tiny", before=QUICK).refused(1, "damaged shards")
    done = dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(log)))).fine()
    assert set(begun(log)) == spans, done
    assert len(begun(log)) == len(spans)
    assert {path.name for path in (results(place) / "quarantine").iterdir()} == damaged
    assert done.err.count("was damaged and is in quarantine/") == len(damaged)
    assert lost_and_doubled(place) == (0, 0)
    assert content(place) == uninterrupted(quick=True)


def test_damaged_shards(tmp_path, whole, foreign):
    damage_often(tmp_path, whole, foreign, NORMAL)


@pytest.mark.slow
def test_many_damaged_shards(tmp_path, whole, foreign):
    damage_often(tmp_path, whole, foreign, SLOW)


@pytest.mark.slow
def test_garbled_shards_that_are_signed_anew(tmp_path, whole, foreign):
    """No accident, but nothing to crash on: set aside where it cannot be read, and refused by its name at the worst."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    place = tmp_path / "garbled"
    shutil.copytree(whole, place)
    good = {shard: shard.read_bytes() for shard in shards(place)}
    aside = 0
    for _ in range(GARBLED):
        garbled_and_signed(dice.choice(shards(place)), [], foreign, dice)
        done = dial(place, *SWEEP, before=QUICK)
        assert done.code in (0, 3), (seed, done)
        assert "Traceback" not in done.err, (seed, done)
        aside += "quarantine" in done.err
        shutil.rmtree(results(place) / "shards")
        (results(place) / "shards").mkdir()
        for shard, data in good.items():
            shard.write_bytes(data)
    assert aside > 0.4 * GARBLED
    print(f"{GARBLED} garbled and signed shards (seed {seed}): {aside} set aside, no crash")


def test_every_shard_is_gone(tmp_path, whole):
    place = tmp_path / "gone"
    shutil.copytree(whole, place)
    shutil.rmtree(results(place) / "shards")
    log = place / "log"
    dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(log)))).fine()
    assert len(begun(log)) == SHARDS
    assert content(place) == uninterrupted(quick=True)


@pytest.mark.parametrize("kept", in_rings(["status.json", "table.parquet", "table.csv", "provenance.json", ".lock"], 3))
def test_what_is_no_shard_may_be_damaged(tmp_path, whole, kept):
    """Nothing but shards and plans says what is done; the rest is written anew."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    place = tmp_path / "damaged"
    shutil.copytree(whole, place)
    path = results(place) / kept
    for n in range(5 if kept == "status.json" else 3):
        if n == 0:
            path.unlink()
        elif n == 1 and kept == "status.json":
            path.write_text('{"seconds": NaN}')
        elif n == 2 and kept == "status.json":
            path.write_text('{"seconds": 1e999, "rows": "many"}')
        else:
            path.write_bytes(dice.randbytes(dice.choice((0, 1, 5000))))
        min(shards(place)).unlink()
        dial(place, *SWEEP, before=QUICK).fine()
        assert content(place) == uninterrupted(quick=True), seed
        dial(place, "sweep", "status", "results/tiny", before=QUICK).fine()


# -- clocks -----------------------------------------------------------------------------------------------------------


def test_clocks_change_nothing(tmp_path):
    """A sweep killed in one century goes on in another; the clock leaps while it runs."""
    place = make(tmp_path)
    log = place / "log"
    before = (*QUICK, partial(inside.noted, str(log)))
    for n, year in enumerate((2099, 1971, 2038)):
        clock = partial(inside.leaping_clock, year)
        assert dial(place, *SWEEP, before=(*before, clock, partial(inside.killed_at, 10 + n, "shards/"))).code == -9
    dial(place, *SWEEP, before=(*before, partial(inside.leaping_clock, 2001))).fine()
    assert lost_and_doubled(place) == (0, 0)
    assert content(place) == uninterrupted(quick=True)
    assert len(begun(log)) <= SHARDS + 3
    print("4 sessions with clocks that leap: the same content")


def test_times_of_files_change_nothing(tmp_path, whole):
    place = tmp_path / "odd"
    shutil.copytree(whole, place)
    paths = [path for path in place.rglob("*") if path.is_file()]
    for n, path in enumerate(paths):
        os.utime(path, [(0, 0), (4e9, 4e9), (1e9, -1e9)][n % 3])
    log = place / "log"
    dial(place, *SWEEP, before=(*QUICK, partial(inside.noted, str(log)))).fine()
    assert begun(log) == []
    assert content(place) == uninterrupted(quick=True)
    print(f"{len(paths)} files with odd times: nothing computed again")
