"""The figures of ensembles show the numbers given, say what their bands are, keep labels apart, and save the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.analysis.chances import chance_texts
from sim.analysis.curves import Band, Difference, Differences, Fan, Mark
from sim.plots import differences, fan, panel, style
from sim.plots.differences import differences_figure
from sim.plots.fan import fan_figure
from sim.plots.style import save_figure
from tests.rings import in_rings

MARKS = (
    Mark(date(2016, 11, 30), "UNSCR 2321"),
    Mark(date(2017, 2, 18), "China: coal stop"),
    Mark(date(2017, 8, 5), "UNSCR 2371", tested=True),
    Mark(date(2017, 8, 14), "China: notice 40/2017"),
    Mark(date(2017, 9, 11), "UNSCR 2375", tested=True),
    Mark(date(2017, 9, 14), "EU 2017/1548"),
    Mark(date(2017, 11, 20), "A label so long that it has to be broken into several lines to fit"),
    Mark(date(2017, 12, 22), "UNSCR 2397", tested=True),
    Mark(date(2017, 12, 31), "$60 oil_cap^2"),
)


def band(level: np.ndarray, spread: float, central: float = 1.0) -> Band:
    """A band around a level, wider above than below; the central run is `central` times the level."""
    return Band(
        central=central * level,
        median=level,
        low50=level * (1.0 - min(1.0, 0.4 * spread)),
        high50=level * (1.0 + 0.5 * spread),
        low90=level * (1.0 - min(1.0, spread)),
        high90=level * (1.0 + 1.4 * spread),
    )


def made(months: int = 36, spread: float = 0.3, central: float = 1.06, marks: Sequence[Mark] = MARKS) -> Fan:
    """A fan of made-up receipts that fall after a third of the horizon; less of them is recorded."""
    t = np.arange(months)
    without = 240.0 * (1.0 + 0.12 * np.sin(t / 2))
    level = without * (1.0 - 0.85 / (1.0 + np.exp(months * 0.35 - t)))
    return Fan(
        title="What the resolution takes",
        subtitle="Goods; 2 000 draws; made-up numbers",
        months=tuple(date(2017 + m // 12, m % 12 + 1, 1) for m in range(months)),
        receipts=band(level, spread, central),
        recorded=band(0.7 * level, 0.8 * spread, central),
        counterfactual=without,
        marks=tuple(marks),
        source="made up",
    )


def scaled(given: Fan, factor: float) -> Fan:
    """All numbers of a fan times a factor."""

    def of(part: Band) -> Band:
        return Band(*(factor * getattr(part, field.name) for field in fields(Band)))

    receipts, recorded = of(given.receipts), of(given.recorded)
    return replace(given, receipts=receipts, recorded=recorded, counterfactual=factor * given.counterfactual)


FANS = {
    "12 months": made(12),
    "36 months": made(),
    "60 months": made(60),
    "1 month": made(1),
    "narrow": made(spread=0.01, central=1.0),
    "wide": made(spread=0.9),
    "touching 0": made(spread=1.0),
    "central above the bands": made(spread=0.2, central=2.1),
    "central below the bands": made(60, spread=0.1, central=0.5),
    "no marks": made(marks=()),
    "same day": made(marks=[Mark(date(2017, 6, 1), f"Act {n}", tested=n % 3 == 0) for n in range(8)]),
    "all 0": scaled(made(), 0.0),
    "long texts": replace(made(), title="A title of many words " * 12, subtitle="x" * 300, source="A source. " * 60),
}

PAIRS = (
    "UNSCR 2371 against prior law",
    "UNSCR 2371 with and without China's notice 40/2017",
    "Both",
    "The whole bundle against no sanctions at all, with every partner acting by its own notices and none late",
    "$5 a_b^2 $",
    "Reading A against reading B",
)


def difference(number: int, years: Sequence[str], scale: float = 100.0) -> Difference:
    """One made-up pair: pairs fall from above 0 to below, later years are less certain."""
    n = np.arange(len(years))
    middle, spread = scale * (2.0 - number + 0.3 * n), scale * (0.3 + 0.5 * n)
    return Difference(
        PAIRS[number],
        tuple(years),
        central=middle + (2.5 if number == 1 else 0.3) * spread,
        median=middle,
        low50=middle - 0.4 * spread,
        high50=middle + 0.5 * spread,
        low90=middle - spread,
        high90=middle + 1.4 * spread,
        chance=np.clip(0.5 + 0.25 * (2.0 - number) / (0.3 + 0.5 * n), 0.0, 1.0),
        draws=1024,
    )


def table(pairs: int, years: int, scale: float = 100.0) -> Differences:
    """Made-up differences."""
    names = [str(2017 + year) for year in range(years)]
    rows = tuple(difference(number, names, scale) for number in range(pairs))
    return Differences("What each measure takes", "Goods receipts, first run less second; made-up", rows, "made up")


TABLES = {
    "1 pair, 1 year": table(1, 1),
    "1 pair, 5 years": table(1, 5),
    "3 pairs, 3 years": table(3, 3),
    "6 pairs, 1 year": table(6, 1),
    "6 pairs, 5 years": table(6, 5),
    "narrow": table(4, 2, 1e-3),
    "large": table(4, 2, 2e4),
    "all below 0": replace(table(6, 2), rows=table(6, 2).rows[4:]),
    "all 0": table(2, 2, 0.0),
    "years of other lengths": replace(
        table(1, 1), rows=(difference(0, ["2017", "2018", "2017 to 2019"]), difference(1, ["all"]))
    ),
    "long texts": replace(
        table(2, 2), title="A title of many words " * 9, subtitle="x" * 300, source="A source. " * 60
    ),
}


@pytest.fixture(scope="module", params=in_rings(FANS, 3, ("same day", "long texts")))
def given(request: pytest.FixtureRequest) -> Fan:
    return FANS[request.param]


@pytest.fixture(scope="module")
def fanned(given: Fan) -> Figure:
    """The figure of a fan, drawn; tests only look at it."""
    return drawn(fan_figure(given))


@pytest.fixture(scope="module", params=in_rings(TABLES, 3, ("long texts",)))
def rows(request: pytest.FixtureRequest) -> Differences:
    return TABLES[request.param]


@pytest.fixture(scope="module")
def intervals(rows: Differences) -> Figure:
    """The figure of differences, drawn; tests only look at it."""
    return drawn(differences_figure(rows))


def drawn(figure: Figure) -> Figure:
    figure.canvas.draw()
    return figure


def lines(axes: Axes, label: str) -> list[Line2D]:
    return [found for found in axes.lines if found.get_label() == label]


def monthly(axes: Axes, label: str) -> np.ndarray:
    """The values of a line drawn in steps: the last point only closes the last month."""
    (found,) = lines(axes, label)
    values = np.asarray(found.get_ydata())
    assert found.get_drawstyle() == "steps-post"
    assert values[-1] == values[-2]
    assert not found.get_clip_on()
    return values[:-1]


def edges(axes: Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    """The lower and upper edge of an area by month."""
    (area,) = [found for found in axes.collections if found.get_label() == label]
    path = area.get_paths()[0].vertices
    found = [_crossings(path, month + 0.5) for month in range(*map(int, axes.get_xlim()))]
    return np.array([min(y) for y in found]), np.array([max(y) for y in found])


def _crossings(path: np.ndarray, x: float) -> list[float]:
    return [a[1] for a, b in pairwise(path) if min(a[0], b[0]) < x < max(a[0], b[0])]


def words(figure: Figure) -> str:
    return "".join(text.get_text() for text in figure.texts).replace(" ", "")


def legend_texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in figure.legends[0].get_texts()]


def texts(figure: Figure) -> list[Text]:
    """Every text with words in it that is drawn."""
    listed = [*figure.texts, *figure.legends[0].get_texts()]
    for axes in figure.axes:
        across = [text for text in axes.get_xticklabels() if inside(text.get_position()[0], axes.get_xlim())]
        down = [text for text in axes.get_yticklabels() if inside(text.get_position()[1], sorted(axes.get_ylim()))]
        listed += [*axes.texts, axes.yaxis.label, axes.xaxis.label, *across, *down]
    return [text for text in listed if text.get_text().strip() and text.get_visible()]


def inside(value: float, limits: Sequence[float]) -> bool:
    return limits[0] <= value <= limits[1]


def box(figure: Figure, text: Text) -> Bbox:
    return text.get_window_extent(figure.canvas.get_renderer())


def apart(a: Bbox, b: Bbox) -> bool:
    return a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0


def check_texts(figure: Figure) -> None:
    """No text lies on another or off the page, and none is read as a formula."""
    boxes = [(text.get_text(), box(figure, text)) for text in texts(figure)]
    for (name, a), (other, b) in combinations(boxes, 2):
        assert apart(a, b), f"{name!r} lies on {other!r}"
    page = figure.bbox
    for name, a in boxes:
        assert page.x0 <= a.x0 <= a.x1 <= page.x1, name
        assert page.y0 <= a.y0 <= a.y1 <= page.y1, name
    written = [text for text in texts(figure) if "$" in text.get_text()]
    assert not any(text.get_parse_math() for text in written)


# -- fans -------------------------------------------------------------------------------------------------------------


def test_lines_and_bands_are_the_numbers_given(given: Fan, fanned: Figure) -> None:
    for axes, side in zip(fanned.axes, (given.receipts, given.recorded), strict=True):
        assert np.array_equal(monthly(axes, style.MEDIAN), side.median)
        assert np.array_equal(monthly(axes, style.CENTRAL), side.central)
        assert np.array_equal(monthly(axes, panel.COUNTERFACTUAL), given.counterfactual)
        for label, low, high in ((style.INNER, side.low50, side.high50), (style.OUTER, side.low90, side.high90)):
            floor, top = edges(axes, label)
            assert np.allclose(floor, low, rtol=1e-12, atol=1e-12)
            assert np.allclose(top, high, rtol=1e-12, atol=1e-12)


def test_panels_share_an_axis_that_holds_everything(given: Fan, fanned: Figure) -> None:
    receipts, recorded = fanned.axes
    assert receipts.get_ylim() == recorded.get_ylim()
    assert receipts.get_position().y0 == recorded.get_position().y0
    floor, ceiling = receipts.get_ylim()
    assert floor == 0.0
    shown = [getattr(side, field.name) for side in (given.receipts, given.recorded) for field in fields(Band)]
    assert ceiling > max(values.max() for values in [*shown, given.counterfactual])
    assert receipts.get_ylabel() == "USD million a month"


def test_panels_are_named() -> None:
    receipts, recorded = (text for text in fan_figure(made()).texts if text.get_text() in (fan.RECEIPTS, fan.RECORDED))
    assert (receipts.get_text(), recorded.get_text()) == ("Estimated receipts", "Recorded trade")
    assert receipts.get_position()[0] < recorded.get_position()[0]


def test_nothing_earned_at_all_ends_the_axis_at_1() -> None:
    assert fan_figure(FANS["all 0"]).axes[0].get_ylim() == (0.0, 1.0)


def test_legend_lists_all_that_is_drawn_and_nothing_else(fanned: Figure) -> None:
    listed = legend_texts(fanned)
    for axes in fanned.axes:
        labels = {found.get_label() for found in (*axes.lines, *axes.collections)}
        assert labels | {fan.DRAWS} == set(listed)
    assert listed[:4] == ["Draws, month by month", "Median of draws", "50 % of draws", "90 % of draws"]
    assert listed[4:6] == ["Central run", "Without sanctions (counterfactual)"]
    assert len(set(listed)) == len(listed)


def test_legend_has_the_colours_of_the_bands() -> None:
    figure = fan_figure(made())
    areas = {area.get_label(): to_hex(area.get_facecolor()[0]) for area in figure.axes[0].collections}
    shown = [to_hex(patch.get_facecolor()) for patch in figure.legends[0].get_patches() if patch.get_visible()]
    assert shown == [areas[style.INNER], areas[style.OUTER]]
    assert len(set(shown)) == 2


def test_median_central_and_counterfactual_look_different() -> None:
    axes = fan_figure(made()).axes[0]
    median, central, without = (lines(axes, x)[0] for x in (style.MEDIAN, style.CENTRAL, panel.COUNTERFACTUAL))
    assert (median.is_dashed(), central.is_dashed(), without.is_dashed()) == (False, True, False)
    assert median.get_linewidth() > 1.5 * central.get_linewidth()
    assert len({found.get_color() for found in (median, central, without)}) == 3
    areas = {area.get_label(): area.get_zorder() for area in axes.collections}
    assert areas[style.OUTER] < areas[style.INNER] < min(found.get_zorder() for found in (median, central, without))


def test_small_print_says_what_bands_and_the_central_run_are() -> None:
    said = words(fan_figure(made()))
    for text in ("25th to the 75th percentile", "5th to the 95th", "each month by itself", "can lie outside them"):
        assert text.replace(" ", "") in said


def test_every_measure_stands_in_both_panels_and_those_outside_are_named_once() -> None:
    figure = fan_figure(made(12, marks=[*MARKS, Mark(date(2018, 1, 1), "Too late")]))
    for axes in figure.axes:
        assert sorted(text.get_text().replace("\n", " ") for text in axes.texts) == sorted(m.label for m in MARKS[1:])
        assert len(lines(axes, panel.TESTED)) == 3
        assert len(lines(axes, panel.MEASURE)) == 5
    assert words(figure).count("Earlierthanshown:UNSCR2321.Laterthanshown:Toolate.") == 1


def test_no_text_of_a_fan_lies_on_another(fanned: Figure) -> None:
    check_texts(fanned)
    for axes in fanned.axes:
        stems = [found.get_window_extent() for kind in panel.MARKS for found in lines(axes, kind)]
        assert all(apart(box(fanned, text), stem) for text in axes.texts for stem in stems)


def test_texts_of_a_fan_are_there_in_full(given: Fan, fanned: Figure) -> None:
    said = words(fanned)
    assert all(text.replace(" ", "") in said for text in (given.title, given.subtitle, f"Source: {given.source}"))


# -- differences ------------------------------------------------------------------------------------------------------


def test_intervals_are_the_numbers_given_in_the_order_given(rows: Differences, intervals: Figure) -> None:
    (axes,) = intervals.axes
    expected = [(row, n) for row in rows.rows for n in range(len(row.years))]
    drawn_of = {name: lines(axes, name) for name in (style.OUTER, style.INNER, style.MEDIAN, style.CENTRAL)}
    assert {len(found) for found in drawn_of.values()} == {len(expected)}
    levels = [found.get_ydata()[0] for found in drawn_of[style.MEDIAN]]
    assert levels == sorted(levels)
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    for k, (row, n) in enumerate(expected):
        assert list(drawn_of[style.OUTER][k].get_xdata()) == [row.low90[n], row.high90[n]]
        assert list(drawn_of[style.INNER][k].get_xdata()) == [row.low50[n], row.high50[n]]
        assert list(drawn_of[style.MEDIAN][k].get_xdata()) == [row.median[n]]
        assert list(drawn_of[style.CENTRAL][k].get_xdata()) == [row.central[n]]
        assert len({found[k].get_ydata()[0] for found in drawn_of.values()}) == 1


def test_axis_holds_0_and_everything(rows: Differences, intervals: Figure) -> None:
    (axes,) = intervals.axes
    low, high = axes.get_xlim()
    assert low < 0.0 < high
    assert all(low < part.min() <= part.max() < high for row in rows.rows for part in (row.low90, row.high90))
    assert all(low < row.central.min() <= row.central.max() < high for row in rows.rows)
    (zero,) = lines(axes, differences.ZERO)
    assert list(zero.get_xdata()) == [0.0, 0.0]
    assert axes.get_xlabel() == "Difference, USD million a year"


def test_each_year_and_its_chance_stand_level_with_its_interval(rows: Differences, intervals: Figure) -> None:
    (axes,) = intervals.axes
    medians = lines(axes, style.MEDIAN)
    years = [year for row in rows.rows for year in row.years]
    assert [text.get_text() for text in axes.get_yticklabels()] == years
    assert list(axes.get_yticks()) == [found.get_ydata()[0] for found in medians]
    chances = [text for text in intervals.texts if text.get_text().endswith((" %", "the same", "draws"))]
    assert [text.get_text() for text in chances] == [chance for row in rows.rows for chance in chance_texts(row)]
    for text, found in zip(chances, medians, strict=True):
        middle = axes.transData.transform((0.0, found.get_ydata()[0]))[1]
        assert box(intervals, text).y0 < middle < box(intervals, text).y1
        assert box(intervals, text).x0 > axes.get_window_extent().x1


def test_each_label_stands_at_the_first_year_of_its_pair(rows: Differences, intervals: Figure) -> None:
    (axes,) = intervals.axes
    levels = iter(axes.get_yticks())
    bold = [text for text in intervals.texts if text.get_weight() == "bold" and text.get_size() == differences.TEXT]
    for row in rows.rows:
        own = [next(levels) for _ in row.years]
        middle = axes.transData.transform((0.0, own[0]))[1]
        words_here = [text for text in bold if box(intervals, text).y0 < middle < box(intervals, text).y1]
        assert words_here
        assert row.label.startswith(words_here[0].get_text())


def test_a_chance_is_never_certain_on_a_figure() -> None:
    certain = replace(difference(0, ["2018", "2019"]), chance=np.array([1.0, 0.0]), draws=512)
    figure = differences_figure(Differences("t", "s", (certain,), "made up"))
    said = {text.get_text() for text in figure.texts}
    assert {"in all 512 draws", "in none of 512 draws"} <= said
    assert not said & {"100 %", "0 %", "P = 1.00", "P = 0.00"}


def test_legend_of_differences_lists_all_that_is_drawn(intervals: Figure) -> None:
    listed = legend_texts(intervals)
    assert listed == ["Median of draws", "50 % of draws", "90 % of draws", "Central run"]
    assert {found.get_label() for found in intervals.axes[0].lines} == {*listed, differences.ZERO}
    assert "P: share of draws above 0".replace(" ", "") in words(intervals)


def test_the_inner_interval_is_thicker_and_the_median_on_top() -> None:
    (axes,) = differences_figure(table(1, 1)).axes
    outer, inner, median = (lines(axes, name)[0] for name in (style.OUTER, style.INNER, style.MEDIAN))
    assert inner.get_linewidth() > 3 * outer.get_linewidth()
    assert median.get_zorder() > inner.get_zorder() > outer.get_zorder()


def test_no_text_of_differences_lies_on_another(intervals: Figure) -> None:
    check_texts(intervals)
    (panel_box,) = [axes.get_window_extent() for axes in intervals.axes]
    assert all(apart(box(intervals, text), panel_box) for text in texts(intervals))
    assert panel_box.width > 0.3 * intervals.bbox.width


def test_texts_of_differences_are_there_in_full(rows: Differences, intervals: Figure) -> None:
    said = words(intervals)
    wanted = (rows.title, rows.subtitle, f"Source: {rows.source}", *(row.label for row in rows.rows))
    assert all(text.replace(" ", "") in said for text in wanted)


@pytest.mark.parametrize("none", [(), (difference(0, []),)])
def test_no_differences_is_an_error(none: tuple[Difference, ...]) -> None:
    with pytest.raises(ValueError, match="no differences"):
        differences_figure(replace(table(1, 1), rows=none))


# -- files ------------------------------------------------------------------------------------------------------------


def test_two_saves_are_the_same_bytes(tmp_path: Path) -> None:
    for name, figures in {
        "fan": (fan_figure(made()), fan_figure(made())),
        "differences": (differences_figure(table(3, 3)), differences_figure(table(3, 3))),
    }.items():
        first, again = (save_figure(figure, tmp_path / f"{name}{n}") for n, figure in enumerate(figures))
        for a, b in zip(first, again, strict=True):
            assert a.read_bytes() == b.read_bytes()
        assert "dc:date" not in first[1].read_text(encoding="utf-8")


def test_another_process_with_other_settings_saves_the_same_bytes(tmp_path: Path) -> None:
    here = save_figure(fan_figure(made(12)), tmp_path / "fan") + save_figure(
        differences_figure(table(2, 2)), tmp_path / "differences"
    )
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\nsvg.fonttype: none\naxes.grid: True\n")
    code = (
        "from pathlib import Path; from tests.unit.test_fan_plots import *;"
        f"to = Path({str(there)!r}); save_figure(fan_figure(made(12)), to / 'fan');"
        "save_figure(differences_figure(table(2, 2)), to / 'differences');"
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
        fan_figure(made(12))
        differences_figure(table(1, 1))
        assert dict(matplotlib.rcParams) == before
