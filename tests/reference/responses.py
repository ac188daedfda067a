"""Sections 5.1 to 5.3 and 5.6: pushes, switches, rounds of designations, coalitions. All read last month only."""

import datetime as dt
import math
from dataclasses import dataclass

from tests.reference.curve import settled as dial_of
from tests.reference.dates import ALWAYS, coordinate, day, in_force, label
from tests.reference.law import notices_path
from tests.reference.setting import as_list, defined, named

ROUNDING = 1e-9
"""A dial that stands on a threshold has reached it, whatever its last digit."""


def first_of(mi):
    """The month's first day."""
    return dt.date(mi // 12, mi % 12 + 1, 1)


def faded(points, months, half_life):
    """Points so many months on; without a half-life they stay."""
    return points * 2.0 ** (-months / half_life) if half_life else points


class Press:
    """z of every partner: dated pushes, random rounds of designations, a coalition's points."""

    def __init__(self, setting):
        """Nobody has been designated at random yet."""
        self.setting = setting
        self.rule = setting.world.get("designations_rule")
        self.random = dict.fromkeys(setting.partners, 0.0)

    def dated(self, i, mi):
        """Pushes up to the month's first day, faded by the days since."""
        total = 0.0
        for push in sorted(self.setting.world.get("press") or (), key=lambda n: (coordinate(n["date"]), n["points"])):
            age = mi - coordinate(push["date"])
            if age >= 0 and named(push, "partners", i):
                weight = self.setting.partners[i].get("exposure", 0.0) if push.get("by_exposure") else 1.0
                total += faded(push["points"] * weight, age, push.get("half_life"))
        return total

    def rounds(self, mi, seen):
        """A round hits a partner when its luck is below the chance that last month's visible trade gives."""
        rule = self.rule
        if not rule:
            return
        inside = coordinate(rule.get("from", "0001-01-01")) <= mi < coordinate(rule.get("to", "9999-12-01"))
        for i, who in self.setting.partners.items():
            self.random[i] = faded(self.random[i], 1, rule.get("half_life"))
            told = self.setting.luck.get(f"designation.{i}")
            benchmark = self.setting.lawful or self.setting.idle
            if seen is None or told is None or benchmark or not inside or not named(rule, "partners", i):
                continue
            if told[label(mi)] < min(rule["most"], -math.expm1(-rule["rate"] * seen[i])):
                self.random[i] += rule["points"] * who.get("exposure", 0.0)

    def watched(self, k):
        """Do outsiders watch the stream? Goods unless the rule names streams."""
        streams = (self.rule or {}).get("streams")
        return k in streams if streams else self.setting.goods(k)

    def visible(self, mi, k, cell, smuggled):
        """What outsiders see of a cell: declared open trade, and a share of the rest and of what is smuggled."""
        s, share = self.setting.streams[k], in_force((self.rule or {}).get("seen"), mi)
        trade = cell.open * (1.0 - s.get("delta_o", 0.0) * cell.c)
        w = cell.declared(s.get("rho_o", 1.0))
        return w * trade + share * ((1.0 - w) * trade + smuggled)


@dataclass
class Switch:
    """A partner's own notices by dial: the history of s, and the first day of the current run of on."""

    raw: dict
    s: dict
    on: bool = False
    since: float = ALWAYS


class Switches:
    """Partners whose notices follow their settled dial."""

    def __init__(self, setting):
        """Switches stand idle until their path says by_dial; the benchmarks have none."""
        self.setting = setting
        rules = {} if setting.lawful or setting.idle else setting.world.get("notices_by_dial") or {}
        self.switches = {i: Switch(raw, {}) for i, raw in sorted(rules.items())}
        self.ruled = dict.fromkeys(self.switches, False)

    def word(self, i, mi):
        """What the partner's path says on the month's first day."""
        return in_force(notices_path(self.setting, i), mi, "on")

    def month(self, mi, p):
        """Read last month's p (none in the first month) and set every switch."""
        for i, switch in self.switches.items():
            rules = self.word(i, mi) == "by_dial"
            if not rules:
                switch.on = False
            elif not self.ruled[i] or p is None:
                self.begin(i, switch, mi)
            else:
                self.turn(i, switch, mi, p[i])
            self.ruled[i] = rules

    def begin(self, i, switch, mi):
        """The first month of the rule: as the file says, else on where the path said on before."""
        start = switch.raw.get("start")
        on = self.said_on(i, mi) if start is None else start in (True, "on")
        switch.s, switch.on, switch.since = {mi: on}, on, ALWAYS

    def said_on(self, i, mi):
        """Did the path say on before this stretch of by_dial? A switch from the start has nothing before it."""
        if self.setting.partners[i].get("notices_path", self.setting.world.get("notices_path")) is None:
            return False
        path = sorted(notices_path(self.setting, i), key=lambda step: coordinate(step[0]))
        words = ["on", *(word for date, word in path if coordinate(date) <= mi)]
        while words and words[-1] == "by_dial":
            words.pop()
        return words[-1] == "on"

    def turn(self, i, switch, mi, p):
        """s of the month from the settled dial, on after the delay; a run starts anew after every off."""
        settled, before = dial_of(self.setting.curve, p ** (1.0 / self.setting.gamma[i])), switch.s[mi - 1]
        settled += ROUNDING
        switch.s[mi] = settled >= switch.raw["open"] or (settled >= switch.raw["close"] and before)
        first = min(switch.s)
        on = switch.s[max(first, mi - switch.raw.get("delay", 0))]
        if on and not switch.on:
            switch.since = float(mi)
        switch.on = on

    def notices(self, i, terms):
        """The notices that partner i's switch adds to the terms of one of its cells."""
        switch = self.switches.get(i)
        if switch is None or not switch.on:
            return []
        return [t.by_dial(switch.since, max(switch.since, t.clock)) for t in terms if not t.own]


class Coalitions:
    """Groups of partners that move together, at most once."""

    def __init__(self, setting):
        """Dated ones have their day from the start."""
        self.setting = setting
        self.all = defined(setting.world.get("coalitions"), "id")
        self.days = {c["id"]: day(c["date"]) if c.get("date") else None for c in self.all}

    def month(self, mi, p):
        """Move those whose members' mean propensity of last month is enough and whose luck says so. Did any?"""
        moved = False
        for c in self.all:
            told = self.setting.luck.get(f"coalition.{c['id']}")
            if self.days[c["id"]] or told is None or p is None or mi < coordinate(c["from"]):
                continue
            if self.mean(c, p) >= c["threshold"] and told[label(mi)] < c["probability"]:
                self.days[c["id"]], moved = first_of(mi), True
        return moved

    def mean(self, c, p):
        """The members' mean propensity, by trade or equal."""
        weight = {j: self.setting.weight[j] for j in sorted(c["members"])}
        if c.get("weights", "trade") == "equal" or sum(weight.values()) == 0:
            weight = dict.fromkeys(weight, 1.0)
        return sum(w * p[j] for j, w in weight.items()) / sum(weight.values())

    def points(self, i, mi):
        """Points that stay, from the day the partner's coalitions moved."""
        return sum(
            c.get("points", 0.0)
            for c in self.all
            if i in as_list(c["members"]) and self.days[c["id"]] and coordinate(self.days[c["id"]]) <= mi
        )

    def measures(self):
        """The acts with their day, None while the coalition has not moved; they are the members' own."""
        return [
            ({"adopted": a["adopted"], "provisions": [a | {"unilateral": True}]}, self.days[c["id"]])
            for c in self.all
            for a in c.get("acts") or ()
        ]
