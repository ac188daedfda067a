"""The first picture of a page as an SVG drawn beforehand, for mail previews and browsers without script."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from sim.analysis.answers_by_dial import HIGH90, LOW90, MEDIAN, Answers, Span, key_of
from sim.analysis.colours import OUTER
from sim.common.months import first_day
from sim.pages.between import interpolated
from sim.pages.charts import CURVES
from sim.pages.parts import RECEIPTS
from sim.plots.style import own_style, placed

WIDTH, HEIGHT = 7.0, 3.2
ALWAYS_THERE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", re.S)


def still(answers: Answers, title: str) -> str:
    """Receipts with their band, recorded trade and trade without sanctions, where the page first stands; inline SVG."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    span: Span = "month" if answers.has("month", RECEIPTS) else "year"
    months = answers.months if span == "month" else [12 * year for year in answers.years]
    days: Any = [first_day(month) for month in months]

    def line(what: str, part: str = MEDIAN) -> np.ndarray:
        return interpolated(answers, key_of(span, what, part), answers.first, answers.start, answers.start)

    out = io.StringIO()
    with own_style(), rc_context({"svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        if answers.has(span, RECEIPTS, part=LOW90):
            ends = (line(RECEIPTS, LOW90), line(RECEIPTS, HIGH90))
            axes.fill_between(days, *ends, step="post", color=OUTER, label="90 % of draws")
        for what, words, colour, _, dash, width, _ in CURVES:
            if answers.has(span, what):
                look: Any = {"linestyle": dash, "color": colour, "linewidth": 0.7 * width}
                axes.step(days, line(what), where="post", label=words, **look)
        axes.set_ylim(bottom=0)
        axes.set_ylabel(f"USD million a {span}")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=8)
        placed(figure)
        figure.set_layout_engine("none")
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return ALWAYS_THERE.sub("", out.getvalue()).strip()
