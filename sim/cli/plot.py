"""The `dial plot` command: figures of finished folders, whatever they are of."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.common.errors import BadInput, Problem, nearest

SIZES = ("column", "page", "slide")
FORMATS = ("png", "svg", "pdf", "csv")
KINDS = "of a run: revenue, channels, waterfall, bridge, streams, partners, timeline; of a sweep: dial, lines, map"


def add_plot(commands: Any) -> None:
    """Add `dial plot` to the commands."""
    text = "draw finished runs, sweeps and comparisons: every kind of figure they can give"
    plot = commands.add_parser("plot", help=text, description=text)
    plot.set_defaults(do=plot_finished)
    where = "a run folder, a scenario's folder for its newest run, the folder of a sweep or of a comparison"
    plot.add_argument("places", nargs="+", metavar="FOLDER", help=where)
    plot.add_argument("--kind", action="append", default=[], metavar="K", help=f"one kind ({KINDS}); default: all")
    plot.add_argument("--size", default="page", choices=SIZES, help="where it is to stand (default: page)")
    plot.add_argument("--format", default="png,svg", metavar="F", help=f"of {','.join(FORMATS)} (default: png,svg)")
    plot.add_argument("-o", "--out", metavar="STEM", help="write STEM_<kind>.png and so on (default: in the folder)")


def plot_finished(options: argparse.Namespace) -> int:
    """Draw what is asked for, a .txt with the alt text beside each figure; prints the files."""
    from sim.report.pictures import size_of, write_figure

    formats = [_one_of("--format", given, FORMATS) for given in options.format.split(",")]
    size = size_of(options.size)
    kinds = [kind for given in options.kind for kind in given.split(",")]
    stem = Path(options.out) if options.out else None
    if stem and stem.name in ("", ".."):
        raise BadInput(Problem("is not the name of a figure", key="--out", given=options.out, allowed="such as figs/a"))
    found = list(_figures([Path(name) for name in options.places], kinds, size))
    names = [_name(kind, size.name, stem, len(found) == 1) for _, kind, _ in found]
    for name in _apart(names):
        folder, _, drawn = found.pop(0)  # a figure that is written is let go: a sweep can have a hundred
        place = stem.parent if stem else folder
        for path in write_figure(drawn, place / name, list(dict.fromkeys(formats))):
            print(path)
        if drawn.unwritten:
            letters = f"no font on this machine has {drawn.unwritten[:20]}; its letters are written as numbers"
            print(f"note: {name}: {letters} (fonts-noto-cjk has Hangul and Han)", file=sys.stderr)
    return 0


def _one_of(key: str, given: str, known: Sequence[str]) -> str:
    if given not in known:
        raise BadInput(
            Problem("is not known", key=key, given=given, allowed=", ".join(known), hint=nearest(given, known))
        )
    return given


def _name(kind: str, size: str, stem: Path | None, alone: bool) -> str:
    """The name of a figure's files: the stem where there is one, the kind, and a size other than a page's."""
    parts = [
        stem.name if stem else "",
        "" if stem and alone else kind,
        "" if size == "page" or (stem and alone) else size,
    ]
    return "_".join(part for part in parts if part)


def _apart(names: Sequence[str]) -> list[str]:
    """Names, numbered where one stands twice: of several folders into one place."""
    return [f"{name}_{names[:n].count(name) + 1}" if name in names[:n] else name for n, name in enumerate(names)]


def _figures(places: Sequence[Path], kinds: Sequence[str], size: Any) -> Iterator[tuple[Path, str, Any]]:
    """Every figure asked for with its folder and kind; several runs are lines in one panel, where no kind is named."""
    from sim.cli.finished import read_runs
    from sim.report.pictures import LINES_KIND, comparison_figures, is_comparison, run_figures, several_figure
    from sim.sweeps.figures import sweep_figures
    from sim.sweeps.folder import is_sweep

    folders = [place for place in places if not (is_sweep(place) or is_comparison(place))]
    for place in (place for place in places if place not in folders):
        if is_sweep(place):
            yield from ((place, kind, drawn) for kind, drawn in sweep_figures(place, kinds, size))
        else:
            yield from ((place, kind, drawn) for kind, drawn in comparison_figures(place, kinds, size))
    runs = read_runs(folders) if folders else []
    if len(runs) > 1 and (not kinds or LINES_KIND in kinds):
        yield runs[0][0], LINES_KIND, several_figure([results for _, results in runs], size)
        kinds = [kind for kind in kinds if kind != LINES_KIND]
        runs = runs if kinds else []
    for place, results in runs:
        yield from ((place, kind, drawn) for kind, drawn in run_figures(results, place, kinds, size))
