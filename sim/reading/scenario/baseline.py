"""The baseline of a scenario: a shipped table, and what the scenario changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.common.errors import told_apart
from sim.common.units import units_of
from sim.domain.quantity import Quantity
from sim.reading.forms.quantities import CellForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.reference import Baseline, Reference
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.given import with_range

Cells = dict[tuple[str, str], Quantity]
"""Amounts by (stream, partner): USD million a year, or heads."""

SHARES_TOLERANCE = 1e-6


def baseline_of(form: ScenarioForm, reference: Reference, found: Findings) -> Baseline:
    """The shipped baseline with what could not be known in time left out or replaced, and the scenario's own amounts.

    In order: what trade outside the largest buyer adds up to, then single amounts, then shares of partners.
    """
    baseline = reference.baseline(form.baseline.use)
    cells = dict(baseline.cells)
    if form.known_by:
        cells = _known_in_time(cells, form, reference, found)
    if form.baseline.outside_largest_buyer is not None:
        cells = _outside_largest(cells, form.baseline.outside_largest_buyer, reference, found)
    for stream, row in form.baseline.amounts.items():
        for partner, given in row.items():
            cells[stream, partner] = _cell(stream, partner, given, reference, found)
    for stream, shares in form.baseline.shares.items():
        cells = _shared(cells, stream, shares, reference, found)
    return replace(baseline, cells=cells)


def _cell(stream: str, partner: str, given: CellForm, reference: Reference, found: Findings) -> Quantity:
    """An amount that the scenario gives for a stream and a partner, perhaps with its range: money a year, or heads."""
    where = ("baseline", "amounts", stream, partner)
    heads = reference.streams[stream].headcount
    amounts = [given.low or given.value, given.value, given.high or given.value]
    measured = {amount.measures for amount in amounts}
    low, value, high = (amount.value for amount in amounts)
    if heads and measured != {"heads"}:
        hint = "what a head earns a year is behaviour.take"
        found.add(where, f"{stream} are counted in heads, not in money", allowed="such as 50000 heads", hint=hint)
    elif not heads and "heads" in measured:
        allowed = f"a number with a unit: {', '.join(units_of('money a year'))}"
        found.add(where, f"{stream} is counted in money, not in heads", allowed=allowed)
    elif not low <= value <= high:
        shown = "low {}, value {}, high {}".format(*told_apart(low, value, high))
        found.add(where, "low <= value <= high does not hold", given=shown)
    plain = found.given(where, f"baseline.{stream}.{partner}", value, "heads" if heads else "MUSD/yr")
    return with_range(plain, given, low, high)


def _shared(cells: Cells, stream: str, shares: Mapping[str, float], reference: Reference, found: Findings) -> Cells:
    """The cells with a stream's total shared out anew between its partners."""
    where = ("baseline", "shares", stream)
    total = sum(shares.values())
    if abs(total - 1) > SHARES_TOLERANCE:
        off = f"{total:.6g}, {abs(total - 1):.3g} too {'much' if total > 1 else 'little'}"
        found.add(where, "trade shares do not add to 1", given=off, allowed="1")
    whole = [q.value for (s, _), q in cells.items() if s == stream]
    if not whole:
        hint = f"give its amounts in baseline.amounts.{stream}"
        found.add(where, "the baseline has no amount to share out", given=stream, hint=hint)
    unit = "heads" if reference.streams[stream].headcount else "MUSD/yr"

    def part(partner: str, share: float) -> Quantity:
        value = sum(whole) * share / total if total else 0.0
        return found.given((*where, partner), f"baseline.{stream}.{partner}", value, unit)

    kept = {cell: quantity for cell, quantity in cells.items() if cell[0] != stream}
    return kept | {(stream, partner): part(partner, share) for partner, share in shares.items()}


def _known_in_time(cells: Cells, form: ScenarioForm, reference: Reference, found: Findings) -> Cells:
    """Drop cells that could not be known by the scenario's `known_by`, and put stand-ins over their streams."""
    kept = {cell: quantity for cell, quantity in cells.items() if quantity.known_by <= form.known_by}
    late = {stream for stream, _ in cells.keys() - kept.keys()}
    stand_ins = {
        cell: q
        for table in reference.sets[form.behaviour.use].stand_ins
        for cell, q in reference.cells(table).items()
        if cell[0] in late and q.known_by <= form.known_by
    }
    left_out = late - {stream for stream, _ in (kept | stand_ins)}
    if left_out:
        found.warnings.append(f"left out, as not known by {form.known_by}: {', '.join(sorted(left_out))}")
    return kept | stand_ins


def _outside_largest(cells: Cells, amount: float, reference: Reference, found: Findings) -> Cells:
    """Scale goods trade with everybody but the largest buyer of goods to an amount, USD million a year."""
    goods = {cell for cell in cells if reference.streams[cell[0]].group == "goods"}
    bought: dict[str, float] = {}
    for stream, partner in sorted(goods):
        bought[partner] = bought.get(partner, 0.0) + cells[stream, partner].value
    largest = max(sorted(bought), key=lambda partner: bought[partner], default="")
    outside = {cell for cell in goods if cell[1] != largest}
    whole = sum(cells[cell].value for cell in sorted(outside))
    if not whole:
        found.add(
            ("baseline", "outside_largest_buyer"), "the baseline has no trade to scale but that of its largest buyer"
        )
        return cells
    factor = amount / whole
    note = f"scaled by {factor:.6g} to {amount:g} MUSD/yr outside {reference.partners[largest].label}"

    def scaled(q: Quantity) -> Quantity:
        value, low, high = q.value * factor, q.low * factor, q.high * factor
        about = f"{q.note}; {note}" if q.note else note
        return replace(q, value=value, low=low, high=high, basis="derived", note=about)

    return {cell: scaled(q) if cell in outside else q for cell, q in cells.items()}
