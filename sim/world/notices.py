"""Every paragraph that may bind under a scenario: its acts, their dated notices, those expected and those by dial.

A notice that is off for a time and on again stands here once for each stretch in which it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sim.common.months import NEVER, coordinate
from sim.domain.law import NoticeStep, Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.law.instruments import GAZETTED

AGAIN = "~"
"""Between the id of a notice and the number of a further stretch in which it counts."""

UNWRITTEN = "/"
"""Between the id of a paragraph and that of a notice of it that nobody wrote: expected, or given by dial."""

BY_DIAL = f"{UNWRITTEN}by_dial."
"""In the id of a notice that its partner's dial turns on and off."""

Span = tuple[float, float]


def paragraphs_of(scenario: Scenario) -> dict[str, Provision]:
    """All paragraphs that may bind, by id, in name order."""
    dated = provisions_in_force(scenario)
    every = [*dated, *expected_notices(scenario, dated), *notices_by_dial(scenario, dated)]
    found = {p.id: p for p in every}
    for p in every if any(will.notices for will in scenario.wills) else ():
        for n, _ in enumerate(spans_of(scenario, p)[1:], 2):
            found[f"{p.id}{AGAIN}{n}"] = replace(p, id=f"{p.id}{AGAIN}{n}")
    return dict(sorted(found.items()))


def paragraphs_hang_on(scenario: Scenario) -> tuple[object, ...]:
    """What decides which paragraphs may bind: scenarios that agree in it have the same."""
    acts = scenario.bundle, scenario.awaited, scenario.benchmark
    return *acts, scenario.measures, scenario.wills, scenario.partners


def expected_notices(scenario: Scenario, force: Iterable[Provision]) -> Iterator[Provision]:
    """The notices that partners are taken to give of bans and caps of acts that the scenario makes up.

    Each partner that gives notices gives one, unless it has a dated one or is silent.
    """
    may_bind = {*scenario.bundle, *scenario.awaited}
    made_up = {m.id for m in scenario.measures if m.expected_notices and m.id in may_bind}
    force = list(force)
    for act in force:
        if act.measure in made_up and not act.own_act and act.kind in GAZETTED and not act.transposes:
            dated = {partner for p in force if p.transposes == act.id for partner in p.partners}
            for partner in scenario.partners:
                who = partner.id
                covered = not act.partners or who in act.partners
                if partner.gives_notice and covered and who not in dated and not scenario.will_of(who).unheard:
                    yield replace(
                        act, id=f"{act.id}{UNWRITTEN}expected.{who}", transposes=act.id, partners=(who,), closes=False
                    )


def notices_by_dial(scenario: Scenario, force: Iterable[Provision]) -> Iterator[Provision]:
    """The notices that partners give by their dial of all that covers them and is nobody's own act.

    Benchmarks have none: what is carried out hangs there on no dial.
    """
    ruled = [] if scenario.benchmark else [will.partner for will in scenario.wills if will.by_dial]
    for act in force:
        for who in ruled if not (act.own_act or act.transposes) else ():
            if not act.partners or who in act.partners:
                yield replace(act, id=f"{act.id}{BY_DIAL}{who}", transposes=act.id, partners=(who,), closes=False)


def ends_with_its_act(provision: Provision, order: Provision) -> bool:
    """Whether a notice of an order was never gazetted but is expected, or given by dial: it stands in the act."""
    return bool(provision.transposes) and order.measure == provision.measure


def follows_dial(provision: Provision) -> bool:
    """Whether a notice is one that its partner's dial turns on and off."""
    return BY_DIAL in provision.id


def spans_of(scenario: Scenario, provision: Provision) -> tuple[Span, ...]:
    """The spans of time, [from, to), in which a paragraph counts: a dated notice only while its partner's are on."""
    if not provision.transposes or follows_dial(provision):
        return ((-NEVER, NEVER),)
    (partner,) = provision.partners
    return spans_on(scenario.will_of(partner).notices)


def spans_on(path: Iterable[NoticeStep]) -> tuple[Span, ...]:
    """The spans in which notices are on: before the first date of a path, and from every 'on' to what follows it."""
    found: list[Span] = []
    since: float | None = -NEVER
    for step in path:
        day = coordinate(step.start)
        if step.state == "on" and since is None:
            since = day
        elif step.state != "on" and since is not None:
            found.append((since, day))
            since = None
    return tuple(found) if since is None else (*found, (since, NEVER))
