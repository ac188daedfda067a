"""Repatriation: all go home by a deadline, on a straight line from the day on which it binds."""

from __future__ import annotations

from collections.abc import Iterator

from sim.common.axes import Array
from sim.common.errors import Problem
from sim.economics.binding import mean_repatriation, part_in_force
from sim.law.instruments.instrument import Instrument, Paragraph, Place
from sim.law.pairs import Clock


def _check(form: Paragraph, place: Place) -> Iterator[Problem]:
    """A deadline that is missing, stands where it has no meaning, or passes before the act takes effect."""
    if form.kind == "repatriate" and not form.deadline:
        yield place.tell("", "a deadline is missing", allowed="deadline: 2019-12-22")
    elif form.kind != "repatriate" and form.deadline:
        hint = "a deadline goes with kind: repatriate"
        yield place.tell("deadline", "does not belong here", given=str(form.deadline), hint=hint)
    elif form.deadline and form.deadline <= place.effective:
        details = {"given": str(form.deadline), "allowed": f"after {place.effective}"}
        yield place.tell("deadline", "passes before the act takes effect", **details)


def _stays(law: Clock, month: int) -> Array:
    return mean_repatriation(law, part_in_force(month, law), law.deadline)


REPATRIATE = Instrument("repatriate", "all are home by the deadline", _check, stays=_stays)
