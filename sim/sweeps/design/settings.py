"""From a sweep's design to its points: each value read once, each setting resolved once, all rows judged together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.domain.law import Measure
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.resolved import dump_resolved
from sim.reading.scenario import Base, base_in
from sim.reading.yaml.document import Document, key_text
from sim.sweeps.design.axes import PARTNERS, Sweep
from sim.sweeps.design.changes import bare, named_in
from sim.sweeps.design.consistency import check_fitting
from sim.sweeps.design.idle import given_in_vain
from sim.sweeps.design.points import Index, Points, Rows, by_setting, check_size, kinds_of_rows, rows_of
from sim.sweeps.design.sources import Source, resolved_together, sources_of
from sim.sweeps.design.spreads import SpreadAxis, overlaps, own_range, spread_axes
from sim.world.layout import frame_of_lanes

MOST_SETTINGS = 10_000


def points_of(sweep: Sweep, seed: int | None, stages: Sequence[int]) -> Points:
    """Plan a sweep's points.

    `stages` are how many spread points there were, first and after each expansion. Raises BadInput with the problems
    of all values together.
    """
    check_size(sweep, stages[-1])
    base = base_in(Path(sweep.base))
    start = base.resolved().scenario
    luck = start.seed if seed is None else seed
    problems: list[Problem] = []
    sources = sources_of(sweep, base, start, problems)
    spreads = spread_axes(sweep, base, start, problems)
    problems += overlaps(sweep, base, sources, spreads) if not problems else ()
    problems += _unknown_series(sweep, base)
    if problems:
        raise BadInput([_at_home(sweep, problem) for problem in problems])
    sources = resolved_together(sources, base, {axis.touched for axis in spreads if axis.own_range})
    resolved = _Settings(base, sources, spreads)
    parts = [rows_of(sweep, luck, a, b) for a, b in zip((0, *stages), stages, strict=False)]
    ordered = [resolved.sorted(rows) for rows in parts]
    chosen = np.concatenate([rows.chosen for rows in ordered])
    setting = resolved.of(chosen)
    values = _values(sweep, spreads, resolved.settings, setting, np.concatenate([rows.places for rows in ordered]))
    run = _runs(sources, chosen, values, setting, resolved.fingerprints)
    each = (tuple(resolved.settings), tuple(resolved.fingerprints), tuple(resolved.groups))
    idle = tuple(given_in_vain(resolved.named, resolved.settings, base.reference.measures))
    points = Points(tuple(sources), tuple(spreads), chosen, values, *each, setting, run, idle)
    check_fitting(sweep, points)
    return points


def _unknown_series(sweep: Sweep, base: Base) -> Iterator[Problem]:
    """Outputs of groups, streams and partners that are in no scenario."""
    streams = [*SUMMED_GROUPS, *sorted(base.reference.streams)]
    partners = [f"{PARTNERS}{name}" for name in sorted(base.reference.partners)]
    for key, kept in (("outputs", sweep.series), ("monthly", sweep.monthly)):
        for n, (series, _) in enumerate(kept):
            what, known = ("partner", partners) if series.startswith(PARTNERS) else ("group or stream", streams)
            if series not in known:
                details = {"given": series, "allowed": some_of(known, 40), "hint": nearest(series, known)}
                yield sweep.document.problem((key, n), f"no such {what}", **details)


def _at_home(sweep: Sweep, problem: Problem) -> Problem:
    """A problem of a value laid over the scenario, by its key in the sweep's file."""
    place = (problem.file, problem.line, problem.column)
    found = [path for path, there in sweep.document.places.items() if there == place]
    return replace(problem, key=key_text(min(found, key=len))) if found and problem.line else problem


def _values(
    sweep: Sweep, spreads: Sequence[SpreadAxis], settings: Sequence[Scenario], setting: Index, places: Array
) -> Array:
    """The values of spread axes, (point, axis). Raises BadInput where a setting gives a number no range of its own."""
    values = np.empty(places.shape)
    for n, rows in by_setting(setting) if len(spreads) else ():
        for k, axis in enumerate(spreads):
            if axis.own_range:
                own_range(sweep.spreads[k], sweep, axis.key, settings[n])
            values[rows, k] = axis.values(places[rows, k], settings[n])
    return values


class _Settings:
    """The settings of a design, resolved as rows ask for them, and the groups of those that can run side by side."""

    def __init__(self, base: Base, sources: Sequence[Source], spreads: Sequence[SpreadAxis]):
        self.base, self.sources, self.spreads = base, sources, spreads
        self.apart = [n for n, source in enumerate(sources) if not source.in_lanes]
        self.settings: list[Scenario] = []
        self.fingerprints: list[str] = []
        self.groups: list[int] = []
        self.named: list[set[str]] = []
        """By setting the numbers that values of its points give by name."""
        self._known: dict[tuple[int, ...], int] = {}
        self._structures: list[tuple[tuple[object, ...], dict[str, Measure]]] = []

    def of(self, chosen: Index) -> Index:
        """The setting of each row."""
        first, kind = kinds_of_rows([chosen[:, n] for n in self.apart], len(chosen))
        if len(first) > MOST_SETTINGS:
            message = "too many points that differ by more than numbers, dials and bundles"
            raise BadInput(Problem(message, given=f"{len(first):,}", allowed=f"at most {MOST_SETTINGS:,}"))
        return np.array([self._resolve(chosen[row]) for row in first], dtype=np.int64)[kind]

    def sorted(self, rows: Rows) -> Rows:
        """Rows sorted by group and setting, else in their order."""
        setting = self.of(rows.chosen)
        order = np.lexsort((setting, np.array(self.groups)[setting]))
        return Rows(rows.chosen[order], rows.places[order])

    def _resolve(self, row: Index) -> int:
        key = tuple(int(n) for n in row[self.apart])
        if key not in self._known:
            self._known[key] = len(self.settings)
            laid: list[Document] = [
                document for source, n in zip(self.sources, row, strict=True) for document in source.documents[int(n)]
            ]
            laid += [axis.document for axis in self.spreads]
            carried = [source.named for source in self.sources if source.in_lanes]
            self.named.append({key for d in laid for key in named_in(d.content)}.union(*carried))
            scenario = replace(self.base.resolved(laid, together=False).scenario, draws=1)
            self.settings.append(scenario)
            self.fingerprints.append(fingerprint(scenario))
            self.groups.append(self._group(scenario))
        return self._known[key]

    def _group(self, scenario: Scenario) -> int:
        """The first group that can carry a scenario beside those it has; a new one where none can."""
        frame, acts = frame_of_lanes(scenario), {act.id: act for act in scenario.measures}
        for n, (other, known) in enumerate(self._structures):
            if frame == other and all(known.get(name, act) == act for name, act in acts.items()):
                known |= acts
                return n
        self._structures.append((frame, acts))
        return len(self._structures) - 1


def fingerprint(scenario: Scenario) -> str:
    """A hash of all that a scenario's results depend on; its name, and words about it, do not count."""
    numbers = scenario.numbers.items()
    alike = {n: Quantity(n, q.value, q.unit, q.low, q.high, q.distribution) for n, q in numbers}
    text = dump_resolved(replace(scenario, name="", title="", known_by="", overrides=(), numbers=alike))
    return hashlib.sha256(text.encode()).hexdigest()


def _runs(
    sources: Sequence[Source], chosen: Index, values: Array, setting: Index, fingerprints: Sequence[str]
) -> Index:
    """For each point the number of its run, in the order in which runs first appear."""
    alike = {name: n for n, name in reversed(list(enumerate(fingerprints)))}
    columns = [np.array([alike[name] for name in fingerprints])[setting]]
    for n, source in enumerate(sources):
        if source.in_lanes:
            each = [repr(bare(c)) for c in source.changes]
            known = {text: k for k, text in reversed(list(enumerate(each)))}
            columns.append(np.array([known[text] for text in each])[chosen[:, n]])
    return kinds_of_rows([*columns, *values.T], len(chosen))[1]
