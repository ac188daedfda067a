"""Commands stopped among their draws or while they write: what says nothing of fewer draws is not made of fewer."""

from __future__ import annotations

import os
import signal

import pyarrow.parquet as pq
import pytest

import sim
from sim.cli.main import main
from sim.runs import draws as draws_
from sim.runs import run as run_

SHORT = "title: short\nbased_on: unscr_2371.yaml\nhorizon: {start: 2018-01, end: 2018-12}\n"
STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a short scenario, in which draws come in chunks of 256 lanes."""
    (tmp_path / "short.yaml").write_text(SHORT)
    (tmp_path / "other.yaml").write_text(SHORT + "campaign: {dial: 8}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(draws_, "CHUNK", 256)
    return tmp_path


@pytest.fixture
def stop(monkeypatch):
    """Have a signal come as a chunk of draws begins, counted over the whole command."""

    def at(chunk: int, which: int = signal.SIGINT) -> None:
        begun, run_chunk = [], draws_.run_chunk

        def stopped(*given):
            begun.append(given)
            if len(begun) == chunk:
                os.kill(os.getpid(), which)
            return run_chunk(*given)

        monkeypatch.setattr(draws_, "run_chunk", stopped)

    return at


@pytest.mark.parametrize(
    "command",
    [("table", "short.yaml", "--monthly"), ("compare", "short.yaml", "other.yaml"), ("score", "history_own_notices")],
)
def test_what_has_no_word_for_fewer_draws_is_not_made_of_them(here, stop, capsys, command):
    stop(2)
    assert main([*command, "--draws", "512", "--workers", "1", "-o", "out"]) == 130
    assert list((here / "out").rglob("*.*")) == []
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize("do", [sim.run, lambda scenario, draws: sim.compare([scenario, scenario], draws)])
def test_python_hears_its_own_interrupt(here, stop, do):
    scenario = sim.read("short.yaml")
    stop(2)
    with pytest.raises(KeyboardInterrupt):
        do(scenario, draws=512)


@pytest.mark.parametrize("which", STOPS)
def test_a_run_is_written_as_the_run_of_the_draws_that_were_done(here, stop, capsys, which):
    """The first chunk is of the draws that share out the variance."""
    stop(4, which)
    assert main(["run", "short.yaml", "--draws", "1024", "--workers", "1", "-o", "out", "--no-figures"]) == 130
    assert "interrupted: 512 of 1,024 draws are written, as a run of so many" in capsys.readouterr().err
    (place,) = (here / "out" / "short").iterdir()
    assert pq.read_table(place / "draws_scenario.parquet", columns=["draw"])["draw"].to_pylist() == [*range(512)]


def test_a_stop_between_two_parts_of_a_run_is_heard(here, monkeypatch):
    """As the draws that share out the variance are done, none of the run's own is."""
    hand_over = draws_._hand_over

    def stopped(done, takers, outcome):
        hand_over(done, takers, outcome)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(draws_, "_hand_over", stopped)
    assert main(["run", "short.yaml", "--draws", "512", "--workers", "1", "-o", "out", "--no-figures"]) == 130
    assert list((here / "out").rglob("*.*")) == []


@pytest.mark.parametrize("which", STOPS)
def test_draws_that_are_done_are_written_before_a_stop_is_heard(here, monkeypatch, capsys, which):
    write = pq.write_table

    def stopped(*given, **named):
        os.kill(os.getpid(), which)
        write(*given, **named)

    files = ["short.yaml", "other.yaml"]
    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", stopped)
        assert main(["run", *files, "--draws", "16", "--workers", "1", "-o", "out", "--no-figures"]) == 130
    assert "interrupted" in capsys.readouterr().err
    assert [place.name for place in (here / "out").iterdir()] == ["short"]
    (place,) = (here / "out" / "short").iterdir()
    assert main(["verify", str(place)]) == 0
    assert main(["run", files[0], "--draws", "16", "--workers", "1", "-o", "out", "--no-figures"]) == 0
    assert "already run" in capsys.readouterr().out


def test_a_stop_at_the_last_draw_ends_the_command(here, monkeypatch, capsys):
    """The run is whole; the next one is not begun."""
    run_draws = run_.run_draws

    def stopped(*given, **named):
        outcome = run_draws(*given, **named)
        outcome.stopped = True
        return outcome

    monkeypatch.setattr(run_, "run_draws", stopped)
    files = ["short.yaml", "other.yaml"]
    assert main(["run", *files, "--draws", "16", "--workers", "1", "-o", "out", "--no-figures"]) == 130
    assert "interrupted: all draws are written" in capsys.readouterr().err
    assert [place.name for place in (here / "out").iterdir()] == ["short"]
