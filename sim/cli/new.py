"""`dial new`: a commented file to begin with, that checks as it stands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem

ABOUT = "value,unit,low,high,distribution,date,known_by,basis,kind,source,note"
SCENARIO = """\
# A scenario holds only what differs from what it is based on. Check it with dial check, run it with dial run.
title: UNSCR 2371, and China turns its dial to eight in August 2017
based_on: unscr_2371.yaml
horizon: {start: 2017-01, end: 2018-12}      # both months included
partners:
  china: {dial: [{from: 2017-01, dial: 5}, {from: 2017-08, dial: 8}]}
# behaviour: {theta: {value: 0.6, low: 0.3, high: 0.9, source: mine}}
# baseline: {amounts: {workers: {china: 50000 heads}}}
"""
ACT = """\
# An act of your own. dial list streams and dial list partners say what may be named.
title: A ban on wigs, with the notices of those that give them
based_on: baseline_2016.yaml
horizon: {start: 2017-01, end: 2018-12}
bundle: [unscr_2371, wigs_ban]
under_test: [wigs_ban]                       # what is asked about; the rest of the bundle is prior law
measures:
  wigs_ban:
    title: A ban on wigs
    issuer: un                               # or a partner: then it is that partner's own act
    adopted: 2017-06-01
    expected_notices: yes                    # no: nobody gazettes it, and dials alone decide
    source: made up
    provisions:
      wigs: {kind: ban, streams: [wigs], wind_down_days: 30, source: made up}
"""
SWEEP = """\
# A sweep runs a scenario over axes. dial sweep FILE --dry-run says how much there is to do.
title: What the dial does to UNSCR 2371, in both readings
base: unscr_2371.yaml
cases: {own notices: {campaign.notices: true}, dial only: {campaign.notices: false}}
axes: {campaign.dial: {from: 0, to: 10, step: 2}}
draws: 32
outputs: [goods.added]
"""
TABLES = {
    "partners.csv": "partner,label,group,may_buy,gives_notice,note\natlantis,Atlantis,other,yes,no,an example\n",
    "streams.csv": "stream,label,group,hs,headcount,overlaps,note\namber,Amber,goods,7103,no,,an example\n",
    "customs_2016.csv": f"stream,partner,{ABOUT}\n"
    "amber,atlantis,5,MUSD/yr,4,6,triangular,2016,2017-07,judgement,judgement,judgement,an example\n",
    "behaviour.csv": f"parameter,scope,{ABOUT}\n"
    "resistance,atlantis,1.2,1,0.8,1.6,triangular,2017,2017-07,judgement,judgement,judgement,an example\n",
    "about.txt": "Rows here lie over the shipped ones; a table that is not needed may go.\n"
    "docs/scenarios.md has the columns of all tables.\n"
    "In a scenario beside this folder: tables: THE NAME OF THIS FOLDER\n",
}
FILES = {"scenario": SCENARIO, "act": ACT, "sweep": SWEEP}


def add_new(commands: Any) -> None:
    """The command and its options."""
    text = "write a commented file to begin with: a scenario, an act, a sweep, or a folder of tables"
    parser = commands.add_parser("new", help=text, description=text)
    parser.add_argument("what", choices=(*FILES, "tables"))
    parser.add_argument("place", metavar="FILE", help="the file or folder to make; nothing is written over")
    parser.set_defaults(do=_new)


def _new(options: argparse.Namespace) -> int:
    from sim.store.storage import can_be_written, storage, write_whole

    place = Path(options.place)
    texts = TABLES if options.what == "tables" else {place.name: FILES[options.what]}
    folder = place if options.what == "tables" else place.parent
    with storage(place):
        there = place.exists() and not (options.what == "tables" and place.is_dir() and not any(place.iterdir()))
    if there:
        raise BadInput(Problem("is there already", str(place), hint="name another; this one stays as it is"))
    if options.what != "tables" and place.suffix != ".yaml":
        raise BadInput(Problem("is no YAML file by its name", str(place), hint=f"name it {place.name}.yaml"))
    can_be_written(folder)
    for name, text in texts.items():
        write_whole(folder / name, text.encode())
    print(place)
    print(NEXT[options.what].format(place=place, name=place.name))
    return 0


NEXT = {
    "scenario": "dial check {place}",
    "act": "dial check {place}",
    "sweep": "dial sweep {place} --dry-run",
    "tables": "in a scenario beside it: tables: {name}",
}
