"""The closed forms of the model (C1-C10, C12), to 1e-9, through every engine.

Compliance is made constant by gamma 1 and a dial of 10 c, with no lags.
"""

import math

import pytest

from tests.cases.engines import ENGINES
from tests.cases.worked import look_up
from tests.reference.run import run as run_reference

ALL = ENGINES | {"reference": run_reference}
M = "2017-01"
near = pytest.approx


@pytest.fixture(params=sorted(ALL))
def engine(request):
    return ALL[request.param]


def dial(c):
    return {"dial": [["2016-01-01", 10 * c]]}


def world(partners, stream, *provisions, months=1, **more):
    return {
        "start": "2017-01",
        "months": months,
        "base_year": 2017,
        "gamma": 1,
        "partners": partners,
        "streams": {"coal": stream},
        "provisions": list(provisions),
        **more,
    }


def act(kind="ban", partners="all", **more):
    return {
        "id": kind,
        "partners": partners,
        "streams": ["coal"],
        "kind": kind,
        "adopted": "2017-01-01",
        "effective": "2017-01-01",
        **more,
    }


def receipts(out, month=M):
    return look_up(out, "receipts.total", month)


CS = [0.0, 0.2243, 0.5, 1.0]


@pytest.mark.parametrize("c", CS)
def test_c1_ban(engine, c):
    out = engine(world({"a": dial(c)}, {"B": 1200, "shares": {"a": 1}}, act()))
    assert receipts(out) == near(100 * (1 - c), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("c", CS)
def test_c2_open_discount(engine, c):
    stream = {"B": 1200, "shares": {"a": 1}, "delta_o": 0.15, "delta_d": 0.2, "delta_s": 0.5}
    assert receipts(engine(world({"a": dial(c)}, stream, act()))) == near(
        100 * (1 - c) * (1 - 0.15 * c), rel=1e-9, abs=1e-9
    )


def test_c3_one_of_two_buyers(engine):
    stream = {"B": 1200, "shares": {"a": 0.6, "b": 0.4}, "theta": 1, "alpha": 50, "delta_d": 0.2, "delta_s": 0.5}
    out = engine(world({"a": dial(1), "b": dial(0)}, stream, act()))
    assert 100 - receipts(out) == near(60 * 0.2, rel=1e-9)


@pytest.mark.parametrize(("theta", "loss"), [(2 / 3, 0.46666666666666666), (0.8333, 0.33336), (0.0, 1.0)])
def test_c4_diversion(engine, theta, loss):
    stream = {"B": 1200, "shares": {"a": 0.6, "b": 0.4}, "theta": theta, "alpha": 50, "delta_d": 0.2, "delta_s": 0.5}
    out = engine(world({"a": dial(1), "b": dial(0)}, stream, act(partners=["a"])))
    assert 100 - receipts(out) == near(60 * (1 - theta * 0.8), rel=1e-9)
    assert 100 - receipts(out) == near(60 * loss, rel=1e-9)


@pytest.mark.parametrize("c", [0.1, 0.25, 0.8, 1.0])
def test_c5_smuggling(engine, c):
    stream = {"B": 1200, "shares": {"a": 1}, "kappa": 0.25, "delta_s": 0.5, "psi": 0.03}
    out = engine(world({"a": dial(c)}, stream, act(), smuggling={"t0": "2017-01-01", "tau": 18, "k0": 1}))
    assert receipts(out) == near(100 * (1 - c) + 0.5 * 0.97 * min(25, 100 * c), rel=1e-9)


@pytest.mark.parametrize("n", [1, 3])
def test_c6_review_lag(engine, n):
    partner = {"dial": [["2016-01-01", 0], ["2017-02-01", 5.5]], "tau_up": 3, "tau_down": 12, "review": n}
    out = engine(world({"a": partner}, {"B": 1200, "shares": {"a": 1}}, months=13, gamma=2.5))
    q = math.exp(-1 / 3)
    for month in range(1, 14):
        reviewed = (month - 1) // n * n
        assert out["propensity"]["a"][f"{2017 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}"] == near(
            0.55**2.5 * (1 - q**reviewed), rel=1e-9, abs=1e-12
        )


def test_c6_down_is_its_own_lag(engine):
    partner = {"dial": [["2016-01-01", 10], ["2017-02-01", 0]], "tau_up": 3, "tau_down": 12}
    out = engine(world({"a": partner}, {"B": 1200, "shares": {"a": 1}}, months=5))
    assert out["propensity"]["a"]["2017-05"] == near(math.exp(-4 / 12), rel=1e-9)


@pytest.mark.parametrize("cap", [0, 30, 1200, 4000])
@pytest.mark.parametrize("c", CS)
def test_c7_value_cap(engine, c, cap):
    stream = {"B": 1200, "shares": {"a": 0.7, "b": 0.3}}
    out = engine(world({"a": dial(c), "b": dial(c)}, stream, act("cap", cap_value=cap, mode="pro_rata"), months=12))
    year = sum(out["total"]["receipts"].values())
    assert year == near((1 - c) * 1200 + c * min(1200, cap), rel=1e-9, abs=1e-9)
    window = act("cap", cap_value=cap, mode="front_loaded", window=["2017-01-01", "2017-02-01"])
    out = engine(world({"a": dial(c), "b": dial(c)}, stream, window))
    assert receipts(out) == near((1 - c) * 100 + c * min(100, cap), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("mode", ["pro_rata", "front_loaded"])
@pytest.mark.parametrize("price", [20.0, 53.0, 53.449335733, 54.0, 90.0])
def test_c8_lower_of_two_caps(engine, price, mode):
    """UNSCR 2321: USD 400.870018 million or 7.5 Mt a year, whichever comes first; they switch at 53.449 USD/t."""
    stream = {"B": 1200, "shares": {"a": 1}, "unit_value": 0.05, "price": {"2017-01": price / 50}}
    cap = act("cap", cap_value=400.870018, cap_quantity=7500, mode=mode)
    out = engine(world({"a": dial(1)}, stream, cap, months=12))
    assert sum(out["total"]["receipts"].values()) == near(min(400.870018, 7500 * price / 1000), rel=1e-9)
    assert round(400.870018 / 7.5, 3) == 53.449


@pytest.mark.parametrize("g", [-0.2, 0.0, 0.35])
def test_c9_prices_under_caps(engine, g):
    def year(price, **cap):
        stream = {"B": 1200, "shares": {"a": 1}, "unit_value": 0.05, "price": {"2017-01": price}}
        out = engine(world({"a": dial(1)}, stream, act("cap", mode="front_loaded", **cap), months=12))
        return sum(out["total"]["receipts"].values())

    assert year(1 + g, cap_value=400) == near(year(1, cap_value=400), rel=1e-9)
    assert year(1 + g, cap_quantity=7500) == near((1 + g) * year(1, cap_quantity=7500), rel=1e-9)


@pytest.mark.parametrize("c", CS)
def test_c10_repatriation(engine, c):
    out = engine(
        world({"a": dial(c)}, {"B": 120, "shares": {"a": 1}}, act("repatriate", deadline="2019-01-01"), months=26)
    )
    for n in range(1, 27):
        month = f"{2017 + (n - 1) // 12}-{(n - 1) % 12 + 1:02d}"
        kept = 1 - c * (n - 0.5) / 24 if n <= 24 else 1 - c
        assert receipts(out, month) == near(10 * kept, rel=1e-9, abs=1e-9)


def test_c12_dial_of_five_and_a_half(engine):
    out = engine(world(dict.fromkeys("ab", dial(0.55)), {"B": 12, "shares": {"a": 0.5, "b": 0.5}}, gamma=2.5))
    assert out["propensity"]["a"][M] == near(0.55**2.5, rel=1e-9)
    assert round(out["propensity"]["a"][M], 4) == 0.2243


def test_resistances_keep_the_mean(engine):
    partners = {"a": dial(0.55) | {"resistance": 1.1}, "b": dial(0.55) | {"resistance": 0.8}}
    out = engine(world(partners, {"B": 12, "shares": {"a": 0.9, "b": 0.1}}, gamma=2.5))
    a, b = out["propensity"]["a"][M], out["propensity"]["b"][M]
    assert 0.9 * a + 0.1 * b == near(0.55**2.5, rel=1e-9)
    assert math.log(a) / math.log(b) == near(1.1 / 0.8, rel=1e-9)
