"""Colours that stand together can be told apart: in full colour, by the colour-blind, on a grey printer."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise

import numpy as np
import pytest

from sim.analysis import colours
from sim.domain.trade import BESIDE_GOODS, FAMILIES, Stream, family_of
from sim.reading.reference import Reference, shipped

SIGHT = {
    "full": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Linear RGB as seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
TOGETHER = {
    "kinds of goods": [colours.FAMILIES[family.id] for family in FAMILIES],
    "channels": list(colours.CHANNELS.values()),
    "readings": list(colours.READINGS.values()),
    "bands of draws": [colours.MEDIAN, colours.INNER, colours.OUTER],
    "bands of points": [colours.POINTS_MEDIAN, colours.POINTS_INNER, colours.POINTS_OUTER],
}
ANY_TWO, GREY = 25.0, 12.0
"""Least distances in CIE Lab of any two, and of neighbours' lightness."""
BANDS = "bands of draws", "bands of points"
"""Nested bands have thin edges; two steps of one colour need be half as far apart."""
OF_ONE_HUE = 15.0
"""Channels are steps of one hue, parted by white lines and named where they stand."""


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def seen(colour: str, sight: str) -> np.ndarray:
    """A colour in CIE Lab."""
    x, y, z = np.cbrt(TO_XYZ @ np.clip(np.array(SIGHT[sight]) @ linear(colour), 1e-4, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(a: str, b: str, sight: str) -> float:
    return float(np.linalg.norm(seen(a, sight) - seen(b, sight)))


@pytest.mark.parametrize("name", TOGETHER)
def test_any_two_colours_that_stand_together_can_be_told_apart(name: str) -> None:
    need = ANY_TWO / 2 if name in BANDS else OF_ONE_HUE if name == "channels" else ANY_TWO
    rows = {sight: min(apart(a, b, sight) for a, b in combinations(TOGETHER[name], 2)) for sight in SIGHT}
    print(f"{name}: " + ", ".join(f"{sight} {least:.1f}" for sight, least in rows.items()))
    assert min(rows.values()) >= need


@pytest.mark.parametrize("name", TOGETHER)
def test_neighbours_differ_on_a_grey_printer(name: str) -> None:
    light = [float(seen(colour, "full")[0]) for colour in TOGETHER[name]]
    gaps = [abs(a - b) for a, b in pairwise(light)]
    print(f"{name}: lightness {', '.join(f'{one:.0f}' for one in light)}")
    assert min(gaps) >= (GREY if name not in BANDS else GREY / 2)


@pytest.mark.parametrize("sight", SIGHT)
def test_the_first_lines_of_a_sweep_can_be_told_apart(sight: str) -> None:
    assert min(apart(a, b, sight) for a, b in combinations(colours.LINES[:3], 2)) >= ANY_TWO


@pytest.mark.parametrize("colour", [colours.INK, colours.FAINT, colours.ACCENT, colours.MEDIAN])
def test_text_is_dark_enough_on_white(colour: str) -> None:
    light = float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))
    assert 1.05 / (light + 0.05) >= 4.5


def test_bands_over_draws_and_over_points_look_different() -> None:
    draws, points = TOGETHER["bands of draws"], TOGETHER["bands of points"]
    assert all(apart(a, b, "full") > 15 for a, b in zip(draws, points, strict=True))


def test_every_shipped_stream_has_its_kind() -> None:
    found = {s.id: family_of(s).id for s in Reference(shipped() / "reference").streams.values()}
    assert {k: found[k] for k in ("coal", "iron_ore", "textiles", "seafood", "electricity", "workers")} == {
        "coal": "coal", "iron_ore": "metals", "textiles": "textiles", "seafood": "seafood", "electricity": "other",
        "workers": "beside",
    }  # fmt: skip
    assert sum(kind == "metals" for kind in found.values()) == 7
    assert family_of(Stream("new", "New", "goods", "rest")) == FAMILIES[-1]
    assert list(colours.FAMILIES) == [family.id for family in (*FAMILIES, BESIDE_GOODS)]


def test_colours_need_no_drawing_library() -> None:
    code = "import sys, sim.analysis.colours; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
