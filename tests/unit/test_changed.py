"""What was changed is seen: values laid over a titled file stand in the headline, in figures and in comparisons."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.changed import changed, changed_in_source, changed_text
from sim.analysis.compare import Side, what_was_changed
from sim.analysis.figures import revenue_of
from sim.analysis.headline import headline_of
from sim.analysis.questions import headline_question
from sim.domain.scenario import Override
from sim.reading.reference import shipped
from sim.reading.resolved import dump_resolved, load_resolved
from sim.reading.resolved.json_text import with_seal
from sim.reading.scenario import read_scenario
from sim.report.text import headline_text
from sim.runs.run import run
from sim.sweeps.design.settings import fingerprint

SHIPPED = shipped() / "unscr_2371.yaml"
THETA = "{value: 0.6, low: 0.3, high: 0.9, source: mine, basis: estimated}"
OWN = f"based_on: unscr_2371.yaml\nbehaviour: {{theta: {THETA}}}\n"


def read(path: Path, *settings: str):
    return read_scenario(path, settings).scenario


@pytest.fixture
def own(tmp_path) -> Path:
    """A file that changes a shipped one and keeps its title."""
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_layers_are_told_apart_and_the_uppermost_comes_first(own):
    scenario = read(own, "campaign.dial=10")
    assert changed(scenario) == (
        Override("behaviour.theta", "0.6 (0.3 to 0.9)", "own.yaml"),
        Override("campaign.dial", "10", "--set"),
    )
    said = "changed: campaign.dial = 10 (--set); behaviour.theta = 0.6 (0.3 to 0.9) (own.yaml)"
    assert changed_text(changed(scenario)) == said


def test_a_value_that_something_above_replaces_is_not_told(own):
    assert [o.by for o in changed(read(own, "behaviour.theta=0.4"))] == ["--set"]
    assert [o.value for o in changed(read(own, "campaign.dial=9", "campaign.dial=10"))] == ["0.6 (0.3 to 0.9)", "10"]


@pytest.mark.parametrize(
    "setting", ["bundle=[unscr_2371]", "prices=base_year", "horizon.end=2018-12", "partners.russia.notices=false"]
)
def test_everything_that_is_set_is_told(setting):
    (one,) = changed(read(SHIPPED, setting))
    assert f"{one.path}={one.value}" == setting


@pytest.mark.parametrize(
    "setting", ["draws=64", "seed=3", "sampler=sobol", "title=Mine", "prices=observed", "under_test=[unscr_2371]"]
)
def test_draws_luck_words_and_what_stands_there_anyway_are_no_changes(setting):
    assert [o for o in read(SHIPPED, setting).overrides if o.by == "--set"] == []


def test_a_title_of_its_own_speaks_for_a_file_but_not_for_what_is_set_over_it(own):
    own.write_text(OWN + "title: Theta at 0.6\n", encoding="utf-8")
    assert changed(read(own)) == ()
    assert changed_in_source(read(own)) == "changed: behaviour.theta = 0.6 (0.3 to 0.9) (own.yaml)"
    assert [o.by for o in changed(read(own, "campaign.dial=10"))] == ["--set"]


def test_many_changes_are_named_in_part_and_counted():
    five = tuple(Override(f"behaviour.n{n}", str(n), "--set") for n in range(5))
    assert changed_text(five) == "changed: behaviour.n0 = 0, behaviour.n1 = 1, behaviour.n2 = 2 (--set) and 2 more"
    many = replace(read(SHIPPED), overrides=tuple(replace(one, titled=True) for one in five))
    assert changed_in_source(many) == ""


def test_shipped_files_speak_for_themselves():
    for path in sorted(shipped().glob("*.yaml")):
        assert changed(read(path)) == (), path.name


def test_headline_subtitle_and_source_line_tell_of_it():
    results = run(headline_question(read(SHIPPED, "campaign.dial=10", "horizon.end=2018-12")))
    told = "changed: campaign.dial = 10, horizon.end = 2018-12 (--set)"
    said, words = headline_of(results), revenue_of(results).words
    assert (said.title, said.changed) == ("UNSCR 2371 with the dials of mid-2017", told)
    assert headline_text(said).splitlines()[1] == told
    assert told in words.subtitle
    assert told in " ".join(words.caption)


def test_a_comparison_says_which_side_was_changed():
    plain, other = read(SHIPPED), read(SHIPPED, "campaign.dial=10")

    def told(*scenarios) -> str:
        return what_was_changed([Side(f"s{n}", s, (), None, None) for n, s in enumerate(scenarios)])

    assert told(plain, plain) == ""
    assert told(plain, other) == "s1, changed: campaign.dial = 10 (--set)"
    assert told(other, other) == "in all, changed: campaign.dial = 10 (--set)"


def test_a_resolved_scenario_keeps_them_and_older_ones_have_none(own, tmp_path):
    scenario = read(own, "campaign.dial=10")
    path = tmp_path / "scenario.json"
    path.write_text(dump_resolved(scenario), encoding="utf-8")
    assert load_resolved(path) == scenario
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["overrides"]
    path.write_text(json.dumps(with_seal(content)), encoding="utf-8")
    assert load_resolved(path) == replace(scenario, overrides=())


def test_no_result_depends_on_them():
    scenario = read(SHIPPED, "campaign.dial=5")
    assert fingerprint(scenario) == fingerprint(replace(scenario, overrides=()))


def test_a_table_of_its_own_is_named_and_not_written_out():
    rows = Override("observed", "[{partner: china, stream: coal, from: 2016-12-01}]", "history.yaml", titled=True)
    assert changed_text([rows, Override("campaign.dial", "10", "history.yaml", titled=True)]) == (
        "changed: observed given, campaign.dial = 10 (history.yaml)"
    )
