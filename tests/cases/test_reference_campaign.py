"""What section 5 says of ports, switches, rounds, talks, the ladder and coalitions, by cases worked out by hand.

One stream of 100 a month, one buyer; unless said otherwise nothing leaks and an own act is carried out in full.
"""

import math

import pytest

from tests.reference.run import run

near = pytest.approx
WILLING, UNWILLING = [["2016-01-01", 10]], [["2016-01-01", 0]]
BAN = {"id": "ban", "kind": "ban", "adopted": "2017-01-01"}
STOP = {"id": "stop", "kind": "ban", "unilateral": True, "partners": ["a"], "strands": True, "adopted": "2017-01-01"}


def world(months=1, dial=WILLING, partner=None, stream=None, **more):
    return {
        "start": "2017-01", "months": months, "base_year": 2017, "gamma": 1, "campaign": dial,
        "partners": {"a": {"pn": 1} | (partner or {})},
        "streams": {"coal": {"B": 1200, "shares": {"a": 1}} | (stream or {})},
    } | more  # fmt: skip


def path(out, name):
    """The stream's or the partner's months under a name."""
    table = out["stream"].get(name, {}).get("coal") or (out[name]["a"]["coal"] if name == "stock" else out[name]["a"])
    return list(table.values())


# ---------------------------------------------------------------- 5.7 goods at ports


def test_a_pipeline_opens_anew_only_after_a_month_in_which_nothing_bound():
    again = STOP | {"id": "again", "adopted": "2017-04-01", "wind_down_days": 0}
    first = STOP | {"lifted": "2017-03-01"}
    ports = {"port_months": 0.5}
    out = run(world(5, UNWILLING, stream=ports, provisions=[first, again]))
    assert path(out, "stored") == [50, 0, 0, 50, 0]
    assert path(out, "released") == [0, 0, 50, 0, 0]  # nothing is restricted in March: all of it leaves
    assert path(out, "receipts") == path(out, "recorded") == [0, 0, 150, 0, 0]
    beside = again | {"adopted": "2017-02-01"}  # the first still binds: no new pipeline
    assert path(run(world(4, UNWILLING, stream=ports, provisions=[STOP, beside])), "stored") == [50, 0, 0, 0]


def test_a_new_pipeline_has_room_less_what_still_lies_there():
    keeps = BAN | {"adopted": "2016-01-01"}  # R stays above 0 by a ban that nobody obeys
    first, again = STOP | {"lifted": "2017-02-01"}, STOP | {"id": "again", "adopted": "2017-03-01"}
    out = run(world(4, UNWILLING, stream={"port_months": 0.5, "port_loss": 0.2}, provisions=[keeps, first, again]))
    assert path(out, "stock") == near([50, 40, 32 + 10, 42 * 0.8], rel=1e-9)
    assert path(out, "lost") == near([0, 10, 8, 8.4], rel=1e-9)


def test_two_windows_leave_what_neither_takes():
    march = STOP | {"port_loss": 0, "releases": ["2017-03-01", "2017-05-01"]}
    other = STOP | {"id": "other", "strands": False, "releases": ["2017-03-01", "2017-07-01"]}
    out = run(world(5, UNWILLING, stream={"port_months": 1}, provisions=[march, other]))
    assert path(out, "released") == near([0, 0, 100 * (1 - 1 / 2 * 3 / 4), 37.5, 0], rel=1e-9)
    absent = other | {"adopted": "2018-01-01"}  # does not bind: no window
    out = run(world(5, UNWILLING, stream={"port_months": 1}, provisions=[march, absent]))
    assert path(out, "released") == near([0, 0, 50, 50, 0], rel=1e-9)


def test_smugglers_come_first_and_prices_move_what_lies_there():
    stream = {"port_months": 2, "kappa": 0.3, "delta_s": 0.5, "price": {"2017-01": 1.0, "2017-02": 2.0, "2017-04": 0.5}}
    out = run(world(4, UNWILLING, stream=stream, provisions=[STOP | {"lifted": "2017-04-01"}]))
    assert path(out, "stored") == near([70, 140, 60 * 2, 0], rel=1e-9)
    assert path(out, "stock") == near([70, 140, 200, 0], rel=1e-9)
    assert path(out, "released") == near([0, 0, 0, 100], rel=1e-9)
    assert path(out, "receipts") == near([15, 30, 30, 50 + 100], rel=1e-9)


def test_only_what_stranding_orders_stop_lies_at_quays():
    """The UN stops .8 of 100, a stranding own act .5: five eighths of what is denied are stored."""
    out = run(world(1, [["2016-01-01", 8]], {"pn": 0.5}, {"port_months": 9}, provisions=[BAN, STOP | {"q": 0}]))
    assert (path(out, "stored"), path(out, "denied")) == ([near(50)], [near(30)])
    seen = [{"partner": "a", "stream": "coal", "from": "2017-01-01", "to": "2017-02-01", "c": 0.6}]
    out = run(world(1, [["2016-01-01", 8]], {"pn": 0.5}, {"port_months": 9}, observed=seen,
                    provisions=[BAN, STOP | {"q": 0}]))  # fmt: skip
    assert (path(out, "stored"), path(out, "denied")) == ([near(60)], [near(0, abs=1e-12)])


def test_the_notice_of_a_stranding_order_strands_and_opens_its_window():
    act = BAN | {"strands": True, "releases": ["2017-02-01", "2017-03-01"]}
    notice = {"id": "n", "partner": "a", "date": "2017-01-01", "transposes": ["ban"]}
    out = run(world(2, UNWILLING, stream={"port_months": 0.5}, notices=[notice], provisions=[act]))
    assert (path(out, "stored"), path(out, "released")) == ([50, 0], [0, 50])
    far = act | {"effective": "2030-01-01"}  # the notice alone binds
    out = run(world(2, UNWILLING, stream={"port_months": 0.5}, notices=[notice], provisions=[far]))
    assert (path(out, "stored"), path(out, "released")) == ([50, 0], [0, 50])


def test_goods_at_a_quay_are_not_lost_and_move_nobody_to_another_trade():
    link = [{"source": "coal", "target": "wigs", "share": 0.1, "tau": 0, "t0": "2017-01-01"}]
    base = world(3, UNWILLING, stream={"port_months": 0.5}, substitution=link,
                 provisions=[STOP | {"streams": ["coal"]}])  # fmt: skip
    base["streams"]["wigs"] = {"B": 120, "shares": {"a": 1}}
    assert list(run(base)["stream"]["substitution"]["wigs"].values()) == near([0, 5, 10])


def test_goods_are_hurried_ahead_of_an_act_and_given_back():
    later = BAN | {"id": "later", "adopted": "2017-02-01", "effective": "2017-04-01"}
    stream = {"port_months": 1, "hurry": 0.5, "rush": 1.3}
    out = run(world(6, UNWILLING, stream=stream, provisions=[later]))
    assert path(out, "moved") == near([0, 25, 25, -50, 0, 0], rel=1e-9, abs=1e-12)
    assert path(out, "receipts") == near([100, 125, 125, 50, 100, 100], rel=1e-9)
    tight = run(world(6, UNWILLING, stream=stream | {"rush": 1.1, "hurry": 2.4}, provisions=[later]))
    assert path(tight, "moved") == near([0, 10, 10, -20, 0, 0], rel=1e-9, abs=1e-12)
    cap = {"id": "cap", "kind": "cap", "cap_value": 250, "adopted": "2017-01-01"}
    capped = run(world(3, UNWILLING, stream=stream, provisions=[cap, later]))
    assert capped["ratio"]["cap"]["2017-03"] == near((250 - 100 - 125) / 125)  # what is sent ahead is bought too
    hidden = run(world(6, UNWILLING, stream=stream, provisions=[BAN, later]))  # BAN bound at once, nobody obeys
    assert path(hidden, "moved") == path(out, "moved")
    services = run(world(6, UNWILLING, stream=stream | {"goods": False}, provisions=[later]))
    assert path(services, "moved") == [0] * 6
    at_once = run(world(3, UNWILLING, stream=stream, provisions=[BAN]))
    assert path(at_once, "moved") == [0, 0, 0]
    lawful = run(world(6, stream=stream, benchmark="law_only", provisions=[later]))
    assert path(lawful, "moved") == [0] * 6


# ---------------------------------------------------------------- 5.2 switches, 5.3 rounds


def test_a_run_of_own_notices_starts_its_ramp_anew():
    dial = [["2016-01-01", 2], ["2017-02-01", 8], ["2017-04-01", 2], ["2017-05-01", 8]]
    rule = {"a": {"open": 6, "close": 6, "delay": 0}}
    out = run(world(7, dial, {"tau_impl": 2}, notices_by_dial=rule,
                    provisions=[BAN | {"adopted": "2010-01-01", "q": 0}]))  # fmt: skip
    assert path(out, "on") == [False, False, True, True, False, True, True]
    first, second = 1 - 2 * (1 - math.exp(-0.5)), 1 - 2 * (math.exp(-0.5) - math.exp(-1))
    # the ban's own ramp is long done; the notice's starts on 1 March, and again on 1 June
    assert path(out, "propensity") == near([0.2, 0.8, 0.8, 0.2, 0.8, 0.8, 0.8])
    want = [0, 0, first, second, 0, first, second]
    assert list(out["compliance"]["a"]["coal"].values()) == near(want, rel=1e-9)


def test_by_dial_takes_the_place_of_dated_notices():
    notice = {"id": "n", "partner": "a", "date": "2016-01-01", "transposes": ["ban"]}
    switching = {"notices_path": [["2017-03-01", "by_dial"]], "pn": 0.9}
    rule = {"a": {"open": 5, "close": 2, "delay": 1}}
    out = run(world(6, UNWILLING, switching, notices_by_dial=rule, notices=[notice], provisions=[BAN]))
    # on before, so the switch starts on; in April it reads a dial of 0 and is off one month later
    assert list(out["compliance"]["a"]["coal"].values()) == [0.9, 0.9, 0.9, 0.9, 0, 0]
    assert path(out, "on") == [False, False, True, True, False, False]
    closed = {"a": rule["a"] | {"start": False}}
    out = run(world(4, UNWILLING, switching, notices_by_dial=closed, notices=[notice], provisions=[BAN]))
    assert list(out["compliance"]["a"]["coal"].values()) == [0.9, 0.9, 0, 0]


def test_a_switch_that_starts_on_leaves_the_clocks_as_they_are():
    """The order of 2010 is long done: no ramp anew in February; a dial of exactly `open` keeps the switch on."""
    switching = {"notices_path": [["2017-02-01", "by_dial"]], "pn": 0.9, "tau_impl": 2}
    notice = {"id": "n", "partner": "a", "date": "2010-01-01", "transposes": ["ban"]}
    rule = {"a": {"open": 6, "close": 6, "delay": 0}}
    old = BAN | {"adopted": "2010-01-01", "q": 0}
    out = run(world(4, [["2010-01-01", 6]], switching, notices_by_dial=rule, notices=[notice], provisions=[old]))
    assert list(out["compliance"]["a"]["coal"].values()) == near([0.9] * 4)
    far = old | {"effective": "2030-01-01"}  # only what binds by itself gets a notice, dated ones do not come back
    out = run(world(2, [["2010-01-01", 6]], switching, notices_by_dial=rule, notices=[notice], provisions=[far]))
    assert list(out["restricted"]["a"]["coal"].values()) == [100, 0]


def test_a_switch_opens_at_its_threshold():
    rule = {"a": {"open": 6, "close": 3, "delay": 0}}
    for dial, on in ((6, [False, True]), (5.99, [False, False])):
        assert path(run(world(2, [["2016-01-01", dial]], notices_by_dial=rule)), "on") == on


def test_a_switch_s_notice_leaves_no_fade():
    fading = BAN | {"lifted": "2017-02-01", "H": 1}
    rule = {"a": {"open": 5, "close": 5, "delay": 0, "start": True}}
    out = run(world(2, WILLING, notices_by_dial=rule, provisions=[fading | {"q": 0}]))
    assert path(out, "on") == [True, True]
    assert list(out["restricted"]["a"]["coal"].values()) == near([100, 50 / math.log(2)], rel=1e-9)
    assert list(out["displaced"]["a"]["coal"].values()) == near([100, 0])


def rounds(months=3, rule=None, u=0.3, dial=UNWILLING, **more):
    told = {f"2017-{m:02d}": u for m in range(1, months + 1)}
    base = {"rate": 0.01, "most": 0.5, "points": 2, "half_life": 1, "seen": [["2016-01-01", 0.5]]}
    return world(months, dial, more.pop("partner", {"exposure": 0.5}), more.pop("stream", None),
                 designations_rule=base | (rule or {}), luck={"designation.a": told}, **more)  # fmt: skip


def test_rounds_follow_what_outsiders_see():
    out = run(rounds(provisions=[BAN]))  # 100 open: chance min(.5, 1 - exp(-1)) = .5 > .3
    assert path(out, "seen")[0] == 100
    assert path(out, "points") == near([0, 1, 1.5])  # a new round on what is left of the first
    assert path(run(rounds(u=0.5, provisions=[BAN])), "points") == [0, 0, 0]  # never above `most`
    assert path(run(rounds(rule={"to": "2017-02-01"}, provisions=[BAN])), "points") == [0, 0, 0]
    assert path(run(rounds(benchmark="no_compliance", provisions=[BAN])), "points") == [0, 0, 0]
    assert path(run(rounds(stream={"goods": False}, provisions=[BAN])), "seen") == [0, 0, 0]


def test_what_is_not_declared_is_seen_in_part():
    """Own act, pn .4: 60 open of which rho_o = .1 is declared; 40 displaced of which 20 smuggled; seen .5."""
    own = STOP | {"strands": False}
    out = run(rounds(1, partner={"pn": 0.4, "exposure": 1}, stream={"rho_o": 0.1, "kappa": 0.2}, provisions=[own]))
    assert path(out, "seen") == [near(6 + 0.5 * (54 + 20), rel=1e-9)]


# ---------------------------------------------------------------- 5.4 ladder, 5.5 talks, 5.6 coalitions


def event(date, kind="test", **more):
    return {"date": date, "class": kind} | more


def test_whole_months_inside_the_dates_of_a_class_have_events():
    rule = {"rate": 12, "adoption": 1, "lags": [1], "from": "2017-01-02", "to": "2017-03-15"}
    told = {f"2017-{m:02d}": [0.0, 0.0, 0.0, 0.0] for m in range(1, 6)}
    out = run(world(5, provocations={"classes": {"test": rule}}, luck={"provocation.test": told}))
    assert out["facts"]["events"] == [["2017-02-01", "test", "2017-02-02"]]
    assert run(world(5, provocations={"classes": {"test": rule}}))["facts"]["events"] == []


def test_a_rung_that_adopts_nothing_keeps_its_slot_and_notices_move_with_their_rung():
    rungs = [{"id": n, "adopted": "2017-08-05", "provisions": [BAN | {"id": n, "adopted": "2017-08-05"}]}
             for n in ("one", "two")]  # fmt: skip
    notice = {"id": "n", "partner": "a", "date": "2017-08-15", "transposes": ["two"]}
    rules = {"provocations": {"dated": [event("2017-01-10", lag_days=5), event("2017-02-20", lag_days=9)]},
             "ladder": {"from": "2017-01-01", "rungs": [rungs[0] | {"adopts": False}, rungs[1]]}}  # fmt: skip
    out = run(world(3, UNWILLING, notices=[notice], **rules))
    assert out["facts"]["rungs"] == ["2017-01-15", "2017-03-01"]
    assert list(out["restricted"]["a"]["coal"].values()) == [0, 0, 100]
    assert path(out, "receipts") == near([100, 100, 100 * 10 / 31], rel=1e-9)


def test_a_notice_of_a_rung_that_never_comes_never_counts():
    rung = {"id": "one", "adopted": "2017-08-05", "provisions": [BAN | {"id": "one", "adopted": "2017-08-05"}]}
    notice = {"id": "n", "partner": "a", "date": "2017-01-01", "transposes": ["one"]}
    out = run(world(2, notices=[notice], provocations={"dated": []}, ladder={"from": "2017-01-01", "rungs": [rung]}))
    assert path(out, "receipts") == [100, 100]


@pytest.mark.parametrize("silence", [
    {"talks": [{"id": "t", "from": "2017-02-01", "to": "2017-02-02", "pauses": True}]},
    {"veto": {"from": "2017-02-01", "to": "2017-02-02"}}])  # fmt: skip
def test_a_pause_and_a_veto_hold_from_their_first_day_to_the_day_before_their_last(silence):
    for lag, day in ((4, "2017-01-31"), (5, None), (6, "2017-02-02")):
        rules = {
            "provocations": {"dated": [event("2017-01-27", lag_days=lag)]},
            "ladder": {"from": "2017-01-01", "rungs": [{"id": "r", "adopted": "2017-08-05", "provisions": []}]},
        }
        assert run(world(1, **rules, **silence))["facts"]["rungs"] == [day]


def test_talks_wait_for_quiet_and_end_on_the_first_event_after_their_start():
    talk = {"id": "t", "from": "2017-01-15", "quiet_months": 2, "broken_by": ["test"], "snapback": True,
            "relief": {"ban": [[0, 0.5], [28, 1.0]]}}  # fmt: skip
    dated = [event("2016-12-20"), event("2017-01-05", "else"), event("2017-03-20")]
    # an event on 20 December: quiet on 1 March, broken on 20 March, before the second step
    out = run(world(5, talks=[talk], provocations={"dated": dated}, provisions=[BAN]))
    assert out["facts"]["talks"]["t"] == ["2017-03-01", "2017-03-20"]
    assert path(out, "receipts") == near([0, 0, 50 * 19 / 31, 0, 0], rel=1e-9)
    late = run(world(5, talks=[talk | {"until": "2017-02-28"}], provocations={"dated": dated}, provisions=[BAN]))
    assert late["facts"]["talks"]["t"] == [None, None]
    kept = run(world(5, talks=[talk | {"snapback": False}], provocations={"dated": dated}, provisions=[BAN]))
    assert path(kept, "receipts") == near([0, 0, 50 * 31 / 31, 50, 50], rel=1e-9)
    same_day = talk | {"from": "2017-03-20", "quiet_months": None}
    out = run(world(5, talks=[same_day], provocations={"dated": dated}, provisions=[BAN]))
    assert out["facts"]["talks"]["t"] == ["2017-03-20", None]


def test_clocks_run_on_during_suspension():
    talk = {"id": "t", "from": "2017-02-01", "to": "2017-03-01", "relief": {"ban": [[0, 1.0]]}, "snapback": True}
    slow, ever = {"tau_impl": 3}, run(world(4, partner={"tau_impl": 3}, provisions=[BAN]))
    out = run(world(4, partner=slow, talks=[talk], provisions=[BAN]))
    assert path(out, "receipts") == [path(ever, "receipts")[0], 100, *path(ever, "receipts")[2:]]


def test_a_dated_coalition_is_its_acts_and_its_points_stay():
    own = {"id": "club.coal", "kind": "ban", "partners": ["a"], "streams": ["coal"], "adopted": "2016-06-01",
           "effective": "2016-07-01"}  # fmt: skip
    club = {"id": "club", "members": ["a", "b"], "threshold": 0.5, "probability": 0, "from": "2017-01-01",
            "date": "2017-02-11", "points": 1, "acts": [own]}  # fmt: skip
    base = world(4, UNWILLING)
    base["partners"]["b"] = {}
    out = run(base | {"coalitions": [club]})
    act = own | {"unilateral": True, "adopted": "2017-02-11", "effective": "2017-03-13"}
    assert out["stream"] == run(base | {"provisions": [act]})["stream"]
    assert path(out, "points") == [0, 0, 1, 1]
    never = run(base | {"coalitions": [club | {"date": None}]})
    assert never["stream"] == run(base)["stream"]
