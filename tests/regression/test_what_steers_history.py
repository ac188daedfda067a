"""What steers history beside the numbers of behaviour: pinned by hash, and each hash stands in the changelog.

Whoever changes one of these changes the model's past: the changelog then says what was changed, with the new hash.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sim.common.units import UNITS
from sim.domain.law import provisions_of
from sim.domain.quantity import Quantity
from sim.domain.scenario import Scenario
from sim.reading.reference import shipped
from sim.reading.scenario import read_scenario

ROOT = Path(__file__).parents[2]
HISTORY = sorted(shipped().glob("history*.yaml"))
OWN_NOTICES, PORTS = (read_scenario(shipped() / f"history_own_notices{end}.yaml").scenario for end in ("", "_ports"))


def figures(quantity: Quantity) -> list[Any]:
    """Value, range and distribution in the unit of the table."""
    factor = UNITS[quantity.unit][1]
    return [*(f"{x / factor:.10g}" for x in (quantity.value, quantity.low, quantity.high)), quantity.distribution]


def numbers(scenario: Scenario, *names: str) -> dict[str, Any]:
    """The numbers of these names, in all scopes."""
    return {key: figures(q) for key, q in scenario.numbers.items() if key.partition(".")[0] in names}


def steering() -> dict[str, Any]:
    """What steers history, by name."""
    one, ports = OWN_NOTICES, PORTS
    paragraphs = provisions_of(one.measures)
    return {
        "growth": numbers(one, "growth", "t_g"),
        "seasons": {s.stream: [f"{x:.10g}" for x in s.factors] for s in one.seasons},
        "may_buy": sorted(p.id for p in one.partners if p.may_buy),
        "gives_notice": sorted(p.id for p in one.partners if p.gives_notice),
        "sigma_steps": {m.id: [(str(s.start), s.level) for s in m.steps] for m in one.measures if m.steps},
        "exempt_shares": {p.id: [(e.stream, e.share) for e in p.exempt] for p in paragraphs if p.exempt},
        "dates": {
            p.id: [str(p.binds), str(p.adopted), str(p.lifted), p.superseded_by, p.transposes] for p in paragraphs
        },
        "bundles": {path.stem: read_scenario(path).scenario.bundle for path in HISTORY},
        "observed": [(o.partner, o.stream, str(o.start), str(o.end), o.compliance, o.kind) for o in one.observed],
        "evasion_from": str(one.evasion_from),
        "t_link": [(link.scope, str(link.start)) for link in one.substitutions],
        "ports": [
            numbers(ports, "port_months", "port_loss", "hurry", "rush"),
            sorted(p.id for p in paragraphs if p.strands),
            [(p.id, str(p.releases.start), str(p.releases.end)) for p in paragraphs if p.releases],
        ],
        "baseline": numbers(one, "baseline"),
        "price_path": {p.stream: [(month, f"{x:.10g}") for month, x in p.steps] for p in one.price_paths},
    }


def hash_of(content: Any) -> str:
    """Twelve digits of a hash of plain content, the same on every machine."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


@pytest.mark.parametrize("name", sorted(steering()))
def test_what_steers_history_is_in_the_changelog(name: str) -> None:
    line = f"{name} {hash_of(steering()[name])}"
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert line in changelog, f"history changes: say in CHANGELOG.md what was changed and why, and write '{line}' there"


def test_a_changed_figure_changes_its_hash() -> None:
    content = steering()["baseline"]
    changed = content | {"baseline.coal.china": ["1186.8", "1186.7", "1186.8", "triangular"]}
    assert hash_of(changed) != hash_of(content)
