"""What a sweep keeps beside years of groups and streams: months, partners, and the ways round the law."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.common.errors import BadInput
from sim.runs.question import Question
from sim.runs.run import run
from sim.sweeps.compute import compute
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.package import sweep_package
from sim.sweeps.plan import plan_of

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2017-12}\n"
HEAD = "title: A title\nbase: base.yaml\naxes: {campaign.dial: [3, 8]}\n"
PARTNERS = ("china", "russia", "india")
WAYS = ("open_received", "diverted_received", "smuggled_received")


@pytest.fixture
def planned(tmp_path: Path):
    """A sweep planned."""

    def make(text: str):
        (tmp_path / "base.yaml").write_text(BASE)
        (tmp_path / "s.yaml").write_text(HEAD + text)
        return plan_of(read_sweep(tmp_path / "s.yaml"))

    return make


def values_of(plan) -> dict[str, np.ndarray]:
    """Every output by its column, (row,)."""
    each = [compute(plan.piece(span)).values for span in plan.spans]
    return dict(zip([output.column for output in plan.outputs], np.concatenate(each, axis=-1), strict=True))


def test_where_rows_are_of_months_too_the_package_sends_to_the_column_that_says_which(planned, tmp_path):
    (tmp_path / "table.csv").write_text("point,month,central_musd\n")
    units = {}
    for monthly in ("", "monthly: [goods.receipts]\n"):
        text = sweep_package(planned(f"outputs: [goods.denied]\n{monthly}"), tmp_path, "table")
        units[monthly] = json.loads(text)["resources"][0]["schema"]["fields"][-1]["unit"]
    assert list(units.values()) == ["USD million a year", "USD million, a year or a month: see unit"]


def test_they_are_what_a_run_of_the_point_says(planned):
    bought = ", ".join(f"partners.{name}.receipts" for name in PARTNERS)
    ways = ", ".join(f"goods.{way}" for way in WAYS)
    plan = planned(
        f"outputs: [{bought}, {ways}, partners.china.denied]\nmonthly: [goods.receipts, partners.china.value]\n"
    )
    found = values_of(plan)
    for point in range(2):
        results = run(Question(plan.points.scenario(point)))
        goods, row = results.group("goods"), int(plan.points.run[point])
        cells = results.axes["cell"]

        def bought_by(partner: str, series: str, results=results, goods=goods, cells=cells) -> np.ndarray:
            own = [n for n, (stream, buyer) in enumerate(cells) if buyer == partner and stream in goods]
            return results.of(f"cell.{series}")[:, own].sum(axis=1)

        for partner in PARTNERS:
            expected = bought_by(partner, "receipts_by").sum()
            assert found[f"partners_{partner}_receipts_2017_musd"][row] == pytest.approx(expected, rel=1e-12)
        for way in WAYS:
            expected = results.of(way)[:, results.positions(goods)].sum()
            assert found[f"goods_{way}_2017_musd"][row] == pytest.approx(expected, rel=1e-12)
        denied = bought_by("china", "value").sum() - bought_by("china", "receipts_by").sum()
        assert found["partners_china_denied_2017_musd"][row] == pytest.approx(denied, rel=1e-9)
        for month in range(12):
            value = found[f"partners_china_value_2017_{month + 1:02d}_musd"][row]
            assert value == pytest.approx(bought_by("china", "value")[month], rel=1e-12)
            received = results.of("receipts")[month, results.positions(goods)].sum()
            assert found[f"goods_receipts_2017_{month + 1:02d}_musd"][row] == pytest.approx(received, rel=1e-12)


def test_years_come_first_and_months_do_not_change_them(planned):
    alone = values_of(planned("outputs: [goods.denied]\ndraws: 3\n"))
    plan = planned("outputs: [goods.denied]\nmonthly: [goods.denied]\ndraws: 3\n")
    beside = values_of(plan)
    assert [output.month for output in plan.outputs] == [0, *range(1, 13)]
    year = beside.pop("goods_denied_2017_musd")
    assert np.array_equal(year, alone["goods_denied_2017_musd"])
    np.testing.assert_allclose(sum(beside.values()), year, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("monthly: [coals.receipts]\n", "monthly[0]", "no such group or stream"),
        ("outputs: [partners.rusia.receipts]\n", "outputs[0]", "no such partner"),
        ("outputs: [partners.russia.net]\n", "outputs[0]", "is not an output"),
        ("monthly: [goods.earned]\n", "monthly[0]", "is not an output"),
        ("monthly: [goods.value, goods.value]\n", "monthly[1]", "stands twice"),
        ("monthly: [goods.added]\nbundles: {old: [unscr_2270]}\n", "monthly[0]", "added is about acts under test"),
    ],
)
def test_what_cannot_be_kept_is_named(planned, text, key, words):
    with pytest.raises(BadInput) as caught:
        planned(text)
    (problem,) = caught.value.problems
    assert problem.key == key
    assert words in problem.message
    assert problem.line >= 4
