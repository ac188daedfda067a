"""What is lifted, as it was asked: by name and day, or by the scenario itself; whole, in shares, in steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sim.analysis.lifting import Lifting, eased_by_talks
from sim.common.errors import BadInput, Problem, some_of
from sim.domain.law import Lift
from sim.domain.scenario import Scenario
from sim.reading.sense import also_called, form_of, misspelt_path


def own_lifting(scenario: Scenario) -> Lifting:
    """The lifting that a scenario itself makes. Raises BadInput where it makes none."""
    if not scenario.lifts:
        hint = "name paragraphs with --what unscr_2371.seafood --from 2019-03"
        raise BadInput(Problem("the scenario lifts nothing", key="--what", given="nothing", hint=hint))
    return Lifting(replace(scenario, lifts=()), scenario.lifts)


def lifting_of(scenario: Scenario, names: Sequence[str], day: date) -> Lifting:
    """Acts or paragraphs lifted on a day, over what the scenario lifts itself.

    Raises BadInput for names that are not in the bundle, for acts of pressure, and for paragraphs lifted twice.
    """
    acts = {m.id: m for m in scenario.measures if m.id in scenario.bundle}
    paragraphs = {p.id: p for m in acts.values() for p in m.provisions if not p.transposes}
    lifted = {lift.provision: lift.day for lift in scenario.lifts}
    by: dict[str, str] = {}
    problems = []
    for name in names:
        act = acts.get(name)
        if act and not act.provisions:
            hint = f"give the {act.instrument} measure a step of level 0, or leave it out of the bundle"
            problems.append(Problem("has no paragraph that could be lifted", key="--what", given=name, hint=hint))
        elif not act and name not in paragraphs:
            known = sorted({*paragraphs, *(a.id for a in acts.values() if a.provisions)})
            awaited = name.partition(".")[0] in scenario.awaited
            events = "events bring it in, on days of their own: its own lifting is what talks are for"
            hint = events if awaited else _meant(name, scenario, known) or "add its act to bundle"
            message, allowed = "is no act or paragraph of this bundle", some_of(known, 40)
            problems.append(Problem(message, key="--what", given=name, allowed=allowed, hint=hint))
            continue
        for paragraph in [p.id for p in act.provisions if not p.transposes] if act else [name]:
            if paragraph in by:
                problems.append(_twice(paragraph, f"by {by[paragraph]} and {name}", "name the act or the paragraph"))
            elif paragraph in lifted:
                text = f"the scenario itself lifts it on {lifted[paragraph]}"
                problems.append(_twice(paragraph, text, "leave it out of --what, or out of the scenario's lift"))
            by[paragraph] = name
    if problems:
        raise BadInput(problems)
    return Lifting(scenario, tuple(Lift(paragraph, day) for paragraph in sorted(by)))


def _meant(name: str, scenario: Scenario, known: Sequence[str]) -> str:
    """What to lift in place of a name that no act or paragraph of the bundle has: a stream, a notice, a slip."""
    inside = [p for m in scenario.measures for p in m.provisions if p.id in known]
    named = also_called().get(form_of(name), name)
    if on_it := sorted(p.id for p in inside if named in p.streams):
        return f"name a paragraph: {', '.join(on_it)}"
    notices = [p for m in scenario.measures for p in m.provisions if p.transposes and name in (m.id, p.id)]
    if carried := sorted({p.transposes for p in notices} & set(known)):
        return f"a notice ends with the paragraph it transposes: {', '.join(carried)}"
    if any(name in (m.id, *(p.id for p in m.provisions)) for m in scenario.measures):
        return ""
    act, dot, _ = name.partition(".")
    of_it = [one for one in known if one.startswith(f"{act}.")] if dot else []
    return misspelt_path(name, of_it or known) or (f"its paragraphs: {', '.join(of_it)}" if of_it else "")


def in_parts(
    lifting: Lifting, share: float = 1.0, later: Sequence[tuple[date, float]] = (), back: date | None = None
) -> Lifting:
    """The lifting of a share, of more of it from later days on, and with the day on which it might snap back.

    Raises BadInput for shares that do not rise, days out of order, and paragraphs that talks suspend already.
    """
    found = replace(lifting, share=share, later=tuple(later), back=back)
    problems = list(_step_problems(found))
    last = max([*(lift.day for lift in lifting.lifts), *(day for day, _ in later)])
    if back and back <= last:
        problems.append(Problem("is before all is lifted", key="--snapback", given=str(back), allowed=f"after {last}"))
    if not found.whole and (eased := eased_by_talks(found)):
        hint = "take the talks out of the scenario's campaign, or lift all of the paragraph"
        problems.append(Problem("is suspended by talks already", key="--share", given=", ".join(eased), hint=hint))
    if problems:
        raise BadInput(problems)
    return found


def _step_problems(lifting: Lifting) -> Iterator[Problem]:
    """Steps that come no later than the one before, or let go no more than it."""
    day, share = max(lift.day for lift in lifting.lifts), lifting.share
    for after, more in lifting.later:
        given = f"{after}:{more:g}"
        if after <= day:
            yield Problem("is no later than the step before", key="--steps", given=given, allowed=f"after {day}")
        if more <= share:
            hint = "a lifting only goes on; --snapback ends it"
            allowed = f"more than {share:g}, up to 1" if share < 1 else "nothing: all is lifted before"
            yield Problem("lifts no more than the step before", key="--steps", given=given, allowed=allowed, hint=hint)
        day, share = after, more


def _twice(paragraph: str, given: str, hint: str) -> Problem:
    return Problem("is lifted twice", key="--what", given=f"{paragraph}: {given}", hint=hint)
