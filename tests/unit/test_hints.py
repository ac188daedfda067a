"""Hints are nearest in sense: never another currency, price year, kind of unit, country, group or resolution."""

import csv

import pytest

from sim.cli.main import main
from sim.common.errors import nearest, told_apart
from sim.common.unit_hints import unit_hint
from sim.common.units import UNITS, UnknownUnit, parse_amount
from sim.reading.places import shipped
from sim.reading.reference import reference_in
from sim.reading.sense import also_called, name_hint
from sim.reading.tables import Rows

REFERENCE = reference_in(shipped() / "reference")
OTHERS = ("MEUR/yr", "€m", "CNY/t", "kRMB", "bnGBP/yr", "MUSD2015/yr", "MUSD_2010", "mt", "Mtoe/yr",
          "kg", "GWh/yr", "bbl", "GBPm/yr", "S$m/yr", "rupees", "constant USD", "MUSD/month", "USD/kg", "MW", "TEU",
          "weeks", "pp", "share", "trillion USD")  # fmt: skip
SAME = {
    "MUSD/year": "MUSD/yr", "musd": "MUSD", "million_USD": "MUSD", "$m/yr": "MUSD/yr", "bn USD": "bnUSD",
    "tonnes/yr": "t/yr", "percent": "%", "head": "heads", "MUDS/yr": "MUSD/yr", "USDm p.a.": "MUSD/yr",
    "USD '000": "kUSD", "MMUSD": "MUSD", "nominal MUSD/yr": "MUSD/yr", "USD/MT": "USD/t", "pct": "%", "yr": "years",
}  # fmt: skip


@pytest.mark.parametrize("unit", OTHERS)
def test_another_currency_price_year_or_kind_is_said_and_not_replaced(unit):
    hint = unit_hint(unit, UNITS)
    assert hint
    assert "did you mean" not in hint


@pytest.mark.parametrize("unit", SAME)
def test_the_same_unit_written_otherwise_is_found(unit):
    assert unit_hint(unit, UNITS) == f"did you mean '{SAME[unit]}'?"


@pytest.mark.parametrize(("given", "unit"), [("189 Mio USD", "MUSD"), ("189.4 million USD/yr", "MUSD/yr")])
def test_a_unit_of_several_words_is_a_unit(given, unit):
    with pytest.raises(UnknownUnit) as told:
        parse_amount(given)
    assert told.value.hint == f"did you mean '{unit}'?"


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_hint_for_a_unit_in_another_case_keeps_its_size(unit):
    hint = unit_hint(unit.lower(), UNITS)
    assert hint == f"did you mean '{unit}'?" or "metric ton" in hint


def test_every_country_leads_to_its_partner_and_to_no_other_country():
    """By each of its names and codes; the table's own partners are all there."""
    rows = list(csv.DictReader((shipped() / "reference/partners/countries.csv").read_text("utf-8").splitlines()))
    partners = set(REFERENCE.partners)
    assert {row["partner"] for row in rows} - {""} == partners
    for row in rows:
        wanted = f"'{row['partner']}'" if row["partner"] else "no partner"
        for given in (row["name"], row["iso2"], row["iso3"], row["m49"], row["m49"].lstrip("0")):
            assert wanted in name_hint("partner", given, partners), given


@pytest.mark.parametrize(("code", "stream"), [("6704.20", "wigs"), ("2701", "coal"), ("03", "seafood")])
def test_a_stream_named_by_its_code_of_customs_is_found(code, stream):
    assert name_hint("stream", code, list(REFERENCE.streams)) == f"HS {code} stands in '{stream}'"


@pytest.mark.parametrize(
    ("what", "given"), [("partner", "asean"), ("partner", "Gulf"), ("partner", "africa"), ("stream", "goods")]
)
def test_a_group_is_called_a_group(what, given):
    known = REFERENCE.partners if what == "partner" else REFERENCE.streams
    assert name_hint(what, given, list(known)).startswith("a group of")


def test_a_misspelt_country_without_a_row_is_not_another_partner():
    assert name_hint("partner", "kenia", list(REFERENCE.partners)) == "Kenya is no row of its own but in 'other_africa'"


NEITHER = {
    "partner": ("saudis", "total", "gulf states", "latin america", "southeast asia", "macedon", "eaeu", "world"),
    "stream": ("total", "missile", "foods", "goal", "farms", "mood", "all"),
}


@pytest.mark.parametrize(("what", "given"), [(what, given) for what in NEITHER for given in NEITHER[what]])
def test_another_word_that_looks_like_a_name_is_not_taken_for_it(what, given):
    known = list(REFERENCE.partners if what == "partner" else REFERENCE.streams)
    hint = name_hint(what, given, known)
    assert hint == "" or hint.startswith("a group of")


def test_what_a_stream_is_called_elsewhere_leads_to_a_stream():
    assert set(also_called().values()) <= set(REFERENCE.streams)
    assert not set(also_called()) & set(REFERENCE.streams)
    assert name_hint("stream", "Garments", list(REFERENCE.streams)) == "did you mean 'textiles'?"


@pytest.mark.parametrize("slip", ["chna", "chinaa", "hcina", "chine", "sngapore", "philipines", "south_kroea"])
def test_a_slip_leads_to_the_name(slip):
    assert name_hint("partner", slip, list(REFERENCE.partners)).startswith("did you mean")


def test_another_resolution_is_no_misspelling():
    assert nearest("unscr_2372", REFERENCE.measures) == ""
    assert nearest("unscr2371", REFERENCE.measures) == "did you mean 'unscr_2371'?"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["explain", "unscr_2371", "--partner", "north_korea", "--stream", "coal"], "is the exporter"),
        (["explain", "unscr_2371", "--partner", "china", "--stream", "goods"], "a group of streams"),
        (["show", "usa"], "is no row of its own but in 'rest_of_world'"),
        (["solve", "unscr_2371", "--target", "1 bnUSD/yr", "--by", "partners.germany.dial"], "but in 'eu'"),
    ],
)
def test_commands_give_the_same_hints_as_files(command, said, capsys):
    assert main(command) == 2
    assert said in capsys.readouterr().err


def test_a_table_of_ones_own_gets_the_same_hints(tmp_path):
    (tmp_path / "t.csv").write_text("partner,unit\nusa,MEUR\n", encoding="utf-8")
    read = Rows(tmp_path / "t.csv", ("partner", "unit"))
    read.known(2, "partner", "usa", sorted(REFERENCE.partners))
    read.known(2, "unit", "MEUR", list(UNITS))
    assert [p.hint.split()[0] for p in read.problems] == ["United", "convert"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 1, 1.0000001), ["0", "1", "1.0000001"]),
        ((0.5, 0.5, 0.25), ["0.5", "0.5", "0.25"]),
        ((1 / 3, 2 / 3), ["0.333333", "0.666667"]),
        ((1, 1 + 2**-52), ["1", "1.0000000000000002"]),
    ],
)
def test_what_is_unequal_does_not_read_as_equal(numbers, said):
    assert told_apart(*numbers) == said


@pytest.mark.parametrize("group", ["asean", "africa"])
def test_a_group_adopts_no_act(group):
    members = [p.id for p in REFERENCE.partners.values() if p.group == group]
    hint = name_hint("issuer", group.upper(), ["un", *REFERENCE.partners])
    assert hint == f"a group adopts no act: name one of {', '.join(members)}, or issuer un with partners: [{group}]"
