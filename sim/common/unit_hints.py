"""How units are written elsewhere, and what to write here: never another currency, price year or kind of quantity."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.common.errors import nearest

CURRENCIES = re.compile(
    r"[mkbn]{0,2}(eur|euros?|gbp|chf|jpy|yen|cny|rmb|cnh|yuan|hkd|twd|ntd|krw|kpw|won|rub|inr|sgd|myr|thb|php|idr|vnd|pkr|"
    r"aud|cad|nzd|sek|nok|dkk|aed|qar|kwd|omr|sar|sdg|mnt|brl|zar)"
)
"""Codes and names of currencies other than the US dollar, with a letter for thousands or millions before them."""

DOLLARS = "convert to current US dollars first: no other currency is read"
NO_PRICE_YEAR = "amounts are in US dollars of the year they were earned in: convert, and leave the price year out"
OTHER_KINDS = {
    "mt": "a metric ton is t, a million of them Mt",
    "kg": "1000 kg are 1 t",
    "g": "1000 kg are 1 t",
    "lb": "convert to tonnes: t, kt or Mt",
    "lbs": "convert to tonnes: t, kt or Mt",
    "oz": "convert to tonnes: t, kt or Mt",
    "toe": "convert to tonnes of the product: t, kt or Mt",
    "mtoe": "convert to tonnes of the product: t, kt or Mt",
    "bbl": "convert to tonnes: t, kt or Mt",
    "wh": "give what it sells for: MUSD/yr",
    "persons": "people are counted in heads",
    "people": "people are counted in heads",
    "workers": "people are counted in heads",
    "person": "people are counted in heads",
}
"""Units that are near another one in letters and not in meaning."""

ALIKE = (
    (r"[\s_]+", ""),
    (r"(per|a|p\.)(annum|year|yr|a\.?)$|/(annum|year|y|a)$|p\.?a\.?$", "/yr"),
    (r"^(million|mn|mio|mln|m)\.?(us\$|\$|usd|dollars?)", "musd"),
    (r"^(us\$|\$|usd)(million|mn|mio|mln|m)(?=/|$)", "musd"),
    (r"^(us\$|\$|usd)(billion|bn|mrd|b)(?=/|$)", "bnusd"),
    (r"^(billion|bn|mrd|b)\.?(us\$|\$|usd|dollars?)", "bnusd"),
    (r"^(thousand|k|th)\.?(us\$|\$|usd|dollars?)", "kusd"),
    (r"^(tonnes?|tons?)(?=/|$)", "t"),
    (r"^(kilotonnes?|ktons?|thousandtonnes?)(?=/|$)", "kt"),
    (r"^(milliontonnes?|mtonnes?)(?=/|$)", "mt"),
    (r"^(head|month|year|day|point)s?$", r"\1s"),
    (r"^percent$", "%"),
)
"""Ways of writing one and the same unit."""


def unit_hint(given: str, units: Iterable[str]) -> str:
    """What to write instead of a unit that is not known: the same unit as written here, or what to convert; or nothing.

    `units` are those that may be written in the place.
    """
    words = re.split(r"[^a-z]+", given.casefold())
    if any(CURRENCIES.fullmatch(word) for word in words) or re.search("[€£¥₩₽₹]", given):
        return DOLLARS
    if re.search(r"(usd|\$|dollars?)[\W_]*(19|20)\d\d|(19|20)\d\d[\W_]*(usd|\$)", given, re.IGNORECASE):
        return NO_PRICE_YEAR
    bare = given.strip().casefold().partition("/")[0]
    if bare in OTHER_KINDS or re.fullmatch("[kmgt]?wh", bare):
        return OTHER_KINDS.get(bare, OTHER_KINDS["wh"])
    form = given.strip().casefold()
    for pattern, same in ALIKE:
        form = re.sub(pattern, same, form)
    known = list(units)
    exact = next((unit for unit in known if unit.casefold() == form), "")
    return f"did you mean '{exact}'?" if exact else _misspelt(form, known)


def _misspelt(form: str, units: Iterable[str]) -> str:
    """A unit with a slip in one letter of its longer words: 'MUDS/yr'."""
    what, _, a = form.partition("/")
    near = [unit for unit in units if unit.casefold().partition("/")[2] == a and min(len(what), len(unit)) > 2]
    return nearest(form, [unit for unit in near if sorted(what) == sorted(unit.casefold().partition("/")[0])])
