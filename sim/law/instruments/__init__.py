"""The instruments, one file each: what may be written of it, what it permits, moves or cuts, and its words.

To add one, write its file, name it here and in the two lists of sim/domain/law.py; CONTRIBUTING.md says what else.
"""

from __future__ import annotations

from sim.law.instruments.ban import BAN
from sim.law.instruments.cap import CAP
from sim.law.instruments.freeze import FREEZE
from sim.law.instruments.instrument import Instrument, Pressure
from sim.law.instruments.no_new_permits import NO_NEW_PERMITS
from sim.law.instruments.payment import PAYMENT
from sim.law.instruments.relief import DIPLOMATIC, RELIEF
from sim.law.instruments.repatriate import REPATRIATE
from sim.law.instruments.secondary import SECONDARY

INSTRUMENTS: dict[str, Instrument] = {one.name: one for one in (BAN, CAP, FREEZE, NO_NEW_PERMITS, REPATRIATE)}
"""What a paragraph of an act of law can be, in the order in which they are told of."""

PRESSURES: dict[str, Pressure] = {one.name: one for one in (SECONDARY, PAYMENT, RELIEF, DIPLOMATIC)}
"""What an act can be that has no paragraphs."""

LABOUR = tuple(name for name, one in INSTRUMENTS.items() if one.stays)
"""Those that are about people."""

GAZETTED = tuple(name for name, one in INSTRUMENTS.items() if one.gazetted)
"""Those of which partners give notice; nobody gave one of a rule on labour."""
