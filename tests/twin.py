"""The twin: the model once more, in plain Python, one number at a time.

It shares no code with the engine and is written from the specification alone, so that the two can check each
other. It favours being read over being fast: no arrays, one function per paragraph of the model. Names follow the
model: i partner, k stream, t month, V value, R restricted, X displaced, O open, D diverted, S smuggled, N denied.

    run(world) -> tables by cell, stream, partner and total, months as 'YYYY-MM'
"""

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from functools import cache

import simpy

NEVER = math.inf
BY_CELL = ("compliance", "restricted", "permitted", "displaced", "open", "diverted_in", "smuggled_by", "value",
           "receipts_by")
BY_STREAM = ("value", "substitution", "permitted", "open", "diverted", "smuggled", "denied", "closed", "discounts",
             "interdicted", "payment", "receipts", "recorded", "capacity")
IN_TOTAL = ("receipts", "recorded", "value", "denied")
LABOUR = ("freeze", "no_new_permits", "repatriate")


# ---------------------------------------------------------------- time

@cache
def coordinate(date, lag_days=0):
    """A date ('YYYY-MM-DD', 'YYYY-MM' or a date) as months: 12 * year + month - 1 + (day - 1) / days in the month."""
    text = str(date)
    day = dt.date.fromisoformat(text if len(text) > 7 else text + "-01") + dt.timedelta(days=lag_days)
    return 12 * day.year + day.month - 1 + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]


def label(mi):
    """Month number to 'YYYY-MM'."""
    return f"{mi // 12:04d}-{mi % 12 + 1:02d}"


def overlap(start, end, mi):
    """Share of month mi inside [start, end)."""
    return max(0.0, min(end, mi + 1.0) - max(start, float(mi)))


def step_at(path, ms, before=0.0):
    """The value of a dated path [[date, value], ...] in force at ms; `before` its first step otherwise."""
    best, value = -NEVER, before
    for date, v in path or ():
        at = coordinate(date)
        if best <= at <= ms:
            best, value = at, v
    return value


def grown(x, tau):
    """1 - exp(-x / tau) for x >= 0, at once when tau is 0."""
    return -math.expm1(-x / tau) if tau > 0 else 1.0


def clock(ms, t0, tau):
    """The phase-in 1 - exp(-max(0, t - t0) / tau); nothing before t0 even when tau is 0."""
    return grown(ms - t0, tau) if ms >= t0 else 0.0


def clip(x, low, high):
    """x kept inside [low, high]."""
    return min(max(x, low), high)


def as_list(x):
    """A lone name as a list of one, nothing as an empty list."""
    return [x] if isinstance(x, str) else list(x or ())


def mean_until(path, lo, hi, end, origin):
    """Mean over t in [lo, hi] of a path (its value, its integral) of x = min(t, end) - origin, x not below 0."""
    point, area = path
    turn = clip(end, lo, hi)                         # from here on x stands still
    x1, x2 = lo - origin, turn - origin
    below = max(0.0, min(0.0, x2) - min(0.0, x1))    # time spent with x below 0
    moving = area(max(0.0, x1), max(0.0, x2)) + point(0.0) * below
    return (moving + point(max(0.0, min(end, hi) - origin)) * (hi - turn)) / (hi - lo)


@cache
def ramp_path(tau):
    """How far an order has worked its way through after x months: 1 - exp(-x / tau)."""
    return (lambda x: grown(x, tau),
            lambda x1, x2: (x2 - x1) - (tau * math.exp(-x1 / tau) * grown(x2 - x1, tau) if tau > 0 else 0.0))


@cache
def permits_path(life):
    """The stock of permits that are not renewed: exp(-x / L)."""
    return (lambda x: math.exp(-x / life), lambda x1, x2: life * math.exp(-x1 / life) * grown(x2 - x1, life))


@cache
def repatriation_path(width):
    """A straight line from 1 to 0 over `width` months, 0 from the start where there is no time left."""
    if width <= 0:
        return (lambda x: 0.0, lambda x1, x2: 0.0)

    def area(x1, x2):
        a, b = min(x1, width), min(x2, width)
        return (b - a) * (1.0 - (a + b) / (2.0 * width))
    return (lambda x: max(0.0, 1.0 - x / width), area)


FROZEN = (lambda x: 1.0, lambda x1, x2: x2 - x1)


# ---------------------------------------------------------------- law: which provision binds which cell, and when

@dataclass(slots=True, eq=False)
class Provision:
    """One paragraph of law. `root` is the provision a notice transposes, or the provision itself."""
    id: str
    raw: dict
    root: dict
    partners: frozenset
    streams: frozenset
    own: bool            # a unilateral act or a notice: no lag, and the partner's own notice compliance counts

    def covers(self, i, k):
        """Does it name the cell?"""
        return i in self.partners and k in self.streams


@dataclass(slots=True, eq=False)
class Term:
    """A provision on one cell, with its dates as coordinates."""
    kind: str
    cap: str             # id of the cap whose ratio applies
    root: dict
    binding: float
    end: float
    order: float         # when its implementation clock started
    half_life: float
    opens: float         # the cap's window
    closes: float
    kept: float          # 1 - e
    own: bool
    q: float

    def part(self, mi):
        """The part of month mi on which it has any force."""
        stop = self.end if self.half_life <= 0 else NEVER
        return max(self.binding, self.opens, float(mi)), min(mi + 1.0, self.closes, stop)

    def force(self, mi):
        """f: the month's mean of g (1 from binding to end, then halving every H, nothing outside a cap's window)."""
        if self.binding >= self.end:
            return 0.0
        lo, hi = self.part(mi)
        if lo >= hi:
            return 0.0
        turn, fading = clip(self.end, lo, hi), 0.0
        if hi > turn:
            rate = math.log(2.0) / self.half_life
            fading = math.exp(-rate * (turn - self.end)) * -math.expm1(-rate * (hi - turn)) / rate
        return turn - lo + fading


class Law:
    """The bundle read once: provisions in force of their kind, and their dates on every cell."""

    def __init__(self, world, partners, streams, lawful):
        """Collect the provisions, leaving out notices of absent provisions and of partners that issue none."""
        raw = {p["id"]: p for p in world.get("provisions", ())}
        self.partners = partners
        self.no_lag = lawful
        self.all = {}
        for pid in sorted(raw):
            p = raw[pid]
            notice = p.get("transposes")
            root = raw.get(notice) if notice else p
            named = partners if p["partners"] == "all" else as_list(p["partners"])
            if root is None or (notice and not all(partners[i].get("notices", True) for i in named if i in partners)):
                continue
            covered = streams if root["streams"] == "all" else as_list(root["streams"])
            self.all[pid] = Provision(pid, p, root, frozenset(named), frozenset(covered),
                                      bool(notice) or bool(p.get("unilateral")))

    def ordered(self, p, i):
        """When the order goes out to partner i: adopted plus its lag, or the date of its own act."""
        lag = 0 if p.own or self.no_lag else self.partners[i].get("lag_days", 0)
        return coordinate(p.raw["adopted"], lag)

    def binds(self, p, i):
        """When the provision begins to bind partner i."""
        effective = coordinate(p.raw.get("effective", p.raw["adopted"]))
        return effective if p.own else max(effective, self.ordered(p, i))

    def ends(self, p, i, k):
        """When it ends on the cell: lifted, or the day its successor begins to bind there, or never."""
        if p.raw.get("lifted"):
            return coordinate(p.raw["lifted"])
        successors = (self.all.get(pid) for pid in as_list(p.raw.get("superseded_by")))
        return min((self.binds(s, i) for s in successors if s and s.covers(i, k)), default=NEVER)

    def started(self, p, i, k, seen=()):
        """Its clock on the cell: the earliest order date of its own and of all it supersedes there."""
        before = [s for s in self.all.values() if p.id in as_list(s.raw.get("superseded_by")) and s.covers(i, k)
                  and s.id not in seen]
        return min([self.ordered(p, i), *(self.started(s, i, k, (*seen, p.id)) for s in before)])

    def terms(self, i, k):
        """Everything that may bind one cell, in order of provision."""
        found = []
        for p in self.all.values():
            if not p.covers(i, k):
                continue
            root = p.root
            opens, closes = map(coordinate, root["window"]) if root.get("window") else (-NEVER, NEVER)
            found.append(Term(root["kind"], root["id"], root, self.binds(p, i), self.ends(p, i, k),
                              self.started(p, i, k), root.get("H", 0), opens, closes,
                              1.0 - root.get("exempt", {}).get(k, 0.0), p.own, root.get("q", 1.0)))
        return found


# ---------------------------------------------------------------- the simulation

class Twin:
    """One run: what is fixed (baseline, law), what moves (propensities, ledgers, last month), and what is written."""

    def __init__(self, world):
        """Read the world; nothing is computed month by month yet."""
        self.world = world
        self.partners = {i: world["partners"][i] or {} for i in sorted(world["partners"])}
        self.streams = {k: world["streams"][k] for k in sorted(world["streams"])}
        self.first = int(coordinate(world["start"]))
        self.length = world["months"]
        self.lawful = world.get("benchmark") == "law_only"
        self.idle = world.get("benchmark") == "no_compliance"
        self.weight = {i: sum(s["shares"].get(i, 0.0) * s["B"] for s in self.streams.values()) for i in self.partners}
        self.gamma = rescaled(world.get("gamma", 2.5), self.partners, self.weight)
        self.steps = {k: sorted((coordinate(d), v) for d, v in (s.get("price") or {}).items())
                      for k, s in self.streams.items()}
        self.cells = [(i, k) for k, s in self.streams.items() for i, p in self.partners.items()
                      if s["shares"].get(i, 0.0) > 0 or (p.get("may_buy") and s.get("phi", 0) > 0)]
        law = Law(world, self.partners, self.streams, self.lawful)
        self.terms = {cell: law.terms(*cell) for cell in self.cells}
        self.caps = {p.id: p.raw for p in law.all.values()
                     if p.root is p.raw and p.raw["kind"] == "cap"}
        self.scope = {m: [cell for cell in self.cells if law.all[m].covers(*cell)] for m in self.caps}
        self.shocks = {cell: [h for h in world.get("shocks", ()) if names(h, "partners", cell[0])
                              and names(h, "streams", cell[1])] for cell in self.cells}
        seen = () if self.lawful or self.idle else world.get("observed", ())
        self.observed = {cell: [o for o in seen if (o["partner"], o["stream"]) == cell] for cell in self.cells}
        sigma = world.get("secondary")
        self.sigma = [*([sigma] if sigma else []), *world.get("secondary_measures", ())]
        self.sizes, self.baselines, self.ledger, self.lost = {}, {}, {}, {}
        self.p = dict.fromkeys(self.partners, 0.0)
        self.p_before = None
        self.out = self.blank()

    def blank(self):
        """Every table filled with zeros, so that nothing written is ever missing."""
        zeros = dict.fromkeys((label(self.first + n) for n in range(self.length)), 0.0)
        out = {n: {i: {k: dict(zeros) for k in self.streams} for i in self.partners} for n in BY_CELL}
        out["stream"] = {n: {k: dict(zeros) for k in self.streams} for n in BY_STREAM}
        out["total"] = {n: dict(zeros) for n in IN_TOTAL}
        out["ratio"] = {m: dict(zeros) for m in self.caps}
        return out | {n: {i: dict(zeros) for i in self.partners} for n in ("propensity", "dial")}

    # ------------------------------------------------------------ baseline (section 1)

    def volume(self, i, k, mi):
        """The cell's month at base prices and before shocks: share x B / 12 x season x growth."""
        s = self.streams[k]
        if (k, mi) not in self.sizes:
            years = (mi + 0.5 - (12 * self.world["base_year"] + 6)) / 12.0
            season = s["season"][mi % 12] if s.get("season") else 1.0
            self.sizes[k, mi] = s["B"] / 12.0 * season * (1.0 + s.get("growth", 0.0)) ** years
        return s["shares"].get(i, 0.0) * self.sizes[k, mi]

    def price(self, k, mi):
        """The price index in force, 1 before its first step."""
        index = 1.0
        for at, v in self.steps[k]:
            if at > mi:
                break
            index = v
        return index

    def shock(self, i, k, mi, what):
        """The product of the shocks on a cell ('factor') or on its part of smuggling capacity ('smuggling')."""
        product = 1.0
        for h in self.shocks[i, k]:
            w = overlap(coordinate(h["from"]), coordinate(h["to"]), mi)
            product *= 1.0 + w * (h.get(what, 1.0) - 1.0)
        return product

    def value(self, i, k, mi):
        """V: after shocks, without substitution."""
        return self.volume(i, k, mi) * self.shock(i, k, mi, "factor") * self.price(k, mi)

    # ------------------------------------------------------------ pressure and partners (section 3)

    def dial(self, i, mi):
        """D: the dial after fatigue, secondary pressure, relief and diplomacy, then the peer effect."""
        who, world = self.partners[i], self.world
        own = who.get("dial")
        d = step_at(own if own is not None else world.get("campaign"), mi)
        sigma = sum(step_at(path, mi) for path in self.sigma)
        d = clip(d * (1.0 - step_at(world.get("fatigue"), mi)) + sigma * who.get("exposure", 0.0)
                 + step_at(who.get("relief"), mi) + step_at(who.get("diplomatic"), mi), 0.0, 10.0)
        others = 0.0
        if self.p_before is not None and self.world.get("peer", 0.0) != 0:
            weight = sum(w for j, w in self.weight.items() if j != i)
            if weight > 0:
                others = sum(w * self.p_before[j] for j, w in self.weight.items() if j != i) / weight
        return clip(d + world.get("peer", 0.0) * others * (10.0 - d), 0.0, 10.0)

    def reviews(self, env, i):
        """A partner's reviews: at its target in the first month, then a step towards it every n months."""
        who = self.partners[i]
        n = who.get("review", 1)
        self.p[i] = 1.0 if self.lawful else (self.dial(i, self.first) / 10.0) ** self.gamma[i]
        while not self.lawful:
            yield env.timeout(n)
            target = (self.dial(i, self.first + env.now) / 10.0) ** self.gamma[i]
            tau = who.get("tau_up" if target > self.p[i] else "tau_down", 0)
            self.p[i] += grown(n, tau) * (target - self.p[i])

    def carried_out(self, term, i, mi):
        """c_m: how far partner i carries out a provision this month."""
        if self.lawful or self.idle:
            return 1.0 if self.lawful else 0.0
        will = self.p[i] * term.q
        if term.own:
            will = max(will, self.partners[i].get("own_notice", 0.0))
        ramp = mean_until(ramp_path(self.partners[i].get("tau_impl", 0)), *term.part(mi), term.end, term.order)
        return min(1.0, ramp * will)

    # ------------------------------------------------------------ law (section 2)

    def ratios(self, mi, active, values):
        """The permitted ratio of every cap, and what each cell would charge to its ledger: f (1 - e)."""
        ratios, reach = {}, {m: {} for m in self.caps}
        for cell, terms in active.items():
            for term, f in terms:
                if term.kind == "cap":
                    reach[term.cap][cell] = max(reach[term.cap].get(cell, 0.0), f * term.kept)
        for m, cap in self.caps.items():
            if cap.get("mode", "front_loaded") == "pro_rata":
                left, (money, tonnes) = limits(cap), self.whole_period(m, mi)
            else:
                left = self.opened(m, mi)["left"]
                money = sum(share * values[cell] for cell, share in reach[m].items())
                tonnes = sum(share * self.tonnes(*cell, mi, values[cell]) for cell, share in reach[m].items()
                             ) if "quantity" in left else 0.0
            ratios[m] = min([1.0, *(leg(left[n], d) for n, d in (("value", money), ("quantity", tonnes))
                                    if n in left)])
        return ratios, reach

    def tonnes(self, i, k, mi, money):
        """Money of a cell in kilotonnes, at the month's price."""
        return money / (self.streams[k]["unit_value"] * self.price(k, mi)) if money else 0.0

    def whole_period(self, m, mi):
        """Baseline of a pro-rata cap over its calendar year or window, in money and kilotonnes, as if no law were."""
        cap = self.caps[m]
        lo, hi = map(coordinate, cap["window"]) if cap.get("window") else (mi // 12 * 12, mi // 12 * 12 + 12)
        if (m, lo) not in self.baselines:
            money = tonnes = 0.0
            for t in range(math.floor(lo), math.ceil(hi)):
                for i, k in self.scope[m]:
                    v = self.value(i, k, t) * (1.0 - cap.get("exempt", {}).get(k, 0.0)) * overlap(lo, hi, t)
                    money += v
                    tonnes += self.tonnes(i, k, t, v) if cap.get("cap_quantity") is not None else 0.0
            self.baselines[m, lo] = money, tonnes
        return self.baselines[m, lo]

    def opened(self, m, mi):
        """The ledger of a front-loaded cap, opened anew in January (less last year's excess where it carries over)."""
        cap = self.caps[m]
        full = limits(cap)
        book = self.ledger.get(m)
        if book is None or (mi % 12 == 0 and not cap.get("window")):
            excess = {n: max(0.0, book["taken"][n] - full[n]) if book and cap.get("carry_over") else 0.0 for n in full}
            book = self.ledger[m] = {"left": {n: max(0.0, full[n] - excess[n]) for n in full},
                                     "taken": dict.fromkeys(full, 0.0)}
        return book

    def charge(self, mi, reach, values, R, X):
        """After the month's law: ledgers pay for what is permitted, and note what was really taken."""
        for m, book in self.ledger.items():
            for cell, share in reach[m].items():
                demand = share * values[cell]
                permitted, taken = max(0.0, demand - R[cell]), max(0.0, demand - X[cell])
                for n in book["left"]:
                    scale = (lambda x: x) if n == "value" else (lambda x, c=cell: self.tonnes(*c, mi, x))
                    book["left"][n] = max(0.0, book["left"][n] - scale(permitted))
                    book["taken"][n] += scale(taken)
            for n, full in limits(self.caps[m]).items():
                if book["left"][n] < 1e-9 * full:
                    book["left"][n] = 0.0

    def allowed(self, term, i, k, mi, V, ratios):
        """a0: what the instrument leaves of V."""
        if term.kind == "ban":
            return 0.0
        if term.kind == "cap":
            return V * ratios[term.cap]
        path = FROZEN
        if term.kind == "no_new_permits":
            path = permits_path(term.root.get("L", 36))
        elif term.kind == "repatriate":
            path = repatriation_path(coordinate(term.root["deadline"]) - term.binding)
        left = 1.0 if path is FROZEN else mean_until(path, *term.part(mi), term.end, term.binding)
        adoption = math.floor(coordinate(term.root["adopted"]))
        return min(V, self.volume(i, k, adoption) * self.price(k, mi) * left)

    def restricted(self, cell, mi, V, terms, ratios):
        """R, X and h of a cell: every provision on its own clock, the largest counts; observed compliance overrides."""
        R = X = reach = held = 0.0
        for term, f in terms:
            share = f * term.kept
            r = share * (V - self.allowed(term, *cell, mi, V, ratios))
            counts = r > 0 or (V == 0 and (term.kind != "cap" or ratios[term.cap] < 1.0))
            if counts and share > 0:
                c = self.carried_out(term, cell[0], mi)
                R, X, reach, held = max(R, r), max(X, c * r), max(reach, share), max(held, c * share)
        seen = weight = 0.0
        for o in self.observed[cell]:
            w = overlap(coordinate(o["from"]), coordinate(o["to"]), mi)
            seen, weight = seen + w * o["c"], weight + w
        if weight > 0:
            X, held = seen * R + (1.0 - weight) * X, seen * reach + (1.0 - weight) * held
        return R, X, held

    # ------------------------------------------------------------ exporter (section 4)

    def capacity(self, k, mi, partners):
        """K: what can be smuggled, growing on a calendar clock, less where partners crack down or borders close."""
        s, rule = self.streams[k], self.world.get("smuggling")
        if self.lawful or s.get("kappa", 0.0) == 0:
            return 0.0
        shares = [(s["shares"].get(i, 0.0), i) for i in partners]
        before = sum(self.volume(i, k, mi) for _, i in shares) * self.price(k, mi)
        border = sum(w * self.shock(i, k, mi, "smuggling") for w, i in shares if w > 0)
        crackdown = 1.0 - s.get("eps", 0.0) * sum(w * self.p[i] for w, i in shares)
        built = 1.0
        if rule:
            k0 = rule.get("k0", 0.0)
            built = k0 + (1.0 - k0) * clock(mi, coordinate(rule["t0"]), rule.get("tau", 0))
        return s["kappa"] * before * border * crackdown * built

    def diverted(self, k, X, room):
        """The max flow of displaced trade to other buyers, and who takes how much."""
        theta = 0.0 if self.lawful else self.streams[k].get("theta", 0.0)
        seeking = {i: theta * x for i, x in X.items()}
        T, U = sum(seeking.values()), sum(room.values())
        D = max(0.0, min(T, U, T + U - max(seeking[i] + room[i] for i in X)))
        if D <= 0:
            return 0.0, dict.fromkeys(X, 0.0)
        fits = {i: min(room[i], sum(v for j, v in seeking.items() if j != i)) for i in X}
        return D, {i: u * D / sum(fits.values()) for i, u in fits.items()}

    def smuggled_discount(self, k, mi):
        """delta_s, or what a smuggled unit price of the stream's own implies."""
        s = self.streams[k]
        if s.get("smuggled_price") is None:
            return s.get("delta_s", 0.0)
        return min(1.0, max(s.get("delta_d", 0.0), 1.0 - s["smuggled_price"] / (s["unit_value"] * self.price(k, mi))))

    def substitution(self, k, mi):
        """Inflow from last month's denied trade of other streams."""
        return sum(r["share"] * clock(mi, coordinate(r["t0"]), r.get("tau", 0)) * self.lost.get(r["source"], 0.0)
                   for r in sorted(self.world.get("substitution", ()), key=lambda r: r["source"]) if r["target"] == k)

    def payment(self, k, mi):
        """The share of receipts lost while banks are cut off."""
        kept = 1.0
        for m in sorted(self.world.get("payment", ()), key=lambda m: m["id"]):
            if names(m, "streams", k):
                end = coordinate(m["lifted"]) if m.get("lifted") else NEVER
                kept *= 1.0 - m["share"] * overlap(coordinate(m["effective"]), end, mi)
        return 1.0 - kept

    def exporter(self, k, mi, V, R, X, held):
        """One stream's month: from what the law and the partners leave to receipts, written into the tables."""
        s, month, out = self.streams[k], label(mi), self.out
        open_buyers = {i: s["shares"].get(i, 0.0) for i in V if R[i] == 0}
        buyers = sum(open_buyers.values())
        inflow = self.substitution(k, mi) if buyers > 0 else 0.0
        displaced, capacity, cut = sum(X.values()), self.capacity(k, mi, list(V)), self.payment(k, mi)
        S, D, into = 0.0, 0.0, dict.fromkeys(V, 0.0)
        if displaced > 0:
            room = {i: max(s.get("alpha", 0.0) * V[i], self.foothold(i, k)) * (1.0 - held[i]) for i in V}
            D, into = self.diverted(k, X, room)
            S = min(capacity, max(0.0, displaced - D))
        delta_o, delta_d = s.get("delta_o", 0.0), s.get("delta_d", 0.0)
        delta_s = self.smuggled_discount(k, mi) if S > 0 else 0.0
        psi, denied = s.get("psi", 0.0), max(0.0, displaced - D - S)
        row = dict.fromkeys(BY_STREAM, 0.0)
        for i in V:
            c = X[i] / R[i] if R[i] > 0 else 0.0
            extra = inflow * open_buyers.get(i, 0.0) / buyers if inflow > 0 else 0.0
            a, still = V[i] + extra - R[i], R[i] - X[i]
            own = S * X[i] / displaced if displaced > 0 else 0.0
            leak = still * (1.0 - delta_o * c)
            earned = (a + leak + into[i] * (1.0 - delta_d) + own * (1.0 - psi) * (1.0 - delta_s)) * (1.0 - cut)
            for name, x in zip(BY_CELL, (c, R[i], a, X[i], still, into[i], own, V[i], earned), strict=True):
                out[name][i][k][month] = x
            row["value"] += V[i]
            row["permitted"] += a
            row["open"] += still
            row["discounts"] += delta_o * c * still
            row["recorded"] += a + leak
        row["discounts"] += delta_d * D + delta_s * (1.0 - psi) * S
        row["recorded"] += s.get("rho_d", 0.0) * D * (1.0 - delta_d)
        before = sum(self.volume(i, k, mi) for i in V) * self.price(k, mi)
        gross = row["value"] + inflow - denied - row["discounts"] - psi * S
        row |= {"substitution": inflow, "diverted": D, "smuggled": S, "denied": denied, "capacity": capacity,
                "interdicted": psi * S, "closed": before - row["value"], "payment": cut * gross,
                "receipts": (1.0 - cut) * gross}
        for name, x in row.items():
            out["stream"][name][k][month] = x
        for name in IN_TOTAL:
            out["total"][name][month] += row[name]
        return denied

    def foothold(self, i, k):
        """The room of a possible buyer that buys little or nothing today: phi of the stream."""
        s = self.streams[k]
        return s.get("phi", 0.0) * s["B"] / 12.0 if self.partners[i].get("may_buy") else 0.0

    # ------------------------------------------------------------ order of a month (section 6)

    def month(self, mi):
        """Law, pressure and partners, exporter, record; partners see the month before."""
        values = {cell: self.value(*cell, mi) for cell in self.cells}
        active = {cell: [(x, f) for x in terms if (f := x.force(mi)) > 0] for cell, terms in self.terms.items()}
        ratios, reach = self.ratios(mi, active, values)
        R, X, held = (dict.fromkeys(self.cells, 0.0) for _ in range(3))
        for cell, terms in active.items():
            if terms:
                R[cell], X[cell], held[cell] = self.restricted(cell, mi, values[cell], terms, ratios)
        self.charge(mi, reach, values, R, X)
        lost = {}
        for k in self.streams:
            here = [cell for cell in self.cells if cell[1] == k]
            lost[k] = self.exporter(k, mi, *({i: table[i, k] for i, _ in here} for table in (values, R, X, held)))
        for i in self.partners:
            self.out["propensity"][i][label(mi)] = self.p[i]
            self.out["dial"][i][label(mi)] = self.dial(i, mi)
        for m, ratio in ratios.items():
            self.out["ratio"][m][label(mi)] = ratio
        self.lost, self.p_before = lost, dict(self.p)

    def months(self, env):
        """The regular month as one process."""
        while True:
            self.month(self.first + env.now)
            yield env.timeout(1)


def names(rule, what, name):
    """Does a rule's list under `what` ('all' or names) include the name?"""
    return rule[what] == "all" or name in as_list(rule[what])


def limits(cap):
    """The legs of a cap that are given."""
    given = {"value": cap.get("cap_value"), "quantity": cap.get("cap_quantity")}
    return {n: limit for n, limit in given.items() if limit is not None}


def leg(left, demand):
    """The ratio one leg of a cap permits."""
    if left <= 0:
        return 0.0
    return min(1.0, left / demand) if demand > 0 else 1.0


def rescaled(gamma, partners, weight):
    """gamma_i: resistances times one factor that keeps the weighted mean of (5.5/10)^gamma_i at (5.5/10)^gamma."""
    raw = {i: gamma * who.get("resistance", 1.0) for i, who in partners.items()}
    total, want = sum(weight.values()), 0.55 ** gamma
    if gamma == 0 or total <= 0 or all(x == gamma for x in raw.values()):
        return raw

    def mean(factor):
        return sum(w * 0.55 ** (factor * raw[i]) for i, w in weight.items()) / total
    low, high = 0.0, 1.0
    while mean(high) > want and high < 1e6:
        low, high = high, 2.0 * high
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if mean(middle) > want else (low, middle)
    return {i: 0.5 * (low + high) * x for i, x in raw.items()}


def run(world):
    """Simulate one world; see the head of the file for what comes back."""
    twin = Twin(world)
    env = simpy.Environment()
    for i in twin.partners:                         # started first, so that a month always finds its reviews done
        env.process(twin.reviews(env, i))
    env.process(twin.months(env))
    env.run(until=twin.length)
    return twin.out
