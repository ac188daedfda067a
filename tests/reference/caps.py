"""Section 2: ledgers of caps, their ratios, and what charges them."""

import math

from tests.reference.dates import coordinate, label, overlap

NOTHING = 1e-9  # of a cap: less is rounding, and a ledger of nothing permits nothing


def limits(cap):
    """The legs that are given, in USD million and kilotonnes."""
    given = {"value": cap.get("cap_value"), "quantity": cap.get("cap_quantity")}
    return {leg: limit for leg, limit in given.items() if limit is not None}


def permitted(left, demand):
    """The ratio one leg permits."""
    if left <= 0:
        return 0.0
    return min(1.0, left / demand) if demand > 0 else 1.0


class Caps:
    """All caps of a lane and their ledgers."""

    def __init__(self, setting, baseline):
        """No ledger is open yet."""
        self.setting, self.baseline = setting, baseline
        self.books, self.periods = {}, {}

    def ratios(self, law, active, values, mi):
        """(ratio of every cap, {cap: {cell: f (1 - e)}}), f the larger of the cap's and its notices'."""
        caps = {p.id: p for p in law.all.values() if p.raw is p.root and p.raw["kind"] == "cap"}
        asked = {m: {} for m in caps}
        for cell, terms in active.items():
            for term, f in terms:
                if term.root["kind"] == "cap":
                    cells = asked[term.root["id"]]
                    cells[cell] = max(cells.get(cell, 0.0), f * term.kept)
        return {m: self.ratio(p, asked[m], values, mi) for m, p in caps.items()}, asked

    def ratio(self, cap, asked, values, mi):
        """One ratio for all cells: what is left over what is asked for, whichever leg is tighter."""
        if cap.raw.get("mode", "front_loaded") == "pro_rata":
            left, demand = limits(cap.raw), self.whole_period(cap, mi)
        else:
            left = self.book(cap.raw, mi)["left"]
            demand = {
                leg: sum(self.measured(leg, cell[1], mi, f * values[cell]) for cell, f in asked.items()) for leg in left
            }
        return min([1.0, *(permitted(left[leg], demand[leg]) for leg in left)])

    def measured(self, leg, k, mi, money):
        """Money in the unit of a leg."""
        return money if leg == "value" else self.baseline.tonnes(k, mi, money)

    def whole_period(self, cap, mi):
        """The baseline of a pro-rata cap's calendar year or window: (1 - e) V in its scope, as if no law were."""
        window = cap.raw.get("window")
        lo, hi = map(coordinate, window) if window else (mi // 12 * 12, mi // 12 * 12 + 12)
        if (cap.id, lo) not in self.periods:
            total = dict.fromkeys(limits(cap.raw), 0.0)
            for t in range(math.floor(lo), math.ceil(hi)):
                for i, k in self.setting.cells:
                    if cap.covers(i, k):
                        kept = 1.0 - (cap.raw.get("exempt") or {}).get(k, 0.0)
                        v = kept * self.baseline.value(i, k, t) * overlap(lo, hi, t)
                        for leg in total:
                            total[leg] += self.measured(leg, k, t, v)
            self.periods[cap.id, lo] = total
        return self.periods[cap.id, lo]

    def book(self, cap, mi):
        """The ledger of a front-loaded cap; a calendar-year cap's opens anew in January, less the year's excess."""
        full, book = limits(cap), self.books.get(cap["id"])
        if book is None or (mi % 12 == 0 and not cap.get("window") and book["opened"] < mi):
            over = dict.fromkeys(full, 0.0)
            if book and cap.get("carry_over"):
                over = {leg: max(0.0, book["charged"][leg] - full[leg]) for leg in full}
            book = {
                "opened": mi,
                "full": full,
                "charged": dict.fromkeys(full, 0.0),
                "left": {leg: max(0.0, full[leg] - over[leg]) for leg in full},
            }
            self.books[cap["id"]] = book
        return book

    def charge(self, asked, values, displaced, mi):
        """At the month's end ledgers pay for what was really bought: max(0, f (1 - e) V - X) of each cell."""
        for m, book in self.books.items():
            for cell, f in asked.get(m, {}).items():
                bought = max(0.0, f * values[cell] - displaced[cell])
                for leg in book["full"]:
                    charge = self.measured(leg, cell[1], mi, bought)
                    book["charged"][leg] += charge
                    book["left"][leg] -= charge
            for leg, full in book["full"].items():
                if book["left"][leg] < NOTHING * full:
                    book["left"][leg] = 0.0

    def told(self, ratios, out, mi):
        """Write the ratios."""
        for m, ratio in ratios.items():
            out["ratio"].setdefault(m, {})[label(mi)] = ratio
