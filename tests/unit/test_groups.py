"""Groups by name in lists of partners and streams: their members, once each, with every place as written."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.common.errors import BadInput
from sim.reading.reference import Reference, shipped
from sim.reading.scenario import read_scenario

REFERENCE = Reference(shipped() / "reference")
GOODS = tuple(sorted(s.id for s in REFERENCE.streams.values() if s.group == "goods"))
ASEAN = ("malaysia", "philippines", "singapore", "thailand")
GULF = ("kuwait", "oman", "qatar", "uae")

SCENARIO = """\
title: Groups
based_on: baseline_2016.yaml
horizon: {{start: 2017-01, end: 2018-12}}
bundle: [act]
campaign:
  press: [{{date: 2017-05-01, partners: [asean, china]}}]
  coalitions: {{forum: {{members: [thailand, asean], date: 2017-08-07}}}}
shocks: [{{partners: [gulf], streams: [services], from: 2018-02-01, to: 2018-02-28, factor: 0.5}}]
measures:
  act:
    title: A ban
    issuer: un
    adopted: 2017-03-01
    provisions:
      whole: {{kind: ban, streams: {streams}, partners: {partners}}}
"""


@pytest.fixture
def read(tmp_path):
    def of(streams: str = "[goods]", partners: str = "[asean]", *settings: str, more: str = ""):
        file = Path(tmp_path / "groups.yaml")
        file.write_text(SCENARIO.format(streams=streams, partners=partners) + more, encoding="utf-8")
        return read_scenario(file, settings).scenario

    return of


def provision(scenario):
    return next(m for m in scenario.measures if m.id == "act").provisions[0]


def test_a_group_is_its_members_wherever_names_stand_in_a_list(read):
    scenario = read()
    assert provision(scenario).streams == GOODS
    assert provision(scenario).partners == ASEAN
    assert scenario.mechanisms.press[0].partners == ("china", *ASEAN)
    assert sorted(scenario.mechanisms.coalitions[0].members) == list(ASEAN)
    assert scenario.shocks[0].partners == GULF
    assert "statues" in scenario.shocks[0].streams
    assert not set(GOODS) & set(scenario.shocks[0].streams)


def test_a_name_stands_once_however_often_its_groups_do(read):
    found = provision(read("[coal, goods, seafood]", "[thailand, asean, asean, gulf]"))
    assert found.streams == GOODS
    assert found.partners == tuple(sorted(ASEAN + GULF))


def test_a_group_in_a_setting(read):
    path = "measures.act.provisions.whole.partners"
    assert provision(read("[coal]", "[china]", f"{path}=[gulf]")).partners == GULF


def test_one_may_write_out_a_group_or_name_it(read):
    named, written = read("[goods]", "[gulf]"), read(f"[{', '.join(GOODS)}]", f"[{', '.join(GULF)}]")
    assert replace(named, overrides=()) == replace(written, overrides=())
    assert "asean" in next(o.value for o in named.overrides if o.path == "campaign.press")  # told as it was written


def test_what_is_wrong_beside_a_group_is_told_where_it_stands(read):
    with pytest.raises(BadInput) as caught:
        read("[goods]", "[gulf, asean, Chnia]")
    (problem,) = caught.value.problems
    assert problem.line == 15
    assert SCENARIO.splitlines()[14].count("whole")
    written = "      whole: {kind: ban, streams: [goods], partners: [gulf, asean, Chnia]}"
    assert written[problem.column - 1 :].startswith("Chnia")
    assert problem.hint == "did you mean 'china'?"


@pytest.mark.parametrize(
    ("streams", "partners", "said"),
    [
        ("[coal, iron_ore, coal]", "[china]", "measures.act.provisions.whole.streams[2]"),
        ("[coal]", "[china, china]", "measures.act.provisions.whole.partners[1]"),
        ("[coal]", "[china, asean, china]", "measures.act.provisions.whole.partners"),
    ],
)
def test_a_name_that_a_list_names_again_is_told_at_its_place(read, streams, partners, said):
    with pytest.raises(BadInput) as caught:
        read(streams, partners)
    (problem,) = caught.value.problems
    assert (problem.message, problem.line, problem.hint) == ("stands twice", 15, "name it once")
    assert problem.key.startswith(said)
    written = f"      whole: {{kind: ban, streams: {streams}, partners: {partners}}}"
    last = "coal" if "streams" in said else "china"
    assert problem.column - 1 == written.rindex(last)


def test_it_is_told_of_every_list_of_names(read):
    """In a push, a coalition and a shock as in a paragraph."""
    with pytest.raises(BadInput) as caught:
        read(
            "[coal]",
            "[china]",
            "campaign.press=[{date: 2017-05-01, partners: [china, china]}]",
            "campaign.coalitions.forum.members=[thailand, malaysia, thailand]",
            "shocks=[{partners: [qatar, qatar], streams: [coal], from: 2018-02-01, to: 2018-02-28, factor: 0.5}]",
        )
    assert [p.message for p in caught.value.problems] == ["stands twice"] * 3


@pytest.mark.parametrize(
    ("given", "hint"),
    [("asaen", "did you mean 'asean'?"), ("Gulf", "did you mean 'gulf'?"), ("vietnam", "rest_of_world")],
)
def test_a_near_miss_of_a_group_names_the_group(read, given, hint):
    with pytest.raises(BadInput) as caught:
        read("[coal]", f"[{given}]")
    (problem,) = caught.value.problems
    assert hint in problem.hint
    assert "a group: africa, asean, east_asia, europe, gulf, other" in problem.allowed


def test_a_member_of_a_group_that_an_act_may_not_bind_is_blamed_at_the_group(read):
    with pytest.raises(BadInput, match="binds other partners"):
        read("[goods]", "[asean]", "measures.act.issuer=thailand")


def test_a_group_of_ones_own_tables_and_a_partner_that_is_called_as_its_group(read, tmp_path):
    (tmp_path / "mine").mkdir()
    head = "partner,label,group,may_buy,gives_notice,note\n"
    rows = "vietnam,Vietnam,asean,yes,no,\nchad,Chad,sahel,yes,no,\nmali,Mali,sahel,yes,no,\ngulf,A firm,gulf,yes,no,\n"
    (tmp_path / "mine" / "partners.csv").write_text(head + rows, encoding="utf-8")
    found = provision(read("[coal]", "[sahel, asean, gulf]", more="tables: mine\n"))
    assert found.partners == tuple(sorted(("chad", "mali", "vietnam", "gulf", *ASEAN)))


def test_a_group_as_issuer_is_told_what_to_write(read):
    with pytest.raises(BadInput) as caught:
        read("[coal]", "[asean]", "measures.act.issuer=asean")
    assert "or issuer un with partners: [asean]" in caught.value.problems[0].hint


def test_a_group_is_no_single_name(read):
    seen = "{partner: asean, stream: goods, from: 2017-05, to: 2017-06, compliance: 1, source: me}"
    with pytest.raises(BadInput) as caught:
        read(more=f"observed: [{seen}]\n")
    assert [p.message for p in caught.value.problems] == ["unknown partner", "unknown stream"]
    assert all("a group of" in p.hint for p in caught.value.problems)
