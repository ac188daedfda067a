"""A ban: nothing may be bought; a0 = 0."""

from sim.law.instruments.instrument import Instrument

BAN = Instrument("ban", "nothing may be bought", gazetted=True)
