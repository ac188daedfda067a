"""Section 6: the order of a month. campaign -> law -> pressure -> partners -> exporter -> ledgers -> record."""

from dataclasses import dataclass

from tests.reference import campaign
from tests.reference.bites import restricted
from tests.reference.caps import Caps
from tests.reference.compliance import Partners
from tests.reference.dates import label
from tests.reference.exporter import Exporter
from tests.reference.law import Law
from tests.reference.ports import Hurry, Ports
from tests.reference.responses import Coalitions, Press, Switches
from tests.reference.setting import Setting
from tests.reference.tables import blank
from tests.reference.trend import Baseline


@dataclass
class Month:
    """A month's baseline, provisions in force, and what law and compliance make of every cell."""

    mi: int
    values: dict  # V, without hurried goods
    active: dict  # [(term, f), ...] of the cell
    cells: dict


class Lane:
    """One run: the campaign's events and dates, the law they give, and everything that moves from month to month."""

    def __init__(self, world):
        """What luck and file alone decide is decided here, before the first month."""
        self.setting = Setting(world)
        self.baseline = Baseline(self.setting)
        self.events = campaign.events_of(self.setting)
        self.talks = campaign.talks_of(self.setting, self.events)
        self.rungs = campaign.rungs_of(self.setting, self.events, self.talks)
        self.press, self.switches = Press(self.setting), Switches(self.setting)
        self.coalitions, self.partners = Coalitions(self.setting), Partners(self.setting)
        self.caps, self.hurry = Caps(self.setting, self.baseline), Hurry(self.setting, self.baseline)
        self.exporter = Exporter(self.setting, self.baseline, Ports(self.setting, self.baseline))
        self.seen = None
        self.law = self.law_now()
        self.out = blank(self.setting)

    def law_now(self):
        """The bundle of this lane: what stands, the rungs that come, the acts of coalitions that have moved."""
        world = self.setting.world
        ladder = (world.get("ladder") or {}).get("rungs") or ()
        moving = [*zip(ladder, self.rungs, strict=True), *self.coalitions.measures()]
        more, shifts = campaign.redated(moving)
        acts = [*(world.get("provisions") or ()), *more]
        reliefs = campaign.reliefs_of(self.talks, acts)
        return Law(self.setting, acts, campaign.notices_of(world, shifts), reliefs)

    def respond(self, mi):
        """Step 0, on the month's first day: reads last month's propensities and visible trade only."""
        last = dict(self.partners.p) or None
        self.switches.month(mi, last)
        self.press.rounds(mi, self.seen)
        if self.coalitions.month(mi, last):
            self.law = self.law_now()

    def in_force(self, cell, mi):
        """The provisions with force on the cell this month, a switch's own notices among them."""
        terms = self.law.terms(*cell)
        terms = [*terms, *self.switches.notices(cell[0], terms)]
        return [(t, f) for t in terms if (f := t.force(mi)) > 0]

    def month(self, mi):
        """One month of the whole model."""
        setting = self.setting
        self.respond(mi)
        values = {cell: self.baseline.value(*cell, mi) for cell in setting.cells}
        moved = {c: self.hurry.month(c, self.law.terms(*c), values[c], mi) for c in setting.cells}
        V = {cell: values[cell] + moved[cell] for cell in setting.cells}
        active = {cell: self.in_force(cell, mi) for cell in setting.cells}
        ratios, asked = self.caps.ratios(self.law, active, V, mi)
        points = {
            i: self.press.dated(i, mi) + self.press.random[i] + self.coalitions.points(i, mi) for i in setting.partners
        }
        self.partners.review(mi, points)
        cells = {
            c: restricted(setting, self.baseline, self.partners, c, active[c], V[c], ratios, mi) for c in setting.cells
        }
        month = Month(mi, values, active, cells)
        self.seen = self.exporter.month(month, self.partners.p, self.press, self.out)
        self.caps.charge(asked, V, {c: cell.X for c, cell in cells.items()}, mi)
        self.record(month, points, ratios)

    def record(self, month, points, ratios):
        """Partners, ratios, and what reach is made of (provision None: the cell itself)."""
        at = label(month.mi)
        for i in self.setting.partners:
            on = self.switches.switches.get(i)
            row = {
                "propensity": self.partners.p[i],
                "dial": self.partners.dials[i],
                "points": points[i],
                "seen": self.seen[i],
                "on": bool(on and on.on),
            }
            for name, x in row.items():
                self.out[name][i][at] = x
        self.caps.told(ratios, self.out, month.mi)
        for (i, k), cell in month.cells.items():
            for name, (r, x) in [(None, (cell.R, cell.X)), *cell.carried.items()]:
                self.out["reach"].append(
                    {"month": at, "partner": i, "stream": k, "provision": name, "restricted": r, "carried": x}
                )

    def facts(self):
        """What luck and file decided: events with the day of their answer, rungs' days, talks' days, coalitions'."""

        def text(date):
            return None if date is None else date.isoformat()

        return {
            "events": [[text(e.date), e.kind, text(e.adoption)] for e in self.events],
            "rungs": [text(date) for date in self.rungs],
            "talks": {t.raw["id"]: [text(t.start), text(t.end)] for t in self.talks},
            "coalitions": {name: text(date) for name, date in self.coalitions.days.items()},
            "on": {i: list(self.out["on"][i].values()) for i in self.switches.switches},
        }


def run(world):
    """Simulate one world on one lane; see the package for its form and for what comes back."""
    lane = Lane(world)
    for mi in lane.setting.months:
        lane.month(mi)
    return lane.out | {"facts": lane.facts()}
