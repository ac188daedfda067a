"""Finished runs are read from their folders alone: anywhere, without the scenario's file, and without simulating."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.questions import bands_question, headline_question
from sim.cli.main import main
from sim.reading.resolved import load_resolved
from sim.reading.resolved.json_text import with_seal
from sim.report.run_folder import read_folder
from sim.runs.results import Results, Series
from sim.runs.run import run
from sim.runs.saved import DRAWN, SHOWN
from sim.runs.variants import SCENARIO, Variant
from sim.store.manifest import write_manifest

OWN = "based_on: unscr_2371.yaml\ntitle: Eighteen months\nbundle: [unscr_2371]\n"
OWN += "horizon: {start: 2017-07, end: 2018-12}\n"
DRAWS = ("--draws", "64", "--seed", "5", "--workers", "1")
RUNS = {
    "plain": DRAWS,
    "dial_10": (*DRAWS, "--set", "campaign.dial=10", "--no-figures"),
    "central": ("--no-figures",),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> dict[str, Path]:
    """Run folders copied to another place; what they came from is gone."""
    first, away = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("away")
    (first / "own.yaml").write_text(OWN, encoding="utf-8")
    found = {}
    for name, arguments in RUNS.items():
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert main(["run", str(first / "own.yaml"), "-o", str(first / name), *arguments]) == 0
        (folder,) = (first / name / "own").iterdir()
        found[name] = shutil.copytree(folder, away / name)
    shutil.rmtree(first)
    return found


@pytest.fixture
def no_model(monkeypatch):
    """Whoever simulates fails."""

    def refuse(*arguments, **named):
        raise AssertionError("simulated")

    holders = [m for name, m in list(sys.modules.items()) if name.startswith("sim.") and hasattr(m, "simulate")]
    assert holders
    for module in holders:
        monkeypatch.setattr(module, "simulate", refuse)


@pytest.fixture
def dial(capsys, no_model):
    """Runs `dial` in this process, without a model."""

    def ask(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        return (code, *capsys.readouterr())

    return ask


@pytest.fixture
def copy(runs, tmp_path) -> Path:
    """A copy of the plain run that a test may change."""
    return shutil.copytree(runs["plain"], tmp_path / "copy")


def changed_json(path: Path, **values) -> None:
    """Change a file and seal it anew."""
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(with_seal(content | values)), encoding="utf-8")


# -- read back --------------------------------------------------------------------------------------------------------


def saved_series(made: Results, variant: Variant) -> set[str]:
    """Which series of a variant a folder keeps; those of paragraphs are told in reach.csv."""
    names = {name: one for name, one in made.series[variant].items() if not name.startswith("provision.")}
    monthly = {name for name, one in names.items() if variant in SHOWN and one.axes[0] == "month"}
    drawn = {name for name in names if variant in DRAWN and name.startswith(("bands.", "windows."))}
    return monthly | drawn | {name for name in names if variant == SCENARIO and name.startswith("years.")}


def by_name(results: Results, one: Series) -> np.ndarray:
    """Values with the names along each axis in order; of partners only those that trade, for no table has others."""
    trading = {partner for _, partner in results.axes["cell"]}
    values = one.values
    for n, axis in enumerate(one.axes):
        names = list(results.axes.get(axis, range(values.shape[n])))
        assert axis in ("draw", "window") or len(names) == values.shape[n]
        kept = [k for k in range(values.shape[n]) if axis != "partner" or names[k] in trading]
        values = values.take(sorted(kept, key=names.__getitem__) if axis not in ("draw", "window") else kept, axis=n)
    return values


@pytest.mark.parametrize("name", ["plain", "central"])
def test_what_was_saved_is_read_back_bit_for_bit(runs, name):
    scenario = load_resolved(runs[name] / "scenario.json")
    made = run(headline_question(scenario))
    if scenario.draws > 1:
        made = made.beside(run(bands_question(scenario)))
    read = read_folder(runs[name])
    saved = {variant: names for variant in made.variants if (names := saved_series(made, variant))}
    assert {variant: set(series) for variant, series in read.series.items()} == saved
    for variant, names in saved.items():
        for series in names:
            one, other = read.series[variant][series], made.series[variant][series]
            assert (one.unit, one.axes) == (other.unit, other.axes)
            assert np.array_equal(by_name(read, one), by_name(made, other), equal_nan=True), (variant.id, series)


# -- drawn again ------------------------------------------------------------------------------------------------------


def test_a_run_is_drawn_again_as_it_was(dial, runs, copy):
    (copy / "revenue.svg").unlink()
    code, out, err = dial("plot", copy, "--kind", "revenue")
    assert (code, err) == (0, "")
    assert [Path(line).name for line in out.split()] == ["revenue.png", "revenue.svg", "revenue_alt.txt"]
    assert (copy / "revenue.svg").read_bytes() == (runs["plain"] / "revenue.svg").read_bytes()


def test_a_stem_names_figures_of_a_size_in_formats(dial, runs, tmp_path):
    asked = ("plot", runs["plain"], "--kind", "revenue", "--out", tmp_path / "figs" / "a")
    assert dial(*asked, "--size", "column", "--format", "pdf,csv")[0] == 0
    assert sorted(path.name for path in (tmp_path / "figs").iterdir()) == ["a.pdf", "a_alt.txt", "a_drawn.csv"]


# -- compared ---------------------------------------------------------------------------------------------------------


def test_finished_runs_are_compared_draw_by_draw(dial, runs, tmp_path):
    code, out, err = dial("compare", runs["dial_10"], runs["plain"], "-o", tmp_path)
    assert (code, err) == (0, "")
    assert "Eighteen months, changed: campaign.dial = 10 (--set)" in out
    (place,) = (tmp_path / "compare").iterdir()
    table = pq.read_table(place / "draws.parquet").to_pydict()
    said = {(s, d, y): v for s, d, y, v in zip(*(table[n] for n in table), strict=True)}
    for label, name in (("own", "dial_10"), ("own (2)", "plain")):
        drawn = pq.read_table(runs[name] / "draws_scenario.parquet").to_pydict()
        columns = [drawn[n] for n in ("draw", "year", "group_goods_value_musd", "group_goods_receipts_musd")]
        for draw, year, value, receipts in zip(*columns, strict=True):
            assert said[label, draw, year] == value - receipts
    about = json.loads((place / "provenance.json").read_text(encoding="utf-8"))
    made = {name: json.loads((runs[run_] / "provenance.json").read_text())["run"] for name, run_ in
            (("own", "dial_10"), ("own (2)", "plain"))}  # fmt: skip
    assert about["scenarios"] == made
    assert "already compared" in dial("compare", runs["dial_10"], runs["plain"], "-o", tmp_path)[1]


@pytest.mark.slow
def test_the_files_say_the_same_as_the_folders(runs, tmp_path, capsys):
    files = [runs[name] / "scenario.json" for name in ("dial_10", "plain")]
    assert main(["compare", *map(str, files), "-o", str(tmp_path), "--draws", "64", "--workers", "1"]) == 0
    (one,) = (tmp_path / "compare").iterdir()
    assert main(["compare", *(str(file.parent) for file in files), "-o", str(tmp_path / "too")]) == 0
    (other,) = (tmp_path / "too" / "compare").iterdir()
    capsys.readouterr()
    assert (one / "compare.csv").read_bytes() == (other / "compare.csv").read_bytes()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [("seed", 6, "runs of other seed"), ("sampler", "sobol", "runs of other sampler")],
)
def test_runs_of_other_luck_are_not_compared(dial, runs, copy, tmp_path, key, value, words):
    changed_json(copy / "scenario.json", **{key: value})
    code, out, err = dial("compare", runs["dial_10"], copy, "-o", tmp_path / "out")
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (["central"], "a central run has no draws to compare"),
        (["unscr_2371.yaml"], "both are given"),
        (["plain", "--draws", "128"], "finished runs are as they are"),
        (["plain", "--set", "campaign.dial=9"], "finished runs are as they are"),
        ([], "needs two scenarios or runs"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(dial, runs, tmp_path, others, words):
    code, out, err = dial("compare", runs["dial_10"], *(runs.get(o, o) for o in others), "-o", tmp_path / "out")
    assert (code, out) == (2, "")
    assert words in err
    assert not (tmp_path / "out").exists()


# -- of other source --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["plot", "compare"])
def test_a_run_of_other_source_is_read_with_a_note(dial, runs, copy, tmp_path, command):
    changed_json(copy / "provenance.json", run="0" * 12, source="f" * 12, version="0.0.9")
    write_manifest(copy)
    code, _, err = dial(command, copy, runs["dial_10"], "-o", tmp_path / "out")
    assert code == 0
    made = "made by version 0.0.9 from other source or another scenario"
    assert err == f"note: {copy}: {made}; its tables are read as they are\n"


@pytest.mark.parametrize("command", ["plot", "compare"])
@pytest.mark.parametrize("file", ["provenance.json", "scenario.json"])
def test_a_newer_schema_is_refused_in_words(dial, runs, copy, tmp_path, command, file):
    changed_json(copy / file, schema_version=99)
    code, out, err = dial(command, copy, runs["dial_10"], "-o", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "was written by a newer version" in err
    assert not (tmp_path / "out").exists()
