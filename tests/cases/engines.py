"""The engines that must give the same answers: `run(world) -> out` by name."""

from tests import twin
from tests.worlds import run_engine

ENGINES = {"twin": twin.run, "engine": run_engine}
