"""Every shipped scenario runs, its ledger closes, and it still says what was published: a number that moves is a
decision, never an accident. And the engine agrees with the independent scalar reference on it."""

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
from tests.regression import test_published_results as published
from tests.regression.publish import REFRESH, answer_of, summary_of
from tests.rings import in_rings
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


COMPARED = ("unscr_2371", "unscr_2371_claim", "history_own_notices_ports", "china_defects")
"""Two baselines, known prices and ports, a dated dial: these are compared whenever the tests run, as random worlds
are, benchmarks among them."""
OFTEN = [path for path in SHIPPED if path.stem in (*NEEDED, *COMPARED)]
IN_RINGS = in_rings(SHIPPED, 4, always=OFTEN)
"""Those whose numbers documents quote most, and every fourth of the others, whenever the tests run."""
BY_LENGTH = [path if path.stem in COMPARED else pytest.param(path, marks=pytest.mark.slow) for path in SHIPPED]


@cache
def scenario(path):
    return read_scenario(path).scenario


@pytest.fixture(scope="module", params=IN_RINGS, ids=lambda p: p.stem)
def shown(request):
    """A shipped scenario's file, and what it says."""
    return request.param, answer_of(request.param)


def test_the_promised_scenarios_are_shipped():
    assert {path.stem for path in SHIPPED} >= NEEDED
    assert len(SHIPPED) >= 25


@pytest.mark.parametrize("path", BY_LENGTH, ids=lambda p: p.stem)
def test_engine_agrees_with_the_scalar_reference(path):
    record = run_scenario(scenario(path))
    wrong = differences(tables_of(record, 0), run_scalar(plain_from(scenario(path))))
    assert wrong == []


def test_a_shipped_scenario_says_what_was_published(shown):
    path, answer = shown
    assert path.stem in published.CONTENT, f"{path.stem} is not published; {REFRESH}"
    wrong = published.differences(published.CONTENT[path.stem], summary_of(answer))
    assert not wrong, "\n".join([f"{path.stem} moved; {REFRESH}", *wrong[:12]])


def test_scenario_runs_and_its_ledger_closes(shown):
    _, answer = shown
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
