"""Time: a date is 12 * year + month - 1 + (day - 1) / days in the month; a month is [m, m + 1)."""

import calendar
import datetime as dt
import math
from functools import cache

NEVER = math.inf
ALWAYS = -math.inf


@cache
def day(date):
    """'2017-08-05', '2017-08' (its first day) or a date, as a date."""
    text = str(date)
    return dt.date.fromisoformat(text if len(text) > 7 else text + "-01")


def later(date, days):
    """The date so many days on, as text."""
    return (day(date) + dt.timedelta(days=days)).isoformat()


@cache
def coordinate(date, lag_days=0):
    """A date, `lag_days` later, in months."""
    d = day(date) + dt.timedelta(days=lag_days)
    return 12 * d.year + d.month - 1 + (d.day - 1) / days_in(12 * d.year + d.month - 1)


def days_in(mi):
    """Days of month mi."""
    return calendar.monthrange(mi // 12, mi % 12 + 1)[1]


@cache
def label(mi):
    """Month number to 'YYYY-MM'."""
    return f"{mi // 12:04d}-{mi % 12 + 1:02d}"


def overlap(start, end, mi):
    """The part of month mi inside [start, end)."""
    return max(0.0, min(end, mi + 1.0) - max(start, float(mi)))


def in_force(path, ms, before=0.0):
    """The value of a dated path [[date, value], ...] on the day ms; `before` until its first date."""
    value = before
    for date, v in sorted(path or (), key=lambda step: coordinate(step[0])):
        if coordinate(date) <= ms:
            value = v
    return value


def clip(x, low, high):
    """x kept inside [low, high]."""
    return min(max(x, low), high)


def phased(x, tau):
    """1 - exp(-x / tau) for x >= 0; at once where tau is 0."""
    return -math.expm1(-x / tau) if tau > 0 else 1.0


def clock(ms, t0, tau):
    """A phase-in since the calendar date t0: nothing before it, also where tau is 0."""
    return phased(ms - t0, tau) if ms >= t0 else 0.0


# Paths along an age x >= 0: (value at x, area between two ages).


def ramp(tau):
    """How far an order has worked its way through after x months (section 3)."""
    if tau <= 0:
        return (lambda x: 1.0), (lambda a, b: b - a)
    return (lambda x: phased(x, tau)), (lambda a, b: (b - a) - tau * math.exp(-a / tau) * phased(b - a, tau))


def permits(life):
    """The stock of permits of which none is renewed: exp(-x / L) (section 2)."""
    return (lambda x: math.exp(-x / life)), (lambda a, b: life * math.exp(-a / life) * phased(b - a, life))


def straight_line(width):
    """From 1 to 0 over `width` months (section 2: repatriation); 0 from the start where no time is left."""
    if width <= 0:
        return (lambda x: 0.0), (lambda a, b: 0.0)

    def area(a, b):
        a, b = min(a, width), min(b, width)
        return (b - a) * (1.0 - (a + b) / (2.0 * width))

    return (lambda x: max(0.0, 1.0 - x / width)), area


def area_in_time(path, lo, hi, origin, stop):
    """Area over t in [lo, hi] of a path along x = min(t, stop) - origin, never below 0: x stands still after `stop`."""
    value, area = path
    if stop <= origin:
        return value(0.0) * (hi - lo)
    a, b = clip(origin, lo, hi), clip(stop, lo, hi)
    moving = area(a - origin, b - origin) if b > a else 0.0
    still = value(stop - origin) * (hi - b) if hi > b else 0.0
    return value(0.0) * (a - lo) + moving + still
