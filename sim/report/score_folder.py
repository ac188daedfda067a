"""Scenarios scored against what customs recorded, to a folder: tables, figure, every number as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.analysis.curves import Band, Words
from sim.analysis.figures import marks_of
from sim.analysis.score import (
    KNOWING,
    Forecast,
    Scorecard,
    by_hand,
    forecasts_of,
    kept_for,
    monthly,
    nothing_sanctioned,
    observed,
    scorecard,
    targets_of,
    variants_of,
)
from sim.analysis.score_said import score_headline
from sim.analysis.telling import draws_words, subtitle
from sim.common.axes import Array
from sim.common.months import first_day, label
from sim.domain.scenario import SCHEMA_VERSION, Scenario
from sim.plots.saving import Drawn, save_figure
from sim.plots.score import ScorePanel, score_figure
from sim.plots.style import SIZES, Size
from sim.reading.observations import Observation
from sim.reading.reference import shipped
from sim.report.text import headline_text
from sim.runs.progress import Progress
from sim.runs.question import Question
from sim.runs.reduce import PROBABILITIES
from sim.runs.run import run
from sim.store.folders import new_folder
from sim.store.formats import csv_text, json_text
from sim.store.provenance import run_id

HOME = "observations"
"""Where, under the shipped scenarios, the observations lie."""
MOST_PANELS = 2
QUANTILES = ("p05", "p25", "median", "p75", "p95")
"""How the columns of monthly quantiles are called."""
UN = "un"


def score(
    scenarios: Sequence[Scenario], file: Path | None, draws: int, workers: int = 1, beside: bool = False
) -> Scorecard:
    """Score scenarios against the shipped observations, or those of a file.

    `beside`: run full and no compliance of each too. Raises BadInput for a bad file of observations, before any run.
    """
    home = shipped() / HOME
    first = scenarios[0]
    observations, revisions = observed(home, first, file)
    forecasts = [*_run(scenarios, observations, draws, workers, beside), *by_hand(home, first, observations)]
    return scorecard(forecasts, observations, revisions, first.known_by)


def score_text(card: Scorecard) -> str:
    """A score as printed."""
    return headline_text(score_headline(card))


def default_files() -> list[Path]:
    """The history scenarios and, for comparison, those that lie with the observations; benchmarks last."""
    files = [*sorted(shipped().glob("history*.yaml")), *sorted((shipped() / HOME).glob("*.yaml"))]

    def order(path: Path) -> tuple[bool, bool]:
        return "law_only" in path.stem or "compliance" in path.stem, "own" not in path.stem

    return sorted(files, key=order)


def _run(
    scenarios: Sequence[Scenario], observations: Sequence[Observation], draws: int, workers: int, beside: bool
) -> list[Forecast]:
    targets = targets_of(observations)
    progress = Progress(draws * len(scenarios))
    found: list[Forecast] = []
    for scenario in scenarios:
        question = Question(scenario, variants_of(scenario, beside))
        central, drawn = run(question), None
        if draws > 1:
            drawn = run(replace(question, draws=draws, keep=kept_for(targets)), workers, progress)
        found += forecasts_of(central, drawn, targets)
        if scenario is scenarios[-1]:
            found += nothing_sanctioned(central, targets)
    return found


def months_of(card: Scorecard) -> list[dict[str, Any]]:
    """A row a forecast and observed month: what was recorded, the median with its bands, the central run."""
    rows = []
    for forecast in card.forecasts:
        recorded = monthly(card.observations, forecast.target)
        months = [month for month in sorted(recorded) if forecast.holds(month)]
        quantiles = np.quantile(forecast.part(months).draws, PROBABILITIES, axis=-1).T if months else ()
        for month, values in zip(months, quantiles, strict=True):
            row: dict[str, Any] = {
                "forecast": forecast.name,
                "partner": forecast.target[0],
                "stream": forecast.target[1],
            }
            row |= {"month": label(month), "recorded_musd": recorded[month]}
            row |= {f"{name}_musd": float(value) for name, value in zip(QUANTILES, values, strict=True)}
            rows.append(row | {"central_musd": float(forecast.part([month]).central[0])})
    return rows


def score_content(card: Scorecard) -> dict[str, Any]:
    """A score as plain content: what JSON holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "draws": card.draws,
        "unit": "USD million a month; logs natural",
        "months": months_of(card),
        "scores": [asdict(one) for one in card.scores],
        "totals": [asdict(one) for one in card.totals],
        "revised": [{"read_as": o.value, "period": o.period, **asdict(s)} for o, s in card.revised],
        "knowing": KNOWING,
    }


def write_score(card: Scorecard, scenarios: Sequence[Scenario], out: Path, how: Sequence[str]) -> Path:
    """Write a score below a folder, whole or not at all; returns its place."""
    told = [f"{o.partner},{o.stream},{o.period},{o.value!r}" for o in (*card.observations, *card.revisions)]
    ids = "\0".join([*(run_id(scenario) for scenario in scenarios), str(card.draws), *told])
    place = out / "score" / hashlib.sha256(ids.encode()).hexdigest()[:12]
    about = {
        "scenarios": {scenario.name: run_id(scenario) for scenario in scenarios},
        "draws": card.draws,
        "observations": len(card.observations),
        "command": list(how),
        "version": __version__,
        "schema_version": SCHEMA_VERSION,
    }
    with new_folder(place) as draft:
        folder = draft.folder
        (folder / "headline.txt").write_text(score_text(card), encoding="utf-8")
        (folder / "score.json").write_text(json_text(score_content(card)), encoding="utf-8")
        (folder / "score.csv").write_text(csv_text(_columns([asdict(one) for one in card.scores])), encoding="utf-8")
        (folder / "months.csv").write_text(csv_text(_columns(months_of(card))), encoding="utf-8")
        if drawn := draw_score(card, scenarios):
            save_figure(drawn, folder / "score")
        (folder / "provenance.json").write_text(json_text(about), encoding="utf-8")
    return place


def draw_score(card: Scorecard, scenarios: Sequence[Scenario]) -> Drawn | None:
    """The figure of a score: forecasts and what was recorded, month by month; None where nothing is by month."""
    panels = _panels(card, scenarios)
    return _figure(card, panels, SIZES["page"]) if panels else None


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _figure(card: Scorecard, panels: Sequence[ScorePanel], size: Size) -> Drawn:
    flags = "flags: acts on goods of the UN and of the buyer itself"
    below = subtitle("Recorded trade, USD million a month", "", draws_words(card.draws), flags)
    sources = {o.source for o in card.observations}
    source = f"Source: {len(card.observations)} observations from {len(sources)} sources, named in the file; dial score"
    caption = (f"{KNOWING[0].upper()}{KNOWING[1:]}", f"{source}. Cite as: dial {__version__}, dial score.")
    return score_figure(Words(_title(card), below, caption), panels, size)


def _title(card: Scorecard) -> str:
    """The finding: how many observed months the 90 % band of the first forecast holds."""
    found = next((score for score in card.scores if score.inside90 is not None), None)
    if found is None:
        return "The model against what customs recorded"
    return f"The model's 90 % band holds {found.inside90} of {found.months} months that customs recorded"


def _panels(card: Scorecard, scenarios: Sequence[Scenario]) -> list[ScorePanel]:
    """The first target that is observed by month, in the first scenarios that are no benchmark."""
    target = next((t for t in targets_of(card.observations) if monthly(card.observations, t)), None)
    if target is None:
        return []
    here = {f.name: f for f in card.forecasts if f.target == target}
    shown = [scenario for scenario in scenarios if not scenario.benchmark][:MOST_PANELS]
    return [_panel(card, one, here[one.name], _in_full(one, scenarios, here)) for one in shown or scenarios[:1]]


def _in_full(scenario: Scenario, scenarios: Sequence[Scenario], here: dict[str, Forecast]) -> Array | None:
    """The same scenario with every measure carried out in full, where that was run beside it or by itself."""
    same = [s.name for s in scenarios if s.benchmark and replace(scenario, benchmark=s.benchmark, **_called(s)) == s]
    names = [f"{scenario.name}: law_only", *(s for s in same if "law_only" in s)]
    return next((here[name].central for name in names if name in here), None)


def _called(scenario: Scenario) -> dict[str, Any]:
    return {"name": scenario.name, "title": scenario.title, "overrides": scenario.overrides}


def _panel(card: Scorecard, scenario: Scenario, forecast: Forecast, in_full: Array | None) -> ScorePanel:
    low90, low50, median, high50, high90 = np.quantile(forecast.draws, (0.05, 0.25, 0.5, 0.75, 0.95), axis=-1)
    months = range(scenario.start, scenario.start + len(median))
    dots = tuple(
        tuple((o.first, o.value) for o in told if o.months == 1 and o.first in months and _of(o) == forecast.target)
        for told in (card.observations, card.revisions)
    )
    issuers = (UN, forecast.target[0])
    mine = tuple(m.id for m in scenario.measures if m.id in scenario.bundle and m.issuer in issuers)
    return ScorePanel(
        scenario.title,
        _finding(card, scenario, forecast),
        tuple(first_day(month) for month in months),
        tuple(marks_of(replace(scenario, bundle=mine))),
        Band(forecast.central, median, low50, high50, low90, high90),
        in_full,
        *dots,
    )


def _of(one: Observation) -> tuple[str, str]:
    return one.partner, one.stream


def _finding(card: Scorecard, scenario: Scenario, forecast: Forecast) -> str:
    """How far the forecast missed, in a line."""
    partner = next(p.label for p in scenario.partners if p.id == forecast.target[0])
    stream = next((s.label for s in scenario.streams if s.id == forecast.target[1]), "all goods")
    found = next(
        (s for s in card.scores if (s.forecast, s.partner, s.stream) == (forecast.name, *forecast.target)), None
    )
    if found is None:
        return f"{partner}, {stream}"
    missed = f"{partner}, {stream}: misses by {found.mae:.1f} million USD a month, {found.window}"
    return (
        missed if found.inside90 is None else f"{missed}; its 90 % band holds {found.inside90} of {found.months} months"
    )
