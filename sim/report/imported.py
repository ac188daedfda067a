"""An imported baseline as a folder of tables, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.common.aligned import table_text
from sim.common.errors import BadInput, Problem, printable
from sim.reading.imports.amounts import MUSD, Imported
from sim.reading.imports.records import LeftOut
from sim.reading.tables import LARGEST_CSV
from sim.reading.yaml.files import read_bytes
from sim.store.formats import csv_text
from sim.store.storage import can_be_written, storage, write_whole

MOST_SHOWN = 20
"""Rows of a list on the screen; import.txt has all of them."""
CARRIED = ("partners.csv", "streams.csv", "behaviour.csv")
"""The tables of one's own that an imported baseline takes along."""
COLUMNS = ("value", "unit", "low", "high", "distribution", "date", "known_by", "basis", "kind", "source", "note")


def check_place(folder: Path) -> None:
    """Refuse a folder that holds something already: what is there is not written over. Raises BadInput."""
    with storage(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            hint = "name another folder with -o; this one stays as it is"
            raise BadInput(Problem("is there already", str(folder), key="-o", hint=hint))


def write_imported(imported: Imported, folder: Path, files: Sequence[str], tables: Path | None = None) -> None:
    """Write the tables of a folder that a scenario can name, and import.txt, which says what was left out.

    Partners, streams and behaviour of one's own `tables`, to which the trade was mapped, are copied into it: a scenario
    names one folder, and the amounts mean nothing without them. Raises BadInput where something is there already,
    StorageTrouble where nothing can be written.
    """
    check_place(folder)
    can_be_written(folder)
    name = folder.name
    label = f"Imported for {imported.year} from {', '.join(printable(Path(file).name) for file in files)}"
    named = {"baseline": [name], "label": [label], "base_year": [imported.year], "note": ["see import.txt"]}
    write_whole(folder / "import.txt", (imported_text(imported, None) + "\n").encode())
    write_whole(folder / f"{name}.csv", _cells(imported).encode())
    write_whole(folder / "baselines.csv", csv_text(named).encode())
    for table in (tables / carried for carried in CARRIED) if tables else ():
        if table.is_file():
            write_whole(folder / table.name, read_bytes(table, LARGEST_CSV, "CSV"))


def _cells(imported: Imported) -> str:
    cells = imported.cells.items()
    columns: dict[str, list[object]] = {"stream": [s for (s, _), _ in cells], "partner": [p for (_, p), _ in cells]}
    for column in COLUMNS:
        values = [getattr(quantity, column) for _, quantity in cells]
        columns[column] = [round(v, 9) if isinstance(v, float) else v for v in values]
    return csv_text(columns)


def imported_text(imported: Imported, most: int | None = MOST_SHOWN) -> str:
    """What became of the tables: amounts by partner and stream, what was left out with its money, what to know."""
    return "\n".join(_lines(imported, most))


def _lines(imported: Imported, most: int | None) -> Iterator[str]:
    left = sum(one.value for one in imported.left) / MUSD
    rows = sorted(imported.cells.items(), key=lambda item: -item[1].value)
    yield f"{imported.year}: {imported.total:,.4g} MUSD in {len(rows)} amounts; {left:,.4g} MUSD left out"
    yield ""
    cells = [(p, s, f"{q.value:,.4g}", f"{q.low:,.4g}", f"{q.high:,.4g}", q.note) for (s, p), q in rows]
    yield from _table(("partner", "stream", "MUSD/yr", "low", "high", "note"), cells, most, (2, 3, 4))
    if imported.left:
        yield f"left out, {left:,.4g} MUSD: in no amount, and put nowhere else"
        yield from _table(("what", "MUSD", "why"), _left(imported.left), most)
    if imported.doubted:
        doubted = sum(one.value for one in imported.doubted) / MUSD
        yield f"doubted, {doubted:,.4g} MUSD: counted above, with low without them"
        yield from _table(("what", "MUSD", "why"), _left(imported.doubted), most)
    yield from (f"- {note}" for note in imported.notes)


def _left(entries: Sequence[LeftOut]) -> list[tuple[str, ...]]:
    """The entries, those of one name and reason together, the largest first."""
    money: dict[tuple[str, str], float] = {}
    for one in entries:
        money[one.what, one.why] = money.get((one.what, one.why), 0.0) + one.value
    largest = sorted(money.items(), key=lambda item: -item[1])
    return [(printable(what), f"{value / MUSD:,.4g}", printable(why)) for (what, why), value in largest]


def _table(
    heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], most: int | None, right: Sequence[int] = (1,)
) -> Iterator[str]:
    yield table_text(heads, rows[:most], right).rstrip("\n")
    if most is not None and len(rows) > most:
        yield f"... and {len(rows) - most} more in import.txt"
    yield ""
