"""What Python's users get back: results and answers that show themselves in a notebook, as tables and as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from html import escape
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.answer import Answer, TidyTable
from sim.analysis.bands import with_bands
from sim.analysis.headline import headline_of
from sim.analysis.opening import with_opening
from sim.analysis.said import Headline, SaidTable, about, as_claimed, nothing
from sim.common.errors import BadInput, Problem, nearest, some_of
from sim.common.months import first_day
from sim.plots.saving import Drawn
from sim.reading.scores import known_scores
from sim.report.pictures import RUN_KINDS, run_figures, size_of
from sim.report.text import first_screen, headline_text
from sim.runs import results as runs
from sim.runs.results import Series
from sim.runs.variants import PRIOR_LAW, SCENARIO, Variant

MONEY = "USD million"
PARTS = {"cell": ("stream", "partner"), "provision": ("provision", "stream")}
"""Axes whose names are pairs: the columns they are told in."""


@dataclass(frozen=True)
class Results(runs.Results):
    """What a scenario came to: named series on named axes, in every variant that was asked.

    Money is USD million: monthly series a month, `windows.receipts` and `years.receipts` in all. Of the central run
    `receipts`, `value` (trade without sanctions), `recorded`, `net`, `denied` and more are (month, stream);
    `cell.receipts_by`, `cell.recorded_by` and more (month, cell), a cell being a stream and its buyer; `dial`, from 0
    to 10, is (month, partner). With draws there are `years.receipts` (group, year, draw) and `bands.receipts`
    (probability, month, series). `axes` holds the names along each axis, `series[variant]` what a variant has.
    """

    @classmethod
    def of_run(cls, found: runs.Results) -> Results:
        """The same results, for a notebook."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    def table(self, name: str = "receipts", variant: str = SCENARIO.id) -> Any:
        """A series as an Arrow table, a row a value: a column for each axis, then the values in their unit.

        The last column of money is called NAME_musd; its unit stands in the column's metadata. `variant` is one of
        `variant_names`. Raises BadInput for a series or variant that is not there, with those that are.
        """
        import pyarrow as pa

        series = self._series(name, variant)
        columns = self._columns(series) | {_column(name, series.unit): series.values.ravel()}
        found = pa.table(columns)
        *axes, last = found.schema
        told = last.with_metadata({"unit": series.unit})
        return found.cast(pa.schema([*axes, told], {"variant": variant, "run": self.id}))

    def pandas(self, name: str = "receipts", variant: str = SCENARIO.id) -> Any:
        """`table` as a pandas DataFrame. Raises BadInput where pandas is not installed."""
        _installed("pandas")
        return self.table(name, variant).to_pandas()

    def polars(self, name: str = "receipts", variant: str = SCENARIO.id) -> Any:
        """`table` as a polars DataFrame. Raises BadInput where polars is not installed."""
        return _installed("polars").from_arrow(self.table(name, variant))

    def xarray(self, name: str = "receipts", variant: str = SCENARIO.id) -> Any:
        """A series as an xarray DataArray on its named axes, pairs written stream.partner. Raises BadInput as above."""
        series = self._series(name, variant)
        coordinates = {axis: _labels(self._names(axis, n)) for axis, n in _sizes(series)}
        about = {"unit": series.unit, "variant": variant}
        return _installed("xarray").DataArray(series.values, coordinates, series.axes, name, about)

    @property
    def variant_names(self) -> tuple[str, ...]:
        """The ways of asking that were run, such as scenario, prior_law and law_only."""
        return tuple(self._variants)

    @cached_property
    def _variants(self) -> dict[str, Variant]:
        return {"prior_law" if one == PRIOR_LAW else one.id: one for one in self.series}

    @cached_property
    def headline(self) -> Headline:
        """What the run says, as `dial run` does: tables and the facts that must stand beside them."""
        said = with_bands(headline_of(self), self) if self.draws > 1 else headline_of(self)
        return with_opening(said, self, known_scores(self.scenario))

    def figure(self, kind: str = "revenue", size: str = "page") -> Drawn:
        """A figure: revenue, channels, waterfall, streams, partners or timeline; size column, page or slide.

        It shows itself in a notebook; `.figure` is Matplotlib's, `.table` the numbers drawn, `.alt` what it shows.
        Raises BadInput for a kind that these results cannot give, with the reason.
        """
        kinds = [known for known in RUN_KINDS if known != "bridge"]
        if kind not in kinds:
            raise BadInput(_unknown("figure", kind, kinds))
        return next(drawn for _, drawn in run_figures(self, Path(), (kind,), size_of(size)))

    def __repr__(self) -> str:
        """What a prompt shows: written out in full, the series are some megabytes."""
        return f"Results({self.scenario.title!r}, variants={len(self.series)}, draws={self.draws})"

    def __str__(self) -> str:
        return first_screen(headline_text(self.headline))

    def _repr_html_(self) -> str:
        return headline_html(self.headline)

    def _series(self, name: str, variant: str) -> Series:
        if variant not in self._variants:
            raise BadInput(_unknown("variant", variant, self.variant_names))
        there = self.series[self._variants[variant]]
        if name not in there:
            raise BadInput(_unknown("series", name, list(there)))
        return there[name]

    def _columns(self, series: Series) -> dict[str, Any]:
        """A column for each axis of a series, two where its names are pairs; all of the series' whole length."""
        axes = [[*self._names(axis, n)] for axis, n in _sizes(series)]
        rows = list(zip(*product(*axes), strict=True)) if all(axes) else [() for _ in axes]
        found: dict[str, Any] = {}
        for axis, column in zip(series.axes, rows, strict=True):
            heads = PARTS.get(axis, (axis,))
            parts = zip(*column, strict=True) if axis in PARTS else [column]
            found |= dict(zip(heads, map(list, parts), strict=True))
        return found

    def _names(self, axis: str, size: int) -> Sequence[Any]:
        """The names along an axis; months as their first day, draws as numbers from 0."""
        if axis == "month":
            return [first_day(month) for month in self.axes[axis]]
        return self.axes[axis] if axis in self.axes else range(size)


@dataclass(frozen=True)
class Answered:
    """The answer to a question: what is said, the tidy tables behind it, and its figure."""

    answer: Answer
    draw: Callable[[], Drawn] | None = None

    @property
    def headline(self) -> Headline:
        """What is said: tables and facts."""
        return self.answer.headline

    def table(self, name: str = "") -> Any:
        """A tidy table as Arrow: the first, or the one of a name. Meaning and unit stand in each column's metadata."""
        import pyarrow as pa

        tables = {one.id: one for one in self.answer.tables}
        if name and name not in tables:
            raise BadInput(_unknown("table", name, list(tables)))
        chosen: TidyTable = tables[name] if name else self.answer.tables[0]
        ids = [column.id for column in chosen.columns]
        found = pa.table({one: [row[n] for row in chosen.rows] for n, one in enumerate(ids)})
        told = [
            field.with_metadata({"unit": column.unit, "meaning": column.label})
            for field, column in zip(found.schema, chosen.columns, strict=True)
        ]
        return found.cast(pa.schema(told, {"title": chosen.title}))

    def figure(self) -> Drawn:
        """The figure of the answer. Raises BadInput where it has none."""
        if self.draw is None:
            raise BadInput(Problem("has no figure", key=self.answer.name, hint="its numbers are in .table()"))
        return self.draw()

    def __repr__(self) -> str:
        return f"Answered({self.answer.name!r}, tables={[table.id for table in self.answer.tables]})"

    def __str__(self) -> str:
        return headline_text(self.headline)

    def _repr_html_(self) -> str:
        return headline_html(self.headline)


def headline_html(headline: Headline) -> str:
    """A headline as HTML for a notebook: title, question, tables, facts; every word escaped."""
    said = [headline.question, headline.changed, headline.answer, *headline.said]
    lines = [f"<h3>{escape(headline.title)}</h3>", *(f"<p>{escape(text)}</p>" for text in said if text)]
    for block in headline.first or headline.blocks:
        lines += _table_html(block)
    facts = () if headline.first else headline.facts
    lines += ["<ul>", *(f"<li>{escape(fact)}</li>" for fact in facts), "</ul>"] if facts else []
    return "\n".join(lines)


def _table_html(block: SaidTable) -> Iterator[str]:
    yield f"<table><caption>{escape(block.title)}</caption>"
    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in block.columns)
    yield f"<tr><td></td>{heads}</tr>"
    for row in (row for row in block.rows if not nothing(row)):
        texts = [as_claimed(value) if row.as_claimed else about(value) for value in row.values]
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        yield f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'
    yield "</table>"


def _sizes(series: Series) -> list[tuple[str, int]]:
    return list(zip(series.axes, series.values.shape, strict=True))


def _column(name: str, unit: str) -> str:
    """'cell_receipts_by_musd' of a series of money; the bare name of any other."""
    ending = "_musd" if unit.startswith(MONEY) else ""
    return f"{name.replace('.', '_')}{ending}"


def _labels(names: Sequence[Any]) -> list[Any]:
    """Names along an axis as plain values: days as NumPy's, pairs joined by a dot."""
    if names and hasattr(names[0], "isoformat"):
        return list(np.array(names, dtype="datetime64[ns]"))
    return [".".join(map(str, name)) if isinstance(name, tuple) else name for name in names]


def _unknown(what: str, given: str, known: Sequence[str]) -> Problem:
    return Problem(f"no such {what}", key=what, given=given, allowed=some_of(known, 40), hint=nearest(given, known))


def _installed(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        hint = f"pip install {library}; .table() needs nothing more"
        raise BadInput(Problem("is not installed here", key=library, hint=hint)) from None
