"""Numbers that a sweep gives though nothing depends on them: its points are equal, and it says so before it runs."""

from __future__ import annotations

import pytest

from sim.cli.main import main

BASE = "based_on: unscr_2371.yaml\ntitle: bent\nhorizon: {start: 2018-01, end: 2018-12}\ncampaign: {dial_curve: %s}\n"
SWEEP = "title: t\nbase: base.yaml\noutputs: [goods.denied]\n"
TABLE = "[{dial: 5, share: 0.2}]"
GAMMA = "behaviour.gamma (the exponent of a power; campaign.dial_curve is %s)"
EVERYWHERE, SOMEWHERE = "nothing depends on it: ", "at some points nothing depends on it: "


@pytest.fixture
def told(tmp_path, capsys, monkeypatch):
    """What a sweep of a base with a curve says that nothing depends on."""
    monkeypatch.chdir(tmp_path)

    def of(curve: str, text: str, *options: str) -> list[str]:
        (tmp_path / "base.yaml").write_text(BASE % curve)
        (tmp_path / "s.yaml").write_text(SWEEP + text)
        assert main(["sweep", "s.yaml", *(options or ("--dry-run",))]) == 0
        lines = capsys.readouterr().err.splitlines()
        return [line.removeprefix("note: given, but ") for line in lines if "depends" in line]

    return of


@pytest.mark.parametrize(
    ("curve", "text", "said"),
    [
        ("power", "axes: {behaviour.gamma: [1, 2]}", []),
        (TABLE, "axes: {behaviour.gamma: [1, 2]}", [EVERYWHERE + GAMMA % "table"]),
        ("linear", "axes: {behaviour.gamma: {sobol: [1, 3]}}\npoints: 2", [EVERYWHERE + GAMMA % "linear"]),
        (TABLE, "cases: {a: {campaign.dial_curve: power, behaviour.gamma: 2}, b: {campaign.dial: 4}}", []),
        (
            "power",
            "cases: {a: {campaign.notices: off}, b: {campaign.dial_curve: linear}}\naxes: {behaviour.gamma: [1, 2]}",
            [SOMEWHERE + GAMMA % "linear"],
        ),
        (
            "power",
            "axes: {campaign.dial_curve: [linear, {midpoint: 6, width: 1}], behaviour.gamma: [1, 2]}",
            [EVERYWHERE + GAMMA % "linear" + ", " + GAMMA % "logistic"],
        ),
        (TABLE, "cases: {a: {behaviour.theta: 0.5}, b: {behaviour.gamma: 2}}", [EVERYWHERE + GAMMA % "table"]),
        (
            "power",
            "axes: {behaviour.q.unscr_2397: [0.5, 1]}",
            [EVERYWHERE + "behaviour.q.unscr_2397 (an act outside the bundle)"],
        ),
        (
            "power",
            "bundles: {a: [unscr_2371], b: [unscr_2397]}\naxes: {behaviour.q.unscr_2397: [0.5, 1]}",
            [SOMEWHERE + "behaviour.q.unscr_2397 (an act outside the bundle)"],
        ),
    ],
)
def test_it_is_told_by_a_dry_run(told, curve, text, said):
    assert told(curve, text) == said


def test_it_is_told_by_the_run_itself_but_not_to_a_script(told):
    text = "axes: {behaviour.gamma: [1, 2]}"
    run = ("--no-figures", "--workers", "1")
    assert told(TABLE, text, *run) == [EVERYWHERE + GAMMA % "table"]
    assert told(TABLE, text, *run, "--quiet") == []
