"""A freeze: those who were there when it was adopted may stay, nobody may be added."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.law.instruments.instrument import Instrument
from sim.law.pairs import Clock


def _stays(law: Clock, month: int) -> Array:
    return np.ones(law.binds.shape)


FREEZE = Instrument("freeze", "the stock of the adoption month may stay", stays=_stays)
