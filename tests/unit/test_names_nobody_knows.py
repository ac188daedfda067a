"""Names in a scenario that nobody knows, or that stand where they cannot: told at their place, and only there."""

from __future__ import annotations

import pytest

from sim.reading.names import unknown_names
from sim.reading.places import shipped
from sim.reading.reference import reference_in
from sim.reading.scenario.names import name_problems
from sim.reading.yaml.strict import parse_yaml

REFERENCE = reference_in(shipped() / "reference")
PROVOKED = "provocations: {mine: {rate: 1}, dated: [{date: 2017-01-01, class: %s}]}"


def told(text: str) -> list[str]:
    document = parse_yaml(text.encode(), "own.yaml")
    return [f"{problem.key}: {problem.message}" for problem in name_problems(document, REFERENCE)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bundle: [unscr_2371, unscr_2372]", "bundle[1]: unknown measure"),
        ("bundle: [unscr_2371, 5, unscr_2375, unscr_2371]", "bundle[3]: stands twice"),
        ("bundle: [unscr_2371]\nunder_test: [unscr_2375]", "under_test[0]: is tested but not in the bundle"),
        ("bundle: [unscr_2371]\nunder_test: [unscr_2371]", ""),
        ("bundle: []\nunder_test: [unscr_2375]\ncampaign: {ladder: {rungs: [unscr_2375]}}", ""),
        ("bundle: [mine]\nmeasures: {mine: {}}", ""),
        ("partners: {chian: {dial: 5}}", "partners.chian: unknown partner 'chian'"),
        ("baseline: {use: customs_2016, amounts: {coal: {china: 1}}, shares: {lead: {japan: 1}}}", ""),
        ("baseline: {}", "baseline.use: is missing"),
        ("baseline: {use: mine}", "baseline.use: unknown baseline"),
        ("baseline: {use: customs_2016, amounts: {cole: {china: 1}}}", "baseline.amounts.cole: unknown stream 'cole'"),
        ("baseline: {use: customs_2016, shares: {coal: {chian: 1}}}",
         "baseline.shares.coal.chian: unknown partner 'chian'"),
        ("observed: [{partner: chian, stream: coal}]", "observed[0].partner: unknown partner"),
        ("observed: [{partner: china, stream: cole}]", "observed[0].stream: unknown stream"),
        ("shocks: [{partners: [china, chian]}]", "shocks[0].partners[1]: unknown partner"),
        ("shocks: [{streams: [lead, cole]}]", "shocks[0].streams[1]: unknown stream"),
        ("shocks: [5, {streams: coal}]", ""),
        ("volumes: [{stream: coal}, {stream: cole}]", "volumes[1].stream: unknown stream"),
        ("volumes: [{stream: coal}, {stream: coal}]", "volumes[1].stream: has two volume paths"),
        ("volumes: [{stream: 5}, 5, {}]", ""),
        ("lift: {unscr_2371: 2018-01-01, unscr_2371.coal: 2018-01-01}", ""),
        ("lift: {unscr_2371.cole: 2018-01-01}", "lift.unscr_2371.cole: unknown act or paragraph 'unscr_2371.cole'"),
        ("measures: {mine: {provisions: {a: {}}}}\nlift: {mine.a: 2018-01-01, mine: 2018-01-01}", ""),
        ("measures: {mine: {provisions: 5}, other: 5}\nlift: {mine.a: 2018-01-01}",
         "lift.mine.a: unknown act or paragraph 'mine.a'"),
        ("substitution_from: {coal>wigs: 2018-01-01}", ""),
        ("substitution_from: {coal>coal: 2018-01-01}", "substitution_from.coal>coal: unknown link 'coal>coal'"),
        ("behaviour: {use: mine}", "behaviour.use: unknown set"),
        ("behaviour: {theta: 0.5}", "behaviour.use: is missing"),
        ("behaviour: {use: ex_ante_2017, thetta: 0.5}", "behaviour.thetta: unknown parameter 'thetta'"),
        ("behaviour: {use: ex_ante_2017, theta: {coal: 1, goods: 1}}", ""),
        ("behaviour: {use: ex_ante_2017, theta: {cole: 1}}",
         "behaviour.theta.cole: theta cannot be given for 'cole'"),
        ("behaviour: {use: ex_ante_2017, theta: {value: 1}}", ""),
        ("behaviour: {use: ex_ante_2017, q: {mine: 1}}\nmeasures: {mine: {}}", ""),
        ("campaign: {press: [{partners: [china]}, {partners: [chian]}]}",
         "campaign.press[1].partners[0]: unknown partner"),
        ("campaign: {designations: {partners: [chian]}}", "campaign.designations.partners[0]: unknown partner"),
        ("campaign: {designations: {streams: [cole]}}", "campaign.designations.streams[0]: unknown stream"),
        (f"campaign: {{{PROVOKED % 'mine'}}}", ""), (f"campaign: {{{PROVOKED % 'nuclear'}}}", ""),
        (f"campaign: {{{PROVOKED % 'nucular'}}}",
         "campaign.provocations.dated[0].class: unknown class of provocations"),
        ("campaign: {ladder: {rungs: [unscr_2372]}}", "campaign.ladder.rungs[0]: unknown measure"),
        ("campaign: {ladder: {rungs: [unscr_2371, unscr_2371]}}", "campaign.ladder.rungs[1]: stands twice"),
        ("bundle: [unscr_2371]\ncampaign: {ladder: {rungs: [unscr_2371]}}",
         "campaign.ladder.rungs[0]: is in the bundle as well"),
        ("campaign: {talks: {t: {broken_by: [nucular]}}}",
         "campaign.talks.t.broken_by[0]: unknown class of provocations"),
        ("campaign: {talks: {t: {broken_by: [other], relief: {unscr_2371.coal: []}}}}", ""),
        ("campaign: {talks: {t: {relief: {unscr_2371: []}}}}",
         "campaign.talks.t.relief.unscr_2371: unknown paragraph 'unscr_2371'"),
        ("campaign: {coalitions: {c: {members: [china, chian]}}}", "campaign.coalitions.c.members[1]: unknown partner"),
        ("campaign: {coalitions: {c: {acts: [unscr_2372]}}}", "campaign.coalitions.c.acts[0]: unknown measure"),
        ("bundle: [unscr_2371]\ncampaign: {coalitions: {c: {acts: [unscr_2371]}}}",
         "campaign.coalitions.c.acts[0]: is in the bundle as well"),
        ("campaign: 5", ""), ("campaign: {press: 5, talks: 5, ladder: 5}", ""), ("measures: 5", ""),
    ],
)  # fmt: skip
def test_a_name_that_nobody_knows_is_told_at_its_place(text, said):
    assert told(text) == ([said] if said else [])


def test_a_notice_comes_by_itself():
    notice = next(act for act in REFERENCE.measures.values() if act.is_notice)
    said = "bundle[1]: is a notice: it comes with its partner and the act it carries out"
    assert told(f"bundle: [unscr_2371, {notice.id}]") == [said]


def test_what_is_tested_below_a_bundle_with_a_slip_may_be_meant():
    """under_test of the file below beside a bundle of one's own: one unknown name is told, not what follows from it."""
    document = parse_yaml(b"bundle: [unscr_2372]\nunder_test: [unscr_2371]", "own.yaml")
    keys = [problem.key for problem in name_problems(document, REFERENCE)]
    assert keys == ["bundle[0]", "under_test[0]"]
    document.places = {path: ("base.yaml" if path[0] == "under_test" else file, line, column)
                       for path, (file, line, column) in document.places.items() if path}  # fmt: skip
    assert [problem.key for problem in name_problems(document, REFERENCE)] == ["bundle[0]"]


def test_hints_for_a_paragraph_name_those_of_the_act():
    document = parse_yaml(b"campaign: {talks: {t: {relief: {unscr_2371: []}}}}", "own.yaml")
    (problem,) = name_problems(document, REFERENCE)
    assert problem.hint.startswith("name a paragraph of it: unscr_2371.")
    assert problem.hint.endswith(", … (5 in all)")


def test_names_are_known_whatever_holds_them():
    document = parse_yaml(b"k: [a, b, c, a]", "f")
    for known in (("a", "b"), {"a": 1, "b": 2}, iter(["a", "b"])):
        found = unknown_names(document, (), "k", ["a", "b", "c", "a"], "partner", known)
        assert [(p.key, p.message) for p in found] == [("k[2]", "unknown partner"), ("k[3]", "stands twice")]
    acts = list(unknown_names(document, (), "k", ["a", "a"], "measure", ["a"]))
    assert acts == [], "who names an act again is told by those who read acts"
    (problem,) = unknown_names(document, (), "gone", ["x"], "partner", ["a"], ["g", "f"])
    assert (problem.key, problem.allowed) == ("gone", "a; a group: f, g")
