"""From the form of an act to the measure, its provisions and its levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sim.common.errors import MOST_PROBLEMS, Problem
from sim.domain.law import DatedWindow, Exemption, Measure, Provision, Step, provisions_of
from sim.reading.forms.law import MeasureForm, ProvisionForm, WindowForm
from sim.reading.law.problems import measure_problems
from sim.reading.names import Known
from sim.reading.yaml.document import Document, Path_


def measures_from(
    forms: Mapping[str, MeasureForm], document: Document, at: Path_, known: Known
) -> tuple[list[Measure], list[Problem]]:
    """Turn the acts of one file into measures; transposed provisions are filled in by `complete_notices`."""
    measures, problems = [], list[Problem]()
    for name, form in forms.items():
        path = (*at, name)
        problems += islice(measure_problems(form, document, path, known), MOST_PROBLEMS - len(problems))
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
        window=_window(form.window),
        carry_over=form.carry_over,
        deadline=form.deadline,
        lifted=form.lifted or act.lifted,
        superseded_by=tuple(sorted(form.superseded_by)),
        strands=form.strands,
        releases=_window(form.releases),
        closes=form.closes,
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


def _window(form: WindowForm | None) -> DatedWindow | None:
    return DatedWindow(form.start, form.end) if form else None


def complete_notices(measures: Iterable[Measure]) -> list[Measure]:
    """Give each notice the instrument and streams of the provision it transposes."""
    measures = list(measures)
    roots = {provision.id: provision for provision in provisions_of(measures)}

    def complete(provision: Provision) -> Provision:
        root = roots.get(provision.transposes)
        return replace(provision, kind=root.kind, streams=root.streams) if root else provision

    return [replace(m, provisions=tuple(complete(p) for p in m.provisions)) for m in measures]
