"""The figures of a sweep: lines against one axis, heat maps over two, bands over points that are spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim import __version__
from sim.analysis.claims import claims_of
from sim.analysis.curves import AxisLine, AxisLines, AxisPanel, HeatMaps, HeatPanel, Words
from sim.analysis.dials import DialCurve, beside_words, notch_words, zone_words
from sim.analysis.path_words import ALL_DIALS, path_words
from sim.analysis.said import about
from sim.analysis.telling import CENTRAL, subject, subtitle
from sim.common.axes import Array
from sim.common.errors import some_of
from sim.plots.axis_lines import lines_figure
from sim.plots.dial import dial_figure
from sim.plots.heat_maps import map_figure
from sim.plots.kinds import check_kind
from sim.plots.saving import ALT, DRAWN, Drawn, save_figure
from sim.plots.style import SIZES, Size
from sim.store.folders import new_files
from sim.store.storage import storage
from sim.sweeps.design.axes import ADDED, MEASURE_WORDS, Output
from sim.sweeps.design.points import Index, kinds_of_rows
from sim.sweeps.design.sources import Source
from sim.sweeps.folder import finished
from sim.sweeps.plan import Plan
from sim.sweeps.table import UNIT, SweepTable

KINDS = ("dial", "lines", "map")
ENDINGS = (".png", ".svg", ".pdf", DRAWN, ALT)
"""Of the files of a figure."""
MOST_PANELS = 12
MOST_LINES = 8
MEASURE = UNIT[0].upper() + UNIT[1:]
FEW = 4
"""Values of an axis that are lines of their own; two axes with more make a map."""
BINS, IN_A_BIN = 12, 8
"""The parts of a spread axis, all with the same number of points; and the fewest points of a part."""
FEWEST_BINS = 3
"""With fewer parts, points are drawn by themselves."""

BANDS = ("q05_musd", "q25_musd", "q75_musd", "q95_musd")


@dataclass(frozen=True)
class Shown:
    """One output over the points of a sweep: its median (or central run), and bands where there are draws."""

    plan: Plan
    output: Output
    middle: Array
    """(point,)"""
    bands: tuple[Array, ...]
    """5, 25, 75 and 95 %, (point,); none for central runs."""


def sweep_figures(folder: Path, kinds: Sequence[str], size: Size) -> Iterator[tuple[str, Drawn]]:
    """The figures of each output by name. Raises BadInput for another kind, RunFailed where rows are missing."""
    for kind in kinds:
        check_kind(kind, KINDS, "a sweep")
    plan, results = finished(folder)
    kind, dials = kind_of_figure(plan), [dial_of(plan, results, n) for n, _ in stems(plan)]
    here = [kind, *(["dial"] if any(dials) else [])]
    for asked in kinds:
        check_kind(asked, here, "this sweep")
    for (n, stem), curve in zip(stems(plan), dials, strict=True):
        if kind in (kinds or here):
            yield stem, figure_of(plan, results, n, size)
        if curve and "dial" in (kinds or here):
            yield f"{stem}_dial", dial_figure(curve, size)


def draw_figures(plan: Plan, results: SweepTable, folder: Path) -> tuple[str, ...]:
    """Draw each output and year, and write the figures into the folder. Returns their names."""
    names = []
    with new_files(folder) as draft:
        for n, stem in stems(plan):
            names += [path.name for path in save_figure(figure_of(plan, results, n, SIZES["page"]), draft / stem)]
    return tuple(names)


def remove_figures(plan: Plan, folder: Path) -> None:
    """Remove the figures of an earlier state of a sweep. Raises StorageTrouble."""
    with storage(folder):
        for _, stem in stems(plan):
            for ending in ENDINGS:
                (folder / f"{stem}{ending}").unlink(missing_ok=True)


def stems(plan: Plan) -> list[tuple[int, str]]:
    """The outputs of years by their positions, with the names of their figures; months are for tables and pages."""
    yearly = [(n, output) for n, output in enumerate(plan.outputs) if not output.month]
    return [(n, output.column.removesuffix("_musd")) for n, output in yearly]


def _shown(plan: Plan, results: SweepTable, n: int) -> Shown:
    table = dict(zip(results.statistics, results.values[:, n][:, plan.points.run], strict=True))
    middle = table["central_musd" if "central_musd" in table else "q50_musd"]
    return Shown(plan, plan.outputs[n], middle, tuple(table[name] for name in BANDS if name in table))


def figure_of(plan: Plan, results: SweepTable, n: int, size: Size) -> Drawn:
    """The figure of one output: lines, bands over points that are spread, or a map over two long axes."""
    shown, moving = _shown(plan, results, n), _moving(plan)
    if plan.points.spreads:
        return lines_figure(_spread(shown), size)
    return (
        map_figure(_maps(shown, moving[:2]), size)
        if kind_of_figure(plan) == "map"
        else lines_figure(_lines(shown, moving), size)
    )


def dial_of(plan: Plan, results: SweepTable, n: int) -> DialCurve | None:
    """An output against the dial of all partners, a line a case or bundle; None where that is not what is swept."""
    shown, moving = _shown(plan, results, n), _moving(plan)
    if plan.points.spreads or [source.name for source in moving] != [ALL_DIALS] or not moving[0].numbers:
        return None
    found, note = _panels(shown, moving, MOST_LINES, "lines")
    lines = {title: _line(shown, title, *_along(shown, moving[0], rows)) for title, rows in found}
    base, output = plan.points.settings[0], plan.outputs[n]
    claims = claims_of(base)[0] if output.measure == ADDED else []
    said = _words(shown, f"{note}{beside_words(lines)}{notch_words(lines)} A full campaign: all dials at 10.")
    deny = {ADDED: subject(base), "denied": "the bundle"}.get(output.measure)
    what = f"{deny} would deny" if deny else f"{output.series} {MEASURE_WORDS[output.measure]}"
    title = zone_words(lines, what, str(output.year))
    return DialCurve(replace(said, title=title), lines, sum(claim.amount for claim in claims) or None)


def kind_of_figure(plan: Plan) -> str:
    """Whether a sweep is drawn as lines or, over two long axes, as a map."""
    moving = _moving(plan)
    long = plan.about["design"] == "grid" and len(moving) >= 2 and len(moving[1].texts) > FEW
    return "map" if long and not plan.points.spreads else "lines"


def _moving(plan: Plan) -> list[Source]:
    """The listed axes that have more than one value, the longest first."""
    return sorted(filter(_moves, _listed(plan)), key=lambda source: -len(source.texts))


def _listed(plan: Plan) -> list[Source]:
    """The listed axes: what is neither the bundles nor the cases."""
    return [source for source in plan.points.sources if source.kind == "axis"]


def _panels(shown: Shown, inner: Sequence[Source], most: int, what: str) -> tuple[list[tuple[str, Index]], str]:
    """The points of each panel or line, one for each choice of what is not inside it, and a note on those left out."""
    points = shown.plan.points
    outer = [n for n, source in enumerate(points.sources) if source not in inner]
    kinds, kind = kinds_of_rows([points.chosen[:, n] for n in outer], len(points))
    found = []
    for k, first in enumerate(kinds[:most]):
        names = [_named(points.sources[n], int(points.chosen[first, n])) for n in outer if _moves(points.sources[n])]
        found.append((", ".join(names), np.flatnonzero(kind == k)))
    more = len(kinds) - len(found)
    return found, f"Not drawn: {more:,} of {len(kinds):,} {what}; the table has all points. " if more else ""


def _moves(source: Source) -> bool:
    return len(source.texts) > 1


def _named(source: Source, n: int) -> str:
    return source.texts[n] if source.kind != "axis" else f"{axis_words(source)} {source.texts[n]}"


def _lines(shown: Shown, moving: Sequence[Source]) -> AxisLines:
    """Lines against the listed axis with the most values, a line for each value of the next one.

    Bundles or cases stand on the axis themselves where nothing else is swept.
    """
    points, grid = shown.plan.points, shown.plan.about["design"] == "grid"
    axis = moving[0] if moving else max(points.sources, key=lambda source: len(source.texts))
    labels = moving[1] if grid and len(moving) > 1 else None
    inner = [s for s in (axis, labels) if s] if grid else [axis, *_listed(shown.plan)]
    found, note = _panels(shown, inner, MOST_PANELS, "panels")
    steps = [] if grid or axis.kind != "axis" else [axis_words(source) for source in moving if source is not axis]
    name = axis_words(axis) + (f", in step with {', '.join(steps)}" if steps else "")
    panels = []
    for title, rows in found:
        parts = _parts(shown, labels, rows)
        lines = tuple(_line(shown, label, *_along(shown, axis, part)) for label, part in parts)
        panels.append(AxisPanel(title, name, lines, () if axis.numbers else axis.texts))
    return AxisLines(_words(shown, note), MEASURE, tuple(panels))


def _parts(shown: Shown, labels: Source | None, rows: Index) -> list[tuple[str, Index]]:
    """A panel's points, apart for each value of the axis whose values are lines."""
    if labels is None:
        return [("", rows)]
    taken = shown.plan.points.chosen[rows, shown.plan.points.sources.index(labels)]
    return [(f"{axis_words(labels)} {text}", rows[taken == n]) for n, text in enumerate(labels.texts)]


def _along(shown: Shown, axis: Source, rows: Index) -> tuple[Array, Index]:
    """Where points lie along an axis, and the points in that order."""
    taken = shown.plan.points.chosen[rows, shown.plan.points.sources.index(axis)]
    x = np.array(axis.numbers)[taken] if axis.numbers else taken.astype(np.float64)
    order = np.argsort(x, kind="stable")
    return x[order], rows[order]


def _line(shown: Shown, label: str, x: Array, rows: Index) -> AxisLine:
    low90, low50, high50, high90 = (band[rows] for band in shown.bands) if shown.bands else (None,) * 4
    return AxisLine(label, x, shown.middle[rows], low50, high50, low90, high90)


def _maps(shown: Shown, moving: Sequence[Source]) -> HeatMaps:
    """Two listed axes over each other: a partner's own dial across and the others' up, else in the file's order."""
    points = shown.plan.points
    own = any(source.name.startswith("partners.") for source in moving)
    x, y = sorted(moving, key=lambda source: (own and source.name == ALL_DIALS, points.sources.index(source)))
    found, note = _panels(shown, [x, y], MOST_PANELS, "panels")
    orders = [np.argsort(s.numbers, kind="stable") if s.numbers else np.arange(len(s.texts)) for s in (x, y)]
    panels = []
    for title, rows in found:
        across, up = (points.chosen[rows, points.sources.index(s)] for s in (x, y))

        def table(values: Array, at: Index = rows, place: tuple[Index, Index] = (up, across)) -> Array:
            laid = np.full((len(y.texts), len(x.texts)), np.nan)
            laid[place] = values[at]
            return laid[np.ix_(orders[1], orders[0])]

        ends = (table(shown.bands[0]), table(shown.bands[3])) if shown.bands else (None, None)
        panels.append(HeatPanel(title, table(shown.middle), *ends))
    ticks = [tuple(s.texts[n] for n in order) for s, order in zip((x, y), orders, strict=True)]
    words = note + ("Medians of draws; 90 % ranges stand below them where cells are few, else in the table. "
                    if shown.bands else "")  # fmt: skip
    dials = {x.name.rpartition(".")[2], y.name.rpartition(".")[2]} == {"dial"} and ticks[0] == ticks[1]
    named = (axis_words(x), ticks[0], axis_words(y, other=x), ticks[1])
    today = _today(x), _today(y)
    here = (today[0], today[1]) if today[0] is not None and today[1] is not None else None
    return HeatMaps(_words(shown, words), MEASURE, *named, tuple(panels), dials, here)


def _today(axis: Source) -> float | None:
    """Which place along an axis the scenario has that the sweep starts from; None where it stands nowhere on it."""
    places = sorted(axis.numbers or ())
    if axis.today is None or not places or not places[0] <= axis.today <= places[-1]:
        return None
    return float(np.interp(axis.today, places, range(len(places))))


def _spread(shown: Shown) -> AxisLines:
    """One panel a spread axis: median and bands of the points in each part of it; a line a bundle, case or value."""
    points = shown.plan.points
    lines, note = _panels(shown, [], MOST_LINES, "lines")
    few = min(len(rows) for _, rows in lines) < FEWEST_BINS * IN_A_BIN
    panels = []
    for n, axis in enumerate(points.spreads):
        values = axis.shown(points.values[:, n])
        drawn = tuple(_scattered(shown, *line, values) if few else _binned(shown, *line, values) for line in lines)
        panels.append(AxisPanel("", path_words(axis.name, axis.unit), drawn))
    note += "All axes vary together from point to point. "
    if few:
        return AxisLines(_words(shown, note), MEASURE, tuple(panels), "the draws of each point")
    if shown.bands:
        note += "A point counts by the median of its draws, whose own range is in the table. "
    over = "the points in each part of an axis, the same number in each"
    return AxisLines(_words(shown, note), MEASURE, tuple(panels), over, points=True)


def _scattered(shown: Shown, label: str, rows: Index, values: Array) -> AxisLine:
    """Points by themselves, along an axis."""
    order = np.argsort(values[rows], kind="stable")
    return replace(_line(shown, label, values[rows][order], rows[order]), scattered=True)


def _binned(shown: Shown, label: str, rows: Index, values: Array) -> AxisLine:
    """Points in parts of equal number along an axis: the median place and quantiles of each part."""
    x, y = values[rows], shown.middle[rows]
    sound = np.flatnonzero(np.isfinite(y))
    order = sound[np.argsort(x[sound], kind="stable")]
    parts = [part for part in np.array_split(order, min(BINS, max(1, len(order) // IN_A_BIN))) if len(part)]
    places = np.array([np.median(x[part]) for part in parts])
    table = np.array([np.quantile(y[part], (0.05, 0.25, 0.5, 0.75, 0.95)) for part in parts]).reshape(len(parts), 5)
    low90, low50, median, high50, high90 = table.T
    return AxisLine(label, places, median, low50, high50, low90, high90)


# -- words ------------------------------------------------------------------------------------------------------------


def axis_words(source: Source, other: Source | None = None) -> str:
    """What an axis turns, in words: 'Dial of all partners', 'China\'s own dial'; `other` is the axis across."""
    if source.kind != "axis":
        return source.kind.capitalize()
    apart = other is not None and other.name.startswith("partners.")
    return path_words(source.name, source.unit, others=apart)


def _words(shown: Shown, note: str) -> Words:
    """The finding (what the plan is called, lowest and highest point), what is shown, and where it is from."""
    plan, output = shown.plan, shown.output
    what = f"{output.series.capitalize()}: {MEASURE_WORDS[output.measure]}, {output.year}"
    runs = f"medians of {plan.draws:,} draws" if shown.bands else f"{CENTRAL}s"
    below = subtitle(f"{what}, USD million a year", "", f"{len(plan.points):,} points, {runs}")
    baselines, sets = some_of(plan.baselines), some_of(plan.behaviours)
    source = f"Source: baseline {baselines}; behaviour {sets}; dial sources."
    cited = f"Model estimate, not a forecast. {source} Cite as: dial {__version__}, sweep {plan.identity[:12]}."
    cases = [one.texts[0] for one in plan.points.sources if one.kind == "case" and not _moves(one)]
    only = [f"{case[:1].upper()}{case[1:]}." for case in cases]
    return Words(_finding(shown), below, tuple(filter(None, (" ".join([note.strip(), *only]).strip(), cited))))


def _finding(shown: Shown) -> str:
    """The plan's title with its lowest and highest point, as the sweep's own text gives them."""
    sound = shown.middle[np.isfinite(shown.middle)]
    if not sound.size:
        return shown.plan.title
    low, high = about(float(sound.min())), about(float(sound.max()))
    amount = f"{low} to {high}" if low != high else low
    return f"{shown.plan.title}: {amount} million USD in {shown.output.year}"
