"""Series that have no total, one by one: their bands, their figure, and what is read back of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.bands import answer_in_words
from sim.analysis.figures import revenue_of
from sim.analysis.outcome import outcome_of, usual_outcomes, usual_series
from sim.analysis.said import about
from sim.analysis.touched import leading, named_groups, streams_of
from sim.cli.main import main
from sim.domain.law import provisions_of
from sim.reading.reference import shipped
from sim.reading.resolved import load_resolved
from sim.reading.scenario import read_scenario
from sim.runs.loaded import load
from sim.runs.question import Question
from sim.runs.results import Results
from sim.runs.run import run
from sim.runs.variants import SCENARIO, groups_alone
from sim.runs.windows import windows_of
from tests.rings import in_rings

LEADS = {
    "sudan_inducement": "illicit.arms",
    "levers_illicit": "illicit.online_gambling",
    "levers_services": "services",
    "workers_hosts": "labour",
    "hurried": "goods",
}
BOTH = (SCENARIO, SCENARIO.prior)


@pytest.fixture(scope="module", params=in_rings(LEADS, 2))
def answered(request) -> tuple[str, Results]:
    """A shipped scenario, its central run and a few draws."""
    one = replace(read_scenario(shipped() / f"campaign/{request.param}.yaml").scenario, draws=8)
    windows = tuple(windows_of(one))
    return request.param, run(Question(one, BOTH)).beside(run(Question(one, BOTH, one.draws, windows)))


@pytest.mark.parametrize("name", LEADS)
def test_what_acts_are_asked_about_is_what_they_name(name):
    one = read_scenario(shipped() / f"campaign/{name}.yaml").scenario
    series = LEADS[name].removeprefix("illicit.")
    assert usual_series(one) == series
    assert {outcome.series for outcome in usual_outcomes(one)} == {series}
    assert outcome_of("share", one).series == series
    named = {stream for act in one.measures if act.id in one.under_test for stream in act.streams}
    named |= {stream for p in provisions_of(m for m in one.measures if m.id in one.under_test) for stream in p.streams}
    assert named & set(usual_outcomes(one)[0].streams)


@pytest.mark.slow
def test_a_question_without_a_series_is_about_what_the_acts_name(capsys):
    short = ("--set", "horizon.start=2017-07", "--set", "horizon.end=2018-12", "--draws", "1")
    for command in (("attribute",), ("solve", "--target", "10 MUSD/yr")):
        assert main([command[0], str(shipped() / "campaign/levers_services.yaml"), *short, *command[1:]]) == 0
        said = capsys.readouterr().out
        assert "services" in said
        assert "goods" not in said.partition("\n\n")[0]


def test_figure_and_answer_are_about_what_the_acts_take_from(answered):
    name, results = answered
    group = leading(results)
    assert group == LEADS[name]
    shown = revenue_of(results)
    taken = np.median(results.drawn(SCENARIO.prior, 0, group) - results.drawn(SCENARIO, 0, group))
    assert taken >= 0.5
    assert f"would deny {about(taken)} million USD" in shown.words.title
    assert shown.effect == f"Denied: {about(taken)} in {results.windows[0].label}"
    assert shown.received.band is not None
    own = results.summed("receipts", SCENARIO, streams_of(results, group))
    assert list(shown.received.central) == list(own)
    assert (shown.recorded is not None) == (group == "goods"), "customs record goods alone"


def test_a_series_alone_has_the_totals_of_its_own_stream(answered):
    _, results = answered
    alone = groups_alone(results.scenario)
    assert results.axes["alone"] == alone
    assert {group for group in named_groups(results) if group.startswith("illicit")} <= set(alone)
    assert answer_in_words(results).startswith("would deny ")
    for group in alone:
        drawn = results.drawn(SCENARIO, 0, group)
        assert drawn.shape == (8,)
        low, high = (results.bands(SCENARIO, "receipts", group.partition(".")[2])[n] for n in (0, -1))
        months = list(results.windows[0].months)
        assert drawn.min() <= high[months].sum()
        assert drawn.max() >= low[months].sum()


def test_a_folder_gives_back_the_totals_of_series_alone(tmp_path, capsys):
    assert (
        main(
            [
                "run",
                str(shipped() / "campaign/levers_illicit.yaml"),
                "--draws",
                "8",
                "--no-figures",
                "-o",
                str(tmp_path),
            ]
        )
        == 0
    )
    (folder,) = (tmp_path / "levers_illicit").iterdir()
    said = capsys.readouterr().out
    read = load(folder, load_resolved(folder / "scenario.json"))
    assert read.axes["alone"] == ("illicit.cyber", "illicit.it_workers", "illicit.online_gambling")
    for variant in (SCENARIO, SCENARIO.prior):
        assert all(read.drawn(variant, n, group).min() > 0 for n in (0, 1) for group in read.axes["alone"])
    assert f"W{answer_in_words(read)[1:]}".partition(")")[0] in said
    assert revenue_of(read).effect.removeprefix("Denied: ").partition(" ")[0] in said
