"""What each way of sale brings, what customs write down of it, and the days on which it was looked at, by hand."""

import numpy as np
import pytest

from sim.domain.benchmarks import in_plain_numbers
from sim.processes.model import FullRecord, simulate
from sim.world.assembly import assemble
from sim.world.block import Block
from tests.cases.test_books_balance import crowded
from tests.reference_worlds import revised_scenario, run_reference_world
from tests.worlds import run_scenario, scenario_from

BAN = {"id": "ban", "partners": ["china"], "streams": ["coal"], "kind": "ban", "adopted": "2017-01-01"}
COAL = {"B": 1200, "shares": {"china": 0.6, "india": 0.4}, "delta_o": 0.1, "delta_d": 0.2, "delta_s": 0.5}


def world(stream=None, **more):
    """China is told not to buy 60 of 100 a month of coal and does half of it; india may buy as much as it wants."""
    return {
        "start": "2017-01", "months": 2, "base_year": 2017, "gamma": 1.0,
        "partners": {"china": {"dial": [["2016-01-01", 5]]}, "india": {}},
        "streams": {"coal": COAL | {"theta": 0.4, "alpha": 0.25, "kappa": 0.08, "psi": 0.25} | (stream or {})},
        "provisions": [BAN], "smuggling": {"t0": "2016-01-01", "tau": 0, "k0": 1},
    } | more  # fmt: skip


def record_of(given) -> FullRecord:
    built = assemble([Block(in_plain_numbers(revised_scenario(given)))])
    record = FullRecord(built)
    simulate(built, record)
    return record


def january(record, name):
    return record.tables[name][0, :, 0].tolist()


def test_every_channel_by_hand():
    """30 are stopped: 10 find india (a quarter of its 40), 8 of the rest are smuggled, a quarter of them seized."""
    record = record_of(world())
    assert january(record, "permitted") == pytest.approx([0, 40])
    assert january(record, "open") == pytest.approx([30, 0])
    assert january(record, "open_received") == pytest.approx([30 * (1 - 0.1 * 0.5)])
    assert january(record, "diverted") == pytest.approx([10])
    assert january(record, "diverted_received") == pytest.approx([10 * 0.8])
    assert january(record, "smuggled") == pytest.approx([8])
    assert january(record, "smuggled_received") == pytest.approx([8 * 0.75 * 0.5])
    assert january(record, "denied") == pytest.approx([12])
    assert january(record, "interdicted") == pytest.approx([2])
    assert january(record, "discounts") == pytest.approx([30 * 0.05 + 10 * 0.2 + 6 * 0.5])
    assert january(record, "receipts") == pytest.approx([40 + 28.5 + 8 + 3])
    assert january(record, "receipts_by") == pytest.approx([28.5 + 3, 40 + 8])


def test_a_quarter_of_what_passes_banks_is_lost_in_every_channel():
    cut = {"id": "cut", "share": 0.25, "streams": ["coal"], "effective": "2017-01-01"}
    plain, lost = record_of(world()), record_of(world(payment=[cut]))
    for name in ("open_received", "diverted_received", "smuggled_received", "receipts", "receipts_by"):
        assert january(lost, name) == pytest.approx([0.75 * x for x in january(plain, name)])
    assert january(lost, "payment") == pytest.approx([0.25 * x for x in january(plain, "receipts")])
    half = record_of(world(payment=[cut | {"effective": "2017-01-17"}]))
    assert january(half, "payment") == pytest.approx([0.25 * 15 / 31 * x for x in january(plain, "receipts")])


def test_the_channels_add_up_to_the_receipts():
    record = run_scenario(scenario_from(crowded()))
    t, cells = record.tables, record.world.layout.cells
    passing = t["receipts"] / (t["receipts"] + t["payment"])
    assert (passing < 1).any()
    permitted = np.array([cells.sum_within(month) for month in t["permitted"]]) * passing
    assert permitted + t["open_received"] + t["diverted_received"] + t["smuggled_received"] == pytest.approx(
        t["receipts"], rel=1e-9, abs=1e-9
    )


def test_customs_declare_what_their_own_law_forbids_by_its_share():
    """China's own ban: a twentieth of what it lets through; of what was diverted to india what is declared there."""
    own = BAN | {"unilateral": True}
    out = run_reference_world(world({"rho_o": 0.05, "rho_d": 0.7}, provisions=[own]))
    assert out["recorded"]["china"]["coal"]["2017-01"] == pytest.approx(0.05 * 28.5)
    assert out["recorded"]["india"]["coal"]["2017-01"] == pytest.approx(40 + 0.7 * 8)


@pytest.mark.parametrize(
    ("opens", "kind", "declared"),
    [
        ("2017-01-01", "customs", 1.0),  # what customs themselves told is all that passed
        ("2017-01-17", "customs", 15 / 31 + 16 / 31 * 0.05),
        ("2017-02-01", "customs", 0.05),
        ("2017-01-01", "judgement", 0.05),
    ],
)
def test_what_customs_recorded_is_declared(opens, kind, declared):
    seen = {"partner": "china", "stream": "coal", "from": opens, "to": "2018-01-01", "c": 0.5, "kind": kind}
    given = world({"rho_o": 0.05}, provisions=[BAN | {"unilateral": True}], observed=[seen])
    assert run_reference_world(given)["recorded"]["china"]["coal"]["2017-01"] == pytest.approx(declared * 28.5)


@pytest.mark.parametrize(("opens", "stopped"), [("2017-01-01", 6), ("2017-01-17", 6 * 15 / 31 + 30 * 16 / 31)])
def test_on_days_on_which_compliance_was_observed_that_counts(opens, stopped):
    seen = {"partner": "china", "stream": "coal", "from": opens, "to": "2018-01-01", "c": 0.1}
    out = run_reference_world(world(observed=[seen]))
    assert out["displaced"]["china"]["coal"]["2017-01"] == pytest.approx(stopped)
    assert out["compliance"]["china"]["coal"]["2017-01"] == pytest.approx(stopped / 60)


def test_a_buyer_under_the_same_ban_takes_less_of_what_is_turned_away():
    """India does half of it too: it stops 20 of its 40, and half of its room for others' is closed."""
    both = world({"theta": 1.0}, provisions=[BAN | {"partners": "all"}])
    both["partners"]["india"] = {"dial": [["2016-01-01", 5]]}
    record = record_of(both)
    assert january(record, "displaced") == pytest.approx([30, 20])
    assert january(record, "diverted_in") == pytest.approx([60 * 0.25 * 0.5, 40 * 0.25 * 0.5])
    assert january(record, "diverted") == pytest.approx([12.5])


def test_an_observation_of_one_scenario_is_none_of_the_one_beside_it():
    seen = {"partner": "china", "stream": "coal", "from": "2017-01-17", "to": "2018-01-01", "c": 0.1, "kind": "customs"}
    own = {"provisions": [BAN | {"unilateral": True}]}
    pair = [revised_scenario(world({"rho_o": 0.05}, observed=observed, **own)) for observed in ([seen], [])]
    together, alone = run_scenario(*pair), [run_scenario(one) for one in pair]
    for name in ("recorded_by", "displaced", "receipts"):
        for lane, by_itself in enumerate(alone):
            assert np.array_equal(together.tables[name][..., lane], by_itself.tables[name][..., 0]), name


def moved(rush, ban=BAN | {"wind_down_days": 58}, months=4, **stream):
    """What china's trade moves ahead of an act that is adopted on 1 January and binds on 1 March."""
    given = world({"hurry": 0.2, "port_months": 0.5, "rush": rush} | stream, months=months, provisions=[ban])
    return record_of(given).tables["moved"][:, 0, 0].tolist()


def test_goods_are_hurried_over_the_wind_down_and_given_back_as_it_binds():
    """A fifth of half a month's 60: six, evenly over January and February."""
    assert moved(2.0) == pytest.approx([3, 3, -6, 0])
    assert moved(1.04) == pytest.approx([2.4, 2.4, -4.8, 0]), "a month can grow by four hundredths"
    assert moved(1.0) == [0, 0, 0, 0]
    assert moved(2.0, BAN) == [0, 0, 0, 0], "no wind-down, no window"


def test_more_than_a_month_is_given_back_over_several():
    assert moved(3.0, hurry=3.0, port_months=1.0, months=6) == pytest.approx([90, 90, -60, -60, -60, 0])


def test_what_is_given_back_is_goods_and_not_money():
    """Sent at a price of 1, missed at one of 2."""
    assert moved(2.0, price={"2017-01": 1.0, "2017-03": 2.0}) == pytest.approx([3, 3, -12, 0])


def test_an_act_that_ends_before_all_is_given_back_leaves_it_owed():
    lifted = BAN | {"wind_down_days": 58, "lifted": "2017-03-16"}
    assert moved(3.0, lifted, hurry=3.0, port_months=1.0, months=5) == pytest.approx([90, 90, -60 * 15 / 31, 0, 0])


def substitutes(**more):
    """What is denied of coal becomes textiles a month later, a quarter of it, where nobody restricts them."""
    link = {"source": "coal", "target": "textiles", "share": 0.25, "tau": 0.0, "t0": "2016-01-01"}
    return record_of(
        world(
            streams={"coal": COAL, "textiles": {"B": 120, "shares": {"china": 0.75, "india": 0.25}}},
            substitution=[link], **more,
        )
    ).tables["substitution"][1, :, 0].tolist()  # fmt: skip


def test_lost_trade_comes_back_as_another_stream_at_buyers_who_may_buy_it():
    """30 of coal are denied in January; china and india (the second two) buy textiles as 3 to 1."""
    assert substitutes() == pytest.approx([0, 0.25 * 30 * 0.75, 0, 0.25 * 30 * 0.25])
    both = [BAN, BAN | {"id": "cloth", "streams": ["textiles"]}]
    assert substitutes(provisions=both) == pytest.approx([0, 0, 0, 0.25 * 30]), "china may not"
    everybody = [BAN, BAN | {"id": "cloth", "streams": ["textiles"], "partners": "all"}]
    assert substitutes(provisions=everybody) == [0, 0, 0, 0]


def test_banks_cut_off_from_one_stream_cost_its_partners_and_no_other():
    streams = {"coal": COAL, "textiles": {"B": 120, "shares": {"china": 0.75, "india": 0.25}}}
    cut = {"id": "cut", "share": 0.25, "streams": ["textiles"], "effective": "2017-01-01"}
    record = record_of(world(streams=streams, provisions=[], payment=[cut]))
    assert january(record, "receipts_by") == pytest.approx([60, 0.75 * 7.5, 40, 0.75 * 2.5])
    assert january(record, "receipts") == pytest.approx([100, 7.5])
