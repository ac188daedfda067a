"""The arithmetic of a month's flows, arrays in and arrays out: who else buys, what is smuggled, and what it earns.

The one place where most of a run's time goes. A faster kernel can stand beside this one behind the signature of
`month_flows`, as long as a test finds the two equal. Money USD million a month; axes (cell, lane) for what has a
partner, (stream, lane) for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from sim.common.axes import Array, Ragged, few_at_a_time
from sim.economics import flows
from sim.processes.customs import Declared
from sim.processes.standing import Field
from sim.world.arrays import Trade, full

NOT_ASKED = np.zeros((0, 0))
"""What stands for a series nobody asked for; whoever reads it all the same finds it too small at once."""


def _not_asked() -> Array:
    return NOT_ASKED


@dataclass(frozen=True)
class Given:
    """What the flows of a month start from."""

    # by traded cell, all of them
    value: Array
    inflow: Array | None
    """None where no stream feeds another"""
    offered: Array | None
    """V with what is hurried ahead of an act, or given back after it; None where nobody hurries"""
    # by traded cell of the streams that law touches
    restricted: Array
    displaced: Array
    compliance: Array
    # by cell of these streams
    kept_out: Array
    """h: how far a partner keeps diverted goods out"""
    # by stream
    official: Array
    """V before shocks"""
    whole_value: Array
    """V of all partners together"""
    price: Array
    capacity_shock: Array
    watched: Array
    """how far partners crack down on smuggling"""
    built: Array
    """(1, lane): how far smuggling has been built up since its calendar date"""
    lost: Array
    """share of receipts that cut-off banks lose"""
    declared: Declared

    def income(self) -> Array:
        """What is on offer with what comes from other streams, for the caller to write on: by traded cell."""
        offered = self.value if self.offered is None else self.offered
        return offered + (0.0 if self.inflow is None else self.inflow)


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
    receipts_at: Array = field(default_factory=_not_asked)
    """the same on the cells of `Field.earning` alone"""
    recorded_by: Array = field(default_factory=_not_asked)
    stored: Array = field(default_factory=_not_asked)
    released: Array = field(default_factory=_not_asked)
    lost: Array = field(default_factory=_not_asked)
    """what is lost of it in the month, at base-year prices"""
    stock: Array = field(default_factory=_not_asked)
    """what lies at ports at the month's end, USD million at base-year prices"""
    # by stream
    whole_value: Array = field(default_factory=_not_asked)
    """V of all partners together"""
    whole_inflow: Array = field(default_factory=_not_asked)
    """what comes from other streams, of all partners together"""
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


SERIES = tuple(f.name for f in fields(Flows) if f.name != "receipts_at")
EVERY_SERIES = frozenset(SERIES)

REMEMBERED = frozenset({"denied"})
"""What the next month needs, whoever asks."""

PORTS = frozenset({"stored", "released", "lost", "stock"})
"""Series of goods at ports: nothing, as far as this month's trade goes."""

BY_PARTNER = frozenset({"receipts_by", "receipts_at", "recorded_by", "recorded", "diverted_in", "smuggled_by"})
"""Series that need to know who takes what is diverted and smuggled."""


def month_flows(field: Field, trade: Trade, given: Given, wanted: frozenset[str]) -> Flows:
    """The flows of a month: the series named in `wanted`, of EVERY_SERIES, and what the next month needs.

    Of cells only those are worked out whose stream some law touches, and of what is traded only where there is trade.
    """
    wanted = wanted | REMEMBERED
    found = _divert(field, trade, given, wanted)
    found |= _smuggle(field, trade, given, found["diverted"], wanted)
    found |= _earn(field, trade, given, found, wanted)
    return Flows(**{name: found[name] if name in found else _of_cells(field, given, found, name) for name in wanted})


def _of_cells(field: Field, given: Given, found: dict[str, Array], name: str) -> Array:
    """A series of all cells: (cell, lane)."""
    whole = field.whole
    if name in ("value", "moved", "substitution"):
        offered = given.value if given.offered is None else given.offered
        inflow = np.zeros(given.value.shape) if given.inflow is None else given.inflow
        return whole.on_all({"value": given.value, "moved": offered - given.value, "substitution": inflow}[name])
    if name in PORTS:
        return np.zeros((len(whole.place), given.value.shape[-1]))
    here = {"restricted": given.restricted, "displaced": given.displaced, "compliance": given.compliance}
    return field.traded.on_all(here[name])


def room_of(cells: Ragged, trade: Trade, value: Array, kept_out: Array) -> Array:
    """What each buyer could take beyond what it buys, USD million a month: axes (cell, lane)."""
    return flows.room_to_buy(value, cells.spread(trade.alpha), trade.entry, kept_out)


def _divert(field: Field, trade: Trade, given: Given, wanted: frozenset[str]) -> dict[str, Array]:
    """Another buyer: what is diverted by stream, and what each buyer takes in of the others'."""
    buyers, traded, at = field.buyers, field.traded, field.places
    seeking = traded.spread(trade.theta) * given.displaced
    entry, lanes = full(trade.entry, given.value.shape[-1]), given.value.shape[-1]
    room = np.empty((len(buyers.members), lanes))
    for few in few_at_a_time(len(room), lanes):
        np.multiply(entry[buyers.members[few]], 1.0 - given.kept_out[few], out=room[few])
    alpha = traded.spread(trade.alpha)
    mine = flows.room_to_buy(given.value[field.rows], alpha, entry[traded.members], given.kept_out[at])
    room[at] = mine
    sought = traded.sum_within(seeking)
    tightest = np.maximum(buyers.max_within(room), traded.max_within(seeking + mine))
    found = {"diverted": flows.diverted(sought, buyers.sum_within(room), tightest)}
    if wanted & BY_PARTNER:
        others = buyers.spread(sought)
        others[at] -= seeking
        found["earned"] = np.empty((len(field.earning), lanes))  # receipts, once `_by_cell` has written them
        found["of_buyers"] = taken = found["earned"][: len(room)]
        flows.inflow_weights(room, others, out=taken)
        buyers.scale(taken, _over(found["diverted"], buyers.sum_within(taken)))
        found["diverted_in"] = buyers.on_all(taken) if "diverted_in" in wanted else NOT_ASKED
    return found


def _smuggle(field: Field, trade: Trade, given: Given, diverted: Array, wanted: frozenset[str]) -> dict[str, Array]:
    """The sea: what finds no buyer is smuggled as far as capacity goes; the rest is denied."""
    shock, start = given.capacity_shock, trade.k0
    capacity = flows.smuggling_capacity(given.official, trade.kappa, shock, given.watched, start, given.built)
    displaced = field.traded.sum_within(given.displaced)
    left = np.maximum(0.0, displaced - diverted)
    smuggled = np.minimum(capacity, left)
    found = {"capacity": capacity, "smuggled": smuggled, "denied": left - smuggled}
    if wanted & BY_PARTNER:
        found["by_origin"] = field.traded.spread(_over(smuggled, displaced))
        found["by_origin"] *= given.displaced
        found["smuggled_by"] = field.traded.on_all(found["by_origin"]) if "smuggled_by" in wanted else NOT_ASKED
    return found


def _earn(
    field: Field, trade: Trade, given: Given, found: dict[str, Array], wanted: frozenset[str]
) -> dict[str, Array]:
    """The money: what each channel brings after discounts, interdiction and banks that are cut off."""
    traded = field.traded
    opened = given.restricted - given.displaced
    open_cut = traded.spread(trade.delta_o) * given.compliance
    discounts = traded.sum_within(open_cut * opened)
    open_received = opened * (1.0 - open_cut)
    diverted, smuggled, passing = found["diverted"], found["smuggled"], 1.0 - given.lost
    price = given.price
    delta_s = flows.smuggled_discount(trade.delta_s, trade.delta_d, trade.smuggled_price, trade.unit_value, price)
    discounts += trade.delta_d * diverted
    discounts += delta_s * (1.0 - trade.psi) * smuggled
    seized, value = trade.psi * smuggled, given.whole_value
    income = value if given.offered is None else field.whole.sum_within(given.offered)
    inflow = np.zeros(value.shape) if given.inflow is None else field.whole.sum_within(given.inflow)
    income = income if given.inflow is None else income + inflow
    before = flows.receipts(income, found["denied"], discounts, seized)
    kept_abroad = 1.0 - trade.delta_d, (1.0 - trade.psi) * (1.0 - delta_s)
    return _by_cell(field, trade, given, found, open_received, kept_abroad, passing, wanted) | {
        "open": traded.on_all(opened) if "open" in wanted else NOT_ASKED,
        "whole_value": value,
        "whole_inflow": inflow,
        "closed": given.official - value,
        "discounts": discounts,
        "interdicted": seized,
        "payment": before * given.lost,
        "receipts": before * passing,
        "open_received": traded.sum_within(open_received) * passing,
        "diverted_received": diverted * kept_abroad[0] * passing,
        "smuggled_received": smuggled * kept_abroad[1] * passing,
    }


def _by_cell(
    field: Field,
    trade: Trade,
    given: Given,
    found: dict[str, Array],
    open_received: Array,
    kept_abroad: tuple[Array, Array],
    passing: Array,
    wanted: frozenset[str],
) -> dict[str, Array]:
    """What is permitted on each cell, what each partner's trade brings, and what its customs declare of it.

    Where no law touches a stream that is all of its trade.
    """
    buyers, at = field.buyers, field.places
    permitted = given.income()
    permitted[field.rows] -= given.restricted
    mine = permitted[field.rows]
    series = {"permitted": field.whole.on_all(permitted)} if "permitted" in wanted else {}
    if wanted & {"recorded", "recorded_by"}:
        declared = given.declared
        arriving = found["of_buyers"].copy()
        buyers.scale(arriving, trade.rho_d * kept_abroad[0])
        arriving[declared.buyers] *= declared.diverted
        arriving[at] = flows.recorded(mine, declared.open * open_received, arriving[at])
        series["recorded"] = field.whole.sum_within(permitted)
        series["recorded"][field.touched] = buyers.sum_within(arriving)[field.touched]
        if "recorded_by" in wanted:
            series["recorded_by"] = field.whole.on_all(permitted)
            series["recorded_by"][buyers.members] = arriving
    if wanted & {"receipts_by", "receipts_at"}:
        received = found["earned"]
        received[len(buyers.members) :] = permitted[field.untouched]
        buyers.scale(found["of_buyers"], kept_abroad[0])  # the first rows of `received`
        own = received[at]
        own += found["by_origin"] * field.traded.spread(kept_abroad[1])
        own += mine + open_received
        received[at] = own
        if given.lost.any():
            received *= field.at_earning(passing)
        series["receipts_at"] = received
        series["receipts_by"] = field.earning_on_all(received) if "receipts_by" in wanted else NOT_ASKED
    return series


def _over(part: Array, whole: Array) -> Array:
    """part / whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
