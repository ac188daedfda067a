"""What a scenario's own file gives, but nothing in its run depends on: told in one warning, by the place it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.common.errors import some_of
from sim.common.months import first_day, parse_month
from sim.common.units import AmountError, parse_amount
from sim.domain.parameters import PARAMETERS, SCENARIO_CHOICES
from sim.domain.scenario import Scenario, provisions_in_force
from sim.law.instruments import PRESSURES
from sim.reading.forms.quantities import QuantityForm
from sim.reading.forms.scenario import ScenarioForm
from sim.reading.places import shipped
from sim.reading.scenario.idle_campaign import AFTER, OUTSIDE, Idle, campaign_in_vain
from sim.reading.yaml.document import Document, Path_, key_text

MOST_TOLD = 12
OWN_UNIT = ("", "1")
OF_HEADS = ("take",)
"""Numbers that are asked for where a stream is counted in heads alone."""


def idle_warning(
    document: Document, form: ScenarioForm, scenario: Scenario, shipped_acts: Collection[str]
) -> Iterator[str]:
    """One line on all that the author's own files and settings give in vain; nothing of what shipped files give."""
    found = [
        f"{key_text(path)} ({why})"
        for path, why in (
            *_acts(form, scenario),
            *_dated(form, scenario),
            *_traded(form, scenario),
            *_numbers(form, scenario, shipped_acts),
        )
        if _own(document, path)
    ]
    if found:
        yield f"given, but nothing depends on it: {some_of(found, MOST_TOLD)}"


def borrowed_caveats(document: Document) -> Iterator[str]:
    """What cannot be known of another baseline, taken over from the file below by one that brings its own."""
    if document.content.get("caveats") and _own(document, ("baseline", "use")) and not _own(document, ("caveats",)):
        file = Path(document.place(("caveats",))[0]).name
        yield f"caveats are those of {file}, whose baseline is another: each answer says them; write your own, or []"


def luck_warning(scenario: Scenario) -> Iterator[str]:
    """A sampler for a single draw, which is the central run."""
    if scenario.draws == 1 and scenario.sampler == "sobol":
        yield "given, but nothing depends on it: sampler (one draw is the central run; --draws N draws)"


def _own(document: Document, path: Path_) -> bool:
    """Whether a place stands in a file of the author's, or among settings."""
    while path and path not in document.places:
        path = path[:-1]
    file = document.places.get(path, ("", 0, 0))[0]
    return bool(file) and (file.startswith("--set") or not Path(file).resolve().is_relative_to(shipped().resolve()))


def _acts(form: ScenarioForm, scenario: Scenario) -> Idle:
    """Acts in no bundle, which nothing brings in later and which are no notices of acts that are in force."""
    counted, last = _counted(scenario), first_day(scenario.start + scenario.months)
    for name, act in form.measures.items():
        if name not in counted:
            yield ("measures", name), "in no bundle, and no notice of an act in one"
            continue
        for n, step in enumerate(act.steps):
            if step.start >= last:
                yield ("measures", name, "steps", n), AFTER
        lifted: dict[Path_, date | None] = {(): act.lifted}
        lifted |= {("provisions", part): provision.lifted for part, provision in act.provisions.items()}
        for inside, day in lifted.items():
            if day and day >= last:
                yield ("measures", name, *inside, "lifted"), "after the horizon"


def _dated(form: ScenarioForm, scenario: Scenario) -> Idle:
    """What begins after the horizon or ends before it."""
    first, last = first_day(scenario.start), first_day(scenario.start + scenario.months)
    periods: list[tuple[Path_, date, date]] = []
    for key in ("observed", "shocks"):
        periods += [((key, n), one.start, one.end) for n, one in enumerate(getattr(form, key))]
    for path, start, end in periods:
        if start >= last or end < first:
            yield path, OUTSIDE
    for path, starts in _steps(form):
        for n, start in enumerate(starts):
            if start >= last:
                yield (*path, n), AFTER
    for name, day in form.lift.items():
        if day >= last:
            yield ("lift", name), "after the horizon"
        elif "." in name and form.lift.get(name.partition(".")[0], last) < day:
            yield ("lift", name), "its act is lifted before"
    for link, day in form.substitution_from.items():
        if f"substitution_share.{link}" not in scenario.numbers:
            yield ("substitution_from", link), "no substitution_share of this link"
        elif day >= last:
            yield ("substitution_from", link), AFTER
    for n, volume in enumerate(form.volumes):
        for month in volume.months:
            if parse_month(month) >= scenario.start + scenario.months:
                yield ("volumes", n, "months", month), "after the horizon"
    yield from campaign_in_vain(form, first, last)


def _traded(form: ScenarioForm, scenario: Scenario) -> Idle:
    """What is said of trade that nobody has, and shocks that leave all as it is."""
    cells = {key.removeprefix("baseline.") for key in scenario.numbers if key.startswith("baseline.")}
    for n, seen in enumerate(form.observed):
        if f"{seen.stream}.{seen.partner}" not in cells:
            yield ("observed", n), "this partner does not buy it"
    for n, volume in enumerate(form.volumes):
        if not any(cell.partition(".")[0] == volume.stream for cell in cells):
            yield ("volumes", n), "nobody buys it"
    for n, shock in enumerate(form.shocks):
        if shock.factor == shock.smuggling == 1:
            yield ("shocks", n), "its factors are 1"


def _steps(form: ScenarioForm) -> Iterator[tuple[Path_, list[date]]]:
    paths: dict[Path_, Iterable[Any]] = {
        ("campaign", key): getattr(form.campaign, key) for key in ("dial", "fatigue", "notices", "press")
    }
    for name, own in form.partners.items():
        paths |= {("partners", name, key): getattr(own, key) or [] for key in ("dial", "notices", "relief")}
        paths[("partners", name, "diplomatic")] = own.diplomatic
    for path, steps in paths.items():
        yield path, [getattr(step, "start", None) or step.day for step in steps]


def _numbers(form: ScenarioForm, scenario: Scenario, shipped_acts: Collection[str]) -> Idle:
    """Numbers of acts outside the bundle and of what nobody trades, ranges that are never drawn, units of nothing."""
    acts = {*shipped_acts, *form.measures}
    for name, scoped in form.behaviour.numbers.items():
        for scope, given in scoped.items():
            path: Path_ = ("behaviour", name, scope)
            if (
                why := number_in_vain(f"{name}.{scope}", scenario, acts)
                or _range_in_vain(name, given)
                or _unit_in_vain(given)
            ):
                yield path, why


def number_in_vain(key: str, scenario: Scenario, acts: Collection[str]) -> str:
    """Why nothing in a run asks for a number, given by its name and scope; '' where something may.

    `acts`: the names that are acts', whether in the bundle or not.
    """
    name, _, scope = key.partition(".")
    if name == "gamma" and scenario.dial_curve.form != "power":
        return f"the exponent of a power; campaign.dial_curve is {scenario.dial_curve.form}"
    if scope in acts and scope not in _counted(scenario):
        return "an act outside the bundle"
    pressing = {pressure.strength[0]: instrument for instrument, pressure in PRESSURES.items() if pressure.strength}
    if name in pressing and any(act.id == scope and act.instrument != pressing[name] for act in scenario.measures):
        return f"not a {pressing[name]} measure"
    if name in OF_HEADS and any(stream.id == scope and not stream.headcount for stream in scenario.streams):
        return "not counted in heads"
    streams = {stream.id for stream in scenario.streams} | {stream.group for stream in scenario.streams}
    by_stream = name in PARAMETERS and PARAMETERS[name].scope == "stream"
    return "not traded here" if by_stream and scope and scope not in streams else ""


def _counted(scenario: Scenario) -> set[str]:
    """The acts that are in force or may come to be, and the notices of them."""
    return {provision.id.partition(".")[0] for provision in provisions_in_force(scenario)} | set(scenario.acts)


def _range_in_vain(name: str, given: QuantityForm) -> str:
    if name not in SCENARIO_CHOICES or (given.low is None and given.high is None):
        return ""
    return "its range: this number is a choice of the scenario and is never drawn; sweep it"


def _unit_in_vain(given: QuantityForm) -> str:
    """A unit beside amounts that all have their own."""
    amounts: Mapping[str, Any] = {part: getattr(given, part) for part in ("value", "low", "high")}
    texts = [amount for amount in amounts.values() if amount is not None]
    if given.unit and all(isinstance(text, str) and _with_unit(text) for text in texts):
        return f"its unit {given.unit}: each amount has one of its own"
    return ""


def _with_unit(text: str) -> bool:
    try:
        return parse_amount(text, "").unit not in OWN_UNIT
    except AmountError:
        return False
