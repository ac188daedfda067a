"""Every shipped scenario loads and runs, and the engine agrees with the independent scalar reference on it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.analysis.headline import headline_of
from sim.analysis.opening import with_opening
from sim.analysis.questions import headline_question
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.reading.scores import known_scores
from sim.report.text import first_screen, headline_text
from sim.runs.run import run
from sim.runs.variants import PRIOR_LAW, SCENARIO
from tests.property.same import differences
from tests.worlds import plain_from, run_scalar, run_scenario, tables_of

SHIPPED = sorted(shipped().glob("*.yaml"))
NEEDED = {
    "baseline_2016",
    "unscr_2371",
    "unscr_2371_full",
    "unscr_2371_claim",
    "ladder",
    "dial_5",
    "dial_10",
    "history",
}


@cache
def scenario(path):
    return read_scenario(path).scenario


def test_the_promised_scenarios_are_shipped():
    assert {path.stem for path in SHIPPED} >= NEEDED
    assert len(SHIPPED) >= 25


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_engine_agrees_with_the_scalar_reference(path):
    record = run_scenario(scenario(path))
    wrong = differences(tables_of(record, 0), run_scalar(plain_from(scenario(path))))
    assert wrong == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_scenario_runs_and_its_ledger_closes(path):
    answer = run(headline_question(scenario(path)))
    for variant in answer.variants:
        t = {n: answer.of(n, variant) for n in ("value", "substitution", "permitted", "open", "diverted", "smuggled")}
        t |= {n: answer.of(n, variant) for n in ("denied", "discounts", "interdicted", "payment", "receipts")}
        t |= {n: answer.of(n, variant) for n in ("stored", "released")}
        income = t["value"] + t["substitution"]
        spent = t["permitted"] + t["open"] + t["diverted"] + t["smuggled"] + t["stored"] + t["denied"]
        lost = t["stored"] + t["denied"] + t["discounts"] + t["interdicted"] + t["payment"]
        scale = np.maximum(income, 1.0)
        assert np.max(np.abs(income - spent) / scale) < 1e-9
        assert np.max(np.abs(income + t["released"] - t["receipts"] - lost) / scale) < 1e-9
        assert (t["receipts"] >= -1e-9).all()
        assert (t["receipts"] <= income + t["released"] + 1e-9).all()
    text = headline_text(with_opening(headline_of(answer), answer, known_scores(answer.scenario)))
    assert len(first_screen(text).splitlines()) + 2 <= 24, "a first screen, and two lines of the command"
    assert "nan" not in text
    assert max(len(line) for line in text.splitlines()) <= 160


def test_a_tested_act_is_compared_with_the_law_before_it():
    path = next(p for p in SHIPPED if p.stem == "unscr_2371")
    answer = run(headline_question(scenario(path)))
    year, goods = answer.windows[0], answer.group("goods")
    alone = run_scenario(replace(scenario(path), bundle=tuple(m for m in scenario(path).bundle if m != "unscr_2371")))
    prior = alone.tables["receipts"][list(year.months)][:, answer.positions(goods), 0].sum()
    assert answer.yearly("receipts", PRIOR_LAW, year, goods) == pytest.approx(prior, rel=1e-12)
    assert answer.added("receipts", SCENARIO, year, goods) > 0
