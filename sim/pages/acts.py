"""The law on a page: where acts come to bind along the curve, and acts in time, a row each from adoption to binding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sim.analysis.answers_by_dial import Answers
from sim.analysis.colours import ACCENT, INK
from sim.analysis.figures import marks_of, short_title
from sim.common.months import first_day
from sim.domain.scenario import provisions_in_force
from sim.pages.charts import DARK_INK, INKED, MOVING, Chart, empty_figure, empty_source

NARROW, LETTER, ASIDE = 270.0, 7.5, 4
"""Pixels: the curve on a telephone, a letter of a mark, and from a line to its words."""
LEVEL = 0.075
"""How high a row of marks is, of the curve without them."""
ROW, AXIS = 30, 60
"""Pixels: the height of an act's row, and of the axis below all rows."""
LOOKS = ("x", "y", "text", "align", "aside")
"""What a mark on the curve has, in the order in which the page's script is given it."""
NARROWEST = 5
"""Days: a shorter bar is drawn so long, to be seen."""


@dataclass(frozen=True)
class LawMark:
    """An act on the curve: when it binds, its words, the bundles that hold it, its row, and whether it stands left."""

    day: date
    text: str
    bundles: tuple[int, ...]
    row: int = 0
    leftward: bool = False


def marks_on(answers: Answers) -> tuple[LawMark, ...]:
    """The acts on goods of all bundles that come to bind in the months shown, in rows in which no words meet."""
    found: dict[tuple[date, str], list[int]] = {}
    for n, scenario in enumerate(answers.scenarios):
        for mark in marks_of(scenario):
            found.setdefault((mark.day, mark.label), []).append(n)
    months = answers.months or tuple(12 * year for year in answers.years)
    start, end = first_day(months[0]), first_day(months[-1] + (1 if answers.months else 12))
    days = (end - start).days
    marks: list[LawMark] = []
    ends: list[float] = []
    for (day, label), bundles in sorted(found.items()):
        if not start <= day < end:
            continue
        words = label.rpartition(" ")[2] if label.rpartition(" ")[2].isdigit() and "," not in label else label
        at, wide = NARROW * (day - start).days / days, LETTER * len(words) + 2 * ASIDE
        leftward = at + wide > NARROW
        left = at - wide if leftward else at
        row = next((n for n, taken in enumerate(ends) if taken <= left), len(ends))
        ends[row : row + 1] = [left + wide]
        marks.append(LawMark(day, words, tuple(bundles), row, leftward))
    return tuple(marks)


def mark_law(chart: Chart, marks: Sequence[LawMark]) -> list[list[object]]:
    """Draw the acts on the curve, above everything; returns for each its LOOKS, and its bundles."""
    if not marks:
        return []
    figure, high = chart.figure, float(chart.figure.y_range.end)
    rows = 1 + max(mark.row for mark in marks)
    figure.y_range.end = high * (1 + LEVEL * (rows + 0.5))
    source = empty_source("law", [], LOOKS[1:])
    ink = {"line_color": INK, "line_width": 1.0, "line_dash": "dotted", "line_alpha": 0.7}
    figure.segment(x0="x", y0=0, x1="x", y1="y", source=source, **ink, **MOVING).glyph.tags = [INKED]
    text = {"text_font_size": "12px", "text_baseline": "middle", "text_color": INK}
    words = figure.text("x", "y", "text", x_offset="aside", text_align="align", source=source, **text, **MOVING)
    words.glyph.tags = [INKED]
    return [
        [
            _at(mark.day),
            high * (1 + LEVEL * (rows - mark.row)),
            mark.text,
            "right" if mark.leftward else "left",
            -ASIDE if mark.leftward else ASIDE,
            list(mark.bundles),
        ]
        for mark in marks
    ]


# -- acts in time -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    """An act: the days on which its paragraphs bind, and those on which partners' notices of them do."""

    label: str
    adopted: date
    own: tuple[date, ...] = ()
    notices: tuple[date, ...] = ()


def acts_chart(answers: Answers) -> Chart | None:
    """Acts of the bundles that come to bind in the years shown, a row each; None where there is none."""
    from bokeh.models import FactorRange, Range1d

    start, end = date(answers.years[0], 1, 1), date(answers.years[-1] + 1, 1, 1)
    rows = [row for row in _rows(answers) if start <= max(row.own) and min(row.own) < end]
    if not rows:
        return None
    x = Range1d(_at(start), _at(end))
    labels = FactorRange(factors=[row.label for row in reversed(rows)])
    figure = empty_figure(1.0, "", ROW * len(rows) + AXIS, y_range=labels, x_range=x, x_axis_type="datetime")
    figure.xaxis.ticker = [_at(date(year, 1, 1)) for year in range(start.year, end.year)]
    figure.xaxis.formatter.years = "%Y"
    figure.ygrid.visible = False
    names = [row.label for row in rows]
    since = [_at(max(start, min(row.adopted, min(row.own)))) for row in rows]
    until = [max(_at(max(row.own)), begun + NARROWEST * 864e5) for row, begun in zip(rows, since, strict=True)]
    bars = figure.hbar(y=names, left=since, right=until, height=0.3, fill_color=INK, fill_alpha=0.3, line_color=None)
    bars.glyph.tags = [INKED]
    own = [(row.label, day) for row in rows for day in dict.fromkeys(row.own) if start <= day < end]
    heard = [(row.label, day) for row in rows for day in dict.fromkeys(row.notices) if start <= day < end]
    dots = figure.scatter(
        [_at(day) for _, day in own], [name for name, _ in own], size=9, fill_color=INK, line_color=None
    )
    dots.glyph.tags = [INKED]
    look = {"marker": "diamond", "size": 11, "fill_color": ACCENT, "line_color": "white"}
    figure.scatter([_at(day) for _, day in heard], [name for name, _ in heard], **look)
    legend = [
        ("from adoption to the day all of it binds", f"{INK}4d", f"{DARK_INK}4d"),
        ("paragraphs bind", INK, DARK_INK),
    ]
    legend += [("a partner's notice of them takes effect", ACCENT, ACCENT)] if heard else []
    return Chart("acts", figure, (), tuple(legend))


def acts_sentence(answers: Answers) -> str:
    """What the chart of acts shows, in words."""
    rows = _rows(answers)
    days = [day for row in rows for day in row.own]
    notices = sum(len(row.notices) for row in rows)
    before = sum(max(row.own) < date(answers.years[0], 1, 1) for row in rows)
    undrawn = f" ({before} before {answers.years[0]}, which are not drawn)" if before else ""
    return (
        f"{len(rows)} acts of the bundles bind between {min(days)} and {max(days)}{undrawn}; partners carry them out "
        f"by {notices} notices. Paragraphs and sources stand in the table."
    )


def _rows(answers: Answers) -> list[_Row]:
    """The acts of all bundles with paragraphs, by the day they begin to bind."""
    found: dict[str, _Row] = {}
    for scenario in answers.scenarios:
        acts = {measure.id: measure for measure in scenario.measures}
        parts = provisions_in_force(scenario)
        whose = {part.id: part.measure for part in parts}
        own: dict[str, list[date]] = {}
        heard: dict[str, list[date]] = {}
        for part in parts:
            table, act = (heard, whose[part.transposes]) if part.transposes else (own, part.measure)
            table.setdefault(act, []).append(part.binds)
        for act, days in own.items():
            label = short_title(acts[act], sorted(days)[len(days) // 2], scenario)
            row = _Row(label, acts[act].adopted, tuple(sorted(days)))
            found[act] = replace(row, notices=tuple(sorted(heard.get(act, ()))))
    return sorted(found.values(), key=lambda row: (min(row.own), row.label))


def _at(day: date) -> float:
    """A day as Bokeh counts: milliseconds since 1970."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000
