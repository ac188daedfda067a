"""Unions that report as one buyer, such as customs unions: their trade is that of their members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.common.errors import echo
from sim.domain.trade import Partner
from sim.reading.imports.records import LeftOut, Record
from sim.reading.sense import Country, countries, form_of


@dataclass
class Kept:
    """Records that count all trade once, what was left out for it, and what must be said."""

    records: list[Record] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def country_of(buyer: str) -> str:
    """A buyer by one name, however it is written: the code of its country, else the name that was given."""
    country = countries().get(form_of(buyer))
    return country.iso3 if country else form_of(buyer)


def without_unions(records: Iterable[Record], partners: Mapping[str, Partner]) -> Kept:
    """The records without those of a union beside its members; one whose members are not there stays, and is said."""
    records = list(records)
    unions, here = _unions(partners), {country_of(record.buyer) for record in records}
    found, alone = Kept(), dict[str, float]()
    for record in records:
        members, name = unions.get(country_of(record.buyer), (set[str](), ""))
        if members & here:
            why = f"{name} as one buyer, whose members are buyers here too: the same trade twice"
            found.left.append(LeftOut(f"buyer {echo(record.buyer)}", why, record.value))
            continue
        found.records.append(record)
        if members:
            alone[name] = alone.get(name, 0.0) + record.value / 1e6
    found.notes += [f"{name} as one buyer, {value:,.3g} MUSD: no member is here" for name, value in alone.items()]
    return found


def _unions(partners: Mapping[str, Partner]) -> dict[str, tuple[set[str], str]]:
    """By code, the members and the name of each that is called as a partner of several countries is."""
    known: set[Country] = set(countries().values())
    labels = {form_of(partner.label): name for name, partner in partners.items()}
    named = {country.iso3: (labels.get(form_of(country.name), ""), country.name) for country in known}
    members = {
        code: {one.iso3 for one in known if one.partner == partner and one.iso3 != code}
        for code, (partner, _) in named.items()
        if partner
    }
    return {code: (others, named[code][1]) for code, others in members.items() if others}
