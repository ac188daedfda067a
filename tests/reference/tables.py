"""What a run writes: tables by cell, stream, partner and total, months as 'YYYY-MM'."""

from tests.reference.dates import label

BY_CELL = (
    "value",
    "moved",
    "compliance",
    "restricted",
    "permitted",
    "displaced",
    "open",
    "diverted_in",
    "smuggled_by",
    "stored",
    "released_by",
    "stock",
    "recorded",
    "receipts_by",
)
BY_STREAM = (
    "value",
    "moved",
    "substitution",
    "permitted",
    "open",
    "diverted",
    "smuggled",
    "stored",
    "released",
    "lost",
    "denied",
    "closed",
    "discounts",
    "interdicted",
    "payment",
    "receipts",
    "recorded",
    "capacity",
)
IN_TOTAL = ("receipts", "recorded", "value", "denied")
BY_PARTNER = ("propensity", "dial", "points", "seen", "on")


def blank(setting):
    """Every table filled with zeros, so that nothing written is ever missing."""
    zeros = {label(mi): 0.0 for mi in setting.months}
    out = {n: {i: {k: dict(zeros) for k in setting.streams} for i in setting.partners} for n in BY_CELL}
    out["stream"] = {n: {k: dict(zeros) for k in setting.streams} for n in BY_STREAM}
    out["total"] = {n: dict(zeros) for n in IN_TOTAL}
    out |= {n: {i: dict(zeros) for i in setting.partners} for n in BY_PARTNER}
    return out | {"ratio": {}, "reach": []}


def look_up(out, key, month):
    """The number that a key such as receipts.total, denied.coal, points.north or stock.north.coal names."""
    name, *where = key.split(".")
    if where == ["total"]:
        return out["total"][name][month]
    if name in BY_PARTNER:
        return out[name][where[0]][month]
    if len(where) == 1:
        return out["stream"][name][where[0]][month]
    table = {"smuggled": "smuggled_by", "receipts": "receipts_by", "released": "released_by"}.get(name, name)
    return out[table][where[0]][where[1]][month]


def reach(out, partner=None, provision=None, until=None, streams=None):
    """Section 5.1: the share of restricted trade that is really stopped; None where nothing is restricted.

    Of one provision alone (with its notices), of one partner, or of all; from the start through the month `until`.
    """
    restricted = carried = 0.0
    for row in out["reach"]:
        right = (
            (partner is None or row["partner"] == partner)
            and row["provision"] == provision
            and (until is None or row["month"] <= until)
            and (streams is None or row["stream"] in streams)
        )
        if right:
            restricted, carried = restricted + row["restricted"], carried + row["carried"]
    return carried / restricted if restricted > 0 else None
