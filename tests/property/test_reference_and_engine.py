"""The array engine against the new scalar reference on random worlds (I11), where both follow the same specification.

Left out, because only the reference follows the revised one yet: front-loaded caps (charged with what is really bought)
and supersession (an act that never binds ends nothing).
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.property.same import differences
from tests.property.worlds_strategy import BENCHMARKS, worlds
from tests.reference.run import run
from tests.worlds import for_reference, run_engine

PATIENT = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@settings(PATIENT, max_examples=40)
@given(worlds(benchmarks=("", "", *BENCHMARKS), front_loaded=False, supersession=False))
def test_the_engine_equals_the_new_reference(world):
    """Every table of the engine is the reference's to 1e-9 of the number or of USD 1 million."""
    assert differences(run_engine(world), run(for_reference(world))) == []
