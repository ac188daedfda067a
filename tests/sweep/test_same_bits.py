"""The same content hash whoever computes a sweep: here, workers, parts, Dask; in whatever order and cut."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import pytest

from sim.sweeps.workers import dask
from tests.rings import in_rings
from tests.sweep import inside
from tests.sweep.tasks import of_a_dask_worker
from tests.sweep.tiny import CUT, ROOT, SWEEP, content, dial, make, results, shards

RICH = """\
title: rich
base: base.yaml
bundles:
  old: {bundle: [unscr_1718], under_test: [unscr_1718]}
  new: {bundle: [unscr_1718, unscr_2371], under_test: [unscr_2371]}
cases: {plain: {}, strict: {partners.china.dial: 9}}
axes:
  behaviour.theta: {sobol: range}
  campaign.review_months: [1, 3]
points: 3
draws: 5
outputs: [goods.receipts, goods.added, coal.recorded]
"""
"""Choices that are settings of their own, points that share lanes, and prior law beside each of them."""


def workers(count: int) -> tuple[str, ...]:
    return *SWEEP[:-1], str(count)


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> str:
    """The hash of the content, computed in one process."""
    place = make(tmp_path_factory.mktemp("serial"), RICH)
    dial(place, *SWEEP, before=(CUT,)).fine()
    assert len(shards(place)) >= 8
    return content(place)


WAYS = {
    "two workers, forked": (workers(2), (partial(inside.started_by, "fork"),)),
    "not cut": (SWEEP, (partial(inside.cut, 1),)),
    "every point alone": (SWEEP, (partial(inside.cut, 24),)),
    "one worker, spawned": (SWEEP, (inside.always_workers,)),
    "one worker, forked": (SWEEP, (partial(inside.started_by, "fork"), inside.always_workers)),
    "two workers, spawned": (workers(2), ()),
    "four workers, spawned": (workers(4), ()),
    "four workers, forked": (workers(4), (partial(inside.started_by, "fork"),)),
    "shuffled": (SWEEP, (partial(inside.how, order=partial(inside.shuffled, 5)),)),
}


@pytest.mark.parametrize("way", in_rings(WAYS, len(WAYS)))
def test_the_same_content(tmp_path, way, expected):
    command, before = WAYS[way]
    place = make(tmp_path, RICH)
    with_workers = "worker" in way
    dial(place, *command, before=(CUT, *before, *([inside.only_workers] if with_workers else []))).fine()
    assert content(place) == expected
    print(f"{way}, {len(shards(place))} shards: the same content")


def test_three_parts_merged(tmp_path, expected):
    place = make(tmp_path, RICH)
    for n in (2, 0, 1):
        assert not (results(place) / "table.parquet").exists()
        dial(place, *SWEEP, "--shard", f"{n}/3", before=(CUT,)).fine()
    dial(place, "sweep", "merge", "results/tiny", "--no-figures").fine()
    assert content(place) == expected


@pytest.mark.slow
def test_a_local_clusters_workers_keep_freed_memory_and_look_at_no_stack():
    """Else a sweep takes a third more CPU there than on processes of its own (benchmarks/README.md)."""
    with dask("local", 1) as (submit, _):
        arenas, watched = submit(of_a_dask_worker).result(60)
    assert (arenas, watched) == ("1", False)


@pytest.mark.slow
def test_dask_with_two_workers(tmp_path, expected):
    place = make(tmp_path, RICH)
    dial(place, *workers(2), "--dask", "local", before=(CUT, inside.only_workers)).fine()
    assert content(place) == expected


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["4294967295", "0"])
def test_the_command_itself_with_any_hash_seed(tmp_path, seed, expected):
    """A process of its own, as a user starts it."""
    place = make(tmp_path, RICH)
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "sim", *SWEEP]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert content(place) == expected


def test_another_seed_is_seen(tmp_path, expected):
    """Else the hash would say nothing."""
    place = make(tmp_path, RICH + "seed: 1\n")
    dial(place, *SWEEP, before=(CUT,)).fine()
    assert content(place) != expected
