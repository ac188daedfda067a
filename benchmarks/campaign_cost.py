"""What a campaign's mechanisms cost: CPU of draws of the ladder with none of them, and with all of them on.

    python -m benchmarks.campaign_cost

Both take turns; medians of rounds. First a reading alone, as the engine runs it; then all that `dial run --draws` asks:
prior law, the other readings, what rests on judgement. Beside the time stands how many days of the calendar had
something of the campaign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import median
from time import process_time

import sim
from benchmarks.ensemble import ensemble, ladder
from sim.domain.campaign import Coalition, Designations, Ladder, Mechanisms, Provocations, Push, Relief, Talk
from sim.domain.law import NOTICES_BY_DIAL
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.processes.campaign.story import story_of
from sim.processes.clock import Chronicle
from sim.runs.chunks import dealt
from sim.runs.question import Question
from sim.runs.variants import SCENARIO
from sim.world.assembly import assemble

DRAWS, ROUNDS = 1024, 3
RELIEF = Relief("unscr_2321.coal", ((0, 0.5),))
RUNGS = ("unscr_2371", "unscr_2375", "unscr_2397")


def everything(scenario: Scenario) -> Scenario:
    """The ladder with random rungs, rounds, talks, a coalition, pushes, and notices by dial."""
    mechanisms = Mechanisms(
        press=(Push("visit", date(2017, 3, 18), ("china", "russia"), fades=True),),
        designations=Designations(0.01, 0.5, (), date(2016, 6, 1)),
        provocations=(
            Provocations("nuclear", 1.5, 0.92, (5, 18, 23, 56, 82)),
            Provocations("long_range", 2.0, 0.5, (10, 41, 24)),
        ),
        ladder=Ladder(date(2016, 1, 1), RUNGS),
        talks=(Talk("t", date(2017, 6, 1), None, 3, None, ("nuclear",), True, (RELIEF,)),),
        coalitions=(Coalition("forum", ("malaysia", "thailand"), "equal", 0.1, date(2016, 6, 1)),),
    )
    given = {"push_points.visit": 1.0, "push_half_life.visit": 6.0, "round_points": 1.0, "round_half_life": 12.0}
    given |= {"seen": 0.2, "coalition_threshold.forum": 0.2, "coalition_points.forum": 1.0}
    numbers = {name: Quantity(name, value, "1", value, value, "fixed") for name, value in given.items()}
    bundle = tuple(act for act in scenario.bundle if act not in RUNGS)
    wills = tuple(replace(will, notices=NOTICES_BY_DIAL) for will in scenario.wills)
    numbers = scenario.numbers | numbers
    return replace(scenario, bundle=bundle, awaited=RUNGS, mechanisms=mechanisms, numbers=numbers, wills=wills)


def days(scenario: Scenario) -> int:
    """How many days of the calendar had something of the campaign on some of 256 lanes."""
    world = assemble(dealt(Question(scenario, (SCENARIO,), 256), [0], [SCENARIO]))
    return len(story_of(world, Chronicle()).days)


def main() -> None:
    """Measure, and print a table."""
    kinds = {"dial only": ladder(), "everything on": everything(ladder())}
    _compare("a reading alone", kinds, lambda scenario: ensemble(scenario, DRAWS))
    _compare("all that a run asks", kinds, lambda scenario: sim.run(scenario, DRAWS))
    for name, scenario in kinds.items():
        print(f"{name}: {days(scenario)} days of events")


def _compare(what: str, kinds: dict[str, Scenario], work: Callable[[Scenario], object]) -> None:
    seen: dict[str, list[float]] = {name: [] for name in kinds}
    work(kinds["dial only"])
    for _ in range(ROUNDS):
        for name, scenario in kinds.items():
            began = process_time()
            work(scenario)
            seen[name].append(1000 * (process_time() - began) / DRAWS)
    for name, ms in seen.items():
        print(f"{what}, {name}: {median(ms):.3f} ms a draw ({min(ms):.3f}-{max(ms):.3f})")
    print(f"{what}: {median(seen['everything on']) / median(seen['dial only']):.2f} times")


if __name__ == "__main__":
    main()
