"""Mistakes in the reference data: one text of one table replaced, and what is said about the line it stands on.

The text `...` is the whole table. `says` and `given` are exact, `fix` is part of the hint.
"""

from __future__ import annotations

from dataclasses import dataclass

CUSTOMS = "baseline/customs_2016.csv"
STREAMS = "baseline/streams.csv"
PARTNERS = "partners/partners.csv"
BASELINES = "baseline/baselines.csv"
MONTHLY = "baseline/monthly_trade.csv"
UNITS = "baseline/unit_values.csv"
BEHAVIOUR = "behaviour/ex_ante_2017.csv"
SETS = "behaviour/sets.yaml"
UN = "law/un.yaml"

COAL = "coal,china,1186.7,MUSD/yr,1186.695,1186.835,triangular,2016,2017-02,observed,customs,"
GAMMA = "gamma,,2.5,1,2.5,2.5,fixed,2017-05,2017-05,"
JANUARY = "coal,china,2016-01,1667,kt,71,MUSD,derived,customs,2016-03,"


@dataclass(frozen=True)
class Damage:
    """A text of a table, what stands there instead, and what must be said about it."""

    file: str
    text: str
    instead: str
    says: str
    given: str = ""
    fix: str = ""
    below: int = 0
    """Lines from the replaced text to where the problem is seen."""
    also: int = 0
    """How many more problems follow from it."""


DAMAGES = [
    # the table as a whole
    Damage(CUSTOMS, "...", "", "is empty, or begins with an empty line"),
    Damage(
        CUSTOMS, "stream,partner,value", "stream,partner,vallue", "columns are missing", fix="did you mean 'value'?"
    ),
    Damage(CUSTOMS, "stream,partner,value", "stream,stream,partner,value", "a column stands twice", "stream"),
    Damage(
        CUSTOMS,
        COAL,
        COAL.replace("coal,china,", "coal,china,,"),
        "a row of the wrong length",
        "14 cells under 13 headings",
    ),
    Damage(CUSTOMS, COAL, COAL.replace("coal,china,", 'coal,"china"x,'), "not a CSV table", "',' expected after '\"'"),
    Damage(CUSTOMS, COAL, COAL.replace("china", "ch\0na"), "is a binary file, not a CSV table", "a NUL byte"),
    # names
    Damage(CUSTOMS, COAL, COAL.replace("coal", "cole"), "unknown stream", "cole", "did you mean 'coal'?"),
    Damage(CUSTOMS, COAL, COAL.replace("china", "China"), "unknown partner", "China", "did you mean 'china'?"),
    Damage(CUSTOMS, COAL, COAL.replace("triangular", "normal"), "unknown distribution", "normal"),
    Damage(CUSTOMS, COAL, COAL.replace("observed", "seen"), "unknown basis", "seen"),
    Damage(CUSTOMS, COAL, COAL.replace(",customs,", ",custom,"), "unknown kind", "custom", "did you mean 'customs'?"),
    Damage(CUSTOMS, COAL, COAL.replace("MUSD/yr", "musd/yr"), "unknown unit", "musd/yr", "did you mean 'MUSD/yr'?"),
    Damage(CUSTOMS, COAL, COAL.replace("MUSD/yr", "heads"), "baseline.coal.china is not measured in heads", "heads"),
    Damage(CUSTOMS, "coal,taiwan,", "coal,china,", "the cell stands twice", "coal, china"),
    # numbers
    Damage(CUSTOMS, COAL, COAL.replace("1186.7", "much"), "value is not a finite number", "much"),
    Damage(CUSTOMS, COAL, COAL.replace("1186.7", ""), "value is not a finite number", "''"),
    Damage(
        CUSTOMS, COAL, COAL.replace("1186.7", "nan"), "value is not a finite number", "nan", "a finite number is needed"
    ),
    Damage(
        CUSTOMS, COAL, COAL.replace("1186.7", "inf"), "value is not a finite number", "inf", "a finite number is needed"
    ),
    Damage(CUSTOMS, COAL, COAL.replace("1186.7", "1e999"), "value is not a finite number", "1e999"),
    Damage(CUSTOMS, COAL, COAL.replace("1186.7", "1e30"), "value is out of range", "1e30"),
    Damage(CUSTOMS, COAL, COAL.replace("1186.7", '"1,186"'), "value is not a finite number", "1,186", "without commas"),
    Damage(
        CUSTOMS,
        COAL,
        COAL.replace("1186.695", "1190"),
        "baseline.coal.china: low <= value <= high does not hold",
        "low 1190, value 1186.7, high 1186.84",
    ),
    Damage(CUSTOMS, COAL, COAL.replace("1186.695", "-5"), "baseline.coal.china is out of range", "-5 to 1186.84"),
    Damage(CUSTOMS, COAL, COAL.replace("2017-02", "soon"), "known_by is not a month", "soon"),
    Damage(CUSTOMS, COAL, COAL.replace("2017-02", "2017-13"), "known_by is not a month", "2017-13"),
    Damage(
        CUSTOMS, COAL, COAL.replace("1186.7", "x").replace("1186.835", "y"), "value is not a finite number", "x", also=1
    ),
    # parameters
    Damage(BEHAVIOUR, GAMMA, GAMMA.replace("gamma", "gama"), "unknown parameter", "gama", "did you mean 'gamma'?"),
    Damage(BEHAVIOUR, GAMMA, GAMMA.replace("gamma,,", "gamma,coal,"), "unknown scope of gamma", "coal"),
    Damage(BEHAVIOUR, GAMMA, GAMMA.replace(",1,", ",months,"), "gamma is not measured in months", "months"),
    Damage(BEHAVIOUR, GAMMA, GAMMA.replace("2.5,2.5", "2.5,25"), "gamma is out of range", "2.5 to 25"),
    Damage(BEHAVIOUR, "theta,illicit,", "theta,,", "the number stands twice", "theta"),
    Damage(BEHAVIOUR, "theta,illicit,", "theta,china,", "unknown stream of theta", "china"),
    # streams, partners, baselines, months, unit values
    Damage(STREAMS, "coal,Coal,goods,", "coal,Coal,good,", "unknown group", "good", "did you mean 'goods'?"),
    Damage(STREAMS, "2701-2702,no,", "2701-2702,NO,", "unknown headcount", "NO", "did you mean 'no'?"),
    Damage(STREAMS, "iron_ore,Iron ore", "coal,Iron ore", "the name stands twice", "coal"),
    Damage(STREAMS, "iron_ore,Iron ore", ",Iron ore", "the name is missing"),
    Damage(STREAMS, "no,fishing_rights", "no,fishing", "unknown overlaps", "fishing"),
    Damage(PARTNERS, "China,china,yes,yes", "China,china,true,yes", "unknown may_buy", "true"),
    Damage(PARTNERS, "russia,Russia", "china,Russia", "the name stands twice", "china"),
    Damage(BASELINES, "outside China),2016", "outside China),16", "base_year is not a year", "16"),
    Damage(BASELINES, "outside China),2016", "outside China),MMXVI", "base_year is not a year", "MMXVI"),
    Damage(MONTHLY, JANUARY, JANUARY.replace("2016-01", "2016-13"), "month is not a month", "2016-13"),
    Damage(MONTHLY, JANUARY, JANUARY.replace("2016-01", "2016-02"), "the month stands twice", "coal, 2016-02", below=1),
    Damage(MONTHLY, JANUARY, JANUARY.replace("1667", "0"), "quantity is out of range", "0"),
    Damage(MONTHLY, JANUARY, JANUARY.replace("1667", "NaN"), "quantity is not a finite number", "NaN"),
    Damage(MONTHLY, JANUARY, JANUARY.replace(",71,", ",-71,"), "value is out of range", "-71"),
    Damage(MONTHLY, JANUARY, JANUARY.replace(",kt,", ",t,"), "unknown quantity_unit", "t"),
    Damage(
        UNITS,
        "coal,mean_2014_2016,",
        "coal,mean_2014,",
        "unknown baseline",
        "mean_2014",
        "did you mean 'mean_2014_2016'?",
    ),
    Damage(UNITS, "coal,mean_2014_2016,", "coal,,", "the unit value stands twice", "coal"),
    # YAML tables
    Damage(
        SETS,
        "  stand_ins: [baseline",
        "  standins: [baseline",
        "unknown key 'standins'",
        "",
        "did you mean 'stand_ins'?",
    ),
    Damage(SETS, "ex_ante_2017:", "current:", "the key stands twice", "first on line 4", below=5),
    Damage(UN, "issuer: un\n", "issuer: UN\n", "unknown issuer", "UN", "did you mean 'un'?"),
    Damage(UN, "    arms:\n", "    arms: &a\n", "anchors (&name) are not accepted", "&a", "write the value out"),
    Damage(
        UN,
        "adopted: 2006-10-14",
        "adopted: 2006-10-41",
        "is a date that does not exist",
        "2006-10-41",
        "October 2006 has 31 days",
    ),
    Damage(
        UN,
        "kind: ban\n      streams: [arms, arms_delivered]",
        "kind: ban\n      stream: [arms, arms_delivered]",
        "unknown key 'stream'",
        "",
        "did you mean 'streams'?",
        below=1,
    ),
    Damage(
        UN,
        "unscr_2321.coal_2016, ",
        "unscr_2321.cole, ",
        "unknown provision",
        "unscr_2321.cole",
        "did you mean 'unscr_2321.coal'?",
    ),
]
