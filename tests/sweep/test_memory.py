"""Memory that rows are computed in is kept for the next ones, whoever started the process that computes them."""

from sim.store.provenance import source_hash
from sim.sweeps import compute
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.plan import plan_of
from sim.sweeps.shards import shard_bytes
from tests.sweep.tiny import make


def test_whoever_computes_keeps_freed_memory(tmp_path, monkeypatch):
    """Dask's workers know of nothing but the function that they are sent."""
    kept = []
    monkeypatch.setattr(compute, "keep_freed_memory", lambda: kept.append(True))
    plan = plan_of(read_sweep(make(tmp_path) / "tiny.yaml"))
    shard_bytes(plan.piece(plan.spans[0]), plan.identity, source_hash())
    assert kept == [True]
