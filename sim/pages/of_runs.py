"""The answers of finished runs, for a page without dials: what each run's folder holds, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.answers_by_dial import BANDS, MEAN, MEDIAN, Answers, Made, key_of
from sim.analysis.bands import added
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.domain.scenario import exponent
from sim.runs.reduce import PROBABILITIES
from sim.runs.results import Results
from sim.runs.variants import SCENARIO

READING = "as the scenario has it"
ADDED, DENIED, RECEIPTS, RECORDED, VALUE = (
    "goods.added",
    "goods.denied",
    "goods.receipts",
    "goods.recorded",
    "goods.value",
)
WAYS = ("open_received", "diverted_received", "smuggled_received")


def answers_of_runs(runs: Sequence[Results]) -> Answers:
    """What finished runs say, a bundle each. Raises BadInput where their horizons differ or hold no whole year."""
    first = runs[0].scenario
    for other in runs[1:]:
        if (other.scenario.start, other.scenario.months) != (first.start, first.months):
            message, given = "cannot share a page: their horizons differ", f"{first.name}, {other.scenario.name}"
            raise BadInput(Problem(message, key="dial report", given=given, hint="make a page of each"))
    years = tuple(range(-(-first.start // 12), (first.start + first.months) // 12))
    if not years:
        raise BadInput(Problem("holds no whole calendar year", key="dial report", given=first.name))
    banded = all(run.draws > 1 for run in runs)
    each = [_series(run, years, banded) for run in runs]
    shared = [key for key in each[0] if all(key in found for found in each)]
    asked = (runs[-1].scenario.start + runs[-1].windows[0].months[0]) // 12
    return Answers(
        title=first.title if len(runs) == 1 else "Scenarios side by side",
        bundles=tuple(run.scenario.title for run in runs),
        readings=(READING,),
        others=(0.0,),
        own=(0.0,),
        buyer="",
        start=0.0,
        gamma=exponent(first),
        months=tuple(runs[0].axes["month"]),
        years=years,
        answer=ADDED if key_of("year", ADDED) in shared else DENIED,
        year=years.index(asked) if asked in years else len(years) - 1,
        series={key: _on_grid([found[key] for found in each]) for key in shared},
        scenarios=tuple(run.scenario for run in runs),
        made=_made(runs, banded),
    )


def _on_grid(tables: Sequence[Array]) -> Array:
    """(period,) of each run -> (period, bundle, 1, 1, 1)."""
    return np.stack(tables, axis=1)[:, :, None, None, None]


def _series(run: Results, years: Sequence[int], banded: bool) -> dict[str, Array]:
    """Every series of a run that a page can show, (period,): of its draws, or else of the central run."""
    goods = run.group("goods")
    months = {name: run.summed(name, SCENARIO, goods) for name in ("receipts", "recorded", "value", *WAYS)}
    found = {key_of("month", f"goods.{name}"): months[name] for name in ("receipts", "recorded", "value")}
    for name, values in months.items():
        found[key_of("year", f"goods.{name}", MEAN)] = _by_year(run, values, years)
    for stream in goods:
        found[key_of("year", f"{stream}.receipts", MEAN)] = _by_year(
            run, run.summed("receipts", SCENARIO, [stream]), years
        )
    for partner, values in _partners(run, goods):
        found[key_of("year", f"partners.{partner}.receipts", MEAN)] = _by_year(run, values, years)
    value, received = (found[key_of("year", what, MEAN)] for what in (VALUE, RECEIPTS))
    found |= {key_of("year", what): found[key_of("year", what, MEAN)] for what in (VALUE, RECEIPTS)}
    found |= {key_of("year", DENIED, part): value - received for part in (MEDIAN, MEAN)}
    return found | (_drawn(run, years) if banded else {}) | _tested(run, years, banded)


def _by_year(run: Results, monthly: Array, years: Sequence[int]) -> Array:
    return np.array([monthly[12 * year - run.scenario.start :][:12].sum() for year in years])


def _partners(run: Results, goods: Sequence[str]) -> list[tuple[str, Array]]:
    """Goods receipts of each partner that buys, by month, the largest six."""
    table, cells = run.of("cell.receipts_by"), run.axes["cell"]
    found = []
    for partner in run.axes["partner"]:
        places = [n for n, (stream, buyer) in enumerate(cells) if buyer == partner and stream in goods]
        found.append((partner, table[:, places].sum(axis=1)))
    return sorted(found, key=lambda each: -float(each[1].sum()))[:6]


def _drawn(run: Results, years: Sequence[int]) -> dict[str, Array]:
    """Quantiles over the draws: of every month, and of every whole year."""
    found = {}
    for n, part in enumerate(BANDS):
        for what, measure in ((RECEIPTS, "receipts"), (RECORDED, "recorded")):
            found[key_of("month", what, part)] = run.bands(SCENARIO, measure, "goods")[n]
    group, places = run.axes["group"].index("goods"), [run.axes["year"].index(year) for year in years]
    value, received = (run.of(f"years.{name}")[group][places] for name in ("value", "receipts"))
    for what, amounts in ((VALUE, value), (RECEIPTS, received), (DENIED, value - received)):
        for part, amount in zip(BANDS, np.nanquantile(amounts, PROBABILITIES, axis=-1), strict=True):
            found[key_of("year", what, part)] = amount
    return found


def _tested(run: Results, years: Sequence[int], banded: bool) -> dict[str, Array]:
    """What the acts under test deny beside prior law, as the run's own headline has it: in the year it speaks of."""
    window = run.windows[0]
    year = (run.scenario.start + window.months[0]) // 12
    if not run.scenario.under_test or len(window.months) < 12 or year not in years:
        return {}
    central = run.added("receipts", SCENARIO, window, run.group("goods"))
    amounts = {MEAN: central, MEDIAN: central}
    if banded:
        taken = added(run, SCENARIO, 0)
        amounts = {MEAN: float(taken.mean())} | dict(
            zip(BANDS, np.quantile(taken, PROBABILITIES).tolist(), strict=True)
        )
    there = np.array(years) == year
    return {key_of("year", ADDED, part): np.where(there, amount, np.nan) for part, amount in amounts.items()}


def _made(runs: Sequence[Results], banded: bool) -> Made:
    scenario = runs[0].scenario
    names, ids = [run.scenario.name for run in runs], [run.id for run in runs]
    draws = min(run.draws for run in runs) if banded else 1
    drawn = f" --draws {draws}" if banded else ""
    folders = " ".join(f"results/{name}" for name in dict.fromkeys(names))
    files = " ".join(f"{name}.yaml" for name in dict.fromkeys(names))
    commands = (f"dial run {files}{drawn}", f"dial report {folders} -o report.html")
    about = (
        ("runs", ", ".join(f"{name} {one}" for name, one in zip(names, ids, strict=True))),
        ("draws", f"{draws:,}, seed {scenario.seed}" if banded else "central run"),
        ("baseline", ", ".join(dict.fromkeys(run.scenario.baseline for run in runs))),
        ("behaviour", ", ".join(dict.fromkeys(run.scenario.behaviour for run in runs))),
    )
    return Made("run", names[0], ", ".join(ids), draws, scenario.seed, commands, about)
