"""A crowded world through both engines: nothing worked out by hand, but the books must balance."""

import pytest

from tests.cases.engines import ENGINES

near = pytest.approx


def crowded(**more):
    """Most of what the model can do, in one world."""
    world = {
        "start": "2016-11",
        "months": 30,
        "base_year": 2016,
        "gamma": 2.5,
        "peer": 0.2,
        "campaign": [["2016-01-01", 3], ["2017-03-10", 7]],
        "fatigue": [["2018-06-01", 0.3]],
        "secondary_measures": [[["2017-09-21", 1]], [["2018-01-01", 0.5], ["2018-07-01", 0]]],
        "partners": {
            "china": {
                "tau_up": 3,
                "tau_down": 12,
                "tau_impl": 0.7,
                "lag_days": 11,
                "resistance": 1.1,
                "exposure": 0.5,
                "own_notice": 0.97,
                "relief": [["2018-04-01", -1]],
            },
            "india": {
                "dial": [["2016-01-01", 6]],
                "tau_up": 3,
                "tau_down": 12,
                "tau_impl": 5,
                "lag_days": 57,
                "review": 3,
                "resistance": 0.8,
                "exposure": 0.7,
                "own_notice": 0.97,
                "may_buy": True,
            },
            "other": {"may_buy": True, "exposure": 0.5, "diplomatic": [["2017-06-01", 1]], "notices": False},
        },
        "streams": {
            "coal": {
                "B": 1190,
                "shares": {"china": 0.97, "india": 0.03},
                "unit_value": 0.053,
                "theta": 0.83,
                "price": {"2016-11": 1.2, "2017-05": 1.4},
                "season": [0.8, 1.2] * 6,
                "alpha": 0.5,
                "phi": 0.01,
                "kappa": 0.25,
                "delta_o": 0.15,
                "delta_d": 0.2,
                "delta_s": 0.5,
                "psi": 0.03,
                "eps": 0.5,
                "rho_d": 0.7,
                "smuggled_price": 0.03,
            },
            "textiles": {
                "B": 750,
                "shares": {"china": 0.9, "other": 0.1},
                "growth": 0.1,
                "theta": 0.5,
                "alpha": 0.5,
                "kappa": 0.05,
                "delta_o": 0.15,
                "delta_d": 0.2,
                "delta_s": 0.5,
                "psi": 0.03,
                "rho_d": 0.7,
            },
            "wigs": {"B": 20, "shares": {"china": 0.8, "other": 0.2}, "delta_s": 0.5},
            "workers": {"B": 400, "shares": {"china": 0.6, "other": 0.4}},
        },
        "smuggling": {"t0": "2017-08-05", "tau": 18, "k0": 0.2},
        "provisions": [
            {
                "id": "2270",
                "partners": "all",
                "streams": ["coal"],
                "kind": "ban",
                "adopted": "2016-03-02",
                "effective": "2016-03-02",
                "exempt": {"coal": 1.0},
                "superseded_by": ["2321", "2371"],
            },
            {
                "id": "2321",
                "partners": "all",
                "streams": ["coal"],
                "kind": "cap",
                "mode": "front_loaded",
                "adopted": "2016-11-30",
                "effective": "2017-01-01",
                "cap_value": 400.87,
                "cap_quantity": 7500,
                "carry_over": True,
                "superseded_by": ["2371"],
            },
            {
                "id": "2321cn",
                "transposes": "2321",
                "partners": ["china"],
                "adopted": "2017-02-18",
                "effective": "2017-02-19",
            },
            {
                "id": "2321in",
                "transposes": "2321",
                "partners": ["india"],
                "adopted": "2017-01-18",
                "effective": "2017-01-19",
                "lifted": "2018-03-01",
            },
            {
                "id": "2321mt",
                "partners": "all",
                "streams": ["textiles"],
                "kind": "cap",
                "mode": "pro_rata",
                "adopted": "2016-11-30",
                "effective": "2016-11-30",
                "cap_value": 300,
                "superseded_by": ["2375t"],
            },
            {
                "id": "2371",
                "partners": "all",
                "streams": ["coal"],
                "kind": "ban",
                "adopted": "2017-08-05",
                "effective": "2017-09-05",
                "lifted": "2018-11-11",
                "H": 2,
            },
            {
                "id": "2371cn",
                "transposes": "2371",
                "partners": ["china"],
                "adopted": "2017-08-14",
                "effective": "2017-08-15",
                "lifted": "2018-12-11",
            },
            {
                "id": "2375t",
                "partners": "all",
                "streams": ["textiles"],
                "kind": "ban",
                "adopted": "2017-09-11",
                "effective": "2017-12-10",
                "exempt": {"textiles": 0.05},
            },
            {
                "id": "2375w",
                "partners": "all",
                "streams": ["workers"],
                "kind": "no_new_permits",
                "q": 0.6,
                "L": 36,
                "adopted": "2017-09-11",
                "effective": "2017-09-11",
                "superseded_by": ["2397w"],
            },
            {
                "id": "2371w",
                "partners": "all",
                "streams": ["workers"],
                "kind": "freeze",
                "q": 0.6,
                "adopted": "2017-08-05",
                "effective": "2017-08-05",
            },
            {
                "id": "2397w",
                "partners": "all",
                "streams": ["workers"],
                "kind": "repatriate",
                "q": 0.6,
                "adopted": "2017-12-22",
                "effective": "2017-12-22",
                "deadline": "2019-12-22",
            },
        ],
        "observed": [{"partner": "china", "stream": "coal", "from": "2017-03-10", "to": "2017-07-20", "c": 0.9}],
        "shocks": [
            {
                "partners": ["china"],
                "streams": ["coal", "textiles", "wigs"],
                "from": "2018-05-10",
                "to": "2018-06-20",
                "factor": 0.3,
                "smuggling": 0.5,
            },
            {"partners": ["other"], "streams": ["wigs"], "from": "2018-05-01", "to": "2018-06-01", "factor": 0},
        ],
        "substitution": [{"source": "textiles", "target": "wigs", "share": 0.1, "tau": 36, "t0": "2017-12-10"}],
        "payment": [
            {"id": "banks", "streams": ["coal"], "share": 0.05, "effective": "2017-11-02", "lifted": "2018-09-17"}
        ],
    }
    return world | more


@pytest.fixture(params=sorted(ENGINES))
def engine(request):
    return ENGINES[request.param]


@pytest.mark.parametrize("benchmark", [None, "law_only", "no_compliance"])
def test_books_balance(engine, benchmark):
    out = engine(crowded(benchmark=benchmark) if benchmark else crowded())
    by = out["stream"]
    for k in by["value"]:
        for month in by["value"][k]:
            s = {name: table[k][month] for name, table in by.items()}
            whole = s["value"] + s["substitution"]
            assert whole == near(s["permitted"] + s["open"] + s["diverted"] + s["smuggled"] + s["denied"], rel=1e-9)
            assert whole - s["receipts"] == near(
                s["denied"] + s["discounts"] + s["interdicted"] + s["payment"], abs=1e-9 * max(1.0, whole)
            )
            assert sum(row[k][month] for row in out["receipts_by"].values()) == near(s["receipts"], rel=1e-9, abs=1e-9)
            assert sum(row[k][month] for row in out["diverted_in"].values()) == near(s["diverted"], abs=1e-9)
            assert sum(row[k][month] for row in out["smuggled_by"].values()) == near(s["smuggled"], abs=1e-9)
            assert -1e-9 <= s["receipts"] <= whole + 1e-9
            assert s["recorded"] <= s["receipts"] + s["payment"] + 1e-9
            assert s["smuggled"] <= s["capacity"] + 1e-9
            assert min(s.values()) > -1e-9
    for rows in out["compliance"].values():
        assert all(0 <= c <= 1 for row in rows.values() for c in row.values())


def test_no_compliance_earns_the_baseline(engine):
    out = engine(crowded(benchmark="no_compliance", payment=[]))
    for month, value in out["total"]["value"].items():
        assert out["total"]["receipts"][month] == near(value, rel=1e-12)


def test_no_law_earns_the_baseline_to_the_bit(engine):
    out = engine(crowded(provisions=[], payment=[], observed=[]))
    assert out["stream"]["receipts"] == out["stream"]["value"]


def test_order_never_matters(engine):
    world = crowded()
    turned = {k: dict(reversed(v.items())) if isinstance(v, dict) else v for k, v in world.items()}
    turned["provisions"] = world["provisions"][::-1]
    assert engine(turned) == engine(world)


@pytest.mark.parametrize("mode", ["front_loaded", "pro_rata"])
def test_a_ban_is_a_cap_of_nothing_and_a_slack_cap_is_nothing(engine, mode):
    def with_cap(**change):
        rows = [p for p in crowded()["provisions"] if p["id"].startswith(("2371", "2375w"))]
        out = engine(crowded(provisions=[p | change if p["id"] == "2371" else p for p in rows]))
        del out["ratio"]
        return out

    assert with_cap() == with_cap(kind="cap", mode=mode, cap_value=0)
    assert with_cap() == with_cap(kind="cap", mode=mode, cap_quantity=0)
    assert with_cap(kind="cap", mode=mode, cap_value=1e9) == with_cap(exempt={"coal": 1})
