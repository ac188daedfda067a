"""What the figures of a run say around their panels: the finding, what is shown, and sources a reader can find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sim import __version__
from sim.analysis.bands import answer_in_words
from sim.analysis.changed import changed, changed_in_source, changed_text
from sim.analysis.curves import Words
from sim.analysis.said import about
from sim.analysis.touched import leading, streams_of
from sim.analysis.touched import words_of as group_words
from sim.common.months import label
from sim.domain.scenario import Scenario
from sim.runs.results import Results
from sim.runs.variants import SCENARIO, tested

MOST_NAMED = 3
"""Acts named in a title; more are counted."""
QUANTILES = "50 % of draws lie between the 25th and 75th percentile, 90 % between the 5th and 95th."
CENTRAL = "central run"
NAMED_SOURCES, SOURCE_WIDTH = 2, 60
"""Sources of the baseline that a caption names, those of most money first, and the letters of each."""


def words_of(
    results: Results, what: str, title: str = "", notes: Sequence[str] = (), drawn: str = "", period: str = ""
) -> Words:
    """The words of a figure of one run: its title is the run's finding unless another is given.

    `drawn`: what its numbers are, where they are not of all draws; `period`: where not of the whole horizon.
    """
    scenario = results.scenario
    months = f"{label(scenario.start)} to {label(scenario.start + scenario.months - 1)}"
    below = subtitle(what, period or months, drawn or draws_words(results.draws), changed_text(changed(scenario)))
    return Words(title or finding(results), below, (*notes, *sources(results)))


def subtitle(what: str, period: str, drawn: str, more: str = "") -> str:
    """The line below every title: what is shown with its unit, of when, and what its numbers are, said once."""
    return "; ".join(part for part in (what, period, drawn, more) if part)


def draws_words(draws: int, of: str = "") -> str:
    """What numbers are: 'medians of 512 draws', or 'central run' where nothing was drawn."""
    return f"{of}{draws:,} draws" if draws > 1 else CENTRAL


def beside_draws(results: Results, shown: str) -> str:
    """What panels of the central run are; where there are draws, that the title beside them is of these."""
    return f"title of {results.draws:,} draws, {shown} of the {CENTRAL}" if results.draws > 1 else CENTRAL


def finding(results: Results) -> str:
    """The answer of a run as a sentence, with the very numbers of its headline."""
    scenario = results.scenario
    condition = _if(scenario)
    if not scenario.bundle:
        return f"North Korea's {_earning(results)}"
    return f"{subject(scenario)} {_denying(results)}{f' {condition}' if condition else ''}"


def subject(scenario: Scenario) -> str:
    """The acts in question by their names, or how many they are."""
    names = tested(scenario)
    if len(names) > MOST_NAMED:
        return f"These {len(names)} acts together"
    titles = [act_name(scenario, name) for name in names]
    said = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    return said[:1].upper() + said[1:]


def act_name(scenario: Scenario, act: str) -> str:
    """'UNSCR 2371'; of a partner's act "China's act of August 2017"; of one made up "the act 'forum ban'"."""
    measure = next(measure for measure in scenario.measures if measure.id == act)
    label = next((partner.label for partner in scenario.partners if partner.id == measure.issuer), "")
    if label:
        return f"{label}'s act of {measure.adopted:%B %Y}"
    words = act.replace("_", " ")
    return words.upper() if act.startswith(measure.issuer) else f"the act '{words}'"


def _denying(results: Results) -> str:
    if results.draws > 1:
        return answer_in_words(results)
    year, group = results.windows[0], leading(results)
    taken = results.added("receipts", SCENARIO, year, streams_of(results, group))
    of = "" if group == "goods" else f" of {group_words(results, group)}"
    return f"would deny {about(taken)} million USD{of} in {year.label} (one central run)"


def _earning(results: Results) -> str:
    if results.draws > 1:
        return answer_in_words(results)
    year = results.windows[0]
    earned = results.yearly("receipts", SCENARIO, year, results.group("goods"))
    return f"goods would earn {about(earned)} million USD in {year.label} (one central run)"


def _if(scenario: Scenario) -> str:
    """Under which reading of compliance the finding holds."""
    if scenario.benchmark == "law_only":
        return "if every act is carried out in full"
    if scenario.benchmark == "no_compliance":
        return "if nobody complies"
    wills = [scenario.will_of(partner.id) for partner in scenario.partners]
    if any(will.by_dial for will in wills):
        return "if partners give notice by their dial"
    silent = sum(will.silent for will in wills)
    if not silent:
        return "if partners act by their own notices"
    return "by the dial alone" if silent == len(scenario.partners) else "with some partners' notices off"


def sources(results: Results) -> tuple[str, ...]:
    """The caption's last lines: that it is a model, what it rests on, which run it is, and how to cite it."""
    scenario = results.scenario
    known = f", as known by {scenario.known_by}" if scenario.known_by else ""
    rests = f"baseline {scenario.baseline}{_institutions(scenario)}{known}; behaviour {scenario.behaviour}"
    told = "; ".join(part for part in (scenario.title, changed_in_source(scenario)) if part)
    return (
        f"Model estimate, not a forecast. Scenario: {told}.",
        f"Source: {rests}; acts and every number by dial sources. Cite as: dial {__version__}, run {results.id}.",
    )


def _institutions(scenario: Scenario) -> str:
    """The sources that most of the goods baseline rests on, in parentheses."""
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    money: dict[str, float] = defaultdict(float)
    for name, quantity in scenario.numbers.items():
        if name.startswith("baseline.") and name.split(".")[1] in goods and quantity.basis != "judgement":
            money[_short(quantity.source)] += quantity.value
    named = sorted((source for source in money if source), key=lambda source: (-money[source], source))
    return f" ({'; '.join(named[:NAMED_SOURCES])})" if named else ""


def _short(source: str) -> str:
    """The first source of a number without its address and where it is stored."""
    first = source.split(" ; ")[0].split(", as stored")[0].split("http")[0].strip(" ,(;")
    return first if len(first) <= SOURCE_WIDTH else first[:SOURCE_WIDTH].rsplit(" ", 1)[0] + " ..."
