"""I3b: what the cells of a front-loaded cap buy together never rises when the law grows or is better carried out.

A cap counts imports, not law. Charged with what the law as a whole would leave, the ledger of a cap under a ban that
nobody obeys stayed full for ever, and the stricter bundle earned more.
"""

from __future__ import annotations

import random

import pytest

from sim.common.months import parse_month
from tests.property.reference_worlds import everything
from tests.reference_worlds import run_reference_world
from tests.rings import in_rings

LEFT_OUT = ("press", "designations", "ladder", "talks", "coalition", "switch", "hurry", "sightings")


def capped(seed: int) -> dict:
    """A random world with a cap on coal of one leg that carries nothing over; nothing in it is lifted or superseded."""
    luck = random.Random(seed)
    world = everything(seed, LEFT_OUT)
    acts = [{k: v for k, v in p.items() if k not in ("lifted", "superseded_by")} for p in world["provisions"]]
    cap = acts[0] | {"mode": "front_loaded", "carry_over": False, "adopted": "2016-10-01", "wind_down_days": 0}
    cap |= {"cap_value": luck.uniform(5, 300)} if luck.random() < 0.5 else {"cap_quantity": luck.uniform(100, 5000)}
    cap.pop("cap_quantity" if cap["cap_value"] != acts[0]["cap_value"] else "cap_value")
    return world | {"provisions": [cap, *acts[1:]]}


def bought(world: dict) -> list[float]:
    """What the cap's cells have bought since its period began, in the unit of its leg, month by month."""
    out, cap = run_reference_world(world), world["provisions"][0]
    partners = list(world["partners"]) if cap["partners"] == "all" else cap["partners"]
    price = sorted((parse_month(m), x) for m, x in world["streams"]["coal"]["price"].items())
    months = list(out["value"]["china"]["coal"])
    found, so_far = [], 0.0
    for month in months:
        so_far = 0.0 if month.endswith("-01") else so_far
        level = next((x for m, x in reversed(price) if m <= parse_month(month)), 1.0)
        unit = 1.0 if "cap_value" in cap else world["streams"]["coal"]["unit_value"] * level
        so_far += sum(out["value"][i]["coal"][month] - out["displaced"][i]["coal"][month] for i in partners) / unit
        found.append(so_far)
    return found


def without(world: dict, what: str) -> dict:
    """A smaller bundle: no ban on coal and no notice of one, no notice at all, or everything carried out less."""
    if what == "ban":
        acts = [p for p in world["provisions"] if p["id"] != "coal"]
        return world | {"provisions": acts, "notices": [n for n in world["notices"] if n["transposes"] != ["coal"]]}
    if what == "notices":
        silent = [p | {"expected_notices": False} for p in world["provisions"]]
        return world | {"notices": [], "provisions": silent}
    return world | {"partners": {i: p | {"pn": 0.3 * p["pn"]} for i, p in world["partners"].items()}}


@pytest.mark.parametrize("what", in_rings(["ban", "notices", "full compliance with own acts"], 3))
def test_a_stricter_law_never_buys_more_under_a_cap(what):
    fell = 0
    for seed in range(12):
        world = capped(seed)
        more, less = bought(world), bought(without(world, what))
        for a, b in zip(more, less, strict=True):
            assert a <= b + 1e-9 * max(1.0, b), seed
            fell += a < b - 1e-6
    assert fell > 10
