"""The law as one table: a row for each provision on each cell that it covers."""

from __future__ import annotations

from dataclasses import dataclass

from sim.common.axes import Array
from sim.common.columns import column
from sim.economics.binding import Dates


@dataclass(frozen=True)
class Pairs(Dates):
    """Provisions on cells: columns (pair, lane), or (pair, 1) where lanes agree.

    A column is declared here (or, of dates, in Dates) and nowhere else: whoever builds, stacks, selects or records the
    law goes over the columns of this table. Numbers `by` act or partner are those of the parameter `number` in that
    scope; sim.world.law says how the others come about.
    """

    deadline: Array = column("month coordinate")
    """Of a repatriation; never for other instruments."""
    exempt: Array = column("share")
    """e: what the provision does not reach."""
    enforceability: Array = column("share", number="q")
    """q_m: how far the instrument can be enforced."""
    own_notice: Array = column("share", number="own_notice")
    """pn_i where this is the partner's own act or notice, else 0."""
    own: Array = column("flag")
    """1 for a partner's own acts and notices, 0 for what others have ordered."""
    shuts: Array = column("share", number="gate")
    """1 for an own act that shuts a gate, which is carried out in full whatever the dial; else 0."""
    strands: Array = column("flag")
    """1 where goods under way are stopped too, else 0."""
    tau_impl: Array = column("months", "partner", "tau_impl")
    """In which a partner's customs learn to carry out an order, by e."""
    stock: Array = column("factor")
    """Labour: season, volume and growth of the adoption month, which made the stock there was; 0 elsewhere."""
    permit_life: Array = column("months", "act", "permit_life")
    """In which work permits that nobody renews run out, by e."""


DATES = ("ordered", "binds", "ends", "opens", "closes", "deadline")
"""The columns that follow from what was said of days, and which acts are in force on a lane (sim.law.dating)."""

NUMBERS = tuple(one.name for one in Pairs.columns() if one.name not in DATES)
"""The other columns: what the instrument is like, and how the partner takes to it."""
