"""Names under `campaign` that nobody knows: partners, streams, acts, paragraphs, classes; on the raw content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sim.common.errors import Problem, echo, nearest, some_of
from sim.reading.names import Known, unknown_names
from sim.reading.reference import CLASSES
from sim.reading.yaml.document import Document, Path_


def campaign_name_problems(
    document: Document, names: Known, measures: Iterable[str], paragraphs: Iterable[str]
) -> Iterator[Problem]:
    """Every unknown name under `campaign`, and acts that a ladder names twice or that stand in the bundle as well."""
    campaign = _mapping(document.content.get("campaign"))
    partners, streams = (names.partners, names.partner_groups), (names.streams, names.stream_groups)
    acts = (tuple(measures), ())
    provocations = _mapping(campaign.get("provocations"))
    classes = tuple(sorted({*CLASSES, *provocations} - {"dated"}))
    for n, push in enumerate(_list(campaign.get("press"))):
        yield from _names(document, ("campaign", "press", n), push, "partners", "partner", partners)
    rounds = campaign.get("designations")
    yield from _names(document, ("campaign", "designations"), rounds, "partners", "partner", partners)
    yield from _names(document, ("campaign", "designations"), rounds, "streams", "stream", streams)
    for n, event in enumerate(_list(provocations.get("dated"))):
        yield from _class_names(document, ("campaign", "provocations", "dated", n), event, "class", classes)
    yield from _names(document, ("campaign", "ladder"), campaign.get("ladder"), "rungs", "measure", acts)
    yield from _misplaced(document, ("campaign", "ladder", "rungs"), _mapping(campaign.get("ladder")).get("rungs"))
    for name, talk in _mapping(campaign.get("talks")).items():
        where: Path_ = ("campaign", "talks", name)
        yield from _class_names(document, where, talk, "broken_by", classes)
        yield from _unknown_keys(document, (*where, "relief"), _mapping(talk).get("relief"), tuple(paragraphs))
    for name, coalition in _mapping(campaign.get("coalitions")).items():
        where = ("campaign", "coalitions", name)
        yield from _names(document, where, coalition, "members", "partner", partners)
        yield from _names(document, where, coalition, "acts", "measure", acts)
        yield from _misplaced(document, (*where, "acts"), _mapping(coalition).get("acts"))


def dated_by_campaign(content: Mapping[str, Any]) -> set[str]:
    """The acts that come into force by the ladder or by a coalition, as far as their names can be read."""
    campaign = _mapping(content.get("campaign"))
    groups = [_mapping(campaign.get("ladder")).get("rungs")]
    groups += [_mapping(coalition).get("acts") for coalition in _mapping(campaign.get("coalitions")).values()]
    return {name for group in groups for name in _list(group) if isinstance(name, str)}


def _misplaced(document: Document, where: Path_, names: Any) -> Iterator[Problem]:
    """Acts that are named twice, or that the bundle has already."""
    bundle = _list(document.content.get("bundle"))
    seen: set[str] = set()
    for n, name in enumerate(_list(names)):
        if not isinstance(name, str):
            continue
        if name in seen:
            yield document.problem((*where, n), "stands twice", given=name, hint="an act is adopted once")
        elif name in bundle:
            message = "is in the bundle as well"
            hint = "leave it out of bundle: the campaign decides its day"
            yield document.problem((*where, n), message, given=name, hint=hint)
        seen.add(name)


def _class_names(document: Document, where: Path_, entry: Any, key: str, classes: tuple[str, ...]) -> Iterator[Problem]:
    given = _mapping(entry).get(key)
    names = [given] if isinstance(given, str) and key == "class" else _list(given)
    texts = [name for name in names if isinstance(name, str)]
    yield from unknown_names(document, where, key, texts, "class of provocations", classes)


def _names(
    document: Document, where: Path_, entry: Any, key: str, what: str, known: tuple[tuple[str, ...], Collection[str]]
) -> Iterator[Problem]:
    """Unknown names in a list, if it is one; `known` are the names, and the groups that may stand there as well."""
    texts = [name for name in _list(_mapping(entry).get(key)) if isinstance(name, str)]
    yield from unknown_names(document, where, key, texts, what, *known)


def _unknown_keys(document: Document, where: Path_, value: Any, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in _mapping(value):
        if key not in known:
            inside = [name for name in known if name.startswith(f"{key}.")]
            hint = f"name a paragraph of it: {some_of(inside, 4)}" if inside else nearest(str(key), known)
            details = {"allowed": some_of(sorted(known), 24), "hint": hint}
            yield document.problem((*where, key), f"unknown paragraph '{echo(str(key))}'", **details)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
