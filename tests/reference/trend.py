"""Section 1: what would be earned without new measures."""

import math

from tests.reference.dates import coordinate, label, overlap
from tests.reference.setting import defined, named


def damped(years, fade):
    """y': years of growth that count, fading with e-folding time T_g (none given: no fading)."""
    return years if years <= 0 or fade is None else fade * -math.expm1(-years / fade)


def noise_path(normals, sd, autocorrelation):
    """The month's common factor exp(x - sd^2 / 2), x a stationary AR(1), from standard normals, one a month."""
    factors, x = [], 0.0
    for n, z in enumerate(normals):
        x = sd * z if n == 0 else autocorrelation * x + sd * math.sqrt(1.0 - autocorrelation**2) * z
        factors.append(math.exp(x - 0.5 * sd * sd))
    return factors


class Baseline:
    """V of every cell and month."""

    def __init__(self, setting):
        """Paths are sorted once."""
        self.setting = setting
        self.paths = {
            (k, what): sorted((coordinate(d), v) for d, v in (s.get(what) or {}).items())
            for k, s in setting.streams.items()
            for what in ("price", "volume")
        }
        self.kept = {}

    def index(self, k, what, mi):
        """A monthly index: 1 before its first month, then the last value known."""
        index = 1.0
        for at, v in self.paths[k, what]:
            index = v if at <= mi else index
        return index

    def price(self, k, mi):
        """P_kt: the lane's own path where one is told."""
        told = self.setting.luck.get(f"price.{k}")
        return told[label(mi)] if told is not None else self.index(k, "price", mi)

    def volume(self, i, k, mi):
        """The cell's month before shocks and at base-year prices."""
        if (k, mi) not in self.kept:
            s = self.setting.streams[k]
            years = (mi + 0.5 - (12 * self.setting.world["base_year"] + 6)) / 12.0
            season = s["season"][mi % 12] if s.get("season") else 1.0
            growth = (1.0 + s.get("growth", 0.0)) ** damped(years, s.get("T_g"))
            self.kept[k, mi] = (
                s["B"]
                / 12.0
                * season
                * growth
                * self.index(k, "volume", mi)
                * self.noise(k, mi)
                * self.deliveries(k, mi)
            )
        return self.setting.share(i, k) * self.kept[k, mi]

    def noise(self, k, mi):
        """noise_t: one factor for all goods of a month, 1 in a central run."""
        told = self.setting.luck.get("noise")
        return told[label(mi)] if told is not None and self.setting.goods(k) else 1.0

    def deliveries(self, k, mi):
        """A lumpy stream comes in deliveries, n a year: the month's count over the mean, 1 in a central run."""
        told = self.setting.luck.get(f"deliveries.{k}")
        return told[label(mi)] / (self.setting.streams[k]["deliveries"] / 12.0) if told is not None else 1.0

    def shock(self, i, k, mi, what="factor"):
        """The product of the shocks on a cell ('factor') or on its part of smuggling capacity ('smuggling')."""
        product = 1.0
        for h in defined(self.setting.world.get("shocks"), "from"):
            if named(h, "partners", i) and named(h, "streams", k):
                part = overlap(coordinate(h["from"]), coordinate(h["to"]), mi)
                product *= 1.0 + part * (h.get(what, 1.0) - 1.0)
        return product

    def before_shocks(self, i, k, mi):
        """V before shocks."""
        return self.volume(i, k, mi) * self.price(k, mi)

    def value(self, i, k, mi):
        """V: after shocks, without substitution."""
        return self.before_shocks(i, k, mi) * self.shock(i, k, mi)

    def tonnes(self, k, mi, money):
        """Q = V / (u P), in kilotonnes."""
        return money / (self.setting.streams[k]["unit_value"] * self.price(k, mi)) if money else 0.0
