"""Which years and draws a sweep can have, and whether its values decide over each other, on scenarios made here."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from sim.common.errors import BadInput
from sim.reading.yaml.document import Document
from sim.sweeps.design.changes import Change, named_in
from sim.sweeps.design.consistency import check_sampling
from sim.sweeps.design.outputs import outputs_of
from sim.sweeps.design.sources import Source, _decides, resolved_together
from sim.sweeps.plan import _check_lanes
from sim.sweeps.plan_json import _differences
from tests.sweep.test_design_by_hand import sweep
from tests.worlds import fixed


def settings(*horizons, **more):
    """Scenarios as far as outputs go by them: (first month of 2017 counted from 0, how many)."""
    about = {"acts": (), "under_test": ()} | more
    return SimpleNamespace(settings=[SimpleNamespace(start=24204 + a, months=n, **about) for a, n in horizons])


@pytest.mark.parametrize(
    ("horizons", "years"),
    [
        ([(0, 12)], [2017]), ([(0, 36)], [2017, 2018, 2019]), ([(1, 35)], [2018, 2019]), ([(0, 35)], [2017, 2018]),
        ([(0, 36), (12, 36)], [2018, 2019]), ([(12, 36), (0, 36)], [2018, 2019]), ([(1, 23)], [2018]),
        ([(1, 22)], None), ([(0, 12), (12, 12)], None),
    ],
)  # fmt: skip
def test_outputs_are_of_years_wholly_in_every_horizon(horizons, years):
    if years is None:
        with pytest.raises(BadInput, match="share no whole calendar year"):
            outputs_of(sweep(), settings(*horizons))
        return
    found = outputs_of(replace(sweep(), series=(("goods", "denied"),)), settings(*horizons))
    assert [output.year for output in found] == years
    assert [output.name for output in outputs_of(sweep(), settings((0, 12)))] == ["goods.denied", "goods.receipts"]
    monthly = outputs_of(replace(sweep(), monthly=(("goods", "denied"),)), settings((0, 24)))
    assert [(o.year, o.month) for o in monthly if o.month] == [(y, m) for y in (2017, 2018) for m in range(1, 13)]
    tested = outputs_of(sweep(), settings((0, 12), acts=("x",), under_test=("x",)))
    assert [output.name for output in tested] == ["goods.added", "goods.denied", "goods.receipts"]


@pytest.mark.parametrize(("year", "fits"), [(2016, False), (2017, True), (2018, True), (2019, False)])
def test_a_year_that_is_asked_for_lies_in_every_horizon(year, fits):
    asked = replace(sweep(), years=(year,), document=Document("s.yaml", {"years": [year]}))
    if fits:
        assert {output.year for output in outputs_of(asked, settings((0, 24)))} == {year}
        return
    with pytest.raises(BadInput, match="is not a whole year") as told:
        outputs_of(asked, settings((0, 24)))
    assert told.value.problems[0].allowed == "2017 to 2018"


@pytest.mark.parametrize(
    ("sampler", "draws", "said"),
    [
        ("keyed", [3, 5], ""), ("sobol", [1], ""), ("sobol", [2048], ""), ("sobol", [1, 1], ""),
        ("sobol", [2048, 4096], "cannot grow"), ("sobol", [2, 1], ""), ("sobol", [2], "has the sampler sobol"),
    ],
)  # fmt: skip
def test_sobol_draws_fill_scrambles_and_cannot_grow(sampler, draws, said):
    if not said:
        check_sampling(sweep(), sampler, draws)
        return
    with pytest.raises(BadInput, match=said):
        check_sampling(sweep(), sampler, draws)


def laid(**content) -> Source:
    """A source of one value: what it gives by name is what it changes."""
    document = Document("s.yaml", content)
    numbers = {name: fixed(name, 1.0) for name in named_in(content) if not name.startswith("dial")}
    dials = {name.removeprefix("dial of "): () for name in named_in(content) if name.startswith("dial")}
    return Source("axis", "a", ("1",), ((document,),), (Change(numbers, dials, False),))


THETA, GAMMA = {"behaviour": {"theta": {"coal": 1}}}, {"behaviour": {"gamma": 2}}
AMOUNT = {"baseline": {"amounts": {"coal": {"china": "1 MUSD/yr"}}}}
OTHERS = {"baseline": {"amounts": {"zinc": {"china": "1 MUSD/yr"}}}}
SHARES = {"baseline": {"shares": {"coal": {"china": 1}}}}


@pytest.mark.parametrize(
    ("one", "other", "shared", "decides"),
    [
        (THETA, GAMMA, False, False), (THETA, THETA, False, True), (AMOUNT, OTHERS, False, False),
        (AMOUNT, OTHERS, True, True), (AMOUNT, SHARES, False, False), (SHARES, AMOUNT, False, True),
        (THETA, AMOUNT, True, False), (SHARES, SHARES, False, True),
    ],
)  # fmt: skip
def test_whether_one_value_can_decide_what_another_changes(one, other, shared, decides):
    assert _decides(laid(**other), laid(**one), shared) == decides


def test_both_ends_of_the_number_of_lanes():
    _check_lanes(sweep(), 1_000_000_000)
    with pytest.raises(BadInput, match="too many lanes"):
        _check_lanes(sweep(), 1_000_000_001)


@pytest.mark.parametrize(
    ("spread", "numbers", "together"),
    [(set(), False, False), ({"gamma"}, False, False), ({"theta.coal"}, False, True), (set(), True, True)],
)
def test_what_changes_a_spread_number_or_what_another_gives_is_resolved_with_it(spread, numbers, together):
    base = SimpleNamespace(document=Document("b.yaml", {}))
    sources = [laid(**THETA), laid(**(THETA if numbers else GAMMA))]
    found = resolved_together(sources, base, spread)
    assert found[0].changes[0].rest == together
    assert laid(**THETA).changes[0].rest is False


def test_what_has_changed_in_a_plan_is_named():
    before = {"source": "a", "axes": {"x": 1, "y": [1, 2]}, "reference": {"t.csv": "h"}, "seed": 1}
    now = {"source": "b", "axes": {"x": 1, "y": [1, 3], "z": 2}, "reference": {}, "seed": 1}
    assert list(_differences(before, now, "")) == ["axes.y", "axes.z", "reference file t.csv", "the program's source"]
    assert list(_differences(before, before, "")) == []
    assert list(_differences({"a": {"b": 1}}, {"a": None}, "")) == ["a"], "one of them is no mapping"
    assert list(_differences({"a": 5}, {"a": {"b": 1}}, "")) == ["a"]
