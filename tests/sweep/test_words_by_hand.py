"""The figures, words, pages and batch scripts of sweeps, of axes and outputs that are made here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.reading.yaml.document import Document
from sim.sweeps import slurm
from sim.sweeps.answers import _kind_of_axis, _period, _rank, _values
from sim.sweeps.design.axes import Axis, Output, Spread, Value
from sim.sweeps.design.changes import Change
from sim.sweeps.design.checks import _spread_problems
from sim.sweeps.design.sources import Source, _as_numbers
from sim.sweeps.design.spreads import _limits, own_range
from sim.sweeps.figures import _binned, _finding, _today, kind_of_figure
from sim.sweeps.plan import _sampling
from sim.sweeps.report import _age, _cell, _extremes, duration, some
from sim.sweeps.table import SweepTable
from tests.worlds import fixed

NONE = Change({}, {}, False)
NOTHING = Document("s.yaml", {})


def axis(name="campaign.dial", numbers=(0.0, 5.0, 10.0), today=None, kind="axis"):
    texts = tuple(map(str, numbers or ("a", "b")))
    return Source(kind, name, texts, (), (NONE,) * len(texts), numbers, "", today)


@pytest.mark.parametrize(("today", "place"), [(0, 0), (2.5, 0.5), (10, 2), (-0.1, None), (10.1, None), (None, None)])
def test_where_the_scenario_stands_along_an_axis(today, place):
    assert _today(axis(today=today)) == place
    assert _today(axis(numbers=(10.0, 0.0, 5.0), today=today)) == place
    assert _today(axis(numbers=None, today=5)) is None


def test_spread_points_are_summed_up_in_parts_of_equal_number():
    values = np.arange(24.0)[::-1]
    middle = np.where(np.arange(24) == 3, np.nan, values * 10)
    line = _binned(SimpleNamespace(middle=middle), "all", np.arange(24), values)
    assert len(line.x) == 2, "twenty-three sound points, eight a part at the least"
    assert line.x.tolist() == [5.5, 17]
    assert line.median.tolist() == [55, 170]
    assert line.low90.tolist() == pytest.approx([0.05 * 110, 120 + 0.05 * 100 + 0], abs=6)
    one = _binned(SimpleNamespace(middle=values), "all", np.arange(5), values)
    assert one.x.tolist() == [21]
    many = _binned(SimpleNamespace(middle=np.arange(240.0)), "all", np.arange(240), np.arange(240.0))
    assert many.x.tolist() == [9.5 + 20 * part for part in range(12)], "twelve parts at the most"


@pytest.mark.parametrize(
    ("middle", "said"),
    [
        ([1.0, np.nan, 250.0], "t: 1 to 250 million USD in 2017"),
        ([250.0, 250.0], "t: 250 million USD in 2017"),
        ([np.nan], "t"),
    ],
)
def test_a_figure_says_its_lowest_and_highest_point(middle, said):
    shown = SimpleNamespace(
        middle=np.array(middle), plan=SimpleNamespace(title="t"), output=Output("goods", "denied", 2017)
    )
    assert _finding(shown) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 s"), (1.4, "1 s"), (89, "89 s"), (90, "2 min"), (5399, "90 min"), (5400, "1.5 h"), (36000, "10.0 h")],
)
def test_a_time_as_far_as_it_can_be_foretold(seconds, said):
    assert duration(seconds) == said


def test_counts_and_cells():
    assert [some(n, "point") for n in (0, 1, 2000)] == ["0 points", "1 point", "2,000 points"]
    assert _cell(1 / 3) == "0.333333"
    assert _cell("x" * 40) == "x" * 40
    assert _cell("x" * 41) == "x" * 39 + "…"


def test_the_axes_of_a_page_are_dials():
    assert _kind_of_axis(axis()) == "others"
    assert _kind_of_axis(axis("partners.russia.dial")) == "own"
    for name in ("partners.russia.exposure", "partners.dial", "behaviour.theta.dial", "behaviour.theta"):
        assert _kind_of_axis(axis(name)) == ""
    assert _kind_of_axis(axis(numbers=None)) == ""


def test_values_stand_in_order_on_a_page():
    turned = axis(numbers=(10.0, 0.0, 5.0))
    assert (_values(turned), _rank(turned).tolist()) == ((0, 5, 10), [2, 0, 1])
    assert (_values(None), _values(axis(numbers=None))) == ((0.0,), (0.0,))
    assert _rank(axis("bundle", None, kind="bundle")).tolist() == [0, 1]
    months = [24204, 24205]
    assert _period(Output("goods", "denied", 2017, 2), [2017], months) == 1
    assert _period(Output("goods", "denied", 2018), [2017, 2018], months) == 1


@pytest.mark.parametrize(
    ("seconds", "tasks", "jobs", "limit"),
    [
        (60, None, 1, "00:10:00"),  # the least that is asked for
        (3600, None, 2, "01:00:00"),  # half an hour each, twice that to spare
        (3601, None, 3, "00:42:00"),
        (3600 * 20, None, 16, "02:30:00"),  # no more tasks than shards
        (3600, 1, 1, "02:00:00"),
    ],
)
def test_a_batch_script_shares_the_work(monkeypatch, seconds, tasks, jobs, limit):
    monkeypatch.setattr(slurm, "probe", lambda plan: (seconds, 512))
    monkeypatch.setattr(slurm, "command_of", lambda plan, out: f"dial sweep s.yaml --out {out}")
    plan = SimpleNamespace(spans=[None] * 16, title="t", name="my sweep", points=[0] * 4, rows=8, lanes_a_row=2)
    text = slurm.sbatch_text(plan, Path("out"), tasks, "/opt/my dial")
    assert f"--array=0-{jobs - 1}\n" in text
    assert f"--time={limit}\n" in text
    assert f"# 4 points, 16 lanes in 16 shards, over {jobs} task" in text
    assert "exec '/opt/my dial' sweep s.yaml" in text
    assert f'--shard "${{SLURM_ARRAY_TASK_ID}}/{jobs}"' in text
    assert "--job-name=my_sweep" in text


def drawn(*sizes, design="grid", spreads=()):
    """A plan as far as the kind of its figure goes by it: axes with so many values, and a bundle that is none."""
    sources = [axis(f"a{n}", tuple(map(float, range(size)))) for n, size in enumerate(sizes)]
    bundle = Source("bundle", "bundle", ("x",) * 9, (), (NONE,) * 9)
    return SimpleNamespace(
        about={"design": design}, points=SimpleNamespace(sources=[bundle, *sources], spreads=spreads)
    )


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        (drawn(9), "lines"), (drawn(5, 5), "map"), (drawn(9, 4), "lines"), (drawn(4, 9), "lines"), (drawn(9, 5), "map"),
        (drawn(9, 1), "lines"), (drawn(3, 5, 9), "map"), (drawn(5, 5, design="zip"), "lines"),
        (drawn(5, 5, spreads=("x",)), "lines"), (drawn(), "lines"),
    ],
)  # fmt: skip
def test_two_axes_of_more_than_four_values_make_a_map(plan, kind):
    assert kind_of_figure(plan) == kind


def extremes(*values, spread=False):
    """What is said of an output's lowest and highest point."""
    names = ("q05_musd", "q50_musd", "q95_musd") if spread else ("central_musd",)
    table = SweepTable(names, np.array([[values]] * len(names)), np.zeros(len(values)), 1)
    points = SimpleNamespace(run=np.arange(len(values)), words=lambda n: f"point {n}")
    return list(_extremes(SimpleNamespace(outputs=[Output("goods", "denied", 2017)], points=points), table, 0))[1:]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((3.0, 1.0, 2.0), ["lowest 1: point 1", "highest 3: point 0"]),
        ((1.0, 3.0, 1.0), ["lowest 1: point 0 and 1 more point", "highest 3: point 1"]),
        ((2.0, 2.0, 2.0 + 1e-12), ["all 2: point 0 and 2 more points"]),
        ((0.0, 0.0), ["all 0: point 0 and 1 more point"]),
        ((np.nan, 5.0), ["all 5: point 1"]),
        ((np.nan,), ["no point has a result"]),
    ],
)
def test_the_lowest_and_the_highest_point_of_an_output(values, told):
    assert [" ".join(line.split()).replace(" :", ":") for line in extremes(*values)] == told
    if not np.isnan(values).all():
        assert all("(90 % of draws: " in line for line in extremes(*values, spread=True))


# -- ranges and numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"sobol": "range"}, False), ({"sobol": [1, 2]}, False), ({"latin": ["1 %", "2 %"]}, False),
        ({"sobol": [1]}, True), ({"sobol": [1, 2, 3]}, True), ({"sobol": [1, None]}, True), ({"sobol": 5}, True),
        ({"sobol": [{"value": 1}, 2]}, True), ({"sobol": "all"}, True),
    ],
)  # fmt: skip
def test_a_range_is_the_numbers_own_or_has_two_ends(given, says):
    found = [problem.message for problem in _spread_problems(NOTHING, ("axes", "a"), given)]
    assert found == (["is not a range"] if says else [])
    assert len(list(_spread_problems(NOTHING, ("axes", "a"), {**given, "step": 1}))) == 1 + says


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.1, 0.9, ""), (0.5, 0.5, "has no range"), (None, None, "no number")]
)
def test_a_number_is_spread_over_a_range_that_it_has(low, high, said):
    number = None if low is None else replace(fixed("theta", 0.5), low=low, high=high, distribution="uniform")
    scenario = SimpleNamespace(numbers={"theta": number} if number else {"theta.coal": None, "gamma": None})
    spread = Spread("behaviour.theta", "sobol", (), ("axes", "behaviour.theta"))
    sweep = SimpleNamespace(document=NOTHING)
    if not said:
        assert own_range(spread, sweep, "theta", scenario) is number
        return
    with pytest.raises(BadInput, match=said) as told:
        own_range(spread, sweep, "theta", scenario)
    assert low is not None or told.value.problems[0].allowed == "theta.coal"
    assert (_limits("theta.coal"), _limits("baseline.coal.china")[0]) == ((0.0, 1.0), 0.0)


def as_numbers(*given):
    axis = Axis("shocks", tuple(Value(one, str(one), NOTHING) for one in given))
    return _as_numbers(axis, [replace(NONE, rest=True)] * len(given))


@pytest.mark.parametrize(
    ("given", "numbers", "unit"),
    [
        ((1, 2.5), (1, 2.5), ""), (("6 months", "2 months"), (6, 2), "months"),
        (("1 years", "6 months"), (1, 0.5), "years"), (("50 %", "10 %"), (50, 10), "%"),
        (("0.5 1", "1 1"), (0.5, 1), ""),
        (("6 months", "1 USD"), None, ""), (("6 months", 3), None, ""), (("a", "b"), None, ""),
        ((True, False), None, ""), (([1], [2]), None, ""),
    ],
)  # fmt: skip
def test_values_as_numbers_of_one_unit(given, numbers, unit):
    found, its = as_numbers(*given)
    assert (found if found is None else pytest.approx(found)) == numbers
    assert its == unit


@pytest.mark.parametrize(
    ("sampler", "draws", "words"),
    [("keyed", 1, ""), ("sobol", 1, ""), ("keyed", 2, "keyed"), ("sobol", 2, "sobol, 2 draws")],
)
def test_the_luck_of_a_sweep_is_told_where_there_is_any(sampler, draws, words):
    assert _sampling(sampler, draws) == words


def test_the_age_of_a_last_sign():
    now = datetime.now(UTC)
    assert _age((now - timedelta(hours=2)).isoformat()) == duration(7200)
    assert _age((now + timedelta(hours=2)).isoformat()) == duration(0), "a clock that goes ahead"
    assert [_age(written) for written in ("yesterday", "2026-11-27T10:00:00")] == ["unknown times"] * 2
