"""Acts and their paragraphs: what is forbidden, to whom, from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

ProvisionKind = Literal["ban", "cap", "freeze", "no_new_permits", "repatriate"]
Instrument = Literal["law", "secondary", "payment", "relief", "diplomatic"]
Verified = Literal["yes", "partly", "no"]
LABOUR_KINDS: tuple[ProvisionKind, ...] = ("freeze", "no_new_permits", "repatriate")


@dataclass(frozen=True, slots=True)
class Exemption:
    """The share of a stream a provision does not reach: a share, or the name of the number that gives it."""

    stream: str
    share: float | str


@dataclass(frozen=True, slots=True)
class Window:
    """The dated period of a cap, [start, end)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Provision:
    """One paragraph of an act. `partners` empty means every partner.

    Caps are USD million and kilotonnes a period (a calendar year, or the window). `transposes` marks a partner's
    notice: the instrument, exemptions and cap are then those of the provision it names.
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
    window: Window | None = None
    carry_over: bool = False
    deadline: date | None = None
    lifted: date | None = None
    superseded_by: tuple[str, ...] = ()
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
        """The day it binds where no transposition lag delays it: effective date and wind-down."""
        return self.effective + timedelta(days=self.wind_down_days)

    def covers(self, partner: str, stream: str) -> bool:
        """Whether this paragraph is about a partner's trade in a stream."""
        return stream in self.streams and (not self.partners or partner in self.partners)


@dataclass(frozen=True, slots=True)
class Step:
    """A level that holds from a date on."""

    start: date
    level: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One legal act: a resolution, a statute, a partner's own notice."""

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


def provisions_of(measures: Iterable[Measure]) -> list[Provision]:
    """Every paragraph of the acts, in name order."""
    return sorted((p for measure in measures for p in measure.provisions), key=lambda p: p.id)
