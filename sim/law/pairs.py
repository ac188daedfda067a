"""The law as two tables: what each provision is like on each cell that it covers, and the clocks by which they run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.common.axes import Array
from sim.common.columns import Table, column
from sim.economics.binding import Dates


@dataclass(frozen=True)
class Clock(Dates):
    """The dates of provisions and what runs by them, a row for all pairs that share them: (clock, lane) or (clock, 1).

    A column is declared here (or, of dates, in Dates) and nowhere else, as those of Pairs are: whoever builds, stacks,
    selects or records the law goes over the columns of these tables. Numbers `by` act or partner are those of the
    parameter `number` in that scope; sim.world.law says how the others come about.
    """

    deadline: Array = column("month coordinate")
    """Of a repatriation; never for other instruments."""
    tau_impl: Array = column("months", "partner", "tau_impl")
    """In which a partner's customs learn to carry out an order, by e."""
    permit_life: Array = column("months", "act", "permit_life")
    """In which work permits that nobody renews run out, by e."""


@dataclass(frozen=True)
class Pairs(Table):
    """Provisions on cells: columns (pair, lane), or (pair, 1) where lanes agree."""

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
    stock: Array = column("factor")
    """Labour: season, volume and growth of the adoption month, which made the stock there was; 0 elsewhere."""


DATES = ("ordered", "binds", "ends", "opens", "closes", "deadline")
"""The columns that follow from what was said of days, and which acts are in force on a lane (sim.law.dating)."""

PACES = tuple(one.name for one in Clock.columns() if one.name not in DATES)
"""The other columns of clocks: numbers."""
