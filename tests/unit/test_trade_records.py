"""Records of trade added up by hand: parts and wholes, chapters less their headings, unions, doubts, and notes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.common.errors import BadInput
from sim.reading.imports.amounts import Asked, Imported, amounts_of, partner_of, table_kind
from sim.reading.imports.codes import codes_of
from sim.reading.imports.comtrade import read_comtrade
from sim.reading.imports.levels import sifted
from sim.reading.imports.plain import read_plain
from sim.reading.imports.records import Record
from sim.reading.imports.unions import country_of
from sim.reading.places import shipped
from sim.reading.reference import reference_in

REFERENCE = reference_in(shipped() / "reference")


def bought(code: str, value: float, buyer: str = "CHN", month: int = 0, line: int = 2, **more) -> Record:
    return Record("t.csv", line, buyer, 2024, month, code, value, **more)


def kept(*records: Record) -> dict[str, float]:
    return {record.code or record.stream: record.value for record in sifted(records).records}


def imported(*records: Record, asked: Asked | None = None) -> Imported:
    return amounts_of(records, [], REFERENCE, asked or Asked(2024))


# -- levels and parts -------------------------------------------------------------------------------------------------


def test_a_chapter_keeps_what_its_headings_leave():
    assert kept(bought("26", 47e6), bought("2613", 17e6), bought("261310", 7e6)) == {
        "26": 30e6,
        "2613": 10e6,
        "261310": 7e6,
    }
    assert kept(bought("TOTAL", 50e6), bought("26", 47e6), bought("2613", 17e6)) == {
        "TOTAL": 3e6, "26": 30e6, "2613": 17e6,
    }  # fmt: skip
    (left,) = [r for r in sifted([bought("26", 47e6, tonnes=9.0), bought("2613", 17e6)]).records if r.code == "26"]
    assert (left.told, left.tonnes) == (("2613",), None), "nobody knows the tonnes of what is left"


@pytest.mark.parametrize(
    ("parts", "stays", "says"), [(99.4, 0.6, 0), (99.5, None, 0), (100.0, None, 0), (100.5, None, 0), (100.6, None, 1)]
)
def test_half_a_per_cent_of_a_chapter_is_rounding(parts, stays, says):
    found = sifted([bought("26", 100.0), bought("2613", parts)])
    assert [record.value for record in found.records if record.code == "26"] == (
        [pytest.approx(stays)] if stays else []
    )
    assert len(found.notes) == says
    assert not says or found.notes[0] == "CHN, HS 26: its parts add to 101 USD, more than its own 100"


@pytest.mark.parametrize(
    ("whole", "part", "left"),
    [((50.0, 45.0), (20.0, 18.0), (30.0, 27.0)), ((50.0, None), (20.0, 18.0), (30.0, None)),
     ((50.0, 45.0), (20.0, None), (30.0, None)), ((50.0, 10.0), (20.0, 18.0), (30.0, None)),
     ((50.0, 18.0), (20.0, 18.0), (30.0, 0.0))],
)  # fmt: skip
def test_what_is_left_of_a_chapter_is_valued_as_far_as_both_are(whole, part, left):
    """CIF and FOB; a valuation whose parts are more than the whole is none."""
    records = [bought("26", 50.0, cif=whole[0], fob=whole[1]), bought("2613", 20.0, cif=part[0], fob=part[1])]
    (rest,) = [record for record in sifted(records).records if record.code == "26"]
    assert (rest.cif, rest.fob) == left


def test_parts_add_up_where_nobody_gives_the_whole():
    one = bought("26", 3.0, part="C01", cif=3.0, fob=2.0, tonnes=5.0)
    other = bought("26", 4.0, part="C02", cif=4.0, fob=None, tonnes=0.0)
    (found,) = sifted([one, other]).records
    assert (found.value, found.cif, found.fob, found.tonnes, found.part) == (7.0, 7.0, None, 5.0, "")
    assert kept(one, replace(other, part="C01", value=9.0)) == {"26": 9.0}, "of one part twice the later is taken"
    assert kept(one, other, bought("26", 6.5)) == {"26": 6.5}


def test_a_record_twice_is_taken_once_and_two_values_are_told_of():
    same = sifted([bought("26", 3.0), bought("26", 3.0, line=5)])
    assert [record.value for record in same.records] == [3.0]
    assert same.notes == ["CHN, HS 26: stands twice with one value (lines 2 and 5); taken once"]
    (problem,) = sifted([bought("", 3.0, stream="coal"), bought("", 4.0, stream="coal", line=5)]).problems
    assert (problem.message, problem.line, problem.given) == ("stands twice", 5, "CHN, coal")
    assert "in line 2 already" in problem.hint


def test_a_year_as_a_whole_stands_for_its_months():
    months = [bought("26", 1.0, month=month) for month in (3, 2)]
    found = sifted([*months, bought("26", 9.0)])
    assert [record.value for record in found.records] == [9.0]
    assert found.notes == ["CHN: the year 2024 stands as a whole and by month; the whole is taken"], "once"
    other = sifted([*months, bought("26", 9.0, buyer="RUS")])
    assert sorted(record.value for record in other.records) == [1.0, 1.0, 9.0]
    assert other.notes == []


# -- partners, unions, streams ----------------------------------------------------------------------------------------


def test_a_buyer_stands_under_the_partner_that_its_country_is_in():
    assert [partner_of(name, REFERENCE.partners) for name in ("China", "156", "DEU", "eu", "PRK", "Nobody")] == [
        "china", "china", "eu", "eu", "", "",
    ]  # fmt: skip
    assert partner_of("Germany", ["germany", "eu"]) == "germany", "a country's own row comes before its group's"
    assert [country_of(name) for name in ("China", "cn", "156", "Somebody Else")] == [
        "CHN",
        "CHN",
        "CHN",
        "somebody_else",
    ]


def test_the_streams_of_codes():
    rows = {"a": "2701-2703", "b": "78;26", "c": "25 (without 2519)", "d": "2519", "e": "rest"}
    coal = REFERENCE.streams["coal"]
    codes = codes_of({name: replace(coal, id=name, hs=hs) for name, hs in rows.items()})
    found = {
        code: codes.streams_of(code) for code in ("2701", "2703", "2704", "26", "2601", "2519", "25", "2520", "99")
    }
    assert found == {
        "2701": ("a",), "2703": ("a",), "2704": ("e",), "26": ("b",), "2601": ("b",), "2519": ("d",), "25": ("c", "d"),
        "2520": ("c",), "99": ("e",),
    }  # fmt: skip
    assert codes.streams_of("25", ("2519",)) == ("c",), "what is told apart is not in what is left"
    people = {name: replace(stream, group="labour") for name, stream in (("f", coal),)}
    assert codes_of(people).streams_of("2701") == (), "codes are of goods"


def test_a_range_is_in_the_unit_of_its_value(tmp_path: Path):
    path = tmp_path / "t.csv"
    rows = [
        "partner,hs,value,low,high,unit,tonnes,period",
        "China,6704,5,4,7,kUSD,12,2024-03",
        "China,2701,5,,,MUSD,,2024",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    one, other = read_plain(path, 2024, "", "")
    assert (one.low, one.value, one.high, one.tonnes, one.month) == (4000, 5000, 7000, 12, 3)
    assert (other.low, other.value, other.high, other.tonnes, other.month) == (None, 5e6, None, None, 0)


EXPORT = "reporterISO,flowCode,partnerISO,period,cmdCode,netWgt,cifvalue,fobvalue,primaryValue,customsCode,motCode"


@pytest.mark.parametrize(
    ("row", "record", "left"),
    [
        ("CHN,M,PRK,2024,6704,2500,7,6,7,C00,0", ("CHN", 7, 7, 6, 2.5, ""), None),
        ("CHN,M,PRK,2024,6704,,,6,,C00,0", ("CHN", 6, None, 6, None, ""), None),
        ("CHN,M,PRK,2024,6704,,7,6,,C00,0", ("CHN", 7, 7, 6, None, ""), None),
        ("CHN,M,PRK,2024,6704,0,,,7,C01,0", ("CHN", 7, None, None, 0, "C01 0"), None),
        ("CHN,M,PRK,2024,6704,,,,7,C00,1000", ("CHN", 7, None, None, None, "C00 1000"), None),
        ("PRK,X,CHN,2024,6704,,,,7,,", ("CHN", 7, None, None, None, ""), None),
        ("CHN,X,PRK,2024,6704,,,,7,C00,0", None, "sold to North Korea"),
        ("CHN,M,KOR,2024,6704,,,,7,C00,0", None, "trade with KOR, not North Korea"),
        ("CHN,M,,2024,6704,,,,7,C00,0", None, "trade with nobody, not North Korea"),
        ("CHN,RX,PRK,2024,6704,,,,7,C00,0", None, "a re-export: goods of another origin, or goods that came back"),
    ],
)
def test_a_line_of_an_export_says_who_bought_what(tmp_path: Path, row, record, left):
    """Mass in kilograms; the first of primary value, CIF and FOB that is there."""
    path = tmp_path / "t.csv"
    path.write_text(f"{EXPORT}\n{row}\n", encoding="utf-8")
    found, apart = read_comtrade(path)
    assert [(r.buyer, r.value, r.cif, r.fob, r.tonnes, r.part) for r in found] == ([record] if record else [])
    assert [(one.why, one.value) for one in apart] == ([(left, 7)] if left else [])


@pytest.mark.parametrize("row", ["CHN,M,PRK,2024,6704,,,,,C00,0", "CHN,Q,PRK,2024,6704,,,,7,C00,0"])
def test_a_line_of_an_export_without_value_or_flow_is_told(tmp_path: Path, row):
    path = tmp_path / "t.csv"
    path.write_text(f"{EXPORT}\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"has no value|unknown flow") as told:
        read_comtrade(path)
    assert [problem.line for problem in told.value.problems] == [2]


# -- amounts ----------------------------------------------------------------------------------------------------------


def test_amounts_add_up_with_their_ranges_and_doubts():
    found = imported(
        bought("6704", 10e6, cif=10e6, fob=9e6), bought("6704", 5e6, buyer="DEU", low=4e6, high=7e6),
        bought("6704", 2e6, buyer="FRA"), asked=Asked(2024, known_by="2025-06", source="mine"),
    )  # fmt: skip
    china, eu = found.cells["wigs", "china"], found.cells["wigs", "eu"]
    assert (china.low, china.value, china.high, china.distribution) == (9, 10, 10, "triangular")
    assert (eu.low, eu.value, eu.high, eu.note) == (6, 7, 9, "HS 6704")
    assert (china.known_by, china.source, china.date, china.name) == ("2025-06", "mine", "2024", "baseline.wigs.china")
    assert imported(bought("6704", 1e6)).cells["wigs", "china"].known_by == "2025-02"
    assert found.total == 17
    named = imported(bought("", 1e6, stream="wigs")).cells["wigs", "china"]
    assert (named.note, named.low, named.high, named.distribution) == ("", 1, 1, "fixed")


def test_how_amounts_are_valued_is_said():
    records = [
        bought("6704", 10e6, cif=10e6, fob=9e6),
        bought("2716", 5e6, fob=5e6, cif=6e6),
        bought("2701", 2e6),
        bought("7202", 1e6, cif=1e6),
    ]
    note = next(note for note in imported(*records).notes if note.startswith("valued"))
    assert note.startswith("valued: 11 MUSD in CIF, 5 MUSD in FOB, 2 MUSD in a way that is not said; ")


def test_months_that_are_not_there_are_named():
    some = [bought("6704", 1e6, month=month) for month in range(1, 12)]
    notes = [note for note in imported(*some).notes if "missing" in note]
    assert len(notes) == 1
    assert notes[0].startswith("CHN: 11 of 12 months; missing 12: ")
    for whole in ([*some, bought("6704", 1e6, month=12)], [bought("6704", 1e6)]):
        assert not [note for note in imported(*whole).notes if "missing" in note]


def test_what_is_not_asked_for_is_told_with_its_money():
    records = [bought("6704", 5e6), replace(bought("6704", 7e6), year=2023), replace(bought("2701", 1e6), year=2023)]
    records += [bought("6704", 3e6, buyer="643"), bought("2701", 1e6, buyer="643")]
    found = imported(*records, asked=Asked(2024, ("China",)))
    assert [note for note in found.notes if "not asked" in note] == [
        "not asked for: 8 MUSD of 2023", "not asked for: 4 MUSD of 643",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tonnes", "value", "says"), [(0.0, 5e6, True), (0.0, 0.0, False), (1.0, 5e6, False), (None, 5e6, False)]
)
def test_no_unit_value_is_made_of_a_quantity_of_0(tonnes, value, says):
    found = imported(bought("6704", value, tonnes=tonnes), bought("2701", 1e6, tonnes=9.0))
    words = "quantity 0 beside a value of 5 MUSD (CHN HS 6704): no unit value was made"
    assert [note for note in found.notes if "quantity 0" in note] == ([words] if says else [])


def test_ten_times_what_is_known_of_a_partner_is_doubted():
    known = [REFERENCE.baseline(name).cells for name in REFERENCE.baselines]
    most = max(sum(q.value for (s, p), q in cells.items() if p == "russia" and s != "workers" and
                   REFERENCE.streams[s].group == "goods") for cells in known)  # fmt: skip
    for times, says in ((9.9, False), (10.1, True)):
        notes = [n for n in imported(bought("6704", times * most * 1e6, buyer="RUS")).notes if n.startswith("russia:")]
        assert bool(notes) is says
        assert not says or f" 10 times the {most:,.3g} of any" in notes[0]


def test_nothing_of_the_year_or_of_the_buyers_is_told_as_such():
    for asked, said in (
        (Asked(2023), "no purchase from North Korea in 2023"),
        (Asked(2024, ("Peru",)), "nobody of these bought in 2024"),
    ):
        with pytest.raises(BadInput, match=said) as told:
            imported(bought("6704", 5e6), asked=asked)
        assert told.value.problems[0].file == "t.csv"
    with pytest.raises(BadInput, match="nothing has a partner and a stream") as told:
        imported(*(bought("26", 5e6, buyer=who) for who in ("CHN", "RUS", "IND", "DEU")))
    assert told.value.problems[0].given.count("buyer") + told.value.problems[0].given.count("HS 26") == 3, (
        "three of four"
    )


@pytest.mark.parametrize(
    ("stream", "message", "hint"),
    [("workers", "is counted in heads", ""), ("coals", "unknown stream", "did you mean 'coal'?")],
)
def test_a_stream_that_is_named_is_one_of_money(stream, message, hint):
    with pytest.raises(BadInput) as told:
        imported(bought("", 5e6, stream=stream, line=7))
    (problem,) = told.value.problems
    assert (problem.message, problem.hint, problem.line, problem.given) == (message, hint, 7, stream)


@pytest.mark.parametrize(
    ("head", "kind"),
    [("reporterISO,flowCode,partnerISO,period,cmdCode,primaryValue", "comtrade"), ("partner,hs,value", "table"),
     ('"reporterISO","flowCode","partnerISO","period","cmdCode","primaryValue"', "comtrade")],
)  # fmt: skip
def test_a_table_is_known_by_its_head(tmp_path: Path, head, kind):
    path = tmp_path / "t.csv"
    path.write_text(f"{head}\n", encoding="utf-8")
    assert table_kind(path) == kind
    assert table_kind(tmp_path / "gone.csv") == ""
