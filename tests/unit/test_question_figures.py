"""Figures of questions: bars, leverage, tornado and what it would take, on the common frame at every size."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.curves import AxisLine, Words
from sim.analysis.dials import DialCurve, notch_words, zone_words
from sim.analysis.ways import Waterfall, steps_of
from sim.plots.bars import Bar, bars_figure
from sim.plots.dial import dial_figure
from sim.plots.leverage import LeverageRow, leverage_figure
from sim.plots.saving import Drawn
from sim.plots.solving import SolvedLine, solving_figure
from sim.plots.style import SIZES, Size
from sim.plots.tornado import TornadoRow, tornado_figure
from sim.plots.waterfall import waterfall_figure
from tests.unit.looked_at import faults, texts_of

LEAST = {"column": 7.0, "page": 8.0, "slide": 14.0}
SAID = Words("What it comes to: 700 million USD", "Goods; made-up", ("Source: made up.",))
DIAL = np.arange(0.0, 11.0)
NAMES = ("UNSCR 2371", "UNSCR 2375", "A player of a name so long that it needs more than one line of the page")


def bars(size: Size) -> Drawn:
    rows = [Bar(name, 100.0 * n, 80.0 * n, 130.0 * n, {"alone": 90.0 * n, "left out": 70.0 * n})
            for n, name in enumerate(NAMES, 1)]  # fmt: skip
    together = Bar("all", 600, 500, 700, strong=True)
    return bars_figure(SAID, "denied in 2018, USD million a year", [*rows, together], size)


def leverage(size: Size) -> Drawn:
    readings = {"own_notices": "own notices", "dial_only": "dial only"}
    each = dict.fromkeys(readings, (1.0, 5.0, 9.0))
    rows = [LeverageRow(name, dict.fromkeys(readings, (-50.0, 90.0)), each, {"own_notices": (9.0, 20.0, 30.0)})
            for name in ("China", "India", "Rest of the world")]  # fmt: skip
    return leverage_figure(SAID, rows, readings, size)


def tornado(size: Size) -> Drawn:
    rows = [TornadoRow(name, 600.0 - 20 * n, 700.0 + 30 * n, n % 2 == 0) for n, name in enumerate(NAMES * 3)]
    return tornado_figure(SAID, [("own notices", 650.0, rows), ("dial only", 650.0, rows)], size)


def solving(size: Size) -> Drawn:
    lines = [SolvedLine(f"{how}, {name}", name, how == "added to prior law", DIAL, 40 * DIAL, 60 * DIAL, 90 * DIAL)
             for how in ("added to prior law", "against no sanctions")
             for name in ("own_notices", "by_dial", "dial_only")]  # fmt: skip
    axes = ("Dial of all partners, 0 to 10", "Goods denied, USD million a year")
    return solving_figure(SAID, lines, 500.0, axes, size)


def curve(name: str, scale: float) -> AxisLine:
    middle = scale * (DIAL / 10) ** 2.5
    return AxisLine(name, DIAL, middle, 0.9 * middle, 1.1 * middle, 0.8 * middle, 1.2 * middle)


CURVES = {"own notices": curve("own notices", 900.0), "dial only": curve("dial only", 850.0)}


def dial(size: Size) -> Drawn:
    return dial_figure(DialCurve(SAID, CURVES, 1060.0), size)


def waterfall(size: Size) -> Drawn:
    changes = [("Denied", -1975.3, False, (-2300.0, -1500.0)), ("Price cuts", -146.4, False, (-200.0, -90.0))]
    whole = ("Trade without sanctions", 3783.4, True, (3000.0, 4500.0))
    steps = steps_of([whole, *changes, ("Caught", -6.7, False, None), ("Received", 1655.0, True, (1400.0, 1900.0))])
    return waterfall_figure(Waterfall(SAID, steps, "USD million"), size)


FIGURES = {one.__name__: one for one in (bars, leverage, tornado, solving, dial, waterfall)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_lies_on_another(name: str, size: str) -> None:
    drawn = FIGURES[name](SIZES[size])
    assert faults(drawn, LEAST[size]) == []
    assert drawn.table
    assert len({len(column) for column in drawn.table.values()}) == 1


def test_a_waterfall_adds_up_as_printed() -> None:
    changes = [(name, amount, False, None) for name, amount in (("b", -1975.3), ("c", -146.4), ("d", -6.7))]
    steps = steps_of([("a", 3783.4, True, None), *changes, ("e", 1655.0, True, None)])
    assert [step.printed for step in steps] == [3783, -1975, -146, -7, 1655]
    assert sum(step.printed for step in steps[:-1]) == steps[-1].printed
    drawn = {text.get_text() for text in texts_of(waterfall(SIZES["page"]).figure)}
    assert {"3,783", "-1,975", "1,655"} <= drawn


def test_the_dial_is_told_at_five_and_six_and_by_the_notch() -> None:
    title = zone_words(CURVES, "UNSCR 2371 would deny", "2018")
    assert title == (
        "At a dial of five or six UNSCR 2371 would deny 160 to 250 million USD in 2018 (own notices), "
        "150 to 240 (dial only)"
    )
    assert "is worth 92 (own notices), 87 (dial only)" in notch_words(CURVES)
    assert DialCurve(SAID, CURVES, None).whole == 900.0
    shown = {text.get_text() for text in texts_of(dial(SIZES["page"]).figure)}
    assert {"Claimed by officials: 1,060", "Own notices", "Dial only", "of a full campaign"} <= shown
