"""What must hold of the scalar reference alone, on random small worlds: the books (I2, J3, J18) and some laws."""

import random

import pytest

from tests.property.reference_worlds import GOODS, everything
from tests.reference.run import run
from tests.rings import in_rings

SEEDS = in_rings(range(15), 4)
FEW = in_rings(range(5), 3)
LUCKY = ("designations", "ladder", "coalition")


def rows(out, k):
    """The months of a stream's books, one mapping a month."""
    tables = {name: table[k] for name, table in out["stream"].items()}
    return [{name: table[m] for name, table in tables.items()} for m in tables["value"]]


def zero(x, *of):
    """Is a difference nothing beside the numbers it is made of?"""
    return abs(x) <= 1e-9 * max(1.0, *map(abs, of))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_books_close_with_everything_on(seed):
    world = everything(seed)
    out = run(world)
    for k, s in world["streams"].items():
        for row in rows(out, k):
            have = row["value"] + row["moved"] + row["substitution"]
            ends = sum(row[n] for n in ("permitted", "open", "diverted", "smuggled", "stored", "denied"))
            assert zero(have - ends, have)
            gone = sum(row[n] for n in ("stored", "denied", "discounts", "interdicted", "payment"))
            assert zero(have + row["released"] - row["receipts"] - gone, have, row["released"])
            assert -1e-9 <= row["receipts"] <= (have + row["released"]) * (1 + 1e-9) + 1e-9
            assert row["recorded"] <= row["receipts"] + row["payment"] + 1e-9 * max(1.0, have)
            assert min(row[n] for n in ("stored", "released", "denied", "lost", "diverted", "smuggled")) >= -1e-9
        for i, share in s["shares"].items():
            price = dict(zip(out["value"][i][k], map_prices(world, k), strict=True))
            stock = 0.0
            for m, P in price.items():
                new = out["stock"][i][k][m]
                loss = s.get("port_loss", 0.0) * stock
                assert zero(stock - loss - out["released_by"][i][k][m] / P + out["stored"][i][k][m] / P - new, stock)
                assert -1e-9 <= new <= s["port_months"] * share * s["B"] / 12 * (1 + 1e-9)
                value, moved = out["value"][i][k][m], out["moved"][i][k][m]
                assert -value - 1e-9 <= moved <= (s["rush"] - 1) * value + 1e-9  # J18
                stock = new
    assert all(x >= 0 for table in out["points"].values() for x in table.values())


def map_prices(world, k):
    """The price index of every month of the horizon."""
    path, index, found = world["streams"][k]["price"], 1.0, []
    for n in range(world["months"]):
        index = path.get(f"{2017 + n // 12}-{n % 12 + 1:02d}", index)
        found.append(index)
    return found


def tables(out, *names):
    return {n: out["stream"][n] for n in names or out["stream"]} | {"propensity": out["propensity"]}


def total(out, m):
    return out["total"]["receipts"][m]


@pytest.mark.parametrize("seed", FEW)
def test_order_of_writing_keeps_every_bit(seed):
    """I10, J19."""
    world, luck = everything(seed), random.Random(seed)
    mixed = dict(luck.sample(list(world.items()), len(world)))
    for name in ("partners", "streams", "luck"):
        mixed[name] = dict(luck.sample(list(world[name].items()), len(world[name])))
    for name in ("provisions", "notices"):
        mixed[name] = luck.sample(world[name], len(world[name]))
    assert run(mixed)["stream"] == run(world)["stream"]


@pytest.mark.parametrize("seed", FEW)
def test_without_luck_rates_are_nothing(seed):
    """J1, J2: no luck told is a central run; rates, rungs that never come and ports of 0 change no bit."""
    world = everything(seed, without=(*LUCKY, "talks", "noise", "press", "ports", "hurry")) | {"luck": {}}
    full = everything(seed, without=("talks", "noise", "press", "ports", "hurry")) | {"luck": {}}
    assert tables(run(full)) == tables(run(world))


@pytest.mark.parametrize("seed", FEW)
def test_a_rung_of_one_dated_event_is_the_measure_with_those_dates(seed):
    """J4."""
    world = everything(seed, without=(*LUCKY, "talks"))
    rung = {"id": "r", "kind": "ban", "partners": "all", "streams": ["textiles"], "adopted": "2017-08-05",
            "effective": "2017-09-05", "expected_notices": True}  # fmt: skip
    event = {"date": "2017-02-20", "class": "test", "lag_days": 10}
    rungs = [{"id": "r", "adopted": "2017-08-05", "provisions": [rung]}]
    laddered = world | {"provocations": {"dated": [event]}, "ladder": {"from": "2017-01-01", "rungs": rungs}}
    plain = rung | {"adopted": "2017-03-02", "effective": "2017-04-02"}
    assert tables(run(laddered)) == tables(run(world | {"provisions": [*world["provisions"], plain]}))


@pytest.mark.parametrize("seed", FEW)
def test_more_events_bring_every_rung_no_later(seed):
    """J5, and J11: a veto over the horizon adopts nothing, and the events are the same."""
    world = everything(seed, without=("talks",))

    def days(rate, adoption, **more):
        rule = {"rate": rate, "adoption": adoption, "lags": [5, 20, 40]}
        return run(world | {"provocations": {"classes": {"test": rule}}} | more)["facts"]

    low, high = days(3, 0.5), days(5, 0.9)
    assert all((b or "9") <= (a or "9") for a, b in zip(low["rungs"], high["rungs"], strict=True))
    vetoed = days(5, 0.9, veto={"from": "2016-01-01"})
    assert vetoed["rungs"] == [None, None]
    assert vetoed["events"] == high["events"]


@pytest.mark.parametrize("seed", FEW)
def test_a_dated_push_lowers_nobodys_propensity(seed):
    """J6, laws (a): no random rounds."""
    world = everything(seed, without=("designations",))
    push = {"date": "2017-04-11", "partners": ["china"], "points": 3, "half_life": 5}
    before, after = run(world), run(world | {"press": [*world["press"], push]})
    for i, path in before["propensity"].items():
        assert all(after["propensity"][i][m] >= p - 1e-12 for m, p in path.items())
        assert all(after["on"][i][m] >= on for m, on in before["on"][i].items())


@pytest.mark.parametrize("seed", FEW)
def test_a_switch_that_is_always_on_is_dated_notices(seed):
    """J7 on UN bans without end, and: open above 10 is off."""
    world = everything(seed, without=("switch", "talks", "sightings", "ports", "ladder"))
    world["provisions"] = [p | {"expected_notices": False, "superseded_by": []} for p in world["provisions"]
                           if p["id"] != "cap" and "lifted" not in p]  # fmt: skip
    world["notices"] = [n for n in world["notices"] if n["partner"] != ["india"] and n["partner"] != "india"]
    world["partners"]["india"] |= {"lag_days": 0}
    dated = [{k: v for k, v in p.items() if k in ("wind_down_days", "effective")}
             | {"id": f"n.{p['id']}", "partner": "india", "date": p["adopted"], "transposes": [p["id"]]}
             for p in world["provisions"] if not p.get("unilateral")]  # fmt: skip
    rule = {"open": 0, "close": 0, "delay": 0, "start": True}
    world.pop("notices_path", None)
    always = run(world | {"notices_by_dial": {"india": rule}})
    assert tables(always) == tables(run(world | {"notices": [*world["notices"], *dated]}))
    never = run(world | {"notices_by_dial": {"india": rule | {"open": 10.5, "start": False}}})
    assert tables(never) == tables(run(world))
    assert never["restricted"] == always["restricted"]  # J8: a switch never changes R, only who carries it out


@pytest.mark.parametrize("seed", FEW)
def test_full_suspension_in_whole_months_is_absence_and_snapback_restores(seed):
    """J9: no memory (no front-loaded cap, substitution, ports, rounds)."""
    out = ("ladder", "talks", "designations", "ports", "hurry", "shifts", "coalition")
    world = everything(seed, without=out)
    world["provisions"] = [p | {"H": 0.0, "superseded_by": []} for p in world["provisions"] if p["id"] != "cap"]
    talk = {"id": "t", "from": "2017-05-01", "to": "2017-09-01", "relief": {"coal": [[0, 1.0]]}, "snapback": True}
    talking, ever = run(world | {"talks": [talk]}), run(world)
    absent = run(world | {"provisions": [p for p in world["provisions"] if p["id"] != "coal"]})
    for m in talking["total"]["receipts"]:
        assert total(talking, m) == total(absent if "2017-05" <= m < "2017-09" else ever, m)
    never = run(world | {"talks": [talk | {"from": "2017-05-01", "quiet_months": 3, "until": "2017-04-01"}]})
    assert never["stream"] == ever["stream"]


@pytest.mark.parametrize("seed", FEW)
def test_ports_move_trade_in_time_only(seed):
    """J16, J17: diverted, smuggled and earned less released are the same; more loss at the quays never earns more."""
    world = everything(seed, without=("shifts", "designations", "hurry", "banks"))
    none = {k: s | {"port_months": 0.0} for k, s in world["streams"].items()}
    out, off = run(world), run(world | {"streams": none})
    lossy = run(world | {"streams": {k: s | {"port_loss": 0.5} for k, s in world["streams"].items()}})
    for k in GOODS:
        a, b = 0.0, 0.0
        for with_ports, plain, lost in zip(rows(out, k), rows(off, k), rows(lossy, k), strict=True):
            assert (with_ports["diverted"], with_ports["smuggled"]) == (plain["diverted"], plain["smuggled"])
            assert zero(with_ports["receipts"] - with_ports["released"] - plain["receipts"], plain["receipts"])
            a, b = a + with_ports["receipts"], b + lost["receipts"]
            assert b <= a + 1e-9 * max(1.0, a)


@pytest.mark.parametrize("seed", FEW)
def test_a_ban_is_a_cap_of_nothing(seed):
    """I6: value cap 0 and quantity cap 0 are the ban, bit for bit; what exempts everything is nothing."""
    world = everything(seed, without=("switch",))
    ban = {"id": "x", "kind": "ban", "partners": "all", "streams": ["wigs"], "adopted": "2017-03-10"}
    legs = {"cap_value": 0.0}, {"cap_quantity": 0.0}
    first, *others = (run(world | {"provisions": [*world["provisions"], x]})["stream"]
                      for x in (ban, *(ban | {"kind": "cap"} | leg for leg in legs)))  # fmt: skip
    assert others == [first, first]
    void = ban | {"exempt": {"wigs": 1.0}}
    assert run(world | {"provisions": [*world["provisions"], void]})["stream"] == run(world)["stream"]


@pytest.mark.parametrize("seed", FEW)
def test_lifting_everything_returns_to_the_baseline(seed):
    """I12 with H = 0, and a lift for the question's sake revives nothing."""
    world = everything(seed, without=("ladder", "coalition", "shifts", "banks", "noise", "hurry"))
    for p in world["provisions"]:
        p["H"] = 0.0
    out = run(world | {"lift": {p["id"]: "2017-08-01" for p in world["provisions"]}})
    for m in [m for m in out["total"]["receipts"] if m >= "2017-10"]:
        assert total(out, m) == pytest.approx(out["total"]["value"][m], rel=1e-12)


@pytest.mark.parametrize("seed", FEW)
def test_a_larger_bundle_never_buys_more_under_a_front_loaded_cap(seed):
    """I3b: from the start of the period to each month, in the unit of the leg (here one leg at a time)."""
    out = ("talks", "ladder", "coalition", "designations", "hurry", "sightings")
    for leg in ("cap_value", "cap_quantity"):
        world = everything(seed, without=out)
        cap, *rest = world["provisions"]
        limit = {leg: cap[leg]}
        cap = {k: v for k, v in cap.items() if k not in ("cap_value", "cap_quantity", "superseded_by", "lifted")}
        world["provisions"] = [cap | limit | {"mode": "front_loaded", "carry_over": False}, *rest]
        more = {"id": "zz", "kind": "ban", "partners": ["china"], "streams": ["coal"], "adopted": "2017-05-15"}
        small, large = run(world), run(world | {"provisions": [*world["provisions"], more]})
        for year in ("2017", "2018"):
            a = b = 0.0
            for m in [m for m in small["total"]["value"] if m.startswith(year)]:
                unit = 1.0 if leg == "cap_value" else map_prices(world, "coal")[months_since(m)]
                a, b = a + bought(small, m) / unit, b + bought(large, m) / unit
                assert b <= a + 1e-9 * max(1.0, a)


def months_since(m):
    return 12 * (int(m[:4]) - 2017) + int(m[5:]) - 1


def bought(out, m):
    """V - X of the coal cells of the cap's scope, here of all partners: cells outside it buy the same in both."""
    return sum(out["value"][i]["coal"][m] - out["displaced"][i]["coal"][m] for i in out["value"])


CAREFUL = ("shifts", "designations", "ports", "hurry")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_larger_bundle_never_earns_more(seed):
    """I4, J14: month by month with the campaign on; no rounds, nothing stranded, no front-loaded cap, no successors."""
    world = everything(seed, without=CAREFUL)
    pro_rata = {"mode": "pro_rata", "carry_over": False, "superseded_by": []}
    world["provisions"] = [p | (pro_rata if p["kind"] == "cap" else {}) for p in world["provisions"]]
    for rung in world["ladder"]["rungs"]:
        rung["provisions"] = [p | {"strands": False} for p in rung["provisions"]]
    more = {"id": "zz", "kind": "ban", "partners": ["india"], "streams": ["coal", "wigs"], "adopted": "2017-05-15",
            "expected_notices": True}  # fmt: skip
    small, large = run(world), run(world | {"provisions": [*world["provisions"], more]})
    assert small["propensity"] == large["propensity"]
    for m in small["total"]["receipts"]:
        assert total(large, m) <= total(small, m) + 1e-9 * max(1.0, total(small, m))


@pytest.mark.parametrize(("name", "grow", "earns"), [
    ("kappa", 1.5, 1), ("theta", 1.2, 1), ("alpha", 2, 1), ("phi", 2, 1), ("psi", 2, -1), ("delta_s", 1.2, -1),
    ("eps", 1.3, -1), ("rho_o", 0.5, 0), ("rho_d", 0.5, 0)])  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_what_helps_evasion_earns_and_what_hinders_it_costs(seed, name, grow, earns):
    """I8; what is declared changes no receipts (no rounds)."""
    world = everything(seed, without=CAREFUL)
    streams = {k: s | {name: min(1.0, grow * s[name]) if name != "alpha" else grow * s[name]}
               for k, s in world["streams"].items()}  # fmt: skip
    before, after = run(world), run(world | {"streams": streams})
    for m in before["total"]["receipts"]:
        gain = total(after, m) - total(before, m)
        slack = 1e-9 * max(1.0, total(before, m))
        assert gain >= -slack if earns > 0 else gain <= slack if earns < 0 else gain == 0


@pytest.mark.parametrize("seed", FEW)
def test_scaling_all_money_scales_all_money(seed):
    """I9: amounts, caps and prices a tonne in another currency; what outsiders react to is money too."""
    world = everything(seed)
    rule = world["designations_rule"]
    ten = {"streams": {k: s | {"B": 10 * s["B"], "unit_value": 10 * s["unit_value"]}
                       for k, s in world["streams"].items()},
           "provisions": [p | ({"cap_value": 10 * p["cap_value"]} if "cap_value" in p else {})
                          for p in world["provisions"]],
           "designations_rule": rule | {"rate": rule["rate"] / 10}}  # fmt: skip
    before, after = run(world), run(world | ten)
    for name, by_stream in before["stream"].items():
        for k, months_ in by_stream.items():
            assert list(after["stream"][name][k].values()) == pytest.approx(
                [10 * x for x in months_.values()], rel=1e-9, abs=1e-8
            )


@pytest.mark.parametrize("seed", FEW)
def test_more_room_at_quays_never_lowers_what_has_been_earned(seed):
    """J17 at constant prices."""
    world = everything(seed, without=("shifts", "designations", "hurry", "banks"))
    flat = {k: s | {"price": {}} for k, s in world["streams"].items()}
    wide = {k: s | {"port_months": 1.4 * s["port_months"]} for k, s in flat.items()}
    before, after = run(world | {"streams": flat}), run(world | {"streams": wide})
    a = b = 0.0
    for m in before["total"]["receipts"]:
        a, b = a + total(before, m), b + total(after, m)
        assert b >= a - 1e-9 * max(1.0, a)


@pytest.mark.parametrize("seed", FEW)
def test_all_members_of_a_coalition_move_or_none(seed):
    """J12: without luck and date nothing happens; otherwise points come to all on one day. J10: an offer only helps."""
    world = everything(seed, without=("press", "designations"))
    out = run(world)
    assert out["points"]["china"] == out["points"]["india"]
    assert not any(out["points"]["russia"].values())
    offer = world["partners"]["india"] | {"relief": [["2017-02-10", 2.0], ["2017-08-01", 0.0]]}
    none = world["partners"]["india"] | {"relief": []}
    without, given = (run(world | {"coalitions": [], "partners": world["partners"] | {"india": who}})
                      for who in (none, offer))  # fmt: skip
    assert all(given["propensity"]["india"][m] >= p - 1e-12 for m, p in without["propensity"]["india"].items())
