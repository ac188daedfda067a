"""What must hold of ensembles: the same bits however they are run (I14), more law never earning more in any draw (I4),
bundles that differ by policy alone, and each draw the run it stands for."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.common.axes import Array
from sim.common.months import label, month_index
from sim.domain.scenario import PricePath, Scenario, drawn_months
from sim.luck.keyed import BLOCK
from sim.processes.model import FullRecord, simulate
from sim.runs.reduce import PROBABILITIES, ExactSeries
from sim.world.assembly import assemble
from tests.ensembles import (
    Ensemble,
    by_series,
    dealt,
    fingerprint,
    monthly,
    parts_of,
    run_chunk,
    scenario_named,
    with_bundle,
)
from tests.rings import in_rings
from tests.worlds import plain_from, run_scalar

REPO = Path(__file__).parents[2]
SOME_MONTHS = ("horizon.start=2017-07", "horizon.end=2017-10")
YEAR = ("horizon.start=2017-06", "horizon.end=2018-02")
SAMPLERS = ("keyed", "sobol")


@cache
def named(name: str, *overrides: str) -> Scenario:
    return scenario_named(name, *overrides)


# -- I14 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", in_rings(SAMPLERS, 2))
def test_the_same_bits_for_any_chunk_workers_and_order(sampler):
    """I14: the same scenario gives the same bits for any chunk size, worker count and order."""
    blocks = {"keyed": 4, "sobol": 8}[sampler]
    scenario = named("unscr_2371", *SOME_MONTHS)
    plan = Ensemble(scenario, blocks * BLOCK, 7, windows=((0, 1), (2, 3)), sampler=sampler)
    whole = fingerprint(parts_of(plan))
    assert fingerprint(parts_of(plan, chunk=256)) == whole
    assert fingerprint(parts_of(plan, chunk=512)) == whole
    order = [*range(1, blocks, 2), *range(0, blocks, 2)]
    shuffled = {block: run_chunk(plan, [block]) for block in order}
    assert fingerprint([shuffled[block] for block in range(blocks)]) == whole


@pytest.mark.slow
def test_the_same_bits_for_two_workers():
    """I14, in processes of their own; the last chunk is not full."""
    plan = Ensemble(named("unscr_2371", *SOME_MONTHS), 300, 7)
    whole = parts_of(plan)
    assert sum(part.draws for part in whole) == 300
    assert fingerprint(parts_of(plan, workers=2, chunk=256)) == fingerprint(whole)


def test_more_draws_begin_with_the_same_ones():
    """Keyed draws: the first 256 of 512 are the 256 of 256."""
    few, more = (monthly(Ensemble(named("unscr_2371", *SOME_MONTHS), draws, 7)) for draws in (BLOCK, 2 * BLOCK))
    assert all(few[name].tobytes() == more[name][:, :BLOCK].tobytes() for name in few)


SMALL = """
from tests.ensembles import Ensemble
from tests.ensembles import fingerprint, parts_of, scenario_named
scenario = scenario_named("ladder", "horizon.start=2017-06", "horizon.end=2017-11")
print(fingerprint(parts_of(Ensemble(scenario, 256, 3))))
"""


def printed(**settings: str) -> str:
    env = os.environ | {"PYTHONPATH": str(REPO)} | settings
    return subprocess.run([sys.executable, "-c", SMALL], env=env, capture_output=True, text=True, check=True).stdout


@cache
def here() -> str:
    scenario = named("ladder", "horizon.start=2017-06", "horizon.end=2017-11")
    return fingerprint(parts_of(Ensemble(scenario, 256, 3)))


def threads(count: str) -> dict[str, str]:
    return {"OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(
            {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "America/St_Johns", **threads("1")}, marks=pytest.mark.slow
        ),
        {"PYTHONHASHSEED": "4294967295", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "0"}
        | threads("4"),
    ],
    ids=lambda settings: " ".join(f"{name}={value}" for name, value in settings.items()),
)
def test_the_same_bits_in_any_surroundings(settings):
    """I14, for the order of hashing, locale, time zone and threads."""
    assert printed(**settings).strip() == here()


# -- I4 ---------------------------------------------------------------------------------------------------------------

WITHOUT_2371 = ("unscr_1718", "unscr_1874", "unscr_2270", "unscr_2375", "unscr_2397", "us_eo_13810")
WITHOUT_2270 = ("kr_2016_kaesong", "unscr_1718", "unscr_1874", "unscr_2371", "unscr_2375", "unscr_2397")
"""Ladders without a front-loaded cap (2321) and without an act that supersedes another of them (2270 and 2371)."""

LADDER = ("horizon.start=2016-10", "horizon.end=2018-03")


def rungs(ladder: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The empty bundle, the first act, the first two, and so on."""
    return [ladder[:n] for n in range(len(ladder) + 1)]


def without_free_riding(scenario: Scenario) -> Scenario:
    """A peer effect that pulls one way: below 0, what one partner does the others do less."""
    peer = replace(scenario.numbers["peer"], low=0.0)
    return replace(scenario, numbers=scenario.numbers | {"peer": peer})


def receipts_up(scenario: Scenario, ladder: tuple[str, ...], draws: int) -> list[dict[str, Array]]:
    """Receipts by month and draw under each rung, on the same draws."""
    return [monthly(Ensemble(with_bundle(scenario, *rung), draws, 11)) for rung in rungs(ladder)]


def test_the_ladders_meet_the_conditions():
    """No front-loaded cap, no carry-over, nothing lifted, nothing that supersedes another act of the ladder."""
    measures = {m.id: m for m in named("ladder").measures}
    for ladder in (WITHOUT_2371, WITHOUT_2270):
        chosen = {p.id: p for name in ladder if name in measures for p in measures[name].provisions}
        assert len(chosen) > 8
        for p in chosen.values():
            assert p.lifted is None
            assert not p.carry_over
            assert p.kind != "cap" or p.mode == "pro_rata"
            assert not set(p.superseded_by) & set(chosen)


def never_more(scenario: Scenario, ladder: tuple[str, ...], draws: int) -> None:
    levels = receipts_up(scenario, ladder, draws)
    for smaller, larger in pairwise(levels):
        for name, most in smaller.items():
            assert (larger[name] <= most * (1 + 1e-12) + 1e-12).all(), name
    assert (levels[-1]["goods"][-1] < 0.97 * levels[0]["goods"][-1]).all()


@pytest.mark.parametrize(
    "ladder",
    [WITHOUT_2270, pytest.param(WITHOUT_2371, marks=pytest.mark.slow)],
    ids=["without 2270", "without 2371"],
)
def test_a_larger_bundle_never_earns_more_in_any_draw_and_month(ladder):
    """I4: a larger bundle never earns more, draw by draw and month by month, in any stream and group."""
    scenario = without_free_riding(named("ladder", *LADDER))
    never_more(replace(scenario, substitutions=()), ladder, BLOCK)


@pytest.mark.slow
@pytest.mark.parametrize("ladder", [WITHOUT_2371, WITHOUT_2270], ids=["without 2371", "without 2270"])
@pytest.mark.parametrize("behaviour", ["ex_ante_2017", "current"])
def test_a_larger_bundle_never_earns_more_in_many_draws(ladder, behaviour):
    """I4, on either set of behaviour, 1,024 draws and 30 months."""
    longer = ("horizon.start=2016-06", "horizon.end=2018-11")
    scenario = without_free_riding(named("ladder", *longer, f"behaviour.use={behaviour}"))
    never_more(replace(scenario, substitutions=()), ladder, 4 * BLOCK)


def test_with_substitution_a_larger_bundle_never_earns_more_in_all():
    """I4: with substitution the same for the running total."""
    scenario = without_free_riding(named("ladder", *LADDER))
    assert scenario.substitutions
    names = [s.id for s in scenario.streams]
    levels = [
        np.cumsum(np.add.reduce([level[n] for n in names]), axis=0)
        for level in receipts_up(scenario, WITHOUT_2270, BLOCK)
    ]
    for smaller, larger in pairwise(levels):
        assert (larger <= smaller * (1 + 1e-12)).all()


# -- bundles differ by policy alone -----------------------------------------------------------------------------------


def test_the_difference_of_two_equal_bundles_is_nothing_at_all():
    """Not small: zero, in every draw and every quantile."""
    scenario = named("unscr_2371", *YEAR)
    again = replace(scenario, name="again", title="the same law in other words", bundle=scenario.bundle[::-1])
    one, other = (monthly(Ensemble(s, BLOCK, 5)) for s in (scenario, again))
    for name in one:
        assert not np.quantile(one[name] - other[name], PROBABILITIES, axis=-1).any()
    bands = [ExactSeries(), ExactSeries()]
    for series, s in zip(bands, (scenario, again), strict=True):
        for first, part in zip((0, BLOCK), parts_of(Ensemble(s, 2 * BLOCK, 5), chunk=BLOCK), strict=True):
            series.add(part, first)
    assert np.array_equal(bands[0].quantiles("receipts"), bands[1].quantiles("receipts"))


@pytest.mark.parametrize(
    ("act", "sampler"), in_rings([(act, by) for act in ("unscr_2371", "unscr_2375") for by in SAMPLERS], 4)
)
def test_bundles_differ_only_where_and_when_policy_reaches(act, sampler):
    """Streams the act does not cover, and every month before its adoption, are the same bit for bit."""
    base = replace(named("unscr_2371", "horizon.start=2017-07", "horizon.end=2017-11"), substitutions=())
    prior = tuple(m for m in base.bundle if m != "unscr_2371")
    draws = 2048 if sampler == "sobol" else BLOCK
    bundles = (prior, (*prior, act))
    before, after = (Ensemble(with_bundle(base, *bundle), draws, 5, sampler=sampler) for bundle in bundles)
    measure = next(m for m in named("ladder").measures if m.id == act)
    after = replace(after, scenario=replace(after.scenario, measures=named("ladder").measures))
    covered = {stream for p in measure.provisions for stream in p.streams}
    adopted = month_index(measure.adopted.year, measure.adopted.month) - base.start
    changed = set()
    parts = parts_of(before), parts_of(after)
    for name in ("receipts", "recorded"):
        one, other = (by_series(plan, part, name) for plan, part in zip((before, after), parts, strict=True))
        for stream in one:
            assert one[stream][:adopted].tobytes() == other[stream][:adopted].tobytes()
            if not np.array_equal(one[stream], other[stream]):
                changed.add(stream)
    groups = {s.group for s in base.streams if s.id in covered}
    assert changed <= covered | groups
    assert changed & covered


# -- each draw is the run it stands for -------------------------------------------------------------------------------


def one_draw(plan: Ensemble, number: int) -> dict:
    """The plain world whose run is a draw: its values for the numbers, and its luck told month by month."""
    block, lane = divmod(number, BLOCK)
    hand = dealt(plan, [block])
    values = {name: float(column[lane]) for name, column in hand.values.items()}
    values |= {name: float(round(x)) for name, x in values.items() if name.partition(".")[0] == "lag_days"}
    scenario = plan.scenario
    numbers = {name: replace(q, value=values.get(name, q.value)) for name, q in scenario.numbers.items()}
    assert not any(name.partition(".")[0] in HOSTS for name in numbers), "the reference knows no numbers of hosts"
    world = plain_from(replace(scenario, numbers=numbers))
    months = drawn_months(scenario)
    known = {path.stream: path for path in scenario.price_paths if scenario.prices == "observed"}
    luck = {f"price.{s}": _path(months, known.get(s), table[:, lane]) for s, table in hand.prices.items()}
    luck |= _quantities(scenario, numbers, world, {s: table[:, lane] for s, table in hand.quantities.items()})
    return world | {"luck": luck}


def _path(months: range, known: PricePath | None, factors: Array) -> dict[str, float]:
    """A price path month by month, times the draw's factors."""
    steps = sorted(known.steps) if known else []
    levels = [next((x for m, x in reversed(steps) if m <= month), 1.0) for month in months]
    return {label(m): level * float(f) for m, level, f in zip(months, levels, factors, strict=True)}


def _quantities(scenario: Scenario, numbers: dict, world: dict, factors: dict[str, Array]) -> dict:
    """Noise on goods, and deliveries of lumpy streams, of which there is none that is a good too."""
    months = [label(month) for month in drawn_months(scenario)]
    told: dict = {}
    for stream, by_month in factors.items():
        if world["streams"][stream]["goods"]:
            told["noise"] = dict(zip(months, by_month.tolist(), strict=True))
        else:
            deliveries = numbers[f"lumpy_n.{stream}"].value
            world["streams"][stream]["deliveries"] = deliveries
            told[f"deliveries.{stream}"] = dict(zip(months, (by_month * deliveries / 12).tolist(), strict=True))
    return told


def test_deliveries_are_tonnes_not_prices():
    """Coal that comes in lumps fills a cap in tonnes with what is delivered, at the price of the month; a month without
    a delivery asks for nothing and fails nothing."""
    lumpy = "behaviour.lumpy_n.coal={value: 6, low: 5, high: 12, source: t, basis: judgement}"
    year = ("benchmark=law_only", "prices=base_year", "horizon.start=2017-01", "horizon.end=2017-12")
    scenario = with_bundle(named("unscr_2371", *year, lumpy), "unscr_2321")
    record = FullRecord(assemble([dealt(Ensemble(scenario, BLOCK, 3), [0])]))
    simulate(record.world, record)
    layout = record.world.layout
    k = layout.stream_number("coal")
    cells = [c for (stream, _), c in layout.cell_of.items() if stream == "coal"]
    assert all((record.world.price(scenario.start + t)[k] == 1.0).all() for t in range(12))
    value = record.tables["value"][:, cells]
    tonnes = record.tables["permitted"][:, cells].sum(axis=1) / record.world.trade.unit_value[k]
    coal = next(p for m in scenario.measures for p in m.provisions if p.id == "unscr_2321.coal")
    assert coal.cap_quantity
    assert coal.cap_value
    cap = min(coal.cap_quantity, coal.cap_value / float(record.world.trade.unit_value[k, 0]))
    assert np.isfinite(tonnes).all()
    assert (value == 0).any()
    assert tonnes.sum(axis=0).max() == pytest.approx(cap, rel=1e-9)
    assert (tonnes.sum(axis=0) > 0.99 * cap).mean() > 0.5


HOSTS = ("q_host", "take_host")
"""What workers earn and how labour law is carried out, host by host: the engine alone knows them."""

CASES = {
    "unscr_2371": ("unscr_2371", ("horizon.end=2018-06",)),
    "ladder, later evidence": ("ladder", ("behaviour.use=current", "horizon.start=2017-01", "horizon.end=2018-06")),
    "history": ("history_own_notices", ("horizon.start=2016-10", "horizon.end=2018-03")),
    "law only, base-year prices": ("ladder", ("benchmark=law_only", "prices=base_year", "horizon.end=2017-12")),
}


@pytest.mark.parametrize("case", in_rings(CASES, 4))
def test_a_draw_is_the_scalar_reference_run_with_its_values(case):
    """Totals of a draw equal a run of the independent scalar reference on the values it was dealt, lags rounded to
    whole days, to 1e-9."""
    name, overrides = CASES[case]
    scenario = named(name, *overrides)
    shared = {key: q for key, q in scenario.numbers.items() if key.partition(".")[0] not in HOSTS}
    plan = Ensemble(replace(scenario, numbers=shared), 2 * BLOCK, 21)
    parts = parts_of(plan)
    series = {n: np.concatenate([p.monthly[n] for p in parts], axis=-1) for n in ("receipts", "recorded")}
    yearly = np.concatenate([p.yearly["value"] for p in parts], axis=-1)
    frame = plan.frame
    for number in (0, 255, 300):
        out = run_scalar(one_draw(plan, number))["stream"]
        for measure, table in series.items():
            for k, stream in enumerate(frame.series[len(frame.groups) :], len(frame.groups)):
                expected = [out[measure][stream][label(plan.scenario.start + t)] for t in range(len(table))]
                assert table[:, k, number] == pytest.approx(expected, rel=1e-9, abs=1e-9), (measure, stream)
        for k, stream in enumerate(frame.streams):
            by_year = dict.fromkeys(frame.years, 0.0)
            for month, value in out["value"][stream].items():
                by_year[int(month[:4])] += value
            assert yearly[:, k, number] == pytest.approx(list(by_year.values()), rel=1e-9, abs=1e-9)
