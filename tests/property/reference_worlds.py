"""Random small worlds in the scalar reference's own form: every mechanism at once, or without what a law excludes.

`everything(seed)` is the same world for the same seed; `without` names mechanisms to leave out.
"""

import random
from datetime import date, timedelta

PARTNERS = ("china", "india", "russia")
GOODS = ("coal", "textiles", "wigs")
MONTHS = 14


def months():
    """The horizon's months."""
    return [f"{2017 + n // 12}-{n % 12 + 1:02d}" for n in range(MONTHS)]


class Draw(random.Random):
    """Numbers and days of a world."""

    def share(self):
        """A fraction, sometimes a corner."""
        return self.choice((0.0, 1.0, self.random(), self.random()))

    def day(self, first=-8, last=MONTHS):
        """A day some months around the horizon."""
        return (date(2017, 1, 1) + timedelta(days=30 * self.randint(first, last) + self.randint(0, 29))).isoformat()

    def path(self, levels):
        """Up to three dated steps."""
        return [[day, self.choice(levels)] for day in sorted({self.day() for _ in range(self.randint(0, 3))})]


def everything(seed, without=()):
    """A world with whatever is not left out."""
    d = Draw(seed)
    world = {"start": "2017-01", "months": MONTHS, "base_year": 2016, "gamma": d.choice((1.0, 2.5)),
             "peer": d.choice((0.0, 0.3)), "campaign": [["2015-01-01", d.uniform(0, 10)], *d.path((2.0, 6.0, 9.0))],
             "smuggling": {"t0": d.day(), "tau": d.uniform(0, 20), "k0": d.random()}, "luck": {}}  # fmt: skip
    world["partners"] = {i: partner(d) for i in PARTNERS}
    world["streams"] = {k: stream(d) for k in GOODS} | {"workers": stream(d) | {"goods": False, "theta": 0.0}}
    world |= law(d)
    for name, add in MECHANISMS.items():
        more = add(d, world)
        if name not in without:
            luck = world["luck"] | more.pop("luck", {})
            world |= more | {"luck": luck}
        if name in ("ports", "hurry") and name in without:
            for s in world["streams"].values():
                s.pop({"ports": "port_months", "hurry": "hurry"}[name])
    return world


def partner(d):
    return {"tau_up": d.uniform(0, 3), "tau_down": d.uniform(0, 9), "tau_impl": d.choice((0.0, d.uniform(0, 4))),
            "lag_days": d.choice((0, 11, 60)), "resistance": d.uniform(0.7, 1.4), "exposure": d.random(),
            "pn": d.choice((0.0, 0.9, 1.0)), "may_buy": d.random() < 0.5, "gives_notice": d.random() < 0.5,
            "relief": d.path((-1.0, 1.0)), "diplomatic": d.path((-1.0, 2.0))}  # fmt: skip


def stream(d):
    discounts = sorted(d.choice((0.0, d.uniform(0, 0.8))) for _ in range(3))
    weights = [d.random() for _ in PARTNERS]
    return {"B": d.uniform(10, 1200), "shares": {i: w / sum(weights) for i, w in zip(PARTNERS, weights, strict=True)},
            "growth": d.uniform(-0.1, 0.2), "T_g": d.choice((None, 2.0)), "theta": d.share(), "alpha": d.uniform(0, 1),
            "phi": d.choice((0.0, 0.05)), "kappa": d.choice((0.0, d.uniform(0, 0.5))), "eps": d.share(),
            "psi": d.uniform(0, 0.2), "delta_o": discounts[0], "delta_d": discounts[1], "delta_s": discounts[2],
            "rho_o": d.share(), "rho_d": d.share(), "unit_value": d.uniform(0.02, 0.2),
            "price": {m: d.uniform(0.5, 1.6) for m in months()[:: d.randint(2, 5)]},
            "port_months": d.uniform(0, 2), "port_loss": d.choice((0.0, 0.1)), "hurry": d.random(),
            "rush": d.uniform(1, 1.5)}  # fmt: skip


def act(d, name, kind, streams, **more):
    """A provision adopted around the horizon."""
    raw = {"id": name, "partners": d.choice(("all", d.sample(PARTNERS, 2))), "streams": streams, "kind": kind,
           "adopted": d.day(), "wind_down_days": d.choice((0, 0, 30, 90)), "q": d.choice((1.0, 0.6)),
           "exempt": {streams[0]: d.choice((0.0, 0.4))}, "H": d.choice((0.0, 2.0)),
           "expected_notices": d.random() < 0.5} | more  # fmt: skip
    return raw | ({"lifted": d.day()} if d.random() < 0.2 else {})


def law(d):
    """Bans, caps, labour, own acts, notices, what supersedes what."""
    legs = {"cap_value": d.uniform(5, 400), "cap_quantity": d.uniform(100, 9000), "carry_over": d.random() < 0.5}
    acts = [
        act(d, "cap", "cap", ["coal"], mode=d.choice(("front_loaded", "front_loaded", "pro_rata")), **legs),
        act(d, "coal", "ban", ["coal"]), act(d, "goods", "ban", ["textiles", "wigs"]),
        act(d, "home", "repatriate", ["workers"], deadline="2018-01-01"),
        act(d, "permits", "no_new_permits", ["workers"], L=20.0),
        act(d, "gate", "ban", ["wigs"], partners=["russia"], unilateral=True, closes=True),
    ]  # fmt: skip
    if d.random() < 0.5:
        acts[0]["superseded_by"] = ["coal"]
    notices = [{"id": f"{i}_{m}", "partner": i, "date": d.day(), "wind_down_days": d.choice((0, 20)), "transposes": [m]}
               for i in PARTNERS for m in ("cap", "coal", "goods") if d.random() < 0.4]  # fmt: skip
    paths = {"notices_path": [[d.day(), "off"], ["2018-01-01", "on"]]} if d.random() < 0.3 else {}
    return {"provisions": acts, "notices": notices} | paths


def sightings(d, world):
    seen = {"partner": "china", "stream": "coal", "from": "2017-03-10", "to": "2017-06-01"}
    return {"observed": [seen | {"c": d.share(), "kind": d.choice(("customs", "press"))}]}


def closures(d, world):
    return {"shocks": [{"partners": ["china"], "streams": list(GOODS), "from": d.day(), "to": "2018-03-01",
                        "factor": d.random(), "smuggling": d.random()}]}  # fmt: skip


def shifts(d, world):
    return {"substitution": [{"source": "textiles", "target": "wigs", "share": 0.2, "tau": 12, "t0": d.day()}]}


def banks(d, world):
    return {"payment": [{"id": "banks", "streams": list(GOODS), "share": d.random(), "effective": d.day()}]}


def noise(d, world):
    years = [f"{y}-{m:02d}" for y in range(2015, 2020) for m in range(1, 13)]
    return {"luck": {"noise": {m: d.uniform(0.7, 1.4) for m in years},
                     "deliveries.wigs": {m: d.randint(0, 3) for m in years}},
            "streams": world["streams"] | {"wigs": world["streams"]["wigs"] | {"deliveries": 18}}}  # fmt: skip


def press(d, world):
    return {
        "press": [
            {
                "date": d.day(),
                "partners": d.sample(PARTNERS, 2),
                "points": d.uniform(0, 4),
                "half_life": d.choice((None, 4.0)),
                "by_exposure": d.random() < 0.5,
            }
            for _ in range(3)
        ]
    }


def designations(d, world):
    rule = {"rate": 0.02, "most": 0.5, "points": 2.0, "half_life": 6.0, "seen": [["2016-01-01", 0.2]]}
    told = {f"designation.{i}": {m: d.random() for m in months()} for i in PARTNERS}
    return {"designations_rule": rule, "luck": told}


def ladder(d, world):
    rungs = [{"id": n, "adopted": "2017-08-05", "provisions": [
        act(d, f"{n}.{k}", "ban", [k], adopted="2017-08-05", strands=d.random() < 0.5) for k in streams]}
        for n, streams in (("first", ["coal", "textiles"]), ("second", ["wigs"]))]  # fmt: skip
    for rung in rungs:
        for raw in rung["provisions"]:
            raw.pop("lifted", None)
            raw |= {name: rung["provisions"][0][name] for name in ("q", "H", "expected_notices")}
    rungs[1]["provisions"] += [
        act(d, "second.home", "repatriate", ["workers"], adopted="2017-08-05", deadline="2018-06-30"),
        act(d, "second.permits", "no_new_permits", ["workers"], adopted="2017-08-05"),
        act(d, "second.cap", "cap", ["coal"], adopted="2017-08-05", mode=d.choice(("front_loaded", "pro_rata")),
            cap_value=d.uniform(5, 400)),
    ]  # fmt: skip
    for raw in rungs[1]["provisions"]:
        raw.pop("lifted", None)
        raw |= {name: rungs[1]["provisions"][0][name] for name in ("q", "H", "expected_notices")}
    gazetted = [{"id": f"{i}_first", "partner": i, "date": "2017-08-20", "wind_down_days": d.choice((0, 20)),
                 "transposes": ["first.coal"]} for i in PARTNERS if d.random() < 0.5]  # fmt: skip
    luck = {"provocation.test": {m: [d.random() for _ in range(4)] for m in months()}}
    return {
        "ladder": {"from": "2017-01-01", "rungs": rungs},
        "luck": luck,
        "notices": [*world["notices"], *gazetted],
        "provocations": {"classes": {"test": {"rate": 4, "adoption": 0.8, "lags": [5, 20, 40]}}, "dated": []},
    }


def talks(d, world):
    steps = [[0, d.choice((0.5, 1.0))], [60, 1.0]]
    return {"talks": [{"id": "talks", "from": d.day(0, 8), "broken_by": ["test"], "pauses": d.random() < 0.5,
                       "relief": {"coal": steps}, "snapback": True, "snapback_days": d.choice((0, 15))}]}  # fmt: skip


def coalition(d, world):
    own = {"id": "club.goods", "partners": ["india", "china"], "streams": ["textiles"], "kind": "ban",
           "adopted": "2016-06-01"}  # fmt: skip
    club = {"id": "club", "members": ["china", "india"], "threshold": 0.1, "probability": 0.3, "from": "2017-01-01",
            "points": d.uniform(0, 2), "acts": [own]}  # fmt: skip
    return {"coalitions": [club], "luck": {"coalition.club": {m: d.random() for m in months()}}}


def switch(d, world):
    rules = {"india": {"open": 4.0, "close": 2.0, "delay": d.randint(0, 2)}}
    more = random.Random(world["campaign"][0][1])  # so that what is drawn after this stays
    for i in more.sample(("china", "russia"), more.randint(0, 2)):
        rules[i] = {"open": more.uniform(2, 9), "close": more.uniform(0, 2), "delay": more.randint(0, 3)}
        if more.random() < 0.5:
            rules[i]["start"] = more.choice(("on", "off"))
    partners = world["partners"]
    if "notices_path" not in world and more.random() < 0.5:
        turns = [["2017-04-01", "by_dial"], [more.choice(("2017-09-01", "2017-10-14")), more.choice(("on", "off"))]]
        steps = [*turns, *([["2017-12-01", "by_dial"]] if more.random() < 0.5 else [])]
        partners = partners | {"india": partners["india"] | {"notices_path": steps}}
    return {"notices_by_dial": rules, "partners": partners}


def ports(d, world):
    marked = [raw | ({"strands": d.random() < 0.6, "releases": ["2017-09-10", "2017-11-05"]} if raw["kind"] == "ban"
                     else {}) for raw in world["provisions"]]  # fmt: skip
    return {"provisions": marked}


def hurry(d, world):
    return {}


MECHANISMS = {f.__name__: f for f in (sightings, closures, shifts, banks, noise, press, designations, ladder, talks,
                                      coalition, switch, ports, hurry)}  # fmt: skip
