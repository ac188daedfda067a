"""The points of a sweep: every row of its design as a scenario, with the rows that are the same computed once.

What lanes can carry (numbers, dials) differs from point to point of one setting; a setting is a scenario of its own:
another bundle, other dates, another baseline. Settings that share their structure share one run of the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from sim.axes import Array
from sim.domain.consistency import Disorder, Excess, disordered_discounts, excessive_substitutions
from sim.domain.law import Measure
from sim.domain.quantity import Quantity, key_of
from sim.domain.scenario import Scenario
from sim.errors import BadInput, Problem, some_of
from sim.layout import frame_of_lanes
from sim.reading.resolved import dump_resolved
from sim.reading.scenario import Base, base_in
from sim.reading.strict_yaml import Document
from sim.sampling import check_ranges
from sim.sweep.changes import Dial, bare, overlaid
from sim.sweep.design import Index, Rows, check_size, kinds_of_rows, rows_of
from sim.sweep.nouns import Sweep
from sim.sweep.sources import Source, sources_of
from sim.sweep.spreading import SpreadAxis, spread_axes

MOST_SETTINGS = 10_000
SHOWN_ROWS = 3
"""Rows named in a message about rows whose numbers do not fit each other."""


@dataclass(frozen=True)
class Member:
    """A point as lanes carry it: its setting, and the numbers and dials that are its own."""

    setting: int
    numbers: dict[str, Quantity]
    dials: dict[str, Dial]


@dataclass(frozen=True)
class Points:
    """The rows of a design, sorted by structure and setting, and which of them are computed.

    Arrays run along the points. `run` numbers what is computed; points that are the same scenario share a run.
    """

    sources: tuple[Source, ...]
    spreads: tuple[SpreadAxis, ...]
    chosen: Index
    """(point, source): position of the value taken."""
    values: Array
    """(point, spread axis), in the model's own units."""
    settings: tuple[Scenario, ...]
    fingerprints: tuple[str, ...]
    groups: tuple[int, ...]
    """For each setting, which run of the model carries it."""
    setting: Index
    run: Index

    def __len__(self) -> int:
        return len(self.run)

    @cached_property
    def first(self) -> Index:
        """For each run, its first point."""
        return np.unique(self.run, return_index=True)[1].astype(np.int64)

    @property
    def runs(self) -> int:
        """How many are computed."""
        return len(self.first)

    def member(self, run: int) -> Member:
        """A run as lanes carry it."""
        point = int(self.first[run])
        changes = [s.changes[int(n)] for s, n in zip(self.sources, self.chosen[point], strict=True) if s.in_lanes]
        changes += [axis.at(float(v)) for axis, v in zip(self.spreads, self.values[point], strict=True)]
        numbers = {name: q for c in changes for name, q in c.numbers.items()}
        dials = {who: dial for c in changes for who, dial in c.dials.items()}
        return Member(int(self.setting[point]), numbers, dials)

    def scenario(self, point: int) -> Scenario:
        """A point as a scenario of its own."""
        member = self.member(int(self.run[point]))
        return overlaid(self.settings[member.setting], member.numbers, member.dials)

    def words(self, point: int) -> str:
        """A point as its author would name it: 'bundle all, campaign.dial 5.5'."""
        parts = [f"{s.name} {s.texts[int(n)]}" for s, n in zip(self.sources, self.chosen[point], strict=True)]
        values = zip(self.spreads, self.values[point], strict=True)
        parts += [f"{axis.name} {float(axis.shown(np.array(v))):.6g}" for axis, v in values]
        return ", ".join(parts)


def points_of(sweep: Sweep, seed: int | None, stages: Sequence[int]) -> Points:
    """Plan a sweep's points: each value is read once, each setting resolved once, numbers judged on the whole table.

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
    if problems:
        raise BadInput(problems)
    sources = _apart(sources, spreads)
    parts = [rows_of(sweep, luck, a, b) for a, b in zip((0, *stages), stages, strict=False)]
    settled = _Settled(base, sources, spreads)
    ordered = [settled.sorted(rows) for rows in parts]
    chosen = np.concatenate([rows.chosen for rows in ordered])
    places = np.concatenate([rows.places for rows in ordered])
    columns = [axis.values(places[:, n]) for n, axis in enumerate(spreads)]
    values = np.stack(columns, axis=1) if columns else np.zeros((len(chosen), 0))
    setting = settled.of(chosen)
    run = _runs(sources, chosen, values, setting, settled.fingerprints)
    known = (tuple(settled.settings), tuple(settled.fingerprints), tuple(settled.groups))
    points = Points(tuple(sources), tuple(spreads), chosen, values, *known, setting, run)
    _check_together(sweep, points)
    return points


def _apart(sources: list[Source], spreads: Sequence[SpreadAxis]) -> list[Source]:
    """Sources that give the same number in two ways, or shape one that another gives, are resolved together.

    Only what is given outright (a behaviour number, a partner's, a dial) says the same whatever else is chosen.
    """
    found = []
    for source in sources:
        others = [(other.keys, other.in_lanes) for other in sources if other is not source]
        others += [(axis.template.keys, True) for axis in spreads]
        clash = any(keys & source.keys and not (source.plain and not lanes) for keys, lanes in others)
        touched = source.in_lanes and clash
        changes = tuple(replace(c, rest=c.rest or touched) for c in source.changes)
        found.append(replace(source, changes=changes))
    return found


class _Settled:
    """The settings of a design, resolved as rows ask for them, and the groups of those that can run side by side."""

    def __init__(self, base: Base, sources: Sequence[Source], spreads: Sequence[SpreadAxis]):
        self.base, self.sources, self.spreads = base, sources, spreads
        self.apart = [n for n, source in enumerate(sources) if not source.in_lanes]
        self.settings: list[Scenario] = []
        self.fingerprints: list[str] = []
        self.groups: list[int] = []
        self._known: dict[tuple[int, ...], int] = {}
        self._structures: list[tuple[tuple[object, ...], dict[str, Measure]]] = []

    def of(self, chosen: Index) -> Index:
        """The setting of each row."""
        first, kind = kinds_of_rows([chosen[:, n] for n in self.apart], len(chosen))
        if len(first) > MOST_SETTINGS:
            message = "too many points that differ by more than numbers, dials and bundles"
            raise BadInput(Problem(message, given=f"{len(first):,}", allowed=f"at most {MOST_SETTINGS:,}"))
        return np.array([self._settle(chosen[row]) for row in first], dtype=np.int64)[kind]

    def sorted(self, rows: Rows) -> Rows:
        """Rows sorted by group and setting, else in their order."""
        setting = self.of(rows.chosen)
        order = np.lexsort((setting, np.array(self.groups)[setting]))
        return Rows(rows.chosen[order], rows.places[order])

    def _settle(self, row: Index) -> int:
        key = tuple(int(n) for n in row[self.apart])
        if key not in self._known:
            self._known[key] = len(self.settings)
            laid: list[Document] = [
                document for source, n in zip(self.sources, row, strict=True) for document in source.documents[int(n)]
            ]
            laid += [axis.document for axis in self.spreads]
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
    """A hash of all that a scenario's results depend on; words about where its numbers are from do not count."""
    numbers = scenario.numbers.items()
    alike = {n: Quantity(n, q.value, q.unit, q.low, q.high, q.distribution) for n, q in numbers}
    text = dump_resolved(replace(scenario, numbers=alike))
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


# -- numbers that must fit each other ---------------------------------------------------------------------------------


def _check_together(sweep: Sweep, points: Points) -> None:
    """Raise BadInput where the numbers of a row do not fit each other, or cannot be drawn."""
    found: list[Problem] = []
    for n, scenario in enumerate(points.settings):
        rows = np.flatnonzero(points.setting == n)
        number = _numbers_of(points, scenario, rows)
        alike: dict[bytes, list[Disorder]] = {}
        for disorder in disordered_discounts(scenario, number):
            alike.setdefault(np.stack([disorder.where, *disorder.discounts]).tobytes(), []).append(disorder)
        found += [_disorder(sweep, points, rows, together) for together in alike.values()]
        for excess in excessive_substitutions(scenario, number):
            found.append(_excess(sweep, points, rows, excess))
        if sweep.draws > 1:
            check_ranges(scenario)
        if len(found) > SHOWN_ROWS:
            break
    if found:
        raise BadInput(found)


def _numbers_of(points: Points, scenario: Scenario, rows: Index) -> Callable[..., Array]:
    """The numbers of a setting, by row where they differ."""
    own: dict[str, Array] = {}
    for n, source in enumerate(points.sources):
        if source.in_lanes:
            for name in source.changes[0].numbers:
                column = np.array([c.numbers[name].value for c in source.changes])
                own[name] = column[points.chosen[rows, n]]
    for n, axis in enumerate(points.spreads):
        if axis.template.numbers:
            own[axis.key] = points.values[rows, n]

    def number(name: str, *scopes: str) -> Array:
        key = key_of(scenario.numbers, name, *scopes)
        return own.get(key, np.full(len(rows), scenario.numbers[key].value))

    return number


def _disorder(sweep: Sweep, points: Points, rows: Index, alike: Sequence[Disorder]) -> Problem:
    """Discounts that fall, told once for streams with the same ones."""
    disorder = alike[0]
    n = int(np.flatnonzero(disorder.where)[0])
    names = some_of([one.stream.id for one in alike], 4)
    message = f"discounts must not fall from open to diverted to smuggled: {names}"
    given = ", ".join(f"delta_{x} {float(d[n]):g}" for x, d in zip("ods", disorder.discounts, strict=True))
    allowed = "delta_o <= delta_d <= delta_s"
    return _of_rows(sweep, points, rows[disorder.where], message, given, allowed)


def _excess(sweep: Sweep, points: Points, rows: Index, excess: Excess) -> Problem:
    where = np.broadcast_to(excess.where, rows.shape)
    n = int(np.flatnonzero(where)[0])
    total, limit = (np.broadcast_to(a, rows.shape)[n] for a in (excess.total, excess.limit))
    message = f"more of {excess.source.id} is substituted than smuggling it would earn"
    return _of_rows(sweep, points, rows[where], message, f"{total:g}", f"at most {limit:.4g}")


def _of_rows(sweep: Sweep, points: Points, rows: Iterable[int], message: str, given: str, allowed: str) -> Problem:
    """A problem of some rows, told with the first of them."""
    listed = [int(row) for row in rows]
    file, line, column = sweep.document.place(("axes",))
    shown = f"{given}; in {points.words(listed[0])}"
    if len(listed) > 1:
        shown += f" and {len(listed) - 1:,} more points"
    hint = "narrow the ranges, or sweep one of these numbers"
    return Problem(message, file, line, column, "axes", shown, allowed, hint)
