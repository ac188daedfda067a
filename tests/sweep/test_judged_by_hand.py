"""How a design is judged and laid into lanes: what is said against it, and where its values stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.common.errors import BadInput, Problem
from sim.domain.law import Step
from sim.luck.keyed import BLOCK
from sim.reading.yaml.document import Document
from sim.sweeps.compute import _blocks, _filled, _joined
from sim.sweeps.design import settings
from sim.sweeps.design.axes import _laid, axis_of
from sim.sweeps.design.changes import Change
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.design.settings import _at_home, _Settings
from sim.sweeps.design.sources import _today as today
from sim.sweeps.design.sources import resolved_together, unit_of
from sim.sweeps.pieces import Span
from sim.sweeps.plan import plan_of
from sim.world.block import Block
from tests.sweep.test_design_by_hand import sweep
from tests.sweep.test_years_by_hand import AMOUNT, OTHERS, SHARES, THETA, laid
from tests.worlds import fixed

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2017-12}\n"
DENIED = "outputs: [goods.denied]\n"


@pytest.fixture
def planned(tmp_path: Path):
    """A sweep planned."""

    def make(text: str, base: str = ""):
        (tmp_path / "base.yaml").write_text(BASE + base)
        (tmp_path / "s.yaml").write_text(f"title: A grid\nbase: base.yaml\n{text}{DENIED}")
        return plan_of(read_sweep(tmp_path / "s.yaml"))

    return make


# -- what does not fit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ("behaviour.delta_d: [0.2, 0.9]", "behaviour.delta_d 0.9"),
        ("behaviour.delta_d: [0.2, 0.9], behaviour.psi: [0.1, 0.2]",
         "behaviour.delta_d 0.9, behaviour.psi 0.1 and 1 more point"),
        ("behaviour.delta_d: [0.9, 0.2], behaviour.psi: [0.1, 0.2, 0.3]",
         "behaviour.delta_d 0.9, behaviour.psi 0.1 and 2 more points"),
        ("behaviour.delta_d: {sobol: [0.2, 0.9]}", "behaviour.delta_d 0."),
        ("behaviour.delta_d.coal: [0.2, 0.9]", "behaviour.delta_d.coal 0.9"),
    ],
)  # fmt: skip
def test_discounts_that_fall_are_told_with_their_first_point(planned, axes, said):
    with pytest.raises(BadInput, match="discounts must not fall from open to diverted to smuggled: ") as told:
        planned(f"axes: {{{axes}}}\n" + ("points: 16\n" if "sobol" in axes else ""))
    (problem,) = told.value.problems
    discounts, _, point = problem.given.partition("; in ")
    _, diverted, smuggled = (float(part.split()[-1]) for part in discounts.split(", "))
    assert diverted > smuggled
    assert point.startswith(said)
    assert point == said or "sobol" in axes
    assert "sobol" not in axes or f"{diverted:.6g}"[:5] in point, "of the point that is named"
    assert (problem.line, problem.key) == (3, "axes")


@pytest.mark.parametrize(
    ("axes", "given", "limit"),
    [
        ("behaviour.psi: [0.1, 0.9]", "0.2; in {0} 0.2, behaviour.psi 0.9 and 2 more points", "0.05"),
        ("behaviour.delta_s: [0.9, 0.5]", "0.2; in {0} 0.2, behaviour.delta_s 0.9 and 2 more points", "0.097"),
        ("behaviour.psi: [0.1, 0.2]", "0.9; in {0} 0.9, behaviour.psi 0.1 and 1 more point", "0.45"),
    ],
)
def test_more_than_smuggling_would_earn_cannot_be_substituted(planned, axes, given, limit):
    share = "behaviour.substitution_share.textiles>wigs"
    with pytest.raises(BadInput, match="more of textiles is substituted than smuggling it would earn") as told:
        planned(f"axes: {{'{share}': [0.2, 0.9], {axes}}}\n", "behaviour: {use: current}\n")
    assert (told.value.problems[0].given, told.value.problems[0].allowed) == (given.format(share), f"at most {limit}")


def test_a_dial_that_begins_after_the_horizon_is_told(planned):
    late = "axes: {campaign.dial: [5, [{from: 2017-02-01, dial: 4}], [{from: 2017-01-01, dial: 4}]]}\n"
    with pytest.raises(BadInput) as told:
        planned(late)
    assert "2017-02-01" in str(told.value)
    assert "2017-01" in str(told.value)
    early = planned(late.replace("2017-02-01", "2016-12-01"))
    assert len(early.points) == 3


def test_a_problem_stands_where_the_sweep_has_it_or_as_it_is():
    places = {("axes", "a"): ("s.yaml", 3, 5), ("axes", "a", 1): ("s.yaml", 3, 5), ("axes", "b"): ("s.yaml", 4, 5)}
    its = replace(sweep(), document=Document("s.yaml", {}, places))
    assert _at_home(its, Problem("x", "s.yaml", 3, 5, "campaign")).key == "axes.a", "the shortest that stands there"
    assert _at_home(its, Problem("x", "s.yaml", 4, 5, "campaign")).key == "axes.b"
    for other in (
        Problem("x", "base.yaml", 3, 5, "campaign"),
        Problem("x", "s.yaml", 9, 5, "k"),
        Problem("x", key="k"),
    ):
        assert _at_home(its, other) is other
    nowhere = replace(its, document=Document("s.yaml", {}, {("axes", "a"): ("s.yaml", 0, 0)}))
    assert _at_home(nowhere, Problem("x", "s.yaml", 0, 0, "k")).key == "k"


def test_both_ends_of_the_number_of_settings(monkeypatch):
    monkeypatch.setattr(settings, "MOST_SETTINGS", 2)
    apart = replace(laid(**THETA), changes=(Change({}, {}, True),) * 3)
    own = _Settings(SimpleNamespace(), [apart], [])
    monkeypatch.setattr(own, "_resolve", lambda row: 5 + int(row[0]))
    assert own.of(np.array([[1], [0], [1]])).tolist() == [6, 5, 6]
    with pytest.raises(BadInput, match="too many points that differ by more than") as told:
        own.of(np.array([[0], [1], [2]]))
    assert (told.value.problems[0].given, told.value.problems[0].allowed) == ("3", "at most 2")


def test_settings_share_a_run_where_their_acts_of_one_name_are_the_same(monkeypatch):
    monkeypatch.setattr(settings, "frame_of_lanes", lambda scenario: (scenario.frame,))
    own = _Settings(SimpleNamespace(), [], [])

    def group(frame: str, **acts: int) -> int:
        measures = [SimpleNamespace(id=name, what=what) for name, what in acts.items()]
        return own._group(SimpleNamespace(frame=frame, measures=measures))

    assert [group("x", a=1), group("x", b=1), group("x", a=1, b=1)] == [0, 0, 0]
    assert [group("x", a=1, b=2), group("x", a=1, b=2), group("y", a=1)] == [1, 1, 2], "another act of that name"
    assert group("x", a=1, c=5) == 0, "what the first can carry"


# -- values -----------------------------------------------------------------------------------------------------------


def test_each_part_of_a_path_stands_where_its_axis_does():
    where = ("axes", "behaviour.theta.coal")
    document = Document("s.yaml", {}, {where: ("s.yaml", 4, 3), (*where, 1): ("s.yaml", 4, 9)})
    found = _laid(document, ("behaviour", "theta", "coal"), 0.5, (*where, 1))
    for path, column in ((("behaviour",), 3), (("behaviour", "theta"), 3), (("behaviour", "theta", "coal"), 9)):
        assert found.places[path] == ("s.yaml", 4, column)
    named = {("cases", "a", "draws"): ("s.yaml", 7, 2), ("cases", "a", "draws", "x"): ("s.yaml", 8, 2)}
    case = _laid(Document("s.yaml", {}, named), ("draws",), {"x": 1}, ("cases", "a", "draws"))
    assert case.places == {("draws",): ("s.yaml", 7, 2), ("draws", "x"): ("s.yaml", 8, 2)}
    stepped = axis_of(document, "behaviour.theta.coal", {"from": 0, "to": 1, "step": 1})
    assert [value.document.places["behaviour", "theta", "coal"][2] for value in stepped.values] == [3, 3]


@pytest.mark.parametrize(
    ("base", "axis"),
    [
        ("campaign: {dial: 4}\n", "campaign.dial: [2, 8]"), ("campaign: {dial: 4}\n", "campaign.dial: {sobol: [2, 8]}"),
        ("partners: {china: {dial: 4}}\n", "partners.china.dial: {latin: [2, 8]}"),
        ("behaviour: {tau_k: 9 months}\n", "behaviour.tau_k: [6 months, 1 years]"),
        ("behaviour: {theta: {value: 0.5, low: 0.3, high: 0.6}}\n", "behaviour.theta: {sobol: range}"),
    ],
)  # fmt: skip
def test_what_the_base_gives_itself_is_swept_in_lanes_as_well(planned, base, axis):
    """It was taken for more than a number or dial, and could not be spread, since the base no longer changes it."""
    plan = planned(f"axes: {{{axis}}}\ncases: {{own: {{}}}}\n" + ("points: 2\n" if "{" in axis else ""), base)
    assert len(plan.points.settings) == 1
    assert all(source.in_lanes for source in plan.points.sources)
    assert len(plan.points) == plan.points.runs == 2


def test_one_value_that_takes_something_away_sets_its_axis_apart(planned):
    plan = planned("axes: {behaviour.theta: [0.5, {}], behaviour.psi: [0.1, 0.2]}\n")
    assert [source.in_lanes for source in plan.points.sources] == [False, True]
    assert len(plan.points.settings) == 2
    assert plan.points.sources[0].digest == ""


def test_where_the_scenario_stands_on_each_axis(planned):
    base = (
        "behaviour: {tau_k: 9 months}\ncampaign: {dial: [{from: 2016-01-01, dial: 4}, {from: 2017-10-01, dial: 7}]}\n"
    )
    base += "partners: {china: {dial: 3}}\n"
    axes = "axes: {campaign.dial: [1, 2], partners.china.dial: [1, 2], partners.russia.dial: [1, 2], "
    plan = planned(f"{axes}behaviour.tau_k: [1 years, 6 months], behaviour.use: [current]}}\n", base)
    found = {source.name: source.today for source in plan.points.sources}
    dial = found["campaign.dial"]
    assert dial in (4, 7)
    assert found["partners.russia.dial"] == dial, "who has no dial of his own has the campaign's"
    assert (found["partners.china.dial"], found["behaviour.tau_k"]) == (3, 9)
    assert found["behaviour.use"] is None
    start = plan.points.settings[0]
    two = Change({"tau_k": start.numbers["tau_k"], "psi": start.numbers["psi"]}, {}, False)
    assert today("cases", [two], "", start) is None, "of two numbers"
    assert today("x", [Change({"unknown": fixed("unknown", 1)}, {}, False)], "", start) is None


@pytest.mark.parametrize(
    ("base", "one", "other", "together"),
    [
        ({}, AMOUNT, OTHERS, False), (SHARES, AMOUNT, OTHERS, True), ({}, AMOUNT, SHARES, True),
        ({}, AMOUNT, {"baseline": SHARES["baseline"] | AMOUNT["baseline"]}, True), (SHARES, THETA, OTHERS, False),
    ],
)  # fmt: skip
def test_amounts_of_a_stream_that_is_shared_out_are_resolved_together(base, one, other, together):
    found = resolved_together([laid(**one), laid(**other)], SimpleNamespace(document=Document("b.yaml", base)), set())
    assert found[0].changes[0].rest == together


@pytest.mark.parametrize(
    ("path", "given", "column", "numbers"),
    [
        ("baseline.amounts.coal.china", "300 MUSD/yr, 0.4 bnUSD/yr", "[MUSD/yr]", (300, 400)),
        ("baseline.amounts.workers.russia", "20000 heads, 9000 heads", "[heads]", (20000, 9000)),
        ("behaviour.tau_k", "1 years, 6 months", "[months]", (12, 6)), ("behaviour.psi", "50 %, 0.1", "", (0.5, 0.1)),
    ],
)  # fmt: skip
def test_tables_have_the_values_of_an_axis_in_one_unit(planned, path, given, column, numbers):
    (source,) = planned(f"axes: {{{path}: [{given}]}}\n").points.sources
    assert source.column == f"{path} {column}".rstrip()
    assert source.numbers == pytest.approx(numbers)


def test_units_of_tables():
    assert [unit_of(key) for key in ("tau_k", "psi", "baseline.coal.china")] == ["months", "", "MUSD/yr"]


# -- lanes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", [1, 3])
def test_lanes_are_filled_up_to_whole_blocks(planned, draws):
    plan = planned(f"axes: {{behaviour.psi: [0.1, 0.2, 0.3]}}\nbundles: {{a: [], b: [unscr_2371]}}\ndraws: {draws}\n")
    piece = plan.piece(Span(0, plan.points.runs, 0, draws))
    blocks = [*_blocks(piece)]
    assert sum(block.lanes for block in blocks) == BLOCK
    assert [block.lanes for block in blocks[:-1]] == [3 * draws] * (len(blocks) - 1)
    psi = np.concatenate([block.values["psi"] for block in blocks])
    assert psi[: 6 * draws].tolist() == np.repeat([0.1, 0.2, 0.3] * 2, draws).tolist()
    assert set(psi[6 * draws :]) == {0.3}, "copies of the last lane"


def test_a_block_that_is_whole_is_left_as_it_is():
    block = Block(None, 2, {"psi": np.array([0.1, 0.2])}, dials={"china": np.array([[1.0, 2.0]])},
                  luck=lambda name: np.array([0.5, 0.6]))  # fmt: skip
    assert _filled(block, 0) is block
    more = _filled(block, 2)
    assert (more.lanes, more.values["psi"].tolist()) == (4, [0.1, 0.2, 0.2, 0.2])
    assert (more.dials["china"].tolist(), more.luck("x").tolist()) == ([[1, 2, 2, 2]], [0.5, 0.6, 0.6, 0.6])
    assert _filled(replace(block, luck=None), 1).luck is None


def test_dials_in_steps_turn_on_their_days_and_a_partners_own_comes_first(planned):
    steps = "[{from: 2016-01-01, dial: 4}, {from: 2017-06-01, dial: 9}]"
    plan = planned(f"axes: {{campaign.dial: [2, {steps}], partners.china.dial: [1, 3]}}\ndraws: 2\n")
    block = next(_blocks(plan.piece(Span(0, 4, 0, 2))))
    words = {plan.points.words(n).partition(", ")[2]: 2 * int(plan.points.run[n]) for n in range(4)}
    turned, flat = [4] * 5 + [9] * 7, [2] * 12
    for text, campaign in (("2", flat), ("4 from 2016-01-01, 9 from 2017-06-01", turned)):
        for china in (1, 3):
            lane = words[f"campaign.dial {text}, partners.china.dial {china}"]
            for draw in (0, 1):
                assert block.dials["russia"][:, lane + draw].tolist() == campaign
                assert block.dials["china"][:, lane + draw].tolist() == [china] * 12


def test_what_a_member_does_not_draw_is_as_the_setting_has_it():
    each = [{"a": np.array([1.0, 2.0])}, {"b": np.array([3.0, 4.0])}]
    found = _joined(each, lambda name: np.array([9.0, 9.0]))
    assert {name: values.tolist() for name, values in found.items()} == {"a": [1, 2, 9, 9], "b": [9, 9, 3, 4]}


def test_a_step_is_kept_as_it_was(planned):
    plan = planned("axes: {campaign.dial: [[{from: 2016-01-01, dial: 4}, {from: 2017-06-01, dial: 9}], 3]}\n")
    dials = [change.dials[""] for change in plan.points.sources[-1].changes]
    assert dials[0] == (Step(date(2016, 1, 1), 4.0), Step(date(2017, 6, 1), 9.0))
    assert len(dials[1]) == 1
