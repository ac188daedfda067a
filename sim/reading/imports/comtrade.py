"""An export of UN Comtrade, of today's site or of the older one: what buyers declared as imports from North Korea."""

from __future__ import annotations

from pathlib import Path

from sim.common.errors import BadInput, Problem, echo
from sim.reading.imports.plain import looks_plain
from sim.reading.imports.records import EXPORTER, LeftOut, Record, columns_of, hs_code, missing, money, period
from sim.reading.sense import countries, form_of
from sim.reading.tables import Row, Rows

COLUMNS = {
    "reporter": ("reporterISO", "Reporter ISO", "reporterCode", "Reporter Code", "reporterDesc", "Reporter"),
    "partner": ("partnerISO", "Partner ISO", "partnerCode", "Partner Code", "partnerDesc", "Partner"),
    "flow": ("flowCode", "Trade Flow Code", "flowDesc", "Trade Flow"),
    "period": ("period", "refYear", "Year"),
    "code": ("cmdCode", "Commodity Code"),
    "value": ("primaryValue", "Trade Value (US$)"),
    "cif": ("cifvalue", "CIF Trade Value (US$)"),
    "fob": ("fobvalue", "FOB Trade Value (US$)"),
    "weight": ("netWgt", "Netweight (kg)"),
    "customs": ("customsCode", "Customs Proc. Code"),
    "transport": ("motCode", "Mode of Transport Code"),
    "second": ("partner2Code", "2nd Partner Code"),
}
NEEDED = ("reporter", "partner", "flow", "period", "code", "value")
WHOLE = {"customs": ("C00", ""), "transport": ("0", ""), "second": ("0", "")}
"""Of each way of splitting a record, what stands for all its parts together."""
FLOWS = {
    **dict.fromkeys(("m", "1", "import", "imports"), "import"),
    **dict.fromkeys(("x", "2", "export", "exports"), "export"),
    **dict.fromkeys(("rx", "3", "re-export", "re-exports"), "re-export"),
    **dict.fromkeys(("rm", "4", "re-import", "re-imports"), "re-import"),
}


def looks_like_comtrade(header: list[str]) -> bool:
    """Whether a table's head is one of UN Comtrade's."""
    found = columns_of(Path(), header, COLUMNS)
    return all(name in found for name in NEEDED)


def read_comtrade(path: Path) -> tuple[list[Record], list[LeftOut]]:
    """The records of an export, and the money of those that are no sale of North Korea. Raises BadInput."""
    read = Rows(path, (), trailing=True)  # bulk files end rows, not the head, in a comma
    if not read.rows:
        raise BadInput(Problem("holds no record", str(path), 2, hint="choose reporters, partner 408 and flow M"))
    header = list(read.rows[0][1])
    columns = columns_of(path, header, COLUMNS)
    for name in NEEDED:
        if name not in columns:
            raise _lacking(path, header, name)
    found, left = [], []
    for line, row in read.rows:
        buyer, why = _buyer(read, line, row, columns)
        record = _record(read, line, row, columns, buyer)
        if record and why:
            left.append(LeftOut(f"{buyer}, HS {record.code}", why, record.value))
        elif record:
            found.append(record)
    read.check()
    return found, left


def _lacking(path: Path, header: list[str], name: str) -> BadInput:
    """The problem of an export without a column; that it is a plain table, where it has the head of one."""
    if not looks_plain(header):
        return missing(path, header, name, COLUMNS[name])
    message, given = "is a plain table, not an export of UN Comtrade", echo(", ".join(header))
    return BadInput(Problem(message, str(path), 1, given=given, hint=f"dial import table {path}"))


def _buyer(read: Rows, line: int, row: Row, columns: dict[str, str]) -> tuple[str, str]:
    """Who bought, and why the record is no sale of North Korea ('' where it is one)."""
    reporter, partner = row[columns["reporter"]].strip(), row[columns["partner"]].strip()
    given = row[columns["flow"]]
    flow = FLOWS.get(given.strip().casefold(), "")
    if not flow:
        read.problem(line, "unknown flow", columns["flow"], echo(given), "M, X, RX or RM")
    if flow.startswith("re-"):
        return reporter, f"a {flow}: goods of another origin, or goods that came back"
    if flow == "import" and _is_exporter(partner):
        return reporter, ""
    if flow == "export" and _is_exporter(reporter):
        return partner, ""
    direction = "sold to North Korea" if _is_exporter(partner) else f"trade with {partner or 'nobody'}, not North Korea"
    return reporter, direction


def _is_exporter(code: str) -> bool:
    country = countries().get(form_of(code))
    return country is not None and country.iso3 == EXPORTER


def _record(read: Rows, line: int, row: Row, columns: dict[str, str], buyer: str) -> Record | None:
    year, month = period(read, line, row[columns["period"]], columns["period"])
    code = hs_code(read, line, row[columns["code"]], columns["code"])
    amounts = {name: money(read, line, row, columns[name]) for name in ("value", "cif", "fob") if name in columns}
    weight = money(read, line, row, columns["weight"]) if "weight" in columns else None
    value = next((amounts[name] for name in ("value", "cif", "fob") if amounts.get(name) is not None), None)
    if value is None:
        read.problem(line, "has no value", columns["value"], "''", "USD")
        return None
    parts = [row[columns[name]].strip() for name in WHOLE if name in columns]
    whole = all(row[columns[name]].strip() in WHOLE[name] for name in WHOLE if name in columns)
    about = (str(read.path), line, buyer, year, month, code, value)
    tonnes = None if weight is None else weight / 1000
    part = "" if whole else " ".join(parts)
    return Record(*about, cif=amounts.get("cif"), fob=amounts.get("fob"), tonnes=tonnes, part=part)
