"""A resolved scenario that somebody edited and sealed anew: both ends of every limit, every name, every number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sim.domain.curve import LINEAR, POWER, DialCurve, table_of
from sim.domain.law import Lift, Step
from sim.domain.scenario import Observed, Season, Shock, Substitution, VolumePath
from sim.reading.resolved.files import dump_resolved, parse_resolved
from sim.reading.resolved.problems import is_folder_name, problems_of
from sim.reading.yaml.document import Document
from tests.worlds import fixed, scenario_from

DAY = date(2017, 1, 1)


@pytest.fixture(scope="module")
def sound():
    coal = {"B": 120, "shares": {"china": 0.5, "india": 0.5}, "theta": 0.5}
    ban = {"id": "ban", "partners": "all", "streams": ["coal"], "kind": "ban", "adopted": "2017-01-01"}
    return scenario_from(
        {
            "start": "2017-01", "months": 12, "base_year": 2016, "campaign": [["2016-01-01", 6]],
            "partners": {"china": {}, "india": {}}, "streams": {"coal": coal}, "provisions": [ban],
        }
    )  # fmt: skip


def problems(scenario, content=None, again=None) -> list[tuple[str, str]]:
    """What is wrong with a scenario, and with its content against what a run would write again."""
    content = {"a": 1} if content is None else content
    document = Document("scenario.json", content)
    return [(one.key, one.message) for one in problems_of(document, scenario, content if again is None else again)]


def test_a_sound_scenario_has_none(sound):
    assert problems(sound) == []


def stepped(key, level):
    return lambda s: replace(s, **{key: (Step(DAY, level),)})


def will(key, level):
    return lambda s: replace(s, wills=(replace(s.wills[0], **{key: (Step(DAY, level),)}), *s.wills[1:]))


def seen(level):
    return lambda s: replace(s, observed=(Observed("china", "coal", DAY, DAY, level),))


def shock(**factors):
    return lambda s: replace(
        s, shocks=(Shock(("china",), ("coal",), DAY, DAY, **{"factor": 1.0, "smuggling": 1.0, **factors}),)
    )


def curve(one):
    return lambda s: replace(s, dial_curve=one)


LIMITS = [
    ("start", lambda n: lambda s: replace(s, start=n), (1900 * 12, 2200 * 12), 1),
    ("months", lambda n: lambda s: replace(s, months=n), (1, 600), 1),
    ("base_year", lambda n: lambda s: replace(s, base_year=n), (1900, 2200), 1),
    ("review_months", lambda n: lambda s: replace(s, review_months=n), (1, 60), 1),
    ("draws", lambda n: lambda s: replace(s, draws=n), (1, 10_000_000), 1),
    ("seed", lambda n: lambda s: replace(s, seed=n), (0, 2**63 - 1), 1),
    ("campaign[0].level", lambda x: stepped("campaign", x), (0, 10), 0.001),
    ("fatigue[0].level", lambda x: stepped("fatigue", x), (0, 1), 0.001),
    ("wills[0].dial[0].level", lambda x: will("dial", x), (0, 10), 0.001),
    ("wills[0].relief[0].level", lambda x: will("relief", x), (-10, 10), 0.001),
    ("wills[0].diplomatic[0].level", lambda x: will("diplomatic", x), (-10, 10), 0.001),
    ("observed[0].compliance", seen, (0, 1), 0.001),
    ("shocks[0].factor", lambda x: shock(factor=x), (0, 100), 0.001),
    ("shocks[0].smuggling", lambda x: shock(smuggling=x), (0, 100), 0.001),
    ("dial_curve.midpoint", lambda x: curve(DialCurve("logistic", (), x, 1.0)), (0, 10), 0.001),
    ("dial_curve.width", lambda x: curve(DialCurve("logistic", (), 5.0, x)), (0.5, 100), 0.001),
]


@pytest.mark.parametrize(("key", "edit", "ends", "beyond"), LIMITS, ids=lambda x: x if isinstance(x, str) else "")
def test_both_ends_of_what_a_resolved_scenario_may_hold(sound, key, edit, ends, beyond):
    for value in ends:
        assert problems(edit(value)(sound)) == []
    for value in (ends[0] - beyond, ends[1] + beyond):
        assert problems(edit(value)(sound)) == [(key, "is out of range")]


@pytest.mark.parametrize(
    ("points", "key", "message"),
    [
        (((0.0, 0.0), (5.0, 0.2), (10.0, 1.0)), "", ""),
        (((0.0, 0.0), (5.0, 0.2), (6.0, 0.1), (10.0, 1.0)), "dial_curve.points[2][1]", "must rise from point to point"),
        (((0.0, 0.0), (5.0, 0.2), (5.0, 0.3), (10.0, 1.0)), "dial_curve.points[2][0]", "must rise from point to point"),
        (((0.0, 0.0), (5.0, 0.2)), "dial_curve.points", "lacks an end"),
        (((5.0, 0.2), (10.0, 1.0)), "dial_curve.points", "lacks an end"),
        ((), "dial_curve.points", "lacks an end"),
    ],
)
def test_a_table_of_the_dial_rises_from_end_to_end(sound, points, key, message):
    assert problems(curve(DialCurve("table", points))(sound)) == ([(key, message)] if key else [])


@pytest.mark.parametrize("one", [LINEAR, table_of(((5.0, 0.2), (6.0, 0.25))), DialCurve("logistic", (), 6.8, 1.0)])
def test_a_curve_is_written_and_read_again(sound, one):
    text = dump_resolved(curve(one)(sound))
    assert parse_resolved(text, "scenario.json").dial_curve == one


def test_a_power_is_not_written_out(sound):
    """So that a scenario without a curve of its own is written as it always was."""
    text = dump_resolved(sound)
    assert "dial_curve" not in text
    assert parse_resolved(text, "scenario.json").dial_curve == POWER


def test_a_year_has_twelve_months(sound):
    for count, found in ((12, []), (11, 1), (13, 1)):
        season = replace(sound, seasons=(Season("coal", (1.0,) * count),))
        assert problems(season) == (found and [("seasons[0].factors", "a year has 12 months")])


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "found"),
    [
        ("theta.coal", 0.5, 0.0, 1.0, ""),
        ("theta.coal", 0.5, -0.1, 1.0, "is out of range"),
        ("theta.coal", 0.5, 0.0, 1.1, "is out of range"),
        ("theta.coal", 0.5, 0.6, 1.0, "low <= value <= high does not hold"),
        ("theta.coal", 0.5, 0.1, 0.4, "low <= value <= high does not hold"),
        ("baseline.coal.china", 1e9, 0.0, 1e12, ""),
        ("baseline.coal.china", 1.0, -0.1, 2.0, "is out of range"),
        ("baseline.coal.japan", 1.0, 1.0, 1.0, "is a baseline cell of an unknown stream or partner"),
        ("baseline.zinc.china", 1.0, 1.0, 1.0, "is a baseline cell of an unknown stream or partner"),
        ("thetta.coal", 1.0, 1.0, 1.0, "unknown parameter"),
    ],
)
def test_a_number_lies_in_its_range(sound, name, value, low, high, found):
    given = replace(fixed(name, value), low=low, high=high)
    edited = replace(sound, numbers=sound.numbers | {name: given})
    assert problems(edited) == ([(f"numbers.{name}", found)] if found else [])


def test_a_number_bears_its_own_name_and_none_is_gone(sound):
    other = replace(sound, numbers=sound.numbers | {"gamma": replace(sound.numbers["gamma"], name="peer")})
    assert problems(other) == [("numbers.gamma.name", "is not the number's own name")]
    for name in ("gamma", "tau_k", "k0"):
        without = {key: one for key, one in sound.numbers.items() if key != name}
        assert problems(replace(sound, numbers=without)) == [(f"numbers.{name}", "is missing")]


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda s: replace(s, bundle=("ban", "gone")), ("bundle[1]", "unknown measure")),
        (lambda s: replace(s, under_test=("gone",)), ("under_test[0]", "unknown measure")),
        (lambda s: replace(s, bundle=(), under_test=("ban",)), ("under_test[0]", "is tested but not in the bundle")),
        (lambda s: replace(s, wills=(replace(s.wills[0], partner="japan"),)), ("wills[0].partner", "unknown partner")),
        (
            lambda s: replace(s, observed=(Observed("japan", "coal", DAY, DAY, 1.0),)),
            ("observed[0].partner", "unknown partner"),
        ),
        (
            lambda s: replace(s, substitutions=(Substitution("coal", "zinc"),)),
            ("substitutions[0].target", "unknown stream"),
        ),
        (
            lambda s: replace(s, substitutions=(Substitution("zinc", "coal"),)),
            ("substitutions[0].source", "unknown stream"),
        ),
        (lambda s: replace(s, lifts=(Lift("gone", DAY),)), ("lifts[0].provision", "unknown provision")),
        (lambda s: replace(s, volume_paths=(VolumePath("zinc", ()),)), ("volume_paths[0].stream", "unknown stream")),
        (lambda s: replace(s, name="a/b"), ("name", "cannot name a folder of results")),
        (lambda s: replace(s, title="x" * 301), ("title", "is too long")),
        (lambda s: replace(s, caveats=("fine", "two\nlines")), ("caveats[1]", "")),
    ],
)
def test_names_are_known(sound, edit, found):
    ((key, message),) = problems(edit(sound))
    assert key == found[0]
    assert found[1] in message or found[1] == "is too long"


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("unscr_2371", True), ("제재", True), ("a b", True), ("a" * 200, True), ("a" * 201, False), ("é" * 101, False),
        ("", False), (".", False), (" .", False), ("..a", True), ("a/b", False), ("a\\b", False), ("a\nb", False),
    ],
)  # fmt: skip
def test_what_can_name_a_folder(name, fits):
    assert is_folder_name(name) == fits


@pytest.mark.parametrize(
    ("given", "again", "found"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}], "c": 3}, []),  # what a later version adds
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, [("a[1].b", "is not as a run writes it")]),
        ({"a": [1, 2]}, {"a": [1]}, [("a", "is not as a run writes it")]),
        ({"a": 1, "d": 2}, {"a": 1}, [("d", "unknown key 'd'")]),
        ({"a": True}, {"a": 1}, [("a", "is not as a run writes it")]),
        ({"a": 1}, {"a": True}, [("a", "is not as a run writes it")]),
        ({"a": "x\u200by"}, {"a": "x\u200by"}, [("a", "")]),
        ({"a": [["\u202e"]]}, {"a": [["\u202e"]]}, [("a[0][0]", "")]),
    ],
)  # fmt: skip
def test_content_is_as_a_run_writes_it(sound, given, again, found):
    told = problems(sound, given, again)
    assert [key for key, _ in told] == [key for key, _ in found]
    assert all(message in one for (_, one), (_, message) in zip(told, found, strict=True))
