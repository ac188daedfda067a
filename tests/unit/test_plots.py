"""Figures by month: they draw the numbers given, no text lies on another at any size, files say what they show."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from scipy.optimize import isotonic_regression

from sim.analysis.chances import chance_texts
from sim.analysis.curves import Band, Difference, Differences, Jump, Line, Mark, Revenue, Words
from sim.plots.differences import differences_figure
from sim.plots.labels import isotonic, spread
from sim.plots.marks import flags
from sim.plots.revenue import RECEIVED, revenue_figure
from sim.plots.saving import FORMATS, save_figure
from sim.plots.several import runs_figure
from sim.plots.style import SIZES
from sim.plots.wording import legible, unwritten
from tests.rings import in_rings
from tests.unit.looked_at import faults, line_of, texts_of, words_on

LEAST = {"column": 7.0, "page": 8.0, "slide": 14.0}
MARKS = (
    Mark(date(2016, 11, 30), "UNSCR 2321"),
    Mark(date(2017, 2, 18), "China: coal stop"),
    Mark(date(2017, 8, 5), "UNSCR 2371", tested=True),
    Mark(date(2017, 8, 14), "China: notice 40/2017"),
    Mark(date(2017, 9, 11), "UNSCR 2375", tested=True),
    Mark(date(2017, 9, 14), "EU 2017/1548"),
    Mark(date(2017, 11, 20), "A label so long that it has to be broken into several lines to fit"),
    Mark(date(2017, 12, 22), "UNSCR 2397", tested=True),
    Mark(date(2017, 12, 30), "$60 oil_cap^2"),
)
SAME_DAY = tuple(Mark(date(2017, 6, 1), f"Act {n}", tested=n % 3 == 0) for n in range(8))
WORDS = Words("What the acts take: 120 million USD", "Goods; made-up numbers", ("A note.", "Source: made up."))


def band(middle: np.ndarray, wide: float = 0.2) -> Band:
    parts = [middle * (1 + wide * k) for k in (-0.5, 0.5, -1, 1)]
    return Band(1.05 * middle, middle, parts[0], parts[1], parts[2], parts[3])


def made(months: int = 36, marks: Sequence[Mark] = MARKS, scale: float = 1.0, draws: bool = True) -> Revenue:
    t = np.arange(months)
    free = scale * (300.0 + 40 * np.sin(t / 2))
    kept = free * (1 - 0.6 / (1 + np.exp(months * 0.35 - t)))
    days = tuple(date(2017 + m // 12, m % 12 + 1, 1) for m in range(months))

    def line(values: np.ndarray) -> Line:
        return Line(1.05 * values, band(values) if draws else None)

    jumps = (Jump(days[months // 2], float(kept[months // 2]), True, "the cap of UNSCR 2321 opens anew"),)
    prior = line(0.95 * free)
    return Revenue(WORDS, days, line(kept), line(0.9 * kept), prior, free, tuple(marks), jumps, "Denied: 120 in 2018")


CASES = {
    "36 months": made(),
    "1 month": made(1),
    "60 months, central": made(60, draws=False),
    "same day": made(marks=SAME_DAY),
    "near 0": made(scale=1e-5),
    "long texts": replace(made(), words=Words("A title of many words " * 9, "x" * 300, ("A source. " * 40,))),
    "nothing tested": replace(made(marks=()), prior=None, effect=""),
}


@pytest.mark.parametrize(("case", "size"), in_rings(product(["36 months", "same day", "long texts"], SIZES), 2))
def test_no_text_lies_on_another_off_the_page_or_is_too_small(case: str, size: str) -> None:
    assert faults(revenue_figure(CASES[case], SIZES[size]), LEAST[size]) == []


@pytest.mark.parametrize("case", CASES)
def test_lines_are_the_numbers_given_and_texts_are_there_in_full(case: str) -> None:
    shown = CASES[case]
    drawn = revenue_figure(shown, SIZES["page"])
    assert faults(drawn, LEAST["page"]) == []
    (axes,) = drawn.figure.axes
    values = line_of(axes, len(shown.months) + 1)
    for line in (shown.received, shown.recorded, *([shown.prior] if shown.prior else [])):
        assert [*line.middle, line.middle[-1]] in values
    assert axes.get_ylim()[0] == 0.0
    assert axes.get_ylim()[1] > 1.02 * shown.counterfactual.max() or shown.counterfactual.max() < 0.01
    for text in (shown.words.title, shown.words.subtitle, *shown.words.caption):
        assert text.replace(" ", "") in words_on(drawn.figure)


def test_acts_that_lie_outside_are_named_and_jumps_have_their_cause() -> None:
    text = words_on(revenue_figure(made(), SIZES["page"]).figure)
    assert "Earlierthanshown:UNSCR2321." in text
    assert "Jul2018(up):thecapofUNSCR2321opensanew." in text


def test_what_the_acts_take_is_shaded_between_prior_law_and_receipts() -> None:
    def hatched(shown: Revenue) -> int:
        (axes,) = revenue_figure(shown, SIZES["page"]).figure.axes
        return sum(bool(area.get_hatch()) for area in axes.collections)

    assert (hatched(made()), hatched(CASES["nothing tested"])) == (1, 0)


def test_every_line_is_named_at_its_end_by_its_median_where_there_are_draws() -> None:
    names = {draws: {t.get_text() for t in texts_of(revenue_figure(made(draws=draws), SIZES["slide"]).figure)}
             for draws in (True, False)}  # fmt: skip
    assert f"{RECEIVED} (median)" in names[True]
    assert RECEIVED in names[False]
    assert {"Prior law", "Without sanctions", "Denied: 120 in 2018"} <= names[True] & names[False]


# -- labels -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(-1, 4), st.floats(0.05, 0.3)), max_size=9))
def test_labels_keep_their_order_and_never_lie_on_each_other(given: list[tuple[float, float]]) -> None:
    places, heights = [place for place, _ in given], [height for _, height in given]
    stand = spread(places, heights, 0.0, 3.0)
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    for a, b in pairwise(order):
        assert stand[b] - stand[a] >= (heights[a] + heights[b]) / 2 - 1e-9
    assert all(s - h / 2 + 1e-9 >= 0.0 and s + h / 2 <= 3.0 + 1e-9 for s, h in zip(stand, heights, strict=True))


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_the_pooled_values_are_the_nearest_that_rise(values: list[float]) -> None:
    assert isotonic(np.array(values)) == pytest.approx(isotonic_regression(values).x, abs=1e-9)


def test_labels_with_room_stand_at_their_values_and_two_alike_share_the_way() -> None:
    assert spread([1.0, 2.0], [0.2, 0.2], 0.0, 3.0) == pytest.approx([1.0, 2.0])
    assert spread([1.0, 1.0], [0.2, 0.2], 0.0, 3.0) == pytest.approx([0.9, 1.1])


def test_flags_take_no_more_levels_than_they_need() -> None:
    apart = [Mark(date(2017, 1, 1), "A"), Mark(date(2018, 1, 1), "B")]
    assert {flag.bottom for flag in flags(apart, [0.5, 3.0], 8.0, 2.0)} == {0.05}
    assert len({flag.bottom for flag in flags(apart, [0.5, 0.52], 8.0, 2.0)}) <= 2


# -- differences ------------------------------------------------------------------------------------------------------


def difference(label: str = "one less other", years: int = 3, chance: float = 1.0) -> Difference:
    t = np.arange(years, dtype=float)
    middle = 100.0 * (t + 1)
    ends = band(middle)
    named = tuple(str(2017 + n) for n in range(years))
    return Difference(label, named, ends.central, middle, ends.low50, ends.high50, ends.low90, ends.high90,
                      np.full(years, chance), 512)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_differences_stand_with_their_pairs_and_chances(size: str) -> None:
    d = Differences(WORDS, (difference(), difference("A pair of a name so long that it takes several lines " * 2, 1)))
    drawn = differences_figure(d, SIZES[size])
    assert faults(drawn, LEAST[size]) == []
    (axes,) = drawn.figure.axes
    found = [list(line.get_xdata()) for line in axes.lines]
    assert [d.rows[0].low90[1], d.rows[0].high90[1]] in found
    said = [text.get_text() for text in axes.texts]
    assert [text for text in said if text in chance_texts(d.rows[0])] == ["in all 512 draws"] * 4
    assert "100 %" not in " ".join(said)


def test_no_differences_is_an_error() -> None:
    with pytest.raises(ValueError, match="no differences"):
        differences_figure(Differences(WORDS, ()), SIZES["page"])


# -- several runs -----------------------------------------------------------------------------------------------------


def test_several_runs_share_one_axis_of_dates_and_are_named() -> None:
    runs = {"Long": made(36), "Short": made(12), "A third, with a long name of its own": made(24, draws=False)}
    drawn = runs_figure(WORDS, runs, SIZES["page"])
    assert faults(drawn, LEAST["page"]) == []
    assert {"Long", "Short"} <= {text.get_text() for text in texts_of(drawn.figure)}
    assert len(drawn.figure.axes) == 1
    assert drawn.table["run"].count("Short") == 12


# -- files ------------------------------------------------------------------------------------------------------------


def test_files_say_what_they_show_and_are_the_same_bytes_twice(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        paths = save_figure(revenue_figure(made(), SIZES["page"]), tmp_path / folder / "a", FORMATS)
        assert [path.suffix for path in paths] == [".png", ".svg", ".pdf", ".csv", ".txt"]
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    svg, pdf = (tmp_path / "one" / "a.svg").read_text(), (tmp_path / "one" / "a.pdf").read_bytes()
    assert "<title>What the acts take: 120 million USD</title>" in svg
    assert re.search(r"<desc>What the acts take: 120 million USD\. .*without sanctions 300 in January 2017", svg)
    assert ">Received (median)</text>" in svg
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf
    png = (tmp_path / "one" / "a.png").read_bytes()
    assert b"Description" in png[:2000]
    assert b"Software" not in png[:2000]
    rows = list(csv.DictReader((tmp_path / "one" / "a_drawn.csv").read_text().splitlines()))
    assert [row["month"] for row in rows[:2]] == ["2017-01", "2017-02"]
    assert float(rows[3]["received_median_musd"]) == pytest.approx(made().received.middle[3], rel=1e-5)
    assert (tmp_path / "one" / "a_alt.txt").read_text().startswith("What the acts take: 120 million USD. Goods")


@pytest.mark.slow
def test_another_process_with_other_settings_saves_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import matplotlib; matplotlib.rcParams.update({'font.size': 20, 'axes.facecolor': 'red', 'savefig.dpi': 30})\n"
        "from pathlib import Path; from tests.unit.test_plots import *\n"
        f"save_figure(revenue_figure(made(), SIZES['page']), Path({str(tmp_path / 'b')!r}))\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    before = dict(matplotlib.rcParams)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    save_figure(revenue_figure(made(), SIZES["page"]), tmp_path / "a")
    for kind in ("png", "svg"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    assert dict(matplotlib.rcParams) == before


def test_a_figure_that_waits_to_be_written_keeps_no_pixels() -> None:
    """A sweep of many answers has a hundred figures, all drawn before the first is written."""
    figure = revenue_figure(made(), SIZES["slide"]).figure
    assert not hasattr(figure.canvas, "renderer")
    assert {text._renderer for text in figure.findobj(Text)} == {None}


def test_titles_are_text_whatever_is_in_them(tmp_path: Path) -> None:
    title = "<script>alert(1)</script> $x^2$ & \u1000"
    drawn = revenue_figure(replace(made(marks=()), words=replace(WORDS, title=title)), SIZES["page"])
    svg = save_figure(drawn, tmp_path / "a", ("svg",))[0].read_text()
    assert "<script" not in svg
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x^2$ &amp;" in svg


def test_letters_without_a_font_are_written_as_numbers_and_told() -> None:
    rare = "\U0001e900"
    assert unwritten(f"a{rare}b{rare}") == rare
    assert legible(f"a{rare}") == "aU+1E900"
    drawn = revenue_figure(replace(made(marks=()), words=replace(WORDS, title=f"Title {rare}")), SIZES["page"])
    assert drawn.unwritten == rare
    assert "U+1E900" in words_on(drawn.figure)
