"""Where in a sweep a condition holds: conditions and tables read strictly, boxes counted by hand, in words."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from sim.analysis.discovery import Condition, Limit, Swept, box_of, condition_of, discovery_answer, such_points
from sim.cli.main import main
from sim.common.errors import BadInput
from sim.report.discovering import _place, discover, read_swept
from sim.report.text import headline_text
from sim.store.formats import csv_text, write_parquet

THETA = np.tile(np.arange(10) / 10, 10)
DIAL = np.repeat(np.arange(10.0), 10)
CASE = np.where(DIAL % 2 == 0, "even", "odd")
DENIED = 100.0 * DIAL - 300.0 * THETA
"""Below 100 where the dial is low, or theta high: 100 points in all."""


def columns(years=(2018,)):
    """The columns of a sweep's table: a row a point and year."""

    def each(values):
        return np.repeat(values, len(years))

    found = {"point": each(np.arange(100)), "run": each(np.arange(100)), "behaviour.theta [1]": each(THETA)}
    found |= {"campaign.dial [points]": each(DIAL), "case": each(CASE), "setting": each(np.full(100, "abc"))}
    found |= {"output": each(np.full(100, "goods.added")), "year": np.tile(np.array(years), 100)}
    return found | {"central_musd": each(DENIED)}


@pytest.fixture
def table(tmp_path):
    write_parquet(tmp_path / "table.parquet", columns())
    return tmp_path / "table.parquet"


def test_a_table_is_read_with_what_was_swept_and_what_came_out(table, tmp_path):
    for path in (table, tmp_path):
        swept = read_swept(path)
        assert list(swept.inputs) == ["behaviour.theta [1]", "campaign.dial [points]", "case"]
        np.testing.assert_array_equal(swept.outputs["goods.added", 2018], DENIED)
    (tmp_path / "table.csv").write_text(csv_text(columns()), encoding="utf-8")
    np.testing.assert_array_equal(read_swept(tmp_path / "table.csv").inputs["case"], CASE)


def test_a_condition_is_an_output_a_sign_and_a_number(table):
    swept = read_swept(table)
    assert condition_of("goods_added < 500", swept) == Condition("goods.added", 2018, "<", 500.0)
    assert condition_of(" goods.added_2018>=-1.5 ", swept) == Condition("goods.added", 2018, ">=", -1.5)
    values = np.array([1.0, 2.0, 3.0])
    held = [Condition("a", 2018, sign, 2.0).holds(values).tolist() for sign in ("<", "<=", ">", ">=")]
    assert held == [[True, False, False], [True, True, False], [False, False, True], [False, True, True]]


def test_points_of_a_box_are_counted_and_limits_that_leave_nothing_out_are_none(table):
    swept, such = such_points(read_swept(table), condition_of("goods_added < 100", read_swept(table)))
    limits = [Limit("campaign.dial [points]", 0.0, 1.0), Limit("case", 0.0, 0.0, ("even", "odd"))]
    box = box_of([*limits, Limit("behaviour.theta [1]", 0.2, 0.9)], swept, such)
    assert [limit.name for limit in box.limits] == ["campaign.dial [points]", "behaviour.theta [1]"]
    assert (box.points, box.such) == (16, 16)  # dials 0 and 1, eight thetas each: 100 - 300 theta < 100
    assert box_of([Limit("case", 0.0, 0.0, ("even",))], swept, such).points == 50


def test_a_point_that_failed_is_no_point():
    inputs = {"x": np.arange(4.0)}
    swept = Swept("s", inputs, {("goods.added", 2018): np.array([1.0, np.nan, 3.0, 4.0])})
    kept, such = such_points(swept, Condition("goods.added", 2018, "<", 3.5))
    assert kept.inputs["x"].tolist() == [0.0, 2.0, 3.0]
    assert such.tolist() == [True, True, False]


def test_a_box_in_words(table):
    swept, such = such_points(read_swept(table), condition_of("goods_added < 100", read_swept(table)))
    limits = [Limit("campaign.dial [points]", 0.0, 2.0), Limit("behaviour.theta [1]", 0.4, 0.9)]
    limits.append(Limit("case", 0.0, 0.0, ("even",)))
    answer = discovery_answer(swept, Condition("goods.added", 2018, "<", 100.0), such, [box_of(limits, swept, such)])
    text = headline_text(answer.headline)
    count = int((DENIED < 100).sum())
    assert f"holds in {count} of 100 points" in text
    assert f"box 1: coverage 12 of {count}, density 12 of 12 points" in text
    assert "up to 2" in text
    assert "from 0.4 up" in text
    assert answer.tables[0].rows[2] == (1, "case", None, None, "even", 12, 12)


def test_a_box_is_taken_where_it_is_dense_enough_for_the_first_time():
    assert _place(np.array([0.2, 0.5, 0.85, 0.9])) == 2
    assert _place(np.array([0.2, 0.6, 0.5])) == 1


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("goods_added", "--where: is no condition"),
        ("goods_aded < 5", "did you mean 'goods_added'?"),
        ("goods_added_2019 < 5", "the sweep has no such year"),
        ("goods_added < -1000", "holds in none of 100 points"),
        ("goods_added < 5000", "allowed: a value between -270 and 900"),
    ],
)
def test_what_is_no_condition_on_this_sweep_is_said(table, where, said):
    swept = read_swept(table)
    with pytest.raises(BadInput) as told:
        such_points(swept, condition_of(where, swept))
    assert said in str(told.value)


def test_of_several_years_one_must_be_named(tmp_path):
    write_parquet(tmp_path / "table.parquet", columns((2018, 2019)))
    swept = read_swept(tmp_path)
    with pytest.raises(BadInput, match="the sweep has several years"):
        condition_of("goods_added < 5", swept)
    assert condition_of("goods_added_2019 < 5", swept).year == 2019


def test_what_is_no_table_is_said(tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "noise.parquet").write_bytes(b"no table")
    for name, said in (
        ("other.csv", "no column point"),
        ("noise.parquet", "is no CSV and no Parquet"),
        ("x", "no such"),
    ):
        with pytest.raises(BadInput, match=said):
            read_swept(tmp_path / name)


@pytest.mark.skipif(bool(importlib.util.find_spec("ema_workbench")), reason="the extra is there")
def test_without_the_extra_it_says_what_to_install(table, capsys):
    assert main(["discover", str(table), "--where", "goods_aded < 100"]) == 2
    assert "did you mean 'goods_added'?" in capsys.readouterr().err  # what cannot be asked needs no extra
    assert main(["discover", str(table), "--where", "goods_added < 100"]) == 2
    assert "fix: install the extra: pip install 'dprk-dial[discover]'" in capsys.readouterr().err


@pytest.mark.skipif(not importlib.util.find_spec("ema_workbench"), reason="needs the extra discover")
def test_the_workbench_finds_the_box_that_is_there(table):
    """Where the dial is low: the first box holds most of the points, and hardly any other."""
    answer = discover(table, "goods_added < 100")
    first = [row for row in answer.tables[0].rows if row[0] == 1]
    dial = next(row for row in first if row[1] == "campaign.dial [points]")
    assert dial[3] <= 4.0
    assert dial[6] / dial[5] >= 0.8
