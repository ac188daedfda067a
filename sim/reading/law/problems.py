"""What can be wrong with an act by itself: names, dates, and levels or amounts that do not fit its instrument."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sim.common.errors import Problem, echo
from sim.law.instruments import INSTRUMENTS, PRESSURES
from sim.reading.forms.law import MeasureForm, ProvisionForm
from sim.reading.law.paragraphs import exemption_problems, instrument_problems, port_problems
from sim.reading.names import Known, unknown_names
from sim.reading.steps import same_day
from sim.reading.yaml.document import Document, Path_

ISSUERS = ("un", "us")
"""Issuers that are not partners."""

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}")
"""Names of acts and of their paragraphs; a full stop stands between the two."""

NAME_ALLOWED = "letters, digits, _ and -, at most 60 of them"

EARLY = "takes effect before it is adopted"
NOT_IN_A_NOTICE = ("kind", "streams", "exempt", "cap_value", "cap_quantity", "mode", "window", "carry_over", "deadline")


def measure_problems(form: MeasureForm, document: Document, path: Path_, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with an act that stands at `path` of a document, its paragraphs included."""
    yield from _unnameable(document, path)
    yield from unknown_names(document, path, "issuer", [form.issuer], "issuer", (*ISSUERS, *known.partners))
    yield from unknown_names(document, path, "partners", form.partners, "partner", known.partners, known.partner_groups)
    yield from unknown_names(document, path, "streams", form.streams, "stream", known.streams, known.stream_groups)
    yield from _instrument_problems(form, document, path, known)
    yield from _date_problems(form, form.effective, form.adopted, document, path)
    for key, provision in form.provisions.items():
        yield from _provision_problems(form, provision, document, (*path, "provisions", key), known)


def _instrument_problems(form: MeasureForm, document: Document, path: Path_, known: Known) -> Iterator[Problem]:
    """Provisions, steps and streams where an act's instrument has none, and the other way about."""
    law, pressure = form.instrument == "law", PRESSURES.get(form.instrument)
    if law and not form.provisions:
        yield document.problem(path, "an act of law needs provisions")
    if not law and form.provisions:
        yield document.problem((*path, "provisions"), f"a {form.instrument} measure has no provisions")
    if pressure and pressure.steps and not form.steps:
        allowed = "steps: [{from: 2017-09-26, level: 1}]"
        yield document.problem(path, f"a {form.instrument} measure needs steps", allowed=allowed)
    if not (pressure and pressure.steps) and form.steps:
        yield document.problem((*path, "steps"), f"a {form.instrument} measure has no steps")
    yield from same_day(document, (*path, "steps"), (step.start for step in form.steps))
    if pressure and pressure.partners and not form.partners:
        allowed = f"partners: [{known.partners[0]}, …]"
        yield document.problem(path, f"a {form.instrument} measure needs partners", allowed=allowed)
    if law and form.streams:
        yield document.problem((*path, "streams"), "belong to the provisions of an act of law")
    if form.expected_notices and (not law or form.issuer != "un"):
        details = {"given": form.issuer, "hint": "a partner's own act is carried out as its own notice is"}
        yield document.problem(
            (*path, "expected_notices"), "only acts of law of the UN are gazetted by partners", **details
        )
    if pressure and pressure.streams and not form.streams:
        yield document.problem(path, f"a {form.instrument} measure needs streams")


def _provision_problems(
    act: MeasureForm, form: ProvisionForm, document: Document, path: Path_, known: Known
) -> Iterator[Problem]:
    yield from _unnameable(document, path)
    yield from unknown_names(document, path, "streams", form.streams, "stream", known.streams, known.stream_groups)
    yield from unknown_names(document, path, "partners", form.partners, "partner", known.partners, known.partner_groups)
    yield from exemption_problems(form, document, path)
    adopted = form.adopted or act.adopted
    effective = form.effective or act.effective or adopted
    others = sorted(set(form.partners or act.partners) - {act.issuer})
    if act.issuer in known.partners and others:
        details = {"given": ", ".join(others), "allowed": act.issuer, "hint": "a partner's act binds itself alone"}
        yield document.problem((*path, "partners"), "binds other partners", **details)
    yield from _date_problems(form, effective, adopted, document, path)
    yield from port_problems(form, document, path)
    if form.closes and (form.transposes or act.issuer not in known.partners):
        hint = "a gate is shut by the partner on whose side it is, by an act of its own"
        yield document.problem((*path, "closes"), "only a partner's own act shuts a gate", given=act.issuer, hint=hint)
    if form.transposes:
        yield from _notice_problems(act, form, document, path)
        return
    if form.kind is None:
        yield document.problem(path, "kind is missing", allowed=", ".join(INSTRUMENTS))
    if not form.streams:
        yield document.problem(path, "streams are missing", allowed=f"streams: [{known.streams[0]}, …]")
    yield from instrument_problems(form, effective, document, path)


def _date_problems(
    form: MeasureForm | ProvisionForm, effective: date | None, adopted: date, document: Document, path: Path_
) -> Iterator[Problem]:
    """Dates of an act or a paragraph in the wrong order."""
    if effective and effective < adopted:
        details = {"given": str(effective), "allowed": f"on or after {adopted}"}
        yield document.problem((*path, "effective"), EARLY, **details)
    if form.lifted and form.lifted <= adopted:
        details = {"given": str(form.lifted), "allowed": f"after {adopted}"}
        yield document.problem((*path, "lifted"), "is lifted before it is adopted", **details)


def _notice_problems(act: MeasureForm, form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    """What a notice says though it has it from the provision that it transposes."""
    given = [key for key in NOT_IN_A_NOTICE if key in form.model_fields_set]
    if given:
        hint = "a notice has the instrument of the provision it transposes"
        yield document.problem((*path, given[0]), "does not belong in a notice", given=", ".join(given), hint=hint)
    if act.issuer in ISSUERS:
        yield document.problem((*path, "transposes"), "only a partner's act can be a notice", given=act.issuer)


def _unnameable(document: Document, path: Path_) -> Iterator[Problem]:
    if not NAME.fullmatch(str(path[-1])):
        yield document.problem(path, "is not a usable name", given=echo(path[-1]), allowed=NAME_ALLOWED)
