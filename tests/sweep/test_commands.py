"""What the sweep commands print: the plan before it runs, the batch script, the status; and what the table holds."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.cli.main import main
from sim.reading.scenario import read_scenario
from sim.sweeps import plan
from tests.ensembles import Ensemble, run_ensemble
from tests.unit.packages import check_package

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-10, end: 2018-12}\n"
SWEEP = """
title: Two dials and a number
base: base.yaml
cases: {with notices: {}, silent: {campaign.notices: false}}
axes:
  campaign.dial: [2, 8]
  behaviour.tau_k: [6 months, 3 years]
draws: 100
seed: 11
outputs: [goods.denied, coal.receipts]
years: [2018]
"""


@pytest.fixture(scope="module", autouse=True)
def _of_several_shards():
    """Small sweeps have several shards here, as large ones do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "NARROWEST", plan.BLOCK)
        yield


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A small sweep, run once with figures."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "base.yaml").write_text(BASE)
    (folder / "two.yaml").write_text(SWEEP)
    here = Path.cwd()
    os.chdir(folder)
    try:
        assert main(["sweep", "two.yaml", "--workers", "1"]) == 0
    finally:
        os.chdir(here)
    return folder / "results" / "two"


def test_the_plan_is_told_and_nothing_written(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "dial_small", "--dry-run", "--workers", "2"]) == 0
    out = capsys.readouterr().out
    for part in ("points   44", "lanes    11,264: 44 points x 128 draws x 2, with prior law", "on 2 (from 512 lanes"):
        assert part in out
    assert re.search(r"size     up to \d", out)
    assert "own notices              0" in out
    assert "and 38 more" in out
    assert list(tmp_path.iterdir()) == []


def test_draws_of_the_command_line(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "dial_small", "--dry-run", "--draws", "1"]) == 0
    assert "44 points x 1 draw" in capsys.readouterr().out


def test_the_table_has_a_row_for_each_point_and_output(done: Path):
    rows = pq.read_table(done / "table.parquet").to_pylist()
    assert len(rows) == 2 * 2 * 2 * 2
    assert [row["point"] for row in rows] == [n for n in range(8) for _ in range(2)]
    assert {row["case"] for row in rows} == {"with notices", "silent"}
    assert {row["behaviour.tau_k [months]"] for row in rows} == {6.0, 36.0}
    assert {(row["output"], row["year"]) for row in rows} == {("goods.denied", 2018), ("coal.receipts", 2018)}
    assert {(row["draws"], row["failed_draws"], row["seed"], row["unit"]) for row in rows} == {
        (100, 0, 11, "USD million a year")
    }
    for row in rows:
        quantiles = [row[f"q{p}_musd"] for p in ("05", "25", "50", "75", "95")]
        assert quantiles == sorted(quantiles)
        assert quantiles[0] <= row["mean_musd"] <= quantiles[-1]
    with (done / "table.csv").open(newline="", encoding="utf-8") as file:
        sheet = list(csv.DictReader(file))
    assert len(sheet) == len(rows)
    assert [float(row["q50_musd"]) for row in sheet] == [row["q50_musd"] for row in rows]


def test_its_package_tells_every_column_of_the_table_and_what_tells_rows_apart(done: Path):
    check_package(done, only="table")
    sheet, table = json.loads((done / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert [one["format"] for one in (sheet, table)] == ["csv", "parquet"]
    assert sheet["schema"]["fields"] == table["schema"]["fields"]
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    kinds = {pa.types.is_string: "string", pa.types.is_integer: "integer", pa.types.is_floating: "number"}
    for column in pq.read_schema(done / "table.parquet"):
        assert fields[column.name]["type"] == next(name for of, name in kinds.items() if of(column.type)), column.name
    assert fields["behaviour.tau_k [months]"]["unit"] == "months"
    assert fields["q05_musd"]["unit"] == "USD million a year"
    assert fields["campaign.dial"]["unit"] == "dial points"
    assert "unit" not in fields["month"]


def test_quantiles_are_those_of_an_ensemble_of_the_same_scenario(done: Path):
    """dial 8, tau_k 3 years, silent: 100 draws with seed 11, without any sweep."""
    settings = ["campaign.dial=8", "behaviour.tau_k=3 years", "campaign.notices=false"]
    scenario = read_scenario(done.parents[1] / "base.yaml", settings).scenario
    kept = []

    class Keep:
        def add(self, totals, first):
            kept.append(totals.yearly["receipts"][1, totals.frame.streams.index("coal")])

    run_ensemble(Ensemble(scenario, 100, 11), [Keep()])
    rows = pq.read_table(done / "table.parquet").to_pylist()
    own = next(
        row
        for row in rows
        if (row["case"], row["campaign.dial"], row["behaviour.tau_k [months]"], row["output"])
        == ("silent", 8.0, 36.0, "coal.receipts")
    )
    expected = np.quantile(np.concatenate(kept), (0.05, 0.25, 0.5, 0.75, 0.95))
    assert [own[f"q{p}_musd"] for p in ("05", "25", "50", "75", "95")] == pytest.approx(list(expected), rel=1e-12)


def test_a_higher_dial_denies_more(done: Path):
    rows = pq.read_table(done / "table.parquet").to_pylist()
    denied = {
        (row["case"], row["behaviour.tau_k [months]"], row["campaign.dial"]): row["q50_musd"]
        for row in rows
        if row["output"] == "goods.denied"
    }
    for case, tau, _ in denied:
        assert denied[case, tau, 8.0] > denied[case, tau, 2.0]


def test_figures_are_there_and_repeat(done: Path, tmp_path: Path, capsys, monkeypatch):
    before = {path.name: path.read_bytes() for path in sorted(done.glob("goods_denied_2018[._]*"))}
    assert sorted(before) == ["goods_denied_2018.png", "goods_denied_2018.svg", "goods_denied_2018_alt.txt"]
    copy = tmp_path / "two"
    shutil.copytree(done, copy)
    assert main(["sweep", "merge", str(copy)]) == 0
    assert {path.name: path.read_bytes() for path in sorted(copy.glob("goods_denied_2018[._]*"))} == before


def test_run_again_computes_nothing_and_says_what_it_found(done: Path, capsys, monkeypatch):
    monkeypatch.chdir(done.parents[1])
    assert main(["sweep", "two.yaml", "--no-figures"]) == 0
    out = capsys.readouterr().out
    assert "0 rows computed now" in out
    assert "goods.denied 2018, USD million a year" in out
    assert "lowest" in out
    assert "highest" in out


def test_status_and_verify(done: Path, capsys):
    assert main(["sweep", "status", str(done)]) == 0
    out = capsys.readouterr().out
    assert "800 of 800 rows are on disk (100 %)" in out
    assert "finished" in out
    assert main(["sweep", "verify", str(done), "--sample", "2"]) == 0
    assert "2 shards" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["table.csv", "table.parquet"])
def test_verify_finds_a_forged_table(done: Path, tmp_path: Path, capsys, name):
    copy = tmp_path / "copy"
    shutil.copytree(done, copy)
    data = (copy / name).read_bytes()
    if name == "table.csv":
        (copy / name).write_bytes(data.replace(b"1", b"2", 1))
    else:
        table = pq.read_table(copy / name)
        pq.write_table(table.slice(1), copy / name)
    assert main(["sweep", "verify", str(copy), "--sample", "1"]) == 1
    assert f"{name}: not what the shards give" in capsys.readouterr().err


def test_a_merge_of_parts_says_what_is_missing(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP)
    assert main(["sweep", "two.yaml", "--shard", "1/3", "--workers", "1", "--draws", "64"]) == 0
    assert "when all parts have ended: dial sweep merge results/two" in capsys.readouterr().out
    assert main(["sweep", "merge", "results/two"]) == 1
    err = capsys.readouterr().err
    assert "rows are missing" in err
    assert "two.yaml --draws 64 --out results" in err
    assert main(["sweep", "status", "results/two"]) == 0
    out = capsys.readouterr().out
    assert "part 1-of-3: finished" in out
    go_on = re.search(r"go on: dial (.*)", out)
    assert go_on
    assert main([*shlex.split(go_on[1]), "--no-figures", "--workers", "1"]) == 0
    assert len(pq.read_table("results/two/table.parquet")) == 16


@pytest.mark.slow
def test_figures_of_fewer_draws_do_not_stay(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP)
    assert main(["sweep", "two.yaml", "--draws", "32", "--workers", "1"]) == 0
    figures = sorted(Path("results/two").glob("*.png"))
    assert figures
    assert main(["sweep", "two.yaml", "--draws", "32", "--no-figures"]) == 0
    assert sorted(Path("results/two").glob("*.png")) == figures
    assert main(["sweep", "expand", "results/two", "--draws", "64", "--no-figures", "--workers", "1"]) == 0
    assert not list(Path("results/two").glob("*.png"))


@pytest.fixture
def script(tmp_path: Path, capsys, monkeypatch) -> str:
    """The batch script of the sweep, for two tasks."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "two.yaml").write_text(SWEEP)
    assert main(["sweep", "slurm", "two.yaml", "--tasks", "2"]) == 0
    return capsys.readouterr().out


def test_the_batch_script_is_that_of_an_array(script: str):
    assert script.startswith("#!/bin/bash\n")
    for line in ("#SBATCH --array=0-1", "#SBATCH --job-name=two", "#SBATCH --time="):
        assert line in script
    assert re.search(r"dial sweep merge \S+", script)


@pytest.mark.slow
def test_the_batch_script_runs_as_an_array(script: str):
    """Each task of the script, run by bash with Slurm's variable, then the merge that the script names."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for task in ("0", "1"):
        env = os.environ | {"SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "1", "PATH": path}
        subprocess.run(["bash"], input=script, text=True, env=env, check=True, capture_output=True)
    merge = re.search(r"dial (sweep merge \S+)", script)
    assert merge
    assert main([*merge[1].split(), "--no-figures"]) == 0
    assert len(pq.read_table("results/two/table.parquet")) == 16


def test_help_names_the_verbs(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["sweep", "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for verb in ("status", "merge", "expand", "verify", "slurm"):
        assert verb in out
