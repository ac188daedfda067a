"""The charts of a page as Bokeh models: their numbers stand in sources by name, which the page's script fills anew."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from sim.analysis.answers_by_dial import BANDS, HIGH50, HIGH90, LOW50, LOW90, MEDIAN, Answers, Span, key_of
from sim.analysis.colours import ACCENT, FAINT, GRID, HATCH, INK, reading_colour
from sim.analysis.colours import MEDIAN as BLUE
from sim.common.months import first_day
from sim.pages.html import lighter
from sim.pages.parts import DENIED, RECEIPTS, Part

HEIGHT = 320
NAMED = re.compile(r'"(p\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')
"""Ids of models and documents as Bokeh deals them out; they differ from process to process."""
DARK_INK, DARK_RULE, DARK_BLUE, DARK_PAPER = "#f0f0f0", "#4a4f57", "#6fb1ee", "#16181d"
"""What stands on a dark ground."""
INKED, BLUED, DENIED_TAG = "ink", "blue", "denied"
"""Tags of what has another colour in the dark."""
COLOURS: dict[str, tuple[str, str]] = {
    "axis_label_text_color": (INK, DARK_INK),
    "major_label_text_color": (INK, DARK_INK),
    "axis_line_color": (FAINT, DARK_RULE),
    "major_tick_line_color": (FAINT, DARK_RULE),
    "grid_line_color": (GRID, DARK_RULE),
    f"line_color {INKED}": (INK, DARK_INK),
    f"fill_color {INKED}": (INK, DARK_INK),
    f"text_color {INKED}": (INK, DARK_INK),
    f"line_color {BLUED}": (BLUE, DARK_BLUE),
    f"fill_color {BLUED}": (BLUE, DARK_BLUE),
    f"fill_color {DENIED_TAG}": ("#FFFFFF", DARK_PAPER),
}
"""Properties of models, some of those with a tag only, and their colours on a light ground and on a dark one."""
RECORDED, VALUE = "goods.recorded", "goods.value"
MOST_YEARS = 6
"""No more years than that are named on an axis."""
HALF = 0.5
"""Steps of a dial on the page."""
MOVING: dict[str, str] = {"level": "overlay"}
"""Where what a dial moves is drawn: above axes, which are then not drawn anew with it. They cost most of a chart."""
DASHES = ("solid", "dashed", "dotted", "dotdash")
ZONE = (5.0, 6.0)
"""What officials said the dial stood at: five or six."""


CURVES = (
    (RECEIPTS, "Received, median", BLUE, DARK_BLUE, "solid", 2.5, (BLUED,)),
    (RECORDED, "Recorded by customs, median", ACCENT, ACCENT, "dashed", 1.5, ()),
    (VALUE, "Without sanctions, median", INK, DARK_INK, "solid", 1.2, (INKED,)),
)
"""The lines of the curve: series, words, colours, dashes, width, tags."""


@dataclass(frozen=True)
class Chart:
    """A chart: its Bokeh figure, the keys that its source shows, its key as (words, colour, dark one), its colours."""

    name: str
    figure: Any
    keys: tuple[str, ...]
    legend: tuple[tuple[str, str, str], ...] = ()
    colours: Mapping[str, tuple[str, str]] = field(default_factory=lambda: COLOURS)


def curve(answers: Answers) -> Chart:
    """Trade without sanctions, receipts with their bands, and recorded trade, by month or, where not kept, by year."""
    from bokeh.models import DatetimeTickFormatter

    span: Span = "month" if answers.has("month", RECEIPTS) else "year"
    keys = [key_of(span, RECEIPTS, part) for part in BANDS if answers.has(span, RECEIPTS, part=part)]
    keys += [key_of(span, what) for what in (VALUE, RECORDED) if answers.has(span, what)]
    source = empty_source("curve", _times(answers, span), keys)
    top = max(float(np.nanmax(answers.series[key])) for key in keys)
    figure = empty_figure(top, f"USD million a {span}", x_axis_type="datetime")
    figure.xaxis.ticker = _times(answers, span)[:: _apart(answers, span)]
    figure.xaxis.formatter = DatetimeTickFormatter(months="%Y", years="%Y")
    legend: list[tuple[str, str, str]] = []
    for low, high, alpha, words in ((LOW90, HIGH90, 0.22, "90 % of draws"), (LOW50, HIGH50, 0.4, "50 % of draws")):
        if answers.has(span, RECEIPTS, part=low):
            ends = {"y1": key_of(span, RECEIPTS, low), "y2": key_of(span, RECEIPTS, high)}
            area = figure.varea_step(
                "x", **ends, source=source, step_mode="after", fill_color=BLUE, fill_alpha=alpha, **MOVING
            )
            area.glyph.tags = [BLUED]
            light, dark = (f"{colour}{round(alpha * 255):02x}" for colour in (BLUE, DARK_BLUE))
            legend.append((words, light, dark))
    for what, words, colour, dark, dash, width, tags in CURVES:
        if answers.has(span, what):
            look = {"line_color": colour, "line_dash": dash, "line_width": width}
            figure.step("x", key_of(span, what), source=source, mode="after", **look, **MOVING).glyph.tags = list(tags)
            legend.append((words, colour, dark))
    return Chart("curve", figure, tuple(keys), tuple(legend))


def _times(answers: Answers, span: Span) -> list[float]:
    """The first days of periods and the end of the last one, milliseconds since 1970."""
    months = (
        [*answers.months, answers.months[-1] + 1]
        if span == "month"
        else [12 * y for y in (*answers.years, answers.years[-1] + 1)]
    )
    days = [first_day(month) for month in months]
    return [datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000 for day in days]


def _apart(answers: Answers, span: Span) -> int:
    """How many periods apart years stand on the axis: few enough for a telephone."""
    years = -(-len(answers.years) // MOST_YEARS)
    return 12 * years if span == "month" else years


def notch(answers: Answers) -> Chart:
    """The answer against the dial in each reading, the band of the chosen one, and where the dial stands."""
    from bokeh.models import BoxAnnotation

    low, high = answers.others[0], answers.others[-1]
    dials = [float(x) for x in np.arange(low, high + HALF / 2, HALF)]
    lines = [f"r{r}" for r in range(len(answers.readings))]
    source = empty_source("notch", dials, [*lines, "low", "high"])
    here = empty_source("here", [answers.start], ["y"])
    part = HIGH90 if answers.banded else MEDIAN
    figure = empty_figure(float(np.nanmax(answers.series[key_of("year", answers.answer, part)])), "USD million a year")
    figure.xaxis.axis_label = "Dial of all partners"
    figure.xaxis.ticker = list(range(round(low), round(high) + 1))
    look = {"fill_color": INK, "fill_alpha": 0.12, "line_color": None, "tags": [INKED]}
    figure.add_layout(BoxAnnotation(left=ZONE[0], right=ZONE[1], **look))
    legend = [("“five or six”, what officials said of mid-2017", f"{INK}1f", f"{DARK_INK}1f")]
    if answers.banded:
        area = figure.varea("x", "low", "high", source=source, fill_color=BLUE, fill_alpha=0.22, **MOVING)
        area.glyph.tags = [BLUED]
        legend.append(("90 % of draws, the chosen reading", f"{BLUE}38", f"{DARK_BLUE}38"))
    colours = dict(COLOURS)
    for n, (line, reading) in enumerate(zip(lines, answers.readings, strict=True)):
        colour = reading_colour(reading, n)
        look = {"line_color": colour, "line_width": 2.5, "line_dash": DASHES[n % len(DASHES)]}
        figure.line("x", line, source=source, **look, **MOVING).glyph.tags = [line]
        colours[f"line_color {line}"] = (colour, lighter(colour))
        legend.append((reading, colour, lighter(colour)))
    _share_axis(figure)
    figure.scatter("x", "y", source=here, size=11, fill_color=ACCENT, line_color="white", line_width=1.5, **MOVING)
    return Chart("notch", figure, (), (*legend, ("where the dial stands", ACCENT, ACCENT)), colours)


def _share_axis(figure: Any) -> None:
    """A second axis at the right: shares of what the bundle denies with all dials at 10, which the script measures."""
    from bokeh.models import LinearAxis, NumeralTickFormatter, Range1d

    figure.extra_y_ranges = {"share": Range1d(0, 1, name="share")}
    axis = LinearAxis(y_range_name="share", axis_label="of a full campaign", minor_tick_line_color=None)
    axis.formatter = NumeralTickFormatter(format="0%")
    axis.axis_label_text_font_style = "normal"
    axis.major_label_text_font_size = axis.axis_label_text_font_size = "12px"
    figure.add_layout(axis, "right")


def stack(name: str, answers: Answers, parts: Sequence[Part]) -> Chart:
    """Parts of a whole by year, one on the other."""
    keys = [part.key for part in parts]
    source = empty_source(name, [float(year) for year in answers.years], keys)
    top = max(float(np.nanmax(answers.series[key])) for key in _wholes(answers))
    figure = empty_figure(top, "USD million a year")
    figure.xaxis.ticker = list(answers.years)
    figure.xaxis.formatter.use_scientific = False
    bars = figure.vbar_stack(
        keys,
        x="x",
        width=0.72,
        source=source,
        line_color="white",
        line_width=0.5,
        fill_color=[part.colour for part in parts],
        **MOVING,
    )
    for bar, part in zip(bars, parts, strict=True):
        if part.colour == "#FFFFFF":
            bar.glyph.tags = [DENIED_TAG]
            bar.glyph.update(hatch_pattern="right_diagonal_line", hatch_color=HATCH, hatch_weight=0.8, line_color=HATCH)
    swatches = [HATCHED if part.colour == "#FFFFFF" else (part.colour, part.colour) for part in parts]
    legend = [(part.words, *swatch) for part, swatch in zip(parts, swatches, strict=True)]
    return Chart(name, figure, tuple(keys), tuple(legend))


HATCHED = (
    f"repeating-linear-gradient(45deg,#fff 0 3px,{HATCH} 3px 4px)",
    f"repeating-linear-gradient(45deg,{DARK_PAPER} 0 3px,{HATCH} 3px 4px)",
)
"""The sample of what is hatched, on a light ground and on a dark one."""


def _wholes(answers: Answers) -> list[str]:
    """The yearly means whose sum of largest values no stack passes."""
    return [
        key_of("year", what, "mean") for what in (VALUE, RECEIPTS, DENIED) if answers.has("year", what, part="mean")
    ]


def empty_source(name: str, x: Sequence[float], columns: Sequence[str]) -> Any:
    from bokeh.models import ColumnDataSource

    nothing = [0.0] * len(x)
    return ColumnDataSource({"x": list(x)} | dict.fromkeys(columns, nothing), name=name)


def empty_figure(top: float, label: str, height: int = HEIGHT, **given: Any) -> Any:
    """An empty figure from 0 to a round number above `top`, which takes no gesture from the page."""
    from bokeh.models import NumeralTickFormatter, Range1d
    from bokeh.plotting import figure

    found = figure(
        height=height,
        sizing_mode="stretch_width",
        tools="",
        toolbar_location=None,
        output_backend="svg",
        background_fill_color=None,
        border_fill_color=None,
        outline_line_color=None,
        **{"y_range": Range1d(0, _round_above(top)), **given},
    )
    if label:
        found.yaxis.axis_label = label
        found.yaxis.formatter = NumeralTickFormatter(format="0,0")
    found.xgrid.visible = False
    found.ygrid.grid_line_color = GRID
    for axis in (found.xaxis, found.yaxis):
        axis.minor_tick_line_color = None
        axis.axis_label_text_font_style = "normal"
        axis.major_label_text_font_size = axis.axis_label_text_font_size = "12px"
    return found


def _round_above(top: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 and 10 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(max(top, 1e-9)))
    return float(power * next((n for n in (1, 1.5, 2, 3, 4, 5, 6, 8) if n * power >= top), 10))


def documents(charts: Sequence[Chart]) -> Mapping[str, Any]:
    """What Bokeh needs to draw the charts into the elements 'chart-<name>': {docs, items}, the same each time."""
    from bokeh.document import Document
    from bokeh.embed.util import standalone_docs_json_and_render_items

    document = Document()
    for chart in charts:
        document.add_root(chart.figure)
    docs, (item,) = standalone_docs_json_and_render_items(document)
    places = {chart.figure.id: f"chart-{chart.name}" for chart in charts}
    text = json.dumps({"docs": docs, "items": [item.to_json() | {"roots": places}]})
    names: dict[str, str] = {}
    renamed = NAMED.sub(lambda found: '"' + names.setdefault(found[1], f"m{len(names)}") + '"', text)
    found: Mapping[str, Any] = json.loads(renamed)
    return found
