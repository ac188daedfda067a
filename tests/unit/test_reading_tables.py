"""Tables read row by row: what a cell may hold, what customs by month say of prices and seasons, groups in lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.common.errors import BadInput
from sim.common.months import month_index
from sim.reading.dimensions import read_dimensions
from sim.reading.groups import without_groups
from sim.reading.names import Known
from sim.reading.observations import COLUMNS as OBSERVED
from sim.reading.observations import NAIVE_COLUMNS, read_naive, read_observations
from sim.reading.reference.names import read_lags
from sim.reading.reference.series import COLUMNS as MONTHLY
from sim.reading.reference.series import (
    MonthOfTrade,
    MonthTotal,
    price_path,
    read_monthly,
    read_totals,
    season,
    season_of_the_rest,
)
from sim.reading.sense import _slips, form_of, misspelt
from sim.reading.tables import ABOUT, Rows, Table, read_rows
from sim.reading.yaml.strict import parse_yaml

YEAR = month_index(2016, 1)


def table(place: Path, columns, *rows: str) -> Path:
    path = place / "t.csv"
    path.write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return path


def problems(read, *given) -> list[tuple[str, int]]:
    """What is wrong with a table, and on which lines; nothing where it is read."""
    try:
        read(*given)
    except BadInput as error:
        return [(problem.message, problem.line) for problem in error.problems]
    return []


# -- cells ------------------------------------------------------------------------------------------------------------


def test_rows_know_their_lines(tmp_path):
    path = table(tmp_path, ("a", "b"), "1,2", "", '"x\ny",4', "5,6")
    assert [(line, row["a"]) for line, row in read_rows(path, ("a",))] == [(2, "1"), (5, "x\ny"), (6, "5")]


@pytest.mark.parametrize(
    ("head", "row", "found"),
    [
        ("a,b", "1,2,3", ("a row of the wrong length", 2)),
        ("a,b", "1", ("a row of the wrong length", 2)),
        ("a,c", "1,2", ("columns are missing", 1)),
        ("a,b,a", "1,2,3", ("a column stands twice", 1)),
        ("a,b", '1,"2"3', ("not a CSV table", 2)),
        ("a,b", "1,\0", ("is a binary file, not a CSV table", 2)),
        ("", "1,2", ("is empty, or begins with an empty line", 1)),
    ],
)
def test_a_table_of_another_form(tmp_path, head, row, found):
    assert problems(read_rows, table(tmp_path, head.split(","), row), ("a", "b")) == [found]


def test_cells_that_stand_apart_by_something_else(tmp_path):
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "strokes")):
        path = table(tmp_path, [f"a{mark}b"], f"1{mark}2")
        assert problems(read_rows, path, ()) == [(f"cells stand apart by {name}", 1)]
        with pytest.raises(BadInput, match="columns are missing") as told:
            read_rows(path, ("a",))
        assert told.value.problems[0].hint == f"cells stand apart by {name} here: save the table with commas"
    assert problems(read_rows, table(tmp_path, ["a", "b;c"], "1,2"), ()) == [], "a mark in one of several headings"


def test_rows_may_end_in_commas_where_that_is_asked_for(tmp_path):
    path = table(tmp_path, ("a", "b"), "1,2,,", "3,4")
    assert [row for _, row in read_rows(path, ("a", "b"), trailing=True)] == [
        {"a": "1", "b": "2"},
        {"a": "3", "b": "4"},
    ]
    assert problems(read_rows, path, ("a", "b")) == [("a row of the wrong length", 2)]
    assert problems(read_rows, table(tmp_path, ("a", "b"), "1,2,3,"), ("a", "b"), True) == [
        ("a row of the wrong length", 2)
    ]


def cell(place: Path, text: str, read, *how) -> tuple[object, list[str]]:
    """What a cell is read as, and what is said of it."""
    rows = Rows(table(place, ("x", "y"), f"{text},"), ("x",))
    ((line, row),) = rows.rows
    return getattr(rows, read)(line, row, "x", *how), [problem.message for problem in rows.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1900", 1900), ("2200", 2200), ("1899", 0), ("2201", 0), ("02016", 0), ("16", 0), ("٢٠١٦", 0), ("2O16", 0)],
)
def test_a_year(tmp_path, text, value):
    assert cell(tmp_path, text, "year") == (value, [] if value else ["x is not a year"])


@pytest.mark.parametrize(
    ("text", "above", "value", "said"),
    [
        ("1.5", None, 1.5, ""), (" -2e3 ", None, -2000, ""), ("+.5", None, 0.5, ""), ("1e15", None, 1e15, ""),
        ("1.1e15", None, None, "out of range"), ("0", 0.0, None, "out of range"), ("1e-9", 0.0, 1e-9, ""),
        ("1" * 15, None, float("1" * 15), ""), ("0." + "1" * 38, None, 1 / 9, ""),
        ("0." + "1" * 39, None, None, "not a finite number"), ("nan", None, None, "not a finite number"),
        ("1e999", None, None, "not a finite number"), ("1 000", None, None, "not a finite number"),
        ("", None, None, "not a finite number"), ("٣", None, None, "not a finite number"),
    ],
)  # fmt: skip
def test_a_number(tmp_path, text, above, value, said):
    found, problems_ = cell(tmp_path, text, "number", *(() if above is None else (above,)))
    assert (found == pytest.approx(value)) if value is not None else found != found
    assert [said in problem for problem in problems_] == ([True] if said else [])


def test_a_month_and_a_truth(tmp_path):
    assert cell(tmp_path, "2017-01", "month") == (month_index(2017, 1), [])
    assert cell(tmp_path, "2017-13", "month") == (0, ["x is not a month"])
    assert cell(tmp_path, "yes", "truth") == (True, [])
    assert cell(tmp_path, "no", "truth") == (False, [])
    assert cell(tmp_path, "true", "truth") == (False, ["unknown x"])


def test_names_stand_once(tmp_path):
    rows = Rows(table(tmp_path, ("x",), "a", '""', "b", "a"), ("x",))
    assert [(line, row["x"]) for line, row in rows.once("x")] == [(2, "a"), (4, "b")]
    assert [(p.message, p.line) for p in rows.problems] == [("the name is missing", 3), ("the name stands twice", 5)]


def quantity(place: Path, limits=(0.0, 1000.0), **given: str):
    """A row of a table of quantities, read; with what is said of it."""
    row = dict.fromkeys(ABOUT, "") | {
        "value": "2", "low": "1", "high": "3", "unit": "bnUSD/yr", "distribution": "triangular", "basis": "judgement",
        "kind": "judgement", "source": "s",
    } | given  # fmt: skip
    read = Table(table(place, ("name", *ABOUT), ",".join(["n", *row.values()])), ("name",))
    ((line, cells),) = read.rows
    return read.quantity(line, cells, "n", ("money a year",), limits), [problem.message for problem in read.problems]


def test_a_quantity_is_in_the_models_own_unit(tmp_path):
    found, said = quantity(tmp_path, (0.0, 3000.0))
    assert (found.low, found.value, found.high, said) == (1000, 2000, 3000, [])
    assert found.origin.endswith("/t.csv:2")
    assert quantity(tmp_path, (1000.0, 2999.0))[1] == ["n is out of range"]
    assert quantity(tmp_path, (1001.0, 3000.0))[1] == ["n is out of range"]
    assert quantity(tmp_path, (0.0, 3000.0), low="2", high="2")[1] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"low": "2.1"}, "n: low <= value <= high does not hold"),
        ({"high": "1.9"}, "n: low <= value <= high does not hold"),
        ({"unit": "MUSD"}, "n is not measured in MUSD"),
        ({"unit": "furlongs"}, "unknown unit"),
        ({"source": ""}, "n has no source"),
        ({"known_by": "2017"}, "known_by is not a month"),
        ({"value": "two"}, "value is not a finite number"),
        ({"distribution": "bell"}, "unknown distribution"),
        ({"basis": "rumour"}, "unknown basis"),
    ],
)
def test_a_quantity_that_is_none(tmp_path, given, said):
    assert quantity(tmp_path, (0.0, 3000.0), **given)[1] == [said]


def test_dimensions_count_up(tmp_path):
    columns = ("name", "dimension")
    assert read_dimensions(table(tmp_path, columns, "a,1", "b,2")) == {"a": 1, "b": 2}
    assert problems(read_dimensions, table(tmp_path, columns, "a,1", "b,3")) == [
        ("the dimension is not the next one", 3)
    ]
    assert problems(read_dimensions, table(tmp_path, columns, "a,0")) == [("the dimension is not the next one", 2)]


# -- observations -----------------------------------------------------------------------------------------------------


def observed(place: Path, *rows: str, revisions: bool = False):
    return read_observations(table(place, OBSERVED, *rows), ("china",), ("coal",), revisions)


def test_an_observation_is_of_a_month_or_of_a_year(tmp_path):
    month, year = observed(tmp_path, "china,coal,2017-08,12.5,200,customs,", "china,goods,2016,2600,,customs,n")
    assert (month.first, month.months, month.value, month.quantity, month.period) == (
        month_index(2017, 8), 1, 12.5, 200, "2017-08",
    )  # fmt: skip
    assert (year.first, year.months, year.quantity, year.period) == (month_index(2016, 1), 12, None, "2016")
    ends = observed(tmp_path, "china,coal,1900,1,,c,", "china,coal,2200,1,,c,")
    assert [one.first for one in ends] == [month_index(1900, 1), month_index(2200, 1)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("japan,coal,2017-08,1,,c,", "unknown partner"),
        ("china,iron,2017-08,1,,c,", "unknown stream"),
        ("china,coal,2017-8,1,,c,", "period is neither a month nor a year"),
        ("china,coal,1899,1,,c,", "period is neither a month nor a year"),
        ("china,coal,2201,1,,c,", "period is neither a month nor a year"),
        ("china,coal,2017-08,-1,,c,", "usd_million is below 0"),
        ("china,coal,2017-08,1,-1,c,", "quantity_kt is below 0"),
        ("china,coal,2017-08,1,, ,", "an observation has no source"),
    ],
)
def test_what_is_no_observation(tmp_path, row, said):
    assert problems(observed, tmp_path, row) == [(said, 2)]


def test_an_observation_stands_once_but_for_revisions(tmp_path):
    rows = ("china,coal,2017-08,0,0,c,", "china,coal,2017-08,2,,d,")
    assert problems(observed, tmp_path, *rows) == [("the observation stands twice", 3)]
    assert [one.value for one in observed(tmp_path, *rows, revisions=True)] == [0, 2]
    assert problems(observed, tmp_path) == [("holds no observation", 2)]


def test_forecasts_by_hand_are_means_and_steps(tmp_path):
    rows = "f,mean,china,2017-01-01,2017-06-30,coal,,s", "f,step,china,2017-09-16,,,-40,s"
    mean, step = read_naive(table(tmp_path, NAIVE_COLUMNS, *rows), ("china",), ("coal",))
    assert (mean.start, mean.end, mean.amount, mean.without) == (month_index(2017, 1), month_index(2017, 7), 0, "coal")
    assert (step.start, step.end, step.amount) == (month_index(2017, 9) + 0.5, float("inf"), -40)
    bad = table(tmp_path, NAIVE_COLUMNS, "f,mean,china,2017-01,2017-06-30,iron,,s", "f,jump,china,2017-09-16,,,1,s")
    assert problems(read_naive, bad, ("china",), ("coal",)) == [
        ("unknown stream", 2), ("from is not a date", 2), ("unknown kind", 3),
    ]  # fmt: skip


# -- prices and seasons -----------------------------------------------------------------------------------------------


def months(first: int, *pairs: tuple[float, float]) -> list[MonthOfTrade]:
    return [MonthOfTrade(first + n, q, v, f"2017-{n % 12 + 1:02d}", f"s{n % 2}") for n, (q, v) in enumerate(pairs)]


def test_a_price_is_relative_to_the_base_years_mean():
    whole = months(YEAR, *[(10, 1)] * 6, *[(30, 9)] * 6)  # 60 for 240: a mean of a quarter
    path = price_path("coal", whole, 99.0, 2016)
    assert [price for _, price in path.steps] == pytest.approx([0.4] * 6 + [1.2] * 6)
    assert (path.steps[0][0], path.known_by, path.source, path.basis) == (YEAR, "2017-12", "s0 ; s1", "derived")


def test_without_a_whole_base_year_the_unit_value_is_its_mean():
    some = months(YEAR + 1, (10, 1), (10, 3))
    path = price_path("coal", some[::-1], 0.1, 2016)
    assert list(path.steps) == [(YEAR + 1, pytest.approx(1)), (YEAR + 2, pytest.approx(3))]
    assert price_path("coal", some, 0.0, 2016) is None
    assert price_path("coal", [], 0.1, 2016) is None
    assert price_path("coal", some, 0.1, 2017) is None, "a price held from before the base year would not be 1 in it"


def test_a_season_of_one_year_is_half_believed():
    assert season("coal", months(YEAR, *[(1, 1)] * 11)) is None
    one = season("coal", months(YEAR, *[(1, 1)] * 6, *[(3, 1)] * 6))
    assert one.factors == pytest.approx([0.75] * 6 + [1.25] * 6)
    assert (one.known_by, one.source) == ("2017-12", "s0 ; s1"), "known as its last month is"
    two = season("coal", months(YEAR, *[(1, 1)] * 6, *[(3, 1)] * 6, *[(2, 1)] * 12, (9, 9)))
    assert two.factors == pytest.approx([0.75] * 6 + [1.25] * 6), "the mean of two years, and no part of a third"


def test_the_season_of_the_rest_is_what_is_left_of_all_goods():
    totals = [MonthTotal(YEAR + n, 10.0 if n < 6 else 20.0, "2017-01", "t") for n in range(14)]
    coal, zinc = months(YEAR, *[(1, 4)] * 12), months(YEAR, *[(1, 2)] * 12)
    rest = season_of_the_rest("other", totals, [coal, zinc])  # 4 and 14: means of 9
    assert rest.factors == pytest.approx([(1 + 4 / 9) / 2] * 6 + [(1 + 14 / 9) / 2] * 6)
    assert season_of_the_rest("other", totals[:11], [coal]) is None


def test_customs_by_month_are_read_once_a_month(tmp_path):
    good = "coal,2016-01,10,kt,1.5,MUSD,2017-01,b,s"
    assert read_monthly(table(tmp_path, MONTHLY, good), ["coal"])["coal"][0].value == 1.5
    little = good.replace("1.5", "0.5").replace(",10,", ",0.1,")
    assert read_monthly(table(tmp_path, MONTHLY, little), ["coal"])["coal"][0].quantity == 0.1
    both = table(tmp_path, MONTHLY, good, good.replace("2016-01", "2016-02").replace("1.5", "2.5"))
    assert [month.value for month in read_monthly(both, ["coal"])["coal"]] == [1.5, 2.5]
    for row, said in (
        (good, "the month stands twice"), (good.replace("kt", "Mt"), "unknown quantity_unit"),
        (good.replace("MUSD", "USD"), "unknown value_unit"), (good.replace("1.5", "0"), "value is out of range"),
        (good.replace(",10,", ",0,"), "quantity is out of range"), (good.replace("coal", "zinc"), "unknown stream"),
    ):  # fmt: skip
        rows = [good, row] if row == good else [row]
        assert problems(read_monthly, table(tmp_path, MONTHLY, *rows), ["coal"]) == [(said, 1 + len(rows))]
    columns = ("month", "value", "value_unit", "basis", "known_by", "source")
    rows = "2016-02,0.5,MUSD,b,2017-01,s", "2016-01,7,MUSD,b,2017-01,s"
    assert [one.value for one in read_totals(table(tmp_path, columns, *rows))] == [7, 0.5]
    for row in ("2016-02,0,MUSD,b,2017-01,s", "2016-02,-1,MUSD,b,2017-01,s"):
        assert problems(read_totals, table(tmp_path, columns, row)) == [("value is out of range", 2)]
    assert problems(read_totals, table(tmp_path, columns, rows[0], rows[0])) == [("the month stands twice", 3)]


# -- names ------------------------------------------------------------------------------------------------------------


def test_days_that_answers_took(tmp_path):
    columns = ("event", "class", "days", "known_by", "source", "note")
    rows = [f"e,nuclear,{days},2017-01,s," for days in ("0", "23", "9999")]
    assert read_lags(table(tmp_path, columns, *rows)) == [("nuclear", 0), ("nuclear", 23), ("nuclear", 9999)]
    for days in ("10000", "-1", "2.5", "٣", "x", ""):
        said = problems(read_lags, table(tmp_path, columns, rows[0], f"e,other,{days},2017-01,s,"))
        assert said == [("is not a number of days", 3)]


def test_a_group_stands_for_its_members():
    known = Known(("a", "b", "c"), ("coal", "zinc"), {"ab": ("a", "b"), "bc": ("b", "c")}, {"goods": ("coal", "zinc")})
    document = parse_yaml(
        b"x:\n- partners: [ab, c, a]\n- streams: [goods]\n  other: [goods]\n- members: [bc, ab]\n", "f"
    )
    found = without_groups(document, known)
    assert found.content == {
        "x": [{"partners": ["b", "c", "a"]}, {"streams": ["coal", "zinc"], "other": ["goods"]},
              {"members": ["b", "c", "a"]}],
    }  # fmt: skip
    places = {path[-1]: found.places[path][1:] for path in found.places if path[:3] == ("x", 0, "partners")}
    assert (places[0], places[1], places[2]) == ((2, 14), (2, 18), (2, 21)), "where each was written"
    unread = without_groups(parse_yaml(b"partners: [ab, *x, c]\nmembers: [*x]", "f"), known).unread
    assert unread == {("partners", 2), ("members", 0)}, (
        "a value that YAML could not give stays one of which nothing is said"
    )
    for text in (b"partners: [a, b]", b"partners: {ab: {dial: 5}}", b"other: [ab]", b"[ab]"):
        plain = parse_yaml(text, "f")
        assert without_groups(plain, known) is plain, "groups stand in lists of partners and streams alone"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("chna", "china"), ("cihna", "china"), ("chinaa", "china"), ("chena", "china"), ("cheina", "china"),
        ("chinese", ""), ("hcina", "china"), ("xhina", ""), ("chi", "china"), ("ch", ""), ("textilles", "textiles"),
        ("tetxilse", "textiles"), ("txetilse", ""), ("wood", "wood"), ("food", ""), ("wood_ore", "wood"),
        ("ore_wood", ""),
    ],
)  # fmt: skip
def test_a_slip_or_two_is_no_other_word(given, meant):
    assert misspelt(given, ("china", "textiles", "wood")) == (f"did you mean '{meant}'?" if meant else "")


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("china", "china", 0), ("chna", "china", 1), ("chiina", "china", 1), ("chena", "china", 1),
        ("cihna", "china", 1), ("hcian", "china", 2), ("cena", "china", 2), ("ab", "ba", 1), ("abc", "xyz", 3),
        ("abcd", "ab", 2), ("abcde", "ab", 7), ("", "ab", 2),
    ],
)  # fmt: skip
def test_slips_are_letters_changed_put_in_left_out_or_swapped(one, other, slips):
    assert _slips(one, other) == slips


def test_the_form_of_a_name():
    assert form_of("  Viet-Nam ") == form_of("viet_nam") == form_of("VIET NAM") == "viet_nam"
    assert form_of("U.S.A.") == "usa"
