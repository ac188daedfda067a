"""The curves of the dial of blocks of lanes, each on its own lanes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from sim.domain.curve import DialCurve
from sim.economics.compliance import ANCHOR
from sim.economics.dial_curve import Curve, along, logistic_dial, logistic_share
from sim.world.block import Block

EVERYWHERE = slice(None)


def curves_of(blocks: Sequence[Block]) -> tuple[Curve, ...]:
    """What the dial's curve is on lanes on which it is more than dial/10 and an exponent; none in most worlds.

    Neighbours with the same curve share it.
    """
    stretches: list[tuple[DialCurve, int, int]] = []
    first = 0
    for block in blocks:
        curve, last = block.scenario.dial_curve, first + block.lanes
        if stretches and stretches[-1][0] == curve:
            stretches[-1] = (curve, stretches[-1][1], last)
        else:
            stretches.append((curve, first, last))
        first = last
    return tuple(_curve(c, slice(first, last)) for c, first, last in stretches if c.form in ("logistic", "table"))


def middle_of(curve: DialCurve) -> float:
    """What it has at 5.5, where resistance is scaled to leave the mean unchanged."""
    if curve.form in ("power", "linear"):
        return ANCHOR
    return float(_curve(curve, EVERYWHERE).share(np.array([10.0 * ANCHOR]))[0])


def _curve(curve: DialCurve, lanes: slice) -> Curve:
    if curve.form == "logistic":
        at, width = curve.midpoint, curve.width
        to, back = (partial(one, midpoint=at, width=width) for one in (logistic_share, logistic_dial))
        return Curve(lanes, to, back)
    dials, shares = (np.array(column) for column in zip(*curve.points, strict=True))
    return Curve(lanes, partial(along, xs=dials, ys=shares), partial(along, xs=shares, ys=dials))
