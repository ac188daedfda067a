"""What a scenario gives and nothing depends on is told in one line, by its place; shipped files give no such thing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sim.reading.forms.actors import CampaignForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import shipped
from sim.reading.scenario import luck_warning, read_scenario
from sim.reading.scenario.idle_campaign import campaign_in_vain
from sim.reading.yaml.document import key_text
from sim.reading.yaml.strict import parse_yaml
from tests.rings import in_rings

SHIPPED = sorted(
    str(path.relative_to(shipped()))
    for path in shipped().rglob("*.yaml")
    if path.parent.name in ("scenarios", "campaign", "today")
)

YEAR = "title: T\nbased_on: unscr_2371.yaml\nhorizon: {start: 2017-01, end: 2017-12}\n"
ACT = "issuer: un, adopted: 2017-03-01, source: s, provisions: {a: {kind: ban, streams: [lead], source: s}}"
ROUND = "measures: {r: {title: R, issuer: us, instrument: secondary, adopted: 2017-06-29, source: s"
STRONG = "bundle: [unscr_2371, r]\nbehaviour: {sigma: {r: 1}}"
RUNGS = "ladder: {from: 2017-06-01, rungs: [unscr_2375]}"
RELIEF = "relief: {unscr_2371.lead: [{after_days: 0, share: 0.5}]}"
TWO = "members: [malaysia, thailand], points: 1"
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
    "lift: {unscr_2371: 2017-10-01, unscr_2371.coal: 2017-11-01}": "lift.unscr_2371.coal (its act is lifted before)",
    "volumes: [{stream: iron_ore, months: {2017-05: 2, 2018-01: 3}, source: s}]": "volumes[0].months.2018-01 (after",
    "substitution_from: {'coal>wigs': 2017-09-11}": "coal>wigs (no substitution_share of this link)",
    "substitution_from: {'textiles>wigs': 2018-01-01}": "textiles>wigs (begins after the horizon)",
    "shocks: [{from: 2017-02, to: 2017-03, factor: 1}]": "shocks[0] (its factors are 1)",
    "behaviour: {sigma: {unscr_2371: 0.5}}": "behaviour.sigma.unscr_2371 (not a secondary measure)",
    "behaviour: {payment_share: {unscr_2371: 0.5}}": "behaviour.payment_share.unscr_2371 (not a payment measure)",
    "behaviour: {take: {coal: 4000}}": "behaviour.take.coal (not counted in heads)",
    f"{ROUND}, steps: [{{from: 2017-06-29, level: 1}}, {{from: 2018-01-01, level: 2}}]}}}}\n{STRONG}":
        "measures.r.steps[1] (begins after the horizon)",
    f"measures: {{m: {{title: M, lifted: 2018-01-01, {ACT}}}}}\nbundle: [unscr_2371, m]":
        "measures.m.lifted (after the horizon)",
    "campaign: {designations: {from: 2018-01-01, rate: 1}}": "campaign.designations (outside the horizon)",
    "campaign: {designations: {to: 2016-12-31, rate: 1}}": "campaign.designations (outside the horizon)",
    "campaign: {designations: {rate: 1, seen: [{from: 2016-01, share: 0.2}, {from: 2018-01, share: 0}]}}":
        "campaign.designations.seen[1] (begins after the horizon)",
    "campaign: {provocations: {nuclear: {}}}": "campaign.provocations.nuclear (no ladder",
    "campaign: {provocations: {dated: [{date: 2017-07-28, class: other}]}}": "provocations.dated[0] (no ladder",
    f"campaign: {{provocations: {{nuclear: {{}}, dated: [{{date: 2018-01-01, class: other}}]}}, {RUNGS}}}":
        "campaign.provocations.dated[0] (after the horizon)",
    f"campaign: {{provocations: {{nuclear: {{}}, other: {{from: 2018-01-01}}}}, {RUNGS}}}":
        "campaign.provocations.other (outside the horizon)",
    f"campaign: {{{RUNGS}}}": "campaign.ladder (no provocations",
    "campaign: {provocations: {nuclear: {}}, ladder: {from: 2018-01-01, rungs: [unscr_2375]}}":
        "campaign.ladder (begins after the horizon)",
    "campaign: {designations: {from: 2016-01-01, to: 2017-01-01, rate: 1}}": "campaign.designations (outside",
    "campaign: {provocations: {other: {}}, talks: {h: {from: 2017-09-01, to: 2018-01-01, broken_by: [other], "
    "relief: {unscr_2371.lead: [{after_days: 122, share: 1}]}}}}": "unscr_2371.lead[0] (begins after the horizon)",
    "campaign: {veto: {from: 2017-03-01}}": "campaign.veto (no ladder",
    f"campaign: {{veto: {{from: 2018-01-01}}, provocations: {{nuclear: {{}}}}, {RUNGS}}}": "campaign.veto (outside",
    f"campaign: {{talks: {{h: {{from: 2018-01-01, {RELIEF}}}}}}}": "campaign.talks.h (begins after the horizon)",
    f"campaign: {{talks: {{h: {{from: 2017-09-01, broken_by: [nuclear], {RELIEF}}}}}}}": "broken_by[0] (no such",
    f"campaign: {{talks: {{h: {{from: 2017-09-01, pauses: yes, {RELIEF}}}}}}}": "talks.h.pauses (there is no ladder)",
    f"campaign: {{talks: {{h: {{from: 2017-09-01, snapback_days: 9, {RELIEF}}}}}}}": "snapback_days (nothing ends",
    f"campaign: {{talks: {{h: {{from: 2017-09-01, to: 2017-11-01, snapback: no, snapback_days: 9, {RELIEF}}}}}}}":
        "snapback_days (there is no snapback)",
    "campaign: {talks: {h: {from: 2017-09-01, relief: {unscr_2371.lead: "
    "[{after_days: 0, share: 0.5}, {after_days: 122, share: 1}]}}}}": "unscr_2371.lead[1] (begins after the horizon)",
    "campaign: {talks: {h: {from: 2017-09-01, to: 2017-10-01, relief: {unscr_2371.lead: "
    "[{after_days: 0, share: 0.5}, {after_days: 30, share: 1}]}}}}": "unscr_2371.lead[1] (after the talks have ended)",
    f"campaign: {{coalitions: {{f: {{{TWO}, date: 2018-01-01}}}}}}": "campaign.coalitions.f (begins after the horizon)",
    f"campaign: {{coalitions: {{f: {{{TWO}, date: 2017-03-01, probability: 0.1}}}}}}":
        "campaign.coalitions.f.probability (it moves on its date)",
}  # fmt: skip
IN_USE = (
    "observed: [{partner: china, stream: coal, from: 2017-03, to: 2017-04, compliance: 1, source: s}]",
    "shocks: [{from: 2016-12, to: 2017-01, factor: 0.5}]",
    "shocks: [{from: 2017-12-31, to: 2018-12-31, factor: 0.5}]",
    "behaviour: {q: {unscr_2371: 0.5}, gamma: 2, tau_k: {value: 6, unit: months}}",
    "behaviour: {tau_k: {value: 2, low: 1, high: 3, unit: years}}",
    "campaign: {dial: [{from: 2016-01, dial: 5}, {from: 2017-12, dial: 9}]}",
    "lift: {unscr_2371: 2017-12-01}",
    "lift: {unscr_2371: 2017-12-01, unscr_2371.coal: 2017-11-01}",
    "volumes: [{stream: iron_ore, months: {2016-05: 2, 2017-12: 3}, source: s}]",
    "substitution_from: {'textiles>wigs': 2017-12-31}",
    "shocks: [{from: 2017-02, to: 2017-03, smuggling: 0.5}]",
    "behaviour: {take: {workers: 4000}}",
    f"{ROUND}, steps: [{{from: 2017-12-31, level: 1}}]}}}}\n{STRONG}",
    f"measures: {{m: {{title: M, lifted: 2017-12-31, {ACT}}}}}\nbundle: [unscr_2371, m]",
    "campaign: {designations: {from: 2017-12-31, rate: 1, seen: [{from: 2016-01, share: 0.2}]}}",
    f"campaign: {{provocations: {{dated: [{{date: 2017-12-31, class: other}}]}}, {RUNGS}, veto: {{from: 2017-12-31}}}}",
    f"campaign: {{provocations: {{other: {{}}}}, talks: {{h: {{from: 2017-12-31, broken_by: [other], {RELIEF}}}}}}}",
    f"campaign: {{talks: {{h: {{from: 2017-09-01, to: 2017-11-01, snapback_days: 9, {RELIEF}}}}}}}",
    "campaign: {talks: {h: {from: 2017-09-01, relief: {unscr_2371.lead: [{after_days: 121, share: 1}]}}}}",
    f"campaign: {{coalitions: {{f: {{{TWO}, date: 2017-12-31}}}}}}",
    f"campaign: {{coalitions: {{f: {{{TWO}, from: 2017-12-31, probability: 0.1, weights: equal}}}}}}",
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The shipped scenarios as somebody's own: of shipped files nothing is told."""
    own = tmp_path_factory.mktemp("own") / "scenarios"
    shutil.copytree(shipped(), own, ignore=shutil.ignore_patterns("reference", "sweeps", "schema"))
    return own


def idle(path: Path, *settings: str) -> list[str]:
    return [one for one in read_scenario(path, settings).warnings if one.startswith("given, but")]


@pytest.mark.parametrize("given", in_rings(IDLE, 3))
def test_what_nothing_depends_on_is_told(tmp_path, given):
    (tmp_path / "own.yaml").write_text(YEAR + given)
    (told,) = idle(tmp_path / "own.yaml")
    assert IDLE[given] in told


def test_everything_is_told_in_one_line(tmp_path):
    lines = ["shocks: [{from: 2018-01, to: 2018-12}]", "lift: {unscr_2371: 2019-01-01}"]
    (tmp_path / "own.yaml").write_text(YEAR + "\n".join(lines))
    (told,) = idle(tmp_path / "own.yaml", "behaviour.q.unscr_2397=0.5")
    assert all(place in told for place in ("shocks[0]", "lift.unscr_2371", "behaviour.q.unscr_2397"))


@pytest.mark.parametrize("given", in_rings(IN_USE, 3))
def test_what_is_in_use_is_not(tmp_path, given):
    (tmp_path / "own.yaml").write_text(YEAR + given)
    assert idle(tmp_path / "own.yaml") == []


@pytest.mark.parametrize("name", in_rings(SHIPPED, 12, always=["campaign/off_ramp.yaml"]))
def test_shipped_scenarios_say_nothing(name, copied):
    assert idle(copied / name) == []


def test_a_sampler_of_one_draw():
    one = read_scenario(shipped() / "unscr_2371.yaml", ("sampler=sobol",)).scenario
    many = read_scenario(shipped() / "unscr_2371.yaml", ("sampler=sobol", "draws=2048")).scenario
    assert [len(list(luck_warning(scenario))) for scenario in (one, many)] == [1, 0]


def of_campaign(given: str) -> list[str]:
    """What the campaign alone gives in vain in 2017, without the scenario around it being read."""
    content = parse_yaml(given.encode(), "own.yaml").content["campaign"]
    form = ScenarioForm.model_construct(campaign=CampaignForm.model_validate(content))
    return [f"{key_text(path)} ({why})" for path, why in campaign_in_vain(form, date(2017, 1, 1), date(2018, 1, 1))]


def of_mechanisms(given: str) -> bool:
    return given.startswith("campaign: {") and not given.startswith("campaign: {dial")


@pytest.mark.parametrize("given", [*filter(of_mechanisms, IDLE)])
def test_what_a_campaign_gives_in_vain(given):
    (told,) = of_campaign(given)
    assert IDLE[given] in told


@pytest.mark.parametrize("given", [*filter(of_mechanisms, IN_USE)])
def test_what_a_campaign_has_in_use(given):
    assert of_campaign(given) == []
