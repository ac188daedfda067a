"""What must hold in every world (section 9 of the model), on the engine.

Each docstring quotes the invariant it tests. Where a comparison is of more with less, the two worlds stand side by side
as two lanes of one run where they can; test_lanes checks that lanes do not touch each other.
"""

from __future__ import annotations

import random
from copy import deepcopy
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import strategies as st

from tests.property.same import differences
from tests.property.worlds_strategy import BENCHMARKS, CAMPAIGN_BEGINS, numbers, worlds
from tests.rings import on
from tests.worlds import run_engine, run_scenario, scenario_from, tables_of

ANY = worlds(benchmarks=("", "", *BENCHMARKS))
MONOTONE = {"substitution": False, "front_loaded": False, "free_riding": False}
"""What the laws of more and less leave out; free riding is a peer effect below 0: what one does, others do less."""


def rows(out: dict, name: str) -> dict:
    """A stream table flat: (stream, month) -> number."""
    return {(k, m): x for k, months in out["stream"][name].items() for m, x in months.items()}


def summed(out: dict, name: str, at: tuple[str, str]) -> float:
    """A cell table summed over the partners of a stream in a month."""
    stream, month = at
    return sum(by[stream].get(month, 0.0) for by in out[name].values())


def never_more(larger: dict, smaller: dict, size: dict) -> None:
    """Receipts of the one never exceed the other's, stream by stream and month by month, beyond rounding of V."""
    whole = rows(size, "value")
    more, less = rows(larger, "receipts"), rows(smaller, "receipts")
    assert [at for at in more if more[at] > less[at] + 1e-12 * (1.0 + whole[at])] == []


def running(out: dict) -> list[float]:
    """Receipts of all streams, added up month by month."""
    return list(accumulate(out["total"]["receipts"].values()))


def side_by_side(*plain: dict) -> list[dict]:
    record = run_scenario(*map(scenario_from, plain))
    return [tables_of(record, lane) for lane in range(len(plain))]


def without_ratios(out: dict) -> dict:
    return {name: table for name, table in out.items() if name != "ratio"}


# -- the books --------------------------------------------------------------------------------------------------------


@on(worlds(benchmarks=BENCHMARKS, provisions=(0, 0), payment=False), many=60)
def test_without_law_everything_is_earned_to_the_bit(world):
    """I1: empty bundle: bit-identical to V (observed compliance and dials have nothing to carry out)."""
    out = run_engine(world)
    by = out["stream"]
    assert by["receipts"] == by["permitted"] == by["recorded"] == by["value"]
    assert out["receipts_by"] == out["value"]
    assert not any(rows(out, "substitution").values())


@on(worlds(payment=False, observed=False), st.booleans(), many=60)
def test_without_compliance_everything_is_earned(world, benchmark):
    """I1: c = 0 everywhere and no payment measure: equal to 1e-12. Once as the benchmark, once by dials of 0."""
    if benchmark:
        world["benchmark"] = "no_compliance"
    else:
        world |= {"campaign": [], "secondary_measures": []}
        for who in world["partners"].values():
            who |= {"dial": [[CAMPAIGN_BEGINS, 0.0]], "own_notice": 0.0, "relief": [], "diplomatic": []}
    out = run_engine(world)
    for at, value in rows(out, "value").items():
        assert rows(out, "receipts")[at] == pytest.approx(value, rel=1e-12, abs=1e-15)


@on(ANY, many=60)
def test_the_ledger_closes(world):
    """I2: ledger residual < 1e-9. I7: 0 <= revenue <= V + substitution. I13: recorded <= receipts before payment
    cost."""
    out = run_engine(world)
    s = {name: rows(out, name) for name in out["stream"]}
    for at, value in s["value"].items():
        whole = value + s["substitution"][at]
        slack = 1e-9 * whole + 1e-15
        used = sum(s[name][at] for name in ("permitted", "open", "diverted", "smuggled", "denied"))
        lost = sum(s[name][at] for name in ("denied", "discounts", "interdicted", "payment"))
        assert abs(whole - used) <= slack
        assert abs(whole - s["receipts"][at] - lost) <= slack
        for table, total in (("receipts_by", "receipts"), ("diverted_in", "diverted"), ("smuggled_by", "smuggled")):
            assert abs(summed(out, table, at) - s[total][at]) <= slack
        tiny = 1e-12 * whole + 1e-15
        assert -tiny <= s["receipts"][at] <= whole + tiny
        assert s["recorded"][at] <= s["receipts"][at] + s["payment"][at] + tiny
        assert s["smuggled"][at] <= s["capacity"][at] + tiny
        assert all(s[name][at] >= -tiny for name in s if name != "closed")
    assert all(0 <= c <= 1 + 1e-12 for row in out["compliance"].values() for k in row.values() for c in k.values())


# -- more and less ----------------------------------------------------------------------------------------------------


@on(worlds(**MONOTONE), st.data(), many=60)
def test_more_compliance_never_earns_more(world, data):
    """I3 (no substitution, no front_loaded cap): revenue never rises when any c rises.

    c rises by a partner's dial path, its own notices, the pace of customs and of reviews, q, or what was observed.
    """
    harder = deepcopy(world)
    who = harder["partners"][data.draw(st.sampled_from(sorted(world["partners"])))]
    for day_level in who.get("dial", harder["campaign"]):
        day_level[1] += data.draw(numbers(0, 1, 1.0)) * (10 - day_level[1])
    who["own_notice"] += data.draw(numbers(0, 1, 0.0)) * (1 - who["own_notice"])
    for pace in ("tau_impl", "tau_up"):
        who[pace] *= data.draw(numbers(0, 1, 1.0))
    who["tau_down"] += data.draw(numbers(0, 20, 0.0))
    for act in harder["provisions"]:
        if "q" in act:
            act["q"] += data.draw(numbers(0, 1, 0.0)) * (1 - act["q"])
    for sighting in harder["observed"]:
        sighting["c"] += data.draw(numbers(0, 1, 0.0)) * (1 - sighting["c"])
    before = run_engine(world)
    never_more(run_engine(harder), before, before)


@on(worlds(**MONOTONE), st.data(), many=60)
def test_a_tighter_law_never_earns_more(world, data):
    """I3 (no substitution, no front_loaded cap): revenue never rises when any a tightens.

    a tightens by a lower cap, a smaller exempt share, permits that run out sooner or an earlier deadline.
    """
    tighter = deepcopy(world)
    for act in tighter["provisions"]:
        for leg in ("cap_value", "cap_quantity", "L"):
            if leg in act:
                act[leg] *= data.draw(numbers(0, 1, 1.0))
        if act.get("exempt"):
            act["exempt"] = {k: e * data.draw(numbers(0, 1, 0.0, 1.0)) for k, e in act["exempt"].items()}
        if "deadline" in act:
            act["deadline"] = data.draw(st.sampled_from((act["deadline"], act["adopted"])))
    before = run_engine(world)
    never_more(run_engine(tighter), before, before)


def subset(world: dict, data) -> dict:
    """The world with fewer measures; a notice goes with the act it transposes."""
    gone = {p["id"] for p in world["provisions"] if "transposes" not in p and data.draw(st.booleans())}
    fewer = [p for p in world["provisions"] if p["id"] not in gone and p.get("transposes") not in gone]
    pressing = world["secondary_measures"]
    kept = pressing[: data.draw(st.integers(0, len(pressing)))]  # from the end: plain worlds name these by their place
    cuts = [cut for cut in world["payment"] if data.draw(st.booleans())]
    return world | {"provisions": fewer, "secondary_measures": kept, "payment": cuts}


@on(worlds(benchmarks=("", "", "law_only"), supersession=False, **MONOTONE), st.data(), many=60)
def test_a_larger_bundle_never_earns_more(world, data):
    """I4 (no substitution, no front_loaded cap, no act superseding another, no carry_over): a larger bundle never earns
    more, draw by draw and month by month. And no peer effect below 0."""
    larger, smaller = side_by_side(world, subset(world, data))
    never_more(larger, smaller, larger)


@on(worlds(supersession=False, **MONOTONE | {"substitution": True}), st.data(), many=60)
def test_a_larger_bundle_never_earns_more_in_all_even_with_substitution(world, data):
    """I4: with substitution the same for the running total."""
    larger, smaller = side_by_side(world, subset(world, data))
    slack = 1e-12 * (1.0 + sum(larger["total"]["value"].values()))
    assert all(x <= y + slack for x, y in zip(running(larger), running(smaller), strict=True))


RAISING = ("kappa", "theta", "alpha", "phi")
LOWERING = ("psi", "delta_o", "delta_d", "delta_s", "eps")
CEILING = {"kappa": 2.0, "theta": 1.0, "alpha": 50.0, "phi": 1.0, "psi": 1.0, "eps": 1.0}


def raised(world: dict, data, names: tuple[str, ...]) -> dict:
    """The world with higher numbers of some streams; discounts stay in order."""
    other = deepcopy(world)
    for s in other["streams"].values():
        for name in data.draw(st.sampled_from((*((n,) for n in names), names))):
            s[name] += data.draw(numbers(0, 1, 1.0)) * (CEILING.get(name, 1.0) - s[name])
        s["delta_d"] = max(s["delta_o"], s["delta_d"])
        s["delta_s"] = max(s["delta_d"], s["delta_s"])
    return other


@on(worlds(substitution=False), st.data(), many=60)
def test_easier_evasion_never_earns_less(world, data):
    """I8: more K, theta, alpha, phi never lowers revenue (month by month: no substitution)."""
    before, easier = side_by_side(world, raised(world, data, RAISING))
    never_more(before, easier, before)


@on(worlds(substitution=False), st.data(), many=60)
def test_dearer_evasion_never_earns_more(world, data):
    """I8: more psi, delta, eps never raises it (month by month: no substitution)."""
    before, dearer = side_by_side(world, raised(world, data, LOWERING))
    never_more(dearer, before, before)


@on(worlds(), st.data(), many=60)
def test_easier_evasion_never_earns_less_in_all_even_with_substitution(world, data):
    """I8: more K, theta, alpha, phi never lowers revenue, more psi, delta, eps never raises it; with substitution,
    which is fed by what is denied, for the running total."""
    before, easier, dearer = side_by_side(world, raised(world, data, RAISING), raised(world, data, LOWERING))
    slack = 1e-12 * (1.0 + sum(before["total"]["value"].values()))
    for less, mid, more in zip(running(dearer), running(before), running(easier), strict=True):
        assert less - slack <= mid <= more + slack


# -- corners ----------------------------------------------------------------------------------------------------------


@on(worlds(substitution=False, payment=False, observed=False), many=60)
def test_full_compliance_loses_the_full_bite(world):
    """I5: dial 10, q = 1, no lag, theta = K = 0: loss = full bite."""
    world |= {"fatigue": []}
    for who in world["partners"].values():
        who |= {"dial": [[CAMPAIGN_BEGINS, 10.0]], "relief": [], "diplomatic": []}
        who |= {"tau_impl": 0.0, "tau_up": 0.0, "tau_down": 0.0, "lag_days": 0}
    for s in world["streams"].values():
        s |= {"theta": 0.0, "kappa": 0.0}
    for act in world["provisions"]:
        act |= {"q": 1.0} if "q" in act else {}
    world["peer"] = abs(world["peer"])
    out = run_engine(world)
    assert differences(rows(out, "receipts"), rows(out, "permitted"), 1e-12) == []
    assert out["displaced"] == out["restricted"]
    bite = {at: summed(out, "restricted", at) for at in rows(out, "value")}
    assert differences(rows(out, "denied"), bite, 1e-12) == []


MODES = st.sampled_from(("front_loaded", "pro_rata"))
CAP_FIELDS = ("cap_value", "cap_quantity", "window", "carry_over", "mode")


@on(worlds(benchmarks=BENCHMARKS), MODES, st.data(), many=60)
def test_a_ban_is_a_cap_of_nothing_to_the_bit(world, mode, data):
    """I6: ban == value cap 0 == quantity cap 0 bit for bit (in worlds where tonnes are known)."""
    for s in world["streams"].values():
        s.setdefault("unit_value", 0.1)
    ordered = [p for p in world["provisions"] if "transposes" not in p]
    chosen = data.draw(st.sampled_from(ordered))["id"]

    def instead(**change):
        def rewrite(p):
            bare = {k: v for k, v in p.items() if k not in CAP_FIELDS}
            return bare | change if p["id"] == chosen else p

        return without_ratios(run_engine(world | {"provisions": [rewrite(p) for p in world["provisions"]]}))

    banned = instead(kind="ban")
    assert banned == instead(kind="cap", mode=mode, cap_value=0.0)
    assert banned == instead(kind="cap", mode=mode, cap_quantity=0.0)
    assert banned == instead(kind="cap", mode=mode, cap_value=0.0, cap_quantity=1e9)


@on(worlds(benchmarks=BENCHMARKS, supersession=False), MODES, st.data(), many=60)
def test_a_toothless_provision_changes_nothing_to_the_bit(world, mode, data):
    """I6: a cap above V or e = 1 changes nothing, bit for bit (an act that supersedes nothing)."""
    ordered = [p for p in world["provisions"] if "transposes" not in p]
    chosen = data.draw(st.sampled_from(ordered))["id"]

    def rewritten(**change):
        rest = [p | change if p["id"] == chosen else p for p in world["provisions"]]
        return world | {"provisions": [p for p in rest if p is not None]}

    others = [p for p in world["provisions"] if chosen not in (p["id"], p.get("transposes"))]
    without = without_ratios(run_engine(world | {"provisions": others}))
    slack = {"kind": "cap", "mode": mode, "cap_value": 1e9, "cap_quantity": None}
    assert without_ratios(run_engine(rewritten(**slack))) == without
    exempt = dict.fromkeys(world["streams"], 1.0)
    assert without_ratios(run_engine(rewritten(exempt=exempt))) == without


@on(worlds(fading=False), st.data(), many=60)
def test_lifting_everything_returns_to_trade_as_it_was(world, data):
    """I12: lifting everything returns to V (H = 0; with substitution one month later)."""
    n = data.draw(st.integers(0, world["months"] - 1))
    whole = int(world["start"][:4]) * 12 + int(world["start"][5:]) - 1 + n
    lifted = f"{whole // 12:04d}-{whole % 12 + 1:02d}-01"
    for act in (*world["provisions"], *world["payment"]):
        act["lifted"] = min(act.get("lifted") or lifted, lifted)
    out = run_engine(world)
    for (k, month), value in rows(out, "value").items():
        if month >= lifted[:7]:
            assert rows(out, "denied")[k, month] == 0.0
            assert rows(out, "receipts")[k, month] == value + rows(out, "substitution")[k, month]
        if month > lifted[:7]:
            assert rows(out, "receipts")[k, month] == rows(out, "permitted")[k, month] == value


# -- scale, names, order ----------------------------------------------------------------------------------------------

MONEY = ("value", "substitution", "permitted", "open", "diverted", "smuggled", "denied", "closed", "discounts",
         "interdicted", "payment", "receipts", "recorded", "capacity")  # fmt: skip


def scaled(world: dict, factor: float, tonnes: bool) -> dict:
    """All money times a factor: dearer tonnes, or more of them."""
    other = deepcopy(world)
    for s in other["streams"].values():
        s["B"] *= factor
        for price in ("unit_value", "smuggled_price"):
            if price in s and not tonnes:
                s[price] *= factor
    for act in other["provisions"]:
        for leg in ("cap_value", "cap_quantity") if tonnes else ("cap_value",):
            if act.get(leg) is not None:
                act[leg] *= factor
    return other


@on(ANY, st.sampled_from((2.0, 0.25, 1024.0)), st.booleans(), many=60)
def test_scaling_all_money_by_a_power_of_two_scales_every_bit(world, factor, tonnes):
    """I9: scaling all money scales all money."""
    before, after = run_engine(world), run_engine(scaled(world, factor, tonnes))
    for name in MONEY:
        assert rows(after, name) == {at: factor * x for at, x in rows(before, name).items()}
    for name in ("compliance", "propensity", "ratio"):
        assert after[name] == before[name]


@on(ANY, numbers(0.1, 40), st.booleans(), many=60)
def test_scaling_all_money_scales_all_money(world, factor, tonnes):
    """I9: scaling all money scales all money."""
    before, after = run_engine(world), run_engine(scaled(world, factor, tonnes))
    for name in MONEY:
        wanted = {at: factor * x for at, x in rows(before, name).items()}
        assert differences(wanted, rows(after, name), 1e-11, name, max(1.0, factor)) == []


def renamed(x, names: dict[str, str]):
    """A world or a table with other names in it, as keys and as values."""
    if isinstance(x, dict):
        return {names.get(k, k): renamed(v, names) for k, v in x.items()}
    if isinstance(x, list | tuple):
        return [renamed(v, names) for v in x]
    return names.get(x, x) if isinstance(x, str) else x


@on(ANY, many=60)
def test_names_do_not_matter(world):
    """I10: renaming keeps 1e-12. The new names sort the other way round."""
    acts = [p["id"] for p in (*world["provisions"], *world["payment"])]
    known = sorted({*world["partners"], *world["streams"], *acts})
    names = {name: f"n{len(known) - n:03d}" for n, name in enumerate(known)}
    back = {new: old for old, new in names.items()}
    before, after = run_engine(world), renamed(run_engine(renamed(world, names)), back)
    size = max(1.0, *(x for x in rows(before, "value").values()))
    assert differences(before, after, 1e-12, scale=size) == []
    assert differences(after, before, 1e-12, scale=size) == []


def shuffled(x, dice: random.Random, ordered: tuple[str, ...] = ("season", "window")):
    """The same world written in another order: keys of mappings, entries of lists that are sets."""
    if isinstance(x, dict):
        keys = dice.sample(list(x), len(x))
        return {k: x[k] if k in ordered else shuffled(x[k], dice) for k in keys}
    if isinstance(x, list):
        pair = len(x) == 2 and isinstance(x[1], float)
        return x if pair else dice.sample([shuffled(v, dice) for v in x], len(x))
    return x


@on(ANY, st.integers(0, 100), many=60)
def test_order_does_not_matter_to_the_bit(world, seed):
    """I10: reordering partners, streams, measures, YAML keys keeps every bit."""
    fixed = {"secondary_measures": world["secondary_measures"]}  # plain worlds name these by their place
    assert run_engine(shuffled(world, random.Random(seed)) | fixed) == run_engine(world)


@on(ANY, st.integers(0, 100), many=60)
def test_order_in_a_scenario_does_not_matter_to_the_bit(world, seed):
    """I10: reordering partners, streams, measures, YAML keys keeps every bit."""
    scenario, dice = scenario_from(world), random.Random(seed)
    lists = ("streams", "partners", "measures", "bundle", "campaign", "fatigue", "wills", "observed", "shocks",
             "substitutions", "price_paths", "seasons")  # fmt: skip
    turned = {name: tuple(dice.sample(getattr(scenario, name), len(getattr(scenario, name)))) for name in lists}
    turned["numbers"] = dict(dice.sample(list(scenario.numbers.items()), len(scenario.numbers)))
    other = tables_of(run_scenario(replace(scenario, **turned)), 0)
    assert other == tables_of(run_scenario(scenario), 0)


def test_the_order_of_secondary_measures_does_not_matter_to_the_bit():
    """I10: reordering measures keeps every bit: 0.1 + 0.2 + 0.3 points of dial, whichever comes first."""
    points = [[["2016-01-01", x]] for x in (0.1, 0.2, 0.3)]
    scenario = scenario_from(small(secondary_measures=points, campaign=[]))
    turned = replace(scenario, measures=scenario.measures[::-1])
    assert tables_of(run_scenario(turned), 0)["dial"] == tables_of(run_scenario(scenario), 0)["dial"]


# -- why the conditions -----------------------------------------------------------------------------------------------


def small(**more) -> dict:
    """Six months, two partners that do all they are told at once, coal and wigs, no diversion and no smuggling."""
    return {
        "start": "2017-01", "months": 6, "base_year": 2016, "gamma": 1.0, "campaign": [["2015-01-01", 10.0]],
        "partners": {"china": {"exposure": 1.0}, "india": {}},
        "streams": {"coal": {"B": 120.0, "shares": {"china": 0.5, "india": 0.5}, "delta_s": 0.5},
                    "wigs": {"B": 60.0, "shares": {"china": 0.5, "india": 0.5}}},
    } | more  # fmt: skip


BAN = {"id": "ban", "partners": "all", "streams": ["coal"], "kind": "ban", "adopted": "2016-12-01"}
CAP = BAN | {"id": "cap", "kind": "cap", "mode": "front_loaded", "cap_value": 30.0}
WEAK = CAP | {"id": "weak", "mode": "pro_rata", "cap_value": 100.0, "adopted": "2017-03-01"}


def later_earns_more(smaller: dict, larger: dict) -> bool:
    pairs = zip(*(run_engine(w)["total"]["receipts"].values() for w in (smaller, larger)), strict=True)
    return any(more > less + 0.01 for less, more in pairs)


def test_without_its_conditions_a_larger_bundle_can_earn_more():
    """I4's brackets: a front-loaded cap is used up later where a short ban saves it; a successor may be weaker; and,
    where partners ride free (b < 0), pressing a small one lets a large one go."""
    short = BAN | {"adopted": "2017-01-01", "lifted": "2017-03-01"}
    assert later_earns_more(small(provisions=[CAP]), small(provisions=[CAP, short]))
    ended = BAN | {"superseded_by": ["weak"]}
    assert later_earns_more(small(provisions=[ended]), small(provisions=[ended, WEAK]))
    riding = small(provisions=[BAN], peer=-0.3, campaign=[["2015-01-01", 5.0]])
    for stream in riding["streams"].values():
        stream["shares"] = {"china": 0.02, "india": 0.98}
    assert later_earns_more(riding, riding | {"secondary_measures": [[["2016-01-01", 3.0]]]})


def test_with_substitution_smuggling_can_lower_a_month():
    """I8 month by month needs no substitution: what is smuggled is not denied, and no longer feeds another stream."""
    link = {"source": "coal", "target": "wigs", "share": 0.5, "tau": 0.0, "t0": "2016-01-01"}
    open_ = small(provisions=[BAN | {"lifted": "2017-03-01"}], substitution=[link])
    smuggling = deepcopy(open_)
    smuggling["streams"]["coal"]["kappa"] = 1.0
    assert later_earns_more(smuggling, open_)
    assert running(run_engine(smuggling))[-1] >= running(run_engine(open_))[-1]
