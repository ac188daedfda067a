"""The first screen of a run: answer, readings beside each other, claim and bridge, in at most 24 lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.analysis.alarms import alarms
from sim.analysis.bands import added, answer_in_words, band_cells, median_of
from sim.analysis.bridge import AT_CUSTOMS
from sim.analysis.happened import happened_in_words
from sim.analysis.reach import gap_in_words
from sim.analysis.said import Headline, Row, SaidTable, about, nothing
from sim.analysis.touched import leading, named_groups, reading_of, shown, streams_of, words_of
from sim.analysis.words import BRIDGE_IN_SHORT, CHOSEN_BY_OUTCOME, IF_SILENT, block_of, columns_of, row_of
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.scores import KnownScores
from sim.runs.results import Results
from sim.runs.variants import BY_DIAL, DIAL_ONLY, LAW_ONLY, OWN_NOTICES, READINGS, SCENARIO, Variant

CENTRAL = ("year", "run_rate_short", "net_short")
DRAWN = ("median_in", "range_90", "run_rate_short", "central_run")
"""The columns without and with draws, by their keys."""

Cells = tuple[float | str | None, ...]


def with_opening(headline: Headline, results: Results, scores: KnownScores) -> Headline:
    """A headline that opens with its first screen.

    `scores`: by how much the readings missed what customs recorded, where that is known of the scenario's numbers.
    """
    answer = _answer(results)
    if not results.scenario.bundle:
        (whole,) = headline.blocks
        return replace(headline, answer=answer, first=(replace(whole, rows=tuple(r for r in whole.rows if r.strong)),))
    table = _Table(results, headline, scores).block()
    starred = [f"* {CHOSEN_BY_OUTCOME}"] if any(row.strong for row in table.rows) else []
    shows_scores = table.columns[-1].id == "missed_customs"
    scored = [f"missed by: USD million a month {scores.against}"] if shows_scores else []
    before = (*alarms(results), *_caveats(results), *starred, *scored, *_bridge(headline))
    said = (*before, *happened_in_words(results), *gap_in_words(results), *_variance(headline))
    return replace(headline, answer=answer, first=(table,), said=said)


def _answer(results: Results) -> str:
    """The answer in a sentence, with its band and chance where there are draws."""
    as_asked = f"{IF_SILENT}: " if _silent(results) else ""
    if results.draws > 1:
        words = as_asked + answer_in_words(results, chance=True)
        return words[0].upper() + words[1:]
    year = results.windows[0]
    told = f"in {year.label} (central run; --draws 512 for a band)"
    if not results.scenario.bundle:
        amount = results.yearly("receipts", SCENARIO, year, results.group("goods"))
        return f"Goods would earn {about(amount)} million USD {told}"
    group = leading(results)
    amount = results.added("receipts", SCENARIO, year, streams_of(results, group))
    words = f"{as_asked}would deny {about(amount)} million USD of {words_of(results, group)} {told}"
    return words[0].upper() + words[1:]


def _silent(results: Results) -> bool:
    """Whether the scenario itself has no notices, so that its own reading is not the starred one."""
    one = results.scenario
    return bool(one.bundle) and not one.benchmark and all(one.will_of(p.id).silent for p in one.partners)


@dataclass(frozen=True)
class _Table:
    """The first table: what each reading takes, full compliance and the claim, as many columns as there is to say."""

    results: Results
    headline: Headline
    scores: KnownScores

    def block(self) -> SaidTable:
        """The group that the acts take from first, then the starred reading of the others; nothing that is 0."""
        first, *others = named_groups(self.results)
        rows = [*self._of_group(first), *(self._claims() if first == "goods" else ())]
        for group in others:
            rows += [replace(row, strong=False) for row in list(self._of_group(group))[:1]]
        year, rate = self.results.windows
        columns = columns_of(*self.names, year=year.label, rate=rate.label)
        return block_of("opening", columns, [row for row in rows if not nothing(row)], rate=rate.label)

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of the columns."""
        amounts = DRAWN if self.results.draws > 1 else CENTRAL
        return (*amounts, "missed_customs") if self._scored else amounts

    @cached_property
    def _scored(self) -> bool:
        """Whether a score is known of what the table leads with: customs see goods alone."""
        return bool(self.scores.missed_by) and leading(self.results) == "goods"

    def _of_group(self, group: str) -> Iterator[Row]:
        """The starred reading, the other ones, full compliance; or what a benchmark scenario asks."""
        if benchmark := self.results.scenario.benchmark:
            yield self._row(f"{benchmark}_as_asked", SCENARIO, group)
            return
        rows = {v: self._row(v.id, v, group) for v in (*READINGS, LAW_ONLY) if v in shown(self.results)}
        if OWN_NOTICES in rows and rows[OWN_NOTICES].values == rows[DIAL_ONLY].values:
            own = rows.pop(OWN_NOTICES)
            rows.pop(BY_DIAL, None)
            rows[DIAL_ONLY] = replace(self._row("either_reading", DIAL_ONLY, group), id=own.id)
        for variant, row in rows.items():
            yield replace(row, strong=variant == OWN_NOTICES)

    def _row(self, key: str, variant: Variant, group: str) -> Row:
        cells = self._drawn(variant, group) if self.results.draws > 1 else self._central(variant, group)
        if self._scored:
            reading = self.results.scenario.benchmark or variant.reading
            score = self.scores.missed_by.get(reading) if group == "goods" else None
            cells = (*cells, None if score is None else f"{score:.0f}")
        name = group if group in SUMMED_GROUPS else words_of(self.results, group)
        made = row_of("opening", key, cells, group=name)
        if self.results.draws > 1 and not self.results.has_drawn(SCENARIO, group):
            made = replace(made, label=f"{made.label} (central run alone)")
        return made if group == "goods" else replace(made, id=f"{key}_{group.replace('.', '_')}")

    def _central(self, variant: Variant, group: str) -> Cells:
        streams, (year, rate) = streams_of(self.results, group), self.results.windows
        asked = (("receipts", year), ("receipts", rate), ("net", year))
        return tuple(self.results.added(name, variant, window, streams) for name, window in asked)

    def _drawn(self, variant: Variant, group: str) -> Cells:
        """Medians with their band where the variant was drawn, and its central run."""
        results, drawn = self.results, reading_of(self.results, variant)
        central = results.added("receipts", variant, results.windows[0], streams_of(results, group))
        if not results.has_drawn(drawn, group):
            return None, None, None, central
        return *band_cells(added(results, drawn, 0, group)), median_of(added(results, drawn, 1, group)), central

    def _claims(self) -> Iterator[Row]:
        """Full compliance on customs data and the officials' claim, where there is a claim to compare."""
        rows = [row for block in self.headline.blocks if block.id == "would_deny" for row in block.rows]
        found = {row.id: row.values[0] for row in rows}
        if "claimed" in found:
            yield self._plain("at_customs", found.get(AT_CUSTOMS.id))
            yield replace(self._plain("claimed", found["claimed"]), as_claimed=True)

    def _plain(self, key: str, amount: float | str | None) -> Row:
        """A row of one amount, of the first year in a central run."""
        place = self.names.index("central_run" if self.results.draws > 1 else "year")
        return row_of("opening", key, [amount if n == place else None for n in range(len(self.names))])


def _caveats(results: Results) -> Iterator[str]:
    """The first of what cannot be known, and how much more of it stands below."""
    first, *others = results.scenario.caveats or ("",)
    more = f"; and {len(others)} more, with --full" if others else ""
    if first:
        yield f"cannot be known: {first}{more}"


def _bridge(headline: Headline) -> Iterator[str]:
    """The bridge from the claim to the model in a line: the totals of its steps."""
    for block in headline.blocks:
        if block.id == "bridge":
            yield f"bridge, central run: {_steps(block.rows)}"


def _variance(headline: Headline) -> Iterator[str]:
    """Whose luck the band is, in a line."""
    for block in headline.blocks:
        if block.id == "variance":
            *parts, judged = ((row.label, str(row.values[0]).split(" ")[0]) for row in block.rows)
            shares = ", ".join(f"{label} {share}" for label, share in parts)
            yield f"whose luck the band's variance is: {shares}; {judged[1]} rests on judgement"


def _steps(rows: Sequence[Row]) -> str:
    """'claimed 1,060, growth +55 = in full 880'; steps of nothing are left out."""
    parts = []
    for row in rows:
        total, words = row.values[-1], BRIDGE_IN_SHORT[row.id]
        is_sum = row.id == "claimed" or words.startswith("=")
        if is_sum or about(total) != "0":
            sign = "+" if not is_sum and isinstance(total, float) and total > 0 else ""
            parts.append(f"{words} {sign}{about(total)}")
    return ", ".join(parts).replace(", =", " =")
