"""The scalar reference: the whole model once more, one number at a time, from the specification alone.

It shares no code with the engine, so that the two can check each other: pure floats, plain loops, one file for a
section of the model, read next to it. Names follow the model: i partner, k stream, t month, V value, R restricted, X
displaced, O open, D diverted, S smuggled, N denied, G and Y room and stock at ports.

    from tests.reference.run import run
    out = run(world)

**A world** is one mapping of plain values, as the worked cases write it. Dates are 'YYYY-MM-DD' or 'YYYY-MM' (the first
day), money is USD million, quantities are kilotonnes, time is months unless a name says days. What is left out is off.

    start, months, base_year, gamma, peer (b)        horizon; base_year for the trend
    campaign, fatigue: [[date, value], ...]          the common dial d and F
    dial_curve: linear | {table: [[dial, share], ...]} | {logistic: {midpoint, width}}     else a power, by gamma
    secondary_measures: [[[date, points], ...], ...] sigma, one path a measure
    benchmark: law_only | no_compliance
    partners: {i: {dial, relief, diplomatic: [[date, value], ...], tau_up, tau_down, tau_impl, review, resistance,
        exposure, pn, lag_days, may_buy (phi counts), gives_notice, notices_path: [[date, on | off | by_dial], ...]}}
    notices_path: the same path for partners that have none of their own
    streams: {k: {B a year, shares: {i: s}, growth, T_g years, season: 12 factors, price and volume: {month: index},
        unit_value (USD million a kt), goods: false for labour and services, deliveries: n a year of a lumpy stream,
        theta, alpha, phi, kappa, eps, psi, delta_o, delta_d, delta_s, smuggled_price, rho_o (1), rho_d,
        port_months, port_loss, hurry, rush}}
    provisions: [{id, partners: all | [...], streams: all | [...], kind: ban | cap | freeze | no_new_permits |
        repatriate, adopted, effective (the first day that binds) or wind_down_days, unilateral: true for an own act,
        closes: true for an own act that shuts a gate, exempt: {k: e}, q, H, L, deadline, cap_value, cap_quantity,
        mode: front_loaded | pro_rata, window: [from, to], carry_over, lifted, superseded_by: [ids],
        expected_notices: true for an invented act of the UN's, strands: true, releases: [from, to]}]
    notices: [{id, partner, date (ordered), effective or wind_down_days, transposes: [ids], lifted,
        superseded_by: [ids], strands, releases}]    superseded_by names provisions, or notices by their id
    lift: {id of a provision or notice: date}        what the scenario ends for the question's sake
    observed: [{partner, stream, from, to, c, kind: customs}]
    smuggling: {t0, tau, k0};  shocks: [{partners, streams, from, to, factor, smuggling}]
    substitution: [{source, target, share, tau, t0 (t_link)}]
    payment: [{id, streams, share, effective, lifted}]
    press: [{date, partners, points, half_life, by_exposure: true}]
    designations_rule: {from, to, rate, most, points, half_life, seen: [[date, share], ...], streams, partners}
    notices_by_dial: {i: {open, close, delay, start: true | false}}     from the start, unless a path is given
    provocations: {classes: {g: {rate, adoption, lags, from, to}}, dated: [{date, class, lag_days}]}
    ladder: {from, rungs: [{id, adopted, provisions: [...], adopts: false to keep the slot only}]};  veto: {from, to}
    talks: [{id, from, to, quiet_months, until, broken_by, pauses, relief: {id: [[days, share], ...]}, snapback,
        snapback_days}]
    coalitions: [{id, members, weights: trade | equal, threshold, probability, from, date, points, acts: [provision]}]

**Luck is told**, never drawn here: `luck: {name: {month: what}}`, for every month that is asked for (a month missing is
an error). A name not told means a central run of it: no random event, no noise, price as in the file.

    noise                    the month's factor on all goods
    price.<stream>           the month's price index P, in place of the stream's own path
    deliveries.<stream>      the month's count of deliveries
    provocation.<class>      four uniforms u1..u4
    designation.<partner>    one uniform;    coalition.<name>    one uniform

Drawn numbers (points, thresholds, shares, ...) come as the values of that lane.

**What comes back** (tables.py): out[name][i][k][month] by cell, out['stream'][name][k][month], out['total'][name],
out[propensity, dial, points, seen, on][i][month], out['ratio'][cap][month], the rows that `reach` adds up, and
out['facts']: events, rungs' days, talks' days, coalitions' days, switches. `look_up` finds a number by the name that a
worked case gives it.
"""
