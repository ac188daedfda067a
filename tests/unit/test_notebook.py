"""What Python's users get back: tables that hold the arrays, words that are escaped, figures, and plain refusals."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.analysis.answer import Answer, TidyTable
from sim.analysis.said import Column, Headline, Row, SaidTable
from sim.common.errors import BadInput
from sim.report.notebook import headline_html
from sim.runs.variants import PRIOR_LAW
from sim.sweeps.merge import Swept


@pytest.fixture(scope="module")
def results() -> sim.Results:
    scenario = sim.read("unscr_2371.yaml", "horizon.start=2017-10", "horizon.end=2018-12")
    return sim.run(replace(scenario, title="A <b>&amp;</b> title"))


def test_a_table_holds_the_array_value_by_value(results):
    table = results.table("cell.receipts_by", "prior_law")
    values = table["cell_receipts_by_musd"].to_numpy()
    assert np.array_equal(values, results.of("cell.receipts_by", PRIOR_LAW).ravel())
    rows = table.to_pylist()
    cells = results.axes["cell"]
    assert table.num_rows == results.scenario.months * len(cells)
    assert [(row["stream"], row["partner"]) for row in rows[: len(cells)]] == list(cells)
    assert [row["month"].month for row in rows[:: len(cells)]] == [10, 11, 12, *range(1, 13)]


def test_money_names_its_unit_and_a_dial_does_not(results):
    assert results.table("receipts").schema.field("receipts_musd").metadata == {b"unit": b"USD million a month"}
    assert results.table("dial").column_names == ["month", "partner", "dial"]
    assert np.array_equal(results.table("dial")["dial"].to_numpy(), results.of("dial").ravel())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("receipt",), "did you mean 'receipts'"),
        (("receipts", "prior"), "prior_law"),
        (("years.receipts",), "no such series"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(results, asked, told):
    with pytest.raises(BadInput, match=told):
        results.table(*asked)


def test_other_libraries_are_handed_the_same_and_their_absence_is_told(results, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", SimpleNamespace(from_arrow=lambda table: table.num_rows))
    monkeypatch.setitem(sys.modules, "xarray", SimpleNamespace(DataArray=lambda *given: given))
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert results.polars("dial") == results.of("dial").size
    values, coordinates, axes, name, about = results.xarray("cell.value")
    assert (axes, name, about["unit"]) == (("month", "cell"), "cell.value", "USD million a month")
    assert {axis: len(names) for axis, names in coordinates.items()} == dict(zip(axes, values.shape, strict=True))
    assert coordinates["cell"][0] == ".".join(results.axes["cell"][0])
    with pytest.raises(BadInput, match="pip install pandas"):
        results.pandas()


def test_a_notebook_shows_the_first_screen_with_every_word_escaped(results):
    page = results._repr_html_()
    assert "<h3>A &lt;b&gt;&amp;amp;&lt;/b&gt; title</h3>" in page
    assert page.count("<table>") == page.count("</table>") == len(results.headline.first)
    assert str(results).startswith("A <b>&amp;</b> title")


def test_a_prompt_shows_one_line_of_what_holds_megabytes(results):
    """A kernel asks for the plain text beside the page, and keeps both in the notebook."""
    swept = Swept(Path("results/two"), SimpleNamespace(points=(1, 2)), 6, (), (), None, Path())
    shown = repr(results), repr(results.scenario), repr(swept)
    assert shown[1] == "Scenario('A <b>&amp;</b> title', 6 acts, 2017-10 to 2018-12, draws=1)"
    assert shown[2] == "Swept('results/two', points=2, failed=0, computed=6)"
    assert max(map(len, shown)) < 100


def test_facts_and_heads_are_escaped_too():
    block = SaidTable("b", "t<1", "", (Column("c", "<c>", ""),), (Row("r", "<r>", ("<v>",)),))
    page = headline_html(Headline("h", "q", (block,), ("<fact>",)))
    for word in ("t&lt;1", "&lt;c&gt;", "&lt;r&gt;", "&lt;v&gt;", "<li>&lt;fact&gt;</li>"):
        assert word in page


def test_a_figure_shows_itself_and_an_unknown_kind_is_refused(results):
    drawn = results.figure("waterfall")
    assert drawn._repr_svg_().rstrip().endswith("</svg>")
    with pytest.raises(BadInput, match="did you mean 'waterfall'"):
        results.figure("waterfal")


def test_an_answer_gives_its_tables_by_name():
    table = TidyTable("one", "First", (Column("x", "what x is", "USD million"),), ((1.5,), (None,)))
    answer = sim.Answered(Answer("score", (), Headline("h", "q", (), ()), (table,), 1))
    assert answer.table().to_pylist() == answer.table("one").to_pylist() == [{"x": 1.5}, {"x": None}]
    assert answer.table().schema.field("x").metadata == {b"unit": b"USD million", b"meaning": b"what x is"}
    with pytest.raises(BadInput, match="no such table"):
        answer.table("two")
    with pytest.raises(BadInput, match="has no figure"):
        answer.figure()


def test_one_scenario_is_no_comparison():
    with pytest.raises(BadInput, match=r"takes a list of scenarios"):
        sim.compare(sim.read("unscr_2371.yaml"))


@pytest.mark.parametrize(
    "call", [sim.run, sim.attribute, lambda one: sim.compare([one, one]), lambda one: sim.score([one])]
)
def test_a_file_where_a_scenario_is_asked_for_is_told_how_it_is_read(call):
    with pytest.raises(BadInput, match=r"sim\.read\('mine\.yaml'\) reads a file"):
        call("mine.yaml")


def test_a_number_that_is_not_there_is_told_with_the_nearest(results):
    with pytest.raises(KeyError, match=r"no number 'resistence': did you mean 'resistance'"):
        results.scenario.number("resistence")
