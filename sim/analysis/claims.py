"""What officials said the tested paragraphs would cost North Korea, and which of it may be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.runs.variants import tested


@dataclass(frozen=True)
class Claim:
    """What officials said a paragraph would cost North Korea a year, assuming full compliance."""

    provision: str
    streams: tuple[str, ...]
    amount: float
    source: str


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


def overlapping_claims(paragraphs: Sequence[Provision]) -> bool:
    """Whether some stream is in the estimates of two paragraphs, which may then not be added."""
    streams = [stream for p in paragraphs for stream in p.streams]
    return len(set(streams)) < len(streams)
