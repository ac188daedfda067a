"""Who gives notice while a sweep turns dials: by dial, and said so, unless the sweep or its base says else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.sweeps.design.reading import read_sweep
from sim.sweeps.plan import plan_of
from sim.sweeps.report import plan_words

HEAD = "title: A title\nbase: base.yaml\noutputs: [goods.receipts]\nyears: [2017]\n"
SHORT = "based_on: unscr_2371.yaml\ntitle: short\nhorizon: {start: 2017-01, end: 2017-12}\n"


def read(place: Path, text: str, more: str = ""):
    (place / "base.yaml").write_text(SHORT + more)
    (place / "s.yaml").write_text(HEAD + text)
    return read_sweep(place / "s.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "axes: {campaign.dial: [2, 8]}\n",
        "axes: {partners.china.dial: {from: 0, to: 10, step: 5}}\n",
        "points: 4\naxes: {campaign.dial: {sobol: [2, 8]}}\n",
        "axes: {campaign: [{dial: 3}, {dial: 8}]}\n",
    ],
)
def test_a_sweep_over_dials_goes_by_them(text, tmp_path):
    (case,) = read(tmp_path, text).cases
    assert case.name == "notices by dial"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("axes: {behaviour.theta: [0.2, 0.8]}\n", ""),
        ("axes: {campaign.dial: [2, 8], campaign.notices: [true, false]}\n", ""),
        ("axes: {campaign: [{dial: 3, notices: off}, {dial: 8}]}\n", ""),
        ("axes: {campaign.dial: [2, 8]}\n", "campaign: {notices: on}\n"),
        ("axes: {campaign.dial: [2, 8]}\n", "partners: {china: {notices: off}}\n"),
        ("axes: {campaign.dial: [2, 8]}\n", "benchmark: law_only\n"),
        ("axes: {campaign.dial: [2, 8]}\ncases: {as it is: {}}\n", ""),
    ],
)
def test_what_somebody_says_of_notices_stands(text, more, tmp_path):
    assert "notices by dial" not in [case.name for case in read(tmp_path, text, more).cases]


def test_it_is_said_and_done(tmp_path):
    plan = plan_of(read(tmp_path, "axes: {campaign.dial: [2, 8]}\n"))
    (setting,) = plan.points.settings
    assert all(setting.will_of(partner.id).by_dial for partner in setting.partners)
    assert "points   2; notices by dial in all of them" in plan_words(plan, 1)
