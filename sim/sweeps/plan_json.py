"""A sweep's plan on disk: `plan.json`, and beside it its points and resolved settings, so that it is read anywhere.

Reading needs neither the sweep's file nor the source that computed it; only going on does, and it refuses another one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.common.errors import BadInput, Problem, echo, some_of
from sim.domain.law import Step
from sim.domain.quantity import Quantity
from sim.reading.reference import shipped
from sim.reading.resolved.json_text import with_seal
from sim.reading.yaml.document import Document
from sim.reading.yaml.files import read_bytes
from sim.store.formats import json_text
from sim.store.read_back import read_json
from sim.store.storage import write_whole
from sim.sweeps.design.axes import Output
from sim.sweeps.design.changes import Change
from sim.sweeps.design.points import Points
from sim.sweeps.design.sources import Source
from sim.sweeps.design.spreads import SpreadAxis
from sim.sweeps.forms import PLAN_FORM
from sim.sweeps.pieces import Span
from sim.sweeps.plan import Plan, Record, Stage, program, scenarios_hash
from sim.sweeps.point_files import (
    ANEW,
    SETTINGS,
    Settings,
    arrays_of,
    points_digest,
    read_points,
    write_points,
    write_settings,
)

LARGEST_PLAN = 256_000_000
ELSEWHERE = "it is written once and never edited; run the sweep in another folder (--out)"
WORDS = {
    "source": "the program's source",
    "scenarios": "the scenario, or what it is based on",
    "order": "the order of axes",
}
"""What a reader calls a part of a plan that has changed."""


def points_file(plan: Path) -> Path:
    """The points of a plan: 'points-1.parquet' beside 'plan-1.json'."""
    return plan.with_name(plan.stem.replace("plan", "points", 1) + ".parquet")


# -- writing ----------------------------------------------------------------------------------------------------------


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan where it is not yet written; before it its points and settings, where they are not there or damaged.

    Raises StorageTrouble.
    """
    settings, columns = path.with_name(SETTINGS), arrays_of(plan.points)
    if Settings(settings).fingerprints != plan.points.fingerprints:
        write_settings(settings, plan.points)
    if read_points(points_file(path), points_digest(columns)) is None:
        write_points(points_file(path), columns)
    if not path.exists():
        write_whole(path, plan_text(plan, path.parent).encode())


def plan_text(plan: Plan, folder: Path) -> str:
    """The plan as JSON, as it stands in a folder, with a hash of itself."""
    content = _content(plan) | {"file": _named_from(folder, plan.file)}
    return json_text(with_seal(content))


def _content(plan: Plan) -> dict[str, Any]:
    points = plan.points
    return {
        "about": plan.about,
        "identity": plan.identity,
        "sweep": plan.name,
        "title": plan.title,
        "file_draws": plan.file_draws,
        "stages": [asdict(stage) for stage in plan.stages],
        "runs": list(plan.runs),
        "rows": plan.rows,
        "lanes": plan.rows * plan.lanes_a_row,
        "outputs": [asdict(output) for output in plan.outputs],
        "shards": [list(asdict(span).values()) for span in plan.spans],
        "baselines": plan.baselines,
        "behaviours": plan.behaviours,
        "points": len(points),
        "points_sha256": points_digest(arrays_of(points)),
        "sources": [_source_content(source) for source in points.sources],
        "spreads": [_spread_content(axis) for axis in points.spreads],
        "streams": plan.streams,
        "groups": points.groups,
    }


def _named_from(folder: Path, file: str) -> str:
    """A sweep's file as its folder names it: a shipped sweep by its name, another by the way from the folder to it."""
    path = Path(file).resolve()
    if path.parent == (shipped() / "sweeps").resolve():
        return path.stem
    way = os.path.relpath(path, folder.resolve())
    return way if os.sep in way else f".{os.sep}{way}"


def _source_content(source: Source) -> dict[str, Any]:
    about = {"kind": source.kind, "name": source.name, "texts": source.texts, "unit": source.unit}
    changes = [_change_content(change) for change in source.changes] if source.in_lanes else None
    return about | {"numbers": source.numbers, "changes": changes, "today": source.today}


def _spread_content(axis: SpreadAxis) -> dict[str, Any]:
    names = ("name", "key", "own_range", "low", "high", "unit")
    return {name: getattr(axis, name) for name in names} | {"template": _change_content(axis.template)}


def _change_content(change: Change) -> dict[str, Any]:
    """What lanes carry of a change; words about its numbers do not count, and stay behind."""
    numbers = {n: [q.value, q.unit, q.low, q.high, q.distribution] for n, q in change.numbers.items()}
    dials = {who: [[step.start.isoformat(), step.level] for step in dial] for who, dial in change.dials.items()}
    return {"numbers": numbers, "dials": dials}


# -- reading ----------------------------------------------------------------------------------------------------------


def read_record(path: Path) -> Record:
    """What a plan says without its points. Raises BadInput where it is damaged, or by a newer version."""
    return _record(read_content(path), path)


def read_plan(path: Path) -> Plan:
    """A plan with its points and settings as they were written. Raises BadInput where one of them is damaged."""
    content = read_content(path)
    record = _record(content, path)
    try:
        return _with_points(record, content, path)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        message = "the plan is damaged: its parts do not fit each other"
        raise BadInput(Problem(message, str(path), given=echo(str(error)), hint=ELSEWHERE)) from None


def _with_points(record: Record, content: Mapping[str, Any], path: Path) -> Plan:
    columns = read_points(points_file(path), content["points_sha256"])
    if columns is None:
        raise BadInput(Problem("the points of the sweep are missing or damaged", str(points_file(path)), hint=ANEW))
    settings = Settings(path.with_name(SETTINGS))
    if scenarios_hash(settings.fingerprints) != record.about["scenarios"]:
        message = "the settings of the sweep are missing or damaged"
        raise BadInput(Problem(message, str(settings.path), hint=ANEW))
    own = {name: getattr(record, name) for name in Record.__dataclass_fields__}
    streams = tuple({name: tuple(each) for name, each in group.items()} for group in content["streams"])
    return Plan(**own, points=_points(content, columns, settings), streams=streams)


def read_content(path: Path) -> dict[str, Any]:
    """A plan as it was written. Raises BadInput where it is damaged, edited, or by a newer version."""
    read_json(path, PLAN_FORM, "the plan", LARGEST_PLAN, version=("about", "schema_version"), hint=ELSEWHERE)
    return dict(json.loads(read_bytes(path, LARGEST_PLAN)))


def _record(content: Mapping[str, Any], path: Path) -> Record:
    return Record(
        name=content["sweep"],
        title=content["title"],
        file=str(_file_named(content["file"], path.parent)),
        file_draws=content["file_draws"],
        stages=tuple(Stage(**stage) for stage in content["stages"]),
        runs=tuple(content["runs"]),
        outputs=tuple(Output(**output) for output in content["outputs"]),
        spans=tuple(Span(*limits) for limits in content["shards"]),
        about=content["about"],
        baselines=tuple(content["baselines"]),
        behaviours=tuple(content["behaviours"]),
    )


def _file_named(name: str, folder: Path) -> Path:
    """Where a sweep's file is, as its folder names it."""
    if os.sep not in name:
        return shipped() / "sweeps" / f"{name}.yaml"
    return Path(os.path.normpath(folder.resolve() / name))


def _points(content: Mapping[str, Any], columns: Mapping[str, Any], settings: Settings) -> Points:
    sources = tuple(_source(source) for source in content["sources"])
    spreads = tuple(_spread(axis) for axis in content["spreads"])
    count = content["points"]
    chosen = np.stack([columns[s.name] for s in sources], axis=1) if sources else np.zeros((count, 0), dtype=np.int64)
    values = np.stack([columns[axis.name] for axis in spreads], axis=1) if spreads else np.zeros((count, 0))
    _check_places(sources, chosen, columns, len(settings.fingerprints), len(content["groups"]))
    each = (settings, settings.fingerprints, tuple(content["groups"]), columns["setting"], columns["run"])
    return Points(sources, spreads, chosen, values, *each)


def _check_places(
    sources: Sequence[Source], chosen: NDArray[Any], columns: Mapping[str, NDArray[Any]], settings: int, groups: int
) -> None:
    """Raises ValueError where points take values, settings or runs that are not there."""
    limits = [len(source.texts) for source in sources]
    whole = all(columns[name].dtype.kind == "i" for name in ("run", "setting")) and chosen.dtype.kind == "i"
    if not whole or settings != groups or not len(chosen) == len(columns["run"]) == len(columns["setting"]):
        raise ValueError("points and settings are not as many as the plan says")
    if (chosen < 0).any() or (chosen >= np.array(limits, dtype=np.int64)).any():
        raise ValueError("a point takes a value that its axis has not")
    if not np.isin(columns["setting"], np.arange(settings)).all() or columns["run"].min() < 0:
        raise ValueError("a point is of a setting that is not there")


def _source(content: Mapping[str, Any]) -> Source:
    texts, numbers = tuple(content["texts"]), content["numbers"]
    changes = [_change(change) for change in content["changes"] or ()] or [Change({}, {}, True)] * len(texts)
    numbered = None if numbers is None else tuple(numbers)
    about = (content["unit"], content.get("today"))
    return Source(content["kind"], content["name"], texts, (), tuple(changes), numbered, *about)


def _spread(content: Mapping[str, Any]) -> SpreadAxis:
    return SpreadAxis(**(dict(content) | {"template": _change(content["template"]), "document": Document("", {})}))


def _change(content: Mapping[str, Any]) -> Change:
    numbers = {name: Quantity(name, *given) for name, given in content["numbers"].items()}
    dials = {
        who: tuple(Step(date.fromisoformat(start), level) for start, level in steps)
        for who, steps in content["dials"].items()
    }
    return Change(numbers, dials, False)


# -- the same, or another ---------------------------------------------------------------------------------------------


def check_same(plan: Plan, path: Path) -> None:
    """Refuse to go on with a sweep that has become another one. Raises BadInput that names what changed."""
    written, fresh = read_content(path), json.loads(json_text(_content(plan)))
    found = list(_differences(written["about"], fresh["about"], ""))
    if not found and written["stages"] != fresh["stages"]:
        found = ["points or draws (dial sweep expand gives a sweep more)"]
    if not found and written["shards"] != fresh["shards"]:
        found = ["the limits of shards"]
    if found:
        hint = "undo the change, or run it as another sweep: rename the file, or give another folder with --out"
        raise BadInput(Problem("was begun as another sweep", str(path), given=f"changed: {some_of(found)}", hint=hint))


def computed_by_another(record: Record) -> str:
    """How the program that computed a sweep differs from this one; '' where it does not."""
    found = [
        f"{WORDS.get(name, name)} {record.about[name]}, here {now}"
        for name, now in program().items()
        if record.about[name] != now
    ]
    return "; ".join(found)


def _differences(before: Any, now: Any, name: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted(before.keys() | now.keys()):
            yield from _differences(before.get(key), now.get(key), f"{name}.{key}" if name else key)
    elif before != now:
        yield WORDS.get(name, name.replace("reference.", "reference file ", 1))
