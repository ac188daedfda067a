"""What was published of shipped scenarios, and how a number that moved is seen (by test_shipped_scenarios)."""

import json

from sim.domain.scenario import SCHEMA_VERSION
from tests.regression.publish import MEASURED, PUBLISHED, REFRESH, scenarios, text_of

CONTENT = json.loads(PUBLISHED.read_text(encoding="utf-8"))
ABOUT = {key: CONTENT.pop(key) for key in ("schema_version", "measured", "unit")}
TOLERANCE = 1e-9


def differences(published, fresh, where: str = "") -> list[str]:
    """Where two summaries differ by more than the tolerance: relative to the largest number of a row."""
    if isinstance(published, dict) and isinstance(fresh, dict):
        found = [f"{where}/{key} is gone" for key in published if key not in fresh]
        found += [f"{where}/{key} is new" for key in fresh if key not in published]
        return found + [
            d for key in published if key in fresh for d in differences(published[key], fresh[key], f"{where}/{key}")
        ]
    scale = max((abs(v) for v in [*published, *fresh] if v is not None), default=0.0)
    same = len(published) == len(fresh) and all(
        (a is None) == (b is None) and (a is None or abs(a - b) <= TOLERANCE * scale)
        for a, b in zip(published, fresh, strict=False)
    )
    return [] if same else [f"{where}: published {published}, now {fresh}"]


def test_nothing_is_published_that_is_not_shipped():
    assert set(CONTENT) == {path.stem for path in scenarios()}, REFRESH
    assert {"schema_version": SCHEMA_VERSION, "measured": list(MEASURED), "unit": "USD million a year"} == ABOUT


def test_the_published_file_is_small_and_as_it_is_written():
    assert PUBLISHED.stat().st_size < 70_000
    assert PUBLISHED.read_text(encoding="utf-8") == text_of(CONTENT)


def test_a_moved_number_is_seen():
    one = {"years": {"2017": {"goods": [100.0, 90.0, None]}}}
    assert differences(one, {"years": {"2017": {"goods": [100.0 + 1e-8, 90.0, None]}}}) == []
    assert differences(one, {"years": {"2017": {"goods": [100.0 + 1e-6, 90.0, None]}}}) != []
    assert differences(one, {"years": {"2017": {"goods": [100.0, 90.0, 0.0]}}}) != []
    assert differences(one, {"years": {"2018": {"goods": [100.0, 90.0, None]}}}) == [
        "/years/2017 is gone",
        "/years/2018 is new",
    ]
