"""Trade tables of others as baselines: hand-worked, and what cannot be known is said and put nowhere."""

from pathlib import Path

import pytest

from sim.cli.main import main
from sim.common.errors import BadInput
from sim.reading.imports.amounts import UNKNOWN, Asked, Imported, amounts_of
from sim.reading.imports.codes import codes_of
from sim.reading.imports.comtrade import read_comtrade
from sim.reading.imports.plain import read_plain
from sim.reading.imports.records import columns_of, hs_code, missing, period
from sim.reading.reference.reference import reference_in
from sim.reading.scenario import read_scenario
from sim.reading.tables import Rows

FIELD = Path(__file__).parents[1] / "cases" / "field"
REFERENCE = reference_in(Path("scenarios/reference"))
HEAD = "reporterISO,flowCode,partnerISO,period,cmdCode,netWgt,cifvalue,fobvalue,primaryValue,customsCode,motCode"


def imported(tmp_path: Path, *rows: str, asked: Asked | None = None) -> Imported:
    path = tmp_path / "export.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return amounts_of(*read_comtrade(path), REFERENCE, asked or Asked(2024))


def row(code: str, value: float, who: str = "CHN", period: str = "2024", fob: str = "", rest: str = "C00,0") -> str:
    return f"{who},M,PRK,{period},{code},1000,{value},{fob},{value},{rest}"


def cells(found: Imported) -> dict[tuple[str, str], float]:
    return {cell: pytest.approx(quantity.value) for cell, quantity in found.cells.items()}


def left(found: Imported) -> dict[str, float]:
    return {one.what: pytest.approx(one.value) for one in found.left}


def test_a_heading_is_counted_once_beside_its_chapter_and_the_total(tmp_path):
    rows = [row("TOTAL", 341e6), row("67", 190e6), row("6704", 189e6), row("26", 47e6), row("2613", 17e6)]
    found = imported(tmp_path, *rows)
    assert cells(found) == {("wigs", "china"): 189, ("other_minerals", "china"): 17, ("other_goods", "china"): 1}
    assert left(found) == {"CHN, HS TOTAL": 104e6, "CHN, HS 26": 30e6}
    assert found.total + sum(one.value for one in found.left) / 1e6 == pytest.approx(341)
    assert "too coarse: iron_ore, lead" in next(one.why for one in found.left if one.what.endswith("26"))


def test_codes_go_to_the_stream_that_names_the_longest_part_of_them():
    codes = codes_of(REFERENCE.streams)
    wanted = {
        "2701": "coal", "270112": "coal", "2716": "electricity", "2519": "magnesite", "2504": "other_minerals",
        "2613": "other_minerals", "7202": "iron_steel", "1604": "seafood", "03": "seafood", "61": "textiles",
        "52": "other_goods", "6704": "wigs", "7106": "zinc_copper", "7108": "precious_rare_metals",
    }  # fmt: skip
    assert {code: codes.streams_of(code) for code in wanted} == {code: (name,) for code, name in wanted.items()}
    assert codes.streams_of("27") == ("coal", "electricity", "other_goods")


def test_months_add_up_and_those_that_are_missing_stay_missing(tmp_path):
    found = imported(tmp_path, row("6704", 10e6, period="202401"), row("6704", 12e6, period="202403"))
    assert cells(found) == {("wigs", "china"): 22}
    assert any("CHN: 2 of 12 months; missing 02, 04" in note for note in found.notes)
    whole = imported(tmp_path, row("6704", 10e6, period="202401"), row("6704", 120e6))
    assert cells(whole) == {("wigs", "china"): 120}
    assert any("the whole is taken" in note for note in whole.notes)


def test_two_valuations_are_a_range_and_one_is_none(tmp_path):
    found = imported(tmp_path, row("6704", 100e6, fob="95000000"), row("2716", 5e6))
    wigs, electricity = found.cells["wigs", "china"], found.cells["electricity", "china"]
    assert (wigs.low, wigs.value, wigs.high, wigs.distribution) == (95, 100, 100, "triangular")
    assert (electricity.low, electricity.high, electricity.distribution) == (5, 5, "fixed")
    assert (wigs.known_by, wigs.date, wigs.basis, wigs.kind) == ("2025-02", "2024", "observed", "customs")


def test_parts_of_a_record_are_counted_where_nobody_gives_the_whole(tmp_path):
    parts = [row("6704", 3e6, rest="C01,0"), row("6704", 4e6, rest="C02,0")]
    assert cells(imported(tmp_path, *parts)) == {("wigs", "china"): 7}
    assert cells(imported(tmp_path, *parts, row("6704", 9e6))) == {("wigs", "china"): 9}


def test_what_was_not_bought_of_north_korea_is_left_out_with_its_money(tmp_path):
    sold = "CHN,X,PRK,2024,2710,1,,9000000,9000000,C00,0"
    returned = "CHN,RM,PRK,2024,6109,1,,1000,1000,C00,0"
    south = "CHN,M,KOR,2024,8542,1,70000000,,70000000,C00,0"
    found = imported(tmp_path, row("6704", 1e6), sold, returned, south, row("6109", 4e6, who="ZZZ"))
    assert cells(found) == {("wigs", "china"): 1}
    why = {one.why: one.value for one in found.left}
    assert why.pop(UNKNOWN) == 4e6
    assert why == {
        "sold to North Korea": 9e6,
        "a re-import: goods of another origin, or goods that came back": 1000,
        "trade with KOR, not North Korea": 70e6,
    }


@pytest.mark.parametrize("union", ["EUR", "97", "European Union"])
def test_a_union_is_counted_once_beside_its_members(tmp_path, union):
    german, whole = row("6109", 1e6, who="DEU"), row("6109", 4e6, who=union)
    found = imported(tmp_path, german, whole)
    assert cells(found) == {("textiles", "eu"): 1}
    assert [(one.what, one.value) for one in found.left] == [(f"buyer {union}", 4e6)]
    alone = imported(tmp_path, whole, row("6704", 5e6))
    assert cells(alone) == {("textiles", "eu"): 4, ("wigs", "china"): 5}
    assert any(note.startswith("European Union as one buyer, 4 MUSD") for note in alone.notes)


def test_rows_of_bulk_files_may_end_in_a_comma_that_the_head_has_not(tmp_path):
    assert cells(imported(tmp_path, row("6704", 5e6) + ",")) == {("wigs", "china"): 5}
    with pytest.raises(BadInput, match="a row of the wrong length"):
        imported(tmp_path, row("6704", 5e6) + ",7")


def test_goods_of_the_south_under_the_name_of_the_north_are_doubted(tmp_path):
    found = imported(tmp_path, row("8517", 45e6, who="484"), row("8517", 5e6), row("2701", 2e6, who="MEX"))
    assert [one.what for one in found.doubted] == ["484, HS 8517"]
    assert found.cells["machinery_electrical", "rest_of_world"].low == 0
    notes = [found.cells["machinery_electrical", who].note for who in ("rest_of_world", "china")]
    assert notes == ["HS 8517; North and South Korea may be confused", "HS 8517"]
    assert found.cells["machinery_electrical", "china"].low == 5


def test_trade_far_above_all_that_is_known_of_a_partner_is_doubted(tmp_path):
    found = imported(tmp_path, row("6109", 900e6, who="RUS"), row("6109", 900e6))
    doubts = [note for note in found.notes if "told apart" in note]
    assert len(doubts) == 1
    assert doubts[0].startswith("russia: 900 MUSD, ")


def test_a_quantity_of_0_beside_a_value_is_said(tmp_path):
    found = imported(tmp_path, row("6704", 5e6).replace(",1000,", ",0,"))
    assert any(note.startswith("quantity 0 beside a value of 5 MUSD") for note in found.notes)


def test_one_record_twice_is_taken_once_and_two_readings_are_refused(tmp_path):
    assert cells(imported(tmp_path, row("6704", 5e6), row("6704", 5e6))) == {("wigs", "china"): 5}
    with pytest.raises(BadInput, match="keep one of the two"):
        imported(tmp_path, row("6704", 5e6), row("6704", 6e6))


def test_only_the_year_and_the_buyers_asked_for_are_taken(tmp_path):
    rows = [row("6704", 5e6), row("6704", 7e6, period="2023"), row("6704", 3e6, who="643")]
    found = imported(tmp_path, *rows, asked=Asked(2024, ("156",)))
    assert cells(found) == {("wigs", "china"): 5}
    assert sum("not asked for" in note for note in found.notes) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("6704", "67O4", "is no code of the HS"),
        ("6704", "6", "write '06'"),
        ("6704", "307", "write '0307'"),
        ("6704", "6704.2", "write '6704.20'"),
        ("6704", "6.704E+05", "format the column as text"),
        ("2024", "31.12.2024", "write 2024-12"),
        ("5000000.0,,", "-5,,", "is below 0"),
        ("5000000.0,C", "much,C", "is not a finite number"),
        ("2024", "24", "is neither a year nor a month"),
        (",M,", ",import,", ""),
        (",M,", ",Q,", "unknown flow"),
    ],
)
def test_a_cell_that_is_wrong_is_told_of_with_its_line(tmp_path, old, new, said):
    text = row("6704", 5e6)
    assert old in text
    if not said:
        assert imported(tmp_path, text.replace(old, new, 1)).total == 5
        return
    with pytest.raises(BadInput) as caught:
        imported(tmp_path, text.replace(old, new, 1))
    assert said in str(caught.value)
    assert "export.csv:2" in str(caught.value)


def cell_of(tmp_path: Path, text: str, read) -> tuple[object, list[str]]:
    """What a cell is read as, and the hints of what is said of it."""
    path = tmp_path / "cell.csv"
    path.write_text(f'x,y\n"{text}",\n', encoding="utf-8")
    rows = Rows(path, ())
    return read(rows, 2, text, "x"), [f"{problem.line}: {problem.hint}" for problem in rows.problems]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1900", (1900, 0)), ("2200", (2200, 0)), ("202401", (2024, 1)), ("2024-12", (2024, 12)), (" 2024 ", (2024, 0)),
        ("1899", None), ("2201", None), ("202413", None), ("202400", None), ("20241", None), ("2024011", None),
        ("٢٠٢٤", None), ("2O24", None), ("", None),
    ],
)  # fmt: skip
def test_a_period_is_a_year_or_a_month(tmp_path, text, meant):
    assert cell_of(tmp_path, text, period) == (meant or (0, 0), [] if meant else ["2: "])


NO_CODE = "a chapter is two digits, such as 03; what is not specified is 99"
AS_NUMBER = "a spreadsheet took it for a number: format the column as text, and save it again"


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("03", "03", ""), ("'2701", "2701", ""), ("2701.12", "270112", ""), ("6704 20", "670420", ""),
        ("6704200000", "6704200000", ""), ("all", "TOTAL", ""), ("Total", "TOTAL", ""),
        ("67042000000", "", NO_CODE),
        ("7", "", "a spreadsheet drops zeros: write '07'"), ("٠٣", "", NO_CODE),
        ("307.1", "", "a spreadsheet drops zeros: write '0307.10'"), ("27.10", "2710", ""),
        ("27.1", "", "a spreadsheet drops zeros: write '27.10'"), ("30110000", "30110000", ""),
        ("6704.2", "", "a spreadsheet drops zeros: write '6704.20'"),
        ("307.10", "", "a spreadsheet drops zeros: write '0307.10'"),
        ("301100000", "", "a spreadsheet drops zeros: write '0301100000'"), ("1E5", "", AS_NUMBER),
        ("2.7e+3", "", AS_NUMBER),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_code_of_the_hs_has_two_digits_a_level(tmp_path, text, code, hint):
    assert cell_of(tmp_path, text, hs_code) == (code, [] if code else [f"2: {hint}"])


def test_a_column_is_known_by_any_of_its_names_and_told_of_where_none_is(tmp_path):
    header = ["Reporter ISO", "period", "PERIOD", "x"]
    known = {
        "reporter": ("reporterISO", "Reporter"),
        "period": ("refYear", "period"),
        "value": ("primaryValue", "amount"),
    }
    assert columns_of(Path(), header, known) == {"reporter": "Reporter ISO", "period": "period"}
    (problem,) = missing(tmp_path / "t.csv", header, "value", known["value"]).problems
    assert (problem.line, problem.column, problem.key, problem.allowed) == (1, 0, "value", "primaryValue or amount")
    assert problem.hint.endswith("such as primaryValue")


def test_plain_and_itc_tables(tmp_path):
    plain, itc = tmp_path / "plain.csv", tmp_path / "itc.csv"
    plain.write_text("partner,hs,value_kusd,year\nChina,6704,5000,2024\nIN,7202,400,2024\n", encoding="utf-8")
    itc.write_text("Code,Product label,Imported value in 2023,Imported value in 2024\n'6704,Wigs,1,5000\n")
    found = amounts_of(read_plain(plain, 2024, "", ""), [], REFERENCE, Asked(2024))
    assert cells(found) == {("wigs", "china"): 5, ("iron_steel", "india"): pytest.approx(0.4)}
    found = amounts_of(read_plain(itc, 2024, "CHN", "kUSD"), [], REFERENCE, Asked(2024))
    assert cells(found) == {("wigs", "china"): 5}
    for unit, given in (("", ""), ("EUR", "EUR")):
        with pytest.raises(BadInput, match="the unit is not said") as told:
            read_plain(itc, 2024, "CHN", unit)
        assert (told.value.problems[0].given, told.value.problems[0].line) == (given, 1)
    with pytest.raises(BadInput, match="nobody says who bought"):
        read_plain(itc, 2024, "", "kUSD")


def test_f20_a_trade_table_is_known_as_one_and_becomes_a_baseline(tmp_path, capsys):
    file = str(FIELD / "F20_comtrade_export.csv")
    assert main(["check", file]) == 2
    assert "dial import comtrade" in capsys.readouterr().err
    assert main(["import", "comtrade", file, "--year", "2016", "-o", str(tmp_path / "mine")]) == 0
    out = capsys.readouterr().out
    assert "CHN: 1 of 12 months" in out
    scenario = tmp_path / "mine.yaml"
    scenario.write_text("title: t\nbased_on: unscr_2371.yaml\ntables: mine\nbaseline: {use: mine}\n")
    read = read_scenario(scenario).scenario
    assert read.numbers["baseline.coal.china"].value == 106
    assert [stream.id for stream in read.streams] == ["coal"]
    before = (tmp_path / "mine" / "mine.csv").read_bytes()
    assert main(["import", "comtrade", file, "--year", "2016", "-o", str(tmp_path / "mine")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "mine" / "mine.csv").read_bytes() == before
    assert main(["import", "comtrade", file, "--year", "2017", "-o", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists()


def test_partners_and_streams_of_ones_own_go_into_the_folder_that_names_them(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "tables", "own"]) == 0
    Path("trade.csv").write_text("partner,stream,value,unit,year\nAtlantis,amber,5,MUSD,2016\n")
    assert main(["import", "table", "trade.csv", "--year", "2016", "--tables", "own", "-o", "mine"]) == 0
    Path("my.yaml").write_text("title: T\nbased_on: unscr_2371.yaml\ntables: mine\nbaseline: {use: mine}\n")
    read = read_scenario(Path("my.yaml")).scenario
    assert read.number("baseline.amber.atlantis").value == 5
    assert read.number("resistance", "atlantis").value == 1.2


@pytest.mark.parametrize(("data", "said"), [
    (b"partner,hs,value,unit,year\nT\xfcrkiye,27,1,MUSD,2024\n", "'CSV UTF-8', or iconv -f WINDOWS-1252 -t UTF-8"),
    (b"partner;hs;value;unit;year\nChina;27;1,5;MUSD;2024\n", "save the table with commas between cells, and a point"),
    (b"Country,HS code,Value (USD thousand)\nChina,27,1\n", "given: Country, HS code, Value (USD thousand)\n"),
    (b"partner,hs,value,unit,year\nChina,2701,1,MUSD,2016\n", "the tables have 2016"),
])  # fmt: skip
def test_what_spreadsheets_and_other_years_write_is_told_with_what_to_do(tmp_path, capsys, data, said):
    path = tmp_path / "trade.csv"
    path.write_bytes(data)
    assert main(["import", "table", str(path), "--year", "2024", "-o", str(tmp_path / "mine")]) == 2
    assert said in " ".join(capsys.readouterr().err.split(" ")).replace("\n             ", " ")


def test_names_of_trade_tables_are_names_of_countries(tmp_path):
    names = ("Viet Nam", '"Korea, Republic of"', '"Taipei, Chinese"', "Dem. Rep. of the Congo", "Türkiye")
    path = tmp_path / "trade.csv"
    lines = [f"{name},wigs,1,MUSD,2024" for name in names]
    path.write_text("\n".join(["partner,stream,value,unit,year", *lines]) + "\n", encoding="utf-8")
    found = amounts_of(read_plain(path, 2024, "", ""), [], REFERENCE, Asked(2024))
    assert {partner for _, partner in found.cells} == {"rest_of_world", "south_korea", "taiwan", "other_africa"}
    assert found.left == []


def test_what_a_heading_leaves_of_its_chapter_is_valued_as_both_are(tmp_path):
    found = imported(tmp_path, row("72", 23e6), row("720270", 20e6))
    assert next(note for note in found.notes if note.startswith("valued")).startswith("valued: 23 MUSD in CIF;")


def test_money_without_a_stream_is_told_with_how_it_gets_one(tmp_path):
    coarse, fine = imported(tmp_path, row("26", 15e6), row("6704", 1e6)), imported(tmp_path, row("6704", 1e6))
    assert [any("4 or 6 digits" in note for note in found.notes) for found in (coarse, fine)] == [True, False]


PLAIN = "partner,hs,value,unit,year\n"
EXPORT = "reporterISO,flowCode,partnerISO,period,cmdCode,primaryValue\nCHN,M,PRK,2024,6704,1000000,\n"


@pytest.mark.parametrize(
    ("kind", "text", "options", "said"),
    [
        ("table", EXPORT, (), "is an export of UN Comtrade, not a plain table"),
        ("comtrade", f"{PLAIN}China,6704,1,MUSD,2024\n", (), "is a plain table, not an export of UN Comtrade"),
        ("comtrade", EXPORT, ("--reporter", "Chna"), "buyers of these tables: CHN"),
        ("table", f"{PLAIN}China,26,1,MUSD,2024\n", (), "nothing has a partner and a stream"),
        ("table", f"{PLAIN}World,6704,1,MUSD,2024\n", (), "given: buyer World: all buyers together"),
    ],
)
def test_why_nothing_came_of_a_table_is_told_as_it_is(tmp_path, capsys, monkeypatch, kind, text, options, said):
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(text, encoding="utf-8")
    assert main(["import", kind, "t.csv", "--year", "2024", "-o", "mine", *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "no purchase from North Korea" not in error
