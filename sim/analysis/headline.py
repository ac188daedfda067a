"""What a bundle 'would deny, if': claim, full compliance, modelled readings, benchmarks, and the bridge between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.analysis.answer import Answer
from sim.analysis.variants import READINGS, Window, first_full_month, tested, with_notices, without_tested
from sim.common.months import label
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.domain.trade import GROUPS, SUMMED_GROUPS

MOST_NAMED = 8
"""Measures named in the question; more are counted."""

AT_CUSTOMS = "full compliance, base-year prices, no growth"


@dataclass(frozen=True)
class Row:
    """A line of a table: USD million a year, words, or None. Claims stand as they were made."""

    label: str
    values: tuple[float | str | None, ...]
    strong: bool = False
    as_claimed: bool = False


@dataclass(frozen=True)
class Block:
    """A table: what it shows, its columns and rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Claim:
    """What officials said a paragraph would cost North Korea a year, assuming full compliance."""

    provision: str
    streams: tuple[str, ...]
    amount: float
    source: str


@dataclass(frozen=True)
class Headline:
    """The answer of a run: tables and the facts that must stand beside them."""

    title: str
    question: str
    blocks: tuple[Block, ...]
    facts: tuple[str, ...]


def about(value: float | str | None) -> str:
    """A yearly amount as far as it is known: tens above 100, ones below; a dash where there is none."""
    if value is None or isinstance(value, str):
        return value or "-"
    rounded = round(value, -1) if abs(value) >= 100 else round(value)
    return f"{rounded + 0.0:,.0f}" if rounded else "0"


def as_claimed(value: float | str | None) -> str:
    """An amount with the digits it was published with."""
    return f"{value:,.0f}" if isinstance(value, float | int) else value or "-"


def headline_of(answer: Answer) -> Headline:
    """Everything a run says in words and numbers."""
    scenario = answer.scenario
    if not scenario.bundle:
        question = "What would be earned without new measures"
        return Headline(scenario.title, question, (_would_earn(answer),), (_judged(scenario),))
    claims, notes = claims_of(scenario)
    blocks = [_would_deny(answer, claims), _prices(answer), *_other_groups(answer)]
    if claims and not scenario.benchmark:
        blocks.append(_bridge(answer, claims))
    prior = without_tested(scenario).bundle
    beside = f"prior law ({_named(prior)})" if prior else "no sanctions"
    verb = "adds" if len(tested(scenario)) == 1 else "add"
    question = f"What {_named(tested(scenario))} {verb} to {beside}"
    return Headline(scenario.title, question, tuple(blocks), (*notes, *_facts(answer)))


def _named(measures: Sequence[str]) -> str:
    """The measures by name, or their number where they would fill the page."""
    return ", ".join(measures) if len(measures) <= MOST_NAMED else f"{len(measures)} measures"


def _would_earn(answer: Answer) -> Block:
    """Receipts by stream and whole calendar year, goods first, with the groups' totals; illicit series have none."""
    scenario = answer.scenario
    first, last = -(-scenario.start // 12), (scenario.start + scenario.months) // 12
    years = [range(12 * y - scenario.start, 12 * y - scenario.start + 12) for y in range(first, last)]
    windows = [Window(f"{first + n}", tuple(months)) for n, months in enumerate(years)]
    windows = windows or [answer.windows[-1]]

    def row(label: str, streams: Sequence[str], strong: bool = False) -> Row:
        return Row(label, tuple(answer.yearly("receipts", "scenario", w, streams) for w in windows), strong)

    rows = []
    for group in GROUPS:
        streams = sorted((s for s in scenario.streams if s.group == group), key=lambda s: s.id)
        rows += [row(stream.label, [stream.id]) for stream in streams]
        if streams and group in SUMMED_GROUPS:
            rows.append(row(f"{group} in all", answer.group(group), strong=True))
    title = "would earn, USD million a year; groups are never added, illicit income is context"
    return Block(title, tuple(window.label for window in windows), tuple(rows))


# -- what officials claimed -------------------------------------------------------------------------------------------


def claims_of(scenario: Scenario) -> tuple[list[Claim], list[str]]:
    """The officials' estimates of the tested paragraphs that may be added, and why others may not."""
    names = set(tested(scenario))
    chosen = [p for p in provisions_in_force(scenario) if p.measure in names and p.official_estimate is not None]
    counted: dict[str, Provision] = {}
    claims, notes = [], []
    groups = {stream.id: stream.group for stream in scenario.streams}
    for provision in chosen:
        twice = sorted(stream for stream in provision.streams if stream in counted)
        if twice:
            other = counted[twice[0]].id
            notes.append(
                f"official estimates of {other} and {provision.id} overlap ({', '.join(twice)}) and are not added"
            )
            continue
        counted |= dict.fromkeys(provision.streams, provision)
        if {groups[stream] for stream in provision.streams if stream in groups} == {"goods"}:
            claims.append(
                Claim(
                    provision.id, provision.streams, float(provision.official_estimate or 0), provision.estimate_source
                )
            )
    if any(" overlap " in note for note in notes):
        claims = []
    return claims, notes


# -- the tables -------------------------------------------------------------------------------------------------------


def _columns(answer: Answer) -> tuple[str, ...]:
    year, rate = answer.windows
    return (f"receipts {year.label}", f"receipts {rate.label}", f"net {year.label}", f"recorded {year.label}")


def _measured(answer: Answer, lane: str, streams: Sequence[str]) -> tuple[float, ...]:
    year, rate = answer.windows
    asked = (("receipts", year), ("receipts", rate), ("net", year), ("recorded", year))
    return tuple(answer.added(name, lane, window, streams) for name, window in asked)


def _would_deny(answer: Answer, claims: Sequence[Claim]) -> Block:
    goods = answer.group("goods")
    rows = []
    if claims:
        total = sum(claim.amount for claim in claims)
        rows.append(Row("claimed by officials (assumes full compliance)", (total, None, None, None), as_claimed=True))
    names = {
        AT_CUSTOMS: f"{answer.scenario.baseline}, full compliance, base-year prices, no growth",
        "full compliance": "law only: full compliance, growth and observed prices",
        "own notices": "modelled, partners act by their own notices",
        "dial only": "modelled, dial only (gamma 2.5)",
        "dial only, gamma 1": "modelled, dial only, gamma 1",
        "no compliance": "no compliance",
    }
    gamma = answer.scenario.number("gamma").value
    names["dial only"] = f"modelled, dial only (gamma {gamma:g})"
    for lane, said in names.items():
        if lane in answer.lanes:
            rows.append(Row(said, _measured(answer, lane, goods), strong=lane in READINGS))
    if answer.scenario.benchmark == "no_compliance":
        rows.append(Row("no compliance, as this scenario asks", _measured(answer, "scenario", goods)))
    rows += _against_nothing(answer, goods)
    return Block("would deny, goods exports, USD million a year", _columns(answer), tuple(rows))


def _against_nothing(answer: Answer, goods: Sequence[str]) -> Iterator[Row]:
    """The whole bundle against no sanctions at all."""
    year, rate = answer.windows
    lanes = [lane for lane in ("full compliance", *READINGS) if lane in answer.lanes]
    for lane in lanes or ["scenario"]:
        denied = (answer.denied(lane, year, goods), answer.denied(lane, rate, goods), None, None)
        yield Row(f"whole bundle against no sanctions: {lane}", denied)


def _prices(answer: Answer) -> Block:
    """The same amounts at observed and at base-year prices, and the difference as its own row."""
    goods = answer.group("goods")
    rows = []
    for lane in ("full compliance", *READINGS):
        if lane not in answer.lanes:
            continue
        observed, base = _measured(answer, lane, goods), _measured(answer, f"{lane}, base-year prices", goods)
        rows.append(Row(f"{lane}: observed prices", observed))
        rows.append(Row(f"{lane}: base-year prices", base))
        rows.append(Row(f"{lane}: price", tuple(a - b for a, b in zip(observed, base, strict=True))))
    return Block("the same at observed and at base-year prices", _columns(answer), tuple(rows))


def _other_groups(answer: Answer) -> Iterator[Block]:
    """Labour and small services, each on its own; illicit series are context and never in a sum."""
    lanes = [lane for lane in ("full compliance", *READINGS) if lane in answer.lanes]
    for group, what in (("labour", "workers abroad and Kaesong"), ("services", "small services")):
        streams = answer.group(group)
        rows = [Row(lane, _measured(answer, lane, streams)) for lane in lanes]
        if streams and any(isinstance(v, float) and abs(v) >= 0.5 for row in rows for v in row.values):
            yield Block(f"beside goods, never added to them: {group} ({what})", _columns(answer), tuple(rows))


def _bridge(answer: Answer, claims: Sequence[Claim]) -> Block:
    """From the claim to the modelled number, step by step and stream by stream, over the first calendar year."""
    goods = answer.group("goods")
    named = [
        (claim.provision.partition(".")[2], [s for s in claim.streams if s in goods], claim.amount) for claim in claims
    ]
    claimed = {stream for _, streams, _ in named for stream in streams}
    columns = [
        *named,
        ("other goods", [s for s in goods if s not in claimed], 0.0),
        ("total", goods, sum(c.amount for c in claims)),
    ]
    year = answer.windows[0]
    lanes = [
        "full compliance, base-year prices",
        "full compliance",
        "no leaks, no discounts",
        "no discounts",
        "own notices",
    ]

    def added(lane: str) -> list[float]:
        return [answer.added("receipts", lane, year, streams) for _, streams, _ in columns]

    def step(before: Sequence[float], after: Sequence[float]) -> tuple[float, ...]:
        return tuple(b - a for a, b in zip(before, after, strict=True))

    amounts = [amount for _, _, amount in columns]
    customs = added(AT_CUSTOMS)
    china = [_from_china(answer, year, streams) for _, streams, _ in columns]
    growth, full, complied, leaky, modelled = (added(lane) for lane in lanes)
    base = answer.scenario.baseline
    rows = [
        Row("claimed by officials", tuple(amounts), strong=True, as_claimed=True),
        Row(f"baseline: China, {base} instead", step(amounts, china)),
        Row("baseline: outside China", step(china, customs)),
        Row(f"= full compliance on {base}", tuple(customs), strong=True),
        Row("growth since the base year", step(customs, growth)),
        Row("observed prices", step(growth, full)),
        Row("= law only", tuple(full), strong=True),
        Row("not carried out", step(full, complied)),
        Row("diversion and smuggling", step(complied, leaky)),
        Row("discounts and interdiction", step(leaky, modelled)),
        Row("= modelled, own notices", tuple(modelled), strong=True),
    ]
    title = f"bridge from the claim to the modelled number, {year.label}, USD million"
    return Block(title, tuple(name for name, _, _ in columns), tuple(rows))


def _from_china(answer: Answer, window: Window, streams: Sequence[str]) -> float:
    """What full compliance on the customs baseline takes from trade with China alone."""
    layout, table = answer.record.world.layout, answer.record.tables["displaced"]
    cells = sorted(layout.cell_of[stream, "china"] for stream in streams if (stream, "china") in layout.cell_of)
    lane, prior = answer.lanes.index(AT_CUSTOMS), answer.lanes.index(f"{AT_CUSTOMS}, prior law")
    months = table[list(window.months)][:, cells]
    return float((months[:, :, lane] - months[:, :, prior]).sum()) * window.to_a_year


# -- what must stand beside the numbers -------------------------------------------------------------------------------


def _facts(answer: Answer) -> Iterator[str]:
    scenario = answer.scenario
    year, first = answer.windows[0], first_full_month(scenario)
    if tested(scenario) and scenario.start + year.months[0] < first:
        inside = first < scenario.start + scenario.months
        when = f"wholly in force only from {label(first)}" if inside else "not wholly in force within this horizon"
        yield f"{year.label}: what is asked about is {when}, so full compliance falls short of a full year"
    yield _verified(scenario)
    yield _judged(scenario)
    if not scenario.benchmark:
        yield "own notices and dial only are two readings of the same law; neither is a forecast"
    yield "estimated receipts are nobody's observation; recorded is what partners' customs would declare"
    choice = "" if scenario.benchmark else f"; gamma {scenario.number('gamma').value:g} is a choice"
    yield f"one central run: no bands yet, though every number has a range (dial explain){choice}"


def _verified(scenario: Scenario) -> str:
    provisions = [p for p in provisions_in_force(scenario) if not p.transposes]
    shown = scenario if scenario.benchmark else with_notices(scenario, True)
    notices = [p for p in provisions_in_force(shown) if p.transposes]

    def count(of: Sequence[Provision]) -> str:
        yes = sum(p.verified == "yes" for p in of)
        official = sum(p.verified == "official" for p in of)
        partly = sum(p.verified == "partly" for p in of)
        return f"{yes} of {len(of)} verified against the text, {official} by an official notice, {partly} partly"

    beside = f"; partners' notices {count(notices)}" if notices else ""
    doubtful = [p.id for p in provisions if p.verified == "no" and p.measure in tested(scenario)]
    asked = f"; not verified though asked about: {', '.join(doubtful)}" if scenario.under_test and doubtful else ""
    return f"law: provisions {count(provisions)}{beside}{asked}"


def _judged(scenario: Scenario) -> str:
    baseline = {n: q for n, q in scenario.numbers.items() if n.startswith("baseline.")}
    behaviour = [q for n, q in scenario.numbers.items() if n not in baseline]
    judged = sum(q.basis == "judgement" for q in behaviour)
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    cells = [q for n, q in sorted(baseline.items()) if n.split(".")[1] in goods]
    money = sum(q.value for q in cells)
    guessed = sum(q.value for q in cells if q.basis == "judgement")
    share = f"{guessed / money:.0%} of the goods baseline" if money else "no goods baseline"
    return f"judgement: {judged} of {len(behaviour)} numbers of behaviour rest on it, and {share}"
