"""What a scenario can say of acts, notices, ports, lifts and volumes, and what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.domain.law import NOTICES_OFF, DatedWindow, Lift, NoticeStep
from sim.domain.scenario import Scenario
from sim.reading.reference import Reference, shipped
from sim.reading.scenario import Reading, read_scenario

BASE = "title: T\nbased_on: unscr_2371.yaml\n"
ACT = (
    "measures: {stop: {title: S, issuer: %s, adopted: 2017-08-05, %s"
    "provisions: {coal: {kind: ban, streams: [coal]%s}}}}\n"
)


@pytest.fixture
def read(tmp_path: Path):
    def reading(lines: str = "", *settings: str) -> Reading:
        path = tmp_path / "words.yaml"
        path.write_text(BASE + lines, encoding="utf-8")
        return read_scenario(path, settings)

    return reading


def act(scenario: Scenario, name: str):
    return next(measure for measure in scenario.measures if measure.id == name)


@pytest.mark.parametrize(
    ("issuer", "said", "expected"),
    [("un", "", True), ("un", "expected_notices: no, ", False), ("un", "expected_notices: yes, ", True),
     ("china", "", False), ("china", "expected_notices: no, ", False)],
)  # fmt: skip
def test_notices_are_expected_of_acts_of_the_un_that_a_scenario_makes_up(read, issuer, said, expected):
    scenario = read("bundle: [stop]\nunder_test: [stop]\n" + ACT % (issuer, said, "")).scenario
    assert act(scenario, "stop").expected_notices == expected


def test_no_act_of_the_tables_has_expected_notices():
    measures = Reference(shipped() / "reference").measures.values()
    assert not [m.id for m in measures if m.expected_notices]


def test_ports_and_gates(read):
    said = ", strands: yes, releases: {from: 2017-09-01, to: 2017-10-01}, closes: yes"
    paragraph = act(
        read("bundle: [stop]\nunder_test: [stop]\n" + ACT % ("china", "", said)).scenario, "stop"
    ).provisions[0]
    assert (paragraph.strands, paragraph.closes) == (True, True)
    assert paragraph.releases == DatedWindow(date(2017, 9, 1), date(2017, 10, 1))


def test_a_wind_down_runs_through_its_last_day():
    provisions = {p.id: p.binds for m in Reference(shipped() / "reference").measures.values() for p in m.provisions}
    assert provisions["unscr_2371.iron"] == date(2017, 9, 5)  # adopted 5 August, 30 days: 4 September is the last one
    assert provisions["unscr_2371.coal"] == date(2017, 8, 5)
    assert provisions["unscr_2375.textiles"] == provisions["cn_2017_52.textiles"] == date(2017, 12, 11)
    assert provisions["eu_2017_1836.textiles"] == date(2017, 12, 11)
    assert provisions["unscr_2397.wood"] == date(2018, 1, 22)
    assert provisions["cn_2017_40.coal"] == date(2017, 8, 15)


def test_notices_are_a_dated_path(read):
    scenario = read("partners: {china: {notices: [{from: 2018-06, is: on}, {from: 2018-01-15, is: off}]}}\n").scenario
    assert scenario.will_of("china").notices == (
        NoticeStep(date(2018, 1, 15), "off"),
        NoticeStep(date(2018, 6, 1), "on"),
    )
    assert not scenario.will_of("china").silent
    off = read("campaign: {notices: off}\npartners: {india: {notices: on}}\n").scenario
    assert off.will_of("china").notices == NOTICES_OFF
    assert off.will_of("china").silent
    assert not off.will_of("india").silent


def test_a_lift_names_a_paragraph_or_a_whole_act_and_the_earlier_day_holds(read):
    lines = "lift: {unscr_2371: 2018-09-01, unscr_2371.seafood: 2018-06-01, unscr_2321.coal: 2018-01-01}\n"
    scenario = read(lines).scenario
    days = {lift.provision: lift.day for lift in scenario.lifts}
    assert days["unscr_2371.seafood"] == date(2018, 6, 1)
    assert days["unscr_2371.coal"] == days["unscr_2371.workers"] == date(2018, 9, 1)
    assert Lift("unscr_2321.coal", date(2018, 1, 1)) in scenario.lifts
    assert len(days) == 1 + sum(p.startswith("unscr_2371.") for p in days)


def test_a_link_builds_up_from_its_own_day(read):
    assert read().scenario.substitutions[0].start == date(2017, 9, 11)
    other = read('substitution_from: {"textiles>wigs": 2018-01-01}\n').scenario
    assert other.substitutions[0].start == date(2018, 1, 1)


def test_a_volume_path_has_no_growth_beside_it_unless_said(read):
    volumes = "volumes: [{stream: iron_ore, months: {2017-06: 1.04, 2017-05: 1.07}, source: s}]\n"
    scenario = read(volumes).scenario
    assert [path.steps for path in scenario.volume_paths] == [((12 * 2017 + 4, 1.07), (12 * 2017 + 5, 1.04))]
    assert scenario.number("growth", "iron_ore").value == 0
    assert scenario.number("growth", "lead").value == 0.1
    assert read(volumes, "behaviour.growth.iron_ore=0.02").scenario.number("growth", "iron_ore").value == 0.02


def test_an_amount_with_its_range(read):
    cell = read("", "baseline.amounts.textiles.china={value: 695 MUSD/yr, low: 0.561 bnUSD/yr, source: s}").scenario
    q = cell.numbers["baseline.textiles.china"]
    assert (q.low, q.value, q.high, q.distribution, q.source) == (561, 695, 695, "triangular", "s")


def test_every_stream_of_goods_has_a_season_of_mean_1(read):
    scenario = read().scenario
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    assert {season.stream for season in scenario.seasons} == goods
    for season in scenario.seasons:
        assert sum(season.factors) == pytest.approx(12, rel=1e-12)
    own, rest = ({s.stream: s.factors for s in scenario.seasons}[name] for name in ("coal", "seafood"))
    assert own != rest
    assert rest == {s.stream: s.factors for s in scenario.seasons}["wigs"]
    # January 2016: 177.52 less coal's 71 over the mean of the year, half-way to 1
    assert rest[0] == pytest.approx((1 + 106.52 / 119.8633333) / 2, rel=1e-3)


def test_china_2016_is_one_source_and_its_sensitivity_another():
    def total(name: str) -> float:
        scenario = read_scenario(shipped() / f"{name}.yaml").scenario
        goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
        return sum(
            scenario.numbers[f"baseline.{k}.china"].value for k in goods if f"baseline.{k}.china" in scenario.numbers
        )

    assert total("baseline_2016") == pytest.approx(2537.3)
    assert total("baseline_2016_kita") == pytest.approx(2634.4)


@pytest.mark.parametrize(
    ("lines", "settings", "said"),
    [
        ("horizon: {start: 2017-01, end: 2025-12}\n", (), "growth is carried 10 years beyond the base year 2016"),
        ("", ("partners.china.dial=[{from: 2016-01, dial: 8}, {from: 2018-01, dial: 5}]",), "dial falls to 5"),
        (
            "lift: {unscr_2371.seafood: 2018-01-01}\n"
            "campaign: {talks: {t: {from: 2018-06-01, relief: {unscr_2371.seafood: [{after_days: 0, share: 1}]}}}}\n",
            (),
            "talks t suspend unscr_2371.seafood from 2018-06-01 on, but it ends on 2018-01-01",
        ),
        ("", ("behaviour.port_months.coal=1",), "cn_2017_40.coal releases goods at ports, but no act in force strands"),
    ],
)
def test_what_a_scenario_may_not_mean_is_said(read, lines, settings, said):
    assert [note for note in read(lines, *settings).warnings if said in note]
    assert not [note for note in read().warnings if said in note]


@pytest.mark.parametrize(
    "setting",
    ["partners.china={dial: [{from: 2016-01, dial: 8}, {from: 2018-01, dial: 5}], notices: off}",
     "partners.china.dial=[{from: 2016-01, dial: 8}, {from: 2018-01, dial: 6}]"],
)  # fmt: skip
def test_a_dial_that_falls_with_its_notices_or_a_little_is_not_remarked_on(read, setting):
    assert not [note for note in read("", setting).warnings if "dial falls" in note]


def blocks() -> list[str]:
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in page.split("```yaml\n")[1:]]


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.splitlines()[0])
def test_every_block_of_the_page_on_scenarios_is_one(block, tmp_path):
    path = tmp_path / "block.yaml"
    path.write_text(block, encoding="utf-8")
    assert read_scenario(path).scenario.title == block.splitlines()[0].removeprefix("title: ")


@pytest.mark.parametrize(("day", "said"), [("2017-07-05", True), ("2017-11-05", False)])
def test_designations_told_twice_are_remarked_on(read, day, said):
    act = "{title: R, issuer: us, instrument: secondary, adopted: 2017-06-29, steps: [{from: 2017-06-29, level: 1}]}"
    push = f"{{date: {day}, partners: [china], points: 1, by_exposure: yes}}"
    settings = ("bundle=[round]", "behaviour.sigma={round: 1}", f"campaign.press=[{push}]", "under_test=[]")
    notes = [note for note in read(f"measures: {{round: {act}}}\n", *settings).warnings if "designations twice" in note]
    assert bool(notes) is said
