"""Of sweeps that are planned here and whose results are made up: what a page, a figure and a package make of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.answers_by_dial import key_of
from sim.common.errors import BadInput
from sim.common.months import month_index
from sim.plots.style import SIZES
from sim.sweeps import answers, figures
from sim.sweeps.answers import answers_of
from sim.sweeps.design.reading import read_sweep
from sim.sweeps.package import _own_columns
from sim.sweeps.plan import plan_of
from sim.sweeps.table import CENTRAL, STATISTICS, SweepTable

BASE = "based_on: unscr_2371.yaml\ntitle: short\nbundle: [unscr_2371]\nhorizon: {start: 2017-01, end: 2018-12}\n"
BUNDLES = "bundles: {old: [unscr_2270], new: {bundle: [unscr_2270, unscr_2371], under_test: [unscr_2371]}}\n"
CASES = "cases: {own: {}, silent: {campaign.notices: false}}\n"
DIALS = "axes: {campaign.dial: [8, 2, 5], partners.russia.dial: [9, 1]}\n"
ALL = "axes: {campaign.dial: [8, 2, 5, 6, 10]}\n"
DENIED = "outputs: [goods.denied]\n"


@pytest.fixture
def planned(tmp_path: Path):
    """A sweep planned, and results that say of which statistic, output and run they are."""

    def make(text: str):
        (tmp_path / "base.yaml").write_text(BASE)
        (tmp_path / "s.yaml").write_text(f"title: A grid\nbase: base.yaml\n{text}")
        plan = plan_of(read_sweep(tmp_path / "s.yaml"))
        names = CENTRAL if plan.central else STATISTICS
        sizes = np.ogrid[: len(names), : len(plan.outputs), : plan.points.runs]
        values = sizes[0] + 0.01 * sizes[1] + 10.0 * sizes[2]
        return plan, SweepTable(names, values, np.zeros(plan.points.runs, dtype=np.int64), plan.draws)

    return make


@pytest.fixture
def answered(planned, monkeypatch):
    """What a page gets of a sweep."""

    def make(text: str):
        plan, results = planned(text)
        monkeypatch.setattr(answers, "finished", lambda folder: (plan, results))
        monkeypatch.setattr(answers, "newest_plan", lambda folder: folder)
        monkeypatch.setattr(answers, "read_content", lambda path: {"file": "./s.yaml"})
        return plan, results, answers_of(Path("results/s"))

    return make


# -- pages ------------------------------------------------------------------------------------------------------------


def test_a_page_has_every_point_where_its_bundle_case_and_dials_say(answered):
    text = f"{BUNDLES}{CASES}{DIALS}draws: 3\noutputs: [goods.denied, coal.receipts]\nmonthly: [goods.denied]\n"
    plan, results, found = answered(text)
    assert (found.bundles, found.readings, found.buyer) == (("old", "new"), ("own", "silent"), "russia")
    assert (found.others, found.own, found.start) == ((2, 5, 8), (1, 9), 5)
    assert (found.years, found.months[0], found.months[-1]) == ((2017, 2018), month_index(2017, 1), 24227)
    assert (len(found.months), found.answer, found.title) == (24, "goods.denied", "A grid")
    assert [scenario.under_test for scenario in found.scenarios] == [(), ("unscr_2371",)]
    assert found.gamma == pytest.approx(found.scenarios[0].numbers["gamma"].value)
    words = {plan.points.words(n): int(plan.points.run[n]) for n in range(len(plan.points))}
    assert len(words) == 24
    outputs = {(output.name, output.year, output.month): n for n, output in enumerate(plan.outputs)}
    median = STATISTICS.index("q50_musd")
    for b, bundle in enumerate(found.bundles):
        for c, case in enumerate(found.readings):
            for o, others in enumerate(found.others):
                for w, own in enumerate(found.own):
                    run = words[f"bundle {bundle}, case {case}, campaign.dial {others:g}, partners.russia.dial {own:g}"]
                    for name in ("goods.denied", "coal.receipts"):
                        year = found.series[key_of("year", name)][1, b, c, o, w]
                        assert year == results.values[median, outputs[name, 2018, 0], run]
                    month = found.series[key_of("month", "goods.denied", "mean")][13, b, c, o, w]
                    assert month == results.values[0, outputs["goods.denied", 2018, 2], run]
    assert {key.rpartition(".")[2] for key in found.series} == {"q05", "q25", "q50", "q75", "q95", "mean"}


def test_what_is_not_swept_has_one_place_on_a_page(answered):
    plan, results, found = answered(f"{ALL}outputs: [coal.receipts, goods.denied]\nyears: [2018]\n")
    assert (found.bundles, found.readings) == (("short",), ("notices by dial",))
    assert (found.others, found.own, found.buyer, found.months) == ((2, 5, 6, 8, 10), (0,), "", ())
    assert found.series.keys() == {
        key_of("year", n, p) for n in ("coal.receipts", "goods.denied") for p in ("q50", "mean")
    }
    table = found.series[key_of("year", "goods.denied")]
    assert table.shape == (1, 1, 1, 5, 1)
    runs = dict(zip(plan.points.sources[-1].numbers, results.values[0, 1][plan.points.run], strict=True))
    assert table.ravel().tolist() == [runs[dial] for dial in found.others], "a central run is its own median"
    assert found.start == 6, "midway between the ends"
    _, results, found = answered(f"{BUNDLES}{DENIED}years: [2018]\n")
    assert (found.bundles, found.readings, found.others, found.start) == (
        ("old", "new"),
        ("as the scenario has it",),
        (0,),
        0,
    )
    assert found.series[key_of("year", "goods.denied")].ravel().tolist() == results.values[0, 0].tolist()


@pytest.mark.parametrize(
    ("years", "year"), [("[2017, 2018, 2019]", 2018), ("[2018, 2019]", 2018), ("[2019]", 2019), ("[2017]", 2017)]
)
def test_the_headline_speaks_of_the_first_year_wholly_in_force_that_was_kept(answered, monkeypatch, years, year):
    monkeypatch.setitem(globals(), "BASE", BASE.replace("end: 2018-12", "end: 2019-12"))
    tested = "bundles: {new: {bundle: [unscr_2371], under_test: [unscr_2371]}}\n"
    _, _, found = answered(f"{tested}{ALL}{DENIED}years: {years}\n")
    assert (found.years[found.year], found.answer) == (year, "goods.denied")


def test_what_acts_under_test_deny_comes_first(answered):
    tested = "bundles: {new: {bundle: [unscr_2371], under_test: [unscr_2371]}}\n"
    assert answered(f"{tested}{ALL}outputs: [goods.denied, goods.added]\n")[2].answer == "goods.added"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ALL}outputs: [coal.receipts]\n", ["keeps nothing that a headline could speak of", "coal.receipts"]),
        (f"axes: {{campaign.dial: [1, 2], behaviour.psi: [0.1]}}\n{DENIED}", ["page cannot", "behaviour.psi"]),
        (f"axes: {{partners.russia.dial: [1], partners.china.dial: [1]}}\n{DENIED}",
         ["page cannot", "partners.china.dial"]),
        (f"axes: {{campaign.dial: {{sobol: [1, 2]}}}}\npoints: 2\n{DENIED}", ["page cannot", "campaign.dial"]),
        (f"design: zip\naxes: {{campaign.dial: [1, 2], partners.russia.dial: [3, 4]}}\n{DENIED}",
         ["is no whole grid", "zip"]),
    ],
)  # fmt: skip
def test_a_sweep_that_no_page_can_show_is_told(answered, text, said):
    with pytest.raises(BadInput) as told:
        answered(text)
    assert all(part in str(told.value) for part in (*said, "results/s")), str(told.value)


@pytest.mark.parametrize(("given", "flag"), [(3, ""), (5, " --draws 5")])
def test_a_page_says_what_makes_it_again(answered, given, flag):
    plan, _, found = answered(f"{CASES}{ALL}{DENIED}draws: 3\nseed: 7\n")
    more = dataclasses.replace(plan, stages=(dataclasses.replace(plan.stages[0], draws=given),))
    made = answers._made(more, "./s.yaml")
    assert made.commands == (f"dial sweep ./s.yaml{flag}", "dial report results/s -o report.html")
    about = dict(made.about)
    assert about["sweep"] == "s, 10 points"
    assert about["draws"] == f"{given} of each point, keyed, seed 7"
    assert about["id"] == made.identity == plan.identity
    assert len(plan.identity) == 16
    assert (found.made.draws, found.made.seed, found.made.kind) == (3, 7, "sweep")


# -- figures ----------------------------------------------------------------------------------------------------------

LONG = "axes: {campaign.dial: [1, 3, 5, 7, 9], partners.russia.dial: [9, 7, 5, 3, 1]}\n"


def shown(plan, results, n: int = 0):
    return figures._shown(plan, results, n)


def test_a_partners_own_dial_lies_across_a_map_and_the_others_stand_up(planned):
    plan, results = planned(f"{LONG}{DENIED}")
    maps = figures._maps(shown(plan, results), figures._moving(plan))
    assert (maps.x_ticks, maps.y_ticks) == (("1", "3", "5", "7", "9"),) * 2
    assert maps.x_axis != maps.y_axis
    at = {plan.points.words(n): v for n, v in enumerate(shown(plan, results).middle)}
    (panel,) = maps.panels
    for up, others in enumerate(maps.y_ticks):
        for across, own in enumerate(maps.x_ticks):
            assert (
                panel.values[up, across]
                == at[f"case notices by dial, campaign.dial {others}, partners.russia.dial {own}"]
            )
    assert maps.dials is True


def test_a_map_of_draws_has_both_ends_and_the_place_of_the_scenario(planned):
    plan, results = planned(f"{LONG.replace('9, 7, 5, 3, 1', '9, 8, 7, 5, 0')}{DENIED}draws: 3\n")
    what = shown(plan, results)
    maps = figures._maps(what, figures._moving(plan))
    (panel,) = maps.panels
    assert (panel.values - panel.low == 2).all(), "the 5th of a hundred is two statistics before the median"
    assert (panel.high - panel.values == 2).all()
    others, own = plan.points.sources[1:]
    assert maps.today == (figures._today(own), figures._today(others))
    assert maps.today != maps.today[::-1]
    assert "Medians of draws; 90 % ranges stand below" in " ".join(maps.words.caption)
    assert maps.dials is False, "not of the same values"


def test_which_figures_a_sweep_has(planned, monkeypatch):
    monkeypatch.setattr(figures, "figure_of", lambda plan, results, n, size: plan.outputs[n].name)
    monkeypatch.setattr(figures, "dial_figure", lambda curve, size: curve)
    both = "outputs: [goods.denied, coal.receipts]\nmonthly: [goods.denied]\nyears: [2018]\n"
    stems = ["goods_denied_2018", "coal_receipts_2018"]

    def drawn(text: str, *kinds: str):
        made = planned(f"{text}{both}")
        monkeypatch.setattr(figures, "finished", lambda folder: made)
        return [name for name, _ in figures.sweep_figures(Path("s"), kinds, SIZES["page"])]

    named = [name for stem in stems for name in (stem, f"{stem}_dial")]
    assert (drawn(ALL), drawn(ALL, "lines")) == (named, stems)
    assert drawn(ALL, "dial") == [f"{stem}_dial" for stem in stems]
    assert (drawn(LONG), drawn(LONG, "map")) == (stems, stems)
    for text, kind, has in ((LONG, "dial", "map"), (LONG, "lines", "map"), (ALL, "map", "lines, dial")):
        with pytest.raises(BadInput, match="this sweep") as told:
            drawn(text, kind)
        assert told.value.problems[0].allowed == has
    with pytest.raises(BadInput, match="a sweep"):
        drawn(ALL, "pie")


def test_a_third_axis_makes_panels_of_a_map(planned, monkeypatch):
    monkeypatch.setattr(figures, "map_figure", lambda maps, size: maps)
    monkeypatch.setattr(figures, "lines_figure", lambda lines, size: lines)
    third = LONG.replace("}\n", ", behaviour.psi: [0.1, 0.2]}\n")
    maps = figures.figure_of(*planned(f"{third}{DENIED}"), 0, SIZES["page"])
    assert [panel.title.rpartition(" ")[2] for panel in maps.panels] == ["0.1", "0.2"]
    lines = figures.figure_of(*planned(f"{ALL}{DENIED}"), 0, SIZES["page"])
    assert [list(line.x) for panel in lines.panels for line in panel.lines] == [[2, 5, 6, 8, 10]]


def test_an_axis_of_one_value_is_named_nowhere(planned):
    plan, results = planned(f"cases: {{alone: {{}}}}\naxes: {{campaign.dial: [1, 2], behaviour.psi: [0.1]}}\n{DENIED}")
    assert [source.name for source in figures._moving(plan)] == ["campaign.dial"]
    lines = figures._lines(shown(plan, results), figures._moving(plan))
    assert [panel.title for panel in lines.panels] == [""]
    assert [line.label for line in lines.panels[0].lines] == [""]
    assert "Alone." in lines.words.caption[0], "the case that all points share stands below"


def test_panels_go_by_what_no_axis_of_theirs_is(planned):
    plan, results = planned(f"{BUNDLES}{CASES}axes: {{campaign.dial: [1, 2, 3], behaviour.psi: [0.1, 0.2]}}\n{DENIED}")
    lines = figures._lines(shown(plan, results), figures._moving(plan))
    assert [panel.title for panel in lines.panels] == ["old, own", "old, silent", "new, own", "new, silent"]
    assert {len(panel.lines) for panel in lines.panels} == {2}
    assert lines.words.caption[-1].startswith("Model estimate, not a forecast. Source: baseline ")
    assert plan.identity[:12] in lines.words.caption[-1]
    assert "not drawn" not in " ".join(lines.words.caption).lower()
    assert figures._named(plan.points.sources[0], 1) == "new"
    assert figures._named(plan.points.sources[-1], 1).endswith(" 0.2")


def test_a_figure_against_the_dial_of_all(planned):
    tested = "bundles: {new: {bundle: [unscr_2371], under_test: [unscr_2371]}}\n"
    plan, results = planned(f"{tested}{CASES}{ALL}outputs: [goods.added, goods.denied, coal.receipts]\nyears: [2018]\n")
    added, denied, received = (figures.dial_of(plan, results, n) for n in range(3))
    assert list(added.lines) == ["own", "silent"]
    assert list(added.lines["own"].x) == [2, 5, 6, 8, 10]
    assert added.claim, "officials said what the act would cost"
    assert (denied.claim, received.claim) == (None, None)
    assert "the bundle would deny" in denied.words.title
    assert "would deny" in added.words.title
    assert "the bundle" not in added.words.title
    assert "coal receipts" in received.words.title
    assert "A full campaign: all dials at 10." in " ".join(added.words.caption)
    for text in (f"{LONG}{DENIED}", f"axes: {{behaviour.psi: [0.1, 0.2]}}\n{DENIED}",
                 f"axes: {{campaign.dial: {{sobol: [1, 2]}}}}\npoints: 2\n{DENIED}"):  # fmt: skip
        assert figures.dial_of(*planned(text), 0) is None


@pytest.mark.parametrize(("points", "scattered"), [(23, True), (24, False)])
def test_few_spread_points_are_drawn_by_themselves(planned, points, scattered):
    plan, results = planned(f"axes: {{campaign.dial: {{latin: [1, 9]}}}}\npoints: {points}\n{DENIED}draws: 3\n")
    lines = figures._spread(what := shown(plan, results))
    ((line,),) = (panel.lines for panel in lines.panels)
    caption = " ".join(lines.words.caption)
    assert line.scattered is scattered
    assert ("A point counts by the median of its draws" in caption) is not scattered
    assert "All axes vary together" in caption
    assert lines.points is not scattered
    if scattered:
        order = np.argsort(plan.points.values[:, 0])
        assert line.x.tolist() == plan.points.values[order, 0].tolist()
        assert line.median.tolist() == what.middle[order].tolist()


def test_removed_are_the_figures_of_its_years_alone(planned, tmp_path):
    plan, _ = planned(f"{ALL}{DENIED}years: [2018]\n")
    gone = [f"goods_denied_2018{ending}" for ending in figures.ENDINGS]
    kept = ["goods_denied_2017.png", "goods_denied_2018.txt", "table.csv"]
    for name in (*gone, *kept):
        (tmp_path / name).touch()
    figures.remove_figures(plan, tmp_path)
    assert [name for name in (*gone, *kept) if (tmp_path / name).exists()] == kept


# -- packages ---------------------------------------------------------------------------------------------------------


def test_the_columns_of_axes_are_told_in_their_units(planned):
    axes = "axes: {campaign.dial: [1, 2], behaviour.tau_k: [6 months, 1 years], behaviour.psi: {sobol: range}, "
    axes += "partners.russia.dial: {sobol: [1, 2]}, campaign.dial_curve: [power, linear]}\npoints: 2\n"
    plan, _ = planned(f"{BUNDLES}{CASES}{axes}{DENIED}")
    found = {name: (one.type, one.unit, one.meaning) for name, one in _own_columns(plan.points).items()}
    dial = found["campaign.dial"][1]
    assert dial
    assert found == {
        "bundle": ("string", "", "which bundle of acts"),
        "case": ("string", "", "which case, by its name"),
        "campaign.dial": ("number", dial, "axis: value of campaign.dial"),
        "behaviour.tau_k [months]": ("number", "months", "axis: value of behaviour.tau_k"),
        "campaign.dial_curve": ("string", "", "axis: value of campaign.dial_curve"),
        "behaviour.psi": ("number", "", "axis, spread over a range: value of behaviour.psi"),
        "partners.russia.dial": ("number", dial, "axis, spread over a range: value of partners.russia.dial"),
    }
