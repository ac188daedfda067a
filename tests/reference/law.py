"""Section 2: which provision binds which cell, from when to when."""

from dataclasses import dataclass

from tests.reference.dates import ALWAYS, NEVER, coordinate
from tests.reference.force import Term
from tests.reference.setting import as_list, defined


@dataclass(frozen=True, eq=False)
class Provision:
    """One paragraph of law, or one partner's notice of one. `root` is the provision it transposes, or itself."""

    id: str
    raw: dict
    root: dict
    partners: frozenset
    streams: frozenset
    notice: str = ""  # '', 'dated' or 'expected'

    @property
    def own(self):
        """The partner's own act or notice."""
        return bool(self.notice) or bool(self.raw.get("unilateral"))

    def covers(self, i, k):
        """Does it name the cell?"""
        return i in self.partners and k in self.streams


def effective(raw):
    """The first day that can bind: given, or the day after the wind-down's last day, or the day of adoption."""
    if raw.get("effective"):
        return coordinate(raw["effective"])
    days = raw.get("wind_down_days", 0)
    return coordinate(raw["adopted"], days + 1 if days else 0)


def on_spans(path):
    """The spans [from, to) on which a partner's dated and expected notices count: on before its first date."""
    if path is None:
        return [(ALWAYS, NEVER)]
    spans, since = [], ALWAYS
    for date, word in sorted(path, key=lambda step: coordinate(step[0])):
        at = coordinate(date)
        if word == "on" and since is None:
            since = at
        elif word != "on" and since is not None:
            spans.append((since, at))
            since = None
    return spans if since is None else [*spans, (since, NEVER)]


class Law:
    """A bundle of provisions and notices, and their dates on every cell."""

    def __init__(self, setting, acts, notices, reliefs):
        """`acts` and `notices` as raw mappings with the dates of this lane, `reliefs` by provision (section 5.5)."""
        self.setting, self.reliefs = setting, reliefs
        self.lift = setting.world.get("lift") or {}
        self.spans = {i: on_spans(notices_path(setting, i)) for i in setting.partners}
        self.all, self.cached = {}, {}
        for raw in defined(acts, "id"):
            named = setting.partners if raw.get("partners", "all") == "all" else as_list(raw["partners"])
            streams = setting.streams if raw.get("streams", "all") == "all" else as_list(raw["streams"])
            self.all[raw["id"]] = Provision(raw["id"], raw, raw, frozenset(named), frozenset(streams))
        acts = dict(self.all)
        for raw in defined(notices, "id"):
            for name in as_list(raw["transposes"]):
                if name in acts:
                    self.add_notice(f"{raw['id']}/{name}", raw, acts[name], as_list(raw["partner"]), "dated")
        for p in acts.values():
            self.expect(p)

    def add_notice(self, name, raw, root, partners, kind):
        """A notice covers what the provision covers, within its own partners."""
        self.all[name] = Provision(name, raw, root.raw, root.partners & frozenset(partners), root.streams, kind)

    def expect(self, act):
        """The notices that partners marked `gives_notice` are taken to give of an invented act's bans and caps."""
        if act.own or not act.raw.get("expected_notices") or act.raw["kind"] not in ("ban", "cap"):
            return
        for i in sorted(act.partners):
            dated = any(n.notice == "dated" and n.root is act.raw and i in n.partners for n in self.all.values())
            if self.setting.partners[i].get("gives_notice") and not dated:
                self.add_notice(f"{act.id}/expected.{i}", act.raw, act, (i,), "expected")

    # ---------------------------------------------------------------- dates on a cell

    def ordered(self, p, i):
        """When the order goes out: adopted plus the partner's lag, or the date of its own act or notice."""
        lagged = not self.setting.lawful and (p.notice == "expected" or not p.own)
        return coordinate(p.raw["adopted"], self.setting.partners[i].get("lag_days", 0) if lagged else 0)

    def binds(self, p, i):
        """The first day that binds the partner, wind-down included."""
        lawful = effective(p.raw)
        return max(lawful, self.ordered(p, i)) if p.notice == "expected" or not p.own else lawful

    def window(self, p):
        """The dated window of a cap: it binds only inside."""
        given = p.root.get("window")
        return (coordinate(given[0]), coordinate(given[1])) if given else (ALWAYS, NEVER)

    def counts(self, p, i):
        """The spans on which it counts at all: a notice's are those on which its partner's notices are on."""
        return self.spans[i] if p.notice else [(ALWAYS, NEVER)]

    def first_day(self, p, i, k):
        """The first day on which it really binds the cell, never if it ends or is off before it could."""
        opens, closes = self.window(p)
        end = min(self.ends(p, i, k), closes)
        days = [
            max(self.binds(p, i), opens, a)
            for a, b in self.counts(p, i)
            if max(self.binds(p, i), opens, a) < min(end, b)
        ]
        return min(days, default=NEVER)

    def successors(self, p, i, k):
        """Provisions of the bundle that it names as its successors and that cover the cell."""
        names = as_list(p.raw.get("superseded_by"))
        return [
            s
            for s in self.all.values()
            if s.covers(i, k) and s.notice != "expected" and (s.id in names or s.raw["id"] in names)
        ]

    def ends(self, p, i, k):
        """When it ends on the cell: lifted, else the day its successor begins to bind; the question's lift if earlier.

        An expected notice ends with its act.
        """
        if p.notice == "expected":
            return self.ends(self.all[p.root["id"]], i, k)
        lift = min(coordinate(self.lift[name]) if name in self.lift else NEVER for name in (p.id, p.root["id"]))
        if p.raw.get("lifted"):
            return min(lift, coordinate(p.raw["lifted"]))
        return min([lift, *(self.first_day(s, i, k) for s in self.successors(p, i, k))])

    def replaced(self, p, i, k):
        """What it replaces on the cell; a notice of a later act replaces the expected notice of the earlier one."""
        if p.notice != "expected":
            yield from (
                s
                for s in self.all.values()
                if s.notice != "expected" and s.covers(i, k) and p in self.successors(s, i, k)
            )
        if p.notice:
            yield from (
                s
                for s in self.all.values()
                if s.notice == "expected" and s.covers(i, k) and p.root["id"] in as_list(s.root.get("superseded_by"))
            )

    def clock(self, p, i, k):
        """The date of the order on the cell: its own, or an earlier one of what it replaces there.

        A notice that is off from before its order on counts nowhere: it hands nothing over.
        """
        went_out = (s for s in self.replaced(p, i, k) if any(self.ordered(s, i) < b for _, b in self.counts(s, i)))
        return min([self.ordered(p, i), *(self.clock(s, i, k) for s in went_out)])

    def terms(self, i, k):
        """Everything that may bind one cell, in order of provision."""
        if (i, k) not in self.cached:
            self.cached[i, k] = [self.term(p, i, k) for p in self.all.values() if p.covers(i, k)]
        return self.cached[i, k]

    def term(self, p, i, k):
        """A provision on one cell with all its dates. Notices that come on again start their ramp anew."""
        clock, binds = self.clock(p, i, k), self.binds(p, i)
        spans = tuple((a, b, max(a, clock)) for a, b in self.counts(p, i))
        return Term(
            id=p.id,
            root=p.root,
            own=p.own,
            notice=bool(p.notice),
            ordered=self.ordered(p, i),
            binds=binds,
            origin=binds,
            ends=self.ends(p, i, k),
            window=self.window(p),
            spans=spans,
            clock=clock,
            half_life=p.root.get("H", 0),
            kept=1.0 - (p.root.get("exempt") or {}).get(k, 0.0),
            relief=self.reliefs.get(p.root["id"]),
            shuts=bool(p.raw.get("closes")) and not p.notice and p.own,
            strands=bool(p.raw.get("strands") or p.root.get("strands")),
            releases=windows(p),
        )


def windows(p):
    """Windows of goods at ports of a provision and of what it transposes: (whose, from, to)."""
    raws = {raw["id"]: raw for raw in (p.raw, p.root)}
    return tuple((name, *map(str, raw["releases"])) for name, raw in raws.items() if raw.get("releases"))


def notices_path(setting, i):
    """A partner's own path of on and off, else the campaign's; by dial from the start where only a switch is given.

    The benchmarks have no switches: by dial is then off.
    """
    path = setting.partners[i].get("notices_path", setting.world.get("notices_path"))
    if path is None and i in (setting.world.get("notices_by_dial") or {}):
        return [["0001-01-01", "by_dial"]]
    return path
