"""Acts and their paragraphs: what is forbidden, to whom, from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

ProvisionKind = Literal["ban", "cap", "freeze", "no_new_permits", "repatriate"]
Instrument = Literal["law", "secondary", "payment", "relief", "diplomatic"]
Verified = Literal["yes", "official", "partly", "no"]
"""How an act is known: by its own text; by an official notice that carries it out; in part; from somebody's word."""

NoticeState = Literal["on", "off", "by_dial"]


@dataclass(frozen=True, slots=True)
class Exemption:
    """The share of a stream a provision does not reach: a share, or the name of the number that gives it."""

    stream: str
    share: float | str


@dataclass(frozen=True, slots=True)
class DatedWindow:
    """A dated period, [start, end): of a cap, or in which goods that lie at ports are let through."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Provision:
    """One paragraph of an act. `partners` empty means every partner.

    Caps are USD million and kilotonnes a period (a calendar year, or the window). `transposes` marks a partner's
    notice: the instrument, exemptions and cap are then those of the provision it names.

    `strands`: goods under way are stopped too, and lie at ports. `releases`: days on which goods that lie there are let
    through on the cells of this paragraph. `closes`: an own act that shuts a gate, so that it is carried out in full
    from its binding day, whatever the dial.
    """

    id: str
    measure: str
    kind: ProvisionKind
    streams: tuple[str, ...]
    adopted: date
    effective: date
    partners: tuple[str, ...] = ()
    own_act: bool = False
    wind_down_days: int = 0
    exempt: tuple[Exemption, ...] = ()
    cap_value: float | None = None
    cap_quantity: float | None = None
    mode: Literal["front_loaded", "pro_rata"] = "front_loaded"
    window: DatedWindow | None = None
    carry_over: bool = False
    deadline: date | None = None
    lifted: date | None = None
    superseded_by: tuple[str, ...] = ()
    strands: bool = False
    releases: DatedWindow | None = None
    closes: bool = False
    transposes: str = ""
    paragraph: str = ""
    verified: Verified = "no"
    phrase: str = ""
    hs: str = ""
    official_estimate: float | None = None
    estimate_source: str = ""
    source: str = ""
    note: str = ""

    @property
    def binds(self) -> date:
        """The first day it binds where no transposition lag delays it.

        Without a wind-down the effective date; a wind-down of n days lets trade through to the end of the n-th day
        after it (S/RES/2371 (2017), paragraph 8, adopted on 5 August: 4 September is the last day, 5 September binds).
        """
        return self.effective + timedelta(days=self.wind_down_days + 1 if self.wind_down_days else 0)

    def covers(self, partner: str, stream: str) -> bool:
        """Whether this paragraph is about a partner's trade in a stream."""
        return stream in self.streams and (not self.partners or partner in self.partners)


@dataclass(frozen=True, slots=True)
class Step:
    """A level that holds from a date on."""

    start: date
    level: float


@dataclass(frozen=True, slots=True)
class NoticeStep:
    """From a day on, a partner's notices count (on), do not (off), or follow its dial (by_dial)."""

    start: date
    state: NoticeState


ALWAYS = date(1900, 1, 1)
"""As old as a date can be: a path that begins on it has no time before."""

NOTICES_OFF = (NoticeStep(ALWAYS, "off"),)
"""A partner that issues no notice on any day: the dial-only reading."""

NOTICES_BY_DIAL = (NoticeStep(ALWAYS, "by_dial"),)
"""A partner whose dial decides from the start whether it gives notice."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One legal act: a resolution, a statute, a partner's own notice.

    `expected_notices`: the tables hold no notice of it, since a scenario made it up; each partner that gives notices is
    taken to give one of each of its bans and caps. False for every act of the tables.
    """

    id: str
    title: str
    issuer: str
    instrument: Instrument
    adopted: date
    provisions: tuple[Provision, ...] = ()
    steps: tuple[Step, ...] = ()
    partners: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    effective: date | None = None
    lifted: date | None = None
    expected_notices: bool = False
    package_estimate: float | None = None
    estimate_source: str = ""
    source: str = ""
    note: str = ""
    verified: Verified = "no"
    origin: str = field(default="", compare=False)

    @property
    def is_notice(self) -> bool:
        """Whether it only carries out what another act ordered."""
        return bool(self.provisions) and all(provision.transposes for provision in self.provisions)


@dataclass(frozen=True, slots=True)
class Lift:
    """A paragraph that ends on a day for the question's sake, and with it every notice of it (dated or expected).

    It only shortens (the end is the earlier of the two) and revives nothing that the act had superseded.
    """

    provision: str
    day: date


def provisions_of(measures: Iterable[Measure]) -> list[Provision]:
    """Every paragraph of the acts, in name order."""
    return sorted((p for measure in measures for p in measure.provisions), key=lambda p: p.id)
