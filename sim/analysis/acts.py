"""Acts and partners' notices of them in time: who issued them, when they bind, what they cover, what was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.analysis.curves import Words
from sim.analysis.figures import short_title
from sim.analysis.telling import words_of
from sim.common.months import first_day
from sim.domain.law import Measure, Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.results import Results

MOST_ROWS = 14
"""With more acts, notices of partners are not among them."""
MOST_STREAMS = 4
"""Streams of an act that are named; more are counted."""


@dataclass(frozen=True)
class Act:
    """An act from its adoption to the day most of it binds. `verified`: the share of paragraphs read in its text."""

    label: str
    issuer: str
    adopted: date
    binds: date
    covers: str
    verified: float
    tested: bool


@dataclass(frozen=True)
class Timeline:
    """Acts in the order of issuers and dates, from `start` to `end`."""

    words: Words
    acts: tuple[Act, ...]
    start: date
    end: date


def timeline_of(results: Results) -> Timeline:
    """The acts of a run's bundle, and notices of them, that come to bind in its horizon; a note names earlier ones."""
    scenario = results.scenario
    start, end = first_day(scenario.start), first_day(scenario.start + scenario.months)
    heard = {provision.measure for provision in provisions_in_force(scenario)} - set(scenario.bundle)
    acts = [_act(measure, scenario) for measure in scenario.measures if measure.id in scenario.bundle]
    notices = [_act(measure, scenario) for measure in scenario.measures if measure.id in heard]
    room = len(acts) + len(notices) <= MOST_ROWS
    acts += notices if room else []
    before = sorted((act for act in acts if act.binds < start), key=lambda act: act.binds)
    shown = sorted(
        (act for act in acts if start <= act.binds < end), key=lambda a: (a.issuer != "un", a.issuer, a.binds)
    )
    note = f"In force before: {', '.join(act.label for act in before)}." if before else ""
    mark = "Bars: from adoption to the day most of an act binds. Full dots: all read in its text; half: part."
    left_out = "" if room or not notices else f"Not drawn: {len(notices)} notices of partners; dial show names them."
    words = words_of(
        results,
        "Acts in the question by issuer, and what they cover",
        notes=tuple(filter(None, (mark, note, left_out))),
    )
    return Timeline(words, tuple(shown), start, end)


def _act(measure: Measure, scenario: Scenario) -> Act:
    """An act of law by its provisions in force, one of another instrument by its first step."""
    parts = [p for p in provisions_in_force(scenario) if p.measure == measure.id]
    days = (
        sorted(p.binds for p in parts) or [s.start for s in measure.steps[:1]] or [measure.effective or measure.adopted]
    )
    day = days[len(days) // 2]
    read = [p.verified == "yes" for p in parts] or [measure.verified == "yes"]
    title = short_title(measure, day, scenario)
    tested = measure.id in scenario.under_test
    covers = _covers(measure, parts, scenario)
    return Act(title, measure.issuer, measure.adopted, day, covers, sum(read) / len(read), tested)


def _covers(measure: Measure, parts: list[Provision], scenario: Scenario) -> str:
    """What an act covers in words: kinds of provisions and streams, or its instrument."""
    labels = {stream.id: stream.label.partition(" (")[0] for stream in scenario.streams}
    streams = list(dict.fromkeys(s for p in parts for s in p.streams if s in labels)) or list(measure.streams)
    kinds = list(dict.fromkeys(p.kind.replace("_", " ") for p in parts)) or [f"pressure ({measure.instrument})"]
    named = ", ".join(labels[s].lower() for s in streams[:MOST_STREAMS])
    more = f" and {len(streams) - MOST_STREAMS} more" if len(streams) > MOST_STREAMS else ""
    return f"{' and '.join(kinds)}{': ' if named else ''}{named}{more}"
