"""What has to be known beside the tables of a lifting: half-lives, claims of others, what is left, snapback."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.answer import listed
from sim.analysis.bands import reading_words
from sim.analysis.claims import overlapping_claims
from sim.analysis.lifting import HALF_LIVES, Lifted, eased_by_talks, half_lives
from sim.domain.scenario import provisions_in_force
from sim.runs.variants import SCENARIO

MUSD = "USD million a year"


def lifting_facts(found: Lifted) -> Iterator[str]:
    """What has to be known of a lifting to read its tables."""
    lifting = found.lifting
    yield "; ".join(window.label for window in lifting.windows)
    own = half_lives(lifting)
    beside = " and ".join(f"{months:g}" for months in HALF_LIVES)
    if own == [0.0]:
        yield f"return half-life H 0: trade is back at once, a choice of the scenario; {beside} months stand beside it"
    else:
        yield f"return half-life H {', '.join(f'{h:g}' for h in own)} months; {beside} months stand beside it"
    days = sorted({lift.day for lift in lifting.lifts})
    if len(days) > 1:
        yield f"lifted on {len(days)} days, {days[0]} to {days[-1]}; the years count from the first"
    short = [w.label for w in lifting.windows if len(w.months) < 12]
    if short or len(lifting.windows) < 2:
        yield f"the horizon ends before the second year after the lifting does: {'; '.join(short) or 'no run-rate'}"
    yield from _claimed(found)
    for one in lifting.scenario.estimates:
        yield f"put on it by others, {one.basis}: {one.said} ({one.who})"
    left = _still_there(found)
    yield (
        f"what is left on the same streams: {listed(left)}; lifting brings nothing back that a lifted act had replaced"
        if left
        else "no other paragraph is left on these streams; lifting brings nothing back that a lifted act had replaced"
    )
    yield f"read by {reading_words(lifting.scenario, SCENARIO)}; a notice ends with the paragraph it transposes"
    yield from _snapback_facts(found)
    yield "dials and prices stay as they are; what Pyongyang would give for it is not asked"


def _snapback_facts(found: Lifted) -> Iterator[str]:
    lifting = found.lifting
    if not lifting.whole:
        yield "a share is let go of every paragraph alike, as suspended: its clocks run on, and notices go with it"
    if eased := eased_by_talks(lifting):
        yield f"no price of a snapback: talks of the scenario suspend {listed(eased)} already"
    elif found.snapback_window is None:
        yield f"no price of a snapback on {lifting.snapback}: the horizon ends before it"
    else:
        yield (
            "a snapback brings all back into force whole and at once, as it would stand by then, with no wind-down: "
            "what it takes is what Pyongyang stands to lose by giving cause for it"
        )


def _claimed(found: Lifted) -> Iterator[str]:
    """What officials said the same paragraphs would cost when they were adopted; added up within one group."""
    said = [p for p in found.lifting.paragraphs if p.official_estimate is not None]
    if not said:
        return
    text = ", ".join(f"{p.id} {p.official_estimate:,.0f}" for p in said)
    total = sum(p.official_estimate or 0.0 for p in said)
    groups = {s.group for s in found.lifting.scenario.streams for p in said if s.id in p.streams}
    adds = "" if overlapping_claims(said) or len(groups) > 1 or len(said) < 2 else f", in all {total:,.0f}"
    yield f"officials when they were adopted, assuming full compliance, {MUSD}: {text}{adds}"


def _still_there(found: Lifted) -> list[str]:
    """Paragraphs that are not lifted, not replaced, and restrict the same streams."""
    lifting = found.lifting
    gone = {lift.provision for lift in lifting.lifts}
    force = {p.id: p for p in provisions_in_force(lifting.scenario) if not p.transposes}
    streams = {stream for name in gone if name in force for stream in force[name].streams}
    return [
        p.id
        for p in force.values()
        if p.id not in gone
        and streams & set(p.streams)
        and not (p.lifted and p.lifted <= lifting.day)
        and not (p.window and p.window.end <= lifting.day)
        and not any(name in force for name in p.superseded_by)
    ]
