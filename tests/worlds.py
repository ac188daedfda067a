"""Plain worlds (dicts of floats, as the worked cases write them) as scenarios, scenarios as plain worlds, and the
engine's arrays as plain tables: the bridge between the engine and the independent scalar reference."""

from __future__ import annotations

from datetime import date

import numpy as np

from sim.common.months import label, parse_month
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.curve import LINEAR, POWER, DialCurve, table_of
from sim.domain.law import NOTICES_OFF, DatedWindow, Exemption, Measure, Provision, Step
from sim.domain.quantity import Quantity
from sim.domain.scenario import (
    Observed,
    PricePath,
    Scenario,
    Season,
    Shock,
    Substitution,
    Will,
    provisions_in_force,
)
from sim.domain.trade import Partner, Stream
from sim.law.instruments import LABOUR
from sim.processes.model import FullRecord, simulate
from sim.world.assembly import Block, assemble
from tests.reference.run import run

STREAM_NUMBERS = {
    "growth": 0.0,
    "theta": 0.0,
    "alpha": 0.0,
    "phi": 0.0,
    "kappa": 0.0,
    "delta_o": 0.0,
    "delta_d": 0.0,
    "delta_s": 0.0,
    "psi": 0.0,
    "eps": 0.0,
    "rho_d": 0.0,
    "retained": 1.0,
}
PARTNER_NUMBERS = {
    "tau_up": 0.0,
    "tau_down": 0.0,
    "tau_impl": 0.0,
    "lag_days": 0.0,
    "resistance": 1.0,
    "exposure": 0.0,
    "own_notice": 0.0,
}


def day(text: str) -> date:
    return date.fromisoformat(str(text))


def steps(path) -> tuple[Step, ...]:
    return tuple(Step(day(start), float(level)) for start, level in path)


def fixed(name: str, value: float) -> Quantity:
    return Quantity(name, float(value), "1", float(value), float(value), "fixed")


def curve_from(raw) -> DialCurve:
    """The dial's curve of a plain world."""
    if raw in (None, "power", "linear"):
        return LINEAR if raw == "linear" else POWER
    if "table" in raw:
        return table_of(tuple(map(tuple, raw["table"])))
    return DialCurve("logistic", (), raw["logistic"]["midpoint"], raw["logistic"]["width"])


def plain_curve(curve: DialCurve):
    """The dial's curve as a plain world has it."""
    if curve.form in ("power", "linear"):
        return curve.form
    inner = [list(point) for point in curve.points[1:-1]]
    logistic = {"midpoint": curve.midpoint, "width": curve.width}
    return {"table": inner} if curve.form == "table" else {"logistic": logistic}


def scenario_from(world: dict) -> Scenario:
    """A plain world as a scenario."""
    partners, streams = world["partners"], world["streams"]
    numbers: dict[str, float] = {"gamma": world.get("gamma", 2.5), "peer": world.get("peer", 0.0)}
    smuggling = world.get("smuggling")
    numbers |= {
        "tau_k": smuggling.get("tau", 0.0) if smuggling else 0.0,
        "k0": smuggling.get("k0", 0.0) if smuggling else 1.0,
    }
    numbers |= {"payment_share": 0.0, "sigma": 1.0, "q": 1.0, "return_half_life": 0.0, "permit_life": 36.0}
    numbers |= {"switch_open": 5.0, "switch_close": 2.0, "switch_delay": 1.0}
    for name, s in streams.items():
        for partner, share in s["shares"].items():
            numbers[f"baseline.{name}.{partner}"] = share * s["B"]
        numbers |= {f"{n}.{name}": s.get(n, default) for n, default in STREAM_NUMBERS.items()}
        numbers |= {f"{n}.{name}": s[n] for n in ("unit_value", "smuggled_price") if s.get(n) is not None}
    for name, p in partners.items():
        p = p or {}
        numbers |= {f"{n}.{name}": p.get(n, default) for n, default in PARTNER_NUMBERS.items()}
    for p in world.get("provisions", []):
        for key, n in (("q", "q"), ("H", "return_half_life"), ("L", "permit_life")):
            if p.get(key) is not None:
                numbers[f"{n}.{p['id']}"] = p[key]
    for link in world.get("substitution", []):
        numbers[f"substitution_share.{link['source']}>{link['target']}"] = link["share"]
        numbers[f"substitution_tau.{link['source']}>{link['target']}"] = link["tau"]
    acts = {p["id"]: p for p in world.get("provisions", [])}
    measures = [
        measure_from(p | {"streams": acts[p["transposes"]]["streams"]} if "transposes" in p else p)
        for p in acts.values()
    ]
    secondary = list(world.get("secondary_measures", [])) + ([world["secondary"]] if world.get("secondary") else [])
    for n, path in enumerate(secondary):
        measures.append(Measure(f"secondary_{n}", "", "us", "secondary", date(2016, 1, 1), steps=steps(path)))
    for cut in world.get("payment", []):
        numbers[f"payment_share.{cut['id']}"] = cut["share"]
        lifted = day(cut["lifted"]) if cut.get("lifted") else None
        act = Measure(cut["id"], "", "us", "payment", day(cut["effective"]), (), (), (), tuple(cut["streams"]))
        object.__setattr__(act, "effective", day(cut["effective"]))
        object.__setattr__(act, "lifted", lifted)
        measures.append(act)
    clocks = [smuggling["t0"]] if smuggling else []
    clocks += [link["t0"] for link in world.get("substitution", [])]
    return Scenario(
        name="plain",
        title="",
        start=parse_month(world["start"]),
        months=world["months"],
        base_year=world["base_year"],
        streams=tuple(Stream(name, name, "goods") for name in streams),
        partners=tuple(Partner(name, name, may_buy=bool((p or {}).get("may_buy"))) for name, p in partners.items()),
        numbers={name: fixed(name, value) for name, value in numbers.items()},
        measures=tuple(measures),
        bundle=tuple(m.id for m in measures if not m.is_notice),
        campaign=steps(world.get("campaign", [])),
        fatigue=steps(world.get("fatigue", [])),
        dial_curve=curve_from(world.get("dial_curve")),
        wills=tuple(will_from(name, p or {}) for name, p in partners.items()),
        observed=tuple(
            Observed(o["partner"], o["stream"], day(o["from"]), day(o["to"]), float(o["c"]))
            for o in world.get("observed", [])
        ),
        shocks=tuple(
            Shock(
                tuple(s["partners"]),
                tuple(s["streams"]),
                day(s["from"]),
                day(s["to"]),
                float(s.get("factor", 1)),
                float(s.get("smuggling", 1)),
            )
            for s in world.get("shocks", [])
        ),
        substitutions=tuple(Substitution(link["source"], link["target"]) for link in world.get("substitution", [])),
        price_paths=tuple(
            PricePath(name, tuple((parse_month(m), float(i)) for m, i in s["price"].items()))
            for name, s in streams.items()
            if s.get("price")
        ),
        seasons=tuple(Season(name, tuple(s["season"])) for name, s in streams.items() if s.get("season")),
        evasion_from=day(clocks[0]) if clocks else date(1990, 1, 1),
        review_months=next((p["review"] for p in partners.values() if p and p.get("review")), 1),
        benchmark=world.get("benchmark", ""),
    )


def will_from(name: str, p: dict) -> Will:
    paths = [steps(p.get(key, [])) for key in ("dial", "relief", "diplomatic")]
    return Will(name, paths[0], () if p.get("notices", True) else NOTICES_OFF, paths[1], paths[2])


def measure_from(p: dict) -> Measure:
    adopted = day(p["adopted"])
    chosen = () if p.get("partners", "all") == "all" else tuple(p["partners"])
    streams, kind = tuple(p.get("streams", ())), p.get("kind", "ban")
    provision = Provision(
        id=p["id"],
        measure=p["id"],
        kind=kind,
        streams=streams,
        adopted=adopted,
        effective=day(p.get("effective", p["adopted"])),
        partners=chosen,
        own_act=bool(p.get("unilateral")),
        exempt=tuple(Exemption(s, float(e)) for s, e in p.get("exempt", {}).items()),
        cap_value=p.get("cap_value"),
        cap_quantity=p.get("cap_quantity"),
        mode=p.get("mode", "front_loaded"),
        window=DatedWindow(day(p["window"][0]), day(p["window"][1])) if p.get("window") else None,
        carry_over=bool(p.get("carry_over")),
        deadline=day(p["deadline"]) if p.get("deadline") else None,
        lifted=day(p["lifted"]) if p.get("lifted") else None,
        superseded_by=tuple(p.get("superseded_by", ())),
        transposes=p.get("transposes", ""),
    )
    issuer = chosen[0] if provision.transposes else "un"
    return Measure(p["id"], p["id"], issuer, "law", adopted, (provision,))


def plain_from(scenario: Scenario) -> dict:
    """A scenario as a plain world: what the scalar reference reads."""
    groups = {s.id: s.group for s in scenario.streams}
    heads = {s.id for s in scenario.streams if s.headcount}

    def value(name: str, *scopes: str) -> float:
        return scenario.number(name, *scopes).value

    cells = {
        (stream, partner): q.value * (value("take", stream) / 1e6 if stream in heads else 1.0)
        for (_, stream, partner), q in (
            (n.split("."), q) for n, q in scenario.numbers.items() if n.startswith("baseline.")
        )
        if stream in groups
    }
    streams = {}
    for stream, group in groups.items():
        own = {p: v for (s, p), v in cells.items() if s == stream}
        total = sum(own[p] for p in sorted(own))
        streams[stream] = {"B": total, "shares": {p: v / total if total else 0.0 for p, v in own.items()}}
        streams[stream] |= {n: value(n, stream, group) for n in STREAM_NUMBERS}
        for optional in ("unit_value", "smuggled_price"):
            if f"{optional}.{stream}" in scenario.numbers:
                streams[stream][optional] = value(optional, stream)
    for path in scenario.price_paths if scenario.prices == "observed" else ():
        streams[path.stream]["price"] = {label(month): index for month, index in path.steps}
    for path in scenario.volume_paths:
        streams[path.stream]["volume"] = {label(month): index for month, index in path.steps}
    for stream, group in groups.items():
        streams[stream]["goods"] = group == "goods"
        for optional in ("rho_o", "port_months", "port_loss"):
            if any(f"{optional}{scope}" in scenario.numbers for scope in ("", f".{group}", f".{stream}")):
                streams[stream][optional] = value(optional, stream, group)
        if "t_g" in scenario.numbers:
            streams[stream]["T_g"] = value("t_g") / 12
    for season in scenario.seasons:
        streams[season.stream]["season"] = list(season.factors)
    partners = {}
    for p in scenario.partners:
        will = scenario.will_of(p.id)
        partners[p.id] = {n: value(n, p.id, p.group) for n in PARTNER_NUMBERS}
        partners[p.id] |= {"lag_days": int(partners[p.id]["lag_days"]), "may_buy": p.may_buy}
        partners[p.id] |= {"review": scenario.review_months, "gives_notice": p.gives_notice}
        if will.notices:
            partners[p.id]["notices_path"] = [[str(step.start), step.state] for step in will.notices]
        if will.dial:
            partners[p.id]["dial"] = path_of(will.dial)
        partners[p.id] |= {"relief": path_of(will.relief), "diplomatic": path_of(will.diplomatic)}
    chosen = [m for m in scenario.measures if m.id in scenario.bundle]
    for m in chosen:
        if m.instrument in ("relief", "diplomatic"):
            raise ValueError("plain worlds hold relief and diplomatic points by partner only")
    world = {
        "start": label(scenario.start),
        "months": scenario.months,
        "base_year": scenario.base_year,
        "gamma": value("gamma"),
        "peer": value("peer"),
        "campaign": path_of(scenario.campaign),
        "fatigue": path_of(scenario.fatigue),
        "dial_curve": plain_curve(scenario.dial_curve),
        "secondary_measures": [
            [[d, x * value("sigma", m.id)] for d, x in path_of(m.steps)] for m in chosen if m.instrument == "secondary"
        ],
        "partners": partners,
        "streams": streams,
        "smuggling": {"t0": scenario.evasion_from.isoformat(), "tau": value("tau_k"), "k0": value("k0")},
        "provisions": [plain_provision(p, scenario) for p in provisions_in_force(scenario)],
        "observed": [
            {"partner": o.partner, "stream": o.stream, "from": str(o.start), "to": str(o.end), "c": o.compliance,
             "kind": o.kind}
            for o in scenario.observed
        ],
        "shocks": [
            {"partners": list(s.partners), "streams": list(s.streams), "from": str(s.start), "to": str(s.end),
             "factor": s.factor, "smuggling": s.smuggling}
            for s in scenario.shocks
        ],
        "substitution": [
            {"source": x.source, "target": x.target, "t0": str(x.start or scenario.evasion_from),
             "share": value("substitution_share", x.scope), "tau": value("substitution_tau", x.scope)}
            for x in scenario.substitutions
        ],
        "payment": [
            {"id": m.id, "streams": list(m.streams), "share": value("payment_share", m.id),
             "effective": str(m.effective or m.adopted)} | ({"lifted": str(m.lifted)} if m.lifted else {})
            for m in chosen
            if m.instrument == "payment"
        ],
    }  # fmt: skip
    if scenario.lifts:
        world["lift"] = {lift.provision: str(lift.day) for lift in scenario.lifts}
    return world | ({"benchmark": scenario.benchmark} if scenario.benchmark else {})


def path_of(path: tuple[Step, ...]) -> list:
    return [[step.start.isoformat(), step.level] for step in path]


def plain_provision(p: Provision, scenario: Scenario) -> dict:
    def value(name: str, *scopes: str) -> float:
        return scenario.number(name, *scopes).value

    root = p
    if p.transposes:
        root = next(other for other in provisions_in_force(scenario) if other.id == p.transposes)
    plain = {
        "id": p.id,
        "kind": root.kind,
        "streams": list(p.streams),
        "partners": list(p.partners) or "all",
        "adopted": str(p.adopted),
        "effective": str(p.binds),
        "unilateral": p.own_act,
        "q": value("q", root.measure, root.kind),
        "H": value("return_half_life", root.measure),
        "superseded_by": list(p.superseded_by),
        "strands": p.strands,
        "closes": p.closes,
    }
    if p.releases:
        plain["releases"] = [str(p.releases.start), str(p.releases.end)]
    if any(m.expected_notices for m in scenario.measures if m.id == p.measure):
        plain["expected_notices"] = True
    if p.transposes:
        plain["transposes"] = p.transposes
    else:
        plain["exempt"] = {
            e.stream: scenario.number(e.share, e.stream).value if isinstance(e.share, str) else e.share
            for e in p.exempt
        }
    if p.kind == "cap":
        plain |= {"cap_value": p.cap_value, "cap_quantity": p.cap_quantity, "mode": p.mode, "carry_over": p.carry_over}
    if p.window:
        plain["window"] = [str(p.window.start), str(p.window.end)]
    if root.kind in LABOUR:
        plain["L"] = value("permit_life", root.measure)
    if p.deadline:
        plain["deadline"] = str(p.deadline)
    if p.lifted:
        plain["lifted"] = str(p.lifted)
    return plain


def run_engine(world: dict) -> dict:
    """A plain world through the engine, its answer in the scalar reference's shape."""
    return tables_of(run_scenario(scenario_from(world)), 0)


def run_scenario(scenario: Scenario, *others: Scenario) -> FullRecord:
    built = assemble([Block(in_plain_numbers(s)) for s in (scenario, *others)])
    record = FullRecord(built)
    simulate(built, record)
    return record


CELL_TABLES = {
    "moved": "moved",
    "compliance": "compliance", "restricted": "restricted", "permitted": "permitted", "displaced": "displaced",
    "open": "open", "diverted_in": "diverted_in", "smuggled_by": "smuggled_by", "value": "value",
    "receipts_by": "receipts_by", "recorded": "recorded_by", "stored": "stored", "released_by": "released",
    "stock": "stock",
}  # fmt: skip
STREAM_TABLES = (
    "diverted", "smuggled", "denied", "closed", "discounts", "interdicted", "payment", "receipts", "recorded",
    "capacity",
)  # fmt: skip
SUMMED_TABLES = ("value", "substitution", "permitted", "open", "stored", "released", "lost")


def tables_of(record: FullRecord, lane: int) -> dict:
    """A lane of the engine's record as the scalar reference's plain tables."""
    layout, months, t = record.world.layout, record.months, record.tables
    out: dict = {name: {p.id: {s.id: {} for s in layout.streams} for p in layout.partners} for name in CELL_TABLES}
    for name in CELL_TABLES:
        for c, (stream, partner) in enumerate(layout.cells.members):
            out[name][partner][stream] = dict(zip(months, t[CELL_TABLES[name]][:, c, lane].tolist(), strict=True))
    stream: dict = {name: {} for name in (*STREAM_TABLES, *SUMMED_TABLES)}
    for k, s in enumerate(layout.cells.groups):
        for name in STREAM_TABLES:
            stream[name][s] = dict(zip(months, t[name][:, k, lane].tolist(), strict=True))
        for name in SUMMED_TABLES:
            total = np.array([layout.cells.sum_within(t[name][m])[k, lane] for m in range(len(months))])
            stream[name][s] = dict(zip(months, total.tolist(), strict=True))
    out["stream"] = stream
    for name in ("propensity", "dial", *(name for name in ("points", "seen") if name in t)):
        out[name] = {
            p.id: dict(zip(months, t[name][:, i, lane].tolist(), strict=True)) for i, p in enumerate(layout.partners)
        }
    out["total"] = {
        name: {m: sum(stream[name][s.id][m] for s in layout.streams) for m in months}
        for name in ("receipts", "recorded", "value", "denied")
    }
    out["ratio"] = {
        name.removeprefix("ratio."): dict(zip(months, t[name][:, 0, lane].tolist(), strict=True))
        for name in t
        if name.startswith("ratio.")
    }
    return out


def run_scalar(world: dict) -> dict:
    """A plain world through the scalar reference."""
    return run(for_reference(world))


def for_reference(world: dict) -> dict:
    """A plain world in the form of the scalar reference (tests/reference): notices apart, their path, pn."""
    acts = [p for p in world.get("provisions", []) if "transposes" not in p]
    notices = [
        {name: p[name] for name in ("id", "effective", "lifted", "superseded_by", "strands", "releases") if p.get(name)}
        | {"partner": p["partners"], "date": p["adopted"], "transposes": [p["transposes"]]}
        for p in world.get("provisions", [])
        if "transposes" in p
    ]
    partners = {}
    for name, who in world["partners"].items():
        given = {key: value for key, value in (who or {}).items() if key not in ("own_notice", "notices")}
        partners[name] = given | {"pn": (who or {}).get("own_notice", 0.0)}
        if not (who or {}).get("notices", True):
            partners[name]["notices_path"] = [["0001-01-01", "off"]]
    secondary = [*([world["secondary"]] if world.get("secondary") else []), *world.get("secondary_measures", [])]
    return world | {
        "provisions": acts, "notices": notices, "partners": partners, "secondary_measures": secondary,
    }  # fmt: skip
