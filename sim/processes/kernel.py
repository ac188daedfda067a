"""The arithmetic of a month's flows, arrays in and arrays out: who else buys, what is smuggled, and what it earns.

The one place where most of a run's time goes. A faster kernel can stand beside this one behind the signature of
`month_flows`, as long as a test finds the two equal. Money USD million a month; axes (cell, lane) for what has a
partner, (stream, lane) for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from sim.common.axes import Array, Ragged
from sim.economics import flows
from sim.processes.customs import Declared
from sim.world.arrays import Trade

NOT_ASKED = np.zeros((0, 0))
"""What stands for a series nobody asked for; whoever reads it all the same finds it too small at once."""


def _not_asked() -> Array:
    return NOT_ASKED


@dataclass(frozen=True)
class Given:
    """What the flows of a month start from."""

    # by cell
    value: Array
    inflow: Array
    restricted: Array
    displaced: Array
    compliance: Array
    kept_out: Array
    """h: how far a partner keeps diverted goods out"""
    offered: Array | None
    """V with what is hurried ahead of an act, or given back after it; None where nobody hurries"""
    # by stream
    official: Array
    """V before shocks"""
    price: Array
    capacity_shock: Array
    watched: Array
    """how far partners crack down on smuggling"""
    built: Array
    """(1, lane): how far smuggling has been built up since its calendar date"""
    lost: Array
    """share of receipts that cut-off banks lose"""
    declared: Declared


@dataclass(frozen=True)
class Flows:
    """The ledger of a month, as far as it was asked for."""

    # by cell
    value: Array = field(default_factory=_not_asked)
    moved: Array = field(default_factory=_not_asked)
    """sent ahead of an act less what is given back"""
    substitution: Array = field(default_factory=_not_asked)
    restricted: Array = field(default_factory=_not_asked)
    permitted: Array = field(default_factory=_not_asked)
    open: Array = field(default_factory=_not_asked)
    displaced: Array = field(default_factory=_not_asked)
    compliance: Array = field(default_factory=_not_asked)
    diverted_in: Array = field(default_factory=_not_asked)
    smuggled_by: Array = field(default_factory=_not_asked)
    receipts_by: Array = field(default_factory=_not_asked)
    recorded_by: Array = field(default_factory=_not_asked)
    stored: Array = field(default_factory=_not_asked)
    released: Array = field(default_factory=_not_asked)
    lost: Array = field(default_factory=_not_asked)
    """what is lost of it in the month, at base-year prices"""
    stock: Array = field(default_factory=_not_asked)
    """what lies at ports at the month's end, USD million at base-year prices"""
    # by stream
    diverted: Array = field(default_factory=_not_asked)
    smuggled: Array = field(default_factory=_not_asked)
    denied: Array = field(default_factory=_not_asked)
    closed: Array = field(default_factory=_not_asked)
    capacity: Array = field(default_factory=_not_asked)
    discounts: Array = field(default_factory=_not_asked)
    interdicted: Array = field(default_factory=_not_asked)
    payment: Array = field(default_factory=_not_asked)
    receipts: Array = field(default_factory=_not_asked)
    recorded: Array = field(default_factory=_not_asked)
    open_received: Array = field(default_factory=_not_asked)
    diverted_received: Array = field(default_factory=_not_asked)
    smuggled_received: Array = field(default_factory=_not_asked)


SERIES = tuple(f.name for f in fields(Flows))
EVERY_SERIES = frozenset(SERIES)

REMEMBERED = frozenset({"denied"})
"""What the next month needs, whoever asks."""

PORTS = frozenset({"stored", "released", "lost", "stock"})
"""Series of goods at ports: nothing, as far as this month's trade goes."""

BY_PARTNER = frozenset({"receipts_by", "recorded_by", "recorded", "diverted_in", "smuggled_by"})
"""Series that need to know who takes what is diverted and smuggled."""


def month_flows(cells: Ragged, trade: Trade, given: Given, wanted: frozenset[str]) -> Flows:
    """The flows of a month: the series named in `wanted`, of EVERY_SERIES, and what the next month needs.

    Arrays of cells are many times larger than those of streams: none lives longer than it is used.
    """
    found = {name: getattr(given, name) for name in ("value", "restricted", "displaced", "compliance")}
    found["substitution"] = given.inflow
    if "moved" in wanted:
        found["moved"] = (given.value if given.offered is None else given.offered) - given.value
    if wanted & PORTS:
        found |= dict.fromkeys(PORTS, np.zeros(given.value.shape))
    wanted = wanted | REMEMBERED
    found |= _divert(cells, trade, given, wanted)
    found |= _smuggle(cells, trade, given, found["diverted"], wanted)
    found |= _earn(cells, trade, given, found, wanted)
    return Flows(**{name: found[name] for name in wanted})


def room_of(cells: Ragged, trade: Trade, value: Array, kept_out: Array) -> Array:
    """What each buyer could take beyond what it buys, USD million a month: axes (cell, lane)."""
    return flows.room_to_buy(value, cells.spread(trade.alpha), trade.entry, kept_out)


def _divert(cells: Ragged, trade: Trade, given: Given, wanted: frozenset[str]) -> dict[str, Array]:
    """Another buyer: what is diverted by stream, and what each cell takes in of the others'."""
    seeking = cells.spread(trade.theta) * given.displaced
    room = room_of(cells, trade, given.value, given.kept_out)
    sought = cells.sum_within(seeking)
    found = {"diverted": flows.diverted(sought, cells.sum_within(room), cells.max_within(seeking + room))}
    if wanted & BY_PARTNER:
        could_take = flows.inflow_weights(room, cells.spread(sought) - seeking)
        of_room = _over(cells.spread(found["diverted"]), cells.spread(cells.sum_within(could_take)))
        found["diverted_in"] = could_take * of_room
    return found


def _smuggle(cells: Ragged, trade: Trade, given: Given, diverted: Array, wanted: frozenset[str]) -> dict[str, Array]:
    """The sea: what finds no buyer is smuggled as far as capacity goes; the rest is denied."""
    shock, start = given.capacity_shock, trade.k0
    capacity = flows.smuggling_capacity(given.official, trade.kappa, shock, given.watched, start, given.built)
    displaced = cells.sum_within(given.displaced)
    left = np.maximum(0.0, displaced - diverted)
    smuggled = np.minimum(capacity, left)
    found = {"capacity": capacity, "smuggled": smuggled, "denied": left - smuggled}
    if wanted & BY_PARTNER:
        found["smuggled_by"] = given.displaced * _over(cells.spread(smuggled), cells.spread(displaced))
    return found


def _earn(
    cells: Ragged, trade: Trade, given: Given, found: dict[str, Array], wanted: frozenset[str]
) -> dict[str, Array]:
    """The money: what each channel brings after discounts, interdiction and banks that are cut off."""
    opened = given.restricted - given.displaced
    open_cut = cells.spread(trade.delta_o) * given.compliance
    discounts = [cells.sum_within(open_cut * opened)]
    open_received = opened * (1.0 - open_cut)
    del open_cut
    diverted, smuggled, passing = found["diverted"], found["smuggled"], 1.0 - given.lost
    price = given.price
    delta_s = flows.smuggled_discount(trade.delta_s, trade.delta_d, trade.smuggled_price, trade.unit_value, price)
    discounts += [trade.delta_d * diverted, delta_s * (1.0 - trade.psi) * smuggled]
    seized, value = trade.psi * smuggled, cells.sum_within(given.value)
    offered = value if given.offered is None else cells.sum_within(given.offered)
    before = flows.receipts(offered + cells.sum_within(given.inflow), found["denied"], discounts, seized)
    kept_abroad = 1.0 - trade.delta_d, (1.0 - trade.psi) * (1.0 - delta_s)
    by_cell = _by_cell(cells, trade, given, found, open_received, kept_abroad, passing, wanted)
    if "recorded_by" in by_cell:
        by_cell["recorded"] = cells.sum_within(by_cell["recorded_by"])
    return by_cell | {
        "open": opened,
        "closed": given.official - value,
        "discounts": sum(discounts[1:], discounts[0]),
        "interdicted": seized,
        "payment": before * given.lost,
        "receipts": before * passing,
        "open_received": cells.sum_within(open_received) * passing,
        "diverted_received": diverted * kept_abroad[0] * passing,
        "smuggled_received": smuggled * kept_abroad[1] * passing,
    }


def _by_cell(
    cells: Ragged,
    trade: Trade,
    given: Given,
    found: dict[str, Array],
    open_received: Array,
    kept_abroad: tuple[Array, Array],
    passing: Array,
    wanted: frozenset[str],
) -> dict[str, Array]:
    """What is permitted on each cell, what each partner's trade brings, and what its customs declare of it."""
    offered = given.value if given.offered is None else given.offered
    series = {"permitted": offered + given.inflow - given.restricted}
    if wanted & {"recorded", "recorded_by"}:
        arriving = found["diverted_in"] * cells.spread(trade.rho_d * kept_abroad[0])
        declared = given.declared
        series["recorded_by"] = flows.recorded(
            series["permitted"], declared.open * open_received, declared.diverted * arriving
        )
    if "receipts_by" in wanted:
        diverted, smuggled = found["diverted_in"], found["smuggled_by"]
        abroad = diverted * cells.spread(kept_abroad[0]) + smuggled * cells.spread(kept_abroad[1])
        series["receipts_by"] = (series["permitted"] + open_received + abroad) * cells.spread(passing)
    return series


def _over(part: Array, whole: Array) -> Array:
    """part / whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
