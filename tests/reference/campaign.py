"""Sections 5.4 to 5.6, what follows from luck and the file alone: events, answers, rungs, talks, dates moved."""

import datetime as dt
import math
from dataclasses import dataclass

from tests.reference.dates import NEVER, coordinate, day, days_in, label, later
from tests.reference.force import Relief
from tests.reference.setting import as_list, defined

DATES = ("adopted", "effective", "lifted", "deadline")
SPANS = ("window", "releases")


@dataclass(frozen=True)
class Event:
    """A provocation: its day, its class, and the day its answer would be adopted (None: no answer)."""

    date: dt.date
    kind: str
    adoption: dt.date | None


@dataclass(frozen=True)
class Talk:
    """Talks on a lane: [start, end), None where they never start or never end, and the day of the snapback."""

    raw: dict
    start: dt.date | None
    end: dt.date | None
    snapback: float


def events_of(setting):
    """Dated events and those the luck brings, in order of their days. Without luck told, dated ones only."""
    rules = setting.world.get("provocations") or {}
    found = []
    for e in rules.get("dated") or ():
        answer = later(e["date"], e["lag_days"]) if e.get("lag_days") is not None else None
        found.append(Event(day(e["date"]), e["class"], day(answer) if answer else None))
    for name, rule in sorted((rules.get("classes") or {}).items()):
        told = setting.luck.get(f"provocation.{name}")
        if told is not None:
            found += [e for mi in setting.months if (e := drawn(name, rule, mi, told[label(mi)]))]
    return sorted(found, key=lambda e: (e.date, e.kind, e.adoption or dt.date.max))


def drawn(name, rule, mi, luck):
    """The event of one class in one month, if the month lies inside the rule's dates and its luck says so."""
    u1, u2, u3, u4 = luck
    starts = coordinate(rule["from"]) if rule.get("from") else -NEVER
    stops = coordinate(rule["to"]) if rule.get("to") else NEVER
    if not (starts <= mi and mi + 1 <= stops) or not u1 < rule["rate"] / 12.0:
        return None
    date = dt.date(mi // 12, mi % 12 + 1, 1 + math.floor(u2 * days_in(mi)))
    lags = rule["lags"]
    answered = u3 < rule["adoption"]
    return Event(date, name, date + dt.timedelta(days=lags[math.floor(u4 * len(lags))]) if answered else None)


# ---------------------------------------------------------------- talks (5.5)


def talks_of(setting, events):
    """Every talk with its days on this lane."""
    return [
        talk_of(setting, raw, [e for e in events if e.kind in as_list(raw.get("broken_by"))])
        for raw in defined(setting.world.get("talks"), "id")
    ]


def talk_of(setting, raw, breaking):
    """`breaking`: the events of the classes that break it."""
    start = day(raw["from"]) if raw.get("quiet_months") is None else quiet_start(setting, raw, breaking)
    if start is None:
        return Talk(raw, None, None, NEVER)
    ends = [e.date for e in breaking if e.date > start] + ([day(raw["to"])] if raw.get("to") else [])
    end = min(ends, default=None)
    back = coordinate(end, raw.get("snapback_days", 0)) if end is not None and raw.get("snapback") else NEVER
    return Talk(raw, start, end, back)


def quiet_start(setting, raw, breaking):
    """The first day of the first month from `from` to `until` with no such event in the quiet months before it."""
    last = min(coordinate(raw["until"]) if raw.get("until") else NEVER, setting.months[-1])
    mi = math.ceil(coordinate(raw["from"]))
    while mi <= last:
        if not any(mi - raw["quiet_months"] <= coordinate(e.date) < mi for e in breaking):
            return dt.date(mi // 12, mi % 12 + 1, 1)
        mi += 1
    return None


def reliefs_of(talks, provisions):
    """The suspension of each provision: steps after the start; one due on or after the break does not come."""
    found = {}
    for talk in talks:
        for name, steps in (talk.raw.get("relief") or {}).items() if talk.start else ():
            dates = [(later(talk.start, days), share) for days, share in steps]
            kept = tuple((coordinate(d), share) for d, share in dates if talk.end is None or day(d) < talk.end)
            half_life = next((p.get("H", 0) for p in provisions if p["id"] == name), 0)
            found[name] = Relief(kept, talk.snapback, half_life)
    return found


# ---------------------------------------------------------------- the ladder (5.4)


def void(setting, talks, date):
    """Does an answer's adoption day lie inside a veto or a pause?"""
    veto = setting.world.get("veto")
    vetoed = veto and day(veto["from"]) <= date and not (veto.get("to") and date >= day(veto["to"]))
    return bool(vetoed) or any(
        t.raw.get("pauses") and t.start and t.start <= date and (t.end is None or date < t.end) for t in talks
    )


def rungs_of(setting, events, talks):
    """T_n of every rung, None where it never comes: one act answers all events up to its adoption."""
    ladder = setting.world.get("ladder")
    if not ladder:
        return []
    answers = [e for e in events if e.adoption and not void(setting, talks, e.adoption)]
    found, since, after = [], day(ladder["from"]), dt.date.min
    for _ in ladder["rungs"]:
        due = [e.adoption for e in answers if e.date >= since and e.adoption > after]
        found.append(min(due, default=None))
        if found[-1] is None:
            break
        since = after = found[-1]
    return found + [None] * (len(ladder["rungs"]) - len(found))


def moved(raw, days):
    """A provision or notice with all its dates so many days later; calendar-year caps stay calendar years."""
    changed = {name: later(raw[name], days) for name in DATES if raw.get(name)}
    changed |= {name: [later(d, days) for d in raw[name]] for name in SPANS if raw.get(name)}
    return raw | changed


def redated(measures):
    """[(measure, its T or None)] as (provisions that come on this lane, {provision: days it moved or None})."""
    provisions, shifts = [], {}
    for measure, date in measures:
        days = None if date is None else (date - day(measure["adopted"])).days
        for raw in measure["provisions"]:
            shifts[raw["id"]] = days
            if days is not None and measure.get("adopts", True):
                provisions.append(moved(raw, days))
    return provisions, shifts


def notices_of(world, shifts):
    """Each notice once for every provision it transposes, moved with it."""
    found = []
    for raw in world.get("notices") or ():
        one = {k: v for k, v in raw.items() if k != "date"} | {"adopted": raw["date"]}
        for name in as_list(raw["transposes"]):
            days = shifts.get(name, 0)
            if days is not None:
                found.append(moved(one | {"transposes": [name]}, days))
    return found
