"""Section 3: the curve of the dial, s(d), and the dial at which it would be what it is. Decision 10 has its forms.

`curve` is as the world gives it: nothing or 'power' (d/10, to which gamma_i is the exponent), 'linear', or a mapping,
{table: [[dial, share], ...]} with 0 -> 0 and 10 -> 1 understood, {logistic: {midpoint, width}}.
"""

import math
from itertools import pairwise


def is_power(curve):
    """Is it the power, whose exponent is gamma? All others have 1 in its place."""
    return curve in (None, "power")


def share(curve, d):
    """s(d): what a partner of mean resistance carries out of an order at dial d."""
    if is_power(curve) or curve == "linear":
        return d / 10.0
    if "table" in curve:
        return between([[0.0, 0.0], *curve["table"], [10.0, 1.0]], d)
    m, w = curve["logistic"]["midpoint"], curve["logistic"]["width"]
    bottom, top = steepened(0.0, m, w), steepened(10.0, m, w)
    return (steepened(d, m, w) - bottom) / (top - bottom)


def between(points, d):
    """A straight line from one point to the next."""
    for (d0, s0), (d1, s1) in pairwise(points):
        if d <= d1 and d1 > d0:
            return s0 + (s1 - s0) * (d - d0) / (d1 - d0)
    return 1.0


def steepened(d, midpoint, width):
    """L(d)."""
    return 1.0 / (1.0 + math.exp(-(d - midpoint) / width))


def settled(curve, s):
    """The dial at which the curve has the value s."""
    if is_power(curve) or curve == "linear":
        return 10.0 * s
    low, high = 0.0, 10.0
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if share(curve, middle) < s else (low, middle)
    return 0.5 * (low + high)
