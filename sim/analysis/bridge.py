"""From what officials claimed to the modelled number, step by step and stream by stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.analysis.claims import Claim
from sim.analysis.said import Column, SaidTable
from sim.analysis.words import MUSD, block_of, columns_of, row_of
from sim.runs.results import Results
from sim.runs.variants import LAW_ONLY, OWN_NOTICES, Variant
from sim.runs.windows import Window

AT_CUSTOMS = Variant("law_only", base_year_prices=True, growth=False)


def bridge(results: Results, claims: Sequence[Claim]) -> SaidTable:
    """From the claim to the modelled number, step by step and stream by stream, over the first calendar year."""
    goods = results.group("goods")
    named = [
        (claim.provision.partition(".")[2], [s for s in claim.streams if s in goods], claim.amount) for claim in claims
    ]
    claimed = {stream for _, streams, _ in named for stream in streams}
    columns = [
        *named,
        ("other_goods", [s for s in goods if s not in claimed], 0.0),
        ("total", goods, sum(c.amount for c in claims)),
    ]
    year = results.windows[0]
    steps = (
        Variant("law_only", base_year_prices=True),
        LAW_ONLY,
        Variant("own_notices", leaks=False, discounts=False),
        Variant("own_notices", discounts=False),
        OWN_NOTICES,
    )

    def added(variant: Variant) -> list[float]:
        return [results.added("receipts", variant, year, streams) for _, streams, _ in columns]

    def step(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
        return tuple(b - a for a, b in zip(before, after, strict=True))

    amounts = [amount for _, _, amount in columns]
    customs = added(AT_CUSTOMS)
    largest = _largest_buyer(results, goods)
    theirs = [_from_buyer(results, largest, year, streams) for _, streams, _ in columns]
    growth, full, complied, leaky, modelled = (added(variant) for variant in steps)
    base, buyer = results.scenario.baseline, _label(results, largest)
    said = {
        "claimed": amounts,
        "baseline_largest_buyer": step(amounts, theirs),
        "baseline_other_buyers": step(theirs, customs),
        AT_CUSTOMS.id: customs,
        "growth": step(customs, growth),
        "observed_prices": step(growth, full),
        LAW_ONLY.id: full,
        "not_carried_out": step(full, complied),
        "diversion_and_smuggling": step(complied, leaky),
        "discounts_and_interdiction": step(leaky, modelled),
        OWN_NOTICES.id: modelled,
    }
    sums = {"claimed", AT_CUSTOMS.id, LAW_ONLY.id, OWN_NOTICES.id}
    found = [row_of("bridge", key, values, buyer=buyer, baseline=base) for key, values in said.items()]
    rows = [replace(row, strong=row.id in sums, as_claimed=row.id == "claimed") for row in found]
    heads = [*(Column(name, name, MUSD) for name, _, _ in named), *columns_of("other_goods", "total")]
    return block_of("bridge", heads, rows, year=year.label)


def _largest_buyer(results: Results, streams: Sequence[str]) -> str:
    """The partner with the largest base-year amount of some streams."""
    numbers = results.scenario.numbers
    amounts = {
        partner.id: sum(numbers[key].value for s in streams if (key := f"baseline.{s}.{partner.id}") in numbers)
        for partner in results.scenario.partners
    }
    return max(sorted(amounts), key=lambda partner: amounts[partner])


def _label(results: Results, partner: str) -> str:
    return next(p.label for p in results.scenario.partners if p.id == partner)


def _from_buyer(results: Results, buyer: str, window: Window, streams: Sequence[str]) -> float:
    """What full compliance on the customs baseline takes from trade with one buyer, USD million a year."""
    cells = results.axes["cell"]
    theirs = sorted(cells.index((stream, buyer)) for stream in streams if (stream, buyer) in cells)
    with_, without = (results.of("cell.displaced", v)[list(window.months)] for v in (AT_CUSTOMS, AT_CUSTOMS.prior))
    return float((with_[:, theirs] - without[:, theirs]).sum()) * window.to_a_year
