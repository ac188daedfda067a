"""Acts as written, turned into measures and provisions, and checked against what the world knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sim.common.errors import MOST_PROBLEMS, Problem, echo, nearest, some_of
from sim.common.units import number_hint
from sim.domain.law import Exemption, Measure, Provision, Step, Window, provisions_of
from sim.domain.parameters import PARAMETERS
from sim.reading.forms import MeasureForm, ProvisionForm, quoted_hint
from sim.reading.strict_yaml import Document, Path_

ISSUERS = ("un", "us")
"""Issuers that are not partners."""

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}")
"""Names of acts and of their paragraphs; a full stop stands between the two."""

NAME_ALLOWED = "letters, digits, _ and -, at most 60 of them"

EARLY = "takes effect before it is adopted"
NOT_IN_A_NOTICE = ("kind", "streams", "exempt", "cap_value", "cap_quantity", "mode", "window", "carry_over", "deadline")


@dataclass(frozen=True)
class Known:
    """The names a law file may use."""

    partners: tuple[str, ...]
    streams: tuple[str, ...]


def measures_from(
    forms: Mapping[str, MeasureForm], document: Document, at: Path_, known: Known
) -> tuple[list[Measure], list[Problem]]:
    """Turn the acts of one file into measures; transposed provisions are filled in by `complete_notices`."""
    measures, problems = [], list[Problem]()
    for name, form in forms.items():
        path = (*at, name)
        problems += islice(_measure_problems(form, document, path, known), MOST_PROBLEMS - len(problems))
        measures.append(_measure(name, form, _origin(document, path), known))
    return measures, problems


def _origin(document: Document, path: Path_) -> str:
    """Where an act is written, the same on every machine: law/un.yaml:7, mine.yaml:20."""
    file, line, _ = document.place(path)
    if file.startswith("--set"):
        return file
    place = Path(file)
    return f"{place.parent.name}/{place.name}:{line}" if len(path) == 1 else f"{place.name}:{line}"


def _measure(name: str, form: MeasureForm, origin: str, known: Known) -> Measure:
    own = (form.issuer,) if form.issuer in known.partners else ()
    return Measure(
        id=name,
        title=form.title,
        issuer=form.issuer,
        instrument=form.instrument,
        adopted=form.adopted,
        provisions=tuple(_provision(name, key, form, p, own) for key, p in sorted(form.provisions.items())),
        steps=_steps(form),
        partners=tuple(sorted(form.partners)),
        streams=tuple(sorted(form.streams)),
        effective=form.effective,
        lifted=form.lifted,
        package_estimate=form.package_estimate,
        estimate_source=form.estimate_source,
        source=form.source,
        note=form.note,
        verified=form.verified,
        origin=origin,
    )


def _steps(form: MeasureForm) -> tuple[Step, ...]:
    """The levels of a pressure measure in date order; lifting ends them."""
    steps = [Step(step.start, step.level) for step in form.steps if not form.lifted or step.start < form.lifted]
    ended = [Step(form.lifted, 0.0)] if form.lifted and steps else []
    return tuple(sorted([*steps, *ended], key=lambda step: step.start))


def _provision(measure: str, key: str, act: MeasureForm, form: ProvisionForm, own: tuple[str, ...]) -> Provision:
    adopted = form.adopted or act.adopted
    return Provision(
        id=f"{measure}.{key}",
        measure=measure,
        kind=form.kind or "ban",
        streams=tuple(sorted(form.streams)),
        adopted=adopted,
        effective=form.effective or act.effective or adopted,
        partners=tuple(sorted(form.partners)) or tuple(sorted(act.partners)) or own,
        own_act=bool(own) and not form.transposes,
        wind_down_days=form.wind_down_days,
        exempt=tuple(Exemption(stream, share) for stream, share in sorted(form.exempt.items())),
        cap_value=form.cap_value,
        cap_quantity=form.cap_quantity,
        mode=form.mode,
        window=Window(form.window.start, form.window.end) if form.window else None,
        carry_over=form.carry_over,
        deadline=form.deadline,
        lifted=form.lifted or act.lifted,
        superseded_by=tuple(sorted(form.superseded_by)),
        transposes=form.transposes,
        paragraph=form.paragraph,
        verified=form.verified,
        phrase=form.phrase,
        hs=form.hs,
        official_estimate=form.official_estimate,
        estimate_source=form.estimate_source,
        source=form.source or act.source,
        note=form.note,
    )


def complete_notices(measures: Iterable[Measure]) -> list[Measure]:
    """Give each notice the instrument and streams of the provision it transposes."""
    measures = list(measures)
    roots = {provision.id: provision for provision in provisions_of(measures)}

    def complete(provision: Provision) -> Provision:
        root = roots.get(provision.transposes)
        return replace(provision, kind=root.kind, streams=root.streams) if root else provision

    return [replace(m, provisions=tuple(complete(p) for p in m.provisions)) for m in measures]


# -- what can be wrong with an act ------------------------------------------------------------------------------------


def _measure_problems(form: MeasureForm, document: Document, path: Path_, known: Known) -> Iterator[Problem]:
    yield from _unnameable(document, path)
    yield from unknown_names(document, path, "issuer", [form.issuer], "issuer", (*ISSUERS, *known.partners))
    yield from unknown_names(document, path, "partners", form.partners, "partner", known.partners)
    yield from unknown_names(document, path, "streams", form.streams, "stream", known.streams)
    if form.instrument == "law" and not form.provisions:
        yield document.problem(path, "an act of law needs provisions")
    if form.instrument != "law" and form.provisions:
        yield document.problem((*path, "provisions"), f"a {form.instrument} measure has no provisions")
    if form.instrument in ("secondary", "relief", "diplomatic") and not form.steps:
        allowed = "steps: [{from: 2017-09-26, level: 1}]"
        yield document.problem(path, f"a {form.instrument} measure needs steps", allowed=allowed)
    if form.instrument in ("law", "payment") and form.steps:
        yield document.problem((*path, "steps"), f"a {form.instrument} measure has no steps")
    days = [step.start for step in form.steps]
    if len(set(days)) < len(days):
        yield document.problem((*path, "steps"), "two steps begin on the same day")
    if form.effective and form.effective < form.adopted:
        where = (*path, "effective")
        yield _dates_crossed(document, where, EARLY, form.effective, form.adopted, "on or after")
    if form.instrument == "law" and form.streams:
        yield document.problem((*path, "streams"), "belong to the provisions of an act of law")
    if form.instrument == "payment" and not form.streams:
        yield document.problem(path, "a payment measure needs streams")
    if form.lifted and form.lifted <= form.adopted:
        yield _dates_crossed(document, (*path, "lifted"), "is lifted before it is adopted", form.lifted, form.adopted)
    for key, provision in form.provisions.items():
        yield from _provision_problems(form, provision, document, (*path, "provisions", key), known)


def _provision_problems(
    act: MeasureForm, form: ProvisionForm, document: Document, path: Path_, known: Known
) -> Iterator[Problem]:
    yield from _unnameable(document, path)
    yield from unknown_names(document, path, "streams", form.streams, "stream", known.streams)
    yield from unknown_names(document, path, "partners", form.partners, "partner", known.partners)
    yield from _exemption_problems(form, document, path)
    adopted = form.adopted or act.adopted
    effective = form.effective or act.effective or adopted
    others = sorted(set(form.partners or act.partners) - {act.issuer})
    if act.issuer in known.partners and others:
        hint = "a partner's act binds itself alone"
        yield document.problem(
            (*path, "partners"), "binds other partners", given=", ".join(others), allowed=act.issuer, hint=hint
        )
    if effective < adopted:
        yield _dates_crossed(document, (*path, "effective"), EARLY, effective, adopted, "on or after")
    if form.lifted and form.lifted <= adopted:
        yield _dates_crossed(document, (*path, "lifted"), "is lifted before it is adopted", form.lifted, adopted)
    if form.transposes:
        given = [key for key in NOT_IN_A_NOTICE if key in form.model_fields_set]
        if given:
            hint = "a notice has the instrument of the provision it transposes"
            yield document.problem((*path, given[0]), "does not belong in a notice", given=", ".join(given), hint=hint)
        if act.issuer in ISSUERS:
            yield document.problem((*path, "transposes"), "only a partner's act can be a notice", given=act.issuer)
        return
    if form.kind is None:
        yield document.problem(path, "kind is missing", allowed="ban, cap, freeze, no_new_permits, repatriate")
    if not form.streams:
        yield document.problem(path, "streams are missing", allowed=f"streams: [{known.streams[0]}, …]")
    yield from _cap_problems(form, document, path)
    if form.kind == "repatriate" and not form.deadline:
        yield document.problem(path, "a deadline is missing", allowed="deadline: 2019-12-22")
    elif form.kind != "repatriate" and form.deadline:
        hint = "a deadline goes with kind: repatriate"
        yield document.problem((*path, "deadline"), "does not belong here", given=str(form.deadline), hint=hint)
    elif form.deadline and form.deadline <= effective:
        yield _dates_crossed(
            document, (*path, "deadline"), "passes before the act takes effect", form.deadline, effective
        )


def _cap_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    legs = [key for key in ("cap_value", "cap_quantity") if getattr(form, key) is not None]
    if form.kind == "cap" and not legs:
        yield document.problem(path, "a cap needs an amount", allowed="cap_value, cap_quantity or both")
    for key in legs if form.kind and form.kind != "cap" else ():
        yield document.problem((*path, key), "does not belong here", hint="an amount goes with kind: cap")
    if form.kind != "cap" and form.window:
        yield document.problem((*path, "window"), "only a cap has a dated window")
    if form.window and form.window.end <= form.window.start:
        yield _dates_crossed(
            document, (*path, "window"), "the window ends before it begins", form.window.end, form.window.start
        )
    if form.carry_over and (form.mode != "front_loaded" or form.window):
        yield document.problem((*path, "carry_over"), "only a yearly front_loaded cap carries its excess over")
    for key in legs:
        raw = _raw(document, (*path, key))
        yearly = isinstance(raw, str) and raw.rstrip().endswith("/yr")
        if yearly == bool(form.window):
            allowed = (
                "an amount for the window, such as '53.5 MUSD'"
                if form.window
                else "an amount a year, such as '401 MUSD/yr'"
            )
            yield document.problem((*path, key), "does not fit the cap's period", given=echo(str(raw)), allowed=allowed)


def _exemption_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    for stream, share in form.exempt.items():
        where = (*path, "exempt", stream)
        if stream not in form.streams:
            yield document.problem(where, "exempts a stream the provision does not cover", given=stream)
        if isinstance(share, str):
            named = [p.name for p in PARAMETERS.values() if p.measures == "number" and p.scope == "stream"]
            if share not in named:
                details = {"given": echo(share), "allowed": f"0 to 1, or one of {', '.join(named)}"}
                hint = quoted_hint(share) or number_hint(share) or nearest(share, named)
                yield document.problem(where, "is not a share, nor a number's name", **details, hint=hint)


def linked_problems(
    measures: Iterable[Measure], document: Document, at: Path_, mine: Collection[str]
) -> Iterator[Problem]:
    """What is wrong between acts: unknown or circular references. Only acts named in `mine` are reported on."""
    provisions = {provision.id: provision for provision in provisions_of(measures)}
    mine = set(mine)
    for provision in (p for p in provisions.values() if p.measure in mine):
        path = (*at, provision.measure, "provisions", provision.id.partition(".")[2])
        for key, targets in (("superseded_by", provision.superseded_by), ("transposes", (provision.transposes,))):
            for problem in unknown_names(document, path, key, [t for t in targets if t], "provision", provisions):
                inside = [name for name in provisions if name.startswith(f"{problem.given}.")]
                hint = f"name a paragraph of it: {some_of(inside, 4)}" if inside else problem.hint
                yield replace(problem, hint=hint)
        root = provisions.get(provision.transposes)
        if root and root.transposes:
            yield document.problem((*path, "transposes"), "transposes another notice", given=root.id)
        elif root and root.partners and not set(provision.partners) <= set(root.partners):
            yield document.problem(
                (*path, "transposes"), "transposes a provision that does not bind this partner", given=root.id
            )
    told = set[str]()
    for circle in _circles(provisions):
        act, _, key = circle[0].partition(".")
        if act in mine and circle[0] not in told:
            told.add(circle[0])
            where = (*at, act, "provisions", key, "superseded_by")
            given = " -> ".join([*circle, circle[0]])
            yield document.problem(where, "supersedes itself in a circle", given=echo(given))


def _circles(provisions: Mapping[str, Provision]) -> Iterator[list[str]]:
    """Circles of supersession, each found once, in a walk that is as long as the law and no longer."""
    done: set[str] = set()
    for first in provisions:
        trail: dict[str, Iterator[str]] = {}
        ahead = [first] if first not in done else []
        while ahead or trail:
            if ahead:
                name = ahead.pop()
                trail[name] = iter(provisions[name].superseded_by)
            name, later = next(reversed(trail.items()))
            following = next((n for n in later if n in provisions and n not in done), None)
            if following is None:
                trail.popitem()
                done.add(name)
            elif following in trail:
                names = list(trail)
                yield names[names.index(following) :]
            else:
                ahead.append(following)


def _unnameable(document: Document, path: Path_) -> Iterator[Problem]:
    if not NAME.fullmatch(str(path[-1])):
        yield document.problem(path, "is not a usable name", given=echo(path[-1]), allowed=NAME_ALLOWED)


def unknown_names(
    document: Document, path: Path_, key: str, given: Iterable[str], what: str, known: Iterable[str]
) -> Iterator[Problem]:
    """A problem for each name that is not known, at its place in a list under `key`."""
    known = known if isinstance(known, Collection) else list(known)
    for n, name in enumerate(given):
        if name not in known:
            where: Path_ = (*path, key, n) if (*path, key, n) in document.places else (*path, key)
            names = sorted(known)
            details = {"given": echo(name), "allowed": some_of(names, 24), "hint": nearest(str(name), names)}
            yield document.problem(where, f"unknown {what}", **details)


def _dates_crossed(
    document: Document, path: Path_, message: str, later: Any, earlier: Any, how: str = "after"
) -> Problem:
    return document.problem(path, message, given=str(later), allowed=f"{how} {earlier}")


def _raw(document: Document, path: Path_) -> Any:
    value = document.content
    for part in path:
        value = value[part]
    return value
