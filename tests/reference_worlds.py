"""Worlds in the scalar reference's form as lanes of the engine: the mechanisms of the revised model, and luck told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.common.months import label, parse_month
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.law import ALWAYS, NOTICES_BY_DIAL, DatedWindow, Lift, Measure, NoticeStep, Provision
from sim.domain.scenario import PricePath, Scenario, Substitution, VolumePath, Will, drawn_months
from sim.domain.trade import Partner, Stream
from sim.processes.model import FullRecord, simulate
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.campaign_worlds import (
    campaign_numbers_from,
    dated_later,
    mechanisms_from,
    numbers_of_rungs,
    together,
    told_luck,
)
from tests.worlds import day, fixed, measure_from, scenario_from, tables_of

BY_STREAM = {"rho_o": "rho_o", "port_months": "port_months", "port_loss": "port_loss", "hurry": "hurry", "rush": "rush"}


def run_reference_world(world: dict) -> dict:
    """A reference's world through the engine, its answer in the reference's shape."""
    scenario = revised_scenario(world)
    prices, quantities = {}, told_quantities(world, scenario)
    built = assemble([Block(in_plain_numbers(scenario), 1, {}, prices, quantities, luck=told_luck(world))])
    record = FullRecord(built)
    simulate(built, record)
    out = tables_of(record, 0)
    given = record.tables.get("notices_by_dial")
    if given is not None:
        on = {p.id: given[:, i, 0].astype(bool).tolist() for i, p in enumerate(built.layout.partners)}
        out["on"] = {i: dict(zip(record.months, row, strict=True)) for i, row in on.items()}
    return out


def revised_scenario(world: dict) -> Scenario:
    """A reference's world as a scenario; its luck, prices apart, is told by `told_quantities`."""
    partners = {i: (who or {}) for i, who in world["partners"].items()}
    plain = world | {
        "partners": {i: who | {"own_notice": who.get("pn", 0.0)} for i, who in partners.items()},
        "provisions": [{"effective": p["adopted"], **p} for p in [*world.get("provisions", []), *dated_later(world)]],
    }
    base = scenario_from(plain)
    acts = {p["id"]: p for p in plain["provisions"]}
    measures = [_marked(m, acts[m.id]) if m.id in acts else m for m in base.measures]
    measures = together(measures, world)
    measures += [notice for raw in world.get("notices", []) for notice in _notices(raw, acts)]
    numbers = numbers_of_rungs(base, world) | {
        f"{n}.{k}": fixed(f"{n}.{k}", s[name])
        for k, s in world["streams"].items()
        for name, n in BY_STREAM.items()
        if s.get(name) is not None
    }
    numbers |= {
        f"switch_{name}.{i}": fixed(f"switch_{name}.{i}", rule.get(name, 0))
        for i in partners
        for name, rule in ((n, (world.get("notices_by_dial") or {}).get(i, {})) for n in ("open", "close", "delay"))
    }
    numbers |= {f"t_g.{k}": fixed(f"t_g.{k}", 12 * s["T_g"]) for k, s in world["streams"].items() if s.get("T_g")}
    return replace(
        base,
        streams=tuple(Stream(k, k, "goods" if s.get("goods", True) else "labour") for k, s in world["streams"].items()),
        partners=tuple(
            Partner(i, i, may_buy=bool(who.get("may_buy")), gives_notice=bool(who.get("gives_notice")))
            for i, who in partners.items()
        ),
        numbers=base.numbers | numbers | campaign_numbers_from(world),
        mechanisms=(mechanisms := mechanisms_from(world)),
        awaited=tuple(sorted(mechanisms.acts)),
        bundle=tuple(name for name in base.bundle if name not in {p["id"] for p in dated_later(world)}),
        measures=tuple(measures),
        wills=tuple(_switched(replace(w, notices=_path(partners[w.partner], world)), world) for w in base.wills),
        observed=tuple(
            replace(o, kind=raw.get("kind", "judgement"))
            for o, raw in zip(base.observed, world.get("observed", []), strict=True)
        ),
        substitutions=tuple(
            Substitution(link["source"], link["target"], day(link["t0"])) for link in world.get("substitution", [])
        ),
        price_paths=tuple(_told_prices(world, base)),
        volume_paths=tuple(
            VolumePath(k, tuple((parse_month(m), float(x)) for m, x in sorted(s["volume"].items())))
            for k, s in world["streams"].items()
            if s.get("volume")
        ),
        lifts=tuple(Lift(name, day(end)) for name, end in (world.get("lift") or {}).items()),
    )


def _switched(will: Will, world: dict) -> Will:
    """A will whose switch rules from the start where a switch is given and no path."""
    rule = (world.get("notices_by_dial") or {}).get(will.partner)
    if rule is None:
        return will
    start = {True: "on", False: "off"}.get(rule.get("start"), rule.get("start") or "")
    return replace(will, notices=will.notices or NOTICES_BY_DIAL, switch_start=start)


def _path(who: dict, world: dict) -> tuple[NoticeStep, ...]:
    path = who.get("notices_path", world.get("notices_path")) or []
    found = [NoticeStep(day(start) if start[:4] > "1900" else ALWAYS, word) for start, word in path]
    return tuple(sorted(found, key=lambda step: step.start))


def _marked(measure: Measure, raw: dict) -> Measure:
    (provision,) = measure.provisions
    return replace(measure, provisions=(_extended(provision, raw),), expected_notices=bool(raw.get("expected_notices")))


def _extended(provision: Provision, raw: dict) -> Provision:
    return replace(
        provision,
        wind_down_days=0 if raw.get("effective", raw["adopted"]) != raw["adopted"] else raw.get("wind_down_days", 0),
        strands=bool(raw.get("strands")),
        releases=DatedWindow(*(day(d) for d in raw["releases"])) if raw.get("releases") else None,
        closes=bool(raw.get("closes")),
    )


def _notices(raw: dict, acts: dict) -> list[Measure]:
    """A notice of each provision that it transposes, where that covers the partner."""
    found = []
    partner = raw["partner"] if isinstance(raw["partner"], str) else raw["partner"][0]
    for name in raw["transposes"]:
        if name not in acts or (acts[name].get("partners", "all") != "all" and partner not in acts[name]["partners"]):
            continue
        own = {key: raw[key] for key in ("lifted", "superseded_by", "strands", "releases") if key in raw}
        own |= {"id": raw["id"] if len(raw["transposes"]) == 1 else f"{raw['id']}/{name}", "transposes": name}
        own |= {"partners": [partner], "streams": acts[name]["streams"], "adopted": raw["date"]}
        own |= {"effective": raw.get("effective", raw["date"]), "wind_down_days": raw.get("wind_down_days", 0)}
        found.append(_marked(measure_from(own), own))
    return found


def _told_prices(world: dict, base: Scenario) -> list[PricePath]:
    told = {name.partition(".")[2]: path for name, path in (world.get("luck") or {}).items() if name[:6] == "price."}
    own = {path.stream: path for path in base.price_paths}
    return [
        *(path for stream, path in own.items() if stream not in told),
        *(PricePath(s, tuple((parse_month(m), float(x)) for m, x in sorted(p.items()))) for s, p in told.items()),
    ]


def told_quantities(world: dict, scenario: Scenario) -> dict[str, np.ndarray]:
    """Noise on goods and deliveries of lumpy streams, as told: (drawn month, 1) by stream."""
    luck, found = world.get("luck") or {}, {}
    months = [label(month) for month in drawn_months(scenario)]
    for k, s in world["streams"].items():
        factors = np.ones((len(months), 1))
        if "noise" in luck and s.get("goods", True):
            factors[:, 0] *= [luck["noise"][month] for month in months]
        if f"deliveries.{k}" in luck:
            factors[:, 0] *= [luck[f"deliveries.{k}"][month] / (s["deliveries"] / 12) for month in months]
        found[k] = factors
    return found
