"""Who trades what: the parts of a world that no month changes."""

from tests.reference.curve import is_power, share
from tests.reference.dates import coordinate


def named(rule, what, name):
    """Does a rule's list under `what` ('all' or names) hold the name?"""
    given = rule.get(what, "all")
    return given == "all" or name in as_list(given)


def as_list(x):
    """A lone name as a list of one, nothing as an empty list."""
    return [x] if isinstance(x, str) else list(x or ())


def defined(rules, key):
    """Rules in sorted order of one of their keys, so that order of writing never matters."""
    return sorted(rules or (), key=lambda rule: str(rule[key]))


class Setting:
    """A world read once: partners and streams in sorted order, cells, weights, curve, gamma_i, benchmark."""

    def __init__(self, world):
        """See the package for what a world holds."""
        self.world = world
        self.luck = world.get("luck") or {}
        self.partners = {i: world["partners"][i] or {} for i in sorted(world["partners"])}
        self.streams = {k: world["streams"][k] for k in sorted(world["streams"])}
        self.first = int(coordinate(world["start"]))
        self.months = range(self.first, self.first + world["months"])
        self.lawful = world.get("benchmark") == "law_only"
        self.idle = world.get("benchmark") == "no_compliance"
        self.weight = {i: sum(s["shares"].get(i, 0.0) * s["B"] for s in self.streams.values()) for i in self.partners}
        self.curve = world.get("dial_curve")
        gamma = world.get("gamma", 2.5) if is_power(self.curve) else 1.0
        self.gamma = rescaled(gamma, self.partners, self.weight, share(self.curve, 5.5))
        self.cells = [
            (i, k) for k in self.streams for i in self.partners if self.share(i, k) > 0 or self.foothold(i, k) > 0
        ]
        seen = () if self.lawful or self.idle else world.get("observed") or ()
        self.observed = {cell: [o for o in seen if (o["partner"], o["stream"]) == cell] for cell in self.cells}

    def share(self, i, k):
        """s_ik: the partner's trade share of the stream."""
        return self.streams[k]["shares"].get(i, 0.0)

    def base(self, i, k):
        """A month of the cell in the base year, at base-year prices: s_ik B_k / 12."""
        return self.share(i, k) * self.streams[k]["B"] / 12.0

    def foothold(self, i, k):
        """phi B_k / 12: what a partner marked as a possible buyer could take though it buys nothing today."""
        s = self.streams[k]
        return s.get("phi", 0.0) * s["B"] / 12.0 if self.partners[i].get("may_buy") else 0.0

    def buyers(self, k):
        """Partners that have a cell in the stream."""
        return [i for i, stream in self.cells if stream == k]

    def goods(self, k):
        """Streams are goods unless they say otherwise."""
        return self.streams[k].get("goods", True)


def rescaled(gamma, partners, weight, anchor=0.55):
    """gamma_i: resistances times one factor that keeps the weighted mean of (5.5/10)^gamma_i at (5.5/10)^gamma.

    `anchor` is what the curve has at 5.5; of a curve that is no power gamma is 1, and these are the m_i.
    """
    raw = {i: gamma * who.get("resistance", 1.0) for i, who in partners.items()}
    total, want = sum(weight.values()), anchor**gamma
    if gamma == 0 or total <= 0 or all(x == gamma for x in raw.values()):
        return raw

    def mean(factor):
        return sum(w * anchor ** (factor * raw[i]) for i, w in weight.items()) / total

    low, high = 0.0, 1.0
    while mean(high) > want and high < 1e6:
        low, high = high, 2.0 * high
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if mean(middle) > want else (low, middle)
    return {i: 0.5 * (low + high) * x for i, x in raw.items()}
