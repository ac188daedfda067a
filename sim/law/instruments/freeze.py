"""A freeze: those who were there when it was adopted may stay, nobody may be added."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.economics.binding import Part
from sim.law.instruments.instrument import Instrument
from sim.law.pairs import Clock


def _stays(law: Clock, part: Part) -> Array:
    return np.ones(part.live.shape)


FREEZE = Instrument("freeze", "the stock of the adoption month may stay", stays=_stays)
