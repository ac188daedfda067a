"""The revenue figures say what their numbers say, their labels keep apart, and two saves are the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
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

from sim.analysis.curves import Curves, Mark
from sim.plots import revenue
from sim.plots.revenue import bands_of, revenue_figure, runs_figure, save_figure
from tests.rings import in_rings

MARKS = (
    Mark(date(2016, 11, 30), "UNSCR 2321"),
    Mark(date(2017, 2, 18), "China: coal stop"),
    Mark(date(2017, 8, 5), "UNSCR 2371", tested=True),
    Mark(date(2017, 8, 14), "China: notice 40/2017"),
    Mark(date(2017, 9, 11), "UNSCR 2375", tested=True),
    Mark(date(2017, 9, 14), "EU 2017/1548"),
    Mark(date(2017, 9, 14), "EU 2017/1836"),
    Mark(date(2017, 9, 23), "China: notice 52/2017"),
    Mark(date(2017, 10, 14), "Russia: decree"),
    Mark(date(2017, 11, 20), "A label so long that it has to be broken into several lines to fit"),
    Mark(date(2017, 12, 22), "UNSCR 2397", tested=True),
    Mark(date(2017, 12, 30), "$60 oil_cap^2"),
    Mark(date(2017, 12, 31), "Last day of the year"),
)
SAME_DAY = tuple(Mark(date(2017, 6, 1), f"Act {n}", tested=n % 3 == 0) for n in range(12))
AT_THE_EDGES = (Mark(date(2017, 1, 1), "First"), Mark(date(2017, 1, 2), "Next"), Mark(date(2017, 12, 31), "Far right"))


def made(months: int = 36, streams: int = 17, marks: Sequence[Mark] = MARKS, scale: float = 1.0) -> Curves:
    """Curves of made-up receipts that fall after a third of the horizon; the ids are not in the order of size."""
    t = np.arange(months)
    size = np.roll(120.0 * 0.75 ** np.arange(streams), 3)
    value = size * (1.0 + 0.15 * np.sin(t[:, None] / 2 + np.arange(streams)))
    left = 1.0 - 0.9 / (1.0 + np.exp(months * 0.35 - t))
    receipts = scale * value * left[:, None]
    return Curves(
        title="What the resolution takes",
        subtitle="Goods; made-up numbers",
        months=tuple(date(2017 + m // 12, m % 12 + 1, 1) for m in range(months)),
        streams=tuple((f"s{i:02d}", f"Stream {i}") for i in range(streams)),
        receipts=receipts,
        recorded=0.9 * receipts.sum(axis=1),
        counterfactual=value.sum(axis=1),
        prior_law=0.95 * scale * value.sum(axis=1),
        marks=tuple(marks),
        source="made up",
    )


CASES = {
    "36 months": made(),
    "12 months, 1 stream": made(12, 1),
    "60 months": made(60, 9),
    "1 month": made(1, 2),
    "no marks": made(marks=()),
    "same day": made(marks=SAME_DAY),
    "edges": made(12, marks=AT_THE_EDGES),
    "near 0": made(scale=1e-5),
    "long texts": replace(made(), title="A title of many words " * 9, subtitle="x" * 300, source="A source. " * 40),
    "no tested": replace(made(marks=MARKS[:2]), prior_law=None),
}


@pytest.fixture(scope="module", params=in_rings(CASES, 3, ("same day", "long texts")))
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def curves(case: str) -> Curves:
    return CASES[case]


@pytest.fixture(scope="module")
def figure(curves: Curves) -> Figure:
    """The figure of a case, drawn; tests only look at it."""
    return drawn(revenue_figure(curves))


@pytest.fixture(scope="module")
def side_by_side(curves: Curves) -> Figure:
    """A case between others, drawn; tests only look at it."""
    return drawn(runs_figure([curves, CASES["36 months"], curves]))


def drawn(figure: Figure) -> Figure:
    figure.canvas.draw()
    return figure


def line(axes: Axes, label: str) -> Line2D:
    return next(found for found in axes.lines if found.get_label() == label)


def monthly(found: Line2D) -> np.ndarray:
    """The values of a line drawn in steps: the last point only closes the last month."""
    values = np.asarray(found.get_ydata())
    assert found.get_drawstyle() == "steps-post"
    assert values[-1] == values[-2]
    return values[:-1]


def areas(axes: Axes) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Each area's label, floor and top by month, bottom first."""
    found = []
    for area in axes.collections:
        path = area.get_paths()[0].vertices
        edges = [_crossings(path, month + 0.5) for month in range(*map(int, axes.get_xlim()))]
        found.append((area.get_label(), np.array([min(e) for e in edges]), np.array([max(e) for e in edges])))
    return found


def _crossings(path: np.ndarray, x: float) -> list[float]:
    return [a[1] for a, b in pairwise(path) if min(a[0], b[0]) < x < max(a[0], b[0])]


def legend_texts(figure: Figure) -> list[str]:
    return [text.get_text().replace("\n", " ") for text in figure.legends[0].get_texts()]


def texts(figure: Figure) -> list[Text]:
    """Every text with words in it that is drawn."""
    listed = [*figure.texts, *figure.legends[0].get_texts()]
    for axes in figure.axes:
        months = [text for text in axes.get_xticklabels() if inside(text.get_position()[0], axes.get_xlim())]
        values = [text for text in axes.get_yticklabels() if inside(text.get_position()[1], axes.get_ylim())]
        listed += [*axes.texts, axes.yaxis.label, *months, *values]
    return [text for text in listed if text.get_text().strip() and text.get_visible()]


def inside(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def box(figure: Figure, text: Text) -> Bbox:
    return text.get_window_extent(figure.canvas.get_renderer())


def apart(a: Bbox, b: Bbox) -> bool:
    return a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 or b.y1 <= a.y0


# -- truth ------------------------------------------------------------------------------------------------------------


def test_lines_are_the_numbers_given(curves: Curves, figure: Figure) -> None:
    axes = figure.axes[0]
    assert np.array_equal(monthly(line(axes, revenue.COUNTERFACTUAL)), curves.counterfactual)
    assert np.array_equal(monthly(line(axes, revenue.RECORDED)), curves.recorded)
    assert np.array_equal(monthly(line(axes, revenue.TOTAL)), curves.receipts.sum(axis=1))
    if curves.prior_law is None:
        assert revenue.PRIOR_LAW not in [found.get_label() for found in axes.lines]
    else:
        assert np.array_equal(monthly(line(axes, revenue.PRIOR_LAW)), curves.prior_law)


def test_areas_stack_up_to_the_receipts(curves: Curves, figure: Figure) -> None:
    stacked = areas(figure.axes[0])
    below = np.zeros(len(curves.months))
    for band, (label, floor, top) in zip(bands_of([curves]), stacked, strict=True):
        assert label == band.label
        assert np.allclose(floor, below, rtol=1e-12, atol=1e-12)
        assert np.allclose(top - floor, band.values(curves), rtol=1e-9, atol=1e-12)
        below = top
    assert np.allclose(below, curves.receipts.sum(axis=1), rtol=1e-12, atol=1e-12)


def test_largest_streams_first_and_the_rest_together() -> None:
    curves = made(streams=17)
    bands = bands_of([curves])
    totals = [band.values(curves).sum() for band in bands]
    assert len(bands) == revenue.TOP_STREAMS + 1
    assert totals[:-1] == sorted(totals[:-1], reverse=True)
    assert bands[-1].label == "Other (9 smaller streams)"
    assert len(bands[-1].streams) == 9
    assert sum(totals) == pytest.approx(curves.receipts.sum())
    smallest = np.sort(curves.receipts.sum(axis=0))[:9].sum()
    assert totals[-1] == pytest.approx(smallest)


@pytest.mark.parametrize("streams", [1, 8, 9])
def test_few_streams_are_all_named(streams: int) -> None:
    bands = bands_of([made(streams=streams)])
    assert sorted(band.label for band in bands) == sorted(f"Stream {i}" for i in range(streams))


def test_legend_lists_what_is_drawn_from_the_top_of_the_stack_down(figure: Figure) -> None:
    axes, listed = figure.axes[0], legend_texts(figure)
    cut = listed.index(revenue.STREAMS)
    assert listed[cut + 1 :] == [label for label, _, _ in areas(axes)][::-1]
    assert sorted(listed[:cut]) == sorted({found.get_label() for found in axes.lines})


def test_legend_has_the_colours_of_the_areas() -> None:
    figure = revenue_figure(made())
    stacked = [to_hex(area.get_facecolor()[0]) for area in figure.axes[0].collections]
    shown = [to_hex(patch.get_facecolor()) for patch in figure.legends[0].get_patches() if patch.get_visible()]
    assert shown == stacked[::-1]
    assert len(set(stacked)) == len(stacked)


def test_total_recorded_counterfactual_and_prior_law_look_different() -> None:
    axes = revenue_figure(made()).axes[0]
    total, recorded = line(axes, revenue.TOTAL), line(axes, revenue.RECORDED)
    without, prior = line(axes, revenue.COUNTERFACTUAL), line(axes, revenue.PRIOR_LAW)
    assert total.get_linewidth() > max(other.get_linewidth() for other in (recorded, without, prior))
    assert recorded.is_dashed()
    assert prior.is_dashed()
    assert not total.is_dashed()
    assert not without.is_dashed()
    assert prior.get_color() not in (recorded.get_color(), without.get_color())


def test_axis_starts_at_0_and_holds_every_line(curves: Curves, figure: Figure) -> None:
    axes = figure.axes[0]
    floor, ceiling = axes.get_ylim()
    assert floor == 0.0
    assert ceiling >= max(curves.counterfactual.max(), curves.recorded.max(), curves.receipts.sum(axis=1).max())
    assert axes.get_ylabel() == "USD million a month"


def test_nothing_earned_at_all_is_drawn_at_0() -> None:
    empty = replace(made(), receipts=np.zeros((36, 17)), recorded=np.zeros(36), counterfactual=np.zeros(36))
    assert revenue_figure(replace(empty, prior_law=None)).axes[0].get_ylim() == (0.0, 1.0)


@pytest.mark.parametrize("months", in_rings((1, 36, 600, 2, 12, 60, 240), 3))
def test_month_axis_names_years_and_has_room(months: int) -> None:
    figure = drawn(revenue_figure(made(months, 2, marks=())))
    assert re.search(r"\b20\d\d\b", " ".join(label.get_text() for label in figure.axes[0].get_xticklabels()))
    labels = [box(figure, text) for text in figure.axes[0].get_xticklabels()]
    assert 1 <= len(labels) <= 24
    assert all(apart(a, b) for a, b in combinations(labels, 2))


# -- measures ---------------------------------------------------------------------------------------------------------


def test_every_measure_stands_at_its_date() -> None:
    axes = revenue_figure(made(marks=MARKS)).axes[0]
    shown = [mark for mark in MARKS if mark.day >= date(2017, 1, 1)]
    assert sorted(re.sub(r"\s", " ", text.get_text()) for text in axes.texts) == sorted(mark.label for mark in shown)
    stems = [found for found in axes.lines if found.get_label() in revenue.MARKS]
    assert len(stems) == len(shown)
    august_5 = 12 * 2017 + 7 + 4 / 31
    tested = [found.get_xdata()[0] for found in stems if found.get_label() == revenue.TESTED]
    assert any(x == pytest.approx(august_5) for x in tested)
    assert len(tested) == 3


def test_tested_measures_stand_out() -> None:
    axes = revenue_figure(made(marks=MARKS)).axes[0]
    looks = {text.get_text(): (text.get_weight(), text.get_color()) for text in axes.texts}
    assert looks["UNSCR 2371"] == ("bold", revenue.ACCENT)
    assert looks["EU 2017/1548"][0] == "normal"
    assert looks["EU 2017/1548"][1] != revenue.ACCENT


def test_measures_outside_the_months_are_named_below() -> None:
    figure = revenue_figure(made(12, marks=[*MARKS, Mark(date(2018, 1, 1), "Too late")]))
    small_print = " ".join(text.get_text() for text in figure.texts)
    assert "Earlier than shown: UNSCR 2321. Later than shown: Too late." in small_print


@pytest.mark.parametrize("kind", ["figure", "side_by_side"])
def test_no_text_lies_on_another_or_off_the_page(kind: str, request: pytest.FixtureRequest, case: str) -> None:
    figure = request.getfixturevalue(kind)
    boxes = [(text.get_text(), box(figure, text)) for text in texts(figure)]
    for (name, a), (other, b) in combinations(boxes, 2):
        assert apart(a, b), f"{name!r} lies on {other!r}"
    page = figure.bbox
    for name, a in boxes:
        assert page.x0 <= a.x0 <= a.x1 <= page.x1, name
        assert page.y0 <= a.y0 <= a.y1 <= page.y1, name


@pytest.mark.parametrize("kind", ["figure", "side_by_side"])
def test_no_label_lies_on_a_line_of_a_measure(kind: str, request: pytest.FixtureRequest, case: str) -> None:
    figure = request.getfixturevalue(kind)
    for axes in figure.axes:
        stems = [found.get_window_extent() for found in axes.lines if found.get_label() in revenue.MARKS]
        for text in axes.texts:
            assert all(apart(box(figure, text), stem) for stem in stems), text.get_text()


def test_labels_take_no_more_levels_than_they_need() -> None:
    spread = [Mark(date(2017, month, 1), f"Act {month}") for month in (1, 4, 7, 10)]
    heights = {text.get_position()[1] for text in revenue_figure(made(12, marks=spread)).axes[0].texts}
    assert len(heights) == 1


# -- words ------------------------------------------------------------------------------------------------------------


def test_title_subtitle_and_source_are_there_in_full(curves: Curves, figure: Figure) -> None:
    words = "".join(text.get_text() for text in figure.texts).replace(" ", "")
    for text in (curves.title, curves.subtitle, curves.source):
        assert text.replace(" ", "") in words


def test_source_is_announced_once() -> None:
    for source in ("made up", "Source: made up"):
        assert "Source: made up" in [text.get_text() for text in revenue_figure(replace(made(), source=source)).texts]


def test_texts_are_never_read_as_formulas() -> None:
    figure = revenue_figure(replace(made(), title="$x^2$ and 50% of $5", subtitle="a_b $ c $"))
    assert "$x^2$ and 50% of $5" in [text.get_text() for text in figure.texts]
    assert not any(text.get_parse_math() for text in (*figure.texts, *figure.axes[0].texts))


# -- several runs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [1, 2, 3, 4, 5])
def test_runs_share_the_y_axis_and_the_colours(runs: int) -> None:
    several = [replace(made(scale=1 + n), title=f"Run {n}") for n in range(runs)]
    figure = runs_figure(several)
    assert len(figure.axes) == runs
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    assert len({round(axes.get_position().height, 9) for axes in figure.axes}) == 1
    assert len({tuple(to_hex(area.get_facecolor()[0]) for area in axes.collections) for axes in figure.axes}) == 1
    for axes, curves in zip(figure.axes, several, strict=True):
        assert np.array_equal(monthly(line(axes, revenue.TOTAL)), curves.receipts.sum(axis=1))
        assert curves.title in [text.get_text() for text in figure.texts]


def test_runs_with_other_streams_keep_one_colour_a_stream() -> None:
    few = replace(made(streams=3), streams=(("s00", "Stream 0"), ("s02", "Stream 2"), ("new", "New stream")))
    bands = bands_of([few, made(streams=3)])
    assert sorted(band.label for band in bands) == ["New stream", "Stream 0", "Stream 1", "Stream 2"]
    for curves, axes in zip([few, made(streams=3)], runs_figure([few, made(streams=3)]).axes, strict=True):
        assert np.allclose(areas(axes)[-1][2], curves.receipts.sum(axis=1))


def test_no_runs_is_an_error() -> None:
    with pytest.raises(ValueError, match="no runs"):
        runs_figure([])


# -- files ------------------------------------------------------------------------------------------------------------


def test_two_saves_are_the_same_bytes(tmp_path: Path) -> None:
    first = save_figure(revenue_figure(made()), tmp_path / "first")
    again = save_figure(revenue_figure(made()), tmp_path / "again")
    figure = runs_figure([made(12, 3), made(12, 3)])
    both = [save_figure(figure, tmp_path / "one"), save_figure(figure, tmp_path / "two")]
    assert [path.name for path in first] == ["first.png", "first.svg"]
    for a, b in zip([*first, *both[0]], [*again, *both[1]], strict=True):
        assert a.read_bytes() == b.read_bytes()


def test_another_process_with_other_settings_saves_the_same_bytes(tmp_path: Path) -> None:
    here = save_figure(revenue_figure(made(12, 3)), tmp_path / "here")
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\nsvg.fonttype: none\naxes.grid: True\n")
    code = (
        "from pathlib import Path; from tests.unit.test_plots import made, revenue_figure, save_figure;"
        f"save_figure(revenue_figure(made(12, 3)), Path({str(tmp_path / 'there')!r}))"
    )
    root = Path(__file__).parents[2]
    environment = {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "PYTHONPATH": str(root), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, env=environment)
    for path in here:
        assert path.read_bytes() == path.with_name(f"there{path.suffix}").read_bytes()


def test_files_name_no_date_and_no_software(tmp_path: Path) -> None:
    png, svg = save_figure(revenue_figure(made(12, 1)), tmp_path / "run.v1")
    assert (png.name, svg.name) == ("run.v1.png", "run.v1.svg")
    text = svg.read_text(encoding="utf-8")
    assert "dc:date" not in text
    assert "matplotlib.org" not in text.lower()
    assert "<text" not in text
    assert b"tEXt" not in png.read_bytes()


def test_png_is_wide_enough_to_read(tmp_path: Path) -> None:
    png, _ = save_figure(revenue_figure(made()), tmp_path / "run")
    assert int.from_bytes(png.read_bytes()[16:20], "big") == 1500


def test_settings_are_left_as_they_were(tmp_path: Path) -> None:
    with matplotlib.rc_context({"lines.linewidth": 7.5, "svg.fonttype": "none"}):
        before = dict(matplotlib.rcParams)
        save_figure(revenue_figure(made()), tmp_path / "run")
        assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_loaded() -> None:
    code = "import sys, sim.plots.revenue; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- colours ----------------------------------------------------------------------------------------------------------

SIGHT = {
    "full": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Linear RGB as seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def seen(colour: str, sight: str) -> np.ndarray:
    """A colour in CIE Lab."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear, 1e-4, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbouring_areas_can_be_told_apart(sight: str) -> None:
    neighbours = [*pairwise(revenue.BANDS), (revenue.BANDS[revenue.TOP_STREAMS - 1], revenue.REST)]
    for a, b in neighbours:
        assert np.linalg.norm(seen(a, sight) - seen(b, sight)) > 30, (a, b)
