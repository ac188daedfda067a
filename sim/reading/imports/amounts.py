"""Trade records as a baseline: amounts by stream and partner, and beside them what is in none and what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.common.errors import BadInput, Problem, echo, some_of
from sim.domain.quantity import Quantity
from sim.domain.trade import Stream
from sim.reading.imports.codes import Codes, codes_of
from sim.reading.imports.levels import sifted
from sim.reading.imports.records import EXPORTER, TOTAL, LeftOut, Record
from sim.reading.imports.unions import country_of, without_unions
from sim.reading.reference import Reference
from sim.reading.sense import TOTALS, codes_of_partners, countries, form_of, name_hint
from sim.reading.tables import read_rows

MUSD = 1e6
FAR_MORE = 10
"""How many times a partner's largest known trade its own has to be before it is doubted."""
CONFUSED = "confused_codes.csv"
COARSE, UNTOLD = "too coarse", "not told by commodity"
FINER = "export it with HS of 4 or 6 digits, or put it into a stream yourself, by a row of partner and stream"
UNKNOWN = "no partner, ISO or M49 code of that name: write its ISO code, or give it a row of partners.csv (--tables)"


@dataclass(frozen=True)
class Asked:
    """What is wanted of the tables: a calendar year, of all buyers or some, and what is to be said of each number."""

    year: int
    buyers: tuple[str, ...] = ()
    known_by: str = ""
    source: str = ""


@dataclass
class Imported:
    """A baseline made of trade tables: USD million a year by stream and partner; what was left out, and notes."""

    year: int
    cells: dict[tuple[str, str], Quantity] = field(default_factory=dict)
    left: list[LeftOut] = field(default_factory=list)
    doubted: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        """USD million a year of all amounts."""
        return sum(quantity.value for quantity in self.cells.values())


@dataclass(frozen=True)
class _Mapped:
    record: Record
    stream: str
    partner: str
    doubt: bool


def amounts_of(records: Sequence[Record], left: Sequence[LeftOut], reference: Reference, asked: Asked) -> Imported:
    """The baseline that records of trade make. Raises BadInput for what stands twice, and where nothing is left."""
    found = Imported(asked.year, left=list(left))
    kept = without_unions(list(_wanted(records, asked, found)), reference.partners)
    wanted = kept.records
    found.left += kept.left
    found.notes += kept.notes
    sound = sifted(wanted)
    if sound.problems:
        raise BadInput(sound.problems)
    found.notes += sound.notes
    mapped = list(_mapped(sound.records, reference, found))
    if not mapped:
        raise BadInput(_nothing(records, wanted, found.left, asked))
    cells: dict[tuple[str, str], list[_Mapped]] = {}
    for one in mapped:
        cells.setdefault((one.stream, one.partner), []).append(one)
    found.cells = {cell: _quantity(cell, cells[cell], asked) for cell in sorted(cells)}
    found.notes += [
        *_valued(mapped),
        *_months_missing(wanted),
        *_without_quantity(mapped),
        *_coarse(found.left),
        *_far_more(found, reference),
        f"what was traded in {asked.year} is what measures then in force left of it: a baseline is trade without them",
    ]
    return found


def _nothing(records: Sequence[Record], wanted: Sequence[Record], left: Sequence[LeftOut], asked: Asked) -> Problem:
    """Why no record makes an amount: none maps, none is of the buyers asked for, or none is of the year."""
    files = ", ".join(dict.fromkeys(record.file for record in records)) or "the tables"
    if wanted:
        why = "; ".join(dict.fromkeys(f"{one.what}: {one.why}" for one in left[:3]))
        message = f"of what was bought in {asked.year} nothing has a partner and a stream"
        return Problem(message, files, given=why, hint=FINER)
    if buyers := sorted({record.buyer for record in records if record.year == asked.year}):
        given, allowed = echo(", ".join(asked.buyers)), f"buyers of these tables: {some_of(buyers, 24)}"
        return Problem(f"nobody of these bought in {asked.year}", files, key="--reporter", given=given, allowed=allowed)
    years = sorted({str(record.year) for record in records} - {"0"})
    there = f"; the tables have {some_of(years, 6)}" if years else ""
    hint = f"partner 408 (North Korea), flow M, HS 2 or finer, and the year of --year{there}"
    return Problem(f"no purchase from North Korea in {asked.year}", files, hint=hint)


def _wanted(records: Iterable[Record], asked: Asked, found: Imported) -> Iterator[Record]:
    """The records of the year and buyers asked for, each buyer by the name of its country or partner."""
    others: dict[str, float] = {}
    chosen = {country_of(name) for name in asked.buyers}
    for record in records:
        if record.year != asked.year:
            others[str(record.year)] = others.get(str(record.year), 0.0) + record.value
        elif not chosen or country_of(record.buyer) in chosen:
            yield record
        else:
            others[record.buyer] = others.get(record.buyer, 0.0) + record.value
    found.notes += [f"not asked for: {value / MUSD:,.3g} MUSD of {name}" for name, value in sorted(others.items())]


def partner_of(buyer: str, partners: Iterable[str]) -> str:
    """The partner under which a buyer's trade stands; '' where nobody knows it, or where it is the exporter."""
    country = countries().get(form_of(buyer))
    names = [form_of(buyer), *((form_of(country.name), country.partner) if country else ())]
    return next((name for name in names if name in set(partners)), "")


def _mapped(records: Iterable[Record], reference: Reference, found: Imported) -> Iterator[_Mapped]:
    """The records whose partner and stream are known; the others are left out with their money."""
    codes, confused = codes_of(reference.streams), _confused(reference)
    known = {cell for name in reference.baselines for cell in reference.baseline(name).cells}
    for record in records:
        partner, country = partner_of(record.buyer, reference.partners), countries().get(form_of(record.buyer))
        if not partner:
            exporter = country is not None and country.iso3 == EXPORTER
            together = form_of(record.buyer) in TOTALS
            why = "the exporter itself" if exporter else "all buyers together" if together else UNKNOWN
            found.left.append(LeftOut(f"buyer {echo(record.buyer)}", why, record.value))
            continue
        stream = _stream(record, codes, reference.streams, found)
        if stream:
            told_apart = (stream, partner) in known and partner in codes_of_partners()
            doubt = not told_apart and record.code.startswith(tuple(confused))
            if doubt:
                why = "South Korea sells it, the North is not known to: North and South may be confused"
                found.doubted.append(LeftOut(f"{record.buyer}, HS {record.code}", why, record.value))
            yield _Mapped(record, stream, partner, doubt)


def _stream(record: Record, codes: Codes, streams: Mapping[str, Stream], found: Imported) -> str:
    """The stream of a record; '' where its code is too coarse to say, or where it names one that is not money."""
    if record.stream:
        known = streams.get(record.stream)
        if known is None or known.headcount:
            message = "is counted in heads" if known else "unknown stream"
            hint = "" if known else name_hint("stream", record.stream, streams)
            raise BadInput(Problem(message, record.file, record.line, given=echo(record.stream), hint=hint))
        return record.stream
    several = codes.streams_of(record.code, record.told) if record.code != TOTAL else ()
    if len(several) == 1:
        return several[0]
    why = f"{COARSE}: {some_of(several, 4)} share it" if several else UNTOLD
    found.left.append(LeftOut(f"{record.buyer}, HS {record.code}", why, record.value))
    return ""


def _confused(reference: Reference) -> list[str]:
    """Codes of goods that South Korea sells and the North is not known to."""
    path = reference.folder / "baseline" / CONFUSED
    return [row["hs"] for _, row in read_rows(path, ("hs", "source", "note"))]


def _quantity(cell: tuple[str, str], records: Sequence[_Mapped], asked: Asked) -> Quantity:
    value, low, high = (sum(_span(one)[n] for one in records) / MUSD for n in range(3))
    codes = sorted({one.record.code for one in records} - {""})
    note = [f"HS {some_of(codes, 8)}"] if codes else []
    note += ["North and South Korea may be confused"] if any(one.doubt for one in records) else []
    return Quantity(
        name=f"baseline.{cell[0]}.{cell[1]}",
        value=value,
        unit="MUSD/yr",
        low=low,
        high=high,
        distribution="triangular" if low < high else "fixed",
        date=str(asked.year),
        known_by=asked.known_by or known_from(asked.year),
        basis="observed",
        kind="customs",
        source=asked.source,
        note="; ".join(note),
    )


def _span(one: _Mapped) -> tuple[float, float, float]:
    """Value, low and high of a record: a given range, else CIF and FOB where both are told; nothing where in doubt."""
    record = one.record
    told = [value for value in (record.value, record.cif, record.fob, record.low, record.high) if value is not None]
    return record.value, 0.0 if one.doubt else min(told), max(told)


def _valued(mapped: Sequence[_Mapped]) -> Iterator[str]:
    """How the amounts are valued, as far as the tables say."""
    ways: dict[str, float] = {}
    for record in (one.record for one in mapped):
        way = "CIF" if record.value == record.cif else "FOB" if record.value == record.fob else "a way that is not said"
        ways[way] = ways.get(way, 0.0) + record.value
    told = ", ".join(f"{value / MUSD:,.4g} MUSD in {way}" for way, value in sorted(ways.items()))
    yield f"valued: {told}; CIF has freight and insurance in it, and nothing was converted"


def _months_missing(records: Sequence[Record]) -> Iterator[str]:
    """Buyers of whom some months of the year are not there: what they add to is no year."""
    there: dict[str, set[int]] = {}
    for record in records:
        there.setdefault(record.buyer, set()).add(record.month)
    for buyer, months in sorted(there.items()):
        gone = [f"{month:02}" for month in range(1, 13) if month not in months]
        if 0 not in months and gone:
            few = f"{12 - len(gone)} of 12 months"
            yield f"{buyer}: {few}; missing {', '.join(gone)}: nothing was put in their place, so the year is too small"


def _without_quantity(mapped: Sequence[_Mapped]) -> Iterator[str]:
    lines = [one.record for one in mapped if one.record.tonnes == 0 and one.record.value > 0]
    if lines:
        money = sum(record.value for record in lines) / MUSD
        what = some_of(list(dict.fromkeys(f"{r.buyer} HS {r.code}" for r in lines)), 4)
        yield f"quantity 0 beside a value of {money:,.4g} MUSD ({what}): no unit value was made"


def _coarse(left: Iterable[LeftOut]) -> Iterator[str]:
    """What to do about money whose commodity is told too coarsely."""
    if any(one.why.startswith((COARSE, UNTOLD)) for one in left):
        yield f"what is too coarse or told by no commodity: {FINER}"


def _far_more(found: Imported, reference: Reference) -> Iterator[str]:
    """Partners whose trade is far above all that a shipped baseline has of theirs."""
    goods = [reference.baseline(name).cells for name in reference.baselines]
    for partner in sorted({partner for _, partner in found.cells}):
        now = sum(q.value for (_, p), q in found.cells.items() if p == partner)
        sums = [sum(q.value for (s, p), q in cells.items() if p == partner and _goods(s, reference)) for cells in goods]
        most = max(sums, default=0.0)
        if now > FAR_MORE * most and now >= 1:
            more = f"{now / most:,.0f} times the {most:,.3g}" if most else "and none"
            yield f"{partner}: {now:,.4g} MUSD, {more} of any shipped baseline: are North and South Korea told apart?"


def known_from(year: int) -> str:
    """The month in which a full year of customs can be known, by the convention of the shipped tables."""
    return f"{year + 1}-02"


def _goods(stream: str, reference: Reference) -> bool:
    return reference.streams[stream].group == "goods"


def table_kind(path: Path) -> str:
    """What a CSV file is by its head: 'comtrade', or 'table'; '' where it cannot be read as one."""
    from sim.reading.imports.comtrade import looks_like_comtrade

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline(20_000).strip().split(",")
    except (OSError, ValueError):
        return ""
    return "comtrade" if looks_like_comtrade([name.strip('"') for name in header]) else "table"
