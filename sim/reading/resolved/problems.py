"""What can be wrong with a resolved scenario that has the right shape: somebody has changed it by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sim.common.errors import Problem, echo, nearest, some_of, told_apart
from sim.common.letters import LONGEST_TITLE, title_trouble, unseen_in
from sim.domain.curve import BOTTOM, MIDPOINTS, TOP, WIDTHS, DialCurve, trouble_in
from sim.domain.law import provisions_of
from sim.domain.parameters import CAMPAIGN_PARAMETERS, PARAMETERS
from sim.domain.scenario import Scenario
from sim.reading.resolved.json_text import BY_RUN
from sim.reading.yaml.document import Document, Path_


def is_folder_name(name: str) -> bool:
    """Whether a scenario's name can name the folder of its results."""
    return name.isprintable() and not {"/", "\\"} & set(name) and name.strip(" .") != "" and len(name.encode()) <= 200


def problems_of(document: Document, scenario: Scenario, again: Any) -> Iterator[Problem]:
    """What is wrong with a resolved scenario of the right shape; `again` is how a run would write it."""
    yield from _unseen_letters(document, document.content, ())
    caveats = [(("caveats", n), caveat) for n, caveat in enumerate(scenario.caveats)]
    for where, title in ((("title",), scenario.title), *_titles_of_acts(scenario), *caveats):
        if trouble := title_trouble(title):
            allowed = f"one line of at most {LONGEST_TITLE} letters"
            yield document.problem(where, trouble, given=echo(title), allowed=allowed, hint=BY_RUN)
    yield from _differences(document, document.content, again, ())
    yield from _name_problems(document, scenario)
    yield from _number_problems(document, scenario)
    yield from _range_problems(document, scenario)
    yield from _curve_problems(document, scenario.dial_curve)


def _titles_of_acts(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    yield from ((("measures", n, "title"), measure.title) for n, measure in enumerate(scenario.measures))


def _unseen_letters(document: Document, content: Any, path: Path_) -> Iterator[Problem]:
    """Letters that nobody sees, in keys and in texts."""
    if isinstance(content, str) and (unseen := unseen_in(content)):
        yield document.problem(path, unseen, given=echo(content), hint=BY_RUN)
    for key, value in content.items() if isinstance(content, dict) else ():
        yield from _unseen_letters(document, key, path)
        yield from _unseen_letters(document, value, (*path, key))
    for n, value in enumerate(content if isinstance(content, list) else ()):
        yield from _unseen_letters(document, value, (*path, n))


def _differences(document: Document, given: Any, again: Any, path: Path_) -> Iterator[Problem]:
    """Keys that are not known, and values that a run would not have written so."""
    if isinstance(given, dict) and isinstance(again, dict):
        for key, value in given.items():
            if key in again:
                yield from _differences(document, value, again[key], (*path, key))
            else:
                hint = nearest(key, again)
                yield document.problem((*path, key), f"unknown key '{echo(key)}'", hint=hint)
    elif isinstance(given, list) and isinstance(again, list) and len(given) == len(again):
        for n, (one, other) in enumerate(zip(given, again, strict=True)):
            yield from _differences(document, one, other, (*path, n))
    elif given != again or isinstance(given, bool) != isinstance(again, bool):
        message = "is not as a run writes it"
        shown, expected = (echo(json.dumps(value, ensure_ascii=False)) for value in (given, again))
        yield document.problem(path, message, given=shown, allowed=expected, hint=BY_RUN)


def _name_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    if not is_folder_name(scenario.name):
        yield document.problem(("name",), "cannot name a folder of results", given=echo(scenario.name))
    measures = [measure.id for measure in scenario.measures]
    partners = [partner.id for partner in scenario.partners]
    streams = [stream.id for stream in scenario.streams]
    used: list[tuple[Path_, str, str, list[str]]] = []
    for key in ("bundle", "under_test"):
        used += [((key, n), "measure", name, measures) for n, name in enumerate(getattr(scenario, key))]
    used += [(("wills", n, "partner"), "partner", will.partner, partners) for n, will in enumerate(scenario.wills)]
    for n, seen in enumerate(scenario.observed):
        used.append((("observed", n, "partner"), "partner", seen.partner, partners))
    for n, link in enumerate(scenario.substitutions):
        used += [(("substitutions", n, end), "stream", getattr(link, end), streams) for end in ("source", "target")]
    paragraphs = [provision.id for provision in provisions_of(scenario.measures)]
    used += [
        (("lifts", n, "provision"), "provision", lift.provision, paragraphs) for n, lift in enumerate(scenario.lifts)
    ]
    used += [(("volume_paths", n, "stream"), "stream", v.stream, streams) for n, v in enumerate(scenario.volume_paths)]
    for path, what, name, known in used:
        if name not in known:
            details = {"given": echo(name), "allowed": some_of(sorted(known), 24), "hint": nearest(name, known)}
            yield document.problem(path, f"unknown {what}", **details)
    for n, name in enumerate(scenario.under_test):
        if name in measures and name not in scenario.acts:
            yield document.problem(("under_test", n), "is tested but not in the bundle", given=name)


def _number_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    streams = {stream.id for stream in scenario.streams}
    partners = {partner.id for partner in scenario.partners}
    for key, quantity in scenario.numbers.items():
        path: Path_ = ("numbers", key)
        name, _, scope = key.partition(".")
        parameter = PARAMETERS.get(name) or CAMPAIGN_PARAMETERS.get(name)
        if quantity.name != key:
            yield document.problem(
                (*path, "name"), "is not the number's own name", given=echo(quantity.name), allowed=key
            )
        if name == "baseline":
            stream, _, partner = scope.partition(".")
            if stream not in streams or partner not in partners:
                yield document.problem(path, "is a baseline cell of an unknown stream or partner", given=echo(scope))
        elif parameter is None:
            yield document.problem(path, "unknown parameter", given=echo(name), hint=nearest(name, PARAMETERS))
        low, high = (parameter.low, parameter.high) if parameter else (0.0, float("inf"))
        least, most, *shown = told_apart(low, high, quantity.low, quantity.value, quantity.high)
        if not quantity.low <= quantity.value <= quantity.high:
            given = f"low {shown[0]}, value {shown[1]}, high {shown[2]}"
            yield document.problem(path, "low <= value <= high does not hold", given=given)
        elif quantity.low < low or quantity.high > high:
            given = f"{shown[0]} to {shown[2]}"
            yield document.problem(path, "is out of range", given=given, allowed=f"{least} to {most}")
    for name in ("gamma", "tau_k", "k0"):
        if name not in scenario.numbers:
            yield document.problem(("numbers", name), "is missing")


def _range_problems(document: Document, scenario: Scenario) -> Iterator[Problem]:
    """Numbers outside of `numbers`: the horizon, dials, shares, factors, draws."""
    ranges: list[tuple[Path_, float, float, float]] = [
        (("start",), scenario.start, 1900 * 12, 2200 * 12),
        (("months",), scenario.months, 1, 600),
        (("base_year",), scenario.base_year, 1900, 2200),
        (("review_months",), scenario.review_months, 1, 60),
        (("draws",), scenario.draws, 1, 10_000_000),
        (("seed",), scenario.seed, 0, 2**63 - 1),
    ]
    ranges += [(("campaign", n, "level"), step.level, 0, 10) for n, step in enumerate(scenario.campaign)]
    ranges += [(("fatigue", n, "level"), step.level, 0, 1) for n, step in enumerate(scenario.fatigue)]
    ranges += [(("observed", n, "compliance"), seen.compliance, 0, 1) for n, seen in enumerate(scenario.observed)]
    for n, will in enumerate(scenario.wills):
        for key, low in (("dial", 0), ("relief", -10), ("diplomatic", -10)):
            steps = enumerate(getattr(will, key))
            ranges += [(("wills", n, key, m, "level"), step.level, low, 10) for m, step in steps]
    for n, shock in enumerate(scenario.shocks):
        ranges += [(("shocks", n, key), getattr(shock, key), 0, 100) for key in ("factor", "smuggling")]
    if scenario.dial_curve.form == "logistic":
        for key, ends in (("midpoint", MIDPOINTS), ("width", WIDTHS)):
            ranges.append((("dial_curve", key), getattr(scenario.dial_curve, key), *ends))
    for path, value, least, most in ranges:
        if not least <= value <= most:
            given, *limits = (f"{n:.0f}" if n == round(n) else repr(n) for n in (value, least, most))
            yield document.problem(path, "is out of range", given=given, allowed=" to ".join(limits))
    for n, season in enumerate(scenario.seasons):
        if len(season.factors) != 12:
            given = f"{len(season.factors)} factors"
            yield document.problem(("seasons", n, "factors"), "a year has 12 months", given=given)


def _curve_problems(document: Document, curve: DialCurve) -> Iterator[Problem]:
    """A table of the dial that does not rise, or lacks an end."""
    path: Path_ = ("dial_curve", "points")
    if trouble := trouble_in(curve.points):
        where = (*path, trouble.point, ("dial", "share").index(trouble.key))
        yield document.problem(where, trouble.message, allowed=trouble.allowed, hint=BY_RUN)
    elif curve.form == "table" and (curve.points[:1], curve.points[-1:]) != ((BOTTOM,), (TOP,)):
        yield document.problem(path, "lacks an end", allowed="0 at dial 0, 1 at dial 10", hint=BY_RUN)
