"""Names of partners, streams, acts and numbers that nobody knows; on the raw content, so that one typo does not hide
the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.common.errors import Problem, echo, nearest, some_of
from sim.domain.parameters import PARAMETERS, Parameter
from sim.reading.names import unknown_names
from sim.reading.reference import LINK, Reference
from sim.reading.scenario.campaign_names import campaign_name_problems, dated_by_campaign
from sim.reading.sense import name_hint
from sim.reading.yaml.checking import decimal_comma
from sim.reading.yaml.document import Document, Path_
from sim.reading.yaml.merging import has_scopes


def name_problems(document: Document, reference: Reference) -> Iterator[Problem]:
    """Every name in a merged scenario that the reference data, or the scenario's own acts, do not know."""
    content: Mapping[str, Any] = document.content
    own = content.get("measures") if isinstance(content.get("measures"), dict) else {}
    measures = (*reference.measures, *(own or {}))
    for key in ("bundle", "under_test"):
        yield from _unknown_in(document, (key,), content.get(key), "measure", measures)
        yield from _twice(document, (key,), content.get(key))
    yield from _untested(document, content.get("under_test"), content.get("bundle", []), measures)
    paragraphs = tuple(_paragraphs(reference, own))
    yield from campaign_name_problems(document, reference.known, measures, paragraphs)
    yield from _notices_named(document, reference, content.get("bundle"))
    yield from _unknown_keys(document, ("partners",), content.get("partners"), "partner", tuple(reference.partners))
    yield from _baseline_names(document, reference, content.get("baseline"))
    for key in ("observed", "shocks"):
        yield from _names_in_entries(document, reference, key, content.get(key))
    yield from _volume_names(document, tuple(reference.streams), content.get("volumes"))
    yield from _unknown_keys(document, ("lift",), content.get("lift"), "act or paragraph", (*measures, *paragraphs))
    links = reference.scopes(PARAMETERS["substitution_share"])
    yield from _unknown_keys(document, ("substitution_from",), content.get("substitution_from"), "link", links)
    yield from _behaviour_names(document, reference, content.get("behaviour"), list(own or {}))


def _unknown_in(
    document: Document, where: Path_, value: Any, what: str, known: Iterable[str], groups: Collection[str] = ()
) -> Iterator[Problem]:
    """Unknown names in a list, if it is one."""
    if isinstance(value, list):
        texts = [v for v in value if isinstance(v, str)]
        yield from unknown_names(document, where[:-1], str(where[-1]), texts, what, known, groups)


def _unknown_keys(document: Document, where: Path_, value: Any, what: str, known: Sequence[str]) -> Iterator[Problem]:
    """Unknown keys of a mapping, if it is one."""
    for key in value if isinstance(value, dict) else ():
        if key not in known:
            details = {"allowed": some_of(sorted(known), 40), "hint": name_hint(what, str(key), known)}
            yield document.problem((*where, key), f"unknown {what} '{echo(str(key))}'", **details)


def _twice(document: Document, where: Path_, value: Any) -> Iterator[Problem]:
    """Acts that a bundle names again."""
    seen: set[str] = set()
    for n, name in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(name, str):
            continue
        if name in seen:
            hint = "a bundle is a set: name each act once"
            yield document.problem((*where, n), "stands twice", given=name, hint=hint)
        seen.add(name)


def _untested(document: Document, under_test: Any, bundle: Any, known: Iterable[str]) -> Iterator[Problem]:
    """Tested acts outside the bundle; not those inherited beside a bundle with unknown names: one may be meant."""
    if isinstance(under_test, list) and isinstance(bundle, list):
        chosen, known = {name for name in bundle if isinstance(name, str)}, set(known)
        if chosen - known and document.place(("under_test",))[0] != document.place(("bundle",))[0]:
            return
        chosen |= dated_by_campaign(document.content)
        for n, name in enumerate(under_test):
            if isinstance(name, str) and name in known and name not in chosen:
                message, hint = "is tested but not in the bundle", "add it to bundle, or write under_test anew"
                yield document.problem(("under_test", n), message, given=name, hint=hint)


def _notices_named(document: Document, reference: Reference, bundle: Any) -> Iterator[Problem]:
    """Notices that a bundle names, though they come with what they carry out."""
    for n, name in enumerate(bundle if isinstance(bundle, list) else ()):
        act = reference.measures.get(name) if isinstance(name, str) else None
        if act and act.is_notice:
            message = "is a notice: it comes with its partner and the act it carries out"
            hint = f"leave it out; partners.{act.issuer}.notices turns a partner's notices off"
            yield document.problem(("bundle", n), message, given=name, hint=hint)


def _baseline_names(document: Document, reference: Reference, baseline: Any) -> Iterator[Problem]:
    """The baseline's own name, and the streams and partners of what is changed in it."""
    if not isinstance(baseline, dict):
        return
    yield from _use_problems(document, "baseline", baseline, "baseline", sorted(reference.baselines))
    partners, streams = tuple(reference.partners), tuple(reference.streams)
    for part in ("amounts", "shares"):
        rows = baseline.get(part)
        yield from _unknown_keys(document, ("baseline", part), rows, "stream", streams)
        for stream, row in rows.items() if isinstance(rows, dict) else ():
            yield from _unknown_keys(document, ("baseline", part, stream), row, "partner", partners)


def _names_in_entries(document: Document, reference: Reference, key: str, entries: Any) -> Iterator[Problem]:
    """Partners and streams of a list of entries, one (`partner`) or several (`partners`)."""
    its = reference.known
    known_of = {"partner": (its.partners, its.partner_groups), "stream": (its.streams, its.stream_groups)}
    for n, entry in enumerate(entries) if isinstance(entries, list) else ():
        for what, (known, groups) in known_of.items() if isinstance(entry, dict) else ():
            given = entry.get(what)
            if isinstance(given, str):
                yield from unknown_names(document, (key, n), what, [given], what, known)
            yield from _unknown_in(document, (key, n, f"{what}s"), entry.get(f"{what}s"), what, known, groups)


def _volume_names(document: Document, streams: Sequence[str], volumes: Any) -> Iterator[Problem]:
    """Streams of volume paths: unknown ones, and those that have two."""
    seen: set[str] = set()
    for n, entry in enumerate(volumes) if isinstance(volumes, list) else ():
        stream = entry.get("stream") if isinstance(entry, dict) else None
        if isinstance(stream, str):
            yield from unknown_names(document, ("volumes", n), "stream", [stream], "stream", streams)
            if stream in seen:
                yield document.problem(("volumes", n, "stream"), "has two volume paths", given=stream)
            seen.add(stream)


def _paragraphs(reference: Reference, own: Any) -> Iterator[str]:
    """The names of all paragraphs of shipped acts and of the scenario's own."""
    yield from (p.id for act in reference.measures.values() for p in act.provisions)
    for name, act in own.items() if isinstance(own, dict) else ():
        inner = act.get("provisions") if isinstance(act, dict) else None
        yield from (f"{name}.{key}" for key in inner) if isinstance(inner, dict) else ()


def _use_problems(
    document: Document, key: str, content: Mapping[str, Any], what: str, known: list[str]
) -> Iterator[Problem]:
    """`use`: missing, or a table or set that nobody knows."""
    use = content.get("use")
    if "use" not in content:
        yield document.problem((key, "use"), "is missing", allowed=some_of(known))
    elif isinstance(use, str):
        yield from unknown_names(document, (key,), "use", [use], what, known)


def _behaviour_names(document: Document, reference: Reference, behaviour: Any, own: list[str]) -> Iterator[Problem]:
    """The set's own name, numbers that the model does not have, and what they cannot be given for."""
    if not isinstance(behaviour, dict):
        return
    yield from _use_problems(document, "behaviour", behaviour, "set", sorted(reference.sets))
    for name, value in behaviour.items():
        if name == "use":
            continue
        if name not in PARAMETERS:
            hint = decimal_comma(name, value) or nearest(name, PARAMETERS)
            details = {"allowed": some_of(sorted(PARAMETERS), 50), "hint": hint}
            yield document.problem(("behaviour", name), f"unknown parameter '{echo(name)}'", **details)
        elif has_scopes(value):
            yield from _scope_problems(document, PARAMETERS[name], value, reference.scopes(PARAMETERS[name], own))


def _scope_problems(
    document: Document, parameter: Parameter, value: Mapping[str, Any], known: list[str]
) -> Iterator[Problem]:
    """Scopes that a number cannot be given for."""
    allowed = some_of(known, 40) or "one value for all"
    if parameter.scope == "link":
        allowed = f"two streams of goods, such as textiles{LINK}wigs"
    for scope in value:
        if scope and scope not in known:
            message = f"{parameter.name} cannot be given for '{echo(scope)}'"
            path = ("behaviour", parameter.name, scope)
            yield document.problem(path, message, allowed=allowed, hint=nearest(scope, known))
