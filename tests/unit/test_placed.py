"""The last bits of the layout's solver, which differ by process, reach no file."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim.plots.axis_lines import lines_figure
from sim.plots.differences import differences_figure
from sim.plots.heat_maps import map_figure
from sim.plots.revenue import revenue_figure
from sim.plots.saving import Drawn, save_figure
from sim.plots.style import SIZES, Size
from tests.unit import test_plots, test_question_figures, test_sweep_plots

FIGURES: dict[str, Callable[[Size], Drawn]] = {
    "revenue": lambda size: revenue_figure(test_plots.made(), size),
    "differences": lambda size: differences_figure(
        test_plots.Differences(test_plots.WORDS, (test_plots.difference(),)), size
    ),
    "lines": lambda size: lines_figure(test_sweep_plots.LINES["words"], size),
    "map": lambda size: map_figure(test_sweep_plots.MAPS["13 x 12"], size),
    **test_question_figures.FIGURES,
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_the_same_bytes_however_the_solver_rounds(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = save_figure(FIGURES[name](SIZES["page"]), tmp_path / "once", ("svg",))
    solved, luck = ConstrainedLayoutEngine.execute, random.Random(1)

    def shaken(self: ConstrainedLayoutEngine, figure: Figure) -> None:
        solved(self, figure)
        for axes in figure.axes:
            x, y, wide, high = (number * (1.0 + luck.uniform(-1e-13, 1e-13)) for number in axes.get_position().bounds)
            axes.set_position((x, y, wide, high))
            axes.set_in_layout(True)

    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", shaken)
    again = save_figure(FIGURES[name](SIZES["page"]), tmp_path / "again", ("svg",))
    assert once[0].read_bytes() == again[0].read_bytes()


def test_whatever_is_laid_out_by_the_solver_is_placed_in_steps() -> None:
    files = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "sim").rglob("*.py")]
    laid_out = [text for text in files if 'layout="constrained"' in text]
    assert len(laid_out) == 2
    assert all("placed(" in text for text in laid_out)
