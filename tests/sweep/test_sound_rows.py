"""Sweeps whose rows were once wrong without a word: each is what --set gives now, or is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.sweeps.compute import compute
from sim.sweeps.design.settings import fingerprint
from sim.sweeps.plan import Plan
from tests.ensembles import Ensemble, run_ensemble
from tests.rings import in_rings
from tests.sweep.test_any_axes import by_itself
from tests.sweep.test_points import SHORT, read_alone, swept

__all__ = ["swept"]

KEPT = "outputs: [goods.receipts, goods.value]\nyears: [2018]\n"
ALIKE = {
    "cases with numbers of their own": """
cases:
  plain: {campaign.dial: 3}
  coal: {behaviour.theta.coal: 0.05, behaviour.psi.coal: 0.9}
  seafood: {behaviour.theta.seafood: 0.0, behaviour.psi.seafood: 0.9}
""",
    "a partner that only some shares have": """
axes: {"baseline.shares.iron_ore": [{china: 1}, {china: 0.5, russia: 0.5}], campaign.dial: [2, 9]}
""",
    "baselines with other streams": """
axes: {baseline.use: [customs_2016, mean_2014_2016], campaign.dial: [2, 9]}
""",
    "a case that completes a number which another source changes": """
cases: {plain: {}, firm: {behaviour.kappa.coal: 0.05}}
axes: {behaviour.use: [ex_ante_2017, current]}
""",
    "amounts that are shared out": """
axes:
  baseline.shares.coal: [{china: 0.9, russia: 0.1}, {china: 0.5, russia: 0.5}]
  baseline.amounts.coal.china: [900 MUSD/yr, 1400 MUSD/yr]
""",
    "one number by two paths": """
cases: {a: {partners.china.resistance: 0.5}, b: {campaign.notices: false}}
axes: {behaviour.resistance.china: [1, 4]}
""",
    "many digits": "axes: {behaviour.take.workers: {from: 2345.678, to: 2345.681, step: 0.001, unit: USD/head/yr}}\n",
}


OVER = {
    "a general number beside one of a stream": (
        "behaviour: {kappa: {coal: 0.1}}",
        "axes: {behaviour.kappa: [0.05, 0.1], behaviour.use: [ex_ante_2017, current]}\n",
    ),
    "a stream beside a general number": (
        "behaviour: {kappa: 0.1}",
        "axes: {behaviour.kappa.coal: [0.05, 0.2], behaviour.use: [ex_ante_2017, current]}\n",
    ),
    "a number that is taken away": (
        "behaviour: {resistance: {china: 1.5}}\npartners: {china: {resistance: 2}}",
        "axes: {behaviour.resistance: [1, 2], partners.china.resistance: [2.5, null]}\n",
    ),
    "a lag that is taken away": (
        "campaign: {notices: false}",
        "axes: {partners.china.lag_days: [40, null], behaviour.use: [ex_ante_2017, current]}\n",
    ),
    "a case that takes away": (
        "behaviour: {resistance: {china: 1.5}}\npartners: {china: {resistance: 2}}",
        "cases: {a: {}, b: {partners.china.resistance: null}}\naxes: {behaviour.resistance.china: [1, 3]}\n",
    ),
    "parts of a partner": (
        "campaign: {notices: false}",
        "axes: {partners.china: [{resistance: 2}, {dial: 3}], behaviour.use: [ex_ante_2017, current]}\n",
    ),
}


@pytest.mark.parametrize("what", in_rings([*ALIKE, *OVER], 2))
def test_rows_are_those_of_the_scenario_alone(swept, what):
    base, text = OVER[what] if what in OVER else ("", ALIKE[what])
    plan = swept(text + KEPT, f"based_on: unscr_2371.yaml\ntitle: short\n{SHORT}{base}\n")
    rows = np.concatenate([compute(plan.piece(span)).values for span in plan.spans], axis=-1)
    for point in range(len(plan.points)):
        alone = read_alone(plan, point)
        assert fingerprint(plan.points.scenario(point)) == fingerprint(alone), plan.points.words(point)
        given = rows[:, plan.points.run[point]]
        assert given == pytest.approx(by_itself(alone, 2018), rel=1e-11), plan.points.words(point)
    assert len({tuple(row) for row in rows.T}) > 1


def test_a_stream_that_some_points_lack_is_refused(swept):
    text = "axes: {baseline.use: [customs_2016, officials_2017]}\noutputs: [vessels.receipts]\nyears: [2018]\n"
    refused(swept, text, "no such group or stream with the baseline officials_2017", "outputs[0]")


@pytest.mark.parametrize(
    "axes",
    [
        "{behaviour.resistance.china: {sobol: range}, partners.china.resistance: [1, 2]}",
        "{behaviour.resistance.china: {sobol: [1, 2]}, partners.china.resistance: {sobol: [1, 2]}}",
        "{behaviour.theta: {sobol: range}}\ncases: {a: {behaviour: {theta: 0.4}}, b: {}}",
    ],
)
def test_a_spread_number_that_something_else_gives_is_refused(swept, axes):
    refused(swept, f"points: 4\naxes: {axes}\n", "overlaps")


def test_a_spread_number_that_the_base_gives_by_a_stronger_path_is_refused(swept):
    base = "based_on: unscr_2371.yaml\ntitle: t\npartners: {china: {resistance: {value: 2, low: 1, high: 3}}}\n"
    for given in ("range", "[1, 2]"):
        with pytest.raises(BadInput, match="cannot be spread"):
            swept(f"points: 4\naxes: {{behaviour.resistance.china: {{sobol: {given}}}}}\n", base)


def test_the_own_range_is_that_of_each_scenario(swept):
    """What textiles sold for has another range in another baseline."""
    axes = "baseline.use: [customs_2016, mean_2014_2016], baseline.amounts.other_goods.china: {sobol: range}"
    points = swept(f"axes: {{{axes}}}\npoints: 256\n").points
    ranges = []
    for n, scenario in enumerate(points.settings):
        own = scenario.numbers["baseline.other_goods.china"]
        ranges.append((own.low, own.high))
        values = points.values[points.setting == n, 0]
        assert own.low <= values.min() < values.max() <= own.high
        assert values.max() - values.min() > 0.8 * (own.high - own.low)
    assert ranges[0] != ranges[1]


def test_the_own_range_changes_with_what_scales_it(swept):
    cell = "baseline.amounts.iron_steel.pakistan: {sobol: range}"
    points = swept(f"points: 64\naxes: {{{cell}, baseline.outside_largest_buyer: [290 MUSD/yr, 600 MUSD/yr]}}\n").points
    ends = []
    for n, scenario in enumerate(points.settings):
        own, values = scenario.numbers["baseline.iron_steel.pakistan"], points.values[points.setting == n, 0]
        assert own.low <= values.min() < values.max() <= own.high
        ends.append(own.high)
    assert ends[1] == pytest.approx(ends[0] * 600 / 290)


def test_no_dial_at_all_is_refused_as_set_refuses_it(swept):
    names = sorted(partner.id for partner in swept("axes: {campaign.dial: [1]}\n").points.settings[0].partners)
    base = "partners: {" + ", ".join(f"{name}: {{dial: 4}}" for name in names) + "}\n"
    with pytest.raises(BadInput, match="the dial is missing"):
        swept(
            "axes: {campaign.dial: [5, []], partners.china.dial: [3, null]}\n",
            f"based_on: unscr_2371.yaml\ntitle: t\n{base}",
        )


@pytest.mark.parametrize(
    ("axis", "words"),
    [
        ("behaviour.theta.low: {sobol: range}", "cannot be spread"),
        ("behaviour.theta.high: {sobol: [0.8, 0.9]}", "cannot be spread"),
        ("partners.china: {sobol: [{resistance: 1}, {resistance: 2}]}", "is not a range"),
        ("baseline.amounts.workers.russia: {sobol: range}", "axes.baseline.amounts.workers.russia.sobol"),
    ],
)
def test_only_whole_numbers_are_spread(swept, axis, words):
    base = "based_on: unscr_2371.yaml\ntitle: t\nbehaviour: {theta: {value: 0.5, low: 0.3, high: 0.9}}\n"
    with pytest.raises(BadInput) as found:
        swept(f"points: 4\naxes: {{{axis}}}\n", base)
    assert words in str(found.value)


@pytest.mark.parametrize(
    ("axis", "texts", "numbers"),
    [
        ("behaviour.theta.high: [0.6, 0.95]", ("0.6", "0.95"), (0.6, 0.95)),
        ("behaviour.theta.distribution: [triangular, uniform]", ("triangular", "uniform"), None),
        (
            "behaviour.theta: [{value: 0.5, low: 0.3, high: 0.9}, 0.5, {value: 0.5, low: 0.1, high: 0.6}]",
            ("0.5 (0.3 to 0.9)", "0.5", "0.5 (0.1 to 0.6)"),
            None,
        ),
        ("partners.china.resistance: [0.5, null, 2]", ("0.5", "null", "2"), None),
        ("campaign.review_months: {from: 1, to: 4, step: 1}", ("1", "2", "3", "4"), (1, 2, 3, 4)),
    ],
)
def test_values_go_by_what_was_written(swept, axis, texts, numbers):
    base = "based_on: unscr_2371.yaml\ntitle: t\nbehaviour: {theta: {value: 0.5, low: 0.3, high: 0.6}}\n"
    (source,) = swept(f"axes: {{{axis}}}\ndraws: 8\n", base).points.sources
    assert (source.texts, source.numbers) == (texts, numbers)


def test_a_dial_path_that_starts_after_some_horizon_is_refused(swept):
    dials = "[5, [{from: 2017-01-01, dial: 3}, {from: 2018-01-01, dial: 9}]]"
    text = f"axes: {{horizon.start: [2016-06, 2017-01], partners.china.dial: {dials}}}\nyears: [2018]\n"
    refused(swept, text, "the dial of china starts after the horizon", "2017-01-01", "on or before 2016-06-01")


def test_a_number_known_too_late_for_some_point_is_refused(swept):
    late = "{value: 0.5, low: 0.4, high: 0.6, source: s, known_by: 2019-01}"
    text = f"axes: {{behaviour.psi: [{late}, 0.2], known_by: [2020-01, 2018-01]}}\n"
    refused(swept, text, "a number could not be known in time", "known by 2018-01")


def test_what_nothing_tests_adds_nothing_and_is_refused(swept):
    text = "bundles: {none: [], old: [unscr_2270]}\noutputs: [goods.added]\nyears: [2018]\n"
    refused(swept, text, "added is about acts under test", "bundle old", "outputs[0]")
    kept = swept("bundles: {none: [], old: [unscr_2270]}\nyears: [2018]\n").outputs
    assert [output.name for output in kept] == ["goods.denied", "goods.receipts"]


@pytest.mark.parametrize("given", ["[0.1, 0]", "[0, 0.1]"])
def test_price_noise_of_some_points_only(swept, given):
    plan = swept(f"axes: {{behaviour.price_sd.coal: {given}}}\ndraws: 64\nseed: 3\noutputs: [coal.value]\n")
    rows = np.concatenate([compute(plan.piece(span)).values for span in plan.spans], axis=-1)
    for point in range(2):
        expected = ensemble(plan, point)
        run = int(plan.points.run[point])
        assert np.array_equal(rows[0, 64 * run : 64 * run + 64], expected)
    assert not np.array_equal(rows[0, :64], rows[0, 64:])


def ensemble(plan: Plan, point: int) -> np.ndarray:
    """What coal would bring in the first year kept, by draw, in an ensemble of one point."""
    kept = []

    class Keep:
        def add(self, totals, first):
            year = totals.frame.years.index(plan.outputs[0].year)
            kept.append(totals.yearly["value"][year, totals.frame.streams.index("coal")])

    run_ensemble(Ensemble(plan.points.scenario(point), plan.draws, plan.seed), [Keep()])
    return np.concatenate(kept)


FROM_0 = "{value: 0.1, low: 0, high: 1, distribution: lognormal}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("axes: {behaviour.lumpy_n.vessels: [{value: 2, low: 0, high: 3}, 6]}\ndraws: 8\n", "deliveries in every draw"),
        ("axes: {behaviour.psi: [" + FROM_0 + "]}\ndraws: 8\n", "lognormal number has no 5 % point"),
        (
            "axes: {behaviour.theta: ["
            + ", ".join(f"0.{n}" for n in range(11, 31))
            + "]}\ndraws: 1000000\ncases: {"
            + "CASES"
            + "}\n",
            "too many lanes",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(swept, text, words):
    cases = ", ".join(f"c{n}: {{behaviour.psi: 0.{n:03d}}}" for n in range(1, 60))
    refused(swept, text.replace("CASES", cases), words)


def test_a_lognormal_range_of_the_base_that_begins_at_0_is_refused(swept):
    base = f"based_on: unscr_2371.yaml\ntitle: t\nbehaviour: {{psi: {FROM_0}}}\n"
    with pytest.raises(BadInput, match="lognormal number has no 5 % point"):
        swept("axes: {behaviour.psi: {sobol: range}}\npoints: 8\n", base)


def test_words_of_the_base_do_not_make_another_sweep(swept, tmp_path: Path):
    base = "based_on: unscr_2371.yaml\ntitle: {}\n"
    one, other = (swept("axes: {campaign.dial: [1, 2]}\n", base.format(title)) for title in ("one", "other"))
    assert one.identity == other.identity


def refused(swept, text: str, *words: str) -> None:
    """Refused in planning, with these words."""
    with pytest.raises(BadInput) as found:
        swept(text)
    told = " ".join(str(found.value).split())
    assert all(word in told for word in words), told
