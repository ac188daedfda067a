"""Records of several levels of the HS as one: chapters less the headings that are told apart, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sim.common.errors import Problem, echo
from sim.reading.imports.records import TOTAL, Record

SAME = 0.005
"""By how much what a chapter holds may exceed its own value, as a share of it, before it is told of."""


@dataclass
class Sifted:
    """Records of which none counts what another counts, what is wrong with them, and what should be known."""

    records: list[Record]
    problems: list[Problem]
    notes: list[str]


def sifted(records: Sequence[Record]) -> Sifted:
    """Whole records in place of their parts, months in place of none, finest codes in place of coarse ones."""
    found = Sifted([], [], [])
    groups: dict[tuple[str, int, int], list[Record]] = {}
    for record in records:
        groups.setdefault((record.buyer, record.year, record.month), []).append(record)
    whole_years = {(buyer, year) for buyer, year, month in groups if not month}
    for (buyer, year, month), group in groups.items():
        if month and (buyer, year) in whole_years:
            if month == min(m for b, y, m in groups if (b, y) == (buyer, year) and m):
                found.notes.append(f"{buyer}: the year {year} stands as a whole and by month; the whole is taken")
            continue
        found.records += _finest(_wholes(group, found), found)
    return found


def _wholes(group: Sequence[Record], found: Sifted) -> list[Record]:
    """One record a code: that of all its parts together, or else the sum of its parts."""
    by_code: dict[str, list[Record]] = {}
    for record in group:
        by_code.setdefault(record.stream or record.code, []).append(record)
    taken = []
    for records in by_code.values():
        whole = [record for record in records if not record.part]
        if len(whole) > 1:
            _tell_twice(whole, found)
        parts = {record.part: record for record in records}
        taken.append(whole[0] if whole else _sum(list(parts.values())))
    return taken


def _tell_twice(records: Sequence[Record], found: Sifted) -> None:
    first, *others = records
    for other in others:
        what = f"{first.buyer}, {first.stream or 'HS ' + first.code}"
        if other.value == first.value:
            found.notes.append(f"{what}: stands twice with one value (lines {first.line} and {other.line}); taken once")
        else:
            hint = f"it stands in line {first.line} already with another value: keep one of the two"
            found.problems.append(Problem("stands twice", other.file, other.line, given=echo(what), hint=hint))


def _sum(records: Sequence[Record]) -> Record:
    value = sum(record.value for record in records)
    cif, fob, tonnes = (_added([getattr(r, name) for r in records]) for name in ("cif", "fob", "tonnes"))
    return replace(records[0], value=value, part="", cif=cif, fob=fob, tonnes=tonnes)


def _added(values: Iterable[float | None]) -> float | None:
    told = list(values)
    return None if None in told else sum(value for value in told if value is not None)


def _finest(records: Sequence[Record], found: Sifted) -> list[Record]:
    """Each record less those whose code lies inside its own; what is left of a coarse one keeps its code."""
    named = [record for record in records if record.stream]
    coded = {record.code: record for record in records if not record.stream}
    taken = list(named)
    for code, record in coded.items():
        inside = _inside(code, coded)
        if not inside:
            taken.append(record)
            continue
        told = sum(coded[one].value for one in inside)
        left = record.value - told
        if left < -SAME * record.value:
            what = f"{record.buyer}, HS {code}"
            found.notes.append(f"{what}: its parts add to {told:,.0f} USD, more than its own {record.value:,.0f}")
        elif left > SAME * record.value:
            parts = [coded[one] for one in inside]
            cif, fob = (_less(getattr(record, way), [getattr(part, way) for part in parts]) for way in ("cif", "fob"))
            taken.append(replace(record, value=left, cif=cif, fob=fob, tonnes=None, told=tuple(inside)))
    return taken


def _less(whole: float | None, parts: Sequence[float | None]) -> float | None:
    """What parts leave of a whole; None where one of them is not told, or where they are more than it."""
    told = _added(parts)
    return None if whole is None or told is None or told > whole else whole - told


def _inside(code: str, codes: Iterable[str]) -> list[str]:
    """The codes next below one: those inside it that lie inside no other inside it."""
    all_ = [one for one in codes if one != code and one != TOTAL and (code == TOTAL or one.startswith(code))]
    return [one for one in all_ if not any(one != other and one.startswith(other) for other in all_)]
