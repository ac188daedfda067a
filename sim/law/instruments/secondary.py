"""Secondary sanctions: dial points that a government feels as far as its firms are exposed; sigma_t."""

from __future__ import annotations

from sim.common.axes import Array
from sim.law.instruments.instrument import Pressure


def pressure(level: float, sigma: Array) -> Array:
    """Dial points at full exposure, of an act at a level (0 on the day a statute only authorises)."""
    return level * sigma


SECONDARY = Pressure("secondary", "dial points by exposure", steps=True, streams=False, strength=("sigma", "1"))
