"""`dial --help` and `dial check` start light: nothing heavy is imported before it is needed."""

import gc
import hashlib
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.startup import HEAVY, SCENARIO, loaded_by
from sim.cli.libraries import KEPT_SHORT
from sim.cli.main import main
from sim.reading.resolved import dump_resolved


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
    """SciPy's special functions alone cost as much as the model of a central run; not even its version loads it."""
    short = ("--set", "horizon.start=2017-07", "--set", "horizon.end=2017-09")
    loaded = loaded_by("run", SCENARIO, *short, "-o", str(tmp_path))
    assert {"matplotlib", "sim.luck.sampling"} <= loaded
    assert sorted(loaded & {"scipy", "pandas", "fontTools.subset"}) == []


def test_matplotlibs_help_is_left_out_while_it_loads_and_there_afterwards():
    import sim.plots  # isort: skip
    from matplotlib import artist, lines

    assert sim.plots.__doc__
    assert artist.kwdoc.__module__ == "matplotlib.artist"
    assert "linewidth" in artist.kwdoc(lines.Line2D)

    class Later(lines.Line2D):
        """An artist of the user's own."""

    assert "linewidth" in inspect.signature(Later.set).parameters
    assert lines.Line2D([], []).set(linewidth=3.0) == [None]


def test_a_run_writes_its_scenario_out_once(tmp_path, monkeypatch):
    """Its folder, id, provenance and captions hang on one text, which takes as long to write as a scenario to read."""
    written = []

    def counted(scenario):
        written.append(scenario)
        return dump_resolved(scenario)

    for module in ("sim.store.provenance", "sim.report.run_folder"):
        monkeypatch.setattr(f"{module}.dump_resolved", counted)
    short = ("--set", "horizon.start=2017-07", "--set", "horizon.end=2017-09")
    assert main(["run", SCENARIO, *short, "-o", str(tmp_path)]) == 0
    assert len(written) == 1
    (folder,) = (tmp_path / "unscr_2371").iterdir()
    text, said = (folder / "scenario.json").read_text(), json.loads((folder / "provenance.json").read_text())
    assert said["scenario_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert said["run"] == folder.name
    assert text == dump_resolved(written[0])


def test_a_command_leaves_the_collector_of_garbage_as_it_was(capsys):
    usual = gc.get_threshold(), gc.get_freeze_count()
    assert main(["check", SCENARIO]) == 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == usual
    assert "fine" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc on this system")
def test_libraries_start_no_threads_and_look_for_no_extensions():
    """Direction: a command's NumPy has one thread, where it would start one a core that waits by spinning.

    And the user's environment is heard, and as it was afterwards.
    """
    code = (
        "import os\n"
        "from sim.cli.libraries import KEPT_SHORT, kept_short\n"
        "with kept_short():\n"
        "    import numpy\n"
        "    from pydantic.plugin._loader import get_plugins\n"
        "    print(*map(os.environ.get, KEPT_SHORT), get_plugins(), len(os.listdir('/proc/self/task')))\n"
        "print(*map(os.environ.get, KEPT_SHORT))\n"
    )
    free = {key: value for key, value in os.environ.items() if key not in KEPT_SHORT}
    for given, said in (
        ({}, ["1 __all__ () 1", "None None"]),
        (dict.fromkeys(KEPT_SHORT, "2"), ["2 2", "2 2"]),
    ):
        done = subprocess.run([sys.executable, "-c", code], env={**free, **given}, capture_output=True, text=True)
        lines = done.stdout.splitlines()
        assert [line[: len(want)] for line, want in zip(lines, said, strict=True)] == said
