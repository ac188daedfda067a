"""What is shipped, as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.common.aligned import table_text
from sim.domain.law import provisions_of
from sim.reading.reference import Reference
from sim.reading.yaml.strict import read_yaml

FOLDERS = ("campaign", "today")
"""Folders of shipped scenarios beside those at the top."""


def listing_text(reference: Reference, home: Path, what: Sequence[str]) -> str:
    """Shipped scenarios, sweeps, measures, provisions, partners, streams, baselines and sets of behaviour."""
    tables: dict[str, Callable[[], tuple[tuple[str, ...], list[tuple[str, ...]]]]] = {
        "scenarios": lambda: (("scenario", "bundle", "title"), _scenarios(home)),
        "sweeps": lambda: (("sweep", "axes", "title"), _sweeps(home)),
        "measures": lambda: (("measure", "issuer", "kind", "adopted", "title"), _measures(reference)),
        "provisions": lambda: (("provision", "kind", "streams", "binds", "verified"), _provisions(reference)),
        "partners": lambda: (("partner", "group", "may buy", "label"), _partners(reference)),
        "streams": lambda: (("stream", "group", "HS", "label"), _streams(reference)),
        "baselines": lambda: (("baseline", "base year", "label"), _baselines(reference)),
        "behaviours": lambda: (("behaviour", "tables"), _behaviours(reference)),
    }
    parts = []
    for name in what:
        columns, rows = tables[name]()
        parts.append(f"{name} ({len(rows)})\n{table_text(columns, rows)}")
    return "\n".join(parts)


def _scenarios(home: Path) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    folders = [home, *(home / name for name in FOLDERS)]
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        content: Any = read_yaml(path).content
        bundle = content.get("bundle")
        inherited = f"as {content.get('based_on', '')}" if bundle is None else " ".join(bundle) or "none"
        rows.append(
            (
                path.relative_to(home).as_posix(),
                inherited if len(inherited) <= 60 else f"{len(bundle)} measures",
                str(content.get("title", "")),
            )
        )
    return rows


def _sweeps(home: Path) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for path in sorted((home / "sweeps").glob("*.yaml")):
        content: Any = read_yaml(path).content
        axes = [*(key for key in ("bundles", "cases") if key in content), *content.get("axes", {})]
        rows.append((path.stem, " ".join(axes) if len(axes) <= 3 else f"{len(axes)} axes", str(content["title"])))
    return rows


def _measures(reference: Reference) -> list[tuple[str, ...]]:
    return [
        (m.id, m.issuer, "notice" if m.is_notice else m.instrument, str(m.adopted), m.title)
        for m in sorted(reference.measures.values(), key=lambda m: (m.issuer, m.adopted, m.id))
    ]


def _provisions(reference: Reference) -> list[tuple[str, ...]]:
    return [
        (p.id, f"notice of {p.transposes}" if p.transposes else p.kind, _some(p.streams), str(p.binds), p.verified)
        for p in provisions_of(reference.measures.values())
    ]


def _some(names: Sequence[str]) -> str:
    return " ".join(names) if len(names) <= 3 else f"{len(names)} streams"


def _partners(reference: Reference) -> list[tuple[str, ...]]:
    return [(p.id, p.group, "yes" if p.may_buy else "no", p.label) for p in reference.partners.values()]


def _streams(reference: Reference) -> list[tuple[str, ...]]:
    return [(s.id, s.group, s.hs, s.label) for s in reference.streams.values()]


def _baselines(reference: Reference) -> list[tuple[str, ...]]:
    return [(name, str(year), label) for name, (label, year) in reference.baselines.items()]


def _behaviours(reference: Reference) -> list[tuple[str, ...]]:
    return [(name, ", ".join(form.tables)) for name, form in reference.sets.items()]
