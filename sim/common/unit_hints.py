"""How units are written elsewhere, and what to write here: never another currency, price year or kind of quantity."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.common.errors import nearest

CODES = (
    "eur|gbp|chf|jpy|cny|rmb|cnh|hkd|twd|ntd|krw|kpw|rub|rur|inr|sgd|myr|thb|php|idr|vnd|pkr|lkr|bdt|mmk|aud|cad|nzd|sek|"
    "nok|dkk|pln|czk|huf|try|uah|kzt|ils|aed|qar|kwd|omr|sar|bhd|irr|iqd|syp|egp|zar|ngn|kes|etb|sdg|mnt|brl|mxn|ars|xdr|"
    "sdr|btc"
)
NAMES = (
    "euros?|yen|yuan|renminbi|won|roubles?|rubles?|pounds?|sterling|rupees?|rupiahs?|ringgits?|bahts?|pesos?|dinars?|"
    "dirhams?|ri[ay]ls?|riyals?|tugriks?|tögrög|francs?|marks?|kron[aeo]r?|zlotys?|liras?|rand|reais|bitcoins?"
)
CURRENCIES = re.compile(rf"[mkbn]{{0,2}}({CODES})(m|mn|mio|mrd|bn|b|k)?|[mkbn]{{0,2}}({NAMES})")
"""Codes and names of currencies other than the US dollar, with letters for thousands or millions at them."""

OTHER_DOLLARS = re.compile(r"\b(?!us)(a|c|s|ca|au|nz|hk|nt|sg|r|aus|can|z)\$", re.IGNORECASE)
"""Signs of dollars other than those of the United States."""

DOLLARS = "convert to current US dollars first: no other currency is read"
NO_PRICE_YEAR = "amounts are in US dollars of the year they were earned in: convert, and leave the price year out"
TONNES = "convert to tonnes of the product: t, kt or Mt"
ENERGY = "give what it sells for: MUSD/yr"
NO_UNIT = "a plain number or share has no unit: leave it out"
BY_THE_YEAR = "amounts are by the year: convert, and write /yr"
OTHER_KINDS = {
    "mt": "a metric ton is t, a million of them Mt",
    "kg": "1000 kg are 1 t",
    "g": "1000 kg are 1 t",
    **dict.fromkeys(("lb", "lbs", "oz", "cwt", "st", "dwt", "teu", "short tons", "long tons", "short ton"), TONNES),
    **dict.fromkeys(("bbl", "bbls", "b", "barrel", "barrels", "m3", "bcm", "mcm", "l", "litres", "liters"), TONNES),
    **dict.fromkeys(("toe", "ktoe", "mtoe", "tce", "mtce"), TONNES),
    **dict.fromkeys(("wh", "btu", "mmbtu"), ENERGY),
    **dict.fromkeys(("persons", "people", "workers", "person", "fte", "employees"), "people are counted in heads"),
    **dict.fromkeys(("week", "weeks", "w"), "a week is 7 days"),
    **dict.fromkeys(("quarter", "quarters"), "a quarter is 3 months"),
    **dict.fromkeys(("h", "hour", "hours"), "convert to days"),
    **dict.fromkeys(("bp", "bps", "basis points"), "100 basis points are 1 %"),
    **dict.fromkeys(("pp", "ppt", "ppts", "percentage points"), "a share goes in %, or as a number of 0 to 1"),
    **dict.fromkeys(("-", "none", "share", "fraction", "ratio", "dimensionless", "unitless", "n/a"), NO_UNIT),
    **dict.fromkeys(("trillion usd", "trn usd", "usd trillion"), "a trillion is 1000 bnUSD"),
}
"""Units that are of another kind, or near another one in letters and not in meaning."""

PERIODS = ("month", "mo", "mth", "m", "day", "d", "week", "w", "quarter", "q", "decade", "h", "hour", "s")
"""What amounts are not by."""

ALIKE = (
    (r"[\s_]+", ""),
    (r"(per|a|p\.)(annum|year|yr|a\.?)$|/(annum|year|y|a)$|p\.?a\.?$", "/yr"),
    (r"^(current|nominal)", ""),
    (r"^(millions?(of)?|mn|mio|mln|mm|m)\.?(us\$|\$|usd|(us)?dollars?)", "musd"),
    (r"^(us\$|\$|usd)(millions?|mn|mio|mln|mm|m)(?=/|$)", "musd"),
    (r"^(us\$|\$|usd)(billions?|bn|mrd|b)(?=/|$)", "bnusd"),
    (r"^((us\$|\$|usd)(thousands?|th|k|'000|1000)|('000|1000)(us\$|\$|usd))(?=/|$)", "kusd"),
    (r"^(us\$|\$|(us)?dollars?)(?=/|$)", "usd"),
    (r"/(mt|metricton(ne)?s?|tonnes?|tons?)$", "/t"),
    (r"^(billion|bn|mrd|b)\.?(us\$|\$|usd|dollars?)", "bnusd"),
    (r"^(thousand|k|th)\.?(us\$|\$|usd|dollars?)", "kusd"),
    (r"^(metric)?(tonnes?|tons?)(?=/|$)", "t"),
    (r"^(kilotonnes?|ktons?|thousandtonnes?)(?=/|$)", "kt"),
    (r"^(milliontonnes?|mtonnes?)(?=/|$)", "mt"),
    (r"^(head|month|year|day|point)s?$", r"\1s"),
    (r"^(percent|pct|pc)$", "%"),
    (r"^(yrs?|y|a)$", "years"),
    (r"^(mo|mos|mths?)$", "months"),
    (r"^(d)$", "days"),
    (r"^pts?$", "points"),
)
"""Ways of writing one and the same unit."""


def share_hint(given: object) -> str:
    """How a share is written that was given as so many of a hundred; '' for what cannot be meant so."""
    if not isinstance(given, int | float) or isinstance(given, bool) or not 10 <= given <= 100:
        return ""
    return f"a share is a number of 0 to 1: write {given / 100:g}"


def unit_hint(given: str, units: Iterable[str]) -> str:
    """What to write instead of a unit that is not known: the same unit as written here, or what to convert; or nothing.

    `units` are those that may be written in the place.
    """
    if said := _of_another_kind(given.strip()):
        return said
    form = given.strip().casefold()
    for pattern, same in ALIKE:
        form = re.sub(pattern, same, form)
    known = list(units)
    exact = next((unit for unit in known if unit.casefold() == form), "")
    return f"did you mean '{exact}'?" if exact else _misspelt(form, known)


def _of_another_kind(given: str) -> str:
    """What to convert where a unit is of another currency, price year, period or kind; '' where it may be ours."""
    folded = given.casefold()
    words = re.split(r"[^a-zö]+", folded)
    if any(map(CURRENCIES.fullmatch, words)) or OTHER_DOLLARS.search(given) or re.search("[€£¥₩₽₹₺₫฿]", given):
        return DOLLARS
    dollars = r"(usd|\$|dollars?)"
    if re.search(rf"{dollars}[\W_]*(19|20)\d\d|(19|20)\d\d[\W_]*{dollars}|\b(real|constant|deflated)\b", folded):
        return NO_PRICE_YEAR
    bare, _, period = folded.partition("/")
    if folded in OTHER_KINDS:
        return OTHER_KINDS[folded]
    if period in PERIODS:
        return BY_THE_YEAR
    if dollars_by := re.fullmatch(r"(kg|g|lbs?|oz|bbl|barrels?|m3|l)", period):
        return f"prices are by the tonne: convert from {dollars_by[0]}, and write USD/t"
    if given.partition("/")[0] == "Mt":
        return ""
    return OTHER_KINDS.get(bare, ENERGY if re.fullmatch("[kmgtp]?(wh|w|j)", bare) and bare != "w" else "")


def _misspelt(form: str, units: Iterable[str]) -> str:
    """A unit with a slip in one letter of its longer words: 'MUDS/yr'."""
    what, _, a = form.partition("/")
    near = [unit for unit in units if unit.casefold().partition("/")[2] == a and min(len(what), len(unit)) > 2]
    return nearest(form, [unit for unit in near if sorted(what) == sorted(unit.casefold().partition("/")[0])])
