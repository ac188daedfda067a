"""Section 2: what each provision in force restricts on a cell, R_m = f (1 - e)(V - a0_m)."""

import math

from tests.reference.compliance import Bite, cell_of, observed
from tests.reference.dates import coordinate


def allowed(baseline, term, cell, mi, V, ratios):
    """a0_m: what the instrument leaves of V."""
    kind = term.root["kind"]
    if kind == "ban":
        return 0.0
    if kind == "cap":
        return V * ratios[term.root["id"]]
    adoption = math.floor(coordinate(term.root["adopted"]))
    i, k = cell
    return min(V, baseline.volume(i, k, adoption) * baseline.price(k, mi) * term.stock_left(mi))


def counts(term, V, r, ratios):
    """Where something is bought, what restricts it; where nothing is: bans, labour, and caps whose ratio is below 1."""
    return r > 0 or (V == 0 and (term.root["kind"] != "cap" or ratios[term.root["id"]] < 1.0))


def restricted(setting, baseline, partners, cell, terms, V, ratios, mi):
    """The cell's month of law and compliance; `terms` are those in force with their f."""
    bites = []
    for term, f in terms:
        share = f * term.kept
        r = share * (V - allowed(baseline, term, cell, mi, V, ratios))
        if share > 0 and counts(term, V, r, ratios):
            bites.append(Bite(term, share, r, partners.carried_out(term, cell[0], mi)))
    result = cell_of(V, bites, observed(setting.observed[cell], mi))
    result.strands = any(term.strands and f * term.kept > 0 for term, f in terms)
    return result
