"""The reference data: law, partners, baseline and behaviour, four inputs an analyst can argue about one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.common.months import month_index
from sim.domain.law import Measure
from sim.domain.parameters import INFINITE, PARAMETERS, Parameter
from sim.domain.quantity import Quantity
from sim.domain.scenario import PricePath, Season
from sim.domain.trade import GROUPS, Partner, Stream
from sim.reading.checking import check
from sim.reading.forms import LawForm, SetForm, SetsForm
from sim.reading.law import Known, complete_notices, linked_problems, measures_from
from sim.reading.strict_yaml import read_yaml
from sim.reading.tables import Rows, Table

LINK = ">"
"""Between the two streams of a substitution: textiles>wigs."""


def shipped() -> Path:
    """The folder of shipped scenarios: inside the package where it is installed, beside it in a checkout."""
    inside = Path(__file__).parent.parent / "_scenarios"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent / "scenarios"


def find_scenario(name: str) -> Path:
    """The file of a scenario: the one named, or the shipped one where a bare name stands for nothing here."""
    here = Path(name)
    there = shipped() / name
    try:
        bare = here.name == name and here.suffix == ".yaml"
        return there if bare and not here.exists() and there.is_file() else here
    except (OSError, ValueError):
        return here


@dataclass(frozen=True)
class Baseline:
    """A baseline table: its label and base year, and the amount of each cell."""

    name: str
    label: str
    base_year: int
    cells: Mapping[tuple[str, str], Quantity]


@dataclass(frozen=True)
class Reference:
    """The shipped tables under one folder, read when they are asked for."""

    folder: Path
    _tables: dict[str, dict[tuple[str, str], Quantity]] = field(default_factory=dict, compare=False, repr=False)
    _numbers: dict[str, dict[str, Quantity]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def streams(self) -> dict[str, Stream]:
        """The streams, by id."""
        columns = ("stream", "label", "group", "hs", "headcount", "overlaps", "note")
        read = Rows(self.folder / "baseline" / "streams.csv", columns)
        names = {row["stream"] for _, row in read.rows}
        found: dict[str, Stream] = {}
        for line, row in read.once("stream"):
            overlaps = tuple(sorted(filter(None, row["overlaps"].split(";"))))
            for other in overlaps:
                read.known(line, "overlaps", other, sorted(names))
            group = next((group for group in GROUPS if group == row["group"]), None)
            headcount = read.truth(line, row, "headcount")
            if group and row["stream"]:
                about = (row["stream"], row["label"], group, row["hs"])
                found[row["stream"]] = Stream(*about, headcount, overlaps, row["note"])
            else:
                read.known(line, "group", row["group"], GROUPS)
        read.check()
        return found

    @cached_property
    def partners(self) -> dict[str, Partner]:
        """The partners, by id."""
        columns = ("partner", "label", "group", "may_buy", "note")
        read = Rows(self.folder / "partners" / "partners.csv", columns)
        found = {
            r["partner"]: Partner(r["partner"], r["label"], r["group"], read.truth(line, r, "may_buy"), r["note"])
            for line, r in read.once("partner")
        }
        read.check()
        return found

    @property
    def known(self) -> Known:
        """The names a law file may use."""
        return Known(tuple(self.partners), tuple(self.streams))

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """Every shipped act, by id."""
        found: list[Measure] = []
        problems: list[Problem] = []
        documents = {}
        readable = True
        for path in sorted((self.folder / "law").glob("*.yaml")):
            document = read_yaml(path)
            form, wrong = check(LawForm, document, document.content)
            problems += wrong
            readable = readable and form is not None
            if form:
                measures, wrong = measures_from(form.root, document, (), self.known)
                problems += wrong
                documents[path] = (document, [m.id for m in measures])
                found += measures
        for document, mine in documents.values() if readable else ():
            problems += linked_problems(found, document, (), mine)
        if problems:
            raise BadInput(problems)
        return {measure.id: measure for measure in complete_notices(found)}

    @cached_property
    def baselines(self) -> dict[str, tuple[str, int]]:
        """Baseline name -> (label, base year)."""
        columns = ("baseline", "label", "base_year", "note")
        read = Rows(self.folder / "baseline" / "baselines.csv", columns)
        found = {r["baseline"]: (r["label"], read.year(line, r, "base_year")) for line, r in read.once("baseline")}
        read.check()
        return found

    @cached_property
    def sets(self) -> dict[str, SetForm]:
        """The named sets of behaviour."""
        document = read_yaml(self.folder / "behaviour" / "sets.yaml")
        form, problems = check(SetsForm, document, document.content)
        if form is None or problems:
            raise BadInput(problems)
        return form.root

    def cells(self, table: str) -> dict[tuple[str, str], Quantity]:
        """The amounts of a baseline table by (stream, partner): USD million a year, or heads."""
        if table not in self._tables:
            self._tables[table] = self._read_cells(table)
        return self._tables[table]

    def _read_cells(self, table: str) -> dict[tuple[str, str], Quantity]:
        read = Table(self.folder / table, ("stream", "partner"))
        found: dict[tuple[str, str], Quantity] = {}
        for line, row in read.rows:
            stream, partner = row["stream"], row["partner"]
            if read.known(line, "stream", stream, list(self.streams)) and read.known(
                line, "partner", partner, list(self.partners)
            ):
                measures = ("heads",) if self.streams[stream].headcount else ("money a year",)
                quantity = read.quantity(line, row, f"baseline.{stream}.{partner}", measures, (0, INFINITE))
                if (stream, partner) in found:
                    read.problem(line, "the cell stands twice", given=f"{stream}, {partner}")
                if quantity:
                    found[stream, partner] = quantity
        read.check()
        return found

    def baseline(self, name: str) -> Baseline:
        """A baseline by name; the name is known to exist."""
        label, year = self.baselines[name]
        return Baseline(name, label, year, self.cells(f"baseline/{name}.csv"))

    def numbers(self, set_name: str) -> dict[str, Quantity]:
        """The numbers of a named set, later tables overriding earlier ones."""
        found: dict[str, Quantity] = {}
        for table in self.sets[set_name].tables:
            if table not in self._numbers:
                self._numbers[table] = self._parameters(table)
            found |= self._numbers[table]
        return found

    def every_quantity(self) -> list[Quantity]:
        """Every quantity of every table, table by table."""
        tables = sorted({table for form in self.sets.values() for table in form.tables})
        stand_ins = sorted({table for form in self.sets.values() for table in form.stand_ins})
        found = [q for table in tables for q in self._parameters(table).values()]
        for table in [*(f"baseline/{name}.csv" for name in self.baselines), *stand_ins]:
            found += self.cells(table).values()
        return found + [q for name in self.baselines for q in self.unit_values(name).values()]

    def _parameters(self, table: str) -> dict[str, Quantity]:
        read = Table(self.folder / table, ("parameter", "scope"))
        found: dict[str, Quantity] = {}
        for line, row in read.rows:
            name, scope = row["parameter"], row["scope"]
            if not read.known(line, "parameter", name, list(PARAMETERS)):
                continue
            parameter = PARAMETERS[name]
            if scope:
                read.known(line, f"{parameter.scope or 'scope'} of {name}", scope, self.scopes(parameter))
            key = f"{name}.{scope}" if scope else name
            if key in found:
                read.problem(line, "the number stands twice", given=key)
            quantity = read.quantity(line, row, key, (parameter.measures,), (parameter.low, parameter.high))
            if quantity:
                found[key] = quantity
        read.check()
        return found

    def scopes(self, parameter: Parameter, measures: Iterable[str] = ()) -> list[str]:
        """What a parameter can be given for."""
        if parameter.scope == "stream":
            return [*self.streams, *GROUPS]
        if parameter.scope == "partner":
            return [*self.partners, *sorted({p.group for p in self.partners.values() if p.group})]
        if parameter.scope == "measure":
            return [*self.measures, *measures]
        if parameter.scope == "kind":
            return ["ban", "cap", "freeze", "no_new_permits", "repatriate", *self.measures, *measures]
        if parameter.scope == "link":
            goods = [stream.id for stream in self.streams.values() if stream.group == "goods"]
            return [f"{a}{LINK}{b}" for a in goods for b in goods if a != b]
        return []

    def unit_values(self, baseline: str) -> dict[str, Quantity]:
        """Base-year unit values by name ('unit_value.coal'), a baseline's own before the general ones."""
        read = Table(self.folder / "baseline" / "unit_values.csv", ("stream", "baseline"))
        seen: set[tuple[str, str]] = set()
        found: dict[str, Quantity] = {}
        for line, row in sorted(read.rows, key=lambda entry: entry[1]["baseline"] != ""):
            if row["baseline"] and not read.known(line, "baseline", row["baseline"], list(self.baselines)):
                continue
            if (row["stream"], row["baseline"]) in seen:
                read.problem(line, "the unit value stands twice", given=row["stream"])
            seen.add((row["stream"], row["baseline"]))
            if row["baseline"] in ("", baseline) and read.known(line, "stream", row["stream"], list(self.streams)):
                name = f"unit_value.{row['stream']}"
                quantity = read.quantity(line, row, name, ("price",), (0, INFINITE))
                if quantity:
                    found[name] = quantity
        read.check()
        return found

    @cached_property
    def monthly(self) -> dict[str, list[MonthOfTrade]]:
        """Customs by month, by stream."""
        columns = ("stream", "month", "quantity", "quantity_unit", "value", "value_unit", "known_by", "basis", "source")
        read = Rows(self.folder / "baseline" / "monthly_trade.csv", columns)
        found: dict[str, list[MonthOfTrade]] = {}
        for line, row in read.rows:
            read.known(line, "stream", row["stream"], list(self.streams))
            for column, unit in (("quantity_unit", "kt"), ("value_unit", "MUSD")):
                read.known(line, column, row[column], (unit,))
            read.month(line, row, "known_by")
            quantity, value = (read.number(line, row, column, above=0.0) for column in ("quantity", "value"))
            number = read.month(line, row, "month")
            month = MonthOfTrade(number, quantity, value, row["known_by"], row["source"])
            if any(month.month == other.month for other in found.get(row["stream"], ())):
                read.problem(line, "the month stands twice", given=f"{row['stream']}, {echo(row['month'])}")
            found.setdefault(row["stream"], []).append(month)
        read.check()
        return found

    def price_path(self, stream: str, unit_value: float, base_year: int, known_by: str) -> PricePath | None:
        """The observed price index of a stream, the base year's quantity-weighted mean 1; None without observations."""
        months = [m for m in self.monthly.get(stream, []) if not known_by or m.known_by <= known_by]
        base = [m for m in months if m.month // 12 == base_year]
        mean = sum(m.value for m in base) / sum(m.quantity for m in base) if len(base) == 12 else unit_value
        if not months or not mean:
            return None
        steps = tuple((m.month, m.value / m.quantity / mean) for m in sorted(months, key=lambda m: m.month))
        return PricePath(stream, steps, _sources(months), max(m.known_by for m in months), "derived")

    def season(self, stream: str, known_by: str) -> Season | None:
        """Quantity factors of the twelve months, shrunk half-way to 1 where one year is all the evidence."""
        months = [m for m in self.monthly.get(stream, []) if not known_by or m.known_by <= known_by]
        years = sorted({m.month // 12 for m in months})
        whole = [y for y in years if sum(m.month // 12 == y for m in months) == 12]
        if not whole:
            return None
        factors = [0.0] * 12
        for year in whole:
            kt = {m.month: m.quantity for m in months if m.month // 12 == year}
            mean = sum(kt.values()) / 12
            for n in range(12):
                factors[n] += kt[month_index(year, n + 1)] / mean / len(whole)
        if len(whole) == 1:
            factors = [(1 + factor) / 2 for factor in factors]
        return Season(stream, tuple(factors), _sources(months), max(m.known_by for m in months))


@dataclass(frozen=True, slots=True)
class MonthOfTrade:
    """Customs of one month: kilotonnes and USD million."""

    month: int
    quantity: float
    value: float
    known_by: str
    source: str


def _sources(months: Iterable[MonthOfTrade]) -> str:
    return " ; ".join(dict.fromkeys(m.source for m in months))


def reference_in(folder: Path) -> Reference:
    """The reference data of a folder, read once as long as none of its files changes."""
    files = sorted(path for path in folder.glob("*/*") if path.suffix in (".csv", ".yaml"))
    state = []
    for path in files:
        try:
            about = path.stat()
            state.append((path.name, about.st_mtime_ns, about.st_size, about.st_ino))
        except OSError:
            state.append((path.name, 0, 0, 0))
    return _reference(folder, tuple(state))


@lru_cache(maxsize=4)
def _reference(folder: Path, _state: tuple[tuple[str, int, int, int], ...]) -> Reference:
    return Reference(folder)
