"""What a scenario gives and nothing depends on is told in one line, by its place; shipped files give no such thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.reading.reference import shipped
from sim.reading.scenario import luck_warning, read_scenario

YEAR = "title: T\nbased_on: unscr_2371.yaml\nhorizon: {start: 2017-01, end: 2017-12}\n"
ACT = "issuer: un, adopted: 2017-03-01, source: s, provisions: {a: {kind: ban, streams: [lead], source: s}}"
SEEN = "stream: coal, compliance: 1, source: s"
IDLE = {
    f"measures: {{mine: {{title: M, {ACT}}}}}": "measures.mine (in no bundle",
    f"observed: [{{partner: china, from: 2019-01, to: 2019-03, {SEEN}}}]": "observed[0] (outside the horizon)",
    f"observed: [{{partner: singapore, from: 2017-01, to: 2017-03, {SEEN}}}]": "observed[0] (this partner does not",
    "shocks: [{from: 2016-01-01, to: 2016-12-31, factor: 0.5}]": "shocks[0] (outside the horizon)",
    "shocks: [{from: 2018-01, to: 2018-12, factor: 0.5}]": "shocks[0] (outside the horizon)",
    "behaviour: {q: {unscr_2397: 0.5}}": "behaviour.q.unscr_2397 (an act outside the bundle)",
    "behaviour: {gamma: {value: 2, low: 1, high: 3}}": "behaviour.gamma (its range",
    "behaviour: {tau_k: {value: 6 months, unit: years}}": "behaviour.tau_k (its unit years",
    "campaign: {dial: [{from: 2016-01, dial: 5}, {from: 2018-01, dial: 9}]}": "campaign.dial[1] (begins after",
    "partners: {china: {relief: [{from: 2019-01, points: 1}]}}": "partners.china.relief[0] (begins after",
    "lift: {unscr_2371: 2019-01-01}": "lift.unscr_2371 (after the horizon)",
}
IN_USE = (
    "observed: [{partner: china, stream: coal, from: 2017-03, to: 2017-04, compliance: 1, source: s}]",
    "shocks: [{from: 2016-12, to: 2017-01, factor: 0.5}]",
    "shocks: [{from: 2017-12-31, to: 2018-12-31, factor: 0.5}]",
    "behaviour: {q: {unscr_2371: 0.5}, gamma: 2, tau_k: {value: 6, unit: months}}",
    "behaviour: {tau_k: {value: 2, low: 1, high: 3, unit: years}}",
    "campaign: {dial: [{from: 2016-01, dial: 5}, {from: 2017-12, dial: 9}]}",
    "lift: {unscr_2371: 2017-12-01}",
)


def idle(path: Path, *settings: str) -> list[str]:
    return [one for one in read_scenario(path, settings).warnings if one.startswith("given, but")]


@pytest.mark.parametrize("given", IDLE)
def test_what_nothing_depends_on_is_told(tmp_path, given):
    (tmp_path / "own.yaml").write_text(YEAR + given)
    (told,) = idle(tmp_path / "own.yaml")
    assert IDLE[given] in told


def test_everything_is_told_in_one_line(tmp_path):
    lines = ["shocks: [{from: 2018-01, to: 2018-12}]", "lift: {unscr_2371: 2019-01-01}"]
    (tmp_path / "own.yaml").write_text(YEAR + "\n".join(lines))
    (told,) = idle(tmp_path / "own.yaml", "behaviour.q.unscr_2397=0.5")
    assert all(place in told for place in ("shocks[0]", "lift.unscr_2371", "behaviour.q.unscr_2397"))


@pytest.mark.parametrize("given", IN_USE)
def test_what_is_in_use_is_not(tmp_path, given):
    (tmp_path / "own.yaml").write_text(YEAR + given)
    assert idle(tmp_path / "own.yaml") == []


@pytest.mark.parametrize("name", ["history", "ladder", "campaign/asean_coalition", "campaign/off_ramp"])
def test_shipped_scenarios_say_nothing(name):
    assert idle(shipped() / f"{name}.yaml") == []


def test_a_sampler_of_one_draw():
    one = read_scenario(shipped() / "unscr_2371.yaml", ("sampler=sobol",)).scenario
    many = read_scenario(shipped() / "unscr_2371.yaml", ("sampler=sobol", "draws=2048")).scenario
    assert [len(list(luck_warning(scenario))) for scenario in (one, many)] == [1, 0]
