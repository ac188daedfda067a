"""A cluster that is lost in the midst of a sweep: what is done is kept, and the message says how to go on."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager

import pytest

from sim.cli.main import main
from sim.sweeps import plan, workers
from tests.sweep.tiny import DRAWS, POINTS, SHARDS, make


@contextmanager
def losing(how: str, after: int, *_):
    """A cluster that computes so many pieces and is gone: it cancels what it has, or takes no more."""
    given = []

    def submit(do, *what):
        given.append(what)
        if len(given) > after and how == "takes no more":
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[bytes] = Future()
        if len(given) > after:
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_result(do(*what))
        return future

    yield workers._submitting(submit), 1


@pytest.mark.parametrize(("how", "after"), [("cancels", 2), pytest.param("takes no more", 2, marks=pytest.mark.slow)])
def test_a_scheduler_that_dies(tmp_path, monkeypatch, capsys, how, after):
    place = make(tmp_path)
    monkeypatch.chdir(place)
    monkeypatch.setattr(plan, "BLOCK", 1)
    monkeypatch.setattr(plan, "NARROWEST", 1)
    monkeypatch.setattr(plan, "FEWEST_SHARDS", SHARDS)
    command = ["sweep", "tiny.yaml", "--no-figures", "--workers", "1"]
    with monkeypatch.context() as patch:
        patch.setattr(workers, "dask", lambda *_: losing(how, after))
        assert main([*command, "--dask", "tcp://nowhere:1"]) == 1
    said = capsys.readouterr().err
    there = len(list((place / "results" / "tiny" / "shards").iterdir()))
    assert "Traceback" not in said
    rows = f"{there * POINTS * DRAWS // SHARDS} of {POINTS * DRAWS} rows"
    assert f"results/tiny: the Dask scheduler is gone; {rows} are on disk" in said
    assert "to go on: dial sweep tiny.yaml --no-figures --workers 1 --dask tcp://nowhere:1" in said
    assert there == after
    assert main(command) == 0
