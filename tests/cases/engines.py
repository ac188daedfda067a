"""The engines that must give the same answers: `run(world) -> out` by name."""

from tests.worlds import run_engine, run_scalar

ENGINES = {"scalar": run_scalar, "engine": run_engine}
