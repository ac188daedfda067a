"""Payment: banks are cut off, and a share of what some streams bring is lost while they are."""

from __future__ import annotations

from sim.common.axes import Array
from sim.law.instruments.instrument import Pressure


def passing(share: Array, part: float) -> Array:
    """What of receipts still passes in a month, of which a part lies in the cut. `share` (stream, lane)."""
    return 1.0 - share * part


PAYMENT = Pressure(
    "payment", "a share of receipts is lost", steps=False, streams=True, strength=("payment_share", "0.1")
)
