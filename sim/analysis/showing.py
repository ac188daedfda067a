"""What the tables hold of an act, a paragraph, a partner or a stream, as it can be read: words, dates, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.domain.law import Measure, Provision, provisions_of
from sim.domain.quantity import Quantity
from sim.domain.trade import Partner, Stream

VERIFIED = {
    "yes": "checked against its text",
    "official": "known by an official notice that carries it out, not by its own text",
    "partly": "seen only in part, in a paraphrase or in one weak copy",
    "no": "taken from a secondary source, nobody compared it with the text",
}
"""What the mark of a paragraph says."""

Lines = tuple[tuple[str, str], ...]
"""What something is called, and what it is."""


@dataclass(frozen=True)
class Card:
    """One thing with what is known of it, line by line."""

    title: str
    lines: Lines


@dataclass(frozen=True)
class Listing:
    """A table of words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Shown:
    """Everything the tables hold of one name: cards first, then tables."""

    name: str
    kind: str
    cards: tuple[Card, ...]
    listings: tuple[Listing, ...]


@dataclass(frozen=True)
class Shelf:
    """What names are looked up in: acts, partners, streams by id, and every number."""

    measures: Mapping[str, Measure]
    partners: Mapping[str, Partner]
    streams: Mapping[str, Stream]
    quantities: Sequence[Quantity]

    @property
    def paragraphs(self) -> dict[str, Provision]:
        """Every paragraph by id, notices among them."""
        return {p.id: p for p in provisions_of(self.measures.values())}

    @property
    def names(self) -> list[str]:
        """Everything that can be shown."""
        return sorted({*self.measures, *self.paragraphs, *self.partners, *self.streams})


def shown(name: str, shelf: Shelf) -> Shown:
    """What is known of a name. Raises KeyError where nothing has it."""
    if name in shelf.measures:
        return _act(shelf.measures[name], shelf)
    if name in shelf.partners:
        return _partner(shelf.partners[name], shelf)
    if name in shelf.streams:
        return _stream(shelf.streams[name], shelf)
    paragraph = shelf.paragraphs[name]
    notices = tuple(_notices([paragraph], shelf))
    return Shown(name, "paragraph", (_head(shelf.measures[paragraph.measure]), _paragraph(paragraph)), notices)


def _told(*lines: tuple[str, object]) -> Lines:
    """The lines that have something to say."""
    return tuple((key, str(value)) for key, value in lines if value not in ("", None, (), False))


# -- acts --------------------------------------------------------------------------------------------------------------


def _act(act: Measure, shelf: Shelf) -> Shown:
    kind = "notice" if act.is_notice else act.instrument
    paragraphs = sorted(act.provisions, key=lambda p: (p.adopted, p.id))
    cards = (_head(act), *(_paragraph(p) for p in paragraphs))
    return Shown(act.id, kind, cards, (*_notices(paragraphs, shelf), *_numbers(act.id, shelf)))


def _head(act: Measure) -> Card:
    levels = "; ".join(f"{step.level:g} from {step.start}" for step in act.steps)
    lines = _told(
        ("issuer", act.issuer),
        ("kind", "notice" if act.is_notice else act.instrument),
        ("adopted", act.adopted),
        ("effective", act.effective),
        ("lifted", act.lifted),
        ("level", levels),
        ("partners", ", ".join(act.partners)),
        ("streams", ", ".join(act.streams)),
        ("verified", "" if act.provisions else f"{act.verified}: {VERIFIED[act.verified]}"),
        ("officials' estimate", _money(act.package_estimate, act.estimate_source)),
        ("source", act.source),
        ("note", act.note),
    )
    return Card(f"{act.id}: {act.title}", lines)


def _paragraph(p: Provision) -> Card:
    where = f"paragraph {p.paragraph}" if p.paragraph else "no paragraph number"
    return Card(
        f"{p.id} ({where})",
        _told(
            ("kind", f"notice of {p.transposes}" if p.transposes else f"{p.kind}{', own act' if p.own_act else ''}"),
            ("streams", ", ".join(p.streams)),
            ("partners", ", ".join(p.partners)),
            ("HS", p.hs),
            ("phrase", p.phrase),
            ("dates", _dates(p)),
            ("exempt", "; ".join(f"{e.stream}: {e.share}" for e in p.exempt)),
            ("cap", _cap(p)),
            ("ends", _ends(p)),
            ("stops goods under way", "yes" if p.strands else ""),
            ("officials' estimate", _money(p.official_estimate, p.estimate_source)),
            ("verified", f"{p.verified}: {VERIFIED[p.verified]}"),
            ("source", p.source),
            ("note", p.note),
        ),
    )


def _dates(p: Provision) -> str:
    parts = [f"adopted {p.adopted}", f"effective {p.effective}"]
    parts += [f"wind-down {p.wind_down_days} days"] if p.wind_down_days else []
    parts += [f"binds from {p.binds}"]
    parts += [f"deadline {p.deadline}"] if p.deadline else []
    return ", ".join(parts)


def _cap(p: Provision) -> str:
    parts = [f"{p.cap_value:g} USD million"] if p.cap_value is not None else []
    parts += [f"{p.cap_quantity:g} kt"] if p.cap_quantity is not None else []
    if not parts:
        return ""
    period = f"{p.window.start} to {p.window.end} (excl.)" if p.window else "a calendar year"
    return f"{' and '.join(parts)} in {period}, {p.mode.replace('_', ' ')}"


def _ends(p: Provision) -> str:
    parts = [f"lifted {p.lifted}"] if p.lifted else []
    parts += [f"when one of these binds: {', '.join(p.superseded_by)}"] if p.superseded_by else []
    return "; ".join(parts)


def _money(amount: float | None, source: str) -> str:
    return "" if amount is None else f"{amount:,.0f} USD million a year, assuming full compliance; {source}"


def _notices(paragraphs: Sequence[Provision], shelf: Shelf) -> Iterator[Listing]:
    """Who gave notice of paragraphs, and when; who is taken to and gave none."""
    ordered = {p.id: p for p in paragraphs if not p.transposes}
    if not ordered or all(p.own_act for p in ordered.values()):
        return
    given = [p for p in shelf.paragraphs.values() if p.transposes in ordered]
    given.sort(key=lambda p: (p.transposes, p.effective, p.id))
    rows = [
        (p.transposes, ", ".join(p.partners), p.id, *map(str, (p.adopted, p.effective)), _after(p, ordered), p.verified)
        for p in given
    ]
    columns = ("paragraph", "partner", "notice", "dated", "effective", "after the act", "verified")
    told = {partner for p in given for partner in p.partners}
    silent = sorted(one.id for one in shelf.partners.values() if one.gives_notice and one.id not in told)
    rest = f"; none known of {', '.join(silent)}, who transposed other acts" if silent else ""
    yield Listing(f"who gave notice, and when ({len(rows)}){rest}", columns, tuple(rows))


def _after(p: Provision, ordered: Mapping[str, Provision]) -> str:
    return f"{(p.adopted - ordered[p.transposes].adopted).days} days"


# -- partners and streams ----------------------------------------------------------------------------------------------


def _partner(partner: Partner, shelf: Shelf) -> Shown:
    lines = _told(
        ("group", partner.group),
        ("could start to buy", "yes" if partner.may_buy else "no"),
        ("transposes resolutions by notices", "yes" if partner.gives_notice else "no"),
        ("note", partner.note),
    )
    mine = [p for p in shelf.paragraphs.values() if shelf.measures[p.measure].issuer == partner.id]
    mine.sort(key=lambda p: (p.adopted, p.id))
    own = [(p.id, _some(p.streams), p.kind, *_days(p), p.verified) for p in mine if not p.transposes]
    notices = [(p.id, p.transposes, *_days(p), p.verified) for p in mine if p.transposes]
    listings = [
        Listing(f"own acts ({len(own)})", ("paragraph", "streams", "kind", "dated", "binds", "verified"), tuple(own)),
        Listing(f"notices ({len(notices)})", ("paragraph", "of", "dated", "binds", "verified"), tuple(notices)),
        *_trade(partner.id, 2, shelf),
        *_numbers(partner.id, shelf),
    ]
    return Shown(partner.id, "partner", (Card(f"{partner.id}: {partner.label}", lines),), _filled(listings))


def _stream(stream: Stream, shelf: Shelf) -> Shown:
    lines = _told(
        ("group", stream.group),
        ("HS", stream.hs),
        ("counted in heads", "yes" if stream.headcount else ""),
        ("counts the same money as", ", ".join(stream.overlaps)),
        ("note", stream.note),
    )
    on = sorted((p for p in shelf.paragraphs.values() if stream.id in p.streams and not p.transposes), key=_by_day)
    rows = [(p.id, p.kind, ", ".join(p.partners) or "all", *_days(p), _ends(p), p.verified) for p in on]
    columns = ("paragraph", "kind", "partners", "adopted", "binds", "ends", "verified")
    listings = [Listing(f"law ({len(rows)})", columns, tuple(rows)), *_trade(stream.id, 1, shelf)]
    listings += _numbers(stream.id, shelf)
    return Shown(stream.id, "stream", (Card(f"{stream.id}: {stream.label}", lines),), _filled(listings))


def _by_day(p: Provision) -> tuple[date, str]:
    return p.adopted, p.id


def _days(p: Provision) -> tuple[str, str]:
    return str(p.adopted), str(p.binds)


def _some(names: Sequence[str]) -> str:
    return " ".join(names) if len(names) <= 3 else f"{len(names)} streams"


def _filled(listings: Iterable[Listing]) -> tuple[Listing, ...]:
    return tuple(one for one in listings if one.rows)


def _trade(name: str, place: int, shelf: Shelf) -> Iterator[Listing]:
    """The base-year amounts of a stream (place 1) or partner (place 2) in every baseline table, with their sources."""
    cells = [q for q in shelf.quantities if q.name.startswith("baseline.") and q.name.split(".")[place] == name]
    rows = sorted(
        ((_table(q), q.name.split(".")[3 - place], *_amount(q), q.basis, _short(q.source)) for q in cells),
        key=lambda row: (row[0], row[1]),
    )
    columns = ("baseline", ("partner", "stream")[place - 1], "value", "unit", "low", "high", "basis", "source")
    told = dict.fromkeys(rows)
    tables = len({row[0] for row in told})
    which = f"; of {tables} baselines, of which a scenario takes one" if tables > 1 else ""
    yield Listing(f"base-year trade ({len(told)}){which}", columns, tuple(told))


def _numbers(name: str, shelf: Shelf) -> Iterator[Listing]:
    """Numbers given for exactly this name, with their sources."""
    mine = [q for q in shelf.quantities if name in q.name.split(".")[1:] and not q.name.startswith("baseline.")]
    rows = dict.fromkeys(
        (q.name, *_amount(q), q.basis, q.known_by, _table(q), _short(q.source))
        for q in sorted(mine, key=lambda q: (q.name, q.origin))
    )
    columns = ("number", "value", "unit", "low", "high", "basis", "known by", "table", "source")
    again = len({row[0] for row in rows}) < len(rows)
    which = "; where one stands again, a scenario's behaviour and known_by decide which counts" if again else ""
    if rows:
        yield Listing(f"numbers of its own ({len(rows)}){which}", columns, tuple(rows))


A_TON = 1000.0
"""USD per ton in a million USD per kt, the unit of the model."""


def _amount(q: Quantity) -> tuple[str, str, str, str]:
    """Value, unit and ends; a price per ton in the unit in which its source gives it."""
    by = A_TON if q.unit == "USD/t" else 1.0
    return f"{by * q.value:g}", q.unit, f"{by * q.low:g}", f"{by * q.high:g}"


def _table(q: Quantity) -> str:
    """The table a number stands in, without its folder and line."""
    return q.origin.rpartition("/")[2].partition(".csv")[0]


def _short(source: str, width: int = 70) -> str:
    return source if len(source) <= width else source[: width - 1] + "…"
