"""Every number about the world has a unit, a range, a source, a basis and the month in which it could be known."""

import re
from pathlib import Path

from sim.domain.law import provisions_of
from sim.domain.parameters import PARAMETERS
from sim.reading.reference import Reference, shipped
from sim.reading.scenario import read_scenario

HOME = shipped()
REFERENCE = Reference(HOME / "reference")
MONTH = re.compile(r"\d{4}-\d{2}")
HISTORY = sorted(path for path in HOME.glob("history*.yaml"))


def test_every_quantity_is_cited():
    quantities = REFERENCE.every_quantity()
    assert len(quantities) > 250
    for q in quantities:
        assert q.unit, q
        assert q.source, q
        assert q.date, q
        assert MONTH.fullmatch(q.known_by), q
        assert q.low <= q.value <= q.high, q
        if q.basis == "judgement":
            assert q.note, f"{q.origin}: a judgement says why"
        if q.source == "judgement":
            assert q.basis == "judgement", q


def test_every_parameter_of_the_model_is_in_the_tables():
    known = {
        name.partition(".")[0] for name in REFERENCE.numbers("ex_ante_2017") | REFERENCE.unit_values("customs_2016")
    }
    assert set(PARAMETERS) - known <= {"smuggled_price", "q_host", "take_host"}  # known only later: in `current`


def test_every_act_and_provision_is_cited():
    measures = REFERENCE.measures.values()
    assert {"unscr_1718", "unscr_1874", "unscr_2270", "unscr_2321", "unscr_2371", "unscr_2375", "unscr_2397"} <= set(
        REFERENCE.measures
    )
    for measure in measures:
        assert measure.source, measure.id
    for provision in provisions_of(measures):
        assert provision.source, provision.id
        if provision.verified in ("yes", "official"):
            assert not provision.source.startswith(("http", "www", '"')), f"{provision.id}: a bare address stands alone"
        if not provision.transposes:
            assert provision.paragraph or provision.own_act, f"{provision.id}: which paragraph?"
        if provision.official_estimate is not None:
            assert provision.estimate_source, provision.id


def test_a_citation_leads_with_the_document_itself():
    for measure in REFERENCE.measures.values():
        symbol = f"S/RES/{measure.id.removeprefix('unscr_')} (" if measure.issuer == "un" else measure.title
        for source in (measure.source, *(p.source for p in measure.provisions)):
            assert source.startswith(symbol), measure.id
            assert ". Read in: " in source, measure.id


def test_monthly_customs_quote_no_later_month():
    """Sources of a month may say that it was derived from a later growth rate; figures of later months are not told."""
    read = [q.source for months in REFERENCE.monthly.values() for q in months] + [m.source for m in REFERENCE.totals]
    for later in ("47.09", "54.34", "145.8", "201803", "39.0", "36.4"):
        assert not [source for source in read if later in source], later


def test_history_uses_only_what_was_known_by_july_2017():
    assert len(HISTORY) >= 6
    for path in HISTORY:
        scenario = read_scenario(path).scenario
        assert scenario.known_by == "2017-07"
        assert scenario.behaviour == "ex_ante_2017"
        for quantity in scenario.numbers.values():
            assert quantity.known_by <= "2017-07", f"{path.name}: {quantity.name} ({quantity.known_by})"
        for seen in scenario.observed:
            assert "2016-01" <= seen.known_by <= "2017-07"
            assert seen.source
        for series in (*scenario.price_paths, *scenario.seasons):
            assert series.known_by <= "2017-07"


def test_code_holds_definitions_only():
    """No module of the economics or processes holds a number that looks like a fact about the world."""
    allowed = {0.0, 0.5, 1.0, 2.0, 5.5, 6.0, 10.0, 12.0, 60.0, 1e-15, 1e-9}
    root = Path(__file__).parents[2] / "sim"
    for folder in ("economics", "processes"):
        for path in sorted((root / folder).glob("*.py")):
            code = re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text(encoding="utf-8"))
            for text in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])", code):
                assert float(text) in allowed, f"{path.name}: {text}"
