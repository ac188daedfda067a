"""The figures of sweeps show the numbers given, say what is drawn, keep labels apart, and save the same bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.analysis.curves import AxisLine, AxisLines, AxisPanel, HeatMaps, HeatPanel
from sim.plots import axis_lines, heat_maps, pens, style
from sim.plots.axis_lines import lines_figure
from sim.plots.heat_maps import Scale, cell_text, map_figure, scale_of
from sim.plots.style import save_figure
from sim.plots.ticks import names_below, number, numbers_below
from tests.rings import in_rings
from tests.unit.test_fan_plots import apart, box, drawn, inside, words
from tests.unit.test_plots import SIGHT, seen

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
    return AxisLines("What the dial takes", "Goods; made-up", measure, panels, "400 draws at each point.", "made up")


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
        title="A title of many words " * 9,
        subtitle="x" * 300,
        measure="A measure of many words, " * 5,
        note="A note. " * 60,
        source="A source. " * 60,
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
        "What the dial takes",
        "Goods; central runs; made-up",
        "Loss, USD million a year",
        "campaign.dial",
        tuple(x or [f"{n / 2:g}" for n in range(across)]),
        "behaviour.tau_k, months",
        tuple(y or [f"{2 * n}" for n in range(down)]),
        tuple(HeatPanel(f"Bundle {n}", part) for n, part in enumerate(values)),
        "Central runs.",
        "made up",
    )


LONG_WORDS = tuple(f"a reading of many words, number {n}, and so on" for n in range(20))
MAPS = {
    "21 x 6, 4 panels": maps([grid(6, 21, high=900.0 + 200.0 * n) for n in range(4)]),
    "1 cell": maps([grid(1, 1, 7.0, 7.0)]),
    "1 row": maps([grid(1, 30)]),
    "1 column": maps([grid(30, 1)]),
    "12 x 12, 12 panels": maps([grid(12, 12)] * 12),
    "13 x 12": maps([grid(12, 13)] * 2),
    "100 x 100": maps([grid(100, 100)] * 3, [f"{n:,}" for n in range(0, 10**6, 10**4)], [f"{n}" for n in range(100)]),
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
        title="A title of many words " * 9,
        subtitle="x" * 300,
        measure="A measure of many words, " * 5,
        x_axis="a.very.long.name.of.an.axis, USD million a month " * 2,
        y_axis="a.very.long.name.of.an.axis, USD million a month " * 2,
        note="A note. " * 60,
        source="A source. " * 60,
    ),
}


LARGEST = pytest.param("12 x 12, 12 panels", marks=pytest.mark.slow)
"""The largest maps that have their values in them."""


@pytest.fixture(scope="module", params=in_rings(LINES, 4, ("words", "gaps", "long texts")))
def given(request: pytest.FixtureRequest) -> AxisLines:
    return LINES[request.param]


@pytest.fixture(scope="module")
def figure(given: AxisLines) -> Figure:
    """The figure of lines, drawn; tests only look at it."""
    return drawn(lines_figure(given))


@pytest.fixture(scope="module", params=in_rings(MAPS, 4, ("holes", "long texts")))
def mapped(request: pytest.FixtureRequest) -> HeatMaps:
    return MAPS[request.param]


@pytest.fixture(scope="module")
def heat(mapped: HeatMaps) -> Figure:
    """The figure of maps, drawn; tests only look at it."""
    return drawn(map_figure(mapped))


def pairs(given: AxisLines, figure: Figure) -> Iterator[tuple[AxisPanel, Axes]]:
    return zip(given.panels, figure.axes, strict=True)


def legend_texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\n", " ") for legend in figure.legends for text in legend.get_texts()]


def outer_texts(figure: Figure) -> list[Text]:
    """Every text with words in it that is drawn outside cells."""
    listed = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for axes in figure.axes:
        across = [text for text in axes.get_xticklabels() if inside(text.get_position()[0], axes.get_xlim())]
        down = [text for text in axes.get_yticklabels() if inside(text.get_position()[1], axes.get_ylim())]
        listed += [axes.yaxis.label, axes.xaxis.label, *across, *down]
    return [text for text in listed if text.get_text().strip() and text.get_visible()]


def check_texts(figure: Figure) -> None:
    """No text lies on another, on a panel or off the page, and none is read as a formula."""
    boxes = [(text.get_text(), box(figure, text)) for text in outer_texts(figure)]
    for (name, a), (other, b) in combinations(boxes, 2):
        assert apart(a, b), f"{name!r} lies on {other!r}"
    page = figure.bbox
    for name, a in boxes:
        assert page.x0 <= a.x0 <= a.x1 <= page.x1, name
        assert page.y0 <= a.y0 <= a.y1 <= page.y1, name
        assert all(apart(a, axes.get_window_extent()) for axes in figure.axes), name
    written = [text for text in outer_texts(figure) if "$" in text.get_text()]
    assert not any(text.get_parse_math() for text in written)


# -- lines ------------------------------------------------------------------------------------------------------------


def medians(axes: Axes, label: str) -> tuple[Line2D, Line2D]:
    """The joined median of a line, and its markers."""
    joined, marks = (found for found in axes.lines if found.get_label() == (label or pens.MEDIAN))
    assert marks.get_linestyle() == "None"
    return joined, marks


def vertices(axes: Axes) -> list[tuple[str, set[tuple[float, float]]]]:
    """The name and corners of each band."""
    bands = [found for found in axes.collections if isinstance(found, PolyCollection)]
    return [(b.get_label(), {tuple(v) for path in b.get_paths() for v in path.vertices.tolist()}) for b in bands]


def bars(axes: Axes) -> list[tuple[str, np.ndarray]]:
    """The name and ends of each set of bars: (bar, end, xy)."""
    found = [part for part in axes.collections if isinstance(part, LineCollection)]
    return [(part.get_label(), np.array(part.get_segments())) for part in found]


def lone_points(panel: AxisPanel, of: AxisLine) -> list[int]:
    """Points known whose neighbours are not; every known one of an axis of words."""
    known = [bool(np.isfinite(value)) for value in of.median]
    beside = [False, *known, False]
    return [n for n, is_known in enumerate(known) if is_known and (panel.ticks or not (beside[n] or beside[n + 2]))]


def bands(of: AxisLine) -> list[tuple[str, np.ndarray, np.ndarray]]:
    both = ((pens.OUTER, of.low90, of.high90), (pens.INNER, of.low50, of.high50))
    return [(name, low, high) for name, low, high in both if low is not None and high is not None]


def test_medians_are_the_numbers_given(given: AxisLines, figure: Figure) -> None:
    for panel, axes in pairs(given, figure):
        for of in panel.lines:
            joined, marks = medians(axes, of.label)
            lone = lone_points(panel, of)
            expected = of.median.copy()
            expected[lone] = np.nan
            assert np.array_equal(np.asarray(joined.get_ydata()), expected, equal_nan=True)
            known = np.isfinite(of.median)
            marked = known if known.sum() <= axis_lines.MARKED else np.isin(np.arange(known.size), lone)
            assert np.array_equal(np.asarray(marks.get_ydata()), of.median[marked])
            if len(of.x) > 1 and not panel.ticks:
                assert np.array_equal(np.asarray(marks.get_xdata()), of.x[marked])


def test_bands_are_the_numbers_given(given: AxisLines, figure: Figure) -> None:
    crowded = max(len(panel.lines) for panel in given.panels) > 3
    for panel, axes in pairs(given, figure):
        fills, sticks = iter(vertices(axes)), iter(bars(axes))
        edges = iter([found for found in axes.lines if found.get_label() == pens.EDGES])
        for of in panel.lines:
            lone = lone_points(panel, of)
            along = [n for n in np.flatnonzero(np.isfinite(of.median)) if n not in lone]
            for name, low, high in bands(of):
                if lone:
                    label, ends = next(sticks)
                    assert label == pens.BARS[name]
                    assert np.array_equal(ends[:, :, 1], np.column_stack([low[lone], high[lone]]))
                if along and not crowded:
                    label, corners = next(fills)
                    assert label == pens.BANDS[name]
                    wanted = {(float(of.x[n]), float(side[n])) for n in along for side in (low, high)}
                    assert wanted <= corners
                    assert {x for x, _ in corners} == {x for x, _ in wanted}
                elif along and name == pens.OUTER:
                    for side in (low, high):
                        assert np.array_equal(np.asarray(next(edges).get_ydata())[along], side[along])
        assert not [*fills, *sticks, *edges]


def test_points_at_words_stand_side_by_side_at_their_word(given: AxisLines, figure: Figure) -> None:
    for panel, axes in pairs(given, figure):
        if not panel.ticks:
            continue
        assert axes.get_xlim() == (-0.5, len(panel.ticks) - 0.5)
        places = [np.asarray(medians(axes, of.label)[1].get_xdata()) for of in panel.lines]
        for of, at in zip(panel.lines, places, strict=True):
            assert np.array_equal(np.round(at), of.x)
        assert all(np.all(a < b) for a, b in pairwise(places))
        assert np.allclose(np.mean(places, axis=0), panel.lines[0].x)


def test_panels_share_a_value_axis_that_holds_everything(given: AxisLines, figure: Figure) -> None:
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    low, high = figure.axes[0].get_ylim()
    lines = [of for panel in given.panels for of in panel.lines]
    parts = [
        np.zeros(1),
        *(of.median for of in lines),
        *(side for of in lines for band in bands(of) for side in band[1:]),
    ]
    every = np.concatenate(parts)
    every = every[np.isfinite(every)]
    assert low <= every.min() + 1e-9
    assert high >= every.max() - 1e-9
    assert low == 0.0 or every.min() < low + 0.1 * (high - low) < 0.1 * (high - low)
    zeros = [found for axes in figure.axes for found in axes.lines if found.get_label() == axis_lines.ZERO]
    assert len(zeros) == (len(figure.axes) if low < 0.0 < high else 0)


@pytest.mark.parametrize("case", ["all 0", "rounding", "no lines", "nothing but gaps"])
def test_nothing_ends_the_value_axis_at_1(case: str) -> None:
    assert lines_figure(LINES[case]).axes[0].get_ylim() == (0.0, 1.0)


def test_values_below_0_alone_end_the_value_axis_at_0() -> None:
    low, high = lines_figure(LINES["all below 0"]).axes[0].get_ylim()
    assert low < -2900.0
    assert high == 0.0


def test_each_panel_has_its_own_axis_with_room_for_its_points(given: AxisLines, figure: Figure) -> None:
    for panel, axes in pairs(given, figure):
        assert axes.get_xlabel().replace("\n", "").replace(" ", "") == panel.axis.replace(" ", "")
        low, high = axes.get_xlim()
        points = [float(x) for of in panel.lines for x in of.x]
        assert all(low < x < high for x in points)
        assert panel.ticks or not points or high - low <= max(1.0, 0.1 * max(points), 1.1 * np.ptp(points))


def test_panels_stand_in_rows_of_up_to_3(given: AxisLines, figure: Figure) -> None:
    corners = [(round(-axes.get_position().y0, 6), round(axes.get_position().x0, 6)) for axes in figure.axes]
    assert corners == sorted(corners)
    assert max(sum(row == other for other, _ in corners) for row, _ in corners) <= 3
    named = [axes for axes in figure.axes if axes.get_ylabel()]
    assert len(named) == len({row for row, _ in corners})
    assert {axes.get_ylabel().replace("\n", " ") for axes in named} == {given.measure.strip()}


def test_legend_lists_all_that_is_drawn_and_nothing_else(given: AxisLines, figure: Figure) -> None:
    listed = legend_texts(figure)
    heads = {pens.MEDIAN, pens.SINGLE, pens.EITHER}
    labels = {str(found.get_label()) for axes in figure.axes for found in (*axes.lines, *axes.collections)}
    nameless = any(of.label == "" for panel in given.panels for of in panel.lines)
    assert labels - {axis_lines.ZERO} == set(listed) - (set() if nameless else heads)
    assert len(heads & set(listed)) == (1 if labels else 0)
    assert len(set(listed)) == len(listed)


def test_legend_says_what_lines_are() -> None:
    for case, head in {
        "5 bundles": "Median",
        "central runs": "Central run",
        "with bands and without": "Median; central run where there is no band",
    }.items():
        figure = lines_figure(LINES[case])
        assert legend_texts(figure)[0] == head
        assert figure.legends[0].get_texts()[0].get_fontweight() == "bold"
    assert legend_texts(lines_figure(nameless())) == ["Median", "Middle 50 %, dark band", "Middle 90 %, light band"]


def test_a_line_looks_the_same_in_every_panel_and_in_the_legend(given: AxisLines, figure: Figure) -> None:
    looks: dict[str, set[tuple[str, object, object]]] = {}
    for panel, axes in pairs(given, figure):
        for of in panel.lines:
            joined, marks = medians(axes, of.label)
            looks.setdefault(of.label, set()).add((joined.get_color(), joined.get_linestyle(), marks.get_marker()))
    assert all(len(look) == 1 for look in looks.values())
    assert len({next(iter(look)) for look in looks.values()}) == len(looks)
    (legend,) = figure.legends
    samples = dict(zip(legend_texts(figure), legend.legend_handles, strict=True))
    for label, look in looks.items():
        sample = samples[label] if label else next(iter(samples.values()))
        assert look == {(sample.get_color(), sample.get_linestyle(), sample.get_marker())}


def test_one_line_has_the_colours_of_a_fan() -> None:
    figure = lines_figure(nameless())
    fills = [to_hex(part.get_facecolor()[0]) for part in figure.axes[0].collections]
    assert fills == [style.OUTER_COLOUR.lower(), style.INNER_COLOUR.lower()]
    assert [to_hex(patch.get_facecolor()) for patch in figure.legends[0].get_patches()] == fills[::-1]


@pytest.mark.parametrize("count", [3, 4])
def test_bands_of_more_than_3_lines_do_not_lie_on_each_other(count: int) -> None:
    figure = lines_figure(shown(made(count)))
    assert len(vertices(figure.axes[0])) == (0 if count > 3 else 2 * count)
    edges = [found for found in figure.axes[0].lines if found.get_label() == pens.EDGES]
    assert len(edges) == (2 * count if count > 3 else 0)
    assert all(edge.get_linewidth() < 1.0 for edge in edges)


def test_small_print_says_what_bands_are() -> None:
    both = words(lines_figure(shown(made(1))))
    inner = "Middle50%:fromthe25thtothe75thpercentile;"
    assert inner + "Middle90%:fromthe5thtothe95thpercentileofthedrawsateachvalue." in both
    crowded = words(lines_figure(shown(made(5))))
    assert "25th" not in crowded
    assert "Middle90%:fromthe5thtothe95thpercentileofthedrawsateachvalue." in crowded
    assert "percentile" not in words(lines_figure(LINES["central runs"]))


def test_no_text_of_lines_lies_on_another(figure: Figure) -> None:
    check_texts(figure)
    assert all(axes.get_window_extent().width > 0.12 * figure.bbox.width for axes in figure.axes)


def test_texts_of_lines_are_there_in_full(given: AxisLines, figure: Figure) -> None:
    said = words(figure)
    wanted = (given.title, given.subtitle, given.note, f"Source: {given.source}", *(p.title for p in given.panels))
    assert all(text.replace(" ", "") in said for text in wanted)


@pytest.mark.parametrize("case", ["words", "many words", "8 lines of words"])
def test_every_word_is_named(case: str) -> None:
    for panel, axes in pairs(LINES[case], lines_figure(LINES[case])):
        if panel.ticks:
            assert tuple(text.get_text().replace("\n", " ") for text in axes.get_xticklabels()) == panel.ticks
            assert list(axes.get_xticks()) == list(range(len(panel.ticks)))


@pytest.mark.parametrize("sight", SIGHT)
def test_lines_can_be_told_apart(sight: str) -> None:
    assert len(set(pens.MARKERS)) == len(set(pens.COLOURS)) == 8
    for a, b in combinations(pens.COLOURS, 2):
        assert np.linalg.norm(seen(a, sight) - seen(b, sight)) > 18, (a, b)


def test_bars_of_many_lines_keep_apart() -> None:
    """Thick bars that stand side by side are no wider than the space between them."""
    figure = drawn(lines_figure(LINES["8 lines of words"]))
    for axes in figure.axes:
        thick = [part for part in axes.collections if part.get_label() == pens.BARS[pens.INNER]]
        inch = figure.dpi / 72.0
        for a, b in pairwise(thick):
            (left, _), (right, _) = axes.transData.transform([a.get_segments()[0][0], b.get_segments()[0][0]])
            assert right - left >= a.get_linewidth()[0] * inch


def test_no_axes_is_an_error() -> None:
    with pytest.raises(ValueError, match="no axes"):
        lines_figure(shown())


# -- maps -------------------------------------------------------------------------------------------------------------


def panels_of(mapped: HeatMaps, heat: Figure) -> list[tuple[np.ndarray, Axes]]:
    axes = [found for found in heat.axes if found.get_label() != heat_maps.SCALE]
    return list(zip([panel.values for panel in mapped.panels], axes, strict=True))


def bar_of(heat: Figure) -> Axes:
    (bar,) = (found for found in heat.axes if found.get_label() == heat_maps.SCALE)
    return bar


def contrast(a: str, b: Sequence[float]) -> float:
    """The contrast of two colours as WCAG 2 has it."""

    def light(rgb: Sequence[float]) -> float:
        parts = np.asarray(rgb[:3])
        return float(
            np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        )

    dark, bright = sorted((light(to_rgb(a)), light(b)))
    return (bright + 0.05) / (dark + 0.05)


def test_cells_are_the_numbers_given_from_the_bottom_up(mapped: HeatMaps, heat: Figure) -> None:
    for values, axes in panels_of(mapped, heat):
        (image,) = axes.get_images()
        found = image.get_array()
        assert np.array_equal(np.ma.getmaskarray(found), np.isnan(values))
        assert np.array_equal(found.filled(np.nan), values, equal_nan=True)
        down, across = values.shape
        assert list(image.get_extent()) == [-0.5, across - 0.5, -0.5, down - 0.5]
        assert axes.get_ylim() == (-0.5, down - 0.5)


def test_maps_share_one_scale_which_the_bar_shows(mapped: HeatMaps, heat: Figure) -> None:
    norms = {(image.norm.vmin, image.norm.vmax) for _, axes in panels_of(mapped, heat) for image in axes.get_images()}
    assert len(norms) == 1
    every = np.concatenate([panel.values.ravel() for panel in mapped.panels])
    if np.isnan(every).all():
        assert len(heat.axes) == len(mapped.panels)
        return
    bar = bar_of(heat)
    low, high = bar.get_ylim()
    ((least, most),) = norms
    assert least <= low <= np.nanmin(every) <= np.nanmax(every) <= high <= most
    assert bar.get_ylabel().replace("\n", " ") == mapped.measure.strip()
    assert bar.get_yticklabels()


def test_both_signs_have_two_colours_that_meet_at_0() -> None:
    figure = map_figure(MAPS["both signs"])
    (image,) = figure.axes[0].get_images()
    assert image.cmap.name == "RdBu_r"
    assert image.norm(0.0) == 0.5
    assert bar_of(figure).get_ylim() == (-600.0, 1200.0)
    assert map_figure(MAPS["holes"]).axes[0].get_images()[0].cmap.name == "viridis"


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([3.0, 10.0], Scale(0.0, 10.0)),
        ([9.0, 10.0], Scale(9.0, 10.0)),
        ([-10.0, -3.0], Scale(-10.0, 0.0)),
        ([-10.0, -9.0], Scale(-10.0, -9.0)),
        ([-1.0, 10.0], Scale(-1.0, 10.0)),
        ([-1e-12, 10.0], Scale(0.0, 10.0)),
        ([-10.0, 1e-12], Scale(-10.0, 0.0)),
        ([7.0, 7.0 + 1e-12], Scale(0.0, 7.0 + 1e-12)),
        ([-7.0], Scale(-7.0, 0.0)),
        ([0.0, 0.0], Scale(0.0, 1.0)),
        ([1e-15, -1e-15], Scale(0.0, 1.0)),
        ([np.nan, 4.0], Scale(0.0, 4.0)),
        ([np.nan], None),
    ],
)
def test_a_scale_holds_0_unless_all_values_are_far_from_it(values: list[float], scale: Scale | None) -> None:
    assert scale_of([np.array([values])]) == scale


def test_values_stand_in_the_cells_of_small_maps_and_can_be_read(mapped: HeatMaps, heat: Figure) -> None:
    for values, axes in panels_of(mapped, heat):
        if max(values.shape) > 12:
            assert not axes.texts
            continue
        (image,) = axes.get_images()
        if not axes.texts:
            assert np.nanmax(np.abs(values)) > 1e12
        cells = {(text.get_position()[1], text.get_position()[0]): text for text in axes.texts}
        assert not cells or len(cells) == values.size
        for (y, x), text in cells.items():
            value = values[y, x]
            assert (text.get_text() == "") == bool(np.isnan(value))
            if not text.get_text():
                continue
            tens = abs(value) >= 100 and max(-image.norm.vmin, image.norm.vmax) >= 1000
            off = max(5.0 if tens else 0.0, 0.005 * np.nanmax(np.abs(values)))
            assert float(text.get_text().replace(",", "")) == pytest.approx(value, abs=off)
            ground = image.cmap(image.norm(value))
            assert contrast(text.get_color(), ground) > 4.0
            (left, bottom), (right, top) = axes.transData.transform([(x - 0.5, y - 0.5), (x + 0.5, y + 0.5)])
            at = box(heat, text)
            assert left < at.x0 < at.x1 < right
            assert bottom < at.y0 < at.y1 < top


@pytest.mark.parametrize("case", [LARGEST, "holes", "both signs", "shares", "large", "words"])
def test_small_maps_have_their_values(case: str) -> None:
    assert all(axes.texts for _, axes in panels_of(MAPS[case], map_figure(MAPS[case])))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1234.5, 0, "1,234"),
        (1236.5, -1, "1,240"),
        (36.4, -1, "36"),
        (-0.04, 1, "0.0"),
        (0.875, 2, "0.88"),
        (float("nan"), 0, ""),
        (-3e12, 0, "-3e+12"),
    ],
)
def test_values_in_cells(value: float, places: int, text: str) -> None:
    assert cell_text(value, places) == text


def test_cells_not_computed_are_in_the_legend_only_where_there_are_any(mapped: HeatMaps, heat: Figure) -> None:
    missing = any(np.isnan(panel.values).any() for panel in mapped.panels)
    assert legend_texts(heat) == (["Not computed"] if missing else [])
    for values, axes in panels_of(mapped, heat):
        assert (axes.patch.get_hatch() is not None) == bool(np.isnan(values).any())
        if missing and np.isnan(values).any():
            (patch,) = heat.legends[0].get_patches()
            assert patch.get_facecolor() == axes.patch.get_facecolor()
            assert patch.get_hatch() == axes.patch.get_hatch()
            (image,) = axes.get_images()
            assert image.cmap(np.ma.masked_invalid([np.nan]))[0][3] == 0.0


def test_cells_not_computed_are_grey_on_the_picture() -> None:
    values = np.array([[np.nan, 5.0]])
    figure = drawn(map_figure(maps([values])))
    pixels = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3]
    x, y = np.round(figure.axes[0].transData.transform([(0.0, 0.2), (1.0, 0.2)])).astype(int).T
    found = pixels[y[0] - 20 : y[0] + 20, x[0] - 20 : x[0] + 20].reshape(-1, 3).astype(int)
    assert np.ptp(found, axis=1).max() == 0
    assert 185 < found.min() < found.max() < 235
    assert np.abs(pixels[y[1], x[1]].astype(int) - [0xFD, 0xE7, 0x25]).max() <= 1


def test_axes_of_maps_name_their_cells(mapped: HeatMaps, heat: Figure) -> None:
    for _, axes in panels_of(mapped, heat):
        for places, labels, names in (
            (axes.get_xticks(), axes.get_xticklabels(), mapped.x_ticks),
            (axes.get_yticks(), axes.get_yticklabels(), mapped.y_ticks),
        ):
            assert len(places)
            for place, label in zip(places, labels, strict=False):
                assert label.get_text().replace("\n", " ") == names[int(place)]
        assert axes.get_xlabel().replace("\n", "").replace(" ", "") == mapped.x_axis.replace(" ", "")


def test_100_numbers_on_an_axis_are_thinned_to_round_steps() -> None:
    axes = map_figure(MAPS["100 x 100"]).axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == [f"{n}" for n in range(0, 100, 10)]
    steps = np.diff(axes.get_xticks())
    assert len(set(steps)) == 1
    assert steps[0] in (10, 20, 50)


def test_no_text_of_maps_lies_on_another(heat: Figure) -> None:
    check_texts(heat)


def test_texts_of_maps_are_there_in_full(mapped: HeatMaps, heat: Figure) -> None:
    said = words(heat)
    wanted = (mapped.title, mapped.subtitle, mapped.note, f"Source: {mapped.source}", *(p.title for p in mapped.panels))
    assert all(text.replace(" ", "") in said for text in wanted)


def test_no_maps_is_an_error() -> None:
    with pytest.raises(ValueError, match="no maps"):
        map_figure(replace(MAPS["1 cell"], panels=()))


# -- ticks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (1250000.0, 250000.0, "1,250,000"),
        (0.0, 5.0, "0"),
        (-0.0, 5.0, "0"),
        (2.5, 2.5, "2.5"),
        (100.0, 50.0, "100"),
        (0.00025, 0.00025, "0.00025"),
        (3e12, 1e12, "3e+12"),
        (2e-9, 1e-9, "2e-09"),
    ],
)
def test_numbers_on_axes(value: float, step: float, text: str) -> None:
    assert number(value, step) == text


def test_a_narrow_axis_has_fewer_numbers() -> None:
    counts = [len(numbers_below(0.0, 1e6, wide).places) for wide in (8.0, 3.0, 1.5, 0.2)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] >= 5
    assert counts[-1] == 1


def test_names_are_broken_then_turned_then_thinned() -> None:
    level, upright, thinned = (names_below(WORDS, wide) for wide in (8.0, 1.5, 0.4))
    assert (level.upright, upright.upright, thinned.upright) == (False, True, True)
    assert len(level.places) == len(upright.places) == len(WORDS) > len(thinned.places)
    assert any("\n" in text for text in names_below(WORDS, 4.5).texts)


# -- files ------------------------------------------------------------------------------------------------------------


def test_two_saves_are_the_same_bytes(tmp_path: Path) -> None:
    for name, draw in {
        "lines": lambda: lines_figure(LINES["words"]),
        "maps": lambda: map_figure(MAPS["holes"]),
    }.items():
        first, again = (save_figure(draw(), tmp_path / f"{name}{n}") for n in range(2))
        for a, b in zip(first, again, strict=True):
            assert a.read_bytes() == b.read_bytes()
        assert "dc:date" not in first[1].read_text(encoding="utf-8")


def test_another_process_with_other_settings_saves_the_same_bytes(tmp_path: Path) -> None:
    here = save_figure(lines_figure(LINES["gaps"]), tmp_path / "lines")
    here += save_figure(map_figure(MAPS["holes"]), tmp_path / "maps")
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\nhatch.color: red\nimage.origin: upper\n")
    code = (
        "from pathlib import Path; from tests.unit.test_sweep_plots import *;"
        f"to = Path({str(there)!r}); save_figure(lines_figure(LINES['gaps']), to / 'lines');"
        "save_figure(map_figure(MAPS['holes']), to / 'maps');"
        "import sys; sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    environment = {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "PYTHONPATH": str(root), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=environment)
    for path in here:
        assert path.read_bytes() == (there / path.name).read_bytes()


def test_settings_are_left_as_they_were() -> None:
    with matplotlib.rc_context({"lines.linewidth": 7.5, "svg.fonttype": "none"}):
        before = dict(matplotlib.rcParams)
        lines_figure(LINES["1 point"])
        map_figure(MAPS["1 cell"])
        assert dict(matplotlib.rcParams) == before
