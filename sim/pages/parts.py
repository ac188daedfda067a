"""What makes up a whole on a page: receipts by channel, kind of goods and partner; means over draws, so they add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis import colours
from sim.analysis.answers_by_dial import MEAN, Answers, key_of
from sim.analysis.colours import CHANNELS, LINES
from sim.common.axes import Array
from sim.domain.trade import FAMILIES, family_of

RECEIPTS, DENIED = "goods.receipts", "goods.denied"
WAYS = {
    "open": ("goods.open_received", "bought in breach of the law"),
    "diverted": ("goods.diverted_received", "diverted to other buyers"),
    "smuggled": ("goods.smuggled_received", "smuggled"),
}
"""Series of what is received in spite of the law, and their words, by channel."""
OTHER_PARTNERS = "#B8B8B8"


@dataclass(frozen=True)
class Part:
    """One part of a whole: `values` as the series of answers, USD million a year."""

    key: str
    words: str
    colour: str
    values: Array


def channels(answers: Answers) -> tuple[Part, ...]:
    """Receipts by the way they came and what is denied: together the trade without sanctions. None where not kept."""
    if not answers.has("year", RECEIPTS, DENIED, *(what for what, _ in WAYS.values()), part=MEAN):
        return ()
    ways = {way: _mean(answers, what) for way, (what, _) in WAYS.items()}
    permitted = _mean(answers, RECEIPTS) - sum(ways.values())
    words = {way: said for way, (_, said) in WAYS.items()} | {"permitted": "permitted", "denied": "denied"}
    each = {"permitted": permitted, **ways, "denied": _mean(answers, DENIED)}
    return tuple(Part(_key("channel", way), words[way], CHANNELS[way], each[way]) for way in CHANNELS)


def kinds(answers: Answers) -> tuple[Part, ...]:
    """Receipts by kind of goods; kinds of which some stream was not kept are among the other goods."""
    if not answers.has("year", RECEIPTS, part=MEAN):
        return ()
    goods = [stream for stream in answers.scenario.streams if stream.group == "goods"]
    rest = _mean(answers, RECEIPTS)
    found = []
    for family in FAMILIES[:-1]:
        streams = [f"{stream.id}.receipts" for stream in goods if family_of(stream) == family]
        if streams and answers.has("year", *streams, part=MEAN):
            values = sum((_mean(answers, stream) for stream in streams[1:]), _mean(answers, streams[0]))
            rest = rest - values
            found.append(Part(_key("kind", family.id), family.label, colours.FAMILIES[family.id], values))
    last = FAMILIES[-1]
    return (*found, Part(_key("kind", last.id), last.label, colours.FAMILIES[last.id], rest)) if found else ()


def partners(answers: Answers) -> tuple[Part, ...]:
    """Receipts by partner that was kept, the largest at the bottom, and all others."""
    if not answers.has("year", RECEIPTS, part=MEAN) or not (kept := list(_kept(answers))):
        return ()
    ordered = sorted(kept, key=lambda each: (-float(each[1].max()), each[0]))
    rest = _mean(answers, RECEIPTS) - sum(values for _, values in ordered)
    found = [
        Part(_key("partner", partner), answers.label(partner), LINES[n % len(LINES)], values)
        for n, (partner, values) in enumerate(ordered)
    ]
    return (*found, Part(_key("partner", "rest"), "All others", OTHER_PARTNERS, rest))


def _kept(answers: Answers) -> Iterator[tuple[str, Array]]:
    for partner in answers.scenario.partners:
        name = f"partners.{partner.id}.receipts"
        if answers.has("year", name, part=MEAN):
            yield partner.id, _mean(answers, name)


def _mean(answers: Answers, what: str) -> Array:
    return answers.series[key_of("year", what, MEAN)]


def _key(kind: str, name: str) -> str:
    return key_of("year", f"{kind}.{name}", MEAN)
