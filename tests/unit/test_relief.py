"""What a suspension takes from a provision's force in part of a month, against numbers worked by hand."""

import numpy as np
import pytest

from sim.economics.relief import suspended

NEVER = np.inf


def taken(first, last, steps, until=NEVER, half_life=0.0):
    """One lane; `steps`: (day, share)."""
    days, shares = (np.array([[step[n]] for step in steps], dtype=float) for n in (0, 1))
    lane = (np.array([float(x)]) for x in (first, last))
    (area,) = suspended(*lane, days, shares, np.array([float(until)]), np.array([float(half_life)]))
    return area


@pytest.mark.parametrize(
    ("first", "last", "steps", "until", "area"),
    [
        (5, 6, [(5.25, 0.4)], NEVER, 0.3),  # three quarters of a month at 0.4
        (5, 6, [(4, 0.4)], NEVER, 0.4),
        (5, 6, [(6, 0.4)], NEVER, 0),
        (5, 6, [(4, 0.4)], 5.5, 0.2),  # it comes back at once
        (5, 6, [(4, 0.4)], 5, 0),
        (5, 6, [(4, 0.4), (5.5, 1)], NEVER, 0.7),
        (5, 6, [(4, 0.2), (5.25, 0.4), (5.5, 1)], NEVER, 0.65),
        (5, 6, [(4, 0.4), (NEVER, 1)], NEVER, 0.4),
        (5, 5.5, [(5.25, 1)], NEVER, 0.25),
    ],
)
def test_a_share_is_let_go_at_once(first, last, steps, until, area):
    assert taken(first, last, steps, until) == pytest.approx(area, abs=1e-15)


def lost(first, last, day, half_life):
    """The area below 1 - 2^(-(t - day)/H) from `first` to `last`, both after `day`."""
    t = np.linspace(first, last, 200_001)
    return np.trapezoid(1 - 2 ** (-(t - day) / half_life), t)


@pytest.mark.parametrize("half_life", [0.5, 1, 3])
def test_a_share_is_let_go_by_half_lives(half_life):
    one = 0.4 * lost(5.25, 6, 5.25, half_life)
    assert taken(5, 6, [(5.25, 0.4)], half_life=half_life) == pytest.approx(one, rel=1e-8)
    later = 0.4 * lost(7, 7.5, 5.25, half_life) + 0.6 * lost(7.25, 7.5, 7.25, half_life)
    assert taken(7, 8, [(5.25, 0.4), (7.25, 1)], 7.5, half_life) == pytest.approx(later, rel=1e-8)
