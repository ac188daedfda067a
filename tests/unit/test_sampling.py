"""Draws: each number has its distribution under either sampler, and its luck is its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.common.errors import BadInput
from sim.common.months import label, month_index
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario, drawn_months
from sim.domain.trade import Partner, Stream
from sim.luck.keyed import BLOCK, scrambled, uniforms
from sim.luck.monthly import price_paths
from sim.luck.replicates import quantile as quantile_of
from sim.luck.replicates import replicate_estimates, standard_error
from sim.luck.sampling import NOT_DRAWN, Luck, draw, drawn_quantities, is_drawn
from sim.luck.sobol import LEAST, sobol_points
from sim.reading.dimensions import read_dimensions, shipped_dimensions
from sim.reading.reference import Reference, shipped
from tests.ensembles import Ensemble, dealt, dice_of, scenario_named

SAMPLERS = ("keyed", "sobol")
REPO = Path(__file__).parents[2]
DISCOUNTS = ("delta_o", "delta_d", "delta_s")
COMMITTED_ROWS = 80
COMMITTED_HASH = "3b3419062fa7ff324e016800e814375c5ebcfae06ae3f35e7d6f2b9e5434d5b1"
"""Of the first rows of the table of dimensions: new rows go below them, and these stay as they are."""


@cache
def scenario(*overrides: str) -> Scenario:
    return scenario_named("unscr_2371", *overrides)


def given(base: Scenario, *quantities: Quantity) -> Scenario:
    """The scenario with some numbers replaced or added."""
    return replace(base, numbers=base.numbers | {q.name: q for q in quantities})


def alone(quantity: Quantity) -> Scenario:
    """The scenario with one number drawn and all others fixed, for what is asked of that number's draws alone."""
    fixed = (replace(q, low=q.value, high=q.value, distribution="fixed") for q in scenario().numbers.values())
    return given(scenario(), *fixed, quantity)


def luck_of(plan: Ensemble, block: int) -> Luck:
    return dice_of(plan).of(block)


def values_of(base: Scenario, sampler: str, draws: int = 4 * LEAST, seed: int = 2017) -> dict[str, np.ndarray]:
    plan = Ensemble(base, draws, seed, sampler=sampler)  # type: ignore[arg-type]
    found = [draw(base, luck_of(plan, block)) for block in range(draws // BLOCK)]
    return {name: np.concatenate([values[name] for values in found]) for name in found[0]}


def lognormal(median: float, high: float):
    return stats.lognorm(np.log(high / median) / 1.6448536269514722, scale=median)


LAWS = {
    "triangular": (Quantity("theta", 0.8, "1", 0.2, 0.9), stats.triang(6 / 7, 0.2, 0.7)),
    "triangular, most likely at its low end": (Quantity("theta", 0.2, "1", 0.2, 0.9), stats.triang(0, 0.2, 0.7)),
    "triangular, most likely at its high end": (Quantity("theta", 0.9, "1", 0.2, 0.9), stats.triang(1, 0.2, 0.7)),
    "uniform": (Quantity("theta", 0.8, "1", 0.2, 0.9, "uniform"), stats.uniform(0.2, 0.7)),
    "lognormal": (Quantity("take.workers", 5000, "1", 2000, 12500, "lognormal"), lognormal(5000, 12500)),
    "lognormal, wider above": (Quantity("tau_k", 18, "1", 12, 72, "lognormal"), lognormal(18, 72)),
    "lognormal, wider below": (Quantity("tau_k", 18, "1", 4.5, 20, "lognormal"), lognormal(18, 72)),
}


# -- distributions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("law", LAWS)
def test_draws_have_their_distribution(law, sampler):
    """Kolmogorov-Smirnov at a fixed seed, against SciPy's own formulas; Sobol draws lie much closer still."""
    quantity, expected = LAWS[law]
    draws = values_of(alone(quantity), sampler)[quantity.name]
    assert stats.kstest(draws, expected.cdf).pvalue > 0.01
    if sampler == "sobol":
        assert stats.kstest(draws, expected.cdf).statistic < 1 / 500


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_lognormal_is_given_by_its_median_and_its_5_and_95_percent_points(sampler):
    quantity = LAWS["lognormal"][0]
    draws = values_of(alone(quantity), sampler, draws=16 * LEAST)[quantity.name]
    assert np.quantile(draws, (0.05, 0.5, 0.95)) == pytest.approx((2000, 5000, 12500), rel=0.02)
    assert draws.min() > 0


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_discrete_number_takes_its_three_values_alike(sampler):
    draws = values_of(alone(Quantity("theta", 0.8, "1", 0.2, 0.9, "discrete")), sampler)["theta"]
    points, counts = np.unique(draws, return_counts=True)
    assert points.tolist() == [0.2, 0.8, 0.9]
    assert stats.chisquare(counts).pvalue > 0.01


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("behaviour", ["ex_ante_2017", "current"])
def test_every_shipped_number_has_its_distribution_and_stays_in_its_range(behaviour, sampler):
    """All are triangular; the discounts, put in order, are another test's."""
    base = scenario(f"behaviour.use={behaviour}")
    drawn = {q.name: q for q in drawn_quantities(base)}
    values = values_of(base, sampler, draws=LEAST)
    assert values.keys() == drawn.keys()
    for name, q in drawn.items():
        assert (values[name] >= min(q.low, *(drawn[d].low for d in DISCOUNTS if name in DISCOUNTS), q.low)).all()
        assert (values[name] <= max(q.high, *(drawn[d].high for d in DISCOUNTS if name in DISCOUNTS), q.high)).all()
        if name not in DISCOUNTS:
            assert q.distribution == "triangular"
            expected = stats.triang((q.value - q.low) / (q.high - q.low), q.low, q.high - q.low)
            assert stats.kstest(values[name], expected.cdf).pvalue > 0.01 / len(drawn), name


def test_a_lognormal_tail_stops_at_the_limits_of_its_parameter():
    """A share cannot be drawn above 1, however long the tail."""
    theta = values_of(alone(Quantity("theta", 0.8, "1", 0.5, 1.0, "lognormal")), "keyed")["theta"]
    assert theta.max() == 1.0
    assert np.median(theta) == pytest.approx(0.8, rel=0.01)


SCOPED = (
    (),
    (Quantity("delta_s.coal", 0.3, "1", 0.1, 0.4),),
    (Quantity("delta_d.coal", 0.3, "1", 0.1, 0.9), Quantity("delta_s.goods", 0.4, "1", 0.3, 0.9)),
    (Quantity("delta_o.coal", 0.05, "1", 0.0, 0.6), Quantity("delta_s.coal", 0.2, "1", 0.1, 0.3)),
    (Quantity("delta_o.goods", 0.3, "1", 0.0, 0.9), Quantity("delta_s.textiles", 0.3, "1", 0.0, 0.9)),
    (Quantity("delta_d", 0.2, "1", 0.2, 0.2, "fixed"), Quantity("delta_d.coal", 0.5, "1", 0.5, 0.5, "fixed")),
)


@pytest.mark.parametrize("blocks", [2, pytest.param(LEAST // BLOCK, marks=pytest.mark.slow)])
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("extra", SCOPED, ids=lambda extra: " ".join(q.name for q in extra) or "as shipped")
def test_discounts_keep_their_order_in_every_draw_and_stream(extra, sampler, blocks):
    """Whatever is given for all streams, for a group or for one stream."""
    base = given(scenario(), *extra)
    block = dealt(Ensemble(base, LEAST, 5, sampler=sampler), range(blocks))
    assert {len(values) for values in block.values.values()} == {blocks * BLOCK}
    for stream in base.streams:
        rows = np.broadcast_arrays(*(block.number(name, stream.id, stream.group) for name in DISCOUNTS))
        assert (rows[0] >= 0).all()
        assert (rows[0] <= rows[1]).all()
        assert (rows[1] <= rows[2]).all()
        assert (rows[2] <= 1).all()


def test_discounts_that_nobody_draws_stay_as_they_are():
    fixed = [Quantity(name, x, "1", x, x, "fixed") for name, x in zip(DISCOUNTS, (0.1, 0.2, 0.3), strict=True)]
    block = dealt(Ensemble(given(scenario(), *fixed), 2 * BLOCK, 5), range(2))
    assert not set(DISCOUNTS) & set(block.values)


def test_no_more_is_substituted_than_smuggling_it_would_earn():
    share = Quantity("substitution_share.textiles>wigs", 0.5, "1", 0.1, 0.6)
    values = values_of(given(scenario(), share), "keyed")
    assert (values[share.name] <= (1 - values["delta_s"]) * (1 - values["psi"]) * (1 + 1e-12)).all()
    small = values_of(given(scenario(), Quantity(share.name, 0.05, "1", 0.04, 0.06)), "keyed")
    assert 0.04 <= small[share.name].min() < small[share.name].max() <= 0.06
    assert small["delta_s"].tobytes() == values["delta_s"].tobytes()


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (Quantity("theta", 0.5, "1", 0.0, 1.0, "lognormal"), "no 5 % point"),
        (Quantity("peer", 0.1, "1", -0.1, 0.2, "lognormal"), "no 5 % point"),
        (Quantity("lumpy_n.arms", 1, "deliveries/yr", 0, 2), "needs deliveries"),
    ],
)
def test_ranges_that_cannot_be_drawn_are_refused(quantity, said):
    with pytest.raises(BadInput, match=said):
        Ensemble(given(scenario(), quantity), BLOCK, 1)


def test_choices_of_the_scenario_are_never_drawn():
    """gamma, unit values, the dial path and the notices."""
    wide = {
        name: replace(q, low=0.5 * q.value, high=2 * q.value + 1, distribution="uniform")
        for name, q in scenario().numbers.items()
        if name.partition(".")[0] in ("gamma", "unit_value")
    }
    assert len(wide) > 2
    base = given(scenario(), *wide.values())
    luck = luck_of(Ensemble(base, 1, 1), 0)
    assert draw(base, luck).keys() == draw(scenario(), luck).keys()
    block = dealt(Ensemble(base, BLOCK, 1), [0])
    assert block.scenario.numbers is base.numbers
    assert not [name for name in block.values if name.partition(".")[0] in (*NOT_DRAWN, "dial", "notices")]


def test_cells_of_the_baseline_are_drawn_each_by_itself():
    """Their ranges are part of every band; no amount is below 0."""
    cells = ("baseline.coal.china", "baseline.seafood.china")
    base = given(scenario(), *(Quantity(name, 100, "MUSD/yr", 1, 150, "lognormal") for name in cells))
    values = values_of(base, "keyed")
    assert all(np.median(values[name]) == pytest.approx(100, rel=0.1) for name in cells)
    assert abs(np.corrcoef(values[cells[0]], values[cells[1]])[0, 1]) < 4 / np.sqrt(len(values[cells[0]]))


def test_noise_is_one_stationary_factor_for_all_goods():
    """Standard deviation `noise_sd` in logs, the mean 1, the month before counts by `noise_ar1`; labour has none."""
    told = Quantity("noise_sd", 0.16, "1", 0.16, 0.16, "fixed"), Quantity("noise_ar1", 0.5, "1", 0.5, 0.5, "fixed")
    found = deliveries_of(given(scenario(), *told), 32)
    coal = found["coal"]
    assert found["seafood"] is not coal
    assert np.array_equal(found["seafood"], coal)
    assert not {s.id for s in scenario().streams if s.group != "goods"} - {"arms"} & found.keys()
    assert np.log(coal).std() == pytest.approx(0.16, rel=0.02)
    assert coal.mean() == pytest.approx(1, abs=0.01)
    logs = np.log(coal) + 0.16**2 / 2
    assert (logs[1:] * logs[:-1]).mean() / (logs**2).mean() == pytest.approx(0.5, abs=0.03)


# -- whose luck -------------------------------------------------------------------------------------------------------


def grown(base: Scenario) -> dict[str, Scenario]:
    """The scenario with one more quantity, measure, partner or stream."""
    partner = replace(base, partners=(*base.partners, Partner("atlantis", "Atlantis", may_buy=True)))
    stream = replace(base, streams=(Stream("amber", "Amber", "goods"), *base.streams))
    amber = [Quantity(f"{n}.amber", 0.3, "1", 0.1, 0.9) for n in ("kappa", "theta", "retained", "price_sd", "delta_s")]
    return {
        "quantity": given(base, Quantity("theta.coal", 0.5, "1", 0.2, 0.9, "uniform")),
        "measure": replace(base, bundle=(*base.bundle, "unscr_2397", "us_eo_13810")),
        "fewer measures": replace(base, bundle=(), measures=(), under_test=()),
        "partner": given(partner, Quantity("lag_days.atlantis", 50, "1", 10, 90)),
        "stream": given(stream, *amber, Quantity("lumpy_n.amber", 4, "1", 2, 8)),
        "another order": replace(base, streams=base.streams[::-1], numbers=dict(reversed(base.numbers.items()))),
    }


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("more", ["quantity", "measure", "fewer measures", "partner", "stream", "another order"])
def test_more_of_anything_changes_no_other_luck(more, sampler):
    """Adding a measure, a partner, a stream or a quantity leaves every other draw as it was, bit for bit."""
    base, other = (Ensemble(s, LEAST, 9, sampler=sampler) for s in (scenario(), grown(scenario())[more]))
    before, after = (dealt(plan, [0, 7]) for plan in (base, other))
    assert before.values.keys() <= after.values.keys()
    for name, values in before.values.items():
        assert values.tobytes() == after.values[name].tobytes(), name
    for one, two in ((before.prices, after.prices), (before.quantities, after.quantities)):
        then = in_horizon(other.scenario, two)
        for stream, factors in in_horizon(base.scenario, one).items():
            assert factors.tobytes() == then[stream].tobytes(), stream


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_luck_does_not_depend_on_the_chunk(sampler):
    plan = Ensemble(scenario(), LEAST, 9, sampler=sampler)
    together = dealt(plan, range(8))
    for block in (6, 0, 3):
        alone, lanes = dealt(plan, [block]), slice(BLOCK * block, BLOCK * (block + 1))
        assert all(alone.values[name].tobytes() == together.values[name][lanes].tobytes() for name in alone.values)
        for few, all_ in ((alone.prices, together.prices), (alone.quantities, together.quantities)):
            assert all(np.array_equal(few[s], all_[s][:, lanes]) for s in few)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_numbers_redrawn_leave_the_others_alone(sampler):
    """What is redrawn is independent of what it was, draw by draw."""
    plan = Ensemble(scenario(), 4 * LEAST, 9, sampler=sampler)
    before = luck_of(plan, 5)
    after = luck_of(replace(plan, redrawn=frozenset({"theta"})), 5)
    assert before("alpha").tobytes() == after("alpha").tobytes()
    assert abs(np.corrcoef(before("theta"), after("theta"))[0, 1]) < 4 / 16


def correlations(columns) -> np.ndarray:
    """How far each pair of columns goes together."""
    return np.abs(np.corrcoef(columns)[np.triu_indices(len(columns), 1)])


def columns_of(plan: Ensemble, names) -> list[np.ndarray]:
    return [np.concatenate([luck_of(plan, b)(name) for b in range(plan.draws // BLOCK)]) for name in names]


def test_keyed_numbers_are_independent_of_each_other():
    """No pair of the shipped names goes together, and no pair of seeds or blocks."""
    plan, names = Ensemble(scenario(), LEAST, 3), sorted(shipped_dimensions())
    columns = columns_of(plan, names) + columns_of(replace(plan, seed=4), names[:5])
    assert correlations(columns).max() < 5 / np.sqrt(LEAST)
    assert correlations([luck_of(plan, block)("theta") for block in range(8)]).max() < 4 / np.sqrt(BLOCK)


def test_sobol_numbers_go_together_less_than_chance():
    """On the whole; with 256 points a scramble a few of the 3,160 pairs of columns are known to (up to 0.28 seen), and
    no longer with 1,024."""
    each = (Ensemble(scenario(), n * LEAST, 3, sampler="sobol") for n in (1, 4))
    few, more = (correlations(columns_of(ensemble, shipped_dimensions())) for ensemble in each)
    assert np.sqrt(np.mean(few**2)) < 0.7 / np.sqrt(LEAST)
    assert few.max() < 0.35
    assert np.sqrt(np.mean(more**2)) < 0.4 / np.sqrt(4 * LEAST)
    assert more.max() < 0.07


def test_the_seed_matters_and_nothing_else_does():
    assert uniforms(1, "theta", 0).tobytes() == uniforms(1, "theta", 0).tobytes()
    keys = [(1, "theta", 0), (2, "theta", 0), (1, "alpha", 0), (1, "theta", 1)]
    assert len({uniforms(*key).tobytes() for key in keys}) == 4
    assert 0 < uniforms(1, "theta", 0).min() < uniforms(1, "theta", 0).max() < 1


def fingerprint() -> str:
    """A hash of what some draws are dealt, under either sampler."""
    found = hashlib.sha256()
    for sampler in SAMPLERS:
        block = dealt(Ensemble(scenario_named("unscr_2371"), LEAST, 7, sampler=sampler), [0, 5])
        for table in (block.values, block.prices, block.quantities):
            for name in sorted(table):
                found.update(name.encode() + table[name].tobytes())
    return found.hexdigest()


@pytest.mark.slow
def test_draws_do_not_depend_on_the_order_of_hashing():
    """In this process, and in one whose sets and dicts of names have another order."""
    other = "1" if os.environ.get("PYTHONHASHSEED") == "0" else "0"
    env = os.environ | {"PYTHONHASHSEED": other, "PYTHONPATH": str(REPO)}
    code = "from tests.unit import test_sampling; print(test_sampling.fingerprint())"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint()


# -- prices and deliveries --------------------------------------------------------------------------------------------


def in_horizon(base: Scenario, factors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What is drawn by month, over the months of the horizon."""
    first = base.start - drawn_months(base).start
    return {stream: table[first : first + base.months] for stream, table in factors.items()}


def index_of(base: Scenario, blocks: int = 16) -> dict[str, np.ndarray]:
    """What draws multiply prices by: (month, draw) by stream."""
    return in_horizon(base, dealt(Ensemble(base, blocks * BLOCK, 11), range(blocks)).prices)


def deliveries_of(base: Scenario, blocks: int = 16) -> dict[str, np.ndarray]:
    """What draws multiply quantities by: (month, draw) by stream."""
    return in_horizon(base, dealt(Ensemble(base, blocks * BLOCK, 11), range(blocks)).quantities)


def test_price_factors_are_1_on_average_and_1_where_prices_were_observed():
    base = scenario()
    factors = index_of(base, blocks=32)["coal"]
    last = max(month for path in base.price_paths if path.stream == "coal" for month, _ in path.steps)
    observed = last + 1 - base.start
    assert 0 < observed < base.months - 12
    assert (factors[:observed] == 1.0).all()
    drawn = factors[observed:]
    error = drawn.std(axis=1) / np.sqrt(drawn.shape[1])
    assert (np.abs(drawn.mean(axis=1) - 1) < 4 * error).all()
    assert np.log(drawn[0]).std() == pytest.approx(0.1, rel=0.1)  # one innovation of sd 0.06 to 0.15
    assert (np.diff(np.log(drawn).std(axis=1)) > -0.01).all()


def test_another_horizon_leaves_the_innovations_of_shared_months():
    base = scenario("horizon.start=2017-01", "horizon.end=2019-12")
    later = scenario("horizon.start=2018-01", "horizon.end=2021-06")
    goods = {stream.id for stream in base.streams if stream.group == "goods"}
    for paths_of, streams in ((index_of, {"coal"}), (deliveries_of, goods | {"arms"})):
        one, other = paths_of(base, 2), paths_of(later, 2)
        assert one.keys() == other.keys() == streams
        for stream in one:
            assert one[stream][12:].tobytes() == other[stream][:24].tobytes()


def test_base_year_prices_are_not_drawn():
    base = replace(scenario(), prices="base_year")
    assert index_of(base, 1) == {}
    assert deliveries_of(base, 1).keys() == deliveries_of(scenario(), 1).keys()


def test_deliveries_are_poisson():
    """With n deliveries a year the factor is Poisson(n/12) over its mean: mean 1, variance 12/n."""
    factors = deliveries_of(given(scenario(), Quantity("lumpy_n.arms", 6, "1", 6, 6, "fixed")), 8)["arms"]
    counts = factors * 0.5
    assert np.array_equal(counts, np.rint(counts))
    assert factors.mean() == pytest.approx(1, abs=4 * np.sqrt(2 / factors.size))
    assert factors.var() == pytest.approx(2, rel=0.03)
    seen = np.bincount(counts.astype(int).ravel(), minlength=5)
    expected = stats.poisson(0.5).pmf(np.arange(4)) * counts.size
    assert stats.chisquare([*seen[:4], seen[4:].sum()], [*expected, counts.size - expected.sum()]).pvalue > 0.01


def test_many_deliveries_are_poisson_too():
    factors = deliveries_of(given(scenario(), Quantity("lumpy_n.arms", 1000, "1", 1000, 1000, "fixed")), 4)["arms"]
    assert factors.mean() == pytest.approx(1, abs=4 * np.sqrt(0.012 / factors.size))
    assert factors.var() == pytest.approx(0.012, rel=0.05)


@pytest.mark.parametrize("scope", ["", ".goods"], ids=["all streams", "a group"])
def test_price_risk_and_deliveries_may_be_given_for_many_streams(scope):
    """A stream's own number stands before its group's and the general one."""
    before = index_of(scenario(), 1)
    risky = index_of(given(scenario(), Quantity(f"price_sd{scope}", 0.1, "1", 0.1, 0.1, "fixed")), 1)
    assert np.array_equal(before["coal"], risky["coal"])
    assert "seafood" not in before
    assert risky["seafood"].std() > 0
    lumpy = deliveries_of(given(scenario(), Quantity(f"lumpy_n{scope}", 6, "1", 6, 6, "fixed")), 1)
    assert np.array_equal(deliveries_of(scenario(), 1)["arms"], lumpy["arms"])
    assert "seafood" in lumpy


def test_prices_and_deliveries_stay_keyed_under_sobol():
    keyed, sobol = (luck_of(Ensemble(scenario(), LEAST, 11, sampler=s), 3) for s in SAMPLERS)
    month = label(month_index(2018, 5))
    for name in (f"price innovation.coal.{month}", f"deliveries.arms.{month}", "theta.of a scenario's own"):
        assert keyed(name).tobytes() == sobol(name).tobytes()
    assert keyed("theta").tobytes() != sobol("theta").tobytes()
    months = len(drawn_months(scenario()))
    assert price_paths(scenario(), draw(scenario(), sobol), sobol)["coal"].shape == (months, BLOCK)


# -- Sobol ------------------------------------------------------------------------------------------------------------


def test_every_shipped_number_that_is_drawn_has_a_dimension():
    reference = Reference(shipped() / "reference")
    drawn = {name for chosen in reference.sets for name, q in reference.numbers(chosen).items() if is_drawn(q)}
    assert len(drawn) >= 80
    missing = sorted(drawn - set(shipped_dimensions()))
    assert missing == [], "add them at the end of sobol_dimensions.csv"


def test_the_table_of_dimensions_only_grows():
    rows = list(shipped_dimensions().items())
    assert [d for _, d in rows] == list(range(1, len(rows) + 1))
    text = "\n".join(f"{name},{d}" for name, d in rows[:COMMITTED_ROWS])
    assert hashlib.sha256(text.encode()).hexdigest() == COMMITTED_HASH, "rows of the table were moved or changed"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("theta,1\nalpha,2\ntheta,3\n", "the name stands twice"),
        ("theta,1\nalpha,3\n", "not the next one"),
        ("theta,1\nalpha,1\n", "not the next one"),
        ("theta,2\n", "not the next one"),
        ("theta,one\n", "not the next one"),
        (",1\n", "the name is missing"),
    ],
)
def test_a_bad_table_of_dimensions_is_refused(tmp_path, rows, said):
    table = tmp_path / "sobol_dimensions.csv"
    table.write_text(f"name,dimension\n{rows}", encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_dimensions(table)


@pytest.mark.parametrize("draws", [0, 256, 1000, LEAST - 1, LEAST + 256, 3 * LEAST + 1])
def test_sobol_refuses_draws_that_do_not_fill_its_scrambles(draws):
    with pytest.raises(BadInput, match="multiple of 2,048"):
        Ensemble(scenario(), draws, 1, sampler="sobol")


def sobol_column(name: str, draws: int, seed: int = 1) -> np.ndarray:
    plan = Ensemble(scenario(), draws, seed, sampler="sobol")
    return np.concatenate([luck_of(plan, block)(name) for block in range(draws // BLOCK)])


@pytest.mark.parametrize("name", ["growth", "theta", "kappa.coal", "wrong way round"])
def test_a_scrambled_column_is_as_even_as_it_was(name):
    """Each scramble has one draw in every 1024th part of (0, 1), and so have its blocks in every 256th."""
    dimension = shipped_dimensions().get(name, len(shipped_dimensions()))
    points = np.concatenate([sobol_points(block, len(shipped_dimensions()))[:, dimension - 1] for block in range(4)])
    assert np.bincount(points >> np.uint32(22), minlength=1024).tolist() == [1] * 1024
    column = scrambled(points, 1, name, 2)
    assert np.bincount((column * 1024).astype(int), minlength=1024).tolist() == [1] * 1024
    for block in np.split(column, 4):
        assert np.bincount((block * 256).astype(int), minlength=256).tolist() == [1] * 256
    assert column.min() > 0
    assert column.max() < 1


def test_each_scramble_is_another_and_runs_through_the_sequence():
    column = sobol_column("theta", 2 * LEAST)
    parts = np.split(column, 8)
    for part in parts:
        assert np.bincount((part * 512).astype(int), minlength=512).tolist() == [1] * 512
    assert len({part.tobytes() for part in parts}) == 8
    assert sobol_column("theta", 2 * LEAST, seed=2).tobytes() != column.tobytes()


def test_scrambling_deals_every_nested_order_alike():
    """Each of the seven nodes of the first three levels has a coin of its own: all 128 orders come, equally often."""
    eighths = np.arange(8, dtype=np.uint32) << np.uint32(29)
    seen: dict[tuple[int, ...], int] = {}
    for seed in range(4096):
        order = tuple((scrambled(eighths, seed, "theta", 0) * 8).astype(int).tolist())
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 128
    assert stats.chisquare(list(seen.values())).pvalue > 0.01


def test_each_draw_is_uniform_over_its_scrambles():
    """Without bias: the first and another point of the sequence, over 2,000 seeds."""
    points = sobol_points(0, 3)[[0, 77], 1]
    columns = np.array([scrambled(points, seed, "theta", 0) for seed in range(2000)]).T
    assert all(stats.kstest(column, stats.uniform.cdf).pvalue > 0.01 for column in columns)


def test_pairs_of_columns_are_more_even_than_chance():
    names = sorted(shipped_dimensions(), key=shipped_dimensions().__getitem__)
    plans = [Ensemble(scenario(), LEAST, 1, sampler=s) for s in SAMPLERS]
    keyed, sobol = (
        np.mean([
            stats.qmc.discrepancy(np.array([luck_of(plan, b)(n) for n in pair]).T, method="L2-star")
            for b in (0, 1)
            for pair in (names[n : n + 2] for n in range(0, len(names) - 1, 5))
        ])
        for plan in plans
    )  # fmt: skip
    assert sobol < keyed / 2


def test_the_mean_of_a_smooth_function_is_found_sooner_and_with_an_honest_error():
    """The error over 24 seeds is far below that of chance, and as large as the standard error says."""
    names = sorted(shipped_dimensions(), key=shipped_dimensions().__getitem__)[:10]

    def smooth(seed: int, sampler: str) -> np.ndarray:
        plan = Ensemble(scenario(), LEAST, seed, sampler=sampler)  # type: ignore[arg-type]
        luck = [luck_of(plan, block) for block in range(8)]
        return np.prod([1 + (np.concatenate([one(n) for one in luck]) - 0.5) / (k + 1) for k, n in enumerate(names)], 0)

    wrong, said = {}, {}
    for sampler in SAMPLERS:
        values = np.array([smooth(seed, sampler) for seed in range(24)])
        wrong[sampler] = float(np.sqrt(np.mean((values.mean(axis=1) - 1) ** 2)))
        said[sampler] = float(np.sqrt(np.mean(standard_error(values) ** 2)))
    assert wrong["sobol"] < wrong["keyed"] / 10
    for sampler in SAMPLERS:
        assert said[sampler] == pytest.approx(wrong[sampler], rel=0.5)


def test_sobol_needs_nothing_heavy_until_it_is_asked_for():
    code = "import sys, sim.runs.draws; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(REPO)}).returncode == 0


# -- standard errors --------------------------------------------------------------------------------------------------


def test_standard_errors_come_from_the_replicates():
    """Eight replicates of two draws: means 0.5, 2.5 ... 14.5, their sd over the root of eight."""
    values = np.arange(16.0)
    assert replicate_estimates(values).tolist() == [0.5 + 2 * n for n in range(8)]
    assert standard_error(values) == pytest.approx(np.std(np.arange(8) * 2, ddof=1) / np.sqrt(8))
    table = np.random.default_rng(1).normal(size=(3, 2, 4096))
    assert standard_error(table).shape == (3, 2)
    assert standard_error(table) == pytest.approx(np.full((3, 2), 1 / 64), rel=0.8)
    median = standard_error(np.random.default_rng(2).normal(size=(200, 4096)), quantile_of(0.5))
    assert np.sqrt(np.mean(median**2)) == pytest.approx(1.2533 / 64, rel=0.1)


def test_draws_that_failed_are_left_out_of_statistics():
    values = np.arange(16.0)
    values[3] = np.nan
    assert replicate_estimates(values)[1] == 2.0
    assert np.isfinite(standard_error(values, quantile_of(0.5)))


@pytest.mark.parametrize(("draws", "scrambles"), [(15, 8), (16, 1), (9, 4)])
def test_ragged_replicates_are_refused(draws, scrambles):
    with pytest.raises(ValueError, match="replicates of one length"):
        standard_error(np.zeros(draws), scrambles=scrambles)
