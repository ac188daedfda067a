"""A run by stream and by partner: the largest by name, sorted, and the rest together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.analysis.curves import Words
from sim.analysis.telling import beside_draws, words_of
from sim.analysis.touched import leading, named_groups
from sim.analysis.touched import words_of as group_words
from sim.common.axes import Array
from sim.common.months import first_day
from sim.domain.trade import SUMMED_GROUPS, Stream, family_of
from sim.runs.results import MUSD_A_MONTH, Results
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant

NAMED = 8
"""Streams or partners with a panel of their own; the rest share one."""


@dataclass(frozen=True)
class One:
    """One stream or partner by month, USD million a month; of partners also the dial (0 to 10) and the share obeyed."""

    label: str
    year: str
    """'1,190 of 3,240': what is received of trade without sanctions in the headline's year, USD million."""
    without: Array
    received: Array
    prior: Array | None
    family: str = ""
    """The kind of goods of a stream."""
    dial: Array | None = None
    compliance: Array | None = None


@dataclass(frozen=True)
class Multiples:
    """Panels on the same axes, the largest first."""

    words: Words
    months: tuple[date, ...]
    panels: tuple[One, ...]


def asked_about(results: Results) -> tuple[list[str], str]:
    """The streams of the group that the answer is about, and what they are called; of illicit series those it names."""
    lead = leading(results)
    if lead == "goods":
        return results.group(lead), "Goods exports"
    if lead in SUMMED_GROUPS:
        return results.group(lead), group_words(results, lead, begins=True)
    return [name.partition(".")[2] for name in named_groups(results) if "." in name], "Illicit series, never added,"


def streams_of(results: Results) -> Multiples:
    """A run by stream of the group that is asked about, goods mostly, of its central run."""
    streams = {s.id: s for s in results.scenario.streams}
    members, called = asked_about(results)
    order = sorted(members, key=lambda s: (-results.summed("value", SCENARIO, [s]).sum(), s))
    named, rest = _parted(order)

    def one(label: str, members: Sequence[str], stream: Stream) -> One:
        prior = results.summed("receipts", PRIOR_LAW, members) if _asks(results) else None
        value, received = (results.summed(name, SCENARIO, members) for name in ("value", "receipts"))
        return One(label, _of_year(results, received, value), value, received, prior, family_of(stream).id)

    panels = [one(streams[s].label, [s], streams[s]) for s in named]
    if rest:
        panels.append(one(f"{len(rest)} smaller streams", rest, streams[rest[-1]]))
    what = f"{called} by stream, {MUSD_A_MONTH}; {_headed(results)}"
    return Multiples(words_of(results, what, drawn=beside_draws(results, "panels")), _months(results), tuple(panels))


def partners_of(results: Results) -> Multiples:
    """A run by partner, goods mostly, of its central run; what is diverted and smuggled counts where it goes."""
    members, called = asked_about(results)
    cells = results.axes["cell"]
    columns = {p.id: [n for n, (s, buyer) in enumerate(cells) if buyer == p.id and s in members]
               for p in results.scenario.partners}  # fmt: skip
    size = {p: float(results.of("cell.value")[:, mine].sum()) for p, mine in columns.items()}
    order = sorted((p for p in columns if columns[p]), key=lambda p: (-size[p], p))
    named, rest = _parted([p for p in order if size[p] > 0] or order)
    labels = {p.id: p.label for p in results.scenario.partners}

    def one(label: str, mine: Sequence[int], partner: str = "") -> One:
        def total(name: str, variant: Variant = SCENARIO) -> Array:
            return np.asarray(results.of(f"cell.{name}", variant)[:, mine].sum(axis=1))

        prior = total("receipts_by", PRIOR_LAW) if _asks(results) else None
        dial = results.of("dial")[:, results.axes["partner"].index(partner)] if partner else None
        restricted = results.of("cell.restricted")[:, mine]
        obeyed = (restricted * results.of("cell.compliance")[:, mine]).sum(axis=1)
        whole = restricted.sum(axis=1)
        share = np.divide(obeyed, whole, out=np.full(len(whole), np.nan), where=whole > 1e-9)
        received, value = total("receipts_by"), total("value")
        year = _of_year(results, received, value)
        return One(label, year, value, received, prior, dial=dial, compliance=share)

    panels = [one(labels[p], columns[p], p) for p in named]
    if rest:
        panels.append(one(f"{len(rest)} smaller partners", [n for p in rest for n in columns[p]]))
    strips = "strips: dial from 0 to 10, compliance from 0 to 100 %"
    what = f"{called} by partner, {MUSD_A_MONTH}; {_headed(results)}; {strips}"
    return Multiples(words_of(results, what, drawn=beside_draws(results, "panels")), _months(results), tuple(panels))


def _of_year(results: Results, received: Array, value: Array) -> str:
    months = list(results.windows[0].months)
    return " of ".join(f"{one[months].sum():,.0f}" for one in (received, value))


def _headed(results: Results) -> str:
    return f"headings: million received of those without sanctions, {results.windows[0].label}"


def _parted(order: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Those with a panel of their own, and the rest; a rest of one has its own."""
    return (order, ()) if len(order) <= NAMED + 1 else (order[:NAMED], order[NAMED:])


def _asks(results: Results) -> bool:
    return bool(results.scenario.under_test) and results.has(PRIOR_LAW)


def _months(results: Results) -> tuple[date, ...]:
    return tuple(first_day(month) for month in results.axes["month"])
