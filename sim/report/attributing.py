"""An attribution carried out: bundles of acts as cases on common luck, every one of them or those of sampled orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.attribution import (
    MOST_LANES,
    Attribution,
    SharesPlan,
    Taken,
    lanes_of,
    orders_of,
    plan_beside,
    plan_of,
)
from sim.analysis.attribution_said import attribution_answer
from sim.analysis.changed import changed_in_source
from sim.analysis.curves import Words
from sim.analysis.outcome import ADDED, DENIED, WORDS, series_in, usual_series
from sim.analysis.players import PLAYERS, Game, game_of
from sim.analysis.shapley import (
    Shares,
    alone,
    always_asked,
    bundles_on_the_way,
    exact,
    in_order,
    left_out,
    sampled,
)
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.domain.scenario import Scenario
from sim.plots.bars import Bar, bars_figure
from sim.plots.saving import Drawn
from sim.plots.style import SIZES, Size
from sim.runs.bundles import with_bundle
from sim.runs.cases import Cases, run_cases
from sim.runs.progress import Progress
from sim.runs.variants import READINGS, Variant, asked, tested
from sim.runs.windows import Window, windows_of

LONG = 4096
"""Lanes from which on progress is shown."""


def attribution(
    scenario: Scenario,
    by: str = "measure",
    of: str = "",
    acts: tuple[str, ...] = (),
    draws: int | None = None,
    workers: int = 1,
    exact: bool = False,
) -> tuple[Attribution, Answer]:
    """Which act does what, whatever the order, and what is said of it.

    `by` is measure, provision or issuer; `of` a group or stream, .added to prior law or .denied against no sanctions
    (none: what the acts name, added to prior law);
    `acts` are those that share (none: those under test). Without `draws` as many of 512 as let every bundle be run;
    1 is the central run. Raises BadInput for a name that is not there, and where `exact` and bundles are too many.
    """
    if by not in PLAYERS:
        allowed, hint = ", ".join(PLAYERS), nearest(by, PLAYERS)
        raise BadInput(Problem("is nobody who can have a share", key="--by", given=by, allowed=allowed, hint=hint))
    _check_known(acts, scenario)
    if acts:
        scenario = replace(scenario, under_test=acts)
    of = of or f"{usual_series(scenario)}.added"
    name, series, measure = series_in(of, (ADDED, DENIED), scenario, usual=ADDED)
    if measure == DENIED:
        _check_against_nothing(acts, of, scenario)
        scenario = replace(scenario, under_test=())
    game = game_of(scenario, PLAYERS[by])
    _check_playable(game, draws, exact, bool(acts))
    found = attribute(game, windows_of(scenario), series, draws, workers, exact)
    words = f"{name} receipts ({WORDS[measure]})"
    key = (by, of, *acts, *(["exact"] if exact else []))
    return found, attribution_answer(found, words, by, key)


def attribute(
    game: Game,
    windows: Sequence[Window],
    streams: Sequence[str],
    draws: int | None,
    workers: int = 1,
    exact: bool = False,
) -> Attribution:
    """What each player takes of the receipts of some streams, in the scenario's own reading and in the others.

    Players that change nothing, in any bundle of the central run nor alone or left out in any draw, do not multiply the
    bundles of the draws. The other readings have the first of the same draws; where `exact`, every bundle too.
    """
    found = _in_one_reading(_Bundles(game, windows, streams, 1, workers), draws, plan_of)
    return replace(
        found,
        beside={
            reading: _in_one_reading(
                _Bundles(replace(game, scenario=other), windows, streams, 1, workers),
                found.plan.draws,
                partial(plan_beside, exact=exact),
            )
            for reading, other in _other_readings(game.scenario).items()
        },
    )


def _other_readings(scenario: Scenario) -> dict[Variant, Scenario]:
    """The readings that are not the scenario's own; a benchmark has none."""
    if scenario.benchmark:
        return {}
    found = {reading: asked(scenario, reading) for reading in READINGS}
    return {reading: other for reading, other in found.items() if other != scenario}


def _in_one_reading(
    central: _Bundles, draws: int | None, planned: Callable[[int, int | None], SharesPlan]
) -> Attribution:
    """Shares in the central run, then in as many of the draws as are planned for the players that have an effect."""
    game = central.game
    everybody = list(range(len(game.players)))
    first = plan_of(len(everybody), 1)
    taken = _taken(central, everybody, first)
    found = Attribution(game, central.windows, tuple(central.streams), first, taken, lanes=central.lanes)
    effective = [n for n in everybody if not first.exact or taken.values[n].any()]
    plan = planned(len(effective), draws)
    if plan.draws == 1:
        return found
    bundles = central.of_draws(draws or plan.draws, plan.draws)
    effective = sorted({*effective, *_moving(bundles)})
    plan = planned(len(effective), plan.draws)
    drawn = _taken(bundles, effective, plan)
    return replace(found, plan=plan, drawn=drawn, lanes=found.lanes + bundles.lanes)


class _Bundles:
    """What bundles take of receipts, each of them run once: (window, series, draw), all streams together first.

    `draws` of luck, 1 the central run, of which `only` the first are run; 0: all.
    """

    def __init__(
        self, game: Game, windows: Sequence[Window], streams: Sequence[str], draws: int, workers: int, only: int = 0
    ):
        self.game, self.windows, self.streams = game, tuple(windows), sorted(streams)
        self.draws, self.only, self.workers, self.lanes = draws, tuple(range(only or draws)), workers, 0
        self.order = tuple(game.by_adoption)
        self._receipts: dict[int, Array] = {}

    def of_draws(self, draws: int, only: int) -> _Bundles:
        """The same game in the first of some draws."""
        return _Bundles(self.game, self.windows, self.streams, draws, self.workers, only)

    def worths(self, bundles: Iterable[int]) -> dict[int, Array]:
        """What each bundle takes, by its number: receipts without any player less receipts with it."""
        asked_for = sorted({0, *bundles})
        if new := [bundle for bundle in asked_for if bundle not in self._receipts]:
            self._receipts |= dict(zip(new, self._run(new), strict=True))
        return {bundle: self._receipts[0] - self._receipts[bundle] for bundle in asked_for}

    def _run(self, bundles: Sequence[int]) -> Array:
        scenarios = tuple(with_bundle(self.game.scenario, self.game.groups, bundle) for bundle in bundles)
        cases = Cases(scenarios, self.windows, self.draws, only=self.only)
        self.lanes += cases.lanes
        progress = Progress(cases.lanes, unit="lanes") if cases.lanes > LONG else None
        found = run_cases(cases, self.workers, progress)
        places = [found.streams.index(stream) for stream in self.streams]
        return np.concatenate([found.summed(self.streams)[:, :, None], found.by_stream[:, :, places]], axis=2)


def _moving(bundles: _Bundles) -> list[int]:
    """The players that change something in some draw, alone or left out."""
    players = len(bundles.game.players)
    worths = bundles.worths(always_asked(players, bundles.order))
    changed = np.nan_to_num(alone(worths, players)) != 0, np.nan_to_num(left_out(worths, players)) != 0
    return [n for n in range(players) if any(one[n].any() for one in changed)]


def _taken(bundles: _Bundles, effective: Sequence[int], plan: SharesPlan) -> Taken:
    """Everything that is asked of every player; a share of exactly 0 for those without effect."""
    game, players = bundles.game, len(bundles.game.players)
    worths = bundles.worths(always_asked(players, bundles.order))
    shares = _shares(bundles, effective, plan)
    whole = worths[game.everybody]
    values, errors = (np.zeros((players, *whole.shape)) for _ in range(2))
    values[list(effective)], errors[list(effective)] = shares.values, shares.errors
    order = in_order(worths, bundles.order)
    return Taken(values, errors, alone(worths, players), left_out(worths, players), order, whole)


def _shares(bundles: _Bundles, effective: Sequence[int], plan: SharesPlan) -> Shares:
    """Shapley values among the players that have an effect, from all their bundles or from sampled orders."""

    def wide(bundle: int) -> int:
        return sum(1 << player for n, player in enumerate(effective) if bundle >> n & 1)

    def worths(narrow: Iterable[int]) -> dict[int, Array]:
        names = {bundle: wide(bundle) for bundle in narrow}
        found = bundles.worths(names.values())
        return {bundle: found[name] for bundle, name in names.items()}

    if plan.exact:
        return exact(worths(range(1 << len(effective))), len(effective))
    orders = orders_of(bundles.game, effective, plan.bundles)
    return sampled(worths({bundle for order in orders for bundle in bundles_on_the_way(order)}), orders)


# -- what is asked, checked -------------------------------------------------------------------------------------------


def _check_known(acts: tuple[str, ...], scenario: Scenario) -> None:
    problems = []
    for act in acts:
        if act not in scenario.bundle:
            there = any(act == measure.id for measure in scenario.measures)
            hint = nearest(act, scenario.bundle) or "name one of these acts"
            hint = _of_a_notice(act, scenario) or "add it to bundle" if there else hint
            allowed = some_of(sorted(scenario.bundle), 40)
            problems.append(Problem("is no act of this bundle", key="--acts", given=act, allowed=allowed, hint=hint))
    if problems:
        raise BadInput(problems)


def _check_against_nothing(acts: Sequence[str], of: str, scenario: Scenario) -> None:
    """Against no sanctions every act has a share: what stays in force throughout would be held against itself."""
    added = f"--of {of.partition('.')[0]}.added"
    if acts:
        hint = f"{added} for what these add to the others, or leave --acts out"
        message = "against no sanctions every act shares, not only some"
        raise BadInput(Problem(message, key="--acts", given=", ".join(acts), hint=hint))
    if scenario.awaited:
        message = "events bring in acts that can have no share, and without them it is not all that is denied"
        raise BadInput(Problem(message, key="--of", given=of, hint=f"{added} --acts, with acts of the bundle"))


def _of_a_notice(act: str, scenario: Scenario) -> str:
    """What to ask in place of an act that only carries out others: those others, or that none is in the bundle."""
    notice = next((one for one in scenario.measures if one.id == act and one.is_notice), None)
    if notice is None:
        return ""
    paragraphs = {p.transposes for p in notice.provisions}
    carried = [m.id for m in scenario.measures if m.id in scenario.bundle and paragraphs & {p.id for p in m.provisions}]
    named = f": --acts {','.join(sorted(carried))}" if carried else ", and none of those is in the bundle"
    return f"a notice belongs to the acts it transposes{named}"


def _by_events(awaited: Sequence[str], game: Game) -> Problem:
    """The problem of asking for acts that come on days of each draw's own, or never: no bundle has or lacks them."""
    message, given = "events decide when these acts come, so that they can have no share", ", ".join(awaited)
    laws = [m.id for m in game.scenario.measures if m.id in game.scenario.bundle and m.instrument == "law"]
    hint = f"ask others: --acts {','.join(sorted(laws))}" if laws else "ask a scenario with these acts in its bundle"
    return Problem(message, game.scenario.name, key="under_test", given=given, hint=hint)


def _check_playable(game: Game, draws: int | None, exact: bool, by_name: bool) -> None:
    players = len(game.players)
    if not players:
        if awaited := sorted({*tested(game.scenario)} & {*game.scenario.awaited}):
            raise BadInput(_by_events(awaited, game))
        hint = "an act of law, or an act of pressure with a level other than 0"
        idle = f"{', '.join(game.without_strength)}: of strength 0" if game.without_strength else ""
        file, key, fix = (
            ("", "--acts", "name") if by_name else (game.scenario.name, "bundle", "give the scenario a bundle with")
        )
        raise BadInput(Problem("no act here can have a share", file, key=key, given=idle, hint=f"{fix} {hint}"))
    plan = plan_of(players, draws)
    if exact and not plan.exact:
        most = MOST_LANES >> players
        given = f"2^{players} bundles of {plan.draws} draws: {lanes_of(players, plan.draws):,} lanes"
        fewer = f"--draws {most}, or " if most > 1 else ""
        hint = f"{fewer}--by issuer, fewer --acts, or leave --exact out, and orders are sampled"
        allowed = f"{MOST_LANES:,} lanes"
        raise BadInput(Problem("cannot be exact", key="--exact", given=given, allowed=allowed, hint=hint))


# -- the figure -------------------------------------------------------------------------------------------------------


def draw_attribution(found: Attribution, answer: Answer, size: Size = SIZES["page"]) -> Drawn:
    """The figure of shares: a bar a player in the order of adoption, and one for all together, of the first window."""
    taken, bars = found.best, []
    for n in found.game.by_adoption:
        tables = {"as adopted": taken.adopted, "alone": taken.alone, "left out": taken.left_out}
        tables |= {f"Shapley, {reading.words}": one.best.values for reading, one in found.beside.items()}
        marks = {name: float(np.nanmedian(table[n, 0, 0])) for name, table in tables.items()}
        low, median, high = (float(q) for q in np.nanquantile(taken.values[n, 0, 0], (0.05, 0.5, 0.95)))
        bars.append(Bar(found.game.players[n].label, median, low, high, marks))
    low, median, high = (float(q) for q in np.nanquantile(taken.whole[0, 0], (0.05, 0.5, 0.95)))
    bars.append(Bar("all together", median, low, high, strong=True))
    changed = changed_in_source(found.game.scenario)
    told = f"Model estimate, not a forecast; dial attribute{f'; {changed}' if changed else ''}. Source: dial sources."
    said = answer.headline
    words = Words(said.title, said.question, (told,))
    return bars_figure(words, said.blocks[0].title, bars, size)
