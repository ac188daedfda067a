"""Any axes together: every point of a sweep is the scenario that --set gives with its values, whatever shapes what."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import BadInput
from sim.sweep.plan import Plan, plan_of
from sim.sweep.points import fingerprint
from sim.sweep.reading import read_sweep
from tests.sweep.test_points import HEAD, SHORT, read_alone

POOL = {
    "campaign.dial": "[2, 5.5, 9]",
    "campaign.notices": "[true, false]",
    "campaign.review_months": "[1, 4]",
    "campaign.fatigue": "[0, 0.3]",
    "partners.china.dial": "[5.5, [{from: 2017-01-01, dial: 3}, {from: 2018-01-01, dial: 9}]]",
    "partners.china.notices": "[true, false]",
    "partners.china.relief": "[[], [{from: 2018-01-01, points: -2}]]",
    "partners.china.resistance": "[0.5, 2]",
    "partners.russia.lag_days": "[10, 90]",
    "behaviour.resistance.china": "[0.7, 1.5]",
    "behaviour.theta": "[0.3, 0.9]",
    "behaviour.theta.coal": "[0.1, {value: 0.4, low: 0.2, high: 0.6}]",
    "behaviour.gamma": "[1, 2.5]",
    "behaviour.tau_k": "[6 months, 2 years]",
    "behaviour.use": "[ex_ante_2017, current]",
    "behaviour.smuggled_price.coal": "[40 USD/t, 60 USD/t]",
    "behaviour.take": "[{workers: 2000 USD/head/yr}, {workers: 4000 USD/head/yr}]",
    "baseline.use": "[customs_2016, mean_2014_2016]",
    "baseline.outside_china": "[290 MUSD/yr, 490 MUSD/yr]",
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
LAWS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def check(folder: Path, chosen: list[str]) -> int:
    """Plan a sweep over some paths, and read each of its points by itself; returns how many there were."""
    (folder / "base.yaml").write_text("based_on: unscr_2371.yaml\ntitle: short\n" + SHORT)
    text = HEAD + "axes:\n" + "".join(f"  {path}: {POOL[path]}\n" for path in chosen)
    (folder / "s.yaml").write_text(text)
    plan = planned(folder / "s.yaml")
    if plan is None:
        return 0
    for point in range(len(plan.points)):
        scenario = plan.points.scenario(point)
        assert fingerprint(scenario) == fingerprint(read_alone(plan, point)), plan.points.words(point)
    return len(plan.points)


def planned(file: Path) -> Plan | None:
    """A sweep planned; None where it is refused for a reason that is known here."""
    try:
        return plan_of(read_sweep(file))
    except BadInput as error:
        if any(words in str(error) for words in REFUSED):
            return None
        raise


REFUSED = ("overlaps", "is tested but not in the bundle", "has no amount to share out", "share no whole calendar year")


@settings(LAWS, max_examples=25)
@given(st.lists(st.sampled_from(sorted(POOL)), min_size=2, max_size=4, unique=True))
def test_any_axes_together(tmp_path_factory, chosen):
    check(tmp_path_factory.mktemp("any"), chosen)


@pytest.mark.slow
def test_every_pair_of_axes(tmp_path: Path):
    names = sorted(POOL)
    pairs = [(a, b) for a in names for b in names if a < b]
    counts = [check(tmp_path, list(pair)) for pair in pairs]
    print(f"{sum(counts):,} points of {len(pairs)} pairs are what --set gives; {counts.count(0)} pairs refused")
    assert counts.count(0) < len(pairs) / 5
