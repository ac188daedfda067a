"""Damaged resolved scenarios: what is done to the JSON that a run wrote, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tear:
    """Something done to the text of a resolved scenario, and the start of what must be said."""

    name: str
    do: Callable[[str], str]
    key: str
    says: str
    given: str = ""
    allowed: str = ""


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    """A change of the content, written out again as a run writes it."""

    def do(text: str) -> str:
        content = json.loads(text)
        change(content)
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    return do


def set_(*path: str | int, to: Any) -> Callable[[str], str]:
    """One value put in place of another, or added."""

    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = to

    return changed(change)


def without(*path: str | int) -> Callable[[str], str]:
    """One value taken out."""

    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        del content[path[-1]]

    return changed(change)


def text(old: str, new: str) -> Callable[[str], str]:
    """One text put in place of another."""
    return lambda whole: whole.replace(old, new, 1)


NO_SCHEMA = "not a resolved scenario: it has no usable schema_version"
BY_RUN = "is not as a run writes it"
WORDS = "is not one of the words accepted here"
ORDER = "low <= value <= high does not hold"

TEARS = [
    Tear("an empty file", lambda _: "", "", "the file is empty"),
    Tear("an empty mapping", lambda _: "{}", "", NO_SCHEMA),
    Tear("a list", lambda _: "[]", "", NO_SCHEMA),
    Tear("null", lambda _: "null", "", NO_SCHEMA),
    Tear("YAML", lambda _: "title: T\n", "", "not JSON: Expecting value"),
    Tear("cut in a text", lambda whole: whole[: whole.index('"title"') + 3], "", "not JSON: Unterminated string"),
    Tear("cut at its end", lambda whole: whole.rstrip()[:-1], "", "not JSON: Expecting ',' delimiter"),
    Tear("more after its end", lambda whole: whole + "{}", "", "not JSON: Extra data"),
    Tear("a comma too many", text('"draws": 1,', '"draws": 1,,'), "", "not JSON: Expecting property name"),
    Tear("deep nesting", lambda _: "[" * 100_000, "", "is nested too deeply"),
    Tear("too many values", lambda _: "[" + "1," * 200_000 + "1]", "", "too many values", "", "at most 100000"),
    Tear("5 MB", lambda _: " " * 5_000_000, "", "the file is too large", "5.0 MB", "at most 2 MB"),
    Tear("NaN", text('"draws": 1', '"draws": NaN'), "", "a number is not finite", "NaN"),
    Tear("-Infinity", text('"draws": 1', '"draws": -Infinity'), "", "a number is not finite", "-Infinity"),
    Tear("1e999", text('"draws": 1', '"draws": 1e999'), "", "a number is not finite", "1e999"),
    Tear("5000 digits", text('"draws": 1', '"draws": ' + "9" * 5000), "", "a whole number of too many digits"),
    Tear("a key twice", text('"draws": 1', '"draws": 1, "draws": 1'), "draws", "the key stands twice"),
    Tear(
        "a newer schema",
        set_("schema_version", to=2),
        "schema_version",
        "was written by a newer version",
        "schema 2",
        "up to 1",
    ),
    Tear("no schema", without("schema_version"), "", NO_SCHEMA),
    Tear("schema 0", set_("schema_version", to=0), "", NO_SCHEMA, "0"),
    Tear("schema text", set_("schema_version", to="1"), "", NO_SCHEMA, '"1"'),
    Tear("schema true", set_("schema_version", to=True), "", NO_SCHEMA, "true"),
    Tear("a misspelt key", text('"draws": 1', '"draw": 1'), "draw", "unknown key 'draw'"),
    Tear("an unknown key", set_("colour", to="red"), "colour", "unknown key 'colour'"),
    Tear(
        "an inner unknown key", set_("numbers", "theta", "colour", to=1), "numbers.theta.colour", "unknown key 'colour'"
    ),
    Tear("draws as text", set_("draws", to="1"), "draws", BY_RUN, '"1"', "1"),
    Tear("draws as truth", set_("draws", to=True), "draws", BY_RUN, "true", "1"),
    Tear("draws 0", set_("draws", to=0), "draws", "is out of range", "0", "1 to 10000000"),
    Tear("draws 1.5", set_("draws", to=1.5), "draws", "must be a whole number", "1.5"),
    Tear("seed -1", set_("seed", to=-1), "seed", "is out of range", "-1"),
    Tear("no months", set_("months", to=0), "months", "is out of range", "0", "1 to 600"),
    Tear("601 months", set_("months", to=601), "months", "is out of range", "601", "1 to 600"),
    Tear("start in year 0", set_("start", to=5), "start", "is out of range", "5", "22800 to 26400"),
    Tear("a title that is a number", set_("title", to=5), "title", "must be text", "5"),
    Tear("a bundle that is text", set_("bundle", to="unscr_2371"), "bundle", "must be a list", "unscr_2371"),
    Tear("numbers that are a list", set_("numbers", to=[]), "numbers", "must be a mapping", "a list"),
    Tear("no partners", without("partners"), "partners", "is missing"),
    Tear(
        "a dial of 55", set_("campaign", 0, "level", to=55.0), "campaign[0].level", "is out of range", "55", "0 to 10"
    ),
    Tear("a dial of null", set_("campaign", 0, "level", to=None), "campaign[0].level", "must be a number", "nothing"),
    Tear(
        "a date that is none",
        set_("measures", 0, "adopted", to="2006-02-30"),
        "measures[0].adopted",
        "is not a date that exists",
        "2006-02-30",
    ),
    Tear(
        "a date with a time",
        set_("evasion_from", to="2016-03-02T00:00:00"),
        "evasion_from",
        BY_RUN,
        '"2016-03-02T00:00:00"',
        '"2016-03-02"',
    ),
    Tear(
        "an unknown kind",
        set_("measures", 0, "instrument", to="lore"),
        "measures[0].instrument",
        WORDS,
        "lore",
        "law, secondary",
    ),
    Tear("an unknown act", set_("bundle", 0, to="unscr_2372"), "bundle[0]", "unknown measure", "unscr_2372"),
    Tear(
        "a tested act outside",
        set_("under_test", to=["cn_2017_40"]),
        "under_test[0]",
        "is tested but not in the bundle",
        "cn_2017_40",
    ),
    Tear(
        "an unknown partner",
        set_("wills", 0, "partner", to="chian"),
        "wills[0].partner",
        "unknown partner",
        "chian",
        "china",
    ),
    Tear(
        "a lift of nothing",
        set_("lifts", to=[{"provision": "unscr_2371.cole", "day": "2018-01-01"}]),
        "lifts[0].provision",
        "unknown provision",
        "unscr_2371.cole",
    ),
    Tear(
        "a volume of nothing",
        set_("volume_paths", to=[{"stream": "cole", "steps": [], "source": "", "known_by": "", "basis": ""}]),
        "volume_paths[0].stream",
        "unknown stream",
        "cole",
    ),
    Tear(
        "notices that are half on",
        set_("wills", 0, "notices", to=[{"start": "2018-01-01", "state": "half"}]),
        "wills[0].notices[0].state",
        WORDS,
        "half",
        "on, off, by_dial",
    ),
    Tear(
        "an unknown stream",
        set_("substitutions", 0, "target", to="wig"),
        "substitutions[0].target",
        "unknown stream",
        "wig",
    ),
    Tear(
        "eleven months",
        set_("seasons", 0, "factors", to=[1.0] * 11),
        "seasons[0].factors",
        "a year has 12 months",
        "11 factors",
    ),
    Tear("low above value", set_("numbers", "theta", "low", to=2.0), "numbers.theta", ORDER),
    Tear("a share of 1.5", set_("numbers", "theta", "high", to=1.5), "numbers.theta", "is out of range", "", "0 to 1"),
    Tear(
        "another name",
        set_("numbers", "theta", "name", to="thetta"),
        "numbers.theta.name",
        "is not the number's own name",
        "thetta",
        "theta",
    ),
    Tear("no value", without("numbers", "theta", "value"), "numbers.theta.value", "is missing"),
    Tear("no gamma", without("numbers", "gamma"), "numbers.gamma", "is missing"),
    Tear(
        "an unknown distribution",
        set_("numbers", "theta", "distribution", to="normal"),
        "numbers.theta.distribution",
        WORDS,
        "normal",
    ),
]
