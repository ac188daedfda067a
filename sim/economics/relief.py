"""Suspension of a provision: shares of its force that are let go in steps, and come back at once (model, 5.5)."""

from __future__ import annotations

import numpy as np

from sim.common.axes import Array
from sim.economics.binding import LN2


def suspended(first: Array, last: Array, days: Array, shares: Array, until: Array, half_life: Array) -> Array:
    """The area of Lambda over the part [first, last) of a month: what a suspension takes from f, in months.

    Lambda(t) is the sum over steps begun of (share - share before) (1 - 2^(-(t - step)/H)), and 0 from `until` on.
    `days` and `shares` are the steps in date order, (step, ...) on the axes of the rest; a step that does not come lies
    at infinity. With a half-life of 0 a share is let go at once; one of 1 over a whole month leaves exactly nothing.
    """
    last = np.minimum(last, until)
    slow = half_life > 0
    rate = LN2 / np.where(slow, half_life, 1.0)
    area = before = np.zeros(np.broadcast_shapes(first.shape, last.shape, shares.shape[1:]))
    for n, (day, share) in enumerate(zip(days, shares, strict=True)):
        begins = np.maximum(first, day)
        comes = begins < last
        begins, day = np.where(comes, begins, last), np.where(comes, day, 0.0)
        taken = share * np.maximum(0.0, np.minimum(last, days[n + 1] if n + 1 < len(days) else np.inf) - begins)
        if slow.any():
            gone = np.exp(-rate * (begins - day)) * -np.expm1(-rate * (last - begins)) / rate
            taken = np.where(slow, (share - before) * (last - begins - gone), taken)
        area = area + np.where(comes, taken, 0.0)
        before = np.where(comes, share, before)
    return area
