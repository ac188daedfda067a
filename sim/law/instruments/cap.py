"""A cap: so much may be bought a period, by value, by quantity or by whichever comes first; a0 = ratio V."""

from __future__ import annotations

from collections.abc import Iterator

from sim.common.axes import Array
from sim.common.errors import Problem, echo
from sim.law.instruments.instrument import Instrument, Paragraph, Place


def _check(form: Paragraph, place: Place) -> Iterator[Problem]:
    """Amounts, windows and carrying over: where they must stand, and where they cannot."""
    legs = [key for key in ("cap_value", "cap_quantity") if getattr(form, key) is not None]
    if form.kind == "cap" and not legs:
        yield place.tell("", "a cap needs an amount", allowed="cap_value, cap_quantity or both")
    for key in legs if form.kind and form.kind != "cap" else ():
        yield place.tell(key, "does not belong here", hint="an amount goes with kind: cap")
    if form.kind != "cap" and form.window:
        yield place.tell("window", "only a cap has a dated window")
    if form.window and form.window.end <= form.window.start:
        details = {"given": str(form.window.end), "allowed": f"after {form.window.start}"}
        yield place.tell("window", "the window ends before it begins", **details)
    if form.carry_over and (form.mode != "front_loaded" or form.window):
        yield place.tell("carry_over", "only a yearly front_loaded cap carries its excess over")
    for key in legs:
        yield from _period(form, key, place)


def _period(form: Paragraph, key: str, place: Place) -> Iterator[Problem]:
    """An amount a year where the cap has a window, or one for a window where it is yearly."""
    raw = place.raw(key)
    yearly = isinstance(raw, str) and raw.rstrip().endswith("/yr")
    if yearly == bool(form.window):
        window, year = "an amount for the window, such as '53.5 MUSD'", "an amount a year, such as '401 MUSD/yr'"
        details = {"given": echo(str(raw)), "allowed": window if form.window else year}
        yield place.tell(key, "does not fit the cap's period", **details)


def permitted(ratio: Array, value: Array) -> Array:
    """a0: the share of demand that the cap lets through, of V; USD million a month. Axes (pair, lane)."""
    return ratio * value


CAP = Instrument("cap", "a value or quantity a period may be bought", _check, gazetted=True)
