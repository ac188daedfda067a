"""The curve of the dial: how much of an order a government of mean resistance carries out at each dial.

Two remarks of one man fix where it stands at five or six; what it does elsewhere is a choice of the scenario, and in no
band. Resistance is an exponent on it, whatever its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CurveForm = Literal["power", "linear", "logistic", "table"]
Points = tuple[tuple[float, float], ...]
"""(dial, share), both rising."""

BOTTOM, TOP = (0.0, 0.0), (10.0, 1.0)
"""Where every curve begins and ends: no pressure, no compliance; all of it, all of it."""

MIDPOINTS = (0.0, 10.0)
WIDTHS = (0.5, 100.0)
"""Dial points, least and most. A narrower logistic is a step; of a far wider one, rounding leaves no straight line."""
LEAST = 1e-6
"""The smallest share of a point: of less than that, resistance could not be scaled."""


@dataclass(frozen=True, slots=True)
class DialCurve:
    """A share that rises with the dial, 0 at 0 and 1 at 10.

    A power is (dial/10)^gamma, with the number gamma; linear is dial/10. A table goes straight from one of its points
    to the next, its ends among them. A logistic has its `midpoint` and `width` in dial points, and is stretched from
    its ends to 0 and 1. Of these three gamma is no part.
    """

    form: CurveForm = "power"
    points: Points = ()
    midpoint: float = 0.0
    width: float = 0.0

    def words(self, gamma: float) -> str:
        """What a headline calls it; `gamma` is the exponent of a power."""
        if self.form == "power":
            return f"gamma {gamma:g}"
        return f"dial by a {self.form}" if self.form == "table" else f"{self.form} dial"

    @property
    def told(self) -> str:
        """The whole of it, but for the number gamma: '(dial/10)^gamma', 'a table of 5: 0.2, 6: 0.25'."""
        if self.form in ("power", "linear"):
            return "(dial/10)^gamma" if self.form == "power" else "dial/10"
        if self.form == "logistic":
            return f"a logistic, midpoint {self.midpoint:g}, width {self.width:g}"
        points = ", ".join(f"{dial:g}: {share:g}" for dial, share in self.points[1:-1])
        return f"a table of {points}" if points else "a table of its ends"


POWER = DialCurve()
LINEAR = DialCurve("linear")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a table: at which of its points, with its dial or its share, and what is allowed there."""

    point: int
    key: Literal["dial", "share"]
    message: str
    allowed: str


def trouble_in(points: Points) -> Trouble | None:
    """The first point at which a table does not rise, or does not begin and end where every curve does."""
    before = BOTTOM
    for n, (dial, share) in enumerate(points):
        if n == 0 and dial == BOTTOM[0]:
            if share != BOTTOM[1]:
                return Trouble(n, "share", "is not where a curve begins", "0 at dial 0")
        elif dial <= before[0]:
            return Trouble(n, "dial", "must rise from point to point", f"more than {before[0]:g}")
        elif dial == TOP[0] and share != TOP[1]:
            return Trouble(n, "share", "is not where a curve ends", "1 at dial 10")
        elif dial < TOP[0] and not (before[1] < share < TOP[1] and share >= LEAST):
            least = f"more than {before[1]:g}" if before[1] > 0 else f"{LEAST:.6f} or more"
            return Trouble(n, "share", "must rise from point to point", f"{least}, less than 1")
        before = dial, share
    return None


def table_of(points: Points) -> DialCurve:
    """The curve through points in rising order, with its ends where these are not among them."""
    inner = tuple(point for point in points if point not in (BOTTOM, TOP))
    return DialCurve("table", (BOTTOM, *inner, TOP))
