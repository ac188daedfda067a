"""A point of a sweep is the scenario that the same values give with --set, and its rows are that scenario's runs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.runs.variants import PRIOR_LAW, SCENARIO
from sim.sweeps.compute import compute
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.design.settings import fingerprint
from sim.sweeps.pieces import Span
from sim.sweeps.plan import Plan, expanded, plan_of
from tests.ensembles import Ensemble, central, run_ensemble
from tests.rings import in_rings

SHORT = "bundle: [unscr_2321, unscr_2371]\nhorizon: {start: 2018-01, end: 2018-12}\n"
HEAD = "title: t\nbase: base.yaml\n"


@pytest.fixture
def swept(tmp_path: Path):
    """A sweep file beside a short scenario, planned."""

    def make(text: str, base: str = "based_on: unscr_2371.yaml\ntitle: short\n" + SHORT) -> Plan:
        (tmp_path / "base.yaml").write_text(base)
        (tmp_path / "s.yaml").write_text(HEAD + text)
        return plan_of(read_sweep(tmp_path / "s.yaml"))

    return make


def read_alone(plan: Plan, point: int):
    """The scenario that --set gives with the values of a point."""
    settings = []
    for source, n in zip(plan.points.sources, plan.points.chosen[point], strict=True):
        for document in source.documents[int(n)]:
            settings += [f"{path}={json.dumps(value)}" for path, value in leaves(document.content)]
    for axis, value in zip(plan.points.spreads, plan.points.values[point], strict=True):
        settings.append(f"{axis.name}={float(axis.shown(np.array(value)))!r} {axis.unit}".strip())
    return replace(read_scenario(Path(plan.file).with_name("base.yaml"), settings).scenario, draws=1)


def leaves(content, path=""):
    """Values by path; a quantity with its range, or a list, is one value."""
    for key, value in content.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict) and "value" not in value:
            yield from leaves(value, here)
        else:
            yield here, value


DESIGNS = {
    "numbers and dials": """
axes:
  campaign.dial: [0, 5.5, 10]
  partners.china.dial: [3, 9]
  behaviour.theta: [0.2, 0.8333]
  behaviour.tau_k: [6 months, 3 years]
""",
    "bundles and cases": """
bundles:
  none: []
  old: {bundle: [unscr_1718, unscr_2270], under_test: [unscr_2270]}
  new: {bundle: [unscr_2321, unscr_2371], under_test: [unscr_2371]}
cases: {plain: {}, strict: {partners.china.dial: 9, behaviour.gamma: 1}, silent: {campaign.notices: false}}
axes: {behaviour.kappa.coal: [0, 0.3]}
""",
    "structure": """
axes:
  horizon.end: [2018-12, 2019-06]
  campaign.review_months: [1, 3]
  campaign.dial: [2, 8]
""",
    "what shapes what": """
axes:
  baseline.outside_largest_buyer: [290 MUSD/yr, 490 MUSD/yr]
  baseline.use: [customs_2016, mean_2014_2016]
  behaviour.theta: [0.4, 0.6]
""",
    "one number by two paths": """
axes:
  behaviour.resistance.china: [0.5, 2]
  partners.china.resistance: [1, 3]
""",
    "ranges": """
axes: {"behaviour.theta": [{value: 0.5, low: 0.3, high: 0.9}, 0.5], behaviour.psi: [0.1, 0.2]}
""",
    "a dated dial": """
axes:
  partners.china.dial: [4, [{from: 2017-01-01, dial: 4}, {from: 2018-01-01, dial: 9}]]
  campaign.dial: [2, 7]
""",
    "spread": """
axes:
  behaviour.theta: {sobol: range}
  behaviour.tau_k: {sobol: [6 months, 30 months]}
  campaign.dial: {sobol: [2, 9]}
  partners.russia.dial: [1, 5]
points: 5
""",
    "in step": "design: zip\naxes: {campaign.dial: [1, 2, 3], behaviour.alpha: [0.2, 0.5, 0.9]}\n",
}


@pytest.mark.parametrize("design", DESIGNS)
def test_a_point_is_what_set_gives(swept, design):
    plan = swept(DESIGNS[design])
    for point in range(len(plan.points)):
        given, alone = plan.points.scenario(point), read_alone(plan, point)
        assert fingerprint(given) == fingerprint(alone), plan.points.words(point)
    print(f"{len(plan.points)} points are what --set gives")


@pytest.mark.parametrize("design", in_rings(["bundles and cases", "numbers and dials", "a dated dial", "spread"], 4))
def test_central_rows_are_central_runs(swept, design):
    plan = swept(
        DESIGNS[design] + "outputs: [goods.receipts, coal.recorded, goods.denied, goods.added]\nyears: [2018]\n"
    )
    rows = compute(plan.piece(Span(0, plan.points.runs, 0, 1))).values
    for point in range(0, len(plan.points), 3):
        scenario = plan.points.scenario(point)
        answer = central(scenario, SCENARIO, PRIOR_LAW)
        months = slice(0, 12)

        def year(measure, lane, streams, answer=answer, months=months):
            return sum(answer.of(measure, lane)[months, k].sum() for k in answer.positions(streams))

        goods = answer.group("goods")
        expected = [
            year("receipts", SCENARIO, goods),
            year("recorded", SCENARIO, ["coal"]),
            year("value", SCENARIO, goods) - year("receipts", SCENARIO, goods),
            year("receipts", PRIOR_LAW, goods) - year("receipts", SCENARIO, goods),
        ]
        given = rows[:, plan.points.run[point]]
        assert given == pytest.approx(expected, rel=1e-11, abs=1e-9), plan.points.words(point)


def test_drawn_rows_are_the_draws_of_an_ensemble_bit_for_bit(swept):
    """300 draws: a block and a piece of the next; each point against an ensemble of its own."""
    plan = swept(
        DESIGNS["numbers and dials"] + "draws: 300\nseed: 7\noutputs: [coal.receipts, coal.value]\nyears: [2018]\n"
    )
    runs = plan.points.runs
    rows = compute(plan.piece(Span(3, 5, 0, 300))).values.reshape(2, 2, 300)
    assert runs == 24
    for run in range(3, 5):
        point = int(plan.points.first[run])
        kept = []

        class Keep:
            def add(self, totals, first, kept=kept):
                k = totals.frame.streams.index("coal")
                kept.append([totals.yearly[name][0, k] for name in ("receipts", "value")])

        run_ensemble(Ensemble(plan.points.scenario(point), 300, 7), [Keep()])
        assert np.array_equal(np.concatenate(kept, axis=-1), rows[:, run - 3])


SOBOL = "based_on: unscr_2371.yaml\ntitle: t\nsampler: sobol\nbundle: [unscr_2371]\n"
SOBOL += "horizon: {start: 2018-01, end: 2018-12}\n"


def test_the_sampler_of_the_base_is_obeyed(swept):
    """Sobol draws of a point are those of its ensemble, also from the midst of the draws; and not the keyed ones."""
    text = "axes: {campaign.dial: [4, 6]}\ndraws: 2048\nseed: 7\noutputs: [coal.receipts]\nyears: [2018]\n"
    plan = swept(text, SOBOL)
    rows = compute(plan.piece(Span(1, 2, 512, 1024))).values[0]
    kept = []

    class Keep:
        def add(self, totals, first):
            kept.append(totals.yearly["receipts"][0, totals.frame.streams.index("coal")])

    point = int(plan.points.first[1])
    run_ensemble(Ensemble(plan.points.scenario(point), 2048, 7, sampler="sobol"), [Keep()])
    assert np.array_equal(np.concatenate(kept)[512:1024], rows)
    keyed = swept(text, SOBOL.replace("sobol", "keyed"))
    assert keyed.identity != plan.identity
    assert not np.array_equal(compute(keyed.piece(Span(1, 2, 512, 1024))).values[0], rows)


def test_draws_that_fill_no_scrambles_are_refused(swept):
    with pytest.raises(BadInput) as found:
        swept("axes: {campaign.dial: [4, 6]}\ndraws: 300\n", SOBOL)
    text = " ".join(str(found.value).split())
    assert "base.yaml has the sampler sobol" in text
    assert "s.yaml:4" in text
    assert "2048 draws" in text


def test_sobol_draws_do_not_grow(swept):
    """Their bits change with their number; and a central run has no draws whatever the sampler."""
    plan = swept("axes: {campaign.dial: [4, 6]}\ndraws: 2048\n", SOBOL)
    with pytest.raises(BadInput, match="change with their number"):
        expanded(read_sweep(Path(plan.file)), plan, 4096, None)
    assert swept("axes: {campaign.dial: [4, 6]}\n", SOBOL).central


@pytest.mark.slow
def test_the_bits_of_a_row_do_not_depend_on_its_piece(swept):
    """Alone, halved, in another order of neighbours: the same bits."""
    plan = swept(DESIGNS["bundles and cases"] + "draws: 70\noutputs: [goods.receipts, goods.added]\nyears: [2018]\n")
    runs = plan.points.runs
    whole = compute(plan.piece(Span(0, runs, 0, 70))).values.reshape(2, runs, 70)
    for run in range(runs):
        alone = compute(plan.piece(Span(run, run + 1, 0, 70))).values
        assert np.array_equal(alone, whole[:, run]), run
    for half in plan.piece(Span(0, runs, 0, 70)).halves():
        values = compute(half).values.reshape(2, half.span.runs, 70)
        assert np.array_equal(values, whole[:, half.span.first_run : half.span.stop_run])
    late = compute(plan.piece(Span(0, runs, 33, 70))).values.reshape(2, runs, 37)
    assert np.array_equal(late, whole[:, :, 33:])


def test_points_that_are_the_same_are_computed_once(swept):
    plan = swept("""
bundles: {a: [unscr_2270, unscr_2371], b: [unscr_2371, unscr_2270], c: [unscr_2371]}
axes: {behaviour.tau_k: [1 years, 6 months], campaign.dial: [4, 6]}
""")
    assert len(plan.points) == 12
    assert plan.points.runs == 8
    assert sorted(set(plan.points.run)) == list(range(8))


def test_sobol_points_keep_their_places_when_there_are_more(swept):
    text = DESIGNS["spread"]
    few, many = (swept(text.replace("points: 5", f"points: {n}")).points for n in (5, 700))
    rows = {tuple(v) for v in many.values}
    assert {tuple(v) for v in few.values} <= rows


def test_axes_of_a_latin_hypercube_have_one_point_in_each_part(swept):
    text = "axes: {behaviour.theta: {latin: [0.2, 0.7]}, behaviour.alpha: {latin: [0.1, 0.9]}}\npoints: 400\n"
    values = swept(text).points.values
    for n, (low, high) in enumerate(((0.2, 0.7), (0.1, 0.9))):
        part = np.floor((values[:, n] - low) / (high - low) * 400).astype(int)
        assert sorted(part) == list(range(400))
    assert abs(np.corrcoef(values.T)[0, 1]) < 0.15


def test_numbers_that_do_not_fit_each_other_are_told_with_their_row(swept):
    with pytest.raises(BadInput) as found:
        swept("axes: {behaviour.delta_o: [0, 0.4], behaviour.delta_d: [0.1, 0.5], behaviour.delta_s: [0.2, 0.6]}\n")
    text = " ".join(str(found.value).split())
    assert "discounts must not fall" in text
    assert "in behaviour.delta_o 0, behaviour.delta_d 0.5, behaviour.delta_s 0.2" in text
    assert "more points" in text


def test_in_step_the_same_numbers_fit(swept):
    plan = swept(
        "design: zip\n"
        "axes: {behaviour.delta_o: [0, 0.4], behaviour.delta_d: [0.1, 0.5], behaviour.delta_s: [0.2, 0.6]}\n"
    )
    assert len(plan.points) == 2


SHIPPED = sorted(path.stem for path in (shipped() / "sweeps").glob("*.yaml"))


@pytest.mark.parametrize("name", in_rings(SHIPPED, 9, always=["dial_small", "behaviour_sobol"]))
def test_shipped_sweeps_can_be_planned(name):
    plan = plan_of(read_sweep(shipped() / "sweeps" / f"{name}.yaml"))
    assert plan.points.runs == len(plan.points)
    assert sum(span.rows for span in plan.spans) == plan.rows
