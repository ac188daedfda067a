"""What only the whole scenario shows: discounts out of order, caps without tonnes, too much substitution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sim.common.errors import Problem, some_of, told_apart
from sim.domain.consistency import Number, disordered_discounts, excessive_substitutions
from sim.domain.law import Provision
from sim.domain.scenario import Scenario, provisions_in_force
from sim.domain.trade import Stream
from sim.reading.scenario.findings import Findings
from sim.reading.scenario.inherited import take_problems
from sim.reading.yaml.document import Document, Path_, akin


def whole_problems(scenario: Scenario, found: Findings, together: bool) -> Iterator[Problem]:
    """What is wrong with a scenario as a whole, as far as its parts are sound.

    `together`: whether its numbers must fit each other.
    """
    document = found.document
    behind = [("behaviour", name) for name in ("use", "delta_o", "delta_d", "delta_s")]
    if together and not any(akin(path, cause) for path in found.wrong for cause in behind):
        yield from _discount_problems(scenario, document)
    if found.amiss("baseline", "behaviour", "bundle", "known_by", "measures", "partners"):
        return
    for provision in provisions_in_force(scenario):
        yield from _tonnage_problems(scenario, provision, document)
        yield from _exemption_problems(scenario, provision, document)
    yield from take_problems(scenario, document)
    yield from _excess_problems(scenario, document) if together else ()
    yield from _pace_problems(scenario, document)
    yield from _port_problems(scenario, document)


def _tonnage_problems(scenario: Scenario, provision: Provision, document: Document) -> Iterator[Problem]:
    """Caps in tonnes on streams without a unit value."""
    known = {stream.id for stream in scenario.streams if f"unit_value.{stream.id}" in scenario.numbers}
    traded = {stream.id for stream in scenario.streams}
    missing = sorted(traded & set(provision.streams) - known)
    if provision.cap_quantity is not None and missing:
        hint = "give behaviour.unit_value for them, such as {coal: 52.8 USD/t}"
        message = f"{provision.id} caps tonnes, but these have no unit value"
        yield document.problem(("bundle",), message, given=", ".join(missing), hint=hint)


def _exemption_problems(scenario: Scenario, provision: Provision, document: Document) -> Iterator[Problem]:
    """Exempt shares that name a number which nobody gives."""
    traded = {stream.id for stream in scenario.streams}
    for exemption in provision.exempt:
        name, stream = exemption.share, exemption.stream
        if not isinstance(name, str) or stream not in traded:
            continue
        if name not in scenario.numbers and f"{name}.{stream}" not in scenario.numbers:
            act, _, key = provision.id.partition(".")
            where = ("measures", act, "provisions", key, "exempt", stream)
            known = where if where in document.places else ("bundle",)
            message = f"{provision.id} exempts by a number that is not given"
            yield document.problem(known, message, given=name, hint=f"behaviour: {{{name}: {{{stream}: 0.2}}}}")


def _discount_problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    """Discounts that fall from open to diverted to smuggled, told once for streams with the same ones."""
    found: dict[tuple[float, ...], list[Stream]] = {}
    for disorder in disordered_discounts(scenario, _central(scenario)):
        found.setdefault(tuple(float(d[0]) for d in disorder.discounts), []).append(disorder.stream)
    for discounts, streams in found.items():
        names = some_of([stream.id for stream in streams], 4)
        given = ", ".join(f"delta_{x} {d}" for x, d in zip("ods", told_apart(*discounts), strict=True))
        message = f"discounts must not fall from open to diverted to smuggled: {names}"
        where = _where_given(document, [f"delta_{x}" for x in "ods"], streams[0].id, streams[0].group)
        yield document.problem(where, message, given=given, allowed="delta_o <= delta_d <= delta_s")


def _excess_problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    """Streams of which more is substituted than smuggling it would earn."""
    for excess in excessive_substitutions(scenario, _central(scenario)):
        where = _where_given(document, ["substitution_share"], *(link.scope for link in excess.links))
        message = f"more of {excess.source.id} is substituted than smuggling it would earn"
        total, limit = told_apart(float(excess.total[0]), float(excess.limit[0]))
        details = {"given": total, "allowed": f"at most {limit}"}
        yield document.problem(where, message, **details)


def _pace_problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    """Substitution links of which nobody says how fast they build up."""
    for link in scenario.substitutions:
        if not scenario.numbers.keys() & {"substitution_tau", f"substitution_tau.{link.scope}"}:
            where = _where_given(document, ["substitution_share"], link.scope)
            hint = f"behaviour: {{substitution_tau: {{{link.scope}: 12 months}}}}"
            yield document.problem(where, f"the pace of {link.scope} is not given", hint=hint)


def _port_problems(scenario: Scenario, document: Document) -> Iterator[Problem]:
    """Quays for what does not lie at ports: people, and services."""
    for stream in scenario.streams:
        quantity = scenario.numbers.get(f"port_months.{stream.id}")
        if quantity and stream.group != "goods" and max(quantity.value, quantity.high) > 0:
            where = _where_given(document, ["port_months"], stream.id)
            hint = f"leave port_months.{stream.id} out"
            yield document.problem(where, "only goods lie at ports", given=f"{stream.id}, {stream.group}", hint=hint)


def _where_given(document: Document, names: Iterable[str], *scopes: str) -> Path_:
    """Where the file gives the first of these numbers, the most specific value first."""
    paths = [("behaviour", name, scope) for name in names for scope in scopes]
    general = [("behaviour", name) for name in names]
    return next((path for path in (*paths, *general) if path in document.places), ("behaviour",))


def _central(scenario: Scenario) -> Number:
    """The central values of a scenario's numbers, as arrays of one."""
    return lambda name, *scopes: np.array([scenario.number(name, *scopes).value])
