"""Forty mistakes that users make, by what they wanted: what they write, and the command that tells them."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = "title: Mine\nbased_on: unscr_2371.yaml\n"
"""What stands before the lines of a mistake, unless they begin a file of their own."""

SWEEP = "title: Mine\nbase: unscr_2371.yaml\ndraws: 32\noutputs: [goods.added]\n"
ACT = "measures: {mine: {title: Mine, issuer: %s, adopted: %s, source: made up, provisions: {a: %s}}}"
EXPORT = "reporterISO,flowCode,partnerISO,period,cmdCode,netWgt,primaryValue\n"


@dataclass(frozen=True)
class Mistake:
    """What was written, after HEAD in my.yaml, and what was typed; `told` counts from the last problem of several.

    `files` are written beside it. Where nothing is written, the command itself is the mistake.
    """

    written: str = ""
    typed: str = "check my.yaml"
    head: str = HEAD
    files: dict[str, str] = field(default_factory=dict)


MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "Run a scenario": (
        Mistake(typed="run unscr2371"),
        Mistake(typed="rum unscr_2371"),
        Mistake(typed="run unscr_2371 --draws 0"),
        Mistake(typed="run scenarios"),
        Mistake("prices: observed", typed="run my.yml"),
        Mistake(typed="run unscr_2371 --set campaign.dail=8"),
    ),
    "Say how hard one pushes": (
        Mistake("campaign: {dial: 11}"),
        Mistake("campaign: {dial: high}"),
        Mistake("campaign: {dial: [{from: 2017-01, dial: 5}, {from: 2017-01, dial: 8}]}"),
        Mistake("partners: {CN: {dial: 8}}"),
        Mistake("partners: {North Korea: {dial: 0}}"),
        Mistake("partners: {brazil: {dial: 8}}"),
        Mistake("partners: {china: {notices: maybe}}"),
    ),
    "Choose acts": (
        Mistake("bundle: [unscr_2370]"),
        Mistake("bundle: [UNSCR 2371]"),
        Mistake("bundle: unscr_2371"),
        Mistake("bundle: [unscr_2371, unscr_2371]"),
        Mistake("under_test: [unscr_2375]"),
    ),
    "Write an act": (
        Mistake(ACT % ("un", "2017-02-30", "{kind: ban, streams: [coal]}")),
        Mistake(ACT % ("usa", "2017-03-01", "{kind: ban, streams: [coal]}")),
        Mistake(ACT % ("un", "2017-03-01", "{kind: embargo, streams: [coal]}")),
        Mistake(ACT % ("un", "2017-03-01", "{kind: ban, streams: [fish]}")),
        Mistake(ACT % ("un", "2017-03-01", "{kind: cap, streams: [coal]}")),
        Mistake(ACT % ("un", "2017-03-01", "{kind: ban}")),
    ),
    "Bring one's own numbers": (
        Mistake("baseline: {amounts: {coal: {china: 1200}}}"),
        Mistake("baseline: {amounts: {coal: {china: 1200 MEUR/yr}}}"),
        Mistake("baseline:\n  amounts:\n    coal:\n      china: 1,200 MUSD/yr"),
        Mistake("baseline: {amounts: {workers: {china: 10 MUSD/yr}}}"),
        Mistake("baseline: {shares: {coal: {china: 80, india: 20}}}"),
        Mistake("behaviour: {theta: {value: 0.5, low: 0.6, high: 0.9}}"),
        Mistake("behaviour: {theta: 80}"),
        Mistake("tables: my_tables"),
        Mistake(typed="check export.csv", files={"export.csv": EXPORT + "CHN,M,PRK,2016,2701,1000,1187000000\n"}),
        Mistake(
            typed="import comtrade export.csv --year 2024 -o mine",
            files={"export.csv": EXPORT + "CHN,M,PRK,2016,2701,1000,1187000000\n"},
        ),
    ),
    "Write the file": (
        Mistake("horizon: {start: 2017-01, end: 2018-12"),
        Mistake("horizon: {start: 2018-12, end: 2017-01}"),
        Mistake("evasion_from: 5/8/2017"),
        Mistake("behavior: {theta: 0.5}"),
    ),
    "Sweep": (
        Mistake("axes: {campaign.dail: [0, 5, 10]}", "sweep my.yaml --dry-run", SWEEP),
        Mistake("axes: {campaign.dial: {from: 0, to: 10}}", "sweep my.yaml --dry-run", SWEEP),
    ),
}
