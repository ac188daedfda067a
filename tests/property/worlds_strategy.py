"""Random small plain worlds that hold everything the model can do: what the property tests run on.

Numbers are drawn from odd fractions and a few corner values, and caps never equal a baseline exactly, so that no world
stands on a knife's edge (a cap that just binds, a freeze on trade that just stands still) where rounding decides.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

PARTNERS = ("china", "india", "russia", "other")
STREAMS = ("coal", "iron", "textiles", "wigs")
BENCHMARKS = ("", "law_only", "no_compliance")
LABOUR = ("freeze", "no_new_permits", "repatriate")
CAMPAIGN_BEGINS = "2015-01-01"
PARTS = 61
"""Number of values drawn between two bounds: few enough for hypothesis to draw them evenly."""


@cache
def numbers(low: float, high: float, *corners: float) -> st.SearchStrategy[float]:
    """A number strictly between low and high, or, half of the time, one of the corner values."""
    half = PARTS if corners else 0

    def at(n: int) -> float:
        return corners[n * len(corners) // half] if n < half else low + (high - low) * (n - half + 1) / (PARTS + 1)

    return st.integers(0, half + PARTS - 1).map(lambda n: at(n))


def months_of_days(draw, most: int) -> int:
    """So many months, and some days, in days: at least one day."""
    return 30 * draw(st.integers(0, most)) + draw(st.integers(1, 30))


def some(draw, names) -> list[str]:
    """One or more of the names, in any order."""
    order = draw(st.permutations(list(names)))
    return order[: draw(st.integers(1, len(order)))]


@cache
def once_in(times: int) -> st.SearchStrategy[bool]:
    """True once in so many times."""
    return st.integers(1, times).map(lambda n: n == times)


def several(draw, one: st.SearchStrategy, least: int, most: int) -> list:
    """So many draws of a strategy, all different."""
    found: list = []
    for _ in range(draw(st.integers(least, most))):
        value = draw(one)
        found += [] if value in found else [value]
    return found


def later(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


class Calendar:
    """The days that matter to a world: its horizon, and some months before and after."""

    def __init__(self, first_month: int, months: int):
        self.first_month, self.months = first_month, months
        self.anywhere = st.tuples(st.integers(-10, months + 2), st.integers(1, 36)).map(lambda at: self.day(*at))

    def month(self, n: int) -> str:
        """A month of the horizon, the first being 0."""
        return f"{(self.first_month + n) // 12:04d}-{(self.first_month + n) % 12 + 1:02d}"

    def day(self, month: int, day: int) -> str:
        """A day of it; days no month has are the first."""
        return f"{self.month(month)}-{day if day <= 28 else 1:02d}"


@st.composite
def worlds(
    draw,
    *,
    benchmarks=("",),
    substitution=True,
    front_loaded=True,
    supersession=True,
    fading=True,
    payment=True,
    observed=True,
    free_riding=True,
    provisions=(1, 6),
):
    """A random plain world; each knob turned off leaves out what an invariant excludes."""
    when = Calendar(12 * 2016 + draw(st.integers(3, 30)), draw(st.integers(1, 24)))
    partners = PARTNERS[: draw(st.integers(2, 4))]
    streams = STREAMS[: draw(st.integers(1, 4))]
    world = {
        "start": when.month(0),
        "months": when.months,
        "base_year": 2016,
        "gamma": draw(numbers(0.5, 3, 2.5, 1.0)),
        "peer": draw(numbers(-0.3 if free_riding else 0, 0.6, 0.0)),
        "campaign": [[CAMPAIGN_BEGINS, draw(numbers(0, 10, 10.0, 5.5))], *path(draw, when, numbers(0, 10, 0.0, 10.0))],
        "fatigue": path(draw, when, numbers(0, 1, 0.0)),
        "secondary_measures": [path(draw, when, numbers(0, 3, 0.0), 1) for _ in range(draw(st.integers(0, 3)))],
        "smuggling": smugglers(draw, when) if draw(st.booleans()) else None,
    }
    review = draw(st.integers(1, 4))
    world["partners"] = {i: one_partner(draw, when) | {"review": review} for i in partners}
    world["streams"] = {k: one_stream(draw, when, partners) for k in streams}
    kinds = ("ban", "cap", "cap", *LABOUR)
    modes = ("pro_rata", "front_loaded")[: 1 + front_loaded]
    acts = [one_provision(draw, when, world, f"act{n}", kinds, modes) for n in range(draw(st.integers(*provisions)))]
    for act in acts:
        act |= {"H": 0.0} if not fading else {}
    acts += [n for act in acts if not act.get("unilateral") for n in notices_of(draw, when, world, act)]
    world["provisions"] = acts = draw(st.permutations(acts))
    for n, act in enumerate(acts):
        if draw(once_in(3)):
            act["lifted"] = draw(when.anywhere)
        # only what stands later in the list, so that no chain of successors closes
        followers = [p["id"] for p in acts[n + 1 :] if may_supersede(p, act)]
        if supersession and followers and draw(once_in(2)):
            act["superseded_by"] = several(draw, st.sampled_from(followers), 1, 2)
    world["observed"] = sightings(draw, when, partners, streams) if observed else []
    world["shocks"] = [shock(draw, when, partners, streams) for _ in range(draw(st.integers(0, 3)))]
    world["payment"] = cutoffs(draw, when, streams) if payment and draw(once_in(2)) else []
    linked = substitution and len(streams) > 1 and draw(st.booleans())
    world["substitution"] = links(draw, when, world) if linked else []
    benchmark = draw(st.sampled_from(benchmarks))
    return world | ({"benchmark": benchmark} if benchmark else {})


def may_supersede(new: dict, old: dict) -> bool:
    """An act may follow an act or a notice, a notice only a notice of the same partner."""
    return "transposes" not in new or ("transposes" in old and new["partners"] == old["partners"])


def path(draw, when, level, least=0):
    """A dated path of levels."""
    return [[day, draw(level)] for day in several(draw, when.anywhere, least, 3)]


def smugglers(draw, when):
    return {"t0": draw(when.anywhere), "tau": draw(numbers(0, 30, 0.0)), "k0": draw(numbers(0, 1, 0.0, 1.0))}


def one_partner(draw, when):
    who = {
        "tau_up": draw(numbers(0, 6, 0.0)),
        "tau_down": draw(numbers(0, 18, 0.0)),
        "tau_impl": draw(numbers(0, 8, 0.0)),
        "lag_days": draw(st.sampled_from((0, 11, 57, 40, 120))),
        "resistance": draw(numbers(0.6, 1.6, 1.0)),
        "exposure": draw(numbers(0, 1, 0.0)),
        "own_notice": draw(numbers(0, 1, 0.97, 0.0, 1.0)),
        "may_buy": draw(st.booleans()),
        "notices": not draw(once_in(5)),
        "relief": path(draw, when, numbers(-3, 3, 0.0)),
        "diplomatic": path(draw, when, numbers(-3, 3, 0.0)),
    }
    if draw(st.booleans()):
        levels = numbers(0, 10, 10.0, 0.0)
        who["dial"] = [[CAMPAIGN_BEGINS, draw(levels)], *path(draw, when, levels)]
    return who


def one_stream(draw, when, partners):
    weights = [draw(numbers(0, 5, 0.0)) for _ in partners]
    weights[draw(st.integers(0, len(partners) - 1))] += 1.0
    whole = sum(weights)
    discounts = sorted(draw(numbers(0, 0.8, 0.0)) for _ in range(3))
    stream = {
        "B": draw(numbers(1, 1300)),
        "shares": {i: w / whole for i, w in zip(partners, weights, strict=True) if w > 0 or draw(st.booleans())},
        "growth": draw(numbers(-0.1, 0.3, 0.0)),
        "theta": draw(numbers(0, 1, 0.0, 1.0)),
        "alpha": draw(numbers(0, 2, 0.0, 50.0)),
        "phi": draw(numbers(0, 0.3, 0.0)),
        "kappa": draw(numbers(0, 0.6, 0.0, 1.0)),
        "delta_o": discounts[0],
        "delta_d": discounts[1],
        "delta_s": discounts[2],
        "psi": draw(numbers(0, 0.5, 0.0)),
        "eps": draw(numbers(0, 1, 0.0, 1.0)),
        "rho_d": draw(numbers(0, 1, 1.0, 0.0)),
    }
    if draw(st.booleans()):
        stream["unit_value"] = draw(numbers(0.01, 2))
        if draw(st.booleans()):
            stream["smuggled_price"] = stream["unit_value"] * draw(numbers(0.1, 1.2))
    if draw(st.booleans()):
        changes = several(draw, st.integers(-14, when.months), 1, 4)
        stream["price"] = {when.month(n): draw(numbers(0.3, 2.5, 1.0)) for n in changes}
    if draw(st.booleans()):
        factors = [draw(numbers(0.2, 2, 0.0, 1.0)) for _ in range(12)]
        stream["season"] = [12 * x / sum(factors) for x in factors] if sum(factors) else [1.0] * 12
    return stream


def one_provision(draw, when, world, name, kinds, modes):
    """A paragraph of common law, or one partner's unilateral act."""
    partners, streams = list(world["partners"]), list(world["streams"])
    adopted = draw(when.anywhere)
    act = {
        "id": name,
        "partners": "all" if draw(st.booleans()) else some(draw, partners),
        "streams": some(draw, streams),
        "kind": draw(st.sampled_from(kinds)),
        "adopted": adopted,
        "effective": later(adopted, draw(st.sampled_from((0, 30, 90, 1, 200)))),
        "exempt": {k: draw(numbers(0, 1, 1.0)) for k in streams if draw(once_in(3))},
        "q": draw(numbers(0, 1, 1.0, 0.6)),
        "H": draw(numbers(0, 4, 0.0)),
    }
    if draw(once_in(5)):
        act |= {"unilateral": True, "partners": [draw(st.sampled_from(partners))]}
    if act["kind"] == "cap":
        act |= one_cap(draw, when, world, act, modes)
    if act["kind"] == "no_new_permits":
        act["L"] = draw(numbers(1, 60, 36.0))
    if act["kind"] == "repatriate":
        act["deadline"] = later(adopted, months_of_days(draw, 29) - 1)
    return act


def one_cap(draw, when, world, act, modes):
    """A cap of a random share of what its scope sells in a year; in tonnes only where tonnes are known."""
    scope = list(world["partners"]) if act["partners"] == "all" else act["partners"]
    streams = [world["streams"][k] for k in act["streams"]]
    sold = [s["B"] * sum(s["shares"].get(i, 0.0) for i in scope) for s in streams]
    weighed = all("unit_value" in s for s in streams)
    legs = draw(st.sampled_from(("value", "quantity", "both"))) if weighed else "value"
    cap: dict = {"mode": draw(st.sampled_from(modes))}
    if legs != "quantity":
        cap["cap_value"] = sum(sold) * draw(numbers(0, 1.3, 0.0))
    if legs != "value":
        tonnes = sum(x / s["unit_value"] for x, s in zip(sold, streams, strict=True))
        cap["cap_quantity"] = tonnes * draw(numbers(0, 1.3, 0.0))
    if draw(once_in(4)):
        opens = draw(when.anywhere)
        cap["window"] = [opens, later(opens, months_of_days(draw, 16))]
    if cap["mode"] == "front_loaded":
        cap["carry_over"] = draw(st.booleans())
    return cap


def notices_of(draw, when, world, act):
    """Notices of some of the partners in an act's scope that carry it out in their own law."""
    scope = list(world["partners"]) if act["partners"] == "all" else act["partners"]
    found = []
    for i in some(draw, scope) if draw(st.booleans()) else ():
        adopted = draw(when.anywhere)
        effective = later(adopted, draw(st.sampled_from((0, 1, 20, 100))))
        notice = {"id": f"{act['id']}{i}", "transposes": act["id"], "partners": [i]}
        found.append(notice | {"adopted": adopted, "effective": effective})
    return found


def sightings(draw, when, partners, streams):
    """Observed compliance; the ranges of a cell follow one another."""
    found = []
    for i in partners:
        for k in streams:
            ends = sorted(several(draw, when.anywhere, 2, 4)) if draw(once_in(6)) else []
            for first, last in pairwise(ends):
                found.append({"partner": i, "stream": k, "from": first, "to": last, "c": draw(numbers(0, 1, 0.0, 1.0))})
    return found


def shock(draw, when, partners, streams):
    first = draw(when.anywhere)
    here = {"partners": some(draw, partners), "streams": some(draw, streams), "from": first}
    here["to"] = later(first, months_of_days(draw, 6))
    return here | {"factor": draw(numbers(0, 1.5, 0.0, 1.0)), "smuggling": draw(numbers(0, 1.5, 0.0, 1.0))}


def cutoffs(draw, when, streams):
    """Banks cut off, once or twice."""
    found = []
    for n in range(draw(st.integers(1, 2))):
        first = draw(when.anywhere)
        cut = {"id": f"cut{n}", "streams": some(draw, streams), "share": draw(numbers(0, 0.5, 0.0)), "effective": first}
        found.append(cut | ({"lifted": later(first, months_of_days(draw, 13))} if draw(st.booleans()) else {}))
    return found


def links(draw, when, world):
    """Substitution on the one evasion clock; the shares of a source stay within what its denied trade could earn."""
    t0 = world["smuggling"]["t0"] if world["smuggling"] else draw(when.anywhere)
    found = []
    for source in some(draw, world["streams"]):
        targets = some(draw, [k for k in world["streams"] if k != source])
        left = most_substituted(world, source)
        for target in targets:
            share = left * draw(numbers(0, 1, 0.0, 1.0))
            left = max(0.0, left - share) * (1 - 1e-12)
            link = {"source": source, "target": target, "share": share, "t0": t0}
            found.append(link | {"tau": draw(numbers(0, 36, 0.0))})
    return found


def most_substituted(world, source) -> float:
    """(1 - delta_s)(1 - psi)(1 - largest combined payment cost share) of a stream."""
    s = world["streams"][source]
    dearest = s["delta_s"]
    if "smuggled_price" in s:
        full_price = s["unit_value"] * max(1.0, *s.get("price", {"": 1.0}).values())
        dearest = min(1.0, max(s["delta_d"], 1.0 - s["smuggled_price"] / full_price))
    passing = 1.0
    for cut in world["payment"]:
        passing *= 1.0 - cut["share"]
    return (1.0 - dearest) * (1.0 - s["psi"]) * passing
