"""Scenario discovery on the table of a sweep: read, handed to PRIM, told in words. Needs the extra `discover`."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.answer import Answer
from sim.analysis.discovery import Bools, Box, Limit, Swept, box_of, condition_of, discovery_answer, such_points
from sim.common.axes import Array
from sim.common.errors import BadInput, Problem
from sim.store.formats import content_of
from sim.store.storage import storage

STATISTICS = ("q50_musd", "central_musd")
"""What stands for a point: the median of its draws, or its central run."""
MOST_BOXES = 3
DENSITY = 0.8
"""Of a box: it is narrowed until the condition holds in so many of its points, and no further."""
SMALLEST = 0.05
"""Of all points: boxes with fewer say nothing."""


def discover(table: Path, where: str) -> Answer:
    """Where a condition holds in a sweep's table. Raises BadInput for a table or condition that will not do."""
    whole = read_swept(table)
    condition = condition_of(where, whole)
    swept, such = such_points(whole, condition)
    return discovery_answer(swept, condition, such, _boxes(_prim(), swept, such))


def read_swept(path: Path) -> Swept:
    """The points of a sweep, from its folder or its table. Raises BadInput for what is no table of a sweep."""
    file = path / "table.parquet" if path.is_dir() else path
    columns = _columns(file)
    needed = ["point", "run", "setting", "output", "year"]
    missing = [name for name in needed if name not in columns]
    statistic = next((name for name in STATISTICS if name in columns), "")
    if missing or not statistic:
        given = f"no column {', '.join(missing) or ' or '.join(STATISTICS)}"
        hint = "name the table.parquet or table.csv that dial sweep wrote, or its folder"
        raise BadInput(Problem("is no table of a sweep", str(file), given=given, hint=hint))
    names = list(columns)
    design = names[names.index("run") + 1 : names.index("setting")]
    point, output, year = (np.asarray(columns[name]) for name in ("point", "output", "year"))
    outputs: dict[tuple[str, int], Array] = {}
    inputs: dict[str, Any] = {}
    for key in dict.fromkeys(zip(output.tolist(), year.tolist(), strict=True)):
        rows = np.flatnonzero((output == key[0]) & (year == key[1]))
        rows = rows[np.argsort(point[rows], kind="stable")]
        outputs[str(key[0]), int(key[1])] = np.asarray(columns[statistic], dtype=np.float64)[rows]
        inputs = inputs or {name: np.asarray(columns[name])[rows] for name in design}
    return Swept(file.parent.name or file.stem, inputs, outputs)


def _columns(file: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    if not file.is_file():
        hint = "dial sweep FILE makes one: results/<sweep>/table.parquet"
        raise BadInput(Problem("there is no such table", str(file), hint=hint))
    try:
        with storage(file), content_of(file):
            table = pa.csv.read_csv(file) if file.suffix == ".csv" else pq.read_table(file)
    except ValueError as error:
        given = str(error).splitlines()[0][:120]
        raise BadInput(Problem("is no CSV and no Parquet table", str(file), given=given)) from None
    return {name: table[name].to_numpy() for name in table.column_names}


def _prim() -> Any:
    """The workbench's PRIM, quiet. Raises BadInput with what to install."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ImportError:
        hint = "install the extra: pip install 'dprk-dial[discover]'"
        raise BadInput(Problem("needs the EMA workbench", key="dial discover", hint=hint)) from None
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return prim


def _boxes(prim: Any, swept: Swept, such: Bools) -> list[Box]:
    """Boxes that PRIM finds one after the other, each among the points that those before it left."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = prim.Prim(pd.DataFrame(dict(swept.inputs)), such, threshold=DENSITY, mass_min=SMALLEST)
        found = list[Box]()
        while len(found) < MOST_BOXES and (box := search.find_box()) is not None:
            limits = _limits(box.box_lims[_place(box.peeling_trajectory["density"].to_numpy())], swept)
            one = box_of(limits, swept, such)
            if not one.limits:
                break
            found.append(one)
    return found


def _place(density: Array) -> int:
    """Where on the way of peeling a box is dense enough for the first time; else where it is densest."""
    enough = np.flatnonzero(density >= DENSITY)
    return int(enough[0]) if len(enough) else int(np.argmax(density))


def _limits(table: Any, swept: Swept) -> Sequence[Limit]:
    found = []
    for name, values in swept.inputs.items():
        low, high = table[name].iloc[0], table[name].iloc[1]
        if values.dtype.kind in "UO":
            found.append(Limit(name, 0.0, 0.0, tuple(sorted(map(str, low)))))
        else:
            found.append(Limit(name, float(low), float(high)))
    return found
