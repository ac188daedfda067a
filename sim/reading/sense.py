"""What a name that is not known most likely means: nearest in sense, not only in spelling.

Trade tables write partners as ISO or M49 codes, people write countries that have no row of their own, or groups. A
spelling that is near another name must not turn one country, group or kind of thing into another.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sim.common.errors import nearest
from sim.common.unit_hints import unit_hint
from sim.domain.trade import GROUPS, Stream
from sim.reading.imports.codes import Codes, codes_of
from sim.reading.places import shipped

SLIPS = 2
"""The most slips in one word."""

TOTALS = ("all", "everyone", "everything", "everybody", "total", "totals", "world", "w00", "0", "000", "others", "rest")
"""Words for everything together, and for what is left of it."""

ACTS_ARE = "dial list measures says which acts there are; one of your own stands under measures"
"""What helps whoever names an act that is like no other."""


@dataclass(frozen=True)
class Country:
    """A country or territory of ISO 3166-1, and the partner under which its trade stands ('' for the exporter)."""

    name: str
    iso3: str
    partner: str


@cache
def countries() -> dict[str, Country]:
    """Every country by each way of writing it: name, ISO-2, ISO-3, M49 with and without zeros, other names.

    Source: ISO 3166-1, UN M49; codes of UN Comtrade where they differ.
    """
    found: dict[str, Country] = {}
    for row in _rows("partners/countries.csv"):
        country = Country(row["name"], row["iso3"], row["partner"])
        also = filter(None, row["also"].split(";"))
        for written in (row["name"], row["iso2"], row["iso3"], row["m49"], row["m49"].lstrip("0"), *also):
            found[form_of(written)] = country
    return found


def form_of(name: str) -> str:
    """What is left of a name when case, dots and the choice between space, dash and underscore do not matter."""
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").replace(".", "").split())


def name_hint(what: str, given: str, known: Collection[str]) -> str:
    """The likely fix for an unknown name of a kind ('partner', 'stream', 'unit', ...), or nothing."""
    if what == "partner":
        return _partner_hint(given, known)
    if what == "issuer" and (members := _groups().get(form_of(given))):
        one_of = ", ".join(name for name in members if name in known)
        return f"a group adopts no act: name one of {one_of}, or issuer un with partners: [{form_of(given)}]"
    if what == "unit":
        return unit_hint(given, known)
    if what == "stream":
        return _stream_hint(given, known)
    return nearest(given, known) or (ACTS_ARE if what == "measure" else "")


def _stream_hint(given: str, streams: Collection[str]) -> str:
    form = form_of(given)
    if form in (*GROUPS, *TOTALS):
        return "a group of streams: name its streams"
    code = form.replace("_", "")
    if code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 8, 10):
        several = [name for name in _codes().streams_of(code) if name in streams]
        return f"HS {given} stands in {', '.join(map(repr, several))}" if several else ""
    called = also_called().get(form, "")
    return f"did you mean '{called}'?" if called in streams else misspelt(given, streams)


def _partner_hint(given: str, partners: Collection[str]) -> str:
    if form_of(given) in partners:
        return f"did you mean '{form_of(given)}'?"
    if country := countries().get(form_of(given)):
        return _where(country, partners)
    if form_of(given) in (*TOTALS, *blocs()):
        return "a group of countries: name its partners"
    if members := _groups().get(form_of(given)):
        return f"a group of partners: name them: {', '.join(name for name in members if name in partners)}"
    hint = misspelt(given, [*partners, *_plain_names()])
    near = next((c for c in set(countries().values()) if f"'{form_of(c.name)}'" in hint), None)
    return _where(near, partners) if near and form_of(near.name) not in partners else hint


def misspelt(given: str, known: Collection[str]) -> str:
    """`did you mean 'china'?` where a name has a slip or two; nothing for another word that happens to be near.

    One letter is wrong, too many, gone, or in its neighbour's place; two where names are long or begin alike. Or the
    name is only written longer (lead_ore). The first letter is seldom the wrong one: food is not wood.
    """
    form = form_of(given)
    begun = [one for one in known if one[:1] == form[:1] or one[:2] == form[1::-1]]
    alike = [one for one in begun if _slips(form, one) <= 1 + (one[:2] == form[:2] or min(len(form), len(one)) > 8)]
    return nearest(given, alike or [one for one in known if form.startswith(f"{one}_")])


def misspelt_path(given: str, known: Collection[str]) -> str:
    """The same for names of parts with dots between, such as behaviour.theta; a dot is no slip."""
    by_form = {one.replace(".", "_"): one for one in known}
    hint = misspelt(given.replace(".", "_"), by_form)
    return next((hint.replace(form, one) for form, one in by_form.items() if f"'{form}'" in hint), "")


def _slips(one: str, other: str) -> int:
    """How many slips lead from one word to another: letters changed, put in, left out, or swapped with the next."""
    if abs(len(one) - len(other)) > SLIPS:
        return len(one) + len(other)
    before, row = list[int](), list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        earlier, before, row = before, row, [n]
        for k, its in enumerate(other, 1):
            least = min(before[k] + 1, row[k - 1] + 1, before[k - 1] + (letter != its))
            swapped = n > 1 and k > 1 and letter == other[k - 2] and one[n - 2] == its
            row.append(min(least, earlier[k - 2] + 1) if swapped else least)
    return row[-1]


def _where(country: Country, partners: Collection[str]) -> str:
    if not country.partner:
        return f"{country.name} is the exporter, and no partner of its own"
    if country.partner not in partners:
        return ""
    alone = country.partner in codes_of_partners()
    return f"write '{country.partner}'" if alone else f"{country.name} is no row of its own but in '{country.partner}'"


@cache
def _plain_names() -> tuple[str, ...]:
    return tuple(sorted({form_of(country.name) for country in countries().values()}))


@cache
def also_called() -> dict[str, str]:
    """What a stream is called elsewhere, and the stream."""
    return {form_of(row["name"]): row["stream"] for row in _rows("baseline/also_called.csv")}


@cache
def _codes() -> Codes:
    """The shipped streams by their codes of the HS."""
    rows = _rows("baseline/streams.csv")
    goods = (Stream(row["stream"], row["label"], "goods", row["hs"]) for row in rows if row["group"] == "goods")
    return codes_of({stream.id: stream for stream in goods})


@cache
def blocs() -> frozenset[str]:
    """Names of groups of countries that are not the groups of partners here."""
    return frozenset(form_of(row["name"]) for row in _rows("partners/blocs.csv"))


@cache
def _groups() -> dict[str, list[str]]:
    """The partners of each group that has more than one."""
    rows = _rows("partners/partners.csv")
    members = {row["group"]: [other["partner"] for other in rows if other["group"] == row["group"]] for row in rows}
    return {group: names for group, names in members.items() if len(names) > 1}


def _rows(table: str) -> list[dict[str, str]]:
    """A shipped table, which tests check; a hint needs no more of it."""
    text = (shipped() / "reference" / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def codes_of_partners() -> dict[str, str]:
    """The ISO-3 code of each partner that is one country; groups of countries have none."""
    members: dict[str, set[str]] = {}
    for country in countries().values():
        members.setdefault(country.partner, set()).add(country.iso3)
    return {partner: min(codes) for partner, codes in members.items() if partner and len(codes) == 1}
