"""Explanations, evidence and bibliographies as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from sim.analysis.lines import Line
from sim.analysis.sourcing import Entry
from sim.common.aligned import WIDTH, table_text
from sim.domain.event import Event
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario


def numbers_text(scenario: Scenario, quantities: Sequence[Quantity]) -> str:
    """Every quantity with its range, what it rests on, where it stands and its source; before them the bundle, as a
    scenario that adds to it has to write it."""
    bundle = textwrap.fill(f"bundle: [{', '.join(scenario.bundle)}]", WIDTH, subsequent_indent="  ")
    rests = f"baseline {scenario.baseline}, behaviour {scenario.behaviour}; {len(quantities)} numbers"
    curve = scenario.dial_curve
    bent = "" if curve.form == "power" else f"the dial's curve: {curve.told}; gamma is no part of it\n"
    head = f"{scenario.title}\n{rests}\n{bent}{bundle}\n"
    columns = ("number", "value", "unit", "low", "high", "basis", "kind", "known by", "from", "source")
    rows = [
        (
            q.name,
            f"{q.value:g}",
            _unit(q),
            f"{q.low:g}",
            f"{q.high:g}",
            q.basis,
            q.kind,
            q.known_by,
            q.origin,
            _short(q.source),
        )
        for q in quantities
    ]
    return f"{head}\n{table_text(columns, rows, right=(1, 3, 4))}"


def _unit(quantity: Quantity) -> str:
    """The unit the value stands in: prices are kept in USD million a kilotonne."""
    return "MUSD/kt" if quantity.unit == "USD/t" else quantity.unit


def _short(source: str, width: int = 90) -> str:
    return source if len(source) <= width else source[: width - 1] + "…"


def evidence_text(rows: Iterable[tuple[str, str, str, str, str]], partner: str, stream: str) -> str:
    """The evidence table: observed compliance of each traded cell, or none."""
    chosen = [row for row in rows if (not partner or row[0] == partner) and (not stream or row[1] == stream)]
    seen = [row for row in chosen if row[2] != "none"]
    blank = len(chosen) - len(seen)
    text = (
        table_text(("partner", "stream", "observed c", "dates", "source"), seen) if seen else "no observed compliance\n"
    )
    return f"evidence on compliance\n{text}{blank} of {len(chosen)} traded cells: none; what they do is modelled\n"


def chain_text(scenario: Scenario, partner: str, stream: str, month: str, lines: Sequence[Line]) -> str:
    """The chain of one cell in one month, one step a line, reasons below where they are long."""
    label = max(len(line.what) for line in lines)
    value = max(len(line.value) for line in lines)
    text = [f"{scenario.title}", f"{stream} to {partner}, {month}", ""]
    for line in lines:
        first = f"{line.what:<{label}}  {line.value:>{value}}"
        why = textwrap.wrap(line.why, max(40, WIDTH - label - value - 4), break_long_words=False) or [""]
        text.append(f"{first}  {why[0]}".rstrip())
        text += [" " * (label + value + 4) + more for more in why[1:]]
    return "\n".join(text) + "\n"


def story_text(scenario: Scenario, draw: int, events: Sequence[Event]) -> str:
    """What happened in one draw, day by day: what, to what act, to whom, why."""
    rows = [(str(e.day), e.what, e.act, _some(e.partners), e.why) for e in events]
    head = f"{scenario.title}\ndraw {draw} of seed {scenario.seed}: {len(events)} things happened\n"
    return f"{head}\n{table_text(('day', 'what', 'of', 'whom', 'why'), rows)}"


def _some(partners: Sequence[str]) -> str:
    """Partners by name, or how many where they are many."""
    return " ".join(partners) if len(partners) <= 4 else f"{len(partners)} partners"


def sources_text(judged: Sequence[Quantity], entries: Sequence[Entry]) -> str:
    """The bibliography: judgement first, then each source with what it supports."""
    rows = [(q.name, f"{q.value:g} ({q.low:g} to {q.high:g})", q.origin, _short(q.note, 100)) for q in judged]
    lines = [
        f"{len(judged)} numbers rest on judgement",
        "",
        table_text(("number", "value (range)", "from", "why"), rows),
    ]
    lines.append(f"{len(entries)} sources\n")
    for entry in entries:
        lines.append(entry.source)
        lines += textwrap.wrap(", ".join(entry.supports), WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"
