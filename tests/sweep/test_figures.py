"""Which figure a sweep gets, and that what is drawn is what the table says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.sweeps import figures
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.run import How, run_sweep

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2017-12}\n"
HEAD = "title: A title\nbase: base.yaml\noutputs: [goods.denied]\n"


@pytest.fixture
def shown(tmp_path: Path):
    """A sweep carried out, as its one output is drawn."""

    def make(text: str) -> figures.Shown:
        (tmp_path / "base.yaml").write_text(BASE)
        (tmp_path / "s.yaml").write_text(HEAD + text)
        swept = run_sweep(read_sweep(tmp_path / "s.yaml"), tmp_path / "out", How(figures=False), ())
        return figures._shown(swept.plan, swept.results, 0)

    return make


def test_one_axis_is_a_line_in_the_order_of_its_values(shown):
    what = shown("axes: {campaign.dial: [9, 1, 5]}\ndraws: 40\ncases: {a: {}, b: {campaign.notices: false}}\n")
    lines = figures._lines(what, figures._listed(what.plan))
    assert [panel.title for panel in lines.panels] == ["a", "b"]
    for n, panel in enumerate(lines.panels):
        (line,) = panel.lines
        assert list(line.x) == [1, 5, 9]
        assert list(line.median) == [what.middle[3 * n + k] for k in (1, 2, 0)]
        assert (line.low90 <= line.low50).all()
        assert (line.low50 <= line.median).all()
        assert (line.median <= line.high50).all()
        assert (line.high50 <= line.high90).all()


def test_a_short_second_axis_is_lines_of_its_own(shown):
    what = shown("axes: {campaign.dial: [1, 5, 9], behaviour.gamma: [1, 2.5]}\n")
    lines = figures._lines(what, figures._listed(what.plan))
    (panel,) = lines.panels
    assert [line.label for line in panel.lines] == ["Curvature of the dial 1", "Curvature of the dial 2.5"]
    assert list(panel.lines[1].median) == [what.middle[k] for k in (1, 3, 5)]
    assert panel.lines[0].low90 is None


def test_two_long_axes_are_a_map(shown):
    what = shown("axes: {campaign.dial: [1, 3, 5, 7, 9], behaviour.psi: [0.5, 0.4, 0.3, 0.2, 0.1]}\n")
    maps = figures._maps(what, figures._listed(what.plan))
    assert maps.x_ticks == ("1", "3", "5", "7", "9")
    assert maps.y_ticks == ("0.1", "0.2", "0.3", "0.4", "0.5")
    (panel,) = maps.panels
    assert panel.values[0, 2] == what.middle[2 * 5 + 4]
    assert panel.values[4, 0] == what.middle[0]


def test_bundles_alone_stand_on_the_axis(shown):
    what = shown("bundles: {none: [], old: [unscr_2270], new: [unscr_2371]}\ndraws: 30\n")
    lines = figures._lines(what, [])
    (panel,) = lines.panels
    assert panel.ticks == ("none", "old", "new")
    assert list(panel.lines[0].median) == list(what.middle)


def test_in_step_is_one_line(shown):
    what = shown("design: zip\naxes: {campaign.dial: [1, 5, 9], behaviour.psi: [0.3, 0.2, 0.1]}\n")
    lines = figures._lines(what, figures._listed(what.plan))
    (panel,) = lines.panels
    assert list(panel.lines[0].median) == list(what.middle)


def test_spread_points_are_in_parts_of_equal_number(shown):
    what = shown("axes: {campaign.dial: {sobol: [0, 10]}, behaviour.psi: {sobol: range}}\npoints: 96\n")
    lines = figures._spread(what)
    assert [panel.axis for panel in lines.panels] == [
        "Dial of all partners, 0 to 10", "Share of smuggled goods that is interdicted",
    ]  # fmt: skip
    (line,) = lines.panels[0].lines
    assert len(line.x) == 12
    order = np.argsort(what.plan.points.values[:, 0])[:8]
    assert line.median[0] == np.median(what.middle[order])
    assert line.x[0] == np.median(what.plan.points.values[order, 0])


def test_many_panels_are_cut_and_said(shown):
    axes = "axes: {campaign.dial: [1, 5], behaviour.psi: [0.1, 0.2]}\n"
    cases = "cases: {" + ", ".join(f"c{n}: {{behaviour.eps: 0.{n:02d}}}" for n in range(1, 15)) + "}\n"
    lines = figures._lines(what := shown(axes + cases), figures._listed(what.plan))
    assert len(lines.panels) == figures.MOST_PANELS
    assert "Not drawn: 2 of 14 panels" in " ".join(lines.words.caption)


def test_many_lines_over_spread_points_are_cut_and_said(shown):
    cases = "cases: {" + ", ".join(f"c{n}: {{behaviour.eps: 0.{n:02d}}}" for n in range(1, 12)) + "}\n"
    lines = figures._spread(shown("axes: {campaign.dial: {sobol: [0, 10]}}\npoints: 24\n" + cases))
    assert len(lines.panels[0].lines) == figures.MOST_LINES
    assert "Not drawn: 3 of 11 lines" in " ".join(lines.words.caption)


def test_few_spread_points_are_drawn_by_themselves(shown):
    what = shown("axes: {campaign.dial: {sobol: [0, 10]}}\npoints: 10\ndraws: 30\n")
    lines = figures._spread(what)
    (line,) = lines.panels[0].lines
    order = np.argsort(what.plan.points.values[:, 0])
    assert line.scattered
    assert list(line.x) == list(what.plan.points.values[order, 0])
    assert list(line.high90) == list(what.bands[3][order])
    assert lines.over == "the draws of each point"


def test_bands_of_spread_points_are_not_those_of_draws(shown):
    lines = figures._spread(shown("axes: {campaign.dial: {sobol: [0, 10]}}\npoints: 32\ndraws: 30\n"))
    assert lines.over.startswith("the points")
    assert "A point counts by the median of its draws" in " ".join(lines.words.caption)


def test_one_value_beside_bundles_puts_the_bundles_on_the_axis(shown):
    lines = figures._lines(shown("bundles: {old: [unscr_2270], new: [unscr_2371]}\naxes: {campaign.dial: [5]}\n"), [])
    (panel,) = lines.panels
    assert (panel.axis, panel.ticks) == ("Bundle", ("old", "new"))


def test_an_axis_of_bundles_is_an_axis(shown):
    what = shown("axes: {bundle: [[unscr_2371], [unscr_2270, unscr_2371]], campaign.dial: [2, 5, 9]}\n")
    assert len(figures._listed(what.plan)) == 2
    lines = figures._lines(what, sorted(figures._listed(what.plan), key=lambda s: -len(s.texts)))
    assert [line.label for line in lines.panels[0].lines] == ["Bundle unscr_2371", "Bundle unscr_2270, unscr_2371"]


def test_axes_in_step_are_all_named(shown):
    what = shown("design: zip\naxes: {campaign.dial: [1, 5, 9], behaviour.psi: [0.3, 0.2, 0.1]}\n")
    (panel,) = figures._lines(what, figures._listed(what.plan)).panels
    assert panel.axis == "Dial of all partners, 0 to 10, in step with Share of smuggled goods that is interdicted"


@pytest.mark.parametrize(
    ("axis", "column", "numbers"),
    [
        (
            "baseline.outside_largest_buyer: [290 MUSD/yr, 0.49 bnUSD/yr]",
            "baseline.outside_largest_buyer [MUSD/yr]",
            (290, 490),
        ),
        (
            "baseline.amounts.coal.china: [1000 MUSD/yr, 1.4 bnUSD/yr]",
            "baseline.amounts.coal.china [MUSD/yr]",
            (1e3, 1400),
        ),
        (
            "partners.china.dial: [3, [{from: 2016-01-01, dial: 4}, {from: 2017-06-01, dial: 9}]]",
            "partners.china.dial",
            None,
        ),
    ],
)
def test_values_with_units_are_numbers(shown, axis, column, numbers):
    (source,) = (s for s in shown(f"axes: {{{axis}}}\n").plan.points.sources if s.kind == "axis")
    assert source.column == column
    assert source.numbers == (pytest.approx(numbers) if numbers else None)
    assert numbers or source.texts == ("3", "4 from 2016-01-01, 9 from 2017-06-01")
