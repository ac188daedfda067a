"""What can be wrong with a paragraph: what its instrument finds, its exemptions, its goods at ports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.common.errors import Problem, echo, nearest
from sim.common.units import number_hint
from sim.domain.parameters import PARAMETERS
from sim.law.instruments import INSTRUMENTS, LABOUR
from sim.law.instruments.instrument import Place
from sim.reading.forms.fields import quoted_hint
from sim.reading.forms.law import ProvisionForm
from sim.reading.yaml.document import Document, Path_, at_path


def instrument_problems(form: ProvisionForm, effective: date, document: Document, path: Path_) -> Iterator[Problem]:
    """What each instrument finds wrong with its keys: missing, out of order, or on a paragraph of another kind."""

    def tell(key: str, message: str, **details: str) -> Problem:
        return document.problem((*path, key) if key else path, message, **details)

    place = Place(tell, lambda key: at_path(document.content, (*path, key)), effective)
    for instrument in INSTRUMENTS.values():
        yield from instrument.check(form, place)


def exemption_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    """Exempt streams that the paragraph does not cover, and shares that are neither a share nor a number's name."""
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


def port_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    """People that are to lie at ports, and days of release in the wrong order."""
    if form.strands and form.kind in LABOUR:
        given = str(form.kind)
        yield document.problem((*path, "strands"), "only goods lie at ports", given=given, allowed="kind: ban, cap")
    if form.releases and form.releases.end <= form.releases.start:
        details = {"given": str(form.releases.end), "allowed": f"after {form.releases.start}"}
        yield document.problem((*path, "releases"), "the release ends before it begins", **details)
