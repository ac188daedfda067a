"""What is wrong between acts: references to paragraphs that do not exist, and circles of supersession."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sim.common.errors import Problem, echo, some_of
from sim.domain.law import Measure, Provision, provisions_of
from sim.reading.names import unknown_names
from sim.reading.yaml.document import Document, Path_


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
