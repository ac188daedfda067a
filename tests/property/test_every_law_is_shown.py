"""Which test shows which law of the campaign: J1-J20, the closed forms K1-K10 and the worked cases C1-C6.

Through the engine, one test a law; the scalar reference has its own in test_reference_laws and in
cases/test_reference_closed_forms, and random worlds hold the two together (J20).
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]

SHOWN = {
    "J1": "property/test_campaign_laws.py::test_what_is_off_changes_no_bit",
    "J2": "property/test_campaign_laws.py::test_a_central_run_knows_no_chance",
    "J3": "property/test_campaign_lanes.py::test_books_and_stocks_close_in_every_lane",
    "J4": "property/test_ladder_and_talks.py::test_a_dated_rung_is_the_act_with_those_dates",
    "J5": "property/test_ladder_and_talks.py::test_more_events_or_answers_bring_no_rung_later",
    "J6": "property/test_campaign_laws.py::test_a_push_never_lowers_anybody",
    "J7": "cases/test_switches.py::test_a_switch_that_is_always_on_is_a_notice_on_the_day_of_each_order",
    "J8": "cases/test_switches.py::test_more_pressure_never_withdraws_a_notice_and_restricts_the_same",
    "J9": "property/test_ladder_and_talks.py::test_snapback_restores_what_stood",
    "J10": "property/test_campaign_lanes.py::test_an_offer_never_lowers_anybody_before_or_after_it_is_granted",
    "J11": "property/test_ladder_and_talks.py::test_a_veto_or_a_pause_over_the_horizon_adopts_nothing",
    "J12": "property/test_ladder_and_talks.py::test_a_coalition_moves_whole_or_not_at_all",
    "J13": "property/test_ladder_and_talks.py::test_chance_is_met_on_many_lanes",
    "J14": "property/test_campaign_lanes.py::test_a_larger_bundle_never_earns_more_in_any_lane",
    "J15": "property/test_campaign_lanes.py::test_it_earns_no_more_up_to_the_first_month_whose_rounds_differ",
    "J16": "property/test_reference_laws.py::test_ports_move_trade_in_time_only",
    "J17": "property/test_reference_laws.py::test_more_room_at_quays_never_lowers_what_has_been_earned",
    "J18": "property/test_campaign_lanes.py::test_books_and_stocks_close_in_every_lane",
    "J19": "property/test_ladder_and_talks.py::test_order_of_writing_keeps_every_bit",
    "J20": "property/test_reference_and_engine.py::test_the_engine_equals_the_reference",
    "K1": "property/test_ladder_and_talks.py::test_events_come_as_often_as_their_rate_says",
    "K2": "property/test_campaign_laws.py::test_rounds_come_as_often_as_chance_says",
    "K3": "property/test_campaign_laws.py::test_a_designation_a_month_for_ever",
    "K4": "property/test_ladder_and_talks.py::test_an_early_answer_overtakes_a_slow_one",
    "K5": "cases/test_switches.py::test_the_hysteresis_of_k5",
    "K6": "property/test_ladder_and_talks.py::test_relief_by_half_and_slowly",
    "K7": "property/test_ladder_and_talks.py::test_a_coalition_moves_whole_or_not_at_all",
    "K8": "cases/test_campaign_cases.py::test_a_larger_bundle_earns_more_where_it_hides_what_is_watched",
    "K9": "property/test_campaign_lanes.py::test_a_ban_that_strands_beside_one_that_denies_only_delays",
    "K10": "property/test_campaign_lanes.py::test_a_window_lets_goods_go_by_its_days_in_each_month",
    "C1": "cases/test_campaign_cases.py::test_pushes_fade_and_a_designation_counts_from_the_next_month",
    "C2": "cases/test_campaign_cases.py::test_ladder_ports_talks_and_coalition",
    "C3": "cases/test_campaign_cases.py::test_a_larger_bundle_earns_more_where_it_hides_what_is_watched",
    "C4": "cases/test_campaign_cases.py::test_ladder_ports_talks_and_coalition",
    "C5": "cases/test_campaign_cases.py::test_ladder_ports_talks_and_coalition",
    "C6": "cases/test_campaign_cases.py::test_ladder_ports_talks_and_coalition",
}


@cache
def words(file: str) -> dict[str, str]:
    """What each test of a file says of itself: its name and docstring, by name."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {node.name: f"{node.name} {ast.get_docstring(node) or ''}" for node in tests}


def test_every_law_has_its_test():
    laws = [f"{kind}{n}" for kind, last in (("J", 20), ("K", 10), ("C", 6)) for n in range(1, last + 1)]
    assert list(SHOWN) == laws
    for law, place in SHOWN.items():
        file, _, name = place.partition("::")
        assert name in words(file), f"{law}: no test {place}"
        assert re.search(rf"\b{law}\b", words(file)[name].upper().replace("_", " ")), f"{place} does not name {law}"
