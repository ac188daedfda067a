"""`dial --help` and `dial check` start light: nothing heavy is imported before it is needed."""

import pytest

from benchmarks.startup import HEAVY, SCENARIO, loaded_by


@pytest.mark.parametrize("arguments", [("--help",), ("check", SCENARIO)], ids=["help", "check"])
def test_nothing_heavy_is_imported(arguments):
    loaded = loaded_by(*arguments)
    assert "sim.cli.main" in loaded
    assert sorted(loaded & {*HEAVY, "hypothesis", "sim.plots.revenue", "sim.report.run_folder"}) == []


def test_help_reads_no_scenario_and_no_arrays():
    loaded = loaded_by("--help")
    assert sorted(loaded & {"numpy", "scipy", "pydantic", "simpy", "yaml"}) == []


def test_the_package_imports_nothing_before_it_is_asked():
    loaded = loaded_by("--version")
    assert sorted(loaded & {"numpy", "sim.cli.library", "sim.runs.run"}) == []


def test_a_run_does_import_them():
    assert "sim.reading.scenario" in loaded_by("check", SCENARIO)


def test_a_central_run_imports_nothing_that_only_draws_need(tmp_path):
    """SciPy's special functions alone cost as much as the model of a central run."""
    short = ("--set", "horizon.start=2017-07", "--set", "horizon.end=2017-09")
    loaded = loaded_by("run", SCENARIO, *short, "-o", str(tmp_path))
    assert {"matplotlib", "sim.luck.sampling"} <= loaded
    assert sorted(loaded & {"scipy.special", "scipy.stats", "pandas"}) == []
