"""Any axes together: every point of a sweep is the scenario that --set gives with its values, whatever shapes what.

And what is computed of it, side by side with the others, is what that scenario gives by itself.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.common.errors import BadInput
from sim.domain.scenario import Scenario
from sim.sweeps.compute import compute
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.design.settings import fingerprint
from sim.sweeps.plan import Plan, plan_of
from tests.ensembles import central
from tests.sweep.test_points import HEAD, read_alone

YEAR = "bundle: [unscr_2270, unscr_2321, unscr_2371]\nhorizon: {start: 2018-01, end: 2018-12}\n"

POOL = {
    "campaign.dial": "[2, 5.5, 9]",
    "campaign.notices": "[true, false]",
    "campaign.review_months": "[1, 4]",
    "campaign.fatigue": "[0, 0.3]",
    "campaign.dial_curve": "[power, linear, {midpoint: 6, width: 1}, [{dial: 5, share: 0.2}, {dial: 6, share: 0.25}]]",
    "partners.china.dial": "[5.5, [{from: 2017-01-01, dial: 3}, {from: 2018-01-01, dial: 9}]]",
    "partners.china.notices": "[true, false]",
    "partners.china.relief": "[[], [{from: 2018-01-01, points: -2}]]",
    "partners.china.resistance": "[0.5, 2]",
    "partners.russia.lag_days": "[10, 90]",
    "behaviour.resistance.china": "[0.7, 1.5]",
    "behaviour.resistance": "[0.8, 1.4]",
    "partners.india.resistance": "[null, 1.7]",
    "behaviour.theta": "[0.3, 0.9]",
    "behaviour.theta.coal": "[0.1, {value: 0.4, low: 0.2, high: 0.6}]",
    "behaviour.gamma": "[1, 2.5]",
    "behaviour.tau_k": "[6 months, 2 years]",
    "behaviour.use": "[ex_ante_2017, current]",
    "behaviour.smuggled_price.coal": "[40 USD/t, 60 USD/t]",
    "behaviour.take": "[{workers: 2000 USD/head/yr}, {workers: 4000 USD/head/yr}]",
    "baseline.use": "[customs_2016, mean_2014_2016]",
    "baseline.outside_largest_buyer": "[290 MUSD/yr, 490 MUSD/yr]",
    "baseline.amounts.coal.china": "[1000 MUSD/yr, 1400 MUSD/yr]",
    "baseline.shares.iron_ore": "[{china: 1}, {china: 0.5, russia: 0.5}]",
    "prices": "[observed, base_year]",
    "benchmark": "[law_only, no_compliance]",
    "horizon.end": "[2018-12, 2019-03]",
    "evasion_from": "[2016-03-02, 2017-01-01]",
    "under_test": "[[unscr_2371], [unscr_2321, unscr_2371]]",
    "bundle": "[[unscr_2371], [unscr_2321, unscr_2371]]",
    "shocks": "[[], [{from: 2018-02-01, to: 2018-03-31, factor: 0.2}]]",
}
CASES = (
    "{}",
    "{plain: {}, coal: {behaviour.theta.coal: 0.3}}",
    "{coal: {behaviour.kappa.coal: 0.1}, iron: {behaviour.kappa.iron_ore: 0.4, partners.china.lag_days: 45}}",
    "{plain: {}, firm: {partners.china.resistance: 2, partners.india.dial: 9}}",
    "{old: {behaviour.use: ex_ante_2017}, new: {behaviour.use: current, behaviour.psi: 0.2}}",
    "{less: {baseline.amounts.textiles.china: 500 MUSD/yr}, plain: {}}",
)
SPREADS = {
    "behaviour.theta": "{sobol: range}",
    "behaviour.alpha": "{sobol: [0.2, 0.8]}",
    "behaviour.resistance.china": "{sobol: range}",
    "partners.russia.dial": "{sobol: [1, 9]}",
    "baseline.amounts.textiles.china": "{sobol: [500 MUSD/yr, 900 MUSD/yr]}",
}
BASES = (
    "",
    "behaviour: {theta: 0.5, kappa: {coal: 0.1}, resistance: {china: 1.5}}\n",
    "partners: {china: {resistance: 2, dial: 4}, russia: {lag_days: 30}}\n"
    "baseline: {outside_largest_buyer: 300 MUSD/yr}\n",
)
LAWS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
COMPUTED = 3
"""Points of each sweep that are run by themselves too; of sweeps of pairs one, for there are more of them."""


def check(
    folder: Path, chosen: list[str], cases: str = "{}", spread: str = "", base: str = "", computed: int = COMPUTED
) -> int:
    """Plan and compute a sweep over some paths, and each of its points by itself; returns how many there were."""
    (folder / "base.yaml").write_text("based_on: unscr_2371.yaml\ntitle: short\n" + YEAR + base)
    axes = {path: POOL[path] for path in chosen} | ({spread: SPREADS[spread]} if spread else {})
    listed = "".join(f"  {path}: {given}\n" for path, given in axes.items())
    kept = f"cases: {cases}\noutputs: [goods.receipts, goods.value]\n" + ("points: 3\n" if spread else "")
    (folder / "s.yaml").write_text(HEAD + kept + "axes:\n" + listed)
    plan = planned(folder / "s.yaml")
    if plan is None:
        return 0
    alone = [read_alone(plan, point) for point in range(len(plan.points))]
    for point, scenario in enumerate(alone):
        assert fingerprint(plan.points.scenario(point)) == fingerprint(scenario), plan.points.words(point)
    rows = np.concatenate([compute(plan.piece(span)).values for span in plan.spans], axis=-1)
    for point in {int(n) for n in np.linspace(len(alone) - 1, 0, computed)}:
        expected = by_itself(alone[point], plan.outputs[0].year)
        given = rows[[0, len(rows) // 2], plan.points.run[point]]
        assert given == pytest.approx(expected, rel=1e-11, abs=1e-9), plan.points.words(point)
    return len(plan.points)


def by_itself(scenario: Scenario, year: int) -> list[float]:
    """What goods earn in a year, and would without sanctions, in a run of one scenario."""
    answer = central(scenario)
    months = slice(12 * year - scenario.start, 12 * year + 12 - scenario.start)
    goods = answer.positions(answer.group("goods"))
    return [sum(answer.of(m)[months, k].sum() for k in goods) for m in ("receipts", "value")]


def planned(file: Path) -> Plan | None:
    """A sweep planned; None where it is refused for a reason that is known here."""
    try:
        return plan_of(read_sweep(file))
    except BadInput as error:
        if any(words in str(error) for words in REFUSED):
            return None
        raise


REFUSED = (
    "overlaps",
    "is tested but not in the bundle",
    "has no amount to share out",
    "share no whole calendar year",
    "the number has no range",
    "cannot be spread over a range",
)


@pytest.mark.slow
@settings(LAWS, max_examples=3)
@given(
    st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=3, unique=True),
    st.sampled_from(CASES),
    st.sampled_from(BASES),
)
def test_any_axes_together(tmp_path_factory, chosen, cases, base):
    check(tmp_path_factory.mktemp("any"), chosen, cases, base=base)


@settings(LAWS, max_examples=2)
@given(
    st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=2, unique=True),
    st.sampled_from(CASES),
    st.sampled_from(sorted(SPREADS)),
    st.sampled_from(BASES),
)
def test_any_axes_with_one_that_is_spread(tmp_path_factory, chosen, cases, spread, base):
    check(tmp_path_factory.mktemp("spread"), chosen, cases, spread, base)


@pytest.mark.slow
def test_every_pair_of_axes(tmp_path: Path):
    names = sorted(POOL)
    """A sixth of all pairs, in which each axis meets several others."""
    numbered = list(enumerate(names))
    pairs = [(a, b) for i, a in numbered for j, b in numbered if i < j and (i + j) % 6 == 0]
    counts = [check(tmp_path, list(pair), computed=1) for pair in pairs]
    print(f"{sum(counts):,} points of {len(pairs)} pairs are what --set gives; {counts.count(0)} pairs refused")
    assert counts.count(0) < len(pairs) / 5


@pytest.mark.slow
def test_every_axis_with_cases_and_spreads(tmp_path: Path):
    turn, bases = cycle(SPREADS), cycle(BASES)
    """Each axis with two of the cases, each of the cases with many axes."""
    every = [(p, c) for i, p in enumerate(sorted(POOL)) for j, c in enumerate(CASES) if (i + j) % 3 == 0]
    ways = [(path, cases, "" if n % 3 else next(turn), next(bases)) for n, (path, cases) in enumerate(every)]
    counts = [check(tmp_path, [path], *way) for path, *way in ways]
    print(f"{sum(counts):,} points of {len(ways)} sweeps are what --set gives; {counts.count(0)} sweeps refused")
    assert counts.count(0) < len(ways) / 2


def test_start_and_end_of_the_horizon_are_judged_together(tmp_path):
    """Each start without its end may lie after the base's end, and each end before the base's start."""
    pairs = "design: zip\naxes:\n  horizon.start: [2014-01, {}]\n  horizon.end: [2016-12, 2017-12]\n"
    head = "title: t\nbase: unscr_2371.yaml\noutputs: [goods.receipts]\n"
    (tmp_path / "pairs.yaml").write_text(head + pairs.format("2015-01"))
    plan = plan_of(read_sweep(tmp_path / "pairs.yaml"))
    assert [one.months for one in plan.points.settings] == [36, 36]
    assert sorted(one.start for one in plan.points.settings) == [2014 * 12, 2015 * 12]
    (tmp_path / "pairs.yaml").write_text(head + pairs.format("2018-01"))
    with pytest.raises(BadInput, match=r"horizon\.end: the horizon ends before it starts"):
        plan_of(read_sweep(tmp_path / "pairs.yaml"))
