"""The acts that matter to a scenario, by hand: which are in, whose notices are expected, and when they are lifted."""

from __future__ import annotations

from datetime import date

import pytest

from sim.common.errors import BadInput
from sim.reading.forms.scenario import ScenarioFile
from sim.reading.places import shipped
from sim.reading.reference import reference_in
from sim.reading.scenario.acts import acts_of, lifts_of
from sim.reading.scenario.findings import Findings
from sim.reading.yaml.based_on import find_named, merged, nearest_named
from sim.reading.yaml.document import Document
from sim.reading.yaml.salvage import salvage
from sim.reading.yaml.strict import parse_yaml

REFERENCE = reference_in(shipped() / "reference")
OWN = "title: T, issuer: %s, adopted: 2017-01-01, source: s%s, provisions: {a: {kind: ban, streams: [coal]%s}}"


def read(text: str, *, also: str = ""):
    """The acts of a file, and what is wrong with them; `also` stands in the file, but could not be read."""
    form = ScenarioFile.model_validate(parse_yaml(text.encode(), "own.yaml").content)
    found = Findings(parse_yaml((also or text).encode(), "own.yaml"))
    acts = acts_of(form, REFERENCE, found)
    lifts = [(lift.provision, lift.day) for lift in lifts_of(form, acts, found)]
    return {act.id: act for act in acts}, lifts, [(p.key, p.message) for p in found.problems]


def measures(**acts: str) -> str:
    return "measures:\n" + "".join(f"  {name}: {{{text}}}\n" for name, text in acts.items())


def test_the_acts_of_the_bundle_come_with_their_notices_and_no_others():
    acts, _, wrong = read("bundle: [unscr_2371]")
    assert wrong == []
    assert list(acts) == sorted(acts)
    ordered = {p.id for p in acts["unscr_2371"].provisions}
    notices = {m.id for m in REFERENCE.measures.values() if {p.transposes for p in m.provisions} & ordered}
    assert set(acts) == {"unscr_2371", *notices}
    assert read("bundle: []")[0] == {}


def test_rungs_and_acts_of_coalitions_are_in_as_well():
    coalition = "coalitions: {c: {members: [china, india], date: 2017-06-01, acts: [unscr_2375]}}"
    acts, _, _ = read(f"campaign: {{ladder: {{from: 2017-01-01, rungs: [unscr_2371]}}, {coalition}}}")
    assert {"unscr_2371", "unscr_2375"} <= set(acts)
    assert all(p.own_act for p in acts["unscr_2375"].provisions), "each member's own"
    assert not any(p.own_act for p in acts["unscr_2371"].provisions)
    assert not acts["unscr_2375"].expected_notices


@pytest.mark.parametrize(
    ("issuer", "more", "expected"),
    [("un", "", True), ("un", ", expected_notices: yes", True), ("un", ", expected_notices: no", False),
     ("china", "", False), ("us", "", False)],
)  # fmt: skip
def test_partners_are_taken_to_gazette_an_act_of_the_un_that_a_scenario_makes_up(issuer, more, expected):
    acts, _, wrong = read(measures(mine=OWN % (issuer, more, "")) + "bundle: [mine]")
    assert (acts["mine"].expected_notices, wrong) == (expected, [])


def test_what_is_wrong_between_acts_is_told_once():
    named = measures(mine=OWN % ("un", "", ", superseded_by: [mine.b]"))
    where = "measures.mine.provisions.a.superseded_by[0]"
    assert read(named)[2] == [(where, "unknown provision")]
    broken = measures(mine=(OWN % ("un", "", ", superseded_by: [mine.b]"))[:-1] + ", b: {colour: red}}")
    assert read(named, also=broken)[2] == [], "a paragraph that cannot be read is there, and told of as such"
    circle = measures(mine=OWN % ("un", "", ", superseded_by: [mine.a]"))
    assert [message for _, message in read(circle)[2]] == ["supersedes itself in a circle"]
    shipped_name = measures(unscr_2371=OWN % ("un", "", ""))
    assert read(shipped_name)[2] == [("measures.unscr_2371", "a shipped measure has this name")]


@pytest.mark.parametrize(
    ("lift", "days", "wrong"),
    [
        ("{mine: 2018-01-01}", {"mine.a": 1, "mine.b": 1}, []),
        ("{mine: 2018-01-01, mine.a: 2018-01-02}", {"mine.a": 1, "mine.b": 1}, []),
        ("{mine.a: 2018-01-01, mine: 2018-01-02}", {"mine.a": 1, "mine.b": 2}, []),
        ("{mine.b: 2018-01-03}", {"mine.b": 3}, []),
        ("{unscr_2371: 2018-01-01}", {}, ["is lifted but not in the bundle"]),
        ("{mine.c: 2018-01-01}", {}, ["is lifted but not in the bundle"]),
        ("{push: 2018-01-01}", {}, ["is no act of law"]),
    ],
)
def test_a_paragraph_is_lifted_on_the_earliest_of_its_days(lift, days, wrong):
    mine = (OWN % ("un", "", ""))[:-1] + ", b: {kind: ban, streams: [lead]}}"
    push = "title: P, issuer: us, instrument: secondary, adopted: 2017-06-29, steps: [{from: 2017-06-29, level: 1}]"
    _, lifts, found = read(measures(mine=mine, push=push) + f"bundle: [mine, push]\nlift: {lift}")
    assert dict(lifts) == {paragraph: date(2018, 1, day) for paragraph, day in days.items()}
    assert [message for _, message in found] == wrong


@pytest.mark.parametrize(
    ("lifted", "levels"),
    [
        ("", [("2017-06-29", 1), ("2018-03-01", 2)]),
        ("2018-03-02", [("2017-06-29", 1), ("2018-03-01", 2), ("2018-03-02", 0)]),
        ("2018-03-01", [("2017-06-29", 1), ("2018-03-01", 0)]),
        ("2017-06-29", []),
    ],
)
def test_lifting_ends_the_levels_of_pressure(lifted, levels):
    """A level that would begin on that very day does not."""
    steps = "steps: [{from: 2018-03-01, level: 2}, {from: 2017-06-29, level: 1}]"
    ends = f", lifted: {lifted}" if lifted else ""
    push = f"title: P, issuer: us, instrument: secondary, adopted: 2017-01-01, {steps}{ends}"
    acts, _, wrong = read(measures(push=push) + "bundle: [push]")
    assert [(str(step.start), step.level) for step in acts["push"].steps] == levels
    assert wrong == []


def test_a_paragraph_has_from_its_act_what_it_does_not_say():
    whole = "title: X, issuer: china, adopted: 2017-01-01, effective: 2017-03-01, lifted: 2018-01-01, source: s"
    own = "adopted: 2017-02-01, effective: 2017-04-01, lifted: 2017-12-01, source: t, partners: [china]"
    text = f"{whole}, provisions: {{a: {{kind: ban, streams: [lead, coal]}}, b: {{kind: ban, streams: [coal], {own}}}}}"
    acts, _, wrong = read(measures(mine=text) + "bundle: [mine]")
    a, b = acts["mine"].provisions
    assert wrong == []
    assert (a.adopted, a.effective, a.lifted) == (date(2017, 1, 1), date(2017, 3, 1), date(2018, 1, 1))
    assert (a.source, a.partners, a.streams, a.own_act) == ("s", ("china",), ("coal", "lead"), True)
    assert (b.adopted, b.effective, b.lifted, b.source) == (date(2017, 2, 1), date(2017, 4, 1), date(2017, 12, 1), "t")
    assert acts["mine"].origin == "own.yaml:2"
    notice = "title: N, issuer: china, adopted: 2018-01-01, provisions: {n: {transposes: unscr_2371.coal}}"
    acts, _, _ = read(measures(note=notice) + "bundle: [unscr_2371]")
    (note,) = acts["note"].provisions
    assert (note.kind, note.streams, note.own_act, note.partners) == ("ban", ("coal",), False, ("china",))


# -- what is left of a file once what is wrong is taken out -----------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "left"),
    [
        ([("draws",)], {"title": "t", "bundle": ["a", "b"], "campaign": {"press": [], "review_months": 2}}),
        ([("bundle", 1)], {"title": "t", "draws": 8, "campaign": {"press": [], "review_months": 2}}),
        ([("campaign", "review_months")], {"title": "t", "draws": 8, "bundle": ["a", "b"], "campaign": {"press": []}}),
        ([("campaign", "press", 0, "date")], {
            "title": "t", "draws": 8, "bundle": ["a", "b"], "campaign": {"review_months": 2}}),
        ([("gone",), ("campaign", "gone", "deeper")], None),
        ([("campaign",), ("title",)], {"draws": 8, "bundle": ["a", "b"]}),
    ],
)  # fmt: skip
def test_a_list_goes_as_a_whole_and_a_key_alone(wrong, left):
    content = {"title": "t", "draws": 8, "bundle": ["a", "b"], "campaign": {"press": [], "review_months": 2}}
    found = salvage(ScenarioFile, content, wrong, {})
    assert found == ScenarioFile.model_validate(content if left is None else left)
    assert content["draws"] == 8, "the file's own content stays"


def test_what_cannot_be_read_is_taken_out_and_what_cannot_be_missing_is_stood_in_for():
    content = {"title": "t", "draws": "many", "shocks": [{"from": "2017-01"}], "horizon": {"start": "2017-01"}}
    stand_in = {("horizon", "end"): "2018-12"}
    found = salvage(ScenarioFile, content, [], stand_in)
    assert (found.draws, found.shocks, found.horizon.end) == (1, [], 12 * 2018 + 11)
    assert salvage(ScenarioFile, {"title": "t", "horizon": {"start": "2017-01"}}, [], {}).horizon is None
    assert Document("f", content).content["draws"] == "many"


# -- files by name ----------------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path):
    """A folder of shipped scenarios, some of them in folders, and one of somebody's own."""
    for name in (
        "home/ladder.yaml",
        "home/today/today.yaml",
        "home/reference/today.yaml",
        "own/mine.yaml",
        "own/a.json",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("title: T\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "found", "hint"),
    [
        ("mine.yaml", "own/mine.yaml", ""), ("ladder.yaml", "home/ladder.yaml", ""),
        ("ladder", "", "did you mean 'ladder.yaml'?"), ("mine", "", "did you mean 'mine.yaml'?"),
        ("laddr.yaml", "", "did you mean 'ladder.yaml'?"), ("mime.yaml", "", "did you mean 'mine.yaml'?"),
        ("today", "", "it stands in a folder: write 'today/today.yaml'"),
        ("today.yaml", "", "it stands in a folder: write 'today/today.yaml'"),
        ("elsewhere/today.yaml", "", ""), ("nothing.of.it", "", ""), ("a\0b", "", ""),
    ],
)  # fmt: skip
def test_what_a_scenario_is_based_on_is_found_beside_it_or_among_the_shipped(home, name, found, hint):
    own, shipped_ = home / "own", home / "home"
    assert find_named(name, own, shipped_) == (home / found if found else None)
    assert found or nearest_named(name, own, shipped_) == hint


def told_of_base(path, home) -> list[tuple[str, str, str]]:
    try:
        merged(path, home)
    except BadInput as error:
        return [(p.message, p.given, p.hint) for p in error.problems]
    return []


def test_a_chain_of_files_has_an_end(home):
    own, shipped_ = home / "own", home / "home"
    for n in range(13):
        (own / f"c{n}.yaml").write_text(f"based_on: c{n + 1}.yaml\n" if n < 12 else "title: T\n", encoding="utf-8")
    assert merged(own / "c0.yaml", shipped_).content["title"] == "T", "twelve files below one"
    (own / "d.yaml").write_text("based_on: c0.yaml\n", encoding="utf-8")
    assert told_of_base(own / "d.yaml", shipped_) == [("the chain is too long", "c12.yaml", "")]
    (own / "e.yaml").write_text("based_on: f.yaml\n", encoding="utf-8")
    (own / "f.yaml").write_text("based_on: e.yaml\n", encoding="utf-8")
    assert told_of_base(own / "e.yaml", shipped_) == [("goes in a circle", "e.yaml -> f.yaml -> e.yaml", "")]
    for base, message in (
        ("a.json", "a resolved scenario cannot be built on"), ("[mine.yaml]", "must be the name of a scenario file"),
        ("''", "must be the name of a scenario file"), ("5", "must be the name of a scenario file"),
        ("gone.yaml", "no such scenario"),
    ):  # fmt: skip
        (own / "g.yaml").write_text(f"based_on: {base}\n", encoding="utf-8")
        assert [said for said, *_ in told_of_base(own / "g.yaml", shipped_)] == [message]
