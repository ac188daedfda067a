"""Streams, partners and baselines by name: the tables that say what there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sim.common.errors import echo
from sim.common.months import parse_date
from sim.domain.trade import GROUPS, SUMMED_GROUPS, Partner, Stream
from sim.reading.tables import Rows


def read_streams(path: Path, others: Mapping[str, Stream] | None = None) -> dict[str, Stream]:
    """The streams of a table, by id; they may overlap `others`, those of the table that it is laid over.

    Raises BadInput.
    """
    others = others or {}
    read = Rows(path, ("stream", "label", "group", "hs", "headcount", "overlaps", "note"))
    names = {row["stream"] for _, row in read.rows} | set(others)
    found: dict[str, Stream] = {}
    for line, row in read.once("stream"):
        overlaps = tuple(sorted(filter(None, row["overlaps"].split(";"))))
        for other in overlaps:
            read.known(line, "overlaps", other, sorted(names))
        group = next((group for group in GROUPS if group == row["group"]), None)
        headcount = read.truth(line, row, "headcount")
        if group and row["stream"]:
            about = (row["stream"], row["label"], group, row["hs"])
            found[row["stream"]] = Stream(*about, headcount, overlaps, row["note"])
        else:
            read.known(line, "group", row["group"], GROUPS)
    for line, row in read.rows:
        if row["stream"] in found:
            _check_overlaps(read, line, found[row["stream"]], {**others, **found})
    read.check()
    return found


def _check_overlaps(read: Rows, line: int, stream: Stream, streams: Mapping[str, Stream]) -> None:
    """Note streams that share money with another of a group that is added up."""
    for other in stream.overlaps if stream.group in SUMMED_GROUPS else ():
        if other in streams and streams[other].group == stream.group:
            message = f"counts some of the money of {other}, and {stream.group} are added up"
            hint = f"take its amount out of {other}, and name no overlap"
            read.problem(line, message, "overlaps", other, hint=hint)


def read_partners(path: Path) -> dict[str, Partner]:
    """The partners of a table, by id. Raises BadInput."""
    read = Rows(path, ("partner", "label", "group", "may_buy", "gives_notice", "note"))
    found = {
        r["partner"]: Partner(
            r["partner"],
            r["label"],
            r["group"],
            read.truth(line, r, "may_buy"),
            r["note"],
            read.truth(line, r, "gives_notice"),
        )
        for line, r in read.once("partner")
    }
    read.check()
    return found


def read_links(path: Path) -> dict[str, date]:
    """Substitution link -> the day from which it builds up. Raises BadInput."""
    read = Rows(path, ("link", "from", "source", "note"))
    found: dict[str, date] = {}
    for line, row in read.once("link"):
        try:
            found[row["link"]] = parse_date(row["from"])
        except ValueError:
            read.problem(line, "is not a date", "from", echo(row["from"]), "YYYY-MM-DD, such as 2017-08-05")
    read.check()
    return found


def read_baselines(path: Path) -> dict[str, tuple[str, int]]:
    """Baseline name -> (label, base year). Raises BadInput."""
    read = Rows(path, ("baseline", "label", "base_year", "note"))
    found = {r["baseline"]: (r["label"], read.year(line, r, "base_year")) for line, r in read.once("baseline")}
    read.check()
    return found


def read_lags(path: Path) -> list[tuple[str, int]]:
    """(class of provocations, days that the answer to one of them took), row by row. Raises BadInput."""
    read = Rows(path, ("event", "class", "days", "known_by", "source", "note"))
    found = []
    for line, row in read.rows:
        days = row["days"]
        if days.isascii() and days.isdigit() and len(days) <= 4:
            found.append((row["class"], int(days)))
        else:
            read.problem(line, "is not a number of days", "days", echo(days), "a whole number of days, such as 23")
    read.check()
    return found
