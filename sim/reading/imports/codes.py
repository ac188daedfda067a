"""Which stream a code of the Harmonized System belongs to, as the table of streams has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.trade import Stream

SPAN = re.compile(r"(\d{2,6})(?:-(\d{2,6}))?")
REST = "rest"


@dataclass(frozen=True)
class Codes:
    """The streams by the HS prefixes they name, the longest of which counts; `rest` has what no other names."""

    by_prefix: Mapping[str, str]
    rest: str

    def streams_of(self, code: str, told: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The streams that a code may belong to, several where it is too coarse; `told` are parts that it lacks."""
        finer = {prefix for prefix in self.by_prefix if prefix.startswith(code) and prefix != code}
        inside = {self.by_prefix[prefix] for prefix in finer if not prefix.startswith(told or ("-",))}
        own = next((self.by_prefix[code[:n]] for n in range(len(code), 1, -1) if code[:n] in self.by_prefix), self.rest)
        return tuple(sorted({own, *inside} - {""}))


def codes_of(streams: Mapping[str, Stream]) -> Codes:
    """The codes of the streams of goods: '2701-2702', '2607;78', '25 (without 2519)', 'rest'."""
    found: dict[str, str] = {}
    rest = ""
    for stream in (s for s in streams.values() if s.group == "goods"):
        for part in stream.hs.split(";"):
            said = part.partition("(")[0].strip()
            if said == REST:
                rest = stream.id
            elif match := SPAN.fullmatch(said):
                first, last = match[1], match[2] or match[1]
                found |= {f"{n:0{len(first)}}": stream.id for n in range(int(first), int(last) + 1)}
    return Codes(found, rest)
