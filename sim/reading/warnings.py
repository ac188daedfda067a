"""What is not wrong with a scenario, but its author should know."""

from __future__ import annotations

from collections.abc import Iterator

from sim.common.months import coordinate, label
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force


def warnings_about(scenario: Scenario) -> Iterator[str]:
    """Dials near 0, hand-overs inside a month, and a horizon that starts inside a cap's year."""
    yield from _low_dials(scenario)
    provisions = {provision.id: provision for provision in provisions_in_force(scenario)}
    hand_overs = [entry for provision in provisions.values() for entry in _hand_overs(provision, provisions, scenario)]
    if hand_overs:
        months = ", ".join(sorted({label(month) for month, _ in hand_overs}))
        acts = ", ".join(sorted(text for _, text in hand_overs))
        yield f"in {months} one act hands over to another inside the month, which counts the tighter part only: {acts}"
    for provision in provisions.values():
        yearly = provision.kind == "cap" and provision.mode == "front_loaded" and not provision.window
        if yearly and not provision.transposes and scenario.start % 12:
            start = label(scenario.start)
            yield f"{provision.id}: the horizon starts in {start}; the year's cap is taken as unused by then"


def _low_dials(scenario: Scenario) -> Iterator[str]:
    """Dials between 0 and 1: on a scale of 0 to 10 they are often meant as shares of it."""
    paths = [("campaign.dial", scenario.campaign)]
    paths += [(f"partners.{will.partner}.dial", will.dial) for will in scenario.wills]
    for key, path in paths:
        for level in sorted({step.level for step in path if 0 < step.level < 1}):
            yield f"{key} {level:g}: did you mean {10 * level:g}? The dial goes from 0 to 10"


def _hand_overs(
    provision: Provision, provisions: dict[str, Provision], scenario: Scenario
) -> Iterator[tuple[int, str]]:
    """(month, what) where an act that bites ends inside a month as another begins to bind."""
    horizon = range(scenario.start, scenario.start + scenario.months)
    for name in provision.superseded_by:
        later = provisions.get(name)
        if later and not provision.lifted and set(later.streams) & set(provision.streams):
            day = coordinate(later.binds)
            bites = not _toothless(provisions.get(provision.transposes, provision), later, scenario)
            if bites and int(day) in horizon and day != int(day) and provision.binds < later.binds:
                yield int(day), f"{provision.id} to {name}"


def _toothless(provision: Provision, later: Provision, scenario: Scenario) -> bool:
    """Whether everything the two acts share is exempt from the earlier one."""
    shares = {e.stream: e.share for e in provision.exempt}
    shared = set(provision.streams) & set(later.streams)
    values = [shares.get(stream, 0.0) for stream in shared]
    return all((scenario.number(v).value if isinstance(v, str) else v) >= 1 for v in values)
