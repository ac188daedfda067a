"""No new permits: work permits run out, and none is renewed."""

from __future__ import annotations

from sim.common.axes import Array
from sim.economics.binding import mean_runoff, part_in_force
from sim.law.instruments.instrument import Instrument
from sim.law.pairs import Clock


def _stays(law: Clock, month: int) -> Array:
    return mean_runoff(law, part_in_force(month, law), law.permit_life)


NO_NEW_PERMITS = Instrument("no_new_permits", "permits run out and none is renewed", stays=_stays)
