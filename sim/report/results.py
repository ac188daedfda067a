"""Run folders: the resolved scenario, monthly tables, the event log, the headline, and where it all came from.

The one owner of result files. Money is USD million a month; every table states `schema_version`.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import __version__
from sim.analysis.answer import Answer
from sim.analysis.curves import Curves, Mark
from sim.analysis.headline import Headline
from sim.common.errors import BadInput, Problem, echo
from sim.common.months import first_day
from sim.domain.law import Measure
from sim.domain.scenario import SCHEMA_VERSION, Scenario, provisions_in_force
from sim.domain.trade import SUMMED_GROUPS
from sim.reading.resolved import dump_resolved, load_resolved
from sim.reading.yaml.files import read_bytes
from sim.store.storage import storage

STREAM_COLUMNS = (
    "value",
    "substitution",
    "closed",
    "permitted",
    "open",
    "diverted",
    "smuggled",
    "denied",
    "capacity",
    "discounts",
    "interdicted",
    "payment",
    "receipts",
    "recorded",
    "net",
)
PARTNER_COLUMNS = ("value", "restricted", "permitted", "open", "displaced", "diverted_in", "smuggled_by", "receipts_by")
CHANNELS = ("open_received", "diverted_received", "smuggled_received")
LARGEST_RESULT = 16_000_000


@cache
def source_hash() -> str:
    """A hash of the installed source: what, with the version, decides the bits of a result."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def run_id(scenario: Scenario) -> str:
    """The first 12 hex digits of what decides the results: resolved scenario, draws, seed, version and source."""
    parts = (dump_resolved(scenario), str(scenario.draws), str(scenario.seed), __version__, source_hash())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def place_of(scenario: Scenario, out: Path, cells: bool = False) -> Path:
    """Where a scenario's run belongs: results/<scenario>/<run>, a run that keeps all monthly cells beside it."""
    return out / scenario.name / (run_id(scenario) + ("-cells" if cells else ""))


def write_central(folder: Path, answer: Answer, command: Sequence[str]) -> None:
    """Write what a central run leaves: the resolved scenario, monthly tables, events, provenance."""
    scenario = answer.scenario
    (folder / "scenario.json").write_text(dump_resolved(scenario), encoding="utf-8")
    write_parquet(folder / "months_by_stream.parquet", list(_stream_rows(answer)))
    write_parquet(folder / "months_by_partner.parquet", list(_partner_rows(answer)))
    write_parquet(folder / "months_by_channel.parquet", list(_channel_rows(answer)))
    (folder / "summary.csv").write_text(csv_text(list(_summary_rows(answer))), encoding="utf-8")
    (folder / "events.csv").write_text(csv_text(list(_event_rows(answer))), encoding="utf-8")
    (folder / "provenance.json").write_text(json_text(_provenance(scenario, command)), encoding="utf-8")


def write_headline(folder: Path, headline: Headline, text: str) -> None:
    """Write the headline, as numbers and as printed."""
    (folder / "headline.json").write_text(json_text(asdict(headline)), encoding="utf-8")
    (folder / "headline.txt").write_text(text, encoding="utf-8")


# -- tables -----------------------------------------------------------------------------------------------------------


def _shown(answer: Answer) -> Iterator[tuple[str, str]]:
    """The lanes whose monthly tables are kept: (name in the tables, lane)."""
    names = {
        "scenario": "scenario",
        "prior_law": "scenario, prior law",
        "law_only": "full compliance",
        "own_notices": "own notices",
        "dial_only": "dial only",
    }
    return ((name, lane) for name, lane in names.items() if lane in answer.lanes)


def _stream_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    groups = {stream.id: stream.group for stream in answer.scenario.streams}
    for variant, lane in _shown(answer):
        tables = {name: answer.by_stream(name, lane) for name in STREAM_COLUMNS}
        for t, month in enumerate(_days(answer)):
            for k, stream in _in_name_order(answer.streams):
                row: dict[str, Any] = {"month": month, "variant": variant, "group": groups[stream], "stream": stream}
                yield row | {f"{name}_musd": float(tables[name][t, k]) for name in STREAM_COLUMNS}


def _partner_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    layout, tables = answer.record.world.layout, answer.record.tables
    cells = sorted(layout.cell_of.items())
    partners = {partner.id: i for i, partner in enumerate(layout.partners)}
    for variant, lane in _shown(answer):
        n = answer.lanes.index(lane)
        for t, month in enumerate(_days(answer)):
            for (stream, partner), c in cells:
                i = partners[partner]
                row: dict[str, Any] = {"month": month, "variant": variant, "partner": partner, "stream": stream}
                row |= {f"{name}_musd": float(tables[name][t, c, n]) for name in PARTNER_COLUMNS}
                row |= {"compliance": float(tables["compliance"][t, c, n])}
                yield row | {name: float(tables[name][t, i, n]) for name in ("dial", "propensity")}


def _channel_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    for variant, lane in _shown(answer):
        received = answer.by_stream("receipts", lane)
        tables = {name.removesuffix("_received"): answer.by_stream(name, lane) for name in CHANNELS}
        tables = {"permitted": received - sum(tables.values())} | tables
        for t, month in enumerate(_days(answer)):
            for k, stream in _in_name_order(answer.streams):
                for channel, table in tables.items():
                    row: dict[str, Any] = {"month": month, "variant": variant, "stream": stream, "channel": channel}
                    yield row | {"receipts_musd": float(table[t, k])}


def _summary_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    """A month a row: what a spreadsheet needs of each group."""
    shown = list(_shown(answer))
    groups = {name: answer.positions(answer.group(name)) for name in SUMMED_GROUPS}
    for t, month in enumerate(_days(answer)):
        row: dict[str, Any] = {"month": month}
        for group, positions in groups.items():
            for variant, lane in shown:
                for name in ("value", "receipts", "recorded", "net"):
                    if name != "value" or variant == "scenario":
                        total = sum(float(answer.by_stream(name, lane)[t, k]) for k in positions)
                        row[f"{group}_{variant}_{name}_musd" if name != "value" else f"{group}_no_sanctions_musd"] = (
                            total
                        )
        yield row | {"schema_version": SCHEMA_VERSION}


def _event_rows(answer: Answer) -> Iterator[dict[str, Any]]:
    for event in answer.events:
        yield {"day": event.day, "what": event.what, "act": event.act, "partners": " ".join(event.partners)}


def _days(answer: Answer) -> list[date]:
    scenario = answer.scenario
    return [first_day(scenario.start + t) for t in range(scenario.months)]


def _in_name_order(streams: Sequence[str]) -> list[tuple[int, str]]:
    return sorted(enumerate(streams), key=lambda entry: entry[1])


# -- files ------------------------------------------------------------------------------------------------------------


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV: UTF-8, decimal point, shortest exact floats."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def json_text(content: Any) -> str:
    """Content as JSON, keys sorted."""
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    """Rows as a Parquet table that states its schema version."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: [row[name] for row in rows] for name in rows[0]}
    words = [name for name, values in columns.items() if isinstance(values[0], str)]
    table = pa.table(columns).replace_schema_metadata({"schema_version": str(SCHEMA_VERSION), "version": __version__})
    pq.write_table(table, path, use_dictionary=words, compression="zstd")


def _provenance(scenario: Scenario, command: Sequence[str]) -> dict[str, Any]:
    """Where a run came from. The only file of a run that says when and on what it ran."""
    from datetime import datetime

    import scipy
    import simpy

    resolved = dump_resolved(scenario)
    numbers = json.dumps([dataclasses.asdict(q) for q in scenario.numbers.values()], sort_keys=True)
    law = json.dumps([dataclasses.asdict(m) for m in scenario.measures], sort_keys=True, default=str)
    return {
        "schema_version": SCHEMA_VERSION,
        "run": run_id(scenario),
        "scenario_sha256": hashlib.sha256(resolved.encode()).hexdigest(),
        "numbers_sha256": hashlib.sha256(numbers.encode()).hexdigest(),
        "law_sha256": hashlib.sha256(law.encode()).hexdigest(),
        "seed": scenario.seed,
        "draws": scenario.draws,
        "command": list(command),
        "version": __version__,
        "source": source_hash(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "simpy": simpy.__version__,
        "machine": platform.machine(),
        "cpu_features": cpu_features(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def cpu_features() -> list[str]:
    """The vector instructions NumPy uses here; bits are promised on one set of them."""
    from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]

    return sorted(name for name, there in __cpu_features__.items() if there)


# -- figures ----------------------------------------------------------------------------------------------------------


def curves_of(answer: Answer) -> Curves:
    """The goods revenue of a run as its figure shows it."""
    scenario = answer.scenario
    goods = answer.positions(answer.group("goods"))
    labels = {stream.id: stream.label for stream in scenario.streams}
    prior = "scenario, prior law"

    def total(name: str, lane: str) -> np.ndarray:
        table = answer.by_stream(name, lane)
        return sum((table[:, k] for k in goods), np.zeros(len(table)))

    return Curves(
        title=scenario.title,
        subtitle=_subtitle(scenario),
        months=tuple(_days(answer)),
        streams=tuple((answer.streams[k], labels[answer.streams[k]]) for k in goods),
        receipts=answer.by_stream("receipts", "scenario")[:, goods],
        recorded=total("recorded", "scenario"),
        counterfactual=total("value", "scenario"),
        prior_law=total("receipts", prior) if scenario.under_test and prior in answer.lanes else None,
        marks=tuple(_marks(scenario)),
        source=f"Run {run_id(scenario)}; baseline {scenario.baseline}, behaviour {scenario.behaviour}; dial sources",
    )


def _subtitle(scenario: Scenario) -> str:
    if scenario.benchmark == "law_only":
        reading = "every measure carried out in full at its date"
    elif scenario.benchmark == "no_compliance":
        reading = "nobody complies"
    else:
        silent = sum(scenario.will_of(p.id).silent for p in scenario.partners)
        reading = (
            "partners act by their own notices"
            if not silent
            else "dial only"
            if silent == len(scenario.partners)
            else "some partners without notices"
        )
    return f"Goods exports of North Korea, model estimate, central run; {reading}"


def _marks(scenario: Scenario) -> Iterator[Mark]:
    """The bundle's acts on goods with a date inside the horizon: the day most of their provisions come to bind."""
    first, last = first_day(scenario.start), first_day(scenario.start + scenario.months)
    goods = {stream.id for stream in scenario.streams if stream.group == "goods"}
    force = {p.measure for p in provisions_in_force(scenario) if goods & set(p.streams)}
    for measure in scenario.measures:
        if measure.id in scenario.bundle and measure.id in force:
            days = sorted(p.effective for p in measure.provisions)
            day = days[len(days) // 2]
            if first <= day < last:
                yield Mark(day, short_title(measure, day, scenario), measure.id in scenario.under_test)


def short_title(measure: Measure, day: date, scenario: Scenario) -> str:
    """'UNSCR 2371' for unscr_2371, 'US EO 13810' for us_eo_13810; a partner's act by its name and month of effect."""
    label = next((partner.label for partner in scenario.partners if partner.id == measure.issuer), "")
    return f"{label}, {day:%b %Y}" if label else measure.id.upper().replace("_", " ")


# -- reading back -----------------------------------------------------------------------------------------------------


def load_run(folder: Path) -> Scenario:
    """The scenario of a run folder. Raises BadInput where it is not one, StorageTrouble where it cannot be read."""
    with storage(folder):
        if not (folder / "provenance.json").is_file():
            hint = "name a folder such as results/unscr_2371/0123456789ab"
            raise BadInput(Problem("is not a finished run", str(folder), hint=hint))
    version = _provenance_of(folder).get("schema_version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise BadInput(Problem("has no usable schema_version", str(folder / "provenance.json"), given=echo(version)))
    if version > SCHEMA_VERSION:
        message, allowed = "was written by a newer version", f"up to {SCHEMA_VERSION}"
        raise BadInput(Problem(message, str(folder), given=f"schema {echo(version)}", allowed=allowed))
    return load_resolved(folder / "scenario.json")


def made_otherwise(folder: Path, scenario: Scenario) -> str:
    """How a finished run was made, where this code would not give it again; empty where it would."""
    made = _provenance_of(folder)
    if made.get("run") == run_id(scenario):
        return ""
    return f"made by version {echo(made.get('version'))} from other source or another scenario"


def _provenance_of(folder: Path) -> dict[str, Any]:
    path = folder / "provenance.json"
    try:
        content = json.loads(read_bytes(path, LARGEST_RESULT))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise BadInput(Problem("is not the provenance of a run", str(path), hint="the file is damaged or cut"))
    return content


def runs_below(folders: Iterable[Path]) -> list[Path]:
    """The run folders that folders are or hold: a scenario's folder stands for its newest run."""
    return [_newest(folder) if not (folder / "provenance.json").is_file() else folder for folder in folders]


def _newest(folder: Path) -> Path:
    with storage(folder):
        inside = [p for p in folder.glob("[!.]*") if (p / "provenance.json").is_file()]
        return max(inside, key=lambda p: (p / "provenance.json").stat().st_mtime, default=folder)
