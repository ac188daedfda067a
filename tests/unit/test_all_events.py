"""What a campaign did in every draw: the same as each draw's own story, kept where it can happen, and counted."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.happened import story_of_draw
from sim.analysis.questions import bands_question, has_story
from sim.cli.main import main
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.chunks import run_chunk
from sim.runs.draw_files import EventsFile
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import SCENARIO
from tests.rings import in_rings
from tests.unit.packages import check_package

LAW = {"adopted", "notice issued", "new cap period", "in force", "ended"}
"""What acts do by their dates, which the event log of a draw has beside what a campaign does."""
SEEN = {
    "campaign/random_ladder": {"provocation", "answered"},
    "campaign/off_ramp": {"provocation", "talks begin", "talks break", "relief", "snapback"},
    "campaign/secondary_sanctions": {"designated"},
    "campaign/china_by_dial": {"own notices on", "own notices off"},
    "campaign/full_court_press": {"pressed"},
    "campaign/asean_coalition": {"coalition moved"},
    "history_own_notices_ports": {"stranded", "released"},
}
"""What happens in some of 256 draws of shipped scenarios, among others."""


def named(name, draws):
    return replace(read_scenario(shipped() / f"{name}.yaml").scenario, draws=draws)


@pytest.mark.parametrize("name", in_rings(SEEN, len(SEEN)))
def test_all_lanes_have_what_each_draws_own_story_tells(name):
    scenario = named(name, 256)
    assert has_story(scenario)
    events = run_chunk(Question(scenario, (SCENARIO,), 256, events=True), [0]).totals[SCENARIO].events
    assert {what for what, _, _ in events.kinds} >= SEEN[name]
    assert not {what for what, _, _ in events.kinds} & LAW
    assert list(events.lane) == sorted(events.lane)
    for draw in (0, 255):
        story = [e for e in story_of_draw(scenario, draw, 256) if e.what not in LAW]
        rows = np.flatnonzero(events.lane == draw)
        mine = [(int(events.day[n]), *events.kinds[events.kind[n]]) for n in rows]
        assert [row[0] for row in mine] == sorted(row[0] for row in mine)
        assert Counter(mine) == Counter((e.day.toordinal(), e.what, e.act, e.partners) for e in story)


def test_a_scenario_that_only_its_file_dates_keeps_none():
    assert not has_story(named("unscr_2371", 64))
    assert not bands_question(named("unscr_2371", 64)).events
    chunk = run_chunk(Question(named("unscr_2371", 64), (SCENARIO,), 64), [0]).totals[SCENARIO]
    assert chunk.events is None or not len(chunk.events.lane)


@pytest.mark.slow
def test_the_file_is_the_same_whoever_runs_the_draws_and_as_many_as_are_counted(tmp_path):
    scenario = read_scenario(shipped() / "campaign/random_ladder.yaml", ["horizon.end=2018-06"]).scenario
    question = Question(replace(scenario, draws=300), (SCENARIO,), 300, events=True)
    for workers in (1, 2):
        with closing(EventsFile(tmp_path / f"{workers}.parquet")) as file:
            results = run(question, workers, takers={SCENARIO: [file]})
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    table = pq.read_table(tmp_path / "1.parquet").to_pydict()
    assert 256 < max(table["draw"]) < 300
    for what, name in (("provocation", "provocations"), ("answered", "rungs")):
        counts = Counter(draw for draw, word in zip(table["draw"], table["what"], strict=True) if word == what)
        assert [counts[n] for n in range(300)] == results.of(f"happened.{name}").tolist()


@pytest.mark.slow
def test_a_run_of_a_campaign_leaves_all_its_events_and_says_what_they_are(tmp_path):
    short = ["--set", "horizon.end=2017-12", "--draws", "16", "--no-figures", "-o", str(tmp_path)]
    assert main(["run", str(shipped() / "campaign/random_ladder.yaml"), *short]) == 0
    (folder,) = (tmp_path / "random_ladder").iterdir()
    assert pq.read_table(folder / "events.parquet").num_rows > 0
    check_package(folder)


def test_a_file_without_an_event_has_its_columns(tmp_path):
    scenario = named("campaign/full_court_press", 16)
    totals = run_chunk(Question(scenario, (SCENARIO,), 16, events=True), [0]).totals[SCENARIO]
    file = EventsFile(tmp_path / "events.parquet")
    file.add(replace(totals, events=totals.events.part(1000, 1001)), 0)
    file.close()
    table = pq.read_table(tmp_path / "events.parquet")
    assert (table.num_rows, table.schema.names) == (0, ["draw", "day", "what", "act", "partners"])
