"""The campaign of a reference's world in the engine's terms: mechanisms, their numbers, and luck as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sim.domain.campaign import (
    Coalition,
    DatedEvent,
    Designations,
    Ladder,
    Mechanisms,
    Provocations,
    Push,
    Relief,
    Talk,
    Veto,
)
from sim.domain.law import Measure
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from tests.worlds import day, fixed


def mechanisms_from(world: dict) -> Mechanisms:
    """Everything of section 5 but switches, ports and hurried goods."""
    rules = world.get("provocations") or {}
    rungs = world.get("ladder")
    return Mechanisms(
        press=tuple(_push(n, raw) for n, raw in enumerate(world.get("press", []))),
        designations=_designations(world["designations_rule"]) if world.get("designations_rule") else None,
        provocations=tuple(_class(kind, raw) for kind, raw in sorted(rules.get("classes", {}).items())),
        dated=tuple(DatedEvent(day(e["date"]), e["class"], e.get("lag_days")) for e in rules.get("dated", [])),
        ladder=_ladder(rungs) if rungs else None,
        veto=Veto(day(world["veto"]["from"]), _day_or_none(world["veto"], "to")) if world.get("veto") else None,
        talks=tuple(_talk(raw) for raw in sorted(world.get("talks", []), key=lambda raw: raw["id"])),
        coalitions=tuple(_coalition(raw) for raw in sorted(world.get("coalitions", []), key=lambda raw: raw["id"])),
    )


def campaign_numbers_from(world: dict) -> dict[str, Quantity]:
    """The numbers of the mechanisms, by name."""
    values = {}
    for n, raw in enumerate(world.get("press", [])):
        values[f"push_points.{n}"] = raw["points"]
        if raw.get("half_life"):
            values[f"push_half_life.{n}"] = raw["half_life"]
    rule = world.get("designations_rule")
    if rule:
        values |= {"round_points": rule["points"], "round_half_life": rule.get("half_life") or np.inf}
        values |= {f"seen.{day(start)}": share for start, share in rule["seen"]}
    for raw in world.get("coalitions", []):
        values[f"coalition_threshold.{raw['id']}"] = raw["threshold"]
        values[f"coalition_points.{raw['id']}"] = raw.get("points", 0.0)
    return {name: fixed(name, value) for name, value in values.items()}


def told_luck(world: dict) -> Callable[[str], np.ndarray] | None:
    """Luck as told, by the engine's names; 1, below which nothing lies, for what is not told."""
    luck = world.get("luck") or {}

    def told(name: str) -> np.ndarray:
        kind, _, rest = name.partition(".")
        parts = rest.split(".")
        *scope, month = parts[:-1] if kind == "provocation" else parts
        by_month = luck.get(f"{kind}.{'.'.join(scope)}")
        if by_month is None:
            return np.ones(1)
        value = by_month[month]
        return np.array([value[int(parts[-1]) - 1] if kind == "provocation" else value])

    return told if any(name.partition(".")[0] in ("provocation", "designation", "coalition") for name in luck) else None


def dated_later(world: dict) -> list[dict]:
    """The provisions of rungs, and the members' own acts of coalitions: what comes on a lane's own day."""
    rungs = (world.get("ladder") or {}).get("rungs", ())
    found = [act for rung in rungs for act in rung["provisions"]]
    clubs = world.get("coalitions", ())
    return [*found, *(act | {"unilateral": True} for club in clubs for act in club.get("acts", ()))]


def together(measures: list[Measure], world: dict) -> list[Measure]:
    """The measures with the provisions of each rung as one act."""
    own = {act["id"]: rung for rung in (world.get("ladder") or {}).get("rungs", ()) for act in rung["provisions"]}
    found = [m for m in measures if m.id not in own]
    for rung in (world.get("ladder") or {}).get("rungs", ()):
        parts = [m for m in measures if own.get(m.id) is rung]
        provisions = tuple(replace(p, measure=rung["id"]) for m in parts for p in m.provisions)
        expected = any(m.expected_notices for m in parts)
        found.append(Measure(rung["id"], "", "un", "law", day(rung["adopted"]), provisions, expected_notices=expected))
    return found


def numbers_of_rungs(base: Scenario, world: dict) -> dict[str, Quantity]:
    """What was given of a rung's provisions, which is the same for all of them, as numbers of the rung."""
    found = {}
    for rung in (world.get("ladder") or {}).get("rungs", ()):
        for act in rung["provisions"]:
            for name in ("q", "return_half_life", "permit_life"):
                if f"{name}.{act['id']}" in base.numbers:
                    key = f"{name}.{rung['id']}"
                    found[key] = replace(base.numbers[f"{name}.{act['id']}"], name=key)
    return found


def _day_or_none(raw: dict, key: str):
    return day(raw[key]) if raw.get(key) else None


def _push(n: int, raw: dict) -> Push:
    exposed, fades = bool(raw.get("by_exposure")), bool(raw.get("half_life"))
    return Push(str(n), day(raw["date"]), tuple(sorted(raw["partners"])), exposed, fades)


def _designations(raw: dict) -> Designations:
    partners = raw.get("partners", "all")
    return Designations(
        rate=raw["rate"],
        most=raw["most"],
        seen=tuple(sorted(day(start) for start, _ in raw["seen"])),
        start=_day_or_none(raw, "from"),
        end=_day_or_none(raw, "to"),
        partners=() if partners == "all" else tuple(partners),
        streams=tuple(raw.get("streams", ())),
    )


def _class(kind: str, raw: dict) -> Provocations:
    span = _day_or_none(raw, "from"), _day_or_none(raw, "to")
    return Provocations(kind, raw["rate"], raw["adoption"], tuple(raw["lags"]), *span)


def _ladder(raw: dict) -> Ladder:
    silent = tuple(rung["id"] for rung in raw["rungs"] if not rung.get("adopts", True))
    return Ladder(day(raw["from"]), tuple(rung["id"] for rung in raw["rungs"]), silent)


def _talk(raw: dict) -> Talk:
    eased = tuple(Relief(name, tuple(map(tuple, steps))) for name, steps in sorted(raw.get("relief", {}).items()))
    return Talk(
        id=raw["id"],
        start=day(raw["from"]),
        end=_day_or_none(raw, "to"),
        quiet_months=raw.get("quiet_months"),
        until=_day_or_none(raw, "until"),
        broken_by=tuple(raw.get("broken_by", ())),
        pauses=bool(raw.get("pauses")),
        relief=eased,
        snapback=bool(raw.get("snapback")),
        snapback_days=raw.get("snapback_days", 0),
    )


def _coalition(raw: dict) -> Coalition:
    return Coalition(
        id=raw["id"],
        members=tuple(sorted(raw["members"])),
        weights=raw.get("weights", "trade"),
        probability=raw["probability"],
        start=_day_or_none(raw, "from"),
        day=_day_or_none(raw, "date"),
        acts=tuple(act["id"] for act in raw.get("acts", ())),
    )
