"""The shipped tables under one folder, those of one's own laid over them, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from sim.domain.law import Measure
from sim.domain.parameters import CAMPAIGN_PARAMETERS, PARAMETERS, Parameter
from sim.domain.quantity import Quantity
from sim.domain.scenario import PricePath, Season
from sim.domain.trade import GROUPS, Partner, Stream
from sim.law.instruments import INSTRUMENTS
from sim.reading.forms.reference import SetForm
from sim.reading.names import Known
from sim.reading.reference.laid import both_ways, laid, own_table
from sim.reading.reference.law import read_law, read_sets
from sim.reading.reference.names import read_baselines, read_lags, read_links, read_partners, read_streams
from sim.reading.reference.numbers import Cells, read_cells, read_parameters, read_unit_values
from sim.reading.reference.series import (
    MonthOfTrade,
    MonthTotal,
    price_path,
    read_monthly,
    read_totals,
    season,
    season_of_the_rest,
)

CLASSES = ("nuclear", "long_range", "other")
"""Classes of provocations of which the tables know how often they came and how they were answered."""

LINK = ">"
"""Between the two streams of a substitution: textiles>wigs."""


@dataclass(frozen=True)
class Baseline:
    """A baseline table: its label and base year, and the amount of each cell."""

    name: str
    label: str
    base_year: int
    cells: Mapping[tuple[str, str], Quantity]


@dataclass(frozen=True)
class Reference:
    """The shipped tables under one folder, read when they are asked for; each of them at most once.

    `own` is a folder of tables laid over those of `below`, None for none. What is asked for raises BadInput where its
    table is damaged.
    """

    folder: Path
    own: Path | None = None
    below: Reference | None = None
    _tables: dict[str, Cells] = field(default_factory=dict, compare=False, repr=False)
    _numbers: dict[str, dict[str, Quantity]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def streams(self) -> dict[str, Stream]:
        """The streams, by id."""
        if not self.below:
            return read_streams(self.folder / "baseline" / "streams.csv")
        shipped = self.below.streams
        return both_ways(laid(shipped, self.own, "streams.csv", lambda path: read_streams(path, shipped)))

    @cached_property
    def partners(self) -> dict[str, Partner]:
        """The partners, by id."""
        if not self.below:
            return read_partners(self.folder / "partners" / "partners.csv")
        return laid(self.below.partners, self.own, "partners.csv", read_partners)

    @property
    def own_names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The streams and the partners that only one's own tables have."""
        if not self.below:
            return (), ()
        streams, partners = self.streams.keys() - self.below.streams, self.partners.keys() - self.below.partners
        return tuple(sorted(streams)), tuple(sorted(partners))

    @cached_property
    def known(self) -> Known:
        """The names a law file may use; a group that is called as a partner or stream of its own is none."""
        partners = _members((p.id, p.group) for p in self.partners.values())
        streams = _members((s.id, s.group) for s in self.streams.values())
        return Known(tuple(self.partners), tuple(self.streams), partners, streams)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every shipped act, by id."""
        if self.below:
            return self.below.measures
        return read_law(sorted((self.folder / "law").glob("*.yaml")), self.known)

    @cached_property
    def baselines(self) -> dict[str, tuple[str, int]]:
        """Baseline name -> (label, base year)."""
        if not self.below:
            return read_baselines(self.folder / "baseline" / "baselines.csv")
        return laid(self.below.baselines, self.own, "baselines.csv", read_baselines)

    @cached_property
    def sets(self) -> dict[str, SetForm]:
        """The named sets of behaviour."""
        return read_sets(self.folder / "behaviour" / "sets.yaml")

    @cached_property
    def links(self) -> dict[str, date]:
        """Substitution link -> the day from which it builds up."""
        return read_links(self.folder / "behaviour" / "links.csv")

    @cached_property
    def monthly(self) -> dict[str, list[MonthOfTrade]]:
        """Customs by month, by stream."""
        streams = list(self.streams)
        shipped = read_monthly(self.folder / "baseline" / "monthly_trade.csv", streams)
        return laid(shipped, self.own, "monthly_trade.csv", lambda path: read_monthly(path, streams))

    @cached_property
    def totals(self) -> list[MonthTotal]:
        """Customs by month, all goods together."""
        own = own_table(self.own, "monthly_totals.csv")
        return read_totals(own or self.folder / "baseline" / "monthly_totals.csv")

    def cells(self, table: str) -> Cells:
        """The amounts of a baseline table by (stream, partner): USD million a year, or heads."""
        if table not in self._tables:
            self._tables[table] = self._read_cells(self.folder / table)
        return self._tables[table]

    def _read_cells(self, path: Path) -> Cells:
        return read_cells(path, self.streams, list(self.partners))

    def baseline(self, name: str) -> Baseline:
        """A baseline by name; the name is known to exist."""
        label, year = self.baselines[name]
        table = f"{name}.csv"
        if self.own and self.below and name not in self.below.baselines:
            return Baseline(name, label, year, self._read_cells(self.own / table))
        return Baseline(name, label, year, laid(self.cells(f"baseline/{table}"), self.own, table, self._read_cells))

    def numbers(self, set_name: str) -> dict[str, Quantity]:
        """The numbers of a named set, later tables overriding earlier ones."""
        found: dict[str, Quantity] = {}
        for table in self.sets[set_name].tables:
            if table not in self._numbers:
                self._numbers[table] = self._read_parameters(self.folder / table)
            found |= self._numbers[table]
        return laid(found, self.own, "behaviour.csv", self._read_parameters)

    def campaign_numbers(self, set_name: str) -> dict[str, Quantity]:
        """The numbers of a campaign's mechanisms in a named set, later tables overriding earlier ones."""
        found: dict[str, Quantity] = {}
        for table in self.sets[set_name].campaign:
            found |= read_parameters(self.folder / table, self.scopes, CAMPAIGN_PARAMETERS)
        return found

    def lags(self, set_name: str) -> dict[str, tuple[int, ...]]:
        """Class of provocations -> the days that observed answers took, in the tables' order."""
        found: dict[str, tuple[int, ...]] = {}
        for table in self.sets[set_name].lags:
            for kind, days in read_lags(self.folder / table):
                found[kind] = (*found.get(kind, ()), days)
        return found

    def _read_parameters(self, path: Path) -> dict[str, Quantity]:
        return read_parameters(path, self.scopes, PARAMETERS)

    def unit_values(self, baseline: str) -> dict[str, Quantity]:
        """Base-year unit values by name ('unit_value.coal'), a baseline's own before the general ones."""

        def read(path: Path) -> dict[str, Quantity]:
            return read_unit_values(path, baseline, list(self.baselines), list(self.streams))

        return laid(read(self.folder / "baseline" / "unit_values.csv"), self.own, "unit_values.csv", read)

    def every_quantity(self) -> list[Quantity]:
        """Every quantity of every table, table by table."""
        tables = sorted({table for form in self.sets.values() for table in form.tables})
        stand_ins = sorted({table for form in self.sets.values() for table in form.stand_ins})
        found = [q for table in tables for q in self._read_parameters(self.folder / table).values()]
        found += [q for name in self.sets for q in self.campaign_numbers(name).values()]
        for table in [*(f"baseline/{name}.csv" for name in self.baselines), *stand_ins]:
            found += self.cells(table).values()
        return found + [q for name in self.baselines for q in self.unit_values(name).values()]

    def scopes(self, parameter: Parameter, measures: Iterable[str] = ()) -> list[str]:
        """What a parameter can be given for."""
        if parameter.scope == "stream":
            return [*self.streams, *GROUPS]
        if parameter.scope == "partner":
            return [*self.partners, *sorted({p.group for p in self.partners.values() if p.group})]
        if parameter.scope == "measure":
            return [*self.measures, *measures]
        if parameter.scope == "kind":
            return [*INSTRUMENTS, *self.measures, *measures]
        if parameter.scope == "class":
            return list(CLASSES)
        if parameter.scope == "link":
            goods = [stream.id for stream in self.streams.values() if stream.group == "goods"]
            return [f"{a}{LINK}{b}" for a in goods for b in goods if a != b]
        return []

    def _months(self, stream: str, known_by: str) -> list[MonthOfTrade]:
        """What customs recorded of a stream, as far as it could be known by a month ('' for everything)."""
        return [m for m in self.monthly.get(stream, []) if not known_by or m.known_by <= known_by]

    def price_path(self, stream: str, unit_value: float, base_year: int, known_by: str) -> PricePath | None:
        """The observed price index of a stream, the base year's quantity-weighted mean 1; None without observations."""
        return price_path(stream, self._months(stream, known_by), unit_value, base_year)

    def season(self, stream: str, known_by: str) -> Season | None:
        """The stream's quantity factors by month; None for other groups than goods, and where no year is known.

        A stream of which no month is known has the season of all goods less those whose months are known.
        """
        own = season(stream, self._months(stream, known_by))
        if own or self.streams[stream].group != "goods":
            return own
        totals = [m for m in self.totals if not known_by or m.known_by <= known_by]
        return season_of_the_rest(stream, totals, [self._months(other, known_by) for other in sorted(self.monthly)])


def _members(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The members of each group, from (name, group); without groups that have the name of one of them all."""
    group_of = dict(names)
    groups = sorted({group for group in group_of.values() if group} - group_of.keys())
    return {group: tuple(name for name, its in group_of.items() if its == group) for group in groups}


def reference_in(folder: Path, own: Path | None = None) -> Reference:
    """The reference data of a folder with one's own over it, read once as long as none of the files changes."""
    files = sorted(path for path in folder.glob("*/*") if path.suffix in (".csv", ".yaml"))
    state = []
    for path in [*files, *(sorted(own.glob("*.csv")) if own else ())]:
        try:
            about = path.stat()
            state.append((path.name, about.st_mtime_ns, about.st_size, about.st_ino))
        except OSError:
            state.append((path.name, 0, 0, 0))
    return _reference(folder, own, tuple(state))


@lru_cache(maxsize=4)
def _reference(folder: Path, own: Path | None, _state: tuple[tuple[str, int, int, int], ...]) -> Reference:
    return Reference(folder, own, reference_in(folder) if own else None)
