"""A tiny sweep with all that a page shows, names that would do harm if they were not shown as text, and its page."""

from __future__ import annotations

from pathlib import Path

from sim.cli.main import main
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.run import How, run_sweep

BASE = "based_on: ladder.yaml\ntitle: short\nhorizon: {start: 2017-01, end: 2018-12}\n"
HOSTILE = '<script>alert(1)</script> & "it" </title>'
EVIL_BUNDLE = "<img src=x onerror=alert(2)> to 2371"
ACTS = "kr_2016_kaesong, unscr_1718, unscr_1874, unscr_2270, unscr_2321, unscr_2371"
METALS = ("iron_ore", "iron_steel", "lead", "zinc_copper", "precious_rare_metals", "other_minerals", "magnesite")
OUTPUTS = (
    *(f"goods.{name}" for name in ("denied", "receipts", "value", "open_received", "diverted_received")),
    "goods.smuggled_received",
    *(f"{series}.receipts" for series in ("coal", "textiles", "seafood", *METALS, "partners.china", "partners.russia")),
    "partners.china.recorded",
)
SWEEP = f"""\
title: '{HOSTILE}'
base: base.yaml
bundles:
  up to 2321: [kr_2016_kaesong, unscr_1718, unscr_1874, unscr_2270, unscr_2321]
  '{EVIL_BUNDLE}': [{ACTS}]
cases:
  own notices: {{campaign.notices: true}}
  dial only: {{campaign.notices: false}}
axes:
  campaign.dial: AXIS
  partners.china.dial: AXIS
draws: 4
outputs: [{", ".join(OUTPUTS)}]
monthly: [goods.receipts, goods.recorded, goods.value]
years: [2017, 2018]
"""
GRID, BETWEEN = "[0, 5, 10]", "[2.5, 7.5]"


def sweep_in(place: Path, name: str, text: str) -> Path:
    """The folder of a finished sweep."""
    (place / "base.yaml").write_text(BASE, encoding="utf-8")
    (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return run_sweep(read_sweep(place / f"{name}.yaml"), place / "results", How(figures=False), ()).folder


def page_in(place: Path) -> Path:
    """The page of the tiny sweep, with points between its own; the sweeps' folders lie beside it."""
    grid = sweep_in(place, "tiny", SWEEP.replace("AXIS", GRID))
    between = sweep_in(place, "tiny_between", SWEEP.replace("AXIS", BETWEEN))
    assert main(["report", str(grid), str(between), "-o", str(place / "report.html")]) == 0
    return place / "report.html"
