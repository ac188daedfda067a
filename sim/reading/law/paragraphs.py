"""What can be wrong with the amounts, the deadline and the exemptions of a paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.common.errors import Problem, echo, nearest
from sim.common.units import number_hint
from sim.domain.parameters import PARAMETERS
from sim.reading.forms.fields import quoted_hint
from sim.reading.forms.law import ProvisionForm
from sim.reading.yaml.document import Document, Path_, at_path


def cap_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    """Amounts, windows and carrying over: where they must stand, and where they cannot."""
    legs = [key for key in ("cap_value", "cap_quantity") if getattr(form, key) is not None]
    if form.kind == "cap" and not legs:
        yield document.problem(path, "a cap needs an amount", allowed="cap_value, cap_quantity or both")
    for key in legs if form.kind and form.kind != "cap" else ():
        yield document.problem((*path, key), "does not belong here", hint="an amount goes with kind: cap")
    if form.kind != "cap" and form.window:
        yield document.problem((*path, "window"), "only a cap has a dated window")
    if form.window and form.window.end <= form.window.start:
        details = {"given": str(form.window.end), "allowed": f"after {form.window.start}"}
        yield document.problem((*path, "window"), "the window ends before it begins", **details)
    if form.carry_over and (form.mode != "front_loaded" or form.window):
        yield document.problem((*path, "carry_over"), "only a yearly front_loaded cap carries its excess over")
    for key in legs:
        yield from _period_problems(form, document, (*path, key))


def _period_problems(form: ProvisionForm, document: Document, path: Path_) -> Iterator[Problem]:
    """An amount a year where the cap has a window, or one for a window where it is yearly."""
    raw = at_path(document.content, path)
    yearly = isinstance(raw, str) and raw.rstrip().endswith("/yr")
    if yearly == bool(form.window):
        window, year = "an amount for the window, such as '53.5 MUSD'", "an amount a year, such as '401 MUSD/yr'"
        details = {"given": echo(str(raw)), "allowed": window if form.window else year}
        yield document.problem(path, "does not fit the cap's period", **details)


def deadline_problems(form: ProvisionForm, effective: date, document: Document, path: Path_) -> Iterator[Problem]:
    """A deadline that is missing, stands where it has no meaning, or passes before the act takes effect."""
    if form.kind == "repatriate" and not form.deadline:
        yield document.problem(path, "a deadline is missing", allowed="deadline: 2019-12-22")
    elif form.kind != "repatriate" and form.deadline:
        hint = "a deadline goes with kind: repatriate"
        yield document.problem((*path, "deadline"), "does not belong here", given=str(form.deadline), hint=hint)
    elif form.deadline and form.deadline <= effective:
        details = {"given": str(form.deadline), "allowed": f"after {effective}"}
        yield document.problem((*path, "deadline"), "passes before the act takes effect", **details)


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
