"""Writes the tables of docs/validation.md: what each mechanism did to the score, and the score over all ranges.

    python -m tests.regression.validation [NAME OF A TABLE...]

Nothing here is used to choose a number: the tables are for readers, who see what the score hangs on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from sim.analysis import metrics
from sim.analysis.score import Forecast, Score, monthly, observed, score_of
from sim.common.axes import Array
from sim.common.months import parse_month
from sim.domain.benchmarks import in_plain_numbers
from sim.domain.quantity import parameter_of
from sim.domain.scenario import Scenario
from sim.luck.sampling import drawn_quantities
from sim.processes.model import FullRecord
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario
from sim.report.score_folder import HOME
from sim.runs.kept import Kept
from sim.runs.lanes import run_lanes
from sim.runs.question import Question
from sim.runs.run import run
from sim.runs.variants import with_notices, with_numbers
from sim.world.assembly import Block

DOCUMENT = Path(__file__).parents[2] / "docs" / "validation.md"
DRAWS = 256
TARGET = ("china", "goods")
KEPT = Kept("target", ("china",))
COLUMNS = ("MAE", "MAE, central run", "log error", "CRPS of logs", "in 50 %", "in 90 %", "width 90 %", "total")


def history(name: str) -> Scenario:
    """A shipped scenario."""
    return read_scenario(shipped() / name).scenario


OWN, PORTS, OLD = (
    history("history_own_notices.yaml"),
    history("history_own_notices_ports.yaml"),
    history(f"{HOME}/old_values.yaml"),
)
SEEN = monthly(observed(shipped() / HOME, OWN, None)[0], TARGET)
LATER = [month for month in sorted(SEEN) if month > parse_month(OWN.known_by)]
RECORDED = np.array([SEEN[month] for month in LATER])


# -- what each mechanism did ------------------------------------------------------------------------------------------


def with_old(scenario: Scenario, *names: str) -> Scenario:
    """The scenario with the old values of the numbers that begin so."""
    old = {name: q for name, q in OLD.numbers.items() if name.startswith(names)}
    return replace(scenario, numbers=scenario.numbers | old)


def fixed(scenario: Scenario, kind: str) -> Scenario:
    """The scenario with numbers of one kind at their central values in draws: 'baseline', 'noise' or 'behaviour'."""

    def of(name: str) -> str:
        first = parameter_of(name)
        return first if first == "baseline" else "noise" if first.startswith(("noise", "price_")) else "behaviour"

    def held(name: str) -> bool:
        return of(name) == kind

    numbers = {n: replace(q, distribution="fixed") if held(n) else q for n, q in scenario.numbers.items()}
    return replace(scenario, numbers=numbers)


def mechanisms() -> dict[str, Scenario]:
    """Own notices with goods at ports, and the same with one mechanism off."""
    first = {"own notices, goods at ports released": PORTS, "own notices, no goods at ports": OWN}
    return first | switched_off(PORTS)


def switched_off(base: Scenario) -> dict[str, Scenario]:
    """A scenario of own notices with one mechanism off, by its number set in all scopes, at a time."""

    def without(name: str, value: float = 0.0) -> Scenario:
        return with_numbers(base, (name,), value)

    return {
        "notices off: the dial alone": with_notices(base, False),
        "all let through is declared (rho_o 1)": without("rho_o", 1.0),
        "nothing let through is declared (rho_o 0)": without("rho_o"),
        "notices carried out in full (pn 1)": without("own_notice", 1.0),
        "customs act at once (tau_impl 0)": without("tau_impl"),
        "no growth": without("growth"),
        "growth does not fade (T_g 1,000 years)": without("t_g", 12_000.0),
        "no seasons": replace(base, seasons=()),
        "base-year prices": replace(base, prices="base_year"),
        "no textiles to wigs": without("substitution_share"),
        "no second buyer (theta 0)": without("theta"),
        "no smuggling (kappa 0)": without("kappa"),
        "no discount on open trade": without("delta_o"),
        "no resistance to the dial": without("resistance", 1.0),
        "December 2016 not observed": replace(base, observed=()),
        "baseline ranges off": fixed(base, "baseline"),
        "noise of months off": without("noise_sd"),
        "behaviour ranges off": fixed(base, "behaviour"),
    }


def grounds() -> dict[str, Scenario]:
    """What mechanisms are switched off on: both baselines, the old values of all four, with and without ports."""
    found = {}
    for words, scenario in (("ports", PORTS), ("no ports", OWN)):
        found |= {
            f"new, {words}": scenario,
            f"KITA, {words}": with_old(scenario, "baseline."),
            f"old four, {words}": replace(scenario, numbers=with_old(scenario, "").numbers | _ports(scenario)),
        }
    return found


def everywhere() -> Iterator[Sequence[str]]:
    """A row a mechanism, with a cell for each of the grounds: MAE, CRPS of logs, months inside the 90 % band."""
    columns = [{"all on": base} | switched_off(base) for base in grounds().values()]
    for name in columns[0]:
        scores = [scored(column[name]) for column in columns]
        print(name, *(f"{s.mae:.1f}" for s in scores), file=sys.stderr, flush=True)
        yield (name, *(f"{s.mae:.1f}; {s.crps:.2f}; {s.inside90}" for s in scores))


def from_the_first(scenario: Scenario) -> Scenario:
    """The stop of coal by announcement 40/2017 from 1 August 2017 on, so that no act hands over inside the month."""
    acts = []
    for act in scenario.measures:
        if act.id == "cn_2017_40":
            stops = [replace(p, effective=date(2017, 8, 1)) if p.id.endswith(".coal") else p for p in act.provisions]
            act = replace(act, provisions=tuple(stops))
        acts.append(act)
    return replace(scenario, measures=tuple(acts))


def hand_overs() -> dict[str, Scenario]:
    """With and without the hand-over of August 2017, and full compliance beside it, which has none there."""
    return {
        "own notices": OWN,
        "own notices, no hand-over": from_the_first(OWN),
        "own notices, ports": PORTS,
        "own notices, ports, no hand-over": from_the_first(PORTS),
        "law only": history("history_law_only.yaml"),
        "law only, no hand-over": from_the_first(history("history_law_only.yaml")),
        "law only, ports": history("history_law_only_ports.yaml"),
        "law only, ports, no hand-over": from_the_first(history("history_law_only_ports.yaml")),
    }


def values() -> dict[str, Scenario]:
    """The four values that were changed, old and new, with and without goods at ports."""
    found = {}
    for words, scenario in (("", OWN), (", ports", PORTS)):
        found[f"new values{words}"] = scenario
        found[f"own notices .97{words}"] = with_old(scenario, "own_notice")
        found[f"textiles to wigs .10{words}"] = with_old(scenario, "substitution_share")
        found[f"residual grows .10{words}"] = with_old(scenario, "growth.other_goods")
        found[f"baseline KITA{words}"] = with_old(scenario, "baseline.")
        found[f"all four old{words}"] = replace(scenario, numbers=with_old(scenario, "").numbers | _ports(scenario))
    return found


def _ports(scenario: Scenario) -> dict[str, object]:
    return {name: q for name, q in scenario.numbers.items() if name.startswith("port_")}  # type: ignore[return-value]


def scored(scenario: Scenario) -> Score:
    """The score of the months after July 2017."""
    central = run(Question(scenario))
    alone = central.of("cell.recorded_by")[:, KEPT.cells(scenario, central.axes["cell"])].sum(axis=1)
    draws = run(Question(scenario, draws=DRAWS, keep=(KEPT,))).of("kept.recorded")[:, 0]
    return score_of(Forecast("", TARGET, scenario.start, draws, alone).part(LATER), RECORDED, "")


def rows(scenarios: dict[str, Scenario]) -> Iterator[Sequence[str]]:
    """A row a scenario."""
    for name, scenario in scenarios.items():
        s = scored(scenario)
        print(name, f"{s.mae:.1f}", file=sys.stderr, flush=True)
        inside = (f"{s.inside50} of {s.months}", f"{s.inside90} of {s.months}")
        errors = (f"{s.mae:.1f}", f"{s.mae_central:.1f}", f"{s.log_error:.2f}", f"{s.crps:.2f}")
        yield (name, *errors, *inside, f"{s.width90:.1f}", f"{s.total:,.0f}")


# -- the profile ------------------------------------------------------------------------------------------------------


def recorded_by_lane(scenarios: Sequence[Scenario]) -> Array:
    """What central runs record of the target, side by side: (later month, scenario)."""
    record, _ = run_lanes([Block(in_plain_numbers(scenario)) for scenario in scenarios], FullRecord)
    places = KEPT.cells(scenarios[0], record.world.layout.cells.members)
    months = [month - record.world.start for month in LATER]
    return np.asarray(record.tables["recorded_by"][months][:, places].sum(axis=1))


def profile(scenario: Scenario) -> tuple[list[Sequence[str]], str]:
    """The error at low, centre and high of each number of behaviour, others at their centre; how often it is best."""
    numbers = [
        q for q in drawn_quantities(scenario) if parameter_of(q.name) not in ("baseline", "noise_sd", "noise_ar1")
    ]
    moved = [
        replace(scenario, numbers=scenario.numbers | {q.name: replace(q, value=end)})
        for q in numbers
        for end in (q.low, q.high)
    ]
    table = recorded_by_lane([scenario, *moved])
    maes = [metrics.mean_absolute_error(column, RECORDED) for column in table.T]
    logs = [metrics.mean_absolute_log_error(column, RECORDED) for column in table.T]
    found, best, matter = [], [0, 0], [0, 0]
    for n, q in enumerate(numbers):
        cells: list[str] = []
        for k, errors in enumerate((maes, logs)):
            low, centre, high = errors[1 + 2 * n], errors[0], errors[2 + 2 * n]
            moves = max(abs(low - centre), abs(high - centre)) > 1e-6 and q.low < q.value < q.high
            matter[k] += moves
            best[k] += moves and centre < min(low, high)
            cells += [f"{low:.2f}", f"{centre:.2f}", f"{high:.2f}"]
        if max(abs(errors - maes[0]) for errors in maes[1 + 2 * n : 3 + 2 * n]) >= 0.005:
            found.append((q.name, *cells))
    told = (
        f"Of {matter[0]} numbers that move the error and whose centre lies inside its range, the centre is the best of "
        f"three in {best[0]} ({best[0] / max(1, matter[0]):.0%}) by MAE; by log error in {best[1]} of {matter[1]} "
        f"({best[1] / max(1, matter[1]):.0%}). Numbers that move the MAE by less than 0.005 are not listed."
    )
    return found, told


# -- the document -----------------------------------------------------------------------------------------------------


def table(columns: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    head = [f"| {' | '.join(columns)} |", f"|---|{'--:|' * (len(columns) - 1)}"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in body)])


def put(text: str, name: str, made: str) -> str:
    """The document with what stands between the marks of that name replaced."""
    begin, end = f"<!-- made: {name} -->", f"<!-- end: {name} -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


def profile_text(scenario: Scenario) -> str:
    """The profile of a scenario: what it says, then its table."""
    body, told = profile(scenario)
    ends = ("low", "centre", "high")
    columns = ("number", *(f"{what} at {place}" for what in ("MAE", "log error") for place in ends))
    return f"{told}\n\n{table(columns, body)}"


TABLES: dict[str, Callable[[], str]] = {
    "mechanisms": lambda: table(("what is switched off", *COLUMNS), list(rows(mechanisms()))),
    "everywhere": lambda: table(("what is switched off", *grounds()), list(everywhere())),
    "hand-over": lambda: table(("forecast", *COLUMNS), list(rows(hand_overs()))),
    "values": lambda: table(("values", *COLUMNS), list(rows(values()))),
    "profile": lambda: profile_text(OWN),
    "profile ports": lambda: profile_text(PORTS),
}


def main(names: Sequence[str]) -> int:
    """Rewrite the tables of these names, or all."""
    for name in names or list(TABLES):
        made = TABLES[name]()
        DOCUMENT.write_text(put(DOCUMENT.read_text(encoding="utf-8"), name, made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
