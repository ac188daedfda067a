"""Documents laid over each other, and acts that refer to each other: what stands where then, and what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.reading.law.links import linked_problems
from sim.reading.scenario.findings import Findings
from sim.reading.yaml.document import Document
from sim.reading.yaml.merging import has_scopes, over
from sim.reading.yaml.overrides import with_layer
from sim.reading.yaml.strict import parse_yaml
from tests.worlds import measure_from

BASE = "a: {b: 1, c: [1, 2]}\nd: 5\n"


def parsed(text: str, file: str = "base.yaml") -> Document:
    return parse_yaml(text.encode(), file)


def test_mappings_merge_and_everything_else_is_replaced():
    found = over(parsed(BASE), parsed("a: {c: [3], e: 4}\n", "top.yaml"))
    assert found.content == {"a": {"b": 1, "c": [3], "e": 4}, "d": 5}
    assert found.file == "top.yaml"
    places = {path: place[0] for path, place in found.places.items()}
    assert (places["a",], places["a", "b"], places["a", "c"], places["a", "c", 0], places["d",]) == (
        "top.yaml", "base.yaml", "top.yaml", "top.yaml", "base.yaml",
    )  # fmt: skip
    assert ("a", "c", 1) not in found.places, "its place is gone with the list that it stood in"


def test_over_a_setting_the_file_keeps_its_name_and_places():
    found = over(parsed(BASE), parsed("a: {c: 7}\n", "--set"), setting=True)
    assert (found.file, found.content["a"]["c"]) == ("base.yaml", 7)
    assert (found.places["a",][0], found.places["a", "c"][0]) == ("base.yaml", "--set")


def test_a_number_with_its_range_replaces_what_stood_there():
    base = parsed("n: {value: 1, low: 0, high: 2}\n")
    assert over(base, parsed("n: {value: 5}\n")).content == {"n": {"value": 5}}
    assert over(base, parsed("n: {low: 0.5}\n")).content == {"n": {"value": 1, "low": 0.5, "high": 2}}
    assert [has_scopes(value) for value in ({"coal": 1}, {"value": 1}, {"low": 1}, 5, {})] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_notes_and_stand_ins_go_with_what_is_replaced():
    base = parsed("a: 1e999\nb: 1e999\n")
    found = over(base, parsed("a: 5\n"))
    assert found.unread == {("b",)}
    assert len(found.notes) == 2


def test_an_act_of_ones_own_is_one_change_and_a_changed_one_is_many():
    act = {"title": "t", "issuer": "un"}
    new = with_layer(Document("m", {}), Document("b", {}), Document("t", {"measures": {"mine": act}}), "top")
    assert [(one.path, one.value) for one in new.overrides] == [(("measures", "mine"), act)]
    base = Document("b", {"measures": {"mine": act}})
    changed = with_layer(Document("m", {}), base, Document("t", {"measures": {"mine": {"issuer": "us"}}}), "top")
    assert [(one.path, one.value) for one in changed.overrides] == [(("measures", "mine", "issuer"), "us")]


def test_what_is_given_as_it_is_anyway_is_no_change():
    """The value that a scenario has where nobody gives one; and words change no number."""
    top = {"draws": 64, "description": "d", "prices": "observed", "campaign": {"review_months": 1, "fatigue": 0.5}}
    found = with_layer(Document("m", {}), Document("b", {}), Document("t", top), "top")
    assert [one.path for one in found.overrides] == [("campaign", "fatigue")]


# -- findings ---------------------------------------------------------------------------------------------------------


def test_consequences_of_what_is_wrong_are_not_told():
    found = Findings(parsed("a: {value: 1}\nb: {c: 2}\n"))
    found.wrong.append(("b",))
    for where in (("a", "value"), ("a", "low"), ("b", "c"), ()):
        found.add(where, "is wrong")
    told = found.of_their_own()
    assert [problem.path for problem in told] == [("a", "value"), ("a",)], "a part that is not written is the whole's"
    assert (found.amiss("b"), found.amiss("a"), found.amiss("a", "b")) == (True, False, True)


# -- acts that refer to each other ------------------------------------------------------------------------------------


def acts(**superseded: list[str]):
    """Acts of one paragraph each, named as themselves, and what supersedes each."""
    rows = {"streams": ["coal"], "kind": "ban", "adopted": "2017-01-01"}
    found = [measure_from({"id": f"{name}.p", "superseded_by": later, **rows}) for name, later in superseded.items()]
    return [replace(m, id=m.id[:1], provisions=(replace(m.provisions[0], measure=m.id[:1]),)) for m in found]


def linked(measures, mine=None) -> list[tuple[str, str, str]]:
    names = [m.provisions[0].measure for m in measures] if mine is None else mine
    document = Document("mine.yaml", {})
    return [(p.key, p.message, p.given) for p in linked_problems(measures, document, ("measures",), names)]


def test_acts_that_end_in_a_line_are_fine():
    assert linked(acts(a=["b.p", "c.p"], b=["c.p"], c=[])) == []


@pytest.mark.parametrize(
    ("given", "circle"),
    [
        ({"a": ["a.p"]}, "a.p -> a.p"),
        ({"a": ["b.p"], "b": ["a.p"]}, "a.p -> b.p -> a.p"),
        ({"x": ["a.p"], "a": ["b.p"], "b": ["c.p"], "c": ["a.p"]}, "a.p -> b.p -> c.p -> a.p"),
        ({"a": ["d.p", "b.p"], "d": [], "b": ["a.p"]}, "a.p -> b.p -> a.p"),
    ],
)
def test_a_circle_of_supersession_is_told_once(given, circle):
    told = [(message, shown) for _, message, shown in linked(acts(**given))]
    assert told == [("supersedes itself in a circle", circle)]
    assert linked(acts(**given), mine=["gone"]) == [], "of other acts nothing is told"


def test_a_reference_to_what_is_not_there():
    (found,) = linked(acts(a=["b"], b=[]))
    assert found[1:] == ("unknown provision", "b")
    notice = measure_from({"id": "n.p", "transposes": "gone.p", "partners": ["china"], "adopted": "2017-01-01"})
    assert [message for _, message, _ in linked([notice])] == ["unknown provision"]


def test_a_notice_transposes_an_act_that_binds_its_partner():
    (ban,) = acts(a=[])
    row = {"transposes": "a.p", "partners": ["china"], "adopted": "2017-01-01"}
    note = measure_from({"id": "n.p", **row})
    assert linked([ban, note]) == []
    again = measure_from({"id": "o.p", **row, "transposes": "n.p"})
    assert [message for _, message, _ in linked([ban, note, again])] == ["transposes another notice"]
    of_india = measure_from({"id": "a.p", "streams": ["coal"], "partners": ["india"], "adopted": "2017-01-01"})
    assert [message for _, message, _ in linked([of_india, note])] == [
        "transposes a provision that does not bind this partner"
    ]
    of_both = measure_from({"id": "a.p", "streams": ["coal"], "partners": ["china", "india"], "adopted": "2017-01-01"})
    assert linked([of_both, note]) == []
