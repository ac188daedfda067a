"""Figures of sweeps: they draw the numbers given, and no text lies on another whatever the axes are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest

from sim.analysis import colours
from sim.analysis.curves import AxisLine, AxisLines, AxisPanel, HeatMaps, HeatPanel, Words
from sim.plots.axis_lines import lines_figure
from sim.plots.heat_maps import Scale, cell_text, map_figure, scale_of
from sim.plots.pens import kinds_of, pens_of
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, plain
from tests.unit.looked_at import faults, texts_of, words_on

SAID = Words("What the dial takes", "Goods; made-up", ("400 draws at each point.", "Source: made up."))
LONG_SAID = Words("A title of many words " * 9, "x" * 300, ("A note. " * 60, "A source. " * 60))

BUNDLES = ("UNSCR 2371", "UNSCR 2375", "UNSCR 2397", "$5 a_b^2 $", "All three", "None", "A reading of many words", "EU")
WORDS = ("none", "coal only", "coal, iron and seafood", "everything but oil", "everything")
LONG = "A title so long that it runs on to eighty characters, which is the very most told"
DIAL = np.arange(0.0, 10.5, 0.5)


def line(label: str, x: Sequence[float] | np.ndarray, slope: float = 200.0, scale: float = 1.0) -> AxisLine:
    """A made-up line that falls from 2,900, with a band wider above than below."""
    at = np.asarray(x, dtype=float)
    share = (at - at.min()) / max(1e-300, np.ptp(at)) if at.size else at
    median = scale * (2900.0 - 10.0 * slope * share)
    spread = 0.2 * np.abs(median)
    return AxisLine(
        label, at, median, median - 0.4 * spread, median + 0.5 * spread, median - spread, median + 1.4 * spread
    )


def central(given: AxisLine) -> AxisLine:
    """The same line of central runs, without bands."""
    return AxisLine(given.label, given.x, given.median)


def gone(given: AxisLine, *points: int) -> AxisLine:
    """The same line without these points."""
    names = ("median", "low50", "high50", "low90", "high90")
    parts = {name: np.array(getattr(given, name)) for name in names}
    for values in parts.values():
        values[list(points)] = np.nan
    return replace(given, **parts)


def made(count: int = 5, x: Sequence[float] | np.ndarray = DIAL, scale: float = 1.0) -> AxisPanel:
    """A panel of made-up lines."""
    lines = tuple(line(label, x, 60.0 * (n + 1), scale) for n, label in enumerate(BUNDLES[:count]))
    return AxisPanel("As the dial turns", "campaign.dial", lines)


def worded(ticks: Sequence[str], count: int = 3) -> AxisPanel:
    """A panel of an axis of words."""
    return replace(made(count, range(len(ticks))), axis="campaign.bundle", ticks=tuple(ticks))


def shown(*panels: AxisPanel) -> AxisLines:
    """Made-up panels with words around them."""
    measure = "Receipts, USD million a year"
    return AxisLines(SAID, measure, panels)


def nameless() -> AxisLines:
    """One line without a label in each of five panels."""
    return shown(*(AxisPanel(name, "campaign.dial", (line("", DIAL),)) for name in BUNDLES[:5]))


SPREAD = ("behaviour.tau_k, months", "behaviour.elasticity", "partners.china", "share_smuggled", "price, USD per tonne")
RANGES = ((2, 14), (0.3, 2.5), (0, 1), (0.001, 0.02), (60, 1450))
LINES = {
    "5 bundles": shown(made()),
    "8 lines": shown(made(8)),
    "11 lines": shown(AxisPanel("", "a", tuple(line(f"Line {n}", DIAL, 20.0 * n) for n in range(11)))),
    "30 lines": shown(AxisPanel("", "a", tuple(line(f"Line {n} of many", DIAL, 9.0 * n) for n in range(30)))),
    "5 panels, no labels": nameless(),
    "5 spread axes": shown(
        *(replace(made(2, np.linspace(*r, 12)), axis=a) for a, r in zip(SPREAD, RANGES, strict=True))
    ),
    "4 panels": shown(*[made(1)] * 4),
    "12 panels": shown(*(replace(made(4), title=f"{n}: {LONG}"[:80]) for n in range(12))),
    "words": shown(worded(WORDS), made(3), worded(("yes", "no"), 1)),
    "many words": shown(worded([f"bundle {n} of many words" for n in range(30)]), made(3), made(1)),
    "100 words": shown(worded([f"word {n}" for n in range(100)], 1)),
    "8 lines of words": shown(*[worded(WORDS, 8)] * 3),
    "words that are numbers": shown(*[worded([f"{n:,}" for n in range(0, 60_000, 1000)], 2)] * 3),
    "1 point": shown(made(3, [6.0]), made(1, [6.0])),
    "100 points": shown(made(2, np.linspace(0.0, 1.0, 100))),
    "gaps": shown(AxisPanel("", "x", (gone(line("A", range(9)), 1, 3, 4), gone(line("B", range(9)), 0, 8)))),
    "nothing but gaps": shown(AxisPanel("", "x", (gone(line("A", [1.0, 2.0]), 0, 1),))),
    "no lines": shown(AxisPanel("Nothing", "x", ())),
    "no points": shown(AxisPanel("Nothing", "x", (line("A", []),))),
    "central runs": shown(AxisPanel("", "x", (central(line("A", DIAL)), central(line("B", DIAL, 90.0))))),
    "with bands and without": shown(AxisPanel("", "x", (line("A", DIAL), central(line("B", DIAL, 90.0))))),
    "only the middle 50 %": shown(AxisPanel("", "x", (replace(line("A", DIAL), low90=None, high90=None),))),
    "all 0": shown(made(2, scale=0.0)),
    "rounding": shown(made(2, scale=-1e-15)),
    "both signs": shown(AxisPanel("", "x", (line("A", DIAL, 500.0), line("B", DIAL, 900.0)))),
    "all below 0": shown(made(2, scale=-1.0)),
    "large": shown(*[made(2, DIAL * 1e6, 1e5)] * 3),
    "huge": shown(*[made(2, DIAL * 1e12, 1e12)] * 3),
    "tiny": shown(*[made(2, 1e-4 + DIAL * 1e-7, 1e-7)] * 3),
    "long texts": replace(
        shown(*[replace(made(2), title=LONG, axis="a.very.long.name.of.an.axis, USD million a month " * 2)] * 2),
        words=LONG_SAID,
        measure="A measure of many words, " * 5,
    ),
}


def grid(down: int, across: int, low: float = 0.0, high: float = 1500.0) -> np.ndarray:
    """Made-up values that rise with both axes."""
    rise = np.add.outer(np.linspace(0.0, 1.0, down), np.linspace(0.0, 1.0, across) ** 2) / 2.0
    return low + (high - low) * rise


def holes(values: np.ndarray) -> np.ndarray:
    """The same without the first cell and the last row."""
    out = values.copy()
    out[0, 0] = out[-1] = np.nan
    return out


def maps(values: Sequence[np.ndarray], x: Sequence[str] = (), y: Sequence[str] = ()) -> HeatMaps:
    """Made-up maps."""
    down, across = values[0].shape
    return HeatMaps(
        SAID,
        "Loss, USD million a year",
        "campaign.dial",
        tuple(x or [f"{n / 2:g}" for n in range(across)]),
        "behaviour.tau_k, months",
        tuple(y or [f"{2 * n}" for n in range(down)]),
        tuple(HeatPanel(f"Bundle {n}", part) for n, part in enumerate(values)),
    )


CLIFF = np.where(np.arange(12) < 5, 50.0, 2600.0) + np.add.outer(np.arange(12.0), np.zeros(12))
"""Values with a cliff, as where partners give notice by their dial: lines of equal amounts run side by side."""
LONG_WORDS = tuple(f"a reading of many words, number {n}, and so on" for n in range(20))
MAPS = {
    "21 x 6, 4 panels": maps([grid(6, 21, high=900.0 + 200.0 * n) for n in range(4)]),
    "1 cell": maps([grid(1, 1, 7.0, 7.0)]),
    "1 row": maps([grid(1, 30)]),
    "1 column": maps([grid(30, 1)]),
    "12 x 12, 12 panels": maps([grid(12, 12)] * 12),
    "13 x 12": maps([grid(12, 13)] * 2),
    "100 x 100": maps([grid(100, 100)] * 3, [f"{n:,}" for n in range(0, 10**6, 10**4)], [f"{n}" for n in range(100)]),
    "cliff": replace(maps([CLIFF] * 2), dials=True, today=(5.0, 5.0)),
    "holes": maps([holes(grid(5, 6)), grid(5, 6)]),
    "holes in many": maps([holes(grid(40, 40))] * 3),
    "nothing computed": maps([np.full((3, 3), np.nan)]),
    "both signs": maps([grid(5, 6, -600.0, 900.0), grid(5, 6, -300.0, 1200.0)], y=WORDS),
    "all below 0": maps([grid(5, 6, -600.0, -10.0)]),
    "all 0": maps([np.zeros((4, 4))]),
    "shares": maps([grid(4, 8, 0.0, 0.9)]),
    "large": maps([grid(6, 6, 0.0, 2e7)] * 2),
    "large, long measure": replace(maps([grid(9, 9, 0.0, 2e9)] * 3), measure="A measure of many words, " * 9),
    "huge": maps([grid(6, 12, -1e13, 2e13)] * 3),
    "words": maps([grid(5, 5)] * 3, WORDS, WORDS[::-1]),
    "long words": maps([grid(20, 20)] * 3, LONG_WORDS, LONG_WORDS),
    "long texts": replace(
        maps([holes(grid(5, 5))] * 2, ["$5 a_b^2 $", "b", "c", "d", "e"], ["$5 a_b^2 $", *"bcde"]),
        words=LONG_SAID,
        measure="A measure of many words, " * 5,
        x_axis="a.very.long.name.of.an.axis, USD million a month " * 2,
        y_axis="a.very.long.name.of.an.axis, USD million a month " * 2,
    ),
}


def figure_of(given: AxisLines | HeatMaps, size: str) -> Drawn:
    return lines_figure(given, SIZES[size]) if isinstance(given, AxisLines) else map_figure(given, SIZES[size])


EVERY: dict[str, AxisLines | HeatMaps] = {**LINES, **{f"map of {name}": given for name, given in MAPS.items()}}
QUICK = ("map of cliff", "5 bundles", "words", "map of holes", "map of 21 x 6, 4 panels")
LEAST = {"column": 7.0, "page": 8.0, "slide": 14.0}


@pytest.mark.parametrize("case", QUICK)
def test_no_text_lies_on_another(case: str) -> None:
    assert faults(figure_of(EVERY[case], "page"), LEAST["page"]) == []


@pytest.mark.slow
@pytest.mark.parametrize(("case", "size"), list(zip(EVERY, cycle(SIZES), strict=False)))
def test_no_text_lies_on_another_in_any_case_at_some_size(case: str, size: str) -> None:
    drawn = figure_of(EVERY[case], size)
    assert faults(drawn, LEAST[size]) == []
    for text in (EVERY[case].words.title, *EVERY[case].words.caption):
        assert text.replace(" ", "") in words_on(drawn.figure)


def test_medians_and_bands_are_the_numbers_given() -> None:
    given = LINES["5 spread axes"]
    drawn = lines_figure(given, SIZES["page"])
    assert len(drawn.figure.axes) >= len(given.panels)
    for axes, panel in zip(drawn.figure.axes, given.panels, strict=False):
        values = [list(found.get_ydata()) for found in axes.lines]
        for one in panel.lines:
            assert list(one.median) in values
            assert list(one.high90) in values
    rows = [row for row in zip(*drawn.table.values(), strict=True) if row[1] == SPREAD[0] and row[2] == BUNDLES[0]]
    assert [row[6] for row in rows] == list(given.panels[0].lines[0].median)


def test_the_value_axis_holds_0_and_everything_and_ends_at_1_where_nothing_is() -> None:
    def limits(name: str) -> tuple[float, float]:
        return lines_figure(LINES[name], SIZES["page"]).figure.axes[0].get_ylim()

    assert limits("all 0") == limits("rounding") == (0.0, 1.0)
    low, high = limits("all below 0")
    assert (low < -2900.0, high) == (True, 0.0)
    low, high = limits("both signs")
    assert low < -6000.0
    assert high > 2900.0


def test_words_on_an_axis_are_all_there_while_they_fit() -> None:
    names = [
        text.get_text().replace("\n", " ") for text in texts_of(lines_figure(LINES["words"], SIZES["page"]).figure)
    ]
    assert set(WORDS) <= set(names)


def test_bands_over_points_do_not_look_like_bands_over_draws() -> None:
    one = shown(AxisPanel("", "x", (line("A", DIAL),)))
    (draws,), (points,) = (list(pens_of(given).values()) for given in (one, replace(one, points=True)))
    assert draws.colour == colours.MEDIAN
    assert points.colour == colours.POINTS_MEDIAN
    assert draws.fill("Middle 90 %") != points.fill("Middle 90 %")


def test_the_key_names_all_that_is_drawn() -> None:
    for name in ("5 bundles", "words", "central runs"):
        drawn = lines_figure(LINES[name], SIZES["page"])
        said = {text.get_text() for text in drawn.figure.legends[0].get_texts()}
        assert said == set(pens_of(LINES[name])) | kinds_of(LINES[name], pens_of(LINES[name]))


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0.0, 5.0], Scale(0.0, 5.0)),
        ([4.0, 5.0], Scale(4.0, 5.0)),
        ([1.0, 5.0], Scale(0.0, 5.0)),
        ([-3.0, 5.0], Scale(-3.0, 5.0)),
        ([-5.0, -1.0], Scale(-5.0, 0.0)),
        ([0.0, 0.0], Scale(0.0, 1.0)),
        ([np.nan], None),
    ],
)
def test_a_scale_holds_0_unless_all_values_are_far_from_it(values: list[float], scale: Scale | None) -> None:
    assert scale_of([np.array(values)]) == scale


@pytest.mark.parametrize(
    ("value", "places", "text"), [(1234.0, -1, "1,230"), (56.0, -1, "56"), (0.1234, 3, "0.123"), (np.nan, 0, "")]
)
def test_values_in_cells(value: float, places: int, text: str) -> None:
    assert cell_text(value, places) == text


def test_small_maps_have_their_values_and_ranges_and_large_ones_lines_of_equal_amounts() -> None:
    small = maps([grid(3, 3)])
    values = small.panels[0].values
    ranged = replace(small, panels=(replace(small.panels[0], low=0.5 * values, high=2 * values),))
    (axes, _) = map_figure(ranged, SIZES["page"]).figure.axes
    assert {text.get_text() for text in axes.texts} >= {"1,500\n750-3,000", "0\n0-0"}
    large = replace(maps([grid(15, 15)]), dials=True, today=(5.0, 6.0))
    axes = map_figure(large, SIZES["page"]).figure.axes[0]
    labels = {text.get_text() for text in axes.texts}
    assert labels & {"500", "1,000"}
    assert [5.0] in [list(found.get_xdata()) for found in axes.lines]


def test_cells_not_computed_are_in_the_key_only_where_there_are_any() -> None:
    assert map_figure(MAPS["holes"], SIZES["page"]).figure.legends
    assert not map_figure(MAPS["1 row"], SIZES["page"]).figure.legends


@pytest.mark.parametrize(("value", "text"), [(1000.0, "1,000"), (0.25, "0.25"), (-0.0, "0"), (3e12, "3e+12")])
def test_numbers_on_axes(value: float, text: str) -> None:
    assert plain(value) == text


def test_nothing_to_show_is_an_error() -> None:
    with pytest.raises(ValueError, match="no axes"):
        lines_figure(shown(), SIZES["page"])
    with pytest.raises(ValueError, match="no maps"):
        map_figure(replace(MAPS["1 row"], panels=()), SIZES["page"])
