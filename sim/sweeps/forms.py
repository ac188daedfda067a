"""The forms of what a sweep's folder says of itself: its plan and its status. Both may have been edited, and signed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, model_validator

from sim.reading.forms.fields import Form
from sim.reading.forms.sweep import MOST_DRAWS, MOST_POINTS
from sim.store.read_back import all_seen

MOST_SECONDS = 1e10
MOST_RUNS = 10 * MOST_POINTS

Count = Annotated[int, Field(ge=0, le=10**12)]
Seen = Annotated[str, Field(max_length=300), AfterValidator(all_seen)]
Text = Annotated[str, Field(max_length=100_000)]
Number = tuple[float, Text, float, float, Text]
"""Value, unit, low, high and distribution of a number that an axis sets."""
DialStep = tuple[date, Annotated[float, Field(ge=0, le=10)]]
Limits = tuple[Count, Count, Count, Count]


class StageForm(Form):
    points: int = Field(ge=1, le=MOST_POINTS)
    draws: int = Field(ge=1, le=MOST_DRAWS)


class OutputForm(Form):
    series: Text
    measure: Text
    year: int = Field(ge=1900, le=2300)
    month: int = Field(ge=0, le=12)


class ChangeForm(Form):
    numbers: dict[Text, Number]
    dials: dict[Text, list[DialStep]]


class SourceForm(Form):
    kind: Annotated[str, Field(pattern="^(bundle|case|axis)$")]
    name: Text
    texts: list[Text] = Field(min_length=1)
    unit: Text
    numbers: list[float] | None
    changes: list[ChangeForm] | None
    today: float | None = None

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        for given in (self.numbers, self.changes):
            if given is not None and len(given) != len(self.texts):
                raise ValueError("an axis has not as many values as texts")
        return self


class SpreadForm(Form):
    name: Text
    key: Text
    own_range: bool
    low: float
    high: float
    unit: Text
    template: ChangeForm


class AboutForm(Form):
    schema_version: int = Field(ge=1)
    version: Text
    source: Text
    numpy: Text
    scipy: Text
    axes: dict[Text, Any]
    order: list[Text]
    design: Text
    seed: int = Field(ge=0, lt=2**63)
    sampler: Text
    central: bool
    outputs: list[Text]
    scenarios: Text
    reference: dict[Text, Text]


class PlanForm(Form):
    """A plan. Its counts must agree with one another."""

    about: AboutForm
    identity: Text
    sweep: Annotated[str, Field(min_length=1, max_length=300)]
    title: Text
    file: Text
    file_draws: int = Field(ge=1, le=MOST_DRAWS)
    stages: list[StageForm] = Field(min_length=1)
    runs: list[Annotated[int, Field(ge=1, le=MOST_RUNS)]] = Field(min_length=1)
    rows: Count
    lanes: Count
    outputs: list[OutputForm] = Field(min_length=1)
    shards: list[Limits] = Field(min_length=1)
    baselines: list[Text]
    behaviours: list[Text]
    points: int = Field(ge=1, le=MOST_RUNS)
    points_sha256: Text
    sources: list[SourceForm]
    spreads: list[SpreadForm]
    streams: list[dict[Text, list[Text]]] = Field(min_length=1)
    groups: list[int] = Field(min_length=1)
    sha256: Text

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        rows = sum((stop - first) * (until - draw) for first, stop, draw, until in self.shards)
        ordered = all(first < stop <= self.runs[-1] and draw < until for first, stop, draw, until in self.shards)
        deep = all(until <= self.stages[-1].draws for *_, until in self.shards)
        known = all(0 <= group < len(self.streams) for group in self.groups)
        if len(self.runs) != len(self.stages) or self.rows != self.runs[-1] * self.stages[-1].draws:
            raise ValueError("its rows are not its runs times their draws")
        if not ordered or not deep or rows != self.rows or _overlap(self.shards):
            raise ValueError("its shards do not hold its rows")
        if not known:
            raise ValueError("a setting is of a kind of structure that is not there")
        return self


def _overlap(shards: Iterable[Limits]) -> bool:
    """Whether two shards hold the same row: those of the runs at hand are kept in the order of their draws."""
    going: list[tuple[int, int, int]] = []
    last = -1
    for first, stop, draw, until in sorted(shards):
        if first != last:
            going, last = [one for one in going if one[2] > first], first
        n = bisect_left(going, (draw,))
        if (n and going[n - 1][1] > draw) or (n < len(going) and going[n][0] < until):
            return True
        going.insert(n, (draw, until, stop))
    return False


class StatusForm(Form):
    """What a part of a sweep's work last said of itself."""

    model_config = ConfigDict(extra="ignore")

    state: Annotated[str, Field(pattern="^(running|finished|failed|interrupted)$")]
    rows: Count
    rows_done: Count
    runs_failed: Count
    seconds: float = Field(ge=0, le=MOST_SECONDS)
    host: Seen
    pid: Count
    written: Seen


PLAN_FORM, STATUS_FORM = TypeAdapter(PlanForm), TypeAdapter(StatusForm)
