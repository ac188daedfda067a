"""Every unit by an amount worked by hand in the model's own: USD million, kilotonnes, months; and what is no amount."""

import pytest

from sim.common.units import UNITS, AmountError, UnknownUnit, parse_amount, units_of

WORKED = {
    "250 MUSD/yr": ("money a year", 250), "0.25 bnUSD/yr": ("money a year", 250), "5 kUSD/yr": ("money a year", 0.005),
    "2500000 USD/yr": ("money a year", 2.5), "3 MUSD": ("money", 3), "3 bnUSD": ("money", 3000),
    "3 kUSD": ("money", 0.003),
    "7 USD": ("money", 7e-6), "2 kt/yr": ("mass a year", 2), "7.5 Mt/yr": ("mass a year", 7500),
    "40 t/yr": ("mass a year", 0.04), "2 kt": ("mass", 2), "2 Mt": ("mass", 2000), "2 t": ("mass", 0.002),
    "50 USD/t": ("price", 0.05), "61 heads": ("heads", 61), "4000 USD/head/yr": ("take", 4000),
    "6 months": ("months", 6),
    "1.5 years": ("months", 18), "30 days": ("days", 30), "2 points": ("dial points", 2), "0.5 1": ("number", 0.5),
    "50 %": ("number", 0.5), "3 1/yr": ("rate a year", 3), "4 deliveries/yr": ("deliveries a year", 4),
}  # fmt: skip


def test_every_unit_is_worked():
    assert {text.split()[1] for text in WORKED} == set(UNITS)


@pytest.mark.parametrize("text", WORKED)
def test_an_amount_is_read_in_the_models_own_unit(text):
    amount = parse_amount(text)
    assert (amount.measures, amount.unit) == (WORKED[text][0], text.split()[1])
    assert amount.value == pytest.approx(WORKED[text][1], rel=1e-15)
    assert amount.unit in units_of(amount.measures)


def test_both_ends():
    assert parse_amount("1e15 MUSD").value == 1e15
    assert parse_amount("-1e12 bnUSD").value == -1e15
    assert parse_amount("1" + " " * 98 + "t").value == 0.001, "a hundred letters"
    for text in ("1.01e15 MUSD", "-1.01e12 bnUSD"):
        with pytest.raises(AmountError, match="too large"):
            parse_amount(text)
    with pytest.raises(AmountError, match="must be a number with a unit"):
        parse_amount("1" + " " * 99 + "t")


def test_a_unit_that_is_not_given_is_the_default_one():
    assert parse_amount("2", "years") == parse_amount("2 years")
    assert parse_amount("2 days", "years") == parse_amount("2 days")


@pytest.mark.parametrize(
    ("text", "default", "said", "hint"),
    [
        ("2", "", "needs a unit", ""),
        ("two", "", "must be a number with a unit", ""),
        ("two", "%", r"must be a number$", ""),
        (".inf MUSD", "", "must be a finite number", ""),
        ("1,000 MUSD", "", "must be a number with a unit", "without commas"),
    ],
)
def test_what_is_no_amount_is_told(text, default, said, hint):
    with pytest.raises(AmountError, match=said) as told:
        parse_amount(text, default)
    assert hint in told.value.hint


def test_an_unknown_unit_is_one_of_its_own_kind():
    with pytest.raises(UnknownUnit, match="unknown unit 'furlongs'"):
        parse_amount("2 furlongs")
