"""Relief and diplomatic pressure: dial points a government is given or put under, whatever its exposure."""

from sim.law.instruments.instrument import Pressure

RELIEF = Pressure("relief", "dial points", steps=True, streams=False, partners=True)
DIPLOMATIC = Pressure("diplomatic", "dial points", steps=True, streams=False)
