"""From a scenario file to a Scenario: names looked up, numbers overridden, everything checked, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from sim.common.errors import MOST_PROBLEMS, BadInput, Problem, echo, nearest, some_of
from sim.common.months import coordinate, label
from sim.common.units import UNITS, Amount, AmountError, parse_amount, units_of
from sim.domain.consistency import Number, disordered_discounts, excessive_substitutions
from sim.domain.law import NOTICES_OFF, Measure, Provision, Step, provisions_of
from sim.domain.parameters import INFINITE, PARAMETERS, Parameter
from sim.domain.quantity import Quantity
from sim.domain.scenario import Observed, Scenario, Shock, Substitution, Will, provisions_in_force
from sim.domain.trade import Stream
from sim.reading.checking import akin, below, check, decimal_comma, salvage
from sim.reading.forms import ObservedForm, PartnerForm, QuantityForm, ScenarioForm
from sim.reading.law import complete_notices, linked_problems, measures_from, unknown_names
from sim.reading.merging import has_scopes, merged, over, with_settings
from sim.reading.reference import LINK, Reference, reference_in, shipped
from sim.reading.resolved import is_folder_name, is_resolved, load_resolved
from sim.reading.strict_yaml import Document, Path_
from sim.reading.warnings import warnings_about

PARTNER_NUMBERS = ("resistance", "exposure", "lag_days", "tau_up", "tau_down", "tau_impl", "own_notice", "peer")
LONGEST_HORIZON = 600
STRENGTHS = {"secondary": ("sigma", "1"), "payment": ("payment_share", "0.1")}
"""Instruments that do nothing until a number says how strong they are, with an example of it."""
DAY = timedelta(days=1)
SHARES_TOLERANCE = 1e-6
OF_SWEEPS = {"axes", "bundles", "cases"}
"""Keys that only the file of a sweep has."""
NUMBER_LIKE = ("rate a year", "dial points")
"""What may also be given as a number without a unit, or in per cent."""


@dataclass(frozen=True)
class Reading:
    """A scenario as read, and what its author should know about it."""

    scenario: Scenario
    warnings: tuple[str, ...] = ()


def read_scenario(path: Path, overrides: Sequence[str] = (), folder: Path | None = None) -> Reading:
    """Read a scenario YAML, or a resolved scenario written by a run.

    `overrides` are `path=value` texts with the same validation as the file. Raises BadInput with every problem found.
    """
    if is_resolved(path):
        if overrides:
            raise BadInput(
                Problem("a resolved scenario takes no --set", str(path), hint="set it on the YAML it came from")
            )
        scenario = load_resolved(path)
        return Reading(scenario, tuple(warnings_about(scenario)))
    base = base_in(path, folder)
    return replace(base, document=with_settings(base.document, overrides)).resolved()


@dataclass(frozen=True)
class Base:
    """A scenario file as merged, from which scenarios are made by laying values over it."""

    document: Document
    reference: Reference
    name: str

    def resolved(self, values: Iterable[Document] = (), together: bool = True) -> Reading:
        """The scenario with these values over it. Raises BadInput.

        `together`: whether its numbers must fit each other; else each is judged by itself.
        """
        document = self.document
        for value in values:
            document = over(document, value, setting=True)
        return _Resolver(document, self.reference, self.name, together).resolve()


def base_in(path: Path, folder: Path | None = None) -> Base:
    """A scenario file and what it is based on, merged and not yet resolved. Raises BadInput."""
    home = folder or shipped()
    document = merged(path, home)
    if not is_folder_name(path.stem):
        message, hint = "the file's name cannot name a folder of results", "rename the file"
        raise BadInput(Problem(message, echo(str(path)), hint=hint))
    content = document.content
    if "base" in content and "based_on" not in content and content.keys() & OF_SWEEPS:
        raise BadInput(document.problem((), "is a sweep, not a scenario", hint=f"dial sweep {path}"))
    return Base(document, reference_in(home / "reference"), path.stem)


class _Resolver:
    """Looks names up and builds the scenario; gathers problems as it goes."""

    def __init__(self, document: Document, reference: Reference, name: str, together: bool = True):
        self.document, self.reference, self.name, self.together = document, reference, name, together
        self.problems: list[Problem] = []
        self.wrong: list[Path_] = []
        """Where the shape or the names are wrong; nothing else is said about these places."""
        self.warnings: list[str] = []

    def resolve(self) -> Reading:
        content = self.document.content
        form, early = self._early_problems(content)
        self.wrong = [path for problem in early if problem.path for path in _with_consequences(problem.path)]
        if early:
            form = salvage(ScenarioForm, content, self.wrong, self._stand_ins())
        if form is None:
            raise BadInput(early)
        measures = self._measures(form)
        self.problems += self._date_problems(form)
        cells, base_year = self._cells(form)
        numbers = self._numbers(form, [m.id for m in measures])
        self.problems += self._strength_problems(form, numbers)
        late = self._no_consequences()
        scenario = self._build(form, measures, cells, base_year, numbers)
        self.wrong += [problem.path for problem in late]
        self.problems = list(self._whole_problems(scenario))
        if early or late or self.problems:
            raise BadInput([*early, *late, *self.problems][:MOST_PROBLEMS])
        return Reading(scenario, (*self.warnings, *warnings_about(scenario)))

    def _no_consequences(self) -> list[Problem]:
        """The problems found so far that are not mere consequences of what is wrong already."""
        return [p for p in self.problems[:MOST_PROBLEMS] if not any(akin(p.path, path) for path in self.wrong)]

    def _early_problems(self, content: Mapping[str, Any]) -> tuple[ScenarioForm | None, list[Problem]]:
        """What is wrong with the shape and the names; a place is told of once."""
        names = list(islice(self._name_problems(content), MOST_PROBLEMS))
        form, shape = check(ScenarioForm, self.document, content)
        if "based_on" not in content:
            hint = "based_on: baseline_2016.yaml brings all that is not given"
            shape = [replace(p, hint=hint) if p.message == "is missing" and len(p.path) == 1 else p for p in shape]
        names = [p for p in names if not any(below(p.path, path) for path in self.document.unread)]
        told = {problem.path for problem in names}
        return form, [*names, *(problem for problem in shape if problem.path not in told)]

    def _stand_ins(self) -> dict[Path_, Any]:
        """What stands in for what a scenario cannot do without, while the rest of it is checked."""
        baseline, behaviour = next(iter(self.reference.baselines)), next(iter(self.reference.sets))
        months = {"start": "2017-01", "end": "2017-12"}
        whole: dict[str, Any] = {
            "title": "",
            "horizon": months,
            "baseline": {"use": baseline},
            "behaviour": {"use": behaviour},
            "evasion_from": "2017-01-01",
        }
        found: dict[Path_, Any] = {(name,): value for name, value in whole.items()}
        inner = {name: value for name, value in whole.items() if isinstance(value, dict)}
        return found | {(name, key): value for name, parts in inner.items() for key, value in parts.items()}

    def _amiss(self, *names: str) -> bool:
        """Whether something is wrong under one of these top keys."""
        return any(path[:1] == (name,) for path in self.wrong for name in names)

    # -- names: on the raw content, so that one typo does not hide the next -------------------------------------------

    def _name_problems(self, content: Mapping[str, Any]) -> Iterator[Problem]:
        reference, document = self.reference, self.document
        partners, streams = tuple(reference.partners), tuple(reference.streams)
        own = content.get("measures") if isinstance(content.get("measures"), dict) else {}
        measures = (*reference.measures, *(own or {}))

        def names(where: Path_, value: Any, what: str, known: Iterable[str]) -> Iterator[Problem]:
            if isinstance(value, list):
                yield from unknown_names(
                    document, where[:-1], str(where[-1]), [v for v in value if isinstance(v, str)], what, known
                )

        def keys(where: Path_, value: Any, what: str, known: Sequence[str]) -> Iterator[Problem]:
            for key in value if isinstance(value, dict) else ():
                if key not in known:
                    details = {"allowed": some_of(sorted(known), 40), "hint": nearest(str(key), known)}
                    yield document.problem((*where, key), f"unknown {what} '{echo(str(key))}'", **details)

        for key in ("bundle", "under_test"):
            yield from names((key,), content.get(key), "measure", measures)
            yield from _twice(document, (key,), content.get(key))
        yield from self._untested(content.get("under_test"), content.get("bundle", []), measures)
        yield from self._notice_problems(content.get("bundle"))
        yield from keys(("partners",), content.get("partners"), "partner", partners)
        baseline = content.get("baseline")
        if isinstance(baseline, dict):
            yield from self._use_problems("baseline", baseline, "baseline", sorted(reference.baselines))
            for part in ("amounts", "shares"):
                yield from keys(("baseline", part), baseline.get(part), "stream", streams)
                for stream, row in (baseline.get(part) or {}).items() if isinstance(baseline.get(part), dict) else ():
                    yield from keys(("baseline", part, stream), row, "partner", partners)
        for key in ("observed", "shocks"):
            for n, entry in enumerate(content[key]) if isinstance(content.get(key), list) else ():
                for what, known in (("partner", partners), ("stream", streams)) if isinstance(entry, dict) else ():
                    given = entry.get(what)
                    if isinstance(given, str):
                        yield from unknown_names(document, (key, n), what, [given], what, known)
                    yield from names((key, n, f"{what}s"), entry.get(f"{what}s"), what, known)
        yield from self._behaviour_names(content.get("behaviour"), list(own or {}))

    def _untested(self, under_test: Any, bundle: Any, known: Iterable[str]) -> Iterator[Problem]:
        """Tested acts outside the bundle."""
        if isinstance(under_test, list) and isinstance(bundle, list):
            chosen, known = {name for name in bundle if isinstance(name, str)}, set(known)
            for n, name in enumerate(under_test):
                if isinstance(name, str) and name in known and name not in chosen:
                    message = "is tested but not in the bundle"
                    yield self.document.problem(("under_test", n), message, given=name, hint="add it to bundle")

    def _notice_problems(self, bundle: Any) -> Iterator[Problem]:
        for n, name in enumerate(bundle if isinstance(bundle, list) else ()):
            act = self.reference.measures.get(name) if isinstance(name, str) else None
            if act and act.is_notice:
                hint = f"leave it out; partners.{act.issuer}.notices turns a partner's notices off"
                yield self.document.problem(
                    ("bundle", n),
                    "is a notice: it comes with its partner and the act it carries out",
                    given=name,
                    hint=hint,
                )

    def _use_problems(self, key: str, content: Mapping[str, Any], what: str, known: list[str]) -> Iterator[Problem]:
        use = content.get("use")
        if "use" not in content:
            yield self.document.problem((key, "use"), "is missing", allowed=some_of(known))
        elif isinstance(use, str):
            yield from unknown_names(self.document, (key,), "use", [use], what, known)

    def _behaviour_names(self, behaviour: Any, own: list[str]) -> Iterator[Problem]:
        if not isinstance(behaviour, dict):
            return
        yield from self._use_problems("behaviour", behaviour, "set", sorted(self.reference.sets))
        for name, value in behaviour.items():
            if name == "use":
                continue
            if name not in PARAMETERS:
                hint = decimal_comma(name, value) or nearest(name, PARAMETERS)
                details = {"allowed": some_of(sorted(PARAMETERS), 50), "hint": hint}
                yield self.document.problem(("behaviour", name), f"unknown parameter '{echo(name)}'", **details)
            elif has_scopes(value):
                yield from self._scope_problems(PARAMETERS[name], value, own)

    def _scope_problems(self, parameter: Parameter, value: Mapping[str, Any], own: list[str]) -> Iterator[Problem]:
        known = self.reference.scopes(parameter, own)
        allowed = some_of(known, 40) or "one value for all"
        if parameter.scope == "link":
            allowed = f"two streams of goods, such as textiles{LINK}wigs"
        for scope in value:
            if scope and scope not in known:
                message = f"{parameter.name} cannot be given for '{echo(scope)}'"
                path = ("behaviour", parameter.name, scope)
                yield self.document.problem(path, message, allowed=allowed, hint=nearest(scope, known))

    # -- law ----------------------------------------------------------------------------------------------------------

    def _measures(self, form: ScenarioForm) -> list[Measure]:
        """The acts that could matter: the bundle, what it is tested against, and notices of what it orders."""
        own, problems = measures_from(form.measures, self.document, ("measures",), self.reference.known)
        self.problems += problems
        for act in own:
            if act.id in self.reference.measures:
                hint = "give it another name"
                self.problems.append(
                    self.document.problem(("measures", act.id), "a shipped measure has this name", hint=hint)
                )
        known = complete_notices([*self.reference.measures.values(), *own])
        written = self._written_provisions()
        linked = linked_problems(known, self.document, ("measures",), [act.id for act in own])
        self.problems += [
            p for p in islice(linked, MOST_PROBLEMS) if p.message != "unknown provision" or p.given not in written
        ]
        chosen = {act.id for act in known if act.id in form.bundle}
        ordered = {p.id for p in provisions_of(act for act in known if act.id in chosen)}
        return sorted(
            (act for act in known if act.id in chosen or any(p.transposes in ordered for p in act.provisions)),
            key=lambda act: act.id,
        )

    def _written_provisions(self) -> set[str]:
        """The names of all provisions the file has, the unreadable ones as well."""
        acts = self.document.content.get("measures")
        acts = {name: act for name, act in acts.items() if isinstance(act, dict)} if isinstance(acts, dict) else {}
        inner = {name: act["provisions"] for name, act in acts.items() if isinstance(act.get("provisions"), dict)}
        return {f"{name}.{key}" for name, provisions in inner.items() for key in provisions}

    def _date_problems(self, form: ScenarioForm) -> Iterator[Problem]:
        document, horizon = self.document, form.horizon
        if self._amiss("horizon"):
            pass
        elif horizon.end < horizon.start:
            given = f"{label(horizon.start)} to {label(horizon.end)}"
            yield document.problem(("horizon", "end"), "the horizon ends before it starts", given=given)
        elif horizon.end - horizon.start >= LONGEST_HORIZON:
            months = horizon.end - horizon.start + 1
            yield document.problem(
                ("horizon",), "the horizon is too long", given=f"{months} months", allowed=f"at most {LONGEST_HORIZON}"
            )
        paths: list[tuple[Path_, Sequence[Any]]] = [
            (("campaign", "dial"), form.campaign.dial),
            (("campaign", "fatigue"), form.campaign.fatigue),
        ]
        for name, partner in form.partners.items():
            for key in ("dial", "relief", "diplomatic"):
                paths.append((("partners", name, key), getattr(partner, key) or []))
        for path, steps in paths:
            days = [step.start for step in steps]
            if len(set(days)) < len(days):
                yield document.problem(path, "two steps begin on the same day")
            late = bool(days) and coordinate(min(days)) > horizon.start and not self._amiss("horizon")
            if late and path[-1] == "dial":
                allowed = f"on or before {label(horizon.start)}-01"
                yield document.problem(
                    path, "the dial path starts after the horizon", given=str(min(days)), allowed=allowed
                )
        silent = [p for p in self.reference.partners if not (p in form.partners and form.partners[p].dial)]
        if not form.campaign.dial and silent:
            hint = "campaign: {dial: 5.5}"
            yield document.problem(("campaign",), "the dial is missing: not every partner has its own", hint=hint)
        yield from self._observed_overlaps(form)

    def _observed_overlaps(self, form: ScenarioForm) -> Iterator[Problem]:
        """Each observation against the one of its cell that lasts longest of those that begin before it."""
        seen = sorted(enumerate(form.observed), key=lambda entry: (entry[1].start, entry[0]))
        longest: dict[tuple[str, str], tuple[int, ObservedForm]] = {}
        for n, other in seen:
            m, one = longest.get((other.partner, other.stream), (n, other))
            if one.end <= other.end:
                longest[other.partner, other.stream] = (n, other)
            if m != n and other.start <= one.end:
                given = f"{one.partner}, {one.stream}: {one.start} to {one.end} and {other.start} to {other.end}"
                message = f"overlaps observed[{min(m, n)}] of the same cell"
                yield self.document.problem(("observed", max(m, n)), message, given=given)

    # -- baseline -----------------------------------------------------------------------------------------------------

    def _cells(self, form: ScenarioForm) -> tuple[dict[tuple[str, str], Quantity], int]:
        """The amounts of the baseline as the scenario changes them, and the base year."""
        baseline = self.reference.baseline(form.baseline.use)
        cells = dict(baseline.cells)
        if form.known_by:
            cells = self._known_in_time(cells, form)
        if form.baseline.outside_china is not None:
            cells = self._outside_china(cells, form.baseline.outside_china)
        for stream, row in form.baseline.amounts.items():
            for partner, amount in row.items():
                cells[stream, partner] = self._cell(stream, partner, amount)
        for stream, shares in form.baseline.shares.items():
            cells = self._shared(cells, stream, shares)
        return cells, baseline.base_year

    def _cell(self, stream: str, partner: str, amount: Amount) -> Quantity:
        """An amount that the scenario gives for a stream and a partner: money a year, or heads."""
        where = ("baseline", "amounts", stream, partner)
        heads = self.reference.streams[stream].headcount
        if heads and amount.measures != "heads":
            hint = "what a head earns a year is behaviour.take"
            self._wrong(where, f"{stream} are counted in heads, not in money", allowed="such as 50000 heads", hint=hint)
        elif not heads and amount.measures == "heads":
            money = ", ".join(units_of("money a year"))
            self._wrong(where, f"{stream} is counted in money, not in heads", allowed=f"a number with a unit: {money}")
        return self._given(where, f"baseline.{stream}.{partner}", amount.value, "heads" if heads else "MUSD/yr")

    def _shared(
        self, cells: dict[tuple[str, str], Quantity], stream: str, shares: Mapping[str, float]
    ) -> dict[tuple[str, str], Quantity]:
        """The cells with a stream's total shared out anew between its partners."""
        where = ("baseline", "shares", stream)
        total = sum(shares.values())
        if abs(total - 1) > SHARES_TOLERANCE:
            off = f"{total:.6g}, {abs(total - 1):.3g} too {'much' if total > 1 else 'little'}"
            self._wrong(where, "trade shares do not add to 1", given=off, allowed="1")
        whole = [q.value for (s, _), q in cells.items() if s == stream]
        if not whole:
            hint = f"give its amounts in baseline.amounts.{stream}"
            self._wrong(where, "the baseline has no amount to share out", given=stream, hint=hint)
        unit = "heads" if self.reference.streams[stream].headcount else "MUSD/yr"
        shared = {
            (stream, partner): self._given(
                (*where, partner), f"baseline.{stream}.{partner}", sum(whole) * share / total if total else 0.0, unit
            )
            for partner, share in shares.items()
        }
        return {cell: quantity for cell, quantity in cells.items() if cell[0] != stream} | shared

    def _known_in_time(
        self, cells: dict[tuple[str, str], Quantity], form: ScenarioForm
    ) -> dict[tuple[str, str], Quantity]:
        """Drop, or replace by stand-ins, the streams whose numbers could not be known by the scenario's `known_by`."""
        late = {stream for (stream, _), quantity in cells.items() if quantity.known_by > form.known_by}
        kept = {cell: quantity for cell, quantity in cells.items() if cell[0] not in late}
        stand_ins = [self.reference.cells(table) for table in self.reference.sets[form.behaviour.use].stand_ins]
        found = {
            cell: q
            for table in stand_ins
            for cell, q in table.items()
            if cell[0] in late and q.known_by <= form.known_by
        }
        replaced = {stream for stream, _ in found}
        if late - replaced:
            self.warnings.append(f"left out, as not known by {form.known_by}: {', '.join(sorted(late - replaced))}")
        return kept | found

    def _outside_china(self, cells: dict[tuple[str, str], Quantity], amount: float) -> dict[tuple[str, str], Quantity]:
        """Scale goods trade outside China to an amount."""
        streams = self.reference.streams
        outside = {cell for cell in cells if cell[1] != "china" and streams[cell[0]].group == "goods"}
        whole = sum(cells[cell].value for cell in sorted(outside))
        if not whole:
            self._wrong(("baseline", "outside_china"), "the baseline has no trade outside China to scale")
            return cells
        factor = amount / whole
        note = f"scaled by {factor:.6g} to {amount:g} MUSD/yr outside China"

        def scaled(q: Quantity) -> Quantity:
            value, low, high = q.value * factor, q.low * factor, q.high * factor
            about = f"{q.note}; {note}" if q.note else note
            return replace(q, value=value, low=low, high=high, basis="derived", note=about)

        return {cell: scaled(q) if cell in outside else q for cell, q in cells.items()}

    # -- numbers ------------------------------------------------------------------------------------------------------

    def _numbers(self, form: ScenarioForm, measures: list[str]) -> dict[str, Quantity]:
        numbers = self.reference.numbers(form.behaviour.use)
        for name, scoped in sorted(form.behaviour.numbers.items()):
            for scope, given in scoped.items():
                where: Path_ = ("behaviour", name, scope)
                if not scope and where not in self.document.places:
                    where = where[:2]
                if name in PARAMETERS:
                    self._override(numbers, PARAMETERS[name], scope, given, where)
            if "" in scoped:
                stays = sorted(
                    key for key in numbers if key.startswith(f"{name}.") and key.partition(".")[2] not in scoped
                )
                if stays:
                    self.warnings.append(
                        f"behaviour.{name} is the general value; more specific ones stay: {', '.join(stays)}"
                    )
        for partner, form_ in form.partners.items():
            for name in PARTNER_NUMBERS:
                given = getattr(form_, name)
                if given is not None:
                    self._override(numbers, PARAMETERS[name], partner, given, ("partners", partner, name))
        if form.known_by:
            self.problems += self._too_late(numbers, form)
        return numbers

    def _strength_problems(self, form: ScenarioForm, numbers: Mapping[str, Quantity]) -> Iterator[Problem]:
        """Pressure of the scenario's own that does nothing, since no number says how strong it is."""
        for name, act in form.measures.items() if self.together and not self._amiss("behaviour") else ():
            number, example = STRENGTHS.get(act.instrument, ("", ""))
            general = numbers.get(number)
            silent = number and f"{number}.{name}" not in numbers and not (general and general.high > 0)
            if silent and not any(below(problem.path, ("measures", name)) for problem in self.problems):
                message = f"a {act.instrument} measure of your own without a strength does nothing"
                hint = f"behaviour: {{{number}: {{{name}: {example}}}}}"
                yield self.document.problem(("measures", name), message, given=f"{number} 0", hint=hint)

    def _override(
        self, numbers: dict[str, Quantity], parameter: Parameter, scope: str, given: QuantityForm, where: Path_
    ) -> None:
        key = f"{parameter.name}.{scope}" if scope else parameter.name
        if given.unit and given.unit not in UNITS:
            known = units_of(parameter.measures)
            details = {"given": echo(given.unit), "allowed": ", ".join(known), "hint": nearest(given.unit, known)}
            self._wrong((*where, "unit"), "unknown unit", **details)
            return
        read = {
            part: self._amount_of(parameter, getattr(given, part), given.unit, (*where, part))
            for part in ("value", "low", "high")
        }
        value = read["value"]
        if value is None or any(read[part] is None and getattr(given, part) is not None for part in read):
            return
        low = value if read["low"] is None else read["low"]
        high = value if read["high"] is None else read["high"]
        self._range_problem(parameter, where, low, value, high)
        quantity = self._given(where, key, value, own_unit(parameter))
        spread = given.distribution or ("triangular" if low < high else "fixed")
        numbers[key] = replace(
            quantity,
            low=low,
            high=high,
            distribution=spread,
            basis=given.basis,
            kind=given.kind,
            source=given.source or quantity.source,
            date=given.date,
            known_by=given.known_by,
            note=given.note,
        )

    def _range_problem(self, parameter: Parameter, where: Path_, low: float, value: float, high: float) -> None:
        """Low, value and high out of order, or out of the parameter's limits; all in the unit it is written in."""
        unit = own_unit(parameter)
        least, most = (_in_unit(limit, unit) for limit in (parameter.low, parameter.high))
        shown = [_in_unit(number, unit) for number in (low, value, high)]
        if not low <= value <= high:
            given = ", ".join(f"{name} {number}" for name, number in zip(("low", "value", "high"), shown, strict=True))
            self._wrong(where, "low <= value <= high does not hold", given=given)
        elif low < parameter.low or high > parameter.high:
            given = f"{shown[0]} to {shown[2]}" if low < high else shown[1]
            named = "" if unit == "1" else f" {unit}"
            allowed = f"{least} to {most}{named}" if parameter.high < INFINITE else f"{least}{named} or more"
            self._wrong(where, f"{parameter.name} is out of range", given=given, allowed=allowed)

    def _amount_of(self, parameter: Parameter, given: float | str | None, unit: str, where: Path_) -> float | None:
        if given is None:
            return None
        allowed = units_of(parameter.measures)
        try:
            amount = parse_amount(given if isinstance(given, str) else repr(given), unit or own_unit(parameter))
        except AmountError as error:
            hint = nearest(str(given).split()[-1], allowed) or error.hint
            self._wrong(where, str(error), given=echo(given), allowed=", ".join(allowed), hint=hint)
            return None
        a_share = amount.measures == "number" and parameter.measures in NUMBER_LIKE
        if amount.measures != parameter.measures and not a_share:
            message = f"{parameter.name} is not measured in {amount.unit}"
            self._wrong(where, message, given=echo(given), allowed=", ".join(allowed))
            return None
        return amount.value

    def _given(self, where: Path_, name: str, value: float, unit: str) -> Quantity:
        file, line, _ = self.document.place(where)
        origin = f"{Path(file).name}:{line}" if not file.startswith("--set") else file
        return Quantity(name, value, unit, value, value, "fixed", source=f"given in {origin}", origin=origin)

    def _too_late(self, numbers: Mapping[str, Quantity], form: ScenarioForm) -> Iterator[Problem]:
        late = sorted((q for q in numbers.values() if q.known_by > form.known_by), key=lambda q: q.name)
        if late:
            message = "a number could not be known in time" if len(late) == 1 else "numbers could not be known in time"
            given = some_of([f"{q.name} of {q.origin}, known by {q.known_by}" for q in late], 3)
            yield self.document.problem(("known_by",), message, given=given, allowed=f"known by {form.known_by}")
        for n, seen in enumerate(form.observed):
            if not seen.known_by or seen.known_by > form.known_by:
                given = seen.known_by or "no known_by"
                yield self.document.problem(
                    ("observed", n), "an observation could not be known in time", given=given, allowed=form.known_by
                )

    # -- the whole ----------------------------------------------------------------------------------------------------

    def _build(
        self,
        form: ScenarioForm,
        measures: list[Measure],
        cells: dict[tuple[str, str], Quantity],
        base_year: int,
        numbers: dict[str, Quantity],
    ) -> Scenario:
        reference = self.reference
        streams = sorted({stream for stream, _ in cells})
        units = reference.unit_values(form.baseline.use)
        in_time = {
            n: q
            for n, q in units.items()
            if n.partition(".")[2] in streams and (not form.known_by or q.known_by <= form.known_by)
        }
        numbers = in_time | numbers | {f"baseline.{s}.{p}": q for (s, p), q in sorted(cells.items())}
        paths = [
            reference.price_path(s, _value(in_time.get(f"unit_value.{s}")), base_year, form.known_by) for s in streams
        ]
        seasons = [reference.season(s, form.known_by) for s in streams]
        links = sorted(n.partition(".")[2] for n in numbers if n.startswith("substitution_share."))
        pairs = [link.split(LINK) for link in links]
        return Scenario(
            name=self.name,
            title=form.title,
            start=form.horizon.start,
            months=form.horizon.end - form.horizon.start + 1,
            base_year=base_year,
            streams=tuple(reference.streams[s] for s in streams),
            partners=tuple(reference.partners[p] for p in sorted(reference.partners)),
            numbers=dict(sorted(numbers.items())),
            measures=tuple(measures),
            bundle=tuple(sorted(form.bundle)),
            under_test=tuple(sorted(form.under_test)),
            campaign=_steps(form.campaign.dial, "dial"),
            fatigue=_steps(form.campaign.fatigue, "share"),
            wills=tuple(
                _will(name, form.partners.get(name, PartnerForm()), form.campaign.notices)
                for name in sorted(reference.partners)
            ),
            observed=tuple(
                Observed(o.partner, o.stream, o.start, o.end + DAY, o.compliance, o.source, o.known_by)
                for o in sorted(form.observed, key=lambda o: (o.partner, o.stream, o.start))
            ),
            shocks=tuple(
                Shock(
                    tuple(sorted(s.partners)) or tuple(sorted(reference.partners)),
                    tuple(sorted(s.streams)) or tuple(streams),
                    s.start,
                    s.end + DAY,
                    s.factor,
                    s.smuggling,
                    s.source,
                )
                for s in form.shocks
            ),
            substitutions=tuple(Substitution(a, b) for a, b in pairs if a in streams and b in streams),
            price_paths=tuple(path for path in paths if path),
            seasons=tuple(season for season in seasons if season),
            evasion_from=form.evasion_from,
            review_months=form.campaign.review_months,
            prices=form.prices,
            benchmark=form.benchmark or "",
            baseline=form.baseline.use,
            behaviour=form.behaviour.use,
            known_by=form.known_by,
            draws=form.draws,
            sampler=form.sampler,
            seed=form.seed,
        )

    def _whole_problems(self, scenario: Scenario) -> Iterator[Problem]:
        """What only the whole shows: discounts out of order, caps without tonnes, too much substitution."""
        document = self.document
        behind = [("behaviour", name) for name in ("use", "delta_o", "delta_d", "delta_s")]
        if self.together and not any(akin(path, cause) for path in self.wrong for cause in behind):
            yield from self._discount_problems(scenario)
        if self._amiss("baseline", "behaviour", "bundle", "known_by", "measures", "partners"):
            return
        known = {stream.id for stream in scenario.streams if f"unit_value.{stream.id}" in scenario.numbers}
        traded = {stream.id for stream in scenario.streams}
        for provision in provisions_in_force(scenario):
            missing = sorted(traded & set(provision.streams) - known)
            if provision.cap_quantity is not None and missing:
                hint = "give behaviour.unit_value for them, such as {coal: 52.8 USD/t}"
                message = f"{provision.id} caps tonnes, but these have no unit value"
                yield document.problem(("bundle",), message, given=", ".join(missing), hint=hint)
            yield from self._exemption_problems(scenario, provision)
        yield from self._substitution_problems(scenario)

    def _exemption_problems(self, scenario: Scenario, provision: Provision) -> Iterator[Problem]:
        """Exempt shares that name a number which nobody gives."""
        traded = {stream.id for stream in scenario.streams}
        for exemption in provision.exempt:
            name, stream = exemption.share, exemption.stream
            if not isinstance(name, str) or stream not in traded:
                continue
            if name not in scenario.numbers and f"{name}.{stream}" not in scenario.numbers:
                act, _, key = provision.id.partition(".")
                where = ("measures", act, "provisions", key, "exempt", stream)
                known = where if where in self.document.places else ("bundle",)
                hint = f"behaviour: {{{name}: {{{stream}: 0.2}}}}"
                yield self.document.problem(
                    known, f"{provision.id} exempts by a number that is not given", given=name, hint=hint
                )

    def _discount_problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Discounts that fall from open to diverted to smuggled, told once for streams with the same ones."""
        found: dict[tuple[float, ...], list[Stream]] = {}
        for disorder in disordered_discounts(scenario, _central(scenario)):
            found.setdefault(tuple(float(d[0]) for d in disorder.discounts), []).append(disorder.stream)
        for discounts, streams in found.items():
            names = some_of([stream.id for stream in streams], 4)
            given = ", ".join(f"delta_{x} {d:g}" for x, d in zip("ods", discounts, strict=True))
            message = f"discounts must not fall from open to diverted to smuggled: {names}"
            where = self._where_given([f"delta_{x}" for x in "ods"], streams[0].id, streams[0].group)
            yield self.document.problem(where, message, given=given, allowed="delta_o <= delta_d <= delta_s")

    def _where_given(self, names: Iterable[str], *scopes: str) -> Path_:
        """Where the file gives the first of these numbers, the most specific value first."""
        paths = [("behaviour", name, scope) for name in names for scope in scopes]
        general = [("behaviour", name) for name in names]
        return next((path for path in (*paths, *general) if path in self.document.places), ("behaviour",))

    def _substitution_problems(self, scenario: Scenario) -> Iterator[Problem]:
        for excess in excessive_substitutions(scenario, _central(scenario)) if self.together else ():
            where = self._where_given(["substitution_share"], *(link.scope for link in excess.links))
            message = f"more of {excess.source.id} is substituted than smuggling it would earn"
            details = {"given": f"{excess.total[0]:g}", "allowed": f"at most {excess.limit[0]:.4g}"}
            yield self.document.problem(where, message, **details)
        for link in scenario.substitutions:
            if not scenario.numbers.keys() & {"substitution_tau", f"substitution_tau.{link.scope}"}:
                where = self._where_given(["substitution_share"], link.scope)
                hint = f"behaviour: {{substitution_tau: {{{link.scope}: 12 months}}}}"
                yield self.document.problem(where, f"the pace of {link.scope} is not given", hint=hint)

    def _wrong(self, where: Path_, message: str, **details: str) -> None:
        if where and where[-1] in ("value", "low", "high") and where not in self.document.places:
            where = where[:-1]
        self.problems.append(self.document.problem(where, message, **details))


def _central(scenario: Scenario) -> Number:
    """The central values of a scenario's numbers, as arrays of one."""
    return lambda name, *scopes: np.array([scenario.number(name, *scopes).value])


def _with_consequences(path: Path_) -> list[Path_]:
    """What cannot be judged where something is wrong: the amounts of a cap whose window is."""
    if path[0] == "measures" and "window" in path:
        provision = path[: path.index("window")]
        return [path, (*provision, "cap_value"), (*provision, "cap_quantity")]
    return [path]


def _twice(document: Document, where: Path_, value: Any) -> Iterator[Problem]:
    seen: set[str] = set()
    for n, name in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(name, str):
            continue
        if name not in seen:
            seen.add(name)
        else:
            yield document.problem(
                (*where, n), "stands twice", given=name, hint="a bundle is a set: name each act once"
            )


def own_unit(parameter: Parameter) -> str:
    return next(
        unit
        for unit, (what, factor) in UNITS.items()
        if what == parameter.measures and (factor == 1 or what == "price")
    )


def _in_unit(number: float, unit: str) -> str:
    return f"{number / UNITS[unit][1]:.6g}"


def _value(quantity: Quantity | None) -> float:
    return quantity.value if quantity else 0.0


def _steps(path: Iterable[Any], key: str) -> tuple[Step, ...]:
    return tuple(Step(step.start, getattr(step, key)) for step in sorted(path, key=lambda step: step.start))


def _will(name: str, form: PartnerForm, notices: bool) -> Will:
    path = () if (notices if form.notices is None else form.notices) else NOTICES_OFF
    return Will(
        name,
        _steps(form.dial or [], "dial"),
        path,
        _steps(form.relief, "points"),
        _steps(form.diplomatic, "points"),
    )
